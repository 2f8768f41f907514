//! `sinergi ingest`: one file becomes one batch, wholly or not at all.
//!
//! Order of work: hash and seal the upload → read it in the sandbox → standardise → write facts and identity →
//! bring every file to the disk under its hash → one transaction in the store. Killed at any moment, the batch is
//! wholly there or wholly absent.

use crate::Progress;
use crate::access::{Reach, Scope};
use crate::custody::identity_key_of;
use crate::fault::{AppError, Refused};
use crate::fingerprints::{Fingerprints, ListKey};
use crate::installation::Installation;
use crate::receipt::{ColumnFound, KeptFindings, Receipt};
use base::access::Permission;
use base::handover::{Kind, RefusedRow, showable};
use ingest::{Context, KindSpec, METHOD_VERSION, MappingFile, Secrets, SheetIngest};
use jiff::civil::Date;
use lake::{Keys, SealedWriter, StoredFile, TableWriter};
use press::ListBook;
use sources::SourceEvent;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{Batch, FileRole, LakeFile, NewBatch, Origin, Snapshot};
use texts::{Language, Texts};

/// A file that somebody sends.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The file.
    pub path: PathBuf,
    /// What its rows are.
    pub kind: Kind,
    /// Who sends it.
    pub source: String,
    /// The day it describes.
    pub as_of: Date,
    /// The day we learn it.
    pub known_on: Date,
    /// What the sender says about columns and constants.
    pub mapping: MappingFile,
    /// Its content, where it does not lie under its path as it is: opened in memory from a sealed copy.
    pub opened: Option<Arc<File>>,
}

impl Delivery {
    fn open(&self) -> Result<File, AppError> {
        match &self.opened {
            Some(file) => file.try_clone(),
            None => File::open(&self.path),
        }
        .map_err(AppError::disk("open", &self.path))
    }
}

/// Several deliveries in a row: remembers what it has read of a list.
pub struct IngestSession<'a> {
    installation: &'a Installation,
    scope: Scope,
    fingerprints: Fingerprints,
}

/// Every file below a folder in the order of names, or the file itself.
pub fn files_under(path: &Path) -> Result<Vec<PathBuf>, AppError> {
    let metadata = fs::metadata(path).map_err(AppError::disk("read", path))?;
    if metadata.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(AppError::disk("list", &folder))? {
            let entry = entry.map_err(AppError::disk("list", &folder))?;
            let kind = entry.file_type().map_err(AppError::disk("read", &entry.path()))?;
            let hidden = entry.file_name().to_string_lossy().starts_with(['.', '~']);
            if kind.is_dir() && !hidden {
                folders.push(entry.path());
            } else if kind.is_file() && !hidden {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

impl<'a> IngestSession<'a> {
    /// Starts a session of a sender.
    pub fn new(installation: &'a Installation, scope: &Scope) -> Self {
        Self { installation, scope: scope.clone(), fingerprints: Fingerprints::default() }
    }

    /// Brings one file in.
    pub async fn ingest(&mut self, delivery: &Delivery, progress: Progress<'_>) -> Result<Receipt, AppError> {
        self.scope.require(Permission::Upload)?;
        let home = self.installation;
        let lock = home.lock()?;
        let file_name = showable(&delivery.path.file_name().unwrap_or_default().to_string_lossy());
        let mut file = delivery.open()?;
        file.rewind().map_err(AppError::disk("read", &delivery.path))?;
        let number = home.store.next_batch_number().await?;
        let (keys, sealed_key) = home.draw_batch_key(number)?;
        let upload = Upload::take(home, &keys, &mut file, &delivery.path)?;
        let earlier = home.store.batch_of_file(delivery.kind, &delivery.source, delivery.as_of, &upload.sha256).await?;
        if let Some(batch) = earlier {
            return self.same_receipt(&batch, &upload.sha256).await;
        }

        let spec = KindSpec::of(delivery.kind)?;
        let mapping = self.mapping(delivery, &spec).await?;
        let tokens = home.keys.nik_tokens();
        let named = file_name.clone();
        let context = Context {
            spec: &spec,
            regions: &home.regions,
            groups: &home.groups,
            batch: number,
            as_of: delivery.as_of,
            named: [&named, &delivery.source],
            within: Some(home.region),
            mapping: &mapping,
            secrets: Secrets { token: &tokens, fingerprint_key: home.keys.fingerprint_key() },
        };
        let list: ListKey = (delivery.kind, delivery.source.clone(), delivery.as_of);
        let mut rows = SheetIngest::new(context);
        for fingerprint in self.fingerprints.of_list(&list, home).await? {
            rows.remember(*fingerprint);
        }

        file.rewind().map_err(AppError::disk("read", &delivery.path))?;
        let identity_key = identity_key_of(&keys, number, &upload.sha256);
        let mut tables = Tables::create(home, &rows, &identity_key)?;
        let mut book = Refusals::new();
        let how = read_all(home, file, &file_name, &mut rows, &mut tables, &mut book, progress)?;
        if rows.sheets().is_empty() {
            return Err(Refused::NoHeader { file: file_name, kind: delivery.kind.to_string() }.into());
        }
        assert!(rows.counts().conserve(), "rows read are accepted, refused or duplicate, and nothing else");

        let learnt = learnt_mapping(&mapping, &rows);
        let reach = tables.reach.area();
        let file_bytes = upload.bytes;
        let mut files = tables.keep(home, upload)?;
        files.extend(book.keep(home, &keys)?);
        let refused_file = refused_among(home, &files);
        let findings = KeptFindings::of(rows.findings(), &how, ColumnFound::of(rows.sheets()));
        let content = content_hash(delivery, &files, &rows);
        let batch = Batch {
            number,
            kind: delivery.kind,
            source: delivery.source.clone(),
            as_of: delivery.as_of,
            known_on: delivery.known_on,
            file_name,
            file_sha256: files.iter().find(|file| file.0 == FileRole::Raw).map(|file| file.2.clone()).unwrap_or_default(),
            counts: rows.counts(),
            findings: serde_json::to_string(&findings).map_err(|_| AppError::Unreadable("findings cannot be written"))?,
            content,
            withdrawn: false,
            erased: false,
        };
        let origin = Origin { sent_by: self.scope.account().unwrap_or_default().to_owned(), area: reach };
        let new = NewBatch {
            batch,
            key: sealed_key,
            file_bytes,
            method: METHOD_VERSION.to_owned(),
            how,
            files: files.iter().map(lake_file).collect(),
            mapping: learnt,
            origin,
        };
        let snapshot = self.commit(&new).await?;
        let batch = new.batch;
        self.fingerprints.forget(&list);
        drop(lock);
        Ok(receipt(&batch, snapshot, refused_file, findings, false))
    }

    /// What the sender says about columns goes before what the source taught us.
    async fn mapping(&self, delivery: &Delivery, spec: &KindSpec) -> Result<MappingFile, AppError> {
        delivery.mapping.check(spec).map_err(Refused::Mapping)?;
        let remembered = self.installation.store.mapping(delivery.kind.code(), &delivery.source).await?;
        let mut mapping: MappingFile = remembered.and_then(|body| toml::from_str(&body).ok()).unwrap_or_default();
        // The place of the header belongs to one file, not to its source.
        mapping.header_line = delivery.mapping.header_line;
        // Constants too: what holds for every row of one file need not hold for the next.
        mapping.sheet.clone_from(&delivery.mapping.sheet);
        if delivery.mapping.code_system.is_some() {
            mapping.code_system.clone_from(&delivery.mapping.code_system);
        }
        mapping.columns.extend(delivery.mapping.columns.clone());
        mapping.set.clone_from(&delivery.mapping.set);
        Ok(mapping)
    }

    async fn commit(&self, new: &NewBatch) -> Result<String, AppError> {
        let (store, batch) = (&self.installation.store, &new.batch);
        let current = store.current_snapshot(batch.kind.code()).await?;
        let parent = current.as_ref().map(|snapshot| snapshot.id.clone()).unwrap_or_default();
        let snapshot = Snapshot {
            id: lake::hash_of_text(&format!("{parent}\n+{}", batch.content)),
            kind: batch.kind.code().to_owned(),
            seq: current.as_ref().map_or(0, |snapshot| snapshot.seq) + 1,
            parent: parent.clone(),
            as_of: current.as_ref().map_or(batch.as_of, |snapshot| snapshot.as_of.max(batch.as_of)),
            known_on: batch.known_on,
            rows: current.as_ref().map_or(0, |snapshot| snapshot.rows) + batch.counts.accepted,
            method: METHOD_VERSION.to_owned(),
            detail: String::new(),
        };
        let entry = self.scope.entry("ingest", format!("batch:{}", batch.number));
        store.commit_batch(new, &parent, &snapshot, &entry).await?;
        Ok(snapshot.id)
    }

    /// The same file again: the receipt of the first time.
    async fn same_receipt(&self, batch: &Batch, sha256: &str) -> Result<Receipt, AppError> {
        let current = self.installation.store.current_snapshot(batch.kind.code()).await?;
        let findings: KeptFindings = serde_json::from_str(&batch.findings).unwrap_or_default();
        let refused = refused_workbook(self.installation, batch.number).await?;
        let batch = Batch { file_sha256: sha256.to_owned(), ..batch.clone() };
        Ok(receipt(&batch, current.map(|snapshot| snapshot.id).unwrap_or_default(), refused, findings, true))
    }
}

pub(crate) fn receipt(
    batch: &Batch,
    snapshot: String,
    refused_file: Option<PathBuf>,
    findings: KeptFindings,
    repeated: bool,
) -> Receipt {
    Receipt {
        batch: batch.number,
        kind: batch.kind.to_string(),
        file: batch.file_name.clone(),
        how: findings.how,
        counts: batch.counts,
        snapshot,
        sha256: batch.file_sha256.clone(),
        refused_file,
        repeated,
        columns: findings.columns,
        finding_counts: findings.counts,
        findings: findings.first,
    }
}

/// The upload, hashed and sealed in one pass; a temporary file until the batch is kept. It is sealed under a number drawn
/// for it, because its hash is known only at its end.
struct Upload {
    sha256: String,
    bytes: u64,
    temporary: lake::TemporaryFile,
    sealed: File,
}

impl Upload {
    fn take(home: &Installation, keys: &Keys, file: &mut File, path: &Path) -> Result<Self, AppError> {
        let (temporary, sealed) = home.lake.temporary()?;
        let mut writer = SealedWriter::create(keys, BufWriter::with_capacity(1 << 12, sealed))?;
        let (mut hasher, mut bytes) = (lake::Hasher::default(), 0);
        let mut buffer = vec![0_u8; 1 << 18];
        loop {
            let read = read_some(file, &mut buffer).map_err(AppError::disk("read", path))?;
            if read == 0 {
                break;
            }
            hasher.update(&buffer[..read]);
            bytes += read as u64;
            writer.write_all(&buffer[..read]).map_err(full_or("keep a copy of", path))?;
        }
        let sealed = writer.finish().map_err(full_or("keep a copy of", path))?;
        let sealed = sealed.into_inner().map_err(|error| full_or("keep a copy of", path)(error.into_error()))?;
        Ok(Self { sha256: hasher.finish(), bytes, temporary, sealed })
    }
}

/// Reads what there is, again when the call was interrupted (R08).
pub(crate) fn read_some(from: &mut impl Read, into: &mut [u8]) -> std::io::Result<usize> {
    loop {
        match from.read(into) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// The sealed workbook with the refused rows of a batch, where it has some.
pub(crate) async fn refused_workbook(home: &Installation, number: u32) -> Result<Option<PathBuf>, AppError> {
    let files = home.store.files_of(i64::from(number)).await?;
    Ok(files.iter().find(|file| file.role == FileRole::Refused).map(|file| home.lake.path(&file.sha256)))
}

fn refused_among(home: &Installation, files: &[(FileRole, StoredFile, String)]) -> Option<PathBuf> {
    files.iter().find(|file| file.0 == FileRole::Refused).map(|file| home.lake.path(&file.1.sha256))
}

fn lake_file((role, stored, _): &(FileRole, StoredFile, String)) -> LakeFile {
    LakeFile { role: *role, sha256: stored.sha256.clone(), bytes: stored.bytes, rows: stored.rows }
}

/// The workbook with the refused rows of a batch, opened.
pub(crate) async fn open_refused(home: &Installation, number: u32) -> Result<Vec<u8>, AppError> {
    let files = home.store.files_of(i64::from(number)).await?;
    let none = || Refused::Request { key: "error-no-refused", detail: number.to_string() };
    let file = files.iter().find(|file| file.role == FileRole::Refused).ok_or_else(none)?;
    let path = home.lake.verified(&file.sha256)?;
    let mut bytes = Vec::new();
    let mut opened = lake::open_in_memory(&home.batch_keys(number).await?, &path)?;
    opened.read_to_end(&mut bytes).map_err(AppError::disk("read", &path))?;
    Ok(bytes)
}

/// Hands the refused rows of a receipt out to whoever runs the command: a workbook in the outbox, until it is swept away. Of a
/// rehearsal they are handed out into the installation's own outbox, where they outlive it. Written into the audit log first.
pub async fn hand_out_refused(
    home: &Installation,
    scope: &Scope,
    receipt: &mut Receipt,
    rehearsed: Option<&Installation>,
) -> Result<(), AppError> {
    if receipt.refused_file.is_none() {
        return Ok(());
    }
    scope.require(Permission::Refused)?;
    let bytes = open_refused(rehearsed.unwrap_or(home), receipt.batch).await?;
    let entry = scope.entry("refused_rows", format!("batch:{}", receipt.batch));
    home.store.record(&store::Entry { rows: receipt.counts.refused, ..entry }).await?;
    let before = if rehearsed.is_some() { "uji-" } else { "" };
    let path = home.outbox()?.join(format!("{before}{:06}-ditolak.xlsx", receipt.batch));
    write_own(&path, &bytes)?;
    receipt.refused_file = Some(path);
    Ok(())
}

/// Writes a file that its owner only may read, in the place of one that was there.
pub(crate) fn write_own(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    use std::os::unix::fs::OpenOptionsExt;
    let temporary = path.with_extension("tmp");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let written = options.open(&temporary).and_then(|mut file| file.write_all(bytes));
    written.and_then(|()| fs::rename(&temporary, path)).map_err(full_or("write", path))
}

/// A full disk has its own sentence.
pub(crate) fn full_or(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> AppError {
    let path = path.to_owned();
    move |source| {
        if source.kind() == std::io::ErrorKind::StorageFull {
            AppError::Lake(lake::LakeFault::disk_full(path))
        } else {
            AppError::Disk { doing, path, source }
        }
    }
}

/// Facts and identity on their way into the lake.
struct Tables {
    facts: TableWriter,
    identity: Option<TableWriter>,
    reach: Reach,
}

impl Tables {
    fn create(home: &Installation, rows: &SheetIngest<'_>, key: &[u8; 32]) -> Result<Self, AppError> {
        let facts = TableWriter::create(&home.lake, rows.facts_schema(), None)?;
        let identity = rows.identity_schema().map(|schema| TableWriter::create(&home.lake, schema, Some(key))).transpose()?;
        Ok(Self { facts, identity, reach: Reach::default() })
    }

    fn take(&mut self, rows: &mut SheetIngest<'_>, last: bool) -> Result<(), AppError> {
        while let Some(chunk) = rows.take_chunk(last) {
            self.reach.add(&chunk.facts)?;
            self.facts.write(&chunk.facts)?;
            if let (Some(writer), Some(identity)) = (&mut self.identity, &chunk.identity) {
                writer.write(identity)?;
            }
        }
        Ok(())
    }

    /// Every file of the batch under its hash, with the hash of the upload beside its sealed copy.
    fn keep(self, home: &Installation, upload: Upload) -> Result<Vec<(FileRole, StoredFile, String)>, AppError> {
        let mut files = vec![(FileRole::Facts, self.facts.keep(&home.lake)?, String::new())];
        if let Some(identity) = self.identity {
            files.push((FileRole::Identity, identity.keep(&home.lake)?, String::new()));
        }
        let raw = home.lake.keep(upload.temporary, upload.sealed, 0)?;
        files.push((FileRole::Raw, raw, upload.sha256));
        Ok(files)
    }
}

/// The rows that go back: written as they come, a file only when there is one.
struct Refusals {
    book: Option<ListBook>,
    sheet: Option<usize>,
    texts: Texts,
}

impl Refusals {
    fn new() -> Self {
        Self { book: None, sheet: None, texts: Texts::of(Language::Indonesian) }
    }

    fn take(&mut self, rows: &mut SheetIngest<'_>) -> Result<(), AppError> {
        let refused = rows.take_refused();
        if refused.is_empty() {
            return Ok(());
        }
        let book = self.book.get_or_insert_with(|| ListBook::new("Baris yang ditolak"));
        for row in &refused {
            if self.sheet != Some(row.table)
                && let Some(table) = rows.sheets().get(row.table)
            {
                let added = ["Alasan penolakan".to_owned(), "Baris asal".to_owned()];
                book.sheet(&table.name, &table.titles, &without_added(&table.headings), &added)?;
                self.sheet = Some(row.table);
            }
            book.row(&row.cells, &[reason(row, &self.texts), row.line.to_string()])?;
        }
        Ok(())
    }

    /// The workbook as a sealed file of the lake.
    fn keep(self, home: &Installation, keys: &Keys) -> Result<Option<(FileRole, StoredFile, String)>, AppError> {
        let Some(book) = self.book else { return Ok(None) };
        let bytes = book.bytes()?;
        let (temporary, file) = home.lake.temporary()?;
        let mut writer = SealedWriter::create(keys, file)?;
        let path = &home.place.data;
        writer.write_all(&bytes).map_err(full_or("keep the refused rows in", path))?;
        let file = writer.finish().map_err(full_or("keep the refused rows in", path))?;
        Ok(Some((FileRole::Refused, home.lake.keep(temporary, file, 0)?, String::new())))
    }
}

/// A refused file sent back once more must not grow a second pair of our columns.
fn without_added(headings: &[String]) -> Vec<String> {
    let own = headings.iter().position(|heading| heading == "Alasan penolakan").unwrap_or(headings.len());
    headings[..own].to_vec()
}

fn reason(row: &RefusedRow, texts: &Texts) -> String {
    let sentences: Vec<String> = row
        .reasons
        .iter()
        .map(|(code, heading)| {
            let arguments = [("detail", "")];
            let (say, fix) = (texts.say(code.code(), &arguments), texts.fix(code.code(), &arguments));
            let cell = if heading.is_empty() { String::new() } else { format!("[{heading}] ") };
            format!("{cell}{} {fix}", say.trim_end_matches([':', ' ']))
        })
        .collect();
    sentences.join(" ")
}

/// Lets every row of the file through. Gives back how the file was read.
fn read_all(
    home: &Installation,
    file: File,
    file_name: &str,
    rows: &mut SheetIngest<'_>,
    tables: &mut Tables,
    book: &mut Refusals,
    progress: Progress<'_>,
) -> Result<String, AppError> {
    let mut how = String::new();
    let mut open = false;
    let mut reading = home.place.sandbox.read_open(file).map_err(AppError::read(file_name))?;
    while let Some(event) = reading.next() {
        match event.map_err(AppError::read(file_name))? {
            SourceEvent::How(detail) => how = detail,
            SourceEvent::Sheet(name) => {
                if open {
                    rows.end_sheet();
                }
                rows.start_sheet(&name);
                open = true;
            }
            SourceEvent::HiddenSheet(name) => rows.hidden_sheet(&name),
            SourceEvent::Rows(block) => {
                rows.push(&block);
                book.take(rows)?;
                tables.take(rows, false)?;
                progress(file_name, rows.counts().rows_read, 0);
                reading.reuse(block);
            }
            SourceEvent::End | SourceEvent::Refused(_) => {}
        }
    }
    if open {
        rows.end_sheet();
    }
    book.take(rows)?;
    tables.take(rows, true)?;
    Ok(how)
}

/// What to remember for the source: what the sender said, and nothing that headings tell by themselves.
fn learnt_mapping(mapping: &MappingFile, rows: &SheetIngest<'_>) -> Option<String> {
    let mut keep = mapping.clone();
    keep.header_line = None;
    keep.sheet = None;
    keep.set.clear();
    for sheet in rows.sheets() {
        for (heading, field) in &sheet.learnt {
            keep.columns.entry(heading.clone()).or_insert_with(|| field.clone());
        }
    }
    keep.columns.retain(|heading, _| !heading.trim().is_empty());
    toml::to_string(&keep).ok()
}

/// The hash over what a batch holds: the same file, list and key give the same hash.
fn content_hash(delivery: &Delivery, files: &[(FileRole, StoredFile, String)], rows: &SheetIngest<'_>) -> String {
    let facts = files.iter().find(|file| file.0 == FileRole::Facts).map(|file| file.1.sha256.as_str()).unwrap_or_default();
    let raw = files.iter().find(|file| file.0 == FileRole::Raw).map(|file| file.2.as_str()).unwrap_or_default();
    let counts = rows.counts();
    lake::hash_of_text(&format!(
        "{METHOD_VERSION}\n{}\n{}\n{}\n{raw}\n{facts}\n{} {} {} {}",
        delivery.kind, delivery.source, delivery.as_of, counts.rows_read, counts.accepted, counts.refused, counts.duplicate
    ))
}
