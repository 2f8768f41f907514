//! Worker-months for measuring: `make FILE ROWS` writes people who do not exist, `assess FILE OUT` answers them as
//! `sinergi assess --batch` does, without the rest of the program. bench/law/run uses both.

use arrow::array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray};
use base::law::Rulebook;
use base::law::assess::{Note, Refusal};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["make", file, rows] => make(Path::new(file), rows.parse()?),
        ["assess", input, output] => assess(Path::new(input), Path::new(output)),
        _ => Err("make FILE ROWS, or assess FILE OUT".into()),
    }
}

fn make(file: &Path, rows: usize) -> Result<(), Box<dyn Error>> {
    const BATCH: usize = 65_536;
    let mut seed = 1_u64;
    // Knuth's constants; the upper bits are even enough for wages.
    let mut draw = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer: Option<ArrowWriter<File>> = None;
    let mut done = 0;
    while done < rows {
        let many = BATCH.min(rows - done);
        let (mut ids, mut months, mut wages, mut groups, mut sizes, mut intensive) =
            (vec![], vec![], vec![], vec![], vec![], vec![]);
        for row in 0..many {
            ids.push(format!("W{:09}", done + row));
            let month = 6 + draw(12 * 11);
            months.push(format!("{:04}-{:02}", 2015 + month / 12, month % 12 + 1));
            wages.push(i64::try_from(1_500_000 + draw(20_000_000))?);
            groups.push(i32::try_from(1 + draw(5))?);
            sizes.push(["mikro", "kecil", "menengah", "besar", ""][usize::try_from(draw(5))?]);
            intensive.push(i32::try_from(draw(2))?);
        }
        let text = |word: &'static str| Arc::new(StringArray::from_iter_values(vec![word; many])) as ArrayRef;
        let batch = RecordBatch::try_from_iter([
            ("id", Arc::new(StringArray::from(ids)) as ArrayRef),
            ("scheme", text("pu")),
            ("month", Arc::new(StringArray::from(months))),
            ("wage", Arc::new(Int64Array::from(wages))),
            ("risk_group", Arc::new(Int32Array::from(groups))),
            ("employer_size", Arc::new(StringArray::from(sizes))),
            ("labour_intensive", Arc::new(Int32Array::from(intensive))),
            ("programmes", text("")),
            ("occupation", text("")),
            ("payer", text("")),
        ])?;
        if writer.is_none() {
            writer = Some(ArrowWriter::try_new(File::create(file)?, batch.schema(), Some(properties.clone()))?);
        }
        if let Some(writer) = &mut writer {
            writer.write(&batch)?;
        }
        done += many;
    }
    if let Some(writer) = writer {
        writer.close()?;
    }
    Ok(())
}

fn assess(input: &Path, output: &Path) -> Result<(), Box<dyn Error>> {
    let rulebook = Rulebook::embedded()?;
    let words = assess::Words { refusal: &Refusal::to_string, note: &|note: Note| note.code().to_owned() };
    let order = assess::Order { rulebook: &rulebook, against: None, input, output, words };
    let summary = assess::run(&order, &mut |_, _| {})?;
    println!("{} rows, {} answered, {:?}", summary.rows, summary.totals.ok, summary.totals.sums);
    Ok(())
}
