//! The compliance annex of the forum: findings by detector and region, cases by where they stand, powers of attorney and what they brought,
//! by the office of the prosecutor. Cases that only those who work on them see are not on it.

use super::Ask;
use super::monev::by_detector;
use crate::casework::{CaseLine, SkkLine, SkkYear, cases, skk_book};
use crate::detect::{DetectRequest, ProposedFinding, detect};
use crate::fault::AppError;
use base::access::Permission;
use base::vocabulary::Rupiah;
use report::{Block, Column, Document, Place, Sheet, Value};
use std::collections::{BTreeMap, BTreeSet};

pub(super) async fn document(ask: &Ask<'_>) -> Result<Document, AppError> {
    ask.scope.require(Permission::Cases)?;
    let request = DetectRequest { as_of: ask.request.month, known_on: ask.request.known_on, only: None };
    let answer = detect(ask.home, ask.scope, &request).await?;
    let book = skk_book(ask.home, ask.scope, ask.texts).await?;
    let all = cases(ask.home, ask.scope, ask.request.on, ask.texts).await?;
    let (secret, open): (Vec<&CaseLine>, Vec<&CaseLine>) = all.iter().partition(|case| case.confidential);
    let hidden: BTreeSet<&str> = secret.iter().map(|case| case.number.as_str()).collect();
    let months = (ask.numerals().month(answer.as_of), ask.day(answer.on));
    let mut blocks = vec![
        ask.heading("report-findings"),
        ask.text("detect-title", &[("month", &months.0), ("day", &months.1)]),
        ask.text("report-findings-more", &[]),
        by_detector(ask, &answer.findings),
        ask.heading("report-findings-by-region"),
        by_region(ask, &answer.findings),
        ask.heading("case-title"),
    ];
    if open.is_empty() {
        blocks.push(ask.text("report-no-cases", &[]));
    } else {
        blocks.extend([by_state(ask, &open), one_by_one(ask, &open)]);
    }
    if !secret.is_empty() {
        blocks.push(ask.text("report-secret-cases", &[]));
    }
    blocks.push(ask.heading("skk-title"));
    let lines: Vec<&SkkLine> = book.lines.iter().filter(|line| !hidden.contains(line.case.as_str())).collect();
    if lines.is_empty() {
        blocks.push(ask.text("skk-none", &[]));
    } else {
        blocks.push(ask.text("skk-three-numbers", &[]));
        // A year in which a case stands that is not told here would tell of it: then the powers of attorney stand one by one only.
        if lines.len() == book.lines.len() {
            blocks.push(by_year(ask, &book.years));
        }
        blocks.push(powers(ask, &lines));
    }
    blocks.push(Block::Signature);
    let origin = vec![
        (ask.word("report-filter"), ask.say("report-filter-area", &[("area", &ask.area())])),
        (ask.word("web-month"), months.0),
        (ask.word("report-paid-until"), months.1),
        (ask.word("report-cases-on"), ask.day(ask.request.on)),
        (ask.word("report-sources"), ask.sources(answer.on.max(ask.request.on)).await?),
        (ask.word("web-snapshot"), answer.snapshot.clone()),
        ask.whose_data(answer.synthetic),
    ];
    Ok(Document {
        kind: "compliance",
        title: ask.word("report-compliance-title"),
        subtitle: ask
            .say("report-subtitle", &[("month", &ask.numerals().month(answer.as_of)), ("day", &ask.day(ask.request.on))]),
        on: ask.request.on.to_string(),
        synthetic: answer.synthetic,
        origin,
        blocks,
    })
}

impl Ask<'_> {
    /// Whose rows the asker sees, in names.
    fn area(&self) -> String {
        if self.scope.area().contains(self.home.region) {
            return self.name(self.home.region);
        }
        self.scope.area().regions().iter().map(|region| self.name(*region)).collect::<Vec<_>>().join(", ")
    }
}

fn by_region(ask: &Ask<'_>, findings: &[ProposedFinding]) -> Block {
    let mut regions: BTreeMap<(&str, &str), (u64, u64)> = BTreeMap::new();
    for finding in findings {
        let sums = regions.entry((&finding.region_code, &finding.region_name)).or_default();
        sums.0 += 1;
        sums.1 += finding.workers.unwrap_or(0);
    }
    let row = |((code, name), (count, workers)): (&(&str, &str), &(u64, u64))| {
        let name = if name.is_empty() { ask.word("report-no-region") } else { (*name).to_owned() };
        vec![Value::Text(name), Value::Text((*code).to_owned()), Value::Count(*count), Value::Count(*workers)]
    };
    Block::Table(Sheet {
        name: ask.word("report-sheet-findings-region"),
        columns: vec![
            Column::words(ask.word("web-region")),
            Column::words(ask.word("report-code")),
            Column::summed(ask.word("radar-findings")),
            Column::summed(ask.word("detect-heading-workers")),
        ],
        rows: regions.iter().map(row).collect(),
        total: Some(ask.word("report-total")),
        ..Sheet::default()
    })
}

fn by_state(ask: &Ask<'_>, cases: &[&CaseLine]) -> Block {
    let mut states: BTreeMap<(&str, &str), (u64, Rupiah, Rupiah)> = BTreeMap::new();
    for case in cases {
        let sums = states.entry((case.state, case.skk)).or_insert((0, Rupiah(0), Rupiah(0)));
        *sums = (sums.0 + 1, sums.1 + case.outstanding, sums.2 + case.received);
    }
    let row = |((state, skk), (count, owed, received)): (&(&str, &str), &(u64, Rupiah, Rupiah))| {
        let (state, skk) = (ask.word(&format!("case-state-{state}")), ask.word(&format!("case-skk-{skk}")));
        vec![Value::Text(state), Value::Text(skk), Value::Count(*count), Value::Rupiah(*owed), Value::Rupiah(*received)]
    };
    Block::Table(Sheet {
        name: ask.word("report-sheet-cases-state"),
        columns: vec![
            Column::words(ask.word("report-state")),
            Column::words(ask.word("skk-count")),
            Column::summed(ask.word("case-title")),
            Column::summed(ask.word("report-owed")),
            Column::summed(ask.word("report-received")),
        ],
        rows: states.iter().map(row).collect(),
        total: Some(ask.word("report-total")),
        ..Sheet::default()
    })
}

fn one_by_one(ask: &Ask<'_>, cases: &[&CaseLine]) -> Block {
    let row = |case: &&CaseLine| {
        let due = case.deadlines.first().map_or(Value::Empty, |deadline| Value::Text(ask.day(deadline.on)));
        vec![
            Value::Text(case.number.clone()),
            Value::Text(case.name.clone()),
            Value::Text(case.region_name.clone()),
            Value::Text(ask.word(&format!("case-state-{}", case.state))),
            due,
            Value::Rupiah(case.outstanding),
            Value::Rupiah(case.received),
        ]
    };
    Block::Table(Sheet {
        name: ask.word("case-title"),
        place: Place::Both,
        columns: vec![
            Column::words(ask.word("meeting-number")),
            Column::words(ask.word("report-employer")),
            Column::words(ask.word("web-region")),
            Column::words(ask.word("report-state")),
            Column::words(ask.word("commitment-due")),
            Column::summed(ask.word("report-owed")),
            Column::summed(ask.word("report-received")),
        ],
        rows: cases.iter().map(row).collect(),
        total: Some(ask.word("report-total")),
    })
}

fn by_year(ask: &Ask<'_>, years: &[SkkYear]) -> Block {
    let row = |year: &SkkYear| {
        vec![
            Value::Text(year.year.to_string()),
            Value::Text(year.region_name.clone()),
            Value::Count(year.skk),
            Value::Count(year.firms),
            Value::Count(year.returned),
            Value::Rupiah(year.face_value),
            Value::Rupiah(year.agreed),
            Value::Rupiah(year.recovered),
        ]
    };
    Block::Table(Sheet {
        name: ask.word("report-sheet-skk"),
        columns: vec![
            Column::words(ask.word("skk-year")),
            Column::words(ask.word("report-kejari")),
            Column::summed(ask.word("skk-count")),
            Column::summed(ask.word("skk-firms")),
            Column::summed(ask.word("skk-returned")),
            Column::summed(ask.word("skk-face")),
            Column::summed(ask.word("skk-agreed")),
            Column::summed(ask.word("skk-recovered")),
        ],
        rows: years.iter().map(row).collect(),
        total: Some(ask.word("report-total")),
        ..Sheet::default()
    })
}

fn powers(ask: &Ask<'_>, lines: &[&SkkLine]) -> Block {
    let row = |line: &&SkkLine| {
        let record = &line.record;
        vec![
            Value::Text(record.number.clone()),
            Value::Text(ask.day(record.issued_on)),
            Value::Text(line.name.clone()),
            Value::Text(line.region_name.clone()),
            Value::Text(ask.word(&format!("skk-end-{}", record.end.code()))),
            Value::Rupiah(record.face_value),
            Value::Rupiah(record.agreed),
            Value::Rupiah(record.recovered),
        ]
    };
    Block::Table(Sheet {
        name: ask.word("skk-one-by-one"),
        columns: vec![
            Column::words(ask.word("skk-number")),
            Column::words(ask.word("skk-issued")),
            Column::words(ask.word("report-employer")),
            Column::words(ask.word("report-kejari")),
            Column::words(ask.word("report-state")),
            Column::summed(ask.word("skk-face")),
            Column::summed(ask.word("skk-agreed")),
            Column::summed(ask.word("skk-recovered")),
        ],
        rows: lines.iter().map(row).collect(),
        total: Some(ask.word("report-total")),
        ..Sheet::default()
    })
}
