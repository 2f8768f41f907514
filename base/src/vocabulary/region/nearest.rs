//! Names near a text: the slips of a pen that are small, unique and clearly nearer than the next name.
//!
//! Distance is optimal string alignment: letters added, dropped, changed, or two neighbours swapped. Short names
//! are never guessed, because every short word is near some name.

use super::code::{Level, RegionCode};
use super::names::{NameIndex, Spelling, letters};
use super::normalise::{key, loose_key};
use super::words::Kind;

/// How much stands beside the text that says what kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// A level, a designator or a place around it is known.
    Given,
    /// A bare word.
    None,
}

/// Where to look for near names.
pub(super) struct Search<'a> {
    pub names: &'a NameIndex,
    pub levels: &'a [Level],
    pub kind: Option<Kind>,
    pub context: Context,
}

/// What was found near a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Near {
    /// The one place this must be.
    pub sure: Option<RegionCode>,
    /// Near places, best first, at most five.
    pub candidates: Vec<RegionCode>,
}

/// How many near names are shown.
const SHOWN: usize = 5;

impl Search<'_> {
    /// The names near `words` among the places that `inside` admits.
    pub fn near(&self, words: &[String], inside: impl Fn(RegionCode) -> bool) -> Near {
        let text = key(words);
        let loose = loose_key(words);
        let length = loose.chars().count();
        if length < 3 {
            return Near::default();
        }
        // Half the letters wrong is no resemblance; a third is worth showing.
        let radius = (length / 3).clamp(1, 3);
        let text_letters = letters(&text);
        let mut ranked: Vec<(usize, bool, RegionCode, usize)> = Vec::new();
        for level in self.levels {
            for spelling in self.names.spellings(*level) {
                // The loose keys may hide two more slips (a doubled letter, "oe") from the exact ones.
                let far = (spelling.letters ^ text_letters).count_ones() as usize > 2 * radius + 3;
                if far || spelling.key.len().abs_diff(text.len()) > radius + 2 || !inside(spelling.hit.code) {
                    continue;
                }
                if let Some(distance) = distance_to(spelling, &text, &loose, radius) {
                    let other_kind = self.kind.is_some() && spelling.hit.kind != self.kind;
                    ranked.push((distance, other_kind, spelling.hit.code, spelling.loose.len().min(length)));
                }
            }
        }
        ranked.sort_unstable_by_key(|&(distance, other_kind, code, shorter)| (distance, other_kind, code, usize::MAX - shorter));
        let mut seen = Vec::new();
        ranked.retain(|(_, _, code, _)| {
            !seen.contains(code) && {
                seen.push(*code);
                true
            }
        });
        Near { sure: self.sure(&ranked, words), candidates: ranked.iter().take(SHOWN).map(|(_, _, code, _)| *code).collect() }
    }

    /// The first of the ranked places, when it is near enough and alone.
    fn sure(&self, ranked: &[(usize, bool, RegionCode, usize)], words: &[String]) -> Option<RegionCode> {
        let &(distance, other_kind, code, shorter) = ranked.first()?;
        if other_kind && distance > 0 {
            return None;
        }
        let next = ranked.get(1).map_or(
            usize::MAX,
            |&(distance, other, ..)| {
                if other && !other_kind { distance.saturating_add(1) } else { distance }
            },
        );
        let long_enough = match (distance, self.context) {
            (0, _) => true,
            (1, Context::Given) => shorter >= 5,
            (1, Context::None) => shorter >= self.letters_for_a_bare_slip(words, code),
            (2, Context::Given) => shorter >= 9,
            (2, Context::None) => {
                let head = if words.len() > 1 { words[0].as_str() } else { " " };
                shorter >= 12 && !self.spellings_of(code).any(|spelling| spelling.key.starts_with(head))
            }
            _ => false,
        };
        let alone = if distance == 2 { next > 3 } else { next > distance.max(1) };
        (long_enough && alone).then_some(code)
    }

    /// How long a bare word must be for its one slip to be believed.
    ///
    /// Measured on 15,000 names of villages that no table here holds: a changed letter makes one village of
    /// another (Bantal, Bantul), a swapped pair hardly ever does.
    fn letters_for_a_bare_slip(&self, words: &[String], code: RegionCode) -> usize {
        let head = if words.len() > 1 { &words[..1] } else { &[] };
        let (text, loose) = (key(words), loose_key(words));
        let needed = self.spellings_of(code).flat_map(|spelling| {
            [letters_for_slip(&spelling.key, &text, &key(head)), letters_for_slip(&spelling.loose, &loose, &loose_key(head))]
        });
        needed.min().unwrap_or(usize::MAX)
    }

    /// The searched spellings of one place.
    fn spellings_of(&self, code: RegionCode) -> impl Iterator<Item = &Spelling> {
        self.names.spellings(code.level()).iter().filter(move |spelling| spelling.hit.code == code)
    }
}

/// How long a name must be for the one slip between it and a bare text to be believed.
///
/// Behind a right first word the second must begin right: "Tanjung Bulan" is no Tanjungbalai.
fn letters_for_slip(name: &str, text: &str, head: &str) -> usize {
    let (name, text, next) = (name.as_bytes(), text.as_bytes(), head.len());
    let wrong_second = next > 0 && name.starts_with(head.as_bytes()) && name.get(next) != text.get(next);
    if alignment(name, text, 1).is_none() || wrong_second {
        return usize::MAX;
    }
    let is_vowel = |letter: u8| b"aeiou".contains(&letter);
    let changed: Vec<(u8, u8)> = match name.len() == text.len() {
        true => name.iter().zip(text).filter(|(a, b)| a != b).map(|(a, b)| (*a, *b)).collect(),
        false => Vec::new(),
    };
    match changed[..] {
        [_] if name.first() != text.first() => usize::MAX,
        [(a, b)] if is_vowel(a) && is_vowel(b) => 7,
        [_] => 8,
        [_, _] => 5,
        _ => 6,
    }
}

/// The smaller distance of the exact and the loose key, when it is within `radius`.
///
/// Both are needed: a slip can create or destroy what the loose key folds ("oe", a doubled letter).
fn distance_to(spelling: &Spelling, text: &str, loose: &str, radius: usize) -> Option<usize> {
    let exact = alignment(spelling.key.as_bytes(), text.as_bytes(), radius);
    let folded = alignment(spelling.loose.as_bytes(), loose.as_bytes(), radius);
    // A first letter is seldom wrong; without it two slips are not believed.
    let first_differs = spelling.key.as_bytes().first() != text.as_bytes().first();
    exact.into_iter().chain(folded).min().map(|d| if first_differs && d > 1 { d + 1 } else { d })
}

/// No name is longer; rows of fixed size keep the search free of allocation.
const WIDTH_MAX: usize = 64;

/// The optimal string alignment distance, when it is at most `limit`.
pub(super) fn alignment(left: &[u8], right: &[u8], limit: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > limit {
        return None;
    }
    let width = right.len() + 1;
    if width > WIDTH_MAX {
        return None;
    }
    let mut before = [0; WIDTH_MAX];
    let mut above: [usize; WIDTH_MAX] = std::array::from_fn(|column| column);
    let mut row = [0; WIDTH_MAX];
    for i in 1..=left.len() {
        row[0] = i;
        let mut smallest = i;
        for j in 1..width {
            let changed = usize::from(left[i - 1] != right[j - 1]);
            let mut best = (above[j] + 1).min(row[j - 1] + 1).min(above[j - 1] + changed);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
            smallest = smallest.min(best);
        }
        if smallest > limit {
            return None;
        }
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    Some(above[right.len()]).filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_added_dropped_changed_and_swapped_letters() {
        let distance = |left: &str, right: &str| alignment(left.as_bytes(), right.as_bytes(), 3);
        assert_eq!(distance("bantaeng", "bantaeng"), Some(0));
        assert_eq!(distance("bantaeng", "bantaen"), Some(1));
        assert_eq!(distance("bantaeng", "batnaeng"), Some(1));
        assert_eq!(distance("bantaeng", "banteang"), Some(1));
        assert_eq!(distance("bulukumba", "bolokumba"), Some(2));
        assert_eq!(distance("maros", "pinrang"), None);
        assert_eq!(distance("", "abc"), Some(3));
    }
}
