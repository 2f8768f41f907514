//! Laws of the whole: what must hold for every wage, month and set of options, whatever the rates are.

use super::{Amounts, Column, EmployerSize, Figures, Formula, Formulas, Fund, Occupation, Options, Side, Terms};
use crate::law::Rulebook;
use crate::vocabulary::{Month, ProgrammeSet, Segment};
use proptest::prelude::*;
use std::sync::LazyLock;

static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::embedded().unwrap());

fn month() -> impl Strategy<Value = Month> {
    (0..137_i32).prop_map(|later| Month::parse("2015-07").unwrap().plus(later))
}

fn wage_earner() -> impl Strategy<Value = Options> {
    let size = prop::option::of(prop::sample::select(EmployerSize::ALL.to_vec()));
    (month(), 1..=5_u8, size, any::<bool>()).prop_map(|(month, group, employer_size, labour_intensive)| Options {
        risk_group: Some(group),
        employer_size,
        labour_intensive,
        ..Options::new(Segment::Pu, month)
    })
}

fn due(options: &Options, figures: &Figures) -> Amounts {
    Terms::of(&RULEBOOK, options).unwrap().assess(figures).unwrap()
}

fn wage(wage: i64) -> Figures {
    Figures { wage: Some(wage), ..Figures::default() }
}

fn contract(value: i64) -> Figures {
    Figures { contract_value: Some(value), ..Figures::default() }
}

proptest! {
    #[test]
    fn a_higher_wage_never_lowers_a_contribution(options in wage_earner(), low in 1..40_000_000_i64, more in 0..40_000_000_i64) {
        let (less, more) = (due(&options, &wage(low)), due(&options, &wage(low + more)));
        for column in Column::ALL {
            prop_assert!(less.of(column) <= more.of(column), "{column:?}");
        }
    }

    #[test]
    fn a_million_more_below_every_ceiling_raises_every_programme_that_is_paid(options in wage_earner(), low in 1..3_900_000_i64) {
        let (less, more) = (due(&options, &wage(low)), due(&options, &wage(low + 1_000_000)));
        for column in Column::ALL.into_iter().filter(|column| more.of(*column) > 0) {
            prop_assert!(less.of(column) < more.of(column), "{column:?}");
        }
    }

    #[test]
    fn what_the_sides_pay_is_what_the_programmes_cost(options in wage_earner(), amount in 1..90_000_000_i64) {
        let due = due(&options, &wage(amount));
        prop_assert_eq!(due.sum(), Column::ALL.iter().map(|column| due.of(*column)).sum::<i64>());
        prop_assert_eq!(due.sum(), Side::ALL.iter().map(|side| due.total(*side)).sum::<i64>());
    }

    #[test]
    fn what_a_member_without_a_wage_costs_turns_on_the_payer_only_inside_the_relief(month in month(), base in 1_000_000..20_700_000_i64) {
        let figures = Figures { base: Some(base), ..Figures::default() };
        let of = |payer| due(&Options { payer, ..Options::new(Segment::Bpu, month) }, &figures).sum();
        let whole = of(Fund::Apbd);
        let inside = month >= Month::parse("2026-04").unwrap() && month <= Month::parse("2026-12").unwrap();
        for payer in Fund::ALL {
            let halved = inside && !matches!(payer, Fund::Apbn | Fund::Apbd);
            // JKK is halved and rounded by itself, so that twice the half may miss the whole by a rupiah.
            let apart = if halved { 2 * of(payer) - whole } else { of(payer) - whole };
            prop_assert!(apart.abs() <= i64::from(halved), "{payer:?} {} {whole}", of(payer));
        }
    }

    #[test]
    fn slices_of_a_contract_are_continuous(month in month(), border in prop::sample::select(vec![100_000_000_i64, 500_000_000, 1_000_000_000, 5_000_000_000]), step in 1..1_000_i64) {
        let options = Options::new(Segment::Jakon, month);
        let (below, at, above) = (due(&options, &contract(border - step)), due(&options, &contract(border)), due(&options, &contract(border + step)));
        for column in [Column::Jkk, Column::Jkm] {
            // A thousand rupiah of contract are at most 2.1 rupiah of JKK, and one for rounding.
            prop_assert!((0..=4).contains(&(at.of(column) - below.of(column))));
            prop_assert!((0..=4).contains(&(above.of(column) - at.of(column))));
        }
    }

    #[test]
    fn the_quick_formula_and_the_terms_agree(options in wage_earner(), amount in 1..30_000_000_000_i64) {
        let terms = Terms::of(&RULEBOOK, &options).unwrap();
        if let Some(quick) = terms.formula().unwrap().assess(amount) {
            prop_assert_eq!(quick, terms.assess(&wage(amount)).unwrap());
        } else {
            prop_assert!(amount > Formula::LARGEST_WAGE);
        }
    }

    #[test]
    fn a_column_of_rows_by_their_formulas_is_what_each_row_comes_to(rows in prop::collection::vec((wage_earner(), 1..30_000_000_000_i64), 1..20)) {
        let mut formulas = Formulas::default();
        let (mut which, mut wages) = (Vec::new(), Vec::new());
        for (options, amount) in &rows {
            let formula = Terms::of(&RULEBOOK, options).unwrap().formula().unwrap();
            let quick = Formula::is_quick(*amount);
            which.push(if quick { formulas.add(&formula) } else { 0 });
            wages.push(if quick { amount.unsigned_abs() } else { 0 });
        }
        let columns = formulas.assess(&which, &wages);
        for (row, (options, amount)) in rows.iter().enumerate() {
            let line: Vec<i64> = columns.iter().map(|column| column[row]).collect();
            let wanted = if which[row] == 0 { vec![0; 10] } else { due(options, &wage(*amount)).line()[..10].to_vec() };
            prop_assert_eq!(line, wanted);
        }
    }

    #[test]
    fn the_working_adds_up_to_the_answer_and_every_line_has_an_article(options in wage_earner(), amount in 1..90_000_000_i64) {
        let terms = Terms::of(&RULEBOOK, &options).unwrap();
        let lines = terms.working(&wage(amount)).unwrap();
        prop_assert_eq!(lines.iter().map(|line| line.amount.0).sum::<i64>(), terms.assess(&wage(amount)).unwrap().sum());
        for line in lines {
            prop_assert!(!line.grounds.is_empty() && line.grounds.iter().all(|ground| !ground.citation.trim().is_empty()));
        }
    }
}

#[test]
fn the_largest_wage_and_contract_there_can_be_never_wrap() {
    let options = Options { risk_group: Some(5), ..Options::new(Segment::Pu, Month::parse("2025-03").unwrap()) };
    let terms = Terms::of(&RULEBOOK, &options).unwrap();
    assert_eq!(terms.assess(&wage(i64::MAX)).unwrap().of(Column::JhtEmployer), 341_264_765_363_626_705);
    let slices = Terms::of(&RULEBOOK, &Options::new(Segment::Jakon, Month::parse("2025-03").unwrap())).unwrap();
    // 0.09 % of what lies above five thousand million, and 5,940,000 for what lies below.
    assert_eq!(slices.assess(&contract(i64::MAX)).unwrap().of(Column::Jkk), 8_301_034_834_609_298);
}

#[test]
fn drivers_and_others_have_their_own_windows_in_2026() {
    let of = |month: &str, occupation| {
        let options = Options { occupation, ..Options::new(Segment::Bpu, Month::parse(month).unwrap()) };
        due(&options, &Figures { base: Some(1_000_000), ..Figures::default() }).sum()
    };
    let year = |occupation| ["2025-12", "2026-01", "2026-04", "2026-12", "2027-01", "2027-04"].map(|month| of(month, occupation));
    assert_eq!(year(Occupation::Transport), [16_800, 8_400, 8_400, 8_400, 8_400, 16_800]);
    assert_eq!(year(Occupation::Other), [16_800, 16_800, 8_400, 8_400, 16_800, 16_800]);
}

#[test]
fn a_budget_of_vulnerable_workers_is_the_reported_sum() {
    // Sumenep 2,274 × 12 months, Penajam 5,000 × 12, Lombok Timur 12,698 × 9, as the press reported them.
    let options = Options { payer: Fund::Apbd, ..Options::new(Segment::Bpu, Month::parse("2024-06").unwrap()) };
    let one = due(&options, &Figures { base: Some(1_000_000), ..Figures::default() }).sum();
    assert_eq!([one * 2_274 * 12, one * 5_000 * 12, one * 12_698 * 9], [458_438_400, 1_008_000_000, 1_919_937_600]);
}

#[test]
fn programmes_are_read_in_any_order_and_nothing_else_is() {
    assert_eq!(ProgrammeSet::parse("jht; JKK").unwrap().to_string(), "jkk;jht");
    assert_eq!(ProgrammeSet::parse("jkk;jkn"), None);
}
