//! Passkeys of accounts, and which identity at another institution is whose account. Nothing here is secret: public halves of keys, and
//! keyed hashes. Every change is an act with its line in the audit log.

use crate::Store;
use crate::account::{Account, Session, account_of, begin, select_account};
use crate::audit::Entry;
use crate::fault::{StoreFault, doing};
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

/// The public half of a key, and what is known of its use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptPasskey {
    /// Its name, as the device gave it.
    pub credential: String,
    /// Whose.
    pub account: String,
    /// The public half.
    pub public: String,
    /// How often it has signed; 0 where the device does not count.
    pub counter: i64,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub made_at: i64,
    /// When the last question was asked that it answered; 0 for never.
    pub used_at: i64,
}

/// The use of a key: which question it answered, asked when, and how often it has signed since.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyUse<'u> {
    /// The name of the key.
    pub credential: &'u str,
    /// The question.
    pub challenge: &'u str,
    /// When it was asked.
    pub asked_at: i64,
    /// How often the key has signed.
    pub counter: i64,
}

impl Store {
    /// Adds a key. False where it is there already.
    pub async fn add_passkey(&self, key: &KeptPasskey, entry: &Entry) -> Result<bool, StoreFault> {
        const WHAT: &str = "add a passkey";
        let mut act = self.act(entry).await?;
        let added = sqlx::query(
            "INSERT INTO passkey (credential, account, public, counter, name, made_at, used_at, challenge) \
             VALUES ($1, $2, $3, $4, $5, $6, 0, '') ON CONFLICT (credential) DO NOTHING",
        )
        .bind(key.credential.clone())
        .bind(key.account.clone())
        .bind(key.public.clone())
        .bind(key.counter)
        .bind(key.name.clone())
        .bind(key.made_at)
        .execute(&mut *act)
        .await
        .map_err(doing(WHAT))?;
        if added.rows_affected() != 1 {
            return Ok(false);
        }
        act.commit().await.map_err(doing(WHAT))?;
        Ok(true)
    }

    /// The keys of an account, oldest first.
    pub async fn passkeys_of(&self, account: &str) -> Result<Vec<KeptPasskey>, StoreFault> {
        let rows = sqlx::query(
            "SELECT credential, account AS owner, public, counter, name AS called, made_at AS added_at, used_at FROM passkey \
             WHERE account = $1 ORDER BY made_at, credential",
        )
        .bind(account.to_owned())
        .fetch_all(&self.pool)
        .await
        .map_err(doing("list the passkeys"))?;
        Ok(rows.iter().map(passkey_of).collect())
    }

    /// A key with the account that it belongs to.
    pub async fn passkey(&self, credential: &str) -> Result<Option<(KeptPasskey, Account)>, StoreFault> {
        let row = sqlx::query(select_account!(
            ", p.credential, p.account AS owner, p.public, p.counter, p.name AS called, p.made_at AS added_at, p.used_at \
             FROM passkey p JOIN account a ON a.id = p.account WHERE p.credential = $1"
        ))
        .bind(credential.to_owned())
        .fetch_optional(&self.pool)
        .await
        .map_err(doing("look for a passkey"))?;
        Ok(row.as_ref().map(|row| (passkey_of(row), account_of(row))))
    }

    /// Begins a session with a key. False where its answer was used before.
    pub async fn begin_with_passkey(&self, used: PasskeyUse<'_>, session: &Session, entry: &Entry) -> Result<bool, StoreFault> {
        let mut act = self.act(entry).await?;
        if !take(&mut act, used).await? {
            return Ok(false);
        }
        begin(&mut act, session).await?;
        act.commit().await.map_err(doing("begin a session"))?;
        Ok(true)
    }

    /// Notes that the owner of a session proved with a key who they are. False where its answer was used before.
    pub async fn strengthen_with_passkey(
        &self,
        used: PasskeyUse<'_>,
        fingerprint: &str,
        now: i64,
        entry: &Entry,
    ) -> Result<bool, StoreFault> {
        const WHAT: &str = "note a session";
        let mut act = self.act(entry).await?;
        if !take(&mut act, used).await? {
            return Ok(false);
        }
        sqlx::query("UPDATE session SET strong_at = $1 WHERE fingerprint = $2")
            .bind(now)
            .bind(fingerprint.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing(WHAT))?;
        act.commit().await.map_err(doing(WHAT))?;
        Ok(true)
    }

    /// Removes a key of an account. False where the account has none of that name.
    pub async fn remove_passkey(&self, account: &str, credential: &str, entry: &Entry) -> Result<bool, StoreFault> {
        const WHAT: &str = "remove a passkey";
        let mut act = self.act(entry).await?;
        let removed = sqlx::query("DELETE FROM passkey WHERE account = $1 AND credential = $2")
            .bind(account.to_owned())
            .bind(credential.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing(WHAT))?;
        if removed.rows_affected() != 1 {
            return Ok(false);
        }
        act.commit().await.map_err(doing(WHAT))?;
        Ok(true)
    }

    /// Ties an identity at another institution to an account. False where the identity or the account has a tie.
    pub async fn tie(&self, identity: &str, account: &str, now: i64, entry: &Entry) -> Result<bool, StoreFault> {
        const WHAT: &str = "tie an identity to an account";
        let mut act = self.act(entry).await?;
        let tied =
            sqlx::query("INSERT INTO provider_tie (identity, account, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .bind(identity.to_owned())
                .bind(account.to_owned())
                .bind(now)
                .execute(&mut *act)
                .await
                .map_err(doing(WHAT))?;
        if tied.rows_affected() != 1 {
            return Ok(false);
        }
        act.commit().await.map_err(doing(WHAT))?;
        Ok(true)
    }

    /// When an account was tied to an identity at another institution; none where it was not.
    pub async fn tied_at(&self, account: &str) -> Result<Option<i64>, StoreFault> {
        sqlx::query_scalar("SELECT made_at FROM provider_tie WHERE account = $1")
            .bind(account.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("look for a tie"))
    }

    /// The account of an identity.
    pub async fn tied(&self, identity: &str) -> Result<Option<Account>, StoreFault> {
        let row = sqlx::query(select_account!(" FROM provider_tie t JOIN account a ON a.id = t.account WHERE t.identity = $1"))
            .bind(identity.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("look for a tie"))?;
        Ok(row.as_ref().map(account_of))
    }

    /// Ends the tie of an account.
    pub async fn untie(&self, account: &str, entry: &Entry) -> Result<(), StoreFault> {
        const WHAT: &str = "end a tie";
        let mut act = self.act(entry).await?;
        sqlx::query("DELETE FROM provider_tie WHERE account = $1")
            .bind(account.to_owned())
            .execute(&mut *act)
            .await
            .map_err(doing(WHAT))?;
        act.commit().await.map_err(doing(WHAT))
    }
}

/// Takes an answer once: the same question again, or an older one, is answered for nobody, and a counter only grows.
async fn take(act: &mut Transaction<'_, Any>, used: PasskeyUse<'_>) -> Result<bool, StoreFault> {
    let taken = sqlx::query(
        "UPDATE passkey SET used_at = $1, challenge = $2, counter = $3 \
         WHERE credential = $4 AND used_at <= $1 AND challenge <> $2 AND (counter < $3 OR (counter = 0 AND $3 = 0))",
    )
    .bind(used.asked_at)
    .bind(used.challenge.to_owned())
    .bind(used.counter)
    .bind(used.credential.to_owned())
    .execute(&mut **act)
    .await
    .map_err(doing("use a passkey"))?;
    Ok(taken.rows_affected() == 1)
}

fn passkey_of(row: &AnyRow) -> KeptPasskey {
    KeptPasskey {
        credential: row.get("credential"),
        account: row.get("owner"),
        public: row.get("public"),
        counter: row.get("counter"),
        name: row.get("called"),
        made_at: row.get("added_at"),
        used_at: row.get("used_at"),
    }
}
