//! The receipt of a delivery: what became of every row. Field names are a contract (`sinergi ingest --format json`).

use base::handover::{Counts, FindingTally, showable};
use ingest::SheetSummary;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use texts::Texts;

/// What a sender gets for a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// The number of the batch.
    pub batch: u32,
    /// What its rows are.
    pub kind: String,
    /// The file.
    pub file: String,
    /// How it was read.
    pub how: String,
    /// What became of its rows.
    #[serde(flatten)]
    pub counts: Counts,
    /// The snapshot that holds them.
    pub snapshot: String,
    /// The hash of the file.
    pub sha256: String,
    /// The refused rows, to be mended and sent back; empty when there are none.
    pub refused_file: Option<PathBuf>,
    /// Whether the same file was here before: nothing was done a second time.
    pub repeated: bool,
    /// The columns found, sheet by sheet.
    pub columns: Vec<ColumnFound>,
    /// How often each finding occurred.
    pub finding_counts: BTreeMap<String, u64>,
    /// The first findings of each code, in words.
    pub findings: Vec<FindingLine>,
}

/// A heading of the file and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnFound {
    /// The sheet; empty for text files.
    pub sheet: String,
    /// The heading as it stands.
    pub heading: String,
    /// The field it holds; none where it is not read.
    pub field: Option<String>,
}

impl ColumnFound {
    /// The headings of the sheets in their order.
    pub(crate) fn of(sheets: &[SheetSummary]) -> Vec<Self> {
        let of_sheet = |sheet: &SheetSummary| {
            let headings = sheet.headings.iter().filter(|heading| !heading.trim().is_empty());
            headings
                .map(|heading| Self {
                    sheet: showable(&sheet.name),
                    heading: showable(heading),
                    field: sheet.learnt.get(heading).cloned(),
                })
                .collect::<Vec<_>>()
        };
        sheets.iter().flat_map(of_sheet).collect()
    }
}

/// One finding in words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FindingLine {
    /// Its code.
    pub code: String,
    /// The line; 0 for the whole file.
    pub line: u32,
    /// The heading of the cell.
    pub cell: String,
    /// What is wrong.
    #[serde(default)]
    pub text: String,
    /// What to do.
    #[serde(default)]
    pub fix: String,
    /// What was there, where it may be shown.
    #[serde(default)]
    pub detail: String,
}

/// Findings as the catalogue keeps them: codes and places, words are added when somebody reads them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct KeptFindings {
    pub(crate) counts: BTreeMap<String, u64>,
    pub(crate) first: Vec<FindingLine>,
    pub(crate) how: String,
    /// The columns; empty in batches that were kept before they were remembered.
    pub(crate) columns: Vec<ColumnFound>,
}

impl KeptFindings {
    pub(crate) fn of(tally: &FindingTally, how: &str, columns: Vec<ColumnFound>) -> Self {
        let counts = tally.counts().iter().map(|(code, count)| (code.code().to_owned(), *count)).collect();
        let first = tally
            .kept()
            .iter()
            .map(|finding| FindingLine {
                code: finding.code.code().to_owned(),
                line: finding.line,
                cell: finding.cell.clone(),
                text: String::new(),
                fix: String::new(),
                detail: finding.detail.clone(),
            })
            .collect();
        Self { counts, first, how: how.to_owned(), columns }
    }
}

impl Receipt {
    /// Fills in the words of the findings.
    #[must_use]
    pub fn in_words(mut self, texts: &Texts) -> Self {
        for finding in &mut self.findings {
            let arguments = [("detail", finding.detail.as_str())];
            finding.text = texts.say(&finding.code, &arguments);
            finding.fix = texts.fix(&finding.code, &arguments);
        }
        self
    }
}
