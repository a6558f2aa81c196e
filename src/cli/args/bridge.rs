//! The command line of `bridge`.

use chrono::NaiveDate;
use clap::Args as ClapArgs;

use super::{Format, LensArgs};

/// What `--list` takes for every part.
pub const LISTED_ALL: &str = "all";

/// Arguments of `bridge`.
#[derive(Debug, ClapArgs)]
pub struct BridgeArgs {
    /// The earlier snapshot, or edition:NAME for what an edition is made of
    #[arg(value_name = "EARLIER")]
    pub earlier: String,
    /// The later one
    #[arg(value_name = "LATER")]
    pub later: String,
    /// The place; `list places` shows them
    #[arg(long, default_value = "sweden", value_name = "P")]
    pub place: String,
    #[command(flatten)]
    pub lens: LensArgs,
    /// The earlier years, such as 2020..2024, or all [default: the five full years before the cut-off]
    #[arg(long, value_name = "YEARS")]
    pub window_a: Option<String>,
    /// The later years
    #[arg(long, value_name = "YEARS")]
    pub window_b: Option<String>,
    /// The earlier last day that counts [default: the date of the data]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub cutoff_a: Option<NaiveDate>,
    /// The later last day that counts
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub cutoff_b: Option<NaiveDate>,
    /// The earlier base population of trials [default: the edition's, or company-drug]
    #[arg(long, value_name = "all|company-drug")]
    pub filter_a: Option<String>,
    /// The later base population
    #[arg(long, value_name = "all|company-drug")]
    pub filter_b: Option<String>,
    /// Lists the trials of a part instead: real-change, late-registration, definition, de-duplication or all
    #[arg(long, value_name = "PART")]
    pub list: Option<String>,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}
