//! What a file is, by its content. Names and extensions are not believed.

use crate::refusal::{Refusal, RefusalCode};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Excel workbook since 2007.
    Xlsx,
    /// Excel workbook before 2007.
    Xls,
    /// Apache Parquet.
    Parquet,
    /// GeoJSON or TopoJSON.
    Json,
    /// Delimited text.
    Text,
}

impl Format {
    /// Looks at the first bytes, and into a zip.
    pub fn of(mut file: &File) -> Result<Self, Refusal> {
        let mut head = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.take(4096).read_to_end(&mut head)?;
        file.seek(SeekFrom::Start(0))?;
        let refuse = |code| Err(Refusal::new(code, ""));
        let text_start = head.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(head.len());
        let small: Vec<u8> = head[text_start..].iter().take(64).map(u8::to_ascii_lowercase).collect();
        match head.as_slice() {
            [] => refuse(RefusalCode::Empty),
            [b'P', b'K', 3, 4, ..] => workbook(file),
            [b'P', b'K', ..] => refuse(RefusalCode::UnknownFormat),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => compound(file),
            [b'P', b'A', b'R', b'1', ..] => Ok(Self::Parquet),
            [b'%', b'P', b'D', b'F', ..] => refuse(RefusalCode::Pdf),
            _ if small.starts_with(b"<html")
                || small.starts_with(b"<!doctype")
                || small.starts_with(b"<table")
                || small.starts_with(b"<?xml") =>
            {
                refuse(RefusalCode::Html)
            }
            [0x7f, b'E', b'L', b'F', ..]
            | [0x1f, 0x8b, ..]
            | [b'M', b'Z', ..]
            | [0x89, b'P', b'N', b'G', ..]
            | [0xff, 0xd8, 0xff, ..] => refuse(RefusalCode::UnknownFormat),
            _ if small.first() == Some(&b'{') || small.starts_with(b"\xef\xbb\xbf{") => Ok(Self::Json),
            _ if text_start == head.len() && head.len() < 4096 => refuse(RefusalCode::Empty),
            _ => Ok(Self::Text),
        }
    }
}

fn workbook(file: &File) -> Result<Format, Refusal> {
    let archive = zip::ZipArchive::new(file).map_err(|_| Refusal::new(RefusalCode::Damaged, "zip"))?;
    let has = |name: &str| archive.file_names().any(|entry| entry.is_ok_and(|entry| entry.eq_ignore_ascii_case(name)));
    if has("xl/vbaProject.bin") {
        return Err(Refusal::new(RefusalCode::Macros, ""));
    }
    if has("xl/workbook.xml") {
        return Ok(Format::Xlsx);
    }
    if has("xl/workbook.bin") {
        return Err(Refusal::new(RefusalCode::Xlsb, ""));
    }
    if has("content.xml") && has("mimetype") {
        return Err(Refusal::new(RefusalCode::Ods, ""));
    }
    Err(Refusal::new(RefusalCode::UnknownFormat, "zip"))
}

/// An OLE file is an old workbook, or the wrapping of an encrypted new one.
fn compound(mut file: &File) -> Result<Format, Refusal> {
    let mut head = Vec::new();
    file.take(1 << 20).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let holds = |text: &str| memchr::memmem::find(&head, &wide(text)).is_some();
    if holds("EncryptedPackage") {
        return Err(Refusal::new(RefusalCode::Encrypted, ""));
    }
    if holds("_VBA_PROJECT") {
        return Err(Refusal::new(RefusalCode::Macros, ""));
    }
    if holds("Workbook") || holds("Book") {
        return Ok(Format::Xls);
    }
    Err(Refusal::new(RefusalCode::UnknownFormat, ""))
}
