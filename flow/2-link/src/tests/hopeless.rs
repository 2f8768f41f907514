//! What is thrown away before names are compared: only what no name could save.

use super::model;
use crate::engine::levels;
use crate::model::{ColumnType, Model};
use crate::parameters::{Parameters, RuleParameters};
use crate::relate::Relate;
use proptest::prelude::*;

/// A comparison of names whose first level has an exception, which only the names themselves can show.
const EXCEPT: &str = r#"
name = "except"
version = 1
[[column]]
name = "nama"
type = "name"
[[column]]
name = "desa"
type = "text"
[[comparison]]
name = "nama"
levels = [
    { name = "none", when = "missing(nama) and not missing(desa) and not shares(nama, 2)" },
    { name = "same", when = "same(nama)" },
]
[[comparison]]
name = "desa"
levels = [{ name = "missing", when = "missing(desa)" }, { name = "same", when = "same(desa)" }]
[[rule]]
name = "desa"
same = ["desa"]
"#;

/// Shares that a list could teach, drawn by chance.
fn shares(model: &Model, mut draw: impl FnMut() -> f64) -> Parameters {
    let mut parameters = Parameters::empty(model);
    let mut of = |levels: usize| -> Vec<f64> { (0..levels).map(|_| draw()).collect() };
    let widths: Vec<usize> = model.comparisons.iter().map(|comparison| comparison.levels.len()).collect();
    let states = |comparison: usize| parameters.given[comparison].iter().map(|other| widths[*other]).product::<usize>();
    let classes = 1 + model.lookalikes.len();
    let different = (0..widths.len()).map(|comparison| of(widths[comparison] * states(comparison))).collect();
    parameters.classes = (0..classes).map(|_| widths.iter().map(|width| of(*width)).collect()).collect();
    parameters.rules = vec![RuleParameters {
        classes: of(classes).into_iter().map(|share| share / (classes + 1) as f64).collect(),
        different,
        seen: (0..classes).map(|_| of(widths.len())).collect(),
        lift: of(classes),
    }];
    parameters
}

/// The facts that are known before names are compared.
fn quick(model: &Model) -> u64 {
    let is_quick = |bit: &usize| {
        let fact = &model.facts.0[*bit];
        model.columns[fact.column].kind != ColumnType::Name || fact.ask == crate::fact::Ask::Missing
    };
    (0..model.facts.0.len()).filter(is_quick).fold(0, |mask, bit| mask | 1 << bit)
}

proptest! {
    #[test]
    fn no_pair_is_more_probable_than_it_was_said_to_be_at_most(
        which in 0_usize..3,
        word in any::<u64>(),
        draws in proptest::collection::vec(1e-6_f64..1.0, 1..200),
    ) {
        let text = [EXCEPT, crate::model::BUILT_IN[0].1, crate::model::BUILT_IN[1].1][which];
        let model = model(text);
        let word = word & ((1 << model.facts.0.len()) - 1);
        let mut drawn = draws.iter().cycle();
        let parameters = shares(&model, || drawn.next().copied().unwrap_or(0.5));
        let at_most = parameters.at_most(0, &levels(&model, word & quick(&model)), &Relate::decided_by_quick_facts(&model));
        let probability = parameters.probability(0, &levels(&model, word));
        prop_assert!(probability <= at_most.max(1e-9) + 1e-9, "{} can be {probability}, at most {at_most} was said", model.name);
    }
}
