//! Delimited text in: the header names the columns, every cell is a string. UTF-8, separator found from the header.
//!
//! Edges do not depend on each other, and `tables` reads the columns that a model asks for, of rows that may be short. Here
//! every cell goes through to the answer, and a row that cannot be read is refused by its line and keeps its place.

use crate::fault::AssessFault;
use arrow::array::{ArrayRef, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use base::law::assess::Refusal;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The longest row and the most cells of one.
const ROW_BYTES: usize = 1 << 20;
const ROW_CELLS: usize = 4_096;
/// Rows of a batch.
const BATCH_ROWS: usize = 8_192;
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A text table being read.
pub(crate) struct TextTable {
    path: PathBuf,
    input: BufReader<File>,
    reader: Reader,
    record: Vec<u8>,
    ends: Vec<usize>,
    line: u64,
    finished: bool,
    /// What is wrong with rows of the last batch, by their place in it.
    pub(crate) flaws: BTreeMap<usize, Refusal>,
    /// The separator, which the answer uses as well.
    pub(crate) separator: u8,
    /// The columns, all of them text.
    pub(crate) schema: SchemaRef,
}

impl TextTable {
    /// Opens a table and reads its header.
    pub(crate) fn open(path: &Path) -> Result<Self, AssessFault> {
        let file = File::open(path).map_err(AssessFault::disk("open", path))?;
        let mut input = BufReader::with_capacity(1 << 20, file);
        let head = input.fill_buf().map_err(AssessFault::disk("read", path))?;
        let mark = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let separator = separator_of(&head[mark..]);
        input.consume(mark);
        let mut table = Self {
            path: path.to_owned(),
            input,
            reader: ReaderBuilder::new().delimiter(separator).build(),
            record: vec![0; ROW_BYTES],
            ends: vec![0; ROW_CELLS],
            line: 1,
            finished: false,
            flaws: BTreeMap::new(),
            separator,
            schema: Arc::new(Schema::empty()),
        };
        let cells = table.record()?.unwrap_or(0);
        let name = |place| std::str::from_utf8(table.cell(place)).map_err(|_| AssessFault::NotUtf8 { path: path.to_owned() });
        let names: Vec<&str> = (0..cells).map(name).collect::<Result<_, _>>()?;
        let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8, false)).collect();
        table.schema = Arc::new(Schema::new(fields));
        Ok(table)
    }

    /// The next rows; none at the end.
    pub(crate) fn next_batch(&mut self) -> Result<Option<RecordBatch>, AssessFault> {
        let expected = self.schema.fields().len();
        let mut columns: Vec<StringBuilder> = (0..expected).map(|_| StringBuilder::new()).collect();
        let mut rows = 0;
        self.flaws.clear();
        while rows < BATCH_ROWS {
            let Some(found) = self.record()? else { break };
            let mut sound = true;
            for (place, column) in columns.iter_mut().enumerate() {
                let cell = if place < found { self.cell(place) } else { b"" };
                match std::str::from_utf8(cell) {
                    Ok(text) => column.append_value(text),
                    Err(_) => {
                        sound = false;
                        column.append_value(String::from_utf8_lossy(cell));
                    }
                }
            }
            // Spreadsheets write empty cells behind the last column; a filled one means that the cells have moved.
            let torn = (expected..found).any(|place| !self.cell(place).trim_ascii().is_empty());
            if torn {
                self.flaws.insert(rows, Refusal::TornRow { line: self.line, found, expected });
            } else if !sound {
                self.flaws.insert(rows, Refusal::NotUtf8 { line: self.line });
            }
            rows += 1;
        }
        if rows == 0 {
            return Ok(None);
        }
        let columns: Vec<ArrayRef> = columns.into_iter().map(|mut column| Arc::new(column.finish()) as ArrayRef).collect();
        RecordBatch::try_new(self.schema.clone(), columns).map(Some).map_err(AssessFault::parquet(&self.path))
    }

    /// The bytes of a cell of the last row.
    fn cell(&self, place: usize) -> &[u8] {
        let from = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.record[from..self.ends[place]]
    }

    /// Reads one row and counts its cells. None at the end.
    fn record(&mut self) -> Result<Option<usize>, AssessFault> {
        let (mut bytes, mut cells) = (0, 0);
        self.line = self.reader.line();
        while !self.finished {
            let input = self.input.fill_buf().map_err(AssessFault::disk("read", &self.path))?;
            let (result, read, wrote, ended) = self.reader.read_record(input, &mut self.record[bytes..], &mut self.ends[cells..]);
            self.input.consume(read);
            bytes += wrote;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    let (path, line) = (self.path.clone(), self.line);
                    let limit = if bytes >= ROW_BYTES { ROW_BYTES } else { ROW_CELLS };
                    return Err(AssessFault::RowWithoutEnd { path, line, limit });
                }
                ReadRecordResult::End => self.finished = true,
                ReadRecordResult::Record => return Ok(Some(cells)),
            }
        }
        Ok(None)
    }
}

/// The separator that the header has most of; a comma where it has none.
fn separator_of(head: &[u8]) -> u8 {
    let line: Vec<u8> = head.bytes().map_while(Result::ok).take_while(|byte| *byte != b'\n').collect();
    let times = |separator: u8| line.iter().filter(|byte| **byte == separator).count();
    SEPARATORS
        .into_iter()
        .rev()
        .max_by_key(|separator| times(*separator))
        .filter(|separator| times(*separator) > 0)
        .unwrap_or(b',')
}
