//! The identity of a person as a row shows it: NIK, name and birth date, with the damage of typing and of Excel.

use crate::day::Day;
use crate::draw::Draw;
use crate::faults::{Mark, Marks};
use crate::people::Person;
use crate::province::Province;
use crate::spelling;

/// What stands in the NIK cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NikCell {
    /// Text, whole or damaged.
    Text(String),
    /// A number, as Excel keeps it: fifteen digits and a 0.
    Number(u64),
    /// Nothing.
    Empty,
}

impl NikCell {
    /// As text, for files without cell types.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Empty => String::new(),
        }
    }
}

/// The identity in one row.
pub struct Identity {
    /// NIK.
    pub nik: NikCell,
    /// Name.
    pub name: String,
    /// Birth date.
    pub birth: Option<Day>,
}

impl Province {
    /// The identity of a person as a clerk with this factor types it.
    pub fn identity(&self, person: &Person, factor: f64, draw: &mut Draw, marks: &mut Marks) -> Identity {
        let faults = &self.faults;
        let nik = self.nik_cell(person, factor, draw, marks);
        let name = spelling::as_typed(&self.name(person), person.sex, faults, factor, draw, marks);
        let birth = self.birth_cell(person.birth, factor, draw, marks);
        Identity { nik, name, birth }
    }

    fn nik_cell(&self, person: &Person, factor: f64, draw: &mut Draw, marks: &mut Marks) -> NikCell {
        let f = &self.faults;
        let mut left = draw.unit();
        let mut falls = |rate: f64| {
            let hit = left < rate * factor;
            left -= rate * factor;
            hit && left + rate * factor >= 0.0
        };
        if falls(f.nik_missing) {
            marks.add(Mark::NikMissing);
            return NikCell::Empty;
        }
        if falls(f.nik_mistyped) {
            marks.add(Mark::NikMistyped);
            return NikCell::Text(mistyped_nik(&self.nik(person), draw));
        }
        if falls(f.nik_of_household) && person.size > 1 {
            marks.add(Mark::NikOfHousehold);
            let other = person.first + (person.role + 1 + draw.below(person.size - 1)) % person.size;
            return NikCell::Text(self.nik(&self.person_in(person.village, other)));
        }
        if falls(f.nik_cut_by_excel) {
            marks.add(Mark::NikCut);
            return NikCell::Number(self.nik(person).parse::<u64>().unwrap_or(0) / 10 * 10);
        }
        if falls(f.nik_scientific) {
            marks.add(Mark::NikScientific);
            let nik = self.nik(person);
            return NikCell::Text(format!("{},{}E+15", &nik[..1], &nik[1..6]));
        }
        let nik = self.nik(person);
        if falls(f.nik_decorated) {
            marks.add(Mark::NikDecorated);
            return NikCell::Text(match draw.below(4) {
                0 => format!("'{nik}"),
                1 => format!("{} {} {} {}", &nik[..4], &nik[4..8], &nik[8..12], &nik[12..]),
                2 => format!("{}.{}.{}", &nik[..6], &nik[6..12], &nik[12..]),
                _ => format!(" {nik} "),
            });
        }
        NikCell::Text(nik)
    }

    fn birth_cell(&self, birth: Day, factor: f64, draw: &mut Draw, marks: &mut Marks) -> Option<Day> {
        let f = &self.faults;
        let (year, month, day) = birth.civil();
        if draw.chance(f.date_missing * factor) {
            marks.add(Mark::DateMissing);
            return None;
        }
        if draw.chance(f.date_year_only * factor) {
            let guess = [Day::new(year, 1, 1), Day::new(year, 12, 31), Day::new(year, 7, 1)][draw.weighted(&[5.0, 3.0, 2.0])];
            if guess != birth {
                marks.add(Mark::DateYearOnly);
            }
            return Some(guess);
        }
        if draw.chance(f.date_swapped * factor) && day <= 12 && day != month {
            marks.add(Mark::DateSwapped);
            return Some(Day::new(year, day, month));
        }
        if draw.chance(f.date_mistyped * factor) {
            marks.add(Mark::DateMistyped);
            let other = year + draw.pick(&[-1, 1, -10, 10]);
            return Some(Day::new(other, month, day.min(28)));
        }
        Some(birth)
    }
}

/// One wrong digit or two exchanged ones in the first twelve; the serial stays in the range of made-up numbers.
fn mistyped_nik(nik: &str, draw: &mut Draw) -> String {
    let mut digits: Vec<u8> = nik.bytes().collect();
    let at = 2 + draw.index(9);
    if draw.chance(0.3) && digits[at] != digits[at + 1] {
        digits.swap(at, at + 1);
    } else {
        let other = (digits[at] - b'0' + 1 + draw.below(9) as u8) % 10;
        digits[at] = b'0' + other;
    }
    digits.into_iter().map(char::from).collect()
}
