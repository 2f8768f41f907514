//! The monev report of a region: the figure and its target, where it stands and how it moves, who is uncovered, what the indicators say,
//! what was promised, and who may not comply.

use super::figures::{Figures, groups, groups_table};
use super::{Ask, refused};
use crate::detect::{DetectRequest, detect};
use crate::fault::AppError;
use crate::meeting::{CommitmentLine, NewMeeting, commitments, freeze};
use base::access::Permission;
use base::vocabulary::Rupiah;
use enforce::Detector;
use enforce::detect::RupiahFor;
use evaluate::{CommitmentState, ScoreLine};
use report::{Block, Column, Document, Place, Sheet, Value};

/// Groups of the uncovered that are told.
const GROUPS: usize = 10;
/// Commitments on paper; all of them stand in the workbook.
const PROMISES: usize = 20;

pub(super) async fn document(ask: &Ask<'_>) -> Result<Document, AppError> {
    ask.scope.require(Permission::Figures)?;
    let seat = ask.scope.seat(ask.home.region).ok_or_else(|| refused("error-report-region", ask.scope.area().to_string()))?;
    let scope = ask.scope.narrowed(&base::access::Area::of([seat]));
    let figures = Figures::of(ask, &scope, seat).await?;
    let month = figures.whole.as_of;
    let mut blocks = figures.lead(ask);
    blocks.push(figures.bar(ask));
    blocks.extend(figures.line(ask));
    let found = groups(ask, &scope, month, GROUPS).await?;
    if !found.is_empty() {
        blocks.extend([ask.heading("report-by-group"), ask.text("report-groups-more", &[]), groups_table(ask, &found)]);
    }
    blocks.extend(figures.map(ask).await?);
    blocks.extend([ask.heading("report-by-region"), figures.table(ask)]);
    let new = NewMeeting { month: Some(month), ..NewMeeting::default() };
    let frozen = freeze(ask.home, &scope, &new, ask.request.on).await?;
    blocks.extend(indicators(ask, &frozen)?);
    blocks.extend(promises(ask).await?);
    if ask.scope.may(Permission::Cases) {
        blocks.extend(compliance(ask).await?);
    }
    blocks.push(Block::Signature);
    let filter = ask.say("report-filter-region", &[("region", &ask.name(seat))]);
    let mut origin = ask.origin(&figures.whole, filter).await?;
    origin.push((ask.word("report-rule"), figures.rule.clone()));
    Ok(Document {
        kind: "monev",
        title: ask.say("report-monev-title", &[("region", &ask.name(seat))]),
        subtitle: ask.say("report-subtitle", &[("month", &ask.numerals().month(month)), ("day", &ask.day(ask.request.on))]),
        on: ask.request.on.to_string(),
        synthetic: figures.whole.synthetic,
        origin,
        blocks,
    })
}

/// What the forum asks for: sums of the region on paper, every figure with its place in the workbook.
fn indicators(ask: &Ask<'_>, frozen: &crate::meeting::Frozen) -> Result<Vec<Block>, AppError> {
    let set = crate::meeting::indicators(ask.home)?;
    // Coverage of everybody is what the report begins with, those without a region too: a second sum would contradict it.
    let is_whole = |code: &str| set.get(code).is_some_and(|one| one.cut.is_none() && one.by_hand.is_none());
    let of = |code: &str| frozen.lines.iter().filter(|line| line.indicator == code).collect::<Vec<&ScoreLine>>();
    let name = |one: &crate::meeting::FrozenIndicator| ask.of_language(&one.name, &one.name_en).to_owned();
    let sums = frozen.indicators.iter().filter(|one| !is_whole(&one.code)).map(|one| {
        let lines = of(&one.code);
        let operands = lines.first().map_or_else(String::new, |line| {
            format!("{} / {}", ask.operand(&line.numerator_name), ask.operand(&line.denominator_name))
        });
        vec![
            Value::Text(name(one)),
            Value::Text(operands),
            Value::Count(lines.iter().map(|line| line.numerator).sum()),
            Value::Count(lines.iter().map(|line| line.denominator).sum()),
            Value::Empty,
            Value::Text(one.addressee.clone()),
        ]
    });
    let rank = |rank: Option<u32>| rank.map_or(Value::Empty, |rank| Value::Count(u64::from(rank)));
    let one_by_one = frozen.indicators.iter().flat_map(|one| {
        let (name, lines) = (name(one), of(&one.code));
        lines.into_iter().map(move |line| {
            vec![
                Value::Text(name.clone()),
                Value::Text(line.region_code.clone()),
                Value::Text(line.region_name.clone()),
                Value::Count(line.numerator),
                Value::Count(line.denominator),
                Value::Empty,
                rank(line.rank_from),
                rank(line.rank_to),
                Value::Text(line.numerator_name.clone()),
                Value::Text(line.denominator_name.clone()),
            ]
        })
    });
    let word = |key: &str| ask.word(key);
    Ok(vec![
        ask.heading("report-indicators"),
        ask.text("report-indicators-more", &[]),
        Block::Table(Sheet {
            name: word("report-sheet-indicators"),
            columns: vec![
                Column::words(word("period-indicator")),
                Column::words(word("report-operands")),
                Column::figures(word("web-numerator")),
                Column::figures(word("web-denominator")),
                Column::share(word("period-share"), 2, 3),
                Column::words(word("report-addressee")),
            ],
            rows: sums.collect(),
            ..Sheet::default()
        }),
        Block::Table(Sheet {
            name: word("report-sheet-scores"),
            place: Place::Workbook,
            columns: vec![
                Column::words(word("period-indicator")),
                Column::words(word("report-code")),
                Column::words(word("web-region")),
                Column::figures(word("web-numerator")),
                Column::figures(word("web-denominator")),
                Column::share(word("period-share"), 3, 4),
                Column::figures(word("report-rank-best")),
                Column::figures(word("report-rank-worst")),
                Column::words(word("report-numerator-name")),
                Column::words(word("report-denominator-name")),
            ],
            rows: one_by_one.collect(),
            ..Sheet::default()
        }),
    ])
}

async fn promises(ask: &Ask<'_>) -> Result<Vec<Block>, AppError> {
    let all = commitments(ask.home, ask.scope, ask.request.on).await?;
    let count = |state| ask.count(all.iter().filter(|one| one.state == state).count() as u64);
    let mut blocks = vec![ask.heading("commitment-title")];
    if all.is_empty() {
        blocks.push(ask.text("commitment-none", &[]));
        return Ok(blocks);
    }
    let said = [
        ("all", ask.count(all.len() as u64)),
        ("done", count(CommitmentState::Done)),
        ("late", count(CommitmentState::Late)),
        ("running", count(CommitmentState::Running)),
        ("dropped", count(CommitmentState::Dropped)),
    ];
    blocks.push(ask.text("report-promises", &said.each_ref().map(|(name, value)| (*name, value.as_str()))));
    let row = |one: &CommitmentLine| {
        let due = match one.moved_from.first() {
            None => ask.day(one.due),
            Some(first) => {
                let moved = [("count", one.moved_from.len().to_string()), ("day", ask.day(*first))];
                format!(
                    "{} ({})",
                    ask.day(one.due),
                    ask.say("commitment-moved", &moved.each_ref().map(|(name, value)| (*name, value.as_str())))
                )
            }
        };
        let texts = [one.number.clone(), one.what.clone(), one.owner.clone(), due, one.measure.clone(), state_of(ask, one)];
        texts.into_iter().map(Value::Text).collect::<Vec<_>>()
    };
    let headings =
        ["meeting-number", "report-promise", "report-owner", "commitment-due", "commitment-measure", "commitment-state"];
    let sheet = |place: Place, rows: Vec<Vec<Value>>| {
        let columns = headings.iter().map(|key| Column::words(ask.word(key))).collect();
        Block::Table(Sheet { name: ask.word("commitment-title"), place, columns, rows, total: None })
    };
    let open = all.iter().filter(|one| one.ended_on.is_none()).take(PROMISES).map(row).collect::<Vec<_>>();
    // What is open stands on paper; everything in the workbook, once.
    if open.len() == all.len() {
        blocks.push(sheet(Place::Both, open));
    } else {
        blocks.push(sheet(Place::Paper, open));
        blocks.push(sheet(Place::Workbook, all.iter().map(row).collect()));
    }
    Ok(blocks)
}

fn state_of(ask: &Ask<'_>, one: &CommitmentLine) -> String {
    ask.word(&format!("commitment-state-{}", one.state.code()))
}

async fn compliance(ask: &Ask<'_>) -> Result<Vec<Block>, AppError> {
    let request = DetectRequest { as_of: ask.request.month, known_on: ask.request.known_on, only: None };
    let answer = detect(ask.home, ask.scope, &request).await?;
    Ok(vec![ask.heading("report-compliance"), ask.text("report-findings-more", &[]), by_detector(ask, &answer.findings)])
}

/// Findings by their kind: how many, workers, and rupiah for a month or up to now.
pub(super) fn by_detector(ask: &Ask<'_>, findings: &[crate::detect::ProposedFinding]) -> Block {
    let row = |detector: Detector| {
        let own: Vec<_> = findings.iter().filter(|finding| finding.detector == detector).collect();
        let (workers, rupiah) =
            (own.iter().filter_map(|one| one.workers).sum(), own.iter().filter_map(|one| one.rupiah).sum::<Rupiah>());
        let monthly = detector.rupiah_for() == RupiahFor::Month;
        let (a_month, until_now) =
            if monthly { (Value::Rupiah(rupiah), Value::Empty) } else { (Value::Empty, Value::Rupiah(rupiah)) };
        (!own.is_empty()).then(|| {
            let kind = ask.word(&format!("detector-{}", detector.code()));
            vec![Value::Text(kind), Value::Count(own.len() as u64), Value::Count(workers), a_month, until_now]
        })
    };
    Block::Table(Sheet {
        name: ask.word("report-sheet-findings"),
        columns: vec![
            Column::words(ask.word("detect-heading-kind")),
            Column::summed(ask.word("radar-findings")),
            Column::summed(ask.word("detect-heading-workers")),
            Column::summed(ask.word("report-rupiah-month")),
            Column::summed(ask.word("report-rupiah-total")),
        ],
        rows: Detector::ALL.into_iter().filter_map(row).collect(),
        total: Some(ask.word("report-total")),
        ..Sheet::default()
    })
}
