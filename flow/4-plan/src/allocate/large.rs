//! Large parts: the corner of the relaxation, an exact bound from its prices, and a small core solved in whole people.
//!
//! At the prices of the corner nearly every cell has one choice that is better than all its others by a margin. A plan that takes a
//! person elsewhere loses that margin against the bound. So whole cells are kept as the corner has them, and only a core of cells with
//! small margins is searched; the margin of the others, or the bound itself, proves that nothing outside the core is better.

use super::branch;
use super::corner::{Corner, Form, corner};
use super::program::{Pair, Program, Row, common_divisor};
use super::round::Rounding;
use super::solver::{Answer, SolverFault, float, worth};
use super::wide;
use std::collections::BTreeSet;

/// Numbers of a table from which on a part is large.
const LARGE: usize = 1_500_000;
/// Rows that tie cells together, up to which the working basis is small.
const MOST_ROWS: usize = 600;
/// Pairs of the first core, and by how much the next ones are larger.
const CORE: usize = 150;
const CORES: [usize; 4] = [1, 2, 4, 8];
/// Pairs of cells that the corner divides, which are in every core, at most.
const MOST_DIVIDED: usize = 2_000;
/// Parts of a price: exact bounds are counted in them.
const PARTS: i128 = 1 << 32;

/// Whether a program is solved here.
pub(super) fn is_large(program: &Program) -> bool {
    program.pairs.len() * program.rows.len() >= LARGE
}

/// The best corner of the relaxation and its form; none when nothing keeps every row.
pub(super) fn relaxed(program: &Program) -> Result<Option<(Form, Corner)>, SolverFault> {
    let form = Form::of(program);
    let steps = 40 * (form.groups.len() + form.bounds.len()) + 10_000;
    let found = if form.bounds.len() > MOST_ROWS { Err(()) } else { corner(&form, steps) };
    let found = found.or_else(|()| wide::corner(program, &form))?;
    Ok(found.map(|found| (form, found)))
}

/// Solves a large part.
pub(super) fn solve_large(program: &Program, work: usize) -> Result<Answer, SolverFault> {
    let Some((form, corner)) = relaxed(program)? else { return Ok(Answer::Infeasible) };
    let prices = exact(&corner.prices);
    let step = program.pairs.iter().fold(0, |step, pair| common_divisor(step, pair.worth)).max(1);
    let bound = |parts: i128| parts.div_euclid(PARTS).div_euclid(i128::from(step)) * i128::from(step);
    let whole = whole(&form, &prices);
    let mut best = Rounding::of(program).plan(&corner.values);
    let margins = margins(&form, &prices, &corner.values);
    let order = order(&form, &margins);
    let mut proven = bound(whole);
    for size in CORES {
        if best.as_ref().is_some_and(|(found, _)| *found >= proven) {
            break;
        }
        let mut pairs = 0;
        let count = order.iter().take_while(|group| {
            pairs += form.groups[**group].pairs.len();
            // Cells that the corner divides are always in the core.
            (margins[**group].is_none() && pairs <= MOST_DIVIDED) || pairs <= CORE * size
        });
        let count = count.count();
        let (core, rest) = order.split_at(count);
        let (answer, values) = search(program, &form, core, &corner.values, work / CORES.len())?;
        if let Some(values) = values {
            let found = worth(program, &values);
            if program.rows.iter().all(|row| row.holds(&values)) && best.as_ref().is_none_or(|(best, _)| found > *best) {
                best = Some((found, values));
            }
        }
        // Whoever leaves a cell outside the core loses its margin against the bound.
        let outside = rest.iter().map(|group| margins[*group].unwrap_or(0)).min().map(|margin| bound(whole - margin));
        let inside = answer.unwrap_or(i128::MIN);
        proven = proven.min(inside.max(outside.unwrap_or(i128::MIN)));
    }
    match best {
        Some((found, values)) => Ok(Answer::Solved { values, bound: proven.max(found) }),
        None => Err(SolverFault::NoAnswer("no plan was found with the work allowed".to_owned())),
    }
}

/// Groups in the order in which they enter a core: those that the corner divides, then by turns the smallest margins, and the smallest
/// of every cost. Money that is left over is spent by exchanging people of different costs, so a core needs many of them.
fn order(form: &Form, margins: &[Option<i128>]) -> Vec<usize> {
    let mut near: Vec<usize> = (0..form.groups.len()).collect();
    near.sort_by_key(|group| (margins[*group].unwrap_or(-1), *group));
    let mut costs = BTreeSet::new();
    let cost = |group: &usize| {
        let weights =
            form.groups[*group].pairs.iter().flat_map(|pair| form.columns[*pair].iter().map(|(_, weight)| weight.abs()));
        weights.max().unwrap_or(0)
    };
    let divided = near.iter().take_while(|group| margins[**group].is_none()).count();
    let of_each: Vec<usize> = near[divided..].iter().copied().filter(|group| costs.insert(cost(group))).collect();
    let mut taken = vec![false; form.groups.len()];
    let mut order = Vec::with_capacity(near.len());
    let mut take = |group: usize| {
        if !std::mem::replace(&mut taken[group], true) {
            order.push(group);
        }
    };
    near[..divided].iter().for_each(|group| take(*group));
    for (place, group) in near[divided..].iter().enumerate() {
        take(*group);
        of_each.get(place).into_iter().for_each(|group| take(*group));
    }
    order
}

/// Prices in whole parts, never negative.
fn exact(prices: &[f64]) -> Vec<i128> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "prices are far below the range of i128")]
    prices.iter().map(|price| (price.max(0.0) * PARTS as f64).round() as i128).collect()
}

/// What one person of a pair gains at exact prices.
fn gain(form: &Form, prices: &[i128], pair: usize) -> i128 {
    let cost: i128 = form.columns[pair].iter().map(|(row, weight)| prices[*row] * i128::from(*weight)).sum();
    i128::from(form.worth[pair]) * PARTS - cost
}

/// The most that any plan can be worth, in parts: every row sold at its price, everybody at their best choice. Exact for any prices.
fn whole(form: &Form, prices: &[i128]) -> i128 {
    let rows: i128 = prices.iter().zip(&form.bounds).map(|(price, bound)| price * i128::from(*bound)).sum();
    let best = |group: &super::corner::Group| {
        let best = group.pairs.iter().map(|pair| gain(form, prices, *pair)).fold(0, i128::max);
        best * i128::from(group.people)
    };
    rows + form.groups.iter().map(best).sum::<i128>()
}

/// By how much the choice of each group is better than its next, in parts; none for groups that the corner divides.
fn margins(form: &Form, prices: &[i128], values: &[f64]) -> Vec<Option<i128>> {
    let of = |group: &super::corner::Group| {
        let people = float(group.people);
        let used: Vec<usize> = group.pairs.iter().copied().filter(|pair| values[*pair] > 1e-6).collect();
        let taken = match used.as_slice() {
            [] => None,
            [one] if (values[*one] - people).abs() < 1e-6 => Some(*one),
            _ => return None,
        };
        let own = taken.map_or(0, |pair| gain(form, prices, pair));
        let others = group.pairs.iter().copied().filter(|pair| Some(*pair) != taken).map(|pair| gain(form, prices, pair));
        let next = others.chain(taken.map(|_| 0)).max();
        Some(next.map_or(i128::MAX / 4, |next| (own - next).max(0)))
    };
    form.groups.iter().map(of).collect()
}

/// Searches the core in whole people, with everybody else where the corner has them. Gives the most that a plan of this kind can be
/// worth (none when there is none), and the best one found.
fn search(
    program: &Program,
    form: &Form,
    core: &[usize],
    values: &[f64],
    work: usize,
) -> Result<(Option<i128>, Option<Vec<i64>>), SolverFault> {
    let mut place = vec![usize::MAX; program.pairs.len()];
    let mut part = Program::default();
    let mut taken: Vec<usize> = core.iter().flat_map(|group| form.groups[*group].pairs.iter().copied()).collect();
    taken.sort_unstable();
    for pair in &taken {
        place[*pair] = part.pairs.len();
        part.pairs.push(Pair { ..program.pairs[*pair] });
    }
    #[expect(clippy::cast_possible_truncation, reason = "a number of people")]
    let mut fixed: Vec<i64> = values.iter().map(|value| (value + 1e-6).floor() as i64).collect();
    taken.iter().for_each(|pair| fixed[*pair] = 0);
    for row in &program.rows {
        let terms: Vec<(usize, i64)> = row
            .terms
            .iter()
            .filter(|(pair, _)| place[*pair] != usize::MAX)
            .map(|(pair, weight)| (place[*pair], *weight))
            .collect();
        let used: i64 = row.terms.iter().map(|(pair, weight)| weight * fixed[*pair]).sum();
        let bound = row.bound - used;
        if terms.is_empty() {
            // The corner keeps every row; rounding whole cells does not move it.
            continue;
        }
        // A row that asks for less than nothing asks for nothing.
        if row.at_least && bound <= 0 {
            continue;
        }
        part.rows.push(Row { terms, bound, ..row.clone() });
    }
    let base = worth(program, &fixed);
    match branch::search(&part, work)? {
        Answer::Infeasible => Ok((None, None)),
        Answer::Solved { values, bound } => {
            for (pair, people) in taken.into_iter().zip(values) {
                fixed[pair] = people;
            }
            Ok((Some(base + bound), Some(fixed)))
        }
    }
}
