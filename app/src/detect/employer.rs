//! Pemberi kerja 360: everything that lists, register and bills say of one employer. What is counted is counted as the detectors count
//! it; what was done about it stands in `casework/of_employer.rs`.

use super::{DetectRequest, Session, law, rows};
use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use base::access::Permission;
use base::law::Rulebook;
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Rupiah, Segment};
use enforce::detect::arrears::late;
use enforce::detect::{Business, Employer, EmployerBook};
use jiff::civil::Date;
use serde::Serialize;

/// One line of a list about the employer.
#[derive(Clone, Debug, Serialize)]
pub struct EmployerPlace {
    /// The list: `employers`, `permits` or `projects`.
    pub list: &'static str,
    /// The name as written.
    pub name: String,
    /// The regency.
    pub region_name: String,
    /// Number of the business.
    pub nib: String,
    /// Number of the register, as the list gives it.
    pub npp: String,
    /// Workers as it reported them.
    pub headcount: Option<u64>,
    /// The first day.
    pub founded: Option<Date>,
    /// The day it closed.
    pub closed: Option<Date>,
}

/// Members of one segment with the same programmes under a number of the register.
#[derive(Clone, Debug, Serialize)]
pub struct EmployerMembers {
    /// The number.
    pub npp: String,
    /// The segment; empty where the register does not tell.
    pub segment: String,
    /// The programmes.
    pub programmes: String,
    /// People: paid, in grace or in arrears.
    pub people: u64,
}

/// A month that is not paid in full, on the day asked about.
#[derive(Clone, Debug, Serialize)]
pub struct EmployerArrears {
    /// The number.
    pub npp: String,
    /// The month.
    pub month: Month,
    /// The last day on which it could be paid in time.
    pub due_on: Date,
    /// Members it is for.
    pub members: u64,
    /// What is open of it.
    pub open: Rupiah,
    /// Whether it is overdue; only then is it in arrears.
    pub overdue: bool,
    /// The late fine of the rulebook up to the day; nothing where it is not due yet.
    pub late_fine: Rupiah,
}

/// One employer.
#[derive(Clone, Debug, Serialize)]
pub struct EmployerView {
    /// Its name.
    pub name: String,
    /// The name of the regency of its seat.
    pub region_name: String,
    /// Its size; empty where no list tells.
    pub size: &'static str,
    /// The numbers of the register that it has.
    pub npps: Vec<String>,
    /// Numbers that a list gives it and the register does not know.
    pub unknown_npps: Vec<String>,
    /// Its numbers as a business.
    pub nibs: Vec<String>,
    /// Whether several registered employers may be meant.
    pub perhaps_registered: bool,
    /// Whether every line of it is closed.
    pub closed: bool,
    /// The lines of the lists that name it.
    pub places: Vec<EmployerPlace>,
    /// Workers as it reported them, over all its places; none where no list tells.
    pub reported: Option<u64>,
    /// Members of the register under its numbers.
    pub registered: u64,
    /// Those members, by segment and programmes.
    pub members: Vec<EmployerMembers>,
    /// Months that are not paid in full, the oldest first.
    pub arrears: Vec<EmployerArrears>,
    /// The month asked about.
    pub as_of: Month,
    /// The day up to which payments count.
    pub on: Date,
    /// The link snapshot.
    pub snapshot: String,
}

impl EmployerView {
    /// Every number that means it, those of the register first.
    pub fn keys(&self) -> Vec<String> {
        [&self.npps, &self.nibs, &self.unknown_npps].into_iter().flatten().cloned().collect()
    }
}

/// Everything about the employer with a number of the register or of a business.
///
/// # Errors
/// The asker may not; there is no such employer in their area; nothing is linked yet; the rulebook has no value for a month.
pub async fn employer(home: &Installation, scope: &Scope, key: &str) -> Result<EmployerView, AppError> {
    scope.require(Permission::Cases)?;
    let session = Session::open(home, &DetectRequest::default()).await?;
    let rows = rows::businesses(&session).await?;
    let tenders = rows::contractors(&rows::projects(&session).await?);
    let book = EmployerBook::link([rows, tenders].concat(), rows::registered(&session).await?, session.on);
    let has = |one: &&Employer| one.npps.contains(key) || one.nibs.contains(key) || one.unknown_npps.contains(key);
    let inside = |one: &&Employer| scope.area().contains(one.region.unwrap_or(home.region));
    let unknown = || Refused::Request { key: "error-no-employer", detail: base::handover::showable(key) };
    let found = book.employers.iter().filter(has).find(inside).ok_or_else(unknown)?;
    let name_of = |region: Option<RegionCode>| region.and_then(|code| home.regions.name(code)).unwrap_or_default().to_owned();
    let members: Vec<EmployerMembers> = book.numbers_of(found).flat_map(members).collect();
    Ok(EmployerView {
        name: found.name.clone(),
        region_name: name_of(found.region),
        size: found.size.map_or("", |size| size.code()),
        npps: found.npps.iter().cloned().collect(),
        unknown_npps: found.unknown_npps.iter().cloned().collect(),
        nibs: found.nibs.iter().cloned().collect(),
        perhaps_registered: found.perhaps_registered,
        closed: found.closed,
        places: found.businesses.iter().map(|place| of_line(&book.businesses[*place], &name_of)).collect(),
        reported: found.headcount,
        registered: members.iter().map(|group| group.people).sum(),
        members,
        arrears: arrears(&session, found).await?,
        as_of: session.month,
        on: session.on,
        snapshot: session.snapshot,
    })
}

fn of_line(line: &Business, name_of: &impl Fn(Option<RegionCode>) -> String) -> EmployerPlace {
    EmployerPlace {
        list: line.list.code(),
        name: line.name.clone(),
        region_name: name_of(line.region),
        nib: line.nib.clone().unwrap_or_default(),
        npp: line.npp.clone().unwrap_or_default(),
        headcount: line.headcount,
        founded: line.founded,
        closed: line.closed,
    }
}

/// The members of a number by segment and programmes; how near they are to the age at which JP ends makes no line of its own.
fn members(number: &enforce::detect::Registered) -> Vec<EmployerMembers> {
    let mut groups: Vec<EmployerMembers> = Vec::new();
    for group in &number.members {
        let segment = group.segment.map_or("", Segment::code);
        let programmes = group.programmes.to_string();
        match groups.iter_mut().find(|known| known.segment == segment && known.programmes == programmes) {
            Some(known) => known.people += group.people,
            None => groups.push(EmployerMembers {
                npp: number.npp.clone(),
                segment: segment.to_owned(),
                programmes,
                people: group.people,
            }),
        }
    }
    groups
}

async fn arrears(session: &Session, employer: &Employer) -> Result<Vec<EmployerArrears>, AppError> {
    let rulebook = Rulebook::embedded().map_err(|flaws| Refused::Rulebook { place: "rulebook".to_owned(), flaws })?;
    let mut found = Vec::new();
    for bill in rows::open_bills(session).await?.into_iter().filter(|bill| employer.npps.contains(&bill.npp)) {
        let late = late(&rulebook, &bill, session.on).map_err(law)?;
        found.push(EmployerArrears {
            npp: bill.npp,
            month: bill.month,
            due_on: late.due_on,
            members: bill.members,
            open: bill.open,
            overdue: late.overdue,
            late_fine: late.fine,
        });
    }
    found.sort_by(|one, other| (one.month, &one.npp).cmp(&(other.month, &other.npp)));
    Ok(found)
}
