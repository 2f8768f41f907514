//! Cuts a text into parts that each name one place: "Kec. Tamalate, Kota Makassar" has two.
//!
//! A segment between breaks is covered by known names and designators where that is possible, longest names
//! first; otherwise it is cut at its designators and the pieces without a known name stay as they are, for the
//! search of near names. Which place is meant is not decided here.

use super::code::Level;
use super::names::{Hit, NameIndex, fitting};
use super::normalise::{key, loose_key};
use super::segment::segments;
use super::words::{Designator, designator, expanded, is_filler, is_office, is_street, is_street_number};

/// A piece of a text that names one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The word that says what kind of place it is.
    pub designator: Option<Designator>,
    /// The name, without designator.
    pub words: Vec<String>,
    /// The places of this name; empty when the name is not known.
    pub hits: Vec<Hit>,
    /// Found by the loose key only.
    pub spelled: bool,
}

/// Loose keys of fewer letters fold too many names together.
const LOOSE_LETTERS_MIN: usize = 5;
/// More places in one text are a list, not an address.
const PARTS_MAX: usize = 6;
/// No name has more words.
const NAME_WORDS_MAX: usize = 6;
/// Longer segments are sentences.
const SEGMENT_WORDS_MAX: usize = 16;

/// The parts of `text`, in its order.
pub(super) fn parts(names: &NameIndex, text: &str) -> Vec<Part> {
    let segments = segments(text);
    let reader = Reader { names };
    let mut parts: Vec<Part> = Vec::new();
    let alone: Vec<_> = segments.iter().map(|segment| reader.cover_either_way(segment)).collect();
    if segments.len() > 1
        && let Some(joined) = reader.single(&segments.concat())
    {
        // One name with a mark inside: "Sidenreng - Rappang", "Banggai (Kepulauan)". But "Bone, Bone" is not Bone-Bone.
        let is_large = joined.hits.iter().any(|hit| hit.code.level() <= Level::KabupatenKota);
        if is_large || alone.iter().any(Option::is_none) {
            return vec![joined];
        }
    }
    for (segment, cover) in segments.iter().zip(alone) {
        parts.extend(cover.unwrap_or_else(|| reader.pieces(segment)));
    }
    reader.attach(parts)
}

struct Reader<'a> {
    names: &'a NameIndex,
}

impl Reader<'_> {
    /// The places that bear this name, and whether only the loose key found them.
    fn known(&self, words: &[String], of: Option<Designator>, loosely: bool) -> Option<(Vec<Hit>, bool)> {
        if words.len() > NAME_WORDS_MAX {
            return None;
        }
        let exact = fitting(self.names.exact(&key(words)), of);
        if !exact.is_empty() {
            return Some((exact, false));
        }
        let long: Vec<&str> = words.iter().enumerate().map(|(at, word)| expanded(word, at == 0).unwrap_or(word)).collect();
        let long = if words.len() > 1 { long } else { words.iter().map(String::as_str).collect() };
        let exact = fitting(self.names.exact(&key(&long)), of);
        if !exact.is_empty() && words.iter().any(|word| word.len() > 2) {
            return Some((exact, false));
        }
        if !loosely || key(words).len() < LOOSE_LETTERS_MIN {
            return None;
        }
        let found = [loose_key(words), loose_key(&long)].into_iter().map(|key| fitting(self.names.loose(&key), of));
        found.into_iter().find(|hits| !hits.is_empty()).map(|hits| (hits, true))
    }

    /// The whole of `words` as one name, with or without a designator in front.
    fn single(&self, words: &[String]) -> Option<Part> {
        if let Some((of, taken)) = designator(words)
            && let Some((hits, spelled)) = self.known(&words[taken..], Some(of), false)
        {
            return Some(Part { designator: Some(of), words: words[taken..].to_vec(), hits, spelled });
        }
        let (hits, spelled) = self.known(words, None, false)?;
        Some(Part { designator: None, words: words.to_vec(), hits, spelled })
    }

    fn cover_either_way(&self, words: &[String]) -> Option<Vec<Part>> {
        if words.len() > SEGMENT_WORDS_MAX {
            return None;
        }
        if words.len() > 1 && is_street(&words[0]) {
            // "Kampung Baru" is also the whole name of a village.
            return self.single(words).map(|part| vec![part]);
        }
        self.cover(words, false, PARTS_MAX).or_else(|| self.cover(words, true, PARTS_MAX))
    }

    /// Covers all of `words` with at most `most` known names, their designators, and fillers.
    fn cover(&self, words: &[String], loosely: bool, most: usize) -> Option<Vec<Part>> {
        let Some(first) = words.first() else {
            return Some(Vec::new());
        };
        if most == 0 {
            return None;
        }
        let mark = designator(words);
        let opens = most == PARTS_MAX;
        if let Some((of, taken)) = mark {
            let administrative = usize::from(words.get(taken).is_some_and(|word| word == "administrasi"));
            let rest = &words[taken + administrative..];
            if let Some(parts) = self.cover_from(rest, Some(of), loosely, most) {
                return Some(parts);
            }
        }
        if let Some(parts) = self.cover_from(words, None, loosely, most) {
            return Some(parts);
        }
        if let Some((of, taken)) = mark.filter(|(_, taken)| !opens || words.len() == *taken) {
            // A designator behind its name: "Bone Kab", "Bogor (Kota)".
            let alone = Part { designator: Some(of), words: Vec::new(), hits: Vec::new(), spelled: false };
            let tail = self.cover(&words[taken..], loosely, most - 1)?;
            return Some(std::iter::once(alone).chain(tail).collect());
        }
        if is_filler(first) { self.cover(&words[1..], loosely, most) } else { None }
    }

    /// Covers `words` beginning with a name, the longest first.
    fn cover_from(&self, words: &[String], of: Option<Designator>, loosely: bool, most: usize) -> Option<Vec<Part>> {
        (1..=words.len().min(NAME_WORDS_MAX)).rev().find_map(|length| {
            let begins_with_mark = of.is_none() && designator(words).is_some();
            if begins_with_mark && length == 1 {
                return None;
            }
            let (hits, spelled) = self.known(&words[..length], of, loosely && !begins_with_mark)?;
            // Villages bear everyday words; beside other words they need their "Desa".
            let is_all = most == PARTS_MAX && length == words.len();
            if of.is_none() && !is_all && hits.iter().all(|hit| hit.code.level() == Level::Desa) {
                return None;
            }
            let tail = self.cover(&words[length..], loosely, most - 1)?;
            let part = Part { designator: of, words: words[..length].to_vec(), hits, spelled };
            Some(std::iter::once(part).chain(tail).collect())
        })
    }

    /// The pieces of a segment that known names do not cover.
    fn pieces(&self, words: &[String]) -> Vec<Part> {
        let first_mark = (0..words.len()).find(|at| designator(&words[*at..]).is_some());
        let first = words.first().map_or("", String::as_str);
        if is_street(first) {
            // Streets bear the names of places; only what stands behind a designator or the number counts.
            let number = words.iter().rposition(|word| is_street_number(word)).unwrap_or(words.len());
            let behind = (number + 1..words.len()).find_map(|from| self.cover_either_way(&words[from..]));
            let marked = first_mark.map(|mark| self.pieces(&words[mark..]));
            return marked.or(behind).unwrap_or_default();
        }
        if is_office(first) {
            let behind = (1..words.len()).find_map(|from| self.cover_either_way(&words[from..]));
            return match (behind, first_mark) {
                (Some(parts), _) => parts,
                (None, Some(mark)) if mark > 0 => self.pieces(&words[mark..]),
                _ => vec![Part { designator: None, words: words.to_vec(), hits: Vec::new(), spelled: false }],
            };
        }
        let mut pieces = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let (of, taken) = designator(&words[at..]).map_or((None, 0), |(of, taken)| (Some(of), taken));
            let begin = at + taken;
            let end = (begin + 1..words.len()).find(|at| designator(&words[*at..]).is_some()).unwrap_or(words.len());
            let name = &words[begin.min(end)..end];
            match self.cover_from(name, of, true, PARTS_MAX).or_else(|| of.is_none().then(|| self.unglued(name)).flatten()) {
                Some(cover) => pieces.extend(cover),
                None => pieces.push(Part { designator: of, words: name.to_vec(), hits: Vec::new(), spelled: false }),
            }
            at = end.max(at + 1);
        }
        pieces
    }

    /// A designator written together with its name: "KotaMakassar".
    fn unglued(&self, words: &[String]) -> Option<Vec<Part>> {
        let first = words.first()?;
        ["kabupaten", "kotamadya", "kecamatan", "provinsi", "kelurahan", "kab", "kota", "kec", "kel", "desa", "prov"]
            .into_iter()
            .filter_map(|mark| first.strip_prefix(mark).filter(|rest| rest.len() > 2).map(|rest| (mark, rest)))
            .find_map(|(mark, rest)| {
                let (of, _) = designator(&[mark])?;
                let name: Vec<String> = std::iter::once(rest.to_owned()).chain(words[1..].iter().cloned()).collect();
                let (hits, spelled) = self.known(&name, Some(of), false)?;
                let fits = of.kind.is_none() || hits.iter().all(|hit| hit.kind == of.kind);
                fits.then(|| vec![Part { designator: Some(of), words: name, hits, spelled }])
            })
    }

    /// Gives a designator that stands alone to the name before it, or else to the one behind it.
    fn attach(&self, parts: Vec<Part>) -> Vec<Part> {
        let mut attached: Vec<Part> = Vec::new();
        let mut waiting = None;
        for mut part in parts {
            if part.words.is_empty() {
                let before = attached.last_mut().filter(|before| before.designator.is_none());
                let fits = before.is_some_and(|before| self.designate(before, part.designator));
                waiting = if fits { None } else { part.designator };
                continue;
            }
            if part.designator.is_none() {
                self.designate(&mut part, waiting);
            }
            waiting = None;
            attached.push(part);
        }
        attached
    }

    /// Sets the designator of a part when its name bears it.
    fn designate(&self, part: &mut Part, of: Option<Designator>) -> bool {
        let Some((hits, spelled)) = of.and_then(|of| self.known(&part.words, Some(of), true)) else {
            return part.hits.is_empty() && {
                part.designator = of;
                of.is_some()
            };
        };
        (part.designator, part.hits, part.spelled) = (of, hits, spelled);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::region::Regions;

    fn shown(text: &str) -> String {
        let parts = parts(&Regions::embedded().names, text);
        let part = |part: &Part| {
            let of = part.designator.map_or("", |of| of.level.as_str());
            format!("{of}[{}]{}", part.words.join(" "), if part.hits.is_empty() { "?" } else { "" })
        };
        parts.iter().map(part).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_text_is_cut_into_the_places_it_names() {
        assert_eq!(shown("Kec. Tamalate, Kota Makassar"), "kecamatan[tamalate] kabupaten_kota[makassar]");
        assert_eq!(shown("Kecamatan Tamalate Kota Makassar Sulsel"), "kecamatan[tamalate] kabupaten_kota[makassar] [sulsel]");
        assert_eq!(shown("Kab. Lima Puluh Kota"), "kabupaten_kota[lima puluh kota]");
        assert_eq!(shown("Bone, Kab."), "kabupaten_kota[bone]");
        assert_eq!(shown("Kab/Kota Bogor"), "kabupaten_kota[bogor]");
        assert_eq!(shown("Dinas Pendidikan dan Kebudayaan Kab. Gowa"), "kabupaten_kota[gowa]");
        assert_eq!(shown("Kota Baru"), "[kota baru]");
        assert_eq!(shown("KotaMakassar"), "kabupaten_kota[makassar]");
        assert_eq!(shown("Kec. Tamalatte Qwerty, Makassar"), "kecamatan[tamalatte qwerty]? [makassar]");
    }
}
