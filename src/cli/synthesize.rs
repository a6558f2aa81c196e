//! `kapacitet synthesize`: example records in the formats of two registers.

use std::path::Path;

use super::args::SynthesizeArgs;
use super::terminal::say;
use super::{Done, Outcome};
use crate::synthetic::{self, Settings, Tables};

/// Where the generator's settings and tables are, under the project's root.
const FOLDER: &str = "data/demo";

/// Runs the command.
pub fn run(root: &Path, args: &SynthesizeArgs) -> Outcome {
    let folder = root.join(FOLDER);
    let mut settings = Settings::read(&folder.join("generator.toml"))?;
    if let Some(trials) = args.trials {
        settings.trials = trials.into();
    }
    if let Some(seed) = args.seed {
        settings.seed = seed;
    }
    let tables = Tables::read(&folder.join("generator"))?;
    let into = args.into.clone().unwrap_or(folder);
    let summary = synthetic::write(&settings, &tables, &into.join("ctgov"))?;
    let synthetic::Summary { trials, pages, .. } = summary;
    let again = synthetic::ctis::write(&settings, &tables, &into.join("ctis"))?;
    say(&format!(
        "{trials} trials on {pages} pages, and {again} records of CTIS, in {}",
        into.display()
    ))?;
    Ok(Done::All)
}
