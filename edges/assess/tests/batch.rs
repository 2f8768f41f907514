//! Tables in and out: rows keep their order and their columns, csv and parquet agree, and a refused table leaves nothing.

#![allow(clippy::unwrap_used, reason = "a test that meets the unforeseen shall end there")]

use arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, LargeStringArray, RecordBatch,
    StringArray, StringViewArray, TimestampMicrosecondArray,
};
use arrow::datatypes::Int64Type;
use assess::{AssessFault, Order, Summary, Words};
use base::law::Rulebook;
use base::law::assess::{Note, Refusal};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;

static RULEBOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::embedded().unwrap());

fn run(input: &Path, output: &Path) -> Result<Summary, AssessFault> {
    let words = Words { refusal: &Refusal::to_string, note: &|note: Note| note.code().to_owned() };
    let order = Order { rulebook: &RULEBOOK, against: None, input, output, words };
    assess::run(&order, &mut |_, _| {})
}

const NUMBERS: [&str; 12] = [
    "jkk",
    "jkm",
    "jht_employer",
    "jht_worker",
    "jp_employer",
    "jp_worker",
    "jkp_government",
    "total_employer",
    "total_worker",
    "total_government",
    "pmi_before",
    "pmi_during_after",
];

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Assesses a text table and gives back its rows as cells by heading.
    fn answer(&self, table: &str) -> Vec<Vec<(String, String)>> {
        fs::write(self.path("in.csv"), table).unwrap();
        run(&self.path("in.csv"), &self.path("out.csv")).unwrap();
        rows_of(&fs::read_to_string(self.path("out.csv")).unwrap())
    }
}

fn rows_of(text: &str) -> Vec<Vec<(String, String)>> {
    let mut lines = text.lines().map(cells_of);
    let header = lines.next().unwrap();
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}

/// The cells of a line without line ends in its cells.
fn cells_of(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            // A doubled quotation mark in quotes is one mark; what tests ask of cells does not turn on it.
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            character => cells.last_mut().unwrap().push(character),
        }
    }
    cells
}

fn cell<'a>(row: &'a [(String, String)], name: &str) -> &'a str {
    row.iter().find(|(heading, _)| heading == name).map(|(_, cell)| cell.as_str()).unwrap()
}

#[test]
fn a_row_comes_back_with_its_columns_and_its_answer() {
    let rows = Desk::new().answer("desa,id,scheme,month,wage,risk_group\nBontoa,1,pu,2025-03,5000000,1\n");
    let row = &rows[0];
    assert_eq!(row[0], ("desa".to_owned(), "Bontoa".to_owned()));
    let due = ["jkk", "jkm", "jht_employer", "jht_worker", "jp_employer", "jp_worker"].map(|name| cell(row, name));
    assert_eq!(due, ["12000", "15000", "185000", "100000", "100000", "50000"]);
    assert_eq!([cell(row, "total_employer"), cell(row, "total_worker"), cell(row, "status")], ["312000", "150000", "ok"]);
}

#[test]
fn a_refused_row_names_why_and_holds_no_amount() {
    let rows = Desk::new().answer("scheme,month,wage,risk_group\npu,2015-06,5000000,1\npu,2025-06,5000000,1\n");
    assert_eq!(cell(&rows[0], "status"), "refused");
    assert!(cell(&rows[0], "reason").contains("jkk.pu.group_1") && cell(&rows[0], "reason").contains("2015-07-01"));
    assert_eq!(cell(&rows[0], "jkk"), "");
    assert_eq!(cell(&rows[1], "status"), "ok");
}

#[test]
fn cells_with_separators_quotes_and_line_ends_come_back_as_they_were() {
    let desk = Desk::new();
    let table = "nama,scheme,month,base\n\"Daeng \"\"Baso\"\", nelayan\nPulau\",bpu,2025-03,1000000\n";
    fs::write(desk.path("in.csv"), table).unwrap();
    run(&desk.path("in.csv"), &desk.path("out.csv")).unwrap();
    let text = fs::read_to_string(desk.path("out.csv")).unwrap();
    assert!(text.contains("\n\"Daeng \"\"Baso\"\", nelayan\nPulau\",bpu,2025-03,1000000,ok,,10000,6800,0,"), "{text}");
}

#[test]
fn semicolon_tables_stay_semicolon_tables() {
    let desk = Desk::new();
    fs::write(desk.path("in.csv"), "scheme;month;base;programmes\nbpu;2025-03;1000000;\"jkk;jkm;jht\"\n").unwrap();
    run(&desk.path("in.csv"), &desk.path("out.csv")).unwrap();
    let text = fs::read_to_string(desk.path("out.csv")).unwrap();
    assert!(text.contains("bpu;2025-03;1000000;\"jkk;jkm;jht\";ok;;10000;6800;0;20000;"), "{text}");
}

/// A table with every kind of column that programs write, and a list column that decides nothing.
fn parquet(path: &Path, groups: usize) {
    let mut writer: Option<ArrowWriter<File>> = None;
    for group in 0..groups {
        let rows = 100;
        let batch = RecordBatch::try_from_iter([
            ("id", Arc::new(StringArray::from_iter_values((0..rows).map(|row| format!("{group}-{row}")))) as ArrayRef),
            ("scheme", Arc::new(StringArray::from_iter_values((0..rows).map(|row| if row % 2 == 0 { "pu" } else { "bpu" })))),
            ("month", Arc::new(StringArray::from_iter_values((0..rows).map(|row| format!("20{}-04", 16 + row % 10))))),
            ("wage", Arc::new(Int64Array::from_iter((0..rows).map(|row| (row % 7 != 3).then_some(3_000_000 + row * 77_777))))),
            ("risk_group", Arc::new(Int32Array::from_iter_values((0..rows).map(|row| i32::try_from(row % 5 + 1).unwrap())))),
            ("base", Arc::new(Float64Array::from_iter((0..rows).map(|row| (row % 3 == 0).then_some(2_000_000.0))))),
        ])
        .unwrap();
        let writer =
            writer.get_or_insert_with(|| ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap());
        writer.write(&batch).unwrap();
        writer.flush().unwrap();
    }
    writer.unwrap().close().unwrap();
}

fn read(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    reader.with_batch_size(1_000_000).build().unwrap().map(Result::unwrap).collect()
}

#[test]
fn parquet_and_csv_give_the_same_answer() {
    let desk = Desk::new();
    parquet(&desk.path("in.parquet"), 3);
    let copied = run(&desk.path("in.parquet"), &desk.path("out.parquet")).unwrap();
    let streamed = run(&desk.path("in.parquet"), &desk.path("out.csv")).unwrap();
    let again = run(&desk.path("in.parquet"), &desk.path("again.csv")).unwrap();
    run(&desk.path("in.parquet"), &desk.path("again.parquet")).unwrap();
    assert_eq!(copied, streamed);
    assert_eq!(streamed, again);
    for ending in ["csv", "parquet"] {
        let bytes = |name: &str| fs::read(desk.path(&format!("{name}.{ending}"))).unwrap();
        assert_eq!(bytes("out"), bytes("again"), "same input, same bytes");
    }
    let rows = rows_of(&fs::read_to_string(desk.path("out.csv")).unwrap());
    let batches = read(&desk.path("out.parquet"));
    let mut at = 0;
    for batch in &batches {
        for row in 0..batch.num_rows() {
            for name in ["status", "reason"] {
                let column = batch.column_by_name(name).unwrap().as_string::<i32>();
                assert_eq!(if column.is_null(row) { "" } else { column.value(row) }, cell(&rows[at], name), "row {at} {name}");
            }
            for name in NUMBERS {
                let column = batch.column_by_name(name).unwrap().as_primitive::<Int64Type>();
                let text = if column.is_null(row) { String::new() } else { column.value(row).to_string() };
                assert_eq!(text, cell(&rows[at], name), "row {at} {name}");
            }
            assert_eq!(batch.column_by_name("id").unwrap().as_string::<i32>().value(row), cell(&rows[at], "id"));
            at += 1;
        }
    }
    assert_eq!(at, 300);
}

#[test]
fn text_becomes_parquet_and_back() {
    let desk = Desk::new();
    fs::write(desk.path("in.csv"), "scheme,month,contract_value,kab\njakon,2024-05,500000000,Maros\n").unwrap();
    run(&desk.path("in.csv"), &desk.path("out.parquet")).unwrap();
    let batches = read(&desk.path("out.parquet"));
    assert_eq!(batches[0].column_by_name("kab").unwrap().as_string::<i32>().value(0), "Maros");
    assert_eq!(batches[0].column_by_name("total_employer").unwrap().as_primitive::<Int64Type>().value(0), 1_000_000);
}

#[test]
fn two_rulebooks_stand_side_by_side() {
    let desk = Desk::new();
    fs::write(desk.path("in.csv"), "scheme,month,base\nbpu,2025-03,1000000\n").unwrap();
    let words = Words { refusal: &Refusal::to_string, note: &|note: Note| note.code().to_owned() };
    let (input, output) = (desk.path("in.csv"), desk.path("out.csv"));
    let order = Order { rulebook: &RULEBOOK, against: Some(&RULEBOOK), input: &input, output: &output, words };
    let summary = assess::run(&order, &mut |_, _| {}).unwrap();
    assert_eq!(Some(summary.totals.clone()), summary.against);
    let rows = rows_of(&fs::read_to_string(&output).unwrap());
    assert_eq!((cell(&rows[0], "jkk"), cell(&rows[0], "against_jkk")), ("10000", "10000"));
}

#[test]
fn a_table_that_cannot_be_assessed_is_refused_whole_and_leaves_nothing() {
    let desk = Desk::new();
    let refused = |table: &[u8]| {
        fs::write(desk.path("in.csv"), table).unwrap();
        let fault = run(&desk.path("in.csv"), &desk.path("out.csv")).unwrap_err();
        assert!(fault.is_refusal(), "{fault}");
        let left: Vec<_> = fs::read_dir(desk.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["in.csv"]);
        fault.to_string()
    };
    assert!(refused(b"scheme,wage\npu,1\n").contains("has no column month"));
    assert!(refused(b"scheme,month,jkk\npu,2025-01,1\n").contains("already has a column jkk"));
    assert!(refused(b"scheme,month,Month \npu,2025-01,2025-02\n").contains("has the column month more than once"));
    assert!(refused(b"scheme,month,d\xe9sa\npu,2025-01,x\n").contains("the header is not UTF-8"));
    fs::write(desk.path("in.csv"), "no parquet").unwrap();
    fs::rename(desk.path("in.csv"), desk.path("in.parquet")).unwrap();
    assert!(run(&desk.path("in.parquet"), &desk.path("out.parquet")).unwrap_err().is_refusal());
}

#[test]
fn more_different_words_than_are_kept_still_get_their_own_answer() {
    let mut table = String::from("scheme,month,base,payer\n");
    for row in 0..40_000 {
        table
            .push_str(&format!("bpu,2025-03,1000000,{}\n", if row % 2 == 0 { format!("dana {row}") } else { "apbd".to_owned() }));
    }
    let rows = Desk::new().answer(&table);
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(cell(row, "status"), if at % 2 == 0 { "refused" } else { "ok" });
        if at % 2 == 0 {
            assert!(cell(row, "reason").contains(&format!("dana {at}")), "{row:?}");
        }
    }
}

#[test]
fn a_torn_row_and_one_that_is_not_utf8_are_refused_by_their_line_and_the_others_answered() {
    let desk = Desk::new();
    let table = b"nama,scheme,month,base\nA,bpu,2025-03,1.000.000\nDaeng, Baso,bpu,2025-03,1000000\nAndr\xe9,bpu,2025-03,1000000\nB,bpu,2025-03,1000000,,\n";
    fs::write(desk.path("in.csv"), table).unwrap();
    let summary = run(&desk.path("in.csv"), &desk.path("out.csv")).unwrap();
    assert_eq!((summary.rows, summary.totals.ok), (4, 2));
    let rows = rows_of(&fs::read_to_string(desk.path("out.csv")).unwrap());
    let told: Vec<(&str, &str)> = rows.iter().map(|row| (cell(row, "status"), cell(row, "reason"))).collect();
    assert_eq!([told[0], told[3]], [("ok", ""); 2]);
    assert!(told[1].0 == "refused" && told[1].1.starts_with("line 3 has 5 cells under a header of 4"), "{told:?}");
    assert!(told[2].0 == "refused" && told[2].1.starts_with("line 4 is not UTF-8"), "{told:?}");
}

#[test]
fn every_fair_spelling_of_a_row_is_read_and_an_unclear_one_refused_with_its_reason() {
    // A byte-order mark, semicolons, capitals, blanks around headings, and columns in an order of their own.
    let desk = Desk::new();
    let fair = "\u{feff} Wage ;PROGRAMMES;Month;risk_group;SCHEME;employer_size\n\
        5000000;;2025-03;1;pu;\n\
        5.000.000;JKK; 2025-3 ;I;PU;Besar\n\
        Rp5.000.000,00;\" jkk ; JKM \";03/2025;1.0;Penerima Upah;mikro\n\
        5,000,000;jkk+jkm;Maret 2025;1;pu;\n\
        5000000.00;jkk,jkm;202503;1;pu;\n\
        5000000;jkk;2025-03-31 00:00:00;1;pu;\n";
    fs::write(desk.path("in.csv"), fair).unwrap();
    run(&desk.path("in.csv"), &desk.path("out.csv")).unwrap();
    let text = fs::read_to_string(desk.path("out.csv")).unwrap();
    for line in text.lines().skip(1) {
        assert!(line.contains(";ok;;12000;"), "{line}");
    }
    assert_eq!(text.lines().count(), 7);
    for (wage, month, programmes, told) in [
        ("5.000", "2025-03", "", "wage \"5.000\" cannot be read"),
        ("5000000.5", "2025-03", "", "wage \"5000000.5\" cannot be read"),
        ("lima juta", "2025-03", "", "wage \"lima juta\" cannot be read"),
        ("5000000", "03/04/2025", "", "month \"03/04/2025\" cannot be read"),
        ("5000000", "Mar-25", "", "month \"Mar-25\" cannot be read"),
        ("5000000", "", "", "month is empty"),
        ("", "2025-03", "", "wage is empty"),
        ("0", "2025-03", "", "wage must be more than 0"),
        ("5000000", "2025-03", ";", "programmes \";\" cannot be read"),
        ("5000000", "2025-03", "jkk;jkn", "programmes \"jkk;jkn\" cannot be read"),
    ] {
        let rows = desk.answer(&format!("scheme,month,wage,risk_group,programmes\npu,{month},{wage},1,{programmes}\n"));
        assert_eq!(cell(&rows[0], "status"), "refused", "{rows:?}");
        assert!(cell(&rows[0], "reason").replace("\"\"", "\"").contains(&told.replace('"', "")), "{rows:?}");
    }
}

#[test]
fn typed_parquet_columns_are_read_as_what_they_are() {
    let desk = Desk::new();
    let rows = 3;
    // 20,148 days lie between 1970 and the first of March 2025.
    let march = 20_148;
    let micros = i64::from(march) * 86_400_000_000;
    let months: [(&str, ArrayRef); 5] = [
        ("date", Arc::new(Date32Array::from(vec![march; rows]))),
        ("timestamp", Arc::new(TimestampMicrosecondArray::from(vec![micros; rows]))),
        ("number", Arc::new(Int64Array::from(vec![202_503; rows]))),
        ("view", Arc::new(StringViewArray::from(vec!["2025-03"; rows]))),
        ("large", Arc::new(LargeStringArray::from(vec!["2025-3"; rows]))),
    ];
    let wages: [(&str, ArrayRef); 6] = [
        ("whole", Arc::new(Int64Array::from(vec![Some(500_000), None, Some(500_000)]))),
        ("narrow", Arc::new(Int32Array::from(vec![Some(500_000), None, Some(500_000)]))),
        ("float", Arc::new(Float64Array::from(vec![Some(500_000.0), None, Some(500_000.0)]))),
        ("decimal", Arc::new(decimal(vec![Some(500_000_000), None, Some(500_000_000)]))),
        ("text", Arc::new(StringArray::from(vec![Some("500000"), None, Some("Rp500.000")]))),
        ("view", Arc::new(StringViewArray::from(vec![Some("500000"), None, Some("500000.00")]))),
    ];
    for (month_kind, month) in &months {
        for (wage_kind, wage) in &wages {
            let batch = RecordBatch::try_from_iter([
                ("wage", wage.clone()),
                ("scheme", Arc::new(StringArray::from(vec!["pu"; rows])) as ArrayRef),
                ("month", month.clone()),
                ("risk_group", Arc::new(Float64Array::from(vec![1.0; rows]))),
            ])
            .unwrap();
            let mut writer = ArrowWriter::try_new(File::create(desk.path("in.parquet")).unwrap(), batch.schema(), None).unwrap();
            writer.write(&batch).unwrap();
            writer.close().unwrap();
            for out in ["out.parquet", "out.csv"] {
                let summary = run(&desk.path("in.parquet"), &desk.path(out)).unwrap();
                let refused: Vec<_> = summary.totals.refused.into_iter().collect();
                assert_eq!((summary.totals.ok, refused), (2, vec![("law-missing", 1)]), "{month_kind} {wage_kind} {out}");
                assert_eq!(summary.totals.sums[0], ("jkk", 2_400), "{month_kind} {wage_kind} {out}");
            }
        }
    }
}

/// Rupiah with three decimals, as databases keep them.
fn decimal(thousandths: Vec<Option<i128>>) -> Decimal128Array {
    Decimal128Array::from(thousandths).with_precision_and_scale(18, 3).unwrap()
}

#[test]
fn more_sets_of_options_than_are_kept_are_found_row_by_row() {
    // 11 years of months, 8 payers, 2 occupations, 3 sizes and 14 spellings of a programme: more than 65,536 sets.
    let mut table = String::from("scheme,month,base,payer,occupation,employer_size,programmes\n");
    let mut rows = 0_u64;
    for month in 0..132 {
        let month = format!("{:04}-{:02}", 2016 + month / 12, month % 12 + 1);
        for payer in ["self", "apbn", "apbd", "apbdes", "dbh", "csr", "baznas", "asn"] {
            for occupation in ["transport", "other"] {
                for size in ["mikro", "kecil", "besar"] {
                    for blanks in 0..14 {
                        let programmes = format!("jkk{}", " ".repeat(blanks));
                        table.push_str(&format!("bpu,{month},1000000,{payer},{occupation},{size},{programmes}\n"));
                        rows += 1;
                    }
                }
            }
        }
    }
    assert!(rows > 65_536);
    let desk = Desk::new();
    fs::write(desk.path("in.csv"), table).unwrap();
    let summary = run(&desk.path("in.csv"), &desk.path("out.csv")).unwrap();
    assert_eq!(summary.totals.ok, rows);
    // The last set stands beyond what is kept: December 2026, a civil servant pays for a worker outside transport.
    let text = fs::read_to_string(desk.path("out.csv")).unwrap();
    assert!(text.lines().last().unwrap().contains(",5000,0,"), "{:?}", text.lines().last());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn any_text_is_answered_or_refused_and_no_row_is_lost(cells in prop::collection::vec("[ -~]{0,12}", 1..40)) {
        let desk = Desk::new();
        let mut table = String::from("scheme,month,wage,risk_group,note\n");
        for cell in &cells {
            let quoted = cell.replace('"', "\"\"");
            table.push_str(&format!("pu,2025-03,\"{quoted}\",1,\"{quoted}\"\n"));
        }
        fs::write(desk.path("in.csv"), table).unwrap();
        let summary = run(&desk.path("in.csv"), &desk.path("out.csv")).unwrap();
        prop_assert_eq!(summary.rows, cells.len() as u64);
        let rows = rows_of(&fs::read_to_string(desk.path("out.csv")).unwrap());
        prop_assert_eq!(rows.len(), cells.len());
        for row in &rows {
            let answered = cell(row, "status") == "ok";
            prop_assert_eq!(answered, !cell(row, "jkk").is_empty(), "an answer has amounts and a refusal has none: {:?}", row);
            prop_assert!(answered || !cell(row, "reason").is_empty(), "a refusal says why: {:?}", row);
        }
    }
}
