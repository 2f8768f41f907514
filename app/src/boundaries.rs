//! Outlines of regions for maps: what was ingested as `boundaries` and holds in a month.

use crate::access::Scope;
use crate::coverage_batches::known_batches;
use crate::fault::AppError;
use crate::installation::Installation;
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use base::access::Permission;
use base::handover::{Kind, Outline};
use base::vocabulary::Month;
use base::vocabulary::region::RegionCode;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use store::{Batch, FileRole};

/// The outline of a region, with what a map must say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// The region.
    pub code: RegionCode,
    /// Its outline, indicative: no line of it is a legal one.
    pub outline: Outline,
    /// The day from which it holds.
    pub from: Date,
    /// Who drew it.
    pub source: String,
}

/// The outlines of the regions one level below a region in a month: of each the latest that held by its end, or where there was
/// none yet the first. Boundaries tell nothing of anybody, so no area limits them.
pub async fn boundaries(home: &Installation, scope: &Scope, parent: RegionCode, month: Month) -> Result<Vec<Boundary>, AppError> {
    scope.require(Permission::Figures)?;
    let batches = known_batches(home, Kind::Boundaries, None).await?;
    let (mut later, mut held): (Vec<Batch>, Vec<Batch>) = batches.into_iter().partition(|batch| batch.as_of > month.last_day());
    // The best comes last and takes the place of those before it.
    later.sort_by_key(|batch| (Reverse(batch.as_of), batch.number));
    held.sort_by_key(|batch| (batch.as_of, batch.number));
    let mut found: BTreeMap<RegionCode, Boundary> = BTreeMap::new();
    for batch in later.iter().chain(&held) {
        let mut of_batch: BTreeMap<RegionCode, Boundary> = BTreeMap::new();
        for (code, outline) in outlines_of(home, batch, parent).await? {
            match of_batch.get_mut(&code) {
                Some(known) => known.outline.join(outline),
                None => {
                    let boundary = Boundary { code, outline, from: batch.as_of, source: batch.source.clone() };
                    of_batch.insert(code, boundary);
                }
            }
        }
        found.extend(of_batch);
    }
    Ok(found.into_values().collect())
}

/// The outlines of a batch one level below a region; only these are read.
async fn outlines_of(home: &Installation, batch: &Batch, parent: RegionCode) -> Result<Vec<(RegionCode, Outline)>, AppError> {
    let shape = || AppError::Unreadable("a table of boundaries has another shape");
    let mut outlines = Vec::new();
    for file in home.store.files_of(i64::from(batch.number)).await?.iter().filter(|file| file.role == FileRole::Facts) {
        for table in lake::read_table(&home.lake.verified(&file.sha256)?, &["residence", "geometry"])? {
            let table = table.map_err(|_| shape())?;
            let codes = table.column_by_name("residence").and_then(|column| column.as_primitive_opt::<Int64Type>());
            let texts = table.column_by_name("geometry").and_then(|column| column.as_string_opt::<i32>());
            let (codes, texts) = (codes.ok_or_else(shape)?, texts.ok_or_else(shape)?);
            for row in (0..table.num_rows()).filter(|row| codes.is_valid(*row) && texts.is_valid(*row)) {
                let code = u64::try_from(codes.value(row)).ok().and_then(RegionCode::from_number);
                let code = code.filter(|code| code.parent() == Some(parent));
                outlines.extend(code.and_then(|code| Some((code, Outline::parse(texts.value(row))?))));
            }
        }
    }
    Ok(outlines)
}
