//! What keeps an installation safe, from outside: backups and their return, another key, a batch that is erased, clocks of retention,
//! and who may open its files (trust.md R10, R15, S13, S14, S16, S17, S18; promises P1, P6, P10).

use crate::home::{Home, below};
use crate::people::{WORKER_HEADINGS, person, register, worker_line, workers};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Members and workers, one row that goes back, linked.
fn lived_in() -> Home {
    let home = Home::new();
    home.ingest_text(
        "peserta.csv",
        register(&[(1, "BPU", "2024-01..2025-06"), (2, "PU", "2024-01..2025-06")]),
        "participants",
        "BPJS",
    );
    let list = [WORKER_HEADINGS, &worker_line(1), &worker_line(3), "3;;Tanpa Apa Pun;;;;Maros;Mandai;Bontoa\n"].concat();
    home.ingest_text("a.csv", list, "workers", "Desa A");
    home.run(&["link"]).ended(0);
    home
}

fn backup(home: &Home, to: &Path, more: &[&str]) -> Value {
    home.json(&[&["backup", "--to", to.to_str().unwrap()], more].concat())
}

fn restore(home: &Home, from: &Path, more: &[&str]) -> crate::home::Run {
    home.run(&[&["restore", "--from", from.to_str().unwrap(), "--format", "json"], more].concat())
}

/// R15, P10: an empty machine, the backup and the key: the same counts, the same root, the same figures.
#[test]
fn what_was_backed_up_comes_back_on_an_empty_machine_with_the_same_figures() {
    let home = lived_in();
    let figure = home.json(&["coverage", "--by", "total"]);
    let vault = home.path("cadangan");
    let made = backup(&home, &vault, &[]);
    assert!(made["copied"].as_u64().unwrap() > 5 && made["copied"] == made["files"], "{made}");

    let bare = Home::empty();
    assert!(restore(&bare, &vault, &[]).ended(2).sentence().contains("data.key"), "without the key nothing comes back");
    fs::copy(home.key(), bare.key()).unwrap();
    let checked = restore(&bare, &vault, &["--verify"]).ended(0).json();
    assert!(!bare.data().exists(), "verify replaces nothing");
    let back = restore(&bare, &vault, &[]).ended(0).json();
    for told in [&checked, &back] {
        assert_eq!((&told["counted"], &told["files"]), (&made["counted"], &made["files"]));
    }
    assert_eq!(bare.json(&["coverage", "--by", "total"]), figure);
    bare.sound();
    assert_eq!(bare.json(&["status"])["kinds"], home.json(&["status"])["kinds"]);
    // The rows that went back come back too.
    let again = bare.ingest(&home.path("a.csv"), "workers", "Desa A");
    assert!(bare.path(again["refused_file"].as_str().unwrap()).exists(), "{again}");
    // There is an installation now: another one takes its place only when that is said, and the one before is kept.
    assert_eq!(restore(&bare, &vault, &[]).ended(1).error(), "refused");
    let replaced = restore(&bare, &vault, &["--replace"]).ended(0).json();
    assert!(Path::new(replaced["kept"].as_str().unwrap()).join("store.sqlite").exists());
    assert_eq!(bare.json(&["coverage", "--by", "total"]), figure);
}

/// A later generation copies what is new only; an old one is let go of, with the files that nobody else names.
#[test]
fn a_second_backup_copies_what_is_new_and_old_ones_are_let_go() {
    let home = lived_in();
    let vault = home.path("cadangan");
    let first = backup(&home, &vault, &[]);
    home.ingest_text("b.csv", workers(10..20), "workers", "Desa B");
    // A generation is named by its second.
    let second = std::iter::repeat_with(|| home.run(&["backup", "--to", vault.to_str().unwrap(), "--format", "json"]))
        .find(|run| run.code == Some(0))
        .unwrap()
        .json();
    assert_eq!(second["copied"], 3, "facts, identity and upload of one list: {second}");
    // The earlier generation still comes back as it was.
    let earlier = restore(&home, &vault, &["--verify", "--generation", first["generation"].as_str().unwrap()]).ended(0).json();
    assert_eq!(earlier["counted"], first["counted"]);
    let last =
        std::iter::repeat_with(|| home.run(&["backup", "--to", vault.to_str().unwrap(), "--keep-days", "0", "--format", "json"]))
            .find(|run| run.code == Some(0))
            .unwrap()
            .json();
    assert_eq!(last["let_go"].as_array().unwrap().len(), 2, "{last}");
    restore(&home, &vault, &["--verify"]).ended(0);
}

/// R10, P6: one flipped bit or one missing file anywhere in a backup stops the restore, and what is there stays as it is.
#[test]
fn a_damaged_backup_replaces_nothing() {
    let home = lived_in();
    let figure = home.json(&["coverage", "--by", "total"]);
    let vault = home.path("cadangan");
    backup(&home, &vault, &[]);
    for file in below(&vault) {
        let sound = fs::read(&file).unwrap();
        let mut flipped = sound.clone();
        let place = sound.len() / 2;
        flipped[place] ^= 1;
        fs::write(&file, &flipped).unwrap();
        let run = restore(&home, &vault, &["--replace"]);
        assert!(matches!(run.code, Some(1 | 2)), "{}: {:?} {}", file.display(), run.code, run.out);
        fs::remove_file(&file).unwrap();
        let run = restore(&home, &vault, &["--replace"]);
        assert!(matches!(run.code, Some(1 | 2)), "{} missing: {:?}", file.display(), run.code);
        fs::write(&file, &sound).unwrap();
    }
    assert_eq!(home.json(&["coverage", "--by", "total"]), figure);
    restore(&home, &vault, &["--replace"]).ended(0);
    assert_eq!(home.json(&["coverage", "--by", "total"]), figure);
    let beside: Vec<PathBuf> = below(home.data().parent().unwrap());
    assert!(!beside.iter().any(|path| path.to_string_lossy().contains(".sinergi-pulih-")), "nothing is left of the attempts");
}

/// While an import is under way the backup is that of a moment: with all of its batch or with nothing of it.
#[test]
fn a_backup_made_while_a_list_comes_in_holds_all_of_it_or_nothing() {
    let home = lived_in();
    let list = home.write("besar.csv", workers(100..20_100));
    let mut child =
        home.command(&Home::ingest_words(&list, "workers", "Desa B")).stdout(std::process::Stdio::null()).spawn().unwrap();
    let (mut made, mut batches) = (0, Vec::new());
    while child.try_wait().unwrap().is_none() || made == 0 {
        let vault = home.path(&format!("cadangan-{made}"));
        let told = backup(&home, &vault, &[]);
        batches.push((told["counted"]["batches"].as_u64().unwrap(), told["counted"]["rows_read"].as_u64().unwrap()));
        restore(&home, &vault, &["--verify"]).ended(0);
        made += 1;
    }
    let before = batches[0];
    assert!(batches.iter().all(|found| *found == before || *found == (before.0 + 1, before.1 + 20_000)), "{batches:?}");
}

fn grep(folder: &Path, words: &[String]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for file in below(folder) {
        let bytes = fs::read(&file).unwrap();
        for word in words {
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                found.push((file.clone(), word.clone()));
            }
        }
    }
    found
}

/// S13, S17: names, NIKs and words of refused rows stand nowhere on the disk: not in the lake, the catalogue, its log, the inbox, the
/// results, nor in a backup. What a command hands out is the one exception, until it is swept away.
#[test]
fn planted_people_stand_nowhere_on_the_disk_nor_in_a_backup() {
    let home = lived_in();
    let vault = home.path("cadangan");
    backup(&home, &vault, &[]);
    let mut words: Vec<String> = [1, 2, 3].into_iter().flat_map(|number| [person(number).name, person(number).nik]).collect();
    words.push("Tanpa Apa Pun".to_owned());
    // Workbooks are compressed: in their parts the words would not be seen. None may be there at all.
    let workbooks = |folder: &Path| -> Vec<PathBuf> {
        below(folder).into_iter().filter(|file| fs::read(file).unwrap().starts_with(b"PK")).collect()
    };
    let handed = workbooks(home.data());
    assert!(handed.len() == 1 && handed[0].parent().unwrap().ends_with("outbox"), "{handed:?}");
    assert_eq!(workbooks(&vault), Vec::<PathBuf>::new());
    assert_eq!(grep(home.data(), &words), []);
    assert_eq!(grep(&vault, &words), []);
    let wordless: Vec<String> = ["daftar", "Desa A", "a.csv"].map(str::to_owned).to_vec();
    assert_eq!(grep(&vault, &wordless), [], "the catalogue of a backup is sealed");
    // The clock of handed-out rows: none of its days are left.
    let mut command = home.command(&["sweep", "--format", "json"]);
    let swept = home.run_command(command.env("SINERGI_KEEP_REFUSED_DAYS", "0")).ended(0).json();
    assert_eq!(swept["handed_out"], 1, "{swept}");
    assert_eq!(workbooks(home.data()), Vec::<PathBuf>::new());
}

/// S16: another key: no row is touched, the old file opens nothing any more, and earlier backups open with it.
#[test]
fn a_new_key_file_opens_everything_and_the_old_one_nothing() {
    let home = lived_in();
    let figure = home.json(&["coverage", "--by", "total"]);
    let vault = home.path("cadangan");
    backup(&home, &vault, &[]);
    let files = below(&home.data().join("lake/files"));
    let old = fs::read(home.key()).unwrap();
    home.run(&["key", "rotate"]).ended(0);
    assert_ne!(fs::read(home.key()).unwrap(), old);
    let kept = home.key().with_file_name("data.key.lama");
    assert_eq!(fs::read(&kept).unwrap(), old);
    assert_eq!(below(&home.data().join("lake/files")), files, "no row was touched");
    assert_eq!(home.json(&["coverage", "--by", "total"]), figure);
    home.run(&["link"]).ended(0);
    let again = home.ingest(&home.path("a.csv"), "workers", "Desa A");
    assert!(home.path(again["refused_file"].as_str().unwrap()).exists(), "sealed rows open under the new key");

    let with = |key: &Path, words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sinergi"));
        command.env_clear().arg("--data").arg(home.data()).arg("--key-file").arg(key).args(words);
        home.run_command(&mut command)
    };
    assert!(with(&kept, &["coverage", "--lang", "en"]).ended(2).err.contains("key file"), "the old key opens nothing");
    with(&kept, &["restore", "--verify", "--from", vault.to_str().unwrap()]).ended(0);
    restore(&home, &vault, &["--verify"]).ended(2);
    // Before the old file has been moved away it is not written over.
    assert_eq!(home.run(&["key", "rotate", "--format", "json"]).ended(1).error(), "refused");
    // A change that broke off after the secret was sealed anew: the new file takes its name at the next start.
    fs::rename(home.key(), home.key().with_file_name("data.key.baru")).unwrap();
    fs::copy(&kept, home.key()).unwrap();
    fs::remove_file(&kept).unwrap();
    assert_eq!(home.json(&["coverage", "--by", "total"]), figure);
    assert_eq!(fs::read(&kept).unwrap(), old);
}

/// A key that a command gives: a vault or a credential of the system.
#[test]
fn a_key_may_come_from_a_command() {
    let home = lived_in();
    let hidden = home.path("brankas");
    fs::rename(home.key(), &hidden).unwrap();
    let config = format!("data = {:?}\nkey_command = [\"cat\", {:?}]\n", home.data(), hidden);
    let config = home.write("sinergi.toml", config);
    let mut command = Command::new(env!("CARGO_BIN_EXE_sinergi"));
    command.env_clear().env("PATH", "/usr/bin:/bin").arg("--config").arg(config).args(["coverage", "--by", "total"]);
    home.run_command(&mut command).ended(0);
}

/// S14: a batch whose key was destroyed is nowhere; one that a case needs stays until the hold is gone; the past says what it misses.
#[test]
fn an_erased_batch_is_gone_and_a_held_one_stays() {
    let home = lived_in();
    let receipt = home.ingest_text("b.csv", workers(10..20), "workers", "Desa Buangan");
    home.run(&["link"]).ended(0);
    let batch = receipt["batch"].to_string();
    let erase = |code: i32| home.run(&["erase", &batch, "--reason", "permintaan 4/2025", "--format", "json"]).ended(code);
    assert!(erase(1).sentence().contains("withdraw"));
    home.run(&["withdraw", &batch]).ended(0);
    erase(1);
    home.run(&["link"]).ended(0);
    let held = home.json(&["hold", "add", &batch, "--reason", "perkara 7/2025"]);
    assert!(erase(1).sentence().contains("perkara 7/2025"));
    home.run(&["hold", "release", held["id"].as_str().unwrap()]).ended(0);
    let before = below(&home.data().join("lake/files"));
    erase(0);
    let after = below(&home.data().join("lake/files"));
    assert_eq!(before.len() - after.len(), 3, "facts, identity and upload are gone");
    home.sound();
    home.run(&["coverage", "--by", "total"]).ended(0);
    assert_eq!(erase(1).error(), "refused");
    // Neither its name nor the tokens of its people stand anywhere, the catalogue's log with them.
    assert_eq!(grep(home.data(), &["b.csv".to_owned()]), []);
    // What was known while it counted cannot be counted any more, and says so.
    let past = home.run(&["coverage", "--known-on", "2025-07-01", "--by", "total", "--lang", "en"]);
    assert!(past.code == Some(0) || past.err.contains("was erased"), "{}", past.err);
    let log = home.json(&["audit", "verify"]);
    assert_eq!(log["first_bad"], Value::Null);
}

/// S18: whatever the shell allows, what the program writes is its owner's only, and a folder that was open is closed.
#[test]
fn folders_and_files_are_their_owners_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::empty();
    let loose = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
        let data = home.data().display();
        let line = format!(
            "umask 000; exec {} --data {data} --key-file {} {}",
            env!("CARGO_BIN_EXE_sinergi"),
            home.key().display(),
            words.join(" ")
        );
        home.run_command(Command::new("sh").arg("-c").arg(line).current_dir(home.path(".")))
    };
    loose(&["init", "--region", "73"]).ended(0);
    let list = home.write("a.csv", workers(0..30));
    loose(&Home::ingest_words(&list, "workers", "Desa A")).ended(0);
    let members = home.write("p.csv", register(&[(1, "BPU", "2024-01..2025-06")]));
    loose(&Home::ingest_words(&members, "participants", "BPJS")).ended(0);
    loose(&["link"]).ended(0);
    loose(&["coverage", "--by", "total"]).ended(0);
    let vault = home.path("cadangan");
    loose(&["backup", "--to", vault.to_str().unwrap()]).ended(0);
    for root in [home.data().to_owned(), vault] {
        for path in everything(&root) {
            let metadata = fs::symlink_metadata(&path).unwrap();
            let wanted = if metadata.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(metadata.permissions().mode() & 0o777, wanted, "{}", path.display());
        }
    }
    fs::set_permissions(home.data(), fs::Permissions::from_mode(0o755)).unwrap();
    loose(&["status"]).ended(0);
    assert_eq!(fs::metadata(home.data()).unwrap().permissions().mode() & 0o777, 0o700);
}

fn everything(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() { found.extend(everything(&entry.path())) } else { found.push(entry.path()) }
    }
    found
}

/// The record of processing says what is there, in both languages, and names nobody.
#[test]
fn the_record_of_processing_is_made_from_what_is_there_and_names_nobody() {
    let home = lived_in();
    home.run(&["user", "add", "rahma", "--role", "disnaker", "--scope", "73.09"]).ended(0);
    home.run(&["token", "create", "--role", "bappeda", "--scope", "73", "--purpose", "dasbor uji", "--days", "9"]).ended(0);
    for (language, words) in [("id", ["register peserta", "[diisi pengendali]"]), ("en", ["register", "[for the controller]"])] {
        let out = home.path("catatan.md");
        home.run(&["privacy", "--out", out.to_str().unwrap(), "--lang", language]).ended(0);
        let text = fs::read_to_string(out).unwrap();
        for word in words.iter().copied().chain(["disnaker", "dasbor uji", "nik, ", "73"]) {
            assert!(text.contains(word), "{language}: {word} is missing: {text}");
        }
        assert!(!text.contains("privacy-") && !text.contains(&person(1).name) && !text.contains(&person(1).nik), "{text}");
    }
}
