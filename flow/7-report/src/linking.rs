//! Charts of linking: what each agreement says, its shares, what a threshold costs, rows too poor to be linked, what each
//! rule found. Values come in as they are drawn; a chart says in words what it shows, so that it can be read aloud.

use crate::svg::escape;
use std::fmt::Write;

/// A bar with what stands before and behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledBar {
    /// What bars are grouped by: the comparison of a level. Empty for none.
    pub group: String,
    /// What it is.
    pub label: String,
    /// Its length; below zero it goes to the left.
    pub value: f64,
    /// A second, paler length behind it; none for none.
    pub behind: Option<f64>,
    /// The figure as text.
    pub text: String,
}

/// A line through points from left to right, both between 0 and 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What it is.
    pub label: String,
    /// Its points.
    pub points: Vec<(f64, f64)>,
}

/// The words of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartWords<'a> {
    /// What it shows.
    pub title: &'a str,
    /// How to read it.
    pub note: &'a str,
}

const LINE: usize = 22;
const LABELS: f64 = 330.0;
const WIDTH: f64 = 900.0;
const FIGURES: f64 = 150.0;

/// Bars below each other, to both sides of a zero line.
pub fn bars(words: &ChartWords<'_>, bars: &[LabelledBar]) -> String {
    let reach = |of: fn(f64, f64) -> f64| bars.iter().flat_map(|bar| [Some(bar.value), bar.behind]).flatten().fold(0.0, of);
    let (low, high) = (reach(f64::min), reach(f64::max));
    let room = WIDTH - LABELS - FIGURES;
    let scale = room / (high - low).max(1e-9);
    let zero = LABELS - low * scale;
    let groups = bars.chunk_by(|a, b| a.group == b.group).filter(|bars| !bars[0].group.is_empty()).count();
    let mut svg = open(words, (bars.len() + groups) * LINE + 70);
    let mut at = 64;
    for group in bars.chunk_by(|a, b| a.group == b.group) {
        if !group[0].group.is_empty() {
            text(&mut svg, 0.0, at + 15, "start", "600", &group[0].group);
            at += LINE;
        }
        for bar in group {
            text(&mut svg, LABELS - 10.0, at + 15, "end", "400", &bar.label);
            for (value, class, colour) in [(bar.behind, "behind", "#c9d3df"), (Some(bar.value), "fill", "#196bcd")] {
                let Some(value) = value else { continue };
                let (x, width) = if value < 0.0 { (zero + value * scale, -value * scale) } else { (zero, value * scale) };
                let colour = if value < 0.0 { "#b3541e" } else { colour };
                let _ = write!(
                    svg,
                    r#"<rect class="{class}" x="{x:.1}" y="{}" width="{:.1}" height="{}" fill="{colour}"/>"#,
                    at + 4,
                    width.max(0.5),
                    LINE - 8
                );
            }
            text(&mut svg, WIDTH - FIGURES + 8.0, at + 15, "start", "400", &bar.text);
            at += LINE;
        }
    }
    let _ = write!(svg, r##"<line class="zero" x1="{zero:.1}" y1="60" x2="{zero:.1}" y2="{at}" stroke="#1f1f1f"/></svg>"##);
    svg
}

/// Curves over a scale from 0 to 1, with marks on the scale below.
pub fn curves(words: &ChartWords<'_>, curves: &[Curve], marks: &[(f64, String)]) -> String {
    const COLOURS: [&str; 3] = ["#196bcd", "#b3541e", "#3d7a3a"];
    const DASHES: [&str; 3] = ["none", "8 4", "2 4"];
    let (left, top, wide, tall) = (60.0, 70.0, WIDTH - 240.0, 330.0);
    let mut svg = open(words, 460);
    for tenth in [0, 2, 4, 6, 8, 10] {
        let y = top + tall * (1.0 - f64::from(tenth) / 10.0);
        let _ =
            write!(svg, r##"<line class="grid" x1="{left}" y1="{y:.1}" x2="{:.1}" y2="{y:.1}" stroke="#e4e7ec"/>"##, left + wide);
        text(&mut svg, left - 8.0, y as usize + 4, "end", "400", &format!("{} %", tenth * 10));
    }
    for (place, label) in marks {
        let x = left + wide * place;
        let _ = write!(
            svg,
            r##"<line class="tick" x1="{x:.1}" y1="{}" x2="{x:.1}" y2="{}" stroke="#525252"/>"##,
            top + tall,
            top + tall + 6.0
        );
        text(&mut svg, x, (top + tall) as usize + 22, "middle", "400", label);
    }
    for (place, curve) in curves.iter().enumerate() {
        let points: Vec<String> =
            curve.points.iter().map(|(x, y)| format!("{:.1},{:.1}", left + wide * x, top + tall * (1.0 - y))).collect();
        let (colour, dash) = (COLOURS[place % 3], DASHES[place % 3]);
        let _ = write!(
            svg,
            r#"<polyline class="curve" points="{}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"/>"#,
            points.join(" ")
        );
        let y = top as usize + 20 + place * 26;
        let (from, to) = (left + wide + 20.0, left + wide + 50.0);
        let _ = write!(
            svg,
            r#"<line x1="{from:.1}" y1="{y}" x2="{to:.1}" y2="{y}" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"/>"#
        );
        text(&mut svg, to + 8.0, y + 5, "start", "400", &curve.label);
    }
    svg.push_str("</svg>");
    svg
}

fn open(words: &ChartWords<'_>, height: usize) -> String {
    let (title, note) = (escape(words.title), escape(words.note));
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="chart linking" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-label="{title}" font-family="sans-serif"><title>{title}</title><desc>{note}</desc>"#
    );
    svg.push_str(r##"<rect width="100%" height="100%" fill="#ffffff"/>"##);
    let _ = write!(svg, r##"<text x="0" y="22" font-size="18" font-weight="600" fill="#1f1f1f">{title}</text>"##);
    let _ = write!(svg, r##"<text x="0" y="44" font-size="13" fill="#525252">{note}</text>"##);
    svg
}

fn text(svg: &mut String, x: f64, y: usize, anchor: &str, weight: &str, words: &str) {
    let _ = write!(
        svg,
        r##"<text x="{x:.1}" y="{y}" text-anchor="{anchor}" font-size="13" font-weight="{weight}" fill="#1f1f1f">{}</text>"##,
        escape(words)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: ChartWords<'static> = ChartWords { title: "Bobot <nama>", note: "Tiap bit melipatduakan peluang." };

    fn bar(label: &str, value: f64) -> LabelledBar {
        LabelledBar { group: "nama".to_owned(), label: label.to_owned(), value, behind: None, text: format!("{value:+.1}") }
    }

    #[test]
    fn bars_go_to_both_sides_of_zero_and_never_beyond_their_room() {
        let svg = bars(&WORDS, &[bar("sama", 8.0), bar("berbeda", -4.0), bar("\"&", 0.0)]);
        assert!(svg.contains(r#"x="330.0" y="112" width="140.0""#), "{svg}");
        assert!(svg.contains(r#"x="470.0" y="90" width="280.0""#), "{svg}");
        assert!(svg.contains("Bobot &lt;nama&gt;") && svg.contains("&quot;&amp;") && !svg.contains("<nama>"));
    }

    #[test]
    fn a_chart_of_nothing_is_still_a_drawing() {
        assert!(bars(&WORDS, &[]).ends_with("</svg>"));
        assert!(curves(&WORDS, &[], &[]).ends_with("</svg>"));
    }

    #[test]
    fn curves_are_told_apart_without_colour() {
        let curve = |label: &str| Curve { label: label.to_owned(), points: vec![(0.0, 0.0), (1.0, 1.0)] };
        let svg = curves(&WORDS, &[curve("tepat"), curve("terjaring")], &[(0.5, "0".to_owned())]);
        assert!(svg.contains(r#"points="60.0,400.0 720.0,70.0""#), "{svg}");
        assert!(svg.contains(r#"stroke-dasharray="none""#) && svg.contains(r#"stroke-dasharray="8 4""#));
    }
}
