//! How much one asker may ask: requests in a minute, openings of people in an hour, requests at once. Whoever asks more waits; whoever
//! else asks does not notice (trust.md S07, L08; v5.0.0-2.4.1). Figures are kept in memory: a restart forgives.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Requests of one asker in a minute.
const REQUESTS: u32 = 600;
/// Addresses about single persons that one asker opens in an hour.
const PERSONS: u32 = 400;
/// Addresses about single persons that the accounts of one office open in an hour together: ten that share the work are one.
const PERSONS_OFFICE: u32 = 1_200;
/// Requests of one asker at once; a browser makes six.
const AT_ONCE: u32 = 16;
/// Askers that are remembered; beyond it those of earlier hours are forgotten.
const REMEMBERED: usize = 10_000;

/// Why somebody waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait {
    /// How long, in seconds.
    pub(crate) seconds: i64,
    /// What there was too much of, for the log.
    pub(crate) what: &'static str,
    /// Whether it is the first time in this window: told to the log once.
    pub(crate) first: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Used {
    minute: i64,
    requests: u32,
    hour: i64,
    persons: u32,
    at_once: u32,
}

/// Everybody's use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<Mutex<HashMap<String, Used>>>);

/// A request under way.
#[derive(Debug)]
pub(crate) struct Turn {
    meter: Meter,
    asker: String,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(used) = self.meter.locked().get_mut(&self.asker) {
            used.at_once = used.at_once.saturating_sub(1);
        }
    }
}

impl Meter {
    fn locked(&self) -> MutexGuard<'_, HashMap<String, Used>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request of somebody of an office at a moment; `person` says that it is about single persons.
    pub(crate) fn enter(&self, asker: &str, office: &str, person: bool, now: i64) -> Result<Turn, Wait> {
        let mut all = self.locked();
        let (minute, hour) = (now.div_euclid(60), now.div_euclid(3_600));
        if all.len() >= REMEMBERED {
            all.retain(|_, used| used.hour == hour || used.at_once > 0);
        }
        let used = all.entry(asker.to_owned()).or_default();
        if used.minute != minute {
            (used.minute, used.requests) = (minute, 0);
        }
        if used.hour != hour {
            (used.hour, used.persons) = (hour, 0);
        }
        used.requests = used.requests.saturating_add(1);
        used.persons = used.persons.saturating_add(u32::from(person));
        if used.at_once >= AT_ONCE {
            return Err(Wait { seconds: 1, what: "at_once", first: false });
        }
        if used.requests > REQUESTS {
            return Err(Wait { seconds: 60 - now.rem_euclid(60), what: "requests", first: used.requests == REQUESTS + 1 });
        }
        if person && used.persons > PERSONS {
            return Err(Wait { seconds: 3_600 - now.rem_euclid(3_600), what: "persons", first: used.persons == PERSONS + 1 });
        }
        // What an account was refused is not its office's.
        let shared = if person { count_office(&mut all, office, hour) } else { 0 };
        if shared > PERSONS_OFFICE {
            let first = shared == PERSONS_OFFICE + 1;
            return Err(Wait { seconds: 3_600 - now.rem_euclid(3_600), what: "persons_office", first });
        }
        all.entry(asker.to_owned()).or_default().at_once += 1;
        drop(all);
        Ok(Turn { meter: self.clone(), asker: asker.to_owned() })
    }
}

/// Counts an opening of a person by an office; gives back how many there were this hour.
fn count_office(all: &mut HashMap<String, Used>, office: &str, hour: i64) -> u32 {
    let used = all.entry(format!("office {office}")).or_default();
    if used.hour != hour {
        (used.hour, used.persons) = (hour, 0);
    }
    used.persons = used.persons.saturating_add(1);
    used.persons
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S07: ten accounts of an office that share the work are stopped together, and another office is not.
    #[test]
    fn accounts_that_share_the_work_wait_together() {
        let meter = Meter::default();
        for person in 0..PERSONS_OFFICE {
            let account = format!("akun {}", person % 10);
            assert!(meter.enter(&account, "dinas 73.09", true, i64::from(person / 500) * 60).is_ok(), "{person}");
        }
        let wait = meter.enter("akun 3", "dinas 73.09", true, 600).unwrap_err();
        assert_eq!((wait.what, wait.seconds, wait.first), ("persons_office", 3_000, true));
        assert!(!meter.enter("akun 4", "dinas 73.09", true, 600).unwrap_err().first, "the log is told once");
        assert!(meter.enter("akun 3", "dinas 73.09", false, 600).is_ok(), "figures stay open");
        assert!(meter.enter("akun 11", "dinas 73.05", true, 600).is_ok());
        assert!(meter.enter("akun 3", "dinas 73.09", true, 3_600).is_ok());
    }

    /// L08: what one account was refused does not shut its office out.
    #[test]
    fn an_account_that_asks_on_and_on_shuts_nobody_of_its_office_out() {
        let meter = Meter::default();
        for request in 0..PERSONS_OFFICE * 2 {
            let _ = meter.enter("akun 1", "dinas 73.09", true, i64::from(request / 500) * 60);
        }
        assert!(meter.enter("akun 2", "dinas 73.09", true, 1_800).is_ok());
    }

    /// S07, L08: the one who scrapes waits, is told once in the log, and nobody else notices.
    #[test]
    fn who_opens_too_many_people_waits_until_the_hour_is_over_and_others_do_not() {
        let meter = Meter::default();
        let minutes = |person: u32| i64::from(person / 100) * 60;
        for person in 0..PERSONS {
            assert!(meter.enter("a", "a", true, minutes(person)).is_ok(), "{person}");
        }
        let wait = meter.enter("a", "a", true, 1_000).unwrap_err();
        assert_eq!((wait.what, wait.seconds, wait.first), ("persons", 2_600, true));
        assert!(!meter.enter("a", "a", true, 1_000).unwrap_err().first);
        assert!(meter.enter("a", "a", false, 1_000).is_ok(), "figures stay open");
        assert!(meter.enter("b", "b", true, 1_000).is_ok());
        assert!(meter.enter("a", "a", true, 3_600).is_ok());
    }

    #[test]
    fn requests_in_a_minute_and_at_once_are_bounded() {
        let meter = Meter::default();
        let held: Vec<Turn> = (0..AT_ONCE).map(|_| meter.enter("a", "a", false, 5).unwrap()).collect();
        assert_eq!(meter.enter("a", "a", false, 5).unwrap_err().what, "at_once");
        drop(held);
        for _ in AT_ONCE + 1..REQUESTS {
            meter.enter("a", "a", false, 5).unwrap();
        }
        let wait = meter.enter("a", "a", false, 5).unwrap_err();
        assert_eq!((wait.what, wait.seconds), ("requests", 55));
        // A clock that goes back gives a new minute, never a negative wait.
        assert!(meter.enter("a", "a", false, -1).is_ok());
    }
}
