//! The frame around every page: where am I, the mark of synthetic data, the language, and the style sheet.

use crate::address::address;
use crate::desk::Desk;
use crate::reader::Voice;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use base::access::Permission;
use maud::{DOCTYPE, Markup, html};
use texts::Language;

const STYLE: &str = include_str!("../assets/style.css");

/// The pages of the menu: their place, address and word.
/// Place, address, word, and what it needs: nothing, to be signed in, or a permission.
const MENU: [(&str, &str, &str, Option<Option<Permission>>); 20] = [
    ("beranda", "/", "web-home", Some(Some(Permission::Figures))),
    ("cakupan", "/cakupan", "web-coverage", Some(Some(Permission::Figures))),
    ("belum", "/belum", "web-uncovered-short", Some(Some(Permission::People))),
    ("cek", "/cek", "web-check", Some(Some(Permission::Check))),
    ("antrean", "/antrean", "pair-menu", Some(Some(Permission::Propose))),
    ("target", "/target", "plan-page-targets", Some(Some(Permission::Plan))),
    ("alokasi", "/alokasi", "plan-page-allocation", Some(Some(Permission::Plan))),
    ("radar", "/radar", "radar-title", Some(Some(Permission::Cases))),
    ("perkara", "/perkara", "case-title", Some(Some(Permission::Cases))),
    ("rapat", "/rapat", "meeting-title", Some(Some(Permission::Figures))),
    ("kunci", "/kunci", "period-title", Some(Some(Permission::Figures))),
    ("laporan", "/laporan", "report-title", Some(Some(Permission::Figures))),
    ("impor", "/impor", "web-import", Some(Some(Permission::Upload))),
    ("mutu", "/mutu", "web-quality", Some(Some(Permission::Receipts))),
    ("publik", "/publik", "web-public", None),
    ("persetujuan", "/persetujuan", "approval-title", Some(None)),
    ("hak-subjek", "/hak-subjek", "subject-title", Some(Some(Permission::Subjects))),
    ("admin", "/admin", "access-admin", Some(Some(Permission::Accounts))),
    ("audit", "/audit", "access-audit", Some(Some(Permission::Audit))),
    ("akun", "/akun", "access-account", Some(None)),
];

fn opens(voice: &Voice<'_>, needs: Option<Option<Permission>>) -> bool {
    match needs {
        None => true,
        Some(None) => voice.scope.is_some(),
        Some(Some(permission)) => voice.may(permission),
    }
}

/// What the frame must know of a page.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    /// What the page is, for the window and those who hear it.
    pub(crate) title: String,
    /// The entry of the menu it belongs to.
    pub(crate) place: Option<&'static str>,
    /// Whether it changes by itself: asked again every two seconds.
    pub(crate) refresh: bool,
    /// The pages above it: words and addresses.
    pub(crate) crumbs: Vec<(String, String)>,
    /// The address of a script of ours that makes the page better; it works without.
    pub(crate) script: Option<&'static str>,
}

impl Page {
    pub(crate) fn of(title: String, place: &'static str) -> Self {
        Self { status: StatusCode::OK, title, place: Some(place), refresh: false, crumbs: Vec::new(), script: None }
    }
}

/// The whole document.
pub(crate) async fn frame(desk: &Desk, voice: &Voice<'_>, page: Page, body: Markup) -> Response {
    let synthetic = desk.synthetic().await;
    let (code, other) = match voice.language() {
        Language::Indonesian => ("id", ("en", "English")),
        Language::English => ("en", ("id", "Bahasa Indonesia")),
    };
    let home = desk.home();
    let region = home.regions.name(home.region).unwrap_or_default();
    let switch = address(&format!("/bahasa/{}", other.0), &[("ke", &voice.path)]);
    let document = html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if page.refresh { meta http-equiv="refresh" content="2"; }
                title { (page.title) " · Sinergi " (region) }
                link rel="stylesheet" href="/aset/gaya.css";
                @if let Some(script) = page.script { script type="module" src=(script) {} }
            }
            body {
                a.lompat href="#isi" { (voice.word("web-skip")) }
                header.kepala {
                    div.bingkai {
                        a.merek href="/" { strong { "Sinergi" } " " span { (region) } }
                        nav aria-label=(voice.word("web-menu")) {
                            @for (place, href, key, _) in MENU.into_iter().filter(|(.., needs)| opens(voice, *needs)) {
                                a href=(href) aria-current=[(page.place == Some(place)).then_some("page")] { (voice.word(key)) }
                            }
                            @if voice.scope.is_none() { a href="/masuk" { (voice.word("access-sign-in")) } }
                        }
                        a.bahasa href=(switch) hreflang=(other.0) lang=(other.0) { (other.1) }
                    }
                }
                @if synthetic { p.sintetis role="note" { strong { (voice.word("web-synthetic")) } " " (voice.word("web-synthetic-more")) } }
                main.bingkai id="isi" {
                    @if !page.crumbs.is_empty() {
                        nav.remah aria-label=(voice.word("web-crumbs")) {
                            @for (word, href) in &page.crumbs { a href=(href) { (word) } " › " }
                            span { (page.title) }
                        }
                    }
                    (body)
                }
                footer.kaki {
                    div.bingkai {
                        p { (voice.word("web-foot")) " " a href="/api/v1/docs" { "API" } }
                        @if synthetic { p { strong { (voice.word("web-synthetic")) } } }
                    }
                }
            }
        }
    };
    (page.status, Html(document.into_string())).into_response()
}

/// The style sheet.
pub(crate) async fn style() -> Response {
    asset("text/css; charset=utf-8", STYLE)
}

/// The keys of the queue of pairs.
pub(crate) async fn pair_keys() -> Response {
    asset(SCRIPT, include_str!("../assets/antrean.js"))
}

/// Sending a file in parts.
pub(crate) async fn parts() -> Response {
    asset(SCRIPT, include_str!("../assets/unggah.js"))
}

/// A meeting on a bad line.
pub(crate) async fn held_forms() -> Response {
    asset(SCRIPT, include_str!("../assets/rapat.js"))
}

/// What-if of an allocation.
pub(crate) async fn what_if() -> Response {
    asset(SCRIPT, include_str!("../assets/alokasi.js"))
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// A script of ours.
pub(crate) fn script(text: &'static str) -> Response {
    asset(SCRIPT, text)
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, HeaderValue::from_static("max-age=300"))];
    (headers, text).into_response()
}
