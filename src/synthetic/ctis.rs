//! Records of a second register, in the layout of the EU's public portal (CTIS): a file keyed by number.
//!
//! Two thirds are trials that the pages have too, under their NCT numbers, as another register tells them: now and then another start,
//! another phase, a status that lags behind, and a country that the first record leaves out. The others stand in this register alone.
//! Their numbers begin with the year 2099. Names of investigators are numbers: no person is meant.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value, json};
use typst::diag::{StrResult, bail, eco_format};

use super::course::Status;
use super::draws::{Draws, Part};
use super::footprint::HOME;
use super::identification;
use super::locations::{self, Location, Sites};
use super::moment::shift;
use super::pages::{fault, is_ours, save};
use super::plan::{self, Lead, Phase, Plan};
use super::settings::Settings;
use super::sweden;
use super::tables::Tables;

/// The file's name.
const FILE: &str = "records.json.gz";

/// Share of the records, in thirds, that describe trials of the pages.
const SHARED_THIRDS: u64 = 2;

/// The number of the first plan of a trial that only this register has; the pages' numbers end below.
const FIRST_OWN: u64 = 10_000_000;

/// The first year of trials in the register: it opened in 2022 and took over those that went on.
const FIRST_YEAR: i32 = 2021;

/// Share of shared trials whose start differs between the registers, because one counts only the EU.
const OTHER_START: f64 = 0.2;

/// Share of shared trials whose phase differs.
const OTHER_PHASE: f64 = 0.05;

/// Share of ended trials whose end this register does not know yet.
const LATE: f64 = 0.15;

/// Share of shared trials without a Swedish site in the pages that have one here.
const ALSO_HOME: f64 = 0.15;

/// Countries of the European Economic Area that trials of the tables go to.
const EEA: [&str; 24] = [
    "Austria",
    "Belgium",
    "Bulgaria",
    "Croatia",
    "Czechia",
    "Denmark",
    "Estonia",
    "Finland",
    "France",
    "Germany",
    "Greece",
    "Hungary",
    "Iceland",
    "Ireland",
    "Italy",
    "Latvia",
    "Lithuania",
    "Netherlands",
    "Norway",
    "Poland",
    "Portugal",
    "Romania",
    "Slovakia",
    "Slovenia",
];

/// The other two, which weigh most in a Swedish report.
const EEA_TOO: [&str; 2] = ["Spain", HOME];

/// Branches of the MeSH tree by area, as the register's list of therapeutic areas writes them.
const BRANCHES: [(&str, &str); 19] = [
    ("oncology", "Neoplasms [C04]"),
    ("cardiology", "Cardiovascular Diseases [C14]"),
    ("neurology", "Nervous System Diseases [C10]"),
    ("psychiatry", "Mental Disorders [F03]"),
    ("endocrinology", "Nutritional and Metabolic Diseases [C18]"),
    ("gastroenterology", "Digestive System Diseases [C06]"),
    ("respiratory", "Respiratory Tract Diseases [C08]"),
    ("infectious-diseases", "Virus Diseases [C02]"),
    ("rheumatology", "Musculoskeletal Diseases [C05]"),
    ("dermatology", "Skin and Connective Tissue Diseases [C17]"),
    ("nephrology-urology", "Male Urogenital Diseases [C12]"),
    ("haematology", "Hemic and Lymphatic Diseases [C15]"),
    ("ophthalmology", "Eye Diseases [C11]"),
    ("immunology-allergy", "Immune System Diseases [C20]"),
    ("womens-health", "Female Urogenital Diseases and Pregnancy Complications [C13]"),
    ("rare-and-genetic", "Congenital, Hereditary, and Neonatal Diseases and Abnormalities [C16]"),
    ("dental-ent", "Otorhinolaryngologic Diseases [C09]"),
    ("pain-anaesthesia", "Nervous System Diseases [C10]"),
    ("trauma", "Wounds and Injuries [C26]"),
];

/// Writes the records into a folder, whole or not at all, and returns their number.
pub fn write(settings: &Settings, tables: &Tables, into: &Path) -> StrResult<u64> {
    std::fs::create_dir_all(into).map_err(|error| fault("cannot create", into, &error))?;
    let path = into.join(FILE);
    if path.exists() && !is_ours(&path) {
        bail!("`{}` is not example data, choose another folder", path.display());
    }
    let records = records(settings, tables);
    let number = records.len() as u64;
    let mut text = serde_json::to_vec(&records)
        .map_err(|error| eco_format!("cannot write a record ({error})"))?;
    text.push(b'\n');
    save(&path, &text).map_err(|error| fault("cannot write", &path, &error))?;
    Ok(number)
}

/// Returns the records by number.
pub(super) fn records(settings: &Settings, tables: &Tables) -> Map<String, Value> {
    let numbered = (1..).zip(plans(settings, tables));
    numbered.map(|(serial, plan)| record(settings, tables, &plan, serial)).collect()
}

/// Returns the trials that the register has, in the order of their numbers.
pub(super) fn plans<'t>(
    settings: &'t Settings,
    tables: &'t Tables,
) -> impl Iterator<Item = Plan<'t>> {
    let shared = settings.ctis_trials * SHARED_THIRDS / 3;
    let fits = move |plan: &Plan| {
        plan.kind.is_drug()
            && plan.course.start.year() >= FIRST_YEAR
            && !states(tables, plan).is_empty()
    };
    let of_pages =
        (0..settings.trials).map(move |number| plan::draw(settings, tables, number)).filter(fits);
    let own = (FIRST_OWN..).map(move |number| plan::draw(settings, tables, number)).filter(fits);
    of_pages.take(shared as usize).chain(own).take(settings.ctis_trials as usize)
}

/// Returns the countries of a trial that lie in the European Economic Area, with their sites.
fn states<'t>(tables: &'t Tables, plan: &Plan) -> Vec<(usize, u32, &'t str)> {
    let of = plan.visits.iter().map(|visit| (visit.country, visit.sites));
    of.map(|(country, sites)| (country, sites, tables.countries[country].name.as_str()))
        .filter(|(_, _, name)| EEA.contains(name) || EEA_TOO.contains(name))
        .collect()
}

/// What this register tells otherwise than the pages.
struct Telling {
    /// Code of the status.
    status: u8,
    /// Whether it ended early.
    is_early: bool,
    /// Code of the phase.
    phase: u8,
    /// The start in the EU, if there is one.
    start: Option<NaiveDate>,
    /// The end in the EU, if there is one.
    end: Option<NaiveDate>,
}

/// Returns a record with its number.
pub(super) fn record(
    settings: &Settings,
    tables: &Tables,
    plan: &Plan,
    serial: u64,
) -> (String, Value) {
    let mut draws = Draws::new(settings.seed, plan.number, Part::Ctis);
    let is_shared = plan.number < FIRST_OWN;
    let number = format!("2099-{:06}-{:02}-00", 500_000 + serial, (serial * 41) % 97);
    let telling = telling(plan, is_shared, &mut draws);
    let mut states = states(tables, plan);
    let is_home = states.iter().any(|(_, _, name)| *name == HOME);
    if is_shared && !is_home && draws.happens(ALSO_HOME) {
        states.extend(tables.country(HOME).map(|home| (home, draws.count(1.5), HOME)));
    }
    let parts: Vec<Value> = states
        .iter()
        .enumerate()
        .map(|(place, state)| part_two(tables, plan, place, *state, &telling, &mut draws))
        .collect();
    let outside: Vec<Value> = plan
        .visits
        .iter()
        .map(|visit| tables.countries[visit.country].name.as_str())
        .filter(|name| !states.iter().any(|(_, _, state)| state == name))
        .map(|name| json!({ "name": name }))
        .collect();
    let decision = shift(plan.course.start, -draws.between(20, 90));
    let mut record = json!({
        "ctNumber": number,
        "ctStatus": telling.status,
        "ctPublicStatusCode": telling.status,
        "decisionDateOverall": slashed(decision),
        "lastUpdated": slashed(plan.course.updated),
        "publishDate": format!("{}T04:00:00", shift(plan.course.updated, 1).min(settings.cut_off)),
        "authorizedApplication": {
            "authorizedPartI": part_one(settings, tables, plan, is_shared, &telling, outside),
            "authorizedPartsII": parts,
            "memberStatesConcerned": states.iter().map(|(_, _, name)| json!({
                "mscName": name,
                "firstDecisionDate": format!("{decision}T10:00:00"),
                "mscPublicStatusCode": telling.status,
            })).collect::<Vec<_>>(),
            "eudraCt": eudract(plan, serial),
        },
        "events": { "trialEvents": events(&states, &telling) },
        "trialCountries": states.iter().map(|(_, _, name)| format!("{name}:{}", telling.status)).collect::<Vec<_>>(),
    });
    if let Some(start) = telling.start {
        record["startDateEU"] = slashed(start).into();
    }
    if let Some(end) = telling.end {
        record["endDateEU"] = slashed(end).into();
    }
    (number, record)
}

/// Draws what this register tells.
fn telling(plan: &Plan, is_shared: bool, draws: &mut Draws) -> Telling {
    let course = &plan.course;
    let later = is_shared && draws.happens(OTHER_START);
    let start = if later { shift(course.start, draws.between(10, 75)) } else { course.start };
    let lags = is_shared && draws.happens(LATE);
    let began = !matches!(course.status, Status::NotYetRecruiting | Status::Withdrawn);
    let has_ended = matches!(course.status, Status::Completed | Status::Terminated) && !lags;
    let status = match course.status {
        Status::NotYetRecruiting => 2,
        Status::Recruiting | Status::EnrollingByInvitation => 4,
        Status::Suspended => 6,
        Status::Withdrawn => 12,
        Status::Completed | Status::Terminated if !lags => 8,
        _ => 5,
    };
    let phase = match plan.phase {
        Phase::One => 1,
        Phase::OneTwo => 7,
        Phase::Two => 4,
        Phase::TwoThree => 10,
        Phase::Three => 5,
        Phase::Four => 6,
    };
    let differs = is_shared && draws.happens(OTHER_PHASE);
    Telling {
        status,
        is_early: course.status == Status::Terminated && has_ended,
        phase: if differs { if phase == 4 { 7 } else { 4 } } else { phase },
        start: began.then_some(start.min(course.updated)),
        end: has_ended.then_some(course.completion),
    }
}

/// Returns part I: what holds in all member states.
fn part_one(
    settings: &Settings,
    tables: &Tables,
    plan: &Plan,
    is_shared: bool,
    telling: &Telling,
    outside: Vec<Value>,
) -> Value {
    let names = identification::write(settings, tables, plan);
    let nct = is_shared.then(|| json!({ "number": names.nct_id }));
    let is_company = matches!(plan.lead, Lead::Company(_));
    let kind = if is_company {
        "Pharmaceutical company"
    } else {
        "Hospital/Clinic/Other health care facility"
    };
    let branch = BRANCHES.iter().find(|(area, _)| *area == plan.area.id).map(|(_, branch)| *branch);
    let set = if branch.is_some_and(|branch| branch.ends_with("[F03]")) {
        "Psychiatry and Psychology [F]"
    } else {
        "Diseases [C]"
    };
    let areas: Vec<Value> =
        branch.iter().map(|branch| json!({ "name": format!("{set} - {branch}") })).collect();
    json!({
        "rowSubjectCount": 12 * outside.len(),
        "rowCountriesInfo": outside,
        "trialDetails": {
            "clinicalTrialIdentifiers": {
                "fullTitle": names.official_title,
                "publicTitle": names.brief_title,
                "shortTitle": names.org_study_id_info.id,
                "secondaryIdentifyingNumbers": { "nctNumber": nct, "additionalRegistries": [] },
            },
            "trialInformation": {
                "trialCategory": { "trialPhase": telling.phase.to_string() },
                "medicalCondition": {
                    "partIMedicalConditions": [{ "medicalCondition": plan.condition }],
                    "meddraConditionTerms": [],
                },
                "trialDuration": {
                    "estimatedRecruitmentStartDate": plan.course.start.to_string(),
                    "estimatedEndDate": plan.course.completion.to_string(),
                    "estimatedGlobalEndDate": plan.course.completion.to_string(),
                },
            },
        },
        "therapeuticAreas": areas,
        "sponsors": [{
            "primary": true,
            "organisation": { "name": plan.lead.name(), "type": kind, "commercial": is_company },
            "isCommercial": is_company,
        }],
        "productRoleGroupInfos": [{
            "productRoleName": "Test",
            "products": [{
                "productName": plan.drug,
                "productDictionaryInfo": {
                    "activeSubstanceName": plan.drug.to_uppercase(),
                    "productSubstances": [{ "actSubstOrigin": "Chemical" }],
                },
            }],
        }],
    })
}

/// Returns part II: what holds in one member state.
fn part_two<'t>(
    tables: &'t Tables,
    plan: &Plan<'t>,
    place: usize,
    (country, number, name): (usize, u32, &'t str),
    telling: &Telling,
    draws: &mut Draws,
) -> Value {
    let sites = Sites { tables, plan, anonymous: 0.0, pointed: false };
    let found: Vec<Location> = if name == HOME {
        sweden::sites(&sites, number, draws)
    } else {
        let cities = &tables.cities[country];
        let mut city = || &cities[draws.weighted(cities.iter().map(|city| city.weight))];
        let chosen: Vec<_> = (0..number).map(|_| city()).collect();
        chosen.into_iter().map(|city| locations::site(&sites, city, name, draws)).collect()
    };
    let sites: Vec<Value> = found
        .iter()
        .map(|site| {
            json!({
                "organisationAddressInfo": {
                    "organisation": { "name": site.facility },
                    "address": { "city": site.city, "postcode": site.zip, "countryName": name },
                },
                "personInfo": {
                    "firstName": "Example",
                    "lastName": format!("Investigator {}", draws.between(1, 400)),
                },
            })
        })
        .collect();
    json!({
        "mscInfo": {
            "mscName": name,
            "activeTrialPeriod": {
                "trialStartDate": start_in(telling, place).map(|day| day.to_string()),
                "trialEndDate": telling.end.map(|day| day.to_string()),
            },
        },
        "recruitmentSubjectCount": 8 * number,
        "trialSites": sites,
    })
}

/// Returns the start in a member state: the first has that of the EU, the others follow.
fn start_in(telling: &Telling, place: usize) -> Option<NaiveDate> {
    telling.start.map(|start| shift(start, 14 * place as i64))
}

/// Returns what happened in the member states.
fn events(states: &[(usize, u32, &str)], telling: &Telling) -> Vec<Value> {
    let of = |(place, (_, _, name)): (usize, &(usize, u32, &str))| {
        let event = |kind: &str, day: NaiveDate| json!({ "notificationType": kind, "date": day.to_string() });
        let mut events = Vec::new();
        events.extend(start_in(telling, place).map(|day| event("START_OF_TRIAL", day)));
        let end = if telling.is_early { "EARLY_TERMINATION" } else { "END_OF_TRIAL" };
        events.extend(telling.end.map(|day| event(end, day)));
        json!({ "mscName": name, "events": events })
    };
    states.iter().enumerate().map(of).collect()
}

/// Returns the number in EudraCT of a trial that began there.
fn eudract(plan: &Plan, serial: u64) -> Value {
    if plan.course.start.year() > 2022 {
        return json!({ "isTransitioned": false });
    }
    let number = format!("2098-{:06}-{:02}", 1_000 + serial, (serial * 23) % 97);
    json!({ "isTransitioned": true, "eudraCtCode": number })
}

/// Returns a day as the register's lists write it.
fn slashed(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}
