//! How alike two texts are: slips counted, and Jaro–Winkler. Bytes of comparable form come in (capital ASCII letters and
//! digits, texts.rs), so a byte is a letter.

/// Whether at most `most` slips (a letter changed, missing, added, or exchanged with its neighbour) turn one text into the
/// other: restricted Damerau–Levenshtein distance. Built for `most` of 1 to 3.
pub(crate) fn within_slips(a: &[u8], b: &[u8], most: usize) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    if a.is_empty() || b.is_empty() {
        return a.len().abs_diff(b.len()) <= most;
    }
    if most == 0 || a.len().abs_diff(b.len()) > most {
        return false;
    }
    within_slips(&a[1..], &b[1..], most - 1)
        || within_slips(&a[1..], b, most - 1)
        || within_slips(a, &b[1..], most - 1)
        || a.len() > 1 && b.len() > 1 && a[0] == b[1] && a[1] == b[0] && within_slips(&a[2..], &b[2..], most - 1)
}

/// Jaro–Winkler similarity (Winkler 1990): 0 for nothing in common, 1 for equal texts. Texts beyond 64 letters are
/// compared by their first 64.
pub(crate) fn jaro_winkler(a: &[u8], b: &[u8]) -> f32 {
    let (a, b) = (&a[..a.len().min(64)], &b[..b.len().min(64)]);
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut in_a, mut in_b) = (0_u64, 0_u64);
    for (i, letter) in a.iter().enumerate() {
        let (from, to) = (i.saturating_sub(reach), (i + reach + 1).min(b.len()));
        for (j, other) in b.iter().enumerate().take(to).skip(from) {
            if letter == other && in_b >> j & 1 == 0 {
                in_a |= 1 << i;
                in_b |= 1 << j;
                break;
            }
        }
    }
    let matches = in_a.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let (mut rest_a, mut rest_b, mut moved) = (in_a, in_b, 0_u32);
    while rest_a != 0 {
        moved += u32::from(a[rest_a.trailing_zeros() as usize] != b[rest_b.trailing_zeros() as usize]);
        rest_a &= rest_a - 1;
        rest_b &= rest_b - 1;
    }
    let share = |part: u32, whole: usize| part as f32 / whole as f32;
    let matched = matches as f32;
    let jaro = (share(matches, a.len()) + share(matches, b.len()) + (matched - (moved / 2) as f32) / matched) / 3.0;
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + prefix as f32 * 0.1 * (1.0 - jaro)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_published_examples_of_jaro_winkler_come_out() {
        for (a, b, expected) in [("MARTHA", "MARHTA", 0.961), ("DWAYNE", "DUANE", 0.84), ("DIXON", "DICKSONX", 0.813)] {
            let found = jaro_winkler(a.as_bytes(), b.as_bytes());
            assert!((found - expected).abs() < 0.001, "{a} {b}: {found}");
        }
    }

    #[test]
    fn one_slip_is_a_letter_changed_missing_added_or_exchanged() {
        for other in ["RAHMIN", "RAHMA", "RAHMANI", "RAHAMN", "RAHMAN"] {
            assert!(within_slips(b"RAHMAN", other.as_bytes(), 1), "{other}");
        }
        assert!(!within_slips(b"RAHMAN", b"RAHIM", 1));
        assert!(within_slips(b"RAHMAN", b"RAHIMA", 2));
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_from_both_sides_and_one_for_equals(a in "[A-D]{0,9}", b in "[A-D]{0,9}") {
            let (x, y) = (a.as_bytes(), b.as_bytes());
            prop_assert_eq!(within_slips(x, y, 2), within_slips(y, x, 2));
            prop_assert!((0.0..=1.0001).contains(&jaro_winkler(x, y)));
            if !a.is_empty() {
                prop_assert!((jaro_winkler(x, x) - 1.0).abs() < 1e-6);
            }
        }
    }
}
