//! The rulebook as a whole: every parameter of `rulebook/<folder>/<file>.toml` with its dated values, the sources they
//! cite, the rule of activity, and the worked cases that it must pass. Pure: texts come in, a checked rulebook comes out.

use super::active::ActiveRule;
use super::cases::Case;
use super::dated::{Dated, NotKnown};
use super::ratio::{Ratio, Rounding};
use super::reading::Reading;
use super::value::{Unit, Value};
use crate::vocabulary::ProgrammeSet;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The parameter that says how a part of a rupiah becomes a whole one.
pub(super) const ROUNDING: &str = "billing.rounding.rule";

/// One thing that the law says, with its values in the order of their days.
#[derive(Clone, Debug, Serialize)]
pub struct Parameter {
    /// Folder, file and key: `jkk.pu.group_1`.
    pub id: String,
    /// What it is, in Indonesian.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// The form of its values.
    pub unit: Unit,
    /// The values; never empty, never overlapping, in the order of their days.
    pub values: Vec<Dated>,
}

/// A regulation that values cite.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// How values cite it: `PP 44/2015`.
    pub regulation: String,
    /// Its title, in Indonesian.
    pub title: String,
    /// What was read of it: the statute text, reports, a tool.
    pub read: String,
}

/// Everything the law says, checked.
#[derive(Clone, Debug)]
pub struct Rulebook {
    pub(super) parameters: BTreeMap<String, Parameter>,
    pub(super) sources: Vec<Source>,
    pub(super) active: ActiveRule,
    pub(super) cases: Vec<Case>,
}

/// One thing that is wrong with a rulebook: where, what, and so what to mend.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}: {what}")]
pub struct Flaw {
    /// The file, below the rulebook's folder.
    pub file: String,
    /// What is wrong.
    pub what: String,
}

/// A rulebook that does not load, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rulebook does not load: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct RulebookFlaws(pub Vec<Flaw>);

impl Rulebook {
    /// The rulebook that the program carries.
    pub fn embedded() -> Result<Self, RulebookFlaws> {
        Self::parse(super::embedded::FILES)
    }

    /// Reads the files of a rulebook, each named by its path below the folder, and proves it on its worked cases.
    pub fn parse(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Self, RulebookFlaws> {
        let rulebook = Self::read(files)?;
        let flaws = rulebook.failing_cases();
        if flaws.is_empty() { Ok(rulebook) } else { Err(RulebookFlaws(flaws)) }
    }

    /// Reads the files without trying the cases.
    pub(super) fn read(files: &[(impl AsRef<str>, impl AsRef<str>)]) -> Result<Self, RulebookFlaws> {
        let mut reading = Reading::default();
        for (path, text) in files {
            reading.file(path.as_ref(), text.as_ref());
        }
        reading.finish()
    }

    /// What the cases say about it; empty when all of them hold.
    pub fn failing_cases(&self) -> Vec<Flaw> {
        self.cases.iter().filter_map(|case| case.failure(self)).collect()
    }

    /// Every parameter, by id.
    pub fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.values()
    }

    /// The regulations that values cite.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The rule of activity, which also knows the due days.
    pub fn active(&self) -> &ActiveRule {
        &self.active
    }

    fn parameter(&self, id: &str) -> &Parameter {
        self.parameters.get(id).unwrap_or_else(|| unreachable!("{id} is not in names.rs, which a loaded rulebook fills"))
    }

    /// The value on a day, or a refusal that names the parameter.
    pub(super) fn on(&self, id: &str, day: Date) -> Result<&Dated, NotKnown> {
        self.window(id, day).ok_or_else(|| NotKnown::of(self.parameter(id), day))
    }

    /// The value on a day where there need not be one: a relief that has begun and ended.
    pub(super) fn window(&self, id: &str, day: Date) -> Option<&Dated> {
        self.parameter(id).values.iter().rev().find(|dated| dated.holds_on(day))
    }

    /// A parameter by its id, if there is one.
    pub fn get(&self, id: &str) -> Option<&Parameter> {
        self.parameters.get(id)
    }

    #[cfg(test)]
    pub(super) fn values_mut(&mut self, id: &str) -> &mut Vec<Dated> {
        &mut self.parameters.get_mut(id).unwrap().values
    }
}

/// What the unit of a parameter promises about its values: the list in `names.rs` is held against every file.
impl Dated {
    fn another_unit(&self) -> ! {
        unreachable!("a checked rulebook has another unit here: {:?}", self.value)
    }

    pub(super) fn percent(&self) -> Ratio {
        if let Value::Percent(ratio) = self.value { ratio } else { self.another_unit() }
    }

    pub(super) fn rupiah(&self) -> i64 {
        if let Value::Rupiah(amount) = self.value { amount } else { self.another_unit() }
    }

    pub(super) fn count(&self) -> i64 {
        if let Value::Count(count) = self.value { count } else { self.another_unit() }
    }

    pub(super) fn switch(&self) -> bool {
        if let Value::Switch(on) = self.value { on } else { self.another_unit() }
    }

    pub(super) fn programmes(&self) -> ProgrammeSet {
        if let Value::Programmes(set) = self.value { set } else { self.another_unit() }
    }

    pub(super) fn choice(&self) -> &str {
        if let Value::Choice(word) = &self.value { word } else { self.another_unit() }
    }

    pub(super) fn slices(&self) -> &[(i64, Ratio)] {
        if let Value::Slices(slices) = &self.value { slices } else { self.another_unit() }
    }

    pub(super) fn pairs(&self) -> &[(i64, i64)] {
        if let Value::Pairs(pairs) = &self.value { pairs } else { self.another_unit() }
    }

    pub(super) fn amounts(&self) -> &[i64] {
        if let Value::Amounts(amounts) = &self.value { amounts } else { self.another_unit() }
    }
}

impl Rulebook {
    /// The rounding rule on a day.
    pub(super) fn rounding(&self, day: Date) -> Result<Rounding, NotKnown> {
        let word = self.on(ROUNDING, day)?.choice();
        Ok(Rounding::parse(word).unwrap_or_else(|| unreachable!("{word} is none of the words of {ROUNDING} in names.rs")))
    }
}

#[cfg(test)]
mod tests;
