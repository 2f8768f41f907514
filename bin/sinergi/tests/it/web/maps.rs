//! Maps: our schematic outlines, boundaries that come in as data and hold from their day, and tiles.

use super::*;
use crate::home::{counts, times};

/// A file of GeoJSON with a square for each region: properties, and where it begins in degrees east.
fn squares(regions: &[(&str, f64)]) -> String {
    let feature = |(properties, east): &(&str, f64)| {
        let (west, east) = (east, east + 0.5);
        format!(
            r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":[[[{west},-5],[{east},-5],[{east},-4],[{west},-4],[{west},-5]]]}}}}"#
        )
    };
    let features: Vec<String> = regions.iter().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

fn paths(page: &str) -> usize {
    page.matches("<path d=").count()
}

#[test]
fn a_province_has_schematic_outlines_and_tiles_and_a_link_between_them() {
    let home = linked();
    let pages = Pages::of(&home);
    let page = pages.get("/cakupan").text;
    assert!(page.contains("Skematis: dari titik kecamatan") && paths(&page) == 24, "{page}");
    assert!(page.contains("Kabupaten Maros: ") && page.contains("href=\"/wilayah/73.09\""));
    let tiles = pages.get(&link_in(&page, "/cakupan?bentuk=petak").replace("&amp;", "&")).text;
    assert!(tiles.contains("Peta petak") && paths(&tiles) == 0 && tiles.contains("href=\"/cakupan\""), "{tiles}");
    let people = pages.get_in("en", "/cakupan?peta=orang").text;
    assert!(people.contains("<circle") && people.contains("Schematic: from points of districts"), "{people}");
    assert_eq!(pages.get("/cakupan?bentuk=bulat").status, StatusCode::BAD_REQUEST);
    let public = pages.get("/publik").text;
    assert!(paths(&public) == 24 && public.contains("/publik?bentuk=petak"), "{public}");
}

#[test]
fn boundaries_come_in_as_data_by_code_or_name_and_what_fits_nowhere_goes_back() {
    let home = linked();
    let pages = Pages::of(&home);
    assert_eq!(paths(&pages.get("/cakupan").text), 24);
    let text = squares(&[
        (r#""code":"73.09","name":"Maros""#, 119.5),
        (r#""code":null,"name":"Kab. Takalar""#, 119.0),
        (r#""code":null,"name":"Negeri Dongeng""#, 120.0),
        (r#""code":"11.01","name":"Aceh Selatan""#, 97.0),
        (r#""WADMKK":"Maros","WADMKC":"Negeri Dongeng""#, 119.6),
        (r#""code":"7308","name":"Kab. Maros""#, 119.6),
    ]);
    let receipt = home.ingest_text("batas.geojson", text, "boundaries", "Badan Contoh");
    assert_eq!(counts(&receipt), [6, 4, 2, 0], "{receipt}");
    assert_eq!(times(&receipt, "boundary-unplaced"), 2, "{receipt}");
    let page = pages.get("/cakupan").text;
    assert_eq!(
        paths(&page),
        2,
        "Maros under both its numbers and Takalar, the map is that of the data, without a new start: {page}"
    );
    assert!(page.contains("Batas dari Badan Contoh, 30 Juni 2025") && page.contains("Tanpa batas pada peta"), "{page}");
    assert!(page.contains("Kabupaten Takalar: ") && page.contains("Kabupaten Gowa"), "the table has those without a boundary");
    home.run(&["withdraw", &receipt["batch"].to_string()]).ended(0);
    assert_eq!(paths(&pages.get("/cakupan").text), 24, "withdrawn, they are gone");
}

#[test]
fn a_boundary_holds_from_its_day_until_a_later_one_comes() {
    let home = linked();
    let bring = |name: &str, source: &str, day: &str, east: f64| {
        let file = home.write(name, squares(&[(r#""kode":"73.09.14""#, east), (r#""kode":"73.09.01""#, 119.0)]));
        let words = ["ingest", file.to_str().unwrap(), "--as", "boundaries", "--source", source, "--as-of", day];
        home.run(&words).ended(0);
    };
    bring("lama.json", "Peta lama", "2020-01-01", 119.6);
    bring("baru.json", "Peta baru", "2025-06-01", 119.7);
    let pages = Pages::of(&home);
    let now = pages.get("/wilayah/73.09").text;
    assert!(now.contains("Peta baru, 1 Juni 2025") && !now.contains("Peta lama") && paths(&now) == 2, "{now}");
    let before = pages.get("/wilayah/73.09?bulan=2025-05").text;
    assert!(before.contains("Peta lama, 1 Januari 2020") && !before.contains("Peta baru"), "{before}");
}

/// F15.
#[test]
fn hostile_boundaries_are_refused_with_a_sentence_and_change_nothing() {
    let home = Home::new();
    let metres = squares(&[(r#""code":"73.09""#, 766_000.0)]);
    for (name, text, words) in [
        ("dalam.geojson", format!("{{\"type\":{}", "[".repeat(200_000)), "rusak"),
        ("meter.geojson", metres, "EPSG:4326"),
        ("lain.json", r#"{"orang":[1,2]}"#.to_owned(), "tidak memuat batas wilayah"),
    ] {
        let file = home.write(name, text);
        let run = home.run(&Home::ingest_words(&file, "boundaries", "Contoh")).ended(1);
        assert!(run.sentence().contains(words), "{name}: {}", run.sentence());
    }
    assert_eq!(home.kind_status("boundaries"), serde_json::Value::Null);
}
