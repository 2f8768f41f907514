//! What a run over the rosters leaves to people: pairs in doubt, those first that coverage hangs on, and a designed sample that says how
//! often linking is wrong.
//!
//! ```text
//! found pairs ─in doubt, undecided─► the most telling of each regency ─┐
//!             ─Design, draw─► sample, in the order of its hash ────────┴► evidence of each ─► store
//! ```
//! Evidence is what the comparisons say and how much it weighs, never what stands in the rows.

use super::LinkedRosters;
use super::people::Row;
use super::review::group;
use crate::fault::AppError;
use link::{Design, Scored};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::ReviewPair;

/// Pairs in doubt that are asked about, of each regency.
const OF_REGENCY: usize = 200;
/// Pairs of the sample.
const SAMPLE: u64 = 400;
/// The seed of the sample: the same links have the same sample.
const SEED: u64 = 1;
/// A pair is in doubt from this probability of being wrongly decided.
const DOUBT: f64 = 0.01;

/// What somebody says of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is one person.
    Same,
    /// It is two.
    Different,
    /// They cannot tell.
    Unsure,
}

impl Said {
    /// Every answer with its word in the catalogue.
    pub const ALL: [(&'static str, Self); 3] = [("same", Self::Same), ("different", Self::Different), ("unsure", Self::Unsure)];

    /// The word.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(_, said)| *said == self).map_or("", |(code, _)| code)
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(code, _)| *code == word).map(|(_, said)| *said)
    }

    pub(crate) const fn same(self) -> Option<bool> {
        match self {
            Self::Same => Some(true),
            Self::Different => Some(false),
            Self::Unsure => None,
        }
    }
}

/// Why a pair is a link, or is not, by the names in the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Evidence {
    /// The version of the model.
    pub(crate) model: String,
    /// How probable the engine holds it that the two are one.
    pub(crate) probability: f64,
    /// The rule that found the pair.
    pub(crate) rule: String,
    /// The weight that the pair starts with, in bits.
    pub(crate) start: f64,
    /// Comparison, level, weight in bits.
    pub(crate) steps: Vec<(String, String, f64)>,
    /// The weight of lookalikes.
    pub(crate) lookalikes: f64,
    /// The weight of better partners.
    pub(crate) rivals: f64,
}

/// The pairs that a run leaves to people, in their order, each with its evidence.
pub(super) fn lay(work: &LinkedRosters) -> Result<Vec<(ReviewPair, String)>, AppError> {
    let mut laid = Vec::new();
    for (sampled, pairs) in [(false, doubtful(work)?), (true, sample(work)?)] {
        for pair in pairs {
            laid.push(laid_out(work, &pair, sampled)?);
        }
    }
    Ok(laid)
}

fn rows_of(work: &LinkedRosters, pair: &Scored) -> (i64, i64) {
    let row = |place: u32| work.people.rows[place as usize].row;
    let (a, b) = (row(pair.left), row(pair.right));
    (a.min(b), a.max(b))
}

/// The pairs in doubt that tell most: first where the cover of a worker hangs on it.
fn doubtful(work: &LinkedRosters) -> Result<Vec<Scored>, AppError> {
    let rows = &work.people.rows;
    let mut regencies: BTreeMap<u64, Vec<(f64, Scored)>> = BTreeMap::new();
    for block in work.found.pairs.blocks() {
        for pair in block.map_err(AppError::Scratch)?.iter() {
            let doubt = pair.probability.min(1.0 - pair.probability);
            let (left, right) = (&rows[pair.left as usize], &rows[pair.right as usize]);
            let joined = work.members[pair.left as usize].person == work.members[pair.right as usize].person;
            let names = rows_of(work, pair);
            // What somebody has begun is brought to its end; what other pairs join or keep apart already changes nothing.
            let begun = work.reviewed.began(names);
            let moot = doubt < DOUBT || joined != work.accepted(pair);
            if work.reviewed.holds(names) || moot && !begun {
                continue;
            }
            let cover =
                [left.standing, right.standing].contains(&Row::Member) && [left.standing, right.standing].contains(&Row::Worker);
            let value = doubt + if cover { 1.0 } else { 0.0 } + if begun { 2.0 } else { 0.0 };
            let kept = regencies.entry(group(rows, pair) >> 8).or_default();
            kept.push((value, *pair));
            // Twice as many as are kept, then halved: no list grows with the pairs.
            if kept.len() >= 2 * OF_REGENCY {
                most_telling(kept);
            }
        }
    }
    let mut found: Vec<(f64, Scored)> = regencies
        .into_values()
        .flat_map(|mut kept| {
            most_telling(&mut kept);
            kept
        })
        .collect();
    in_order(&mut found);
    Ok(found.into_iter().map(|(_, pair)| pair).collect())
}

fn in_order(pairs: &mut [(f64, Scored)]) {
    pairs.sort_by(|(a, one), (b, two)| b.total_cmp(a).then((one.left, one.right).cmp(&(two.left, two.right))));
}

fn most_telling(pairs: &mut Vec<(f64, Scored)>) {
    in_order(pairs);
    pairs.truncate(OF_REGENCY);
}

/// A designed sample in an order that says nothing of its pairs, so that the first hundred answers are a sample too.
fn sample(work: &LinkedRosters) -> Result<Vec<Scored>, AppError> {
    let accepted = |pair: &Scored| work.accepted(pair);
    let group = |pair: &Scored| group(&work.people.rows, pair);
    let design = Design::of(&work.found.pairs, accepted, group).map_err(AppError::Scratch)?;
    let drawn = design.draw(&work.found.pairs, accepted, group, SAMPLE, SEED).map_err(AppError::Scratch)?;
    let mut pairs: Vec<(String, Scored)> =
        drawn.into_iter().map(|drawn| (lake::hash_of_text(&format!("{:?}", rows_of(work, &drawn.pair))), drawn.pair)).collect();
    pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(pairs.into_iter().map(|(_, pair)| pair).collect())
}

fn laid_out(work: &LinkedRosters, pair: &Scored, sampled: bool) -> Result<(ReviewPair, String), AppError> {
    let model = &work.model;
    let told = link::explain(work.linked(), (pair.left, pair.right)).map_err(AppError::Scratch)?;
    let steps = told.steps.iter().map(|step| {
        let comparison = &model.comparisons[step.comparison];
        (comparison.name.clone(), comparison.levels[step.level].name.clone(), round(step.weight))
    });
    let evidence = Evidence {
        model: format!("{} {}", model.name, model.version),
        probability: pair.probability,
        rule: told.rule.map(|rule| model.rules[rule].name.clone()).unwrap_or_default(),
        start: round(told.start),
        steps: steps.collect(),
        lookalikes: round(told.lookalikes),
        rivals: told.rivals.map_or(0.0, |(_, weight)| round(weight)),
    };
    let rows = rows_of(work, pair);
    let region = |row: i64| {
        let place = if work.people.rows[pair.left as usize].row == row { pair.left } else { pair.right };
        u64::from(work.people.rows[place as usize].region) * 1_000_000
    };
    let laid = ReviewPair { rows, sampled, regions: (region(rows.0), region(rows.1)), twice: link::is_twice(rows.0, rows.1) };
    let evidence =
        serde_json::to_string(&evidence).map_err(|_| AppError::Unreadable("the evidence of a pair cannot be written"))?;
    Ok((laid, evidence))
}

/// Two decimals say all that a person can weigh; a weight without end is a large one.
fn round(bits: f64) -> f64 {
    (bits.clamp(-99.0, 99.0) * 100.0).round() / 100.0
}
