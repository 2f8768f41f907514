//! Faults of the world, injected at single system calls, and many at once (trust.md R01, R02, R06 to R08, R13, R17). `strace` injects
//! them; without it the tests say so on standard error and pass.

use crate::home::{Home, Run, below, conserved};
use crate::people::{person, register, workers};
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Told past the capture of tests: whoever reads the output must know what was not tried.
pub fn not_tried(what: &str) {
    let _ = writeln!(std::io::stderr(), "NOT TRIED HERE: {what}");
}

fn can_inject() -> bool {
    let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

/// Runs the program with a fault at some of its calls, in every process and thread of it.
fn injected(home: &Home, fault: &str, words: &[&str]) -> Run {
    let calls = fault.split(':').next().unwrap();
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={calls}"), "-e", &format!("inject={fault}")]);
    command.arg(env!("CARGO_BIN_EXE_sinergi")).arg("--data").arg(home.data()).arg("--key-file").arg(home.key()).args(words);
    command.env_clear().env("PATH", "/usr/bin:/bin").current_dir(home.path("."));
    home.run_command(&mut command)
}

const ROWS: usize = 400;

/// Absent or wholly there, and everything that was there before as it was.
fn wholly(home: &Home, fault: &str) -> bool {
    home.sound();
    assert_eq!(home.kind_status("participants")["rows"], 2, "{fault}: what was there before");
    match home.kind_status("workers")["rows"].as_u64() {
        None => false,
        Some(rows) => {
            assert_eq!(rows, ROWS as u64, "{fault}: half a batch");
            true
        }
    }
}

/// R02, R06, R07: a killed process, a disk that fails and one that is full, at each step of the write protocol. No success is told
/// that is none, nothing is half there, and the same list comes in afterwards as if nothing had happened.
#[test]
fn a_fault_at_any_step_of_an_import_leaves_all_of_it_or_nothing() {
    if !can_inject() {
        return not_tried("faults at system calls (strace is missing or may not trace)");
    }
    let fresh = Home::new();
    fresh.ingest_text(
        "peserta.csv",
        register(&[(1, "BPU", "2024-01..2025-06"), (2, "PU", "2024-01..2025-06")]),
        "participants",
        "BPJS",
    );
    let mut home = Home::copy_of(&fresh);
    let list = fresh.write("daftar.csv", workers(0..ROWS));
    let words = Home::ingest_words(&list, "workers", "Kecamatan Mandai");
    let (mut there, mut absent) = (0, 0);
    let syncs =
        (1..=4).flat_map(|n| [format!("fsync,fdatasync:error=EIO:when={n}"), format!("fsync,fdatasync:signal=SIGKILL:when={n}")]);
    let names = (1..=3).flat_map(|n| [format!("rename:error=EIO:when={n}"), format!("rename:signal=SIGKILL:when={n}")]);
    // The catalogue's writes; those of lists meet the end of a small disk in `crash.rs`. A plain `write` would fail the runtime's own
    // wake-up calls too, which no disk does.
    let writes = [1, 2, 4, 9, 16, 25].into_iter().map(|n| format!("pwrite64:error=ENOSPC:when={n}"));
    for fault in syncs.chain(names).chain(writes) {
        let run = injected(&home, &fault, &words);
        let found = wholly(&home, &fault);
        assert!(run.code != Some(0) || found, "{fault}: told as accepted and not there: {}", run.out);
        assert!(!run.err.contains("panicked"), "{fault}: {}", run.err);
        if found {
            there += 1;
            home = Home::copy_of(&fresh);
        } else {
            absent += 1;
        }
    }
    assert!(absent >= 8 && there + absent == 20, "{absent} absent, {there} there");
    let receipt = home.run(&words).ended(0).json();
    conserved(&receipt);
    assert!(wholly(&home, "afterwards"));
    assert_eq!(below(&home.data().join("lake/tmp")), Vec::<std::path::PathBuf>::new());
}

/// R08: calls that are interrupted are made again.
#[test]
fn interrupted_calls_are_made_again() {
    if !can_inject() {
        return not_tried("interrupted system calls (strace is missing or may not trace)");
    }
    let home = Home::new();
    let list = home.write("daftar.csv", workers(0..ROWS));
    // The first reads of a process are those of the loader of the system, which gives up.
    let fault = "read,pread64,pwrite64:error=EINTR:when=25+7";
    let run = injected(&home, fault, &Home::ingest_words(&list, "workers", "Kecamatan Mandai"));
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(home.kind_status("workers")["rows"], ROWS);
    home.sound();
}

/// R13: with few file handles it works, or says what it could not do; the data is whole either way.
#[test]
fn few_file_handles_cost_no_data() {
    let home = Home::new();
    let list = home.write("daftar.csv", workers(0..ROWS));
    for most in [12, 20, 32, 128] {
        let words = Home::ingest_words(&list, "workers", "Kecamatan Mandai").map(|word| format!("'{word}'")).join(" ");
        let (data, key) = (home.data().display(), home.key());
        let line = format!(
            "ulimit -n {most}; exec {} --data {data} --key-file {} {words}",
            env!("CARGO_BIN_EXE_sinergi"),
            key.display()
        );
        let run = home.run_command(Command::new("sh").arg("-c").arg(line).current_dir(home.path(".")));
        assert!(matches!(run.code, Some(0..=2)) && !run.err.contains("panicked"), "{most}: {:?} {}", run.code, run.err);
        let there = home.kind_status("workers")["rows"].as_u64();
        assert!(there == Some(ROWS as u64) || there.is_none() && run.code != Some(0), "{most}: {there:?}");
        home.sound();
    }
    assert_eq!(home.kind_status("workers")["rows"], ROWS, "128 are enough");
}

/// R17: fifty imports at once, ten of them the same file: one of the ten comes in, nine get its receipt, and every row is there once.
#[test]
fn of_fifty_imports_at_once_each_list_comes_in_once() {
    let home = Home::new();
    let same = home.write("sama.csv", workers(0..20));
    let start = |file: &Path, source: &str| -> Child {
        let mut command = home.command(&Home::ingest_words(file, "workers", source));
        command.env("SINERGI_PATIENCE_SECONDS", "900").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut children: Vec<(usize, Child)> = Vec::new();
    for number in 0..50 {
        let child = if number % 5 == 0 {
            start(&same, "Desa Sama")
        } else {
            let rows = 100 * number..100 * number + 20;
            start(&home.write(&format!("daftar-{number}.csv"), workers(rows)), &format!("Desa {number}"))
        };
        children.push((number, child));
    }
    let (mut batches, mut repeated) = (BTreeSet::new(), BTreeSet::new());
    for (number, child) in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{number}: {}", String::from_utf8_lossy(&output.stderr));
        let receipt: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        conserved(&receipt);
        assert_eq!(receipt["accepted"], 20, "{receipt}");
        batches.insert(receipt["batch"].as_u64().unwrap());
        if number % 5 == 0 {
            repeated.insert(receipt["batch"].as_u64().unwrap());
        }
    }
    assert_eq!((batches.len(), repeated.len()), (41, 1));
    let status = home.kind_status("workers");
    assert_eq!((&status["batches"], &status["rows"]), (&41.into(), &(41 * 20).into()));
    home.sound();
}

/// How many rounds of kills a run of the tests makes; the nightly script asks for more.
fn rounds() -> usize {
    std::env::var("SINERGI_KILL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

/// Starts a command and kills it after some drawn time, unless it was quicker; says whether it came to its end.
fn killed(home: &Home, words: &[&str], drawn: &mut Drawn) -> bool {
    let mut child = home.command(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let until = Instant::now() + Duration::from_millis(drawn.below(500));
    while Instant::now() < until && child.try_wait().unwrap().is_none() {
        std::thread::park_timeout(Duration::from_millis(1));
    }
    let _ = child.kill();
    child.wait().unwrap().success()
}

/// R01: importing, linking, withdrawing and linking again, each killed after a time drawn from a fixed sequence, is wholly done or not at
/// all; done again it ends as if nothing had happened.
#[test]
fn what_is_killed_at_any_moment_is_wholly_done_or_not_at_all() {
    let home = Home::new();
    home.ingest_text("peserta.csv", register(&[(1, "BPU", "2024-01..2025-06")]), "participants", "BPJS");
    home.ingest_text("a.csv", workers(0..40), "workers", "Desa A");
    home.run(&["link"]).ended(0);
    let whole = home.json(&["coverage", "--by", "total"]);
    let list = home.write("b.csv", workers(40..2_040));
    let ingest = Home::ingest_words(&list, "workers", "Desa B");
    let mut drawn = Drawn(7);
    let (mut done, mut broken) = (0, 0);
    for _ in 0..rounds() {
        let mut number = String::new();
        for step in ["ingest", "link", "withdraw", "link"] {
            let withdraw = ["withdraw", &number];
            let words = match step {
                "ingest" => &ingest[..],
                "withdraw" => &withdraw,
                _ => &["link"],
            };
            if killed(&home, words, &mut drawn) {
                done += 1
            } else {
                broken += 1
            }
            home.sound();
            let rows = home.kind_status("workers")["rows"].as_u64().unwrap();
            assert!(rows == 40 || rows == 2_040, "{step}: {rows} rows");
            if step == "ingest" {
                number = home.ingest(&list, "workers", "Desa B")["batch"].to_string();
            }
        }
        if home.kind_status("workers")["rows"] != 40 {
            home.run(&["withdraw", &number]).ended(0);
        }
        home.run(&["link"]).ended(0);
        let now = home.json(&["coverage", "--by", "total"]);
        assert_eq!((&now[0]["covered"], &now[0]["denominator"]), (&whole[0]["covered"], &whole[0]["denominator"]), "{now}");
    }
    println!("{} kills: {broken} broke off, {done} were done first", done + broken);
    home.run(&["audit", "verify"]).ended(0);
}

/// Numbers that look drawn and are the same every time (an LCG of Knuth).
pub struct Drawn(pub u64);

impl Drawn {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// The reader of uploads runs behind a filter of system calls and can gain no rights (v5.0.0-15.2.5).
#[test]
fn the_reader_of_uploads_is_confined_before_it_reads() {
    let home = Home::empty();
    let mut child = home.command(&["read-upload"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let started = Instant::now();
    loop {
        let text = fs::read_to_string(&status).unwrap();
        let line = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
        if line("Seccomp:") == "2" && line("NoNewPrivs:") == "1" {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(60) && child.try_wait().unwrap().is_none(), "not confined: {text}");
        std::thread::park_timeout(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

/// One list of an office as the naive reference keeps it.
struct Listed {
    batch: u64,
    accepted: BTreeSet<usize>,
}

/// The invariant workload: offices send, correct, withdraw and send again while somebody reads. After every step the figures are those
/// that a naive reference of sets counts, every receipt is kept, and no reader ever sees a mixture of two states.
#[test]
fn offices_send_correct_and_withdraw_while_others_read_and_a_naive_reference_agrees() {
    for seed in [11, 12] {
        workload(seed, 7);
    }
}

fn workload(seed: u64, steps: usize) {
    let home = Home::new();
    // Numbers far apart: no two of these people resemble each other.
    let people: Vec<usize> = (0..36).map(|number| number * 1_117 % 14_000).collect();
    let names: BTreeSet<String> = people.iter().map(|number| person(*number).name).collect();
    assert_eq!(names.len(), people.len());
    let members: Vec<(usize, &str, &str)> = people.iter().take(12).map(|number| (*number, "BPU", "2024-01..2025-06")).collect();
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    let covered: BTreeSet<usize> = people.iter().take(12).copied().collect();
    let mut drawn = Drawn(seed);
    let mut offices: Vec<Vec<Listed>> = (0..3).map(|_| Vec::new()).collect();
    let mut seen: std::collections::BTreeMap<String, (u64, u64)> = std::collections::BTreeMap::new();
    for step in 0..steps {
        let office = usize::try_from(drawn.below(3)).unwrap();
        let source = format!("Desa {office}");
        if step > 1 && drawn.below(3) == 0 && !offices[office].is_empty() {
            let gone = offices[office].remove(0);
            home.run(&["withdraw", &gone.batch.to_string()]).ended(0);
        } else {
            let wanted: BTreeSet<usize> =
                (0..4 + drawn.below(10)).map(|_| people[usize::try_from(drawn.below(36)).unwrap()]).collect();
            let known: BTreeSet<usize> = offices[office].iter().flat_map(|list| list.accepted.iter().copied()).collect();
            let path = home.write(&format!("{seed}-{step}.csv"), workers(wanted.iter().copied()));
            let receipt = home.ingest(&path, "workers", &source);
            let accepted: BTreeSet<usize> = wanted.difference(&known).copied().collect();
            assert_eq!(
                (receipt["accepted"].as_u64().unwrap(), receipt["duplicate"].as_u64().unwrap()),
                (accepted.len() as u64, wanted.intersection(&known).count() as u64),
                "seed {seed} step {step}: {receipt}"
            );
            let again = home.ingest(&path, "workers", &source);
            assert_eq!(again["batch"], receipt["batch"], "the same list twice is one");
            offices[office].push(Listed { batch: receipt["batch"].as_u64().unwrap(), accepted });
        }
        // Somebody reads while it is linked.
        let mut linking = home.command(&["link"]).stdout(Stdio::null()).spawn().unwrap();
        loop {
            let ended = linking.try_wait().unwrap();
            let run = home.run(&["coverage", "--by", "total", "--format", "json"]);
            if run.code == Some(0) {
                let row = &run.json()[0];
                let figure = (row["covered"].as_u64().unwrap(), row["denominator"].as_u64().unwrap());
                // One state, one figure: batches withdrawn since the links were made are part of the state.
                let state = format!("{} {step}", row["snapshot"]);
                assert_eq!(*seen.entry(state).or_insert(figure), figure, "seed {seed} step {step}: a mixture of two states");
            }
            if let Some(status) = ended {
                assert!(status.success());
                break;
            }
        }
        let union: BTreeSet<usize> = offices.iter().flatten().flat_map(|list| list.accepted.iter().copied()).collect();
        let row = home.run(&["coverage", "--by", "total", "--format", "json"]);
        if union.is_empty() {
            continue;
        }
        let row = row.ended(0).json()[0].clone();
        assert_eq!(
            (row["covered"].as_u64().unwrap(), row["denominator"].as_u64().unwrap()),
            (union.intersection(&covered).count() as u64, union.len() as u64),
            "seed {seed} step {step}: {row}"
        );
        let rows: usize = offices.iter().flatten().map(|list| list.accepted.len()).sum();
        assert_eq!(home.kind_status("workers")["rows"].as_u64().unwrap_or(0), rows as u64);
    }
    home.sound();
}
