//! What comes with a report beside what the engine computed and drew: texts written by hand, and the list of attached files.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};
use typst::diag::SourceResult;

use super::Sheet;
use crate::narrative::HandWritten;
use crate::report::{Attachment, Figure, Slot, Table};

impl Sheet<'_> {
    /// Returns the places for texts written by hand.
    pub(super) fn slots(
        &self,
        written: &BTreeMap<&str, &HandWritten>,
    ) -> SourceResult<BTreeMap<String, Slot>> {
        let mut slots = BTreeMap::new();
        for (slot, names) in &self.kind.spec.slots {
            let name = names.get(&self.lang()).unwrap_or(slot).clone();
            let missing = match written.contains_key(slot.as_str()) {
                true => None,
                false => Some(self.phrases.word("missing.slot")?),
            };
            slots.insert(slot.clone(), Slot { name, missing });
        }
        Ok(slots)
    }
}

/// Returns the files that are attached to the PDF, in the order of their names in the bundle: figures before tables.
pub(super) fn attachments(
    figures: &BTreeMap<String, Figure>,
    tables: &BTreeMap<String, Table>,
    files: &BTreeMap<String, Vec<u8>>,
) -> Vec<Attachment> {
    let figures = figures.values().map(|figure| (&figure.data, &figure.data_name, &figure.id));
    let tables = tables.values().map(|table| (&table.data, &table.data_name, &table.id));
    let attached = |(path, name, of): (&Option<String>, &String, &String)| {
        let path = path.as_ref()?;
        let sha256 = sha256(files.get(path)?);
        Some((path.clone(), Attachment { name: name.clone(), of: of.clone(), sha256 }))
    };
    let sorted: BTreeMap<_, _> = figures.chain(tables).filter_map(attached).collect();
    sorted.into_values().collect()
}

/// Returns the SHA-256 of some bytes in hexadecimal digits.
fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
