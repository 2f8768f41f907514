//! The rulebook as a whole: every parameter of `rulebook/<folder>/<file>.toml` with its dated values, the sources they
//! cite, the rule of activity, and the worked cases that it must pass. Pure: texts come in, a checked rulebook comes out.

use super::active::{ActiveRule, RulebookFlaw, toml_day};
use super::cases::{Case, CaseFile};
use super::dated::{Dated, DatedText, NotKnown};
use super::groups::Groups;
use super::holidays::Holidays;
use super::names::{self, CHOICES, KNOWN};
use super::ratio::{Ratio, Rounding};
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
    parameters: BTreeMap<String, Parameter>,
    sources: Vec<Source>,
    active: ActiveRule,
    cases: Vec<Case>,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesFile {
    source: Vec<Source>,
}

#[derive(Deserialize)]
struct ParameterFile {
    checked_by: String,
    #[serde(deserialize_with = "toml_day")]
    checked_on: Date,
    #[serde(flatten)]
    parameters: BTreeMap<String, ParameterText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterText {
    title: String,
    title_en: String,
    unit: Unit,
    value: Vec<DatedText>,
}

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

/// Files being read; every flaw is kept, so that one look mends them all.
#[derive(Default)]
struct Reading {
    parameters: BTreeMap<String, Parameter>,
    sources: Vec<Source>,
    active: Option<ActiveRule>,
    holidays: Option<Holidays>,
    cases: Vec<Case>,
    flaws: Vec<Flaw>,
}

impl Reading {
    fn flaw(&mut self, file: &str, what: impl ToString) {
        self.flaws.push(Flaw { file: file.to_owned(), what: what.to_string().trim().replace('\n', " ") });
    }

    fn file(&mut self, path: &str, text: &str) {
        match path.strip_suffix(".toml").map(|stem| stem.split('/').collect::<Vec<_>>()).as_deref() {
            Some(["active"]) => match ActiveRule::read(text, Holidays::default()) {
                Ok(rule) => self.active = Some(rule),
                Err(flaw) => self.flaw(path, told(&flaw)),
            },
            Some(["sources"]) => match toml::from_str::<SourcesFile>(text) {
                Ok(file) => self.sources = file.source,
                Err(flaw) => self.flaw(path, flaw),
            },
            Some(["holidays"]) => match Holidays::parse(text) {
                Ok(calendar) => self.holidays = Some(calendar),
                Err(flaw) => self.flaw(path, told(&flaw)),
            },
            // No contribution asks for groups; they are read so that a flaw in them does not wait for the next import.
            Some(["groups"]) => {
                if let Err(flaw) = Groups::parse(text) {
                    self.flaw(path, told(&flaw));
                }
            }
            Some([_, "cases"]) => match toml::from_str::<CaseFile>(text) {
                Ok(file) => file.cases(path).for_each(|case| match case {
                    Ok(case) => self.cases.push(case),
                    Err(flaw) => self.flaws.push(flaw),
                }),
                Err(flaw) => self.flaw(path, flaw),
            },
            Some([folder, name]) => match toml::from_str::<ParameterFile>(text) {
                Ok(file) => file.parameters.iter().for_each(|(key, parameter)| {
                    self.parameter(path, format!("{folder}.{name}.{key}"), parameter, (&file.checked_by, file.checked_on));
                }),
                Err(flaw) => self.flaw(path, flaw),
            },
            _ => self.flaw(path, "is no file of a rulebook: it has active, groups, holidays and sources, and folders of files"),
        }
    }

    fn parameter(&mut self, path: &str, id: String, text: &ParameterText, checked: (&str, Date)) {
        let mut values = Vec::new();
        for dated in &text.value {
            let Some(value) = Value::read(text.unit, &dated.value) else {
                self.flaw(path, format!("{id}: the value from {} has not the form of its unit", dated.from));
                continue;
            };
            if dated.regulation.trim().is_empty() || dated.article.trim().is_empty() {
                self.flaw(path, format!("{id}: the value from {} cites no regulation and article", dated.from));
            }
            values.push(Dated {
                value,
                from: dated.from,
                until: dated.until,
                regulation: dated.regulation.clone(),
                article: dated.article.clone(),
                confidence: dated.confidence,
                checked_by: dated.checked_by.clone().unwrap_or_else(|| checked.0.to_owned()),
                checked_on: dated.checked_on.unwrap_or(checked.1),
                note: dated.note.clone(),
            });
        }
        values.sort_by_key(|dated| dated.from);
        let backwards = values.iter().any(|dated| dated.until.is_some_and(|until| until <= dated.from));
        let overlapping = values.windows(2).any(|pair| pair[0].until.is_none_or(|until| until > pair[1].from));
        if values.is_empty() || backwards || overlapping {
            self.flaw(path, format!("{id}: its days are missing, overlap or run backwards"));
        }
        let parameter =
            Parameter { id: id.clone(), title: text.title.clone(), title_en: text.title_en.clone(), unit: text.unit, values };
        self.parameters.insert(id, parameter);
    }

    /// What must hold of all files together.
    fn finish(mut self) -> Result<Rulebook, RulebookFlaws> {
        for (id, unit) in KNOWN {
            match self.parameters.get(*id).map(|parameter| parameter.unit) {
                None => self.flaw(&names::file_of(id), format!("{id} is missing")),
                Some(found) if found != *unit => {
                    self.flaw(&names::file_of(id), format!("{id} is {found:?} and must be {unit:?}"))
                }
                Some(_) => {}
            }
        }
        let mut found = Vec::new();
        for (id, parameter) in &self.parameters {
            if !KNOWN.iter().any(|(known, _)| known == id) {
                found.push((id, "no rule of the program asks for it; is it misspelt?".to_owned()));
            }
            for dated in &parameter.values {
                if !self.sources.iter().any(|source| source.regulation == dated.regulation) {
                    found.push((id, format!("cites {}, which sources.toml does not have", dated.regulation)));
                }
                let words = CHOICES.iter().find(|(known, _)| known == id).map(|(_, words)| *words).unwrap_or_default();
                if let Value::Choice(word) = &dated.value
                    && !words.contains(&word.as_str())
                {
                    found.push((id, format!("{word:?} is none of {}", words.join(", "))));
                }
            }
        }
        let found: Vec<Flaw> =
            found.into_iter().map(|(id, what)| Flaw { file: names::file_of(id), what: format!("{id}: {what}") }).collect();
        self.flaws.extend(found);
        let (active, holidays) = (self.active.take(), self.holidays.take());
        for (file, missing) in [("active.toml", active.is_none()), ("holidays.toml", holidays.is_none())] {
            if missing && !self.flaws.iter().any(|flaw| flaw.file == file) {
                self.flaw(file, "is missing");
            }
        }
        match (active, holidays) {
            (Some(active), Some(holidays)) if self.flaws.is_empty() => {
                let active = active.with_holidays(holidays);
                Ok(Rulebook { parameters: self.parameters, sources: self.sources, active, cases: self.cases })
            }
            _ => {
                self.flaws.sort();
                Err(RulebookFlaws(self.flaws))
            }
        }
    }
}

impl Rulebook {
    /// The rounding rule on a day.
    pub(super) fn rounding(&self, day: Date) -> Result<Rounding, NotKnown> {
        let word = self.on(ROUNDING, day)?.choice();
        Ok(Rounding::parse(word).unwrap_or_else(|| unreachable!("{word} is none of the words of {ROUNDING} in names.rs")))
    }
}

/// A flaw with its cause, which names the line of the file.
fn told(flaw: &RulebookFlaw) -> String {
    let cause = std::error::Error::source(flaw).map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{flaw}{cause}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::embedded::FILES;
    use jiff::ToSpan;

    #[test]
    fn the_rulebook_of_the_program_passes_its_own_cases() {
        if let Err(flaws) = Rulebook::embedded() {
            panic!("{}", flaws.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        }
    }

    /// A change that is small and still a rupiah of contribution.
    fn step(number: i64) -> i64 {
        match number {
            0 => 10_000,
            1..=1_000 => 1,
            _ => number / 100,
        }
    }

    /// Every way in which one value can be a little different.
    fn changes(id: &str, value: &Value) -> Vec<Value> {
        let more = |ratio: Ratio| Ratio::of_percent(&(ratio.percent() + rust_decimal::Decimal::ONE).to_string()).unwrap();
        match value {
            Value::Percent(ratio) => vec![Value::Percent(more(*ratio))],
            Value::Rupiah(amount) => vec![Value::Rupiah(amount + step(*amount)), Value::Rupiah(amount - step(*amount))],
            Value::Count(count) => vec![Value::Count(count + 1), Value::Count((count - 1).max(0))],
            Value::Switch(on) => vec![Value::Switch(!on)],
            Value::Choice(word) => {
                let words = CHOICES.iter().find(|(known, _)| *known == id).unwrap().1;
                words.iter().filter(|other| *other != word).map(|other| Value::Choice((*other).to_owned())).collect()
            }
            Value::Programmes(set) => crate::vocabulary::Programme::ALL
                .into_iter()
                .filter(|programme| set.has(*programme))
                .map(|programme| {
                    let mut one = ProgrammeSet::default();
                    one.add(programme);
                    Value::Programmes(set.without(one))
                })
                .collect(),
            Value::Slices(slices) => (0..slices.len())
                .flat_map(|place| {
                    let (mut border, mut share) = (slices.clone(), slices.clone());
                    border[place].0 += step(border[place].0);
                    share[place].1 = more(share[place].1);
                    // Where two slices have one rate, the border between them decides nothing.
                    let decides = place == 0 || slices[place].1 != slices[place - 1].1;
                    [decides.then_some(Value::Slices(border)), Some(Value::Slices(share))].into_iter().flatten()
                })
                .collect(),
            Value::Pairs(pairs) => (0..pairs.len())
                .flat_map(|place| {
                    let (mut first, mut second) = (pairs.clone(), pairs.clone());
                    first[place].0 += 1;
                    second[place].1 += 100;
                    // The only package before 2023 holds for every length of contract.
                    let decides = !(id == "pmi.packages.during_after" && pairs.len() == 1) && (place > 0 || pairs[0].0 > 0);
                    [decides.then_some(Value::Pairs(first)), Some(Value::Pairs(second))].into_iter().flatten()
                })
                .collect(),
            Value::Amounts(amounts) => (0..amounts.len())
                .map(|place| {
                    let mut other = amounts.clone();
                    other[place] += 1;
                    Value::Amounts(other)
                })
                .collect(),
        }
    }

    #[test]
    fn every_value_of_the_rulebook_decides_a_case() {
        let rulebook = Rulebook::embedded().unwrap();
        let mut idle = Vec::new();
        for parameter in rulebook.parameters() {
            for place in 0..parameter.values.len() {
                for changed in changes(&parameter.id, &parameter.values[place].value) {
                    let mut other = rulebook.clone();
                    let told = format!("{} from {}: {:?}", parameter.id, parameter.values[place].from, changed);
                    other.values_mut(&parameter.id)[place].value = changed;
                    if other.failing_cases().is_empty() {
                        idle.push(told);
                    }
                }
            }
        }
        assert!(idle.is_empty(), "no case sees these changes:\n{}", idle.join("\n"));
    }

    /// Where one value gives way to another, ends, or begins as a relief, moved by a month to both sides. The first day of
    /// what simply begins with the rulebook decides nothing but which earlier month is refused.
    fn moved_days(parameter: &Parameter) -> Vec<(String, Vec<Dated>)> {
        let values = &parameter.values;
        let mut moved = Vec::new();
        let mut borders: Vec<Date> = values.iter().flat_map(|dated| [Some(dated.from), dated.until]).flatten().collect();
        borders.dedup();
        for border in borders {
            let before = values.iter().find(|dated| dated.until == Some(border)).map(|dated| &dated.value);
            let after = values.iter().find(|dated| dated.from == border).map(|dated| &dated.value);
            // Where the same value goes on under another regulation, the day decides no amount.
            if before == after || (border == values[0].from && !parameter.id.contains("relief")) {
                continue;
            }
            for months in [-1, 1] {
                let to = border.saturating_add(months.months());
                let mut other = values.clone();
                for dated in &mut other {
                    dated.from = if dated.from == border { to } else { dated.from };
                    dated.until = if dated.until == Some(border) { Some(to) } else { dated.until };
                }
                moved.push((format!("{}: {border} moved to {to}", parameter.id), other));
            }
        }
        moved
    }

    #[test]
    fn the_first_and_last_day_of_every_value_decide_a_case() {
        let rulebook = Rulebook::embedded().unwrap();
        let mut idle = Vec::new();
        // Whether the relief of 2026 reaches a fund is only asked inside the relief, and a cap only where the floor is known.
        let alone = |parameter: &&Parameter| !parameter.id.starts_with("bpu.funds") && parameter.id != "jp.benefits.most";
        for parameter in rulebook.parameters().filter(alone) {
            for (told, values) in moved_days(parameter) {
                let mut other = rulebook.clone();
                *other.values_mut(&parameter.id) = values;
                if other.failing_cases().is_empty() {
                    idle.push(told);
                }
            }
        }
        assert!(idle.is_empty(), "no case sees these days:\n{}", idle.join("\n"));
    }

    fn with(path: &str, from: &str, to: &str) -> Result<Rulebook, RulebookFlaws> {
        let files: Vec<(String, String)> = FILES
            .iter()
            .map(|(name, text)| {
                let text = if *name == path { text.replacen(from, to, 1) } else { (*text).to_owned() };
                assert!(
                    *name != path || text != FILES.iter().find(|(other, _)| *other == path).unwrap().1,
                    "{from} is not there"
                );
                ((*name).to_owned(), text)
            })
            .collect();
        Rulebook::parse(&files)
    }

    #[test]
    fn a_rulebook_with_a_failing_case_does_not_load_and_names_it() {
        let flaws = with("jkk/pu.toml", "value = \"0.24\"", "value = \"0.25\"").unwrap_err();
        assert!(flaws.to_string().contains("kelompok 1 pada upah"), "{flaws}");
    }

    #[test]
    fn a_value_without_an_article_or_with_an_unknown_source_does_not_load() {
        let flaws = with("jkk/pu.toml", "article = \"Pasal 16 ayat (1) huruf a\"", "article = \"\"").unwrap_err();
        assert!(flaws.to_string().contains("cites no regulation and article"), "{flaws}");
        let flaws = with("jkk/pu.toml", "regulation = \"PP 44/2015\"", "regulation = \"PP 44/2051\"").unwrap_err();
        assert!(flaws.to_string().contains("sources.toml does not have"), "{flaws}");
    }

    #[test]
    fn overlapping_days_misspelt_names_and_floats_do_not_load() {
        for (from, to, told) in [
            ("until = 2025-08-01", "until = 2025-09-01", "overlap"),
            ("[group_1]", "[grup_1]", "jkk.pu.group_1 is missing"),
            ("value = \"0.24\"", "value = 0.24", "has not the form of its unit"),
            ("unit = \"percent\"", "unit = \"rupiah\"", "has not the form of its unit"),
        ] {
            let flaws = with("jkk/pu.toml", from, to).map(|_| ()).unwrap_err();
            assert!(flaws.to_string().contains(told), "{from}: {flaws}");
        }
    }
}
