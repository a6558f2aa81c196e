//! A page of records: taken apart, cleaned, and packed for the disk.
//!
//! One record is in memory at a time, beside the text that came and the packed
//! text that is to be saved. A page is taken whole or not at all.

use std::fmt;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::fields::Fields;

/// A page as it is saved.
#[derive(Debug)]
pub struct Page {
    /// `{"studies":[…]}`, one record a line, its keys sorted; gzipped.
    pub packed: Vec<u8>,
    /// Records in it.
    pub records: u64,
    /// Records of the whole query, as the server counts them.
    pub total: Option<u64>,
    /// The newest day, `YYYY-MM-DD`, on which a record was updated.
    pub newest: Option<String>,
    /// The next page's token; the last page has none.
    pub next: Option<String>,
}

/// Why an answer is not a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It came damaged; another attempt may bring it whole.
    Damaged(String),
    /// It is a page for people.
    WebPage,
    /// It holds records of another kind, without a number where one belongs.
    Foreign,
}

impl Page {
    /// Takes an answer apart.
    pub fn parse(body: &[u8], fields: &Fields) -> Result<Self, Unusable> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        if body.trim_ascii_start().starts_with(b"<") {
            return Err(Unusable::WebPage);
        }
        let mut parts = Parts::new(fields);
        let mut parser = serde_json::Deserializer::from_slice(body);
        PageSeed(&mut parts)
            .deserialize(&mut parser)
            .and_then(|()| parser.end())
            .map_err(|err| Unusable::Damaged(format!("its answer is not a whole page ({err})")))?;
        parts.finish()
    }
}

/// What was found of a page so far.
struct Parts<'a> {
    /// What is kept of a record.
    fields: &'a Fields,
    /// Packs the records.
    packer: GzEncoder<Vec<u8>>,
    /// Whether `studies` has come.
    has_studies: bool,
    /// Records.
    records: u64,
    /// Records with a number.
    numbered: u64,
    /// As in [`Page`].
    total: Option<u64>,
    /// As in [`Page`].
    newest: Option<String>,
    /// As in [`Page`].
    next: Option<String>,
}

impl<'a> Parts<'a> {
    /// Starts a page.
    fn new(fields: &'a Fields) -> Self {
        Self {
            fields,
            // The header holds no time and no name, so that it is always the same.
            packer: GzEncoder::new(Vec::new(), Compression::default()),
            has_studies: false,
            records: 0,
            numbered: 0,
            total: None,
            newest: None,
            next: None,
        }
    }

    /// Cleans a record and packs it.
    fn add(&mut self, mut record: Value) -> io::Result<()> {
        self.fields.keep(&mut record);
        record.sort_all_objects();
        let protocol = &record["protocolSection"];
        if protocol["identificationModule"]["nctId"].is_string() {
            self.numbered += 1;
        }
        let updated = protocol["statusModule"]["lastUpdatePostDateStruct"]["date"].as_str();
        if let Some(updated) = updated.filter(|date| is_day(date))
            && self.newest.as_deref().is_none_or(|newest| newest < updated)
        {
            self.newest = Some(updated.to_owned());
        }
        self.packer.write_all(if self.records == 0 { b"\n" } else { b",\n" })?;
        self.records += 1;
        serde_json::to_writer(&mut self.packer, &record).map_err(io::Error::from)
    }

    /// Ends the page.
    fn finish(mut self) -> Result<Page, Unusable> {
        if !self.has_studies {
            return Err(Unusable::Damaged("its answer has no `studies`".into()));
        }
        if self.records > 0 && self.numbered == 0 {
            return Err(Unusable::Foreign);
        }
        let packed = self.packer.write_all(b"\n]}\n").and_then(|()| self.packer.finish());
        Ok(Page {
            packed: packed.expect("memory takes all"),
            records: self.records,
            total: self.total,
            newest: self.newest,
            next: self.next.filter(|token| !token.is_empty()),
        })
    }
}

/// Tells whether a text is a day as the register writes it.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok()
}

/// Reads the object around the records.
struct PageSeed<'p, 'f>(&'p mut Parts<'f>);

impl<'de> DeserializeSeed<'de> for PageSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PageSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("an object with `studies`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self(parts) = self;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "studies" if parts.has_studies => {
                    return Err(serde::de::Error::custom("`studies` stands there twice"));
                }
                "studies" => map.next_value_seed(RecordsSeed(parts))?,
                "nextPageToken" => parts.next = map.next_value()?,
                "totalCount" => parts.total = map.next_value::<Value>()?.as_u64(),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Reads the records.
struct RecordsSeed<'p, 'f>(&'p mut Parts<'f>);

impl<'de> DeserializeSeed<'de> for RecordsSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for RecordsSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<(), A::Error> {
        let Self(parts) = self;
        parts.has_studies = true;
        let pack = |err: io::Error| serde::de::Error::custom(err);
        parts.packer.write_all(b"{\"studies\":[").map_err(pack)?;
        while let Some(record) = records.next_element::<Value>()? {
            parts.add(record).map_err(pack)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    /// Returns the page in a text.
    fn page(text: &str) -> Result<Page, Unusable> {
        Page::parse(text.as_bytes(), &Fields::new())
    }

    #[test]
    fn two_records_stand_on_two_lines_with_their_keys_sorted() {
        let found = page(
            r#"{"totalCount":5,"nextPageToken":"t","studies":[
              {"protocolSection":{"statusModule":{"overallStatus":"COMPLETED",
                "lastUpdatePostDateStruct":{"type":"ACTUAL","date":"2025-02-03"}},
                "identificationModule":{"nctId":"NCT00000002"}},"hasResults":true},
              {"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}}}]}"#,
        )
        .unwrap();
        let mut text = String::new();
        GzDecoder::new(found.packed.as_slice()).read_to_string(&mut text).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines,
            [
                r#"{"studies":["#,
                r#"{"protocolSection":{"identificationModule":{"nctId":"NCT00000002"},"statusModule":{"lastUpdatePostDateStruct":{"date":"2025-02-03","type":"ACTUAL"},"overallStatus":"COMPLETED"}}},"#,
                r#"{"protocolSection":{"identificationModule":{"nctId":"NCT00000001"}}}"#,
                "]}",
            ]
        );
        assert_eq!((found.records, found.total), (2, Some(5)));
        assert_eq!(found.newest.as_deref(), Some("2025-02-03"));
        assert_eq!(found.next.as_deref(), Some("t"));
    }

    #[test]
    fn an_empty_page_is_a_page() {
        let found = page(r#"{"studies":[]}"#).unwrap();
        assert_eq!((found.records, found.next), (0, None));
    }

    #[test]
    fn what_is_cut_off_or_lacks_studies_is_damaged() {
        for text in ["", "{", r#"{"studies":[{"#, r#"{"studies":[]"#, r#"{"studies":[]} {}"#, "[]"]
        {
            assert!(matches!(page(text), Err(Unusable::Damaged(_))), "{text}");
        }
        for text in ["{}", r#"{"studies":null}"#, r#"{"studies":[],"studies":[]}"#] {
            assert!(matches!(page(text), Err(Unusable::Damaged(_))), "{text}");
        }
    }

    #[test]
    fn a_web_page_and_records_of_another_kind_are_foreign() {
        assert_eq!(page("\n<!doctype html>").unwrap_err(), Unusable::WebPage);
        let other = page(r#"{"studies":[{"NCTId":["NCT00000001"]}]}"#);
        assert_eq!(other.unwrap_err(), Unusable::Foreign);
    }
}
