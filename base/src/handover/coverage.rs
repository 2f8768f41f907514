//! Coverage as it leaves measure: a rate with its two counts, their names, day, knowledge and snapshot.

use crate::vocabulary::region::RegionCode;
use crate::vocabulary::{Covered, Month, Percent, Potential, Rate, Uncovered};
use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// What a figure rests on. The two are shown side by side and never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The people on our lists.
    Roster,
    /// A published denominator.
    Published,
}

/// Which place a person is counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Attribution {
    /// Where the person lives; where no list says it, where the person works.
    #[default]
    Residence,
    /// Where the person works; where no list says it, where the person lives.
    Workplace,
}

/// A way of cutting coverage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The whole province.
    Province,
    /// Kabupaten and kota: the meaning of "region" on the command line.
    Region,
    /// Kecamatan.
    District,
    /// Desa and kelurahan.
    Village,
    /// pu, bpu, jakon, pmi. A person may have several.
    Segment,
    /// Non-ASN, village staff, vulnerable … A person may have several; never summed.
    Group,
    /// jkk, jkm, jht, jp, jkp.
    Programme,
    /// L or P.
    Sex,
    /// Five-year bands.
    AgeBand,
    /// The first two digits of the employer's KBLI.
    Sector,
    /// The months up to the one asked about.
    Month,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 11] = [
        Self::Province,
        Self::Region,
        Self::District,
        Self::Village,
        Self::Segment,
        Self::Group,
        Self::Programme,
        Self::Sex,
        Self::AgeBand,
        Self::Sector,
        Self::Month,
    ];

    /// The word on the command line and in tables.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Region => "region",
            Self::District => "district",
            Self::Village => "village",
            Self::Segment => "segment",
            Self::Group => "group",
            Self::Programme => "programme",
            Self::Sex => "sex",
            Self::AgeBand => "age_band",
            Self::Sector => "sector",
            Self::Month => "month",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.code() == text)
    }

    /// Whether its values are places.
    pub const fn is_place(self) -> bool {
        matches!(self, Self::Province | Self::Region | Self::District | Self::Village)
    }

    /// Whether one person may stand in several cells, so that the cells do not add up to the total.
    pub const fn overlaps(self) -> bool {
        matches!(self, Self::Segment | Self::Group | Self::Programme | Self::Sector | Self::Month)
    }
}

/// The ends between which a rate lies (95 of 100) as far as linking may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RateInterval {
    /// The lower end.
    pub low_percent: Percent,
    /// The upper end.
    pub high_percent: Percent,
    /// Whether it rests on pairs that people have reviewed; otherwise on the linking model's own account.
    pub reviewed: bool,
}

/// One cell of a coverage table: field names are a contract with the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverageRow {
    /// The Kemendagri code; none for people whose place no list tells.
    #[serde(serialize_with = "code_or_empty")]
    pub region_code: Option<RegionCode>,
    /// The name of the region.
    pub region_name: String,
    /// The other dimensions asked for, in order, as `(dimension, value)`.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_map")]
    pub cut: Vec<(&'static str, String)>,
    /// The month the figure speaks of.
    pub as_of: Month,
    /// The day whose knowledge it rests on.
    pub known_on: Date,
    /// Our lists, or a published denominator.
    pub basis: Basis,
    /// What is counted.
    pub numerator_name: String,
    /// People covered.
    pub covered: Covered,
    /// Of these, people whose month is not yet due (counted as covered, listed apart); none where it was not published.
    pub in_grace: Option<Covered>,
    /// What they are counted among.
    pub denominator_name: String,
    /// Its size.
    pub denominator: Potential,
    /// People of the denominator who are not covered; none where covered exceeds the denominator.
    pub uncovered: Option<Uncovered>,
    /// The rate, rounded half-up to two decimals; none where nobody is in the denominator.
    pub rate_percent: Option<Percent>,
    /// Between which shares the rate lies, as far as linking may be wrong; none where that is not known for this cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<RateInterval>,
    /// The snapshot it was measured from.
    pub snapshot: String,
    /// Whether it counts people who do not exist.
    pub synthetic: bool,
    /// What a reader must know: derived counts, contradictions, fallbacks.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl CoverageRow {
    /// The exact rate.
    pub fn rate(&self) -> Rate {
        Rate { numerator: self.covered.0, denominator: self.denominator.0 }
    }
}

fn code_or_empty<S: Serializer>(code: &Option<RegionCode>, serializer: S) -> Result<S::Ok, S::Error> {
    match code {
        Some(code) => serializer.collect_str(code),
        None => serializer.serialize_str(""),
    }
}

fn as_map<S: Serializer>(cut: &[(&'static str, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(cut.iter().map(|(dimension, value)| (dimension, value)))
}
