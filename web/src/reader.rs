//! Who reads: the language a cookie keeps (Indonesian without one), and the words and numerals that follow from it.

use crate::gate::Asker;
use app::Scope;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::access::Permission;
use report::Numerals;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use texts::{Language, Texts};

const KEEP: &str = "bahasa";

/// What a request tells about its reader.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) language: Language,
    /// The address asked for, to come back to after the language was switched.
    pub(crate) path: String,
    /// What they may see, where somebody is signed in.
    pub(crate) scope: Option<Arc<Scope>>,
}

impl Reader {
    /// The same reader, known to be somebody.
    pub(crate) fn of(&self, scope: &Option<Arc<Scope>>) -> Self {
        Self { scope: scope.clone(), ..self.clone() }
    }
}

/// The words and numerals of a reader.
pub(crate) struct Voice<'d> {
    pub(crate) texts: &'d Texts,
    pub(crate) numerals: Numerals,
    pub(crate) path: String,
    pub(crate) scope: Option<Arc<Scope>>,
}

impl Voice<'_> {
    pub(crate) fn say(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.texts.say(key, arguments)
    }

    /// A sentence without arguments.
    pub(crate) fn word(&self, key: &str) -> String {
        self.texts.say(key, &[])
    }

    /// The word for a code, or the code itself where there is none.
    pub(crate) fn of(&self, area: &str, code: &str) -> String {
        let plain: String = code.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
        let key = format!("{area}-{}", plain.split_whitespace().collect::<Vec<_>>().join("-"));
        let word = self.texts.say(&key, &[]);
        if word == key { code.to_owned() } else { word }
    }

    pub(crate) fn language(&self) -> Language {
        self.texts.language()
    }

    /// Whether the reader may do something.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.scope.as_ref().is_some_and(|scope| scope.may(permission))
    }

    pub(crate) fn count(&self, count: u64) -> String {
        self.numerals.count(count)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let path = parts.uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str).to_owned();
        // Programs say their language in a header; browsers do too, but on pages it is the reader who chooses.
        let asked = || path.starts_with("/api/").then(|| accepted(&parts.headers)).flatten();
        let scope = parts.extensions.get::<Asker>().map(|asker| Arc::clone(&asker.0));
        Ok(Self { language: kept(&parts.headers).or_else(asked).unwrap_or_default(), path, scope })
    }
}

fn accepted(headers: &HeaderMap) -> Option<Language> {
    let first = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?.split(',').next()?;
    Language::parse(first.split(['-', ';']).next()?.trim())
}

fn kept(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == KEEP).and_then(|(_, value)| Language::parse(value))
}

/// `/bahasa/en?ke=/cakupan`: keeps the language for a year and goes back. Only to an address of ours.
pub(crate) async fn switch(Path(language): Path<String>, Query(query): Query<BTreeMap<String, String>>) -> Response {
    let Some(language) = Language::parse(&language) else { return StatusCode::NOT_FOUND.into_response() };
    let back = query.get("ke").map(String::as_str).filter(|path| is_ours(path)).unwrap_or("/");
    let cookie = format!("{KEEP}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", language.code());
    (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, back.to_owned())]).into_response()
}

/// A path of this server: not another host (`//host`, `/\host`), nothing that a header cannot hold.
pub(crate) fn is_ours(path: &str) -> bool {
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain && path.starts_with('/') && !path.starts_with("//")
}
