//! A report before it is set: what it says, in blocks, with the origin of its figures. One document becomes a PDF, a workbook and JSON, so
//! that the three cannot say different things; sums and shares are worked out here, once.

use crate::numeral::Numerals;
use base::vocabulary::{Percent, Rate, Rupiah};
use serde::{Serialize, Serializer};

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    /// Its kind, as a code.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// What, where, when.
    pub subtitle: String,
    /// The day it bears, as ISO.
    pub on: String,
    /// Whether it counts people who do not exist.
    pub synthetic: bool,
    /// What a reader needs to count again: filters, month, knowledge, operands, sources, snapshot.
    pub origin: Vec<(String, String)>,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A heading.
    Heading {
        /// Its words.
        text: String,
    },
    /// A paragraph.
    Text {
        /// Its words.
        text: String,
    },
    /// The figure that the report is about, with a sentence.
    Lead {
        /// The figure as it is printed.
        figure: String,
        /// What it counts, among what.
        words: String,
    },
    /// Points, in order.
    List {
        /// One line each.
        items: Vec<String>,
    },
    /// A drawing; its figures stand in a table or a sentence too.
    Chart {
        /// What it shows, for those who do not see it.
        alt: String,
        /// Whether it is higher than wide: a map.
        tall: bool,
        /// The drawing.
        #[serde(skip)]
        svg: String,
    },
    /// A table.
    Table(Sheet),
    /// Where somebody signs, with the post of who does in the office's head.
    Signature,
}

/// Where a table goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// On paper and in the workbook.
    #[default]
    Both,
    /// On paper only: the workbook has it longer.
    Paper,
    /// Too long for paper: in the workbook only.
    Workbook,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// What the sheet of the workbook is called: 31 letters at most.
    pub name: String,
    /// Where it goes.
    pub place: Place,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; cells of columns that are worked out are left empty.
    pub rows: Vec<Vec<Value>>,
    /// The word for the row of sums; without it there is none.
    pub total: Option<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// How its cells come about.
    #[serde(flatten)]
    pub how: How,
}

/// How the cells of a column come about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum How {
    /// Words.
    Words,
    /// Figures that do not add up: ranks, premiums, months.
    Figures,
    /// Figures whose sum stands below them.
    Summed,
    /// The share of one column in another, by their places.
    Share {
        /// The place of the numerator.
        numerator: usize,
        /// The place of the denominator.
        denominator: usize,
    },
    /// The product of columns, in rupiah; its sum stands below.
    Product {
        /// Their places.
        of: Vec<usize>,
    },
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// People or things.
    Count(u64),
    /// Money.
    Rupiah(Rupiah),
    /// A share.
    Share(Percent),
    /// A difference of shares, in points.
    Points(Percent),
    /// Not known, or worked out.
    Empty,
    /// Too few people to be told.
    Few,
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Rupiah(rupiah) => serializer.serialize_i64(rupiah.0),
            Self::Share(share) | Self::Points(share) => share.serialize(serializer),
            Self::Empty => serializer.serialize_none(),
            Self::Few => serializer.serialize_str("<10"),
        }
    }
}

impl Value {
    /// The cell as it is printed.
    pub fn printed(&self, numerals: Numerals) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => numerals.count(*count),
            Self::Rupiah(rupiah) => rupiah_of(*rupiah, numerals),
            Self::Share(share) => numerals.percent(*share),
            Self::Points(points) => numerals.points(*points),
            Self::Empty => "–".to_owned(),
            Self::Few => "‹10".to_owned(),
        }
    }

    fn amount(&self) -> Option<u64> {
        match self {
            Self::Count(count) => Some(*count),
            Self::Rupiah(rupiah) => u64::try_from(rupiah.0).ok(),
            _ => None,
        }
    }
}

/// Money as it is printed: `Rp12.500.000`.
pub fn rupiah_of(rupiah: Rupiah, numerals: Numerals) -> String {
    let sign = if rupiah.0 < 0 { "−" } else { "" };
    format!("{sign}Rp{}", numerals.count(rupiah.0.unsigned_abs()))
}

impl Sheet {
    /// The rows with what is worked out, without the row of sums. A share of nothing is empty; so is a product that no number holds.
    pub fn filled(&self) -> Vec<Vec<Value>> {
        self.rows.iter().map(|row| self.work_out(row.clone(), false)).collect()
    }

    /// The row of sums, where there is one.
    pub fn sums(&self) -> Option<Vec<Value>> {
        let word = self.total.clone()?;
        let rows = self.filled();
        let sum = |place: usize| -> Value {
            let cells = || rows.iter().filter_map(|row| row.get(place));
            let all: Option<u64> = cells().filter_map(Value::amount).try_fold(0_u64, u64::checked_add);
            let money = cells().any(|cell| matches!(cell, Value::Rupiah(_)));
            match all {
                Some(all) if money => i64::try_from(all).map_or(Value::Empty, |all| Value::Rupiah(Rupiah(all))),
                Some(all) => Value::Count(all),
                None => Value::Empty,
            }
        };
        let cells = self.columns.iter().enumerate().map(|(place, column)| match &column.how {
            _ if place == 0 => Value::Text(word.clone()),
            How::Summed | How::Product { .. } => sum(place),
            How::Words | How::Figures | How::Share { .. } => Value::Empty,
        });
        Some(self.work_out(cells.collect(), true))
    }

    fn work_out(&self, mut row: Vec<Value>, is_sum: bool) -> Vec<Value> {
        for (place, column) in self.columns.iter().enumerate() {
            let amount = |place: &usize| row.get(*place).and_then(Value::amount);
            let worked = match &column.how {
                How::Share { numerator, denominator } => {
                    let share = amount(numerator).zip(amount(denominator));
                    share.and_then(|(numerator, denominator)| Rate { numerator, denominator }.percent()).map(Value::Share)
                }
                How::Product { of } if !is_sum => {
                    let product = of.iter().try_fold(1_u64, |product, place| product.checked_mul(amount(place)?));
                    product.and_then(|product| i64::try_from(product).ok()).map(|product| Value::Rupiah(Rupiah(product)))
                }
                _ => continue,
            };
            if let Some(cell) = row.get_mut(place) {
                *cell = worked.unwrap_or(Value::Empty);
            }
        }
        row
    }
}

impl Column {
    /// Words under a heading.
    pub fn words(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), how: How::Words }
    }

    /// Figures that do not add up.
    pub fn figures(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), how: How::Figures }
    }

    /// Figures with their sum.
    pub fn summed(heading: impl Into<String>) -> Self {
        Self { heading: heading.into(), how: How::Summed }
    }

    /// The share of one column in another.
    pub fn share(heading: impl Into<String>, numerator: usize, denominator: usize) -> Self {
        Self { heading: heading.into(), how: How::Share { numerator, denominator } }
    }

    /// The product of columns.
    pub fn product(heading: impl Into<String>, of: &[usize]) -> Self {
        Self { heading: heading.into(), how: How::Product { of: of.to_vec() } }
    }
}

impl Document {
    /// Its tables, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Sheet> {
        self.blocks.iter().filter_map(|block| if let Block::Table(sheet) = block { Some(sheet) } else { None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sheet(rows: &[(u64, u64)]) -> Sheet {
        Sheet {
            name: "Uji".to_owned(),
            columns: vec![
                Column::words("Wilayah"),
                Column::summed("Terlindungi"),
                Column::summed("Penyebut"),
                Column::share("Cakupan", 1, 2),
                Column::figures("Iuran"),
                Column::product("Rupiah", &[1, 4]),
            ],
            rows: rows
                .iter()
                .map(|(covered, all)| {
                    let (covered, all) = (Value::Count(*covered), Value::Count(*all));
                    vec![Value::Text("A".to_owned()), covered, all, Value::Empty, Value::Rupiah(Rupiah(16_800)), Value::Empty]
                })
                .collect(),
            total: Some("Jumlah".to_owned()),
            ..Sheet::default()
        }
    }

    #[test]
    fn a_share_of_sums_is_not_the_sum_of_shares_and_a_product_is_summed() {
        let sheet = sheet(&[(50, 100), (0, 0), (10, 300)]);
        let rows = sheet.filled();
        assert_eq!((&rows[0][3], &rows[1][3]), (&Value::Share(Percent(5_000)), &Value::Empty));
        let sums = sheet.sums().unwrap();
        assert_eq!(sums[1..4], [Value::Count(60), Value::Count(400), Value::Share(Percent(1_500))]);
        assert_eq!((&sums[4], &sums[5]), (&Value::Empty, &Value::Rupiah(Rupiah(60 * 16_800))));
        assert_eq!(sums[5].printed(Numerals::Indonesian), "Rp1.008.000");
    }

    proptest! {
        /// What stands below a column is the sum of what stands in it, whatever stands in it.
        #[test]
        fn sums_are_sums(rows in proptest::collection::vec((0_u64..1_000_000, 0_u64..1_000_000), 0..30)) {
            let sums = sheet(&rows).sums().unwrap();
            prop_assert_eq!(&sums[1], &Value::Count(rows.iter().map(|row| row.0).sum()));
            let money = sheet(&rows).filled().iter().map(|row| row[5].amount().unwrap()).sum::<u64>();
            prop_assert_eq!(sums[5].amount().unwrap(), money);
        }
    }
}
