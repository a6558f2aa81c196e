//! What an export would be read as, without writing anything.

use std::collections::BTreeMap;
use std::path::Path;

use super::field::{Field, Kind};
use super::mapping::Mapping;
use super::row::{Lost, Record, Rows};
use super::study::study;
use crate::diag::{Fault, Files};
use crate::registry::schema::{Phase, PipelinePhase, SponsorClass, Status};

/// Rows that are shown.
const SHOWN: usize = 5;

/// Broken rows that are named.
const NAMED: usize = 20;

/// What an export would be read as.
#[derive(Debug, Default)]
pub struct Preview {
    /// The first rows: line, and each field with its value as it would be read.
    pub first: Vec<(u64, Vec<(Field, String)>)>,
    /// Rows that can be read.
    pub good: u64,
    /// Rows that would be left out.
    pub broken: u64,
    /// The first of them: line and reason.
    pub reasons: Vec<(u64, String)>,
    /// Words of the source that no code was found for, with their number.
    pub unknown: BTreeMap<String, u64>,
    /// What someone should know about the file.
    pub notes: Vec<Fault>,
}

/// Reads a whole export as a mapping says, in bounded memory.
pub fn preview(
    path: &Path,
    shown: &str,
    mapping: &Mapping,
    files: &Files,
) -> Result<Preview, Vec<Fault>> {
    let mut rows = Rows::open(path, shown, mapping, files)?;
    let fields: Vec<_> = rows.fields().collect();
    let mut preview = Preview { notes: rows.notes().to_vec(), ..Preview::default() };
    loop {
        match rows.next_record() {
            Ok(None) => return Ok(preview),
            Err(Lost::Rest(fault)) => return Err(vec![fault]),
            Err(Lost::Row(fault)) => {
                let line = fault.place.as_ref().map_or(0, |place| place.line as u64);
                preview.leave_out(line, fault.message);
            }
            Ok(Some(record)) => preview.take(&record, mapping.source.kind, &fields),
        }
    }
}

impl Preview {
    /// Counts a row, and shows it if it is one of the first.
    fn take(&mut self, record: &Record, kind: Kind, fields: &[Field]) {
        match judge(record, kind) {
            Err(reason) => return self.leave_out(record.number(), reason),
            Ok(()) => self.good += 1,
        }
        for word in unknown_words(record, kind) {
            *self.unknown.entry(word).or_default() += 1;
        }
        if self.first.len() < SHOWN {
            let shown = fields.iter().filter_map(|&field| Some((field, value(record, field)?)));
            self.first.push((record.number(), shown.collect()));
        }
    }

    /// Counts a broken row.
    fn leave_out(&mut self, line: u64, reason: String) {
        self.broken += 1;
        if self.reasons.len() < NAMED {
            self.reasons.push((line, reason));
        }
    }
}

/// Whether a row can be read.
fn judge(record: &Record, kind: Kind) -> Result<(), String> {
    for field in Field::ALL.iter().filter(|field| field.needed_by(kind) == Some(true)) {
        if record.list(*field).is_empty() {
            return Err(format!("no {field}"));
        }
    }
    match kind {
        Kind::Trials => study(record).map(|_| ()),
        Kind::Pipeline => {
            let word = record.text(Field::Phase).unwrap_or_default();
            match PipelinePhase::parse(&word) {
                Some(_) => record.date(Field::Since).map(|_| ()),
                None => Err(format!("unknown phase `{word}`, add it to `values` of the mapping")),
            }
        }
        Kind::Sites | Kind::Investigators => {
            record.number_of(Field::Trials)?;
            record.number_of(Field::OngoingTrials)?;
            record.date(Field::Updated).map(|_| ())
        }
    }
}

/// A coded field, and whether a word is one of its codes.
type Check = (Field, fn(&str) -> bool);

/// Returns the words of a trial's row that no code was found for.
fn unknown_words(record: &Record, kind: Kind) -> Vec<String> {
    if kind != Kind::Trials {
        return Vec::new();
    }
    let checks: [Check; 3] = [
        (Field::Status, |word| Status::parse(word).is_some()),
        (Field::Phase, |word| Phase::parse(word).is_some()),
        (Field::SponsorClass, |word| SponsorClass::parse(word).is_some()),
    ];
    let unknown = |(field, is_known): Check| {
        let word = record.text(field).filter(|word| !is_known(word))?;
        Some(format!("{field} {word}"))
    };
    checks.into_iter().filter_map(unknown).collect()
}

/// Returns a field as it would be read.
fn value(record: &Record, field: Field) -> Option<String> {
    match field {
        Field::Start
        | Field::Completion
        | Field::PrimaryCompletion
        | Field::Updated
        | Field::Since => Some(record.date(field).ok()??.text()),
        Field::Enrolment | Field::Trials | Field::OngoingTrials => {
            record.number_of(field).ok()?.map(|number| number.to_string())
        }
        Field::Conditions
        | Field::Disease
        | Field::Interventions
        | Field::Countries
        | Field::Collaborators
        | Field::Numbers
        | Field::Investigators
        | Field::Mesh => Some(record.list(field).join(" | ")).filter(|list| !list.is_empty()),
        _ => record.text(field),
    }
}
