//! Sealed byte streams: AES-256-GCM over chunks of 64 KiB, each bound to its place and to being the last or not.
//! Used for the raw uploads, so that what a sender gave us is kept to the byte and readable by nobody else.

use crate::LakeFault;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use std::io::{self, Read, Write};

const CHUNK: usize = 1 << 16;
const TAG: usize = 16;

/// Seals what is written to it. One key must seal one stream only: the nonce is the chunk's number.
pub struct SealedWriter<W: Write> {
    cipher: Aes256Gcm,
    inner: W,
    chunk: Vec<u8>,
    number: u64,
}

impl<W: Write> SealedWriter<W> {
    /// Seals into `inner` under a key that is used for nothing else.
    pub fn new(key: &[u8; 32], inner: W) -> Self {
        Self { cipher: Aes256Gcm::new(key.into()), inner, chunk: Vec::with_capacity(CHUNK), number: 0 }
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let payload = Payload { msg: &self.chunk, aad: &[u8::from(last)] };
        let sealed = self.cipher.encrypt(&nonce(self.number), payload).map_err(|_| io::Error::other("sealing failed"))?;
        self.number += 1;
        self.chunk.clear();
        self.inner.write_all(&sealed)
    }

    /// Seals what is left and gives the inner writer back. Without this call the stream has no end and does not open.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        self.inner.flush()?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for SealedWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = CHUNK - self.chunk.len();
        let taken = bytes.len().min(room);
        self.chunk.extend_from_slice(&bytes[..taken]);
        if self.chunk.len() == CHUNK {
            self.seal(false)?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Opens what [`SealedWriter`] sealed.
pub struct SealedReader<R: Read> {
    cipher: Aes256Gcm,
    inner: R,
    number: u64,
    ended: bool,
}

impl<R: Read> SealedReader<R> {
    /// Opens `inner` with its key.
    pub fn new(key: &[u8; 32], inner: R) -> Self {
        Self { cipher: Aes256Gcm::new(key.into()), inner, number: 0, ended: false }
    }

    /// The next chunk; none after the last. A changed, cut or reordered stream is an error.
    pub fn chunk(&mut self) -> Result<Option<Vec<u8>>, LakeFault> {
        if self.ended {
            return Ok(None);
        }
        let mut sealed = Vec::with_capacity(CHUNK + TAG);
        let limit = (CHUNK + TAG) as u64;
        (&mut self.inner).take(limit).read_to_end(&mut sealed).map_err(|_| LakeFault::WrongKey)?;
        let open = |last: bool| {
            let payload = Payload { msg: &sealed, aad: &[u8::from(last)] };
            self.cipher.decrypt(&nonce(self.number), payload)
        };
        let full = sealed.len() == CHUNK + TAG;
        let (chunk, last) = match open(!full) {
            Ok(chunk) => (chunk, !full),
            Err(_) => (open(full).map_err(|_| LakeFault::WrongKey)?, full),
        };
        self.number += 1;
        self.ended = last;
        Ok(Some(chunk))
    }
}

fn nonce(number: u64) -> Nonce<aes_gcm::aead::consts::U12> {
    let mut bytes = [0_u8; 12];
    bytes[4..].copy_from_slice(&number.to_be_bytes());
    bytes.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seal(text: &[u8]) -> Vec<u8> {
        let mut writer = SealedWriter::new(&[7; 32], Vec::new());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn open(sealed: &[u8]) -> Result<Vec<u8>, LakeFault> {
        let mut reader = SealedReader::new(&[7; 32], sealed);
        let mut text = Vec::new();
        while let Some(chunk) = reader.chunk()? {
            text.extend(chunk);
        }
        Ok(text)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn what_was_sealed_opens_and_a_changed_byte_does_not(size in 0_usize..200_000, place in 0_usize..200_000) {
            let text: Vec<u8> = (0..size).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let mut sealed = seal(&text);
            prop_assert_eq!(open(&sealed).unwrap(), text);
            let place = place % sealed.len();
            sealed[place] ^= 1;
            prop_assert!(open(&sealed).is_err());
        }
    }

    #[test]
    fn a_stream_cut_at_a_chunk_does_not_open() {
        let sealed = seal(&vec![1; CHUNK * 2]);
        assert!(open(&sealed[..CHUNK + TAG]).is_err());
        assert!(open(&[]).is_err());
    }
}
