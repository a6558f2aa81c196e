//! Disclosure control on pages: somebody who has every document of a build, in both languages, with all that is attached to them.
//!
//! The edition is the demonstration's, with a regional briefing for each of the 21 regions. What is read are the reports and the files beside
//! them: the cells of the tables as they are printed, and the attached CSV. The truth is the office's table.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kapacitet::assemble::{Answers, Assembled, Materials, assemble, subjects};
use kapacitet::board::patients::EVERY;
use kapacitet::board::{Patients, People, Reported};
use kapacitet::diag::Files;
use kapacitet::disclosure::{Mark, THRESHOLD};
use kapacitet::edition::Edition;
use kapacitet::finding::answer;
use kapacitet::registry::Registry;
use serde_json::Value;

use super::attacker::{Attacker, Sum};
use super::country::{Key, healthcare_regions};
use crate::build::with_demo_data;
use crate::support::Project;

/// What stands in the documents: a number, or why there is none.
type Seen = BTreeMap<Key, Reported<u64>>;

/// The two counts, and what the second leaves of the first, which stands nowhere.
const MEASURES: [&str; 3] = ["specialist-care", "in-trials", "neither"];

/// The country.
const COUNTRY: &str = "sweden";

/// Returns the project with the edition of all regions.
fn project() -> Project {
    let project = with_demo_data();
    let demo = fs::read_to_string(project.path("data/editions/demo.toml")).unwrap();
    let listed = "subjects = [\"stockholm\", \"orebro\", \"gotland\"]";
    assert!(demo.contains(listed));
    let all = demo.replace(listed, "subjects = \"all\"");
    fs::write(project.path("data/editions/every.toml"), all).unwrap();
    let build = "build every --document regional-briefing --subject gotland --lang sv";
    project.run(&build.split(' ').collect::<Vec<_>>()).succeeded();
    project
}

/// Gathers what the documents are made of.
fn materials(project: &Project) -> Materials {
    let files = Files::new(project.root());
    let edition = Edition::load(&files, "every").unwrap();
    let registry = Registry::load(project.root(), &edition.snapshot).unwrap();
    Materials::gather(&files, edition, registry).unwrap()
}

/// Assembles every regional briefing of an edition. Answers that are there already are asked again about patients only.
fn documents(
    materials: &Materials,
    answers: &mut BTreeMap<String, Answers>,
) -> Vec<(String, Assembled)> {
    let edition = &materials.edition;
    for own in answers.values_mut().flat_map(|answers| answers.by_name.values_mut()) {
        if own.query.indicator.measure.is_of_board() {
            own.findings = answer(&materials.evidence(), &own.query, materials.cutoff).unwrap();
        }
    }
    let jobs = edition.jobs(|subject| subjects(materials, subject), |_, _| String::new()).unwrap();
    let briefings = jobs.iter().filter(|job| edition.kind(job).id == "regional-briefing");
    let mut documents = Vec::new();
    for job in briefings {
        let own = answers
            .entry(job.subject.clone())
            .or_insert_with(|| Answers::ask(materials, edition.kind(job), &job.subject).unwrap());
        documents.push((job.subject.clone(), assemble(materials, job, own).unwrap()));
    }
    documents
}

/// Returns what is to be read in documents; one count must say the same wherever it stands.
fn read(documents: &[(String, Assembled)]) -> Seen {
    let mut seen = Seen::new();
    let mut see = |key: Key, reported: Reported<u64>| {
        let known = *seen.entry(key.clone()).or_insert(reported);
        assert_eq!(known, reported, "{key:?} stands in two places");
    };
    for (region, assembled) in documents {
        let report: Value = serde_json::from_slice(&assembled.files["report.json"]).unwrap();
        let table = &report["tables"]["patients"];
        let file = &assembled.files[table["data"].as_str().unwrap()];
        let mut diseases = BTreeMap::new();
        let mut reader = csv::Reader::from_reader(file.as_slice());
        for row in reader.deserialize::<BTreeMap<String, String>>() {
            let row = row.unwrap();
            diseases.insert(row["label"].to_lowercase(), row["key"].clone());
            for (measure, column) in
                [("specialist-care", "denominator"), ("in-trials", "numerator")]
            {
                see(key(&row["place"], measure, &row["key"]), cell(&row[column]));
            }
        }
        for row in table["rows"].as_array().unwrap() {
            let cells: Vec<_> =
                row.as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
            let disease = &diseases[&cells[0].to_lowercase()];
            let healthcare = healthcare_of(region);
            see(key(region, "in-trials", disease), cell(cells[1]));
            see(key(region, "specialist-care", disease), cell(cells[2]));
            see(key(&healthcare, "in-trials", disease), cell(cells[4]));
            see(key(COUNTRY, "in-trials", disease), cell(cells[5]));
        }
        // No sentence and no alternative text tells a count of patients.
        let names = String::from_utf8_lossy(&assembled.files["narrative.typ"]).into_owned();
        assert!(!names.contains("60 241") && !names.contains("60,241"));
    }
    seen
}

/// Returns what a cell says, printed or attached.
fn cell(text: &str) -> Reported<u64> {
    let marks = [("■", "..s"), ("–", "..a"), ("○", "..c"), ("…", "..r")];
    let found = marks.iter().position(|(sign, code)| text == *sign || text == *code);
    match found {
        Some(at) => Reported::Missing(Mark::ALL[at]),
        None => {
            assert!(!text.is_empty(), "a cell is blank");
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            Reported::Value(digits.parse().unwrap_or_else(|_| panic!("`{text}`")))
        }
    }
}

/// Returns a count's key.
fn key(place: &str, measure: &str, disease: &str) -> Key {
    Key {
        place: place.to_owned(),
        disease: format!("{measure} {disease}"),
        year: "2024".to_owned(),
    }
}

/// Returns the healthcare region of a region.
fn healthcare_of(region: &str) -> String {
    let healthcare = healthcare_regions();
    healthcare.into_iter().find(|(_, regions)| regions.contains(region)).unwrap().0
}

/// Returns the true counts of all places, totals over the regions that reported both.
fn truth(rows: &[Patients]) -> BTreeMap<Key, u64> {
    let mut counts = BTreeMap::new();
    for row in rows {
        let mut add = |place: &str, measure, number| {
            *counts.entry(key(place, measure, &row.disease)).or_insert(0) += number;
        };
        match (row.specialist_care, row.in_trials) {
            (Reported::Value(care), Reported::Value(trials)) => {
                for place in [&row.region, &healthcare_of(&row.region), COUNTRY] {
                    add(place, MEASURES[0], care);
                    add(place, MEASURES[1], trials);
                    add(place, MEASURES[2], care - trials);
                }
            }
            (Reported::Value(care), _) => add(&row.region, MEASURES[0], care),
            _ => {}
        }
    }
    counts
}

/// Returns the sums that a reader knows of, and the counts that stand nowhere.
fn known(seen: &Seen) -> (Vec<Sum>, BTreeSet<Key>) {
    let (mut sums, mut nowhere) = (Vec::new(), BTreeSet::new());
    let healthcare = healthcare_regions();
    let diseases: BTreeSet<_> =
        seen.keys().map(|key| key.disease.split_once(' ').unwrap().1.to_owned()).collect();
    for disease in &diseases {
        // A mark tells whether a region reported; a total is of those that did.
        let has = |region: &String| {
            let reported = seen[&key(region, MEASURES[1], disease)];
            matches!(reported, Reported::Value(_) | Reported::Missing(Mark::Suppressed))
        };
        let mut totals: Vec<(&str, Vec<&String>)> = Vec::new();
        for (total, regions) in &healthcare {
            totals.push((total, regions.iter().filter(|region| has(region)).collect()));
        }
        totals.retain(|(_, parts)| !parts.is_empty());
        let parts: Vec<String> = totals.iter().map(|(total, _)| (*total).to_owned()).collect();
        totals.push((COUNTRY, parts.iter().collect()));
        for (total, parts) in &totals {
            for measure in &MEASURES[..2] {
                let parts = parts.iter().map(|part| (key(part, measure, disease), 1.0));
                sums.push(parts.chain([(key(total, measure, disease), -1.0)]).collect());
            }
        }
        let regions =
            healthcare.values().flatten().filter(|region| has(region)).map(String::as_str);
        for place in regions.chain(totals.iter().map(|(total, _)| *total)) {
            let [care, trials, neither] = MEASURES.map(|measure| key(place, measure, disease));
            nowhere.insert(neither.clone());
            sums.push(vec![(trials, 1.0), (neither, 1.0), (care, -1.0)]);
        }
    }
    (sums, nowhere)
}

/// Returns how many small counts there are, and those that an attacker narrows down.
fn attack(seen: &Seen, truth: &BTreeMap<Key, u64>) -> (usize, Vec<Key>) {
    let (sums, nowhere) = known(seen);
    let published = seen.iter().filter_map(|(key, reported)| match reported {
        Reported::Value(number) => Some((key.clone(), Some(*number))),
        Reported::Missing(Mark::Suppressed) => Some((key.clone(), None)),
        Reported::Missing(_) => None,
    });
    let attacker = Attacker::knowing(published, &sums, &nowhere);
    let small: Vec<_> =
        truth.iter().filter(|(_, number)| (1..THRESHOLD).contains(*number)).collect();
    let mut betrayed = Vec::new();
    for (key, number) in &small {
        let is_printed = seen.get(*key).is_some_and(|reported| reported.value().is_some());
        if is_printed {
            betrayed.push((*key).clone());
            continue;
        }
        let interval = attacker.interval(key);
        let number = **number as i64;
        assert!(interval.least <= number && interval.most.is_none_or(|most| number <= most));
        if interval.most.is_some_and(|most| most - interval.least < THRESHOLD as i64) {
            betrayed.push((*key).clone());
        }
    }
    (small.len(), betrayed)
}

/// Issue 4, point 8: nobody who has all documents of a 21-region build narrows a protected count to fewer than the threshold's width. The same
/// attack on the same pages without complementary suppression succeeds.
#[test]
fn nobody_narrows_a_count_of_patients_down_from_all_pages_of_a_build() {
    let project = project();
    let mut materials = materials(&project);
    let truth = truth(materials.board.patients.as_ref().unwrap());

    let mut answers = BTreeMap::new();
    let safe = documents(&materials, &mut answers);
    assert_eq!(safe.len(), 42);
    let seen = read(&safe);
    // Seven rows in each of 21 regions, six healthcare regions and the country, two counts each.
    assert_eq!(seen.len(), 7 * 28 * 2);
    assert_eq!(seen[&key(COUNTRY, "in-trials", EVERY)], Reported::Value(60_241));
    // What is shown is true, and not everything is hidden.
    let mut shown = 0;
    for (key, reported) in &seen {
        if let Reported::Value(number) = reported {
            assert_eq!(truth[key], *number, "{key:?}");
            shown += 1;
        }
    }
    let (small, betrayed) = attack(&seen, &truth);
    println!("{small} small counts, {shown} of {} shown", seen.len());
    assert!(betrayed.is_empty(), "{betrayed:?}");
    assert!(small >= 30 && 2 * shown > seen.len(), "{small} small, {shown} shown");

    let Materials { board, registry, edition, .. } = &materials;
    let weak = People::primary_only(board, &registry.reference, &edition.disclosure).unwrap();
    materials.people = weak;
    let (_, betrayed) = attack(&read(&documents(&materials, &mut answers)), &truth);
    assert!(betrayed.len() > 3, "{betrayed:?}");
}
