//! What every map has in common: the regions on it, classes of colour, marks for zero, unknown and too few, the legend.

use crate::numeral::Numerals;
use crate::svg::escape;
use base::vocabulary::Percent;
use base::vocabulary::region::RegionCode;
use std::fmt::Write;

/// What a map shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The share, as five classes of colour.
    Rate,
    /// People not covered, as the area of a circle.
    People,
}

/// One region of a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapRegion {
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
    /// Where it leads.
    pub href: String,
}

/// What a map says in words.
#[derive(Clone, Copy, Debug)]
pub struct MapWords<'w> {
    /// Of the whole map.
    pub title: &'w str,
    /// Of a region without data.
    pub unknown: &'w str,
    /// Of a region with too few people.
    pub hidden: &'w str,
}

/// What a map is drawn with: the measure, the target that the darkest class begins at, words and numerals.
#[derive(Clone, Copy, Debug)]
pub struct MapStyle<'w> {
    /// What it shows.
    pub measure: Measure,
    /// The target; without one, classes are fifths.
    pub target: Option<Percent>,
    /// Its words.
    pub words: MapWords<'w>,
    /// Its numerals.
    pub numerals: Numerals,
}

/// Ink that is read on white and on all light classes.
pub(crate) const INK: &str = "#1f1f1f";
/// A share of nothing at all: not the lightest class, which begins above it.
const ZERO: &str = "#ffffff";

/// What stands for a figure that is not shown, be it small itself or hidden so that a small one is.
const HIDDEN: &str = "*";

/// The classes of colour, light to dark, with ink that is read on each (at least 4.5 to 1).
const CLASSES: [(&str, &str); 5] =
    [("#f1eef6", INK), ("#bdc9e1", INK), ("#74a9cf", INK), ("#1f78ad", "#ffffff"), ("#045a8d", "#ffffff")];

/// Hatches and dots, for regions whose figure is unknown or not shown.
pub(crate) const PATTERNS: &str = r##"<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="#ffffff"/><line x1="0" y1="0" x2="0" y2="7" stroke="#9a9a9a" stroke-width="2"/></pattern><pattern id="dots" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="#eeeeee"/><circle cx="3" cy="3" r="1.2" fill="#8a8a8a"/></pattern></defs>"##;

/// Where classes end; the last begins at the target, so that the darkest colour means that it is met. Without a target, fifths.
fn breaks(target: Option<Percent>) -> [Percent; 4] {
    match target {
        None => [2_000, 4_000, 6_000, 8_000].map(Percent),
        Some(target) if target.0 > 6_000 => [Percent(3_000), Percent(4_500), Percent(6_000), target],
        Some(target) => [1, 2, 3, 4].map(|quarter| Percent(target.0 * quarter / 4)),
    }
}

impl MapStyle<'_> {
    /// The figure of a region as text; none where it is unknown.
    pub(crate) fn value(&self, region: &MapRegion) -> Option<String> {
        match self.measure {
            _ if region.hidden => Some(HIDDEN.to_owned()),
            Measure::Rate => region.rate.map(|rate| self.numerals.brief_percent(rate)),
            Measure::People => region.uncovered.map(|people| self.numerals.count(people)),
        }
    }

    /// What a region says of itself: its name and its figure.
    pub(crate) fn told(&self, region: &MapRegion) -> String {
        let value = if region.hidden { Some(self.words.hidden.to_owned()) } else { self.value(region) };
        escape(&format!("{}: {}", region.name, value.as_deref().unwrap_or(self.words.unknown)))
    }

    /// The fill of a region, and the ink that is read on it.
    pub(crate) fn colours(&self, region: &MapRegion) -> (&'static str, &'static str) {
        match (self.measure, region.rate) {
            _ if region.hidden => ("url(#dots)", INK),
            (Measure::Rate, Some(Percent(0))) => (ZERO, INK),
            (Measure::Rate, Some(rate)) => CLASSES[breaks(self.target).iter().filter(|limit| rate >= **limit).count()],
            (Measure::People, _) if region.uncovered.is_some() => ("#ffffff", INK),
            _ => ("url(#hatch)", INK),
        }
    }

    /// The radius of the circle of so many people in tenths, where the largest of the map has `most` people and the radius `full`.
    pub(crate) fn radius(people: u64, most: u64, full: u128) -> u128 {
        // The area speaks, so the radius goes with the root.
        (u128::from(people) * full * full * 100 / u128::from(most.max(1))).isqrt()
    }

    /// What colours and marks mean: fill and words; marks that no region has are left out.
    pub(crate) fn legend_entries(&self, regions: &[MapRegion]) -> Vec<(&'static str, String)> {
        let mut entries: Vec<(&'static str, String)> = Vec::new();
        if self.measure == Measure::Rate {
            let limits = breaks(self.target).map(|limit| self.numerals.short_percent(limit));
            if regions.iter().any(|region| region.rate == Some(Percent(0)) && !region.hidden) {
                entries.push((ZERO, self.numerals.short_percent(Percent(0))));
            }
            let mut labels = vec![format!("‹ {}", limits[0])];
            labels.extend(limits.windows(2).map(|pair| format!("{}–{}", pair[0].trim_end_matches('%'), pair[1])));
            labels.push(format!("≥ {}", limits[3]));
            entries.extend(CLASSES.iter().map(|(fill, _)| *fill).zip(labels));
        }
        let unknown = |region: &MapRegion| !region.hidden && self.value(region).is_none();
        for (fill, word, there) in [
            ("url(#hatch)", self.words.unknown.to_owned(), regions.iter().any(unknown)),
            ("url(#dots)", format!("{HIDDEN} {}", self.words.hidden), regions.iter().any(|region| region.hidden)),
        ] {
            if there {
                entries.push((fill, word));
            }
        }
        entries
    }

    /// The same as a list of a page.
    pub(crate) fn legend(&self, regions: &[MapRegion]) -> String {
        let entries = self.legend_entries(regions);
        if entries.is_empty() {
            return String::new();
        }
        let mut html = r#"<ul class="legend">"#.to_owned();
        for (fill, label) in entries {
            let _ = write!(
                html,
                r##"<li><svg width="18" height="14" aria-hidden="true"><rect width="18" height="14" fill="{fill}" stroke="#525252"/></svg>{}</li>"##,
                escape(&label)
            );
        }
        html.push_str("</ul>");
        html
    }
}

/// The name of a region as it stands on a map: without the word for what it is.
pub(crate) fn short_name(name: &str) -> &str {
    ["Kabupaten ", "Kota ", "Kecamatan "].iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn region(code: &str, rate: Option<i64>) -> MapRegion {
        MapRegion {
            code: RegionCode::parse(code).unwrap(),
            name: "Kabupaten Takalar".to_owned(),
            rate: rate.map(Percent),
            uncovered: None,
            hidden: false,
            href: "/w".to_owned(),
        }
    }

    pub(crate) const STYLE: MapStyle<'static> = MapStyle {
        measure: Measure::Rate,
        target: Some(Percent(6_800)),
        words: MapWords { title: "Peta", unknown: "tidak ada data", hidden: "disamarkan" },
        numerals: Numerals::Indonesian,
    };

    #[test]
    fn the_darkest_class_begins_at_the_target_whatever_it_is() {
        for (target, limits) in [(6_800, [3_000, 4_500, 6_000, 6_800]), (4_000, [1_000, 2_000, 3_000, 4_000])] {
            assert_eq!(breaks(Some(Percent(target))), limits.map(Percent));
        }
    }

    #[test]
    fn zero_and_unknown_and_too_few_have_three_marks_and_a_legend_that_says_so() {
        let few = MapRegion { hidden: true, ..region("73.05", Some(3_000)) };
        let all = [region("73.05", Some(0)), region("73.06", None), few];
        let fills: std::collections::BTreeSet<&str> = all.iter().map(|region| STYLE.colours(region).0).collect();
        assert_eq!(fills.len(), 3);
        let legend = STYLE.legend(&all);
        for word in ["0%", "tidak ada data", "disamarkan", "≥ 68%"] {
            assert!(legend.contains(word), "{word}: {legend}");
        }
        assert!(!STYLE.legend(&all[..1]).contains("disamarkan"));
        assert_eq!(STYLE.told(&all[1]), "Kabupaten Takalar: tidak ada data");
    }
}
