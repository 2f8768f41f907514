//! How an amount came about: every step with its value, its article, and how sure we are of it.

use super::options::Figures;
use super::refusal::Refusal;
use super::terms::{Charge, Column, Side, Tariff, Terms};
use crate::law::dated::{Confidence, Dated};
use crate::law::ratio::Ratio;
use crate::law::{Parameter, Rulebook};
use crate::vocabulary::Rupiah;
use jiff::civil::Date;
use serde::Serialize;

/// A value of the rulebook that an amount rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// The parameter.
    pub parameter: String,
    /// Its Indonesian title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// The value, in words.
    pub value: String,
    /// Regulation and article.
    pub citation: String,
    /// How sure we are.
    pub confidence: Confidence,
    /// Its first day.
    pub from: Date,
    /// The first day on which it no longer holds.
    pub until: Option<Date>,
}

impl Ground {
    pub(in crate::law) fn of(parameter: &Parameter, dated: &Dated) -> Self {
        Self {
            parameter: parameter.id.clone(),
            title: parameter.title.clone(),
            title_en: parameter.title_en.clone(),
            value: dated.value.in_words(),
            citation: dated.citation(),
            confidence: dated.confidence,
            from: dated.from,
            until: dated.until,
        }
    }

    /// The ground of a parameter on a day, if it has a value then.
    pub(in crate::law) fn on(rulebook: &Rulebook, id: &str, day: Date) -> Option<Self> {
        let parameter = rulebook.get(id)?;
        parameter.values.iter().find(|dated| dated.holds_on(day)).map(|dated| Self::of(parameter, dated))
    }
}

/// One line of a bill with its working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What is paid.
    pub column: Column,
    /// Who pays.
    pub side: Side,
    /// How much.
    pub amount: Rupiah,
    /// The arithmetic: `2 % × Rp10.547.400`.
    pub arithmetic: String,
    /// The values it rests on.
    pub grounds: Vec<Ground>,
}

/// How much of a payment goes to which fund: JKP is fed by parts of JKK and JKM, which the payer does not see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FundShare {
    /// The payment that is split.
    pub column: Column,
    /// What stays with its own fund.
    pub own_fund: Rupiah,
    /// What goes to JKP.
    pub to_jkp: Rupiah,
    /// The arithmetic.
    pub arithmetic: String,
    /// The values it rests on.
    pub grounds: Vec<Ground>,
}

impl FundShare {
    /// Whether a relief has left less to pay than the part for JKP: who makes up for it, no regulation that was read says.
    pub const fn is_short(&self) -> bool {
        self.own_fund.0 < 0
    }
}

impl Terms {
    /// The amounts of one row, each with its steps.
    pub fn working(&self, figures: &Figures) -> Result<Vec<Line>, Refusal> {
        let (basis, _) = self.basis(figures)?;
        self.charges
            .iter()
            .map(|charge| {
                let (amount, _) = charge.amount(basis, figures, self.rounding)?;
                let mut grounds = charge.grounds_for(figures);
                if let Some(classes) = self.classes.as_ref().filter(|_| matches!(charge.tariff, Tariff::Share { .. })) {
                    grounds.extend(classes.grounds.iter().cloned());
                }
                let arithmetic = charge.arithmetic(basis, figures);
                Ok(Line { column: charge.column, side: charge.side, amount: Rupiah(amount), arithmetic, grounds })
            })
            .collect()
    }

    /// What of JKK and JKM goes to the JKP fund (PP 37/2021, PP 6/2025): the payer pays no rupiah more.
    pub fn funds(&self, figures: &Figures) -> Result<Vec<FundShare>, Refusal> {
        let (basis, _) = self.basis(figures)?;
        let amounts = self.assess(figures)?;
        self.recomposed
            .iter()
            .map(|part| {
                let counted = basis.min(part.ceiling);
                let to_jkp = part.share.fraction().share(counted, self.rounding).ok_or(Refusal::TooLarge { column: "wage" })?;
                Ok(FundShare {
                    column: part.column,
                    own_fund: Rupiah(amounts.of(part.column) - to_jkp),
                    to_jkp: Rupiah(to_jkp),
                    arithmetic: format!("{} × {}", part.share, rupiah(counted)),
                    grounds: part.grounds.clone(),
                })
            })
            .collect()
    }

    /// The values that hold for the whole answer: who must be in which programme, and rounding.
    pub fn grounds(&self) -> &[Ground] {
        &self.grounds
    }
}

/// Whether a project is assessed by its wages.
fn by_wages(figures: &Figures) -> bool {
    figures.wage.is_some_and(|wage| wage > 0)
}

impl Charge {
    /// The values the amount of these figures rests on: a project has two tariffs and is assessed by one.
    fn grounds_for(&self, figures: &Figures) -> Vec<Ground> {
        let unused = match self.tariff {
            Tariff::Project { .. } if by_wages(figures) => ".by_contract",
            Tariff::Project { .. } => ".by_wage",
            _ => return self.grounds.clone(),
        };
        self.grounds.iter().filter(|ground| !ground.parameter.ends_with(unused)).cloned().collect()
    }

    fn arithmetic(&self, basis: u64, figures: &Figures) -> String {
        let shares = || {
            let percents = self.grounds.iter().map(|ground| ground.value.clone()).filter(|value| value.ends_with(" %"));
            percents.collect::<Vec<_>>().join(" × ")
        };
        match &self.tariff {
            Tariff::Share { ceiling, .. } => {
                format!("{} × {}", shares(), rupiah(ceiling.map_or(basis, |ceiling| basis.min(ceiling))))
            }
            Tariff::Flat { amount, .. } => {
                let shares = shares();
                if shares.is_empty() { rupiah(*amount) } else { format!("{shares} × {}", rupiah(*amount)) }
            }
            Tariff::Project { by_wage, due, .. } if by_wages(figures) => {
                let wages = format!("{by_wage} × {}", rupiah(figures.wage.unwrap_or(0).unsigned_abs()));
                if *due == Ratio::WHOLE { wages } else { format!("{due} × {wages}") }
            }
            Tariff::Project { slices, due, .. } => {
                let value = figures.contract_value.unwrap_or(0).unsigned_abs();
                let mut steps = Vec::new();
                for (place, (above, share)) in slices.iter().enumerate() {
                    let upto = slices.get(place + 1).map_or(value, |(next, _)| value.min(*next));
                    if upto > *above {
                        steps.push(format!("{share} × {}", rupiah(upto - above)));
                    }
                }
                let sum = steps.join(" + ");
                if *due == Ratio::WHOLE { sum } else { format!("{due} × ({sum})") }
            }
            Tariff::Package { packages, month_beyond } => {
                let months = figures.contract_months.unwrap_or(0);
                match packages.iter().rev().find(|(length, _)| *length <= months) {
                    Some((length, price)) if months > *length => {
                        format!("{} + {} × {}", Rupiah(*price), months - length, Rupiah(*month_beyond))
                    }
                    Some((_, price)) => Rupiah(*price).to_string(),
                    None => packages.first().map(|(_, price)| Rupiah(*price).to_string()).unwrap_or_default(),
                }
            }
            Tariff::Fixed(amount) => Rupiah(*amount).to_string(),
            Tariff::Chosen(_) => Rupiah(figures.base.unwrap_or(0)).to_string(),
        }
    }
}

fn rupiah(amount: u64) -> String {
    i64::try_from(amount).map_or_else(|_| amount.to_string(), |amount| Rupiah(amount).to_string())
}
