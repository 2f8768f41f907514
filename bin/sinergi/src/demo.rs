//! `sinergi demo`: a synthetic province from messy files to the coverage table and the pages, in one command.

mod forum;

use crate::arguments::{Cli, Demo, Format};
use crate::config::Config;
use crate::progress::Shown;
use crate::trust::operator;
use crate::{print, verbs};
use anyhow::{Context, Result};
use app::{AppError, CoverageRequest, Delivery, IngestSession, Installation, ReportKind, ReportRequest};
use ingest::MappingFile;
use std::fs;
use std::path::Path;
use std::time::Instant;
use texts::Texts;

/// Runs the demo in a fresh installation.
pub(crate) async fn run(cli: &Cli, config: &Config, demo: &Demo) -> Result<u8> {
    let place = config.place()?;
    if place.is_installed() {
        if !config.data.join("DATA-SINTETIS").exists() {
            return Err(verbs::refused("error-not-a-demo", &config.data.display().to_string()));
        }
        // A demo is made anew each time; only a folder that a demo has marked as its own is removed.
        fs::remove_dir_all(&config.data).map_err(AppError::disk("clear", &config.data))?;
    }
    let started = Instant::now();
    let mut shown = Shown::new(cli.format != Format::Table);
    let rosters = config.data.join("rosters");
    fs::create_dir_all(&rosters).map_err(AppError::disk("make", &rosters))?;
    let mark = config.data.join("DATA-SINTETIS");
    fs::write(&mark, "Folder ini berisi orang-orang yang tidak ada. / These people do not exist.\n")
        .map_err(AppError::disk("write", &mark))?;
    let faults = verbs::faults(demo.faults.as_deref())?;
    let order = synth::Order { people: demo.people, seed: demo.seed, faults, ..synth::Order::default() };
    let summary =
        synth::write_province(&order, &rosters, &mut |what, done, all| shown.step(what, done, all)).map_err(verbs::synthesis)?;
    let made = started.elapsed();

    // The demo knows its people on the day its registers describe, so that the same seed shows the same page on any day.
    let known_on = order.as_of;
    let home = app::init(place, "73", known_on).await?;
    home.mark_synthetic().await?;
    app::write_synthetic_office(&home)?;
    let (files, rows, refused) = bring_in(&home, &rosters, known_on, &mut shown).await?;
    let ingested = started.elapsed();
    let links = app::link_rosters(&home, &operator(), known_on, &mut |what, done, all| shown.step(what, done, all)).await?;
    let linked = started.elapsed();
    let answer = app::coverage(&home, &operator(), &CoverageRequest::default()).await?;
    let workbook = config.data.join("cakupan.xlsx");
    app::write_coverage_workbook(&answer, &workbook)?;
    let meeting = forum::hold(&home, known_on, crate::trust::now()).await?;
    let minutes = config.data.join("notulen.pdf");
    crate::report::put(&app::minutes(&home, &operator(), &meeting).await?, &minutes)?;
    let report = config.data.join("monev.pdf");
    let asked = ReportRequest { month: None, known_on: None, on: known_on };
    crate::report::report(&home, &ReportKind::Monev, &asked, &report, &Texts::of(config.language())).await?;
    shown.done();

    if cli.format == Format::Json {
        print::json(&answer.rows)?;
        return Ok(0);
    }
    print::coverage(&answer, &Texts::of(config.language()));
    println!();
    let published = CoverageRequest { denominator: Some("BPJS potensi Jun 2025".to_owned()), ..CoverageRequest::default() };
    let published = CoverageRequest { as_of: Some(verbs::month("2025-06")?), ..published };
    if let Some(real) = app::coverage(&home, &operator(), &published).await?.total {
        println!(
            "Terbitan, bukan sintetis: {} {}: {} dari {} = {} % ({})",
            real.region_name,
            real.as_of,
            print::count(real.covered.0),
            print::count(real.denominator.0),
            real.rate_percent.map(|percent| percent.to_string()).unwrap_or_default(),
            real.denominator_name
        );
    }
    println!(
        "{} orang sintetis · {files} berkas, {} baris dibaca, {} ditolak · {} orang ditemukan",
        print::count(summary.people),
        print::count(rows),
        print::count(refused),
        print::count(links.persons)
    );
    println!(
        "membuat {:.1} s · memasukkan {:.1} s · mencocokkan {:.1} s · mengukur {:.1} s",
        made.as_secs_f32(),
        (ingested - made).as_secs_f32(),
        (linked - ingested).as_secs_f32(),
        (started.elapsed() - linked).as_secs_f32()
    );
    println!("Tabel: {} · laporan monev: {} · notulen: {}", workbook.display(), report.display(), minutes.display());
    if demo.no_serve {
        return Ok(0);
    }
    crate::serve::run(home, demo.listen, None, &Texts::of(config.language())).await
}

/// Ingests what `files.csv` lists, in its order. Gives back files, rows read and rows refused.
async fn bring_in(
    home: &Installation,
    rosters: &Path,
    known_on: jiff::civil::Date,
    shown: &mut Shown,
) -> Result<(usize, u64, u64)> {
    let list = rosters.join("files.csv");
    let text = verbs::read(&list)?;
    let lines: Vec<Vec<String>> = text.lines().skip(1).filter(|line| !line.starts_with('#')).map(cells).collect();
    let mut session = IngestSession::new(home, &operator());
    let (mut rows, mut refused) = (0, 0);
    for (done, line) in (1_u64..).zip(&lines) {
        let cell = |place: usize| line.get(place).map(String::as_str).unwrap_or_default();
        let mut mapping = MappingFile::default();
        for (name, value) in [("segment", cell(4)), ("group", cell(5))] {
            if !value.is_empty() {
                mapping.set.insert(name.to_owned(), value.to_owned());
            }
        }
        let delivery = Delivery {
            path: rosters.join(cell(0)),
            kind: cell(1).parse()?,
            source: cell(2).to_owned(),
            as_of: cell(3).parse().with_context(|| format!("{} has no day for {}", list.display(), cell(0)))?,
            known_on,
            mapping,
            opened: None,
        };
        let receipt =
            session.ingest(&delivery, &mut |_, _, _| {}).await.with_context(|| format!("could not ingest {}", cell(0)))?;
        rows += receipt.counts.rows_read;
        refused += receipt.counts.refused;
        shown.step("ingest", done, lines.len() as u64);
    }
    Ok((lines.len(), rows, refused))
}

/// The cells of a line of our own file list: commas, quotes where a cell has one.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().into_iter().for_each(|cell| cell.push(other)),
        }
    }
    cells
}
