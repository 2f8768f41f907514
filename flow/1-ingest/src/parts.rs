//! Values that a form spreads over several columns: a birth date over day, month and year, the sex over ticks under L and P,
//! payments over ticks or amounts under the months of a year.

use crate::kind::{FieldType, KindSpec};
use crate::row::trimmed;
use crate::value::{DateOrder, DateReading, date, month, number};
use base::handover::{CellKind, RawCell, RawRow};
use base::vocabulary::{Month, Sex};
use jiff::civil::Date;

/// The columns of values that have several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    /// Day, month and year of birth.
    pub(crate) birth: Option<[usize; 3]>,
    /// Ticks for men and for women.
    pub(crate) sex: Option<[usize; 2]>,
    /// A column a month.
    pub(crate) months: Vec<MonthColumn>,
}

/// A column that is called after a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MonthColumn {
    pub(crate) column: usize,
    month: i8,
    /// The year that its heading says.
    year: Option<i16>,
}

impl MonthColumn {
    /// The month, with the year of its heading or else of the list.
    pub(crate) fn month(self, of_the_list: Option<i16>) -> Option<Month> {
        Month::new(self.year.or(of_the_list)?, self.month)
    }
}

impl Parts {
    /// Every column in it.
    pub(crate) fn columns(&self) -> impl Iterator<Item = usize> {
        let months = self.months.iter().map(|month| month.column);
        self.birth.into_iter().flatten().chain(self.sex.into_iter().flatten()).chain(months)
    }
}

/// The columns called after months, in kinds that know of payments. One alone is no row of months.
pub(crate) fn months(headings: &[String], spec: &KindSpec) -> Vec<MonthColumn> {
    if !spec.fields.iter().any(|field| field.field_type == FieldType::PaidMonths) {
        return Vec::new();
    }
    let of = |(column, heading): (usize, &String)| {
        let words = || heading.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut named = words().filter_map(month::month_number);
        let (month, None) = (named.next()?, named.next()) else { return None };
        let month = i8::try_from(month).ok()?;
        let short = |word: &str| word.len() == 2 && heading.trim().len() <= 12;
        let year = words().find_map(year_of).or_else(|| {
            let two = words().find(|word| short(word)).and_then(|word| word.parse::<i16>().ok());
            two.map(|year| 2000 + year)
        });
        Some(MonthColumn { column, month, year })
    };
    let found: Vec<MonthColumn> = headings.iter().enumerate().filter_map(of).collect();
    if found.len() >= 2 { found } else { Vec::new() }
}

fn year_of(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|year| (1990..2100).contains(year))
}

/// The one year that titles name; of several the one behind the word for year.
pub(crate) fn year_in(titles: &[String]) -> Option<i16> {
    let words: Vec<&str> = titles.iter().flat_map(|title| title.split(|c: char| !c.is_alphanumeric())).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let only = |mut years: Vec<i16>| {
        years.sort_unstable();
        years.dedup();
        if let [year] = years[..] { Some(year) } else { None }
    };
    let behind = words.windows(2).filter(|pair| pair[0].eq_ignore_ascii_case("tahun")).filter_map(|pair| year_of(pair[1]));
    only(behind.collect()).or_else(|| only(words.iter().filter_map(|word| year_of(word)).collect()))
}

/// The columns `TGL | BLN | THN` of a birth date: under a heading that says so, or where the first was taken for the date.
pub(crate) fn birth(headings: &[String], birth_date: Option<usize>) -> Option<[usize; 3]> {
    let ends = |column: usize, words: &[&str]| {
        let small = headings[column].to_lowercase();
        small.split(|c: char| !c.is_alphanumeric()).rfind(|word| !word.is_empty()).is_some_and(|word| words.contains(&word))
    };
    let bare = |column: usize| headings[column].split_whitespace().count() == 1;
    (0..headings.len().saturating_sub(2)).map(|at| [at, at + 1, at + 2]).find(|[day, month, year]| {
        let parts =
            ends(*day, &["tgl", "tanggal", "hari"]) && ends(*month, &["bln", "bulan"]) && ends(*year, &["thn", "tahun", "th"]);
        let of_birth = [day, month, year].iter().any(|column| headings[**column].to_lowercase().contains("lahir"));
        let taken = birth_date.is_none_or(|column| column == *day);
        parts && taken && (of_birth || birth_date == Some(*day) && bare(*month) && bare(*year))
    })
}

/// The columns `L | P` below a heading for the sex.
pub(crate) fn sex(headings: &[String], sex: Option<usize>) -> Option<[usize; 2]> {
    let first = sex?;
    let words = |column: usize| {
        let small = headings.get(column).map(|heading| heading.to_lowercase()).unwrap_or_default();
        let words: Vec<String> = small.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>()
    };
    let (men, women) = (words(first), words(first + 1));
    let last = |words: &[String], known: &[&str]| words.last().is_some_and(|word| known.contains(&word.as_str()));
    let ticks = last(&men, &["l", "lk", "laki"]) && last(&women, &["p", "pr", "perempuan"]);
    // `L/P` beside a `P` of something else is one column.
    (ticks && men.iter().all(|word| word != "p")).then_some([first, first + 1])
}

/// The birth date out of its three cells.
pub(crate) fn birth_day(row: RawRow<'_>, columns: [usize; 3], today: Date) -> DateReading {
    let [day, month, year] = columns.map(|column| trimmed(row.cell(column).text));
    if [day, month, year].iter().all(|part| !part.bytes().any(|byte| byte.is_ascii_alphanumeric())) {
        return DateReading::Missing;
    }
    if !day.bytes().any(|byte| byte.is_ascii_digit()) && !month.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        return date::read(year, false, DateOrder::DayFirst, today);
    }
    date::read(&format!("{day}-{month}-{year}"), false, DateOrder::DayFirst, today)
}

/// The sex that is ticked; none where neither or both are.
pub(crate) fn ticked_sex(row: RawRow<'_>, columns: [usize; 2]) -> Option<Sex> {
    let ticked = columns.map(|column| !matches!(trimmed(row.cell(column).text), "" | "-" | "0"));
    match ticked {
        [true, false] => Some(Sex::Male),
        [false, true] => Some(Sex::Female),
        _ => None,
    }
}

/// Whether the cell below a month says that it was paid: a tick, an amount, the day of the payment. None when it says neither;
/// a cross means yes in one office and no in the next.
pub(crate) fn is_paid(cell: RawCell<'_>) -> Option<bool> {
    let text = trimmed(cell.text);
    if cell.kind == CellKind::Date {
        return Some(true);
    }
    match text.to_lowercase().as_str() {
        "x" => return None,
        "lunas" | "l" | "bayar" | "sudah" | "dibayar" | "paid" | "ok" => return Some(true),
        "belum" | "blm" | "belum bayar" | "menunggak" | "tunggak" | "nunggak" => return Some(false),
        _ => {}
    }
    let numeric = cell.kind == CellKind::Number;
    let by_day = || match date::read(text, false, DateOrder::DayFirst, Date::MAX) {
        DateReading::Day(_) => Some(true),
        _ => None,
    };
    number::flag(text).or_else(|| number::rupiah(text, numeric).map(|amount| amount.0 > 0)).or_else(by_day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::handover::Kind;

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn columns_called_after_months_are_payments_of_a_year_that_somebody_names() {
        let spec = KindSpec::of(Kind::Participants).unwrap();
        let found = months(&texts(&["NIK", "JAN", "Feb 2024", "Mar-25"]), &spec);
        let read: Vec<Option<String>> = found.iter().map(|month| month.month(None).map(|month| month.to_string())).collect();
        assert_eq!(read, [None, Some("2024-02".to_owned()), Some("2025-03".to_owned())]);
        assert!(months(&texts(&["NIK", "Mei"]), &spec).is_empty());
        assert_eq!(year_in(&texts(&["SK No 7/2024", "IURAN TAHUN 2025"])), Some(2025));
        assert_eq!(year_in(&texts(&["SK No 7/2024", "IURAN 2025"])), None);
    }

    #[test]
    fn a_tick_an_amount_or_a_day_is_a_payment_and_a_cross_is_neither() {
        let said = |text: &str| is_paid(RawCell { text, kind: CellKind::Text });
        for (text, paid) in [("√", Some(true)), ("16.800", Some(true)), ("12-01-2025", Some(true)), ("Lunas", Some(true))] {
            assert_eq!(said(text), paid, "{text}");
        }
        for (text, paid) in [("", Some(false)), ("-", Some(false)), ("0", Some(false)), ("belum", Some(false)), ("x", None)] {
            assert_eq!(said(text), paid, "{text}");
        }
    }

    #[test]
    fn day_month_and_year_of_birth_may_have_a_column_each() {
        assert_eq!(birth(&texts(&["Nama", "TGL", "LAHIR BLN", "LAHIR THN"]), Some(1)), Some([1, 2, 3]));
        assert_eq!(birth(&texts(&["Nama", "TGL", "TMT BLN", "TMT THN"]), Some(1)), None);
        assert_eq!(sex(&texts(&["Nama", "KELAMIN L", "KELAMIN P"]), Some(1)), Some([1, 2]));
        assert_eq!(sex(&texts(&["Nama", "L/P", "P"]), Some(1)), None);
    }
}
