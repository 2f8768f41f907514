//! Signatures (Ed25519) that others can check without our secret: what the audit log hands to a witness.

use crate::secret::hex;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// Signs under a key of thirty-two secret bytes.
pub struct Signer(SigningKey);

impl Signer {
    /// The signer of a key.
    pub fn of(key: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(key))
    }

    /// The public half, as hexadecimal: what a witness needs to check signatures.
    pub fn public(&self) -> String {
        hex(self.0.verifying_key().as_bytes())
    }

    /// The signature of a text, as hexadecimal.
    pub fn sign(&self, text: &str) -> String {
        hex(&self.0.sign(text.as_bytes()).to_bytes())
    }
}

/// Whether a signature over a text was made with the secret half of a public key.
pub fn verify(public: &str, text: &str, signature: &str) -> bool {
    let (Some(public), Some(signature)) = (unhex::<32>(public), unhex::<64>(signature)) else { return false };
    let Ok(key) = VerifyingKey::from_bytes(&public) else { return false };
    key.verify_strict(text.as_bytes(), &Signature::from_bytes(&signature)).is_ok()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0_u8; N];
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_its_text_and_its_key_only() {
        let (ours, theirs) = (Signer::of(&[7; 32]), Signer::of(&[8; 32]));
        let signature = ours.sign("akar");
        assert!(verify(&ours.public(), "akar", &signature));
        assert!(!verify(&ours.public(), "akan", &signature) && !verify(&theirs.public(), "akar", &signature));
        assert!(!verify("", "akar", &signature) && !verify(&ours.public(), "akar", "é"));
    }
}
