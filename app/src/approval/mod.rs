//! The second person: what one person may not do alone is asked for, decided by somebody else who could do the same, and then done
//! once by whoever asked (v5.0.0-2.3.5).
//!
//! ```text
//! Wish ─ask─► request (who, what, why, area, hash of what would be done, end) ─decide─► approved ─carry out─► done, once
//!                                                                             └────────► rejected
//! ```
//! At each step the wish is weighed anew under the scope of whoever takes the step: what they may not see they cannot decide, and what
//! changed since it was asked is refused. Each step is a line of the audit log.

mod carry_out;
mod decide;
mod wish;

pub use carry_out::{Carried, carry_out, fetch_list};
pub use decide::{decide_approval, reject_approval};
pub use wish::{ListWish, Wish};

use crate::access::{Scope, Who};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::release::Release;
use base::access::{Area, Permission};
use base::handover::showable;
use serde::Serialize;
use store::ApprovalRow;
use wish::weigh;

/// From where on a second person is asked, and how long requests and links live. Set by configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondPerson {
    /// The most people that one person takes away by name alone.
    pub people: u64,
    /// The most rows of a list that one person takes out of the figures alone.
    pub rows: u64,
    /// Days until a request ends by itself.
    pub days: u32,
    /// Hours until a file that waits can no longer be fetched.
    pub link_hours: u32,
}

impl Default for SecondPerson {
    fn default() -> Self {
        Self { people: 1_000, rows: 10_000, days: 7, link_hours: 24 }
    }
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalState {
    /// Nobody has decided.
    Asked,
    /// Approved, and not done yet.
    Approved,
    /// Its file waits to be fetched.
    Waiting,
    /// Done.
    Done,
    /// Rejected, or taken back by whoever asked.
    Rejected,
    /// Its time was over first.
    Ended,
}

impl ApprovalState {
    /// The code in texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Rejected => "rejected",
            Self::Ended => "ended",
        }
    }

    fn of(row: &ApprovalRow, now: i64) -> Self {
        match row.decision.as_str() {
            _ if row.done_at != 0 => Self::Done,
            "rejected" => Self::Rejected,
            _ if row.link_ends != 0 => {
                if row.link_ends > now {
                    Self::Waiting
                } else {
                    Self::Ended
                }
            }
            _ if row.ends_at <= now => Self::Ended,
            "approved" => Self::Approved,
            _ => Self::Asked,
        }
    }
}

/// A request as people see it. Moments are seconds since 1970; 0 while it did not happen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Approval {
    /// What it is called.
    pub id: String,
    /// What is asked for.
    pub act: String,
    /// To what, as the audit log names it.
    pub object: String,
    /// Where.
    pub area: String,
    /// Rows of people that it is about.
    pub people: u64,
    /// Why.
    pub reason: String,
    /// The hash of what would be done.
    pub hash: String,
    /// How far it is.
    pub state: ApprovalState,
    /// Who asks.
    pub asked_by: String,
    /// When.
    pub asked_at: i64,
    /// When it ends by itself.
    pub ends_at: i64,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: i64,
    /// What they said.
    pub why: String,
    /// Until when its file can be fetched; 0 where there is none.
    pub link_ends: i64,
    /// When it was done.
    pub done_at: i64,
    /// Whether the reader asked for it.
    pub own: bool,
    /// Whether the reader may decide it now.
    pub decides: bool,
    /// What would be published, where that is what is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<Release>,
}

pub(crate) fn refused(key: &'static str, detail: impl Into<String>) -> AppError {
    Refused::Request { key, detail: detail.into() }.into()
}

/// What an act needs of whoever asks for it and of whoever decides it.
pub(crate) fn permission(act: &str) -> Option<Permission> {
    Some(match act {
        "take" => Permission::People,
        "withdraw" | "erase" => Permission::Withdraw,
        "grant" | "token" => Permission::Accounts,
        "erase_person" => Permission::Subjects,
        "publish" => Permission::Approve,
        _ => return None,
    })
}

/// Whether the rule of the second person holds for somebody: for every account. Whoever runs the program with the data folder and the
/// key cannot be held by it; what they do stands in the log.
pub(crate) fn alone(scope: &Scope) -> bool {
    matches!(scope.who(), Who::Account { .. } | Who::Token(_))
}

/// What one person may not do alone is refused with this.
pub(crate) fn needs_second(detail: impl Into<String>) -> AppError {
    refused(NEEDS_SECOND, detail)
}

const NEEDS_SECOND: &str = "error-needs-second";

impl AppError {
    /// Whether a second person would have to say yes.
    pub fn needs_second(&self) -> bool {
        matches!(self, Self::Refused(Refused::Request { key, .. }) if *key == NEEDS_SECOND)
    }
}

/// Asks for something; gives back what the request is called. Nothing is done yet.
///
/// # Errors
/// The asker could not do it at all, or gives no reason.
pub async fn ask_approval(home: &Installation, scope: &Scope, wish: &Wish, reason: &str, now: i64) -> Result<String, AppError> {
    if !matches!(scope.who(), Who::Account { .. }) {
        return Err(refused("error-approval-account", scope.actor()));
    }
    let reason = showable(reason.trim());
    if reason.is_empty() {
        return Err(refused("error-approval-reason", ""));
    }
    let weighed = weigh(home, scope, wish).await?;
    let id = credentials::Secret::drawn()?.text()[..32].to_owned();
    let row = ApprovalRow {
        id: id.clone(),
        act: wish.act().to_owned(),
        object: weighed.object,
        area: weighed.area.to_string(),
        body: wish.body()?,
        hash: weighed.hash,
        people: weighed.people,
        reason: reason.clone(),
        asked_by: scope.actor(),
        asked_at: now,
        ends_at: now + i64::from(home.place.second.days) * 86_400,
        ..ApprovalRow::default()
    };
    let entry = scope.for_purpose(&reason).entry("approval_ask", format!("approval:{id} {} {}", row.act, row.object));
    home.store.ask_approval(&row, &entry).await?;
    Ok(id)
}

fn shown(scope: &Scope, row: ApprovalRow, now: i64) -> Approval {
    let own = row.asked_by == scope.actor();
    let state = ApprovalState::of(&row, now);
    let release = match Wish::read(&row.body) {
        Ok(Wish::Publish(release)) => Some(*release),
        _ => None,
    };
    Approval {
        state,
        own,
        release,
        decides: !own && state == ApprovalState::Asked && may_decide(scope, &row),
        id: row.id,
        act: row.act,
        object: row.object,
        area: row.area,
        people: row.people,
        reason: row.reason,
        hash: row.hash,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        ends_at: row.ends_at,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        why: row.why,
        link_ends: row.link_ends,
        done_at: row.done_at,
    }
}

fn covers(scope: &Scope, row: &ApprovalRow) -> bool {
    Area::parse(&row.area).is_ok_and(|area| scope.area().covers(&area))
}

/// Whether somebody is asked to decide: they may do the act themselves, with all it is about inside their area.
fn may_decide(scope: &Scope, row: &ApprovalRow) -> bool {
    permission(&row.act).is_some_and(|needs| scope.may(needs)) && covers(scope, row)
}

/// One's own requests, those one may decide, and for whoever reads the audit log those inside their area.
fn sees_request(scope: &Scope, row: &ApprovalRow) -> bool {
    row.asked_by == scope.actor() || may_decide(scope, row) || (scope.may(Permission::Audit) && covers(scope, row))
}

/// The requests that the asker may know of, newest first.
pub async fn approvals(home: &Installation, scope: &Scope, now: i64) -> Result<Vec<Approval>, AppError> {
    let rows = home.store.approvals().await?;
    Ok(rows.into_iter().filter(|row| sees_request(scope, row)).map(|row| shown(scope, row, now)).collect())
}

/// One request. None of others is told from one that does not exist.
pub async fn approval(home: &Installation, scope: &Scope, id: &str, now: i64) -> Result<Approval, AppError> {
    known(home, scope, id).await.map(|row| shown(scope, row, now))
}

async fn known(home: &Installation, scope: &Scope, id: &str) -> Result<ApprovalRow, AppError> {
    let row = home.store.approval(id).await?.filter(|row| sees_request(scope, row));
    row.ok_or_else(|| refused("error-no-approval", ""))
}
