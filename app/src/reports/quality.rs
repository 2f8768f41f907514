//! The letter to a sender about the quality of what they sent: what came in, what came back and why, and how to mend it. Counts only: no row,
//! no name, no file name. A sender that the asker does not see is told like one that does not exist.

use super::{Ask, refused};
use crate::access::sees;
use crate::fault::AppError;
use crate::receipt::KeptFindings;
use base::access::Permission;
use base::handover::{FindingCode, showable};
use report::{Block, Column, Document, Sheet, Value};
use std::collections::BTreeMap;
use store::Batch;

pub(super) async fn document(ask: &Ask<'_>, source: &str) -> Result<Document, AppError> {
    ask.scope.require(Permission::Receipts)?;
    let origins = ask.home.store.origins().await?;
    let until = ask.request.known_on.unwrap_or(ask.request.on);
    let mine = |batch: &Batch| {
        batch.source == source
            && !batch.withdrawn
            && batch.known_on <= until
            && sees(ask.scope, ask.home.region, origins.get(&batch.number))
    };
    let batches: Vec<Batch> = ask.home.store.batches().await?.into_iter().filter(mine).collect();
    if batches.is_empty() {
        return Err(refused("error-report-source", showable(source)));
    }
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for batch in &batches {
        let kept: KeptFindings =
            serde_json::from_str(&batch.findings).map_err(|_| AppError::Unreadable("the findings of a batch cannot be read"))?;
        kept.counts.into_iter().for_each(|(code, count)| *counts.entry(code).or_default() += count);
    }
    let sum = |of: fn(&Batch) -> u64| batches.iter().map(of).sum::<u64>();
    let (read, accepted, refused) =
        (sum(|one| one.counts.rows_read), sum(|one| one.counts.accepted), sum(|one| one.counts.refused));
    let duplicate = sum(|one| one.counts.duplicate);
    let said = [
        ("read", ask.count(read)),
        ("accepted", ask.count(accepted)),
        ("refused", ask.count(refused)),
        ("duplicate", ask.count(duplicate)),
        ("lists", ask.count(batches.len() as u64)),
    ];
    let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
    let name = showable(source);
    let mut blocks = vec![
        Block::Text { text: ask.say("report-to", &[("name", &name)]) },
        ask.text("report-senders-opening", &said),
        ask.heading("report-senders-lists"),
        lists(ask, &batches),
    ];
    let (back, noted): (Vec<_>, Vec<_>) = counts.iter().partition(|(code, _)| refuses(code));
    for (key, found) in [("report-senders-back", back), ("report-senders-noted", noted)] {
        if !found.is_empty() {
            blocks.extend([ask.heading(key), findings(ask, &ask.word(key), &found)]);
        }
    }
    blocks.push(ask.text(if refused > 0 { "report-senders-next" } else { "report-senders-thanks" }, &[]));
    blocks.push(Block::Signature);
    let synthetic = ask.home.is_synthetic().await?;
    let origin = vec![
        (ask.word("report-filter"), ask.say("report-filter-sender", &[("name", &name)])),
        (ask.word("web-known"), ask.day(until)),
        (ask.word("report-batches"), batches.iter().map(|batch| batch.number.to_string()).collect::<Vec<_>>().join(", ")),
        (ask.word("report-counted"), ask.word("report-conservation")),
        ask.whose_data(synthetic),
    ];
    Ok(Document {
        kind: "quality",
        title: ask.word("report-senders-title"),
        subtitle: ask.say("report-senders-subtitle", &[("name", &name), ("day", &ask.day(ask.request.on))]),
        on: ask.request.on.to_string(),
        synthetic,
        origin,
        blocks,
    })
}

fn refuses(code: &str) -> bool {
    FindingCode::ALL.iter().any(|known| known.code() == code && known.refuses())
}

fn lists(ask: &Ask<'_>, batches: &[Batch]) -> Block {
    let row = |batch: &Batch| {
        vec![
            Value::Text(format!("#{}", batch.number)),
            Value::Text(ask.word(&format!("kind-{}", batch.kind))),
            Value::Text(ask.day(batch.as_of)),
            Value::Text(ask.day(batch.known_on)),
            Value::Count(batch.counts.rows_read),
            Value::Count(batch.counts.accepted),
            Value::Count(batch.counts.refused),
            Value::Count(batch.counts.duplicate),
            Value::Empty,
        ]
    };
    Block::Table(Sheet {
        name: ask.word("report-senders-lists"),
        columns: vec![
            Column::words(ask.word("report-list")),
            Column::words(ask.word("report-kind")),
            Column::words(ask.word("report-describes")),
            Column::words(ask.word("report-received-on")),
            Column::summed(ask.word("report-read")),
            Column::summed(ask.word("report-accepted")),
            Column::summed(ask.word("report-refused")),
            Column::summed(ask.word("report-duplicate")),
            Column::share(ask.word("report-refused-share"), 6, 4),
        ],
        rows: batches.iter().map(row).collect(),
        total: Some(ask.word("report-total")),
        ..Sheet::default()
    })
}

/// Findings by code, the most first: what is wrong and how to mend it, in general words. What stood in a cell is not told.
fn findings(ask: &Ask<'_>, name: &str, found: &[(&String, &u64)]) -> Block {
    let mut found = found.to_vec();
    found.sort_by_key(|(code, count)| (std::cmp::Reverse(**count), *code));
    let row = |(code, count): &(&String, &u64)| {
        let arguments = [("detail", "…")];
        let said = |text: String| Value::Text(text.replace(": …", "").trim().to_owned());
        vec![said(ask.say(code, &arguments)), Value::Count(**count), said(ask.texts.fix(code, &arguments))]
    };
    Block::Table(Sheet {
        name: name.to_owned(),
        columns: vec![
            Column::words(ask.word("report-finding")),
            Column::figures(ask.word("report-times")),
            Column::words(ask.word("report-fix")),
        ],
        rows: found.iter().map(row).collect(),
        ..Sheet::default()
    })
}
