//! What every page asks through: the installation, the texts of both languages, and answers kept while nothing changes.
//!
//! The same question over the same snapshots has the same answer, so an answer is measured once; one question is measured at
//! a time, so that a hundred readers of a cold page cost one measurement.

use crate::jobs::Jobs;
use crate::matrix::Matrix;
use crate::reader::{Reader, Voice};
use app::{AppError, CoverageAnswer, CoverageRequest, Denominator, Installation, Scope, Target};
use base::access::Area;
use base::handover::Dimension;
use jiff::civil::Date;
use report::Numerals;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use texts::{Language, Texts};
use tokio::runtime::Handle;

/// Answers kept at most; a reader who varies filters must not fill the memory.
const KEPT: usize = 512;

/// The desk behind the pages of one installation.
pub struct Desk {
    home: Arc<Installation>,
    texts: [Texts; 2],
    today: fn() -> Date,
    now: fn() -> i64,
    matrix: Arc<Matrix>,
    /// The name under which the pages are reached behind TLS; none: on this machine only.
    public: Option<String>,
    answers: Mutex<Answers>,
    one_at_a_time: tokio::sync::Mutex<()>,
    pub(crate) jobs: Jobs,
}

#[derive(Default)]
struct Answers {
    state: String,
    coverage: HashMap<String, Arc<CoverageAnswer>>,
    series: HashMap<String, Arc<Series>>,
}

/// What figures can be counted on and measured against.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) denominators: Vec<Denominator>,
    pub(crate) targets: Vec<Target>,
}

impl Desk {
    /// A desk for an installation; `today` is the clock of the caller.
    pub fn new(home: Installation, today: fn() -> Date) -> Arc<Self> {
        Self::at(home, today, || jiff::Timestamp::now().as_second(), None)
    }

    /// A desk with a clock for sessions (seconds since 1970), and the host name under which a proxy with TLS offers it.
    pub fn at(home: Installation, today: fn() -> Date, now: fn() -> i64, public: Option<String>) -> Arc<Self> {
        Arc::new(Self {
            home: Arc::new(home),
            texts: [Texts::of(Language::Indonesian), Texts::of(Language::English)],
            today,
            now,
            matrix: Arc::new(Matrix::embedded()),
            public,
            answers: Mutex::default(),
            one_at_a_time: tokio::sync::Mutex::new(()),
            jobs: Jobs::default(),
        })
    }

    /// Waits until every job is done: a file that is being accepted is not left half counted.
    pub async fn quiet(&self) {
        self.jobs.quiet().await;
    }

    /// Measures what the first page shows, so that its first reader does not wait for it.
    pub(crate) async fn warm(&self, operator: &Arc<Scope>) {
        let scope = &Arc::new(operator.narrowed(&Area::of([self.home.region])));
        for by in [&[Dimension::Region][..], &[Dimension::Month], &[Dimension::Segment, Dimension::Programme]] {
            // What cannot be measured yet is said by the page itself.
            let _ = self.coverage(scope, &CoverageRequest { by: by.to_vec(), ..CoverageRequest::default() }).await;
        }
    }

    pub(crate) fn home(&self) -> &Installation {
        &self.home
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

    /// Does work for somebody on a thread of its own.
    pub(crate) async fn ask<T, F>(&self, scope: &Arc<Scope>, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&Installation, &Scope) -> Result<T, AppError> + Send + 'static,
    {
        let (home, handle, scope) = (Arc::clone(&self.home), Handle::current(), Arc::clone(scope));
        let done = tokio::task::spawn_blocking(move || handle.block_on(work(&home, &scope))).await;
        done.unwrap_or(Err(AppError::Unreadable("the work broke off; the log of the server says where")))
    }

    /// Does work that shows nobody anything of anybody (signing in, templates) on a thread of its own.
    pub(crate) async fn work<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&Installation) -> Result<T, AppError> + Send + 'static,
    {
        let (home, handle) = (Arc::clone(&self.home), Handle::current());
        let done = tokio::task::spawn_blocking(move || handle.block_on(work(&home))).await;
        done.unwrap_or(Err(AppError::Unreadable("the work broke off; the log of the server says where")))
    }

    /// Coverage, measured once per state of the installation and area.
    pub(crate) async fn coverage(&self, scope: &Arc<Scope>, request: &CoverageRequest) -> Result<Arc<CoverageAnswer>, AppError> {
        // What is kept for one area is never shown for another.
        let key = format!("{} {} {request:?}", scope.area(), scope.role().others);
        if let Some(kept) = self.kept(|answers| answers.coverage.get(&key).cloned()).await? {
            return Ok(kept);
        }
        let _turn = self.one_at_a_time.lock().await;
        if let Some(kept) = self.kept(|answers| answers.coverage.get(&key).cloned()).await? {
            return Ok(kept);
        }
        let request = request.clone();
        let answer = Arc::new(self.ask(scope, async move |home, scope| app::coverage(home, scope, &request).await).await?);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.coverage.len() >= KEPT {
            answers.coverage.clear();
        }
        answers.coverage.insert(key, Arc::clone(&answer));
        Ok(answer)
    }

    /// Denominators and targets known on a day.
    pub(crate) async fn series(&self, scope: &Arc<Scope>, known_on: Option<Date>) -> Result<Arc<Series>, AppError> {
        let key = format!("{} {} {known_on:?}", scope.area(), scope.role().others);
        if let Some(kept) = self.kept(|answers| answers.series.get(&key).cloned()).await? {
            return Ok(kept);
        }
        let series = self
            .ask(scope, async move |home, scope| {
                let denominators = app::denominators(home, scope, known_on).await?;
                Ok(Series { denominators, targets: app::targets(home, scope, known_on).await? })
            })
            .await?;
        let series = Arc::new(series);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.series.len() >= KEPT {
            answers.series.clear();
        }
        answers.series.insert(key, Arc::clone(&series));
        Ok(series)
    }

    /// Something kept for the present state; what was kept for another state is forgotten.
    async fn kept<T>(&self, find: impl FnOnce(&Answers) -> Option<T>) -> Result<Option<T>, AppError> {
        let state = self.home.state().await?;
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.state != state {
            *answers = Answers { state, ..Answers::default() };
        }
        Ok(find(&answers))
    }

    /// Whether the people of the installation do not exist.
    pub(crate) async fn synthetic(&self) -> bool {
        // A catalogue that cannot be read makes every page an error page; the label is not what fails then.
        self.home.is_synthetic().await.unwrap_or(false)
    }
}
