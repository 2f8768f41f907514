//! Worker-months for measuring: `make FILE ROWS` writes people who do not exist, `assess FILE OUT` answers them as
//! `sinergi assess --batch` does, without the rest of the program, and `memory PEOPLE MONTHS` calculates the same people in
//! each month of 2025 with the numbers in memory. bench/law/run uses all three.

use arrow::array::{ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray};
use base::law::Rulebook;
use base::law::assess::{EmployerSize, Formulas, Note, Options, QUICK_COLUMNS, Refusal, Terms};
use base::vocabulary::{Month, Segment};
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
        ["memory", people, months] => memory(people.parse()?, months.parse()?),
        _ => Err("make FILE ROWS, assess FILE OUT, or memory PEOPLE MONTHS".into()),
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

/// What `openfisca_pu.py memory` does: wages and risk groups of people of a large employer, every programme, month by month.
fn memory(people: usize, months: i32) -> Result<(), Box<dyn Error>> {
    let rulebook = Rulebook::embedded()?;
    let mut seed = 1_u64;
    let mut draw = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let wages: Vec<u64> = (0..people).map(|_| 1_500_000 + draw(20_000_000)).collect();
    let groups: Vec<u8> = (0..people).map(|_| u8::try_from(1 + draw(5))).collect::<Result<_, _>>()?;
    // Once for the time, once for the sums, which are not part of the job.
    let started = spent()?;
    calculate(&rulebook, &groups, &wages, months, |columns| drop(std::hint::black_box(columns)))?;
    let cost = spent()? - started;
    let mut sums = [0_i64; QUICK_COLUMNS];
    calculate(&rulebook, &groups, &wages, months, |columns| {
        sums.iter_mut().zip(&columns).for_each(|(sum, column)| *sum += column.iter().sum::<i64>());
    })?;
    println!("{} rows, {cost:.2} CPU-s, {sums:?}", people * usize::try_from(months)?);
    Ok(())
}

fn calculate(
    rulebook: &Rulebook,
    groups: &[u8],
    wages: &[u64],
    months: i32,
    mut take: impl FnMut([Vec<i64>; QUICK_COLUMNS]),
) -> Result<(), Box<dyn Error>> {
    let january = Month::parse("2025-01")?;
    for month in 0..months {
        let mut formulas = Formulas::default();
        let mut of_group = [0_u32; 6];
        for group in 1..=5_u8 {
            let options = Options {
                risk_group: Some(group),
                employer_size: Some(EmployerSize::Besar),
                ..Options::new(Segment::Pu, january.plus(month))
            };
            let formula = Terms::of(rulebook, &options)?.formula().ok_or("a formula for wage earners")?;
            of_group[usize::from(group)] = formulas.add(&formula);
        }
        let which: Vec<u32> = groups.iter().map(|group| of_group[usize::from(*group)]).collect();
        // A table comes in batches of this many rows, whose columns stay in the cache.
        for (which, wages) in which.chunks(4_096).zip(wages.chunks(4_096)) {
            take(formulas.assess(which, wages));
        }
    }
    Ok(())
}

/// CPU-seconds of this process so far, from the kernel's account of it in hundredths.
fn spent() -> Result<f64, Box<dyn Error>> {
    let account = std::fs::read_to_string("/proc/self/stat")?;
    let behind = account.rsplit(')').next().ok_or("a name in brackets")?;
    let ticks: Vec<f64> = behind.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(ticks.iter().sum::<f64>() / 100.0)
}
