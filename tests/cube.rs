//! What is counted in one pass answers like the tables themselves.

use chrono::NaiveDate;
use kapacitet::finding::{By, Cubes, Query, evaluate, evaluate_with};
use kapacitet::indicator::{self, Measure};
use kapacitet::registry::Registry;
use kapacitet::registry::schema::Phase;
use kapacitet::slice::{BaseFilter, Lens, Place, Window};

use crate::shared_data::recent;
use crate::support::Project;

/// The measures that a cube has a part in.
fn is_of_cube(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Started
            | Measure::ShareOfWorld
            | Measure::ShareOfEurope
            | Measure::PerMillion
            | Measure::PhaseMix
            | Measure::Quotient
            | Measure::Completion
    )
}

/// Every question of a few places, lenses, windows and splits.
fn questions(registry: &Registry, places: &[&str]) -> Vec<Query> {
    let place = |name: &str| Place::parse(name, &registry.reference).unwrap();
    let area = |name: &str| Lens { areas: vec![name.to_owned()], ..Lens::default() };
    let lenses = [
        Lens::default(),
        area("oncology"),
        area("unclassified"),
        Lens { phases: vec![Phase::Phase2, Phase::Phase3], ..Lens::default() },
        Lens { phases: vec![Phase::Phase1], ..area("neurology") },
    ];
    let bys =
        [None, Some(By::Place), Some(By::Region), Some(By::Area), Some(By::Phase), Some(By::Year)];
    let windows = [None, Window::years(2011, 2025), Some(Window::EVER)];
    let mut questions = Vec::new();
    for indicator in indicator::CATALOGUE.iter().filter(|one| is_of_cube(one.measure)) {
        for name in places {
            for (lens, by) in lenses.iter().flat_map(|lens| bys.map(|by| (lens, by))) {
                for window in windows {
                    // The others are compared with Europe.
                    let against = (*name == "skane").then(Place::nordics);
                    questions.push(Query {
                        indicator,
                        place: place(name),
                        lens: lens.clone(),
                        window,
                        base: BaseFilter::default(),
                        by,
                        against,
                        among: Vec::new(),
                        outside: None,
                    });
                }
            }
        }
    }
    questions
}

/// Of so many questions one is asked: the tables take their time to answer, and the number is prime to
/// those of lenses, splits and windows, so that each meets each.
const EVERY: usize = 47;

/// Asks questions of the tables and of the cubes; returns how many had an answer.
fn compared(registry: &Registry, cutoff: NaiveDate, places: &[&str]) -> usize {
    let cubes = Cubes::default();
    let mut answered = 0;
    for query in questions(registry, places).into_iter().step_by(EVERY) {
        let of_tables = evaluate(registry, &query, cutoff);
        let of_cubes = evaluate_with(registry, Some(&cubes), &query, cutoff);
        match (of_tables, of_cubes) {
            (Ok(expected), Ok(found)) => {
                assert_eq!(found, expected, "{query:?}");
                answered += 1;
            }
            (expected, found) => assert_eq!(found, expected, "{query:?}"),
        }
    }
    answered
}

#[test]
fn cubes_answer_like_the_tables() {
    let registry = Registry::load(Project::small().root(), "small").unwrap();
    let places = ["world", "europe", "nordics", "sweden", "healthcare-norra", "stockholm"];
    let cutoff = registry.snapshot.data_date;
    assert!(compared(&registry, cutoff, &places) > 40);
    // A cut-off in the middle of a year closes the year early.
    let earlier = NaiveDate::from_ymd_opt(2023, 6, 30).unwrap();
    assert!(compared(&registry, earlier, &places[3..]) > 15);
}

#[test]
fn cubes_of_real_records_answer_like_the_tables() {
    let Some(project) = recent() else { return };
    let registry = Registry::load(project.root(), "ctgov").unwrap();
    assert!(compared(&registry, registry.snapshot.data_date, &["sweden", "skane"]) > 15);
}
