//! Lenses: the unfolding of a therapy area into diseases, phases, sponsors, and
//! where these have their head office.

use std::collections::BTreeSet;

use polars::prelude::DataFrame;
use typst::diag::{HintedStrResult, bail, error};

use super::{Level, Place};
use crate::diag::{hint_for, suggest};
use crate::registry::fold::{fold, has_word_start};
use crate::registry::schema::{Phase, SponsorClass, canonical_mesh};
use crate::registry::{Reference, Registry};

/// Of what kind the trials of a slice are. Parts that are set combine: a
/// trial must satisfy all of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lens {
    /// A therapy area's id.
    pub area: Option<String>,
    /// A disease.
    pub disease: Option<Disease>,
    /// A phase class.
    pub phase: Option<Phase>,
    /// A sponsor.
    pub sponsor: Option<Sponsor>,
    /// Where the head office of the lead sponsor's company is; a company that the
    /// reference table lacks is nowhere.
    pub sponsor_hq: Option<Place>,
}

impl Lens {
    /// Returns the parts that are set, for a reader of a query's answer.
    pub fn describe(&self) -> Option<String> {
        let disease = self.disease.as_ref().map(|disease| match disease {
            Disease::Mesh(name) | Disease::Text(name) => format!("disease {name}"),
        });
        let sponsor = self.sponsor.as_ref().map(|sponsor| match sponsor {
            Sponsor::Class(class) => format!("sponsor {}", class.code()),
            Sponsor::Name(name) => format!("sponsor {name}"),
        });
        let area = self.area.as_ref().map(|area| format!("area {area}"));
        let phase = self.phase.map(|phase| phase.code().to_owned());
        let sponsor_hq = self.sponsor_hq.as_ref().map(|place| format!("sponsor-hq {}", place.id));
        let parts: Vec<_> =
            [area, disease, phase, sponsor, sponsor_hq].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Whether the lens lets every trial through.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A disease, by what the registry has of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disease {
    /// A MeSH descriptor, such as `D000544`; it holds the narrower ones too.
    Mesh(String),
    /// A folded text that the conditions must contain from a word's start.
    Text(String),
}

impl Disease {
    /// Returns the disease that a word means: a descriptor's number, its term
    /// in either language, or else the text itself.
    pub fn parse(text: &str, registry: &Registry) -> HintedStrResult<Self> {
        let is_number = |text: &str| {
            text.len() > 6 && text.starts_with('D') && text[1..].bytes().all(|b| b.is_ascii_digit())
        };
        if is_number(text) {
            let known = distinct(&registry.conditions, "mesh");
            if let Some(mesh) = canonical_mesh(text).filter(|mesh| known.contains(mesh)) {
                return Ok(Self::Mesh(mesh));
            }
            bail!("no trial has the MeSH descriptor `{text}`"; hint: "a name works too: `--disease alzheimer`");
        }
        let wanted = fold(text);
        if wanted.is_empty() {
            bail!("a disease needs a name"; hint: "for example `--disease alzheimer`");
        }
        let mesh = match registry.reference.diseases.find(text) {
            Some(disease) => Some(disease.mesh.clone()),
            None => mesh_of_term(registry, &wanted),
        };
        if let Some(mesh) = mesh {
            return Ok(Self::Mesh(mesh));
        }
        let terms = distinct(&registry.conditions, "term");
        if terms.iter().any(|term| has_word_start(&fold(term), &wanted)) {
            return Ok(Self::Text(wanted));
        }
        let names = registry.reference.diseases.list.iter();
        let names = names.flat_map(|disease| [disease.name_en.as_str(), disease.name_sv.as_str()]);
        let hint = match suggest(text, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "expected a MeSH number, its term, or the beginning of a word in it".into(),
        };
        Err(error!("no trial has a disease `{text}`"; hint: "{hint}"))
    }
}

/// A sponsor: one organisation or a class of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sponsor {
    /// A class, such as industry.
    Class(SponsorClass),
    /// A folded text that the lead sponsor's name must contain from a word's
    /// start.
    Name(String),
}

impl Sponsor {
    /// Returns the sponsor that a word means: a class's code, or a name that
    /// at least one trial's lead sponsor has.
    pub fn parse(text: &str, registry: &Registry) -> HintedStrResult<Self> {
        if let Some(class) = SponsorClass::ALL.iter().find(|class| class.code() == text) {
            return Ok(Self::Class(*class));
        }
        let wanted = fold(text);
        let names = distinct(&registry.trials, "sponsor");
        if !wanted.is_empty() && names.iter().any(|name| has_word_start(&fold(name), &wanted)) {
            return Ok(Self::Name(wanted));
        }
        let hint = match suggest(text, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "expected a part of a lead sponsor's name, or a class such as `industry`".into()
            }
        };
        Err(error!("no trial has a lead sponsor `{text}`"; hint: "{hint}"))
    }
}

/// Returns the place of a head office that a word means: a country or a part of the
/// world.
pub fn parse_sponsor_hq(text: &str, reference: &Reference) -> HintedStrResult<Place> {
    let place = Place::parse(text, reference)?;
    if place.level > Level::Country {
        bail!(
            "of a head office only the country is known, and `{text}` is a smaller place";
            hint: "expected a country, or `europe`, `nordics` or `world`"
        );
    }
    Ok(place)
}

/// Returns the phase that a word means: a code, or a bare `1`, `1/2`, `3`.
pub fn parse_phase(text: &str) -> HintedStrResult<Phase> {
    let code = match text {
        "1" | "2" | "3" | "4" => format!("phase-{text}"),
        "1/2" | "1-2" => "phase-1-2".into(),
        "2/3" | "2-3" => "phase-2-3".into(),
        "early-1" | "0" => "early-phase-1".into(),
        other => other.to_owned(),
    };
    Phase::ALL.iter().copied().find(|phase| phase.code() == code).ok_or_else(|| {
        let codes = Phase::ALL.iter().map(|phase| phase.code());
        error!("unknown phase `{text}`"; hint: "{}", hint_for(text, codes))
    })
}

/// Returns the MeSH descriptor with this term, which is folded.
fn mesh_of_term(registry: &Registry, folded: &str) -> Option<String> {
    let terms = registry.conditions.column("term").ok()?.str().ok()?;
    let numbers = registry.conditions.column("mesh").ok()?.str().ok()?;
    let rows = terms.iter().zip(numbers.iter());
    rows.filter_map(|(term, mesh)| Some((term?, mesh?)))
        .find(|(term, _)| fold(term) == folded)
        .map(|(_, mesh)| mesh.to_owned())
}

/// Returns the distinct texts of a column, sorted.
pub fn distinct(frame: &DataFrame, column: &str) -> Vec<String> {
    let Ok(texts) = frame.column(column).and_then(|column| column.str()) else {
        return Vec::new();
    };
    let distinct: BTreeSet<&str> = texts.iter().flatten().collect();
    distinct.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_may_be_written_in_short() {
        assert_eq!(parse_phase("1/2").unwrap().code(), "phase-1-2");
        assert_eq!(parse_phase("3").unwrap().code(), "phase-3");
        assert!(parse_phase("5").is_err());
    }
}
