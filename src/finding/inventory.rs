//! Findings about the inventory: how complete it is, and how far the databases agree with it.
//!
//! What comes out are counts of questions and fields, never an answer. Nothing is a sample, so there are no limits of chance.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, bail};

use super::by::known;
use super::mirror::{label, mirror};
use super::{By, Finding, Origin, Query};
use crate::board::files::class;
use crate::indicator::{Measure, Unit};
use crate::inventory::{State, Subject, Survey};
use crate::registry::Registry;
use crate::registry::fold::slug;
use crate::slice::{BaseFilter, Disease, Lens, Level, Place};

/// A question about the inventory, made ready.
pub(super) struct Asked<'a> {
    pub registry: &'a Registry,
    pub survey: &'a Survey,
    pub query: &'a Query,
    /// The dimension to split by.
    pub by: Option<By>,
    /// The area or disease asked about; none for all that a region has answered about.
    pub area: Option<String>,
    pub cutoff: NaiveDate,
}

/// What was counted under a key.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Counted {
    /// Above the line.
    pub numerator: u32,
    /// Below it.
    pub denominator: u32,
    /// Answers that hold no more.
    pub expired: u32,
    /// Questions without an answer.
    pub not_reported: u32,
}

impl<'a> Asked<'a> {
    /// Refuses what the inventory cannot tell.
    pub(super) fn new(
        registry: &'a Registry,
        survey: &'a Survey,
        query: &'a Query,
        cutoff: NaiveDate,
    ) -> HintedStrResult<Self> {
        let (id, place) = (query.indicator.id, &query.place);
        if place.regions(&registry.reference).is_empty() || place.level < Level::Country {
            bail!(
                "`{}` has no inventory: only Sweden's regions are asked", place.id;
                hint: "ask for `--place sweden`, a healthcare region or a region"
            );
        }
        let by = match (query.indicator.measure, query.by) {
            (Measure::MirrorFields, None | Some(By::Outcome)) => Some(By::Outcome),
            (Measure::MirrorFields, Some(by)) => {
                bail!("`{id}` cannot be split by {}", by.code(); hint: "it is split by outcome already")
            }
            (_, Some(by)) if !matches!(by, By::Heading | By::Region | By::Place) => {
                bail!("`{id}` cannot be split by {}", by.code(); hint: "it is split by heading, region or place")
            }
            (_, by) => by,
        };
        let Lens { phases, sponsors, sponsor_hq, .. } = &query.lens;
        if !(phases.is_empty() && sponsors.is_empty() && sponsor_hq.is_empty()) {
            bail!("the inventory knows no phases and no sponsors"; hint: "an area or a disease can be asked about");
        }
        if query.window.is_some() {
            bail!("`{id}` is about a day, not about a window"; hint: "give the day with `--cutoff`");
        }
        let area = area(registry, &query.lens)?;
        Ok(Self { registry, survey, query, by, area, cutoff })
    }

    /// Questions with an answer that holds, over those asked.
    pub(super) fn completeness(&self) -> Vec<Finding> {
        let Survey { questions, history } = self.survey;
        let count = |place: &Place, heading: Option<&str>| {
            let mut sum = Counted::default();
            for region in place.regions(&self.registry.reference) {
                let areas = match &self.area {
                    Some(area) => vec![area.as_str()],
                    None => history.areas_of(&region.id),
                };
                let found =
                    history.completeness(questions, &region.id, &areas, heading, self.cutoff);
                sum.numerator += found.answered;
                sum.denominator += found.asked;
                sum.expired += found.expired;
                sum.not_reported += found.not_reported();
            }
            sum
        };
        let note = |counted: &Counted| {
            format!("{} expired, {} not reported", counted.expired, counted.not_reported)
        };
        let finding = |place: &Place, key: Option<String>, heading: Option<&str>| {
            let counted = count(place, heading);
            Finding { note: Some(note(&counted)), ..self.finding(place, key, &counted) }
        };
        let place = &self.query.place;
        match self.by {
            None => vec![finding(place, None, None)],
            Some(By::Heading) => {
                let headings = questions.headings.iter();
                headings
                    .map(|heading| finding(place, Some(heading.id.clone()), Some(&heading.id)))
                    .collect()
            }
            Some(by) => {
                let places = self.places(by).into_iter();
                places.map(|place| finding(&place, Some(place.id.clone()), None)).collect()
            }
        }
    }

    /// Fields on which both sides agree, over those compared. Answers that may not be shown are left out: of a few
    /// fields the share could betray them.
    pub(super) fn gaps(&self) -> HintedStrResult<Vec<Finding>> {
        let mut counts: BTreeMap<(String, String), Counted> = BTreeMap::new();
        for region in self.query.place.regions(&self.registry.reference) {
            let area = self.area.as_deref();
            for field in mirror(self.registry, self.survey, &region.id, area, self.cutoff)? {
                if field.state == State::Reported && field.outcome.is_compared() {
                    let key = (region.id.clone(), field.heading);
                    let counted = counts.entry(key).or_default();
                    counted.denominator += 1;
                    counted.numerator += u32::from(field.outcome.agrees());
                }
            }
        }
        let sum = |place: &Place, heading: Option<&str>| {
            let inside: Vec<_> = place.regions(&self.registry.reference);
            let mut sum = Counted::default();
            for ((region, own), counted) in &counts {
                if inside.iter().any(|place| place.id == *region)
                    && heading.is_none_or(|heading| heading == own)
                {
                    sum.numerator += counted.numerator;
                    sum.denominator += counted.denominator;
                }
            }
            sum
        };
        let place = &self.query.place;
        Ok(match self.by {
            None => vec![self.finding(place, None, &sum(place, None))],
            Some(By::Heading) => {
                let headings = self.survey.questions.headings.iter();
                headings
                    .map(|heading| {
                        let counted = sum(place, Some(&heading.id));
                        self.finding(place, Some(heading.id.clone()), &counted)
                    })
                    .collect()
            }
            Some(by) => {
                let places = self.places(by).into_iter();
                places
                    .map(|place| self.finding(&place, Some(place.id.clone()), &sum(&place, None)))
                    .collect()
            }
        })
    }

    /// Returns the places of a spatial dimension.
    pub(super) fn places(&self, by: By) -> Vec<Place> {
        let reference = &self.registry.reference;
        match by {
            By::Place => self.query.place.children(reference),
            _ => self.query.place.regions(reference),
        }
    }

    /// Returns the finding of what was counted.
    pub(super) fn finding(&self, place: &Place, key: Option<String>, counted: &Counted) -> Finding {
        let Survey { questions, history } = self.survey;
        let of = u64::from(counted.denominator);
        let words = key.as_deref().and_then(|key| match self.by? {
            By::Heading => questions.heading(key).map(|heading| label(&heading.name)),
            by => known(&self.registry.reference, by, key),
        });
        let read_on = history.answers.iter().map(|answer| answer.read_on).max();
        let source = match history.example {
            true => "synthetic example data in the form of the regional inventory",
            false => "the regional inventory",
        };
        let origin = Origin {
            source: source.into(),
            // Counts are public; what the regions answered is not.
            class: class::PUBLIC,
            data_date: read_on.unwrap_or(self.cutoff).to_string(),
        };
        Finding {
            // The default where the query names no dimension.
            by: self.by.map(By::code),
            // What regions are asked about is counted of no other trials, whatever a page is about.
            filter: BaseFilter::CompanyDrug.code(),
            label: words,
            numerator: Some(counted.numerator.into()),
            denominator: Some(of),
            value: match self.query.indicator.unit {
                _ if of == 0 => None,
                Unit::Count => Some(counted.numerator.into()),
                _ => Some(f64::from(counted.numerator) / of as f64),
            },
            ..Finding::blank(self.query, place, key, self.cutoff.to_string(), origin)
        }
    }
}

/// Returns the id under which the inventory asks about the area or disease of a lens.
fn area(registry: &Registry, lens: &Lens) -> HintedStrResult<Option<String>> {
    let name = match (lens.areas.as_slice(), lens.diseases.as_slice()) {
        ([], []) => return Ok(None),
        ([area], []) => area.clone(),
        ([], [Disease::Mesh(mesh)]) => match registry.reference.diseases.get(mesh) {
            Some(disease) => slug(&disease.name_en),
            None => mesh.clone(),
        },
        ([], [Disease::Text(text)]) => text.clone(),
        _ => {
            bail!("the inventory is about one area or one disease, not about several"; hint: "ask for each by itself")
        }
    };
    Ok(Some(Subject::find(&registry.reference, &name)?.id))
}
