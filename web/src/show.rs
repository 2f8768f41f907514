//! Figures on a page: as text in the reader's numerals, each a link to its explanation; and the tables they stand in.

use crate::address::address;
use crate::reader::Voice;
use crate::rows::{UNKNOWN_PLACE, is_small};
use crate::view::View;
use base::handover::{Basis, CoverageRow};
use base::vocabulary::region::RegionCode;
use base::vocabulary::{Month, Percent, Rate};
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use report::cell_bar;

/// The coordinates of a figure, as they stand in the address that explains it.
pub(crate) struct Coordinates<'r> {
    pub(crate) roster: bool,
    pub(crate) denominator_name: &'r str,
    pub(crate) numerator_name: &'r str,
    pub(crate) as_of: Month,
    pub(crate) known_on: Option<Date>,
    pub(crate) workplace: bool,
    pub(crate) region_code: Option<RegionCode>,
    pub(crate) region_name: &'r str,
    pub(crate) cut: Vec<(&'r str, &'r str)>,
}

impl Coordinates<'_> {
    /// Where the figure is explained.
    pub(crate) fn address(&self) -> String {
        let place = match self.region_code {
            Some(code) => code.to_string(),
            None if self.region_name == UNKNOWN_PLACE => "tanpa".to_owned(),
            None => String::new(),
        };
        let cut: Vec<String> = self.cut.iter().map(|(name, word)| format!("{name}:{word}")).collect();
        address(
            "/jelaskan",
            &[
                ("penyebut", if self.roster { "roster" } else { self.denominator_name }),
                ("bulan", &self.as_of.to_string()),
                ("diketahui", &self.known_on.map(|day| day.to_string()).unwrap_or_default()),
                ("tempat", if self.workplace { "kerja" } else { "" }),
                ("wilayah", &place),
                ("menurut", &cut.join(",")),
                ("pembilang", if self.roster { "" } else { self.numerator_name }),
            ],
        )
    }
}

/// Where the explanation of a row is: its coordinates, and the knowledge it was asked with.
pub(crate) fn figure_address(row: &CoverageRow, view: &View) -> String {
    Coordinates {
        roster: row.basis == Basis::Roster,
        denominator_name: &row.denominator_name,
        numerator_name: &row.numerator_name,
        as_of: row.as_of,
        known_on: view.known_on,
        workplace: view.workplace,
        region_code: row.region_code,
        region_name: &row.region_name,
        cut: row.cut.iter().map(|(name, word)| (*name, word.as_str())).collect(),
    }
    .address()
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

/// What the rows of a table share: the filters, the target, the end of their scale.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'v> {
    pub(crate) view: &'v View,
    pub(crate) target: Option<Percent>,
    pub(crate) full: Percent,
}

/// The cells of a row after its name: share with bar, covered, denominator, uncovered. A small row shows that it is small; people
/// without a place so fine have figures that do not open, for they have no address of their own.
pub(crate) fn row_cells(voice: &Voice<'_>, row: &CoverageRow, columns: Columns<'_>, residue: bool) -> Markup {
    if is_small(row, residue) {
        return html! {
            td.samar colspan="2" { (voice.word("web-suppressed")) }
            td {} td {} td {}
        };
    }
    let shown = |text: &str| {
        if residue {
            html! { (text) }
        } else {
            figure(voice, row, columns.view, text)
        }
    };
    html! {
        td.n { (shown(&rate_text(voice, row.rate_percent))) }
        td.batang { (PreEscaped(cell_bar(row.rate_percent, columns.target, columns.full))) }
        td.n { (shown(&voice.count(row.covered.0))) }
        td.n { (shown(&voice.count(row.denominator.0))) }
        td.n { (shown(&count_text(voice, row.uncovered.map(|count| count.0)))) }
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

/// The name of an account, operator or token out of the words that say which of them it is.
pub(crate) fn who(actor: &str) -> &str {
    actor.split_once(':').map_or(actor, |(_, name)| name)
}
