//! What a synthetic province promises, checked on two thousand people.

#![allow(clippy::unwrap_used, reason = "a test that meets the unforeseen shall end there")]

mod reading;

use reading::{all_cells, batches, files, folder, lines};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use synth::{Faults, Order, Summary, SynthError, write_province};

fn made(name: &str, order: &Order) -> (PathBuf, Summary) {
    let out = folder(&format!("synth-{name}"));
    let summary = write_province(order, &out, &mut |_, _, _| {}).unwrap();
    (out, summary)
}

fn order(seed: u64) -> Order {
    Order { people: 2_000, seed, ..Order::default() }
}

/// One province for all tests that only look.
fn province() -> &'static (PathBuf, Summary) {
    static PROVINCE: OnceLock<(PathBuf, Summary)> = OnceLock::new();
    PROVINCE.get_or_init(|| made("shared", &order(7)))
}

struct Person {
    nik: String,
    name: String,
    sex: String,
    region: String,
    segment: String,
    excluded: String,
    covered: bool,
}

fn persons(out: &Path) -> Vec<Person> {
    let rows = lines(&out.join("truth/persons.parquet"));
    rows.into_iter()
        .enumerate()
        .map(|(i, r)| {
            assert_eq!(r[0], i.to_string(), "persons stand in the order of their numbers");
            Person {
                nik: r[1].clone(),
                name: r[2].clone(),
                sex: r[4].clone(),
                region: r[5].clone(),
                segment: r[6].clone(),
                excluded: r[8].clone(),
                covered: r[9] == "true",
            }
        })
        .collect()
}

/// File, row, person, faults.
fn truth(out: &Path) -> Vec<(String, usize, Option<usize>, String)> {
    let rows = lines(&out.join("truth/rows.parquet"));
    rows.into_iter().map(|r| (r[0].clone(), r[1].parse().unwrap(), r[2].parse().ok(), r[3].clone())).collect()
}

fn contents(out: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    files(out).into_iter().map(|f| (f.strip_prefix(out).unwrap().to_owned(), fs::read(f).unwrap())).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_does_not() {
    let (out, summary) = province();
    // Zip files keep times in steps of two seconds.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let (again, summary_again) = made("again", &order(7));
    assert_eq!(summary, &summary_again);
    let (first, second) = (contents(out), contents(&again));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in &first {
        assert!(second[path] == *bytes, "{} differs", path.display());
    }
    let (other, _) = made("other", &order(8));
    let differs = contents(&other).iter().filter(|(path, bytes)| first.get(*path) != Some(bytes)).count();
    assert!(differs > first.len() / 2, "only {differs} files differ");
    fs::remove_dir_all(again).unwrap();
    fs::remove_dir_all(other).unwrap();
}

/// Runs of digits, with the separators that clerks put between them taken out.
fn digit_runs(cell: &str) -> Vec<String> {
    let joined = |skip: &[char]| {
        let text: String = cell.chars().filter(|c| !skip.contains(c)).collect();
        text.split(|c: char| !c.is_ascii_digit()).filter(|r| !r.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    [joined(&[]), joined(&[' ', '.', '\''])].concat()
}

#[test]
fn every_number_of_sixteen_digits_has_a_serial_that_is_never_given_out() {
    let (out, _) = province();
    let mut seen = 0;
    for file in files(out) {
        for cell in all_cells(&file) {
            for run in digit_runs(&cell).into_iter().filter(|r| r.len() == 16) {
                let serial: u32 = run[12..].parse().unwrap();
                assert!((9001..=9999).contains(&serial), "a number in {} ends in {serial}", file.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 5_000, "{seen} numbers were seen");
}

#[test]
fn every_person_has_a_nik_of_their_own_that_agrees_with_birth_and_sex() {
    let (out, _) = province();
    let people = persons(out);
    let distinct: BTreeSet<&str> = people.iter().map(|p| p.nik.as_str()).collect();
    assert_eq!(distinct.len(), people.len());
    for person in &people {
        let day: u32 = person.nik[6..8].parse().unwrap();
        assert_eq!(day > 40, person.sex == "P");
    }
    let at_home = people.iter().filter(|p| p.nik[..6] == p.region[..6]).count();
    assert!((0.84..0.93).contains(&(at_home as f64 / people.len() as f64)), "{at_home} are registered at home");
}

#[test]
fn every_truth_row_stands_in_its_file_at_its_line() {
    let (out, _) = province();
    let people = persons(out);
    let mut by_file: BTreeMap<String, Vec<(usize, Option<usize>, String)>> = BTreeMap::new();
    for (file, row, person, faults) in truth(out) {
        by_file.entry(file).or_default().push((row, person, faults));
    }
    let mut named = 0;
    for (file, rows) in by_file {
        let lines = lines(&out.join(&file));
        for (row, person, faults) in rows {
            let line = lines.get(row - 1).unwrap_or_else(|| panic!("{file} has no line {row}"));
            assert!(line.iter().any(|cell| !cell.is_empty()), "{file} line {row} is empty");
            if let Some(person) = person.filter(|_| !faults.contains("name_") && !faults.contains("bad_row")) {
                let name = people[person].name.to_uppercase();
                assert!(line.iter().any(|cell| cell.to_uppercase() == name), "{file} line {row} is about somebody else");
                named += 1;
            }
        }
    }
    assert!(named > 2_000);
}

#[test]
fn files_csv_lists_every_roster_once_and_nothing_else() {
    let (out, summary) = province();
    let index = lines(&out.join("files.csv"));
    assert_eq!(index[0], ["path", "kind", "source", "as_of", "segment", "group"]);
    let listed: BTreeSet<PathBuf> = index[1..].iter().map(|r| PathBuf::from(&r[0])).collect();
    assert_eq!(listed.len(), index.len() - 1);
    let there: BTreeSet<PathBuf> = contents(out)
        .into_keys()
        .filter(|p| !p.starts_with("truth") && p.as_os_str() != "files.csv" && p.as_os_str() != "README.txt")
        .collect();
    assert_eq!(listed, there);
    assert_eq!(summary.kinds.values().map(|k| k.files).sum::<u64>(), listed.len() as u64);
    let ends: BTreeSet<&str> = listed.iter().filter_map(|p| p.extension()?.to_str()).collect();
    assert_eq!(ends, BTreeSet::from(["csv", "parquet", "txt", "xlsx"]));
}

#[test]
fn coverage_lies_within_two_points_of_the_calibration() {
    let (out, summary) = province();
    let people = persons(out);
    let eligible = people.iter().filter(|p| p.excluded.is_empty()).count();
    let covered = people.iter().filter(|p| p.covered).count();
    assert!(people.iter().all(|p| !p.covered || p.excluded.is_empty()));
    assert_eq!((eligible as u64, covered as u64), (summary.eligible, summary.covered));
    let share = covered as f64 / eligible as f64;
    assert!((share - 0.4738).abs() < 0.02, "coverage is {share}");
    let asn = people.iter().filter(|p| p.excluded == "asn").count() as f64 / people.len() as f64;
    assert!((asn - 0.04).abs() < 0.01, "{asn} are civil servants");
    let figures = lines(&out.join("statistik-sintetis.csv"));
    let figure = |name: &str| figures.iter().find(|r| r[0] == name && r[1] == "73").unwrap()[4].clone();
    assert_eq!(figure("eligible_workers"), eligible.to_string());
    assert_eq!(figure("active_participants"), covered.to_string());
}

/// Whether a membership covers in June 2025: it is not ended and paid for June, or for May where June is not yet due.
fn covers(row: &[String]) -> bool {
    let last = row[17].rsplit([';', '.']).next().unwrap_or("");
    row[16].is_empty() && (last == "2025-06" || last == "2025-05" && row[5] != "BPU")
}

#[test]
fn the_register_says_who_is_covered_as_the_truth_does() {
    let (out, _) = province();
    let people = persons(out);
    let mut in_force = BTreeSet::new();
    let mut registers: HashMap<String, Vec<Vec<String>>> = HashMap::new();
    let mut kpj = BTreeSet::new();
    for (file, row, person, _) in truth(out).into_iter().filter(|t| t.0.starts_with("peserta/")) {
        let register = registers.entry(file.clone()).or_insert_with(|| lines(&out.join(&file)));
        let line = &register[row - 1];
        assert!(line[0].len() == 11 && kpj.insert(line[0].clone()), "KPJ {} is repeated or short", line[0]);
        if covers(line) {
            in_force.insert(person.unwrap());
        }
    }
    for (number, person) in people.iter().enumerate() {
        if person.excluded.is_empty() {
            assert_eq!(person.covered, in_force.contains(&number), "person {number} ({})", person.segment);
        }
    }
}

#[test]
fn stated_rates_of_damage_hold() {
    let faults = Faults::default();
    let (out, _) = made("rates", &Order { people: 20_000, seed: 3, ..Order::default() });
    let rows: Vec<_> = truth(&out).into_iter().filter(|t| t.0.starts_with("desa/") && t.2.is_some()).collect();
    let share = |mark: &str| rows.iter().filter(|r| r.3.split(';').any(|f| f == mark)).count() as f64 / rows.len() as f64;
    let stated = [
        ("nik_missing", faults.nik_missing),
        ("nik_mistyped", faults.nik_mistyped),
        ("nik_cut_by_excel", faults.nik_cut_by_excel),
        ("nik_decorated", faults.nik_decorated),
        ("name_titled", faults.name_titled),
        ("name_mistyped", faults.name_mistyped),
        ("date_missing", faults.date_missing),
        ("date_year_only", faults.date_year_only),
        ("region_misspelt", faults.region_misspelt),
        ("duplicate_in_list", faults.duplicate_in_list),
    ];
    for (mark, rate) in stated {
        let found = share(mark);
        assert!((found - rate).abs() < 0.004 + rate * 0.3, "{mark}: stated {rate}, found {found:.4} in {} rows", rows.len());
    }
    let people = persons(&out);
    let died: Vec<_> = people.iter().filter(|p| p.excluded == "died").collect();
    let share = died.len() as f64 / people.len() as f64;
    assert!((share - faults.died).abs() < 0.004, "{share} died");
    let mut still_active = 0;
    for register in files(&out.join("peserta")) {
        still_active += lines(&register).iter().filter(|row| covers(row) && died.iter().any(|p| p.nik == row[1])).count();
    }
    assert!(still_active > 10, "{still_active} dead people are active members");
    fs::remove_dir_all(out).unwrap();
}

#[test]
fn without_faults_every_row_is_as_the_population_register_has_it() {
    let faults = Faults { registered_year_only: 0.05, ..Faults::none() };
    let (out, _) = made("clean", &Order { people: 1_000, seed: 5, faults, ..Order::default() });
    let damaged: Vec<_> = truth(&out)
        .into_iter()
        .filter(|t| t.2.is_some() && !matches!(t.3.as_str(), "" | "asn" | "wage_under_reported" | "region_of_employer"))
        .collect();
    assert!(damaged.is_empty(), "{:?}", damaged.first());
    fs::remove_dir_all(out).unwrap();
}

#[test]
fn names_are_those_of_a_population_of_south_sulawesi() {
    let (out, _) = province();
    let people = persons(out);
    let share = |test: &dyn Fn(&Person) -> bool, of: &dyn Fn(&Person) -> bool| {
        let all: Vec<_> = people.iter().filter(|p| of(p)).collect();
        all.iter().filter(|p| test(p)).count() as f64 / all.len() as f64
    };
    let men = |p: &Person| p.sex == "L";
    let muhammad = share(&|p| p.name.starts_with("Muh"), &men);
    assert!((0.1..0.3).contains(&muhammad), "{muhammad} of the men are a Muhammad");
    let single = share(&|p| !p.name.contains(' '), &|_| true);
    assert!((0.08..0.35).contains(&single), "{single} have one name");
    let women = share(&|p| p.sex == "P", &|_| true);
    assert!((0.35..0.52).contains(&women), "{women} are women");
    let andi = share(&|p| p.name.starts_with("Andi "), &|_| true);
    assert!((0.01..0.06).contains(&andi), "{andi} are an Andi");
    let mut names: HashMap<&str, usize> = HashMap::new();
    for person in &people {
        *names.entry(&person.name).or_default() += 1;
    }
    let repeated = names.values().filter(|n| **n > 1).sum::<usize>() as f64 / people.len() as f64;
    assert!((0.03..0.35).contains(&repeated), "{repeated} share their whole name");
}

#[test]
fn an_order_outside_the_promise_is_refused_by_name() {
    let refused = |order: Order| write_province(&order, Path::new("/nowhere"), &mut |_, _, _| {}).unwrap_err().to_string();
    assert_eq!(
        refused(Order { people: 10, ..Order::default() }),
        "10 people were asked for; the generator makes 1,000 to 5,000,000"
    );
    let faults = Faults { nik_missing: 1.5, ..Faults::default() };
    assert_eq!(refused(Order { faults, ..Order::default() }), "fault rate nik_missing is 1.5; it must lie between 0 and 1");
    assert!(matches!(Faults::from_toml("nik_mising = 0.1"), Err(SynthError::Faults { .. })));
    assert_eq!(Faults::from_toml("nik_missing = 0.5").unwrap().nik_missing, 0.5);
}

#[test]
fn truth_is_written_in_row_groups() {
    let (out, _) = province();
    assert_eq!(batches(&out.join("truth/persons.parquet")).iter().map(|b| b.num_rows()).sum::<usize>(), 2_000);
}

#[test]
fn the_readme_states_every_rate() {
    let readme = include_str!("../README.md");
    for (name, rate) in Faults::default().rates() {
        assert!(readme.contains(&format!("| `{name}` | {rate} |")), "README.md does not state {name} = {rate}");
    }
}
