//! Delimited text: encoding and separator are found from the first megabyte, rows are streamed.

use crate::refusal::{Refusal, RefusalCode};
use crate::{Limits, Sink};
use base::handover::{CellKind, RowBlock};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::fs::File;
use std::io::Read;

const CHUNK: usize = 1 << 20;
const BLOCK_BYTES: usize = 1 << 19;
const BLOCK_ROWS: usize = 8_192;

/// Reads a delimited text file.
pub(crate) fn read(mut file: File, limits: &Limits, sink: &mut dyn Sink) -> Result<(), Refusal> {
    let mut chunk = vec![0_u8; CHUNK];
    let mut filled = fill(&mut file, &mut chunk)?;
    let (encoding, bom) = encoding_of(&chunk[..filled], filled < CHUNK);
    let mut decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
    let sample = decoded_sample(&chunk[bom..filled], encoding);
    let separator = separator_of(&sample);
    sink.how(&format!("{}, {}", encoding.name(), separator_name(separator)))?;
    sink.sheet("")?;
    let mut rows = Rows::new(limits, sink, separator);
    let mut start = bom;
    let mut text = Vec::new();
    while filled > 0 {
        let last = filled < CHUNK;
        match &mut decoder {
            None => rows.feed(&chunk[start..filled])?,
            Some(decoder) => {
                decode(decoder, &chunk[start..filled], last, &mut text);
                rows.feed(&text)?;
            }
        }
        start = 0;
        filled = fill(&mut file, &mut chunk)?;
    }
    rows.finish()
}

/// Fills the buffer as far as the file goes.
fn fill(file: &mut File, buffer: &mut [u8]) -> Result<usize, Refusal> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// The encoding and the length of its mark. Without a mark: zero bytes in every second place are UTF-16, text that is
/// no UTF-8 is Windows-1252, which every old Excel writes.
fn encoding_of(head: &[u8], whole: bool) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(head) {
        return (encoding, length);
    }
    let pairs = head.len().min(4096) / 2;
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).take(pairs).filter(|byte| **byte == 0).count();
    if pairs > 4 && zeros(1) * 10 > pairs * 7 {
        return (UTF_16LE, 0);
    }
    if pairs > 4 && zeros(0) * 10 > pairs * 7 {
        return (UTF_16BE, 0);
    }
    match std::str::from_utf8(head) {
        Ok(_) => (UTF_8, 0),
        // A character cut by the end of the sample is no flaw.
        Err(error) if error.error_len().is_none() && !whole => (UTF_8, 0),
        // One broken place in a long UTF-8 text is a broken cell, not another encoding.
        Err(_) if mostly_utf8(head) => (UTF_8, 0),
        Err(_) => (WINDOWS_1252, 0),
    }
}

/// Whether the characters beyond ASCII are UTF-8 ten times for every time they are not.
fn mostly_utf8(head: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for part in head.utf8_chunks() {
        sound += part.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!part.invalid().is_empty());
    }
    sound > broken * 10
}

fn decode(decoder: &mut Decoder, bytes: &[u8], last: bool, text: &mut Vec<u8>) {
    let room = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3);
    text.resize(room, 0);
    let (_, _, written, _) = decoder.decode_to_utf8(bytes, text, last);
    text.truncate(written);
}

fn decoded_sample(head: &[u8], encoding: &'static Encoding) -> String {
    let sample = &head[..head.len().min(1 << 16)];
    encoding.decode_without_bom_handling(sample).0.into_owned()
}

/// The separator that most lines have, and have equally often.
fn separator_of(sample: &str) -> u8 {
    let lines: Vec<&str> = sample.lines().take(200).filter(|line| !line.trim().is_empty()).collect();
    let score = |separator: u8| {
        let mut counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, separator)).collect();
        counts.sort_unstable();
        let median = counts.get(counts.len() / 2).copied().unwrap_or(0);
        let alike = counts.iter().filter(|count| **count == median).count();
        if median == 0 { (0, 0) } else { (alike * 100 / counts.len().max(1), median) }
    };
    // On a draw the earlier one: a semicolon file has commas in its addresses, not the other way round.
    let candidates = [b'\t', b';', b'|', b','];
    candidates
        .into_iter()
        .rev()
        .max_by_key(|separator| score(*separator))
        .filter(|separator| score(*separator).1 > 0)
        .unwrap_or(b',')
}

fn outside_quotes(line: &str, separator: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for byte in line.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            byte if byte == separator && !quoted => count += 1,
            _ => {}
        }
    }
    count
}

fn separator_name(separator: u8) -> &'static str {
    match separator {
        b'\t' => "tab",
        b';' => "titik koma (;)",
        b'|' => "garis tegak (|)",
        _ => "koma (,)",
    }
}

struct Rows<'a> {
    limits: &'a Limits,
    sink: &'a mut dyn Sink,
    separator: u8,
    reader: Reader,
    record: Vec<u8>,
    ends: Vec<usize>,
    /// What of the record and its ends is filled.
    bytes: usize,
    cells: usize,
    block: RowBlock,
    /// The line on which the record in hand begins, and the line that the reader has come to.
    line: u64,
    at: u64,
    /// Whether something of the record in hand was read already.
    within: bool,
}

impl<'a> Rows<'a> {
    fn new(limits: &'a Limits, sink: &'a mut dyn Sink, separator: u8) -> Self {
        Self {
            limits,
            sink,
            separator,
            reader: ReaderBuilder::new().delimiter(separator).build(),
            record: vec![0; limits.row_bytes],
            // One more than a row may have, so that a row too wide is told from one that just fits.
            ends: vec![0; limits.columns + 1],
            bytes: 0,
            cells: 0,
            block: RowBlock::default(),
            line: 1,
            at: 1,
            within: false,
        }
    }

    fn feed(&mut self, mut input: &[u8]) -> Result<(), Refusal> {
        if let Some(place) = memchr::memchr(0, input) {
            self.pass(&input[..place]);
            return Err(Refusal::new(RefusalCode::NulBytes, self.at));
        }
        while !input.is_empty() {
            if !self.within {
                let plain = self.plain_lines(input)?;
                input = &input[plain..];
                // The second half of a line end, and empty lines: the record begins behind them.
                let blank = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                self.pass(&input[..blank]);
                input = &input[blank..];
                self.line = self.at;
            }
            let read = if input.is_empty() { 0 } else { self.step(input)? };
            self.pass(&input[..read]);
            input = &input[read..];
        }
        Ok(())
    }

    /// Takes whole lines without quotes, which nearly all are: they need no state from byte to byte. Gives back how
    /// much it took; the first line that is anything else is left to the reader.
    fn plain_lines(&mut self, input: &[u8]) -> Result<usize, Refusal> {
        let mut taken = 0;
        while let Some(length) = memchr::memchr(b'\n', &input[taken..]) {
            let line = &input[taken..taken + length];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let plain = !line.is_empty() && line.len() <= self.limits.row_bytes && memchr::memchr2(b'"', b'\r', line).is_none();
            let Some(text) = std::str::from_utf8(line).ok().filter(|_| plain) else { break };
            let mut cells = 0;
            let mut start = 0;
            for end in memchr::memchr_iter(self.separator, line).chain([line.len()]) {
                push_cell(&mut self.block, &text[start..end], self.limits);
                start = end + 1;
                cells += 1;
            }
            if cells > self.limits.columns {
                return Err(Refusal::new(RefusalCode::TooWide, self.at));
            }
            self.line = self.at;
            self.end_row()?;
            self.at += 1;
            taken += length + 1;
        }
        Ok(taken)
    }

    fn pass(&mut self, read: &[u8]) {
        self.at += memchr::memchr_iter(b'\n', read).count() as u64;
    }

    /// Lets the reader take one step; an empty input tells it that the file has ended.
    fn step(&mut self, input: &[u8]) -> Result<usize, Refusal> {
        let (result, read, wrote, ended) =
            self.reader.read_record(input, &mut self.record[self.bytes..], &mut self.ends[self.cells..]);
        self.bytes += wrote;
        self.cells += ended;
        match result {
            ReadRecordResult::OutputFull => Err(Refusal::new(RefusalCode::RowWithoutEnd, self.line)),
            ReadRecordResult::OutputEndsFull => Err(Refusal::new(RefusalCode::TooWide, self.line)),
            ReadRecordResult::Record => self.end_record().map(|()| read),
            ReadRecordResult::InputEmpty | ReadRecordResult::End => {
                self.within = true;
                Ok(read)
            }
        }
    }

    fn end_record(&mut self) -> Result<(), Refusal> {
        if self.cells > self.limits.columns {
            return Err(Refusal::new(RefusalCode::TooWide, self.line));
        }
        let record = &self.record[..self.bytes];
        let ends = &self.ends[..self.cells];
        match std::str::from_utf8(record) {
            Ok(text) if ends.iter().all(|end| text.is_char_boundary(*end)) => {
                push_cells(&mut self.block, text, ends, self.limits)
            }
            _ => push_broken_cells(&mut self.block, record, ends),
        }
        self.within = false;
        self.bytes = 0;
        self.cells = 0;
        self.end_row()
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        self.block.end_row(u32::try_from(self.line).unwrap_or(u32::MAX));
        if self.block.len() >= BLOCK_ROWS || self.block.bytes() >= BLOCK_BYTES {
            self.sink.rows(&self.block)?;
            self.block.clear();
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Refusal> {
        // Twice: once for the last record without a line end, once for the end itself.
        self.step(&[])?;
        self.step(&[])?;
        if self.block.is_empty() { Ok(()) } else { self.sink.rows(&self.block) }
    }
}

fn push_cells(block: &mut RowBlock, text: &str, ends: &[usize], limits: &Limits) {
    let mut start = 0;
    for &end in ends {
        push_cell(block, &text[start..end], limits);
        start = end;
    }
}

fn push_cell(block: &mut RowBlock, cell: &str, limits: &Limits) {
    let cell = match cell.as_bytes().first() {
        Some(b'#') if is_formula_error(cell) => return block.push("", CellKind::Error),
        Some(b'=') => quoted_formula(cell),
        _ => cell,
    };
    if cell.len() <= limits.cell_chars {
        block.push(cell, CellKind::Text);
    } else {
        let cut = cell.char_indices().nth(limits.cell_chars).map_or(cell.len(), |(at, _)| at);
        block.push(&cell[..cut], if cut < cell.len() { CellKind::TooLong } else { CellKind::Text });
    }
}

/// What a spreadsheet writes into a text file where a formula failed.
fn is_formula_error(cell: &str) -> bool {
    matches!(cell.trim_end(), "#N/A" | "#REF!" | "#VALUE!" | "#NAME?" | "#DIV/0!" | "#NUM!" | "#NULL!")
}

/// `="0800123"`, as programs write a number that a spreadsheet must leave alone, without its wrapping.
fn quoted_formula(cell: &str) -> &str {
    cell.trim_end().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).filter(|text| !text.contains('"')).unwrap_or(cell)
}

fn push_broken_cells(block: &mut RowBlock, record: &[u8], ends: &[usize]) {
    let mut start = 0;
    for &end in ends {
        match std::str::from_utf8(&record[start..end]) {
            Ok(text) => block.push(text, CellKind::Text),
            Err(_) => block.push(&String::from_utf8_lossy(&record[start..end]), CellKind::Undecodable),
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_one_that_lines_agree_on() {
        assert_eq!(separator_of("a;b;c\n1;\"x, y\";3\n1;x, y, z;3\n"), b';');
        assert_eq!(separator_of("a,b,c\n1,2,3\n"), b',');
        assert_eq!(separator_of("a\tb\n1\t2\n"), b'\t');
        assert_eq!(separator_of("a|b|c\n1|2|3\n"), b'|');
        assert_eq!(separator_of("only\none\n"), b',');
    }

    #[derive(Default)]
    struct Counted(usize, Vec<u32>);

    impl Sink for Counted {
        fn how(&mut self, _: &str) -> Result<(), Refusal> {
            Ok(())
        }
        fn sheet(&mut self, _: &str) -> Result<(), Refusal> {
            Ok(())
        }
        fn hidden_sheet(&mut self, _: &str) -> Result<(), Refusal> {
            Ok(())
        }
        fn rows(&mut self, block: &RowBlock) -> Result<(), Refusal> {
            self.0 += block.len();
            self.1.extend((0..block.len()).map(|row| block.row(row).line()));
            Ok(())
        }
    }

    #[test]
    fn a_row_may_be_as_wide_as_the_limit_says_with_and_without_quotes() {
        let limits = Limits { columns: 3, ..Limits::default() };
        let rows = |text: &str| {
            let mut sink = Counted::default();
            let mut rows = Rows::new(&limits, &mut sink, b',');
            rows.feed(text.as_bytes())?;
            rows.finish().map(|()| sink.0)
        };
        assert_eq!(rows("a,b,c\n\"a\",b,c\nd,e,\"f\"").ok(), Some(3));
        for wide in ["a,b,c,d\n", "\"a\",b,c,d\n", "\"a\",b,c,d,e\n", "a,b,c,d", "a,b,c,\"d\""] {
            assert_eq!(rows(wide).map_err(|refusal| refusal.code), Err(RefusalCode::TooWide), "{wide}");
        }
    }

    #[test]
    fn a_row_has_the_line_on_which_it_stands_in_the_file_blank_lines_and_line_ends_counted() {
        for end in ["\n", "\r\n"] {
            let text = ["", "DAFTAR", "", "", "nik;nama", "\"1\";\"a", "b\"", "", "2;c", "", "3;d"].join(end);
            for pieces in [text.len(), 7, 1] {
                let limits = Limits::default();
                let mut sink = Counted::default();
                let mut rows = Rows::new(&limits, &mut sink, b';');
                text.as_bytes().chunks(pieces).for_each(|piece| rows.feed(piece).unwrap_or_else(|_| panic!("{text}")));
                assert!(rows.finish().is_ok());
                assert_eq!(sink.1, [2, 5, 6, 9, 11], "{text:?} in pieces of {pieces}");
            }
        }
    }

    #[test]
    fn a_wrapped_number_is_unwrapped_and_a_failed_formula_is_no_text() {
        let mut block = RowBlock::default();
        ["=\"0800\"", "=A1", "#N/A", "#1"].iter().for_each(|cell| push_cell(&mut block, cell, &Limits::default()));
        block.end_row(1);
        let cells: Vec<(&str, CellKind)> = block.row(0).cells().map(|cell| (cell.text, cell.kind)).collect();
        assert_eq!(cells, [("0800", CellKind::Text), ("=A1", CellKind::Text), ("", CellKind::Error), ("#1", CellKind::Text)]);
    }

    #[test]
    fn encodings_are_told_from_bytes() {
        let wide: Vec<u8> = "NIK;Nama\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(encoding_of(&wide, true).0, UTF_16LE);
        assert_eq!(encoding_of("NIK,Nama é".as_bytes(), true).0, UTF_8);
        assert_eq!(encoding_of(b"NIK,Nama \xe9", true).0, WINDOWS_1252);
        assert_eq!(encoding_of(b"\xef\xbb\xbfNIK", true), (UTF_8, 3));
    }
}
