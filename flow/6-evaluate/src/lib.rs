//! Stage 6: what was promised and what came of it.
//!
//! - [`indicators`]: `rulebook/indicators.toml`: what a scorecard counts, as data;
//! - [`scorecard`]: one figure for each indicator and region, ranked with ties and intervals; frozen for a meeting, and compared
//!   with what is known later;
//! - [`period`]: what an office enters by hand for a region and a month: submitted, approved by a second officer, locked;
//! - [`commitment`]: promises of a meeting: kept, moved, dropped, late;
//! - [`effect`]: a region before and after, held against regions that went the same way before.
//!
//! Pure: figures, days and files come in as arguments.

pub mod commitment;
pub mod effect;
pub mod indicators;
pub mod period;
pub mod scorecard;

pub use commitment::{Commitment, CommitmentEvent, CommitmentState, Promise, Refusal};
pub use effect::{Effect, NoEffect, Track, Verdict};
pub use indicators::{ByHand, Indicator, IndicatorFlaw, Indicators};
pub use period::{Period, PeriodEvent, PeriodRefusal, PeriodState, PeriodValue, Step, StepTaken};
pub use scorecard::{Correction, ScoreLine, corrections, rank};
