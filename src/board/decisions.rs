//! The decision log: what the board decided, who does it, and what came of it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use typst::diag::SourceResult;

use super::files::Named;
use super::text::{Checks, Day, Text, list, some_text};
use crate::diag::Files;

/// The shape of the file, for its JSON Schema.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Decision log")]
pub struct DecisionsFile {
    /// The decisions, the oldest first.
    pub decision: Vec<DecisionFile>,
}

/// A decision as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionFile {
    /// A stable id: small letters, digits and hyphens, such as `2025-03`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The day of the decision.
    #[schemars(with = "Day")]
    pub date: Spanned<Day>,
    /// The meeting, such as `2025:2`.
    #[serde(deserialize_with = "some_text")]
    pub meeting: String,
    /// What it is about.
    pub title: Text,
    /// What was decided.
    pub text: Text,
    /// The role that carries it out; never a person.
    pub owner: Text,
    /// The day by which it shall be done; none for a decision that is done by being taken.
    #[schemars(with = "Option<Day>")]
    pub due: Option<Spanned<Day>>,
    /// How far it has come.
    #[schemars(with = "Status")]
    pub status: Spanned<Status>,
    /// The day of the last follow-up.
    #[schemars(with = "Option<Day>")]
    pub followed_up: Option<Spanned<Day>>,
    /// What the follow-up said.
    pub follow_up: Option<Text>,
}

/// How far a decision has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing was done yet.
    Open,
    /// Something was done.
    UnderWay,
    /// It is carried out.
    Done,
    /// It will not be carried out; the follow-up says why.
    Dropped,
}

impl Status {
    /// Returns its word.
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::UnderWay => "under-way",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// Whether something is left to do.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::UnderWay)
    }
}

/// A decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Its stable id.
    pub id: String,
    /// The day of the decision.
    pub date: NaiveDate,
    /// The meeting.
    pub meeting: String,
    /// What it is about.
    pub title: Text,
    /// What was decided.
    pub text: Text,
    /// The role that carries it out.
    pub owner: Text,
    /// The day by which it shall be done.
    pub due: Option<NaiveDate>,
    /// How far it has come.
    pub status: Status,
    /// The day of the last follow-up.
    pub followed_up: Option<NaiveDate>,
    /// What it said.
    pub follow_up: Option<Text>,
}

impl Decision {
    /// Whether something is left to do, as of a day on which the decision was taken already.
    pub fn is_open(&self, as_of: NaiveDate) -> bool {
        self.date <= as_of && self.status.is_open()
    }

    /// Returns by how many days it is late, 0 when it is not.
    pub fn days_late(&self, as_of: NaiveDate) -> i64 {
        let late = self.due.filter(|_| self.is_open(as_of)).map(|due| (as_of - due).num_days());
        late.unwrap_or(0).max(0)
    }
}

/// Reads the log.
pub fn read(files: &Files, named: &Named) -> SourceResult<Vec<Decision>> {
    let file = files.read_for(named.path.as_ref(), named.span)?;
    let (entries, mut checks) = list::<DecisionFile>(&file, "decision");
    let mut ids = BTreeSet::new();
    let mut decisions: Vec<Decision> = Vec::new();
    for entry in entries {
        let raw = entry.into_inner();
        checks.id(&raw.id, "decision", &mut ids);
        if let Some(before) = decisions.last()
            && raw.date.get_ref().0 < before.date
        {
            let message = format!("`{}` is older than the one above it", raw.id.get_ref());
            checks.tell(&raw.date, message, "the log is in the order of time, the oldest first");
        }
        decisions.push(decision(raw, &mut checks));
    }
    checks.finish(decisions)
}

/// Checks one decision.
fn decision(raw: DecisionFile, checks: &mut Checks) -> Decision {
    let date = raw.date.get_ref().0;
    let mut not_before = |day: &Option<Spanned<Day>>, what: &str| {
        if let Some(day) = day
            && day.get_ref().0 < date
        {
            checks.tell(
                day,
                format!("the {what} is before the decision"),
                format!("it was taken on {date}"),
            );
        }
    };
    not_before(&raw.due, "due date");
    not_before(&raw.followed_up, "follow-up");
    let status = *raw.status.get_ref();
    if status == Status::Open && raw.due.is_none() {
        checks.tell(&raw.status, "an open decision without a due date", "give `due`");
    }
    if matches!(status, Status::Done | Status::Dropped) && raw.followed_up.is_none() {
        let message = format!("a decision that is `{}` without a follow-up", status.code());
        checks.tell(&raw.status, message, "give `followed_up` and `follow_up`");
    }
    if let Some(day) = &raw.followed_up
        && raw.follow_up.is_none()
    {
        checks.tell(day, "a follow-up that says nothing", "give `follow_up` in both languages");
    }
    Decision {
        id: raw.id.into_inner(),
        date,
        meeting: raw.meeting,
        title: raw.title,
        text: raw.text,
        owner: raw.owner,
        due: raw.due.map(|day| day.into_inner().0),
        status,
        followed_up: raw.followed_up.map(|day| day.into_inner().0),
        follow_up: raw.follow_up,
    }
}
