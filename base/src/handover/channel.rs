//! The channel through which somebody who is not covered can become so: who has to act. Measure counts by it, plan builds the
//! bridge to a target from it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Who has to act for a person. In the order in which a person is taken into account: everybody is in the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Offices and villages register their own people (Permenaker 1/2025 Art. 3A, UU 3/2024).
    Government,
    /// Employers register their workers (UU 24/2011 Art. 15).
    Employers,
    /// Contractors register the workers of their projects (PP 44/2015).
    Construction,
    /// Members without a wage whose cover lapsed renew it.
    Renewal,
    /// Vulnerable workers for whom a public or social fund may pay.
    Funded,
    /// Self-employed who pay for themselves (UU 24/2011 Art. 16).
    SelfPaying,
}

impl Channel {
    /// Every channel in its order.
    pub const ALL: [Self; 6] =
        [Self::Government, Self::Employers, Self::Construction, Self::Renewal, Self::Funded, Self::SelfPaying];

    /// The code in files, tables, addresses and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Government => "government",
            Self::Employers => "employers",
            Self::Construction => "construction",
            Self::Renewal => "renewal",
            Self::Funded => "funded",
            Self::SelfPaying => "self_paying",
        }
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}
