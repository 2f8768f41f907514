//! Sweeps: every pair of parts of the lists, every rule, every pair of rows that share its key.
//!
//! ```text
//! parts of left × parts of right ─Run::of a rule─► pieces for threads ─View::pairs─► counted (survey), scored (score)
//! ```
//! A list in memory is one part, and then this is one walk over the rules. Parts of lists that are longer than memory are
//! read back in turns; what has been linked by an earlier run is passed over.

use crate::block::Run;
use crate::engine::{Means, Step, levels, score, scores};
use crate::keys::Broken;
use crate::model::Model;
use crate::pairs::{Pairs, Scored, Sorter};
use crate::parameters::Parameters;
use crate::relate::{Relate, TWO_PEOPLE};
use crate::roster::{Part, Roster};
use crate::shelf::Shelf;
use crate::survey::{Entry, Tally, View};
use std::io;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Both lists, ready to be looked at.
#[derive(Clone, Copy)]
pub(crate) struct Sweep<'a> {
    pub(crate) model: &'a Model,
    pub(crate) shelf: &'a Shelf,
    pub(crate) relate: &'a Relate,
    pub(crate) left: &'a Roster,
    pub(crate) right: Option<&'a Roster>,
    pub(crate) means: Means<'a>,
    /// Pairs that share a key, each rule by itself.
    pub(crate) shared: u64,
}

/// What a survey has counted, and the pairs where they were kept: left row, right row, place in the tally.
#[derive(Default)]
pub(crate) struct Surveyed {
    pub(crate) tally: Tally,
    pub(crate) pairs: Vec<Vec<(u32, u32, u32)>>,
}

/// Left rows that a thread takes at once.
const PIECE: usize = 1 << 16;
/// Rules whose keys are picked out in one walk over the rows.
pub(crate) const RULES_AT_ONCE: usize = 5;
/// Scored pairs that a thread gathers before it hands them over.
const HANDFUL: usize = 1 << 12;

impl Sweep<'_> {
    /// Looks at pairs to learn from them: one key in `share`.
    pub(crate) fn survey(&self, share: u64, keep: bool) -> io::Result<Surveyed> {
        let mut all = Surveyed::default();
        let mut done = 0;
        self.runs(share, |view, run, rule| {
            let parts = self.in_threads(run, |next| {
                let (mut tally, mut pairs, mut looked_at) = (Tally::default(), Vec::new(), 0);
                while let Some(range) = next() {
                    looked_at += view.pairs(
                        run,
                        rule,
                        range,
                        |_| false,
                        |left, right, word| {
                            let slot = tally.slot(Entry { rule: rule as u32, word });
                            tally.counts[slot] += 1;
                            if keep {
                                pairs.push((left, right, slot as u32));
                            }
                        },
                    );
                }
                (tally, pairs, looked_at)
            });
            for (tally, mut pairs, looked_at) in parts {
                let slots = all.tally.merge(&tally);
                pairs.iter_mut().for_each(|(_, _, slot): &mut (u32, u32, u32)| *slot = slots[*slot as usize]);
                all.pairs.push(pairs);
                done += looked_at;
            }
            (self.means.told)(Step::Surveyed(done, self.shared / share));
            Ok(())
        })?;
        Ok(all)
    }

    /// Scores all pairs with a new row; names are not compared where the other facts leave no hope. Gives back how many each
    /// rule was the first to find.
    pub(crate) fn score(&self, parameters: &Parameters, sorter: &mut Sorter<'_>) -> io::Result<Vec<u64>> {
        let model = self.model;
        let decided = Relate::decided_by_quick_facts(model);
        let mut found = vec![0; model.rules.len()];
        let mut done = 0;
        (self.means.told)(Step::Scored(0, self.shared));
        let sorter = Mutex::new(sorter);
        let hand_over = |scored: &mut Vec<Scored>| -> io::Result<()> {
            let mut sorter = sorter.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            scored.drain(..).try_for_each(|pair| sorter.push(pair))
        };
        self.runs(1, |view, run, rule| {
            let parts = self.in_threads(run, |next| {
                let (mut hopeless, mut scores) = (Memo::default(), Memo::default());
                let (mut first, mut looked_at, mut scored) = (0_u64, 0, Vec::new());
                let mut fault = Ok(());
                while let Some(range) = next() {
                    let out = |word: u64| {
                        first += 1;
                        let entry = Entry { rule: rule as u32, word };
                        hopeless.of(entry, || {
                            let two_people = word & TWO_PEOPLE != 0 && model.floor > 0.0;
                            two_people || parameters.at_most(rule, &levels(model, word), &decided) < model.floor
                        })
                    };
                    looked_at += view.pairs(run, rule, range, out, |left, right, word| {
                        let entry = Entry { rule: rule as u32, word };
                        let probability = scores.of(entry, || score(model, parameters, entry));
                        if probability >= model.floor {
                            scored.push(Scored::new(left, right, probability, rule as u8, word));
                            if scored.len() == HANDFUL && fault.is_ok() {
                                fault = hand_over(&mut scored);
                            }
                        }
                    });
                }
                fault.and_then(|()| hand_over(&mut scored)).map(|()| (first, looked_at))
            });
            for part in parts {
                let (first, looked_at) = part?;
                found[rule] += first;
                done += looked_at;
            }
            (self.means.told)(Step::Scored(done, self.shared));
            Ok(())
        })?;
        Ok(found)
    }

    /// Takes over the pairs of an earlier run; those of blocks that have grown too large since are looked at again.
    pub(crate) fn again(
        &self,
        parameters: &Parameters,
        before: Pairs,
        broken: &[Broken],
        sorter: &mut Sorter<'_>,
    ) -> io::Result<Vec<u64>> {
        let mut found = vec![0; self.model.rules.len()];
        let doubtful = pairs_within(broken, self.right.is_none());
        let mut scores = scores(self.model, parameters);
        let mut take = |left: u32, right: u32, rule: usize, word: u64, sorter: &mut Sorter<'_>| {
            found[rule] += 1;
            let probability = scores(Entry { rule: rule as u32, word });
            if probability < self.model.floor {
                return Ok(());
            }
            sorter.push(Scored::new(left, right, probability, rule as u8, word))
        };
        for block in before.blocks() {
            for pair in block?.iter() {
                if doubtful.binary_search(&(pair.left, pair.right)).is_err() {
                    take(pair.left, pair.right, pair.rule.into(), pair.word, sorter)?;
                }
            }
        }
        for (left, right) in doubtful {
            let (one, its_keys) = self.left.look(left)?;
            let (other, other_keys) = self.right.unwrap_or(self.left).look(right)?;
            if let Some(rule) = first_shared(&its_keys, &other_keys) {
                take(left, right, rule, self.relate.word(self.shelf, &one, &other), sorter)?;
            }
        }
        Ok(found)
    }

    /// Hands over the run of every rule for every two parts of which one is new.
    fn runs(&self, share: u64, mut each: impl FnMut(View<'_>, &Run, usize) -> io::Result<()>) -> io::Result<()> {
        let rules = self.model.rules.len();
        let Means { resources, .. } = self.means;
        let others = self.right.unwrap_or(self.left);
        let mut both = |a: usize, b: Option<usize>, left: &Part<'_>, right: Option<&Part<'_>>| -> io::Result<()> {
            let view = View { shelf: self.shelf, relate: self.relate, left, right: right.unwrap_or(left) };
            for first in (0..rules).step_by(RULES_AT_ONCE) {
                let of = first..rules.min(first + RULES_AT_ONCE);
                let left_keys = self.left.columns(a, of.clone())?;
                let right_keys = b.map(|b| others.columns(b, of.clone())).transpose()?;
                for (place, rule) in of.enumerate() {
                    let right = right_keys.as_ref().map(|keys| keys[place].as_slice());
                    let run = Run::of(&left_keys[place], right, share, resources.threads);
                    if !run.left.is_empty() {
                        each(view, &run, rule)?;
                    }
                }
            }
            Ok(())
        };
        let mut kept: Option<(usize, Part<'_>)> = None;
        for a in 0..self.left.parts() {
            let new = |b: usize| !(self.left.is_old(a) && others.is_old(b));
            let first = if self.right.is_some() { 0 } else { a };
            if !(first..others.parts()).any(new) {
                continue;
            }
            let left = self.left.part(a)?;
            for b in (first..others.parts()).filter(|b| new(*b)) {
                if self.right.is_none() && a == b {
                    both(a, None, &left, None)?;
                    continue;
                }
                // The last one goes before the next one comes.
                kept = kept.filter(|(place, _)| *place == b);
                let (_, right) = match &kept {
                    Some(kept) => kept,
                    None => kept.insert((b, others.part(b)?)),
                };
                both(a, Some(b), &left, Some(right))?;
            }
        }
        Ok(())
    }

    /// Runs a worker on each thread; workers take pieces of a run until none is left.
    fn in_threads<T: Send>(&self, run: &Run, worker: impl Fn(&mut dyn FnMut() -> Option<Range<usize>>) -> T + Sync) -> Vec<T> {
        let pieces = run.left.len().div_ceil(PIECE);
        let next = AtomicUsize::new(0);
        let take = || {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            (piece < pieces).then(|| piece * PIECE..((piece + 1) * PIECE).min(run.left.len()))
        };
        let threads = self.means.resources.threads.min(pieces);
        if threads <= 1 {
            return vec![worker(&mut || take())];
        }
        std::thread::scope(|scope| {
            let handles: Vec<_> = (0..threads).map(|_| scope.spawn(|| worker(&mut || take()))).collect();
            handles.into_iter().map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    }
}

/// The first rule whose key two rows share.
pub(crate) fn first_shared(one: &[u32], other: &[u32]) -> Option<usize> {
    one.iter().zip(other).position(|(a, b)| a == b && *a != 0)
}

/// The pairs of rows of an earlier run that stood in a block which has grown too large.
fn pairs_within(broken: &[Broken], with_itself: bool) -> Vec<(u32, u32)> {
    let mut sorted = broken.to_vec();
    sorted.sort_unstable();
    let mut pairs = Vec::new();
    for block in sorted.chunk_by(|a, b| (a.rule, a.key) == (b.rule, b.key)) {
        let (left, right) = block.split_at(block.partition_point(|row| row.side == 0));
        for (place, one) in left.iter().enumerate() {
            let others = if with_itself { &left[place + 1..] } else { right };
            pairs.extend(others.iter().map(|other| (one.row, other.row)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// What was worked out for an entry, worked out once.
pub(crate) struct Memo<T> {
    tally: Tally,
    known: Vec<T>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { tally: Tally::default(), known: Vec::new() }
    }
}

impl<T: Copy> Memo<T> {
    pub(crate) fn of(&mut self, entry: Entry, work_out: impl FnOnce() -> T) -> T {
        let slot = self.tally.slot(entry);
        if slot == self.known.len() {
            self.known.push(work_out());
        }
        self.known[slot]
    }
}
