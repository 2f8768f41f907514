//! Files that were sent and not yet accepted: each waits in a folder of its own with its order and, once it was tried, its
//! preview. A preview outlives the program, so a person can leave and come back. Nothing here counts in any figure.

use crate::Progress;
use crate::access::Scope;
use crate::arriving::{Arriving, open_arrived};
use crate::fault::{AppError, Refused};
use crate::ingest_file::{Delivery, IngestSession, write_own};
use crate::installation::{Installation, make_own};
use crate::receipt::Receipt;
use crate::rehearsal::{Rehearsal, Standing};
use base::access::Permission;
use base::handover::{CoverageRow, Kind, showable};
use base::vocabulary::region::RegionCode;
use ingest::MappingFile;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    /// The state of the installation it was tried on: in another state the file may do something else.
    #[serde(default)]
    pub state: String,
}

impl Preview {
    /// A word that stands for exactly this preview: whoever accepts says which one they saw.
    pub fn id(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        lake::hash_of_text(&text)[..16].to_owned()
    }
}

/// What is in the inbox.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    /// Files that wait, in the order of ids.
    pub waiting: Vec<Waiting>,
    /// Ids of uploads that broke off, or whose order cannot be read.
    pub broken: Vec<String>,
}

/// The coverage of one region before and after, as counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The region; none for people whose place no list tells.
    pub region_code: Option<RegionCode>,
    /// Its name.
    pub region_name: String,
    /// Whether it is everybody, rather than the people whose list names nothing finer than this region.
    #[serde(default)]
    pub whole: bool,
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
    /// Makes the folder of a new waiting file and gives back what takes its bytes. The id is drawn by the caller.
    pub fn begin(home: &Installation, id: &str, file_name: &str) -> Result<Arriving, AppError> {
        let folder = folder_of(home, id).ok_or_else(|| no_such(id))?.join("file");
        make_own(&folder)?;
        Arriving::create(home, folder.join(safe_name(file_name)))
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

    /// Everything in the inbox: an upload that is under way looks like one that broke off, and the caller knows which are.
    /// Of the files of others nothing is told; what broke off has no order that names its sender, and is told to whoever sees all of the
    /// installation.
    pub fn all(home: &Installation, scope: &Scope) -> Result<Inbox, AppError> {
        scope.require(Permission::Upload)?;
        let inbox = inbox(home);
        let mut found = Inbox::default();
        if !inbox.exists() {
            return Ok(found);
        }
        for entry in fs::read_dir(&inbox).map_err(AppError::disk("list", &inbox))? {
            let name = entry.map_err(AppError::disk("list", &inbox))?.file_name();
            let id = name.to_string_lossy().into_owned();
            let folder = folder_of(home, &id);
            if folder.as_ref().is_some_and(|folder| folder.join(crate::in_parts::NOTE).exists()) {
                // On its way in parts: its sender finds it there.
                continue;
            }
            let order = folder.map(|folder| read::<Order>(&folder.join("order.json")));
            match Self::find(home, scope, &id) {
                Ok(waiting) => found.waiting.push(waiting),
                Err(_) if matches!(order, Some(Ok(None) | Err(_))) && scope.area().contains(home.region) => found.broken.push(id),
                Err(_) => {}
            }
        }
        found.waiting.sort_by(|a, b| a.id.cmp(&b.id));
        found.broken.sort();
        Ok(found)
    }

    /// What it would do, if it was tried already and nothing has changed since.
    pub async fn preview(&self, home: &Installation) -> Result<Option<Preview>, AppError> {
        let state = home.store.state().await?;
        let kept: Option<Preview> = read(&self.folder.join("preview.json"))?;
        Ok(kept.filter(|preview| preview.state == state))
    }

    /// Tries it on a copy of the installation and keeps the preview.
    pub async fn rehearse(
        &self,
        home: &Installation,
        scope: &Scope,
        today: Date,
        progress: Progress<'_>,
    ) -> Result<Preview, AppError> {
        let delivery = self.delivery(home, today)?;
        let state = home.store.state().await?;
        let rehearsal = Rehearsal::open(home, scope, today, progress).await?;
        let receipt = IngestSession::new(rehearsal.installation(), scope).ingest(&delivery, progress).await?;
        let effect = rehearsal.effect(today, progress).await?;
        // The refused rows of the copy are gone with it; those of the batch itself can be taken away once it is accepted.
        let receipt = Receipt { refused_file: None, ..receipt };
        let preview = Preview { receipt, effect: shifts(&effect.before, &effect.after), state };
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

    /// Brings it in for good; the waiting file is gone then, its sealed copy stands in the lake. Linking is a work of its own
    /// ([`crate::catch_up`]), so that a file that came in is never told as one that did not.
    pub async fn accept(
        self,
        home: &Installation,
        scope: &Scope,
        today: Date,
        progress: Progress<'_>,
    ) -> Result<Receipt, AppError> {
        let delivery = self.delivery(home, today)?;
        let receipt = IngestSession::new(home, scope).ingest(&delivery, progress).await?;
        self.discard()?;
        Ok(receipt)
    }

    /// Throws it away.
    pub fn discard(self) -> Result<(), AppError> {
        fs::remove_dir_all(&self.folder).map_err(AppError::disk("remove", &self.folder))
    }

    /// The bytes of a file that fully arrived and gets no order: it goes elsewhere at once. One that is larger than `most` is cut behind the
    /// first byte too many, so that the caller sees that it is too large.
    pub fn bytes_of(home: &Installation, id: &str, most: usize) -> Result<Vec<u8>, AppError> {
        let (mut bytes, room) = (Vec::new(), most as u64 + 1);
        Self::opened(home, id)?.take(room).read_to_end(&mut bytes).map_err(AppError::disk("read", Path::new(id)))?;
        Ok(bytes)
    }

    /// The same, opened in memory.
    pub fn opened(home: &Installation, id: &str) -> Result<fs::File, AppError> {
        let folder = folder_of(home, id).ok_or_else(|| no_such(id))?.join("file");
        let mut entries = fs::read_dir(&folder).map_err(AppError::disk("read", &folder))?.flatten();
        let path = entries.next().map(|entry| entry.path()).ok_or_else(|| no_such(id))?;
        open_arrived(home, &path)
    }

    fn delivery(&self, home: &Installation, today: Date) -> Result<Delivery, AppError> {
        let path = self.folder.join("file").join(&self.order.file_name);
        Ok(Delivery {
            opened: Some(Arc::new(open_arrived(home, &path)?)),
            path,
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
        write_own(&path, text.as_bytes())
    }
}

/// The longest name kept, in bytes: file systems take 255, and a temporary ending must fit too.
const NAME: usize = 200;

/// A name that is a plain file below a folder: no path, no hidden file, no control characters, not too long. Regions are read
/// out of names, so the words in it stay, and so does the ending of a long one.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |text: &str| showable(text).chars().map(|c| if c == '\u{fffd}' { '_' } else { c }).collect::<String>();
    // The ending is set aside: a long name is shortened in its middle.
    let at = last.rfind('.').filter(|at| *at > 0 && last.len() - at <= 10).unwrap_or(last.len());
    let (stem, ending) = (plain(&last[..at]), plain(&last[at..]));
    let stem = stem.trim().trim_start_matches('.').trim();
    let ending = ending.trim_end();
    let room = NAME - ending.len().min(NAME);
    let stem = stem[..stem.floor_char_boundary(room)].trim_end();
    match (stem.is_empty(), ending.trim_start_matches('.')) {
        (true, "") => "daftar".to_owned(),
        (true, word) => word.to_owned(),
        (false, _) => format!("{stem}{ending}"),
    }
}

fn kind_of(order: &Order) -> Result<Kind, AppError> {
    order.kind.parse().map_err(|_| Refused::Request { key: "error-not-a-kind", detail: order.kind.clone() }.into())
}

pub(crate) fn inbox(home: &Installation) -> PathBuf {
    home.place.data.join("inbox")
}

/// The folder of an id; none for what was never an id of ours.
pub(crate) fn folder_of(home: &Installation, id: &str) -> Option<PathBuf> {
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

/// Regions whose counts change, by code: those that come, change and vanish; the whole always, and last.
fn shifts(before: &Standing, after: &Standing) -> Vec<Shift> {
    let counts = |row: &CoverageRow| (row.covered.0, row.denominator.0);
    let of = |standing: &Standing, code: Option<RegionCode>| standing.rows.iter().find(|row| row.region_code == code).map(counts);
    let mut places: Vec<&CoverageRow> = after.rows.iter().chain(&before.rows).collect();
    // People whose place no list tells stand last, as on every page.
    places.sort_by_key(|row| (row.region_code.is_none(), row.region_code));
    places.dedup_by_key(|row| row.region_code);
    let mut shifts: Vec<Shift> = places
        .into_iter()
        .map(|row| Shift {
            region_code: row.region_code,
            region_name: row.region_name.clone(),
            whole: false,
            before: of(before, row.region_code),
            after: of(after, row.region_code),
        })
        .filter(|shift| shift.before != shift.after)
        .collect();
    if let Some(row) = after.total.as_ref().or(before.total.as_ref()) {
        shifts.push(Shift {
            region_code: row.region_code,
            region_name: row.region_name.clone(),
            whole: true,
            before: before.total.as_ref().map(counts),
            after: after.total.as_ref().map(counts),
        });
    }
    shifts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_effect_of_a_file_tells_the_whole_and_what_came_changed_and_vanished() {
        let row = |code: &str, covered: u64, all: u64| CoverageRow {
            region_code: RegionCode::parse(code).ok(),
            region_name: code.to_owned(),
            covered: base::vocabulary::Covered(covered),
            denominator: base::vocabulary::Potential(all),
            ..measured_row()
        };
        // In the rows 73 are the people whose list names the province only; everybody is the total.
        let before = Standing { rows: vec![row("73", 1, 2), row("73.09", 4, 10)], total: Some(row("73", 5, 12)) };
        let after = Standing { rows: vec![row("73", 1, 2), row("73.10", 3, 30)], total: Some(row("73", 4, 32)) };
        let told: Vec<_> = shifts(&before, &after)
            .into_iter()
            .map(|shift| (shift.region_name, shift.whole, shift.before, shift.after))
            .collect();
        assert_eq!(
            told,
            [
                ("73.09".to_owned(), false, Some((4, 10)), None),
                ("73.10".to_owned(), false, None, Some((3, 30))),
                ("73".to_owned(), true, Some((5, 12)), Some((4, 32))),
            ]
        );
    }

    fn measured_row() -> CoverageRow {
        let month = base::vocabulary::Month::parse("2025-06").unwrap();
        CoverageRow {
            region_code: None,
            region_name: String::new(),
            cut: Vec::new(),
            as_of: month,
            known_on: month.last_day(),
            basis: base::handover::Basis::Roster,
            numerator_name: String::new(),
            covered: base::vocabulary::Covered(0),
            in_grace: None,
            denominator_name: String::new(),
            denominator: base::vocabulary::Potential(0),
            uncovered: None,
            rate_percent: None,
            interval: None,
            snapshot: String::new(),
            synthetic: false,
            note: String::new(),
        }
    }

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
        for letter in ["é", "\u{1d11e}", "a"] {
            let long = safe_name(&format!("{}.xlsx", letter.repeat(500)));
            assert!(long.len() <= 200 && long.ends_with(".xlsx"), "{} bytes", long.len());
        }
    }
}
