//! Detectors: small rules over ingested and linked rows that propose who does not comply. Pure: rows come in, findings go out.
//!
//! - [`name`]: one spelling for the many names of an employer;
//! - [`employers`]: which lines of which lists are one employer, and under which numbers it stands in the register;
//! - [`thresholds`], [`minimum_wage`]: what the law and our reading of it say, as data;
//! - [`stakes`]: the rupiah at stake, from the rulebook;
//! - [`fairness`]: whether a group of employers is picked more than its share;
//! - [`queries`]: the questions to the lake as SQL text; the engine runs them;
//! - one file per detector or family: [`pwbd`], [`pds`], [`wages`], [`arrears`], [`projects`], [`units`], [`people`].
//!
//! A finding is a proposal with its evidence and article; a person decides. It names employers, projects and units, never people.

pub mod arrears;
pub mod employers;
pub mod fairness;
pub mod minimum_wage;
pub mod name;
pub mod pds;
pub mod people;
pub mod projects;
pub mod pwbd;
pub mod queries;
pub mod stakes;
#[cfg(test)]
mod tests;
pub mod thresholds;
pub mod units;
pub mod wages;

use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Rupiah};
use serde::{Deserialize, Serialize};
use std::fmt;

pub use employers::{Business, Employer, EmployerBook, List, MemberGroup, Registered};
pub use minimum_wage::MinimumWages;
pub use stakes::Stakes;
pub use thresholds::Thresholds;

/// A kind of violation that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detector {
    /// Perusahaan wajib belum daftar: on a list, with workers, and not in the register.
    Pwbd,
    /// Perusahaan daftar sebagian, tenaga kerja: more workers than members.
    PdsTk,
    /// Perusahaan daftar sebagian, upah: wages reported too low.
    PdsUpah,
    /// Perusahaan daftar sebagian, program: fewer programmes than its size obliges it to.
    PdsProgram,
    /// Menunggak: bills that were due and are not paid.
    Arrears,
    /// A construction project that is let and not in the Jakon register.
    JakonProject,
    /// An office or village that does not register its people.
    GovernmentUnit,
    /// Members for whom two payers pay one month.
    DuplicateFunding,
    /// Members who died and for whom is still paid.
    DeadActive,
    /// Employees registered as if they were self-employed.
    WrongSegment,
}

impl Detector {
    /// Every detector, in the order of output.
    pub const ALL: [Self; 10] = [
        Self::Pwbd,
        Self::PdsTk,
        Self::PdsUpah,
        Self::PdsProgram,
        Self::Arrears,
        Self::JakonProject,
        Self::GovernmentUnit,
        Self::DuplicateFunding,
        Self::DeadActive,
        Self::WrongSegment,
    ];

    /// The code in files, tables and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pwbd => "pwbd",
            Self::PdsTk => "pds_tk",
            Self::PdsUpah => "pds_upah",
            Self::PdsProgram => "pds_program",
            Self::Arrears => "arrears",
            Self::JakonProject => "jakon_project",
            Self::GovernmentUnit => "government_unit",
            Self::DuplicateFunding => "duplicate_funding",
            Self::DeadActive => "dead_active",
            Self::WrongSegment => "wrong_segment",
        }
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|detector| detector.code() == code)
    }

    /// The time that the rupiah of its findings are for.
    pub const fn rupiah_for(self) -> RupiahFor {
        match self {
            Self::Arrears | Self::JakonProject | Self::DuplicateFunding | Self::DeadActive => RupiahFor::Total,
            _ => RupiahFor::Month,
        }
    }
}

impl fmt::Display for Detector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// Whether an amount at stake is for each month, or all there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RupiahFor {
    /// What one month's contributions would be more.
    Month,
    /// The sum up to now.
    Total,
}

/// What a finding is about. One number names it, so that a later run finds the same again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A number of the register of employers.
    Npp(String),
    /// A number of the register of businesses.
    Nib(String),
    /// A construction project by the code of its contract.
    ProjectId(String),
    /// An office (`73.06/dinas-pendidikan`), a village's people (`73.06.01.2001/rt_rw`), or whoever has no number.
    UnitId(String),
}

impl Subject {
    /// NPP, NIB, project and unit: one of the four is filled.
    pub fn cells(&self) -> [&str; 4] {
        match self {
            Self::Npp(id) => [id, "", "", ""],
            Self::Nib(id) => ["", id, "", ""],
            Self::ProjectId(id) => ["", "", id, ""],
            Self::UnitId(id) => ["", "", "", id],
        }
    }
}

/// One thing that was counted: a sentence of `texts` (`evidence-<code>`) and its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// What was counted.
    pub code: &'static str,
    /// The count, rupiah, month or word.
    pub value: String,
}

impl Evidence {
    /// A count.
    pub fn of(code: &'static str, value: impl fmt::Display) -> Self {
        Self { code, value: value.to_string() }
    }
}

/// A proposal: who may not comply, on which evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The kind.
    pub detector: Detector,
    /// What it is about.
    pub subject: Subject,
    /// The name of the employer, project or unit, where a list tells it.
    pub name: String,
    /// The regency.
    pub region: Option<RegionCode>,
    /// The first month it shows in.
    pub first_month: Month,
    /// Workers concerned; none where no list tells.
    pub workers: Option<u64>,
    /// The value at stake; none where nothing known gives a sum.
    pub rupiah: Option<Rupiah>,
    /// What was counted.
    pub evidence: Vec<Evidence>,
}

/// Puts findings into the order of output: by detector, the highest value first, then by what they are about.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.rupiah, finding.workers);
        a.detector.cmp(&b.detector).then_with(|| key(b).cmp(&key(a))).then_with(|| a.subject.cmp(&b.subject))
    });
}
