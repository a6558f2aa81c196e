//! Companies and their head offices as keys, and of how many trials they are
//! unknown.
//!
//! A company counts under the group that it belongs to, and a head office is the
//! group's: a question about companies is one about who decides. What the reference
//! table lacks has no key; so that nobody takes it for nothing, each answer tells
//! how many trials that concerns: of the same trials that are counted, and for a share
//! or a quotient of those that they are set against too.

use std::fmt::{self, Display, Formatter};

use polars::prelude::{LazyFrame, PolarsResult, col, lit};
use serde::Serialize;

use super::question::Question;
use super::tally::{Tally, count};
use super::{By, Finding};
use crate::indicator::Measure;
use crate::registry::Reference;
use crate::registry::schema::{SponsorClass, Status};
use crate::slice::{LensPart, Place, in_place};

/// Of how many trials the company is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CompaniesKnown {
    /// Trials of industry whose lead sponsor the table of companies lacks.
    pub unknown: u64,
    /// Trials of industry: the lead sponsor's class is industry, or it is a company of the table.
    pub of: u64,
    /// The same two of the trials below the line, or of the reference, where they are others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_against: Option<(u64, u64)>,
}

impl Display for CompaniesKnown {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { unknown, of, .. } = self;
        write!(
            f,
            "{unknown} of {of} industry trials have a sponsor that the table of companies lacks"
        )?;
        match self.set_against {
            Some((unknown, of)) => write!(f, "; of those set against, {unknown} of {of}"),
            None => Ok(()),
        }
    }
}

/// Returns the key under which a cell of `trials.company` or `trials.sponsor_hq`
/// counts: the group's id, or the country's as a place.
pub fn key_of<'a>(reference: &'a Reference, by: By, cell: &'a str) -> &'a str {
    let known = match by {
        By::Company => {
            let company = reference.companies.get(cell);
            company.map(|company| &reference.companies.ultimate_parent(company).id)
        }
        By::SponsorHq => reference.places.country(cell).map(|country| &country.id),
        _ => None,
    };
    known.map_or(cell, String::as_str)
}

/// Returns trials per cell as trials per key.
pub fn by_key(reference: &Reference, by: By, cells: Tally) -> Tally {
    let mut keys = Tally::new();
    for (cell, trials) in cells {
        *keys.entry(key_of(reference, by, &cell).to_owned()).or_default() += trials;
    }
    keys
}

impl Question<'_> {
    /// Tells in each finding of how many trials the company is unknown, if the
    /// question is about companies or their head offices.
    pub(super) fn tell_unknown_companies(&self, findings: &mut [Finding]) -> PolarsResult<()> {
        let is_about_companies = !self.slice.lens.sponsor_hq.is_empty()
            || matches!(self.by, Some(By::Company | By::SponsorHq));
        if !is_about_companies {
            return Ok(());
        }
        let Some(known) = self.companies_known()? else { return Ok(()) };
        for finding in findings {
            finding.companies = Some(known);
            finding.note = Some(match finding.note.take() {
                Some(note) => format!("{note}; {known}"),
                None => known.to_string(),
            });
        }
        Ok(())
    }

    /// Counts the industry trials among those that the indicator counts in the place, whatever their head office;
    /// `None` where there are none.
    fn companies_known(&self) -> PolarsResult<Option<CompaniesKnown>> {
        let anywhere = self.slice.lens.clone().without(LensPart::SponsorHq);
        let trials = self.trials(&anywhere)?;
        let place = &self.slice.place;
        let inside = |place: &Place| in_place(trials.clone(), self.registry, place);
        let (own, other) = match self.query.indicator.measure {
            Measure::Ongoing => (self.under_way(inside(place)), None),
            Measure::Completion | Measure::Termination => (closed(inside(place)), None),
            Measure::ShareOfWorld => (inside(place), Some(inside(&Place::world()))),
            Measure::ShareOfEurope => (inside(place), Some(inside(&Place::europe()))),
            Measure::Quotient | Measure::DemandMatch => {
                let against = self.query.against.clone().unwrap_or_else(Place::europe);
                (inside(place), Some(self.reference(trials.clone(), place, &against)))
            }
            _ => (inside(place), None),
        };
        let (unknown, of) = industry(own)?;
        let set_against = other.map(industry).transpose()?;
        let is_any = of > 0 || set_against.is_some_and(|(_, of)| of > 0);
        Ok(is_any.then_some(CompaniesKnown { unknown, of, set_against }))
    }
}

/// Counts the trials of industry whose company is unknown, and all of them. A company whose sponsor class is another,
/// such as a foundation's, is one all the same: its trials are in the counts by company.
fn industry(trials: LazyFrame) -> PolarsResult<(u64, u64)> {
    let is_industry = col("sponsor_class").eq(lit(SponsorClass::Industry.code()));
    let industry = trials.filter(is_industry.or(col("company").is_not_null()));
    let unknown = count(industry.clone().filter(col("sponsor_hq").is_null()))?;
    Ok((unknown, count(industry)?))
}

/// Keeps the trials that were completed or terminated.
fn closed(trials: LazyFrame) -> LazyFrame {
    let with = |status: Status| col("status").eq(lit(status.code()));
    trials.filter(with(Status::Completed).or(with(Status::Terminated)))
}
