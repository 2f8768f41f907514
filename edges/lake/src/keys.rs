//! Keys: one secret outside the data folder, from which every purpose gets its own key.
//!
//! ```text
//! key file or command ─► opens ─► secret of the installation ─► a key per purpose (tokens, signatures, codes …)
//!                                          └─► opens ─► the drawn key of each batch ─► identity, upload, refused rows
//! ```
//! The secret and the keys of batches stand sealed in the catalogue. So the key outside can be changed without touching a row, and a
//! batch is erased for good by destroying its key.

use crate::fault::{LakeFault, Step, at};
use crate::hex;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use zeroize::{Zeroize, ZeroizeOnDrop};

const HEADING: &str = "sinergi key 1 ";

/// Where the key outside the data folder comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// A file that its owner only may read.
    File(PathBuf),
    /// A program and its arguments: what it prints is what a key file holds (a vault, a sealed credential of the system).
    Command(Vec<String>),
}

impl KeySource {
    /// Fetches the key.
    pub fn load(&self) -> Result<Keys, LakeFault> {
        match self {
            Self::File(path) => Keys::load(path),
            Self::Command(words) => ask(words),
        }
    }

    /// Fetches the key of a new installation: a file that is not there is made, a command must have one already.
    pub fn load_or_create(&self) -> Result<Keys, LakeFault> {
        match self {
            Self::File(path) if !path.exists() => Keys::create(path),
            source => source.load(),
        }
    }

    /// As it is told to people.
    pub fn told(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Command(words) => words.first().cloned().unwrap_or_default(),
        }
    }
}

/// What a command prints. Its words are never told in an error: somebody may have put a secret into them.
fn ask(words: &[String]) -> Result<Keys, LakeFault> {
    let (program, arguments) = words.split_first().ok_or_else(|| flaw(Path::new(""), "command is empty"))?;
    let path = Path::new(program);
    let run = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = run.map_err(|_| flaw(path, "could not be started to give the key"))?;
    let mut text = String::from_utf8(output.stdout).map_err(|_| flaw(path, "gave no key of Sinergi"))?;
    let keys = if output.status.success() { Keys::parse(&text, path) } else { Err(flaw(path, "ended without giving the key")) };
    text.zeroize();
    keys
}

fn flaw(path: &Path, problem: &'static str) -> LakeFault {
    LakeFault::KeyFile { path: path.to_owned(), problem }
}

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
        // Sealed files depend on it from now on: its name must outlive a loss of power too.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(Step::Sync, folder))?;
        Ok(keys)
    }

    /// A new secret, in memory only.
    pub fn drawn() -> Result<Self, LakeFault> {
        let mut master = [0_u8; 32];
        getrandom::fill(&mut master).map_err(|_| LakeFault::no_randomness())?;
        Ok(Self { master })
    }

    /// Reads a key file; one that others may read is refused.
    pub fn load(path: &Path) -> Result<Self, LakeFault> {
        let metadata = fs::metadata(path).map_err(|_| flaw(path, "is missing; without it no person data can be read"))?;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(flaw(path, "can be read by others; run chmod 600 on it"));
        }
        let mut text = fs::read_to_string(path).map_err(at(Step::Read, path))?;
        let keys = Self::parse(&text, path);
        text.zeroize();
        keys
    }

    fn parse(text: &str, path: &Path) -> Result<Self, LakeFault> {
        let digits = text.trim().strip_prefix(HEADING).ok_or_else(|| flaw(path, "is no key file of Sinergi"))?;
        let bytes = unhex(digits).ok_or_else(|| flaw(path, "is damaged"))?;
        Ok(Self { master: bytes.try_into().map_err(|_| flaw(path, "is damaged"))? })
    }

    /// Another secret, sealed under this one, for a column of the catalogue.
    pub fn seal_keys(&self, about: &str, inner: &Self) -> Result<String, LakeFault> {
        self.seal_text("keys/v1", about, &inner.master)
    }

    /// Opens what [`Keys::seal_keys`] sealed about the same.
    pub fn open_keys(&self, about: &str, sealed: &str) -> Result<Self, LakeFault> {
        let bytes = self.open_text("keys/v1", about, sealed)?;
        Ok(Self { master: bytes.try_into().map_err(|_| LakeFault::WrongKey)? })
    }

    /// A word that tells whether two secrets are the same and nothing else about them.
    pub fn check_word(&self) -> String {
        self.derive_text("check-word/v1")[..16].to_owned()
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

    /// The function that turns a NIK into its token for joining rows. A token without the key says nothing, and cannot be
    /// found by trying every NIK.
    pub fn nik_tokens(&self) -> impl Fn(&[u8; 16]) -> [u8; 16] + Send + Sync + use<> {
        self.nik_tokens_for("membership")
    }

    /// The same for another purpose or agreement: tokens of two purposes cannot be joined (trust.md A7).
    pub fn nik_tokens_for(&self, purpose: &str) -> impl Fn(&[u8; 16]) -> [u8; 16] + Send + Sync + use<> {
        let ready = mac(&self.derive(&format!("nik-token/{purpose}/v1")));
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
    fn tokens_of_two_purposes_cannot_be_joined() {
        let keys = Keys::drawn().unwrap();
        let nik = b"7371055203859001";
        assert_eq!(keys.nik_tokens()(nik), keys.nik_tokens_for("membership")(nik));
        assert_ne!(keys.nik_tokens()(nik), keys.nik_tokens_for("request")(nik));
    }

    /// S16: a secret opens with the key it was sealed under and with no other; sealed anew it opens with the new key only.
    #[test]
    fn a_secret_is_sealed_anew_under_another_key_and_stays_the_same() {
        let [old, new, secret] = [(); 3].map(|()| Keys::drawn().unwrap());
        let sealed = old.seal_keys("installation", &secret).unwrap();
        assert_eq!(old.open_keys("installation", &sealed).unwrap().check_word(), secret.check_word());
        assert!(new.open_keys("installation", &sealed).is_err() && old.open_keys("batch:1", &sealed).is_err());
        let anew = new.seal_keys("installation", &old.open_keys("installation", &sealed).unwrap()).unwrap();
        assert_eq!(new.open_keys("installation", &anew).unwrap().check_word(), secret.check_word());
        assert!(old.open_keys("installation", &anew).is_err());
    }

    #[test]
    fn a_command_gives_the_key_or_says_that_it_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sinergi.key");
        let made = Keys::create(&path).unwrap();
        let command = |words: &[&str]| KeySource::Command(words.iter().map(|word| (*word).to_owned()).collect());
        let given = command(&["cat", path.to_str().unwrap()]).load().unwrap();
        assert_eq!(given.check_word(), made.check_word());
        for words in [&["false"][..], &["echo", "halo"], &["tidak-ada-program-ini"], &[]] {
            assert!(matches!(command(words).load(), Err(LakeFault::KeyFile { .. })), "{words:?}");
        }
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
