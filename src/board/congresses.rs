//! The congresses that marketing packs are made for: public facts, and configuration rather than data.
//!
//! What nobody was sure of is left out and filled in later; a pack for a meeting without dates says so.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::SourceResult;

use super::files::Named;
use super::text::{Checks, Day, Text, list, some_text};
use crate::diag::{Files, suggest};
use crate::locale::Lang;
use crate::registry::Reference;

/// The shape of the file, for its JSON Schema.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Congresses")]
pub struct CongressesFile {
    /// The congresses.
    pub congress: Vec<CongressFile>,
}

/// A congress as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CongressFile {
    /// A stable id: small letters, digits and hyphens.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Its short name.
    #[serde(deserialize_with = "some_text")]
    pub short: String,
    /// Its full name, in English as it names itself.
    #[serde(deserialize_with = "some_text")]
    pub name: String,
    /// Who comes.
    pub audience: Text,
    /// The ids of its therapy areas (data/reference/areas.toml).
    #[schemars(with = "Vec<String>")]
    pub areas: Vec<Spanned<String>>,
    /// Its diseases: MeSH numbers or names (data/reference/diseases.csv).
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub diseases: Vec<Spanned<String>>,
    /// The languages of its packs, the first first.
    #[schemars(with = "Vec<String>")]
    pub languages: Vec<Lang>,
    /// Its meetings.
    #[serde(default)]
    pub meetings: Vec<MeetingFile>,
}

/// A meeting as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingFile {
    /// The year.
    #[schemars(with = "i32")]
    pub year: Spanned<i32>,
    /// Its first day.
    #[schemars(with = "Option<Day>")]
    pub first_day: Option<Spanned<Day>>,
    /// Its last day.
    #[schemars(with = "Option<Day>")]
    pub last_day: Option<Spanned<Day>>,
    /// Its town, by its English name.
    pub city: Option<String>,
    /// The id of its country, such as `germany`.
    #[schemars(with = "Option<String>")]
    pub country: Option<Spanned<String>>,
}

/// A congress.
#[derive(Debug, Clone, PartialEq)]
pub struct Congress {
    /// Its stable id.
    pub id: String,
    /// Its short name.
    pub short: String,
    /// Its full name.
    pub name: String,
    /// Who comes.
    pub audience: Text,
    /// Its therapy areas' ids.
    pub areas: Vec<String>,
    /// Its diseases' MeSH descriptors.
    pub diseases: Vec<String>,
    /// The languages of its packs.
    pub languages: Vec<Lang>,
    /// Its meetings, in the order of the years.
    pub meetings: Vec<Meeting>,
}

/// A meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// The year.
    pub year: i32,
    /// Its first and its last day, when they are known.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Its town, when it is known.
    pub city: Option<String>,
    /// Its country's id, when it is known.
    pub country: Option<String>,
}

impl Congress {
    /// Returns the first meeting that has not ended by a day; one without dates may be at any time of its year.
    pub fn next_meeting(&self, as_of: NaiveDate) -> Option<&Meeting> {
        self.meetings.iter().find(|meeting| match meeting.days {
            Some((_, last)) => last >= as_of,
            None => meeting.year >= as_of.year(),
        })
    }
}

/// Reads the congresses.
pub fn read(files: &Files, named: &Named, reference: &Reference) -> SourceResult<Vec<Congress>> {
    let file = files.read_for(named.path.as_ref(), named.span)?;
    let (entries, mut checks) = list::<CongressFile>(&file, "congress");
    let mut ids = BTreeSet::new();
    let congresses = entries.into_iter().map(|entry| {
        let raw = entry.into_inner();
        checks.id(&raw.id, "congress", &mut ids);
        congress(raw, reference, &mut checks)
    });
    let congresses = congresses.collect();
    checks.finish(congresses)
}

/// Checks one congress.
fn congress(raw: CongressFile, reference: &Reference, checks: &mut Checks) -> Congress {
    let areas = reference.areas.list.iter().map(|area| area.id.as_str());
    for area in &raw.areas {
        checks.known(area, "therapy area", areas.clone());
    }
    if raw.areas.is_empty() {
        checks.tell(
            &raw.id,
            format!("`{}` has no therapy area", raw.id.get_ref()),
            "name at least one in `areas`",
        );
    }
    if raw.languages.is_empty() {
        checks.tell(
            &raw.id,
            format!("`{}` has no language", raw.id.get_ref()),
            "expected `[\"en\"]` or both",
        );
    }
    let diseases =
        raw.diseases.iter().filter_map(|name| disease(name, reference, checks)).collect();
    Congress {
        meetings: meetings(raw.meetings, reference, checks),
        diseases,
        id: raw.id.into_inner(),
        short: raw.short,
        name: raw.name,
        audience: raw.audience,
        areas: raw.areas.into_iter().map(Spanned::into_inner).collect(),
        languages: raw.languages,
    }
}

/// Returns the MeSH descriptor of a disease.
fn disease(name: &Spanned<String>, reference: &Reference, checks: &mut Checks) -> Option<String> {
    let (text, diseases) = (name.get_ref(), &reference.diseases);
    let found = diseases.get(text).or_else(|| diseases.find(text));
    if found.is_none() {
        let names = diseases.list.iter().map(|disease| disease.name_en.as_str());
        let hint = match suggest(text, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "expected a MeSH number or a name of data/reference/diseases.csv".to_owned(),
        };
        checks.tell(name, format!("unknown disease `{text}`"), hint);
    }
    found.map(|disease| disease.mesh.clone())
}

/// Checks the meetings.
fn meetings(raw: Vec<MeetingFile>, reference: &Reference, checks: &mut Checks) -> Vec<Meeting> {
    let mut meetings: Vec<Meeting> = Vec::new();
    for MeetingFile { year: at, first_day, last_day, city, country } in raw {
        let year = checks.year(&at);
        if meetings.last().is_some_and(|before| before.year >= year) {
            checks.tell(
                &at,
                format!("the year {year} is out of order"),
                "meetings are in the order of the years, each once",
            );
        }
        if let Some(country) = &country {
            let ids = reference.places.countries.iter().map(|country| country.id.as_str());
            checks.known(country, "country", ids);
        }
        let country = country.map(Spanned::into_inner);
        meetings.push(Meeting {
            year,
            days: days(&at, first_day, last_day, checks),
            city,
            country,
        });
    }
    meetings
}

/// Checks the days of a meeting: both or none, in order, in its year.
fn days(
    year: &Spanned<i32>,
    first: Option<Spanned<Day>>,
    last: Option<Spanned<Day>>,
    checks: &mut Checks,
) -> Option<(NaiveDate, NaiveDate)> {
    let (first, last) = match (first, last) {
        (Some(first), Some(last)) => (first, last),
        (None, None) => return None,
        (Some(one), None) | (None, Some(one)) => {
            checks.tell(
                &one,
                "a meeting with one of its two days",
                "give `first_day` and `last_day`, or none",
            );
            return None;
        }
    };
    let days = (first.get_ref().0, last.get_ref().0);
    if days.1 < days.0 {
        checks.tell(&last, "the last day is before the first", "check both days");
    }
    if days.0.year() != *year.get_ref() {
        checks.tell(
            &first,
            format!("the meeting of {} begins in {}", year.get_ref(), days.0.year()),
            "check year and days",
        );
    }
    Some(days)
}
