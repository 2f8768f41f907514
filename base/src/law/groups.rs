//! Groups of workers and the people whom other funds insure: `rulebook/groups.toml`, matched against cells and titles.

use super::RulebookFlaw;
use crate::handover::Channel;
use crate::vocabulary::Segment;
use serde::Deserialize;

const EMBEDDED: &str = include_str!("../../../rulebook/groups.toml");

/// The groups of the rulebook, in the order in which they are tried.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Groups {
    excluded: Vec<Excluded>,
    group: Vec<Group>,
}

/// A group of workers ("ekosistem").
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The code in tables and URLs.
    pub code: String,
    /// The segment its members belong to when a list does not say.
    pub segment: Segment,
    /// Whether a list that is called after the group holds people of one employer, whatever each of them does there.
    #[serde(default)]
    pub staff: bool,
    /// The Indonesian name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// Who has to act for its members: government, funded or self_paying. Workers of employers and projects are told by their
    /// segment, renewals by the register.
    pub channel: Channel,
    /// The JKK risk group of the activity, 1 to 5.
    pub jkk_group: u8,
    /// Whether annex I of PP 44/2015 lists the activity; else the risk group is our judgement.
    pub jkk_listed: bool,
    words: Vec<String>,
}

/// People outside every denominator, because another fund insures them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    /// The code in tables.
    pub code: String,
    words: Vec<String>,
    not: Vec<String>,
    /// The regulation.
    pub source: String,
}

impl Groups {
    /// The groups of the embedded rulebook.
    pub fn embedded() -> Result<Self, RulebookFlaw> {
        Self::parse(EMBEDDED)
    }

    /// Reads `groups.toml`.
    pub fn parse(text: &str) -> Result<Self, RulebookFlaw> {
        toml::from_str(text).map_err(RulebookFlaw::NotToml)
    }

    /// The group with a code.
    pub fn get(&self, code: &str) -> Option<&Group> {
        self.group.iter().find(|group| group.code == code)
    }

    /// Every group in order.
    pub fn iter(&self) -> impl Iterator<Item = &Group> {
        self.group.iter()
    }

    /// The first group that has a word of the text: an occupation, a position or a title of a list.
    pub fn of_text(&self, text: &str) -> Option<&Group> {
        let text = padded(text);
        self.group.iter().find(|group| group.words.iter().any(|word| has_word(&text, word)))
    }

    /// The fund's people that the text names, unless it says otherwise ("non ASN").
    pub fn exclusion_of(&self, text: &str) -> Option<&Excluded> {
        let text = padded(text);
        self.excluded.iter().find(|excluded| {
            excluded.words.iter().any(|word| has_word(&text, word)) && !excluded.not.iter().any(|word| has_word(&text, word))
        })
    }
}

/// Small letters, single blanks, and a blank at both ends, so that whole words can be found by substring.
fn padded(text: &str) -> String {
    let mut padded = String::with_capacity(text.len() + 2);
    padded.push(' ');
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() || character == '/' || character == '-' {
            padded.push(character);
        } else if !padded.ends_with(' ') {
            padded.push(' ');
        }
    }
    if !padded.ends_with(' ') {
        padded.push(' ');
    }
    padded
}

fn has_word(padded: &str, word: &str) -> bool {
    padded.match_indices(word).any(|(start, _)| {
        let before = padded[..start].chars().next_back();
        let after = padded[start + word.len()..].chars().next();
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        edge(before) && edge(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occupations_and_titles_find_their_group() {
        let groups = Groups::embedded().unwrap();
        let code = |text: &str| groups.of_text(text).map(|group| group.code.as_str());
        assert_eq!(code("Petani/Pekebun"), Some("farmer"));
        assert_eq!(code("DAFTAR PEKERJA RENTAN KECAMATAN TAMALATE"), Some("vulnerable"));
        assert_eq!(code("Ketua BPD"), Some("bpd"));
        assert_eq!(code("Tenaga Non ASN Dinas Kesehatan"), Some("non_asn"));
        assert_eq!(code("Bentor"), Some("driver"));
        assert_eq!(code("Artis"), None);
    }

    #[test]
    fn civil_servants_are_excluded_but_non_civil_servants_are_not() {
        let groups = Groups::embedded().unwrap();
        let code = |text: &str| groups.exclusion_of(text).map(|excluded| excluded.code.as_str());
        assert_eq!(code("PNS"), Some("pns"));
        assert_eq!(code("PPPK"), Some("pppk"));
        assert_eq!(code("PPPK Paruh Waktu"), None);
        assert_eq!(code("Non ASN"), None);
        assert_eq!(code("Tenaga Kontrak"), None);
    }
}
