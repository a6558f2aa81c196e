//! The board's key performance indicators: where each stands, and what its trajectory asks.

use typst::diag::{HintedStrResult, bail};

use super::{Asked, both};
use crate::board::KpiValue;
use crate::board::kpi_values::{Standing, standing};
use crate::board::kpis::{Direction, Kpi, Unit};
use crate::disclosure::{Mark, Reported};
use crate::finding::{By, Course, Finding, Flagged, Goal, Marks, Natural};
use crate::indicator::BoardMeasure;
use crate::slice::{Level, Place};
use crate::statistics::{
    Aim, Better, Certainty, Flag, Limits, Movement, State, poisson, wilson, xmr,
};

/// Returns one finding for each indicator.
pub(super) fn answer(asked: &Asked, measure: BoardMeasure) -> HintedStrResult<Vec<Finding>> {
    asked.only_lens(&[])?;
    asked.by(Some(By::Kpi), &[By::Kpi])?;
    let kpis = asked.table("kpis", &asked.office.board.kpis)?;
    let values = asked.table("kpi_values", &asked.office.board.kpi_values)?;
    let place = &asked.query.place;
    let region = match place.level {
        Level::Region => Some(place.id.as_str()),
        _ if *place == Place::sweden() => None,
        _ => bail!(
            "no indicator is followed for `{}`", place.id;
            hint: "ask for `--place sweden` or a region"
        ),
    };
    let of = |kpi: &Kpi| {
        let blank = asked.finding(
            place,
            Some(By::Kpi),
            Some(kpi.id.clone()),
            "the board's indicators",
            asked.office.kpis_class,
        );
        let blank = Finding { label: Some(both(&kpi.name)), unit: kpi.unit.code(), ..blank };
        let Some(standing) = standing(kpi, values, region, asked.cutoff) else {
            return Finding { note: Some("no value".to_owned()), ..blank };
        };
        match measure {
            BoardMeasure::Trajectory => trajectory(asked, blank, kpi, &standing),
            _ => {
                let (series, times) = series(asked, kpi, values, region);
                let course = Course::Goal(goal(kpi, &standing, &series, times));
                let finding = status(asked, blank, kpi, &standing, &series);
                Finding { course: Some(course), ..finding }
            }
        }
    };
    Ok(kpis.iter().map(of).collect())
}

/// Returns what is known of a goal beyond its last value.
///
/// Of what counts people no earlier value is told, because each is protected by itself.
fn goal(kpi: &Kpi, standing: &Standing, series: &[f64], times: Vec<String>) -> Goal {
    let (target, expected) = (standing.target, standing.expected);
    match kpi.people {
        true => Goal { values: Vec::new(), target, expected, natural: None },
        false => {
            let values = times.into_iter().zip(series.iter().copied()).collect();
            Goal { values, target, expected, natural: xmr(series).as_ref().map(Natural::of) }
        }
    }
}

/// Returns an indicator's values up to the cut-off with their periods, in the order of time.
fn series(
    asked: &Asked,
    kpi: &Kpi,
    values: &[KpiValue],
    region: Option<&str>,
) -> (Vec<f64>, Vec<String>) {
    let own =
        values.iter().filter(|value| value.kpi == kpi.id && value.region.as_deref() == region);
    let ended = own.filter(|value| value.period.last_day().is_some_and(|day| day <= asked.cutoff));
    ended.filter_map(|value| Some((value.value.value()?, value.period.to_string()))).unzip()
}

/// Returns the last value with its flag.
fn status(
    asked: &Asked,
    blank: Finding,
    kpi: &Kpi,
    standing: &Standing,
    series: &[f64],
) -> Finding {
    let latest = &standing.latest;
    let value = latest.value.value();
    let limits = limits(kpi, latest);
    let better = match kpi.direction {
        Direction::Higher => Better::Higher,
        Direction::Lower => Better::Lower,
    };
    let movement = Movement::of_chart(xmr(series).as_ref(), series.len(), better);
    // Without a target nothing is met or missed.
    let target = standing.target.unwrap_or(f64::NAN);
    let flag =
        Flag::of(value, limits, Aim { target, milestone: standing.expected, better }, movement);
    let finding = Finding {
        numerator: latest.numerator,
        denominator: latest.denominator,
        value,
        lower: limits.map(|limits| limits.lower),
        upper: limits.map(|limits| limits.upper),
        flag: Some(flagged(flag)),
        window: latest.period.to_string(),
        note: Some(aim(standing)),
        ..blank
    };
    if kpi.people { protected(asked, finding, latest) } else { finding }
}

/// Takes out of a value that counts people what must not be told; with a count goes the share, and what is said of it.
fn protected(asked: &Asked, finding: Finding, value: &KpiValue) -> Finding {
    if value.numerator.is_none() {
        return finding;
    }
    let [numerator, denominator] = asked.office.people.of_indicator(value);
    let missing = |count: Reported<u64>| match count {
        Reported::Missing(mark) => Some(mark),
        Reported::Value(_) => None,
    };
    let marks = Marks { numerator: missing(numerator), denominator: missing(denominator) };
    if marks.of_value().is_none() {
        return finding;
    }
    Finding {
        numerator: numerator.value(),
        denominator: denominator.value(),
        value: None,
        lower: None,
        upper: None,
        flag: None,
        marks: Some(marks),
        ..finding
    }
}

/// Returns what the trajectory asks of the period of the last value.
fn trajectory(asked: &Asked, blank: Finding, kpi: &Kpi, standing: &Standing) -> Finding {
    let latest = &standing.latest;
    let is_told = !kpi.people || latest.numerator.is_none() || {
        let counts = asked.office.people.of_indicator(latest);
        counts.into_iter().all(|count| count.value().is_some())
    };
    let value = match latest.value.value() {
        Some(value) if is_told => value.to_string(),
        Some(_) => Mark::Suppressed.code().to_owned(),
        None => "no value".to_owned(),
    };
    let course = match standing.is_on_course.filter(|_| is_told) {
        Some(true) => "on course",
        Some(false) => "off course",
        None => "not judged",
    };
    let growth = kpi.trajectory.map_or(String::new(), |trajectory| {
        format!(
            ", {} from {} by {} a year",
            trajectory.base, trajectory.base_year, trajectory.growth_per_year
        )
    });
    Finding {
        value: standing.expected,
        window: latest.period.to_string(),
        note: Some(format!("value {value}, {course}; {}{growth}", aim(standing))),
        ..blank
    }
}

/// Returns the target in a few words.
fn aim(standing: &Standing) -> String {
    match (standing.target, standing.target_by) {
        (Some(target), Some(by)) => format!("target {target} by {by}"),
        _ => "no target".to_owned(),
    }
}

/// Returns the limits of chance of a value, where it has any.
fn limits(kpi: &Kpi, value: &KpiValue) -> Option<Limits> {
    match kpi.unit {
        Unit::Share => wilson(value.numerator?, value.denominator?),
        Unit::Count => {
            let count = value.value.value()?;
            (count >= 0.0 && count.fract() == 0.0).then(|| poisson(count as u64))
        }
        _ => None,
    }
}

/// Returns a flag by its codes.
fn flagged(flag: Flag) -> Flagged {
    Flagged {
        state: match flag.state {
            State::Meets => "meets",
            State::OnTheWay => "on-the-way",
            State::Misses => "misses",
            State::CannotBeJudged => "cannot-be-judged",
        },
        certainty: flag.certainty.map(|certainty| match certainty {
            Certainty::Clear => "clear",
            Certainty::Covers => "covers",
        }),
        movement: match flag.movement {
            Movement::Improving => "improving",
            Movement::Worsening => "worsening",
            Movement::NoSignal => "no-signal",
            Movement::TooShort => "too-short",
        },
    }
}
