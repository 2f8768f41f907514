//! A tile map: every regency one tile of one size, about where it lies, so that small cities are seen as well as large regencies.
//! The places of tiles (`data/tiles.csv`) are our own drawing, schematic and without boundaries.

use crate::map::{MapRegion, MapStyle, Measure, PATTERNS};
use crate::svg::escape;
use base::vocabulary::region::RegionCode;
use std::fmt::Write;

const PLACES: &str = include_str!("../data/tiles.csv");
const WIDTH: u32 = 84;
const HEIGHT: u32 = 52;
const GAP: u32 = 4;
/// The largest radius of a circle that fits a tile.
const RADIUS: u128 = 23;

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

/// The map with its legend.
pub fn tile_map(regions: &[MapRegion], style: MapStyle<'_>) -> String {
    tiles_drawn(regions, style) + &style.legend(regions)
}

/// The map by itself.
pub(crate) fn tiles_drawn(regions: &[MapRegion], style: MapStyle<'_>) -> String {
    let (columns, rows) =
        places().fold((0, 0), |(columns, rows), (_, column, row, _)| (columns.max(column + 1), rows.max(row + 1)));
    let (width, height) = (columns * (WIDTH + GAP), rows * (HEIGHT + GAP));
    let mut svg = format!(
        r#"<svg class="chart map tiles" viewBox="0 0 {width} {height}" role="group" aria-label="{title}"><title>{title}</title>{PATTERNS}"#,
        title = escape(style.words.title)
    );
    let most = regions.iter().filter_map(|region| region.uncovered).max().unwrap_or(0);
    for (code, column, row, short) in places() {
        let Some(region) = regions.iter().find(|region| region.code == code) else { continue };
        let (x, y) = (column * (WIDTH + GAP), row * (HEIGHT + GAP));
        let (told, (fill, ink)) = (style.told(region), style.colours(region));
        let _ = write!(
            svg,
            r##"<a href="{}" aria-label="{told}"><title>{told}</title><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="4" fill="{fill}" stroke="#525252" stroke-width="0.8"/>"##,
            escape(&region.href)
        );
        let middle = x + WIDTH / 2;
        if let (Measure::People, Some(people)) = (style.measure, region.uncovered) {
            let radius = MapStyle::radius(people, most, RADIUS);
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
            escape(style.value(region).as_deref().unwrap_or("–"))
        );
    }
    svg.push_str("</svg>");
    svg
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
}
