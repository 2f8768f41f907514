//! The account behind a figure: everybody the lists name in its cell, by what became of them. The counted and the left out
//! stand side by side, so that a reader can add up the denominator.

use crate::query::Question;
use crate::rows::{AccountCount, place_of};
use base::law::{Groups, Standing};
use base::vocabulary::region::RegionCode;

/// What became of a person of the lists in a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// In the register, with this standing: the first two count as covered, the rest as not covered.
    InRegister(Standing),
    /// In the register, in no membership of the programme that is asked about: in the denominator, not covered.
    NotInProgramme,
    /// On the lists and not found in the register of members: in the denominator, not covered.
    NotInRegister,
    /// Left out of the denominator: insured by another fund (PNS and full-time PPPK, TNI, Polri).
    Excluded,
    /// Left out of the denominator: recorded as dead by the end of the month.
    Died,
}

impl Reason {
    /// The code in texts and kept figures.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InRegister(standing) => standing.code(),
            Self::NotInProgramme => "not_in_programme",
            Self::NotInRegister => "not_in_register",
            Self::Excluded => "excluded",
            Self::Died => "died",
        }
    }

    /// The reason with a code.
    pub fn of_code(code: &str) -> Option<Self> {
        let standings = Standing::ALL.into_iter().map(Self::InRegister);
        standings.chain([Self::NotInRegister, Self::Excluded, Self::Died]).find(|reason| reason.code() == code)
    }

    /// Whether people with it are in the denominator.
    pub const fn counts(self) -> bool {
        matches!(self, Self::InRegister(_) | Self::NotInProgramme | Self::NotInRegister)
    }

    /// Whether people with it are in the numerator.
    pub const fn covered(self) -> bool {
        matches!(self, Self::InRegister(standing) if standing.is_covered())
    }

    /// Reads the reason as the engine counts by it.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "not_in_programme" => Some(Self::NotInProgramme),
            "not_in_register" => Some(Self::NotInRegister),
            "excluded" => Some(Self::Excluded),
            "died" => Some(Self::Died),
            number => Standing::ALL.into_iter().find(|standing| number == (*standing as u8).to_string()).map(Self::InRegister),
        }
    }
}

/// One line of the account of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountLine {
    /// What became of them.
    pub reason: Reason,
    /// How many people.
    pub people: u64,
    /// In how many rows of the lists.
    pub rows: u64,
}

/// The lines of one cell, best standing first: the place and the words of its cut are those of the coverage row.
pub fn account_lines(
    counts: &[AccountCount],
    question: &Question,
    groups: &Groups,
    region: Option<RegionCode>,
    cut: &[(&'static str, String)],
) -> Vec<AccountLine> {
    let mut lines: Vec<AccountLine> = counts
        .iter()
        .filter(|count| {
            let (place, _, words) = place_of(&count.keys, question, groups);
            place == region && words == cut
        })
        .filter_map(|count| {
            let reason = Reason::parse(count.keys.last()?.as_deref()?)?;
            Some(AccountLine { reason, people: count.people, rows: count.rows })
        })
        .collect();
    lines.sort();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Population;
    use base::handover::{Attribution, Dimension};
    use base::vocabulary::Month;

    #[test]
    fn the_account_of_a_cell_names_the_counted_and_the_left_out() {
        let question = Question {
            population: Population::Roster,
            month: Month::parse("2025-06").unwrap(),
            by: vec![Dimension::Region],
            attribution: Attribution::Residence,
            area: base::access::Area::everywhere(),
            home: RegionCode::parse("73").unwrap(),
        };
        let count = |place: &str, reason: &str, people| AccountCount {
            keys: vec![Some(place.to_owned()), Some(reason.to_owned())],
            people,
            rows: people + 1,
        };
        let counts = [count("7305", "excluded", 4), count("7305", "0", 7), count("7305", "2", 2), count("7306", "0", 9)];
        let takalar = RegionCode::parse("73.05").ok();
        let lines = account_lines(&counts, &question, &Groups::embedded().unwrap(), takalar, &[]);
        let told: Vec<(&str, u64, bool, bool)> =
            lines.iter().map(|line| (line.reason.code(), line.people, line.reason.counts(), line.reason.covered())).collect();
        assert_eq!(told, [("active", 7, true, true), ("in_arrears", 2, true, false), ("excluded", 4, false, false)]);
    }
}
