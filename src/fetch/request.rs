//! What is asked for: a query, the fields, and where.
//!
//! The API takes queries in its own language (Essie); they go there as they are
//! given. Source: <https://clinicaltrials.gov/data-api/api>

use std::fmt::Write;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use typst::diag::{HintedStrResult, bail};

use super::fields::FIELDS;

/// Where ClinicalTrials.gov answers.
pub const BASE_URL: &str = "https://clinicaltrials.gov/api/v2";

/// The most records that the API puts into a page.
pub const LARGEST_PAGE: u32 = 1000;

/// Which studies are wanted; without any condition, all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// Words in any field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
    /// A condition or disease.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// A country with a site, by the register's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// A filter in the register's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advanced: Option<String>,
    /// The first day, `YYYY-MM-DD`, whose updates count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

impl Query {
    /// Checks what a person gave.
    pub fn check(&self) -> HintedStrResult<()> {
        for (name, text) in self.parts() {
            let Some(text) = text else { continue };
            if text.trim().is_empty() {
                bail!("{name} is empty"; hint: "leave it out to ask for all");
            }
        }
        if let Some(country) = &self.country
            && country.contains(['"', '[', ']', '\\'])
        {
            bail!("`{country}` is not a country"; hint: "expected the register's English name, such as `Sweden`");
        }
        if let Some(date) = &self.since
            && date.parse::<NaiveDate>().is_err()
        {
            bail!("`{date}` is not a date"; hint: "expected YYYY-MM-DD");
        }
        Ok(())
    }

    /// Tells whether all studies are wanted.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the conditions with their names, as the command line has them.
    fn parts(&self) -> [(&'static str, Option<&str>); 5] {
        [
            ("`--query`", self.term.as_deref()),
            ("`--condition`", self.condition.as_deref()),
            ("`--country`", self.country.as_deref()),
            ("`--advanced`", self.advanced.as_deref()),
            ("`--since`", self.since.as_deref()),
        ]
    }

    /// Returns the parameters of the API.
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let country = self.country.as_ref().map(|name| format!("AREA[LocationCountry]\"{name}\""));
        let since =
            self.since.as_ref().map(|date| format!("AREA[LastUpdatePostDate]RANGE[{date},MAX]"));
        let advanced = self.advanced.as_ref().map(|text| match (&country, &since) {
            (None, None) => text.clone(),
            _ => format!("({text})"),
        });
        let filters: Vec<String> = [advanced, country, since].into_iter().flatten().collect();
        let filter = (!filters.is_empty()).then(|| filters.join(" AND "));
        let parts = [
            ("query.term", self.term.clone()),
            ("query.cond", self.condition.clone()),
            ("filter.advanced", filter),
        ];
        parts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

/// A query with all that decides on the bytes that come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The API's address, without a slash at its end.
    pub base_url: String,
    /// Records in a page.
    pub page_size: u32,
    /// The fields of a record.
    pub fields: Vec<String>,
    /// Which studies.
    pub query: Query,
}

impl Request {
    /// Returns a request for the fields that ingest reads.
    pub fn new(base_url: &str, page_size: u32, query: Query) -> HintedStrResult<Self> {
        query.check()?;
        if page_size == 0 || page_size > LARGEST_PAGE {
            bail!("impossible page size {page_size}"; hint: "expected 1 to {LARGEST_PAGE}");
        }
        let base_url = checked_url(base_url)?;
        let fields = FIELDS.iter().map(|&field| field.to_owned()).collect();
        Ok(Self { base_url, page_size, fields, query })
    }

    /// Returns the address of a page: of the first one without a token.
    pub fn url(&self, token: Option<&str>) -> String {
        let mut url = format!("{}/studies?format=json&pageSize={}", self.base_url, self.page_size);
        let mut add = |name: &str, value: &str| {
            url.push('&');
            url.push_str(name);
            url.push('=');
            encode(value, &mut url);
        };
        add("fields", &self.fields.join(","));
        for (name, value) in self.query.parameters() {
            add(name, &value);
        }
        match token {
            Some(token) => add("pageToken", token),
            None => add("countTotal", "true"),
        }
        url
    }

    /// Says in what another request differs from the one that was begun with.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let mut parts = self.query.parts().into_iter().zip(other.query.parts());
        let changed = parts.find(|((_, begun), (_, now))| begun != now);
        if let Some(((name, begun), (_, now))) = changed {
            return Some(match (begun, now) {
                (Some(begun), Some(now)) => format!("{name} was `{begun}`, now it is `{now}`"),
                (Some(begun), None) => format!("it was begun with {name} `{begun}`"),
                (None, _) => format!("it was begun without {name}"),
            });
        }
        if self.base_url != other.base_url {
            return Some(format!("it was begun from `{}`", self.base_url));
        }
        if self.page_size != other.page_size {
            return Some(format!("it was begun with `--page-size` {}", self.page_size));
        }
        (self.fields != other.fields)
            .then(|| "it was begun by another version, which asked for other fields".into())
    }
}

/// Returns an address without a slash at its end, if it can be one of an API.
fn checked_url(url: &str) -> HintedStrResult<String> {
    let trimmed = url.trim_end_matches('/');
    let rest = trimmed.strip_prefix("https://").or_else(|| trimmed.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or("");
    if host.contains('@') {
        // The address is written into the folder of the download.
        bail!("the address of the API holds a password"; hint: "expected one such as `{BASE_URL}`");
    }
    let is_plain = trimmed.chars().all(|c| c.is_ascii_graphic() && !"?#\"<>\\^`{|}".contains(c));
    if host.is_empty() || !is_plain {
        bail!("`{url}` is not the address of an API"; hint: "expected one such as `{BASE_URL}`");
    }
    Ok(trimmed.to_owned())
}

/// Appends a text in which all but letters, digits and `-._~` is percent-encoded.
fn encode(text: &str, into: &mut String) {
    for &byte in text.as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                into.push(byte.into());
            }
            _ => write!(into, "%{byte:02X}").expect("a text takes all"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a request with two conditions.
    fn request() -> Request {
        let query = Query {
            condition: Some("bröst & lunga".into()),
            country: Some("Sweden".into()),
            advanced: Some("A OR B".into()),
            since: Some("2024-01-01".into()),
            ..Query::default()
        };
        Request::new("http://127.0.0.1:1/api/", 100, query).unwrap()
    }

    #[test]
    fn conditions_are_joined_and_encoded() {
        let url = request().url(None);
        assert!(url.starts_with("http://127.0.0.1:1/api/studies?format=json&pageSize=100&fields="));
        assert!(url.contains("&query.cond=br%C3%B6st%20%26%20lunga&"), "{url}");
        let filter = "&filter.advanced=%28A%20OR%20B%29%20AND%20AREA%5BLocationCountry%5D%22Sweden%22\
                      %20AND%20AREA%5BLastUpdatePostDate%5DRANGE%5B2024-01-01%2CMAX%5D&";
        assert!(url.contains(filter), "{url}");
        assert!(url.ends_with("&countTotal=true"), "{url}");
        assert!(request().url(Some("a+b")).ends_with("&pageToken=a%2Bb"));
    }

    #[test]
    fn no_contact_is_asked_for() {
        let url = request().url(None);
        for word in [
            "contacts,",
            "Contacts%2C",
            "contacts%2C",
            "email",
            "phone",
            "pointOfContact",
            "description",
        ] {
            assert!(!url.contains(word), "{word}");
        }
    }

    #[test]
    fn a_difference_is_named() {
        let begun = request();
        let mut now = request();
        assert_eq!(begun.difference(&now), None);
        now.query.condition = None;
        let said = begun.difference(&now).unwrap();
        assert_eq!(said, "it was begun with `--condition` `bröst & lunga`");
        now.query = begun.query.clone();
        now.page_size = 50;
        assert_eq!(begun.difference(&now).unwrap(), "it was begun with `--page-size` 100");
    }

    #[test]
    fn an_address_with_a_password_or_a_query_is_refused() {
        for url in ["https://a:b@example.org", "ftp://example.org", "https://", "http://x/?a=b", ""]
        {
            assert!(Request::new(url, 1, Query::default()).is_err(), "{url}");
        }
    }
}
