//! The key performance indicators that the board follows: what each is, where it shall go, and what was agreed for when it does not.
//!
//! Definitions are written by people, in TOML; their values over time are a table, [`super::kpi_values`]. Ids are stable: a definition that
//! changes what is counted gets a new id.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use typst::diag::SourceResult;

use super::files::Named;
use super::period::{Length, Period};
use super::text::{Checks, Day, Text, list};
use crate::diag::Files;

/// The shape of the file, for its JSON Schema.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Key performance indicators")]
pub struct KpisFile {
    /// The indicators, in the order in which the board reads them.
    pub kpi: Vec<KpiFile>,
}

/// An indicator as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KpiFile {
    /// A stable id: small letters, digits and hyphens.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What it is called.
    pub name: Text,
    /// What is counted, of what, when.
    pub definition: Text,
    /// Which way is better.
    pub direction: Direction,
    /// What its values are.
    pub unit: Unit,
    /// How long the period of each value is.
    pub period: Length,
    /// Whether its numerator and denominator count people: small ones are then hidden, and others so that they cannot be worked out.
    #[serde(default)]
    pub people: bool,
    /// The lowest and the highest value that can be right.
    #[schemars(with = "Option<[f64; 2]>")]
    pub range: Option<Spanned<[f64; 2]>>,
    /// What it shall be, and by when.
    pub target: Option<TargetFile>,
    /// The way there.
    pub trajectory: Option<TrajectoryFile>,
    /// The role that answers for it; never a person.
    pub owner: Text,
    /// What was agreed to do when it is off its way.
    pub consequence: Text,
    /// Where its values come from.
    pub source: Text,
}

/// A target as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetFile {
    /// The value, in the indicator's unit.
    #[schemars(with = "f64")]
    pub value: Spanned<f64>,
    /// The day by which it shall be reached.
    pub by: Day,
}

/// A trajectory as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrajectoryFile {
    /// The value of a period of the base year.
    #[schemars(with = "f64")]
    pub base: Spanned<f64>,
    /// The year from which it grows.
    #[schemars(with = "i32")]
    pub base_year: Spanned<i32>,
    /// By how much it grows in a year: 0.15 is 15 %, below 0 it falls.
    #[schemars(with = "f64")]
    pub growth_per_year: Spanned<f64>,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// What values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Things counted: whole numbers, 0 or more.
    Count,
    /// A part of a whole, from 0 to 1.
    Share,
    /// Calendar days.
    Days,
    /// Working days.
    WorkingDays,
    /// Office hours.
    OfficeHours,
    /// Swedish kronor.
    Sek,
}

impl Unit {
    /// The words of the table.
    pub const WORDS: [(&str, Self); 6] = [
        ("count", Self::Count),
        ("share", Self::Share),
        ("days", Self::Days),
        ("working-days", Self::WorkingDays),
        ("office-hours", Self::OfficeHours),
        ("sek", Self::Sek),
    ];

    /// Returns its word.
    pub fn code(self) -> &'static str {
        Self::WORDS.iter().find(|(_, unit)| *unit == self).map_or("", |(word, _)| word)
    }

    /// Returns the lowest and the highest value that anything of this unit can have.
    pub fn range(self) -> [f64; 2] {
        match self {
            Self::Share => [0.0, 1.0],
            Self::Sek => [f64::NEG_INFINITY, f64::INFINITY],
            _ => [0.0, f64::INFINITY],
        }
    }

    /// Whether its values are whole numbers.
    pub fn is_whole(self) -> bool {
        self == Self::Count
    }
}

/// An indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Kpi {
    /// Its stable id.
    pub id: String,
    /// What it is called.
    pub name: Text,
    /// What is counted.
    pub definition: Text,
    /// Which way is better.
    pub direction: Direction,
    /// What its values are.
    pub unit: Unit,
    /// How long its periods are.
    pub period: Length,
    /// Whether its counts are of people, and protected.
    pub people: bool,
    /// The lowest and the highest value that can be right.
    pub range: [f64; 2],
    /// What it shall be.
    pub target: Option<Target>,
    /// The way there.
    pub trajectory: Option<Trajectory>,
    /// The role that answers for it.
    pub owner: Text,
    /// What was agreed to do when it is off its way.
    pub consequence: Text,
    /// Where its values come from.
    pub source: Text,
}

/// What an indicator shall be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// The value, in the indicator's unit.
    pub value: f64,
    /// The day by which it shall be reached.
    pub by: Day,
}

/// A way to the target that grows by the same part each year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trajectory {
    /// The value of a period of the base year.
    pub base: f64,
    /// The year from which it grows.
    pub base_year: i32,
    /// By how much it grows in a year, as a part of one.
    pub growth_per_year: f64,
}

impl Trajectory {
    /// Returns the value that a period shall have: base (1 + g)^t, t the whole years from the base year to the period's.
    ///
    /// It steps from year to year, so that a December is not compared with more than its January was. There is none before the base year.
    pub fn at(&self, period: Period) -> Option<f64> {
        let years = period.year() - self.base_year;
        // Multiplied out: a power's last digit differs between platforms.
        (years >= 0)
            .then(|| (0..years).fold(self.base, |value, _| value * (1.0 + self.growth_per_year)))
    }
}

/// Reads the definitions.
pub fn read(files: &Files, named: &Named) -> SourceResult<Vec<Kpi>> {
    let file = files.read_for(named.path.as_ref(), named.span)?;
    let (entries, mut checks) = list::<KpiFile>(&file, "kpi");
    let mut ids = BTreeSet::new();
    let kpis = entries.into_iter().map(|entry| kpi(entry.into_inner(), &mut ids, &mut checks));
    let kpis = kpis.collect();
    checks.finish(kpis)
}

/// Checks one definition.
fn kpi(raw: KpiFile, ids: &mut BTreeSet<String>, checks: &mut Checks) -> Kpi {
    checks.id(&raw.id, "indicator", ids);
    let [lowest, highest] = raw.unit.range();
    let range = match &raw.range {
        None => [lowest, highest],
        Some(range) => {
            let [low, high] = *range.get_ref();
            if !(lowest <= low && low < high && high <= highest) {
                checks.tell(
                    range,
                    format!("invalid range [{low}, {high}]"),
                    format!(
                        "expected the lowest and the highest value, within {}",
                        bounds([lowest, highest])
                    ),
                );
            }
            [low, high]
        }
    };
    let mut within = |value: &Spanned<f64>, what: &str| {
        if !is_within(*value.get_ref(), range) {
            checks.tell(
                value,
                format!("the {what} {} is out of range", value.get_ref()),
                format!("expected a value within {}", bounds(range)),
            );
        }
        *value.get_ref()
    };
    let target =
        raw.target.map(|target| Target { value: within(&target.value, "target"), by: target.by });
    let base = raw.trajectory.as_ref().map(|trajectory| within(&trajectory.base, "base"));
    let trajectory = raw.trajectory.zip(base).map(|(trajectory, base)| {
        let growth = *trajectory.growth_per_year.get_ref();
        // A year's growth above this is a percentage that was written as such.
        if !(-0.9..=2.0).contains(&growth) {
            checks.tell(
                &trajectory.growth_per_year,
                format!("a growth of {growth} each year"),
                "expected a part of one: 15 % is `0.15`",
            );
        }
        Trajectory { base, base_year: checks.year(&trajectory.base_year), growth_per_year: growth }
    });
    Kpi {
        id: raw.id.into_inner(),
        name: raw.name,
        definition: raw.definition,
        direction: raw.direction,
        unit: raw.unit,
        period: raw.period,
        people: raw.people,
        range,
        target,
        trajectory,
        owner: raw.owner,
        consequence: raw.consequence,
        source: raw.source,
    }
}

/// Whether a value lies in a range, its ends included.
pub(super) fn is_within(value: f64, [low, high]: [f64; 2]) -> bool {
    value.is_finite() && (low..=high).contains(&value)
}

/// Returns a range in words.
pub(super) fn bounds([low, high]: [f64; 2]) -> String {
    match (low.is_finite(), high.is_finite()) {
        (true, true) => format!("{low} to {high}"),
        (true, false) => format!("{low} or more"),
        (false, true) => format!("{high} or less"),
        (false, false) => "any number".to_owned(),
    }
}

/// Returns the indicators' ids.
pub(super) fn ids(kpis: &[Kpi]) -> impl Iterator<Item = &str> + Clone {
    kpis.iter().map(|kpi| kpi.id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifteen_percent_a_year_doubles_in_five_years() {
        let trajectory = Trajectory { base: 100.0, base_year: 2025, growth_per_year: 0.15 };
        let at = |text: &str| trajectory.at(Period::parse(text).unwrap());
        assert_eq!(at("2025-12"), Some(100.0));
        assert!((at("2026-01").unwrap() - 115.0).abs() < 1e-9);
        assert!((at("2030").unwrap() / 100.0 - 2.01).abs() < 0.002);
        assert_eq!(at("2024-12"), None);
    }
}
