//! Cells that say "as above": covered by a merged cell, or a ditto mark (`"`, `-"-`, `s.d.a`, `idem`). They get what stands
//! above them, before the row is read. Only columns that many rows may share are filled: never a NIK, a name or an amount.

use super::SheetIngest;
use crate::kind::{FieldSpec, FieldType};
use crate::layout::Layout;
use base::handover::{CellKind, FindingCode, RowBlock};
use std::ops::Range;

/// The columns of a sheet that may be filled, with what stood last in each.
#[derive(Debug, Default)]
pub(super) struct Above {
    columns: Vec<(usize, String)>,
    /// Those whose text is of a person and stands in no finding.
    sealed: Vec<usize>,
}

impl Above {
    pub(super) fn of(layout: &Layout, fields: &[FieldSpec]) -> Self {
        let shared = |field: &FieldSpec| match field.field_type {
            FieldType::Group
            | FieldType::Employment
            | FieldType::Segment
            | FieldType::Month
            | FieldType::MonthOptional
            | FieldType::RegionCode
            | FieldType::Provinsi
            | FieldType::Kabupaten
            | FieldType::Kecamatan
            | FieldType::Desa => true,
            FieldType::Text | FieldType::Code => !field.sealed || ["birth_place", "address"].contains(&field.name.as_str()),
            _ => false,
        };
        let columns = || fields.iter().zip(&layout.mapping.columns).filter(|(field, _)| shared(field));
        let sealed = columns().filter(|(field, _)| field.sealed).filter_map(|(_, column)| *column).collect();
        Self { columns: columns().filter_map(|(_, column)| column.map(|column| (column, String::new()))).collect(), sealed }
    }
}

impl SheetIngest<'_> {
    /// The block with its cells filled; none where nothing is to fill.
    pub(super) fn filled(
        &mut self,
        block: &RowBlock,
        rows: Range<usize>,
        layout: &Layout,
        above: &mut Above,
    ) -> Option<RowBlock> {
        let asks = |cell: base::handover::RawCell<'_>| cell.kind == CellKind::Merged || is_ditto(cell.text);
        let wanted = block.has(CellKind::Merged)
            || rows.clone().any(|index| above.columns.iter().any(|(column, _)| asks(block.row(index).stretched(*column))));
        if !wanted {
            for (column, last) in &mut above.columns {
                let cells = rows.clone().rev().map(|index| block.row(index).cell(*column).text.trim());
                if let Some(text) = cells.into_iter().find(|text| !text.is_empty()) {
                    text.clone_into(last);
                }
            }
            return None;
        }
        let mut filled = RowBlock::default();
        for index in rows {
            let row = block.row(index);
            for column in 0..row.len() {
                let cell = row.stretched(column);
                let slot = above.columns.iter_mut().find(|(place, _)| *place == column);
                match slot {
                    Some((_, last)) if asks(cell) => {
                        // The first cell of a merge is the last that stood there, whatever came in between.
                        let text = if cell.kind == CellKind::Merged { cell.text } else { last.as_str() };
                        if text.is_empty() {
                            filled.push(cell.text, CellKind::Text);
                            continue;
                        }
                        let heading = layout.headings.get(column).cloned().unwrap_or_default();
                        let shown = if above.sealed.contains(&column) { String::new() } else { text.to_owned() };
                        self.note(FindingCode::FilledFromAbove, row.line(), heading, shown);
                        filled.push(text, CellKind::Text);
                    }
                    Some((_, last)) => {
                        if !cell.text.trim().is_empty() {
                            cell.text.trim().clone_into(last);
                        }
                        filled.push(cell.text, cell.kind);
                    }
                    None => filled.push(cell.text, cell.kind),
                }
            }
            filled.end_row(row.line());
        }
        Some(filled)
    }
}

/// Whether a cell says that the one above it holds here too.
fn is_ditto(text: &str) -> bool {
    let text = text.trim();
    // Longer than any mark: nearly every cell.
    if text.is_empty() || text.len() > 24 {
        return false;
    }
    let is_mark = |c: char| matches!(c, '"' | '”' | '“' | '〃' | '\'' | '’' | '/' | '-' | ',' | ' ' | '.');
    if text.chars().all(is_mark) {
        return text.contains(['"', '”', '“', '〃']) || text.contains("''") || text.contains("//") || text.contains("’’");
    }
    let word = match text.as_bytes() {
        [b's' | b'S', second, ..] => matches!(second, b'd' | b'D' | b'.' | b' ' | b'a' | b'A'),
        [b'i' | b'I', second, ..] => matches!(second, b'd' | b'D'),
        [b'd' | b'D', second, ..] => matches!(second, b'i' | b'I'),
        _ => false,
    };
    if !word {
        return false;
    }
    let letters: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    ["sda", "idem", "ditto", "samadenganatas", "samadengandiatas"].contains(&letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_ditto;

    #[test]
    fn marks_and_words_say_as_above_and_names_do_not() {
        for text in ["\"", " \" ", "-\"-", "''", "-//-", "〃", "”", "s.d.a", "SDA", "s.d.a.", "idem", "Idem.", "ditto"] {
            assert!(is_ditto(text), "{text}");
        }
        for text in ["", "-", "--", "'", ".", "/", "Sidrap", "Desa", "Ide", "Sda Baru", "Dita"] {
            assert!(!is_ditto(text), "{text}");
        }
    }
}
