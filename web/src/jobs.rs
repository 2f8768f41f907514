//! Work that takes longer than a page: one at a time, its progress where any page can read it. A job ends with a batch, with
//! nothing, or with a sentence in both languages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Jobs that are done and still told; beyond it the memory of them is let go.
const TOLD: usize = 1_000;

/// How a piece of work stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// Waiting or under way: what is done, how much of how much (0: of unknown).
    Running { what: String, done: u64, all: u64 },
    /// Done; the batch it made, where it made one.
    Done { batch: Option<u32> },
    /// Not done, and why.
    Failed(Failure),
}

/// Why work was not done: Indonesian, English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) id: String,
    pub(crate) en: String,
    /// Whether a rule says no to what was sent. Otherwise it is ours (a fault, somebody else writing) and trying again may help.
    pub(crate) refused: bool,
}

/// Jobs by the id of what they work on, with how many of one id are waiting or under way.
#[derive(Clone, Default)]
pub(crate) struct Jobs {
    all: Arc<Mutex<HashMap<String, (usize, Job)>>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

fn waiting() -> Job {
    Job::Running { what: "waiting".to_owned(), done: 0, all: 0 }
}

fn add(all: &mut HashMap<String, (usize, Job)>, id: &str) {
    if all.len() >= TOLD {
        all.retain(|_, (under_way, _)| *under_way > 0);
    }
    let (under_way, job) = all.entry(id.to_owned()).or_insert((0, waiting()));
    *under_way += 1;
    if *under_way == 1 {
        *job = waiting();
    }
}

impl Jobs {
    fn locked(&self) -> MutexGuard<'_, HashMap<String, (usize, Job)>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn of(&self, id: &str) -> Option<Job> {
        self.locked().get(id).map(|(_, job)| job.clone())
    }

    pub(crate) fn is_running(&self, id: &str) -> bool {
        self.locked().get(id).is_some_and(|(under_way, _)| *under_way > 0)
    }

    /// Tells how far a job is.
    pub(crate) fn tell(&self, id: &str, what: &str, done: u64, all: u64) {
        if let Some((_, job)) = self.locked().get_mut(id) {
            *job = Job::Running { what: what.to_owned(), done, all };
        }
    }

    pub(crate) fn forget(&self, id: &str) {
        self.locked().remove(id);
    }

    /// Enters a job unless one of the same id is under way; says whether it was entered.
    pub(crate) fn enter(&self, id: &str) -> bool {
        let mut all = self.locked();
        let free = all.get(id).is_none_or(|(under_way, _)| *under_way == 0);
        if free {
            add(&mut all, id);
        }
        free
    }

    /// Enters a job behind others of the same id: what changed since they began is still to be done.
    pub(crate) fn queue(&self, id: &str) {
        add(&mut self.locked(), id);
    }

    /// Ends a job. While another of the same id waits, a good end is not told yet.
    pub(crate) fn end(&self, id: &str, how: Job) {
        if let Some((under_way, job)) = self.locked().get_mut(id) {
            *under_way = under_way.saturating_sub(1);
            *job = if *under_way == 0 { how } else { waiting() };
        }
    }

    /// Waits until no job is waiting or under way.
    pub(crate) async fn quiet(&self) {
        while self.locked().values().any(|(under_way, _)| *under_way > 0) {
            drop(self.turn().await);
            // A job that was entered and has not begun gets its turn now.
            tokio::task::yield_now().await;
        }
    }

    /// Waits until no other job is under way.
    pub(crate) async fn turn(&self) -> tokio::sync::OwnedMutexGuard<()> {
        Arc::clone(&self.turn).lock_owned().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_is_asked_for_while_the_same_work_runs_is_not_lost() {
        let jobs = Jobs::default();
        jobs.queue("x");
        jobs.queue("x");
        assert!(!jobs.enter("x"));
        jobs.end("x", Job::Done { batch: None });
        assert!(jobs.is_running("x"));
        jobs.end("x", Job::Done { batch: Some(2) });
        assert_eq!(jobs.of("x"), Some(Job::Done { batch: Some(2) }));
        assert!(jobs.enter("x"));
    }
}
