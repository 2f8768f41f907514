//! What makes a row the same row again: its cells and the place of its list, as a keyed hash.

use super::SheetIngest;
use crate::context::SheetDefaults;
use crate::kind::FieldType;
use crate::layout::Layout;
use crate::row;
use base::handover::RawRow;
use siphasher::sip128::{Hasher128, SipHasher13};
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// The fingerprints of rows seen; already random, so they hash to themselves.
#[derive(Default)]
pub(super) struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        let mut low = [0; 8];
        low.copy_from_slice(&bytes[..8]);
        self.0 = u64::from_le_bytes(low);
    }
    fn write_u128(&mut self, value: u128) {
        #[expect(clippy::cast_possible_truncation, reason = "the low half of a random number is as random")]
        let low = value as u64;
        self.0 = low;
    }
}

pub(super) type Fingerprints = HashSet<u128, BuildHasherDefault<Itself>>;

impl SheetIngest<'_> {
    /// Equal in every mapped cell and in the place of its list, whatever the numbering and the order of columns.
    pub(super) fn fingerprint(&mut self, row: RawRow<'_>, layout: &Layout, defaults: &SheetDefaults) -> u128 {
        let text = &mut self.scratch;
        text.clear();
        for place in [&defaults.kabupaten, &defaults.kecamatan, &defaults.desa] {
            text.extend_from_slice(place.as_bytes());
            text.push(0xfe);
        }
        for (field, column) in layout.mapping.columns.iter().enumerate() {
            let Some(column) = *column else { continue };
            if self.context.spec.fields[field].field_type == FieldType::Ignored {
                continue;
            }
            let cell = row::trimmed(row.cell(column).text);
            if !cell.is_empty() {
                text.push(u8::try_from(field).unwrap_or(u8::MAX));
                text.extend_from_slice(cell.as_bytes());
                text.push(0xff);
            }
        }
        for column in layout.mapping.beside() {
            text.extend_from_slice(row::trimmed(row.cell(column).text).as_bytes());
            text.push(0xff);
        }
        let mut hasher = SipHasher13::new_with_key(&self.context.secrets.fingerprint_key);
        hasher.write(text);
        hasher.finish128().as_u128()
    }
}
