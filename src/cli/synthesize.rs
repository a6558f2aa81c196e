//! `kapacitet synthesize`: the demonstration data, each in the format of real ones.

use std::path::Path;

use super::args::SynthesizeArgs;
use super::terminal::say;
use super::{Done, Outcome};
use crate::inventory::QUESTIONS;
use crate::synthetic::{self, Settings, Tables, Told, board};

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
    if let (Some(day), Some(into)) = (args.as_of, &args.into) {
        settings.as_of = Some(day);
        let summary = synthetic::write(&settings, &tables, &into.join("ctgov"))?;
        say(&format!("{} trials as of {day} in {}", summary.trials, into.display()))?;
        return Ok(Done::All);
    }
    let board_settings = board::Settings::read(&folder.join("generator/board.toml"))?;
    let questions = root.join(QUESTIONS);
    let told = Told::of(&settings, &tables);
    let generator = folder.join("generator");
    let answers = synthetic::inventory(settings.seed, &generator, &questions, &told)?;
    let into = args.into.clone().unwrap_or(folder);
    let summary = synthetic::write(&settings, &tables, &into.join("ctgov"))?;
    let synthetic::Summary { trials, pages, .. } = summary;
    let again = synthetic::ctis::write(&settings, &tables, &into.join("ctis"))?;
    synthetic::write_exports(&settings, &tables, &into.join("exports"))?;
    let files = board::write(&board_settings, &tables, &into.join("board"))?;
    synthetic::write_inventory(&answers, &into.join("inventory"))?;
    say(&format!(
        "{trials} trials on {pages} pages, {again} records of CTIS, four exports, the inventory \
         and {files} tables of the board in {}",
        into.display()
    ))?;
    Ok(Done::All)
}
