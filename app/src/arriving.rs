//! A file on its way in from a page: sealed as it comes, so that what waits on the disk tells nobody anything, and opened in memory
//! when it is read.

use crate::fault::AppError;
use crate::ingest_file::full_or;
use crate::installation::Installation;
use lake::SealedWriter;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A file that is being written, sealed under the secret of the installation.
pub struct Arriving {
    path: PathBuf,
    writer: SealedWriter<BufWriter<File>>,
}

impl Arriving {
    pub(crate) fn create(home: &Installation, path: PathBuf) -> Result<Self, AppError> {
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&path);
        let file = file.map_err(full_or("keep", &path))?;
        let writer = SealedWriter::create(&home.keys, BufWriter::with_capacity(1 << 17, file))?;
        Ok(Self { path, writer })
    }

    /// The next bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        self.writer.write_all(bytes).map_err(full_or("keep", &self.path))
    }

    /// The whole file has come and is on the disk. Without this call it does not open.
    pub fn finish(self) -> Result<(), AppError> {
        let full = |error| full_or("keep", &self.path)(error);
        let file = self.writer.finish().map_err(full)?.into_inner().map_err(|error| full(error.into_error()))?;
        file.sync_all().map_err(full)
    }

    /// The name that the file has on our disk.
    pub fn file_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// Opens a file that arrived.
pub(crate) fn open_arrived(home: &Installation, path: &Path) -> Result<File, AppError> {
    Ok(lake::open_in_memory(&home.keys, path)?)
}

/// Writes bytes to a sealed file.
pub(crate) fn seal_bytes(home: &Installation, path: PathBuf, bytes: &[u8]) -> Result<(), AppError> {
    let mut sealed = Arriving::create(home, path)?;
    sealed.write(bytes)?;
    sealed.finish()
}
