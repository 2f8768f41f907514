//! Figures on a page: as text in the reader's numerals, each a link to its explanation; and the tables they stand in.

use crate::address::address;
use crate::reader::Voice;
use crate::view::View;
use app::FEWEST;
use base::handover::{Basis, CoverageRow};
use base::vocabulary::region::Level;
use base::vocabulary::{Percent, Rate};
use maud::{Markup, PreEscaped, html};
use report::cell_bar;

/// Where the explanation of a row is: its coordinates, and the snapshot it was seen in.
pub(crate) fn figure_address(row: &CoverageRow, view: &View) -> String {
    let place = match row.region_code {
        Some(code) => code.to_string(),
        None if row.region_name == "(wilayah tidak diketahui)" => "tanpa".to_owned(),
        None => String::new(),
    };
    let cut: Vec<String> = row.cut.iter().map(|(name, word)| format!("{name}:{word}")).collect();
    let roster = row.basis == Basis::Roster;
    address(
        "/jelaskan",
        &[
            ("penyebut", if roster { "roster" } else { &row.denominator_name }),
            ("bulan", &row.as_of.to_string()),
            ("diketahui", &view.known_on.map(|day| day.to_string()).unwrap_or_default()),
            ("tempat", if view.workplace { "kerja" } else { "" }),
            ("wilayah", &place),
            ("menurut", &cut.join(",")),
            ("pembilang", if roster { "" } else { &row.numerator_name }),
        ],
    )
}

/// Whether a row is about so few people that it is not shown: below a regency, or in a cut.
pub(crate) fn is_small(row: &CoverageRow) -> bool {
    let large = row.cut.is_empty() && row.region_code.is_none_or(|code| code.level() <= Level::KabupatenKota);
    !large && row.denominator.0 < FEWEST
}

/// A figure of a row as a link to the row's explanation.
pub(crate) fn figure(voice: &Voice<'_>, row: &CoverageRow, view: &View, text: &str) -> Markup {
    html! { a.angka href=(figure_address(row, view)) title=(voice.word("web-explain")) { (text) } }
}

/// The share of a row, or the mark of no data.
pub(crate) fn rate_text(voice: &Voice<'_>, rate: Option<Percent>) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| voice.numerals.percent(rate))
}

/// A count, or the mark of no data.
pub(crate) fn count_text(voice: &Voice<'_>, count: Option<u64>) -> String {
    count.map_or_else(|| "–".to_owned(), |count| voice.count(count))
}

/// The cells of a row after its name: share with bar, covered, denominator, uncovered. A small row shows that it is small.
pub(crate) fn row_cells(voice: &Voice<'_>, row: &CoverageRow, view: &View, target: Option<Percent>, full: Percent) -> Markup {
    if is_small(row) {
        return html! {
            td.samar colspan="2" { (voice.word("web-suppressed")) }
            td {} td {} td {}
        };
    }
    html! {
        td.n { (figure(voice, row, view, &rate_text(voice, row.rate_percent))) }
        td.batang { (PreEscaped(cell_bar(row.rate_percent, target, full))) }
        td.n { (figure(voice, row, view, &voice.count(row.covered.0))) }
        td.n { (figure(voice, row, view, &voice.count(row.denominator.0))) }
        td.n { (figure(voice, row, view, &count_text(voice, row.uncovered.map(|count| count.0)))) }
    }
}

/// The headings of the cells of [`row_cells`]; `link` gives the address that sorts by a column.
pub(crate) fn row_headings(voice: &Voice<'_>) -> Markup {
    html! {
        th.n scope="col" { (voice.word("web-rate")) }
        th scope="col" { span.dengar { (voice.word("web-bar")) } }
        th.n scope="col" { (voice.word("web-covered")) }
        th.n scope="col" { (voice.word("web-denominator")) }
        th.n scope="col" { (voice.word("web-uncovered")) }
    }
}

/// The share that one count is of another.
pub(crate) fn share(part: u64, whole: u64) -> Option<Percent> {
    Rate { numerator: part, denominator: whole }.percent()
}

/// A card: a label, a figure, and a line below it.
pub(crate) fn card(label: &str, figure: &Markup, below: &Markup) -> Markup {
    html! { div.kartu { p.label { (label) } p.besar { (figure) } p.ket { (below) } } }
}

/// The first digits of a snapshot, as people quote it.
pub(crate) fn short(snapshot: &str) -> &str {
    snapshot.get(..12).unwrap_or(snapshot)
}
