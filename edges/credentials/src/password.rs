//! Passwords: Argon2id at rest, and which ones are refused.
//!
//! No rules of composition and no forced change (v5.0.0-6.2.5, 6.2.10): length and guessability decide. Guessability is told by
//! zxcvbn, which knows common passwords, names, dates and keyboard walks (6.2.4, 6.2.11).

use crate::CredentialFault;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use std::sync::OnceLock;

/// The fewest characters (v5.0.0-6.2.1 asks for 8).
const SHORTEST: usize = 10;
/// The most: a longer one is refused, never cut (6.2.9 asks that 64 are allowed).
const LONGEST: usize = 200;
/// Words of this place, which a guesser tries first (6.2.11).
const OUR_WORDS: [&str; 10] =
    ["bpjs", "sinergi", "kejati", "kejari", "ketenagakerjaan", "disnaker", "jamsostek", "sulsel", "makassar", "indonesia"];

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFlaw {
    /// Too few characters.
    #[error("a password has at least {SHORTEST} characters")]
    Short,
    /// Too many.
    #[error("a password has at most {LONGEST} characters")]
    Long,
    /// A guesser would find it.
    #[error("a guesser would find this password")]
    Guessable,
}

/// Whether a password may be chosen by somebody with these names.
pub fn check(password: &str, names: &[&str]) -> Result<(), PasswordFlaw> {
    let characters = password.chars().count();
    if characters < SHORTEST {
        return Err(PasswordFlaw::Short);
    }
    if characters > LONGEST {
        return Err(PasswordFlaw::Long);
    }
    // The estimate takes longer with every character; nothing past the first hundred makes a password weaker.
    let head: String = password.chars().take(100).collect();
    let words: Vec<&str> = OUR_WORDS.into_iter().chain(names.iter().copied()).collect();
    if zxcvbn::zxcvbn(&head, &words).score() < zxcvbn::Score::Three { Err(PasswordFlaw::Guessable) } else { Ok(()) }
}

/// Argon2id with 19 MiB, two passes, one lane: the least that OWASP names.
fn argon2() -> Option<Argon2<'static>> {
    let parameters = Params::new(19 * 1_024, 2, 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
}

/// The password as it is kept: Argon2id with a salt of its own, in PHC form.
pub fn hash(password: &str) -> Result<String, CredentialFault> {
    let hashed = argon2().ok_or(CredentialFault::Hash)?.hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|_| CredentialFault::Hash)
}

/// Whether a password is the one that was hashed. Without a hash the same work is done for nothing, so that the time of the answer
/// does not tell whether an account exists (v5.0.0-6.3.8).
pub fn verify(kept: Option<&str>, password: &str) -> bool {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let nobody = || NOBODY.get_or_init(|| hash("nobody has this password").unwrap_or_default()).as_str();
    let text = kept.unwrap_or_else(nobody);
    let (Some(argon2), Ok(parsed)) = (argon2(), PasswordHash::new(text)) else { return false };
    let fits = password.len() <= LONGEST * 4 && argon2.verify_password(password.as_bytes(), &parsed).is_ok();
    fits && kept.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// v5.0.0-6.2.1 to 6.2.12, 11.4.2.
    #[test]
    fn short_common_and_homely_passwords_are_refused_and_a_sentence_is_not() {
        assert_eq!(check("kopi-7mX", &[]), Err(PasswordFlaw::Short));
        assert_eq!(check(&"x".repeat(201), &[]), Err(PasswordFlaw::Long));
        for weak in ["password123", "qwertyuiop1", "bpjssinergi", "sinergi2025", "1234567890", "rahmanrahman"] {
            assert_eq!(check(weak, &["rahman"]), Err(PasswordFlaw::Guessable), "{weak}");
        }
        for strong in [
            "pete hujan di loteng tua",
            "Kuda-laut 9 menari",
            "tujuh layangan hijau di Bira tanpa tali, dua di Wajo, satu hilang",
        ] {
            assert_eq!(check(strong, &["rahman"]), Ok(()), "{strong}");
        }
    }

    /// v5.0.0-11.4.2: kept as Argon2id with a salt of its own; v5.0.0-6.3.8: nobody's password never fits.
    #[test]
    fn a_password_opens_its_own_hash_only() {
        let kept = hash("pete hujan di loteng tua").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_ne!(kept, hash("pete hujan di loteng tua").unwrap());
        assert!(verify(Some(&kept), "pete hujan di loteng tua"));
        assert!(!verify(Some(&kept), "pete hujan di loteng tu"));
        assert!(!verify(None, "nobody has this password") && !verify(Some(""), ""));
    }
}
