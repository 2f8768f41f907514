//! What was sealed, opened where nothing else can see it: a file without a name and without a place on the disk.

use crate::fault::{Step, at};
use crate::{Keys, LakeFault, SealedReader};
use rustix::fs::{MemfdFlags, memfd_create};
use std::fs::File;
use std::io::{BufReader, Seek, Write};
use std::path::Path;

/// Opens a sealed file into memory, at its beginning. It is gone when it is closed, however the program ends.
pub fn open_in_memory(keys: &Keys, path: &Path) -> Result<File, LakeFault> {
    let sealed = File::open(path).map_err(at(Step::Read, path))?;
    let mut reader = SealedReader::open(keys, BufReader::with_capacity(1 << 17, sealed))?;
    let memory = memfd_create("sinergi", MemfdFlags::CLOEXEC).map_err(|error| at(Step::Write, path)(error.into()))?;
    let mut file = File::from(memory);
    while let Some(chunk) = reader.chunk()? {
        file.write_all(&chunk).map_err(at(Step::Write, path))?;
    }
    file.rewind().map_err(at(Step::Read, path))?;
    Ok(file)
}
