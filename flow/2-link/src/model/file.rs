//! The shape of a model file, as TOML has it; what stands in it is checked by `read`.

use super::{ColumnType, Decision, Standard, Words};
use crate::saved::{Learned, SavedPrior};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) version: u32,
    #[serde(default)]
    pub(super) decision: Decision,
    #[serde(default = "half")]
    pub(super) threshold: f64,
    #[serde(default = "thousandth")]
    pub(super) floor: f64,
    #[serde(default)]
    pub(super) columns: BTreeMap<String, Headings>,
    pub(super) column: Vec<FileColumn>,
    pub(super) rule: Vec<FileRule>,
    pub(super) comparison: Vec<FileComparison>,
    #[serde(default)]
    pub(super) lookalike: Vec<FileLookalike>,
    pub(super) learned: Option<Learned>,
    pub(super) prior: Option<SavedPrior>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Headings {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileColumn {
    pub(super) name: String,
    pub(super) r#type: ColumnType,
    #[serde(default)]
    pub(super) standard: Standard,
    #[serde(default = "six")]
    pub(super) tokens: usize,
    pub(super) field: Option<String>,
    #[serde(default)]
    pub(super) join: Vec<String>,
    #[serde(default)]
    pub(super) year: Vec<String>,
    #[serde(default)]
    pub(super) month: Vec<String>,
    #[serde(default)]
    pub(super) day: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRule {
    pub(super) name: String,
    #[serde(default)]
    pub(super) id: String,
    #[serde(default)]
    pub(super) en: String,
    pub(super) same: Vec<String>,
    #[serde(default)]
    pub(super) refine: Vec<String>,
    pub(super) limit: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileComparison {
    pub(super) name: String,
    #[serde(default)]
    pub(super) differ: Words,
    #[serde(default)]
    pub(super) given: Vec<String>,
    pub(super) levels: Vec<FileLevel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileLevel {
    pub(super) name: String,
    pub(super) when: String,
    #[serde(default)]
    pub(super) silent: bool,
    #[serde(default)]
    pub(super) id: String,
    #[serde(default)]
    pub(super) en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileLookalike {
    pub(super) name: String,
    pub(super) rules: Vec<String>,
    pub(super) agree: Vec<String>,
    #[serde(default)]
    pub(super) levels: Vec<String>,
}

const fn half() -> f64 {
    0.5
}

const fn thousandth() -> f64 {
    0.001
}

const fn six() -> usize {
    6
}
