//! Rows become columns: the builders of the facts and identity tables of one kind.

use crate::kind::{FieldType, KindSpec};
use arrow::array::{
    ArrayBuilder, ArrayRef, ArrowPrimitiveType, Date32Array, Date32Builder, FixedSizeBinaryBuilder, Int32Array, Int32Builder,
    Int64Builder, PrimitiveBuilder, RecordBatch, StringBuilder, UInt32Builder,
};
use arrow::datatypes::{DataType, Field, Schema};
use std::sync::Arc;

/// Rows that entered: what measuring may open, and what is sealed. Row by row the same people in the same order.
#[derive(Debug)]
pub struct Chunk {
    /// Row id, tokens, places, segment, group, months: no identity.
    pub facts: RecordBatch,
    /// NIK, name, birth date …; none for kinds that are no people.
    pub identity: Option<RecordBatch>,
}

/// A value on its way into a column.
#[derive(Clone, Debug, Default)]
pub(crate) enum Value<'a> {
    #[default]
    Null,
    Text(&'a str),
    Owned(String),
    Int(i64),
    Day(i32),
}

#[derive(Debug)]
enum Builder {
    Text(StringBuilder),
    Int(Int64Builder),
    Day(Date32Builder),
}

impl Builder {
    fn of(field_type: FieldType) -> Option<(Self, DataType)> {
        Some(match field_type {
            FieldType::Nik
            | FieldType::Name
            | FieldType::Text
            | FieldType::Code
            | FieldType::Decimal
            | FieldType::Group
            | FieldType::Area
            | FieldType::Outline => (Self::Text(StringBuilder::new()), DataType::Utf8),
            FieldType::Date | FieldType::DateOptional | FieldType::Month | FieldType::MonthOptional => {
                (Self::Day(Date32Builder::new()), DataType::Date32)
            }
            FieldType::Integer
            | FieldType::IntegerOptional
            | FieldType::Rupiah
            | FieldType::RupiahOptional
            | FieldType::PercentOptional => (Self::Int(Int64Builder::new()), DataType::Int64),
            _ => return None,
        })
    }

    /// Sets the value of row `row`. Empty values cost nothing: the gaps before a value are filled when it comes.
    fn set(&mut self, row: usize, value: &Value<'_>) {
        match (self, value) {
            (_, Value::Null) => {}
            (Self::Text(builder), Value::Text(text)) => {
                fill_text(builder, row);
                builder.append_value(text);
            }
            (Self::Text(builder), Value::Owned(text)) => {
                fill_text(builder, row);
                builder.append_value(text);
            }
            (Self::Int(builder), Value::Int(number)) => {
                builder.append_nulls(row.saturating_sub(builder.len()));
                builder.append_value(*number);
            }
            (Self::Day(builder), Value::Day(day)) => {
                builder.append_nulls(row.saturating_sub(builder.len()));
                builder.append_value(*day);
            }
            // A value of another type than its column is no value of it.
            _ => {}
        }
    }

    /// Fills the gaps up to `rows`.
    fn fill(&mut self, rows: usize) {
        match self {
            Self::Text(builder) => fill_text(builder, rows),
            Self::Int(builder) => builder.append_nulls(rows.saturating_sub(builder.len())),
            Self::Day(builder) => builder.append_nulls(rows.saturating_sub(builder.len())),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => finish_text(builder),
            Self::Int(builder) => finish_numbers(builder),
            Self::Day(builder) => finish_numbers(builder),
        }
    }
}

/// Takes the numbers out, and makes room for as many again: growing step by step would move them again and again.
fn finish_numbers<T: ArrowPrimitiveType>(builder: &mut PrimitiveBuilder<T>) -> ArrayRef {
    let rows = builder.len();
    Arc::new(std::mem::replace(builder, PrimitiveBuilder::with_capacity(rows)).finish())
}

/// The same for texts.
fn finish_text(builder: &mut StringBuilder) -> ArrayRef {
    let (rows, bytes) = (builder.len(), builder.values_slice().len());
    Arc::new(std::mem::replace(builder, StringBuilder::with_capacity(rows, bytes + bytes / 16)).finish())
}

/// The same for tokens and fingerprints.
fn finish_bytes(builder: &mut FixedSizeBinaryBuilder) -> ArrayRef {
    let rows = builder.len();
    Arc::new(std::mem::replace(builder, FixedSizeBinaryBuilder::with_capacity(rows, 16)).finish())
}

fn fill_text(builder: &mut StringBuilder, rows: usize) {
    for _ in builder.len()..rows {
        builder.append_null();
    }
}

/// What the kernel worked out about a row beside the values of its fields.
#[derive(Clone, Debug, Default)]
pub(crate) struct Derived<'a> {
    pub(crate) line: u32,
    pub(crate) sheet: i32,
    pub(crate) fingerprint: u128,
    pub(crate) flaws: i64,
    pub(crate) residence: Option<u64>,
    pub(crate) workplace: Option<u64>,
    pub(crate) token: Option<[u8; 16]>,
    pub(crate) sex: Option<&'static str>,
    pub(crate) age_band: Option<i32>,
    pub(crate) segment: Option<&'static str>,
    pub(crate) group: Option<&'a str>,
    pub(crate) excluded: Option<&'a str>,
    pub(crate) programmes: i64,
    pub(crate) paid_bits: i64,
}

/// The growing tables of one batch.
#[derive(Debug)]
pub(crate) struct Columns {
    person: bool,
    row: Int64Builder,
    /// The same in every row.
    batch: i32,
    line: UInt32Builder,
    sheet: Int32Builder,
    /// The same in every row.
    as_of: i32,
    fingerprint: FixedSizeBinaryBuilder,
    flaws: Int64Builder,
    residence: Int64Builder,
    workplace: Int64Builder,
    token: FixedSizeBinaryBuilder,
    sex: StringBuilder,
    age_band: Int32Builder,
    segment: StringBuilder,
    group: StringBuilder,
    excluded: StringBuilder,
    programmes: Int64Builder,
    paid_bits: Int64Builder,
    facts: Vec<(usize, Builder)>,
    sealed: Vec<(usize, Builder)>,
    facts_schema: Arc<Schema>,
    identity_schema: Arc<Schema>,
}

/// The columns of the facts table of a kind.
pub fn facts_schema(spec: &KindSpec) -> Arc<Schema> {
    Columns::new(spec, 0, 0).facts_schema()
}

impl Columns {
    /// Empty tables of the batch with this number, of data that describes the day `as_of`.
    pub(crate) fn new(spec: &KindSpec, batch: i32, as_of: i32) -> Self {
        let mut common = vec![
            Field::new("row", DataType::Int64, false),
            Field::new("batch", DataType::Int32, false),
            Field::new("line", DataType::UInt32, false),
            Field::new("sheet", DataType::Int32, false),
            Field::new("as_of", DataType::Date32, false),
            Field::new("fingerprint", DataType::FixedSizeBinary(16), false),
            Field::new("flaws", DataType::Int64, false),
            Field::new("residence", DataType::Int64, true),
            Field::new("workplace", DataType::Int64, true),
        ];
        if spec.person {
            common.extend([
                Field::new("person_token", DataType::FixedSizeBinary(16), true),
                Field::new("sex", DataType::Utf8, true),
                Field::new("age_band", DataType::Int32, true),
                Field::new("segment", DataType::Utf8, true),
                Field::new("group", DataType::Utf8, true),
                Field::new("excluded", DataType::Utf8, true),
                Field::new("programmes", DataType::Int64, false),
                Field::new("paid_bits", DataType::Int64, false),
            ]);
        }
        let mut identity = vec![Field::new("row", DataType::Int64, false)];
        let mut facts_builders = Vec::new();
        let mut sealed_builders = Vec::new();
        for (position, field) in spec.fields.iter().enumerate() {
            // The group column of people is worked out; the words it came from are kept as the occupation.
            let name = if spec.person && field.name == "group" { "occupation" } else { field.name.as_str() };
            let Some((builder, data_type)) = Builder::of(field.field_type) else { continue };
            if field.sealed {
                identity.push(Field::new(name, data_type, true));
                sealed_builders.push((position, builder));
            } else {
                common.push(Field::new(name, data_type, true));
                facts_builders.push((position, builder));
            }
        }
        Self {
            person: spec.person,
            row: Int64Builder::new(),
            batch,
            line: UInt32Builder::new(),
            sheet: Int32Builder::new(),
            as_of,
            fingerprint: FixedSizeBinaryBuilder::new(16),
            flaws: Int64Builder::new(),
            residence: Int64Builder::new(),
            workplace: Int64Builder::new(),
            token: FixedSizeBinaryBuilder::new(16),
            sex: StringBuilder::new(),
            age_band: Int32Builder::new(),
            segment: StringBuilder::new(),
            group: StringBuilder::new(),
            excluded: StringBuilder::new(),
            programmes: Int64Builder::new(),
            paid_bits: Int64Builder::new(),
            facts: facts_builders,
            sealed: sealed_builders,
            facts_schema: Arc::new(Schema::new(common)),
            identity_schema: Arc::new(Schema::new(identity)),
        }
    }

    /// The columns of the facts table.
    pub(crate) fn facts_schema(&self) -> Arc<Schema> {
        Arc::clone(&self.facts_schema)
    }

    /// The columns of the identity table.
    pub(crate) fn identity_schema(&self) -> Option<Arc<Schema>> {
        self.person.then(|| Arc::clone(&self.identity_schema))
    }

    pub(crate) fn len(&self) -> usize {
        self.row.len()
    }

    pub(crate) fn append(&mut self, row: i64, derived: &Derived<'_>, values: &[Value<'_>]) {
        let region = |code: Option<u64>| code.and_then(|code| i64::try_from(code).ok());
        self.row.append_value(row);
        self.line.append_value(derived.line);
        self.sheet.append_value(derived.sheet);
        // The width is the builder's own, so appending sixteen bytes cannot fail.
        let _ = self.fingerprint.append_value(derived.fingerprint.to_le_bytes());
        self.flaws.append_value(derived.flaws);
        self.residence.append_option(region(derived.residence));
        self.workplace.append_option(region(derived.workplace));
        if self.person {
            match derived.token {
                Some(token) => {
                    let _ = self.token.append_value(token);
                }
                None => self.token.append_null(),
            }
            self.sex.append_option(derived.sex);
            self.age_band.append_option(derived.age_band);
            self.segment.append_option(derived.segment);
            self.group.append_option(derived.group);
            self.excluded.append_option(derived.excluded);
            self.programmes.append_value(derived.programmes);
            self.paid_bits.append_value(derived.paid_bits);
        }
        let place = self.row.len() - 1;
        for (position, builder) in self.facts.iter_mut().chain(&mut self.sealed) {
            builder.set(place, &values[*position]);
        }
    }

    /// Takes the rows out as record batches.
    pub(crate) fn finish(&mut self) -> Chunk {
        let rows = self.row.len();
        for (_, builder) in self.facts.iter_mut().chain(&mut self.sealed) {
            builder.fill(rows);
        }
        let row = finish_numbers(&mut self.row);
        let mut facts: Vec<ArrayRef> = vec![
            Arc::clone(&row),
            Arc::new(Int32Array::from_value(self.batch, rows)),
            finish_numbers(&mut self.line),
            finish_numbers(&mut self.sheet),
            Arc::new(Date32Array::from_value(self.as_of, rows)),
            finish_bytes(&mut self.fingerprint),
            finish_numbers(&mut self.flaws),
            finish_numbers(&mut self.residence),
            finish_numbers(&mut self.workplace),
        ];
        if self.person {
            facts.extend([
                finish_bytes(&mut self.token),
                finish_text(&mut self.sex),
                finish_numbers(&mut self.age_band),
                finish_text(&mut self.segment),
                finish_text(&mut self.group),
                finish_text(&mut self.excluded),
                finish_numbers(&mut self.programmes),
                finish_numbers(&mut self.paid_bits),
            ]);
        }
        facts.extend(self.facts.iter_mut().map(|(_, builder)| builder.finish()));
        let mut identity = vec![row];
        identity.extend(self.sealed.iter_mut().map(|(_, builder)| builder.finish()));
        let table = |schema: &Arc<Schema>, columns| {
            RecordBatch::try_new(Arc::clone(schema), columns).expect("every builder received one value per row")
        };
        Chunk { facts: table(&self.facts_schema, facts), identity: self.person.then(|| table(&self.identity_schema, identity)) }
    }
}
