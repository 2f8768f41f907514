//! The flags of `sinergi link` and of what belongs to it.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Link {
    #[command(subcommand)]
    pub(crate) verb: Option<LinkVerb>,
    #[command(flatten)]
    pub(crate) lists: Lists,
    /// Where accepted links go: parquet, or csv where the name ends so.
    #[arg(long, value_name = "FILE", requires = "left")]
    pub(crate) out: Option<PathBuf>,
    /// Also writes every scored pair above the model's floor.
    #[arg(long, value_name = "FILE", requires = "left")]
    pub(crate) all_pairs: Option<PathBuf>,
    /// Also writes which rows are one.
    #[arg(long, value_name = "FILE", requires = "left")]
    pub(crate) clusters: Option<PathBuf>,
    /// What people have decided about pairs: id_left, id_right, verdict (same or different). It stands above every weight.
    #[arg(long, value_name = "FILE", requires = "left")]
    pub(crate) verdicts: Option<PathBuf>,
    /// Also writes the model with what was learned; `--model` takes it next month.
    #[arg(long, value_name = "FILE", requires = "left")]
    pub(crate) save_model: Option<PathBuf>,
    /// Also keeps what the next run needs to add rows to these without linking them again. It holds what identifies people.
    #[arg(long, value_name = "FILE", requires = "left")]
    pub(crate) keep: Option<PathBuf>,
    /// Which pairs above the threshold are accepted; default: the model's.
    #[arg(long, value_enum, requires = "left")]
    pub(crate) decision: Option<Decided>,
    /// Links all rows of the installation anew and learns again, instead of adding new rows to what the last run kept.
    #[arg(long, conflicts_with = "left")]
    pub(crate) anew: bool,
}

/// What is linked, and how.
#[derive(Debug, Args)]
pub(crate) struct Lists {
    /// The left table, csv or parquet. Without it the rosters of the installation are linked.
    #[arg(long, value_name = "FILE")]
    pub(crate) left: Option<PathBuf>,
    /// The right table; without it the left one is searched for duplicates.
    #[arg(long, value_name = "FILE", requires = "left")]
    pub(crate) right: Option<PathBuf>,
    /// `pekerja`, `person`, or the path of a model file (.toml).
    #[arg(long, default_value = "pekerja", value_name = "MODEL")]
    pub(crate) model: String,
    /// The column of the left table's ids; default: `unique_id`, else the row number.
    #[arg(long, value_name = "COLUMN", requires = "left")]
    pub(crate) id_left: Option<String>,
    /// The column of the right table's ids.
    #[arg(long, value_name = "COLUMN", requires = "right")]
    pub(crate) id_right: Option<String>,
    /// The probability from which a pair is accepted; default: the model's.
    #[arg(long, value_name = "PROBABILITY", requires = "left")]
    pub(crate) threshold: Option<f64>,
    /// What an earlier run has kept (`--keep`): the rows of the tables are added to its rows.
    #[arg(long, value_name = "FILE", requires = "left")]
    pub(crate) add_to: Option<PathBuf>,
    /// The folder for what does not fit in memory; default: that of the results.
    #[arg(long, value_name = "DIR", requires = "left")]
    pub(crate) scratch: Option<PathBuf>,
    /// Memory for the whole run; longer lists are written out in parts. Too little is refused, with what is needed.
    #[arg(long, default_value = "4GB", value_name = "SIZE")]
    pub(crate) memory: Size,
    /// Threads; default: all cores.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Decides which pairs a sample takes; the same seed gives the same bytes.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(crate) seed: u64,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LinkVerb {
    /// Why two rows are linked, or are not: the weights, one after the other.
    #[command(after_help = "Example:\n  sinergi link explain L-17 R-4 --left daftar.csv --right peserta.parquet")]
    Explain {
        /// The id of the left row.
        left_id: String,
        /// The id of the right row.
        right_id: String,
        #[command(flatten)]
        lists: Lists,
    },
    /// Draws pairs for people to review: every band of probability and every rule, regency by regency. Without --left, of
    /// the rosters of the installation.
    #[command(after_help = "Example:\n  sinergi link sample --out tinjau.csv --size 400")]
    Sample {
        /// Where they are written: csv where the name ends so, parquet otherwise. Write same or different under `verdict`.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// How many pairs.
        #[arg(long, default_value_t = 400, value_name = "N")]
        size: u64,
        #[command(flatten)]
        lists: Lists,
    },
    /// Takes up what people have answered: precision and recall with their intervals; what they decided stands above every
    /// weight from then on.
    #[command(after_help = "Example:\n  sinergi link reviewed tinjau.csv")]
    Reviewed {
        /// The sample with its column `verdict` filled in, or any table with id_left, id_right and verdict.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Draws what was learned: weights, shares, thresholds, rows too poor to be linked, rules. Without --left, of the
    /// rosters of the installation.
    #[command(after_help = "Example:\n  sinergi link charts --out gambar --left daftar.csv --right peserta.parquet")]
    Charts {
        /// The folder for the drawings (SVG).
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        #[command(flatten)]
        lists: Lists,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Decided {
    /// Every pair above the threshold.
    Every,
    /// The best pair of every left row.
    Best,
    /// The best pairs such that no row is used twice.
    OneToOne,
}

/// A size in bytes, written as people write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size(pub(crate) u64);

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // An example says it in every language.
        let wrong = || "4GB, 512MB".to_owned();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim();
        let unit = match text[digits.len()..].trim().to_ascii_uppercase().as_str() {
            "" | "B" => 1,
            "K" | "KB" => 1 << 10,
            "M" | "MB" => 1 << 20,
            "G" | "GB" => 1 << 30,
            _ => return Err(wrong()),
        };
        digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)).map(Size).ok_or_else(wrong)
    }
}
