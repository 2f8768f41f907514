//! The places of one province, flat and in the order of their codes, as the generator counts through them.
//!
//! Codes and names are the published ones that `base` embeds; nothing here knows which province it is.

use crate::error::SynthError;
use base::vocabulary::region::{Level, RegionCode, Regions};

/// A village or kelurahan.
pub struct Village {
    /// Ten digits as a number.
    pub number: u64,
    /// Its name.
    pub name: String,
    /// Index of its district.
    pub district: usize,
}

/// A district (kecamatan).
pub struct District {
    /// Six digits as a number.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// Index of its regency.
    pub regency: usize,
    /// Indexes of its villages, `from..until`.
    pub villages: (usize, usize),
}

/// A regency or city.
pub struct Regency {
    /// `73.71`.
    pub code: String,
    /// Its official name, `Kota Makassar`.
    pub name: String,
    /// Indexes of its districts, `from..until`.
    pub districts: (usize, usize),
}

/// The tree of one province, every level in the order of its codes.
pub struct Places {
    /// The name of the province.
    pub province: String,
    /// Regencies and cities.
    pub regencies: Vec<Regency>,
    /// Districts.
    pub districts: Vec<District>,
    /// Villages.
    pub villages: Vec<Village>,
    /// Six-digit numbers of the districts of all other provinces.
    pub elsewhere: Vec<u32>,
}

/// The six digits with which a NIK names a district.
fn six_digits(district: RegionCode) -> u32 {
    u32::try_from(district.number() / 10_000).unwrap_or(0)
}

impl Places {
    /// The places of the province with this two-digit code.
    pub fn of_province(code: &str) -> Result<Self, SynthError> {
        let unknown = |what: String| SynthError::Calibration { file: "regions", what };
        let regions = Regions::embedded();
        let province = RegionCode::parse(code).map_err(|flaw| unknown(flaw.to_string()))?;
        let name = regions.name(province).ok_or_else(|| unknown(format!("there is no province {code}")))?;
        let mut places = Self {
            province: name.to_owned(),
            regencies: Vec::new(),
            districts: Vec::new(),
            villages: Vec::new(),
            elsewhere: Vec::new(),
        };
        for regency in regions.children(province) {
            let first_district = places.districts.len();
            for district in regions.children(regency.code) {
                let first_village = places.villages.len();
                let index = places.districts.len();
                places.villages.extend(regions.children(district.code).map(|village| Village {
                    number: village.code.number(),
                    name: village.name.to_string(),
                    district: index,
                }));
                places.districts.push(District {
                    number: six_digits(district.code),
                    name: district.name.to_string(),
                    regency: places.regencies.len(),
                    villages: (first_village, places.villages.len()),
                });
            }
            places.regencies.push(Regency {
                code: regency.code.to_string(),
                name: regency.name.to_string(),
                districts: (first_district, places.districts.len()),
            });
        }
        if places.villages.is_empty() {
            return Err(unknown(format!("the villages of province {code} are not embedded")));
        }
        let away = regions.iter().filter(|r| r.code.level() == Level::Kecamatan && !province.contains(r.code));
        places.elsewhere = away.map(|district| six_digits(district.code)).collect();
        Ok(places)
    }

    /// The regency of a village.
    pub fn regency_of(&self, village: usize) -> usize {
        self.districts[self.villages[village].district].regency
    }
}

/// A name as a file name: `Kota Makassar` is `kota-makassar`, `Kabupaten Bone` is `bone`.
pub fn slug(name: &str) -> String {
    let name = name.strip_prefix("Kabupaten ").unwrap_or(name);
    let mut out = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}
