//! Edge: immutable files named by their SHA-256. A file counts only when the store has a row for it.
//!
//! Write protocol: temporary file → fsync → hash of what is read back → rename to the hash → fsync of the folder.
//! The row in the store is the caller's next step, and the only commit point. On first use in a process a file is
//! hashed again ([`Lake::verified`]): a flipped bit stops the figure before it is shown.
//! Facts are plain Parquet. Identity is Parquet with modular encryption; uploads and refused rows are AES-256-GCM in chunks, all
//! under the drawn key of their batch, which nothing opens without a key that is not in the data folder ([`Keys`]).

mod fault;
mod keys;
mod memory;
mod seal;
mod table;

pub use fault::{LakeFault, Step};
pub use keys::{KeySource, Keys};
pub use memory::open_in_memory;
pub use seal::{SealedReader, SealedWriter};
pub use table::{TableWriter, read_rows, read_sealed_rows, read_sealed_table, read_table, read_whole};

use fault::at;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A file in the lake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// SHA-256 of its bytes, in hexadecimal: its name.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Its rows; zero for raw uploads.
    pub rows: u64,
}

/// The folder of files.
#[derive(Debug)]
pub struct Lake {
    root: PathBuf,
    verified: Mutex<HashSet<String>>,
}

/// A file being written: it disappears unless it is kept.
#[derive(Debug)]
pub struct TemporaryFile {
    path: PathBuf,
    kept: bool,
}

impl Lake {
    /// Opens the lake of an installation, and makes its folders.
    pub fn open(data: &Path) -> Result<Self, LakeFault> {
        let root = data.join("lake");
        for folder in [root.clone(), root.join("tmp"), root.join("files")] {
            fs::create_dir_all(&folder).map_err(at(Step::MakeFolder, &folder))?;
        }
        Ok(Self { root, verified: Mutex::new(HashSet::new()) })
    }

    /// A new temporary file on the same disk.
    pub fn temporary(&self) -> Result<(TemporaryFile, File), LakeFault> {
        let mut name = [0_u8; 16];
        getrandom::fill(&mut name).map_err(|_| LakeFault::no_randomness())?;
        let path = self.root.join("tmp").join(hex(&name));
        let file = fs::OpenOptions::new().read(true).write(true).create_new(true).open(&path).map_err(at(Step::Write, &path))?;
        Ok((TemporaryFile { path, kept: false }, file))
    }

    /// Makes a written file part of the lake: fsync, hash of what is read back, rename to it, fsync of the folder.
    pub fn keep(&self, mut temporary: TemporaryFile, file: File, rows: u64) -> Result<StoredFile, LakeFault> {
        file.sync_all().map_err(at(Step::Sync, &temporary.path))?;
        drop(file);
        let (sha256, bytes) = hash_of(&temporary.path)?;
        let place = self.path(&sha256);
        let folder = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(at(Step::MakeFolder, folder))?;
        fs::rename(&temporary.path, &place).map_err(at(Step::Rename, &place))?;
        temporary.kept = true;
        for folder in [folder, &self.root.join("files")] {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(Step::Sync, folder))?;
        }
        self.remember(&sha256);
        Ok(StoredFile { sha256, bytes, rows })
    }

    /// Where a file with this hash is.
    pub fn path(&self, sha256: &str) -> PathBuf {
        let shelf = sha256.get(..2).unwrap_or("00");
        self.root.join("files").join(shelf).join(sha256)
    }

    /// The path of a file whose bytes have been checked against its hash in this process.
    pub fn verified(&self, sha256: &str) -> Result<PathBuf, LakeFault> {
        let path = self.path(sha256);
        let known = self.verified.lock().is_ok_and(|verified| verified.contains(sha256));
        if known && path.exists() {
            return Ok(path);
        }
        if !path.exists() {
            return Err(LakeFault::Missing { sha256: sha256.to_owned() });
        }
        let (found, _) = hash_of(&path)?;
        if found != sha256 {
            return Err(LakeFault::Damaged { sha256: sha256.to_owned() });
        }
        self.remember(sha256);
        Ok(path)
    }

    fn remember(&self, sha256: &str) {
        if let Ok(mut verified) = self.verified.lock() {
            verified.insert(sha256.to_owned());
        }
    }

    /// Removes files of interrupted writes. The caller holds the installation's lock, so nobody is writing.
    pub fn sweep_temporary(&self) -> Result<usize, LakeFault> {
        let folder = self.root.join("tmp");
        let mut swept = 0;
        for entry in fs::read_dir(&folder).map_err(at(Step::Read, &folder))? {
            let path = entry.map_err(at(Step::Read, &folder))?.path();
            if path.is_file() {
                fs::remove_file(&path).map_err(at(Step::Remove, &path))?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// Removes a file that no row of the catalogue names any more. One that is gone already is no fault.
    pub fn remove(&self, sha256: &str) -> Result<(), LakeFault> {
        let path = self.path(sha256);
        if let Ok(mut verified) = self.verified.lock() {
            verified.remove(sha256);
        }
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(Step::Remove, &path)(error)),
            _ => Ok(()),
        }
    }

    /// Every file in the lake by its hash, for checks against the store.
    pub fn list(&self) -> Result<Vec<String>, LakeFault> {
        let folder = self.root.join("files");
        let mut names = Vec::new();
        for shelf in fs::read_dir(&folder).map_err(at(Step::Read, &folder))? {
            let shelf = shelf.map_err(at(Step::Read, &folder))?.path();
            for entry in fs::read_dir(&shelf).map_err(at(Step::Read, &shelf))? {
                names.push(entry.map_err(at(Step::Read, &shelf))?.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort_unstable();
        Ok(names)
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        if !self.kept {
            // Best effort: what stays is swept at the next start.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// SHA-256 of bytes that come piece by piece.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// The next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all of them, in hexadecimal.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// SHA-256 and size of a file.
pub fn hash_of(path: &Path) -> Result<(String, u64), LakeFault> {
    let mut file = File::open(path).map_err(at(Step::Read, path))?;
    hash_to_end(&mut file, path)
}

/// SHA-256 and size of what is left of an open file, which is called `path` in errors.
pub fn hash_to_end(file: &mut impl Read, path: &Path) -> Result<(String, u64), LakeFault> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 18];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok((hex(&hasher.finalize()), bytes)),
            Ok(read) => {
                hasher.update(&buffer[..read]);
                bytes += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(at(Step::Read, path)(error)),
        }
    }
}

/// SHA-256 of a text, in hexadecimal.
pub fn hash_of_text(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
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
    use std::io::Write;

    #[test]
    fn a_kept_file_is_found_by_its_hash_and_a_flipped_bit_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path()).unwrap();
        let (temporary, mut file) = lake.temporary().unwrap();
        file.write_all(b"isi").unwrap();
        let stored = lake.keep(temporary, file, 0).unwrap();
        assert!(lake.verified(&stored.sha256).is_ok());
        let path = lake.path(&stored.sha256);
        std::fs::write(&path, b"isj").unwrap();
        let fresh = Lake::open(folder.path()).unwrap();
        assert!(matches!(fresh.verified(&stored.sha256), Err(LakeFault::Damaged { .. })));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(fresh.verified(&stored.sha256), Err(LakeFault::Missing { .. })));
    }

    /// R09, R10: cut at every 512 bytes, and with one bit flipped in a thousand drawn places, a file is never taken for itself.
    #[test]
    fn a_cut_or_flipped_file_is_found_out_wherever_it_was_cut_or_flipped() {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path()).unwrap();
        let (temporary, mut file) = lake.temporary().unwrap();
        let content: Vec<u8> = (0_u32..9_000).map(|number| u8::try_from(number * number % 251).unwrap()).collect();
        file.write_all(&content).unwrap();
        let stored = lake.keep(temporary, file, 0).unwrap();
        let path = lake.path(&stored.sha256);
        let fresh = Lake::open(folder.path()).unwrap();
        for cut in (0..content.len()).step_by(512) {
            std::fs::write(&path, &content[..cut]).unwrap();
            assert!(matches!(fresh.verified(&stored.sha256), Err(LakeFault::Damaged { .. })), "cut at {cut}");
        }
        let mut drawn = 1_u64;
        for seed in 0..1_000 {
            drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(seed * 2 + 1);
            let (place, bit) = ((drawn >> 33) as usize % content.len(), (drawn >> 20) % 8);
            let mut flipped = content.clone();
            flipped[place] ^= 1 << bit;
            std::fs::write(&path, &flipped).unwrap();
            assert!(matches!(fresh.verified(&stored.sha256), Err(LakeFault::Damaged { .. })), "bit {bit} of byte {place}");
        }
        std::fs::write(&path, &content).unwrap();
        assert!(fresh.verified(&stored.sha256).is_ok());
    }

    #[test]
    fn a_file_that_is_not_kept_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path()).unwrap();
        drop(lake.temporary().unwrap());
        assert_eq!(std::fs::read_dir(folder.path().join("lake/tmp")).unwrap().count(), 0);
        assert!(lake.list().unwrap().is_empty());
    }
}
