//! The cells of a row, one by one: each standardised by the type of its field, what cannot be read named as a flaw.

use super::{Flaw, trimmed};
use crate::column::Value;
use crate::context::Context;
use crate::kind::FieldType;
use crate::parts;
use crate::place::PlaceCells;
use crate::value::{DateOrder, DateReading, date, month, number};
use base::handover::{CellKind, FindingCode, Outline, RawCell, RawRow};
use base::vocabulary::{Month, NikReading, PaidMonths, Programme, ProgrammeSet, Segment, Sex};
use jiff::civil::Date;

/// The cells of a row as they are read: what each of them says, and what several say together.
pub(super) struct Reader<'x, 'c, 'a> {
    pub(super) context: &'x Context<'c>,
    pub(super) base_month: Month,
    pub(super) flaws: &'x mut Vec<Flaw>,
    pub(super) nik: NikReading,
    pub(super) nik_field: usize,
    /// Field, place text and day of a combined birth cell.
    pub(super) birth: Option<(usize, &'a str, Option<i32>)>,
    pub(super) sex: Option<Sex>,
    pub(super) sex_field: usize,
    pub(super) segment: Option<Segment>,
    pub(super) programmes: ProgrammeSet,
    pub(super) paid: PaidMonths,
    pub(super) active_status: bool,
    pub(super) occupation: Option<&'a str>,
    pub(super) employment: Option<&'a str>,
    pub(super) place: PlaceCells<'a>,
    /// A name that may be that of the place.
    pub(super) area: &'a str,
    /// The last field whose formula was never worked out.
    pub(super) uncalculated: Option<usize>,
}

impl<'x, 'c, 'a> Reader<'x, 'c, 'a> {
    /// A row of which nothing has been read.
    pub(super) fn new(context: &'x Context<'c>, flaws: &'x mut Vec<Flaw>) -> Self {
        Self {
            context,
            base_month: Month::of(context.as_of),
            flaws,
            nik: NikReading::Missing,
            nik_field: 0,
            birth: None,
            sex: None,
            sex_field: 0,
            segment: None,
            programmes: ProgrammeSet::default(),
            paid: PaidMonths::NONE,
            active_status: false,
            occupation: None,
            employment: None,
            place: PlaceCells::default(),
            area: "",
            uncalculated: None,
        }
    }

    fn flaw(&mut self, code: FindingCode, field: usize) {
        self.flaws.push(Flaw { code, field, detail: String::new() });
    }

    /// Reads a cell into `value`, which is null before. The value is written where it belongs, because handing it back
    /// through two calls costs more than reading it.
    pub(super) fn cell(&mut self, field: usize, cell: RawCell<'a>, order: DateOrder, value: &mut Value<'a>) {
        match cell.kind {
            CellKind::Undecodable => self.flaw(FindingCode::Undecodable, field),
            CellKind::TooLong => self.flaw(FindingCode::CellTooLong, field),
            CellKind::Error if self.context.spec.fields[field].field_type != FieldType::Ignored => {
                self.flaw(FindingCode::ValueLeftOut, field);
            }
            CellKind::Uncalculated if self.context.spec.fields[field].field_type != FieldType::Ignored => {
                self.uncalculated = Some(field);
                self.flaw(FindingCode::FormulaUncalculated, field);
            }
            _ => {}
        }
        let text = trimmed(cell.text);
        let numeric = cell.kind == CellKind::Number;
        let today = self.context.as_of;
        let field_type = self.context.spec.fields[field].field_type;
        match field_type {
            FieldType::Nik => return self.nik(field, text, numeric, value),
            FieldType::Ignored => return,
            _ if text.is_empty() => return,
            _ => {}
        }
        match field_type {
            FieldType::Name if text.chars().any(char::is_alphabetic) => *value = Value::Text(text),
            FieldType::Name | FieldType::Nik | FieldType::Ignored => {}
            FieldType::Text => *value = Value::Text(text.trim_start_matches('\'')),
            FieldType::Code => *value = code(text, numeric),
            FieldType::Date | FieldType::DateOptional => {
                if let Some(day) = self.day(field, text, numeric, order, field_type, today) {
                    *value = Value::Day(day);
                }
            }
            FieldType::Birth => {
                let (place, day) = date::split_birth(text);
                let day = self.day(field, day, false, order, FieldType::Date, today);
                self.birth = Some((field, place, day));
            }
            FieldType::Month | FieldType::MonthOptional => match month::read(text) {
                Some(month) => *value = Value::Day(date::number_of(month.first_day())),
                None => self.unreadable(field, field_type == FieldType::Month),
            },
            FieldType::PaidMonths => match month::read_paid(text, self.base_month) {
                Some((paid, in_reach)) => {
                    self.paid = PaidMonths::from_bits(self.paid.bits() | paid.bits());
                    if !in_reach {
                        self.flaw(FindingCode::MonthsOutOfReach, field);
                    }
                }
                None => self.flaw(FindingCode::ValueUnreadable, field),
            },
            FieldType::Integer | FieldType::IntegerOptional => match number::integer(text, numeric) {
                Some(number) => *value = Value::Int(number),
                None => self.unreadable(field, field_type == FieldType::Integer),
            },
            FieldType::Rupiah | FieldType::RupiahOptional => match number::rupiah(text, numeric) {
                Some(amount) => *value = Value::Int(amount.0),
                None => self.unreadable(field, field_type == FieldType::Rupiah && text != "-"),
            },
            FieldType::Decimal => match number::decimal(text, numeric) {
                Some(decimal) => *value = Value::Owned(decimal),
                None => self.unreadable(field, true),
            },
            FieldType::PercentOptional => match number::percent(text, numeric) {
                Some(percent) => *value = Value::Int(percent.0),
                None => self.unreadable(field, false),
            },
            FieldType::Sex => {
                self.sex = Sex::parse(text);
                self.sex_field = field;
                if self.sex.is_none() && text != "-" {
                    self.flaw(FindingCode::ValueLeftOut, field);
                }
            }
            FieldType::Segment => {
                self.segment = Segment::parse(text);
                if self.segment.is_none() {
                    self.flaw(FindingCode::ValueUnreadable, field);
                }
            }
            FieldType::Group => {
                self.occupation = Some(text);
                *value = Value::Text(text);
            }
            FieldType::Employment => self.employment = Some(text),
            FieldType::Programme => {
                // An amount is the contribution to it: nobody pays for a programme that they are not in.
                let held = number::flag(text).or_else(|| number::rupiah(text, numeric).map(|amount| amount.0 > 0));
                match (held, self.context.spec.fields[field].programme) {
                    (Some(true), Some(programme)) => self.programmes.add(programme),
                    (None, _) => self.flaw(FindingCode::ValueLeftOut, field),
                    _ => {}
                }
            }
            FieldType::Programmes => {
                for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                    match Programme::parse(word) {
                        Some(programme) => self.programmes.add(programme),
                        None => self.flaw(FindingCode::ValueLeftOut, field),
                    }
                }
            }
            FieldType::Status => {
                let small = text.to_lowercase();
                self.active_status = small == "aktif" || small == "active" || small == "a" || small == "y";
            }
            FieldType::Area => {
                self.area = text;
                *value = Value::Text(text);
            }
            FieldType::Outline => match Outline::parse(text) {
                Some(_) => *value = Value::Text(text),
                None => self.unreadable(field, true),
            },
            FieldType::RegionCode => self.place.code = text,
            FieldType::Provinsi => self.place.provinsi = text,
            FieldType::Kabupaten => self.place.kabupaten = text,
            FieldType::Kecamatan => self.place.kecamatan = text,
            FieldType::Desa => self.place.desa = text,
        }
    }

    /// The birth date out of three cells.
    pub(super) fn birth_parts(&mut self, row: RawRow<'a>, columns: [usize; 3], values: &mut [Value<'a>]) {
        let Some(field) = self.context.spec.position("birth_date") else { return };
        let reading = parts::birth_day(row, columns, self.context.as_of);
        if let Some(day) = self.reading(field, reading, FieldType::Date) {
            values[field] = Value::Day(day);
        }
    }

    /// The months that are ticked, or have an amount.
    pub(super) fn months(&mut self, row: RawRow<'a>, months: &[(usize, Month)]) {
        let field = self.context.spec.position("paid_months").unwrap_or(usize::MAX);
        let mut unclear = false;
        for (column, month) in months {
            match parts::is_paid(row.cell(*column)) {
                Some(true) => {
                    if !self.paid.pay(self.base_month, *month, *month) {
                        self.flaw(FindingCode::MonthsOutOfReach, field);
                    }
                }
                Some(false) => {}
                None => unclear = true,
            }
        }
        if unclear {
            self.flaw(FindingCode::ValueLeftOut, field);
            // Nobody is said never to have paid on account of a mark that nobody can read.
            if self.paid == PaidMonths::NONE {
                self.flaw(FindingCode::PaymentsNotTold, field);
            }
        }
    }

    fn nik(&mut self, field: usize, text: &'a str, numeric: bool, value: &mut Value<'a>) {
        let reading = NikReading::of(text, numeric);
        self.nik = reading;
        self.nik_field = field;
        match reading {
            NikReading::Missing => {}
            NikReading::Sound(nik) if nik.reveal() != text => *value = Value::Owned(nik.reveal().to_owned()),
            NikReading::Sound(_) | NikReading::Damaged(_) => *value = Value::Text(text),
        }
    }

    fn day(
        &mut self,
        field: usize,
        text: &str,
        numeric: bool,
        order: DateOrder,
        field_type: FieldType,
        today: Date,
    ) -> Option<i32> {
        self.reading(field, date::read(text, numeric, order, today), field_type)
    }

    fn reading(&mut self, field: usize, reading: DateReading, field_type: FieldType) -> Option<i32> {
        match reading {
            DateReading::Missing => None,
            DateReading::Day(day) => Some(day),
            // A birth year alone still tells people apart; the year of any other event is no day.
            DateReading::YearOnly(day) if self.context.spec.fields[field].name.starts_with("birth") => {
                self.flaw(FindingCode::BirthDateHeap, field);
                Some(day)
            }
            DateReading::YearOnly(_) | DateReading::Impossible => {
                let code = if field_type == FieldType::Date { FindingCode::DateImpossible } else { FindingCode::ValueLeftOut };
                self.flaw(code, field);
                None
            }
        }
    }

    fn unreadable(&mut self, field: usize, refuses: bool) {
        self.flaw(if refuses { FindingCode::ValueUnreadable } else { FindingCode::ValueLeftOut }, field);
    }

    pub(super) fn required(&mut self, values: &[Value<'_>]) {
        for (position, field) in self.context.spec.fields.iter().enumerate() {
            if field.required && matches!(values[position], Value::Null) {
                let name = field.field_type == FieldType::Name;
                let already = self.flaws.iter().any(|flaw| flaw.field == position && flaw.code.refuses());
                if !already {
                    self.flaw(if name { FindingCode::NameMissing } else { FindingCode::ValueMissing }, position);
                }
            }
        }
    }
}

/// A register number: text as it stands, a numeric cell without its `.0`.
fn code<'a>(text: &'a str, numeric: bool) -> Value<'a> {
    let text = if numeric { text.strip_suffix(".0").unwrap_or(text) } else { text.trim_start_matches('\'') };
    if text.is_empty() || text.chars().all(|c| matches!(c, '-' | '.' | ' ')) { Value::Null } else { Value::Text(text) }
}
