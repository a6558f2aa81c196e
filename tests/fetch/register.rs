//! A register's API, played from records: pages, tokens, fields and dates of update
//! as ClinicalTrials.gov's version 2 has them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::server::{Answer, Asked};
use crate::support::{crate_root, files, shared};

/// A register.
pub struct Register {
    /// Its records, whole.
    records: Vec<Value>,
    /// Whether it sends all fields, whatever is asked for.
    pub sends_all: bool,
    /// Records as texts, with the fields that were asked for last.
    cut: Mutex<(String, Arc<Vec<String>>)>,
}

impl Register {
    /// Returns a register of records.
    pub fn new(records: Vec<Value>) -> Self {
        Self { records, sends_all: false, cut: Mutex::default() }
    }

    /// Returns a register of a few small records, numbered from 1.
    pub fn of(count: usize) -> Self {
        Self::new((1..=count).map(|n| record(n, "2025-01-02")).collect())
    }

    /// Returns a register of the example records, which are part of the project.
    pub fn demo() -> Self {
        Self::read(&crate_root().join("data/demo/ctgov"))
    }

    /// Returns a register of the real records, where they are, and of the example
    /// records elsewhere. It is read once.
    pub fn real() -> Arc<Self> {
        static REAL: OnceLock<Arc<Register>> = OnceLock::new();
        Arc::clone(REAL.get_or_init(|| Arc::new(Self::read(&real()))))
    }

    /// Reads the pages of a folder.
    fn read(folder: &Path) -> Self {
        let pages = files(folder).into_iter().filter(|name| name.ends_with(".json.gz"));
        let records = pages.flat_map(|name| {
            let file = GzDecoder::new(File::open(folder.join(name)).unwrap());
            let mut page: Value = serde_json::from_reader(std::io::BufReader::new(file)).unwrap();
            match page["studies"].take() {
                Value::Array(records) => records,
                _ => panic!("no records"),
            }
        });
        Self::new(records.collect())
    }

    /// Returns the number of records.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Answers as the API would.
    pub fn answer(&self, asked: &Asked) -> Answer {
        let parameter = |name: &str| asked.parameters.get(name).map(String::as_str);
        if asked.path != "/api/v2/studies" {
            return Answer::status(404, "not found");
        }
        let from = match parameter("pageToken") {
            None => 0,
            Some(token) => match token.strip_prefix("from-").and_then(|from| from.parse().ok()) {
                Some(from) => from,
                None => return Answer::status(400, "Incorrect token"),
            },
        };
        let size: usize = parameter("pageSize").unwrap_or("10").parse().unwrap();
        let since = parameter("filter.advanced").and_then(|filter| {
            filter.strip_prefix("AREA[LastUpdatePostDate]RANGE[")?.strip_suffix(",MAX]")
        });
        let all = self.texts(parameter("fields").unwrap_or(""));
        let wanted: Vec<&str> = all
            .iter()
            .zip(&self.records)
            .filter(|(_, record)| since.is_none_or(|since| updated(record) >= since))
            .map(|(text, _)| text.as_str())
            .collect();
        let to = wanted.len().min(from + size);
        let mut body = "{".to_owned();
        if parameter("countTotal") == Some("true") {
            body += &format!("\"totalCount\":{},", wanted.len());
        }
        body += &format!("\"studies\":[{}]", wanted[from..to].join(",\n"));
        if to < wanted.len() {
            body += &format!(",\"nextPageToken\":\"from-{to}\"");
        }
        body.push('}');
        gzipped(body.as_bytes())
    }

    /// Returns the records as texts, with the fields that are asked for.
    fn texts(&self, fields: &str) -> Arc<Vec<String>> {
        let mut cut = self.cut.lock().unwrap();
        if cut.0 != fields || cut.1.is_empty() {
            let fields_asked: BTreeSet<&str> = fields.split(',').collect();
            let text = |record: &Value| match self.sends_all {
                true => record.to_string(),
                false => with(record, "", &fields_asked).unwrap_or(json!({})).to_string(),
            };
            *cut = (fields.to_owned(), Arc::new(self.records.iter().map(text).collect()));
        }
        Arc::clone(&cut.1)
    }
}

/// Returns where the records of [`Register::real`] lie.
pub fn real() -> PathBuf {
    shared("ctgov-v2").unwrap_or_else(|| crate_root().join("data/demo/ctgov"))
}

/// Returns what of a value is asked for.
fn with(value: &Value, path: &str, fields: &BTreeSet<&str>) -> Option<Value> {
    if fields.contains(path) {
        return Some(value.clone());
    }
    // Most of a record is not asked for, and need not be looked through.
    if !fields.range(path..).next().is_some_and(|field| field.starts_with(path)) {
        return None;
    }
    match value {
        Value::Object(object) => {
            let below = object.iter().filter_map(|(name, value)| {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                Some((name.clone(), with(value, &path, fields)?))
            });
            let below: serde_json::Map<_, _> = below.collect();
            (!below.is_empty()).then_some(Value::Object(below))
        }
        Value::Array(items) => {
            let below: Vec<_> = items.iter().filter_map(|item| with(item, path, fields)).collect();
            (!below.is_empty()).then_some(Value::Array(below))
        }
        _ => None,
    }
}

/// Returns the day of a record's last update.
fn updated(record: &Value) -> &str {
    record["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]["date"]
        .as_str()
        .unwrap_or("")
}

/// Returns a small record.
pub fn record(number: usize, updated: &str) -> Value {
    json!({ "protocolSection": {
        "identificationModule": {
            "nctId": format!("NCT{number:08}"),
            "briefTitle": format!("Trial {number}, last updated {updated}"),
        },
        "statusModule": {
            "overallStatus": "COMPLETED",
            "lastUpdatePostDateStruct": { "date": updated, "type": "ACTUAL" },
        },
    } })
}

/// Returns a packed answer.
pub fn gzipped(body: &[u8]) -> Answer {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(body).unwrap();
    Answer::json(packer.finish().unwrap()).with("Content-Encoding", "gzip")
}
