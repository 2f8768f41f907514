//! What a value of the rulebook can be. The unit of a parameter says which form its values have in TOML.

use super::ratio::Ratio;
use crate::vocabulary::{Programme, ProgrammeSet};
use serde::{Deserialize, Serialize, Serializer};

/// The unit of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A percentage: `"0.24"`.
    Percent,
    /// Whole rupiah: `6_800`.
    Rupiah,
    /// A count of months, years, days or times: `24`.
    Count,
    /// One of a few words: `"half_up"`.
    Choice,
    /// Yes or no: `true`.
    Switch,
    /// A set of programmes: `["jkk", "jkm"]`.
    Programmes,
    /// Slices, each from an amount or month on: `[[0, "0.21"], [100_000_000, "0.17"]]`.
    Slices,
    /// Pairs of whole numbers, the first of each ascending: `[[6, 108_000], [12, 189_000]]`.
    Pairs,
    /// Amounts to choose from: `[50_000, 100_000]`.
    Amounts,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A percentage.
    Percent(Ratio),
    /// Whole rupiah.
    Rupiah(i64),
    /// A count.
    Count(i64),
    /// A word.
    Choice(String),
    /// Yes or no.
    Switch(bool),
    /// Programmes.
    Programmes(ProgrammeSet),
    /// Lower bounds with the share above each.
    Slices(Vec<(i64, Ratio)>),
    /// Pairs.
    Pairs(Vec<(i64, i64)>),
    /// Amounts.
    Amounts(Vec<i64>),
}

impl Value {
    /// Reads a value of a unit. None when it has another form, is negative, or its bounds do not ascend.
    pub(super) fn read(unit: Unit, value: &toml::Value) -> Option<Self> {
        let whole = |value: &toml::Value| value.as_integer().filter(|number| *number >= 0);
        let pair =
            |value: &toml::Value| value.as_array().filter(|pair| pair.len() == 2).map(|pair| (pair[0].clone(), pair[1].clone()));
        let percent = |value: &toml::Value| value.as_str().and_then(Ratio::of_percent);
        match unit {
            Unit::Percent => percent(value).map(Self::Percent),
            Unit::Rupiah => whole(value).map(Self::Rupiah),
            Unit::Count => whole(value).map(Self::Count),
            Unit::Choice => value.as_str().map(|word| Self::Choice(word.to_owned())),
            Unit::Switch => value.as_bool().map(Self::Switch),
            Unit::Programmes => {
                let mut set = ProgrammeSet::default();
                for code in value.as_array()? {
                    set.add(code.as_str().and_then(Programme::parse)?);
                }
                Some(Self::Programmes(set))
            }
            Unit::Slices => {
                let read = |(above, share): (toml::Value, toml::Value)| Some((whole(&above)?, percent(&share)?));
                let slices: Vec<_> = value.as_array()?.iter().map(|entry| read(pair(entry)?)).collect::<Option<_>>()?;
                ascending(slices.iter().map(|(above, _)| *above)).then_some(Self::Slices(slices))
            }
            Unit::Pairs => {
                let read = |(first, second): (toml::Value, toml::Value)| Some((whole(&first)?, whole(&second)?));
                let pairs: Vec<_> = value.as_array()?.iter().map(|entry| read(pair(entry)?)).collect::<Option<_>>()?;
                ascending(pairs.iter().map(|(first, _)| *first)).then_some(Self::Pairs(pairs))
            }
            Unit::Amounts => {
                let amounts: Vec<i64> = value.as_array()?.iter().map(whole).collect::<Option<_>>()?;
                ascending(amounts.iter().copied()).then_some(Self::Amounts(amounts))
            }
        }
    }

    /// The value in words, for timelines and the working of an assessment.
    pub fn in_words(&self) -> String {
        let rupiah = |amount: i64| crate::vocabulary::Rupiah(amount).to_string();
        let list = |texts: Vec<String>| texts.join("; ");
        match self {
            Self::Percent(ratio) => ratio.to_string(),
            Self::Rupiah(amount) => rupiah(*amount),
            Self::Count(count) => count.to_string(),
            Self::Choice(word) => word.clone(),
            Self::Switch(on) => on.to_string(),
            Self::Programmes(set) => set.to_string(),
            Self::Slices(slices) => list(slices.iter().map(|(above, share)| format!("> {}: {share}", dots(*above))).collect()),
            Self::Pairs(pairs) => list(pairs.iter().map(|(a, b)| format!("{}: {}", dots(*a), dots(*b))).collect()),
            Self::Amounts(amounts) => list(amounts.iter().map(|amount| rupiah(*amount)).collect()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.in_words())
    }
}

fn ascending(mut numbers: impl Iterator<Item = i64>) -> bool {
    let Some(mut last) = numbers.next() else { return false };
    numbers.all(|number| std::mem::replace(&mut last, number) < number)
}

fn dots(number: i64) -> String {
    crate::vocabulary::Rupiah(number).to_string().replace("Rp", "")
}
