//! A workbook is a zip of XML. Before the spreadsheet library sees it, every part is inflated once and thrown away,
//! under limits that no real list reaches.

use crate::Limits;
use crate::refusal::{Refusal, RefusalCode};
use std::fs::File;
use std::io::Read;

/// What a look at the bytes tells of a workbook, so that no sheet is read for what none has.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Merged cells: to find them the spreadsheet library reads a sheet once more.
    pub(crate) merges: bool,
    /// Formulas: with them a cell without a value may be one that was never worked out.
    pub(crate) formulas: bool,
}

/// Checks entry count, inflated size, ratio, and that the XML holds no DTD or entities. Gives back what was seen.
pub(crate) fn check(file: &File, limits: &Limits) -> Result<Seen, Refusal> {
    let damaged = |_| Refusal::new(RefusalCode::Damaged, "zip");
    let mut archive = zip::ZipArchive::new(file).map_err(damaged)?;
    if archive.len() > limits.zip_entries {
        return Err(Refusal::new(RefusalCode::Bomb, archive.len()));
    }
    let mut found = Seen::default();
    let mut total = 0_u64;
    let mut buffer = vec![0_u8; 1 << 18];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(damaged)?;
        let name = entry.name().map_err(damaged)?.into_owned();
        let is_xml = name.ends_with(".xml") || name.ends_with(".rels");
        let allowed = entry.compressed_size().saturating_mul(limits.inflation_ratio).max(1 << 20);
        let mut inflated = 0_u64;
        let mut texts = Texts::default();
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
            if is_xml && !texts.are_short(&buffer[kept..kept + read], limits.row_bytes) {
                return Err(Refusal::new(RefusalCode::Bomb, &name));
            }
            let seen = &buffer[..kept + read];
            if is_xml && (holds(seen, b"<!DOCTYPE") || holds(seen, b"<!ENTITY")) {
                return Err(Refusal::new(RefusalCode::Entities, &name));
            }
            found.merges |= is_xml && holds(seen, b"mergeCell ");
            found.formulas |= is_xml && (holds(seen, b"</f>") || holds(seen, b":f>"));
            let tail = seen.len().min(16);
            let from = seen.len() - tail;
            buffer.copy_within(from..from + tail, 0);
            kept = tail;
        }
    }
    Ok(found)
}

/// How much text a cell, a shared string or a comment has, counted while a part is inflated: the spreadsheet library reads
/// one of them into memory whole, however long it is.
struct Texts {
    in_tag: bool,
    /// The first bytes of the tag in hand, and how many it has.
    head: [u8; HEAD],
    tag: usize,
    /// Bytes of text since the last cell, shared string or comment ended.
    text: usize,
}

/// Room for the longest name of an ending tag with the prefix of its namespace: programs write `</c>`, `</x:c>` or `</ss:c>`.
const HEAD: usize = 64;

impl Default for Texts {
    fn default() -> Self {
        Self { in_tag: false, head: [0; HEAD], tag: 0, text: 0 }
    }
}

impl Texts {
    /// Takes the next bytes of a part. False when a text or a tag is longer than `most` bytes.
    fn are_short(&mut self, mut bytes: &[u8], most: usize) -> bool {
        while !bytes.is_empty() {
            let mark = memchr::memchr(if self.in_tag { b'>' } else { b'<' }, bytes);
            let (piece, rest) = mark.map_or((bytes, &[][..]), |at| (&bytes[..at], &bytes[at + 1..]));
            if self.in_tag {
                for (slot, byte) in self.head.iter_mut().skip(self.tag).zip(piece) {
                    *slot = *byte;
                }
                self.tag += piece.len();
            } else {
                self.text += piece.len();
            }
            if self.text.max(self.tag) > most {
                return false;
            }
            if mark.is_some() {
                if self.in_tag && ends_a_text(&self.head[..self.tag.min(HEAD)]) {
                    self.text = 0;
                }
                self.in_tag = !self.in_tag;
                self.tag = 0;
            }
            bytes = rest;
        }
        true
    }
}

/// Whether a tag ends a cell, a shared string, a row or a comment, whatever its namespace is called.
fn ends_a_text(tag: &[u8]) -> bool {
    let Some(name) = tag.trim_ascii_end().strip_prefix(b"/") else { return false };
    let local = name.iter().position(|byte| *byte == b':').map_or(name, |colon| &name[colon + 1..]);
    matches!(local, b"c" | b"si" | b"is" | b"row" | b"comment")
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(bytes, word).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(parts: &[&str]) -> bool {
        let mut texts = Texts::default();
        parts.iter().all(|part| texts.are_short(part.as_bytes(), 8))
    }

    #[test]
    fn a_text_is_counted_over_its_pieces_and_anew_in_the_next_cell() {
        assert!(short(&["<si><t>12345678</t></si><si><t>12345678</t></si>"]));
        assert!(!short(&["<si><r><t>1234</t></r><r><t>56789</t></r></si>"]));
        assert!(!short(&["<c><v>1234", "56789</v></c>"]));
        assert!(short(&["<c><v>1234</v></", "c><c><v>56789</v></c>"]));
        assert!(!short(&["<c attribute>"]));
    }

    #[test]
    fn a_cell_ends_whatever_its_namespace_is_called() {
        assert!(short(&["<x:c>12345678</x:c><x:c>12345678</x:c>"]));
        assert!(short(&["<c>12345678</c ><c>12345678</c>"]));
        assert!(!short(&["<x:c>1234</x:v><x:c>56789</x:c>"]));
        assert!(!short(&["<c>1234</c:x><c>56789</c>"]));
    }
}
