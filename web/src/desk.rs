//! What every page asks through: the installation, the texts of both languages, and answers kept while nothing changes.
//!
//! The same question over the same snapshots has the same answer, so an answer is measured once; one question is measured at
//! a time, so that a hundred readers of a cold page cost one measurement.

use crate::jobs::Jobs;
use crate::reader::{Reader, Voice};
use app::{AppError, CoverageAnswer, CoverageRequest, Denominator, Installation, Target};
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
    answers: Mutex<Answers>,
    one_at_a_time: tokio::sync::Mutex<()>,
    pub(crate) jobs: Jobs,
}

#[derive(Default)]
struct Answers {
    state: String,
    coverage: HashMap<String, Arc<CoverageAnswer>>,
    series: HashMap<Option<Date>, Arc<Series>>,
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
        Arc::new(Self {
            home: Arc::new(home),
            texts: [Texts::of(Language::Indonesian), Texts::of(Language::English)],
            today,
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
    pub(crate) async fn warm(&self) {
        for by in [&[Dimension::Region][..], &[Dimension::Month], &[Dimension::Segment, Dimension::Programme]] {
            // What cannot be measured yet is said by the page itself.
            let _ = self.coverage(&CoverageRequest { by: by.to_vec(), ..CoverageRequest::default() }).await;
        }
    }

    pub(crate) fn home(&self) -> &Installation {
        &self.home
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
        Voice { texts: self.texts(reader.language), numerals, path: reader.path.clone() }
    }

    /// Does work that reads files or waits for locks on a thread of its own.
    pub(crate) async fn ask<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: AsyncFnOnce(&Installation) -> Result<T, AppError> + Send + 'static,
    {
        let (home, handle) = (Arc::clone(&self.home), Handle::current());
        let done = tokio::task::spawn_blocking(move || handle.block_on(work(&home))).await;
        done.unwrap_or(Err(AppError::Unreadable("the work broke off; the log of the server says where")))
    }

    /// Coverage, measured once per state of the installation.
    pub(crate) async fn coverage(&self, request: &CoverageRequest) -> Result<Arc<CoverageAnswer>, AppError> {
        let key = format!("{request:?}");
        if let Some(kept) = self.kept(|answers| answers.coverage.get(&key).cloned()).await? {
            return Ok(kept);
        }
        let _turn = self.one_at_a_time.lock().await;
        if let Some(kept) = self.kept(|answers| answers.coverage.get(&key).cloned()).await? {
            return Ok(kept);
        }
        let request = request.clone();
        let answer = Arc::new(self.ask(async move |home| app::coverage(home, &request).await).await?);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.coverage.len() >= KEPT {
            answers.coverage.clear();
        }
        answers.coverage.insert(key, Arc::clone(&answer));
        Ok(answer)
    }

    /// Denominators and targets known on a day.
    pub(crate) async fn series(&self, known_on: Option<Date>) -> Result<Arc<Series>, AppError> {
        if let Some(kept) = self.kept(|answers| answers.series.get(&known_on).cloned()).await? {
            return Ok(kept);
        }
        let series = self
            .ask(async move |home| {
                let denominators = app::denominators(home, known_on).await?;
                Ok(Series { denominators, targets: app::targets(home, known_on).await? })
            })
            .await?;
        let series = Arc::new(series);
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.series.len() >= KEPT {
            answers.series.clear();
        }
        answers.series.insert(known_on, Arc::clone(&series));
        Ok(series)
    }

    /// Something kept for the present state; what was kept for another state is forgotten.
    async fn kept<T>(&self, find: impl FnOnce(&Answers) -> Option<T>) -> Result<Option<T>, AppError> {
        let state = self.home.store.state().await?;
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.state != state {
            *answers = Answers { state, ..Answers::default() };
        }
        Ok(find(&answers))
    }

    /// Whether the people of the installation do not exist.
    pub(crate) async fn synthetic(&self) -> bool {
        // A catalogue that cannot be read makes every page an error page; the label is not what fails then.
        self.home.store.setting("synthetic").await.is_ok_and(|setting| setting.is_some())
    }
}
