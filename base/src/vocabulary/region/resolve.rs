//! One text to one place: what a name says is weighed against what a code says.
//!
//! Promise: never a guess. Whatever is not sure comes back as candidates. The names are read in `choose`, the
//! codes in `code_in_text`; a whole row of columns in `place`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::{Level, RegionCode};
use super::code_in_text::{CodeText, Meanings, take_code};
use super::normalise::{Token, key, tokens};
use super::part::parts;
use super::tree::Regions;
use super::words::{is_heading, is_junk};

/// Whose codes a column holds; a bare four-digit code means different places in the two systems.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeSystem {
    /// Codes of the Ministry of Home Affairs: 7308 is Bone.
    Kemendagri,
    /// Codes of the statistics office: 7308 is Maros.
    Bps,
    /// Not known; what differs is ambiguous.
    #[default]
    Unknown,
}

/// What is known about a text beside the text. The default knows nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hint {
    /// The level the answer must have.
    pub level: Option<Level>,
    /// The place in which the answer must lie; a place outside is never found, only a candidate.
    pub within: Option<RegionCode>,
    /// Whose codes these are.
    pub system: CodeSystem,
}

/// What led to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A Kemendagri code in force.
    Code,
    /// A code of the past, as old identity numbers carry it.
    FormerCode,
    /// A code of the statistics office.
    BpsCode,
    /// The official name.
    Name,
    /// A name in use: "Pangkep".
    Alias,
    /// A slip of the pen with one near name.
    Spelling,
    /// A name that several places bear, one of them inside the hint.
    Within,
}

impl How {
    /// The word used in files, tables and URLs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::FormerCode => "former_code",
            Self::BpsCode => "bps_code",
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Spelling => "spelling",
            Self::Within => "within",
        }
    }
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One place, sure.
    Found {
        /// The place.
        code: RegionCode,
        /// What led to it.
        how: How,
    },
    /// Several places fit equally.
    Ambiguous {
        /// All of them, in code order.
        candidates: Vec<RegionCode>,
    },
    /// No place fits.
    Unknown {
        /// Near places, best first, at most five; none for junk.
        candidates: Vec<RegionCode>,
    },
    /// The code and the name in the text mean different places.
    Contradiction {
        /// What the code says.
        by_code: RegionCode,
        /// What the name says.
        by_name: RegionCode,
    },
}

impl Resolution {
    /// The place, when it is sure.
    pub fn code(&self) -> Option<RegionCode> {
        if let Self::Found { code, .. } = self { Some(*code) } else { None }
    }
}

/// What the names in a text say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// There is no name in the text.
    Nothing,
    /// One place.
    One {
        code: RegionCode,
        how: How,
        /// The place of each part, among them the larger ones around `code`.
        chain: Vec<RegionCode>,
    },
    /// Several places fit.
    Many(Vec<RegionCode>),
    /// No place fits; near ones.
    Unknown(Vec<RegionCode>),
}

/// How many candidates an unknown text gets.
const CANDIDATES_MAX: usize = 5;

impl Regions {
    /// The place a text means: a name, a code, or both.
    pub fn resolve(&self, text: &str, hint: &Hint) -> Resolution {
        let (code, rest) = self.code_and_rest(text, hint.system);
        let words: Vec<String> = tokens(&rest).into_iter().filter_map(word).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let has_letters = rest.chars().any(char::is_alphabetic);
        let named = match has_letters && !words.is_empty() {
            false if code.is_none() => {
                return Resolution::Unknown { candidates: Vec::new() };
            }
            false => Named::Nothing,
            // "Kode Kabupaten: 7308" is a code with its heading, "Jumlah 7308" is a sum.
            true if is_heading(&words) && code.is_some() => Named::Nothing,
            true if is_heading(&words) || (is_junk(&words) && self.names.exact(&key(&words)).is_empty()) => {
                return Resolution::Unknown { candidates: Vec::new() };
            }
            true => self.named(&rest, hint),
        };
        let resolution = match code {
            None => self.by_name(named, hint),
            Some(code) => self.weighed(self.meanings(&code, hint.system), named, hint),
        };
        self.bounded(resolution, hint)
    }

    /// Takes a code out of the text, unless the digits are a year, or part of a name such as "50 Kota".
    fn code_and_rest(&self, text: &str, system: CodeSystem) -> (Option<CodeText>, String) {
        let (code, rest) = take_code(text);
        let Some(code) = code else {
            return (None, rest);
        };
        if rest.chars().any(|c| c.is_ascii_digit()) && !rest.chars().any(char::is_alphabetic) {
            // Several numbers without a word: a date, a range, a sum.
            return (None, String::new());
        }
        let has_letters = rest.chars().any(char::is_alphabetic);
        let meanings = self.meanings(&code, system);
        let nothing = meanings.places.is_empty();
        let is_year = code.digits.len() == 4 && matches!(&code.digits[..2], "19" | "20");
        if nothing && (is_year || meanings.nominal.is_none()) {
            return (None, if has_letters { rest } else { String::new() });
        }
        if code.digits.len() == 2 && has_letters {
            let whole_is_known = parts(&self.names, text).iter().all(|part| !part.hits.is_empty());
            let rest_is_known = parts(&self.names, &rest).iter().all(|part| !part.hits.is_empty());
            if whole_is_known || nothing || !rest_is_known {
                return (None, text.to_owned());
            }
        }
        (Some(code), rest)
    }

    /// What a text that is nothing but a code may mean; `None` when it holds anything else.
    pub(super) fn code_alone(&self, text: &str, system: CodeSystem) -> Option<Meanings> {
        let (code, rest) = take_code(text);
        code.filter(|_| !rest.chars().any(char::is_alphanumeric)).map(|code| self.meanings(&code, system))
    }

    /// The answer where no code stands beside the name.
    fn by_name(&self, named: Named, hint: &Hint) -> Resolution {
        match named {
            Named::Nothing => Resolution::Unknown { candidates: Vec::new() },
            Named::One { code, how, chain } => self.levelled(code, how, &chain, hint),
            Named::Many(candidates) => several(candidates),
            Named::Unknown(candidates) => unknown(candidates),
        }
    }

    /// The answer where a code stands beside the name, or alone.
    fn weighed(&self, meanings: Meanings, named: Named, hint: &Hint) -> Resolution {
        let related = |a: RegionCode, b: RegionCode| self.lies_in(a, b) || self.lies_in(b, a);
        let says = meanings.places.first().map(|(code, _)| *code).or(meanings.nominal);
        match named {
            Named::Nothing => self.by_code(&meanings, hint),
            Named::One { code: name, how, chain } => {
                let agreeing: Vec<_> = meanings.places.iter().filter(|(code, _)| related(*code, name)).collect();
                match (agreeing.as_slice(), says) {
                    ([(code, by)], _) if code.level() >= name.level() => self.levelled(*code, *by, &[*code], hint),
                    ([_], _) | ([], None) => self.levelled(name, how, &chain, hint),
                    // The statistics office may well mean the named place by this number.
                    ([], Some(_)) if meanings.doubtful => self.levelled(name, how, &chain, hint),
                    ([], Some(by_code)) => Resolution::Contradiction { by_code, by_name: name },
                    (both, _) => several(both.iter().map(|(code, _)| *code).collect()),
                }
            }
            Named::Many(names) => {
                let fits = |name: &&RegionCode| meanings.places.iter().any(|(code, _)| related(*code, **name));
                let agreeing: Vec<RegionCode> = names.iter().filter(fits).copied().collect();
                match (agreeing.as_slice(), says, names.first()) {
                    ([one], ..) => {
                        let by = meanings.places.iter().find(|(code, _)| related(*code, *one));
                        let (code, how) = by.copied().unwrap_or((*one, How::Name));
                        self.levelled(if code.level() >= one.level() { code } else { *one }, how, &[*one], hint)
                    }
                    ([], Some(by_code), Some(by_name)) => Resolution::Contradiction { by_code, by_name: *by_name },
                    ([], ..) => several(names),
                    _ => several(agreeing),
                }
            }
            Named::Unknown(near) => {
                let codes = meanings.places.iter().map(|(code, _)| *code);
                unknown(codes.chain(near).collect())
            }
        }
    }

    /// The answer where only a code stands.
    fn by_code(&self, meanings: &Meanings, hint: &Hint) -> Resolution {
        match meanings.places.as_slice() {
            [(code, how)] if !meanings.doubtful => self.levelled(*code, *how, &[*code], hint),
            [] | [_] => {
                let district = meanings.nominal.and_then(|code| code.parent()).filter(|code| code.level() == Level::Kecamatan);
                let codes = meanings.places.iter().map(|(code, _)| *code);
                unknown(codes.chain(district.filter(|code| self.is_current(*code))).collect())
            }
            both => several(both.iter().map(|(code, _)| *code).collect()),
        }
    }

    /// Brings a place to the level that is asked for; a larger place is only taken when it was named or coded.
    fn levelled(&self, code: RegionCode, how: How, chain: &[RegionCode], hint: &Hint) -> Resolution {
        let Some(level) = hint.level else {
            return Resolution::Found { code, how };
        };
        if code.level() == level {
            return Resolution::Found { code, how };
        }
        let is_coded = matches!(how, How::Code | How::FormerCode | How::BpsCode);
        match code.at(level) {
            Some(above) if is_coded || chain.contains(&above) => Resolution::Found { code: above, how },
            above => unknown(above.into_iter().collect()),
        }
    }

    /// Keeps the answer inside the place that is asked for.
    fn bounded(&self, resolution: Resolution, hint: &Hint) -> Resolution {
        match (resolution, hint.within) {
            (Resolution::Found { code, .. }, Some(within)) if !within.contains(code) => unknown(vec![code]),
            (resolution, _) => resolution,
        }
    }
}

/// The word of a token.
fn word(token: Token) -> Option<String> {
    match token {
        Token::Word(word) => Some(word),
        Token::Break => None,
    }
}

/// Several places in code order; one alone is no choice but is not sure either.
pub(super) fn several(mut candidates: Vec<RegionCode>) -> Resolution {
    candidates.sort_unstable();
    candidates.dedup();
    if candidates.len() == 1 { Resolution::Unknown { candidates } } else { Resolution::Ambiguous { candidates } }
}

/// Near places, best first, without repeats.
fn unknown(candidates: Vec<RegionCode>) -> Resolution {
    let mut kept = Vec::new();
    for code in candidates {
        if !kept.contains(&code) && kept.len() < CANDIDATES_MAX {
            kept.push(code);
        }
    }
    Resolution::Unknown { candidates: kept }
}
