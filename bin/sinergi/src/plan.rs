//! `sinergi plan`: prints what the use cases say of plans.

use crate::arguments::{Cli, Format, PlanVerb};
use crate::print;
use anyhow::{Context, Result};
use app::{AllocationRequest, BridgeRequest, Installation, Objective, TargetsRequest};
use base::handover::Dimension;
use base::vocabulary::{Percent, Rupiah};
use std::path::Path;
use texts::Texts;

/// Plans over an installation.
pub(crate) async fn run(cli: &Cli, home: &Installation, asked: &PlanVerb, texts: &Texts) -> Result<u8> {
    let scope = crate::trust::operator();
    match asked {
        PlanVerb::Targets { denominator } => {
            let request = TargetsRequest { denominator: denominator.clone() };
            targets(cli, &app::plan_targets(home, &scope, &request).await?, texts)
        }
        PlanVerb::Bridge { target, share, months } => {
            let share = share
                .as_deref()
                .map(|share| Percent::parse(share).with_context(|| texts.say("error-not-a-percentage", &[("detail", share)])));
            let request = BridgeRequest { target: target.clone(), share: share.transpose()?, months: *months };
            bridge(cli, &app::bridge(home, &scope, &request).await?, texts)
        }
        PlanVerb::Ending => ending(cli, &app::ending(home, &scope).await?, texts),
        PlanVerb::Compare { id } => compare(cli, &app::compare_plan(home, &scope, id.as_deref()).await?, texts),
        PlanVerb::Forecast { months, by } => {
            let by = if by == "segment" { Dimension::Segment } else { Dimension::Region };
            forecast(cli, &app::ahead(home, &scope, *months, by).await?, texts)
        }
        PlanVerb::Allocate { months, objective, village_most, regency_least, .. } => {
            let request = AllocationRequest {
                objective: if objective == "risk" { Objective::Risk } else { Objective::People },
                months: *months,
                funds: Vec::new(),
                village_most: *village_most,
                regency_least: *regency_least,
            };
            let answer = app::answer_of(&app::ground(home, &scope).await?, &request)?;
            budgets(cli, &answer, texts)
        }
    }
}

fn say<const N: usize>(texts: &Texts, key: &str, arguments: [(&str, String); N]) -> String {
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    texts.say(key, &arguments)
}

fn headings(texts: &Texts, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| texts.say(key, &[])).collect()
}

fn table(texts: &Texts, keys: &[&str], rows: &[Vec<String>]) {
    let headings = headings(texts, keys);
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    print::table(&headings, rows);
}

fn rupiah(amount: Option<Rupiah>) -> String {
    amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string())
}

fn synthetic(texts: &Texts, is: bool) {
    if is {
        println!("{}", texts.say("web-synthetic", &[]));
    }
}

fn targets(cli: &Cli, found: &app::TargetsAnswer, texts: &Texts) -> Result<u8> {
    let rows = |dotted: bool| -> Vec<Vec<String>> {
        let count = |count: u64| if dotted { print::count(count) } else { count.to_string() };
        let points = found.sets.iter().flat_map(|set| set.held.iter().map(move |point| (set, point)));
        points
            .map(|(set, point)| {
                vec![
                    set.set.id.clone(),
                    point.region_code.clone(),
                    point.region_name.clone(),
                    point.due.to_string(),
                    point.need.target_percent.map(|share| share.to_string()).unwrap_or_default(),
                    count(point.need.target.0),
                    count(point.start.covered.0),
                    count(point.need.gap.0),
                    point.need.path.first().map(|month| count(month.enrol)).unwrap_or_default(),
                    point.rupiah_per_year.map(|sum| if dotted { sum.to_string() } else { sum.0.to_string() }).unwrap_or_default(),
                ]
            })
            .collect()
    };
    match cli.format {
        Format::Json => print::json(found)?,
        Format::Csv => print::csv(
            &[
                "set",
                "region_code",
                "region_name",
                "due",
                "target_percent",
                "target",
                "covered",
                "gap",
                "first_month",
                "rupiah_per_year",
            ],
            &rows(false),
        ),
        Format::Table => {
            synthetic(texts, found.synthetic);
            let keys = ["id", "code", "region", "due", "share", "target", "covered", "gap", "per-month", "year"];
            table(texts, &keys.map(|key| format!("plan-target-{key}")).each_ref().map(String::as_str), &rows(true));
            println!(
                "{}",
                say(
                    texts,
                    "plan-target-basis",
                    [
                        ("numerator", found.numerator_name.clone()),
                        ("denominator", found.denominator_name.clone()),
                        ("premium", found.premium.to_string())
                    ]
                )
            );
            for one in &found.contradictions {
                println!("  {}", contradiction(texts, one));
            }
        }
    }
    Ok(u8::from(cli.strict && !found.contradictions.is_empty()))
}

fn contradiction(texts: &Texts, one: &app::Contradiction) -> String {
    let key = match one.how {
        app::Quarrel::SameMonth => "plan-quarrel-same-month",
        app::Quarrel::Falls => "plan-quarrel-falls",
    };
    say(
        texts,
        key,
        [
            ("region", one.region.to_string()),
            ("one", one.one.clone()),
            ("other", one.other.clone()),
            ("due", one.one_due.to_string()),
            ("later", one.other_due.to_string()),
            ("people", print::count(one.one_people.0)),
            ("others", print::count(one.other_people.0)),
        ],
    )
}

fn bridge(cli: &Cli, found: &app::BridgeAnswer, texts: &Texts) -> Result<u8> {
    let rows = |dotted: bool| -> Vec<Vec<String>> {
        let count = |count: u64| if dotted { print::count(count) } else { count.to_string() };
        let money = |sum: Option<Rupiah>| if dotted { rupiah(sum) } else { sum.map(|sum| sum.0.to_string()).unwrap_or_default() };
        let span = |span: &app::Span| {
            let name = if dotted {
                texts.say(&format!("channel-{}", span.channel.code().replace('_', "-")), &[])
            } else {
                span.channel.to_string()
            };
            vec![name, count(span.available), count(span.asked), money(span.monthly), money(span.rupiah), count(span.left)]
        };
        found.bridge.spans.iter().map(span).collect()
    };
    match cli.format {
        Format::Json => print::json(found)?,
        Format::Csv => print::csv(&["channel", "available", "asked", "monthly", "rupiah", "left"], &rows(false)),
        Format::Table => {
            synthetic(texts, found.synthetic);
            let arguments = [
                ("region", found.region_name.clone()),
                ("month", found.as_of.to_string()),
                ("covered", print::count(found.covered)),
                ("denominator", print::count(found.denominator)),
                ("target", print::count(found.target_count)),
                ("gap", print::count(found.bridge.gap.0)),
                ("set", found.target.clone()),
            ];
            println!("{}", say(texts, "plan-bridge-title", arguments));
            let keys = ["channel", "available", "asked", "monthly", "rupiah", "left"];
            table(texts, &keys.map(|key| format!("plan-bridge-{key}")).each_ref().map(String::as_str), &rows(true));
            println!(
                "{}",
                say(
                    texts,
                    "plan-bridge-sum",
                    [
                        ("rupiah", rupiah(found.bridge.rupiah)),
                        ("months", found.bridge.months.to_string()),
                        ("unlisted", print::count(found.bridge.unlisted))
                    ]
                )
            );
        }
    }
    Ok(0)
}

fn ending(cli: &Cli, found: &app::EndingAnswer, texts: &Texts) -> Result<u8> {
    let rows = |dotted: bool| -> Vec<Vec<String>> {
        let count = |count: u64| if dotted { print::count(count) } else { count.to_string() };
        let cause = |unpaid: bool| {
            let key = if unpaid { "unpaid" } else { "renew" };
            if dotted { texts.say(&format!("plan-ending-{key}"), &[]) } else { key.to_owned() }
        };
        found
            .rows
            .iter()
            .map(|row| {
                vec![row.region_code.clone(), row.region_name.clone(), row.segment.clone(), cause(row.unpaid), count(row.people)]
            })
            .collect()
    };
    match cli.format {
        Format::Json => print::json(found)?,
        Format::Csv => print::csv(&["region_code", "region_name", "segment", "cause", "people"], &rows(false)),
        Format::Table => {
            synthetic(texts, found.synthetic);
            println!(
                "{}",
                say(texts, "plan-ending-title", [("people", print::count(found.people)), ("month", found.lapses_in.to_string())])
            );
            table(
                texts,
                &["plan-target-code", "plan-target-region", "plan-ending-segment", "plan-ending-cause", "plan-heading-people"],
                &rows(true),
            );
        }
    }
    Ok(0)
}

fn compare(cli: &Cli, found: &app::PlanOutcome, texts: &Texts) -> Result<u8> {
    let counts = |of: &app::OutcomeCounts, dotted: bool| -> Vec<String> {
        let numbers = [of.planned, of.planned_months, of.uncovered, of.bought, of.paid_months, of.active, of.lapsed];
        numbers.iter().map(|count| if dotted { print::count(*count) } else { count.to_string() }).collect()
    };
    let rows = |dotted: bool| -> Vec<Vec<String>> {
        let row = |cell: &app::CellOutcome| {
            let named = vec![cell.region_code.clone(), cell.region_name.clone(), cell.group.clone()];
            [named, counts(&cell.counted, dotted)].concat()
        };
        found.cells.iter().map(row).collect()
    };
    match cli.format {
        Format::Json => print::json(found)?,
        Format::Csv => {
            let keys = ["planned", "planned_months", "uncovered", "bought", "paid_months", "active", "lapsed"];
            print::csv(&[&["region_code", "region_name", "group"], &keys[..]].concat(), &rows(false));
        }
        Format::Table => {
            synthetic(texts, found.synthetic);
            let arguments = [
                ("name", found.name.clone()),
                ("from", found.as_of.to_string()),
                ("until", found.until.to_string()),
                ("months", found.months.to_string()),
                ("planned", found.months_planned.to_string()),
            ];
            println!("{}", say(texts, "plan-since-title", arguments));
            let keys = ["planned", "planned-months", "uncovered", "bought", "paid-months", "active", "lapsed"];
            let keys = keys.map(|key| format!("plan-since-{key}"));
            let place = ["plan-target-code", "plan-target-region", "plan-line-group"];
            let headings: Vec<&str> = place.into_iter().chain(keys.iter().map(String::as_str)).collect();
            let mut lines = rows(true);
            lines.push([vec![String::new(), texts.say("plan-total", &[]), String::new()], counts(&found.total, true)].concat());
            table(texts, &headings, &lines);
            println!("{}", texts.say("plan-since-more", &[]));
        }
    }
    Ok(0)
}

fn forecast(cli: &Cli, found: &app::Ahead, texts: &Texts) -> Result<u8> {
    let rows = |dotted: bool| -> Vec<Vec<String>> {
        let count = |people: i64| if dotted { print::count(people.unsigned_abs()) } else { people.to_string() };
        let of = |one: &app::AheadOf| -> Vec<Vec<String>> {
            let row = |expected: &app::Expected| {
                vec![
                    one.region_code.clone(),
                    one.name.clone(),
                    expected.month.to_string(),
                    count(expected.people),
                    count(expected.low_80),
                    count(expected.high_80),
                ]
            };
            // People read the end; machines get every month.
            let months = if dotted { &one.expected[one.expected.len().saturating_sub(1)..] } else { &one.expected[..] };
            months.iter().map(row).collect()
        };
        found.series.iter().flat_map(of).collect()
    };
    match cli.format {
        Format::Json => print::json(found)?,
        Format::Csv => print::csv(&["region_code", "name", "month", "people", "low_80", "high_80"], &rows(false)),
        Format::Table => {
            synthetic(texts, found.synthetic);
            let keys = [
                "plan-target-code",
                "plan-target-region",
                "plan-ahead-month",
                "plan-ahead-people",
                "plan-ahead-low",
                "plan-ahead-high",
            ];
            table(texts, &keys, &rows(true));
            for end in &found.ends {
                let arguments =
                    [("name", end.name.clone()), ("people", print::count(end.people)), ("month", end.month.to_string())];
                println!("{}", say(texts, "plan-ahead-end", arguments));
            }
            println!("{}", back_test(texts, &found.back_test));
        }
    }
    Ok(0)
}

fn back_test(texts: &Texts, test: &app::BackTest) -> String {
    say(
        texts,
        "plan-ahead-test",
        [
            ("method", texts.say(&format!("plan-method-{}", test.method.code().replace('_', "-")), &[])),
            ("error", print::count(test.mean_error)),
            ("naive", print::count(test.naive_error)),
            ("seasonal", print::count(test.seasonal_error)),
            ("inside", test.inside_80.to_string()),
            ("tried", print::count(test.tried as u64)),
        ],
    )
}

fn budgets(cli: &Cli, found: &app::AllocationAnswer, texts: &Texts) -> Result<u8> {
    let no_plan = found.status == "infeasible";
    let rows = |dotted: bool| -> Vec<Vec<String>> {
        let count = |count: u64| if dotted { print::count(count) } else { count.to_string() };
        let money = |sum: Rupiah| if dotted { sum.to_string() } else { sum.0.to_string() };
        let lines = found.cells.iter().flat_map(|cell| cell.paid.iter().map(move |paid| (cell, paid)));
        lines
            .map(|(cell, (fund, people, rupiah))| {
                vec![
                    cell.region_code.clone(),
                    cell.region_name.clone(),
                    cell.group.clone(),
                    fund.clone(),
                    count(*people),
                    money(*rupiah),
                ]
            })
            .collect()
    };
    match cli.format {
        Format::Json => print::json(found)?,
        Format::Csv => print::csv(&["region_code", "region_name", "group", "fund", "people", "rupiah"], &rows(false)),
        Format::Table if no_plan => println!("{}.", texts.say("plan-infeasible", &[("limits", &found.conflicts.join("; "))])),
        Format::Table => {
            synthetic(texts, found.synthetic);
            let keys = [
                "plan-target-code",
                "plan-target-region",
                "plan-line-group",
                "plan-heading-fund",
                "plan-heading-people",
                "plan-heading-rupiah",
            ];
            table(texts, &keys, &rows(true));
            let arguments = [
                ("people", print::count(found.people)),
                ("rupiah", found.rupiah.to_string()),
                ("money", found.money.to_string()),
                ("months", found.asked.months.to_string()),
                ("premium", found.premium.to_string()),
            ];
            println!("{}", say(texts, "plan-budgets-sum", arguments));
            if found.funeral_only {
                println!("{}", say(texts, "plan-funeral", [("months", found.asked.months.to_string())]));
            }
        }
    }
    Ok(u8::from(no_plan))
}

/// Plans an instance. Exit code 1 when no plan keeps every limit.
pub(crate) fn allocate(cli: &Cli, instance: &Path, texts: &Texts) -> Result<u8> {
    let plan = app::allocate_instance(instance)?;
    let no_plan = plan.objective.is_none();
    let cells = |dotted: bool| -> Vec<Vec<String>> {
        let rupiah = |amount: base::vocabulary::Rupiah| if dotted { amount.to_string() } else { amount.0.to_string() };
        let people = |people: i64| if dotted { print::count(people.unsigned_abs()) } else { people.to_string() };
        let row = |one: &app::Assigned| vec![one.cell.clone(), one.fund.clone(), people(one.people), rupiah(one.rupiah)];
        plan.assign.iter().map(row).collect()
    };
    match cli.format {
        Format::Json => print::json(&plan)?,
        Format::Csv => print::csv(&["cell", "fund", "people", "rupiah"], &cells(false)),
        Format::Table if no_plan => println!("{}.", texts.say("plan-infeasible", &[("limits", &plan.conflicts.join("; "))])),
        Format::Table => {
            let heading = |name: &str| texts.say(&format!("plan-heading-{name}"), &[]);
            let headings = ["cell", "fund", "people", "rupiah"].map(heading);
            let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
            let mut rows = cells(true);
            let total = print::count(plan.people.unsigned_abs());
            rows.push(vec![texts.say("plan-total", &[]), String::new(), total, plan.rupiah.to_string()]);
            print::table(&headings, &rows);
            let gap = plan.gap.unwrap_or(0).to_string();
            let proof = if gap == "0" { "plan-optimal" } else { "plan-feasible" };
            println!("{}.", texts.say(proof, &[("gap", &gap)]));
            for price in &plan.prices {
                let worth = format!("{}.{:03}", price.worth_thousandths / 1000, price.worth_thousandths % 1000);
                let key = format!("plan-price-{}", price.of);
                println!("  {}", texts.say(&key, &[("id", &price.id), ("worth", &worth)]));
            }
        }
    }
    Ok(u8::from(no_plan))
}
