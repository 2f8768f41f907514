//! PWBD: on a list of businesses, permits or tenders, with workers, and not in the register.

use super::employers::List;
use super::name::normalised;
use super::{Detector, Employer, EmployerBook, Evidence, Finding, Stakes, Subject, Thresholds};
use base::law::assess::Refusal;
use base::vocabulary::Month;
use jiff::ToSpan;
use jiff::civil::Date;

/// Proposes employers that no number, no name and no branch leads to the register. Left out are closed ones, owners who work
/// alone, those younger than the deadline, and those whose name several registered employers have.
///
/// # Errors
/// The rulebook has no value for the month.
pub fn find(book: &EmployerBook, thresholds: &Thresholds, stakes: &Stakes<'_>, on: Date) -> Result<Vec<Finding>, Refusal> {
    let latest = on.saturating_sub(thresholds.new_employer_days.days());
    let obliged = |employer: &&Employer| {
        employer.npps.is_empty()
            && employer.unknown_npps.is_empty()
            && !employer.perhaps_registered
            && !employer.closed
            && employer.headcount != Some(0)
            && employer.founded.is_none_or(|day| day <= latest)
    };
    book.employers.iter().filter(obliged).map(|employer| propose(employer, stakes)).collect()
}

/// What an employer is called by its number as a business, or by its region and name where it has none.
pub fn subject(employer: &Employer) -> Subject {
    let unnumbered = || {
        let region = employer.region.map(|code| code.to_string()).unwrap_or_default();
        format!("{region}/{}", normalised(&employer.name).to_lowercase().replace(' ', "-"))
    };
    employer.nibs.first().cloned().map_or_else(|| Subject::UnitId(unnumbered()), Subject::Nib)
}

fn propose(employer: &Employer, stakes: &Stakes<'_>) -> Result<Finding, Refusal> {
    let listed = |list| employer.lists.contains(&list).then(|| Evidence::of("list", list.code()));
    let mut evidence: Vec<Evidence> = [List::Businesses, List::Permits, List::Tenders].into_iter().filter_map(listed).collect();
    evidence.extend(employer.founded.map(|day| Evidence::of("founded", day)));
    evidence.extend(employer.size.map(|size| Evidence::of("size", size.code())));
    Ok(Finding {
        detector: Detector::Pwbd,
        subject: subject(employer),
        name: employer.name.clone(),
        region: employer.region,
        first_month: employer.founded.map_or(stakes.month, Month::of),
        workers: employer.headcount,
        rupiah: match employer.headcount {
            Some(workers) => stakes.of_workers(workers, employer.region, employer.size)?,
            None => None,
        },
        evidence,
    })
}
