//! Cells of Arrow columns as the law reads them: words that decide (interned) and amounts (whole numbers).

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int32Type, Int64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use base::law::assess::{Refusal, read};
use std::collections::HashMap;

/// Words of one column beyond this number are read row by row and not kept, so that memory stays bounded.
pub(crate) const KEPT: u32 = (1 << 14) - 1;

/// The words of one column, each with a small number. Number 0 is the empty cell.
pub(crate) struct Words {
    texts: Vec<String>,
    by_text: HashMap<String, u32>,
    by_number: HashMap<i64, u32>,
    /// The same for risk groups, switches and other small numbers, which stand in every row.
    by_small_number: [Option<u32>; 64],
}

impl Words {
    pub(crate) fn new() -> Self {
        Self {
            texts: vec![String::new()],
            by_text: HashMap::from([(String::new(), 0)]),
            by_number: HashMap::new(),
            by_small_number: [None; 64],
        }
    }

    /// The word behind a number.
    pub(crate) fn text(&self, id: u32) -> &str {
        self.texts.get(id as usize).map_or("", String::as_str)
    }

    /// How many words there are, the empty one included.
    pub(crate) fn count(&self) -> usize {
        self.texts.len()
    }

    fn id_of_text(&mut self, text: &str) -> u32 {
        if let Some(id) = self.by_text.get(text) {
            return *id;
        }
        let id = u32::try_from(self.texts.len()).unwrap_or(KEPT).min(KEPT);
        if id < KEPT {
            self.texts.push(text.to_owned());
            self.by_text.insert(text.to_owned(), id);
        }
        id
    }

    fn id_of_number(&mut self, number: i64) -> u32 {
        let small = usize::try_from(number).ok().filter(|small| *small < self.by_small_number.len());
        match small {
            Some(small) => match self.by_small_number[small] {
                Some(id) => id,
                None => {
                    let id = self.id_of_text(&number.to_string());
                    self.by_small_number[small] = (id < KEPT).then_some(id);
                    id
                }
            },
            None => self.id_of_large_number(number),
        }
    }

    fn id_of_large_number(&mut self, number: i64) -> u32 {
        if let Some(id) = self.by_number.get(&number) {
            return *id;
        }
        let id = self.id_of_text(&number.to_string());
        if id < KEPT {
            self.by_number.insert(number, id);
        }
        id
    }

    /// The numbers of the words of a column; [`KEPT`] for those that are not kept.
    pub(crate) fn ids(&mut self, column: &ArrayRef, ids: &mut Vec<u32>) {
        ids.clear();
        match column.data_type() {
            DataType::Dictionary(key, value) if **key == DataType::Int32 && **value == DataType::Utf8 => {
                let dictionary = column.as_dictionary::<Int32Type>();
                let words = dictionary.values().as_string::<i32>();
                let of_word: Vec<u32> =
                    (0..words.len()).map(|at| if words.is_null(at) { 0 } else { self.id_of_text(words.value(at)) }).collect();
                let keys = dictionary.keys();
                ids.extend(
                    (0..keys.len()).map(|row| {
                        if keys.is_null(row) { 0 } else { usize::try_from(keys.value(row)).map_or(0, |at| of_word[at]) }
                    }),
                );
            }
            DataType::Utf8 => {
                let words = column.as_string::<i32>();
                // Rows stand in runs more often than not; comparing with the word before is cheaper than hashing.
                let mut last: Option<(&str, u32)> = None;
                for row in 0..words.len() {
                    let word = if words.is_null(row) { "" } else { words.value(row) };
                    let id = match last {
                        Some((known, id)) if known == word => id,
                        _ => self.id_of_text(word),
                    };
                    last = Some((word, id));
                    ids.push(id);
                }
            }
            DataType::Boolean => {
                let switches: &BooleanArray = column.as_boolean();
                ids.extend(switches.iter().map(|on| on.map_or(0, |on| self.id_of_number(i64::from(on)))));
            }
            data_type if data_type.is_integer() => {
                let numbers = whole(column);
                ids.extend(numbers.iter().map(|number| number.map_or(0, |number| self.id_of_number(number))));
            }
            _ => {
                for row in 0..column.len() {
                    let id = self.id_of_text(&text_at(column, row));
                    ids.push(id);
                }
            }
        }
    }
}

/// One cell as text; a null is empty.
pub(crate) fn text_at(column: &ArrayRef, row: usize) -> String {
    let options = FormatOptions::default().with_null("");
    ArrayFormatter::try_new(column.as_ref(), &options)
        .ok()
        .and_then(|formatter| formatter.value(row).try_to_string().ok())
        .unwrap_or_default()
}

fn whole(column: &ArrayRef) -> Int64Array {
    // Unsigned numbers beyond i64 become nulls; no amount of money is that large.
    cast(column, &DataType::Int64).map_or_else(|_| Int64Array::new_null(column.len()), |cast| cast.as_primitive().clone())
}

/// The amounts of one column.
pub(crate) enum Amounts {
    Absent,
    Whole(Int64Array),
    Read(Vec<Result<Option<i64>, Refusal>>),
}

impl Amounts {
    /// Reads a column. Floats are read only where they hold whole numbers, exactly.
    pub(crate) fn of(column: Option<&ArrayRef>, name: &'static str) -> Self {
        let Some(column) = column else { return Self::Absent };
        match column.data_type() {
            DataType::Null => Self::Absent,
            DataType::Int64 => Self::Whole(column.as_primitive::<Int64Type>().clone()),
            data_type if data_type.is_integer() => Self::Whole(whole(column)),
            data_type if data_type.is_floating() => match cast(column, &DataType::Float64) {
                Ok(floats) => {
                    Self::Read(floats.as_primitive::<Float64Type>().iter().map(|float| whole_of(float, name)).collect())
                }
                Err(_) => Self::Absent,
            },
            DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..) => {
                Self::Read((0..column.len()).map(|row| read::exact(name, &text_at(column, row))).collect())
            }
            _ => Self::Read((0..column.len()).map(|row| read::figure(name, &text_at(column, row))).collect()),
        }
    }

    /// The amount of a row where it needs no reading.
    #[inline]
    pub(crate) fn quick(&self, row: usize) -> Option<i64> {
        match self {
            Self::Whole(numbers) if numbers.is_valid(row) => Some(numbers.value(row)),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn at(&self, row: usize) -> Result<Option<i64>, Refusal> {
        match self {
            Self::Absent => Ok(None),
            Self::Whole(numbers) => Ok((!numbers.is_null(row)).then(|| numbers.value(row))),
            Self::Read(cells) => cells[row].clone(),
        }
    }
}

/// A number that a spreadsheet kept as a float: taken as text, so that no digit is guessed.
fn whole_of(float: Option<f64>, name: &'static str) -> Result<Option<i64>, Refusal> {
    match float {
        None => Ok(None),
        Some(float) if float.is_nan() => Ok(None),
        Some(float) => read::exact(name, &float.to_string()),
    }
}
