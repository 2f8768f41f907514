//! PDS tenaga kerja and PDS program, and employees in the wrong segment: what an employer reports to the register, against the
//! workers and the size that other lists tell.

use super::name::is_collector;
use super::stakes::{both, except, times};
use super::{Detector, Employer, EmployerBook, Evidence, Finding, Registered, Stakes, Subject, Thresholds};
use base::law::assess::Refusal;
use base::vocabulary::{Programme, ProgrammeSet, Segment};
use std::collections::BTreeMap;

/// Who stands on the payroll of an employer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payroll {
    /// People listed: alive, no civil servants.
    pub listed: u64,
    /// Of these, neither members anywhere nor taken on within the deadline.
    pub missing: u64,
}

/// Proposes employers with more workers than members. Where there is a payroll it must agree with the head count, or show more
/// missing people than linking may lose: it says who, so that people who are members elsewhere or came lately do not count.
/// Members of branches count for the legal entity.
///
/// # Errors
/// The rulebook has no value for the month.
pub fn workers(
    book: &EmployerBook,
    payrolls: &BTreeMap<String, Payroll>,
    thresholds: &Thresholds,
    stakes: &Stakes<'_>,
) -> Result<Vec<Finding>, Refusal> {
    let mut found = Vec::new();
    for employer in book.employers.iter().filter(|employer| !employer.npps.is_empty() && !employer.closed) {
        let members: u64 = book.numbers_of(employer).map(|number| workers_of(employer, number)).sum();
        let silent = book.numbers_of(employer).filter_map(|number| number.last_billed).max();
        let silent = silent.is_none_or(|month| stakes.month.since(month) >= thresholds.silent_months);
        if members == 0 && silent {
            // Nobody and no bill: it closed, and the list does not know yet.
            continue;
        }
        let mut payroll = Payroll::default();
        for one in employer.npps.iter().filter_map(|npp| payrolls.get(npp)) {
            payroll.listed += one.listed;
            payroll.missing += one.missing;
        }
        let gap = employer.headcount.map(|headcount| headcount.saturating_sub(members));
        let reported = gap.is_some_and(|gap| gap >= thresholds.missing_workers);
        let beyond_linking = payroll.missing >= thresholds.missing_people
            && Thresholds::is_share(payroll.missing, payroll.listed, thresholds.missing_percent);
        let missing = match (payroll.listed > 0, reported) {
            // Both say so, or only the payroll, which must say more than linking may lose.
            (true, true) if payroll.missing > 0 => payroll.missing,
            (true, false) if beyond_linking => payroll.missing,
            (false, true) => gap.unwrap_or_default(),
            _ => continue,
        };
        let mut evidence = vec![Evidence::of("members", members), Evidence::of("missing", missing)];
        evidence.extend(employer.headcount.map(|count| Evidence::of("headcount", count)));
        if payroll.listed > 0 {
            evidence.push(Evidence::of("payroll", payroll.listed));
        }
        if employer.npps.len() > 1 {
            evidence.push(Evidence::of("numbers", employer.npps.len()));
        }
        found.push(Finding {
            rupiah: stakes.of_workers(missing, employer.region, employer.size)?,
            evidence,
            ..finding(Detector::PdsTk, main_number(book, employer), employer, stakes, missing)
        });
    }
    Ok(found)
}

/// Proposes employers whose members lack a programme that their size obliges to. JKP alone is not asked for: it has conditions of
/// the person (PP 6/2025 Pasal 4). Members near the age of pension may lack JP.
///
/// # Errors
/// The rulebook has no value for the month.
pub fn programmes(book: &EmployerBook, thresholds: &Thresholds, stakes: &Stakes<'_>) -> Result<Vec<Finding>, Refusal> {
    let mut found = Vec::new();
    for employer in book.employers.iter().filter(|employer| employer.size.is_some()) {
        let obliged = except(stakes.obliged(employer.size)?, Programme::Jkp);
        for number in book.numbers_of(employer) {
            let (mut all, mut lacking, mut lacked) = (0, 0, ProgrammeSet::default());
            for group in number.members.iter().filter(|group| group.segment == Some(Segment::Pu)) {
                let asked = if group.pensionable { except(obliged, Programme::Jp) } else { obliged };
                let missing = asked.without(group.programmes);
                all += group.people;
                if missing != ProgrammeSet::default() {
                    lacking += group.people;
                    missing.iter().for_each(|programme| lacked.add(programme));
                }
            }
            if !Thresholds::is_share(lacking, all, thresholds.programme_percent) {
                continue;
            }
            let rupiah = match stakes.minimum(employer.region) {
                Some(minimum) => {
                    let whole = stakes.of_wage(minimum, employer.size, Some(obliged))?;
                    let held = stakes.of_wage(minimum, employer.size, Some(obliged.without(lacked)))?;
                    Some(times(whole - held, lacking))
                }
                None => None,
            };
            let evidence = vec![
                Evidence::of("size", employer.size.map_or("", base::law::assess::EmployerSize::code)),
                Evidence::of("members", all),
                Evidence::of("programmes", both(lacked, obliged)),
            ];
            found.push(Finding { rupiah, evidence, ..finding(Detector::PdsProgram, number, employer, stakes, lacking) });
        }
    }
    Ok(found)
}

/// Proposes businesses that register people as self-employed. Cooperatives, associations and funds may collect for members without
/// a wage; a number that no list of businesses knows is taken for one of these.
///
/// # Errors
/// The rulebook has no value for the month.
pub fn segments(book: &EmployerBook, stakes: &Stakes<'_>) -> Result<Vec<Finding>, Refusal> {
    let mut found = Vec::new();
    for employer in book.employers.iter().filter(|employer| !employer.businesses.is_empty() && !collects(book, employer)) {
        for number in book.numbers_of(employer) {
            let (bpu, pu) = (number.members_of(Segment::Bpu), number.members_of(Segment::Pu));
            if !Thresholds::is_share(bpu, bpu + pu, 50) {
                continue;
            }
            let rupiah = match stakes.minimum(employer.region) {
                Some(minimum) => {
                    let more = stakes.of_wage(minimum, employer.size, None)? - stakes.of_member()?;
                    Some(times(more, bpu))
                }
                None => None,
            };
            let evidence = vec![Evidence::of("bpu", bpu), Evidence::of("pu", pu)];
            found.push(Finding { rupiah, evidence, ..finding(Detector::WrongSegment, number, employer, stakes, bpu) });
        }
    }
    Ok(found)
}

fn collects(book: &EmployerBook, employer: &Employer) -> bool {
    is_collector(&employer.name) || book.numbers_of(employer).any(|number| number.names.keys().any(|name| is_collector(name)))
}

/// The workers among the members of a number: all of them, but for a collector those with a wage only.
fn workers_of(employer: &Employer, number: &Registered) -> u64 {
    let without_wage = if is_collector(&employer.name) { 0 } else { number.members_of(Segment::Bpu) };
    number.members_of(Segment::Pu) + number.members_of(Segment::Jakon) + without_wage
}

/// The number with the most members stands for an employer that has several.
fn main_number<'b>(book: &'b EmployerBook, employer: &'b Employer) -> &'b Registered {
    let most = book.numbers_of(employer).max_by_key(|number| (workers_of(employer, number), std::cmp::Reverse(&number.npp)));
    // An employer with numbers of the register has at least one there.
    most.unwrap_or_else(|| unreachable!("{:?} are numbers of the register", employer.npps))
}

fn finding(detector: Detector, number: &Registered, employer: &Employer, stakes: &Stakes<'_>, workers: u64) -> Finding {
    Finding {
        detector,
        subject: Subject::Npp(number.npp.clone()),
        name: employer.name.clone(),
        region: employer.region,
        first_month: stakes.month,
        workers: Some(workers),
        rupiah: None,
        evidence: Vec::new(),
    }
}
