//! Therapy areas: branches of the MeSH tree, and words for the trials that MeSH
//! gives no area.
//!
//! A trial belongs to every area that has one of its descriptors, or one above
//! them, so the areas' sums exceed the total. The register assigns no descriptor
//! to about one record in seven, and some descriptors lie in no area; for these
//! trials alone the sponsor's own words decide.
//! Cooperates with data/reference/areas.toml, which states the choices.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::cells::{id_fault, text_fault};
use super::fold::{fold, has_word_start};
use super::reference::{Files, Loaded};
use super::schema::{UNCLASSIFIED, canonical_mesh};

/// The file, among the reference tables.
pub(super) const FILE: &str = "areas.toml";

/// The therapy areas.
#[derive(Debug)]
pub struct Areas {
    /// In the order of the file.
    pub list: Vec<Area>,
    /// Descriptors that name no disease, such as "syndrome".
    pub not_diseases: Vec<String>,
}

/// A therapy area.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its id in kebab case, by which questions and editions name it.
    pub id: String,
    /// Its Swedish name.
    pub name_sv: String,
    /// Its English name.
    pub name_en: String,
    /// MeSH descriptors whose branches make up the area, such as `D009369`.
    pub mesh: Vec<String>,
    /// Their headings, for records that give no ids.
    #[serde(default)]
    pub terms: Vec<String>,
    /// Descriptors that keep a trial out of the area.
    #[serde(default)]
    pub exclude_mesh: Vec<String>,
    /// Their headings.
    #[serde(default)]
    pub exclude_terms: Vec<String>,
    /// Branches of the MeSH tree, such as `C10`, for registers that assign no
    /// descriptor but sort their trials by branch.
    #[serde(default)]
    pub branches: Vec<String>,
    /// Folded beginnings of words in conditions.
    #[serde(default)]
    pub text: Vec<String>,
    /// Folded whole words in conditions.
    #[serde(default)]
    pub words: Vec<String>,
}

/// A descriptor of a trial: one of its conditions, or one above them.
#[derive(Debug, Copy, Clone)]
pub struct Descriptor<'a> {
    /// Its id, as `canonical_mesh` writes it.
    pub id: Option<&'a str>,
    /// Its heading.
    pub term: &'a str,
}

/// Therapy areas: which trials belong to which part of the clinic. Lies in `data/reference/areas.toml`, whose head states the rules.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Therapy areas")]
pub struct AreasFile {
    /// Descriptors that name no disease.
    #[serde(default)]
    not_diseases: Vec<String>,
    /// One table `[[area]]` for each.
    area: Vec<Area>,
}

impl Areas {
    /// Reads the file and checks its ids and words.
    pub(super) fn load(files: &mut Files) -> Loaded<Self> {
        let AreasFile { not_diseases, area: mut list } = files.toml(FILE)?;
        let mut ids = BTreeSet::from([UNCLASSIFIED.to_string()]);
        for area in &mut list {
            if !ids.insert(area.id.clone()) {
                let fault = format!("two areas have the id `{}`", area.id);
                files.fault_of(FILE, &area.id, &fault, "");
            }
            area.check(files);
        }
        Ok(Self { list, not_diseases })
    }

    /// Returns the area with this id.
    pub fn get(&self, id: &str) -> Option<&Area> {
        self.list.iter().find(|area| area.id == id)
    }

    /// Returns the ids of a trial's areas, in the order of the file; none means
    /// that it is unclassified.
    pub fn classify(&self, descriptors: &[Descriptor], conditions: &[&str]) -> Vec<&str> {
        self.classify_with(descriptors, &[], conditions)
    }

    /// Does what [`Areas::classify`] does for a trial that may be sorted by branches of
    /// the MeSH tree only. A branch is too coarse to speak for itself (lung cancer has
    /// but the branch of neoplasms), so the sponsor's words add to what it says.
    pub fn classify_with(
        &self,
        descriptors: &[Descriptor],
        branches: &[&str],
        conditions: &[&str],
    ) -> Vec<&str> {
        if branches.is_empty() {
            let by_mesh = self.ids(|area| area.has_mesh(descriptors));
            if !by_mesh.is_empty() {
                return by_mesh;
            }
        }
        let folded: Vec<String> = conditions.iter().map(|text| fold(text)).collect();
        self.ids(|area| {
            let has_branch = || area.branches.iter().any(|own| branches.contains(&own.as_str()));
            let has_mesh = || !branches.is_empty() && area.has_mesh(descriptors);
            has_branch() || has_mesh() || folded.iter().any(|text| area.has_word(text))
        })
    }

    /// Returns the ids of the areas that pass.
    fn ids(&self, pass: impl Fn(&Area) -> bool) -> Vec<&str> {
        self.list.iter().filter(|area| pass(area)).map(|area| area.id.as_str()).collect()
    }
}

impl Area {
    /// Checks the ids and words, and brings the ids into one form.
    fn check(&mut self, files: &mut Files) {
        if let Some(hint) = id_fault(&self.id) {
            files.fault_of(FILE, &self.id, &format!("invalid id `{}`", self.id), &hint);
        }
        for (key, name) in [("name_sv", &self.name_sv), ("name_en", &self.name_en)] {
            if let Some(fault) = text_fault(name) {
                let fault = format!("`{key}` of area `{}` {fault}", self.id);
                files.fault_of(FILE, name, &fault, "expected a name as it is to stand on a page");
            }
        }
        for mesh in self.mesh.iter_mut().chain(&mut self.exclude_mesh) {
            match canonical_mesh(mesh) {
                Some(canonical) => *mesh = canonical,
                None => {
                    let fault = format!("invalid MeSH id `{mesh}` of area `{}`", self.id);
                    files.fault_of(FILE, mesh, &fault, "expected a descriptor such as `D009369`");
                }
            }
        }
        for branch in &self.branches {
            let is_branch = matches!(branch.as_bytes(), [b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9']);
            if !is_branch {
                let fault = format!("invalid MeSH branch `{branch}` of area `{}`", self.id);
                let expected = "expected a letter and two digits such as `C10`";
                files.fault_of(FILE, branch, &fault, expected);
            }
        }
        for word in self.text.iter().chain(&self.words) {
            if fold(word) != *word || word.is_empty() {
                let fault = format!("the word `{word}` of area `{}` is not folded", self.id);
                files.fault_of(FILE, word, &fault, &format!("write `{}`", fold(word)));
            }
        }
    }

    /// Tells whether the descriptors lead here, and none keeps the trial out.
    fn has_mesh(&self, descriptors: &[Descriptor]) -> bool {
        let any = |ids: &[String], terms: &[String]| {
            descriptors.iter().any(|descriptor| match descriptor.id {
                Some(id) => ids.iter().any(|own| own == id),
                None => terms.iter().any(|own| own == descriptor.term),
            })
        };
        any(&self.mesh, &self.terms) && !any(&self.exclude_mesh, &self.exclude_terms)
    }

    /// Tells whether a folded text has one of the area's words.
    fn has_word(&self, text: &str) -> bool {
        self.text.iter().any(|stem| has_word_start(text, stem))
            || self.words.iter().any(|word| text.split(' ').any(|other| other == word))
    }
}
