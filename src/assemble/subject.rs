//! What a document is about, looked up in the data.

use std::collections::BTreeMap;

use typst::diag::{HintedStrResult, SourceResult};

use super::{Materials, answers};
use crate::diag::Located;
use crate::document::{DocumentType, Subject};
use crate::edition::{About as Written, Combination, Listed, Subjects};
use crate::locale::Lang;
use crate::slice::{Lens, Place, WrongWord, parse_area};

/// What a document is about.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The trials that it is about; all of them where the subject is a place.
    pub lens: Lens,
    /// What the edition calls it.
    pub name: BTreeMap<Lang, String>,
    /// A region's healthcare region.
    pub healthcare: String,
    /// The id, checked.
    pub id: String,
}

/// Looks up the subject with an id, as [`resolve`] and [`subjects`] make them.
pub fn about(materials: &Materials, kind: &DocumentType, id: &str) -> SourceResult<About> {
    let (registry, file) = (&materials.registry, &materials.edition.file);
    let listed = listed(materials, kind, id);
    let span = listed.map_or_else(|| file.find(&format!("\"{id}\"")), |one| one.span(file, id));
    if kind.subject() == Subject::Region {
        let place = Place::region(id, &registry.reference).located(span)?;
        let region = registry.reference.places.region_by_id(&place.id);
        let healthcare = region.map(|region| region.healthcare_region.clone()).unwrap_or_default();
        return Ok(About { id: place.id, healthcare, ..About::default() });
    }
    if kind.subject() == Subject::Country {
        let place = Place::sweden_of(id, &registry.reference).located(span)?;
        return Ok(About { id: place.id, ..About::default() });
    }
    if let Some(listed) = listed
        && let Written::Combined(Combination { lens, name }) = &listed.about
    {
        let lens = lens.resolve(registry);
        let located =
            |WrongWord { word, fault, .. }| Err::<Lens, _>(fault).located(listed.span(file, &word));
        let lens = lens.or_else(located)?;
        return Ok(About { lens, name: name.clone(), id: id.to_owned(), ..About::default() });
    }
    let area = parse_area(id, &registry.reference.areas).located(span)?;
    let lens = Lens { areas: vec![area.clone()], ..Lens::default() };
    Ok(About { lens, id: area, ..About::default() })
}

/// Returns the subject that an edition lists under an id.
fn listed<'a>(materials: &'a Materials, kind: &DocumentType, id: &str) -> Option<&'a Listed> {
    let of_kind = materials.edition.documents.iter().filter(|one| one.kind.id == kind.id);
    let lists = of_kind.filter_map(|documents| match &documents.subjects {
        Subjects::Listed(list) => Some(list),
        Subjects::All => None,
    });
    lists.flatten().find(|listed| resolve(materials, kind.subject(), listed) == id)
}

/// Returns the id of a listed subject: that of the region or area that its name means,
/// or a name made of a combination. What means nothing is reported when its document
/// is made, and has an id too.
pub fn resolve(materials: &Materials, subject: Subject, listed: &Listed) -> String {
    let (registry, reference) = (&materials.registry, &materials.registry.reference);
    match (&listed.about, subject) {
        (Written::Named(name), Subject::Region) => {
            Place::region(name, reference).map_or(name.clone(), |place| place.id)
        }
        (Written::Named(name), Subject::Country) => {
            Place::sweden_of(name, reference).map_or(name.clone(), |place| place.id)
        }
        (Written::Named(name), Subject::Claims) => name.clone(),
        (Written::Named(name), Subject::Area | Subject::Lens) => {
            parse_area(name, &reference.areas).unwrap_or_else(|_| name.clone())
        }
        (Written::Combined(Combination { lens, .. }), _) => match lens.resolve(registry) {
            Ok(found) => found.slug(reference),
            Err(_) => lens.slug(),
        },
    }
}

/// Returns everything that a document type can be about: the country, each region, or each
/// therapy area with a Swedish trial in the base population.
pub fn subjects(materials: &Materials, subject: Subject) -> HintedStrResult<Vec<String>> {
    let Materials { registry, edition, cutoff, .. } = materials;
    match subject {
        Subject::Region => {
            let regions = registry.reference.places.regions.iter();
            Ok(regions.map(|region| region.id.clone()).collect())
        }
        Subject::Country => Ok(vec![Place::sweden().id]),
        // What claims are about is their own document's subject.
        Subject::Claims => Ok(Vec::new()),
        // There is no end of combinations: of what can be listed, only the areas.
        Subject::Area | Subject::Lens => {
            answers::areas_with_trials(registry, &Place::sweden(), edition.base, *cutoff)
        }
    }
}
