//! `sinergi regions resolve`: a column of place names, each with its code or with its candidates.

use crate::csv_cell::csv_cell;
use crate::fault::{AppError, Refused};
use base::handover::showable;
use base::vocabulary::region::{Hint, RegionCode, Regions, Resolution};
use serde::Serialize;
use sources::{Sandbox, SourceEvent};
use std::path::Path;

/// How many names were resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ResolveReport {
    /// Names read.
    pub names: u64,
    /// Names with one sure code.
    pub resolved: u64,
}

/// Resolves the column `column` of a file into a CSV with `line, name, code, how, candidates`. An empty code means unresolved.
pub fn resolve_regions(sandbox: &Sandbox, file: &Path, column: &str, out: &Path, hint: &Hint) -> Result<ResolveReport, AppError> {
    let regions = Regions::embedded();
    let name = showable(&file.file_name().unwrap_or_default().to_string_lossy());
    let mut answers = String::from("line,name,code,how,candidates\n");
    let mut report = ResolveReport::default();
    let mut place = None;
    for event in sandbox.read(file).map_err(AppError::read(&name))? {
        let SourceEvent::Rows(block) = event.map_err(AppError::read(&name))? else { continue };
        for row in block.rows() {
            let Some(at) = place else {
                let known: Vec<&str> = row.cells().map(|cell| cell.text.trim()).collect();
                let found = known.iter().position(|heading| heading.eq_ignore_ascii_case(column.trim()));
                let missing =
                    || Refused::NoColumn { file: name.clone(), column: column.to_owned(), known: showable(&known.join(", ")) };
                place = Some(found.ok_or_else(missing)?);
                continue;
            };
            let text = row.cell(at).text;
            let (code, how, candidates) = answer(&regions.resolve(text, hint));
            report.names += 1;
            report.resolved += u64::from(!code.is_empty());
            answers.push_str(&format!("{},{},{code},{how},{candidates}\n", row.line(), csv_cell(text)));
        }
    }
    if place.is_none() {
        return Err(Refused::NoColumn { file: name, column: column.to_owned(), known: String::new() }.into());
    }
    // Written at the end: a refused file leaves no half answer behind.
    std::fs::write(out, answers).map_err(AppError::disk("write", out))?;
    Ok(report)
}

fn answer(resolution: &Resolution) -> (String, &'static str, String) {
    let list = |codes: &[RegionCode]| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
    match resolution {
        Resolution::Found { code, how } => (code.to_string(), how.as_str(), String::new()),
        Resolution::Ambiguous { candidates } => (String::new(), "ambiguous", list(candidates)),
        Resolution::Unknown { candidates } => (String::new(), "unknown", list(candidates)),
        Resolution::Contradiction { by_code, by_name } => (String::new(), "contradiction", list(&[*by_code, *by_name])),
    }
}
