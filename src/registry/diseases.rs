//! Names of diseases in both languages, by MeSH descriptor.
//!
//! The register's terms are English MeSH headings; the table gives the commonest
//! a Swedish name. One that it lacks keeps its English heading, and the page
//! says so.
//! Cooperates with data/reference/diseases.csv.

use std::collections::HashMap;

use serde::Deserialize;

use super::cells::Seen;
use super::fold::fold;
use super::reference::{Files, Loaded};
use super::schema::canonical_mesh;

/// The named diseases.
#[derive(Debug)]
pub struct Diseases {
    /// In the order of the table.
    pub list: Vec<Disease>,
    /// Position in `list`, by descriptor id.
    by_mesh: HashMap<String, usize>,
    /// Position in `list`, by MeSH heading.
    by_term: HashMap<String, usize>,
}

/// A disease.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disease {
    /// Its MeSH descriptor id.
    pub mesh: String,
    /// Its English name, in lower case as it stands in a sentence.
    pub name_en: String,
    /// Its Swedish name, likewise.
    pub name_sv: String,
    /// Its MeSH heading.
    pub term: String,
}

impl Diseases {
    /// Reads the table.
    pub(super) fn load(files: &mut Files) -> Loaded<Self> {
        let file = "diseases.csv";
        let (mut list, mut by_mesh, mut by_term) = (Vec::new(), HashMap::new(), HashMap::new());
        let (mut numbers, mut terms) = (Seen::new(), Seen::new());
        let mut names = [Seen::new(), Seen::new()];
        for (line, mut disease) in files.rows::<Disease>(file)? {
            let mut cells = files.cells(file, line);
            let Some(mesh) = canonical_mesh(&disease.mesh) else {
                let fault = format!("invalid MeSH id `{}`", disease.mesh);
                cells.tell("mesh", &fault, "expected a descriptor such as `D009369`");
                continue;
            };
            cells.once("mesh", &mesh, "MeSH id", &mut numbers);
            cells.text("term", &disease.term).once("term", &disease.term, "term", &mut terms);
            let own = [("name_en", &disease.name_en), ("name_sv", &disease.name_sv)];
            for ((column, name), names) in own.into_iter().zip(&mut names) {
                // Questions name a disease by either name, however spelt.
                cells.text(column, name).once(column, &fold(name), "name", names);
            }
            disease.mesh = mesh.clone();
            by_mesh.insert(mesh, list.len());
            by_term.insert(disease.term.clone(), list.len());
            list.push(disease);
        }
        Ok(Self { list, by_mesh, by_term })
    }

    /// Returns the disease with this MeSH heading.
    pub fn of_term(&self, term: &str) -> Option<&Disease> {
        self.by_term.get(term).map(|&index| &self.list[index])
    }

    /// Returns the disease with this descriptor id.
    pub fn get(&self, mesh: &str) -> Option<&Disease> {
        self.by_mesh.get(&canonical_mesh(mesh)?).map(|&index| &self.list[index])
    }

    /// Returns the name in a language, `sv` or `en`.
    pub fn name(&self, mesh: &str, lang: &str) -> Option<&str> {
        let disease = self.get(mesh)?;
        Some(if lang == "sv" { &disease.name_sv } else { &disease.name_en })
    }

    /// Returns the disease with this name in either language, or this MeSH
    /// heading, however spelt.
    pub fn find(&self, name: &str) -> Option<&Disease> {
        let key = fold(name);
        let named = |disease: &&Disease| {
            [&disease.name_en, &disease.name_sv, &disease.term].iter().any(|own| fold(own) == key)
        };
        self.list.iter().find(named)
    }
}
