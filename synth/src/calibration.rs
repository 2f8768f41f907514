//! What makes the province look like its model: shares, levels and vocabularies, read from `synth/data`.
//!
//! Every figure there names its source or says that it is a judgement. The files are embedded, so the program needs
//! no folder.

use crate::error::SynthError;
use crate::places::Places;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The parameter files of one province.
struct Files {
    code: &'static str,
    parameters: &'static str,
    regencies: &'static str,
}

const PROVINCES: [Files; 1] =
    [Files { code: "73", parameters: include_str!("../data/73.toml"), regencies: include_str!("../data/73-regencies.csv") }];
const GROUPS: &str = include_str!("../data/groups.csv");
const SECTORS: &str = include_str!("../data/sectors.csv");
const OCCUPATIONS: &str = include_str!("../data/occupations.csv");

/// The province that is made unless another is named.
pub const DEFAULT_PROVINCE: &str = "73";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    pub code: String,
    pub statute_wage_rupiah: i64,
    pub regency_wages: BTreeMap<String, i64>,
    pub female_head_share: f64,
    pub female_alone_share: f64,
    pub couple_share: f64,
    pub asn_share: f64,
    pub jakon_share: f64,
    pub coverage: SegmentRates,
    pub ages: Vec<AgeBand>,
    pub registration: Registration,
    pub former: Former,
    pub companies: Companies,
    pub listed: Listed,
    pub money: Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentRates {
    pub pu: f64,
    pub jakon: f64,
    pub bpu: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeBand {
    pub from: i64,
    pub until: i64,
    pub weight: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    pub other_district: f64,
    pub other_regency: f64,
    pub other_province: f64,
    pub retired_code: f64,
    pub retired_regencies: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Former {
    pub arrears: f64,
    pub lapsed: f64,
    pub ended: f64,
    pub never_paid: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Companies {
    pub per_person: f64,
    pub registered_micro: f64,
    pub registered_small: f64,
    pub registered_medium: f64,
    pub registered_large: f64,
    pub behind: f64,
    pub month_already_paid: f64,
    pub under_reports_wage: f64,
    pub leaves_out_programmes: f64,
    pub uncovered_at_unregistered: f64,
    pub at_hub: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    pub bpu: f64,
    pub jakon: f64,
    pub pu: f64,
    pub asn: f64,
    pub non_asn: f64,
    pub village: f64,
    pub trade: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    pub bpu_month_rupiah: i64,
    pub jkk_basis_points: i64,
    pub jkm_basis_points: i64,
    pub jht_basis_points: i64,
    pub jp_basis_points: i64,
    pub death_benefit_rupiah: i64,
    pub target_percent: f64,
    pub yearly_step_points: f64,
}

/// One regency's levels, in the order of `Places::regencies`.
pub struct RegencyLevel {
    pub population: f64,
    pub coverage: f64,
    pub formal_share: f64,
    pub urban: f64,
    pub fisher_share: f64,
    pub toraja_share: f64,
    pub makassar_share: f64,
    pub branch: String,
    pub aliases: Vec<String>,
}

/// A group inside a segment, with its weight among the covered and the uncovered.
pub struct GroupWeight {
    pub segment: String,
    pub group: String,
    pub covered: f64,
    pub uncovered: f64,
}

/// A business sector.
pub struct Sector {
    pub kbli: String,
    pub word: String,
    pub weight: f64,
}

/// Occupations of one group, as lists write them.
pub struct Occupation {
    pub group: String,
    pub name: String,
    pub weight: f64,
}

/// All calibration of one province.
pub struct Calibration {
    pub parameters: Parameters,
    pub regencies: Vec<RegencyLevel>,
    pub groups: Vec<GroupWeight>,
    pub sectors: Vec<Sector>,
    pub occupations: Vec<Occupation>,
}

/// Splits one line of a small CSV file; a field in quotes may hold commas.
pub fn fields(line: &str) -> Vec<String> {
    let (mut out, mut quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(String::new()),
            c => {
                if let Some(last) = out.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    out
}

fn table(text: &str) -> impl Iterator<Item = Vec<String>> {
    text.lines().skip(1).filter(|l| !l.is_empty()).map(fields)
}

fn text(file: &'static str, row: &[String], column: usize) -> Result<String, SynthError> {
    row.get(column).cloned().ok_or_else(|| SynthError::Calibration { file, what: format!("a row has no column {}", column + 1) })
}

fn number(file: &'static str, row: &[String], column: usize) -> Result<f64, SynthError> {
    let text = text(file, row, column)?;
    text.parse().map_err(|_| SynthError::Calibration { file, what: format!("{text:?} is not a number") })
}

impl Calibration {
    /// Whether a sector is one of cooperatives.
    pub fn is_cooperative(&self, sector: u8) -> bool {
        self.sectors[usize::from(sector)].word == "Koperasi"
    }

    /// The calibration of a province, checked against its places.
    pub fn of_province(code: &str, places: &Places) -> Result<Self, SynthError> {
        let files = PROVINCES
            .iter()
            .find(|f| f.code == code)
            .ok_or_else(|| SynthError::Calibration { file: "data", what: format!("no parameter file for province {code}") })?;
        let parameters: Parameters =
            toml::from_str(files.parameters).map_err(|e| SynthError::Calibration { file: "parameters", what: e.to_string() })?;
        let mut regencies = Vec::with_capacity(places.regencies.len());
        let rows: Vec<Vec<String>> = table(files.regencies).collect();
        for regency in &places.regencies {
            const FILE: &str = "regencies.csv";
            let row = rows
                .iter()
                .find(|r| r.first() == Some(&regency.code))
                .ok_or_else(|| SynthError::Calibration { file: FILE, what: format!("no line for {}", regency.code) })?;
            regencies.push(RegencyLevel {
                population: number(FILE, row, 1)?,
                coverage: number(FILE, row, 2)? / 100.0,
                formal_share: number(FILE, row, 5)?,
                urban: number(FILE, row, 6)?,
                fisher_share: number(FILE, row, 7)?,
                toraja_share: number(FILE, row, 8)?,
                makassar_share: number(FILE, row, 9)?,
                branch: text(FILE, row, 10)?,
                aliases: text(FILE, row, 11)?.split('|').filter(|a| !a.is_empty()).map(str::to_owned).collect(),
            });
        }
        let groups = table(GROUPS)
            .map(|r| {
                Ok(GroupWeight {
                    segment: text("groups.csv", &r, 0)?,
                    group: text("groups.csv", &r, 1)?,
                    covered: number("groups.csv", &r, 2)?,
                    uncovered: number("groups.csv", &r, 3)?,
                })
            })
            .collect::<Result<_, SynthError>>()?;
        let sectors = table(SECTORS)
            .map(|r| {
                Ok(Sector {
                    kbli: text("sectors.csv", &r, 0)?,
                    weight: number("sectors.csv", &r, 2)?,
                    word: text("sectors.csv", &r, 3)?,
                })
            })
            .collect::<Result<_, SynthError>>()?;
        let occupations = table(OCCUPATIONS)
            .map(|r| {
                Ok(Occupation {
                    group: text("occupations.csv", &r, 0)?,
                    name: text("occupations.csv", &r, 1)?,
                    weight: number("occupations.csv", &r, 2)?,
                })
            })
            .collect::<Result<_, SynthError>>()?;
        Ok(Self { parameters, regencies, groups, sectors, occupations })
    }
}
