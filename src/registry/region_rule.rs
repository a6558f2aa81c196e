//! Finds the region of a Swedish site in what sponsors write about it.
//!
//! The rule trusts the postal code and the town alike, and answers only when
//! nothing speaks against the answer: a site without a region is counted and
//! printed, a site in the wrong region is an error that nobody sees.
//! Cooperates with data/reference/places/postal-prefixes.csv, cities.csv and
//! facilities.csv.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;

use super::cells::{Cells, Seen};
use super::fold::fold;
use super::places::{REGIONS, Region, UNKNOWN_REGION};
use super::reference::{Files, Loaded};

/// Every spelling that leads to a region; regions are positions in their table.
#[derive(Debug, Default)]
pub struct RegionRule {
    /// By the first two to five digits of a postal code.
    prefixes: HashMap<String, usize>,
    /// By folded town.
    cities: HashMap<String, usize>,
    /// Folded words that facilities are known by.
    facilities: Vec<(String, usize)>,
}

/// A row of a table that maps some spelling to a region.
#[derive(Deserialize)]
struct ToRegion {
    /// The spelling, whatever its column is called.
    #[serde(alias = "prefix", alias = "city", alias = "pattern")]
    key: String,
    /// SCB's code.
    region_code: String,
}

impl RegionRule {
    /// Reads the tables.
    pub(super) fn load(files: &mut Files, regions: &[Region]) -> Loaded<Self> {
        let mut load = |file, column, check| load(files, regions, file, column, check);
        Ok(Self {
            prefixes: load("places/postal-prefixes.csv", "prefix", prefix).into_iter().collect(),
            cities: load("places/cities.csv", "city", folded).into_iter().collect(),
            // Padded, so that they match whole words.
            facilities: load("places/facilities.csv", "pattern", folded)
                .into_iter()
                .map(|(words, region)| (format!(" {words} "), region))
                .collect(),
        })
    }

    /// Returns the region of a site.
    ///
    /// 1. The postal code gives a region by its longest known beginning, and the
    ///    town by the table of towns, as a whole or in its parts.
    /// 2. When both answer and differ, the facility's name decides between them,
    ///    or nothing does. A town without a postal code is not believed against
    ///    the facility's name.
    /// 3. When neither answers, the state does, read like a town.
    /// 4. When that is silent too, the facility's name does.
    pub fn region(&self, zip: &str, city: &str, state: &str, facility: &str) -> Option<usize> {
        let code = zip_code(zip).and_then(|code| self.by_zip(&code));
        match (code, self.by_name(city)) {
            (Some(code), Some(town)) if code != town => {
                let mut named = self.evidence(facility);
                named.retain(|region| [code, town].contains(region));
                only(named)
            }
            (None, Some(town)) => match only(self.patterns(facility)) {
                Some(other) if other != town => None,
                _ => Some(town),
            },
            (Some(code), _) => Some(code),
            (None, None) => {
                self.by_name(state).or_else(|| only(self.patterns(&format!("{facility} {city}"))))
            }
        }
    }

    /// Finds the longest known beginning of a postal code.
    fn by_zip(&self, code: &str) -> Option<usize> {
        (2..=5).rev().find_map(|length| self.prefixes.get(&code[..length]).copied())
    }

    /// Finds a town, or the region on which the parts of a text agree.
    fn by_name(&self, text: &str) -> Option<usize> {
        if text.is_empty() {
            return None;
        }
        let parts = || only(parts(text).iter().filter_map(|part| self.by_key(&fold(part))));
        self.by_key(&fold(text)).or_else(parts)
    }

    /// Finds a folded town, also when ö, ä and å are written oe, ae and aa.
    fn by_key(&self, key: &str) -> Option<usize> {
        let plain = || key.replace("oe", "o").replace("ae", "a").replace("aa", "a");
        self.cities.get(key).or_else(|| self.cities.get(&plain())).copied()
    }

    /// Finds every region that a facility's name speaks for: by known words, and
    /// by single words that are towns.
    fn evidence(&self, facility: &str) -> BTreeSet<usize> {
        let folded = fold(facility);
        let towns = folded.split(' ').filter_map(|word| self.by_key(word));
        towns.chain(self.patterns(facility)).collect()
    }

    /// Finds the regions of all known words in a text.
    fn patterns(&self, text: &str) -> BTreeSet<usize> {
        let text = format!(" {} ", fold(text));
        let known = |(words, _): &&(String, usize)| text.contains(words.as_str());
        self.facilities.iter().filter(known).map(|(_, region)| *region).collect()
    }
}

/// Checks the spelling in a cell of this column.
type Check = fn(&mut Cells, &str, &str);

/// Checks a town or the words of a facility.
fn folded(cells: &mut Cells, column: &str, words: &str) {
    cells.folded(column, words);
}

/// Checks the beginning of a postal code.
fn prefix(cells: &mut Cells, column: &str, digits: &str) {
    let is_digit = |sign: &u8| sign.is_ascii_digit();
    cells.code(column, digits, 2..=5, is_digit, "the first two to five digits of a postal code");
}

/// Reads a table of spellings, which stand in `column`, and their regions.
fn load(
    files: &mut Files,
    regions: &[Region],
    file: &str,
    column: &str,
    check: Check,
) -> Vec<(String, usize)> {
    let (mut list, mut seen) = (Vec::new(), Seen::new());
    for (line, ToRegion { key, region_code }) in files.rows(file).unwrap_or_default() {
        let mut cells = files.cells(file, line);
        check(&mut cells, column, &key);
        cells.once(column, &key, column, &mut seen);
        match regions.iter().position(|region| region.code == region_code) {
            Some(region) => list.push((key, region)),
            None if files.is_sound(REGIONS) => {
                let fault = format!("`{key}` has the unknown region code `{region_code}`");
                files.cell_fault(file, line, "region_code", &fault, UNKNOWN_REGION);
            }
            None => {}
        }
    }
    list
}

/// Returns the one region that all findings agree on.
fn only(findings: impl IntoIterator<Item = usize>) -> Option<usize> {
    let mut findings = findings.into_iter();
    let first = findings.next()?;
    findings.all(|finding| finding == first).then_some(first)
}

/// Splits at commas and the like and at the word `and`, and drops digits.
fn parts(text: &str) -> Vec<String> {
    text.replace(" and ", ",")
        .split([',', '/', '-', '(', ')', '[', ']', ';'])
        .map(|part| part.chars().filter(|c| !c.is_numeric()).collect())
        .collect()
}

/// Returns the five digits of a postal code field: `SE-413 45`, `S-41345` and
/// `413 45,` are all `41345`, and anything else is none.
fn zip_code(field: &str) -> Option<String> {
    let text: String =
        field.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let code = text.strip_prefix("SE").or_else(|| text.strip_prefix('S')).unwrap_or(&text);
    let plain = code.len() == 5 && code.bytes().all(|byte| byte.is_ascii_digit());
    (plain && !code.starts_with('0')).then(|| code.into())
}
