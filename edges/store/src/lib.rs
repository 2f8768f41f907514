//! Edge: the operational data of an installation, in SQL. SQLite in the data folder is the default; one portable dialect.
//!
//! The row in this database is the only commit point: [`Store::commit_batch`] makes a batch, its lake files, the new
//! snapshot and the act visible in one transaction, or nothing. A snapshot moves by compare-and-swap on its parent.

mod account;
mod approval;
mod audit;
mod bank;
mod batch;
mod case;
mod custody;
mod evidence;
mod fault;
mod figure;
mod letter;
mod line;
mod meeting;
mod merkle;
mod passkey;
mod period;
mod plan;
mod review;
mod snapshot;
mod stamp;
mod subject;

pub use account::{Account, OnceCode, Session, Token};
pub use approval::ApprovalRow;
pub use audit::{Checkpoint, Entry, Head, Line, LogCheck};
pub use bank::{BankDecision, BankFile, StoredBankRow};
pub use batch::{Batch, FileRole, LakeFile, NewBatch, Origin};
pub use case::{CaseEvent, CaseOfficer, CaseRecusal, CaseSheet};
pub use custody::Hold;
pub use evidence::Evidence;
pub use fault::StoreFault;
pub use letter::{IssueLetter, Letter, LetterEnd};
pub use meeting::{Meeting, MeetingLine};
pub use passkey::{KeptPasskey, PasskeyUse};
pub use period::PeriodLine;
pub use plan::PlanRow;
pub use review::{ReviewPair, RowPair, StoredVerdict};
pub use snapshot::Snapshot;
pub use stamp::Stamp;
pub use subject::{Rewritten, SubjectRow};

use fault::doing;
use sqlx::SqlSafeStr;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AnyPool, Connection};
use std::path::{Path, PathBuf};

/// The database of one installation.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    /// The folder that its files are in.
    data: PathBuf,
}

/// The schema, step by step. A step is never changed once it has been released.
fn migrations() -> Migrator {
    let step = |number, name: &'static str, sql: &'static str| {
        Migration::new(number, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        step(1, "catalogue", include_str!("../migrations/0001_catalogue.sql")),
        step(2, "figure", include_str!("../migrations/0002_figure.sql")),
        step(3, "accounts", include_str!("../migrations/0003_accounts.sql")),
        step(7, "plan", include_str!("../migrations/0007_plan.sql")),
        step(10, "cases", include_str!("../migrations/0010_cases.sql")),
        step(11, "custody", include_str!("../migrations/0011_custody.sql")),
        step(12, "review", include_str!("../migrations/0012_review.sql")),
        step(14, "meetings", include_str!("../migrations/0014_meetings.sql")),
        step(16, "approvals", include_str!("../migrations/0016_approvals.sql")),
        step(17, "subjects", include_str!("../migrations/0017_subjects.sql")),
        step(18, "letters", include_str!("../migrations/0018_letters.sql")),
        step(19, "evidence", include_str!("../migrations/0019_evidence.sql")),
        step(20, "forum", include_str!("../migrations/0020_forum.sql")),
        step(21, "periods", include_str!("../migrations/0021_periods.sql")),
        step(25, "passkeys", include_str!("../migrations/0025_passkeys.sql")),
    ])
}

/// The oldest SQLite without the WAL-reset flaw (trust.md B1).
const SQLITE_MINIMUM: (u32, u32, u32) = (3, 51, 3);

/// What holds on every connection. One statement each, so that all of them run.
async fn prepare(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    for pragma in [
        "PRAGMA journal_mode = WAL",
        // FULL: an accepted batch survives the loss of power.
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA busy_timeout = 10000",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA cell_size_check = ON",
        // What is deleted is overwritten: a destroyed key is not to be found in a free page.
        "PRAGMA secure_delete = ON",
    ] {
        sqlx::query(pragma).execute(&mut *connection).await?;
    }
    Ok(())
}

impl Store {
    /// Opens the SQLite database of a data folder, makes it if need be, and brings its schema up to date.
    pub async fn open(data: &Path) -> Result<Self, StoreFault> {
        let path = data.join("store.sqlite");
        Self::connect(&format!("sqlite://{}?mode=rwc", path.display()), data).await
    }

    /// Lets go of the database, so that its file stands alone.
    pub async fn close(self) {
        self.pool.close().await;
    }

    async fn connect(url: &str, data: &Path) -> Result<Self, StoreFault> {
        sqlx::any::install_default_drivers();
        // One connection by hand first: the pool tries again for half a minute and then forgets why, on a full disk too.
        let mut first = AnyConnection::connect(url).await.map_err(doing("open the catalogue"))?;
        prepare(&mut first).await.map_err(doing("open the catalogue"))?;
        let pool = AnyPoolOptions::new()
            .max_connections(4)
            .after_connect(|connection, _| Box::pin(prepare(connection)))
            .connect(url)
            .await
            .map_err(doing("open the catalogue"))?;
        first.close().await.map_err(doing("open the catalogue"))?;
        let store = Self { pool, data: data.to_owned() };
        store.check_version().await?;
        migrations().run(&store.pool).await.map_err(StoreFault::Migrate)?;
        Ok(store)
    }

    async fn check_version(&self) -> Result<(), StoreFault> {
        let version: String = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&self.pool)
            .await
            .map_err(doing("read the version of SQLite"))?;
        let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
        let mut next = || parts.next().unwrap_or(0);
        if (next(), next(), next()) < SQLITE_MINIMUM || version.starts_with("3.52.0") {
            return Err(StoreFault::UnsafeSqlite { version });
        }
        Ok(())
    }

    /// A setting of the installation.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreFault> {
        sqlx::query_scalar("SELECT value FROM installation WHERE name = $1")
            .bind(name.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("read a setting"))
    }

    /// Sets a setting.
    pub async fn set(&self, name: &str, value: &str) -> Result<(), StoreFault> {
        sqlx::query(
            "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name.to_owned())
        .bind(value.to_owned())
        .execute(&self.pool)
        .await
        .map_err(doing("write a setting"))?;
        Ok(())
    }

    /// Sets a setting that is somebody's act.
    pub async fn set_as(&self, name: &str, value: &str, entry: &Entry) -> Result<(), StoreFault> {
        let mut act = self.act(entry).await?;
        sqlx::query(
            "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name.to_owned())
        .bind(value.to_owned())
        .execute(&mut *act)
        .await
        .map_err(doing("write a setting"))?;
        act.commit().await.map_err(doing("write a setting"))
    }

    /// Writes a consistent copy of the whole catalogue to a new file.
    pub async fn copy_to(&self, path: &Path) -> Result<(), StoreFault> {
        sqlx::query("VACUUM INTO $1")
            .bind(path.to_string_lossy().into_owned())
            .execute(&self.pool)
            .await
            .map_err(doing("copy the catalogue"))?;
        Ok(())
    }

    /// What a source taught us about its columns, as TOML.
    pub async fn mapping(&self, kind: &str, source: &str) -> Result<Option<String>, StoreFault> {
        sqlx::query_scalar("SELECT body FROM mapping WHERE kind = $1 AND source = $2")
            .bind(kind.to_owned())
            .bind(source.to_owned())
            .fetch_optional(&self.pool)
            .await
            .map_err(doing("read a remembered mapping"))
    }
}
