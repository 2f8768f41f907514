//! `sinergi link --left A --right B` and `sinergi link explain`: any two tables, or one with itself, through the linking engine.
//!
//! ```text
//! TableFile ─columns by name, heading or dictionary─► Shelf, Roster ─► link::run ─► decide ─► links, all pairs, clusters
//! ```

use crate::Progress;
use crate::fault::{AppError, Refused};
use arrow::array::{
    Array, ArrayRef, AsArray, DictionaryArray, Float64Array, Int32Array, RecordBatch, StringArray, UInt32Array, UInt64Array,
};
use arrow::compute::{cast, concat, take};
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use base::handover::Kind;
use ingest::KindSpec;
use link::{Column, ColumnType, Decision, Found, Learned, Model, Resources, Roster, RuleYield, Scored, Shelf, Verdict};
use serde::Serialize;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tables::{TableFile, TableOut, Wanted};

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

/// Stands for a rule where people have decided.
const DECIDED: &str = "verdict";

/// A list that has been read.
struct List {
    roster: Roster,
    ids: ArrayRef,
    columns: Vec<(String, String)>,
}

/// Links two files, or one with itself.
///
/// # Errors
/// A model that is not sound, a table that cannot be read, no column of the model in a list.
pub fn link_files(request: &LinkRequest, progress: Progress<'_>) -> Result<LinkFilesReport, AppError> {
    let (model, text) = model_of(&request.model)?;
    let threshold = request.threshold.unwrap_or(model.threshold);
    let mut shelf = Shelf::new(&model);
    let mut left = read(&model, &mut shelf, &request.left, request.id_left.as_deref(), progress)?;
    let mut right =
        request.right.as_deref().map(|path| read(&model, &mut shelf, path, request.id_right.as_deref(), progress)).transpose()?;
    progress("link", 0, 0);
    let known = model.learned.as_ref().map(|learned| learned.parameters(&model)).transpose().map_err(Refused::Model)?;
    let right_roster = right.as_mut().map(|right| &mut right.roster);
    let found = link::run(&model, &mut shelf, &mut left.roster, right_roster, request.resources, known);
    let links = link::decide(&found.pairs, request.decision.unwrap_or(model.decision), threshold);
    let right_ids = right.as_ref().map_or(&left.ids, |right| &right.ids);
    let verdicts = request.verdicts.as_deref().map(|path| verdicts(path, &left.ids, right_ids, right.is_none()));
    let verdicts = verdicts.transpose()?.unwrap_or_default();
    let links = link::overrule(links, &verdicts);
    if let Some(path) = &request.out {
        write(&model, path, &links, &left.ids, right_ids)?;
    }
    if let Some(path) = &request.all_pairs {
        write(&model, path, &found.pairs, &left.ids, right_ids)?;
    }
    if let Some(path) = &request.clusters {
        let sets = link::clusters(&links, left.roster.rows(), right.as_ref().map(|right| right.roster.rows()), &verdicts);
        write_clusters(path, &sets, &left.ids, right.as_ref().map(|right| &right.ids))?;
    }
    if let Some(path) = &request.save_model {
        save_model(path, &text, &Learned::of(&model, &found.parameters))?;
    }
    Ok(report(&model, &found, &links, threshold, &left, right.as_ref()))
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

/// Where a column of the model stands in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Nowhere,
    /// In one column.
    Column(usize),
    /// A date in columns of its own for year, month and day.
    Parts([usize; 3]),
}

impl Place {
    fn columns(&self) -> &[usize] {
        match self {
            Self::Nowhere => &[],
            Self::Column(place) => std::slice::from_ref(place),
            Self::Parts(places) => places,
        }
    }
}

/// Finds the columns of the model among the headings: by the headings that the model gives, by their own name, by those
/// that ingest knows for the field.
fn places(model: &Model, headings: &[String]) -> Result<Vec<Place>, AppError> {
    let plain: Vec<String> = headings.iter().map(|heading| ingest::normalise_heading(heading)).collect();
    let find = |wanted: &String| plain.iter().position(|heading| *heading == ingest::normalise_heading(wanted));
    let spec = KindSpec::of(Kind::Workers)?;
    let fields: Vec<Option<&str>> = headings.iter().map(|heading| spec.field_named(heading)).collect();
    let place = |column: &Column| {
        let by_field = || column.field.as_deref().and_then(|field| fields.iter().position(|known| *known == Some(field)));
        if let Some(place) = column.headings.iter().find_map(find).or_else(|| find(&column.name)).or_else(by_field) {
            return Place::Column(place);
        }
        let [year, month, day] = &column.parts;
        match [year, month, day].map(|headings| headings.iter().find_map(find)) {
            [Some(year), Some(month), Some(day)] => Place::Parts([year, month, day]),
            _ => Place::Nowhere,
        }
    };
    Ok(model.columns.iter().map(place).collect())
}

/// Headings as an error may show them. A first line that holds a long number is no header but a person: it is not repeated.
fn shown(headings: &[String]) -> String {
    let long = |heading: &String| heading.bytes().filter(u8::is_ascii_digit).count() >= 6;
    if headings.iter().any(long) { format!("{} × tanpa judul / without heading", headings.len()) } else { headings.join(", ") }
}

fn read(model: &Model, shelf: &mut Shelf, path: &Path, id: Option<&str>, progress: Progress<'_>) -> Result<List, AppError> {
    let file = TableFile::open(path)?;
    let headings = file.headings().to_vec();
    let known = || shown(&headings);
    let id_place = match id {
        Some(id) => Some(headings.iter().position(|heading| heading == id).ok_or_else(|| Refused::NoColumn {
            file: file.path().to_owned(),
            column: id.to_owned(),
            known: known(),
        })?),
        None => headings.iter().position(|heading| heading == "unique_id"),
    };
    let places = places(model, &headings)?;
    if places.iter().all(|place| *place == Place::Nowhere) {
        let columns: Vec<&str> = model.columns.iter().map(|column| column.name.as_str()).collect();
        return Err(Refused::Request {
            key: "error-link-columns",
            detail: format!("{} ({}) / {} ({})", file.path(), known(), model.name, columns.join(", ")),
        }
        .into());
    }
    let wanted: Vec<Wanted> = model
        .columns
        .iter()
        .zip(&places)
        .flat_map(|(column, place)| {
            let few = column.kind == ColumnType::Category;
            place.columns().iter().map(move |place| Wanted { place: *place, few })
        })
        .collect();
    let columns = model.columns.iter().zip(&places).filter(|(_, place)| **place != Place::Nowhere).map(|(column, place)| {
        let found: Vec<&str> = place.columns().iter().map(|place| headings[*place].as_str()).collect();
        (column.name.clone(), found.join(" + "))
    });
    let columns = columns.collect();
    let all: Vec<Wanted> = wanted.iter().copied().chain(id_place.map(|place| Wanted { place, few: false })).collect();
    let name = file.path().to_owned();
    let unreadable =
        |error: arrow::error::ArrowError| Refused::Request { key: "error-link-values", detail: format!("{name}: {error}") };
    let mut roster = Roster::default();
    let mut ids = Vec::new();
    for batch in file.read(&all)? {
        let batch = batch?;
        let rows = batch.first().map_or(0, Array::len);
        let mut next = batch.iter().cloned();
        let mut values: Vec<Option<ArrayRef>> = Vec::with_capacity(places.len());
        for place in &places {
            values.push(match place {
                Place::Nowhere => None,
                Place::Column(_) => next.next(),
                Place::Parts(_) => match (next.next(), next.next(), next.next()) {
                    (Some(year), Some(month), Some(day)) => Some(date_of_parts(&year, &month, &day).map_err(unreadable)?),
                    _ => None,
                },
            });
        }
        shelf.push(&mut roster, rows, &values).map_err(unreadable)?;
        ids.extend(id_place.and_then(|_| next.next()));
        progress("read", roster.rows() as u64, 0);
    }
    if roster.rows() > u32::MAX as usize {
        return Err(Refused::Request { key: "error-link-rows", detail: format!("{name}: {}", roster.rows()) }.into());
    }
    let ids: ArrayRef = if ids.is_empty() {
        // Without ids rows are counted from one, as a reader of the file counts them below its header.
        Arc::new(UInt64Array::from_iter_values(1..=roster.rows() as u64))
    } else {
        let parts: Vec<&dyn Array> = ids.iter().map(AsRef::as_ref).collect();
        concat(&parts).map_err(unreadable)?
    };
    Ok(List { roster, ids, columns })
}

/// A date written out of its parts; a part that is not known is zero.
fn date_of_parts(year: &ArrayRef, month: &ArrayRef, day: &ArrayRef) -> Result<ArrayRef, arrow::error::ArrowError> {
    let text = |array: &ArrayRef| cast(array, &DataType::Utf8);
    let (year, month, day) = (text(year)?, text(month)?, text(day)?);
    let (year, month, day) = (year.as_string::<i32>(), month.as_string::<i32>(), day.as_string::<i32>());
    // A database that once held floats writes 1967.0.
    let part = |array: &StringArray, row: usize| -> u32 {
        let whole = |text: &str| text.trim().split('.').next().and_then(|digits| digits.parse().ok());
        if array.is_valid(row) { whole(array.value(row)).unwrap_or(0) } else { 0 }
    };
    let dates: StringArray = (0..year.len())
        .map(|row| match (part(year, row), part(month, row), part(day, row)) {
            (0, 0, 0) => None,
            (year, month, day) => Some(format!("{year:04}-{month:02}-{day:02}")),
        })
        .collect();
    Ok(Arc::new(dates))
}

fn write(model: &Model, path: &Path, pairs: &[Scored], left: &ArrayRef, right: &ArrayRef) -> Result<(), AppError> {
    let text = || DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let schema = Arc::new(Schema::new(vec![
        Field::new("id_left", left.data_type().clone(), true),
        Field::new("id_right", right.data_type().clone(), true),
        Field::new("match_weight", DataType::Float64, false),
        Field::new("match_probability", DataType::Float64, false),
        Field::new("pattern", text(), false),
        Field::new("rule", text(), false),
    ]));
    let rules: ArrayRef =
        Arc::new(StringArray::from_iter_values(model.rules.iter().map(|rule| rule.name.as_str()).chain([DECIDED])));
    let mut out = TableOut::create(path, schema.clone())?;
    for part in pairs.chunks(1 << 16) {
        let mut known: HashMap<u64, i32> = HashMap::new();
        let mut patterns = Vec::new();
        let keys: Int32Array = part
            .iter()
            .map(|pair| {
                let next = known.len() as i32;
                Some(*known.entry(pair.word).or_insert_with(|| {
                    patterns.push(pattern(model, pair.word));
                    next
                }))
            })
            .collect();
        let decided = model.rules.len() as i32;
        let rule_of = |pair: &Scored| if pair.rule == link::VERDICT { decided } else { pair.rule.into() };
        let rule_keys: Int32Array = part.iter().map(|pair| Some(rule_of(pair))).collect();
        let rows = |of: fn(&Scored) -> u32| part.iter().map(of).collect::<UInt32Array>();
        let ids = |ids: &ArrayRef, rows: &UInt32Array| {
            take(ids, rows, None).map_err(|_| AppError::Unreadable("ids do not fit their rows"))
        };
        let shape = |_| AppError::Unreadable("a dictionary does not fit its keys");
        let columns: Vec<ArrayRef> = vec![
            ids(left, &rows(|pair| pair.left))?,
            ids(right, &rows(|pair| pair.right))?,
            Arc::new(part.iter().map(|pair| weight(pair.probability)).collect::<Float64Array>()),
            Arc::new(part.iter().map(|pair| pair.probability).collect::<Float64Array>()),
            Arc::new(DictionaryArray::<Int32Type>::try_new(keys, Arc::new(StringArray::from(patterns))).map_err(shape)?),
            Arc::new(DictionaryArray::<Int32Type>::try_new(rule_keys, rules.clone()).map_err(shape)?),
        ];
        let batch =
            RecordBatch::try_new(schema.clone(), columns).map_err(|_| AppError::Unreadable("links do not fit their schema"))?;
        out.write(&batch)?;
    }
    Ok(out.finish()?)
}

/// The weight of evidence, in bits: 0 is even odds, each bit doubles them.
fn weight(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// Reads what people have decided; an id that no row has is left out, since lists change from month to month.
fn verdicts(path: &Path, left: &ArrayRef, right: &ArrayRef, with_itself: bool) -> Result<Vec<Verdict>, AppError> {
    let rows = |ids: &ArrayRef| -> Result<HashMap<String, u32>, AppError> {
        let texts = cast(ids, &DataType::Utf8).map_err(|_| AppError::Unreadable("ids cannot be read as text"))?;
        let texts = texts.as_string::<i32>();
        Ok((0_u32..).zip(texts.iter()).filter_map(|(row, id)| Some((id?.to_owned(), row))).collect())
    };
    let file = TableFile::open(path)?;
    let known = shown(file.headings());
    let place = |name: &str| {
        let found = file.headings().iter().position(|heading| heading == name);
        found.map(|place| Wanted { place, few: false }).ok_or_else(|| Refused::NoColumn {
            file: path.display().to_string(),
            column: name.to_owned(),
            known: known.clone(),
        })
    };
    let wanted = [place("id_left")?, place("id_right")?, place("verdict")?];
    let (left, right) = (rows(left)?, rows(right)?);
    let mut verdicts = Vec::new();
    for batch in file.read(&wanted)? {
        let texts: Result<Vec<ArrayRef>, _> = batch?.iter().map(|column| cast(column, &DataType::Utf8)).collect();
        let texts = texts.map_err(|_| AppError::Unreadable("verdicts cannot be read as text"))?;
        let [a, b, verdict] = [0, 1, 2].map(|column| texts[column].as_string::<i32>());
        for row in 0..a.len() {
            let same = match verdict.is_valid(row).then(|| verdict.value(row)) {
                Some("same") => true,
                Some("different") => false,
                _ => {
                    return Err(Refused::Request {
                        key: "error-link-verdict",
                        detail: format!("{}: {}", path.display(), row + 1),
                    }
                    .into());
                }
            };
            let of = |rows: &HashMap<String, u32>, ids: &StringArray| {
                ids.is_valid(row).then(|| rows.get(ids.value(row)).copied()).flatten()
            };
            let (Some(a), Some(b)) = (of(&left, a), of(&right, b)) else { continue };
            // A pair of one list is kept from its smaller row.
            let (left, right) = if with_itself { (a.min(b), a.max(b)) } else { (a, b) };
            verdicts.push(Verdict { left, right, same });
        }
    }
    Ok(verdicts)
}

/// The level of every comparison, by name.
fn pattern(model: &Model, word: u64) -> String {
    let levels = link::levels(model, word);
    let named = model.comparisons.iter().zip(levels);
    let parts: Vec<String> =
        named.map(|(comparison, level)| format!("{}={}", comparison.name, comparison.levels[usize::from(level)].name)).collect();
    parts.join(" ")
}

fn write_clusters(path: &Path, sets: &[u32], left: &ArrayRef, right: Option<&ArrayRef>) -> Result<(), AppError> {
    let schema = Arc::new(Schema::new(vec![
        Field::new("list", DataType::Utf8, false),
        Field::new("id", DataType::Utf8, true),
        Field::new("cluster", DataType::UInt32, false),
    ]));
    let mut out = TableOut::create(path, schema.clone())?;
    let mut from = 0;
    for (list, ids) in [("left", Some(left)), ("right", right)] {
        let Some(ids) = ids else { continue };
        let shape = |_| AppError::Unreadable("ids cannot be written as text");
        let texts = arrow::compute::cast(ids, &DataType::Utf8).map_err(shape)?;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(std::iter::repeat_n(list, ids.len()))),
            texts,
            Arc::new(UInt32Array::from(sets[from..from + ids.len()].to_vec())),
        ];
        out.write(&RecordBatch::try_new(schema.clone(), columns).map_err(shape)?)?;
        from += ids.len();
    }
    Ok(out.finish()?)
}

fn report(model: &Model, found: &Found, links: &[Scored], threshold: f64, left: &List, right: Option<&List>) -> LinkFilesReport {
    let of_rule = |(place, found): (usize, &RuleYield)| RuleCount {
        rule: found.rule.clone(),
        found: found.found,
        links: links.iter().filter(|link| usize::from(link.rule) == place).count() as u64,
        refined_blocks: found.refined,
        rows_left_out: found.rows_left_out,
    };
    LinkFilesReport {
        model: format!("{} {}", model.name, model.version),
        left_rows: left.roster.rows() as u64,
        right_rows: right.map(|right| right.roster.rows() as u64),
        left_columns: left.columns.clone(),
        right_columns: right.map(|right| right.columns.clone()).unwrap_or_default(),
        candidates: found.candidates,
        links: links.len() as u64,
        threshold,
        expected_false: links.iter().map(|link| 1.0 - link.probability).sum(),
        precision: ModelShare::of(links.iter(), links.len() as f64),
        recall: ModelShare::of(links.iter(), found.pairs.iter().map(|pair| pair.probability).sum()),
        rules: found.yields.iter().enumerate().map(of_rule).collect(),
    }
}

/// A pair to explain, of the lists of a request.
#[derive(Clone, Debug)]
pub struct ExplainRequest {
    /// The lists and the model; where results go is not looked at.
    pub link: LinkRequest,
    /// The id of the left row.
    pub left_id: String,
    /// The id of the right row; of one list, another row of it.
    pub right_id: String,
    /// Sentences in English; otherwise in Indonesian.
    pub english: bool,
}

/// Why a pair is a link, or is not, in words.
#[derive(Clone, Debug, Serialize)]
pub struct PairExplained {
    /// How probable it is that the two rows are one.
    pub probability: f64,
    /// The probability from which a pair is accepted.
    pub threshold: f64,
    /// The rule that found the pair, in words; none if no rule looks at it.
    pub rule: Option<String>,
    /// The share of matches among the pairs that this rule finds first.
    pub share: f64,
    /// The weight that the pair starts with, in bits.
    pub start: f64,
    /// What the comparisons say.
    pub steps: Vec<StepExplained>,
    /// On how many sides there is a better partner, and the weight of that.
    pub rivals: Option<(u8, f64)>,
}

/// What one comparison says.
#[derive(Clone, Debug, Serialize)]
pub struct StepExplained {
    /// Its name.
    pub comparison: String,
    /// What stands in the left row; numbers that name a person are masked.
    pub left: String,
    /// What stands in the right row.
    pub right: String,
    /// The level, in words.
    pub level: String,
    /// Its weight, in bits.
    pub weight: f64,
}

/// Explains a pair of two files, or of one.
///
/// # Errors
/// As [`link_files`], and an id that no row has.
pub fn explain_files(request: &ExplainRequest, progress: Progress<'_>) -> Result<PairExplained, AppError> {
    let order = &request.link;
    let (model, _) = model_of(&order.model)?;
    let mut shelf = Shelf::new(&model);
    let mut left = read(&model, &mut shelf, &order.left, order.id_left.as_deref(), progress)?;
    let mut right =
        order.right.as_deref().map(|path| read(&model, &mut shelf, path, order.id_right.as_deref(), progress)).transpose()?;
    let left_row = row_of(&left.ids, &request.left_id, &order.left)?;
    let right_path = order.right.as_deref().unwrap_or(&order.left);
    let right_row = row_of(right.as_ref().map_or(&left.ids, |right| &right.ids), &request.right_id, right_path)?;
    let known = model.learned.as_ref().map(|learned| learned.parameters(&model)).transpose().map_err(Refused::Model)?;
    let right_roster = right.as_mut().map(|right| &mut right.roster);
    let found = link::run(&model, &mut shelf, &mut left.roster, right_roster, order.resources, known);
    let pair = (left_row, right_row);
    let told = link::explain(&model, &shelf, &left.roster, right.as_ref().map(|right| &right.roster), &found, pair);
    let texts = [texts_of(&model, &order.left, left_row)?, texts_of(&model, right_path, right_row)?];
    let steps = told.steps.iter().map(|step| {
        let comparison = &model.comparisons[step.comparison];
        let level = &comparison.levels[step.level];
        let shown = |texts: &[String]| {
            let of = model.columns_of(step.comparison).into_iter().map(|column| masked(&model, column, &texts[column]));
            of.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
        };
        StepExplained {
            comparison: comparison.name.clone(),
            left: shown(&texts[0]),
            right: shown(&texts[1]),
            level: level.words.say(request.english, &level.name).to_owned(),
            weight: step.weight,
        }
    });
    Ok(PairExplained {
        probability: told.probability,
        threshold: order.threshold.unwrap_or(model.threshold),
        rule: told.rule.map(|rule| model.rules[rule].words.say(request.english, &model.rules[rule].name).to_owned()),
        share: told.share,
        start: told.start,
        steps: steps.collect(),
        rivals: told.rivals,
    })
}

fn row_of(ids: &ArrayRef, wanted: &str, path: &Path) -> Result<u32, AppError> {
    let texts = cast(ids, &DataType::Utf8).map_err(|_| AppError::Unreadable("ids cannot be read as text"))?;
    let texts = texts.as_string::<i32>();
    let place = (0..texts.len()).find(|row| texts.is_valid(*row) && texts.value(*row) == wanted);
    let place = place.and_then(|row| u32::try_from(row).ok());
    // The id is not repeated: in some lists it is the NIK.
    Ok(place.ok_or_else(|| Refused::Request { key: "error-link-id", detail: path.display().to_string() })?)
}

/// The texts of one row, for each column of the model, as they stand in the file.
fn texts_of(model: &Model, path: &Path, row: u32) -> Result<Vec<String>, AppError> {
    let file = TableFile::open(path)?;
    let places = places(model, file.headings())?;
    let wanted: Vec<Wanted> =
        places.iter().flat_map(|place| place.columns()).map(|place| Wanted { place: *place, few: false }).collect();
    let mut before = 0;
    for batch in file.read(&wanted)? {
        let batch = batch?;
        let rows = batch.first().map_or(0, Array::len);
        if (row as usize) < before + rows {
            let mut next = batch.iter();
            let mut text = |_: &usize| -> String {
                let options = arrow::util::display::FormatOptions::default().with_null("");
                let shown = next.next().and_then(|column| {
                    let formatter = arrow::util::display::ArrayFormatter::try_new(column.as_ref(), &options).ok()?;
                    Some(formatter.value(row as usize - before).to_string())
                });
                shown.unwrap_or_default()
            };
            return Ok(places.iter().map(|place| place.columns().iter().map(&mut text).collect::<Vec<_>>().join("-")).collect());
        }
        before += rows;
    }
    Ok(vec![String::new(); places.len()])
}

/// A number that names a person shows its last digits only.
fn masked(model: &Model, column: usize, text: &str) -> String {
    let shown = match model.columns[column].kind {
        ColumnType::Nik => 4,
        ColumnType::Digits => 3,
        _ => return base::vocabulary::without_niks(text).into_owned(),
    };
    let hidden = text.chars().count().saturating_sub(shown);
    text.chars().enumerate().map(|(place, c)| if place < hidden { '•' } else { c }).collect()
}
