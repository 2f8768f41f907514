//! The terms of one set of options, ready to be applied to any number of rows.

use super::draft::both;
use super::options::{Figures, Options};
use super::refusal::{Note, Notes, Refusal};
use super::working::Ground;
use super::{bpu, jakon, pmi, pu};
use crate::law::Rulebook;
use crate::law::ratio::{Fraction, Ratio, Rounding, Sum};
use crate::vocabulary::{ProgrammeSet, Segment};
use serde::{Deserialize, Serialize};

/// A column of the answer: what is paid for a programme, and on whose bill it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// JKK, before the split to JKP.
    Jkk,
    /// JKM, before the split to JKP.
    Jkm,
    /// JHT, the employer's part.
    JhtEmployer,
    /// JHT, the worker's part.
    JhtWorker,
    /// JP, the employer's part.
    JpEmployer,
    /// JP, the worker's part.
    JpWorker,
    /// JKP, what the state adds.
    JkpGovernment,
    /// PMI, JKK and JKM before work abroad.
    PmiBefore,
    /// PMI, JKK and JKM during and after work abroad.
    PmiDuringAfter,
}

impl Column {
    /// Every column, in the order of the answer.
    pub const ALL: [Self; 9] = [
        Self::Jkk,
        Self::Jkm,
        Self::JhtEmployer,
        Self::JhtWorker,
        Self::JpEmployer,
        Self::JpWorker,
        Self::JkpGovernment,
        Self::PmiBefore,
        Self::PmiDuringAfter,
    ];

    /// The name in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jkk => "jkk",
            Self::Jkm => "jkm",
            Self::JhtEmployer => "jht_employer",
            Self::JhtWorker => "jht_worker",
            Self::JpEmployer => "jp_employer",
            Self::JpWorker => "jp_worker",
            Self::JkpGovernment => "jkp_government",
            Self::PmiBefore => "pmi_before",
            Self::PmiDuringAfter => "pmi_during_after",
        }
    }
}

/// On whose side a payment counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The employer, or the contractor of a project.
    Employer,
    /// The worker, or a donor in the worker's place.
    Worker,
    /// The state, a region or a village.
    Government,
}

impl Side {
    /// Every side, in the order of the answer.
    pub const ALL: [Self; 3] = [Self::Employer, Self::Worker, Self::Government];

    /// Reads a code of the rulebook, which names.rs holds to these three.
    pub(super) fn parse(code: &str) -> Self {
        match code {
            "employer" => Self::Employer,
            "worker" => Self::Worker,
            "government" => Self::Government,
            _ => unreachable!("{code} is no side in names.rs"),
        }
    }

    /// The name of its total in files.
    pub const fn total(self) -> &'static str {
        match self {
            Self::Employer => "total_employer",
            Self::Worker => "total_worker",
            Self::Government => "total_government",
        }
    }
}

/// The answer for one row, in whole rupiah.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    columns: [i64; 9],
    totals: [i64; 3],
    /// What the reader of this row must know.
    pub notes: Notes,
}

impl Amounts {
    /// The amount of a column.
    #[inline]
    pub const fn of(&self, column: Column) -> i64 {
        self.columns[column as usize]
    }

    /// What one side pays.
    #[inline]
    pub const fn total(&self, side: Side) -> i64 {
        self.totals[side as usize]
    }

    /// The columns of wage earners and the totals, in the order of a table's answer, and then those of migrant workers.
    #[inline]
    pub fn line(&self) -> [i64; 12] {
        let [jkk, jkm, jht_employer, jht_worker, jp_employer, jp_worker, jkp, before, during_after] = self.columns;
        let [employer, worker, government] = self.totals;
        [jkk, jkm, jht_employer, jht_worker, jp_employer, jp_worker, jkp, employer, worker, government, before, during_after]
    }

    /// What all sides pay together.
    pub fn sum(&self) -> i64 {
        self.totals.iter().sum()
    }

    #[inline]
    pub(super) fn add(&mut self, column: Column, side: Side, amount: i64) {
        self.columns[column as usize] += amount;
        self.totals[side as usize] += amount;
    }
}

/// How an amount comes about.
#[derive(Clone, Debug)]
pub(super) enum Tariff {
    /// A share of wage or base, counted up to a ceiling.
    Share { fraction: Fraction, ceiling: Option<u64> },
    /// The same amount for everybody, of which a share is due.
    Flat { amount: u64, share: Fraction },
    /// A share of wages where they are known, slices of the contract value where not.
    Project { by_wage: Ratio, slices: Vec<(u64, Ratio)>, due: Ratio },
    /// A package by the months of a contract: the largest that fits, and an amount for each month beyond it.
    Package { packages: Vec<(i64, i64)>, month_beyond: i64 },
    /// The same amount whatever the contract.
    Fixed(i64),
    /// The amount that was chosen.
    Chosen(Vec<i64>),
}

/// One thing to pay.
#[derive(Clone, Debug)]
pub(super) struct Charge {
    pub(super) column: Column,
    pub(super) side: Side,
    pub(super) tariff: Tariff,
    /// The values it rests on, for the working.
    pub(super) grounds: Vec<Ground>,
}

/// How the basis of members without a wage is found.
#[derive(Clone, Debug)]
pub(super) struct Classes {
    /// The lowest income of each class, and its base.
    pub(super) classes: Vec<(i64, i64)>,
    /// Whether a base between the classes is accepted, with a note.
    pub(super) others_accepted: bool,
    /// Whether the lowest class is taken when nothing is given.
    pub(super) lowest_assumed: bool,
    pub(super) grounds: Vec<Ground>,
}

/// Everything the rulebook says for one set of options.
#[derive(Clone, Debug)]
pub struct Terms {
    pub(super) options: Options,
    pub(super) programmes: ProgrammeSet,
    pub(super) rounding: Rounding,
    pub(super) charges: Vec<Charge>,
    pub(super) classes: Option<Classes>,
    pub(super) notes: Notes,
    /// Values that hold for the whole answer: who must be in which programme, rounding.
    pub(super) grounds: Vec<Ground>,
    /// The parts of JKK and JKM that go to the JKP fund: which column, which share, up to which wage.
    pub(super) recomposed: Vec<super::draft::Recomposed>,
}

impl Terms {
    /// Finds the terms of a set of options.
    pub fn of(rulebook: &Rulebook, options: &Options) -> Result<Self, Refusal> {
        match options.scheme {
            Segment::Pu => pu::terms(rulebook, options),
            Segment::Bpu => bpu::terms(rulebook, options),
            Segment::Jakon => jakon::terms(rulebook, options),
            Segment::Pmi => pmi::terms(rulebook, options),
        }
    }

    /// The options these terms were found for.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The programmes that are assessed.
    pub fn programmes(&self) -> ProgrammeSet {
        self.programmes
    }

    /// The amounts of one row.
    #[inline]
    pub fn assess(&self, figures: &Figures) -> Result<Amounts, Refusal> {
        let (basis, notes) = self.basis(figures)?;
        let mut amounts = Amounts { notes, ..Amounts::default() };
        amounts.notes.add_all(self.notes);
        for charge in &self.charges {
            let (amount, notes) = charge.amount(basis, figures, self.rounding)?;
            amounts.add(charge.column, charge.side, amount);
            amounts.notes.add_all(notes);
        }
        Ok(amounts)
    }

    /// What the shares are taken of.
    #[inline]
    pub(super) fn basis(&self, figures: &Figures) -> Result<(u64, Notes), Refusal> {
        match (self.options.scheme, &self.classes) {
            (Segment::Pu, _) => match figures.wage {
                Some(wage) if wage > 0 => Ok((wage.unsigned_abs(), Notes::NONE)),
                Some(_) => Err(Refusal::NotPositive { column: "wage" }),
                None => Err(Refusal::Missing { column: "wage", scheme: "pu" }),
            },
            (_, Some(classes)) => classes.base(figures),
            _ => Ok((0, Notes::NONE)),
        }
    }
}

impl Classes {
    fn base(&self, figures: &Figures) -> Result<(u64, Notes), Refusal> {
        let lowest = self.classes.first().map_or(0, |(_, base)| *base);
        let highest = self.classes.last().map_or(0, |(_, base)| *base);
        let (base, notes) = match (above_zero(figures.base, "base")?, above_zero(figures.wage, "wage")?) {
            (Some(base), _) if self.classes.iter().any(|(_, class)| *class == base) => (base, Notes::NONE),
            (Some(base), _) if self.others_accepted && (lowest..=highest).contains(&base) => (base, Note::BaseIsNoClass.into()),
            (Some(base), _) => return Err(Refusal::NoClass { base, lowest, highest }),
            (None, Some(income)) => {
                let class = self.classes.iter().rev().find(|(from, _)| *from <= income);
                (class.map_or(lowest, |(_, base)| *base), Note::ClassFromIncome.into())
            }
            (None, None) if self.lowest_assumed => (lowest, Note::BaseAssumed.into()),
            (None, None) => return Err(Refusal::Missing { column: "base", scheme: "bpu" }),
        };
        Ok((base.unsigned_abs(), notes))
    }
}

/// An amount that may be left out; tables without empty cells write 0 for it.
fn above_zero(amount: Option<i64>, column: &'static str) -> Result<Option<i64>, Refusal> {
    match amount {
        Some(amount) if amount < 0 => Err(Refusal::NotPositive { column }),
        amount => Ok(amount.filter(|amount| *amount > 0)),
    }
}

impl Charge {
    #[inline]
    pub(super) fn amount(&self, basis: u64, figures: &Figures, rounding: Rounding) -> Result<(i64, Notes), Refusal> {
        let too_large = |column| move || Refusal::TooLarge { column };
        match &self.tariff {
            Tariff::Share { fraction, ceiling } => {
                let counted = ceiling.map_or(basis, |ceiling| basis.min(ceiling));
                Ok((fraction.share(counted, rounding).ok_or_else(too_large("wage"))?, Notes::NONE))
            }
            Tariff::Flat { amount, share } => Ok((share.share(*amount, rounding).ok_or_else(too_large("base"))?, Notes::NONE)),
            Tariff::Project { by_wage, slices, due } => project(figures, *by_wage, slices, *due, rounding),
            Tariff::Package { packages, month_beyond } => package(figures, packages, *month_beyond),
            Tariff::Fixed(amount) => Ok((*amount, Notes::NONE)),
            Tariff::Chosen(choices) => match figures.base {
                Some(base) if choices.contains(&base) => Ok((base, Notes::NONE)),
                Some(base) if base != 0 => {
                    let choices = choices.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                    Err(Refusal::NoChoice { base, choices })
                }
                _ => Err(Refusal::Missing { column: "base", scheme: "pmi" }),
            },
        }
    }
}

fn project(
    figures: &Figures,
    by_wage: Ratio,
    slices: &[(u64, Ratio)],
    due: Ratio,
    rounding: Rounding,
) -> Result<(i64, Notes), Refusal> {
    let notes = if due == Ratio::WHOLE { Notes::NONE } else { Note::ProjectRelief.into() };
    if let Some(wage) = above_zero(figures.wage, "wage")? {
        let amount = both(by_wage, due)?.fraction().share(wage.unsigned_abs(), rounding);
        return Ok((amount.ok_or(Refusal::TooLarge { column: "wage" })?, notes));
    }
    let value = above_zero(figures.contract_value, "contract_value")?;
    let value = value.ok_or(Refusal::Missing { column: "contract_value", scheme: "jakon" })?.unsigned_abs();
    let mut sum = Sum::default();
    for (place, (above, share)) in slices.iter().enumerate() {
        let upto = slices.get(place + 1).map_or(value, |(next, _)| value.min(*next));
        sum = sum.add(upto.saturating_sub(*above), share.fraction()).ok_or(Refusal::TooLarge { column: "contract_value" })?;
    }
    let amount = sum.rounded(due, rounding).ok_or(Refusal::TooLarge { column: "contract_value" })?;
    Ok((amount, notes))
}

fn package(figures: &Figures, packages: &[(i64, i64)], month_beyond: i64) -> Result<(i64, Notes), Refusal> {
    let months = above_zero(figures.contract_months, "contract_months")?;
    let months = months.ok_or(Refusal::Missing { column: "contract_months", scheme: "pmi" })?;
    let Some((length, price)) = packages.iter().rev().find(|(length, _)| *length <= months) else {
        let shortest = packages.first().map_or(0, |(_, price)| *price);
        return Ok((shortest, Note::ShortestPackage.into()));
    };
    let beyond = (months - length).checked_mul(month_beyond).and_then(|beyond| beyond.checked_add(*price));
    Ok((beyond.ok_or(Refusal::TooLarge { column: "contract_months" })?, Notes::NONE))
}
