//! What a question can be split by.

use std::collections::BTreeMap;

use polars::prelude::DataFrame;
use typst::diag::{HintedStrResult, error};

use super::bridge;
use super::correction::result;
use super::coverage::{field_label, source_label};
use super::mirror::Outcome;
use super::prognosis::ahead_label;
use super::{Finding, Label};
use crate::diag::hint_for;
use crate::indicator::words_of;
use crate::locale::Lang;
use crate::registry::schema::UNCLASSIFIED;
use crate::registry::{Reference, Registry};
use crate::slice::Place;

/// A dimension: one finding for each of its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The places one step further in.
    Place,
    /// Sweden's 21 regions.
    Region,
    /// Trial sites.
    Site,
    /// Therapy areas.
    Area,
    /// Diseases, as MeSH descriptors.
    Disease,
    /// Phase classes.
    Phase,
    /// Lead sponsors, as they are registered.
    Sponsor,
    /// Companies that sponsor, each with all that belong to it.
    Company,
    /// Countries where these companies have their head office.
    SponsorHq,
    /// Calendar years.
    Year,
    /// Sources of records.
    Source,
    /// Fields of a record.
    Field,
    /// Headings of the regional inventory.
    Heading,
    /// How the databases' values and the regions' compare.
    Outcome,
    /// Parts of the difference from an earlier snapshot.
    Part,
    /// Steps of the feasibility funnel.
    Step,
    /// Legs from the submission to the first patient.
    Leg,
    /// New and prevalent cases.
    Cases,
    /// The board's key performance indicators.
    Kpi,
    /// How many years ahead a forecast was made.
    Ahead,
}

impl By {
    /// Every dimension.
    pub const ALL: [Self; 20] = [
        Self::Place,
        Self::Region,
        Self::Site,
        Self::Area,
        Self::Disease,
        Self::Phase,
        Self::Sponsor,
        Self::Company,
        Self::SponsorHq,
        Self::Year,
        Self::Source,
        Self::Field,
        Self::Heading,
        Self::Outcome,
        Self::Part,
        Self::Step,
        Self::Leg,
        Self::Cases,
        Self::Kpi,
        Self::Ahead,
    ];

    /// Returns the name that the command line and documents use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Region => "region",
            Self::Site => "site",
            Self::Area => "area",
            Self::Disease => "disease",
            Self::Phase => "phase",
            Self::Sponsor => "sponsor",
            Self::Company => "company",
            Self::SponsorHq => "sponsor-hq",
            Self::Year => "year",
            Self::Source => "source",
            Self::Field => "field",
            Self::Heading => "heading",
            Self::Outcome => "outcome",
            Self::Part => "part",
            Self::Step => "step",
            Self::Leg => "leg",
            Self::Cases => "cases",
            Self::Kpi => "kpi",
            Self::Ahead => "ahead",
        }
    }

    /// Returns the dimension of a name.
    pub fn parse(name: &str) -> HintedStrResult<Self> {
        Self::ALL.into_iter().find(|by| by.code() == name).ok_or_else(|| {
            error!(
                "cannot split by `{name}`";
                hint: "{}", hint_for(name, Self::ALL.map(Self::code))
            )
        })
    }

    /// Whether only the office's tables have it.
    pub fn is_of_board(self) -> bool {
        matches!(self, Self::Step | Self::Leg | Self::Cases | Self::Kpi)
    }

    /// Whether the keys are places, each with its own slice.
    pub fn is_spatial(self) -> bool {
        matches!(self, Self::Place | Self::Region)
    }
}

/// Puts the keys of findings into words, where the registry or its reference
/// tables have words for them.
pub fn put_into_words(registry: &Registry, by: By, findings: &mut [Finding]) {
    let names = match by {
        By::Disease => names(&registry.conditions, "mesh", "term"),
        By::Site => names(&registry.sites, "entity", "entity_name"),
        _ => BTreeMap::new(),
    };
    for finding in findings {
        let Some(key) = &finding.key else { continue };
        let label = match by {
            By::Source => source_label(registry, key),
            By::Field => field_label(key),
            _ => known(&registry.reference, by, key),
        };
        finding.label = label.or_else(|| names.get(key.as_str()).map(|name| Label::same(name)));
    }
}

/// Returns the words of the reference tables for a key.
pub(super) fn known(reference: &Reference, by: By, key: &str) -> Option<Label> {
    let label = |sv: &str, en: &str| Some(Label { sv: sv.to_owned(), en: en.to_owned() });
    match by {
        By::Place | By::Region | By::SponsorHq => {
            let place = Place::parse(key, reference).ok()?;
            let name = |lang| place.short_name(lang, reference);
            label(&name(Lang::Sv), &name(Lang::En))
        }
        By::Area if key == UNCLASSIFIED => label("Oklassificerat", "Unclassified"),
        By::Area => reference.areas.get(key).and_then(|area| label(&area.name_sv, &area.name_en)),
        By::Disease => {
            let disease = reference.diseases.get(key)?;
            label(&disease.name_sv, &disease.name_en)
        }
        By::Company => Some(Label::same(&reference.companies.get(key)?.name)),
        By::Outcome => {
            let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.code() == key)?;
            let words = result(outcome);
            label(words.sv, words.en)
        }
        By::Part => bridge::label(key),
        By::Step | By::Leg | By::Cases => {
            let words = words_of(key)?;
            label(words.sv, words.en)
        }
        By::Ahead => ahead_label(key),
        By::Site
        | By::Phase
        | By::Sponsor
        | By::Year
        | By::Source
        | By::Field
        | By::Heading
        | By::Kpi => None,
    }
}

/// Returns the first name that stands beside each key in a table.
fn names<'a>(frame: &'a DataFrame, key: &str, name: &str) -> BTreeMap<&'a str, &'a str> {
    let text = |column| frame.column(column).and_then(|column| column.str());
    let (Ok(keys), Ok(texts)) = (text(key), text(name)) else { return BTreeMap::new() };
    let mut names = BTreeMap::new();
    for (key, text) in keys.iter().zip(texts.iter()) {
        if let (Some(key), Some(text)) = (key, text) {
            names.entry(key).or_insert(text);
        }
    }
    names
}
