//! The people of a pair of rosters: those of the synthetic province, with low serials in their NIKs as real ones have,
//! and with what lists hold beyond the register: address, phone, title, rarer names.

use super::rates::Pair;
use super::words::rare_token;
use crate::Order;
use crate::draw::{Draw, Purpose};
use crate::error::SynthError;
use crate::names::{Name, Sex};
use crate::people::Person;
use crate::province::Province;
use crate::work::in_order;
use base::vocabulary::region::{RegionCode, Regions};
use std::collections::BTreeMap;

/// Bits of a sort key that hold the person's number; the rest holds district (20) and birth date with sex (16).
const PERSON_BITS: u32 = 28;

/// The population that two lists are about.
pub struct Population {
    /// Households, births, names.
    pub province: Province,
    /// Shares of people.
    pub pair: Pair,
    /// Birth places by the first four digits of a NIK.
    birth_places: BTreeMap<u32, String>,
    serials: Vec<u16>,
}

/// The name of a regency as a birth place: without its kind.
pub fn bare(regency: &str) -> &str {
    regency.strip_prefix("Kabupaten ").or_else(|| regency.strip_prefix("Kota ")).unwrap_or(regency)
}

impl Population {
    /// So many people under a seed.
    pub fn new(people: u64, seed: u64, pair: &Pair) -> Result<Self, SynthError> {
        if people >= 1 << PERSON_BITS {
            return Err(SynthError::Rosters { asked: people, limit: (1 << PERSON_BITS) - 1 });
        }
        let province = Province::index(&Order { people, seed, ..Order::default() })?;
        let regions = Regions::embedded();
        let mut birth_places = BTreeMap::new();
        for region in regions.provinces().flat_map(|province| regions.children(province.code)) {
            birth_places.insert(four_digits(region.code), bare(region.name.as_ref()).to_owned());
        }
        let mut population = Self { province, pair: pair.clone(), birth_places, serials: Vec::new() };
        population.serials = population.numbered()?;
        Ok(population)
    }

    /// Serials from 9001 upwards for everybody of one district, birth date and sex, as a population office counts,
    /// moved into the range that nobody has.
    fn numbered(&self) -> Result<Vec<u16>, SynthError> {
        let province = &self.province;
        let mut keys: Vec<u64> = Vec::with_capacity(province.people as usize);
        in_order(
            province.places.districts.len(),
            |district| {
                let (from, until) = province.places.districts[district].villages;
                let people = (from..until).flat_map(|village| province.people_of(village));
                Ok(people.map(|person| cell(province, &person) << PERSON_BITS | person.id).collect::<Vec<u64>>())
            },
            |_, part| {
                keys.extend(part);
                Ok(())
            },
        )?;
        keys.sort_unstable();
        let mut serials = vec![0; keys.len()];
        let (mut last, mut nth) = (u64::MAX, 0);
        for key in keys {
            let cell = key >> PERSON_BITS;
            nth = if cell == last { nth + 1 } else { 0 };
            last = cell;
            let serial = 9001 + nth;
            if serial > 9999 {
                return Err(SynthError::Serials { district: (cell >> 16) as u32 });
            }
            serials[(key & ((1 << PERSON_BITS) - 1)) as usize] = serial;
        }
        Ok(serials)
    }

    /// The NIK in the population register.
    pub fn nik(&self, person: &Person) -> String {
        let (year, month, day) = person.birth.civil();
        let day = if person.sex == Sex::Female { day + 40 } else { day };
        let serial = self.serials[person.id as usize];
        format!("{:06}{day:02}{month:02}{:02}{serial:04}", person.registered, year.rem_euclid(100))
    }

    /// The tokens of a registered name; `sex` is that of the person named, `first` the first member of the household.
    ///
    /// A household shares its rare tokens, so a mother has one name as a worker and as a mother.
    pub fn tokens(&self, name: &Name<'_>, sex: Sex, first: u64) -> Vec<String> {
        let rare = |token: &str| {
            let number = token.bytes().fold(first, |sum, byte| sum.wrapping_mul(0x0100_0000_01B3) ^ u64::from(byte));
            let mut draw = Draw::of_two(self.province.seed, Purpose::Contact, number, 0);
            let rare = !token.ends_with('.') && draw.chance(self.pair.tail_of_names);
            if rare { rare_token(sex, &mut draw) } else { token.to_owned() }
        };
        name.parts().iter().map(|token| rare(token)).collect()
    }

    /// The place of birth: the regency of first registration; codes that are gone show the home regency.
    pub fn birth_place(&self, person: &Person) -> &str {
        let home = || bare(&self.province.places.regencies[person.regency].name);
        self.birth_places.get(&(person.registered / 100)).map_or_else(home, String::as_str)
    }

    /// Whether the person carries H. or Hj.
    pub fn hajj(&self, person: &Person) -> bool {
        let mut draw = Draw::of_two(self.province.seed, Purpose::Contact, person.id, 1);
        person.age > 45 && draw.chance(self.pair.hajj_over_45)
    }

    /// The telephone number, which nobody has: no mobile number starts with 0800.
    pub fn phone(&self, person: &Person) -> Option<String> {
        let mut draw = Draw::of_two(self.province.seed, Purpose::Contact, person.id, 2);
        let u = draw.unit();
        let owner = if u < self.pair.phone_own {
            person.id
        } else if u < self.pair.phone_own + self.pair.phone_shared {
            person.first
        } else {
            return None;
        };
        Some(phone(&mut Draw::of_two(self.province.seed, Purpose::Contact, owner, 3)))
    }

    /// The village and the key of the address when the right list is made: some have moved, a household together or
    /// one member alone.
    pub fn home(&self, person: &Person, moved: bool) -> (usize, u64) {
        if !moved {
            return (person.village, person.first);
        }
        let mut draw = Draw::of_two(self.province.seed, Purpose::Address, person.id, 1);
        let alone = draw.chance(0.5);
        let key = if alone { person.id } else { person.first };
        let mut draw = Draw::of_two(self.province.seed, Purpose::Address, key, 2);
        let villages = &self.province.places.villages;
        let near = self.province.villages_of_regency(person.regency);
        let village =
            if draw.chance(0.7) && !near.is_empty() { near.start + draw.index(near.len()) } else { draw.index(villages.len()) };
        (village, key + self.province.people)
    }
}

/// A number of thirteen digits that no network gives out.
pub fn phone(draw: &mut Draw) -> String {
    format!("0800{:09}", draw.below(1_000_000_000))
}

fn four_digits(regency: RegionCode) -> u32 {
    regency.to_string().bytes().filter(u8::is_ascii_digit).fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

/// District of registration, birth date and sex as one number: what a serial counts within.
fn cell(province: &Province, person: &Person) -> u64 {
    let days = u64::try_from(province.as_of.0 - person.birth.0).unwrap_or(0).min(0x7FFF);
    u64::from(person.registered) << 16 | days << 1 | u64::from(person.sex == Sex::Female)
}
