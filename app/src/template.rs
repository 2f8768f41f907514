//! `sinergi template`: an empty list that ingest understands, with every NIK column as text.

use crate::fault::AppError;
use base::handover::Kind;
use ingest::{FieldType, KindSpec};
use press::ListBook;
use std::path::Path;

/// The fields that columns of a kind can be: the name, and the heading that people know it by.
pub fn fields(kind: Kind) -> Result<Vec<(String, String)>, AppError> {
    let named = |field: ingest::FieldSpec| {
        let heading = field.headings.first().cloned().unwrap_or_else(|| field.name.clone());
        (field.name, heading)
    };
    Ok(KindSpec::of(kind)?.fields.into_iter().map(named).collect())
}

/// Writes an empty list of a kind with its headings and a sheet that explains them.
pub fn template(kind: Kind, path: &Path) -> Result<(), AppError> {
    let spec = KindSpec::of(kind)?;
    // The combined birth column is for reading other people's lists; ours asks for place and date apart.
    let fields: Vec<_> =
        spec.fields.iter().filter(|field| !matches!(field.field_type, FieldType::Ignored | FieldType::Birth)).collect();
    let headings: Vec<String> = fields.iter().filter_map(|field| field.headings.first().cloned()).collect();
    let mut book = ListBook::new(&format!("Templat {kind}"));
    book.sheet("Data", &[], &headings, &[])?;
    // Blank rows carry the text format, so that Excel cannot eat the sixteenth digit of a NIK typed into them.
    let blanks = vec!["".to_owned(); headings.len()];
    book.blank_text_rows(&blanks, 2_000)?;
    book.sheet(
        "Petunjuk",
        &[],
        &["Kolom".to_owned(), "Wajib".to_owned(), "Cara mengisi".to_owned(), "Nama lain yang dikenali".to_owned()],
        &[],
    )?;
    for field in fields {
        let required = if field.required { "ya" } else { "" };
        let names = field.headings.iter().skip(1).take(6).cloned().collect::<Vec<_>>().join(", ");
        book.row(&[field.headings[0].clone(), required.to_owned(), how(field.field_type).to_owned(), names], &[])?;
    }
    book.save(path)?;
    Ok(())
}

fn how(field_type: FieldType) -> &'static str {
    match field_type {
        FieldType::Nik => "16 digit, sebagai teks (jangan sebagai angka)",
        FieldType::Date | FieldType::DateOptional => "hari-bulan-tahun, misalnya 12-03-1980",
        FieldType::Month | FieldType::MonthOptional => "tahun-bulan, misalnya 2025-06",
        FieldType::PaidMonths => "bulan atau rentang, misalnya 2024-01..2025-05;2025-06",
        FieldType::Integer | FieldType::IntegerOptional => "bilangan bulat",
        FieldType::Rupiah | FieldType::RupiahOptional => "rupiah penuh, misalnya 3500000",
        FieldType::Decimal => "angka; desimal dengan titik",
        FieldType::PercentOptional => "persen, misalnya 68 atau 62,93",
        FieldType::Sex => "L atau P",
        FieldType::Segment => "pu, bpu, jakon atau pmi",
        FieldType::Group => "pekerjaan atau jabatan, misalnya nelayan",
        FieldType::Employment => "misalnya Non ASN, PPPK paruh waktu, PNS",
        FieldType::Programme => "Y atau T",
        FieldType::Programmes => "misalnya JKK, JKM",
        FieldType::Status => "aktif atau tidak aktif",
        FieldType::RegionCode => "kode Kemendagri dengan titik, misalnya 73.71",
        FieldType::Outline => "garis batas sebagai WKT dalam derajat; atau kirim GeoJSON",
        FieldType::Area | FieldType::Provinsi | FieldType::Kabupaten | FieldType::Kecamatan | FieldType::Desa => "nama resmi",
        _ => "teks",
    }
}
