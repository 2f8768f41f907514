//! The ids of a list's rows. They are needed again only when results are written, so those of a list that is longer than
//! memory are written out with it.

use crate::fault::AppError;
use arrow::array::{Array, ArrayRef, AsArray, StringArray, StringBuilder, UInt64Array};
use arrow::compute::{cast, interleave};
use arrow::datatypes::DataType;
use link::{Room, Scratch};
use std::io;
use std::sync::Arc;

/// The ids of all rows, in their order.
pub(super) struct Ids {
    kind: DataType,
    blocks: Vec<Block>,
    room: Option<Box<dyn Room>>,
    end: u64,
    rows: usize,
    /// Rows are counted, from one below the header: there is no column of ids.
    counted: bool,
}

struct Block {
    first: usize,
    rows: usize,
    held: Option<ArrayRef>,
    /// Where it was written, and in how many bytes.
    stored: (u64, usize),
}

impl Ids {
    /// No ids yet; without a column of ids rows are counted.
    pub(super) const fn new(counted: bool) -> Self {
        let kind = if counted { DataType::UInt64 } else { DataType::Utf8 };
        Self { kind, blocks: Vec::new(), room: None, end: 0, rows: 0, counted }
    }

    pub(super) const fn kind(&self) -> &DataType {
        &self.kind
    }

    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    /// Adds the ids of rows; where rows are counted, none are given.
    pub(super) fn push(&mut self, ids: Option<ArrayRef>, rows: usize) -> Result<(), AppError> {
        if let Some(ids) = ids.filter(|_| !self.counted) {
            // Rows that were kept by an earlier run have their ids as text.
            let ids = if self.blocks.is_empty() { ids } else { cast(&ids, &self.kind).map_err(shape)? };
            self.kind = ids.data_type().clone();
            self.blocks.push(Block { first: self.rows, rows, held: Some(ids), stored: (0, 0) });
        }
        self.rows += rows;
        if self.room.is_some() { self.settle() } else { Ok(()) }
    }

    /// From here on ids are written out.
    pub(super) fn write_out(&mut self, scratch: &dyn Scratch) -> Result<(), AppError> {
        if self.room.is_none() && !self.counted {
            self.room = Some(scratch.room().map_err(room)?);
        }
        self.settle()
    }

    fn settle(&mut self) -> Result<(), AppError> {
        let Some(file) = &mut self.room else { return Ok(()) };
        for block in &mut self.blocks {
            let Some(ids) = block.held.take() else { continue };
            let bytes = bytes_of(&ids)?;
            file.write(self.end, &bytes).map_err(room)?;
            block.stored = (self.end, bytes.len());
            self.end += bytes.len() as u64;
        }
        Ok(())
    }

    fn load(&self, block: usize) -> Result<ArrayRef, AppError> {
        let Block { held, stored: (at, length), .. } = &self.blocks[block];
        match (held, &self.room) {
            (Some(ids), _) => Ok(ids.clone()),
            (None, Some(file)) => {
                let mut bytes = vec![0; *length];
                file.read(*at, &mut bytes).map_err(room)?;
                cast(&texts_of(&bytes)?, &self.kind).map_err(shape)
            }
            (None, None) => Err(AppError::Unreadable("ids are gone")),
        }
    }

    /// The ids of some rows.
    pub(super) fn take(&self, rows: &[u32]) -> Result<ArrayRef, AppError> {
        if self.counted {
            return Ok(Arc::new(rows.iter().map(|row| Some(u64::from(*row) + 1)).collect::<UInt64Array>()));
        }
        let block_of = |row: u32| self.blocks.partition_point(|block| block.first + block.rows <= row as usize);
        let mut wanted: Vec<usize> = rows.iter().map(|row| block_of(*row)).collect();
        let places: Vec<(usize, usize)> =
            rows.iter().zip(&wanted).map(|(row, block)| (*block, *row as usize - self.blocks[*block].first)).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let loaded: Vec<ArrayRef> = wanted.iter().map(|block| self.load(*block)).collect::<Result<_, _>>()?;
        if loaded.is_empty() {
            return Ok(arrow::array::new_empty_array(&self.kind));
        }
        let places: Vec<(usize, usize)> =
            places.iter().filter_map(|(block, place)| Some((wanted.binary_search(block).ok()?, *place))).collect();
        let loaded: Vec<&dyn Array> = loaded.iter().map(AsRef::as_ref).collect();
        interleave(&loaded, &places).map_err(shape)
    }

    /// Hands over the id of every row as text; none where it is missing.
    pub(super) fn each(&self, mut each: impl FnMut(u32, Option<&str>)) -> Result<(), AppError> {
        if self.counted {
            (0..self.rows as u32).for_each(|row| each(row, Some((row + 1).to_string().as_str())));
            return Ok(());
        }
        for (place, block) in self.blocks.iter().enumerate() {
            let texts = cast(&self.load(place)?, &DataType::Utf8).map_err(shape)?;
            (block.first as u32..).zip(texts.as_string::<i32>().iter()).for_each(|(row, id)| each(row, id));
        }
        Ok(())
    }

    /// Writes all of them for a later run.
    pub(super) fn keep(&self, out: &mut dyn io::Write) -> Result<(), AppError> {
        let mut put =
            |bytes: &[u8]| out.write_all(&(bytes.len() as u64).to_le_bytes()).and_then(|()| out.write_all(bytes)).map_err(room);
        put(&[u8::from(self.counted)])?;
        put(&(self.rows as u64).to_le_bytes())?;
        put(&(self.blocks.len() as u64).to_le_bytes())?;
        (0..self.blocks.len()).try_for_each(|block| put(&bytes_of(&self.load(block)?)?))
    }

    /// Reads those that an earlier run has kept.
    pub(super) fn take_up(from: &mut dyn io::Read) -> Result<Self, AppError> {
        let mut get = || -> io::Result<Vec<u8>> {
            let mut length = [0; 8];
            from.read_exact(&mut length)?;
            let mut bytes = Vec::new();
            let read = io::Read::read_to_end(&mut io::Read::take(&mut *from, u64::from_le_bytes(length)), &mut bytes)?;
            if read as u64 != u64::from_le_bytes(length) {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Ok(bytes)
        };
        let number = |bytes: Vec<u8>| bytes.try_into().map(u64::from_le_bytes).map_err(|_| io::ErrorKind::InvalidData.into());
        let counted = get().map_err(room)? == [1];
        let rows = get().and_then(number).map_err(room)?;
        let blocks = get().and_then(number).map_err(room)?;
        let mut ids = Self::new(counted);
        for _ in 0..blocks {
            let texts = texts_of(&get().map_err(room)?)?;
            let rows = texts.len();
            ids.push(Some(texts), rows)?;
        }
        ids.rows = usize::try_from(rows).unwrap_or(usize::MAX);
        Ok(ids)
    }
}

/// The texts of ids: the length of each, the largest for none, and then their letters.
fn bytes_of(ids: &ArrayRef) -> Result<Vec<u8>, AppError> {
    let texts = cast(ids, &DataType::Utf8).map_err(shape)?;
    let texts: &StringArray = texts.as_string::<i32>();
    let mut bytes = Vec::with_capacity(texts.len() * 4 + texts.value_data().len() + 4);
    bytes.extend_from_slice(&(texts.len() as u32).to_le_bytes());
    for id in texts {
        bytes.extend_from_slice(&id.map_or(u32::MAX, |id| id.len() as u32).to_le_bytes());
    }
    texts.iter().flatten().for_each(|id| bytes.extend_from_slice(id.as_bytes()));
    Ok(bytes)
}

fn texts_of(bytes: &[u8]) -> Result<ArrayRef, AppError> {
    let damaged = || AppError::Unreadable("ids that were written out are damaged");
    let (count, rest) = bytes.split_first_chunk::<4>().ok_or_else(damaged)?;
    let count = u32::from_le_bytes(*count) as usize;
    let (lengths, mut letters) = rest.split_at_checked(count * 4).ok_or_else(damaged)?;
    let mut texts = StringBuilder::with_capacity(count, letters.len());
    for length in lengths.as_chunks::<4>().0 {
        match u32::from_le_bytes(*length) {
            u32::MAX => texts.append_null(),
            length => {
                let (id, others) = letters.split_at_checked(length as usize).ok_or_else(damaged)?;
                texts.append_value(str::from_utf8(id).map_err(|_| damaged())?);
                letters = others;
            }
        }
    }
    Ok(Arc::new(texts.finish()))
}

fn shape(_: arrow::error::ArrowError) -> AppError {
    AppError::Unreadable("ids cannot be read as text")
}

fn room(source: io::Error) -> AppError {
    AppError::Scratch(source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Int64Array;
    use link::InMemory;

    fn ids(blocks: &[ArrayRef], out: bool) -> Ids {
        let mut ids = Ids::new(false);
        for (place, block) in blocks.iter().enumerate() {
            ids.push(Some(block.clone()), block.len()).unwrap();
            if out && place == 0 {
                ids.write_out(&InMemory).unwrap();
            }
        }
        ids
    }

    #[test]
    fn ids_that_were_written_out_or_kept_are_those_that_came() {
        let texts: [ArrayRef; 2] =
            [Arc::new(StringArray::from(vec![Some("L-1"), None, Some("")])), Arc::new(StringArray::from(vec![Some("é")]))];
        let numbers: [ArrayRef; 2] = [Arc::new(Int64Array::from(vec![Some(-5), None])), Arc::new(Int64Array::from(vec![7]))];
        for blocks in [texts, numbers] {
            let rows = [2, 0, 1, 2];
            let held = ids(&blocks, false);
            let expected = held.take(&rows).unwrap();
            assert_eq!(&ids(&blocks, true).take(&rows).unwrap(), &expected);
            let mut bytes = Vec::new();
            held.keep(&mut bytes).unwrap();
            let kept = Ids::take_up(&mut &*bytes).unwrap();
            assert_eq!(kept.rows(), held.rows());
            assert_eq!(&kept.take(&rows).unwrap(), &cast(&expected, &DataType::Utf8).unwrap());
        }
    }

    #[test]
    fn without_a_column_of_ids_rows_are_counted_from_one() {
        let mut ids = Ids::new(true);
        ids.push(None, 3).unwrap();
        assert_eq!(ids.take(&[2, 0]).unwrap().as_ref(), &UInt64Array::from(vec![3, 1]) as &dyn Array);
    }
}
