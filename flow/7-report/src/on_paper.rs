//! A drawing of a page as a drawing on paper: a size of its own instead of the width of a window, the style that a page gives it from
//! outside, the font of the paper, and no links. A map brings its legend along, which on a page is a list beside it.

use crate::map::{MapRegion, MapStyle};
use crate::shapes::Shapes;
use crate::svg::escape;
use crate::tiles::tiles_drawn;
use std::fmt::Write;

/// The font that a page of paper is set in.
const FONT: &str = "Libertinus Serif";
/// What the style sheet of the pages says of drawings, as far as paper needs it.
const STYLE: &str = "<style>.shapes path{stroke:#525252;stroke-width:1;fill-rule:evenodd}.shapes .atas{text-anchor:middle;font-size:13px}\
    .shapes .n{font-weight:600}.shapes circle{fill:#f5a65b;fill-opacity:.75;stroke:#8f5600}</style>";
/// How wide letters and digits are on paper, where they are smaller than on a page.
const LETTERS: (usize, usize) = (6, 7);
/// Height of a line of a legend.
const LINE: i64 = 26;

/// A chart (bar, trend) on paper, so many units wide: lengths in percent follow.
pub fn on_paper(svg: &str, width: u32) -> String {
    let Some((head, rest)) = svg.split_once('>') else { return String::new() };
    let height = attribute(head, "height").unwrap_or("200");
    format!(r#"{}>{STYLE}{rest}"#, opening(head, &format!("0 0 {width} {height}"), (i64::from(width), height)))
}

/// A map of outlines, or of tiles where there are none, with its legend below it.
pub fn map_on_paper(shapes: Option<&Shapes>, regions: &[MapRegion], style: MapStyle<'_>) -> String {
    let drawn = shapes.map_or_else(|| tiles_drawn(regions, style), |shapes| shapes.drawn(regions, style, LETTERS));
    let Some((head, rest)) = drawn.split_once('>') else { return String::new() };
    let sides: Vec<i64> =
        attribute(head, "viewBox").unwrap_or_default().split(' ').filter_map(|side| side.parse().ok()).collect();
    let [left, top, width, height] = sides[..] else { return String::new() };
    let entries = style.legend_entries(regions);
    let columns = if width > 500 { 3 } else { 2 };
    let lines = i64::try_from(entries.len().div_ceil(columns)).unwrap_or(0);
    let tall = height + lines * LINE + LINE / 2;
    let mut svg = format!(
        "{}>{STYLE}{}",
        opening(head, &format!("{left} {top} {width} {tall}"), (width, &tall.to_string())),
        without_links(rest)
    );
    svg.truncate(svg.len() - "</svg>".len());
    for (place, (fill, label)) in entries.iter().enumerate() {
        let (column, line) = (i64::try_from(place % columns).unwrap_or(0), i64::try_from(place / columns).unwrap_or(0));
        let x = left + column * width / i64::try_from(columns).unwrap_or(1);
        let y = top + height + LINE / 2 + line * LINE;
        let _ = write!(
            svg,
            r##"<rect x="{x}" y="{y}" width="22" height="16" fill="{fill}" stroke="#525252"/><text x="{}" y="{}" font-size="16" fill="#1f1f1f">{}</text>"##,
            x + 30,
            y + 14,
            escape(label)
        );
    }
    svg.push_str("</svg>");
    svg
}

fn opening(head: &str, view: &str, (width, height): (i64, &str)) -> String {
    let class = attribute(head, "class").unwrap_or("chart");
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="{class}" viewBox="{view}" width="{width}" height="{height}" font-family="{FONT}""#
    )
}

fn attribute<'s>(head: &'s str, name: &str) -> Option<&'s str> {
    let (_, rest) = head.split_once(&format!(r#" {name}=""#))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// What stands in links stays, the links go.
fn without_links(svg: &str) -> String {
    let mut plain = String::with_capacity(svg.len());
    let mut rest = svg;
    while let Some((before, link)) = rest.split_once("<a ") {
        plain.push_str(before);
        rest = link.split_once('>').map_or("", |(_, inside)| inside);
    }
    plain.push_str(rest);
    plain.replace("</a>", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bar::bullet;
    use crate::map::{MapWords, Measure};
    use crate::numeral::Numerals;
    use crate::shapes::schematic;
    use base::vocabulary::Percent;
    use base::vocabulary::region::RegionCode;

    #[test]
    fn a_chart_on_paper_has_a_size_a_font_and_the_same_drawing() {
        let page = bullet(Some(Percent(4_738)), &[], "Cakupan", Numerals::Indonesian);
        let paper = on_paper(&page, 640);
        assert!(
            paper.starts_with(r#"<svg xmlns="http://www.w3.org/2000/svg" class="chart bullet" viewBox="0 0 640 58" width="640""#),
            "{paper}"
        );
        assert!(paper.contains("47.38%") && !paper.contains(r#"width="100%" height="58""#));
    }

    #[test]
    fn a_map_on_paper_has_its_legend_and_no_links() {
        let province = RegionCode::parse("73").unwrap();
        let outlines = schematic(province);
        let region = |code: RegionCode| MapRegion {
            code,
            name: "Kabupaten Maros".to_owned(),
            rate: Some(Percent(4_738)),
            uncovered: None,
            hidden: false,
            href: "/wilayah".to_owned(),
        };
        let regions: Vec<MapRegion> = outlines.iter().map(|(code, _)| region(*code)).collect();
        let words = MapWords { title: "Peta", unknown: "tidak ada data", hidden: "disamarkan" };
        let style = MapStyle { measure: Measure::Rate, target: Some(Percent(6_800)), words, numerals: Numerals::Indonesian };
        for shapes in [Shapes::of(&outlines), None] {
            let svg = map_on_paper(shapes.as_ref(), &regions, style);
            assert!(!svg.contains("<a ") && !svg.contains("</a>") && svg.ends_with("</svg>"));
            assert!(svg.contains("≥ 68%") && svg.contains("xmlns"), "{}", &svg[..200]);
            assert_eq!(svg.matches("<svg").count(), 1);
        }
    }
}
