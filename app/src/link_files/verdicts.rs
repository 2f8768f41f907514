//! What people have decided about pairs, read from a table.

use super::ids::Ids;
use super::lists::shown;
use crate::fault::{AppError, Refused};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use link::Verdict;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use tables::{TableFile, Wanted};

/// What somebody has decided, by ids.
struct Decided {
    ids: [String; 2],
    same: bool,
}

/// Reads what people have decided; an id that no row has is left out, since lists change from month to month.
pub(super) fn verdicts(path: &Path, left: &Ids, right: &Ids, with_itself: bool) -> Result<Vec<Verdict>, AppError> {
    let decided = decided(path)?;
    // The ids of verdicts are few, those of rows may be many: these pass by once.
    let rows = |side: usize, ids: &Ids| -> Result<HashMap<String, u32>, AppError> {
        let wanted: HashSet<&str> = decided.iter().map(|decided| decided.ids[side].as_str()).collect();
        let mut rows = HashMap::new();
        ids.each(|row, id| {
            if let Some(id) = id.filter(|id| wanted.contains(id)) {
                rows.insert(id.to_owned(), row);
            }
        })?;
        Ok(rows)
    };
    let (left, right) = (rows(0, left)?, rows(1, right)?);
    let verdict = |decided: &Decided| {
        let (a, b) = (*left.get(&decided.ids[0])?, *right.get(&decided.ids[1])?);
        // A pair of one list is kept from its smaller row.
        let (left, right) = if with_itself { (a.min(b), a.max(b)) } else { (a, b) };
        Some(Verdict { left, right, same: decided.same })
    };
    Ok(decided.iter().filter_map(verdict).collect())
}

fn decided(path: &Path) -> Result<Vec<Decided>, AppError> {
    let file = TableFile::open(path)?;
    let known = shown(file.headings());
    let place = |name: &str| {
        let found = file.headings().iter().position(|heading| heading == name);
        found.map(|place| Wanted { place, coded: false }).ok_or_else(|| Refused::NoColumn {
            file: path.display().to_string(),
            column: name.to_owned(),
            known: known.clone(),
        })
    };
    let wanted = [place("id_left")?, place("id_right")?, place("verdict")?];
    let mut found = Vec::new();
    let mut read = 0;
    for batch in file.read(&wanted)? {
        let texts: Result<Vec<ArrayRef>, _> = batch?.iter().map(|column| cast(column, &DataType::Utf8)).collect();
        let texts = texts.map_err(|_| AppError::Unreadable("verdicts cannot be read as text"))?;
        let text = |column: usize, row: usize| {
            let texts = texts[column].as_string::<i32>();
            texts.is_valid(row).then(|| texts.value(row).trim().to_owned())
        };
        for row in 0..texts[0].len() {
            read += 1;
            let same = match text(2, row).unwrap_or_default().as_str() {
                "same" => true,
                "different" => false,
                // Of a sample, what nobody has looked at yet.
                "" => continue,
                _ => {
                    let detail = format!("{}: {read}", path.display());
                    return Err(Refused::Request { key: "error-link-verdict", detail }.into());
                }
            };
            if let (Some(a), Some(b)) = (text(0, row), text(1, row)) {
                found.push(Decided { ids: [a, b], same });
            }
        }
    }
    Ok(found)
}
