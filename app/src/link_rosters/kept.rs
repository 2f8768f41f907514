//! What a run over the rosters keeps for the next one, sealed in the data folder. It can be thrown away at any time: the
//! next run then links everything anew.

use super::people::{People, Row, Trait};
use super::{LinkedRosters, means};
use crate::fault::AppError;
use crate::installation::Installation;
use lake::{SealedReader, SealedWriter};
use link::{Earlier, METHOD_VERSION, Model, Roster, Shelf};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use store::Batch;

/// A run keeps what it learned until this part of all rows is new: then all rows are looked at anew.
const NEW_PART: u64 = 10;

/// What was kept, taken up.
pub(super) struct KeptRosters {
    pub(super) shelf: Shelf,
    pub(super) people: People,
    pub(super) earlier: Earlier,
    /// The batches whose rows it holds, in their order.
    pub(super) batches: Vec<u32>,
    pub(super) learned_rows: u64,
}

/// What stands in front.
#[derive(Serialize, Deserialize)]
struct Head {
    method: String,
    /// Number and content of each batch, in the order of rows.
    batches: Vec<(u32, String)>,
    learned_rows: u64,
    rows: u64,
}

fn path(home: &Installation) -> PathBuf {
    home.place.data.join("link").join("kept.sealed")
}

/// Throws away what was kept: a batch in it has been withdrawn.
pub(crate) fn forget(home: &Installation) -> Result<(), AppError> {
    let path = path(home);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(AppError::disk("remove", &path)(error)),
        _ => Ok(()),
    }
}

/// Lends what was kept to a copy of the installation, which links on from there as this one would.
pub(crate) fn lend(home: &Installation, data: &Path) -> Result<(), AppError> {
    let (path, folder) = (path(home), data.join("link"));
    if path.exists() {
        fs::create_dir_all(&folder).map_err(AppError::disk("make the folder", &folder))?;
        fs::hard_link(&path, folder.join("kept.sealed")).map_err(AppError::disk("link", &path))?;
    }
    Ok(())
}

/// Keeps a run.
pub(super) fn keep(home: &Installation, work: &LinkedRosters) -> Result<(), AppError> {
    let path = path(home);
    let folder = home.place.data.join("link");
    let disk = |doing| AppError::disk(doing, &path);
    fs::create_dir_all(&folder).map_err(disk("make a folder for"))?;
    let file = tempfile::NamedTempFile::new_in(&folder).map_err(disk("make a file for"))?;
    let mut out = SealedWriter::create(&home.keys, BufWriter::with_capacity(1 << 20, file))?;
    let head = Head {
        method: METHOD_VERSION.to_owned(),
        batches: work.batches.iter().map(|batch| (batch.number, batch.content.clone())).collect(),
        learned_rows: work.learned_rows,
        rows: work.people.rows.len() as u64,
    };
    let head = serde_json::to_vec(&head).map_err(|_| AppError::Unreadable("the head of what is kept cannot be written"))?;
    let written = (|| -> io::Result<_> {
        out.write_all(&(head.len() as u64).to_le_bytes())?;
        out.write_all(&head)?;
        for row in &work.people.rows {
            out.write_all(&bytes_of(row))?;
        }
        link::keep(work.linked(), &mut out)?;
        out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)
    })();
    written.map_err(disk("write"))?.persist(&path).map_err(|error| disk("name")(error.error))?;
    Ok(())
}

/// What was kept, if there is anything that can go on: of this method, with no batch that has gone since, and not too much
/// that has come. What cannot be read is as good as nothing: everything is linked anew.
pub(super) fn take_up(home: &Installation, model: &Model, batches: &[Batch]) -> Option<KeptRosters> {
    let file = BufReader::with_capacity(1 << 20, File::open(path(home)).ok()?);
    let mut from = Opened { sealed: SealedReader::open(&home.keys, file).ok()?, chunk: Vec::new(), at: 0 };
    let mut length = [0; 8];
    from.read_exact(&mut length).ok()?;
    let mut head = Vec::new();
    (&mut from).take(u64::from_le_bytes(length)).read_to_end(&mut head).ok()?;
    let head: Head = serde_json::from_slice(&head).ok()?;
    let still =
        |(number, content): &(u32, String)| batches.iter().any(|batch| batch.number == *number && batch.content == *content);
    let new: u64 = batches
        .iter()
        .filter(|batch| !head.batches.iter().any(|(number, _)| *number == batch.number))
        .map(|batch| batch.counts.accepted)
        .sum();
    let since = head.rows.saturating_sub(head.learned_rows) + new;
    if head.method != METHOD_VERSION || !head.batches.iter().all(still) || since * NEW_PART > head.learned_rows {
        return None;
    }
    let mut rows = Vec::new();
    for _ in 0..head.rows {
        let mut bytes = [0; 14];
        from.read_exact(&mut bytes).ok()?;
        rows.push(trait_of(&bytes)?);
    }
    let kept = link::take_up(model, &mut from, || Ok(Roster::default()), means().space()).ok()?;
    if kept.right.is_some() || kept.left.rows() != rows.len() {
        return None;
    }
    Some(KeptRosters {
        shelf: kept.shelf,
        people: People { roster: kept.left, rows },
        earlier: kept.earlier,
        batches: head.batches.into_iter().map(|(number, _)| number).collect(),
        learned_rows: head.learned_rows,
    })
}

/// The segment of a row that has none.
const NO_SEGMENT: u8 = u8::MAX;

fn bytes_of(row: &Trait) -> [u8; 14] {
    let mut bytes = [0; 14];
    bytes[..8].copy_from_slice(&row.row.to_le_bytes());
    bytes[8..12].copy_from_slice(&row.region.to_le_bytes());
    bytes[12] = row.standing as u8;
    bytes[13] = row.segment.unwrap_or(NO_SEGMENT);
    bytes
}

fn trait_of(bytes: &[u8; 14]) -> Option<Trait> {
    Some(Trait {
        row: i64::from_le_bytes(bytes[..8].try_into().ok()?),
        region: u32::from_le_bytes(bytes[8..12].try_into().ok()?),
        standing: [Row::Worker, Row::Member, Row::Other].into_iter().find(|standing| *standing as u8 == bytes[12])?,
        segment: (bytes[13] != NO_SEGMENT).then_some(bytes[13]),
    })
}

/// A sealed stream as a reader.
struct Opened<R: Read> {
    sealed: SealedReader<R>,
    chunk: Vec<u8>,
    at: usize,
}

impl<R: Read> Read for Opened<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() {
            match self.sealed.chunk().map_err(io::Error::other)? {
                Some(chunk) => (self.chunk, self.at) = (chunk, 0),
                None => return Ok(0),
            }
        }
        let count = into.len().min(self.chunk.len() - self.at);
        into[..count].copy_from_slice(&self.chunk[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}
