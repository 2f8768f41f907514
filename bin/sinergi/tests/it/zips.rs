//! Workbooks made by hand, sound and hostile: a zip of XML parts, and deflate streams that inflate without end.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Daftar" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// The parts of a workbook around one sheet.
pub fn frame() -> Vec<(&'static str, Vec<u8>)> {
    [("[Content_Types].xml", TYPES), ("_rels/.rels", ROOT), ("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", BOOK_RELS)]
        .map(|(name, text)| (name, text.as_bytes().to_vec()))
        .to_vec()
}

/// A sheet whose cells are inline texts, with what stands before and after its rows.
pub fn sheet(rows: &[&[(&str, &str)]], before: &str, after: &str) -> String {
    let mut text = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#
    );
    for cells in rows {
        let number: String = cells[0].0.chars().filter(char::is_ascii_digit).collect();
        text += &format!(r#"<row r="{number}">"#);
        for (place, cell) in *cells {
            text += &format!(r#"<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>"#);
        }
        text += "</row>";
    }
    text + "</sheetData>" + after + "</worksheet>"
}

/// A workbook of one sheet.
pub fn workbook(sheet: &str) -> Vec<u8> {
    let mut parts = frame();
    parts.push(("xl/worksheets/sheet1.xml", sheet.as_bytes().to_vec()));
    zipped(&parts)
}

/// A zip of parts.
pub fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// One entry of a zip written byte by byte: its header may lie.
pub struct RawEntry<'a> {
    pub name: &'a str,
    pub deflated: &'a [u8],
    /// What the header says it inflates to.
    pub claimed: u32,
    /// What the header says is its checksum.
    pub crc: u32,
}

/// A zip of raw deflate streams.
pub fn raw_zip(entries: &[RawEntry<'_>]) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = u32::try_from(zip.len()).unwrap();
        let size = u32::try_from(entry.deflated.len()).unwrap();
        let name = u16::try_from(entry.name.len()).unwrap();
        let mut common = Vec::new();
        // Version, flags, method 8 (deflate), time, day.
        [20_u16, 0, 8, 0, 0x21].iter().for_each(|field| common.extend(field.to_le_bytes()));
        [entry.crc, size, entry.claimed].iter().for_each(|field| common.extend(field.to_le_bytes()));
        common.extend(name.to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        zip.extend(b"PK\x03\x04");
        zip.extend(&common);
        zip.extend(entry.name.as_bytes());
        zip.extend(entry.deflated);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        // Comment, disk, attributes inside and outside.
        directory.extend([0_u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(entry.name.as_bytes());
    }
    let start = u32::try_from(zip.len()).unwrap();
    let count = u16::try_from(entries.len()).unwrap();
    zip.extend(&directory);
    zip.extend(b"PK\x05\x06\x00\x00\x00\x00");
    [count, count].iter().for_each(|field| zip.extend(field.to_le_bytes()));
    zip.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    zip.extend(start.to_le_bytes());
    zip.extend([0_u8; 2]);
    zip
}

/// The checksum of a zip entry.
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// A small content as a deflate stream that stores it.
pub fn stored(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    [&[1], &length.to_le_bytes()[..], &(!length).to_le_bytes(), content].concat()
}

/// A deflate stream: `before`, then `count` times the byte 'A', in a thousandth of its size.
pub fn endless(before: &[u8], count: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    for part in before.chunks(60_000) {
        bits.push(0b000, 3);
        bits.align();
        let length = u16::try_from(part.len()).unwrap();
        bits.bytes.extend(length.to_le_bytes());
        bits.bytes.extend((!length).to_le_bytes());
        bits.bytes.extend(part);
    }
    // One block with its own codes: 'A' and the end have two bits, "258 bytes as before" and its distance one bit each.
    bits.push(0b101, 3);
    bits.push(29, 5);
    bits.push(0, 5);
    bits.push(14, 4);
    for length in [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2] {
        bits.push(length, 3);
    }
    let zeros = |bits: &mut Bits, count: u32| {
        bits.push(0, 1);
        bits.push(count - 11, 7);
    };
    let (one, two) = (0b01, 0b11);
    zeros(&mut bits, 65);
    bits.push(two, 2);
    zeros(&mut bits, 138);
    zeros(&mut bits, 52);
    bits.push(two, 2);
    zeros(&mut bits, 28);
    bits.push(one, 2);
    bits.push(one, 2);
    // The letter itself, the repeats, the end.
    bits.push(0b01, 2);
    for _ in 0..count / 258 {
        bits.push(0, 2);
    }
    bits.push(0b11, 2);
    bits.align();
    bits.bytes
}

/// Bits in the order of deflate: the lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    waiting: u64,
    count: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        self.waiting |= u64::from(value) << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(u8::try_from(self.waiting & 0xff).unwrap());
            self.waiting >>= 8;
            self.count -= 8;
        }
    }

    fn align(&mut self) {
        if self.count > 0 {
            self.push(0, 8 - self.count);
        }
    }
}
