//! What an address asks, parameter by parameter. What cannot be read is refused by name, never taken for a default.

use app::{AppError, Refused};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use base::handover::showable;
use base::vocabulary::{Month, Percent};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::convert::Infallible;

/// The longest text that a parameter may hold: the name of a denominator.
const LONGEST: usize = 160;
/// The largest share that can be asked about; coverage above one hundred percent is real, a thousand is a slip.
const LARGEST_SHARE: Percent = Percent(100_000);

/// The parameters of an address. Given twice, the last one counts, as in a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked(pub(crate) BTreeMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|query| query.0).unwrap_or_default();
        Ok(Self(pairs.into_iter().collect()))
    }
}

/// A request that is not understood, with what was asked as far as it may be shown.
pub(crate) fn refused(key: &'static str, detail: &str) -> AppError {
    Refused::Request { key, detail: showable(detail) }.into()
}

impl Asked {
    /// A parameter that was given and is not blank.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// A short text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, AppError> {
        match self.given(name) {
            Some(text) if text.chars().count() > LONGEST => Err(refused("error-too-long", name)),
            text => Ok(text.map(str::to_owned)),
        }
    }

    pub(crate) fn month(&self, name: &str) -> Result<Option<Month>, AppError> {
        self.given(name).map(|text| Month::parse(text).map_err(|_| refused("error-not-a-month", text))).transpose()
    }

    pub(crate) fn day(&self, name: &str) -> Result<Option<Date>, AppError> {
        self.given(name).map(|text| text.parse().map_err(|_| refused("error-not-a-day", text))).transpose()
    }

    /// A share above zero.
    pub(crate) fn share(&self, name: &str) -> Result<Option<Percent>, AppError> {
        let Some(text) = self.given(name) else { return Ok(None) };
        let share = Percent::parse(text).ok_or_else(|| refused("error-not-a-percentage", text))?;
        if share <= Percent(0) || share > LARGEST_SHARE { Err(refused("error-not-a-target", text)) } else { Ok(Some(share)) }
    }

    /// A whole number.
    pub(crate) fn number(&self, name: &str) -> Result<Option<usize>, AppError> {
        self.given(name).map(|text| text.parse().map_err(|_| refused("error-not-a-number", text))).transpose()
    }

    /// One of the words that stand for something.
    pub(crate) fn choice<T: Copy>(&self, name: &str, known: &[(&str, T)]) -> Result<Option<T>, AppError> {
        let Some(word) = self.given(name) else { return Ok(None) };
        let found = known.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
        found.map(Some).ok_or_else(|| refused("error-not-a-choice", &format!("{name}={word}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_refused_and_never_a_default() {
        let asked = |name: &str, value: &str| Asked(BTreeMap::from([(name.to_owned(), value.to_owned())]));
        assert!(asked("urut", "acak").choice("urut", &[("nama", 1)]).is_err());
        assert_eq!(asked("urut", "nama").choice("urut", &[("nama", 1)]).unwrap(), Some(1));
        assert_eq!(asked("urut", " ").choice("urut", &[("nama", 1)]).unwrap(), None);
        for share in ["0", "-5", "1000,01", "92233720368547758.07", "x"] {
            assert!(asked("target", share).share("target").is_err(), "{share}");
        }
        assert_eq!(asked("target", "62,93").share("target").unwrap(), Some(Percent(6_293)));
        assert!(asked("penyebut", &"x".repeat(161)).text("penyebut").is_err());
    }
}
