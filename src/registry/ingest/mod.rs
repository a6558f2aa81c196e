//! Ingest: a register's files in, a snapshot out.
//!
//! # Steps
//! 1. [`source`] finds the files and opens them, compressed or not.
//! 2. `ctgov/mod.rs` tells the form of what is in them and reads its records, one at a
//!    time, laid out as [`record`] has them; [`cut`] cuts JSON into records.
//! 3. [`trial`] checks them, whatever form they came in.
//! 4. [`tables`] turns a checked trial into rows.
//! 5. The store writes the rows batch by batch, and moves the finished snapshot
//!    to its place.
//!
//! Memory holds one record, one batch of rows and one entry per NCT number, so it
//! does not grow with the size of the input.

mod contacts;
mod ctgov;
mod cut;
mod field;
mod pass;
mod record;
mod source;
mod tables;
mod trial;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, HintedString, bail, error};

use self::pass::{Newest, Pass};
use super::reference::Reference;
use super::schema::{FORMAT, RECORD_YEARS, SourceClass, outside};
use super::snapshot::{self, Rejected, Snapshot, Source};
use super::store;

/// The id of ClinicalTrials.gov in the tables, and how it wants to be named.
const CTGOV: (&str, &str) = ("ctgov", "ClinicalTrials.gov");

/// Broken records that an error message names.
const NAMED: usize = 5;

/// How to ingest.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The snapshot's name; without one it is made of the register and the date.
    pub into: Option<String>,
    /// Whether a broken record is an error.
    pub strict: bool,
    /// The day that the data describe; without it the newest that a record tells.
    pub date: Option<NaiveDate>,
    /// Whether these are invented records.
    pub example: bool,
    /// Whether the snapshot becomes the one in use.
    pub make_current: bool,
}

/// How far an ingest has come.
#[derive(Debug, Copy, Clone)]
pub struct Progress<'a> {
    /// The file being read.
    pub file: &'a str,
    /// Bytes read of all files, as they lie on the disk.
    pub bytes: u64,
    /// Bytes of all files.
    pub total: u64,
    /// Trials read.
    pub trials: u64,
    /// 1, or 2 when newer copies made a second reading necessary.
    pub pass: u32,
}

/// Ingests ClinicalTrials.gov records from files and folders, in any of the forms
/// that `ctgov/mod.rs` lists.
///
/// When a trial stands in the inputs more than once, the copy with the newest
/// last update counts, of equally new ones the one whose form carries the most, and
/// of those the first read.
pub fn ctgov(
    root: &Path,
    paths: &[PathBuf],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> HintedStrResult<Snapshot> {
    if let Some(name) = &options.into {
        snapshot::check_name(name)?;
        store::check_place(root, name)?;
    }
    if let Some(date) = options.date
        && let Some(expected) = outside(date, &RECORD_YEARS)
    {
        bail!("impossible date of the data `{date}`"; hint: "{expected}");
    }
    store::sweep(root);
    let reference = Reference::load(root)?;
    let files = source::find(paths)?;

    // Rows are written as they are read. That is right for as long as no trial
    // comes again in a newer copy; then only a second reading, which knows the
    // newest copy of each, can leave out the older one.
    let mut newest = Newest::default();
    let mut pass = Pass::new(root, &reference, CTGOV.0, 1)?;
    pass.read(&files, &mut newest, progress)?;
    if newest.is_superseded() {
        drop(pass);
        newest.settle();
        pass = Pass::new(root, &reference, CTGOV.0, 2)?;
        pass.read(&files, &mut newest, progress)?;
    }

    let finished = pass.finish()?;
    let mut snapshot = finished.snapshot;
    check(&snapshot, options)?;
    let Some(date) = options.date.or(finished.newest_date) else {
        bail!("no record tells the date of the data"; hint: "give it with `--date YYYY-MM-DD`");
    };
    show_from(root, &mut snapshot);
    snapshot.name = match &options.into {
        Some(name) => name.clone(),
        None => format!("ctgov-{date}"),
    };
    snapshot.sources.push(Source {
        id: CTGOV.0.into(),
        name: CTGOV.1.into(),
        class: SourceClass::Public,
        licence: String::new(),
        data_date: date,
        records: snapshot.trials,
        rejected: snapshot.rejected_count(),
    });
    snapshot.data_date = date;
    snapshot.example = options.example;
    snapshot.format = FORMAT;
    snapshot.engine = env!("CARGO_PKG_VERSION").into();
    snapshot.reference_digest = reference.digest;
    finished.draft.publish(root, &mut snapshot)?;
    if options.make_current {
        snapshot::make_current(root, &snapshot.name)?;
    }
    Ok(snapshot)
}

/// Writes the paths of inputs in the project as seen from its root, so that a
/// snapshot is the same in every clone.
fn show_from(root: &Path, snapshot: &mut Snapshot) {
    let prefix = format!("{}/", root.display());
    let inputs = snapshot.inputs.iter_mut().map(|input| &mut input.path);
    let rejected = snapshot.rejected.iter_mut().map(|rejected| &mut rejected.file);
    for path in inputs.chain(rejected) {
        if let Some(inside) = path.strip_prefix(&prefix) {
            *path = inside.to_owned();
        }
    }
}

/// Whether a snapshot was made of these files as they are now.
pub fn is_made_of(snapshot: &Snapshot, paths: &[PathBuf]) -> HintedStrResult<bool> {
    let files = source::find(paths)?;
    let hashes = files.iter().map(|file| store::sha256_of(&file.path).ok());
    let inputs = snapshot.inputs.iter().map(|input| Some(input.sha256.clone()));
    Ok(hashes.eq(inputs))
}

/// Checks that there is something to publish.
fn check(snapshot: &Snapshot, options: &Options) -> HintedStrResult<()> {
    let rejected = snapshot.rejected_count();
    if options.strict && rejected > 0 {
        let are = if rejected == 1 { "record is" } else { "records are" };
        let broken = error!(
            "{rejected} {are} broken";
            hint: "without `--strict` broken records are left out"
        );
        return Err(with_rejected(broken, snapshot));
    }
    if snapshot.trials == 0 {
        return Err(with_rejected(
            error!("no trial could be read"; hint: "expected records of ClinicalTrials.gov"),
            snapshot,
        ));
    }
    Ok(())
}

/// Names the first broken records under a message.
fn with_rejected(message: HintedString, snapshot: &Snapshot) -> HintedString {
    let more = snapshot.rejected_count().saturating_sub(NAMED as u64);
    let named = snapshot.rejected.iter().take(NAMED).map(|rejected| {
        let Rejected { file, record, id, reason } = rejected;
        match id {
            Some(id) => format!("`{file}`, record {record} ({id}): {reason}").into(),
            None => format!("`{file}`, record {record}: {reason}").into(),
        }
    });
    let rest = (more > 0).then(|| format!("and {more} more").into());
    message.with_hints(named.chain(rest))
}
