//! Members covered, month by month, as the payments that the register holds tell it: what a forecast looks back on, and what an effect is
//! measured by.

use crate::access::Scope;
use crate::coverage::{CoverageRequest, Session};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::link_rosters::LINKS;
use base::handover::{Attribution, Dimension};
use base::vocabulary::Month;
use base::vocabulary::region::RegionCode;
use measure::{CoveredMonths, Population, Question, months_query};

/// Months that are looked back on: what a register's payments reach, less the first quarter, which is thin.
const BACK: u32 = 60;

/// One series.
pub(crate) struct CoveredOf {
    /// The region; none for the whole, a segment, or people without one.
    pub(crate) region: Option<RegionCode>,
    /// Its name; empty where the rows name none.
    pub(crate) name: String,
    /// People, the first month first.
    pub(crate) people: Vec<u64>,
}

/// Every series of a question.
pub(crate) struct CoveredSeries {
    /// The first month.
    pub(crate) first: Month,
    /// The last month that is known.
    pub(crate) as_of: Month,
    /// The snapshot of the links.
    pub(crate) snapshot: String,
    /// The sum over all rows, those without a region too.
    pub(crate) whole: Vec<u64>,
    /// One for each region or segment.
    pub(crate) of: Vec<CoveredOf>,
}

/// Members of the asker's area who were covered, by region or segment.
pub(crate) async fn covered_series(home: &Installation, scope: &Scope, by: Dimension) -> Result<CoveredSeries, AppError> {
    let links = home.store.current_snapshot(LINKS).await?.ok_or(Refused::NotLinked)?;
    let session = Session::open(home, scope, &links, &CoverageRequest::default()).await?;
    session.set_month(home, session.month)?;
    let kernel = CoveredMonths::back_from(session.month, BACK, &home.active);
    let back = kernel.months();
    session.engine.covered_months(kernel);
    let question = Question {
        population: Population::Roster,
        month: session.month,
        by: Vec::new(),
        attribution: Attribution::Residence,
        area: scope.area().clone(),
        home: home.region,
    };
    let rows = session.engine.series(&months_query(&question, by, back)).await?;
    let mut whole = vec![0; back as usize];
    let mut of = Vec::new();
    for (key, mut people) in rows {
        people.reverse();
        // A person may be in several segments: only regions add up to the whole.
        whole.iter_mut().zip(&people).for_each(|(sum, people)| *sum += people);
        let Some(key) = key else { continue };
        let region = (by == Dimension::Region).then(|| regency(&key)).flatten();
        let name = region.and_then(|code| home.regions.name(code)).map_or(key, str::to_owned);
        of.push(CoveredOf { region, name, people });
    }
    let first = session.month.plus(1 - back.cast_signed());
    Ok(CoveredSeries { first, as_of: session.month, snapshot: links.id, whole, of })
}

fn regency(key: &str) -> Option<RegionCode> {
    RegionCode::from_number(key.parse::<u64>().ok()?.checked_mul(1_000_000)?)
}
