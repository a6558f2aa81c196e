//! One reading of all inputs.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, HintedString, error};

use super::Progress;
use super::cut::{self, Cut, Cutter, Position, locate};
use super::kind::Kind;
use super::source::{self, Packing, SourceFile};
use super::tables::Tables;
use super::trial::{Fault, Refusal, Trial};
use crate::registry::reference::Reference;
use crate::registry::snapshot::{Input, Rejected, Snapshot};
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
}

/// A copy of a trial.
#[derive(Debug)]
struct Copy {
    /// Its last update.
    updated: Option<NaiveDate>,
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
    fn wants(&mut self, trial: &Trial, record: u64) -> bool {
        let Some(copy) = self.copies.get_mut(&trial.identity.key) else {
            self.copies.insert(trial.identity.key, Copy { updated: trial.updated, record });
            return true;
        };
        if self.settled {
            return copy.record == record;
        }
        if trial.updated > copy.updated {
            *copy = Copy { updated: trial.updated, record };
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
    /// Inputs, rejections and counts so far.
    snapshot: Snapshot,
    /// The newest day that a record told.
    newest_date: Option<NaiveDate>,
    /// Records so far, over all inputs.
    records: u64,
    /// 1 or 2.
    number: u32,
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
        let total = files.iter().map(|file| file.bytes).sum();
        let read = Rc::new(Cell::new(0));
        for file in files {
            let before = self.records;
            let sha256 =
                sha256_of(&file.path).map_err(|err| Packing::Plain.fault(&file.shown, &err))?;
            source::open(file, &read, &mut |name, packing, input| {
                self.read_text(name, packing, input, newest, &mut |trials, number| {
                    let bytes = read.get();
                    progress(Progress { file: name, bytes, total, trials, pass: number });
                })
            })?;
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

    /// Reads the records of one text.
    fn read_text(
        &mut self,
        name: &str,
        packing: Packing,
        input: &mut dyn Read,
        newest: &mut Newest,
        report: &mut dyn FnMut(u64, u32),
    ) -> HintedStrResult<()> {
        let mut cutter = Cutter::new(input);
        let mut record = 0;
        while let Some(cut) =
            cutter.next().map_err(|fault| cut_fault(self.kind, name, packing, fault))?
        {
            record += 1;
            self.records += 1;
            self.read_record(name, record, &cut, newest)?;
            if self.records.is_multiple_of(REPORT) {
                report(self.tables.trials, self.number);
            }
        }
        report(self.tables.trials, self.number);
        Ok(())
    }

    /// Reads one record.
    fn read_record(
        &mut self,
        name: &str,
        record: u64,
        cut: &Cut,
        newest: &mut Newest,
    ) -> HintedStrResult<()> {
        match self.kind.check(cut, &mut self.tables.coverage.words_unknown) {
            Ok(trial) => self.take(&trial, newest),
            Err(Fault::Record(refusal)) => {
                self.reject(name, record, refusal);
                Ok(())
            }
            Err(Fault::Text(err)) => {
                let (position, fault) = locate(cut.position, &err);
                Err(broken(name, position, &fault))
            }
        }
    }

    /// Takes in a trial, if it is the copy that counts.
    fn take(&mut self, trial: &Trial, newest: &mut Newest) -> HintedStrResult<()> {
        if !newest.wants(trial, self.records) {
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
            id: refusal.id.map(shorten),
            reason: shorten(refusal.reason),
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

/// Says why a text could not be cut into records of a kind.
fn cut_fault(kind: &Kind, name: &str, packing: Packing, fault: cut::Fault) -> HintedString {
    match fault {
        cut::Fault::Io(err) => packing.fault(name, &err),
        cut::Fault::Empty => error!("`{name}` is empty"; hint: "download or copy the file again"),
        cut::Fault::NotJson => error!(
            "`{name}` is not JSON";
            hint: "expected {}: pages, single records, lists or one record per line",
            kind.records()
        ),
        cut::Fault::Utf16 => error!("`{name}` is UTF-16"; hint: "save it as UTF-8"),
        cut::Fault::Packed(inner) => error!(
            "`{name}` is packed twice, a {inner} in a {}", packing.word();
            hint: "unpack the outer file and give what is in it"
        ),
        cut::Fault::Broken(position, fault) => broken(name, position, &fault),
    }
}

/// Says where a text stops being JSON.
fn broken(name: &str, position: Position, fault: &str) -> HintedString {
    let Position { line, column } = position;
    error!(
        "broken JSON in `{name}:{line}:{column}`: {fault}";
        hint: "the file may have been cut off or changed; download it again"
    )
}
