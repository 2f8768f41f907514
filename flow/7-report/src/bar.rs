//! A share as a bar on a scale from zero, with marks for targets. Never clamped: above one hundred percent the scale grows and
//! one hundred stays marked.

use crate::numeral::Numerals;
use crate::svg::{along, escape};
use base::vocabulary::Percent;
use std::fmt::Write;

/// A mark on the scale: a target, or the average of the province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub at: Percent,
    /// What it is, in words.
    pub label: String,
}

/// The end of a scale on which every share fits: one hundred, or the next twenty above the largest.
pub fn full_scale(shares: impl IntoIterator<Item = Percent>) -> Percent {
    let largest = shares.into_iter().max().unwrap_or(Percent(0)).0;
    if largest <= 10_000 { Percent(10_000) } else { Percent((largest + 1_999) / 2_000 * 2_000) }
}

/// The bar of one figure with its marks below it, each on a line of its own so that close targets stay legible.
pub fn bullet(rate: Option<Percent>, marks: &[Mark], title: &str, numerals: Numerals) -> String {
    let full = full_scale(rate.into_iter().chain(marks.iter().map(|mark| mark.at)));
    let height = 58 + 20 * marks.len();
    let mut svg = format!(
        r#"<svg class="chart bullet" width="100%" height="{height}" role="img" aria-label="{title}"><title>{title}</title>"#,
        title = escape(title)
    );
    svg.push_str(r##"<rect class="track" x="0" y="8" width="100%" height="26" fill="#e4e7ec"/>"##);
    if let Some(rate) = rate {
        let _ = write!(svg, r##"<rect class="fill" x="0" y="8" width="{}" height="26" fill="#196bcd"/>"##, along(rate, full));
    }
    for tick in [0, 2_500, 5_000, 7_500, 10_000].map(Percent) {
        let anchor = anchor(tick, full);
        let at = along(tick, full);
        let _ = write!(svg, r##"<line class="tick" x1="{at}" y1="34" x2="{at}" y2="39" stroke="#525252"/>"##);
        let text = numerals.short_percent(tick);
        let _ = write!(
            svg,
            r##"<text class="axis" x="{at}" y="51" text-anchor="{anchor}" font-size="12" fill="#525252">{text}</text>"##
        );
    }
    for (line, mark) in marks.iter().enumerate() {
        let at = along(mark.at, full);
        let base = 70 + 20 * line;
        // Words stand on the side that has room.
        let (side, anchor) = if mark.at.0 * 2 > full.0 { (-6, "end") } else { (6, "start") };
        let _ = write!(
            svg,
            r##"<line class="mark" x1="{at}" y1="2" x2="{at}" y2="{base}" stroke="#1f1f1f" stroke-width="2"/><text class="label" x="{at}" y="{base}" dx="{side}" text-anchor="{anchor}" font-size="13" fill="#1f1f1f">{}</text>"##,
            escape(&mark.label)
        );
    }
    svg.push_str("</svg>");
    svg
}

fn anchor(at: Percent, full: Percent) -> &'static str {
    if at.0 == 0 {
        "start"
    } else if at == full {
        "end"
    } else {
        "middle"
    }
}

/// A small bar for the cell of a table; every row of the table shares one scale. The figure stands beside it as text.
pub fn cell_bar(rate: Option<Percent>, target: Option<Percent>, full: Percent) -> String {
    let mut svg = r#"<svg class="chart cell" width="100%" height="14" aria-hidden="true">"#.to_owned();
    svg.push_str(r##"<rect class="track" x="0" y="2" width="100%" height="10" fill="#e4e7ec"/>"##);
    if let Some(rate) = rate {
        let _ = write!(svg, r##"<rect class="fill" x="0" y="2" width="{}" height="10" fill="#196bcd"/>"##, along(rate, full));
    }
    if full.0 > 10_000 {
        let whole = along(Percent(10_000), full);
        let _ = write!(
            svg,
            r##"<line class="tick" x1="{whole}" y1="0" x2="{whole}" y2="14" stroke="#525252" stroke-dasharray="2 2"/>"##
        );
    }
    if let Some(target) = target {
        let at = along(target, full);
        let _ = write!(svg, r##"<line class="mark" x1="{at}" y1="0" x2="{at}" y2="14" stroke="#1f1f1f" stroke-width="2"/>"##);
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_above_one_hundred_percent_makes_the_scale_grow_and_is_not_cut() {
        assert_eq!(full_scale([Percent(4_738), Percent(6_800)]), Percent(10_000));
        assert_eq!(full_scale([Percent(12_074)]), Percent(14_000));
        let svg = bullet(Some(Percent(12_074)), &[], "Wajo", Numerals::Indonesian);
        assert!(svg.contains(r#"width="86.24%""#), "{svg}");
        assert!(svg.contains(">100%<"), "{svg}");
    }

    #[test]
    fn what_stands_in_a_chart_is_escaped() {
        let mark = Mark { at: Percent(6_800), label: "<script>\"&'".to_owned() };
        let svg = bullet(None, &[mark], "a<b", Numerals::Indonesian);
        assert!(svg.contains("&lt;script&gt;&quot;&amp;&#39;") && svg.contains("a&lt;b") && !svg.contains("<script"));
    }
}
