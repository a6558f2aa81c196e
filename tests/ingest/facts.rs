//! Counts of real records, counted independently. They are skipped when the data
//! do not lie beside the project.

use std::collections::BTreeSet;

use kapacitet::registry::{Reference, Registry};

use super::{Project, crate_root, shared};

/// Returns the NCT numbers of the trials with a site in a place.
fn with_site_in(registry: &Registry, place: &str) -> BTreeSet<u32> {
    let ncts = registry.places.column("trial").unwrap().u32().unwrap();
    let places = registry.places.column("place").unwrap().str().unwrap();
    ncts.iter()
        .zip(places.iter())
        .filter(|(_, other)| *other == Some(place))
        .filter_map(|(nct, _)| nct)
        .collect()
}

/// Returns the NCT numbers of the trials that start in the years 2020 to 2024.
fn starting_2020_to_2024(registry: &Registry) -> BTreeSet<u32> {
    // Days since 1970 of 1 January 2020 and 2025.
    let window = 18_262..20_089;
    let ncts = registry.trials.column("trial").unwrap().u32().unwrap();
    let starts = registry.trials.column("start").unwrap().date().unwrap();
    ncts.iter()
        .zip(starts.physical().iter())
        .filter(|(_, start)| start.is_some_and(|day| window.contains(&day)))
        .filter_map(|(nct, _)| nct)
        .collect()
}

/// Returns the NCT numbers of the base population.
fn company_drug(registry: &Registry) -> BTreeSet<u32> {
    let ncts = registry.trials.column("trial").unwrap().u32().unwrap();
    let flags = registry.trials.column("is_company_drug_trial").unwrap().bool().unwrap();
    ncts.iter()
        .zip(flags.iter())
        .filter(|(_, flag)| *flag == Some(true))
        .filter_map(|(nct, _)| nct)
        .collect()
}

/// 4,473 trials of which 143 have a Swedish site and 48 of those start 2020-2024;
/// of company-initiated drug trials 1,147, 98 and 38.
#[test]
fn recent_records_give_the_known_counts() {
    let Some(path) = shared("ctgov-v2") else { return };
    let registry = Project::new().registry(&[path]);
    assert_eq!(registry.trials.height(), 4473);
    let sweden = with_site_in(&registry, "sweden");
    let window = starting_2020_to_2024(&registry);
    assert_eq!(sweden.len(), 143);
    assert_eq!(sweden.intersection(&window).count(), 48);

    let company = company_drug(&registry);
    let company_sweden: BTreeSet<u32> = company.intersection(&sweden).copied().collect();
    assert_eq!(company.len(), 1147);
    assert_eq!(company_sweden.len(), 98);
    assert_eq!(company_sweden.intersection(&window).count(), 38);
    assert_eq!(registry.snapshot.coverage.trials_without_mesh, 633);
    assert!(registry.snapshot.coverage.countries_unknown.is_empty());
}

/// 16,467 trials of which 621 have a Swedish site, on 2,361 Swedish site rows.
#[test]
fn older_records_give_the_known_counts() {
    let Some(path) = shared("ctgov-v2-2016") else { return };
    let registry = Project::new().registry(&[path]);
    assert_eq!(registry.trials.height(), 16_467);
    assert_eq!(with_site_in(&registry, "sweden").len(), 621);
    assert_eq!(registry.snapshot.coverage.swedish_trials, 621);
    assert_eq!(registry.snapshot.coverage.swedish_site_rows, 2361);
    assert!(registry.snapshot.coverage.countries_unknown.is_empty());
}

/// The website's zip holds one file for each of 635 studies.
#[test]
fn the_websites_zip_is_read() {
    let Some(path) = shared("ctgov-website/ctg-studies.json.zip") else { return };
    let registry = Project::new().registry(&[path]);
    assert_eq!(registry.trials.height(), 635);
    assert_eq!(registry.snapshot.inputs[0].records, 635);
}

/// At least 97 % of the Swedish rows with a postal code or a town get a region.
#[test]
fn nearly_every_swedish_row_gets_a_region() {
    let Some(path) = shared("swedish_site_strings.csv") else { return };
    let reference = Reference::load(&crate_root()).unwrap();
    let (mut rows, mut placed) = (0, 0);
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let (facility, city, state, zip) = (&row[1], &row[2], &row[3], &row[4]);
        if !zip.is_empty() || !city.is_empty() {
            let weight: u32 = row[5].parse().unwrap();
            rows += weight;
            let region = reference.places.region(zip, city, state, facility);
            placed += if region.is_some() { weight } else { 0 };
        }
    }
    assert!(rows > 2500, "{rows} rows");
    assert!(f64::from(placed) >= 0.97 * f64::from(rows), "{placed} of {rows}");
}

/// Nine of ten trials from industry, and seven of ten of their sponsors, in both
/// selections: a table that loses spellings shows here.
#[test]
fn nearly_every_industry_trial_has_a_known_company() {
    let reference = Reference::load(&crate_root()).unwrap();
    for (folder, all, known) in [("ctgov-v2", 1521, 1388), ("ctgov-v2-2016", 9756, 9419)] {
        let Some(path) = shared(folder) else { return };
        let registry = Project::new().registry(&[path]);
        let text = |name| registry.trials.column(name).unwrap().str().unwrap();
        let (names, classes) = (text("sponsor"), text("sponsor_class"));
        let industry = names.iter().zip(classes.iter());
        let industry = industry.filter(|(_, class)| *class == Some("industry"));
        let names: Vec<_> = industry.filter_map(|(name, _)| name).collect();
        assert_eq!(names.len(), all);
        let is_known = |name: &&&str| reference.companies.resolve(name).is_some();
        assert_eq!(names.iter().filter(is_known).count(), known);
        let distinct: BTreeSet<_> = names.iter().collect();
        let resolved = distinct.iter().filter(|name| is_known(name)).count();
        assert!(resolved * 10 > distinct.len() * 7, "{resolved} of {}", distinct.len());
    }
}
