//! What a form is about: a therapy area, a disease, or the whole region.

use typst::diag::{HintedStrResult, bail};

use super::words::Bilingual;
use crate::diag::suggest;
use crate::registry::Reference;
use crate::registry::fold::{fold, slug};
use crate::registry::schema::canonical_mesh;

/// What stands for an area where an answer is about the whole region.
pub const WHOLE_REGION: &str = "whole-region";

/// A therapy area or a disease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its id: an area's own, or a disease's English name in kebab case.
    pub id: String,
    /// Its name.
    pub name: Bilingual,
    /// The disease's MeSH descriptor; none for a therapy area.
    pub mesh: Option<String>,
}

impl Subject {
    /// Returns the area or disease that a text means: an id, a name in either language, a MeSH term or number.
    pub fn find(reference: &Reference, text: &str) -> HintedStrResult<Self> {
        let wanted = fold(text);
        let areas = &reference.areas.list;
        let named = |own: &str| fold(own) == wanted;
        if let Some(area) = areas.iter().find(|area| {
            area.id == text || named(&area.id) || named(&area.name_sv) || named(&area.name_en)
        }) {
            let name = Bilingual { sv: area.name_sv.clone(), en: area.name_en.clone() };
            return Ok(Self { id: area.id.clone(), name, mesh: None });
        }
        let by_number = canonical_mesh(text).and_then(|mesh| reference.diseases.get(&mesh));
        if let Some(disease) = reference.diseases.find(text).or(by_number) {
            let name = Bilingual { sv: disease.name_sv.clone(), en: disease.name_en.clone() };
            let id = slug(&disease.name_en);
            return Ok(Self { id, name, mesh: Some(disease.mesh.clone()) });
        }
        let ids = areas.iter().map(|area| area.id.clone());
        let diseases = reference.diseases.list.iter();
        let names = diseases.flat_map(|disease| [slug(&disease.name_en), disease.name_sv.clone()]);
        let names: Vec<String> = ids.chain(names).collect();
        match suggest(text, names.iter().map(String::as_str)) {
            Some(near) => {
                bail!("unknown therapy area or disease `{text}`"; hint: "did you mean `{near}`?")
            }
            None => bail!(
                "unknown therapy area or disease `{text}`";
                hint: "`kapacitet list areas` shows the areas; data/reference/diseases.csv has the diseases"
            ),
        }
    }
}
