//! The API: the same figures as the pages, explicit fields, problems in sentences, and a document that holds.

use super::*;
use serde_json::Value;

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("no JSON ({error}): {}", answer.text))
}

#[test]
fn every_address_of_the_document_answers_and_every_get_of_the_api_is_in_the_document() {
    let home = linked();
    let pages = Pages::of(&home);
    let document = json(&pages.get("/api/v1/openapi.json"));
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    let routed: Vec<&str> = web::ROUTES.iter().map(|route| route.path).filter(|path| path.starts_with("/api/v1/")).collect();
    for path in routed.iter().filter(|path| !path.ends_with("openapi.json") && !path.ends_with("docs")) {
        assert!(paths.iter().any(|known| known == path), "{path} is not in the document");
    }
    let figure = json(&pages.get("/api/v1/explain?region=73.09"))["id"].as_str().unwrap().to_owned();
    for path in paths {
        let asked = path.replace("{id}", &figure).replace("{batch}", "2").replace("{number}", "1");
        let asked = if path.contains("uncovered") { format!("{asked}?region=73.09") } else { asked };
        let asked = if path.contains("people") { format!("{asked}?purpose=visit") } else { asked };
        let answer = pages.get(&asked);
        let told = &document["paths"][path]["get"]["responses"];
        assert!(told.get(answer.status.as_str()).is_some(), "{asked} answers {}, which is not in the document", answer.status);
        json(&answer);
    }
    assert!(pages.get("/api/v1/docs").text.contains("/api/v1/coverage"));
}

#[test]
fn the_api_tells_the_figures_of_the_pages_and_hides_what_they_hide() {
    let home = linked();
    let pages = Pages::of(&home);
    let coverage = json(&pages.get("/api/v1/coverage"));
    let maros = coverage["rows"].as_array().unwrap().iter().find(|row| row["region_code"] == "73.09").unwrap();
    assert_eq!((&maros["covered"], &maros["denominator"], &maros["uncovered"]), (&4.into(), &10.into(), &6.into()));
    assert!(pages.get("/api/v1/coverage").text.contains("\"rate_percent\":40.00"), "an exact number");
    assert_eq!(coverage["total"]["region_code"], "73");
    assert!(coverage["rows"].as_array().unwrap().iter().all(|row| row["region_code"] != "73"), "the whole stands apart");
    let cut = json(&pages.get("/api/v1/coverage?by=region,sex"));
    let small = cut["rows"].as_array().unwrap().iter().find(|row| row["suppressed"] == true).expect("half of ten are few");
    assert_eq!((&small["covered"], &small["rate_percent"]), (&Value::Null, &Value::Null));
    let first = json(&pages.get("/api/v1/targets?limit=1"));
    let second = json(&pages.get(&format!("/api/v1/targets?limit=1&cursor={}", first["next"].as_str().unwrap())));
    assert_ne!(first["rows"], second["rows"]);
    let public = json(&pages.get("/api/v1/public"));
    assert_eq!(public["rule"], "public-2");
    assert!(public["rows"].as_array().unwrap().iter().all(|row| row["suppressed"] == true), "ten people, four covered: {public}");
}

#[test]
fn a_problem_of_the_api_is_told_in_the_language_asked_for() {
    let home = linked();
    let pages = Pages::of(&home);
    for (path, status) in [
        ("/api/v1/coverage?as_of=kemarin", 400),
        ("/api/v1/coverage?limit=0", 400),
        ("/api/v1/coverage?by=umur", 400),
        ("/api/v1/coverage?region=99", 404),
        ("/api/v1/coverage?attribution=rumah", 400),
        ("/api/v1/figures/0000", 404),
        ("/api/v1/batches/abc", 404),
        ("/api/v1/batches/%FF", 400),
        ("/api/v1/people/1", 400),
        ("/api/v1/uncovered?region=73.09&purpose=visit&cursor=x", 400),
        ("/api/v1/tidak-ada", 404),
    ] {
        let ask = |language: &str| {
            let request = Request::get(path).header(header::HOST, "localhost").header("accept-language", language);
            pages.ask(request.body(Body::empty()).unwrap())
        };
        let (id, en) = (ask("id-ID,id;q=0.9"), ask("en-GB"));
        assert_eq!(id.status.as_u16(), status, "{path}: {}", id.text);
        assert_eq!(id.header("content-type"), "application/problem+json", "{path}");
        let (id, en) = (json(&id), json(&en));
        assert_eq!(id["status"], status);
        assert_ne!(id["detail"], en["detail"], "{path}");
        assert_ne!(id["detail"], "", "{path}");
    }
    let put = Request::put("/api/v1/coverage").header(header::HOST, "localhost").body(Body::empty()).unwrap();
    let put = pages.ask(put);
    assert_eq!((put.status, put.header("content-type")), (StatusCode::METHOD_NOT_ALLOWED, "application/problem+json"));
}
