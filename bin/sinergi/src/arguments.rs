//! The verbs and flags of the command line. Every verb's help ends with an example that works.

mod forum;
pub(crate) mod keep;
mod link;

use clap::{Args, Parser, Subcommand, ValueEnum};
pub(crate) use forum::{CaseOpen, CaseVerb, LetterDraft, LetterVerb, MeetingVerb, ReportVerb};
pub(crate) use link::{Decided, Link, LinkVerb, Lists};
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
pub(crate) enum User {
    /// Makes an account and prints the code with which its owner chooses a password (once).
    ///
    /// Roles: operator_desa, disnaker, bappeda, kepala_daerah, bpjs_cabang, bpjs_wilayah, jaksa, dpo, admin.
    #[command(after_help = "Example:\n  sinergi user add rahma.maros --role disnaker --scope 73.09 --agency \"Disnaker Maros\"")]
    Add {
        /// The name to sign in with: small letters, digits, dots, dashes.
        name: String,
        /// The role.
        #[arg(long)]
        role: String,
        /// The regions, separated by commas.
        #[arg(long, value_name = "CODES")]
        scope: String,
        /// The office.
        #[arg(long, default_value = "", value_name = "TEXT")]
        agency: String,
        /// Days until the account ends by itself.
        #[arg(long, value_name = "N")]
        days: Option<u32>,
    },
    /// Every account: role, regions, state, last sign-in.
    #[command(after_help = "Example:\n  sinergi user list")]
    List,
    /// Disables an account; whoever is signed in with it is out at once.
    #[command(after_help = "Example:\n  sinergi user disable rahma.maros")]
    Disable {
        /// Its name.
        name: String,
    },
    /// Enables a disabled account again.
    #[command(after_help = "Example:\n  sinergi user enable rahma.maros")]
    Enable {
        /// Its name.
        name: String,
    },
    /// Takes password and phone codes away and prints a new activation code (once).
    #[command(after_help = "Example:\n  sinergi user reset rahma.maros")]
    Reset {
        /// Its name.
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Makes a token and prints it (once).
    #[command(after_help = "Example:\n  sinergi token create --role bappeda --scope 73 --purpose \"dasbor Bappeda\" --days 90")]
    Create {
        /// The role.
        #[arg(long)]
        role: String,
        /// The regions, separated by commas.
        #[arg(long, value_name = "CODES")]
        scope: String,
        /// What it is for.
        #[arg(long, value_name = "TEXT")]
        purpose: String,
        /// Days until it ends.
        #[arg(long, value_name = "N")]
        days: u32,
    },
    /// Every token: purpose, role, regions, end, last use.
    #[command(after_help = "Example:\n  sinergi token list")]
    List,
    /// Revokes a token; it is refused at the next request.
    #[command(after_help = "Example:\n  sinergi token revoke 3f9a0c7d12ab")]
    Revoke {
        /// Its id, from `token list`.
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Recomputes the whole log and names the first line that is not what it was. Exit 2 if there is one.
    #[command(after_help = "Example:\n  sinergi audit verify --witness saksi.json")]
    Verify {
        /// A copy that another institution kept, to hold the log against.
        #[arg(long, value_name = "FILE")]
        witness: Option<PathBuf>,
    },
    /// Signs the log and writes all signed checkpoints, for another institution to keep.
    #[command(after_help = "Example:\n  sinergi audit witness --out saksi.json")]
    Witness {
        /// Where to write them.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

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

#[derive(Debug, Subcommand)]
pub(crate) enum PlanVerb {
    /// The best allocation of money to people, proven, or the limits that no plan can keep. No installation needed.
    #[command(
        after_help = "Example:\n  sinergi plan allocate --instance instans.json --format json\n\nThe form of the file stands in docs/guide/plan.md."
    )]
    Allocate {
        /// Cells, funds and limits, as JSON.
        #[arg(long, value_name = "FILE", required_unless_present = "budgets")]
        instance: Option<PathBuf>,
        /// Instead of a file: the candidates and budgets of the installation.
        #[arg(long, conflicts_with = "instance")]
        budgets: bool,
        /// With --budgets: months of cover.
        #[arg(long, default_value_t = 12, value_name = "N")]
        months: u32,
        /// With --budgets: strive for people or for risk covered.
        #[arg(long, default_value = "people", value_parser = ["people", "risk"])]
        objective: String,
        /// With --budgets: at most so many people of a village.
        #[arg(long, value_name = "N")]
        village_most: Option<u64>,
        /// With --budgets: at least so many people of every regency.
        #[arg(long, value_name = "N")]
        regency_least: Option<u64>,
    },
    /// Target sets held against coverage as it is: people, rupiah, months, and where sets contradict each other.
    #[command(after_help = "Example:\n  sinergi plan targets --format json")]
    Targets {
        /// `roster`, or the name of a published denominator; without it the lists where they are linked.
        #[arg(long, value_name = "NAME")]
        denominator: Option<String>,
    },
    /// The bridge to a target: who of the missing can be covered through which channel, at what cost; who lapses next month.
    #[command(after_help = "Example:\n  sinergi plan bridge --target nasional-68\n  sinergi plan bridge --share 68 --months 12")]
    Bridge {
        /// The id of a target set; without it the most demanding of the next month due.
        #[arg(long, value_name = "ID")]
        target: Option<String>,
        /// A share of one's own instead.
        #[arg(long, value_name = "PERCENT", conflicts_with = "target")]
        share: Option<String>,
        /// Months of cover that the cost is for.
        #[arg(long, value_name = "N")]
        months: Option<u32>,
    },
    /// Members who are covered now and will not be next month unless somebody pays, by regency and segment.
    #[command(after_help = "Example:\n  sinergi plan ending")]
    Ending,
    /// People covered in the months ahead, with intervals from the errors of the past, and the chance of every target.
    #[command(after_help = "Example:\n  sinergi plan forecast --months 12 --by segment")]
    Forecast {
        /// Months ahead, 1 to 24.
        #[arg(long, default_value_t = 12, value_name = "N")]
        months: u32,
        /// `region` (regencies) or `segment`.
        #[arg(long, default_value = "region", value_parser = ["region", "segment"])]
        by: String,
    },
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

/// What is said of one worker; a table says it in its columns.
const OF_ONE_WORKER: [&str; 21] = [
    "json",
    "timeline",
    "working",
    "scheme",
    "month",
    "until",
    "wage",
    "risk_group",
    "employer_size",
    "labour_intensive",
    "programmes",
    "base",
    "occupation",
    "payer",
    "contract_value",
    "contract_months",
    "group",
    "on",
    "paid",
    "holidays",
    "benefit",
];

#[derive(Debug, Args)]
pub(crate) struct Assess {
    /// A table (csv or parquet) of worker-months; every column is passed through.
    #[arg(long, value_name = "FILE", requires = "out", conflicts_with_all = OF_ONE_WORKER)]
    pub(crate) batch: Option<PathBuf>,
    /// The table with its answer (csv or parquet).
    #[arg(long, value_name = "FILE", requires = "batch")]
    pub(crate) out: Option<PathBuf>,
    /// A rulebook in a folder, in place of the program's own.
    #[arg(long, value_name = "DIR")]
    pub(crate) rulebook: Option<PathBuf>,
    /// A second rulebook: its answer stands beside the first, with the difference.
    #[arg(long, value_name = "DIR")]
    pub(crate) against: Option<PathBuf>,
    /// Shows the steps, the values and their articles.
    #[arg(long)]
    pub(crate) working: bool,
    /// Prints the timeline of every value with its citation.
    #[arg(long)]
    pub(crate) timeline: bool,
    /// One situation, or a list of them, as JSON with the column names of the batch; `-` reads standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "timeline")]
    pub(crate) json: Option<PathBuf>,
    /// pu, bpu, jakon or pmi.
    #[arg(long)]
    pub(crate) scheme: Option<String>,
    /// The contribution month.
    #[arg(long)]
    pub(crate) month: Option<String>,
    /// The last contribution month, for several.
    #[arg(long, value_name = "MONTH")]
    pub(crate) until: Option<String>,
    /// The wage of a month; for bpu the income that finds its class.
    #[arg(long, value_name = "RUPIAH")]
    pub(crate) wage: Option<String>,
    /// The risk group, 1 to 5.
    #[arg(long, value_name = "1-5")]
    pub(crate) risk_group: Option<String>,
    /// mikro, kecil, menengah or besar.
    #[arg(long, value_name = "SIZE")]
    pub(crate) employer_size: Option<String>,
    /// The employer meets every condition of the relief for labour-intensive firms.
    #[arg(long)]
    pub(crate) labour_intensive: bool,
    /// jkk;jkm;jht;jp;jkp; default: what scheme, size and group oblige.
    #[arg(long, value_name = "LIST")]
    pub(crate) programmes: Option<String>,
    /// The income class of bpu, or the JHT amount of pmi.
    #[arg(long, value_name = "RUPIAH")]
    pub(crate) base: Option<String>,
    /// transport or other.
    #[arg(long)]
    pub(crate) occupation: Option<String>,
    /// self, apbn, apbd, apbdes, dbh, csr, baznas or asn.
    #[arg(long)]
    pub(crate) payer: Option<String>,
    /// The contract value of a project before VAT.
    #[arg(long, value_name = "RUPIAH")]
    pub(crate) contract_value: Option<String>,
    /// The months of a migrant worker's contract.
    #[arg(long, value_name = "MONTHS")]
    pub(crate) contract_months: Option<String>,
    /// non_asn, pppk_paruh_waktu or village_staff.
    #[arg(long)]
    pub(crate) group: Option<String>,
    /// The day on which arrears and fines are counted; of a benefit, the day of the event.
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<jiff::civil::Date>,
    /// What was paid for each month.
    #[arg(long, value_name = "RUPIAH", value_parser = clap::value_parser!(i64).range(0..))]
    pub(crate) paid: Option<i64>,
    /// A national holiday, which moves due days; may be given several times.
    #[arg(long = "holiday", value_name = "DATE")]
    pub(crate) holidays: Vec<jiff::civil::Date>,
    /// What is paid out: jkk, jkm, jht, jp, jkp, or family for all that a family receives.
    #[arg(long, value_name = "PROGRAMME")]
    pub(crate) benefit: Option<String>,
    /// A further fact of a benefit, such as event=death or children=sd;smp; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE", conflicts_with = "batch")]
    pub(crate) set: Vec<String>,
}
