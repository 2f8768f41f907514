//! Filters of the list of the uncovered that an account keeps under names of its own: codes of places, segments, groups and reasons, never
//! a value of a person.

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use base::access::Permission;
use base::handover::showable;
use base::vocabulary::without_niks;

/// Filters that an account keeps at most.
const MOST: usize = 30;
/// The longest name, in characters.
const LONGEST: usize = 60;

/// Filters under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFilter {
    /// The name.
    pub name: String,
    /// What they stand for, as the page wrote it.
    pub filters: String,
}

fn account(scope: &Scope) -> Result<&str, AppError> {
    scope.require(Permission::People)?;
    Ok(scope.account().ok_or(Refused::NotAllowed(Permission::People))?)
}

/// The filters of the asker, by name; none for whoever has no account.
pub async fn saved_filters(home: &Installation, scope: &Scope) -> Result<Vec<SavedFilter>, AppError> {
    scope.require(Permission::People)?;
    let Some(account) = scope.account() else { return Ok(Vec::new()) };
    let kept = home.store.saved_filters(account).await?;
    Ok(kept.into_iter().map(|(name, filters)| SavedFilter { name, filters }).collect())
}

/// Keeps filters under a name; the same name again stands for the new ones.
pub async fn save_filter(home: &Installation, scope: &Scope, name: &str, filters: &str, now: i64) -> Result<(), AppError> {
    let account = account(scope)?;
    let name = without_niks(&showable(name.trim())).into_owned();
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(Refused::Request { key: "error-filter-name", detail: LONGEST.to_string() }.into());
    }
    let kept = home.store.saved_filters(account).await?;
    if kept.len() >= MOST && !kept.iter().any(|(known, _)| *known == name) {
        return Err(Refused::Request { key: "error-filters-many", detail: MOST.to_string() }.into());
    }
    Ok(home.store.save_filter(account, &name, filters, now).await?)
}

/// Forgets filters of the asker.
pub async fn drop_filter(home: &Installation, scope: &Scope, name: &str) -> Result<(), AppError> {
    Ok(home.store.drop_filter(account(scope)?, name).await?)
}
