//! `sinergi meeting`: meetings of the forum.

use crate::arguments::{Cli, Format, MeetingVerb};
use crate::print;
use crate::trust::{now, operator};
use crate::verbs::{month, today};
use anyhow::Result;
use app::{Installation, MeetingEntry, MeetingView, NewMeeting, Promise};
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
