//! Lists checked on a page: each in a folder of its own, its result kept until somebody throws it away. The list itself is gone as
//! soon as it was read.

use crate::Progress;
use crate::access::Scope;
use crate::check::{CheckRequest, check};
use crate::fault::{AppError, Refused};
use crate::inbox::safe_name;
use crate::installation::Installation;
use crate::uncovered::Purpose;
use base::access::Permission;
use base::handover::showable;
use base::vocabulary::Month;
use ingest::MappingFile;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use texts::Texts;

/// What is kept of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCheck {
    /// Its id.
    pub id: String,
    /// The name of the list.
    pub file_name: String,
    /// What for.
    pub purpose: String,
    /// The id of the account that asked; empty for the operator of the machine. Nobody else sees it.
    #[serde(default)]
    pub asked_by: String,
    /// The day it was asked.
    pub asked_on: Date,
    /// The month asked about.
    pub as_of: String,
    /// Data rows.
    pub rows: u64,
    /// Rows by answer: covered, lapsed, not_found, unclear.
    pub statuses: BTreeMap<String, u64>,
}

fn folder_of(home: &Installation, id: &str) -> Result<PathBuf, AppError> {
    let sound = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let none = || Refused::Request { key: "error-no-check", detail: showable(id) }.into();
    sound.then(|| home.place.data.join("checks").join(id)).ok_or_else(none)
}

/// Makes the folder of a check and gives back where the list goes.
pub fn begin_check(home: &Installation, id: &str, file_name: &str) -> Result<PathBuf, AppError> {
    use std::os::unix::fs::DirBuilderExt;
    let folder = folder_of(home, id)?.join("list");
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(AppError::disk("make the folder", &folder))?;
    Ok(folder.join(safe_name(file_name)))
}

/// Who in the list is covered? The result stands in the folder; the list does not any more, whatever came of it.
pub async fn run_check(
    home: &Installation,
    scope: &Scope,
    id: &str,
    (as_of, purpose, today): (Option<Month>, Purpose, Date),
    texts: &Texts,
    progress: Progress<'_>,
) -> Result<KeptCheck, AppError> {
    let folder = folder_of(home, id)?;
    let list = folder.join("list");
    let lists = fs::read_dir(&list).map_err(AppError::disk("read", &list))?;
    let path = lists.flatten().map(|entry| entry.path()).next().ok_or(AppError::Unreadable("the list to be checked is gone"))?;
    let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    progress(&file_name, 0, 0);
    let request = CheckRequest { as_of, today, mapping: MappingFile::default() };
    let checked = check(home, &scope.for_purpose(purpose.code()), &path, &folder.join("hasil.xlsx"), &request, texts).await;
    fs::remove_dir_all(&list).map_err(AppError::disk("remove", &list))?;
    let report = match checked {
        Ok(report) => report,
        Err(error) => {
            fs::remove_dir_all(&folder).map_err(AppError::disk("remove", &folder))?;
            return Err(error);
        }
    };
    let kept = KeptCheck {
        id: id.to_owned(),
        file_name,
        purpose: purpose.code().to_owned(),
        asked_by: scope.account().unwrap_or_default().to_owned(),
        asked_on: today,
        as_of: report.as_of,
        rows: report.rows,
        statuses: report.statuses.into_iter().map(|(status, count)| (status.to_owned(), count)).collect(),
    };
    let text = serde_json::to_string(&kept).map_err(|_| AppError::Unreadable("a check cannot be written"))?;
    let report = folder.join("check.json");
    fs::write(&report, text).map_err(AppError::disk("write", &report))?;
    Ok(kept)
}

/// A check by its id; another's is as if it were not there.
pub fn find_check(home: &Installation, scope: &Scope, id: &str) -> Result<KeptCheck, AppError> {
    scope.require(Permission::Check)?;
    let path = folder_of(home, id)?.join("check.json");
    let none = || Refused::Request { key: "error-no-check", detail: showable(id) };
    let text = fs::read_to_string(&path).map_err(|_| none())?;
    let kept: KeptCheck = serde_json::from_str(&text).map_err(|_| AppError::Unreadable("a check has another form"))?;
    let mine = scope.area().is_everywhere() || scope.account() == Some(kept.asked_by.as_str());
    if mine { Ok(kept) } else { Err(none().into()) }
}

/// The workbook of a check.
pub fn check_result(home: &Installation, scope: &Scope, id: &str) -> Result<Vec<u8>, AppError> {
    find_check(home, scope, id)?;
    let path = folder_of(home, id)?.join("hasil.xlsx");
    fs::read(&path).map_err(|_| Refused::Request { key: "error-no-check", detail: showable(id) }.into())
}

/// Every check of the asker whose result is still there, newest first.
pub fn checks(home: &Installation, scope: &Scope) -> Result<Vec<KeptCheck>, AppError> {
    let folder = home.place.data.join("checks");
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut found: Vec<KeptCheck> = names.filter_map(|id| find_check(home, scope, &id).ok()).collect();
    found.sort_by(|a, b| (b.asked_on, &b.id).cmp(&(a.asked_on, &a.id)));
    Ok(found)
}

/// Throws a check away. What never became a check has no owner and is thrown away by whoever began it.
pub fn discard_check(home: &Installation, scope: &Scope, id: &str) -> Result<(), AppError> {
    let folder = folder_of(home, id)?;
    if !folder.exists() {
        return Ok(());
    }
    if folder.join("check.json").exists() {
        find_check(home, scope, id)?;
    }
    fs::remove_dir_all(&folder).map_err(AppError::disk("remove", &folder))
}
