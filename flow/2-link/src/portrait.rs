//! A portrait of a run, for charts: what each agreement says, what a threshold costs, which rows could not be linked with
//! anything, what each rule found.

use crate::engine::score;
use crate::people::Linked;
use crate::relate::Relate;
use crate::survey::{Entry, Tally};
use std::io;

/// What one level of a comparison says.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelSays {
    /// The comparison, by its place.
    pub comparison: usize,
    /// The level, by its place.
    pub level: usize,
    /// The share of matches that stand on it, missing ones aside.
    pub matches: f64,
    /// The share of random pairs.
    pub random: f64,
    /// Its weight in bits against random pairs; none where it says nothing.
    pub weight: Option<f64>,
}

/// What a threshold would give, by the model's own account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtThreshold {
    /// The probability from which a pair is accepted.
    pub threshold: f64,
    /// Links.
    pub links: u64,
    /// The share of links that are right.
    pub precision: f64,
    /// The share of matches looked at that are links.
    pub recall: f64,
    /// The share of rows that would not be linked with themselves: too little stands in them.
    pub unlinkable: f64,
}

/// A portrait of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Portrait {
    /// Every level that is not just missing.
    pub levels: Vec<LevelSays>,
    /// Thresholds from low to high.
    pub thresholds: Vec<AtThreshold>,
    /// Links of every rule at the model's threshold.
    pub links: Vec<u64>,
}

/// The thresholds that are drawn: even weights from −6 to 14 bits.
fn thresholds() -> impl Iterator<Item = f64> {
    (-12..=28).map(|half_bits| {
        let odds = f64::exp2(f64::from(half_bits) / 2.0);
        odds / (1.0 + odds)
    })
}

/// Draws the portrait.
///
/// # Errors
/// The disk.
pub fn portrait(linked: Linked<'_>, threshold: f64) -> io::Result<Portrait> {
    let Linked { model, found, .. } = linked;
    let parameters = &found.parameters;
    let mut says = Vec::new();
    for (comparison, missing) in parameters.missing.iter().enumerate() {
        for level in (0..missing.len()).filter(|level| !missing[*level]) {
            let (matches, random) = (parameters.classes[0][comparison][level], parameters.random[comparison][level]);
            let weight = (matches > 0.0 && random > 0.0).then(|| (matches / random).log2());
            says.push(LevelSays { comparison, level, matches, random, weight });
        }
    }
    let bars: Vec<f64> = thresholds().collect();
    let mut links_of = vec![0; model.rules.len()];
    // Pairs, and the matches expected among them, that reach a threshold and not the next.
    let mut reached = vec![(0_u64, 0.0); bars.len() + 1];
    for block in found.pairs.blocks() {
        for pair in block?.iter() {
            let place = bars.partition_point(|bar| *bar <= pair.probability);
            reached[place].0 += 1;
            reached[place].1 += pair.probability;
            if pair.probability >= threshold
                && let Some(links) = links_of.get_mut(usize::from(pair.rule))
            {
                *links += 1;
            }
        }
    }
    let all: f64 = reached.iter().map(|(_, matches)| matches).sum();
    let alone = with_themselves(linked, &bars)?;
    let rows: u64 = alone.iter().sum();
    let thresholds = bars.iter().enumerate().map(|(place, threshold)| {
        let above = &reached[place + 1..];
        let (links, matches) = above.iter().fold((0, 0.0), |(links, matches), (count, right)| (links + count, matches + right));
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 1.0 };
        AtThreshold {
            threshold: *threshold,
            links,
            precision: share(matches, links as f64),
            recall: share(matches, all),
            unlinkable: alone[..=place].iter().sum::<u64>() as f64 / rows.max(1) as f64,
        }
    });
    Ok(Portrait { levels: says, thresholds: thresholds.collect(), links: links_of })
}

/// How many rows reach each threshold and not the next, put beside themselves under the first rule that looks at them.
fn with_themselves(linked: Linked<'_>, bars: &[f64]) -> io::Result<Vec<u64>> {
    let Linked { model, shelf, left, right, found } = linked;
    let relate = Relate::new(model, shelf);
    let width = shelf.layout.width;
    let (mut tally, mut nowhere) = (Tally::default(), 0);
    for roster in std::iter::once(left).chain(right) {
        for place in 0..roster.parts() {
            let part = roster.part(place)?;
            for (record, keys) in part.records.chunks_exact(width.stride).zip(part.keys.chunks_exact(width.rules)) {
                match keys.iter().position(|key| *key != 0) {
                    Some(rule) => {
                        let slot = tally.slot(Entry { rule: rule as u32, word: relate.word(shelf, record, record) });
                        tally.counts[slot] += 1;
                    }
                    None => nowhere += 1,
                }
            }
        }
    }
    let mut reached = vec![0; bars.len() + 1];
    reached[0] = nowhere;
    for (entry, count) in tally.entries.iter().zip(&tally.counts) {
        let probability = score(model, &found.parameters, *entry);
        reached[bars.partition_point(|bar| *bar <= probability)] += count;
    }
    Ok(reached)
}
