//! Learning without labels: what a pair's agreement says about being one person, from the counts of the survey alone.
//!
//! ```text
//! cells (rule, level of every comparison, count) ─► expectation–maximisation ─► Parameters ─► probability of any cell
//! ```
//! A mixture in the line of Fellegi and Sunter (1969), with three departures that the data asked for (docs/method/linking.md):
//!
//! * **Each rule has its own kind of non-match.** Pairs found by an equal NIK that are not one person are members of a
//!   household; pairs found by name and district are namesakes. So what non-matches look like is learned for each rule,
//!   drawn towards what random pairs look like where a rule has few. What matches look like is one and the same
//!   everywhere, save that a rule sees only part of it (levels that it can never see are divided out).
//! * **Lookalikes are a class of their own**: members of one household agree in address, mother and telephone.
//! * **A missing value says nothing**, for or against.

use crate::model::{Model, Rule};
use crate::parameters::{LEAST_SHARE, Parameters, RuleParameters, Shares};
use crate::rivals::Rivals;

/// A cell of the histogram: pairs found by one rule, with the same level in every comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    pub(crate) rule: usize,
    pub(crate) levels: Vec<u8>,
    pub(crate) count: f64,
}

/// What each rule can see: for each comparison the levels that occur among its pairs, and where it starts from.
struct Sight {
    allowed: Vec<Vec<bool>>,
    /// For each comparison, whether the rule itself asks for it.
    own: Vec<bool>,
    /// What pairs of this rule look like that are not one: random pairs, except in what the rule itself asks for, where
    /// all of its pairs look alike.
    towards: Shares,
}

/// The cells, with the places of their levels in one row of all shares worked out once.
struct Board<'a> {
    cells: &'a [Cell],
    /// For each cell, of the comparisons that say something: the place of each one's level among those of a class, then among
    /// those of different people.
    places: Vec<u32>,
    /// Where the places of each cell end.
    ends: Vec<usize>,
    narrow_at: Vec<usize>,
    wide_at: Vec<usize>,
    width: usize,
    wide: usize,
}

/// Pairs by rule and class; by rule, class, comparison and level; by rule, comparison and state.
struct Expected {
    pairs: Vec<Vec<f64>>,
    by_level: Vec<Vec<Shares>>,
    by_state: Vec<Shares>,
}

impl<'a> Board<'a> {
    fn new(parameters: &Parameters, cells: &'a [Cell]) -> Self {
        let starts = |sizes: &mut dyn Iterator<Item = usize>| {
            let mut sum = 0;
            let mut starts = Vec::new();
            for size in sizes {
                starts.push(sum);
                sum += size;
            }
            (starts, sum)
        };
        let (narrow_at, width) = starts(&mut parameters.missing.iter().map(Vec::len));
        let (wide_at, wide) = match parameters.rules.first() {
            Some(rule) => starts(&mut rule.different.iter().map(Vec::len)),
            None => (Vec::new(), 0),
        };
        let mut places = Vec::with_capacity(cells.len() * 2 * narrow_at.len());
        let mut ends = Vec::with_capacity(cells.len());
        for Cell { levels, .. } in cells {
            let told =
                || (0..levels.len()).filter(|comparison| !parameters.missing[*comparison][usize::from(levels[*comparison])]);
            places.extend(told().map(|comparison| (narrow_at[comparison] + usize::from(levels[comparison])) as u32));
            places.extend(told().map(|comparison| (wide_at[comparison] + parameters.place(comparison, levels)) as u32));
            ends.push(places.len());
        }
        Self { cells, places, ends, narrow_at, wide_at, width, wide }
    }
}

/// As many random pairs as what is known of random pairs counts for in a rule.
const TOWARDS_RANDOM: f64 = 60.0;
/// And this share of the pairs that a rule has: what agreement could be either of, strangers who agree by some habit of the
/// rule or matches, it takes for matches. Chosen on rosters of few columns (docs/method/linking.md).
const TOWARDS_RANDOM_SHARE: f64 = 0.5;
/// As many pairs as what is known of a comparison counts for in each state of those that it hangs on.
const TOWARDS_RULE: f64 = 20.0;
/// As many pairs as the first guess of a rule's share of matches counts for. In lists of a few dozen people who are much alike
/// nothing else tells one person from two.
const TOWARDS_FIRST: f64 = 10.0;
/// As many pairs as the first guess of what matches look like counts for: it keeps possible what was never seen.
const TOWARDS_GUESS: f64 = 2.0;
/// The same where the model knows more than a guess.
const TOWARDS_PRIOR: f64 = 20.0;
/// The same for lookalikes, in what they do not have in common. There they are strangers, whatever a small list seems to
/// say: a class that could learn to agree in everything would take the matches.
const STRANGERS: f64 = 1_000.0;
/// As many pairs as what a rule has of all classes counts for in how often one of them has a value on both sides.
const TOWARDS_ALL: f64 = 10.0;
/// No lift is larger: beyond it a rule has seen too little of a class.
const MOST_LIFT: f64 = 1_000.0;
const ROUNDS: usize = 120;

impl Parameters {
    /// Learns from the cells, given what random pairs look like, what share of each rule's pairs probably matches, and which
    /// rules found most of their pairs in refined blocks: what refinement asks for is then asked for too, and agreement in it
    /// is no news.
    pub(crate) fn learn(model: &Model, cells: &[Cell], random: Shares, found_by: &[f64], refined: &[bool]) -> Self {
        let comparisons = model.comparisons.len();
        let levels: Vec<usize> = model.comparisons.iter().map(|comparison| comparison.levels.len()).collect();
        let Self { missing, given, .. } = Self::empty(model);
        let mut counts: Vec<Shares> = vec![levels.iter().map(|levels| vec![0.0; *levels]).collect(); model.rules.len()];
        for cell in cells {
            for (comparison, level) in cell.levels.iter().enumerate() {
                counts[cell.rule][comparison][usize::from(*level)] += cell.count;
            }
        }
        let sights: Vec<Sight> = model
            .rules
            .iter()
            .zip(&counts)
            .enumerate()
            .map(|(place, (rule, counts))| {
                let asked = |rule: &Rule, comparison: usize| {
                    model.asks(comparison).any(|column| rule.same.iter().any(|part| part.column == column))
                };
                let refine = if refined[place] { rule.refine.as_slice() } else { &[] };
                let by_refinement =
                    |comparison: usize| model.asks(comparison).any(|column| refine.iter().any(|part| part.column == column));
                // A level that never occurs is out of sight if the rule asks for the column itself, or if an earlier rule
                // does and took the pairs that agree. Otherwise the rule has only not met it yet.
                let allowed: Vec<Vec<bool>> = counts
                    .iter()
                    .enumerate()
                    .map(|(comparison, levels)| {
                        let own = asked(rule, comparison) || by_refinement(comparison);
                        let taken = model.rules[..place].iter().any(|earlier| asked(earlier, comparison));
                        let last = levels.len() - 1;
                        let possible = |level: usize| !own && (level == last || !taken);
                        levels.iter().enumerate().map(|(level, count)| *count > 0.0 || possible(level)).collect()
                    })
                    .collect();
                let towards = (0..comparisons)
                    .map(|comparison| {
                        let own = asked(rule, comparison) || by_refinement(comparison);
                        let base = if own { &counts[comparison] } else { &random[comparison] };
                        let seen = allowed[comparison].iter().zip(&missing[comparison]);
                        restricted(base, &seen.map(|(allowed, missing)| *allowed && !missing).collect::<Vec<_>>())
                    })
                    .collect();
                let own = (0..comparisons).map(|comparison| asked(rule, comparison) || by_refinement(comparison)).collect();
                Sight { allowed, own, towards }
            })
            .collect();
        let first = model.prior.as_ref().map_or_else(|| first_guess(&missing), |prior| prior.classes[0].clone());
        let known = model.prior.as_ref().map_or_else(|| vec![None; comparisons], |prior| prior.given.clone());
        let mut classes = vec![first.clone()];
        for (place, lookalike) in model.lookalikes.iter().enumerate() {
            if let Some(prior) = &model.prior {
                classes.push(prior.classes[place + 1].clone());
                continue;
            }
            let mut shares: Shares = (0..comparisons)
                .map(|comparison| {
                    let agrees = lookalike.agree.contains(&comparison);
                    if agrees { first[comparison].clone() } else { random[comparison].clone() }
                })
                .collect();
            for (comparison, level) in &lookalike.levels {
                let spread = 0.1 / shares[*comparison].len() as f64;
                for (place, share) in shares[*comparison].iter_mut().enumerate() {
                    *share = if missing[*comparison][place] { 0.0 } else { spread + if place == *level { 0.9 } else { 0.0 } };
                }
            }
            classes.push(shares);
        }
        let guess = classes.clone();
        let mut found =
            Self {
                rules: sights
                    .iter()
                    .enumerate()
                    .map(|(rule, sight)| RuleParameters {
                        classes: std::iter::once(found_by[rule])
                            .chain(model.lookalikes.iter().map(|lookalike| {
                                if lookalike.rules.contains(&rule) { 0.1 * (1.0 - found_by[rule]) } else { 0.0 }
                            }))
                            .collect(),
                        different: sight
                            .towards
                            .iter()
                            .zip(&given)
                            .map(|(towards, given)| {
                                let states: usize = given.iter().map(|other| levels[*other]).product();
                                towards.repeat(states)
                            })
                            .collect(),
                        seen: vec![vec![1.0; comparisons]; classes.len()],
                        lift: vec![1.0; classes.len()],
                    })
                    .collect(),
                classes,
                random,
                missing,
                given: given.clone(),
                rivals: Rivals::default(),
                known: known.clone(),
                held: std::iter::once(vec![if model.prior.is_some() { TOWARDS_PRIOR } else { TOWARDS_GUESS }; comparisons])
                    .chain(model.lookalikes.iter().map(|lookalike| {
                        let strength = |comparison| if lookalike.agree.contains(&comparison) { TOWARDS_GUESS } else { STRANGERS };
                        (0..comparisons).map(strength).collect()
                    }))
                    .collect(),
            };
        found.see(&sights);
        let board = Board::new(&found, cells);
        let start: Vec<Vec<f64>> = found.rules.iter().map(|rule| rule.classes.clone()).collect();
        for _ in 0..ROUNDS {
            if found.round(&board, &sights, &guess, &start) < 2e-5 {
                break;
            }
        }
        found
    }

    /// Divides out what each rule cannot see.
    fn see(&mut self, sights: &[Sight]) {
        for (rule, sight) in self.rules.iter_mut().zip(sights) {
            for (class, shares) in self.classes.iter().enumerate() {
                for (comparison, shares) in shares.iter().enumerate() {
                    // What earlier rules took is told by the lift.
                    if !sight.own[comparison] {
                        rule.seen[class][comparison] = 1.0;
                        continue;
                    }
                    let seen = visible(shares, &sight.allowed[comparison], &self.missing[comparison]);
                    rule.seen[class][comparison] = seen;
                }
            }
        }
    }

    /// How the pairs of all cells are shared out among the classes, by what is known now.
    fn expect(&self, board: &Board) -> Expected {
        let (classes, width, wide) = (self.classes.len(), board.width, board.wide);
        // All shares in one row for each rule: a cell is then a product of a few of them.
        let mut agree = vec![1.0; self.rules.len() * classes * width];
        let mut differ = vec![1.0; self.rules.len() * wide];
        for (rule, known) in self.rules.iter().enumerate() {
            for (comparison, missing) in self.missing.iter().enumerate() {
                for (class, shares) in self.classes.iter().enumerate() {
                    let row = &mut agree[(rule * classes + class) * width + board.narrow_at[comparison]..];
                    for (level, share) in shares[comparison].iter().enumerate().filter(|(level, _)| !missing[*level]) {
                        row[level] = share / known.seen[class][comparison];
                    }
                }
                let row = &mut differ[rule * wide + board.wide_at[comparison]..];
                for (place, share) in known.different[comparison].iter().enumerate() {
                    if !missing[place % missing.len()] {
                        row[place] = *share;
                    }
                }
            }
        }
        let mut pairs = vec![vec![0.0; classes + 1]; self.rules.len()];
        let mut agreed = vec![0.0; agree.len()];
        let mut differed = vec![0.0; differ.len()];
        let mut shares = vec![0.0; classes + 1];
        let mut from = 0;
        for (cell, end) in board.cells.iter().zip(&board.ends) {
            let (narrow, broad) = board.places[from..*end].split_at((end - from) / 2);
            from = *end;
            let known = &self.rules[cell.rule].classes;
            shares.fill(0.0);
            // A class that a rule does not find takes no part.
            for class in (0..classes).filter(|class| known[*class] > 0.0) {
                let row = &agree[(cell.rule * classes + class) * width..][..width];
                let first = known[class] * self.rules[cell.rule].lift[class];
                shares[class] = narrow.iter().fold(first, |share, place| share * row[*place as usize]);
            }
            let row = &differ[cell.rule * wide..][..wide];
            let rest = 1.0 - known.iter().sum::<f64>();
            shares[classes] = broad.iter().fold(rest, |share, place| share * row[*place as usize]);
            let scale = cell.count / shares.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            for class in (0..classes).filter(|class| known[*class] > 0.0) {
                let weight = shares[class] * scale;
                pairs[cell.rule][class] += weight;
                let row = &mut agreed[(cell.rule * classes + class) * width..][..width];
                narrow.iter().for_each(|place| row[*place as usize] += weight);
            }
            let weight = shares[classes] * scale;
            pairs[cell.rule][classes] += weight;
            let row = &mut differed[cell.rule * wide..][..wide];
            broad.iter().for_each(|place| row[*place as usize] += weight);
        }
        let mut by_level = Vec::with_capacity(self.rules.len());
        let mut by_state = Vec::with_capacity(self.rules.len());
        for rule in 0..self.rules.len() {
            let mut of_rule: Vec<Shares> = (0..classes)
                .map(|class| {
                    let row = &agreed[(rule * classes + class) * width..][..width];
                    self.missing.iter().zip(&board.narrow_at).map(|(levels, at)| row[*at..at + levels.len()].to_vec()).collect()
                })
                .collect();
            let row = &differed[rule * wide..][..wide];
            let states: Shares = self.rules[rule]
                .different
                .iter()
                .zip(&board.wide_at)
                .map(|(levels, at)| row[*at..at + levels.len()].to_vec())
                .collect();
            let together = states.iter().zip(&self.missing).map(|(states, missing)| {
                let mut sum = vec![0.0; missing.len()];
                for state in states.chunks_exact(missing.len()) {
                    sum.iter_mut().zip(state).for_each(|(sum, share)| *sum += share);
                }
                sum
            });
            of_rule.push(together.collect());
            by_level.push(of_rule);
            by_state.push(states);
        }
        Expected { pairs, by_level, by_state }
    }

    /// One round of expectation and maximisation; gives back how far the shares of classes moved.
    fn round(&mut self, board: &Board, sights: &[Sight], guess: &[Shares], first: &[Vec<f64>]) -> f64 {
        let classes = self.classes.len();
        let Expected { pairs, by_level, by_state } = self.expect(board);
        let mut moved = 0.0_f64;
        for (rule, known) in self.rules.iter_mut().enumerate() {
            let sum: f64 = pairs[rule].iter().sum();
            for class in 0..classes {
                if known.classes[class] == 0.0 {
                    continue;
                }
                let share = (pairs[rule][class] + TOWARDS_FIRST * first[rule][class]) / (sum + TOWARDS_FIRST);
                moved = moved.max((share - known.classes[class]).abs());
                known.classes[class] = share;
            }
            for (comparison, towards) in sights[rule].towards.iter().enumerate() {
                let missing = &self.missing[comparison];
                let seen: f64 = of(&by_level[rule][classes][comparison], missing).sum();
                let strength = TOWARDS_RANDOM + TOWARDS_RANDOM_SHARE * seen;
                let all = drawn(&by_level[rule][classes][comparison], towards, strength, missing);
                if self.given[comparison].is_empty() {
                    known.different[comparison] = all;
                    continue;
                }
                let states = known.different[comparison].chunks_exact_mut(missing.len());
                let counted = by_state[rule][comparison].chunks_exact(missing.len());
                for (place, (state, counts)) in states.zip(counted).enumerate() {
                    let known = self.known[comparison].as_ref().map(|known| &known[place * missing.len()..][..missing.len()]);
                    state.copy_from_slice(&drawn(counts, known.unwrap_or(&all), TOWARDS_RULE, missing));
                }
            }
        }
        for class in 0..classes {
            for comparison in 0..self.random.len() {
                let missing = &self.missing[comparison];
                let mut next: Vec<f64> = Vec::with_capacity(missing.len());
                for level in 0..missing.len() {
                    if missing[level] {
                        next.push(0.0);
                        continue;
                    }
                    let (mut seen, mut exposed) = (0.0, 0.0);
                    for rule in 0..self.rules.len() {
                        if sights[rule].allowed[comparison][level] {
                            seen += by_level[rule][class][comparison][level];
                            exposed += of(&by_level[rule][class][comparison], missing).sum::<f64>()
                                / visible(&self.classes[class][comparison], &sights[rule].allowed[comparison], missing);
                        }
                    }
                    let strength = self.held[class][comparison];
                    next.push((seen + strength * guess[class][comparison][level]) / (exposed + strength));
                }
                let sum: f64 = next.iter().sum();
                for (level, share) in next.iter().enumerate() {
                    self.classes[class][comparison][level] =
                        if missing[level] { 0.0 } else { (share / sum.max(f64::MIN_POSITIVE)).max(LEAST_SHARE) };
                }
            }
        }
        self.see(sights);
        self.lift(sights, &pairs, &by_level);
        moved
    }

    /// How many more pairs of each class a rule would have, had earlier rules taken none. Of those that are left, some have
    /// a value on both sides, and behind each of these stand others that agreed and were taken.
    fn lift(&mut self, sights: &[Sight], pairs: &[Vec<f64>], by_level: &[Vec<Shares>]) {
        for (rule, sight) in sights.iter().enumerate() {
            let all: f64 = pairs[rule].iter().sum();
            for (class, shares) in self.classes.iter().enumerate() {
                let mut lift = 1.0;
                for (comparison, missing) in self.missing.iter().enumerate().filter(|(comparison, _)| !sight.own[*comparison]) {
                    let seen = visible(&shares[comparison], &sight.allowed[comparison], missing);
                    let told = |class: usize| of(&by_level[rule][class][comparison], missing).sum::<f64>();
                    let of_rule = (0..by_level[rule].len()).map(told).sum::<f64>() / all.max(f64::MIN_POSITIVE);
                    let both = (told(class) + TOWARDS_ALL * of_rule) / (pairs[rule][class] + TOWARDS_ALL);
                    lift *= both / seen + 1.0 - both;
                }
                self.rules[rule].lift[class] = lift.clamp(1.0, MOST_LIFT);
            }
        }
    }
}

/// The share of a class that stands on levels which a rule can see.
fn visible(shares: &[f64], allowed: &[bool], missing: &[bool]) -> f64 {
    let seen = shares.iter().zip(allowed).zip(missing).filter(|((_, allowed), missing)| **allowed && !**missing);
    let seen: f64 = seen.map(|((share, _), _)| share).sum();
    if seen > 0.0 { seen } else { 1.0 }
}

/// Shares of levels: as counted, drawn towards what is known by so many pairs.
fn drawn(counts: &[f64], towards: &[f64], strength: f64, missing: &[bool]) -> Vec<f64> {
    let seen: f64 = of(counts, missing).sum();
    let share = |level: usize| ((counts[level] + strength * towards[level]) / (seen + strength)).max(LEAST_SHARE);
    (0..counts.len()).map(|level| if missing[level] { 0.0 } else { share(level) }).collect()
}

fn of<'a>(levels: &'a [f64], missing: &'a [bool]) -> impl Iterator<Item = f64> + 'a {
    levels.iter().zip(missing).filter(|(_, missing)| !**missing).map(|(share, _)| *share)
}

/// The shares of levels that can be seen, together one.
fn restricted(shares: &[f64], allowed: &[bool]) -> Vec<f64> {
    let sum: f64 = shares.iter().zip(allowed).filter(|(_, allowed)| **allowed).map(|(share, _)| share).sum();
    shares.iter().zip(allowed).map(|(share, allowed)| if *allowed && sum > 0.0 { share / sum } else { 0.0 }).collect()
}

/// Before anything is learned: matches agree. The first level that is not missing has most, each next one a third of it,
/// the last, `differ`, one in twenty.
fn first_guess(missing: &[Vec<bool>]) -> Shares {
    missing
        .iter()
        .map(|missing| {
            let last = missing.len() - 1;
            let mut share = 1.0;
            let mut shares: Vec<f64> = missing
                .iter()
                .enumerate()
                .map(|(level, missing)| {
                    if *missing || level == last {
                        return 0.0;
                    }
                    share /= 2.5;
                    share
                })
                .collect();
            let sum: f64 = shares.iter().sum();
            if sum > 0.0 {
                shares.iter_mut().for_each(|share| *share *= 0.95 / sum);
            }
            shares[last] = if sum > 0.0 { 0.05 } else { 1.0 };
            shares
        })
        .collect()
}
