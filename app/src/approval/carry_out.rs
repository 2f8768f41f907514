//! What was approved is done once, by whoever asked, with what they may do now: a right that was taken away since stops it, and so does
//! data that changed (v5.0.0-8.3.2, 8.3.3). A list is fetched in a second step, once and before its link ends, as a workbook that
//! only its password opens.

use super::wish::{Wish, weigh};
use super::{ApprovalState, known, refused};
use crate::access::{Scope, give_account, give_token};
use crate::custody::erase_now;
use crate::fault::AppError;
use crate::installation::Installation;
use crate::release::publish_now;
use crate::subjects::{ErasedPerson, erase_person_now};
use crate::uncovered::{Mark, list_of_uncovered};
use crate::withdraw::withdraw_now;
use jiff::civil::Date;
use store::ApprovalRow;
use texts::Texts;

/// What the seal of the password of a file is for.
const SEAL: &str = "approval-file/v1";

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carried {
    /// The password of a file that now waits to be fetched; it is shown once.
    Password(String),
    /// A list was taken out of the figures.
    Withdrawn(u32),
    /// A list was erased.
    Erased(u32),
    /// The activation code of a new account, by its name; it is shown once.
    Code(String, String),
    /// A new token; it is shown once.
    Token(String),
    /// A release is what everybody sees now.
    Published,
    /// The data of one person were destroyed.
    ErasedPerson(ErasedPerson),
}

async fn own(home: &Installation, scope: &Scope, id: &str) -> Result<ApprovalRow, AppError> {
    let row = known(home, scope, id).await?;
    if row.asked_by == scope.actor() { Ok(row) } else { Err(refused("error-approval-others", "")) }
}

/// Does what was approved.
///
/// # Errors
/// Somebody else asked for it, it is not approved, was done or has ended, the asker may not do it any more, or the data changed.
pub async fn carry_out(home: &Installation, scope: &Scope, id: &str, today: Date, now: i64) -> Result<Carried, AppError> {
    let row = own(home, scope, id).await?;
    let state = ApprovalState::of(&row, now);
    if state != ApprovalState::Approved {
        return Err(refused("error-approval-state", state.code()));
    }
    let wish = Wish::read(&row.body)?;
    weigh(home, scope, &wish).await?.unchanged(&row.hash)?;
    let late = || refused("error-approval-state", "done");
    let entry = scope.for_purpose(&row.reason).entry("approval_use", format!("approval:{id} {} {}", row.act, row.object));
    if let Wish::Take(_) = wish {
        let password = credentials::code()?;
        let sealed = home.keys.seal_text(SEAL, id, password.as_bytes())?;
        let ends = now + i64::from(home.place.second.link_hours) * 3_600;
        let opened = home.store.open_approval((id, &sealed), ends, now, &entry).await?;
        return if opened { Ok(Carried::Password(password)) } else { Err(late()) };
    }
    // Marked first: what breaks off after this is asked for anew, and nothing happens twice.
    if !home.store.finish_approval(id, now, &entry).await? {
        return Err(late());
    }
    let done = act(home, scope, (id, &row.reason), wish, (today, now)).await;
    if let Err(AppError::Refused(_)) = &done {
        // Nothing was done: it can be carried out when what stood in the way is gone.
        home.store.reopen_approval(id, now, &scope.entry("approval_reopen", format!("approval:{id} {}", row.object))).await?;
    }
    done
}

/// The act itself, once.
async fn act(
    home: &Installation,
    scope: &Scope,
    (id, reason): (&str, &str),
    wish: Wish,
    (today, now): (Date, i64),
) -> Result<Carried, AppError> {
    let purpose = format!("approval:{id} {reason}");
    let scope = &scope.for_purpose(&purpose);
    Ok(match wish {
        Wish::Withdraw { batch } => {
            withdraw_now(home, scope, batch, today).await?;
            Carried::Withdrawn(batch)
        }
        Wish::Erase { batch } => {
            erase_now(home, scope, batch, &purpose, now).await?;
            Carried::Erased(batch)
        }
        Wish::Grant(new) => {
            let code = give_account(home, scope, &new, now).await?;
            Carried::Code(new.name, code)
        }
        Wish::Token(new) => Carried::Token(give_token(home, scope, &new, now).await?),
        Wish::Publish(release) => {
            publish_now(home, scope, &release, now).await?;
            Carried::Published
        }
        Wish::ErasePerson { request } => Carried::ErasedPerson(erase_person_now(home, scope, &request, now).await?),
        // A list is not done but fetched.
        Wish::Take(_) => return Err(refused("error-approval-state", "done")),
    })
}

/// Fetches a list that waits, once: a workbook that its password opens, with who took it, what for, when and under which approval on
/// each sheet. It never lies on our disk unsealed.
///
/// # Errors
/// Somebody else asked for it, its link has ended or was used, the asker may not see these people any more, or the data changed.
pub async fn fetch_list(home: &Installation, scope: &Scope, id: &str, texts: &Texts, now: i64) -> Result<Vec<u8>, AppError> {
    let row = own(home, scope, id).await?;
    let state = ApprovalState::of(&row, now);
    if state != ApprovalState::Waiting {
        return Err(refused("error-approval-state", state.code()));
    }
    let wish = Wish::read(&row.body)?;
    weigh(home, scope, &wish).await?.unchanged(&row.hash)?;
    let Wish::Take(list) = wish else { return Err(refused("error-approval-state", state.code())) };
    let password = home.keys.open_text(SEAL, id, &row.secret)?;
    let password = String::from_utf8(password).map_err(|_| AppError::Unreadable("the password of a file is no text"))?;
    let mark = Mark { who: scope.actor(), at: now, approval: Some((id.to_owned(), row.decided_by.clone())) };
    let (bytes, people) = list_of_uncovered(home, scope, &list.order()?, &mark, texts).await?;
    let sealed = press::seal_workbook(&bytes, &password)?;
    let entry = scope.for_purpose(&row.reason).entry("take_uncovered", format!("{} approval:{id}", row.object));
    if home.store.finish_approval(id, now, &store::Entry { rows: people, ..entry }).await? {
        Ok(sealed)
    } else {
        Err(refused("error-approval-state", "done"))
    }
}
