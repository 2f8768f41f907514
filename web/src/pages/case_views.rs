//! Other views of the list of cases: deadlines by day, a board by state, and the agenda of the forum with the parties to be summoned. Each
//! prints.

use super::cases::{NEAR, days_until};
use crate::reader::Voice;
use app::{CaseLine, Deadline, EventKind};
use base::vocabulary::{Month, Rupiah};
use jiff::civil::Date;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The views of the list by their word in an address; the first is the list itself.
pub(super) const VIEWS: [&str; 4] = ["", "kalender", "papan", "agenda"];

/// Links from one view to the others.
pub(super) fn switch(voice: &Voice<'_>, view: &str) -> Markup {
    html! {
        p { @for (place, one) in VIEWS.iter().enumerate() {
            @if place > 0 { " · " }
            @let name = voice.word(&format!("case-view-{}", if one.is_empty() { "daftar" } else { one }));
            @if *one == view { strong { (name) } }
            @else if one.is_empty() { a href="/perkara" { (name) } }
            @else { a href=(format!("/perkara?tampil={one}")) { (name) } }
        } }
    }
}

fn link(case: &CaseLine) -> Markup {
    html! { a href=(format!("/perkara/{}", case.number)) { (case.number) } " " (case.name) ", " (case.region_name) }
}

/// Every deadline by its day, the earliest first, month by month.
pub(super) fn calendar(voice: &Voice<'_>, cases: &[CaseLine]) -> Markup {
    let mut dues: Vec<(&Deadline, &CaseLine)> =
        cases.iter().flat_map(|case| case.deadlines.iter().map(move |due| (due, case))).collect();
    dues.sort_by(|(one, a), (other, b)| (one, &a.number).cmp(&(other, &b.number)));
    let month = |due: &Deadline| Month::of(due.on);
    html! {
        @if dues.is_empty() { p { (voice.word("case-none-due")) } }
        @for dues in dues.chunk_by(|(one, _), (other, _)| month(one) == month(other)) { section {
            h2 { (voice.numerals.month(month(dues[0].0))) }
            div.gulir tabindex="0" { table {
                thead { tr { @for key in ["deadline", "case", "due"] { th scope="col" { (voice.word(&format!("case-heading-{key}"))) } } } }
                tbody { @for (due, case) in dues { tr {
                    th scope="row" { (voice.numerals.day(&due.on.to_string())) }
                    td { (link(case)) } td { (voice.word(&format!("case-due-{}", due.due.code()))) @if due.overdue { ", " strong { (voice.word("case-overdue")) } } }
                } } }
            } }
        } }
    }
}

/// The cases by where they stand, those that are over last, each state with its sum.
pub(super) fn board(voice: &Voice<'_>, cases: &[CaseLine]) -> Markup {
    let mut states: BTreeMap<(usize, &str), Vec<&CaseLine>> = BTreeMap::new();
    for case in cases {
        let place = app::Sanction::ALL.iter().position(|state| state.code() == case.state).unwrap_or(usize::MAX);
        states.entry((place, case.state)).or_default().push(case);
    }
    html! {
        @if states.is_empty() { p { (voice.word("case-none")) } } @else { (workload(voice, cases)) }
        @for ((_, state), cases) in &states { section {
            h2 { (voice.word(&format!("case-state-{state}"))) " (" (voice.count(cases.len() as u64)) ")" }
            p.asal { (voice.word("case-heading-owed")) " " (cases.iter().map(|case| case.outstanding).sum::<Rupiah>()) }
            ul { @for case in cases { li { (link(case)) " · " (case.outstanding) @if case.skk != "none" { " · " (voice.word(&format!("case-skk-{}", case.skk))) } } } }
        } }
    }
}

/// Who works on how many cases that are not over, and how many of those are late.
fn workload(voice: &Voice<'_>, cases: &[CaseLine]) -> Markup {
    let mut load: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for case in cases.iter().filter(|case| !case.next.is_empty()) {
        let one = load.entry(&case.officer).or_default();
        one.0 += 1;
        one.1 += u64::from(case.deadlines.iter().any(|due| due.overdue));
    }
    html! {
        details { summary { (voice.word("case-workload")) }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("case-heading-officer")) } th.n scope="col" { (voice.word("case-workload-cases")) } th.n scope="col" { (voice.word("case-workload-late")) } } }
                tbody { @for (officer, (running, late)) in &load { tr {
                    th scope="row" { @if officer.is_empty() { (voice.word("case-nobody")) } @else { (officer) } } td.n { (voice.count(*running)) } td.n { (voice.count(*late)) }
                } } }
            } }
        }
    }
}

/// What the forum talks about: cases that are late or nearly due, and the parties that may be summoned.
pub(super) fn agenda(voice: &Voice<'_>, cases: &[CaseLine], today: Date) -> Markup {
    let pressing =
        |case: &&CaseLine| case.deadlines.first().is_some_and(|due| due.overdue || days_until(today, due.on) <= 2 * NEAR);
    let due: Vec<&CaseLine> = cases.iter().filter(pressing).collect();
    let summoned: Vec<&CaseLine> = cases.iter().filter(|case| case.next.contains(&EventKind::Summoned)).collect();
    html! {
        section {
            h2 { (voice.word("case-agenda-due")) }
            @if due.is_empty() { p { (voice.word("case-none-due")) } }
            ol { @for case in &due { @if let Some(one) = case.deadlines.first() { li {
                (link(case)) ": " (voice.word(&format!("case-due-{}", one.due.code()))) " " (voice.numerals.day(&one.on.to_string()))
                @if one.overdue { ", " strong { (voice.word("case-overdue")) } }
                " · " (voice.word("case-heading-owed")) " " (case.outstanding) @if !case.officer.is_empty() { " · " (case.officer) }
            } } } }
        }
        section {
            h2 { (voice.word("case-agenda-summon")) }
            p { (voice.word("case-agenda-summon-more")) }
            @if summoned.is_empty() { p { (voice.word("case-agenda-nobody")) } }
            ol { @for case in &summoned { li { (case.name) " (" (case.employer) "), " (case.region_name) ": " a href=(format!("/perkara/{}", case.number)) { (case.number) } " · " (case.outstanding) } } }
        }
        p { a href="/komitmen" { (voice.word("commitment-title")) } }
    }
}
