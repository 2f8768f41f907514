//! What a reader asks of coverage, read from the address: month, knowledge, denominator, place, target, order. Every link of a
//! page carries it on.

use crate::address::address;
use app::{AppError, CoverageRequest, Refused};
use base::handover::{Attribution, Dimension};
use base::vocabulary::{Month, Percent};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The filters of an address.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    pub(crate) month: Option<Month>,
    pub(crate) known_on: Option<Date>,
    /// `roster`, a name, or empty for what is best known.
    pub(crate) denominator: String,
    pub(crate) workplace: bool,
    pub(crate) target: Option<Percent>,
    pub(crate) order: Order,
    pub(crate) people: bool,
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
    pub(crate) const ALL: [Self; 4] = [Self::Uncovered, Self::Rate, Self::Name, Self::Denominator];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Uncovered => "belum",
            Self::Rate => "cakupan",
            Self::Name => "nama",
            Self::Denominator => "penyebut",
        }
    }
}

fn refused(key: &'static str, detail: &str) -> AppError {
    Refused::Request { key, detail: base::handover::showable(detail) }.into()
}

impl View {
    /// Reads the parameters; what cannot be read is refused by name, never taken for the default.
    pub(crate) fn read(query: &BTreeMap<String, String>) -> Result<Self, AppError> {
        let given = |name: &str| query.get(name).map(String::as_str).map(str::trim).filter(|value| !value.is_empty());
        let month = given("bulan").map(|text| Month::parse(text).map_err(|_| refused("error-not-a-month", text))).transpose()?;
        let known_on = given("diketahui").map(|text| text.parse().map_err(|_| refused("error-not-a-day", text))).transpose()?;
        let target = given("target")
            .map(|text| Percent::parse(text).filter(|share| share.0 >= 0).ok_or_else(|| refused("error-not-a-percentage", text)))
            .transpose()?;
        Ok(Self {
            month,
            known_on,
            denominator: given("penyebut").unwrap_or_default().chars().take(120).collect(),
            workplace: given("tempat") == Some("kerja"),
            target,
            order: Order::ALL.into_iter().find(|order| given("urut") == Some(order.code())).unwrap_or_default(),
            people: given("peta") == Some("orang"),
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

    /// The same filters at an address.
    pub(crate) fn at(&self, path: &str) -> String {
        let text = |value: Option<String>| value.unwrap_or_default();
        address(
            path,
            &[
                ("penyebut", &self.denominator),
                ("bulan", &text(self.month.map(|month| month.to_string()))),
                ("diketahui", &text(self.known_on.map(|day| day.to_string()))),
                ("tempat", if self.workplace { "kerja" } else { "" }),
                ("target", &text(self.target.map(|share| share.to_string()))),
                ("urut", if self.order == Order::default() { "" } else { self.order.code() }),
                ("peta", if self.people { "orang" } else { "" }),
            ],
        )
    }
}
