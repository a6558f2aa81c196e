//! Reads the website's CSV, row by row.

use std::io::Read;

use typst::diag::{HintedStrResult, error};

use super::super::pass::{Detail, Intake};
use super::super::source::Packing;
use super::super::trial::{self, Refusal};
use super::columns::Header;
use super::delimited::Rows;
use super::website_row::{self, NAMES};

/// Reads the records of a text.
pub fn read(
    name: &str,
    packing: Packing,
    delimiter: u8,
    input: &mut dyn Read,
    intake: &mut Intake,
) -> HintedStrResult<()> {
    let mut rows = Rows::new(name, packing, delimiter, input);
    let Some(first) = rows.next()? else {
        return Err(error!("`{name}` is empty"; hint: "download or copy the file again"));
    };
    let header = Header::parse(name, first.line, first.fields)?;
    let mut record = 0;
    while let Some(row) = rows.next()? {
        record += 1;
        intake.count(name);
        let study = website_row::study(&header, row.fields, intake.places());
        match study.and_then(|study| trial::check_ctgov(study, intake.words())) {
            Ok(trial) => intake.take(&trial, Detail::Some)?,
            Err(refusal) => {
                intake.reject(&format!("{name}:{}", row.line), record, renamed(refusal, &NAMES));
            }
        }
    }
    header.count(record, intake);
    intake.report(name);
    Ok(())
}

/// Returns a refusal with the form's own names of fields.
pub fn renamed(refusal: Refusal, names: &[(&str, &str)]) -> Refusal {
    let rename = |reason: String, (api, own): &(&str, &str)| {
        reason.replace(&format!("`{api}`"), &format!("`{own}`"))
    };
    Refusal { reason: names.iter().fold(refusal.reason, rename), ..refusal }
}
