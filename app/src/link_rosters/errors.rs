//! What linking gets wrong, and where: for everybody, each regency, each segment, and each segment of a regency.
//!
//! ```text
//! links that joined persons, pairs that joined none ─by stratum─► matches among them (claimed, or reviewed) ─► LinkError
//! ```
//! A wrong link between a worker and a member counts a worker as covered who is not; a missed one the other way round. A
//! wrong link between two workers counts two people as one, a missed one one person as two.

use super::LinkedRosters;
use super::people::Row;
use crate::fault::AppError;
use base::vocabulary::Segment;
use link::{Design, Estimate, Scored, ShareEstimate, Stratum, StratumKey, matches, precision_and_recall};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// A number of people that is estimated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// The expected number.
    pub mean: f64,
    /// The lower end of its interval (95 %).
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl From<Estimate> for Counted {
    fn from(estimate: Estimate) -> Self {
        let (low, high) = estimate.ends();
        Self { mean: estimate.mean, low, high }
    }
}

/// What linking gets wrong among some workers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkError {
    /// The number of the regency (`7371`); none for all of them.
    pub region: Option<u32>,
    /// The segment; none for all of them.
    pub segment: Option<String>,
    /// Workers who count as covered by the membership of somebody else.
    pub covered_wrongly: Counted,
    /// Workers whose membership was not found.
    pub cover_missed: Counted,
    /// Workers who count with another one as one person.
    pub taken_for_one: Counted,
    /// Workers who count as two.
    pub counted_twice: Counted,
    /// The share of links that are right: share, lower and upper end.
    pub precision: (f64, f64, f64),
    /// The share of matches that are links.
    pub recall: (f64, f64, f64),
    /// Whether people have reviewed a sample; otherwise all of this is the model's own account.
    pub reviewed: bool,
}

/// A link that made one person of two sets of rows, given by their smallest rows.
pub(super) struct Join {
    pub(super) link: Scored,
    pub(super) a: u32,
    pub(super) b: u32,
}

/// What a pair decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    Cover,
    People,
    /// Precision and recall: every pair with a worker in it.
    Pair,
}

/// Some workers: a regency or all, a segment or all.
type Cell = (Option<u32>, Option<u8>);

/// The pairs of cells by effect and stratum.
type Parts = BTreeMap<(Cell, Effect), BTreeMap<StratumKey, Stratum>>;

/// What a set of rows holds: its first worker, and whether it has a member.
#[derive(Clone, Copy)]
struct Holds {
    worker: Option<u32>,
    member: bool,
}

/// Estimates what linking gets wrong.
pub(super) fn errors(work: &LinkedRosters) -> Result<Vec<LinkError>, AppError> {
    let accepted = |pair: &Scored| work.accepted(pair);
    let mut whole = Design::of(&work.found.pairs, accepted, |_| 0).map_err(AppError::Scratch)?.strata;
    work.reviewed.answer(&work.people.rows, &work.found.pairs, accepted, &mut whole)?;
    let reviewed = whole.values().any(|stratum| stratum.answered() > 0);
    let parts = parts(work)?;
    let cells: std::collections::BTreeSet<Cell> =
        parts.keys().map(|(cell, _)| *cell).chain(std::iter::once((None, None))).collect();
    let nothing = BTreeMap::new();
    let error = |(region, segment): Cell| {
        let of = |effect: Effect| parts.get(&((region, segment), effect)).unwrap_or(&nothing);
        let among = |effect: Effect, accepted: bool| {
            let strata = of(effect).iter().filter(|(key, _)| key.accepted == accepted);
            let pairs: u64 = strata.clone().map(|(_, part)| part.pairs).sum();
            let both = strata.filter_map(|(key, part)| Some((whole.get(key)?, part)));
            (matches(both, reviewed), pairs as f64)
        };
        let wrong = |effect: Effect| {
            let (right, links) = among(effect, true);
            Counted::from(Estimate { mean: (links - right.mean).max(0.0), variance: right.variance })
        };
        let missed = |effect: Effect| Counted::from(among(effect, false).0);
        // The pairs of the cell with the answers of the whole: a share is one and the same wherever its pairs are.
        let strata: BTreeMap<StratumKey, Stratum> = of(Effect::Pair)
            .iter()
            .map(|(key, part)| {
                let whole = whole.get(key).copied().unwrap_or_default();
                (*key, Stratum { same: whole.same, different: whole.different, ..*part })
            })
            .collect();
        let [precision, recall] = if reviewed { precision_and_recall(strata.iter()) } else { claimed(&strata) };
        LinkError {
            region,
            segment: segment.and_then(|place| Segment::ALL.get(usize::from(place))).map(|segment| segment.code().to_owned()),
            covered_wrongly: wrong(Effect::Cover),
            cover_missed: missed(Effect::Cover),
            taken_for_one: wrong(Effect::People),
            counted_twice: missed(Effect::People),
            precision: (precision.share, precision.low, precision.high),
            recall: (recall.share, recall.low, recall.high),
            reviewed,
        }
    };
    Ok(cells.into_iter().map(error).collect())
}

/// Precision and recall by the model's own account, with what chance leaves if it is right.
fn claimed(strata: &BTreeMap<StratumKey, Stratum>) -> [ShareEstimate; 2] {
    let sum = |of: fn(&Stratum) -> f64, links: Option<bool>| -> f64 {
        strata.iter().filter(|(key, _)| links.is_none_or(|links| key.accepted == links)).map(|(_, stratum)| of(stratum)).sum()
    };
    let (right, chance) = (sum(|of| of.claimed, Some(true)), 1.96 * sum(|of| of.variance, Some(true)).sqrt());
    let share = |whole: f64| {
        let of = |count: f64| if whole > 0.0 { (count / whole).clamp(0.0, 1.0) } else { 0.0 };
        ShareEstimate { share: of(right), low: of(right - chance), high: if whole > 0.0 { of(right + chance) } else { 1.0 } }
    };
    [share(sum(|of| of.pairs as f64, Some(true))), share(sum(|of| of.claimed, None))]
}

fn parts(work: &LinkedRosters) -> Result<Parts, AppError> {
    let rows = &work.people.rows;
    let mut parts = Parts::new();
    let mut add = |worker: u32, effect: Effect, key: StratumKey, pair: &Scored| {
        let of = &rows[worker as usize];
        let region = (of.region != 0).then_some(of.region);
        let mut cells = vec![(None, None), (region, None), (None, of.segment), (region, of.segment)];
        cells.sort_unstable();
        cells.dedup();
        for cell in cells {
            parts.entry((cell, effect)).or_default().entry(key).or_default().add(pair);
        }
    };
    let mut holds: Vec<Holds> = (0_u32..)
        .zip(rows)
        .map(|(place, row)| Holds { worker: (row.standing == Row::Worker).then_some(place), member: row.standing == Row::Member })
        .collect();
    for Join { link, a, b } in &work.joins {
        let (one, other) = (holds[*a as usize], holds[*b as usize]);
        let (low, high) = (*a.min(b), *a.max(b));
        holds[low as usize] = Holds { worker: one.worker.or(other.worker), member: one.member || other.member };
        holds[high as usize] = holds[low as usize];
        if link.rule != link::VERDICT {
            effects(one, other, |worker, effect| add(worker, effect, StratumKey::of(link, true), link));
        }
    }
    // Of the pairs that joined nobody, the likeliest one of any two persons.
    let mut missed: HashMap<(u32, u32), Scored> = HashMap::new();
    for block in work.found.pairs.blocks() {
        for pair in block.map_err(AppError::Scratch)?.iter() {
            let worker = [pair.left, pair.right].into_iter().find(|row| rows[*row as usize].standing == Row::Worker);
            if let Some(worker) = worker {
                add(worker, Effect::Pair, StratumKey::of(pair, work.accepted(pair)), pair);
            }
            let (a, b) = (work.members[pair.left as usize].person, work.members[pair.right as usize].person);
            if a != b && !work.accepted(pair) {
                let best = missed.entry((a.min(b), a.max(b))).or_insert(*pair);
                if pair.probability > best.probability {
                    *best = *pair;
                }
            }
        }
    }
    let mut missed: Vec<((u32, u32), Scored)> = missed.into_iter().collect();
    missed.sort_unstable_by_key(|(persons, _)| *persons);
    for ((a, b), pair) in &missed {
        effects(holds[*a as usize], holds[*b as usize], |worker, effect| {
            add(worker, effect, StratumKey::of(pair, false), pair);
        });
    }
    Ok(parts)
}

/// What hangs on whether two sets of rows are one person: the cover of a worker, the number of workers.
fn effects(one: Holds, other: Holds, mut each: impl FnMut(u32, Effect)) {
    for (own, its) in [(one, other), (other, one)] {
        if let Some(worker) = own.worker.filter(|_| !own.member && its.member) {
            each(worker, Effect::Cover);
        }
    }
    if let (Some(a), Some(b)) = (one.worker, other.worker) {
        each(a.min(b), Effect::People);
    }
}
