//! From any plain data to the values that narratives see.

use std::collections::BTreeSet;

use minijinja::Value;
use serde::Serialize;

use super::said::{OF, Said};

/// Converts data; a number that is none is missing, as is what cannot be written as JSON.
pub(super) fn context(data: &impl Serialize) -> Value {
    serde_json::to_value(data).map_or(Value::from(()), value)
}

/// Converts one value.
fn value(json: serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match json {
        Json::Null => Value::from(()),
        Json::Bool(flag) => Value::from(flag),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::from(whole),
            None => number.as_f64().map_or(Value::from(()), Value::from),
        },
        Json::String(text) => Value::from(text),
        Json::Array(items) => items.into_iter().map(value).collect(),
        Json::Object(mut fields) => match fields.remove(OF) {
            None => Value::from_pairs(fields.into_iter().map(|(name, field)| (name, value(field)))),
            Some(of) => Value::from_object(Said {
                of: serde_json::from_value(of).unwrap_or_default(),
                fields: fields.into_iter().map(|(name, field)| (name, value(field))).collect(),
            }),
        },
    }
}

/// Returns the texts of data that have a number in them, and the names of fields that have.
pub(super) fn texts_with_numbers(data: &impl Serialize) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    collect(&mut texts, &serde_json::to_value(data).unwrap_or_default());
    texts
}

/// Adds the texts of one value.
fn collect(texts: &mut BTreeSet<String>, json: &serde_json::Value) {
    use serde_json::Value as Json;
    let mut keep = |text: &String| {
        if text.chars().any(char::is_numeric) {
            texts.insert(text.clone());
        }
    };
    match json {
        Json::String(text) => keep(text),
        Json::Array(items) => items.iter().for_each(|item| collect(texts, item)),
        Json::Object(fields) => {
            fields.keys().for_each(keep);
            fields.values().for_each(|field| collect(texts, field));
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}
