//! The therapy-area networks: who they are, what they shall reach, what they cost.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::SourceResult;

use super::files::Named;
use super::text::{Checks, Day, Text, list};
use crate::diag::Files;
use crate::registry::Reference;

/// The shape of the file, for its JSON Schema.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Therapy-area networks")]
pub struct NetworksFile {
    /// The networks.
    pub network: Vec<NetworkFile>,
}

/// A network as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    /// A stable id: small letters, digits and hyphens.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What it is called.
    pub name: Text,
    /// The id of its therapy area (data/reference/areas.toml).
    #[schemars(with = "String")]
    pub area: Spanned<String>,
    /// The id of the region that hosts it.
    #[schemars(with = "String")]
    pub host: Spanned<String>,
    /// The ids of all regions in it, the host among them.
    #[schemars(with = "Vec<String>")]
    pub members: Vec<Spanned<String>>,
    /// When it started.
    #[schemars(with = "Day")]
    pub started: Spanned<Day>,
    /// When it is evaluated, and against what.
    #[serde(default)]
    pub milestones: Vec<MilestoneFile>,
    /// What it did and cost, year by year.
    #[serde(default)]
    pub years: Vec<YearFile>,
}

/// An evaluation as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneFile {
    /// The day.
    #[schemars(with = "Day")]
    pub date: Spanned<Day>,
    /// What shall be reached.
    pub what: Text,
    /// What came of it, when it is past.
    pub result: Option<Text>,
}

/// A year as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearFile {
    /// The year.
    #[schemars(with = "i32")]
    pub year: Spanned<i32>,
    /// Feasibility requests that it took part in answering.
    pub requests: Option<u64>,
    /// Trials that it started.
    pub trials: Option<u64>,
    /// Sites that are active in it.
    pub sites: Option<u64>,
    /// What the board gave it, in kronor.
    pub planned_sek: u64,
    /// What it spent, in kronor; left out as long as the year is not closed.
    pub spent_sek: Option<u64>,
}

/// A network.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Its stable id.
    pub id: String,
    /// What it is called.
    pub name: Text,
    /// Its therapy area's id.
    pub area: String,
    /// The id of the region that hosts it.
    pub host: String,
    /// The ids of all regions in it.
    pub members: Vec<String>,
    /// When it started.
    pub started: NaiveDate,
    /// Its evaluations, in the order of time.
    pub milestones: Vec<Milestone>,
    /// Its years, in their order and without gaps.
    pub years: Vec<Year>,
}

/// An evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct Milestone {
    /// The day.
    pub date: NaiveDate,
    /// What shall be reached.
    pub what: Text,
    /// What came of it.
    pub result: Option<Text>,
}

/// A network's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// Requests that it took part in answering.
    pub requests: Option<u64>,
    /// Trials that it started.
    pub trials: Option<u64>,
    /// Active sites.
    pub sites: Option<u64>,
    /// What the board gave it.
    pub planned_sek: u64,
    /// What it spent, when the year is closed.
    pub spent_sek: Option<u64>,
}

impl Network {
    /// Returns the first evaluation after a day.
    pub fn next_milestone(&self, as_of: NaiveDate) -> Option<&Milestone> {
        self.milestones.iter().find(|milestone| milestone.date > as_of)
    }

    /// Returns the evaluations by a day that nobody wrote a result of.
    pub fn unreported_milestones(&self, as_of: NaiveDate) -> impl Iterator<Item = &Milestone> {
        let past = self.milestones.iter().filter(move |milestone| milestone.date <= as_of);
        past.filter(|milestone| milestone.result.is_none())
    }
}

/// Reads the networks.
pub fn read(files: &Files, named: &Named, reference: &Reference) -> SourceResult<Vec<Network>> {
    let file = files.read_for(named.path.as_ref(), named.span)?;
    let (entries, mut checks) = list::<NetworkFile>(&file, "network");
    let mut ids = BTreeSet::new();
    let networks = entries.into_iter().map(|entry| {
        let raw = entry.into_inner();
        checks.id(&raw.id, "network", &mut ids);
        network(raw, reference, &mut checks)
    });
    let networks = networks.collect();
    checks.finish(networks)
}

/// Checks one network.
fn network(raw: NetworkFile, reference: &Reference, checks: &mut Checks) -> Network {
    let areas = reference.areas.list.iter().map(|area| area.id.as_str());
    checks.known(&raw.area, "therapy area", areas);
    let regions = reference.places.regions.iter().map(|region| region.id.as_str());
    checks.known(&raw.host, "region", regions.clone());
    let mut members = BTreeSet::new();
    for member in &raw.members {
        checks.known(member, "region", regions.clone());
        if !members.insert(member.get_ref().clone()) {
            checks.tell(
                member,
                format!("the region `{}` is there already", member.get_ref()),
                "name each member once",
            );
        }
    }
    if !members.contains(raw.host.get_ref()) {
        let message = format!("the host `{}` is no member", raw.host.get_ref());
        checks.tell(&raw.host, message, "add it to `members`");
    }
    let started = raw.started.get_ref().0;
    Network {
        milestones: milestones(raw.milestones, started, checks),
        years: years(raw.years, started.year(), checks),
        id: raw.id.into_inner(),
        name: raw.name,
        area: raw.area.into_inner(),
        host: raw.host.into_inner(),
        members: raw.members.into_iter().map(Spanned::into_inner).collect(),
        started,
    }
}

/// Checks the evaluations, and returns them in the order of time.
fn milestones(raw: Vec<MilestoneFile>, started: NaiveDate, checks: &mut Checks) -> Vec<Milestone> {
    let mut milestones = Vec::new();
    for MilestoneFile { date, what, result } in raw {
        let day = date.get_ref().0;
        if day <= started {
            checks.tell(
                &date,
                format!("the evaluation of {day} is not after the start"),
                format!("the network started on {started}"),
            );
        }
        milestones.push(Milestone { date: day, what, result });
    }
    milestones.sort_by_key(|milestone| milestone.date);
    milestones
}

/// Checks the years.
fn years(raw: Vec<YearFile>, started: i32, checks: &mut Checks) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for YearFile { year: at, requests, trials, sites, planned_sek, spent_sek } in raw {
        let year = checks.year(&at);
        if year < started {
            checks.tell(
                &at,
                format!("the year {year} is before the start"),
                format!("the network started in {started}"),
            );
        } else if let Some(before) = years.last()
            && year != before.year + 1
        {
            let hint = format!(
                "expected {} after {}: years are in their order, once and without gaps",
                before.year + 1,
                before.year
            );
            checks.tell(&at, format!("the year {year} is out of order"), hint);
        }
        years.push(Year { year, requests, trials, sites, planned_sek, spent_sek });
    }
    years
}
