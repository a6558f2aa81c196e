//! Reads JSON, cut into records by `cut.rs`: the registers' own form.

use std::io::Read;

use typst::diag::{HintedStrResult, HintedString, error};

use super::cut::{self, Cutter, Position, locate};
use super::kind::Kind;
use super::pass::{Detail, Intake};
use super::source::Packing;
use super::trial::Fault;

/// Reads the records of a text, which are of a kind.
pub fn read(
    kind: &Kind,
    name: &str,
    packing: Packing,
    input: &mut dyn Read,
    intake: &mut Intake,
) -> HintedStrResult<()> {
    let mut cutter = Cutter::new(input);
    let mut record = 0;
    while let Some(cut) = cutter.next().map_err(|fault| cut_fault(kind, name, packing, fault))? {
        record += 1;
        intake.count(name);
        match kind.check(&cut, intake.words()) {
            Ok(trial) => intake.take(&trial, Detail::All)?,
            Err(Fault::Record(refusal)) => intake.reject(name, record, refusal),
            Err(Fault::Text(err)) => {
                let (position, fault) = locate(cut.position, &err);
                return Err(broken(name, position, &fault));
            }
        }
    }
    intake.report(name);
    Ok(())
}

/// Says why a text could not be cut into records.
fn cut_fault(kind: &Kind, name: &str, packing: Packing, fault: cut::Fault) -> HintedString {
    match fault {
        cut::Fault::Io(err) => packing.fault(name, &err),
        cut::Fault::Empty => error!("`{name}` is empty"; hint: "download or copy the file again"),
        cut::Fault::NotJson => error!(
            "`{name}` holds no records of {}", kind.name();
            hint: "expected {}", kind.records()
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
