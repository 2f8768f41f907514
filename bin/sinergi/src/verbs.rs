//! One function per verb: flags in, one use case, output. Gives back the exit code.

use crate::arguments::{
    CaseVerb, Check, Cli, Codes, ConfigVerb, Coverage, Format, Ingest, Init, PlanVerb, Regions, Synth, Verb, Where,
};
use crate::assess;
use crate::config::Config;
use crate::progress::Shown;
use crate::trust::operator;
use crate::{demo, keep, print, subject, trust};
use anyhow::Result;
use app::{CheckRequest, CoverageRequest, Delivery, IngestSession, Installation, ListFile, Receipt, Rehearsal};
use base::handover::{Attribution, Dimension, Kind};
use base::vocabulary::region::{CodeSystem, Hint, RegionCode};
use base::vocabulary::{Month, Percent};
use ingest::{KindSpec, MappingFile};
use jiff::civil::Date;
use std::fs;
use std::path::Path;
use texts::Texts;

/// Runs the verb of a command line.
pub(crate) async fn run(cli: &Cli) -> Result<u8> {
    let config = Config::load(cli)?;
    let texts = Texts::of(config.language());
    match &cli.verb {
        Verb::Demo(demo) => demo::run(cli, &config, demo).await,
        Verb::Init(init) => make(cli, &config, init).await,
        Verb::Synth(order) => synthesise(cli, order),
        Verb::Ingest(ingest) => bring_in(cli, &config, ingest, &texts).await,
        Verb::Link(order) => crate::link::run(cli, &config, order, &texts).await,
        Verb::Check(check) => check_list(cli, &config, check, &texts).await,
        Verb::Coverage(coverage) => show_coverage(cli, &config, coverage, &texts).await,
        Verb::Detect(asked) => crate::detect::run(cli, &open(&config).await?, asked, &texts).await,
        Verb::Assess(assess) => assess::run(cli, assess, &texts),
        Verb::User(order) => trust::user(cli, &open(&config).await?, order, &texts).await,
        Verb::Token(order) => trust::token(cli, &open(&config).await?, order, &texts).await,
        Verb::Audit(order) => trust::audit(cli, &open(&config).await?, order, &texts).await,
        Verb::Serve(serve) => crate::serve::run(open(&config).await?, serve.listen, config.public_host.clone(), &texts).await,
        Verb::Status => show_status(cli, &config, &texts).await,
        Verb::Withdraw { batch } => withdraw(cli, &config, *batch, &texts).await,
        Verb::Template { kind, out } => {
            let kind = kind_of(kind)?;
            app::template(kind, out)?;
            match cli.format {
                Format::Json => print::json(&serde_json::json!({ "kind": kind.code(), "file": out }))?,
                _ => println!("{}", out.display()),
            }
            Ok(0)
        }
        Verb::Case(CaseVerb::Replay { script, calendar }) => crate::case::replay(cli, script, calendar.as_deref(), &texts),
        Verb::Meeting(order) => crate::meeting::run(cli, &open(&config).await?, order, &texts).await,
        Verb::Period(order) => crate::period::run(cli, &open(&config).await?, order, &texts).await,
        Verb::Report(order) => crate::report::run(cli, &open(&config).await?, order, &texts).await,
        Verb::Case(order) => crate::case::work(cli, &open(&config).await?, order, &texts).await,
        Verb::Letter(order) => crate::letter::work(cli, &open(&config).await?, order, &texts).await,
        Verb::Plan(PlanVerb::Allocate { instance: Some(instance), .. }) => crate::plan::allocate(cli, instance, &texts),
        Verb::Plan(asked) => crate::plan::run(cli, &open(&config).await?, asked, &texts).await,
        Verb::Regions(Regions::Resolve { file, column, out, within, codes }) => {
            let unknown = |code: &str| app::AppError::from(app::Refused::UnknownRegion(code.to_owned()));
            let within = within.as_deref().map(|code| RegionCode::parse(code).map_err(|_| unknown(code))).transpose()?;
            let system = match codes {
                Some(Codes::Kemendagri) => CodeSystem::Kemendagri,
                Some(Codes::Bps) => CodeSystem::Bps,
                None => CodeSystem::Unknown,
            };
            let hint = Hint { within, system, ..Hint::default() };
            let report = app::resolve_regions(&config.place()?.sandbox, file, column, out, &hint)?;
            match cli.format {
                Format::Json => print::json(&report)?,
                _ => println!("{} / {} → {}", report.resolved, report.names, out.display()),
            }
            Ok(u8::from(cli.strict && report.resolved < report.names))
        }
        Verb::Verify => keep::verify(cli, &open(&config).await?, &texts).await,
        Verb::Backup(order) => keep::backup(cli, &open(&config).await?, order, &texts).await,
        Verb::Restore(order) => keep::restore(cli, &config, order, &texts).await,
        Verb::Privacy { out } => keep::privacy(cli, &open(&config).await?, out, &texts).await,
        Verb::Sweep => keep::sweep(cli, &open(&config).await?, &texts).await,
        Verb::Key(order) => keep::key(cli, &open(&config).await?, order, &texts).await,
        Verb::Erase(order) => keep::erase(cli, &open(&config).await?, order, &texts).await,
        Verb::Publish => keep::publish(cli, &open(&config).await?, &texts).await,
        Verb::Approval(order) => keep::approval(cli, &open(&config).await?, order, &texts).await,
        Verb::Subject(order) => subject::run(cli, &open(&config).await?, order, &texts).await,
        Verb::Hold(order) => keep::hold(cli, &open(&config).await?, order, &texts).await,
        Verb::Config(ConfigVerb::Check) => check_config(&config, &texts),
        Verb::ReadUpload => Ok(2),
    }
}

pub(crate) fn today() -> Date {
    jiff::Zoned::now().date()
}

pub(crate) async fn open(config: &Config) -> Result<Installation> {
    Ok(Installation::open(config.place()?).await?)
}

fn kind_of(text: &str) -> Result<Kind> {
    text.parse().map_err(|_: base::handover::UnknownKind| refused("error-not-a-kind", text))
}

/// A request that is not understood: exit code 1, nothing was done.
pub(crate) fn refused(key: &'static str, detail: &str) -> anyhow::Error {
    app::AppError::from(app::Refused::Request { key, detail: detail.to_owned() }).into()
}

pub(crate) fn month(text: &str) -> Result<Month> {
    // People write months in many ways; the value reader of ingest knows them.
    ingest::value::month::read(text).ok_or_else(|| refused("error-not-a-month", text))
}

async fn make(cli: &Cli, config: &Config, init: &Init) -> Result<u8> {
    let known_on = init.known_on.unwrap_or_else(today);
    let installation = app::init(config.place()?, &init.region, known_on).await?;
    let name = installation.regions.name(installation.region).unwrap_or_default();
    match cli.format {
        Format::Json => print::json(&serde_json::json!({
            "region": installation.region.to_string(),
            "region_name": name,
            "data": config.data,
            "key_file": installation.place.key.told(),
        }))?,
        _ => {
            println!("{name} ({}) → {}", installation.region, config.data.display());
            println!("Kunci / key file: {}", installation.place.key.told());
        }
    }
    Ok(0)
}

/// Fault rates of a file, or those of synth/README.md.
pub(crate) fn faults(file: Option<&Path>) -> Result<synth::Faults> {
    Ok(file
        .map(|path| read(path).and_then(|text| synth::Faults::from_toml(&text).map_err(synthesis)))
        .transpose()?
        .unwrap_or_default())
}

fn synthesise(cli: &Cli, order: &Synth) -> Result<u8> {
    let faults = faults(order.faults.as_deref())?;
    let order_of = synth::Order { people: order.people, seed: order.seed, faults, ..synth::Order::default() };
    let mut shown = Shown::new(cli.format != Format::Table);
    let summary =
        synth::write_province(&order_of, &order.out, &mut |what, done, all| shown.step(what, done, all)).map_err(synthesis)?;
    shown.done();
    let rows: Vec<Vec<String>> = summary
        .kinds
        .iter()
        .map(|(kind, summary)| vec![(*kind).to_string(), summary.files.to_string(), print::count(summary.rows)])
        .collect();
    print::table(&["Jenis", "Berkas", "Baris"], &rows);
    println!("DATA SINTETIS: {} orang yang tidak ada → {}", print::count(summary.people), order.out.display());
    Ok(0)
}

pub(crate) fn read(path: &Path) -> Result<String> {
    Ok(fs::read_to_string(path).map_err(app::AppError::disk("read", path))?)
}

/// What the synthetic province ends with, as a refusal or a fault with a sentence.
pub(crate) fn synthesis(error: synth::SynthError) -> anyhow::Error {
    match error {
        synth::SynthError::Faults { source } => refused("error-synth-faults", &source.to_string()),
        synth::SynthError::Rate { name, value } => refused("error-synth-rate", &format!("{name} = {value}")),
        synth::SynthError::Write { path, source } => app::AppError::disk("write", &path)(source).into(),
        other => other.into(),
    }
}

fn mapping_of(path: Option<&Path>, set: &[String], kind: Kind) -> Result<MappingFile> {
    let spec = KindSpec::of(kind)?;
    let mut mapping = match path {
        Some(path) => MappingFile::parse(&read(path)?, &spec).map_err(app::Refused::Mapping)?,
        None => MappingFile::default(),
    };
    for constant in set {
        let (name, value) = constant.split_once('=').ok_or_else(|| refused("error-not-a-constant", constant))?;
        mapping.set.insert(name.trim().to_owned(), value.trim().to_owned());
    }
    mapping.check(&spec).map_err(app::Refused::Mapping)?;
    Ok(mapping)
}

async fn bring_in(cli: &Cli, config: &Config, ingest: &Ingest, texts: &Texts) -> Result<u8> {
    let kind = kind_of(&ingest.kind)?;
    let mapping = mapping_of(ingest.mapping.as_deref(), &ingest.set, kind)?;
    let home = open(config).await?;
    let known_on = ingest.known_on.unwrap_or_else(today);
    let mut deliveries = Vec::new();
    for path in &ingest.paths {
        for path in app::files_under(path)? {
            let source = ingest.source.clone();
            deliveries.push(Delivery {
                path,
                kind,
                source,
                as_of: ingest.as_of,
                known_on,
                mapping: mapping.clone(),
                opened: None,
            });
        }
    }
    let mut shown = Shown::new(cli.format != Format::Table);
    let (receipts, failure) = if ingest.dry_run {
        rehearse(cli, &home, &deliveries, &mut shown, texts).await?
    } else {
        deliver(&home, None, &deliveries, &mut shown, texts).await
    };
    shown.done();
    let receipts: Vec<Receipt> = receipts.into_iter().map(|receipt| receipt.in_words(texts)).collect();
    match cli.format {
        // One file gives one object: the contract of the command. A folder gives an array.
        Format::Json if deliveries.len() == 1 => receipts.first().map_or(Ok(()), print::json)?,
        Format::Json => print::json(&receipts)?,
        Format::Csv => print_receipts_csv(&receipts),
        Format::Table => receipts.iter().for_each(|receipt| print::receipt(receipt, texts)),
    }
    if let Some(error) = failure {
        return Err(error);
    }
    let flawed = receipts.iter().any(|receipt| receipt.counts.refused > 0 || !receipt.finding_counts.is_empty());
    Ok(u8::from(cli.strict && flawed))
}

/// Brings files in until one is refused: the receipts so far are printed before the error.
async fn deliver(
    home: &Installation,
    rehearsed: Option<&Installation>,
    deliveries: &[Delivery],
    shown: &mut Shown,
    texts: &Texts,
) -> (Vec<Receipt>, Option<anyhow::Error>) {
    let mut session = IngestSession::new(rehearsed.unwrap_or(home), &operator());
    let mut receipts = Vec::new();
    let mut failure = None;
    for delivery in deliveries {
        match session.ingest(delivery, &mut |what, done, all| shown.step(what, done, all)).await {
            Ok(mut receipt) => match app::hand_out_refused(home, &operator(), &mut receipt, rehearsed).await {
                Ok(()) => receipts.push(receipt),
                Err(error) => return (receipts, Some(error.into())),
            },
            // In a folder one bad file must not stop the others.
            Err(error) if error.is_refusal() && deliveries.len() > 1 => {
                let error = anyhow::Error::from(error);
                eprintln!("{}", print::error_text(&error, texts));
                failure = Some(error);
            }
            Err(error) => return (receipts, Some(error.into())),
        }
    }
    (receipts, failure)
}

/// The same on a copy that is thrown away, with coverage before and after.
async fn rehearse(
    cli: &Cli,
    home: &Installation,
    deliveries: &[Delivery],
    shown: &mut Shown,
    texts: &Texts,
) -> Result<(Vec<Receipt>, Option<anyhow::Error>)> {
    let rehearsal = Rehearsal::open(home, &operator(), today(), &mut |what, done, all| shown.step(what, done, all)).await?;
    let (receipts, failure) = deliver(home, Some(rehearsal.installation()), deliveries, shown, texts).await;
    if failure.is_some() {
        return Ok((receipts, failure));
    }
    let effect = rehearsal.effect(today(), &mut |what, done, all| shown.step(what, done, all)).await?;
    if cli.format == Format::Table {
        println!("{}", texts.say("receipt-dry-run", &[]));
        for (label, standing) in [("receipt-coverage-before", effect.before), ("receipt-coverage-after", effect.after)] {
            let label = texts.say(label, &[]);
            match standing.total {
                Some(row) => println!(
                    "  {label}: {} / {} = {} %",
                    print::count(row.covered.0),
                    print::count(row.denominator.0),
                    row.rate_percent.map_or_else(|| "–".to_owned(), |percent| percent.to_string())
                ),
                None => println!("  {label}: –"),
            }
        }
    }
    Ok((receipts, failure))
}

fn print_receipts_csv(receipts: &[Receipt]) {
    let rows: Vec<Vec<String>> = receipts
        .iter()
        .map(|receipt| {
            vec![
                receipt.batch.to_string(),
                receipt.kind.clone(),
                receipt.file.clone(),
                receipt.counts.rows_read.to_string(),
                receipt.counts.accepted.to_string(),
                receipt.counts.refused.to_string(),
                receipt.counts.duplicate.to_string(),
                receipt.snapshot.clone(),
                receipt.sha256.clone(),
            ]
        })
        .collect();
    print::csv(&["batch", "kind", "file", "rows_read", "accepted", "refused", "duplicate", "snapshot", "sha256"], &rows);
}

async fn check_list(cli: &Cli, config: &Config, check: &Check, texts: &Texts) -> Result<u8> {
    let home = open(config).await?;
    let request = CheckRequest {
        as_of: check.as_of.as_deref().map(month).transpose()?,
        today: today(),
        mapping: mapping_of(check.mapping.as_deref(), &[], Kind::Workers)?,
    };
    let (report, bytes) = app::check(&home, &operator(), ListFile::open(&check.list)?, &request, texts).await?;
    fs::write(&check.out, bytes).map_err(app::AppError::disk("write", &check.out))?;
    match cli.format {
        Format::Json => print::json(&report)?,
        _ => {
            println!(
                "{}: {}, {}",
                check.out.display(),
                texts.say("rows-read", &[("count", &print::count(report.rows))]),
                report.as_of
            );
            report.statuses.iter().for_each(|(status, rows)| println!("  {status}: {}", print::count(*rows)));
        }
    }
    let others = report.statuses.iter().any(|(status, rows)| *status != "covered" && *rows > 0);
    Ok(u8::from(cli.strict && others))
}

async fn show_coverage(cli: &Cli, config: &Config, coverage: &Coverage, texts: &Texts) -> Result<u8> {
    let by: Result<Vec<Dimension>> = coverage
        .by
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty() && *word != "total")
        .map(|word| Dimension::parse(word).ok_or_else(|| refused("error-not-a-cut", word)))
        .collect();
    let targets: Result<Vec<Percent>> =
        coverage.targets.iter().map(|text| Percent::parse(text).ok_or_else(|| refused("error-not-a-percentage", text))).collect();
    let request = CoverageRequest {
        as_of: coverage.as_of.as_deref().map(month).transpose()?,
        known_on: coverage.known_on,
        by: by?,
        denominator: coverage.denominator.clone(),
        attribution: if coverage.attribution == Where::Workplace { Attribution::Workplace } else { Attribution::Residence },
        targets: targets?,
        since: coverage.since.as_deref().map(month).transpose()?,
    };
    let home = open(config).await?;
    let answer = app::coverage(&home, &operator(), &request).await?;
    match cli.format {
        Format::Json => print::json(&answer.rows)?,
        Format::Csv => print::coverage_csv(&answer),
        Format::Table => print::coverage(&answer, texts),
    }
    if let Some(path) = &coverage.out {
        app::write_coverage_workbook(&answer, path)?;
    }
    Ok(0)
}

async fn show_status(cli: &Cli, config: &Config, texts: &Texts) -> Result<u8> {
    let home = open(config).await?;
    let status = app::status(&home, &operator(), today()).await?;
    match cli.format {
        Format::Json => print::json(&status)?,
        Format::Csv => print::status_csv(&status),
        Format::Table => print::status(&status, texts),
    }
    // Something waits to be done before the figures say everything that is known.
    let waits = status.unlinked > 0 || status.regions_left_out > 0 || status.kinds.iter().any(|kind| kind.refused > 0);
    Ok(u8::from(cli.strict && waits))
}

async fn withdraw(cli: &Cli, config: &Config, batch: u32, texts: &Texts) -> Result<u8> {
    let home = open(config).await?;
    let snapshot = app::withdraw(&home, &operator(), batch, today()).await?;
    match cli.format {
        Format::Json => print::json(&serde_json::json!({ "withdrawn": batch, "kind": snapshot.kind, "snapshot": snapshot.id }))?,
        _ => println!(
            "{}",
            texts.say("withdrawn", &[("batch", &batch.to_string()), ("kind", &snapshot.kind), ("snapshot", &snapshot.id[..12])])
        ),
    }
    Ok(0)
}

fn check_config(config: &Config, texts: &Texts) -> Result<u8> {
    println!("{}", toml::to_string_pretty(config)?);
    let flaws = config.flaws();
    for (key, detail) in &flaws {
        let arguments = [("detail", detail.as_str())];
        eprintln!("{} {}", texts.say(key, &arguments), texts.fix(key, &arguments));
    }
    Ok(u8::from(!flaws.is_empty()))
}
