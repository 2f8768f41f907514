//! `sinergi restore`: brings an installation back from a backup. Everything is put together and checked beside the data folder, and only
//! what is whole takes its place, in one step. `--verify` checks the same and replaces nothing.

use crate::access::Scope;
use crate::backup::{CATALOGUE, Counted, FORMAT, MANIFEST, Manifest, copy_hashed, file_in, generations};
use crate::custody::{identity_key_of, open_secret};
use crate::fault::{AppError, Refused};
use crate::ingest_file::full_or;
use crate::installation::{Place, make_own};
use lake::{Keys, Lake, LakeFault};
use rustix::fs::{CWD, RenameFlags, renameat_with};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use store::{FileRole, Store};

/// What is to be brought back.
#[derive(Clone, Debug)]
pub struct RestoreOrder {
    /// The backup.
    pub from: PathBuf,
    /// Which generation; none: the newest.
    pub generation: Option<String>,
    /// Checks everything and replaces nothing.
    pub verify_only: bool,
    /// Whether an installation that is there may be replaced; it is kept beside.
    pub replace: bool,
}

/// What was brought back, or would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestoreReport {
    /// The generation.
    pub generation: String,
    /// Files with their hash.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What the catalogue says of itself; the same as when the backup was made.
    pub counted: Counted,
    /// Whether it stands in the data folder now.
    pub restored: bool,
    /// Where the installation that was there is now.
    pub kept: Option<PathBuf>,
}

/// Brings an installation back. The key comes from its own place: it is not in the backup.
pub async fn restore(place: &Place, order: &RestoreOrder, operator: &Scope, now: i64) -> Result<RestoreReport, AppError> {
    let found = generations(&order.from)?;
    let wanted = order.generation.as_ref().or(found.last());
    let generation = wanted.filter(|name| found.contains(name)).cloned().ok_or_else(|| no_generation(order))?;
    let folder = order.from.join(&generation);
    let manifest = Manifest::read(&folder.join(MANIFEST))?;
    if manifest.format != FORMAT {
        return Err(flaw("error-restore-format", manifest.format.to_string()));
    }
    if !order.verify_only && place.is_installed() && !order.replace {
        return Err(Refused::AlreadyInstalled(place.data.display().to_string()).into());
    }
    let keys = open_secret(&place.key, place.key.load(), manifest.secret.clone())?;
    if manifest.proof != manifest.proof_of(&keys)? {
        return Err(flaw("error-restore-proof", generation));
    }

    let parent = place.data.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(AppError::disk("make the folder", parent))?;
    let staging = tempfile::Builder::new().prefix(".sinergi-pulih-").tempdir_in(parent);
    let staging = staging.map_err(AppError::disk("make a folder in", parent))?;
    let data = staging.path().join("data");
    make_own(&data)?;
    put_together(order, &manifest, &folder, &keys, &data)?;
    check_catalogue(order, &manifest, &keys, &data, operator).await?;

    let files = manifest.files.len() as u64;
    let bytes = manifest.files.iter().map(|file| file.bytes).sum::<u64>() + manifest.catalogue.bytes;
    let report = RestoreReport { generation, files, bytes, counted: manifest.counted, restored: false, kept: None };
    if order.verify_only {
        return Ok(report);
    }
    let kept = take_place(place, &data, now)?;
    Ok(RestoreReport { restored: true, kept, ..report })
}

fn flaw(key: &'static str, detail: String) -> AppError {
    Refused::Request { key, detail }.into()
}

fn no_generation(order: &RestoreOrder) -> AppError {
    flaw("error-restore-none", order.generation.clone().unwrap_or_else(|| order.from.display().to_string()))
}

/// Catalogue and files, each with the hash that the manifest names.
fn put_together(order: &RestoreOrder, manifest: &Manifest, folder: &Path, keys: &Keys, data: &Path) -> Result<(), AppError> {
    let sealed = folder.join(CATALOGUE);
    if lake::hash_of(&sealed)?.0 != manifest.catalogue.sha256 {
        return Err(LakeFault::Damaged { sha256: manifest.catalogue.sha256.clone() }.into());
    }
    let place = data.join("store.sqlite");
    let mut opened = lake::open_in_memory(keys, &sealed)?;
    let mut file = File::create(&place).map_err(full_or("write", &place))?;
    io::copy(&mut opened, &mut file).and_then(|_| file.sync_all()).map_err(full_or("write", &place))?;
    let lake = Lake::open(data)?;
    for file in &manifest.files {
        let from = file_in(&order.from, &file.sha256);
        if !from.exists() {
            return Err(LakeFault::Missing { sha256: file.sha256.clone() }.into());
        }
        if !order.verify_only {
            copy_hashed(&from, &lake.path(&file.sha256), &file.sha256)?;
        } else if lake::hash_of(&from)?.0 != file.sha256 {
            return Err(LakeFault::Damaged { sha256: file.sha256.clone() }.into());
        }
    }
    Ok(())
}

/// The catalogue is whole, says of itself what it said then, names exactly these files, and its sealed files open.
async fn check_catalogue(
    order: &RestoreOrder,
    manifest: &Manifest,
    keys: &Keys,
    data: &Path,
    operator: &Scope,
) -> Result<(), AppError> {
    let store = Store::open(data).await?;
    if let Some(told) = store.flaws().await?.into_iter().next() {
        return Err(flaw("error-restore-catalogue", told));
    }
    let counted = Counted::of(&store).await?;
    let named: BTreeSet<String> = store.known_files().await?.into_iter().collect();
    let copied: BTreeSet<String> = manifest.files.iter().map(|file| file.sha256.clone()).collect();
    if counted != manifest.counted || named != copied {
        return Err(flaw("error-restore-differs", order.from.display().to_string()));
    }
    if let Some((line, why)) = store.audit_check(&[]).await?.first_bad {
        return Err(flaw("error-restore-audit", format!("{line}: {why}")));
    }
    for batch in store.batches().await?.iter().filter(|batch| !batch.erased) {
        let own = match store.batch_key(batch.number).await? {
            Some(sealed) => keys.open_keys(&format!("batch:{}", batch.number), &sealed)?,
            None => keys.clone(),
        };
        for file in store.files_of(i64::from(batch.number)).await?.iter().filter(|file| file.role == FileRole::Identity) {
            let key = identity_key_of(&own, batch.number, &batch.file_sha256);
            lake::read_sealed_table(&file_in(&order.from, &file.sha256), &["row"], &key)?;
        }
    }
    if !order.verify_only {
        store.record(&operator.entry("restore", format!("root:{}", counted.audit_root))).await?;
    }
    store.settle().await?;
    store.close().await;
    Ok(())
}

/// The new data folder takes the place of the old one; the old one is kept beside it.
fn take_place(place: &Place, data: &Path, now: i64) -> Result<Option<PathBuf>, AppError> {
    if !place.data.exists() {
        fs::rename(data, &place.data).map_err(AppError::disk("rename", data))?;
        return Ok(None);
    }
    // Nobody may be writing into the folder that goes.
    let lock = place.data.join("lock");
    let held = File::options().create(true).append(true).open(&lock).map_err(AppError::disk("open", &lock))?;
    if held.try_lock().is_err() {
        return Err(Refused::Busy(place.data.display().to_string()).into());
    }
    renameat_with(CWD, data, CWD, &place.data, RenameFlags::EXCHANGE)
        .map_err(|error| AppError::disk("put in its place", &place.data)(error.into()))?;
    let mut name = place.data.file_name().unwrap_or_default().to_owned();
    name.push(format!(".sebelum-{now}"));
    let kept = place.data.with_file_name(name);
    fs::rename(data, &kept).map_err(AppError::disk("rename", data))?;
    Ok(Some(kept))
}
