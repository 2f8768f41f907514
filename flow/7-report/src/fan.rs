//! People over months: what was, what is expected, and between which numbers five and eight in ten lie; targets as dashed lines.

use crate::numeral::Numerals;
use crate::svg::escape;
use base::vocabulary::Month;
use std::fmt::Write;

/// A month ahead: the middle and the ends of two intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The month.
    pub month: Month,
    /// The middle.
    pub people: u64,
    /// Five in ten.
    pub half: (u64, u64),
    /// Eight in ten.
    pub most: (u64, u64),
}

const TOP: u64 = 24;
const BOTTOM: u64 = 196;

/// The fan. Widths are percents and heights pixels, so that it fills a phone and a desk without small letters.
pub fn fan(past: &[(Month, u64)], ahead: &[Ahead], targets: &[(String, u64)], title: &str, numerals: Numerals) -> String {
    let told = past.iter().map(|(_, people)| *people).chain(ahead.iter().map(|month| month.most.1));
    let full = told.chain(targets.iter().map(|(_, people)| *people)).max().unwrap_or(1).max(1);
    let height = |people: u64| BOTTOM - people * (BOTTOM - TOP) / full;
    let count = (past.len() + ahead.len()).max(2) as u64;
    let across = |place: usize| 400 + 9_200 * place as u64 / (count - 1);
    let percent = |hundredths: u64| format!("{}.{:02}%", hundredths / 100, hundredths % 100);
    let mut svg = format!(
        r#"<svg class="chart fan" width="100%" height="224" role="img" aria-label="{title}"><title>{title}</title>"#,
        title = escape(title)
    );
    for share in [0, full / 2, full] {
        let y = height(share);
        let _ = write!(
            svg,
            r##"<line class="grid" x1="0" y1="{y}" x2="100%" y2="{y}" stroke="#d0d5dd"/><text class="axis" x="0" y="{}" font-size="12" fill="#525252">{}</text>"##,
            y - 4,
            numerals.count(share)
        );
    }
    let half_step = 9_200 / (count - 1) / 2;
    for (place, month) in ahead.iter().enumerate() {
        let x = across(past.len() + place);
        for ((low, high), fill) in [(month.most, "#bdd7ee"), (month.half, "#7fb2d9")] {
            let (top, bottom) = (height(high), height(low));
            let _ = write!(
                svg,
                r#"<rect x="{}" y="{top}" width="{}" height="{}" fill="{fill}"/>"#,
                percent(x - half_step),
                percent(half_step * 2),
                (bottom - top).max(1)
            );
        }
    }
    let line = past.iter().copied().chain(ahead.iter().map(|month| (month.month, month.people)));
    let line: Vec<(Month, u64)> = line.collect();
    for (place, pair) in line.windows(2).enumerate() {
        let dashes = if place + 1 >= past.len() { r#" stroke-dasharray="6 4""# } else { "" };
        let _ = write!(
            svg,
            r##"<line class="line" x1="{}" y1="{}" x2="{}" y2="{}" stroke="#0072b2" stroke-width="2"{dashes}/>"##,
            percent(across(place)),
            height(pair[0].1),
            percent(across(place + 1)),
            height(pair[1].1)
        );
    }
    for (place, (label, people)) in targets.iter().enumerate() {
        // Targets lie close together: each label stands beside the one before.
        let x = 12 + 17 * (place % 4);
        let y = height(*people);
        let _ = write!(
            svg,
            r##"<line class="mark" x1="0" y1="{y}" x2="100%" y2="{y}" stroke="#1f1f1f" stroke-dasharray="2 4"/><text class="label" x="{x}%" y="{}" font-size="12" fill="#1f1f1f">{}</text>"##,
            y - 4,
            escape(label)
        );
    }
    for (place, anchor) in [(0, "start"), (past.len().saturating_sub(1), "end"), (line.len().saturating_sub(1), "end")] {
        let Some((month, people)) = line.get(place) else { continue };
        let x = percent(across(place));
        let _ = write!(
            svg,
            r##"<text class="axis" x="{x}" y="216" text-anchor="{anchor}" font-size="12" fill="#525252">{}</text><text class="label strong" x="{x}" y="{}" text-anchor="{anchor}" font-size="13" font-weight="600" fill="#1f1f1f">{}</text>"##,
            numerals.short_month(*month),
            height(*people).saturating_sub(8).max(12),
            numerals.count(*people)
        );
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_ahead_has_its_two_bands_and_the_targets_their_lines() {
        let month = |number| Month::new(2025, number).unwrap();
        let ahead = Ahead { month: month(3), people: 120, half: (110, 130), most: (90, 150) };
        let svg = fan(&[(month(1), 100), (month(2), 110)], &[ahead], &[("68% <".to_owned(), 200)], "x", Numerals::Indonesian);
        assert_eq!(svg.matches("<rect").count(), 2, "{svg}");
        assert_eq!(svg.matches(r#"class="line""#).count(), 2);
        assert!(svg.contains("68% &lt;"), "{svg}");
    }
}
