//! The questions' file as it is written, and what must be right about each question of it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::questions::{Choice, Heading, Kind, Mirror, Question, Scope, Unit};
use super::words::{Bilingual, FormWords};
use crate::diag::{InputFile, hint_for};

/// The shape of the file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionsFile {
    /// Raised when a question comes to mean something else.
    pub(super) version: u32,
    /// The words of the form.
    pub(super) form: FormWords,
    /// The headings, in their order.
    pub(super) heading: Vec<Heading>,
    /// The units.
    pub(super) unit: Vec<Unit>,
    /// The questions, in their order.
    pub(super) question: Vec<QuestionFile>,
}

/// The shape of a question.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionFile {
    /// Its fixed id, in kebab case, which begins with the heading's.
    #[schemars(with = "String")]
    pub(super) id: Spanned<String>,
    /// Its heading's id.
    #[schemars(with = "String")]
    heading: Spanned<String>,
    /// What it is about.
    scope: Scope,
    /// What kind of answer it takes.
    #[serde(rename = "type")]
    #[schemars(with = "AnswerType")]
    kind: Spanned<AnswerType>,
    /// The unit's id; numbers need one.
    #[schemars(with = "Option<String>")]
    unit: Option<Spanned<String>>,
    /// The highest answer that is believed, of a number.
    #[schemars(with = "Option<u32>")]
    max: Option<Spanned<u32>>,
    /// Whether it counts patients.
    #[serde(default)]
    sensitive: bool,
    /// How many months an answer is held true.
    #[schemars(with = "u32")]
    expires_months: Spanned<u32>,
    /// The value of the databases that it can be set against.
    mirrors: Option<Mirror>,
    /// The question.
    text: Bilingual,
    /// How to count.
    help: Bilingual,
    /// The options of a choice, from the least to the most.
    #[serde(default)]
    options: Vec<Choice>,
}

/// The kinds of answers, as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum AnswerType {
    /// A whole number, 0 or more.
    WholeNumber,
    /// A number, 0 or more.
    Decimal,
    /// Yes or no.
    YesNo,
    /// One of several options.
    Choice,
    /// Free text.
    Text,
    /// A date.
    Date,
    /// A share of 1, which people write in per cent.
    Share,
}

/// What is wrong with a question.
type Faults = EcoVec<SourceDiagnostic>;

impl QuestionFile {
    /// Returns a question that has all that its type needs and nothing that it cannot have.
    pub(super) fn checked(
        self,
        file: &InputFile,
        headings: &[Heading],
        units: &[Unit],
    ) -> Result<Question, Faults> {
        let mut faults = EcoVec::new();
        self.check_id(file, headings, &mut faults);
        if *self.expires_months.get_ref() == 0 {
            faults.push(error!(
                file.span(self.expires_months.span()),
                "an answer must hold for a month at least"
            ));
        }
        let unit = self.check_number(file, units, &mut faults);
        self.check_options(file, &mut faults);
        if !faults.is_empty() {
            return Err(faults);
        }
        let max = self.max.map_or(0, Spanned::into_inner);
        let kind = match self.kind.into_inner() {
            AnswerType::WholeNumber => Kind::WholeNumber { max: max.into() },
            AnswerType::Decimal => Kind::Decimal { max: max.into() },
            AnswerType::YesNo => Kind::YesNo,
            AnswerType::Choice => Kind::Choice(self.options),
            AnswerType::Text => Kind::Text,
            AnswerType::Date => Kind::Date,
            AnswerType::Share => Kind::Share,
        };
        Ok(Question {
            id: self.id.into_inner(),
            heading: self.heading.into_inner(),
            scope: self.scope,
            kind,
            unit,
            sensitive: self.sensitive,
            expires_months: self.expires_months.into_inner(),
            mirrors: self.mirrors,
            text: self.text,
            help: self.help,
        })
    }

    /// Checks that the heading is known and that the id begins with it.
    fn check_id(&self, file: &InputFile, headings: &[Heading], faults: &mut Faults) {
        let (id, heading) = (self.id.get_ref(), self.heading.get_ref());
        let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_under = id.starts_with(&format!("{heading}-"));
        if !headings.iter().any(|known| known.id == *heading) {
            let hint = hint_for(heading, headings.iter().map(|known| known.id.as_str()));
            let span = file.span(self.heading.span());
            faults.push(error!(span, "unknown heading `{heading}`"; hint: "{hint}"));
        } else if !is_under || !id.chars().all(is_kebab) {
            faults.push(error!(
                file.span(self.id.span()), "invalid id `{id}`";
                hint: "expected small letters, digits and hyphens, beginning with `{heading}-`"
            ));
        }
    }

    /// Checks that a number, and nothing else, has a unit and a highest answer; returns the unit.
    fn check_number(&self, file: &InputFile, units: &[Unit], faults: &mut Faults) -> Option<Unit> {
        let id = self.id.get_ref();
        let is_number =
            matches!(self.kind.get_ref(), AnswerType::WholeNumber | AnswerType::Decimal);
        let hint = "only whole numbers and decimals have one";
        let unit = self.unit.as_ref().and_then(|name| {
            let span = file.span(name.span());
            let unit = units.iter().find(|unit| unit.id == *name.get_ref());
            if unit.is_none() {
                let hint = hint_for(name.get_ref(), units.iter().map(|unit| unit.id.as_str()));
                faults.push(error!(span, "unknown unit `{}`", name.get_ref(); hint: "{hint}"));
            } else if !is_number {
                faults.push(error!(span, "`{id}` takes no unit"; hint: "{hint}"));
            }
            unit
        });
        if is_number && (self.unit.is_none() || self.max.is_none()) {
            let span = file.span(self.kind.span());
            faults.push(error!(span, "a number needs a `unit` and a `max`"));
        }
        if let Some(max) = self.max.as_ref().filter(|_| !is_number) {
            let span = file.span(max.span());
            faults.push(error!(span, "`{id}` takes no `max`"; hint: "{hint}"));
        }
        unit.cloned()
    }

    /// Checks that a choice, and nothing else, has options that differ.
    fn check_options(&self, file: &InputFile, faults: &mut Faults) {
        let (id, span) = (self.id.get_ref(), file.span(self.kind.span()));
        let is_choice = *self.kind.get_ref() == AnswerType::Choice;
        if is_choice && self.options.len() < 2 {
            faults.push(error!(span, "a choice needs two options or more"));
        }
        if !is_choice && !self.options.is_empty() {
            faults.push(error!(
                span, "`{id}` has options, but is no choice";
                hint: "write `type = \"choice\"`"
            ));
        }
        let words = |option: &Choice| [option.id.clone(), option.sv.clone(), option.en.clone()];
        let all: Vec<[String; 3]> = self.options.iter().map(words).collect();
        for part in 0..3 {
            let distinct: BTreeSet<_> =
                all.iter().map(|words| words[part].to_lowercase()).collect();
            if distinct.len() < all.len() {
                faults.push(error!(span, "two options of `{id}` are the same"));
            }
        }
    }
}
