//! `kapacitet inventory`: the regions' own answers.

mod form;
mod read;
mod status;

use std::path::{Path, PathBuf};

use typst::diag::{HintedStrResult, error};

use super::args::InventoryCommand;
use super::{Outcome, Stop};
use crate::diag::{Files, hint_for};
use crate::inventory::{FILE, Inventory, Questions, Subject};
use crate::registry::{Reference, Region};

/// Runs the command.
pub fn run(root: &Path, command: &InventoryCommand) -> Outcome {
    match command {
        InventoryCommand::Form(args) => form::run(root, args),
        InventoryCommand::Read(args) => read::run(root, args),
        InventoryCommand::Status(args) => status::run(root, args),
    }
}

/// What every one of the commands needs.
struct Known {
    /// Regions, areas and diseases.
    reference: Reference,
    /// What is asked.
    questions: Questions,
}

impl Known {
    /// Reads it.
    fn load(root: &Path) -> Result<Self, Stop> {
        let files = Files::new(root);
        let questions = Questions::load(&files).map_err(|faults| Stop::at(&files, &faults))?;
        Ok(Self { reference: Reference::load(root)?, questions })
    }

    /// Returns the region with this id.
    fn region(&self, id: &str) -> HintedStrResult<&Region> {
        let places = &self.reference.places;
        places.region_by_id(id).ok_or_else(|| {
            let known = places.regions.iter().map(|region| region.id.as_str());
            error!("unknown region `{id}`"; hint: "{}", hint_for(id, known))
        })
    }

    /// Returns the areas and diseases that are named.
    fn subjects(&self, names: &[String]) -> HintedStrResult<Vec<Subject>> {
        names.iter().map(|name| Subject::find(&self.reference, name)).collect()
    }

    /// Reads the history in a folder; an empty one when there is none yet.
    fn history(&self, root: &Path, folder: &Path) -> Result<Inventory, Stop> {
        // Relative folders are the project's; those elsewhere are read too, because they were named by hand.
        let folder = root.join(folder);
        if !folder.join(FILE).exists() {
            return Ok(Inventory::default());
        }
        let inside = folder.strip_prefix(root).map(|inside| inside.join(FILE));
        let (files, path): (_, PathBuf) = match inside {
            Ok(path) => (Files::new(root), path),
            Err(_) => (Files::new(&folder), FILE.into()),
        };
        Inventory::load(&files, &path, &self.questions, &self.reference)
            .map_err(|faults| Stop::at(&files, &faults))
    }
}
