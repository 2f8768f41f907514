//! Parts of imports that a preview and a receipt share: how far work is, what became of the rows, what was found.

use crate::jobs::{Failure, Job};
use crate::reader::Voice;
use crate::show::share;
use app::Receipt;
use maud::{Markup, html};
use texts::Language;

/// Findings of one kind shown with their lines.
const SHOWN: usize = 5;

/// What is being done, and how far it is.
pub(crate) fn progress_line(voice: &Voice<'_>, job: Option<&Job>) -> String {
    match job {
        Some(Job::Running { what, done, all }) if what == "link" => {
            voice.say("web-progress-link", &[("done", &voice.count(*done)), ("all", &voice.count(*all))])
        }
        Some(Job::Running { what, done, .. }) if what != "waiting" => {
            voice.say("web-progress-rows", &[("done", &voice.count(*done))])
        }
        _ => voice.word("web-progress-waiting"),
    }
}

/// A failure in the language of the reader.
pub(crate) fn told<'f>(voice: &Voice<'_>, failure: &'f Failure) -> &'f str {
    if voice.language() == Language::Indonesian { &failure.id } else { &failure.en }
}

/// Read = accepted + refused + duplicate, as one line and one bar.
pub(crate) fn counts(voice: &Voice<'_>, receipt: &Receipt, key: &str) -> Markup {
    let counts = receipt.counts;
    let ready = share(counts.accepted, counts.rows_read).map(|share| voice.numerals.percent(share)).unwrap_or_default();
    html! {
        h2 { (voice.say(key, &[("accepted", &voice.count(counts.accepted)), ("read", &voice.count(counts.rows_read)), ("share", &ready)])) }
        div.kartu-kartu {
            (crate::show::card(&voice.word("web-read"), &html! { (voice.count(counts.rows_read)) }, &html! { (receipt.how) }))
            (crate::show::card(&voice.word("web-accepted"), &html! { (voice.count(counts.accepted)) }, &html! {}))
            (crate::show::card(&voice.word("web-refused"), &html! { (voice.count(counts.refused)) }, &html! { (voice.word("web-refused-below")) }))
            (crate::show::card(&voice.word("web-duplicate"), &html! { (voice.count(counts.duplicate)) }, &html! { (voice.word("web-duplicate-below")) }))
        }
        p.asal { (voice.say("web-conserved", &[("read", &voice.count(counts.rows_read)), ("accepted", &voice.count(counts.accepted)), ("refused", &voice.count(counts.refused)), ("duplicate", &voice.count(counts.duplicate))])) }
    }
}

/// What is wrong or worth knowing, by kind, most first; a few lines of each.
pub(crate) fn findings(voice: &Voice<'_>, receipt: &Receipt) -> Markup {
    let mut kinds: Vec<(&String, u64)> = receipt.finding_counts.iter().map(|(code, count)| (code, *count)).collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    html! {
        section {
            h2 { (voice.word("web-findings")) }
            @if kinds.is_empty() { p { (voice.word("web-findings-none")) } }
            @for (code, count) in kinds {
                @let of_kind: Vec<_> = receipt.findings.iter().filter(|finding| finding.code == *code).collect();
                details.temuan {
                    summary { span.jumlah { (voice.count(count)) } " " (voice.say(code, &[("detail", "…")])) @if refuses(code) { " " span.cap { (voice.word("web-row-refused")) } } }
                    p { (voice.texts.fix(code, &[("detail", "…")])) }
                    ul { @for finding in of_kind.iter().take(SHOWN) { li {
                        @if finding.line > 0 { (voice.word("line")) " " (voice.count(u64::from(finding.line))) " " }
                        @if !finding.cell.is_empty() { "[" (finding.cell) "] " } (finding.text)
                    } } }
                }
            }
        }
    }
}

fn refuses(code: &str) -> bool {
    base::handover::FindingCode::ALL.iter().any(|known| known.code() == code && known.refuses())
}
