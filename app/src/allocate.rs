//! Plans the allocation of an instance file: whom to enrol with which money.

use crate::fault::{AppError, Refused};
use plan::{AllocateFault, Allocation, Instance};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The largest instance file: a million pairs with long names.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Reads an instance (`docs/guide/plan.md`) and gives its best plan, or the limits that no plan can keep.
///
/// # Errors
/// The file cannot be read, is no instance, or the solver failed.
pub fn allocate_instance(path: &Path) -> Result<Allocation, AppError> {
    let refused = |key, detail: String| AppError::from(Refused::Request { key, detail });
    let mut text = String::new();
    let file = File::open(path).map_err(AppError::disk("open", path))?;
    file.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(AppError::disk("read", path))?;
    if text.len() as u64 > MOST_BYTES {
        return Err(refused("error-instance-large", path.display().to_string()));
    }
    let instance: Instance = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| refused("error-not-an-instance", format!("{}: {error}", path.display())))?;
    plan::allocate(&instance).map_err(|fault| match fault {
        AllocateFault::Flaw(flaw) => refused("error-instance-flaw", flaw.to_string()),
        AllocateFault::Solver(fault) => AppError::Solver(fault),
    })
}
