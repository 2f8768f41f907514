//! How often what goes wrong in a pair of rosters: `data/rosters.toml`, read once.

use crate::error::SynthError;
use serde::Deserialize;

const RATES: &str = include_str!("../../data/rosters.toml");

/// How much damage a pair of rosters carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Damage {
    /// Less than a third of the normal damage.
    Clean,
    /// The damage of ordinary lists.
    #[default]
    Normal,
    /// Nearly twice the normal damage.
    Dirty,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Factors {
    clean: f64,
    normal: f64,
    dirty: f64,
}

/// Shares that hold for people and for the pair, whatever the damage.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    pub overlap: f64,
    pub left_twice: f64,
    pub right_twice: f64,
    pub moved: f64,
    pub phone_own: f64,
    pub phone_shared: f64,
    pub tail_of_names: f64,
    pub hajj_over_45: f64,
}

/// Rates of damage in one list; the file says what each is.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRates {
    pub nik_missing: f64,
    pub nik_mistyped: f64,
    pub nik_of_household: f64,
    pub nik_cut: f64,
    pub name_abbreviated: f64,
    pub name_respelt: f64,
    pub name_mistyped: f64,
    pub name_dropped: f64,
    pub name_initial: f64,
    pub name_reordered: f64,
    pub name_titled: f64,
    pub name_other: f64,
    pub sex_missing: f64,
    pub sex_wrong: f64,
    pub place_missing: f64,
    pub place_other: f64,
    pub date_missing: f64,
    pub date_year_only: f64,
    pub date_swapped: f64,
    pub date_day_wrong: f64,
    pub date_year_wrong: f64,
    pub address_missing: f64,
    pub village_misspelt: f64,
    pub village_missing: f64,
    pub district_missing: f64,
    pub regency_missing: f64,
    pub mother_missing: f64,
    pub phone_missing: f64,
    pub phone_changed: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    factor: Factors,
    pair: Pair,
    left: ListRates,
    right: ListRates,
}

/// The rates of one pair of rosters.
pub struct Rates {
    /// What every rate of a list is multiplied with.
    pub factor: f64,
    /// Shape of the pair.
    pub pair: Pair,
    /// The left list.
    pub left: ListRates,
    /// The right list.
    pub right: ListRates,
}

impl Rates {
    /// The embedded rates at this damage.
    pub fn embedded(damage: Damage) -> Result<Self, SynthError> {
        let file: File = toml::from_str(RATES)
            .map_err(|source| SynthError::Calibration { file: "rosters.toml", what: source.message().to_owned() })?;
        let factor = match damage {
            Damage::Clean => file.factor.clean,
            Damage::Normal => file.factor.normal,
            Damage::Dirty => file.factor.dirty,
        };
        Ok(Self { factor, pair: file.pair, left: file.left, right: file.right })
    }
}
