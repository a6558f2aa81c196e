//! The inventory that a command asks: the one named, or the project's own where there is one.

use std::path::{Path, PathBuf};

use typst::diag::error;
use typst::syntax::Span;

use super::Stop;
use crate::diag::Files;
use crate::inventory::{FILE, Inventory, Questions, Survey};
use crate::registry::Reference;

/// The folder of the project's own history.
pub const FOLDER: &str = "data/inventory";

/// Reads a history: the file or folder named, seen from the project, or the project's own; none when there is none.
pub fn load(
    root: &Path,
    named: Option<&Path>,
    reference: &Reference,
) -> Result<Option<Survey>, Stop> {
    let path = root.join(named.unwrap_or(Path::new(FOLDER)));
    let path = if path.is_dir() { path.join(FILE) } else { path };
    if !path.is_file() {
        let Some(named) = named else { return Ok(None) };
        let hint = format!("expected the history `{FILE}`, or the folder that it lies in");
        return Err(error!("there is no inventory `{}`", named.display(); hint: "{hint}").into());
    }
    let project = Files::new(root);
    let inside = path.strip_prefix(root).map(Path::to_owned);
    match inside {
        Ok(inside) => Survey::load(&project, &inside, Span::detached(), reference)
            .map(Some)
            .map_err(|faults| Stop::at(&project, &faults)),
        // One that lies elsewhere was named by hand; the questions are the project's all the same.
        Err(_) => {
            let questions =
                Questions::load(&project).map_err(|faults| Stop::at(&project, &faults))?;
            let folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
            let files = Files::new(&folder);
            let name = path.file_name().map_or_else(PathBuf::new, PathBuf::from);
            Inventory::load(&files, &name, &questions, reference)
                .map(|history| Some(Survey { questions, history }))
                .map_err(|faults| Stop::at(&files, &faults))
        }
    }
}
