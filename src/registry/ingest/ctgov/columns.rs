//! The columns of the website's CSV, since 2024 and before.
//!
//! A user ticks the columns before the download, so any but `NCT Number` may be
//! missing.

use typst::diag::{HintedStrResult, error};

use super::super::pass::Intake;
use super::delimited;
use csv::ByteRecord;

/// A column that is read.
#[derive(Debug, Copy, Clone, Eq, PartialEq)]
pub enum Column {
    /// The NCT number.
    Number,
    /// The brief title.
    Title,
    /// How far the trial has come.
    Status,
    /// Conditions, in a list.
    Conditions,
    /// Interventions with their types, in a list.
    Interventions,
    /// The lead sponsor; in the classic layout with the collaborators, in a list.
    Sponsor,
    /// The collaborators, in a list.
    Collaborators,
    /// Phases, in a list.
    Phases,
    /// Participants.
    Enrollment,
    /// Class of the lead sponsor; in the classic layout a list of the classes of
    /// all sponsors.
    Funder,
    /// Interventional or other.
    StudyType,
    /// Other numbers, in a list.
    OtherIds,
    /// Start.
    Start,
    /// Primary completion.
    PrimaryCompletion,
    /// Completion.
    Completion,
    /// When the last update was made public.
    Updated,
    /// Sites, in a list.
    Locations,
}

/// The columns that are read, in the order of the variants, with their names since
/// 2024 and before.
const READ: [(Column, &[&str]); 17] = [
    (Column::Number, &["NCT Number"]),
    (Column::Title, &["Study Title", "Title"]),
    (Column::Status, &["Study Status", "Status", "Recruitment"]),
    (Column::Conditions, &["Conditions"]),
    (Column::Interventions, &["Interventions"]),
    (Column::Sponsor, &["Sponsor", "Sponsor/Collaborators"]),
    (Column::Collaborators, &["Collaborators", "Sponsor/Collaborators"]),
    (Column::Phases, &["Phases"]),
    (Column::Enrollment, &["Enrollment"]),
    (Column::Funder, &["Funder Type", "Funded Bys"]),
    (Column::StudyType, &["Study Type", "Study Types"]),
    (Column::OtherIds, &["Other IDs"]),
    (Column::Start, &["Start Date"]),
    (Column::PrimaryCompletion, &["Primary Completion Date"]),
    (Column::Completion, &["Completion Date"]),
    (Column::Updated, &["Last Update Posted", "Last Updated"]),
    (Column::Locations, &["Locations"]),
];

/// The other columns of both layouts.
const PASSED: [&str; 22] = [
    "Rank",
    "Study URL",
    "URL",
    "Acronym",
    "Brief Summary",
    "Study Results",
    "Primary Outcome Measures",
    "Secondary Outcome Measures",
    "Other Outcome Measures",
    "Outcome Measures",
    "Sex",
    "Gender",
    "Age",
    "Age Groups",
    "Study Design",
    "Study Designs",
    "First Posted",
    "First Received",
    "Results First Posted",
    "Results First Received",
    "Last Verified",
    "Study Documents",
];

/// A file's header.
#[derive(Debug)]
pub struct Header {
    /// The names of its columns, as written.
    pub names: Vec<String>,
    /// Where the columns that are read stand, in the order of [`READ`].
    places: [Option<usize>; READ.len()],
}

impl Header {
    /// Returns how many names are columns of the website's.
    pub fn known(names: &[String]) -> usize {
        let known = |name: &&String| find(name).is_some() || passed(name);
        names.iter().filter(known).count()
    }

    /// Parses a header, which must have the column of the NCT number.
    pub fn parse(file: &str, line: u64, header: &ByteRecord) -> HintedStrResult<Self> {
        let names = delimited::names(header);
        let mut places = [None; READ.len()];
        for (place, name) in names.iter().enumerate() {
            let columns = READ.iter().enumerate().filter(|(_, (_, known))| among(known, name));
            for (column, _) in columns {
                if let Some(other) = places[column].replace(place) {
                    return Err(error!(
                        "`{file}:{line}` has the columns `{}` and `{name}`, which mean the same",
                        names[other];
                        hint: "keep one of them"
                    ));
                }
            }
        }
        let header = Self { names, places };
        if header.place(Column::Number).is_none() {
            return Err(error!(
                "`{file}:{line}` has no column `NCT Number`";
                hint: "tick it when you download the file, besides any others"
            ));
        }
        Ok(header)
    }

    /// Returns where a column stands.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.places[column as usize]
    }

    /// Counts the columns that the file lacks, and those that no reader knows, with
    /// the number of its records.
    pub fn count(&self, records: u64, intake: &mut Intake) {
        let coverage = intake.coverage();
        for (place, (_, known)) in self.places.iter().zip(READ) {
            if place.is_none() {
                *coverage.columns_missing.entry(known[0].into()).or_default() += records;
            }
        }
        for name in &self.names {
            if find(name).is_none() && !passed(name) && !name.is_empty() {
                *coverage.columns_unknown.entry(name.clone()).or_default() += records;
            }
        }
    }
}

/// Returns the column that a name is for.
fn find(name: &str) -> Option<Column> {
    READ.iter().find(|(_, known)| among(known, name)).map(|(column, _)| *column)
}

/// Tells whether a name is one of a column that is passed over.
fn passed(name: &str) -> bool {
    among(&PASSED, name)
}

/// Tells whether a name is among others, whatever its capitals.
fn among(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses a header given as a line.
    fn parse(line: &str) -> HintedStrResult<Header> {
        Header::parse("t.csv", 1, &ByteRecord::from(line.split(',').collect::<Vec<_>>()))
    }

    #[test]
    fn both_layouts_name_the_same_columns() {
        let new = parse("NCT Number,Study Title,Sponsor,Collaborators,Funder Type").unwrap();
        let old = parse("Rank,NCT Number,Title,Sponsor/Collaborators,Funded Bys").unwrap();
        assert_eq!(new.place(Column::Title), Some(1));
        assert_eq!(old.place(Column::Title), Some(2));
        assert_eq!(new.place(Column::Collaborators), Some(3));
        assert_eq!(old.place(Column::Collaborators), Some(3));
        assert_eq!(old.place(Column::Sponsor), Some(3));
        assert_eq!(old.place(Column::Locations), None);
    }

    #[test]
    fn columns_stand_in_the_order_of_their_variants() {
        for (place, (column, _)) in READ.into_iter().enumerate() {
            assert_eq!(column as usize, place);
        }
    }
}
