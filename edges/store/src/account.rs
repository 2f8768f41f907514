//! Accounts, their sessions, codes that work once, and tokens for machines. Secrets stand here as fingerprints or sealed; every
//! change is an act with its line in the audit log. Moments are seconds since 1970, given by the caller.

use crate::Store;
use crate::audit::Entry;
use crate::fault::{StoreFault, doing};
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

/// Somebody who may sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Random, thirty-two hexadecimal digits.
    pub id: String,
    /// The name to sign in with.
    pub name: String,
    /// The code of the role.
    pub role: String,
    /// The area, as `Area` writes it.
    pub area: String,
    /// The office.
    pub agency: String,
    /// The password's hash; empty until one was set.
    pub password: String,
    /// The sealed secret of the second factor; empty until it was set up.
    pub second: String,
    /// The last step of the second factor that was taken.
    pub second_step: i64,
    /// When it was made.
    pub made_at: i64,
    /// By whom.
    pub made_by: String,
    /// When it ends by itself; 0 for never.
    pub ends_at: i64,
    /// When it was disabled; 0 while it is not.
    pub disabled_at: i64,
    /// When its owner last signed in; 0 for never.
    pub signed_in_at: i64,
}

/// A browser that is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    /// The fingerprint of what its cookie holds.
    pub fingerprint: String,
    /// What it is called on pages.
    pub id: String,
    /// Whose.
    pub account: String,
    /// `full`, or `enrol` while the second factor is to be set up.
    pub stage: String,
    /// When it began.
    pub made_at: i64,
    /// When it was last used, to the minute.
    pub seen_at: i64,
    /// When it ends, used or not.
    pub ends_at: i64,
    /// When its owner last proved who they are.
    pub strong_at: i64,
    /// The browser, in its own words, shortened.
    pub client: String,
    /// Whether its owner had not signed in with this browser before.
    pub fresh: bool,
}

/// A code that works once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnceCode {
    /// Its fingerprint.
    pub fingerprint: String,
    /// Whose.
    pub account: String,
    /// `activate` or `enter`.
    pub purpose: &'static str,
    /// Until when.
    pub ends_at: i64,
}

/// A token for a machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// Its fingerprint.
    pub fingerprint: String,
    /// What it is called.
    pub id: String,
    /// The code of the role.
    pub role: String,
    /// The area.
    pub area: String,
    /// What it is for.
    pub purpose: String,
    /// When it was made.
    pub made_at: i64,
    /// By whom.
    pub made_by: String,
    /// When it ends.
    pub ends_at: i64,
    /// When it was revoked; 0 while it is not.
    pub revoked_at: i64,
    /// When it was last used, to the minute; 0 for never.
    pub used_at: i64,
}

macro_rules! select_account {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.name, a.role, a.area, a.agency, a.password, a.second, a.second_step, a.made_at, a.made_by, a.ends_at, ",
            "a.disabled_at, a.signed_in_at",
            $rest
        )
    };
}
pub(crate) use select_account;

impl Store {
    /// Adds an account with the code that activates it. False where the name is taken: nothing was added.
    pub async fn add_account(&self, account: &Account, once: Option<&OnceCode>, entry: &Entry) -> Result<bool, StoreFault> {
        let mut act = self.act(entry).await?;
        let added = sqlx::query(
            "INSERT INTO account (id, name, role, area, agency, password, second, second_step, made_at, made_by, ends_at, \
             disabled_at, signed_in_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0) ON CONFLICT (name) DO NOTHING",
        )
        .bind(account.id.clone())
        .bind(account.name.clone())
        .bind(account.role.clone())
        .bind(account.area.clone())
        .bind(account.agency.clone())
        .bind(account.password.clone())
        .bind(account.second.clone())
        .bind(account.second_step)
        .bind(account.made_at)
        .bind(account.made_by.clone())
        .bind(account.ends_at)
        .execute(&mut *act)
        .await
        .map_err(doing("add an account"))?;
        if added.rows_affected() != 1 {
            return Ok(false);
        }
        if let Some(once) = once {
            add_once(&mut act, once).await?;
        }
        act.commit().await.map_err(doing("add an account"))?;
        Ok(true)
    }

    /// Every account, by name.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreFault> {
        let rows = sqlx::query(select_account!(" FROM account a ORDER BY a.name"))
            .fetch_all(&self.pool)
            .await
            .map_err(doing("list the accounts"))?;
        Ok(rows.iter().map(account_of).collect())
    }

    /// The account with a name.
    pub async fn account_named(&self, name: &str) -> Result<Option<Account>, StoreFault> {
        let row = sqlx::query(select_account!(" FROM account a WHERE a.name = $1"))
            .bind(name.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("look for an account"))?;
        Ok(row.as_ref().map(account_of))
    }

    /// Changes role, area and office.
    pub async fn grant(&self, account: &Account, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        sqlx::query("UPDATE account SET role = $1, area = $2, agency = $3, ends_at = $4 WHERE id = $5")
            .bind(account.role.clone())
            .bind(account.area.clone())
            .bind(account.agency.clone())
            .bind(account.ends_at)
            .bind(account.id.clone())
            .execute(&mut *act)
            .await
            .map_err(doing("change an account"))?;
        act.commit().await.map_err(doing("change an account"))
    }

    /// Disables an account, or enables it again (`at` 0). Its sessions and codes are gone at once.
    pub async fn disable(&self, account: &str, at: i64, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        sqlx::query("UPDATE account SET disabled_at = $1 WHERE id = $2")
            .bind(at)
            .bind(account.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing("disable an account"))?;
        forget(&mut act, account).await?;
        act.commit().await.map_err(doing("disable an account"))
    }

    /// Takes password, second factor, passkeys and the tie to another institution away and gives a code to set new ones; sessions are
    /// gone at once.
    pub async fn reset(&self, once: &OnceCode, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        sqlx::query("UPDATE account SET password = '', second = '', second_step = 0 WHERE id = $1")
            .bind(once.account.clone())
            .execute(&mut *act)
            .await
            .map_err(doing("reset an account"))?;
        for statement in ["DELETE FROM passkey WHERE account = $1", "DELETE FROM provider_tie WHERE account = $1"] {
            sqlx::query(statement).bind(once.account.clone()).execute(&mut *act).await.map_err(doing("reset an account"))?;
        }
        forget(&mut act, &once.account).await?;
        add_once(&mut act, once).await?;
        act.commit().await.map_err(doing("reset an account"))
    }

    /// Gives a code.
    pub async fn give_once(&self, once: &OnceCode, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        add_once(&mut act, once).await?;
        act.commit().await.map_err(doing("give a code"))
    }

    /// Whose a code is that still works.
    pub async fn once(&self, fingerprint: &str, purpose: &str, now: i64) -> Result<Option<Account>, StoreFault> {
        let row = sqlx::query(select_account!(
            " FROM account a JOIN once_code o ON o.account = a.id WHERE o.fingerprint = $1 AND o.purpose = $2 AND o.ends_at > $3 \
             AND a.disabled_at = 0"
        ))
        .bind(fingerprint.to_owned())
        .bind(purpose.to_owned())
        .bind(now)
        .fetch_optional(&self.pool)
        .await
        .map_err(doing("look for a code"))?;
        Ok(row.as_ref().map(account_of))
    }

    /// Uses a code: sets the password it was given for, and begins the session. False where somebody used it first.
    pub async fn use_once(
        &self,
        fingerprint: &str,
        password: Option<&str>,
        session: &Session,
        entry: &Entry,
    ) -> Result<bool, StoreFault> {
        let mut act = self.act(entry).await?;
        let used = sqlx::query("DELETE FROM once_code WHERE fingerprint = $1 AND account = $2")
            .bind(fingerprint.to_owned())
            .bind(session.account.clone())
            .execute(&mut *act)
            .await
            .map_err(doing("use a code"))?;
        if used.rows_affected() != 1 {
            return Ok(false);
        }
        if let Some(password) = password {
            set_password(&mut act, &session.account, password).await?;
        }
        begin(&mut act, session).await?;
        act.commit().await.map_err(doing("use a code"))?;
        Ok(true)
    }

    /// Sets a password; every other session of the account is gone.
    pub async fn change_password(&self, session: &Session, password: &str, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        set_password(&mut act, &session.account, password).await?;
        sqlx::query("DELETE FROM session WHERE account = $1 AND fingerprint <> $2")
            .bind(session.account.clone())
            .bind(session.fingerprint.clone())
            .execute(&mut *act)
            .await
            .map_err(doing("end the other sessions"))?;
        act.commit().await.map_err(doing("change a password"))
    }

    /// Keeps the sealed second factor that was just proved. The session it was proved in is replaced by a full one.
    pub async fn enrol(&self, second: &str, step: i64, before: &str, session: &Session, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        sqlx::query("UPDATE account SET second = $1, second_step = $2 WHERE id = $3")
            .bind(second.to_owned())
            .bind(step)
            .bind(session.account.clone())
            .execute(&mut *act)
            .await
            .map_err(doing("keep a second factor"))?;
        sqlx::query("DELETE FROM session WHERE fingerprint = $1")
            .bind(before.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing("end a session"))?;
        begin(&mut act, session).await?;
        act.commit().await.map_err(doing("keep a second factor"))
    }

    /// Takes a step of the second factor; false where it or a later one was taken before (v5.0.0-6.5.1).
    pub async fn take_step(&self, account: &str, step: i64) -> Result<bool, StoreFault> {
        let taken = sqlx::query("UPDATE account SET second_step = $1 WHERE id = $2 AND second_step < $1")
            .bind(step)
            .bind(account.to_owned())
            .execute(&self.pool)
            .await
            .map_err(doing("take a code of the second factor"))?;
        Ok(taken.rows_affected() == 1)
    }

    /// Begins a session.
    pub async fn begin_session(&self, session: &Session, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        begin(&mut act, session).await?;
        act.commit().await.map_err(doing("begin a session"))
    }

    /// The session of a fingerprint with its account, while neither has ended.
    pub async fn session(&self, fingerprint: &str, now: i64, idle: i64) -> Result<Option<(Session, Account)>, StoreFault> {
        let row = sqlx::query(select_account!(
            ", s.fingerprint, s.id AS session, s.stage, s.made_at AS began_at, s.seen_at, s.ends_at AS stops_at, s.strong_at, s.client, s.fresh \
             FROM session s JOIN account a ON a.id = s.account \
             WHERE s.fingerprint = $1 AND s.ends_at > $2 AND s.seen_at > $3 AND a.disabled_at = 0 AND (a.ends_at = 0 OR a.ends_at > $2)"
        ))
        .bind(fingerprint.to_owned())
        .bind(now)
        .bind(now - idle)
        .fetch_optional(&self.pool)
        .await
        .map_err(doing("look for a session"))?;
        Ok(row.as_ref().map(|row| (session_of(row), account_of(row))))
    }

    /// The sessions of an account that have not ended, newest first.
    pub async fn sessions_of(&self, account: &str, now: i64, idle: i64) -> Result<Vec<Session>, StoreFault> {
        let rows = sqlx::query(
            "SELECT fingerprint, id AS session, account AS id, stage, made_at AS began_at, seen_at, ends_at AS stops_at, strong_at, \
             client, fresh FROM session WHERE account = $1 AND ends_at > $2 AND seen_at > $3 ORDER BY made_at DESC, session",
        )
        .bind(account.to_owned())
        .bind(now)
        .bind(now - idle)
        .fetch_all(&self.pool)
        .await
        .map_err(doing("list the sessions"))?;
        Ok(rows.iter().map(session_of).collect())
    }

    /// Notes that a session was used.
    pub async fn touch_session(&self, fingerprint: &str, now: i64) -> Result<(), StoreFault> {
        sqlx::query("UPDATE session SET seen_at = $1 WHERE fingerprint = $2")
            .bind(now)
            .bind(fingerprint.to_owned())
            .execute(&self.pool)
            .await
            .map_err(doing("note a session"))?;
        Ok(())
    }

    /// Notes that the owner of a session proved who they are.
    pub async fn strengthen(&self, fingerprint: &str, now: i64, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        sqlx::query("UPDATE session SET strong_at = $1 WHERE fingerprint = $2")
            .bind(now)
            .bind(fingerprint.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing("note a session"))?;
        act.commit().await.map_err(doing("note a session"))
    }

    /// Ends one session of an account by its id, or all of them (empty id).
    pub async fn end_session(&self, account: &str, id: &str, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        sqlx::query("DELETE FROM session WHERE account = $1 AND (id = $2 OR $2 = '')")
            .bind(account.to_owned())
            .bind(id.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing("end a session"))?;
        act.commit().await.map_err(doing("end a session"))
    }

    /// Adds a token.
    pub async fn add_token(&self, token: &Token, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        sqlx::query(
            "INSERT INTO token (fingerprint, id, role, area, purpose, made_at, made_by, ends_at, revoked_at, used_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)",
        )
        .bind(token.fingerprint.clone())
        .bind(token.id.clone())
        .bind(token.role.clone())
        .bind(token.area.clone())
        .bind(token.purpose.clone())
        .bind(token.made_at)
        .bind(token.made_by.clone())
        .bind(token.ends_at)
        .execute(&mut *act)
        .await
        .map_err(doing("add a token"))?;
        act.commit().await.map_err(doing("add a token"))
    }

    /// The token of a fingerprint, while it works.
    pub async fn token(&self, fingerprint: &str, now: i64) -> Result<Option<Token>, StoreFault> {
        let row = sqlx::query("SELECT * FROM token WHERE fingerprint = $1 AND revoked_at = 0 AND ends_at > $2")
            .bind(fingerprint.to_owned())
            .bind(now)
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("look for a token"))?;
        Ok(row.as_ref().map(token_of))
    }

    /// Every token, newest first.
    pub async fn tokens(&self) -> Result<Vec<Token>, StoreFault> {
        let rows = sqlx::query("SELECT * FROM token ORDER BY made_at DESC, id")
            .fetch_all(&self.pool)
            .await
            .map_err(doing("list the tokens"))?;
        Ok(rows.iter().map(token_of).collect())
    }

    /// Notes that a token was used.
    pub async fn touch_token(&self, fingerprint: &str, now: i64) -> Result<(), StoreFault> {
        sqlx::query("UPDATE token SET used_at = $1 WHERE fingerprint = $2")
            .bind(now)
            .bind(fingerprint.to_owned())
            .execute(&self.pool)
            .await
            .map_err(doing("note a token"))?;
        Ok(())
    }

    /// Revokes a token; false where there is none of this id that works.
    pub async fn revoke_token(&self, id: &str, at: i64, entry: &Entry) -> Result<bool, StoreFault> {
        let mut act = self.act(entry).await?;
        let revoked = sqlx::query("UPDATE token SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0")
            .bind(at)
            .bind(id.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing("revoke a token"))?;
        if revoked.rows_affected() != 1 {
            return Ok(false);
        }
        act.commit().await.map_err(doing("revoke a token"))?;
        Ok(true)
    }

    /// Failures of a bucket and the moment of the last.
    pub async fn failures(&self, bucket: &str) -> Result<(i64, i64), StoreFault> {
        let row = sqlx::query("SELECT failures, last_at FROM throttle WHERE bucket = $1")
            .bind(bucket.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("count failures"))?;
        Ok(row.map_or((0, 0), |row| (row.get("failures"), row.get("last_at"))))
    }

    /// Notes a failure.
    pub async fn fail(&self, bucket: &str, now: i64) -> Result<(), StoreFault> {
        sqlx::query(
            "INSERT INTO throttle (bucket, failures, last_at) VALUES ($1, 1, $2) \
             ON CONFLICT (bucket) DO UPDATE SET failures = throttle.failures + 1, last_at = excluded.last_at",
        )
        .bind(bucket.to_owned())
        .bind(now)
        .execute(&self.pool)
        .await
        .map_err(doing("count failures"))?;
        Ok(())
    }

    /// Forgets the failures of a bucket, and those of every bucket that has been quiet since a moment.
    pub async fn forgive(&self, bucket: &str, quiet_since: i64) -> Result<(), StoreFault> {
        sqlx::query("DELETE FROM throttle WHERE bucket = $1 OR last_at < $2")
            .bind(bucket.to_owned())
            .bind(quiet_since)
            .execute(&self.pool)
            .await
            .map_err(doing("forget failures"))?;
        Ok(())
    }
}

async fn add_once(act: &mut Transaction<'_, Any>, once: &OnceCode) -> Result<(), StoreFault> {
    // A new code makes the earlier ones of the same purpose worthless.
    sqlx::query("DELETE FROM once_code WHERE account = $1 AND purpose = $2")
        .bind(once.account.clone())
        .bind(once.purpose)
        .execute(&mut **act)
        .await
        .map_err(doing("add a code"))?;
    sqlx::query("INSERT INTO once_code (fingerprint, account, purpose, ends_at) VALUES ($1, $2, $3, $4)")
        .bind(once.fingerprint.clone())
        .bind(once.account.clone())
        .bind(once.purpose)
        .bind(once.ends_at)
        .execute(&mut **act)
        .await
        .map_err(doing("add a code"))?;
    Ok(())
}

async fn forget(act: &mut Transaction<'_, Any>, account: &str) -> Result<(), StoreFault> {
    for statement in ["DELETE FROM session WHERE account = $1", "DELETE FROM once_code WHERE account = $1"] {
        sqlx::query(statement).bind(account.to_owned()).execute(&mut **act).await.map_err(doing("end the sessions"))?;
    }
    Ok(())
}

async fn set_password(act: &mut Transaction<'_, Any>, account: &str, password: &str) -> Result<(), StoreFault> {
    sqlx::query("UPDATE account SET password = $1 WHERE id = $2")
        .bind(password.to_owned())
        .bind(account.to_owned())
        .execute(&mut **act)
        .await
        .map_err(doing("set a password"))?;
    Ok(())
}

pub(crate) async fn begin(act: &mut Transaction<'_, Any>, session: &Session) -> Result<(), StoreFault> {
    sqlx::query(
        "INSERT INTO session (fingerprint, id, account, stage, made_at, seen_at, ends_at, strong_at, client, fresh) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(session.fingerprint.clone())
    .bind(session.id.clone())
    .bind(session.account.clone())
    .bind(session.stage.clone())
    .bind(session.made_at)
    .bind(session.seen_at)
    .bind(session.ends_at)
    .bind(session.strong_at)
    .bind(session.client.clone())
    .bind(i64::from(session.fresh))
    .execute(&mut **act)
    .await
    .map_err(doing("begin a session"))?;
    sqlx::query("UPDATE account SET signed_in_at = $1 WHERE id = $2")
        .bind(session.made_at)
        .bind(session.account.clone())
        .execute(&mut **act)
        .await
        .map_err(doing("begin a session"))?;
    // What has ended is of no use to anybody.
    sqlx::query("DELETE FROM session WHERE ends_at <= $1")
        .bind(session.made_at)
        .execute(&mut **act)
        .await
        .map_err(doing("begin a session"))?;
    Ok(())
}

pub(crate) fn account_of(row: &AnyRow) -> Account {
    Account {
        id: row.get("id"),
        name: row.get("name"),
        role: row.get("role"),
        area: row.get("area"),
        agency: row.get("agency"),
        password: row.get("password"),
        second: row.get("second"),
        second_step: row.get("second_step"),
        made_at: row.get("made_at"),
        made_by: row.get("made_by"),
        ends_at: row.get("ends_at"),
        disabled_at: row.get("disabled_at"),
        signed_in_at: row.get("signed_in_at"),
    }
}

fn session_of(row: &AnyRow) -> Session {
    Session {
        fingerprint: row.get("fingerprint"),
        id: row.get("session"),
        account: row.get("id"),
        stage: row.get("stage"),
        made_at: row.get("began_at"),
        seen_at: row.get("seen_at"),
        ends_at: row.get("stops_at"),
        strong_at: row.get("strong_at"),
        client: row.get("client"),
        fresh: row.get::<i64, _>("fresh") != 0,
    }
}

fn token_of(row: &AnyRow) -> Token {
    Token {
        fingerprint: row.get("fingerprint"),
        id: row.get("id"),
        role: row.get("role"),
        area: row.get("area"),
        purpose: row.get("purpose"),
        made_at: row.get("made_at"),
        made_by: row.get("made_by"),
        ends_at: row.get("ends_at"),
        revoked_at: row.get("revoked_at"),
        used_at: row.get("used_at"),
    }
}
