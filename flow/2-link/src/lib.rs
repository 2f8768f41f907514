//! Stage 2, link: which row is which person.
//!
//! ```text
//! LinkRow (identity, standardised) ─► blocks (rows that could be one person) ─► rules (are they?) ─► union ─► person numbers
//! ```
//! Three rules, in order of trust:
//! 1. `nik`: the same NIK, and a name or birth date that does not speak against it. A NIK alone is not enough: one in
//!    thirty in real lists belongs to another member of the household.
//! 2. `name-birth-place`: the same name, birth date and regency, and no two sound NIKs that are two people's (a slip in the
//!    district is a slip; a NIK that contradicts its own row's birth date is not sound).
//! 3. `name-birth`: the same full name of three words or more and birth date, anywhere, again without differing NIKs.
//!
//! Rows that agree are joined; a person is a set of joined rows, never with two different sound NIKs that only a name
//! ties together. The result does not depend on the order of rows. The rows of a block are compared with each other,
//! never a whole list with a whole list.

mod block;
mod decide;
mod engine;
mod fact;
mod learn;
mod model;
mod name;
mod relate;
mod rivals;
mod roster;
mod similarity;
mod standard;
mod survey;
mod union;
mod words;

pub use block::RuleYield;
pub use decide::{clusters, decide};
pub use engine::{Found, Resources, Scored, levels, peek, run};
pub use fact::{Ask, Fact, Facts, Mask};
pub use learn::{Parameters, RuleParameters};
pub use model::{
    BUILT_IN, Column, ColumnType, Comparison, Decision, Facet, Level, Lookalike, Model, ModelError, Part, Rule as BlockingRule,
    Standard,
};
pub use name::{NameKey, standardise};
pub use roster::{Roster, Shelf};
use union::Union;

/// The version of this stage's method.
pub const METHOD_VERSION: &str = "link-rules-2";

/// What linking knows of a row. Identity, so it lives in memory only.
#[derive(Clone, Debug)]
pub struct LinkRow {
    /// The row's id in the installation.
    pub row: i64,
    /// The digits of a sound NIK; zero for none. Sixteen digits fit exactly.
    pub nik: u64,
    /// The name, standardised.
    pub name: NameKey,
    /// Birth date in days since 1970, none when not told.
    pub birth: Option<i32>,
    /// The regency, as the first four digits of its code; zero for unknown.
    pub regency: u32,
}

/// Why two rows are the same person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Rule {
    /// The only row of its person.
    Alone = 0,
    /// Same NIK, and name or birth date agree.
    Nik = 1,
    /// Same name, birth date and regency.
    NameBirthPlace = 2,
    /// Same long name and birth date.
    NameBirth = 3,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 4] = [Self::Alone, Self::Nik, Self::NameBirthPlace, Self::NameBirth];

    /// The code in tables and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Alone => "alone",
            Self::Nik => "nik",
            Self::NameBirthPlace => "name-birth-place",
            Self::NameBirth => "name-birth",
        }
    }
}

/// Which person a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The row.
    pub row: i64,
    /// The person: the smallest row id among the person's rows, so that it does not depend on other people.
    pub person: i64,
    /// The most trusted rule that ties the row to another one.
    pub rule: Rule,
}

/// The outcome of linking, with what a reader of the figures must know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// One per row, in the order of row ids.
    pub links: Vec<Link>,
    /// Persons found.
    pub persons: u64,
    /// Rows with the same NIK whose name and birth date both speak against it: another member's NIK, or a slip.
    pub nik_disputed: u64,
    /// Blocks so large that only neighbours in name order were compared.
    pub narrowed_blocks: u64,
}

/// Beyond this many rows with one key only rows next to each other in name order are compared: a key shared by that
/// many rows (a filler date, a copied NIK) says little, and comparing all with all would cost its square.
const BLOCK_LIMIT: usize = 200;

/// Finds the persons behind rows.
pub fn link(mut rows: Vec<LinkRow>) -> Links {
    rows.sort_unstable_by_key(|row| row.row);
    let mut run = Run { rules: vec![Rule::Alone; rows.len()], union: Union::new(&rows), disputed: 0, narrowed: 0 };
    run.rule(&rows, Rule::Nik, |row| (row.nik != 0).then_some((row.nik, 0)));
    run.rule(&rows, Rule::NameBirthPlace, |row| {
        let birth = row.birth?;
        (!row.name.is_empty() && row.regency != 0)
            .then(|| (row.name.hash(), u64::from(birth.unsigned_abs()) << 32 | u64::from(row.regency)))
    });
    run.rule(&rows, Rule::NameBirth, |row| {
        let birth = row.birth?;
        (row.name.words() >= 3).then(|| (row.name.hash(), u64::from(birth.unsigned_abs())))
    });
    run.finish(&rows)
}

struct Run {
    rules: Vec<Rule>,
    union: Union,
    disputed: u64,
    narrowed: u64,
}

impl Run {
    /// Compares the rows of every block of one rule.
    fn rule(&mut self, rows: &[LinkRow], rule: Rule, key: impl Fn(&LinkRow) -> Option<(u64, u64)>) {
        let mut keyed: Vec<((u64, u64), u32)> =
            rows.iter().enumerate().filter_map(|(index, row)| Some((key(row)?, u32::try_from(index).ok()?))).collect();
        keyed.sort_unstable();
        for block in keyed.chunk_by(|a, b| a.0 == b.0) {
            if block.len() > BLOCK_LIMIT {
                self.narrowed += 1;
                let mut by_name: Vec<u32> = block.iter().map(|(_, index)| *index).collect();
                by_name.sort_unstable_by(|a, b| (&rows[*a as usize].name, a).cmp(&(&rows[*b as usize].name, b)));
                by_name.windows(2).for_each(|pair| self.pair(rows, rule, pair[0], pair[1]));
                continue;
            }
            for (place, (_, first)) in block.iter().enumerate() {
                for (_, second) in &block[place + 1..] {
                    self.pair(rows, rule, *first, *second);
                }
            }
        }
    }

    fn pair(&mut self, rows: &[LinkRow], rule: Rule, first: u32, second: u32) {
        let (a, b) = (&rows[first as usize], &rows[second as usize]);
        let joins = match rule {
            Rule::Nik => {
                let agrees = a.name.agrees(&b.name) || a.birth.is_some() && a.birth == b.birth;
                self.disputed += u64::from(!agrees);
                agrees
            }
            // The block key is a hash: the words themselves decide.
            _ => a.name == b.name && a.birth == b.birth,
        };
        if joins && self.union.join(first, second, rule == Rule::Nik) {
            for index in [first, second] {
                let known = &mut self.rules[index as usize];
                if *known == Rule::Alone {
                    *known = rule;
                }
            }
        }
    }

    fn finish(mut self, rows: &[LinkRow]) -> Links {
        let mut persons = 0;
        let links = rows
            .iter()
            .enumerate()
            .map(|(index, row)| {
                // The root of a set is its smallest index, and rows are in the order of their ids.
                let root = self.union.root(u32::try_from(index).unwrap_or(u32::MAX)) as usize;
                persons += u64::from(root == index);
                Link { row: row.row, person: rows[root].row, rule: self.rules[index] }
            })
            .collect();
        Links { links, persons, nik_disputed: self.disputed, narrowed_blocks: self.narrowed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(id: i64, nik: u64, name: &str, birth: i32, regency: u32) -> LinkRow {
        LinkRow { row: id, nik, name: standardise(name), birth: (birth != 0).then_some(birth), regency }
    }

    fn persons(rows: Vec<LinkRow>) -> Vec<i64> {
        link(rows).links.iter().map(|link| link.person).collect()
    }

    const NIK: u64 = 7_371_051_203_859_001;

    #[test]
    fn the_same_nik_with_the_same_name_in_another_spelling_is_one_person() {
        assert_eq!(persons(vec![row(1, NIK, "Muh. Jusuf", 5000, 7371), row(2, NIK, "MUHAMMAD YUSUF", 0, 7306)]), [1, 1]);
    }

    #[test]
    fn the_same_nik_with_another_name_and_another_birth_date_is_two_people() {
        let links = link(vec![row(1, NIK, "Muh. Jusuf", 5000, 7371), row(2, NIK, "Siti Aminah", 9000, 7371)]);
        assert_eq!(links.links.iter().map(|link| link.person).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(links.nik_disputed, 1);
    }

    #[test]
    fn without_a_nik_name_birth_date_and_regency_join_but_a_name_alone_does_not() {
        assert_eq!(persons(vec![row(1, 0, "Hj. St. Aminah", 5000, 7371), row(2, 0, "Siti Aminah", 5000, 7371)]), [1, 1]);
        assert_eq!(persons(vec![row(1, 0, "Siti Aminah", 0, 7371), row(2, 0, "Siti Aminah", 0, 7371)]), [1, 2]);
        assert_eq!(persons(vec![row(1, 0, "Siti Aminah", 5000, 7371), row(2, 0, "Siti Aminah", 5000, 7306)]), [1, 2]);
    }

    #[test]
    fn two_different_sound_niks_are_two_people_even_with_one_name_and_birth_date() {
        let (twin, born) = (NIK + 1, 5549);
        assert_eq!(persons(vec![row(1, NIK, "Andi Rahman", born, 7371), row(2, twin, "Andi Rahman", born, 7371)]), [1, 2]);
        // … and a row without a NIK must not tie them together.
        let three = vec![
            row(1, NIK, "Andi Rahman", born, 7371),
            row(2, twin, "Andi Rahman", born, 7371),
            row(3, 0, "Andi Rahman", born, 7371),
        ];
        assert_eq!(persons(three), [1, 2, 1]);
    }

    #[test]
    fn a_slip_in_the_district_of_a_nik_is_a_slip_and_two_slips_are_two_people() {
        let born = 5549;
        let pair = |other: u64| persons(vec![row(1, NIK, "Andi Rahman", born, 7371), row(2, other, "Andi Rahman", born, 7371)]);
        let digits = |district: u64| district * 10_000_000_000 + NIK % 10_000_000_000;
        // 737105 is the district: one digit, two neighbours exchanged, two digits, a digit and another serial.
        assert_eq!(pair(digits(737_106)), [1, 1]);
        assert_eq!(pair(digits(731_705)), [1, 1]);
        assert_eq!(pair(digits(737_226)), [1, 2]);
        assert_eq!(pair(digits(737_106) + 1), [1, 2]);
    }

    #[test]
    fn a_nik_that_contradicts_its_own_rows_birth_date_does_not_keep_two_rows_apart() {
        // 12 March 1985 stands in the NIK; in the mistyped one it is 18 March.
        let (born, mistyped) = (5549, NIK + 6_000_000_000);
        assert_eq!(persons(vec![row(1, NIK, "Andi Rahman", born, 7371), row(2, mistyped, "Andi Rahman", born, 7371)]), [1, 1]);
        assert_eq!(persons(vec![row(1, NIK, "Andi Rahman", born, 7371), row(2, mistyped, "Andi Rahim", born, 7371)]), [1, 2]);
    }

    proptest! {
        #[test]
        fn the_order_of_rows_changes_nothing(seed in proptest::collection::vec((0_u64..6, 0_usize..5, 0_i32..4, 0_u32..3), 1..40)) {
            let names = ["Andi Rahman", "Siti Aminah", "Muh. Yusuf Daeng", "Abd. Kadir", "Nur"];
            let rows: Vec<LinkRow> = seed
                .iter()
                .enumerate()
                .map(|(id, (nik, name, birth, regency))| {
                    let nik = if *nik == 0 { 0 } else { NIK + nik };
                    row(i64::try_from(id).unwrap() + 1, nik, names[*name], *birth, 7370 + regency)
                })
                .collect();
            let mut turned = rows.clone();
            turned.reverse();
            prop_assert_eq!(link(rows), link(turned));
        }
    }

    #[test]
    fn ten_thousand_equal_rows_are_linked_without_comparing_all_with_all() {
        let rows = (0..10_000).map(|id| row(id + 1, NIK, "Andi Rahman", 5000, 7371)).collect();
        let links = link(rows);
        assert_eq!(links.persons, 1);
        assert!(links.narrowed_blocks > 0);
    }
}
