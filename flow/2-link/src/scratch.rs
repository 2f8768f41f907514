//! Room for what does not fit in memory. This stage touches no disk: it is handed a [`Scratch`], which gives out room in
//! temporary files ([`app`](../../../app/src/scratch.rs)) or in memory ([`InMemory`]).
//!
//! ```text
//! records, keys, pairs ─bytes─► Room (a temporary file, gone with the run; or memory) ─► read back part by part
//! ```

use std::io;

/// Gives out room.
pub trait Scratch: Sync {
    /// A new room, empty.
    ///
    /// # Errors
    /// There is none: the disk is full, the folder cannot be written.
    fn room(&self) -> io::Result<Box<dyn Room>>;
}

/// Bytes at places.
pub trait Room: Send + Sync {
    /// Writes bytes from a place on, over what stood there or right behind what was written.
    ///
    /// # Errors
    /// The disk.
    fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;

    /// Reads bytes that were written.
    ///
    /// # Errors
    /// The disk.
    fn read(&self, at: u64, into: &mut [u8]) -> io::Result<()>;
}

/// Room in memory, for lists that fit and for tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct InMemory;

impl Scratch for InMemory {
    fn room(&self) -> io::Result<Box<dyn Room>> {
        Ok(Box::new(Vec::new()))
    }
}

impl Room for Vec<u8> {
    fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let from = usize::try_from(at).map_err(|_| io::ErrorKind::OutOfMemory)?;
        self.resize(self.len().max(from + bytes.len()), 0);
        self[from..from + bytes.len()].copy_from_slice(bytes);
        Ok(())
    }

    fn read(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let from = usize::try_from(at).map_err(|_| io::ErrorKind::UnexpectedEof)?;
        let bytes = self.get(from..from + into.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        into.copy_from_slice(bytes);
        Ok(())
    }
}

/// Numbers go in blocks of so many, so that no second copy of a long row of them is made.
const BLOCK: usize = 1 << 16;

/// Writes numbers; gives back the place behind them.
pub(crate) fn write_numbers(room: &mut dyn Room, mut at: u64, numbers: &[u32]) -> io::Result<u64> {
    let mut bytes = Vec::with_capacity(BLOCK * 4);
    for block in numbers.chunks(BLOCK) {
        bytes.clear();
        block.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
        room.write(at, &bytes)?;
        at += bytes.len() as u64;
    }
    Ok(at)
}

/// Reads so many numbers, block by block.
pub(crate) fn read_numbers(room: &dyn Room, mut at: u64, count: usize, mut each: impl FnMut(u32)) -> io::Result<()> {
    let mut bytes = vec![0; BLOCK.min(count) * 4];
    let mut left = count;
    while left > 0 {
        let block = &mut bytes[..left.min(BLOCK) * 4];
        room.read(at, block)?;
        let (numbers, _) = block.as_chunks::<4>();
        numbers.iter().for_each(|number| each(u32::from_le_bytes(*number)));
        at += block.len() as u64;
        left -= numbers.len();
    }
    Ok(())
}
