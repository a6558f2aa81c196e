//! One reading of all inputs.

use std::cell::Cell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use chrono::NaiveDate;
use typst::diag::HintedStrResult;

use super::kind::Kind;
use super::source::{self, Packing, SourceFile};
use super::tables::Tables;
use super::trial::{Refusal, Trial, UnknownWords};
use super::{Progress, mapped};
use crate::contact::without_contacts;
use crate::registry::places::Places;
use crate::registry::reference::Reference;
use crate::registry::rows::Rows;
use crate::registry::snapshot::{self, Coverage, Input, Rejected, Snapshot};
use crate::registry::store::{Draft, sha256_of};

/// Trials whose rows are written at once.
const BATCH: u64 = 5000;

/// Records between two reports of progress.
const REPORT: u64 = 100;

/// Broken records that a snapshot names; the others are counted.
const NAMED: usize = 10_000;

/// Characters of a broken record's text that are kept.
const WORDS: usize = 300;

/// Which copy of each trial counts.
#[derive(Debug, Default)]
pub struct Newest {
    /// By key.
    copies: HashMap<u32, Copy>,
    /// Whether a newer copy came after an older one.
    superseded: bool,
    /// Whether all copies are known, so that nothing can supersede any more.
    settled: bool,
    /// Keys of trials that only their source has numbered, by its number.
    keys: HashMap<String, u32>,
}

/// How much a form of records carries; of equally new copies, the one with the most
/// counts.
#[derive(Debug, Copy, Clone, Eq, PartialEq, Ord, PartialOrd)]
pub enum Detail {
    /// Neither MeSH terms nor officials nor types of dates.
    Some,
    /// Nearly everything, but no ids of MeSH terms.
    Most,
    /// The register's own record.
    All,
}

/// A copy of a trial.
#[derive(Debug)]
struct Copy {
    /// Its last update.
    updated: Option<NaiveDate>,
    /// How much its form carries.
    detail: Detail,
    /// Its place among all records of all inputs.
    record: u64,
}

impl Newest {
    /// Tells whether rows of an older copy have been written.
    pub fn is_superseded(&self) -> bool {
        self.superseded
    }

    /// Ends the first reading: from now on only the copies that count are wanted.
    pub fn settle(&mut self) {
        self.settled = true;
    }

    /// Tells whether a record is to be written, as far as is known.
    fn wants(&mut self, trial: &Trial, detail: Detail, record: u64) -> bool {
        let updated = trial.updated;
        let Some(copy) = self.copies.get_mut(&trial.identity.key) else {
            self.copies.insert(trial.identity.key, Copy { updated, detail, record });
            return true;
        };
        if self.settled {
            return copy.record == record;
        }
        if (updated, detail) > (copy.updated, copy.detail) {
            *copy = Copy { updated, detail, record };
            self.superseded = true;
        }
        false
    }
}

/// A reading of all inputs.
pub struct Pass<'a> {
    /// The source.
    kind: &'a Kind,
    /// Rows that wait to be written.
    tables: Tables<'a>,
    /// Where they are written.
    draft: Draft,
    /// Where what does not fit into memory may lie for a while.
    scratch: PathBuf,
    /// Inputs, rejections and counts so far.
    snapshot: Snapshot,
    /// The newest day that a record told.
    newest_date: Option<NaiveDate>,
    /// Records so far, over all inputs.
    records: u64,
    /// 1 or 2.
    number: u32,
}

/// Where the reader of a form hands its records.
pub struct Intake<'r, 'a> {
    /// The reading that it belongs to.
    pass: &'r mut Pass<'a>,
    /// Which copy of each trial counts.
    newest: &'r mut Newest,
    /// Told the text's name, the trials so far, and the number of the reading.
    report: &'r mut dyn FnMut(&str, u64, u32),
}

impl<'a> Intake<'_, 'a> {
    /// Counts a record before it is taken in or refused, and tells how far the
    /// reading has come.
    pub fn count(&mut self, name: &str) {
        self.pass.records += 1;
        if self.pass.records.is_multiple_of(REPORT) {
            self.report(name);
        }
    }

    /// Tells how far the reading has come.
    pub fn report(&mut self, name: &str) {
        (self.report)(name, self.pass.tables.trials, self.pass.number);
    }

    /// Takes in a trial, if it is the copy that counts.
    pub fn take(&mut self, trial: &Trial, detail: Detail) -> HintedStrResult<()> {
        self.pass.take(trial, detail, self.newest)
    }

    /// Notes a broken record: the file that it stands in, with the line when there
    /// are lines, its place among the file's records, and what is wrong.
    pub fn reject(&mut self, file: &str, record: u64, refusal: Refusal) {
        self.pass.reject(file, record, refusal);
    }

    /// Returns the counts of coded words that the codebook lacks.
    pub fn words(&mut self) -> &mut UnknownWords {
        &mut self.pass.tables.coverage.words_unknown
    }

    /// Returns what is counted about the records.
    pub fn coverage(&mut self) -> &mut Coverage {
        &mut self.pass.tables.coverage
    }

    /// Returns what places, areas and companies are found with.
    pub fn reference(&self) -> &'a Reference {
        self.pass.tables.reference()
    }

    /// Returns the key of a trial that only its source has numbered.
    pub fn key_of(&mut self, id: &str) -> u32 {
        let keys = &mut self.newest.keys;
        let next = mapped::key_of(keys.len());
        *keys.entry(id.to_owned()).or_insert(next)
    }

    /// Notes a day that a row tells: the newest is the date of the data.
    pub fn saw(&mut self, day: NaiveDate) {
        self.pass.newest_date = self.pass.newest_date.max(Some(day));
    }

    /// Adds rows that are not about a trial, and writes them from time to time.
    pub fn profile<T>(
        &mut self,
        push: impl FnOnce(&mut [Rows], &mut Coverage) -> T,
    ) -> HintedStrResult<T> {
        let Pass { tables, draft, records, .. } = &mut *self.pass;
        let pushed = push(&mut tables.rows, &mut tables.coverage);
        if records.is_multiple_of(BATCH) {
            draft.append(&mut tables.rows)?;
        }
        Ok(pushed)
    }

    /// Returns what places are found with.
    pub fn places(&self) -> &Places {
        &self.pass.tables.reference().places
    }

    /// Returns the folder in which a reader may create temporary files.
    pub fn scratch(&self) -> &Path {
        &self.pass.scratch
    }
}

/// What a reading leaves behind.
pub struct Finished {
    /// The written tables.
    pub draft: Draft,
    /// Inputs, rejections and counts.
    pub snapshot: Snapshot,
    /// The newest day that a record told.
    pub newest_date: Option<NaiveDate>,
}

impl<'a> Pass<'a> {
    /// Starts a reading.
    pub fn new(
        root: &Path,
        reference: &'a Reference,
        kind: &'a Kind,
        number: u32,
    ) -> HintedStrResult<Self> {
        Ok(Self {
            kind,
            tables: Tables::new(reference, kind.id()),
            draft: Draft::new(root)?,
            scratch: root.join(snapshot::FOLDER),
            snapshot: Snapshot::default(),
            newest_date: None,
            records: 0,
            number,
        })
    }

    /// Reads all files.
    pub fn read(
        &mut self,
        files: &[SourceFile],
        newest: &mut Newest,
        progress: &mut dyn FnMut(Progress),
    ) -> HintedStrResult<()> {
        if let Kind::Mapped(mapping) = self.kind {
            self.snapshot.inputs.push(mapping.input());
        }
        let total = files.iter().map(|file| file.bytes).sum();
        let read = Rc::new(Cell::new(0));
        for file in files {
            let before = self.records;
            let sha256 =
                sha256_of(&file.path).map_err(|err| Packing::Plain.fault(&file.shown, &err))?;
            let kind = self.kind;
            let mut report = |name: &str, trials, number| {
                let bytes = read.get();
                progress(Progress { file: name, bytes, total, trials, pass: number });
            };
            let mut intake = Intake { pass: self, newest, report: &mut report };
            match kind {
                Kind::Mapped(mapping) => mapped::read(file, mapping, &mut intake)?,
                _ => source::open(file, &read, &mut |content| kind.read(content, &mut intake))?,
            }
            self.snapshot.inputs.push(Input {
                source: self.kind.id().into(),
                path: file.shown.clone(),
                sha256,
                bytes: file.bytes,
                records: self.records - before,
            });
        }
        Ok(())
    }

    /// Takes in a trial, if it is the copy that counts.
    fn take(&mut self, trial: &Trial, detail: Detail, newest: &mut Newest) -> HintedStrResult<()> {
        if !newest.wants(trial, detail, self.records) {
            self.snapshot.duplicates += 1;
            return Ok(());
        }
        self.newest_date = self.newest_date.max(trial.newest);
        self.tables.push(trial);
        if self.tables.trials.is_multiple_of(BATCH) {
            self.draft.append(&mut self.tables.rows)?;
        }
        Ok(())
    }

    /// Notes a broken record.
    fn reject(&mut self, name: &str, record: u64, refusal: Refusal) {
        if self.snapshot.rejected.len() == NAMED {
            self.snapshot.rejected_more += 1;
            return;
        }
        self.snapshot.rejected.push(Rejected {
            file: name.into(),
            record,
            id: refusal.id.map(|id| shorten(without_contacts(&id).into_owned())),
            reason: shorten(without_contacts(&refusal.reason).into_owned()),
        });
    }

    /// Writes the last rows.
    pub fn finish(mut self) -> HintedStrResult<Finished> {
        self.draft.append(&mut self.tables.rows)?;
        self.snapshot.trials = self.tables.trials;
        self.snapshot.sites = self.tables.sites;
        self.snapshot.coverage = self.tables.coverage;
        Ok(Finished { draft: self.draft, snapshot: self.snapshot, newest_date: self.newest_date })
    }
}

/// Returns a text that quotes a record, cut off where it becomes too long.
fn shorten(text: String) -> String {
    match text.char_indices().nth(WORDS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
