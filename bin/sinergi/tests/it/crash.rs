//! Killed, damaged, full: an accepted row is never lost, and no figure is printed from what is broken (trust.md R01 to R11).

use crate::home::{Home, counts};
use crate::lake::files_with;
use crate::people::{register, workers};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Rows of the list whose ingest is killed.
const ROWS: usize = 30_000;

/// Longest wait for anything in these tests.
const PATIENCE: Duration = Duration::from_secs(60);

/// What can be seen of a running ingest from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Seen {
    /// Files and their sizes: temporary, in the lake, outbox, catalogue.
    files: Vec<(PathBuf, u64)>,
}

impl Seen {
    fn of(home: &Home) -> Self {
        let mut files = home.files();
        files.extend(["store.sqlite", "store.sqlite-wal"].map(|name| home.data().join(name)));
        let sized = |path: PathBuf| fs::metadata(&path).ok().map(|metadata| (path, metadata.len()));
        Self { files: files.into_iter().filter_map(sized).collect() }
    }
}

/// Processor time of a process in ticks; none when it is gone.
fn ticks(child: &Child) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

fn start(home: &Home, list: &Path) -> Child {
    home.command(&Home::ingest_words(list, "workers", "Kecamatan Mandai"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// When to kill.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// After this much processor time.
    Ticks(u64),
    /// When the folder has changed this often.
    Changes(usize),
}

/// Runs an ingest up to a moment and kills it there. Gives back how often the folder changed and the processor time used.
fn kill_at(home: &Home, list: &Path, moment: Option<Moment>) -> (usize, u64) {
    let mut child = start(home, list);
    let started = Instant::now();
    let (mut seen, mut changes, mut used) = (Seen::of(home), 0, 0);
    while child.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < PATIENCE, "the ingest does not end");
        // The pace of looking; what is waited for is the moment.
        std::thread::park_timeout(Duration::from_micros(300));
        used = ticks(&child).unwrap_or(used);
        let due = if let Some(Moment::Ticks(wanted)) = moment {
            used >= wanted
        } else {
            let now = Seen::of(home);
            changes += usize::from(now != seen);
            seen = now;
            matches!(moment, Some(Moment::Changes(wanted)) if changes >= wanted)
        };
        if due {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
    (changes, used)
}

fn snapshot(home: &Home) -> Option<String> {
    home.kind_status("workers")["snapshot"].as_str().map(str::to_owned)
}

#[test]
fn an_ingest_killed_at_any_moment_is_wholly_there_or_wholly_absent() {
    let fresh = Home::new();
    let undisturbed = Home::copy_of(&fresh);
    let list = undisturbed.write("daftar.csv", workers(0..ROWS));
    let (changes, used) = kill_at(&undisturbed, &list, None);
    let expected = snapshot(&undisturbed).expect("the undisturbed ingest is there");
    // Half of the moments by processor time, half by what happens on the disk: there the last steps lie close together.
    let by_time = (1..=12).map(|part| Moment::Ticks(used * part / 13));
    let by_change = (1..=13).map(|part| Moment::Changes((changes * part).div_ceil(13)));

    let mut home = Home::copy_of(&fresh);
    let (mut there, mut absent) = (0, 0);
    for moment in by_time.chain(by_change) {
        kill_at(&home, &list, Some(moment));
        home.sound();
        match snapshot(&home) {
            None => absent += 1,
            Some(found) => {
                there += 1;
                assert_eq!(found, expected, "{moment:?}");
                assert_eq!(home.kind_status("workers")["rows"], ROWS);
                home = Home::copy_of(&fresh);
            }
        }
    }
    println!("killed {} times: {absent} absent, {there} there", absent + there);
    assert!(absent >= 12, "the moments by time lie before the end");

    // After all the kills the same file goes in as if nothing had happened, and the debris is gone.
    let receipt = home.ingest(&list, "workers", "Kecamatan Mandai");
    assert_eq!(counts(&receipt), [ROWS as u64, ROWS as u64, 0, 0]);
    assert_eq!(receipt["snapshot"], expected.as_str(), "the same file and key give the same snapshot");
    assert!(home.files().iter().all(|file| !file.starts_with(home.data().join("lake/tmp"))), "temporary files were swept");
    home.sound();
}

/// Three members, four workers, linked.
fn measured() -> Home {
    let home = Home::new();
    let members = [(1, "BPU", "2024-01..2025-06"), (2, "PU", "2024-01..2025-06"), (9, "PU", "2024-01..2025-06")];
    home.ingest_text("peserta.csv", register(&members), "participants", "BPJS");
    home.ingest_text("a.csv", workers([1, 2, 3, 4]), "workers", "Desa A");
    home.run(&["link"]).ended(0);
    home.run(&["coverage", "--by", "total"]).ended(0);
    home
}

/// Coverage says what is broken and shows no figure; verify names the file.
fn stopped(home: &Home, file: &Path, word: &str) {
    let name = file.file_name().unwrap().to_str().unwrap();
    for format in ["table", "json", "csv"] {
        let run = home.run(&["coverage", "--by", "total", "--format", format, "--lang", "en"]).ended(2);
        assert!(run.err.contains(name) && run.err.contains(word), "{}", run.err);
        assert!(
            !run.out.contains("covered") && !run.out.contains('%') && !run.out.contains("denominator"),
            "a figure: {}",
            run.out
        );
    }
    let report = home.run(&["verify", "--format", "json"]).ended(2).json();
    assert_eq!(report["broken"], serde_json::json!([name]));
}

#[test]
fn a_flipped_bit_in_any_file_behind_a_figure_stops_the_figure() {
    let home = measured();
    let mut files = files_with(&home, "paid_bits");
    files.extend(files_with(&home, "rule"));
    assert_eq!(files.len(), 3, "facts of members and of workers, and the links");
    for file in files {
        let sound = fs::read(&file).unwrap();
        for place in [4, sound.len() / 3, sound.len() / 2, sound.len() - 5] {
            let mut flipped = sound.clone();
            flipped[place] ^= 1;
            fs::write(&file, &flipped).unwrap();
            let run = home.run(&["coverage", "--by", "total", "--lang", "en"]).ended(2);
            assert!(run.err.contains("damaged") && run.out.is_empty(), "byte {place}: {} {}", run.out, run.err);
        }
        stopped(&home, &file, "damaged");
        fs::write(&file, &sound).unwrap();
        home.run(&["coverage", "--by", "total"]).ended(0);
    }
    home.sound();
}

#[test]
fn a_file_that_is_missing_cut_or_swapped_stops_the_figure() {
    let home = measured();
    let files = files_with(&home, "paid_bits");
    let (one, two) = (&files[0], &files[1]);
    let sound = fs::read(one).unwrap();
    for half in [0, 512, sound.len() / 2] {
        fs::write(one, &sound[..half]).unwrap();
        stopped(&home, one, "damaged");
    }
    fs::remove_file(one).unwrap();
    stopped(&home, one, "missing");
    fs::write(one, fs::read(two).unwrap()).unwrap();
    stopped(&home, one, "damaged");
    fs::write(one, &sound).unwrap();
    home.run(&["coverage", "--by", "total"]).ended(0);
    // A published figure does not rest on the file and stays in service; it says that our register is not beside it.
    fs::remove_file(one).unwrap();
    let run = home.run(&["coverage", "--denominator", "BPJS potensi Jul 2024", "--as-of", "2024-07", "--lang", "en"]).ended(0);
    assert!(run.out.contains("Our register is not counted here") && run.out.contains("missing"), "{}", run.out);
    fs::write(one, &sound).unwrap();
}

#[test]
fn a_damaged_identity_or_upload_is_found_by_verify_and_a_wrong_key_opens_nothing() {
    let home = measured();
    let plain: Vec<PathBuf> = files_with(&home, "row").into_iter().chain(files_with(&home, "indicator")).collect();
    let sealed: Vec<PathBuf> =
        crate::home::below(&home.data().join("lake/files")).into_iter().filter(|file| !plain.contains(file)).collect();
    assert_eq!(sealed.len(), 5, "two identities and three uploads: {sealed:?}");
    for file in &sealed {
        let sound = fs::read(file).unwrap();
        let mut flipped = sound.clone();
        flipped[sound.len() / 2] ^= 1;
        fs::write(file, &flipped).unwrap();
        let report = home.run(&["verify", "--format", "json"]).ended(2).json();
        assert_eq!(report["broken"][0], file.file_name().unwrap().to_str().unwrap());
        fs::write(file, &sound).unwrap();
    }
    let other = Home::new();
    fs::copy(other.key(), home.key()).unwrap();
    let run = home.run(&["link", "--lang", "en"]).ended(2);
    assert!(run.err.contains("key file"), "{}", run.err);
}

/// A small disk, unmounted at the end.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", size, "tmpfs"]).arg(at).stderr(Stdio::null()).status();
        mounted.is_ok_and(|status| status.success()).then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Fills a disk until only `room` bytes are left, in whole pages.
fn fill(disk: &Path, room: usize) -> PathBuf {
    use std::io::Write;
    let ballast = disk.join("ballast");
    let mut file = fs::File::create(&ballast).unwrap();
    let page = [0_u8; 4096];
    while file.write_all(&page).is_ok() {}
    let full = file.metadata().unwrap().len();
    file.set_len(full.saturating_sub(room as u64) / 4096 * 4096).unwrap();
    ballast
}

#[test]
fn a_full_disk_refuses_the_list_with_a_sentence_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mount = folder.path().join("disk");
    let Some(_disk) = SmallDisk::mount(&mount, "size=12m") else {
        return crate::faults::not_tried("a full disk (mounting a small one is not permitted; run as root)");
    };
    let home = Home::at(&mount.join("data"));
    home.run(&["init", "--region", "73"]).ended(0);
    home.ingest_text("peserta.csv", register(&[(1, "BPU", "2024-01..2025-06")]), "participants", "BPJS");
    home.ingest_text("a.csv", workers([1, 2]), "workers", "Desa A");
    home.run(&["link"]).ended(0);
    let figure = home.json(&["coverage", "--by", "total"]);
    let list = home.write("besar.csv", workers(100..8_100));
    let mut refusals = 0;
    // Less and less room: the upload, the tables, the names, the catalogue meet the end of the disk.
    for room in [0, 8 << 10, 64 << 10, 160 << 10, 400 << 10, 700 << 10, 900 << 10, 1_000 << 10, 1_100 << 10, 1_300 << 10] {
        let ballast = fill(&mount, room);
        let run = home.run(&Home::ingest_words(&list, "workers", "Desa B"));
        let reads = home.run(&["coverage", "--by", "total", "--format", "json"]);
        fs::remove_file(&ballast).unwrap();
        match run.code {
            Some(2) => {
                refusals += 1;
                assert!(run.err.contains("Ruang penyimpanan habis"), "room {room}: {}", run.err);
                assert_eq!(run.error(), "fault");
                assert_eq!(home.kind_status("workers")["batches"], 1, "room {room}: half a batch");
                // Reading goes on; without room for the index of the catalogue's log (32 KB) it says so at once.
                let unread = reads.code == Some(2) && reads.err.contains("Ruang penyimpanan habis") && reads.out.is_empty();
                assert!(reads.code == Some(0) || room < 64 << 10 && unread, "room {room}: {} {}", reads.out, reads.err);
                assert!(reads.took < Duration::from_secs(10), "room {room}: {:?}", reads.took);
            }
            Some(0) => {
                assert!(refusals > 0, "the disk was never full");
                assert_eq!(home.kind_status("workers")["batches"], 2, "room {room}");
                break;
            }
            other => panic!("room {room}: {other:?} {}", run.err),
        }
        home.sound();
        assert_eq!(home.json(&["coverage", "--by", "total"]), figure, "room {room}");
    }
    assert!(refusals >= 3, "only {refusals} sizes were too small");
    home.run(&Home::ingest_words(&list, "workers", "Desa B")).ended(0);
    assert_eq!(home.kind_status("workers")["rows"], 8_002);
    home.sound();
}
