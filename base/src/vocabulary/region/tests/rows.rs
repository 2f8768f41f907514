//! Whole rows: columns of names beside a code.

use super::*;

fn place<'a>(code: &'a str, kabupaten: &'a str, kecamatan: &'a str) -> PlaceText<'a> {
    PlaceText { code, kabupaten, kecamatan, ..PlaceText::default() }
}

fn resolved(place: PlaceText<'_>) -> PlaceResolution {
    Regions::embedded().resolve_place(&place, &Hint::default())
}

#[test]
fn a_clashing_code_is_settled_by_the_name_beside_it() {
    for (text, name, wanted, how) in [
        ("7308", "Bone", "73.08", How::Code),
        ("7308", "Maros", "73.09", How::BpsCode),
        ("7311", "Kab. Bone", "73.08", How::BpsCode),
        ("7325", "Luwu Timur", "73.24", How::BpsCode),
        ("73.08", "BONE", "73.08", How::Code),
        ("7371", "Makassar", "73.71", How::Code),
        ("9101", "Merauke", "93.01", How::FormerCode),
    ] {
        let found = resolved(place(text, name, ""));
        assert_eq!((found.code, found.how, found.flaws), (Some(code(wanted)), Some(how), vec![]), "{text} {name}");
    }
}

#[test]
fn a_clashing_code_alone_is_ambiguous_unless_the_system_is_known() {
    let found = resolved(place("7308", "", ""));
    let both = vec![code("73.08"), code("73.09")];
    assert_eq!((found.code, found.flaws), (None, vec![PlaceFlaw::Ambiguous { level: Level::KabupatenKota, candidates: both }]));
    for (system, wanted) in [(CodeSystem::Bps, "73.09"), (CodeSystem::Kemendagri, "73.08")] {
        let hint = Hint { system, ..Hint::default() };
        assert_eq!(Regions::embedded().resolve_place(&place("7308", "", ""), &hint).code, Some(code(wanted)));
        assert_eq!(Regions::embedded().resolve("7308", &hint).code(), Some(code(wanted)));
    }
}

#[test]
fn a_code_and_a_name_that_disagree_give_no_place() {
    let found = resolved(place("7308", "Gowa", ""));
    assert_eq!(found.code, None);
    assert_eq!(found.flaws, vec![PlaceFlaw::CodeContradictsName { by_code: code("73.08"), by_name: code("73.06") }]);
    assert_eq!(resolved(place("73.08", "Maros", "")).code, None);
}

#[test]
fn the_smallest_sure_place_is_given_with_what_did_not_fit() {
    let found = resolved(place("", "Makassar", "Tamalate"));
    assert_eq!((found.code, found.flaws.len()), (Some(code("73.71.10")), 0));
    let found = resolved(place("", "Kab. Bone", "Xyzzy Abcde"));
    assert_eq!(found.code, Some(code("73.08")));
    assert!(matches!(found.flaws[..], [PlaceFlaw::Unknown { level: Level::Kecamatan, .. }]));
    let found = resolved(place("", "Gowa", "Tamalate"));
    assert_eq!(found.code, Some(code("73.06")));
    assert_eq!(found.flaws, vec![PlaceFlaw::NotInside { level: Level::Kecamatan, parent: code("73.06") }]);
    let found = resolved(place("", "Makassar", "Makassar"));
    assert_eq!(found.code, Some(code("73.71.03")));
}

#[test]
fn a_smaller_column_settles_a_larger_one() {
    let found = resolved(place("", "Bogor", "Cibinong"));
    assert_eq!((found.code, found.flaws.len()), (Some(code("32.01.01")), 0));
    let found = resolved(place("3201", "Bogor", ""));
    assert_eq!((found.code, found.flaws.len()), (Some(code("32.01")), 0));
    let found = resolved(place("", "Bogor", ""));
    assert!(found.code.is_none() && matches!(found.flaws[..], [PlaceFlaw::Ambiguous { level: Level::KabupatenKota, .. }]));
}

#[test]
fn a_regency_in_another_province_is_not_inside_unless_it_was_before_a_split() {
    let row = |provinsi, kabupaten| resolved(PlaceText { provinsi, kabupaten, ..PlaceText::default() });
    let found = row("Sulawesi Selatan", "Surabaya");
    assert_eq!((found.code, found.flaws), (None, vec![PlaceFlaw::NotInside { level: Level::KabupatenKota, parent: code("73") }]));
    assert_eq!(row("Sulsel", "Mamuju").code, Some(code("76.02")));
    assert_eq!(row("Papua", "Merauke"), PlaceResolution { code: Some(code("93.01")), how: Some(How::Name), flaws: vec![] });
    assert_eq!(row("Jawa Barat", "Kota Bogor").code, Some(code("32.71")));
}

#[test]
fn villages_resolve_inside_their_district() {
    let row = PlaceText { provinsi: "Sulsel", kabupaten: "Makassar", kecamatan: "Tamalate", desa: "Parang Tambung", code: "" };
    assert_eq!(resolved(row).code, Some(code("73.71.10.1009")));
    let row = PlaceText { desa: "Kel. Parangtambung", kecamatan: "", ..row };
    assert_eq!(resolved(row).code, Some(code("73.71.10.1009")));
}

#[test]
fn an_empty_row_says_nothing_and_has_no_flaw() {
    assert_eq!(
        resolved(PlaceText { code: " - ", provinsi: "", kabupaten: "--", ..PlaceText::default() }),
        PlaceResolution::default()
    );
}
