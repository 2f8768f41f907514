//! What the API answers: every field by name, explicit, and apart from the types inside. A count says in its name what it counts;
//! a rate never stands without its numerator, denominator, names, month and snapshot.

use crate::rows::is_small;
use app::{Arrival, KeptCheck, QualityRow, Sender, Waiting};
use base::handover::{Basis, Counts, CoverageRow};
use base::vocabulary::Percent;
use report::Public;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Some rows, and the cursor of the next ones.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Paged<T: ToSchema> {
    /// The rows.
    pub(crate) rows: Vec<T>,
    /// Give it back as `cursor` to go on; null at the end.
    pub(crate) next: Option<String>,
}

/// One figure of coverage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CoverageFigure {
    /// Kemendagri code; null for people whose place no list tells.
    pub(crate) region_code: Option<String>,
    /// Its name.
    pub(crate) region_name: String,
    /// Whether these are the people whose list names this region and nothing finer.
    pub(crate) without_finer_place: bool,
    /// The other dimensions.
    pub(crate) cut: BTreeMap<String, String>,
    /// The month, as 2025-06.
    pub(crate) as_of: String,
    /// The day whose knowledge it rests on.
    pub(crate) known_on: String,
    /// `roster` or `published`.
    pub(crate) basis: &'static str,
    /// What is counted.
    pub(crate) numerator_name: String,
    /// People covered; null where suppressed.
    pub(crate) covered: Option<u64>,
    /// Of these, people whose month is not yet due; null where it was not published.
    pub(crate) in_grace: Option<u64>,
    /// What they are counted among.
    pub(crate) denominator_name: String,
    /// Its size; null where suppressed.
    pub(crate) denominator: Option<u64>,
    /// People of it who are not covered; null where suppressed or where covered exceeds it.
    pub(crate) uncovered: Option<u64>,
    /// The share in percent with two decimals, never clamped; null where suppressed or where nobody is in the denominator.
    #[schema(value_type = Option<f64>)]
    pub(crate) rate_percent: Option<Percent>,
    /// Whether it is about too few people to be told.
    pub(crate) suppressed: bool,
    /// The snapshot it was measured from.
    pub(crate) snapshot: String,
    /// Whether it counts people who do not exist.
    pub(crate) synthetic: bool,
    /// What a reader must know.
    pub(crate) note: String,
}

impl CoverageFigure {
    pub(crate) fn of(row: &CoverageRow, without_finer_place: bool) -> Self {
        let suppressed = is_small(row, without_finer_place);
        let told = |count: u64| (!suppressed).then_some(count);
        Self {
            region_code: row.region_code.map(|code| code.to_string()),
            region_name: row.region_name.clone(),
            without_finer_place,
            cut: row.cut.iter().map(|(name, word)| ((*name).to_owned(), word.clone())).collect(),
            as_of: row.as_of.to_string(),
            known_on: row.known_on.to_string(),
            basis: if row.basis == Basis::Roster { "roster" } else { "published" },
            numerator_name: row.numerator_name.clone(),
            covered: told(row.covered.0),
            in_grace: row.in_grace.and_then(|count| told(count.0)),
            denominator_name: row.denominator_name.clone(),
            denominator: told(row.denominator.0),
            uncovered: row.uncovered.and_then(|count| told(count.0)),
            rate_percent: row.rate_percent.filter(|_| !suppressed),
            suppressed,
            snapshot: row.snapshot.clone(),
            synthetic: row.synthetic,
            note: row.note.clone(),
        }
    }
}

/// Coverage: the rows asked for, everybody once, and what a reader must know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CoveragePage {
    /// The rows.
    pub(crate) rows: Vec<CoverageFigure>,
    /// Everybody once; null where the basis has no total.
    pub(crate) total: Option<CoverageFigure>,
    /// The cursor of the next rows; null at the end.
    pub(crate) next: Option<String>,
    /// What counts as active.
    pub(crate) rule: String,
    /// What a reader must know.
    pub(crate) notes: Vec<String>,
}

/// A target with its source.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetOf {
    /// The region it was set for.
    pub(crate) region_code: String,
    /// The share in percent.
    #[schema(value_type = f64)]
    pub(crate) target_percent: Percent,
    /// Until when, as published.
    pub(crate) period: String,
    /// Who published it.
    pub(crate) source: String,
    /// What a reader must know.
    pub(crate) note: String,
}

/// A named denominator.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DenominatorOf {
    /// Its name, to be asked for as `denominator`.
    pub(crate) denominator_name: String,
    /// The region.
    pub(crate) region_code: String,
    /// The month it describes.
    pub(crate) as_of: String,
    /// How many workers.
    pub(crate) denominator: u64,
    /// Who published it.
    pub(crate) note: String,
}

/// Rows of a list: read = accepted + refused + duplicate.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RowCounts {
    /// Rows read.
    pub(crate) rows_read: u64,
    /// Rows accepted.
    pub(crate) accepted: u64,
    /// Rows refused with a reason.
    pub(crate) refused: u64,
    /// Rows that were there already.
    pub(crate) duplicate: u64,
}

impl From<Counts> for RowCounts {
    fn from(counts: Counts) -> Self {
        Self { rows_read: counts.rows_read, accepted: counts.accepted, refused: counts.refused, duplicate: counts.duplicate }
    }
}

/// A batch that came in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BatchOf {
    /// Its number.
    pub(crate) batch: u32,
    /// What its rows are.
    pub(crate) kind: String,
    /// The name of its file.
    pub(crate) file: String,
    /// Who sent it.
    pub(crate) source: String,
    /// The day it describes.
    pub(crate) as_of: String,
    /// The day it was learnt.
    pub(crate) known_on: String,
    /// Whether it was taken out of the figures again.
    pub(crate) withdrawn: bool,
    /// What became of its rows.
    pub(crate) rows: RowCounts,
    /// How often each finding occurred.
    pub(crate) finding_counts: BTreeMap<String, u64>,
    /// The hash of its file.
    pub(crate) sha256: String,
}

impl From<Arrival> for BatchOf {
    fn from(arrival: Arrival) -> Self {
        let receipt = arrival.receipt;
        Self {
            batch: receipt.batch,
            kind: receipt.kind,
            file: receipt.file,
            source: arrival.source,
            as_of: arrival.as_of.to_string(),
            known_on: arrival.known_on.to_string(),
            withdrawn: arrival.withdrawn,
            rows: receipt.counts.into(),
            finding_counts: receipt.finding_counts,
            sha256: receipt.sha256,
        }
    }
}

/// A file that waits to be decided on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingOf {
    /// Its id.
    pub(crate) id: String,
    /// The name of the file.
    pub(crate) file: String,
    /// What its rows are.
    pub(crate) kind: String,
    /// Who sends it.
    pub(crate) source: String,
    /// The day it describes.
    pub(crate) as_of: String,
}

impl From<Waiting> for WaitingOf {
    fn from(waiting: Waiting) -> Self {
        let order = waiting.order;
        Self { id: waiting.id, file: order.file_name, kind: order.kind, source: order.source, as_of: order.as_of.to_string() }
    }
}

/// What waits and what came in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Imports {
    /// Files that wait; on the first page only.
    pub(crate) waiting: Vec<WaitingOf>,
    /// Batches, newest first.
    pub(crate) rows: Vec<BatchOf>,
    /// The cursor of older ones; null at the end.
    pub(crate) next: Option<String>,
}

/// The quality of what one sender sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SenderOf {
    /// Who sends.
    pub(crate) source: String,
    /// What the rows are.
    pub(crate) kind: String,
    /// The newest day described.
    pub(crate) as_of: String,
    /// Days from then until today.
    pub(crate) age_days: i64,
    /// Whether that is more than 45.
    pub(crate) stale: bool,
    /// Batches that count.
    pub(crate) batches: usize,
    /// What became of the rows.
    pub(crate) rows: RowCounts,
    /// Findings about NIKs.
    pub(crate) nik_flaws: u64,
    /// Findings about places.
    pub(crate) region_flaws: u64,
    /// Other findings.
    pub(crate) other_flaws: u64,
}

impl From<&Sender> for SenderOf {
    fn from(sender: &Sender) -> Self {
        let QualityRow { counts, nik_flaws, region_flaws, other_flaws } = sender.quality;
        Self {
            source: sender.source.clone(),
            kind: sender.kind.clone(),
            as_of: sender.data_as_of.to_string(),
            age_days: sender.age_days,
            stale: sender.stale,
            batches: sender.batches,
            rows: counts.into(),
            nik_flaws,
            region_flaws,
            other_flaws,
        }
    }
}

/// A figure that everybody may see.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicFigure {
    /// Kemendagri code; null for people without a place so fine.
    pub(crate) region_code: Option<String>,
    /// Its name.
    pub(crate) region_name: String,
    /// People covered, rounded; null where hidden.
    pub(crate) covered: Option<u64>,
    /// People in the denominator, rounded; null where hidden.
    pub(crate) denominator: Option<u64>,
    /// The share in percent of the rounded counts; null where hidden.
    #[schema(value_type = Option<f64>)]
    pub(crate) rate_percent: Option<Percent>,
    /// Whether it is about too few people to be told.
    pub(crate) suppressed: bool,
}

impl PublicFigure {
    pub(crate) fn of(row: &app::Released) -> Self {
        let (covered, denominator, rate) = match row.figure() {
            Public::Hidden => (None, None, None),
            Public::Shown { covered, denominator, rate } => (Some(covered), Some(denominator), rate),
        };
        Self {
            region_code: row.region_code.map(|code| code.to_string()),
            region_name: row.region_name.clone(),
            covered,
            denominator,
            rate_percent: rate,
            suppressed: row.figure() == Public::Hidden,
        }
    }
}

/// The public release of a state of the data.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicRelease {
    /// The regencies and cities.
    pub(crate) rows: Vec<PublicFigure>,
    /// Everybody; rounded by itself, so that parts need not add up.
    pub(crate) total: Option<PublicFigure>,
    /// The month.
    pub(crate) as_of: String,
    /// The day whose knowledge it rests on.
    pub(crate) known_on: String,
    /// What is counted.
    pub(crate) numerator_name: String,
    /// What they are counted among.
    pub(crate) denominator_name: String,
    /// `public-2`, or `published` where others published the figures already.
    pub(crate) rule: &'static str,
    /// The snapshot.
    pub(crate) snapshot: String,
    /// Whether it counts people who do not exist.
    pub(crate) synthetic: bool,
}

/// A list that was checked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CheckOf {
    /// Its id.
    pub(crate) id: String,
    /// The month asked about.
    pub(crate) as_of: String,
    /// The day it was asked.
    pub(crate) asked_on: String,
    /// What for.
    pub(crate) purpose: String,
    /// Data rows.
    pub(crate) rows: u64,
    /// Rows by answer: covered, lapsed, not_found, unclear.
    pub(crate) statuses: BTreeMap<String, u64>,
}

impl From<KeptCheck> for CheckOf {
    fn from(check: KeptCheck) -> Self {
        Self {
            id: check.id,
            as_of: check.as_of,
            asked_on: check.asked_on.to_string(),
            purpose: check.purpose,
            rows: check.rows,
            statuses: check.statuses,
        }
    }
}

/// The uncovered of a place: how many, and with a purpose who.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uncovered {
    /// How many.
    pub(crate) uncovered: u64,
    /// By reason.
    pub(crate) by_reason: BTreeMap<String, u64>,
    /// The month.
    pub(crate) as_of: String,
    /// The day whose knowledge it rests on.
    pub(crate) known_on: String,
    /// The snapshot.
    pub(crate) snapshot: String,
    /// Whether these people do not exist.
    pub(crate) synthetic: bool,
    /// People of this page; empty without a purpose. A NIK is behind dots.
    #[schema(value_type = Vec<Object>)]
    pub(crate) people: Vec<app::UncoveredPerson>,
    /// The cursor of the next ones; null at the end.
    pub(crate) next: Option<String>,
}

/// Why a request was not answered (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What kind of problem: a word of ours behind `/api/v1/docs#`.
    pub(crate) r#type: String,
    /// In a few words.
    pub(crate) title: String,
    /// The status of the answer.
    pub(crate) status: u16,
    /// What happened, which rule, what to do next.
    pub(crate) detail: String,
}
