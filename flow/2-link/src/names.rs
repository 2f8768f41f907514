//! Two names beside each other, word by word: which words are the same, which are nearly, which have no counterpart. A part of
//! putting a pair's facts together (relate.rs), and what most of its time goes into.

use crate::similarity::{jaro_winkler, within_slips};
use crate::words::{Code, INITIALS, Words};

/// Two names beside each other, word by word.
#[derive(Debug)]
pub(crate) struct Names {
    /// The same words, in any order.
    pub(crate) same: bool,
    /// Words equal or one slip apart.
    pub(crate) shared: u32,
    /// How rare the shared words are together, in bits; a word with a slip counts half.
    pub(crate) rarity: u32,
    /// Words without counterpart, on either side.
    pub(crate) left: (u32, u32),
}

impl Names {
    pub(crate) fn compare(words: &Words, a: &[Code], b: &[Code]) -> Self {
        let count = |name: &[Code]| name.iter().take_while(|code| **code != 0).count();
        let (a, b) = (&a[..count(a)], &b[..count(b)]);
        let (mut free_a, mut free_b) = ((1_u32 << a.len()) - 1, (1_u32 << b.len()) - 1);
        let (mut shared, mut rarity) = (0, 0);
        for (i, word) in a.iter().enumerate() {
            let equal = b.iter().rev().fold(0, |equal, other| equal << 1 | u32::from(word == other)) & free_b;
            if equal != 0 {
                free_a &= !(1 << i);
                free_b &= !(equal & equal.wrapping_neg());
                // An initial that equals an initial is a hint, not a word.
                if *word > INITIALS {
                    shared += 1;
                    rarity += u32::from(words.rarity[*word as usize]);
                }
            }
        }
        if free_a == 0 && free_b == 0 {
            return Self { same: true, shared, rarity, left: (0, 0) };
        }
        if free_a != 0 && free_b != 0 {
            // Before words that resemble each other: NUR begins NURHAYATI, and would leave HAYATI without its counterpart.
            if free_a & free_a >> 1 != 0 {
                joined(words, (a, &mut free_a), (b, &mut free_b), &mut shared, &mut rarity);
            }
            if free_b & free_b >> 1 != 0 {
                joined(words, (b, &mut free_b), (a, &mut free_a), &mut shared, &mut rarity);
            }
            let mut i_left = free_a;
            while i_left != 0 {
                let i = i_left.trailing_zeros() as usize;
                i_left &= i_left - 1;
                let mut j_left = free_b;
                while j_left != 0 {
                    let j = j_left.trailing_zeros() as usize;
                    j_left &= j_left - 1;
                    let near = near(words, a[i], b[j]);
                    if near == Near::No {
                        continue;
                    }
                    free_a &= !(1 << i);
                    free_b &= !(1 << j);
                    if near == Near::Slip {
                        shared += 1;
                        rarity += u32::from(words.rarity[a[i] as usize].min(words.rarity[b[j] as usize])) / 2;
                    }
                    break;
                }
            }
        }
        Self { same: false, shared, rarity, left: (free_a.count_ones(), free_b.count_ones()) }
    }
}

/// Two neighbouring words of one name that the other writes as one: `NUR HAYATI`, `NURHAYATI`.
fn joined(words: &Words, apart: (&[Code], &mut u32), whole: (&[Code], &mut u32), shared: &mut u32, rarity: &mut u32) {
    let feature = |code: Code| words.features[code as usize];
    for i in 1..apart.0.len() {
        if *apart.1 >> (i - 1) & 3 != 3 {
            continue;
        }
        let (first, second) = (apart.0[i - 1], apart.0[i]);
        let (len, letter) = (feature(first).len.saturating_add(feature(second).len), feature(first).first);
        for (j, code) in whole.0.iter().enumerate() {
            let both = feature(*code);
            if *whole.1 >> j & 1 == 0 || both.len != len || both.first != letter {
                continue;
            }
            let both = words.letters(*code);
            if both.starts_with(words.letters(first)) && both.ends_with(words.letters(second)) {
                *apart.1 &= !(3 << (i - 1));
                *whole.1 &= !(1 << j);
                *shared += 1;
                *rarity += u32::from(words.rarity[*code as usize]) / 2;
                break;
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Near {
    No,
    /// An initial, or the first letters.
    Start,
    Slip,
}

fn near(words: &Words, a: Code, b: Code) -> Near {
    let (x, y) = (words.features[a as usize], words.features[b as usize]);
    let (short, apart) = (x.len.min(y.len), x.len.abs_diff(y.len));
    let most = u8::from(short >= 4) + u8::from(short >= 8);
    // A slip touches two letters at most, and a beginning begins alike: most pairs of words end here, unread.
    let may_begin = (x.first == y.first) & ((short == 1) | (short >= 3) & (apart != 0));
    let may_slip = (most > 0) & (apart <= most) & few(x.letters ^ y.letters, most > 1);
    if !(may_begin | may_slip) {
        return Near::No;
    }
    if may_begin {
        let (one, other) = (words.letters(a), words.letters(b));
        if one.starts_with(other) || other.starts_with(one) {
            return if short >= 5 && apart == 1 { Near::Slip } else { Near::Start };
        }
    }
    if !may_slip {
        return Near::No;
    }
    if within_slips(words.letters(a), words.letters(b), most.into()) { Near::Slip } else { Near::No }
}

/// Whether at most two letters are marked, or four.
#[inline]
fn few(letters: u32, four: bool) -> bool {
    let less = |letters: u32| letters & letters.wrapping_sub(1);
    let without_two = less(less(letters));
    (if four { less(less(without_two)) } else { without_two }) == 0
}

/// Jaro–Winkler similarity of two names, their words put together.
pub(crate) fn whole_similarity(words: &Words, a: &[Code], b: &[Code]) -> f32 {
    let write = |name: &[Code], into: &mut [u8; 64]| {
        let mut len = 0;
        for code in name.iter().take_while(|code| **code != 0) {
            for letter in words.letters(*code) {
                if len < into.len() {
                    into[len] = *letter;
                    len += 1;
                }
            }
        }
        len
    };
    let (mut x, mut y) = ([0; 64], [0; 64]);
    let (m, n) = (write(a, &mut x), write(b, &mut y));
    jaro_winkler(&x[..m], &y[..n])
}
