//! What every page asks through: the installation, the texts of both languages, and answers kept while nothing changes.
//!
//! The same question over the same snapshots has the same answer, so an answer is made once; one question is measured at
//! a time, so that a hundred readers of a cold page cost one measurement.

use crate::gate::{Known, Seat};
use crate::jobs::{Failure, Job, Jobs};
use crate::matrix::Matrix;
use crate::meter::Meter;
use crate::reader::{Reader, Voice};
use app::{AppError, CoverageRequest, Denominator, Installation, Refused, Scope, Stamp, Target};
use base::access::Area;
use base::handover::{Dimension, showable};
use jiff::civil::Date;
use report::Numerals;
use std::any::Any;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use texts::{Language, Texts};
use tokio::runtime::Handle;

/// How much is kept, in rows of tables (about half a kilobyte each): a reader who varies filters must not fill the memory.
const ROOM: usize = 100_000;
/// About how many bytes a row is.
pub(crate) const ROW: usize = 512;
/// Askers that are remembered within a second.
const ASKERS: usize = 10_000;
/// The job of linking again after the lists changed.
pub(crate) const CATCH_UP: &str = "catch-up";

/// The desk behind the pages of one installation.
pub struct Desk {
    home: Mutex<Arc<Installation>>,
    texts: [Texts; 2],
    today: fn() -> Date,
    now: fn() -> i64,
    matrix: Arc<Matrix>,
    /// The name under which the pages are reached behind TLS; none: on this machine only.
    public: Option<String>,
    answers: Mutex<Answers>,
    /// What was read of the catalogue, while it does not change.
    read: Mutex<Read>,
    one_at_a_time: tokio::sync::Mutex<()>,
    pub(crate) jobs: Jobs,
    /// How much everybody asks.
    pub(crate) meter: Meter,
    /// Uploads under way.
    arriving: Mutex<BTreeSet<String>>,
}

/// Answers for one state of the installation.
#[derive(Default)]
struct Answers {
    state: String,
    /// The snapshot of regions that the tree was read with.
    regions: Option<String>,
    /// What was measured.
    measured: Shelf,
    /// Pages as they travel, apart: whoever varies addresses throws no measuring away.
    pages: Shelf,
}

/// Answers by their question, as many as fit into [`ROOM`].
#[derive(Default)]
struct Shelf {
    room: usize,
    kept: HashMap<String, Arc<dyn Any + Send + Sync>>,
}

impl Shelf {
    /// Keeps an answer of about so many rows; a full shelf is cleared first.
    fn put(&mut self, key: String, rows: usize, made: Arc<dyn Any + Send + Sync>) {
        let room = rows + key.len() / ROW + 1;
        if self.room + room > ROOM {
            *self = Self::default();
        }
        self.room += room;
        self.kept.insert(key, made);
    }

    fn get<T: Send + Sync + 'static>(&self, key: &str) -> Option<Arc<T>> {
        self.kept.get(key).cloned().and_then(|kept| kept.downcast().ok())
    }
}

/// What was read of the catalogue under one stamp.
#[derive(Default)]
struct Read {
    stamp: Option<Stamp>,
    /// Whether the state of the answers was looked at.
    renewed: bool,
    synthetic: Option<bool>,
    /// Who asked in this second, by what they brought.
    second: i64,
    askers: HashMap<String, Known>,
}

/// What figures can be counted on and measured against.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) denominators: Vec<Denominator>,
    pub(crate) targets: Vec<Target>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// A desk for an installation; `today` is the clock of the caller.
    pub fn new(home: Installation, today: fn() -> Date) -> Arc<Self> {
        Self::at(home, today, || jiff::Timestamp::now().as_second(), None)
    }

    /// A desk with a clock for sessions (seconds since 1970), and the host name under which a proxy with TLS offers it.
    pub fn at(home: Installation, today: fn() -> Date, now: fn() -> i64, public: Option<String>) -> Arc<Self> {
        Arc::new(Self {
            home: Mutex::new(Arc::new(home)),
            texts: [Texts::of(Language::Indonesian), Texts::of(Language::English)],
            today,
            now,
            matrix: Arc::new(Matrix::embedded()),
            public,
            answers: Mutex::default(),
            read: Mutex::default(),
            one_at_a_time: tokio::sync::Mutex::new(()),
            jobs: Jobs::default(),
            meter: Meter::default(),
            arriving: Mutex::default(),
        })
    }

    /// Makes good what broke off when the program last ended, then measures what the first pages show, so that their first reader
    /// does not wait.
    pub async fn start(self: &Arc<Self>, operator: &Scope) {
        self.catch_up();
        self.jobs.quiet().await;
        let seat = Seat::of(self, operator.narrowed(&Area::of([self.home().region])));
        for by in [&[Dimension::Region][..], &[Dimension::Month], &[Dimension::Segment, Dimension::Programme]] {
            // What cannot be measured yet is said by the page itself.
            let _ = seat.coverage(&CoverageRequest { by: by.to_vec(), ..CoverageRequest::default() }).await;
        }
    }

    /// Waits until every job is done: a file that is being accepted is not left half counted.
    pub async fn quiet(&self) {
        self.jobs.quiet().await;
    }

    /// Links again in the background if the lists changed. Called after every change; asked for twice, it is done twice, and the
    /// second time finds nothing to do.
    pub(crate) fn catch_up(self: &Arc<Self>) {
        self.jobs.queue(CATCH_UP);
        let desk = Arc::clone(self);
        tokio::spawn(async move {
            let _turn = desk.jobs.turn().await;
            let (today, jobs) = (desk.today(), desk.jobs.clone());
            let done = desk
                .work_behind(async move |home| {
                    let mut progress = |what: &str, done: u64, all: u64| jobs.tell(CATCH_UP, what, done, all);
                    app::catch_up(home, today, &mut progress).await
                })
                .await;
            desk.jobs.end(CATCH_UP, desk.outcome(done.map(|_| None)));
        });
    }

    /// Works on something in the background unless it is being worked on; `work` is given where to tell how far it is, and gives
    /// back the batch it made.
    pub(crate) fn begin<F>(self: &Arc<Self>, id: &str, work: F)
    where
        F: AsyncFnOnce(&Installation, app::Progress<'_>) -> Result<Option<u32>, AppError> + Send + 'static,
    {
        if !self.jobs.enter(id) {
            return;
        }
        let (desk, id) = (Arc::clone(self), id.to_owned());
        tokio::spawn(async move {
            let _turn = desk.jobs.turn().await;
            let (jobs, job) = (desk.jobs.clone(), id.clone());
            let done = desk
                .work_behind(async move |home| {
                    let mut progress = |what: &str, done: u64, all: u64| jobs.tell(&job, &showable(what), done, all);
                    work(home, &mut progress).await
                })
                .await;
            if done.as_ref().is_ok_and(Option::is_some) {
                // Before the job is told as done, so that nobody sees a batch that nothing is counting.
                desk.catch_up();
            }
            desk.jobs.end(&id, desk.outcome(done));
        });
    }

    /// How work ended, for whoever comes back to it.
    fn outcome(&self, done: Result<Option<u32>, AppError>) -> Job {
        match done {
            Ok(batch) => Job::Done { batch },
            Err(error) => Job::Failed(Failure {
                id: error.in_words(self.texts(Language::Indonesian)),
                en: error.in_words(self.texts(Language::English)),
                refused: error.is_refusal() && !matches!(error, AppError::Refused(Refused::Busy(_))),
            }),
        }
    }

    /// The installation as it is now.
    pub(crate) fn home(&self) -> Arc<Installation> {
        Arc::clone(&locked(&self.home))
    }

    /// The moment, in seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        (self.now)()
    }

    /// Who may open what.
    pub(crate) const fn matrix(&self) -> &Arc<Matrix> {
        &self.matrix
    }

    /// The name under which the pages are reached behind TLS.
    pub(crate) fn public(&self) -> Option<&str> {
        self.public.as_deref()
    }

    pub(crate) fn today(&self) -> Date {
        (self.today)()
    }

    pub(crate) fn texts(&self, language: Language) -> &Texts {
        match language {
            Language::Indonesian => &self.texts[0],
            Language::English => &self.texts[1],
        }
    }

    /// The words and numerals of a reader.
    pub(crate) fn voice<'d>(&'d self, reader: &Reader) -> Voice<'d> {
        let numerals = match reader.language {
            Language::Indonesian => Numerals::Indonesian,
            Language::English => Numerals::English,
        };
        Voice { texts: self.texts(reader.language), numerals, path: reader.path.clone(), scope: reader.scope.clone() }
    }

    /// Notes that an upload begins; it ends when what is given back is dropped.
    pub(crate) fn arriving(self: &Arc<Self>, id: &str) -> Arriving {
        locked(&self.arriving).insert(id.to_owned());
        Arriving { desk: Arc::clone(self), id: id.to_owned() }
    }

    /// The same where nobody else may send to this id meanwhile; none while somebody does.
    pub(crate) fn arriving_alone(self: &Arc<Self>, id: &str) -> Option<Arriving> {
        locked(&self.arriving).insert(id.to_owned()).then(|| Arriving { desk: Arc::clone(self), id: id.to_owned() })
    }

    pub(crate) fn is_arriving(&self, id: &str) -> bool {
        locked(&self.arriving).contains(id)
    }

    /// Does long work on a thread of its own that lets whoever waits for a page go first.
    async fn work_behind<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&Installation) -> Result<T, AppError> + Send + 'static,
    {
        let (home, handle) = (self.home(), Handle::current());
        let (done, told) = tokio::sync::oneshot::channel();
        // Not from the pool of threads: one that has stepped back stays behind.
        std::thread::spawn(move || {
            app::step_back();
            let _ = done.send(handle.block_on(work(&home)));
        });
        told.await.unwrap_or(Err(AppError::Unreadable("the work broke off; the log of the server says where")))
    }

    /// Does work that reads files or waits for locks on a thread of its own. It shows nobody anything of anybody (signing in,
    /// templates, linking): what does, goes through a [`Seat`].
    pub(crate) async fn work<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&Installation) -> Result<T, AppError> + Send + 'static,
    {
        let (home, handle) = (self.home(), Handle::current());
        let done = tokio::task::spawn_blocking(move || handle.block_on(work(&home))).await;
        done.unwrap_or(Err(AppError::Unreadable("the work broke off; the log of the server says where")))
    }

    /// Does work once per state of the installation, one work at a time. An answer is kept only if nothing changed while it was
    /// made; `rows` says how much room it takes.
    pub(crate) async fn once<T, F>(&self, key: String, rows: fn(&T) -> usize, work: F) -> Result<Arc<T>, AppError>
    where
        T: Send + Sync + 'static,
        F: AsyncFnOnce(&Installation) -> Result<T, AppError> + Send + 'static,
    {
        if let Some(kept) = self.kept(&key).await? {
            return Ok(kept);
        }
        let _turn = self.one_at_a_time.lock().await;
        if let Some(kept) = self.kept(&key).await? {
            return Ok(kept);
        }
        let before = locked(&self.answers).state.clone();
        let made = Arc::new(self.work(work).await?);
        let after = self.home().state().await?;
        if before == after {
            self.keep(&after, key, rows(&made), Arc::clone(&made));
        }
        Ok(made)
    }

    /// Keeps an answer that was made of a state, while that is the present one.
    fn keep<T: Send + Sync + 'static>(&self, state: &str, key: String, rows: usize, made: Arc<T>) {
        let mut answers = locked(&self.answers);
        if answers.state == state {
            answers.measured.put(key, rows, made);
        }
    }

    /// Keeps a page of so many bytes that was made of a state, while that is the present one.
    pub(crate) fn keep_page<T: Send + Sync + 'static>(&self, state: &str, key: String, bytes: usize, made: Arc<T>) {
        let mut answers = locked(&self.answers);
        if answers.state == state {
            answers.pages.put(key, bytes / ROW, made);
        }
    }

    /// The present state.
    pub(crate) async fn state(&self) -> Result<String, AppError> {
        self.renew().await?;
        Ok(locked(&self.answers).state.clone())
    }

    /// An answer kept for the present state.
    async fn kept<T: Send + Sync + 'static>(&self, key: &str) -> Result<Option<Arc<T>>, AppError> {
        self.renew().await?;
        Ok(locked(&self.answers).measured.get(key))
    }

    /// A page kept for the present state.
    pub(crate) async fn kept_page<T: Send + Sync + 'static>(&self, key: &str) -> Result<Option<Arc<T>>, AppError> {
        self.renew().await?;
        Ok(locked(&self.answers).pages.get(key))
    }

    /// Looks whether anything changed: what was kept for another state is forgotten, and new regions join the tree.
    pub(crate) async fn renew(&self) -> Result<(), AppError> {
        let home = self.home();
        let stamp = home.stamp();
        if self.reading(stamp, |read| read.renewed) == Some(true) {
            return Ok(());
        }
        let state = home.state().await?;
        if locked(&self.answers).state != state {
            let regions = home.regions_snapshot().await?;
            let known = locked(&self.answers).regions.clone();
            if known != regions {
                let fresh = self.work(async |home| home.refreshed().await).await?;
                *locked(&self.home) = Arc::new(fresh);
            }
            *locked(&self.answers) = Answers { state, regions, ..Answers::default() };
        }
        // The stamp was taken before the catalogue was asked: a change meanwhile has another one.
        self.reading(stamp, |read| read.renewed = true);
        Ok(())
    }

    /// Looks at, or adds to, what was read under a stamp; none where nothing can be relied on now.
    fn reading<T>(&self, stamp: Option<Stamp>, look: impl FnOnce(&mut Read) -> T) -> Option<T> {
        let stamp = stamp?;
        let mut read = locked(&self.read);
        if read.stamp != Some(stamp) {
            *read = Read { stamp: Some(stamp), ..Read::default() };
        }
        Some(look(&mut read))
    }

    /// A stamp of the catalogue, to be taken before it is asked.
    pub(crate) fn stamp(&self) -> Option<Stamp> {
        self.home().stamp()
    }

    /// Who asks, where that was looked up in this second and the catalogue did not change since: an account that is closed changes it.
    pub(crate) fn known(&self, brought: &str, now: i64) -> Option<Known> {
        let of_second = |read: &mut Read| {
            if read.second != now || read.askers.len() >= ASKERS {
                (read.second, read.askers) = (now, HashMap::new());
            }
            read.askers.get(brought).cloned()
        };
        self.reading(self.stamp(), of_second).flatten()
    }

    /// Remembers who asks, as it was looked up under a stamp.
    pub(crate) fn remember(&self, stamp: Option<Stamp>, brought: String, known: Known) {
        self.reading(stamp, |read| read.askers.insert(brought, known));
    }

    /// Whether the people of the installation do not exist.
    pub(crate) async fn synthetic(&self) -> bool {
        let home = self.home();
        let stamp = home.stamp();
        if let Some(synthetic) = self.reading(stamp, |read| read.synthetic).flatten() {
            return synthetic;
        }
        // A catalogue that cannot be read makes every page an error page; the label is not what fails then.
        let Ok(synthetic) = home.is_synthetic().await else { return false };
        self.reading(stamp, |read| read.synthetic = Some(synthetic));
        synthetic
    }
}

/// An upload under way.
pub(crate) struct Arriving {
    desk: Arc<Desk>,
    id: String,
}

impl Drop for Arriving {
    fn drop(&mut self) {
        locked(&self.desk.arriving).remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::time::Duration;

    #[test]
    fn an_answer_made_while_the_data_changed_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let place = app::Place {
            data: folder.path().join("data"),
            key: app::KeySource::File(folder.path().join("data.key")),
            sandbox: sources::Sandbox::new("none".into(), "read-upload"),
            query_memory: 64 << 20,
            threads: 1,
            patience: Duration::from_secs(1),
            retention: app::Retention::default(),
            second: app::SecondPerson::default(),
            request_hours: app::REQUEST_HOURS,
            provider: None,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            // A province without published series: nothing is read.
            let home = app::init(place, "64", date(2025, 7, 1)).await.unwrap();
            let desk = Desk::new(home, || date(2025, 7, 1));
            let ask = async |number: u32, change: bool| {
                let made = desk.once(
                    "key".to_owned(),
                    |_| 1,
                    async move |home| {
                        if change {
                            // Another program changes the catalogue.
                            let store = store::Store::open(&home.place.data).await.unwrap();
                            let before = store.current_snapshot("test").await.unwrap();
                            let snapshot = store::Snapshot {
                                id: number.to_string(),
                                kind: "test".to_owned(),
                                seq: i64::from(number),
                                parent: before.as_ref().map(|before| before.id.clone()).unwrap_or_default(),
                                as_of: date(2025, 7, 1),
                                known_on: date(2025, 7, 1),
                                rows: 0,
                                method: String::new(),
                                detail: String::new(),
                            };
                            let role = store::FileRole::Links;
                            let file = store::LakeFile { role, sha256: number.to_string(), bytes: 0, rows: 0 };
                            store
                                .commit_snapshot(&snapshot.parent.clone(), &snapshot, &file, &store::Entry::default())
                                .await
                                .unwrap();
                        }
                        Ok(number)
                    },
                );
                *made.await.unwrap()
            };
            assert_eq!(ask(1, true).await, 1, "the data changed while this was counted");
            assert_eq!(ask(2, false).await, 2, "so it was counted anew");
            assert_eq!(ask(3, false).await, 2, "and is kept while nothing changes");
        });
    }
}
