//! One person: every fact a pure function of the seed and the person's number.

use crate::day::Day;
use crate::draw::{Draw, Purpose, even};
use crate::names::{Custom, Name, Sex};
use crate::province::Province;

/// Where a person stands towards the scheme: the segment, or outside of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Civil servant: insured by Taspen, outside the denominator.
    Asn,
    /// Penerima upah.
    Pu,
    /// Jasa konstruksi.
    Jakon,
    /// Bukan penerima upah.
    Bpu,
}

impl Class {
    /// The segment code; empty for civil servants.
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Asn => "",
            Self::Pu => "pu",
            Self::Jakon => "jakon",
            Self::Bpu => "bpu",
        }
    }
}

/// The group a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    None,
    NonAsn,
    VillageStaff,
    Bpd,
    RtRw,
    Vulnerable,
    Fisher,
    Farmer,
    Driver,
}

impl Group {
    /// Every group with its code.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::None, ""),
        (Self::NonAsn, "non_asn"),
        (Self::VillageStaff, "village_staff"),
        (Self::Bpd, "bpd"),
        (Self::RtRw, "rt_rw"),
        (Self::Vulnerable, "vulnerable"),
        (Self::Fisher, "fisher"),
        (Self::Farmer, "farmer"),
        (Self::Driver, "driver"),
    ];

    /// The code in truth and in `files.csv`.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(g, _)| *g == self).map_or("", |(_, c)| c)
    }
}

/// How a person who is not covered stands in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Covered: paid the as-of month, or in grace.
    Active,
    /// Two to twelve months behind.
    Arrears,
    /// Stopped paying longer ago.
    Lapsed,
    /// Deactivated on a day.
    Ended,
    /// Registered and never paid.
    NeverPaid,
    /// Not in the register.
    Stranger,
}

/// One person.
#[derive(Clone, Debug)]
pub struct Person {
    /// The number, from zero.
    pub id: u64,
    /// Index of the home village.
    pub village: usize,
    /// Index of the home regency.
    pub regency: usize,
    /// The first person of the household.
    pub first: u64,
    /// Members of the household.
    pub size: u64,
    /// Place in the household: 0 head, 1 spouse, then children or siblings.
    pub role: u64,
    /// Sex.
    pub sex: Sex,
    /// Registered birth date.
    pub birth: Day,
    /// Age in whole years on the as-of day.
    pub age: i64,
    /// Naming habit.
    pub custom: Custom,
    /// Segment.
    pub class: Class,
    /// Group.
    pub group: Group,
    /// Standing in the register, as if alive.
    pub standing: Standing,
    /// Number of the employer in `Province::employers`, if any.
    pub employer: Option<u32>,
    /// Six digits of the district of first registration.
    pub registered: u32,
    /// Day of death.
    pub died: Option<Day>,
}

impl Person {
    /// Alive and not a civil servant.
    pub fn eligible(&self) -> bool {
        self.class != Class::Asn && self.died.is_none()
    }

    /// Covered on the as-of day, by the truth.
    pub fn covered(&self) -> bool {
        self.eligible() && self.standing == Standing::Active
    }
}

/// Sizes of the households in a block of six people.
const BLOCKS: [&[u64]; 8] = [&[2, 3, 1], &[1, 2, 3], &[4, 2], &[2, 4], &[3, 3], &[1, 1, 2, 2], &[2, 2, 2], &[5, 1]];

/// What one household shares.
struct House {
    custom: Custom,
    head_sex: Sex,
    head_age: i64,
    spouse_age: i64,
    /// Whether the second member is the head's spouse; else a relative.
    couple: bool,
}

impl Province {
    fn house(&self, first: u64, size: u64, regency: usize) -> House {
        let mut draw = Draw::new(self.seed, Purpose::House, first);
        let level = &self.calibration.regencies[regency];
        let u = draw.unit();
        let custom = if u < level.toraja_share {
            Custom::Toraja
        } else if u < level.toraja_share + 0.06 {
            Custom::National
        } else if draw.chance(level.makassar_share) {
            Custom::Makassar
        } else {
            Custom::Bugis
        };
        let parameters = &self.calibration.parameters;
        let women = if size == 1 { parameters.female_alone_share } else { parameters.female_head_share };
        let head_sex = if draw.chance(women) { Sex::Female } else { Sex::Male };
        let band = draw.weighted(&self.age_weights);
        let band = &parameters.ages[band];
        let head_age = draw.between(band.from, band.until - 1);
        let spouse_age = (head_age + draw.between(-8, 4)).clamp(17, 70);
        let couple = draw.chance(parameters.couple_share);
        House { custom, head_sex, head_age, spouse_age, couple }
    }

    /// First member, size and role of the household of the `offset`-th person of a village.
    fn household(&self, village: usize, id: u64) -> (u64, u64, u64) {
        let (start, until) = (self.starts[village], self.starts[village + 1]);
        let block = (id - start) / 6;
        let block_start = start + block * 6;
        let sizes = BLOCKS[Draw::new(self.seed, Purpose::Block, block_start).index(BLOCKS.len())];
        let mut first = block_start;
        for size in sizes {
            if id < first + size {
                return (first, (*size).min(until - first), id - first);
            }
            first += size;
        }
        (id, 1, 0)
    }

    /// Age in days on the as-of day, and sex: what a household decides together.
    fn age_and_sex(&self, first: u64, role: u64, house: &House) -> (i64, Sex) {
        let mut draw = Draw::of_two(self.seed, Purpose::House, first, role + 1);
        let other = if house.head_sex == Sex::Male { Sex::Female } else { Sex::Male };
        let (years, sex) = match role {
            0 => (house.head_age, house.head_sex),
            1 if house.couple => (house.spouse_age, other),
            1 => (house.spouse_age, if draw.chance(0.30) { Sex::Female } else { Sex::Male }),
            _ => {
                let sex = if draw.chance(0.40) { Sex::Female } else { Sex::Male };
                let parent = house.head_age.min(house.spouse_age);
                let years = if parent >= 35 {
                    // The larger of two draws: few start to work at fifteen.
                    let oldest = (parent - 18).min(42);
                    draw.between(15, oldest).max(draw.between(15, oldest))
                } else {
                    draw.between((house.head_age - 9).max(15), house.head_age + 9)
                };
                (years, sex)
            }
        };
        (years * 365 + years / 4 + draw.between(1, 363), sex)
    }

    /// The person with this number, who lives in this village.
    pub fn person_in(&self, village: usize, id: u64) -> Person {
        let regency = self.places.regency_of(village);
        let (first, size, role) = self.household(village, id);
        let house = self.house(first, size, regency);
        let mut draw = Draw::new(self.seed, Purpose::Person, id);

        let u = even(self.seed, id);
        let cell = self.cells[regency].iter().position(|until| u < *until).unwrap_or(6);
        let class = [Class::Asn, Class::Pu, Class::Pu, Class::Jakon, Class::Jakon, Class::Bpu, Class::Bpu][cell];
        let in_force = matches!(cell, 1 | 3 | 5);

        // Some siblings are twins: the fourth member takes the third's birth date.
        let twin = role == 3 && Draw::of_two(self.seed, Purpose::House, first, 99).chance(0.05);
        let (mut age_days, mut sex) = self.age_and_sex(first, role, &house);
        if twin {
            let other;
            (age_days, other) = self.age_and_sex(first, 2, &house);
            sex = if draw.chance(0.6) { other } else { sex };
        } else if class == Class::Asn && !(22 * 366..58 * 365).contains(&age_days) {
            age_days = draw.between(22 * 366, 58 * 365);
        }
        let mut birth = Day(self.as_of.0 - i32::try_from(age_days).unwrap_or(0));
        let by_year = self.faults.registered_year_only * if age_days > 45 * 365 { 1.8 } else { 0.5 };
        if !twin && draw.chance(by_year) {
            let (year, ..) = birth.civil();
            birth = [Day::new(year, 1, 1), Day::new(year, 12, 31), Day::new(year, 7, 1)][draw.weighted(&[4.0, 4.0, 2.0])];
        }
        let age = i64::from(self.as_of.0 - birth.0) * 4 / 1461;

        let standing = if in_force { Standing::Active } else { self.standing_of_uncovered(class, &mut draw) };
        let group = self.group(regency, class, in_force, &mut draw);
        let employer = self.employer_of(regency, village, class, group, standing, &mut draw);
        let registered = self.registered_in(village, age, &mut draw);
        let by_age = if age > 55 { 2.4 } else { 0.7 };
        let died = draw.chance(self.faults.died * by_age).then(|| Day(self.as_of.0 - draw.between(0, 729) as i32));
        Person {
            id,
            village,
            regency,
            first,
            size,
            role,
            sex,
            birth,
            age,
            custom: house.custom,
            class,
            group,
            standing,
            employer,
            registered,
            died,
        }
    }

    fn standing_of_uncovered(&self, class: Class, draw: &mut Draw) -> Standing {
        if class == Class::Asn {
            return if draw.chance(self.faults.asn_member) { Standing::Ended } else { Standing::Stranger };
        }
        let former = &self.calibration.parameters.former;
        let rates = [former.arrears, former.lapsed, former.ended, former.never_paid];
        let mut left = draw.unit();
        for (rate, standing) in rates.into_iter().zip([Standing::Arrears, Standing::Lapsed, Standing::Ended, Standing::NeverPaid])
        {
            if left < rate {
                return standing;
            }
            left -= rate;
        }
        Standing::Stranger
    }

    fn group(&self, regency: usize, class: Class, in_force: bool, draw: &mut Draw) -> Group {
        let weights = match (class, in_force) {
            (Class::Pu, true) => &self.group_weights[regency][0],
            (Class::Pu, false) => &self.group_weights[regency][1],
            (Class::Bpu, true) => &self.group_weights[regency][2],
            (Class::Bpu, false) => &self.group_weights[regency][3],
            (Class::Asn | Class::Jakon, _) => return Group::None,
        };
        Group::ALL[draw.weighted(weights)].0
    }

    fn registered_in(&self, village: usize, age: i64, draw: &mut Draw) -> u32 {
        let own = self.places.villages[village].district;
        let shares = &self.calibration.parameters.registration;
        let mut left = draw.unit();
        let (from, until) = self.places.regencies[self.places.districts[own].regency].districts;
        if left < shares.other_district {
            return self.places.districts[from + draw.index(until - from)].number;
        }
        left -= shares.other_district;
        if left < shares.other_regency {
            return self.places.districts[draw.index(self.places.districts.len())].number;
        }
        left -= shares.other_regency;
        if left < shares.other_province && !self.places.elsewhere.is_empty() {
            return self.places.elsewhere[draw.index(self.places.elsewhere.len())];
        }
        left -= shares.other_province;
        // The young were registered after those codes were gone.
        if age >= 22 && (0.0..shares.retired_code).contains(&left) && !self.retired.is_empty() {
            return draw.pick(&self.retired) * 100 + draw.between(1, 9) as u32;
        }
        self.places.districts[own].number
    }

    /// The name in the population register.
    pub fn name(&self, person: &Person) -> Name<'_> {
        let family = self.names.family_name(&mut Draw::of_two(self.seed, Purpose::Name, person.first, 1));
        let mut draw = Draw::new(self.seed, Purpose::Name, person.id);
        self.names.make(person.custom, person.sex, person.age, family, &mut draw)
    }

    /// The mother's name: the woman of the house for its children, one and the same for siblings of the head.
    pub fn mother(&self, person: &Person) -> Name<'_> {
        let house = self.house(person.first, person.size, person.regency);
        let children = house.head_age.min(house.spouse_age) >= 35;
        if person.role >= 2 && children && house.couple {
            let mother = person.first + u64::from(house.head_sex == Sex::Male);
            return self.name(&self.person_in(person.village, mother));
        }
        let (key, which) = match person.role {
            1 => (person.id, 2),
            0 => (person.first, 2),
            _ => (person.first, if children { 3 } else { 2 }),
        };
        let mut draw = Draw::of_two(self.seed, Purpose::Name, key, which);
        let family = self.names.family_name(&mut draw);
        self.names.make(person.custom, Sex::Female, 60, family, &mut draw)
    }
}
