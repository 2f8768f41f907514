//! Text tables: the separator is told from the header; every value is text.

use crate::{BATCH_ROWS, TableFault, TableFlaw, Wanted};
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
    /// Records read, the header included.
    read: u64,
    /// Cells that every row has, as many as the header; zero while that is not known.
    width: usize,
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
                    let flaw = if self.read == 0 { TableFlaw::HeaderWithoutEnd } else { TableFlaw::RowWithoutEnd(self.read) };
                    return Err(self.refused(flaw));
                }
                ReadRecordResult::Record => {
                    self.read += 1;
                    if self.width != 0 && cells != self.width {
                        return Err(self.refused(TableFlaw::Ragged { row: self.read - 1, cells, header: self.width }));
                    }
                    return Ok(Some(cells));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn refused(&self, flaw: TableFlaw) -> TableFault {
        TableFault::Format { path: self.path.clone(), flaw }
    }

    /// A cell as text. Read with replacement signs, a name would no longer be that name.
    fn text(&self, place: usize) -> Result<&str, TableFault> {
        str::from_utf8(self.cell(place)).map_err(|_| {
            self.refused(match self.read {
                0 | 1 => TableFlaw::HeaderNotUtf8,
                read => TableFlaw::NotUtf8 { row: read - 1, cell: place + 1 },
            })
        })
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
            return Err(TableFault::Format { path: path.to_owned(), flaw: TableFlaw::NeitherOne });
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
            read: 0,
            width: 0,
        };
        let cells = rows.next()?.ok_or_else(|| TableFault::Format { path: path.to_owned(), flaw: TableFlaw::Empty })?;
        let headings = (0..cells).map(|place| rows.text(place).map(|text| text.trim().to_owned()));
        let headings = headings.collect::<Result<Vec<String>, TableFault>>()?;
        rows.width = cells;
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
                    Ok(Some(_)) => {
                        for (column, place) in columns.iter_mut().zip(&places) {
                            match self.rows.text(*place) {
                                Ok("") => column.append_null(),
                                Ok(text) => column.append_value(text),
                                Err(fault) => {
                                    ended = true;
                                    return Some(Err(fault));
                                }
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
