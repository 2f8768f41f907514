//! The index of names: from the key of a spelling to the places that bear it.
//!
//! Two keys per name: the exact one (words joined, so "Pare-Pare" and "Parepare" are one) and a loose one that
//! forgets doubled letters and colonial spelling. A hash table of our own, because the standard one has a random
//! order and this crate promises none; a lookup is one hash and on average one comparison.

use super::code::{Level, RegionCode};
use super::normalise::{Token, key, loose_key, tokens};
use super::words::{Designator, Kind, designator};

/// A place that bears a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// The place.
    pub code: RegionCode,
    /// Kabupaten or kota, for a regency.
    pub kind: Option<Kind>,
    /// Not the official name.
    pub alias: bool,
    /// Only together with the word for its kind: "Kabupaten Pontianak" was today's Mempawah.
    pub needs_kind: bool,
}

/// One way to write the name of one place, for the search of near names.
#[derive(Clone, Debug)]
pub(super) struct Spelling {
    pub key: String,
    pub loose: String,
    /// Which letters the exact key has.
    pub letters: u32,
    pub hit: Hit,
}

/// One bit for each letter that occurs; a slip changes at most two of them.
pub(super) fn letters(key: &str) -> u32 {
    key.bytes().fold(0, |bits, byte| bits | 1 << (byte.wrapping_sub(b'a') & 31))
}

/// Places by the key of their names.
#[derive(Clone, Debug, Default)]
pub(super) struct NameIndex {
    exact: Table,
    loose: Table,
    /// Spellings by level, in the order of [`Level::ALL`].
    spellings: [Vec<Spelling>; 4],
}

impl NameIndex {
    /// Adds an official name, with or without "Kabupaten" and "Kota" in front.
    pub fn add_official(&mut self, code: RegionCode, name: &str) {
        self.add(code, name, false, true);
    }

    /// Adds another name; one that begins with "Kabupaten" or "Kota" is only found together with that word.
    ///
    /// One that is not `searched` ("Kukar") has no near names: everything is near four letters.
    pub fn add_alias(&mut self, code: RegionCode, name: &str, searched: bool) {
        self.add(code, name, true, searched);
    }

    fn add(&mut self, code: RegionCode, name: &str, alias: bool, searched: bool) {
        let words = words_of(name);
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut kind = None;
        if code.level() == Level::KabupatenKota {
            if let Some((Designator { level: Level::KabupatenKota, kind: found }, _)) = designator(&words)
                && words.len() > 1
            {
                kind = found;
                words.remove(0);
                if words.first() == Some(&"administrasi") {
                    words.remove(0);
                }
            }
            if alias && kind.is_none() {
                kind = Some(if code.number() / 1_000_000 % 100 > 70 { Kind::Kota } else { Kind::Kabupaten });
                self.insert(&words, Hit { code, kind, alias, needs_kind: false }, searched);
                return;
            }
        }
        self.insert(&words, Hit { code, kind, alias, needs_kind: alias && kind.is_some() }, searched);
    }

    fn insert(&mut self, words: &[&str], hit: Hit, searched: bool) {
        let (exact, loose) = (key(words), loose_key(words));
        self.exact.add(&exact, hit);
        self.loose.add(&loose, hit);
        if let Some(spellings) = self.spellings.get_mut(hit.code.level() as usize).filter(|_| searched) {
            spellings.push(Spelling { letters: letters(&exact), key: exact, loose, hit });
        }
    }

    /// The places whose name has this key.
    pub fn exact(&self, key: &str) -> &[Hit] {
        self.exact.get(key)
    }

    /// The places whose name has this loose key.
    pub fn loose(&self, loose: &str) -> &[Hit] {
        self.loose.get(loose)
    }

    /// Every spelling at this level.
    pub fn spellings(&self, level: Level) -> &[Spelling] {
        self.spellings.get(level as usize).map_or(&[], Vec::as_slice)
    }
}

/// The hits that a designator admits.
pub(super) fn fitting(hits: &[Hit], of: Option<Designator>) -> Vec<Hit> {
    let free = |hit: &&Hit| !hit.needs_kind;
    let Some(of) = of else {
        return hits.iter().filter(free).copied().collect();
    };
    let level: Vec<Hit> = hits.iter().filter(|hit| hit.code.level() == of.level).copied().collect();
    if of.level != Level::KabupatenKota || of.kind.is_none() {
        return level.iter().filter(free).copied().collect();
    }
    let kind: Vec<Hit> = level.iter().filter(|hit| hit.kind == of.kind).copied().collect();
    if !kind.is_empty() {
        return kind;
    }
    // "Kab. Makassar" can only be the kota; but "Kab. Jambi" may be the province, so both are given.
    let mut other: Vec<Hit> = level.iter().filter(free).copied().collect();
    if !other.is_empty() {
        other.extend(hits.iter().filter(|hit| hit.code.level() == Level::Provinsi));
    }
    other
}

/// The words of a name as the index keeps them.
fn words_of(name: &str) -> Vec<String> {
    let words = tokens(name).into_iter();
    words.filter_map(|token| if let Token::Word(word) = token { Some(word) } else { None }).collect()
}

/// A hash table from text to hits: open addressing over a list, FNV-1a, at most half full.
#[derive(Clone, Debug, Default)]
struct Table {
    entries: Vec<(String, Vec<Hit>)>,
    /// Index into `entries` plus one; zero is empty. The length is a power of two.
    slots: Vec<u32>,
}

impl Table {
    fn slot(&self, key: &str) -> usize {
        let hash =
            key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mask = self.slots.len() - 1;
        let mut slot = (hash ^ (hash >> 32)) as usize & mask;
        while let Some(entry) = (self.slots[slot] as usize).checked_sub(1) {
            if self.entries[entry].0 == key {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn get(&self, key: &str) -> &[Hit] {
        if self.slots.is_empty() {
            return &[];
        }
        match (self.slots[self.slot(key)] as usize).checked_sub(1) {
            Some(entry) => &self.entries[entry].1,
            None => &[],
        }
    }

    fn add(&mut self, key: &str, hit: Hit) {
        if self.slots.len() < 2 * (self.entries.len() + 1) {
            self.slots = vec![0; (4 * (self.entries.len() + 8)).next_power_of_two()];
            for entry in 0..self.entries.len() {
                let slot = self.slot(&self.entries[entry].0);
                self.slots[slot] = entry as u32 + 1;
            }
        }
        let slot = self.slot(key);
        if let Some(entry) = (self.slots[slot] as usize).checked_sub(1) {
            if !self.entries[entry].1.iter().any(|known| known.code == hit.code && known.needs_kind == hit.needs_kind) {
                self.entries[entry].1.push(hit);
            }
        } else {
            self.entries.push((key.to_owned(), vec![hit]));
            self.slots[slot] = self.entries.len() as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_key_and_a_missing_key_gives_nothing() {
        let mut index = NameIndex::default();
        for regency in 1..70 {
            let code = RegionCode::from_number(7_300_000_000 + regency * 1_000_000).unwrap();
            index.add_official(code, &format!("Kabupaten Contoh {regency}"));
        }
        assert_eq!(index.exact("contohlima")[0].code.to_string(), "73.05");
        assert_eq!(index.exact("contohlima")[0].kind, Some(Kind::Kabupaten));
        assert!(index.exact("contoh").is_empty() && NameIndex::default().exact("contoh").is_empty());
    }
}
