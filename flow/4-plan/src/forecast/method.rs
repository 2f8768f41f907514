//! Ways to foretell a series. Each is tried on the past; none is trusted before.

use super::{rounded, whole};
use base::vocabulary::Month;
use serde::Serialize;

/// A way to foretell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(usize)]
pub enum Method {
    /// The last month, again and again.
    Naive,
    /// The same month of the year before.
    SeasonalNaive,
    /// The level and a trend that fades (Gardner and McKenzie 1985).
    Trend,
    /// The last month, and for each month ahead what that month of the year has changed before: this sees January coming.
    Months,
    /// Half of the changes of [`Method::Months`]: where years differ much.
    MonthsHalf,
    /// The middle of trend and months.
    Both,
}

/// Years of changes that are remembered.
const YEARS: usize = 5;

impl Method {
    /// Every method, in the order of the enum.
    pub const ALL: [Self; 6] = [Self::Naive, Self::SeasonalNaive, Self::Trend, Self::Months, Self::MonthsHalf, Self::Both];

    /// The code in files and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Naive => "naive",
            Self::SeasonalNaive => "seasonal_naive",
            Self::Trend => "trend",
            Self::Months => "months",
            Self::MonthsHalf => "months_half",
            Self::Both => "both",
        }
    }

    /// The months ahead of a series that began in a month.
    pub(super) fn ahead(self, values: &[f64], start: Month, steps: usize) -> Vec<f64> {
        let last = values.last().copied().unwrap_or(0.0);
        match self {
            Self::Naive => vec![last; steps],
            Self::SeasonalNaive => (0..steps)
                .map(|step| values.len().checked_sub(12).map_or(last, |year_ago| values[year_ago + step % 12]))
                .collect(),
            Self::Trend => trend(values, steps),
            Self::Months => months(values, start, steps, 1.0),
            Self::MonthsHalf => months(values, start, steps, 0.5),
            Self::Both => {
                let (one, other) = (trend(values, steps), months(values, start, steps, 1.0));
                one.iter().zip(other).map(|(one, other)| one.midpoint(other)).collect()
            }
        }
    }
}

/// Level and fading trend; the weights are those that foretold the next month best on the series itself.
fn trend(values: &[f64], steps: usize) -> Vec<f64> {
    const FADE: f64 = 0.9;
    let fit = |level_weight: f64, trend_weight: f64| {
        let (mut level, mut slope, mut error) = (values.first().copied().unwrap_or(0.0), 0.0, 0.0);
        for value in values.iter().skip(1) {
            let told = level + FADE * slope;
            error += (value - told).abs();
            let next = told + level_weight * (value - told);
            slope = FADE * slope + trend_weight * level_weight * (value - told);
            level = next;
        }
        (error, level, slope)
    };
    let weights = [0.2, 0.5, 0.8, 1.0].into_iter().flat_map(|level| [0.0, 0.1, 0.3].map(|trend| (level, trend)));
    let fits = weights.map(|(level, trend)| fit(level, trend));
    let Some((_, level, slope)) = fits.reduce(|best, next| if next.0 < best.0 { next } else { best }) else { return Vec::new() };
    let mut faded = 0.0;
    (0..steps)
        .map(|step| {
            faded += FADE.powi(i32::try_from(step).unwrap_or(i32::MAX) + 1);
            level + slope * faded
        })
        .collect()
}

/// What each month of the year changed in the last years, drawn towards the change of an ordinary month where years are few.
fn months(values: &[f64], start: Month, steps: usize, share: f64) -> Vec<f64> {
    let from = values.len().saturating_sub(YEARS * 12 + 1);
    let changes: Vec<(usize, f64)> = values[from..]
        .windows(2)
        .enumerate()
        .map(|(place, pair)| (of_year(start, from + place + 1), pair[1] - pair[0]))
        .collect();
    // The ordinary month is the one in the middle: a cliff does not move it.
    let mut sorted: Vec<f64> = changes.iter().map(|(_, change)| *change).collect();
    sorted.sort_by(f64::total_cmp);
    let ordinary = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    let change: Vec<f64> = (0..12)
        .map(|month| {
            let own: Vec<f64> = changes.iter().filter(|(of, _)| *of == month).map(|(_, change)| *change).collect();
            let count = whole(i64::try_from(own.len()).unwrap_or(0));
            let mean = own.iter().sum::<f64>() / count.max(1.0);
            ordinary + (mean - ordinary) * count / (count + 0.5)
        })
        .collect();
    let mut at = values.last().copied().unwrap_or(0.0);
    (0..steps)
        .map(|step| {
            at = (at + share * change[of_year(start, values.len() + step)]).max(0.0);
            whole(rounded(at))
        })
        .collect()
}

/// The place in the year, 0 for January, of the month so many after the start.
fn of_year(start: Month, months: usize) -> usize {
    let number = start.plus(i32::try_from(months).unwrap_or(0)).number();
    usize::try_from(number - 1).unwrap_or(0)
}
