//! The forecast on provinces that do not exist: 24 regions of 60 months with growth, noise, short cover that lapses in January, and an
//! election.

use super::*;

/// A generator of numbers that looks random and is always the same (Marsaglia's xorshift).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

fn panel(seed: u64) -> Vec<Series> {
    let mut draw = Draw(seed * 2_654_435_761 + 88_172_645_463_325_252);
    let start = Month::parse("2021-01").unwrap();
    (0..24)
        .map(|region| {
            let size = 15_000.0 + 60_000.0 * draw.next();
            let (growth, noise) = (0.001 + 0.006 * draw.next(), 0.004 + 0.006 * draw.next());
            let late = if draw.next() < 0.6 { 0.03 + 0.09 * draw.next() } else { 0.0 };
            let (mut level, mut bought) = (size, 0.0);
            let people = (0..60)
                .map(|month| {
                    level *= 1.0 + growth + noise * draw.normal();
                    match month % 12 {
                        9 => bought = level * late * (0.7 + 0.6 * draw.next()),
                        0 => bought = 0.0,
                        _ => {}
                    }
                    let election = if (36..38).contains(&month) { 0.02 * size } else { 0.0 };
                    rounded(level + bought + election).unsigned_abs()
                })
                .collect();
            Series { name: format!("kab {region}"), first: start, people, known: Vec::new() }
        })
        .collect()
}

#[test]
fn on_the_past_it_misses_less_than_the_naive_forecasts_and_its_intervals_hold() {
    for seed in 1..=5 {
        let found = forecast(&panel(seed), 12).unwrap().back_test;
        let naive = found.naive_error.min(found.seasonal_error);
        assert!(found.mean_error <= naive, "seed {seed}: {found:?}");
        assert!((75..=85).contains(&found.inside_80), "seed {seed}: {found:?}");
        assert!(found.tried > 3_000, "{found:?}");
    }
}

#[test]
fn cover_bought_until_december_is_seen_to_lapse_in_january() {
    let panel = panel(3);
    let until_december: Vec<Series> =
        panel.iter().map(|series| Series { people: series.people[..48].to_vec(), ..series.clone() }).collect();
    let found = forecast(&until_december, 3).unwrap();
    let (mut cliffs, mut missed, mut missed_by_naive) = (0, 0, 0);
    for (series, outlook) in panel.iter().zip(&found.outlooks) {
        let (december, january) = (series.people[47], series.people[48]);
        if january * 100 >= december * 95 {
            continue;
        }
        let told = outlook.expected[0];
        assert_eq!(told.month, Month::parse("2025-01").unwrap());
        assert!(
            told.high_80.unsigned_abs() < december,
            "{}: even the upper end is below December: {told:?}, {december}",
            series.name
        );
        cliffs += 1;
        missed += told.people.unsigned_abs().abs_diff(january);
        missed_by_naive += december.abs_diff(january);
    }
    assert!(cliffs >= 8 && missed * 2 < missed_by_naive, "{cliffs} cliffs: {missed} against {missed_by_naive}");
}

#[test]
fn what_is_known_to_come_moves_the_months_from_then_on() {
    let mut panel = panel(4);
    let before = forecast(&panel, 6).unwrap();
    panel[0].known = vec![(Month::parse("2026-03").unwrap(), -1_000)];
    let after = forecast(&panel, 6).unwrap();
    let change = |step: usize| after.outlooks[0].expected[step].people - before.outlooks[0].expected[step].people;
    assert_eq!([change(0), change(1), change(2), change(5)], [0, 0, -1_000, -1_000]);
}

#[test]
fn a_chance_falls_as_the_target_rises() {
    let found = forecast(&panel(2), 12).unwrap();
    let outlook = &found.outlooks[0];
    let month = Month::parse("2026-06").unwrap();
    let middle = outlook.expected[5].people.unsigned_abs();
    let chance = |share: u64| found.chance(outlook, month, middle * share / 100).unwrap();
    assert!(chance(50) >= 95 && chance(150) <= 5, "{} {}", chance(50), chance(150));
    assert!((30..=70).contains(&chance(100)), "{}", chance(100));
}

#[test]
fn a_short_series_is_told_so_and_gets_no_forecast() {
    let mut short = panel(1);
    short.iter_mut().for_each(|series| series.people.truncate(12));
    assert!(matches!(forecast(&short, 12), Err(ForecastFlaw::TooShort { months: 12, .. })));
}
