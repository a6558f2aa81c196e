//! The tables that records are drawn from, `data/demo/generator/`.
//!
//! Their weights are invented; the head of each file says what is fact in it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use typst::diag::{StrResult, bail, eco_format};

use super::words::{self, Words};

/// All tables of the generator.
#[derive(Debug)]
pub struct Tables {
    /// Therapy areas.
    pub(super) areas: Vec<Area>,
    /// Diseases of each area, in the order of `areas`.
    pub(super) diseases: Vec<Vec<Disease>>,
    /// Term of each MeSH descriptor.
    pub(super) terms: BTreeMap<String, String>,
    /// Countries.
    pub(super) countries: Vec<Country>,
    /// Towns of each country, in the order of `countries`; none for Sweden.
    pub(super) cities: Vec<Vec<City>>,
    /// Swedish towns.
    pub(super) towns: Vec<Town>,
    /// Companies.
    pub(super) sponsors: Vec<Sponsor>,
    /// Words and lead sponsors outside the industry.
    pub(super) words: Words,
}

/// A therapy area. Weights are in relation to the other areas, shares in `0.0..=1.0`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Area {
    /// Id, the generator's own: the engine finds a trial's area from its MeSH terms.
    pub(super) id: String,
    /// Weight in the first year.
    pub(super) first: f64,
    /// Weight in the last year.
    pub(super) last: f64,
    /// How much more often its trials have a Swedish site.
    pub(super) sweden: f64,
    /// Weight of phase 1.
    pub(super) phase_1: f64,
    /// Weight of phase 1/2.
    pub(super) phase_1_2: f64,
    /// Weight of phase 2.
    pub(super) phase_2: f64,
    /// Weight of phase 2/3.
    pub(super) phase_2_3: f64,
    /// Weight of phase 3.
    pub(super) phase_3: f64,
    /// Weight of phase 4.
    pub(super) phase_4: f64,
    /// Share of phase 1 trials in healthy volunteers.
    pub(super) healthy: f64,
    /// Share of medicines that are biologicals.
    pub(super) biological: f64,
    /// Length of a trial against the average of its phase.
    pub(super) pace: f64,
}

/// A disease.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Disease {
    /// MeSH descriptor.
    pub(super) mesh: String,
    /// Id of its area.
    area: String,
    /// Weight within its area.
    pub(super) weight: f64,
    /// How much more often its trials have a Swedish site.
    pub(super) sweden: f64,
    /// The names that sponsors write.
    #[serde(deserialize_with = "bars")]
    pub(super) written: Vec<String>,
    /// MeSH descriptors above it.
    #[serde(deserialize_with = "spaces")]
    pub(super) ancestors: Vec<String>,
}

/// A descriptor of Medical Subject Headings.
#[derive(Debug, Deserialize)]
struct Term {
    /// Descriptor id.
    mesh: String,
    /// Preferred term.
    term: String,
}

/// A country.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Country {
    /// The name that the registry writes today.
    pub(super) name: String,
    /// The name that it wrote before, if another.
    pub(super) former: Option<String>,
    /// Part of the world.
    pub(super) continent: String,
    /// Weight among trials in one country, first year.
    pub(super) alone_first: f64,
    /// Weight among trials in one country, last year.
    pub(super) alone_last: f64,
    /// Weight among trials in several countries, first year.
    pub(super) abroad_first: f64,
    /// Weight among trials in several countries, last year.
    pub(super) abroad_last: f64,
    /// Mean number of sites in a large trial.
    pub(super) sites: f64,
}

/// A town outside Sweden.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct City {
    /// Name of its country.
    country: String,
    /// Name.
    pub(super) city: String,
    /// State or province, where one is usual.
    pub(super) state: Option<String>,
    /// A postal code.
    pub(super) zip: Option<String>,
    /// Latitude, degrees.
    pub(super) lat: f64,
    /// Longitude, degrees.
    pub(super) lon: f64,
    /// Weight within the country.
    pub(super) weight: f64,
}

/// A Swedish town, or a row that names none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Town {
    /// SCB's code of the region; none where the row names no town.
    pub(super) region: Option<String>,
    /// Name.
    pub(super) town: Option<String>,
    /// Weight among Swedish site rows.
    pub(super) weight: f64,
    /// Spellings seen in registries.
    #[serde(deserialize_with = "bars")]
    pub(super) spellings: Vec<String>,
    /// Postal codes, five digits.
    #[serde(deserialize_with = "bars")]
    pub(super) postal_codes: Vec<String>,
    /// Latitude, degrees.
    pub(super) lat: Option<f64>,
    /// Longitude, degrees.
    pub(super) lon: Option<f64>,
    /// Invented institutions in the town.
    #[serde(deserialize_with = "bars")]
    pub(super) sites: Vec<String>,
}

/// What a company makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Makes {
    /// Medicines.
    Medicines,
    /// Devices.
    Devices,
}

/// A company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sponsor {
    /// Invented name.
    pub(super) name: String,
    /// Country of its head office.
    pub(super) country: String,
    /// What it makes.
    pub(super) makes: Makes,
    /// Share of the trials.
    pub(super) weight: f64,
    /// Prefix of its substances' codes.
    pub(super) code: String,
    /// Ids of the areas it is known for; none means all.
    #[serde(deserialize_with = "spaces")]
    pub(super) areas: Vec<String>,
    /// How much more often its trials have a Swedish site.
    pub(super) sweden: f64,
    /// What it writes for a site it does not name.
    pub(super) label: String,
}

impl Tables {
    /// Reads all tables from a folder and checks that they fit together.
    pub fn read(folder: &Path) -> StrResult<Self> {
        let areas: Vec<Area> = rows(&folder.join("areas.csv"))?;
        let countries: Vec<Country> = rows(&folder.join("countries.csv"))?;
        let diseases = group(
            rows(&folder.join("diseases.csv"))?,
            &areas,
            |area| &area.id,
            |disease: &Disease| &disease.area,
        )?;
        let cities = group(
            rows(&folder.join("cities.csv"))?,
            &countries,
            |country| &country.name,
            |city: &City| &city.country,
        )?;
        let terms: Vec<Term> = rows(&folder.join("mesh.csv"))?;
        let tables = Self {
            areas,
            diseases,
            terms: terms.into_iter().map(|row| (row.mesh, row.term)).collect(),
            countries,
            cities,
            towns: rows(&folder.join("swedish-towns.csv"))?,
            sponsors: rows(&folder.join("sponsors.csv"))?,
            words: words::read(&folder.join("words.toml"))?,
        };
        tables.check()?;
        Ok(tables)
    }

    /// Returns the term of a MeSH descriptor of these tables.
    pub(super) fn term(&self, mesh: &str) -> &str {
        self.terms.get(mesh).map_or("", String::as_str)
    }

    /// Returns the position of a country.
    pub(super) fn country(&self, name: &str) -> Option<usize> {
        self.countries.iter().position(|country| country.name == name)
    }

    /// Refuses tables with names that lead nowhere: the parts of a record rely on them.
    fn check(&self) -> StrResult<()> {
        let places = self.sponsors.iter().map(|sponsor| &sponsor.country);
        for name in places.chain(self.words.academies.iter().map(|academy| &academy.country)) {
            if self.country(name).is_none() {
                bail!("unknown country `{name}` of a sponsor");
            }
        }
        for disease in self.diseases.iter().flatten() {
            for mesh in disease.ancestors.iter().chain([&disease.mesh]) {
                if !self.terms.contains_key(mesh) {
                    bail!("no term for the descriptor `{mesh}`");
                }
            }
        }
        if self.diseases.iter().any(Vec::is_empty) {
            bail!("an area without diseases");
        }
        for (country, cities) in self.countries.iter().zip(&self.cities) {
            if cities.is_empty() != (country.name == "Sweden") {
                bail!("towns of `{}` expected in another table", country.name);
            }
        }
        if let Some(town) =
            self.towns.iter().find(|town| town.region.is_none() != town.town.is_none())
        {
            bail!("no region for the Swedish town `{}`", town.spellings.join(", "));
        }
        for area in &self.areas {
            if self.words.departments.get(&area.id).is_none_or(Vec::is_empty) {
                bail!("no departments for the area `{}`", area.id);
            }
        }
        Ok(())
    }
}

/// Reads a table with `#` comment lines.
fn rows<T: DeserializeOwned>(path: &Path) -> StrResult<Vec<T>> {
    let shown = path.display();
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_path(path)
        .and_then(|mut reader| reader.deserialize().collect())
        .map_err(|error| eco_format!("cannot read `{shown}` ({error})"))
}

/// Returns the items under each of their owners, in the owners' order.
fn group<T, O>(
    items: Vec<T>,
    owners: &[O],
    id: fn(&O) -> &String,
    owner: fn(&T) -> &String,
) -> StrResult<Vec<Vec<T>>> {
    let mut groups: Vec<Vec<T>> = owners.iter().map(|_| Vec::new()).collect();
    for item in items {
        let Some(position) = owners.iter().position(|candidate| id(candidate) == owner(&item))
        else {
            bail!("unknown owner `{}` in the tables of the generator", owner(&item));
        };
        groups[position].push(item);
    }
    Ok(groups)
}

/// Reads a list separated by bars.
fn bars<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(split(&String::deserialize(deserializer)?, '|'))
}

/// Reads a list separated by spaces.
fn spaces<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(split(&String::deserialize(deserializer)?, ' '))
}

/// Splits a cell, an empty one into nothing.
fn split(cell: &str, separator: char) -> Vec<String> {
    cell.split(separator).filter(|part| !part.is_empty()).map(str::to_string).collect()
}
