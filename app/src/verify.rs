//! `sinergi verify`: every file that the catalogue names is there with its hash; files without a name are told.

use crate::fault::AppError;
use crate::installation::Installation;
use serde::Serialize;
use std::collections::BTreeSet;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// Files checked and sound.
    pub sound: usize,
    /// Files that are missing or damaged: their snapshots are out of service.
    pub broken: Vec<String>,
    /// Files that no row names: left by interrupted work, harmless.
    pub unnamed: Vec<String>,
}

/// Hashes every file again.
pub async fn verify(home: &Installation) -> Result<VerifyReport, AppError> {
    let mut report = VerifyReport::default();
    let known: BTreeSet<String> = home.store.known_files().await?.into_iter().collect();
    for sha256 in &known {
        match lake::hash_of(&home.lake.path(sha256)) {
            Ok((found, _)) if found == *sha256 => report.sound += 1,
            _ => report.broken.push(sha256.clone()),
        }
    }
    report.unnamed = home.lake.list()?.into_iter().filter(|name| !known.contains(name)).collect();
    Ok(report)
}
