//! The engine: two lists in, links out. Puts the steps of this stage in their order.

use crate::block::{self, RuleYield, Run};
use crate::learn::{Cell, Parameters, Shares};
use crate::model::{Model, Part};
use crate::relate::Relate;
use crate::rivals;
use crate::roster::{Roster, Shelf, mix};
use crate::survey::{Entry, Tally, View};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// As many random pairs as what a model knows of random pairs counts for.
const PRIOR_PAIRS: f64 = 10_000.0;
/// Pairs below which all are looked at once, and kept.
const KEPT_PAIRS: u64 = 6_000_000;
/// Pairs that are enough to learn from.
const LEARNT_PAIRS: u64 = 2_500_000;
/// Pairs below which a rule's share is rather the one that the model knows.
const FEW_PAIRS: f64 = 100.0;
/// Rows of each list on which chance is counted.
const CHANCE_ROWS: usize = 20_000;

/// How a run may use the machine.
#[derive(Clone, Copy, Debug)]
pub struct Resources {
    /// Threads to work on; at least one.
    pub threads: usize,
    /// Bytes that pairs may take before they are read off the keys a second time instead. Lists come on top.
    pub memory: u64,
    /// Decides which pairs a sample takes.
    pub seed: u64,
}

/// A pair above the floor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The row in the left list.
    pub left: u32,
    /// The row in the right list, or the later row of the same list.
    pub right: u32,
    /// How probable it is that they are one.
    pub probability: f64,
    /// Which rule found it first.
    pub rule: u8,
    /// On how many sides a better partner stands.
    pub rivals: u8,
    /// The facts; the pattern is read off them.
    pub word: u64,
}

impl Scored {
    pub(crate) const fn new(left: u32, right: u32, probability: f64, rule: u8, word: u64) -> Self {
        Self { left, right, probability, rule, rivals: 0, word }
    }
}

/// What a run found.
#[derive(Debug)]
pub struct Found {
    /// Every pair whose probability reaches the floor, by left and right row.
    pub pairs: Vec<Scored>,
    /// What was learned.
    pub parameters: Parameters,
    /// What each rule found.
    pub yields: Vec<RuleYield>,
    /// Pairs looked at.
    pub candidates: u64,
}

/// Links two lists, or one with itself.
pub fn run(
    model: &Model,
    shelf: &mut Shelf,
    left: &mut Roster,
    right: Option<&mut Roster>,
    resources: Resources,
    known: Option<Parameters>,
) -> Found {
    shelf.close();
    let mut right = right;
    block::keys(shelf, &model.rules, left);
    if let Some(right) = right.as_deref_mut() {
        block::keys(shelf, &model.rules, right);
    }
    let mut runs = Vec::new();
    let mut yields = Vec::new();
    for (place, rule) in model.rules.iter().enumerate() {
        let (run, report) = block::run(shelf, rule, place, left, right.as_deref_mut());
        runs.push(run);
        yields.push(report);
    }
    let with_itself = right.is_none();
    let (left, right): (&Roster, &Roster) = (left, right.as_deref().map_or(left, |right| right));
    let relate = Relate::new(model, shelf);
    let view = View { shelf, relate: &relate, left, right };
    let work = pieces(&runs);
    let pairs: u64 = yields.iter().map(|found| found.pairs).sum();
    // A stored pair takes twelve bytes in the survey and as much again while it is sorted. Beyond some millions of pairs it
    // is cheaper to learn from a part of the keys, and then to leave out what cannot become a link early.
    let keep = pairs < KEPT_PAIRS && pairs.saturating_mul(24) < resources.memory / 4;
    // How much is learned from does not hang on memory, so that the outcome does not either.
    let share = if pairs < KEPT_PAIRS { 1 } else { (pairs / LEARNT_PAIRS).max(1) };
    let surveyed = (keep || known.is_none()).then(|| survey(view, &runs, &work, share, keep, resources.threads));
    let mut parameters = match (known, &surveyed) {
        (Some(known), _) => known,
        (None, surveyed) => {
            let tally = surveyed.as_ref().map(|surveyed| &surveyed.tally);
            learn(model, view, tally.unwrap_or(&Tally::default()), share, with_itself, resources.seed)
        }
    };
    let (mut pairs, found) = match surveyed {
        Some(surveyed) if keep => score_kept(model, &parameters, &surveyed),
        _ => score_again(model, &parameters, view, &runs, &work, resources.threads),
    };
    for (of_rule, found) in yields.iter_mut().zip(&found) {
        of_rule.found = *found;
    }
    pairs.sort_unstable_by_key(|pair| (pair.left, pair.right));
    let right_rows = (!with_itself).then_some(right.rows());
    let known = (!parameters.rivals.different.is_empty()).then_some(&parameters.rivals);
    parameters.rivals = rivals::weigh(&mut pairs, left.rows(), right_rows, model.rules.len(), known);
    Found { pairs, parameters, yields, candidates: found.iter().sum() }
}

/// Learns from what was surveyed: one key in `share`.
fn learn(model: &Model, view: View<'_>, tally: &Tally, share: u64, with_itself: bool, seed: u64) -> Parameters {
    let random = random_pairs(model, view, with_itself, seed);
    let looked_at: Vec<u64> = found_by_rule(model, tally).iter().map(|count| count * share).collect();
    let first = first_shares(model, view, with_itself, &looked_at, seed);
    Parameters::learn(model, &cells(model, tally), random, &first)
}

fn found_by_rule(model: &Model, tally: &Tally) -> Vec<u64> {
    let mut found = vec![0; model.rules.len()];
    for (entry, count) in tally.entries.iter().zip(&tally.counts) {
        found[entry.rule as usize] += count;
    }
    found
}

/// Scores the pairs that the survey kept; gives back those above the floor, and how many each rule found.
fn score_kept(model: &Model, parameters: &Parameters, surveyed: &Surveyed) -> (Vec<Scored>, Vec<u64>) {
    let entries = &surveyed.tally.entries;
    let scores: Vec<f64> = entries.iter().map(|entry| score(model, parameters, *entry)).collect();
    let of_pair = |(left, right, slot): &(u32, u32, u32)| {
        let (Entry { rule, word }, probability) = (entries[*slot as usize], scores[*slot as usize]);
        (probability >= model.floor).then(|| Scored::new(*left, *right, probability, rule as u8, word))
    };
    let pairs = surveyed.pairs.iter().flatten().filter_map(of_pair).collect();
    (pairs, found_by_rule(model, &surveyed.tally))
}

/// Goes over all pairs once more, and scores them; names are not compared where the other facts leave no hope.
fn score_again(
    model: &Model,
    parameters: &Parameters,
    view: View<'_>,
    runs: &[Run],
    work: &[(usize, Range<usize>)],
    threads: usize,
) -> (Vec<Scored>, Vec<u64>) {
    let decided = Relate::quick_comparisons(model);
    let parts = in_parallel(work, threads, |(rule, range)| {
        let mut hopeless = Memo::default();
        let mut scores = Memo::default();
        let (mut looked_at, mut scored) = (0_u64, Vec::new());
        let out = |word: u64| {
            looked_at += 1;
            let entry = Entry { rule: *rule as u32, word };
            hopeless.of(entry, || parameters.at_most(*rule, &levels(model, word), &decided) < model.floor)
        };
        view.pairs(&runs[*rule], *rule, range.clone(), 1, out, |left, right, word| {
            let entry = Entry { rule: *rule as u32, word };
            let probability = scores.of(entry, || score(model, parameters, entry));
            if probability >= model.floor {
                scored.push(Scored::new(left, right, probability, *rule as u8, word));
            }
        });
        (*rule, looked_at, scored)
    });
    let (mut pairs, mut found) = (Vec::new(), vec![0; model.rules.len()]);
    for (rule, looked_at, scored) in parts {
        found[rule] += looked_at;
        pairs.extend(scored);
    }
    (pairs, found)
}

/// What was worked out for an entry, worked out once.
#[derive(Default)]
struct Memo<T> {
    tally: Tally,
    known: Vec<T>,
}

impl<T: Copy> Memo<T> {
    fn of(&mut self, entry: Entry, work_out: impl FnOnce() -> T) -> T {
        let slot = self.tally.slot(entry);
        if slot == self.known.len() {
            self.known.push(work_out());
        }
        self.known[slot]
    }
}

/// How probable a match is for pairs with these facts, rivals aside.
pub(crate) fn score(model: &Model, parameters: &Parameters, entry: Entry) -> f64 {
    parameters.probability(entry.rule as usize, &levels(model, entry.word))
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

/// Ranges of about equal size: threads take them one after the other.
fn pieces(runs: &[Run]) -> Vec<(usize, Range<usize>)> {
    const PIECE: usize = 1 << 16;
    runs.iter()
        .enumerate()
        .flat_map(|(rule, run)| {
            let rows = run.left.len();
            (0..rows.div_ceil(PIECE)).map(move |piece| (rule, piece * PIECE..((piece + 1) * PIECE).min(rows)))
        })
        .collect()
}

struct Surveyed {
    tally: Tally,
    pairs: Vec<Vec<(u32, u32, u32)>>,
}

fn survey(view: View<'_>, runs: &[Run], work: &[(usize, Range<usize>)], share: u64, keep: bool, threads: usize) -> Surveyed {
    let parts = in_threads(work, threads, |next| {
        let mut tally = Tally::default();
        let mut pairs = Vec::new();
        while let Some((_, (rule, range))) = next() {
            view.pairs(
                &runs[*rule],
                *rule,
                range.clone(),
                share,
                |_| false,
                |left, right, word| {
                    let slot = tally.slot(Entry { rule: *rule as u32, word });
                    tally.counts[slot] += 1;
                    if keep {
                        pairs.push((left, right, slot as u32));
                    }
                },
            );
        }
        (tally, pairs)
    });
    let mut all = Surveyed { tally: Tally::default(), pairs: Vec::new() };
    for (tally, mut pairs) in parts {
        let slots = all.tally.merge(&tally);
        pairs.iter_mut().for_each(|(_, _, slot): &mut (u32, u32, u32)| *slot = slots[*slot as usize]);
        all.pairs.push(pairs);
    }
    all
}

/// What random pairs look like: rows drawn from both lists, each with each.
fn random_pairs(model: &Model, view: View<'_>, with_itself: bool, seed: u64) -> Shares {
    let (left, right) = (drawn(view.left.rows(), 700, mix(seed, 1)), drawn(view.right.rows(), 700, mix(seed, 2)));
    let mut tally = Tally::default();
    for a in &left {
        for b in &right {
            if !(with_itself && a == b) {
                let slot = tally.slot(Entry { rule: 0, word: view.word(*a, *b) });
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
/// that two strangers would have by chance. Chance is counted part by part on a sample of rows; a rule of one part that
/// names a person has no chance to be counted, and starts even.
fn first_shares(model: &Model, view: View<'_>, with_itself: bool, found: &[u64], seed: u64) -> Vec<f64> {
    let stride = view.shelf.layout.stride;
    let sample = |roster: &Roster, salt| drawn(roster.rows(), CHANCE_ROWS, mix(seed, salt));
    let (left, right) = (sample(view.left, 3), sample(view.right, if with_itself { 3 } else { 4 }));
    let facets = |part, roster: &Roster, rows: &[u32]| -> Vec<u64> {
        let record = |row: &u32| &roster.records[*row as usize * stride..][..stride];
        let mut values: Vec<u64> =
            rows.iter().map(|row| view.shelf.facet(part, record(row))).filter(|value| *value != 0).collect();
        values.sort_unstable();
        values
    };
    let mut known: HashMap<Part, f64> = HashMap::new();
    let mut chance = |part: Part| {
        *known.entry(part).or_insert_with(|| {
            let (a, b) = (facets(part, view.left, &left), facets(part, view.right, &right));
            let (mut equal, mut at) = (0_u64, 0);
            for group in a.chunk_by(|x, y| x == y) {
                at += b[at..].partition_point(|value| *value < group[0]);
                let others = b[at..].partition_point(|value| *value == group[0]);
                equal += (group.len() * others) as u64;
            }
            // Rows of one list meet themselves.
            let (equal, pairs) = if with_itself {
                (equal - a.len() as u64, left.len() * right.len().saturating_sub(1))
            } else {
                (equal, left.len() * right.len())
            };
            (equal as f64 + 0.5) / (pairs as f64 + 1.0)
        })
    };
    let all = if with_itself {
        view.left.rows() as f64 * view.left.rows().saturating_sub(1) as f64 / 2.0
    } else {
        view.left.rows() as f64 * view.right.rows() as f64
    };
    model
        .rules
        .iter()
        .zip(found)
        .enumerate()
        .map(|(place, (rule, found))| {
            let known = model.prior.as_ref().map(|prior| prior.shares[place]);
            if rule.same.len() == 1 {
                return known.unwrap_or(0.5);
            }
            let strangers = all * rule.same.iter().map(|part| chance(*part)).product::<f64>();
            let counted = (1.0 - strangers / (*found).max(1) as f64).clamp(0.02, 0.98);
            // A few pairs are too few to count chance by.
            known.map_or(counted, |known| (*found as f64 * counted + FEW_PAIRS * known) / (*found as f64 + FEW_PAIRS))
        })
        .collect()
}

/// Rows spread over a list, at most so many.
fn drawn(rows: usize, most: usize, salt: u64) -> Vec<u32> {
    let count = rows.min(most) as u64;
    (0..count).map(|place| ((place * rows as u64 + mix(salt, place) % rows as u64) / count % rows.max(1) as u64) as u32).collect()
}

fn in_parallel<W: Sync, T: Send>(work: &[W], threads: usize, each: impl Fn(&W) -> T + Sync) -> Vec<T> {
    let parts = in_threads(work, threads, |next| {
        let mut done = Vec::new();
        while let Some((place, piece)) = next() {
            done.push((place, each(piece)));
        }
        done
    });
    let mut parts: Vec<(usize, T)> = parts.into_iter().flatten().collect();
    parts.sort_unstable_by_key(|(place, _)| *place);
    parts.into_iter().map(|(_, part)| part).collect()
}

/// Runs a worker on each thread; workers take pieces of work, with their places, until none is left.
fn in_threads<'w, W: Sync, T: Send>(
    work: &'w [W],
    threads: usize,
    worker: impl Fn(&mut dyn FnMut() -> Option<(usize, &'w W)>) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || {
        let place = next.fetch_add(1, Ordering::Relaxed);
        work.get(place).map(|piece| (place, piece))
    };
    if threads <= 1 {
        return vec![worker(&mut || take())];
    }
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(|| worker(&mut || take()))).collect();
        handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}
