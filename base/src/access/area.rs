//! The regions whose rows somebody may see.

use crate::vocabulary::region::{Level, RegionCode, RegionCodeFlaw};
use std::fmt;

/// A set of regions with everything inside them; none lies inside another.
///
/// `Everywhere` is what the operator of the machine sees; an account always has a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Area(Option<Vec<RegionCode>>);

/// Why a text is no area.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AreaFlaw {
    /// No region at all: nothing could be seen, so somebody forgot to write it.
    #[error("an area names at least one region")]
    Empty,
    /// A word that is no region code.
    #[error("{word}: {flaw}")]
    Code {
        /// The word.
        word: String,
        /// What is wrong with it.
        flaw: RegionCodeFlaw,
    },
}

impl Area {
    /// Everything, also rows whose place nobody knows.
    pub const fn everywhere() -> Self {
        Self(None)
    }

    /// These regions; one that lies inside another is dropped.
    pub fn of(regions: impl IntoIterator<Item = RegionCode>) -> Self {
        let mut regions: Vec<RegionCode> = regions.into_iter().collect();
        regions.sort();
        // A parent sorts right before what lies in it.
        let mut kept: Vec<RegionCode> = Vec::with_capacity(regions.len());
        for region in regions {
            if kept.last().is_none_or(|last| !last.contains(region)) {
                kept.push(region);
            }
        }
        Self(Some(kept))
    }

    /// Reads codes separated by commas or spaces: `73.09, 73.71`.
    pub fn parse(text: &str) -> Result<Self, AreaFlaw> {
        let words = text.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty());
        let codes: Result<Vec<RegionCode>, AreaFlaw> =
            words.map(|word| RegionCode::parse(word).map_err(|flaw| AreaFlaw::Code { word: word.to_owned(), flaw })).collect();
        let codes = codes?;
        if codes.is_empty() { Err(AreaFlaw::Empty) } else { Ok(Self::of(codes)) }
    }

    /// Whether it is everything.
    pub const fn is_everywhere(&self) -> bool {
        self.0.is_none()
    }

    /// Its regions; none for everywhere.
    pub fn regions(&self) -> &[RegionCode] {
        self.0.as_deref().unwrap_or_default()
    }

    /// Whether a region lies wholly inside.
    pub fn contains(&self, region: RegionCode) -> bool {
        self.0.as_ref().is_none_or(|regions| regions.iter().any(|own| own.contains(region)))
    }

    /// Whether everything of another area lies inside.
    pub fn covers(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(regions)) => regions.iter().all(|region| self.contains(*region)),
        }
    }

    /// Whether a region lies inside or around: a regency's officer may be told the target of the province.
    pub fn touches(&self, region: RegionCode) -> bool {
        self.contains(region) || self.regions().iter().any(|own| region.contains(*own))
    }

    /// What lies in both.
    pub fn within(&self, other: &Self) -> Self {
        match (&self.0, &other.0) {
            (None, _) => other.clone(),
            (_, None) => self.clone(),
            (Some(own), Some(others)) => Self::of(
                own.iter()
                    .filter(|region| other.contains(**region))
                    .chain(others.iter().filter(|region| self.contains(**region)))
                    .copied(),
            ),
        }
    }

    /// The largest level among its regions; none for everywhere.
    pub fn largest(&self) -> Option<Level> {
        self.regions().iter().map(|region| region.level()).min()
    }
}

/// The codes, separated by spaces, as they are stored; `*` for everywhere.
impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("*"),
            Some(regions) => {
                let codes: Vec<String> = regions.iter().map(ToString::to_string).collect();
                f.write_str(&codes.join(" "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn area(text: &str) -> Area {
        Area::parse(text).unwrap()
    }

    fn code(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn an_area_holds_what_lies_inside_it_and_nothing_beside_or_above() {
        let area = area("73.09, 73.71.05 73.09.01");
        assert_eq!(area.to_string(), "73.09 73.71.05");
        assert!(area.contains(code("73.09.01.1001")) && area.contains(code("73.71.05")));
        for outside in ["73", "73.71", "73.08", "64.09"] {
            assert!(!area.contains(code(outside)), "{outside}");
        }
        assert!(area.touches(code("73")) && !area.touches(code("64")));
        assert!(Area::everywhere().contains(code("91")) && Area::everywhere().covers(&area) && !area.covers(&Area::everywhere()));
    }

    #[test]
    fn an_area_is_never_empty_and_a_word_that_is_no_code_is_named() {
        assert_eq!(Area::parse(" , "), Err(AreaFlaw::Empty));
        assert!(matches!(Area::parse("73.09 semua"), Err(AreaFlaw::Code { word, .. }) if word == "semua"));
        assert_eq!(area("73").within(&area("73.09 64")).to_string(), "73.09");
        assert_eq!(area("73.09").within(&area("64")).regions(), []);
    }

    proptest! {
        #[test]
        fn what_lies_in_both_areas_lies_in_what_they_share(a in 11_u64..14, b in 1_u64..4, c in 11_u64..14, d in 1_u64..4) {
            let of = |province: u64, regency: u64| RegionCode::from_number(province * 100_000_000 + regency * 1_000_000).unwrap();
            let (one, two) = (Area::of([of(a, b), of(c, 0)]), Area::of([of(c, d), of(a, 0)]));
            let both = one.within(&two);
            for province in 11..14 {
                for regency in 1..4 {
                    let region = of(province, regency);
                    prop_assert_eq!(both.contains(region), one.contains(region) && two.contains(region));
                }
            }
        }
    }
}
