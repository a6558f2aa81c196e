//! An edition's `[tables]`: the files that the partnership's office keeps.

use serde::Deserialize;
use toml::Spanned;

use crate::board::{Named, Tables};
use crate::diag::InputFile;

/// The shape of `[tables]`. Each is a path from the project's root, and each may be missing.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TablesFile {
    feasibility: Option<Spanned<String>>,
    kpis: Option<Spanned<String>>,
    kpi_values: Option<Spanned<String>>,
    networks: Option<Spanned<String>>,
    money: Option<Spanned<String>>,
    decisions: Option<Spanned<String>>,
    congresses: Option<Spanned<String>>,
    patients: Option<Spanned<String>>,
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
            inventory: named(self.inventory),
        }
    }
}
