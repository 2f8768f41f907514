//! The document of the API, and a page of ours to read it: nothing is loaded from elsewhere.

use super::cases::{CaseOf, CaseWithSteps, FindingOf};
use super::effect::EffectOf;
use super::employer::EmployerOf;
use super::evidence::EvidenceOf;
use super::letters::{LetterOf, SkkBookOf};
use super::payments::PaymentOf;
use super::types::{
    BatchOf, CheckOf, CoverageFigure, CoveragePage, DenominatorOf, Imports, Problem, PublicFigure, PublicRelease, SenderOf,
    TargetOf, Uncovered,
};
use crate::desk::Desk;
use crate::frame::{Page, frame};
use crate::reader::Reader;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use maud::html;
use serde_json::Value;
use std::sync::Arc;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{self, ContentBuilder, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi};

/// What holds for every address: who asks is known by a token (or the session of a browser), and is refused in one way.
struct Closed;

impl Modify for Closed {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        document.components.get_or_insert_default().add_security_scheme(TOKEN, scheme);
        let problem = |told: &str| {
            let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            ResponseBuilder::new().description(told).content("application/problem+json", body).build()
        };
        for (path, item) in &mut document.paths.paths {
            let Some(operation) = item.get.as_mut().filter(|_| path != PUBLIC) else { continue };
            operation.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>(TOKEN, [])]);
            for (status, told) in [("401", "Nobody is signed in"), ("403", "Not for this role")] {
                operation.responses.responses.insert(status.to_owned(), problem(told).into());
            }
        }
    }
}

const TOKEN: &str = "token";
/// The one address of the API without a token.
const PUBLIC: &str = "/api/v1/public";

#[derive(OpenApi)]
#[openapi(
    modifiers(&Closed),
    info(
        title = "Sinergi",
        version = "1",
        description = "What the pages of Sinergi show, as JSON. Every rate travels with its numerator, denominator, names, month and snapshot."
    ),
    paths(
        super::coverage,
        super::explain,
        super::figure_of,
        super::targets,
        super::denominators,
        super::release,
        super::quality,
        super::imports,
        super::batch,
        super::checks,
        super::uncovered,
        super::pairs,
        super::person_of,
        super::cases::findings,
        super::cases::list,
        super::cases::show,
        super::letters::letters,
        super::letters::skk,
        super::evidence::list,
        super::payments::list,
        super::employer::show,
        super::effect::show,
        super::periods::list,
        super::reports::monev,
        super::reports::regency,
        super::reports::compliance,
        super::reports::budget,
        super::reports::quality,
        super::plan::targets,
        super::plan::bridge,
        super::plan::ending,
        super::plan::forecast,
        super::plan::allocation,
        super::plan::plans,
        super::plan::compare,
        super::approvals::list,
        super::subjects::list
    ),
    components(schemas(
        CoveragePage,
        CoverageFigure,
        TargetOf,
        DenominatorOf,
        PublicRelease,
        PublicFigure,
        SenderOf,
        Imports,
        BatchOf,
        CheckOf,
        Uncovered,
        FindingOf,
        CaseOf,
        CaseWithSteps,
        LetterOf,
        SkkBookOf,
        EvidenceOf,
        PaymentOf,
        EmployerOf,
        EffectOf,
        Problem
    ))
)]
struct Document;

/// `/api/v1/openapi.json`
pub(crate) async fn document() -> Response {
    let text = serde_json::to_string_pretty(&Document::openapi()).unwrap_or_default();
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response()
}

/// `/api/v1/docs`
pub(crate) async fn page(State(desk): State<Arc<Desk>>, reader: Reader) -> Response {
    let voice = desk.voice(&reader);
    let document = serde_json::to_value(Document::openapi()).unwrap_or_default();
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let paths: Vec<(&String, &Value)> = document["paths"].as_object().into_iter().flatten().collect();
    let body = html! {
        h1 { (voice.word("web-api")) }
        p { (voice.word("web-api-more")) " " a href="/api/v1/openapi.json" { "openapi.json" } }
        @for (path, operations) in &paths {
            @let get = &operations["get"];
            section {
                h2 { code { "GET " (path) } }
                p lang="en" { (text(get, "summary")) }
                @if let Some(parameters) = get["parameters"].as_array().filter(|parameters| !parameters.is_empty()) {
                    div.gulir tabindex="0" { table {
                        thead { tr { th scope="col" { (voice.word("web-api-name")) } th scope="col" { (voice.word("web-says")) } } }
                        tbody { @for parameter in parameters { tr { th scope="row" { code { (text(parameter, "name")) } } td lang="en" { (text(parameter, "description")) } } } }
                    } }
                }
            }
        }
        section { h2 { (voice.word("web-api-problems")) }
            dl { @for kind in ["refused", "not-found", "busy", "fault", "not-understood"] { dt id=(kind) { code { (kind) } } dd { (voice.word(&format!("web-problem-{kind}"))) } } }
        }
    };
    frame(&desk, &voice, Page::of(voice.word("web-api"), "api"), body).await
}
