//! The kinds of data that come in through the one door of ingest.

use std::fmt;
use std::str::FromStr;

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The register of members with the months they paid.
    Participants,
    /// Any list of workers: village, office, company, cooperative.
    Workers,
    /// Businesses from WLKP, NIB or a tender list.
    Employers,
    /// Contributions per employer and month.
    Contributions,
    /// Construction projects with their contract value.
    Projects,
    /// Permits.
    Permits,
    /// People who died.
    Deaths,
    /// Claims paid to members and families.
    Claims,
    /// Budget lines for enrolment.
    Budgets,
    /// Bank payments.
    Payments,
    /// Targets by region and period.
    Targets,
    /// Published aggregate figures with their source.
    Statistics,
    /// Regions beyond those in the program.
    Regions,
    /// Outlines of regions, for maps.
    Boundaries,
}

/// A word that names no kind.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no kind of data; kinds are participants, workers, employers, contributions, projects, permits, deaths, claims, budgets, payments, targets, statistics, regions, boundaries"
)]
pub struct UnknownKind(pub String);

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Participants,
        Self::Workers,
        Self::Employers,
        Self::Contributions,
        Self::Projects,
        Self::Permits,
        Self::Deaths,
        Self::Claims,
        Self::Budgets,
        Self::Payments,
        Self::Targets,
        Self::Statistics,
        Self::Regions,
        Self::Boundaries,
    ];

    /// The word for it on the command line, in tables and URLs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Participants => "participants",
            Self::Workers => "workers",
            Self::Employers => "employers",
            Self::Contributions => "contributions",
            Self::Projects => "projects",
            Self::Permits => "permits",
            Self::Deaths => "deaths",
            Self::Claims => "claims",
            Self::Budgets => "budgets",
            Self::Payments => "payments",
            Self::Targets => "targets",
            Self::Statistics => "statistics",
            Self::Regions => "regions",
            Self::Boundaries => "boundaries",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for Kind {
    type Err = UnknownKind;
    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|kind| kind.code() == text).ok_or_else(|| UnknownKind(text.to_owned()))
    }
}
