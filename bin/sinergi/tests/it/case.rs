//! The verb `case` from outside: scripts and calendars of offices.

use crate::home::Home;

/// Two warnings around Eid, a fine, a returned SKK and a new one; with one line that is no event.
const SCRIPT: &str = r#"{"on":"2026-03-02","case":"P-1","event":"opened","employer":"NPP-1","region":"73.71","violation":"arrears","principal":10000000}
{"on":"2026-03-02","case":"P-1","event":"examination_started"}
{"on":"2026-03-05","case":"P-1","event":"violation_found","note":"LHP-1"}

{"on":"2026-03-06","case":"P-1","event":"warning_issued","letter":"T-1"}
{"on":"2026-03-12","case":"P-1","event":"warning_delivered","proof":"resi 1"}
{"on":"2026-03-30","case":"P-1","event":"warning_issued"}
{"on":"2026-04-06","case":"P-1","event":"warning_isued"}
{"on":"2026-04-06","case":"P-1","event":"warning_issued","letter":"T-2"}
"#;

const CALENDAR: &str = "date,scope,kind,name,source
2026-03-19,nasional,nasional,Nyepi,SKB
2026-03-21,nasional,nasional,Idulfitri,SKB
2026-03-20,nasional,cuti_bersama,Idulfitri,SKB
2026-03-23,,joint_leave,Idulfitri,SKB
2026-03-24,nasional,cuti bersama,Idulfitri,SKB
2026-03-25,73,daerah,libur daerah,SK
2026-03-26,74,daerah,libur daerah lain,SK
";

fn home() -> Home {
    let home = Home::empty();
    home.write("perkara.jsonl", SCRIPT);
    home.write("libur.csv", CALENDAR);
    home
}

#[test]
fn a_script_is_answered_line_by_line_with_state_deadline_and_article() {
    let home = home();
    let answer = home.json(&["case", "replay", "perkara.jsonl", "--calendar", "libur.csv"]);
    let events = answer.as_array().unwrap();
    assert_eq!(events.len(), 8);
    // 13, 16, 17, 18, 26, 27, 30 and 31 March, 1 and 2 April: the holidays of other provinces are working days here.
    assert_eq!(events[4]["state"], "first_warning_delivered");
    assert_eq!(events[4]["deadline"], "2026-04-02");
    assert_eq!(events[5]["status"], "refused");
    assert_eq!(events[5]["reason"], "warning_runs");
    assert_eq!(events[5]["article"], "PP 86/2013 Pasal 6");
    assert_eq!(events[5]["state"], "first_warning_delivered");
    assert_eq!((events[6]["status"].as_str(), events[6]["line"].as_u64()), (Some("not_understood"), Some(8)));
    assert_eq!(events[7]["state"], "second_warning_issued");
    assert_eq!(events[7]["outstanding"], 10_000_000);
}

#[test]
fn without_a_calendar_the_holidays_of_the_rulebook_count() {
    let home = home();
    let answer = home.json(&["case", "replay", "perkara.jsonl"]);
    // 18, 19, 20, 23 and 24 March 2026 are holidays and joint leave.
    assert_eq!(answer[4]["deadline"], "2026-04-02");
}

#[test]
fn a_calendar_with_a_line_that_cannot_be_read_is_refused_with_its_line() {
    let home = home();
    home.write("libur.csv", "date,scope,kind\n2026-03-19,nasional,nasional\n20 Maret,nasional,nasional\n");
    let run = home.run(&["case", "replay", "perkara.jsonl", "--calendar", "libur.csv"]).ended(1);
    assert!(run.err.contains("libur.csv:3"), "{}", run.err);
}

#[test]
fn both_languages_say_why_an_event_is_refused() {
    let home = home();
    let say = |language: &str| home.run(&["case", "replay", "perkara.jsonl", "--lang", language]).ended(0).out;
    assert!(say("id").contains("Jangka waktu teguran masih berjalan sampai 2026-04-02."));
    assert!(say("en").contains("The period of the warning runs until 2026-04-02."));
}
