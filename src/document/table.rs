//! Tables of a document type: their rows, their columns, and what a cell shows.

use schemars::JsonSchema;
use serde::Deserialize;
use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::Spec;
use crate::diag::{InputFile, hint_for};

/// A table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// The name that the template uses.
    pub id: String,
    /// What its rows are.
    pub rows: RowsSpec,
    /// Its columns after the first, which names the row.
    #[serde(default)]
    pub columns: Vec<ColumnSpec>,
    /// The word above the first column, a key of the locale.
    pub head: String,
    /// How many rows to keep.
    pub top: Option<usize>,
    /// Which rows to keep; all when not given.
    pub only: Option<OnlySpec>,
    /// How many lines the titles of listed trials may take.
    pub lines: Option<usize>,
    /// Says nothing when the slice has fewer trials than this.
    #[serde(default)]
    pub min_trials: u64,
    /// Whether its answers are attached to the PDF as CSV.
    #[serde(default)]
    pub attached: bool,
}

impl TableSpec {
    /// Returns the questions whose answers it shows, and those that it compares with; an empty one is a cell that does not apply.
    pub fn questions(&self) -> impl Iterator<Item = &String> {
        let columns = self.columns.iter();
        let columns = columns.flat_map(|column| column.query.iter().chain(&column.each));
        let rows: Vec<&String> = match &self.rows {
            RowsSpec::Keys { keys: name }
            | RowsSpec::Each { each: name }
            | RowsSpec::Trials { trials: name } => vec![name],
            // The claims' own questions are asked for them.
            RowsSpec::Claims { .. } => Vec::new(),
            RowsSpec::Listed(rows) => {
                rows.iter().flat_map(|row| row.cells.iter().chain(&row.against)).collect()
            }
        };
        rows.into_iter().chain(columns)
    }
}

/// Which rows a table keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnlySpec {
    /// Indicators of the board that miss their target's way or get worse by a signal.
    Deviating,
    /// What rests on anything: a share of none is left out.
    Counted,
}

/// The rows of a table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RowsSpec {
    /// One row for each key of a question's answers.
    Keys {
        /// The question.
        keys: String,
    },
    /// One row for each key that a question is asked for one by one.
    Each {
        /// The question.
        each: String,
    },
    /// One row for each claim of a name that is tried over other choices, the most important first.
    Claims {
        /// The claim's name.
        claims: String,
    },
    /// The latest trials of a slice, by a question about it.
    Trials {
        /// The question.
        trials: String,
    },
    /// One row for each of these.
    Listed(#[schemars(length(min = 1))] Vec<RowSpec>),
}

/// A listed row.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowSpec {
    /// What names the row.
    pub name: RowName,
    /// The narrative's block with the name, for [`RowName::Title`].
    pub title: Option<String>,
    /// The questions, one a column; an empty text is a cell that does not
    /// apply.
    #[schemars(length(min = 1))]
    pub cells: Vec<String>,
    /// The question that the first one is compared with.
    pub against: Option<String>,
}

/// What names a listed row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowName {
    /// The place of its first question.
    Place,
    /// The indicator of its first question.
    Indicator,
    /// A text of the narrative.
    Title,
}

/// A column of a table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// The word above it, a key of the locale, or `{subject}` and the like for
    /// a place's name. Columns of `each` have the names of their keys.
    #[serde(default)]
    pub head: String,
    /// The question, for tables by key.
    pub query: Option<String>,
    /// A question that is asked for keys one by one: a column for each of them.
    pub each: Option<String>,
    /// Which key of the answer it shows, for tables whose rows are keys that questions are asked for one by one.
    pub key: Option<String>,
    /// What to show of the answer.
    #[serde(default)]
    pub show: Show,
    /// Shown only when the answer rests on at least so many trials.
    #[serde(default)]
    pub min_trials: u64,
}

/// What a cell shows of a finding, or of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    /// The value.
    #[default]
    Value,
    /// The value with its interval.
    Interval,
    /// The trials counted, or what else stands above the line.
    Trials,
    /// What stands below the line.
    Base,
    /// Whether the row's other places are shown as wholes or as the average of their parts.
    Kind,
    /// What may be said of it, in words.
    Verdict,
    /// Whether it differs from what the row compares it with, in words.
    Compared,
    /// What is counted in the reference of a quotient.
    Reference,
    /// The demand for a kind, with its interval.
    Demand,
    /// Where demand and the place's mix meet, in words.
    Quadrant,
    /// In how many choices a claim holds.
    Holds,
    /// By when a quarter and three quarters had ended.
    Quartiles,
    /// The period that a value of the board's indicators is for.
    Period,
    /// What an indicator of the board shall be, and by when.
    Target,
    /// What its trajectory asks of the period.
    Expected,
    /// Whether it meets its target, in words.
    State,
    /// Which way it moves, in words.
    Movement,
    /// From when on it has been off its way.
    Since,
    /// The role that answers for it.
    Owner,
    /// What was agreed to do when it is off its way.
    Consequence,
    /// What is noted beside the value, such as the grades of evidence behind corrections.
    Note,
    /// A trial's title.
    Title,
    /// A trial's phase.
    Phase,
    /// A trial's lead sponsor.
    Sponsor,
    /// A trial's start.
    Start,
}

impl Show {
    /// Whether it is words, set to the left.
    pub fn is_words(self) -> bool {
        matches!(
            self,
            Self::Verdict
                | Self::Compared
                | Self::Kind
                | Self::Quadrant
                | Self::Holds
                | Self::Title
                | Self::Phase
                | Self::Sponsor
                | Self::Start
                | Self::State
                | Self::Movement
                | Self::Owner
                | Self::Consequence
        )
    }

    /// Whether it is told of indicators of the board only.
    pub fn is_of_kpi(self) -> bool {
        matches!(
            self,
            Self::Period
                | Self::Target
                | Self::Expected
                | Self::State
                | Self::Movement
                | Self::Since
                | Self::Owner
                | Self::Consequence
        )
    }
}

/// Checks that a table has an id of its own, and that the claims it lists are declared.
pub(super) fn check(
    file: &InputFile,
    spec: &Spec,
    table: &TableSpec,
    faults: &mut EcoVec<SourceDiagnostic>,
) {
    // Their data files would have one name.
    if table.attached && spec.figures.iter().any(|figure| figure.id == table.id) {
        let span = file.find(&format!("id = \"{}\"", table.id));
        faults.push(error!(
            span, "`{}` is both a figure and a table", table.id;
            hint: "give one of them another id"
        ));
    }
    if let RowsSpec::Claims { claims } = &table.rows
        && !spec.claims.contains_key(claims)
    {
        let hint = hint_for(claims, spec.claims.keys().map(String::as_str));
        let span = file.find(&format!("\"{claims}\""));
        faults.push(error!(span, "unknown claim `{claims}`"; hint: "{hint}"));
    }
}
