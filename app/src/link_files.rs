//! `sinergi link --left A --right B`: any two tables, or one with itself, through the linking engine.
//!
//! ```text
//! TableFile ─columns by name, heading or dictionary─► Shelf, Roster ─► link::run ─► decide ─► links, all pairs, clusters
//! ```

mod explain;
mod lists;
mod results;
mod verdicts;

pub use explain::{ExplainRequest, PairExplained, StepExplained, explain_files};

use crate::Progress;
use crate::fault::{AppError, Refused};
use arrow::array::ArrayRef;
use link::{Decision, Found, Learned, Model, Resources, Roster, RuleYield, Scored, Shelf};
use lists::{List, read};
use results::{write, write_clusters};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use verdicts::verdicts;

/// What to link, and where to.
#[derive(Clone, Debug)]
pub struct LinkRequest {
    /// The left list.
    pub left: PathBuf,
    /// The right list; without one the left list is searched for duplicates.
    pub right: Option<PathBuf>,
    /// A built-in model's name, or the path of a model file.
    pub model: String,
    /// Accepted links.
    pub out: Option<PathBuf>,
    /// Every scored pair above the model's floor.
    pub all_pairs: Option<PathBuf>,
    /// Which rows are one.
    pub clusters: Option<PathBuf>,
    /// What people have decided: a table with `id_left`, `id_right` and `verdict` (`same` or `different`).
    pub verdicts: Option<PathBuf>,
    /// The model with what was learned.
    pub save_model: Option<PathBuf>,
    /// The column of the left list's ids.
    pub id_left: Option<String>,
    /// The column of the right list's ids.
    pub id_right: Option<String>,
    /// Instead of the model's threshold.
    pub threshold: Option<f64>,
    /// Instead of the model's decision.
    pub decision: Option<Decision>,
    /// How the machine may be used.
    pub resources: Resources,
}

/// What a run of linking found.
#[derive(Clone, Debug, Serialize)]
pub struct LinkFilesReport {
    /// The model and its version.
    pub model: String,
    /// Rows of the left list.
    pub left_rows: u64,
    /// Rows of the right list; none when a list was linked with itself.
    pub right_rows: Option<u64>,
    /// Columns of the model that the left list has, with the heading found.
    pub left_columns: Vec<(String, String)>,
    /// The same of the right list.
    pub right_columns: Vec<(String, String)>,
    /// Pairs looked at.
    pub candidates: u64,
    /// Links accepted.
    pub links: u64,
    /// The probability from which pairs were accepted.
    pub threshold: f64,
    /// Links that are expected to be wrong, by the model's own account.
    pub expected_false: f64,
    /// The share of links that are right, by the model's own account: nobody has reviewed a sample.
    pub precision: ModelShare,
    /// The share of matches among the pairs looked at that are links, by the model's own account. What no rule looks at is
    /// not in it.
    pub recall: ModelShare,
    /// What each rule found.
    pub rules: Vec<RuleCount>,
}

/// A share that rests on the model alone, with the interval (95 %) that chance leaves if the model is right.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ModelShare {
    /// The share.
    pub share: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl ModelShare {
    /// Of pairs that are matches with these probabilities, so many in expectation out of `whole`.
    fn of<'a>(pairs: impl Iterator<Item = &'a Scored>, whole: f64) -> Self {
        let (expected, variance) = pairs.fold((0.0, 0.0), |(expected, variance), pair| {
            (expected + pair.probability, variance + pair.probability * (1.0 - pair.probability))
        });
        if whole <= 0.0 {
            return Self { share: 0.0, low: 0.0, high: 1.0 };
        }
        let reach = 1.96 * f64::sqrt(variance);
        let share = |count: f64| (count / whole).clamp(0.0, 1.0);
        Self { share: share(expected), low: share(expected - reach), high: share(expected + reach) }
    }
}

/// What a rule found.
#[derive(Clone, Debug, Serialize)]
pub struct RuleCount {
    /// Its name.
    pub rule: String,
    /// Pairs that it was the first to find.
    pub found: u64,
    /// Of these, accepted.
    pub links: u64,
    /// Blocks refined.
    pub refined_blocks: u64,
    /// Rows left out by it.
    pub rows_left_out: u64,
}

/// Both lists of a request, read for its model.
struct Lists {
    model: Model,
    /// The model as it was written.
    text: String,
    shelf: Shelf,
    left: List,
    right: Option<List>,
}

impl Lists {
    fn read(request: &LinkRequest, progress: Progress<'_>) -> Result<Self, AppError> {
        let (model, text) = model_of(&request.model)?;
        let mut shelf = Shelf::new(&model);
        let left = read(&model, &mut shelf, &request.left, request.id_left.as_deref(), progress)?;
        let right = request.right.as_deref().map(|path| read(&model, &mut shelf, path, request.id_right.as_deref(), progress));
        Ok(Self { right: right.transpose()?, model, text, shelf, left })
    }

    fn link(&mut self, resources: Resources) -> Result<Found, AppError> {
        let known = self.model.learned.as_ref().map(|learned| learned.parameters(&self.model));
        let known = known.transpose().map_err(Refused::Model)?;
        let right = self.right.as_mut().map(|right| &mut right.roster);
        Ok(link::run(&self.model, &mut self.shelf, &mut self.left.roster, right, resources, known))
    }

    fn right_ids(&self) -> &ArrayRef {
        self.right.as_ref().map_or(&self.left.ids, |right| &right.ids)
    }

    fn right_roster(&self) -> Option<&Roster> {
        self.right.as_ref().map(|right| &right.roster)
    }
}

/// Links two files, or one with itself.
///
/// # Errors
/// A model that is not sound, a table that cannot be read, no column of the model in a list.
pub fn link_files(request: &LinkRequest, progress: Progress<'_>) -> Result<LinkFilesReport, AppError> {
    let mut lists = Lists::read(request, progress)?;
    progress("link", 0, 0);
    let found = lists.link(request.resources)?;
    let (model, with_itself) = (&lists.model, lists.right.is_none());
    let threshold = request.threshold.unwrap_or(model.threshold);
    let (left_ids, right_ids) = (&lists.left.ids, lists.right_ids());
    let verdicts = request.verdicts.as_deref().map(|path| verdicts(path, left_ids, right_ids, with_itself));
    let verdicts = verdicts.transpose()?.unwrap_or_default();
    let links = link::decide(&found.pairs, request.decision.unwrap_or(model.decision), threshold, with_itself);
    let links = link::overrule(links, &verdicts);
    if let Some(path) = &request.out {
        write(model, path, &links, left_ids, right_ids)?;
    }
    if let Some(path) = &request.all_pairs {
        write(model, path, &found.pairs, left_ids, right_ids)?;
    }
    if let Some(path) = &request.clusters {
        let sets = link::clusters(&links, lists.left.roster.rows(), lists.right_roster().map(Roster::rows), &verdicts);
        write_clusters(path, &sets, left_ids, lists.right.as_ref().map(|right| &right.ids))?;
    }
    if let Some(path) = &request.save_model {
        save_model(path, &lists.text, &Learned::of(model, &found.parameters))?;
    }
    Ok(report(&lists, &found, &links, threshold))
}

/// A model and its text.
fn model_of(name: &str) -> Result<(Model, String), AppError> {
    let text = if name.ends_with(".toml") {
        let path = Path::new(name);
        fs::read_to_string(path).map_err(AppError::disk("read the model", path))?
    } else {
        Model::text_of(name).map_err(Refused::Model)?.to_owned()
    };
    Ok((Model::read(&text).map_err(Refused::Model)?, text))
}

/// Writes the model with what has been learned, so that next month's lists can be linked without learning again.
fn save_model(path: &Path, text: &str, learned: &Learned) -> Result<(), AppError> {
    #[derive(Serialize)]
    struct Part<'a> {
        learned: &'a Learned,
    }
    // What an earlier run had learned stands last in its file and gives way.
    let rules = text.split("\n[learned").next().unwrap_or(text).trim_end();
    let learned = toml::to_string(&Part { learned }).map_err(|_| AppError::Unreadable("what was learned cannot be written"))?;
    fs::write(path, format!("{rules}\n\n{learned}")).map_err(AppError::disk("write the model", path))
}

fn report(lists: &Lists, found: &Found, links: &[Scored], threshold: f64) -> LinkFilesReport {
    let of_rule = |(place, found): (usize, &RuleYield)| RuleCount {
        rule: found.rule.clone(),
        found: found.found,
        links: links.iter().filter(|link| usize::from(link.rule) == place).count() as u64,
        refined_blocks: found.refined,
        rows_left_out: found.rows_left_out,
    };
    LinkFilesReport {
        model: format!("{} {}", lists.model.name, lists.model.version),
        left_rows: lists.left.roster.rows() as u64,
        right_rows: lists.right_roster().map(|roster| roster.rows() as u64),
        left_columns: lists.left.columns.clone(),
        right_columns: lists.right.as_ref().map(|right| right.columns.clone()).unwrap_or_default(),
        candidates: found.candidates,
        links: links.len() as u64,
        threshold,
        expected_false: links.iter().map(|link| 1.0 - link.probability).sum(),
        precision: ModelShare::of(links.iter(), links.len() as f64),
        recall: ModelShare::of(links.iter(), found.pairs.iter().map(|pair| pair.probability).sum()),
        rules: found.yields.iter().enumerate().map(of_rule).collect(),
    }
}
