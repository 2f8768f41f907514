//! Edge: proofs of who somebody is. Passwords, one-time passwords of a phone, passkeys, the word of another institution, random
//! tokens, and signatures; each outside library of them lives here. What a proof allows is decided in `app`.

mod id_token;
mod passkey;
mod password;
mod second;
mod secret;
mod signing;

pub use id_token::{Expected, IdToken, TokenFlaw, read as read_id_token};
pub use passkey::{NewKey, Passkey, PasskeyFlaw, Proof, Site, challenge, prove as prove_passkey, register as register_passkey};
pub use password::{PasswordFlaw, check as check_password, hash as hash_password, verify as verify_password};
pub use second::{QrCode, Second};
pub use secret::{Secret, code, fingerprint};
pub use signing::{Signer, verify as verify_signature};

/// The system gives no randomness, or a library says what it cannot: nothing was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CredentialFault {
    /// No random bytes.
    #[error("the system gives no random numbers")]
    NoRandomness,
    /// A password could not be hashed, for want of memory.
    #[error("a password could not be hashed")]
    Hash,
    /// A stored secret has another form than this program writes.
    #[error("a stored secret cannot be read")]
    Unreadable,
}
