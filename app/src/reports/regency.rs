//! One page about a regency, for somebody with five minutes: the figure with its operands, the bar to the target, the line over months, who
//! is uncovered, and the three next acts with who has to act and what it costs.

use super::Ask;
use super::figures::{Figures, groups, groups_table};
use crate::access::Scope;
use crate::fault::{AppError, Refused};
use crate::planning::{BridgeRequest, bridge};
use base::access::{Area, Permission};
use base::handover::Channel;
use base::vocabulary::region::{Level, RegionCode};
use plan::bridge::Span;
use report::{Block, Document, rupiah_of};

/// Groups that are told.
const GROUPS: usize = 5;
/// Acts that are told.
const ACTS: usize = 3;

pub(super) async fn document(ask: &Ask<'_>, region: RegionCode) -> Result<Document, AppError> {
    ask.scope.require(Permission::Figures)?;
    let there =
        ask.home.region.contains(region) && ask.home.regions.get(region).is_some() && region.level() <= Level::KabupatenKota;
    if !there || !ask.scope.area().contains(region) {
        return Err(Refused::UnknownRegion(region.to_string()).into());
    }
    let scope = ask.scope.narrowed(&Area::of([region]));
    let figures = Figures::of(ask, &scope, region).await?;
    let month = figures.whole.as_of;
    let mut blocks = figures.lead(ask);
    blocks.push(figures.bar(ask));
    blocks.extend(figures.line(ask));
    let found = groups(ask, &scope, month, GROUPS).await?;
    if !found.is_empty() {
        blocks.extend([ask.heading("report-by-group"), groups_table(ask, &found)]);
    }
    blocks.extend(acts(ask, &scope, &figures).await?);
    let filter = ask.say("report-filter-region", &[("region", &ask.name(region))]);
    Ok(Document {
        kind: "regency",
        title: ask.name(region),
        subtitle: ask
            .say("report-regency-subtitle", &[("month", &ask.numerals().month(month)), ("day", &ask.day(ask.request.on))]),
        on: ask.request.on.to_string(),
        synthetic: figures.whole.synthetic,
        origin: ask.origin(&figures.whole, filter).await?,
        blocks,
    })
}

/// The channels through which most people can be covered, in the order of the law where the target asks for them. The bridge counts what is
/// known now: of an earlier month or knowledge, and for whoever sees no plans, there are none.
async fn acts(ask: &Ask<'_>, scope: &Scope, figures: &Figures) -> Result<Vec<Block>, AppError> {
    let Some(goal) = figures.goal.as_ref().filter(|_| scope.may(Permission::Plan)) else { return Ok(Vec::new()) };
    let answer = bridge(ask.home, scope, &BridgeRequest { share: Some(goal.share), ..BridgeRequest::default() }).await?;
    if answer.snapshot != figures.whole.snapshot || answer.as_of != figures.whole.as_of {
        return Ok(vec![ask.heading("report-acts"), ask.text("report-acts-later", &[])]);
    }
    let mut spans: Vec<&Span> = answer.bridge.spans.iter().filter(|span| people(span) > 0).collect();
    spans.sort_by_key(|span| std::cmp::Reverse(people(span)));
    spans.truncate(ACTS);
    if spans.is_empty() {
        return Ok(Vec::new());
    }
    let items = spans.into_iter().map(|span| act(ask, span, answer.bridge.months)).collect();
    Ok(vec![ask.heading("report-acts"), Block::List { items }])
}

/// Whom the target asks for; once it is met, whom it would still be about.
const fn people(span: &Span) -> u64 {
    if span.asked > 0 { span.asked } else { span.available }
}

fn act(ask: &Ask<'_>, span: &Span, months: u32) -> String {
    let code = channel_code(span.channel);
    let (owner, channel) = (ask.word(&format!("channel-owner-{code}")), ask.word(&format!("channel-{code}")));
    let (people, months) = (ask.count(people(span)), months.to_string());
    let said = |money: &str| {
        let key = if money.is_empty() { "report-act" } else { "report-act-cost" };
        ask.say(key, &[("owner", &owner), ("channel", &channel), ("people", &people), ("rupiah", money), ("months", &months)])
    };
    said(&span.rupiah.filter(|_| span.asked > 0).map(|rupiah| rupiah_of(rupiah, ask.numerals())).unwrap_or_default())
}

fn channel_code(channel: Channel) -> String {
    channel.code().replace('_', "-")
}
