//! Target & prakiraan: what was promised by whom and where promises contradict each other, the bridge to a target by who has to act, who
//! lapses next month, and where coverage is going with the errors of the past.

use super::coverage::nothing_yet_or;
use super::parts::remark;
use crate::address::address;
use crate::ask::Asked;
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use app::{
    Ahead, AheadOf, AppError, BridgeAnswer, BridgeRequest, Contradiction, EndingAnswer, Quarrel, Refused, TargetsAnswer,
    TargetsRequest,
};
use axum::response::Response;
use base::access::Permission;
use base::handover::{Channel, Dimension};
use base::vocabulary::{Percent, Rupiah};
use maud::{Markup, PreEscaped, html};

/// Months ahead on the page.
const AHEAD: u32 = 12;
/// Months of the past in the picture.
const PAST: usize = 36;

/// What of the bridge is asked for.
pub(crate) fn bridge_of(asked: &Asked) -> Result<BridgeRequest, AppError> {
    let months = asked.number("lama")?.map(|months| u32::try_from(months).unwrap_or(u32::MAX));
    Ok(BridgeRequest { target: asked.text("target")?, share: asked.share("persen")?, months })
}

/// `GET /target`
pub(crate) async fn show(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    match nothing_yet_or(&voice, content(&desk, &voice, &asked).await) {
        Ok(body) => frame(&desk, &voice, Page::of(voice.word("plan-page-targets"), "target"), body).await,
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

async fn content(desk: &Seat, voice: &Voice<'_>, asked: &Asked) -> Result<Markup, AppError> {
    let targets = desk.held_targets(&TargetsRequest::default()).await?;
    let code = desk.seat().to_string();
    let bridge = match desk.bridge(&bridge_of(asked)?).await {
        // No set speaks of this region: the bridge to everybody.
        Err(AppError::Refused(Refused::Request { key: "error-no-target", .. })) if asked.given("target").is_none() => {
            desk.bridge(&BridgeRequest { share: Some(Percent(10_000)), ..bridge_of(asked)? }).await?
        }
        bridge => bridge?,
    };
    let ending = desk.ending().await?;
    let ahead = match desk.ahead(AHEAD, Dimension::Region).await {
        Err(AppError::Refused(refused)) => Err(AppError::Refused(refused)),
        ahead => Ok(ahead?),
    };
    Ok(html! {
        h1 { (headline(voice, &bridge)) }
        (bridge_part(voice, &targets, &bridge, &code))
        @match &ahead {
            Ok(ahead) => { (forecast_part(voice, ahead)) }
            Err(error) => { section { h2 { (voice.word("plan-forecast")) } p.cap { (error.in_words(voice.texts)) } } }
        }
        (ending_part(voice, &ending))
        (sets_part(voice, &targets, &code))
    })
}

fn headline(voice: &Voice<'_>, bridge: &BridgeAnswer) -> String {
    let arguments = [
        ("region", bridge.region_name.clone()),
        ("gap", voice.count(bridge.bridge.gap.0)),
        ("target", voice.count(bridge.target_count)),
        ("covered", voice.count(bridge.covered)),
        ("denominator", voice.count(bridge.denominator)),
        ("month", voice.numerals.month(bridge.as_of)),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    voice.say(if bridge.bridge.gap.0 == 0 { "plan-headline-met" } else { "plan-headline" }, &arguments)
}

fn money(rupiah: Option<Rupiah>) -> String {
    rupiah.map_or_else(|| "–".to_owned(), |rupiah| rupiah.to_string())
}

fn bridge_part(voice: &Voice<'_>, targets: &TargetsAnswer, bridge: &BridgeAnswer, code: &str) -> Markup {
    let people = voice.may(Permission::People);
    let of_seat = || targets.sets.iter().filter(|set| set.held.iter().any(|point| point.region_code == code));
    let months = bridge.bridge.months.to_string();
    html! {
        section {
            h2 { (voice.word("plan-bridge")) }
            p.asal { (voice.word("plan-bridge-more")) }
            form.saring-belum method="get" action="/target" {
                label { (voice.word("plan-target-id"))
                    select name="target" {
                        option value="" { (voice.word("plan-target-next")) }
                        @for set in of_seat() { option value=(set.set.id) selected[set.set.id == bridge.target] { (set_name(voice, set)) } }
                    }
                }
                label { (voice.word("plan-own-share")) input name="persen" inputmode="decimal" size="6"; }
                label { (voice.word("plan-line-months")) input name="lama" inputmode="numeric" size="4" value=(months); }
                button type="submit" { (voice.word("web-apply")) }
            }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("plan-bridge-channel")) } th scope="col" { (voice.word("plan-bridge-owner")) }
                    @for key in ["available", "asked", "monthly", "rupiah", "left"] { th.n scope="col" { (voice.word(&format!("plan-bridge-{key}"))) } } } }
                tbody { @for span in &bridge.bridge.spans { tr {
                    th scope="row" { (voice.of("channel", span.channel.code())) }
                    td { (voice.of("channel-owner", span.channel.code())) }
                    td.n { @if people && span.available > 0 { a href=(address("/belum", &[("wilayah", code), ("jalur", span.channel.code())])) { (voice.count(span.available)) } } @else { (voice.count(span.available)) } }
                    td.n { (voice.count(span.asked)) } td.n { (money(span.monthly)) } td.n { (money(span.rupiah)) } td.n { (voice.count(span.left)) }
                } } }
            } }
            p { (voice.say("plan-bridge-sum", &[("rupiah", &money(bridge.bridge.rupiah)), ("months", &months), ("unlisted", &voice.count(bridge.bridge.unlisted))])) }
            p.asal { (voice.word("plan-bridge-prices")) " " a href="/alokasi" { (voice.word("plan-to-allocation")) } }
            @if bridge.regions.len() > 1 { (by_region(voice, bridge, people)) }
        }
    }
}

fn by_region(voice: &Voice<'_>, bridge: &BridgeAnswer, people: bool) -> Markup {
    html! {
        details { summary { (voice.word("plan-bridge-regions")) }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("web-region")) } @for channel in Channel::ALL { th.n scope="col" { (voice.of("channel", channel.code())) } } } }
                tbody { @for region in &bridge.regions { tr {
                    th scope="row" { @if region.region_code.is_empty() { (voice.word("plan-no-place")) } @else { (region.region_name) } }
                    @for channel in Channel::ALL { td.n {
                        @let count = region.people.get(&channel).copied().unwrap_or(0);
                        @if people && count > 0 && !region.region_code.is_empty() { a href=(address("/belum", &[("wilayah", &region.region_code), ("jalur", channel.code())])) { (voice.count(count)) } } @else { (voice.count(count)) }
                    } }
                } } }
            } }
        }
    }
}

fn forecast_part(voice: &Voice<'_>, ahead: &Ahead) -> Markup {
    let Some(whole) = ahead.series.first() else { return html! {} };
    html! {
        section {
            h2 { (voice.word("plan-forecast")) }
            p { (back_test(voice, ahead)) }
            (ends(voice, ahead))
            (chart(voice, whole))
            @if !whole.chances.is_empty() { ul { @for chance in &whole.chances { li {
                (voice.say("plan-chance", &[("target", &chance.target), ("month", &voice.numerals.month(chance.due)), ("people", &voice.count(chance.people)), ("of", &tenths(chance.of_hundred))]))
            } } } }
            details { summary { (voice.word("plan-forecast-table")) }
                div.gulir tabindex="0" { table {
                    thead { tr { th scope="col" { (voice.word("web-region")) } th.n scope="col" { (voice.word("plan-ahead-now")) } th scope="col" { (voice.word("plan-ahead-month")) } @for key in ["people", "low", "high"] { th.n scope="col" { (voice.word(&format!("plan-ahead-{key}"))) } } } }
                    tbody { @for one in &ahead.series { @if let (Some((_, now)), Some(last)) = (one.past.last(), one.expected.last()) { tr {
                        th scope="row" { (one.name) } td.n { (voice.count(*now)) } td { (voice.numerals.short_month(last.month)) }
                        @for people in [last.people, last.low_80, last.high_80] { td.n { (voice.count(people.unsigned_abs())) } }
                    } } } }
                } }
            }
        }
    }
}

/// In how many of ten cases, as people say it.
fn tenths(of_hundred: u64) -> String {
    match of_hundred {
        0..5 => "<1".to_owned(),
        95.. => ">9".to_owned(),
        share => ((share + 5) / 10).to_string(),
    }
}

fn back_test(voice: &Voice<'_>, ahead: &Ahead) -> String {
    let test = &ahead.back_test;
    let arguments = [
        ("method", voice.of("plan-method", test.method.code())),
        ("error", voice.count(test.mean_error)),
        ("naive", voice.count(test.naive_error)),
        ("seasonal", voice.count(test.seasonal_error)),
        ("inside", test.inside_80.to_string()),
        ("tried", voice.count(test.tried as u64)),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    voice.say("plan-ahead-test", &arguments)
}

/// Where cover that approved plans bought ends.
fn ends(voice: &Voice<'_>, ahead: &Ahead) -> Markup {
    let told = |end: &app::PlanEnd| {
        let (people, month) = (voice.count(end.people), voice.numerals.month(end.month));
        voice.say("plan-ahead-end", &[("name", &end.name), ("people", &people), ("month", &month)])
    };
    html! { @for end in &ahead.ends { p.cap { "▲ " a href=(format!("/alokasi/{}", end.plan)) { (told(end)) } } } }
}

fn chart(voice: &Voice<'_>, one: &AheadOf) -> Markup {
    let past = &one.past[one.past.len().saturating_sub(PAST)..];
    let people = |people: i64| people.unsigned_abs();
    let ahead: Vec<report::Ahead> = one
        .expected
        .iter()
        .map(|month| report::Ahead {
            month: month.month,
            people: people(month.people),
            half: (people(month.low_50), people(month.high_50)),
            most: (people(month.low_80), people(month.high_80)),
        })
        .collect();
    let targets: Vec<(String, u64)> = one.chances.iter().map(|chance| (chance.target.clone(), chance.people)).collect();
    let title = voice.say("plan-forecast-title", &[("region", &one.name)]);
    html! { figure { (PreEscaped(report::fan(past, &ahead, &targets, &title, voice.numerals))) figcaption.asal { (title) " · " (voice.word("plan-forecast-below")) } } }
}

fn ending_part(voice: &Voice<'_>, ending: &EndingAnswer) -> Markup {
    html! {
        section {
            h2 { (voice.say("plan-ending-title", &[("people", &voice.count(ending.people)), ("month", &voice.numerals.month(ending.lapses_in))])) }
            p.asal { (voice.word("plan-ending-more")) }
            details { summary { (voice.word("plan-ending-table")) }
                div.gulir tabindex="0" { table {
                    thead { tr { th scope="col" { (voice.word("web-region")) } th scope="col" { (voice.word("plan-ending-segment")) } th scope="col" { (voice.word("plan-ending-cause")) } th.n scope="col" { (voice.word("plan-heading-people")) } } }
                    tbody { @for row in &ending.rows { tr {
                        th scope="row" { @if row.region_code.is_empty() { (voice.word("plan-no-place")) } @else { (row.region_name) } }
                        td { (voice.of("segment", &row.segment)) }
                        td { (voice.word(if row.unpaid { "plan-ending-unpaid" } else { "plan-ending-renew" })) } td.n { (voice.count(row.people)) }
                    } } }
                } }
            }
        }
    }
}

fn set_name<'s>(voice: &Voice<'_>, set: &'s app::SetAnswer) -> &'s str {
    if voice.language() == texts::Language::Indonesian { &set.set.name } else { &set.set.name_en }
}

fn sets_part(voice: &Voice<'_>, targets: &TargetsAnswer, code: &str) -> Markup {
    let points = || targets.sets.iter().flat_map(|set| set.held.iter().map(move |point| (set, point)));
    let (own, others): (Vec<_>, Vec<_>) = points().partition(|(_, point)| point.region_code == code);
    html! {
        section {
            h2 { (voice.word("plan-sets")) }
            p.asal { (voice.say("plan-target-basis", &[("numerator", &targets.numerator_name), ("denominator", &targets.denominator_name), ("premium", &targets.premium.to_string())])) }
            @let quarrels: Vec<&Contradiction> = targets.contradictions.iter().filter(|one| one.region.to_string() == code).collect();
            @if !quarrels.is_empty() { div.peringatan role="note" { p { strong { "▲ " (voice.word("plan-quarrels")) } } ul { @for one in quarrels { li { (quarrel(voice, one)) } } } } }
            (set_table(voice, &own))
            @if !others.is_empty() { details { summary { (voice.word("plan-sets-regions")) } (set_table(voice, &others)) } }
        }
    }
}

fn quarrel(voice: &Voice<'_>, one: &Contradiction) -> String {
    let arguments = [
        ("region", one.region.to_string()),
        ("one", one.one.clone()),
        ("other", one.other.clone()),
        ("due", voice.numerals.month(one.one_due)),
        ("later", voice.numerals.month(one.other_due)),
        ("people", voice.count(one.one_people.0)),
        ("others", voice.count(one.other_people.0)),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    voice.say(if one.how == Quarrel::SameMonth { "plan-quarrel-same-month" } else { "plan-quarrel-falls" }, &arguments)
}

fn set_table(voice: &Voice<'_>, points: &[(&app::SetAnswer, &app::PointAnswer)]) -> Markup {
    html! {
        div.gulir tabindex="0" { table {
            thead { tr { th scope="col" { (voice.word("plan-target-id")) } th scope="col" { (voice.word("web-region")) } th scope="col" { (voice.word("plan-target-due")) }
                @for key in ["share", "target", "gap", "per-month", "year"] { th.n scope="col" { (voice.word(&format!("plan-target-{key}"))) } }
                th scope="col" { (voice.word("plan-target-document")) } } }
            tbody { @for (set, point) in points { tr {
                th scope="row" { (set_name(voice, set)) }
                td { (point.region_name) } td { (voice.numerals.short_month(point.due)) @if point.need.past { " · " (voice.word("plan-target-past")) } }
                td.n { @if let Some(share) = point.need.target_percent { (voice.numerals.percent(share)) } }
                td.n { (voice.count(point.need.target.0)) } td.n { (voice.count(point.need.gap.0)) }
                td.n { @if let Some(month) = point.need.path.first() { (voice.count(month.enrol)) } @else { "–" } }
                td.n { (money(point.rupiah_per_year)) }
                td { (set.set.document) " · " (set.set.owner) @if !set.set.note.is_empty() { " · " (remark(voice, &set.set.note)) } " · " (voice.of("confidence", set.set.confidence.code())) }
            } } }
        } }
    }
}
