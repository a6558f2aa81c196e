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
//! The decimals follow [`Measured`]. A value that is missing is an error: the sentence needs a condition around it.

use chrono::NaiveDate;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::diag::hint_for;
use crate::locale::{Locale, Measured, Unit};

/// The names of our filters, for suggestions.
pub(super) const NAMES: [&str; 14] = [
    "count",
    "decimal",
    "percent",
    "ratio",
    "show",
    "ci",
    "plural",
    "list",
    "date",
    "month",
    "lower_first",
    "upper_first",
    "quote",
    "join",
];

/// The message for a value that is not there, with its hint.
pub(super) const MISSING: &str = "the value is missing\nput the sentence into `{% if … is not none %}` and write what holds without it";

/// Adds the filters for a language.
pub(super) fn add(environment: &mut Environment, locale: &'static Locale) {
    environment
        .add_filter("count", move |value: &Value| whole(value).map(|value| locale.count(value)));
    environment.add_filter("decimal", move |value: &Value, digits: Option<u8>| {
        number(value).map(|value| locale.decimal(value, digits.unwrap_or(1)))
    });
    environment.add_filter("percent", move |value: &Value, digits: Option<u8>| {
        number(value).map(|value| locale.percent(value, digits.unwrap_or(1)))
    });
    environment.add_filter("ratio", move |value: &Value| {
        number(value).map(|value| locale.decimal(value, 2))
    });
    environment.add_filter("show", move |finding: &Value| show(finding, locale));
    environment.add_filter("ci", move |finding: &Value| ci(finding, locale));
    environment.add_filter("plural", move |value: &Value, one: &str, other: &str| {
        let value =
            if value.kind() == ValueKind::Map { field(value, "value")? } else { number(value)? };
        Ok::<_, Error>(if locale.plural(value) == "one" { one } else { other }.to_owned())
    });
    environment
        .add_filter("list", move |values: &Value| texts(values).map(|texts| locale.list(&texts)));
    environment.add_filter("date", move |date: &str| day(date).map(|date| locale.date(date)));
    environment.add_filter("month", move |date: &str| day(date).map(|date| locale.month(date)));
    environment.add_filter("lower_first", move |text: &str| locale.lower_first(text));
    environment.add_filter("upper_first", move |text: &str| locale.upper_first(text));
    environment.add_filter("quote", move |text: &str| locale.quote(text));
}

/// Writes a finding's value by its unit.
fn show(finding: &Value, locale: &Locale) -> Result<String, Error> {
    Ok(measured(finding)?.value(locale))
}

/// Writes a finding's interval by its unit.
fn ci(finding: &Value, locale: &Locale) -> Result<String, Error> {
    measured(finding)?.interval(locale).ok_or_else(|| wrong(MISSING))
}

/// Returns what a finding measured.
fn measured(finding: &Value) -> Result<Measured, Error> {
    let name = match finding.kind() {
        ValueKind::Map => finding.get_attr("unit")?,
        ValueKind::None => return Err(wrong(MISSING)),
        kind => {
            return Err(wrong(format!(
                "expected a finding, found {kind}\nnumbers take `|count`, `|decimal(1)` or `|percent`"
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
    Err(wrong(format!("`count` is for whole numbers, this is {number}\nuse `|decimal(1)`")))
}

/// Returns the texts of a list.
fn texts(values: &Value) -> Result<Vec<String>, Error> {
    let text = |value: Value| {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| wrong("`list` is for lists of texts\nformat the numbers first"))
    };
    values.try_iter()?.map(text).collect()
}

/// Returns a day.
fn day(date: &str) -> Result<NaiveDate, Error> {
    date.parse().map_err(|_| wrong(format!("`{date}` is not a date\nexpected YYYY-MM-DD")))
}

/// Returns an error; what follows the first line break is its hint.
fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.into())
}
