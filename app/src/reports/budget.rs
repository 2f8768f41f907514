//! The budget proposal for the council, from a plan that a second person approved: people, months and premium give the rupiah, in figures and
//! words, by source of money and by village. A village of few people is told together with others, never by itself.

use super::{Ask, refused};
use crate::explain::FEWEST;
use crate::fault::{AppError, Refused};
use crate::planning::{FundAnswer, KeptPlan, PlanState, kept_plan, village_counts};
use base::handover::showable;
use base::vocabulary::Rupiah;
use base::vocabulary::region::RegionCode;
use plan::funding::Funding;
use report::{Block, Column, Document, Sheet, Value, rupiah_of, terbilang};
use std::collections::{BTreeMap, BTreeSet};

pub(super) async fn document(ask: &Ask<'_>, id: &str) -> Result<Document, AppError> {
    let kept = kept_plan(ask.home, ask.scope, id).await?.ok_or_else(|| refused("error-no-plan", showable(id)))?;
    if kept.state != PlanState::Approved {
        return Err(refused("error-plan-not-approved", kept.name));
    }
    let (answer, funding) = (&kept.answer, Funding::embedded().map_err(|_| AppError::Unreadable("the embedded funding.toml"))?);
    let months = answer.asked.months.to_string();
    let figure = rupiah_of(answer.rupiah, ask.numerals());
    let said = [
        ("people", ask.count(answer.people)),
        ("months", months.clone()),
        ("premium", rupiah_of(answer.premium, ask.numerals())),
        ("words", terbilang(answer.rupiah.0.unsigned_abs())),
    ];
    let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
    let mut blocks = vec![Block::Lead { figure, words: ask.say("report-budget-lead", &said) }];
    if answer.funeral_only {
        blocks.push(ask.text("plan-funeral", &[("months", &months)]));
    }
    blocks.extend([ask.heading("report-budget-lines"), lines(ask, &kept, &funding)?]);
    blocks.extend([ask.heading("report-budget-money"), money(ask, &kept, &funding)]);
    blocks.extend([ask.heading("report-budget-villages"), villages(ask, &kept).await?]);
    blocks.push(Block::Signature);
    let (before, after) = (answer.covered, answer.covered + answer.people);
    let origin = vec![
        (ask.word("report-plan"), format!("{} ({})", kept.name, &kept.id[..12.min(kept.id.len())])),
        (ask.word("report-approved-by"), person(&kept.approved_by)),
        (ask.word("report-made-by"), format!("{}, {}", person(&kept.made_by), person(&kept.frozen_by))),
        (ask.word("web-month"), ask.numerals().month(answer.as_of)),
        (
            ask.word("report-effect"),
            ask.say(
                "report-effect-of",
                &[("before", &ask.count(before)), ("after", &ask.count(after)), ("all", &ask.count(answer.denominator))],
            ),
        ),
        (ask.word("web-denominator"), ask.operand(&answer.denominator_name)),
        (ask.word("report-premium"), ask.say("report-premium-of", &[("premium", &rupiah_of(answer.premium, ask.numerals()))])),
        (ask.word("web-snapshot"), answer.snapshot.clone()),
        ask.whose_data(answer.synthetic),
    ];
    Ok(Document {
        kind: "budget",
        title: ask.say("report-budget-title", &[("name", &kept.name)]),
        subtitle: ask
            .say("report-subtitle", &[("month", &ask.numerals().month(answer.as_of)), ("day", &ask.day(ask.request.on))]),
        on: ask.request.on.to_string(),
        synthetic: answer.synthetic,
        origin,
        blocks,
    })
}

fn person(actor: &str) -> String {
    actor.trim_start_matches("account:").to_owned()
}

fn source_name(ask: &Ask<'_>, funding: &Funding, code: &str) -> String {
    funding.get(code).map_or_else(|| code.to_owned(), |source| ask.of_language(&source.name, &source.name_en).to_owned())
}

/// What each fund pays for whom. The product of people, months and premium is what the plan said, or the plan is refused.
fn lines(ask: &Ask<'_>, kept: &KeptPlan, funding: &Funding) -> Result<Block, AppError> {
    let answer = &kept.answer;
    let funds: BTreeMap<&str, &FundAnswer> = answer.funds.iter().map(|fund| (fund.id.as_str(), fund)).collect();
    let mut rows = Vec::new();
    for cell in &answer.cells {
        for (fund, people, rupiah) in cell.paid.iter().filter(|(_, people, _)| *people > 0) {
            let fund = funds.get(fund.as_str()).ok_or(AppError::Unreadable("a plan that pays from a fund it does not have"))?;
            let product = i64::try_from(*people).ok().and_then(|people| people.checked_mul(i64::from(answer.asked.months)));
            if product.and_then(|product| product.checked_mul(answer.premium.0)) != Some(rupiah.0) {
                return Err(AppError::Unreadable("a plan whose people, months and premium do not give its rupiah"));
            }
            let account = funding.get(&fund.source).map_or("", |source| source.account.as_str());
            rows.push(vec![
                Value::Text(source_name(ask, funding, &fund.source)),
                Value::Text(account.to_owned()),
                Value::Text(cell.region_name.clone()),
                Value::Text(ask.group(&cell.group)),
                Value::Count(*people),
                Value::Count(u64::from(answer.asked.months)),
                Value::Rupiah(answer.premium),
                Value::Empty,
            ]);
        }
    }
    Ok(Block::Table(Sheet {
        name: ask.word("report-sheet-lines"),
        columns: vec![
            Column::words(ask.word("plan-line-source")),
            Column::words(ask.word("plan-line-account")),
            Column::words(ask.word("plan-line-region")),
            Column::words(ask.word("plan-line-group")),
            Column::summed(ask.word("plan-line-people")),
            Column::figures(ask.word("plan-line-months")),
            Column::figures(ask.word("plan-line-premium")),
            Column::product(ask.word("plan-line-rupiah"), &[4, 5, 6]),
        ],
        rows,
        total: Some(ask.word("report-total")),
        ..Sheet::default()
    }))
}

/// Where the money comes from, what the plan takes of it, and the rule that lets it pay.
fn money(ask: &Ask<'_>, kept: &KeptPlan, funding: &Funding) -> Block {
    let row = |fund: &FundAnswer| {
        let basis = funding.get(&fund.source).map_or("", |source| source.basis.as_str());
        vec![
            Value::Text(source_name(ask, funding, &fund.source)),
            Value::Text(fund.region_name.clone()),
            Value::Text(basis.to_owned()),
            Value::Rupiah(fund.rupiah),
            Value::Rupiah(fund.spent),
            Value::Rupiah(Rupiah(fund.rupiah.0 - fund.spent.0)),
        ]
    };
    Block::Table(Sheet {
        name: ask.word("report-sheet-money"),
        columns: vec![
            Column::words(ask.word("plan-line-source")),
            Column::words(ask.word("plan-line-owner")),
            Column::words(ask.word("plan-line-basis")),
            Column::summed(ask.word("report-money-there")),
            Column::summed(ask.word("report-money-spent")),
            Column::summed(ask.word("report-money-left")),
        ],
        rows: kept.answer.funds.iter().map(row).collect(),
        total: Some(ask.word("report-total")),
        ..Sheet::default()
    })
}

/// People and rupiah by village. Who is meant is counted on the lists that the plan was made of; when they changed, that is said instead.
async fn villages(ask: &Ask<'_>, kept: &KeptPlan) -> Result<Block, AppError> {
    let answer = &kept.answer;
    let codes: BTreeSet<RegionCode> = answer
        .cells
        .iter()
        .filter(|cell| cell.people() > 0)
        .filter_map(|cell| RegionCode::parse(&cell.region_code).ok())
        .collect();
    let mut rows = Vec::new();
    for region in codes {
        let counts = match village_counts(ask.home, ask.scope, kept, region).await {
            Ok(counts) => counts,
            Err(AppError::Refused(Refused::Request { key: "error-plan-stale", .. })) => {
                return Ok(ask.text("report-villages-stale", &[]));
            }
            Err(error) => return Err(error),
        };
        let mut people: BTreeMap<Option<RegionCode>, u64> = BTreeMap::new();
        counts.into_iter().for_each(|((village, _), count)| *people.entry(village).or_default() += count);
        let code = region.to_string();
        let planned: u64 = answer.cells.iter().filter(|cell| cell.region_code == code).map(|cell| cell.people()).sum();
        // People of the plan whom the lists place nowhere.
        *people.entry(None).or_default() += planned.saturating_sub(people.values().sum());
        rows.extend(of_regency(ask, kept, region, people));
    }
    Ok(Block::Table(Sheet {
        name: ask.word("report-sheet-villages"),
        columns: vec![
            Column::words(ask.word("web-region")),
            Column::words(ask.word("report-district")),
            Column::words(ask.word("report-village")),
            Column::summed(ask.word("plan-line-people")),
            Column::figures(ask.word("plan-line-months")),
            Column::figures(ask.word("plan-line-premium")),
            Column::product(ask.word("plan-line-rupiah"), &[3, 4, 5]),
        ],
        rows,
        total: Some(ask.word("report-total")),
        ..Sheet::default()
    }))
}

/// The villages of a regency, those of few people in one row.
fn of_regency(ask: &Ask<'_>, kept: &KeptPlan, regency: RegionCode, people: BTreeMap<Option<RegionCode>, u64>) -> Vec<Vec<Value>> {
    let (shown, rest) = few_together(people);
    let line = |district: String, village: String, people: u64| {
        let months = Value::Count(u64::from(kept.answer.asked.months));
        let place = [ask.name(regency), district, village].map(Value::Text);
        place.into_iter().chain([Value::Count(people), months, Value::Rupiah(kept.answer.premium), Value::Empty]).collect()
    };
    let name = |code: Option<RegionCode>| code.map(|code| ask.name(code)).unwrap_or_default();
    let one = |(code, count): &(Option<RegionCode>, u64)| line(name(code.and_then(RegionCode::parent)), name(*code), *count);
    let mut rows: Vec<Vec<Value>> = shown.iter().map(one).collect();
    if rest > 0 {
        rows.push(line(String::new(), ask.word("report-villages-rest"), rest));
    }
    rows
}

/// Villages told by themselves, and how many people of the others are told together: those of few people, and never one alone or so few that
/// the sum of the regency, which stands in the lines above, would tell of them; then the next smallest goes with them.
fn few_together(people: BTreeMap<Option<RegionCode>, u64>) -> (Vec<(Option<RegionCode>, u64)>, u64) {
    let told = people.into_iter().filter(|(_, count)| *count > 0);
    let (mut shown, mut rest): (Vec<_>, Vec<_>) = told.partition(|(village, count)| village.is_some() && *count >= FEWEST);
    let sum = |of: &[(Option<RegionCode>, u64)]| of.iter().map(|(_, count)| count).sum::<u64>();
    while !rest.is_empty() && (rest.len() == 1 || sum(&rest) < FEWEST) {
        let smallest = shown.iter().enumerate().min_by_key(|(_, (village, count))| (*count, *village)).map(|(place, _)| place);
        match smallest {
            Some(place) => rest.push(shown.remove(place)),
            None => break,
        }
    }
    (shown, sum(&rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_of_few_people_is_never_told_alone_nor_by_the_sum_of_its_regency() {
        let village = |number: u16| RegionCode::parse(&format!("73.09.01.{number}")).ok();
        let of = |counts: &[(u16, u64)]| few_together(counts.iter().map(|(number, count)| (village(*number), *count)).collect());
        let (shown, rest) = of(&[(1001, 40), (1002, 4), (1003, 12)]);
        assert_eq!((shown, rest), (vec![(village(1001), 40)], 16), "the next smallest goes with it");
        assert_eq!(of(&[(1001, 40), (1002, 4), (1003, 7)]), (vec![(village(1001), 40)], 11));
        assert_eq!(of(&[(1001, 40), (1002, 4), (1003, 1)]), (Vec::new(), 45), "five people of two villages are few too");
        assert_eq!(of(&[(1001, 40), (1002, 12)]).1, 0);
        let (shown, rest) = few_together(BTreeMap::from([(None, 3), (village(1001), 20), (village(1002), 30)]));
        assert_eq!((shown, rest), (vec![(village(1002), 30)], 23));
    }
}
