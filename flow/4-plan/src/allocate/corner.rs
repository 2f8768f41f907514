//! The best corner of a large relaxation, by a simplex that knows its structure: every person takes one of a few choices (a fund, or
//! none), and only money and limits tie cells together. So the basis is as large as there are funds and limits, not as there are
//! cells (generalised upper bounds, Dantzig and Van Slyke 1967).
//!
//! Each cell has one choice that takes whoever is left (its key); all other people in use are in a small working basis. Floating point
//! throughout: what it gives is a guide, and its prices are turned into an exact bound in integers by [`super::large`].

use super::program::{Program, RowOf};
use super::solver::float;

/// How near to nothing a number must be to be nothing.
const NOTHING: f64 = 1e-9;
/// What a better choice must gain, in worth per person.
const GAIN: f64 = 1e-8;
/// Cells looked at before the best of them enters.
const BLOCK: usize = 256;
/// Steps after which the working basis is inverted anew.
const ANEW: usize = 128;

/// A cell: how many people, and between which pairs they choose.
pub(super) struct Group {
    /// People.
    pub people: i64,
    /// Pairs.
    pub pairs: Vec<usize>,
}

/// A relaxation in this form: at most rows only, with a column for every pair.
pub(super) struct Form {
    pub groups: Vec<Group>,
    /// The group of every pair.
    pub group_of: Vec<usize>,
    /// Rows of every pair with its weight; at least is at most, negated.
    pub columns: Vec<Vec<(usize, i64)>>,
    /// The bound of every row.
    pub bounds: Vec<i64>,
    /// What every pair is worth.
    pub worth: Vec<i64>,
    /// The row of the program that each row is, and whether it was negated.
    pub rows: Vec<(usize, bool)>,
}

impl Form {
    /// A program whose cells are rows of their own or single pairs.
    pub(super) fn of(program: &Program) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        let mut group_of = vec![usize::MAX; program.pairs.len()];
        let mut columns = vec![Vec::new(); program.pairs.len()];
        let (mut bounds, mut rows) = (Vec::new(), Vec::new());
        for (index, row) in program.rows.iter().enumerate() {
            if matches!(row.of, RowOf::Cell(_)) {
                for (pair, _) in &row.terms {
                    group_of[*pair] = groups.len();
                }
                groups.push(Group { people: row.bound, pairs: row.terms.iter().map(|(pair, _)| *pair).collect() });
                continue;
            }
            let sign = if row.at_least { -1 } else { 1 };
            for (pair, weight) in &row.terms {
                columns[*pair].push((bounds.len(), sign * weight));
            }
            bounds.push(sign * row.bound);
            rows.push((index, row.at_least));
        }
        for (pair, group) in group_of.iter_mut().enumerate().filter(|(_, group)| **group == usize::MAX) {
            *group = groups.len();
            groups.push(Group { people: program.pairs[pair].people, pairs: vec![pair] });
        }
        let worth = program.pairs.iter().map(|pair| pair.worth).collect();
        Self { groups, group_of, columns, bounds, worth, rows }
    }
}

/// Something that can be in the working basis.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Var {
    Pair(usize),
    /// People of a group whom nobody enrols.
    Nobody(usize),
    /// What is left of a row.
    Left(usize),
    /// By how much a row is still broken.
    Broken(usize),
}

/// The best corner.
pub(super) struct Corner {
    /// People by pair.
    pub values: Vec<f64>,
    /// The price of every row, never negative.
    pub prices: Vec<f64>,
}

struct Tableau<'f> {
    form: &'f Form,
    /// People of groups and bounds of rows, moved by a hair so that no step is idle.
    people: Vec<f64>,
    bounds: Vec<f64>,
    key: Vec<Var>,
    basis: Vec<Var>,
    /// The inverse of the working basis, row by row.
    inverse: Vec<Vec<f64>>,
    at: Vec<f64>,
    /// Basic variables of a group by their place in the basis.
    inside: Vec<Vec<usize>>,
    mending: bool,
}

/// The best corner of a form; none when nothing keeps every row, or when the steps allowed do not lead there.
pub(super) fn corner(form: &Form, most_steps: usize) -> Result<Option<Corner>, ()> {
    let mut tableau = Tableau::of(form);
    if tableau.basis.iter().any(|var| matches!(var, Var::Broken(_))) {
        tableau.run(most_steps)?;
        let scale = form.bounds.iter().map(|bound| float(bound.abs())).fold(1.0, f64::max);
        let broken = tableau.basis.iter().zip(&tableau.at).filter(|(var, _)| matches!(var, Var::Broken(_)));
        if broken.map(|(_, at)| at).sum::<f64>() > 1e-7 * scale {
            return Ok(None);
        }
        tableau.mending = false;
    }
    tableau.run(most_steps)?;
    Ok(Some(tableau.finish()))
}

impl<'f> Tableau<'f> {
    fn of(form: &'f Form) -> Self {
        // A sequence that looks random and is always the same (Weyl).
        let hair = |place: usize, size: f64| {
            let turn = float(i64::try_from(place + 1).unwrap_or(1)) * 0.618_033_988_749_895;
            size * (0.5 + turn.fract())
        };
        let groups = form.groups.iter().enumerate();
        let people = groups.map(|(place, group)| float(group.people) + hair(place, 1e-5)).collect();
        let rows = form.bounds.iter().enumerate();
        let bounds: Vec<f64> = rows.map(|(place, bound)| float(*bound) + hair(place, 1e-5)).collect();
        let rows = bounds.len();
        let basis: Vec<Var> = (0..rows).map(|row| if bounds[row] < 0.0 { Var::Broken(row) } else { Var::Left(row) }).collect();
        let mut inverse = vec![vec![0.0; rows]; rows];
        for (row, line) in inverse.iter_mut().enumerate() {
            line[row] = if bounds[row] < 0.0 { -1.0 } else { 1.0 };
        }
        let mending = basis.iter().any(|var| matches!(var, Var::Broken(_)));
        let key = (0..form.groups.len()).map(Var::Nobody).collect();
        let at = bounds.iter().map(|bound| bound.abs()).collect();
        Self { form, people, bounds, key, basis, inverse, at, inside: vec![Vec::new(); form.groups.len()], mending }
    }

    fn group(&self, var: Var) -> Option<usize> {
        match var {
            Var::Pair(pair) => Some(self.form.group_of[pair]),
            Var::Nobody(group) => Some(group),
            Var::Left(_) | Var::Broken(_) => None,
        }
    }

    fn worth(&self, var: Var) -> f64 {
        match var {
            Var::Pair(pair) if !self.mending => float(self.form.worth[pair]),
            Var::Broken(_) if self.mending => -1.0,
            _ => 0.0,
        }
    }

    /// Adds a variable's column, so many times.
    fn add_column(&self, var: Var, times: f64, to: &mut [f64]) {
        match var {
            Var::Pair(pair) => self.form.columns[pair].iter().for_each(|(row, weight)| to[*row] += times * float(*weight)),
            Var::Left(row) => to[row] += times,
            Var::Broken(row) => to[row] -= times,
            Var::Nobody(_) => {}
        }
    }

    /// A variable's column in place of its group's key.
    fn relative(&self, var: Var) -> Vec<f64> {
        let mut column = vec![0.0; self.bounds.len()];
        self.add_column(var, 1.0, &mut column);
        if let Some(group) = self.group(var) {
            self.add_column(self.key[group], -1.0, &mut column);
        }
        column
    }

    fn prices(&self) -> Vec<f64> {
        let mut prices = vec![0.0; self.bounds.len()];
        for (var, line) in self.basis.iter().zip(&self.inverse) {
            let worth = self.worth(*var) - self.group(*var).map_or(0.0, |group| self.worth(self.key[group]));
            if worth != 0.0 {
                prices.iter_mut().zip(line).for_each(|(price, part)| *price += worth * part);
            }
        }
        prices
    }

    /// What one more of a variable gains at these prices, before its key's.
    fn gain(&self, var: Var, prices: &[f64]) -> f64 {
        let cost = match var {
            Var::Pair(pair) => self.form.columns[pair].iter().map(|(row, weight)| prices[*row] * float(*weight)).sum(),
            Var::Left(row) => prices[row],
            Var::Broken(row) => -prices[row],
            Var::Nobody(_) => 0.0,
        };
        self.worth(var) - cost
    }

    /// A variable that would gain, looked for from a group on; none when there is none.
    fn entering(&self, prices: &[f64], from: &mut usize) -> Option<Var> {
        let mut best: Option<(f64, Var)> = None;
        let offer = |best: &mut Option<(f64, Var)>, gain: f64, var: Var| {
            if gain > GAIN && best.is_none_or(|(found, _)| gain > found) {
                *best = Some((gain, var));
            }
        };
        for (row, price) in prices.iter().enumerate() {
            offer(&mut best, -price, Var::Left(row));
        }
        let groups = self.form.groups.len();
        for looked in 0..groups {
            let group = (*from + looked) % groups;
            let key = self.gain(self.key[group], prices);
            for pair in &self.form.groups[group].pairs {
                offer(&mut best, self.gain(Var::Pair(*pair), prices) - key, Var::Pair(*pair));
            }
            offer(&mut best, -key, Var::Nobody(group));
            if looked % BLOCK == BLOCK - 1 && best.is_some() {
                *from = (group + 1) % groups;
                return best.map(|(_, var)| var);
            }
        }
        best.map(|(_, var)| var)
    }

    fn key_at(&self, group: usize) -> f64 {
        self.people[group] - self.inside[group].iter().map(|place| self.at[*place]).sum::<f64>()
    }

    fn run(&mut self, most_steps: usize) -> Result<(), ()> {
        let mut from = 0;
        for step in 0..most_steps {
            if step % ANEW == ANEW - 1 {
                self.invert()?;
            }
            let prices = self.prices();
            let Some(var) = self.entering(&prices, &mut from) else { return Ok(()) };
            self.enter(var)?;
        }
        Err(())
    }

    /// Lets a variable enter as far as the others let it.
    fn enter(&mut self, var: Var) -> Result<(), ()> {
        if self.basis.contains(&var) {
            // Only errors of many steps let somebody gain who is in already.
            return self.invert();
        }
        let column = self.relative(var);
        let mut alpha: Vec<f64> =
            self.inverse.iter().map(|line| line.iter().zip(&column).map(|(part, weight)| part * weight).sum()).collect();
        let own = self.group(var);
        let mut limit: Option<(f64, f64, Leaving)> = None;
        let mut offer = |room: f64, rate: f64, leaving: Leaving| {
            let step = room.max(0.0) / rate;
            let nearer =
                limit.as_ref().is_none_or(|(found, pivot, _)| step < *found - 1e-12 || (step <= *found + 1e-12 && rate > *pivot));
            if nearer {
                limit = Some((step, rate, leaving));
            }
        };
        let mut touched: Vec<usize> = own.into_iter().collect();
        for (place, rate) in alpha.iter().enumerate() {
            if rate.abs() <= NOTHING {
                continue;
            }
            // A row that was mended stays so.
            let mended = !self.mending && matches!(self.basis[place], Var::Broken(_));
            if mended {
                offer(0.0, rate.abs(), Leaving::Basic(place));
            } else if *rate > NOTHING {
                offer(self.at[place], *rate, Leaving::Basic(place));
            }
            touched.extend(self.group(self.basis[place]));
        }
        touched.sort_unstable();
        touched.dedup();
        for group in touched {
            let basics: f64 = self.inside[group].iter().map(|place| alpha[*place]).sum();
            let rate = if own == Some(group) { 1.0 } else { 0.0 } - basics;
            if rate > NOTHING {
                offer(self.key_at(group), rate, Leaving::Key(group, rate));
            }
        }
        let (step, _, leaving) = limit.ok_or(())?;
        self.at.iter_mut().zip(&alpha).for_each(|(at, rate)| *at -= step * rate);
        let place = match leaving {
            Leaving::Basic(place) => place,
            Leaving::Key(group, rate) => match self.inside[group].first().copied() {
                // Nobody else of the group is in use: what enters takes whoever is left.
                None => {
                    self.key[group] = var;
                    return Ok(());
                }
                Some(place) => {
                    self.exchange(group, place);
                    alpha[place] = rate;
                    place
                }
            },
        };
        self.pivot(place, &alpha)?;
        if let Some(group) = self.group(self.basis[place]) {
            self.inside[group].retain(|other| *other != place);
        }
        if let Some(group) = own {
            self.inside[group].push(place);
        }
        self.basis[place] = var;
        self.at[place] = step;
        Ok(())
    }

    /// A basic variable of a group becomes its key, and the key takes its place.
    fn exchange(&mut self, group: usize, place: usize) {
        let others: Vec<usize> = self.inside[group].iter().copied().filter(|other| *other != place).collect();
        let mut line: Vec<f64> = self.inverse[place].iter().map(|part| -part).collect();
        for other in others {
            line.iter_mut().zip(&self.inverse[other]).for_each(|(sum, part)| *sum -= part);
        }
        self.inverse[place] = line;
        let old = std::mem::replace(&mut self.key[group], self.basis[place]);
        self.basis[place] = old;
    }

    fn pivot(&mut self, place: usize, alpha: &[f64]) -> Result<(), ()> {
        if alpha[place].abs() < NOTHING {
            return Err(());
        }
        let line: Vec<f64> = self.inverse[place].iter().map(|part| part / alpha[place]).collect();
        for (row, (rate, own)) in alpha.iter().zip(&mut self.inverse).enumerate() {
            if row != place && *rate != 0.0 {
                own.iter_mut().zip(&line).for_each(|(part, pivot)| *part -= rate * pivot);
            }
        }
        self.inverse[place] = line;
        Ok(())
    }

    /// Inverts the working basis anew, and finds everybody's place from it: errors of many steps go.
    fn invert(&mut self) -> Result<(), ()> {
        let rows = self.bounds.len();
        let mut matrix: Vec<Vec<f64>> = vec![vec![0.0; 2 * rows]; rows];
        for place in 0..rows {
            for (row, weight) in self.relative(self.basis[place]).into_iter().enumerate() {
                matrix[row][place] = weight;
            }
            matrix[place][rows + place] = 1.0;
        }
        for column in 0..rows {
            let size = |row: &usize| matrix[*row][column].abs();
            let pivot = (column..rows).max_by(|a, b| size(a).total_cmp(&size(b))).ok_or(())?;
            if size(&pivot) < 1e-12 {
                return Err(());
            }
            matrix.swap(column, pivot);
            let scale = matrix[column][column];
            matrix[column].iter_mut().for_each(|part| *part /= scale);
            let line = matrix[column].clone();
            for (row, own) in matrix.iter_mut().enumerate() {
                let rate = own[column];
                if row != column && rate != 0.0 {
                    own.iter_mut().zip(&line).for_each(|(part, pivot)| *part -= rate * pivot);
                }
            }
        }
        self.inverse = matrix.into_iter().map(|line| line[rows..].to_vec()).collect();
        let (people, bounds) = (self.people.clone(), self.bounds.clone());
        self.place(&people, &bounds);
        Ok(())
    }

    /// Where everybody in the basis is, for people and bounds.
    fn place(&mut self, people: &[f64], bounds: &[f64]) {
        let mut rest = bounds.to_vec();
        for (key, people) in self.key.iter().zip(people) {
            self.add_column(*key, -people, &mut rest);
        }
        self.at = self.inverse.iter().map(|line| line.iter().zip(&rest).map(|(part, rest)| part * rest).sum()).collect();
    }

    fn finish(mut self) -> Corner {
        let people: Vec<f64> = self.form.groups.iter().map(|group| float(group.people)).collect();
        let bounds: Vec<f64> = self.form.bounds.iter().map(|bound| float(*bound)).collect();
        self.place(&people, &bounds);
        let mut values = vec![0.0; self.form.worth.len()];
        for (group, key) in self.key.iter().enumerate() {
            if let Var::Pair(pair) = key {
                values[*pair] = people[group] - self.inside[group].iter().map(|place| self.at[*place]).sum::<f64>();
            }
        }
        for (var, at) in self.basis.iter().zip(&self.at) {
            if let Var::Pair(pair) = var {
                values[*pair] = *at;
            }
        }
        let prices = self.prices().into_iter().map(|price| price.max(0.0)).collect();
        Corner { values, prices }
    }
}

/// What leaves: a basic variable by its place, or the key of a group with the rate at which it shrinks.
#[derive(Clone, Copy)]
enum Leaving {
    Basic(usize),
    Key(usize, f64),
}
