//! `kapacitet inventory form`: a workbook for a region to fill in.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use typst::diag::{HintedStrResult, bail};

use super::Known;
use crate::cli::args::InventoryFormArgs;
use crate::cli::output::write_new;
use crate::cli::terminal::say;
use crate::cli::{Done, Outcome, Stop, placeless};
use crate::inventory::form::{Filled, Form, write};
use crate::inventory::{FILE, Subject, WHOLE_REGION};
use crate::locale::Lang;
use crate::registry::Region;

/// Where forms go that no place is named for, under the project's root.
const FOLDER: &str = "output/inventory";

/// Runs the command.
pub fn run(root: &Path, args: &InventoryFormArgs) -> Outcome {
    let lang: Lang = args.lang.parse()?;
    let known = Known::load(root)?;
    let regions: Vec<&Region> = match args.region.as_str() {
        "all" => known.reference.places.regions.iter().collect(),
        id => vec![known.region(id)?],
    };
    let mut named = known.subjects(&args.areas)?;
    let mut seen = BTreeSet::new();
    named.retain(|subject| seen.insert(subject.id.clone()));
    let mut subjects: Vec<Option<&Subject>> = named.iter().map(Some).collect();
    if subjects.is_empty() {
        subjects.push(None);
    }
    let history = known.history(root, &args.from)?;
    if args.prefill && history.answers.is_empty() {
        let path = args.from.join(FILE);
        return Err(nothing_to_fill_in(&path).unwrap_err().into());
    }
    let is_one = regions.len() * subjects.len() == 1;
    let out = out(root, args.out.as_deref(), is_one)?;
    let mut faults = Vec::new();
    for region in &regions {
        for subject in &subjects {
            let form = Form { questions: &known.questions, region, subject: *subject, lang };
            let filled = if args.prefill { form.last_answers(&history) } else { Filled::new() };
            let bytes = write(&form, &filled)?;
            let path = match &out {
                Out::File(path) => path.clone(),
                Out::Folder(folder) => folder.join(name(region, *subject, lang)),
            };
            // One form that cannot be written keeps no other back.
            if let Err(fault) = write_unless_filled(&path, &bytes) {
                faults.push(placeless(&fault));
                continue;
            }
            let count = match filled.len() {
                0 => String::new(),
                some => format!(", {some} answers filled in"),
            };
            say(&format!("{}{count}", path.display()))?;
        }
    }
    if faults.is_empty() {
        return Ok(Done::All);
    }
    Err(Stop::Faults(faults))
}

/// Writes a form where none lies, or the same one does: another may be one that somebody has filled in.
fn write_unless_filled(path: &Path, bytes: &[u8]) -> HintedStrResult<()> {
    match path.is_file() && fs::read(path).is_ok_and(|there| there == bytes) {
        true => Ok(()),
        false => write_new(path, bytes),
    }
}

/// Where forms go.
enum Out {
    /// The only one, to this file.
    File(PathBuf),
    /// Into this folder, each under its own name.
    Folder(PathBuf),
}

/// Returns where forms go.
fn out(root: &Path, named: Option<&Path>, is_one: bool) -> HintedStrResult<Out> {
    let Some(path) = named else { return Ok(Out::Folder(root.join(FOLDER))) };
    let is_file = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    match (is_file, is_one) {
        (true, true) => Ok(Out::File(path.to_owned())),
        (true, false) => bail!(
            "several forms do not fit into the file `{}`", path.display();
            hint: "name a folder"
        ),
        (false, _) if path.extension().is_some() && !path.is_dir() => bail!(
            "a form is a workbook, not a `{}`", path.extension().unwrap_or_default().display();
            hint: "name a file that ends in `.xlsx`, or a folder"
        ),
        (false, _) => Ok(Out::Folder(path.to_owned())),
    }
}

/// Returns the name of a form's file.
fn name(region: &Region, subject: Option<&Subject>, lang: Lang) -> String {
    let area = subject.map_or(WHOLE_REGION, |subject| &subject.id);
    format!("{}-{area}.{lang}.xlsx", region.id)
}

/// Says that there are no answers to fill in.
fn nothing_to_fill_in(path: &Path) -> HintedStrResult<()> {
    bail!(
        "there are no answers in `{}`", path.display();
        hint: "read forms first, or leave out `--prefill`"
    )
}
