//! Places: countries, Sweden's regions and healthcare regions.
//!
//! A place is named by its id in every other part of the program: `world`,
//! `europe`, `nordics`, a country's id (`sweden`), a healthcare region's
//! (`healthcare-norra`) or a region's (`skane`). ISO and SCB codes are keys of
//! the tables.
//! Cooperates with data/reference/places.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use serde::{Deserialize, Deserializer};

use super::cells::Seen;
use super::fold::fold;
use super::reference::{Files, Loaded};
use super::region_rule::RegionRule;
use crate::diag::hint_for;

/// The place that every trial belongs to.
pub const WORLD: &str = "world";
/// The countries marked `europe` in countries.csv.
pub const EUROPE: &str = "europe";
/// The countries marked `nordic` in countries.csv.
pub const NORDICS: &str = "nordics";
/// The table of countries.
pub(super) const COUNTRIES: &str = "places/countries.csv";
/// The table of regions.
pub(super) const REGIONS: &str = "places/regions.csv";
/// The table of healthcare regions.
const HEALTHCARE: &str = "places/healthcare-regions.csv";
/// What is expected in the place of a region code that is unknown.
pub(super) const UNKNOWN_REGION: &str = "expected the code of a row of places/regions.csv";
/// ISO code of the country whose sites get a region.
pub const SWEDEN: &str = "SE";

/// A country.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub alpha2: String,
    /// ISO 3166-1 alpha-3.
    pub alpha3: String,
    /// Its id as a place.
    pub id: String,
    /// Its English name.
    pub name_en: String,
    /// Its Swedish name.
    pub name_sv: String,
    /// Whether it is one of the Nordic countries.
    #[serde(deserialize_with = "zero_one")]
    pub nordic: bool,
    /// Whether it counts as Europe; the table states the definition.
    #[serde(deserialize_with = "zero_one")]
    pub europe: bool,
}

/// One of the 21 Swedish regions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// SCB's county code, two digits.
    pub code: String,
    /// The county letter or letters.
    pub letter: String,
    /// Its id as a place.
    pub id: String,
    /// Its Swedish name.
    pub name_sv: String,
    /// Its English name.
    pub name_en: String,
    /// A name short enough for a tile.
    pub short: String,
    /// Id of its healthcare region.
    pub healthcare_region: String,
    /// Column on the tile map, from the west.
    pub tile_column: u32,
    /// Row on the tile map, from the north.
    pub tile_row: u32,
    /// Land area in square kilometres.
    pub land_km2: u32,
    /// Whether it has a university hospital.
    #[serde(deserialize_with = "zero_one")]
    pub university_hospital: bool,
}

/// One of the six healthcare regions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthcareRegion {
    /// Its id as a place.
    pub id: String,
    /// Its Swedish name.
    pub name_sv: String,
    /// Its English name.
    pub name_en: String,
}

/// The places, and every spelling that leads to them.
#[derive(Debug)]
pub struct Places {
    /// In the order of the table.
    pub countries: Vec<Country>,
    /// In the order of SCB's codes.
    pub regions: Vec<Region>,
    /// In the order of the table.
    pub healthcare_regions: Vec<HealthcareRegion>,
    /// Position in `countries`, by name, as it is and folded.
    country_names: HashMap<String, usize>,
    /// What leads to a region.
    rule: RegionRule,
}

/// A row of country-names.csv.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryName {
    /// The spelling.
    variant: String,
    /// Whose it is.
    alpha2: String,
}

impl Places {
    /// Reads the tables and checks that they agree.
    pub(super) fn load(files: &mut Files) -> Loaded<Self> {
        let countries: Vec<(u64, Country)> = files.rows(COUNTRIES).unwrap_or_default();
        let healthcare: Vec<(u64, HealthcareRegion)> = files.rows(HEALTHCARE).unwrap_or_default();
        let regions: Vec<(u64, Region)> = files.rows(REGIONS).unwrap_or_default();
        check_ids(files, &countries, &healthcare, &regions);
        check_countries(files, &countries);
        check_regions(files, &regions);
        for (line, HealthcareRegion { name_sv, name_en, .. }) in &healthcare {
            files.cells(HEALTHCARE, *line).text("name_sv", name_sv).text("name_en", name_en);
        }
        check_healthcare(files, &healthcare, &regions);
        let (countries, regions) = (values(countries), values(regions));
        let rule = RegionRule::load(files, &regions)?;
        let country_names = country_names(files, &countries);
        Ok(Self { countries, regions, healthcare_regions: values(healthcare), country_names, rule })
    }

    /// Returns the country with this ISO code.
    pub fn country(&self, alpha2: &str) -> Option<&Country> {
        self.countries.iter().find(|country| country.alpha2 == alpha2)
    }

    /// Returns the country with this place id.
    pub fn country_by_id(&self, id: &str) -> Option<&Country> {
        self.countries.iter().find(|country| country.id == id)
    }

    /// Returns the region with this SCB code.
    pub fn region_by_code(&self, code: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.code == code)
    }

    /// Returns the region with this place id.
    pub fn region_by_id(&self, id: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.id == id)
    }

    /// Returns the healthcare region with this place id.
    pub fn healthcare_region(&self, id: &str) -> Option<&HealthcareRegion> {
        self.healthcare_regions.iter().find(|region| region.id == id)
    }

    /// Returns the regions of a healthcare region, in the order of the codes.
    pub fn regions_of(&self, healthcare_region: &str) -> impl Iterator<Item = &Region> {
        self.regions.iter().filter(move |region| region.healthcare_region == healthcare_region)
    }

    /// Returns every place id, from the widest to the narrowest.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        [WORLD, EUROPE, NORDICS]
            .into_iter()
            .chain(self.countries.iter().map(|country| country.id.as_str()))
            .chain(self.healthcare_regions.iter().map(|region| region.id.as_str()))
            .chain(self.regions.iter().map(|region| region.id.as_str()))
    }

    /// Returns the ISO code of a country as the register writes it.
    pub fn country_code(&self, raw: &str) -> Option<&str> {
        let names = &self.country_names;
        let country = names.get(raw).or_else(|| names.get(&fold(raw)))?;
        Some(&self.countries[*country].alpha2)
    }

    /// Returns the SCB code of a Swedish site's region, by [`RegionRule::region`].
    pub fn region(&self, zip: &str, city: &str, state: &str, facility: &str) -> Option<&str> {
        let region = self.rule.region(zip, city, state, facility)?;
        Some(&self.regions[region].code)
    }
}

/// Checks that no two places share an id.
fn check_ids(
    files: &mut Files,
    countries: &[(u64, Country)],
    healthcare: &[(u64, HealthcareRegion)],
    regions: &[(u64, Region)],
) {
    let countries = countries.iter().map(|(line, place)| (COUNTRIES, *line, &place.id));
    let healthcare = healthcare.iter().map(|(line, place)| (HEALTHCARE, *line, &place.id));
    let regions = regions.iter().map(|(line, place)| (REGIONS, *line, &place.id));
    let mut seen = Seen::new();
    for (file, line, id) in countries.chain(healthcare).chain(regions) {
        let mut cells = files.cells(file, line);
        cells.id("id", id).once("id", id, "id", &mut seen);
        if [WORLD, EUROPE, NORDICS].contains(&id.as_str()) {
            cells.tell("id", &format!("`{id}` is a place of its own"), "choose another id");
        }
    }
}

/// Checks the other cells of the countries.
fn check_countries(files: &mut Files, countries: &[(u64, Country)]) {
    let is_capital = |sign: &u8| sign.is_ascii_uppercase();
    let (mut two, mut three, mut names) = (Seen::new(), Seen::new(), Seen::new());
    for (line, Country { alpha2, alpha3, name_en, name_sv, .. }) in countries {
        files
            .cells(COUNTRIES, *line)
            .code("alpha2", alpha2, 2..=2, is_capital, "the two capitals of ISO 3166-1")
            .once("alpha2", alpha2, "code", &mut two)
            .code("alpha3", alpha3, 3..=3, is_capital, "the three capitals of ISO 3166-1")
            .once("alpha3", alpha3, "code", &mut three)
            .text("name_en", name_en)
            .once("name_en", &fold(name_en), "name", &mut names)
            .text("name_sv", name_sv);
    }
    if files.is_sound(COUNTRIES) && !countries.iter().any(|(_, country)| country.alpha2 == SWEDEN) {
        let fault = format!("the country `{SWEDEN}` is missing");
        files.cell_fault(COUNTRIES, 1, "", &fault, "the regions are Sweden's; it needs a row");
    }
}

/// Land areas that a region can have, in square kilometres: densities are divided by them, and all of Sweden has 407,000.
const LAND_KM2: RangeInclusive<u32> = 1..=1_000_000;

/// Columns and rows of the tile map; it is drawn as large as its last ones.
const TILES: RangeInclusive<u32> = 0..=30;

/// Checks the other cells of the regions.
fn check_regions(files: &mut Files, regions: &[(u64, Region)]) {
    let (mut codes, mut letters, mut tiles) = (Seen::new(), Seen::new(), Seen::new());
    for (line, region) in regions {
        let mut cells = files.cells(REGIONS, *line);
        cells
            .code("code", &region.code, 2..=2, u8::is_ascii_digit, "two digits such as `01`")
            .once("code", &region.code, "code", &mut codes)
            .code("letter", &region.letter, 1..=2, u8::is_ascii_uppercase, "one or two capitals")
            .once("letter", &region.letter, "letter", &mut letters)
            .text("name_sv", &region.name_sv)
            .text("name_en", &region.name_en)
            .text("short", &region.short);
        cells.number("land_km2", region.land_km2, LAND_KM2, "square kilometres");
        let is_column = cells.number("tile_column", region.tile_column, TILES, "");
        if cells.number("tile_row", region.tile_row, TILES, "") && is_column {
            let tile = format!("{},{}", region.tile_column, region.tile_row);
            cells.once("tile_column", &tile, "tile", &mut tiles);
        }
    }
    if regions.is_empty() && files.is_sound(REGIONS) {
        files.cell_fault(REGIONS, 1, "", "there is no region", "expected a row for each of them");
    }
}

/// Checks that every region lies in a healthcare region.
fn check_healthcare(
    files: &mut Files,
    healthcare: &[(u64, HealthcareRegion)],
    regions: &[(u64, Region)],
) {
    if !files.is_sound(HEALTHCARE) {
        return;
    }
    for (line, Region { id, healthcare_region: name, .. }) in regions {
        if !healthcare.iter().any(|(_, region)| region.id == *name) {
            let fault = format!("region `{id}` lies in the unknown healthcare region `{name}`");
            let near = hint_for(name, healthcare.iter().map(|(_, region)| region.id.as_str()));
            files.cell_fault(REGIONS, *line, "healthcare_region", &fault, &near);
        }
    }
}

/// Reads the spellings of the countries; their English names count too.
fn country_names(files: &mut Files, countries: &[Country]) -> HashMap<String, usize> {
    let file = "places/country-names.csv";
    let mut names: HashMap<_, _> = countries
        .iter()
        .enumerate()
        .map(|(index, country)| (fold(&country.name_en), index))
        .collect();
    let (mut seen, has_countries) = (Seen::new(), files.is_sound(COUNTRIES));
    for (line, CountryName { variant, alpha2 }) in files.rows(file).unwrap_or_default() {
        let mut cells = files.cells(file, line);
        cells.text("variant", &variant).once("variant", &variant, "spelling", &mut seen);
        match countries.iter().position(|country| country.alpha2 == alpha2) {
            Some(index) => {
                let folded = fold(&variant);
                let other = names.get(&folded).filter(|_| has_countries);
                if let Some(&other) = other
                    && other != index
                    && !names.contains_key(&variant)
                {
                    let other = &countries[other].alpha2;
                    let fault = format!("`{variant}` means `{other}` already");
                    cells.tell("variant", &fault, "a spelling is one country's, however written");
                }
                // A name without Latin letters is known as it is written only: folded, all of them are one.
                if !folded.is_empty() {
                    names.insert(folded, index);
                }
                names.insert(variant, index);
            }
            None if files.is_sound(COUNTRIES) => {
                let fault = format!("`{variant}` has the unknown country code `{alpha2}`");
                files.cell_fault(file, line, "alpha2", &fault, "expected one of countries.csv");
            }
            None => {}
        }
    }
    names
}

/// Drops the line numbers of rows.
fn values<T>(rows: Vec<(u64, T)>) -> Vec<T> {
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Reads `0` and `1`.
fn zero_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match u8::deserialize(deserializer)? {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(serde::de::Error::custom(format!("expected 0 or 1, not `{other}`"))),
    }
}
