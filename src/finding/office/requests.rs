//! The feasibility log: how long requests wait, and how far they come.

use std::collections::BTreeSet;

use chrono::Datelike;
use typst::diag::{HintedStrResult, bail};

use super::{Asked, of_full_count, of_share, of_spells};
use crate::board::Request;
use crate::board::funnel::{Count, Step, funnel};
use crate::board::spells::{answer_days, forward_hours};
use crate::finding::{By, Finding};
use crate::indicator::BoardMeasure;
use crate::registry::schema::Phase;
use crate::slice::{Disease, Place};

/// The dimensions that a request has.
const OF_REQUEST: [By; 4] = [By::Area, By::Disease, By::Phase, By::Year];

/// Returns the findings of a measure.
pub(super) fn answer(asked: &Asked, measure: BoardMeasure) -> HintedStrResult<Vec<Finding>> {
    asked.only_lens(&["area", "disease", "phase"])?;
    let log = asked.table("feasibility", &asked.office.board.feasibility)?;
    let window = asked.window();
    let requests: Vec<_> = log
        .iter()
        .filter(|request| (window.first..=window.last).contains(&request.received_at.date))
        .filter(|request| is_meant(asked, request))
        .cloned()
        .collect();
    if measure == BoardMeasure::Funnel {
        steps(asked, &requests)
    } else {
        waits(asked, measure, &requests)
    }
}

/// Whether a request is of the lens.
fn is_meant(asked: &Asked, request: &Request) -> bool {
    let lens = &asked.query.lens;
    let is_of = |disease: &Disease| match disease {
        Disease::Mesh(mesh) => request.disease.as_ref() == Some(mesh),
        Disease::Text(_) => false,
    };
    (lens.areas.is_empty() || lens.areas.contains(&request.area))
        && (lens.diseases.is_empty() || lens.diseases.iter().any(is_of))
        && (lens.phases.is_empty() || lens.phases.contains(&request.phase))
}

/// Returns the median waits, which are the country's: before a request is sent on it has no region.
fn waits(
    asked: &Asked,
    measure: BoardMeasure,
    requests: &[Request],
) -> HintedStrResult<Vec<Finding>> {
    if asked.query.place != Place::sweden() {
        bail!(
            "`{}` is the country's: no region has a part in it", asked.query.indicator.id;
            hint: "leave out `--place`; `feasibility-funnel` tells of each region"
        );
    }
    let by = asked.by(None, &OF_REQUEST)?;
    let finding = |key: Option<String>, own: &[Request]| {
        let blank = blank(asked, &asked.query.place, by, key);
        if measure == BoardMeasure::Answer {
            return of_spells(blank, &answer_days(own, asked.cutoff));
        }
        let spells = forward_hours(own, asked.cutoff);
        let finding = of_spells(blank, &spells.list);
        match (spells.unmeasured, &finding.note) {
            (0, _) => finding,
            (unmeasured, note) => {
                let note = note.as_deref().unwrap_or_default();
                Finding {
                    note: Some(format!("{note}, {unmeasured} without a time of day")),
                    ..finding
                }
            }
        }
    };
    Ok(split(asked, by, requests, finding))
}

/// Returns the funnel: a finding for each step, or the yeses of each key.
fn steps(asked: &Asked, requests: &[Request]) -> HintedStrResult<Vec<Finding>> {
    let known = [&[By::Step, By::Region], OF_REQUEST.as_slice()].concat();
    let by = asked.by(Some(By::Step), &known)?;
    let place = &asked.query.place;
    let region = match asked.regions(place).as_slice() {
        [only] => Some(only.clone()),
        _ if *place == Place::sweden() => None,
        _ => bail!(
            "`{}` has no funnel of its own: a request goes to regions", place.id;
            hint: "ask for `--place sweden` or a region"
        ),
    };
    let of = |requests: &[Request], region: Option<&str>| funnel(requests, region, asked.cutoff);
    let positive =
        |counts: Vec<Count>| counts.into_iter().find(|count| count.step == Step::Positive);
    let share = |place: &Place, key: Option<String>, counts: Vec<Count>| {
        let blank = blank(asked, place, by, key);
        positive(counts).map_or(blank.clone(), |count| of_count(blank, count))
    };
    Ok(match by {
        Some(By::Step) => {
            let counts = of(requests, region.as_deref()).into_iter();
            counts
                .map(|count| {
                    of_count(blank(asked, place, by, Some(count.step.code().to_owned())), count)
                })
                .collect()
        }
        Some(By::Region) => {
            let places = asked.places(By::Region).into_iter();
            places
                .map(|place| share(&place, Some(place.id.clone()), of(requests, Some(&place.id))))
                .collect()
        }
        by => split(asked, by, requests, |key, own| share(place, key, of(own, region.as_deref()))),
    })
}

/// Returns the finding of a step: of all requests, and in the note of the step before.
///
/// The first step is all requests by definition: no chance is in it, and nothing stands before it.
fn of_count(blank: Finding, count: Count) -> Finding {
    if count.step == Step::Requests {
        return of_full_count(blank, count.reached, count.of_requests);
    }
    let of_previous = match crate::statistics::wilson(count.reached, count.of_previous) {
        Some(limits) => format!(
            "{} of {} of the step before ({:.1}%, {:.1}-{:.1}%)",
            count.reached,
            count.of_previous,
            100.0 * count.reached as f64 / count.of_previous as f64,
            100.0 * limits.lower,
            100.0 * limits.upper
        ),
        None => "none came to the step before".to_owned(),
    };
    let note = Some(format!("{of_previous}; {} still may", count.open));
    Finding { note, ..of_share(blank, count.reached, count.of_requests) }
}

/// Returns a finding of the log without a value.
fn blank(asked: &Asked, place: &Place, by: Option<By>, key: Option<String>) -> Finding {
    asked.finding(place, by, key, "the feasibility log", asked.office.feasibility_class)
}

/// Returns one finding of all requests, or one for each key of a dimension.
fn split(
    asked: &Asked,
    by: Option<By>,
    requests: &[Request],
    finding: impl Fn(Option<String>, &[Request]) -> Finding,
) -> Vec<Finding> {
    let Some(by) = by else { return vec![finding(None, requests)] };
    let areas = || asked.registry.reference.areas.list.iter().map(|area| area.id.clone());
    let keys: Vec<String> = match by {
        By::Area => areas().collect(),
        By::Phase => Phase::ALL.iter().map(|phase| phase.code().to_owned()).collect(),
        _ => {
            let all: BTreeSet<_> = requests.iter().filter_map(|request| key(by, request)).collect();
            all.into_iter().collect()
        }
    };
    let keys = keys.into_iter().map(|own| {
        let of: Vec<_> = requests
            .iter()
            .filter(|request| key(by, request).as_ref() == Some(&own))
            .cloned()
            .collect();
        finding(Some(own), &of)
    });
    keys.collect()
}

/// Returns a request's key in a dimension.
fn key(by: By, request: &Request) -> Option<String> {
    match by {
        By::Area => Some(request.area.clone()),
        By::Disease => request.disease.clone(),
        By::Phase => Some(request.phase.code().to_owned()),
        By::Year => Some(request.received_at.date.year().to_string()),
        _ => None,
    }
}
