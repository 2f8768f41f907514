//! `sinergi plan`: from "47 % to 68 %" to people, rupiah and months. Counts come from the lake through the engine, the arithmetic is
//! `flow/4-plan`; prices come from the rulebook.

mod ahead;
mod allocation;
mod bridge;
mod compare;
mod ending;
mod kept;
pub(crate) mod series;
mod sheets;
mod targets;

pub use ahead::{Ahead, AheadOf, PlanEnd, ahead};
pub use allocation::{AllocationAnswer, AllocationRequest, CellAnswer, FundAnswer, FundAsked, Ground, Unused, answer_of, ground};
pub use bridge::{BridgeAnswer, BridgeRequest, bridge};
pub use compare::{CellOutcome, OutcomeCounts, PlanOutcome, compare_plan};
pub use ending::{EndingAnswer, ending};
pub use kept::{KeptPlan, PlanState, approve_plan, freeze_plan, keep_plan, kept_plan, kept_plans};
pub use plan::allocate::{Objective, Status as PlanStatus};
pub use plan::bridge::{Bridge, Span};
pub use plan::forecast::{BackTest, Expected};
pub use plan::targets::{Asks, Contradiction, MonthNeed, Quarrel};
pub(crate) use sheets::village_counts;
pub use sheets::{take_enrolment, write_budget_lines};
pub use targets::{PointAnswer, SetAnswer, TargetsAnswer, TargetsRequest, plan_targets};

use crate::access::Scope;
use crate::coverage::{CoverageRequest, Session};
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::link_rosters::LINKS;
use base::handover::Attribution;
use base::law::Rulebook;
use base::law::assess::{Column, EmployerSize, Figures, Options, Refusal, StaffGroup, Terms};
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Rupiah, Segment};
use enforce::Rules;
use enforce::detect::{MinimumWages, Stakes};
use measure::{Channels, Population, Question, Uncovered, channels_query};

/// Months below which cover bought pays funerals only: a death in the first three months of membership pays 10 of 42 million
/// (Permenaker 1/2025; the safe reading is full benefit from the fourth month).
pub const FUNERAL_MONTHS: u32 = 4;

/// The sentence of a rule that a plan breaks.
fn refused(key: &'static str, detail: impl Into<String>) -> AppError {
    Refused::Request { key, detail: detail.into() }.into()
}

/// What contributions of a month cost, by the rulebook.
struct Prices {
    rulebook: Rulebook,
    wages: MinimumWages,
    risk_group: u8,
}

impl Prices {
    fn of_law() -> Result<Self, AppError> {
        let rules = Rules::embedded().map_err(|_| AppError::Unreadable("the embedded compliance.toml"))?;
        let wages = MinimumWages::embedded().map_err(|_| AppError::Unreadable("the embedded minimum_wage.toml"))?;
        let rulebook = Rulebook::embedded().map_err(|flaws| Refused::Rulebook { place: "rulebook".to_owned(), flaws })?;
        Ok(Self { rulebook, wages, risk_group: rules.detect.risk_group })
    }

    fn stakes(&self, month: Month) -> Stakes<'_> {
        Stakes { rulebook: &self.rulebook, wages: &self.wages, month, risk_group: self.risk_group }
    }

    /// What a public budget pays for one member without a wage: never the relief of PP 50/2025.
    fn member(&self, month: Month) -> Result<Rupiah, AppError> {
        self.stakes(month).of_member().map_err(law)
    }

    /// JKK rates by risk group, in rupiah of a million of wage: parts of a million.
    fn risk_ppm(&self, month: Month) -> Result<[i64; 5], AppError> {
        let mut rates = [0; 5];
        for (rate, group) in rates.iter_mut().zip(1..) {
            let options =
                Options { risk_group: Some(group), employer_size: Some(EmployerSize::Kecil), ..Options::new(Segment::Pu, month) };
            let figures = Figures { wage: Some(1_000_000), ..Figures::default() };
            *rate = Terms::of(&self.rulebook, &options).and_then(|terms| terms.assess(&figures)).map_err(law)?.of(Column::Jkk);
        }
        Ok(rates)
    }

    /// At the minimum wage of the region, the least that the law allows; none where none is known.
    fn staff(&self, month: Month, region: RegionCode) -> Result<Option<Rupiah>, AppError> {
        self.stakes(month).of_staff(1, Some(region), StaffGroup::NonAsn).map_err(law)
    }

    fn worker(&self, month: Month, region: RegionCode) -> Result<Option<Rupiah>, AppError> {
        self.stakes(month).of_workers(1, Some(region), Some(EmployerSize::Kecil)).map_err(law)
    }
}

/// A value that the rulebook does not know is refused by its name.
fn law(refusal: Refusal) -> AppError {
    refused("error-detect-law", refusal.to_string())
}

/// The uncovered of the asker's area by channel, in a month, with the session they were counted in.
async fn counted(home: &Installation, scope: &Scope, as_of: Option<Month>) -> Result<(Session, Vec<Uncovered>), AppError> {
    let links = home.store.current_snapshot(LINKS).await?.ok_or(Refused::NotLinked)?;
    let request = CoverageRequest { as_of, ..CoverageRequest::default() };
    let session = Session::open(home, scope, &links, &request).await?;
    session.set_month(home, session.month)?;
    let question = Question {
        population: Population::Roster,
        month: session.month,
        by: Vec::new(),
        attribution: Attribution::Residence,
        area: scope.area().clone(),
        home: home.region,
    };
    let rows = session.engine.channels(&channels_query(&question, &Channels::of(&home.groups))).await?;
    Ok((session, rows))
}
