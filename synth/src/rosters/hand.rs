//! The hand of a clerk: what it does to a NIK, a name, a date, an address and the name of a village.

use super::rates::ListRates;
use super::words::daily_name;
use crate::day::Day;
use crate::draw::Draw;
use crate::spelling::{chosen, mistyped, respelt};

/// More than this share of rows is never damaged, whatever the rate, the factor and the clerk say.
const CEILING: f64 = 0.9;

/// A clerk at one row.
pub struct Hand<'a> {
    /// How often what goes wrong.
    pub rates: &'a ListRates,
    /// What every rate is multiplied with.
    pub factor: f64,
    /// The row's stream.
    pub draw: Draw,
}

impl Hand<'_> {
    /// Whether damage of this rate happens.
    pub fn slips(&mut self, rate: f64) -> bool {
        self.draw.chance((rate * self.factor).min(CEILING))
    }

    /// A NIK with a wrong digit, two exchanged ones, or without its last one.
    pub fn nik(&mut self, nik: String) -> String {
        if self.slips(self.rates.nik_cut) {
            let kept = &nik[..15];
            return if self.draw.chance(0.7) { format!("{kept}0") } else { kept.to_owned() };
        }
        if !self.slips(self.rates.nik_mistyped) {
            return nik;
        }
        let mut digits: Vec<u8> = nik.into_bytes();
        // The first digit of the serial stays 9, in the range that nobody has.
        let at = self.draw.pick(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15]);
        if at < 11 && digits[at] != digits[at + 1] && self.draw.chance(0.3) {
            digits.swap(at, at + 1);
        } else {
            digits[at] = b'0' + (digits[at] - b'0' + 1 + self.draw.below(9) as u8) % 10;
        }
        digits.into_iter().map(char::from).collect()
    }

    /// A name as it gets written.
    pub fn name(&mut self, mut tokens: Vec<String>) -> String {
        if self.slips(self.rates.name_other) {
            return daily_name(&mut self.draw).to_owned();
        }
        let rates = self.rates;
        if self.slips(rates.name_respelt) {
            let at = self.draw.index(tokens.len());
            if let Some(other) = respelt(&tokens[at], &mut self.draw) {
                tokens[at] = other;
            }
        }
        for token in &mut tokens {
            if self.slips(rates.name_abbreviated)
                && let Some(short) = chosen(token, "abbreviation", &mut self.draw)
            {
                short.clone_into(token);
            }
        }
        if tokens.len() > 1 && self.slips(rates.name_dropped) {
            // The last token is left out most often, the prefix Muhammad or Sitti next.
            let at = self.draw.weighted(&[3.0, 1.0, 6.0]);
            tokens.remove(if at == 2 { tokens.len() - 1 } else { at.min(tokens.len() - 1) });
        }
        if tokens.len() > 1 && self.slips(rates.name_initial) {
            let at = if self.draw.chance(0.6) { tokens.len() - 1 } else { 0 };
            tokens[at].truncate(1);
            tokens[at].push('.');
        }
        if tokens.len() > 1 && self.slips(rates.name_reordered) {
            tokens.rotate_left(1);
        }
        if self.slips(rates.name_mistyped) {
            let at = self.draw.index(tokens.len());
            if let Some(other) = mistyped(&tokens[at], &mut self.draw) {
                tokens[at] = other;
            }
        }
        tokens.join(" ")
    }

    /// A birth date as it gets written.
    pub fn birth(&mut self, birth: Day) -> Option<Day> {
        let rates = self.rates;
        let (year, month, day) = birth.civil();
        if self.slips(rates.date_missing) {
            return None;
        }
        if self.slips(rates.date_year_only) {
            let guesses = [Day::new(year, 1, 1), Day::new(year, 12, 31), Day::new(year, 7, 1)];
            return Some(guesses[self.draw.weighted(&[5.0, 3.0, 2.0])]);
        }
        if day <= 12 && day != month && self.slips(rates.date_swapped) {
            return Some(Day::new(year, day, month));
        }
        if self.slips(rates.date_day_wrong) {
            return Some(Day::new(year, month, self.draw.between(1, 28) as i32));
        }
        if self.slips(rates.date_year_wrong) {
            return Some(Day::new(year + self.draw.pick(&[-1, 1, -10, 10, -2, 2]), month, day.min(28)));
        }
        Some(birth)
    }

    /// An address, in full or without its last part.
    pub fn address(&mut self, address: String) -> String {
        match self.draw.below(10) {
            0..6 => address,
            6 | 7 => match address.find(" RT ").or_else(|| address.find(" No. ")) {
                Some(end) => address[..end].to_owned(),
                None => address,
            },
            8 => address.replace("Jl. ", "Jalan ").replace("Dusun ", "Dsn. "),
            _ => address.replace(" No. ", " ").replace(" RT 0", " RT.").replace(" RW 0", "/RW."),
        }
    }

    /// The name of a village, sometimes with a slip in it.
    pub fn village(&mut self, name: &str) -> String {
        let slipped = self.slips(self.rates.village_misspelt).then(|| mistyped(name, &mut self.draw)).flatten();
        slipped.unwrap_or_else(|| name.to_owned())
    }
}
