//! The mirror: what the databases say of a region, beside what the region says of itself.
//!
//! Some questions of the inventory are about what registers count too. For each of them [`mirror`] has both values. The
//! databases' value is counted on the day that the answer is about, so that both speak of the same time; without an answer
//! on the cut-off. A difference does not tell which side is right. Nothing here is text for a page; [`super::correction`]
//! makes the list to send.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use typst::diag::HintedStrResult;

use super::{Finding, Label, Query, evaluate};
use crate::board::files::class;
use crate::indicator;
use crate::inventory::{
    Bilingual, Current, Given, Mirror, Question, State, Subject, Survey, asked,
};
use crate::registry::Registry;
use crate::slice::{BaseFilter, Disease, Lens, Level, Place};

/// How the two values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// They are the same number exactly: both are counts.
    Equal,
    /// The region's value lies inside the bounds of what the databases cannot count exactly: nothing tells the two apart.
    WithinBounds,
    /// They are two numbers.
    Differs,
    /// The region has a value that holds, and no database at hand counts such a thing. A count of 0 is a value.
    MissingInDatabase,
    /// The databases have a value, and the region has not reported one.
    MissingInInventory,
    /// Neither has a value.
    MissingInBoth,
    /// The region's value holds no more.
    Expired,
    /// The region has not consented to showing its value, so nothing is told that it could be worked out from.
    Withheld,
}

impl Outcome {
    /// Every outcome, in the order in which they are told.
    pub const ALL: [Self; 8] = [
        Self::Equal,
        Self::WithinBounds,
        Self::Differs,
        Self::MissingInDatabase,
        Self::MissingInInventory,
        Self::MissingInBoth,
        Self::Expired,
        Self::Withheld,
    ];

    /// Returns the name that the command line prints.
    pub fn code(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::WithinBounds => "within-bounds",
            Self::Differs => "differs",
            Self::MissingInDatabase => "missing-in-database",
            Self::MissingInInventory => "missing-in-inventory",
            Self::MissingInBoth => "missing-in-both",
            Self::Expired => "expired",
            Self::Withheld => "withheld",
        }
    }

    /// Returns how two values compare.
    pub fn of(database: Option<Bounds>, validated: Option<f64>, is_expired: bool) -> Self {
        match (database, validated) {
            (None, None) => Self::MissingInBoth,
            (Some(_), None) => Self::MissingInInventory,
            (_, Some(_)) if is_expired => Self::Expired,
            (None, Some(_)) => Self::MissingInDatabase,
            (Some(database), Some(validated)) if database.lower == validated => Self::Equal,
            (Some(database), Some(validated)) if database.beyond(validated) == 0.0 => {
                Self::WithinBounds
            }
            _ => Self::Differs,
        }
    }

    /// Whether something can be put right, in a register or by an answer: the field stands in the correction list. What
    /// no database counts, none can correct.
    pub fn is_listed(self) -> bool {
        matches!(self, Self::Differs | Self::MissingInInventory | Self::MissingInBoth)
    }

    /// Whether both values are there and hold.
    pub fn is_compared(self) -> bool {
        self.agrees() || self == Self::Differs
    }

    /// Whether nothing tells the two values apart.
    pub fn agrees(self) -> bool {
        matches!(self, Self::Equal | Self::WithinBounds)
    }
}

/// What the databases know of a number: that it is no lower and no higher. Of what they count exactly both are the count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// The least that it can be.
    pub lower: f64,
    /// The most that it can be.
    pub upper: f64,
}

impl Bounds {
    /// Returns how far a value lies beyond the bounds: above them as a positive number, below them as a negative one.
    pub fn beyond(self, value: f64) -> f64 {
        value - value.clamp(self.lower, self.upper.max(self.lower))
    }

    /// Returns what a finding knows. Limits of chance are no bounds of a count: only those of sites are logical.
    fn of(finding: &Finding, mirrors: Option<Mirror>) -> Option<Self> {
        let value = finding.value?;
        let upper = match mirrors {
            Some(Mirror::ActiveSites) => finding.upper.unwrap_or(value),
            _ => value,
        };
        Some(Self { lower: value, upper })
    }
}

/// A region's own value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Validated {
    /// The value.
    pub value: f64,
    /// The day that it is true of.
    #[serde(serialize_with = "as_text")]
    pub date: NaiveDate,
    /// The grade of its evidence: A, B or C.
    pub grade: &'static str,
    /// The last day on which it holds.
    #[serde(serialize_with = "as_text")]
    pub valid_until: NaiveDate,
}

/// A field that both sides may have a value of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// The region's id.
    pub region: String,
    /// The area's or disease's id, or that of the whole region.
    pub area: String,
    /// The question's id.
    pub question: String,
    /// The question's heading.
    pub heading: String,
    /// The question in words.
    pub text: Label,
    /// The unit of both values in words.
    pub unit: Option<Label>,
    /// What the databases count; none when they count no such thing.
    pub database: Option<Finding>,
    /// What the region says.
    pub validated: Option<Validated>,
    /// How it stands with the region's answer.
    pub state: State,
    /// How they compare.
    pub outcome: Outcome,
    /// What the databases' value can be.
    pub bounds: Option<Bounds>,
    /// How far the region's value lies beyond the databases'; 0 inside their bounds.
    pub difference: Option<f64>,
    /// Whose the row is: `public`, or `partner` when it tells a region's value.
    pub class: &'static str,
    /// What is mirrored.
    #[serde(skip)]
    pub mirrors: Option<Mirror>,
}

impl Field {
    /// Returns it without what the region has not consented to showing.
    ///
    /// The databases' value goes too: it is counted on the day of the answer, which is a part of it.
    pub fn shown(self) -> Self {
        match self.state {
            State::NotPublishable => Self {
                database: None,
                validated: None,
                bounds: None,
                difference: None,
                outcome: Outcome::Withheld,
                class: class_of(None, None),
                ..self
            },
            _ => self,
        }
    }

    /// Returns the databases' value.
    pub fn counted(&self) -> Option<f64> {
        self.database.as_ref().and_then(|finding| finding.value)
    }
}

/// Returns every field of a region, about one area or about all that it has answered about, in the order of the questions.
pub fn mirror(
    registry: &Registry,
    survey: &Survey,
    region: &str,
    area: Option<&str>,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<Field>> {
    let areas = match area {
        Some(area) => vec![area],
        None => survey.history.areas_of(region),
    };
    let mut fields = Vec::new();
    for (question, area) in asked(&survey.questions, &areas, None) {
        let Some(mirrors) = question.mirrors else { continue };
        let current = survey.history.current(region, area, &question.id, cutoff);
        let day = current.answer.map_or(cutoff, |answer| answer.date);
        let database = counted(registry, mirrors, region, area, day)?;
        fields.push(field(question, region, area, &current, database));
    }
    Ok(fields)
}

/// Sets the two values against each other.
pub fn field(
    question: &Question,
    region: &str,
    area: &str,
    current: &Current,
    database: Option<Finding>,
) -> Field {
    let validated = current.answer.and_then(|answer| {
        let value = Given::parse(question, &answer.value)?.number()?;
        let (date, valid_until) = (answer.date, answer.valid_until);
        Some(Validated { value, date, grade: answer.grade.letter(), valid_until })
    });
    let bounds = database.as_ref().and_then(|finding| Bounds::of(finding, question.mirrors));
    let said = validated.as_ref().map(|validated| validated.value);
    Field {
        region: region.to_owned(),
        area: area.to_owned(),
        question: question.id.clone(),
        heading: question.heading.clone(),
        text: label(&question.text),
        unit: question.unit.as_ref().map(|unit| label(&unit.name)),
        state: current.state,
        outcome: Outcome::of(bounds, said, current.is_expired),
        difference: said.zip(bounds).map(|(said, bounds)| bounds.beyond(said)),
        bounds,
        class: class_of(database.as_ref(), said),
        mirrors: question.mirrors,
        database,
        validated,
    }
}

/// Returns whose a row is: the narrowest circle of its values.
fn class_of(database: Option<&Finding>, validated: Option<f64>) -> &'static str {
    match (validated, database) {
        (Some(_), _) => class::PARTNER,
        (None, Some(finding)) => finding.class,
        (None, None) => class::PUBLIC,
    }
}

/// Returns words as a label.
pub(super) fn label(words: &Bilingual) -> Label {
    Label { sv: words.sv.clone(), en: words.en.clone() }
}

/// Writes a day as `2026-01-15`.
fn as_text<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// Returns what the databases count on a day.
///
/// Of investigators they count nothing: registers name officials of whole trials, and no region with them.
fn counted(
    registry: &Registry,
    mirrors: Mirror,
    region: &str,
    area: &str,
    day: NaiveDate,
) -> HintedStrResult<Option<Finding>> {
    let id = match mirrors {
        Mirror::TrialsStarted => "trials-started",
        Mirror::OngoingTrials => "trials-ongoing",
        Mirror::ActiveSites => "active-sites",
        Mirror::Investigators => return Ok(None),
    };
    let query = Query {
        indicator: indicator::find(id)?,
        place: Place { id: region.to_owned(), level: Level::Region },
        lens: lens(registry, area)?,
        window: None,
        base: BaseFilter::CompanyDrug,
        by: None,
        against: None,
        among: Vec::new(),
        outside: None,
    };
    Ok(evaluate(registry, &query, day)?.into_iter().next())
}

/// Returns the lens of an area or disease that the inventory asks about.
fn lens(registry: &Registry, area: &str) -> HintedStrResult<Lens> {
    if area == crate::inventory::WHOLE_REGION {
        return Ok(Lens::default());
    }
    let subject = Subject::find(&registry.reference, area)?;
    Ok(match subject.mesh {
        Some(mesh) => Lens { diseases: vec![Disease::Mesh(mesh)], ..Lens::default() },
        None => Lens { areas: vec![subject.id], ..Lens::default() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A count.
    fn exactly(count: f64) -> Option<Bounds> {
        Some(Bounds { lower: count, upper: count })
    }

    /// Three named sites and two nameless rows: between three and five.
    #[test]
    fn what_lies_inside_the_bounds_does_not_differ() {
        let sites = Bounds { lower: 3.0, upper: 5.0 };
        let of = |said: f64| (Outcome::of(Some(sites), Some(said), false), sites.beyond(said));
        assert_eq!(of(2.0), (Outcome::Differs, -1.0));
        assert_eq!(of(3.0), (Outcome::Equal, 0.0));
        assert_eq!(of(4.0), (Outcome::WithinBounds, 0.0));
        assert_eq!(of(5.0), (Outcome::WithinBounds, 0.0));
        assert_eq!(of(7.0), (Outcome::Differs, 2.0));
    }

    #[test]
    fn equal_is_the_same_number_exactly() {
        assert_eq!(Outcome::of(exactly(4.0), Some(4.0), false), Outcome::Equal);
        assert_eq!(Outcome::of(exactly(4.0), Some(5.0), false), Outcome::Differs);
    }

    #[test]
    fn a_count_of_none_is_a_value_and_not_a_gap() {
        assert_eq!(Outcome::of(exactly(0.0), Some(3.0), false), Outcome::Differs);
        assert_eq!(Outcome::of(exactly(3.0), Some(0.0), false), Outcome::Differs);
    }

    #[test]
    fn a_side_without_a_value_is_named() {
        assert_eq!(Outcome::of(None, Some(3.0), false), Outcome::MissingInDatabase);
        assert_eq!(Outcome::of(exactly(3.0), None, false), Outcome::MissingInInventory);
        assert_eq!(Outcome::of(None, None, false), Outcome::MissingInBoth);
    }

    #[test]
    fn an_expired_value_is_compared_with_nothing() {
        assert_eq!(Outcome::of(exactly(3.0), Some(3.0), true), Outcome::Expired);
        assert_eq!(Outcome::of(None, Some(3.0), true), Outcome::Expired);
    }
}
