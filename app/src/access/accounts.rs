//! Accounts: made, changed and ended by administrators inside their own area; sessions and passwords by their owners.

use crate::access::Scope;
use crate::access::rules::{ACTIVATION, IDLE, granted, needs_second, refused};
use crate::fault::AppError;
use crate::installation::Installation;
use base::access::{Area, Permission};
use serde::{Deserialize, Serialize};
use store::{Account, OnceCode, Session};

/// An account to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// The name to sign in with.
    pub name: String,
    /// The code of the role.
    pub role: String,
    /// The regions, separated by commas or spaces.
    pub area: String,
    /// The office.
    pub agency: String,
    /// Days until it ends by itself; none: it does not.
    pub days: Option<u32>,
}

/// An account as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AccountLine {
    /// The name to sign in with.
    pub name: String,
    /// The code of the role.
    pub role: String,
    /// The regions.
    pub area: String,
    /// The office.
    pub agency: String,
    /// `active`, `disabled`, `ended`, `invited` (no password yet) or `no_second` (no second factor yet).
    pub state: &'static str,
    /// When its owner last signed in, in seconds since 1970; 0 for never.
    pub signed_in_at: i64,
    /// When it ends; 0 for never.
    pub ends_at: i64,
    /// Browsers that are signed in.
    pub sessions: usize,
    /// By whom it was made.
    pub made_by: String,
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionLine {
    /// What it is called.
    pub id: String,
    /// The browser in its own words.
    pub client: String,
    /// When it signed in.
    pub made_at: i64,
    /// When it was last used.
    pub seen_at: i64,
    /// Whether its owner had not signed in with this browser before.
    pub fresh: bool,
}

/// Makes an account. Gives back the code with which its owner sets a password; it is shown once. One that would see the whole
/// installation is refused: [`crate::ask_approval`] asks a second person.
pub async fn add_account(home: &Installation, scope: &Scope, new: &NewAccount, now: i64) -> Result<String, AppError> {
    let (_, area) = granted(home, scope, &new.role, &new.area).await?;
    needs_second(home, scope, &area)?;
    give_account(home, scope, new, now).await
}

/// The same, however wide.
pub(crate) async fn give_account(home: &Installation, scope: &Scope, new: &NewAccount, now: i64) -> Result<String, AppError> {
    let (role, area) = granted(home, scope, &new.role, &new.area).await?;
    if !is_name(&new.name) {
        return Err(refused("error-not-a-name", base::handover::showable(&new.name)));
    }
    let id = credentials::Secret::drawn()?.text()[..32].to_owned();
    let account = Account {
        id: id.clone(),
        name: new.name.clone(),
        role: role.code,
        area: area.to_string(),
        agency: base::handover::showable(new.agency.trim()).chars().take(120).collect(),
        made_at: now,
        made_by: scope.actor(),
        ends_at: new.days.map_or(0, |days| now + i64::from(days) * 86_400),
        ..Account::default()
    };
    let (code, once) = activation(&id, now)?;
    let entry = scope.entry("account_add", format!("account:{} {} {}", account.name, account.role, account.area));
    if home.store.add_account(&account, Some(&once), &entry).await? {
        Ok(code)
    } else {
        // Names are shared by everybody: that one is taken is told to administrators only.
        Err(refused("error-name-taken", new.name.clone()))
    }
}

fn activation(account: &str, now: i64) -> Result<(String, OnceCode), AppError> {
    let code = credentials::code()?;
    let fingerprint = credentials::fingerprint(&code);
    Ok((code, OnceCode { fingerprint, account: account.to_owned(), purpose: "activate", ends_at: now + ACTIVATION }))
}

/// Small letters, digits, dots and dashes; three to forty.
pub(super) fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
    (3..=40).contains(&name.len()) && name.bytes().all(plain) && name.as_bytes()[0].is_ascii_lowercase()
}

/// The accounts inside the asker's area, by name.
pub async fn accounts(home: &Installation, scope: &Scope, now: i64) -> Result<Vec<AccountLine>, AppError> {
    scope.require(Permission::Accounts)?;
    let mut lines = Vec::new();
    for account in home.store.accounts().await? {
        if !inside(scope, &account) {
            continue;
        }
        let sessions = home.store.sessions_of(&account.id, now, IDLE).await?.len();
        lines.push(AccountLine {
            state: state(&account, now),
            sessions,
            name: account.name,
            role: account.role,
            area: account.area,
            agency: account.agency,
            signed_in_at: account.signed_in_at,
            ends_at: account.ends_at,
            made_by: account.made_by,
        });
    }
    Ok(lines)
}

const fn state(account: &Account, now: i64) -> &'static str {
    if account.disabled_at != 0 {
        "disabled"
    } else if account.ends_at != 0 && account.ends_at <= now {
        "ended"
    } else if account.password.is_empty() {
        "invited"
    } else if account.second.is_empty() {
        "no_second"
    } else {
        "active"
    }
}

fn inside(scope: &Scope, account: &Account) -> bool {
    Area::parse(&account.area).is_ok_and(|area| scope.area().covers(&area))
}

/// An account that the asker may change: inside their area, not their own, not of their own role. Anything else is told as not there.
async fn other(home: &Installation, scope: &Scope, name: &str) -> Result<Account, AppError> {
    scope.require(Permission::Accounts)?;
    let nobody = || refused("error-no-such-account", base::handover::showable(name));
    let account = home.store.account_named(name).await?.filter(|account| inside(scope, account)).ok_or_else(nobody)?;
    if scope.account() == Some(account.id.as_str()) || scope.role().code == account.role {
        return Err(refused("error-own-account", account.name));
    }
    Ok(account)
}

/// Disables an account: its sessions are gone at once.
pub async fn disable_account(home: &Installation, scope: &Scope, name: &str, now: i64) -> Result<(), AppError> {
    let account = other(home, scope, name).await?;
    let entry = scope.entry("account_disable", format!("account:{name}"));
    Ok(home.store.disable(&account.id, now, &entry).await?)
}

/// Enables a disabled account again.
pub async fn enable_account(home: &Installation, scope: &Scope, name: &str) -> Result<(), AppError> {
    let account = other(home, scope, name).await?;
    let entry = scope.entry("account_enable", format!("account:{name}"));
    Ok(home.store.disable(&account.id, 0, &entry).await?)
}

/// Takes password and second factor away, for somebody who lost either. Gives back a code for new ones, shown once; who resets
/// never learns a password (v5.0.0-6.4.6).
pub async fn reset_account(home: &Installation, scope: &Scope, name: &str, now: i64) -> Result<String, AppError> {
    let account = other(home, scope, name).await?;
    let (code, once) = activation(&account.id, now)?;
    home.store.reset(&once, &scope.entry("account_reset", format!("account:{name}"))).await?;
    Ok(code)
}

/// Signs an account out everywhere.
pub async fn end_sessions(home: &Installation, scope: &Scope, name: &str) -> Result<(), AppError> {
    let account = other(home, scope, name).await?;
    let entry = scope.entry("sessions_end", format!("account:{name}"));
    Ok(home.store.end_session(&account.id, "", &entry).await?)
}

/// One's own browsers that are signed in.
pub async fn own_sessions(home: &Installation, scope: &Scope, now: i64) -> Result<Vec<SessionLine>, AppError> {
    let Some(account) = scope.account() else { return Ok(Vec::new()) };
    let line = |session: Session| SessionLine {
        id: session.id,
        client: session.client,
        made_at: session.made_at,
        seen_at: session.seen_at,
        fresh: session.fresh,
    };
    Ok(home.store.sessions_of(account, now, IDLE).await?.into_iter().map(line).collect())
}

/// Ends one of one's own sessions. One that is not there, or another's, is no fault: it is ended all the same.
pub async fn end_own_session(home: &Installation, scope: &Scope, id: &str) -> Result<(), AppError> {
    let Some(account) = scope.account() else { return Ok(()) };
    if id.is_empty() {
        return Ok(());
    }
    let entry = scope.entry("session_end", format!("session:{}", base::handover::showable(id)));
    Ok(home.store.end_session(account, id, &entry).await?)
}

/// Changes one's own password; every other session is gone.
pub async fn change_password(home: &Installation, scope: &Scope, cookie: &str, password: &str) -> Result<(), AppError> {
    let Some(account) = scope.account() else { return Err(refused("error-sign-in", "")) };
    check_password(password, &scope.actor(), scope.agency())?;
    let session = Session { fingerprint: credentials::fingerprint(cookie), account: account.to_owned(), ..Session::default() };
    let hash = credentials::hash_password(password)?;
    Ok(home.store.change_password(&session, &hash, &scope.entry("password_change", scope.actor())).await?)
}

pub(crate) fn check_password(password: &str, name: &str, agency: &str) -> Result<(), AppError> {
    use credentials::PasswordFlaw::{Guessable, Long, Short};
    let names: Vec<&str> = name.split([':', '.', '-', '_']).chain(agency.split_whitespace()).chain([name]).collect();
    credentials::check_password(password, &names).map_err(|flaw| {
        let key = match flaw {
            Short => "error-password-short",
            Long => "error-password-long",
            Guessable => "error-password-guessable",
        };
        refused(key, "")
    })
}
