//! From any plain data to the values that narratives see.

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
