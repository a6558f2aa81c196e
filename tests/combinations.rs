//! Combinations: how they are looked up, what they are called in both languages, and
//! what they count in real records. For their documents see pages.rs and build.rs.

use std::path::Path;

use kapacitet::diag::Files;
use kapacitet::locale::{self, Lang, Words};
use kapacitet::registry::Reference;
use kapacitet::registry::schema::SponsorClass;
use kapacitet::slice::{
    BaseFilter, Disease, Lens, Noun, Sponsor, Wording, parse_area, parse_phase, parse_sponsor_hq,
};
use serde::Deserialize;

use crate::support::{Project, crate_root, fixture, number, shared};

/// A lens from short words: `area=… disease=… phase=… sponsor=… hq=…`, several with `+`.
fn lens(text: &str, reference: &Reference) -> Lens {
    let mut lens = Lens::default();
    for part in text.split_whitespace() {
        let (name, values) = part.split_once('=').unwrap();
        for value in values.split('+') {
            match name {
                "area" => lens.areas.push(parse_area(value, &reference.areas).unwrap()),
                "disease" => lens.diseases.push(match value.strip_prefix("text:") {
                    Some(words) => Disease::Text(words.to_owned()),
                    None => Disease::Mesh(value.to_owned()),
                }),
                "phase" => lens.phases.push(parse_phase(value).unwrap()),
                "sponsor" => lens.sponsors.push(match SponsorClass::parse(value) {
                    Some(class) => Sponsor::Class(class),
                    None => Sponsor::Name(value.to_owned()),
                }),
                "hq" => lens.sponsor_hq.push(parse_sponsor_hq(value, reference).unwrap()),
                other => panic!("{other}"),
            }
        }
    }
    lens
}

/// The trials of lenses in words, Swedish and English.
const PHRASES: [(&str, &str, &str); 27] = [
    ("", "prövningar", "trials"),
    (
        "disease=D000544 phase=1 hq=europe",
        "fas 1-prövningar inom Alzheimers sjukdom från företag med huvudkontor i Europa",
        "phase 1 trials in Alzheimer’s disease from companies with their head office in Europe",
    ),
    ("area=oncology", "prövningar inom onkologi", "trials in oncology"),
    (
        "area=oncology+haematology",
        "prövningar inom onkologi eller hematologi",
        "trials in oncology or haematology",
    ),
    (
        "area=dental-ent",
        "prövningar inom öron-näsa-hals och odontologi",
        "trials in ENT and dentistry",
    ),
    ("disease=D000544", "prövningar inom Alzheimers sjukdom", "trials in Alzheimer’s disease"),
    ("disease=D000163", "prövningar inom aids", "trials in AIDS"),
    (
        "disease=D000544+D010300",
        "prövningar inom Alzheimers sjukdom eller Parkinsons sjukdom",
        "trials in Alzheimer’s disease or Parkinson’s disease",
    ),
    ("disease=D999999", "prövningar inom D999999", "trials in D999999"),
    ("disease=D888888", "prövningar inom Tremor, Rare", "trials in Tremor, Rare"),
    (
        "disease=text:bröst",
        "prövningar inom tillstånd med ordet ”bröst”",
        "trials in conditions with the word ‘bröst’",
    ),
    (
        "area=neurology disease=D000544",
        "prövningar inom Alzheimers sjukdom i området neurologi",
        "trials in Alzheimer’s disease within the area of neurology",
    ),
    (
        "area=neurology+psychiatry disease=D000544",
        "prövningar inom Alzheimers sjukdom i områdena neurologi eller psykiatri och beroende",
        "trials in Alzheimer’s disease within the areas of neurology or psychiatry and addiction",
    ),
    ("phase=3", "fas 3-prövningar", "phase 3 trials"),
    ("phase=1/2", "fas 1/2-prövningar", "phase 1/2 trials"),
    ("phase=1+2", "fas 1- och fas 2-prövningar", "phase 1 and phase 2 trials"),
    (
        "phase=1+1/2+2",
        "fas 1-, fas 1/2- och fas 2-prövningar",
        "phase 1, phase 1/2 and phase 2 trials",
    ),
    ("phase=early-phase-1", "prövningar i tidig fas 1", "trials in early phase 1"),
    (
        "phase=early-phase-1+1",
        "prövningar i tidig fas 1 eller i fas 1",
        "trials in early phase 1 or in phase 1",
    ),
    (
        "phase=4+not-given",
        "prövningar i fas 4 eller utan angiven fas",
        "trials in phase 4 or without a stated phase",
    ),
    ("sponsor=industry", "prövningar från företag", "trials from companies"),
    (
        "sponsor=AstraZeneca",
        "prövningar från sponsorer med ”AstraZeneca” i namnet",
        "trials from sponsors with ‘AstraZeneca’ in their name",
    ),
    (
        "sponsor=AstraZeneca+Novo hq=sweden+denmark",
        "prövningar från sponsorer med ”AstraZeneca” eller ”Novo” i namnet, från företag med huvudkontor i Sverige eller \
         i Danmark",
        "trials from sponsors with ‘AstraZeneca’ or ‘Novo’ in their name, from companies with their head office in \
         Sweden or in Denmark",
    ),
    (
        "sponsor=industry hq=iceland",
        "prövningar från företag med huvudkontor på Island",
        "trials from companies with their head office in Iceland",
    ),
    (
        "hq=world",
        "prövningar från företag med känt huvudkontor",
        "trials from companies whose head office is known",
    ),
    (
        "area=oncology phase=2+3 hq=united-states",
        "fas 2- och fas 3-prövningar inom onkologi från företag med huvudkontor i USA",
        "phase 2 and phase 3 trials in oncology from companies with their head office in the United States",
    ),
    (
        "area=rheumatology phase=not-applicable sponsor=nih",
        "prövningar utan fasindelning inom reumatologi och ortopedi från NIH",
        "trials without phases in rheumatology and orthopaedics from the NIH",
    ),
];

/// Says something in both languages.
fn said(reference: &Reference, say: impl Fn(&Wording) -> String) -> [String; 2] {
    let words = Words::load(&Files::new(&crate_root()), Path::new(locale::FOLDER)).unwrap();
    let heading = |mesh: &str| (mesh == "D888888").then(|| "Tremor, Rare".to_owned());
    Lang::ALL.map(|lang| say(&Wording { lang, words: &words[&lang], reference, heading: &heading }))
}

#[test]
fn combinations_are_said_in_both_languages() {
    let reference = Reference::load(&crate_root()).unwrap();
    for (text, sv, en) in PHRASES {
        let lens = lens(text, &reference);
        let phrases = said(&reference, |wording| wording.of(Noun::Trials, &lens).unwrap());
        assert_eq!(phrases, [sv, en], "{text}");
    }
}

/// The same lens after one trial, after the base population, after no noun and alone.
#[test]
fn a_combination_follows_other_nouns_too() {
    let reference = Reference::load(&crate_root()).unwrap();
    let lens_of = |text: &str| lens(text, &reference);
    let both = lens_of("disease=D000544 phase=1+2 hq=europe");
    let of = |noun| said(&reference, |wording| wording.of(noun, &both).unwrap());
    assert_eq!(
        of(Noun::Trial),
        [
            "fas 1- eller fas 2-prövning inom Alzheimers sjukdom från företag med huvudkontor i Europa",
            "phase 1 or phase 2 trial in Alzheimer’s disease from companies with their head office in Europe",
        ]
    );
    assert_eq!(
        of(Noun::Base(BaseFilter::CompanyDrug)),
        [
            "företagsinitierade läkemedelsprövningar i fas 1 eller i fas 2 inom Alzheimers sjukdom från företag med \
             huvudkontor i Europa",
            "company-initiated phase 1 or phase 2 drug trials in Alzheimer’s disease from companies with their head \
             office in Europe",
        ]
    );
    assert_eq!(
        said(&reference, |wording| wording.after(&both).unwrap()),
        [
            "i fas 1 eller i fas 2 inom Alzheimers sjukdom från företag med huvudkontor i Europa",
            "in phase 1 or in phase 2 in Alzheimer’s disease from companies with their head office in Europe",
        ]
    );
    for (text, sv, en) in [
        ("area=oncology", "Onkologi", "Oncology"),
        ("disease=D001943", "Bröstcancer", "Breast cancer"),
        ("phase=1 area=oncology", "Fas 1-prövningar inom onkologi", "Phase 1 trials in oncology"),
        (
            "phase=1 disease=D001943",
            "Fas 1-prövningar inom bröstcancer",
            "Phase 1 trials in breast cancer",
        ),
    ] {
        let lens = lens_of(text);
        let names = said(&reference, |wording| wording.name(&lens).unwrap());
        assert_eq!(names, [sv, en], "{text}");
    }
}

/// A file's name is the lens's, whatever it was called and in whatever order.
#[test]
fn a_slug_is_the_same_for_the_same_lens() {
    let reference = Reference::load(&crate_root()).unwrap();
    for (text, slug) in [
        ("area=oncology", "oncology"),
        ("disease=D000544 phase=1 hq=europe", "alzheimers-disease-phase-1-hq-europe"),
        ("hq=SE phase=fas1+1/2", "phase-1-phase-1-2-hq-sweden"),
        ("phase=1/2+1 hq=sverige", "phase-1-phase-1-2-hq-sweden"),
        ("disease=D123456 sponsor=AstraZeneca", "d123456-sponsor-astrazeneca"),
        ("disease=text:bröst phase=not-given", "text-brost-phase-not-given"),
    ] {
        assert_eq!(lens(text, &reference).slug(&reference), slug, "{text}");
    }
}

/// Returns the one finding's number of trials.
fn trials(project: &Project, args: &[&str]) -> f64 {
    let mut all = vec!["query", "trials-started", "--format", "json"];
    all.extend(args);
    let findings: Vec<serde_json::Value> =
        serde_json::from_str(&project.run(&all).succeeded().stdout).unwrap();
    number(&findings[0], "numerator")
}

#[test]
fn several_values_of_a_part_are_a_union() {
    let project = Project::small();
    let started = |args: &[&str]| trials(project, &[&["--place", "world"], args].concat());
    let phases = ["2", "3", "4"].map(|phase| started(&["--phase", phase]));
    assert!(phases.iter().all(|one| *one > 0.0), "{phases:?}");
    assert_eq!(started(&["--phase", "2,3,4"]), phases.iter().sum::<f64>());
    assert_eq!(
        started(&["--phase", "2", "--phase", "fas 3", "--phase", "phase-2"]),
        phases[0] + phases[1]
    );
    let areas = started(&["--area", "oncology,neurology"]);
    let each = ["oncology", "neurology"].map(|area| started(&["--area", area]));
    assert!(areas <= each[0] + each[1] && areas >= each[0].max(each[1]), "{areas} of {each:?}");
    assert_eq!(started(&["--area", "Onkologi"]), each[0]);
}

#[test]
fn a_disease_is_found_by_any_of_its_names() {
    let project = Project::small();
    let lens = |name: &str| {
        let args = ["query", "trials-started", "--format", "json", "--disease", name];
        let findings: serde_json::Value =
            serde_json::from_str(&project.run(&args).succeeded().stdout).unwrap();
        findings[0]["lens"].clone()
    };
    for name in [
        "alzheimer",
        "ALZHEIMER",
        "Alzheimers sjukdom",
        "alzheimer's disease",
        "Alzheimer Disease",
        "D000544",
        "d000544",
    ] {
        assert_eq!(lens(name), "disease D000544", "{name}");
    }
    assert_eq!(lens("brostcancer"), "disease D001943");
    assert_eq!(lens("text:epi"), "disease epi");
}

#[test]
fn a_name_of_several_diseases_lists_them() {
    let fault =
        |name: &str| Project::small().run(&["query", "trials-started", "--disease", name]).failed();
    let several = fault("myeloid");
    assert!(several.starts_with("error: `myeloid` may mean "), "{several}");
    assert!(several.contains("`acute myeloid leukaemia`"), "{several}");
    assert!(several.contains("`text:myeloid` takes every condition"), "{several}");
    assert_eq!(
        fault("alzeimer"),
        "error: no trial has a disease `alzeimer`\n  = hint: did you mean `Alzheimer's disease`?\n\n"
    );
}

/// A row of the reference table.
#[derive(Debug, Deserialize)]
struct Row {
    /// The folder of records.
    set: String,
    /// Options of `query`, separated by spaces.
    options: String,
    /// The trials, counted without our code.
    trials: f64,
}

/// Thirty combinations of place, lens and window, counted from the records by
/// `fixtures/reference/combinations.py`, which shares no code with ours.
#[test]
fn thirty_combinations_on_real_records_are_those_of_an_independent_count() {
    let mut reader = csv::Reader::from_path(fixture("reference/combinations.csv")).unwrap();
    let rows: Vec<Row> = reader.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 30);
    for set in ["ctgov-v2", "ctgov-v2-2016"] {
        let Some(records) = shared(set) else { continue };
        let project = Project::new();
        let args = ["ingest", "ctgov", records.to_str().unwrap(), "--into", "real"];
        project.run(&args).succeeded();
        let own: Vec<_> = rows.iter().filter(|row| row.set == set).collect();
        assert_eq!(own.len(), 15);
        for row in own {
            let options: Vec<_> = row.options.split(' ').collect();
            assert_eq!(trials(&project, &options), row.trials, "{row:?}");
        }
    }
}
