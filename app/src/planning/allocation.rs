//! Allocation from the installation: candidates are the uncovered who may be funded, by regency and group; money is what budgets say;
//! premiums come from the rulebook. What is asked may change the sums, add limits and choose what the plan strives for.

use super::{FUNERAL_MONTHS, Prices, counted, refused};
use crate::access::Scope;
use crate::coverage::Session;
use crate::coverage_batches::known_batches;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use base::access::Permission;
use base::handover::{Channel, Kind};
use base::vocabulary::region::{Level, RegionCode};
use base::vocabulary::{Month, Rupiah};
use measure::Uncovered;
use plan::allocate::{Cell, Fund, Instance, Limit, LimitKind, Objective, Price, Status};
use plan::budget::MonthsBought;
use plan::funding::{Funding, Source};
use plan::{AllocateFault, Allocation, allocate};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::FileRole;

/// Candidates and money of an area, counted once; every what-if starts from it.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The month counted.
    pub as_of: Month,
    /// The premium of a month for a member whom a public budget pays for.
    pub premium: Rupiah,
    /// People covered of those on the lists of the area.
    pub covered: u64,
    /// People on the lists.
    pub denominator: u64,
    /// The name of the denominator.
    pub denominator_name: String,
    /// Money, by id.
    pub funds: Vec<Money>,
    /// Budget lines whose source no rule knows.
    pub unused: Vec<Unused>,
    /// The snapshot of the links.
    pub snapshot: String,
    /// Whether these people do not exist.
    pub synthetic: bool,
    /// JKK rates by risk group in parts of a million of the wage: the order in which risk is covered.
    risk_ppm: [i64; 5],
    rows: Vec<Uncovered>,
    names: BTreeMap<RegionCode, String>,
    groups: Arc<base::law::Groups>,
}

/// Money that budgets name: one source of one region, for the groups it may enrol.
#[derive(Clone, Debug, Serialize)]
pub struct Money {
    /// `73.09/apbd/vulnerable`.
    pub id: String,
    /// The source of `rulebook/funding.toml`.
    pub source: Source,
    /// Its region.
    pub region: RegionCode,
    /// The name of its region.
    pub region_name: String,
    /// The group that the budget names; empty for all.
    pub group: String,
    /// The budget year.
    pub year: i64,
    /// How much it is.
    pub rupiah: Rupiah,
    /// People that the budget names.
    pub people: i64,
    /// Groups that it may enrol.
    pub groups: Vec<String>,
    /// The accounts that its lines name.
    pub accounts: BTreeSet<String>,
}

/// A budget line that is not used.
#[derive(Clone, Debug, Serialize)]
pub struct Unused {
    /// The source as the list names it.
    pub source: String,
    /// How much it is.
    pub rupiah: Rupiah,
}

/// What is asked of an allocation. The defaults are a year for as many people as possible with the money of the budgets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllocationRequest {
    /// What the plan strives for.
    pub objective: Objective,
    /// Months of cover.
    pub months: u32,
    /// Other sums than the budgets', by id.
    #[serde(default)]
    pub funds: Vec<FundAsked>,
    /// At most so many people of a village.
    #[serde(default)]
    pub village_most: Option<u64>,
    /// At least so many people of every regency, where it has them.
    #[serde(default)]
    pub regency_least: Option<u64>,
}

impl Default for AllocationRequest {
    fn default() -> Self {
        Self { objective: Objective::People, months: 12, funds: Vec::new(), village_most: None, regency_least: None }
    }
}

/// Another sum of a fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundAsked {
    /// The fund.
    pub id: String,
    /// How much it is to be.
    pub rupiah: Rupiah,
}

/// What an allocation gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AllocationAnswer {
    /// What was asked.
    pub asked: AllocationRequest,
    /// `optimal`, `feasible` or `infeasible`.
    pub status: String,
    /// How much more another plan could be worth at most.
    pub gap: Option<i64>,
    /// People enrolled.
    pub people: u64,
    /// What they cost.
    pub rupiah: Rupiah,
    /// The money there is.
    pub money: Rupiah,
    /// The premium of a month.
    pub premium: Rupiah,
    /// The month counted.
    pub as_of: Month,
    /// People covered today.
    pub covered: u64,
    /// People on the lists.
    pub denominator: u64,
    /// The name of the denominator.
    pub denominator_name: String,
    /// Whether the months buy funeral money only.
    pub funeral_only: bool,
    /// By regency and group.
    pub cells: Vec<CellAnswer>,
    /// By fund.
    pub funds: Vec<FundAnswer>,
    /// Limits that cannot hold together.
    pub conflicts: Vec<String>,
    /// Limits that bind, with what one more person is worth, in thousandths.
    pub limits: Vec<(String, i64)>,
    /// The snapshot of the links.
    pub snapshot: String,
    /// Whether these people do not exist.
    pub synthetic: bool,
}

/// People of one regency and group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CellAnswer {
    /// The regency.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The group.
    pub group: String,
    /// Uncovered people of it, under the limit of villages.
    pub candidates: u64,
    /// Of these, people who were members before: they are renewed first.
    pub lapsed: u64,
    /// The JKK risk group.
    pub risk_group: u8,
    /// Whether the law lists the activity; else the risk group is our judgement.
    pub risk_listed: bool,
    /// Who pays for how many: fund, people, rupiah.
    pub paid: Vec<(String, u64, Rupiah)>,
}

impl CellAnswer {
    /// People enrolled.
    pub fn people(&self) -> u64 {
        self.paid.iter().map(|(_, people, _)| people).sum()
    }
}

/// What became of a fund.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FundAnswer {
    /// Its id.
    pub id: String,
    /// The source.
    pub source: String,
    /// The region.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The group that the budget names; empty for all it may enrol.
    pub group: String,
    /// How much the budget has.
    pub budget: Rupiah,
    /// How much was asked about.
    pub rupiah: Rupiah,
    /// How much the plan spends.
    pub spent: Rupiah,
    /// People that it pays for.
    pub people: u64,
    /// People that the budget names, where it does, and months bought for them in hundredths.
    pub budget_people: u64,
    /// Months that the budget buys for the people it names, in hundredths.
    pub budget_months: Option<i64>,
    /// Further people for each further Rp100 million (or worth, when risk is the aim), in thousandths.
    pub price: i64,
}

/// Candidates and money of the asker's area.
///
/// # Errors
/// Nothing is linked, or the rulebook has no premium for the month.
pub async fn ground(home: &Installation, scope: &Scope) -> Result<Ground, AppError> {
    scope.require(Permission::Plan)?;
    let (session, rows) = counted(home, scope, None).await?;
    let prices = Prices::of_law()?;
    let (premium, risk_ppm) = (prices.member(session.month)?, prices.risk_ppm(session.month)?);
    let total = whole(home, &session).await?;
    let (funds, unused) = money(home, scope).await?;
    let mut names = BTreeMap::new();
    for row in &rows {
        if let Some(code) = row.place.and_then(|place| place.at(Level::KabupatenKota)) {
            names.entry(code).or_insert_with(|| home.regions.name(code).unwrap_or_default().to_owned());
        }
    }
    Ok(Ground {
        as_of: session.month,
        premium,
        covered: total.0,
        denominator: total.1,
        denominator_name: total.2,
        funds,
        unused,
        snapshot: session.snapshot.clone(),
        synthetic: home.is_synthetic().await?,
        risk_ppm,
        rows,
        names,
        groups: Arc::new(home.groups.clone()),
    })
}

async fn whole(home: &Installation, session: &Session) -> Result<(u64, u64, String), AppError> {
    let attribution = base::handover::Attribution::Residence;
    let rows = session.rows(home, measure::Population::Roster, session.month, &[], attribution).await?;
    let row = rows.into_iter().next().ok_or(Refused::NotLinked)?;
    Ok((row.covered.0, row.denominator.0, row.denominator_name))
}

/// The money of the newest budget year of every region of the asker.
async fn money(home: &Installation, scope: &Scope) -> Result<(Vec<Money>, Vec<Unused>), AppError> {
    let shape = || AppError::Unreadable("a table of budgets has another shape");
    let funding = Funding::embedded().map_err(|_| AppError::Unreadable("the embedded funding.toml"))?;
    let mut funds: BTreeMap<String, Money> = BTreeMap::new();
    let mut unused: BTreeMap<String, Rupiah> = BTreeMap::new();
    for batch in known_batches(home, Kind::Budgets, None).await? {
        for file in home.store.files_of(i64::from(batch.number)).await?.iter().filter(|file| file.role == FileRole::Facts) {
            let columns = ["residence", "fund", "year", "group", "people", "amount", "account"];
            for table in lake::read_table(&home.lake.verified(&file.sha256)?, &columns)? {
                let table = table.map_err(|_| shape())?;
                let number = |name: &str| table.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int64Type>());
                let text = |name: &str| table.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
                for row in 0..table.num_rows() {
                    let count = |name: &str| number(name).filter(|column| column.is_valid(row)).map(|column| column.value(row));
                    let word = |name: &str| {
                        text(name)
                            .filter(|column| column.is_valid(row))
                            .map(|column| column.value(row).to_owned())
                            .unwrap_or_default()
                    };
                    let region = count("residence").and_then(|code| u64::try_from(code).ok()).and_then(RegionCode::from_number);
                    let region = region.unwrap_or(home.region);
                    // A fund of a province serves its regencies; of another regency nobody here is told.
                    if !scope.area().contains(region) {
                        continue;
                    }
                    let (Some(amount), Some(year)) = (count("amount"), count("year")) else { continue };
                    let Some(source) = funding.of_text(&word("fund")) else {
                        let sum = unused.entry(base::handover::showable(&word("fund"))).or_default();
                        *sum = Rupiah(sum.0.saturating_add(amount));
                        continue;
                    };
                    let named = word("group");
                    let group = home.groups.get(&named).or_else(|| home.groups.of_text(&named));
                    // A group that no rule knows: nobody can say whom the money may enrol.
                    if group.is_none() && !named.trim().is_empty() {
                        let sum = unused.entry(format!("{} ({})", source.name, base::handover::showable(&named))).or_default();
                        *sum = Rupiah(sum.0.saturating_add(amount));
                        continue;
                    }
                    let group = group.map(|group| group.code.clone()).unwrap_or_default();
                    let id = format!("{region}/{}{}{group}", source.code, if group.is_empty() { "" } else { "/" });
                    let fund = funds.entry(id.clone()).or_insert_with(|| Money {
                        id,
                        source: source.clone(),
                        region,
                        region_name: home.regions.name(region).unwrap_or_default().to_owned(),
                        groups: lawful(home, source, &group),
                        group,
                        year,
                        rupiah: Rupiah(0),
                        people: 0,
                        accounts: BTreeSet::new(),
                    });
                    if year > fund.year {
                        (fund.year, fund.rupiah, fund.people) = (year, Rupiah(0), 0);
                    }
                    if year == fund.year {
                        fund.rupiah = Rupiah(fund.rupiah.0.saturating_add(amount));
                        fund.people = fund.people.saturating_add(count("people").unwrap_or(0));
                    }
                    fund.accounts.extend(Some(word("account")).filter(|account| !account.is_empty()));
                }
            }
        }
    }
    let unused = unused.into_iter().map(|(source, rupiah)| Unused { source, rupiah }).collect();
    Ok((funds.into_values().collect(), unused))
}

/// Groups that money may enrol: those of its source, narrowed to the group that the budget names. "Pekerja rentan" names all who may be
/// funded.
fn lawful(home: &Installation, source: &Source, group: &str) -> Vec<String> {
    let all = home.groups.iter().filter(|one| source.groups.is_empty() || source.groups.contains(&one.code));
    let named = |one: &&base::law::Group| match group {
        "" => true,
        "vulnerable" => one.channel == Channel::Funded,
        group => one.code == group,
    };
    all.filter(named).map(|one| one.code.clone()).collect()
}

impl Ground {
    fn cells(&self, village_most: Option<u64>) -> BTreeMap<(RegionCode, String), (u64, u64)> {
        let mut cells: BTreeMap<(RegionCode, String), (u64, u64)> = BTreeMap::new();
        for ((place, group), (people, lapsed)) in allotted(&self.rows, &self.groups, village_most) {
            let Some(regency) = place.at(Level::KabupatenKota) else { continue };
            let cell = cells.entry((regency, group)).or_default();
            cell.0 += people;
            cell.1 += lapsed;
        }
        cells
    }

    /// The most that a fund can be set to: ten thousand times what there is would be a slip of the keyboard.
    fn asked_of(&self, request: &AllocationRequest) -> Result<Vec<Rupiah>, AppError> {
        for asked in &request.funds {
            if !self.funds.iter().any(|fund| fund.id == asked.id) {
                return Err(refused("error-no-fund", base::handover::showable(&asked.id)));
            }
            if asked.rupiah.0 < 0 || asked.rupiah.0 > 100_000_000_000_000 {
                return Err(refused("error-not-a-sum", asked.rupiah.0.to_string()));
            }
        }
        let of = |id: &str| request.funds.iter().find(|asked| asked.id == id).map(|asked| asked.rupiah);
        Ok(self.funds.iter().map(|fund| of(&fund.id).unwrap_or(fund.rupiah)).collect())
    }
}

/// Uncovered people whom money may enrol, by place and group, under the limit of villages: how many, and of these who were members
/// before. Staff of offices are no matter of villages.
pub(super) fn allotted(
    rows: &[Uncovered],
    groups: &base::law::Groups,
    village_most: Option<u64>,
) -> BTreeMap<(RegionCode, String), (u64, u64)> {
    let mut allotted: BTreeMap<(RegionCode, String), (u64, u64)> = BTreeMap::new();
    let mut left: BTreeMap<RegionCode, u64> = BTreeMap::new();
    // Members before first: renewals go before new people.
    for lapsed in [true, false] {
        for row in rows.iter().filter(|row| row.lapsed == lapsed) {
            let fundable = matches!(row.channel, Channel::Government | Channel::Renewal | Channel::Funded);
            let group = row.group.as_deref().filter(|group| groups.get(group).is_some());
            let (true, Some(place), Some(group)) = (fundable, row.place, group) else { continue };
            let people = match row.channel {
                Channel::Government => row.people,
                _ => {
                    let left = left.entry(place).or_insert_with(|| village_most.unwrap_or(u64::MAX));
                    let people = row.people.min(*left);
                    *left -= people;
                    people
                }
            };
            let sums = allotted.entry((place, group.to_owned())).or_default();
            sums.0 += people;
            sums.1 += if lapsed { people } else { 0 };
        }
    }
    allotted
}

/// The best plan of what is asked.
///
/// # Errors
/// A fund or number that there is not, or the solver failed.
pub fn answer_of(ground: &Ground, request: &AllocationRequest) -> Result<AllocationAnswer, AppError> {
    if request.months == 0 || request.months > 60 {
        return Err(refused("error-plan-months", request.months.to_string()));
    }
    let sums = ground.asked_of(request)?;
    let cells = ground.cells(request.village_most);
    let id = |(regency, group): &(RegionCode, String)| format!("{regency}/{group}");
    let risk = |group: &str| {
        let group = ground.groups.get(group);
        let number = group.map_or(1, |group| group.jkk_group).clamp(1, 5);
        (number, group.is_some_and(|group| group.jkk_listed))
    };
    let instance = Instance {
        objective: request.objective,
        months: request.months,
        cells: cells
            .iter()
            .map(|(key, (candidates, _))| Cell {
                id: id(key),
                region: key.0.to_string(),
                group: key.1.clone(),
                candidates: i64::try_from(*candidates).unwrap_or(i64::MAX),
                risk_ppm: ground.risk_ppm[usize::from(risk(&key.1).0 - 1)],
                premium: ground.premium,
            })
            .collect(),
        funds: ground
            .funds
            .iter()
            .zip(&sums)
            .filter(|(fund, _)| !fund.groups.is_empty())
            .map(|(fund, rupiah)| Fund {
                id: fund.id.clone(),
                rupiah: *rupiah,
                regions: vec![fund.region.to_string()],
                groups: fund.groups.clone(),
            })
            .collect(),
        limits: least_per_regency(&cells, request.regency_least),
    };
    let plan = allocate(&instance).map_err(|fault| match fault {
        AllocateFault::Flaw(flaw) => refused("error-instance-flaw", flaw.to_string()),
        AllocateFault::Solver(fault) => AppError::Solver(fault),
    })?;
    let mut paid: BTreeMap<&str, Vec<(String, u64, Rupiah)>> = BTreeMap::new();
    for one in &plan.assign {
        paid.entry(&one.cell).or_default().push((one.fund.clone(), one.people.unsigned_abs(), one.rupiah));
    }
    let cells = cells.iter().map(|(key, (candidates, lapsed))| CellAnswer {
        region_code: key.0.to_string(),
        region_name: ground.names.get(&key.0).cloned().unwrap_or_default(),
        group: key.1.clone(),
        candidates: *candidates,
        lapsed: *lapsed,
        risk_group: risk(&key.1).0,
        risk_listed: risk(&key.1).1,
        paid: paid.get(id(key).as_str()).cloned().unwrap_or_default(),
    });
    Ok(AllocationAnswer {
        asked: request.clone(),
        status: match plan.status {
            Status::Optimal => "optimal",
            Status::Feasible => "feasible",
            Status::Infeasible => "infeasible",
        }
        .to_owned(),
        gap: plan.gap,
        people: plan.people.unsigned_abs(),
        rupiah: plan.rupiah,
        money: sums.iter().copied().sum(),
        premium: ground.premium,
        as_of: ground.as_of,
        covered: ground.covered,
        denominator: ground.denominator,
        denominator_name: ground.denominator_name.clone(),
        funeral_only: request.months < FUNERAL_MONTHS,
        cells: cells.collect(),
        funds: ground.funds.iter().zip(&sums).map(|(fund, sum)| fund_answer(ground, fund, *sum, &plan)).collect(),
        conflicts: plan.conflicts.clone(),
        limits: plan.prices.iter().filter(|price| price.of == "limit").map(|p| (p.id.clone(), p.worth_thousandths)).collect(),
        snapshot: ground.snapshot.clone(),
        synthetic: ground.synthetic,
    })
}

fn fund_answer(ground: &Ground, fund: &Money, rupiah: Rupiah, plan: &Allocation) -> FundAnswer {
    let own = || plan.assign.iter().filter(|one| one.fund == fund.id);
    let price = |price: &&Price| price.of == "fund" && price.id == fund.id;
    FundAnswer {
        id: fund.id.clone(),
        source: fund.source.code.clone(),
        region_code: fund.region.to_string(),
        region_name: fund.region_name.clone(),
        group: fund.group.clone(),
        budget: fund.rupiah,
        rupiah,
        spent: own().map(|one| one.rupiah).sum(),
        people: own().map(|one| one.people.unsigned_abs()).sum(),
        budget_people: u64::try_from(fund.people).unwrap_or(0),
        budget_months: MonthsBought::of(fund.rupiah, fund.people, ground.premium).map(|months| months.0),
        price: plan.prices.iter().find(price).map_or(0, |price| price.worth_thousandths),
    }
}

/// The floor of every regency: so many people, or all its candidates where they are fewer.
fn least_per_regency(cells: &BTreeMap<(RegionCode, String), (u64, u64)>, least: Option<u64>) -> Vec<Limit> {
    let Some(least) = least.filter(|least| *least > 0) else { return Vec::new() };
    let mut candidates: BTreeMap<RegionCode, u64> = BTreeMap::new();
    for ((regency, _), (people, _)) in cells {
        *candidates.entry(*regency).or_default() += people;
    }
    let limit = |(regency, people): (RegionCode, u64)| Limit {
        id: format!("{regency} ≥ {}", least.min(people)),
        kind: LimitKind::MinPeople,
        regions: vec![regency.to_string()],
        groups: Vec::new(),
        value: i64::try_from(least.min(people)).unwrap_or(i64::MAX),
    };
    candidates.into_iter().map(limit).collect()
}
