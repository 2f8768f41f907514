//! A value of the law on its days: what holds from when until when, who says so, and how sure we are.

use super::active::{toml_day, toml_day_or_none};
use super::value::Value;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How sure we are of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The statute itself was read.
    Statute,
    /// Several independent sources say so.
    Several,
    /// One source says so.
    One,
    /// Nobody has confirmed it yet; it is a switch.
    ToBeConfirmed,
}

impl Confidence {
    /// Every degree, surest first.
    pub const ALL: [Self; 4] = [Self::Statute, Self::Several, Self::One, Self::ToBeConfirmed];

    /// The code in files and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Statute => "statute",
            Self::Several => "several",
            Self::One => "one",
            Self::ToBeConfirmed => "to-be-confirmed",
        }
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// One value on its days `[from, until)`.
#[derive(Clone, Debug, Serialize)]
pub struct Dated {
    /// The value.
    pub value: Value,
    /// The first day.
    pub from: Date,
    /// The first day on which it no longer holds; none: until further notice.
    pub until: Option<Date>,
    /// The regulation, as `rulebook/sources.toml` names it.
    pub regulation: String,
    /// The article, as the regulation counts.
    pub article: String,
    /// How sure we are.
    pub confidence: Confidence,
    /// Who checked it.
    pub checked_by: String,
    /// On which day.
    pub checked_on: Date,
    /// What a reader must know besides.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Dated {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }

    /// Regulation and article, as a letter cites them.
    pub fn citation(&self) -> String {
        format!("{} {}", self.regulation, self.article)
    }
}

/// A value as it stands in a file, before it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DatedText {
    #[serde(deserialize_with = "toml_day")]
    pub(super) from: Date,
    #[serde(default, deserialize_with = "toml_day_or_none")]
    pub(super) until: Option<Date>,
    pub(super) value: toml::Value,
    pub(super) regulation: String,
    pub(super) article: String,
    pub(super) confidence: Confidence,
    #[serde(default)]
    pub(super) checked_by: Option<String>,
    #[serde(default, deserialize_with = "toml_day_or_none")]
    pub(super) checked_on: Option<Date>,
    #[serde(default)]
    pub(super) note: String,
}

/// A value was asked for on a day for which none is known: refused by name, never answered with a neighbour.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{title_en} ({parameter}) is not known on {day}: {}", self.known_in_words())]
pub struct NotKnown {
    /// The id in the rulebook.
    pub parameter: String,
    /// Its Indonesian title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// The day asked about.
    pub day: Date,
    /// The first day that is known.
    pub starts: Date,
    /// The last day known before the day asked about, when the day lies behind or between known ones.
    pub last_before: Option<Date>,
}

impl NotKnown {
    fn known_in_words(&self) -> String {
        match self.last_before {
            None => format!("the first known day is {}", self.starts),
            Some(last) => format!("the last known day before it is {last}"),
        }
    }

    pub(super) fn of(parameter: &super::Parameter, day: Date) -> Self {
        let ended = parameter.values.iter().filter_map(|dated| dated.until).filter(|until| *until <= day).max();
        Self {
            parameter: parameter.id.clone(),
            title: parameter.title.clone(),
            title_en: parameter.title_en.clone(),
            day,
            starts: parameter.values.first().map_or(day, |dated| dated.from),
            last_before: ended.map(|until| until.saturating_sub(1.day())),
        }
    }
}
