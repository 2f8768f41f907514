//! A list in packed form: one fixed-width record per row, and beside it a key for each blocking rule. A list that is too
//! long for memory stands in parts, which are written to scratch and read back one at a time.
//!
//! ```text
//! Shelf::push ─► Roster { part, part, … } ─Roster::part─► Part { nik | nama … | tgl | … } × rows, { key key … } × rows
//! ```

use crate::scratch::{Room, Scratch, read_numbers, write_numbers};
use std::borrow::Cow;
use std::io;
use std::ops::Range;

/// Mixes a value into a hash; the same on every machine.
#[inline]
pub(crate) const fn mix(hash: u64, value: u64) -> u64 {
    let mixed = (hash.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 29
}

/// Numbers of a list: borrowed where it is in memory, read back where it is not.
pub(crate) type Numbers<'a> = Cow<'a, [u32]>;

/// The records of one list.
#[derive(Default)]
pub struct Roster {
    parts: Vec<Stretch>,
    /// Rows from which a part is written out; none keeps the list in memory.
    full: Option<usize>,
    room: Option<Box<dyn Room>>,
    /// Where the room ends.
    end: u64,
    rows: usize,
    pub(crate) width: Width,
    /// Rows that an earlier run has linked with each other already.
    pub(crate) old: usize,
}

/// Half-words (32 bits) of a row: its record and its keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Width {
    pub(crate) stride: usize,
    pub(crate) rules: usize,
}

/// Some rows of a list that follow each other.
#[derive(Default)]
struct Stretch {
    first: usize,
    rows: usize,
    records: Vec<u32>,
    keys: Vec<u32>,
    /// Where it was written; records first, then the keys, rule by rule.
    stored: Option<u64>,
}

/// A part of a list, in memory.
#[derive(Clone)]
pub(crate) struct Part<'a> {
    /// The row of the list that its first row is.
    pub(crate) first: u32,
    pub(crate) records: Cow<'a, [u32]>,
    /// The keys of every row, one for each rule; zero for none.
    pub(crate) keys: Cow<'a, [u32]>,
}

impl std::fmt::Debug for Roster {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} rows in {} parts", self.rows, self.parts.len())
    }
}

impl Roster {
    /// A list that is written out part by part, each of at least so many rows, as soon as it has more.
    ///
    /// # Errors
    /// The disk.
    pub fn in_parts(rows: usize, scratch: &dyn Scratch) -> io::Result<Self> {
        Ok(Self { full: Some(rows.max(1)), room: Some(scratch.room()?), ..Self::default() })
    }

    /// Rows of the list.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// In how many parts it stands.
    pub const fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Room for further rows: their records, all zero.
    pub(crate) fn grow(&mut self, width: Width, rows: usize) -> &mut [u32] {
        self.width = width;
        let open = self.parts.last().is_some_and(|part| part.stored.is_none() && part.first >= self.old);
        if !open {
            self.parts.push(Stretch { first: self.rows, ..Stretch::default() });
        }
        self.rows += rows;
        let place = self.parts.len() - 1;
        let part = &mut self.parts[place];
        let from = part.records.len();
        part.rows += rows;
        part.records.resize(from + rows * width.stride, 0);
        &mut part.records[from..]
    }

    /// Takes up rows of an earlier run, with their keys.
    pub(crate) fn take_up(&mut self, width: Width, records: &[u32], keys: &[u32]) -> io::Result<()> {
        let rows = records.len() / width.stride.max(1);
        if rows == 0 || keys.len() != rows * width.rules {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.grow(width, rows).copy_from_slice(records);
        if let Some(part) = self.parts.last_mut() {
            part.keys.extend_from_slice(keys);
        }
        self.settle()
    }

    /// Writes out the last part if it is full.
    pub(crate) fn settle(&mut self) -> io::Result<()> {
        let open = self.parts.last().map_or(0, |part| if part.stored.is_none() { part.rows } else { 0 });
        if self.full.is_some_and(|full| open >= full) { self.store() } else { Ok(()) }
    }

    /// All rows have come: a list of several parts holds none of them in memory.
    pub(crate) fn close(&mut self) -> io::Result<()> {
        let last = self.parts.last().is_some_and(|part| part.stored.is_none());
        let parted = self.parts.iter().any(|part| part.stored.is_some());
        if parted && last { self.store() } else { Ok(()) }
    }

    fn store(&mut self) -> io::Result<()> {
        let (Some(room), Some(part)) = (&mut self.room, self.parts.last_mut()) else { return Ok(()) };
        part.stored = Some(self.end);
        write_numbers(room.as_mut(), self.end, &part.records)?;
        part.records = Vec::new();
        self.end += 4 * (part.rows * (self.width.stride + self.width.rules)) as u64;
        if !part.keys.is_empty() {
            let keys = std::mem::take(&mut part.keys);
            let place = self.parts.len() - 1;
            self.set_keys(place, keys)?;
        }
        Ok(())
    }

    /// Whether a part has been linked by an earlier run.
    pub(crate) fn is_old(&self, place: usize) -> bool {
        self.parts[place].first < self.old
    }

    /// A part, read back if it was written out.
    pub(crate) fn part(&self, place: usize) -> io::Result<Part<'_>> {
        let Stretch { first, .. } = self.parts[place];
        Ok(Part { first: first as u32, records: self.records(place)?, keys: self.keys(place)? })
    }

    /// The records of a part.
    pub(crate) fn records(&self, place: usize) -> io::Result<Cow<'_, [u32]>> {
        let Stretch { rows, stored, ref records, .. } = self.parts[place];
        let (Some(at), Some(room)) = (stored, &self.room) else { return Ok(records.into()) };
        let count = rows * self.width.stride;
        let mut records = Vec::with_capacity(count);
        read_numbers(room.as_ref(), at, count, |number| records.push(number))?;
        Ok(records.into())
    }

    /// The keys of a part, row by row, one for each rule; zero for none.
    pub(crate) fn keys(&self, place: usize) -> io::Result<Cow<'_, [u32]>> {
        let Width { stride, rules } = self.width;
        let Stretch { rows, stored, ref keys, .. } = self.parts[place];
        let (Some(at), Some(room)) = (stored, &self.room) else { return Ok(keys.into()) };
        let mut keys = vec![0; rows * rules];
        for rule in 0..rules {
            let mut place = rule;
            read_numbers(room.as_ref(), at + 4 * (rows * (stride + rule)) as u64, rows, |key| {
                keys[place] = key;
                place += rules;
            })?;
        }
        Ok(keys.into())
    }

    /// The row of the list that the first row of a part is.
    pub(crate) fn first_row(&self, place: usize) -> u32 {
        self.parts[place].first as u32
    }

    /// Keeps the keys of a part, row by row.
    pub(crate) fn set_keys(&mut self, place: usize, keys: Vec<u32>) -> io::Result<()> {
        let Width { stride, rules } = self.width;
        let part = &mut self.parts[place];
        let (Some(at), Some(room)) = (part.stored, &mut self.room) else {
            part.keys = keys;
            return Ok(());
        };
        let mut at = at + 4 * (part.rows * stride) as u64;
        for rule in 0..rules {
            let column: Vec<u32> = keys.iter().skip(rule).step_by(rules).copied().collect();
            at = write_numbers(room.as_mut(), at, &column)?;
        }
        Ok(())
    }

    /// The first row, the records and the keys of a part that is in memory; none if it was written out.
    pub(crate) fn in_place(&mut self, place: usize) -> Option<(u32, &[u32], &mut [u32])> {
        let part = &mut self.parts[place];
        part.stored.is_none().then_some((part.first as u32, part.records.as_slice(), part.keys.as_mut_slice()))
    }

    /// The keys of some rules, rule by rule, in one walk over a part.
    pub(crate) fn columns(&self, place: usize, of: Range<usize>) -> io::Result<Vec<Vec<u32>>> {
        let Width { stride, rules } = self.width;
        let part = &self.parts[place];
        let mut columns: Vec<Vec<u32>> = of.clone().map(|_| vec![0; part.rows]).collect();
        match (part.stored, &self.room) {
            (Some(at), Some(room)) => {
                for (rule, column) in of.zip(&mut columns) {
                    let at = at + 4 * (part.rows * (stride + rule)) as u64;
                    let mut into = column.iter_mut();
                    read_numbers(room.as_ref(), at, part.rows, |key| {
                        if let Some(place) = into.next() {
                            *place = key;
                        }
                    })?;
                }
            }
            _ => {
                for (place, row) in part.keys.chunks_exact(rules).enumerate() {
                    row[of.clone()].iter().zip(&mut columns).for_each(|(key, column)| column[place] = *key);
                }
            }
        }
        Ok(columns)
    }

    /// The record of a row.
    pub(crate) fn record(&self, row: u32) -> io::Result<Cow<'_, [u32]>> {
        let stride = self.width.stride;
        let (part, within) = self.part_of(row)?;
        let (Some(at), Some(room)) = (part.stored, &self.room) else {
            return Ok(part.records[within * stride..][..stride].into());
        };
        let mut record = Vec::with_capacity(stride);
        read_numbers(room.as_ref(), at + 4 * (within * stride) as u64, stride, |number| record.push(number))?;
        Ok(record.into())
    }

    /// The record and the keys of a row.
    pub(crate) fn look(&self, row: u32) -> io::Result<(Numbers<'_>, Numbers<'_>)> {
        let Width { stride, rules } = self.width;
        let (part, within) = self.part_of(row)?;
        let (Some(at), Some(room)) = (part.stored, &self.room) else {
            return Ok((self.record(row)?, part.keys[within * rules..][..rules].into()));
        };
        let mut keys = Vec::with_capacity(rules);
        for rule in 0..rules {
            let at = at + 4 * (part.rows * (stride + rule) + within) as u64;
            read_numbers(room.as_ref(), at, 1, |key| keys.push(key))?;
        }
        Ok((self.record(row)?, keys.into()))
    }

    fn part_of(&self, row: u32) -> io::Result<(&Stretch, usize)> {
        let place = self.parts.partition_point(|part| part.first + part.rows <= row as usize);
        let part = self.parts.get(place).ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok((part, row as usize - part.first))
    }
}
