//! What has been learned, as a table that people can read and next month's run can use again:
//! the part `[learned]` of a model file, with the names of the model instead of places.

use crate::model::{Model, ModelFlaw};
use crate::parameters::{Parameters, RuleParameters, Shares};
use crate::rivals::Rivals;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Level → share.
type Levels = BTreeMap<String, f64>;
/// Comparison → level → share.
type Compared = BTreeMap<String, Levels>;

/// What has been learned, by name.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    /// What matches look like.
    matches: Compared,
    /// What each lookalike looks like.
    lookalikes: BTreeMap<String, Compared>,
    /// What random pairs look like.
    random: Compared,
    /// How often matches have no rival, one, two.
    rivals: [f64; 3],
    /// What each rule finds.
    rules: BTreeMap<String, OfRule>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct OfRule {
    /// The share of matches, then of each lookalike.
    classes: Vec<f64>,
    /// How often its other pairs have no rival, one, two.
    rivals: [f64; 3],
    /// For each class, the share of each comparison's levels that the rule can see.
    seen: Vec<BTreeMap<String, f64>>,
    /// For each class, by how much earlier rules have thinned it out.
    #[serde(default)]
    lift: Vec<f64>,
    /// What its other pairs look like: comparison → state of those that it hangs on → level → share.
    different: BTreeMap<String, BTreeMap<String, Levels>>,
}

/// What was learned elsewhere, by name: it speaks where the lists of a run are too small to speak for themselves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedPrior {
    matches: Compared,
    random: Compared,
    #[serde(default)]
    lookalikes: BTreeMap<String, Compared>,
    /// Comparison → state of those that it hangs on → level → share, among different people.
    #[serde(default)]
    given: BTreeMap<String, Compared>,
    /// For each rule the share of matches.
    shares: Levels,
}

/// The same in the places of a model.
#[derive(Clone, Debug)]
pub struct Prior {
    /// What matches look like, then each lookalike.
    pub(crate) classes: Vec<Shares>,
    /// What random pairs look like.
    pub(crate) random: Shares,
    /// For each comparison that hangs on others, what different people look like in each state of those.
    pub(crate) given: Vec<Option<Vec<f64>>>,
    /// For each rule the share of matches.
    pub(crate) shares: Vec<f64>,
}

impl SavedPrior {
    /// Puts it in the places of a model.
    ///
    /// # Errors
    /// It lacks something of the model.
    pub(crate) fn prior(&self, model: &Model) -> Result<Prior, ModelFlaw> {
        let lacks = |what: &str| ModelFlaw::of("model-prior", &[("model", &model.name), ("what", &what)]);
        let shares = |known: &Compared| -> Result<Shares, ModelFlaw> {
            let named = model.comparisons.iter().map(|comparison| {
                let of = known.get(&comparison.name).ok_or_else(|| lacks(&comparison.name))?;
                let levels = comparison.levels.iter();
                levels.map(|level| of.get(&level.name).copied().ok_or_else(|| lacks(&level.name))).collect()
            });
            named.collect()
        };
        let mut classes = vec![shares(&self.matches)?];
        for lookalike in &model.lookalikes {
            classes.push(shares(self.lookalikes.get(&lookalike.name).ok_or_else(|| lacks(&lookalike.name))?)?);
        }
        let given = model.comparisons.iter().map(|comparison| -> Result<Option<Vec<f64>>, ModelFlaw> {
            let Some(known) = self.given.get(&comparison.name) else { return Ok(None) };
            let states: usize = comparison.given.iter().map(|other| model.comparisons[*other].levels.len()).product();
            let mut shares = Vec::with_capacity(states * comparison.levels.len());
            for state in 0..states {
                let name = state_name(model, &comparison.given, state);
                let of = known.get(&name).ok_or_else(|| lacks(&name))?;
                for level in &comparison.levels {
                    shares.push(of.get(&level.name).copied().ok_or_else(|| lacks(&level.name))?);
                }
            }
            Ok(Some(shares))
        });
        let given = given.collect::<Result<_, _>>()?;
        let of_rules = model.rules.iter().map(|rule| self.shares.get(&rule.name).copied().ok_or_else(|| lacks(&rule.name)));
        Ok(Prior { classes, random: shares(&self.random)?, given, shares: of_rules.collect::<Result<_, _>>()? })
    }
}

/// The state of a comparison that hangs on no other.
const ANY: &str = "any";

impl Learned {
    /// Names what has been learned.
    pub fn of(model: &Model, parameters: &Parameters) -> Self {
        let compared = |shares: &Shares| -> Compared {
            let named = model.comparisons.iter().zip(shares);
            named.map(|(comparison, shares)| (comparison.name.clone(), levels(model, &comparison.name, shares))).collect()
        };
        let mut classes = parameters.classes.iter();
        let matches = classes.next().map(compared).unwrap_or_default();
        let lookalikes = model.lookalikes.iter().zip(classes).map(|(of, shares)| (of.name.clone(), compared(shares))).collect();
        let rules = model.rules.iter().zip(&parameters.rules).enumerate().map(|(place, (rule, known))| {
            let seen = known.seen.iter().map(|seen| {
                model.comparisons.iter().zip(seen).map(|(comparison, seen)| (comparison.name.clone(), *seen)).collect()
            });
            let different = model.comparisons.iter().zip(&known.different).map(|(comparison, shares)| {
                let states = shares.chunks_exact(comparison.levels.len()).enumerate();
                let named = states.map(|(state, shares)| {
                    (state_name(model, &comparison.given, state), levels(model, &comparison.name, shares))
                });
                (comparison.name.clone(), named.collect())
            });
            let rivals = parameters.rivals.different.get(place).copied().unwrap_or([1.0 / 3.0; 3]);
            let of_rule = OfRule {
                classes: known.classes.clone(),
                rivals,
                seen: seen.collect(),
                lift: known.lift.clone(),
                different: different.collect(),
            };
            (rule.name.clone(), of_rule)
        });
        Self {
            matches,
            lookalikes,
            random: compared(&parameters.random),
            rivals: parameters.rivals.matches,
            rules: rules.collect(),
        }
    }

    /// Puts it back in the places of a model.
    ///
    /// # Errors
    /// It was learned with another model.
    pub fn parameters(&self, model: &Model) -> Result<Parameters, ModelFlaw> {
        let lacks = |what: &str| ModelFlaw::of("model-learned", &[("model", &model.name), ("what", &what)]);
        let of_levels = |comparison: usize, known: Option<&Levels>, what: &str| -> Result<Vec<f64>, ModelFlaw> {
            let known = known.ok_or_else(|| lacks(what))?;
            let levels = &model.comparisons[comparison].levels;
            levels
                .iter()
                .map(|level| known.get(&level.name).copied().ok_or_else(|| lacks(&format!("{what} {}", level.name))))
                .collect()
        };
        let shares = |known: &Compared, what: &str| -> Result<Shares, ModelFlaw> {
            let named = model.comparisons.iter().enumerate();
            named
                .map(|(place, comparison)| of_levels(place, known.get(&comparison.name), &format!("{what} {}", comparison.name)))
                .collect()
        };
        let mut classes = vec![shares(&self.matches, "matches")?];
        for lookalike in &model.lookalikes {
            let known = self.lookalikes.get(&lookalike.name).ok_or_else(|| lacks(&lookalike.name))?;
            classes.push(shares(known, &lookalike.name)?);
        }
        let mut rules = Vec::new();
        let mut rivals = Rivals { matches: self.rivals, different: Vec::new() };
        for rule in &model.rules {
            let known = self.rules.get(&rule.name).ok_or_else(|| lacks(&rule.name))?;
            if known.classes.len() != classes.len() || known.seen.len() != classes.len() {
                return Err(lacks(&format!("classes of rule {}", rule.name)));
            }
            let mut different = Vec::new();
            for (place, comparison) in model.comparisons.iter().enumerate() {
                let states: usize = comparison.given.iter().map(|other| model.comparisons[*other].levels.len()).product();
                let known = known.different.get(&comparison.name).ok_or_else(|| lacks(&comparison.name))?;
                let mut of_states = Vec::new();
                for state in 0..states {
                    let name = state_name(model, &comparison.given, state);
                    of_states.extend(of_levels(place, known.get(&name), &format!("{} {name}", comparison.name))?);
                }
                different.push(of_states);
            }
            let seen: Result<Vec<Vec<f64>>, ModelFlaw> = known
                .seen
                .iter()
                .map(|seen| {
                    let named = model.comparisons.iter();
                    named.map(|comparison| seen.get(&comparison.name).copied().ok_or_else(|| lacks(&comparison.name))).collect()
                })
                .collect();
            rivals.different.push(known.rivals);
            let lift = if known.lift.is_empty() { vec![1.0; classes.len()] } else { known.lift.clone() };
            if lift.len() != classes.len() {
                return Err(lacks(&format!("classes of rule {}", rule.name)));
            }
            rules.push(RuleParameters { classes: known.classes.clone(), different, seen: seen?, lift });
        }
        Ok(Parameters { classes, random: shares(&self.random, "random")?, rules, rivals, ..Parameters::empty(model) })
    }
}

fn levels(model: &Model, comparison: &str, shares: &[f64]) -> Levels {
    let of = model.comparisons.iter().find(|known| known.name == comparison);
    let names = of.map(|comparison| comparison.levels.iter()).into_iter().flatten();
    names.zip(shares).map(|(level, share)| (level.name.clone(), *share)).collect()
}

/// The levels of the comparisons that another hangs on, by name.
fn state_name(model: &Model, given: &[usize], state: usize) -> String {
    let mut rest = state;
    let mut parts = Vec::new();
    for other in given.iter().rev() {
        let comparison = &model.comparisons[*other];
        parts.push(format!("{}={}", comparison.name, comparison.levels[rest % comparison.levels.len()].name));
        rest /= comparison.levels.len();
    }
    parts.reverse();
    if parts.is_empty() { ANY.to_owned() } else { parts.join(" ") }
}
