//! Rows about the pipeline, sites and investigators, as rows of their tables.

use super::field::{Field, Kind};
use super::row::Record;
use crate::registry::areas::Descriptor;
use crate::registry::places::SWEDEN;
use crate::registry::reference::Reference;
use crate::registry::rows::{Cell, Rows};
use crate::registry::schema::position::{
    INVESTIGATOR_PROFILES, PIPELINE, PIPELINE_AREAS, SITE_PROFILES,
};
use crate::registry::schema::{PipelinePhase, UNCLASSIFIED, epoch_day};
use crate::registry::sites::Resolver;
use crate::registry::snapshot::Coverage;

/// The tables' rows that wait to be written, and what is found with.
pub struct Profiles<'a> {
    /// The id of the source.
    source: &'a str,
    /// What places, areas and companies are found with.
    reference: &'a Reference,
    /// Gives each Swedish site one name.
    resolver: Resolver<'a>,
    /// Projects of the pipeline so far.
    projects: u32,
}

impl<'a> Profiles<'a> {
    /// Starts without rows.
    pub fn new(reference: &'a Reference, source: &'a str) -> Self {
        Self { source, reference, resolver: Resolver::new(reference), projects: 0 }
    }

    /// Adds the rows of a record to those that wait, in the order of `TABLES`.
    ///
    /// # Errors
    /// If a needed cell is empty or a date or number is none: a sentence about it.
    pub fn push(
        &mut self,
        kind: Kind,
        record: &Record,
        rows: &mut [Rows],
        coverage: &mut Coverage,
    ) -> Result<(), String> {
        match kind {
            Kind::Trials => Ok(()),
            Kind::Sites => self.push_site(record, rows, coverage),
            Kind::Investigators => self.push_investigator(record, rows, coverage),
            Kind::Pipeline => self.push_project(record, rows, coverage),
        }
    }

    /// Adds a row of `schema::SITE_PROFILES`.
    fn push_site(
        &mut self,
        record: &Record,
        rows: &mut [Rows],
        coverage: &mut Coverage,
    ) -> Result<(), String> {
        let (id, name) = (needed(record, Field::Id)?, needed(record, Field::Name)?);
        let place = self.place(record, &name, coverage);
        let site = place.in_sweden.then(|| {
            self.resolver.resolve(&name, &place.city.clone().unwrap_or_default(), place.region)
        });
        let [trials, ongoing, updated] = counted(record)?;
        rows[SITE_PROFILES].push([
            Cell::Text(Some(self.source)),
            Cell::Text(Some(&id)),
            Cell::Text(Some(&name)),
            Cell::Text(place.city.as_deref()),
            Cell::Text(place.state.as_deref()),
            Cell::Text(place.zip.as_deref()),
            Cell::Text(place.country),
            Cell::Text(place.region),
            Cell::Text(site.as_ref().and_then(|site| Some(site.as_ref()?.entity.as_str()))),
            trials,
            ongoing,
            updated,
        ]);
        Ok(())
    }

    /// Adds a row of `schema::INVESTIGATOR_PROFILES`.
    fn push_investigator(
        &mut self,
        record: &Record,
        rows: &mut [Rows],
        coverage: &mut Coverage,
    ) -> Result<(), String> {
        let (id, name) = (needed(record, Field::Id)?, needed(record, Field::Name)?);
        let site = record.text(Field::Site);
        let place = self.place(record, site.as_deref().unwrap_or_default(), coverage);
        let [trials, ongoing, updated] = counted(record)?;
        rows[INVESTIGATOR_PROFILES].push([
            Cell::Text(Some(self.source)),
            Cell::Text(Some(&id)),
            Cell::Text(Some(&name)),
            Cell::Text(record.text(Field::Specialty).as_deref()),
            Cell::Text(site.as_deref()),
            Cell::Text(place.city.as_deref()),
            Cell::Text(place.country),
            Cell::Text(place.region),
            trials,
            ongoing,
            updated,
        ]);
        Ok(())
    }

    /// Adds the rows of `schema::PIPELINE` and `schema::PIPELINE_AREAS`: a project for
    /// each disease of the row.
    fn push_project(
        &mut self,
        record: &Record,
        rows: &mut [Rows],
        coverage: &mut Coverage,
    ) -> Result<(), String> {
        let (drug, company) = (needed(record, Field::Drug)?, needed(record, Field::Company)?);
        let word = needed(record, Field::Phase)?;
        let Some(phase) = PipelinePhase::parse(&word) else {
            return Err(format!("unknown phase `{word}`, add it to `values` of the mapping"));
        };
        let since = record.date(Field::Since)?;
        let diseases = record.list(Field::Disease);
        if diseases.is_empty() {
            return Err("no disease".into());
        }
        let id = record.text(Field::Id).unwrap_or_else(|| record.number().to_string());
        let hq = self.head_office(record, &company, coverage);
        let company_id = self.company(&company);
        for disease in diseases {
            self.projects += 1;
            let known = self.reference.diseases.of_term(&disease);
            let mesh = record.text(Field::Mesh).or_else(|| known.map(|known| known.mesh.clone()));
            rows[PIPELINE].push([
                Cell::U32(Some(self.projects)),
                Cell::Text(Some(self.source)),
                Cell::Text(Some(&id)),
                Cell::Text(Some(&drug)),
                Cell::Text(Some(&company)),
                Cell::Text(company_id),
                Cell::Text(hq.as_deref()),
                Cell::Text(Some(&disease)),
                Cell::Text(mesh.as_deref()),
                Cell::Text(Some(phase.code())),
                Cell::Date(since.map(|given| epoch_day(given.date))),
            ]);
            for area in self.areas(&disease, mesh.as_deref()) {
                rows[PIPELINE_AREAS].push([Cell::U32(Some(self.projects)), Cell::Text(Some(area))]);
            }
        }
        Ok(())
    }

    /// Returns the therapy areas of a disease.
    fn areas(&self, disease: &str, mesh: Option<&str>) -> Vec<&str> {
        let descriptors: Vec<_> =
            mesh.map(|id| Descriptor { id: Some(id), term: disease }).into_iter().collect();
        match self.reference.areas.classify(&descriptors, &[disease]) {
            areas if areas.is_empty() => vec![UNCLASSIFIED],
            areas => areas,
        }
    }

    /// Returns the id of a company that the reference table knows.
    fn company(&self, name: &str) -> Option<&'a str> {
        self.reference.companies.resolve(name).map(|company| company.id.as_str())
    }

    /// Returns the country of a company's head office: as the source has it, or as
    /// the table of companies does.
    fn head_office(
        &self,
        record: &Record,
        company: &str,
        coverage: &mut Coverage,
    ) -> Option<String> {
        let companies = &self.reference.companies;
        let Some(given) = record.text(Field::HqCountry) else {
            let company = companies.resolve(company)?;
            return Some(companies.head_office(company).to_owned());
        };
        let code = self.reference.places.country_code(&given);
        if code.is_none() {
            *coverage.countries_unknown.entry(given).or_default() += 1;
        }
        code.map(str::to_owned)
    }

    /// Returns where a row lies.
    fn place(&self, record: &Record, facility: &str, coverage: &mut Coverage) -> Whereabouts<'a> {
        let [city, state, zip, country] =
            [Field::City, Field::State, Field::Zip, Field::Country].map(|f| record.text(f));
        let code = country.as_deref().and_then(|name| self.reference.places.country_code(name));
        if let (Some(name), None) = (country, code) {
            *coverage.countries_unknown.entry(name).or_default() += 1;
        }
        let in_sweden = code == Some(SWEDEN);
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        let region = in_sweden
            .then(|| {
                let places = &self.reference.places;
                places.region(&given(&zip), &given(&city), &given(&state), facility)
            })
            .flatten();
        Whereabouts { city, state, zip, country: code, region, in_sweden }
    }
}

/// Where a row lies.
struct Whereabouts<'a> {
    /// Town, as written.
    city: Option<String>,
    /// State or county, as written.
    state: Option<String>,
    /// Postal code, as written.
    zip: Option<String>,
    /// ISO code of the country.
    country: Option<&'a str>,
    /// SCB code of the region.
    region: Option<&'a str>,
    /// Whether it lies in Sweden.
    in_sweden: bool,
}

/// Returns what a source counts for a site or an investigator, and when it last did: trials, those
/// that go on, the last update.
fn counted(record: &Record) -> Result<[Cell<'static>; 3], String> {
    Ok([
        Cell::U32(record.number_of(Field::Trials)?),
        Cell::U32(record.number_of(Field::OngoingTrials)?),
        Cell::Date(record.date(Field::Updated)?.map(|given| epoch_day(given.date))),
    ])
}

/// Returns a text that must be there.
fn needed(record: &Record, field: Field) -> Result<String, String> {
    record.text(field).ok_or_else(|| format!("no {field}"))
}
