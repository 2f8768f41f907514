//! Whether the catalogue changed, without asking it: every commit writes to its file or to the log beside it, and a look at two
//! files costs a hundredth of a question to the database.

use crate::Store;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How old the last change must be at least, so that no other could bear the same time: several ticks of the clock of a disk.
const SETTLED: Duration = Duration::from_millis(25);
/// The same where a disk keeps whole seconds only.
const SETTLED_COARSE: Duration = Duration::from_secs(3);

/// The files of a catalogue at a moment: their lengths and when they were last written. While it is the same, every question has the
/// same answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp([Option<(u64, SystemTime)>; 2]);

impl Store {
    /// The stamp of this moment; none where a change is so fresh that the next one might look the same.
    pub fn stamp(&self) -> Option<Stamp> {
        let files = ["store.sqlite", "store.sqlite-wal"].map(|name| written(&self.data.join(name)));
        let now = SystemTime::now();
        let settled = |(_, at): &(u64, SystemTime)| {
            let whole_second = at.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|since| since.subsec_nanos() == 0);
            let wait = if whole_second { SETTLED_COARSE } else { SETTLED };
            // A change in the future is no time that can be relied on.
            now.duration_since(*at).is_ok_and(|age| age > wait)
        };
        (files[0].is_some() && files.iter().flatten().all(settled)).then_some(Stamp(files))
    }
}

fn written(path: &Path) -> Option<(u64, SystemTime)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}
