//! A tile map: every regency one tile of one size, about where it lies, so that small cities are seen as well as large regencies.
//! The places of tiles (`data/tiles.csv`) are our own drawing, schematic and without boundaries.

use crate::numeral::Numerals;
use crate::svg::escape;
use base::vocabulary::Percent;
use base::vocabulary::region::RegionCode;
use std::fmt::Write;

const PLACES: &str = include_str!("../data/tiles.csv");
const WIDTH: u32 = 84;
const HEIGHT: u32 = 52;
const GAP: u32 = 4;

/// What the tiles show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The share, as five classes of colour.
    Rate,
    /// People not covered, as the area of a circle.
    People,
}

/// One regency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Its code.
    pub code: RegionCode,
    /// Its whole name, for those who hear the page.
    pub name: String,
    /// Its share; none where nothing is known.
    pub rate: Option<Percent>,
    /// People not covered; none where covered exceeds the denominator or nothing is known.
    pub uncovered: Option<u64>,
    /// Whether it is about too few people to be shown.
    pub hidden: bool,
    /// Where the tile leads.
    pub href: String,
}

/// The classes of colour, light to dark, with ink that is read on each (at least 4.5 to 1).
const CLASSES: [(&str, &str); 5] =
    [("#f1eef6", "#1f1f1f"), ("#bdc9e1", "#1f1f1f"), ("#74a9cf", "#1f1f1f"), ("#1f78ad", "#ffffff"), ("#045a8d", "#ffffff")];

/// Where classes end; the last begins at the target, so that the darkest colour means that it is met. Without a target, fifths.
fn breaks(target: Option<Percent>) -> [Percent; 4] {
    match target {
        None => [2_000, 4_000, 6_000, 8_000].map(Percent),
        Some(target) if target.0 > 6_000 => [Percent(3_000), Percent(4_500), Percent(6_000), target],
        Some(target) => [1, 2, 3, 4].map(|quarter| Percent(target.0 * quarter / 4)),
    }
}

fn places() -> impl Iterator<Item = (RegionCode, u32, u32, &'static str)> {
    PLACES.lines().skip(1).filter_map(|line| {
        let mut cells = line.splitn(4, ',');
        let code = RegionCode::parse(cells.next()?).ok()?;
        Some((code, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?, cells.next()?))
    })
}

/// Whether there are tiles for the regencies of a region.
pub fn has_tiles(region: RegionCode) -> bool {
    places().filter(|(code, ..)| region.contains(*code)).count() > 1
}

/// The map with its legend. `words` says: of the whole map, of no data.
pub fn tile_map(tiles: &[Tile], target: Option<Percent>, measure: Measure, words: (&str, &str), numerals: Numerals) -> String {
    let (columns, rows) =
        places().fold((0, 0), |(columns, rows), (_, column, row, _)| (columns.max(column + 1), rows.max(row + 1)));
    let (width, height) = (columns * (WIDTH + GAP), rows * (HEIGHT + GAP));
    let mut svg = format!(
        r##"<svg class="chart tiles" viewBox="0 0 {width} {height}" role="group" aria-label="{title}"><title>{title}</title><defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="#ffffff"/><line x1="0" y1="0" x2="0" y2="7" stroke="#9a9a9a" stroke-width="2"/></pattern><pattern id="dots" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="#eeeeee"/><circle cx="3" cy="3" r="1.2" fill="#8a8a8a"/></pattern></defs>"##,
        title = escape(words.0)
    );
    let most = tiles.iter().filter_map(|tile| tile.uncovered).max().unwrap_or(0);
    for (code, column, row, short) in places() {
        let Some(tile) = tiles.iter().find(|tile| tile.code == code) else { continue };
        let (x, y) = (column * (WIDTH + GAP), row * (HEIGHT + GAP));
        let value = match measure {
            _ if tile.hidden => Some("‹10".to_owned()),
            Measure::Rate => tile.rate.map(|rate| numerals.brief_percent(rate)),
            Measure::People => tile.uncovered.map(|people| numerals.count(people)),
        };
        let told = format!("{}: {}", tile.name, value.as_deref().unwrap_or(words.1));
        let _ =
            write!(svg, r#"<a href="{}" aria-label="{told}"><title>{told}</title>"#, escape(&tile.href), told = escape(&told));
        let (fill, ink) = match (measure, tile.rate) {
            _ if tile.hidden => ("url(#dots)", "#1f1f1f"),
            (Measure::Rate, Some(rate)) => CLASSES[breaks(target).iter().filter(|limit| rate >= **limit).count()],
            (Measure::People, _) if tile.uncovered.is_some() => ("#ffffff", "#1f1f1f"),
            _ => ("url(#hatch)", "#1f1f1f"),
        };
        let _ = write!(
            svg,
            r##"<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="4" fill="{fill}" stroke="#525252" stroke-width="0.8"/>"##
        );
        let middle = x + WIDTH / 2;
        if let (Measure::People, Some(people)) = (measure, tile.uncovered) {
            // The area speaks, so the radius goes with the root; 23 is the largest that fits.
            let radius = (u128::from(people) * 23 * 23 * 100 / u128::from(most.max(1))).isqrt();
            let _ = write!(
                svg,
                r##"<circle cx="{middle}" cy="{}" r="{}.{}" fill="#f5a65b" stroke="#8f5600"/>"##,
                y + HEIGHT / 2,
                radius / 10,
                radius % 10
            );
        }
        let _ = write!(
            svg,
            r#"<text x="{middle}" y="{}" text-anchor="middle" font-size="13" fill="{ink}">{}</text><text x="{middle}" y="{}" text-anchor="middle" font-size="15" font-weight="600" fill="{ink}">{}</text></a>"#,
            y + 21,
            escape(short),
            y + 41,
            escape(value.as_deref().unwrap_or("–"))
        );
    }
    svg.push_str("</svg>");
    if measure == Measure::Rate {
        svg.push_str(&legend(target, words.1, numerals));
    }
    svg
}

fn legend(target: Option<Percent>, unknown: &str, numerals: Numerals) -> String {
    let limits = breaks(target).map(|limit| numerals.short_percent(limit));
    let mut labels = vec![format!("‹ {}", limits[0])];
    labels.extend(limits.windows(2).map(|pair| format!("{}–{}", pair[0].trim_end_matches('%'), pair[1])));
    labels.push(format!("≥ {}", limits[3]));
    let mut html = r#"<ul class="legend">"#.to_owned();
    for ((fill, _), label) in CLASSES.iter().zip(&labels) {
        let _ = write!(
            html,
            r##"<li><svg width="18" height="14" aria-hidden="true"><rect width="18" height="14" fill="{fill}" stroke="#525252"/></svg>{}</li>"##,
            escape(label)
        );
    }
    let _ = write!(
        html,
        r##"<li><svg width="18" height="14" aria-hidden="true"><rect width="18" height="14" fill="url(#hatch)" stroke="#525252"/></svg>{}</li></ul>"##,
        escape(unknown)
    );
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::vocabulary::region::{Level, Regions};
    use std::collections::BTreeSet;

    #[test]
    fn every_regency_of_the_province_has_one_tile_and_no_two_share_a_place() {
        let province = RegionCode::parse("73").unwrap();
        let drawn: BTreeSet<RegionCode> = places().map(|(code, ..)| code).collect();
        let known: BTreeSet<RegionCode> = Regions::embedded()
            .children(province)
            .map(|region| region.code)
            .filter(|code| code.level() == Level::KabupatenKota)
            .collect();
        assert_eq!(drawn, known);
        let spots: BTreeSet<(u32, u32)> = places().map(|(_, column, row, _)| (column, row)).collect();
        assert_eq!(spots.len(), drawn.len());
        assert!(has_tiles(province) && !has_tiles(RegionCode::parse("64").unwrap()));
    }

    #[test]
    fn the_darkest_class_begins_at_the_target_whatever_it_is() {
        for (target, limits) in [(6_800, [3_000, 4_500, 6_000, 6_800]), (4_000, [1_000, 2_000, 3_000, 4_000])] {
            assert_eq!(breaks(Some(Percent(target))), limits.map(Percent));
        }
    }

    #[test]
    fn no_data_is_hatched_and_says_so() {
        let code = RegionCode::parse("73.05").unwrap();
        let tile = Tile {
            code,
            name: "Kabupaten Takalar".to_owned(),
            rate: None,
            uncovered: None,
            hidden: false,
            href: "/w".to_owned(),
        };
        let svg = tile_map(&[tile], Some(Percent(6_800)), Measure::Rate, ("Peta", "tidak ada data"), Numerals::Indonesian);
        assert!(svg.contains(r#"fill="url(#hatch)""#) && svg.contains("Kabupaten Takalar: tidak ada data"), "{svg}");
    }
}
