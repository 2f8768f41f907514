//! The outline of a region as it is handed on: from the file that somebody sent, through the facts of ingest, to the map of report.
//!
//! Whole numbers throughout: a hundred-thousandth of a degree is about a metre, finer than any boundary here is known. As text an
//! outline is WKT (OGC 06-103r4, `MULTIPOLYGON`), so that a table with a column of WKT is as good as a GeoJSON file.

mod thin;

pub use thin::thin;

use std::fmt::{self, Write};

/// Hundred-thousandths in a degree.
pub const DEGREE: i32 = 100_000;

/// A place on the earth in hundred-thousandths of a degree, or on a drawing in its own units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// East.
    pub x: i32,
    /// North; on a drawing, down.
    pub y: i32,
}

/// A closed line: its last point is joined to its first, which is not repeated.
pub type Ring = Vec<Point>;

/// The outline of one region: polygons, each an outer ring and its holes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    polygons: Vec<Vec<Ring>>,
}

impl Outline {
    /// The outline of these polygons. Points that repeat the one before them and rings of less than three points go; none when
    /// nothing is left.
    pub fn of(polygons: Vec<Vec<Ring>>) -> Option<Self> {
        let polygons: Vec<Vec<Ring>> = polygons
            .into_iter()
            .map(|rings| rings.into_iter().filter_map(closed).collect::<Vec<Ring>>())
            .filter(|rings| !rings.is_empty())
            .collect();
        (!polygons.is_empty()).then_some(Self { polygons })
    }

    /// Reads WKT of a polygon or several; none when it is anything else, or not in degrees.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, body) = text.split_at(text.find('(')?);
        let depth = match word.split_whitespace().next()?.to_ascii_uppercase().as_str() {
            "POLYGON" => 2,
            "MULTIPOLYGON" => 3,
            _ => return None,
        };
        let (mut open, mut begun, mut polygons) = (0, None, Vec::new());
        for (at, byte) in body.bytes().enumerate() {
            match byte {
                b'(' => {
                    open += 1;
                    if open > depth {
                        return None;
                    }
                    if open + 1 == depth {
                        polygons.push(Vec::new());
                    }
                    begun = (open == depth).then_some(at + 1);
                }
                b')' => {
                    if let Some(from) = begun.take() {
                        let ring = body.get(from..at)?.split(',').map(point).collect::<Option<Ring>>()?;
                        polygons.last_mut()?.push(ring);
                    }
                    open -= 1;
                    if open < 0 {
                        return None;
                    }
                }
                _ => {}
            }
        }
        if open == 0 { Self::of(polygons) } else { None }
    }

    /// The same with the polygons of another outline: a region that a file names twice is both parts.
    pub fn join(&mut self, other: Self) {
        self.polygons.extend(other.polygons);
    }

    /// Every ring, outer ones and holes. Drawn by the even-odd rule, a hole is a hole.
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.polygons.iter().flatten()
    }

    /// How many points it has.
    pub fn points(&self) -> usize {
        self.rings().map(Vec::len).sum()
    }

    /// The rings that somebody wants, none where no ring is left.
    pub fn only(self, wanted: impl Fn(&Ring) -> bool) -> Option<Self> {
        let rings = |rings: Vec<Ring>| rings.into_iter().filter(|ring| wanted(ring)).collect();
        Self::of(self.polygons.into_iter().map(rings).collect())
    }

    /// The same outline with every point moved.
    pub fn map(&self, place: impl Fn(Point) -> Point) -> Option<Self> {
        let moved = |ring: &Ring| ring.iter().map(|point| place(*point)).collect();
        Self::of(self.polygons.iter().map(|rings| rings.iter().map(moved).collect()).collect())
    }
}

/// Twice the area inside a ring.
pub fn double_area(ring: &[Point]) -> u64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| i64::from(a.x) * i64::from(b.y) - i64::from(b.x) * i64::from(a.y))
        .sum::<i64>()
        .unsigned_abs()
}

fn closed(mut ring: Ring) -> Option<Ring> {
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    (ring.len() >= 3).then_some(ring)
}

fn point(text: &str) -> Option<Point> {
    let mut numbers = text.split_ascii_whitespace();
    // A height or measure behind them is nothing to a map.
    Some(Point { x: degrees(numbers.next()?, 180)?, y: degrees(numbers.next()?, 90)? })
}

/// A decimal number of degrees, rounded to hundred-thousandths; none beyond `most`.
fn degrees(text: &str, most: i32) -> Option<i32> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || !whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: i32 = whole.parse().ok().filter(|whole| *whole <= most)?;
    let digit = |place: usize| part.as_bytes().get(place).map_or(0, |byte| i32::from(byte - b'0'));
    let fraction = (0..5).fold(0, |sum, place| sum * 10 + digit(place)) + i32::from(digit(5) >= 5);
    let value = whole * DEGREE + fraction;
    (value <= most * DEGREE).then_some(if negative { -value } else { value })
}

impl fmt::Display for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MULTIPOLYGON")?;
        listed(f, &self.polygons, |f, rings| {
            listed(f, rings, |f, ring| {
                // WKT repeats the first point at the end.
                let points: Vec<Point> = ring.iter().chain(ring.first()).copied().collect();
                listed(f, &points, |f, point| {
                    write_degrees(f, point.x)?;
                    f.write_char(' ')?;
                    write_degrees(f, point.y)
                })
            })
        })
    }
}

fn listed<T>(
    f: &mut fmt::Formatter<'_>,
    all: &[T],
    mut one: impl FnMut(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    f.write_char('(')?;
    for (place, item) in all.iter().enumerate() {
        if place > 0 {
            f.write_char(',')?;
        }
        one(f, item)?;
    }
    f.write_char(')')
}

/// Degrees without the zeros at their end.
fn write_degrees(f: &mut fmt::Formatter<'_>, value: i32) -> fmt::Result {
    if value < 0 {
        f.write_char('-')?;
    }
    let (whole, part) = (value.unsigned_abs() / DEGREE.unsigned_abs(), value.unsigned_abs() % DEGREE.unsigned_abs());
    write!(f, "{whole}")?;
    if part > 0 {
        write!(f, ".{}", format!("{part:05}").trim_end_matches('0'))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_with_its_holes_and_islands() {
        let text = "MULTIPOLYGON(((119.5 -5.25,120 -5.25,120 -4.00001,119.5 -5.25),(119.6 -5.2,119.7 -5.2,119.7 -5.1,119.6 -5.2)),((119.1 -5,119.2 -5,119.2 -4.9,119.1 -5)))";
        let outline = Outline::parse(text).unwrap();
        assert_eq!(outline.to_string(), text);
        assert_eq!((outline.rings().count(), outline.points()), (3, 9));
        let spaced = "Polygon Z ((119.5 -5.25 3, 120.0 -5.250000 3, 120 -4.000009 3, 119.5 -5.25 3))";
        assert_eq!(
            Outline::parse(spaced).unwrap().to_string(),
            "MULTIPOLYGON(((119.5 -5.25,120 -5.25,120 -4.00001,119.5 -5.25)))"
        );
    }

    #[test]
    fn what_is_no_polygon_in_degrees_is_no_outline() {
        for text in [
            "",
            "POINT(119 -5)",
            "POLYGON((119 -5,120 -5))",
            "POLYGON((766000 9430000,767000 9430000,767000 9431000,766000 9430000))",
            "POLYGON((119 -5,120 -5,120 -4,119 -5)",
            "POLYGON((119 -5,120 -5,120 -4,119 -5)))",
            "POLYGON(((119 -5,120 -5,120 -4,119 -5)))",
            "POLYGON((119 x,120 -5,120 -4,119 -5))",
            "POLYGON((1e2 -5,120 -5,120 -4,119 -5))",
        ] {
            assert_eq!(Outline::parse(text), None, "{text}");
        }
    }
}
