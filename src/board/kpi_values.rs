//! The values of the key performance indicators over time.
//!
//! Each series (an indicator, of the country or of a region) is without gaps from its first period to its last: a value that is not there
//! stands as one of the four marks.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::files::Named;
use super::kpis::{Direction, Kpi, Unit, bounds, ids, is_within};
use super::period::Period;
use super::table::{Line, Read, Table};
use crate::diag::{Fault, Files};
use crate::disclosure::{Mark, Reported};
use crate::registry::Reference;

/// The columns, in the order in which we write them.
pub const COLUMNS: [&str; 8] =
    ["kpi", "region", "period", "value", "unit", "numerator", "denominator", "note"];

/// How far a share may lie from its numerator by its denominator: what rounding to three decimals makes.
const ROUNDING: f64 = 0.0005;

/// A value of an indicator.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KpiValue {
    /// The indicator's id.
    pub kpi: String,
    /// The region's id; the country when there is none.
    pub region: Option<String>,
    /// What it is for.
    pub period: Period,
    /// The value, in the indicator's unit.
    pub value: Reported<f64>,
    /// What was counted.
    pub numerator: Option<u64>,
    /// Of how many.
    pub denominator: Option<u64>,
    /// What the office notes.
    pub note: String,
}

/// Where an indicator stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The last value that is there.
    pub latest: KpiValue,
    /// What the trajectory asks of its period.
    pub expected: Option<f64>,
    /// Whether the value is as good as that; the interval around it is a finding's.
    pub is_on_course: Option<bool>,
    /// What it shall be in the end.
    pub target: Option<f64>,
    /// By when.
    pub target_by: Option<NaiveDate>,
}

/// Reads the values of indicators that are defined.
pub fn read(
    files: &Files,
    named: &Named,
    kpis: &[Kpi],
    reference: &Reference,
) -> Result<Read<Vec<KpiValue>>, Vec<Fault>> {
    let table = Table::read(files, named, &COLUMNS)?;
    let rows: Vec<(u64, KpiValue)> = table
        .lines()
        .filter_map(|line| Some((line.row(), value(line, kpis, reference)?)))
        .collect();
    check_series(&table, &rows);
    let mut values: Vec<_> = rows.into_iter().map(|(_, value)| value).collect();
    // In the order of the definitions, the country before its regions, and of time.
    let order = |kpi: &str| kpis.iter().position(|other| other.id == kpi);
    values.sort_by_key(|value| {
        (order(&value.kpi), value.region.clone(), value.period.since_year_0())
    });
    table.finish(values)
}

/// Reads a row.
fn value(line: Line, kpis: &[Kpi], reference: &Reference) -> Option<KpiValue> {
    let kpi = line.given("kpi", line.known("kpi", "indicator", ids(kpis)));
    let region = line.region("region", reference);
    let period = line.parsed("period", Period::parse);
    let value = line.number("value");
    let unit = line.choice("unit", "unit", &Unit::WORDS);
    let numerator = line.count("numerator");
    let denominator = line.count("denominator");
    let note = line.text("note");

    let kpi = kpis.iter().find(|other| Some(&other.id) == kpi.as_ref())?;
    check_kind(line, kpi, period, unit);
    if let (Some(value), Some(numerator), Some(denominator)) = (value, numerator, denominator) {
        check_value(line, kpi, value, numerator.value(), denominator.value());
    }
    Some(KpiValue {
        kpi: kpi.id.clone(),
        region: region?,
        period: period?,
        // A row whose value is wrong is no gap of its series: it is told once.
        value: value.unwrap_or(Reported::Missing(Mark::NotReported)),
        numerator: numerator.and_then(Reported::value),
        denominator: denominator.and_then(Reported::value),
        note: note.unwrap_or_default(),
    })
}

/// Checks that a row's period and unit are those of the definition.
fn check_kind(line: Line, kpi: &Kpi, period: Option<Period>, unit: Option<Option<Unit>>) {
    if let Some(period) = period
        && period.length != kpi.period
    {
        let hint = format!("`{}` is defined by periods such as `{}`", kpi.id, kpi.period.example());
        line.tell("period", format!("the period `{period}` is not of the right length"), hint);
    }
    if let Some(unit) = unit
        && unit != Some(kpi.unit)
    {
        let found = unit.map_or("no unit".to_owned(), |unit| format!("the unit `{}`", unit.code()));
        line.tell(
            "unit",
            format!("`{}` with {found}", kpi.id),
            format!("its unit is `{}`", kpi.unit.code()),
        );
    }
}

/// Checks that a value can be right.
fn check_value(
    line: Line,
    kpi: &Kpi,
    value: Reported<f64>,
    numerator: Option<u64>,
    denominator: Option<u64>,
) {
    if numerator.is_some() != denominator.is_some() {
        let empty = if numerator.is_none() { "numerator" } else { "denominator" };
        line.tell(
            empty,
            format!("column `{empty}` is empty"),
            "give both numerator and denominator, or none",
        );
    }
    let Reported::Value(value) = value else { return };
    if !is_within(value, kpi.range) {
        let hint = format!("expected {}{}", bounds(kpi.range), percent_hint(kpi.unit, value));
        line.tell("value", format!("the value {value} of `{}` is out of range", kpi.id), hint);
    } else if kpi.unit.is_whole() && value.fract() != 0.0 {
        line.tell(
            "value",
            format!("the value {value} of `{}` is no whole number", kpi.id),
            "a count has no decimals",
        );
    } else if let (Unit::Share, Some(numerator), Some(denominator)) =
        (kpi.unit, numerator, denominator)
    {
        if denominator == 0 {
            line.tell("value", "a share of nothing", "write a mark such as `..a` (not applicable)");
        } else if (numerator as f64 / denominator as f64 - value).abs() > ROUNDING {
            let is = numerator as f64 / denominator as f64;
            line.tell(
                "value",
                format!("the value {value} is not {numerator} of {denominator}"),
                format!("that is {is:.4}"),
            );
        }
    }
}

/// Returns a hint for whoever wrote percent.
fn percent_hint(unit: Unit, value: f64) -> &'static str {
    if unit == Unit::Share && value > 1.0 { "; 43 % is `0.43`" } else { "" }
}

/// Checks that no period of a series is there twice or missing.
fn check_series(table: &Table, rows: &[(u64, KpiValue)]) {
    let mut series = BTreeMap::<_, Vec<(Period, u64)>>::new();
    for (row, value) in rows {
        let key = (value.kpi.as_str(), value.region.as_deref());
        series.entry(key).or_default().push((value.period, *row));
    }
    for ((kpi, region), mut periods) in series {
        let of = region.map(|region| format!(" of `{region}`")).unwrap_or_default();
        periods.sort_by_key(|(period, row)| (period.since_year_0(), *row));
        for pair in periods.windows(2) {
            let [(before, first), (period, row)] = [pair[0], pair[1]];
            if before.length != period.length {
                continue;
            }
            match period.since(before) {
                0 => table.tell_at(
                    row,
                    "period",
                    format!("`{kpi}`{of} has a value for {period} already"),
                    format!("it is in row {first}"),
                ),
                1 => {}
                _ => table.tell_at(
                    row,
                    "period",
                    format!("`{kpi}`{of} has no value for {}", before.next()),
                    "write a row with the mark `..r` when it was not reported",
                ),
            }
        }
    }
}

/// Returns where an indicator stands by a day: the last value for a period that has ended, beside what the trajectory asks of that period.
pub fn standing(
    kpi: &Kpi,
    values: &[KpiValue],
    region: Option<&str>,
    as_of: NaiveDate,
) -> Option<Standing> {
    let own =
        values.iter().filter(|value| value.kpi == kpi.id && value.region.as_deref() == region);
    let ended = own.filter(|value| value.period.last_day().is_some_and(|day| day <= as_of));
    let there = ended.filter(|value| value.value.value().is_some());
    let latest = there.max_by_key(|value| value.period.since_year_0())?.clone();
    let expected = kpi.trajectory.and_then(|trajectory| trajectory.at(latest.period));
    let is_on_course =
        latest.value.value().zip(expected).map(|(value, expected)| match kpi.direction {
            Direction::Higher => value >= expected,
            Direction::Lower => value <= expected,
        });
    let target = kpi.target.map(|target| target.value);
    let target_by = kpi.target.map(|target| target.by.0);
    Some(Standing { latest, expected, is_on_course, target, target_by })
}
