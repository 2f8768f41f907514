//! Sign-in through another institution (OpenID Connect). Its word comes by way of the browser (`response_type=id_token`,
//! `response_mode=form_post`), and its public keys are a file that the operator keeps: this program calls nobody (docs/adr/0016).
//!
//! ```text
//! cookie ─► nonce, state ─► sign-in there ─► token, by the browser ─► verified ─► tied account: in
//!                                                                             └► no tie: a claim, which the owner ties to an account
//! ```

use crate::access::Scope;
use crate::access::enter::{Attempt, Handed, Stage, Visit, hand_over, lives, turned_away};
use crate::access::rules::refused;
use crate::access::throttle::Buckets;
use crate::fault::AppError;
use crate::installation::Installation;
use credentials::{Expected, Secret};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The largest key set that is read.
const LARGEST: u64 = 1 << 18;
/// How long a question and a claim stand, in seconds.
const STANDS: i64 = 600;

/// The other institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// What it is called on the button.
    pub name: String,
    /// How it names itself in tokens.
    pub issuer: String,
    /// The address at which people sign in there.
    pub authorize: String,
    /// What this installation is called there.
    pub client: String,
    /// The file that holds its public keys (JWKS). It is read at every sign-in.
    pub keys: PathBuf,
    /// The values of `acr` with which it says that somebody proved two things; a token without one of them signs nobody in.
    pub strength: Vec<String>,
}

/// What a browser takes along to the other institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderQuestion {
    /// Where to.
    pub authorize: String,
    /// The parameters of the address.
    pub parameters: Vec<(&'static str, String)>,
    /// What the browser keeps until it comes back.
    pub cookie: String,
}

/// What came of somebody's coming back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderAnswer {
    /// In.
    In(Handed),
    /// The identity belongs to no account yet; its owner may tie it to theirs with this claim.
    Unknown(String),
}

/// What a browser brings back.
#[derive(Clone, Copy, Debug)]
pub struct Brought<'b> {
    /// The token.
    pub token: &'b str,
    /// What it took along.
    pub state: &'b str,
    /// What it kept.
    pub cookie: &'b str,
}

#[derive(Serialize, Deserialize)]
struct Claim {
    identity: String,
    at: i64,
}

const CLAIM: &str = "provider-claim/v1";

fn provider(home: &Installation) -> Result<&Provider, AppError> {
    home.place.provider.as_ref().ok_or_else(|| refused("error-provider-none", ""))
}

/// What a browser is sent with; `back` is our address for the answer.
pub fn provider_question(home: &Installation, back: &str, now: i64) -> Result<ProviderQuestion, AppError> {
    let provider = provider(home)?;
    let cookie = format!("{now}.{}", Secret::drawn()?.text());
    let parameters = vec![
        ("response_type", "id_token".to_owned()),
        ("response_mode", "form_post".to_owned()),
        ("scope", "openid".to_owned()),
        ("client_id", provider.client.clone()),
        ("redirect_uri", back.to_owned()),
        ("nonce", part(home, "nonce", &cookie)),
        ("state", part(home, "state", &cookie)),
        ("acr_values", provider.strength.join(" ")),
    ];
    Ok(ProviderQuestion { authorize: provider.authorize.clone(), parameters, cookie })
}

/// Something that only we and, by its cookie, this browser can know.
fn part(home: &Installation, what: &str, cookie: &str) -> String {
    home.keys.derive_text(&format!("provider-{what}/v1/{cookie}"))
}

/// Takes what a browser brings back: signs in whoever is known.
pub async fn arrive(home: &Installation, brought: Brought<'_>, attempt: &Attempt, now: i64) -> Result<ProviderAnswer, AppError> {
    let buckets = Buckets::of(&attempt.source, &format!("provider {}", attempt.source), None);
    buckets.wait(home, now).await?;
    let identity = match identity(home, brought, now) {
        Ok(identity) => identity,
        Err(error) => {
            turned_away(home, &buckets, attempt, "provider", now).await?;
            return Err(error);
        }
    };
    match home.store.tied(&identity).await? {
        Some(account) if lives(&account, now) => {
            let begun = hand_over(home, &account, attempt, now)?;
            home.store.begin_session(&begun.session, &begun.entry).await?;
            Ok(ProviderAnswer::In(begun.handed))
        }
        // Of an account that has ended not even that is said.
        _ => {
            let claim = serde_json::to_vec(&Claim { identity, at: now }).map_err(|_| refused("error-provider", ""))?;
            Ok(ProviderAnswer::Unknown(home.keys.seal_text(CLAIM, "", &claim)?))
        }
    }
}

/// Whose word it is, as a keyed hash of institution and name there.
fn identity(home: &Installation, brought: Brought<'_>, now: i64) -> Result<String, AppError> {
    let provider = provider(home)?;
    let asked_at = brought.cookie.split_once('.').and_then(|(moment, _)| moment.parse::<i64>().ok()).unwrap_or(0);
    let stands = (0..=STANDS).contains(&now.saturating_sub(asked_at));
    // Both sides are hashed before they are compared, so that the time of the comparison tells nothing (v5.0.0-11.2.4).
    let ours = credentials::fingerprint(&part(home, "state", brought.cookie)) == credentials::fingerprint(brought.state);
    if !stands || !ours {
        return Err(refused("error-provider-late", ""));
    }
    let nonce = part(home, "nonce", brought.cookie);
    let keys = key_set(provider)?;
    let expected = Expected { issuer: &provider.issuer, client: &provider.client, nonce: &nonce, now };
    let token =
        credentials::read_id_token(brought.token, &keys, expected).map_err(|flaw| refused("error-provider", flaw.to_string()))?;
    if !provider.strength.contains(&token.strength) {
        return Err(refused("error-provider-weak", provider.name.clone()));
    }
    Ok(home.keys.derive_text(&format!("provider-identity/v1/{}/{}", provider.issuer, token.subject)))
}

fn key_set(provider: &Provider) -> Result<String, AppError> {
    use std::io::Read;
    let missing = || refused("error-provider-keys", provider.keys.display().to_string());
    let file = std::fs::File::open(&provider.keys).map_err(|_| missing())?;
    let mut text = String::new();
    file.take(LARGEST).read_to_string(&mut text).map_err(|_| missing())?;
    Ok(text)
}

/// Ties an identity to one's own account: from then on it signs in.
pub async fn tie_provider(home: &Installation, visit: &Visit, claim: &str, now: i64) -> Result<(), AppError> {
    let provider = provider(home)?;
    let Some(account) = visit.scope.account().filter(|_| visit.stage == Stage::Full) else {
        return Err(refused("error-sign-in", ""));
    };
    let late = || refused("error-provider-late", "");
    let bytes = home.keys.open_text(CLAIM, "", claim).map_err(|_| late())?;
    let claim: Claim = serde_json::from_slice(&bytes).map_err(|_| late())?;
    if !(0..=STANDS).contains(&now.saturating_sub(claim.at)) {
        return Err(late());
    }
    let entry = visit.scope.entry("provider_tie", format!("provider:{}", provider.issuer));
    let tied = home.store.tie(&claim.identity, account, now, &entry).await?;
    if tied { Ok(()) } else { Err(refused("error-provider-tied", provider.name.clone())) }
}

/// Ends the tie of one's own account.
pub async fn untie_provider(home: &Installation, scope: &Scope) -> Result<(), AppError> {
    let Some(account) = scope.account() else { return Err(refused("error-sign-in", "")) };
    Ok(home.store.untie(account, &scope.entry("provider_untie", scope.actor())).await?)
}

/// Since when one's own account is tied to an identity there; none where it is not.
pub async fn provider_tied_at(home: &Installation, scope: &Scope) -> Result<Option<i64>, AppError> {
    let Some(account) = scope.account() else { return Ok(None) };
    Ok(home.store.tied_at(account).await?)
}
