//! What a set of pages knows of itself: what was asked for, and what has come.
//!
//! It is the file `fetch.toml` beside the pages. It holds no clock and no count of
//! attempts, so an interrupted download ends with the same bytes as any other.

use serde::{Deserialize, Serialize};
use typst::diag::{HintedStrResult, error};

use super::request::Request;

/// The file's name.
pub const FILE: &str = "fetch.toml";

/// Version of the layout.
const FORMAT: u32 = 1;

/// What stands above the rest.
const HEAD: &str = "# What was asked for and what has come; `kapacitet fetch` goes on from here.\n";

/// A set of pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Version of this layout.
    format: u32,
    /// Whether the last page has come.
    pub finished: bool,
    /// Records of the whole query, as the server counted them with the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// What was asked for.
    pub request: Request,
    /// The pages, in order.
    #[serde(default)]
    pub pages: Vec<PageFile>,
}

/// A page on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFile {
    /// Its name.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Records in it.
    pub records: u64,
    /// The newest day on which one of them was updated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<String>,
    /// The token of the page after it, for as long as the set is not finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl State {
    /// Returns the state before the first page.
    pub fn new(request: Request) -> Self {
        Self { format: FORMAT, finished: false, total: None, request, pages: Vec::new() }
    }

    /// Reads a state; `shown` is its path for messages.
    pub fn parse(text: &str, shown: &str) -> HintedStrResult<Self> {
        let state = toml::from_str::<Self>(text).map_err(|err| err.message().to_owned());
        let state = state.and_then(|state| match state.format {
            FORMAT => Ok(state),
            other => Err(format!("its format is {other}, not {FORMAT}")),
        });
        state.map_err(|fault| {
            error!(
                "`{shown}` is not as this program wrote it ({fault})";
                hint: "start the download anew with `--restart`"
            )
        })
    }

    /// Returns the state as text.
    pub fn to_toml(&self) -> String {
        let body = toml::to_string_pretty(self).expect("plain values can be written");
        format!("{HEAD}{body}")
    }

    /// Returns the records in all pages.
    pub fn records(&self) -> u64 {
        self.pages.iter().map(|page| page.records).sum()
    }

    /// Returns the newest day on which a record was updated.
    pub fn newest(&self) -> Option<&str> {
        self.pages.iter().filter_map(|page| page.newest.as_deref()).max()
    }

    /// Returns the token of the page that comes next; the first has none.
    pub fn token(&self) -> Option<&str> {
        self.pages.last().and_then(|page| page.next.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::request::{BASE_URL, Query};

    #[test]
    fn a_state_survives_the_disk() {
        let query = Query { condition: Some("asthma".into()), ..Query::default() };
        let mut state = State::new(Request::new(BASE_URL, 1000, query).unwrap());
        assert_eq!(State::parse(&state.to_toml(), "x").unwrap(), state);
        state.total = Some(1);
        let page = PageFile {
            file: "page-000001.json.gz".into(),
            sha256: "0".repeat(64),
            records: 1000,
            newest: Some("2025-01-02".into()),
            next: Some("token".into()),
        };
        state.pages = vec![page.clone(), PageFile { newest: None, ..page }];
        assert_eq!(State::parse(&state.to_toml(), "x").unwrap(), state);
        assert_eq!((state.records(), state.newest()), (2000, Some("2025-01-02")));
    }

    #[test]
    fn a_state_of_another_format_is_refused() {
        let state = State::new(Request::new(BASE_URL, 1000, Query::default()).unwrap());
        let text = state.to_toml().replace("format = 1", "format = 2");
        assert!(State::parse(&text, "x").is_err());
    }
}
