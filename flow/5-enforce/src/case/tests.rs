//! The case machine: the whole table of states and events, and the stories that offices tell.

use super::*;
use crate::calendar::{Calendar, DayKind, Holiday};
use crate::rules::Rules;
use base::law::Rulebook;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Every state with the events that may follow and where they lead. What is not here is refused.
const SANCTIONS: &str = include_str!("sanction.table");
const SKKS: &str = include_str!("skk.table");

/// The lines of a table: state, event, next state.
fn table(text: &str) -> BTreeSet<(String, String, String)> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [state, event, next] = words[..] else { panic!("not three words: {line}") };
            (state.to_owned(), event.to_owned(), next.to_owned())
        })
        .collect()
}

#[test]
fn every_state_of_the_sanction_track_meets_every_event_as_the_table_says() {
    let mut seen = BTreeSet::new();
    for state in Sanction::ALL {
        for event in EventKind::ALL {
            if let Some(next) = state.after(event) {
                seen.insert((state.code().to_owned(), event.code().to_owned(), next.code().to_owned()));
            }
        }
    }
    assert_eq!(seen, table(SANCTIONS));
}

#[test]
fn every_state_of_the_prosecutors_track_meets_every_event_as_the_table_says() {
    let mut seen = BTreeSet::new();
    for state in Skk::ALL {
        for event in EventKind::ALL {
            if let Some(next) = state.after(event) {
                seen.insert((state.code().to_owned(), event.code().to_owned(), next.code().to_owned()));
            }
        }
    }
    assert_eq!(seen, table(SKKS));
}

/// The law of the tests: the real rules, and a calendar of 2026 with Eid (20 and 21 March) and its joint leave.
struct Desk {
    rules: Rules,
    rulebook: Rulebook,
    calendar: Calendar,
}

impl Desk {
    /// One for all tests: reading the rulebook proves its cases.
    fn new() -> &'static Self {
        static DESK: std::sync::OnceLock<Desk> = std::sync::OnceLock::new();
        DESK.get_or_init(Self::read)
    }

    fn read() -> Self {
        let rules = Rules::embedded().unwrap();
        let national = [date(2026, 1, 1), date(2026, 3, 19), date(2026, 3, 21), date(2026, 3, 22)];
        let leave = [date(2026, 3, 18), date(2026, 3, 20), date(2026, 3, 23), date(2026, 3, 24)];
        let line = |kind| move |day| Holiday { day, region: None, kind };
        let holidays = national.map(line(DayKind::National)).into_iter().chain(leave.map(line(DayKind::JointLeave)));
        let calendar = Calendar::new(holidays, [], rules.joint_leave_works);
        Self { rules, rulebook: Rulebook::embedded().unwrap(), calendar }
    }

    fn docket(&self) -> Docket<'_> {
        Docket::new(&self.rules, &self.rulebook, &self.calendar)
    }
}

fn event(json: &str) -> Event {
    serde_json::from_str(json).unwrap()
}

/// Plays a line of `day event-json` for case A.
fn play(docket: &mut Docket, day: &str, json: &str) -> Played {
    docket.play("A", Moment::parse(day).unwrap(), &event(json))
}

/// Plays lines that must all be allowed, and gives where the case stands after the last.
fn story(docket: &mut Docket, lines: &[(&str, &str)]) -> docket::Standing {
    let mut last = None;
    for (day, json) in lines {
        let played = play(docket, day, json);
        assert!(played.outcome.is_ok(), "{day} {json}: {:?}", played.outcome);
        last = played.standing;
    }
    last.unwrap()
}

const OPENED: &str = r#"{"event":"opened","employer":"NPP-1","region":"73.71","violation":"arrears","principal":10000000}"#;
const DELIVERED: &str = r#"{"event":"warning_delivered","proof":"resi 1"}"#;
const WARNED: &str = r#"{"event":"warning_issued"}"#;

/// Two warnings that nobody answered: the second one ended on 2026-02-13.
const WARNED_TWICE: [(&str, &str); 7] = [
    ("2026-01-05", OPENED),
    ("2026-01-06", r#"{"event":"examination_started"}"#),
    ("2026-01-12", r#"{"event":"violation_found"}"#),
    ("2026-01-13", WARNED),
    ("2026-01-15", DELIVERED),
    ("2026-01-30", WARNED),
    ("2026-01-30", DELIVERED),
];

fn refusal(played: Played) -> (String, String) {
    let refusal = played.outcome.unwrap_err();
    (refusal.code().to_owned(), played.basis.to_string())
}

#[test]
fn the_clock_of_a_warning_skips_eid_and_its_joint_leave() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    let lines = [
        ("2026-03-02", OPENED),
        ("2026-03-02", r#"{"event":"examination_started"}"#),
        ("2026-03-05", r#"{"event":"violation_found"}"#),
        ("2026-03-06", WARNED),
        ("2026-03-12", DELIVERED),
    ];
    let standing = story(&mut docket, &lines);
    // Friday 13, Monday 16 and Tuesday 17 March; then from Wednesday 25 March on: 25 26 27 30 31 March, 1 2 April.
    assert_eq!(standing.deadlines[0].on, date(2026, 4, 2));
    assert_eq!(standing.deadlines[0].reminder, date(2026, 3, 30));
}

#[test]
fn without_proof_of_delivery_no_clock_runs() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    story(&mut docket, &WARNED_TWICE[..4]);
    let played = play(&mut docket, "2026-01-15", r#"{"event":"warning_delivered"}"#);
    assert_eq!(played.outcome, Ok(vec![Remark::NoProofNoClock]));
    let standing = played.standing.unwrap();
    assert_eq!((standing.sanction, standing.deadlines.len()), (Sanction::FirstWarningIssued, 0));
    let second = play(&mut docket, "2026-06-30", WARNED);
    assert_eq!(refusal(second), ("not_after".into(), "PP 86/2013 Pasal 6".into()));
}

#[test]
fn the_second_warning_waits_for_the_end_of_the_first() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    story(&mut docket, &WARNED_TWICE[..5]);
    let early = play(&mut docket, "2026-01-29", WARNED);
    assert_eq!(early.outcome, Err(Refusal::WarningRuns(date(2026, 1, 29))));
    assert!(play(&mut docket, "2026-01-30", WARNED).outcome.is_ok());
}

#[test]
fn a_third_warning_and_one_of_eleven_days_are_refused_with_article_6() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    story(&mut docket, &WARNED_TWICE[..3]);
    let long = play(&mut docket, "2026-01-13", r#"{"event":"warning_issued","working_days":11}"#);
    assert_eq!(refusal(long), ("warning_period".into(), "PP 86/2013 Pasal 6".into()));
    story(&mut docket, &WARNED_TWICE[3..]);
    let third = play(&mut docket, "2026-03-02", WARNED);
    assert_eq!(refusal(third), ("two_warnings_at_most".into(), "PP 86/2013 Pasal 6".into()));
}

#[test]
fn a_paused_clock_goes_on_with_the_working_days_that_were_left() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    story(&mut docket, &WARNED_TWICE[..5]);
    let paused = story(&mut docket, &[("2026-01-22", r#"{"event":"clock_paused","reason":"jawaban tertulis"}"#)]);
    assert_eq!(paused.deadlines, []);
    let resumed = story(&mut docket, &[("2026-02-02", r#"{"event":"clock_resumed"}"#)]);
    // Five of ten days were used by 22 January; five are left from 3 February on.
    assert_eq!(resumed.deadlines[0].on, date(2026, 2, 9));
}

#[test]
fn the_fine_comes_after_the_second_warning_and_within_thirty_days() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    story(&mut docket, &WARNED_TWICE);
    let fine = r#"{"event":"fine_imposed"}"#;
    assert_eq!(refusal(play(&mut docket, "2026-02-13", fine)), ("warning_runs".into(), "PP 86/2013 Pasal 6".into()));
    assert_eq!(play(&mut docket, "2026-03-16", fine).outcome, Err(Refusal::FineTooLate(date(2026, 3, 15))));
    let waiting = story(&mut docket, &[("2026-02-16", r#"{"event":"checked"}"#)]);
    assert_eq!((waiting.deadlines[0].due, waiting.deadlines[0].on), (Due::Fine, date(2026, 3, 15)));
    let fined = story(&mut docket, &[("2026-02-20", fine)]);
    // 0.1 % of Rp10.000.000 for one started month.
    assert_eq!(fined.outstanding.0, 10_010_000);
}

#[test]
fn services_are_denied_after_the_fine_and_given_back_against_proof() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    story(&mut docket, &WARNED_TWICE);
    let requested = r#"{"event":"denial_requested","services":["PBG"]}"#;
    assert_eq!(refusal(play(&mut docket, "2026-02-16", requested)), ("not_after".into(), "PP 86/2013 Pasal 8".into()));
    let lines = [
        ("2026-02-16", r#"{"event":"fine_imposed"}"#),
        ("2026-03-02", requested),
        ("2026-03-10", r#"{"event":"denial_imposed"}"#),
    ];
    story(&mut docket, &lines);
    let bare = play(&mut docket, "2026-04-01", r#"{"event":"denial_lifted"}"#);
    assert_eq!(refusal(bare), ("proof_missing".into(), "Permenaker 4/2018 jo. PP 44/2015 Pasal 60 ayat (2)".into()));
    let payment = r#"{"event":"payment_received","reference":"TRX-9","rupiah":10010000}"#;
    let lifted = story(&mut docket, &[("2026-04-01", payment), ("2026-04-02", r#"{"event":"denial_lifted","proof":"TRX-9"}"#)]);
    assert_eq!((lifted.sanction, lifted.outstanding.0), (Sanction::DenialLifted, 0));
    let over = story(&mut docket, &[("2026-04-03", r#"{"event":"complied","proof":"TRX-9"}"#)]);
    assert_eq!((over.sanction, over.next), (Sanction::Complied, Vec::new()));
}

#[test]
fn a_prosecutor_is_called_after_two_warnings_once_for_an_employer() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    let skk = r#"{"event":"skk_issued","number":"SKK-1"}"#;
    story(&mut docket, &WARNED_TWICE[..5]);
    assert_eq!(refusal(play(&mut docket, "2026-01-30", skk)).0, "after_two_warnings");
    story(&mut docket, &WARNED_TWICE[5..]);
    story(&mut docket, &[("2026-02-16", skk)]);
    for (day, json) in WARNED_TWICE {
        docket.play("B", Moment::parse(day).unwrap(), &event(json)).outcome.unwrap();
    }
    let second = docket.play("B", Moment::parse("2026-02-17").unwrap(), &event(skk));
    assert_eq!(refusal(second), ("one_skk".into(), "Praktik forum kepatuhan satu SKK untuk satu pemberi kerja".into()));
}

#[test]
fn part_payments_move_the_next_instalment_and_a_reversal_moves_it_back() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    story(&mut docket, &WARNED_TWICE);
    let agreed = r#"{"event":"commitment_signed","instalments":[{"due":"2026-04-30","rupiah":4000000},{"due":"2026-05-31","rupiah":6000000}]}"#;
    let lines = [
        ("2026-02-16", r#"{"event":"skk_issued","number":"SKK-1"}"#),
        ("2026-02-20", r#"{"event":"somasi_sent","answer_by":"2026-03-06"}"#),
        ("2026-03-09", r#"{"event":"summoned","meeting_on":"2026-03-16"}"#),
        ("2026-03-16", r#"{"event":"mediation_held"}"#),
        ("2026-03-16", agreed),
    ];
    let next = |standing: &docket::Standing| standing.deadlines[0].on;
    assert_eq!(next(&story(&mut docket, &lines)), date(2026, 4, 30));
    let part = r#"{"event":"payment_received","reference":"TRX-1","rupiah":3999999}"#;
    assert_eq!(next(&story(&mut docket, &[("2026-04-02", part)])), date(2026, 4, 30));
    let rest = r#"{"event":"payment_received","reference":"TRX-2","rupiah":1}"#;
    assert_eq!(next(&story(&mut docket, &[("2026-04-03", rest)])), date(2026, 5, 31));
    let back = r#"{"event":"payment_reversed","reference":"TRX-1"}"#;
    let standing = story(&mut docket, &[("2026-05-04", back)]);
    assert_eq!((next(&standing), standing.deadlines[0].overdue), (date(2026, 4, 30), true));
    assert_eq!(play(&mut docket, "2026-05-05", r#"{"event":"skk_completed"}"#).outcome.unwrap_err().code(), "still_owed");
    let again = r#"{"event":"payment_received","reference":"TRX-3","rupiah":9999999}"#;
    let done = story(&mut docket, &[("2026-05-06", again), ("2026-05-06", r#"{"event":"skk_completed"}"#)]);
    assert_eq!((done.skk, done.outstanding.0), (Skk::Completed, 0));
}

#[test]
fn a_lawsuit_needs_a_new_power_of_attorney_after_the_first_was_returned() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    story(&mut docket, &WARNED_TWICE);
    let filed = r#"{"event":"litigation_filed"}"#;
    story(&mut docket, &[("2026-02-16", r#"{"event":"skk_issued","number":"SKK-1"}"#)]);
    assert_eq!(refusal(play(&mut docket, "2026-02-20", filed)).0, "new_skk");
    story(&mut docket, &[("2026-03-02", r#"{"event":"skk_returned","reason":"tidak ada iktikad baik"}"#)]);
    assert_eq!(refusal(play(&mut docket, "2026-03-03", filed)).0, "new_skk");
    let lines = [
        ("2026-03-04", r#"{"event":"skk_issued","number":"SKK-2","mandate":"litigation"}"#),
        ("2026-03-30", filed),
        ("2026-06-02", r#"{"event":"judgment_given","granted":true}"#),
    ];
    assert_eq!(story(&mut docket, &lines).skk, Skk::Judged);
}

#[test]
fn a_state_organ_is_warned_by_its_governor_and_never_fined() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    let opened = r#"{"event":"opened","employer":"DESA-1","region":"73.71","violation":"unit","subject":"state_organ"}"#;
    let lines = [
        ("2026-01-05", opened),
        ("2026-01-06", r#"{"event":"examination_started"}"#),
        ("2026-01-12", r#"{"event":"violation_found"}"#),
    ];
    story(&mut docket, &lines);
    let warned = refusal(play(&mut docket, "2026-01-13", WARNED));
    assert_eq!(warned.0, "not_for_state_organs");
    assert!(warned.1.contains("selain penyelenggara negara"));
    let lines = [
        ("2026-01-13", r#"{"event":"organ_warning_requested","to":"Gubernur"}"#),
        ("2026-02-02", r#"{"event":"organ_warned"}"#),
        ("2026-03-02", r#"{"event":"complied","proof":"register Februari"}"#),
    ];
    assert_eq!(story(&mut docket, &lines).sanction, Sanction::Complied);
}

#[test]
fn an_instant_counts_on_the_day_of_the_regions_clock() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    story(&mut docket, &WARNED_TWICE[..4]);
    // 23:30 in Jakarta is half past midnight in Makassar: Friday, not Thursday.
    let played = play(&mut docket, "2026-01-15T23:30:00+07:00", DELIVERED);
    assert_eq!(played.on, Some(date(2026, 1, 16)));
    assert_eq!(played.standing.unwrap().deadlines[0].on, date(2026, 1, 30));
}

#[test]
fn a_clock_across_a_year_without_holidays_says_so() {
    let desk = Desk::new();
    let mut docket = desk.docket();
    let lines = [
        ("2026-12-01", OPENED),
        ("2026-12-01", r#"{"event":"examination_started"}"#),
        ("2026-12-02", r#"{"event":"violation_found"}"#),
        ("2026-12-21", WARNED),
    ];
    story(&mut docket, &lines);
    assert_eq!(play(&mut docket, "2026-12-28", DELIVERED).outcome, Ok(vec![Remark::HolidaysUnknown(2027)]));
}

#[test]
fn a_misspelt_field_is_no_event() {
    assert!(serde_json::from_str::<Event>(r#"{"event":"payment_received","reference":"T","rupiah":5,"rupee":5}"#).is_err());
    assert!(serde_json::from_str::<Event>(r#"{"event":"payment_received","reference":"T"}"#).is_err());
}

fn any_event() -> impl Strategy<Value = Event> {
    let texts = [
        OPENED,
        r#"{"event":"examination_started"}"#,
        r#"{"event":"violation_found"}"#,
        r#"{"event":"no_violation_found"}"#,
        WARNED,
        DELIVERED,
        r#"{"event":"warning_delivered"}"#,
        r#"{"event":"clock_paused","reason":"dengar pendapat"}"#,
        r#"{"event":"clock_resumed"}"#,
        r#"{"event":"fine_imposed"}"#,
        r#"{"event":"denial_requested"}"#,
        r#"{"event":"denial_imposed"}"#,
        r#"{"event":"denial_lifted","proof":"bukti"}"#,
        r#"{"event":"skk_issued","number":"S"}"#,
        r#"{"event":"skk_issued","number":"S","mandate":"litigation"}"#,
        r#"{"event":"somasi_sent"}"#,
        r#"{"event":"summoned"}"#,
        r#"{"event":"mediation_held"}"#,
        r#"{"event":"skk_returned","reason":"gagal"}"#,
        r#"{"event":"skk_completed"}"#,
        r#"{"event":"litigation_filed"}"#,
        r#"{"event":"judgment_given","granted":false}"#,
        r#"{"event":"payment_received","reference":"T1","rupiah":10000000}"#,
        r#"{"event":"payment_reversed","reference":"T1"}"#,
        r#"{"event":"complied","proof":"bukti"}"#,
        r#"{"event":"closed","reason":"wrong_subject"}"#,
    ];
    prop::sample::select(texts.to_vec()).prop_map(event)
}

proptest! {
    #[test]
    fn whatever_happens_what_is_called_possible_is_what_is_taken(script in prop::collection::vec((any_event(), 0_i64..20), 1..60)) {
        let desk = Desk::new();
        let mut docket = desk.docket();
        let mut day = date(2026, 1, 5);
        docket.play("A", Moment::Day(day), &event(OPENED));
        for (event, gap) in script {
            day = day.saturating_add(gap.days());
            let before = docket.standing("A", day).unwrap();
            let played = docket.play("A", Moment::Day(day), &event);
            match played.outcome {
                Ok(_) => prop_assert!(before.next.contains(&event.kind())),
                // Refused: the case stands where it stood.
                Err(_) => prop_assert_eq!(docket.standing("A", day).unwrap(), before),
            }
        }
    }
}
