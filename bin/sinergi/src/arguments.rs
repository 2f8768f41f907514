//! The verbs and flags of the command line. Every verb's help ends with an example that works.

mod access;
mod assess;
mod flow;
mod forum;
pub(crate) mod keep;
mod link;
mod plan;

pub(crate) use access::{Audit, Token, User};
pub(crate) use assess::Assess;
use clap::{Parser, Subcommand, ValueEnum};
pub(crate) use flow::{Check, Coverage, Demo, Detect, Ingest, Init, Serve, Synth, Where};
pub(crate) use forum::{CaseOpen, CaseVerb, LetterDraft, LetterVerb, MeetingVerb, PeriodVerb, ReportFlags, ReportVerb};
pub(crate) use link::{Decided, Link, LinkVerb, Lists};
pub(crate) use plan::PlanVerb;
use std::path::PathBuf;
use texts::Language;

/// Who in a region is insured against work accident and death, out of how many, and who is not.
#[derive(Debug, Parser)]
#[command(name = "sinergi", version, propagate_version = true, max_term_width = 110)]
pub(crate) struct Cli {
    /// The folder that holds the whole installation.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// The key file; default: beside the data folder, named like it with `.key`.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) key_file: Option<PathBuf>,
    /// Configuration file; default: sinergi.toml where there is one.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// How results are printed.
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// Language of sentences.
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Lang>,
    /// Turns findings and refused rows into exit code 1.
    #[arg(long, global = true)]
    pub(crate) strict: bool,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

impl Cli {
    /// The language that the flag names.
    pub(crate) fn language(&self) -> Option<Language> {
        self.lang.map(|lang| if lang == Lang::En { Language::English } else { Language::Indonesian })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Table,
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    Id,
    En,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Makes a synthetic province, runs the whole flow, prints the coverage table and serves the pages.
    #[command(after_help = "Example:\n  sinergi demo --people 20000 --no-serve")]
    Demo(Demo),
    /// Makes an installation with its regions and published series.
    #[command(after_help = "Example:\n  sinergi init --region 73 --data ./data-sulsel")]
    Init(Init),
    /// Writes messy rosters of people who do not exist, and the truth about them.
    #[command(after_help = "Example:\n  sinergi synth --people 10000 --seed 7 --out ./rosters")]
    Synth(Synth),
    /// Brings files in: every row accepted, refused with a reason, or duplicate.
    #[command(after_help = "Example:\n  sinergi ingest desa.xlsx --as workers --source \"Kec. Tamalate\" --as-of 2025-06-30")]
    Ingest(Ingest),
    /// Finds which row is which person: over all current rosters, or over any two tables.
    #[command(
        after_help = "Examples:\n  sinergi link\n  sinergi link --left daftar.csv --right peserta.parquet --out pasangan.parquet\n  sinergi link --left daftar.csv --model person --out kembar.csv"
    )]
    Link(Box<Link>),
    /// Who in this list is covered? Every row back, in order, with the answer.
    #[command(after_help = "Example:\n  sinergi check daftar.xlsx --out hasil.xlsx --as-of 2025-06")]
    Check(Check),
    /// Who is covered, out of how many.
    #[command(
        after_help = "Examples:\n  sinergi coverage --by region\n  sinergi coverage --as-of 2025-06 --denominator \"BPJS potensi Jun 2025\""
    )]
    Coverage(Coverage),
    /// What the law asks and pays: contributions, arrears and fines, benefits; for one worker or a whole table.
    #[command(
        after_help = "Examples:\n  sinergi assess --scheme pu --month 2025-03 --wage 5000000 --risk-group 1 --working\n  sinergi assess --batch pekerja.csv --out iuran.csv\n  sinergi assess --benefit jkm --on 2025-06-01 --scheme bpu --set membership_month=2"
    )]
    Assess(Box<Assess>),
    /// Accounts: who may sign in, in which role, for which regions.
    #[command(subcommand)]
    User(User),
    /// Tokens with which other systems read.
    #[command(subcommand)]
    Token(Token),
    /// The audit log: checked, signed, copied for a witness.
    #[command(subcommand)]
    Audit(Audit),
    /// Serves the pages on this machine: coverage, regions, every figure explained, imports.
    #[command(after_help = "Example:\n  sinergi serve --listen 127.0.0.1:8080")]
    Serve(Serve),
    /// What is loaded, how old it is, what to do next.
    #[command(after_help = "Example:\n  sinergi status")]
    Status,
    /// Takes a batch out of the current figures; what was known before stays known.
    #[command(after_help = "Example:\n  sinergi withdraw 12")]
    Withdraw {
        /// The number of the batch, from its receipt.
        batch: u32,
    },
    /// Writes an empty list with the headings of a kind, NIK columns as text.
    #[command(after_help = "Example:\n  sinergi template workers --out templat.xlsx")]
    Template {
        /// The kind of data.
        kind: String,
        /// Where to write it.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Who may not comply: proposals with their evidence, from the rows that are linked.
    #[command(
        after_help = "Examples:\n  sinergi detect --as-of 2025-06\n  sinergi detect --only arrears --format csv > tunggakan.csv"
    )]
    Detect(Detect),
    /// Cases of the compliance forum.
    #[command(subcommand)]
    Case(CaseVerb),
    /// Letters of cases: drafted by one officer, issued by another, on paper.
    #[command(subcommand)]
    Letter(LetterVerb),
    /// Meetings of the forum: frozen scorecards, commitments, minutes.
    #[command(subcommand)]
    Meeting(MeetingVerb),
    /// What offices enter by hand for a region and a month: values, approval, lock.
    #[command(subcommand)]
    Period(PeriodVerb),
    /// Reports on paper: PDF/A or workbook, by the name of the file.
    #[command(subcommand)]
    Report(ReportVerb),
    /// Plans: whom to enrol with which money.
    #[command(subcommand)]
    Plan(PlanVerb),
    /// Names and codes of regions.
    #[command(subcommand)]
    Regions(Regions),
    /// Checks every file of the lake against its hash, the catalogue, its counts and the audit log.
    #[command(after_help = "Example:\n  sinergi verify")]
    Verify,
    /// Copies the installation while others work: files once, under their hash; the catalogue sealed. The key is not in it.
    #[command(after_help = "Example:\n  sinergi backup --to /mnt/cadangan/sinergi")]
    Backup(keep::Backup),
    /// Brings an installation back from a backup, once every hash, count and key was checked; or only checks.
    #[command(
        after_help = "Examples:\n  sinergi restore --from /mnt/cadangan/sinergi --verify\n  sinergi restore --from /mnt/cadangan/sinergi --data ./pulih --key-file sinergi.key"
    )]
    Restore(keep::Restore),
    /// Writes the record of processing and the sheet for the assessment of impact, from the configuration as it is.
    #[command(after_help = "Example:\n  sinergi privacy --out catatan-pemrosesan.md")]
    Privacy {
        /// The Markdown file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Removes what is older than its days: files that wait, results of checks, handed-out refused rows, debris.
    #[command(after_help = "Example:\n  sinergi sweep")]
    Sweep,
    /// The key outside the data folder.
    #[command(subcommand)]
    Key(keep::Key),
    /// Destroys the key and the files of a withdrawn batch: nobody can read its people any more.
    #[command(after_help = "Example:\n  sinergi withdraw 12\n  sinergi link\n  sinergi erase 12 --reason \"permintaan 4/2025\"")]
    Erase(keep::Erase),
    /// Publishes the figures of now on the public page, frozen, as the operator of the machine.
    ///
    /// On the pages it takes two people: one proposes, another approves.
    #[command(after_help = "Example:\n  sinergi publish")]
    Publish,
    /// Requests that need a second person: what accounts asked for, and the decision.
    #[command(subcommand)]
    Approval(keep::Approval),
    /// Requests of persons about their own data: access, correction, erasure, objection.
    #[command(subcommand)]
    Subject(keep::Subject),
    /// Holds: batches that may not be erased, because a case needs them.
    #[command(subcommand)]
    Hold(keep::Hold),
    /// The configuration in force.
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Reads an upload from standard input under limits; used by `ingest` itself.
    #[command(hide = true)]
    ReadUpload,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Regions {
    /// Finds the code of every name in a column; what is not sure stays empty, with candidates.
    #[command(after_help = "Example:\n  sinergi regions resolve daftar.csv --column Kabupaten --out hasil.csv")]
    Resolve {
        /// A csv or xlsx file with a header.
        file: PathBuf,
        /// The heading of the column.
        #[arg(long)]
        column: String,
        /// The csv to write: line, name, code, how, candidates.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Only regions inside this one settle names that several have.
        #[arg(long, value_name = "CODE")]
        within: Option<String>,
        /// What bare codes mean.
        #[arg(long, value_enum)]
        codes: Option<Codes>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Codes {
    Kemendagri,
    Bps,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigVerb {
    /// Prints it, and says what is wrong with it.
    #[command(after_help = "Example:\n  sinergi config check")]
    Check,
}
