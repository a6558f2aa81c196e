//! `kapacitet synthesize`: example records in a register's format, and example tables of the board.

use std::path::Path;

use super::args::SynthesizeArgs;
use super::terminal::say;
use super::{Done, Outcome};
use crate::synthetic::{self, Settings, Tables, board};

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
    let board_settings = board::Settings::read(&folder.join("generator/board.toml"))?;
    let into = args.into.clone().unwrap_or(folder);
    let summary = synthetic::write(&settings, &tables, &into)?;
    let synthetic::Summary { trials, pages, .. } = summary;
    let files = board::write(&board_settings, &tables, &into.join("board"))?;
    say(&format!(
        "{trials} trials on {pages} pages and {files} tables of the board in {}",
        into.display()
    ))?;
    Ok(Done::All)
}
