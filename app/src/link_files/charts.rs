//! `sinergi link charts`: a run of linking in five drawings.

use super::{LinkRequest, Lists};
use crate::Progress;
use crate::fault::AppError;
use link::{Linked, Portrait};
use report::{ChartWords, Curve, LabelledBar, bars, curves};
use std::fs;
use std::path::{Path, PathBuf};
use texts::{Language, Texts};

/// Draws the charts of linking two tables, or one.
///
/// # Errors
/// As [`super::link_files`], and a folder that cannot be written.
pub fn chart_files(request: &LinkRequest, out: &Path, texts: &Texts, progress: Progress<'_>) -> Result<Vec<PathBuf>, AppError> {
    let mut lists = Lists::read(request, progress)?;
    let found = lists.link(request.resources, progress)?;
    let threshold = request.threshold.unwrap_or(lists.model.threshold);
    draw(lists.linked(&found), threshold, out, texts)
}

/// Draws the charts of a run into a folder.
pub(crate) fn draw(linked: Linked<'_>, threshold: f64, out: &Path, texts: &Texts) -> Result<Vec<PathBuf>, AppError> {
    let portrait = link::portrait(linked, threshold).map_err(AppError::Scratch)?;
    fs::create_dir_all(out).map_err(AppError::disk("make the folder", out))?;
    let english = texts.language() == Language::English;
    let charts = [
        ("weights", weights(linked, &portrait, texts, english)),
        ("parameters", parameters(linked, &portrait, texts, english)),
        ("threshold", thresholds(&portrait, texts)),
        ("unlinkable", unlinkable(&portrait, texts)),
        ("rules", rules(linked, &portrait, texts, english)),
    ];
    let write = |(name, svg): (&str, String)| {
        let path = out.join(format!("{name}.svg"));
        fs::write(&path, svg).map_err(AppError::disk("write", &path))?;
        Ok(path)
    };
    charts.into_iter().map(write).collect()
}

/// The words of a chart: its title, and how to read it.
fn words(texts: &Texts, chart: &'static str) -> (String, String) {
    let [title, note] = match chart {
        "weights" => ["chart-weights", "chart-weights-note"],
        "parameters" => ["chart-parameters", "chart-parameters-note"],
        "threshold" => ["chart-threshold", "chart-threshold-note"],
        "unlinkable" => ["chart-unlinkable", "chart-unlinkable-note"],
        _ => ["chart-rules", "chart-rules-note"],
    }
    .map(|key| texts.say(key, &[]));
    (title, note)
}

fn level_bars(
    linked: Linked<'_>,
    portrait: &Portrait,
    english: bool,
    of: impl Fn(&link::LevelSays) -> Option<LabelledBar>,
) -> Vec<LabelledBar> {
    let named = portrait.levels.iter().filter_map(|says| {
        let comparison = &linked.model.comparisons[says.comparison];
        let level = &comparison.levels[says.level];
        let label = level.words.say(english, &level.name).to_owned();
        of(says).map(|bar| LabelledBar { group: comparison.name.clone(), label, ..bar })
    });
    named.collect()
}

fn bar(value: f64, behind: Option<f64>, text: String) -> LabelledBar {
    LabelledBar { group: String::new(), label: String::new(), value, behind, text }
}

fn weights(linked: Linked<'_>, portrait: &Portrait, texts: &Texts, english: bool) -> String {
    let (title, note) = words(texts, "weights");
    let of = |says: &link::LevelSays| says.weight.map(|weight| bar(weight, None, format!("{weight:+.1}")));
    bars(&ChartWords { title: &title, note: &note }, &level_bars(linked, portrait, english, of))
}

fn parameters(linked: Linked<'_>, portrait: &Portrait, texts: &Texts, english: bool) -> String {
    let (title, note) = words(texts, "parameters");
    let percent = |share: f64| if share < 0.000_05 { "< 0.01 %".to_owned() } else { format!("{:.2} %", share * 100.0) };
    let of = |says: &link::LevelSays| {
        Some(bar(says.matches, Some(says.random), format!("{} | {}", percent(says.matches), percent(says.random))))
    };
    bars(&ChartWords { title: &title, note: &note }, &level_bars(linked, portrait, english, of))
}

/// Where a threshold stands on the scale of weights, and the marks of that scale.
fn scale(portrait: &Portrait) -> (impl Fn(f64) -> f64, Vec<(f64, String)>) {
    let last = portrait.thresholds.len().saturating_sub(1).max(1) as f64;
    let bars: Vec<f64> = portrait.thresholds.iter().map(|at| at.threshold).collect();
    let place = move |threshold: f64| bars.partition_point(|bar| *bar < threshold) as f64 / last;
    let marks = [0.02, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999].map(|mark| (place(mark), mark.to_string()));
    (place, marks.to_vec())
}

fn thresholds(portrait: &Portrait, texts: &Texts) -> String {
    let (title, note) = words(texts, "threshold");
    let (place, marks) = scale(portrait);
    let curve = |key: &'static str, of: fn(&link::AtThreshold) -> f64| Curve {
        label: texts.say(key, &[]),
        points: portrait.thresholds.iter().map(|at| (place(at.threshold), of(at))).collect(),
    };
    let both = [curve("chart-precision", |at| at.precision), curve("chart-recall", |at| at.recall)];
    curves(&ChartWords { title: &title, note: &note }, &both, &marks)
}

fn unlinkable(portrait: &Portrait, texts: &Texts) -> String {
    let (title, note) = words(texts, "unlinkable");
    let (place, marks) = scale(portrait);
    let points = portrait.thresholds.iter().map(|at| (place(at.threshold), at.unlinkable)).collect();
    curves(&ChartWords { title: &title, note: &note }, &[Curve { label: texts.say("chart-rows", &[]), points }], &marks)
}

fn rules(linked: Linked<'_>, portrait: &Portrait, texts: &Texts, english: bool) -> String {
    let (title, note) = words(texts, "rules");
    let found = linked.found.yields.iter().zip(&portrait.links).zip(&linked.model.rules);
    let rows: Vec<LabelledBar> = found
        .map(|((found, links), rule)| LabelledBar {
            label: rule.words.say(english, &rule.name).to_owned(),
            // Pairs differ by powers of ten between rules: bars are drawn by digits.
            ..bar(digits(*links), Some(digits(found.found)), format!("{links} / {}", found.found))
        })
        .collect();
    bars(&ChartWords { title: &title, note: &note }, &rows)
}

fn digits(count: u64) -> f64 {
    (count as f64 + 1.0).log10()
}
