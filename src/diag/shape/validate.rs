//! Plain data against a JSON Schema: all that does not fit, where, and how the rest can be read all the same.

use serde_json::Value;

use super::datum::{Datum, Step};
use crate::diag::{hint_for, suggest};

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Misfit {
    /// The way to it.
    pub path: Vec<Step>,
    /// Which part of it is meant.
    pub at: At,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub hint: Option<String>,
    /// What makes the file readable.
    pub mend: Mend,
    /// Whether the file means what it should all the same.
    pub is_warning: bool,
}

/// A part of an entry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum At {
    /// Its key.
    Key,
    /// Its value.
    Value,
    /// The head of the table that lacks it.
    Lacking,
}

/// What makes a file readable in which something does not fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mend {
    /// Leaving it out.
    Remove,
    /// Taking it for the key that it is near to.
    Rename(String),
    /// Putting something in its place that means nothing.
    Fill(Datum),
}

/// Returns all that does not fit a schema.
pub(super) fn validate(schema: &Value, datum: &Datum) -> Vec<Misfit> {
    let mut check = Check { root: schema, path: Vec::new(), misfits: Vec::new() };
    check.value(schema, datum, false);
    check.misfits
}

/// A comparison under way.
struct Check<'a> {
    /// The schema with its definitions.
    root: &'a Value,
    /// The way to what is looked at.
    path: Vec<Step>,
    /// What was found so far.
    misfits: Vec<Misfit>,
}

impl<'a> Check<'a> {
    /// Compares a value; an optional one is left out when it is wrong.
    fn value(&mut self, schema: &'a Value, datum: &Datum, is_optional: bool) {
        let schema = self.resolved(schema);
        if let Some(names) = self.names(schema) {
            return self.name(schema, &names, datum, is_optional);
        }
        if let Some(choices) = choices(schema) {
            return self.choice(schema, choices, datum, is_optional);
        }
        if !self.kinds(schema).iter().any(|kind| is_kind(kind, schema, datum)) {
            return self.wrong_kind(schema, datum, is_optional);
        }
        match datum {
            Datum::Table(entries) => self.table(schema, entries),
            Datum::List(items) => self.list(schema, items, is_optional),
            Datum::Whole(number) => self.bounds(schema, *number as f64, datum, is_optional),
            Datum::Number(number) => self.bounds(schema, *number, datum, is_optional),
            _ => {}
        }
    }

    /// Compares the entries of a table, and names those that it lacks.
    fn table(&mut self, schema: &'a Value, entries: &[(String, Datum)]) {
        let properties = &schema["properties"];
        let required: Vec<_> = strings(&schema["required"]).collect();
        let has = |key: &str| entries.iter().any(|(name, _)| name == key);
        let mut renamed = Vec::new();
        for (key, value) in entries {
            self.path.push(Step::Key(key.clone()));
            match (properties.get(key.as_str()), schema.get("additionalProperties")) {
                (Some(known), _) => self.value(known, value, !required.contains(&key.as_str())),
                (None, Some(Value::Bool(false))) => {
                    let known = properties.as_object().into_iter().flatten();
                    let free = known.map(|(name, _)| name.as_str()).filter(|name| !has(name));
                    let meant = suggest(key, free);
                    self.unknown(schema, key, meant.clone());
                    let is_read = self.misfits.last().is_some_and(|misfit| !misfit.is_warning);
                    if let Some(meant) = meant.filter(|_| is_read) {
                        self.value(&properties[&meant], value, !required.contains(&meant.as_str()));
                        renamed.push(meant);
                    }
                }
                (None, Some(others @ Value::Object(_))) => self.value(others, value, true),
                _ => {}
            }
            self.path.pop();
        }
        for key in required {
            if !has(key) && !renamed.iter().any(|name| name == key) {
                let fill = properties.get(key).map_or(Datum::Nothing, |inner| self.filler(inner));
                self.path.push(Step::Key(key.to_owned()));
                self.add(At::Lacking, format!("missing field `{key}`"), None, Mend::Fill(fill));
                self.path.pop();
            }
        }
    }

    /// Names a key that is none of the table's.
    fn unknown(&mut self, schema: &Value, key: &str, meant: Option<String>) {
        let known = schema["properties"].as_object().into_iter().flatten();
        let hint = match &meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => hint_for(key, known.map(|(name, _)| name.as_str())),
        };
        // A table cannot be read without what it lacks, whoever else has a word in it.
        let is_lacking = strings(&schema["required"]).any(|name| meant.as_deref() == Some(name));
        let mend = meant.map_or(Mend::Remove, Mend::Rename);
        self.add(At::Key, format!("unknown field `{key}`"), Some(hint), mend);
        if schema["x-unknown"] == "unread"
            && !is_lacking
            && let Some(misfit) = self.misfits.last_mut()
        {
            misfit.message = format!("the field `{key}` is not read");
            misfit.mend = Mend::Remove;
            misfit.is_warning = true;
        }
    }

    /// Compares the entries of a list.
    fn list(&mut self, schema: &'a Value, items: &[Datum], is_optional: bool) {
        if items.len() < schema["minItems"].as_u64().unwrap_or(0) as usize {
            let hint = "expected at least one entry".to_owned();
            self.wrong(format!("nothing is listed{}", self.inside()), hint, schema, is_optional);
        }
        let Some(inner) = schema.get("items") else { return };
        for (index, item) in items.iter().enumerate() {
            self.path.push(Step::Index(index));
            self.value(inner, item, true);
            self.path.pop();
        }
    }

    /// Compares a number with its bounds.
    fn bounds(&mut self, schema: &'a Value, number: f64, datum: &Datum, is_optional: bool) {
        let bound = |key| schema.get(key).and_then(Value::as_f64);
        let (least, most) = (bound("minimum"), bound("maximum"));
        if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
            let hint = format!("expected {}, found {}", self.words(schema), datum.words());
            self.wrong(format!("invalid value{}", self.inside()), hint, schema, is_optional);
        }
    }

    /// Compares a value with names that are known.
    fn name(&mut self, schema: &'a Value, names: &[&str], datum: &Datum, is_optional: bool) {
        match datum {
            Datum::Text(text) if names.contains(&text.as_str()) => {}
            Datum::Text(text) => {
                let hint = hint_for(text, names.iter().copied());
                self.wrong(format!("unknown value `{text}`"), hint, schema, is_optional);
            }
            _ => self.wrong_kind(schema, datum, is_optional),
        }
    }

    /// Compares a value with several shapes, of which one must fit.
    ///
    /// When none does, the faults told are those of the shape of the same kind that is nearest.
    fn choice(
        &mut self,
        schema: &'a Value,
        choices: &'a [Value],
        datum: &Datum,
        is_optional: bool,
    ) {
        let mut nearest: Option<Vec<Misfit>> = None;
        for choice in choices {
            let choice = self.resolved(choice);
            let is_kind = self.kinds(choice).iter().any(|kind| is_kind(kind, choice, datum));
            if !is_kind && choices_or_names(choice) {
                continue;
            }
            let mut other = Check { root: self.root, path: self.path.clone(), misfits: Vec::new() };
            other.value(choice, datum, is_optional);
            if other.misfits.is_empty() {
                return;
            }
            if is_kind && nearest.as_ref().is_none_or(|found| other.misfits.len() < found.len()) {
                nearest = Some(other.misfits);
            }
        }
        match nearest {
            Some(misfits) => self.misfits.extend(misfits),
            None => self.wrong_kind(schema, datum, is_optional),
        }
    }

    /// Says that a value is of a wrong kind.
    fn wrong_kind(&mut self, schema: &'a Value, datum: &Datum, is_optional: bool) {
        let hint = format!("expected {}, found {}", self.words(schema), datum.words());
        self.wrong(format!("wrong kind of value{}", self.inside()), hint, schema, is_optional);
    }

    /// Says that a value is wrong.
    fn wrong(&mut self, message: String, hint: String, schema: &'a Value, is_optional: bool) {
        let mend = if is_optional { Mend::Remove } else { Mend::Fill(self.filler(schema)) };
        self.add(At::Value, message, Some(hint), mend);
    }

    /// Returns the nearest key in words, so that faults of several keys are told apart.
    fn inside(&self) -> String {
        let key = self.path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key),
            Step::Index(_) => None,
        });
        key.map(|key| format!(" in `{key}`")).unwrap_or_default()
    }

    /// Adds what does not fit at the present place.
    fn add(&mut self, at: At, message: String, hint: Option<String>, mend: Mend) {
        let path = self.path.clone();
        self.misfits.push(Misfit { path, at, message, hint, mend, is_warning: false });
    }

    /// Follows references to definitions.
    fn resolved(&self, schema: &'a Value) -> &'a Value {
        let name = schema.get("$ref").and_then(Value::as_str);
        match name.and_then(|name| self.root.pointer(name.strip_prefix('#')?)) {
            Some(definition) => self.resolved(definition),
            None => schema,
        }
    }

    /// Returns the names that a value must be one of, if it must.
    fn names(&self, schema: &'a Value) -> Option<Vec<&'a str>> {
        if let Some(list) = schema.get("enum") {
            return Some(strings(list).collect());
        }
        if let Some(only) = schema.get("const").and_then(Value::as_str) {
            return Some(vec![only]);
        }
        let inner = choices(schema)?.iter().map(|choice| self.names(self.resolved(choice)));
        inner.collect::<Option<Vec<_>>>().map(|names| names.concat())
    }

    /// Returns the kinds that a value may be of; none means any.
    fn kinds(&self, schema: &'a Value) -> Vec<&'a str> {
        match schema.get("type") {
            Some(Value::String(kind)) => vec![kind],
            Some(list @ Value::Array(_)) => strings(list).collect(),
            _ => vec!["any"],
        }
    }

    /// Returns what is expected, for people.
    fn words(&self, schema: &'a Value) -> String {
        let schema = self.resolved(schema);
        if let Some(names) = self.names(schema) {
            let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
            return format!("one of {}", names.join(", "));
        }
        let mut words: Vec<String> = match choices(schema) {
            Some(choices) => choices.iter().map(|choice| self.words(choice)).collect(),
            None => self.kinds(schema).iter().map(|kind| kind_words(kind, schema)).collect(),
        };
        // A value that may be missing is left out rather than written as nothing.
        words.retain(|word| !word.is_empty());
        words.dedup();
        words.join(" or ")
    }

    /// Returns a value that fits and means nothing.
    fn filler(&self, schema: &'a Value) -> Datum {
        let schema = self.resolved(schema);
        if let Some(names) = self.names(schema) {
            return Datum::Text(names.first().copied().unwrap_or_default().to_owned());
        }
        if let Some(first) = choices(schema).and_then(<[Value]>::first) {
            return self.filler(first);
        }
        match self.kinds(schema).first().copied().unwrap_or("any") {
            "boolean" => Datum::Flag(false),
            "integer" => Datum::Whole(0),
            "number" => Datum::Number(0.0),
            "array" => Datum::List(vec![]),
            "object" => {
                let inner =
                    |key: &'a str| (key.to_owned(), self.filler(&schema["properties"][key]));
                Datum::Table(strings(&schema["required"]).map(inner).collect())
            }
            _ if schema["format"] == "date" => Datum::Date("2000-01-01".to_owned()),
            _ => Datum::Text(String::new()),
        }
    }
}

/// Returns the shapes of which a value must fit one.
fn choices(schema: &Value) -> Option<&[Value]> {
    let list = schema.get("anyOf").or_else(|| schema.get("oneOf"))?;
    list.as_array().map(Vec::as_slice)
}

/// Whether a schema says its kind, so that a value of another kind needs no further look.
fn choices_or_names(schema: &Value) -> bool {
    schema.get("type").is_some() && choices(schema).is_none()
}

/// Returns the strings of a list.
fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Whether a value is of a kind of JSON Schema's.
fn is_kind(kind: &str, schema: &Value, datum: &Datum) -> bool {
    match datum {
        _ if kind == "any" => true,
        Datum::Nothing => kind == "null",
        Datum::Flag(_) => kind == "boolean",
        Datum::Whole(_) => kind == "integer" || kind == "number",
        Datum::Number(_) => kind == "number",
        // A date of TOML's is no string to its readers.
        Datum::Text(_) => kind == "string" && schema["format"] != "date",
        Datum::Date(_) => kind == "string" && schema["format"] == "date",
        Datum::List(_) => kind == "array",
        Datum::Table(_) => kind == "object",
    }
}

/// Returns a kind of JSON Schema's in words.
fn kind_words(kind: &str, schema: &Value) -> String {
    let bound = |key| schema.get(key).and_then(Value::as_f64);
    let number = match kind {
        "integer" => "a whole number",
        _ => "a number",
    };
    match kind {
        "null" => String::new(),
        "boolean" => "true or false".to_owned(),
        "integer" | "number" => match (bound("minimum"), bound("maximum")) {
            (Some(least), Some(most)) => format!("{number} from {least} to {most}"),
            (Some(least), None) => format!("{number}, {least} or more"),
            (None, Some(most)) => format!("{number}, {most} or less"),
            (None, None) => number.to_owned(),
        },
        "array" => "a list".to_owned(),
        "object" => "a table of names and values".to_owned(),
        _ if schema["format"] == "date" => {
            "a date such as 2025-12-31, without quotation marks".to_owned()
        }
        _ => "a string".to_owned(),
    }
}
