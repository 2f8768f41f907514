//! The forms of a case: what belongs to each event, and how a form becomes one. The next legal step stands first; the rules decide.

use crate::ask::refused;
use crate::reader::Voice;
use app::{AppError, CaseEvent, CaseLine, EventKind, Moment};
use jiff::civil::Date;
use maud::{Markup, html};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// How a field is typed.
#[derive(Clone, Copy)]
enum Typed {
    Text,
    Number,
    Day,
    Month,
    Choice(&'static [&'static str]),
    Yes,
    /// Lines of a day and rupiah.
    Instalments,
    /// Words with commas between.
    Words,
}

struct Field {
    name: &'static str,
    typed: Typed,
    required: bool,
}

const fn field(name: &'static str, typed: Typed) -> Field {
    Field { name, typed, required: false }
}

const fn must(name: &'static str, typed: Typed) -> Field {
    Field { name, typed, required: true }
}

/// What belongs to an event; the names are those of the script (docs/guide/case.md).
fn fields(event: EventKind) -> Vec<Field> {
    use Typed::{Choice, Day, Instalments, Month, Number, Text, Words, Yes};
    match event {
        EventKind::ViolationFound | EventKind::NoViolationFound | EventKind::MediationHeld => vec![field("document", Text)],
        EventKind::WarningIssued => vec![field("letter", Text), field("working_days", Number)],
        EventKind::WarningDelivered | EventKind::DenialLifted | EventKind::Complied => vec![field("proof", Text)],
        EventKind::ClockPaused | EventKind::SkkReturned => vec![must("reason", Text)],
        EventKind::FineImposed => vec![field("contribution", Number)],
        EventKind::DenialRequested => vec![field("services", Words)],
        EventKind::DenialImposed => vec![field("decision", Text)],
        EventKind::SkkIssued => vec![must("number", Text), field("mandate", Choice(&["non_litigation", "litigation"]))],
        EventKind::SomasiSent => vec![field("answer_by", Day)],
        EventKind::Summoned => vec![field("meeting_on", Day)],
        EventKind::CommitmentSigned => vec![must("instalments", Instalments)],
        EventKind::LitigationFiled => vec![field("register", Text)],
        EventKind::JudgmentGiven => vec![field("granted", Yes)],
        EventKind::OrganWarningRequested => vec![must("to", Text)],
        EventKind::OrganWarned => vec![field("letter", Text)],
        EventKind::Charged => {
            let kinds = Choice(&["principal", "late_fine", "administrative_fine"]);
            vec![must("kind", kinds), field("month", Month), must("rupiah", Number)]
        }
        EventKind::PaymentReceived => vec![must("reference", Text), must("rupiah", Number)],
        EventKind::PaymentReversed => vec![must("reference", Text)],
        EventKind::WrittenOff => vec![must("decision", Text), must("rupiah", Number)],
        EventKind::Closed => {
            vec![must("reason", Choice(&["wrong_subject", "no_longer_operates", "duplicate", "handed_over"]))]
        }
        EventKind::Opened
        | EventKind::ExaminationStarted
        | EventKind::ClockResumed
        | EventKind::SkkCompleted
        | EventKind::Checked => Vec::new(),
    }
}

/// Events that can happen at any time and are no step of their own.
const BESIDE: [EventKind; 6] = [
    EventKind::Charged,
    EventKind::PaymentReceived,
    EventKind::PaymentReversed,
    EventKind::WrittenOff,
    EventKind::ClockPaused,
    EventKind::Closed,
];

/// The code of a word that is stored as one.
pub(crate) fn code_of(word: &impl serde::Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The steps that may follow: the first as an open form, the others to unfold.
pub(crate) fn next_steps(voice: &Voice<'_>, case: &CaseLine, today: Date) -> Markup {
    let (beside, steps): (Vec<EventKind>, Vec<EventKind>) = case.next.iter().partition(|event| BESIDE.contains(event));
    html! {
        section.langkah {
            h2 { (voice.word("case-next")) }
            @match steps.split_first() {
                None => p { (voice.word(if case.next.is_empty() { "case-no-more" } else { "case-wait" })) },
                Some((first, others)) => {
                    (form(voice, case, *first, today, true))
                    @for event in others { details { summary { (voice.word(&format!("case-event-{event}"))) } (form(voice, case, *event, today, false)) } }
                }
            }
            @if !beside.is_empty() {
                h3 { (voice.word("case-money-and-end")) }
                @for event in beside { details { summary { (voice.word(&format!("case-event-{event}"))) } (form(voice, case, event, today, false)) } }
            }
        }
    }
}

fn form(voice: &Voice<'_>, case: &CaseLine, event: EventKind, today: Date, main: bool) -> Markup {
    let id = |name: &str| format!("{event}-{name}");
    html! {
        form.impor method="post" action=(format!("/perkara/{}", case.number)) {
            @if main { h3 { (voice.word(&format!("case-event-{event}"))) } }
            input type="hidden" name="event" value=(event);
            label for=(id("on")) { (voice.word("case-heading-on")) }
            input id=(id("on")) name="on" type="date" value=(today) required;
            (inputs(voice, event, event.code(), &[]))
            button.kedua[!main] type="submit" { (voice.say("case-do", &[("event", &voice.word(&format!("case-event-{event}")))])) }
        }
    }
}

/// What belongs to an event, but for what is filled in elsewhere.
pub(crate) fn inputs(voice: &Voice<'_>, event: EventKind, id: &str, without: &[&str]) -> Markup {
    html! {
        @for field in fields(event).iter().filter(|field| !without.contains(&field.name)) {
            @let id = format!("{id}-{}", field.name);
            label for=(id) { (voice.word(&format!("case-field-{}", field.name))) @if !field.required { " " span.asal { (voice.word("case-optional")) } } }
            (input(voice, &id, field))
        }
    }
}

fn input(voice: &Voice<'_>, id: &str, field: &Field) -> Markup {
    html! {
        @match field.typed {
            Typed::Text | Typed::Words => input id=(id) name=(field.name) type="text" maxlength="200" autocomplete="off" required[field.required];,
            Typed::Number => input id=(id) name=(field.name) type="text" inputmode="numeric" maxlength="20" autocomplete="off" required[field.required];,
            Typed::Day => input id=(id) name=(field.name) type="date" required[field.required];,
            Typed::Month => input id=(id) name=(field.name) type="month" placeholder="2026-01" required[field.required];,
            Typed::Choice(words) => select id=(id) name=(field.name) { @for word in words { option value=(word) { (voice.word(&format!("case-word-{word}"))) } } },
            Typed::Yes => select id=(id) name=(field.name) { option value="true" { (voice.word("case-word-yes")) } option value="false" { (voice.word("case-word-no")) } },
            Typed::Instalments => textarea id=(id) name=(field.name) rows="4" placeholder="2026-05-01 4000000" required[field.required] {},
        }
    }
}

/// The event of a form.
pub(crate) fn read(form: &BTreeMap<String, String>) -> Result<(Moment, CaseEvent), AppError> {
    let word = |name: &str| form.get(name).map(|text| text.trim()).unwrap_or_default();
    let moment = Moment::parse(word("on")).ok_or_else(|| refused("error-case-moment", word("on")))?;
    let kind = EventKind::ALL.into_iter().find(|kind| kind.to_string() == word("event"));
    let kind = kind.ok_or_else(|| refused("error-case-event", word("event")))?;
    let mut object = Map::from_iter([("event".to_owned(), Value::from(word("event")))]);
    for field in fields(kind) {
        let typed = word(field.name);
        if typed.is_empty() {
            continue;
        }
        let value = match field.typed {
            Typed::Number => Value::from(whole(typed).ok_or_else(|| refused("error-case-number", typed))?),
            Typed::Yes => Value::from(typed == "true"),
            Typed::Words => typed.split(',').map(str::trim).filter(|word| !word.is_empty()).map(Value::from).collect(),
            Typed::Instalments => instalments(typed)?,
            _ => Value::from(typed),
        };
        object.insert(field.name.to_owned(), value);
    }
    Ok((moment, app::read_case_event(&Value::Object(object).to_string())?))
}

/// A whole number as people type money: `Rp4.000.000`, `4 000 000`. A decimal comma is no whole number.
fn whole(typed: &str) -> Option<i64> {
    let digits: String = typed.trim_start_matches("Rp").chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}')).collect();
    digits.parse().ok()
}

fn instalments(typed: &str) -> Result<Value, AppError> {
    let line = |line: &str| {
        let (due, rupiah) = line.split_once(char::is_whitespace)?;
        Some(serde_json::json!({ "due": due.parse::<Date>().ok()?.to_string(), "rupiah": whole(rupiah.trim())? }))
    };
    let lines = typed.lines().map(str::trim).filter(|text| !text.is_empty());
    lines.map(|text| line(text).ok_or_else(|| refused("error-case-instalment", text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_becomes_the_event_of_the_script() {
        let paid = [("event", "payment_received"), ("on", "2026-05-04"), ("reference", "TRX-1"), ("rupiah", "Rp4.000.000")];
        let (_, event) = read(&form(&paid)).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap()["rupiah"], 4_000_000);
        let signed = [
            ("event", "commitment_signed"),
            ("on", "2026-05-04"),
            ("instalments", "2026-06-01 1000000\n2026-07-01 Rp2.000.000\n"),
        ];
        let (_, event) = read(&form(&signed)).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap()["instalments"][1]["rupiah"], 2_000_000);
    }

    #[test]
    fn what_is_not_whole_rupiah_or_no_day_is_refused_by_its_words() {
        let wrong = |name: &str, value: &str| {
            let mut all = form(&[("event", "payment_received"), ("on", "2026-05-04"), ("reference", "TRX-1"), ("rupiah", "1")]);
            all.insert(name.to_owned(), value.to_owned());
            read(&all).is_err()
        };
        assert!(wrong("rupiah", "1,5") && wrong("rupiah", "satu") && wrong("on", "besok") && wrong("event", "paid"));
        assert!(!wrong("rupiah", "2 000"));
    }

    /// Every event can be entered from its form alone: what it must have is a field of the form.
    #[test]
    fn the_form_of_every_event_makes_that_event() {
        for kind in EventKind::ALL.into_iter().filter(|kind| *kind != EventKind::Opened) {
            let mut all = form(&[("event", &kind.to_string()), ("on", "2026-05-04")]);
            for field in fields(kind) {
                let value = match field.typed {
                    Typed::Text | Typed::Words => "a, b",
                    Typed::Number => "5",
                    Typed::Day => "2026-06-01",
                    Typed::Month => "2026-01",
                    Typed::Choice(words) => words[0],
                    Typed::Yes => "true",
                    Typed::Instalments => "2026-06-01 5",
                };
                all.insert(field.name.to_owned(), value.to_owned());
            }
            assert_eq!(read(&all).unwrap().1.kind(), kind, "{kind}");
        }
    }
}
