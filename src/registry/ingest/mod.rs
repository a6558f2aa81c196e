//! Ingest: a register's files in, a snapshot out.
//!
//! # Steps
//! 1. [`source`] finds the files and opens them, compressed or not.
//! 2. [`kind`] chooses the reader: `ctgov` tells the form of what is in them,
//!    [`ctis`] lays the EU's records out, [`mapped`] reads exports; [`json`] and [`cut`] cut
//!    JSON into records. All of them give [`record`]s in one layout.
//! 3. [`trial`] checks them, whatever form they came in.
//! 4. [`tables`] turns a checked trial into rows.
//! 5. The store writes the rows batch by batch, and moves the finished snapshot
//!    to its place.
//!
//! With several sources, each is read into tables of its own, and [`union`] makes one
//! snapshot of them.
//!
//! Memory holds one record, one batch of rows and one entry per trial, so it
//! does not grow with the size of the input.

mod ctgov;
mod ctis;
mod cut;
mod field;
mod json;
mod kind;
pub mod mapped;
mod pass;
mod record;
mod source;
mod tables;
mod trial;

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, HintedString, bail, error};

pub use self::kind::{Kind, Spec};
use self::pass::{Newest, Pass};
use super::reference::Reference;
use super::schema::{FORMAT, RECORD_YEARS, outside};
use super::snapshot::{self, Rejected, Snapshot, Source};
use super::store::{self, Draft};
use super::union::{self, Whole};

/// Broken records that an error message names.
const NAMED: usize = 5;

/// How to ingest.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The snapshot's name; without one it is made of the register and the date, or of
    /// the snapshot that is added to and the register.
    pub into: Option<String>,
    /// The snapshot that the sources are added to.
    pub onto: Option<String>,
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

/// Ingests ClinicalTrials.gov records from files and folders: [`run`] with one source.
pub fn ctgov(
    root: &Path,
    paths: &[PathBuf],
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> HintedStrResult<Snapshot> {
    let spec = Spec { kind: Kind::Ctgov, paths: paths.to_vec() };
    run(root, &[spec], options, progress)
}

/// Ingests sources and writes a snapshot of them: one source as it is, several as their
/// union, in which an earlier one wins over a later one.
///
/// When a trial stands in the inputs of a source more than once, the copy with the newest
/// last update counts, and of equally new ones the first read.
pub fn run(
    root: &Path,
    specs: &[Spec],
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
    let mut base = match &options.onto {
        Some(name) => Some(base(root, name, specs)?),
        None => None,
    };
    check_once(specs)?;

    let ids: Vec<&str> = specs.iter().map(|spec| spec.kind.id()).collect();
    let mut draft = None;
    for spec in specs {
        let (finished, snapshot) = read(root, spec, &reference, options, progress)?;
        if specs.len() == 1 && base.is_none() {
            draft = Some((finished, snapshot));
            break;
        }
        let later = Whole { snapshot, frames: finished.into_frames()? };
        base = Some(match base.take() {
            Some(first) => union::unite(first, later)?,
            None => later,
        });
    }
    let (draft, mut snapshot) = match (draft, base) {
        (Some(one), _) => one,
        (None, Some(Whole { snapshot, frames })) => {
            let mut draft = Draft::new(root)?;
            draft.append_frames(&frames)?;
            (draft, snapshot)
        }
        (None, None) => bail!("no source to ingest"),
    };
    snapshot.name = match (&options.into, &options.onto) {
        (Some(name), _) => name.clone(),
        (None, Some(onto)) => format!("{onto}-{}", ids.join("-")),
        (None, None) => format!("{}-{}", ids.join("-"), snapshot.data_date),
    };
    snapshot.format = FORMAT;
    snapshot.engine = env!("CARGO_PKG_VERSION").into();
    snapshot.tables.clear();
    draft.publish(root, &mut snapshot)?;
    if options.make_current {
        snapshot::make_current(root, &snapshot.name)?;
    }
    Ok(snapshot)
}

/// Reads a source into a draft, and describes what came of it.
fn read(
    root: &Path,
    spec: &Spec,
    reference: &Reference,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> HintedStrResult<(Draft, Snapshot)> {
    let files = source::find(&spec.paths)?;

    // Rows are written as they are read. That is right for as long as no trial
    // comes again in a newer copy; then only a second reading, which knows the
    // newest copy of each, can leave out the older one.
    let mut newest = Newest::default();
    let mut pass = Pass::new(root, reference, &spec.kind, 1)?;
    pass.read(&files, &mut newest, progress)?;
    if newest.is_superseded() {
        drop(pass);
        newest.settle();
        pass = Pass::new(root, reference, &spec.kind, 2)?;
        pass.read(&files, &mut newest, progress)?;
    }

    let finished = pass.finish()?;
    let mut snapshot = finished.snapshot;
    check(&snapshot, &spec.kind, options)?;
    let Some(date) = options.date.or(finished.newest_date) else {
        bail!("no record tells the date of the data"; hint: "give it with `--date YYYY-MM-DD`");
    };
    show_from(root, &mut snapshot);
    snapshot.sources.push(Source {
        id: spec.kind.id().into(),
        name: spec.kind.name().into(),
        class: spec.kind.class(),
        licence: spec.kind.licence().into(),
        data_date: date,
        records: snapshot.trials,
        rejected: snapshot.rejected_count(),
    });
    snapshot.data_date = date;
    snapshot.example = options.example;
    snapshot.reference_digest.clone_from(&reference.digest);
    Ok((finished.draft, snapshot))
}

/// Reads the snapshot that sources are added to.
///
/// It keeps the digest of the reference tables that it was made with: should they have
/// changed since, the union is as stale as the snapshot.
fn base(root: &Path, name: &str, specs: &[Spec]) -> HintedStrResult<Whole> {
    let _gate = store::Gate::with_readers(root);
    let snapshot = Snapshot::load(root, name)?;
    let held = |spec: &&Spec| snapshot.sources.iter().any(|source| source.id == spec.kind.id());
    if let Some(spec) = specs.iter().find(held) {
        bail!(
            "snapshot `{name}` already holds {}", spec.kind.name();
            hint: "add it to a snapshot without it; there are {}", snapshot::list(root).join(", ")
        );
    }
    let frames = store::read_all(root, &snapshot)?;
    Ok(Whole { snapshot, frames })
}

/// Checks that no source comes twice: its records would be taken for another source's.
fn check_once(specs: &[Spec]) -> HintedStrResult<()> {
    for (position, spec) in specs.iter().enumerate() {
        if specs[..position].iter().any(|other| other.kind.id() == spec.kind.id()) {
            bail!(
                "the source {} is named twice", spec.kind.name();
                hint: "name all its files at once"
            );
        }
    }
    Ok(())
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

/// Whether a snapshot was made of these sources' files as they are now.
pub fn is_made_of(snapshot: &Snapshot, specs: &[Spec]) -> HintedStrResult<bool> {
    let mut inputs = snapshot.inputs.iter();
    for spec in specs {
        if let Kind::Mapped(mapping) = &spec.kind
            && inputs.next().map(|input| &input.sha256) != Some(&mapping.sha256())
        {
            return Ok(false);
        }
        for file in source::find(&spec.paths)? {
            let same = inputs.next().is_some_and(|input| {
                input.source == spec.kind.id()
                    && store::sha256_of(&file.path).is_ok_and(|sha256| sha256 == input.sha256)
            });
            if !same {
                return Ok(false);
            }
        }
    }
    Ok(inputs.next().is_none())
}

/// Checks that there is something to publish.
fn check(snapshot: &Snapshot, kind: &Kind, options: &Options) -> HintedStrResult<()> {
    let rejected = snapshot.rejected_count();
    if options.strict && rejected > 0 {
        let are = if rejected == 1 { "record is" } else { "records are" };
        let broken = error!(
            "{rejected} {are} broken";
            hint: "without `--strict` broken records are left out"
        );
        return Err(with_rejected(broken, snapshot));
    }
    if kind.holds_trials() && snapshot.trials == 0 {
        return Err(with_rejected(
            error!("no trial could be read"; hint: "expected {}", kind.records()),
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
