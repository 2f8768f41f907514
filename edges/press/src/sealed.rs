//! A workbook that only its password opens: Office's own encryption (ECMA-376 agile: AES-256, SHA-512, 100,000 rounds), so that whoever
//! gets it opens it in Excel or LibreOffice and needs no other program. Random salts: the same workbook sealed twice differs.

use crate::PressFault;
use ms_offcrypto_writer::Ecma376AgileWriter;
use rust_xlsxwriter::XlsxError;
use std::io::{self, Cursor, Write};
use std::path::PathBuf;

/// Seals the bytes of a workbook under a password.
///
/// # Errors
/// The container could not be written.
pub fn seal_workbook(workbook: &[u8], password: &str) -> Result<Vec<u8>, PressFault> {
    let fault = |error: io::Error| PressFault { path: PathBuf::from("xlsx"), source: XlsxError::IoError(error) };
    let mut random = rand_for_seals::rng();
    let mut writer = Ecma376AgileWriter::create(&mut random, password, Cursor::new(Vec::new())).map_err(fault)?;
    writer.write_all(workbook).map_err(fault)?;
    writer.into_inner().map(Cursor::into_inner).map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_workbook_shows_nothing_and_differs_each_time() {
        let plain = b"PK kutilang kutilang kutilang kutilang kutilang";
        let [one, two] = ["SANDI-SATU", "SANDI-SATU"].map(|password| seal_workbook(plain, password).unwrap());
        assert!(one.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) && one != two);
        assert!(!one.windows(8).any(|window| window == b"kutilang"));
    }
}
