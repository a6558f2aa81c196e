//! Reads an export into the tables.

use std::path::Path;

use typst::diag::{HintedStrResult, HintedString};

use super::field::{Field, Kind};
use super::mapping::Mapping;
use super::profiles::Profiles;
use super::row::{Lost, Record, Rows};
use super::study::study;
use crate::diag::{Fault, Files};
use crate::registry::ingest::pass::{Detail, Intake};
use crate::registry::ingest::source::SourceFile;
use crate::registry::ingest::trial::{Identity, check_study, refusal};
use crate::registry::schema::FIRST_OTHER;

/// Reads the rows of an export as a mapping says.
pub fn read(file: &SourceFile, mapping: &Mapping, intake: &mut Intake) -> HintedStrResult<()> {
    let files = Files::new(Path::new("."));
    let known = files.add(&mapping.file.path, &*mapping.file.text);
    debug_assert_eq!(known.path, mapping.file.path);
    let mut rows = Rows::open(&file.path, &file.shown, mapping, &files).map_err(told)?;
    let kind = mapping.source.kind;
    let mut profiles = Profiles::new(intake.reference(), mapping.source.id.get_ref());
    loop {
        let record = match rows.next_record() {
            Ok(None) => break,
            Ok(Some(record)) => record,
            Err(Lost::Rest(fault)) => return Err(told(vec![fault])),
            Err(Lost::Row(fault)) => {
                intake.count(&file.shown);
                let line = fault.place.as_ref().map_or(0, |place| place.line as u64);
                intake.reject(&file.shown, line, refusal(None, &fault.message));
                continue;
            }
        };
        intake.count(&file.shown);
        match kind {
            Kind::Trials => take_trial(&record, file, intake)?,
            _ => {
                let pushed = intake
                    .profile(|rows, coverage| profiles.push(kind, &record, rows, coverage))?;
                let told = [Field::Updated, Field::Since].map(|field| record.date(field));
                for given in told.into_iter().flatten().flatten() {
                    intake.saw(given.date);
                }
                if let Err(reason) = pushed {
                    let id = record.text(Field::Id);
                    let refused = refusal(id.as_deref(), &reason);
                    intake.reject(&file.shown, record.number(), refused);
                }
            }
        }
    }
    intake.report(&file.shown);
    Ok(())
}

/// Takes in a trial's row.
fn take_trial(record: &Record, file: &SourceFile, intake: &mut Intake) -> HintedStrResult<()> {
    let Some(id) = record.text(Field::Id) else {
        intake.reject(&file.shown, record.number(), refusal(None, "no id"));
        return Ok(());
    };
    let key = intake.key_of(&id);
    let study = match study(record) {
        Ok(study) => study,
        Err(reason) => {
            intake.reject(&file.shown, record.number(), refusal(Some(&id), &reason));
            return Ok(());
        }
    };
    match check_study(study, Identity { key, id }, intake.words()) {
        Ok(trial) => intake.take(&trial, Detail::All),
        Err(refused) => {
            intake.reject(&file.shown, record.number(), refused);
            Ok(())
        }
    }
}

/// Returns the key of the trial that comes as number `at` among those of its source.
pub fn key_of(at: usize) -> u32 {
    FIRST_OTHER + u32::try_from(at).unwrap_or(u32::MAX - FIRST_OTHER)
}

/// Returns the first of several faults, with its place in words.
fn told(faults: Vec<Fault>) -> HintedString {
    let more = faults.len().saturating_sub(1);
    let mut faults = faults.into_iter();
    let first = faults.next().unwrap_or_else(|| Fault::error("the export cannot be read"));
    // Of a file as such there is no line to name.
    let place = first.place.filter(|place| place.length > 0);
    let place = place.map(|place| format!(", in `{}:{}`", place.path, place.line));
    let message = format!("{}{}", first.message, place.unwrap_or_default());
    let told = HintedString::new(message.into())
        .with_hints(first.hints.into_iter().map(typst::diag::EcoString::from));
    match more {
        0 => told,
        more => told.with_hint(format!("and {more} more; `kapacitet sniff` tells all")),
    }
}
