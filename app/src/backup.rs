//! `sinergi backup`: a copy from which everything comes back, made while others work. The catalogue is copied in one moment and sealed;
//! files never change and are copied once, under their hash. The key is never in it.
//!
//! ```text
//! DIR/files/ab/ab12…               files of the lake, shared by all generations
//! DIR/20260701T020000Z/manifest    what belongs to this generation, its counts and the root of its audit log
//! DIR/20260701T020000Z/catalogue   the catalogue, sealed
//! ```
//! The manifest is written last: a generation without one never was.

use crate::access::Scope;
use crate::arriving::Arriving;
use crate::fault::{AppError, Refused};
use crate::ingest_file::{full_or, read_some, write_own};
use crate::installation::{Installation, make_own};
use base::access::Permission;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::Store;

/// The form of a backup; another one is not read.
pub(crate) const FORMAT: u32 = 1;
pub(crate) const MANIFEST: &str = "manifest";
pub(crate) const CATALOGUE: &str = "catalogue";
const FILES: &str = "files";

/// What a catalogue says of itself: the same before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Batches, withdrawn ones too.
    pub batches: u64,
    /// Rows of their lists.
    pub rows_read: u64,
    /// Rows that came in.
    pub accepted: u64,
    /// Rows that went back.
    pub refused: u64,
    /// Rows that were there already.
    pub duplicate: u64,
    /// Lines of the audit log.
    pub audit_lines: u64,
    /// The root over them.
    pub audit_root: String,
}

impl Counted {
    pub(crate) async fn of(store: &Store) -> Result<Self, AppError> {
        let head = store.audit_head().await?;
        let mut counted = Self { audit_lines: head.size, audit_root: head.root, ..Self::default() };
        for batch in store.batches().await? {
            counted.batches += 1;
            counted.rows_read += batch.counts.rows_read;
            counted.accepted += batch.counts.accepted;
            counted.refused += batch.counts.refused;
            counted.duplicate += batch.counts.duplicate;
        }
        Ok(counted)
    }
}

/// A file of a generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CopiedFile {
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
}

/// What belongs to one generation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    pub(crate) made_at: i64,
    pub(crate) region: String,
    /// The secret, sealed under the key outside; none where the key is the secret.
    pub(crate) secret: Option<String>,
    pub(crate) catalogue: CopiedFile,
    pub(crate) files: Vec<CopiedFile>,
    pub(crate) counted: Counted,
    /// Made with the secret over everything above: a manifest that somebody changed is found out.
    #[serde(default)]
    pub(crate) proof: String,
}

impl Manifest {
    /// The proof that belongs to it.
    pub(crate) fn proof_of(&self, keys: &lake::Keys) -> Result<String, AppError> {
        let bare = Self { proof: String::new(), ..self.clone() };
        let text = serde_json::to_string(&bare).map_err(|_| AppError::Unreadable("a manifest cannot be written"))?;
        Ok(keys.derive_text(&format!("backup/v1/{}", lake::hash_of_text(&text))))
    }

    pub(crate) fn read(path: &Path) -> Result<Self, AppError> {
        let text = fs::read_to_string(path).map_err(AppError::disk("read", path))?;
        serde_json::from_str(&text).map_err(|_| AppError::Unreadable("the manifest of a backup cannot be read"))
    }
}

/// Where a file of a backup lies.
pub(crate) fn file_in(backup: &Path, sha256: &str) -> PathBuf {
    backup.join(FILES).join(sha256.get(..2).unwrap_or("00")).join(sha256)
}

/// The generations of a backup, oldest first.
pub(crate) fn generations(backup: &Path) -> Result<Vec<String>, AppError> {
    let mut names = Vec::new();
    for entry in fs::read_dir(backup).map_err(AppError::disk("list", backup))? {
        let path = entry.map_err(AppError::disk("list", backup))?.path();
        if path.join(MANIFEST).is_file() {
            names.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}

/// What a backup did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BackupReport {
    /// The name of the generation.
    pub generation: String,
    /// Files that belong to it.
    pub files: u64,
    /// Of these, copied now.
    pub copied: u64,
    /// Bytes copied now, the catalogue with them.
    pub bytes: u64,
    /// What it holds.
    pub counted: Counted,
    /// Generations that were let go of because they were older than asked.
    pub let_go: Vec<String>,
}

/// Copies the installation into `to`. Generations older than `keep_days` are let go of, never the one just made.
pub async fn backup(home: &Installation, scope: &Scope, to: &Path, keep_days: u32, now: i64) -> Result<BackupReport, AppError> {
    scope.require_whole(home, Permission::Accounts)?;
    make_own(to)?;
    if inside(to, &home.place.data)? {
        return Err(Refused::Request { key: "error-backup-inside", detail: to.display().to_string() }.into());
    }
    let stamp = jiff::Timestamp::from_second(now).map_err(|_| AppError::Unreadable("the clock shows no moment"))?;
    let generation = stamp.strftime("%Y%m%dT%H%M%SZ").to_string();
    let folder = to.join(&generation);
    if folder.join(MANIFEST).exists() {
        return Err(Refused::Request { key: "error-backup-twice", detail: generation }.into());
    }
    make_own(&folder)?;

    let scratch = tempfile::Builder::new().prefix(".salinan-").tempdir_in(&home.place.data);
    let scratch = scratch.map_err(AppError::disk("make a folder in", &home.place.data))?;
    let copy = scratch.path().join("store.sqlite");
    home.store.copy_to(&copy).await?;
    let store = Store::open(scratch.path()).await?;
    let (counted, names) = (Counted::of(&store).await?, store.known_files().await?);
    let secret = store.setting(crate::custody::SECRET).await?;
    store.settle().await?;
    store.close().await;

    let mut bytes = 0;
    let catalogue = seal_catalogue(home, &copy, &folder.join(CATALOGUE))?;
    bytes += catalogue.bytes;
    let (mut files, mut copied) = (Vec::new(), 0);
    for sha256 in names {
        let (file, new) = copy_file(home, to, &sha256)?;
        if new {
            copied += 1;
            bytes += file.bytes;
        }
        files.push(file);
    }
    let region = home.region.to_string();
    let mut manifest = Manifest {
        format: FORMAT,
        made_at: now,
        region,
        secret,
        catalogue,
        files,
        counted: counted.clone(),
        proof: String::new(),
    };
    manifest.proof = manifest.proof_of(&home.keys)?;
    let text = serde_json::to_string_pretty(&manifest).map_err(|_| AppError::Unreadable("a manifest cannot be written"))?;
    write_own(&folder.join(MANIFEST), text.as_bytes())?;
    for path in [&folder.join(MANIFEST), &folder, &to.to_owned()] {
        File::open(path).and_then(|file| file.sync_all()).map_err(AppError::disk("bring to the disk", path))?;
    }
    let let_go = let_go(to, &generation, now - i64::from(keep_days) * 86_400)?;
    home.store.record(&scope.entry("backup", format!("generation:{generation}"))).await?;
    Ok(BackupReport { generation, files: manifest.files.len() as u64, copied, bytes, counted, let_go })
}

/// A backup inside the data folder would be lost with it.
fn inside(path: &Path, folder: &Path) -> Result<bool, AppError> {
    let real = |path: &Path| fs::canonicalize(path).map_err(AppError::disk("find", path));
    Ok(real(path)?.starts_with(real(folder)?))
}

fn seal_catalogue(home: &Installation, copy: &Path, to: &Path) -> Result<CopiedFile, AppError> {
    let mut from = File::open(copy).map_err(AppError::disk("read", copy))?;
    let mut sealed = Arriving::create(home, to.to_owned())?;
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = read_some(&mut from, &mut buffer).map_err(AppError::disk("read", copy))?;
        if read == 0 {
            break;
        }
        sealed.write(&buffer[..read])?;
    }
    sealed.finish()?;
    let (sha256, bytes) = lake::hash_of(to)?;
    Ok(CopiedFile { sha256, bytes })
}

/// Copies one file unless it is there; says whether it was copied. Its hash is taken of what is read, and a file that is there is
/// looked at again by `restore --verify`.
fn copy_file(home: &Installation, to: &Path, sha256: &str) -> Result<(CopiedFile, bool), AppError> {
    let (from, place) = (home.lake.path(sha256), file_in(to, sha256));
    if !from.exists() {
        return Err(lake::LakeFault::Missing { sha256: sha256.to_owned() }.into());
    }
    let bytes = fs::metadata(&from).map_err(AppError::disk("look at", &from))?.len();
    if fs::metadata(&place).is_ok_and(|there| there.len() == bytes) {
        return Ok((CopiedFile { sha256: sha256.to_owned(), bytes }, false));
    }
    copy_hashed(&from, &place, sha256)?;
    Ok((CopiedFile { sha256: sha256.to_owned(), bytes }, true))
}

/// Copies a file whose hash is known: what was written is on the disk, has the hash when it is read back, and only then has its name.
pub(crate) fn copy_hashed(from: &Path, place: &Path, sha256: &str) -> Result<(), AppError> {
    use std::os::unix::fs::OpenOptionsExt;
    let folder = place.parent().unwrap_or(Path::new("."));
    make_own(folder)?;
    let temporary = place.with_extension("tmp");
    let mut source = File::open(from).map_err(AppError::disk("read", from))?;
    let mut options = fs::OpenOptions::new();
    let target = options.write(true).create(true).truncate(true).mode(0o600).open(&temporary);
    let mut target = target.map_err(full_or("write", &temporary))?;
    let copied = std::io::copy(&mut source, &mut target).and_then(|_| target.flush()).and_then(|()| target.sync_all());
    copied.map_err(full_or("write", &temporary))?;
    let (found, _) = lake::hash_of(&temporary)?;
    if found != sha256 {
        fs::remove_file(&temporary).map_err(AppError::disk("remove", &temporary))?;
        return Err(lake::LakeFault::Damaged { sha256: sha256.to_owned() }.into());
    }
    fs::rename(&temporary, place).map_err(full_or("write", place))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(AppError::disk("bring to the disk", folder))
}

/// Removes generations made before a moment, and then the files that none of those left names.
fn let_go(backup: &Path, newest: &str, before: i64) -> Result<Vec<String>, AppError> {
    let (mut gone, mut named) = (Vec::new(), BTreeSet::new());
    for generation in generations(backup)? {
        let folder = backup.join(&generation);
        let manifest = Manifest::read(&folder.join(MANIFEST))?;
        if generation != newest && manifest.made_at < before {
            fs::remove_dir_all(&folder).map_err(AppError::disk("remove", &folder))?;
            gone.push(generation);
        } else {
            named.extend(manifest.files.into_iter().map(|file| file.sha256));
        }
    }
    if gone.is_empty() {
        return Ok(gone);
    }
    let files = backup.join(FILES);
    for shelf in fs::read_dir(&files).map_err(AppError::disk("list", &files))? {
        let shelf = shelf.map_err(AppError::disk("list", &files))?.path();
        for file in fs::read_dir(&shelf).map_err(AppError::disk("list", &shelf))? {
            let path = file.map_err(AppError::disk("list", &shelf))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !named.contains(&name) {
                fs::remove_file(&path).map_err(AppError::disk("remove", &path))?;
            }
        }
    }
    Ok(gone)
}
