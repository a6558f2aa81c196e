//! Turns a checked trial into rows of every table, and counts what could not be
//! placed or classified.

use chrono::NaiveDate;

use crate::contact::{holds_contacts, without_contacts};
use crate::registry::areas::Descriptor;
use crate::registry::fold::clean;
use crate::registry::places::SWEDEN;
use crate::registry::reference::Reference;
use crate::registry::rows::{Cell, Rows};
use crate::registry::schema::position::{
    AREAS, CONDITIONS, IDENTIFIERS, INTERVENTIONS, INVESTIGATORS, MEMBER_STATES, RECORDS, SITES,
    SPONSORS, TRIALS,
};
use crate::registry::schema::{
    ConditionKind, DatePrecision, DateType, InterventionType, InvestigatorRole, SponsorClass,
    SponsorRole, TABLES, UNCLASSIFIED, canonical_mesh, epoch_day,
};
use crate::registry::sites::Resolver;
use crate::registry::snapshot::Coverage;

use super::record::{Location, Mesh, Protocol, Sponsor, Text};
use super::trial::{DateCells, Trial, Words, text};

/// The rows of every table that wait to be written.
pub struct Tables<'a> {
    /// The id of the source that they come from.
    source: &'a str,
    /// What places and areas are found with.
    reference: &'a Reference,
    /// Gives each Swedish site one name.
    resolver: Resolver<'a>,
    /// In the order of `TABLES`.
    pub rows: Vec<Rows>,
    /// What could not be placed or classified so far.
    pub coverage: Coverage,
    /// Trials so far.
    pub trials: u64,
    /// Site rows so far.
    pub sites: u64,
}

/// What sponsors write in the place of a country's sites.
const MANY_SITES: &str = "Many Locations";

impl<'a> Tables<'a> {
    /// Starts without rows.
    pub fn new(reference: &'a Reference, source: &'a str) -> Self {
        Self {
            source,
            reference,
            resolver: Resolver::new(reference),
            rows: TABLES.iter().map(|table| Rows::new(table)).collect(),
            coverage: Coverage::default(),
            trials: 0,
            sites: 0,
        }
    }

    /// Returns what places and areas are found with.
    pub fn reference(&self) -> &'a Reference {
        self.reference
    }

    /// Adds a trial's rows.
    pub fn push(&mut self, trial: &Trial) {
        let Some(protocol) = &trial.study.protocol_section else { return };
        self.trials += 1;
        let key = trial.identity.key;
        self.push_trial(trial, protocol);
        let before = self.coverage.swedish_rows();
        self.push_sites(key, &protocol.contacts_locations_module.locations);
        self.push_record(trial, protocol, before);
        self.push_numbers(trial);
        self.push_conditions(trial, protocol);
        self.push_areas(trial, protocol);
        self.push_interventions(key, protocol);
        self.push_sponsors(trial, protocol);
        self.push_investigators(key, protocol);
        self.push_member_states(trial);
    }

    /// Adds the row of `schema::TRIALS`.
    fn push_trial(&mut self, trial: &Trial, protocol: &Protocol) {
        let names = &protocol.identification_module;
        let title = tidy(&names.brief_title)
            .or_else(|| tidy(&names.official_title))
            .unwrap_or_else(|| trial.identity.id.clone());
        let sponsor = tidy(&protocol.sponsor_collaborators_module.lead_sponsor.name);
        let companies = &self.reference.companies;
        let company = sponsor.as_deref().and_then(|sponsor| companies.resolve(sponsor));
        let why_stopped = tidy(&protocol.status_module.why_stopped);
        let [start, start_precision, start_type] = date_cells(trial.start);
        let [end, end_precision, end_type] = date_cells(trial.completion);
        let [primary, primary_precision, primary_type] = date_cells(trial.primary_completion);
        self.rows[TRIALS].push([
            Cell::U32(Some(trial.identity.key)),
            Cell::Text(Some(&trial.identity.id)),
            Cell::Text(Some(&title)),
            Cell::Text(Some(trial.status.code())),
            Cell::Text(Some(trial.study_type.code())),
            Cell::Text(Some(trial.phase.code())),
            Cell::Text(Some(sponsor.as_deref().unwrap_or_default())),
            Cell::Text(Some(trial.sponsor_class.code())),
            start,
            start_precision,
            start_type,
            end,
            end_precision,
            end_type,
            primary,
            primary_precision,
            primary_type,
            Cell::U32(protocol.design_module.enrollment_info.count),
            Cell::Text(trial.enrolment_type.map(DateType::code)),
            Cell::Date(trial.updated.map(epoch_day)),
            Cell::Bool(trial.is_company_drug_trial),
            Cell::Text(why_stopped.as_deref()),
            Cell::Text(company.map(|company| company.id.as_str())),
            Cell::Text(company.map(|company| companies.head_office(company))),
            Cell::Text(Some(self.source)),
        ]);
    }

    /// Adds the rows of `schema::SITES`.
    fn push_sites(&mut self, key: u32, locations: &[Location]) {
        let mut in_sweden = false;
        for (row, location) in (1..).zip(locations) {
            in_sweden |= self.push_site(key, row, location);
        }
        self.sites += locations.len() as u64;
        self.coverage.swedish_trials += u64::from(in_sweden);
    }

    /// Adds a site's row, and tells whether it lies in Sweden.
    fn push_site(&mut self, key: u32, row: u32, location: &Location) -> bool {
        let [facility, city, state, zip, country] =
            [&location.facility, &location.city, &location.state, &location.zip, &location.country]
                .map(tidy);
        let country_code =
            country.as_deref().and_then(|name| self.reference.places.country_code(name));
        if let (Some(name), None) = (&country, country_code) {
            *self.coverage.countries_unknown.entry(name.clone()).or_default() += 1;
        }
        self.coverage.rows_of_many_sites += u64::from(is_of_many_sites(&facility, &city));
        let in_sweden = country_code == Some(SWEDEN);
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        let (mut region, mut site) = (None, None);
        if in_sweden {
            let (facility, city) = (given(&facility), given(&city));
            region = self.reference.places.region(&given(&zip), &city, &given(&state), &facility);
            site = self.resolver.resolve(&facility, &city, region);
            self.coverage.swedish_site_rows += 1;
            self.coverage.swedish_rows_without_region += u64::from(region.is_none());
            self.coverage.anonymised_swedish_rows += u64::from(site.is_none());
        }
        self.rows[SITES].push([
            Cell::U32(Some(key)),
            Cell::U32(Some(row)),
            Cell::Text(facility.as_deref()),
            Cell::Text(city.as_deref()),
            Cell::Text(state.as_deref()),
            Cell::Text(zip.as_deref()),
            Cell::Text(country.as_deref()),
            Cell::Text(country_code),
            Cell::Text(region),
            Cell::Text(site.as_ref().map(|site| site.entity.as_str())),
            Cell::Text(site.as_ref().map(|site| site.name.as_str())),
            Cell::Text(Some(self.source)),
        ]);
        in_sweden
    }

    /// Adds the row of `schema::RECORDS`; `before` counts the Swedish rows, and
    /// those without a region, before the trial's own.
    fn push_record(&mut self, trial: &Trial, protocol: &Protocol, before: [u64; 2]) {
        let sponsor = tidy(&protocol.sponsor_collaborators_module.lead_sponsor.name);
        let derived = &trial.study.derived_section.condition_browse_module;
        let count = |length: usize| Cell::U32(u32::try_from(length).ok());
        let [start, start_precision, _] = date_cells(trial.start);
        let [completion, ..] = date_cells(trial.completion);
        let after = self.coverage.swedish_rows();
        let [swedish, unplaced] = [0, 1].map(|at| (after[at] - before[at]) as usize);
        self.rows[RECORDS].push([
            Cell::U32(Some(trial.identity.key)),
            Cell::Text(Some(self.source)),
            Cell::Text(Some(&trial.identity.id)),
            Cell::Text(Some(trial.status.code())),
            Cell::Text(Some(trial.study_type.code())),
            Cell::Text(Some(trial.phase.code())),
            Cell::Text(Some(sponsor.as_deref().unwrap_or_default())),
            Cell::Text(Some(trial.sponsor_class.code())),
            start,
            start_precision,
            completion,
            Cell::U32(protocol.design_module.enrollment_info.count),
            Cell::Date(trial.updated.map(epoch_day)),
            count(protocol.conditions_module.conditions.len()),
            count(derived.meshes.len()),
            count(protocol.contacts_locations_module.locations.len()),
            count(swedish),
            count(unplaced),
        ]);
    }

    /// Adds the rows of `schema::IDENTIFIERS`.
    fn push_numbers(&mut self, trial: &Trial) {
        for number in &trial.numbers {
            self.rows[IDENTIFIERS].push([
                Cell::U32(Some(trial.identity.key)),
                Cell::Text(Some(self.source)),
                Cell::Text(Some(number.kind.code())),
                Cell::Text(Some(&number.value)),
            ]);
        }
    }

    /// Adds the rows of `schema::CONDITIONS`.
    fn push_conditions(&mut self, trial: &Trial, protocol: &Protocol) {
        let own = &protocol.conditions_module;
        let derived = &trial.study.derived_section.condition_browse_module;
        self.push_terms(trial.identity.key, ConditionKind::Condition, &own.conditions);
        self.push_terms(trial.identity.key, ConditionKind::Keyword, &own.keywords);
        self.push_meshes(trial.identity.key, ConditionKind::Mesh, &derived.meshes);
        self.push_meshes(trial.identity.key, ConditionKind::Ancestor, &derived.ancestors);
        self.coverage.trials_without_mesh += u64::from(derived.meshes.is_empty());
    }

    /// Adds the rows of a sponsor's terms.
    fn push_terms(&mut self, key: u32, kind: ConditionKind, terms: &[Text]) {
        for term in terms
            .iter()
            .map(|term| clean(&without_contacts(&term.0)))
            .filter(|term| !term.is_empty())
        {
            self.push_condition(key, kind, None, &term);
        }
    }

    /// Adds the rows of descriptors. Records made from the older XML give none of
    /// their ids; the table of diseases knows the commonest.
    fn push_meshes(&mut self, key: u32, kind: ConditionKind, meshes: &[Mesh]) {
        for mesh in meshes {
            let Some(term) = tidy(&mesh.term) else { continue };
            let id = mesh_id(mesh)
                .or_else(|| Some(self.reference.diseases.of_term(&term)?.mesh.clone()));
            self.push_condition(key, kind, id.as_deref(), &term);
        }
    }

    /// Adds a row of `schema::CONDITIONS`.
    fn push_condition(&mut self, key: u32, kind: ConditionKind, mesh: Option<&str>, term: &str) {
        self.rows[CONDITIONS].push([
            Cell::U32(Some(key)),
            Cell::Text(Some(kind.code())),
            Cell::Text(mesh),
            Cell::Text(Some(term)),
        ]);
    }

    /// Adds the rows of `schema::AREAS`.
    fn push_areas(&mut self, trial: &Trial, protocol: &Protocol) {
        let derived = &trial.study.derived_section.condition_browse_module;
        let meshes: Vec<(Option<String>, &str)> = derived
            .meshes
            .iter()
            .chain(&derived.ancestors)
            .map(|mesh| (mesh_id(mesh), text(&mesh.term).unwrap_or_default()))
            .collect();
        let descriptors: Vec<Descriptor> =
            meshes.iter().map(|(id, term)| Descriptor { id: id.as_deref(), term }).collect();
        let own = &protocol.conditions_module.conditions;
        let conditions: Vec<&str> = own.iter().map(|term| &*term.0).collect();

        let branches: Vec<&str> = derived.branches.iter().map(String::as_str).collect();
        let mut areas = self.reference.areas.classify_with(&descriptors, &branches, &conditions);
        if areas.is_empty() {
            self.coverage.trials_unclassified += 1;
            areas.push(UNCLASSIFIED);
        }
        for area in areas {
            self.rows[AREAS].push([Cell::U32(Some(trial.identity.key)), Cell::Text(Some(area))]);
        }
    }

    /// Adds the rows of `schema::INTERVENTIONS`.
    fn push_interventions(&mut self, key: u32, protocol: &Protocol) {
        for intervention in &protocol.arms_interventions_module.interventions {
            let kind = Words(&mut self.coverage.words_unknown).parse(
                "intervention type",
                &intervention.kind,
                InterventionType::parse,
                InterventionType::Other,
            );
            self.rows[INTERVENTIONS].push([
                Cell::U32(Some(key)),
                Cell::Text(Some(kind.code())),
                Cell::Text(Some(tidy(&intervention.name).as_deref().unwrap_or_default())),
            ]);
        }
    }

    /// Adds the rows of `schema::SPONSORS`; the lead's is there in any case.
    fn push_sponsors(&mut self, trial: &Trial, protocol: &Protocol) {
        let sponsors = &protocol.sponsor_collaborators_module;
        self.push_sponsor(trial.identity.key, SponsorRole::Lead, &sponsors.lead_sponsor);
        for sponsor in &sponsors.collaborators {
            self.push_sponsor(trial.identity.key, SponsorRole::Collaborator, sponsor);
        }
    }

    /// Adds a sponsor's row.
    fn push_sponsor(&mut self, key: u32, role: SponsorRole, sponsor: &Sponsor) {
        let class =
            text(&sponsor.class).and_then(SponsorClass::parse).unwrap_or(SponsorClass::Unknown);
        self.rows[SPONSORS].push([
            Cell::U32(Some(key)),
            Cell::Text(Some(role.code())),
            Cell::Text(Some(tidy(&sponsor.name).as_deref().unwrap_or_default())),
            Cell::Text(Some(class.code())),
        ]);
    }

    /// Adds the rows of `schema::INVESTIGATORS`; an official without a name is
    /// left out, and so is one whose name is a telephone number or holds one: a
    /// switchboard, no person.
    fn push_investigators(&mut self, key: u32, protocol: &Protocol) {
        for official in &protocol.contacts_locations_module.overall_officials {
            let name = text(&official.name).filter(|name| !holds_contacts(name)).map(clean);
            let Some(name) = name.filter(|name| !name.is_empty()) else { continue };
            let role = Words(&mut self.coverage.words_unknown).parse(
                "role",
                &official.role,
                InvestigatorRole::parse,
                InvestigatorRole::Unknown,
            );
            self.rows[INVESTIGATORS].push([
                Cell::U32(Some(key)),
                Cell::Text(Some(&name)),
                Cell::Text(Some(role.code())),
                Cell::Text(tidy(&official.affiliation).as_deref()),
            ]);
        }
    }

    /// Adds the rows of `schema::MEMBER_STATES`.
    fn push_member_states(&mut self, trial: &Trial) {
        for state in &trial.member_states {
            let country = clean(&without_contacts(&state.country));
            let day = |day: Option<NaiveDate>| Cell::Date(day.map(epoch_day));
            self.rows[MEMBER_STATES].push([
                Cell::U32(Some(trial.identity.key)),
                Cell::Text(Some(self.source)),
                Cell::Text(Some(&country)),
                Cell::Text(self.reference.places.country_code(&country)),
                Cell::Text(Some(state.status.code())),
                day(state.decision),
                day(state.start),
                day(state.end),
                Cell::U32(state.planned),
                Cell::U32(Some(state.sites)),
            ]);
        }
    }
}

/// Tells whether a row stands for all sites of a country, whose number the sponsor
/// did not tell: "Many Locations".
fn is_of_many_sites(facility: &Option<String>, city: &Option<String>) -> bool {
    [facility, city].into_iter().flatten().any(|text| text.eq_ignore_ascii_case(MANY_SITES))
}

/// Returns a text as the tables hold it, if it is there and not blank: without
/// anyone's e-mail address or telephone number.
fn tidy(given: &Option<Text>) -> Option<String> {
    text(given).map(|text| clean(&without_contacts(text))).filter(|text| !text.is_empty())
}

/// Returns a descriptor's id in the form that MeSH prints.
fn mesh_id(mesh: &Mesh) -> Option<String> {
    text(&mesh.id).and_then(canonical_mesh)
}

/// Returns a date's three cells.
fn date_cells(cells: DateCells) -> [Cell<'static>; 3] {
    [
        Cell::Date(cells.date.map(epoch_day)),
        Cell::Text(cells.precision.map(DatePrecision::code)),
        Cell::Text(cells.kind.map(DateType::code)),
    ]
}
