//! Replays a script of case events: after each, where the case stands and what is due, or why not, with the article.

use crate::calendar_file::read_calendar;
use crate::fault::{AppError, Refused};
use crate::words::Note;
use base::law::{Holidays, Rulebook};
use enforce::case::{Deadline, Moment, Played, Remark};
use enforce::{Basis, Calendar, DayKind, Docket, Event, EventKind, Holiday, Refusal, Rules};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The longest line of a script.
const MOST_BYTES_A_LINE: u64 = 64 * 1024;
/// The longest number of a case.
const LONGEST_NUMBER: usize = 200;

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// Taken.
    Ok,
    /// Refused by a rule; nothing changed.
    Refused,
    /// The line is no event.
    NotUnderstood,
}

/// One line of the script and what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayedEvent {
    /// The line of the script, counted from one.
    pub line: u64,
    /// The day, on the wall of the region.
    pub on: Option<Date>,
    /// The number of the case.
    pub case: String,
    /// What happened or was to happen.
    pub event: String,
    /// What became of it.
    pub status: EventStatus,
    /// Where the case stands on the sanction track.
    pub state: Option<&'static str>,
    /// Where it stands on the prosecutor's track.
    pub skk: Option<&'static str>,
    /// The day of the next deadline.
    pub deadline: Option<Date>,
    /// What is due on it.
    pub deadline_kind: Option<&'static str>,
    /// The day of its reminder.
    pub reminder: Option<Date>,
    /// Whether it is past.
    pub overdue: Option<bool>,
    /// Every deadline, the earliest first.
    pub deadlines: Vec<Deadline>,
    /// What is owed, in rupiah.
    pub outstanding: Option<i64>,
    /// What was received, in rupiah.
    pub received: Option<i64>,
    /// Why it was refused, as a code.
    pub reason: Option<&'static str>,
    /// The reason and the remarks in words.
    pub text: String,
    /// The article behind the event or its refusal: `PP 86/2013 Pasal 6`.
    pub article: Option<String>,
    /// How sure we are of the article.
    pub confidence: Option<&'static str>,
    /// What a reader must know beside the state, as codes.
    pub remarks: Vec<&'static str>,
    /// Which events may follow.
    pub next: Vec<EventKind>,
}

/// Replays a script of one JSON object a line (`on`, `case`, `event`, and what belongs to the event).
///
/// # Errors
/// The script or the calendar cannot be read. A line that is no event is kept and said; the others go on.
pub fn replay_cases(script: &Path, calendar: Option<&Path>, texts: &texts::Texts) -> Result<Vec<ReplayedEvent>, AppError> {
    let rules = Rules::embedded().map_err(|_| AppError::Unreadable("the embedded compliance.toml"))?;
    let rulebook = Rulebook::embedded().map_err(|flaws| Refused::Rulebook { place: "rulebook".to_owned(), flaws })?;
    let calendar = match calendar {
        Some(path) => read_calendar(path, rules.joint_leave_works)?,
        None => embedded_calendar(rules.joint_leave_works)?,
    };
    let mut docket = Docket::new(&rules, &rulebook, &calendar);
    let mut reader = BufReader::new(File::open(script).map_err(AppError::disk("open", script))?);
    let (mut replayed, mut line, mut bytes) = (Vec::new(), 0, Vec::new());
    loop {
        bytes.clear();
        line += 1;
        let limited = reader.by_ref().take(MOST_BYTES_A_LINE + 1).read_until(b'\n', &mut bytes);
        if limited.map_err(AppError::disk("read", script))? == 0 {
            return Ok(replayed);
        }
        if bytes.len() as u64 > MOST_BYTES_A_LINE {
            return Err(Refused::Request { key: "error-script-line", detail: format!("{}:{line}", script.display()) }.into());
        }
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_start_matches('\u{feff}').trim();
        if !text.is_empty() {
            replayed.push(match Line::read(text) {
                Ok(read) => told(line, &read, docket.play(&read.case, read.moment, &read.event), texts),
                Err(why) => not_understood(line, text, &why, texts),
            });
        }
    }
}

/// The holidays that the program carries.
pub(crate) fn embedded_calendar(joint_leave_works: bool) -> Result<Calendar, AppError> {
    let holidays = Holidays::embedded()?;
    let kind = |joint: bool| if joint { DayKind::JointLeave } else { DayKind::National };
    let lines = holidays.each().map(|(day, joint)| Holiday { day, region: None, kind: kind(joint) });
    Ok(Calendar::new(lines, [], joint_leave_works))
}

/// A line of the script, or an event as it is stored.
pub(crate) struct Line {
    pub(crate) moment: Moment,
    pub(crate) case: String,
    pub(crate) event: Event,
}

impl Line {
    /// Reads a line; why not, in the words of the JSON reader, which quotes field names and no values of ours.
    fn read(text: &str) -> Result<Self, String> {
        let mut object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut word = |name: &str| match object.remove(name) {
            Some(serde_json::Value::String(text)) => Ok(text),
            Some(_) => Err(format!("`{name}` is no text")),
            None => Err(format!("missing field `{name}`")),
        };
        let (on, case) = (word("on")?, word("case")?);
        // A note of the writer belongs to no event and changes nothing.
        let _ = word("note");
        if case.is_empty() || case.len() > LONGEST_NUMBER {
            return Err("`case` is empty or too long".to_owned());
        }
        let moment = Moment::parse(&on).ok_or_else(|| "`on` is no date".to_owned())?;
        let event = Event::deserialize(serde_json::Value::Object(object)).map_err(|error| what_is_wrong(&error.to_string()))?;
        Ok(Self { moment, case, event })
    }
}

/// The reader's words without its list of everything that could have stood there: the guide has that list.
fn what_is_wrong(said: &str) -> String {
    said.split(", expected").next().unwrap_or_default().to_owned()
}

/// An event that was played, in words.
pub(crate) fn told(line: u64, read: &Line, played: Played, texts: &texts::Texts) -> ReplayedEvent {
    let Played { on, event, outcome, basis, standing } = played;
    let first = standing.as_ref().and_then(|standing| standing.deadlines.first().copied());
    let remarks = outcome.as_ref().map(Vec::as_slice).unwrap_or_default();
    let text = match &outcome {
        Ok(remarks) => remarks.iter().map(|remark| remark_in_words(*remark).say(texts)).collect::<Vec<_>>().join(" "),
        Err(refusal) => refusal_in_words(refusal, texts).say(texts),
    };
    ReplayedEvent {
        line,
        on,
        case: read.case.clone(),
        event: event.code().to_owned(),
        status: if outcome.is_ok() { EventStatus::Ok } else { EventStatus::Refused },
        state: standing.as_ref().map(|standing| standing.sanction.code()),
        skk: standing.as_ref().map(|standing| standing.skk.code()),
        deadline: first.map(|deadline| deadline.on),
        deadline_kind: first.map(|deadline| deadline.due.code()),
        reminder: first.map(|deadline| deadline.reminder),
        overdue: first.map(|deadline| deadline.overdue),
        outstanding: standing.as_ref().map(|standing| standing.outstanding.0),
        received: standing.as_ref().map(|standing| standing.received.0),
        reason: outcome.as_ref().err().map(Refusal::code),
        text,
        article: Some(basis.to_string()),
        confidence: Some(confidence(&basis)),
        remarks: remarks.iter().map(|remark| remark.code()).collect(),
        next: standing.as_ref().map(|standing| standing.next.clone()).unwrap_or_default(),
        deadlines: standing.map(|standing| standing.deadlines).unwrap_or_default(),
    }
}

const fn confidence(basis: &Basis) -> &'static str {
    basis.confidence.code()
}

fn not_understood(line: u64, text: &str, why: &str, texts: &texts::Texts) -> ReplayedEvent {
    let value: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let word = |name: &str| value.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().chars().take(80).collect();
    ReplayedEvent {
        line,
        on: None,
        case: word("case"),
        event: word("event"),
        status: EventStatus::NotUnderstood,
        state: None,
        skk: None,
        deadline: None,
        deadline_kind: None,
        reminder: None,
        overdue: None,
        deadlines: Vec::new(),
        outstanding: None,
        received: None,
        reason: Some("not_an_event"),
        text: Note::of("case-not-an-event", &[("why", &base::vocabulary::without_niks(why))]).say(texts),
        article: None,
        confidence: None,
        remarks: Vec::new(),
        next: Vec::new(),
    }
}

fn remark_in_words(remark: Remark) -> Note {
    match remark {
        Remark::NoProofNoClock => Note::of("case-no-proof-no-clock", &[]),
        Remark::HolidaysUnknown(year) => Note::of("case-holidays-unknown", &[("year", &year)]),
        Remark::StillOwed(amount) => Note::of("case-remark-still-owed", &[("amount", &amount)]),
        Remark::PaidAhead(amount) => Note::of("case-paid-ahead", &[("amount", &amount)]),
        Remark::AgreedDiffers { agreed, owed } => Note::of("case-agreed-differs", &[("agreed", &agreed), ("owed", &owed)]),
    }
}

fn refusal_in_words(refusal: &Refusal, texts: &texts::Texts) -> Note {
    let event = |event: EventKind| texts.say(&format!("case-event-{event}"), &[]);
    match refusal {
        Refusal::NoSuchCase => Note::of("case-no-such-case", &[]),
        Refusal::OpenedTwice => Note::of("case-opened-twice", &[]),
        Refusal::BeforeLast(day) => Note::of("case-before-last", &[("day", day)]),
        Refusal::ZoneUnknown => Note::of("case-zone-unknown", &[]),
        Refusal::Over(state) => Note::of("case-over", &[("state", &texts.say(&format!("case-state-{}", state.code()), &[]))]),
        Refusal::NotAfter { state, event: kind } => {
            let state = texts.say(&format!("case-state-{}", state.code()), &[]);
            Note::of("case-not-after", &[("event", &event(*kind)), ("state", &state)])
        }
        Refusal::NotAfterSkk { state, event: kind } => {
            let state = texts.say(&format!("case-skk-{}", state.code()), &[]);
            Note::of("case-not-after", &[("event", &event(*kind)), ("state", &state)])
        }
        Refusal::NotForStateOrgans(kind) => Note::of("case-not-for-state-organs", &[("event", &event(*kind))]),
        Refusal::OnlyForStateOrgans(kind) => Note::of("case-only-for-state-organs", &[("event", &event(*kind))]),
        Refusal::OtherWarning { due, given } => Note::of("case-other-warning", &[("due", due), ("given", given)]),
        Refusal::TwoWarningsAtMost => Note::of("case-two-warnings-at-most", &[]),
        Refusal::WarningPeriod { most, given } => Note::of("case-warning-period", &[("most", most), ("given", given)]),
        Refusal::WarningRuns(until) => Note::of("case-warning-runs", &[("day", until)]),
        Refusal::ClockPaused => Note::of("case-clock-paused", &[]),
        Refusal::ClockNotPaused => Note::of("case-clock-not-paused", &[]),
        Refusal::WarningEnded(day) => Note::of("case-warning-ended", &[("day", day)]),
        Refusal::FineTooLate(day) => Note::of("case-fine-too-late", &[("day", day)]),
        Refusal::NoContribution => Note::of("case-no-contribution", &[]),
        Refusal::NotKnown(why) => Note::of("case-law-not-known", &[("why", why)]),
        Refusal::ProofMissing(kind) => Note::of("case-proof-missing", &[("event", &event(*kind))]),
        Refusal::StillOwed(amount) => Note::of("case-still-owed", &[("amount", amount)]),
        Refusal::SkkInForce => Note::of("case-skk-in-force", &[]),
        Refusal::OneSkkOnly => Note::of("case-one-skk", &[]),
        Refusal::NewSkkNeeded => Note::of("case-new-skk", &[]),
        Refusal::AfterTwoWarnings => Note::of("case-after-two-warnings", &[]),
        Refusal::Instalments => Note::of("case-instalments", &[]),
        Refusal::DayPast(day) => Note::of("case-day-past", &[("day", day)]),
        Refusal::Ledger(refusal) => ledger_in_words(refusal),
    }
}

fn ledger_in_words(refusal: &enforce::LedgerRefusal) -> Note {
    use enforce::LedgerRefusal as R;
    match refusal {
        R::NotPositive(amount) => Note::of("case-not-positive", &[("amount", amount)]),
        R::TooLarge => Note::of("case-too-large", &[]),
        R::BookedAlready(reference) => Note::of("case-booked-already", &[("reference", reference)]),
        R::NoSuchPayment(reference) => Note::of("case-no-such-payment", &[("reference", reference)]),
        R::MoreThanOwed(amount) => Note::of("case-more-than-owed", &[("amount", amount)]),
    }
}
