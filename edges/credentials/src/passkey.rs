//! Passkeys: a pair of keys that a phone or computer keeps and opens with a finger, a face or a PIN. We keep the public half
//! (W3C Web Authentication, level 3, sections 7.1 and 7.2; no attestation).
//!
//! ```text
//! our challenge ─► browser adds where it is ─► device signs (its data ‖ hash of what the browser saw) ─► checked here
//! ```
//! The public half is read from what the device says at registration. CTAP2 writes it in one canonical form for each kind of key, so
//! that it is compared byte by byte; any other form is refused.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Where the pages are, as a browser sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// `https://sinergi.contoh.go.id`.
    pub origin: String,
    /// The host name alone.
    pub id: String,
}

/// What a browser hands over of a new key, each part as base64url.
#[derive(Clone, Debug, Default)]
pub struct NewKey {
    /// What the browser saw.
    pub client: String,
    /// What the device says.
    pub device: String,
}

/// What a browser hands over of a key that proves itself, each part as base64url.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// The name of the key.
    pub credential: String,
    /// What the browser saw.
    pub client: String,
    /// What the device says.
    pub device: String,
    /// The signature.
    pub signature: String,
}

/// A key that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its name, as base64url.
    pub credential: String,
    /// Its public half in the form of COSE, as base64url.
    pub public: String,
    /// How often it had signed; 0 where the device does not count.
    pub counter: u32,
}

/// Why a key proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyFlaw {
    /// A part is missing, too long or has another form.
    #[error("a part cannot be read")]
    Unreadable,
    /// It answers another question than ours, or was asked on another site.
    #[error("it answers another question")]
    Elsewhere,
    /// The device did not make sure who holds it.
    #[error("the device did not ask its owner")]
    Unverified,
    /// A kind of key that we do not take.
    #[error("a kind of key that is not taken")]
    Kind,
    /// The signature does not fit.
    #[error("the signature does not fit")]
    Signature,
    /// The device has signed less often than before: it was copied.
    #[error("the key was copied")]
    Copied,
}

/// The longest part.
const LONGEST: usize = 4_096;
/// The longest name of a key (section 4).
const LONGEST_NAME: usize = 1_023;
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const HAS_KEY: u8 = 1 << 6;

/// The canonical form of a public half: what stands before its parts. (COSE, RFC 9053; CTAP 2.1, section 8.)
const P256: ([u8; 10], [u8; 3]) = ([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20], [0x22, 0x58, 0x20]);
const EDWARDS: [u8; 10] = [0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 0x20];
const RSA: ([u8; 11], [u8; 5]) = ([0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0], [0x21, 0x43, 1, 0, 1]);

/// A public half, taken apart.
enum Public<'k> {
    P256([u8; 65]),
    Edwards(&'k [u8]),
    Rsa(&'k [u8]),
}

impl<'k> Public<'k> {
    /// Reads a public half; extensions of the device may follow it.
    fn of(bytes: &'k [u8]) -> Result<(Self, &'k [u8]), PasskeyFlaw> {
        let part = |from: usize, length: usize| bytes.get(from..from + length).ok_or(PasskeyFlaw::Kind);
        if bytes.starts_with(&P256.0) && part(42, 3)? == P256.1 {
            let mut point = [4; 65];
            point[1..33].copy_from_slice(part(10, 32)?);
            point[33..].copy_from_slice(part(45, 32)?);
            return Ok((Self::P256(point), &bytes[..77]));
        }
        if bytes.starts_with(&EDWARDS) {
            return Ok((Self::Edwards(part(10, 32)?), &bytes[..42]));
        }
        if bytes.starts_with(&RSA.0) && part(267, 5)? == RSA.1 {
            return Ok((Self::Rsa(part(11, 256)?), &bytes[..272]));
        }
        Err(PasskeyFlaw::Kind)
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), PasskeyFlaw> {
        let fits = match self {
            Self::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature),
            Self::Edwards(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            Self::Rsa(n) => {
                RsaPublicKeyComponents { n: *n, e: &[1, 0, 1] }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        fits.map_err(|_| PasskeyFlaw::Signature)
    }
}

/// What a browser writes about the question.
#[derive(Deserialize)]
struct Client {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
}

fn bytes(text: &str) -> Result<Vec<u8>, PasskeyFlaw> {
    if text.is_empty() || text.len() > LONGEST {
        return Err(PasskeyFlaw::Unreadable);
    }
    BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| PasskeyFlaw::Unreadable)
}

fn is_ours(client: &[u8], kind: &str, challenge: &str, site: &Site) -> Result<(), PasskeyFlaw> {
    let client: Client = serde_json::from_slice(client).map_err(|_| PasskeyFlaw::Unreadable)?;
    let ours = client.kind == kind && client.challenge == challenge && client.origin == site.origin && !client.cross_origin;
    if ours { Ok(()) } else { Err(PasskeyFlaw::Elsewhere) }
}

/// What the device says: whose site, what it did, how often it signed, and what follows.
fn device<'d>(data: &'d [u8], site: &Site) -> Result<(u8, u32, &'d [u8]), PasskeyFlaw> {
    let (Some(hash), Some(flags), Some(counter)) = (data.get(..32), data.get(32), data.get(33..37)) else {
        return Err(PasskeyFlaw::Unreadable);
    };
    if hash != Sha256::digest(site.id.as_bytes()).as_slice() {
        return Err(PasskeyFlaw::Elsewhere);
    }
    if flags & PRESENT == 0 || flags & VERIFIED == 0 {
        return Err(PasskeyFlaw::Unverified);
    }
    let counter = counter.iter().fold(0, |counter, byte| counter << 8 | u32::from(*byte));
    Ok((*flags, counter, &data[37..]))
}

/// A challenge as a browser takes it: base64url.
pub fn challenge(bytes: &[u8; 32]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Accepts a new key (section 7.1). The challenge is base64url, as the browser was given it.
///
/// # Errors
/// Where it answers another question, was made elsewhere, or is no key that we take.
pub fn register(new: &NewKey, challenge: &str, site: &Site) -> Result<Passkey, PasskeyFlaw> {
    let (client, data) = (bytes(&new.client)?, bytes(&new.device)?);
    is_ours(&client, "webauthn.create", challenge, site)?;
    let (flags, counter, rest) = device(&data, site)?;
    let length = rest.get(16..18).map(|length| usize::from(length[0]) << 8 | usize::from(length[1]));
    let Some(length) = length.filter(|length| flags & HAS_KEY != 0 && (1..=LONGEST_NAME).contains(length)) else {
        return Err(PasskeyFlaw::Unreadable);
    };
    let name = rest.get(18..18 + length).ok_or(PasskeyFlaw::Unreadable)?;
    let (_, public) = Public::of(&rest[18 + length..])?;
    Ok(Passkey { credential: BASE64_URL_SAFE_NO_PAD.encode(name), public: BASE64_URL_SAFE_NO_PAD.encode(public), counter })
}

/// Whether a kept key proves itself (section 7.2). Gives back how often it has signed now.
///
/// # Errors
/// Where it answers another question, its owner was not asked, the signature does not fit, or the key was copied.
pub fn prove(proof: &Proof, kept: &Passkey, challenge: &str, site: &Site) -> Result<u32, PasskeyFlaw> {
    let (client, data, signature) = (bytes(&proof.client)?, bytes(&proof.device)?, bytes(&proof.signature)?);
    is_ours(&client, "webauthn.get", challenge, site)?;
    let (_, counter, _) = device(&data, site)?;
    let public = bytes(&kept.public)?;
    let (public, _) = Public::of(&public)?;
    let mut signed = data;
    signed.extend_from_slice(&Sha256::digest(&client));
    public.verify(&signed, &signature)?;
    if (counter != 0 || kept.counter != 0) && counter <= kept.counter {
        return Err(PasskeyFlaw::Copied);
    }
    Ok(counter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

    fn site() -> Site {
        Site { origin: "https://sinergi.contoh.go.id".to_owned(), id: "sinergi.contoh.go.id".to_owned() }
    }

    fn client(kind: &str, challenge: &str, origin: &str) -> Vec<u8> {
        format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#).into_bytes()
    }

    fn said(id: &str, flags: u8, counter: u32, rest: &[u8]) -> Vec<u8> {
        let mut data = Sha256::digest(id.as_bytes()).to_vec();
        data.push(flags);
        data.extend_from_slice(&counter.to_be_bytes());
        data.extend_from_slice(rest);
        data
    }

    type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

    /// A device with one key, as far as these tests need one.
    struct Device {
        cose: Vec<u8>,
        sign: Sign,
    }

    fn p256() -> Device {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
        let point = pair.public_key().as_ref().to_vec();
        let cose = [P256.0.as_slice(), &point[1..33], &P256.1, &point[33..]].concat();
        Device { cose, sign: Box::new(move |message| pair.sign(&random, message).unwrap().as_ref().to_vec()) }
    }

    fn edwards() -> Device {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        let cose = [EDWARDS.as_slice(), pair.public_key().as_ref()].concat();
        Device { cose, sign: Box::new(move |message| pair.sign(message).as_ref().to_vec()) }
    }

    impl Device {
        fn new_key(&self, client: &[u8], id: &str, flags: u8) -> NewKey {
            let rest = [&[0; 16][..], &[0, 4], b"nama", &self.cose].concat();
            let device = said(id, flags, 1, &rest);
            NewKey { client: BASE64_URL_SAFE_NO_PAD.encode(client), device: BASE64_URL_SAFE_NO_PAD.encode(device) }
        }

        fn proof(&self, client: &[u8], id: &str, flags: u8, counter: u32) -> Proof {
            let device = said(id, flags, counter, &[]);
            let signed = [device.as_slice(), Sha256::digest(client).as_slice()].concat();
            let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
            Proof {
                credential: part(b"nama"),
                client: part(client),
                device: part(&device),
                signature: part(&(self.sign)(&signed)),
            }
        }
    }

    const ASKED: &str = "dGFueWE";
    const ALL: u8 = PRESENT | VERIFIED | HAS_KEY;

    #[test]
    fn a_key_that_was_registered_proves_itself_and_counts_on() {
        let site = site();
        for device in [p256(), edwards()] {
            let new = device.new_key(&client("webauthn.create", ASKED, &site.origin), &site.id, ALL);
            let key = register(&new, ASKED, &site).unwrap();
            assert_eq!((key.credential.as_str(), key.counter), ("bmFtYQ", 1));
            let proof = device.proof(&client("webauthn.get", ASKED, &site.origin), &site.id, PRESENT | VERIFIED, 2);
            assert_eq!(prove(&proof, &key, ASKED, &site), Ok(2));
            assert_eq!(prove(&proof, &Passkey { counter: 2, ..key }, ASKED, &site), Err(PasskeyFlaw::Copied));
        }
    }

    /// Section 7.2, steps 11 to 17, each broken alone.
    #[test]
    fn what_answers_another_question_or_another_site_proves_nothing() {
        let (site, device) = (site(), p256());
        let get = |challenge: &str, origin: &str| client("webauthn.get", challenge, origin);
        let new = device.new_key(&client("webauthn.create", ASKED, &site.origin), &site.id, ALL);
        let key = register(&new, ASKED, &site).unwrap();
        let flaw = |proof: &Proof| prove(proof, &key, ASKED, &site).unwrap_err();
        let both = PRESENT | VERIFIED;
        for (client, id, flags, why) in [
            (get("bGFpbg", &site.origin), site.id.as_str(), both, PasskeyFlaw::Elsewhere),
            (get(ASKED, "https://sinergi.contoh.example"), &site.id, both, PasskeyFlaw::Elsewhere),
            (client("webauthn.create", ASKED, &site.origin), &site.id, both, PasskeyFlaw::Elsewhere),
            (get(ASKED, &site.origin), "contoh.example", both, PasskeyFlaw::Elsewhere),
            (get(ASKED, &site.origin), &site.id, PRESENT, PasskeyFlaw::Unverified),
            (b"{}".to_vec(), &site.id, both, PasskeyFlaw::Unreadable),
        ] {
            assert_eq!(flaw(&device.proof(&client, id, flags, 2)), why);
        }
        let other = p256().proof(&get(ASKED, &site.origin), &site.id, both, 2);
        assert_eq!(flaw(&other), PasskeyFlaw::Signature, "the key of another device");
        let framed = String::from_utf8(get(ASKED, &site.origin)).unwrap().replace("false", "true").into_bytes();
        assert_eq!(flaw(&device.proof(&framed, &site.id, both, 2)), PasskeyFlaw::Elsewhere, "inside a frame of another site");
    }

    #[test]
    fn a_new_key_of_another_kind_or_form_is_refused() {
        let (site, device) = (site(), p256());
        let create = client("webauthn.create", ASKED, &site.origin);
        assert_eq!(register(&device.new_key(&create, &site.id, PRESENT | VERIFIED), ASKED, &site), Err(PasskeyFlaw::Unreadable));
        let mut odd = p256();
        odd.cose[4] = 0x38;
        assert_eq!(register(&odd.new_key(&create, &site.id, ALL), ASKED, &site), Err(PasskeyFlaw::Kind));
        let long = NewKey { client: "A".repeat(LONGEST + 1), ..NewKey::default() };
        assert_eq!(register(&long, ASKED, &site), Err(PasskeyFlaw::Unreadable));
    }

    proptest::proptest! {
        /// F16: bytes of strangers end in a flaw, never in a panic.
        #[test]
        fn no_bytes_make_the_reader_panic(device in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), cut in 0_usize..80) {
            let site = site();
            let mut data = said(&site.id, ALL, 1, &device);
            data.truncate(37 + cut);
            let new = NewKey {
                client: BASE64_URL_SAFE_NO_PAD.encode(client("webauthn.create", ASKED, &site.origin)),
                device: BASE64_URL_SAFE_NO_PAD.encode(data),
            };
            let _ = register(&new, ASKED, &site);
        }
    }
}
