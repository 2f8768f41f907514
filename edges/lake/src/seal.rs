//! Sealed byte streams: AES-256-GCM over chunks of 64 KiB, each bound to its place and to being the last or not.
//! Used for the raw uploads, so that what a sender gave us is kept to the byte and readable by nobody else.
//!
//! A stream opens with `SINERGI2` and sixteen random bytes. They tell which key of the installation seals it, so that a
//! stream can be sealed before anything is known of its content, and no key seals two streams.

use crate::fault::{Step, at};
use crate::{Keys, LakeFault, hex};
use aes_gcm::aead::{Aead, AeadInOut, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use std::io::{self, Read, Write};
use std::path::Path;

const CHUNK: usize = 1 << 16;
const TAG: usize = 16;
const MARK: &[u8; 8] = b"SINERGI2";

/// The key of the stream with this number.
fn key_of(keys: &Keys, number: [u8; 16]) -> [u8; 32] {
    keys.derive(&format!("raw/v2/{}", hex(&number)))
}

/// Seals what is written to it. One key seals one stream only: the nonce is the chunk's number.
pub struct SealedWriter<W: Write> {
    cipher: Aes256Gcm,
    inner: W,
    chunk: Vec<u8>,
    number: u64,
}

impl<W: Write> SealedWriter<W> {
    /// Seals into `inner` under a key that is used for nothing else.
    pub fn create(keys: &Keys, mut inner: W) -> Result<Self, LakeFault> {
        let mut number = [0_u8; 16];
        getrandom::fill(&mut number).map_err(|_| LakeFault::no_randomness())?;
        inner.write_all(MARK).and_then(|()| inner.write_all(&number)).map_err(at(Step::Write, Path::new("tmp")))?;
        let cipher = Aes256Gcm::new(&key_of(keys, number).into());
        Ok(Self { cipher, inner, chunk: Vec::with_capacity(CHUNK + TAG), number: 0 })
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let sealed = self.cipher.encrypt_in_place(&nonce(self.number), &[u8::from(last)], &mut self.chunk);
        sealed.map_err(|_| io::Error::other("sealing failed"))?;
        self.number += 1;
        let written = self.inner.write_all(&self.chunk);
        self.chunk.clear();
        written
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
    /// Opens `inner` with the keys of its installation.
    pub fn open(keys: &Keys, mut inner: R) -> Result<Self, LakeFault> {
        let (mut mark, mut number) = ([0_u8; 8], [0_u8; 16]);
        let head = inner.read_exact(&mut mark).and_then(|()| inner.read_exact(&mut number));
        if head.is_err() || &mark != MARK {
            return Err(LakeFault::WrongKey);
        }
        Ok(Self { cipher: Aes256Gcm::new(&key_of(keys, number).into()), inner, number: 0, ended: false })
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

    fn seal(keys: &Keys, text: &[u8]) -> Vec<u8> {
        let mut writer = SealedWriter::create(keys, Vec::new()).unwrap();
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn open(keys: &Keys, sealed: &[u8]) -> Result<Vec<u8>, LakeFault> {
        let mut reader = SealedReader::open(keys, sealed)?;
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
            let keys = Keys::drawn().unwrap();
            let mut sealed = seal(&keys, &text);
            prop_assert_eq!(open(&keys, &sealed).unwrap(), text);
            let place = place % sealed.len();
            sealed[place] ^= 1;
            prop_assert!(open(&keys, &sealed).is_err());
        }
    }

    #[test]
    fn a_stream_cut_at_a_chunk_does_not_open() {
        let keys = Keys::drawn().unwrap();
        let sealed = seal(&keys, &vec![1; CHUNK * 2]);
        assert!(open(&keys, &sealed[..24 + CHUNK + TAG]).is_err());
        assert!(open(&keys, &[]).is_err());
    }

    #[test]
    fn the_same_text_sealed_twice_shares_no_bytes_and_opens_with_the_keys_of_its_installation_only() {
        let keys = Keys::drawn().unwrap();
        let (first, second) = (seal(&keys, b"isi"), seal(&keys, b"isi"));
        assert_ne!(first[24..], second[24..]);
        assert_eq!(open(&keys, &first).unwrap(), open(&keys, &second).unwrap());
        assert!(matches!(open(&Keys::drawn().unwrap(), &first), Err(LakeFault::WrongKey)));
    }
}
