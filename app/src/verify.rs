//! `sinergi verify`: every file that the catalogue names is there with its hash, the catalogue is whole, its counts add up, and the
//! audit log is what it was; files without a name are told.

use crate::fault::AppError;
use crate::installation::Installation;
use serde::Serialize;
use std::collections::BTreeSet;
use store::FileRole;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// Files checked and sound.
    pub sound: usize,
    /// Files that are missing or damaged: their snapshots are out of service.
    pub broken: Vec<String>,
    /// Files that no row names: left by interrupted work, harmless.
    pub unnamed: Vec<String>,
    /// What is wrong with the catalogue itself.
    pub catalogue: Vec<String>,
    /// Batches whose rows read are not accepted, refused or duplicate, or whose facts are not the accepted rows.
    pub unbalanced: Vec<u32>,
    /// The first line of the audit log that is not what it was, and why.
    pub audit: Option<(u64, String)>,
}

impl VerifyReport {
    /// Whether everything is as it should be; files without a name are harmless.
    pub fn is_sound(&self) -> bool {
        self.broken.is_empty() && self.catalogue.is_empty() && self.unbalanced.is_empty() && self.audit.is_none()
    }
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
    report.catalogue = home.store.flaws().await?;
    for batch in home.store.batches().await?.iter().filter(|batch| !batch.erased) {
        let files = home.store.files_of(i64::from(batch.number)).await?;
        let facts: u64 = files.iter().filter(|file| file.role == FileRole::Facts).map(|file| file.rows).sum();
        if !batch.counts.conserve() || facts != batch.counts.accepted {
            report.unbalanced.push(batch.number);
        }
    }
    report.audit = home.store.audit_check(&[]).await?.first_bad;
    report.unnamed = home.lake.list()?.into_iter().filter(|name| !known.contains(name)).collect();
    Ok(report)
}
