//! How the time to count grows with trials and with regions: `cargo bench --profile dev --bench cube -- SNAPSHOT`.
//!
//! The snapshot's tables are laid end to end until there are as many trials as a line says, and all numbers
//! of the given regions and all areas, against Europe and the Nordics, are worked out twice: from one pass over the tables, and
//! by a question for each cell. What counts is the ratio of two lines, measured in one run; seconds are this machine's.

use std::time::{Duration, Instant};

use kapacitet::finding::{By, Cubes, Finding, Query, evaluate_with};
use kapacitet::indicator;
use kapacitet::registry::Registry;
use kapacitet::slice::{BaseFilter, Lens, Place};
use polars::prelude::*;

/// How many times the snapshot is laid end to end.
const TIMES: [u32; 4] = [1, 3, 10, 30];

/// How many regions are asked for.
const REGIONS: [usize; 3] = [1, 7, 21];

fn main() {
    let root = std::env::current_dir().expect("a working folder");
    let name = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let name = name.unwrap_or_else(|| "demo".to_owned());
    let once = match Registry::load(&root, &name) {
        Ok(registry) => registry,
        Err(error) => return eprintln!("no snapshot `{name}`: {}", error.message()),
    };
    println!("trials    regions  one pass    each cell   ratio   findings");
    for times in TIMES {
        let registry = repeated(&once, times).expect("tables of one shape");
        for regions in REGIONS {
            let (together, findings) = timed(&registry, regions, Some(&Cubes::default()));
            // A question for each cell of 30 snapshots would take an hour.
            let each = (times <= 10 && regions <= 7).then(|| timed(&registry, regions, None).0);
            let each = each.map_or("-".to_owned(), |each| {
                format!("{each:>10.3?}  {:.0}", each.as_secs_f64() / together.as_secs_f64())
            });
            let trials = registry.trials.height();
            println!("{trials:>8}  {regions:>7}  {together:>10.3?}  {each}  {findings}");
        }
    }
}

/// Works out all numbers of some regions and all areas; returns the time and how many there were.
// A benchmark is what a clock is for.
#[allow(clippy::disallowed_methods)]
fn timed(registry: &Registry, regions: usize, cubes: Option<&Cubes>) -> (Duration, usize) {
    let began = Instant::now();
    let places = Place::sweden().regions(&registry.reference).into_iter().take(regions);
    let places = places.chain([Place::sweden()]);
    let mut findings = 0;
    for place in places {
        for query in questions(&place) {
            let found: Vec<Finding> =
                evaluate_with(registry, cubes, &query, registry.snapshot.data_date)
                    .unwrap_or_default();
            findings += found.len();
        }
    }
    (began.elapsed(), findings)
}

/// The questions about one place, split by area.
fn questions(place: &Place) -> Vec<Query> {
    let of = |id: &str, against: Option<Place>| Query {
        indicator: indicator::find(id).expect("an indicator"),
        place: place.clone(),
        lens: Lens::default(),
        window: None,
        base: BaseFilter::default(),
        by: Some(By::Area),
        against,
        among: Vec::new(),
        outside: None,
    };
    let alone =
        ["trials-started", "share-of-world", "share-of-europe", "trials-per-million", "completion"];
    let mut questions: Vec<_> = alone.iter().map(|id| of(id, None)).collect();
    questions.push(of("location-quotient", Some(Place::europe())));
    questions.push(of("location-quotient", Some(Place::nordics())));
    questions
}

/// Returns a registry that has every trial several times, each under a number of its own.
fn repeated(once: &Registry, times: u32) -> PolarsResult<Registry> {
    let trials = once.trials.height() as u32;
    // Numbers from nought, since those of a snapshot are spread out.
    let numbers = once.trials.clone().lazy().select([col("trial")]).with_row_index("number", None);
    let repeat = |table: &DataFrame| -> PolarsResult<DataFrame> {
        let dense = table.clone().lazy().inner_join(numbers.clone(), col("trial"), col("trial"));
        let part = |time: u32| {
            let number = (col("number") + lit(time * trials)).cast(DataType::UInt32);
            let columns = table.get_column_names_owned().into_iter();
            let columns: Vec<_> = columns.map(col).collect();
            dense.clone().with_column(number.alias("trial")).select(columns)
        };
        concat((0..times).map(part).collect::<Vec<_>>(), UnionArgs::default())?.collect()
    };
    Ok(Registry {
        snapshot: once.snapshot.clone(),
        reference: once.reference.clone(),
        trials: repeat(&once.trials)?,
        sites: repeat(&once.sites)?,
        areas: repeat(&once.areas)?,
        places: repeat(&once.places)?,
        conditions: once.conditions.clone(),
        interventions: once.interventions.clone(),
        sponsors: once.sponsors.clone(),
        investigators: once.investigators.clone(),
        records: once.records.clone(),
        identifiers: once.identifiers.clone(),
        pipeline: once.pipeline.clone(),
        pipeline_areas: once.pipeline_areas.clone(),
        site_profiles: once.site_profiles.clone(),
        investigator_profiles: once.investigator_profiles.clone(),
        member_states: once.member_states.clone(),
    })
}
