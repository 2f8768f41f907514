//! What a run keeps for the next one, as a file beside the results, and how the next one takes it up.
//!
//! The file holds what identifies people, as the tables themselves do: it is written for its owner alone.

use super::ids::Ids;
use super::lists::{Before, Reading};
use super::{LinkRequest, Lists};
use crate::fault::{AppError, Refused};
use link::{Earlier, Found, Kept, KeptFault, Means, Roster, Shelf};
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Where new rows go, and what is known of the others.
pub(super) struct Rest {
    pub(super) shelf: Shelf,
    pub(super) left: Before,
    pub(super) right: Option<Before>,
    pub(super) earlier: Option<Earlier>,
}

/// Writes what the next run needs. The file has its name when it is whole.
pub(super) fn keep(path: &Path, lists: &Lists, found: &Found) -> Result<(), AppError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = tempfile::NamedTempFile::new_in(folder).map_err(AppError::disk("make a file beside", path))?;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o600)).map_err(AppError::disk("guard", path))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    lists.left.ids.keep(&mut out)?;
    lists.right_ids().keep(&mut out)?;
    link::keep(lists.linked(found), &mut out).map_err(AppError::disk("write", path))?;
    out.flush().map_err(AppError::disk("write", path))?;
    let file = out.into_inner().map_err(|error| AppError::disk("write", path)(error.into_error()))?;
    file.as_file().sync_all().map_err(AppError::disk("write", path))?;
    file.persist(path).map_err(|error| AppError::disk("name", path)(error.error))?;
    Ok(())
}

/// Takes up what an earlier run has kept.
pub(super) fn take_up(reading: Reading<'_>, path: &Path, request: &LinkRequest) -> Result<Rest, AppError> {
    let refused = |key| AppError::from(Refused::Request { key, detail: path.display().to_string() });
    let mut from = BufReader::with_capacity(1 << 20, File::open(path).map_err(AppError::disk("open", path))?);
    let foreign = |_| refused("error-kept-foreign");
    let left = Ids::take_up(&mut from).map_err(foreign)?;
    let right = Ids::take_up(&mut from).map_err(foreign)?;
    let means = Means { resources: request.resources, scratch: reading.files, told: &|_| {} };
    let roster = || Roster::in_parts(reading.plan.part, reading.files);
    let kept = link::take_up(reading.model, &mut from, roster, means.space()).map_err(|fault| match fault {
        KeptFault::Io(source) => AppError::disk("read", path)(source),
        KeptFault::Foreign(key) => refused(key),
        KeptFault::Model(flaw) => Refused::Model(flaw).into(),
    })?;
    let Kept { shelf, left: left_rows, right: right_rows, earlier } = kept;
    if right_rows.is_none() && request.right.is_some() {
        return Err(refused("error-kept-itself"));
    }
    let before = |roster: Roster, mut ids: Ids| -> Result<Before, AppError> {
        if roster.parts() > 1 {
            ids.write_out(reading.files)?;
        }
        Ok(Before { roster, ids: Some(ids) })
    };
    Ok(Rest {
        shelf,
        left: before(left_rows, left)?,
        right: right_rows.map(|rows| before(rows, right)).transpose()?,
        earlier: Some(earlier),
    })
}
