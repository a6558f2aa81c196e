//! Resolves the names of Swedish sites: which rows are the same place.
//!
//! # Rule
//! 1. A facility that the table of names knows is that site: the university
//!    hospitals and other hospitals, under all their spellings.
//! 2. A facility that the table marks as anonymised ("Research Site", "GSK
//!    Investigational Site"), or that names nothing but a department, is no site.
//! 3. Of any other facility the part between commas that names an institution is
//!    taken, else the first that names more than a department or a town. Words for departments and company forms, and words
//!    with digits, are dropped. What is left, with the region, is the site; with
//!    the town when the region is unknown, since towns have too many spellings.
//!
//! So two spellings that the table lacks count as two sites, and the number of
//! sites is not exact in either direction: anonymised rows make it too low.
//! Cooperates with data/reference/places/site-names.csv.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::fold::{fold, has_word_start, slug};
use super::places::{Places, REGIONS, UNKNOWN_REGION};
use super::reference::{Files, Loaded, Reference};

/// The file of known names.
const FILE: &str = "places/site-names.csv";

/// Words that tell departments, forms of companies and the like, not sites.
const NOISE: &[&str] = &[
    "ab",
    "and",
    "at",
    "avd",
    "avdelning",
    "avdelningen",
    "center",
    "centre",
    "centrum",
    "clinic",
    "clinical",
    "dr",
    "department",
    "dept",
    "div",
    "division",
    "enhet",
    "enheten",
    "for",
    "fran",
    "hb",
    "i",
    "in",
    "kb",
    "klin",
    "klinik",
    "kliniken",
    "mottagning",
    "mottagningen",
    "no",
    "number",
    "och",
    "of",
    "on",
    "prof",
    "research",
    "section",
    "sektion",
    "sektionen",
    "site",
    "sites",
    "study",
    "sverige",
    "sweden",
    "the",
    "trial",
    "trials",
    "unit",
    "vid",
    "vo",
];

/// Beginnings of words for institutions.
const INSTITUTIONS: &[&str] = &[
    "akademi",
    "capio",
    "health",
    "hospital",
    "lasarett",
    "lakargrupp",
    "narsjukhus",
    "sjukhus",
    "university",
    "universitet",
    "vardcentral",
];

/// Beginnings of words for departments; such a word alone tells no site.
const DEPARTMENTS: &[&str] = &[
    "anestesi",
    "barn",
    "cardiology",
    "dermatology",
    "gastroenterology",
    "gynekolog",
    "hematolog",
    "hematology",
    "hepatology",
    "hjaert",
    "hjart",
    "hud",
    "infektion",
    "internmedicin",
    "kardiolog",
    "kirurg",
    "kvinno",
    "lung",
    "lungmedicin",
    "medicin",
    "medicine",
    "neurolog",
    "neurology",
    "njur",
    "ogon",
    "onkolog",
    "oncology",
    "oron",
    "ortoped",
    "psykiatri",
    "reumatolog",
    "rheumatology",
    "surgery",
    "universitets",
    "university",
    "urolog",
    "urology",
];

/// What may follow such a beginning.
const DEPARTMENT_ENDS: &[&str] = &[
    "",
    "avdelning",
    "avdelningen",
    "en",
    "isk",
    "iska",
    "klinik",
    "kliniken",
    "mottagning",
    "mottagningen",
    "sektionen",
    "ska",
];

/// A resolved site.
#[derive(Debug, Clone, Eq, PartialEq)]
pub struct Site {
    /// Its id.
    pub entity: String,
    /// Its name.
    pub name: String,
}

/// The table of known names, in the order in which they are tried.
#[derive(Debug)]
pub struct SiteNames {
    /// The rows.
    list: Vec<SiteName>,
}

/// A row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SiteName {
    /// Folded words that stand in the facility's name.
    pattern: String,
    /// The region that they count in, or empty for all.
    region_code: String,
    /// The site's id, or empty for an anonymised one.
    entity: String,
    /// The site's name.
    name: String,
}

impl SiteNames {
    /// Reads the table.
    pub(super) fn load(files: &mut Files, places: &Places) -> Loaded<Self> {
        let mut list = Vec::new();
        let mut names = BTreeMap::<String, String>::new();
        for (line, row) in files.rows::<SiteName>(FILE)? {
            let region = &row.region_code;
            let is_known = region.is_empty() || places.region_by_code(region).is_some();
            if files.is_sound(REGIONS) && !is_known {
                let fault = format!("unknown region code `{region}`");
                files.cell_fault(FILE, line, "region_code", &fault, UNKNOWN_REGION);
            }
            let mut cells = files.cells(FILE, line);
            cells.folded("pattern", &row.pattern);
            // Without an id it is no site, whatever it is called.
            if !row.entity.is_empty() {
                cells.id("entity", &row.entity).text("name", &row.name);
            }
            let name = names.entry(row.entity.clone()).or_insert_with(|| row.name.clone());
            if *name != row.name {
                let (fault, hint) =
                    (format!("`{}` has two names", row.entity), "write one of them");
                cells.tell("name", &fault, hint);
            }
            list.push(row);
        }
        Ok(Self { list })
    }

    /// Returns the site that a facility names, if it names one.
    ///
    /// `region` is SCB's code, if known. The name of a site outside the table is
    /// as the row writes it; see [`Resolver`] for one name per site.
    pub fn resolve(
        &self,
        places: &Places,
        facility: &str,
        city: &str,
        region: Option<&str>,
    ) -> Option<Site> {
        let folded = fold(facility);
        let here = |row: &&SiteName| {
            (row.region_code.is_empty() || region == Some(&row.region_code))
                && has_word_start(&folded, &row.pattern)
        };
        match self.list.iter().find(here) {
            Some(known) if known.entity.is_empty() => None,
            Some(known) => Some(Site { entity: known.entity.clone(), name: known.name.clone() }),
            None => by_words(places, facility, city, region),
        }
    }
}

/// Resolves a site by the third step of the rule.
fn by_words(places: &Places, facility: &str, city: &str, region: Option<&str>) -> Option<Site> {
    let part = calm(institution(places, facility).trim());
    let folded = fold(&part);
    let words: Vec<&str> = folded.split(' ').filter(|word| is_telling(word)).collect();
    if !words.iter().any(|word| !is_department(word)) {
        return None;
    }
    let town: String = city.chars().filter(|c| !c.is_numeric()).collect();
    let town = town.trim_matches(|c: char| !c.is_alphanumeric());
    let place = match region {
        Some(code) => places.region_by_code(code)?.id.clone(),
        None if town.is_empty() => return None,
        None => slug(town),
    };
    // The town tells sites of one name apart, unless the name says it already,
    // in whichever spelling.
    let says_town = |word: &str| region.is_some() && places.region("", word, "", "") == region;
    let name =
        if town.is_empty() || folded.contains(&fold(town)) || folded.split(' ').any(says_town) {
            part
        } else {
            format!("{part}, {town}")
        };
    Some(Site { entity: format!("{}-{place}", words.join("-")), name })
}

/// Returns a name in capitals only as words with a capital each.
fn calm(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let mut calm = String::with_capacity(name.len());
    for c in name.chars() {
        match calm.chars().last() {
            Some(before) if before.is_alphanumeric() => calm.extend(c.to_lowercase()),
            _ => calm.push(c),
        }
    }
    calm
}

/// Returns the part of a facility's name that names an institution; else the
/// first that names more than a department or a town; else all of it.
fn institution<'a>(places: &Places, facility: &'a str) -> &'a str {
    let parts = || facility.split([',', ';', '/']);
    let names_one = |part: &&str| {
        let folded = fold(part);
        folded.split(' ').any(|word| INSTITUTIONS.iter().any(|stem| word.contains(stem)))
    };
    let names_more = |part: &&str| {
        let is_town = |word: &str| places.region("", word, "", "").is_some();
        let tells = |word: &str| is_telling(word) && !is_department(word) && !is_town(word);
        fold(part).split(' ').any(tells)
    };
    parts().find(names_one).or_else(|| parts().find(names_more)).unwrap_or(facility)
}

/// Tells whether a word helps to tell sites apart.
fn is_telling(word: &str) -> bool {
    !word.is_empty() && !NOISE.contains(&word) && !word.contains(|c: char| c.is_ascii_digit())
}

/// Tells whether a word names only a department.
fn is_department(word: &str) -> bool {
    DEPARTMENTS
        .iter()
        .filter_map(|stem| word.strip_prefix(stem))
        .any(|rest| DEPARTMENT_ENDS.contains(&rest))
        || word.len() < 3
}

/// Resolves row after row and gives each site one name: that of its first row.
pub struct Resolver<'a> {
    /// The reference tables.
    reference: &'a Reference,
    /// The names given, by id.
    given: BTreeMap<String, String>,
}

impl<'a> Resolver<'a> {
    /// Starts with no names given.
    pub fn new(reference: &'a Reference) -> Self {
        Self { reference, given: BTreeMap::new() }
    }

    /// Returns the site that a facility names, if it names one.
    pub fn resolve(&mut self, facility: &str, city: &str, region: Option<&str>) -> Option<Site> {
        let Reference { places, site_names, .. } = self.reference;
        let Site { entity, name } = site_names.resolve(places, facility, city, region)?;
        let name = self.given.entry(entity.clone()).or_insert(name).clone();
        Some(Site { entity, name })
    }
}
