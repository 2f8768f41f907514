//! Tables as text: comma or semicolon or tab, UTF-8, Windows-1252 or UTF-16, with the number of each line.

use crate::error::SynthError;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// How the letters become bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// The old Windows code page of western Europe.
    Windows1252,
    /// UTF-16, little end first, with a mark, as Excel's "Unicode Text".
    Utf16,
}

/// A text table that is being written.
pub struct TextTable {
    path: PathBuf,
    writer: BufWriter<File>,
    separator: char,
    encoding: Encoding,
    line: u32,
    text: String,
    bytes: Vec<u8>,
}

fn cp1252(c: char) -> u8 {
    match c {
        '\u{2019}' => 0x92,
        '\u{2013}' => 0x96,
        c => u8::try_from(u32::from(c)).unwrap_or(b'?'),
    }
}

/// Creates the folder of a file.
pub fn make_folder(path: &Path) -> Result<(), SynthError> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|source| SynthError::Write { path: folder.to_owned(), source })
}

impl TextTable {
    /// Opens a file for writing and writes its header line.
    pub fn create(path: PathBuf, separator: char, encoding: Encoding, header: &[&str]) -> Result<Self, SynthError> {
        make_folder(&path)?;
        let file = File::create(&path).map_err(|source| SynthError::Write { path: path.clone(), source })?;
        let mut table = Self {
            path,
            writer: BufWriter::with_capacity(1 << 16, file),
            separator,
            encoding,
            line: 0,
            text: String::new(),
            bytes: Vec::new(),
        };
        if encoding == Encoding::Utf16 {
            table.writer.write_all(&[0xFF, 0xFE]).map_err(|e| table.fault(e))?;
        }
        table.row(header)?;
        Ok(table)
    }

    /// Opens a plain CSV file: commas, UTF-8.
    pub fn csv(path: PathBuf, header: &[&str]) -> Result<Self, SynthError> {
        Self::create(path, ',', Encoding::Utf8, header)
    }

    fn fault(&self, source: io::Error) -> SynthError {
        SynthError::Write { path: self.path.clone(), source }
    }

    /// Writes a line and gives its number, counted from one.
    pub fn row(&mut self, fields: &[&str]) -> Result<u32, SynthError> {
        self.text.clear();
        for (i, field) in fields.iter().enumerate() {
            if i > 0 {
                self.text.push(self.separator);
            }
            if field.contains(self.separator) || field.contains('"') {
                self.text.push('"');
                self.text.push_str(&field.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(field);
            }
        }
        let result = match self.encoding {
            Encoding::Utf8 => {
                self.text.push('\n');
                self.writer.write_all(self.text.as_bytes())
            }
            Encoding::Windows1252 => {
                self.bytes.clear();
                self.bytes.extend(self.text.chars().map(cp1252));
                self.bytes.extend(b"\r\n");
                self.writer.write_all(&self.bytes)
            }
            Encoding::Utf16 => {
                self.text.push_str("\r\n");
                self.bytes.clear();
                self.bytes.extend(self.text.encode_utf16().flat_map(u16::to_le_bytes));
                self.writer.write_all(&self.bytes)
            }
        };
        result.map_err(|e| self.fault(e))?;
        self.line += 1;
        Ok(self.line)
    }

    /// Lines under the header.
    pub const fn rows(&self) -> u64 {
        self.line.saturating_sub(1) as u64
    }

    /// Writes what is left in memory.
    pub fn finish(mut self) -> Result<u64, SynthError> {
        let rows = self.rows();
        self.writer.flush().map_err(|e| self.fault(e))?;
        Ok(rows)
    }
}
