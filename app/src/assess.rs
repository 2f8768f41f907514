//! `sinergi assess`: contributions of one worker or a whole table, what is owed on a day, and what is paid when something
//! happens; by the rulebook of the program, by another one, or by two side by side.

use crate::fault::{AppError, Refused};
use assess::Summary;
use base::law::assess::{Amounts, Column, Figures, FundShare, Ground, Line, Note, Options, Refusal, Side, Terms, read};
use base::law::benefit::{Benefit, Claim, Remark, benefit};
use base::law::bill::{Arrears, arrears};
use base::law::{ClosedDays, Rulebook, RulebookFlaws};
use base::vocabulary::{Month, Rupiah};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use texts::{Language, Texts};

/// The rulebook of a folder, or the one that the program carries.
pub fn rulebook(folder: Option<&Path>) -> Result<Rulebook, AppError> {
    let flawed = |place: String| move |flaws: RulebookFlaws| AppError::from(Refused::Rulebook { place, flaws });
    let Some(folder) = folder else { return Rulebook::embedded().map_err(flawed("(embedded)".to_owned())) };
    let mut files = Vec::new();
    gather(folder, folder, &mut files)?;
    files.sort();
    Rulebook::parse(&files).map_err(flawed(folder.display().to_string()))
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> Result<(), AppError> {
    let entries = fs::read_dir(folder).map_err(AppError::disk("read the rulebook", folder))?;
    for entry in entries {
        let path = entry.map_err(AppError::disk("read the rulebook", folder))?.path();
        if path.is_dir() {
            gather(root, &path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(&path).map_err(AppError::disk("read the rulebook", &path))?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push((name, text));
        }
    }
    Ok(())
}

/// Assesses a table.
pub fn assess_table(
    rulebook: &Rulebook,
    against: Option<&Rulebook>,
    input: &Path,
    output: &Path,
    texts: &Texts,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Summary, AppError> {
    let refusal = |refusal: &Refusal| refusal_in_words(refusal, texts);
    let note = |note: Note| texts.say(note.code(), &[]);
    let words = assess::Words { refusal: &refusal, note: &note };
    let order = assess::Order { rulebook, against, input, output, words };
    assess::run(&order, progress).map_err(AppError::from)
}

fn refused_as(refusal: &Refusal, texts: &Texts) -> AppError {
    Refused::Request { key: "error-said", detail: refusal_in_words(refusal, texts) }.into()
}

/// The sentence of a remark.
pub fn remark_in_words(remark: &Remark, texts: &Texts) -> String {
    let value = remark.value.map(|value| value.to_string()).unwrap_or_default();
    texts.say(remark.code, &[("value", &value)])
}

/// The sentence of a refusal.
pub fn refusal_in_words(refusal: &Refusal, texts: &Texts) -> String {
    let arguments = refusal.arguments(texts.language() == Language::English);
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    texts.say(refusal.code(), &arguments)
}

/// What is asked about one worker.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Cells by the names of the batch, and of claims.
    pub cells: BTreeMap<String, String>,
    /// The last month, where several are asked.
    pub until: Option<Month>,
    /// The day on which arrears and fines are counted.
    pub on: Option<Date>,
    /// What was paid for each month, in rupiah.
    pub paid: Rupiah,
    /// Whether steps, values and articles are asked for.
    pub working: bool,
    /// Closed days that move due days.
    pub closed: ClosedDays,
}

/// The answer about one worker.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// Contributions, month by month.
    Contributions(Vec<MonthAnswer>),
    /// A benefit.
    Benefit(Box<Benefit>),
}

/// The contribution of one month.
#[derive(Clone, Debug, Serialize)]
pub struct MonthAnswer {
    /// The month.
    pub month: Month,
    /// The programmes assessed.
    pub programmes: String,
    /// What is paid, by column; columns without a payment are left out.
    pub due: BTreeMap<Column, Rupiah>,
    /// What each side pays, by the names of the batch.
    pub totals: BTreeMap<&'static str, Rupiah>,
    /// What the reader must know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What is owed on the day asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrears: Option<Arrears>,
    /// The steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub working: Vec<Line>,
    /// What of JKK and JKM goes to the JKP fund.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub funds: Vec<FundShare>,
    /// Values that hold for the whole month: programmes, rounding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<Ground>,
}

/// Answers a question about one worker.
pub fn assess(rulebook: &Rulebook, question: &Question, texts: &Texts) -> Result<Answer, AppError> {
    let refused = |refusal: Refusal| refused_as(&refusal, texts);
    let cell = |name: &str| question.cells.get(name).cloned().unwrap_or_default();
    known_cells(&question.cells)?;
    if !cell("benefit").is_empty() {
        let claim = Claim::read(cell).map_err(refused)?;
        return Ok(Answer::Benefit(Box::new(benefit(rulebook, &claim).map_err(refused)?)));
    }
    let (options, figures) = read::situation(rulebook, cell).map_err(refused)?;
    let last = question.until.unwrap_or(options.month);
    let months = last.since(options.month);
    if !(0..=1_200).contains(&months) {
        let detail = format!("{} – {last}", options.month);
        return Err(Refused::Request { key: "law-assess-months", detail }.into());
    }
    let answers: Result<Vec<MonthAnswer>, AppError> = (0..=months)
        .map(|later| month_of(rulebook, Options { month: options.month.plus(later), ..options }, &figures, question, texts))
        .collect();
    Ok(Answer::Contributions(answers?))
}

fn month_of(
    rulebook: &Rulebook,
    options: Options,
    figures: &Figures,
    question: &Question,
    texts: &Texts,
) -> Result<MonthAnswer, AppError> {
    let refused = |refusal: Refusal| refused_as(&refusal, texts);
    let terms = Terms::of(rulebook, &options).map_err(refused)?;
    let amounts = terms.assess(figures).map_err(refused)?;
    let arrears = question
        .on
        .map(|on| arrears(rulebook, &options, &amounts, question.paid, on, &question.closed))
        .transpose()
        .map_err(refused)?;
    let steps = question.working;
    let funds = if steps { terms.funds(figures).map_err(refused)? } else { Vec::new() };
    let mut notes: Vec<String> = amounts.notes.iter().map(|note| texts.say(note.code(), &[])).collect();
    if let Some(year) = arrears.as_ref().and_then(|arrears| arrears.holidays_unknown) {
        notes.push(texts.say("note-no-holidays", &[("year", &year.to_string())]));
    }
    if funds.iter().any(FundShare::is_short) {
        notes.push(texts.say("law-note-fund-short", &[]));
    }
    Ok(MonthAnswer {
        month: options.month,
        programmes: terms.programmes().to_string(),
        due: Column::ALL.into_iter().map(|column| (column, Rupiah(amounts.of(column)))).filter(|(_, due)| due.0 != 0).collect(),
        totals: totals_of(&amounts),
        notes,
        arrears,
        working: if steps { terms.working(figures).map_err(refused)? } else { Vec::new() },
        funds,
        grounds: if steps { terms.grounds().to_vec() } else { Vec::new() },
    })
}

fn totals_of(amounts: &Amounts) -> BTreeMap<&'static str, Rupiah> {
    Side::ALL.into_iter().map(|side| (side.total(), Rupiah(amounts.total(side)))).collect()
}

/// A misspelt name would be passed over and its rule with it.
fn known_cells(cells: &BTreeMap<String, String>) -> Result<(), AppError> {
    let claim = cells.get("benefit").is_some_and(|benefit| !benefit.is_empty());
    let known: Vec<&str> = if claim {
        base::law::benefit::CLAIM_COLUMNS.to_vec()
    } else {
        read::OPTION_COLUMNS.iter().chain(&read::FIGURE_COLUMNS).copied().chain(["id"]).collect()
    };
    match cells.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let detail = format!("{name:?} ({})", known.join(", "));
            Err(Refused::Request { key: "law-assess-unknown-name", detail }.into())
        }
    }
}
