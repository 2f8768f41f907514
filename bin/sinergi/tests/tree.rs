//! The rules of the tree, as tests: arrows between rooms, purity of base and flow, no person that could exist.

#![allow(clippy::unwrap_used, reason = "a test that meets the unforeseen shall end there")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The rooms, and which rooms each may know. `bin` and tests may know all of them.
fn allowed(room: &str) -> Option<&'static [&'static str]> {
    Some(match room {
        "base" => &[],
        "ingest" | "link" | "measure" | "plan" | "enforce" | "evaluate" | "report" => &["base"],
        "engine" => &["base", "ingest", "link", "measure"],
        "credentials" | "lake" | "sources" | "store" | "press" | "tables" | "assess" => &["base"],
        "texts" => &[],
        "synth" => &["base"],
        "app" => &[
            "base",
            "ingest",
            "link",
            "measure",
            "plan",
            "enforce",
            "evaluate",
            "report",
            "engine",
            "credentials",
            "lake",
            "sources",
            "store",
            "press",
            "tables",
            "assess",
            "texts",
        ],
        "web" => &["app", "base", "report", "texts"],
        "sinergi" => &["app", "base", "ingest", "sources", "synth", "assess", "texts", "web"],
        _ => return None,
    })
}

/// Direct dependencies of every room, without those of its tests.
fn arrows() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            let normal = dependencies.iter().filter(|dependency| dependency["kind"].is_null());
            (text(&package["name"]), normal.map(|dependency| text(&dependency["name"])).collect())
        })
        .collect()
}

#[test]
fn every_arrow_between_rooms_points_the_right_way() {
    let arrows = arrows();
    for (room, dependencies) in &arrows {
        let may = allowed(room).unwrap_or_else(|| panic!("{room} is a new room: say in this test which rooms it may know"));
        for other in dependencies.iter().filter(|name| arrows.contains_key(*name)) {
            assert!(may.contains(&other.as_str()), "{room} depends on {other}, but may only know {may:?}");
        }
    }
}

/// A scope cannot be made up: the operator's is made by the command line only.
#[test]
fn only_the_command_line_acts_as_the_operator_of_the_machine() {
    for folder in ["web/src", "synth/src", "edges"] {
        for file in files_below(&root().join(folder), "rs") {
            let text = fs::read_to_string(&file).unwrap();
            assert!(!text.contains("Scope::operator"), "{} makes itself the operator of the machine", file.display());
        }
    }
}

#[test]
fn each_heavy_library_lives_in_one_room() {
    let homes = [
        ("datafusion", &["engine"][..]),
        ("sqlx", &["store"]),
        ("calamine", &["sources"]),
        ("csv-core", &["sources", "tables", "assess"]),
        ("rust_xlsxwriter", &["press", "synth"]),
        ("microlp", &["plan"]),
        ("typst", &["press"]),
        ("ms-offcrypto-writer", &["press"]),
        ("clap", &["sinergi"]),
        ("aes-gcm", &["lake"]),
        ("fluent-bundle", &["texts"]),
        ("axum", &["web"]),
        ("maud", &["web"]),
        ("argon2", &["credentials"]),
        ("totp-rs", &["credentials"]),
        ("ed25519-dalek", &["credentials"]),
        ("ring", &["credentials"]),
        ("utoipa", &["web"]),
    ];
    for (room, dependencies) in arrows() {
        for (library, rooms) in homes {
            let knows = dependencies.iter().any(|name| name == library);
            assert!(!knows || rooms.contains(&room.as_str()), "{room} depends on {library}, which lives in {rooms:?}");
        }
    }
}

/// Every package that is built in, as cargo knows it.
fn packages() -> Vec<serde_json::Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// v5.0.0-15.2.1 in part: nothing is built in whose licence or source nobody agreed to (deny.toml).
#[test]
fn what_is_built_in_has_a_licence_and_a_source_that_were_agreed_to() {
    let rules: toml::Table = fs::read_to_string(root().join("deny.toml")).unwrap().parse().unwrap();
    let allowed: Vec<&str> = rules["licenses"]["allow"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let denied: Vec<&str> = rules["bans"]["deny"].as_array().unwrap().iter().map(|ban| ban["crate"].as_str().unwrap()).collect();
    let packages = packages();
    assert!(packages.len() > 100);
    for package in packages {
        let (name, licence) = (package["name"].as_str().unwrap(), package["license"].as_str().unwrap_or_default());
        // `A OR B` needs one of them, `A AND B` both; an older way of writing OR is a stroke.
        let plain = licence.replace('/', " OR ").replace(['(', ')'], "");
        let fits = plain.split(" AND ").all(|part| part.split(" OR ").any(|one| allowed.contains(&one.trim())));
        assert!(fits, "{name} has the licence {licence:?}, which deny.toml does not name");
        assert!(!denied.contains(&name), "{name} is denied by deny.toml");
        let source = package["source"].as_str();
        assert!(
            source.is_none_or(|source| source == "registry+https://github.com/rust-lang/crates.io-index"),
            "{name} comes from {source:?}"
        );
    }
}

#[test]
fn base_and_flow_touch_neither_disk_nor_network_nor_clock_nor_chance() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "SystemTime",
        "Instant::now",
        "Zoned::now",
        "getrandom",
        "rand::",
        "tokio",
    ];
    for folder in ["base/src", "flow"] {
        for file in files_below(&root().join(folder), "rs") {
            let text = fs::read_to_string(&file).unwrap();
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            for word in forbidden {
                assert!(!product.contains(word), "{} uses {word}: pass it in as an argument", file.display());
            }
        }
    }
}

#[test]
fn no_float_stands_near_money_dates_or_niks() {
    for file in files_below(&root().join("base/src"), "rs") {
        let text = fs::read_to_string(&file).unwrap();
        for word in ["f64", "f32"] {
            assert!(!text.split(|c: char| !c.is_alphanumeric()).any(|found| found == word), "{} uses {word}", file.display());
        }
    }
}

#[test]
fn every_source_file_opens_with_what_it_is() {
    for file in files_below(&root(), "rs") {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//!"), "{} does not open with //! what it is and where it stands", file.display());
    }
}

#[test]
fn no_sixteen_digits_in_the_tree_could_be_a_living_persons_nik() {
    for file in tracked_files() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for digits in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() == 16) {
            if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            let first = digits.as_bytes()[0];
            let serial: u32 = digits[12..].parse().unwrap();
            let filler = digits.bytes().all(|byte| byte == first);
            assert!(filler || (9001..=9999).contains(&serial), "{} holds a number that could be somebody's NIK", file.display());
        }
    }
}

#[test]
fn no_file_names_a_folder_of_somebodys_machine() {
    for file in tracked_files() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for folder in ["/home/", "/Users/", "C:\\\\Users"] {
            let own = file.ends_with("tree.rs");
            assert!(own || !text.contains(folder), "{} names a folder below {folder}", file.display());
        }
    }
}

fn tracked_files() -> Vec<PathBuf> {
    let output = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    let names = String::from_utf8(output.stdout).unwrap();
    let files: Vec<PathBuf> = names.split('\0').filter(|name| !name.is_empty()).map(|name| root().join(name)).collect();
    assert!(!files.is_empty(), "git lists no files");
    files
}

fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
