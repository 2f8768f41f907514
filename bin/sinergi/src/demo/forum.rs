//! What a forum does in the synthetic province, so that the demo's report shows it: a meeting with promises kept, running and late, and
//! sheets of figures that two offices entered and approved. Nothing here happened; every text says so.

use anyhow::Result;
use app::{CommitmentEvent, Installation, MeetingEntry, NewMeeting, PeriodEvent, PeriodStep, Promise, Scope};
use base::vocabulary::Month;
use base::vocabulary::region::{Level, RegionCode};
use jiff::ToSpan;
use jiff::civil::Date;

/// Whose act is which: no one approves what they entered, here neither.
const OFFICE: &str = "kantor-contoh";
const SECOND: &str = "petugas-kedua-contoh";
/// The evidence of every figure.
const EVIDENCE: &str = "angka contoh provinsi sintetis";

/// Three promises of a meeting two months ago: what, who, days until due, measure.
const PROMISES: [(&str, &str, i64, &str); 3] = [
    ("Menganggarkan iuran perangkat desa setahun penuh", "BKAD dan Dinas PMD (contoh)", 30, "iuran termuat dalam APBDes"),
    ("Mendaftarkan pegawai non-ASN yang tersisa", "BKPSDM (contoh)", 40, "seluruh pegawai non-ASN menjadi peserta aktif"),
    ("Mensyaratkan kepesertaan pada izin usaha", "DPMPTSP (contoh)", 150, "syarat termuat dalam alur perizinan"),
];

/// Holds a meeting before `known_on` and fills the sheets of its month; gives back the number of the meeting.
///
/// # Errors
/// The rules refuse it, which the demo excludes, or the disk does.
pub(super) async fn hold(home: &Installation, known_on: Date, now: i64) -> Result<String> {
    let (office, month) = (Scope::operator(OFFICE), Month::of(known_on));
    let held = known_on.checked_sub(60.days())?;
    sheets(home, month, known_on, now).await?;
    let new = NewMeeting {
        title: "Rapat monev (sintetis)".to_owned(),
        place: "Kota Contoh".to_owned(),
        chair: "Pimpinan forum (contoh)".to_owned(),
        present: vec!["Kantor Contoh (sintetis)".to_owned()],
        agenda: vec!["Cakupan menurut kabupaten/kota".to_owned(), "Kecukupan anggaran".to_owned()],
        month: Some(month.plus(-2)),
    };
    let number = app::open_meeting(home, &office, &new, held, now).await?;
    let mut entries = Vec::new();
    for (what, owner, days, measure) in PROMISES {
        let (what, owner, measure) = (what.to_owned(), owner.to_owned(), measure.to_owned());
        let promise = Promise { what, owner, due: held.checked_add(days.days())?, measure };
        entries.push(MeetingEntry::Promised { on: held, promise });
    }
    entries.push(MeetingEntry::Closed { on: held });
    let happened = CommitmentEvent::Done { evidence: "termuat dalam APBDes perubahan (contoh)".to_owned() };
    let on = held.checked_add(25.days())?;
    entries.push(MeetingEntry::Happened { on, commitment: format!("{number}-K01"), happened });
    for (place, entry) in entries.iter().enumerate() {
        app::write_in_meeting(home, &office, &number, entry, &format!("demo-{place}"), now).await?;
    }
    Ok(number)
}

/// Figures for every regency, entered by one office and approved by another officer.
async fn sheets(home: &Installation, month: Month, on: Date, now: i64) -> Result<()> {
    let regencies: Vec<RegionCode> = home
        .regions
        .children(home.region)
        .map(|region| region.code)
        .filter(|code| code.level() == Level::KabupatenKota)
        .collect();
    for (place, region) in (0_u64..).zip(regencies) {
        let entered = |indicator: &str, numerator: u64, denominator: u64| {
            let (indicator, evidence) = (indicator.to_owned(), EVIDENCE.to_owned());
            (OFFICE, PeriodEvent::Entered { indicator, numerator, denominator, evidence })
        };
        let stepped = |by: &'static str, step: PeriodStep| (by, PeriodEvent::Stepped { step, reason: EVIDENCE.to_owned() });
        let events = [
            entered("projects", 3 + place * 7 % 20, 40 + place * 5 % 60),
            entered("regulation", u64::from(place % 4 != 3), 1),
            stepped(OFFICE, PeriodStep::Submit),
            stepped(SECOND, PeriodStep::Approve),
        ];
        for (line, (by, event)) in events.iter().enumerate() {
            let once = format!("demo-{region}-{line}");
            app::write_period(home, &Scope::operator(by), (region, month), event, (&once, on, now)).await?;
        }
    }
    Ok(())
}
