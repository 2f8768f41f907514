//! Delimited text in: the header names the columns, every cell is a string. UTF-8, separator found from the header.

use crate::fault::AssessFault;
use arrow::array::{ArrayRef, RecordBatch, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
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
            separator,
            schema: Arc::new(Schema::empty()),
        };
        let mut names = Vec::new();
        table.row(|cells| names = cells.map(str::to_owned).collect())?;
        let fields: Vec<Field> = names.iter().map(|name| Field::new(name, DataType::Utf8, false)).collect();
        table.schema = Arc::new(Schema::new(fields));
        Ok(table)
    }

    /// The next rows; none at the end.
    pub(crate) fn next_batch(&mut self) -> Result<Option<RecordBatch>, AssessFault> {
        let expected = self.schema.fields().len();
        let mut columns: Vec<StringBuilder> = (0..expected).map(|_| StringBuilder::new()).collect();
        let mut rows = 0;
        while rows < BATCH_ROWS {
            let mut found = 0;
            let is_row = self.row(|cells| {
                for cell in cells {
                    if let Some(column) = columns.get_mut(found) {
                        column.append_value(cell);
                    }
                    found += 1;
                }
            })?;
            if !is_row {
                break;
            }
            if found > expected {
                return Err(AssessFault::Ragged { path: self.path.clone(), line: self.line, found, expected });
            }
            columns[found..].iter_mut().for_each(|column| column.append_value(""));
            rows += 1;
        }
        if rows == 0 {
            return Ok(None);
        }
        let columns: Vec<ArrayRef> = columns.into_iter().map(|mut column| Arc::new(column.finish()) as ArrayRef).collect();
        RecordBatch::try_new(self.schema.clone(), columns).map(Some).map_err(AssessFault::parquet(&self.path))
    }

    /// Reads one row and hands its cells over. False at the end.
    fn row(&mut self, mut take: impl FnMut(&mut dyn Iterator<Item = &str>)) -> Result<bool, AssessFault> {
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
                    return Err(AssessFault::RowWithoutEnd {
                        path,
                        line,
                        limit: if bytes >= ROW_BYTES { ROW_BYTES } else { ROW_CELLS },
                    });
                }
                ReadRecordResult::End => self.finished = true,
                ReadRecordResult::Record => {
                    let broken = || AssessFault::NotUtf8 { path: self.path.clone(), line: self.line };
                    let text = std::str::from_utf8(&self.record[..bytes]).map_err(|_| broken())?;
                    let mut start = 0;
                    let mut sound = true;
                    let mut parts = self.ends[..cells].iter().map(|end| {
                        let cell = text.get(start..*end);
                        start = *end;
                        sound &= cell.is_some();
                        cell.unwrap_or_default()
                    });
                    take(&mut parts);
                    drop(parts);
                    if !sound {
                        return Err(broken());
                    }
                    return Ok(true);
                }
            }
        }
        Ok(false)
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
