//! What people have decided about pairs, read from a table.

use super::lists::shown;
use crate::fault::{AppError, Refused};
use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use link::Verdict;
use std::collections::HashMap;
use std::path::Path;
use tables::{TableFile, Wanted};

/// Reads what people have decided; an id that no row has is left out, since lists change from month to month.
pub(super) fn verdicts(path: &Path, left: &ArrayRef, right: &ArrayRef, with_itself: bool) -> Result<Vec<Verdict>, AppError> {
    let rows = |ids: &ArrayRef| -> Result<HashMap<String, u32>, AppError> {
        let texts = cast(ids, &DataType::Utf8).map_err(|_| AppError::Unreadable("ids cannot be read as text"))?;
        let texts = texts.as_string::<i32>();
        Ok((0_u32..).zip(texts.iter()).filter_map(|(row, id)| Some((id?.to_owned(), row))).collect())
    };
    let file = TableFile::open(path)?;
    let known = shown(file.headings());
    let place = |name: &str| {
        let found = file.headings().iter().position(|heading| heading == name);
        found.map(|place| Wanted { place, few: false }).ok_or_else(|| Refused::NoColumn {
            file: path.display().to_string(),
            column: name.to_owned(),
            known: known.clone(),
        })
    };
    let wanted = [place("id_left")?, place("id_right")?, place("verdict")?];
    let (left, right) = (rows(left)?, rows(right)?);
    let mut verdicts = Vec::new();
    for batch in file.read(&wanted)? {
        let texts: Result<Vec<ArrayRef>, _> = batch?.iter().map(|column| cast(column, &DataType::Utf8)).collect();
        let texts = texts.map_err(|_| AppError::Unreadable("verdicts cannot be read as text"))?;
        let [a, b, verdict] = [0, 1, 2].map(|column| texts[column].as_string::<i32>());
        for row in 0..a.len() {
            let same = match verdict.is_valid(row).then(|| verdict.value(row)) {
                Some("same") => true,
                Some("different") => false,
                _ => {
                    return Err(Refused::Request {
                        key: "error-link-verdict",
                        detail: format!("{}: {}", path.display(), row + 1),
                    }
                    .into());
                }
            };
            let of = |rows: &HashMap<String, u32>, ids: &StringArray| {
                ids.is_valid(row).then(|| rows.get(ids.value(row)).copied()).flatten()
            };
            let (Some(a), Some(b)) = (of(&left, a), of(&right, b)) else { continue };
            // A pair of one list is kept from its smaller row.
            let (left, right) = if with_itself { (a.min(b), a.max(b)) } else { (a, b) };
            verdicts.push(Verdict { left, right, same });
        }
    }
    Ok(verdicts)
}
