//! Flags of `plan`: targets, the bridge, what is ahead, budgets.

use clap::Subcommand;
use std::path::PathBuf;

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
    /// An approved plan against what happened since: planned, bought, paid, active, lapsed, by regency and group.
    #[command(after_help = "Example:\n  sinergi plan compare\n  sinergi plan compare 3f2a… --format csv")]
    Compare {
        /// The id of the plan, as its page and `/api/v1/plans` show it; without it the newest approved one.
        id: Option<String>,
    },
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
