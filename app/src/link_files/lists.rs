//! A table becomes a roster: its columns are found by name, by heading, or by what ingest knows of headings.

use super::ids::Ids;
use super::room::{Plan, TemporaryFiles};
use crate::Progress;
use crate::fault::{AppError, Refused};
use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use base::handover::Kind;
use ingest::KindSpec;
use link::{Column, Model, Roster, Shelf};
use std::path::Path;
use std::sync::Arc;
use tables::{TableFile, Wanted};

/// A list that has been read.
pub(super) struct List {
    pub(super) roster: Roster,
    pub(super) ids: Ids,
    pub(super) columns: Vec<(String, String)>,
}

/// Where a column of the model stands in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Nowhere,
    /// In one column.
    Column(usize),
    /// A date in columns of its own for year, month and day.
    Parts([usize; 3]),
}

impl Place {
    pub(super) fn columns(&self) -> &[usize] {
        match self {
            Self::Nowhere => &[],
            Self::Column(place) => std::slice::from_ref(place),
            Self::Parts(places) => places,
        }
    }
}

/// Finds the columns of the model among the headings: by the headings that the model gives, by their own name, by those
/// that ingest knows for the field.
pub(super) fn places(model: &Model, headings: &[String]) -> Result<Vec<Place>, AppError> {
    let plain: Vec<String> = headings.iter().map(|heading| ingest::normalise_heading(heading)).collect();
    let find = |wanted: &String| plain.iter().position(|heading| *heading == ingest::normalise_heading(wanted));
    let spec = KindSpec::of(Kind::Workers)?;
    let fields: Vec<Option<&str>> = headings.iter().map(|heading| spec.field_named(heading)).collect();
    let place = |column: &Column| {
        let by_field = || column.field.as_deref().and_then(|field| fields.iter().position(|known| *known == Some(field)));
        if let Some(place) = column.headings.iter().find_map(find).or_else(|| find(&column.name)).or_else(by_field) {
            return Place::Column(place);
        }
        let [year, month, day] = &column.parts;
        match [year, month, day].map(|headings| headings.iter().find_map(find)) {
            [Some(year), Some(month), Some(day)] => Place::Parts([year, month, day]),
            _ => Place::Nowhere,
        }
    };
    Ok(model.columns.iter().map(place).collect())
}

/// Headings as an error may show them. A first line that holds a long number is no header but a person: it is not repeated.
pub(super) fn shown(headings: &[String]) -> String {
    let long = |heading: &String| heading.bytes().filter(u8::is_ascii_digit).count() >= 6;
    if headings.iter().any(long) { format!("{} × tanpa judul / without heading", headings.len()) } else { headings.join(", ") }
}

/// Where the rows of a table go: behind those of an earlier run, or into an empty list.
pub(super) struct Before {
    pub(super) roster: Roster,
    pub(super) ids: Option<Ids>,
}

/// How a table is read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) model: &'a Model,
    pub(super) plan: Plan,
    pub(super) files: &'a TemporaryFiles,
}

/// Reads a table behind the rows that are there already.
pub(super) fn read(
    reading: Reading<'_>,
    shelf: &mut Shelf,
    before: Before,
    path: &Path,
    id: Option<&str>,
    progress: Progress<'_>,
) -> Result<List, AppError> {
    let Reading { model, plan, files } = reading;
    let file = TableFile::open(path)?;
    let headings = file.headings().to_vec();
    let known = || shown(&headings);
    let id_place = match id {
        Some(id) => Some(headings.iter().position(|heading| heading == id).ok_or_else(|| Refused::NoColumn {
            file: file.path().to_owned(),
            column: id.to_owned(),
            known: known(),
        })?),
        None => headings.iter().position(|heading| heading == "unique_id"),
    };
    let places = places(model, &headings)?;
    if places.iter().all(|place| *place == Place::Nowhere) {
        let columns: Vec<&str> = model.columns.iter().map(|column| column.name.as_str()).collect();
        return Err(Refused::Request {
            key: "error-link-columns",
            detail: format!("{} ({}) / {} ({})", file.path(), known(), model.name, columns.join(", ")),
        }
        .into());
    }
    let wanted: Vec<Wanted> = places
        .iter()
        // Ids are written as they came.
        .flat_map(|place| place.columns().iter().map(|place| Wanted { place: *place, coded: Some(*place) != id_place }))
        .collect();
    let columns = model.columns.iter().zip(&places).filter(|(_, place)| **place != Place::Nowhere).map(|(column, place)| {
        let found: Vec<&str> = place.columns().iter().map(|place| headings[*place].as_str()).collect();
        (column.name.clone(), found.join(" + "))
    });
    let columns = columns.collect();
    let all: Vec<Wanted> = wanted.iter().copied().chain(id_place.map(|place| Wanted { place, coded: false })).collect();
    let name = file.path().to_owned();
    let unreadable =
        |error: ArrowError| AppError::from(Refused::Request { key: "error-link-values", detail: format!("{name}: {error}") });
    let Before { mut roster, ids } = before;
    let mut ids = ids.unwrap_or_else(|| Ids::new(id_place.is_none()));
    for batch in file.read(&all)? {
        let batch = batch?;
        let rows = batch.first().map_or(0, Array::len);
        let mut next = batch.iter().cloned();
        let mut values: Vec<Option<ArrayRef>> = Vec::with_capacity(places.len());
        for place in &places {
            values.push(match place {
                Place::Nowhere => None,
                Place::Column(_) => next.next(),
                Place::Parts(_) => match (next.next(), next.next(), next.next()) {
                    (Some(year), Some(month), Some(day)) => Some(date_of_parts(&year, &month, &day).map_err(unreadable)?),
                    _ => None,
                },
            });
        }
        shelf.push(&mut roster, rows, &values).map_err(|error| match error {
            ArrowError::IoError(_, source) => AppError::Scratch(source),
            error => unreadable(error),
        })?;
        ids.push(id_place.and_then(|_| next.next()), rows)?;
        if roster.parts() > 1 {
            ids.write_out(files)?;
        }
        plan.allows(shelf.memory(), roster.rows())?;
        progress("read", roster.rows() as u64, 0);
    }
    if roster.rows() > MOST_ROWS {
        return Err(Refused::Request { key: "error-link-rows", detail: format!("{name}: {}", roster.rows()) }.into());
    }
    Ok(List { roster, ids, columns })
}

/// Rows have numbers of 32 bits, and those of both lists are counted together where persons are asked for.
const MOST_ROWS: usize = (u32::MAX / 2) as usize;

/// A date written out of its parts; a part that is not known is zero.
fn date_of_parts(year: &ArrayRef, month: &ArrayRef, day: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let text = |array: &ArrayRef| cast(array, &DataType::Utf8);
    let (year, month, day) = (text(year)?, text(month)?, text(day)?);
    let (year, month, day) = (year.as_string::<i32>(), month.as_string::<i32>(), day.as_string::<i32>());
    // A database that once held floats writes 1967.0.
    let part = |array: &StringArray, row: usize| -> u32 {
        let whole = |text: &str| text.trim().split('.').next().and_then(|digits| digits.parse().ok());
        if array.is_valid(row) { whole(array.value(row)).unwrap_or(0) } else { 0 }
    };
    let dates: StringArray = (0..year.len())
        .map(|row| match (part(year, row), part(month, row), part(day, row)) {
            (0, 0, 0) => None,
            (year, month, day) => Some(format!("{year:04}-{month:02}-{day:02}")),
        })
        .collect();
    Ok(Arc::new(dates))
}
