//! The files that an edition names for the board.
//!
//! The edition's `[tables]` are read in `edition`, which comes later; here is what it makes of them.

use typst::diag::SourceDiagnostic;
use typst::syntax::DiagSpan;

use crate::diag::{Fault, Files};

/// Whose a table is, and who may see what is made of it.
///
/// The word that the manifest has for it; the order is from the widest circle to the narrowest.
pub mod class {
    /// Public facts.
    pub const PUBLIC: &str = "public";
    /// The partnership's: regions and their office.
    pub const PARTNER: &str = "partner";
    /// The board's.
    pub const BOARD: &str = "board";
}

/// A file that an edition names, and where it names it.
#[derive(Debug, Clone)]
pub struct Named {
    /// The path, from the project's root.
    pub path: String,
    /// The place in the edition, to be blamed when there is no such file.
    pub span: DiagSpan,
}

impl Named {
    /// Gives the faults of the file as such, which have no place in it, to the place that names it.
    pub fn blamed(&self, files: &Files, faults: Vec<Fault>) -> Vec<Fault> {
        let blame = |fault: Fault| match fault.place {
            Some(_) => vec![fault],
            None => {
                let Fault { message, hints, .. } = fault;
                let hints = hints.into_iter().map(Into::into);
                files.resolve(&[SourceDiagnostic::error(self.span, message).with_hints(hints)])
            }
        };
        faults.into_iter().flat_map(blame).collect()
    }
}

/// The tables of an edition; each may be missing.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// The feasibility log.
    pub feasibility: Option<Named>,
    /// The definitions of the key performance indicators.
    pub kpis: Option<Named>,
    /// Their values.
    pub kpi_values: Option<Named>,
    /// The therapy-area networks.
    pub networks: Option<Named>,
    /// Plan, forecast and actual.
    pub money: Option<Named>,
    /// The decision log.
    pub decisions: Option<Named>,
    /// The congresses.
    pub congresses: Option<Named>,
    /// Patients by region and disease.
    pub patients: Option<Named>,
    /// Whether an edition says that everyone may see what is made of these counts; else they are the partnership's.
    pub patients_are_public: bool,
    /// How trials go in each region.
    pub enrolment: Option<Named>,
    /// Whether an edition says that everyone may see what is measured on the feasibility log; else it is the board's.
    pub feasibility_is_public: bool,
    /// Whether everyone may see where the indicators stand; else it is the board's.
    pub kpis_are_public: bool,
    /// Whether everyone may see what is measured on the reports of enrolment; else it is the partnership's.
    pub enrolment_is_public: bool,
    /// The counts of people that an earlier edition has published.
    pub earlier_counts: Option<Named>,
    /// The regions' inventory: a file or a folder, read by `inventory`.
    pub inventory: Option<Named>,
}

impl Tables {
    /// Returns the class of what disclosure control lets through of the patients' table. The table itself is the partnership's: small counts
    /// are in it.
    pub fn patients_class(&self) -> &'static str {
        if self.patients_are_public { class::PUBLIC } else { class::PARTNER }
    }

    /// Returns the class of what is measured on the feasibility log. The log itself, with its companies, is the board's.
    pub fn feasibility_class(&self) -> &'static str {
        if self.feasibility_is_public { class::PUBLIC } else { class::BOARD }
    }

    /// Returns the class of what is told of the indicators.
    pub fn kpis_class(&self) -> &'static str {
        if self.kpis_are_public { class::PUBLIC } else { class::BOARD }
    }

    /// Returns the class of what is measured on the reports of enrolment.
    pub fn enrolment_class(&self) -> &'static str {
        if self.enrolment_is_public { class::PUBLIC } else { class::PARTNER }
    }

    /// Returns the tables that are named: what each is, its class and its file.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &'static str, &Named)> {
        let all = [
            ("feasibility", class::BOARD, &self.feasibility),
            ("kpis", class::BOARD, &self.kpis),
            ("kpi_values", class::BOARD, &self.kpi_values),
            ("networks", class::BOARD, &self.networks),
            ("money", class::BOARD, &self.money),
            ("decisions", class::BOARD, &self.decisions),
            ("congresses", class::PUBLIC, &self.congresses),
            ("patients", class::PARTNER, &self.patients),
            ("enrolment", class::PARTNER, &self.enrolment),
            ("earlier_counts", self.patients_class(), &self.earlier_counts),
            ("inventory", class::PARTNER, &self.inventory),
        ];
        all.into_iter().filter_map(|(name, class, named)| Some((name, class, named.as_ref()?)))
    }
}
