//! Custody of person data: the secret of an installation and its change, keys of batches, holds, and erasing a batch by destroying
//! its key (trust.md A7). What stands in other files is not touched by any of it.

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::withdraw::behind;
use base::access::Permission;
use base::handover::showable;
use lake::{KeySource, Keys, LakeFault};
use std::fs;
use std::path::{Path, PathBuf};
use store::{Batch, Hold};

/// The setting that holds the secret, sealed under the key outside.
pub(crate) const SECRET: &str = "secret";
/// What the sealed secret is about: sealed for this it does not open for anything else.
const ABOUT: &str = "installation";

/// Draws the secret of a new installation; gives it back with its sealed form.
pub(crate) fn draw_secret(outside: &Keys) -> Result<(Keys, String), AppError> {
    let secret = Keys::drawn()?;
    let sealed = outside.seal_keys(ABOUT, &secret)?;
    Ok((secret, sealed))
}

/// Opens the secret of an installation. An installation from before secrets were drawn has none sealed: its key is its secret.
/// Where a change of the key file broke off after the secret was sealed anew, the new file takes its name now.
pub(crate) fn open_secret(
    source: &KeySource,
    outside: Result<Keys, LakeFault>,
    sealed: Option<String>,
) -> Result<Keys, AppError> {
    let Some(sealed) = sealed else { return Ok(outside?) };
    let opened = outside.and_then(|keys| keys.open_keys(ABOUT, &sealed));
    let (Err(_), KeySource::File(path)) = (&opened, source) else { return Ok(opened?) };
    let Ok(secret) = Keys::load(&beside(path, "baru")).and_then(|keys| keys.open_keys(ABOUT, &sealed)) else {
        return Ok(opened?);
    };
    take_name(path)?;
    Ok(secret)
}

fn beside(key: &Path, ending: &str) -> PathBuf {
    let mut name = key.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    key.with_file_name(name)
}

/// The key file that was becomes `….lama`, the new one takes its name. Each step may have been done already.
fn take_name(key: &Path) -> Result<(), AppError> {
    let (new, old) = (beside(key, "baru"), beside(key, "lama"));
    if new.exists() {
        if key.exists() {
            fs::rename(key, &old).map_err(AppError::disk("rename", key))?;
        }
        fs::rename(&new, key).map_err(AppError::disk("rename", &new))?;
        let folder = key.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(AppError::disk("bring to the disk", folder))?;
    }
    Ok(())
}

/// Makes a new key file in the place of the old one, which is kept beside it as `….lama` for backups from before. No row is
/// touched: the secret is sealed anew. Gives back where the old one is.
pub async fn rotate_key(home: &Installation, scope: &Scope) -> Result<PathBuf, AppError> {
    scope.require_whole(home, Permission::Accounts)?;
    let KeySource::File(path) = &home.place.key else {
        return Err(Refused::Request { key: "error-key-command", detail: home.place.key.told() }.into());
    };
    let _lock = home.lock()?;
    let (new, old) = (beside(path, "baru"), beside(path, "lama"));
    if old.exists() {
        return Err(Refused::Request { key: "error-key-old", detail: old.display().to_string() }.into());
    }
    // One that a broken change left behind opens nothing: it would have taken its name otherwise.
    if new.exists() {
        fs::remove_file(&new).map_err(AppError::disk("remove", &new))?;
    }
    let sealed = Keys::create(&new)?.seal_keys(ABOUT, &home.keys)?;
    home.store.set_as(SECRET, &sealed, &scope.entry("key_rotate", "installation")).await?;
    home.store.settle().await?;
    take_name(path)?;
    Ok(old)
}

/// The key of one batch as it is sealed in the catalogue.
fn about(number: u32) -> String {
    format!("batch:{number}")
}

impl Installation {
    /// Draws the key of a new batch; gives it back with its sealed form.
    pub(crate) fn draw_batch_key(&self, number: u32) -> Result<(Keys, String), AppError> {
        let key = Keys::drawn()?;
        let sealed = self.keys.seal_keys(&about(number), &key)?;
        Ok((key, sealed))
    }

    /// The key of a batch. One from before batches had keys of their own is sealed under the secret itself.
    pub(crate) async fn batch_keys(&self, number: u32) -> Result<Keys, AppError> {
        match self.store.batch_key(number).await? {
            Some(sealed) => Ok(self.keys.open_keys(&about(number), &sealed)?),
            None => Ok(self.keys.clone()),
        }
    }

    /// The key of the identity of a batch.
    pub(crate) async fn identity_key(&self, batch: &Batch) -> Result<[u8; 32], AppError> {
        not_erased(batch)?;
        Ok(identity_key_of(&self.batch_keys(batch.number).await?, batch.number, &batch.file_sha256))
    }
}

/// The key of an identity from the key of its batch.
pub(crate) fn identity_key_of(keys: &Keys, number: u32, file_sha256: &str) -> [u8; 32] {
    keys.derive(&format!("identity/v1/{number}/{file_sha256}"))
}

/// Refuses a question that needs the rows of an erased batch.
pub(crate) fn not_erased(batch: &Batch) -> Result<(), AppError> {
    if batch.erased {
        return Err(Refused::Request { key: "error-erased", detail: batch.number.to_string() }.into());
    }
    Ok(())
}

/// Removes files of the lake, the handed-out refused rows of the batches they belonged to, and what linking has kept, which may still
/// tell of them.
pub(crate) fn let_go(home: &Installation, files: &[String], batches: impl IntoIterator<Item = u32>) -> Result<(), AppError> {
    for sha256 in files {
        home.lake.remove(sha256)?;
    }
    for number in batches {
        let handed = home.outbox()?.join(format!("{number:06}-ditolak.xlsx"));
        if handed.exists() {
            fs::remove_file(&handed).map_err(AppError::disk("remove", &handed))?;
        }
    }
    crate::link_rosters::forget(home)
}

/// Erases a withdrawn batch: its key is destroyed, its files and handed-out rows are removed; counts and the receipt's numbers stay.
/// Backups hold it until they are let go of (`backup --keep-days`). An account does not do it alone: [`crate::ask_approval`].
pub async fn erase(home: &Installation, scope: &Scope, number: u32, reason: &str, now: i64) -> Result<usize, AppError> {
    if crate::approval::alone(scope) {
        return Err(crate::approval::needs_second(number.to_string()));
    }
    erase_now(home, scope, number, reason, now).await
}

pub(crate) async fn erase_now(
    home: &Installation,
    scope: &Scope,
    number: u32,
    reason: &str,
    now: i64,
) -> Result<usize, AppError> {
    scope.require_whole(home, Permission::Withdraw)?;
    let _lock = home.lock()?;
    let refused = |key, detail: String| AppError::from(Refused::Request { key, detail });
    let batches = home.store.batches().await?;
    let batch = batches.iter().find(|batch| batch.number == number && !batch.erased).ok_or(Refused::NoSuchBatch(number))?;
    if !batch.withdrawn {
        return Err(refused("error-erase-current", number.to_string()));
    }
    if let Some(hold) = home.store.holds().await?.iter().find(|hold| hold.batch == number && hold.holds(now)) {
        return Err(refused("error-erase-held", format!("{} {}", hold.id, showable(&hold.reason))));
    }
    if behind(home).await?.is_behind() {
        return Err(refused("error-erase-linked", number.to_string()));
    }
    let entry = scope.for_purpose(reason).entry("erase", format!("batch:{number}"));
    let files = home.store.erase_batch(number, now, &entry).await?;
    let_go(home, &files, [number])?;
    Ok(files.len())
}

/// Keeps a batch from being erased: a case needs it. Gives back what the hold is called.
pub async fn hold(
    home: &Installation,
    scope: &Scope,
    number: u32,
    (reason, days): (&str, Option<u32>),
    now: i64,
) -> Result<String, AppError> {
    scope.require_whole(home, Permission::Withdraw)?;
    let batches = home.store.batches().await?;
    if !batches.iter().any(|batch| batch.number == number && !batch.erased) {
        return Err(Refused::NoSuchBatch(number).into());
    }
    let id = credentials::Secret::drawn()?.text()[..12].to_owned();
    let hold = Hold {
        id: id.clone(),
        batch: number,
        reason: showable(reason).chars().take(200).collect(),
        placed_by: scope.actor(),
        placed_at: now,
        ends_at: days.map_or(0, |days| now + i64::from(days) * 86_400),
        released_at: 0,
    };
    home.store.add_hold(&hold, &scope.entry("hold", format!("batch:{number} hold:{id}"))).await?;
    Ok(id)
}

/// Lets go of a hold.
pub async fn release(home: &Installation, scope: &Scope, id: &str, now: i64) -> Result<(), AppError> {
    scope.require_whole(home, Permission::Withdraw)?;
    let entry = scope.entry("hold_release", format!("hold:{}", showable(id)));
    if home.store.release_hold(id, now, &entry).await? {
        Ok(())
    } else {
        Err(Refused::Request { key: "error-no-hold", detail: showable(id) }.into())
    }
}

/// Every hold, released ones too.
pub async fn holds(home: &Installation, scope: &Scope) -> Result<Vec<Hold>, AppError> {
    scope.require_whole(home, Permission::Receipts)?;
    Ok(home.store.holds().await?)
}
