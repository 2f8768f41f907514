//! What each special power of attorney (SKK) brought: its face value, what was agreed under it and what came in are three numbers, and
//! none of them is another.

use super::event::{Event, Mandate};
use base::vocabulary::Rupiah;
use jiff::civil::Date;
use serde::Serialize;

/// One step of a case: the day, what happened, what is owed after it.
#[derive(Clone, Debug)]
pub struct Trail {
    /// The day.
    pub on: Date,
    /// What happened.
    pub event: Event,
    /// What is owed after it.
    pub outstanding: Rupiah,
}

/// How a special power of attorney ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkkEnd {
    /// It is in force.
    Running,
    /// Nothing is owed any more.
    Completed,
    /// It was given back.
    Returned,
}

impl SkkEnd {
    /// The word in tables and texts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Returned => "returned",
        }
    }
}

/// A special power of attorney and what it brought, in whole rupiah.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SkkRecord {
    /// Its number.
    pub number: String,
    /// What it is for.
    pub mandate: Mandate,
    /// The day it was issued.
    pub issued_on: Date,
    /// What was owed on that day.
    pub face_value: Rupiah,
    /// What the last agreement under it promises; nothing where there was none.
    pub agreed: Rupiah,
    /// What came in while it was in force, without what was taken back.
    pub recovered: Rupiah,
    /// How it ended.
    pub end: SkkEnd,
    /// The day on which it ended.
    pub ended_on: Option<Date>,
}

/// The powers of attorney of one case, in the order of their days. Money that came in before the first, or after one ended, is no
/// success of any.
pub fn skk_records(trail: &[Trail]) -> Vec<SkkRecord> {
    let mut records: Vec<SkkRecord> = Vec::new();
    // Payments by their reference, with the record that they count for.
    let mut paid: Vec<(&str, Rupiah, usize)> = Vec::new();
    for step in trail {
        let running = records.iter().rposition(|record| record.end == SkkEnd::Running);
        match &step.event {
            Event::SkkIssued { number, mandate } => records.push(SkkRecord {
                number: number.clone(),
                mandate: *mandate,
                issued_on: step.on,
                face_value: step.outstanding,
                agreed: Rupiah(0),
                recovered: Rupiah(0),
                end: SkkEnd::Running,
                ended_on: None,
            }),
            Event::CommitmentSigned { instalments } => {
                if let Some(place) = running {
                    records[place].agreed = instalments.iter().map(|part| part.rupiah).sum();
                }
            }
            Event::PaymentReceived { reference, rupiah } => {
                if let Some(place) = running {
                    records[place].recovered = records[place].recovered + *rupiah;
                    paid.push((reference, *rupiah, place));
                }
            }
            Event::PaymentReversed { reference } => {
                if let Some(at) = paid.iter().position(|(known, ..)| known == reference) {
                    let (_, rupiah, place) = paid.remove(at);
                    records[place].recovered = records[place].recovered - rupiah;
                }
            }
            Event::SkkReturned { .. } | Event::SkkCompleted {} => {
                if let Some(place) = running {
                    let completed = matches!(step.event, Event::SkkCompleted {});
                    records[place].end = if completed { SkkEnd::Completed } else { SkkEnd::Returned };
                    records[place].ended_on = Some(step.on);
                }
            }
            _ => {}
        }
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Instalment;
    use jiff::civil::date;

    fn step(day: i8, event: Event, outstanding: i64) -> Trail {
        Trail { on: date(2026, 5, day), event, outstanding: Rupiah(outstanding) }
    }

    fn paid(reference: &str, rupiah: i64) -> Event {
        Event::PaymentReceived { reference: reference.to_owned(), rupiah: Rupiah(rupiah) }
    }

    fn issued(number: &str, mandate: Mandate) -> Event {
        Event::SkkIssued { number: number.to_owned(), mandate }
    }

    #[test]
    fn face_value_agreement_and_money_are_three_numbers_of_the_one_in_force() {
        let agreed = Event::CommitmentSigned { instalments: vec![Instalment { due: date(2026, 6, 1), rupiah: Rupiah(8) }] };
        let records = skk_records(&[
            step(1, paid("before", 5), 12),
            step(2, issued("SKK-1", Mandate::NonLitigation), 12),
            step(3, agreed, 12),
            step(4, paid("one", 3), 9),
            step(5, paid("two", 2), 7),
            step(6, Event::PaymentReversed { reference: "two".to_owned() }, 9),
            step(7, Event::SkkReturned { reason: "gagal".to_owned() }, 9),
            step(8, paid("between", 1), 8),
            step(9, issued("SKK-2", Mandate::Litigation), 8),
            step(10, paid("three", 8), 0),
            step(11, Event::SkkCompleted {}, 0),
        ]);
        let told: Vec<_> =
            records.iter().map(|one| (one.number.as_str(), one.face_value.0, one.agreed.0, one.recovered.0, one.end)).collect();
        assert_eq!(told, [("SKK-1", 12, 8, 3, SkkEnd::Returned), ("SKK-2", 8, 0, 8, SkkEnd::Completed)]);
        assert_eq!(records[0].ended_on, Some(date(2026, 5, 7)));
    }

    #[test]
    fn what_is_taken_back_after_the_end_still_lowers_what_it_brought() {
        let records = skk_records(&[
            step(2, issued("SKK-1", Mandate::NonLitigation), 4),
            step(3, paid("one", 4), 0),
            step(4, Event::SkkCompleted {}, 0),
            step(5, Event::PaymentReversed { reference: "one".to_owned() }, 4),
        ]);
        assert_eq!((records[0].recovered, records[0].end), (Rupiah(0), SkkEnd::Completed));
    }
}
