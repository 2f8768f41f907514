//! Chance: what two strangers look like, and how many of them a rule should find. Counted on rows drawn from the lists in
//! an order that hangs on what stands in them, so that the order of rows decides nothing.

use crate::block::radix_sort;
use crate::engine::levels;
use crate::model::{Model, Part};
use crate::parameters::Shares;
use crate::relate::Relate;
use crate::roster::{Roster, mix};
use crate::shelf::Shelf;
use crate::survey::{Entry, Tally};
use std::collections::HashMap;
use std::io;

/// As many random pairs as what a model knows of random pairs counts for.
const PRIOR_PAIRS: f64 = 10_000.0;
/// Pairs below which a rule's share is rather the one that the model knows.
const FEW_PAIRS: f64 = 100.0;
/// Rows of each list that are put beside each other.
const RANDOM_ROWS: usize = 700;
/// Rows of each list on which chance is counted.
const CHANCE_ROWS: usize = 20_000;

/// Rows drawn from both lists.
pub(crate) struct Drawn<'a> {
    model: &'a Model,
    shelf: &'a Shelf,
    /// Records of the rows that are put beside each other, and their row numbers.
    random: [Sample; 2],
    /// Records on which chance is counted.
    chance: [Sample; 2],
    /// All pairs of the lists.
    all: f64,
    with_itself: bool,
}

struct Sample {
    rows: Vec<u32>,
    records: Vec<u32>,
}

impl<'a> Drawn<'a> {
    /// Draws rows; `memory` is what putting them in order may take.
    pub(crate) fn of(
        model: &'a Model,
        shelf: &'a Shelf,
        left: &Roster,
        right: Option<&Roster>,
        seed: u64,
        memory: u64,
    ) -> io::Result<Self> {
        let with_itself = right.is_none();
        let right = right.unwrap_or(left);
        let draw = |roster: &Roster, salts: [u64; 2]| -> io::Result<[Sample; 2]> {
            let most = [RANDOM_ROWS, CHANCE_ROWS];
            let places = [0, 1].map(|of| places(roster.rows(), most[of], mix(seed, salts[of])));
            let [random, chance] = rows_at(roster, &places, memory)?.map(|rows| Sample::of(roster, rows));
            Ok([random?, chance?])
        };
        let [random_left, chance_left] = draw(left, [1, 3])?;
        let [random_right, chance_right] = draw(right, [2, if with_itself { 3 } else { 4 }])?;
        let (m, n) = (left.rows() as f64, right.rows() as f64);
        let all = if with_itself { m * (m - 1.0).max(0.0) / 2.0 } else { m * n };
        Ok(Self { model, shelf, random: [random_left, random_right], chance: [chance_left, chance_right], all, with_itself })
    }

    /// What random pairs look like: each drawn row of one list with each of the other.
    pub(crate) fn random_pairs(&self, relate: &Relate) -> Shares {
        let (model, stride) = (self.model, self.shelf.layout.width.stride);
        let mut tally = Tally::default();
        let [left, right] = &self.random;
        for (a, one) in left.rows.iter().zip(left.records.chunks_exact(stride)) {
            for (b, other) in right.rows.iter().zip(right.records.chunks_exact(stride)) {
                if !(self.with_itself && a == b) {
                    let slot = tally.slot(Entry { rule: 0, word: relate.word(self.shelf, one, other) });
                    tally.counts[slot] += 1;
                }
            }
        }
        let mut counts: Shares = model.comparisons.iter().map(|comparison| vec![0.0; comparison.levels.len()]).collect();
        for (entry, count) in tally.entries.iter().zip(&tally.counts) {
            for (comparison, level) in levels(model, entry.word).iter().enumerate() {
                counts[comparison][usize::from(*level)] += *count as f64;
            }
        }
        for (comparison, counts) in counts.iter_mut().enumerate() {
            for (level, count) in counts.iter_mut().enumerate() {
                let known = model.prior.as_ref().map_or(0.5, |prior| PRIOR_PAIRS * prior.random[comparison][level] + 0.01);
                *count = if model.is_missing(comparison, level) { 0.0 } else { *count + known };
            }
            let sum: f64 = counts.iter().sum();
            counts.iter_mut().for_each(|count| *count /= sum);
        }
        counts
    }

    /// Before anything is learned, the share of matches among the pairs that each rule finds first: all of them, less those
    /// that two strangers would have by chance. Chance is counted part by part; a rule of one part that names a person has
    /// no chance to be counted, and starts even.
    pub(crate) fn first_shares(&self, found: &[u64]) -> Vec<f64> {
        let mut known: HashMap<Part, f64> = HashMap::new();
        let mut chance = |part: Part| *known.entry(part).or_insert_with(|| self.chance(part));
        let rules = self.model.rules.iter().zip(found).enumerate();
        rules
            .map(|(place, (rule, found))| {
                let known = self.model.prior.as_ref().map(|prior| prior.shares[place]);
                if rule.same.len() == 1 {
                    return known.unwrap_or(0.5);
                }
                let strangers = self.all * rule.same.iter().map(|part| chance(*part)).product::<f64>();
                let counted = (1.0 - strangers / (*found).max(1) as f64).clamp(0.02, 0.98);
                // A few pairs are too few to count chance by.
                known.map_or(counted, |known| (*found as f64 * counted + FEW_PAIRS * known) / (*found as f64 + FEW_PAIRS))
            })
            .collect()
    }

    /// How often two strangers have a part in common.
    fn chance(&self, part: Part) -> f64 {
        let stride = self.shelf.layout.width.stride;
        let facets = |sample: &Sample| -> Vec<u64> {
            let all = sample.records.chunks_exact(stride).map(|record| self.shelf.facet(part, record));
            let mut values: Vec<u64> = all.filter(|value| *value != 0).collect();
            values.sort_unstable();
            values
        };
        let (a, b) = (facets(&self.chance[0]), facets(&self.chance[1]));
        let (mut equal, mut at) = (0_u64, 0);
        for group in a.chunk_by(|x, y| x == y) {
            at += b[at..].partition_point(|value| *value < group[0]);
            let others = b[at..].partition_point(|value| *value == group[0]);
            equal += (group.len() * others) as u64;
        }
        let (m, n) = (self.chance[0].rows.len(), self.chance[1].rows.len());
        // Rows of one list meet themselves.
        let (equal, pairs) = if self.with_itself { (equal - a.len() as u64, m * n.saturating_sub(1)) } else { (equal, m * n) };
        (equal as f64 + 0.5) / (pairs as f64 + 1.0)
    }
}

impl Sample {
    fn of(roster: &Roster, rows: Vec<u32>) -> io::Result<Self> {
        let mut records = Vec::new();
        for row in &rows {
            records.extend_from_slice(&roster.record(*row)?);
        }
        Ok(Self { rows, records })
    }
}

/// Places spread over a list, at most so many, in order.
fn places(rows: usize, most: usize, salt: u64) -> Vec<u64> {
    let (count, rows) = (rows.min(most) as u64, rows as u64);
    (0..count).map(|place| (place * rows + mix(salt, place) % rows) / count % rows.max(1)).collect()
}

/// The rows that stand at some places when all are ordered by what their keys hold: rows with the same keys stand beside
/// each other, so that each is drawn as often as it occurs, in whatever order rows come.
fn rows_at(roster: &Roster, places: &[Vec<u64>; 2], memory: u64) -> io::Result<[Vec<u32>; 2]> {
    let slices = (roster.rows() as u64 * 24).div_ceil(memory.max(1 << 20)).max(1);
    let mut drawn = [Vec::new(), Vec::new()];
    let mut before = 0;
    for slice in 0..slices {
        let mut rows = Vec::new();
        for place in 0..roster.parts() {
            for (row, keys) in (roster.first_row(place)..).zip(roster.keys(place)?.chunks_exact(roster.width.rules)) {
                let hash = keys.iter().fold(1, |hash, key| mix(hash, (*key).into())) & 0xffff_ffff;
                if (hash * slices) >> 32 == slice {
                    rows.push(hash << 32 | u64::from(row));
                }
            }
        }
        radix_sort(&mut rows);
        for (drawn, places) in drawn.iter_mut().zip(places) {
            let of_slice = places.iter().filter(|place| (before..before + rows.len() as u64).contains(place));
            drawn.extend(of_slice.map(|place| (rows[(place - before) as usize] & 0xffff_ffff) as u32));
        }
        before += rows.len() as u64;
    }
    Ok(drawn)
}
