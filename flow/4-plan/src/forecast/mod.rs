//! Where coverage is going: the people covered in the next months, with intervals that come from the errors of the past.
//!
//! ```text
//! Panel (months of people covered, by region) ─► method (several, each tried from every past origin) ─► the best of the past
//!                                              └─► errors by months ahead ─► intervals, probability of a target
//! ```
//! Nothing is assumed about the shape of errors: an interval holds the middle eight tenths of what the same method missed before, over
//! all regions, in units of each region's own movement. The naive forecasts stand in the same race and are used when they win.

mod method;
#[cfg(test)]
mod tests;

pub use method::Method;

use base::vocabulary::Month;
use serde::Serialize;

/// Months that a series must have: two years to learn the months of a year from, one to be tried on.
pub const LEAST_MONTHS: usize = 36;
/// Months ahead that are tried on the past; further ones carry the errors of the last, widened.
pub const TRIED_AHEAD: usize = 12;
/// Months of a series before the first trial.
const WARM_UP: usize = 24;
/// Months over which a region's own movement is taken.
const MOVEMENT: usize = 36;

/// The people covered of one region or segment, month by month without a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// The first month.
    pub first: Month,
    /// People, one number a month.
    pub people: Vec<u64>,
    /// What is known to come: so many people more (or fewer) from a month on, such as cover that a budget bought until December.
    pub known: Vec<(Month, i64)>,
}

/// What is expected of one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// The month.
    pub month: Month,
    /// The middle.
    pub people: i64,
    /// Five in ten lie between these.
    pub low_50: i64,
    /// Their upper end.
    pub high_50: i64,
    /// Eight in ten lie between these.
    pub low_80: i64,
    /// Their upper end.
    pub high_80: i64,
}

/// The forecast of one series.
#[derive(Clone, Debug, Serialize)]
pub struct Outlook {
    /// Its name.
    pub name: String,
    /// The last month that is known.
    pub last: Month,
    /// People in it.
    pub last_people: u64,
    /// The months ahead.
    pub expected: Vec<Expected>,
    /// What one unit of error is, in people.
    #[serde(skip)]
    movement: f64,
}

/// How the past was foretold: every month of the last years from every origin, 1 to 12 months ahead.
#[derive(Clone, Debug, Serialize)]
pub struct BackTest {
    /// The method that was best.
    pub method: Method,
    /// How many months were foretold.
    pub tried: usize,
    /// By how many people it missed, on average.
    pub mean_error: u64,
    /// By how many the last known month would have missed.
    pub naive_error: u64,
    /// By how many the same month of the year before would have missed.
    pub seasonal_error: u64,
    /// Of a hundred months, how many lay inside the interval of eight in ten that could have been given then.
    pub inside_80: u64,
}

/// Forecasts of several series and how far to trust them.
#[derive(Clone, Debug, Serialize)]
pub struct Forecast {
    /// The series.
    pub outlooks: Vec<Outlook>,
    /// How the past was foretold.
    pub back_test: BackTest,
    /// Errors by months ahead, sorted, in units of movement.
    #[serde(skip)]
    errors: Vec<Vec<f64>>,
}

/// Why there is no forecast.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForecastFlaw {
    /// Too few months.
    #[error("{name} has {months} months; a forecast with its own errors needs {least}")]
    TooShort {
        /// The series.
        name: String,
        /// How many it has.
        months: usize,
        /// How many it needs.
        least: usize,
    },
    /// Series of different lengths cannot be tried together.
    #[error("{name} does not have the months of the others")]
    OtherMonths {
        /// The series.
        name: String,
    },
    /// Nothing to forecast.
    #[error("there is no series")]
    Nothing,
}

/// Foretells some months of every series.
///
/// # Errors
/// A series is too short to be tried on its own past, or has other months than the rest.
pub fn forecast(panel: &[Series], ahead: usize) -> Result<Forecast, ForecastFlaw> {
    let first = panel.first().ok_or(ForecastFlaw::Nothing)?;
    let (start, months) = (first.first, first.people.len());
    for series in panel {
        if series.people.len() < LEAST_MONTHS {
            let name = series.name.clone();
            return Err(ForecastFlaw::TooShort { name, months: series.people.len(), least: LEAST_MONTHS });
        }
        if (series.first, series.people.len()) != (start, months) {
            return Err(ForecastFlaw::OtherMonths { name: series.name.clone() });
        }
    }
    let trials = Trials::of(panel, start);
    let method = trials.best(months);
    let errors = trials.errors(method, months);
    let last = start.plus(i32::try_from(months).unwrap_or(i32::MAX) - 1);
    let outlooks = panel.iter().map(|series| {
        let values = numbers(&series.people);
        let middle = method.ahead(&values, start, ahead);
        let movement = movement(&values);
        let expected = middle.into_iter().enumerate().map(|(step, middle)| {
            let month = last.plus(i32::try_from(step).unwrap_or(0) + 1);
            let known: i64 =
                series.known.iter().filter(|(from, _)| *from <= month && *from > last).map(|(_, people)| people).sum();
            let middle = middle + whole(known);
            let at = |share: f64| rounded(middle + movement * quantile_ahead(&errors, step, share)).max(0);
            Expected {
                month,
                people: rounded(middle).max(0),
                low_50: at(0.25),
                high_50: at(0.75),
                low_80: at(0.10),
                high_80: at(0.90),
            }
        });
        Outlook {
            name: series.name.clone(),
            last,
            last_people: *series.people.last().unwrap_or(&0),
            expected: expected.collect(),
            movement,
        }
    });
    let outlooks = outlooks.collect();
    Ok(Forecast { outlooks, back_test: trials.back_test(method, months), errors })
}

impl Forecast {
    /// In how many of a hundred cases a series has so many people covered in a month, by the errors of the past.
    pub fn chance(&self, outlook: &Outlook, month: Month, people: u64) -> Option<u64> {
        let step = usize::try_from(month.since(outlook.last) - 1).ok()?;
        let expected = outlook.expected.get(step)?;
        let errors = &self.errors[step.min(TRIED_AHEAD - 1)];
        let wide = widened(step) * outlook.movement;
        let wanted = whole(i64::try_from(people).ok()?);
        let met = errors.iter().filter(|error| whole(expected.people) + wide * **error >= wanted).count();
        // One more case on either side: what was never seen is rare, not impossible.
        Some(((met * 2 + 1) * 50 / (errors.len() + 1)) as u64)
    }
}

/// Every method tried from every origin of every series.
struct Trials {
    values: Vec<Vec<f64>>,
    /// By method, series and origin (months known): the months ahead.
    told: Vec<Vec<Vec<Vec<f64>>>>,
    /// By series and origin: the region's own movement.
    movement: Vec<Vec<f64>>,
}

impl Trials {
    fn of(panel: &[Series], start: Month) -> Self {
        let values: Vec<Vec<f64>> = panel.iter().map(|series| numbers(&series.people)).collect();
        let by_origin = |of: &dyn Fn(&[f64]) -> Vec<f64>, values: &[f64]| -> Vec<Vec<f64>> {
            (0..=values.len()).map(|known| if known < WARM_UP { Vec::new() } else { of(&values[..known]) }).collect()
        };
        let told = Method::ALL.map(|method| {
            values.iter().map(|values| by_origin(&|known| method.ahead(known, start, TRIED_AHEAD), values)).collect()
        });
        let movement = values.iter().map(|values| (0..=values.len()).map(|known| movement(&values[..known])).collect()).collect();
        Self { values, told: told.into(), movement }
    }

    /// Misses of a method that were known when `until` months were: series, origin, steps ahead, miss in people.
    fn misses(&self, method: Method, until: usize) -> impl Iterator<Item = (usize, usize, usize, f64)> {
        let told = &self.told[method as usize];
        (0..self.values.len()).flat_map(move |series| {
            (WARM_UP..until).flat_map(move |origin| {
                (0..TRIED_AHEAD.min(until - origin))
                    .map(move |step| (series, origin, step, self.values[series][origin + step] - told[series][origin][step]))
            })
        })
    }

    /// The method with the least error so far, each region in units of its own movement. Too little past: the naive one.
    fn best(&self, until: usize) -> Method {
        let error = |method: Method| {
            let (sum, count) = self.misses(method, until).fold((0.0, 0_u32), |(sum, count), (series, origin, _, miss)| {
                (sum + miss.abs() / self.movement[series][origin], count + 1)
            });
            if count == 0 { f64::INFINITY } else { sum / f64::from(count) }
        };
        let methods = Method::ALL.into_iter().map(|method| (method, error(method)));
        methods.reduce(|best, next| if next.1 < best.1 { next } else { best }).map_or(Method::Naive, |(method, _)| method)
    }

    /// Errors of a method by months ahead, sorted, in units of movement.
    fn errors(&self, method: Method, until: usize) -> Vec<Vec<f64>> {
        let mut errors = vec![Vec::new(); TRIED_AHEAD];
        for (series, origin, step, miss) in self.misses(method, until) {
            errors[step].push(miss / self.movement[series][origin]);
        }
        errors.iter_mut().for_each(|errors| errors.sort_by(f64::total_cmp));
        errors
    }

    /// How the past was foretold with what was known then: the method and the interval are chosen anew at every origin.
    fn back_test(&self, method: Method, months: usize) -> BackTest {
        let (mut tried, mut inside, mut sums) = (0_usize, 0_usize, [0.0; 3]);
        for origin in WARM_UP + TRIED_AHEAD..months {
            let then = self.best(origin);
            let errors = self.errors(then, origin);
            for (series, values) in self.values.iter().enumerate() {
                for step in 0..TRIED_AHEAD.min(months - origin) {
                    let found = values[origin + step];
                    let told = |method: Method| self.told[method as usize][series][origin][step];
                    for (sum, method) in sums.iter_mut().zip([then, Method::Naive, Method::SeasonalNaive]) {
                        *sum += (found - told(method)).abs();
                    }
                    let end = |share| told(then) + self.movement[series][origin] * quantile_ahead(&errors, step, share);
                    inside += usize::from((end(0.10)..=end(0.90)).contains(&found));
                    tried += 1;
                }
            }
        }
        let mean = |sum: f64| rounded(sum / tried.max(1) as f64).unsigned_abs();
        BackTest {
            method,
            tried,
            mean_error: mean(sums[0]),
            naive_error: mean(sums[1]),
            seasonal_error: mean(sums[2]),
            inside_80: (inside * 100 / tried.max(1)) as u64,
        }
    }
}

/// The value below which a share of the errors lies, so many months ahead.
fn quantile_ahead(errors: &[Vec<f64>], step: usize, share: f64) -> f64 {
    let errors = &errors[step.min(TRIED_AHEAD - 1)];
    if errors.is_empty() {
        return 0.0;
    }
    // As if one more error, the next one, stood among them: that is what makes the interval hold.
    let at = (share * (errors.len() + 1) as f64 - 1.0).clamp(0.0, (errors.len() - 1) as f64);
    let (low, part) = (at.floor() as usize, at.fract());
    let high = (low + 1).min(errors.len() - 1);
    (errors[low] * (1.0 - part) + errors[high] * part) * widened(step)
}

/// Errors grow with the root of the time beyond the months that were tried.
fn widened(step: usize) -> f64 {
    if step < TRIED_AHEAD { 1.0 } else { ((step + 1) as f64 / TRIED_AHEAD as f64).sqrt() }
}

/// How much a series moves from one month to the next, at least one person.
fn movement(values: &[f64]) -> f64 {
    let from = values.len().saturating_sub(MOVEMENT + 1);
    let changes: Vec<f64> = values[from..].windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    (changes.iter().sum::<f64>() / changes.len().max(1) as f64).max(1.0)
}

fn numbers(people: &[u64]) -> Vec<f64> {
    people.iter().map(|people| whole(i64::try_from(*people).unwrap_or(i64::MAX))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "people are far below 2^53")]
fn whole(people: i64) -> f64 {
    people as f64
}

#[expect(clippy::cast_possible_truncation, reason = "people are far below the range of i64")]
fn rounded(people: f64) -> i64 {
    people.round() as i64
}
