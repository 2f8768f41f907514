//! `sinergi link` and what belongs to it: rosters, tables, one pair explained, samples and their review, charts.

use crate::arguments::{Cli, Decided, Format, Link, LinkVerb, Lists};
use crate::config::Config;
use crate::print::{self, count, table};
use crate::progress::Shown;
use crate::trust::operator;
use crate::verbs::{open, refused, today};
use anyhow::Result;
use std::path::Path;
use texts::Texts;

pub(crate) async fn run(cli: &Cli, config: &Config, order: &Link, texts: &Texts) -> Result<u8> {
    match (&order.verb, &order.lists.left) {
        (Some(LinkVerb::Explain { left_id, right_id, lists }), _) => explain_pair(cli, config, lists, left_id, right_id, texts),
        (Some(LinkVerb::Sample { out, size, lists }), _) => sample(cli, config, lists, out, *size, texts).await,
        (Some(LinkVerb::Reviewed { file }), _) => reviewed(cli, config, file, texts).await,
        (Some(LinkVerb::Charts { out, lists }), _) => charts(cli, config, lists, out, texts).await,
        (None, Some(_)) => link_tables(cli, order, texts),
        (None, None) => link_rosters(cli, config, order.anew, texts).await,
    }
}

/// The request that flags make; results that flags do not name are not written.
fn link_request(lists: &Lists) -> Result<app::LinkRequest> {
    let left = lists.left.clone().ok_or_else(|| refused("error-link-left", "--left"))?;
    if let Some(threshold) = lists.threshold
        && !(0.0..1.0).contains(&threshold)
    {
        return Err(refused("error-link-threshold", &threshold.to_string()));
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(app::LinkRequest {
        left,
        right: lists.right.clone(),
        model: lists.model.clone(),
        out: None,
        all_pairs: None,
        clusters: None,
        verdicts: None,
        save_model: None,
        keep: None,
        add_to: lists.add_to.clone(),
        scratch: lists.scratch.clone(),
        id_left: lists.id_left.clone(),
        id_right: lists.id_right.clone(),
        threshold: lists.threshold,
        decision: None,
        resources: app::Resources { threads: lists.threads.unwrap_or(cores).max(1), memory: lists.memory.0, seed: lists.seed },
    })
}

fn link_tables(cli: &Cli, order: &Link, texts: &Texts) -> Result<u8> {
    let out = order.out.clone().ok_or_else(|| refused("error-link-out", "--out"))?;
    let request = app::LinkRequest {
        out: Some(out.clone()),
        all_pairs: order.all_pairs.clone(),
        clusters: order.clusters.clone(),
        verdicts: order.verdicts.clone(),
        save_model: order.save_model.clone(),
        keep: order.keep.clone(),
        decision: order.decision.map(|decided| match decided {
            Decided::Every => app::Decision::Every,
            Decided::Best => app::Decision::Best,
            Decided::OneToOne => app::Decision::OneToOne,
        }),
        ..link_request(&order.lists)?
    };
    let mut shown = Shown::new(cli.format != Format::Table);
    let report = app::link_files(&request, &mut |what, done, all| shown.step(what, done, all))?;
    shown.done();
    match cli.format {
        Format::Json => print::json(&report)?,
        _ => print_tables(&report, &out, texts),
    }
    Ok(0)
}

fn explain_pair(cli: &Cli, config: &Config, lists: &Lists, left_id: &str, right_id: &str, texts: &Texts) -> Result<u8> {
    let request = app::ExplainRequest {
        link: link_request(lists)?,
        left_id: left_id.to_owned(),
        right_id: right_id.to_owned(),
        english: config.language() == texts::Language::English,
    };
    let mut shown = Shown::new(cli.format != Format::Table);
    let told = app::explain_files(&request, &mut |what, done, all| shown.step(what, done, all))?;
    shown.done();
    match cli.format {
        Format::Json => print::json(&told)?,
        _ => print_pair(&told, texts),
    }
    Ok(0)
}

async fn link_rosters(cli: &Cli, config: &Config, anew: bool, texts: &Texts) -> Result<u8> {
    let home = open(config).await?;
    let mut shown = Shown::new(cli.format != Format::Table);
    let mut step = |what: &str, done, all| shown.step(what, done, all);
    let report = if anew {
        app::link_rosters_anew(&home, &operator(), today(), &mut step).await?
    } else {
        app::link_rosters(&home, &operator(), today(), &mut step).await?
    };
    shown.done();
    match cli.format {
        Format::Json => print::json(&report)?,
        Format::Csv => {
            let rows = report.by_rule.iter().map(|(rule, rows)| vec![rule.clone(), rows.to_string()]).collect::<Vec<_>>();
            print::csv(&["rule", "rows"], &rows);
        }
        Format::Table => print_rosters(&report, texts),
    }
    Ok(0)
}

async fn sample(cli: &Cli, config: &Config, lists: &Lists, out: &Path, size: u64, texts: &Texts) -> Result<u8> {
    let mut shown = Shown::new(cli.format != Format::Table);
    let mut step = |what: &str, done, all| shown.step(what, done, all);
    let report = if lists.left.is_some() {
        app::sample_files(&link_request(lists)?, out, size, &mut step)?
    } else {
        app::sample_rosters(&open(config).await?, &operator(), out, size, lists.seed, &mut step).await?
    };
    shown.done();
    match cli.format {
        Format::Json => print::json(&report)?,
        _ => {
            let (pairs, of, strata) = (count(report.pairs), count(report.of), count(report.strata));
            let path = out.display().to_string();
            println!("{}", texts.say("link-sample", &[("pairs", &pairs), ("of", &of), ("strata", &strata), ("path", &path)]));
        }
    }
    Ok(0)
}

async fn reviewed(cli: &Cli, config: &Config, file: &Path, texts: &Texts) -> Result<u8> {
    let mut shown = Shown::new(cli.format != Format::Table);
    let home = || async { open(config).await.map_err(app_error) };
    let answered = app::review(file, home, &operator(), today(), &mut |what, done, all| shown.step(what, done, all)).await?;
    shown.done();
    if cli.format == Format::Json {
        print::json(&serde_json::json!({ "review": answered.review, "links": answered.links }))?;
        return Ok(0);
    }
    let review = &answered.review;
    let (answers, same, open) = (count(review.answered), count(review.same), count(review.open));
    println!("{}", texts.say("link-reviewed", &[("answered", &answers), ("same", &same), ("open", &open)]));
    if !review.strata.is_empty() {
        let (precision, recall) = (of_three(review.precision), of_three(review.recall));
        println!("{}", texts.say("link-review-shares", &[("precision", &precision), ("recall", &recall)]));
    }
    if let Some(links) = &answered.links {
        print_rosters(links, texts);
    }
    Ok(0)
}

/// An error of the use cases is handed back as it is: its words are told at the end.
fn app_error(error: anyhow::Error) -> app::AppError {
    error.downcast().unwrap_or(app::AppError::Unreadable("the installation cannot be opened"))
}

async fn charts(cli: &Cli, config: &Config, lists: &Lists, out: &Path, texts: &Texts) -> Result<u8> {
    let mut shown = Shown::new(cli.format != Format::Table);
    let mut step = |what: &str, done, all| shown.step(what, done, all);
    let paths = if lists.left.is_some() {
        app::chart_files(&link_request(lists)?, out, texts, &mut step)?
    } else {
        app::chart_rosters(&open(config).await?, &operator(), out, texts, &mut step).await?
    };
    shown.done();
    match cli.format {
        Format::Json => print::json(&paths)?,
        _ => paths.iter().for_each(|path| println!("{}", path.display())),
    }
    Ok(0)
}

fn percent_of(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

fn of_three((share, low, high): (f64, f64, f64)) -> String {
    format!("{} ({}–{})", percent_of(share), percent_of(low), percent_of(high))
}

fn print_rosters(report: &app::LinkReport, texts: &Texts) {
    let (rows, persons, new) = (count(report.rows), count(report.persons), count(report.new_rows));
    println!("{}", texts.say("linked", &[("rows", &rows), ("persons", &persons)]));
    println!("  {}", texts.say("linked-new", &[("rows", &new)]));
    report.by_rule.iter().for_each(|(rule, rows)| println!("  {rule}: {}", count(*rows)));
    println!("  {}", texts.say("nik-disputed", &[("pairs", &count(report.nik_disputed))]));
    if let Some(all) = report.errors.iter().find(|error| error.region.is_none() && error.segment.is_none()) {
        let key = if all.reviewed { "link-error-reviewed" } else { "link-error-model" };
        println!("  {}", texts.say(key, &[("precision", &of_three(all.precision)), ("recall", &of_three(all.recall))]));
    }
}

/// What linking two tables found, as a table of rules and a sentence.
fn print_tables(report: &app::LinkFilesReport, out: &Path, texts: &Texts) {
    let columns = |columns: &[(String, String)]| {
        let named = columns
            .iter()
            .map(|(column, heading)| if column == heading { column.clone() } else { format!("{column} ← {heading}") });
        named.collect::<Vec<_>>().join(", ")
    };
    println!("{}", texts.say("link-model", &[("model", &report.model)]));
    let list = |key, rows, named: &[(String, String)]| {
        println!("{}", texts.say(key, &[("rows", &count(rows)), ("columns", &columns(named))]));
    };
    list("link-left", report.left_rows, &report.left_columns);
    if let Some(rows) = report.right_rows {
        list("link-right", rows, &report.right_columns);
    }
    let row = |rule: &app::RuleCount| {
        vec![rule.rule.clone(), count(rule.found), count(rule.links), count(rule.refined_blocks), count(rule.rows_left_out)]
    };
    let headings = ["link-rule", "link-seen", "link-links", "link-refined", "link-left-out"].map(|key| texts.say(key, &[]));
    table(&headings.each_ref().map(String::as_str), &report.rules.iter().map(row).collect::<Vec<_>>());
    let (pairs, links, wrong) = (count(report.candidates), count(report.links), format!("{:.0}", report.expected_false));
    let (threshold, path) = (report.threshold.to_string(), out.display().to_string());
    let named = [("pairs", &pairs), ("links", &links), ("threshold", &threshold), ("wrong", &wrong), ("path", &path)];
    println!("{}", texts.say("link-found", &named.map(|(name, value)| (name, value.as_str()))));
    let told = |share: app::ModelShare| of_three((share.share, share.low, share.high));
    let (precision, recall) = (told(report.precision), told(report.recall));
    println!("{}", texts.say("link-error-model", &[("precision", &precision), ("recall", &recall)]));
}

/// Why a pair is a link or is not: a table of weights, from the rule down to the sum.
fn print_pair(told: &app::PairExplained, texts: &Texts) {
    let bits = |weight: f64| format!("{weight:+.1}");
    let percent = |share: f64| format!("{:.2} %", share * 100.0);
    match &told.rule {
        Some(rule) => {
            println!(
                "{}",
                texts.say("explain-found", &[("rule", rule), ("share", &percent(told.share)), ("weight", &bits(told.start))])
            );
        }
        None => println!("{}", texts.say("explain-no-rule", &[])),
    }
    let mut sum = told.start;
    let rows: Vec<Vec<String>> = told
        .steps
        .iter()
        .map(|step| {
            sum += step.weight;
            let weight = if step.weight == 0.0 { "·".to_owned() } else { bits(step.weight) };
            vec![step.comparison.clone(), step.left.clone(), step.right.clone(), step.level.clone(), weight, bits(sum)]
        })
        .collect();
    let headings = ["explain-comparison", "explain-left", "explain-right", "explain-level", "explain-weight", "explain-sum"];
    let headings: Vec<String> = headings.iter().map(|key| texts.say(key, &[])).collect();
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    table(&headings, &rows);
    if told.lookalikes < -0.05 {
        println!("{}", texts.say("explain-lookalikes", &[("weight", &bits(told.lookalikes))]));
    }
    if let Some((rivals, weight)) = told.rivals {
        let key = ["explain-rivals-none", "explain-rivals-one", "explain-rivals-both"][usize::from(rivals.min(2))];
        println!("{}", texts.say(key, &[("weight", &bits(weight))]));
    }
    if told.two_people {
        println!("{}", texts.say("explain-two-people", &[]));
    }
    if told.rule.is_some() {
        let key = if told.probability >= told.threshold { "explain-accepted" } else { "explain-refused" };
        println!("{}", texts.say(key, &[("probability", &percent(told.probability)), ("threshold", &percent(told.threshold))]));
    }
}
