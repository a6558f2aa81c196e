//! An edition's `[tables]`: the files that the partnership's office keeps.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use crate::board::{Named, Tables};
use crate::diag::InputFile;

/// The shape of `[tables]`. Each is a path from the project's root, and each may be missing.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TablesFile {
    /// The feasibility log, CSV or XLSX.
    #[schemars(with = "Option<String>")]
    feasibility: Option<Spanned<String>>,
    /// The definitions of the indicators, TOML.
    #[schemars(with = "Option<String>")]
    kpis: Option<Spanned<String>>,
    /// The values of the indicators, CSV or XLSX.
    #[schemars(with = "Option<String>")]
    kpi_values: Option<Spanned<String>>,
    /// The networks, TOML.
    #[schemars(with = "Option<String>")]
    networks: Option<Spanned<String>>,
    /// The budget, CSV or XLSX.
    #[schemars(with = "Option<String>")]
    money: Option<Spanned<String>>,
    /// The decision log, TOML.
    #[schemars(with = "Option<String>")]
    decisions: Option<Spanned<String>>,
    /// The congresses, TOML.
    #[schemars(with = "Option<String>")]
    congresses: Option<Spanned<String>>,
    /// Patients and incidence, CSV or XLSX.
    #[schemars(with = "Option<String>")]
    patients: Option<Spanned<String>>,
    /// Whether everyone may see the counts that disclosure control lets through; else they are the partnership's.
    #[serde(default)]
    patients_public: bool,
    /// How trials go in each region, CSV or XLSX.
    #[schemars(with = "Option<String>")]
    enrolment: Option<Spanned<String>>,
    /// Whether everyone may see what is measured on the feasibility log, such as how long answers take; else it is the board's.
    #[serde(default)]
    feasibility_public: bool,
    /// Whether everyone may see where the indicators stand; else it is the board's.
    #[serde(default)]
    kpis_public: bool,
    /// Whether everyone may see what is measured on the reports of enrolment; else it is the partnership's.
    #[serde(default)]
    enrolment_public: bool,
    /// The counts of people that the edition before has published, CSV: the `counts.csv` of its build. A reader who kept that edition
    /// subtracts too.
    #[schemars(with = "Option<String>")]
    earlier_counts: Option<Spanned<String>>,
    /// The regions' answers, CSV, as `kapacitet inventory read` writes them.
    #[schemars(with = "Option<String>")]
    inventory: Option<Spanned<String>>,
}

impl TablesFile {
    /// Keeps the place of each path in the edition's file.
    pub(super) fn located(self, file: &InputFile) -> Tables {
        let named = |path: Option<Spanned<String>>| {
            path.map(|path| Named { span: file.span(path.span()), path: path.into_inner() })
        };
        Tables {
            feasibility: named(self.feasibility),
            kpis: named(self.kpis),
            kpi_values: named(self.kpi_values),
            networks: named(self.networks),
            money: named(self.money),
            decisions: named(self.decisions),
            congresses: named(self.congresses),
            patients: named(self.patients),
            patients_are_public: self.patients_public,
            enrolment: named(self.enrolment),
            feasibility_is_public: self.feasibility_public,
            kpis_are_public: self.kpis_public,
            enrolment_is_public: self.enrolment_public,
            earlier_counts: named(self.earlier_counts),
            inventory: named(self.inventory),
        }
    }
}
