//! The words of a text between the marks that people put between two places.
//!
//! Numbers and the old words for levels are taken out, and "Kab/Kota" becomes one word, so that what is left is
//! names and designators.

use super::code::Level;
use super::normalise::{Token, tokens};
use super::words::{EITHER, designator};

/// The words of a text between its breaks, with "Kab/Kota" as one word.
pub(super) fn segments(text: &str) -> Vec<Vec<String>> {
    let mut segments: Vec<Vec<String>> = vec![Vec::new()];
    let tokens = tokens(text);
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            Token::Word(word) => {
                let next = if tokens.get(at + 1) == Some(&Token::Break) { at + 2 } else { at + 1 };
                let pair = match tokens.get(next) {
                    Some(Token::Word(other)) => either(word, other),
                    _ => None,
                };
                if let (Some(word), Some(segment)) = (pair, segments.last_mut()) {
                    segment.push(word);
                    at = next + 1;
                    continue;
                }
                // Years, postal codes and house numbers name no region.
                let is_number = word.len() > 2 && word.bytes().all(|b| b.is_ascii_digit());
                if let Some(segment) = segments.last_mut().filter(|_| !is_number) {
                    segment.push(word.clone());
                    drop_old_level(segment);
                }
            }
            Token::Break => segments.push(Vec::new()),
        }
        at += 1;
    }
    segments.retain(|segment| !segment.is_empty());
    segments
}

/// Takes "Dati II" and "Daerah Tingkat II" away, which once stood behind "Kabupaten".
fn drop_old_level(segment: &mut Vec<String>) {
    let ends: Vec<&str> = segment.iter().rev().take(3).map(String::as_str).collect();
    let taken = match ends[..] {
        ["satu" | "dua", "tingkat" | "tk", "daerah"] => 3,
        ["satu" | "dua", "tingkat" | "tk" | "dati" | "dt", ..] => 2,
        _ => return,
    };
    segment.truncate(segment.len() - taken);
}

/// One word for two designators of the same level side by side, "kab kota" or "desa kelurahan".
fn either(word: &str, other: &str) -> Option<String> {
    let (first, _) = designator(&[word])?;
    let (second, _) = designator(&[other])?;
    if first.level != second.level || word == other {
        return None;
    }
    Some(if first.level == Level::KabupatenKota { EITHER.to_owned() } else { other.to_owned() })
}
