//! Text tables: the separator is told from the header; every value is text.

use crate::{BATCH_ROWS, TableFault, Wanted};
use arrow::array::{ArrayRef, StringBuilder};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::fs::File;
use std::io::Read;
use std::sync::Arc;

/// A row longer than this is no row of people.
const ROW_BYTES: usize = 1 << 20;
const BUFFER: usize = 1 << 18;

pub(crate) struct CsvFile {
    rows: Rows,
}

/// Walks the records of a file.
struct Rows {
    file: File,
    reader: Reader,
    input: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    output: Vec<u8>,
    ends: Vec<usize>,
    path: String,
    line: u64,
}

impl Rows {
    /// The next record: its bytes and where its cells end.
    fn next(&mut self) -> Result<Option<usize>, TableFault> {
        let (mut written, mut cells) = (0, 0);
        loop {
            if self.from == self.to && !self.ended {
                let io = |source| TableFault::Io { doing: "read", path: self.path.clone(), source };
                self.to = self.file.read(&mut self.input).map_err(io)?;
                self.from = 0;
                self.ended = self.to == 0;
            }
            let (result, read, wrote, ended) =
                self.reader.read_record(&self.input[self.from..self.to], &mut self.output[written..], &mut self.ends[cells..]);
            self.from += read;
            written += wrote;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.output.len() < ROW_BYTES => {
                    let length = self.output.len() * 2;
                    self.output.resize(length, 0);
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() < 1 << 14 => {
                    let length = self.ends.len() * 2;
                    self.ends.resize(length, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    return Err(TableFault::Format {
                        path: self.path.clone(),
                        why: format!("the row after row {} is longer than a megabyte; is a quotation mark open?", self.line),
                    });
                }
                ReadRecordResult::Record => {
                    self.line += 1;
                    return Ok(Some(cells));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn cell(&self, place: usize) -> &[u8] {
        let from = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.output[from..self.ends[place]]
    }
}

impl CsvFile {
    pub(crate) fn open(mut file: File, path: &str) -> Result<(Vec<String>, Self), TableFault> {
        let mut input = vec![0; BUFFER];
        let io = |source| TableFault::Io { doing: "read", path: path.to_owned(), source };
        let mut to = 0;
        while to < BUFFER {
            let read = file.read(&mut input[to..]).map_err(io)?;
            if read == 0 {
                break;
            }
            to += read;
        }
        let from = if input[..to].starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let head = &input[from..memchr::memchr(b'\n', &input[..to]).unwrap_or(to)];
        if head.contains(&0) {
            return Err(TableFault::Format { path: path.to_owned(), why: "neither parquet nor a text table".to_owned() });
        }
        let separator = [b',', b';', b'\t', b'|']
            .into_iter()
            .max_by_key(|sign| (head.iter().filter(|byte| *byte == sign).count(), *sign == b','))
            .unwrap_or(b',');
        let mut rows = Rows {
            file,
            reader: ReaderBuilder::new().delimiter(separator).build(),
            input,
            from,
            to,
            ended: to == 0,
            output: vec![0; 1 << 14],
            ends: vec![0; 256],
            path: path.to_owned(),
            line: 0,
        };
        let cells = rows.next()?.ok_or_else(|| TableFault::Format {
            path: path.to_owned(),
            why: "the file is empty; it needs a header".to_owned(),
        })?;
        let headings = (0..cells).map(|place| String::from_utf8_lossy(rows.cell(place)).trim().to_owned()).collect();
        Ok((headings, Self { rows }))
    }

    pub(crate) fn batches(mut self, wanted: &[Wanted]) -> impl Iterator<Item = Result<Vec<ArrayRef>, TableFault>> + use<> {
        let places: Vec<usize> = wanted.iter().map(|column| column.place).collect();
        let mut ended = false;
        std::iter::from_fn(move || {
            if ended {
                return None;
            }
            let mut columns: Vec<StringBuilder> =
                places.iter().map(|_| StringBuilder::with_capacity(BATCH_ROWS, BATCH_ROWS * 12)).collect();
            let mut rows = 0;
            while rows < BATCH_ROWS {
                match self.rows.next() {
                    Err(fault) => {
                        ended = true;
                        return Some(Err(fault));
                    }
                    Ok(None) => {
                        ended = true;
                        break;
                    }
                    Ok(Some(cells)) => {
                        for (column, place) in columns.iter_mut().zip(&places) {
                            let cell = if *place < cells { self.rows.cell(*place) } else { b"" };
                            if cell.is_empty() {
                                column.append_null();
                            } else {
                                column.append_value(String::from_utf8_lossy(cell));
                            }
                        }
                        rows += 1;
                    }
                }
            }
            (rows > 0).then(|| Ok(columns.into_iter().map(|mut column| Arc::new(column.finish()) as ArrayRef).collect()))
        })
    }
}
