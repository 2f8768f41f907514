//! Rows that cannot be read for what surrounds them, and rows that are only looked at.

use super::{Sheet, SheetIngest, WAITING_ROWS, WatchedRow};
use base::handover::{FindingCode, RawRow, RefusedRow};

impl<'a> SheetIngest<'a> {
    /// Keeps a refused row for its sender, beyond a bound only its count.
    pub(super) fn give_back(&mut self, row: RawRow<'_>, table: usize, reasons: Vec<(FindingCode, String)>) {
        if self.refused.len() < WAITING_ROWS {
            let cells = row.cells().map(|cell| cell.text.to_owned()).collect();
            self.refused.push(RefusedRow { table, line: row.line(), cells, reasons });
        }
    }

    /// Refuses a row unread: it is counted, and goes back with this reason.
    pub(super) fn refuse(&mut self, row: RawRow<'_>, table: usize, code: FindingCode) {
        if self.watching {
            self.watched.push(WatchedRow::unread(row, table, code));
            return;
        }
        self.counts.rows_read += 1;
        self.counts.refused += 1;
        self.give_back(row, table, vec![(code, String::new())]);
        self.note(code, row.line(), String::new(), String::new());
    }

    /// A row of data that is not ingested: it goes back unread, or the list check looks at it.
    pub(super) fn other_row(&mut self, row: RawRow<'_>, sheet: &mut Sheet<'a>) {
        sheet.between.clear();
        sheet.rows += 1;
        sheet.rows_since_total += 1;
        match sheet.unread {
            Some(code) => self.refuse(row, sheet.table, code),
            None => {
                let watched = self.watched_row(row, sheet);
                self.watched.push(watched);
            }
        }
    }
}
