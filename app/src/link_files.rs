//! `sinergi link --left A --right B`: any two tables, or one with itself, through the linking engine.
//!
//! ```text
//! TableFile ─columns by name, heading or dictionary─► Shelf, Roster ─► link::run ─► decide ─► links, all pairs, clusters
//! ```

mod charts;
mod explain;
mod ids;
mod kept;
mod lists;
mod results;
pub(crate) mod review;
mod room;
mod verdicts;

pub use charts::chart_files;
pub(crate) use charts::draw;
pub(crate) use explain::masked;
pub use explain::{ExplainRequest, PairExplained, StepExplained, explain_files};

use crate::Progress;
use crate::fault::{AppError, Refused};
use explain::texts_of;
use ids::Ids;
use link::{
    Decision, DecisionRule, Design, Earlier, Found, Learned, Linked, Means, Model, Pairs, Resources, Roster, RuleYield, Scored,
    Shelf,
};
use lists::{Before, List, Reading, read};
use results::{write, write_clusters};
use review::{SampleOf, SampleReport, write_sample};
use room::{Plan, TemporaryFiles};
use serde::Serialize;
use std::cell::RefCell;
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
    /// What a later run needs to add rows to these.
    pub keep: Option<PathBuf>,
    /// What an earlier run has kept: the rows of the lists are added to its rows.
    pub add_to: Option<PathBuf>,
    /// The folder for what does not fit in memory; none takes that of the results.
    pub scratch: Option<PathBuf>,
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

/// What a share is counted from: the matches that are expected among some pairs, and how far chance may move them.
#[derive(Clone, Copy, Debug, Default)]
struct Expected {
    pairs: f64,
    matches: f64,
    variance: f64,
}

impl Expected {
    fn add(&mut self, pair: &Scored) {
        self.pairs += 1.0;
        self.matches += pair.probability;
        self.variance += pair.probability * (1.0 - pair.probability);
    }

    /// Of `whole`.
    fn share_of(&self, whole: f64) -> ModelShare {
        if whole <= 0.0 {
            return ModelShare { share: 0.0, low: 0.0, high: 1.0 };
        }
        let reach = 1.96 * f64::sqrt(self.variance);
        let share = |count: f64| (count / whole).clamp(0.0, 1.0);
        ModelShare { share: share(self.matches), low: share(self.matches - reach), high: share(self.matches + reach) }
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
    /// What an earlier run has left, until it is used.
    earlier: Option<Earlier>,
    files: TemporaryFiles,
}

impl Lists {
    fn read(request: &LinkRequest, progress: Progress<'_>) -> Result<Self, AppError> {
        let (model, text) = model_of(&request.model)?;
        let plan = Plan::of(&model, request.resources.memory, request.clusters.is_some())?;
        let files = TemporaryFiles(request.scratch_folder());
        let reading = Reading { model: &model, plan, files: &files };
        let empty = || Roster::in_parts(plan.part, &files).map_err(AppError::Scratch);
        let mut rest = match &request.add_to {
            Some(path) => kept::take_up(reading, path, request)?,
            None => kept::Rest {
                shelf: Shelf::new(&model),
                left: Before { roster: empty()?, ids: None },
                right: request.right.as_ref().map(|_| Ok::<_, AppError>(Before { roster: empty()?, ids: None })).transpose()?,
                earlier: None,
            },
        };
        let shelf = &mut rest.shelf;
        let left = read(reading, shelf, rest.left, &request.left, request.id_left.as_deref(), progress)?;
        let right = match (rest.right, &request.right) {
            (Some(before), Some(path)) => Some(read(reading, shelf, before, path, request.id_right.as_deref(), progress)?),
            // Nothing new has come to the right list.
            (Some(Before { roster, ids }), None) => {
                Some(List { roster, ids: ids.unwrap_or_else(|| Ids::new(true)), columns: Vec::new() })
            }
            (None, _) => None,
        };
        let rows = left.roster.rows() + right.as_ref().map_or(0, |right| right.roster.rows());
        plan.allows(rest.shelf.memory(), rows)?;
        let earlier = rest.earlier;
        Ok(Self { shelf: rest.shelf, model, text, left, right, earlier, files })
    }

    fn link(&mut self, resources: Resources, progress: Progress<'_>) -> Result<Found, AppError> {
        let known = self.model.learned.as_ref().map(|learned| learned.parameters(&self.model));
        let known = known.transpose().map_err(Refused::Model)?;
        let earlier = self.earlier.take().or(known.map(Earlier::learned));
        let right = self.right.as_mut().map(|right| &mut right.roster);
        let progress = RefCell::new(progress);
        let told = |step| {
            let mut progress = progress.borrow_mut();
            match step {
                link::Progress::Counted(pairs) => progress("pairs", pairs, 0),
                link::Progress::Surveyed(done, all) => progress("survey", done, all),
                link::Progress::Scored(done, all) => progress("score", done, all),
            }
        };
        let means = Means { resources, scratch: &self.files, told: &told };
        link::run(&self.model, &mut self.shelf, &mut self.left.roster, right, means, earlier).map_err(AppError::Scratch)
    }

    fn linked<'a>(&'a self, found: &'a Found) -> Linked<'a> {
        Linked { model: &self.model, shelf: &self.shelf, left: &self.left.roster, right: self.right_roster(), found }
    }

    fn right_ids(&self) -> &Ids {
        self.right.as_ref().map_or(&self.left.ids, |right| &right.ids)
    }

    fn right_roster(&self) -> Option<&Roster> {
        self.right.as_ref().map(|right| &right.roster)
    }
}

impl LinkRequest {
    /// Where there should be room for what does not fit in memory: beside the results, or the tables.
    fn scratch_folder(&self) -> PathBuf {
        let beside = self.out.as_ref().or(self.keep.as_ref()).unwrap_or(&self.left).parent();
        let beside = beside.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.scratch.clone().unwrap_or_else(|| beside.to_owned())
    }
}

/// Links two files, or one with itself.
///
/// # Errors
/// A model that is not sound, a table that cannot be read, no column of the model in a list, too little memory or disk.
pub fn link_files(request: &LinkRequest, progress: Progress<'_>) -> Result<LinkFilesReport, AppError> {
    let mut lists = Lists::read(request, progress)?;
    let found = lists.link(request.resources, progress)?;
    let (model, with_itself) = (&lists.model, lists.right.is_none());
    let threshold = request.threshold.unwrap_or(model.threshold);
    let (left_ids, right_ids) = (&lists.left.ids, lists.right_ids());
    let verdicts = request.verdicts.as_deref().map(|path| verdicts(path, left_ids, right_ids, with_itself));
    let verdicts = verdicts.transpose()?.unwrap_or_default();
    let means = Means { resources: request.resources, scratch: &lists.files, told: &|_| {} };
    let rule = DecisionRule { decision: request.decision.unwrap_or(model.decision), threshold, with_itself };
    let links = link::decide(&found.pairs, rule, &verdicts, means.space()).map_err(AppError::Scratch)?;
    if let Some(path) = &request.out {
        write(model, path, &links, left_ids, right_ids)?;
    }
    if let Some(path) = &request.all_pairs {
        write(model, path, &found.pairs, left_ids, right_ids)?;
    }
    if let Some(path) = &request.clusters {
        let members = link::persons(lists.linked(&found), &links, &verdicts, means.space(), |_, _, _| {});
        let members = members.map_err(AppError::Scratch)?;
        write_clusters(path, &members, left_ids, lists.right.as_ref().map(|right| &right.ids))?;
    }
    if let Some(path) = &request.save_model {
        save_model(path, &lists.text, &Learned::of(model, &found.parameters))?;
    }
    if let Some(path) = &request.keep {
        kept::keep(path, &lists, &found)?;
    }
    report(&lists, &found, &links, threshold)
}

/// Draws pairs of two tables, or of one, for people to review.
///
/// # Errors
/// As [`link_files`].
pub fn sample_files(request: &LinkRequest, out: &Path, size: u64, progress: Progress<'_>) -> Result<SampleReport, AppError> {
    let mut lists = Lists::read(request, progress)?;
    let found = lists.link(request.resources, progress)?;
    let threshold = request.threshold.unwrap_or(lists.model.threshold);
    let accepted = |pair: &Scored| pair.probability >= threshold;
    let design = Design::of(&found.pairs, accepted, |_| 0).map_err(AppError::Scratch)?;
    let drawn = design.draw(&found.pairs, accepted, |_| 0, size, request.resources.seed).map_err(AppError::Scratch)?;
    let (left, right): (Vec<u32>, Vec<u32>) = drawn.iter().map(|drawn| (drawn.pair.left, drawn.pair.right)).unzip();
    let ids = [lists.left.ids.take(&left)?, lists.right_ids().take(&right)?];
    let right_path = request.right.as_deref().unwrap_or(&request.left);
    let (of_left, of_right) = (texts_of(&lists.model, &request.left, &left)?, texts_of(&lists.model, right_path, &right)?);
    let texts: Vec<[review::RowTexts; 2]> =
        left.iter().zip(&right).map(|(a, b)| [of_left[a].clone(), of_right[b].clone()]).collect();
    write_sample(out, &lists.model, SampleOf::Tables, &design, &drawn, ids, &texts)
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

fn report(lists: &Lists, found: &Found, links: &Pairs, threshold: f64) -> Result<LinkFilesReport, AppError> {
    let mut of_rules = vec![0; lists.model.rules.len()];
    let (mut accepted, mut all) = (Expected::default(), Expected::default());
    for block in links.blocks() {
        for link in block.map_err(AppError::Scratch)?.iter() {
            accepted.add(link);
            if let Some(links) = of_rules.get_mut(usize::from(link.rule)) {
                *links += 1;
            }
        }
    }
    for block in found.pairs.blocks() {
        block.map_err(AppError::Scratch)?.iter().for_each(|pair| all.add(pair));
    }
    let of_rule = |(found, links): (&RuleYield, u64)| RuleCount {
        rule: found.rule.clone(),
        found: found.found,
        links,
        refined_blocks: found.refined,
        rows_left_out: found.rows_left_out,
    };
    Ok(LinkFilesReport {
        model: format!("{} {}", lists.model.name, lists.model.version),
        left_rows: lists.left.roster.rows() as u64,
        right_rows: lists.right_roster().map(|roster| roster.rows() as u64),
        left_columns: lists.left.columns.clone(),
        right_columns: lists.right.as_ref().map(|right| right.columns.clone()).unwrap_or_default(),
        candidates: found.candidates,
        links: links.len() as u64,
        threshold,
        expected_false: accepted.pairs - accepted.matches,
        precision: accepted.share_of(accepted.pairs),
        recall: accepted.share_of(all.matches),
        rules: found.yields.iter().zip(of_rules).map(of_rule).collect(),
    })
}
