//! Fewer points for a drawing (Visvalingam and Whyatt 1993: the corner that makes the smallest triangle goes first). What two outlines
//! share is thinned once, so neighbours keep one line between them, with neither gap nor overlap.
//!
//! Shared lines are found by their points, as TopoJSON makers do: a point is a junction where lines that meet in it part.

use super::{Outline, Point, Ring, double_area};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// The same outlines with about `most` points in all; no region vanishes.
pub fn thin(outlines: &[Outline], most: usize) -> Vec<Outline> {
    if outlines.iter().map(Outline::points).sum::<usize>() <= most {
        return outlines.to_vec();
    }
    let junctions = junctions(outlines.iter().flat_map(Outline::rings));
    let mut arcs = Arcs::default();
    let cut: Vec<Vec<Vec<Vec<Part>>>> = outlines
        .iter()
        .map(|outline| {
            outline.polygons.iter().map(|rings| rings.iter().map(|ring| arcs.cut(ring, &junctions)).collect()).collect()
        })
        .collect();
    let kept = arcs.thinned(most);
    let ring = |parts: &Vec<Part>| parts.iter().flat_map(|part| part.points(&kept)).collect::<Ring>();
    outlines
        .iter()
        .zip(&cut)
        .map(|(whole, polygons)| {
            let thinned = polygons.iter().map(|rings| rings.iter().map(ring).collect()).collect();
            Outline::of(thinned).unwrap_or_else(|| largest(whole))
        })
        .collect()
}

/// Of a region that is too small for the drawing its largest ring, as it was.
fn largest(outline: &Outline) -> Outline {
    let ring = outline.rings().max_by_key(|ring| double_area(ring)).cloned().unwrap_or_default();
    Outline { polygons: vec![vec![ring]] }
}

/// The points at which lines part, by the neighbours that rings give them.
fn junctions<'o>(rings: impl Iterator<Item = &'o Ring>) -> BTreeMap<Point, (Point, Point, bool)> {
    let mut points: BTreeMap<Point, (Point, Point, bool)> = BTreeMap::new();
    for ring in rings {
        for (at, point) in ring.iter().enumerate() {
            let (before, after) = (ring[(at + ring.len() - 1) % ring.len()], ring[(at + 1) % ring.len()]);
            let pair = (before.min(after), before.max(after));
            let known = points.entry(*point).or_insert((pair.0, pair.1, false));
            known.2 |= (known.0, known.1) != pair;
        }
    }
    points
}

/// Lines between junctions, each kept once whichever way rings go along it.
#[derive(Default)]
struct Arcs {
    all: Vec<Vec<Point>>,
    known: BTreeMap<Vec<Point>, usize>,
}

/// A line as a ring goes along it.
struct Part {
    arc: usize,
    backwards: bool,
}

impl Part {
    /// Its points but the last, which begins the next part.
    fn points(&self, arcs: &[Vec<Point>]) -> Vec<Point> {
        let mut points = arcs[self.arc].clone();
        if self.backwards {
            points.reverse();
        }
        points.pop();
        points
    }
}

impl Arcs {
    fn cut(&mut self, ring: &Ring, junctions: &BTreeMap<Point, (Point, Point, bool)>) -> Vec<Part> {
        let parts: Vec<usize> = (0..ring.len()).filter(|at| junctions[&ring[*at]].2).collect();
        // An island has no junction: it begins at its first point in order, so that a hole and what fills it agree.
        let first = || (0..ring.len()).min_by_key(|at| ring[*at]).unwrap_or_default();
        let starts = if parts.is_empty() { vec![first()] } else { parts };
        (0..starts.len())
            .map(|number| {
                let from = starts[number];
                let next = starts[(number + 1) % starts.len()];
                let until = if next > from { next } else { next + ring.len() };
                self.part((from..=until).map(|at| ring[at % ring.len()]).collect())
            })
            .collect()
    }

    fn part(&mut self, points: Vec<Point>) -> Part {
        let turned: Vec<Point> = points.iter().rev().copied().collect();
        let backwards = turned < points;
        let points = if backwards { turned } else { points };
        let next = self.all.len();
        let arc = *self.known.entry(points).or_insert_with_key(|points| {
            self.all.push(points.clone());
            next
        });
        Part { arc, backwards }
    }

    /// Every line with the corners that weigh most; ends stay.
    fn thinned(&self, most: usize) -> Vec<Vec<Point>> {
        let weights: Vec<Vec<u64>> = self.all.iter().map(|arc| weights(arc)).collect();
        let mut inner: Vec<u64> = weights.iter().flatten().copied().filter(|weight| *weight < u64::MAX).collect();
        let ends = weights.iter().map(Vec::len).sum::<usize>() - inner.len();
        inner.sort_unstable_by_key(|weight| Reverse(*weight));
        // Each line stands in two outlines, but those of coasts and islands.
        let limit = inner.get(most.saturating_sub(ends)).copied().unwrap_or_default();
        let kept = |(arc, weights): (&Vec<Point>, &Vec<u64>)| {
            arc.iter().zip(weights).filter(|(_, weight)| **weight > limit).map(|(point, _)| *point).collect()
        };
        self.all.iter().zip(&weights).map(kept).collect()
    }
}

/// What each point of a line weighs: the area of the triangle that would go with it, at least that of those that went before.
fn weights(arc: &[Point]) -> Vec<u64> {
    let mut weights = vec![u64::MAX; arc.len()];
    let mut before: Vec<usize> = (0..arc.len()).map(|at| at.saturating_sub(1)).collect();
    let mut after: Vec<usize> = (1..=arc.len()).collect();
    let triangle = |before: usize, at: usize, after: usize| double_area(&[arc[before], arc[at], arc[after]]);
    let mut area: Vec<u64> = vec![u64::MAX; arc.len()];
    let mut queue = BinaryHeap::new();
    let inner = 1..arc.len().saturating_sub(1);
    for (at, own) in area.iter_mut().enumerate().take(inner.end).skip(inner.start) {
        *own = triangle(at - 1, at, at + 1);
        queue.push(Reverse((*own, at)));
    }
    let mut least = 0;
    while let Some(Reverse((weight, at))) = queue.pop() {
        // An earlier word on a point whose neighbours have changed since.
        if weight != area[at] || weights[at] != u64::MAX {
            continue;
        }
        least = least.max(weight);
        weights[at] = least;
        let (left, right) = (before[at], after[at]);
        (after[left], before[right]) = (right, left);
        for near in [left, right] {
            if near > 0 && near + 1 < arc.len() {
                area[near] = triangle(before[near], near, after[near]);
                queue.push(Reverse((area[near], near)));
            }
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two squares side by side with a wavy line between them, and an island.
    fn neighbours() -> Vec<Outline> {
        let wave: Vec<Point> = (0..=200).map(|y| Point { x: 1_000 + (y * 37) % 11, y: y * 10 }).collect();
        let mut west = vec![Point { x: 0, y: 2_000 }, Point { x: 0, y: 0 }];
        west.extend(&wave);
        let mut east = vec![Point { x: 2_000, y: 0 }, Point { x: 2_000, y: 2_000 }];
        east.extend(wave.iter().rev());
        let island = (0..100).map(|at| Point { x: 5_000 + (at * at) % 53, y: at * 7 }).collect();
        [west, east, island].map(|ring| Outline::of(vec![vec![ring]]).unwrap()).to_vec()
    }

    #[test]
    fn neighbours_keep_one_line_between_them_and_no_region_vanishes() {
        let all = neighbours();
        let thinned = thin(&all, 40);
        assert_eq!(thinned.len(), 3);
        let inside = |outline: &Outline| -> std::collections::BTreeSet<Point> {
            outline.rings().flatten().copied().filter(|point| (1_000..1_100).contains(&point.x)).collect()
        };
        assert_eq!(inside(&thinned[0]), inside(&thinned[1]));
        assert!(inside(&thinned[0]).len() > 2 && thinned.iter().map(Outline::points).sum::<usize>() < 80);
        assert!(thinned.iter().all(|outline| outline.points() >= 3));
        assert_eq!(thin(&all, 10_000), all, "what fits is not touched");
    }

    #[test]
    fn the_corners_that_make_the_shape_stay() {
        let square = [(0, 0), (500, 1), (1_000, 0), (1_001, 500), (1_000, 1_000), (0, 1_000)].map(|(x, y)| Point { x, y });
        let thinned = thin(&[Outline::of(vec![vec![square.to_vec()]]).unwrap()], 5);
        let corners: Vec<(i32, i32)> = thinned[0].rings().flatten().map(|point| (point.x, point.y)).collect();
        assert_eq!(corners, [(0, 0), (1_000, 0), (1_000, 1_000), (0, 1_000)]);
    }
}
