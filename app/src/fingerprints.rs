//! The fingerprints of a list that is known already: read once per list, kept while a folder is being ingested.

use crate::fault::AppError;
use crate::installation::Installation;
use arrow::array::AsArray;
use base::handover::Kind;
use jiff::civil::Date;
use std::collections::HashMap;
use store::FileRole;

/// Kind, source and day: the same list.
pub(crate) type ListKey = (Kind, String, Date);

/// Fingerprints by list.
#[derive(Default)]
pub(crate) struct Fingerprints {
    known: HashMap<ListKey, Vec<u128>>,
}

impl Fingerprints {
    /// The fingerprints of every batch of a list that is not withdrawn.
    pub(crate) async fn of_list(&mut self, key: &ListKey, installation: &Installation) -> Result<&[u128], AppError> {
        if !self.known.contains_key(key) {
            let mut found = Vec::new();
            for batch in installation.store.batches().await? {
                let same = batch.kind == key.0 && batch.source == key.1 && batch.as_of == key.2 && !batch.withdrawn;
                if !same {
                    continue;
                }
                let files = installation.store.files_of(i64::from(batch.number)).await?;
                for file in files.iter().filter(|file| file.role == FileRole::Facts) {
                    let path = installation.lake.verified(&file.sha256)?;
                    read(&path, &mut found)?;
                }
            }
            self.known.insert(key.clone(), found);
        }
        Ok(self.known.get(key).map_or(&[], Vec::as_slice))
    }

    /// Forgets a list that has just grown: the next look reads it anew.
    pub(crate) fn forget(&mut self, key: &ListKey) {
        self.known.remove(key);
    }
}

fn read(path: &std::path::Path, found: &mut Vec<u128>) -> Result<(), AppError> {
    let shape = || AppError::Unreadable("a facts table has no fingerprints");
    for batch in lake::read_table(path, &["fingerprint"])? {
        let batch = batch.map_err(|_| shape())?;
        let column = batch.column(0).as_fixed_size_binary_opt().ok_or_else(shape)?;
        for value in column.iter().flatten() {
            found.push(u128::from_le_bytes(value.try_into().map_err(|_| shape())?));
        }
    }
    Ok(())
}
