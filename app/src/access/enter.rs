//! Coming in: a password and a code of the phone, a code that works once, a cookie at every request, a token of a machine.
//!
//! Every refusal of a sign-in is one sentence, after the same work, whether the name exists or not (v5.0.0-6.3.8). What cookies and
//! tokens hold is random and kept as a fingerprint (7.2.1 to 7.2.4); the second factor's secret is kept sealed.

use crate::access::Scope;
use crate::access::accounts::check_password;
use crate::access::rules::{IDLE, LINK, SESSION, STRONG, refused};
use crate::access::throttle::Buckets;
use crate::fault::AppError;
use crate::installation::Installation;
use base::vocabulary::region::RegionCode;
use credentials::{QrCode, Second, Secret};
use store::{Account, OnceCode, Session};

/// Somebody at the door.
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    /// The name typed.
    pub name: String,
    /// The password typed.
    pub password: String,
    /// The code of the phone typed.
    pub code: String,
    /// The browser in its own words.
    pub browser: String,
    /// The address it comes from.
    pub source: String,
    /// What the browser kept from an earlier sign-in; empty where nothing.
    pub device: String,
}

/// How far somebody is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// In.
    Full,
    /// The second factor is still to be set up; nothing else opens.
    Enrol,
}

/// What is handed to a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// The secret of the session, for its cookie.
    pub cookie: String,
    /// What lets this browser be known the next time; empty until the account has a second factor.
    pub device: String,
    /// How far they are in.
    pub stage: Stage,
}

/// Who stands behind a cookie.
#[derive(Clone, Debug)]
pub struct Visit {
    /// What they may see.
    pub scope: Scope,
    /// How far they are in.
    pub stage: Stage,
    /// What their session is called.
    pub session: String,
    /// Whether they proved who they are a short while ago.
    pub strong: bool,
}

/// What a phone needs to make codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret as letters.
    pub text: String,
    /// The picture as the path of an SVG, and how many squares wide it is.
    pub picture: Option<(String, i32)>,
}

fn wrong() -> AppError {
    refused("error-sign-in", "")
}

/// Signs in with name, password and the code of the phone. An account without a second factor is led to set one up.
pub async fn sign_in(home: &Installation, attempt: &Attempt, now: i64) -> Result<Handed, AppError> {
    let account = home.store.account_named(&attempt.name).await?.filter(|account| lives(account, now));
    let known = account.as_ref().and_then(|account| device_of(home, account, &attempt.device));
    let buckets = Buckets::of(&attempt.source, &attempt.name, known.as_deref());
    buckets.wait(home, now).await?;
    let kept = account.as_ref().map(|account| account.password.as_str()).filter(|hash| !hash.is_empty());
    let fits = credentials::verify_password(kept, &attempt.password);
    if let Some(account) = account.filter(|_| fits) {
        let stage = if account.second.is_empty() { Stage::Enrol } else { Stage::Full };
        if stage == Stage::Enrol || take_code(home, &account, &attempt.code, now).await? {
            let begun = begin(home, &account, stage, attempt, now)?;
            home.store.begin_session(&begun.session, &begun.entry).await?;
            buckets.forgive(home, now).await?;
            return Ok(begun.handed);
        }
    }
    turned_away(home, &buckets, attempt, "", now).await?;
    Err(wrong())
}

/// Counts a failed sign-in by a way (empty: password and code) and writes it into the log. The name is not recorded: it may be a password
/// typed into the wrong field (v5.0.0-16.2.5).
pub(super) async fn turned_away(
    home: &Installation,
    buckets: &Buckets,
    attempt: &Attempt,
    way: &str,
    now: i64,
) -> Result<(), AppError> {
    buckets.fail(home, now).await?;
    let entry = store::Entry { result: "refused".to_owned(), ..Scope::system("door").entry("sign_in", way) };
    let entry = store::Entry { client: attempt.source.clone(), role: String::new(), area: String::new(), ..entry };
    home.store.record(&entry).await?;
    Ok(())
}

/// A session that is still to be kept: what goes to the browser, what stays, and its line in the log.
pub(super) struct Begun {
    pub(super) handed: Handed,
    pub(super) session: Session,
    pub(super) entry: store::Entry,
}

/// A session for somebody who proved both things at once.
pub(super) fn hand_over(home: &Installation, account: &Account, attempt: &Attempt, now: i64) -> Result<Begun, AppError> {
    begin(home, account, Stage::Full, attempt, now)
}

fn begin(home: &Installation, account: &Account, stage: Stage, attempt: &Attempt, now: i64) -> Result<Begun, AppError> {
    let scope = Scope::of_account(home, account, &attempt.source)?;
    let (cookie, mut session) = new_session(&account.id, stage, &attempt.browser, now)?;
    // The first time of all is nobody else's; later a browser that we did not give a mark is told to the owner.
    session.fresh = device_of(home, account, &attempt.device).is_none() && account.signed_in_at != 0;
    let entry = scope.for_purpose(if session.fresh { "new_browser" } else { "" });
    let entry = entry.entry("sign_in", format!("session:{}", session.id));
    let device = if stage == Stage::Full { new_device(home, account)? } else { String::new() };
    Ok(Begun { handed: Handed { cookie, device, stage }, session, entry })
}

pub(super) const fn lives(account: &Account, now: i64) -> bool {
    account.disabled_at == 0 && (account.ends_at == 0 || account.ends_at > now)
}

/// Takes a code of the phone, once.
async fn take_code(home: &Installation, account: &Account, code: &str, now: i64) -> Result<bool, AppError> {
    let second = Second::of(home.keys.open_text("second-factor/v1", &account.id, &account.second)?)?;
    let Some(step) = u64::try_from(now).ok().and_then(|now| second.check(code, now)) else { return Ok(false) };
    Ok(home.store.take_step(&account.id, i64::try_from(step).unwrap_or(i64::MAX)).await?)
}

fn new_session(account: &str, stage: Stage, browser: &str, now: i64) -> Result<(String, Session), AppError> {
    let cookie = Secret::drawn()?.text();
    let session = Session {
        fingerprint: credentials::fingerprint(&cookie),
        id: Secret::drawn()?.text()[..12].to_owned(),
        account: account.to_owned(),
        stage: if stage == Stage::Full { "full" } else { "enrol" }.to_owned(),
        made_at: now,
        seen_at: now,
        ends_at: now + SESSION,
        strong_at: now,
        client: base::handover::showable(browser).chars().take(160).collect(),
        fresh: false,
    };
    Ok((cookie, session))
}

/// What a browser keeps so that it is known the next time: a number, and proof that we gave it for this account.
fn new_device(home: &Installation, account: &Account) -> Result<String, AppError> {
    let number = Secret::drawn()?.text()[..32].to_owned();
    let proof = home.keys.derive_text(&format!("device/v1/{}/{number}", account.id));
    Ok(format!("{number}.{proof}"))
}

fn device_of(home: &Installation, account: &Account, device: &str) -> Option<String> {
    let (number, proof) = device.split_once('.')?;
    let ours = home.keys.derive_text(&format!("device/v1/{}/{number}", account.id));
    // Both sides are hashed before they are compared, so that the time of the comparison tells nothing (v5.0.0-11.2.4).
    (credentials::fingerprint(&ours) == credentials::fingerprint(proof)).then(|| number.to_owned())
}

/// Uses an activation code: sets the first password, or a new one after a reset. What comes next is the second factor.
pub async fn activate(home: &Installation, attempt: &Attempt, now: i64) -> Result<Handed, AppError> {
    let buckets = Buckets::of(&attempt.source, &attempt.name, None);
    buckets.wait(home, now).await?;
    let fingerprint = credentials::fingerprint(&attempt.code);
    let account = home.store.once(&fingerprint, "activate", now).await?.filter(|account| lives(account, now));
    let Some(account) = account.filter(|account| account.name == attempt.name) else {
        buckets.fail(home, now).await?;
        return Err(refused("error-activation", ""));
    };
    check_password(&attempt.password, &account.name, &account.agency)?;
    let hash = credentials::hash_password(&attempt.password)?;
    let (cookie, session) = new_session(&account.id, Stage::Enrol, &attempt.browser, now)?;
    let scope = Scope::of_account(home, &account, &attempt.source)?;
    let entry = scope.entry("activate", format!("session:{}", session.id));
    if !home.store.use_once(&fingerprint, Some(&hash), &session, &entry).await? {
        return Err(refused("error-activation", ""));
    }
    buckets.forgive(home, now).await?;
    Ok(Handed { cookie, device: String::new(), stage: Stage::Enrol })
}

/// The second factor that a session is asked to set up: the same one as long as the session lives, and no other's.
fn pending(home: &Installation, cookie: &str) -> Result<Second, AppError> {
    let secret = home.keys.derive(&format!("second-factor-pending/v1/{}", credentials::fingerprint(cookie)));
    Ok(Second::of(secret[..20].to_vec())?)
}

/// What a phone needs to make codes for a session that is still to set up its second factor.
pub fn enrolment(home: &Installation, visit: &Visit, cookie: &str) -> Result<Enrolment, AppError> {
    let second = pending(home, cookie)?;
    let name = visit.scope.actor();
    let picture = QrCode::of(&second.address(name.trim_start_matches("account:"))).map(|code| (code.path(), code.size()));
    Ok(Enrolment { text: second.text(), picture })
}

/// Keeps the second factor once the phone has shown that it has it, and lets its owner in with a new cookie (v5.0.0-7.2.4).
pub async fn enrol(home: &Installation, visit: &Visit, cookie: &str, attempt: &Attempt, now: i64) -> Result<Handed, AppError> {
    let Some(account) = visit.scope.account().filter(|_| visit.stage == Stage::Enrol) else { return Err(wrong()) };
    let second = pending(home, cookie)?;
    let step =
        u64::try_from(now).ok().and_then(|now| second.check(&attempt.code, now)).ok_or_else(|| refused("error-second", ""))?;
    let sealed = home.keys.seal_text("second-factor/v1", account, second.bytes())?;
    let (fresh, session) = new_session(account, Stage::Full, &attempt.browser, now)?;
    let entry = visit.scope.entry("second_factor", format!("session:{}", session.id));
    let before = credentials::fingerprint(cookie);
    home.store.enrol(&sealed, i64::try_from(step).unwrap_or(i64::MAX), &before, &session, &entry).await?;
    let known = Account { id: account.to_owned(), ..Account::default() };
    Ok(Handed { cookie: fresh, device: new_device(home, &known)?, stage: Stage::Full })
}

/// Who stands behind a cookie; none where nobody does any more.
pub async fn visit(home: &Installation, cookie: &str, source: &str, now: i64) -> Result<Option<Visit>, AppError> {
    let fingerprint = credentials::fingerprint(cookie);
    let Some((session, account)) = home.store.session(&fingerprint, now, IDLE).await? else { return Ok(None) };
    if now - session.seen_at >= 60 {
        home.store.touch_session(&fingerprint, now).await?;
    }
    let scope = Scope::of_account(home, &account, source)?;
    let stage = if session.stage == "full" { Stage::Full } else { Stage::Enrol };
    // Who does not exist cannot prove who they are: the account of a demonstration has no password.
    let strong = scope.role().synthetic || now - session.strong_at < STRONG;
    Ok(Some(Visit { scope, stage, session: session.id, strong }))
}

/// The scope of a token; none where it does not work.
pub async fn bearer(home: &Installation, token: &str, source: &str, now: i64) -> Result<Option<Scope>, AppError> {
    let fingerprint = credentials::fingerprint(token);
    let Some(token) = home.store.token(&fingerprint, now).await? else { return Ok(None) };
    if now - token.used_at >= 60 {
        home.store.touch_token(&fingerprint, now).await?;
    }
    Scope::of_token(home, &token, source).map(Some)
}

/// Proves anew who one is, before something sensitive (v5.0.0-7.5.3).
pub async fn step_up(home: &Installation, visit: &Visit, cookie: &str, attempt: &Attempt, now: i64) -> Result<(), AppError> {
    let accounts = home.store.accounts().await?;
    let account = accounts.into_iter().find(|account| visit.scope.account() == Some(account.id.as_str())).ok_or_else(wrong)?;
    let buckets = Buckets::of(&attempt.source, &account.name, device_of(home, &account, &attempt.device).as_deref());
    buckets.wait(home, now).await?;
    let fits = credentials::verify_password(Some(&account.password), &attempt.password);
    if !fits || account.second.is_empty() || !take_code(home, &account, &attempt.code, now).await? {
        buckets.fail(home, now).await?;
        let entry = visit.scope.entry("step_up", format!("session:{}", visit.session));
        home.store.record(&store::Entry { result: "refused".to_owned(), ..entry }).await?;
        return Err(wrong());
    }
    let entry = visit.scope.entry("step_up", format!("session:{}", visit.session));
    Ok(home.store.strengthen(&credentials::fingerprint(cookie), now, &entry).await?)
}

/// Signs out.
pub async fn sign_out(home: &Installation, visit: &Visit) -> Result<(), AppError> {
    let Some(account) = visit.scope.account() else { return Ok(()) };
    let entry = visit.scope.entry("sign_out", format!("session:{}", visit.session));
    Ok(home.store.end_session(account, &visit.session, &entry).await?)
}

/// A code that signs in to a demonstration once, without a password. Only where nobody exists.
pub async fn demo_code(home: &Installation, operator: &Scope, now: i64) -> Result<String, AppError> {
    const NAME: &str = "peraga";
    if !home.is_synthetic().await? {
        return Err(refused("error-not-synthetic", ""));
    }
    let code = credentials::code()?;
    let account = match home.store.account_named(NAME).await? {
        Some(account) => account,
        None => {
            let account = demo_account(home.region, operator, now)?;
            home.store.add_account(&account, None, &operator.entry("account_add", format!("account:{NAME}"))).await?;
            account
        }
    };
    let once =
        OnceCode { fingerprint: credentials::fingerprint(&code), account: account.id, purpose: "enter", ends_at: now + LINK };
    home.store.give_once(&once, &operator.entry("demo_link", format!("account:{NAME}"))).await?;
    Ok(code)
}

fn demo_account(region: RegionCode, operator: &Scope, now: i64) -> Result<Account, AppError> {
    Ok(Account {
        id: Secret::drawn()?.text()[..32].to_owned(),
        name: "peraga".to_owned(),
        role: "peraga".to_owned(),
        area: region.to_string(),
        made_at: now,
        made_by: operator.actor(),
        ..Account::default()
    })
}

/// Uses the code of a demonstration.
pub async fn enter(home: &Installation, attempt: &Attempt, now: i64) -> Result<Handed, AppError> {
    let fingerprint = credentials::fingerprint(&attempt.code);
    let account = home.store.once(&fingerprint, "enter", now).await?;
    let Some(account) = account.filter(|_| attempt.code.len() >= 20) else { return Err(refused("error-link-used", "")) };
    if !home.is_synthetic().await? {
        return Err(refused("error-not-synthetic", ""));
    }
    let (cookie, session) = new_session(&account.id, Stage::Full, &attempt.browser, now)?;
    let scope = Scope::of_account(home, &account, &attempt.source)?;
    if !home.store.use_once(&fingerprint, None, &session, &scope.entry("sign_in", format!("session:{}", session.id))).await? {
        return Err(refused("error-link-used", ""));
    }
    Ok(Handed { cookie, device: String::new(), stage: Stage::Full })
}
