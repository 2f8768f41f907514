//! What the command line prints: tables for people, JSON and CSV for machines, errors with what to do next.

use crate::arguments::{Cli, Format};
use crate::config::Config;
use app::{AppError, CoverageAnswer, Receipt, Refused, Status, csv_cell};
use base::handover::{CoverageRow, RateInterval};
use base::vocabulary::Percent;
use serde::Serialize;
use texts::{Language, Texts};

/// Prints a value as JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Prints rows as CSV.
pub(crate) fn csv(headings: &[&str], rows: &[Vec<String>]) {
    let line = |cells: &mut dyn Iterator<Item = &str>| cells.map(csv_cell).collect::<Vec<_>>().join(",");
    println!("{}", line(&mut headings.iter().copied()));
    for row in rows {
        println!("{}", line(&mut row.iter().map(String::as_str)));
    }
}

/// Prints a table with aligned columns; columns of numbers stand to the right.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain([headings[column].chars().count()]).max().unwrap_or(0)
    };
    let numeric = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).all(|cell| cell.chars().all(|c| c.is_ascii_digit() || " .,%-–".contains(c)))
    };
    let shape: Vec<(usize, bool)> = (0..headings.len()).map(|column| (width(column), numeric(column))).collect();
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells
            .iter()
            .zip(&shape)
            .map(|(cell, (width, numeric))| if *numeric { format!("{cell:>width$}") } else { format!("{cell:<width$}") })
            .collect();
        cells.join("  ").trim_end().to_owned()
    };
    println!("{}", line(&headings.iter().map(|heading| (*heading).to_owned()).collect::<Vec<_>>()));
    println!("{}", "─".repeat(shape.iter().map(|(width, _)| width + 2).sum::<usize>().saturating_sub(2)));
    rows.iter().for_each(|row| println!("{}", line(row)));
}

/// A count with dots between thousands, as Indonesian tables write it.
pub(crate) fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

fn percent(row: &CoverageRow) -> String {
    row.rate_percent.map_or_else(|| "–".to_owned(), |percent| format!("{} %", percent.to_string().replace('.', ",")))
}

fn between(interval: RateInterval) -> String {
    let comma = |percent: Percent| percent.to_string().replace('.', ",");
    format!("{}–{} %", comma(interval.low_percent), comma(interval.high_percent))
}

/// Prints coverage as people read it.
pub(crate) fn coverage(answer: &CoverageAnswer, texts: &Texts) {
    let english = texts.language() == Language::English;
    let say = |id: &'static str, en: &'static str| if english { en } else { id };
    if answer.synthetic {
        println!("{}", say("DATA SINTETIS: orang-orang ini tidak ada.", "SYNTHETIC DATA: these people do not exist."));
    }
    if let Some(row) = answer.rows.first() {
        println!("{} {} · {} {}", say("Bulan", "Month"), row.as_of, say("diketahui per", "known on"), row.known_on);
    }
    let cuts: Vec<&str> = answer.rows.first().map(|row| row.cut.iter().map(|(name, _)| *name).collect()).unwrap_or_default();
    let mut headings = vec![say("Kode", "Code"), say("Wilayah", "Region")];
    headings.extend(&cuts);
    headings.extend([
        say("Terlindungi", "Covered"),
        say("(tenggang)", "(in grace)"),
        say("Penyebut", "Denominator"),
        say("Belum", "Uncovered"),
        say("Cakupan", "Coverage"),
    ]);
    // Where linking is known to leave something open.
    let told = answer.rows.iter().chain(&answer.total).any(|row| row.interval.is_some());
    if told {
        headings.push(say("antara", "between"));
    }
    let cells = |row: &CoverageRow| {
        let mut cells = vec![row.region_code.map(|code| code.to_string()).unwrap_or_default(), row.region_name.clone()];
        cells.extend((0..cuts.len()).map(|place| row.cut.get(place).map(|(_, value)| value.clone()).unwrap_or_default()));
        let or_dash = |number: Option<u64>| number.map_or_else(|| "–".to_owned(), count);
        cells.extend([
            count(row.covered.0),
            or_dash(row.in_grace.map(|c| c.0)),
            count(row.denominator.0),
            or_dash(row.uncovered.map(|c| c.0)),
            percent(row),
        ]);
        if told {
            cells.push(row.interval.map(between).unwrap_or_default());
        }
        cells
    };
    let mut rows: Vec<Vec<String>> = answer.rows.iter().map(&cells).collect();
    let inside = answer.rows.iter().any(|row| answer.total.as_ref() == Some(row));
    if let Some(total) = answer.total.as_ref().filter(|_| !inside) {
        let mut total = cells(total);
        total[1] = say("JUMLAH (tiap orang sekali)", "TOTAL (everybody once)").to_owned();
        rows.push(total);
    }
    table(&headings, &rows);
    for row in answer.rows.iter().filter(|row| !row.note.is_empty()) {
        println!("  {} {}: {}", row.region_code.map(|c| c.to_string()).unwrap_or_default(), row.region_name, row.note);
    }
    if let Some(row) = answer.rows.first() {
        println!(
            "{}: {} · {}: {}",
            say("Pembilang", "Numerator"),
            row.numerator_name,
            say("Penyebut", "Denominator"),
            row.denominator_name
        );
    }
    if let Some(interval) = answer.rows.iter().chain(&answer.total).find_map(|row| row.interval) {
        println!("{}", texts.say(if interval.reviewed { "interval-reviewed" } else { "interval-model" }, &[]));
    }
    println!("{}: {}", say("Aktif berarti", "Active means"), if english { &answer.rule.1 } else { &answer.rule.0 });
    for gap in &answer.gaps {
        println!(
            "{} {}: {} {}; {} {} {}",
            say("Untuk", "For"),
            gap.target_name,
            say("target", "target"),
            count(gap.target_count.0),
            say("masih diperlukan", "still needed"),
            count(gap.gap_to_target.0),
            say("orang", "people")
        );
    }
    for (key, change) in &answer.changes {
        println!(
            "{} {key}: {} {} ({} {}, {} {})",
            say("Perubahan", "Change"),
            change.points,
            say("poin", "points"),
            say("pembilang", "numerator"),
            change.numerator_effect,
            say("penyebut", "denominator"),
            change.denominator_effect
        );
    }
    answer.notes.iter().for_each(|note| println!("{}", note.say(texts)));
    if let Some(row) = answer.rows.first() {
        println!("Snapshot {}", row.snapshot.get(..16).unwrap_or_default());
    }
}

/// The cells of coverage for CSV: the fields of the contract.
pub(crate) fn coverage_csv(answer: &CoverageAnswer) {
    let cuts: Vec<&str> = answer.rows.first().map(|row| row.cut.iter().map(|(name, _)| *name).collect()).unwrap_or_default();
    let mut headings = vec!["region_code", "region_name"];
    headings.extend(&cuts);
    headings.extend([
        "as_of",
        "known_on",
        "basis",
        "numerator_name",
        "covered",
        "in_grace",
        "denominator_name",
        "denominator",
        "uncovered",
        "rate_percent",
        "low_percent",
        "high_percent",
        "interval_basis",
        "snapshot",
        "synthetic",
        "note",
    ]);
    let rows: Vec<Vec<String>> = answer
        .rows
        .iter()
        .map(|row| {
            let mut cells = vec![row.region_code.map(|code| code.to_string()).unwrap_or_default(), row.region_name.clone()];
            cells.extend(row.cut.iter().map(|(_, value)| value.clone()));
            let basis = if row.basis == base::handover::Basis::Roster { "roster" } else { "published" };
            cells.extend([
                row.as_of.to_string(),
                row.known_on.to_string(),
                basis.to_owned(),
                row.numerator_name.clone(),
                row.covered.to_string(),
                row.in_grace.map(|c| c.to_string()).unwrap_or_default(),
                row.denominator_name.clone(),
                row.denominator.to_string(),
                row.uncovered.map(|c| c.to_string()).unwrap_or_default(),
                row.rate_percent.map(|p| p.to_string()).unwrap_or_default(),
                row.interval.map(|interval| interval.low_percent.to_string()).unwrap_or_default(),
                row.interval.map(|interval| interval.high_percent.to_string()).unwrap_or_default(),
                row.interval.map_or("", |interval| if interval.reviewed { "review" } else { "model" }).to_owned(),
                row.snapshot.clone(),
                row.synthetic.to_string(),
                row.note.clone(),
            ]);
            cells
        })
        .collect();
    csv(&headings, &rows);
}

/// Prints a receipt.
pub(crate) fn receipt(receipt: &Receipt, texts: &Texts) {
    let head = if receipt.repeated { texts.say("receipt-repeated", &[]) } else { texts.say("receipt-accepted", &[]) };
    let counts = receipt.counts;
    println!(
        "{head}: {} ({}), batch {}: {} = {} + {} + {}",
        receipt.file,
        receipt.how,
        receipt.batch,
        texts.say("rows-read", &[("count", &count(counts.rows_read))]),
        texts.say("rows-accepted", &[("count", &count(counts.accepted))]),
        texts.say("rows-refused", &[("count", &count(counts.refused))]),
        texts.say("rows-duplicate", &[("count", &count(counts.duplicate))])
    );
    if let Some(file) = &receipt.refused_file {
        println!("  {}", texts.say("refused-file", &[("path", &file.display().to_string())]));
    }
    for (code, number) in &receipt.finding_counts {
        let first = receipt.findings.iter().find(|finding| finding.code == *code);
        let Some(first) = first else { continue };
        let place = match (first.line, first.cell.as_str()) {
            (0, _) => String::new(),
            (line, "") => format!(" ({} {line})", texts.say("line", &[])),
            (line, cell) => format!(" ({} {line}, {cell})", texts.say("line", &[])),
        };
        println!("  {} × {}{place} {}", count(*number), first.text, first.fix);
    }
}

/// Prints the state of an installation.
pub(crate) fn status(status: &Status, texts: &Texts) {
    let english = texts.language() == Language::English;
    let say = |id: &'static str, en: &'static str| if english { en } else { id };
    println!("{}{}", status.region, if status.synthetic { say(" · DATA SINTETIS", " · SYNTHETIC DATA") } else { "" });
    let headings = [
        say("Jenis", "Kind"),
        say("Kiriman", "Batches"),
        say("Baris", "Rows"),
        say("Ditolak", "Refused"),
        say("Data per", "As of"),
        say("Umur (hari)", "Age (days)"),
        "Snapshot",
    ];
    let rows: Vec<Vec<String>> = status
        .kinds
        .iter()
        .map(|kind| {
            vec![
                kind.kind.clone(),
                kind.batches.to_string(),
                count(kind.rows),
                count(kind.refused),
                kind.as_of.to_string(),
                kind.age_days.to_string(),
                kind.snapshot.get(..12).unwrap_or_default().to_owned(),
            ]
        })
        .collect();
    table(&headings, &rows);
    if let Some(persons) = status.persons {
        println!("{}: {}", say("Orang setelah pencocokan", "Persons after linking"), count(persons));
    }
    if status.regions_left_out > 0 {
        println!("{}", texts.say("regions-left-out", &[("count", &count(status.regions_left_out as u64))]));
    }
    println!("{}:", say("Langkah berikutnya", "What next"));
    status.next.iter().for_each(|step| println!("  {}", texts.say(step, &[])));
}

/// The kinds of an installation for CSV.
pub(crate) fn status_csv(status: &Status) {
    let row = |kind: &app::KindStatus| {
        vec![
            kind.kind.clone(),
            kind.batches.to_string(),
            kind.rows.to_string(),
            kind.refused.to_string(),
            kind.as_of.to_string(),
            kind.age_days.to_string(),
            kind.snapshot.clone(),
            status.synthetic.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = status.kinds.iter().map(row).collect();
    csv(&["kind", "batches", "rows", "refused", "as_of", "age_days", "snapshot", "synthetic"], &rows);
}

/// An error in words: what happened, where, what to do next.
pub(crate) fn error_text(error: &anyhow::Error, texts: &Texts) -> String {
    match (error.downcast_ref::<AppError>(), error.downcast_ref::<Refused>()) {
        (Some(error), _) => error.in_words(texts),
        (None, Some(refused)) => refused.in_words(texts),
        (None, None) => error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": "),
    }
}

/// Prints an error with all its causes on standard error, and gives back the exit code.
pub(crate) fn error(error: &anyhow::Error, cli: &Cli) -> u8 {
    // The configuration may be what is wrong: then the flag alone tells the language.
    let language = Config::load(cli).map_or_else(|_| cli.language().unwrap_or_default(), |config| config.language());
    let refused = error.downcast_ref::<AppError>().is_some_and(AppError::is_refusal) || error.downcast_ref::<Refused>().is_some();
    let text = error_text(error, &Texts::of(language));
    if cli.format == Format::Json {
        let kind = if refused { "refused" } else { "fault" };
        eprintln!("{}", serde_json::json!({ "error": kind, "text": text }));
    } else {
        eprintln!("{text}");
    }
    if refused { 1 } else { 2 }
}
