//! What an employer does towards the scheme beyond paying: what it leaves out, under which guise, and what only looks as if it
//! did. Drawn once per company, office and project; the rosters and `truth/violations.csv` both follow from it.

use crate::day::Day;
use crate::draw::{Draw, Purpose};
use crate::employers::{Employer, Registration, Size};
use crate::faults::Faults;
use crate::people::{Class, Group, Person, Standing};
use crate::province::Province;

/// The conduct of one company.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conduct {
    /// Closed this many months ago: still on lists, nobody works there.
    pub closed: Option<u8>,
    /// A branch: its people are members under the number of this company, with which it shares its NIB.
    pub branch_of: Option<u32>,
    /// Leaves some of its workers out of the register.
    pub leaves_out_workers: bool,
    /// Registers its employees as if they were self-employed.
    pub registers_as_bpu: bool,
    /// Known to the permit office under the name of its shop.
    pub trade_name: bool,
    /// On no list of businesses; only a permit tells of it.
    pub permit_only: bool,
    /// Not registered, and so young that it need not be yet.
    pub young: bool,
    /// The owner works alone: there is nobody to register.
    pub alone: bool,
}

impl Conduct {
    /// Draws the conduct of the `nth` company of a regency; `main` is a company of which it may be a branch. The first three of
    /// a regency are plain, so that one of each standing is always there.
    pub fn draw(draw: &mut Draw, faults: &Faults, nth: u64, company: (Registration, Size), cooperative: bool, main: u32) -> Self {
        let (registration, size) = company;
        let mut conduct = Self::default();
        let (closed, months) = (draw.chance(faults.closed_employer), draw.between(3, 30) as u8);
        let (branch, permit_only) = (draw.chance(faults.branch_of_another), draw.chance(faults.permit_only));
        let (leaves_out, as_bpu) = (draw.chance(faults.leaves_out_workers), draw.chance(faults.registers_as_bpu));
        let (trade_name, young) = (draw.chance(faults.trade_name), draw.chance(faults.young_employer));
        let alone = draw.chance(faults.owner_alone);
        if nth < 3 {
            return conduct;
        }
        let good = registration == Registration::Good;
        if closed {
            conduct.closed = Some(months);
        } else if good && branch {
            conduct.branch_of = Some(main);
        } else if permit_only && (good || registration == Registration::Unregistered) {
            conduct.permit_only = true;
        } else {
            conduct.leaves_out_workers = good && leaves_out;
            conduct.registers_as_bpu = good && !leaves_out && as_bpu && !cooperative;
        }
        conduct.trade_name = trade_name && conduct.branch_of.is_none();
        let unregistered = registration == Registration::Unregistered && conduct.closed.is_none();
        conduct.alone = alone && unregistered && size == Size::Mikro;
        conduct.young = young && registration == Registration::Unregistered && conduct.closed.is_none();
        conduct
    }

    /// Whether nothing of it is hidden from the lists that tell its size and head count.
    pub const fn is_plain(&self) -> bool {
        self.closed.is_none() && self.branch_of.is_none() && !self.permit_only && !self.registers_as_bpu
    }
}

/// How an employer reports wages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WageConduct {
    /// As they are.
    Honest,
    /// The minimum for everybody.
    Identical,
    /// Less than the minimum.
    BelowMinimum,
    /// Less than the payroll says.
    BelowPayroll,
}

/// Members from which equal wages for all are no accident any more.
const MANY: u32 = 10;

/// A fund that pays for members without a wage, one of each in every regency.
pub const FUNDS: [&str; 3] = ["APBD", "APBDes", "CSR"];

/// Who pays for a member without a wage, where it is not the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payer {
    /// The nth fund of a regency.
    Fund(usize, usize),
    /// A cooperative that collects from its members.
    Cooperative(u32),
}

impl Province {
    /// The lowest wage that the law allows in a regency, in rupiah a month.
    pub fn minimum_wage(&self, regency: usize) -> i64 {
        let parameters = &self.calibration.parameters;
        let own = parameters.regency_wages.get(&self.places.regencies[regency].code);
        own.copied().unwrap_or(parameters.statute_wage_rupiah)
    }

    /// Whether a person has an open membership for this work, paid or in arrears.
    pub const fn is_registered(person: &Person) -> bool {
        matches!(person.standing, Standing::Active | Standing::Arrears)
    }

    /// Whether a person was taken on so lately that registration is not due yet: unregistered people of employers that register.
    pub fn is_new_hire(&self, person: &Person) -> bool {
        if Self::is_registered(person) {
            return false;
        }
        match person.employer.map(|employer| self.employers.get(employer)) {
            Some(Employer::Company(company)) => {
                let company = &self.employers.companies[company];
                company.registration == Registration::Good && !company.conduct.leaves_out_workers
            }
            Some(Employer::Office(regency, nth)) => self.employers.office_registers(regency, nth),
            _ => false,
        }
    }

    /// The first day of a person's work.
    pub fn hired_on(&self, person: &Person) -> Day {
        let mut draw = Draw::of_two(self.seed, Purpose::Conduct, person.id, 1);
        let days = if self.is_new_hire(person) { draw.between(1, 20) } else { draw.between(90, 3000) };
        Day(self.as_of.0 - days as i32)
    }

    /// How a company reports wages. What no roster could show is not planted: few equal wages are no pattern, and small firms
    /// may pay less than the minimum.
    pub fn wage_conduct(&self, employer: u32) -> WageConduct {
        let Employer::Company(number) = self.employers.get(employer) else { return WageConduct::Honest };
        let company = &self.employers.companies[number];
        if !company.under_reports || !company.conduct.is_plain() || company.registration == Registration::Unregistered {
            return WageConduct::Honest;
        }
        let members = self.census.members.get(number).copied().unwrap_or(0);
        if self.census.largest.iter().any(|(large, _)| *large == employer) {
            WageConduct::BelowPayroll
        } else if members >= MANY && (company.size < Size::Menengah || employer.is_multiple_of(2)) {
            WageConduct::Identical
        } else if company.size >= Size::Menengah && members > 0 {
            WageConduct::BelowMinimum
        } else {
            WageConduct::Honest
        }
    }

    /// The wage that an employer reports for a person.
    pub fn reported_wage(&self, person: &Person, employer: u32) -> i64 {
        let wage = self.true_wage(person);
        let minimum = self.minimum_wage(self.regency_of_employer(employer));
        match self.wage_conduct(employer) {
            WageConduct::Honest => wage,
            WageConduct::Identical => minimum,
            WageConduct::BelowMinimum => {
                minimum * Draw::of_two(self.seed, Purpose::Conduct, person.id, 2).between(60, 90) / 100 / 1000 * 1000
            }
            WageConduct::BelowPayroll if wage > minimum => (wage * 65 / 100 / 1000 * 1000).max(minimum),
            WageConduct::BelowPayroll => wage,
        }
    }

    /// Who pays for a member without a wage: funds for some groups, a cooperative for others, most pay for themselves.
    pub fn payer(&self, person: &Person) -> Option<Payer> {
        if person.class != Class::Bpu {
            return None;
        }
        let mut draw = Draw::of_two(self.seed, Purpose::Conduct, person.id, 3);
        let (fund, share) = match person.group {
            Group::Vulnerable => (0, 0.8),
            Group::RtRw => (1, 0.7),
            Group::Farmer => (2, 0.3),
            _ => (0, 0.0),
        };
        if draw.chance(share) {
            return Some(Payer::Fund(person.regency, fund));
        }
        let cooperatives = self.employers.cooperatives(person.regency);
        (draw.chance(0.1) && !cooperatives.is_empty()).then(|| Payer::Cooperative(draw.pick(cooperatives)))
    }

    /// The number and name under which a payer stands in the register.
    pub fn payer_as_registered(&self, payer: Payer) -> (String, String) {
        match payer {
            Payer::Cooperative(company) => (self.employers.npp(company), self.employer_name(company)),
            Payer::Fund(regency, fund) => {
                let number = self.employers.len() + regency * FUNDS.len() + fund;
                (
                    crate::employers::register_number(number as u64),
                    format!("{} {}", FUNDS[fund], self.places.regencies[regency].name),
                )
            }
        }
    }

    /// The day a business was entered: the obligation to register begins with it.
    pub fn founded_on(&self, company: usize) -> Day {
        let mut draw = Draw::of_two(self.seed, Purpose::Conduct, company as u64, 4);
        let conduct = &self.employers.companies[company].conduct;
        let days = match conduct.closed {
            _ if conduct.young => draw.between(1, 20),
            Some(months) => i64::from(months) * 31 + draw.between(300, 3000),
            None => draw.between(100, 4000),
        };
        Day(self.as_of.0 - days as i32)
    }

    /// The day on which a closed company closed.
    pub fn closed_on(&self, company: usize) -> Option<Day> {
        let months = self.employers.companies[company].conduct.closed?;
        Some(crate::day::Month(self.month.0 - i32::from(months)).last())
    }

    /// How many workers a company reported when it was last asked: new hires came later, a closed one had some, and a few
    /// report less than they have.
    pub fn reported_headcount(&self, company: usize) -> u32 {
        let mut draw = Draw::of_two(self.seed, Purpose::Conduct, company as u64, 5);
        let conduct = &self.employers.companies[company].conduct;
        if conduct.closed.is_some() {
            return draw.between(2, 30) as u32;
        }
        let new = if conduct.leaves_out_workers || self.employers.companies[company].registration != Registration::Good {
            0
        } else {
            self.census.left_out[company]
        };
        let there = self.census.headcount[company] - new;
        if draw.chance(self.faults.headcount_understated) {
            (there * draw.between(50, 95) as u32 / 100).max(1).min(there)
        } else {
            there
        }
    }
}
