//! Facts: what can be said about a pair in one column, each a bit of the pair's word. Levels of comparisons are
//! conditions on these bits, so that a pair is looked at once and everything else is masks.
//!
//! ```text
//! "same(nama) and rare(nama, 18) or alike(nama)"  ─parse─►  [Mask { all: …, none: … }, …]
//! ```

use crate::model::{ColumnType, ModelFlaw};

/// What can be asked of a pair in one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ask {
    /// Nothing is known on one side or both. No other fact of the column holds then: nothing never agrees.
    Missing,
    /// The same value; for names the same words in any order.
    Same,
    /// Jaro–Winkler similarity of the whole text, at least so many hundredths.
    Similar(u8),
    /// So many slips of a letter or digit at most (changed, missing, added, or exchanged with its neighbour).
    Edits(u8),
    /// Day and month exchanged.
    Swapped,
    /// So many of day, month and year are the same.
    Parts(u8),
    /// The same year.
    Year,
    /// At most so many days, or units of a number, apart.
    Within(u32),
    /// NIK: equal up to the sixteenth digit, which a spreadsheet made zero.
    Cut,
    /// NIK: one slip before the serial, the same serial.
    Slip,
    /// NIK: the same serial (last four digits).
    Serial,
    /// NIK: the same birth date and sex (digits 7 to 12).
    Birth,
    /// NIK: the same district of issue (digits 1 to 6).
    Region,
    /// Names: every word of both has its counterpart, if need be as initial or with a slip.
    Alike,
    /// Names: every word of the shorter one has its counterpart.
    Covers,
    /// Names: so many words have an equal or nearly equal counterpart.
    Shares(u8),
    /// Names: the shared words are so rare that two names share them by chance once in 2ⁿ.
    Rare(u8),
}

/// One fact of one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fact {
    /// The column, by its place in the model.
    pub column: usize,
    /// What is asked.
    pub ask: Ask,
}

/// A conjunction: all these bits, and none of those.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mask {
    /// Bits that must be set.
    pub all: u64,
    /// Bits that must not be set.
    pub none: u64,
}

impl Mask {
    /// Whether a pair's word satisfies it.
    #[inline]
    pub const fn holds(self, word: u64) -> bool {
        word & self.all == self.all && word & self.none == 0
    }
}

/// The facts that a model asks for; the place of a fact is its bit.
#[derive(Clone, Debug, Default)]
pub struct Facts(pub(crate) Vec<Fact>);

impl Facts {
    fn bit(&mut self, fact: Fact) -> Result<u64, ModelFlaw> {
        let place = self.0.iter().position(|known| *known == fact).unwrap_or(self.0.len());
        if place == self.0.len() {
            if place == 64 {
                return Err(ModelFlaw::of("model-facts", &[("most", &64)]));
            }
            self.0.push(fact);
        }
        Ok(1 << place)
    }

    /// Reads a condition: facts joined by `and`, alternatives by `or`, `not` before a fact.
    ///
    /// # Errors
    /// A word that is not a fact, a column that the model does not have, a fact that its type cannot answer.
    pub fn condition(&mut self, text: &str, columns: &[(String, ColumnType)]) -> Result<Vec<Mask>, ModelFlaw> {
        let mut masks = Vec::new();
        for alternative in text.split(" or ") {
            let mut mask = Mask::default();
            for part in alternative.split(" and ") {
                let part = part.trim();
                let (negated, fact) = part.strip_prefix("not ").map_or((false, part), |rest| (true, rest.trim()));
                let bit =
                    fact_of(fact, columns).and_then(|fact| self.bit(fact)).map_err(|flaw| flaw.within("condition", text))?;
                if negated {
                    mask.none |= bit;
                } else {
                    mask.all |= bit;
                }
            }
            masks.push(mask);
        }
        Ok(masks)
    }
}

fn fact_of(text: &str, columns: &[(String, ColumnType)]) -> Result<Fact, ModelFlaw> {
    let (ask, inside) = text
        .strip_suffix(')')
        .and_then(|text| text.split_once('('))
        .ok_or_else(|| ModelFlaw::of("model-fact-shape", &[("fact", &text)]))?;
    let mut arguments = inside.split(',').map(str::trim);
    let name = arguments.next().unwrap_or_default();
    let column = columns.iter().position(|(known, _)| known == name);
    let column = column.ok_or_else(|| ModelFlaw::of("model-fact-column", &[("column", &name)]))?;
    let argument = arguments.next();
    if arguments.next().is_some() {
        return Err(ModelFlaw::of("model-fact-arguments", &[("fact", &text)]));
    }
    let number = |least: u32, most: u32| -> Result<u32, ModelFlaw> {
        let found = argument.and_then(|found| found.parse().ok()).filter(|number| (least..=most).contains(number));
        found.ok_or_else(|| ModelFlaw::of("model-fact-number", &[("fact", &text), ("least", &least), ("most", &most)]))
    };
    let small = |least: u8, most: u8| number(least.into(), most.into()).map(|number| u8::try_from(number).unwrap_or(most));
    let kind = columns[column].1;
    let (ask, answered_by): (Ask, &[ColumnType]) = match ask {
        "missing" => (Ask::Missing, &ColumnType::ALL),
        "same" => (Ask::Same, &ColumnType::ALL),
        "similar" => (Ask::Similar(share(argument, text)?), &[ColumnType::Text, ColumnType::Name]),
        "edits" => (Ask::Edits(small(1, 3)?), &[ColumnType::Text, ColumnType::Digits, ColumnType::Nik, ColumnType::Date]),
        "swapped" => (Ask::Swapped, &[ColumnType::Date]),
        "parts" => (Ask::Parts(small(1, 3)?), &[ColumnType::Date]),
        "year" => (Ask::Year, &[ColumnType::Date]),
        "within" => (Ask::Within(number(0, 1_000_000)?), &[ColumnType::Date, ColumnType::Number]),
        "cut" => (Ask::Cut, &[ColumnType::Nik]),
        "slip" => (Ask::Slip, &[ColumnType::Nik]),
        "serial" => (Ask::Serial, &[ColumnType::Nik]),
        "birth" => (Ask::Birth, &[ColumnType::Nik]),
        "region" => (Ask::Region, &[ColumnType::Nik]),
        "alike" => (Ask::Alike, &[ColumnType::Name]),
        "covers" => (Ask::Covers, &[ColumnType::Name]),
        "shares" => (Ask::Shares(small(1, 8)?), &[ColumnType::Name]),
        "rare" => (Ask::Rare(small(1, 60)?), &[ColumnType::Name, ColumnType::Text, ColumnType::Category]),
        _ => return Err(ModelFlaw::of("model-fact-unknown", &[("fact", &ask)])),
    };
    if !answered_by.contains(&kind) {
        return Err(ModelFlaw::of("model-fact-type", &[("fact", &text), ("type", &kind.code())]));
    }
    Ok(Fact { column, ask })
}

fn share(argument: Option<&str>, fact: &str) -> Result<u8, ModelFlaw> {
    let wrong = || ModelFlaw::of("model-fact-share", &[("fact", &fact)]);
    let text = argument.ok_or_else(wrong)?;
    let digits = text.strip_prefix("0.").ok_or_else(wrong)?;
    let hundredths = match digits.len() {
        1 => digits.parse::<u8>().map(|tenths| tenths * 10),
        2 => digits.parse(),
        _ => return Err(wrong()),
    };
    hundredths.ok().filter(|share| (50..=99).contains(share)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<(String, ColumnType)> {
        vec![("nik".to_owned(), ColumnType::Nik), ("nama".to_owned(), ColumnType::Name)]
    }

    #[test]
    fn a_condition_becomes_masks_and_equal_facts_share_a_bit() {
        let mut facts = Facts::default();
        let masks = facts.condition("same(nama) and not missing(nik) or same(nama)", &columns()).unwrap();
        assert_eq!(facts.0.len(), 2);
        assert!(masks[0].holds(0b01) && !masks[0].holds(0b11) && !masks[0].holds(0));
        assert!(masks[1].holds(0b11));
    }

    #[test]
    fn a_wrong_condition_says_what_is_wrong() {
        let why = |text: &str| Facts::default().condition(text, &columns()).unwrap_err().key();
        assert_eq!(why("same(name)"), "model-fact-column");
        assert_eq!(why("same(nama, 1, 2)"), "model-fact-arguments");
        assert_eq!(why("swapped(nama)"), "model-fact-type");
        assert_eq!(why("nearly(nama)"), "model-fact-unknown");
        assert_eq!(why("shares(nama)"), "model-fact-number");
        assert_eq!(why("shares(nama, 9)"), "model-fact-number");
        assert_eq!(why("similar(nama, 1.5)"), "model-fact-share");
        assert_eq!(why("nama"), "model-fact-shape");
    }
}
