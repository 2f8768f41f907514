//! A file that comes in parts: it waits in the inbox under its id until its last byte is there, and goes on where it broke off. Bounded in
//! size, number and time, and nobody but its sender finds it.
//!
//! ```text
//! begin ─► inbox/<id>/unfinished.json ─append─► part-<from>-<bytes>, each sealed ─► … ─finish─► file/<name>, a waiting file like any other
//! ```

use crate::access::Scope;
use crate::arriving::{open_arrived, seal_bytes};
use crate::fault::{AppError, Refused};
use crate::inbox::{Order, Waiting, folder_of, inbox, safe_name};
use crate::installation::Installation;
use base::access::Permission;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The most bytes that come in parts.
pub const LARGEST_IN_PARTS: u64 = 256 << 20;
/// Files that one sender may have on their way.
const AT_ONCE: usize = 5;
/// Files on their way in an installation.
const ON_THE_WAY: usize = 100;
/// How long a file may be on its way, in seconds.
const PATIENCE: i64 = 7 * 86_400;
/// The longest mark by which a sender knows a file again.
const LONGEST_MARK: usize = 100;

/// What is known of a file on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Note {
    order: Order,
    size: u64,
    mark: String,
    begun_at: i64,
}

/// A file on its way.
#[derive(Clone, Debug)]
pub struct Unfinished {
    folder: PathBuf,
    /// Its id.
    pub id: String,
    /// What the sender says of it.
    pub order: Order,
    /// Its bytes in all.
    pub size: u64,
    /// Its bytes that are there.
    pub received: u64,
    mark: String,
    begun_at: i64,
}

fn refuse(key: &'static str, detail: &str) -> AppError {
    Refused::Request { key, detail: base::handover::showable(detail) }.into()
}

fn sender(scope: &Scope) -> String {
    scope.account().unwrap_or_default().to_owned()
}

impl Unfinished {
    /// Begins a file of so many bytes, or finds it where the sender began it before: the same order, size and mark. `id` is drawn by the
    /// caller and used if it is new. What is on its way for too long is removed first.
    pub fn begin(
        home: &Installation,
        scope: &Scope,
        id: &str,
        mut order: Order,
        (size, mark, now): (u64, &str, i64),
    ) -> Result<Self, AppError> {
        scope.require(Permission::Upload)?;
        if size == 0 || size > LARGEST_IN_PARTS {
            return Err(refuse("error-part-size", &(LARGEST_IN_PARTS >> 20).to_string()));
        }
        if mark.len() > LONGEST_MARK {
            return Err(refuse("error-too-long", "mark"));
        }
        order.file_name = safe_name(&order.file_name);
        order.sent_by = sender(scope);
        let all = Self::of_everybody(home)?;
        for old in all.iter().filter(|file| file.begun_at < now - PATIENCE) {
            old.discard()?;
        }
        let live: Vec<&Self> = all.iter().filter(|file| file.begun_at >= now - PATIENCE).collect();
        let same = live.iter().find(|file| file.order == order && file.size == size && file.mark == mark);
        if let Some(same) = same {
            return Ok((*same).clone());
        }
        if live.len() >= ON_THE_WAY || live.iter().filter(|file| file.order.sent_by == order.sent_by).count() >= AT_ONCE {
            return Err(refuse("error-parts-many", &AT_ONCE.to_string()));
        }
        // The place is made now; what stands in it opens only when all parts are there.
        drop(Waiting::begin(home, id, &order.file_name)?);
        let folder = folder_of(home, id).ok_or_else(|| no_such(id))?;
        let note = Note { order, size, mark: mark.to_owned(), begun_at: now };
        let text = serde_json::to_string(&note).map_err(|_| AppError::Unreadable("an order cannot be written"))?;
        let at = folder.join(NOTE);
        fs::write(&at, text).map_err(AppError::disk("write", &at))?;
        Self::find(home, scope, id)
    }

    /// A file on its way by its id; another's is as if it were not there.
    pub fn find(home: &Installation, scope: &Scope, id: &str) -> Result<Self, AppError> {
        scope.require(Permission::Upload)?;
        let found = Self::read(home, id)?.filter(|file| file.order.sent_by == sender(scope));
        found.ok_or_else(|| no_such(id))
    }

    /// The sender's files on their way, in the order of ids.
    pub fn all(home: &Installation, scope: &Scope) -> Result<Vec<Self>, AppError> {
        scope.require(Permission::Upload)?;
        let mut all = Self::of_everybody(home)?;
        all.retain(|file| file.order.sent_by == sender(scope));
        Ok(all)
    }

    fn of_everybody(home: &Installation) -> Result<Vec<Self>, AppError> {
        let inbox = inbox(home);
        let mut found = Vec::new();
        if !inbox.exists() {
            return Ok(found);
        }
        for entry in fs::read_dir(&inbox).map_err(AppError::disk("list", &inbox))? {
            let name = entry.map_err(AppError::disk("list", &inbox))?.file_name();
            found.extend(Self::read(home, &name.to_string_lossy())?);
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(found)
    }

    fn read(home: &Installation, id: &str) -> Result<Option<Self>, AppError> {
        let Some(folder) = folder_of(home, id) else { return Ok(None) };
        // Somebody may finish or throw it away while it is looked at: then it is not there.
        let Ok(text) = fs::read_to_string(folder.join(NOTE)) else { return Ok(None) };
        let Ok(note) = serde_json::from_str::<Note>(&text) else { return Ok(None) };
        let received = parts_in(&folder).last().map_or(0, |(from, bytes)| from + bytes);
        let Note { order, size, mark, begun_at } = note;
        Ok(Some(Self { folder, id: id.to_owned(), order, size, received, mark, begun_at }))
    }

    /// Adds a part behind what is there. A part that begins elsewhere is refused, and so is one that
    /// is longer than what is left.
    pub fn append(&mut self, home: &Installation, from: u64, part: &[u8]) -> Result<(), AppError> {
        if from != self.received {
            return Err(refuse("error-part-place", &self.received.to_string()));
        }
        let after = self.received + part.len() as u64;
        if after > self.size {
            return Err(refuse("error-part-long", &self.size.to_string()));
        }
        if part.is_empty() {
            return Ok(());
        }
        // Under its name only when it is whole: a part that broke off was never there.
        let coming = self.folder.join("coming");
        seal_bytes(home, coming.clone(), part)?;
        let path = self.folder.join(part_name(from, part.len() as u64));
        fs::rename(&coming, &path).map_err(AppError::disk("keep", &path))?;
        self.received = after;
        Ok(())
    }

    /// Ends it: from now on it waits to be tried like a file that came at once.
    pub fn finish(self, home: &Installation, scope: &Scope) -> Result<Waiting, AppError> {
        if self.received != self.size {
            return Err(refuse("error-part-missing", &format!("{}/{}", self.received, self.size)));
        }
        let mut whole = Waiting::begin(home, &self.id, &self.order.file_name)?;
        let parts = parts_in(&self.folder);
        for (from, bytes) in &parts {
            let mut part = Vec::new();
            let path = self.folder.join(part_name(*from, *bytes));
            open_arrived(home, &path)?.read_to_end(&mut part).map_err(AppError::disk("read", &path))?;
            whole.write(&part)?;
        }
        whole.finish()?;
        for (from, bytes) in &parts {
            let path = self.folder.join(part_name(*from, *bytes));
            fs::remove_file(&path).map_err(AppError::disk("remove", &path))?;
        }
        let waiting = Waiting::arrived(home, scope, &self.id, self.order.clone())?;
        let note = self.folder.join(NOTE);
        fs::remove_file(&note).map_err(AppError::disk("remove", &note))?;
        Ok(waiting)
    }

    /// Throws it away.
    pub fn discard(&self) -> Result<(), AppError> {
        fs::remove_dir_all(&self.folder).map_err(AppError::disk("remove", &self.folder))
    }
}

fn part_name(from: u64, bytes: u64) -> String {
    format!("part-{from:012}-{bytes}")
}

/// The parts that lie in a folder without a gap, from the first byte on: where each begins and how long it is.
fn parts_in(folder: &Path) -> Vec<(u64, u64)> {
    let name = |entry: fs::DirEntry| {
        let name = entry.file_name();
        let (from, bytes) = name.to_str()?.strip_prefix("part-")?.split_once('-')?;
        Some((from.parse().ok()?, bytes.parse().ok()?))
    };
    let mut parts: Vec<(u64, u64)> = fs::read_dir(folder).into_iter().flatten().flatten().filter_map(name).collect();
    parts.sort_unstable();
    let mut reaches = 0;
    parts.retain(|(from, bytes)| {
        let next = *from == reaches;
        reaches += if next { *bytes } else { 0 };
        next
    });
    parts
}

/// What stands beside a file on its way.
pub(crate) const NOTE: &str = "unfinished.json";

fn no_such(id: &str) -> AppError {
    refuse("error-not-waiting", id)
}
