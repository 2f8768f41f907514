//! Files that were sent and not yet accepted: each waits in a folder of its own with its order and, once it was tried, its
//! preview. A preview outlives the program, so a person can leave and come back. Nothing here counts in any figure.

use crate::Progress;
use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::ingest_file::{Delivery, IngestSession};
use crate::installation::Installation;
use crate::link_rosters::{PEOPLE, link_rosters};
use crate::receipt::Receipt;
use crate::rehearsal::Rehearsal;
use base::access::Permission;
use base::handover::{CoverageRow, Kind, showable};
use base::vocabulary::region::RegionCode;
use ingest::MappingFile;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// What the sender says about a waiting file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The name of the file, safe to be one on our disk.
    pub file_name: String,
    /// What its rows are, by the word of [`Kind`].
    pub kind: String,
    /// Who sends it.
    pub source: String,
    /// The day it describes.
    pub as_of: Date,
    /// What the sender says about columns and constants.
    #[serde(default)]
    pub mapping: MappingFile,
    /// The id of the account that sent it; empty for the operator of the machine. Only its sender sees a waiting file.
    #[serde(default)]
    pub sent_by: String,
}

/// What a waiting file would do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Preview {
    /// The receipt it would get.
    pub receipt: Receipt,
    /// Coverage by region before and after, the whole last; only what changes, and the whole.
    pub effect: Vec<Shift>,
}

/// The coverage of one region before and after, as counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The region; none for people whose place no list tells.
    pub region_code: Option<RegionCode>,
    /// Its name.
    pub region_name: String,
    /// Covered and denominator before; none where there was no figure.
    pub before: Option<(u64, u64)>,
    /// Covered and denominator after.
    pub after: Option<(u64, u64)>,
}

/// A file waiting to be accepted.
#[derive(Clone, Debug)]
pub struct Waiting {
    folder: PathBuf,
    /// Its id: random, thirty-two hexadecimal digits.
    pub id: String,
    /// What the sender says about it.
    pub order: Order,
}

impl Waiting {
    /// Makes the folder of a new waiting file and gives back where its bytes go. The id is drawn by the caller.
    pub fn begin(home: &Installation, id: &str, file_name: &str) -> Result<PathBuf, AppError> {
        use std::os::unix::fs::DirBuilderExt;
        let folder = folder_of(home, id).ok_or_else(|| no_such(id))?.join("file");
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(AppError::disk("make the folder", &folder))?;
        Ok(folder.join(safe_name(file_name)))
    }

    /// Says what a file that has fully arrived is; from now on it waits.
    pub fn arrived(home: &Installation, scope: &Scope, id: &str, mut order: Order) -> Result<Self, AppError> {
        scope.require(Permission::Upload)?;
        scope.account().unwrap_or_default().clone_into(&mut order.sent_by);
        let folder = folder_of(home, id).ok_or_else(|| no_such(id))?;
        order.mapping.check(&ingest::KindSpec::of(kind_of(&order)?)?).map_err(Refused::Mapping)?;
        let waiting = Self { folder, id: id.to_owned(), order };
        waiting.write("order.json", &waiting.order)?;
        Ok(waiting)
    }

    /// Throws away what arrived of a file that never got an order.
    pub fn abandon(home: &Installation, id: &str) -> Result<(), AppError> {
        match folder_of(home, id) {
            Some(folder) if folder.exists() => fs::remove_dir_all(&folder).map_err(AppError::disk("remove", &folder)),
            _ => Ok(()),
        }
    }

    /// A waiting file by its id; another's is as if it were not there.
    pub fn find(home: &Installation, scope: &Scope, id: &str) -> Result<Self, AppError> {
        scope.require(Permission::Upload)?;
        let folder = folder_of(home, id).ok_or_else(|| no_such(id))?;
        let order: Option<Order> = read(&folder.join("order.json"))?;
        let mine = |order: &Order| scope.area().is_everywhere() || scope.account() == Some(order.sent_by.as_str());
        let order = order.filter(mine).ok_or_else(|| no_such(id))?;
        Ok(Self { folder, id: id.to_owned(), order })
    }

    /// Every waiting file of the asker, in the order of ids.
    pub fn all(home: &Installation, scope: &Scope) -> Result<Vec<Self>, AppError> {
        let inbox = inbox(home);
        if !inbox.exists() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for entry in fs::read_dir(&inbox).map_err(AppError::disk("list", &inbox))? {
            let name = entry.map_err(AppError::disk("list", &inbox))?.file_name();
            found.extend(Self::find(home, scope, &name.to_string_lossy()).ok());
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(found)
    }

    /// What it would do, if it was tried already.
    pub fn preview(&self) -> Result<Option<Preview>, AppError> {
        read(&self.folder.join("preview.json"))
    }

    /// Tries it on a copy of the installation and keeps the preview.
    pub async fn rehearse(
        &self,
        home: &Installation,
        scope: &Scope,
        today: Date,
        progress: Progress<'_>,
    ) -> Result<Preview, AppError> {
        let delivery = self.delivery(today)?;
        let rehearsal = Rehearsal::open(home, scope).await?;
        let mut receipts = [IngestSession::new(rehearsal.installation(), scope).ingest(&delivery, progress).await?];
        let effect = rehearsal.effect(home, &mut receipts, delivery.kind, today, progress).await?;
        let [receipt] = receipts;
        let preview = Preview { receipt, effect: shifts(&effect.before, &effect.after) };
        self.write("preview.json", &preview)?;
        Ok(preview)
    }

    /// Changes what the sender says about columns; the preview is void.
    pub fn remap(&mut self, columns: impl IntoIterator<Item = (String, String)>) -> Result<(), AppError> {
        self.order.mapping.columns.extend(columns);
        self.order.mapping.check(&ingest::KindSpec::of(kind_of(&self.order)?)?).map_err(Refused::Mapping)?;
        self.write("order.json", &self.order)?;
        let preview = self.folder.join("preview.json");
        if preview.exists() {
            fs::remove_file(&preview).map_err(AppError::disk("remove", &preview))?;
        }
        Ok(())
    }

    /// Brings it in for good and links it; the waiting file is gone then, its sealed copy stands in the lake.
    pub async fn accept(
        self,
        home: &Installation,
        scope: &Scope,
        today: Date,
        progress: Progress<'_>,
    ) -> Result<Receipt, AppError> {
        let delivery = self.delivery(today)?;
        let receipt = IngestSession::new(home, scope).ingest(&delivery, progress).await?;
        self.discard()?;
        if PEOPLE.contains(&delivery.kind) && !receipt.repeated {
            link_rosters(home, scope, today, progress).await?;
        }
        Ok(receipt)
    }

    /// Throws it away.
    pub fn discard(self) -> Result<(), AppError> {
        fs::remove_dir_all(&self.folder).map_err(AppError::disk("remove", &self.folder))
    }

    fn delivery(&self, today: Date) -> Result<Delivery, AppError> {
        Ok(Delivery {
            path: self.folder.join("file").join(&self.order.file_name),
            kind: kind_of(&self.order)?,
            source: self.order.source.clone(),
            as_of: self.order.as_of,
            known_on: today,
            mapping: self.order.mapping.clone(),
        })
    }

    fn write(&self, name: &str, value: &impl Serialize) -> Result<(), AppError> {
        let path = self.folder.join(name);
        let text = serde_json::to_string(value).map_err(|_| AppError::Unreadable("an order cannot be written"))?;
        let temporary = path.with_extension("tmp");
        fs::write(&temporary, text).map_err(AppError::disk("write", &temporary))?;
        fs::rename(&temporary, &path).map_err(AppError::disk("write", &path))
    }
}

/// A name that is a plain file below a folder: no path, no hidden file, no control characters, not too long. Regions are read
/// out of names, so the words in it stay.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = showable(last).chars().map(|c| if c == '\u{fffd}' { '_' } else { c }).take(100).collect();
    let trimmed = shown.trim().trim_start_matches('.').trim();
    if trimmed.is_empty() { "daftar".to_owned() } else { trimmed.to_owned() }
}

fn kind_of(order: &Order) -> Result<Kind, AppError> {
    order.kind.parse().map_err(|_| Refused::Request { key: "error-not-a-kind", detail: order.kind.clone() }.into())
}

fn inbox(home: &Installation) -> PathBuf {
    home.place.data.join("inbox")
}

/// The folder of an id; none for what was never an id of ours.
fn folder_of(home: &Installation, id: &str) -> Option<PathBuf> {
    let sound = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    sound.then(|| inbox(home).join(id))
}

fn no_such(id: &str) -> AppError {
    Refused::Request { key: "error-not-waiting", detail: showable(id) }.into()
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>, AppError> {
    if !path.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(path).map_err(AppError::disk("read", path))?;
    serde_json::from_str(&text).map(Some).map_err(|_| AppError::Unreadable("a waiting file has another form"))
}

/// Regions whose counts change, in the order of the tables; the whole always, and last.
fn shifts(before: &[CoverageRow], after: &[CoverageRow]) -> Vec<Shift> {
    let counts = |rows: &[CoverageRow], code: Option<RegionCode>| {
        rows.iter().find(|row| row.region_code == code).map(|row| (row.covered.0, row.denominator.0))
    };
    let whole = after.len().max(1) - 1;
    after
        .iter()
        .enumerate()
        .map(|(place, row)| {
            let shift = Shift {
                region_code: row.region_code,
                region_name: row.region_name.clone(),
                before: counts(before, row.region_code),
                after: counts(after, row.region_code),
            };
            (place, shift)
        })
        .filter(|(place, shift)| *place == whole || shift.before != shift.after)
        .map(|(_, shift)| shift)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_a_browser_stays_below_its_folder_and_keeps_its_words() {
        for (sent, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\data\\Kec. Tamalate.xlsx", "Kec. Tamalate.xlsx"),
            ("..", "daftar"),
            (" .rahasia", "rahasia"),
            ("a\nb\0.csv", "a_b_.csv"),
            ("", "daftar"),
        ] {
            assert_eq!(safe_name(sent), kept, "{sent:?}");
        }
        assert!(safe_name(&"é".repeat(500)).len() <= 250);
    }
}
