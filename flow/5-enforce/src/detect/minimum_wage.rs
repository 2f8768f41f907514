//! `rulebook/minimum_wage.toml`: the lowest wage of a region on a day, with who says so, and which sizes are exempt.

use crate::rules::Basis;
use base::law::Confidence;
use base::law::assess::EmployerSize;
use base::vocabulary::Rupiah;
use base::vocabulary::region::RegionCode;
use jiff::civil::Date;
use serde::Deserialize;

const EMBEDDED: &str = include_str!("../../../../rulebook/minimum_wage.toml");

/// Minimum wages by region and day.
#[derive(Clone, Debug)]
pub struct MinimumWages {
    wages: Vec<Wage>,
    exempt: Vec<EmployerSize>,
}

/// One of them.
#[derive(Clone, Debug)]
struct Wage {
    region: RegionCode,
    from: Date,
    until: Option<Date>,
    rupiah: Rupiah,
    basis: Basis,
}

/// Why the file does not load.
#[derive(Debug, thiserror::Error)]
pub enum MinimumWageFlaw {
    /// Not TOML, or a field that is missing or misspelt.
    #[error("minimum_wage.toml is not valid TOML of its kind: {0}")]
    NotToml(#[from] toml::de::Error),
    /// A region, day, size or amount that is none.
    #[error("minimum_wage.toml: {0}")]
    Value(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "a file that nobody checked does not load")]
    checked_by: String,
    #[expect(dead_code, reason = "a file that nobody checked does not load")]
    checked_on: toml::value::Datetime,
    exempt: Exempt,
    wage: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the article is read by people; a file without it does not load")]
struct Exempt {
    sizes: Vec<EmployerSize>,
    regulation: String,
    article: String,
    confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    region: String,
    from: toml::value::Datetime,
    until: Option<toml::value::Datetime>,
    rupiah: i64,
    regulation: String,
    article: String,
    confidence: Confidence,
    #[expect(dead_code, reason = "a figure without its source does not load")]
    source: String,
}

impl MinimumWages {
    /// The wages that the program carries.
    pub fn embedded() -> Result<Self, MinimumWageFlaw> {
        Self::parse(EMBEDDED)
    }

    /// Reads `minimum_wage.toml`.
    pub fn parse(text: &str) -> Result<Self, MinimumWageFlaw> {
        let file: File = toml::from_str(text)?;
        let wages = file.wage.into_iter().map(Wage::read).collect::<Result<_, _>>()?;
        Ok(Self { wages, exempt: file.exempt.sizes })
    }

    /// The minimum in a region on a day: its own, or that of the province; of several the youngest. None where none is known.
    pub fn on(&self, region: RegionCode, day: Date) -> Option<(Rupiah, &Basis)> {
        let holds = |wage: &&Wage| wage.region.contains(region) && wage.from <= day && wage.until.is_none_or(|until| day < until);
        let wage = self.wages.iter().filter(holds).max_by_key(|wage| (wage.region.level(), wage.from))?;
        Some((wage.rupiah, &wage.basis))
    }

    /// Whether employers of a size may agree on less.
    pub fn is_exempt(&self, size: EmployerSize) -> bool {
        self.exempt.contains(&size)
    }
}

impl Wage {
    fn read(line: Line) -> Result<Self, MinimumWageFlaw> {
        let flaw = |what: &dyn std::fmt::Display| MinimumWageFlaw::Value(what.to_string());
        let day = |day: toml::value::Datetime| day.to_string().parse::<Date>().map_err(|error| flaw(&error));
        Ok(Self {
            region: RegionCode::parse(&line.region).map_err(|error| flaw(&error))?,
            from: day(line.from)?,
            until: line.until.map(day).transpose()?,
            rupiah: Rupiah(line.rupiah),
            basis: Basis { regulation: line.regulation, article: line.article, confidence: line.confidence },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_regency_has_its_own_minimum_or_that_of_its_province_on_the_day() {
        let wages = MinimumWages::embedded().unwrap();
        let on = |region: &str, day| wages.on(region.parse().unwrap(), day).map(|(amount, _)| amount.0);
        assert_eq!(on("73.71", date(2025, 6, 30)), Some(3_880_136));
        assert_eq!(on("73.06", date(2025, 6, 30)), Some(3_657_527));
        assert_eq!(on("73.06", date(2025, 1, 1)), Some(3_657_527));
        assert_eq!(on("73.06", date(2024, 12, 31)), Some(3_434_298));
        assert_eq!(on("73.10", date(2026, 3, 1)), Some(4_032_248));
        // Nothing is known of other provinces, nor of days before the first and after the last line.
        assert_eq!((on("74.71", date(2025, 6, 30)), on("73.71", date(2021, 6, 30))), (None, None));
        assert_eq!(on("73.71", date(2027, 1, 1)), None);
        assert!(wages.is_exempt(EmployerSize::Kecil) && !wages.is_exempt(EmployerSize::Menengah));
    }
}
