//! Money on a bank statement and the debts of cases: which case a row may be for, and why. A proposal books nothing; a person does.

use crate::detect::name::{distinctive_words, normalised};
use base::vocabulary::Rupiah;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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

/// The debts that rows are held against, ready to be asked: a row costs the same whether there are ten or ten thousand.
#[derive(Clone, Debug, Default)]
pub struct Debts {
    cases: Vec<String>,
    /// Numbers of cases, letters and digits only, and how long they are.
    numbers: BTreeMap<String, usize>,
    lengths: BTreeSet<usize>,
    employers: BTreeMap<String, Vec<usize>>,
    names: BTreeMap<String, Vec<usize>>,
    /// The one debt with a sum; none where several have it.
    wholes: BTreeMap<Rupiah, Option<usize>>,
    parts: BTreeMap<Rupiah, Option<usize>>,
}

impl Debts {
    /// The debts of cases.
    pub fn of(debts: impl IntoIterator<Item = Debt>) -> Self {
        let mut found = Self::default();
        for (place, debt) in debts.into_iter().enumerate() {
            let number = bare(&debt.case);
            found.lengths.insert(number.len());
            found.numbers.insert(number, place);
            found.employers.entry(debt.employer).or_default().push(place);
            let name = normalised(&debt.name);
            if distinctive_words(&name) > 0 {
                found.names.entry(name).or_default().push(place);
            }
            only(&mut found.wholes, debt.outstanding, place);
            debt.parts.into_iter().for_each(|part| only(&mut found.parts, part, place));
            found.cases.push(debt.case);
        }
        found
    }

    /// The cases that a row may be for, the best reasons first. A sum alone proposes a case only where no other owes the same.
    pub fn propose(&self, row: &BankRow) -> Vec<Proposal> {
        let text = format!("{} {} {}", row.reference, row.note, row.account);
        let run = bare(&text);
        // No window of nothing: a case always has a number.
        let windows = |length: usize| (0..=run.len().saturating_sub(length)).map(move |start| start..start + length);
        let windows = self.lengths.iter().filter(|length| **length > 0).flat_map(|length| windows(*length));
        let windows = windows.filter_map(|window| run.get(window));
        let mut reasons: BTreeMap<usize, BTreeSet<MatchReason>> = BTreeMap::new();
        let mut add = |place: usize, reason| reasons.entry(place).or_default().insert(reason);
        windows.filter_map(|window| self.numbers.get(window)).for_each(|place| {
            add(*place, MatchReason::CaseNumber);
        });
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= SHORTEST_NUMBER);
        let named = words.chain([row.npp.trim()]).filter(|word| !word.is_empty());
        named.filter_map(|word| self.employers.get(word)).flatten().for_each(|place| {
            add(*place, MatchReason::EmployerNumber);
        });
        self.names.get(&normalised(&row.payer)).into_iter().flatten().for_each(|place| {
            add(*place, MatchReason::Name);
        });
        let whole = self.wholes.get(&row.rupiah).copied().flatten();
        let part = self.parts.get(&row.rupiah).copied().flatten().filter(|place| whole != Some(*place));
        for (place, reason) in [(whole, MatchReason::Outstanding), (part, MatchReason::Part)] {
            if let Some(place) = place {
                add(place, reason);
            }
        }
        let proposal = |(place, reasons): (usize, BTreeSet<MatchReason>)| Proposal {
            case: self.cases[place].clone(),
            reasons: reasons.into_iter().collect(),
        };
        let mut found: Vec<Proposal> = reasons.into_iter().map(proposal).collect();
        let rank = |one: &Proposal| (one.reasons.first().copied(), usize::MAX - one.reasons.len());
        found.sort_by(|one, other| rank(one).cmp(&rank(other)).then_with(|| one.case.cmp(&other.case)));
        found
    }
}

/// The letters and digits of a text: `73.71-2026-0001` is typed in many ways.
fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Keeps the debt with a sum while it is the only one.
fn only(sums: &mut BTreeMap<Rupiah, Option<usize>>, sum: Rupiah, place: usize) {
    sums.entry(sum).and_modify(|known| *known = known.filter(|known| *known == place)).or_insert(Some(place));
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
        let debts = Debts::of([
            debt("73.71-2026-0001", "19001234", "PT Mirba Fenzi", 10_000_000, &[4_000_000, 6_000_000]),
            debt("73.71-2026-0002", "19005678", "CV Lumar Denso", 10_000_000, &[2_500_000]),
            debt("73.71-2026-0003", "19009999", "UD Ravo Kenti", 7_000_000, &[]),
        ]);
        let found = |row: BankRow| -> Vec<(char, Vec<MatchReason>)> {
            debts.propose(&row).into_iter().map(|one| (one.case.chars().last().unwrap(), one.reasons)).collect()
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
