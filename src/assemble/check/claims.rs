//! Checking claims: whether each says something that the answer which it states can carry, under a name that narratives can use.
//!
//! That its questions are asked at all is checked as the manifest is read.

use std::ops::Range;

use typst::diag::{SourceResult, error};

use super::super::claims::is_one;
use super::super::context;
use super::{EcoVec, Faults};
use crate::diag::{InputFile, and_list, hint_for};
use crate::document::{ClaimSpec, DocumentType, QuerySpec, Subject};
use crate::finding::{By, choices, keys};
use crate::indicator::{self, Unit};
use crate::narrative::is_variable;
use crate::registry::Reference;
use crate::slice::Place;

/// What stands for the document's subject in a manifest.
const SUBJECT: &str = "{subject}";

/// Returns an error for a document type with a claim that makes no sense, or with a name that narratives cannot use.
pub fn claims(kind: &DocumentType, reference: &Reference) -> SourceResult<()> {
    let mut faults = Faults { file: &kind.file, found: EcoVec::new() };
    names(kind, &mut faults);
    for (name, claim) in &kind.spec.claims {
        let spec = claim.get_ref();
        let question = spec.question(name);
        // One that is not asked is told already.
        let Some(asked) = kind.spec.queries.get(question) else { continue };
        let claim =
            Claim { kind, name, spec, question, asked: asked.get_ref(), part: claim.span() };
        claim.compared(&mut faults);
        claim.counted(&mut faults);
        claim.keyed(reference, &mut faults);
        claim.tried_again(&mut faults);
    }
    if faults.found.is_empty() { Ok(()) } else { Err(faults.found) }
}

/// Checks that narratives can use the names of questions and claims, and mean nothing else by them.
fn names(kind: &DocumentType, faults: &mut Faults) {
    let reserved = context::around(kind);
    let queries = kind.spec.queries.iter().map(|(name, query)| ("query", name, query.span()));
    let claims = kind.spec.claims.iter().map(|(name, claim)| ("claim", name, claim.span()));
    for (what, name, part) in queries.chain(claims) {
        let span = || faults.file.span(key(faults.file, name, part.clone()));
        if reserved.contains_key(name) {
            let taken: Vec<_> = reserved.keys().map(|name| format!("`{name}`")).collect();
            let fault = error!(
                span(), "the {what} `{name}` has a name that means something else in narratives";
                hint: "choose another; taken are {}", and_list(&taken)
            );
            faults.found.push(fault);
        } else if !is_variable(name) {
            let fault = error!(
                span(), "the {what} `{name}` has a name that narratives cannot use";
                hint: "expected letters, digits and underscores such as `per_million`, and no word of the language such as `if`"
            );
            faults.found.push(fault);
        }
    }
}

/// Returns where the key of an entry stands: before its value in the same line, or in the table's head above it.
fn key(file: &InputFile, name: &str, part: Range<usize>) -> Range<usize> {
    let start = file.text[..part.start].rfind('\n').map_or(0, |at| at + 1);
    let end = file.text[part.start..].find('\n').map_or(file.text.len(), |at| part.start + at);
    match file.text[start..end].find(name) {
        Some(at) => start + at..start + at + name.len(),
        None => part,
    }
}

/// A claim being checked.
struct Claim<'a> {
    /// The document type.
    kind: &'a DocumentType,
    /// Its name.
    name: &'a str,
    /// What is declared.
    spec: &'a ClaimSpec,
    /// The name of the question whose answer it states.
    question: &'a str,
    /// That question.
    asked: &'a QuerySpec,
    /// Where it stands in the manifest.
    part: Range<usize>,
}

impl Claim<'_> {
    /// Adds a fault, at a text of the claim.
    fn tell(&self, faults: &mut Faults, text: &str, message: String, hint: String) {
        let inner = faults.file.text.get(self.part.clone()).unwrap_or_default();
        // The same name may stand as the query and as what it is compared with.
        let compared = inner.find("against").and_then(|start| {
            Some(start + inner[start..].find(text)?).filter(|_| text.starts_with('"'))
        });
        let span = match compared.or_else(|| inner.find(text)) {
            Some(at) => faults.file.span(self.part.start + at..self.part.start + at + text.len()),
            None => faults.file.span(self.part.clone()),
        };
        faults.found.push(error!(span, "{message}"; hint: "{hint}"));
    }

    /// Checks what it is compared with: an average of the same indicator and the same trials elsewhere.
    fn compared(&self, faults: &mut Faults) {
        let Some(against) = &self.spec.against else { return };
        let Some(average) = self.kind.spec.queries.get(against) else { return };
        let (name, own, average) = (self.name, self.asked, average.get_ref());
        let place = format!("\"{against}\"");
        let mut tell = |message: String, hint: String| self.tell(faults, &place, message, hint);
        if against == self.question || own == average {
            return tell(
                format!("the claim `{name}` is compared with itself"),
                "name the question whose answer is the average".into(),
            );
        }
        if own.indicator != average.indicator {
            let (own, other) = (&own.indicator, &average.indicator);
            return tell(
                format!("the claim `{name}` compares `{own}` with `{other}`"),
                format!("compare with a question of `{own}`"),
            );
        }
        if !is_of_same_trials(own, average) {
            return tell(
                format!("the claim `{name}` is compared with other trials than its own"),
                format!("`{against}` and `{}` may only differ in their places", self.question),
            );
        }
        let unit = indicator::find(&own.indicator).map(|known| known.unit);
        if unit.is_ok_and(|unit| unit != Unit::Rate && unit != Unit::Share) {
            return tell(
                format!("the claim `{name}` compares counts of places of different size"),
                "compare a rate or a share, such as `trials-per-million`".into(),
            );
        }
        // Beside the rest of a reference a share is compared row by row, and the rest is a place by itself.
        if average.outside.is_some() {
            return;
        }
        if !is_one(average) {
            let rows = average
                .by
                .as_deref()
                .map_or("several rows".to_owned(), |by| format!("a row for each {by}"));
            return tell(
                format!("the claim `{name}` is compared with `{against}`, which has {rows}"),
                "put them together into the average with `pooled = true`".into(),
            );
        }
        if !average.pooled {
            tell(
                format!("the claim `{name}` is compared with `{against}`, which is no average"),
                "a difference is judged among the places behind an average: ask with `by = \"region\"` and `pooled = true`".into(),
            );
        }
    }

    /// Checks what counts the keys of an answer, which is all that it can say.
    fn counted(&self, faults: &mut Faults) {
        if !self.spec.breadth {
            return;
        }
        let name = self.name;
        let others = [
            ("key", self.spec.key.is_some()),
            ("against", self.spec.against.is_some()),
            ("strategic", self.spec.strategic),
        ];
        for (other, _) in others.into_iter().filter(|(_, is_given)| *is_given) {
            self.tell(
                faults,
                other,
                format!("the claim `{name}` counts keys (`breadth`), and has `{other}` too"),
                "leave out one of the two, or make two claims of them".into(),
            );
        }
        if is_one(self.asked) {
            self.tell(
                faults,
                "breadth",
                format!(
                    "the claim `{name}` counts keys (`breadth`) of `{}`, which has one answer",
                    self.question
                ),
                "state the answer itself, or split the question with `by`".into(),
            );
        }
    }

    /// Checks the key that it is about, as far as keys are known without records.
    fn keyed(&self, reference: &Reference, faults: &mut Faults) {
        let Some(key) = &self.spec.key else { return };
        let (name, question, asked) = (self.name, self.question, self.asked);
        let place = format!("\"{key}\"");
        let mut tell = |message: String, hint: String| self.tell(faults, &place, message, hint);
        if is_one(asked) {
            return tell(
                format!("the claim `{name}` names a key of `{question}`, which has one answer"),
                "leave out `key`, or split the question with `by`".into(),
            );
        }
        let Some(by) = dimension(asked) else { return };
        if key.contains('{') {
            let is_subject = match self.kind.spec.subject {
                Subject::Region => matches!(by, By::Region | By::Place),
                Subject::Area | Subject::Lens => by == By::Area,
                _ => true,
            };
            if key == SUBJECT && !is_subject {
                tell(
                    format!("the claim `{name}` takes the subject for a key of `{question}`"),
                    format!(
                        "its keys are those of `{}`, and documents are about something else",
                        by.code()
                    ),
                );
            }
            return;
        }
        let is_among = |listed: &String| listed == key || listed.contains('{');
        if !asked.among.is_empty() && !asked.among.iter().any(is_among) {
            let hint = hint_for(key, asked.among.iter().map(String::as_str));
            return tell(format!("`{key}` is not among the keys that `{question}` keeps"), hint);
        }
        let place = asked.place.as_deref().unwrap_or("sweden");
        let place = Place::parse(place, reference).ok();
        if let Some(known) = keys(by, place.as_ref(), reference)
            && !known.contains(key)
        {
            let hint = hint_for(key, known.iter().map(String::as_str));
            tell(
                format!("`{key}` is no key of `{question}`, which is split by {}", by.code()),
                hint,
            );
        }
    }

    /// Checks that what is to be tried over other choices has some.
    fn tried_again(&self, faults: &mut Faults) {
        if !self.spec.strategic || self.spec.breadth {
            return;
        }
        let Ok(indicator) = indicator::find(&self.asked.indicator) else { return };
        let by = if is_one(self.asked) { None } else { dimension(self.asked) };
        if let Err(error) = choices::offered(indicator, by, self.spec.against.is_some()) {
            let message =
                format!("the claim `{}` cannot be strategic: {}", self.name, error.message());
            let hint = error.hints().first().map(ToString::to_string).unwrap_or_default();
            self.tell(faults, "strategic", message, hint);
        }
    }
}

/// Whether two questions are about the same trials, in places that may differ.
fn is_of_same_trials(one: &QuerySpec, other: &QuerySpec) -> bool {
    let parts = |spec: &QuerySpec| {
        let QuerySpec { area, disease, phase, sponsor, sponsor_hq, .. } = spec.clone();
        (spec.lens, spec.without.clone(), [area, disease, phase, sponsor, sponsor_hq], spec.window)
    };
    parts(one) == parts(other)
}

/// Returns what a question's answers are split by: what it says, or what its indicator always is. `None` when only the indicator's own code
/// knows.
fn dimension(spec: &QuerySpec) -> Option<By> {
    match (&spec.by, spec.indicator.as_str()) {
        (Some(by), _) => By::parse(by).ok(),
        (None, "phase-mix") => Some(By::Phase),
        (None, "location-quotient") => Some(By::Area),
        _ => None,
    }
}
