//! A model file becomes a model: every part is checked, and what is wrong is said with its place.

use super::file::{File, FileColumn, FileComparison, FileLookalike, FileRule, Headings};
use super::{
    BLOCK_PAIRS, Column, ColumnType, Comparison, Facet, Level, Lookalike, MOST_RULES, Model, ModelFlaw, Part, Rule, Words,
};
use crate::fact::{Facts, Mask};
use std::collections::BTreeMap;
use std::fmt::Display;

/// Most comparisons of a model, most levels of one, most states of those that one hangs on: what learning can hold.
const MOST_COMPARISONS: usize = 12;
const MOST_LEVELS: usize = 31;
const MOST_STATES: usize = 1_000;

impl Model {
    /// Reads and checks a model file.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(text: &str) -> Result<Self, ModelFlaw> {
        let file: File = toml::from_str(text).map_err(|error| ModelFlaw::of("model-not-toml", &[("detail", &error)]))?;
        let model = file.name.clone();
        let wrong = |flaw: ModelFlaw| flaw.within("model", &model);
        for (name, value) in [("threshold", file.threshold), ("floor", file.floor)] {
            if !(0.0..1.0).contains(&value) {
                return Err(wrong(ModelFlaw::of("model-share", &[("name", &name), ("value", &value)])));
            }
        }
        let columns = columns(file.column, file.columns).map_err(wrong)?;
        let rules = rules(file.rule, &columns).map_err(wrong)?;
        let mut facts = Facts::default();
        let comparisons = comparisons(file.comparison, &columns, &mut facts, wrong)?;
        let lookalikes: Result<Vec<Lookalike>, ModelFlaw> =
            file.lookalike.into_iter().map(|known| lookalike(known, &rules, &comparisons)).collect();
        let mut model = Self {
            name: file.name,
            version: file.version,
            columns,
            rules,
            comparisons,
            lookalikes: lookalikes.map_err(wrong)?,
            facts,
            decision: file.decision,
            threshold: file.threshold,
            floor: file.floor,
            learned: file.learned,
            prior: None,
        };
        model.prior = file.prior.map(|prior| prior.prior(&model)).transpose()?;
        Ok(model)
    }
}

fn columns(files: Vec<FileColumn>, mut headings: BTreeMap<String, Headings>) -> Result<Vec<Column>, ModelFlaw> {
    let mut columns: Vec<Column> = Vec::new();
    for column in files {
        if columns.iter().any(|known| known.name == column.name) {
            return Err(ModelFlaw::of("model-column-twice", &[("column", &column.name)]));
        }
        if !(1..=8).contains(&column.tokens) {
            return Err(ModelFlaw::of("model-tokens", &[("column", &column.name), ("value", &column.tokens)]));
        }
        let place = |name: &String| {
            let place = columns.iter().position(|known| known.name == *name && known.kind == ColumnType::Name);
            place.ok_or_else(|| ModelFlaw::of("model-join", &[("column", &column.name), ("name", name)]))
        };
        let join = column.join.iter().map(place).collect::<Result<Vec<usize>, ModelFlaw>>()?;
        columns.push(Column {
            headings: match headings.remove(&column.name) {
                None => Vec::new(),
                Some(Headings::One(heading)) => vec![heading],
                Some(Headings::Several(headings)) => headings,
            },
            name: column.name,
            field: column.field,
            join,
            parts: [column.year, column.month, column.day],
            kind: column.r#type,
            standard: column.standard,
            tokens: column.tokens,
        });
    }
    match headings.keys().next() {
        Some(name) => Err(ModelFlaw::of("model-headings", &[("name", name)])),
        None => Ok(columns),
    }
}

fn rules(files: Vec<FileRule>, columns: &[Column]) -> Result<Vec<Rule>, ModelFlaw> {
    if files.is_empty() || files.len() > MOST_RULES {
        return Err(ModelFlaw::of("model-rules", &[("count", &files.len()), ("most", &MOST_RULES)]));
    }
    let rule = |rule: FileRule| {
        let parts = |texts: &[String]| -> Result<Vec<Part>, ModelFlaw> {
            texts.iter().map(|text| part(text, columns).map_err(|flaw| flaw.within("rule", &rule.name))).collect()
        };
        if rule.same.is_empty() {
            return Err(ModelFlaw::of("model-rule-empty", &[("rule", &rule.name)]));
        }
        let limit = rule.limit.unwrap_or(BLOCK_PAIRS);
        if !(1..=BLOCK_PAIRS).contains(&limit) {
            return Err(ModelFlaw::of("model-rule-limit", &[("rule", &rule.name), ("value", &limit), ("most", &BLOCK_PAIRS)]));
        }
        let (same, refine) = (parts(&rule.same)?, parts(&rule.refine)?);
        Ok(Rule { name: rule.name, words: Words { id: rule.id, en: rule.en }, same, refine, limit })
    };
    files.into_iter().map(rule).collect()
}

fn comparisons(
    files: Vec<FileComparison>,
    columns: &[Column],
    facts: &mut Facts,
    wrong: impl Fn(ModelFlaw) -> ModelFlaw,
) -> Result<Vec<Comparison>, ModelFlaw> {
    if files.is_empty() || files.len() > MOST_COMPARISONS {
        return Err(wrong(ModelFlaw::of("model-comparisons", &[("count", &files.len()), ("most", &MOST_COMPARISONS)])));
    }
    let columns: Vec<(String, ColumnType)> = columns.iter().map(|column| (column.name.clone(), column.kind)).collect();
    let mut comparisons: Vec<Comparison> = Vec::new();
    let mut hang_on = Vec::new();
    for file in files {
        if file.levels.is_empty() || file.levels.len() > MOST_LEVELS {
            let named: [(_, &dyn Display); 3] =
                [("comparison", &file.name), ("count", &file.levels.len()), ("most", &MOST_LEVELS)];
            return Err(wrong(ModelFlaw::of("model-levels", &named)));
        }
        let mut levels = Vec::new();
        for level in file.levels {
            let when = facts.condition(&level.when, &columns).map_err(&wrong)?;
            levels.push(Level { name: level.name, when, silent: level.silent, words: Words { id: level.id, en: level.en } });
        }
        let when = vec![Mask::default()];
        levels.push(Level { name: "differ".to_owned(), when, silent: false, words: file.differ });
        comparisons.push(Comparison { name: file.name, levels, given: Vec::new() });
        hang_on.push(file.given);
    }
    for (place, names) in hang_on.iter().enumerate() {
        let given = given(names, place, &comparisons).map_err(&wrong)?;
        comparisons[place].given = given;
    }
    Ok(comparisons)
}

/// The comparisons that another hangs on, by place.
fn given(names: &[String], place: usize, comparisons: &[Comparison]) -> Result<Vec<usize>, ModelFlaw> {
    let own = &comparisons[place].name;
    let other = |name: &String| {
        let found = comparisons.iter().position(|known| known.name == *name && name != own);
        found.ok_or_else(|| ModelFlaw::of("model-given", &[("comparison", own), ("name", name)]))
    };
    let given = names.iter().map(other).collect::<Result<Vec<usize>, ModelFlaw>>()?;
    let states: usize = given.iter().map(|other| comparisons[*other].levels.len()).product();
    if states > MOST_STATES {
        return Err(ModelFlaw::of("model-states", &[("comparison", own), ("count", &states), ("most", &MOST_STATES)]));
    }
    Ok(given)
}

fn lookalike(file: FileLookalike, rules: &[Rule], comparisons: &[Comparison]) -> Result<Lookalike, ModelFlaw> {
    let unknown = |key, name: &str| ModelFlaw::of(key, &[("lookalike", &file.name), ("name", &name)]);
    let rule =
        |name: &String| rules.iter().position(|rule| rule.name == *name).ok_or_else(|| unknown("model-lookalike-rule", name));
    let comparison = |name: &String| {
        comparisons
            .iter()
            .position(|comparison| comparison.name == *name)
            .ok_or_else(|| unknown("model-lookalike-comparison", name))
    };
    let level = |text: &String| level_of(text, comparisons).ok_or_else(|| unknown("model-lookalike-level", text));
    let rules = file.rules.iter().map(rule).collect::<Result<_, ModelFlaw>>()?;
    let agree = file.agree.iter().map(comparison).collect::<Result<_, ModelFlaw>>()?;
    let levels = file.levels.iter().map(level).collect::<Result<_, ModelFlaw>>()?;
    Ok(Lookalike { name: file.name, rules, agree, levels })
}

fn level_of(text: &str, comparisons: &[Comparison]) -> Option<(usize, usize)> {
    let (comparison, level) = text.split_once('=')?;
    let place = comparisons.iter().position(|known| known.name == comparison)?;
    Some((place, comparisons[place].levels.iter().position(|known| known.name == level)?))
}

fn part(text: &str, columns: &[Column]) -> Result<Part, ModelFlaw> {
    let (name, facet) = text.split_once('.').map_or((text, None), |(name, facet)| (name, Some(facet)));
    let column = columns.iter().position(|column| column.name == name);
    let column = column.ok_or_else(|| ModelFlaw::of("model-part-column", &[("column", &name)]))?;
    let kind = columns[column].kind;
    let facet = match (facet, kind) {
        (None, _) => Facet::Whole,
        (Some("sorted"), ColumnType::Name) => Facet::Sorted,
        (Some("first"), ColumnType::Name) => Facet::First,
        (Some("last"), ColumnType::Name) => Facet::Last,
        (Some("rarest"), ColumnType::Name) => Facet::Rarest,
        (Some("rarest-sound"), ColumnType::Name) => Facet::RarestSound,
        (Some("sound"), ColumnType::Name | ColumnType::Text) => Facet::Sound,
        (Some("year"), ColumnType::Date) => Facet::Year,
        (Some("month-day"), ColumnType::Date) => Facet::MonthDay,
        (Some("region"), ColumnType::Nik) => Facet::Region,
        (Some("birth"), ColumnType::Nik) => Facet::Birth,
        (Some(facet), ColumnType::Text | ColumnType::Name | ColumnType::Digits) if facet.starts_with("prefix-") => {
            let letters = facet["prefix-".len()..].parse().ok().filter(|letters| (1..=8).contains(letters));
            Facet::Prefix(letters.ok_or_else(|| ModelFlaw::of("model-part-prefix", &[("part", &text)]))?)
        }
        (Some(facet), _) => {
            return Err(ModelFlaw::of("model-part", &[("part", &text), ("type", &kind.code()), ("facet", &facet)]));
        }
    };
    Ok(Part { column, facet })
}
