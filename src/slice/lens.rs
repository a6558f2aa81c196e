//! Lenses: the unfolding of a therapy area into diseases, phases, sponsors, and
//! where these have their head office.
//!
//! Each part takes one value or several, of which a trial needs one; parts that
//! are set combine, and a trial must satisfy all of them. "Phase 1 or 2 in
//! Alzheimer's disease" is a lens, "phase 1 in Alzheimer's or phase 2 in Parkinson's
//! disease" is two.

use std::collections::BTreeSet;

use polars::prelude::DataFrame;
use schemars::JsonSchema;
use serde::Deserialize;
use typst::diag::{HintedStrResult, bail, error};

use super::disease::Disease;
use super::{Level, Place};
use crate::diag::{hint_for, suggest};
use crate::registry::fold::{fold, has_word_start};
use crate::registry::schema::{Phase, SponsorClass};
use crate::registry::{Areas, Reference, Registry};

/// Of what kind the trials of a slice are; a part without values lets all through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lens {
    /// Therapy areas, by their ids.
    pub areas: Vec<String>,
    /// Diseases.
    pub diseases: Vec<Disease>,
    /// Phase classes.
    pub phases: Vec<Phase>,
    /// Sponsors.
    pub sponsors: Vec<Sponsor>,
    /// Where the head office of the lead sponsor's company is; a company that the
    /// reference table lacks is nowhere.
    pub sponsor_hq: Vec<Place>,
}

/// A part of a lens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LensPart {
    /// The therapy areas.
    Area,
    /// The diseases.
    Disease,
    /// The phases.
    Phase,
    /// The sponsors.
    Sponsor,
    /// The countries of the head offices.
    SponsorHq,
}

impl Lens {
    /// Returns the parts that are set, for a reader of a query's answer.
    pub fn describe(&self) -> Option<String> {
        let parts = [
            any("area ", &self.areas, String::clone),
            any("disease ", &self.diseases, |disease| disease.code().to_owned()),
            any("", &self.phases, |phase| phase.code().to_owned()),
            any("sponsor ", &self.sponsors, |sponsor| sponsor.code().to_owned()),
            any("sponsor-hq ", &self.sponsor_hq, |place| place.id.clone()),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Whether the lens lets every trial through.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the one therapy area, if the lens is nothing else.
    pub fn only_area(&self) -> Option<&str> {
        let area = self.areas.first()?;
        let only = Self { areas: vec![area.clone()], ..Self::default() };
        (*self == only).then_some(area.as_str())
    }

    /// Whether the lens is nothing else than diseases.
    pub fn is_only_diseases(&self) -> bool {
        let only = Self { diseases: self.diseases.clone(), ..Self::default() };
        *self == only && !self.is_empty()
    }

    /// Returns the lens without one of its parts.
    pub fn without(mut self, part: LensPart) -> Self {
        match part {
            LensPart::Area => self.areas.clear(),
            LensPart::Disease => self.diseases.clear(),
            LensPart::Phase => self.phases.clear(),
            LensPart::Sponsor => self.sponsors.clear(),
            LensPart::SponsorHq => self.sponsor_hq.clear(),
        }
        self
    }

    /// Returns the lens with the parts of another that are set there in place of its own.
    pub fn narrowed(self, other: Self) -> Self {
        Self {
            areas: either(self.areas, other.areas),
            diseases: either(self.diseases, other.diseases),
            phases: either(self.phases, other.phases),
            sponsors: either(self.sponsors, other.sponsors),
            sponsor_hq: either(self.sponsor_hq, other.sponsor_hq),
        }
    }
}

/// Returns the second list, or the first where that is empty.
fn either<T>(first: Vec<T>, second: Vec<T>) -> Vec<T> {
    if second.is_empty() { first } else { second }
}

/// Returns a part's values after its name, if it has any.
fn any<T>(name: &str, values: &[T], code: impl Fn(&T) -> String) -> Option<String> {
    let codes: Vec<_> = values.iter().map(code).collect();
    (!codes.is_empty()).then(|| format!("{name}{}", codes.join(" or ")))
}

/// A sponsor: one organisation or a class of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sponsor {
    /// A class, such as industry.
    Class(SponsorClass),
    /// A text, as it was written, whose folded words the lead sponsor's name must
    /// contain from a word's start.
    Name(String),
}

impl Sponsor {
    /// Returns the sponsor that a word means: a class's code, or a name that
    /// at least one trial's lead sponsor has.
    pub fn parse(text: &str, registry: &Registry) -> HintedStrResult<Self> {
        let text = text.trim();
        if let Some(class) = SponsorClass::ALL.iter().find(|class| class.code() == text) {
            return Ok(Self::Class(*class));
        }
        let wanted = fold(text);
        let names = distinct(&registry.trials, "sponsor");
        if !wanted.is_empty() && names.iter().any(|name| has_word_start(&fold(name), &wanted)) {
            return Ok(Self::Name(text.to_owned()));
        }
        let hint = match suggest(text, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "expected a part of a lead sponsor's name, or a class such as `industry`".into()
            }
        };
        Err(error!("no trial has a lead sponsor `{text}`"; hint: "{hint}"))
    }

    /// Returns the class's code, or the text.
    pub fn code(&self) -> &str {
        match self {
            Self::Class(class) => class.code(),
            Self::Name(text) => text,
        }
    }
}

/// Returns the id of the therapy area that a word means: an id, or a name in either
/// language.
pub fn parse_area(text: &str, areas: &Areas) -> HintedStrResult<String> {
    let wanted = fold(text);
    let named = |name: &str| fold(name) == wanted;
    let found = areas.list.iter().find(|area| {
        area.id == text || named(&area.id) || named(&area.name_sv) || named(&area.name_en)
    });
    found.map(|area| area.id.clone()).ok_or_else(|| {
        let ids = areas.list.iter().map(|area| area.id.as_str());
        error!("unknown therapy area `{text}`"; hint: "{}", hint_for(text, ids))
    })
}

/// Returns the place of a head office that a word means: a country or a part of the
/// world.
pub fn parse_sponsor_hq(text: &str, reference: &Reference) -> HintedStrResult<Place> {
    let place = Place::parse(text.trim(), reference)?;
    if place.level > Level::Country {
        bail!(
            "of a head office only the country is known, and `{text}` is a smaller place";
            hint: "expected a country, or `europe`, `nordics` or `world`"
        );
    }
    Ok(place)
}

/// Returns the phase that a word means: a code, or a shorter or longer `1`, `1/2`,
/// `Phase 1`, `fas 1`.
pub fn parse_phase(text: &str) -> HintedStrResult<Phase> {
    let folded = fold(text);
    let bare = ["phase", "fas"].into_iter().find_map(|word| folded.strip_prefix(word));
    let code = match bare.unwrap_or(&folded).trim() {
        number @ ("1" | "2" | "3" | "4") => format!("phase-{number}"),
        "1 2" => "phase-1-2".into(),
        "2 3" => "phase-2-3".into(),
        "early 1" | "0" => "early-phase-1".into(),
        _ => folded.replace(' ', "-"),
    };
    Phase::ALL.iter().copied().find(|phase| phase.code() == code).ok_or_else(|| {
        let codes = Phase::ALL.iter().map(|phase| phase.code());
        error!("unknown phase `{text}`"; hint: "{}", hint_for(text, codes))
    })
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
    fn a_phase_may_be_written_in_short_and_in_full() {
        assert_eq!(parse_phase("3").unwrap().code(), "phase-3");
        for same in ["1/2", "1-2", "phase-1-2", "Phase 1/2", "fas 1/2", "PHASE1/2"] {
            assert_eq!(parse_phase(same).unwrap().code(), "phase-1-2", "{same}");
        }
        assert_eq!(parse_phase("early-phase-1").unwrap().code(), "early-phase-1");
        assert_eq!(parse_phase("not-given").unwrap().code(), "not-given");
        for wrong in ["5", "", "phase", "1/3"] {
            assert!(parse_phase(wrong).is_err(), "{wrong}");
        }
    }

    /// A part of the narrower lens takes the place of the wider one's, the others stay.
    #[test]
    fn parts_are_replaced_and_left_out() {
        let phases = |codes: &[&str]| codes.iter().map(|code| parse_phase(code).unwrap()).collect();
        let wide = Lens {
            areas: vec!["neurology".into()],
            phases: phases(&["1", "2"]),
            ..Lens::default()
        };
        assert_eq!(wide.describe().unwrap(), "area neurology, phase-1 or phase-2");
        let narrow = Lens { phases: phases(&["3"]), ..Lens::default() };
        assert_eq!(wide.clone().narrowed(narrow).describe().unwrap(), "area neurology, phase-3");
        assert_eq!(wide.only_area(), None);
        assert_eq!(wide.without(LensPart::Phase).only_area(), Some("neurology"));
    }
}
