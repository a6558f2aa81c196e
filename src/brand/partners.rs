//! Partners: who issues the documents together with a brand, each with a logo of its own rules.

use std::collections::BTreeMap;

use serde_json::Value;
use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::file::{LogoPair, PartnerFile, PartnerLogo};
use super::logos::{Logo, Places};
use super::published::ImageEntry;
use super::{each_lang, key, size};
use crate::locale::Lang;

/// A partner, resolved.
#[derive(Debug, Clone)]
pub struct Partner {
    /// What editions call the partner.
    pub(super) id: String,
    /// The name, by language.
    name: BTreeMap<Lang, String>,
    /// The logo, by language.
    logo: BTreeMap<Lang, Logo>,
}

impl Partner {
    /// Returns the partner in one language, as `brand.json` has it: a logo with a name.
    pub(super) fn view(&self, lang: Lang) -> Value {
        let mut view = self.logo[&lang].view();
        view["id"] = self.id.as_str().into();
        view["name"] = self.name[&lang].as_str().into();
        view
    }
}

/// Resolves the partners in their order.
pub(super) fn of(
    places: &Places,
    partners: Vec<PartnerFile>,
    errors: &mut EcoVec<SourceDiagnostic>,
) -> Vec<Partner> {
    let mut resolved: Vec<Partner> = Vec::new();
    for partner in partners {
        let span = places.source.file.find(&partner.id);
        if resolved.iter().any(|other| other.id == partner.id) {
            errors.push(error!(span, "the partner `{}` is named twice", partner.id; hint: "give each an id of its own"));
        }
        errors.extend(one(places, partner, &mut resolved).err().into_iter().flatten());
    }
    resolved
}

/// Resolves one partner.
fn one(
    places: &Places,
    partner: PartnerFile,
    resolved: &mut Vec<Partner>,
) -> Result<(), EcoVec<SourceDiagnostic>> {
    let file = places.source.file;
    let PartnerFile { id, name, logo, min_width_mm, clear_space } = partner;
    let mut faults: EcoVec<_> =
        size::logo(file, &["partners"], min_width_mm, clear_space).collect();
    let name = each_lang(file, "partners", &Some(name), "", &mut faults);
    let mut logos = BTreeMap::new();
    for lang in Lang::ALL {
        let span = key(file, &["partners"]);
        let (light, dark) = match &logo {
            PartnerLogo::Image(image) => (image.clone(), None),
            PartnerLogo::Pair(pair) => entries(pair),
            PartnerLogo::Each(pairs) => match pairs.get(&lang) {
                Some(pair) => entries(pair),
                None => {
                    faults.push(error!(span, "the partner `{id}` has no logo in `{lang}`"; hint: "give one logo for all languages, or one for each"));
                    continue;
                }
            },
        };
        let light = places.image(&light, span);
        match (light, dark.map(|dark| places.image(&dark, span)).transpose()) {
            (Ok((path, _)), Ok(dark)) => {
                let logo = Logo {
                    path,
                    reverse: dark.map(|(path, _)| path),
                    alt: name[&lang].clone(),
                    min_width_mm: min_width_mm.unwrap_or(size::LOGO.0),
                    clear_space: clear_space.unwrap_or(size::LOGO.1),
                };
                logos.insert(lang, logo);
            }
            (light, dark) => faults.extend(light.err().into_iter().chain(dark.err())),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    resolved.push(Partner { id, name, logo: logos });
    Ok(())
}

/// Returns the images of a pair.
fn entries(pair: &LogoPair) -> (ImageEntry, Option<ImageEntry>) {
    let entry = |name: &String| ImageEntry::Path(name.clone());
    (entry(&pair.positive), pair.reverse.as_ref().map(entry))
}
