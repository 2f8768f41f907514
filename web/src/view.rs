//! What a reader asks of coverage, read from the address: month, knowledge, denominator, numerator, place, target, order. Every
//! link of a page carries it on.

use crate::address::address;
use crate::ask::Asked;
use app::{AppError, CoverageRequest};
use base::handover::{Attribution, Dimension};
use base::vocabulary::{Month, Percent};
use jiff::civil::Date;

/// The filters of an address.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    pub(crate) month: Option<Month>,
    pub(crate) known_on: Option<Date>,
    /// `roster`, a name, or empty for what is best known.
    pub(crate) denominator: String,
    /// On a published denominator: our register's members rather than those that the publisher counted.
    pub(crate) register: bool,
    pub(crate) workplace: bool,
    pub(crate) target: Option<Percent>,
    pub(crate) order: Order,
    pub(crate) map: Map,
    pub(crate) form: Form,
}

/// The order of a ranking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// Most people uncovered first: where the work is.
    #[default]
    Uncovered,
    /// Lowest share first.
    Rate,
    /// By name.
    Name,
    /// Largest denominator first.
    Denominator,
}

impl Order {
    pub(crate) const ALL: [(&str, Self); 4] =
        [("belum", Self::Uncovered), ("cakupan", Self::Rate), ("nama", Self::Name), ("penyebut", Self::Denominator)];
}

/// What the map is drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// Outlines of regions.
    #[default]
    Shapes,
    /// A tile for each region.
    Tiles,
}

impl Form {
    pub(crate) const ALL: [(&str, Self); 2] = [("wilayah", Self::Shapes), ("petak", Self::Tiles)];
}

/// What the map shows: the share or people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Map {
    /// The share.
    #[default]
    Rate,
    /// People not covered.
    People,
}

impl Map {
    pub(crate) const ALL: [(&str, Self); 2] = [("persen", Self::Rate), ("orang", Self::People)];
}

/// The word of a value.
pub(crate) fn word_of<T: Copy + PartialEq>(known: &[(&'static str, T)], value: T) -> &'static str {
    known.iter().find(|(_, known)| *known == value).map_or("", |(word, _)| word)
}

/// Where a person counts, as an address says it.
pub(crate) const PLACES: [(&str, bool); 2] = [("tinggal", false), ("kerja", true)];
/// Whose count of members is asked for.
pub(crate) const COUNTED: [(&str, bool); 2] = [("terbitan", false), ("register", true)];

impl View {
    /// Reads the parameters; what cannot be read is refused by name, never taken for the default.
    pub(crate) fn read(asked: &Asked) -> Result<Self, AppError> {
        Ok(Self {
            month: asked.month("bulan")?,
            known_on: asked.day("diketahui")?,
            denominator: asked.text("penyebut")?.unwrap_or_default(),
            register: asked.choice("pembilang", &COUNTED)?.unwrap_or_default(),
            workplace: asked.choice("tempat", &PLACES)?.unwrap_or_default(),
            target: asked.share("target")?,
            order: asked.choice("urut", &Order::ALL)?.unwrap_or_default(),
            map: asked.choice("peta", &Map::ALL)?.unwrap_or_default(),
            form: asked.choice("bentuk", &Form::ALL)?.unwrap_or_default(),
        })
    }

    /// The question with these cuts.
    pub(crate) fn request(&self, by: &[Dimension]) -> CoverageRequest {
        CoverageRequest {
            as_of: self.month,
            known_on: self.known_on,
            by: by.to_vec(),
            denominator: (!self.denominator.is_empty()).then(|| self.denominator.clone()),
            attribution: self.attribution(),
            ..CoverageRequest::default()
        }
    }

    pub(crate) fn attribution(&self) -> Attribution {
        if self.workplace { Attribution::Workplace } else { Attribution::Residence }
    }

    /// The same question to the API.
    pub(crate) fn api(&self, by: &str) -> String {
        let text = |value: Option<String>| value.unwrap_or_default();
        address(
            "/api/v1/coverage",
            &[
                ("by", by),
                ("denominator", &self.denominator),
                ("as_of", &text(self.month.map(|month| month.to_string()))),
                ("known_on", &text(self.known_on.map(|day| day.to_string()))),
                ("attribution", if self.workplace { "workplace" } else { "" }),
            ],
        )
    }

    /// The same filters at an address.
    pub(crate) fn at(&self, path: &str) -> String {
        let text = |value: Option<String>| value.unwrap_or_default();
        // What is the default is left out, so that one question has one address.
        let unless = |default: bool, word: &'static str| if default { "" } else { word };
        address(
            path,
            &[
                ("penyebut", &self.denominator),
                ("pembilang", unless(!self.register, "register")),
                ("bulan", &text(self.month.map(|month| month.to_string()))),
                ("diketahui", &text(self.known_on.map(|day| day.to_string()))),
                ("tempat", unless(!self.workplace, "kerja")),
                ("target", &text(self.target.map(|share| share.to_string()))),
                ("urut", unless(self.order == Order::default(), word_of(&Order::ALL, self.order))),
                ("peta", unless(self.map == Map::default(), word_of(&Map::ALL, self.map))),
                ("bentuk", unless(self.form == Form::default(), word_of(&Form::ALL, self.form))),
            ],
        )
    }
}
