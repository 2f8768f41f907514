//! What is certain: bounds from prices, and ends that no better plan can reach, in exact integers.
//!
//! Any prices give a bound: every row sold at its price, every variable at its better end (weak duality). So prices may come from
//! floating point; they are rounded to parts, and the sum is exact.

use super::simplex::Line;

/// Parts of a price in which bounds are counted.
const PARTS: i128 = 1 << 44;
/// More than any plan is worth, in parts.
const ANYTHING: i128 = i128::MAX / 8;

/// The ends of every variable: people of pairs, then what is left of rows.
#[derive(Clone, Debug)]
pub(super) struct Ends {
    low: Vec<i64>,
    high: Vec<i64>,
}

impl Ends {
    pub(super) fn of(most: Vec<i64>, lines: &[Line]) -> Self {
        let high: Vec<i64> = most.into_iter().chain(lines.iter().map(|line| line.room)).collect();
        Self { low: vec![0; high.len()], high }
    }

    pub(super) fn of_var(&self, var: usize) -> (i64, i64) {
        (self.low[var], self.high[var])
    }

    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    pub(super) fn narrow(&mut self, var: usize, low: i64, high: i64) {
        self.low[var] = self.low[var].max(low);
        self.high[var] = self.high[var].min(high);
    }

    pub(super) fn each(&self, mut tell: impl FnMut(usize, i64, i64)) {
        for (var, (low, high)) in self.low.iter().zip(&self.high).enumerate() {
            tell(var, *low, *high);
        }
    }

    /// Ends that are narrower than others.
    pub(super) fn beyond(&self, other: &Self) -> Vec<(usize, i64, i64)> {
        let vars = (0..self.low.len()).filter(|var| self.of_var(*var) != other.of_var(*var));
        vars.map(|var| (var, self.low[var], self.high[var])).collect()
    }
}

/// Rows and worth of a program, for proofs.
pub(super) struct Proof {
    worth: Vec<i64>,
    lines: Vec<Line>,
}

impl Proof {
    pub(super) fn of(worth: &[i64], lines: Vec<Line>) -> Self {
        Self { worth: worth.to_vec(), lines }
    }

    pub(super) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What one more of every variable gains at prices, and what all rows are sold for. None beyond the range of integers.
    fn gains(&self, prices: &[f64], worth: bool) -> Option<(Vec<i128>, i128)> {
        let parts = if worth { PARTS } else { 0 };
        let mut gains: Vec<i128> = self.worth.iter().map(|worth| i128::from(*worth) * parts).collect();
        let mut sold: i128 = 0;
        for (line, price) in self.lines.iter().zip(prices) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "prices are far below the range of i128"
            )]
            let price = (price * PARTS as f64).round() as i128;
            for (var, weight) in line.terms.iter().filter(|_| price != 0) {
                gains[*var] = gains[*var].checked_sub(price.checked_mul(i128::from(*weight))?)?;
            }
            sold = sold.checked_add(price.checked_mul(i128::from(line.bound))?)?;
            gains.push(-price);
        }
        Some((gains, sold))
    }

    fn most(gains: &[i128], sold: i128, ends: &Ends) -> Option<i128> {
        let mut sum = sold;
        for (var, gain) in gains.iter().enumerate().filter(|(_, gain)| **gain != 0) {
            let end = if *gain > 0 { ends.high[var] } else { ends.low[var] };
            sum = sum.checked_add(gain.checked_mul(i128::from(end))?)?;
        }
        Some(sum)
    }

    /// The most that a plan between these ends can be worth, in whole steps.
    pub(super) fn bound(&self, prices: &[f64], ends: &Ends, step: i128) -> i128 {
        let most = self.gains(prices, true).and_then(|(gains, sold)| Self::most(&gains, sold, ends));
        most.map_or(ANYTHING / PARTS, |parts| parts.div_euclid(PARTS).div_euclid(step) * step)
    }

    /// Whether a sum of rows, each so many times, cannot be kept between these ends.
    pub(super) fn is_refuted(&self, times: &[f64], ends: &Ends) -> bool {
        [1.0, -1.0].iter().any(|sign| {
            let times: Vec<f64> = times.iter().map(|times| sign * times).collect();
            self.gains(&times, false).and_then(|(gains, sold)| Self::most(&gains, sold, ends)).is_some_and(|most| most < 0)
        })
    }

    /// Takes away numbers with which no plan is worth as much as asked. False when nothing is left.
    pub(super) fn narrow_by_prices(&self, prices: &[f64], ends: &mut Ends, least: i128) -> bool {
        let Some((gains, sold)) = self.gains(prices, true) else { return true };
        let Some(most) = Self::most(&gains, sold, ends) else { return true };
        let room = most - least * PARTS;
        if room < 0 {
            return false;
        }
        for (var, gain) in gains.iter().enumerate().filter(|(_, gain)| **gain != 0) {
            let Ok(steps) = i64::try_from(room / gain.abs()) else { continue };
            if *gain > 0 {
                ends.low[var] = ends.low[var].max(ends.high[var].saturating_sub(steps));
            } else {
                ends.high[var] = ends.high[var].min(ends.low[var].saturating_add(steps));
            }
        }
        true
    }

    /// Takes away numbers that a row does not allow, row by row, a few times over. False when nothing is left.
    pub(super) fn narrow(&self, ends: &mut Ends) -> bool {
        let pairs = self.worth.len();
        if (0..ends.len()).any(|var| ends.low[var] > ends.high[var]) {
            return false;
        }
        for _ in 0..4 {
            let mut moved = false;
            for (place, line) in self.lines.iter().enumerate() {
                // Σ terms + left = bound, left between its own ends.
                let slack = pairs + place;
                let (mut least, mut most) = (0_i128, 0_i128);
                for (var, weight) in &line.terms {
                    let (low, high) = ends.of_var(*var);
                    let (a, b) = (i128::from(*weight) * i128::from(low), i128::from(*weight) * i128::from(high));
                    least += a.min(b);
                    most += a.max(b);
                }
                let bound = i128::from(line.bound);
                let (low, high) = (i128::from(ends.low[slack]), i128::from(ends.high[slack]));
                if bound - most > high || bound - least < low {
                    return false;
                }
                moved |= set(&mut ends.low[slack], bound - most, true) | set(&mut ends.high[slack], bound - least, false);
                let (low, high) = (i128::from(ends.low[slack]), i128::from(ends.high[slack]));
                for (var, weight) in &line.terms {
                    let weight = i128::from(*weight);
                    let (from, to) = (i128::from(ends.low[*var]), i128::from(ends.high[*var]));
                    if from == to {
                        continue;
                    }
                    let (own_least, own_most) = ((weight * from).min(weight * to), (weight * from).max(weight * to));
                    // weight × var ≤ bound − low − the least of the others, and ≥ bound − high − the most of the others.
                    let upper = bound - low - (least - own_least);
                    let lower = bound - high - (most - own_most);
                    let (min, max) = if weight > 0 {
                        (-((-lower).div_euclid(weight)), upper.div_euclid(weight))
                    } else {
                        (-((upper).div_euclid(-weight)), (-lower).div_euclid(-weight))
                    };
                    if min > to || max < from || min > max {
                        return false;
                    }
                    let changed = set(&mut ends.low[*var], min, true) | set(&mut ends.high[*var], max, false);
                    if changed {
                        let (from, to) = (weight * i128::from(ends.low[*var]), weight * i128::from(ends.high[*var]));
                        least += from.min(to) - own_least;
                        most += from.max(to) - own_most;
                        moved = true;
                    }
                }
            }
            if !moved {
                break;
            }
        }
        true
    }
}

/// Moves an end inwards; whether it moved.
fn set(end: &mut i64, to: i128, is_low: bool) -> bool {
    let Ok(to) = i64::try_from(to) else { return false };
    let inwards = if is_low { to > *end } else { to < *end };
    if inwards {
        *end = to;
    }
    inwards
}
