//! What a run leaves for the next one, as bytes: words, records, keys, pairs, and what was learned. New rows are then put
//! beside the kept ones without reading or comparing these again, and judged as they were.
//!
//! ```text
//! Linked ─keep─► bytes (a file of people's data: the caller seals or guards it) ─take_up─► Kept ─push new rows─► run
//! ```
//! How rare a word is, what agreement says and which blocks are refined stay as the first run found them; blocks that grow
//! too large since are refined. So the outcome is that of one run over all rows that judges in the same way (a test).

use crate::engine::Earlier;
use crate::model::{Model, ModelFlaw};
use crate::pairs::{Pairs, Scored, Space, by_rows};
use crate::people::Linked;
use crate::roster::{Roster, mix};
use crate::saved::Learned;
use crate::shelf::Shelf;
use std::io::{self, Read, Write};

/// What such a file begins with.
const MAGIC: &[u8; 8] = b"SNGLINK1";
/// Rows that are written at once.
const BLOCK: usize = 1 << 14;

/// What an earlier run has left.
#[derive(Debug)]
pub struct Kept {
    /// The words, open for new rows.
    pub shelf: Shelf,
    /// The left list with its rows so far.
    pub left: Roster,
    /// The right list; none where a list was linked with itself.
    pub right: Option<Roster>,
    /// What the run found.
    pub earlier: Earlier,
}

/// Why what was kept cannot be taken up.
#[derive(Debug, thiserror::Error)]
pub enum KeptFault {
    /// The disk, or a file that is cut.
    #[error("what was kept cannot be read")]
    Io(#[from] io::Error),
    /// Not such a file, or one of another model, or damaged: the key of its sentence in `texts`.
    #[error("{0}")]
    Foreign(&'static str),
    /// What was learned does not fit the model.
    #[error(transparent)]
    Model(#[from] ModelFlaw),
}

/// A number that two models have in common only if they keep rows alike.
fn print_of(model: &Model) -> u64 {
    let text = format!("{} {} {:?} {:?} {:?}", model.name, model.version, model.columns, model.rules, model.comparisons);
    text.bytes().fold(1, |hash, byte| mix(hash, byte.into()))
}

/// Writes what a run leaves.
///
/// # Errors
/// The disk.
pub fn keep(linked: Linked<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Linked { model, shelf, left, right, found } = linked;
    let mut out = Writer { out, sum: 1 };
    out.bytes(MAGIC)?;
    out.long(print_of(model))?;
    let learned = toml::to_string(&Learned::of(model, &found.parameters)).map_err(io::Error::other)?;
    out.text(learned.as_bytes())?;
    for (words, filled) in shelf.words.iter().zip(&shelf.filled) {
        out.long(*filled)?;
        if let Some(words) = words {
            words.keep(&mut out)?;
        }
    }
    for keys in &found.refined {
        out.numbers(keys)?;
    }
    out.long(u64::from(right.is_some()))?;
    for roster in std::iter::once(left).chain(right) {
        out.long(roster.rows() as u64)?;
        for place in 0..roster.parts() {
            let part = roster.part(place)?;
            let width = roster.width;
            let blocks = part.records.chunks(BLOCK * width.stride).zip(part.keys.chunks(BLOCK * width.rules));
            for (records, keys) in blocks {
                out.numbers(records)?;
                out.numbers(keys)?;
            }
        }
    }
    out.long(found.pairs.len() as u64)?;
    for block in found.pairs.blocks() {
        let mut bytes = Vec::new();
        block?.iter().for_each(|pair| pair.write(&mut bytes));
        out.text(&bytes)?;
    }
    let sum = out.sum;
    out.long(sum)
}

/// Reads what an earlier run has left; `roster` makes an empty list.
///
/// # Errors
/// The disk; another model; a damaged file.
pub fn take_up(
    model: &Model,
    from: &mut dyn Read,
    mut roster: impl FnMut() -> io::Result<Roster>,
    space: Space<'_>,
) -> Result<Kept, KeptFault> {
    let mut from = Reader { from, sum: 1 };
    let mut magic = [0; 8];
    from.bytes(&mut magic)?;
    if magic != *MAGIC {
        return Err(KeptFault::Foreign("error-kept-foreign"));
    }
    if from.long()? != print_of(model) {
        return Err(KeptFault::Foreign("error-kept-other-model"));
    }
    let learned = String::from_utf8(from.text()?).map_err(io::Error::other)?;
    let learned: Learned = toml::from_str(&learned).map_err(io::Error::other)?;
    let parameters = learned.parameters(model)?;
    let mut shelf = Shelf::new(model);
    for (words, filled) in shelf.words.iter_mut().zip(&mut shelf.filled) {
        *filled = from.long()?;
        if let Some(words) = words {
            words.take_up(&mut from)?;
        }
    }
    let refined = model.rules.iter().map(|_| from.numbers()).collect::<io::Result<_>>()?;
    let two = from.long()? == 1;
    let mut lists = Vec::new();
    for _ in 0..1 + usize::from(two) {
        let mut list = roster()?;
        let rows = usize::try_from(from.long()?).unwrap_or(usize::MAX);
        while list.rows() < rows {
            list.take_up(shelf.layout.width, &from.numbers()?, &from.numbers()?)?;
        }
        list.close()?;
        list.old = rows;
        lists.push(list);
    }
    let count = usize::try_from(from.long()?).unwrap_or(usize::MAX);
    let mut sorter = space.sorter(by_rows);
    let mut read = 0;
    while read < count {
        let bytes = from.text()?;
        let pairs = Scored::read_all(&bytes);
        read += pairs.len().max(1);
        pairs.into_iter().try_for_each(|pair| sorter.push(pair))?;
    }
    let sum = from.sum;
    if from.long()? != sum {
        return Err(KeptFault::Foreign("error-kept-damaged"));
    }
    let pairs: Pairs = sorter.finish()?;
    let right = if two { lists.pop() } else { None };
    let left = lists.pop().ok_or(KeptFault::Foreign("error-kept-damaged"))?;
    Ok(Kept { shelf, left, right, earlier: Earlier { parameters, pairs, refined } })
}

/// Writes numbers and texts, and sums up what it wrote.
pub(crate) struct Writer<'a> {
    out: &'a mut dyn Write,
    sum: u64,
}

impl Writer<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum = sum_of(self.sum, bytes);
        self.out.write_all(bytes)
    }

    pub(crate) fn long(&mut self, number: u64) -> io::Result<()> {
        self.bytes(&number.to_le_bytes())
    }

    pub(crate) fn text(&mut self, text: &[u8]) -> io::Result<()> {
        self.long(text.len() as u64)?;
        self.bytes(text)
    }

    pub(crate) fn numbers(&mut self, numbers: &[u32]) -> io::Result<()> {
        self.long(numbers.len() as u64)?;
        numbers.chunks(BLOCK).try_for_each(|block| {
            let bytes: Vec<u8> = block.iter().flat_map(|number| number.to_le_bytes()).collect();
            self.bytes(&bytes)
        })
    }
}

/// Reads what a [`Writer`] wrote.
pub(crate) struct Reader<'a> {
    from: &'a mut dyn Read,
    sum: u64,
}

impl Reader<'_> {
    fn bytes(&mut self, into: &mut [u8]) -> io::Result<()> {
        self.from.read_exact(into)?;
        self.sum = sum_of(self.sum, into);
        Ok(())
    }

    pub(crate) fn long(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// Grows with what is really there: a damaged length asks for no memory.
    pub(crate) fn text(&mut self) -> io::Result<Vec<u8>> {
        let mut left = self.long()?;
        let mut text = Vec::new();
        while left > 0 {
            let from = text.len();
            text.resize(from + left.min(1 << 20) as usize, 0);
            self.bytes(&mut text[from..])?;
            left -= (text.len() - from) as u64;
        }
        Ok(text)
    }

    pub(crate) fn numbers(&mut self) -> io::Result<Vec<u32>> {
        let mut left = self.long()?;
        let mut numbers = Vec::new();
        let mut bytes = Vec::new();
        while left > 0 {
            let block = left.min(BLOCK as u64);
            bytes.resize(4 * block as usize, 0);
            self.bytes(&mut bytes)?;
            numbers.extend(bytes.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)));
            left -= block;
        }
        Ok(numbers)
    }
}

fn sum_of(sum: u64, bytes: &[u8]) -> u64 {
    let (longs, rest) = bytes.as_chunks::<8>();
    let sum = longs.iter().fold(sum, |sum, long| mix(sum, u64::from_le_bytes(*long)));
    rest.iter().fold(sum, |sum, byte| mix(sum, (*byte).into()))
}
