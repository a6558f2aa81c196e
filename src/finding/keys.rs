//! The keys of a dimension, as far as they are known without records.

use super::By;
use super::mirror::Outcome;
use crate::board::funnel::Step;
use crate::board::spells::Leg;
use crate::indicator::BRIDGE_PARTS;
use crate::registry::Reference;
use crate::registry::schema::{Phase, UNCLASSIFIED};
use crate::slice::{Place, Window};

/// Returns every key that answers split by a dimension can have; `None` where the records decide, as for sites or diseases.
///
/// Of places they are those one step further in than `place`, or anywhere when that is not known.
pub fn keys(by: By, place: Option<&Place>, reference: &Reference) -> Option<Vec<String>> {
    let owned = |codes: Vec<&str>| Some(codes.into_iter().map(str::to_owned).collect());
    let ids = |places: Vec<Place>| Some(places.into_iter().map(|place| place.id).collect());
    match by {
        By::Place => ids(place?.children(reference)),
        By::Region => {
            let sweden = Place::sweden();
            ids(place.unwrap_or(&sweden).regions(reference))
        }
        By::Area => {
            let areas = reference.areas.list.iter().map(|area| area.id.as_str());
            owned(areas.chain([UNCLASSIFIED]).collect())
        }
        By::Phase => owned(Phase::ALL.iter().map(|phase| phase.code()).collect()),
        By::SponsorHq => {
            owned(reference.places.countries.iter().map(|country| country.id.as_str()).collect())
        }
        By::Year => {
            let (first, last) = Window::all_years().span_of_years();
            Some((first..=last).map(|year| year.to_string()).collect())
        }
        By::Outcome => owned(Outcome::ALL.iter().map(|outcome| outcome.code()).collect()),
        By::Part => owned(BRIDGE_PARTS.iter().map(|(key, _)| *key).collect()),
        By::Step => owned(Step::ALL.iter().map(|step| step.code()).collect()),
        By::Leg => owned(Leg::ALL.iter().map(|leg| leg.code()).collect()),
        By::Site
        | By::Disease
        | By::Sponsor
        | By::Company
        | By::Source
        | By::Field
        | By::Heading
        | By::Cases
        | By::Kpi
        | By::Ahead => None,
    }
}
