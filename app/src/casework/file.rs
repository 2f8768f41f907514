//! The file of a case on paper: index, what happened, money, letters, evidence with hashes, and who had the evidence in hand. The same case
//! on the same day gives the same bytes.

use super::evidence::{custody, pieces};
use super::office::letterhead;
use super::paper::figures;
use super::{Cases, Law, letters};
use crate::access::Scope;
use crate::fault::AppError;
use crate::installation::Installation;
use crate::paper::template;
use base::access::Permission;
use base::vocabulary::{Month, Rupiah};
use enforce::Event;
use jiff::civil::Date;
use report::Numerals;
use serde_json::{Value, json};
use texts::{Language, Texts};

/// The page of files; an office puts its own under this name into the data folder.
const TEMPLATE: &str = "berkas.typ";

/// The file of a case as PDF/A, and that it was taken away with everything it names.
///
/// # Errors
/// The asker may not or does not see the case; the office's own template is flawed.
pub async fn case_file(home: &Installation, scope: &Scope, number: &str, today: Date) -> Result<Vec<u8>, AppError> {
    scope.require(Permission::Cases)?;
    let (law, texts, numerals) = (Law::embedded()?, Texts::of(Language::Indonesian), Numerals::Indonesian);
    let cases = Cases::read(home, &law, Some(number), &texts).await?;
    let sheet = cases.sight.sheet(scope, number)?;
    let line = cases.line(home, sheet, today)?;
    let word = |key: String| texts.say(&key, &[]);
    let day = |day: Date| numerals.day(&day.to_string());
    let trail = cases.trails.get(number).map(Vec::as_slice).unwrap_or_default();
    let steps = cases.steps.iter().zip(trail).map(|(step, trail)| {
        json!({
            "on": day(trail.on), "event": word(format!("case-event-{}", step.event.event)), "detail": detail(&trail.event, &texts),
            "text": step.event.text, "article": step.event.article, "by": step.taken_by,
        })
    });
    let items = cases.docket.case(number).map(|case| case.ledger().open_items(&law.rules.allocation)).unwrap_or_default();
    let charges = items.iter().map(|item| {
        json!({
            "month": item.month.map_or_else(|| "–".to_owned(), |month| numerals.month(month)),
            "kind": word(format!("case-charge-{}", item.kind.code())), "charged": figures(item.charged), "open": figures(item.open),
        })
    });
    let written = letters::views(home.store.letters(Some(number)).await?)?;
    let letters = written.iter().rev().filter(|letter| !letter.number.is_empty()).map(|letter| {
        json!({
            "number": letter.number, "on": letter.issued_on.map_or_else(String::new, day), "hash": letter.sha256,
            "subject": word(format!("letter-subject-{}", letter.frozen.kind.code())), "state": word(format!("letter-{}", letter.state())),
        })
    });
    let pieces = pieces(home, number).await?;
    let moment = |seconds: i64| jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string();
    let evidence = pieces.iter().map(|piece| {
        json!({
            "id": piece.id, "kind": word(format!("evidence-{}", piece.kind)), "title": piece.title, "media": piece.media,
            "destroyed": piece.destroyed, "bytes": numerals.count(piece.bytes), "sha256": piece.sha256, "by": piece.added_by, "at": moment(piece.added_at),
        })
    });
    let held = custody(home, number).await?;
    let held = held.iter().map(|line| {
        json!({ "piece": line.piece, "at": line.at, "actor": line.actor, "what": word(format!("custody-{}", line.action)), "seq": line.seq })
    });
    let state = word(format!("case-state-{}", line.state));
    let data = json!({
        "case": number, "name": line.name, "employer": line.employer, "region": line.region_name,
        "violation": word(format!("letter-violation-{}", line.violation.code())),
        "state": if line.skk == "none" { state } else { format!("{state}; {}", word(format!("case-skk-{}", line.skk))) },
        "opened": line.opened_on.map_or_else(String::new, day), "officer": if line.officer.is_empty() { "–" } else { &line.officer },
        "owed": figures(line.outstanding), "received": figures(line.received), "confidential": line.confidential,
        "on": day(today), "year": i64::from(today.year()), "monthnumber": i64::from(today.month()), "day": i64::from(today.day()),
        "synthetic": home.is_synthetic().await?, "office": letterhead(home)?,
        "steps": steps.collect::<Vec<_>>(), "charges": charges.collect::<Vec<_>>(), "letters": letters.collect::<Vec<_>>(),
        "evidence": evidence.collect::<Vec<_>>(), "custody": held.collect::<Vec<_>>(),
    });
    let template = template(home, TEMPLATE, include_str!("../../../edges/press/templates/berkas.typ"))?;
    let bytes = press::pdf(&template, &data, Vec::new())?;
    let ids: Vec<i64> = pieces.iter().map(|piece| piece.id).collect();
    home.store.record_evidence(&ids, &scope.entry("case-file", format!("case:{number}"))).await?;
    Ok(bytes)
}

/// What belongs to an event, in a line: numbers, days, words. Of the opening it stands at the head of the file.
fn detail(event: &Event, texts: &Texts) -> String {
    if matches!(event, Event::Opened { .. }) {
        return String::new();
    }
    let mut parts = Vec::new();
    if let Ok(Value::Object(fields)) = serde_json::to_value(event) {
        fields.iter().filter(|(name, _)| *name != "event").for_each(|(name, value)| told(name, value, texts, &mut parts));
    }
    parts.join("; ")
}

fn told(name: &str, value: &Value, texts: &Texts, parts: &mut Vec<String>) {
    let numerals = Numerals::Indonesian;
    match value {
        Value::Null => {}
        Value::Bool(yes) => parts.push(texts.say(if *yes { "case-word-yes" } else { "case-word-no" }, &[])),
        Value::Number(number) => match number.as_i64() {
            Some(rupiah) if ["rupiah", "contribution"].contains(&name) => parts.push(Rupiah(rupiah).to_string()),
            _ => parts.push(number.to_string()),
        },
        Value::String(word) if name == "kind" || name == "mandate" => parts.push(texts.say(&format!("case-word-{word}"), &[])),
        Value::String(word) => parts.push(match Month::parse(word) {
            Ok(month) if name == "month" => numerals.month(month),
            _ => numerals.day(word),
        }),
        Value::Array(values) => values.iter().for_each(|value| told(name, value, texts, parts)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| told(name, value, texts, parts)),
    }
}
