//! Which money may lawfully enrol whom: `rulebook/funding.toml`, matched against the names of sources in budget lists.

use base::law::Confidence;
use base::law::assess::Fund as Payer;
use serde::{Deserialize, Serialize};

const EMBEDDED: &str = include_str!("../../../rulebook/funding.toml");

/// A source of money.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The code in files and plans.
    pub code: String,
    /// The name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// How budget lists name it.
    #[serde(skip_serializing)]
    pub words: Vec<String>,
    /// Whose money it is.
    pub payer: Payer,
    /// The groups that it may enrol; empty means all.
    pub groups: Vec<String>,
    /// The budget account, where one is known.
    pub account: String,
    /// The rule.
    pub basis: String,
    /// How sure we are.
    pub confidence: Confidence,
}

/// Every source of the rulebook.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    source: Vec<Source>,
}

impl Funding {
    /// The sources of the embedded rulebook.
    pub fn embedded() -> Result<Self, toml::de::Error> {
        toml::from_str(EMBEDDED)
    }

    /// Every source.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.source.iter()
    }

    /// The source with a code.
    pub fn get(&self, code: &str) -> Option<&Source> {
        self.source.iter().find(|source| source.code == code)
    }

    /// The first source that has a word of the text. None leaves the money unused: no rule says whom it may enrol.
    pub fn of_text(&self, text: &str) -> Option<&Source> {
        let words: String = text.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { ' ' }).collect();
        let padded = format!(" {} ", words.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "));
        self.source.iter().find(|source| source.words.iter().any(|word| padded.contains(&format!(" {word} "))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::law::Groups;

    #[test]
    fn a_source_is_known_by_the_words_of_budget_lists_and_an_unknown_one_stays_unknown() {
        let funding = Funding::embedded().unwrap();
        let code = |text: &str| funding.of_text(text).map(|source| source.code.as_str());
        assert_eq!(code("APBD"), Some("apbd"));
        assert_eq!(code("APBDes"), Some("apbdes"));
        assert_eq!(code("DBH Sawit"), Some("dbh_sawit"));
        assert_eq!(code("Dana CSR PT Maju"), Some("csr"));
        assert_eq!(code("Hibah luar negeri"), None);
    }

    #[test]
    fn every_group_of_a_source_is_a_group_of_the_rulebook() {
        let groups = Groups::embedded().unwrap();
        for source in Funding::embedded().unwrap().iter() {
            for code in &source.groups {
                assert!(groups.get(code).is_some(), "{} names the unknown group {code}", source.code);
            }
        }
    }
}
