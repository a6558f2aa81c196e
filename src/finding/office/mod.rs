//! Findings about the tables of the partnership's office: requests, trials' enrolment, patients, and the board's indicators.
//!
//! What is counted and measured is `board`'s; here it gets its share, median, limits and flag. Counts of people come through
//! [`People`], which has decided for the whole of a build what may be shown: a number that it withholds is a mark here, and no share,
//! rate or product of it is made.

mod enrolment;
mod kpis;
mod patients;
mod requests;

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, bail};

use super::by::known;
use super::{By, Course, Curve, Finding, Label, Origin, Query};
use crate::board::spells::Spell;
use crate::board::{Board, People};
use crate::indicator::BoardMeasure;
use crate::registry::Registry;
use crate::slice::{BaseFilter, Lens, Level, Place, Window};
use crate::statistics::{self, kaplan_meier};

/// The tables of an edition.
#[derive(Clone, Copy)]
pub struct Office<'a> {
    /// What they hold.
    pub board: &'a Board,
    /// What of their counts of people may be shown.
    pub people: &'a People,
    /// The class of what is made of the patients' table.
    pub patients_class: &'static str,
    /// The class of what is made of the feasibility log.
    pub feasibility_class: &'static str,
    /// The class of what is told of the indicators.
    pub kpis_class: &'static str,
    /// The class of what is made of the reports of enrolment.
    pub enrolment_class: &'static str,
    /// Whether they are invented.
    pub is_example: bool,
}

/// Returns the findings that answer a question about the office's tables.
pub(super) fn answer(
    registry: &Registry,
    office: &Office,
    query: &Query,
    measure: BoardMeasure,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<Finding>> {
    let asked = Asked { registry, office, query, cutoff };
    asked.check_place()?;
    asked.check_window(measure)?;
    match measure {
        BoardMeasure::Forward | BoardMeasure::Answer | BoardMeasure::Funnel => {
            requests::answer(&asked, measure)
        }
        BoardMeasure::Legs
        | BoardMeasure::EnrolmentRate
        | BoardMeasure::TimeToTarget
        | BoardMeasure::NonEnrolling => enrolment::answer(&asked, measure),
        BoardMeasure::PatientsInTrials => patients::in_trials(&asked),
        BoardMeasure::PatientBase => patients::base(&asked),
        BoardMeasure::KpiStatus | BoardMeasure::Trajectory => kpis::answer(&asked, measure),
    }
}

/// A question about the office's tables.
struct Asked<'a> {
    registry: &'a Registry,
    office: &'a Office<'a>,
    query: &'a Query,
    cutoff: NaiveDate,
}

impl<'a> Asked<'a> {
    /// Refuses places that the office keeps nothing about.
    fn check_place(&self) -> HintedStrResult<()> {
        let place = &self.query.place;
        if place.regions(&self.registry.reference).is_empty() || place.level < Level::Country {
            bail!(
                "`{}` is not in the office's tables: they are about Sweden's regions", place.id;
                hint: "ask for `--place sweden`, a healthcare region or a region"
            );
        }
        Ok(())
    }

    /// Refuses a window where the state on a day is told.
    fn check_window(&self, measure: BoardMeasure) -> HintedStrResult<()> {
        let listens = matches!(
            measure,
            BoardMeasure::Forward
                | BoardMeasure::Answer
                | BoardMeasure::Funnel
                | BoardMeasure::PatientsInTrials
                | BoardMeasure::PatientBase
        );
        if self.query.window.is_some() && !listens {
            let id = self.query.indicator.id;
            bail!("`{id}` is about a day, not about a window"; hint: "give the day with `--cutoff`");
        }
        Ok(())
    }

    /// Returns a table, or says that the edition has none.
    fn table<T>(&self, name: &str, table: &'a Option<T>) -> HintedStrResult<&'a T> {
        match table {
            Some(table) => Ok(table),
            None => bail!(
                "`{}` needs the office's table `{name}`, and the edition names none", self.query.indicator.id;
                hint: "name it below `[tables]` in the edition, as data/README.md says"
            ),
        }
    }

    /// Refuses parts of a lens that a table has no column for.
    fn only_lens(&self, parts: &[&str]) -> HintedStrResult<()> {
        let Lens { areas, diseases, phases, sponsors, sponsor_hq } = &self.query.lens;
        let given = [
            ("area", areas.is_empty()),
            ("disease", diseases.is_empty()),
            ("phase", phases.is_empty()),
            ("sponsor", sponsors.is_empty()),
            ("sponsor-hq", sponsor_hq.is_empty()),
        ];
        for (part, is_empty) in given {
            if !is_empty && !parts.contains(&part) {
                let id = self.query.indicator.id;
                bail!("`{id}` cannot be asked by {part}"; hint: "the office's table does not tell it");
            }
        }
        Ok(())
    }

    /// Returns the dimension to split by: the query's or the default, if it is one of those that there are.
    fn by(&self, default: Option<By>, known: &[By]) -> HintedStrResult<Option<By>> {
        match self.query.by {
            None => Ok(default),
            Some(by) if known.contains(&by) => Ok(Some(by)),
            Some(by) => {
                let (id, names) = (self.query.indicator.id, known.iter().map(|by| by.code()));
                bail!(
                    "`{id}` cannot be split by {}", by.code();
                    hint: "it is split by {}", names.collect::<Vec<_>>().join(", ")
                )
            }
        }
    }

    /// Returns the window asked for, or all days up to the cut-off.
    fn window(&self) -> Window {
        self.query.window.unwrap_or_else(|| Window::all_before(self.cutoff))
    }

    /// Returns the places of a spatial dimension.
    fn places(&self, by: By) -> Vec<Place> {
        let reference = &self.registry.reference;
        match by {
            By::Place => self.query.place.children(reference),
            _ => self.query.place.regions(reference),
        }
    }

    /// Returns the regions of a place by their ids.
    fn regions(&self, place: &Place) -> Vec<String> {
        place.regions(&self.registry.reference).into_iter().map(|region| region.id).collect()
    }

    /// Returns a finding without a value.
    fn finding(
        &self,
        place: &Place,
        by: Option<By>,
        key: Option<String>,
        source: &str,
        class: &'static str,
    ) -> Finding {
        let label =
            by.zip(key.as_deref()).and_then(|(by, key)| known(&self.registry.reference, by, key));
        let source = match self.office.is_example {
            true => format!("synthetic example data in the form of {source}"),
            false => source.to_owned(),
        };
        let origin = Origin { source, class, data_date: self.cutoff.to_string() };
        Finding {
            by: by.map(By::code),
            filter: BaseFilter::CompanyDrug.code(),
            label,
            ..Finding::blank(self.query, place, key, self.window().to_string(), origin)
        }
    }
}

/// Returns a finding of spells: their median with its limits and quartiles, those that ended over all of them.
fn of_spells(blank: Finding, spells: &[Spell]) -> Finding {
    let times: Vec<_> = spells
        .iter()
        .map(|spell| statistics::Spell { time: spell.length, ended: spell.event })
        .collect();
    let ended = spells.iter().filter(|spell| spell.event).count() as u64;
    let curve = kaplan_meier(&times);
    let median = curve.as_ref().map(|curve| curve.median());
    let until = times.iter().map(|spell| spell.time).fold(0.0, f64::max);
    Finding {
        numerator: Some(ended),
        denominator: Some(spells.len() as u64),
        value: median.and_then(|median| median.time),
        lower: median.and_then(|median| median.lower),
        upper: median.and_then(|median| median.upper),
        course: curve.as_ref().map(|curve| Course::Curve(Curve::of_survival(curve, until))),
        quartiles: curve.map(|curve| curve.quartiles().map(|limits| limits.time)),
        note: Some(format!("{} not yet", spells.len() as u64 - ended)),
        ..blank
    }
}

/// Returns a finding of a share of what is counted in full: nothing is sampled, so chance sets it no limits.
fn of_full_count(blank: Finding, numerator: u64, denominator: u64) -> Finding {
    Finding { lower: None, upper: None, ..of_share(blank, numerator, denominator) }
}

/// Returns a finding of a share with Wilson's limits.
fn of_share(blank: Finding, numerator: u64, denominator: u64) -> Finding {
    let limits = statistics::wilson(numerator, denominator);
    Finding {
        numerator: Some(numerator),
        denominator: Some(denominator),
        value: limits.map(|_| numerator as f64 / denominator as f64),
        lower: limits.map(|limits| limits.lower),
        upper: limits.map(|limits| limits.upper),
        ..blank
    }
}

/// Returns words that are the same in the data and on the page, in both languages.
fn both(words: &crate::board::text::Text) -> Label {
    use crate::locale::Lang;
    Label { sv: words.get(Lang::Sv).to_owned(), en: words.get(Lang::En).to_owned() }
}
