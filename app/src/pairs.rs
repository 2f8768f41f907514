//! Antrean cocok: pairs of rows that people look at side by side and decide. The engine lays them out ([`crate::link_rosters`]), people say
//! what they see, and the next linking stands on what they settled.
//!
//! ```text
//! review_pair ─my area, not yet mine, still open─► the next pair ─identity of its two rows, masked─► page
//! answer ─► verdict (with its line in the audit log) ─settle─► Reviewed ─► must-link, cannot-link, interval
//! ```
//! Whoever looks sees neither that a pair is asked twice nor what others said. In a sample they do not see what the engine thinks either.

mod rows;

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use crate::link_rosters::{Evidence, MODEL, Reviewed, Said, standing_of};
use crate::uncovered::Purpose;
use crate::withdraw::verdicts_wait;
use base::access::Permission;
use base::vocabulary::region::RegionCode;
use link::{Model, Standing};
pub use rows::{PairField, RowSource};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{ReviewPair, RowPair, StoredVerdict};

/// Agreement with others is told for so many pairs at a time, so that nobody reads a single answer of another off it.
const AT_ONCE: usize = 10;
/// Answers of one's own that are listed, and can be taken back.
const MINE: usize = 20;
/// A day, in seconds.
const DAY: i64 = 86_400;

/// Which pairs are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Pairs in doubt, the most telling first.
    Doubt,
    /// A designed sample, for the error of linking: only for whoever decides and sees the whole installation, for a part of it would be
    /// no sample of the whole.
    Sample,
}

impl Asking {
    /// Both, with their words in addresses.
    pub const ALL: [(&'static str, Self); 2] = [("ragu", Self::Doubt), ("sampel", Self::Sample)];

    /// The word.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(_, asking)| *asking == self).map_or("", |(code, _)| code)
    }
}

/// Why the engine proposes what it proposes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairEvidence {
    /// How probable the engine holds it that the two are one person.
    pub probability: f64,
    /// The rule that found the pair, in words.
    pub rule: String,
    /// The weight that the pair starts with, in bits: how rare matches are among the pairs of that rule.
    pub start: f64,
    /// What each comparison says.
    pub steps: Vec<PairStep>,
    /// The weight of people who agree in this and are not one, such as twins; zero or less.
    pub lookalikes: f64,
    /// The weight of better partners of either row.
    pub rivals: f64,
}

/// What one comparison says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairStep {
    /// Its name in the model.
    pub comparison: String,
    /// What is seen, in words.
    pub level: String,
    /// Its weight, in bits: each doubles the odds that the two are one, a negative one halves them.
    pub weight: f64,
}

/// A pair to be decided.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AskedPair {
    /// What it is called in an answer.
    pub pair: String,
    /// Whether it is of a sample.
    pub sampled: bool,
    /// What stands in its rows, field by field; numbers of people masked.
    pub fields: Vec<PairField>,
    /// Where the two NIKs agree, digit by digit (`✓`, `✗`); empty where one is missing or damaged.
    pub nik_pattern: String,
    /// The lists that the rows are from.
    pub lists: [RowSource; 2],
    /// Why it is proposed; none in a sample.
    pub evidence: Option<PairEvidence>,
}

/// Something that the asker said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwnVerdict {
    /// Its number.
    pub seq: i64,
    /// `same`, `different` or `unsure`.
    pub answer: String,
    /// Whether it was asked as one of a sample.
    pub sampled: bool,
    /// Seconds since 1970.
    pub said_at: i64,
}

/// How the queue of somebody stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PairQueue {
    /// Pairs in doubt that wait for them.
    pub waiting: u64,
    /// Pairs of the sample that wait for them; none where the sample is not for them.
    pub sample_waiting: Option<u64>,
    /// What they said in the last 24 hours.
    pub said_in_a_day: u64,
    /// Pairs that others judged too, in tens, and in how many of them they said the same.
    pub judged_by_others: u64,
    /// Of these, the ones on which they agree.
    pub agreed: u64,
    /// Whether something was settled that no linking has taken up yet.
    pub verdicts_wait: bool,
    /// What they said last, newest first.
    pub own: Vec<OwnVerdict>,
}

/// The pair with this name; none for what is no name of a pair.
fn named(text: &str) -> Option<RowPair> {
    let (a, b) = text.split_once('-')?;
    Some((a.parse().ok()?, b.parse().ok()?))
}

fn no_pair() -> AppError {
    Refused::Request { key: "error-no-pair", detail: String::new() }.into()
}

/// The pair in the audit log: it names no row.
fn object(rows: RowPair) -> String {
    format!("pair:{}", &lake::hash_of_text(&format!("{}-{}", rows.0, rows.1))[..16])
}

/// Whether both rows lie in the asker's area; a row whose place nobody knows, or another province, belongs to whoever sees the whole.
fn mine(home: &Installation, scope: &Scope, pair: &ReviewPair) -> bool {
    let known = |number: u64| RegionCode::from_number(number).filter(|code| home.region.contains(*code)).unwrap_or(home.region);
    [pair.regions.0, pair.regions.1].into_iter().all(|number| scope.area().contains(known(number)))
}

fn may_sample(home: &Installation, scope: &Scope) -> bool {
    scope.may(Permission::Decide) && scope.area().contains(home.region)
}

/// What is known of pairs when somebody asks.
struct Known {
    said: BTreeMap<RowPair, Vec<StoredVerdict>>,
    tables: Reviewed,
    withdrawn: Vec<u32>,
}

impl Known {
    async fn of(home: &Installation) -> Result<Self, AppError> {
        let mut said: BTreeMap<RowPair, Vec<StoredVerdict>> = BTreeMap::new();
        for verdict in home.store.verdicts().await? {
            said.entry(verdict.rows).or_default().push(verdict);
        }
        let batches = home.store.batches().await?;
        let withdrawn = batches.iter().filter(|batch| batch.withdrawn).map(|batch| batch.number).collect();
        Ok(Self { said, tables: Reviewed::of_tables(home).await?, withdrawn })
    }

    /// Whether a pair is to be asked of somebody.
    fn asks(&self, home: &Installation, scope: &Scope, pair: &ReviewPair) -> bool {
        let gone = |row: i64| u32::try_from(row >> 32).map_or(true, |batch| self.withdrawn.contains(&batch));
        if !mine(home, scope, pair) || gone(pair.rows.0) || gone(pair.rows.1) || self.tables.holds(pair.rows) {
            return false;
        }
        // In a sample only what was said of it as a sample counts: what people pick is no sample.
        let of = self.said.get(&pair.rows).map(Vec::as_slice).unwrap_or_default();
        let counts = |verdict: &&StoredVerdict| !pair.sampled || verdict.sampled;
        if of.iter().filter(counts).any(|verdict| scope.account() == Some(verdict.account.as_str())) {
            return false;
        }
        let decides = scope.may(Permission::Decide);
        // A proposal waits for one who decides, not for another proposal.
        let proposed = of.iter().any(|verdict| !verdict.decides) && !pair.twice;
        match standing_of(pair.rows, of.iter().filter(counts)) {
            Standing::Open { disputed } => decides || !(disputed || proposed),
            Standing::Settled(_) | Standing::Untold => false,
        }
    }
}

/// How the queue of the asker stands.
pub async fn pair_queue(home: &Installation, scope: &Scope, now: i64) -> Result<PairQueue, AppError> {
    scope.require(Permission::Propose)?;
    let known = Known::of(home).await?;
    let waiting = async |sampled: bool| -> Result<u64, AppError> {
        let pairs = home.store.review_pairs(sampled).await?;
        Ok(pairs.iter().filter(|pair| known.asks(home, scope, pair)).count() as u64)
    };
    let own = |verdict: &StoredVerdict| scope.account() == Some(verdict.account.as_str());
    let mut said: Vec<&StoredVerdict> = known.said.values().flatten().filter(|verdict| own(verdict)).collect();
    said.sort_by_key(|verdict| verdict.seq);
    // Where others said something as definite as the asker, in the order in which the asker said it.
    let compared: Vec<bool> = said
        .iter()
        .filter_map(|own_verdict| {
            let mine = Said::parse(&own_verdict.answer)?.same()?;
            let others = known.said[&own_verdict.rows].iter().filter(|other| !own(other));
            let told: Vec<bool> = others.filter_map(|other| Said::parse(&other.answer)?.same()).collect();
            (!told.is_empty()).then(|| told.iter().all(|other| *other == mine))
        })
        .collect();
    let told = &compared[..compared.len() - compared.len() % AT_ONCE];
    Ok(PairQueue {
        waiting: waiting(false).await?,
        sample_waiting: if may_sample(home, scope) { Some(waiting(true).await?) } else { None },
        said_in_a_day: said.iter().filter(|verdict| verdict.said_at > now - DAY).count() as u64,
        judged_by_others: told.len() as u64,
        agreed: told.iter().filter(|agrees| **agrees).count() as u64,
        verdicts_wait: verdicts_wait(home).await?,
        own: said
            .iter()
            .rev()
            .take(MINE)
            .map(|verdict| OwnVerdict {
                seq: verdict.seq,
                answer: verdict.answer.clone(),
                sampled: verdict.sampled,
                said_at: verdict.said_at,
            })
            .collect(),
    })
}

/// The next pair for the asker, opened for a purpose; the opening is written into the audit log, or it does not happen (P12). None where
/// nothing waits.
pub async fn next_pair(
    home: &Installation,
    scope: &Scope,
    asking: Asking,
    purpose: Purpose,
    english: bool,
) -> Result<Option<AskedPair>, AppError> {
    scope.require(Permission::Propose)?;
    if asking == Asking::Sample && !may_sample(home, scope) {
        return Err(Refused::NotAllowed(Permission::Decide).into());
    }
    let known = Known::of(home).await?;
    let pairs = home.store.review_pairs(asking == Asking::Sample).await?;
    let Some(pair) = pairs.into_iter().find(|pair| known.asks(home, scope, pair)) else { return Ok(None) };
    let entry = scope.for_purpose(purpose.code()).entry("review_pair", object(pair.rows));
    home.store.record(&store::Entry { rows: 2, ..entry }).await?;
    let model = Model::built_in(MODEL).map_err(Refused::Model)?;
    let [left, right] = rows::of(home, scope, &model, pair.rows).await?;
    let told = home.store.review_evidence(pair.rows, pair.sampled).await?;
    let told: Option<Evidence> = told.and_then(|text| serde_json::from_str(&text).ok());
    // What an older model said is in words that this one may not have.
    let told = told.filter(|told| !pair.sampled && told.model == format!("{} {}", model.name, model.version));
    Ok(Some(AskedPair {
        pair: format!("{}-{}", pair.rows.0, pair.rows.1),
        sampled: pair.sampled,
        nik_pattern: rows::nik_pattern(&left, &right),
        fields: rows::fields(&model, &left, &right),
        lists: [left.source, right.source],
        evidence: told.map(|told| in_words(&model, told, english)),
    }))
}

fn in_words(model: &Model, told: Evidence, english: bool) -> PairEvidence {
    let rule = model.rules.iter().find(|rule| rule.name == told.rule);
    let steps = told.steps.into_iter().map(|(comparison, level, weight)| {
        let of = model.comparisons.iter().find(|known| known.name == comparison);
        let words = of.and_then(|of| of.levels.iter().find(|known| known.name == level));
        PairStep { level: words.map_or(level.clone(), |words| words.words.say(english, &level).to_owned()), comparison, weight }
    });
    PairEvidence {
        probability: told.probability,
        rule: rule.map(|rule| rule.words.say(english, &rule.name).to_owned()).unwrap_or_default(),
        start: told.start,
        steps: steps.collect(),
        lookalikes: told.lookalikes,
        rivals: told.rivals,
    }
}

/// Keeps what the asker says of a pair that is asked of them, with its line in the audit log.
pub async fn say_pair(
    home: &Installation,
    scope: &Scope,
    pair: &str,
    asking: Asking,
    said: Said,
    now: i64,
) -> Result<(), AppError> {
    scope.require(Permission::Propose)?;
    let account = scope.account().ok_or(Refused::NotAllowed(Permission::Propose))?;
    let sampled = asking == Asking::Sample;
    let rows = named(pair).ok_or_else(no_pair)?;
    let pairs = home.store.review_pairs(sampled).await?;
    let laid = pairs.iter().find(|pair| pair.rows == rows).filter(|pair| mine(home, scope, pair)).ok_or_else(no_pair)?;
    if sampled && !may_sample(home, scope) {
        return Err(no_pair());
    }
    let verdict = StoredVerdict {
        seq: 0,
        rows: laid.rows,
        account: account.to_owned(),
        answer: said.code().to_owned(),
        decides: scope.may(Permission::Decide),
        sampled,
        said_at: now,
    };
    home.store.say(&verdict, &scope.entry("say_pair", object(rows))).await?;
    Ok(())
}

/// Takes back what the asker said under a number of their own.
pub async fn take_back_pair(home: &Installation, scope: &Scope, seq: i64, now: i64) -> Result<(), AppError> {
    scope.require(Permission::Propose)?;
    let account = scope.account().ok_or(Refused::NotAllowed(Permission::Propose))?;
    let entry = scope.entry("take_back_pair", format!("verdict:{seq}"));
    if home.store.take_back(seq, account, now, &entry).await? { Ok(()) } else { Err(no_pair()) }
}
