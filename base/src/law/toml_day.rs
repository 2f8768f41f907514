//! Days as TOML writes them, for every file of the rulebook.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

/// Reads `2015-07-01`.
pub(super) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let day = toml::value::Datetime::deserialize(deserializer)?;
    day.to_string().parse().map_err(serde::de::Error::custom)
}

/// Reads a day that may be left out.
pub(super) fn day_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    day(deserializer).map(Some)
}
