//! Who employs: companies (registered, behind with payment, unregistered), government offices, village governments and
//! construction projects, all under one number space, so that a person needs four bytes to name any of them.

use crate::calibration::Calibration;
use crate::conduct::Conduct;
use crate::draw::{Draw, Purpose};
use crate::faults::Faults;
use crate::people::{Class, Group, Standing};
use crate::places::Places;
use crate::province::Province;

/// How a company stands towards the scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Pays in time.
    Good,
    /// Registered, this many months behind.
    Behind(u8),
    /// Not registered (PWBD where it is obliged).
    Unregistered,
}

/// Size by which duties differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    Mikro,
    Kecil,
    Menengah,
    Besar,
}

impl Size {
    /// The code in the register of businesses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mikro => "mikro",
            Self::Kecil => "kecil",
            Self::Menengah => "menengah",
            Self::Besar => "besar",
        }
    }
}

/// A company.
pub struct Company {
    /// Index of its regency.
    pub regency: u16,
    /// Index of its sector.
    pub sector: u8,
    /// Standing.
    pub registration: Registration,
    /// Size.
    pub size: Size,
    /// Whether the as-of month is paid already.
    pub paid_as_of: bool,
    /// Whether it reports lower wages than it pays, as far as `Province::wage_conduct` can show it.
    pub under_reports: bool,
    /// Whether it leaves out a programme that its size obliges it to: JP and JKP, or JHT where it is small.
    pub leaves_out_programmes: bool,
    /// What else it does and does not do.
    pub conduct: Conduct,
}

impl Company {
    /// Whether it is a registered employer with a line of its own: neither closed nor a branch.
    pub fn pays(&self) -> bool {
        self.registration != Registration::Unregistered && self.conduct.closed.is_none() && self.conduct.branch_of.is_none()
    }
}

/// Any employer, unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Employer {
    /// A company by number.
    Company(usize),
    /// The nth office of a regency's government.
    Office(usize, usize),
    /// A village government.
    Village(usize),
    /// The nth construction project of a regency.
    Project(usize, usize),
}

/// Offices that a regency's government has here.
pub const OFFICES: [&str; 4] = ["Dinas Pendidikan", "Dinas Kesehatan", "Satuan Polisi Pamong Praja", "Dinas Lingkungan Hidup"];

#[derive(Default)]
struct Pool {
    companies: Vec<u32>,
    until: Vec<u64>,
}

impl Pool {
    fn push(&mut self, company: u32, weight: u64) {
        self.companies.push(company);
        self.until.push(self.until.last().copied().unwrap_or(0) + weight);
    }

    fn pick(&self, draw: &mut Draw) -> Option<u32> {
        let at = draw.below(self.until.last().copied()?);
        self.companies.get(self.until.partition_point(|until| *until <= at)).copied()
    }
}

/// All employers.
pub struct Employers {
    /// Companies by number.
    pub companies: Vec<Company>,
    /// By regency: companies that pay, that are behind, that are not registered, that leave workers out.
    pools: Vec<[Pool; 4]>,
    cooperatives: Vec<Vec<u32>>,
    office_registers: Vec<[bool; OFFICES.len()]>,
    hubs: Vec<usize>,
    offices_from: u32,
    villages_from: u32,
    projects_from: Vec<u32>,
}

impl Employers {
    /// Spreads companies and projects over the regencies.
    pub fn build(seed: u64, places: &Places, calibration: &Calibration, people: &[u64], faults: &Faults) -> Self {
        let per_person = calibration.parameters.companies.per_person;
        let counts: Vec<u64> = people
            .iter()
            .zip(&calibration.regencies)
            .map(|(population, level)| ((*population as f64) * per_person * (0.6 + level.formal_share)) as u64 + 6)
            .collect();
        let hubs: Vec<usize> = (0..people.len())
            .map(|r| {
                let branch = &calibration.regencies[r].branch;
                (0..people.len()).filter(|o| &calibration.regencies[*o].branch == branch).max_by_key(|o| people[*o]).unwrap_or(r)
            })
            .collect();
        let first_of = |regency: usize| counts[..regency].iter().sum::<u64>() as u32;
        let mut companies: Vec<Company> = Vec::new();
        let mut pools = Vec::new();
        let mut cooperatives = Vec::new();
        for (regency, count) in counts.iter().enumerate() {
            let mut pool: [Pool; 4] = Default::default();
            let mut collecting = Vec::new();
            for nth in 0..*count {
                // A branch belongs to the first company of its own regency, or of the largest one nearby.
                let main = first_of(if nth % 2 == 0 { regency } else { hubs[regency] });
                let number = companies.len() as u32;
                let (mut company, weight) = company(seed, calibration, faults, (regency, nth), main);
                if company.conduct.branch_of.is_some() {
                    // One legal entity has one size; that of the first company of a regency is drawn here again.
                    let at = if nth % 2 == 0 { regency } else { hubs[regency] };
                    company.size = self::company(seed, calibration, faults, (at, 0), main).0.size;
                }
                if company.conduct.closed.is_none() && !company.conduct.alone {
                    let index = match company.registration {
                        Registration::Good => 0,
                        Registration::Behind(_) => 1,
                        Registration::Unregistered => 2,
                    };
                    pool[index].push(number, weight);
                    if company.conduct.leaves_out_workers {
                        pool[3].push(number, weight);
                    }
                    if calibration.is_cooperative(company.sector) && company.pays() {
                        collecting.push(number);
                    }
                }
                companies.push(company);
            }
            pools.push(pool);
            cooperatives.push(collecting);
        }
        let office_registers = (0..people.len())
            .map(|regency| {
                let mut draw = Draw::of_two(seed, Purpose::Conduct, regency as u64, 6);
                // One office of each regency always registers, and one never does while any does not.
                std::array::from_fn(|nth| match nth {
                    0 => true,
                    1 => faults.office_unregistered == 0.0,
                    _ => !draw.chance(faults.office_unregistered),
                })
            })
            .collect();
        let offices_from = companies.len() as u32;
        let villages_from = offices_from + (people.len() * OFFICES.len()) as u32;
        let mut projects_from = vec![villages_from + places.villages.len() as u32];
        for population in people {
            let last = projects_from.last().copied().unwrap_or(0);
            let projects = (*population as f64 * calibration.parameters.jakon_share / 25.0) as u32 + 3;
            projects_from.push(last + projects);
        }
        Self { companies, pools, cooperatives, office_registers, hubs, offices_from, villages_from, projects_from }
    }

    /// Whether an office registers its staff.
    pub fn office_registers(&self, regency: usize, nth: usize) -> bool {
        self.office_registers[regency][nth]
    }

    /// Cooperatives of a regency, which collect contributions of members without a wage.
    pub fn cooperatives(&self, regency: usize) -> &[u32] {
        &self.cooperatives[regency]
    }

    /// The employer under whose number the people of an employer are members: its own, or that of the company it is a branch of.
    pub fn registered_as(&self, employer: u32) -> u32 {
        self.companies.get(employer as usize).and_then(|company| company.conduct.branch_of).unwrap_or(employer)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.projects_from.last().copied().unwrap_or(0) as usize
    }

    /// Unpacks a number.
    pub fn get(&self, employer: u32) -> Employer {
        if employer < self.offices_from {
            return Employer::Company(employer as usize);
        }
        if employer < self.villages_from {
            let office = (employer - self.offices_from) as usize;
            return Employer::Office(office / OFFICES.len(), office % OFFICES.len());
        }
        if employer < self.projects_from[0] {
            return Employer::Village((employer - self.villages_from) as usize);
        }
        let regency = self.projects_from.partition_point(|from| *from <= employer) - 1;
        Employer::Project(regency, (employer - self.projects_from[regency]) as usize)
    }

    /// Numbers of the companies that pay, or should.
    pub fn registered_companies(&self) -> impl Iterator<Item = u32> {
        self.companies.iter().enumerate().filter(|(_, c)| c.pays()).map(|(i, _)| i as u32)
    }

    /// The number of an office.
    pub fn office(&self, regency: usize, nth: usize) -> u32 {
        self.offices_from + (regency * OFFICES.len() + nth) as u32
    }

    /// The number of a village government.
    pub fn village(&self, village: usize) -> u32 {
        self.villages_from + village as u32
    }

    /// The numbers of a regency's projects; every third one is registered.
    pub fn projects(&self, regency: usize) -> std::ops::Range<u32> {
        self.projects_from[regency]..self.projects_from[regency + 1]
    }

    /// A company that pays, for an old membership.
    pub fn any_good(&self, regency: usize, draw: &mut Draw) -> Option<u32> {
        self.pools[regency][0].pick(draw)
    }

    /// The company number in the register (NPP), eight digits; empty for an unregistered one.
    pub fn npp(&self, employer: u32) -> String {
        let employer = self.registered_as(employer);
        let registered = match self.get(employer) {
            Employer::Company(c) => self.companies[c].registration != Registration::Unregistered,
            Employer::Project(_, nth) => nth.is_multiple_of(3),
            Employer::Office(..) | Employer::Village(_) => true,
        };
        if registered { register_number(u64::from(employer)) } else { String::new() }
    }
}

/// The number in the register that belongs to a number of ours. A multiplier without a factor of 90,000,000 keeps them different.
pub fn register_number(number: u64) -> String {
    (10_000_000 + (number * 38_200_007 + 7_071_067) % 90_000_000).to_string()
}

/// Draws the `nth` company of a regency, and its weight among those that employ. One over a uniform draw is Pareto's law; the
/// cap keeps one company from employing a city.
fn company(seed: u64, calibration: &Calibration, faults: &Faults, (regency, nth): (usize, u64), main: u32) -> (Company, u64) {
    let p = &calibration.parameters.companies;
    let mut draw = Draw::of_two(seed, Purpose::Company, regency as u64, nth);
    let weight = (1.0 / draw.unit().max(0.0025) * 100.0) as u64;
    let (size, registered) = match weight {
        0..300 => (Size::Mikro, p.registered_micro),
        300..800 => (Size::Kecil, p.registered_small),
        800..2500 => (Size::Menengah, p.registered_medium),
        _ => (Size::Besar, p.registered_large),
    };
    let is_registered = draw.chance(registered);
    let behind = draw.chance(p.behind);
    let months = draw.between(2, 12) as u8;
    let mut registration = match nth {
        0 => Registration::Good,
        1 => Registration::Behind(months),
        2 => Registration::Unregistered,
        _ if !is_registered => Registration::Unregistered,
        _ if behind => Registration::Behind(months),
        _ => Registration::Good,
    };
    let weights: Vec<f64> = calibration.sectors.iter().map(|s| s.weight).collect();
    let sector = draw.weighted(&weights) as u8;
    let (paid_as_of, under_reports) = (draw.chance(p.month_already_paid), draw.chance(p.under_reports_wage));
    let leaves_out_programmes = draw.chance(p.leaves_out_programmes);
    let mut own = Draw::of_two(seed, Purpose::Conduct, (regency as u64) << 32 | nth, 7);
    let conduct = Conduct::draw(&mut own, faults, nth, (registration, size), calibration.is_cooperative(sector), main);
    if conduct.closed.is_some() && registration != Registration::Unregistered {
        // It paid until it closed.
        registration = Registration::Good;
    }
    let company = Company {
        regency: regency as u16,
        sector,
        registration,
        size,
        // Members without a wage are covered by the month itself.
        paid_as_of: paid_as_of || conduct.registers_as_bpu,
        under_reports,
        leaves_out_programmes: leaves_out_programmes && conduct.is_plain(),
        conduct,
    };
    (company, weight)
}

const SYLLABLES: [&str; 24] = [
    "ra", "vo", "ken", "ti", "lu", "mar", "den", "so", "wi", "pa", "nir", "ju", "ba", "tor", "mi", "gan", "se", "lo", "dra",
    "ka", "yu", "fen", "zi", "nal",
];

/// A made-up word, so that no real company is named.
pub fn made_up_word(draw: &mut Draw) -> String {
    let mut word = String::new();
    for _ in 0..draw.between(2, 3) {
        word.push_str(draw.pick(&SYLLABLES));
    }
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Province {
    /// The employer of a person.
    pub fn employer_of(
        &self,
        regency: usize,
        village: usize,
        class: Class,
        group: Group,
        standing: Standing,
        draw: &mut Draw,
    ) -> Option<u32> {
        let all = &self.employers;
        match (class, group) {
            (Class::Pu, Group::NonAsn) => {
                // Those who are not registered work where nobody is, but for a few who came lately.
                let mut own = Draw::new(draw.bits(), Purpose::Conduct, 8);
                let registers = matches!(standing, Standing::Active | Standing::Arrears) || own.chance(self.faults.new_hire);
                let fitting: Vec<usize> = (0..OFFICES.len()).filter(|n| all.office_registers(regency, *n) == registers).collect();
                let nth = if fitting.is_empty() { own.index(OFFICES.len()) } else { own.pick(&fitting) };
                Some(all.office(regency, nth))
            }
            (Class::Pu, Group::VillageStaff | Group::Bpd) => Some(all.village(village)),
            (Class::Pu, _) => {
                let p = &self.calibration.parameters.companies;
                let at = if draw.chance(p.at_hub) { all.hubs[regency] } else { regency };
                let pool = match standing {
                    Standing::Active => 0,
                    Standing::Arrears => 1,
                    _ => {
                        let mut own = Draw::new(draw.bits(), Purpose::Conduct, 9);
                        match own.chance(p.uncovered_at_unregistered) {
                            true => 2,
                            false if own.chance(self.faults.new_hire) => 0,
                            false if all.pools[at][3].companies.is_empty() => 2,
                            false => 3,
                        }
                    }
                };
                all.pools[at][pool].pick(draw)
            }
            (Class::Jakon, _) => {
                let projects = all.projects(regency);
                let count = u64::from(projects.end - projects.start);
                let nth = match standing {
                    Standing::Active | Standing::Arrears => draw.below(count.div_ceil(3)) * 3,
                    _ => draw.below(count),
                };
                Some(projects.start + nth as u32)
            }
            (Class::Bpu | Class::Asn, _) => None,
        }
    }

    /// The regency where an employer is.
    pub fn regency_of_employer(&self, employer: u32) -> usize {
        match self.employers.get(employer) {
            Employer::Company(c) => usize::from(self.employers.companies[c].regency),
            Employer::Office(regency, _) | Employer::Project(regency, _) => regency,
            Employer::Village(village) => self.places.regency_of(village),
        }
    }

    /// The name of an employer.
    pub fn employer_name(&self, employer: u32) -> String {
        let mut draw = Draw::of_two(self.seed, Purpose::Company, u64::from(employer), 777);
        match self.employers.get(employer) {
            Employer::Company(c) => {
                let sector = &self.calibration.sectors[usize::from(self.employers.companies[c].sector)];
                format!("{} {} {}", sector.word, made_up_word(&mut draw), made_up_word(&mut draw))
            }
            Employer::Office(regency, nth) => format!("{} {}", OFFICES[nth], self.places.regencies[regency].name),
            Employer::Village(village) => {
                let place = &self.places.villages[village];
                format!("Pemerintah Desa {}", place.name)
            }
            Employer::Project(regency, nth) => {
                let work = draw.pick(&[
                    "Peningkatan Jalan",
                    "Rehabilitasi Sekolah",
                    "Pembangunan Drainase",
                    "Pembangunan Puskesmas",
                    "Pembangunan Irigasi",
                ]);
                format!("{work} Paket {} {}", nth + 1, self.places.regencies[regency].name)
            }
        }
    }
}
