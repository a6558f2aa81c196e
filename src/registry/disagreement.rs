//! What two sources tell differently about a trial that both have.
//!
//! Sources are compared two by two, in the order in which they were united, and only
//! where both tell:
//!
//! | field | differs when |
//! |---|---|
//! | start | the days differ as far as the less exact of the two is exact |
//! | phase | the classes differ |
//! | status | one has not begun, goes on or has ended, and the other not the same; a trial that was withdrawn has ended |
//! | sponsor-class | one says a company and the other none: CTIS knows no finer classes |

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use polars::prelude::{DataFrame, PolarsError, PolarsResult};
use typst::diag::{HintedStrResult, HintedString, error};

use super::Registry;
use super::schema::{DatePrecision, Phase, SponsorClass, Status, date_of_epoch_day};
use super::snapshot::Comparison;

/// The fields that are compared.
pub const FIELDS: [&str; 4] = ["start", "phase", "status", "sponsor-class"];

/// A field of a trial about which two sources disagree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// The trial's key.
    pub trial: u32,
    /// Its public number, as the first source writes it.
    pub id: String,
    /// One of [`FIELDS`].
    pub field: &'static str,
    /// The source that counts.
    pub source_a: String,
    /// What it tells.
    pub value_a: String,
    /// The other source.
    pub source_b: String,
    /// What that one tells.
    pub value_b: String,
}

/// Lists the disagreements of a snapshot, in the order of the trials' keys.
pub fn disagreements(registry: &Registry) -> HintedStrResult<Vec<Disagreement>> {
    let sources: Vec<String> =
        registry.snapshot.sources.iter().map(|source| source.id.clone()).collect();
    let mut found = Vec::new();
    each_pair(&registry.records, &sources, |[a, b]| {
        for field in FIELDS {
            let (Some(of_a), Some(of_b)) = (a.told(field), b.told(field)) else { continue };
            if of_a.differs_from(&of_b) {
                found.push(Disagreement {
                    trial: a.trial,
                    id: a.id.to_owned(),
                    field,
                    source_a: a.source.to_owned(),
                    value_a: of_a.to_string(),
                    source_b: b.source.to_owned(),
                    value_b: of_b.to_string(),
                });
            }
        }
    })
    .map_err(|err| fault(&err))?;
    found.sort_by_key(|disagreement| disagreement.trial);
    Ok(found)
}

/// Says that the sources could not be compared.
fn fault(err: &PolarsError) -> HintedString {
    error!("failed to compare the sources ({err})")
}

/// Counts the disagreements of each two sources and each field.
pub(super) fn compare(records: &DataFrame, sources: &[String]) -> PolarsResult<Vec<Comparison>> {
    let mut counts: Vec<Comparison> = Vec::new();
    for (position, first) in sources.iter().enumerate() {
        for second in &sources[position + 1..] {
            counts.extend(FIELDS.map(|field| Comparison {
                field: field.into(),
                first: first.clone(),
                second: second.clone(),
                compared: 0,
                differ: 0,
            }));
        }
    }
    each_pair(records, sources, |[a, b]| {
        let of_pair = |count: &&mut Comparison| count.first == a.source && count.second == b.source;
        for count in counts.iter_mut().filter(of_pair) {
            if let (Some(of_a), Some(of_b)) = (a.told(&count.field), b.told(&count.field)) {
                count.compared += 1;
                count.differ += u64::from(of_a.differs_from(&of_b));
            }
        }
    })?;
    counts.retain(|count| count.compared > 0);
    Ok(counts)
}

/// What a source tells about a trial.
#[derive(Debug, Copy, Clone)]
struct Telling<'a> {
    /// The trial's key.
    trial: u32,
    /// The source.
    source: &'a str,
    /// Its number of the trial.
    id: &'a str,
    /// Start and precision.
    start: Option<(NaiveDate, DatePrecision)>,
    /// Phase.
    phase: Option<Phase>,
    /// Status.
    status: Option<Status>,
    /// Class of the lead sponsor.
    class: Option<SponsorClass>,
}

/// What a source tells about a field.
#[derive(Debug, Copy, Clone)]
enum Told {
    /// A day and how exactly it is known.
    Start(NaiveDate, DatePrecision),
    /// A phase.
    Phase(Phase),
    /// A status.
    Status(Status),
    /// A class.
    Class(SponsorClass),
}

impl Telling<'_> {
    /// Returns what is told about a field, if anything is.
    fn told(&self, field: &str) -> Option<Told> {
        match field {
            "start" => self.start.map(|(date, precision)| Told::Start(date, precision)),
            "phase" => self.phase.filter(|&phase| phase != Phase::NotGiven).map(Told::Phase),
            "status" => self.status.filter(|&status| stage(status).is_some()).map(Told::Status),
            _ => {
                let unclear = [SponsorClass::Unknown, SponsorClass::Ambig];
                self.class.filter(|class| !unclear.contains(class)).map(Told::Class)
            }
        }
    }
}

impl Told {
    /// Tells whether two sources disagree.
    fn differs_from(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Start(a, of_a), Self::Start(b, of_b)) => match of_a.max(of_b) {
                DatePrecision::Day => a != b,
                DatePrecision::Month => (a.year(), a.month()) != (b.year(), b.month()),
                DatePrecision::Year => a.year() != b.year(),
            },
            (Self::Phase(a), Self::Phase(b)) => a != b,
            (Self::Status(a), Self::Status(b)) => stage(a) != stage(b),
            (Self::Class(a), Self::Class(b)) => {
                (a == SponsorClass::Industry) != (b == SponsorClass::Industry)
            }
            _ => false,
        }
    }
}

impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Start(date, DatePrecision::Day) => write!(f, "{}", date.format("%Y-%m-%d")),
            Self::Start(date, DatePrecision::Month) => write!(f, "{}", date.format("%Y-%m")),
            Self::Start(date, DatePrecision::Year) => write!(f, "{}", date.format("%Y")),
            Self::Phase(phase) => f.write_str(phase.code()),
            Self::Status(status) => f.write_str(status.code()),
            Self::Class(class) => f.write_str(class.code()),
        }
    }
}

/// Returns whether a trial has not begun (0), goes on (1) or has ended (2); none for
/// words that do not tell.
fn stage(status: Status) -> Option<u8> {
    match status {
        Status::NotYetRecruiting => Some(0),
        Status::Recruiting
        | Status::EnrollingByInvitation
        | Status::ActiveNotRecruiting
        | Status::Suspended => Some(1),
        Status::Terminated | Status::Completed | Status::Withdrawn => Some(2),
        _ => None,
    }
}

/// Hands out every two records of a trial that come from different sources, in the
/// order of the sources.
fn each_pair<'a>(
    records: &'a DataFrame,
    sources: &[String],
    mut visit: impl FnMut([Telling<'a>; 2]),
) -> PolarsResult<()> {
    if sources.len() < 2 {
        return Ok(());
    }
    let trials = records.column("trial")?.u32()?;
    let mut count = HashMap::<u32, u32>::new();
    for trial in trials.iter().flatten() {
        *count.entry(trial).or_default() += 1;
    }
    let text = |name: &str| records.column(name).and_then(|column| column.str());
    let [source, id] = [text("source")?, text("id")?];
    let [phase, status, class] = [text("phase")?, text("status")?, text("sponsor_class")?];
    let (start, precision) = (records.column("start")?.date()?, text("start_precision")?);
    let mut earlier = HashMap::<u32, Vec<Telling>>::new();
    for (row, trial) in trials.iter().enumerate() {
        let Some(trial) = trial.filter(|trial| count[trial] > 1) else { continue };
        let day = start.physical().get(row).and_then(date_of_epoch_day);
        let telling = Telling {
            trial,
            source: source.get(row).unwrap_or_default(),
            id: id.get(row).unwrap_or_default(),
            start: day.zip(precision.get(row).and_then(DatePrecision::from_code)),
            phase: phase.get(row).and_then(Phase::from_code),
            status: status.get(row).and_then(Status::from_code),
            class: class.get(row).and_then(SponsorClass::from_code),
        };
        let before = earlier.entry(trial).or_default();
        for &other in before.iter().filter(|other| other.source != telling.source) {
            visit([other, telling]);
        }
        before.push(telling);
    }
    Ok(())
}
