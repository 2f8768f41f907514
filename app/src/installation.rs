//! An installation: one data folder with its store and lake, a key file beside it, and a lock for whoever writes.

use crate::access::Provider;
use crate::approval::SecondPerson;
use crate::fault::{AppError, Refused};
use crate::own_regions::add_own_regions;
use base::access::Roles;
use base::law::{ActiveRule, Groups};
use base::vocabulary::region::{RegionCode, Regions};
use lake::{KeySource, Keys, Lake};
use sources::Sandbox;
use std::borrow::Cow;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use store::Store;

/// Where an installation is, and how files are read there.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data folder.
    pub data: PathBuf,
    /// The key outside the data folder.
    pub key: KeySource,
    /// The reader of uploaded files.
    pub sandbox: Sandbox,
    /// Memory for queries, in bytes.
    pub query_memory: usize,
    /// Threads for queries.
    pub threads: usize,
    /// How long to wait for another writer.
    pub patience: Duration,
    /// How long what waits or was handed out is kept.
    pub retention: Retention,
    /// From where on a second person is asked.
    pub second: SecondPerson,
    /// Hours in which a request of a person about their own data is answered.
    pub request_hours: u32,
    /// The other institution through which people may sign in.
    pub provider: Option<Provider>,
}

/// Three times 24 hours (UU 27/2022, articles 30 to 32 and 41; PP 33/2026 is to be read in the official text before it takes effect).
pub const REQUEST_HOURS: u32 = 72;

/// How many days something that was not sealed into the lake is kept; beyond it [`crate::sweep`] removes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Files that were sent and neither submitted nor discarded.
    pub waiting: u32,
    /// Results of checks.
    pub checks: u32,
    /// Workbooks of refused rows that were handed out.
    pub handed_out: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { waiting: 30, checks: 7, handed_out: 7 }
    }
}

/// An open installation.
pub struct Installation {
    /// Where it is.
    pub place: Place,
    /// The catalogue. Nobody outside reads it without a scope.
    pub(crate) store: Store,
    /// The files.
    pub(crate) lake: Lake,
    /// The secret: what the key outside the data folder opens.
    pub(crate) keys: Keys,
    /// The region it serves.
    pub region: RegionCode,
    /// The region tree.
    pub regions: Cow<'static, Regions>,
    /// Rows of ingested regions that fit nowhere in the tree.
    pub regions_left_out: usize,
    /// The groups of the rulebook.
    pub groups: Groups,
    /// The rule of activity.
    pub active: ActiveRule,
    /// Who may do what.
    pub roles: Roles,
}

impl Place {
    /// The key file that belongs to a data folder when none is named: `sinergi-data` has `sinergi-data.key` beside it.
    pub fn default_key(data: &Path) -> PathBuf {
        let mut name = data.file_name().unwrap_or_default().to_owned();
        name.push(".key");
        data.with_file_name(name)
    }

    /// Whether there is an installation.
    pub fn is_installed(&self) -> bool {
        self.data.join("store.sqlite").exists()
    }
}

impl Installation {
    /// Opens the installation of a data folder.
    pub async fn open(place: Place) -> Result<Self, AppError> {
        if !place.is_installed() {
            return Err(Refused::NoInstallation(place.data.display().to_string()).into());
        }
        own_only(&place.data)?;
        let outside = place.key.load();
        let store = Store::open(&place.data).await?;
        let sealed = store.setting(crate::custody::SECRET).await?;
        let keys = crate::custody::open_secret(&place.key, outside, sealed)?;
        Self::with_store(place, keys, store).await
    }

    pub(crate) async fn with_keys(place: Place, keys: Keys) -> Result<Self, AppError> {
        make_own(&place.data)?;
        let store = Store::open(&place.data).await?;
        Self::with_store(place, keys, store).await
    }

    /// The same installation with the regions that came in since it was opened.
    pub async fn refreshed(&self) -> Result<Self, AppError> {
        Self::with_store(self.place.clone(), self.keys.clone(), self.store.clone()).await
    }

    async fn with_store(place: Place, keys: Keys, store: Store) -> Result<Self, AppError> {
        let lake = Lake::open(&place.data)?;
        let region = store.setting("region").await?.unwrap_or_default();
        let region = RegionCode::parse(&region).map_err(|_| Refused::UnknownRegion(region))?;
        let mut home = Self {
            store,
            lake,
            keys,
            region,
            regions: Cow::Borrowed(Regions::embedded()),
            regions_left_out: 0,
            groups: Groups::embedded()?,
            active: ActiveRule::embedded()?,
            roles: Roles::embedded()?,
            place,
        };
        add_own_regions(&mut home).await?;
        Ok(home)
    }

    /// Whether its people do not exist.
    pub async fn is_synthetic(&self) -> Result<bool, AppError> {
        Ok(self.store.setting("synthetic").await?.is_some())
    }

    /// Says once and for all that its people do not exist.
    pub async fn mark_synthetic(&self) -> Result<(), AppError> {
        Ok(self.store.set("synthetic", "yes").await?)
    }

    /// The current snapshots in one text: while it is the same, every answer is the same. It tells nothing of anybody.
    pub async fn state(&self) -> Result<String, AppError> {
        Ok(self.store.state().await?)
    }

    /// A stamp of the catalogue: while it is the same, everything read from it is. None where the last change is too fresh to tell.
    pub fn stamp(&self) -> Option<store::Stamp> {
        self.store.stamp()
    }

    /// The snapshot of the regions that its tree is read with; none where no regions came in.
    pub async fn regions_snapshot(&self) -> Result<Option<String>, AppError> {
        let snapshot = self.store.current_snapshot(base::handover::Kind::Regions.code()).await?;
        Ok(snapshot.map(|snapshot| snapshot.id))
    }

    /// Takes the installation for writing; released when dropped or when the process dies.
    pub(crate) fn lock(&self) -> Result<WriteLock, AppError> {
        let path = self.place.data.join("lock");
        let file = File::options().create(true).append(true).open(&path).map_err(AppError::disk("open", &path))?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if started.elapsed() < self.place.patience => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => return Err(Refused::Busy(self.place.data.display().to_string()).into()),
                Err(TryLockError::Error(source)) => return Err(AppError::disk("lock", &path)(source)),
            }
        }
        self.lake.sweep_temporary()?;
        Ok(WriteLock { _file: file })
    }

    /// The folder for files that go back to people.
    pub(crate) fn outbox(&self) -> Result<PathBuf, AppError> {
        let path = self.place.data.join("outbox");
        make_own(&path)?;
        Ok(path)
    }

    /// A copy that can be changed and thrown away: the catalogue copied, the immutable files linked. What would a file
    /// do to the figures? Exactly what it does to the copy.
    pub(crate) async fn rehearsal(&self) -> Result<(Self, tempfile::TempDir), AppError> {
        let _lock = self.lock()?;
        let parent = self.place.data.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = tempfile::Builder::new()
            .prefix(".sinergi-uji-")
            .tempdir_in(parent)
            .map_err(AppError::disk("make a folder in", parent))?;
        let data = folder.path().join("data");
        let files = data.join("lake/files");
        fs::create_dir_all(&files).map_err(AppError::disk("make the folder", &files))?;
        for name in self.lake.list()? {
            let shelf = files.join(&name[..name.len().min(2)]);
            fs::create_dir_all(&shelf).map_err(AppError::disk("make the folder", &shelf))?;
            fs::hard_link(self.lake.path(&name), shelf.join(&name)).map_err(AppError::disk("link", &shelf))?;
        }
        crate::link_rosters::lend(self, &data)?;
        self.store.copy_to(&data.join("store.sqlite")).await?;
        let place = Place { data, ..self.place.clone() };
        let copy = Self::with_keys(place, self.keys.clone()).await?;
        Ok((copy, folder))
    }
}

/// Makes a folder that its owner only may enter.
pub(crate) fn make_own(path: &Path) -> Result<(), AppError> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(AppError::disk("make the folder", path))
}

/// Closes a data folder that others may enter: what is inside is then closed to them too (S18).
fn own_only(path: &Path) -> Result<(), AppError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_err(AppError::disk("look at", path))?.permissions().mode();
    if mode & 0o077 != 0 {
        let closed = fs::Permissions::from_mode(mode & 0o700);
        fs::set_permissions(path, closed).map_err(AppError::disk("close to others", path))?;
    }
    Ok(())
}

/// Held while writing.
pub(crate) struct WriteLock {
    _file: File,
}
