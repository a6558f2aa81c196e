//! Merging: many faults that say the same become one that names the other places.

use std::collections::BTreeSet;

use super::fault::{Fault, Place};
use super::suggest::and_list;

/// How many notes a fault keeps when others are merged into it.
const NOTES: usize = 4;

/// How many further lines with the same fault are named.
const LINES: usize = 10;

/// How many further cells with the same fault are named: whoever filled in a form of a few dozen rows mends them all.
const CELLS: usize = 60;

/// Joins faults that say the same about the same file.
///
/// The first of them keeps its place; the others become a hint with their lines or cells, and a few of their notes are kept without repetition.
/// The order is that of the first of each kind.
pub fn merge(faults: Vec<Fault>) -> Vec<Fault> {
    let mut merged: Vec<(Fault, More)> = Vec::new();
    for fault in faults {
        let same = |other: &Fault| {
            other.severity == fault.severity
                && other.message == fault.message
                && other.place.as_ref().map(|place| &place.path)
                    == fault.place.as_ref().map(|place| &place.path)
        };
        match merged.iter_mut().find(|(other, _)| same(other)) {
            Some((first, more)) => {
                if let Some(place) = &fault.place {
                    more.add(place);
                }
                let new: Vec<_> =
                    fault.notes.into_iter().filter(|note| !first.notes.contains(note)).collect();
                first.notes.extend(new);
            }
            None => merged.push((fault, More::default())),
        }
    }
    merged.into_iter().map(|(fault, more)| more.told(with_few_notes(fault))).collect()
}

/// Where else the same fault is.
#[derive(Default)]
struct More {
    /// The lines of a text.
    lines: BTreeSet<usize>,
    /// The cells of a workbook: row, column and address.
    cells: BTreeSet<(usize, usize, String)>,
}

impl More {
    /// Takes in another place.
    fn add(&mut self, place: &Place) {
        match &place.cell {
            None => self.lines.insert(place.line),
            Some(cell) => self.cells.insert((place.line, place.column, cell.clone())),
        };
    }

    /// Adds the hint about these places to the fault that was found first.
    fn told(mut self, fault: Fault) -> Fault {
        let Some(place) = &fault.place else { return fault };
        let sheet = place.cell.as_deref().and_then(|cell| cell.rsplit_once('!'));
        let start = sheet.map(|(sheet, _)| format!("{sheet}!")).unwrap_or_default();
        self.lines.remove(&place.line);
        self.cells.retain(|(_, _, cell)| Some(cell) != place.cell.as_ref());
        let lines: Vec<_> = self.lines.iter().map(usize::to_string).collect();
        // The sheet is named where it is another one.
        let short = |cell: &String| cell.strip_prefix(&start).unwrap_or(cell).to_owned();
        let cells: Vec<_> = self.cells.iter().map(|(_, _, cell)| short(cell)).collect();
        let hints = [
            others(&lines, ["line has", "lines have"], ["line ", "lines "], LINES),
            others(&cells, ["cell has", "cells have"], ["", ""], CELLS),
        ];
        hints.into_iter().flatten().fold(fault, Fault::with_hint)
    }
}

/// Says how many others there are, and which, up to a number; the words are for one and for several.
fn others(names: &[String], have: [&str; 2], which: [&str; 2], most: usize) -> Option<String> {
    let (count, form) = (names.len(), usize::from(names.len() > 1));
    let listed = match count {
        0 => return None,
        _ if count <= most => and_list(names),
        _ => format!("{} and so on", names[..most].join(", ")),
    };
    Some(format!("{count} more {} the same fault: {}{listed}", have[form], which[form]))
}

/// Leaves out notes beyond the first few.
fn with_few_notes(mut fault: Fault) -> Fault {
    match fault.notes.len().saturating_sub(NOTES) {
        0 | 1 => fault,
        more => {
            fault.notes.truncate(NOTES);
            fault.with_note(format!("and {more} more"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use typst::diag::error;

    use super::super::Files;
    use super::*;

    #[test]
    fn a_fault_of_a_template_names_a_few_of_its_documents() {
        let faults = (1..=30)
            .map(|number| {
                Fault::error("unknown font").with_note(format!("in the document `{number}`"))
            })
            .collect();
        let merged = merge(faults);
        assert_eq!((merged.len(), merged[0].notes.len()), (1, 5));
        assert_eq!(merged[0].notes[4], "and 26 more");
    }

    #[test]
    fn the_same_fault_many_times_is_one_with_the_lines() {
        let files = Files::new(Path::new("/nowhere"));
        let file = files.add("a.csv", "x\n".repeat(50));
        let diagnostics: Vec<_> =
            [3, 8, 12, 40].map(|line| error!(file.line(line), "bad date")).into();
        let merged = merge(files.resolve(&diagnostics));
        assert_eq!(merged.len(), 1);
        assert_eq!(merged[0].hints, ["3 more lines have the same fault: lines 8, 12 and 40"]);
    }

    #[test]
    fn the_same_fault_in_cells_is_one_with_their_addresses() {
        let fault = |address: &str| Fault {
            place: Some(Place::in_workbook("form.xlsx", address, (14, 4), "hundra")),
            ..Fault::error("not a number")
        };
        let faults = ["Svar!D14", "Svar!D15", "Svar!D16", "Svar!D15", "Svar!D20"].map(fault);
        let merged = merge(faults.into());
        assert_eq!(merged.len(), 1);
        assert_eq!(merged[0].hints, ["3 more cells have the same fault: D15, D16 and D20"]);

        let merged = merge(["Svar!D14", "'Svar 2'!D14"].map(fault).into());
        assert_eq!(merged[0].hints, ["1 more cell has the same fault: 'Svar 2'!D14"]);
    }
}
