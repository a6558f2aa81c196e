//! What the settings of the inventory promise, whatever the seed: a test that leans on a gap leans on no luck.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::*;

/// How many seeds are tried.
const SEEDS: u64 = 8;

/// The last answer to a question, as far as gaps go.
#[derive(Clone)]
struct Last {
    /// Until when it holds.
    valid_until: String,
    /// Whether it may be published.
    is_publishable: bool,
}

/// The last answers of a run, by region, area and question.
type LastAnswers = BTreeMap<[String; 3], Last>;

/// Returns the last answers of runs with several seeds, made once for all tests.
fn runs() -> impl Iterator<Item = (usize, &'static LastAnswers)> {
    static RUNS: OnceLock<Vec<LastAnswers>> = OnceLock::new();
    RUNS.get_or_init(|| (0..SEEDS).map(last_answers).collect()).iter().enumerate()
}

/// Returns the last answers of a run with a seed.
fn last_answers(seed: u64) -> LastAnswers {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let questions = root.join("data/reference/inventory_questions.toml");
    // What the records tell decides numbers, not gaps.
    let told = Told::default();
    let table = inventory(seed, &root.join("data/demo/generator"), &questions, &told).unwrap();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(table.as_bytes());
    let at = |name| COLUMNS.split(',').position(|column| column == name).unwrap();
    let (valid_until, consent) = (at("valid_until"), at("consent"));
    // Rows stand in the order of the rounds, so a later one replaces an earlier one.
    let answer = |row: csv::StringRecord| {
        let key = [0, 1, 2].map(|column| row[column].to_owned());
        let is_publishable = &row[consent] == "yes";
        (key, Last { valid_until: row[valid_until].to_owned(), is_publishable })
    };
    reader.records().map(|row| answer(row.unwrap())).collect()
}

/// Returns the engine's questions and the plan.
fn asked() -> (Questions, Plan) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let questions = read(&root.join("data/reference/inventory_questions.toml")).unwrap();
    (questions, read(&root.join("data/demo/generator/inventory.toml")).unwrap())
}

#[test]
fn every_heading_has_a_question_that_some_region_left_open() {
    let (questions, plan) = asked();
    let headings: BTreeSet<_> = questions.question.iter().map(|one| &one.heading).collect();
    assert_eq!(headings.len(), 4);
    for (seed, given) in runs() {
        for heading in &headings {
            let of = || questions.question.iter().filter(|one| one.heading == **heading);
            let is_open = |region: &Region, area: &str, question: &Question| {
                let is_asked = (area == WHOLE_REGION) == (question.scope == "region");
                let key = [region.id.as_str(), area, &question.id].map(str::to_owned);
                is_asked && !given.contains_key(&key)
            };
            let found = plan.region.iter().any(|region| {
                let mut areas = areas(&plan, region).into_iter();
                areas.any(|area| of().any(|question| is_open(region, area, question)))
            });
            assert!(found, "seed {seed}, {heading}");
        }
    }
}

#[test]
fn one_region_withholds_all_one_most_and_the_others_some_at_most() {
    let (_, plan) = asked();
    for (seed, given) in runs() {
        for region in &plan.region {
            let own = given.iter().filter(|(key, _)| key[0] == region.id);
            let own: Vec<_> = own.map(|(_, last)| last.is_publishable).collect();
            let withheld = own.iter().filter(|is_publishable| !**is_publishable).count();
            let share = withheld as f64 / own.len() as f64;
            let is_right = match region.id.as_str() {
                "kalmar" => share == 1.0,
                // What it did not answer again keeps the consent of the round before.
                "norrbotten" => share > 0.5,
                _ => share < 0.5,
            };
            assert!(is_right, "seed {seed}: {} withholds {share}", region.id);
        }
    }
}

#[test]
fn some_answers_have_expired_and_a_heading_is_empty() {
    let (questions, _) = asked();
    let of = |heading: &str, id: &str| {
        questions.question.iter().any(|question| question.id == id && question.heading == heading)
    };
    for (seed, given) in runs() {
        let expired = given.values().filter(|last| last.valid_until.as_str() < "2025-12-31");
        assert!(expired.count() > 50, "seed {seed}");
        let of_blekinge = |heading: &str| {
            given.keys().filter(|key| key[0] == "blekinge" && of(heading, &key[2])).count()
        };
        assert_eq!(of_blekinge("infrastructure"), 0);
        assert!(of_blekinge("competence") > 0, "seed {seed}");
    }
}
