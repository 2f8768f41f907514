//! Beside the flow: writes the list of everything that is built into the program (CycloneDX 1.5), from `cargo metadata` and `Cargo.lock`.
//!
//! ```text
//! cargo run --quiet -p sinergi --example sbom > sinergi.cdx.json
//! ```

use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(&root)
        .output()
        .context("could not run cargo")?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata gave no JSON")?;
    let lock: toml::Table = std::fs::read_to_string(root.join("Cargo.lock"))?.parse().context("Cargo.lock cannot be read")?;
    let sums = checksums(&lock);
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    let components: Vec<Value> = packages.iter().map(|package| component(package, &sums)).collect();
    let bom = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": { "component": { "type": "application", "name": "sinergi", "version": env!("CARGO_PKG_VERSION") } },
        "components": components,
    });
    println!("{}", serde_json::to_string_pretty(&bom)?);
    Ok(())
}

/// SHA-256 of every package by name and version, as the registry published it.
fn checksums(lock: &toml::Table) -> BTreeMap<(String, String), String> {
    let packages = lock.get("package").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let text = |package: &toml::Value, name: &str| package.get(name).and_then(toml::Value::as_str).map(str::to_owned);
    packages
        .iter()
        .filter_map(|package| Some(((text(package, "name")?, text(package, "version")?), text(package, "checksum")?)))
        .collect()
}

fn component(package: &Value, sums: &BTreeMap<(String, String), String>) -> Value {
    let text = |name: &str| package[name].as_str().unwrap_or_default().to_owned();
    let (name, version) = (text("name"), text("version"));
    let mut component = json!({
        "type": "library",
        "name": name,
        "version": version,
        "purl": format!("pkg:cargo/{name}@{version}"),
        "licenses": [{ "expression": text("license").replace('/', " OR ") }],
    });
    if let Some(sum) = sums.get(&(name, version)) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}
