//! Parts that several pages of coverage share: the line that says what a figure is, filters, the trend, the matrix of segments and
//! programmes, other denominators, notes.

use crate::address::address;
use crate::desk::Series;
use crate::gate::Seat;
use crate::reader::Voice;
use crate::rows::is_small;
use crate::show::{figure, rate_text, short};
use crate::view::View;
use app::{AppError, Change, CoverageAnswer, Target};
use base::access::Permission;
use base::handover::{CoverageRow, Dimension};
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Percent};
use maud::{Markup, PreEscaped, html};
use report::{Mark, Point, trend};

/// The share measured against: the one asked for, or the next one due that was set for the region, else for its province. None
/// where nobody set any.
pub(crate) struct Goal {
    pub(crate) share: Option<Percent>,
    pub(crate) label: String,
}

/// How far ahead a target is a goal; one of a farther year is a direction.
const YEARS_AHEAD: i32 = 5;

/// The targets of a region as marks, and the goal among them.
pub(crate) fn goals(
    voice: &Voice<'_>,
    series: &Series,
    (region, home): (RegionCode, RegionCode),
    month: Month,
    view: &View,
) -> (Goal, Vec<Mark>) {
    let set_for = |region: RegionCode| series.targets.iter().any(|target| target.region == region);
    let own = if set_for(region) { region } else { home };
    let chosen = view.target.or_else(|| app::goal_of(&series.targets, own, month).map(|target| target.share));
    let near = |target: &&Target| target.due().is_some_and(|due| i32::from(due.year()) - i32::from(month.year()) < YEARS_AHEAD);
    let mut marks: Vec<Mark> = series
        .targets
        .iter()
        .filter(|target| target.region == own)
        .filter(near)
        .map(|target| {
            let share = voice.numerals.short_percent(target.share);
            let label = voice.say("web-target-mark", &[("share", &share), ("period", &target.period)]);
            Mark { at: target.share, label }
        })
        .collect();
    if let Some(share) = chosen.filter(|share| marks.iter().all(|mark| mark.at != *share)) {
        let text = voice.numerals.short_percent(share);
        marks.push(Mark { at: share, label: voice.say("web-target-own", &[("share", &text)]) });
    }
    marks.sort_by_key(|mark| mark.at);
    (Goal { share: chosen, label: chosen.map(|share| voice.numerals.short_percent(share)).unwrap_or_default() }, marks)
}

/// What a figure is: its month, knowledge, names and snapshot.
pub(crate) fn provenance(voice: &Voice<'_>, row: &CoverageRow) -> Markup {
    html! {
        p.asal {
            (voice.say("web-as-of", &[("month", &voice.numerals.month(row.as_of))])) " · "
            (voice.say("web-known-on", &[("day", &voice.numerals.day(&row.known_on.to_string()))])) " · "
            (voice.word("web-numerator")) ": " (voice.of("name", &row.numerator_name)) " · "
            (voice.word("web-denominator")) ": " (voice.of("name", &row.denominator_name)) " · "
            (voice.word("web-snapshot")) " " code { (short(&row.snapshot)) }
        }
        @if !row.synthetic { p.asal { (voice.word("web-not-synthetic")) } }
    }
}

/// What somebody can do about a figure of a region, as far as their role goes.
pub(crate) fn acts(voice: &Voice<'_>, region: RegionCode) -> Markup {
    let all = [
        (Permission::People, "web-act-uncovered", address("/belum", &[("wilayah", &region.to_string())])),
        (Permission::Upload, "web-act-upload", "/impor".to_owned()),
        (Permission::Monev, "web-act-meeting", "/rapat".to_owned()),
    ];
    let mine: Vec<_> = all.into_iter().filter(|(permission, ..)| voice.may(*permission)).collect();
    html! {
        @if !mine.is_empty() { div.tombol-tombol { @for (place, (_, key, href)) in mine.iter().enumerate() { a.tombol.kedua[place > 0] href=(href) { (voice.word(key)) } } } }
    }
}

/// A remark as its publisher wrote it; those of ours that were published here are Indonesian, and say so to whoever hears the page.
pub(crate) fn remark(voice: &Voice<'_>, text: &str) -> Markup {
    let foreign = voice.language() != texts::Language::Indonesian;
    html! { span lang=[foreign.then_some("id")] { (text) } }
}

/// The filters, as a form that works without a script.
pub(crate) fn filters(voice: &Voice<'_>, view: &View, series: &Series, path: &str, region: RegionCode) -> Markup {
    let mut names: Vec<&str> = series
        .denominators
        .iter()
        .filter(|denominator| denominator.region == region)
        .map(|denominator| denominator.name.as_str())
        .collect();
    names.dedup();
    let mut shares: Vec<Percent> = series.targets.iter().map(|target| target.share).chain(view.target).collect();
    shares.sort();
    shares.dedup();
    html! {
        details.saring {
            summary { (voice.word("web-filters")) }
            form method="get" action=(path) {
                label { (voice.word("web-denominator"))
                    select name="penyebut" {
                        option value="" selected[view.denominator.is_empty()] { (voice.word("web-denominator-default")) }
                        option value="roster" selected[view.denominator == "roster"] { (voice.word("web-denominator-roster")) }
                        @for name in &names { option value=(name) selected[view.denominator == *name] { (name) } }
                    }
                }
                label { (voice.word("web-month")) input type="month" name="bulan" placeholder="2025-06" value=[view.month.map(|month| month.to_string())]; }
                label { (voice.word("web-known")) input type="date" name="diketahui" placeholder="2025-06-30" value=[view.known_on.map(|day| day.to_string())]; }
                label { (voice.word("web-target"))
                    select name="target" {
                        option value="" { (voice.word("web-target-default")) }
                        @for share in &shares { option value=(share.to_string()) selected[view.target == Some(*share)] { (voice.numerals.short_percent(*share)) } }
                    }
                }
                label { (voice.word("web-numerator"))
                    select name="pembilang" {
                        option value="" { (voice.word("web-counted-published")) }
                        option value="register" selected[view.register] { (voice.word("web-counted-register")) }
                    }
                }
                label { (voice.word("web-where"))
                    select name="tempat" {
                        option value="" { (voice.word("web-residence")) }
                        option value="kerja" selected[view.workplace] { (voice.word("web-workplace")) }
                    }
                }
                button type="submit" { (voice.word("web-apply")) }
                a href=(path) { (voice.word("web-reset")) }
            }
        }
    }
}

/// The share over the last twelve months, with what moved it. None where the basis has no months.
pub(crate) fn months(voice: &Voice<'_>, rows: &[&CoverageRow], goal: &Goal, view: &View) -> Option<Markup> {
    let points: Vec<Point> = rows.iter().map(|row| Point { month: row.as_of, rate: row.rate_percent }).collect();
    let (first, last) = (rows.first()?, rows.last()?);
    if points.len() < 2 {
        return None;
    }
    let change = app::change(first.rate(), last.rate());
    let title = change.map_or_else(|| voice.word("web-trend"), |change| moved(voice, change, first));
    let mark = goal.share.map(|at| Mark { at, label: voice.say("web-target-line", &[("share", &goal.label)]) });
    Some(html! {
        section {
            h2 { (title) }
            p.asal { (voice.word("web-trend-below")) }
            (PreEscaped(trend(&points, mark.as_ref(), &title, voice.numerals)))
            details { summary { (voice.word("web-as-table")) }
                div.gulir tabindex="0" { table {
                    thead { tr { th scope="col" { (voice.word("web-month")) } th.n scope="col" { (voice.word("web-rate")) } th.n scope="col" { (voice.word("web-covered")) } th.n scope="col" { (voice.word("web-denominator")) } } }
                    tbody { @for row in rows { tr {
                        th scope="row" { (voice.numerals.month(row.as_of)) }
                        @let plain = CoverageRow { cut: row.cut.iter().filter(|(name, _)| *name != "month").cloned().collect(), ..(**row).clone() };
                        td.n { (figure(voice, &plain, view, &rate_text(voice, row.rate_percent))) }
                        td.n { (figure(voice, &plain, view, &voice.count(row.covered.0))) }
                        td.n { (figure(voice, &plain, view, &voice.count(row.denominator.0))) }
                    } } }
                } }
            }
        }
    })
}

/// What moved a share, in one sentence.
fn moved(voice: &Voice<'_>, change: Change, first: &CoverageRow) -> String {
    if [change.points, change.numerator_effect, change.denominator_effect].iter().all(|points| points.0 == 0) {
        return voice.say("web-trend-still", &[("since", &voice.numerals.month(first.as_of))]);
    }
    voice.say(
        "web-trend-moved",
        &[
            ("points", &voice.numerals.points(change.points)),
            ("since", &voice.numerals.month(first.as_of)),
            ("numerator", &voice.numerals.points(change.numerator_effect)),
            ("denominator", &voice.numerals.points(change.denominator_effect)),
        ],
    )
}

/// Segments down, programmes across. None where there are none.
pub(crate) fn matrix(voice: &Voice<'_>, rows: &[&CoverageRow], view: &View) -> Option<Markup> {
    let words = |dimension: Dimension| {
        let mut words: Vec<&str> = Vec::new();
        for row in rows {
            let word = row.cut.iter().find(|(name, _)| *name == dimension.code()).map(|(_, word)| word.as_str());
            words.extend(word.filter(|word| !words.contains(word)));
        }
        words
    };
    let (segments, programmes) = (words(Dimension::Segment), words(Dimension::Programme));
    if segments.is_empty() || programmes.is_empty() {
        return None;
    }
    let at = |segment: &str, programme: &str| {
        rows.iter()
            .find(|row| row.cut.iter().any(|(_, word)| word == segment) && row.cut.iter().any(|(_, word)| word == programme))
    };
    Some(html! {
        section {
            h2 { (voice.word("web-matrix")) }
            p.asal { (voice.word("web-matrix-below")) }
            div.gulir tabindex="0" { table.matriks {
                thead { tr { th scope="col" { (voice.word("web-segment")) }
                    @for programme in &programmes { th.n scope="col" { abbr title=(voice.of("programme", programme)) { (programme.to_uppercase()) } } }
                    th.n scope="col" { (voice.word("web-denominator")) }
                } }
                tbody { @for segment in &segments { tr {
                    th scope="row" { (voice.of("segment", segment)) }
                    @for programme in &programmes { td.n {
                        @match at(segment, programme) {
                            Some(row) if is_small(row, false) => span.samar title=(voice.word("web-suppressed")) { "‹10" },
                            Some(row) => (figure(voice, row, view, &rate_text(voice, row.rate_percent))),
                            None => "–",
                        }
                    } }
                    td.n { @if let Some(row) = programmes.first().and_then(|programme| at(segment, programme)) {
                        @if is_small(row, false) { "‹10" } @else { (figure(voice, row, view, &voice.count(row.denominator.0))) }
                    } }
                } } }
            } }
        }
    })
}

/// The same region on every denominator that has a name, side by side.
pub(crate) async fn side_by_side(
    desk: &Seat,
    voice: &Voice<'_>,
    series: &Series,
    region: RegionCode,
    view: &View,
) -> Result<Markup, AppError> {
    let mut names: Vec<&app::Denominator> =
        series.denominators.iter().filter(|denominator| denominator.region == region).collect();
    names.sort_by(|a, b| (b.month, &a.name).cmp(&(a.month, &b.name)));
    names.dedup_by(|a, b| a.name == b.name);
    let mut lines: Vec<(&app::Denominator, Vec<CoverageRow>)> = Vec::new();
    for named in names.iter().take(8) {
        let own = View { denominator: named.name.clone(), month: None, ..view.clone() };
        // Nobody counted members on some denominators: the size stands alone then.
        let rows = match desk.coverage(&own.request(&[Dimension::Region])).await {
            Ok(answer) => answer.rows.iter().filter(|row| row.region_code == Some(region)).cloned().collect(),
            Err(AppError::Refused(_)) => Vec::new(),
            Err(error) => return Err(error),
        };
        lines.push((named, rows));
    }
    if lines.is_empty() {
        return Ok(html! {});
    }
    Ok(html! {
        section {
            h2 { (voice.word("web-others")) }
            p.asal { (voice.word("web-others-below")) }
            div.gulir tabindex="0" { table {
                thead { tr {
                    th scope="col" { (voice.word("web-denominator")) } th.n scope="col" { (voice.word("web-size")) }
                    th.n scope="col" { (voice.word("web-covered")) } th.n scope="col" { (voice.word("web-rate")) } th scope="col" { (voice.word("web-says")) }
                } }
                tbody { @for (named, rows) in &lines {
                    @if rows.is_empty() {
                        tr { th scope="row" { (named.name) } td.n { (voice.count(named.count.0)) } td.n { "–" } td.n { "–" } td.ket { (remark(voice, &named.note)) } }
                    }
                    @for row in rows { tr {
                        th scope="row" { (named.name) }
                        td.n { (figure(voice, row, view, &voice.count(row.denominator.0))) }
                        td.n { (figure(voice, row, view, &voice.count(row.covered.0))) }
                        td.n { (figure(voice, row, view, &rate_text(voice, row.rate_percent))) }
                        td.ket { (voice.of("name", &row.numerator_name)) @if !row.note.is_empty() { ". " (remark(voice, &row.note)) } }
                    } }
                } }
            } }
        }
    })
}

/// What a reader must know beside the figures.
pub(crate) fn notes(voice: &Voice<'_>, answer: &CoverageAnswer) -> Markup {
    let rule = if voice.language() == texts::Language::Indonesian { &answer.rule.0 } else { &answer.rule.1 };
    html! {
        section.catatan {
            h2 { (voice.word("web-notes")) }
            ul {
                li { (voice.say("web-rule", &[("rule", rule)])) }
                li { (voice.word("web-outside")) }
                li { (voice.word("web-no-interval")) }
                @for note in &answer.notes { li { (note.say(voice.texts)) } }
            }
        }
    }
}
