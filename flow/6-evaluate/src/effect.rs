//! What came of it: one region before and after a month, held against regions that went the same way before (difference in differences),
//! with an interval from what the same arithmetic gives for regions where nothing is said to have happened (placebos in space: Abadie,
//! Diamond and Hainmueller 2010).
//!
//! Every region is an index: its people divided by their mean before. Its peers are the regions whose index ran closest to its own
//! before. The effect is how far its index lies above theirs afterwards; the interval is as wide as nine in ten placebos are, measured in
//! how well each could be matched before. It is no proof: whatever else happened there at the same time is in it.

use serde::Serialize;

/// Peers that a region is held against.
const PEERS: usize = 5;
/// The fewest placebos that an interval of nine in ten needs.
const FEWEST_PLACEBOS: usize = 9;
/// The fewest months before, and after.
const FEWEST_BEFORE: usize = 6;
const FEWEST_AFTER: usize = 1;
/// Nine in ten.
const LEVEL: f64 = 0.9;
/// A match is never taken to be closer than this: a twentieth of a percent.
const CLOSEST: f64 = 0.000_5;

/// A region and its people, month by month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// What it is called.
    pub key: String,
    /// People, one number a month; every track has the same months.
    pub people: Vec<u64>,
}

/// What is said of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// More people than its peers let expect.
    More,
    /// Fewer.
    Fewer,
    /// Nothing that cannot be chance.
    Unseen,
}

impl Verdict {
    /// The word in texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Fewer => "fewer",
            Self::Unseen => "unseen",
        }
    }
}

/// The effect on a region, in people a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// The regions that it was held against.
    pub peers: Vec<String>,
    /// People a month before, rounded.
    pub before: u64,
    /// People a month after, rounded.
    pub after: u64,
    /// People a month that its peers let expect, rounded.
    pub expected: i64,
    /// After less expected.
    pub effect: i64,
    /// The lower end of the interval of nine in ten.
    pub low: i64,
    /// The upper end.
    pub high: i64,
    /// Regions where nothing is said to have happened.
    pub placebos: usize,
    /// Of them, those that lie at least as far from their peers.
    pub as_far: usize,
    /// What can be said.
    pub verdict: Verdict,
}

/// Why nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoEffect {
    /// Too few months before or after.
    #[error("{before} months before and {after} after are too few")]
    TooShort {
        /// Months before.
        before: usize,
        /// Months after.
        after: usize,
    },
    /// Too few regions to hold against.
    #[error("{0} regions to hold against are too few")]
    TooFew(usize),
    /// The region has nobody before.
    #[error("nobody before")]
    Nobody,
}

struct Index {
    key: usize,
    mean: f64,
    of: Vec<f64>,
}

/// The effect on `tracks[treated]` from the month at `from` on.
///
/// # Errors
/// Too few months or regions, or nobody there before.
#[expect(clippy::cast_precision_loss, reason = "people of a region are far below 2^52")]
pub fn effect(tracks: &[Track], treated: usize, from: usize) -> Result<Effect, NoEffect> {
    let months = tracks.get(treated).map_or(0, |track| track.people.len());
    let after = months.saturating_sub(from);
    if from < FEWEST_BEFORE || after < FEWEST_AFTER {
        return Err(NoEffect::TooShort { before: from, after });
    }
    let index = |(key, track): (usize, &Track)| {
        let mean = track.people[..from].iter().sum::<u64>() as f64 / from as f64;
        (mean > 0.0).then(|| Index { key, mean, of: track.people.iter().map(|people| *people as f64 / mean).collect() })
    };
    let all: Vec<Index> = tracks.iter().enumerate().filter_map(index).collect();
    let own = all.iter().find(|one| one.key == treated).ok_or(NoEffect::Nobody)?;
    // The treated region is nobody's peer: what happened there must not make the others look strange.
    let others: Vec<&Index> = all.iter().filter(|one| one.key != treated).collect();
    if others.len() < FEWEST_PLACEBOS + 1 {
        return Err(NoEffect::TooFew(others.len()));
    }
    let found = distance(own, &others, from);
    let mut placebos: Vec<f64> =
        others.iter().map(|one| distance(one, &others, from)).map(|far| (far.gap / far.fit).abs()).collect();
    placebos.sort_by(f64::total_cmp);
    let rank = ((placebos.len() + 1) as f64 * LEVEL).ceil() as usize;
    let reach = placebos[rank.min(placebos.len()) - 1] * found.fit;
    let own_far = (found.gap / found.fit).abs();
    let as_far = placebos.iter().filter(|far| **far >= own_far).count();
    let people = |share: f64| (share * own.mean).round() as i64;
    let (low, high) = (people(found.gap - reach), people(found.gap + reach));
    // Said of the numbers that are printed: nobody is told of an effect that may be nobody.
    let verdict = match (low, high) {
        (1.., _) => Verdict::More,
        (_, ..=-1) => Verdict::Fewer,
        _ => Verdict::Unseen,
    };
    let mean_after = own.of[from..].iter().sum::<f64>() / after as f64;
    Ok(Effect {
        peers: found.peers.iter().map(|key| tracks[*key].key.clone()).collect(),
        before: own.mean.round() as u64,
        after: (mean_after * own.mean).round() as u64,
        expected: people(mean_after - found.gap),
        effect: people(found.gap),
        low,
        high,
        placebos: placebos.len(),
        as_far,
        verdict,
    })
}

/// How far a region lies from its peers after, and how well they fitted before.
struct Far {
    peers: Vec<usize>,
    gap: f64,
    fit: f64,
}

#[expect(clippy::cast_precision_loss, reason = "months are few")]
fn distance(own: &Index, others: &[&Index], from: usize) -> Far {
    let apart = |other: &Index| own.of[..from].iter().zip(&other.of[..from]).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
    let mut near: Vec<(f64, &Index)> = others.iter().filter(|one| one.key != own.key).map(|one| (apart(one), *one)).collect();
    near.sort_by(|(a, one), (b, other)| a.total_cmp(b).then(one.key.cmp(&other.key)));
    near.truncate(PEERS);
    let peers = |month: usize| near.iter().map(|(_, one)| one.of[month]).sum::<f64>() / near.len() as f64;
    let gaps: Vec<f64> = own.of.iter().enumerate().map(|(month, own)| own - peers(month)).collect();
    let (before, after) = gaps.split_at(from);
    let fit = (before.iter().map(|gap| gap * gap).sum::<f64>() / from as f64).sqrt();
    Far {
        peers: near.iter().map(|(_, one)| one.key).collect(),
        gap: after.iter().sum::<f64>() / after.len() as f64,
        fit: fit.max(CLOSEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Regions that drift by themselves and together; people who do not exist.
    fn panel(seed: u64, planted: Option<(usize, usize, f64)>) -> Vec<Track> {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut draw = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
        };
        let common: Vec<f64> = (0..36).map(|month| 0.004 * f64::from(month) + 0.01 * draw()).collect();
        (0..24_usize)
            .map(|key| {
                let size = 2_000.0 + 1_500.0 * f64::from(u32::try_from(key).unwrap());
                let (slope, mut walk) = (0.002 * draw(), 0.0);
                let people = (0..36_usize).map(|month| {
                    walk += 0.006 * draw();
                    let drift = 1.0 + common[month] + slope * f64::from(u32::try_from(month).unwrap()) + walk + 0.01 * draw();
                    let lift = planted.filter(|(at, from, _)| *at == key && month >= *from).map_or(1.0, |(_, _, lift)| lift);
                    (size * drift * lift).round() as u64
                });
                Track { key: format!("region {key}"), people: people.collect() }
            })
            .collect()
    }

    #[test]
    fn a_planted_effect_is_found_with_its_size() {
        let mut held = 0;
        for seed in 1..=40 {
            let tracks = panel(seed, Some((9, 24, 1.15)));
            let found = effect(&tracks, 9, 24).unwrap();
            assert_eq!(found.verdict, Verdict::More, "seed {seed}: {found:?}");
            assert_eq!(found.peers.len(), PEERS);
            let planted = panel(seed, None)[9].people[24..].iter().sum::<u64>() as f64 / 12.0 * 0.15;
            held += u32::from(found.low as f64 <= planted && planted <= found.high as f64);
        }
        assert!(held >= 33, "of 40 intervals {held} hold what was planted");
    }

    #[test]
    fn where_nothing_happened_hardly_anything_is_said() {
        let said = (1..=300_u64)
            .filter(|seed| {
                let treated = usize::try_from(seed % 24).unwrap();
                effect(&panel(*seed, None), treated, 24).unwrap().verdict != Verdict::Unseen
            })
            .count();
        assert!((10..=50).contains(&said), "{said} of 300 times an effect was said where there was none");
    }

    #[test]
    fn too_few_months_or_regions_say_nothing() {
        let tracks = panel(1, None);
        assert_eq!(effect(&tracks, 0, 5), Err(NoEffect::TooShort { before: 5, after: 31 }));
        assert_eq!(effect(&tracks, 0, 36), Err(NoEffect::TooShort { before: 36, after: 0 }));
        assert_eq!(effect(&tracks[..8], 0, 24), Err(NoEffect::TooFew(7)));
        let mut empty = tracks;
        empty[0].people = vec![0; 36];
        assert_eq!(effect(&empty, 0, 24), Err(NoEffect::Nobody));
    }
}
