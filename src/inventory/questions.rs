//! What the regions are asked.
//!
//! Cooperates with data/reference/inventory_questions.toml, whose head explains each field.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{Months, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use typst::diag::{EcoVec, SourceResult, error};

use super::question_file::QuestionsFile;
use super::words::{Bilingual, FormWords};
use crate::diag::{Files, InputFile, toml};
use crate::locale::Lang;

/// Where the questions are, under the project's root.
pub const QUESTIONS: &str = "data/reference/inventory_questions.toml";

/// How many digits of the digest stand in a form.
const DIGEST_DIGITS: usize = 12;

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// A therapy area or disease: asked for each.
    Area,
    /// The whole region: asked once.
    Region,
}

/// A value of the databases that an answer can be set against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mirror {
    /// Company-initiated drug trials started in the last five full years.
    TrialsStarted,
    /// Company-initiated drug trials under way.
    OngoingTrials,
    /// Sites with a trial in the last 36 months.
    ActiveSites,
    /// Investigators with a trial in the last 36 months.
    Investigators,
}

/// One of the headings.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Bilingual,
}

/// A unit of numbers.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its id.
    pub id: String,
    /// What it is called, in the plural.
    pub name: Bilingual,
}

/// An option of a choice.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its fixed id.
    pub id: String,
    /// Its Swedish words.
    pub sv: String,
    /// Its English words.
    pub en: String,
}

impl Choice {
    /// Returns its words in a language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}

/// What kind of answer a question takes.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A whole number, with the highest that is believed.
    WholeNumber {
        /// The highest.
        max: u64,
    },
    /// A number of 0 or more, with the highest that is believed.
    Decimal {
        /// The highest.
        max: f64,
    },
    /// Yes or no.
    YesNo,
    /// One of these options.
    Choice(Vec<Choice>),
    /// Free text.
    Text,
    /// A date.
    Date,
    /// A share of 1.
    Share,
}

/// A question.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its fixed id.
    pub id: String,
    /// Its heading's id.
    pub heading: String,
    /// What it is about.
    pub scope: Scope,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// Its unit, of numbers.
    pub unit: Option<Unit>,
    /// Whether it counts patients, so that small numbers must not be shown.
    pub sensitive: bool,
    /// How many months an answer is held true.
    pub expires_months: u32,
    /// The value of the databases that it can be set against.
    pub mirrors: Option<Mirror>,
    /// The question.
    pub text: Bilingual,
    /// How to count.
    pub help: Bilingual,
}

/// All questions.
#[derive(Debug, Clone)]
pub struct Questions {
    /// Raised when a question comes to mean something else.
    pub version: u32,
    /// The beginning of the SHA-256 of ids, types, units and options; words do not count.
    pub digest: String,
    /// The words of the form.
    pub form: FormWords,
    /// The headings, in their order.
    pub headings: Vec<Heading>,
    /// The questions, in their order.
    pub list: Vec<Question>,
}

impl Question {
    /// Returns the id of its unit in the history: `share` of a share, empty where there is none.
    pub fn unit_id(&self) -> &str {
        match (&self.unit, &self.kind) {
            (Some(unit), _) => &unit.id,
            (None, Kind::Share) => "share",
            (None, _) => "",
        }
    }

    /// Returns the last day on which an answer of a date holds, unless it says otherwise.
    pub fn holds_until(&self, date: NaiveDate) -> Option<NaiveDate> {
        date.checked_add_months(Months::new(self.expires_months))
    }

    /// Returns what it contributes to the digest.
    fn signature(&self) -> String {
        let kind = match &self.kind {
            Kind::WholeNumber { .. } => "whole-number".to_owned(),
            Kind::Decimal { .. } => "decimal".to_owned(),
            Kind::YesNo => "yes-no".to_owned(),
            Kind::Text => "text".to_owned(),
            Kind::Date => "date".to_owned(),
            Kind::Share => "share".to_owned(),
            Kind::Choice(options) => {
                let ids: Vec<_> = options.iter().map(|option| option.id.as_str()).collect();
                format!("choice {}", ids.join(" "))
            }
        };
        format!("{} {:?} {kind} {}\n", self.id, self.scope, self.unit_id())
    }
}

impl Questions {
    /// Reads and checks the questions.
    pub fn load(files: &Files) -> SourceResult<Self> {
        Self::parse(&files.read(Path::new(QUESTIONS))?)
    }

    /// Reads and checks the questions of a file; all faults at once.
    pub fn parse(file: &InputFile) -> SourceResult<Self> {
        let raw: QuestionsFile = toml(file)?;
        let mut faults = EcoVec::new();
        if let Some((text, most)) = raw.form.too_long() {
            faults.push(error!(
                file.find(text), "the text is longer than {most} characters";
                hint: "spreadsheets allow no more here"
            ));
        }
        let mut ids = BTreeSet::new();
        let mut list = Vec::new();
        for question in raw.question {
            if !ids.insert(question.id.get_ref().clone()) {
                let id = question.id.get_ref();
                faults.push(error!(
                    file.span(question.id.span()),
                    "two questions have the id `{id}`"
                ));
            }
            match question.checked(file, &raw.heading, &raw.unit) {
                Ok(question) => list.push(question),
                Err(found) => faults.extend(found),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let signature: String = list.iter().map(Question::signature).collect();
        let digest = Sha256::digest(format!("{}\n{signature}", raw.version));
        let mut digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        digest.truncate(DIGEST_DIGITS);
        let QuestionsFile { version, form, heading: headings, .. } = raw;
        Ok(Self { version, digest, form, headings, list })
    }

    /// Returns the question with this id.
    pub fn get(&self, id: &str) -> Option<&Question> {
        self.list.iter().find(|question| question.id == id)
    }

    /// Returns the questions of a form: those of the whole region, and in a form about an area the area's too.
    pub fn of_form(&self, is_whole_region: bool) -> impl Iterator<Item = &Question> {
        self.list.iter().filter(move |question| !is_whole_region || question.scope == Scope::Region)
    }

    /// Returns what a heading is called.
    pub fn heading(&self, id: &str) -> Option<&Heading> {
        self.headings.iter().find(|heading| heading.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the project's questions, with words replaced.
    fn with(edits: &[(&str, &str)]) -> SourceResult<Questions> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut text = std::fs::read_to_string(root.join(QUESTIONS)).unwrap();
        for (from, to) in edits {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        Questions::parse(&Files::new(root).add(QUESTIONS, text))
    }

    #[test]
    fn there_are_40_questions_under_four_headings() {
        let questions = with(&[]).unwrap();
        assert_eq!((questions.list.len(), questions.headings.len()), (40, 4));
        let of = |heading: &str| questions.list.iter().filter(|q| q.heading == heading).count();
        let counts: Vec<_> = questions.headings.iter().map(|heading| of(&heading.id)).collect();
        assert_eq!(counts, [12, 9, 10, 9]);
        assert_eq!(questions.of_form(true).count(), 13);
    }

    #[test]
    fn every_question_that_counts_patients_is_sensitive() {
        let counts_patients = |question: &&Question| question.unit_id() == "patients";
        assert!(with(&[]).unwrap().list.iter().filter(counts_patients).all(|q| q.sensitive));
    }

    #[test]
    fn words_do_not_change_the_digest_and_types_do() {
        let digest = |edits: &[(&str, &str)]| with(edits).unwrap().digest;
        assert_eq!(digest(&[]), digest(&[("disputerade prövare", "prövare")]));
        assert_ne!(digest(&[]), digest(&[("id = \"alf\"", "id = \"alf-agreement\"")]));
        assert_ne!(digest(&[]), digest(&[("version = 2", "version = 3")]));
    }

    #[test]
    fn editors_are_told_the_types_of_answers() {
        let schema = schemars::schema_for!(QuestionsFile).to_value().to_string();
        for word in ["whole-number", "expires_months", "ongoing-trials"] {
            assert!(schema.contains(word), "{word}");
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let faults = with(&[
            ("id = \"competence-phase-1\"", "id = \"phase-1\""),
            ("heading = \"patients\"", "heading = \"patient\""),
            ("unit = \"sites\"", "unit = \"site\""),
            ("expires_months = 6", "expires_months = 0"),
        ])
        .unwrap_err();
        let messages: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "an answer must hold for a month at least",
                "invalid id `phase-1`",
                "unknown heading `patient`",
                "unknown unit `site`",
            ]
        );
    }
}
