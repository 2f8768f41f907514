//! Reports: what the forum, a regent, a council and a sender are given on paper. Each is a document of `flow/7-report`, built here from the
//! answers of other use cases; PDF, workbook and JSON are made of the same document and carry its hash.

mod budget;
mod compliance;
mod figures;
mod monev;
mod quality;
mod regency;
mod set;

pub use set::report_paper;

use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::installation::Installation;
use base::handover::{CoverageRow, showable};
use base::vocabulary::Month;
use base::vocabulary::region::RegionCode;
use jiff::civil::Date;
use report::{Block, Document, Numerals};
use std::collections::BTreeMap;
use texts::{Language, Texts};

/// Which report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// The monev report of the asker's region.
    Monev,
    /// One page about a regency.
    Regency(RegionCode),
    /// The compliance annex: findings, cases, powers of attorney.
    Compliance,
    /// The budget proposal of an approved plan, by its id.
    Budget(String),
    /// The letter to a sender about what came back.
    Quality(String),
}

impl ReportKind {
    /// The code in files, texts and the log.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Monev => "monev",
            Self::Regency(_) => "regency",
            Self::Compliance => "compliance",
            Self::Budget(_) => "budget",
            Self::Quality(_) => "quality",
        }
    }
}

/// What a report is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportRequest {
    /// The month; none for the latest.
    pub month: Option<Month>,
    /// What was known on this day; none for everything known.
    pub known_on: Option<Date>,
    /// The day that the report bears.
    pub on: Date,
}

/// A report, and that it was made.
///
/// # Errors
/// The asker may not, the region, plan or sender is unknown to them, or there is nothing to report.
pub async fn report_document(
    home: &Installation,
    scope: &Scope,
    kind: &ReportKind,
    request: &ReportRequest,
    texts: &Texts,
) -> Result<Document, AppError> {
    let ask = Ask { home, scope, request, texts };
    let document = match kind {
        ReportKind::Monev => monev::document(&ask).await?,
        ReportKind::Regency(region) => regency::document(&ask, *region).await?,
        ReportKind::Compliance => compliance::document(&ask).await?,
        ReportKind::Budget(plan) => budget::document(&ask, plan).await?,
        ReportKind::Quality(source) => quality::document(&ask, source).await?,
    };
    let what = match kind {
        ReportKind::Regency(region) => region.to_string(),
        ReportKind::Budget(plan) => showable(plan),
        ReportKind::Monev | ReportKind::Compliance | ReportKind::Quality(_) => String::new(),
    };
    home.store.record(&scope.entry("report", format!("report:{} {what}", kind.code()).trim_end())).await?;
    Ok(document)
}

/// Who asks for what, in whose words.
struct Ask<'a> {
    home: &'a Installation,
    scope: &'a Scope,
    request: &'a ReportRequest,
    texts: &'a Texts,
}

fn refused(key: &'static str, detail: impl Into<String>) -> AppError {
    Refused::Request { key, detail: detail.into() }.into()
}

impl Ask<'_> {
    fn numerals(&self) -> Numerals {
        if self.texts.language() == Language::Indonesian { Numerals::Indonesian } else { Numerals::English }
    }

    fn say(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.texts.say(key, arguments)
    }

    fn word(&self, key: &str) -> String {
        self.texts.say(key, &[])
    }

    fn day(&self, day: Date) -> String {
        self.numerals().day(&day.to_string())
    }

    fn count(&self, count: u64) -> String {
        self.numerals().count(count)
    }

    fn heading(&self, key: &str) -> Block {
        Block::Heading { text: self.word(key) }
    }

    fn text(&self, key: &str, arguments: &[(&str, &str)]) -> Block {
        Block::Text { text: self.say(key, arguments) }
    }

    fn of_language<'n>(&self, indonesian: &'n str, english: &'n str) -> &'n str {
        if self.texts.language() == Language::Indonesian { indonesian } else { english }
    }

    /// The name of a region; the code where no name is known.
    fn name(&self, region: RegionCode) -> String {
        self.home.regions.name(region).map_or_else(|| region.to_string(), str::to_owned)
    }

    fn group(&self, code: &str) -> String {
        self.home
            .groups
            .get(code)
            .map_or_else(|| code.to_owned(), |group| self.of_language(&group.name, &group.name_en).to_owned())
    }

    fn operand(&self, name: &str) -> String {
        crate::paper::operand(self.texts, name)
    }

    /// What a reader needs to count a figure again.
    async fn origin(&self, row: &CoverageRow, filter: String) -> Result<Vec<(String, String)>, AppError> {
        let mut origin = vec![
            (self.word("report-filter"), filter),
            (self.word("web-month"), self.numerals().month(row.as_of)),
            (self.word("web-known"), self.day(row.known_on)),
            (self.word("web-numerator"), self.operand(&row.numerator_name)),
            (self.word("web-denominator"), self.operand(&row.denominator_name)),
            (self.word("report-sources"), self.sources(row.known_on).await?),
            (self.word("web-snapshot"), row.snapshot.clone()),
        ];
        origin.push(self.whose_data(row.synthetic));
        Ok(origin)
    }

    fn whose_data(&self, synthetic: bool) -> (String, String) {
        (self.word("report-data"), self.word(if synthetic { "report-synthetic" } else { "report-real" }))
    }

    /// The lists known on a day, by kind: how many, and the newest day they describe. No sender is named.
    async fn sources(&self, known_on: Date) -> Result<String, AppError> {
        let mut kinds: BTreeMap<String, (u64, Date)> = BTreeMap::new();
        for batch in self.home.store.batches().await?.into_iter().filter(|batch| !batch.withdrawn && batch.known_on <= known_on) {
            let (count, newest) = kinds.entry(batch.kind.to_string()).or_insert((0, batch.as_of));
            *count += 1;
            *newest = batch.as_of.max(*newest);
        }
        let told = |(kind, (count, newest)): (&String, &(u64, Date))| {
            let kind = self.word(&format!("kind-{kind}"));
            self.say("report-source", &[("kind", &kind), ("count", &self.count(*count)), ("day", &self.day(*newest))])
        };
        Ok(kinds.iter().map(told).collect::<Vec<_>>().join("; "))
    }
}
