//! Keys: one secret in a file outside the data folder, from which every purpose and batch gets its own key.

use crate::fault::{LakeFault, Step, at};
use crate::hex;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use zeroize::{Zeroize, ZeroizeOnDrop};

const HEADING: &str = "sinergi key 1 ";

/// The secret of an installation. Whoever has the data folder without it has no NIK and no name.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Keys {
    master: [u8; 32],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(hidden)")
    }
}

impl Keys {
    /// Makes a new key file, readable by its owner only. An existing one is never overwritten.
    pub fn create(path: &Path) -> Result<Self, LakeFault> {
        let keys = Self::drawn()?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(at(Step::MakeFolder, folder))?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(at(Step::Write, path))?;
        let text = format!("{HEADING}{}\n", hex(&keys.master));
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(at(Step::Write, path))?;
        Ok(keys)
    }

    /// A new secret, in memory only.
    pub(crate) fn drawn() -> Result<Self, LakeFault> {
        let mut master = [0_u8; 32];
        getrandom::fill(&mut master).map_err(|_| LakeFault::no_randomness())?;
        Ok(Self { master })
    }

    /// Reads a key file; one that others may read is refused.
    pub fn load(path: &Path) -> Result<Self, LakeFault> {
        let flaw = |problem| LakeFault::KeyFile { path: path.to_owned(), problem };
        let metadata = fs::metadata(path).map_err(|_| flaw("is missing; without it no person data can be read"))?;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(flaw("can be read by others; run chmod 600 on it"));
        }
        let text = fs::read_to_string(path).map_err(at(Step::Read, path))?;
        let digits = text.trim().strip_prefix(HEADING).ok_or_else(|| flaw("is no key file of Sinergi"))?;
        let mut master = [0_u8; 32];
        if digits.len() != 64 || !digits.is_ascii() {
            return Err(flaw("is damaged"));
        }
        for (index, byte) in master.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&digits[index * 2..index * 2 + 2], 16).map_err(|_| flaw("is damaged"))?;
        }
        Ok(Self { master })
    }

    /// The key of one purpose.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut mac = mac(&self.master);
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// The key of one purpose as hexadecimal: a proof that we made what it names.
    pub fn derive_text(&self, purpose: &str) -> String {
        hex(&self.derive(purpose))
    }

    /// Seals a few bytes for a column of the catalogue, bound to what they are about: sealed for one they do not open for another.
    pub fn seal_text(&self, purpose: &str, about: &str, bytes: &[u8]) -> Result<String, LakeFault> {
        let mut number = [0_u8; 12];
        getrandom::fill(&mut number).map_err(|_| LakeFault::no_randomness())?;
        let payload = Payload { msg: bytes, aad: about.as_bytes() };
        let sealed = self.cipher(purpose).encrypt(&Nonce::from(number), payload).map_err(|_| LakeFault::WrongKey)?;
        Ok(format!("{}{}", hex(&number), hex(&sealed)))
    }

    /// Opens what [`Keys::seal_text`] sealed for the same purpose and about the same.
    pub fn open_text(&self, purpose: &str, about: &str, sealed: &str) -> Result<Vec<u8>, LakeFault> {
        let bytes = unhex(sealed).filter(|bytes| bytes.len() > 12).ok_or(LakeFault::WrongKey)?;
        let (number, sealed) = bytes.split_at(12);
        let number: [u8; 12] = number.try_into().map_err(|_| LakeFault::WrongKey)?;
        let payload = Payload { msg: sealed, aad: about.as_bytes() };
        self.cipher(purpose).decrypt(&Nonce::from(number), payload).map_err(|_| LakeFault::WrongKey)
    }

    fn cipher(&self, purpose: &str) -> Aes256Gcm {
        <Aes256Gcm as aes_gcm::KeyInit>::new(&self.derive(purpose).into())
    }

    /// The key under which row fingerprints are made.
    pub fn fingerprint_key(&self) -> [u8; 16] {
        let key = self.derive("row-fingerprint/v1");
        let mut half = [0; 16];
        half.copy_from_slice(&key[..16]);
        half
    }

    /// The function that turns a NIK into its token for joining. A token without the key says nothing, and cannot be
    /// found by trying every NIK.
    pub fn nik_tokens(&self) -> impl Fn(&[u8; 16]) -> [u8; 16] + Send + Sync + use<> {
        let ready = mac(&self.derive("nik-token/membership/v1"));
        move |digits| {
            let mut mac = ready.clone();
            mac.update(digits);
            let whole: [u8; 32] = mac.finalize().into_bytes().into();
            let mut token = [0; 16];
            token.copy_from_slice(&whole[..16]);
            token
        }
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|place| u8::from_str_radix(&text[place..place + 2], 16).ok()).collect()
}

fn mac(key: &[u8; 32]) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_read_back_and_gives_the_same_tokens() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kunci/sinergi.key");
        let made = Keys::create(&path).unwrap();
        let read = Keys::load(&path).unwrap();
        let nik = b"7371055203859001";
        assert_eq!(made.nik_tokens()(nik), read.nik_tokens()(nik));
        assert_ne!(made.nik_tokens()(nik), made.nik_tokens()(b"7371055203859002"));
        assert!(Keys::create(&path).is_err(), "an existing key was overwritten");
    }

    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sinergi.key");
        Keys::create(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Keys::load(&path), Err(LakeFault::KeyFile { .. })));
    }

    /// v5.0.0-11.3.1 to 11.3.3: authenticated, bound to its row, and never the same twice.
    #[test]
    fn what_is_sealed_about_one_does_not_open_about_another() {
        let keys = Keys::drawn().unwrap();
        let sealed = keys.seal_text("second-factor/v1", "a", b"rahasia").unwrap();
        assert_ne!(sealed, keys.seal_text("second-factor/v1", "a", b"rahasia").unwrap());
        assert_eq!(keys.open_text("second-factor/v1", "a", &sealed).unwrap(), b"rahasia");
        for (purpose, about, text) in
            [("second-factor/v1", "b", &sealed[..]), ("other/v1", "a", &sealed), ("second-factor/v1", "a", "zz")]
        {
            assert!(matches!(keys.open_text(purpose, about, text), Err(LakeFault::WrongKey)));
        }
        assert!(Keys::drawn().unwrap().open_text("second-factor/v1", "a", &sealed).is_err());
    }
}
