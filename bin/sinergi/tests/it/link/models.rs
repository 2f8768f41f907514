//! Models: saved and used again, refused where they are not sound, written from the guide.

use super::*;

#[test]
fn a_saved_model_links_the_same_lists_in_the_same_way() {
    let home = both();
    link(&home, "learned.csv", &["--save-model", "saved.toml"]).ended(0);
    link(&home, "again.csv", &["--model", "saved.toml", "--save-model", "saved-again.toml"]).ended(0);
    assert_eq!(fs::read(home.path("learned.csv")).unwrap(), fs::read(home.path("again.csv")).unwrap());
    assert_eq!(fs::read(home.path("saved.toml")).unwrap(), fs::read(home.path("saved-again.toml")).unwrap());
    // Ten rows are too few to learn from; what was learned before is enough.
    let (left, right) = lists();
    home.write("left.csv", csv(&COLUMNS, &left[300..310], ","));
    home.write("right.csv", csv(&COLUMNS, &right[..10], ","));
    link(&home, "few.csv", &["--model", "saved.toml"]).ended(0);
    let few = pairs(&home.path("few.csv"));
    assert!(right_ones(&few) >= 9 && few.len() == right_ones(&few), "{few:?}");
}

#[test]
fn what_another_model_has_learned_is_refused() {
    let home = both();
    link(&home, "links.csv", &["--save-model", "saved.toml"]).ended(0);
    let saved = fs::read_to_string(home.path("saved.toml")).unwrap();
    let learned = saved.split_once("\n[learned").unwrap().1;
    home.write("other.toml", format!("{}\n\n[learned{learned}", small_model("same(nama)")));
    let run = link(&home, "no.csv", &["--model", "other.toml", "--lang", "en"]).ended(1);
    assert!(run.err.contains("[learned] does not fit the model") && run.err.contains("--save-model"), "{}", run.err);
    assert!(!home.path("no.csv").exists());
}

/// A model of one column whose one level has a condition.
fn small_model(when: &str) -> String {
    format!(
        "name = \"small\"\nversion = 1\n\n[[column]]\nname = \"nama\"\ntype = \"name\"\n\n[[rule]]\nname = \"first\"\n\
         same = [\"nama.first\"]\n\n[[comparison]]\nname = \"nama\"\nlevels = [ {{ name = \"same\", when = \"{when}\" }} ]\n"
    )
}

#[test]
fn a_model_that_is_not_sound_is_refused_with_what_to_mend() {
    let home = both();
    let sound = small_model("same(nama)");
    let levels = (0..32).map(|level| format!("{{ name = \"l{level}\", when = \"same(nama)\" }}")).collect::<Vec<_>>().join(", ");
    let cases = [
        (sound.replace("[[rule]]", "[[rule]"), "TOML parse error at line"),
        (sound.replace("version = 1", ""), "version"),
        (sound.replace("type = \"name\"", "type = \"nama\""), "unknown variant `nama`"),
        (sound.replace("name = \"first\"", "name = \"first\"\nsame_as = [\"nama\"]"), "same_as"),
        (small_model("same(name)"), "the model has no column \"name\""),
        (small_model("nearly(nama)"), "\"nearly\" is not a fact that can be asked"),
        (small_model("swapped(nama)"), "a column of type name cannot answer \"swapped(nama)\""),
        (small_model("similar(nama, 2)"), "a share between 0.50 and 0.99"),
        (sound.replace("nama.first", "nama.middle"), "has no part \"middle\""),
        (sound.replace("nama.first", "name.first"), "there is no column \"name\""),
        (sound.replace("same = [\"nama.first\"]", "same = []"), "asks for nothing"),
        (sound.replace("{ name = \"same\", when = \"same(nama)\" }", &levels), "has 32 levels; 1 to 31 can be"),
        (sound.replace("version = 1", "version = 1\nthreshold = 1.5"), "threshold is 1.5"),
        (sound.replace("version = 1", "version = 1\n[columns]\nname = \"Nama\""), "[columns] names \"name\""),
    ];
    for (text, why) in cases {
        home.write("broken.toml", &text);
        let run = told(&home, &[&BOTH[..], &["no.csv", "--model", "broken.toml", "--lang", "en"]].concat()).ended(1);
        assert!(run.err.contains(why), "{why:?} is not told: {}", run.err);
        assert!(run.err.contains("docs/guide/link.md"), "where to read on is not told: {}", run.err);
        let indonesian = told(&home, &[&BOTH[..], &["no.csv", "--model", "broken.toml"]].concat()).ended(1).err;
        assert!(indonesian.contains("Perbaiki model") && indonesian != run.err, "{indonesian}");
    }
    let unknown = link(&home, "no.csv", &["--model", "persons", "--lang", "en"]).ended(1);
    assert!(unknown.err.contains("built in are pekerja, person"), "{}", unknown.err);
    let missing = link(&home, "no.csv", &["--model", "missing.toml", "--lang", "en"]).ended(2);
    assert!(missing.err.contains("missing.toml"), "{}", missing.err);
    assert!(!home.path("no.csv").exists());
}

#[test]
fn the_model_of_the_guide_runs_as_it_stands_there() {
    let home = Home::empty();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/link.md");
    let page = fs::read_to_string(page).unwrap();
    let model = page.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    home.write("census.toml", model);
    // A census, and a register with a slip in every third surname.
    let list = |letter: &str, numbers: std::ops::Range<usize>, slips: bool| -> String {
        let lines = numbers.map(|number| {
            let [_, _, name, born, sex, address, ..] = row(String::new(), number);
            let (forename, rest) = name.split_once(' ').unwrap();
            let mut surname = rest.to_owned();
            if slips && number.is_multiple_of(3) {
                surname.pop();
            }
            let (year, month, day) = (&born[..4], &born[5..7], &born[8..]);
            let postcode = chance(number, 30) % 90 + 10;
            format!("{letter}{number},{forename},{surname},{year},{month},{day},{sex},{address},AB{postcode}\n")
        });
        lines.collect()
    };
    let headings = "unique_id,pername1,pername2,dob_year,dob_mon,dob_day,sex,enumcap,enumpc\n";
    home.write("left.csv", headings.to_owned() + &list("L", 0..600, false));
    home.write("right.csv", headings.to_owned() + &list("R", 300..900, true));
    let run = link(&home, "links.csv", &["--model", "census.toml"]).ended(0);
    assert!(run.out.contains("birth ← dob_year + dob_mon + dob_day"), "{}", run.out);
    let links = pairs(&home.path("links.csv"));
    assert!(right_ones(&links) >= 290 && links.len() - right_ones(&links) <= 15, "{} of {}", right_ones(&links), links.len());
}
