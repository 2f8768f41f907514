//! Other views of the list of cases: deadlines by day, a board by state, and the agenda of the forum with the parties to be summoned. Each
//! prints.

use super::cases::{NEAR, days_until};
use crate::reader::Voice;
use app::{CaseLine, EventKind};
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
    let mut months: BTreeMap<Month, BTreeMap<Date, Vec<(&CaseLine, &'static str, bool)>>> = BTreeMap::new();
    for case in cases {
        for due in &case.deadlines {
            let days = months.entry(Month::of(due.on)).or_default();
            days.entry(due.on).or_default().push((case, due.due.code(), due.overdue));
        }
    }
    html! {
        @if months.is_empty() { p { (voice.word("case-none-due")) } }
        @for (month, days) in &months { section {
            h2 { (voice.numerals.month(*month)) }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("case-heading-deadline")) } th scope="col" { (voice.word("case-heading-case")) } th scope="col" { (voice.word("case-heading-due")) } } }
                tbody { @for (day, dues) in days { @for (case, due, overdue) in dues { tr {
                    th scope="row" { (voice.numerals.day(&day.to_string())) }
                    td { (link(case)) } td { (voice.word(&format!("case-due-{due}"))) @if *overdue { ", " strong { (voice.word("case-overdue")) } } }
                } } } }
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
        @if states.is_empty() { p { (voice.word("case-none")) } }
        @for ((_, state), cases) in &states { section {
            h2 { (voice.word(&format!("case-state-{state}"))) " (" (voice.count(cases.len() as u64)) ")" }
            p.asal { (voice.word("case-heading-owed")) " " (cases.iter().map(|case| case.outstanding).sum::<Rupiah>()) }
            ul { @for case in cases { li { (link(case)) " · " (case.outstanding) @if case.skk != "none" { " · " (voice.word(&format!("case-skk-{}", case.skk))) } } } }
        } }
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
        p { a href="/skk" { (voice.word("skk-title")) } " · " a href="/komitmen" { (voice.word("commitment-title")) } }
    }
}
