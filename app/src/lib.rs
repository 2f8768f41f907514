//! Use cases: load, call the flow, save. One file per verb; the command line (and later web and jobs) call the same.
//!
//! Everything a use case needs from the world comes in: the data folder through [`Installation`], the day as an
//! argument, progress as a callback.

mod assess;
mod calendar_file;
mod check;
mod coverage;
mod coverage_batches;
mod detect;
mod explain;
mod fault;
mod fingerprints;
mod history;
mod inbox;
mod ingest_file;
mod init;
mod installation;
mod link_files;
mod link_rosters;
mod named;
mod own_regions;
mod receipt;
mod rehearsal;
mod replay_cases;
mod resolve_regions;
mod status;
mod template;
mod verify;
mod withdraw;
mod words;

pub use assess::{Answer, MonthAnswer, Question, assess, assess_table, refusal_in_words, rulebook};
pub use check::{CheckReport, CheckRequest, check};
pub use coverage::{CoverageAnswer, CoverageRequest, coverage, write_coverage_workbook};
pub use detect::{DetectAnswer, DetectRequest, ProposedFinding, detect};
pub use enforce::Detector;
pub use explain::{FEWEST, Figure, FigureBatch, FigureLine, FigurePlace, FigureQuestion, FigureSource, explain, figure};
pub use fault::{AppError, Refused};
pub use history::{Arrival, arrival_of, history};
pub use inbox::{Order, Preview, Shift, Waiting};
pub use ingest::MappingFile;
pub use ingest_file::{Delivery, IngestSession, files_under, keep_refused};
pub use init::{init, published_provinces};
pub use installation::{Installation, Place};
pub use link::{Decision, Resources};
pub use link_files::{
    ExplainRequest, LinkFilesReport, LinkRequest, ModelShare, PairExplained, RuleCount, StepExplained, explain_files, link_files,
};
pub use link_rosters::{LinkReport, link_rosters};
pub use measure::{Change, Denominator, GapRow, change};
pub use named::{Target, denominators, targets};
pub use receipt::{ColumnFound, FindingLine, Receipt};
pub use rehearsal::{Effect, Rehearsal};
pub use replay_cases::{EventStatus, ReplayedEvent, replay_cases};
pub use resolve_regions::{ResolveReport, resolve_regions};
pub use status::{KindStatus, Status, status};
pub use template::{fields, template};
pub use verify::{VerifyReport, verify};
pub use withdraw::withdraw;
pub use words::Note;

/// Told how far long work is: what is done, how much of how much.
pub type Progress<'a> = &'a mut dyn FnMut(&str, u64, u64);
