//! Short fuzzing of everything that reads bytes of others: any bytes, and sound files with a few bytes changed, end with rows or a refusal,
//! never with a panic or a hang (trust.md F15, F16). `SINERGI_FUZZ_CASES` asks for more.

use crate::{Limits, Refusal, Sink};
use base::handover::RowBlock;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use std::io::{Seek, Write};

fn cases(usual: u32) -> ProptestConfig {
    let wanted = std::env::var("SINERGI_FUZZ_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(wanted.unwrap_or(usual)) }
}

#[derive(Default)]
struct Counted {
    rows: u64,
}

impl Sink for Counted {
    fn sheet(&mut self, _: &str) -> Result<(), Refusal> {
        Ok(())
    }

    fn hidden_sheet(&mut self, _: &str) -> Result<(), Refusal> {
        Ok(())
    }

    fn rows(&mut self, block: &RowBlock) -> Result<(), Refusal> {
        self.rows += block.len() as u64;
        Ok(())
    }

    fn how(&mut self, _: &str) -> Result<(), Refusal> {
        Ok(())
    }
}

/// Limits small enough that whatever gets through them is quick.
fn limits() -> Limits {
    Limits { inflated_bytes: 1 << 22, ..Limits::default() }
}

/// Reads bytes as an upload; a refusal is an answer as good as rows.
fn read(bytes: &[u8]) -> Result<u64, Refusal> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.rewind().unwrap();
    let mut counted = Counted::default();
    crate::read(file, &limits(), &mut counted).map(|()| counted.rows)
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..20 {
        sheet.write_string(row, 0, "Contoh").unwrap();
        sheet.write_number(row, 1, f64::from(row)).unwrap();
    }
    book.save_to_buffer().unwrap()
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn any_bytes_end_with_rows_or_a_refusal(bytes in prop::collection::vec(any::<u8>(), 0..4_000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_text_of_cells_ends_with_rows_or_a_refusal(text in "[a-z0-9;,\t\"'\r\n=\u{0}é]{0,600}") {
        let _ = read(text.as_bytes());
    }

    #[test]
    fn a_workbook_with_changed_bytes_ends_with_rows_or_a_refusal(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = workbook();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read(&bytes);
    }

    /// Bytes that claim to be Parquet: a footer of any length, and any thrift behind it.
    #[test]
    fn bytes_that_claim_to_be_parquet_end_with_rows_or_a_refusal(
        middle in prop::collection::vec(any::<u8>(), 0..600), length in any::<u32>(), honest in any::<bool>(),
    ) {
        let length = if honest { u32::try_from(middle.len()).unwrap() } else { length };
        let bytes = [b"PAR1".as_slice(), &middle, &length.to_le_bytes(), b"PAR1"].concat();
        let _ = read(&bytes);
    }

    /// Boundaries with characters changed: brackets, numbers, words of the format.
    #[test]
    fn boundaries_with_changed_characters_end_with_rows_or_a_refusal(
        topology in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[\\[\\]{}\",:0-9eE.-]"), 0..6),
    ) {
        let mut bytes = BOUNDARIES[usize::from(topology)].as_bytes().to_vec();
        for (place, text) in changes {
            let place = place.index(bytes.len());
            bytes[place] = text.as_bytes()[0];
        }
        let _ = read(&bytes);
    }
}

/// A square as GeoJSON and as TopoJSON.
const BOUNDARIES: [&str; 2] = [
    r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"73.05"},"geometry":{"type":"Polygon","coordinates":[[[119,-5],[120,-5],[120,-4],[119,-4],[119,-5]]]}}]}"#,
    r#"{"type":"Topology","transform":{"scale":[0.1,0.1],"translate":[119,-5]},"arcs":[[[0,0],[9,0],[0,9],[-9,-9]]],"objects":{"a":{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":[[0]],"properties":{"code":"73.05"}}]}}}"#,
];

#[test]
fn the_sound_boundaries_of_the_fuzzing_are_read() {
    for text in BOUNDARIES {
        assert_eq!(read(text.as_bytes()).unwrap(), 2, "a header and a region");
    }
}

#[test]
fn the_sound_workbook_of_the_fuzzing_is_read() {
    assert_eq!(read(&workbook()).unwrap(), 20);
}
