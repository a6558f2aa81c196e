//! `kapacitet inventory read`: filled forms into the history.
//!
//! All faults of all forms are told. A form with an error is left out, the others are merged; the history appears whole
//! or stays as it was.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use typst::diag::bail;

use super::Known;
use crate::cli::args::InventoryReadArgs;
use crate::cli::output::{create_folder, lock, sha256, write_whole};
use crate::cli::terminal::say;
use crate::cli::{Done, Outcome, report};
use crate::diag::{Fault, read_within};
use crate::inventory::merge::{merge, twice};
use crate::inventory::read::{Against, FilledForm, read, sheet_of};
use crate::inventory::{FILE, appended};
use crate::sheet::{self, Options};

/// The bytes of a filled form: 128 MiB, the limit of a workbook. An empty one has some 30 kB; what is more are pictures that someone added.
const FORM_BYTES: u64 = 128 << 20;

/// Runs the command.
pub fn run(root: &Path, args: &InventoryReadArgs) -> Outcome {
    if !(2000..2100).contains(&args.date.year()) {
        let bad = || -> typst::diag::HintedStrResult<()> {
            bail!("impossible day of reading `{}`", args.date; hint: "expected one of this century")
        };
        bad()?;
    }
    let known = Known::load(root)?;
    let folder = root.join(&args.into);
    // From here to the end nobody else reads forms into this history.
    let _lock = match args.dry_run {
        true => None,
        false => {
            create_folder(&folder)?;
            Some(lock(&folder)?)
        }
    };
    let history = known.history(root, &args.into)?;
    let Known { reference, questions } = &known;
    let against = Against { questions, reference, today: args.date };
    let mut forms = Vec::new();
    let mut faults: Vec<Fault> = late(&history, args.date).into_iter().collect();
    for path in &args.files {
        let (form, found) = read_file(path, &against);
        faults.extend(found);
        forms.extend(form);
    }
    let refused = twice(&forms);
    let is_refused = |at: usize| refused.iter().any(|(other, _)| *other == at);
    let mut at = 0..;
    forms.retain(|_| at.next().is_some_and(|at| !is_refused(at)));
    faults.extend(refused.into_iter().map(|(_, fault)| fault));

    let merged = merge(&history, &forms);
    faults.extend(merged.warnings);
    let left_out = args.files.len() - forms.len();
    if !merged.added.is_empty() && !args.dry_run {
        let table = appended(&history.text, &merged.added);
        write_whole(&folder.join(FILE), table.as_bytes())?;
    }
    report(faults);
    for (form, counts) in forms.iter().zip(&merged.counts) {
        let (key, answered) = (&form.key, form.answers.len());
        say(&format!(
            "{}: {}, {}: {answered} of {} answered, {} new, {} as before",
            form.sheet.path, key.region, key.area, form.asked, counts.new, counts.same
        ))?;
    }
    let path = args.into.join(FILE);
    let what = if args.dry_run { "would be added to" } else { "added to" };
    say(&format!("{} answers {what} {}", merged.added.len(), path.display()))?;
    if left_out > 0 {
        say(&format!("{left_out} of {} forms left out", args.files.len()))?;
        return Ok(Done::Partly);
    }
    Ok(Done::All)
}

/// Reads a form's file.
fn read_file(path: &Path, against: &Against) -> (Option<FilledForm>, Vec<Fault>) {
    let shown = path.display().to_string();
    let bytes = match read_within(path, &shown, FORM_BYTES) {
        Ok(bytes) => bytes,
        Err(fault) => return (None, vec![fault]),
    };
    let names = match sheet::names(path) {
        Ok(names) => names,
        Err(faults) => return (None, faults),
    };
    let sheet = sheet_of(&names, against.questions);
    // Of a text table the title is the first row, and may be shorter than the others.
    let options = Options { sheet, ragged: true, ..Options::default() };
    match sheet::read(path, &shown, &options) {
        Ok(sheet) => read(&sheet, &sha256(&bytes), against),
        Err(faults) => (None, faults),
    }
}

/// Warns of a day of reading before the last one.
fn late(history: &crate::inventory::Inventory, date: NaiveDate) -> Option<Fault> {
    let last = history.answers.iter().map(|answer| answer.read_on).max()?;
    (date < last).then(|| {
        Fault::warning(format!("the day of reading {date} is before the last one, {last}"))
            .with_hint("of answers about the same day the one that was read last counts")
    })
}
