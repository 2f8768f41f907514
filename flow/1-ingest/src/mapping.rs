//! Which column holds which field: found by headings, overridden by a mapping file, remembered per source.

use crate::heading;
use crate::kind::KindSpec;
use crate::parts::{self, Parts};
use base::law::Groups;
use base::vocabulary::Segment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A mapping file (`--mapping M.toml`), or what an earlier file of the same source taught us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MappingFile {
    /// The only sheet to read; empty means every sheet with a header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The line of the header, where it cannot be found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_line: Option<u32>,
    /// `kemendagri` or `bps`: what bare region codes mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_system: Option<String>,
    /// Heading as it stands in the file → field, or `ignored`.
    pub columns: BTreeMap<String, String>,
    /// Constants for every row: provinsi, kabupaten, kecamatan, desa, segment, group, npp.
    pub set: BTreeMap<String, String>,
}

/// Why a mapping file is refused.
#[derive(Debug, thiserror::Error)]
pub enum MappingFlaw {
    /// Not TOML of this form.
    #[error("the mapping file is not valid: {0}")]
    NotToml(#[from] toml::de::Error),
    /// A field that the kind does not have.
    #[error("the mapping names the field {field:?}, which {kind} do not have; fields are {known}")]
    UnknownField {
        /// The field named.
        field: String,
        /// The kind.
        kind: String,
        /// The fields there are.
        known: String,
    },
    /// A constant that cannot be set.
    #[error("the mapping sets {0:?}; only provinsi, kabupaten, kecamatan, desa, segment, group and npp can be set")]
    UnknownConstant(String),
    /// A segment or group that there is not.
    #[error("{0:?} is no segment (pu, bpu, jakon, pmi) and no group of rulebook/groups.toml")]
    UnknownValue(String),
    /// A code system that there is not.
    #[error("code_system is {0:?}; it is kemendagri or bps")]
    UnknownCodeSystem(String),
}

impl MappingFile {
    /// Reads and checks a mapping file for a kind.
    pub fn parse(text: &str, spec: &KindSpec) -> Result<Self, MappingFlaw> {
        let file: Self = toml::from_str(text)?;
        file.check(spec)?;
        Ok(file)
    }

    /// Checks fields and constants against a kind.
    pub fn check(&self, spec: &KindSpec) -> Result<(), MappingFlaw> {
        for field in self.columns.values() {
            if field != "ignored" && spec.position(field).is_none() {
                let known: Vec<&str> = spec.fields.iter().map(|field| field.name.as_str()).collect();
                return Err(MappingFlaw::UnknownField {
                    field: field.clone(),
                    kind: spec.kind.to_string(),
                    known: known.join(", "),
                });
            }
        }
        let constants = ["provinsi", "kabupaten", "kecamatan", "desa", "segment", "group", "npp"];
        if let Some(unknown) = self.set.keys().find(|key| !constants.contains(&key.as_str())) {
            return Err(MappingFlaw::UnknownConstant(unknown.clone()));
        }
        let segment = self.set.get("segment").filter(|word| Segment::parse(word).is_none());
        let group = self.set.get("group").filter(|code| !Groups::embedded().is_ok_and(|groups| groups.get(code).is_some()));
        if let Some(value) = segment.or(group) {
            return Err(MappingFlaw::UnknownValue(value.clone()));
        }
        match self.code_system.as_deref() {
            None | Some("kemendagri" | "bps") => Ok(()),
            Some(other) => Err(MappingFlaw::UnknownCodeSystem(other.to_owned())),
        }
    }

    /// Whether it says what a heading means.
    pub(crate) fn names(&self, heading: &str) -> bool {
        self.field_of(heading).is_some()
    }

    fn field_of(&self, heading: &str) -> Option<&str> {
        let wanted = heading::normalise(heading);
        self.columns.iter().find(|(known, _)| heading::normalise(known) == wanted).map(|(_, field)| field.as_str())
    }
}

/// The columns behind a first name that hold the rest of it: forms of SIPP ask for a name in three parts.
fn name_rest(headings: &[String], name: Option<usize>) -> Vec<usize> {
    let is = |column: usize, words: &[&str]| words.contains(&heading::normalise(&headings[column]).as_str());
    if !name.is_some_and(|column| is(column, &["namadepan", "namaawal", "firstname"])) {
        return Vec::new();
    }
    let rest = ["namatengah", "namabelakang", "namaakhir", "middlename", "lastname"];
    (0..headings.len()).filter(|column| is(*column, &rest)).collect()
}

/// The columns of a sheet: for every field of the kind the column that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Column by field position.
    pub columns: Vec<Option<usize>>,
    /// Headings that mean nothing to the kind.
    pub unmapped: Vec<String>,
    /// Headings of second columns for a field that has one.
    pub doubled: Vec<String>,
    /// The columns of a name's other parts, where the first column holds the first part only (`NAMA_DEPAN`).
    pub(crate) name_rest: Vec<usize>,
    /// The columns of values that are spread over several.
    pub(crate) parts: Parts,
    /// How good the headings fit; 0 means no header.
    pub(crate) score: u32,
    /// Distinct fields found, numbering and remarks not counted.
    pub(crate) telling: usize,
}

impl Mapping {
    /// Finds the columns of a row of headings.
    pub fn of_headings(headings: &[String], spec: &KindSpec, file: &MappingFile) -> Self {
        let mut columns = vec![None; spec.fields.len()];
        let mut best = vec![0_u8; spec.fields.len()];
        let mut unmapped = Vec::new();
        let mut doubled = Vec::new();
        let months = parts::months(headings, spec);
        for (column, heading) in headings.iter().enumerate() {
            if months.iter().any(|month| month.column == column) {
                continue;
            }
            let named = file.field_of(heading);
            if named == Some("ignored") {
                continue;
            }
            let found = match named.and_then(|field| spec.position(field)) {
                Some(position) => Some((position, 4)),
                None => heading::field_of(spec, heading),
            };
            match found {
                Some((field, fit)) if fit > best[field] => {
                    if let Some(earlier) = columns[field].replace(column) {
                        doubled.push(headings[earlier].clone());
                    }
                    best[field] = fit;
                }
                Some((field, _)) if !heading::is_telling(spec.fields[field].field_type) => {}
                Some(_) => doubled.push(heading.clone()),
                None if heading.trim().is_empty() => {}
                None => unmapped.push(heading.clone()),
            }
        }
        let name_rest = name_rest(headings, spec.position("name").and_then(|name| columns[name]));
        let mut parts = Parts { months, ..Parts::default() };
        if let Some(field) = spec.position("birth_date").filter(|_| spec.person) {
            parts.birth = parts::birth(headings, columns[field]);
            if let Some([day, ..]) = parts.birth {
                columns[field] = Some(day);
                best[field] = best[field].max(1);
            }
        }
        parts.sex = spec.position("sex").and_then(|field| parts::sex(headings, columns[field]));
        let used = |heading: &String| name_rest.iter().copied().chain(parts.columns()).any(|column| headings[column] == *heading);
        doubled.retain(|heading| !used(heading));
        unmapped.retain(|heading| !used(heading));
        let telling = |field: &usize| heading::is_telling(spec.fields[*field].field_type) && best[*field] > 0;
        let score = (0..best.len()).filter(telling).map(|field| u32::from(best[field])).sum();
        let telling = (0..best.len()).filter(telling).count();
        Self { columns, unmapped, doubled, name_rest, parts, score, telling }
    }

    /// The columns beside those of the fields that tell a row from others.
    pub(crate) fn beside(&self) -> impl Iterator<Item = usize> {
        self.name_rest.iter().copied().chain(self.parts.columns())
    }

    /// Whether it is a header of the kind: every required field and one more, or a person's NIK and one more.
    pub(crate) fn is_header(&self, spec: &KindSpec) -> bool {
        let has = |name: &str| spec.position(name).is_some_and(|position| self.columns[position].is_some());
        let required = spec.fields.iter().zip(&self.columns).all(|(field, column)| !field.required || column.is_some());
        self.telling >= 2 && (required || spec.person && has("nik"))
    }

    /// The column of a field.
    pub fn column(&self, field: usize) -> Option<usize> {
        self.columns.get(field).copied().flatten()
    }

    /// What a later file of the same source should remember: headings and their fields.
    pub fn learnt(&self, headings: &[String], spec: &KindSpec) -> BTreeMap<String, String> {
        let named = |(field, column): (usize, &Option<usize>)| {
            column.map(|column| (headings[column].clone(), spec.fields[field].name.clone()))
        };
        self.columns.iter().enumerate().filter_map(named).collect()
    }
}
