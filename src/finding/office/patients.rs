//! Patients: how many take part in trials, and how many a trial could ask.
//!
//! Every count comes through [`People`](crate::board::People). A share needs both of its counts, a product needs its count.

use std::collections::BTreeSet;

use chrono::Datelike;
use typst::diag::{HintedStrResult, bail};

use super::{Asked, of_full_count};
use crate::board::Patients;
use crate::board::patients::{EVERY, Eligible};
use crate::board::people::{CARE, IN_TRIALS, INCIDENT, PREVALENT};
use crate::disclosure::Reported;
use crate::finding::{By, Finding, Label, Marks};
use crate::slice::{Disease, Level, Place};

/// Returns the patients in trials: of the disease asked for or of all, or of each disease or place.
pub(super) fn in_trials(asked: &Asked) -> HintedStrResult<Vec<Finding>> {
    asked.only_lens(&["disease"])?;
    let rows = asked.table("patients", &asked.office.board.patients)?;
    let by = asked.by(None, &[By::Disease, By::Region, By::Place])?;
    let year = year(asked, rows)?;
    let disease = disease(asked)?;
    let wanted = disease.clone().unwrap_or_else(|| EVERY.to_owned());
    let place = &asked.query.place;
    Ok(match by {
        None => vec![share(asked, by, place, None, &wanted, year)],
        Some(By::Disease) => {
            let of = |key: String| share(asked, by, place, Some(key.clone()), &key, year);
            let meant = |key: &String| disease.as_ref().is_none_or(|disease| disease == key);
            diseases(rows, year).into_iter().filter(meant).map(of).collect()
        }
        Some(spatial) => {
            let of = |place: Place| share(asked, by, &place, Some(place.id.clone()), &wanted, year);
            asked.places(spatial).into_iter().map(of).collect()
        }
    })
}

/// Returns a share of patients in trials.
fn share(
    asked: &Asked,
    by: Option<By>,
    place: &Place,
    key: Option<String>,
    disease: &str,
    year: i32,
) -> Finding {
    let people = asked.office.people;
    let get = |measure| people.get(measure, &place.id, disease, year);
    let mut blank = blank(asked, place, by, key, year);
    if disease == EVERY && by == Some(By::Disease) {
        blank.label = Some(Label { sv: "alla patienter".into(), en: "all patients".into() });
    }
    if place.level != Level::Region {
        let regions = people.regions(IN_TRIALS, &place.id, disease, year);
        let all = asked.regions(place).len();
        blank.note = Some(format!("{regions} of {all} regions reported both"));
    }
    match (get(IN_TRIALS), get(CARE)) {
        (Reported::Value(trials), Reported::Value(care)) => of_full_count(blank, trials, care),
        (trials, care) => Finding {
            numerator: trials.value(),
            denominator: care.value(),
            marks: Some(Marks { numerator: missing(trials), denominator: missing(care) }),
            ..blank
        },
    }
}

/// Returns new and prevalent cases of a disease times the share that a trial's criteria let in.
pub(super) fn base(asked: &Asked) -> HintedStrResult<Vec<Finding>> {
    asked.only_lens(&["disease"])?;
    let rows = asked.table("patients", &asked.office.board.patients)?;
    let by = asked.by(Some(By::Cases), &[By::Cases])?;
    let (place, year) = (&asked.query.place, year(asked, rows)?);
    let Some(disease) = disease(asked)? else {
        bail!(
            "`{}` is of one disease: a patient can have several", asked.query.indicator.id;
            hint: "name it with `--disease`"
        );
    };
    let regions = asked.regions(place);
    let own = rows
        .iter()
        .filter(|row| row.disease == disease && row.year == year && regions.contains(&row.region));
    let eligible: BTreeSet<_> = own.filter_map(|row| row.eligible.map(bits)).collect();
    // One share for all regions; where they judge differently, the range spans them and no share is the middle one.
    let eligible = spanned(eligible.into_iter().map(unbits));
    let of = |(key, measure): (&str, &str)| {
        let count = asked.office.people.get(measure, &place.id, &disease, year);
        let blank = blank(asked, place, by, Some(key.to_owned()), year);
        let found = asked.office.people.regions(measure, &place.id, &disease, year);
        let of = (place.level != Level::Region)
            .then(|| format!("; {found} of {} regions", regions.len()));
        product(blank, count, eligible, &of.unwrap_or_default())
    };
    Ok([("incident", INCIDENT), ("prevalent", PREVALENT)].into_iter().map(of).collect())
}

/// Returns a product with both factors.
fn product(
    blank: Finding,
    count: Reported<u64>,
    eligible: Option<Eligible>,
    regions: &str,
) -> Finding {
    let marks = missing(count).map(|mark| Marks { numerator: Some(mark), denominator: None });
    let of = |share: fn(Eligible) -> f64| Some((count.value()? as f64 * share(eligible?)).round());
    let factor = match eligible {
        Some(Eligible { share, low, high }) => format!("eligible share {share} ({low}-{high})"),
        None => "no eligible share".to_owned(),
    };
    Finding {
        numerator: count.value(),
        value: of(|eligible| eligible.share),
        lower: of(|eligible| eligible.low),
        upper: of(|eligible| eligible.high),
        marks,
        note: Some(factor + regions),
        ..blank
    }
}

/// Returns the share that all judge, with the range over all of them; the mean where they differ.
fn spanned(all: impl Iterator<Item = Eligible>) -> Option<Eligible> {
    let all: Vec<_> = all.collect();
    let share = all.iter().map(|one| one.share).sum::<f64>() / all.len() as f64;
    let low = all.iter().map(|one| one.low).min_by(f64::total_cmp)?;
    let high = all.iter().map(|one| one.high).max_by(f64::total_cmp)?;
    Some(Eligible { share, low, high })
}

/// Returns a share as something that can be a key.
fn bits(eligible: Eligible) -> [u64; 3] {
    [eligible.share, eligible.low, eligible.high].map(f64::to_bits)
}

/// Returns the share of a key.
fn unbits(bits: [u64; 3]) -> Eligible {
    let [share, low, high] = bits.map(f64::from_bits);
    Eligible { share, low, high }
}

/// Returns why a count is not there.
fn missing(count: Reported<u64>) -> Option<crate::disclosure::Mark> {
    match count {
        Reported::Missing(mark) => Some(mark),
        Reported::Value(_) => None,
    }
}

/// Returns a finding of the table without a value.
fn blank(asked: &Asked, place: &Place, by: Option<By>, key: Option<String>, year: i32) -> Finding {
    let class = asked.office.patients_class;
    let finding = asked.finding(place, by, key, "the regions' counts of patients", class);
    Finding { window: year.to_string(), ..finding }
}

/// Returns the disease asked for.
fn disease(asked: &Asked) -> HintedStrResult<Option<String>> {
    match asked.query.lens.diseases.as_slice() {
        [] => Ok(None),
        [Disease::Mesh(mesh)] => Ok(Some(mesh.clone())),
        _ => bail!(
            "patients are counted of one disease that has a MeSH number";
            hint: "ask for each by itself"
        ),
    }
}

/// Returns the year asked for, or the last one in the table that has begun.
fn year(asked: &Asked, rows: &[Patients]) -> HintedStrResult<i32> {
    if let Some(window) = asked.query.window {
        let (first, last) = window.span_of_years();
        if first != last {
            let year = rows.iter().map(|row| row.year).max().unwrap_or(asked.cutoff.year());
            bail!("patients are counted by the year"; hint: "ask for one year: `--window {year}`");
        }
        return Ok(first);
    }
    let begun = rows.iter().map(|row| row.year).filter(|year| *year <= asked.cutoff.year());
    Ok(begun.max().unwrap_or(asked.cutoff.year()))
}

/// Returns the diseases of a year, all patients first, then in the order of the table.
fn diseases(rows: &[Patients], year: i32) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for row in rows.iter().filter(|row| row.year == year) {
        if !keys.contains(&row.disease) {
            keys.push(row.disease.clone());
        }
    }
    keys.sort_by_key(|key| key != EVERY);
    keys
}
