//! Money on a bank statement and the debts of cases: which case a row may be for, and why. A proposal books nothing; a person does.

use crate::detect::name::{distinctive_words, normalised};
use base::vocabulary::Rupiah;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A row of a bank statement: money that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankRow {
    /// The day of the bank.
    pub on: Date,
    /// How much.
    pub rupiah: Rupiah,
    /// The bank's reference: one payment has one.
    pub reference: String,
    /// Who paid, as the bank writes it; may be empty.
    pub payer: String,
    /// The account or virtual account; may be empty.
    pub account: String,
    /// What the payer wrote; may be empty.
    pub note: String,
    /// The number of the register, where the statement has a column for it.
    pub npp: String,
}

/// What is owed in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debt {
    /// The case.
    pub case: String,
    /// NPP, NIB or another key of the employer.
    pub employer: String,
    /// Its name.
    pub name: String,
    /// What is owed in all.
    pub outstanding: Rupiah,
    /// Sums that may be paid one by one: instalments that were agreed, charges that are open.
    pub parts: Vec<Rupiah>,
}

/// Why a row may be for a case, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchReason {
    /// The row names the number of the case.
    CaseNumber,
    /// The row names the number of the employer.
    EmployerNumber,
    /// The payer is called like the employer.
    Name,
    /// The sum is what is owed in this case, and in no other.
    Outstanding,
    /// The sum is an instalment or a charge of this case, and of no other.
    Part,
}

impl MatchReason {
    /// The word in tables and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CaseNumber => "case_number",
            Self::EmployerNumber => "employer_number",
            Self::Name => "name",
            Self::Outstanding => "outstanding",
            Self::Part => "part",
        }
    }
}

/// A case that a row may be for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The case.
    pub case: String,
    /// Why, the strongest first.
    pub reasons: Vec<MatchReason>,
}

/// The shortest number of an employer that is looked for among the words of a row.
const SHORTEST_NUMBER: usize = 5;

/// The cases that a row may be for, the best reasons first. A sum alone proposes a case only where no other owes the same.
pub fn propose(row: &BankRow, debts: &[Debt]) -> Vec<Proposal> {
    let text = format!("{} {} {}", row.reference, row.note, row.account);
    let run: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let payer = normalised(&row.payer);
    let only = |fits: &dyn Fn(&Debt) -> bool| {
        let mut fitting = debts.iter().filter(|debt| fits(debt));
        fitting.next().filter(|_| fitting.next().is_none()).map(|debt| debt.case.as_str())
    };
    let (whole, part) = (only(&|debt| debt.outstanding == row.rupiah), only(&|debt| debt.parts.contains(&row.rupiah)));
    let reasons = |debt: &Debt| {
        let number: String = debt.case.chars().filter(char::is_ascii_alphanumeric).collect();
        let employer = debt.employer.as_str();
        let named = row.npp.trim() == employer || (employer.len() >= SHORTEST_NUMBER && words.contains(&employer));
        let called = distinctive_words(&payer) > 0 && payer == normalised(&debt.name);
        [
            (MatchReason::CaseNumber, !number.is_empty() && run.contains(&number)),
            (MatchReason::EmployerNumber, !employer.is_empty() && named),
            (MatchReason::Name, called),
            (MatchReason::Outstanding, whole == Some(debt.case.as_str())),
            (MatchReason::Part, part == Some(debt.case.as_str()) && whole != part),
        ]
        .into_iter()
        .filter_map(|(reason, holds)| holds.then_some(reason))
        .collect::<Vec<_>>()
    };
    let mut found: Vec<Proposal> = debts
        .iter()
        .map(|debt| Proposal { case: debt.case.clone(), reasons: reasons(debt) })
        .filter(|proposal| !proposal.reasons.is_empty())
        .collect();
    let rank = |one: &Proposal| (one.reasons[0], usize::MAX - one.reasons.len());
    found.sort_by(|one, other| rank(one).cmp(&rank(other)).then_with(|| one.case.cmp(&other.case)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use MatchReason::{CaseNumber, EmployerNumber, Name, Outstanding, Part};

    fn debt(case: &str, employer: &str, name: &str, owed: i64, parts: &[i64]) -> Debt {
        let parts = parts.iter().map(|part| Rupiah(*part)).collect();
        Debt { case: case.to_owned(), employer: employer.to_owned(), name: name.to_owned(), outstanding: Rupiah(owed), parts }
    }

    fn row(rupiah: i64, reference: &str, note: &str, payer: &str, npp: &str) -> BankRow {
        BankRow {
            on: jiff::civil::date(2026, 3, 2),
            rupiah: Rupiah(rupiah),
            reference: reference.to_owned(),
            payer: payer.to_owned(),
            account: String::new(),
            note: note.to_owned(),
            npp: npp.to_owned(),
        }
    }

    #[test]
    fn a_row_is_proposed_by_what_it_names_before_what_it_comes_to() {
        let debts = [
            debt("73.71-2026-0001", "19001234", "PT Mirba Fenzi", 10_000_000, &[4_000_000, 6_000_000]),
            debt("73.71-2026-0002", "19005678", "CV Lumar Denso", 10_000_000, &[2_500_000]),
            debt("73.71-2026-0003", "19009999", "UD Ravo Kenti", 7_000_000, &[]),
        ];
        let found = |row: BankRow| -> Vec<(char, Vec<MatchReason>)> {
            propose(&row, &debts).into_iter().map(|one| (one.case.chars().last().unwrap(), one.reasons)).collect()
        };
        assert_eq!(found(row(1, "TRX-1", "iuran 73.71-2026-0002", "", "")), [('2', vec![CaseNumber])]);
        assert_eq!(found(row(1, "TRX-1", "perkara 73712026 0002", "", "")), [('2', vec![CaseNumber])]);
        assert_eq!(found(row(1, "TRX-1", "tunggakan NPP 19001234", "", "")), [('1', vec![EmployerNumber])]);
        assert_eq!(found(row(1, "TRX-1", "", "", "19005678")), [('2', vec![EmployerNumber])]);
        assert_eq!(found(row(7_000_000, "TRX-1", "", "RAVO KENTI, UD", "")), [('3', vec![Name, Outstanding])]);
        assert_eq!(found(row(2_500_000, "TRX-1", "", "", "")), [('2', vec![Part])]);
        // Two owe the same: the sum alone says nothing.
        assert!(found(row(10_000_000, "TRX-1", "", "", "")).is_empty());
        assert!(found(row(1, "TRX-1", "setoran", "PT", "")).is_empty());
        // What is named comes before what fits by its sum.
        assert_eq!(
            found(row(7_000_000, "TRX-1", "73.71-2026-0001", "", "")),
            [('1', vec![CaseNumber]), ('3', vec![Outstanding])]
        );
    }
}
