//! A map of outlines: boundaries that were brought in as data, or for South Sulawesi a schematic drawing of ours
//! (`data/outlines-73.csv`; `data/README.md` says what it was made of). Drawn once for a set of regions, coloured for every page.

use crate::map::{INK, MapRegion, MapStyle, Measure, PATTERNS, short_name};
use crate::svg::escape;
use base::handover::Outline;
use base::handover::outline::{Point, Ring, double_area, thin};
use base::vocabulary::region::RegionCode;
use std::fmt::Write;

const SCHEMATIC: &str = include_str!("../data/outlines-73.csv");
/// The largest drawing, in its units.
const WIDTH: i64 = 640;
const HEIGHT: i64 = 760;
/// Points of a whole drawing: what fits the first view of a page beside its table.
const POINTS: usize = 2_400;
/// How wide a letter of a name and a digit of a figure are on a page, in units of the drawing.
const PAGE_LETTERS: (usize, usize) = (9, 10);
/// The largest radius of a circle of people.
const RADIUS: u128 = 44;

/// Outlines as lines of a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shapes {
    width: i64,
    height: i64,
    all: Vec<Shape>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Shape {
    code: RegionCode,
    path: String,
    /// Where words stand, and how wide it is there.
    middle: Point,
    room: i32,
}

/// The schematic outlines of the regencies of a region; none where there is no drawing of them.
pub fn schematic(region: RegionCode) -> Vec<(RegionCode, Outline)> {
    let read = |line: &str| {
        let (code, outline) = line.split_once(';')?;
        Some((RegionCode::parse(code).ok()?, Outline::parse(outline)?))
    };
    SCHEMATIC.lines().skip(1).filter_map(read).filter(|(code, _)| region.contains(*code)).collect()
}

impl Shapes {
    /// Lays outlines on a drawing with no more points than a page carries; none where there are no outlines.
    pub fn of(outlines: &[(RegionCode, Outline)]) -> Option<Self> {
        let corners: Vec<Point> = outlines.iter().flat_map(|(_, outline)| large(outline)).flatten().copied().collect();
        let (west, east) = (corners.iter().map(|point| point.x).min()?, corners.iter().map(|point| point.x).max()?);
        let (south, north) = (corners.iter().map(|point| point.y).min()?, corners.iter().map(|point| point.y).max()?);
        // Towards a pole degrees of longitude grow short: width goes with the cosine of the middle latitude.
        let cosine = cosine((i64::from(south) + i64::from(north)) / 2);
        let (wide, high) = ((i64::from(east) - i64::from(west)) * cosine / MILLION, i64::from(north) - i64::from(south));
        let scale = (wide * MILLION / WIDTH).max(high * MILLION / HEIGHT).max(1);
        let along = |length: i64| length * MILLION / scale;
        let place = |point: Point| Point {
            x: small(along((i64::from(point.x) - i64::from(west)) * cosine / MILLION)),
            y: small(along(i64::from(north) - i64::from(point.y))),
        };
        let edge = Point { x: small(along(wide)), y: small(along(high)) };
        let inside = |ring: &Ring| ring.iter().all(|point| (0..=edge.x).contains(&point.x) && (0..=edge.y).contains(&point.y));
        let drawn: Vec<(RegionCode, Outline)> =
            outlines.iter().filter_map(|(code, outline)| Some((*code, outline.map(place)?.only(inside)?))).collect();
        let (codes, outlines): (Vec<_>, Vec<_>) = drawn.into_iter().unzip();
        let all = codes.into_iter().zip(thin(&outlines, POINTS)).map(|(code, outline)| Shape::of(code, &outline)).collect();
        Some(Self { width: along(wide), height: along(high), all })
    }

    /// Whether a region is on the drawing.
    pub fn has(&self, code: RegionCode) -> bool {
        self.all.iter().any(|shape| shape.code == code)
    }

    /// The map with its legend. Regions without an outline are not on it: the table beside it has them.
    pub fn map(&self, regions: &[MapRegion], style: MapStyle<'_>) -> String {
        self.drawn(regions, style, PAGE_LETTERS) + &style.legend(regions)
    }

    /// The map by itself, with letters so wide.
    pub(crate) fn drawn(&self, regions: &[MapRegion], style: MapStyle<'_>, letters: (usize, usize)) -> String {
        let mut svg = format!(
            r#"<svg class="chart map shapes" viewBox="-2 -2 {} {}" role="group" aria-label="{title}"><title>{title}</title>{PATTERNS}"#,
            self.width + 4,
            self.height + 4,
            title = escape(style.words.title)
        );
        let drawn =
            || self.all.iter().filter_map(|shape| Some((shape, regions.iter().find(|region| region.code == shape.code)?)));
        for (shape, region) in drawn() {
            let (told, (fill, _)) = (style.told(region), style.colours(region));
            let _ = write!(
                svg,
                r#"<a href="{}" aria-label="{told}"><title>{told}</title><path d="{}" fill="{fill}"/></a>"#,
                escape(&region.href),
                shape.path
            );
        }
        // Above all regions, so that no neighbour covers what is written; a pointer reaches the region through it.
        svg.push_str(r#"<g class="atas" aria-hidden="true">"#);
        let most = regions.iter().filter_map(|region| region.uncovered).max().unwrap_or(0);
        for (shape, region) in drawn() {
            if let (Measure::People, Some(people)) = (style.measure, region.uncovered) {
                let radius = MapStyle::radius(people, most, RADIUS);
                let _ = write!(
                    svg,
                    r#"<circle cx="{}" cy="{}" r="{}.{}"/>"#,
                    shape.middle.x,
                    shape.middle.y,
                    radius / 10,
                    radius % 10
                );
            }
            shape.label(&mut svg, region, style, letters);
        }
        svg.push_str("</g></svg>");
        svg
    }
}

impl Shape {
    fn of(code: RegionCode, outline: &Outline) -> Self {
        let mut path = String::new();
        let largest = outline.rings().map(|ring| double_area(ring)).max().unwrap_or_default();
        // Islets of a unit or two are specks; a region that is nothing else keeps its largest.
        for ring in outline.rings().filter(|ring| double_area(ring) >= 6.min(largest)) {
            draw(&mut path, ring);
        }
        let whole = outline.rings().max_by_key(|ring| double_area(ring));
        let (middle, room) = whole.map_or((Point { x: 0, y: 0 }, 0), widest);
        Self { code, path, middle, room }
    }

    /// Name and figure where they fit, the figure alone where only it does; what is too small has a title and the table.
    fn label(&self, svg: &mut String, region: &MapRegion, style: MapStyle<'_>, (letter, digit): (usize, usize)) {
        let ink = if style.measure == Measure::Rate { style.colours(region).1 } else { INK };
        let (name, value) = (short_name(&region.name), style.value(region).unwrap_or_else(|| "–".to_owned()));
        let fits = |text: &str, unit: usize| text.chars().count() * unit <= usize::try_from(self.room).unwrap_or_default();
        let Point { x, y } = self.middle;
        if fits(name, letter) && fits(&value, digit) {
            let _ = write!(svg, r#"<text x="{x}" y="{}" fill="{ink}">{}</text>"#, y - 4, escape(name));
            let _ = write!(svg, r#"<text class="n" x="{x}" y="{}" fill="{ink}">{}</text>"#, y + 14, escape(&value));
        } else if fits(&value, digit) {
            let _ = write!(svg, r#"<text class="n" x="{x}" y="{}" fill="{ink}">{}</text>"#, y + 5, escape(&value));
        }
    }
}

/// The rings of a region that decide how large the drawing is: islets far off would make everything else small.
fn large(outline: &Outline) -> impl Iterator<Item = &Ring> {
    let largest = outline.rings().map(|ring| double_area(ring)).max().unwrap_or_default();
    outline.rings().filter(move |ring| double_area(ring) >= largest / 20)
}

const MILLION: i64 = 1_000_000;

/// The cosine of a latitude in millionths, by its series: exact enough for a drawing, and the same on every machine.
fn cosine(latitude: i64) -> i64 {
    // Hundred-thousandths of a degree → millionths of the radius.
    let angle = latitude * 174_533 / MILLION;
    let square = angle * angle / MILLION;
    let fourth = square * square / MILLION;
    MILLION - square / 2 + fourth / 24 - fourth * square / MILLION / 720
}

fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A ring as steps from point to point, the shortest way to write it.
fn draw(path: &mut String, ring: &Ring) {
    let mut before: Option<Point> = None;
    for point in ring {
        let _ = match before {
            None => write!(path, "M{} {}l", point.x, point.y),
            Some(before) => {
                let (x, y) = (point.x - before.x, point.y - before.y);
                // A minus sign parts two numbers as well as a blank does.
                let apart = |number: i32, first: bool| if first || number < 0 { "" } else { " " };
                let first = path.ends_with('l');
                write!(path, "{}{x}{}{y}", apart(x, first), apart(y, false))
            }
        };
        before = Some(*point);
    }
    path.push('z');
}

/// Where a horizontal line lies longest inside a ring: its middle and its length. Higher and lower lines must be long too, so that
/// two lines of words fit.
fn widest(ring: &Ring) -> (Point, i32) {
    let (low, high) = ring.iter().fold((i32::MAX, i32::MIN), |(low, high), point| (low.min(point.y), high.max(point.y)));
    let mut best = (Point { x: 0, y: 0 }, -1);
    for step in 1..24 {
        let y = low + (high - low) * step / 24;
        for (from, until) in inside(ring, y) {
            let (from, until) = [y - 12, y + 12].into_iter().fold((from, until), |(from, until), y| {
                let here = inside(ring, y);
                let over = here.iter().map(|(left, right)| (from.max(*left), until.min(*right)));
                over.max_by_key(|(left, right)| right - left).unwrap_or((from, from))
            });
            if until - from > best.1 {
                best = (Point { x: i32::midpoint(from, until), y }, until - from);
            }
        }
    }
    best
}

/// The stretches of a horizontal line that lie inside a ring.
fn inside(ring: &Ring, y: i32) -> Vec<(i32, i32)> {
    let next = ring.iter().cycle().skip(1);
    let mut crossings: Vec<i32> = ring
        .iter()
        .zip(next)
        .filter(|(a, b)| (a.y <= y) != (b.y <= y))
        .map(|(a, b)| a.x + small(i64::from(b.x - a.x) * i64::from(y - a.y) / i64::from(b.y - a.y)))
        .collect();
    crossings.sort_unstable();
    crossings.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::MapWords;
    use crate::numeral::Numerals;
    use base::vocabulary::Percent;
    use base::vocabulary::region::{Level, Regions};
    use std::collections::BTreeSet;

    fn style(measure: Measure) -> MapStyle<'static> {
        let words = MapWords { title: "Peta", unknown: "tidak ada data", hidden: "disamarkan" };
        MapStyle { measure, target: Some(Percent(6_800)), words, numerals: Numerals::Indonesian }
    }

    fn regions(of: &[(RegionCode, Outline)]) -> Vec<MapRegion> {
        let region = |code: RegionCode| MapRegion {
            code,
            name: Regions::embedded().name(code).unwrap().to_owned(),
            rate: Some(Percent(4_738)),
            uncovered: Some(1_000),
            hidden: false,
            href: format!("/wilayah/{code}"),
        };
        of.iter().map(|(code, _)| region(*code)).collect()
    }

    #[test]
    fn every_regency_of_the_province_has_a_schematic_outline_and_fits_the_page() {
        let province = RegionCode::parse("73").unwrap();
        let outlines = schematic(province);
        let drawn: BTreeSet<RegionCode> = outlines.iter().map(|(code, _)| *code).collect();
        let known = Regions::embedded().children(province).map(|region| region.code);
        let known: BTreeSet<RegionCode> = known.filter(|code| code.level() == Level::KabupatenKota).collect();
        assert_eq!(drawn, known);
        let shapes = Shapes::of(&outlines).unwrap();
        let map = shapes.map(&regions(&outlines), style(Measure::Rate));
        assert!(map.len() < 24_000, "{} bytes", map.len());
        assert!(map.contains(">Bone</text>") && map.contains("47,38%"));
        assert_eq!(map.matches("<path").count(), 24);
        assert!(schematic(RegionCode::parse("64").unwrap()).is_empty());
    }

    #[test]
    fn people_are_circles_whose_area_speaks_and_an_empty_drawing_is_none() {
        let square = |from: i32| format!("POLYGON(({from} -5,{0} -5,{0} -4,{from} -4,{from} -5))", from + 1);
        let outlines: Vec<(RegionCode, Outline)> = [("73.05", 119), ("73.06", 120)]
            .map(|(code, from)| (RegionCode::parse(code).unwrap(), Outline::parse(&square(from)).unwrap()))
            .to_vec();
        let mut all = regions(&outlines);
        all[0].uncovered = Some(4_000);
        let map = Shapes::of(&outlines).unwrap().map(&all, style(Measure::People));
        assert!(map.contains(r#"r="44.0""#) && map.contains(r#"r="22.0""#), "{map}");
        assert_eq!(Shapes::of(&[]), None);
    }

    #[test]
    fn an_islet_far_off_does_not_make_everything_else_small() {
        let code = RegionCode::parse("73.05").unwrap();
        let text = "MULTIPOLYGON(((119 -5,120 -5,120 -4,119 -4,119 -5)),((100 -5,100.01 -5,100.01 -4.99,100 -5)))";
        let shapes = Shapes::of(&[(code, Outline::parse(text).unwrap())]).unwrap();
        assert!(shapes.width > 600 && shapes.all[0].path.matches('M').count() == 1, "{shapes:?}");
    }

    #[test]
    fn a_region_that_is_a_narrow_crescent_has_its_words_inside() {
        let bow = Outline::parse("POLYGON((0 0,4 0,4 10,0 10,0 9,3 9,3 1,0 1,0 0))").unwrap();
        let ring = bow.rings().next().unwrap();
        let (middle, room) = widest(&ring.iter().map(|point| Point { x: point.x / 1_000, y: point.y / 1_000 }).collect());
        assert!(
            room > 0
                && inside(ring, middle.y * 1_000).iter().any(|(from, until)| (from / 1_000..=until / 1_000).contains(&middle.x))
        );
    }
}
