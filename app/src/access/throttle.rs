//! Sign-ins that fail wait longer and longer, by source and by account, and nobody can lock another out (v5.0.0-6.1.1): a wait never
//! passes a minute, a try before its time is not counted, and a browser that the owner has used before has a count of its own.

use crate::fault::{AppError, Refused};
use crate::installation::Installation;

/// Failures before the first wait.
const FREE: i64 = 5;
/// The longest wait, in seconds.
const LONGEST: i64 = 60;
/// Failures older than this are forgotten.
const FORGET: i64 = 24 * 3_600;

/// What a try is counted under.
pub(super) struct Buckets {
    /// None where nobody knows where a request comes from.
    source: Option<String>,
    account: String,
}

impl Buckets {
    /// `known` is the fingerprint of a browser that the owner of the account has signed in with before.
    pub(super) fn of(source: &str, name: &str, known: Option<&str>) -> Self {
        let account = match known {
            Some(device) => format!("device:{device}"),
            // The name may be nobody's, or a password typed into the wrong field: only its hash is kept.
            None => format!("account:{}", credentials::fingerprint(name)),
        };
        Self { source: (!source.is_empty()).then(|| format!("source:{source}")), account }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.source.as_deref().into_iter().chain([self.account.as_str()])
    }

    /// Refuses a try before its time; it is not counted.
    pub(super) async fn wait(&self, home: &Installation, now: i64) -> Result<(), AppError> {
        for bucket in self.all() {
            let (failures, last) = home.store.failures(bucket).await?;
            let left = last + delay(failures) - now;
            if left > 0 && now - last < FORGET {
                return Err(Refused::Request { key: "error-sign-in-wait", detail: left.to_string() }.into());
            }
        }
        Ok(())
    }

    /// Counts a failure.
    pub(super) async fn fail(&self, home: &Installation, now: i64) -> Result<(), AppError> {
        for bucket in self.all() {
            home.store.fail(bucket, now).await?;
        }
        Ok(())
    }

    /// Forgets what failed before.
    pub(super) async fn forgive(&self, home: &Installation, now: i64) -> Result<(), AppError> {
        home.store.forgive(&self.account, now - FORGET).await?;
        Ok(())
    }
}

/// Seconds to wait after so many failures.
fn delay(failures: i64) -> i64 {
    let over = u32::try_from(failures - FREE).unwrap_or(0).min(6);
    if failures < FREE { 0 } else { (1_i64 << over).min(LONGEST) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_never_pass_a_minute() {
        let waits: Vec<i64> = [0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1_000_000].into_iter().map(delay).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
