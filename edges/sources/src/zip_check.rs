//! A workbook is a zip of XML. Before the spreadsheet library sees it, every part is inflated once and thrown away,
//! under limits that no real list reaches.

use crate::Limits;
use crate::refusal::{Refusal, RefusalCode};
use std::fs::File;
use std::io::Read;

/// Checks entry count, inflated size, ratio, and that the XML holds no DTD or entities.
pub(crate) fn check(file: &File, limits: &Limits) -> Result<(), Refusal> {
    let damaged = |_| Refusal::new(RefusalCode::Damaged, "zip");
    let mut archive = zip::ZipArchive::new(file).map_err(damaged)?;
    if archive.len() > limits.zip_entries {
        return Err(Refusal::new(RefusalCode::Bomb, archive.len()));
    }
    let mut total = 0_u64;
    let mut buffer = vec![0_u8; 1 << 18];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?.into_owned();
        let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
        let allowed = entry.compressed_size().saturating_mul(limits.inflation_ratio).max(1 << 20);
        let mut inflated = 0_u64;
        // The tail of the last read, so that a word cut in two is still seen.
        let mut kept = 0;
        loop {
            let read = entry.read(&mut buffer[kept..]).map_err(|_| Refusal::new(RefusalCode::Damaged, &name))?;
            if read == 0 {
                break;
            }
            inflated += read as u64;
            total += read as u64;
            if inflated > allowed || total > limits.inflated_bytes {
                return Err(Refusal::new(RefusalCode::Bomb, &name));
            }
            let seen = &buffer[..kept + read];
            if is_xml && (holds(seen, b"<!DOCTYPE") || holds(seen, b"<!ENTITY")) {
                return Err(Refusal::new(RefusalCode::Entities, &name));
            }
            let tail = seen.len().min(16);
            let from = seen.len() - tail;
            buffer.copy_within(from..from + tail, 0);
            kept = tail;
        }
    }
    Ok(())
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(bytes, word).is_some()
}
