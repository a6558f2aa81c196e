//! `kapacitet sniff`: what an export of a vendor seems to hold.

use std::path::{Path, PathBuf};

use typst::diag::HintedStrResult;

use super::args::SniffArgs;
use super::terminal::{say, tell};
use super::{Done, Outcome, Stop, output, report};
use crate::diag::{Fault, Files, and_list, escape, read_text};
use crate::registry::ingest::mapped::{Mapping, Preview, preview, sniff};
use crate::sheet::Options;

/// Characters of a value that are shown.
const SHOWN: usize = 100;

/// Runs the command.
pub fn run(args: &SniffArgs) -> Outcome {
    let shown = args.file.display().to_string();
    let files = Files::new(Path::new("."));
    let mapping = match &args.mapping {
        Some(path) => load(&files, path)?,
        None => proposed(args, &shown, &files)?,
    };
    show(std::slice::from_ref(&args.file), &mapping, &files)
}

/// Prints what exports would be read as.
pub fn show(paths: &[PathBuf], mapping: &Mapping, files: &Files) -> Outcome {
    let (mut good, mut is_whole) = (0, true);
    for path in paths {
        let shown = path.display().to_string();
        let found = match preview(path, &shown, mapping, files) {
            Ok(found) => found,
            Err(faults) => {
                report(faults);
                is_whole = false;
                continue;
            }
        };
        say(&described(&found, &shown, mapping))?;
        if !found.notes.is_empty() {
            report(found.notes);
        }
        good += found.good;
    }
    Ok(if good > 0 && is_whole { Done::All } else { Done::Partly })
}

/// Reads a mapping from wherever it lies: it is the user's own file, not a project's.
pub fn load(files: &Files, path: &Path) -> Result<Mapping, Stop> {
    let shown = path.display().to_string();
    let text = read_text(path, &shown).map_err(|fault| {
        let hint = "`kapacitet sniff FILE` proposes a mapping; examples lie in data/mappings";
        Stop::Faults(vec![fault.with_hint(hint)])
    })?;
    let file = files.add(&shown, text);
    Mapping::of(file).map_err(|errors| Stop::at(files, &errors))
}

/// Proposes a mapping, prints or saves it, and returns it as it would be read.
fn proposed(args: &SniffArgs, shown: &str, files: &Files) -> Result<Mapping, Stop> {
    let options =
        Options { sheet: args.sheet.clone(), skip_rows: args.skip_rows, ..Options::default() };
    let guess = sniff(&args.file, shown, &options).map_err(Stop::Faults)?;
    match &args.out {
        Some(path) => save(path, &guess.toml)?,
        None => say(&guess.toml)?,
    }
    let mut warnings = Vec::new();
    if !guess.unused.is_empty() {
        let columns: Vec<_> = guess.unused.iter().map(|heading| format!("`{heading}`")).collect();
        warnings.push(Fault::warning(format!("no field found for {}", and_list(&columns))));
    }
    let missing = guess.missing.iter();
    warnings.extend(missing.map(|field| {
        Fault::warning(format!("no column found for `{field}`"))
            .with_hint(format!("{} need it; name its column in the mapping", guess.kind.code()))
    }));
    if guess.toml.contains("= \"?\"") {
        let warning = Fault::warning("some words of the export have no code");
        warnings.push(warning.with_hint("replace each `\"?\"` in the mapping"));
    }
    let is_incomplete = !guess.missing.is_empty();
    if !warnings.is_empty() {
        report(warnings);
    }
    if is_incomplete {
        tell("the rows cannot be shown until the mapping is complete");
        return Err(Stop::Faults(Vec::new()));
    }
    let file = files.add("the proposed mapping", guess.toml);
    Mapping::of(file).map_err(|errors| Stop::at(files, &errors))
}

/// Writes a proposal where nothing lies yet.
fn save(path: &Path, text: &str) -> HintedStrResult<()> {
    output::write_new(path, text.as_bytes())?;
    say(&format!("proposal written to {}\n", path.display()))
}

/// Returns the first rows as they would be read, and what would be left out.
fn described(preview: &Preview, shown: &str, mapping: &Mapping) -> String {
    let mut lines = Vec::new();
    for (number, fields) in &preview.first {
        lines.push(format!("{}:{number}", escape(shown)));
        let width = fields.iter().map(|(field, _)| field.code().len()).max().unwrap_or(0);
        for (field, value) in fields {
            let value: String = value.chars().take(SHOWN).collect();
            lines.push(format!("  {:<width$}  {}", field.code(), escape(&value)));
        }
    }
    let kind = mapping.source.kind.code();
    lines.push(format!("{} rows of {kind} can be read, {} not", preview.good, preview.broken));
    let reasons = preview.reasons.iter();
    lines.extend(reasons.map(|(line, reason)| format!("  line {line}: {}", escape(reason))));
    let more = preview.broken.saturating_sub(preview.reasons.len() as u64);
    if more > 0 {
        lines.push(format!("  and {more} more"));
    }
    let unknown = preview.unknown.iter();
    lines.extend(
        unknown.map(|(word, rows)| format!("  unknown word `{}` in {rows} rows", escape(word))),
    );
    lines.join("\n")
}
