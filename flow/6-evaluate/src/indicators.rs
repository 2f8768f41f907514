//! Indicators of monitoring and evaluation, as data: an office adds one by a file, not by code.

use base::handover::Dimension;
use base::vocabulary::Percent;
use serde::Deserialize;

/// What is wrong with a file of indicators.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndicatorFlaw {
    /// It is no TOML of the known form.
    #[error("{0}")]
    NotToml(String),
    /// Two indicators have one code.
    #[error("the code {0} stands twice")]
    Twice(String),
    /// A cut that coverage does not know.
    #[error("{code}: {cut} is no cut; write a dimension and a word, such as group:non_asn")]
    UnknownCut {
        /// The indicator.
        code: String,
        /// What stands there.
        cut: String,
    },
    /// It is counted from lists and entered by hand at once.
    #[error("{0}: either a cut of coverage or by_hand")]
    Both(String),
    /// A share that is none, or legends that do not rise.
    #[error("{0}: its legend must rise, with shares such as 62.93")]
    Legend(String),
}

/// From which share on a word holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegendStep {
    /// The share.
    pub from: Percent,
    /// The word, in Indonesian.
    pub word: String,
    /// The word, in English.
    pub word_en: String,
}

/// What an office counts by itself and enters, because no list tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByHand {
    /// What is counted, in Indonesian.
    pub numerator: String,
    /// What is counted, in English.
    pub numerator_en: String,
    /// Among what, in Indonesian.
    pub denominator: String,
    /// Among what, in English.
    pub denominator_en: String,
    /// The unit of both: `rupiah`, `proyek`, `badan usaha`.
    pub unit: String,
}

/// One thing that a scorecard counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// The code in files and addresses.
    pub code: String,
    /// The name, in Indonesian.
    pub name: String,
    /// The name, in English.
    pub name_en: String,
    /// Of whom coverage is counted: a dimension and its word; none for everybody.
    pub cut: Option<(Dimension, String)>,
    /// How it is entered, where no list tells it; none where it is counted.
    pub by_hand: Option<ByHand>,
    /// Who answers for it.
    pub addressee: String,
    /// The rule behind it.
    pub basis: String,
    /// Words for shares, rising.
    pub legend: Vec<LegendStep>,
}

impl Indicator {
    /// The word for a share; none below the first step.
    pub fn word_for(&self, rate: Percent) -> Option<&LegendStep> {
        self.legend.iter().rev().find(|step| rate >= step.from)
    }
}

/// A set of indicators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indicators {
    /// In the order of the file.
    pub all: Vec<Indicator>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    indicator: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    name: String,
    name_en: String,
    #[serde(default)]
    cut: String,
    addressee: String,
    basis: String,
    #[serde(default)]
    legend: Vec<Step>,
    by_hand: Option<ByHand>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    from: String,
    word: String,
    word_en: String,
}

impl Indicators {
    /// The indicator of a code.
    pub fn get(&self, code: &str) -> Option<&Indicator> {
        self.all.iter().find(|one| one.code == code)
    }

    /// The set in the program: what the forum asks of every region (Inpres 2/2021).
    ///
    /// # Errors
    /// The embedded file is flawed, which a test excludes.
    pub fn embedded() -> Result<Self, IndicatorFlaw> {
        Self::parse(include_str!("../../../rulebook/indicators.toml"))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it first.
    pub fn parse(text: &str) -> Result<Self, IndicatorFlaw> {
        let file: File = toml::from_str(text).map_err(|flaw| IndicatorFlaw::NotToml(flaw.to_string()))?;
        let mut all: Vec<Indicator> = Vec::new();
        for entry in file.indicator {
            if all.iter().any(|other| other.code == entry.code) {
                return Err(IndicatorFlaw::Twice(entry.code));
            }
            all.push(read(entry)?);
        }
        Ok(Self { all })
    }
}

fn read(entry: Entry) -> Result<Indicator, IndicatorFlaw> {
    let unknown = || IndicatorFlaw::UnknownCut { code: entry.code.clone(), cut: entry.cut.clone() };
    let cut = match entry.cut.split_once(':') {
        None if entry.cut.is_empty() => None,
        None => return Err(unknown()),
        Some((dimension, word)) => {
            let dimension = Dimension::parse(dimension).filter(|dimension| !dimension.is_place()).ok_or_else(unknown)?;
            Some((dimension, word.to_owned()))
        }
    };
    if entry.by_hand.is_some() && cut.is_some() {
        return Err(IndicatorFlaw::Both(entry.code));
    }
    let step = |step: Step| {
        let from = Percent::parse(&step.from).ok_or_else(|| IndicatorFlaw::Legend(entry.code.clone()))?;
        Ok(LegendStep { from, word: step.word, word_en: step.word_en })
    };
    let legend: Vec<LegendStep> = entry.legend.into_iter().map(step).collect::<Result<_, _>>()?;
    if legend.windows(2).any(|pair| pair[0].from >= pair[1].from) {
        return Err(IndicatorFlaw::Legend(entry.code));
    }
    let Entry { code, name, name_en, addressee, basis, by_hand, .. } = entry;
    Ok(Indicator { code, name, name_en, cut, by_hand, addressee, basis, legend })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_in_the_program_loads_and_every_indicator_has_its_basis() {
        let set = Indicators::embedded().unwrap();
        assert!(set.all.len() >= 5);
        assert!(set.all.iter().all(|one| !one.basis.is_empty() && !one.addressee.is_empty() && !one.legend.is_empty()));
    }

    #[test]
    fn an_indicator_is_added_by_a_file_and_a_flaw_names_its_place() {
        let one = |cut: &str, from: &str| {
            format!(
                "[[indicator]]\ncode = \"x\"\nname = \"X\"\nname_en = \"X\"\ncut = \"{cut}\"\naddressee = \"bupati\"\nbasis = \"Perda\"\n\
                 legend = [{{ from = \"{from}\", word = \"cukup\", word_en = \"enough\" }}]\n"
            )
        };
        let set = Indicators::parse(&one("group:fisher", "62.93")).unwrap();
        assert_eq!(set.all[0].cut, Some((Dimension::Group, "fisher".to_owned())));
        assert_eq!(set.all[0].word_for(Percent(6_293)).map(|step| step.word.as_str()), Some("cukup"));
        assert_eq!(set.all[0].word_for(Percent(6_292)), None);
        assert!(matches!(Indicators::parse(&one("fishers", "1")), Err(IndicatorFlaw::UnknownCut { .. })));
        assert!(matches!(Indicators::parse(&one("region:73", "1")), Err(IndicatorFlaw::UnknownCut { .. })));
        assert!(matches!(Indicators::parse(&one("", "many")), Err(IndicatorFlaw::Legend(_))));
        assert!(matches!(Indicators::parse(&(one("", "1") + &one("", "1"))), Err(IndicatorFlaw::Twice(_))));
        let hand = "[indicator.by_hand]\nnumerator = \"a\"\nnumerator_en = \"a\"\ndenominator = \"b\"\ndenominator_en = \"b\"\nunit = \"proyek\"\n";
        assert_eq!(Indicators::parse(&(one("", "1") + hand)).unwrap().all[0].by_hand.as_ref().unwrap().unit, "proyek");
        assert!(matches!(Indicators::parse(&(one("group:fisher", "1") + hand)), Err(IndicatorFlaw::Both(_))));
        assert!(matches!(Indicators::parse("indicator = 1"), Err(IndicatorFlaw::NotToml(_))));
    }
}
