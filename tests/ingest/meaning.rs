//! What the words of the register mean: dates, phases, places, areas, sites.

use kapacitet::registry::Reference;
use kapacitet::registry::areas::Descriptor;
use kapacitet::registry::fold::{clean, fold};
use kapacitet::registry::schema::{
    DatePrecision, Phase, RegisterDate, SponsorClass, Status, canonical_mesh, nct_key,
};

use super::{Project, crate_root, fixture, texts};

/// A phase list of the register, of its website and of other dumps.
#[test]
fn phase_1_and_2_together_is_a_class_of_its_own() {
    assert_eq!(Phase::parse_list(&["PHASE1", "PHASE2"]), Some(Phase::Phase1And2));
    assert_eq!(Phase::parse_list(&["PHASE2", "PHASE3"]), Some(Phase::Phase2And3));
    assert_eq!(Phase::parse("Phase 1/Phase 2"), Some(Phase::Phase1And2));
    assert_eq!(Phase::parse("PHASE1|PHASE2"), Some(Phase::Phase1And2));
    assert_eq!(Phase::parse_list(&["NA"]), Some(Phase::NotApplicable));
    assert_eq!(Phase::parse_list(&[]), Some(Phase::NotGiven));
    assert_eq!(Phase::parse_list(&["PHASE1", "PHASE4"]), None);
}

/// Both spellings of the register lead to the same word.
#[test]
fn status_and_class_are_read_in_every_spelling() {
    for text in ["ACTIVE_NOT_RECRUITING", "Active, not recruiting", "active-not-recruiting"] {
        assert_eq!(Status::parse(text), Some(Status::ActiveNotRecruiting));
    }
    assert_eq!(SponsorClass::parse("OTHER_GOV"), Some(SponsorClass::OtherGov));
    assert_eq!(Status::parse("PAUSED"), None);
}

/// A month is its first day, and says that it is a month.
#[test]
fn a_month_is_a_date_with_its_precision() {
    let parse =
        |text| RegisterDate::parse(text).map(|found| (found.date.to_string(), found.precision));
    assert_eq!(parse("2021-03"), Some(("2021-03-01".into(), DatePrecision::Month)));
    assert_eq!(parse("2024-02-29"), Some(("2024-02-29".into(), DatePrecision::Day)));
    assert_eq!(parse("2021"), Some(("2021-01-01".into(), DatePrecision::Year)));
    for impossible in ["2023-02-29", "2021-00", "2021-3", "03/2021", "", "2021-03-05-01"] {
        assert_eq!(parse(impossible), None, "{impossible}");
    }
}

/// An NCT number has eight digits; a MeSH id is compared without padding.
#[test]
fn ids_have_one_form() {
    assert_eq!(nct_key("NCT00000001"), Some(1));
    for bad in ["NCT1234", "nct00000001", "NCT000000012", "NCT0000000x"] {
        assert_eq!(nct_key(bad), None);
    }
    assert_eq!(canonical_mesh("D000009369").as_deref(), Some("D009369"));
    assert_eq!(canonical_mesh("D000091662").as_deref(), Some("D000091662"));
    assert_eq!(canonical_mesh("C537538"), None);
}

/// What data bring along is removed, what a title means is kept.
#[test]
fn text_is_cleaned_and_folded() {
    assert_eq!(clean(" a\t b\u{0}\u{feff}c \n"), "a b c");
    assert_eq!(fold("GÃ¶teborg"), "goteborg");
    assert_eq!(fold("Västra  Frölunda!"), "vastra frolunda");
    assert_eq!(fold("Côte d’Ivoire"), "cote d ivoire");
}

/// A title with the signs of every language on the way stands in the table as it is.
#[test]
fn a_hostile_title_is_only_text() {
    let registry = Project::new().registry(&[fixture("page.json")]);
    assert_eq!(
        texts(&registry.trials, "title")[1],
        "Acme #1 *Nordic* @home $5 [x] {{7*7}} #read(\"/etc/passwd\") twice"
    );
}

/// Three records as rows.
#[test]
fn three_records_become_rows() {
    let registry = Project::new().registry(&[fixture("page.json")]);
    let trials = &registry.trials;
    assert_eq!(texts(trials, "status"), ["completed", "completed", "unknown"]);
    assert_eq!(texts(trials, "phase"), ["phase-1-2", "not-applicable", "not-given"]);
    assert_eq!(texts(trials, "start"), ["2021-03-01", "2022-05-09", "2020-01-01"]);
    assert_eq!(texts(trials, "start_precision"), ["month", "day", "year"]);
    assert_eq!(texts(trials, "is_company_drug_trial"), ["true", "false", "true"]);
    let coverage = &registry.snapshot.coverage;
    assert_eq!(coverage.words_unknown["status PAUSED"], 1);
    assert_eq!(coverage.countries_unknown["Atlantis"], 1);
    assert_eq!(coverage.trials_without_mesh, 2);
    assert_eq!(coverage.trials_unclassified, 1);
    assert_eq!(coverage.swedish_site_rows, 3);
    assert_eq!(coverage.anonymised_swedish_rows, 2);
}

/// The first trial has sites in Lund, Malmö, Oslo and Ankara.
#[test]
fn a_trial_belongs_to_every_place_with_a_site() {
    let registry = Project::new().registry(&[fixture("page.json")]);
    let places: Vec<String> = texts(&registry.places, "trial")
        .into_iter()
        .zip(texts(&registry.places, "place"))
        .filter(|(nct, _)| nct == "1")
        .map(|(_, place)| place)
        .collect();
    assert_eq!(places[..3], ["world", "europe", "nordics"]);
    for place in ["norway", "sweden", "healthcare-sodra", "skane"] {
        assert_eq!(places.iter().filter(|other| *other == place).count(), 1, "{place}");
    }
    let third = texts(&registry.places, "trial").iter().filter(|nct| *nct == "3").count();
    assert_eq!(third, 1, "a trial without sites belongs to the world alone");
}

/// Postal code and town are believed when they agree or stand alone.
#[test]
fn a_region_is_found_or_left_open() {
    let reference = Reference::load(&crate_root()).unwrap();
    let region = |zip, city, facility| reference.places.region(zip, city, "", facility);
    for city in ["Göteborg", "Goteborg", "Goeteborg", "GÖTEBORG", "Gothenburg", "GÃ¶teborg"] {
        assert_eq!(region("", city, ""), Some("14"), "{city}");
    }
    assert_eq!(region("SE-413 45", "", ""), Some("14"));
    assert_eq!(region("62155", "Visby", ""), Some("09"));
    assert_eq!(region("75185", "Lund", ""), None, "the two differ, and nothing decides");
    assert_eq!(region("75185", "Lund", "Akademiska sjukhuset"), Some("03"));
    assert_eq!(region("", "", "Research Site"), None);
}

/// The same hospital under four names is one site; a hidden one is none.
#[test]
fn a_university_hospital_is_one_site() {
    let reference = Reference::load(&crate_root()).unwrap();
    let entity = |facility, city, region| {
        let names = &reference.site_names;
        names.resolve(&reference.places, facility, city, region).map(|site| site.entity)
    };
    for facility in [
        "Karolinska University Hospital Solna",
        "Dept. of Oncology, Karolinska Universitetssjukhuset, Huddinge",
        "Astrid Lindgren Children's Hospital",
        "Karilinska sjukhuset",
    ] {
        let expected = Some("karolinska-universitetssjukhuset".into());
        assert_eq!(entity(facility, "Stockholm", Some("01")), expected, "{facility}");
    }
    let university = |region| entity("University Hospital", "", Some(region));
    assert_eq!(university("12").as_deref(), Some("skanes-universitetssjukhus"));
    assert_eq!(university("18").as_deref(), Some("universitetssjukhuset-orebro"));
    for hidden in [
        "Research Site",
        "GSK Investigational Site",
        "Novartis Investigative Site",
        "Site 123",
        "SE001",
        "",
        "Many Locations",
        "For additional information regarding investigative sites for this trial, contact",
        "Medicinkliniken",
        "Dept of Cardiology",
    ] {
        assert_eq!(entity(hidden, "Stockholm", Some("01")), None, "{hidden}");
    }
    let clinic = |city| entity("Hagakliniken AB", city, Some("14"));
    assert_eq!(clinic("Göteborg"), clinic("Gothenburg"));
}

/// Words decide only where MeSH gives no area.
#[test]
fn words_decide_only_without_mesh() {
    let reference = Reference::load(&crate_root()).unwrap();
    let areas = |mesh: &[Descriptor], text| reference.areas.classify(mesh, &[text]);
    let by_id = Descriptor { id: Some("D009369"), term: "" };
    let by_term = Descriptor { id: None, term: "Neoplasms" };
    assert_eq!(areas(&[by_id], "Psoriasis"), ["oncology"]);
    assert_eq!(areas(&[by_term], "Psoriasis"), ["oncology"]);
    assert_eq!(areas(&[], "Psoriasis"), ["dermatology"]);
    assert!(areas(&[], "Something beyond words").is_empty());
}

/// A year that is not at hand gives the nearest, and says so.
#[test]
fn a_population_tells_its_year() {
    let reference = Reference::load(&crate_root()).unwrap();
    let gotland = reference.population.of_region("09", 2023).unwrap();
    assert_eq!((gotland.year, gotland.population), (2023, 61_029));
    assert_eq!(reference.population.of_region("09", 2031), Some(gotland));
    let all = reference.places.regions.iter();
    let people = all.map(|region| reference.population.of_region(&region.code, 2023).unwrap());
    assert_eq!(people.map(|value| value.population).sum::<u64>(), 10_551_707);
}

/// An official whose name is a telephone number or holds an address is no person;
/// an affiliation loses the number and the brackets around it.
#[test]
fn a_switchboard_is_no_official() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("officials.json");
    let record = r#"{"protocolSection": {
        "identificationModule": {"nctId": "NCT00000001"},
        "statusModule": {"lastUpdatePostDateStruct": {"date": "2024-01-15"}},
        "contactsLocationsModule": {"overallOfficials": [
            {"name": "1-877-CTEXAMPLE (1-877-555-0100) Mon-Fri", "affiliation": "Acme"},
            {"name": "Call Acme at info@example.org", "affiliation": "Acme"},
            {"name": "Anna Example, MD", "affiliation": "Acme (555-555-0100), Lund"}
        ]}}}"#;
    std::fs::write(&path, record).unwrap();
    let registry = Project::new().registry(&[path]);
    assert_eq!(texts(&registry.investigators, "name"), ["Anna Example, MD"]);
    assert_eq!(texts(&registry.investigators, "affiliation"), ["Acme, Lund"]);
}
