//! What can be told only from the memberships of one person: two payers for one month, and months paid after death. People go in
//! as numbers of the link snapshot; only counts come out.

use super::stakes::times;
use super::{Detector, EmployerBook, Evidence, Finding, Stakes, Subject};
use base::law::assess::Refusal;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, PaidMonths, Rupiah};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// An open membership of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The person in the link snapshot.
    pub person: i64,
    /// The number it stands under.
    pub npp: Option<String>,
    /// The regency that the register gives.
    pub region: Option<RegionCode>,
    /// The day it began.
    pub since: Option<Date>,
    /// The month that `paid` is counted back from.
    pub base: Month,
    /// The months paid.
    pub paid: PaidMonths,
    /// The day the person died, where a list says so.
    pub died: Option<Date>,
}

impl Membership {
    fn paid_in(&self, month: Month) -> bool {
        let back = self.base.since(month);
        (0..PaidMonths::REACH).contains(&back) && self.paid.bits() >> back & 1 == 1
    }

    /// Paid months from one to another, both included.
    fn paid_between(&self, from: Month, until: Month) -> impl Iterator<Item = Month> {
        let from = from.max(self.base.plus(1 - PaidMonths::REACH));
        (0..=self.base.min(until).since(from)).map(move |ahead| from.plus(ahead)).filter(|month| self.paid_in(*month))
    }
}

/// What was counted for one subject.
struct Count {
    people: BTreeSet<i64>,
    months: u64,
    first: Month,
    region: Option<RegionCode>,
}

/// Proposes payers that pay for members without a wage whom another payer pays for in the same months. It counts against the payer
/// whose membership began later; somebody who went from one to the other has no month in common.
///
/// # Errors
/// The rulebook has no value for the month.
pub fn funding(book: &EmployerBook, memberships: &[Membership], stakes: &Stakes<'_>) -> Result<Vec<Finding>, Refusal> {
    let mut by_person: BTreeMap<i64, Vec<&Membership>> = BTreeMap::new();
    for membership in memberships.iter().filter(|membership| membership.npp.is_some() && membership.died.is_none()) {
        by_person.entry(membership.person).or_default().push(membership);
    }
    let mut counts: BTreeMap<Subject, Count> = BTreeMap::new();
    for (person, mut own) in by_person {
        own.sort_by(|a, b| (a.since, &a.npp).cmp(&(b.since, &b.npp)));
        for (place, later) in own.iter().enumerate() {
            let others = || own[..place].iter().filter(|earlier| earlier.npp != later.npp);
            let twice: Vec<Month> = later
                .paid_between(Month::of(Date::MIN), stakes.month)
                .filter(|m| others().any(|other| other.paid_in(*m)))
                .collect();
            // What ended long ago is no matter of today.
            if let (Some(first), true) = (twice.first(), twice.last().is_some_and(|last| stakes.month.since(*last) <= 2)) {
                add(&mut counts, subject(later), person, (twice.len() as u64, *first), later.region);
            }
        }
    }
    let monthly = stakes.of_member()?;
    Ok(findings(Detector::DuplicateFunding, book, counts, monthly))
}

/// Proposes numbers under which months are paid for people after the month in which they died, while the membership is open.
///
/// # Errors
/// The rulebook has no value for the month.
pub fn dead(book: &EmployerBook, memberships: &[Membership], stakes: &Stakes<'_>) -> Result<Vec<Finding>, Refusal> {
    let mut counts: BTreeMap<Subject, Count> = BTreeMap::new();
    for membership in memberships {
        let Some(died) = membership.died else { continue };
        let after: Vec<Month> = membership.paid_between(Month::of(died).plus(1), stakes.month).collect();
        if let Some(first) = after.first() {
            add(&mut counts, subject(membership), membership.person, (after.len() as u64, *first), membership.region);
        }
    }
    let monthly = stakes.of_member()?;
    Ok(findings(Detector::DeadActive, book, counts, monthly))
}

/// The number, or all members of the regency who pay for themselves.
fn subject(membership: &Membership) -> Subject {
    let own = || format!("{}/bpu", membership.region.map(|code| code.to_string()).unwrap_or_default());
    membership.npp.clone().map_or_else(|| Subject::UnitId(own()), Subject::Npp)
}

fn add(
    counts: &mut BTreeMap<Subject, Count>,
    subject: Subject,
    person: i64,
    (months, first): (u64, Month),
    region: Option<RegionCode>,
) {
    let count = counts.entry(subject).or_insert_with(|| Count { people: BTreeSet::new(), months: 0, first, region });
    if count.people.insert(person) {
        count.months += months;
    }
    count.first = count.first.min(first);
}

fn findings(detector: Detector, book: &EmployerBook, counts: BTreeMap<Subject, Count>, monthly: Rupiah) -> Vec<Finding> {
    let propose = |(subject, count): (Subject, Count)| {
        let employer = match &subject {
            Subject::Npp(npp) => book.of_npp(npp),
            _ => None,
        };
        Finding {
            detector,
            name: employer.map(|employer| employer.name.clone()).unwrap_or_default(),
            region: employer.and_then(|employer| employer.region).or(count.region),
            subject,
            first_month: count.first,
            workers: Some(count.people.len() as u64),
            rupiah: Some(times(monthly, count.months)),
            evidence: vec![Evidence::of("people", count.people.len()), Evidence::of("months", count.months)],
        }
    };
    counts.into_iter().map(propose).collect()
}
