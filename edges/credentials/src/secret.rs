//! Random secrets: what a cookie or a token holds, and codes that a person types once. Only their fingerprints are kept.

use crate::CredentialFault;
use sha2::{Digest, Sha256};

/// Digits and letters that nobody takes for another (Crockford's thirty-two).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Two hundred and fifty-six random bits (v5.0.0-7.2.3 and 11.5.1 ask for 128).
pub struct Secret([u8; 32]);

impl Secret {
    /// A new one.
    pub fn drawn() -> Result<Self, CredentialFault> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| CredentialFault::NoRandomness)?;
        Ok(Self(bytes))
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As it is handed out: sixty-four hexadecimal digits.
    pub fn text(&self) -> String {
        hex(&self.0)
    }
}

/// A code for a person to type: twenty letters in groups of five, a hundred random bits.
pub fn code() -> Result<String, CredentialFault> {
    let secret = Secret::drawn()?;
    let letters: Vec<char> = secret.0[..20].iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Ok(letters.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-"))
}

/// What is kept of a secret: its SHA-256. A code may be typed in small letters and without dashes.
pub fn fingerprint(secret: &str) -> String {
    let plain: String =
        secret.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').map(|c| c.to_ascii_uppercase()).collect();
    hex(&Sha256::digest(plain.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_secrets_are_the_same_and_a_code_is_read_as_people_type_it() {
        let (one, two) = (code().unwrap(), code().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 23);
        assert_eq!(fingerprint(&one), fingerprint(&one.to_lowercase().replace('-', " ")));
        assert_ne!(fingerprint(&one), fingerprint(&two));
        assert_eq!(Secret::drawn().unwrap().text().len(), 64);
    }
}
