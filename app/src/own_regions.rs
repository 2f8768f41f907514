//! Regions beyond those in the program: what was ingested as `regions` joins the tree when an installation is opened.

use crate::coverage_batches::known_batches;
use crate::fault::AppError;
use crate::installation::Installation;
use arrow::array::{Array, AsArray};
use base::handover::Kind;
use base::vocabulary::region::RegionCode;
use std::borrow::Cow;
use store::FileRole;

/// Puts the current regions of an installation into its tree. Rows that fit nowhere are counted, never guessed.
pub(crate) async fn add_own_regions(home: &mut Installation) -> Result<(), AppError> {
    let shape = || AppError::Unreadable("a table of regions has another shape");
    let (mut places, mut wrong) = (Vec::new(), 0);
    for batch in known_batches(home, Kind::Regions, None).await? {
        for file in home.store.files_of(i64::from(batch.number)).await?.iter().filter(|file| file.role == FileRole::Facts) {
            for table in lake::read_table(&home.lake.verified(&file.sha256)?, &["code", "region_name"])? {
                let table = table.map_err(|_| shape())?;
                let column = |name: &str| table.column_by_name(name).and_then(|column| column.as_string_opt::<i32>().cloned());
                let (codes, names) = (column("code").ok_or_else(shape)?, column("region_name").ok_or_else(shape)?);
                for row in (0..table.num_rows()).filter(|row| codes.is_valid(*row) && names.is_valid(*row)) {
                    match RegionCode::parse(codes.value(row)) {
                        Ok(code) => places.push((code, names.value(row).to_owned())),
                        Err(_) => wrong += 1,
                    }
                }
            }
        }
    }
    if !places.is_empty() {
        let (tree, orphans) = home.regions.as_ref().clone().with_places(&places);
        home.regions = Cow::Owned(tree);
        wrong += orphans;
    }
    home.regions_left_out = wrong;
    Ok(())
}
