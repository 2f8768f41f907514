//! The engine: two lists in, links out. Puts the steps of this stage in their order.

use crate::chance::Drawn;
use crate::keys::{self, Lists, Refined, RuleYield};
use crate::learn::Cell;
use crate::model::Model;
use crate::pairs::{Pairs, Scored, Space, by_rows};
use crate::parameters::Parameters;
use crate::relate::{Relate, TWO_PEOPLE};
use crate::rivals;
use crate::roster::Roster;
use crate::scratch::Scratch;
use crate::shelf::Shelf;
use crate::survey::{Entry, Tally};
use crate::sweep::{Memo, Surveyed, Sweep};
use std::collections::BTreeMap;
use std::io;

/// Pairs below which all are looked at once, and kept.
const KEPT_PAIRS: u64 = 6_000_000;
/// Pairs that are enough to learn from.
const LEARNT_PAIRS: u64 = 2_500_000;

/// How a run may use the machine.
#[derive(Clone, Copy, Debug)]
pub struct Resources {
    /// Threads to work on; at least one.
    pub threads: usize,
    /// Bytes of memory for the whole run.
    pub memory: u64,
    /// Decides which rows a sample takes.
    pub seed: u64,
}

/// What a run has come to, told while it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Every row has its keys: so many pairs share one, and will be looked at.
    Counted(u64),
    /// A part of the pairs has been looked at to learn from: done, of all.
    Surveyed(u64, u64),
    /// Learned; pairs are scored: done, of all.
    Scored(u64, u64),
}

/// How a run may use the machine, with room beyond memory and somebody who is told of its progress.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    /// Threads, memory, seed.
    pub resources: Resources,
    /// Room beyond memory.
    pub scratch: &'a dyn Scratch,
    /// Is told of each step.
    pub told: &'a dyn Fn(Step),
}

impl<'a> Means<'a> {
    /// Room for pairs: an eighth of memory.
    pub fn space(&self) -> Space<'a> {
        Space::of(self.scratch, self.resources.memory / 8)
    }
}

/// What a run found.
#[derive(Debug, Default)]
pub struct Found {
    /// Every pair whose probability reaches the floor, by left and right row.
    pub pairs: Pairs,
    /// What was learned.
    pub parameters: Parameters,
    /// What each rule found.
    pub yields: Vec<RuleYield>,
    /// Pairs looked at.
    pub candidates: u64,
    /// The blocks that were too large: what a later run over more rows starts from.
    pub(crate) refined: Refined,
}

/// What an earlier run has left: new rows are put beside its rows, and judged as it judged.
#[derive(Debug, Default)]
pub struct Earlier {
    /// What it learned.
    pub parameters: Parameters,
    /// Its pairs, by rows; their probability is worked out again.
    pub(crate) pairs: Pairs,
    pub(crate) refined: Refined,
}

impl Earlier {
    /// Only what was learned: all rows are new.
    pub fn learned(parameters: Parameters) -> Self {
        Self { parameters, ..Self::default() }
    }
}

/// Links two lists, or one with itself.
///
/// # Errors
/// The disk, where there is too much for memory.
pub fn run(
    model: &Model,
    shelf: &mut Shelf,
    left: &mut Roster,
    right: Option<&mut Roster>,
    means: Means<'_>,
    earlier: Option<Earlier>,
) -> io::Result<Found> {
    shelf.close();
    let Resources { memory, seed, .. } = means.resources;
    let mut lists = Lists { left, right };
    lists.left.close()?;
    if let Some(right) = lists.right.as_deref_mut() {
        right.close()?;
    }
    let (known, before, mut refined) = match earlier {
        Some(Earlier { parameters, pairs, refined }) => (Some(parameters), pairs, refined),
        None => (None, Pairs::default(), Refined::new()),
    };
    let keyed = keys::keys(shelf, &model.rules, &mut lists, &mut refined, memory / 16)?;
    let mut yields = keyed.yields;
    let Lists { left, right } = lists;
    let (left, right): (&Roster, Option<&Roster>) = (left, right.map(|right| &*right));
    let relate = Relate::new(model, shelf);
    let shared: u64 = yields.iter().map(|found| found.pairs).sum();
    (means.told)(Step::Counted(shared));
    let sweep = Sweep { model, shelf, relate: &relate, left, right, means, shared };
    // Beyond some millions of pairs it is cheaper to learn from a part of the keys, and then to leave out what cannot become
    // a link early. A kept pair takes twelve bytes.
    let keep = known.is_none() && shared < KEPT_PAIRS && shared.saturating_mul(24) < memory / 4;
    // How much is learned from does not hang on memory, so that the outcome does not either.
    let share = if shared < KEPT_PAIRS { 1 } else { (shared / LEARNT_PAIRS).max(1) };
    let mut sorter = means.space().sorter(by_rows);
    let (mut parameters, found) = match known {
        Some(known) => {
            let again = sweep.again(&known, before, &keyed.broken, &mut sorter)?;
            let mut found = sweep.score(&known, &mut sorter)?;
            found.iter_mut().zip(again).for_each(|(found, again)| *found += again);
            (known, found)
        }
        None => {
            let surveyed = sweep.survey(share, keep)?;
            let parameters = learn(&sweep, &surveyed.tally, share, seed, &yields)?;
            let found = if keep {
                score_kept(model, &parameters, &surveyed, &mut sorter)?
            } else {
                drop(surveyed);
                sweep.score(&parameters, &mut sorter)?
            };
            (parameters, found)
        }
    };
    for (of_rule, found) in yields.iter_mut().zip(&found) {
        of_rule.found = *found;
    }
    let mut pairs = sorter.finish()?;
    let known = (!parameters.rivals.different.is_empty()).then_some(&parameters.rivals);
    parameters.rivals = rivals::weigh(&mut pairs, left.rows(), right.map(Roster::rows), model.rules.len(), known)?;
    Ok(Found { pairs, parameters, yields, candidates: found.iter().sum(), refined })
}

/// Learns from what was surveyed: one key in `share`.
fn learn(sweep: &Sweep<'_>, tally: &Tally, share: u64, seed: u64, yields: &[RuleYield]) -> io::Result<Parameters> {
    let Sweep { model, shelf, left, right, .. } = *sweep;
    let drawn = Drawn::of(model, shelf, left, right, seed, sweep.means.resources.memory / 16)?;
    let looked_at: Vec<u64> = found_by_rule(model, tally).iter().map(|count| count * share).collect();
    let first = drawn.first_shares(&looked_at);
    let refined: Vec<bool> = yields.iter().map(|found| found.refined_pairs * 2 > found.pairs).collect();
    Ok(Parameters::learn(model, &cells(model, tally), drawn.random_pairs(sweep.relate), &first, &refined))
}

fn found_by_rule(model: &Model, tally: &Tally) -> Vec<u64> {
    let mut found = vec![0; model.rules.len()];
    for (entry, count) in tally.entries.iter().zip(&tally.counts) {
        found[entry.rule as usize] += count;
    }
    found
}

/// Scores the pairs that the survey kept; gives back how many each rule found.
fn score_kept(
    model: &Model,
    parameters: &Parameters,
    surveyed: &Surveyed,
    sorter: &mut crate::pairs::Sorter<'_>,
) -> io::Result<Vec<u64>> {
    let entries = &surveyed.tally.entries;
    let scores: Vec<f64> = entries.iter().map(|entry| score(model, parameters, *entry)).collect();
    for (left, right, slot) in surveyed.pairs.iter().flatten() {
        let (Entry { rule, word }, probability) = (entries[*slot as usize], scores[*slot as usize]);
        if probability >= model.floor {
            sorter.push(Scored::new(*left, *right, probability, rule as u8, word))?;
        }
    }
    Ok(found_by_rule(model, &surveyed.tally))
}

/// How probable a match is for pairs with these facts, rivals aside.
pub(crate) fn score(model: &Model, parameters: &Parameters, entry: Entry) -> f64 {
    if entry.word & TWO_PEOPLE != 0 {
        return 0.0;
    }
    parameters.probability(entry.rule as usize, &levels(model, entry.word))
}

/// The same for many pairs, worked out once for equal facts.
pub(crate) fn scores<'a>(model: &'a Model, parameters: &'a Parameters) -> impl FnMut(Entry) -> f64 + 'a {
    let mut known = Memo::default();
    move |entry| known.of(entry, || score(model, parameters, entry))
}

/// The level of every comparison.
pub fn levels(model: &Model, word: u64) -> Vec<u8> {
    model.comparisons.iter().map(|comparison| u8::try_from(comparison.level(word)).unwrap_or(u8::MAX)).collect()
}

fn cells(model: &Model, tally: &Tally) -> Vec<Cell> {
    let mut cells: BTreeMap<(u32, Vec<u8>), u64> = BTreeMap::new();
    for (entry, count) in tally.entries.iter().zip(&tally.counts) {
        *cells.entry((entry.rule, levels(model, entry.word))).or_default() += count;
    }
    cells.into_iter().map(|((rule, levels), count)| Cell { rule: rule as usize, levels, count: count as f64 }).collect()
}
