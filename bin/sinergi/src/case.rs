//! `sinergi case`: prints what the use cases say of compliance cases.

use crate::arguments::{CaseOpen, CaseVerb, Cli, Format};
use crate::print;
use crate::trust::{now, operator};
use crate::verbs::{refused, today};
use anyhow::Result;
use app::{CaseLine, CaseView, EventStatus, Installation, NewCase, ReplayedEvent};
use base::vocabulary::Rupiah;
use base::vocabulary::region::RegionCode;
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

/// An event with what belongs to it, a JSON object.
pub(crate) fn event_with(event: &str, with: &str) -> Result<app::CaseEvent> {
    let mut fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(with).map_err(|_| refused("error-case-event", with))?;
    fields.insert("event".to_owned(), event.into());
    Ok(app::read_case_event(&serde_json::Value::Object(fields).to_string())?)
}

/// The verbs that work on the cases of an installation.
pub(crate) async fn work(cli: &Cli, home: &Installation, order: &CaseVerb, texts: &Texts) -> Result<u8> {
    let scope = operator();
    match order {
        // Needs no installation and is answered before one is opened.
        CaseVerb::Replay { script, calendar } => return replay(cli, script, calendar.as_deref(), texts),
        CaseVerb::Open(open) => {
            let number = app::open_case(home, &scope, &new_case(open)?, now(), texts).await?;
            match cli.format {
                Format::Json => print::json(&serde_json::json!({ "number": number }))?,
                _ => println!("{number}"),
            }
        }
        CaseVerb::Event { number, event, with, on } => {
            let event = event_with(event, with)?;
            let moment = on.clone().unwrap_or_else(|| today().to_string());
            let moment = app::Moment::parse(&moment).ok_or_else(|| refused("error-case-moment", &moment))?;
            let taken = app::take_case_event(home, &scope, number, moment, &event, now(), texts).await?;
            match cli.format {
                Format::Json => print::json(&taken)?,
                _ => print_steps(&[taken], texts),
            }
        }
        CaseVerb::Assign { number, officer, reason } => {
            let officer = officer.as_deref().unwrap_or_default();
            app::assign_case(home, &scope, number, officer, reason, now()).await?;
        }
        CaseVerb::Attach { number, file, kind, title } => {
            let kind = app::EvidenceKind::parse(kind).ok_or_else(|| refused("error-evidence-kind", kind))?;
            let bytes = read_at_most(file, app::LARGEST_EVIDENCE)?;
            let id = app::add_evidence(home, &scope, number, (kind, title), &bytes, now()).await?;
            match cli.format {
                Format::Json => print::json(&serde_json::json!({ "id": id }))?,
                _ => println!("{id}"),
            }
        }
        CaseVerb::Payments { file } => {
            let receipt = match file {
                None => None,
                Some(path) => {
                    let opened = std::fs::File::open(path).map_err(app::AppError::disk("open", path))?;
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    Some(app::import_payments(home, &scope, opened, &name, (today(), now()), texts).await?)
                }
            };
            print_payments(cli, receipt.as_ref(), &app::payments(home, &scope, today(), texts).await?, texts)?;
        }
        CaseVerb::Book { id, number } => {
            let booked = app::book_payment(home, &scope, (*id, number), now(), texts).await?;
            match cli.format {
                Format::Json => print::json(&booked)?,
                _ => print_steps(&[booked], texts),
            }
        }
        CaseVerb::Aside { id, reason } => app::set_payment_aside(home, &scope, *id, reason, now()).await?,
        CaseVerb::Evidence { number } => print_evidence(cli, &app::evidence(home, &scope, number).await?, texts)?,
        CaseVerb::Take { id, out } => {
            let piece = app::open_evidence(home, &scope, *id).await?;
            std::fs::write(out, piece.bytes).map_err(app::AppError::disk("write", out))?;
        }
        CaseVerb::File { number, out } => {
            let paper = app::case_file(home, &scope, number, today()).await?;
            std::fs::write(out, paper).map_err(app::AppError::disk("write", out))?;
        }
        CaseVerb::List => print_cases(cli, &app::cases(home, &scope, today(), texts).await?, texts)?,
        CaseVerb::Show { number } => {
            let case = app::case(home, &scope, number, today(), texts).await?;
            match cli.format {
                Format::Json => print::json(&case)?,
                _ => print_case(&case, texts),
            }
        }
    }
    Ok(0)
}

fn new_case(open: &CaseOpen) -> Result<NewCase> {
    let region = RegionCode::parse(&open.region).map_err(|_| refused("error-case-region", &open.region))?;
    let word = serde_json::Value::from(open.violation.as_str());
    let violation = serde_json::from_value(word).map_err(|_| refused("error-case-violation", &open.violation))?;
    Ok(NewCase {
        on: open.on.unwrap_or_else(today),
        employer: open.employer.clone(),
        name: open.name.clone(),
        region,
        violation,
        subject: if open.state_organ { app::Subject::StateOrgan } else { app::Subject::Employer },
        principal: open.principal.map(Rupiah),
        detector: open.detector.clone(),
        confidential: open.confidential,
    })
}

/// A file of the operator's, cut behind the first byte too many.
fn read_at_most(path: &Path, most: usize) -> Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(app::AppError::disk("open", path))?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(app::AppError::disk("read", path))?;
    Ok(bytes)
}

fn print_payments(cli: &Cli, receipt: Option<&app::BankReceipt>, lines: &[app::BankLine], texts: &Texts) -> Result<()> {
    let row = |line: &app::BankLine| {
        let case = line.proposals.first().map_or_else(|| line.case.clone(), |proposal| proposal.case.clone());
        let reasons =
            line.proposals.first().map(|proposal| proposal.reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>());
        let (on, reference) = (line.row.on.to_string(), line.row.reference.clone());
        let reasons = reasons.unwrap_or_default().join(" ");
        vec![line.id.to_string(), on, line.row.rupiah.0.to_string(), reference, line.state.to_owned(), case, reasons]
    };
    match cli.format {
        Format::Json => print::json(&serde_json::json!({ "receipt": receipt, "rows": lines }))?,
        Format::Csv => {
            let rows: Vec<_> = lines.iter().map(row).collect();
            print::csv(&["id", "on", "rupiah", "reference", "state", "case", "reasons"], &rows);
        }
        Format::Table => {
            if let Some(receipt) = receipt {
                let count = |count: u64| print::count(count);
                let (read, kept, known) = (count(receipt.rows_read), count(receipt.kept), count(receipt.duplicate));
                let refused = count(receipt.refused.len() as u64);
                let said = [("read", read.as_str()), ("kept", &kept), ("duplicate", &known), ("refused", &refused)];
                println!("{}", texts.say("payment-receipt", &said));
                for row in &receipt.refused {
                    let line = texts.say("payment-line", &[("line", &row.line.to_string())]);
                    println!("  {line}: {}", texts.say(&format!("payment-refused-{}", row.reason), &[]));
                }
            }
            let heading = |name: &str| texts.say(&format!("payment-{name}"), &[]);
            let headings =
                ["No.".to_owned(), heading("day"), heading("rupiah"), heading("reference"), heading("state"), heading("for")];
            let shown = |line: &app::BankLine| {
                let mut cells = row(line);
                let reasons: Vec<String> = cells[6].split_whitespace().map(|code| heading(&format!("by-{code}"))).collect();
                cells[2] = line.row.rupiah.to_string();
                cells[4] = heading(line.state);
                cells[5] = format!("{} {}", cells[5], reasons.join(", ")).trim().to_owned();
                cells.truncate(6);
                cells
            };
            print::table(&headings.each_ref().map(String::as_str), &lines.iter().map(shown).collect::<Vec<_>>());
        }
    }
    Ok(())
}

fn print_evidence(cli: &Cli, pieces: &[app::EvidenceView], texts: &Texts) -> Result<()> {
    let row = |piece: &app::EvidenceView| {
        let (kind, title, hash) = (piece.kind.clone(), piece.title.clone(), piece.sha256.clone());
        vec![piece.id.to_string(), kind, title, piece.media.clone(), piece.bytes.to_string(), hash, piece.added_by.clone()]
    };
    let rows: Vec<_> = pieces.iter().map(row).collect();
    match cli.format {
        Format::Json => print::json(&pieces)?,
        Format::Csv => print::csv(&["id", "kind", "title", "media", "bytes", "sha256", "added_by"], &rows),
        Format::Table => {
            let shown: Vec<_> = rows.iter().map(|row| [0, 2, 5, 6].map(|place: usize| row[place].clone()).to_vec()).collect();
            let heading = |name: &str| texts.say(&format!("evidence-heading-{name}"), &[]);
            let headings = ["No.".to_owned(), heading("piece"), heading("hash"), heading("by")];
            print::table(&headings.each_ref().map(String::as_str), &shown);
        }
    }
    Ok(())
}

fn print_steps(steps: &[ReplayedEvent], texts: &Texts) {
    let heading = |name: &str| texts.say(&format!("case-heading-{name}"), &[]);
    let headings = ["on", "event", "state", "skk", "deadline", "owed", "article"].map(heading);
    let cells = |event: &ReplayedEvent| {
        let cells = table_cells(event, texts);
        [1, 3, 4, 5, 6, 7, 8].map(|place: usize| cells.get(place).cloned().unwrap_or_default()).to_vec()
    };
    print::table(&headings.each_ref().map(String::as_str), &steps.iter().map(cells).collect::<Vec<_>>());
    for event in steps.iter().filter(|event| !event.text.is_empty()) {
        println!("  {}", event.text);
    }
}

fn due_in_words(line: &CaseLine, texts: &Texts) -> String {
    line.deadlines.first().map_or_else(String::new, |deadline| {
        let late = if deadline.overdue { format!(" ({})", texts.say("case-overdue", &[])) } else { String::new() };
        format!("{} {}{late}", deadline.on, texts.say(&format!("case-due-{}", deadline.due.code()), &[]))
    })
}

fn print_cases(cli: &Cli, lines: &[CaseLine], texts: &Texts) -> Result<()> {
    let skk =
        |line: &CaseLine| if line.skk == "none" { String::new() } else { texts.say(&format!("case-skk-{}", line.skk), &[]) };
    match cli.format {
        Format::Json => print::json(&lines)?,
        Format::Csv => {
            let row = |line: &CaseLine| {
                let first = line.deadlines.first();
                vec![
                    line.number.clone(),
                    line.employer.clone(),
                    line.name.clone(),
                    line.region_code.clone(),
                    line.opened_on.map(|day| day.to_string()).unwrap_or_default(),
                    line.state.to_owned(),
                    line.skk.to_owned(),
                    first.map(|deadline| deadline.on.to_string()).unwrap_or_default(),
                    first.map(|deadline| deadline.due.code().to_owned()).unwrap_or_default(),
                    line.outstanding.0.to_string(),
                    line.received.0.to_string(),
                    line.officer.clone(),
                ]
            };
            let headings = [
                "number",
                "employer",
                "name",
                "region_code",
                "opened_on",
                "state",
                "skk",
                "deadline",
                "deadline_kind",
                "outstanding",
                "received",
                "officer",
            ];
            print::csv(&headings, &lines.iter().map(row).collect::<Vec<_>>());
        }
        Format::Table => {
            let heading = |name: &str| texts.say(&format!("case-heading-{name}"), &[]);
            let headings = ["case", "name", "region", "state", "skk", "deadline", "owed", "received", "officer"].map(heading);
            let row = |line: &CaseLine| {
                let state = texts.say(&format!("case-state-{}", line.state), &[]);
                let region = line.region_name.clone();
                let (owed, received) = (line.outstanding.to_string(), line.received.to_string());
                let (number, name, officer) = (line.number.clone(), line.name.clone(), line.officer.clone());
                vec![number, name, region, state, skk(line), due_in_words(line, texts), owed, received, officer]
            };
            print::table(&headings.each_ref().map(String::as_str), &lines.iter().map(row).collect::<Vec<_>>());
        }
    }
    Ok(())
}

fn print_case(case: &CaseView, texts: &Texts) {
    let line = &case.line;
    println!("{}  {} ({}), {}", line.number, line.name, line.employer, line.region_name);
    let steps: Vec<ReplayedEvent> = case.steps.iter().map(|step| step.event.clone()).collect();
    print_steps(&steps, texts);
    println!("{}: {}", texts.say("case-heading-owed", &[]), line.outstanding);
    println!("{}: {}", texts.say("case-heading-received", &[]), line.received);
    if !line.deadlines.is_empty() {
        println!("{}: {}", texts.say("case-heading-deadline", &[]), due_in_words(line, texts));
    }
    let next: Vec<String> = line.next.iter().map(|event| texts.say(&format!("case-event-{event}"), &[])).collect();
    println!("{}: {}", texts.say("case-heading-next", &[]), next.join(", "));
}
