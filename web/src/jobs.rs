//! Work that takes longer than a page: one at a time, its progress where any page can read it. A job ends with a batch, with
//! nothing, or with a sentence in both languages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How a piece of work stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// Waiting or under way: what is done, how much of how much (0: of unknown).
    Running { what: String, done: u64, all: u64 },
    /// Done; the batch it made, where it made one.
    Done { batch: Option<u32> },
    /// Refused or failed: Indonesian, English.
    Failed { id: String, en: String },
}

/// Jobs by the id of what they work on.
#[derive(Clone, Default)]
pub(crate) struct Jobs {
    all: Arc<Mutex<HashMap<String, Job>>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Jobs {
    pub(crate) fn of(&self, id: &str) -> Option<Job> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    pub(crate) fn set(&self, id: &str, job: Job) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), job);
    }

    pub(crate) fn forget(&self, id: &str) {
        self.all.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// Enters a job unless one of the same id is under way; says whether it was entered.
    pub(crate) fn enter(&self, id: &str) -> bool {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(all.get(id), Some(Job::Running { .. })) {
            return false;
        }
        all.insert(id.to_owned(), Job::Running { what: "waiting".to_owned(), done: 0, all: 0 });
        true
    }

    /// Waits until no job is waiting or under way.
    pub(crate) async fn quiet(&self) {
        while self.all.lock().unwrap_or_else(PoisonError::into_inner).values().any(|job| matches!(job, Job::Running { .. })) {
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
