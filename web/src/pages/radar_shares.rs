//! Below the radar: how many findings lie above which sum, and whether small employers or single regencies are picked more than their
//! share of all employers. Both are for whoever decides where officers go.

use crate::address::address;
use crate::reader::Voice;
use app::{EmployerGroup, PickedShare, ProposedFinding, RupiahFor};
use base::vocabulary::Rupiah;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Sums that a threshold is tried at.
const THRESHOLDS: [i64; 5] = [0, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/// Whether a finding reaches a sum; one without a sum reaches none but zero.
pub(super) fn reaches(finding: &ProposedFinding, threshold: i64) -> bool {
    finding.rupiah.map_or(0, |rupiah| rupiah.0) >= threshold
}

/// How many of the findings would be left above each sum. A sum for a month and a sum for all there is stand apart.
pub(super) fn thresholds(voice: &Voice<'_>, findings: &[&ProposedFinding], detector: &str, region: &str) -> Markup {
    let left = |threshold: i64, rupiah_for: RupiahFor| {
        findings.iter().filter(move |one| one.rupiah_for == rupiah_for && reaches(one, threshold))
    };
    let count = |count: usize| voice.count(count as u64);
    html! {
        details { summary { (voice.word("radar-thresholds")) }
            p { (voice.word("radar-thresholds-more")) }
            div.gulir tabindex="0" { table {
                thead { tr {
                    th scope="col" { (voice.word("radar-threshold")) }
                    th.n scope="col" { (voice.word("radar-for-month")) } th.n scope="col" { (voice.word("detect-heading-workers")) }
                    th.n scope="col" { (voice.word("radar-for-total")) } th.n scope="col" { (voice.word("detect-heading-workers")) }
                } }
                tbody { @for threshold in THRESHOLDS { tr {
                    th scope="row" { a href=(address("/radar", &[("jenis", detector), ("wilayah", region), ("ambang", &threshold.to_string())])) { (Rupiah(threshold)) } }
                    @for rupiah_for in [RupiahFor::Month, RupiahFor::Total] {
                        td.n { (count(left(threshold, rupiah_for).count())) }
                        td.n { (voice.count(left(threshold, rupiah_for).filter_map(|one| one.workers).sum())) }
                    }
                } } }
            } }
        }
    }
}

/// The groups of employers by a word of theirs, each with how many of it were picked; one employer counts once, however many findings name it.
fn shares<'g>(
    groups: &'g [EmployerGroup],
    findings: &[&ProposedFinding],
    word: impl Fn(&'g EmployerGroup) -> &'g str,
) -> Vec<PickedShare> {
    let picked: BTreeSet<(usize, usize)> = findings.iter().filter_map(|one| one.employer).collect();
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for group in groups {
        counts.entry(word(group)).or_default().0 += group.employers;
    }
    for (_, group) in &picked {
        if let Some(group) = groups.get(*group) {
            counts.entry(word(group)).or_default().1 += 1;
        }
    }
    let all_employers = groups.iter().map(|group| group.employers).sum();
    let share = |(group, (employers, of_it)): (&str, (u64, u64))| PickedShare {
        group: group.to_owned(),
        employers,
        all_employers,
        picked: of_it,
        all_picked: picked.len() as u64,
    };
    counts.into_iter().map(share).collect()
}

/// Whether sizes or regencies are picked more than their share of employers.
pub(super) fn fairness(voice: &Voice<'_>, groups: &[EmployerGroup], findings: &[&ProposedFinding]) -> Markup {
    let size = |code: &str| voice.word(&if code.is_empty() { "radar-size-unknown".to_owned() } else { format!("size-{code}") });
    let region = |name: &str| if name.is_empty() { voice.word("radar-region-unknown") } else { name.to_owned() };
    let by_size = shares(groups, findings, |group| group.size);
    let by_region = shares(groups, findings, |group| &group.region_name);
    html! {
        details { summary { (voice.word("radar-fairness")) }
            p { (voice.word("radar-fairness-more")) }
            (table(voice, &voice.word("radar-size"), &by_size, &size))
            (table(voice, &voice.word("detect-heading-region"), &by_region, &region))
        }
    }
}

fn table(voice: &Voice<'_>, heading: &str, shares: &[PickedShare], name: &dyn Fn(&str) -> String) -> Markup {
    let part = |part: u64, whole: u64, share: Option<base::vocabulary::Percent>| {
        let share = share.map_or_else(|| "–".to_owned(), |share| voice.numerals.percent(share));
        html! { (share) br; span.asal { (voice.count(part)) " / " (voice.count(whole)) } }
    };
    html! {
        div.gulir tabindex="0" { table {
            thead { tr { th scope="col" { (heading) } th.n scope="col" { (voice.word("radar-share")) } th.n scope="col" { (voice.word("radar-picked")) } th scope="col" { (voice.word("radar-weight")) } } }
            tbody { @for share in shares { tr {
                th scope="row" { (name(&share.group)) }
                td.n { (part(share.employers, share.all_employers, share.share())) }
                td.n { (part(share.picked, share.all_picked, share.picked_share())) }
                td { (voice.word(&format!("radar-weight-{}", share.weight().code()))) }
            } } }
        } }
    }
}
