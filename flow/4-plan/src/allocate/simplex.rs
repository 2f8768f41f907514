//! A small relaxation, kept warm: a dual simplex over a dense table in which every variable has two ends.
//!
//! Because nothing is unbounded, every basis becomes dual feasible by putting variables at their better end. So one table serves a whole
//! search: a node only moves ends, and a few steps later the table stands at its best. Floating point is a guide; [`super::branch`]
//! closes a node only by what its prices prove in exact integers.

/// How far a basic variable may lie beyond its ends.
const NEAR: f64 = 1e-8;
/// The least weight of a step.
const LEAST_PIVOT: f64 = 1e-8;
/// Steps after which the table is made anew from its rows: errors of many steps go.
const ANEW: usize = 250;
/// No column: the variable is basic.
const BASIC: usize = usize::MAX;

/// A row: the sum of its terms is at most its bound; what is left lies between nothing and `room`.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub terms: Vec<(usize, i64)>,
    pub bound: i64,
    pub room: i64,
}

/// How a relaxation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At its best.
    Best,
    /// Nothing keeps the row of the table, by its place.
    Nothing(usize),
    /// The steps allowed did not lead there.
    Tired,
}

/// Variables are people of pairs, then what is left of each row.
pub(super) struct Simplex {
    lines: Vec<Line>,
    /// What each row is divided by.
    scale: Vec<f64>,
    worth: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    /// Basic variable + Σ row × others = constant.
    table: Vec<Vec<f64>>,
    basis: Vec<usize>,
    others: Vec<usize>,
    /// The column of every variable that is not basic; [`BASIC`] for the others.
    column: Vec<usize>,
    /// Where a basic variable stands.
    at: Vec<f64>,
    /// What one more of another gains.
    gain: Vec<f64>,
    /// Whether a variable that is not basic stands at its upper end.
    up: Vec<bool>,
    since_anew: usize,
    /// Numbers of the table that were touched: the measure of work.
    pub work: usize,
}

impl Simplex {
    pub(super) fn of(worth: &[i64], most: &[i64], lines: &[Line]) -> Self {
        let mut simplex = Self {
            lines: Vec::new(),
            scale: Vec::new(),
            worth: worth.iter().map(|worth| float(*worth)).collect(),
            low: vec![0.0; most.len()],
            high: most.iter().map(|most| float(*most)).collect(),
            table: Vec::new(),
            basis: Vec::new(),
            others: (0..most.len()).collect(),
            column: (0..most.len()).collect(),
            at: Vec::new(),
            gain: worth.iter().map(|worth| float(*worth)).collect(),
            up: worth.iter().map(|worth| *worth > 0).collect(),
            since_anew: 0,
            work: 0,
        };
        lines.iter().for_each(|line| simplex.add(line.clone()));
        simplex
    }

    /// Adds a row; the table stays as it stands, with the new row perhaps broken.
    pub(super) fn add(&mut self, line: Line) {
        let people = self.worth.len();
        let scale = line.terms.iter().map(|(_, weight)| float(weight.abs())).fold(1.0, f64::max);
        let mut row = vec![0.0; self.others.len()];
        let mut stands = float(line.bound) / scale;
        let mut weights = vec![0.0; people];
        for (var, weight) in &line.terms {
            weights[*var] = float(*weight) / scale;
            if self.column[*var] != BASIC {
                stands -= weights[*var] * self.value_outside(*var);
                row[self.column[*var]] += weights[*var];
            }
        }
        let known = self.basis.iter().zip(&self.table).zip(&self.at);
        for ((var, own), at) in known.filter(|((var, _), _)| **var < people && weights[**var] != 0.0) {
            let weight = weights[*var];
            stands -= weight * at;
            row.iter_mut().zip(own).for_each(|(sum, part)| *sum -= weight * part);
        }
        self.column.push(BASIC);
        self.basis.push(people + self.lines.len());
        self.table.push(row);
        self.at.push(stands);
        self.low.push(0.0);
        self.high.push(float(line.room) / scale);
        self.up.push(false);
        self.scale.push(scale);
        self.lines.push(line);
    }

    /// Moves the ends of a variable: people, or what is left of a row in its own unit.
    pub(super) fn between(&mut self, var: usize, low: i64, high: i64) {
        let scale = if var < self.worth.len() { 1.0 } else { self.scale[var - self.worth.len()] };
        let (low, high) = (float(low) / scale, float(high) / scale);
        if (self.low[var], self.high[var]) == (low, high) {
            return;
        }
        let stood = self.value_outside(var);
        (self.low[var], self.high[var]) = (low, high);
        if self.column[var] != BASIC {
            self.shift(self.column[var], self.value_outside(var) - stood);
        }
    }

    fn value_outside(&self, var: usize) -> f64 {
        if self.up[var] { self.high[var] } else { self.low[var] }
    }

    /// What the table is worth as it stands: never less than its best.
    pub(super) fn worth(&self) -> f64 {
        self.values().iter().zip(&self.worth).map(|(value, worth)| value * worth).sum()
    }

    /// People by pair.
    pub(super) fn values(&self) -> Vec<f64> {
        let mut values = self.all_values();
        values.truncate(self.worth.len());
        values
    }

    /// People by pair, then what is left of each row in its own unit.
    pub(super) fn all_values(&self) -> Vec<f64> {
        let people = self.worth.len();
        let mut values: Vec<f64> = (0..self.column.len()).map(|var| self.value_outside(var)).collect();
        self.basis.iter().zip(&self.at).for_each(|(var, at)| values[*var] = *at);
        values[people..].iter_mut().zip(&self.scale).for_each(|(left, scale)| *left *= scale);
        values
    }

    /// The price of every row: what the objective gains when its bound gives way by one.
    pub(super) fn prices(&self) -> Vec<f64> {
        let people = self.worth.len();
        let mut prices = vec![0.0; self.lines.len()];
        for (var, gain) in self.others.iter().zip(&self.gain).filter(|(var, _)| **var >= people) {
            prices[var - people] = -gain / self.scale[var - people];
        }
        prices
    }

    /// How many times each row is taken in a row of the table: the sum that nothing keeps.
    pub(super) fn blame(&self, row: usize) -> Vec<f64> {
        let people = self.worth.len();
        let mut times = vec![0.0; self.lines.len()];
        for (var, weight) in self.others.iter().zip(&self.table[row]).filter(|(var, _)| **var >= people) {
            times[var - people] = weight / self.scale[var - people];
        }
        if self.basis[row] >= people {
            times[self.basis[row] - people] = 1.0 / self.scale[self.basis[row] - people];
        }
        times
    }

    fn shift(&mut self, column: usize, by: f64) {
        if by != 0.0 {
            self.at.iter_mut().zip(&self.table).for_each(|(at, row)| *at -= row[column] * by);
        }
    }

    /// Puts every variable outside the basis at its better end; after a step gains may have turned by a hair.
    fn settle(&mut self) {
        for column in 0..self.others.len() {
            let var = self.others[column];
            let worse = if self.up[var] { self.gain[column] < -1e-9 } else { self.gain[column] > 1e-9 };
            if worse {
                let stood = self.value_outside(var);
                self.up[var] = !self.up[var];
                self.shift(column, self.value_outside(var) - stood);
            }
        }
    }

    /// Steps until every basic variable lies between its ends.
    pub(super) fn run(&mut self, most_steps: usize) -> End {
        let mut made_anew = false;
        for _ in 0..most_steps {
            if self.since_anew >= ANEW {
                self.make_anew();
            }
            let Some((row, beyond)) = self.most_broken() else { return End::Best };
            if self.step(row, beyond) {
                continue;
            }
            // What nothing keeps must not be an error of many steps.
            if made_anew || self.since_anew == 0 {
                return End::Nothing(row);
            }
            self.make_anew();
            made_anew = true;
        }
        End::Tired
    }

    fn most_broken(&self) -> Option<(usize, f64)> {
        let mut most: Option<(usize, f64)> = None;
        for (row, (var, at)) in self.basis.iter().zip(&self.at).enumerate() {
            let beyond = if *at < self.low[*var] { at - self.low[*var] } else { (at - self.high[*var]).max(0.0) };
            if beyond.abs() > NEAR * (1.0 + at.abs() * 1e-4) && most.is_none_or(|(_, found)| beyond.abs() > found.abs()) {
                most = Some((row, beyond));
            }
        }
        most
    }

    /// Brings a basic variable back to the end it lies beyond. False when no other variable can.
    fn step(&mut self, row: usize, beyond: f64) -> bool {
        let sign = -beyond.signum();
        let mut offers: Vec<(f64, f64, usize)> = Vec::new();
        for (column, weight) in self.table[row].iter().enumerate() {
            let var = self.others[column];
            let weight = sign * weight;
            let helps = if self.up[var] { weight > LEAST_PIVOT } else { weight < -LEAST_PIVOT };
            if helps && self.high[var] > self.low[var] {
                offers.push(((self.gain[column] / weight).max(0.0), weight.abs(), column));
            }
        }
        self.work += self.others.len();
        offers.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
        let mut left = beyond.abs();
        let mut enters = None;
        for (place, (_, weight, column)) in offers.iter().enumerate() {
            let var = self.others[*column];
            left -= weight * (self.high[var] - self.low[var]);
            if left <= 1e-9 {
                enters = Some(place);
                break;
            }
        }
        let Some(place) = enters else { return false };
        // Of those that are as good the one with the largest weight.
        let as_good = offers[place].0 + 1e-9;
        let alike = offers[place..].iter().take_while(|offer| offer.0 <= as_good);
        let column = alike.max_by(|a, b| a.1.total_cmp(&b.1).then(b.2.cmp(&a.2))).map_or(offers[place].2, |offer| offer.2);
        for (_, _, flipped) in &offers[..place] {
            let var = self.others[*flipped];
            let stood = self.value_outside(var);
            self.up[var] = !self.up[var];
            self.shift(*flipped, self.value_outside(var) - stood);
            self.work += self.at.len();
        }
        let var = self.basis[row];
        let end = if beyond < 0.0 { self.low[var] } else { self.high[var] };
        let enter = self.others[column];
        let by = (self.at[row] - end) / self.table[row][column];
        let stands = self.value_outside(enter) + by;
        self.shift(column, by);
        self.at[row] = stands;
        self.up[var] = beyond > 0.0;
        self.exchange(row, column);
        self.settle();
        true
    }

    /// The basic variable of a row and another change places.
    fn exchange(&mut self, row: usize, column: usize) {
        let pivot = self.table[row][column];
        let mut line = std::mem::take(&mut self.table[row]);
        line.iter_mut().for_each(|part| *part /= pivot);
        line[column] = 1.0 / pivot;
        for own in self.table.iter_mut().filter(|own| !own.is_empty()) {
            let rate = own[column];
            if rate != 0.0 {
                own[column] = 0.0;
                own.iter_mut().zip(&line).for_each(|(part, pivot)| *part -= rate * pivot);
                self.work += line.len();
            }
        }
        let rate = self.gain[column];
        if rate != 0.0 {
            self.gain[column] = 0.0;
            self.gain.iter_mut().zip(&line).for_each(|(part, pivot)| *part -= rate * pivot);
        }
        self.table[row] = line;
        std::mem::swap(&mut self.basis[row], &mut self.others[column]);
        (self.column[self.basis[row]], self.column[self.others[column]]) = (BASIC, column);
        self.since_anew += 1;
    }

    /// The same basis, from the rows as they were given.
    fn make_anew(&mut self) {
        let people = self.worth.len();
        let wanted: Vec<usize> = self.basis.iter().copied().filter(|var| *var < people).collect();
        self.others = (0..people).collect();
        self.basis = (people..people + self.lines.len()).collect();
        self.column = (0..people).chain(self.basis.iter().map(|_| BASIC)).collect();
        self.gain.clone_from(&self.worth);
        for ((row, line), scale) in self.table.iter_mut().zip(&self.lines).zip(&self.scale) {
            row.clear();
            row.resize(people, 0.0);
            line.terms.iter().for_each(|(var, weight)| row[*var] = float(*weight) / scale);
        }
        // Where rows nearly say the same a variable stays outside: the basis is a little another, and as good a start.
        for var in wanted {
            let free = (0..self.basis.len()).filter(|row| self.basis[*row] >= people);
            let row = free.max_by(|a, b| self.table[*a][var].abs().total_cmp(&self.table[*b][var].abs()));
            if let Some(row) = row.filter(|row| self.table[*row][var].abs() > LEAST_PIVOT) {
                self.exchange(row, var);
            }
        }
        self.at = self.basis.iter().map(|_| 0.0).collect();
        let bounds = self.lines.iter().zip(&self.scale).map(|(line, scale)| float(line.bound) / scale);
        let bounds: Vec<f64> = bounds.collect();
        self.stand(&bounds);
        self.settle();
        self.since_anew = 0;
    }

    /// Where the basic variables stand, from the bounds of the rows and where the others stand.
    fn stand(&mut self, bounds: &[f64]) {
        let people = self.worth.len();
        for row in 0..self.basis.len() {
            // The constant of a row of the table is the sum of the bounds, each as often as its row is taken.
            let mut at = if self.basis[row] >= people { bounds[self.basis[row] - people] } else { 0.0 };
            for (var, weight) in self.others.iter().zip(&self.table[row]) {
                let constant = if *var >= people { bounds[var - people] } else { 0.0 };
                at += weight * (constant - self.value_outside(*var));
            }
            self.at[row] = at;
        }
    }
}

/// A number for the table. What it gives is checked in exact integers.
#[expect(clippy::cast_precision_loss, reason = "the answer is checked in exact integers")]
fn float(number: i64) -> f64 {
    number as f64
}
