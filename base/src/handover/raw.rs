//! Raw rows as `edges/sources` found them in a file: text cells with their kind and line, thousands at a time.
//!
//! A [`RowBlock`] keeps all cell texts in one buffer, so that a million rows cost a few hundred allocations, and
//! has a wire form, because uploads are parsed in a child process that hands its rows over a pipe.

use std::io::{self, Read, Write};

/// What a spreadsheet said a cell is. Text files have only text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum CellKind {
    /// Text as typed.
    Text = 0,
    /// A number: a NIK in such a cell has lost its sixteenth digit.
    Number = 1,
    /// A date or time of the spreadsheet, handed over as `2025-06-30`.
    Date = 2,
    /// Bytes that are no text in the encoding of the file; shown with replacement marks.
    Undecodable = 3,
    /// A text over the length limit, cut there.
    TooLong = 4,
    /// Empty and covered by a merged cell that begins in a row above, whose text is kept in it: see [`RawRow::stretched`].
    Merged = 5,
    /// An error of a formula, such as `#N/A`: no text.
    Error = 6,
    /// A formula whose value the program that wrote the file never worked out: no text.
    Uncalculated = 7,
}

impl CellKind {
    #[inline]
    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::Text),
            1 => Some(Self::Number),
            2 => Some(Self::Date),
            3 => Some(Self::Undecodable),
            4 => Some(Self::TooLong),
            5 => Some(Self::Merged),
            6 => Some(Self::Error),
            7 => Some(Self::Uncalculated),
            _ => None,
        }
    }
}

/// One cell of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawCell<'a> {
    /// The text of the cell.
    pub text: &'a str,
    /// What the file said it is.
    pub kind: CellKind,
}

impl RawCell<'static> {
    /// A cell that is not there.
    pub const EMPTY: Self = Self { text: "", kind: CellKind::Text };
}

/// Some thousand rows. Invariant: `text` is UTF-8 and `ends` are ascending character boundaries of it.
#[derive(Clone, Debug, Default)]
pub struct RowBlock {
    text: String,
    ends: Vec<u32>,
    kinds: Vec<CellKind>,
    lines: Vec<u32>,
    row_ends: Vec<u32>,
}

/// Why bytes on the pipe are no block.
#[derive(Debug, thiserror::Error)]
pub enum WireFlaw {
    /// The pipe broke.
    #[error("the row reader stopped in the middle of a block")]
    Broken(#[source] io::Error),
    /// The bytes do not fit together.
    #[error("the row reader sent a block that does not fit together")]
    Malformed,
}

/// More than this in one block is no block of ours: it bounds what a broken child can make us allocate.
const LARGEST_PART: u32 = 64 << 20;

impl RowBlock {
    /// Adds a cell to the row that [`RowBlock::end_row`] will close.
    #[inline]
    pub fn push(&mut self, text: &str, kind: CellKind) {
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.kinds.push(kind);
    }

    /// Closes the row that stands on `line` of the file.
    #[inline]
    pub fn end_row(&mut self, line: u32) {
        self.lines.push(line);
        self.row_ends.push(u32::try_from(self.ends.len()).unwrap_or(u32::MAX));
    }

    /// The number of closed rows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The rows cut out of some columns, for tables that stand side by side. Every row stays, an empty one too, so that rows keep
    /// their place. A line above row `header` that holds nothing in these columns speaks for the whole width.
    #[must_use]
    pub fn cut(&self, columns: std::ops::Range<usize>, header: usize) -> Self {
        let mut cut = Self::default();
        for (index, row) in self.rows().enumerate() {
            let end = columns.end.min(row.len());
            let inside = columns.start.min(end)..end;
            let holds = inside.clone().any(|column| !row.cell(column).text.trim().is_empty());
            let taken = if index < header && !holds { 0..row.len() } else { inside };
            for column in taken {
                let cell = row.stretched(column);
                cut.push(cell.text, cell.kind);
            }
            cut.end_row(row.line());
        }
        cut
    }

    /// Whether any cell is of a kind.
    pub fn has(&self, kind: CellKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// The bytes of text in it.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// The row at `index`.
    #[inline]
    pub fn row(&self, index: usize) -> RawRow<'_> {
        let first = if index == 0 { 0 } else { self.row_ends[index - 1] as usize };
        RawRow { block: self, line: self.lines[index], first, last: self.row_ends[index] as usize }
    }

    /// Every row in file order.
    pub fn rows(&self) -> impl Iterator<Item = RawRow<'_>> {
        (0..self.len()).map(|index| self.row(index))
    }

    /// Takes every row out, keeping the buffers.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.kinds.clear();
        self.lines.clear();
        self.row_ends.clear();
    }

    /// Writes the wire form.
    pub fn write_to(&self, pipe: &mut impl Write) -> io::Result<()> {
        let plain = self.kinds.iter().all(|kind| *kind == CellKind::Text);
        let parts = [self.text.len(), self.ends.len(), self.lines.len(), usize::from(!plain)];
        let mut head = [0_u8; 16];
        for (slot, part) in head.chunks_exact_mut(4).zip(parts) {
            let part = u32::try_from(part).map_err(|_| io::Error::other("row block over 4 GB"))?;
            slot.copy_from_slice(&part.to_le_bytes());
        }
        pipe.write_all(&head)?;
        pipe.write_all(self.text.as_bytes())?;
        let mut bytes = Vec::with_capacity((self.ends.len() + self.lines.len() * 2) * 4 + self.kinds.len());
        for numbers in [&self.ends, &self.lines, &self.row_ends] {
            bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        }
        if !plain {
            bytes.extend(self.kinds.iter().map(|kind| *kind as u8));
        }
        pipe.write_all(&bytes)
    }

    /// Reads the wire form in place of what the block holds, keeping its buffers, and checks that it fits together:
    /// the writer parses hostile files. After an error the block is empty.
    pub fn read_from(&mut self, pipe: &mut impl Read) -> Result<(), WireFlaw> {
        let read = self.read_parts(pipe);
        if read.is_err() {
            self.clear();
        }
        read
    }

    fn read_parts(&mut self, pipe: &mut impl Read) -> Result<(), WireFlaw> {
        let mut head = [0_u8; 16];
        pipe.read_exact(&mut head).map_err(WireFlaw::Broken)?;
        let part = |index: usize| {
            let bytes = [head[index * 4], head[index * 4 + 1], head[index * 4 + 2], head[index * 4 + 3]];
            u32::from_le_bytes(bytes)
        };
        let (text, cells, rows, kinds) = (part(0), part(1), part(2), part(3));
        if text > LARGEST_PART || cells > LARGEST_PART / 4 || rows > LARGEST_PART / 4 || kinds > 1 {
            return Err(WireFlaw::Malformed);
        }
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        exactly(pipe, &mut bytes, text as usize)?;
        self.text = String::from_utf8(bytes).map_err(|_| WireFlaw::Malformed)?;
        let mut bytes = Vec::new();
        for (numbers, count) in [(&mut self.ends, cells), (&mut self.lines, rows), (&mut self.row_ends, rows)] {
            exactly(pipe, &mut bytes, count as usize * 4)?;
            numbers.clear();
            numbers.extend(bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])));
        }
        self.kinds.clear();
        if kinds == 1 {
            exactly(pipe, &mut bytes, cells as usize)?;
            for byte in &bytes {
                self.kinds.push(CellKind::from_byte(*byte).ok_or(WireFlaw::Malformed)?);
            }
        } else {
            self.kinds.resize(cells as usize, CellKind::Text);
        }
        let ascending =
            |numbers: &[u32], last: usize| numbers.is_sorted() && numbers.last().is_none_or(|end| *end as usize <= last);
        let sound = ascending(&self.ends, self.text.len())
            && ascending(&self.row_ends, self.ends.len())
            && self.ends.iter().all(|end| self.text.is_char_boundary(*end as usize));
        if sound { Ok(()) } else { Err(WireFlaw::Malformed) }
    }
}

/// Fills `bytes` with the next `count` bytes of the pipe. Taken as they come, so that nothing is zeroed first.
fn exactly(pipe: &mut impl Read, bytes: &mut Vec<u8>, count: usize) -> Result<(), WireFlaw> {
    bytes.clear();
    bytes.reserve(count);
    let read = pipe.by_ref().take(count as u64).read_to_end(bytes).map_err(WireFlaw::Broken)?;
    if read == count { Ok(()) } else { Err(WireFlaw::Broken(io::ErrorKind::UnexpectedEof.into())) }
}

/// One row of a block.
#[derive(Clone, Copy, Debug)]
pub struct RawRow<'a> {
    block: &'a RowBlock,
    line: u32,
    first: usize,
    last: usize,
}

impl<'a> RawRow<'a> {
    /// The line of the file, or the row of the sheet, counted from 1.
    #[inline]
    pub fn line(self) -> u32 {
        self.line
    }

    /// The number of cells.
    pub fn len(self) -> usize {
        self.last - self.first
    }

    /// Whether it has no cell at all.
    pub fn is_empty(self) -> bool {
        self.first == self.last
    }

    /// The cell in a column counted from 0; an empty one beyond the end of the row. A cell covered by a merged one is empty.
    #[inline]
    pub fn cell(self, column: usize) -> RawCell<'a> {
        let cell = self.stretched(column);
        if cell.kind == CellKind::Merged { RawCell { text: "", ..cell } } else { cell }
    }

    /// The same, with the text of the merged cell that covers it.
    #[inline]
    pub fn stretched(self, column: usize) -> RawCell<'a> {
        let index = self.first + column;
        if index >= self.last {
            return RawCell::EMPTY;
        }
        let start = if index == 0 { 0 } else { self.block.ends[index - 1] as usize };
        RawCell { text: &self.block.text[start..self.block.ends[index] as usize], kind: self.block.kinds[index] }
    }

    /// Every cell from left to right.
    #[inline]
    pub fn cells(self) -> impl Iterator<Item = RawCell<'a>> {
        (0..self.len()).map(move |column| self.cell(column))
    }

    /// The texts of all cells, end to end: equal rows have equal texts and ends.
    #[inline]
    pub fn text(self) -> &'a str {
        let start = if self.first == 0 { 0 } else { self.block.ends[self.first - 1] as usize };
        let end = if self.last == 0 { 0 } else { self.block.ends[self.last - 1] as usize };
        &self.block.text[start..end]
    }

    /// Whether every cell is blank.
    #[inline]
    pub fn is_blank(self) -> bool {
        self.text().trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_comes_out_of_the_pipe_as_it_went_in() {
        let mut block = RowBlock::default();
        block.push("NIK", CellKind::Text);
        block.push("Nama", CellKind::Text);
        block.end_row(3);
        block.end_row(4);
        block.push("7371…", CellKind::Number);
        block.end_row(5);
        let mut pipe = Vec::new();
        block.write_to(&mut pipe).unwrap();
        let mut back = RowBlock::default();
        back.push("left over", CellKind::Number);
        back.end_row(1);
        back.read_from(&mut pipe.as_slice()).unwrap();
        assert_eq!(back.len(), 3);
        assert_eq!(back.row(0).cell(1).text, "Nama");
        assert!(back.row(1).is_blank());
        assert_eq!(back.row(2).line(), 5);
        assert_eq!(back.row(2).cell(0), RawCell { text: "7371…", kind: CellKind::Number });
        assert_eq!(back.row(2).cell(9), RawCell::EMPTY);
    }

    #[test]
    fn a_block_that_does_not_fit_together_is_refused() {
        let mut block = RowBlock::default();
        block.push("é", CellKind::Text);
        block.end_row(1);
        let mut pipe = Vec::new();
        block.write_to(&mut pipe).unwrap();
        for position in 0..pipe.len() {
            for value in [0, 1, 255] {
                let mut hostile = pipe.clone();
                hostile[position] = value;
                let mut read = RowBlock::default();
                if read.read_from(&mut hostile.as_slice()).is_ok() {
                    read.rows().for_each(|row| assert!(row.cells().count() <= 255));
                }
            }
        }
        assert!(RowBlock::default().read_from(&mut &pipe[..pipe.len() - 1]).is_err());
    }
}
