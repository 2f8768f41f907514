//! Flags of the verbs of the flow, from messy files to pages: demo, init, synth, ingest, check, coverage, detect, serve.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Detect {
    /// The month asked about; default: the latest the register reaches.
    #[arg(long, value_name = "MONTH")]
    pub(crate) as_of: Option<String>,
    /// What was known on this day; default: everything known.
    #[arg(long, value_name = "DATE")]
    pub(crate) known_on: Option<jiff::civil::Date>,
    /// Only one kind: pwbd, pds_tk, pds_upah, pds_program, arrears, jakon_project, government_unit, duplicate_funding, dead_active, wrong_segment.
    #[arg(long, value_name = "KIND", value_parser = |word: &str| app::Detector::parse(word).ok_or("no such detector"))]
    pub(crate) only: Option<app::Detector>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen: on this machine, or anywhere once `public_host` names the host of a proxy with TLS.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: std::net::SocketAddr,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// How many people who do not exist.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1_000..=5_000_000))]
    pub(crate) people: u64,
    /// The seed; the same seed gives the same people.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Fault rates in TOML; default: those of synth/README.md.
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
    /// Ends after the table instead of serving the pages.
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Where to serve the pages.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: std::net::SocketAddr,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Kemendagri code of the region served, for example 73.
    #[arg(long, value_name = "CODE")]
    pub(crate) region: String,
    /// The day on which its published figures are known; default: today.
    #[arg(long, value_name = "DATE")]
    pub(crate) known_on: Option<jiff::civil::Date>,
}

#[derive(Debug, Args)]
pub(crate) struct Synth {
    /// How many people.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1_000..=5_000_000))]
    pub(crate) people: u64,
    /// The seed; the same seed gives the same bytes.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The folder to write; made if need be.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Fault rates in TOML; default: those of synth/README.md.
    #[arg(long, value_name = "FILE")]
    pub(crate) faults: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Ingest {
    /// Files, or folders of files.
    #[arg(required = true, value_name = "FILE|DIR")]
    pub(crate) paths: Vec<PathBuf>,
    /// What the rows are: participants, workers, employers, contributions, projects, permits, deaths, claims, budgets, payments, targets, statistics, regions, boundaries.
    #[arg(long = "as", value_name = "KIND")]
    pub(crate) kind: String,
    /// Who sends it; the columns of a source are remembered.
    #[arg(long, value_name = "TEXT")]
    pub(crate) source: String,
    /// The day the data describes.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: jiff::civil::Date,
    /// The day we learn it; default: today.
    #[arg(long, value_name = "DATE")]
    pub(crate) known_on: Option<jiff::civil::Date>,
    /// What the columns mean, where headings do not tell.
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// A constant for every row: provinsi, kabupaten, kecamatan, desa, segment, group or npp.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,
    /// Prints what would happen, coverage included, and stores nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The list.
    #[arg(value_name = "LIST")]
    pub(crate) list: PathBuf,
    /// The workbook with the answers.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// The month asked about; default: the latest that the register reaches.
    #[arg(long, value_name = "MONTH")]
    pub(crate) as_of: Option<String>,
    /// What the columns mean, where headings do not tell.
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Coverage {
    /// The month; default: the latest that the data reaches.
    #[arg(long, value_name = "MONTH")]
    pub(crate) as_of: Option<String>,
    /// What was known on this day.
    #[arg(long, value_name = "DATE")]
    pub(crate) known_on: Option<jiff::civil::Date>,
    /// Cuts, separated by commas: province, region, district, village, segment, group, programme, sex, age_band, sector, month; `total` for none.
    #[arg(long, default_value = "region", value_name = "CUTS")]
    pub(crate) by: String,
    /// `roster`, or the name of a published denominator.
    #[arg(long, value_name = "NAME")]
    pub(crate) denominator: Option<String>,
    /// Where a person counts.
    #[arg(long, value_enum, default_value_t = Where::Residence)]
    pub(crate) attribution: Where,
    /// A share to measure the gap to, in percent; may be given several times.
    #[arg(long = "target", value_name = "PERCENT")]
    pub(crate) targets: Vec<String>,
    /// An earlier month: the change is split into numerator and denominator.
    #[arg(long, value_name = "MONTH")]
    pub(crate) since: Option<String>,
    /// Also writes the table as a workbook.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Where {
    Residence,
    Workplace,
}
