//! What one takes away from a plan: budget lines for the proposal, and for a plan that a second person approved the people by name, a
//! sheet per village, in the columns of the SIPP upload of new members.

use super::allocation::allotted;
use super::{CellAnswer, KeptPlan, PlanState, counted, kept_plan, refused};
use crate::access::{Scope, check_password};
use crate::fault::AppError;
use crate::identity::{Enrolled, enrolled_of};
use crate::installation::Installation;
use crate::uncovered::{Mark, Purpose};
use base::access::{Area, Field, Opening, Permission};
use base::handover::{Attribution, Channel};
use base::vocabulary::Rupiah;
use base::vocabulary::region::RegionCode;
use measure::{Channels, Listed, Listing, Reason, listing_query};
use plan::funding::Funding;
use press::{Cell, ListBook, Table};
use std::collections::BTreeMap;
use std::path::Path;
use texts::{Language, Texts};

/// Headings of the SIPP upload of new members, as far as a village list can fill them.
const SIPP: [&str; 12] = [
    "NO_PEGAWAI",
    "NAMA_LENGKAP",
    "TEMPAT_LAHIR",
    "TANGGAL_LAHIR",
    "NAMA_IBU_KANDUNG",
    "JENIS_IDENTITAS",
    "NOMOR_IDENTITAS",
    "JENIS_KELAMIN",
    "UPAH",
    "ALAMAT",
    "LOKASI_PEKERJAAN",
    "HP",
];

async fn known(home: &Installation, scope: &Scope, id: &str) -> Result<KeptPlan, AppError> {
    kept_plan(home, scope, id).await?.ok_or_else(|| refused("error-no-plan", base::handover::showable(id)))
}

/// Writes the lines of a budget proposal: what each fund pays for whom, with people, months, premium, rupiah and account.
///
/// # Errors
/// The plan is unknown to the asker.
pub async fn write_budget_lines(
    home: &Installation,
    scope: &Scope,
    id: &str,
    path: &Path,
    texts: &Texts,
) -> Result<(), AppError> {
    let kept = known(home, scope, id).await?;
    let funding = Funding::embedded().map_err(|_| AppError::Unreadable("the embedded funding.toml"))?;
    let answer = &kept.answer;
    let funds: BTreeMap<&str, _> = answer.funds.iter().map(|fund| (fund.id.as_str(), fund)).collect();
    let text = |text: &str| Cell::Text(text.to_owned());
    let money = |rupiah: Rupiah| Cell::Count(rupiah.0.unsigned_abs());
    let mut rows = Vec::new();
    for cell in &answer.cells {
        for (fund, people, rupiah) in &cell.paid {
            let Some(fund) = funds.get(fund.as_str()) else { continue };
            let source = funding.get(&fund.source);
            rows.push(vec![
                text(&fund.region_code),
                text(&fund.region_name),
                text(&source.map_or_else(|| fund.source.clone(), |source| of_language(texts, &source.name, &source.name_en))),
                text(source.map_or("", |source| source.account.as_str())),
                text(&cell.region_name),
                text(&group_name(home, texts, &cell.group)),
                Cell::Count(*people),
                Cell::Count(u64::from(answer.asked.months)),
                money(answer.premium),
                money(*rupiah),
                text(source.map_or("", |source| source.basis.as_str())),
            ]);
        }
    }
    let mut total = vec![text(&texts.say("plan-total", &[]))];
    total.resize(6, Cell::Empty);
    total.extend([Cell::Count(answer.people), Cell::Empty, Cell::Empty, money(answer.rupiah), Cell::Empty]);
    rows.push(total);
    let keys = ["code", "owner", "source", "account", "region", "group", "people", "months", "premium", "rupiah", "basis"];
    let headings = keys.map(|key| texts.say(&format!("plan-line-{key}"), &[])).to_vec();
    let month = answer.as_of.to_string();
    let mut titles = vec![
        texts.say("plan-lines-title", &[("name", &kept.name), ("month", &month)]),
        texts.say(&format!("plan-state-{}", kept.state.code()), &[]),
    ];
    if answer.funeral_only {
        titles.push(texts.say("plan-funeral", &[("months", &answer.asked.months.to_string())]));
    }
    if answer.synthetic {
        titles.push(texts.say("web-synthetic", &[]));
    }
    let table = Table { name: "Anggaran".to_owned(), titles, headings, rows, totals: 1 };
    press::write_tables(path, &kept.name, &[table])?;
    home.store.record(&scope.entry("take_budget_lines", format!("plan:{id}"))).await?;
    Ok(())
}

/// The people of an approved plan in a region, a sheet per village: whole NIKs for whoever may see them. A workbook that only the password
/// opens, marked on each sheet with who took it; it never lies on our disk.
///
/// Who: of every group those who were members before come first, then by place and number. The same plan on the same lists names the
/// same people; a person stands there once, for one fund.
///
/// # Errors
/// The asker may not see people or the region, the plan is not approved or the data changed since, or the password is easy to guess.
pub async fn take_enrolment(
    home: &Installation,
    scope: &Scope,
    (id, region, now): (&str, RegionCode, i64),
    password: &str,
    texts: &Texts,
) -> Result<Vec<u8>, AppError> {
    scope.require(Permission::People)?;
    let kept = known(home, scope, id).await?;
    if !scope.area().contains(region) {
        return Err(crate::fault::Refused::UnknownRegion(region.to_string()).into());
    }
    if kept.state != PlanState::Approved {
        return Err(refused("error-plan-not-approved", kept.name));
    }
    check_password(password, &scope.actor(), scope.agency())?;
    let chosen = chosen(home, scope, &kept, region).await?;
    let rows: Vec<i64> = chosen.iter().map(|(person, ..)| person.row).collect();
    let whole_nik = scope.opening(Field::Nik) != Opening::Never;
    let people = enrolled_of(home, &rows, whole_nik).await?;
    let entry = scope.for_purpose(Purpose::Enrol.code()).entry("take_enrolment", format!("plan:{id} region:{region}"));
    home.store.record(&store::Entry { rows: chosen.len() as u64, ..entry }).await?;
    let mut villages: BTreeMap<Option<RegionCode>, Vec<Chosen<'_>>> = BTreeMap::new();
    for one in chosen {
        villages.entry(one.0.place).or_default().push(one);
    }
    let approval = Some((kept.id.clone(), kept.approved_by.clone()));
    let mark = Mark { who: scope.actor(), at: now, approval }.lines(Purpose::Enrol, texts);
    let mut book = ListBook::new(&kept.name);
    let headings: Vec<String> = SIPP.map(str::to_owned).to_vec();
    let added: Vec<String> =
        ["group", "source", "months", "reason"].map(|key| texts.say(&format!("plan-line-{key}"), &[])).to_vec();
    let mut written = 0;
    for (village, people_of) in villages {
        let name = village.and_then(|code| home.regions.name(code)).unwrap_or("–").to_owned();
        let title = texts.say("plan-enrolment-title", &[("name", &kept.name), ("place", &name)]);
        let mut titles = vec![title, texts.say("take-proposal", &[])];
        if kept.answer.synthetic {
            titles.push(texts.say("web-synthetic", &[]));
        }
        titles.extend(mark.iter().cloned());
        book.sheet(&name, &titles, &headings, &added)?;
        for (place, (person, cell, fund)) in people_of.iter().enumerate() {
            let found = people.get(&person.row).cloned().unwrap_or_default();
            let reason = if matches!(person.reason, Reason::NotInRegister) { "plan-reason-new" } else { "plan-reason-renewal" };
            let added = [
                group_name(home, texts, &cell.group),
                fund.clone(),
                kept.answer.asked.months.to_string(),
                texts.say(reason, &[("group", &cell.risk_group.to_string())]),
            ];
            book.row(&sipp(place + 1, person, &found, &name), &added)?;
            written += 1;
        }
    }
    if written == 0 {
        book.sheet("–", &[texts.say("plan-enrolment-none", &[])], &headings, &added)?;
    }
    Ok(press::seal_workbook(&book.bytes()?, password)?)
}

/// One person of an approved plan: the row of the list, the cell it was planned in, and who pays.
type Chosen<'p> = (Listed, &'p CellAnswer, String);

/// The people that a plan means in a region, from facts alone: nobody is named here.
async fn chosen<'p>(
    home: &Installation,
    scope: &Scope,
    kept: &'p KeptPlan,
    region: RegionCode,
) -> Result<Vec<Chosen<'p>>, AppError> {
    let code = region.to_string();
    let cells: Vec<&CellAnswer> = kept.answer.cells.iter().filter(|cell| cell.region_code == code && cell.people() > 0).collect();
    let narrow = scope.narrowed(&Area::of([region]));
    let (session, counts) = counted(home, &narrow, Some(kept.answer.as_of)).await?;
    let mut allowed = allotted(&counts, &home.groups, kept.answer.asked.village_most);
    if session.snapshot != kept.answer.snapshot {
        return Err(refused("error-plan-stale", kept.name.clone()));
    }
    let channels = Channels::of(&home.groups);
    let mut chosen: Vec<Chosen<'p>> = Vec::new();
    for cell in &cells {
        let mut candidates: Vec<Listed> = Vec::new();
        for channel in [Channel::Renewal, Channel::Government, Channel::Funded] {
            let listing = Listing {
                month: session.month,
                attribution: Attribution::Residence,
                place: region,
                segment: None,
                group: Some(cell.group.clone()),
                reason: None,
                channel: Some((channel, channels.clone())),
            };
            candidates.extend(session.engine.listed(&listing_query(&listing, None, usize::MAX >> 1)).await?);
        }
        let lapsed = |person: &Listed| !matches!(person.reason, Reason::NotInRegister);
        candidates.sort_by_key(|person| (!lapsed(person), person.place, person.person));
        candidates.retain(|person| {
            let left = person.place.and_then(|place| allowed.get_mut(&(place, cell.group.clone())));
            left.is_some_and(|(left, _)| std::mem::replace(left, left.saturating_sub(1)) > 0)
        });
        let mut candidates = candidates.into_iter();
        for (fund, people, _) in &cell.paid {
            let count = usize::try_from(*people).unwrap_or(0);
            chosen.extend(candidates.by_ref().take(count).map(|person| (person, *cell, fund.clone())));
        }
    }
    Ok(chosen)
}

/// People of a plan by village and group, in a region: no place for those whose list names none.
pub(crate) type VillageCounts = BTreeMap<(Option<RegionCode>, String), u64>;

/// How many people of every village and group a plan means in a region.
///
/// # Errors
/// The data changed since the plan was made.
pub(crate) async fn village_counts(
    home: &Installation,
    scope: &Scope,
    kept: &KeptPlan,
    region: RegionCode,
) -> Result<VillageCounts, AppError> {
    let mut counts = BTreeMap::new();
    for (person, cell, _) in chosen(home, scope, kept, region).await? {
        *counts.entry((person.place, cell.group.clone())).or_default() += 1;
    }
    Ok(counts)
}

fn sipp(number: usize, person: &Listed, found: &Enrolled, place: &str) -> Vec<String> {
    vec![
        number.to_string(),
        found.name.clone(),
        found.birth_place.clone(),
        found.birth_date.map(|day| format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())).unwrap_or_default(),
        found.mother.clone(),
        "KTP".to_owned(),
        found.nik.clone(),
        person.sex.clone().unwrap_or_default(),
        String::new(),
        found.address.clone(),
        place.to_owned(),
        String::new(),
    ]
}

fn of_language(texts: &Texts, indonesian: &str, english: &str) -> String {
    if texts.language() == Language::Indonesian { indonesian.to_owned() } else { english.to_owned() }
}

fn group_name(home: &Installation, texts: &Texts, code: &str) -> String {
    home.groups.get(code).map_or_else(|| code.to_owned(), |group| of_language(texts, &group.name, &group.name_en))
}
