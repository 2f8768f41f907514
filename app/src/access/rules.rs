//! What may be granted by whom, and for how long sessions and codes live (documented in docs/guide/accounts.md, v5.0.0-7.1.1).

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use base::access::{Area, Permission, Role};

/// A session that is not used ends after half an hour.
pub(super) const IDLE: i64 = 30 * 60;
/// A session ends after twelve hours, used or not.
pub(super) const SESSION: i64 = 12 * 3_600;
/// After a quarter of an hour one proves anew who one is, before what is sensitive.
pub(super) const STRONG: i64 = 15 * 60;
/// A code for a first password works for three days.
pub(super) const ACTIVATION: i64 = 3 * 24 * 3_600;
/// The link of a demonstration works for a day.
pub(super) const LINK: i64 = 24 * 3_600;

pub(super) fn refused(key: &'static str, detail: impl Into<String>) -> AppError {
    Refused::Request { key, detail: detail.into() }.into()
}

/// Refuses an account that would give a look at the whole installation alone.
pub(super) fn needs_second(home: &Installation, scope: &Scope, area: &Area) -> Result<(), AppError> {
    // Every part of it by name is the whole of it.
    let mut parts = home.regions.children(home.region).peekable();
    let whole = area.contains(home.region) || (parts.peek().is_some() && parts.all(|part| area.contains(part.code)));
    if crate::approval::alone(scope) && whole {
        return Err(crate::approval::needs_second(area.to_string()));
    }
    Ok(())
}

/// A role and an area as somebody asks for them, if the asker may grant them: inside their own area, at most as large as the role
/// allows, and never their own role (the person who grants a role cannot hold it).
pub(crate) async fn granted(home: &Installation, scope: &Scope, role: &str, area: &str) -> Result<(Role, Area), AppError> {
    scope.require(Permission::Accounts)?;
    let role = home.roles.of(role).ok_or_else(|| refused("error-no-such-role", base::handover::showable(role)))?;
    if role.synthetic && !home.is_synthetic().await? {
        return Err(refused("error-synthetic-role", &role.code));
    }
    if scope.role().code == role.code {
        return Err(refused("error-own-role", &role.code));
    }
    let area = Area::parse(area).map_err(|flaw| refused("error-not-an-area", flaw.to_string()))?;
    if let Some(unknown) = area.regions().iter().find(|region| home.regions.get(**region).is_none()) {
        return Err(Refused::UnknownRegion(unknown.to_string()).into());
    }
    if !scope.area().covers(&area) {
        return Err(refused("error-outside-area", area.to_string()));
    }
    if area.largest().is_some_and(|largest| largest < role.largest) {
        return Err(refused("error-area-too-large", area.to_string()));
    }
    Ok((role.clone(), area))
}
