//! `sinergi meeting` and `sinergi report`: meetings of the forum and their paper.

use crate::arguments::{Cli, Format, MeetingVerb, ReportVerb};
use crate::print;
use crate::trust::{now, operator};
use crate::verbs::{month, refused, today};
use anyhow::Result;
use app::{AppError, EffectAnswer, Installation, MeetingEntry, MeetingView, NewMeeting, Numerals, Paper, Promise};
use base::vocabulary::region::RegionCode;
use std::fs;
use std::path::Path;
use texts::Texts;

/// `sinergi meeting …`
pub(crate) async fn run(cli: &Cli, home: &Installation, order: &MeetingVerb, texts: &Texts) -> Result<u8> {
    let scope = operator();
    match order {
        MeetingVerb::Open { title, place, chair, month: asked, agenda, present, on } => {
            let new = NewMeeting {
                title: title.clone(),
                place: place.clone(),
                chair: chair.clone(),
                present: present.clone(),
                agenda: agenda.clone(),
                month: asked.as_deref().map(month).transpose()?,
            };
            let number = app::open_meeting(home, &scope, &new, on.unwrap_or_else(today), now()).await?;
            numbered(cli, &number)?;
        }
        MeetingVerb::Commit { number, what, owner, due, measure, on } => {
            let promise = Promise { what: what.clone(), owner: owner.clone(), due: *due, measure: measure.clone() };
            let entry = MeetingEntry::Promised { on: on.unwrap_or_else(today), promise };
            write(home, number, &entry).await?;
        }
        MeetingVerb::Close { number } => write(home, number, &MeetingEntry::Closed { on: today() }).await?,
        MeetingVerb::List => {
            let meetings = app::meetings(home, &scope).await?;
            if cli.format == Format::Json {
                print::json(&meetings)?;
            } else {
                let heading = |key: &str| texts.say(&format!("meeting-{key}"), &[]);
                let headings = ["number", "name", "day", "region", "promised", "state"].map(heading);
                let row = |one: &app::MeetingSummary| {
                    let state = texts.say(if one.closed { "meeting-closed" } else { "meeting-open" }, &[]);
                    let (number, title, region) = (one.number.clone(), one.title.clone(), one.region_name.clone());
                    vec![number, title, one.held_on.to_string(), region, one.promised.to_string(), state]
                };
                print::table(&headings.each_ref().map(String::as_str), &meetings.iter().map(row).collect::<Vec<_>>());
            }
        }
        MeetingVerb::Show { number } => {
            let meeting = app::meeting(home, &scope, number, today()).await?;
            if cli.format == Format::Json { print::json(&meeting)? } else { show(&meeting, texts) }
        }
    }
    Ok(0)
}

fn numbered(cli: &Cli, number: &str) -> Result<()> {
    match cli.format {
        Format::Json => print::json(&serde_json::json!({ "number": number })),
        _ => {
            println!("{number}");
            Ok(())
        }
    }
}

/// Writes a line. A command is given once: its moment and process make it different from every other.
async fn write(home: &Installation, number: &str, entry: &MeetingEntry) -> Result<()> {
    let once = format!("{}-{}", jiff::Timestamp::now().as_nanosecond(), std::process::id());
    app::write_in_meeting(home, &operator(), number, entry, &once, now()).await?;
    Ok(())
}

fn show(meeting: &MeetingView, texts: &Texts) {
    println!("{}  {} ({})", meeting.number, meeting.frozen.title, meeting.frozen.held_on);
    let row = |line: &app::ScoreLine| {
        let rate = line.rate().map_or_else(|| "–".to_owned(), |rate| rate.to_string());
        let (numerator, denominator) = (print::count(line.numerator), print::count(line.denominator));
        vec![line.indicator.clone(), line.region_name.clone(), numerator, denominator, rate]
    };
    let heading = |key: &str| texts.say(key, &[]);
    let headings = ["meeting-scorecards", "meeting-region", "web-numerator", "web-denominator", "web-rate"].map(heading);
    let rows: Vec<Vec<String>> = meeting.frozen.lines.iter().map(row).collect();
    print::table(&headings.each_ref().map(String::as_str), &rows);
    if !meeting.corrections.is_empty() {
        println!("{}", texts.say("meeting-corrected", &[("count", &meeting.corrections.len().to_string())]));
    }
    let headings = ["number", "what", "owner", "due", "state"];
    let heading = |key: &str| texts.say(&format!("{}-{key}", if key == "number" { "meeting" } else { "commitment" }), &[]);
    let headings = headings.map(heading);
    let row = |one: &app::CommitmentLine| {
        let state = texts.say(&format!("commitment-state-{}", one.state.code()), &[]);
        vec![one.number.clone(), one.what.clone(), one.owner.clone(), one.due.to_string(), state]
    };
    let rows: Vec<Vec<String>> = meeting.carried.iter().chain(&meeting.made).map(row).collect();
    print::table(&headings.each_ref().map(String::as_str), &rows);
}

/// `sinergi report …`
pub(crate) async fn report(cli: &Cli, home: &Installation, order: &ReportVerb, texts: &Texts) -> Result<u8> {
    let scope = operator();
    let (paper, out) = match order {
        ReportVerb::Monev { period, title, on, out } => {
            let period = period.as_deref().map(month).transpose()?;
            (app::monev_report(home, &scope, period, title, on.unwrap_or_else(today)).await?, out)
        }
        ReportVerb::Minutes { number, out } => (app::minutes(home, &scope, number).await?, out),
        ReportVerb::Effect { region, since } => {
            let code = RegionCode::parse(region).map_err(|_| refused("error-effect-region", region))?;
            print_effect(cli, &app::region_effect(home, &scope, code, month(since)?).await?, texts)?;
            return Ok(0);
        }
    };
    let bytes = put(&paper, out)?;
    match cli.format {
        Format::Json => print::json(&serde_json::json!({ "file": out, "bytes": bytes }))?,
        _ => {
            let (file, bytes) = (out.display().to_string(), print::count(bytes));
            println!("{}", texts.say("report-written", &[("file", &file), ("bytes", &bytes)]));
        }
    }
    Ok(0)
}

fn print_effect(cli: &Cli, answer: &EffectAnswer, texts: &Texts) -> Result<()> {
    let effect = &answer.effect;
    if cli.format == Format::Json {
        return print::json(answer);
    }
    let numerals = if texts.language() == texts::Language::Indonesian { Numerals::Indonesian } else { Numerals::English };
    let signed = |people: i64| numerals.signed(people);
    let unseen = effect.verdict == app::Verdict::Unseen;
    let said = [
        ("region", answer.region_name.clone()),
        ("people", if unseen { signed(effect.effect) } else { numerals.count(effect.effect.unsigned_abs()) }),
        ("low", signed(effect.low)),
        ("high", signed(effect.high)),
        ("month", numerals.month(answer.since)),
    ];
    let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
    println!("{}", texts.say(&format!("effect-{}", effect.verdict.code()), &said));
    println!("{}", texts.say("effect-peers", &[("peers", &effect.peers.join(", "))]));
    let (placebos, as_far) = (effect.placebos.to_string(), effect.as_far.to_string());
    println!("{}", texts.say("effect-placebos", &[("placebos", &placebos), ("as_far", &as_far)]));
    println!("{}", texts.say("effect-limits", &[]));
    if answer.synthetic {
        println!("{}", texts.say("effect-synthetic", &[]));
    }
    Ok(())
}

/// Puts a paper into a file of the form that its name says; gives back its size.
pub(crate) fn put(paper: &Paper, out: &Path) -> Result<u64> {
    match out.extension().and_then(|extension| extension.to_str()) {
        Some("pdf") => fs::write(out, paper.pdf()?).map_err(AppError::disk("write", out))?,
        Some("xlsx") => paper.workbook(out)?,
        _ => return Err(refused("error-report-form", &out.display().to_string())),
    }
    Ok(fs::metadata(out).map_err(AppError::disk("read", out))?.len())
}
