//! What the child says over the pipe: one byte for the kind of event, then its content.

use crate::refusal::{Refusal, RefusalCode};
use base::handover::{RowBlock, WireFlaw};
use std::io::{self, Read, Write};

/// What a file turned out to hold, in order.
#[derive(Debug)]
pub enum SourceEvent {
    /// How it was read: format, encoding, separator.
    How(String),
    /// A sheet begins.
    Sheet(String),
    /// Rows of it.
    Rows(RowBlock),
    /// A sheet that its workbook hides, by its name; its rows are not read.
    HiddenSheet(String),
    /// The file was read to its end.
    End,
    /// The file is refused.
    Refused(Refusal),
}

/// Longest text of an event: a sheet name or a place in a file.
const LONGEST_TEXT: u32 = 4_096;

impl SourceEvent {
    pub(crate) fn write_rows(block: &RowBlock, pipe: &mut impl Write) -> io::Result<()> {
        pipe.write_all(b"B")?;
        block.write_to(pipe)
    }

    pub(crate) fn write_to(&self, pipe: &mut impl Write) -> io::Result<()> {
        match self {
            Self::How(text) => write_text(pipe, b'H', text),
            Self::Sheet(name) => write_text(pipe, b'S', name),
            Self::HiddenSheet(name) => write_text(pipe, b'V', name),
            Self::Rows(block) => Self::write_rows(block, pipe),
            Self::End => pipe.write_all(b"E"),
            Self::Refused(refusal) => {
                write_text(pipe, b'R', refusal.code.code())?;
                write_text(pipe, b'D', &refusal.detail)
            }
        }
    }

    /// Reads the next event; rows come in the buffers of `spare`.
    pub(crate) fn read_from(pipe: &mut impl Read, mut spare: RowBlock) -> Result<Self, WireFlaw> {
        match byte_from(pipe)? {
            b'H' => Ok(Self::How(read_text(pipe)?)),
            b'S' => Ok(Self::Sheet(read_text(pipe)?)),
            b'V' => Ok(Self::HiddenSheet(read_text(pipe)?)),
            b'B' => spare.read_from(pipe).map(|()| Self::Rows(spare)),
            b'E' => Ok(Self::End),
            b'R' => {
                let code = read_text(pipe)?;
                if byte_from(pipe)? != b'D' {
                    return Err(WireFlaw::Malformed);
                }
                let detail = read_text(pipe)?;
                let code = RefusalCode::ALL.iter().copied().find(|known| known.code() == code).ok_or(WireFlaw::Malformed)?;
                Ok(Self::Refused(Refusal { code, detail }))
            }
            _ => Err(WireFlaw::Malformed),
        }
    }
}

fn byte_from(pipe: &mut impl Read) -> Result<u8, WireFlaw> {
    let mut byte = [0];
    pipe.read_exact(&mut byte).map_err(WireFlaw::Broken)?;
    Ok(byte[0])
}

fn write_text(pipe: &mut impl Write, tag: u8, text: &str) -> io::Result<()> {
    let mut end = text.len().min(LONGEST_TEXT as usize);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    pipe.write_all(&[tag])?;
    pipe.write_all(&u32::try_from(end).unwrap_or(0).to_le_bytes())?;
    pipe.write_all(&text.as_bytes()[..end])
}

fn read_text(pipe: &mut impl Read) -> Result<String, WireFlaw> {
    let mut length = [0; 4];
    pipe.read_exact(&mut length).map_err(WireFlaw::Broken)?;
    let length = u32::from_le_bytes(length);
    if length > LONGEST_TEXT {
        return Err(WireFlaw::Malformed);
    }
    let mut text = vec![0; length as usize];
    pipe.read_exact(&mut text).map_err(WireFlaw::Broken)?;
    String::from_utf8(text).map_err(|_| WireFlaw::Malformed)
}
