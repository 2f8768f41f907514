//! Every address × every role: the table of web/matrix.csv is what the pages do.

use super::Office;
use crate::home::Home;
use axum::http::StatusCode;
use std::collections::BTreeSet;
use web::{Matrix, Needs};

/// The smallest area each role may have here.
fn area(role: &str) -> &'static str {
    if role == "operator_desa" { "73.09.01.1001" } else { "73.09" }
}

fn address(path: &str) -> String {
    let of = [
        ("{code}", "73.09"),
        ("{batch}", "1"),
        ("{kind}", "workers.xlsx"),
        ("{language}", "en"),
        ("{name}", "nobody"),
        ("{key}", "19000000"),
        ("{number}", "4294967297"),
        ("{id}", "00000000000000000000000000000000"),
    ];
    of.iter().fold(path.to_owned(), |path, (part, value)| path.replace(part, value))
}

/// S06, v5.0.0-8.1.1: a new address without a line fails here, and so does a line without an address.
#[test]
fn every_address_has_its_lines_and_every_line_its_address() {
    let matrix = Matrix::embedded();
    let written: BTreeSet<&str> = matrix.lines.iter().map(|line| line.path.as_str()).collect();
    let routed: BTreeSet<&str> = web::ROUTES.iter().map(|route| route.path).collect();
    assert_eq!(routed, written, "web/matrix.csv and the router name different addresses");
}

/// S01, S06, v5.0.0-8.2.1, 8.3.1: each role opens what its column says, and is refused everything else; nobody signed in opens
/// nothing but the door.
#[test]
fn every_role_opens_what_the_matrix_says_and_nothing_else() {
    let office = Office::of(Home::new());
    let matrix = Matrix::embedded();
    assert!(matrix.lines.len() > 40);
    for line in &matrix.lines {
        let path = address(&line.path);
        let answer = match line.method.as_str() {
            "GET" => office.get("", &path),
            _ => office.post("", &path, ""),
        };
        // The door itself says no to an empty form; that is no closed page.
        if line.needs == Needs::Open {
            assert!(!answer.header("location").starts_with("/masuk"), "{} {path}", line.method);
            continue;
        }
        let shut = answer.status == StatusCode::UNAUTHORIZED || answer.header("location").starts_with("/masuk");
        assert!(shut, "{} {path}: {}", line.method, answer.status);
    }
    for role in matrix.roles.iter().filter(|role| *role != "peraga") {
        let person = office.person(&format!("uji.{}", role.replace('_', "-")), role, area(role));
        // Signing out ends the session: it comes last.
        let mut lines: Vec<_> = matrix.lines.iter().collect();
        lines.sort_by_key(|line| line.path == "/keluar");
        for line in lines {
            let path = address(&line.path);
            let answer = match line.method.as_str() {
                "GET" => office.get(&person.cookie, &path),
                _ => office.post(&person.cookie, &path, ""),
            };
            let said = format!("{} {} {path}: {} {}", person.role, line.method, answer.status, answer.header("location"));
            assert_ne!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{said}");
            assert!(!answer.status.is_server_error(), "{said}: {}", answer.text);
            match line.needs {
                Needs::May(_) if line.roles.contains(role) => {
                    assert!(answer.status != StatusCode::FORBIDDEN && answer.status != StatusCode::UNAUTHORIZED, "{said}");
                    assert!(!answer.header("location").starts_with("/masuk"), "{said}");
                }
                Needs::May(_) => {
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{said}");
                    assert!(answer.text.contains("bukan untuk peran"), "{said}");
                }
                Needs::Enrol => {
                    let shut = answer.status == StatusCode::UNAUTHORIZED || answer.header("location").starts_with("/masuk");
                    assert!(shut, "{said}");
                }
                Needs::Signed | Needs::Open => assert_ne!(answer.status, StatusCode::FORBIDDEN, "{said}"),
            }
        }
        assert!(office.get(&person.cookie, "/akun").header("location").starts_with("/masuk"), "{role} signed out");
    }
}

/// v5.0.0-4.1.4, 8.2.1: a method that has no line is not let through.
#[test]
fn a_method_that_no_line_names_is_refused() {
    let office = Office::of(Home::new());
    let person = office.person("uji", "bpjs_wilayah", "73");
    for (method, path) in [("PUT", "/cakupan"), ("DELETE", "/riwayat/1"), ("PATCH", "/admin"), ("POST", "/cakupan")] {
        let sent = crate::signed::request(method, path, &person.cookie, Some(""));
        let answer = crate::signed::ask(&office.router, &office.runtime, sent);
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
    }
    assert_eq!(office.get(&person.cookie, "/tidak-ada").status, StatusCode::NOT_FOUND);
    assert_eq!(office.get("", "/tidak-ada").status, StatusCode::NOT_FOUND);
}
