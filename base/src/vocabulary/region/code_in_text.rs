//! Codes in a text: with dots, without, as a spreadsheet mangles them, and what each may mean.
//!
//! Kemendagri and BPS number the same regencies differently, so a bare four-digit number can mean two places.
//! This file lists the meanings; `resolve` decides by what stands beside the number.

use super::code::{Level, RegionCode};
use super::resolve::{CodeSystem, How};
use super::tree::Regions;

/// A number in a text that has the form of a region code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CodeText {
    /// The digits without dots.
    pub digits: String,
    /// Written with dots between the parts, so it can only be Kemendagri's.
    pub dotted: bool,
    /// A last zero may be lost: "73.1", which a spreadsheet makes of 73.10.
    pub cut: bool,
}

/// What a code may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Meanings {
    /// Each place and how the code leads to it; more than one: the number alone does not tell.
    pub places: Vec<(RegionCode, How)>,
    /// The one meaning on record may not be the only one.
    pub doubtful: bool,
    /// The code as it stands, for a report, when it means nothing.
    pub nominal: Option<RegionCode>,
}

/// Takes the first code out of a text; gives it and the text without it.
pub(super) fn take_code(text: &str) -> (Option<CodeText>, String) {
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let begins = chars[at].is_ascii_digit() && (at == 0 || !chars[at - 1].is_alphanumeric());
        if !begins {
            at += 1;
            continue;
        }
        let mut end = at;
        while end < chars.len() {
            let joins = matches!(chars[end], '.' | ',') && chars.get(end + 1).is_some_and(char::is_ascii_digit);
            if !chars[end].is_ascii_digit() && !joins {
                break;
            }
            end += 1;
        }
        if let Some((code, end)) = read_spaced(&chars, at) {
            let rest: String = chars[..at].iter().chain(&[' ']).chain(&chars[end..]).collect();
            return (Some(code), rest);
        }
        let whole = chars.get(end).is_none_or(|c| !c.is_alphanumeric());
        let run: String = chars[at..end].iter().collect();
        if whole && let Some(code) = read_run(&run.replace(',', ".")) {
            let rest: String = chars[..at].iter().chain(&[' ']).chain(&chars[end..]).collect();
            return (Some(code), rest);
        }
        at = end.max(at + 1);
    }
    (None, text.to_owned())
}

/// Reads a code with blanks, hyphens or slashes between its parts: "73 71", "73-71-05"; gives where it ends.
fn read_spaced(chars: &[char], begin: usize) -> Option<(CodeText, usize)> {
    let mut groups: Vec<String> = Vec::new();
    let mut at = begin;
    loop {
        let group: String = chars[at..].iter().take_while(|c| c.is_ascii_digit()).collect();
        at += group.len();
        groups.push(group);
        let goes_on =
            chars.get(at).is_some_and(|c| matches!(c, ' ' | '-' | '/')) && chars.get(at + 1).is_some_and(char::is_ascii_digit);
        if !goes_on {
            break;
        }
        at += 1;
    }
    let lengths: Vec<usize> = groups.iter().map(String::len).collect();
    let fits = matches!(lengths[..], [2, 2] | [2, 2, 2] | [2, 2, 2, 4] | [4, 2] | [4, 2, 4]);
    let ends = chars.get(at).is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | ','));
    (fits && ends).then(|| (CodeText { digits: groups.concat(), dotted: false, cut: false }, at))
}

/// Reads digits with dots as a code.
fn read_run(run: &str) -> Option<CodeText> {
    let mut groups: Vec<&str> = run.split('.').collect();
    let code = |dotted, cut, groups: &[&str]| Some(CodeText { digits: groups.concat(), dotted, cut });
    let plain = |digits: &str| matches!(digits.len(), 2 | 4 | 6 | 7 | 10);
    // A number that passed through a spreadsheet, "7308.0", or is padded, "73.71.00".
    while groups.len() > 1 && groups.last().is_some_and(|zeros| zeros.len() != 3 && zeros.bytes().all(|b| b == b'0')) {
        groups.pop();
    }
    match groups[..] {
        [digits] => {
            if plain(digits) {
                code(false, false, &groups)
            } else {
                None
            }
        }
        [province, one] if province.len() == 2 && one.len() == 1 => code(true, true, &groups),
        // Thousands separated: "7.308", "7.371.051.001".
        [first, ..] if first.len() != 2 && first.len() < 4 && groups[1..].iter().all(|group| group.len() == 3) => {
            if plain(&groups.concat()) { code(false, false, &groups) } else { None }
        }
        _ => {
            let lengths = groups.iter().scan(0, |sum, group| {
                *sum += group.len();
                Some(*sum)
            });
            let ends: Vec<usize> = lengths.collect();
            let inner = ends[..ends.len() - 1].iter().all(|end| matches!(end, 2 | 4 | 6));
            let whole = matches!(ends.last(), Some(4 | 6 | 10));
            if inner && whole { code(true, false, &groups) } else { None }
        }
    }
}

impl Regions {
    /// The places a code may mean.
    pub(super) fn meanings(&self, code: &CodeText, system: CodeSystem) -> Meanings {
        if code.cut {
            return self.meanings_of_cut(code);
        }
        let number: u64 = code.digits.parse().unwrap_or(0);
        let padded = || RegionCode::from_number(number).filter(|_| code.digits.len() == 10);
        let nominal = RegionCode::parse(&code.digits).ok().or_else(padded);
        let mut meanings = Meanings { nominal, ..Meanings::default() };
        let is_kemendagri = code.dotted || system != CodeSystem::Bps;
        if let Some(place) = nominal.filter(|_| is_kemendagri || code.digits.len() == 2).and_then(|code| self.kemendagri(code)) {
            meanings.places.push(place);
        }
        if code.dotted || system == CodeSystem::Kemendagri {
            return meanings;
        }
        let bps = match (code.digits.len(), system) {
            (4, _) => self.by_bps(number),
            (7, CodeSystem::Bps) => self.by_bps(number / 1_000),
            (10, _) => self.by_bps(number / 1_000_000),
            _ => None,
        };
        if let Some(regency) = bps
            && !meanings.places.iter().any(|(place, _)| regency.contains(*place))
        {
            meanings.places.push((regency, How::BpsCode));
        }
        let province = nominal.and_then(|code| code.at(Level::Provinsi));
        let clashes = matches!(code.digits.len(), 2 | 4 | 10) && province.is_some_and(|p| !self.knows_bps_of(p));
        meanings.doubtful = clashes;
        if clashes && system == CodeSystem::Bps {
            meanings.places.clear();
        }
        meanings
    }

    /// What a code of Kemendagri means today.
    fn kemendagri(&self, code: RegionCode) -> Option<(RegionCode, How)> {
        if self.is_current(code) {
            return Some((code, How::Code));
        }
        if let Some(successor) = self.successor(code) {
            return Some((successor, How::FormerCode));
        }
        // A village of a province whose villages are not on record: its district is sure.
        let district = code.parent().filter(|_| code.level() == Level::Desa)?;
        if self.is_current(district) && self.children(district).next().is_none() {
            return Some((district, How::Code));
        }
        self.successor(district).map(|successor| (successor, How::FormerCode))
    }

    /// "73.1" may be 73.01 or what is left of 73.10; neither is believed alone.
    fn meanings_of_cut(&self, code: &CodeText) -> Meanings {
        let (province, last) = code.digits.split_at(2);
        let read = [format!("{province}0{last}"), format!("{province}{last}0")];
        let places = read.iter().filter_map(|digits| RegionCode::parse(digits).ok()).filter_map(|code| self.kemendagri(code));
        Meanings { places: places.collect(), doubtful: true, nominal: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> Option<(String, bool, String)> {
        let (code, rest) = take_code(text);
        code.map(|code| (code.digits, code.dotted, rest.trim().to_owned()))
    }

    #[test]
    fn a_code_is_found_in_every_form_a_spreadsheet_gives_it() {
        for (text, digits, dotted) in [
            ("7308", "7308", false),
            ("7308.0", "7308", false),
            ("7.308", "7308", false),
            ("7.371.051.001", "7371051001", false),
            ("73.08", "7308", true),
            ("73,08", "7308", true),
            ("73.71.05.1001", "7371051001", true),
            ("'7371050", "7371050", false),
        ] {
            let (found, is_dotted, _) = taken(text).unwrap();
            assert_eq!((found.as_str(), is_dotted), (digits, dotted), "{text}");
        }
    }

    #[test]
    fn the_rest_of_the_text_stays() {
        assert_eq!(taken("KAB BONE (7308)").unwrap().2, "KAB BONE ( )");
        assert_eq!(taken("73.08 - Bone").unwrap().2, "- Bone");
        assert_eq!(take_code("90231 Makassar"), (None, "90231 Makassar".to_owned()));
        assert_eq!(take_code("Lantai2 Blok7308A").0, None);
    }
}
