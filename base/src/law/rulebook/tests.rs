//! The rulebook that the program carries, and what does not load: every value and every day must decide a worked case.

use super::*;
use crate::law::embedded::FILES;
use crate::law::names::CHOICES;
use jiff::ToSpan;

#[test]
fn the_rulebook_of_the_program_passes_its_own_cases() {
    if let Err(flaws) = Rulebook::embedded() {
        panic!("{}", flaws.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
}

/// Whether a case fails; the first one is enough.
fn fails(rulebook: &Rulebook) -> bool {
    rulebook.cases.iter().any(|case| case.failure(rulebook).is_some())
}

/// A change that is small and still a rupiah of contribution.
fn step(number: i64) -> i64 {
    match number {
        0 => 10_000,
        1..=1_000 => 1,
        _ => number / 100,
    }
}

/// Every way in which one value can be a little different.
fn changes(id: &str, value: &Value) -> Vec<Value> {
    let more = |ratio: Ratio| Ratio::of_percent(&(ratio.percent() + rust_decimal::Decimal::ONE).to_string()).unwrap();
    match value {
        Value::Percent(ratio) => vec![Value::Percent(more(*ratio))],
        Value::Rupiah(amount) => vec![Value::Rupiah(amount + step(*amount)), Value::Rupiah(amount - step(*amount))],
        Value::Count(count) => vec![Value::Count(count + 1), Value::Count((count - 1).max(0))],
        Value::Switch(on) => vec![Value::Switch(!on)],
        Value::Choice(word) => {
            let words = CHOICES.iter().find(|(known, _)| *known == id).unwrap().1;
            words.iter().filter(|other| *other != word).map(|other| Value::Choice((*other).to_owned())).collect()
        }
        Value::Programmes(set) => crate::vocabulary::Programme::ALL
            .into_iter()
            .filter(|programme| set.has(*programme))
            .map(|programme| {
                let mut one = ProgrammeSet::default();
                one.add(programme);
                Value::Programmes(set.without(one))
            })
            .collect(),
        Value::Slices(slices) => (0..slices.len())
            .flat_map(|place| {
                let (mut border, mut share) = (slices.clone(), slices.clone());
                border[place].0 += step(border[place].0);
                share[place].1 = more(share[place].1);
                // Where two slices have one rate, the border between them decides nothing.
                let decides = place == 0 || slices[place].1 != slices[place - 1].1;
                [decides.then_some(Value::Slices(border)), Some(Value::Slices(share))].into_iter().flatten()
            })
            .collect(),
        Value::Pairs(pairs) => (0..pairs.len())
            .flat_map(|place| {
                let (mut first, mut second) = (pairs.clone(), pairs.clone());
                first[place].0 += 1;
                second[place].1 += 100;
                // The only package before 2023 holds for every length of contract.
                let decides = !(id == "pmi.packages.during_after" && pairs.len() == 1) && (place > 0 || pairs[0].0 > 0);
                [decides.then_some(Value::Pairs(first)), Some(Value::Pairs(second))].into_iter().flatten()
            })
            .collect(),
        Value::Amounts(amounts) => (0..amounts.len())
            .map(|place| {
                let mut other = amounts.clone();
                other[place] += 1;
                Value::Amounts(other)
            })
            .collect(),
    }
}

#[test]
fn every_value_of_the_rulebook_decides_a_case() {
    let rulebook = Rulebook::embedded().unwrap();
    let mut idle = Vec::new();
    for parameter in rulebook.parameters() {
        for place in 0..parameter.values.len() {
            for changed in changes(&parameter.id, &parameter.values[place].value) {
                let mut other = rulebook.clone();
                let told = format!("{} from {}: {:?}", parameter.id, parameter.values[place].from, changed);
                other.values_mut(&parameter.id)[place].value = changed;
                if !fails(&other) {
                    idle.push(told);
                }
            }
        }
    }
    assert!(idle.is_empty(), "no case sees these changes:\n{}", idle.join("\n"));
}

/// Where one value gives way to another, ends, or begins as a relief, moved by a month to both sides. The first day of
/// what simply begins with the rulebook decides nothing but which earlier month is refused.
fn moved_days(parameter: &Parameter) -> Vec<(String, Vec<Dated>)> {
    let values = &parameter.values;
    let mut moved = Vec::new();
    let mut borders: Vec<Date> = values.iter().flat_map(|dated| [Some(dated.from), dated.until]).flatten().collect();
    borders.dedup();
    for border in borders {
        let before = values.iter().find(|dated| dated.until == Some(border)).map(|dated| &dated.value);
        let after = values.iter().find(|dated| dated.from == border).map(|dated| &dated.value);
        // Where the same value goes on under another regulation, the day decides no amount.
        if before == after || (border == values[0].from && !parameter.id.contains("relief")) {
            continue;
        }
        for months in [-1, 1] {
            let to = border.saturating_add(months.months());
            let mut other = values.clone();
            for dated in &mut other {
                dated.from = if dated.from == border { to } else { dated.from };
                dated.until = if dated.until == Some(border) { Some(to) } else { dated.until };
            }
            moved.push((format!("{}: {border} moved to {to}", parameter.id), other));
        }
    }
    moved
}

#[test]
fn the_first_and_last_day_of_every_value_decide_a_case() {
    let rulebook = Rulebook::embedded().unwrap();
    let mut idle = Vec::new();
    // Whether the relief of 2026 reaches a fund is only asked inside the relief, and a cap only where the floor is known.
    let alone = |parameter: &&Parameter| !parameter.id.starts_with("bpu.funds") && parameter.id != "jp.benefits.most";
    for parameter in rulebook.parameters().filter(alone) {
        for (told, values) in moved_days(parameter) {
            let mut other = rulebook.clone();
            *other.values_mut(&parameter.id) = values;
            if !fails(&other) {
                idle.push(told);
            }
        }
    }
    assert!(idle.is_empty(), "no case sees these days:\n{}", idle.join("\n"));
}

fn with(path: &str, from: &str, to: &str) -> Result<Rulebook, RulebookFlaws> {
    let files: Vec<(String, String)> = FILES
        .iter()
        .map(|(name, text)| {
            let text = if *name == path { text.replacen(from, to, 1) } else { (*text).to_owned() };
            assert!(*name != path || text != FILES.iter().find(|(other, _)| *other == path).unwrap().1, "{from} is not there");
            ((*name).to_owned(), text)
        })
        .collect();
    Rulebook::parse(&files)
}

#[test]
fn a_rulebook_with_a_failing_case_does_not_load_and_names_it() {
    let flaws = with("jkk/pu.toml", "value = \"0.24\"", "value = \"0.25\"").unwrap_err();
    assert!(flaws.to_string().contains("kelompok 1 pada upah"), "{flaws}");
}

#[test]
fn a_value_without_an_article_or_with_an_unknown_source_does_not_load() {
    let flaws = with("jkk/pu.toml", "article = \"Pasal 16 ayat (1) huruf a\"", "article = \"\"").unwrap_err();
    assert!(flaws.to_string().contains("cites no regulation and article"), "{flaws}");
    let flaws = with("jkk/pu.toml", "regulation = \"PP 44/2015\"", "regulation = \"PP 44/2051\"").unwrap_err();
    assert!(flaws.to_string().contains("sources.toml does not have"), "{flaws}");
}

#[test]
fn overlapping_days_misspelt_names_and_floats_do_not_load() {
    for (from, to, told) in [
        ("until = 2025-08-01", "until = 2025-09-01", "overlap"),
        ("[group_1]", "[grup_1]", "jkk.pu.group_1 is missing"),
        ("value = \"0.24\"", "value = 0.24", "has not the form of its unit"),
        ("unit = \"percent\"", "unit = \"rupiah\"", "has not the form of its unit"),
    ] {
        let flaws = with("jkk/pu.toml", from, to).map(|_| ()).unwrap_err();
        assert!(flaws.to_string().contains(told), "{from}: {flaws}");
    }
}
