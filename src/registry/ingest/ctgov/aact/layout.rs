//! The tables of AACT that are read, and their columns. The others are passed over.
//!
//! Source: AACT's data dictionary, <https://aact.ctti-clinicaltrials.org/data_dictionary>.

use super::super::KEY;

/// A table.
#[derive(Debug, Copy, Clone, Eq, PartialEq)]
pub enum Table {
    /// One row per study.
    Studies,
    /// Conditions in the sponsor's words.
    Conditions,
    /// Words to be found by.
    Keywords,
    /// MeSH conditions, and those above them.
    BrowseConditions,
    /// Sites.
    Facilities,
    /// The lead sponsor and the collaborators.
    Sponsors,
    /// Named officials.
    Officials,
    /// Interventions.
    Interventions,
    /// Other numbers.
    Ids,
}

/// A table's file and columns.
#[derive(Debug)]
pub struct Layout {
    /// The table.
    pub table: Table,
    /// Its file.
    pub file: &'static str,
    /// The columns that are read, and whether the table is of no use without them.
    /// The first joins the tables.
    pub columns: &'static [(&'static str, bool)],
}

/// The columns of [`Table::Studies`].
pub const STUDY_COLUMNS: [(&str, bool); 20] = [
    (KEY, true),
    ("brief_title", false),
    ("official_title", false),
    ("overall_status", true),
    ("why_stopped", false),
    ("study_type", true),
    ("phase", true),
    ("enrollment", false),
    ("enrollment_type", false),
    ("start_month_year", false),
    ("start_date", true),
    ("start_date_type", false),
    ("completion_month_year", false),
    ("completion_date", false),
    ("completion_date_type", false),
    ("primary_completion_month_year", false),
    ("primary_completion_date", false),
    ("primary_completion_date_type", false),
    ("last_update_posted_date", false),
    ("last_update_submitted_date", false),
];

/// The tables, in the order of their variants.
pub const LAYOUTS: [Layout; 9] = [
    Layout { table: Table::Studies, file: "studies.txt", columns: &STUDY_COLUMNS },
    Layout {
        table: Table::Conditions,
        file: "conditions.txt",
        columns: &[(KEY, true), ("name", true)],
    },
    Layout {
        table: Table::Keywords,
        file: "keywords.txt",
        columns: &[(KEY, true), ("name", true)],
    },
    Layout {
        table: Table::BrowseConditions,
        file: "browse_conditions.txt",
        columns: &[(KEY, true), ("mesh_term", true), ("mesh_type", false)],
    },
    Layout {
        table: Table::Facilities,
        file: "facilities.txt",
        columns: &[
            (KEY, true),
            ("name", false),
            ("city", true),
            ("state", false),
            ("zip", false),
            ("country", true),
        ],
    },
    Layout {
        table: Table::Sponsors,
        file: "sponsors.txt",
        columns: &[
            (KEY, true),
            ("lead_or_collaborator", true),
            ("name", true),
            ("agency_class", true),
        ],
    },
    Layout {
        table: Table::Officials,
        file: "overall_officials.txt",
        columns: &[(KEY, true), ("name", true), ("role", false), ("affiliation", false)],
    },
    Layout {
        table: Table::Interventions,
        file: "interventions.txt",
        columns: &[(KEY, true), ("intervention_type", true), ("name", true)],
    },
    Layout {
        table: Table::Ids,
        file: "id_information.txt",
        columns: &[(KEY, true), ("id_value", true)],
    },
];

impl Layout {
    /// Tells whether a file of the zip is the table's.
    pub fn is_in(&self, name: &str) -> bool {
        name.rsplit('/').next() == Some(self.file)
    }
}

impl Table {
    /// Returns the table with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        LAYOUTS.get(usize::from(number)).map(|layout| layout.table)
    }
}

/// Returns the table that a file of the zip is.
pub fn find(name: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.is_in(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stand_in_the_order_of_their_variants() {
        for (place, layout) in LAYOUTS.iter().enumerate() {
            assert_eq!(layout.table as usize, place);
            assert_eq!(layout.columns[0], (KEY, true));
        }
    }
}
