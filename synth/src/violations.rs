//! `truth/violations.csv`: who does not comply, from the facts of the province alone; and `truth/decoys.csv`: who only looks so.
//!
//! Both have the keys that `sinergi detect` prints: one number names what a row is about. Rupiah stands where the facts hold a
//! sum (what is billed and overdue); what a person would have to work out from the law is left to the program under test.

use crate::conduct::{FUNDS, Payer, WageConduct};
use crate::contributions::MONTHS;
use crate::day::{Day, Month};
use crate::employers::{Employer, OFFICES, Registration, Size};
use crate::error::SynthError;
use crate::membership::Membership;
use crate::people::{Class, Group, Person, Standing};
use crate::places::slug;
use crate::province::Province;
use crate::text_table::TextTable;
use std::collections::BTreeMap;
use std::path::Path;

/// What a row is about: the kind of violation, then one of `npp`, `nib`, `project_id`, `unit_id`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    detector: &'static str,
    which: Which,
    id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Which {
    Npp,
    Nib,
    Project,
    Unit,
}

impl Key {
    fn cells(&self) -> [&str; 4] {
        let mut cells = [""; 4];
        cells[self.which as usize] = &self.id;
        cells
    }
}

/// What is known of a violation.
#[derive(Clone, Debug)]
struct Facts {
    regency: usize,
    first: Month,
    workers: u64,
    rupiah: Option<i64>,
}

/// Everything found, in the order of its keys.
#[derive(Default)]
struct Findings {
    violations: BTreeMap<Key, Facts>,
    decoys: BTreeMap<(Key, &'static str), ()>,
}

impl Findings {
    fn violation(&mut self, detector: &'static str, which: Which, id: String, facts: Facts) {
        let key = Key { detector, which, id };
        let found = self.violations.entry(key).or_insert_with(|| Facts { workers: 0, ..facts.clone() });
        found.workers += facts.workers;
        found.first = found.first.min(facts.first);
    }

    fn decoy(&mut self, detector: &'static str, which: Which, id: String, why: &'static str) {
        self.decoys.insert((Key { detector, which, id }, why), ());
    }
}

/// Writes both files.
pub fn write(province: &Province, out: &Path) -> Result<(), SynthError> {
    let mut found = Findings::default();
    companies(province, &mut found);
    projects(province, &mut found);
    people(province, &mut found);
    let Findings { violations, mut decoys } = found;
    // What is a violation after all is no decoy of it.
    decoys.retain(|(key, _), ()| !violations.contains_key(key));

    let header = ["detector", "npp", "nib", "project_id", "unit_id", "region_code", "first_month", "workers", "rupiah"];
    let mut table = TextTable::csv(out.join("truth/violations.csv"), &header)?;
    for (key, facts) in &violations {
        let [npp, nib, project, unit] = key.cells();
        table.row(&[
            key.detector,
            npp,
            nib,
            project,
            unit,
            &province.places.regencies[facts.regency].code,
            &facts.first.text(),
            &facts.workers.to_string(),
            &facts.rupiah.map(|amount| amount.to_string()).unwrap_or_default(),
        ])?;
    }
    table.finish()?;
    let mut table = TextTable::csv(out.join("truth/decoys.csv"), &["detector", "npp", "nib", "project_id", "unit_id", "why"])?;
    for (key, why) in decoys.keys() {
        let [npp, nib, project, unit] = key.cells();
        table.row(&[key.detector, npp, nib, project, unit, why])?;
    }
    table.finish()?;
    Ok(())
}

/// What the conduct of companies comes to.
fn companies(province: &Province, found: &mut Findings) {
    let all = &province.employers;
    for (index, company) in all.companies.iter().enumerate() {
        let employer = index as u32;
        let regency = usize::from(company.regency);
        let now = |workers: u32| Facts { regency, first: province.month, workers: u64::from(workers), rupiah: None };
        let (headcount, left_out) = (province.census.headcount[index], province.census.left_out[index]);
        let members = province.census.members[index];
        let nib = crate::business::nib(province, employer);
        let conduct = &company.conduct;
        if company.registration == Registration::Unregistered {
            let why = match () {
                () if conduct.closed.is_some() => "closed",
                () if conduct.young => "young",
                () if headcount == 0 => "owner alone",
                () => {
                    let first = province.founded_on(index).month();
                    found.violation("pwbd", Which::Nib, nib, Facts { first, ..now(headcount) });
                    continue;
                }
            };
            found.decoy("pwbd", Which::Nib, nib, why);
            continue;
        }
        let npp = all.npp(employer);
        if conduct.branch_of.is_some() {
            found.decoy("pwbd", Which::Nib, nib, "branch");
            found.decoy("pds_tk", Which::Npp, npp, "branch");
            continue;
        }
        if conduct.closed.is_some() {
            found.decoy("pds_tk", Which::Npp, npp.clone(), "closed");
            found.decoy("arrears", Which::Npp, npp, "closed");
            continue;
        }
        found.decoy("pwbd", Which::Nib, nib, if conduct.trade_name { "trade name" } else { "registered" });
        if conduct.leaves_out_workers && left_out > 0 {
            found.violation("pds_tk", Which::Npp, npp.clone(), now(left_out));
        } else if left_out > 0 {
            found.decoy("pds_tk", Which::Npp, npp.clone(), "new hires");
        }
        if conduct.registers_as_bpu && members > 0 {
            found.violation("wrong_segment", Which::Npp, npp.clone(), now(members));
        }
        if company.leaves_out_programmes && members > 0 && company.size > Size::Mikro {
            found.violation("pds_program", Which::Npp, npp.clone(), now(members));
        } else if company.size == Size::Mikro && members > 0 {
            found.decoy("pds_program", Which::Npp, npp.clone(), "micro");
        }
        if province.wage_conduct(employer) == WageConduct::Honest && members > 0 {
            let why = if company.size >= Size::Menengah { "minimum of its own regency" } else { "small, below the minimum" };
            found.decoy("pds_upah", Which::Npp, npp.clone(), why);
        }
        arrears(province, employer, regency, npp, found);
    }
    for (regency, fund) in
        (0..province.places.regencies.len()).flat_map(|regency| (0..FUNDS.len()).map(move |fund| (regency, fund)))
    {
        let (npp, _) = province.payer_as_registered(Payer::Fund(regency, fund));
        found.decoy("wrong_segment", Which::Npp, npp, "fund");
    }
    for cooperative in (0..province.places.regencies.len()).flat_map(|regency| all.cooperatives(regency)) {
        found.decoy("wrong_segment", Which::Npp, all.npp(*cooperative), "cooperative");
    }
}

/// Months that were due before the as-of day and are not paid.
fn arrears(province: &Province, employer: u32, regency: usize, npp: String, found: &mut Findings) {
    let due = |month: Month| Day(Month(month.0 + 1).first().0 + 14);
    let months = (0..MONTHS).rev().map(|back| Month(province.month.0 - back)).filter(|month| due(*month) < province.as_of);
    let bills: Vec<_> = months.filter_map(|month| province.bill(employer, month).map(|bill| (month, bill))).collect();
    let open: Vec<_> = bills.iter().filter(|(_, bill)| bill.paid_on.is_none()).collect();
    if let (Some((first, _)), Some((_, last))) = (open.first(), open.last()) {
        let rupiah = Some(open.iter().map(|(_, bill)| bill.total()).sum());
        let facts = Facts { regency, first: *first, workers: last.members.unsigned_abs(), rupiah };
        found.violation("arrears", Which::Npp, npp, facts);
    } else if bills.iter().any(|(month, bill)| bill.paid_on.is_some_and(|paid| paid > due(*month))) {
        found.decoy("arrears", Which::Npp, npp, "late but paid");
    }
}

fn projects(province: &Province, found: &mut Findings) {
    for regency in 0..province.places.regencies.len() {
        for nth in 0..province.employers.projects(regency).len() {
            let project = province.project(regency, nth);
            if project.is_missing(province.as_of) {
                let workers = u64::from(project.workers);
                let facts = Facts { regency, first: project.started.month(), workers, rupiah: None };
                found.violation("jakon_project", Which::Project, project.code, facts);
            } else {
                let why = match () {
                    () if project.registered => "registered, perhaps under another code",
                    () if project.finished < province.as_of => "finished",
                    () => "young",
                };
                found.decoy("jakon_project", Which::Project, project.code, why);
            }
        }
    }
}

/// What can be told only person by person.
fn people(province: &Province, found: &mut Findings) {
    for village in 0..province.places.villages.len() {
        for person in province.people_of(village) {
            staff(province, &person, found);
            let memberships = match person.standing {
                Standing::Stranger => continue,
                _ => province.memberships(&person),
            };
            if person.died.is_some() {
                dead(province, &person, &memberships, found);
            } else {
                wages(province, &person, &memberships, found);
                funds(province, &person, &memberships, found);
            }
        }
    }
}

/// Staff of offices and villages, and heads of neighbourhoods, without a membership.
fn staff(province: &Province, person: &Person, found: &mut Findings) {
    if person.died.is_some() {
        return;
    }
    let regency = person.regency;
    // A member without a wage who has not paid is no member any more; wages in arrears are a matter of the employer.
    let registered = match person.class {
        Class::Bpu => person.standing == Standing::Active,
        _ => Province::is_registered(person),
    };
    let facts = Facts { regency, first: province.month, workers: 1, rupiah: None };
    if let Some(Employer::Office(at, nth)) = person.employer.map(|employer| province.employers.get(employer)) {
        let unit = format!("{}/{}", province.places.regencies[at].code, slug(OFFICES[nth]));
        match registered {
            true => {}
            false if province.is_new_hire(person) => found.decoy("government_unit", Which::Unit, unit, "new hires"),
            false => found.violation("government_unit", Which::Unit, unit, Facts { regency: at, ..facts }),
        }
        return;
    }
    let group = match person.group {
        Group::VillageStaff | Group::Bpd => "village_staff",
        Group::RtRw => "rt_rw",
        _ => return,
    };
    let digits = format!("{:010}", province.places.villages[person.village].number);
    let unit = format!("{}.{}.{}.{}/{group}", &digits[..2], &digits[2..4], &digits[4..6], &digits[6..]);
    match registered {
        true => found.decoy("government_unit", Which::Unit, unit, "all registered"),
        false => found.violation("government_unit", Which::Unit, unit, facts),
    }
}

/// The number under which a membership stands in the register, if any.
fn number_of(province: &Province, membership: &Membership) -> Option<String> {
    match (membership.employer, membership.payer) {
        (Some(employer), _) => Some(province.employers.npp(employer)),
        (None, Some(payer)) => Some(province.payer_as_registered(payer).0),
        (None, None) => None,
    }
}

/// Memberships that are open and were paid for months after the month of death.
fn dead(province: &Province, person: &Person, memberships: &[Membership], found: &mut Findings) {
    let Some(died) = person.died else { return };
    for membership in memberships {
        let (which, id) = match number_of(province, membership).filter(|npp| !npp.is_empty()) {
            Some(npp) => (Which::Npp, npp),
            None => (Which::Unit, format!("{}/bpu", province.places.regencies[person.regency].code)),
        };
        let regency = match (membership.employer, membership.payer) {
            (Some(employer), _) => province.regency_of_employer(employer),
            (None, Some(Payer::Cooperative(company))) => province.regency_of_employer(company),
            _ => person.regency,
        };
        let paid_after = membership.paid.last().is_some_and(|(_, until)| *until > died.month());
        if membership.ended.is_none() && paid_after {
            let facts = Facts { regency, first: Month(died.month().0 + 1), workers: 1, rupiah: None };
            found.violation("dead_active", which, id, facts);
        } else {
            found.decoy("dead_active", which, id, "ended or unpaid after death");
        }
    }
}

/// Wages reported below what is paid.
fn wages(province: &Province, person: &Person, memberships: &[Membership], found: &mut Findings) {
    let (Some(present), Some(employer)) = (memberships.first(), person.employer) else { return };
    let conduct = province.wage_conduct(employer);
    if present.employer != Some(employer) || conduct == WageConduct::Honest || !Province::is_registered(person) {
        return;
    }
    if present.wage < province.true_wage(person) {
        let regency = province.regency_of_employer(employer);
        let facts = Facts { regency, first: province.month, workers: 1, rupiah: None };
        found.violation("pds_upah", Which::Npp, province.employers.npp(employer), facts);
    }
}

/// Members for whom two funds pay one month; the violation is that of the fund that came later.
fn funds(province: &Province, person: &Person, memberships: &[Membership], found: &mut Findings) {
    let Some(other) = memberships.iter().skip(1).find(|m| matches!(m.payer, Some(Payer::Fund(..))) && m.version == 0) else {
        return;
    };
    let present = &memberships[0];
    let later = if other.since >= present.since { other } else { present };
    let Some(npp) = number_of(province, later) else { return };
    if other.ended.is_some() {
        found.decoy("duplicate_funding", Which::Npp, npp, "moved");
        return;
    }
    let first = present.since.month().max(other.since.month()).max(Month(province.month.0 - 35));
    let facts = Facts { regency: person.regency, first, workers: 1, rupiah: None };
    found.violation("duplicate_funding", Which::Npp, npp, facts);
}
