//! One row of one list: a person as a clerk wrote her down, with what went wrong.

use super::hand::Hand;
use super::people::{Population, phone};
use super::rates::Rates;
use super::seats::{Seats, Side};
use super::words::address;
use crate::day::Day;
use crate::draw::{Draw, Purpose};
use crate::names::Sex;
use crate::people::Person;

/// A row before it is laid out: register spelling in small and capital letters, with dots.
pub struct Record {
    /// `A00000001` in the left list, `B00000001` in the right one.
    pub id: String,
    /// Digits only; fifteen where one was cut off.
    pub nik: Option<String>,
    /// The name with its titles.
    pub name: String,
    /// `L` or `P`.
    pub sex: Option<&'static str>,
    /// Place of birth.
    pub birth_place: Option<String>,
    /// Birth date.
    pub birth: Option<Day>,
    /// Road or hamlet.
    pub address: Option<String>,
    /// Village.
    pub village: Option<String>,
    /// District.
    pub district: Option<String>,
    /// Regency, with its kind.
    pub regency: Option<String>,
    /// The mother's name.
    pub mother: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
}

/// The id of a row.
pub fn id(side: Side, row: u64) -> String {
    let letter = if side == Side::Left { 'A' } else { 'B' };
    format!("{letter}{:08}", row + 1)
}

/// Everything that a row is made from.
pub struct Source<'a> {
    pub population: &'a Population,
    pub seats: &'a Seats,
    pub rates: &'a Rates,
    pub seed: u64,
}

impl Source<'_> {
    /// A row of a list.
    pub fn record(&self, side: Side, row: u64) -> Record {
        let (number, again) = self.seats.person(side, row);
        let province = &self.population.province;
        let person = province.person(number);
        let purpose = if side == Side::Left { Purpose::Left } else { Purpose::Right };
        let rates = if side == Side::Left { &self.rates.left } else { &self.rates.right };
        let mut draw = Draw::new(self.seed, purpose, row);

        let moves = Draw::of_two(self.seed, Purpose::Contact, person.id, 4).chance(self.population.pair.moved);
        let (mut village, key) = self.population.home(&person, side == Side::Right && moves);
        let places = &province.places;
        let district = places.villages[village].district;
        // A person twice in the village lists often stands in the list of the neighbours as well.
        if side == Side::Right && again && draw.chance(0.3) {
            let (from, until) = places.districts[district].villages;
            village = from + draw.index(until - from);
        }
        let factor = self.rates.factor * if side == Side::Right { self.clerk(district) } else { 1.0 };
        let mut hand = Hand { rates, factor, draw };

        let nik = self.nik(&person, &mut hand);
        let name = self.name(&person, &mut hand);
        let sex = (!hand.slips(rates.sex_missing)).then(|| {
            let wrong = hand.slips(rates.sex_wrong);
            if wrong == (person.sex == Sex::Male) { "P" } else { "L" }
        });
        let birth_place = (!hand.slips(rates.place_missing)).then(|| {
            let other = hand.slips(rates.place_other);
            let of = if other { province.person(hand.draw.below(province.people)) } else { person.clone() };
            self.population.birth_place(&of).to_owned()
        });
        let birth = hand.birth(person.birth);
        let address = (!hand.slips(rates.address_missing))
            .then(|| hand.address(address(&mut Draw::of_two(self.seed, Purpose::Address, key, 3))));
        let village_name = (!hand.slips(rates.village_missing)).then(|| hand.village(&places.villages[village].name));
        let district_name = (!hand.slips(rates.district_missing)).then(|| places.districts[district].name.clone());
        let regency = &places.regencies[places.districts[district].regency].name;
        let regency_name = (!hand.slips(rates.regency_missing)).then(|| regency.clone());
        let mother = (!hand.slips(rates.mother_missing)).then(|| {
            let tokens = self.population.tokens(&province.mother(&person), Sex::Female, person.first);
            hand.name(tokens)
        });
        Record {
            id: id(side, row),
            nik,
            name,
            sex,
            birth_place,
            birth,
            address,
            village: village_name,
            district: district_name,
            regency: regency_name,
            mother,
            phone: self.phone(&person, &mut hand),
        }
    }

    /// Some districts are typed with care and some are not; the mean is one.
    fn clerk(&self, district: usize) -> f64 {
        let mut draw = Draw::of_two(self.seed, Purpose::Right, district as u64, 1);
        [0.6, 1.0, 2.0][draw.weighted(&[0.5, 0.3, 0.2])]
    }

    fn nik(&self, person: &Person, hand: &mut Hand<'_>) -> Option<String> {
        let rates = hand.rates;
        if hand.slips(rates.nik_missing) {
            return None;
        }
        if person.size > 1 && hand.slips(rates.nik_of_household) {
            let other = person.first + (person.role + 1 + hand.draw.below(person.size - 1)) % person.size;
            return Some(self.population.nik(&self.population.province.person_in(person.village, other)));
        }
        Some(hand.nik(self.population.nik(person)))
    }

    fn name(&self, person: &Person, hand: &mut Hand<'_>) -> String {
        let registered = self.population.province.name(person);
        let tokens = self.population.tokens(&registered, person.sex, person.first);
        let name = hand.name(tokens);
        if self.population.hajj(person) && hand.slips(hand.rates.name_titled) {
            let title = if person.sex == Sex::Female { "Hj." } else { "H." };
            return format!("{title} {name}");
        }
        name
    }

    fn phone(&self, person: &Person, hand: &mut Hand<'_>) -> Option<String> {
        let number = self.population.phone(person)?;
        if hand.slips(hand.rates.phone_missing) {
            return None;
        }
        Some(if hand.slips(hand.rates.phone_changed) { phone(&mut hand.draw) } else { number })
    }
}
