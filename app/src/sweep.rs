//! Clocks of retention: what was sent and never submitted, results of checks, rows that were handed out, and debris of work that broke
//! off are removed when their days are over (v5.0.0-14.2.7). `sinergi sweep` does it at once; while pages are served it is done daily.

use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

const DAY: i64 = 86_400;

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Files that waited.
    pub waiting: u64,
    /// Results of checks.
    pub checks: u64,
    /// Workbooks of refused rows.
    pub handed_out: u64,
    /// Files of the lake that nothing names, and folders of copies that broke off.
    pub debris: u64,
}

/// Removes what is older than its days. Nobody writes meanwhile.
pub async fn sweep(home: &Installation, now: i64) -> Result<Swept, AppError> {
    let _lock = home.lock()?;
    let (data, days) = (&home.place.data, home.place.retention);
    let clear = |folder: &str, days: u32| remove_older(&entries(&data.join(folder))?, now - i64::from(days) * DAY);
    let mut swept = Swept {
        waiting: clear("inbox", days.waiting)?,
        checks: clear("checks", days.checks)?,
        handed_out: clear("outbox", days.handed_out)?,
        debris: 0,
    };
    home.store.forget_secrets(now).await?;
    let known: BTreeSet<String> = home.store.known_files().await?.into_iter().collect();
    let unnamed: Vec<PathBuf> =
        home.lake.list()?.into_iter().filter(|name| !known.contains(name)).map(|name| home.lake.path(&name)).collect();
    let beside = data.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let left = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        [".sinergi-uji-", ".sinergi-pulih-", ".salinan-"].iter().any(|start| name.starts_with(start))
    };
    let copies: Vec<PathBuf> = entries(beside)?.into_iter().chain(entries(data)?).filter(left).collect();
    swept.debris = remove_older(&unnamed, now - DAY)? + remove_older(&copies, now - DAY)?;
    if swept != Swept::default() {
        let rows = swept.waiting + swept.checks + swept.handed_out + swept.debris;
        home.store.record(&Scope::system("sweep").entry("sweep", format!("files:{rows}"))).await?;
    }
    Ok(swept)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, AppError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let listed = fs::read_dir(folder).map_err(AppError::disk("list", folder))?;
    listed.map(|entry| Ok(entry.map_err(AppError::disk("list", folder))?.path())).collect()
}

/// Removes what was last changed before a moment; says how many. What somebody else removed meanwhile is gone, which is what is wanted.
fn remove_older(paths: &[PathBuf], before: i64) -> Result<u64, AppError> {
    let mut removed = 0;
    for path in paths {
        let Ok(metadata) = fs::metadata(path) else { continue };
        let changed = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let changed = changed.and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0);
        if changed > before {
            continue;
        }
        let gone = if metadata.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        gone.map_err(AppError::disk("remove", path))?;
        removed += 1;
    }
    Ok(removed)
}
