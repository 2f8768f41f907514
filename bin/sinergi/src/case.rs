//! `sinergi case`: prints what the use cases say of compliance cases.

use crate::arguments::{Cli, Format};
use crate::print;
use anyhow::Result;
use app::{EventStatus, ReplayedEvent};
use base::vocabulary::Rupiah;
use std::path::Path;
use texts::Texts;

/// Replays a script. Exit code 0 also with refused events: they are the output; `--strict` makes them a 1.
pub(crate) fn replay(cli: &Cli, script: &Path, calendar: Option<&Path>, texts: &Texts) -> Result<u8> {
    let replayed = app::replay_cases(script, calendar, texts)?;
    match cli.format {
        Format::Json => print::json(&replayed)?,
        Format::Csv => print::csv(&CSV, &replayed.iter().map(csv_cells).collect::<Vec<_>>()),
        Format::Table => {
            let heading = |name: &str| texts.say(&format!("case-heading-{name}"), &[]);
            let headings = ["line", "on", "case", "event", "state", "skk", "deadline", "owed", "article"].map(heading);
            let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
            print::table(&headings, &replayed.iter().map(|event| table_cells(event, texts)).collect::<Vec<_>>());
            for event in replayed.iter().filter(|event| !event.text.is_empty()) {
                println!("  {} {}: {}", texts.say("line", &[]), event.line, event.text);
            }
        }
    }
    let all_taken = replayed.iter().all(|event| event.status == EventStatus::Ok);
    Ok(u8::from(cli.strict && !all_taken))
}

fn table_cells(event: &ReplayedEvent, texts: &Texts) -> Vec<String> {
    let say =
        |kind: &str, code: Option<&str>| code.map(|code| texts.say(&format!("case-{kind}-{code}"), &[])).unwrap_or_default();
    let refused = texts.say("case-refused", &[]);
    let happened = match event.status {
        EventStatus::NotUnderstood => event.event.clone(),
        _ => say("event", Some(&event.event)),
    };
    let deadline = event.deadline.map(|day| {
        let late = if event.overdue == Some(true) { format!(" ({})", texts.say("case-overdue", &[])) } else { String::new() };
        format!("{day} {}{late}", say("due", event.deadline_kind))
    });
    vec![
        event.line.to_string(),
        event.on.map(|day| day.to_string()).unwrap_or_default(),
        event.case.clone(),
        if event.status == EventStatus::Ok { happened } else { format!("{happened}: {refused}") },
        say("state", event.state),
        say("skk", event.skk.filter(|skk| *skk != "none")),
        deadline.unwrap_or_default(),
        event.outstanding.map(|amount| Rupiah(amount).to_string()).unwrap_or_default(),
        event.article.clone().unwrap_or_default(),
    ]
}

const CSV: [&str; 17] = [
    "line",
    "on",
    "case",
    "event",
    "status",
    "state",
    "skk",
    "deadline",
    "deadline_kind",
    "reminder",
    "overdue",
    "outstanding",
    "received",
    "reason",
    "article",
    "confidence",
    "text",
];

fn csv_cells(event: &ReplayedEvent) -> Vec<String> {
    let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let amount = |amount: Option<i64>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let status = match event.status {
        EventStatus::Ok => "ok",
        EventStatus::Refused => "refused",
        EventStatus::NotUnderstood => "not_understood",
    };
    vec![
        event.line.to_string(),
        day(event.on),
        event.case.clone(),
        event.event.clone(),
        status.to_owned(),
        word(event.state),
        word(event.skk),
        day(event.deadline),
        word(event.deadline_kind),
        day(event.reminder),
        event.overdue.map(|late| late.to_string()).unwrap_or_default(),
        amount(event.outstanding),
        amount(event.received),
        word(event.reason),
        event.article.clone().unwrap_or_default(),
        word(event.confidence),
        event.text.clone(),
    ]
}
