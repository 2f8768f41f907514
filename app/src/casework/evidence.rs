//! Evidence of a case: a proof of delivery, a payment slip, a photo. Kept to the byte under its hash, sealed like an upload, under a key of
//! its own. Who added, opened and took away each piece stands in the audit log and is told beside it.

use super::sight::Sight;
use super::words::{LONGEST_TEXT, written};
use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::ingest_file::full_or;
use crate::installation::Installation;
use base::access::Permission;
use lake::{Hasher, Keys, SealedWriter, StoredFile};
use serde::Serialize;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use store::Evidence;

/// The largest piece, in bytes.
pub const LARGEST_EVIDENCE: usize = 10 << 20;
/// The most pieces of one case.
const MOST: usize = 200;

/// What a piece proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// That a letter came to its addressee.
    DeliveryProof,
    /// That money was paid.
    PaymentSlip,
    /// What was seen.
    Photo,
    /// Another document.
    Document,
}

impl EvidenceKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::DeliveryProof, Self::PaymentSlip, Self::Photo, Self::Document];

    /// The word in tables and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DeliveryProof => "delivery_proof",
            Self::PaymentSlip => "payment_slip",
            Self::Photo => "photo",
            Self::Document => "document",
        }
    }

    /// A kind by its word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == text)
    }
}

/// The forms of file that are kept, told by their first bytes and never by a name: each is handed out as what it is.
const FORMS: [(&str, &str, &[u8]); 3] = [
    ("pdf", "application/pdf", b"%PDF-"),
    ("jpeg", "image/jpeg", &[0xff, 0xd8, 0xff]),
    ("png", "image/png", &[0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n']),
];

/// Somebody did something with a piece, as the audit log has it.
#[derive(Clone, Debug, Serialize)]
pub struct CustodyLine {
    /// The piece.
    pub piece: i64,
    /// The moment, in UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// What: `evidence-add`, `evidence-open`, `case-file`.
    pub action: String,
    /// The number of the line in the audit log.
    pub seq: u64,
}

/// A piece of evidence as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceView {
    /// Its place among all pieces.
    pub id: i64,
    /// The case.
    pub case: String,
    /// What it proves.
    pub kind: String,
    /// What it shows.
    pub title: String,
    /// The form of the file: `pdf`, `jpeg`, `png`.
    pub media: String,
    /// Its size.
    pub bytes: u64,
    /// The hash of its bytes.
    pub sha256: String,
    /// Who added it.
    pub added_by: String,
    /// When, in seconds since 1970.
    pub added_at: i64,
    /// Why it was destroyed; empty while it is there.
    pub destroyed: String,
}

/// A piece that was taken out.
#[derive(Debug)]
pub struct EvidenceFile {
    /// The name under which it goes out.
    pub name: String,
    /// What it is, for a browser.
    pub media_type: &'static str,
    /// Its bytes, as they were given.
    pub bytes: Vec<u8>,
}

fn refused(key: &'static str, detail: impl ToString) -> AppError {
    Refused::Request { key, detail: detail.to_string() }.into()
}

/// What the key of a piece is sealed about.
fn about(case: &str, sha256: &str) -> String {
    format!("evidence:{case}:{sha256}")
}

/// Adds a piece to a case; gives back its place. The same file again is the piece that is there.
///
/// # Errors
/// The asker may not or does not see the case; the file is empty, too large, or of no form that is kept.
pub async fn add_evidence(
    home: &Installation,
    scope: &Scope,
    case: &str,
    (kind, title): (EvidenceKind, &str),
    bytes: &[u8],
    now: i64,
) -> Result<i64, AppError> {
    scope.require(Permission::Casework)?;
    Sight::read(home).await?.sheet(scope, case)?;
    let title = written("title", title, LONGEST_TEXT)?;
    if title.is_empty() {
        return Err(refused("error-evidence-title", case));
    }
    if bytes.len() > LARGEST_EVIDENCE {
        return Err(refused("error-evidence-large", LARGEST_EVIDENCE >> 20));
    }
    let form = FORMS.iter().find(|(_, _, first)| bytes.starts_with(first));
    let (media, _, _) = form.ok_or_else(|| refused("error-evidence-form", bytes.len()))?;
    let mut hasher = Hasher::default();
    hasher.update(bytes);
    let sha256 = hasher.finish();
    let known = home.store.evidence_of(case).await?;
    if let Some(piece) = known.iter().find(|piece| piece.sha256 == sha256 && piece.destroyed_at == 0) {
        return Ok(piece.id);
    }
    if known.len() >= MOST {
        return Err(refused("error-evidence-many", MOST));
    }
    // While a file is on its way into the lake nobody sweeps what is temporary there.
    let _lock = home.lock()?;
    let keys = Keys::drawn()?;
    let stored = seal(home, &keys, bytes)?;
    let piece = Evidence {
        case_number: case.to_owned(),
        kind: kind.code().to_owned(),
        title,
        media: (*media).to_owned(),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        sealed_key: home.keys.seal_keys(&about(case, &sha256), &keys)?,
        sha256,
        stored: stored.sha256,
        added_by: scope.actor(),
        added_at: now,
        ..Evidence::default()
    };
    Ok(home.store.add_evidence(&piece, &scope.entry("evidence-add", format!("case:{case}"))).await?)
}

fn seal(home: &Installation, keys: &Keys, bytes: &[u8]) -> Result<StoredFile, AppError> {
    let (temporary, file) = home.lake.temporary()?;
    let broken = || full_or("keep", Path::new("lake"));
    let mut sealed = SealedWriter::create(keys, BufWriter::with_capacity(1 << 17, file))?;
    sealed.write_all(bytes).map_err(broken())?;
    let file = sealed.finish().map_err(broken())?.into_inner().map_err(|error| broken()(error.into_error()))?;
    Ok(home.lake.keep(temporary, file, 0)?)
}

fn view_of(piece: &Evidence) -> EvidenceView {
    EvidenceView {
        id: piece.id,
        case: piece.case_number.clone(),
        kind: piece.kind.clone(),
        title: piece.title.clone(),
        media: piece.media.clone(),
        bytes: u64::try_from(piece.bytes).unwrap_or(0),
        sha256: piece.sha256.clone(),
        added_by: piece.added_by.clone(),
        added_at: piece.added_at,
        destroyed: piece.destroyed_why.clone(),
    }
}

/// The pieces of a case that the caller has looked up for the asker.
pub(super) async fn pieces(home: &Installation, case: &str) -> Result<Vec<EvidenceView>, AppError> {
    Ok(home.store.evidence_of(case).await?.iter().map(view_of).collect())
}

/// What the audit log says of the pieces of a case that the caller has looked up for the asker.
pub(super) async fn custody(home: &Installation, case: &str) -> Result<Vec<CustodyLine>, AppError> {
    let lines = home.store.custody_of(case).await?;
    let told = |(piece, line): (i64, store::Line)| CustodyLine {
        piece,
        at: line.at,
        actor: line.actor,
        action: line.action,
        seq: line.seq,
    };
    Ok(lines.into_iter().map(told).collect())
}

/// The evidence of a case.
///
/// # Errors
/// The asker may not, or does not see the case.
pub async fn evidence(home: &Installation, scope: &Scope, case: &str) -> Result<Vec<EvidenceView>, AppError> {
    scope.require(Permission::Cases)?;
    Sight::read(home).await?.sheet(scope, case)?;
    home.store.record(&scope.entry("evidence-list", format!("case:{case}"))).await?;
    pieces(home, case).await
}

/// A piece that the asker sees; one of a case of others is told like none.
async fn find(home: &Installation, scope: &Scope, id: i64) -> Result<Evidence, AppError> {
    scope.require(Permission::Cases)?;
    let none = || refused("error-no-evidence", id);
    let piece = home.store.evidence(id).await?.ok_or_else(none)?;
    Sight::read(home).await?.sheet(scope, &piece.case_number).map_err(|_| none())?;
    Ok(piece)
}

/// A piece with what the audit log says of it, in order.
///
/// # Errors
/// The asker may not, or does not see its case.
pub async fn piece_of_evidence(
    home: &Installation,
    scope: &Scope,
    id: i64,
) -> Result<(EvidenceView, Vec<CustodyLine>), AppError> {
    let piece = find(home, scope, id).await?;
    let mut lines = custody(home, &piece.case_number).await?;
    lines.retain(|line| line.piece == id);
    Ok((view_of(&piece), lines))
}

/// The bytes of a piece, and that they were opened. What does not have the hash it came with is shown to nobody.
///
/// # Errors
/// The asker may not or does not see its case; the file is gone or damaged.
pub async fn open_evidence(home: &Installation, scope: &Scope, id: i64) -> Result<EvidenceFile, AppError> {
    let piece = find(home, scope, id).await?;
    if piece.destroyed_at != 0 {
        return Err(refused("error-evidence-destroyed", id));
    }
    let (_, media_type, _) =
        FORMS.iter().find(|(media, _, _)| *media == piece.media).ok_or(AppError::Unreadable("evidence is of no known form"))?;
    let keys = home.keys.open_keys(&about(&piece.case_number, &piece.sha256), &piece.sealed_key)?;
    let path = home.lake.verified(&piece.stored)?;
    let mut bytes = Vec::new();
    lake::open_in_memory(&keys, &path)?.read_to_end(&mut bytes).map_err(AppError::disk("read", &path))?;
    let mut hasher = Hasher::default();
    hasher.update(&bytes);
    if hasher.finish() != piece.sha256 {
        return Err(lake::LakeFault::Damaged { sha256: piece.stored }.into());
    }
    let object = format!("case:{} evidence:{id} {}", piece.case_number, piece.sha256);
    home.store.record_evidence(&[id], &scope.entry("evidence-open", object)).await?;
    Ok(EvidenceFile { name: format!("bukti-{id}.{}", piece.media), media_type, bytes })
}

/// Destroys a piece that should not be there: its key and its file are gone, that it was there and why it is not stays. Another officer than
/// added it decides. Backups hold it until they are let go of.
///
/// # Errors
/// The asker may not, added it themselves or does not see its case; it is destroyed already; no reason is given.
pub async fn destroy_evidence(home: &Installation, scope: &Scope, id: i64, reason: &str, now: i64) -> Result<(), AppError> {
    scope.require(Permission::Approve)?;
    let piece = find(home, scope, id).await?;
    if piece.added_by == scope.actor() {
        return Err(refused("error-evidence-same-officer", id));
    }
    let reason = written("reason", reason, LONGEST_TEXT)?;
    if reason.is_empty() {
        return Err(refused("error-evidence-reason", id));
    }
    let _lock = home.lock()?;
    let object = format!("case:{} evidence:{id} {}", piece.case_number, piece.sha256);
    let decided = (scope.actor(), reason, now);
    let told = (decided.0.as_str(), decided.1.as_str(), decided.2);
    if !home.store.destroy_evidence(id, told, &scope.entry("evidence-destroy", object)).await? {
        return Err(refused("error-evidence-destroyed", id));
    }
    Ok(home.lake.remove(&piece.stored)?)
}
