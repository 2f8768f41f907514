//! Every fact that a condition can ask for, on pairs that have it and pairs that do not.

use super::{model, roster, word};
use crate::engine::levels;
use crate::shelf::Shelf;

/// Whether a condition on column `x` holds for two values, from either side.
fn holds(column: &str, condition: &str, a: &str, b: &str) -> bool {
    let model = model(&format!(
        "name = \"fact\"\nversion = 1\n[[column]]\nname = \"x\"\n{column}\n[[rule]]\nname = \"x\"\nsame = [\"x\"]\n\
         [[comparison]]\nname = \"x\"\nlevels = [ {{ name = \"yes\", when = \"{condition}\" }} ]\n"
    ));
    let mut shelf = Shelf::new(&model);
    let left = roster(&mut shelf, &[vec![a.to_owned()]]);
    let right = roster(&mut shelf, &[vec![b.to_owned()]]);
    shelf.close();
    let of = |a, b| levels(&model, word(&model, &shelf, (a, 0), (b, 0)))[0] == 0;
    let (there, back) = (of(&left, &right), of(&right, &left));
    assert_eq!(there, back, "{condition} of {a} and {b} depends on the side");
    there
}

fn check(column: &str, cases: &[(&str, &str, &str, bool)]) {
    for (condition, a, b, expected) in cases {
        assert_eq!(holds(column, condition, a, b), *expected, "{condition} of {a:?} and {b:?}");
    }
}

#[test]
fn nothing_is_missing_and_never_agrees_in_any_type() {
    for kind in ["nik", "digits", "name", "text", "category", "date", "number"] {
        let column = format!("type = \"{kind}\"");
        check(&column, &[("missing(x)", "", "", true), ("same(x)", "", "", false), ("not same(x)", "", "", true)]);
    }
    check(
        "type = \"nik\"",
        &[("missing(x)", "7371101501809001", "", true), ("birth(x) or region(x) or serial(x)", "", "", false)],
    );
    check("type = \"name\"", &[("alike(x) or covers(x) or similar(x, 0.50)", "", "Siti", false)]);
}

#[test]
fn facts_of_a_nik() {
    let nik = "7371101501809001";
    check(
        "type = \"nik\"",
        &[
            ("same(x)", nik, "7371 1015 0180 9001", true),
            ("same(x)", nik, "7371101501809002", false),
            ("serial(x)", nik, "7309101501809001", true),
            ("serial(x)", nik, "7371101501809002", false),
            ("birth(x)", nik, "7309021501809777", true),
            ("birth(x)", nik, "7371101601809001", false),
            ("region(x)", nik, "7371102002859555", true),
            ("region(x)", nik, "7371111501809001", false),
            // A spreadsheet leaves fifteen digits and makes the last one a zero.
            ("cut(x)", "7371101501809015", "737110150180901", true),
            ("cut(x)", "7371101501809015", "7371101501809010", true),
            ("cut(x)", "7371101501809015", "7371101501809025", false),
            ("cut(x)", "7371101501809015", "7371101501809016", false),
            ("slip(x)", nik, "7371101501819001", true),
            ("slip(x)", nik, "7371105101809001", true),
            ("slip(x)", nik, "7371101501809002", false),
            ("slip(x)", nik, "7371201501819001", false),
            ("edits(x, 1)", nik, "7371101501809002", true),
            ("edits(x, 2)", nik, "7371101501819002", true),
            ("edits(x, 1)", nik, "7371101501819002", false),
        ],
    );
}

#[test]
fn facts_of_digits() {
    let column = "type = \"digits\"\nstandard = \"indonesian-phone\"";
    check(
        column,
        &[
            ("same(x)", "+62 800-3456-789", "08003456789", true),
            ("same(x)", "08003456789", "08003456788", false),
            ("edits(x, 1)", "08003456789", "08003456788", true),
            ("edits(x, 1)", "08003456789", "0800345678", true),
            ("edits(x, 1)", "08003456789", "08003456879", true),
            ("edits(x, 1)", "08003456789", "08003456", false),
            ("edits(x, 3)", "08003456789", "08003456", true),
            ("missing(x)", "0000000", "08003456789", true),
        ],
    );
}

#[test]
fn facts_of_a_date() {
    check(
        "type = \"date\"",
        &[
            ("same(x)", "1980-03-12", "12/03/1980", true),
            ("same(x)", "1980", "1980", false),
            ("swapped(x)", "1980-03-12", "1980-12-03", true),
            ("swapped(x)", "1980-03-12", "1981-12-03", false),
            ("swapped(x)", "1980-03-03", "1980-03-03", false),
            ("parts(x, 2)", "1980-03-12", "1980-03-13", true),
            ("parts(x, 2)", "1980-03-12", "1980-04-13", false),
            ("parts(x, 1)", "1980", "1980-04-13", true),
            ("year(x)", "1980", "1980-04-13", true),
            ("year(x)", "1980-04-13", "1981-04-13", false),
            ("within(x, 1)", "1979-12-31", "1980-01-01", true),
            ("within(x, 1)", "1980-02-28", "1980-03-01", false),
            ("within(x, 2)", "1980-02-28", "1980-03-01", true),
            ("edits(x, 1)", "1980-03-12", "1980-03-13", true),
            ("edits(x, 1)", "1980-03-12", "1980-03-21", true),
            ("edits(x, 1)", "1980-03-12", "1981-03-13", false),
        ],
    );
}

#[test]
fn facts_of_a_number() {
    check(
        "type = \"number\"",
        &[
            ("same(x)", "42", " 42 ", true),
            ("same(x)", "-1", "1", false),
            ("within(x, 2)", "-1", "1", true),
            ("within(x, 1)", "-1", "1", false),
            ("missing(x)", "forty", "40", true),
        ],
    );
}

#[test]
fn facts_of_a_text_and_of_a_category() {
    check(
        "type = \"text\"",
        &[
            ("same(x)", "Saint-Étienne", "SAINT ETIENNE", true),
            ("similar(x, 0.90)", "MARTHA", "MARHTA", true),
            ("similar(x, 0.97)", "MARTHA", "MARHTA", false),
            ("edits(x, 1)", "SW1A 1AA", "SW1A 1AB", true),
            ("edits(x, 1)", "SW1A 1AA", "SW2A 1AB", false),
            ("similar(x, 0.99) and edits(x, 1)", "SAME", "SAME", true),
        ],
    );
    check("type = \"category\"\nstandard = \"sex\"", &[("same(x)", "Laki-laki", "male", true), ("same(x)", "L", "P", false)]);
    check(
        "type = \"category\"\nstandard = \"place\"",
        &[("same(x)", "Kab. Gowa", "GOWA", true), ("same(x)", "Kota Bogor", "Kab. Bogor", false)],
    );
}

#[test]
fn facts_of_a_name() {
    check(
        "type = \"name\"\nstandard = \"indonesian-name\"",
        &[
            ("same(x)", "Hj. St. Aminah", "Aminah Sitti", true),
            ("same(x)", "Siti Aminah", "Siti Amina", false),
            ("alike(x)", "Siti Aminah", "S. Amina", true),
            ("alike(x)", "Nur Hayati", "Nurhayati", true),
            ("alike(x)", "Siti Aminah", "Siti Rahma", false),
            ("covers(x)", "Andi Rahman Naba", "Andi Rahman", true),
            ("alike(x)", "Andi Rahman Naba", "Andi Rahman", false),
            ("covers(x)", "Andi Rahman Naba", "Andi Baso", false),
            ("shares(x, 1)", "Andi Rahman", "Andi Baso", true),
            ("shares(x, 2)", "Andi Rahman", "Andi Baso", false),
            ("shares(x, 2)", "Andi Rahman Naba", "Andi Rahmam Sikki", true),
            // An initial is a hint, not a word.
            ("shares(x, 1)", "A Baso", "A Sikki", false),
            ("similar(x, 0.90)", "Rahman", "Rahmat", true),
            ("similar(x, 0.90)", "Rahman", "Salma", false),
        ],
    );
}

#[test]
fn a_name_is_rare_by_the_rows_that_have_its_words() {
    let model = model(
        "name = \"rare\"\nversion = 1\n[[column]]\nname = \"x\"\ntype = \"name\"\n[[rule]]\nname = \"x\"\nsame = [\"x\"]\n\
         [[comparison]]\nname = \"x\"\nlevels = [ { name = \"rare\", when = \"same(x) and rare(x, 5)\" }, { name = \"same\", when = \"same(x)\" } ]\n",
    );
    let mut shelf = Shelf::new(&model);
    let mut rows: Vec<Vec<String>> = (0..64).map(|_| vec!["Siti".to_owned()]).collect();
    rows.push(vec!["Palallo".to_owned()]);
    let list = roster(&mut shelf, &rows);
    shelf.close();
    let level = |a: u32, b: u32| levels(&model, word(&model, &shelf, (&list, a), (&list, b)))[0];
    assert_eq!(level(0, 1), 1, "a name that everybody has is not rare");
    assert_eq!(level(64, 64), 0, "a name that one row in 65 has is rare by six bits");
}
