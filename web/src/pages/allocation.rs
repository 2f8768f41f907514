//! Alokasi anggaran: number boxes on one side, the best plan on the other. Works without a script; with one the result moves at once.

use super::coverage::nothing_yet_or;
use crate::ask::{Asked, refused};
use crate::errors;
use crate::frame::{Page, frame};
use crate::gate::Seat;
use crate::reader::{Reader, Voice};
use app::{AllocationAnswer, AllocationRequest, AppError, FundAsked, Ground, KeptPlan, Objective};
use axum::response::Response;
use base::access::Permission;
use base::vocabulary::{Percent, Rupiah};
use maud::{Markup, html};
use std::sync::Arc;

/// The largest scale of all sums, in percent.
const MOST_SCALE: usize = 1_000;

/// Reads what is asked: months, aim, the scale of all sums, sums of single funds, limits. What cannot be read is refused by name.
pub(crate) fn request_of(asked: &Asked, ground: &Ground) -> Result<AllocationRequest, AppError> {
    let usual = AllocationRequest::default();
    let aims = [("people", Objective::People), ("risk", Objective::Risk)];
    let scale = asked.number("skala")?.unwrap_or(100);
    if scale > MOST_SCALE {
        return Err(refused("error-plan-scale", &scale.to_string()));
    }
    let scale = i64::try_from(scale).unwrap_or(100);
    let mut funds = Vec::new();
    for fund in &ground.funds {
        let own = asked.given(&format!("dana.{}", fund.id)).map(sum).transpose()?;
        let rupiah = own.unwrap_or(fund.rupiah);
        let rupiah = Rupiah(rupiah.0.saturating_mul(scale) / 100);
        if rupiah != fund.rupiah {
            funds.push(FundAsked { id: fund.id.clone(), rupiah });
        }
    }
    let limit = |name: &str| Ok::<_, AppError>(asked.number(name)?.filter(|count| *count > 0).map(|count| count as u64));
    Ok(AllocationRequest {
        objective: asked.choice("tujuan", &aims)?.unwrap_or(usual.objective),
        months: asked.number("bulan")?.map_or(usual.months, |months| u32::try_from(months).unwrap_or(u32::MAX)),
        funds,
        village_most: limit("desa")?,
        regency_least: limit("kab")?,
    })
}

/// A sum as people type it: `1.000.000`, `Rp1.000.000`, `1000000`.
fn sum(text: &str) -> Result<Rupiah, AppError> {
    let plain = text.trim().trim_start_matches("Rp").trim();
    let known = plain.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ' ');
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    let read = digits.parse().ok().filter(|_| known && digits.len() <= 15);
    read.map(Rupiah).ok_or_else(|| refused("error-not-a-sum", text))
}

/// Candidates, what was asked, and the plan.
pub(crate) async fn answer(desk: &Seat, asked: &Asked) -> Result<(Arc<Ground>, AllocationAnswer), AppError> {
    let ground = desk.ground().await?;
    let request = request_of(asked, &ground)?;
    let (of, kept) = (Arc::clone(&ground), request);
    let answer = desk.ask(async move |_, _| app::answer_of(&of, &kept)).await?;
    Ok((ground, answer))
}

/// `GET /alokasi`
pub(crate) async fn show(desk: Seat, reader: Reader, asked: Asked) -> Response {
    let voice = desk.voice(&reader);
    match nothing_yet_or(&voice, content(&desk, &voice, &asked).await) {
        Ok(body) => {
            let page = Page { script: Some("/aset/alokasi.js"), ..Page::of(voice.word("plan-page-allocation"), "alokasi") };
            frame(&desk, &voice, page, body).await
        }
        Err(error) => errors::of(&desk, &voice, &error).await,
    }
}

async fn content(desk: &Seat, voice: &Voice<'_>, asked: &Asked) -> Result<Markup, AppError> {
    let (ground, answer) = answer(desk, asked).await?;
    let kept = desk.ask(app::kept_plans).await?;
    let need = desk.bridge(&app::BridgeRequest::default()).await.ok();
    Ok(html! {
        h1 id="hasil" aria-live="polite" { (headline(voice, &answer)) }
        (warnings(voice, &ground, &answer))
        div.dua {
            (form(voice, &ground, &answer, asked))
            section {
                h2 { (voice.word("plan-result")) }
                (cards(voice, &answer))
                @if let Some(bridge) = need { p { (needed(voice, &bridge, &answer)) } }
                (prices(voice, &answer))
            }
        }
        section { h2 { (voice.word("plan-by-region")) } (by_region(voice, desk, &answer)) }
        (scenarios(voice, &kept))
    })
}

/// The sentence of a plan.
pub(crate) fn headline(voice: &Voice<'_>, answer: &AllocationAnswer) -> String {
    if answer.status == "infeasible" {
        return voice.say("plan-infeasible", &[("limits", &answer.conflicts.join("; "))]);
    }
    let share = |covered: u64| crate::show::rate_text(voice, crate::show::share(covered, answer.denominator));
    let arguments = [
        ("rupiah", answer.rupiah.to_string()),
        ("before", share(answer.covered)),
        ("after", share(answer.covered + answer.people)),
        ("people", voice.count(answer.people)),
        ("months", answer.asked.months.to_string()),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    voice.say("plan-allocation-headline", &arguments)
}

fn warnings(voice: &Voice<'_>, ground: &Ground, answer: &AllocationAnswer) -> Markup {
    html! {
        p.asal id="bukti" { (proof(voice, answer)) " · " (voice.say("web-as-of", &[("month", &voice.numerals.month(answer.as_of))])) " · " (answer.denominator_name) " · " (voice.word("web-snapshot")) " " code { (crate::show::short(&answer.snapshot)) } }
        p.cap id="pemakaman" hidden[!answer.funeral_only] { "▲ " (voice.say("plan-funeral", &[("months", &answer.asked.months.to_string())])) }
        @if !ground.unused.is_empty() { p.cap { "● " (voice.word("plan-unused")) " " @for (place, one) in ground.unused.iter().enumerate() { @if place > 0 { "; " } (one.source) " " (one.rupiah) } } }
    }
}

fn proof(voice: &Voice<'_>, answer: &AllocationAnswer) -> String {
    match answer.status.as_str() {
        "optimal" => voice.word("plan-optimal"),
        "infeasible" => voice.word("plan-no-plan"),
        _ => voice.say("plan-feasible", &[("gap", &answer.gap.unwrap_or(0).to_string())]),
    }
}

/// One sum as a form shows it: the one asked about before it was scaled.
fn form(voice: &Voice<'_>, ground: &Ground, answer: &AllocationAnswer, asked: &Asked) -> Markup {
    let value = |name: &str, usual: &str| asked.given(name).unwrap_or(usual).to_owned();
    let risk = answer.asked.objective == Objective::Risk;
    html! {
        form.rencana method="get" action="/alokasi" data-alokasi="/api/v1/plan/allocation" data-asal="/alokasi" {
            h2 { (voice.word("plan-inputs")) }
            label { (voice.word("plan-months-of-cover")) input name="bulan" type="number" min="1" max="60" value=(value("bulan", "12")) data-geser="24"; }
            label { (voice.word("plan-scale")) input name="skala" type="number" min="0" max=(MOST_SCALE) value=(value("skala", "100")) data-geser="300"; }
            label { (voice.word("plan-aim"))
                select name="tujuan" { option value="people" selected[!risk] { (voice.word("plan-aim-people")) } option value="risk" selected[risk] { (voice.word("plan-aim-risk")) } }
            }
            label { (voice.word("plan-village-most")) input name="desa" type="number" min="0" value=(value("desa", "")); }
            label { (voice.word("plan-regency-least")) input name="kab" type="number" min="0" value=(value("kab", "")); }
            p.asal { (voice.say("plan-premium", &[("premium", &ground.premium.to_string())])) }
            details open[ground.funds.len() <= 8] { summary { (voice.say("plan-funds", &[("count", &voice.count(ground.funds.len() as u64)), ("money", &answer.money.to_string())])) }
                @if ground.funds.is_empty() { p { (voice.word("plan-no-funds")) " " a href="/impor" { (voice.word("web-import")) } } }
                @for fund in &ground.funds {
                    @let name = format!("dana.{}", fund.id);
                    label { (fund.region_name) " · " (voice.language_of(&fund.source.name, &fund.source.name_en)) @if !fund.group.is_empty() { " · " (group(voice, &fund.group)) } " (" (fund.rupiah) ")"
                        input name=(name) inputmode="numeric" placeholder=(fund.rupiah.0.to_string()) value=(value(&name, ""));
                    }
                }
            }
            div.tombol-tombol {
                button type="submit" { (voice.word("plan-count")) }
                a.tombol.kedua href="/alokasi" { (voice.word("plan-reset")) }
            }
            @if voice.may(Permission::PlanEdit) {
                label { (voice.word("plan-name")) input name="nama" maxlength="80" placeholder=(voice.word("plan-name-example")); }
                button.kedua type="submit" formmethod="post" formaction="/alokasi/simpan" { (voice.word("plan-keep")) }
            }
        }
    }
}

/// The Indonesian or English name of a group; its words stand in the rulebook.
pub(crate) fn group(voice: &Voice<'_>, code: &str) -> String {
    voice.of("group", code)
}

fn cards(voice: &Voice<'_>, answer: &AllocationAnswer) -> Markup {
    use crate::show::card;
    let candidates: u64 = answer.cells.iter().map(|cell| cell.candidates).sum();
    html! {
        div.kartu-kartu {
            (card(&voice.word("plan-heading-people"), &html! { span id="orang" { (voice.count(answer.people)) } }, &html! { (voice.say("plan-of-candidates", &[("count", &voice.count(candidates))])) }))
            (card(&voice.word("plan-spent"), &html! { span id="rupiah" { (answer.rupiah) } }, &html! { (voice.say("plan-of-money", &[("money", &answer.money.to_string())])) }))
        }
    }
}

/// What the target needs, beside what the money buys.
fn needed(voice: &Voice<'_>, bridge: &app::BridgeAnswer, answer: &AllocationAnswer) -> String {
    let months = i64::from(answer.asked.months);
    let gap = i64::try_from(bridge.bridge.gap.0).unwrap_or(i64::MAX);
    let sum = Rupiah(answer.premium.0.saturating_mul(months).saturating_mul(gap));
    let left = bridge.bridge.gap.0.saturating_sub(answer.people);
    let share = crate::show::rate_text(voice, crate::show::share(bridge.target_count, bridge.denominator));
    let arguments = [
        ("target", bridge.target.clone()),
        ("share", share),
        ("gap", voice.count(bridge.bridge.gap.0)),
        ("sum", sum.to_string()),
        ("months", answer.asked.months.to_string()),
        ("left", voice.count(left)),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    voice.say("plan-needed", &arguments)
}

/// What more money, or a weaker limit, would be worth: in words.
pub(crate) fn prices(voice: &Voice<'_>, answer: &AllocationAnswer) -> Markup {
    let mut funds: Vec<_> = answer.funds.iter().filter(|fund| fund.price > 0).collect();
    funds.sort_by_key(|fund| (std::cmp::Reverse(fund.price), fund.id.clone()));
    let whole = |thousandths: i64| voice.count(thousandths.unsigned_abs() / 1_000);
    let risk = answer.asked.objective == Objective::Risk;
    // Two funds of one source in one region differ in whom they may enrol.
    let source = |fund: &app::FundAnswer| match fund.group.as_str() {
        "" => fund.source.to_uppercase(),
        code => format!("{} ({})", fund.source.to_uppercase(), group(voice, code)),
    };
    html! {
        h3 { (voice.word("plan-prices")) }
        @if funds.is_empty() && answer.limits.is_empty() { p { (voice.word("plan-prices-none")) } }
        ul {
            @for fund in funds.iter().take(5) { li { (voice.say(if risk { "plan-price-words-risk" } else { "plan-price-words" }, &[("region", &fund.region_name), ("source", &source(fund)), ("people", &whole(fund.price)), ("months", &answer.asked.months.to_string())])) } }
            @for (limit, worth) in answer.limits.iter().take(5) { li { (voice.say("plan-price-limit", &[("id", limit), ("worth", &Percent(*worth / 10).to_string())])) } }
        }
    }
}

/// People and rupiah by regency, with a bar, and the cells behind it.
pub(crate) fn by_region(voice: &Voice<'_>, desk: &Seat, answer: &AllocationAnswer) -> Markup {
    let mut regions: std::collections::BTreeMap<&str, (&str, u64, u64, i64)> = std::collections::BTreeMap::new();
    for cell in &answer.cells {
        let sums = regions.entry(&cell.region_code).or_insert((&cell.region_name, 0, 0, 0));
        sums.1 += cell.candidates;
        sums.2 += cell.people();
        sums.3 += cell.paid.iter().map(|(_, _, rupiah)| rupiah.0).sum::<i64>();
    }
    let home = desk.home();
    let name = |code: &str| {
        home.groups.get(code).map_or_else(|| code.to_owned(), |group| voice.language_of(&group.name, &group.name_en).to_owned())
    };
    html! {
        div.gulir tabindex="0" { table {
            thead { tr { th scope="col" { (voice.word("web-region")) } th.n scope="col" { (voice.word("plan-candidates")) } th.n scope="col" { (voice.word("plan-heading-people")) } th scope="col" { span.dengar { (voice.word("web-bar")) } } th.n scope="col" { (voice.word("plan-heading-rupiah")) } } }
            tbody { @for (name, candidates, people, rupiah) in regions.values() { tr {
                th scope="row" { (name) } td.n { (voice.count(*candidates)) } td.n { (voice.count(*people)) }
                td.batang { (maud::PreEscaped(report::cell_bar(crate::show::share(*people, *candidates), None, Percent(10_000)))) }
                td.n { (Rupiah(*rupiah)) }
            } } }
        } }
        details { summary { (voice.word("plan-cells")) }
            p.asal { (voice.word("plan-risk-note")) }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("web-region")) } th scope="col" { (voice.word("plan-line-group")) } th.n scope="col" { (voice.word("plan-candidates")) } th.n scope="col" { (voice.word("plan-lapsed")) } th scope="col" { (voice.word("plan-risk")) } th.n scope="col" { (voice.word("plan-heading-people")) } th scope="col" { (voice.word("plan-heading-fund")) } } }
                tbody { @for cell in answer.cells.iter().filter(|cell| cell.candidates > 0) { tr {
                    th scope="row" { (cell.region_name) } td { (name(&cell.group)) } td.n { (voice.count(cell.candidates)) } td.n { (voice.count(cell.lapsed)) }
                    td { (cell.risk_group.to_string()) @if !cell.risk_listed { " · " (voice.word("plan-risk-judged")) } }
                    td.n { (voice.count(cell.people())) }
                    td { @for (place, (fund, people, _)) in cell.paid.iter().enumerate() { @if place > 0 { "; " } (fund) " " (voice.count(*people)) } }
                } } }
            } }
        }
        details { summary { (voice.word("plan-fund-table")) }
            div.gulir tabindex="0" { table {
                thead { tr { th scope="col" { (voice.word("plan-heading-fund")) } th.n scope="col" { (voice.word("plan-fund-budget")) } th.n scope="col" { (voice.word("plan-fund-asked")) } th.n scope="col" { (voice.word("plan-spent")) } th.n scope="col" { (voice.word("plan-heading-people")) } th scope="col" { (voice.word("plan-fund-months")) } } }
                tbody { @for fund in &answer.funds { tr {
                    th scope="row" { (fund.region_name) " · " (fund.source) @if !fund.group.is_empty() { " · " (name(&fund.group)) } }
                    td.n { (fund.budget) } td.n { (fund.rupiah) } td.n { (fund.spent) } td.n { (voice.count(fund.people)) }
                    td { @if let Some(months) = fund.budget_months {
                        (voice.say("plan-fund-buys", &[("people", &voice.count(fund.budget_people)), ("months", voice.numerals.percent(Percent(months)).trim_end_matches('%'))]))
                        @if months < i64::from(app::FUNERAL_MONTHS) * 100 { " ▲ " (voice.word("plan-fund-funeral")) }
                    } }
                } } }
            } }
        }
    }
}

/// Plans that were kept, side by side.
fn scenarios(voice: &Voice<'_>, kept: &[KeptPlan]) -> Markup {
    html! {
        section {
            h2 { (voice.word("plan-scenarios")) }
            @if kept.is_empty() { p { (voice.word("plan-scenarios-none")) } } @else {
                div.gulir tabindex="0" { table {
                    thead { tr { th scope="col" { (voice.word("plan-compare")) } @for plan in kept.iter().take(4) { th scope="col" { a href=(format!("/alokasi/{}", plan.id)) { (plan.name) } } } } }
                    tbody {
                        @let row = |key: &str, of: &dyn Fn(&KeptPlan) -> String| html! { tr { th scope="row" { (voice.word(key)) } @for plan in kept.iter().take(4) { td { (of(plan)) } } } };
                        (row("plan-state", &|plan| voice.word(&format!("plan-state-{}", plan.state.code()))))
                        (row("plan-heading-people", &|plan| voice.count(plan.answer.people)))
                        (row("plan-heading-rupiah", &|plan| plan.answer.rupiah.to_string()))
                        (row("plan-line-months", &|plan| plan.answer.asked.months.to_string()))
                        (row("plan-after", &|plan| crate::show::rate_text(voice, crate::show::share(plan.answer.covered + plan.answer.people, plan.answer.denominator))))
                        (row("plan-aim", &|plan| voice.word(if plan.answer.asked.objective == Objective::Risk { "plan-aim-risk" } else { "plan-aim-people" })))
                        (row("plan-made-by", &|plan| plan.made_by.clone()))
                    }
                } }
                @if kept.len() > 4 { ul { @for plan in kept.iter().skip(4) { li { a href=(format!("/alokasi/{}", plan.id)) { (plan.name) } } } } }
            }
        }
    }
}
