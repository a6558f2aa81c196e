//! Places: the levels of the zoom, and the names that people give them.

use typst::diag::{HintedStrResult, error};

use crate::diag::{hint_for, suggest};
use crate::locale::Lang;
use crate::registry::fold::fold;
use crate::registry::{Country, Reference};

/// How far in a place is zoomed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Every trial of the registry.
    World,
    /// Europe, as defined in the reference table of countries.
    Europe,
    /// The Nordic countries.
    Nordics,
    /// A country.
    Country,
    /// One of Sweden's six healthcare regions.
    HealthcareRegion,
    /// One of Sweden's 21 regions.
    Region,
    /// A Swedish trial site.
    Site,
}

/// A place that trials can belong to.
///
/// A trial belongs to a place when it has at least one site there; to the
/// world it belongs always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The stable name: `world`, `sweden`, `healthcare-norra`, `skane`, or
    /// `site:` and the site's own.
    pub id: String,
    /// How far in.
    pub level: Level,
}

impl Place {
    /// The whole registry.
    pub fn world() -> Self {
        Self { id: "world".into(), level: Level::World }
    }

    /// Europe.
    pub fn europe() -> Self {
        Self { id: "europe".into(), level: Level::Europe }
    }

    /// The Nordic countries.
    pub fn nordics() -> Self {
        Self { id: "nordics".into(), level: Level::Nordics }
    }

    /// Sweden.
    pub fn sweden() -> Self {
        Self { id: "sweden".into(), level: Level::Country }
    }

    /// Returns the place that a name means: an id, an ISO or SCB code, a
    /// region's letter, or a name in either language.
    pub fn parse(name: &str, reference: &Reference) -> HintedStrResult<Self> {
        if let Some(site) = name.strip_prefix("site:") {
            return Ok(Self { id: format!("site:{site}"), level: Level::Site });
        }
        let wanted = fold(name);
        let all = list(reference);
        if let Some((place, _)) = all.iter().find(|(place, _)| place.id == name) {
            return Ok(place.clone());
        }
        let named = |names: &[String]| names.iter().any(|known| fold(known) == wanted);
        if let Some((place, _)) = all.iter().find(|(_, names)| named(names)) {
            return Ok(place.clone());
        }
        let ids = all.iter().map(|(place, _)| place.id.as_str());
        let hint = match suggest(name, ids) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`kapacitet list places` shows every place".into(),
        };
        Err(error!("unknown place `{name}`"; hint: "{hint}"))
    }

    /// Returns Sweden by any of its names, for a document about the country.
    pub fn sweden_of(name: &str, reference: &Reference) -> HintedStrResult<Self> {
        let place = Self::parse(name, reference).ok().filter(|place| *place == Self::sweden());
        place.ok_or_else(|| error!("`{name}` is not the country"; hint: "expected `sweden`"))
    }

    /// Returns the region of a name, for a document about one.
    pub fn region(name: &str, reference: &Reference) -> HintedStrResult<Self> {
        let place = Self::parse(name, reference).ok().filter(|place| place.level == Level::Region);
        place.ok_or_else(|| {
            let ids = reference.places.regions.iter().map(|region| region.id.as_str());
            error!("unknown region `{name}`"; hint: "{}", hint_for(name, ids))
        })
    }

    /// Returns what the place is called on a page.
    pub fn name(&self, lang: Lang, reference: &Reference) -> String {
        let pick = |sv: &str, en: &str| match lang {
            Lang::Sv => sv.to_owned(),
            Lang::En => en.to_owned(),
        };
        let places = &reference.places;
        match self.level {
            Level::World => pick("Världen", "World"),
            Level::Europe => pick("Europa", "Europe"),
            Level::Nordics => pick("Norden", "Nordics"),
            Level::Country => match places.countries.iter().find(|c| c.id == self.id) {
                Some(country) => pick(&country.name_sv, &country.name_en),
                None => self.id.clone(),
            },
            Level::HealthcareRegion => {
                match places.healthcare_regions.iter().find(|h| h.id == self.id) {
                    Some(region) => pick(&region.name_sv, &region.name_en),
                    None => self.id.clone(),
                }
            }
            Level::Region => match places.regions.iter().find(|r| r.id == self.id) {
                Some(region) => pick(&region.name_sv, &region.name_en),
                None => self.id.clone(),
            },
            Level::Site => self.id.trim_start_matches("site:").to_owned(),
        }
    }

    /// Returns the name as a chart or a table's row says it: a region without
    /// the word region.
    pub fn short_name(&self, lang: Lang, reference: &Reference) -> String {
        match reference.places.regions.iter().find(|r| r.id == self.id) {
            Some(region) if self.level == Level::Region => region.short.clone(),
            _ => self.name(lang, reference),
        }
    }

    /// Returns the countries of a place that is no smaller than one.
    pub fn countries<'a>(&self, reference: &'a Reference) -> Vec<&'a Country> {
        let inside = |country: &&Country| match self.level {
            Level::World => true,
            Level::Europe => country.europe,
            Level::Nordics => country.nordic,
            Level::Country => country.id == self.id,
            Level::HealthcareRegion | Level::Region | Level::Site => false,
        };
        reference.places.countries.iter().filter(inside).collect()
    }

    /// Returns the places one step further in.
    pub fn children(&self, reference: &Reference) -> Vec<Self> {
        let places = &reference.places;
        match self.level {
            Level::World | Level::Europe | Level::Nordics => {
                let countries = self.countries(reference).into_iter();
                countries.map(|c| Self { id: c.id.clone(), level: Level::Country }).collect()
            }
            Level::Country if self.id == "sweden" => {
                let regions = places.healthcare_regions.iter();
                regions.map(|h| Self { id: h.id.clone(), level: Level::HealthcareRegion }).collect()
            }
            Level::HealthcareRegion => {
                let regions = places.regions.iter().filter(|r| r.healthcare_region == self.id);
                regions.map(|r| Self { id: r.id.clone(), level: Level::Region }).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns Sweden's regions, or those of a healthcare region, or the one
    /// region itself; none outside Sweden.
    pub fn regions(&self, reference: &Reference) -> Vec<Self> {
        let inside = |region: &&crate::registry::Region| match self.level {
            Level::World | Level::Europe | Level::Nordics => true,
            Level::Country => self.id == "sweden",
            Level::HealthcareRegion => region.healthcare_region == self.id,
            Level::Region => region.id == self.id,
            Level::Site => false,
        };
        let regions = reference.places.regions.iter().filter(inside);
        regions.map(|r| Self { id: r.id.clone(), level: Level::Region }).collect()
    }

    /// Returns the zoom chain that ends in the place, outermost first.
    pub fn trail(&self, reference: &Reference) -> Vec<Self> {
        let mut chain = vec![Self::world()];
        match self.level {
            Level::World => return chain,
            Level::Country if !self.is_european(reference) => {}
            Level::Europe | Level::Nordics => {}
            _ => chain.push(Self::europe()),
        }
        if self.level > Level::Country {
            chain.push(Self::sweden());
        }
        if self.level == Level::Region {
            let own = reference.places.regions.iter().find(|region| region.id == self.id);
            chain.extend(own.map(|region| Self {
                id: region.healthcare_region.clone(),
                level: Level::HealthcareRegion,
            }));
        }
        chain.push(self.clone());
        chain
    }

    /// Whether all trials of the place are the other one's too.
    pub fn lies_in(&self, other: &Self, reference: &Reference) -> bool {
        let ids = |place: &Self| -> Vec<String> {
            place.countries(reference).into_iter().map(|country| country.id.clone()).collect()
        };
        match (self.level, other.level) {
            _ if self == other || other.level == Level::World => true,
            (Level::Site, _) | (_, Level::Site) => false,
            (Level::World, _) => false,
            (Level::Region, Level::HealthcareRegion) => other.children(reference).contains(self),
            (_, Level::HealthcareRegion | Level::Region) => false,
            (Level::HealthcareRegion | Level::Region, _) => {
                Self::sweden().lies_in(other, reference)
            }
            _ => {
                let around = ids(other);
                ids(self).iter().all(|country| around.contains(country))
            }
        }
    }

    /// Whether the place lies in Europe as the reference table defines it.
    pub fn is_european(&self, reference: &Reference) -> bool {
        match self.level {
            Level::World => false,
            Level::Country => {
                reference.places.countries.iter().any(|c| c.id == self.id && c.europe)
            }
            _ => true,
        }
    }

    /// Returns the inhabitants in one year, and the year that the figure is
    /// of: the nearest at hand. `None` where no population is known.
    pub fn population(&self, year: i32, reference: &Reference) -> Option<(u64, i32)> {
        let population = &reference.population;
        let sum = |parts: Vec<Self>| {
            let found = parts.iter().filter_map(|part| part.population(year, reference));
            found.fold(None, |sum, (people, of)| match sum {
                None => Some((people, of)),
                Some((total, first)) => Some((total + people, first)),
            })
        };
        match self.level {
            Level::World | Level::Europe | Level::Nordics => sum(self.children(reference)),
            Level::HealthcareRegion => sum(self.children(reference)),
            Level::Country => {
                let country = reference.places.countries.iter().find(|c| c.id == self.id)?;
                let value = population.of_country(&country.alpha2, year)?;
                Some((value.population, value.year))
            }
            Level::Region => {
                let region = reference.places.regions.iter().find(|r| r.id == self.id)?;
                let value = population.of_region(&region.code, year)?;
                Some((value.population, value.year))
            }
            Level::Site => None,
        }
    }
}

/// Returns every place but the sites, each with the names that mean it.
pub fn list(reference: &Reference) -> Vec<(Place, Vec<String>)> {
    let places = &reference.places;
    let mut list = vec![
        (Place::world(), vec!["världen".into(), "global".into()]),
        (Place::europe(), vec!["europa".into()]),
        (Place::nordics(), vec!["norden".into(), "nordic".into()]),
    ];
    list.extend(places.countries.iter().map(|country| {
        let place = Place { id: country.id.clone(), level: Level::Country };
        let codes = [&country.alpha2, &country.alpha3, &country.name_en, &country.name_sv];
        (place, codes.map(Clone::clone).to_vec())
    }));
    list.extend(places.healthcare_regions.iter().map(|region| {
        let place = Place { id: region.id.clone(), level: Level::HealthcareRegion };
        let bare = region.id.trim_start_matches("healthcare-").to_owned();
        (place, vec![bare, region.name_sv.clone(), region.name_en.clone()])
    }));
    list.extend(places.regions.iter().map(|region| {
        let place = Place { id: region.id.clone(), level: Level::Region };
        let names = [&region.code, &region.short, &region.name_sv, &region.name_en];
        let mut names = names.map(Clone::clone).to_vec();
        names.push(format!("region-{}", region.id));
        (place, names)
    }));
    list
}
