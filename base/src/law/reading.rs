//! Reading the files of a rulebook: every flaw of every file is kept, so that one look mends them all. What comes out has
//! every parameter of `names.rs` in its unit, each value with its article, and no two values on one day.

use super::active::{ActiveRule, RulebookFlaw, toml_day};
use super::cases::{Case, CaseFile};
use super::dated::{Dated, DatedText};
use super::groups::Groups;
use super::holidays::Holidays;
use super::names::{self, CHOICES, KNOWN};
use super::rulebook::{Flaw, Parameter, Rulebook, RulebookFlaws, Source};
use super::value::{Unit, Value};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

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

/// Files being read; every flaw is kept, so that one look mends them all.
#[derive(Default)]
pub(super) struct Reading {
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

    /// Reads one file by its path below the rulebook's folder.
    pub(super) fn file(&mut self, path: &str, text: &str) {
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
            // What only enforcement reads (flow/5-enforce); no contribution and no benefit asks for it.
            Some(["compliance" | "funding" | "indicators" | "minimum_wage"]) => {}
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
            _ => self.flaw(path, "is no file of a rulebook: it has active, groups, holidays, compliance, funding, indicators, minimum_wage and sources, and folders of files"),
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
    pub(super) fn finish(mut self) -> Result<Rulebook, RulebookFlaws> {
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

/// A flaw with its cause, which names the line of the file.
fn told(flaw: &RulebookFlaw) -> String {
    let cause = std::error::Error::source(flaw).map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{flaw}{cause}")
}
