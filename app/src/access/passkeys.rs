//! Passkeys: a key of the phone or computer in place of password and code. The device itself asks its owner for a finger, a face or a
//! PIN, so that one act proves two things (v5.0.0-6.3.3); and a key made for this site signs for no other.
//!
//! ```text
//! ask ─► challenge, kept nowhere: derived from what it is for, whose browser, and the moment ─► device ─► prove
//! ```

use crate::access::Scope;
use crate::access::enter::{Attempt, Handed, Stage, Visit, hand_over, lives, turned_away};
use crate::access::rules::refused;
use crate::access::throttle::Buckets;
use crate::fault::AppError;
use crate::installation::Installation;
use credentials::{NewKey, Passkey, Proof, Secret, Site};
use store::{KeptPasskey, PasskeyUse};

/// How long a question stands, in seconds.
const STANDS: i64 = 300;
/// The most keys of an account.
const MOST: usize = 10;
/// The longest name of a key, in letters.
const LONGEST_NAME: usize = 60;

/// What a key is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyFor {
    /// To be added to an account.
    New,
    /// To sign in.
    SignIn,
    /// To prove anew who one is.
    Proof,
}

/// A question to a device: for what, to whose browser (its cookie), and when.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// For what.
    pub purpose: PasskeyFor,
    /// What only this browser holds.
    pub cookie: &'q str,
    /// When it was asked, in seconds since 1970.
    pub asked_at: i64,
}

/// A key as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyLine {
    /// Its name, as the device gave it.
    pub credential: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub made_at: i64,
    /// When it was last used; 0 for never.
    pub used_at: i64,
}

/// The challenge of a question: the same as often as it is asked for, and nobody else's.
pub fn passkey_challenge(home: &Installation, question: Question<'_>) -> String {
    let Question { purpose, cookie, asked_at } = question;
    credentials::challenge(&home.keys.derive(&format!("passkey/v1/{purpose:?}/{asked_at}/{cookie}")))
}

/// A question to whoever stands at the door: what their browser keeps, and the challenge.
pub fn ask_at_the_door(home: &Installation, now: i64) -> Result<(String, String), AppError> {
    let cookie = format!("{now}.{}", Secret::drawn()?.text());
    let challenge = passkey_challenge(home, at_the_door(&cookie));
    Ok((cookie, challenge))
}

/// The question of somebody at the door, from what their browser kept.
pub fn at_the_door(cookie: &str) -> Question<'_> {
    let asked_at = cookie.split_once('.').and_then(|(moment, _)| moment.parse().ok()).unwrap_or(0);
    Question { purpose: PasskeyFor::SignIn, cookie, asked_at }
}

/// The challenge of a question that still stands.
fn standing(home: &Installation, question: Question<'_>, now: i64) -> Result<String, AppError> {
    let age = now.saturating_sub(question.asked_at);
    let stands = (0..=STANDS).contains(&age) && !question.cookie.is_empty();
    if stands { Ok(passkey_challenge(home, question)) } else { Err(refused("error-passkey-late", "")) }
}

fn wrong() -> AppError {
    refused("error-passkey", "")
}

/// One's own keys.
pub async fn own_passkeys(home: &Installation, scope: &Scope) -> Result<Vec<PasskeyLine>, AppError> {
    let Some(account) = scope.account() else { return Ok(Vec::new()) };
    let line =
        |key: KeptPasskey| PasskeyLine { credential: key.credential, name: key.name, made_at: key.made_at, used_at: key.used_at };
    Ok(home.store.passkeys_of(account).await?.into_iter().map(line).collect())
}

/// Adds a key to one's own account.
pub async fn add_passkey(
    home: &Installation,
    scope: &Scope,
    (new, name): (&NewKey, &str),
    (question, site): (Question<'_>, &Site),
    now: i64,
) -> Result<(), AppError> {
    let Some(account) = scope.account() else { return Err(refused("error-sign-in", "")) };
    let challenge = standing(home, question, now)?;
    let key =
        credentials::register_passkey(new, &challenge, site).map_err(|flaw| refused("error-passkey-new", flaw.to_string()))?;
    if home.store.passkeys_of(account).await?.len() >= MOST {
        return Err(refused("error-passkey-many", MOST.to_string()));
    }
    let name: String = base::handover::showable(name.trim()).chars().take(LONGEST_NAME).collect();
    let kept = KeptPasskey {
        credential: key.credential,
        account: account.to_owned(),
        public: key.public,
        counter: i64::from(key.counter),
        name,
        made_at: now,
        used_at: 0,
    };
    let added = home.store.add_passkey(&kept, &scope.entry("passkey_add", scope.actor())).await?;
    if added { Ok(()) } else { Err(refused("error-passkey-new", "")) }
}

/// Removes one of one's own keys.
pub async fn remove_passkey(home: &Installation, scope: &Scope, credential: &str) -> Result<(), AppError> {
    let Some(account) = scope.account() else { return Err(refused("error-sign-in", "")) };
    // One that is not there is no fault: it is gone all the same.
    home.store.remove_passkey(account, credential, &scope.entry("passkey_remove", scope.actor())).await?;
    Ok(())
}

/// Signs in with a key. Every refusal is one sentence, whatever was wrong.
pub async fn sign_in_with_passkey(
    home: &Installation,
    proof: &Proof,
    (question, site): (Question<'_>, &Site),
    attempt: &Attempt,
    now: i64,
) -> Result<Handed, AppError> {
    let buckets = Buckets::of(&attempt.source, &proof.credential, None);
    buckets.wait(home, now).await?;
    let challenge = standing(home, question, now)?;
    let found = home.store.passkey(&proof.credential).await?.filter(|(_, account)| lives(account, now));
    if let Some((key, account)) = found
        && let Ok(counter) = credentials::prove_passkey(proof, &known(&key), &challenge, site)
    {
        let begun = hand_over(home, &account, attempt, now)?;
        let used = usage(&key, &challenge, question, counter);
        if home.store.begin_with_passkey(used, &begun.session, &begun.entry).await? {
            buckets.forgive(home, now).await?;
            return Ok(begun.handed);
        }
    }
    turned_away(home, &buckets, attempt, "passkey", now).await?;
    Err(wrong())
}

/// Proves anew with a key who one is.
pub async fn step_up_with_passkey(
    home: &Installation,
    visit: &Visit,
    proof: &Proof,
    (question, site): (Question<'_>, &Site),
    now: i64,
) -> Result<(), AppError> {
    let Some(account) = visit.scope.account().filter(|_| visit.stage == Stage::Full) else { return Err(wrong()) };
    let challenge = standing(home, question, now)?;
    let found = home.store.passkey(&proof.credential).await?.filter(|(key, _)| key.account == account);
    let entry = visit.scope.entry("step_up", format!("session:{}", visit.session));
    if let Some((key, _)) = found
        && let Ok(counter) = credentials::prove_passkey(proof, &known(&key), &challenge, site)
    {
        let used = usage(&key, &challenge, question, counter);
        let fingerprint = credentials::fingerprint(question.cookie);
        if home.store.strengthen_with_passkey(used, &fingerprint, now, &entry).await? {
            return Ok(());
        }
    }
    home.store.record(&store::Entry { result: "refused".to_owned(), ..entry }).await?;
    Err(wrong())
}

fn known(key: &KeptPasskey) -> Passkey {
    Passkey {
        credential: key.credential.clone(),
        public: key.public.clone(),
        counter: u32::try_from(key.counter).unwrap_or(u32::MAX),
    }
}

fn usage<'u>(key: &'u KeptPasskey, challenge: &'u str, question: Question<'_>, counter: u32) -> PasskeyUse<'u> {
    PasskeyUse { credential: &key.credential, challenge, asked_at: question.asked_at, counter: i64::from(counter) }
}
