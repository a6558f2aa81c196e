//! `kapacitet ingest`: a register's files into a snapshot.

use std::path::Path;
use std::sync::Arc;

use typst::diag::{HintedStrResult, error};

use super::args::{IngestArgs, Source};
use super::terminal::say;
use super::{Done, Outcome, progress, report};
use crate::diag::{Fault, Files, escape};
use crate::registry::Snapshot;
use crate::registry::ingest::{self, Kind, Options, Spec};
use crate::registry::snapshot;

/// Warnings of a kind that are printed.
const NAMED: usize = 20;

/// Runs the command.
pub fn run(root: &Path, args: &IngestArgs) -> Outcome {
    let options = Options {
        into: args.into.clone(),
        onto: args.onto.clone(),
        strict: args.strict,
        date: args.date,
        example: args.example,
        make_current: true,
    };
    let kind = match (args.source, &args.mapping) {
        (Source::Ctgov, None) => Kind::Ctgov,
        (Source::Ctis, None) => Kind::Ctis,
        (Source::Mapped, Some(path)) => {
            let files = Files::new(root);
            let mapping = super::sniff::load(&files, path)?;
            if args.dry_run {
                return super::sniff::show(&args.paths, &mapping, &files);
            }
            Kind::Mapped(Arc::new(mapping))
        }
        (Source::Mapped, None) | (_, Some(_)) => {
            return Err(error!(
                "only an export has a mapping";
                hint: "`kapacitet ingest mapped FILE --mapping MAPPING`"
            )
            .into());
        }
    };
    let spec = Spec { kind, paths: args.paths.clone() };
    show(root, &sources(root, &[spec], &options)?)
}

/// Prints what came of an ingest.
pub fn show(root: &Path, snapshot: &Snapshot) -> Outcome {
    warn(snapshot);
    say(&summary(root, snapshot))?;
    Ok(Done::All)
}

/// Ingests sources under a progress bar.
pub fn sources(root: &Path, specs: &[Spec], options: &Options) -> HintedStrResult<Snapshot> {
    let bar = progress::bytes(0);
    let result = ingest::run(root, specs, options, &mut |progress| {
        bar.set_length(progress.total);
        bar.set_position(progress.bytes);
        bar.set_message(format!("{} trials", progress.trials));
    });
    bar.finish_and_clear();
    result
}

/// Returns what a snapshot holds, in a few lines.
fn summary(root: &Path, snapshot: &Snapshot) -> String {
    let coverage = &snapshot.coverage;
    let mut lines = vec![
        format!("{}: {} trials, {} site rows", snapshot.name, snapshot.trials, snapshot.sites),
        format!("  data of {}, {}", snapshot.data_date, snapshot.origin()),
        format!(
            "  Sweden: {} trials, {} site rows, {} of them without a region, {} anonymised",
            coverage.swedish_trials,
            coverage.swedish_site_rows,
            coverage.swedish_rows_without_region,
            coverage.anonymised_swedish_rows,
        ),
        format!(
            "  {} trials without MeSH terms, {} in no therapy area",
            coverage.trials_without_mesh, coverage.trials_unclassified
        ),
    ];
    if coverage.rows_of_many_sites > 0 {
        let rows = coverage.rows_of_many_sites;
        lines.push(format!("  {rows} site rows stand for an unknown number of sites"));
    }
    if !coverage.columns_missing.is_empty() {
        let missing: Vec<String> = coverage
            .columns_missing
            .iter()
            .map(|(name, records)| format!("{} ({records} records)", escape(name)))
            .collect();
        lines.push(format!("  not in the files: {}", missing.join(", ")));
    }
    if snapshot.duplicates > 0 {
        lines.push(format!("  {} further copies of trials left out", snapshot.duplicates));
    }
    for merged in &snapshot.merged {
        lines.push(format!(
            "  of {}: {} trials are others' too, {} are new, {} links are ambiguous",
            merged.source, merged.trials, merged.new, merged.ambiguous
        ));
    }
    for compared in &snapshot.disagreements {
        lines.push(format!(
            "  {} and {} differ in {} for {} of {} trials",
            compared.first, compared.second, compared.field, compared.differ, compared.compared
        ));
    }
    lines.push(format!("  in {}", snapshot::folder(root, &snapshot.name).display()));
    lines.join("\n")
}

/// Prints what was left out or not understood.
pub fn warn(snapshot: &Snapshot) {
    let coverage = &snapshot.coverage;
    let countries = coverage.countries_unknown.iter();
    let countries = countries.map(|(name, rows)| {
        Fault::warning(format!("unknown country `{}` in {rows} site rows", escape(name)))
    });
    let words = coverage.words_unknown.iter();
    let words = words.map(|(word, records)| {
        Fault::warning(format!("unknown word `{}` in {records} records", escape(word)))
    });
    let columns = coverage.columns_unknown.iter();
    let columns = columns.map(|(name, records)| {
        let name = escape(name);
        Fault::warning(format!("unknown column `{name}` of {records} records was not read"))
    });
    let rejected = snapshot.rejected.iter().map(|record| {
        let id = record.id.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
        Fault::warning(format!(
            "left out record {}{} of `{}`: {}",
            record.record,
            escape(&id),
            escape(&record.file),
            escape(&record.reason)
        ))
    });
    let mut warnings: Vec<_> = Vec::new();
    let kinds =
        [countries.collect::<Vec<_>>(), words.collect(), columns.collect(), rejected.collect()];
    for kind in kinds {
        let more = kind.len().saturating_sub(NAMED);
        warnings.extend(kind.into_iter().take(NAMED));
        if more > 0 {
            warnings.push(Fault::warning(format!("and {more} more, all in snapshot.toml")));
        }
    }
    if !warnings.is_empty() {
        report(warnings);
    }
}
