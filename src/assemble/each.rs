//! Questions that are asked once more for each key of a dimension: the columns of a table in two directions.

use std::collections::BTreeSet;

use super::Materials;
use super::charts::{MIX_CLASSES, PhaseClass};
use crate::document::EachSpec;
use crate::finding::{Label, Query};
use crate::inventory::{Bilingual, Subject};
use crate::locale::Lang;
use crate::registry::schema::Phase;
use crate::slice::{Disease, Lens, Level, Place};

/// A key for which a question is asked by itself.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its id, which ends the name of its answer.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// What stands above its column, where that is shorter than the name: a region's letter.
    pub letter: Option<String>,
    /// What it adds to the question.
    part: Part,
}

/// What a key is called: a text in both languages, or a word of the locale.
#[derive(Debug, Clone)]
pub enum Name {
    /// A text.
    Label(Label),
    /// A word, by its key.
    Word(String),
}

/// What a key adds to a question.
#[derive(Debug, Clone)]
enum Part {
    /// Parts of the lens.
    Lens(Lens),
    /// The place.
    Place(Place),
}

impl Key {
    /// Returns a question asked for the key.
    pub(super) fn of(&self, query: &Query) -> Query {
        match &self.part {
            Part::Lens(lens) => {
                Query { lens: query.lens.clone().narrowed(lens.clone()), ..query.clone() }
            }
            Part::Place(place) => Query { place: place.clone(), ..query.clone() },
        }
    }
}

/// Returns the name of the answer to a question for one of its keys.
pub(super) fn question_of(question: &str, key: &str) -> String {
    format!("{question}.{key}")
}

/// Returns the keys of a dimension, in its order.
pub(super) fn keys(each: EachSpec, materials: &Materials) -> Vec<Key> {
    let reference = &materials.registry.reference;
    match each {
        EachSpec::Inventoried => inventoried(materials),
        EachSpec::Phase => MIX_CLASSES.iter().map(phase_class).collect(),
        EachSpec::Area => {
            let areas = reference.areas.list.iter();
            let key = |area: &crate::registry::Area| Key {
                id: area.id.clone(),
                name: Name::Label(Label { sv: area.name_sv.clone(), en: area.name_en.clone() }),
                letter: None,
                part: Part::Lens(Lens { areas: vec![area.id.clone()], ..Lens::default() }),
            };
            areas.map(key).collect()
        }
        EachSpec::Region => {
            let regions = reference.places.regions.iter();
            let key = |region: &crate::registry::Region| {
                let place = Place { id: region.id.clone(), level: Level::Region };
                let name = |lang| place.short_name(lang, reference);
                Key {
                    id: region.id.clone(),
                    name: Name::Label(Label { sv: name(Lang::Sv), en: name(Lang::En) }),
                    letter: Some(region.letter.clone()),
                    part: Part::Place(place),
                }
            };
            regions.map(key).collect()
        }
    }
}

/// Returns the areas and diseases that any region has answered about, areas first; none without an inventory.
fn inventoried(materials: &Materials) -> Vec<Key> {
    let reference = &materials.registry.reference;
    let Some(survey) = &materials.inventory else { return Vec::new() };
    let regions = reference.places.regions.iter();
    let ids: BTreeSet<_> = regions.flat_map(|region| survey.history.areas_of(&region.id)).collect();
    let mut subjects: Vec<_> =
        ids.into_iter().filter_map(|id| Subject::find(reference, id).ok()).collect();
    subjects.sort_by_key(|subject| subject.mesh.is_some());
    let key = |subject: Subject| Key {
        name: Name::Label(label(&subject.name)),
        letter: None,
        part: Part::Lens(match &subject.mesh {
            Some(mesh) => Lens { diseases: vec![Disease::Mesh(mesh.clone())], ..Lens::default() },
            None => Lens { areas: vec![subject.id.clone()], ..Lens::default() },
        }),
        id: subject.id,
    };
    subjects.into_iter().map(key).collect()
}

/// Returns words of the inventory as those of a finding.
fn label(words: &Bilingual) -> Label {
    Label { sv: words.sv.clone(), en: words.en.clone() }
}

/// Returns the key of a class of phases.
fn phase_class((id, codes): &PhaseClass) -> Key {
    let is_of = |phase: &&Phase| codes.contains(&phase.code());
    let phases = Phase::ALL.iter().filter(is_of).copied().collect();
    Key {
        id: (*id).to_owned(),
        name: Name::Word(format!("phase_class.{id}")),
        letter: None,
        part: Part::Lens(Lens { phases, ..Lens::default() }),
    }
}
