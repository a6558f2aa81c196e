//! Reads AACT's flat files: a zip of pipe-delimited tables, one row per study,
//! site, condition and so on, which the NCT number joins.
//!
//! The tables are sorted by none of it, and too large together to be held. So each
//! is read once, its needed fields are spread over partitions by the NCT number
//! ([`spill`]), and then each partition is joined in memory on its own. Memory
//! holds one partition, whatever the size of the zip.

mod layout;
mod spill;
mod study;

use std::collections::BTreeMap;

use typst::diag::{HintedStrResult, HintedString, error};

use self::layout::{LAYOUTS, Layout, Table};
use self::spill::{Entry, Spill};
use super::super::pass::{Detail, Intake};
use super::super::source::{Archive, Packing};
use super::super::trial::{self, refusal};
use super::KEY;
use super::delimited::{self, Row, Rows};
use super::website_csv::renamed;
use crate::registry::schema::nct_key;

/// What parts the columns.
const DELIMITER: u8 = b'|';

/// Rows between two reports of progress.
const REPORT: u64 = 10_000;

/// A zip that is being read.
struct Reading<'z> {
    /// The zip.
    archive: Archive<'z>,
    /// Where the rows wait to be joined.
    spill: Spill,
    /// The files of the tables as messages show them, in the order of [`LAYOUTS`].
    files: Vec<String>,
    /// Tables and columns that are not there.
    missing: Vec<String>,
    /// Studies so far.
    records: u64,
}

/// Reads the records of a zip.
pub fn read(mut archive: Archive, intake: &mut Intake) -> HintedStrResult<()> {
    let found = archive.files()?;
    let bytes = found.iter().filter(|(name, _)| layout::find(name).is_some());
    let spill = Spill::new(intake.scratch(), bytes.map(|(_, size)| size).sum());
    let spill = spill.map_err(|err| spill_fault(&err))?;
    let mut reading =
        Reading { archive, spill, files: Vec::new(), missing: Vec::new(), records: 0 };
    for layout in &LAYOUTS {
        let name = found.iter().find(|(name, _)| layout.is_in(name)).map(|(name, _)| name);
        reading.files.push(reading.shown(name.map_or(layout.file, String::as_str)));
        match name {
            Some(name) => reading.spread(layout, name, intake)?,
            None => reading.missing.push(layout.file.into()),
        }
    }
    for partition in 0..reading.spill.partitions() {
        let bytes = reading.spill.take(partition).map_err(|err| spill_fault(&err))?;
        reading.join(&bytes, intake)?;
    }
    let coverage = intake.coverage();
    for name in reading.missing {
        *coverage.columns_missing.entry(name).or_default() += reading.records;
    }
    let shown = reading.archive.shown;
    intake.report(shown);
    Ok(())
}

impl Reading<'_> {
    /// Returns a file's name as messages show it.
    fn shown(&self, name: &str) -> String {
        format!("{}/{name}", self.archive.shown)
    }

    /// Spreads the rows of a table over the partitions.
    fn spread(&mut self, layout: &Layout, name: &str, intake: &mut Intake) -> HintedStrResult<()> {
        let shown = self.shown(name);
        let mut input = self.archive.open(name)?;
        let mut rows = Rows::new(&shown, Packing::Zip, DELIMITER, &mut input);
        let Some(first) = rows.next()? else {
            return Err(error!("`{shown}` is empty"; hint: "download or copy the file again"));
        };
        let width = first.fields.len();
        let places = places(layout, &shown, first)?;
        for ((column, _), place) in layout.columns.iter().zip(&places) {
            if place.is_none() {
                self.missing.push(format!("{} {column}", layout.file));
            }
        }
        let mut record = 0;
        while let Some(row) = rows.next()? {
            record += 1;
            if record % REPORT == 0 {
                intake.report(&shown);
            }
            let key = places[0].and_then(|place| row.fields.get(place));
            let id = key.and_then(|key| str::from_utf8(key).ok()).unwrap_or_default().trim();
            let fields = fields(row, width, &places, layout);
            let Some(key) = nct_key(id) else {
                let reason = fields.err().unwrap_or_else(|| no_number(id));
                if layout.table == Table::Studies {
                    self.records += 1;
                    intake.count(&shown);
                }
                let id = Some(id).filter(|id| !id.is_empty());
                intake.reject(&format!("{shown}:{}", row.line), record, refusal(id, &reason));
                continue;
            };
            let entry = Entry {
                table: layout.table,
                key,
                record,
                line: row.line,
                fault: fields.as_ref().err().map(String::as_str),
                fields: fields.as_deref().unwrap_or_default().to_vec(),
            };
            self.spill.push(&entry).map_err(|err| spill_fault(&err))?;
        }
        Ok(())
    }

    /// Joins the rows of a partition, and takes its studies in.
    fn join(&mut self, partition: &[u8], intake: &mut Intake) -> HintedStrResult<()> {
        let mut studies: BTreeMap<u32, Vec<Entry>> = BTreeMap::new();
        for entry in spill::entries(partition) {
            studies.entry(entry.key).or_default().push(entry);
        }
        for entries in studies.values() {
            let is_study = |entry: &&Entry| entry.table == Table::Studies;
            let mut own = entries.iter().filter(is_study).peekable();
            if own.peek().is_none() {
                self.refuse(&entries[0], "no such study in `studies.txt`", intake);
            }
            for row in own {
                self.records += 1;
                intake.count(self.archive.shown);
                let broken = entries.iter().find_map(|entry| Some((entry, entry.fault?)));
                if let Some((entry, reason)) = broken {
                    self.refuse(entry, reason, intake);
                    continue;
                }
                let study = study::study(row, entries);
                match study.and_then(|study| trial::check_ctgov(study, intake.words())) {
                    Ok(trial) => intake.take(&trial, Detail::Most)?,
                    Err(refusal) => {
                        let refusal = renamed(refusal, &study::NAMES);
                        intake.reject(&self.place(row), row.record, refusal);
                    }
                }
            }
        }
        Ok(())
    }

    /// Refuses a study because of one of its rows.
    fn refuse(&self, entry: &Entry, reason: &str, intake: &mut Intake) {
        let id = format!("NCT{:08}", entry.key);
        intake.reject(&self.place(entry), entry.record, refusal(Some(&id), reason));
    }

    /// Returns the file and line of a row.
    fn place(&self, entry: &Entry) -> String {
        format!("{}:{}", self.files[entry.table as usize], entry.line)
    }
}

/// Finds the columns of a table in its header.
fn places(layout: &Layout, file: &str, header: Row) -> HintedStrResult<Vec<Option<usize>>> {
    let names = delimited::names(header.fields);
    let place = |column: &str| names.iter().position(|name| name.eq_ignore_ascii_case(column));
    let find = |(column, required): &(&str, bool)| match place(column) {
        None if *required => Err(error!(
            "`{file}:{}` has no column `{column}`", header.line;
            hint: "expected AACT's columns, which the first line names with `|` between them"
        )),
        found => Ok(found),
    };
    layout.columns.iter().map(find).collect()
}

/// Returns the needed fields of a row, empty where the column is missing, or says
/// what is wrong with it.
fn fields<'r>(
    row: Row<'r>,
    width: usize,
    places: &[Option<usize>],
    layout: &Layout,
) -> Result<Vec<&'r str>, String> {
    if row.fields.len() != width {
        return Err(format!("expected {width} columns, found {}", row.fields.len()));
    }
    let field = |(place, (name, _)): (&Option<usize>, &(&str, bool))| {
        let bytes = place.and_then(|place| row.fields.get(place)).unwrap_or_default();
        str::from_utf8(bytes).map_err(|_| format!("not UTF-8 in `{name}`"))
    };
    places.iter().zip(layout.columns).map(field).collect()
}

/// Says that a row does not tell its study.
fn no_number(id: &str) -> String {
    match id {
        "" => format!("no `{KEY}`"),
        id => format!("invalid NCT number `{id}`"),
    }
}

/// Says that the temporary file cannot be written or read.
fn spill_fault(err: &std::io::Error) -> HintedString {
    error!(
        "failed to use a temporary file in `data/snapshots` ({err})";
        hint: "it takes about as much room as the unpacked tables"
    )
}
