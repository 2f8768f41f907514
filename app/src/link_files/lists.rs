//! A table becomes a roster: its columns are found by name, by heading, or by what ingest knows of headings.

use crate::Progress;
use crate::fault::{AppError, Refused};
use arrow::array::{Array, ArrayRef, AsArray, StringArray, UInt64Array};
use arrow::compute::{cast, concat};
use arrow::datatypes::DataType;
use base::handover::Kind;
use ingest::KindSpec;
use link::{Column, ColumnType, Model, Roster, Shelf};
use std::path::Path;
use std::sync::Arc;
use tables::{TableFile, Wanted};

/// A list that has been read.
pub(super) struct List {
    pub(super) roster: Roster,
    pub(super) ids: ArrayRef,
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

pub(super) fn read(
    model: &Model,
    shelf: &mut Shelf,
    path: &Path,
    id: Option<&str>,
    progress: Progress<'_>,
) -> Result<List, AppError> {
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
    let wanted: Vec<Wanted> = model
        .columns
        .iter()
        .zip(&places)
        .flat_map(|(column, place)| {
            let few = column.kind == ColumnType::Category;
            place.columns().iter().map(move |place| Wanted { place: *place, few })
        })
        .collect();
    let columns = model.columns.iter().zip(&places).filter(|(_, place)| **place != Place::Nowhere).map(|(column, place)| {
        let found: Vec<&str> = place.columns().iter().map(|place| headings[*place].as_str()).collect();
        (column.name.clone(), found.join(" + "))
    });
    let columns = columns.collect();
    let all: Vec<Wanted> = wanted.iter().copied().chain(id_place.map(|place| Wanted { place, few: false })).collect();
    let name = file.path().to_owned();
    let unreadable =
        |error: arrow::error::ArrowError| Refused::Request { key: "error-link-values", detail: format!("{name}: {error}") };
    let mut roster = Roster::default();
    let mut ids = Vec::new();
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
        shelf.push(&mut roster, rows, &values).map_err(unreadable)?;
        ids.extend(id_place.and_then(|_| next.next()));
        progress("read", roster.rows() as u64, 0);
    }
    if roster.rows() > u32::MAX as usize {
        return Err(Refused::Request { key: "error-link-rows", detail: format!("{name}: {}", roster.rows()) }.into());
    }
    let ids: ArrayRef = if ids.is_empty() {
        // Without ids rows are counted from one, as a reader of the file counts them below its header.
        Arc::new(UInt64Array::from_iter_values(1..=roster.rows() as u64))
    } else {
        let parts: Vec<&dyn Array> = ids.iter().map(AsRef::as_ref).collect();
        concat(&parts).map_err(unreadable)?
    };
    Ok(List { roster, ids, columns })
}

/// A date written out of its parts; a part that is not known is zero.
fn date_of_parts(year: &ArrayRef, month: &ArrayRef, day: &ArrayRef) -> Result<ArrayRef, arrow::error::ArrowError> {
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
