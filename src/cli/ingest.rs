//! `kapacitet ingest`: a register's files into a snapshot.

use std::path::{Path, PathBuf};

use typst::diag::HintedStrResult;

use super::args::{IngestArgs, Source};
use super::{Done, Outcome, progress};
use crate::diag::escape;
use crate::registry::Snapshot;
use crate::registry::ingest::{self, Options};
use crate::registry::snapshot;

/// Rejected records that are named on the terminal.
const NAMED: usize = 20;

/// Runs the command.
pub fn run(root: &Path, args: &IngestArgs) -> Outcome {
    let options = Options {
        into: args.into.clone(),
        strict: args.strict,
        date: args.date,
        example: args.example,
        make_current: true,
    };
    let snapshot = match args.source {
        Source::Ctgov => ctgov(root, &args.paths, &options)?,
    };
    print(root, &snapshot);
    Ok(Done::All)
}

/// Ingests ClinicalTrials.gov records under a progress bar.
pub fn ctgov(root: &Path, paths: &[PathBuf], options: &Options) -> HintedStrResult<Snapshot> {
    let bar = progress::bytes(0);
    let result = ingest::ctgov(root, paths, options, &mut |progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.bytes);
        bar.set_message(format!("{} trials", progress.trials));
    });
    bar.finish_and_clear();
    result
}

/// Prints what a snapshot holds.
fn print(root: &Path, snapshot: &Snapshot) {
    let coverage = &snapshot.coverage;
    let folder = snapshot::folder(root, &snapshot.name);
    println!("{}: {} trials, {} site rows", snapshot.name, snapshot.trials, snapshot.sites);
    println!("  data of {}, {}", snapshot.data_date, snapshot.source);
    println!(
        "  Sweden: {} trials, {} site rows, {} of them without a region, {} anonymised",
        coverage.swedish_trials,
        coverage.swedish_site_rows,
        coverage.swedish_rows_without_region,
        coverage.anonymised_swedish_rows,
    );
    println!(
        "  {} trials without MeSH terms, {} in no therapy area",
        coverage.trials_without_mesh, coverage.trials_unclassified
    );
    println!("  in {}", folder.display());
    if snapshot.duplicates > 0 {
        println!("  {} older copies of trials left out", snapshot.duplicates);
    }
    for (country, rows) in &coverage.countries_unknown {
        eprintln!("warning: unknown country `{}` in {rows} site rows", escape(country));
    }
    let rejected = &snapshot.rejected;
    for record in rejected.iter().take(NAMED) {
        let id = record.id.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
        eprintln!(
            "warning: left out record {}{} of `{}`: {}",
            record.record,
            escape(&id),
            escape(&record.file),
            escape(&record.reason)
        );
    }
    if rejected.len() > NAMED {
        eprintln!("warning: and {} more, all in snapshot.toml", rejected.len() - NAMED);
    }
}
