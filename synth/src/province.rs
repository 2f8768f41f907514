//! The province as an index: where the numbers of its people begin in each village, the odds of each regency, and
//! two small tables that need one pass over everybody (serial numbers of NIK, head counts of employers).
//!
//! Memory is a few bytes per person, so five million people need about ten megabytes here.

use crate::Order;
use crate::calibration::{Calibration, DEFAULT_PROVINCE, RegencyLevel};
use crate::day::{Day, Month};
use crate::draw::{Draw, Purpose};
use crate::employers::Employers;
use crate::error::SynthError;
use crate::faults::Faults;
use crate::names::Names;
use crate::people::{Group, Person};
use crate::places::Places;

/// What is known of the province before a row is written.
pub struct Province {
    /// The seed.
    pub seed: u64,
    /// Number of people.
    pub people: u64,
    /// The as-of day.
    pub as_of: Day,
    /// Its month.
    pub month: Month,
    /// Rates of damage.
    pub faults: Faults,
    /// Places.
    pub places: Places,
    /// Shares and levels.
    pub calibration: Calibration,
    /// Name tokens.
    pub names: Names,
    /// First person of each village, and one more entry for the end.
    pub starts: Vec<u64>,
    /// Upper bounds of the seven cells (ASN, then PU, Jakon, BPU covered and not) by regency.
    pub cells: Vec<[f64; 7]>,
    /// Weights of the age bands.
    pub age_weights: Vec<f64>,
    /// Weights of groups by regency: PU covered, PU not, BPU covered, BPU not.
    pub group_weights: Vec<[[f64; 9]; 4]>,
    /// Employers.
    pub employers: Employers,
    /// Four-digit codes of regencies that are gone.
    pub retired: Vec<u32>,
    /// Last four digits of each person's NIK.
    pub serials: Vec<u16>,
    /// Counts over everybody.
    pub census: crate::census::Census,
}

/// The rate after its odds are multiplied.
fn bent(rate: f64, odds: f64) -> f64 {
    rate * odds / (1.0 - rate + rate * odds)
}

impl Province {
    /// Builds the index for an order and takes the census.
    pub fn build(order: &Order) -> Result<Self, SynthError> {
        if !(1_000..=5_000_000).contains(&order.people) {
            return Err(SynthError::Size { asked: order.people });
        }
        let mut province = Self::index(order)?;
        crate::census::take(&mut province)?;
        Ok(province)
    }

    /// The index alone, for any number of people: no serial numbers, no head counts.
    pub fn index(order: &Order) -> Result<Self, SynthError> {
        order.faults.checked()?;
        let places = Places::of_province(DEFAULT_PROVINCE)?;
        let calibration = Calibration::of_province(DEFAULT_PROVINCE, &places)?;
        let names = Names::embedded()?;
        let as_of = Day::new(i32::from(order.as_of.year()), i32::from(order.as_of.month()), i32::from(order.as_of.day()));
        let starts = starts(order, &places, &calibration);
        let cells = cells(&calibration);
        let group_weights = calibration.regencies.iter().map(|level| group_weights(&calibration, level)).collect();
        let regency_people: Vec<u64> = regency_people(&places, &starts);
        let employers = Employers::build(order.seed, &places, &calibration, &regency_people, &order.faults);
        let age_weights = calibration.parameters.ages.iter().map(|a| a.weight).collect();
        let retired = calibration.parameters.registration.retired_regencies.iter().filter_map(|c| c.parse().ok()).collect();
        Ok(Self {
            seed: order.seed,
            people: order.people,
            as_of,
            month: as_of.month(),
            faults: order.faults.clone(),
            places,
            calibration,
            names,
            starts,
            cells,
            age_weights,
            group_weights,
            employers,
            retired,
            serials: Vec::new(),
            census: crate::census::Census::default(),
        })
    }

    /// The person with this number.
    pub fn person(&self, id: u64) -> Person {
        let village = self.starts.partition_point(|start| *start <= id) - 1;
        self.person_in(village, id)
    }

    /// The people of a village.
    pub fn people_of(&self, village: usize) -> impl Iterator<Item = Person> {
        (self.starts[village]..self.starts[village + 1]).map(move |id| self.person_in(village, id))
    }

    /// The people of a regency, village by village.
    pub fn people_of_regency(&self, regency: usize) -> impl Iterator<Item = Person> {
        self.villages_of_regency(regency).flat_map(move |village| self.people_of(village))
    }

    /// The villages of a regency.
    pub fn villages_of_regency(&self, regency: usize) -> std::ops::Range<usize> {
        let (from, until) = self.places.regencies[regency].districts;
        if from == until {
            return 0..0;
        }
        self.places.districts[from].villages.0..self.places.districts[until - 1].villages.1
    }

    /// The NIK: district of first registration, birth date (day plus 40 for women), serial from 9001.
    pub fn nik(&self, person: &Person) -> String {
        let (year, month, day) = person.birth.civil();
        let day = if person.sex == crate::names::Sex::Female { day + 40 } else { day };
        let serial = usize::try_from(person.id).ok().and_then(|i| self.serials.get(i)).copied().unwrap_or(9001);
        format!("{:06}{:02}{:02}{:02}{:04}", person.registered, day, month, year.rem_euclid(100), serial)
    }
}

/// Numbers of people, spread by population and a weight of the village; exact in whole numbers.
fn starts(order: &Order, places: &Places, calibration: &Calibration) -> Vec<u64> {
    let mut weights = Vec::with_capacity(places.villages.len());
    for regency in 0..places.regencies.len() {
        let villages: Vec<usize> = (0..places.villages.len()).filter(|v| places.regency_of(*v) == regency).collect();
        let raw: Vec<u64> = villages
            .iter()
            .map(|v| {
                let town = places.villages[*v].number % 10_000 < 2000;
                let own = Draw::new(order.seed, Purpose::Village, places.villages[*v].number).between(600, 1400) as u64;
                if town { own * 2 } else { own }
            })
            .collect();
        let sum: u64 = raw.iter().sum::<u64>().max(1);
        let population = calibration.regencies[regency].population as u64;
        weights.extend(raw.iter().map(|w| w * population * 100 / sum));
    }
    let total: u128 = weights.iter().map(|w| u128::from(*w)).sum::<u128>().max(1);
    let mut before: u128 = 0;
    let mut starts = Vec::with_capacity(weights.len() + 1);
    for weight in weights {
        starts.push((u128::from(order.people) * before / total) as u64);
        before += u128::from(weight);
    }
    starts.push(order.people);
    starts
}

fn regency_people(places: &Places, starts: &[u64]) -> Vec<u64> {
    let mut out = vec![0; places.regencies.len()];
    for village in 0..places.villages.len() {
        out[places.regency_of(village)] += starts[village + 1] - starts[village];
    }
    out
}

/// Bends the provincial coverage of the segments to the level of each regency: one factor on the odds, found by
/// bisection.
fn cells(calibration: &Calibration) -> Vec<[f64; 7]> {
    let p = &calibration.parameters;
    calibration
        .regencies
        .iter()
        .map(|level| {
            let pu = (level.formal_share - p.asn_share).max(0.02);
            let bpu = 1.0 - p.asn_share - pu - p.jakon_share;
            let covered = |odds: f64| {
                let sum = pu * bent(p.coverage.pu, odds)
                    + p.jakon_share * bent(p.coverage.jakon, odds)
                    + bpu * bent(p.coverage.bpu, odds);
                sum / (1.0 - p.asn_share)
            };
            let (mut low, mut high) = (0.001, 1000.0);
            for _ in 0..60 {
                let middle = f64::midpoint(low, high);
                if covered(middle) < level.coverage { low = middle } else { high = middle }
            }
            let mut cells = [0.0; 7];
            let mut sum = p.asn_share;
            cells[0] = sum;
            for (i, (share, rate)) in
                [(pu, p.coverage.pu), (p.jakon_share, p.coverage.jakon), (bpu, p.coverage.bpu)].into_iter().enumerate()
            {
                cells[1 + 2 * i] = sum + share * bent(rate, low);
                sum += share;
                cells[2 + 2 * i] = sum;
            }
            cells[6] = 1.1;
            cells
        })
        .collect()
}

/// The weights of groups in one regency: fishers by the coast, farmers outside the towns, drivers inside.
fn group_weights(calibration: &Calibration, level: &RegencyLevel) -> [[f64; 9]; 4] {
    let mut out = [[0.0; 9]; 4];
    for row in &calibration.groups {
        let Some(index) = Group::ALL.iter().position(|(_, code)| *code == row.group) else { continue };
        let at = match row.segment.as_str() {
            "pu" => 0,
            "bpu" => 2,
            _ => continue,
        };
        let factor = match Group::ALL[index].0 {
            Group::Farmer => 1.25 * (1.0 - level.urban),
            Group::Fisher => level.fisher_share * 12.0,
            Group::Driver => 0.6 + 1.5 * level.urban,
            _ => 1.0,
        };
        out[at][index] = row.covered * factor;
        out[at + 1][index] = row.uncovered * factor;
    }
    out
}
