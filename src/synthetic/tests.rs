//! What the demonstration data promise, counted on the records themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;

use flate2::read::GzDecoder;
use serde_json::Value;

use super::{Settings, Tables, example, generate, write};

/// Returns the project's own settings and tables.
fn project() -> (Settings, Tables) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let settings = Settings::read(&folder.join("generator.toml")).unwrap();
    (settings, Tables::read(&folder.join("generator")).unwrap())
}

/// Returns the pages of a run.
fn pages(settings: &Settings, tables: &Tables) -> Vec<Vec<u8>> {
    let mut pages = Vec::new();
    generate(settings, tables, &mut |_, page| {
        pages.push(page.to_vec());
        Ok(())
    })
    .unwrap();
    pages
}

/// Returns the studies of a run with the project's settings, made once for all tests.
fn studies() -> &'static (Vec<Value>, Tables) {
    static STUDIES: OnceLock<(Vec<Value>, Tables)> = OnceLock::new();
    STUDIES.get_or_init(|| {
        let (settings, tables) = project();
        let pages = pages(&settings, &tables);
        let studies =
            |page: &Vec<u8>| match serde_json::from_slice::<Value>(page).unwrap()["studies"].take()
            {
                Value::Array(studies) => studies,
                _ => unreachable!("a page without a list of studies"),
            };
        (pages.iter().flat_map(studies).collect(), tables)
    })
}

/// Returns the site rows of a study in a country.
fn sites<'s>(study: &'s Value, country: &'s str) -> impl Iterator<Item = &'s Value> {
    let sites = study["protocolSection"]["contactsLocationsModule"]["locations"].as_array();
    sites.into_iter().flatten().filter(move |site| site["country"] == country)
}

/// Returns the share of studies of which something is true.
fn share(studies: &[Value], is: impl Fn(&Value) -> bool) -> f64 {
    studies.iter().filter(|study| is(study)).count() as f64 / studies.len() as f64
}

/// Returns whether a company tries a medicine.
fn is_company_drug_trial(study: &Value) -> bool {
    let protocol = &study["protocolSection"];
    let interventions = protocol["armsInterventionsModule"]["interventions"].as_array().unwrap();
    protocol["designModule"]["studyType"] == "INTERVENTIONAL"
        && protocol["sponsorCollaboratorsModule"]["leadSponsor"]["class"] == "INDUSTRY"
        && interventions.iter().any(|one| one["type"] != "DEVICE" && one["type"] != "OTHER")
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
    let (mut settings, tables) = project();
    settings.trials = 50;
    let first = pages(&settings, &tables);
    assert_eq!(first, pages(&settings, &tables));
    settings.seed += 1;
    assert_ne!(first, pages(&settings, &tables));
}

/// As of an earlier day there are fewer trials, each with its own start and a status of that day.
#[test]
fn pages_of_an_earlier_day_hold_what_was_posted_by_then() {
    let (mut settings, tables) = project();
    settings.trials = 1000;
    let day = chrono::NaiveDate::from_ymd_opt(2025, 1, 15).unwrap();
    let texts = |settings: &Settings| -> BTreeMap<String, [String; 4]> {
        let pages = pages(settings, &tables);
        let studies = pages.iter().flat_map(|page| {
            serde_json::from_slice::<Value>(page).unwrap()["studies"].as_array().unwrap().clone()
        });
        let told = |study: Value| {
            let protocol = &study["protocolSection"];
            let status = &protocol["statusModule"];
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let parts = [
                text(&status["lastUpdateSubmitDate"]),
                text(&status["overallStatus"]),
                text(&status["startDateStruct"]["date"]).chars().take(7).collect(),
                text(&study["derivedSection"]["miscInfoModule"]["versionHolder"]),
            ];
            (text(&protocol["identificationModule"]["nctId"]), parts)
        };
        studies.map(told).collect()
    };
    let now = texts(&settings);
    settings.as_of = Some(day);
    let then = texts(&settings);
    assert!(then.len() < now.len() && then.len() * 10 > now.len() * 8, "{}", then.len());
    let mut open_then = 0;
    for (id, [updated, status, start, version]) in &then {
        let [_, later, same_start, _] = &now[id];
        assert_eq!((start, version.as_str()), (same_start, "2025-01-15"), "{id}");
        assert!(updated.as_str() <= "2025-01-15", "{id} {updated}");
        let closed = ["COMPLETED", "TERMINATED", "WITHDRAWN", "UNKNOWN"];
        if closed.contains(&later.as_str()) && !closed.contains(&status.as_str()) {
            open_then += 1;
        }
        // What was over stays over.
        assert!(status != "COMPLETED" || later == "COMPLETED" || later == "UNKNOWN", "{id}");
    }
    assert!(open_then > 20, "{open_then}");
    settings.as_of = Some(settings.cut_off + chrono::Days::new(1));
    let fault = settings.check().unwrap_err();
    assert_eq!(fault, "the day 2026-01-16 is after the `cut_off` 2026-01-15");
}

#[test]
fn the_pages_of_the_repository_are_those_of_its_settings() {
    let (settings, tables) = project();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    // The text is compared, not the packed bytes: those depend on the version of the packer.
    for (number, page) in pages(&settings, &tables).iter().enumerate() {
        let file =
            std::fs::File::open(folder.join(format!("ctgov/page-{number:03}.json.gz"))).unwrap();
        let mut stored = Vec::new();
        GzDecoder::new(file).read_to_end(&mut stored).unwrap();
        assert!(stored == *page, "page {number} is out of date, run `kapacitet synthesize`");
    }
}

#[test]
fn fewer_trials_are_the_first_of_more() {
    let (mut settings, tables) = project();
    settings.page_size = 20;
    settings.trials = 40;
    let few = pages(&settings, &tables);
    settings.trials = 41;
    let many = pages(&settings, &tables);
    assert_eq!((few.len(), many.len()), (2, 3));
    assert_eq!(few[0], many[0]);
    // The last page of the shorter run is the same but for the token of the next.
    let studies = |page: &[u8]| serde_json::from_slice::<Value>(page).unwrap()["studies"].clone();
    assert_eq!(studies(&few[1]), studies(&many[1]));
    assert!(!String::from_utf8_lossy(&few[1]).contains("nextPageToken"));
    assert!(String::from_utf8_lossy(&many[1]).ends_with("],\"nextPageToken\":\"example-002\"}\n"));
}

#[test]
fn no_trials_make_one_empty_page() {
    let (mut settings, tables) = project();
    settings.trials = 0;
    assert_eq!(pages(&settings, &tables), [b"{\"studies\":[]}\n".to_vec()]);
}

#[test]
fn sweden_has_its_place_in_the_world() {
    let (studies, _) = studies();
    let company: Vec<Value> =
        studies.iter().filter(|study| is_company_drug_trial(study)).cloned().collect();
    let with = |name: &str| share(&company, |study| sites(study, name).next().is_some());
    assert!((0.05..0.07).contains(&with("Sweden")), "{}", with("Sweden"));
    assert!((0.45..0.65).contains(&with("United States")), "{}", with("United States"));
    // 10.5 million Swedes, 5.9 million Danes.
    assert!(with("Denmark") / 5.9 > with("Sweden") / 10.5);
    assert!((0.85..0.92).contains(&share(studies, is_company_drug_trial)));
}

#[test]
fn every_region_has_trials_and_gotland_few() {
    let (studies, tables) = studies();
    let mut towns = BTreeMap::new();
    for town in tables.towns.iter().filter(|town| town.region.is_some()) {
        for spelling in &town.spellings {
            towns.entry(spelling.as_str()).or_insert(town.region.as_deref().unwrap());
        }
    }
    let mut trials: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (number, study) in studies.iter().enumerate() {
        for site in sites(study, "Sweden") {
            if let Some(region) = towns.get(site["city"].as_str().unwrap()) {
                trials.entry(region).or_default().insert(number);
            }
        }
    }
    assert_eq!(trials.len(), 21);
    let count = |region: &str| trials[region].len();
    assert!((2..=6).contains(&count("09")), "{}", count("09"));
    assert!(count("01") > count("14") && count("14") > count("03") && count("12") > count("03"));
    assert!(trials.iter().all(|(region, trials)| *region == "09" || trials.len() > count("09")));
}

#[test]
fn dates_are_as_vague_as_in_a_registry() {
    let (studies, _) = studies();
    let start = |study: &Value| {
        study["protocolSection"]["statusModule"]["startDateStruct"]["date"].as_str().map(str::len)
    };
    let no_day = share(studies, |study| start(study) == Some(7));
    assert!((0.30..0.37).contains(&no_day), "{no_day}");
    assert!(studies.iter().any(|study| start(study).is_none()));
    let module =
        |study: &Value| study["protocolSection"]["statusModule"]["startDateStruct"].clone();
    let late =
        studies.iter().map(module).filter(|start| start["date"].as_str() > Some("2026-01-15"));
    assert!(late.clone().count() > 50);
    assert!(late.clone().all(|start| start["type"] != "ACTUAL"));
}

#[test]
fn six_of_seven_trials_have_mesh_terms() {
    let (studies, _) = studies();
    let without =
        share(studies, |study| study["derivedSection"]["conditionBrowseModule"].is_null());
    assert!((0.13..0.17).contains(&without), "{without}");
}

#[test]
fn two_in_five_swedish_sites_have_no_name() {
    let (studies, _) = studies();
    let rows: Vec<Value> =
        studies.iter().flat_map(|study| sites(study, "Sweden")).cloned().collect();
    let nameless = share(&rows, |site| {
        !site["facility"].as_str().is_some_and(|name| name.to_lowercase().contains("exempel"))
    });
    assert!((0.35..0.45).contains(&nameless), "{nameless}");
}

#[test]
fn most_closed_trials_were_completed() {
    let (studies, _) = studies();
    let is = |study: &Value, status: &str| {
        study["protocolSection"]["statusModule"]["overallStatus"] == status
    };
    let completed = share(studies, |study| is(study, "COMPLETED"));
    let terminated = share(studies, |study| is(study, "TERMINATED"));
    let rate = completed / (completed + terminated);
    assert!((0.85..0.91).contains(&rate), "{rate}");
    assert!(
        studies.iter().filter(|study| is(study, "WITHDRAWN")).all(|study| {
            study["protocolSection"]["designModule"]["enrollmentInfo"]["count"] == 0
        })
    );
}

#[test]
fn the_first_trial_bears_the_title_that_tries_to_break_out() {
    let (mut settings, tables) = project();
    settings.trials = 1;
    let page: Value = serde_json::from_slice(&pages(&settings, &tables)[0]).unwrap();
    let study = &page["studies"][0];
    assert!(is_company_drug_trial(study));
    assert_eq!(study["protocolSection"]["identificationModule"]["nctId"], "NCT90000001");
    assert_eq!(study["protocolSection"]["identificationModule"]["briefTitle"], example::TITLE);
    assert_eq!(study["protocolSection"]["statusModule"]["startDateStruct"]["date"], "2025-12-06");
    assert_eq!(sites(study, "Sweden").count(), 3);
    assert!(sites(study, "Sweden").any(|site| site["city"] == "Visby"));
}

#[test]
fn pages_of_a_longer_run_go_and_pages_of_others_stay() {
    let (mut settings, tables) = project();
    let folder = tempfile::tempdir().unwrap();
    settings.page_size = 2;
    settings.trials = 5;
    let summary = write(&settings, &tables, folder.path()).unwrap();
    let bytes = std::fs::read(folder.path().join("page-000.json.gz")).unwrap();
    assert_eq!(summary.pages, 3);
    // The time of the file is zero and its system unknown, so that the bytes are the same everywhere.
    assert_eq!((&bytes[4..8], bytes[9]), (&[0, 0, 0, 0][..], 255));
    settings.trials = 3;
    write(&settings, &tables, folder.path()).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    std::fs::write(folder.path().join("page-000.json.gz"), "a user's own page").unwrap();
    let fault = write(&settings, &tables, folder.path()).unwrap_err();
    assert!(fault.ends_with("is not example data, choose another folder"), "{fault}");
}

#[test]
fn settings_that_no_run_could_follow_are_refused() {
    let (mut settings, _) = project();
    settings.last_year = 2026;
    assert_eq!(
        settings.check().unwrap_err(),
        "`cut_off` 2026-01-15 is not after the last start year 2026"
    );
    settings.page_size = 0;
    assert_eq!(settings.check().unwrap_err(), "`page_size` must be at least 1");
}
