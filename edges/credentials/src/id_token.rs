//! The word of another institution about who somebody is: an ID token (OpenID Connect Core 1.0, sections 2 and 3.2.2.11), signed
//! with a key of that institution's key set (JWK, RFC 7517).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;

/// What a token must say to be taken.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'e> {
    /// Who gives tokens.
    pub issuer: &'e str,
    /// What we are called there.
    pub client: &'e str,
    /// What we asked with.
    pub nonce: &'e str,
    /// The moment, in seconds since 1970.
    pub now: i64,
}

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdToken {
    /// Who it is, for that institution.
    pub subject: String,
    /// How they proved it there (`acr`); empty where it is not said.
    pub strength: String,
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFlaw {
    /// It has another form, or is too long.
    #[error("the token cannot be read")]
    Unreadable,
    /// The key set has another form.
    #[error("the key set cannot be read")]
    KeySet,
    /// No key of the set signed it.
    #[error("no known key signed the token")]
    Signature,
    /// It was given by another institution, or for another program.
    #[error("the token is meant for others")]
    Elsewhere,
    /// It answers another question than ours.
    #[error("the token answers another question")]
    Nonce,
    /// It is too old, or not valid yet.
    #[error("the token is not of this moment")]
    Time,
}

/// The longest token.
const LONGEST: usize = 16_384;
/// By how much clocks may differ.
const SKEW: i64 = 60;
/// How old a token may be.
const OLDEST: i64 = 600;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Key>,
}

/// A public key of a set; members that are missing stay empty.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Key {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: String,
    n: String,
    e: String,
    x: String,
    y: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    acr: Option<String>,
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()
}

impl Key {
    /// Whether this key made the signature. Kinds of signatures are fixed here: what a token asks for is not believed (RFC 8725).
    fn signed(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        let is = |kty: &str, crv: &str| self.kty == kty && self.crv == crv;
        let parts = |one: &str, other: &str| bytes(one).zip(bytes(other));
        match algorithm {
            "RS256" if is("RSA", "") => parts(&self.n, &self.e).is_some_and(|(n, e)| {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }),
            "ES256" if is("EC", "P-256") => parts(&self.x, &self.y).is_some_and(|(x, y)| {
                let point = [&[4][..], &x, &y].concat();
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }),
            "EdDSA" if is("OKP", "Ed25519") => {
                bytes(&self.x).is_some_and(|x| UnparsedPublicKey::new(&ED25519, x).verify(message, signature).is_ok())
            }
            _ => false,
        }
    }

    fn may(&self, header: &Header) -> bool {
        let kid = header.kid.is_none() || self.kid.is_none() || self.kid == header.kid;
        kid && self.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && self.alg.as_deref().is_none_or(|alg| alg == header.alg)
    }
}

/// Reads a token that a key of the set signed for us, just now, as the answer to our question.
///
/// # Errors
/// What the token lacks.
pub fn read(token: &str, key_set: &str, expected: Expected<'_>) -> Result<IdToken, TokenFlaw> {
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, signature] = parts[..] else { return Err(TokenFlaw::Unreadable) };
    if token.len() > LONGEST {
        return Err(TokenFlaw::Unreadable);
    }
    let (Some(head), Some(claims), Some(signature)) = (bytes(head), bytes(body), bytes(signature)) else {
        return Err(TokenFlaw::Unreadable);
    };
    let header: Header = serde_json::from_slice(&head).map_err(|_| TokenFlaw::Unreadable)?;
    let keys: KeySet = serde_json::from_str(key_set).map_err(|_| TokenFlaw::KeySet)?;
    let message = &token.as_bytes()[..token.rfind('.').unwrap_or_default()];
    if !keys.keys.iter().any(|key| key.may(&header) && key.signed(&header.alg, message, &signature)) {
        return Err(TokenFlaw::Signature);
    }
    let claims: Claims = serde_json::from_slice(&claims).map_err(|_| TokenFlaw::Unreadable)?;
    let ours = match &claims.aud {
        Audience::One(one) => one == expected.client,
        Audience::Many(all) => {
            let only = all.len() == 1 || claims.azp.is_some();
            only && all.iter().any(|one| one == expected.client)
        }
    };
    if claims.iss != expected.issuer || !ours || claims.azp.as_deref().is_some_and(|azp| azp != expected.client) {
        return Err(TokenFlaw::Elsewhere);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(TokenFlaw::Nonce);
    }
    let now = expected.now;
    let early = claims.nbf.into_iter().chain([claims.iat]).any(|from| from > now.saturating_add(SKEW));
    if early || claims.exp.saturating_add(SKEW) <= now || claims.iat.saturating_add(OLDEST) <= now {
        return Err(TokenFlaw::Time);
    }
    // Section 2: at most 255 ASCII characters.
    if claims.sub.is_empty() || claims.sub.len() > 255 || !claims.sub.is_ascii() {
        return Err(TokenFlaw::Unreadable);
    }
    Ok(IdToken { subject: claims.sub, strength: claims.acr.unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
    use serde_json::{Value, json};

    const NOW: i64 = 1_800_000_000;

    fn expected() -> Expected<'static> {
        Expected { issuer: "https://masuk.contoh.go.id", client: "sinergi", nonce: "n-1", now: NOW }
    }

    fn claims() -> Value {
        json!({ "iss": "https://masuk.contoh.go.id", "sub": "a1", "aud": "sinergi", "exp": NOW + 300, "iat": NOW - 5, "nonce": "n-1", "acr": "dua" })
    }

    fn part(value: &Value) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
    }

    fn edwards() -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap()
    }

    fn token(header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", part(header), part(claims));
        let signature = edwards().sign(message.as_bytes());
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }

    fn keys() -> String {
        let x = BASE64_URL_SAFE_NO_PAD.encode(edwards().public_key().as_ref());
        json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": "k1", "use": "sig", "x": x }] }).to_string()
    }

    fn header() -> Value {
        json!({ "alg": "EdDSA", "kid": "k1" })
    }

    #[test]
    fn a_token_for_us_in_answer_to_our_question_says_who_it_is() {
        let read = read(&token(&header(), &claims()), &keys(), expected()).unwrap();
        assert_eq!(read, IdToken { subject: "a1".to_owned(), strength: "dua".to_owned() });
    }

    /// The key and signature of RFC 7515, appendix A.3, and our own: the two forms of ECDSA are not mixed up.
    #[test]
    fn a_signature_of_another_kind_of_key_is_read_as_its_standard_says() {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
        let message = format!("{}.{}", part(&json!({ "alg": "ES256" })), part(&claims()));
        let signature = BASE64_URL_SAFE_NO_PAD.encode(pair.sign(&random, message.as_bytes()).unwrap());
        let point = pair.public_key().as_ref().to_vec();
        let [x, y] = [&point[1..33], &point[33..]].map(|half| BASE64_URL_SAFE_NO_PAD.encode(half));
        let keys = json!({ "keys": [{ "kty": "EC", "crv": "P-256", "x": x, "y": y }] }).to_string();
        assert!(read(&format!("{message}.{signature}"), &keys, expected()).is_ok());
        let rfc = Key {
            kty: "EC".to_owned(),
            crv: "P-256".to_owned(),
            x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU".to_owned(),
            y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0".to_owned(),
            ..Key::default()
        };
        let message =
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let signature = bytes("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q").unwrap();
        assert!(rfc.signed("ES256", message.as_bytes(), &signature));
        assert!(!rfc.signed("RS256", message.as_bytes(), &signature) && !rfc.signed("none", message.as_bytes(), &[]));
    }

    #[test]
    fn a_token_that_lacks_anything_is_refused_by_what_it_lacks() {
        let with = |name: &str, value: Value| {
            let mut claims = claims();
            claims[name] = value;
            read(&token(&header(), &claims), &keys(), expected()).unwrap_err()
        };
        assert_eq!(with("iss", json!("https://lain.example")), TokenFlaw::Elsewhere);
        assert_eq!(with("aud", json!("lain")), TokenFlaw::Elsewhere);
        assert_eq!(with("aud", json!(["sinergi", "lain"])), TokenFlaw::Elsewhere, "two readers, and no word for whom");
        assert_eq!(with("azp", json!("lain")), TokenFlaw::Elsewhere);
        assert_eq!(with("nonce", json!("n-2")), TokenFlaw::Nonce);
        assert_eq!(with("nonce", Value::Null), TokenFlaw::Nonce);
        assert_eq!(with("exp", json!(NOW - 61)), TokenFlaw::Time);
        assert_eq!(with("iat", json!(NOW + 61)), TokenFlaw::Time);
        assert_eq!(with("iat", json!(NOW - 601)), TokenFlaw::Time);
        assert_eq!(with("nbf", json!(NOW + 61)), TokenFlaw::Time);
        assert_eq!(with("sub", json!("")), TokenFlaw::Unreadable);
    }

    #[test]
    fn no_other_key_no_unsigned_token_and_no_changed_word_is_believed() {
        let sound = token(&header(), &claims());
        let flaw = |token: &str, keys: &str| read(token, keys, expected()).unwrap_err();
        let parts: Vec<&str> = sound.split('.').collect();
        let none = format!("{}.{}.", part(&json!({ "alg": "none" })), parts[1]);
        assert_eq!(flaw(&none, &keys()), TokenFlaw::Signature);
        let changed = format!("{}.{}.{}", parts[0], part(&json!({ "sub": "b2" })), parts[2]);
        assert_eq!(flaw(&changed, &keys()), TokenFlaw::Signature);
        assert_eq!(flaw(&token(&json!({ "alg": "EdDSA", "kid": "k2" }), &claims()), &keys()), TokenFlaw::Signature);
        assert_eq!(flaw(&sound, &keys().replace("sig", "enc")), TokenFlaw::Signature, "a key for sealing signs nothing");
        assert_eq!(flaw(&sound, "{}"), TokenFlaw::KeySet);
        assert_eq!(flaw("a.b", &keys()), TokenFlaw::Unreadable);
        assert_eq!(flaw(&"a".repeat(LONGEST + 1), &keys()), TokenFlaw::Unreadable);
    }
}
