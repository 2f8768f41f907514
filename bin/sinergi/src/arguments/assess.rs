//! Flags of `assess`: one worker, a claim, or a whole table.

use clap::Args;
use std::path::PathBuf;

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
