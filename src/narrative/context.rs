//! From any plain data to the values that narratives see.

use minijinja::Value;
use serde::Serialize;

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
        Json::Object(fields) => {
            Value::from_pairs(fields.into_iter().map(|(name, field)| (name, value(field))))
        }
    }
}
