//! GeoJSON (RFC 7946) and TopoJSON: every feature becomes a row of its properties, with its outline as WKT in the last column.
//!
//! Bounded: size before reading, depth by the JSON reader, points while decoding (a TopoJSON of few lines may name them without
//! end), and the length of a cell, for which outlines are thinned together so that neighbours keep the line between them.

use crate::refusal::{Refusal, RefusalCode};
use crate::{Limits, Sink};
use base::handover::outline::{DEGREE, Point, Ring, thin};
use base::handover::{CellKind, Outline, RowBlock};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;

/// Points that an outline keeps at most on average: more than any page can show, and about what a cell can hold.
const POINTS_OF_ONE: usize = 1_000;
/// Rows are handed over when they are about so long together.
const BLOCK_BYTES: usize = 1 << 19;
/// The heading of the column of outlines.
const GEOMETRY: &str = "geometry";

/// Features that lie together: a file of GeoJSON, an object of TopoJSON.
struct Layer<'v> {
    name: String,
    features: Vec<Feature<'v>>,
}

struct Feature<'v> {
    properties: Option<&'v Map<String, Value>>,
    id: Option<&'v Value>,
    outline: Option<Outline>,
}

/// Reads a file of JSON.
pub(crate) fn read(file: File, limits: &Limits, sink: &mut dyn Sink) -> Result<(), Refusal> {
    let mut bytes = Vec::new();
    file.take(limits.json_bytes + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits.json_bytes {
        return Err(Refusal::new(RefusalCode::OutOfBounds, format!("JSON > {} MB", limits.json_bytes >> 20)));
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let document: Value = serde_json::from_slice(text).map_err(|error| Refusal::new(RefusalCode::Damaged, error))?;
    drop(bytes);
    let mut decoder = Decoder { points: 0, most: limits.points };
    let (how, layers) = match document["type"].as_str() {
        Some("FeatureCollection") => ("GeoJSON", vec![decoder.collection(&document)?]),
        Some("Feature") => {
            let features = vec![decoder.feature(&document)?];
            ("GeoJSON", vec![Layer { name: String::new(), features }])
        }
        Some("Topology") => ("TopoJSON", decoder.topology(&document)?),
        _ => return Err(Refusal::new(RefusalCode::Json, "")),
    };
    sink.how(how)?;
    layers.into_iter().try_for_each(|layer| hand_over(layer, limits, sink))
}

struct Decoder {
    points: usize,
    most: usize,
}

impl Decoder {
    fn count(&mut self, points: usize) -> Result<(), Refusal> {
        self.points += points;
        if self.points > self.most {
            return Err(Refusal::new(RefusalCode::OutOfBounds, format!("> {} points", self.most)));
        }
        Ok(())
    }

    fn collection<'v>(&mut self, document: &'v Value) -> Result<Layer<'v>, Refusal> {
        let features = document["features"].as_array().ok_or_else(|| Refusal::new(RefusalCode::Json, "features"))?;
        let features = features.iter().map(|feature| self.feature(feature)).collect::<Result<_, _>>()?;
        Ok(Layer { name: document["name"].as_str().unwrap_or_default().to_owned(), features })
    }

    fn feature<'v>(&mut self, feature: &'v Value) -> Result<Feature<'v>, Refusal> {
        let mut polygons = Vec::new();
        self.geometry(&feature["geometry"], &mut polygons)?;
        Ok(Feature { properties: feature["properties"].as_object(), id: feature.get("id"), outline: Outline::of(polygons) })
    }

    /// The polygons of a geometry; points and lines bound nothing and are left out.
    fn geometry(&mut self, geometry: &Value, polygons: &mut Vec<Vec<Ring>>) -> Result<(), Refusal> {
        let coordinates = items(&geometry["coordinates"]);
        match geometry["type"].as_str() {
            Some("Polygon") => polygons.push(self.rings(coordinates)?),
            Some("MultiPolygon") => {
                for polygon in coordinates {
                    polygons.push(self.rings(items(polygon))?);
                }
            }
            Some("GeometryCollection") => {
                for part in items(&geometry["geometries"]) {
                    self.geometry(part, polygons)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn rings(&mut self, rings: &[Value]) -> Result<Vec<Ring>, Refusal> {
        rings
            .iter()
            .map(|ring| {
                let positions = items(ring);
                self.count(positions.len())?;
                positions.iter().map(|position| place(number(&position[0])?, number(&position[1])?)).collect()
            })
            .collect()
    }

    fn topology<'v>(&mut self, document: &'v Value) -> Result<Vec<Layer<'v>>, Refusal> {
        let arcs =
            items(&document["arcs"]).iter().map(|arc| self.arc(arc, &document["transform"])).collect::<Result<Vec<_>, _>>()?;
        let objects = document["objects"].as_object().ok_or_else(|| Refusal::new(RefusalCode::Json, "objects"))?;
        objects
            .iter()
            .map(|(name, object)| {
                let alone = std::slice::from_ref(object);
                let geometries = if object["type"] == "GeometryCollection" { items(&object["geometries"]) } else { alone };
                let features = geometries.iter().map(|geometry| self.topology_feature(geometry, &arcs));
                Ok(Layer { name: name.clone(), features: features.collect::<Result<_, _>>()? })
            })
            .collect()
    }

    /// A line of a topology: each position is told as the step from the one before where the file is quantised.
    fn arc(&mut self, arc: &Value, transform: &Value) -> Result<Ring, Refusal> {
        let positions = items(arc);
        self.count(positions.len())?;
        let (mut x, mut y) = (0.0, 0.0);
        positions
            .iter()
            .map(|position| {
                let (across, up) = (number(&position[0])?, number(&position[1])?);
                if transform.is_null() {
                    return place(across, up);
                }
                (x, y) = (x + across, y + up);
                let (scale, shift) = (&transform["scale"], &transform["translate"]);
                place(x * number(&scale[0])? + number(&shift[0])?, y * number(&scale[1])? + number(&shift[1])?)
            })
            .collect()
    }

    fn topology_feature<'v>(&mut self, geometry: &'v Value, arcs: &[Ring]) -> Result<Feature<'v>, Refusal> {
        let lines = items(&geometry["arcs"]);
        let polygons = match geometry["type"].as_str() {
            Some("Polygon") => vec![self.joined(lines, arcs)?],
            Some("MultiPolygon") => {
                lines.iter().map(|polygon| self.joined(items(polygon), arcs)).collect::<Result<_, Refusal>>()?
            }
            _ => Vec::new(),
        };
        Ok(Feature { properties: geometry["properties"].as_object(), id: geometry.get("id"), outline: Outline::of(polygons) })
    }

    /// Rings put together from lines; a negative number (`!number`) goes along its line backwards.
    fn joined(&mut self, rings: &[Value], arcs: &[Ring]) -> Result<Vec<Ring>, Refusal> {
        let mut joined = Vec::new();
        for ring in rings {
            let mut points = Ring::new();
            for number in items(ring) {
                let number = number.as_i64().ok_or_else(|| Refusal::new(RefusalCode::Damaged, "arcs"))?;
                let backwards = number < 0;
                let at = usize::try_from(if backwards { !number } else { number }).unwrap_or(usize::MAX);
                let line = arcs.get(at).ok_or_else(|| Refusal::new(RefusalCode::Damaged, format!("arc {number}")))?;
                self.count(line.len())?;
                if backwards { points.extend(line.iter().rev()) } else { points.extend(line) }
            }
            joined.push(points);
        }
        Ok(joined)
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn number(value: &Value) -> Result<f64, Refusal> {
    value.as_f64().ok_or_else(|| Refusal::new(RefusalCode::Damaged, "coordinates"))
}

/// A position in degrees; metres of a projection are refused, because nobody can tell which.
#[expect(clippy::cast_possible_truncation, reason = "within 180 degrees, looked at on the line before")]
fn place(east: f64, north: f64) -> Result<Point, Refusal> {
    if !(east.abs() <= 180.0 && north.abs() <= 90.0) {
        return Err(Refusal::new(RefusalCode::NotDegrees, format!("{east}, {north}")));
    }
    let whole = |degrees: f64| (degrees * f64::from(DEGREE)).round() as i32;
    Ok(Point { x: whole(east), y: whole(north) })
}

fn hand_over(mut layer: Layer<'_>, limits: &Limits, sink: &mut dyn Sink) -> Result<(), Refusal> {
    let named = layer.features.iter().filter_map(|feature| feature.properties).flat_map(Map::keys);
    let mut headings: BTreeSet<&str> = named.map(String::as_str).filter(|name| *name != GEOMETRY).collect();
    if layer.features.iter().any(|feature| feature.id.is_some()) {
        headings.insert("id");
    }
    if headings.len() >= limits.columns {
        return Err(Refusal::new(RefusalCode::TooWide, headings.len()));
    }
    let outlines = outlines(&mut layer.features, limits.cell_chars);
    sink.sheet(&layer.name)?;
    let mut block = RowBlock::default();
    for heading in headings.iter().chain(&[GEOMETRY]) {
        push(&mut block, heading, limits);
    }
    block.end_row(1);
    for (line, (feature, outline)) in (2..).zip(layer.features.iter().zip(outlines)) {
        for heading in &headings {
            let told = feature.properties.and_then(|properties| properties.get(*heading));
            let told = told.or_else(|| feature.id.filter(|_| *heading == "id"));
            push(&mut block, &words(told), limits);
        }
        push(&mut block, &outline, limits);
        block.end_row(line);
        if block.bytes() >= BLOCK_BYTES {
            sink.rows(&block)?;
            block.clear();
        }
    }
    if block.is_empty() { Ok(()) } else { sink.rows(&block) }
}

/// The outlines as text that fits a cell, in the order of their features; empty where a feature has none.
fn outlines(features: &mut [Feature<'_>], cell_chars: usize) -> Vec<String> {
    let there: Vec<bool> = features.iter().map(|feature| feature.outline.is_some()).collect();
    let whole: Vec<Outline> = features.iter_mut().filter_map(|feature| feature.outline.take()).collect();
    let mut most = whole.iter().map(Outline::points).sum::<usize>().min(whole.len() * POINTS_OF_ONE);
    let mut texts: Vec<String> = Vec::new();
    while most > 0 {
        texts = thin(&whole, most).iter().map(Outline::to_string).collect();
        if texts.iter().all(|text| text.len() <= cell_chars) {
            break;
        }
        most /= 2;
    }
    let mut texts = texts.into_iter();
    there.into_iter().map(|there| there.then(|| texts.next()).flatten().unwrap_or_default()).collect()
}

fn words(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(truth)) => truth.to_string(),
        _ => String::new(),
    }
}

fn push(block: &mut RowBlock, text: &str, limits: &Limits) {
    match text.char_indices().nth(limits.cell_chars) {
        Some((end, _)) => block.push(&text[..end], CellKind::TooLong),
        None => block.push(text, CellKind::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was handed over, as text.
    #[derive(Default)]
    struct Told(Vec<String>);

    impl Sink for Told {
        fn sheet(&mut self, name: &str) -> Result<(), Refusal> {
            self.0.push(format!("[{name}]"));
            Ok(())
        }
        fn hidden_sheet(&mut self, _: &str) -> Result<(), Refusal> {
            Ok(())
        }
        fn rows(&mut self, block: &RowBlock) -> Result<(), Refusal> {
            let line = |row: base::handover::RawRow<'_>| row.cells().map(|cell| cell.text).collect::<Vec<_>>().join("|");
            self.0.extend(block.rows().map(line));
            Ok(())
        }
        fn how(&mut self, detail: &str) -> Result<(), Refusal> {
            self.0.push(detail.to_owned());
            Ok(())
        }
    }

    fn told(json: &str) -> Result<Vec<String>, Refusal> {
        use std::io::{Seek, Write};
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(json.as_bytes()).unwrap();
        file.rewind().unwrap();
        let mut told = Told::default();
        crate::read(file, &Limits { points: 100, ..Limits::default() }, &mut told).map(|()| told.0)
    }

    #[test]
    fn a_feature_is_a_row_of_its_properties_and_its_outline() {
        let square = "[[[119.5,-5],[120,-5],[120,-4.5],[119.5,-5]]]";
        let json = format!(
            r#"{{"type":"FeatureCollection","name":"kab","features":[
              {{"type":"Feature","properties":{{"name":"Takalar","code":"73.05","lain":{{"x":1}}}},"geometry":{{"type":"Polygon","coordinates":{square}}}}},
              {{"type":"Feature","properties":{{"code":7309,"luas":null}},"geometry":{{"type":"Point","coordinates":[119,-5]}}}}]}}"#
        );
        let outline = "MULTIPOLYGON(((119.5 -5,120 -5,120 -4.5,119.5 -5)))";
        let expected = ["GeoJSON", "[kab]", "code|lain|luas|name|geometry", &format!("73.05|||Takalar|{outline}"), "7309||||"];
        assert_eq!(told(&json).unwrap(), expected);
    }

    #[test]
    fn lines_of_a_topology_are_put_together_forwards_and_backwards() {
        // Two triangles with one line between them, in steps of half a degree from 119 east, 6 south.
        let json = r#"{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[119,-6]},
          "arcs":[[[0,0],[2,2]],[[2,2],[-2,0],[0,-2]],[[0,0],[2,0],[0,2]]],
          "objects":{"kec":{"type":"GeometryCollection","geometries":[
            {"type":"Polygon","arcs":[[0,1]],"properties":{"kode":"a"}},{"type":"MultiPolygon","arcs":[[[2,-1]]],"properties":{"kode":"b"}}]}}}"#;
        let expected = [
            "TopoJSON",
            "[kec]",
            "kode|geometry",
            "a|MULTIPOLYGON(((119 -6,120 -5,119 -5,119 -6)))",
            "b|MULTIPOLYGON(((119 -6,120 -6,120 -5,119 -6)))",
        ];
        assert_eq!(told(json).unwrap(), expected);
    }

    /// F15: deep, endless, cut off, in metres, or no boundaries at all.
    #[test]
    fn hostile_json_is_refused_and_bounded() {
        let code = |json: &str| told(json).map_err(|refusal| refusal.code);
        assert_eq!(code(&format!("{{\"type\":{}", "[".repeat(1_000_000))), Err(RefusalCode::Damaged));
        assert_eq!(code(r#"{"type":"FeatureCollection","features":[{"#), Err(RefusalCode::Damaged));
        assert_eq!(code(r#"{"name":"bukan peta"}"#), Err(RefusalCode::Json));
        let metres = r#"{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[766000,9430000],[1,1],[2,2]]]}}"#;
        assert_eq!(code(metres), Err(RefusalCode::NotDegrees));
        let line = "[0,0],".repeat(20);
        let again = "0,".repeat(50);
        let bomb =
            format!(r#"{{"type":"Topology","arcs":[[{line}[1,1]]],"objects":{{"x":{{"type":"Polygon","arcs":[[{again}0]]}}}}}}"#);
        assert_eq!(code(&bomb), Err(RefusalCode::OutOfBounds));
        let absent = r#"{"type":"Topology","arcs":[],"objects":{"x":{"type":"Polygon","arcs":[[-9223372036854775808]]}}}"#;
        assert_eq!(code(absent), Err(RefusalCode::Damaged));
    }
}
