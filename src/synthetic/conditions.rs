//! The conditions module, and the MeSH terms that the registry finds in it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::draws::{Draws, Part};
use super::plan::Plan;
use super::settings::Settings;
use super::tables::{Disease, Tables};

/// Share of records on patients in which the registry finds no MeSH term.
const UNRECOGNISED: f64 = 0.115;

/// Share of records on healthy volunteers in which it finds none.
const UNRECOGNISED_HEALTHY: f64 = 0.75;

/// Share of records with a second disease of the same area.
const SECOND: f64 = 0.12;

/// Share of records with keywords.
const KEYWORDS: f64 = 0.4;

/// Share of records whose descriptors are padded to ten characters, as the registry wrote them in 2024.
const PADDED: f64 = 0.12;

/// Conditions and keywords, as the sponsor writes them.
#[derive(Debug, Serialize)]
pub(super) struct Conditions<'t> {
    /// Conditions.
    conditions: Vec<&'t str>,
    /// Keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<&'t str>,
}

/// The MeSH terms of a record.
#[derive(Debug, Serialize)]
pub(super) struct ConditionBrowse<'t> {
    /// Terms found in the conditions.
    meshes: Vec<Mesh<'t>>,
    /// Terms above them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ancestors: Vec<Mesh<'t>>,
}

/// A MeSH descriptor.
#[derive(Debug, Serialize)]
struct Mesh<'t> {
    /// Descriptor id, `D001943` or `D000001943`.
    id: String,
    /// Preferred term.
    term: &'t str,
}

/// Writes the module and the terms.
pub(super) fn write<'t>(
    settings: &Settings,
    tables: &'t Tables,
    plan: &Plan<'t>,
) -> (Conditions<'t>, Option<ConditionBrowse<'t>>) {
    let mut draws = Draws::new(settings.seed, plan.number, Part::Conditions);
    let second = draws.happens(SECOND).then(|| second(tables, plan, &mut draws)).flatten();
    let mut conditions = Vec::new();
    if plan.healthy {
        conditions.push(draws.word(&tables.words.conditions.healthy));
    }
    let unrecognised =
        draws.happens(if plan.healthy { UNRECOGNISED_HEALTHY } else { UNRECOGNISED });
    // Volunteers are named alone where no term is found, and with the disease the medicine is meant for where one is.
    if !plan.healthy || !unrecognised {
        conditions.push(plan.condition);
        conditions.extend(second.map(|disease| disease.written[0].as_str()));
    }
    let keywords = if draws.happens(KEYWORDS) {
        vec![draws.word(&tables.words.conditions.keywords), plan.condition]
    } else {
        Vec::new()
    };
    let padded = draws.happens(PADDED);
    let diseases: Vec<&Disease> = [plan.disease].into_iter().chain(second).collect();
    let browse = (!unrecognised).then(|| browse(tables, &diseases, padded));
    (Conditions { conditions, keywords }, browse)
}

/// Draws another disease of the plan's area.
fn second<'t>(tables: &'t Tables, plan: &Plan, draws: &mut Draws) -> Option<&'t Disease> {
    let position = tables.areas.iter().position(|area| area.id == plan.area.id)?;
    let other = draws.pick(&tables.diseases[position]);
    (other.mesh != plan.disease.mesh).then_some(other)
}

/// Returns the terms of the diseases, and those above them in the order of their ids.
fn browse<'t>(tables: &'t Tables, diseases: &[&'t Disease], padded: bool) -> ConditionBrowse<'t> {
    let above: BTreeSet<&str> =
        diseases.iter().flat_map(|disease| &disease.ancestors).map(String::as_str).collect();
    let mesh = |id: &str| Mesh { id: written(id, padded), term: tables.term(id) };
    ConditionBrowse {
        meshes: diseases.iter().map(|disease| mesh(&disease.mesh)).collect(),
        ancestors: above.into_iter().map(mesh).collect(),
    }
}

/// Returns a descriptor id as the registry wrote it at the time.
fn written(id: &str, padded: bool) -> String {
    if padded { format!("D{:0>9}", &id[1..]) } else { id.to_string() }
}
