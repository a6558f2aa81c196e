//! A finding as narratives see it: fields to ask about, and whose number it is.
//!
//! It is an object of its own kind, which no expression of a narrative can make. So a filter that prints numbers knows where each of them comes
//! from, and none can be passed off as a claim's.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object};
use serde::{Deserialize, Serialize};

/// The field under which plain data tell whose number a finding is.
pub const OF: &str = "$of";

/// Whose number a finding is.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Of {
    /// The question that it answers.
    pub question: String,
    /// The claim that states it.
    pub claim: Option<String>,
    /// Why the claim may not be said.
    pub withheld: Option<String>,
}

/// A finding, or a claim with its evidence.
#[derive(Debug)]
pub(super) struct Said {
    /// Whose number it is.
    pub of: Of,
    /// Its fields, to be asked about.
    pub fields: BTreeMap<String, Value>,
}

impl Object for Said {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.fields.get(key.as_str()?).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.fields.keys().map(|name| Value::from(name.as_str())).collect())
    }
}

impl Said {
    /// Returns the key of the row that it is.
    pub fn key(&self) -> Option<String> {
        self.fields.get("key").and_then(|key| key.as_str().map(str::to_owned))
    }
}
