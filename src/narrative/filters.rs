//! The filters of narratives: everything that turns a number or a finding into text.
//!
//! A finding in the context is an object `{numerator, denominator, value, lower, upper, unit}` of plain numbers, where `unit` says how it reads:
//!
//! | unit    | means                                | `show`          | `ci`             |
//! |---------|--------------------------------------|-----------------|------------------|
//! | `count` | trials, sites                        | 1 038           | 980–1 096        |
//! | `share` | a share of 1                         | 12,5 %          | 9,0–17,0 %       |
//! | `rate`  | per million, per year                | 3,6             | 2,6–4,9          |
//! | `ratio` | against a reference, 1 is the same   | 1,47            | 1,12–1,94        |
//!
//! The decimals follow [`Measured`]. A value that is missing is an error: the sentence needs a condition around it. So is the number of anything
//! but a claim that may be said, see [`Rules`]; a finding is told from a look-alike by its type, which no narrative can make.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::environment::block_of;
use super::numbers::Origin;
use super::rules::{Printed, Rules};
use super::said::Said;
use super::told::{Told, told};
use crate::diag::hint_for;
use crate::locale::{Locale, Measured, Unit};

/// The names of our filters, for suggestions.
pub(super) const NAMES: [&str; 17] = [
    "show",
    "ci",
    "numerator",
    "denominator",
    "holds",
    "choices",
    "same_way",
    "verb",
    "names",
    "leading",
    "plural",
    "list",
    "date",
    "month",
    "lower_first",
    "upper_first",
    "quote",
];

/// Those that print what a claim says.
pub(super) const PRINTING: [&str; 9] =
    ["show", "ci", "numerator", "denominator", "holds", "choices", "same_way", "verb", "names"];

/// Those of them that print a number.
pub(super) const NUMBERS: [&str; 7] =
    ["show", "ci", "numerator", "denominator", "holds", "choices", "same_way"];

/// Those that would print any number at all; they only say what to do instead.
const ANY_NUMBER: [&str; 4] = ["count", "decimal", "percent", "ratio"];

/// The message for a value that is not there, with its hint.
pub(super) const MISSING: &str = "the value is missing\nput the sentence into `{% if … is not none %}` and write what holds without it";

/// The message for a captured text that is to be changed.
const CAPTURED: &str =
    "a captured text cannot be changed by a filter\nput the filter on the values in it";

/// The message for a number that is just a number.
const NO_CLAIM: &str = "this number belongs to no claim\ndeclare one under `[tool.kapacitet.claims]` in typst.toml, and print it with `|show`, `|ci`, `|numerator` or `|denominator`";

/// The message for limits that are not of chance.
const BOUNDS: &str = "its limits are bounds, not an interval of chance\nprint the value with `|show`, and say that it is the least";

/// Returns the message for the answer to a question that no claim states.
pub(super) fn unclaimed(question: &str) -> String {
    format!(
        "`{question}` is not a claim\nno sentence has a number that is not a claim's: write `{question} = {{}}` under `[tool.kapacitet.claims]` in typst.toml"
    )
}

/// What the filters that print claims share.
#[derive(Clone)]
pub(super) struct Desk {
    /// How numbers are written.
    pub locale: &'static Locale,
    /// What may be printed where.
    pub rules: Arc<Rules>,
    /// The texts of the context that have a number in them.
    pub data: Arc<BTreeSet<String>>,
    /// What was printed.
    pub printed: Arc<Mutex<BTreeSet<Printed>>>,
}

/// Adds the filters for a language.
pub(super) fn add(environment: &mut Environment, desk: &Desk) {
    let locale = desk.locale;
    for name in ANY_NUMBER {
        environment.add_filter(name, |_: &Value| Err::<String, _>(wrong(NO_CLAIM)));
    }
    let own = desk.clone();
    environment.add_filter("show", move |state: &State, finding: &Value| {
        own.admit(state, finding)?;
        Ok::<_, Error>(told(measured(finding)?.value(own.locale), Origin::Claim))
    });
    let own = desk.clone();
    environment.add_filter("ci", move |state: &State, finding: &Value| {
        own.admit(state, finding)?;
        // Beside "95 % CI" the least and the most that a count can be would be told as a matter of chance.
        if finding.get_attr("limits")?.as_str() == Some("bounds") {
            return Err(wrong(BOUNDS));
        }
        let interval = measured(finding)?.interval(own.locale).ok_or_else(|| wrong(MISSING))?;
        Ok(told(interval, Origin::Claim))
    });
    for name in ["numerator", "denominator", "holds", "choices", "same_way"] {
        let own = desk.clone();
        environment.add_filter(name, move |state: &State, finding: &Value| {
            own.admit(state, finding)?;
            let count = whole(&finding.get_attr(name)?)?;
            Ok::<_, Error>(told(own.locale.count(count), Origin::Claim))
        });
    }
    let own = desk.clone();
    environment.add_filter(
        "verb",
        move |state: &State, claim: &Value, is: &Value, tends: &Value, differs_not: &Value| {
            own.admit(state, claim)?;
            let strength = claim.get_attr("strength")?;
            let words = match strength.as_str() {
                Some("stated") => is,
                Some("tendency") => tends,
                Some(_) => differs_not,
                None => return Err(wrong("only a claim has a strength to choose a verb by")),
            };
            Ok(words.clone())
        },
    );
    let own = desk.clone();
    environment.add_filter("names", move |state: &State, claims: &Value| {
        let mut names = Vec::new();
        for claim in claims.try_iter()? {
            own.admit(state, &claim)?;
            names.push(claim.get_attr("label")?);
        }
        own.listed(&Value::from(names))
    });
    environment.add_filter("leading", leading);
    environment.add_filter("plural", move |value: &Value, one: &Value, other: &Value| {
        let value =
            if value.kind() == ValueKind::Map { field(value, "value")? } else { number(value)? };
        Ok::<_, Error>(if locale.plural(value) == "one" { one } else { other }.clone())
    });
    let own = desk.clone();
    environment.add_filter("list", move |values: &Value| own.listed(values));
    let own = desk.clone();
    environment.add_filter("date", move |date: &Value| {
        own.changed(date, |date| day(date).map(|date| locale.date(date)))
    });
    let own = desk.clone();
    environment.add_filter("month", move |date: &Value| {
        own.changed(date, |date| day(date).map(|date| locale.month(date)))
    });
    let own = desk.clone();
    environment.add_filter("lower_first", move |text: &Value| {
        own.changed(text, |text| Ok(locale.lower_first(text)))
    });
    let own = desk.clone();
    environment.add_filter("upper_first", move |text: &Value| {
        own.changed(text, |text| Ok(locale.upper_first(text)))
    });
    let own = desk.clone();
    environment
        .add_filter("quote", move |text: &Value| own.changed(text, |text| Ok(locale.quote(text))));
}

impl Desk {
    /// Returns a text with who wrote it. One with numbers is the data's only if it stands in the context as it is.
    pub fn read(&self, value: &Value) -> Result<(String, Origin), Error> {
        if let Some(Told { text, origin }) = value.downcast_object_ref::<Told>() {
            return Ok((text.clone(), *origin));
        }
        let text = super::environment::printable(value)?;
        let origin = if self.data.contains(text) { Origin::Data } else { Origin::Hand };
        Ok((text.to_owned(), origin))
    }

    /// Changes a text, which stays whose it was.
    fn changed(
        &self,
        value: &Value,
        change: impl FnOnce(&str) -> Result<String, Error>,
    ) -> Result<Value, Error> {
        if value.is_safe() {
            return Err(wrong(CAPTURED));
        }
        let (text, origin) = self.read(value)?;
        Ok(told(change(&text)?, origin))
    }

    /// Returns texts as a list in words, which is its author's where a number in it is.
    fn listed(&self, values: &Value) -> Result<Value, Error> {
        let (mut texts, mut origin) = (Vec::new(), Origin::Data);
        for value in values.try_iter()? {
            let is_text = value.kind() == ValueKind::String && !value.is_safe();
            if !is_text && value.downcast_object_ref::<Told>().is_none() {
                return Err(wrong("`list` is for lists of texts\nformat the numbers first"));
            }
            let (text, own) = self.read(&value)?;
            match own {
                Origin::Hand if text.chars().any(char::is_numeric) => origin = Origin::Hand,
                Origin::Claim if origin == Origin::Data => origin = Origin::Claim,
                _ => {}
            }
            texts.push(text);
        }
        Ok(told(self.locale.list(&texts), origin))
    }

    /// Lets a claim through that may be said, and the own finding of a figure or tile; keeps that it was printed.
    fn admit(&self, state: &State, value: &Value) -> Result<(), Error> {
        let Some(said) = value.downcast_object_ref::<Said>() else {
            return match value.kind() {
                ValueKind::None => Err(wrong(MISSING)),
                ValueKind::Number => Err(wrong(NO_CLAIM)),
                kind => Err(wrong(format!(
                    "expected a claim, found {kind}\nclaims stand under `[tool.kapacitet.claims]` in typst.toml"
                ))),
            };
        };
        let block = block_of(state);
        let is_own = self.rules.is_own(&block, &said.of.question);
        match (&said.of.claim, &said.of.withheld) {
            (None, _) if !is_own => Err(wrong(unclaimed(&said.of.question))),
            (Some(claim), Some(why)) if !is_own => Err(wrong(format!(
                "the claim `{claim}` may not be said: {why}\nput the sentence into `{{% if {claim}.said %}}` and write what may be said without it"
            ))),
            (claim, _) => {
                let printed = claim.as_ref().map(|claim| Printed {
                    block,
                    claim: claim.clone(),
                    key: said.key(),
                });
                let mut all = self.printed.lock().unwrap_or_else(PoisonError::into_inner);
                all.extend(printed);
                Ok(())
            }
        }
    }
}

/// Returns the claims of a list that are stated in a direction, the most important first, by the rules of [`crate::claim`]; three when it is not
/// said how many.
fn leading(claims: &Value, direction: &str, most: Option<usize>) -> Result<Vec<Value>, Error> {
    let is = |claim: &Value, field: &str, word: &str| {
        claim.get_attr(field).is_ok_and(|value| value.as_str() == Some(word))
    };
    let rank = |claim: &Value| claim.get_attr("rank").ok().and_then(|rank| rank.as_usize());
    let mut found: Vec<_> = claims
        .try_iter()?
        .filter(|claim| is(claim, "strength", "stated") && is(claim, "direction", direction))
        .collect();
    found.sort_by_key(|claim| rank(claim).unwrap_or(usize::MAX));
    found.truncate(most.unwrap_or(LEADING));
    Ok(found)
}

/// How many claims a sentence names.
const LEADING: usize = 3;

/// Returns what a finding measured.
fn measured(finding: &Value) -> Result<Measured, Error> {
    let name = match finding.kind() {
        ValueKind::Map => finding.get_attr("unit")?,
        ValueKind::None => return Err(wrong(MISSING)),
        kind => {
            return Err(wrong(format!(
                "expected a claim, found {kind}\nclaims stand under `[tool.kapacitet.claims]` in typst.toml"
            )));
        }
    };
    let name = name.as_str().unwrap_or_default();
    let unit = Unit::named(name).ok_or_else(|| {
        let known = Unit::ALL.map(Unit::code);
        wrong(format!("unknown unit `{name}`\n{}", hint_for(name, known)))
    })?;
    let optional = |name| field(finding, name).ok();
    Ok(Measured {
        unit,
        value: field(finding, "value")?,
        limits: optional("lower").zip(optional("upper")),
        denominator: optional("denominator"),
    })
}

/// Returns a number of a finding.
fn field(finding: &Value, name: &str) -> Result<f64, Error> {
    number(&finding.get_attr(name)?)
}

/// Returns a number.
fn number(value: &Value) -> Result<f64, Error> {
    match value.kind() {
        ValueKind::Number => f64::try_from(value.clone()),
        ValueKind::None | ValueKind::Undefined => Err(wrong(MISSING)),
        ValueKind::Map => Err(wrong(
            "expected a number, found a finding\nuse `|show` or `|ci`, or name a field of it",
        )),
        kind => Err(wrong(format!("expected a number, found {kind}"))),
    }
}

/// Returns a whole number.
fn whole(value: &Value) -> Result<i64, Error> {
    let number = number(value)?;
    let rounded = number as i64;
    if rounded as f64 == number {
        return Ok(rounded);
    }
    Err(wrong(format!("a count is a whole number, this is {number}\nprint the claim with `|show`")))
}

/// Returns a day.
fn day(date: &str) -> Result<NaiveDate, Error> {
    date.parse().map_err(|_| wrong(format!("`{date}` is not a date\nexpected YYYY-MM-DD")))
}

/// Returns an error; what follows the first line break is its hint.
fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
}
