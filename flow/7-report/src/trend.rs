//! A share over months as one line from zero, its first and last point named, with the target as a dashed line.

use crate::bar::{Mark, full_scale};
use crate::numeral::Numerals;
use crate::svg::escape;
use base::vocabulary::{Month, Percent};
use std::fmt::Write;

/// One month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The month.
    pub month: Month,
    /// The share; none where there is no figure.
    pub rate: Option<Percent>,
}

const TOP: i64 = 24;
const BOTTOM: i64 = 176;

/// The line. Widths are percents and heights pixels, so that it fills a phone and a desk without small letters.
pub fn trend(points: &[Point], target: Option<&Mark>, title: &str, numerals: Numerals) -> String {
    let full = full_scale(points.iter().filter_map(|point| point.rate).chain(target.map(|mark| mark.at)));
    let height = |rate: Percent| BOTTOM - rate.0.max(0) * (BOTTOM - TOP) / full.0;
    // From 5 % to 93 % of the width, so that the words at both ends have room.
    let across = |place: usize| {
        let place = i64::try_from(place).unwrap_or(0);
        let last = i64::try_from(points.len().saturating_sub(1)).unwrap_or(0).max(1);
        let hundredths = 500 + 8_800 * place / last;
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    };
    let mut svg = format!(
        r#"<svg class="chart trend" width="100%" height="204" role="img" aria-label="{title}"><title>{title}</title>"#,
        title = escape(title)
    );
    for share in [0, full.0 / 2, full.0].map(Percent) {
        let y = height(share);
        let _ = write!(
            svg,
            r##"<line class="grid" x1="0" y1="{y}" x2="100%" y2="{y}" stroke="#d0d5dd"/><text class="axis" x="0" y="{}" font-size="12" fill="#525252">{}</text>"##,
            y - 4,
            numerals.short_percent(share)
        );
    }
    if let Some(mark) = target {
        let y = height(mark.at);
        let _ = write!(
            svg,
            r##"<line class="mark" x1="0" y1="{y}" x2="100%" y2="{y}" stroke="#1f1f1f" stroke-dasharray="6 4"/><text class="label" x="12%" y="{}" font-size="13" fill="#1f1f1f">{}</text>"##,
            y - 5,
            escape(&mark.label)
        );
    }
    let drawn: Vec<(usize, Point, Percent)> =
        points.iter().enumerate().filter_map(|(place, point)| Some((place, *point, point.rate?))).collect();
    for pair in drawn.windows(2) {
        // A month without a figure is a gap in the line, not a guess.
        if pair[1].0 == pair[0].0 + 1 {
            let _ = write!(
                svg,
                r##"<line class="line" x1="{}" y1="{}" x2="{}" y2="{}" stroke="#0072b2" stroke-width="2.5"/>"##,
                across(pair[0].0),
                height(pair[0].2),
                across(pair[1].0),
                height(pair[1].2)
            );
        }
    }
    for (number, (place, point, rate)) in drawn.iter().enumerate() {
        let (x, y) = (across(*place), height(*rate));
        let told = format!("{}: {}", numerals.month(point.month), numerals.percent(*rate));
        let _ = write!(svg, r##"<circle class="dot" cx="{x}" cy="{y}" r="4" fill="#0072b2"><title>{told}</title></circle>"##);
        let (first, last) = (number == 0, number + 1 == drawn.len());
        if first || last {
            let anchor = if last && !first { "end" } else { "start" };
            let _ = write!(
                svg,
                r##"<text class="label strong" x="{x}" y="{}" text-anchor="{anchor}" font-size="14" font-weight="600" fill="#1f1f1f">{}</text><text class="axis" x="{x}" y="196" text-anchor="{anchor}" font-size="12" fill="#525252">{}</text>"##,
                y - 9,
                numerals.percent(*rate),
                numerals.short_month(point.month)
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_without_a_figure_is_a_gap_in_the_line() {
        let month = |number: i8, rate: Option<i64>| Point { month: Month::new(2025, number).unwrap(), rate: rate.map(Percent) };
        let svg = trend(
            &[month(1, Some(4_000)), month(2, None), month(3, Some(4_100)), month(4, Some(4_200))],
            None,
            "x",
            Numerals::Indonesian,
        );
        assert_eq!(svg.matches(r#"class="line""#).count(), 1, "{svg}");
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.contains("April 2025: 42,00%"), "{svg}");
    }
}
