//! Trials' enrolment: legs to the first patient, rates, targets, and sites without patients.

use typst::diag::HintedStrResult;

use super::{Asked, of_share, of_spells};
use crate::board::Enrolment;
use crate::board::enrolment::{Leg, leg_days};
use crate::board::people::ENROLLED;
use crate::disclosure::Reported;
use crate::finding::{By, Finding, Marks};
use crate::indicator::BoardMeasure;
use crate::slice::Place;
use crate::statistics::poisson;

/// Returns the findings of a measure.
pub(super) fn answer(asked: &Asked, measure: BoardMeasure) -> HintedStrResult<Vec<Finding>> {
    let rows = asked.table("enrolment", &asked.office.board.enrolment)?;
    // Patients enrolled are protected by region, and by nothing finer.
    let is_rate = measure == BoardMeasure::EnrolmentRate;
    asked.only_lens(if is_rate { &[] } else { &["area"] })?;
    let areas = &asked.query.lens.areas;
    let rows: Vec<_> =
        rows.iter().filter(|row| areas.is_empty() || areas.contains(&row.area)).collect();
    let places = [By::Region, By::Place];
    let spatial = match measure {
        BoardMeasure::Legs => {
            let by = asked.by(Some(By::Leg), &[By::Leg])?;
            let own = inside(asked, &asked.query.place, &rows);
            let of = |leg: &Leg| {
                let blank = blank(asked, &asked.query.place, by, Some(leg.code().to_owned()));
                of_spells(blank, &leg_days(own.iter().copied(), *leg, asked.cutoff))
            };
            return Ok(Leg::ALL.iter().map(of).collect());
        }
        _ => asked.by(None, &places)?,
    };
    let finding = |place: &Place, key: Option<String>| {
        let own = inside(asked, place, &rows);
        let blank = blank(asked, place, spatial, key);
        match measure {
            BoardMeasure::EnrolmentRate => rate(asked, place, blank, &own),
            BoardMeasure::TimeToTarget => in_time(asked, blank, &own),
            _ => without_patients(asked, blank, &own),
        }
    };
    Ok(match spatial {
        None => vec![finding(&asked.query.place, None)],
        Some(by) => {
            let places = asked.places(by).into_iter();
            places.map(|place| finding(&place, Some(place.id.clone()))).collect()
        }
    })
}

/// Returns a finding of the table without a value.
fn blank(asked: &Asked, place: &Place, by: Option<By>, key: Option<String>) -> Finding {
    asked.finding(place, by, key, "the regions' reports of enrolment", asked.office.enrolment_class)
}

/// Returns the rows of a place.
fn inside<'r>(asked: &Asked, place: &Place, rows: &[&'r Enrolment]) -> Vec<&'r Enrolment> {
    let regions = asked.regions(place);
    rows.iter().filter(|row| regions.contains(&row.region)).copied().collect()
}

/// Returns patients over site-months, where the number of patients may be shown.
fn rate(asked: &Asked, place: &Place, blank: Finding, rows: &[&Enrolment]) -> Finding {
    let counted = rows.iter().filter(|row| row.enrolled.value().is_some());
    let months: f64 = counted.map(|row| row.site_months).sum();
    let note = Some(format!("{months:.1} site-months"));
    let denominator = Some(months.round() as u64);
    match asked.office.people.get(ENROLLED, &place.id, "", 0) {
        Reported::Missing(mark) => Finding {
            denominator,
            note,
            marks: Some(Marks { numerator: Some(mark), denominator: None }),
            ..blank
        },
        Reported::Value(patients) => {
            let limits = (months > 0.0).then(|| poisson(patients).scaled(1.0 / months));
            Finding {
                numerator: Some(patients),
                denominator,
                value: limits.map(|_| patients as f64 / months),
                lower: limits.map(|limits| limits.lower),
                upper: limits.map(|limits| limits.upper),
                note,
                ..blank
            }
        }
    }
}

/// Returns closed trials that reached their target in time over all closed ones.
fn in_time(asked: &Asked, blank: Finding, rows: &[&Enrolment]) -> Finding {
    let closed: Vec<_> = rows.iter().filter(|row| row.is_closed(asked.cutoff)).collect();
    let reached = closed.iter().filter(|row| row.is_in_time()).count() as u64;
    let target: u64 = closed.iter().map(|row| row.target).sum();
    let note = Some(format!("targets of {target} patients together"));
    Finding { note, ..of_share(blank, reached, closed.len() as u64) }
}

/// Returns activated sites without a patient over all activated.
fn without_patients(asked: &Asked, blank: Finding, rows: &[&Enrolment]) -> Finding {
    let open = || rows.iter().filter(|row| row.is_open(asked.cutoff));
    let without = open().map(|row| row.sites_without_patient).sum();
    of_share(blank, without, open().map(|row| row.sites_activated).sum())
}
