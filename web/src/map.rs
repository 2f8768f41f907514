//! The map of a page: outlines that were brought in, our schematic ones, or tiles; its heading says which, its links switch.

use crate::reader::Voice;
use crate::view::{Form, Map, View};
use app::Boundary;
use base::vocabulary::Percent;
use base::vocabulary::region::{Level, RegionCode};
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use report::{MapRegion, MapStyle, MapWords, Measure, Shapes, has_tiles, schematic, tile_map};
use std::collections::BTreeSet;

/// Outlines on paper, with where they come from.
pub(crate) struct Drawing {
    shapes: Option<Shapes>,
    /// Source and first day of what was brought in; none: our schematic drawing.
    origins: BTreeSet<(String, Date)>,
}

impl Drawing {
    /// Draws the boundaries of a region, or where there are none our schematic ones.
    pub(crate) fn of(boundaries: Vec<Boundary>, parent: RegionCode) -> Self {
        let origins = boundaries.iter().map(|boundary| (boundary.source.clone(), boundary.from)).collect();
        let mut outlines: Vec<_> = boundaries.into_iter().map(|boundary| (boundary.code, boundary.outline)).collect();
        if outlines.is_empty() && parent.level() == Level::Provinsi {
            outlines = schematic(parent);
        }
        Self { shapes: Shapes::of(&outlines), origins }
    }
}

/// What a page shows on its map.
pub(crate) struct MapOf<'m> {
    /// The region whose parts are shown.
    pub(crate) parent: RegionCode,
    /// The parts, those without a figure too.
    pub(crate) regions: Vec<MapRegion>,
    /// The target that the darkest class begins at.
    pub(crate) target: Option<Percent>,
    /// Where the page is, for the links that switch.
    pub(crate) path: &'m str,
    /// Whether people may be shown instead of shares.
    pub(crate) people: bool,
}

/// The map with its heading and switches; nothing where there is neither an outline nor a tile.
pub(crate) fn section(voice: &Voice<'_>, drawing: &Drawing, map: &MapOf<'_>, view: &View) -> Option<Markup> {
    let tiles = has_tiles(map.parent);
    let shapes = drawing.shapes.as_ref().filter(|_| view.form == Form::Shapes || !tiles);
    if shapes.is_none() && !tiles {
        return None;
    }
    let title = voice.word(if shapes.is_some() { "web-map-shapes" } else { "web-map" });
    let (unknown, hidden) = (voice.word("web-no-data"), voice.word("web-hidden"));
    let words = MapWords { title: &title, unknown: &unknown, hidden: &hidden };
    let measure = if map.people && view.map == Map::People { Measure::People } else { Measure::Rate };
    let style = MapStyle { measure, target: map.target, words, numerals: voice.numerals };
    let drawn = shapes.map_or_else(|| tile_map(&map.regions, style), |shapes| shapes.map(&map.regions, style));
    let absent = map.regions.iter().filter(|region| shapes.is_some_and(|shapes| !shapes.has(region.code)));
    let absent: Vec<&str> = absent.map(|region| region.name.as_str()).collect();
    let below = match (shapes, drawing.origins.is_empty()) {
        (None, _) => voice.word("web-map-below"),
        (Some(_), true) => voice.word("web-map-schematic"),
        (Some(_), false) => {
            let told = |(source, from): &(String, Date)| format!("{source}, {}", voice.numerals.day(&from.to_string()));
            let origins: Vec<String> = drawing.origins.iter().map(told).collect();
            voice.say("web-map-from", &[("origins", &origins.join("; "))])
        }
    };
    Some(html! {
        section.peta {
            h2 { (title) }
            p.asal {
                (below)
                @if tiles && drawing.shapes.is_some() {
                    " "
                    @for (form, key) in [(Form::Shapes, "web-map-form-shapes"), (Form::Tiles, "web-map-form-tiles")] {
                        a href=(View { form, ..view.clone() }.at(map.path)) aria-current=[(form == view.form).then_some("true")] { (voice.word(key)) } " "
                    }
                }
                @if map.people {
                    " · "
                    @for (shown, key) in [(Map::Rate, "web-map-rate"), (Map::People, "web-map-people")] {
                        a href=(View { map: shown, ..view.clone() }.at(map.path)) aria-current=[(shown == view.map).then_some("true")] { (voice.word(key)) } " "
                    }
                }
            }
            (PreEscaped(drawn))
            @if !absent.is_empty() { p.asal { (voice.say("web-map-absent", &[("names", &absent.join(", "))])) } }
        }
    })
}
