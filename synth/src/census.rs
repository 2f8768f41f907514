//! One pass over everybody: serial numbers that make every NIK unique, head counts, and the true coverage of each
//! regency.

use crate::error::SynthError;
use crate::names::Sex;
use crate::people::{Class, Person, Standing};
use crate::province::Province;
use crate::work::in_order;

/// People and covered people of one regency.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Alive and not civil servants: PU, Jakon, BPU.
    pub eligible: [u64; 3],
    /// Of these, covered.
    pub covered: [u64; 3],
}

impl Tally {
    /// All segments.
    pub fn eligible_all(&self) -> u64 {
        self.eligible.iter().sum()
    }

    /// All segments.
    pub fn covered_all(&self) -> u64 {
        self.covered.iter().sum()
    }
}

/// Counts over everybody.
#[derive(Default)]
pub struct Census {
    /// By regency.
    pub regencies: Vec<Tally>,
    /// Everybody who works for an employer, by employer.
    pub headcount: Vec<u32>,
    /// Of these, with an active membership there.
    pub active: Vec<u32>,
    /// Of these, without a membership, new hires included.
    pub left_out: Vec<u32>,
    /// Members under the number of each employer, branches included: paid or in arrears.
    pub members: Vec<u32>,
    /// The people of the largest registered companies, largest first.
    pub largest: Vec<(u32, Vec<u32>)>,
}

/// Payrolls that are written.
const PAYROLLS: usize = 40;
/// Serials of people registered at home use 80 decades, of movers the 19 after them; the last digit is drawn.
const HOME_DECADES: u16 = 80;
const MOVER_DECADES: u16 = 19;
/// Day numbers that a birth date can have.
const BIRTH_SLOTS: usize = 60_000;

/// The `nth` serial of a cell: 9010 to 9999, so that the fifteen digits Excel keeps, with 0 after them, stay above
/// 9000.
fn serial(first_decade: u16, decades: u16, nth: u16, key: u64) -> Option<u16> {
    let last = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as u16 % 10;
    let round = nth / decades;
    (round < 10).then(|| 9010 + (first_decade + nth % decades) * 10 + (last + round) % 10)
}

/// Birth date and sex as one number.
fn slot(province: &Province, person: &Person) -> usize {
    let days = usize::try_from(province.as_of.0 - person.birth.0).unwrap_or(0);
    (days * 2 + usize::from(person.sex == Sex::Female)).min(BIRTH_SLOTS - 1)
}

struct Part {
    serials: Vec<u16>,
    movers: Vec<(u32, u32, u32)>,
    at_work: [Vec<u32>; 4],
    tally: Tally,
    regency: usize,
}

/// Who works where, and is a member where: headcount, active, left out, members.
fn count_work(province: &Province, person: &Person, [headcount, active, left_out, members]: &mut [Vec<u32>; 4]) {
    let Some(employer) = person.employer.filter(|_| person.died.is_none()) else { return };
    let registered = Province::is_registered(person);
    headcount[employer as usize] += 1;
    active[employer as usize] += u32::from(person.standing == Standing::Active);
    left_out[employer as usize] += u32::from(!registered);
    members[province.employers.registered_as(employer) as usize] += u32::from(registered);
    if person.class != Class::Pu {
        return;
    }
    // Some work for a second employer, who insures them as well.
    for second in province.memberships(person).iter().skip(1).filter(|m| m.version == 0 && m.ended.is_none()) {
        if let Some(other) = second.employer.filter(|other| Some(*other) != person.employer) {
            headcount[other as usize] += 1;
            members[province.employers.registered_as(other) as usize] += 1;
        }
    }
}

fn count_district(province: &Province, district: usize) -> Result<Part, SynthError> {
    let place = &province.places.districts[district];
    let mut used = vec![0_u16; BIRTH_SLOTS];
    let employers = province.employers.len();
    let mut part = Part {
        serials: Vec::new(),
        movers: Vec::new(),
        at_work: std::array::from_fn(|_| vec![0; employers]),
        tally: Tally::default(),
        regency: place.regency,
    };
    for village in place.villages.0..place.villages.1 {
        for person in province.people_of(village) {
            let slot = slot(province, &person);
            if person.registered == place.number {
                let made = serial(0, HOME_DECADES, used[slot], slot as u64 ^ u64::from(place.number) << 20);
                part.serials.push(made.ok_or(SynthError::Serials { district: place.number })?);
                used[slot] += 1;
            } else {
                part.serials.push(0);
                part.movers.push((person.registered, slot as u32, person.id as u32));
            }
            count_work(province, &person, &mut part.at_work);
            if person.eligible() {
                let segment = match person.class {
                    Class::Pu => 0,
                    Class::Jakon => 1,
                    Class::Bpu | Class::Asn => 2,
                };
                part.tally.eligible[segment] += 1;
                part.tally.covered[segment] += u64::from(person.covered());
            }
        }
    }
    Ok(part)
}

/// Takes the census and fills in what it finds.
pub fn take(province: &mut Province) -> Result<(), SynthError> {
    let employers = province.employers.len();
    let mut census = Census {
        regencies: vec![Tally::default(); province.places.regencies.len()],
        headcount: vec![0; employers],
        active: vec![0; employers],
        left_out: vec![0; employers],
        members: vec![0; employers],
        largest: Vec::new(),
    };
    let mut serials: Vec<u16> = Vec::with_capacity(province.people as usize);
    let mut movers = Vec::new();
    let shared = &*province;
    in_order(
        province.places.districts.len(),
        |district| count_district(shared, district),
        |_, part: Part| {
            serials.extend(part.serials);
            movers.extend(part.movers);
            let sums = [&mut census.headcount, &mut census.active, &mut census.left_out, &mut census.members];
            for (sum, n) in sums.into_iter().zip(part.at_work).flat_map(|(sums, counts)| sums.iter_mut().zip(counts)) {
                *sum += n;
            }
            let tally = &mut census.regencies[part.regency];
            for i in 0..3 {
                tally.eligible[i] += part.tally.eligible[i];
                tally.covered[i] += part.tally.covered[i];
            }
            Ok(())
        },
    )?;

    movers.sort_unstable();
    let (mut last, mut nth) = ((0, 0), 0);
    for (district, slot, person) in movers {
        nth = if last == (district, slot) { nth + 1 } else { 0 };
        last = (district, slot);
        let made = serial(HOME_DECADES, MOVER_DECADES, nth, u64::from(slot) ^ u64::from(district) << 20);
        serials[person as usize] = made.ok_or(SynthError::Serials { district })?;
    }

    let mut order: Vec<u32> = province.employers.registered_companies().collect();
    order.sort_by_key(|e| (std::cmp::Reverse(census.active[*e as usize]), *e));
    order.truncate(PAYROLLS);
    census.largest = order.into_iter().map(|e| (e, Vec::new())).collect();
    let wanted: Vec<u32> = census.largest.iter().map(|(e, _)| *e).collect();
    in_order(
        province.places.regencies.len(),
        |regency| {
            let found = shared.people_of_regency(regency).filter(|p| p.died.is_none()).filter_map(|p| {
                let at = wanted.iter().position(|e| Some(*e) == p.employer)?;
                Some((at, p.id as u32))
            });
            Ok(found.collect::<Vec<_>>())
        },
        |_, found: Vec<(usize, u32)>| {
            for (at, person) in found {
                census.largest[at].1.push(person);
            }
            Ok(())
        },
    )?;
    province.serials = serials;
    province.census = census;
    Ok(())
}
