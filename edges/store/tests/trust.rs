//! Accounts and the audit log: what works once works once, who is disabled is out at once, and a changed past is noticed at its
//! first line.

#![allow(clippy::unwrap_used, reason = "a test that meets the unforeseen shall end there")]

use sqlx::Connection;
use store::{Account, Entry, OnceCode, Session, Store, Token};
use tempfile::TempDir;

const NOW: i64 = 1_780_000_000;
const IDLE: i64 = 1_800;

async fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    (folder, store)
}

fn entry(action: &str) -> Entry {
    Entry { actor: "operator:uji".to_owned(), action: action.to_owned(), object: "batch:1".to_owned(), ..Entry::default() }
}

fn account(name: &str) -> Account {
    let (role, area) = ("disnaker".to_owned(), "73.09".to_owned());
    Account { id: format!("id-{name}"), name: name.to_owned(), role, area, made_at: NOW, ..Account::default() }
}

fn session(of: &str, fingerprint: &str) -> Session {
    Session {
        fingerprint: fingerprint.to_owned(),
        id: format!("sesi-{fingerprint}"),
        account: format!("id-{of}"),
        stage: "full".to_owned(),
        made_at: NOW,
        seen_at: NOW,
        ends_at: NOW + 43_200,
        strong_at: NOW,
        client: "Peramban".to_owned(),
        fresh: false,
    }
}

/// v5.0.0-6.4.1: an activation code is single use, short-lived, and a new one makes the old one worthless.
#[tokio::test]
async fn a_code_works_once_and_not_after_its_time_nor_after_a_newer_one() {
    let (_folder, store) = store().await;
    let once = |fingerprint: &str| OnceCode {
        fingerprint: fingerprint.to_owned(),
        account: "id-rahman".to_owned(),
        purpose: "activate",
        ends_at: NOW + 60,
    };
    assert!(store.add_account(&account("rahman"), Some(&once("a")), &entry("account_add")).await.unwrap());
    assert!(!store.add_account(&account("rahman"), None, &entry("account_add")).await.unwrap(), "a name is taken once");
    assert!(store.once("a", "activate", NOW).await.unwrap().is_some());
    assert!(
        store.once("a", "enter", NOW).await.unwrap().is_none() && store.once("a", "activate", NOW + 60).await.unwrap().is_none()
    );
    assert!(store.use_once("a", Some("hash"), &session("rahman", "s1"), &entry("activate")).await.unwrap());
    assert!(!store.use_once("a", Some("other"), &session("rahman", "s2"), &entry("activate")).await.unwrap());
    assert_eq!(store.account_named("rahman").await.unwrap().unwrap().password, "hash");
    assert!(store.session("s2", NOW, IDLE).await.unwrap().is_none(), "a used code begins no session");
    store.reset(&once("b"), &entry("account_reset")).await.unwrap();
    store.reset(&once("c"), &entry("account_reset")).await.unwrap();
    assert!(store.once("b", "activate", NOW).await.unwrap().is_none());
    assert!(store.session("s1", NOW, IDLE).await.unwrap().is_none(), "a reset ends the sessions");
}

/// v5.0.0-7.3.1, 7.3.2, 7.4.1, 7.4.2: a session ends by idling, by age, by hand, and with its account, at the next request.
#[tokio::test]
async fn a_session_dies_idle_old_ended_or_with_its_account() {
    let (_folder, store) = store().await;
    store.add_account(&account("rahman"), None, &entry("account_add")).await.unwrap();
    for fingerprint in ["a", "b", "c"] {
        store.begin_session(&session("rahman", fingerprint), &entry("sign_in")).await.unwrap();
    }
    let lives = async |fingerprint: &str, now: i64| store.session(fingerprint, now, IDLE).await.unwrap().is_some();
    assert!(lives("a", NOW + IDLE - 1).await && !lives("a", NOW + IDLE).await, "idle");
    store.touch_session("a", NOW + IDLE - 1).await.unwrap();
    assert!(lives("a", NOW + IDLE).await);
    store.touch_session("a", NOW + 43_199).await.unwrap();
    assert!(lives("a", NOW + 43_199).await && !lives("a", NOW + 43_200).await, "old");
    store.end_session("id-other", "sesi-b", &entry("sign_out")).await.unwrap();
    assert!(lives("b", NOW).await, "nobody ends the session of another");
    store.end_session("id-rahman", "sesi-b", &entry("sign_out")).await.unwrap();
    assert!(!lives("b", NOW).await && lives("c", NOW).await);
    store.disable("id-rahman", NOW, &entry("account_disable")).await.unwrap();
    assert!(!lives("c", NOW).await);
    store.disable("id-rahman", 0, &entry("account_enable")).await.unwrap();
    assert!(!lives("c", NOW).await, "what was ended does not come back");
}

/// v5.0.0-6.5.1.
#[tokio::test]
async fn a_step_of_the_second_factor_is_taken_once() {
    let (_folder, store) = store().await;
    store.add_account(&account("rahman"), None, &entry("account_add")).await.unwrap();
    let taken = async |step| store.take_step("id-rahman", step).await.unwrap();
    assert!(taken(100).await && !taken(100).await && !taken(99).await && taken(101).await);
}

#[tokio::test]
async fn a_token_works_until_its_end_or_until_it_is_revoked() {
    let (_folder, store) = store().await;
    let token = Token { fingerprint: "f".to_owned(), id: "t1".to_owned(), ends_at: NOW + 10, ..Token::default() };
    store.add_token(&token, &entry("token_create")).await.unwrap();
    assert!(store.token("f", NOW).await.unwrap().is_some() && store.token("f", NOW + 10).await.unwrap().is_none());
    assert!(store.revoke_token("t1", NOW, &entry("token_revoke")).await.unwrap());
    assert!(!store.revoke_token("t1", NOW, &entry("token_revoke")).await.unwrap());
    assert!(store.token("f", NOW).await.unwrap().is_none());
}

async fn tamper(folder: &TempDir, statements: &[&'static str]) {
    let url = format!("sqlite://{}", folder.path().join("store.sqlite").display());
    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
    for statement in statements {
        sqlx::query(*statement).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}

/// S15, v5.0.0-16.4.2: whoever edits, removes, swaps or cuts lines is found out, and the first bad line is named.
#[tokio::test]
async fn a_changed_past_is_named_by_its_first_bad_line() {
    let cases: [(&[&str], u64, &str); 6] = [
        (&["UPDATE audit SET line = replace(line, 'batch:1', 'batch:2') WHERE seq = 4"], 4, "hash"),
        (&["DELETE FROM audit WHERE seq = 5"], 5, "missing"),
        (
            &[
                "UPDATE audit SET seq = 100 WHERE seq = 2",
                "UPDATE audit SET seq = 2 WHERE seq = 3",
                "UPDATE audit SET seq = 3 WHERE seq = 100",
            ],
            2,
            "written as line 3",
        ),
        (&["DELETE FROM audit WHERE seq > 7"], 8, "cut off"),
        (&["UPDATE audit SET line = 'x' WHERE seq = 1"], 1, "no line"),
        (&["UPDATE audit_head SET size = 9, peaks = '' WHERE name = 'log'"], 0, "head"),
    ];
    for (statements, first, why) in cases {
        let (folder, store) = store().await;
        for _ in 0..10 {
            store.record(&entry("ingest")).await.unwrap();
        }
        let head = store.audit_head().await.unwrap();
        let sound = store.audit_check(&[4, 10]).await.unwrap();
        assert_eq!((sound.first_bad, &sound.head), (None, &head));
        assert_eq!(sound.roots.len(), 2);
        tamper(&folder, statements).await;
        match store.audit_check(&[]).await {
            Ok(check) => {
                let (line, told) = check.first_bad.unwrap_or_else(|| panic!("{statements:?} was not noticed"));
                assert!(line == first && told.contains(why), "{statements:?}: line {line}: {told}");
            }
            // A head that cannot be read at all is a fault, not an answer.
            Err(fault) => assert!(first == 0 && fault.to_string().contains(why), "{fault}"),
        }
    }
}

/// P12: an act and its line come together, or not at all; so do acts of several programs at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lines_of_many_writers_are_one_chain_and_a_failed_act_leaves_no_line() {
    let (folder, store) = store().await;
    let mut writers = Vec::new();
    for _ in 0..4 {
        let path = folder.path().to_owned();
        writers.push(tokio::spawn(async move {
            let own = Store::open(&path).await.unwrap();
            for _ in 0..10 {
                own.record(&entry("sign_in")).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let check = store.audit_check(&[]).await.unwrap();
    assert_eq!((check.head.size, check.first_bad), (40, None));
    assert!(!store.revoke_token("none", NOW, &entry("token_revoke")).await.unwrap());
    assert_eq!(store.audit_head().await.unwrap(), check.head, "nothing was revoked, nothing was written");
    let lines = store.audit_lines(0, 3).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.seq).collect::<Vec<_>>(), [40, 39, 38]);
    assert_eq!(store.audit_lines(39, 1).await.unwrap()[0].seq, 38);
}

/// v5.0.0-2.3.5: in the statements themselves: nobody approves what they asked, one of two deciders wins, and it is done once.
#[tokio::test]
async fn a_request_is_decided_once_by_another_and_done_once() {
    let (_folder, store) = store().await;
    let asked = |id: &str| store::ApprovalRow {
        id: id.to_owned(),
        act: "withdraw".to_owned(),
        asked_by: "account:budi".to_owned(),
        asked_at: NOW,
        ends_at: NOW + 60,
        ..store::ApprovalRow::default()
    };
    store.ask_approval(&asked("a"), &entry("approval_ask")).await.unwrap();
    store.ask_approval(&asked("b"), &entry("approval_ask")).await.unwrap();
    let decide = async |id: &str, yes: bool, by: &str, at: i64| {
        store.decide_approval((id, yes, by, ""), at, &entry("approval_decide")).await.unwrap()
    };
    let lines = store.audit_head().await.unwrap().size;
    assert!(!decide("a", true, "account:budi", NOW).await, "not by the asker");
    assert!(!store.finish_approval("a", NOW, &entry("approval_use")).await.unwrap(), "not before it was decided");
    assert!(!decide("a", true, "account:sari", NOW + 60).await, "not after its time");
    assert_eq!(store.audit_head().await.unwrap().size, lines, "what did not happen has no line");
    let (one, two) = tokio::join!(decide("a", true, "account:sari", NOW), decide("a", false, "account:tono", NOW));
    assert!(one != two, "one of two wins");
    assert!(decide("b", true, "account:sari", NOW).await);
    assert!(store.open_approval(("b", "tersegel"), NOW + 30, NOW, &entry("approval_use")).await.unwrap());
    assert!(!store.open_approval(("b", "lagi"), NOW + 30, NOW, &entry("approval_use")).await.unwrap());
    assert!(!store.finish_approval("b", NOW + 30, &entry("take")).await.unwrap(), "its link has ended");
    let (one, two) =
        (store.finish_approval("b", NOW, &entry("take")).await, store.finish_approval("b", NOW, &entry("take")).await);
    assert!(one.unwrap() && !two.unwrap());
    assert_eq!(store.approval("b").await.unwrap().unwrap().secret, "", "the password is forgotten");
}
