//! What is asked: who could be enrolled, which money may enrol whom, and which limits hold.

use base::vocabulary::Rupiah;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most variables (cell × fund) of one instance: a nation of 500 regencies, 40 groups and 50 sources.
pub const MOST_PAIRS: usize = 1_000_000;
/// The most people of a cell or limit, and the largest risk: far above any population, far below the range of integers.
const MOST_PEOPLE: i64 = 1_000_000_000;
/// The most rupiah of a fund: a thousand times the state budget.
const MOST_RUPIAH: i64 = 4_000_000_000_000_000_000;

/// What a plan strives for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// As many people as possible.
    People,
    /// As much risk covered as possible: people times `risk_ppm` of their cell.
    Risk,
}

/// People who could be enrolled and do not differ for the plan.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// A name of its own.
    #[serde(deserialize_with = "name")]
    pub id: String,
    /// Where they live.
    #[serde(deserialize_with = "name")]
    pub region: String,
    /// Which group they belong to.
    #[serde(deserialize_with = "name")]
    pub group: String,
    /// How many they are.
    pub candidates: i64,
    /// Their risk, in parts of a million.
    pub risk_ppm: i64,
    /// What a month of cover costs for one of them.
    pub premium: Rupiah,
}

/// Money, and whom it may lawfully enrol. Empty lists mean all.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fund {
    /// A name of its own.
    #[serde(deserialize_with = "name")]
    pub id: String,
    /// How much it is.
    pub rupiah: Rupiah,
    /// Regions, or regions that contain them: `73` holds for `73.71`.
    #[serde(default, deserialize_with = "names")]
    pub regions: Vec<String>,
    /// Groups.
    #[serde(default, deserialize_with = "names")]
    pub groups: Vec<String>,
}

/// What a limit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// At least so many people.
    MinPeople,
    /// At most so many people.
    MaxPeople,
}

/// A quota over some regions and groups. Empty lists mean all.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// A name of its own.
    #[serde(deserialize_with = "name")]
    pub id: String,
    /// What it says.
    pub kind: LimitKind,
    /// Regions, or regions that contain them.
    #[serde(default, deserialize_with = "names")]
    pub regions: Vec<String>,
    /// Groups.
    #[serde(default, deserialize_with = "names")]
    pub groups: Vec<String>,
    /// How many people.
    pub value: i64,
}

/// A question to the planner.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// What the plan strives for.
    pub objective: Objective,
    /// How many months everybody is covered.
    pub months: u32,
    /// Who could be enrolled.
    pub cells: Vec<Cell>,
    /// The money.
    pub funds: Vec<Fund>,
    /// The quotas.
    #[serde(default)]
    pub limits: Vec<Limit>,
}

/// Why an instance is no question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstanceFlaw {
    /// Two cells, funds or limits have one name.
    #[error("two {what} are named {id}")]
    NameTwice {
        /// `cells`, `funds` or `limits`.
        what: &'static str,
        /// The name.
        id: String,
    },
    /// A number is negative, zero where it may not be, or beyond any population or budget.
    #[error("{field} of {id} is {value}, outside {least} to {most}")]
    OutOfRange {
        /// The field.
        field: &'static str,
        /// Whose.
        id: String,
        /// What it is.
        value: i64,
        /// The least it can be.
        least: i64,
        /// The most.
        most: i64,
    },
    /// More pairs of a cell and a fund of its region than the planner takes.
    #[error("{pairs} pairs of a cell and a fund are more than {most}")]
    TooLarge {
        /// How many there are.
        pairs: usize,
        /// How many there may be.
        most: usize,
    },
}

impl Instance {
    /// Whether the question can be answered: names are unique and numbers are in range.
    pub fn check(&self) -> Result<(), InstanceFlaw> {
        unique("cells", self.cells.iter().map(|cell| &cell.id))?;
        unique("funds", self.funds.iter().map(|fund| &fund.id))?;
        unique("limits", self.limits.iter().map(|limit| &limit.id))?;
        within("months", "instance", i64::from(self.months), 1, 1_200)?;
        for cell in &self.cells {
            within("candidates", &cell.id, cell.candidates, 0, MOST_PEOPLE)?;
            within("risk_ppm", &cell.id, cell.risk_ppm, 0, 1_000_000)?;
            within("premium", &cell.id, cell.premium.0, 1, MOST_PEOPLE)?;
        }
        for fund in &self.funds {
            within("rupiah", &fund.id, fund.rupiah.0, 0, MOST_RUPIAH)?;
        }
        for limit in &self.limits {
            within("value", &limit.id, limit.value, 0, MOST_PEOPLE * 1_000)?;
        }
        let mut of_region: BTreeMap<&str, usize> = BTreeMap::new();
        for cell in &self.cells {
            *of_region.entry(&cell.region).or_default() += 1;
        }
        let of = |fund: &Fund| -> usize {
            of_region.iter().filter(|(region, _)| lies_in(&fund.regions, region)).map(|(_, cells)| cells).sum()
        };
        let pairs = self.funds.iter().map(of).fold(0_usize, usize::saturating_add);
        if pairs > MOST_PAIRS { Err(InstanceFlaw::TooLarge { pairs, most: MOST_PAIRS }) } else { Ok(()) }
    }

    /// What one person of a cell costs for the whole time.
    pub fn cost(&self, cell: &Cell) -> i64 {
        // In range: a thousand million times 1,200.
        cell.premium.0 * i64::from(self.months)
    }

    /// What one person of a cell is worth to the objective.
    pub fn worth(&self, cell: &Cell) -> i64 {
        match self.objective {
            Objective::People => 1,
            Objective::Risk => cell.risk_ppm,
        }
    }
}

/// Whether a cell lies in the regions and groups of a fund or limit.
pub(super) fn holds(regions: &[String], groups: &[String], cell: &Cell) -> bool {
    (groups.is_empty() || groups.contains(&cell.group)) && lies_in(regions, &cell.region)
}

fn lies_in(regions: &[String], region: &str) -> bool {
    let inside = |of: &String| region.strip_prefix(of.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    regions.is_empty() || regions.iter().any(inside)
}

fn unique<'a>(what: &'static str, ids: impl Iterator<Item = &'a String>) -> Result<(), InstanceFlaw> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(InstanceFlaw::NameTwice { what, id: id.clone() });
        }
    }
    Ok(())
}

fn within(field: &'static str, id: &str, value: i64, least: i64, most: i64) -> Result<(), InstanceFlaw> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(InstanceFlaw::OutOfRange { field, id: id.to_owned(), value, least, most })
}

/// A name: text, or a whole number that somebody wrote without quotes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Text(String),
    Number(i64),
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        match name {
            Name::Text(text) => text,
            Name::Number(number) => number.to_string(),
        }
    }
}

fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Name::deserialize(deserializer).map(String::from)
}

fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Vec::<Name>::deserialize(deserializer).map(|names| names.into_iter().map(String::from).collect())
}
