//! Meetings of the forum (rapat monev): scorecards frozen when the meeting opens, what was promised earlier, and what is promised
//! now. A frozen figure never changes; what is known otherwise later stands beside it as a correction.

mod effect;
mod minutes;
mod scores;

pub use effect::{EffectAnswer, region_effect};
pub use minutes::minutes;
pub(crate) use scores::{freeze, indicators};

use crate::access::Scope;
use crate::casework::Office;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use base::access::Permission;
use base::vocabulary::Month;
use base::vocabulary::region::RegionCode;
use evaluate::{Commitment, CommitmentEvent, CommitmentState, Correction, Promise, ScoreLine, corrections};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Meeting, MeetingLine, StoreFault};

/// How often a line is decided anew because others came in between.
const TRIES: usize = 50;
/// The longest text of a line.
const LONGEST_TEXT: usize = 1_000;

/// A meeting to be opened.
#[derive(Clone, Debug, Default)]
pub struct NewMeeting {
    /// Its name.
    pub title: String,
    /// The place.
    pub place: String,
    /// Who chairs it.
    pub chair: String,
    /// Who is there, one office a line.
    pub present: Vec<String>,
    /// What is talked about, one item a line.
    pub agenda: Vec<String>,
    /// The month that the scorecards show; none for the latest.
    pub month: Option<Month>,
}

/// An indicator as it stood when the figures were frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenIndicator {
    /// The code.
    pub code: String,
    /// The name, in Indonesian.
    pub name: String,
    /// The name, in English.
    pub name_en: String,
    /// Who answers for it.
    pub addressee: String,
    /// The rule behind it.
    pub basis: String,
}

/// What is frozen when a meeting opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The name of the meeting.
    pub title: String,
    /// The day.
    pub held_on: Date,
    /// The place.
    pub place: String,
    /// Who chairs it.
    pub chair: String,
    /// Who is there.
    pub present: Vec<String>,
    /// What is talked about.
    pub agenda: Vec<String>,
    /// The region.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The month of the figures.
    pub month: String,
    /// The day up to which was known.
    pub known_on: String,
    /// The snapshot they were measured from.
    pub snapshot: String,
    /// Whether they count people who do not exist.
    pub synthetic: bool,
    /// The letterhead of that day, where the office had one: minutes keep it.
    #[serde(default)]
    pub office: Option<Office>,
    /// The indicators.
    pub indicators: Vec<FrozenIndicator>,
    /// The figures.
    pub lines: Vec<ScoreLine>,
}

/// What is written in a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum MeetingEntry {
    /// Somebody promises something.
    Promised {
        /// The day.
        on: Date,
        /// What.
        promise: Promise,
    },
    /// Something happened to a promise, of this meeting or an earlier one.
    Happened {
        /// The day.
        on: Date,
        /// The commitment.
        commitment: String,
        /// What.
        happened: CommitmentEvent,
    },
    /// A remark.
    Noted {
        /// The day.
        on: Date,
        /// What was said.
        text: String,
    },
    /// The meeting ends: nothing more is promised or noted in it.
    Closed {
        /// The day.
        on: Date,
    },
}

/// A commitment with where it stands.
#[derive(Clone, Debug, Serialize)]
pub struct CommitmentLine {
    /// Its number.
    pub number: String,
    /// The meeting it was made in.
    pub meeting: String,
    /// What is done.
    pub what: String,
    /// Who answers for it.
    pub owner: String,
    /// By when, as it holds now.
    pub due: Date,
    /// The days that held before.
    pub moved_from: Vec<Date>,
    /// How one sees that it is done.
    pub measure: String,
    /// Where it stands.
    pub state: CommitmentState,
    /// When it ended.
    pub ended_on: Option<Date>,
    /// What happened, in order: the day and the words.
    pub history: Vec<(Date, String)>,
}

/// A meeting in a list.
#[derive(Clone, Debug, Serialize)]
pub struct MeetingSummary {
    /// Its number.
    pub number: String,
    /// Its name.
    pub title: String,
    /// The day.
    pub held_on: Date,
    /// The region.
    pub region_name: String,
    /// Whether it is closed.
    pub closed: bool,
    /// How much was promised in it.
    pub promised: usize,
}

/// How commitments stand, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// All of them.
    pub all: usize,
    /// Done.
    pub done: usize,
    /// Late.
    pub late: usize,
    /// Running.
    pub running: usize,
    /// Dropped.
    pub dropped: usize,
}

/// One meeting.
#[derive(Clone, Debug, Serialize)]
pub struct MeetingView {
    /// Its number.
    pub number: String,
    /// What was frozen.
    pub frozen: Frozen,
    /// The hash of what was frozen.
    pub sha256: String,
    /// What of it is known otherwise now; none where that cannot be told.
    pub corrections: Vec<Correction>,
    /// What was promised in earlier meetings and not over before this one.
    pub carried: Vec<CommitmentLine>,
    /// How these stand.
    pub tally: Tally,
    /// What was promised in this meeting.
    pub made: Vec<CommitmentLine>,
    /// Remarks, in order.
    pub notes: Vec<String>,
    /// Whether it is closed.
    pub closed: bool,
}

/// Meetings and their lines, read together.
struct Book {
    meetings: Vec<Meeting>,
    lines: Vec<(MeetingLine, MeetingEntry)>,
    last: i64,
}

struct Kept {
    meeting: String,
    number: String,
    commitment: Commitment,
    history: Vec<(Date, String)>,
}

impl Book {
    async fn read(home: &Installation) -> Result<Self, AppError> {
        let meetings = home.store.meetings().await?;
        let mut lines = Vec::new();
        for line in home.store.meeting_lines().await? {
            let entry = serde_json::from_str(&line.body).map_err(|_| AppError::Unreadable("a line of a meeting"))?;
            lines.push((line, entry));
        }
        let last = lines.last().map_or(0, |(line, _)| line.seq);
        Ok(Self { meetings, lines, last })
    }

    /// The meeting of a number that the asker sees; others are told like none.
    fn meeting(&self, scope: &Scope, number: &str) -> Result<&Meeting, AppError> {
        let inside = |meeting: &&Meeting| sees(scope, meeting);
        let found = self.meetings.iter().find(|meeting| meeting.number == number).filter(inside);
        found.ok_or_else(|| Refused::Request { key: "error-no-meeting", detail: base::handover::showable(number) }.into())
    }

    fn is_closed(&self, number: &str) -> bool {
        self.lines.iter().any(|(line, entry)| line.meeting == number && matches!(entry, MeetingEntry::Closed { .. }))
    }

    /// Every commitment as its lines up to a place made it.
    fn commitments(&self, up_to: i64) -> Result<BTreeMap<String, Kept>, AppError> {
        let broken = |_| AppError::Unreadable("a line of a meeting is one that the rules do not take");
        let mut kept: BTreeMap<String, Kept> = BTreeMap::new();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (line, entry) in self.lines.iter().take_while(|(line, _)| line.seq <= up_to) {
            match entry {
                MeetingEntry::Promised { on, promise } => {
                    let count = counts.entry(line.meeting.as_str()).or_default();
                    *count += 1;
                    let number = format!("{}-K{:02}", line.meeting, count);
                    let commitment = Commitment::begin(*on, promise.clone()).map_err(broken)?;
                    let one = Kept { meeting: line.meeting.clone(), number: number.clone(), commitment, history: Vec::new() };
                    kept.insert(number, one);
                }
                MeetingEntry::Happened { on, commitment, happened } => {
                    let one = kept.get_mut(commitment).ok_or(AppError::Unreadable("a line about no commitment"))?;
                    one.commitment.take(*on, happened).map_err(broken)?;
                    one.history.push((*on, said(happened).to_owned()));
                }
                MeetingEntry::Noted { .. } | MeetingEntry::Closed { .. } => {}
            }
        }
        Ok(kept)
    }
}

fn said(event: &CommitmentEvent) -> &str {
    match event {
        CommitmentEvent::Done { evidence } => evidence,
        CommitmentEvent::Moved { reason, .. } | CommitmentEvent::Dropped { reason } => reason,
        CommitmentEvent::Progress { note } => note,
    }
}

fn sees(scope: &Scope, meeting: &Meeting) -> bool {
    RegionCode::parse(&meeting.region).is_ok_and(|region| scope.area().contains(region))
}

fn line_of(kept: &Kept, on: Date) -> CommitmentLine {
    let Kept { meeting, number, commitment, history } = kept;
    CommitmentLine {
        number: number.clone(),
        meeting: meeting.clone(),
        what: commitment.promise.what.clone(),
        owner: commitment.promise.owner.clone(),
        due: commitment.due,
        moved_from: commitment.moved_from.clone(),
        measure: commitment.promise.measure.clone(),
        state: commitment.state(on),
        ended_on: commitment.ended.map(|(day, _)| day),
        history: history.clone(),
    }
}

fn tally(lines: &[CommitmentLine]) -> Tally {
    let count = |state| lines.iter().filter(|line| line.state == state).count();
    Tally {
        all: lines.len(),
        done: count(CommitmentState::Done),
        late: count(CommitmentState::Late),
        running: count(CommitmentState::Running),
        dropped: count(CommitmentState::Dropped),
    }
}

fn short(text: &str) -> String {
    text.trim().chars().take(LONGEST_TEXT).collect()
}

fn listed(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| short(line)).filter(|line| !line.is_empty()).take(100).collect()
}

/// Opens a meeting and freezes its scorecards; gives back its number: region, year, and the next number of both.
///
/// # Errors
/// The asker may not, sees several regions and no single one, or there is nothing to measure.
pub async fn open_meeting(
    home: &Installation,
    scope: &Scope,
    new: &NewMeeting,
    today: Date,
    now: i64,
) -> Result<String, AppError> {
    scope.require(Permission::Monev)?;
    if new.title.trim().is_empty() {
        return Err(Refused::Request { key: "error-meeting-title", detail: String::new() }.into());
    }
    let frozen = scores::freeze(home, scope, new, today).await?;
    let body = serde_json::to_string(&frozen).map_err(|_| AppError::Unreadable("a meeting cannot be written"))?;
    let meeting = Meeting {
        region: frozen.region_code.clone(),
        held_on: today.to_string(),
        sha256: lake::hash_of_text(&body),
        body,
        opened_by: scope.actor(),
        opened_at: now,
        ..Meeting::default()
    };
    let series = format!("{}-{}", frozen.region_code, today.year());
    let number = |count: i64| format!("{series}-R{count:02}");
    Ok(home.store.open_meeting(&format!("meeting {series}"), number, &meeting, &scope.entry("meeting-open", "")).await?)
}

/// Meetings that the asker sees, the latest first.
///
/// # Errors
/// The asker may not, or the store cannot be read.
pub async fn meetings(home: &Installation, scope: &Scope) -> Result<Vec<MeetingSummary>, AppError> {
    scope.require(Permission::Figures)?;
    let book = Book::read(home).await?;
    let promised = |number: &str| {
        book.lines.iter().filter(|(line, entry)| line.meeting == number && matches!(entry, MeetingEntry::Promised { .. })).count()
    };
    let seen = book.meetings.iter().filter(|meeting| sees(scope, meeting));
    seen.map(|meeting| {
        let frozen = thaw(meeting)?;
        Ok(MeetingSummary {
            number: meeting.number.clone(),
            title: frozen.title,
            held_on: frozen.held_on,
            region_name: frozen.region_name,
            closed: book.is_closed(&meeting.number),
            promised: promised(&meeting.number),
        })
    })
    .collect()
}

/// What was frozen. A body whose hash is another is shown to nobody.
fn thaw(meeting: &Meeting) -> Result<Frozen, AppError> {
    if lake::hash_of_text(&meeting.body) != meeting.sha256 {
        return Err(AppError::Unreadable("what was frozen for a meeting has another hash than it had"));
    }
    serde_json::from_str(&meeting.body).map_err(|_| AppError::Unreadable("what was frozen for a meeting"))
}

/// One meeting, seen on a day.
///
/// # Errors
/// There is none that the asker sees, or the store cannot be read.
pub async fn meeting(home: &Installation, scope: &Scope, number: &str, today: Date) -> Result<MeetingView, AppError> {
    scope.require(Permission::Figures)?;
    let book = Book::read(home).await?;
    let stored = book.meeting(scope, number)?;
    let frozen = thaw(stored)?;
    let current = scores::lines(home, scope, &frozen).await?;
    let corrections = corrections(&frozen.lines, &current);
    view(&book, scope, stored, frozen, corrections, today, i64::MAX)
}

fn view(
    book: &Book,
    scope: &Scope,
    stored: &Meeting,
    frozen: Frozen,
    corrections: Vec<Correction>,
    on: Date,
    up_to: i64,
) -> Result<MeetingView, AppError> {
    let number = &stored.number;
    let earlier: Vec<&str> = book
        .meetings
        .iter()
        .filter(|other| other.region == stored.region && other.opened_at <= stored.opened_at && other.number != *number)
        .filter(|other| sees(scope, other))
        .map(|other| other.number.as_str())
        .collect();
    let (mut carried, mut made) = (Vec::new(), Vec::new());
    for kept in book.commitments(up_to)?.values() {
        let line = line_of(kept, on);
        if kept.meeting == *number {
            made.push(line);
        } else if earlier.contains(&kept.meeting.as_str()) {
            carried.push(line);
        }
    }
    carried.sort_by_key(|line| (line.state, line.due));
    let noted = book.lines.iter().filter(|(line, _)| line.meeting == *number && line.seq <= up_to);
    let notes =
        noted.filter_map(|(_, entry)| if let MeetingEntry::Noted { text, .. } = entry { Some(text.clone()) } else { None });
    Ok(MeetingView {
        number: number.clone(),
        sha256: stored.sha256.clone(),
        frozen,
        corrections,
        tally: tally(&carried),
        carried,
        made,
        notes: notes.collect(),
        closed: book.is_closed(number),
    })
}

/// Commitments of every meeting that the asker sees, late ones first.
///
/// # Errors
/// The asker may not, or the store cannot be read.
pub async fn commitments(home: &Installation, scope: &Scope, today: Date) -> Result<Vec<CommitmentLine>, AppError> {
    scope.require(Permission::Figures)?;
    let book = Book::read(home).await?;
    let seen = |number: &str| book.meetings.iter().any(|meeting| meeting.number == number && sees(scope, meeting));
    let kept = book.commitments(i64::MAX)?;
    let mut lines: Vec<CommitmentLine> = kept.values().filter(|one| seen(&one.meeting)).map(|one| line_of(one, today)).collect();
    lines.sort_by_key(|line| (line.state, line.due));
    Ok(lines)
}

/// Writes a line into a meeting. The same `once` is taken once, so that what is sent again over a bad line counts once; says
/// whether it was new.
///
/// # Errors
/// The asker may not or sees no such meeting; the meeting is closed; the rules of commitments refuse it.
pub async fn write_in_meeting(
    home: &Installation,
    scope: &Scope,
    number: &str,
    entry: &MeetingEntry,
    once: &str,
    now: i64,
) -> Result<bool, AppError> {
    scope.require(Permission::Monev)?;
    let refused = |key: &'static str| Refused::Request { key, detail: base::handover::showable(number) };
    if once.is_empty() || once.len() > 80 {
        return Err(refused("error-meeting-once").into());
    }
    let body = serde_json::to_string(entry).map_err(|_| AppError::Unreadable("a line of a meeting cannot be written"))?;
    if body.len() > 8 * LONGEST_TEXT {
        return Err(refused("error-meeting-long").into());
    }
    for _ in 0..TRIES {
        let book = Book::read(home).await?;
        book.meeting(scope, number)?;
        if book.lines.iter().any(|(line, _)| line.once == once) {
            return Ok(false);
        }
        let by_rule = |refusal: evaluate::Refusal| refused(refusal.key());
        let closed = book.is_closed(number);
        match entry {
            MeetingEntry::Happened { on, commitment, happened } => {
                let mut kept = book.commitments(i64::MAX)?;
                let mine = kept.get_mut(commitment).filter(|one| book.meeting(scope, &one.meeting).is_ok());
                let one = mine.ok_or_else(|| Refused::Request { key: "error-no-commitment", detail: commitment.clone() })?;
                one.commitment.take(*on, happened).map_err(by_rule)?;
            }
            _ if closed => return Err(refused("error-meeting-closed").into()),
            MeetingEntry::Promised { on, promise } => {
                Commitment::begin(*on, promise.clone()).map_err(by_rule)?;
            }
            MeetingEntry::Noted { text, .. } if text.trim().is_empty() => return Err(refused("error-meeting-empty").into()),
            MeetingEntry::Noted { .. } | MeetingEntry::Closed { .. } => {}
        }
        let line = MeetingLine {
            seq: book.last + 1,
            meeting: number.to_owned(),
            body: body.clone(),
            once: once.to_owned(),
            taken_by: scope.actor(),
            taken_at: now,
        };
        match home.store.write_line(&line, &scope.entry("meeting-write", format!("meeting:{number}"))).await {
            Ok(new) => return Ok(new),
            // Somebody else's line came first: it may change what is allowed, so this one is decided anew.
            Err(StoreFault::Overtaken { .. }) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Err(StoreFault::Overtaken { kind: "meetings".to_owned() }.into())
}
