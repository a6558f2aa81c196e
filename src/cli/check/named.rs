//! Checking what editions name: the office's tables, the regions' answers, the rules of disclosure, exports and records.
//!
//! What such a file must hold is told by the place that names it. So a file is checked as each edition that names it would read it.

use std::io::Read;
use std::path::{Path, PathBuf};

use toml::{Table, Value};
use typst::syntax::Span;
use walkdir::{DirEntry, WalkDir};

use super::kinds::{Project, record_file};
use crate::cli::survey::FOLDER as INVENTORY;
use crate::diag::{Fault, open};
use crate::edition::{self, FOLDER};
use crate::inventory::{FILE, Survey};
use crate::registry::ingest::mapped::{Mapping, preview};
use crate::registry::schema::TABLES;
use crate::registry::{Snapshot, snapshot, store};
use crate::sheet;

/// A file that an edition names.
struct Named {
    /// The edition's file, from the project's root.
    edition: PathBuf,
    /// What it is to the edition.
    role: Role,
    /// Where it lies, from the project's root, as the edition writes it.
    written: String,
    /// Where it really lies, from the project's root.
    path: PathBuf,
}

/// What a file is to an edition.
#[derive(Clone, PartialEq, Eq)]
enum Role {
    /// A table of the office, or the rules of disclosure.
    Table,
    /// The regions' answers.
    Inventory,
    /// An export, with its mapping.
    Export(String),
    /// Records of a register.
    Records,
}

/// Returns what the editions name, as far as it is there; what is not is the editions' to tell.
fn named(root: &Path) -> Vec<Named> {
    let mut all = Vec::new();
    for id in edition::list(root) {
        let edition = Path::new(FOLDER).join(format!("{id}.toml"));
        let text = open(&root.join(&edition), "").ok().and_then(|mut file| {
            let mut text = String::new();
            file.read_to_string(&mut text).ok().map(|_| text)
        });
        let Some(table) = text.and_then(|text| text.parse::<Table>().ok()) else { continue };
        for (role, written) in written(&table) {
            if let Some(path) = inside(root, &written, &role) {
                all.push(Named { edition: edition.clone(), role, written, path });
            }
        }
    }
    all
}

/// Returns the paths that stand in an edition, whatever else is wrong with it.
fn written(edition: &Table) -> Vec<(Role, String)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut found: Vec<_> = edition
        .get("disclosure")
        .and_then(text)
        .map(|path| (Role::Table, path))
        .into_iter()
        .collect();
    for (name, value) in edition.get("tables").and_then(Value::as_table).into_iter().flatten() {
        let role = if name == "inventory" { Role::Inventory } else { Role::Table };
        found.extend(text(value).map(|path| (role, path)));
    }
    let previous = edition.get("previous").and_then(|previous| previous.get("sources"));
    let sources = edition.get("sources").into_iter().chain(previous);
    for source in sources.filter_map(Value::as_array).flatten() {
        let of = |key: &str| source.get(key).and_then(text);
        let role = of("mapping").map_or(Role::Records, Role::Export);
        found.extend(text(source).or_else(|| of("path")).map(|path| (role, path)));
    }
    found
}

/// Returns where a path leads, from the project's root; nothing when it leads nowhere or out of it.
fn inside(root: &Path, written: &str, role: &Role) -> Option<PathBuf> {
    let real = root.join(written).canonicalize().ok()?;
    let real = if *role == Role::Inventory && real.is_dir() { real.join(FILE) } else { real };
    Some(real.strip_prefix(root.canonicalize().ok()?).ok()?.to_owned())
}

/// Returns the paths of one role.
fn of_role(root: &Path, is_meant: impl Fn(&Role) -> bool) -> Vec<PathBuf> {
    let mut paths: Vec<_> = named(root)
        .into_iter()
        .filter(|named| is_meant(&named.role))
        .map(|named| named.path)
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

/// Returns the tables of the office and the rules of disclosure that editions name.
pub fn tables(root: &Path) -> Vec<PathBuf> {
    of_role(root, |role| *role == Role::Table)
}

/// Returns the histories of the regions' answers: the project's own, and those that editions name.
pub fn inventories(root: &Path) -> Vec<PathBuf> {
    let own = Path::new(INVENTORY).join(FILE);
    let own = root.join(&own).is_file().then_some(own);
    let mut all = of_role(root, |role| *role == Role::Inventory);
    all.extend(own);
    all.sort();
    all.dedup();
    all
}

/// Returns the exports that editions name.
pub fn exports(root: &Path) -> Vec<PathBuf> {
    of_role(root, |role| matches!(role, Role::Export(_)))
}

/// Returns the files of records that editions name, those in folders too.
pub fn sources(root: &Path) -> Vec<PathBuf> {
    let is_file = |entry: &DirEntry| entry.file_type().is_file();
    let below = |path: PathBuf| WalkDir::new(root.join(path)).sort_by_file_name().into_iter();
    let files = of_role(root, |role| *role == Role::Records).into_iter().flat_map(below);
    let files = files.flatten().filter(is_file);
    files.filter_map(|file| Some(file.path().strip_prefix(root).ok()?.to_owned())).collect()
}

/// Returns the snapshots.
pub fn snapshots(root: &Path) -> Vec<PathBuf> {
    snapshot::list(root).iter().map(|name| Path::new(snapshot::FOLDER).join(name)).collect()
}

/// Checks a table as each edition that names it reads it.
pub fn table(project: &Project, path: &Path) -> Vec<Fault> {
    let root = project.files.root();
    let is_here =
        |shown: &str| root.join(shown).canonicalize().is_ok_and(|real| real == root.join(path));
    let mut faults = Vec::new();
    for Named { edition, written, .. } in named(root).into_iter().filter(|own| own.path == path) {
        let is_named = |fault: &Fault| {
            fault.place.as_ref().is_some_and(|place| {
                let is_line = Path::new(&place.path) == edition && place.excerpt.contains(&written);
                is_line || is_here(&place.path)
            })
        };
        faults.extend(project.edition(&edition).into_iter().filter(is_named));
    }
    faults
}

/// Checks a history of the regions' answers.
pub fn inventory(project: &Project, path: &Path) -> Vec<Fault> {
    // Answers about a place whose row is wrong would all be wrong.
    let Some(reference) = project.reference() else { return Vec::new() };
    let faults = Survey::load(&project.files, path, Span::detached(), reference).err();
    project.files.resolve(&faults.unwrap_or_default())
}

/// Checks an export as each edition that names it reads it.
pub fn export(project: &Project, path: &Path) -> Vec<Fault> {
    let mut faults = Vec::new();
    for Named { role, .. } in
        named(project.files.root()).into_iter().filter(|named| named.path == path)
    {
        let Role::Export(mapping) = role else { continue };
        let mapping = match Mapping::load(&project.files, Path::new(&mapping)) {
            Ok(mapping) => mapping,
            Err(found) => {
                faults.extend(project.files.resolve(&found));
                continue;
            }
        };
        let shown = path.display().to_string();
        match preview(&project.files.root().join(path), &shown, &mapping, &project.files) {
            Ok(found) => {
                let reasons = found.reasons.iter();
                faults.extend(reasons.map(|(line, reason)| {
                    Fault::error(format!("row {line} of `{shown}` would be left out: {reason}"))
                }));
                let named = found.reasons.len() as u64;
                faults.extend((found.broken > named).then(|| {
                    Fault::error(format!(
                        "{} more rows of `{shown}` would be left out",
                        found.broken - named
                    ))
                }));
                faults.extend(found.notes);
            }
            Err(found) => faults.extend(found),
        }
    }
    faults
}

/// Checks that a file of records is whole; what is in the records is checked by `ingest`.
pub fn source(project: &Project, path: &Path) -> Vec<Fault> {
    let shown = path.display().to_string();
    let name = shown.strip_suffix(".gz").unwrap_or(&shown);
    if name.ends_with(".json") {
        return record_file(project, path);
    }
    let full = project.files.root().join(path);
    // What is packed, `ingest` takes apart.
    if !shown.ends_with(".csv") {
        return open(&full, &shown).err().into_iter().collect();
    }
    let mut faults = Vec::new();
    match sheet::open(&full, &shown, &sheet::Options { ragged: true, ..sheet::Options::default() })
    {
        Ok(mut rows) => loop {
            match rows.next_row() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(fault) => faults.push(fault),
            }
        },
        Err(found) => faults.extend(found),
    }
    faults
}

/// Checks that a snapshot is as it was written.
pub fn snapshot(project: &Project, path: &Path) -> Vec<Fault> {
    let root = project.files.root();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let _gate = store::Gate::with_readers(root);
    let tables = Snapshot::load(root, &name).map(|snapshot| {
        let damaged =
            TABLES.iter().filter_map(|table| store::read_table(root, &snapshot, table).err());
        damaged.collect::<Vec<_>>()
    });
    let faults = tables.unwrap_or_else(|fault| vec![fault]);
    faults.iter().map(crate::cli::placeless).collect()
}
