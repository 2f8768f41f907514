//! Tokens for machines: a role, an area, a purpose and an end; printed once, kept as a fingerprint.

use crate::access::Scope;
use crate::access::rules::{granted, needs_second, refused};
use crate::fault::AppError;
use crate::installation::Installation;
use base::access::{Area, Permission};
use serde::{Deserialize, Serialize};
use store::Token;

/// The longest life of a token, in days.
const LONGEST: u32 = 366;

/// A token to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// The code of the role.
    pub role: String,
    /// The regions.
    pub area: String,
    /// What it is for.
    pub purpose: String,
    /// Days until it ends.
    pub days: u32,
}

/// A token as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TokenLine {
    /// What it is called.
    pub id: String,
    /// The code of the role.
    pub role: String,
    /// The regions.
    pub area: String,
    /// What it is for.
    pub purpose: String,
    /// By whom it was made.
    pub made_by: String,
    /// When it ends.
    pub ends_at: i64,
    /// When it was revoked; 0 while it is not.
    pub revoked_at: i64,
    /// When it was last used; 0 for never.
    pub used_at: i64,
}

/// Makes a token. Gives back its text, which is shown once. One that would see the whole installation is refused:
/// [`crate::ask_approval`] asks a second person.
pub async fn create_token(home: &Installation, scope: &Scope, new: &NewToken, now: i64) -> Result<String, AppError> {
    let (_, area) = granted(home, scope, &new.role, &new.area).await?;
    needs_second(home, scope, &area)?;
    give_token(home, scope, new, now).await
}

/// The same, however wide.
pub(crate) async fn give_token(home: &Installation, scope: &Scope, new: &NewToken, now: i64) -> Result<String, AppError> {
    let (role, area) = granted(home, scope, &new.role, &new.area).await?;
    let purpose: String = base::handover::showable(new.purpose.trim()).chars().take(200).collect();
    if purpose.is_empty() {
        return Err(refused("error-token-purpose", ""));
    }
    if new.days == 0 || new.days > LONGEST {
        return Err(refused("error-token-days", new.days.to_string()));
    }
    let secret = credentials::Secret::drawn()?.text();
    let id = credentials::Secret::drawn()?.text()[..12].to_owned();
    let text = format!("sinergi_{secret}");
    let token = Token {
        fingerprint: credentials::fingerprint(&text),
        id: id.clone(),
        role: role.code,
        area: area.to_string(),
        purpose,
        made_at: now,
        made_by: scope.actor(),
        ends_at: now + i64::from(new.days) * 86_400,
        ..Token::default()
    };
    home.store.add_token(&token, &scope.entry("token_create", format!("token:{id} {} {}", token.role, token.area))).await?;
    Ok(text)
}

/// The tokens inside the asker's area, newest first.
pub async fn tokens(home: &Installation, scope: &Scope) -> Result<Vec<TokenLine>, AppError> {
    scope.require(Permission::Accounts)?;
    let line = |token: Token| TokenLine {
        id: token.id,
        role: token.role,
        area: token.area,
        purpose: token.purpose,
        made_by: token.made_by,
        ends_at: token.ends_at,
        revoked_at: token.revoked_at,
        used_at: token.used_at,
    };
    Ok(home.store.tokens().await?.into_iter().filter(|token| inside(scope, token)).map(line).collect())
}

fn inside(scope: &Scope, token: &Token) -> bool {
    Area::parse(&token.area).is_ok_and(|area| scope.area().covers(&area))
}

/// Revokes a token: it is refused at the next request.
pub async fn revoke_token(home: &Installation, scope: &Scope, id: &str, now: i64) -> Result<(), AppError> {
    scope.require(Permission::Accounts)?;
    let none = || refused("error-no-such-token", base::handover::showable(id));
    let known = home.store.tokens().await?.into_iter().any(|token| token.id == id && inside(scope, &token));
    if known && home.store.revoke_token(id, now, &scope.entry("token_revoke", format!("token:{id}"))).await? {
        Ok(())
    } else {
        Err(none())
    }
}
