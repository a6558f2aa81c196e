//! Demonstration tables of the board: a feasibility log, values of indicators, and patients by region.
//!
//! They describe a partnership that does not exist; regions and diseases are real, so that the engine has something to recognise. The values of
//! the indicators that count requests are counted on the log, so the tables agree with one another. Money, networks and decisions are written by
//! hand, and stand beside what is made here.
//!
//! The columns of each table stand here once more (`HEADER`) on purpose: taken from the reader's own list they would follow every slip in it,
//! and the demonstration would not show any more that a file written by its description in data/README.md is read.
//!
//! # Steps
//! 1. [`Settings`] are read from `data/demo/generator/board.toml`.
//! 2. `request` draws each request with its regions, `log` writes them, `values` counts on them.
//! 3. `enrolment` lets the trials of the log go on in their regions.
//! 4. `patients` draws cases from rates and inhabitants; patients of all diseases are those of the indicator.

mod days;
mod enrolment;
mod log;
mod patients;
mod request;
mod settings;
mod values;

use std::io::Write;
use std::path::Path;

use typst::diag::{StrResult, bail, eco_format};

pub use settings::Settings;

use super::pages::readable;
use super::tables::Tables;

/// How each file begins. It tells our files from a user's, which we must not write over.
const MARK: &str = "# EXAMPLE DATA";

/// Returns the files by their names.
pub fn generate(settings: &Settings, tables: &Tables) -> StrResult<Vec<(&'static str, String)>> {
    settings.check()?;
    let requests = request::draw(settings, tables);
    Ok(vec![
        ("feasibility.csv", log::write(&requests)?),
        ("kpi-values.csv", values::write(settings, &requests)?),
        ("patients.csv", patients::write(settings)?),
        ("enrolment.csv", enrolment::write(settings, &requests)?),
    ])
}

/// Writes the files into a folder, each whole or not at all, and returns how many.
///
/// A file that this function did not write stops it before anything is touched.
pub fn write(settings: &Settings, tables: &Tables, into: &Path) -> StrResult<usize> {
    let files = generate(settings, tables)?;
    std::fs::create_dir_all(into)
        .map_err(|error| eco_format!("cannot create `{}` ({error})", into.display()))?;
    for (name, _) in &files {
        let path = into.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|text| !text.starts_with(MARK)) {
            bail!("`{}` is not example data, choose another folder", path.display());
        }
    }
    for (name, text) in &files {
        let path = into.join(name);
        save(into, &path, text)
            .map_err(|error| eco_format!("cannot write `{}` ({error})", path.display()))?;
    }
    Ok(files.len())
}

/// Writes a file beside its place, then moves it there.
fn save(folder: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(".board-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    readable(file.as_file())?;
    file.persist(path)?;
    Ok(())
}

/// Returns a table as text: comments, header, rows.
fn table(comments: &[&str], header: &[&str], rows: &[Vec<String>]) -> StrResult<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fault = |error: csv::Error| eco_format!("cannot write a table ({error})");
    writer.write_record(header).map_err(fault)?;
    for row in rows {
        writer.write_record(row).map_err(fault)?;
    }
    let bytes = writer.into_inner().map_err(|error| eco_format!("{error}"))?;
    let body = String::from_utf8(bytes).map_err(|error| eco_format!("{error}"))?;
    let head: Vec<_> = comments.iter().map(|comment| format!("# {comment}\n")).collect();
    Ok(format!("{}{body}", head.concat()))
}
