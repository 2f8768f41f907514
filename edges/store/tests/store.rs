//! The catalogue's promises: a batch comes wholly or not at all, nobody is overtaken in silence, and the past stays readable.

#![allow(clippy::unwrap_used, reason = "a test that meets the unforeseen shall end there")]

use base::handover::{Counts, Kind};
use jiff::civil::{Date, date};
use sqlx::Connection;
use store::{Batch, Entry, FileRole, LakeFile, NewBatch, Origin, Snapshot, Store, StoreFault};
use tempfile::TempDir;

const JULY: Date = date(2025, 7, 1);
const AUGUST: Date = date(2025, 8, 1);

async fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    store.set("region", "73").await.unwrap();
    (folder, store)
}

fn batch(number: u32) -> NewBatch {
    let file = |role: FileRole| LakeFile { role, sha256: format!("{}-{number}", role.code()), bytes: 100, rows: 10 };
    NewBatch {
        batch: Batch {
            number,
            kind: Kind::Workers,
            source: "Desa Bontoa".to_owned(),
            as_of: date(2025, 6, 30),
            known_on: JULY,
            file_name: "daftar.csv".to_owned(),
            file_sha256: format!("upload-{number}"),
            counts: Counts { rows_read: 12, accepted: 10, refused: 1, duplicate: 1 },
            findings: "{}".to_owned(),
            content: format!("content-{number}"),
            withdrawn: false,
            erased: false,
        },
        key: format!("sealed key of {number}"),
        file_bytes: 1_000,
        method: "ingest-1".to_owned(),
        how: "xlsx".to_owned(),
        files: vec![file(FileRole::Facts), file(FileRole::Identity), file(FileRole::Raw)],
        mapping: Some(format!("# mapping of batch {number}")),
        origin: Origin { sent_by: "pengirim".to_owned(), area: "73.09".to_owned() },
    }
}

fn snapshot(seq: i64, parent: &str, known_on: Date) -> Snapshot {
    Snapshot {
        id: format!("snapshot-{seq}-after-{parent}"),
        kind: "workers".to_owned(),
        seq,
        parent: parent.to_owned(),
        as_of: date(2025, 6, 30),
        known_on,
        rows: 10 * seq.unsigned_abs(),
        method: "ingest-1".to_owned(),
        detail: String::new(),
    }
}

/// Everything that a commit of a batch writes.
async fn state(store: &Store) -> (Vec<Batch>, Vec<String>, Option<Snapshot>, Option<String>) {
    (
        store.batches().await.unwrap(),
        store.known_files().await.unwrap(),
        store.current_snapshot("workers").await.unwrap(),
        store.mapping("workers", "Desa Bontoa").await.unwrap(),
    )
}

#[tokio::test]
async fn a_committed_batch_is_read_back_whole_also_after_the_catalogue_was_closed() {
    let (folder, store) = store().await;
    let (new, first) = (batch(1), snapshot(1, "", JULY));
    store.commit_batch(&new, "", &first, &Entry::default()).await.unwrap();
    for store in [store.clone(), Store::open(folder.path()).await.unwrap()] {
        assert_eq!(store.batches().await.unwrap(), std::slice::from_ref(&new.batch));
        let mut files = new.files.clone();
        files.sort_by_key(|file| file.role.code());
        assert_eq!(store.files_of(1).await.unwrap(), files);
        assert_eq!(store.current_snapshot("workers").await.unwrap(), Some(first.clone()));
        assert_eq!(store.batches_in("workers", 1).await.unwrap(), [1]);
        assert_eq!(store.mapping("workers", "Desa Bontoa").await.unwrap(), new.mapping);
        assert_eq!(store.mapping("workers", "Desa Lain").await.unwrap(), None);
        assert_eq!(store.next_batch_number().await.unwrap(), 2);
        assert_eq!(store.setting("region").await.unwrap().as_deref(), Some("73"));
    }
}

#[tokio::test]
async fn a_stamp_stays_while_nothing_changes_and_moves_with_every_change_whoever_makes_it() {
    let (folder, store) = store().await;
    let before = store.stamp().unwrap();
    assert_eq!(store.setting("region").await.unwrap().as_deref(), Some("73"));
    assert_eq!(store.stamp(), Some(before), "reading changes nothing");
    let mut seen = vec![before];
    for number in 0..50 {
        // By turns this one and another that was opened on the same files, at once behind the other.
        let other = Store::open(folder.path()).await.unwrap();
        let writer = if number % 2 == 0 { &store } else { &other };
        writer.set("region", &number.to_string()).await.unwrap();
        let now = store.stamp().unwrap();
        assert!(!seen.contains(&now), "change {number} has a stamp of its own");
        seen.push(now);
        // The locks of the first are still held: it writes on.
        other.close().await;
    }
    assert_eq!(store.setting("region").await.unwrap().as_deref(), Some("49"));
}

#[tokio::test]
async fn a_batch_that_fails_in_its_last_step_leaves_nothing() {
    let (_folder, store) = store().await;
    store.commit_batch(&batch(1), "", &snapshot(1, "", JULY), &Entry::default()).await.unwrap();
    let before = state(&store).await;
    let parent = before.2.clone().unwrap().id;
    // Two files of one role: the second is refused when snapshot, batch and the first file are written already.
    let mut twice = batch(2);
    twice.files.push(twice.files[0].clone());
    assert!(matches!(
        store.commit_batch(&twice, &parent, &snapshot(2, &parent, AUGUST), &Entry::default()).await,
        Err(StoreFault::Database { .. })
    ));
    assert_eq!(state(&store).await, before);
    // A number that is taken fails earlier, with the same end.
    assert!(store.commit_batch(&batch(1), &parent, &snapshot(2, &parent, AUGUST), &Entry::default()).await.is_err());
    assert_eq!(state(&store).await, before);
    // What failed can be done again, right this time.
    store.commit_batch(&batch(2), &parent, &snapshot(2, &parent, AUGUST), &Entry::default()).await.unwrap();
    assert_eq!(store.batches().await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_overtaken_parent_is_refused_and_nothing_of_the_late_batch_stays() {
    let (_folder, store) = store().await;
    store.commit_batch(&batch(1), "", &snapshot(1, "", JULY), &Entry::default()).await.unwrap();
    let parent = snapshot(1, "", JULY).id;
    store.commit_batch(&batch(2), &parent, &snapshot(2, &parent, JULY), &Entry::default()).await.unwrap();
    let before = state(&store).await;
    for stale in ["", parent.as_str(), "no such snapshot"] {
        let late = store.commit_batch(&batch(3), stale, &snapshot(3, stale, AUGUST), &Entry::default()).await;
        assert!(matches!(late, Err(StoreFault::Overtaken { ref kind }) if kind == "workers"), "{stale:?}: {late:?}");
        let withdrawal = store.withdraw_batch(1, stale, &snapshot(3, stale, AUGUST), &Entry::default()).await;
        assert!(matches!(withdrawal, Err(StoreFault::Overtaken { .. })), "{stale:?}");
        let links = LakeFile { role: FileRole::Links, sha256: "links".to_owned(), bytes: 1, rows: 1 };
        assert!(matches!(
            store.commit_snapshot(stale, &snapshot(3, stale, AUGUST), &links, &Entry::default()).await,
            Err(StoreFault::Overtaken { .. })
        ));
    }
    assert_eq!(state(&store).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_eight_writers_on_one_parent_exactly_one_wins() {
    let (folder, store) = store().await;
    store.commit_batch(&batch(1), "", &snapshot(1, "", JULY), &Entry::default()).await.unwrap();
    let parent = snapshot(1, "", JULY).id;
    let mut writers = Vec::new();
    for number in 2..10 {
        let (path, parent) = (folder.path().to_owned(), parent.clone());
        writers.push(tokio::spawn(async move {
            let own = Store::open(&path).await.unwrap();
            let mut snapshot = snapshot(2, &parent, JULY);
            snapshot.id = format!("of writer {number}");
            own.commit_batch(&batch(number), &parent, &snapshot, &Entry::default()).await
        }));
    }
    let mut won = 0;
    for writer in writers {
        match writer.await.unwrap() {
            Ok(()) => won += 1,
            Err(fault) => assert!(matches!(fault, StoreFault::Overtaken { .. }), "{fault:?}"),
        }
    }
    assert_eq!(won, 1);
    let batches = store.batches().await.unwrap();
    assert_eq!(batches.len(), 2);
    let current = store.current_snapshot("workers").await.unwrap().unwrap();
    assert_eq!(current.id, format!("of writer {}", batches[1].number));
}

#[tokio::test]
async fn a_withdrawn_batch_is_gone_from_now_on_and_stays_in_what_was_known_before() {
    let (_folder, store) = store().await;
    store.commit_batch(&batch(1), "", &snapshot(1, "", JULY), &Entry::default()).await.unwrap();
    let one = snapshot(1, "", JULY).id;
    store.commit_batch(&batch(2), &one, &snapshot(2, &one, JULY), &Entry::default()).await.unwrap();
    let two = snapshot(2, &one, JULY).id;
    let found = store.batch_of_file(Kind::Workers, "Desa Bontoa", date(2025, 6, 30), "upload-1").await.unwrap();
    assert_eq!(found.map(|batch| batch.number), Some(1));
    store.withdraw_batch(1, &two, &snapshot(3, &two, AUGUST), &Entry::default()).await.unwrap();

    assert_eq!(store.batches_in("workers", 1).await.unwrap(), [1]);
    assert_eq!(store.batches_in("workers", 2).await.unwrap(), [1, 2]);
    assert_eq!(store.batches_in("workers", 3).await.unwrap(), [2]);
    let seq = |snapshot: Option<Snapshot>| snapshot.map(|snapshot| snapshot.seq);
    assert_eq!(seq(store.snapshot_known_on("workers", date(2025, 6, 30)).await.unwrap()), None);
    assert_eq!(seq(store.snapshot_known_on("workers", date(2025, 7, 31)).await.unwrap()), Some(2));
    assert_eq!(seq(store.snapshot_known_on("workers", AUGUST).await.unwrap()), Some(3));
    let withdrawn: Vec<bool> = store.batches().await.unwrap().iter().map(|batch| batch.withdrawn).collect();
    assert_eq!(withdrawn, [true, false]);
    assert_eq!(store.files_of(1).await.unwrap().len(), 3, "its files stay for what was known before");
    // The same upload may come again, under a new number.
    assert_eq!(store.batch_of_file(Kind::Workers, "Desa Bontoa", date(2025, 6, 30), "upload-1").await.unwrap(), None);
    assert_eq!(store.next_batch_number().await.unwrap(), 3);
}

#[tokio::test]
async fn kinds_move_apart_from_each_other() {
    let (_folder, store) = store().await;
    store.commit_batch(&batch(1), "", &snapshot(1, "", JULY), &Entry::default()).await.unwrap();
    let links = Snapshot { kind: "links".to_owned(), id: "links-1".to_owned(), detail: "{}".to_owned(), ..snapshot(1, "", JULY) };
    let file = LakeFile { role: FileRole::Links, sha256: "abc".to_owned(), bytes: 7, rows: 10 };
    store.commit_snapshot("", &links, &file, &Entry::default()).await.unwrap();
    assert_eq!(store.current_snapshot("links").await.unwrap(), Some(links));
    assert_eq!(store.current_snapshot("workers").await.unwrap().unwrap().seq, 1);
    assert_eq!(store.files_of(-1).await.unwrap(), std::slice::from_ref(&file));
    assert_eq!(store.files_with(FileRole::Links).await.unwrap(), [(-1, file)]);
    assert_eq!(store.current_snapshot("deaths").await.unwrap(), None);
}

#[tokio::test]
async fn a_copy_is_whole_and_goes_its_own_way() {
    let (folder, store) = store().await;
    store.commit_batch(&batch(1), "", &snapshot(1, "", JULY), &Entry::default()).await.unwrap();
    let other = folder.path().join("copy");
    std::fs::create_dir(&other).unwrap();
    store.copy_to(&other.join("store.sqlite")).await.unwrap();
    let copy = Store::open(&other).await.unwrap();
    assert_eq!(state(&copy).await, state(&store).await);
    let parent = snapshot(1, "", JULY).id;
    copy.commit_batch(&batch(2), &parent, &snapshot(2, &parent, JULY), &Entry::default()).await.unwrap();
    assert_eq!(store.batches().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_catalogue_that_a_newer_program_has_written_is_not_touched() {
    let (folder, store) = store().await;
    drop(store);
    let url = format!("sqlite://{}", folder.path().join("store.sqlite").display());
    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (999, 'later', 1, X'00', 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let refusal = Store::open(folder.path()).await.unwrap_err();
    assert!(matches!(refusal, StoreFault::Migrate(_)));
    assert!(refusal.to_string().contains("newer program"), "{refusal}");
}

#[tokio::test]
async fn a_damaged_catalogue_is_a_fault_and_not_an_empty_installation() {
    let (folder, store) = store().await;
    store.commit_batch(&batch(1), "", &snapshot(1, "", JULY), &Entry::default()).await.unwrap();
    drop(store);
    let elsewhere = tempfile::tempdir().unwrap();
    let sound = std::fs::read(folder.path().join("store.sqlite")).unwrap();
    let mut damaged = sound;
    damaged[..64].fill(b'x');
    std::fs::write(elsewhere.path().join("store.sqlite"), damaged).unwrap();
    assert!(Store::open(elsewhere.path()).await.is_err());
}
