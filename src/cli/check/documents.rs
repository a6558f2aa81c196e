//! Checking document types: manifest, narratives, and the template laid out with its sample.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::Value;
use walkdir::WalkDir;

use super::kinds::Project;
use super::templates;
use crate::assemble;
use crate::brand;
use crate::diag::{Fault, read_whole};
use crate::document::DocumentType;
use crate::locale::Lang;
use crate::typeset::{Bundle, Limits, Pool};

/// Checks a document type.
pub fn check(project: &Project, path: &Path) -> Vec<Fault> {
    let id = path.file_name().unwrap_or_default().to_string_lossy();
    let (kind, mut faults) = DocumentType::read(&project.files, &id);
    if let Some(kind) = &kind {
        let (words, wrong) = project.words();
        let words = words.get(&Lang::En).filter(|_| wrong.is_empty());
        faults.extend(assemble::check(kind, project.reference(), words));
    }
    let mut faults = project.files.resolve(&faults);
    faults.extend(template(project, path));
    faults
}

/// Lays a template out with its sample; in a worker, so that one without an end is stopped. The PDF is thrown away.
fn template(project: &Project, path: &Path) -> Vec<Fault> {
    let root = project.files.root();
    let sample = root.join(path).join("sample");
    if !sample.is_dir() {
        let message = format!("`{}` has no sample to lay its template out with", path.display());
        let hint = "name it in an edition, and `kapacitet sample EDITION` writes one";
        return vec![Fault::warning(message).with_hint(hint)];
    }
    let bundle = match bundle(root, path, &sample) {
        Ok(bundle) => bundle,
        Err(fault) => return vec![*fault],
    };
    let pool = match Pool::new(root, Limits { jobs: 1, ..Limits::default() }) {
        Ok(pool) => pool,
        Err(error) => return vec![Fault::error(format!("cannot start a worker: {error}"))],
    };
    let mut faults = Vec::new();
    pool.run(1, |_| Ok(bundle.clone()), |_, outcome| faults = outcome.err().unwrap_or_default());
    // Faults of the syntax are told of each file by itself.
    let is_told = |fault: &Fault| {
        fault.place.as_ref().is_some_and(|place| templates::is_broken(project, &place.path))
    };
    faults.retain(|fault| !is_told(fault));
    faults
}

/// Returns the sample of a document type as a bundle.
fn bundle(root: &Path, path: &Path, sample: &Path) -> Result<Bundle, Box<Fault>> {
    let shown = |name: &str| format!("{}/sample/{name}", path.display());
    let unreadable = |name: &str, why: &dyn std::fmt::Display| {
        let fault = Fault::error(format!("`{}` cannot be read: {why}", shown(name)));
        Box::new(fault.with_hint("`kapacitet sample` writes samples anew"))
    };
    let mut files = BTreeMap::new();
    for entry in WalkDir::new(sample).sort_by_file_name().into_iter().flatten() {
        let Ok(name) = entry.path().strip_prefix(sample) else { continue };
        let name = name.to_string_lossy().replace('\\', "/");
        if entry.file_type().is_file() {
            let bytes = read_whole(entry.path(), &shown(&name))?;
            files.insert(name, bytes);
        }
    }
    let json = |name: &str| -> Result<Value, Box<Fault>> {
        let bytes = files.get(name).map(Vec::as_slice).unwrap_or_default();
        serde_json::from_slice(bytes).map_err(|error| unreadable(name, &error))
    };
    let (report, brand) = (json("report.json")?, json("brand.json")?);
    let date = &report["meta"]["date"];
    let part = |key: &str| date[key].as_i64().unwrap_or(0);
    let day =
        NaiveDate::from_ymd_opt(part("year") as i32, part("month") as u32, part("day") as u32);
    let Some(date) = day else { return Err(unreadable("report.json", &"it has no date")) };
    Ok(Bundle {
        main: format!("/{}/main.typ", path.display()),
        files,
        ident: format!("{}/sample", path.display()),
        date,
        cutoff: date,
        fonts: fonts(root, &brand),
        is_for_press: brand["print"].is_object(),
        draft: false,
    })
}

/// Returns the font files of a brand's folders, whatever else is wrong with the brand.
fn fonts(root: &Path, brand: &Value) -> Vec<PathBuf> {
    let folders = brand["folders"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let entries = folders.flat_map(|folder| {
        let folder = root.join(brand::FOLDER).join(folder);
        WalkDir::new(folder).sort_by_file_name().into_iter().flatten()
    });
    let is_font = |path: &PathBuf| path.extension().is_some_and(|end| end == "otf" || end == "ttf");
    entries.map(walkdir::DirEntry::into_path).filter(is_font).collect()
}
