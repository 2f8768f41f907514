//! The second person says yes or no.

use super::wish::{Wish, weigh};
use super::{ApprovalState, known, may_decide, refused};
use crate::access::{Scope, Who};
use crate::fault::AppError;
use crate::installation::Installation;
use base::handover::showable;

/// Approves a request: somebody else than its asker, who could do the same themselves and sees the same data.
///
/// # Errors
/// The asker asked for it themselves, may not do it, it was decided, has ended, or what it would do changed since.
pub async fn decide_approval(home: &Installation, scope: &Scope, id: &str, now: i64) -> Result<(), AppError> {
    let row = known(home, scope, id).await?;
    if row.asked_by == scope.actor() {
        return Err(refused("error-approval-own", ""));
    }
    if !may_decide(scope, &row) || !matches!(scope.who(), Who::Account { .. } | Who::Operator(_)) {
        return Err(refused("error-no-approval", ""));
    }
    weigh(home, scope, &Wish::read(&row.body)?).await?.unchanged(&row.hash)?;
    let entry = scope.for_purpose(&row.reason).entry("approval_approve", format!("approval:{id} {} {}", row.act, row.object));
    if home.store.decide_approval((id, true, &scope.actor(), ""), now, &entry).await? {
        Ok(())
    } else {
        Err(refused("error-approval-state", ApprovalState::of(&row, now).code()))
    }
}

/// Rejects a request, with a reason; whoever asked may take their own back.
///
/// # Errors
/// The asker may not decide it, it was decided or has ended, or there is no reason.
pub async fn reject_approval(home: &Installation, scope: &Scope, id: &str, why: &str, now: i64) -> Result<(), AppError> {
    let row = known(home, scope, id).await?;
    let own = row.asked_by == scope.actor();
    if !own && !may_decide(scope, &row) {
        return Err(refused("error-no-approval", ""));
    }
    let why = showable(why.trim());
    if why.is_empty() && !own {
        return Err(refused("error-approval-reason", ""));
    }
    let entry = scope.for_purpose(&why).entry("approval_reject", format!("approval:{id} {} {}", row.act, row.object));
    if home.store.decide_approval((id, false, &scope.actor(), &why), now, &entry).await? {
        Ok(())
    } else {
        Err(refused("error-approval-state", ApprovalState::of(&row, now).code()))
    }
}
