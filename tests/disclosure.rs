//! Disclosure control against an attacker: patients of three diseases in two years, in the 21 regions, with every total.
//!
//! The regions and healthcare regions are the real ones, from data/reference/places; the counts are drawn, and many of them are small.

mod attacker;
mod country;
mod pages;

use std::thread;

use kapacitet::disclosure::{Class, Count, Plan, Publication, Rules, THRESHOLD};

use self::attacker::{Attacker, Interval};
use self::country::{Country, Key, id};

/// How many countries are drawn.
const SEEDS: u64 = 100;

/// What an attacker finds out about a build.
struct Attack {
    /// The protected counts.
    protected: usize,
    /// Those that were narrowed down.
    betrayed: Vec<(Key, Interval)>,
    /// The counts that are hidden for the sake of others.
    complementary: usize,
    /// All counts.
    counts: usize,
}

/// Returns all counts of a country as what a build is to publish.
fn publication(country: &Country, years: &[&str]) -> Publication {
    let mut publication = Publication::new();
    for (key, number) in country.counts.iter().filter(|(key, _)| years.contains(&key.year.as_str()))
    {
        let count = Count::Number(*number);
        publication.show("patients", Class::Patients, id(key), count).unwrap();
    }
    publication
}

/// Returns what a reader sees of a country, by a plan.
fn seen(country: &Country, years: &[&str], plan: &Plan) -> Vec<(Key, Option<u64>)> {
    let keys = country.counts.keys().filter(|key| years.contains(&key.year.as_str()));
    keys.map(|key| (key.clone(), plan.get(&id(key)).unwrap().value())).collect()
}

/// Sets an attacker on what a plan shows, and looks at what becomes of the small counts.
fn attack(country: &Country, plan: &Plan, attacker: &Attacker) -> Attack {
    let is_small = |number: u64| (1..THRESHOLD).contains(&number);
    let small: Vec<_> = country
        .counts
        .iter()
        .filter(|(_, number)| is_small(**number))
        .map(|(key, _)| key)
        .collect();
    let mut betrayed = Vec::new();
    for key in &small {
        let interval = attacker.interval(key);
        let truth = country.counts[*key] as i64;
        assert!(interval.least <= truth, "{key:?}: {interval:?} without the truth {truth}");
        assert!(interval.most.is_none_or(|most| truth <= most), "{key:?}: {interval:?}, {truth}");
        if interval.most.is_some_and(|most| most - interval.least < THRESHOLD as i64) {
            betrayed.push(((*key).clone(), interval));
        }
    }
    let complementary = plan.summary().iter().map(|table| table.complementary).sum();
    Attack { protected: small.len(), betrayed, complementary, counts: country.counts.len() }
}

/// Runs something for every seed, on two threads.
fn for_seeds<T: Send>(seeds: u64, run: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let half = |odd: u64| {
        let run = &run;
        move || (0..seeds).filter(|seed| seed % 2 == odd).map(run).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let [even, odd] = [0, 1].map(|odd| scope.spawn(half(odd)));
        let mut all = even.join().unwrap();
        all.extend(odd.join().unwrap());
        all
    })
}

#[test]
fn nobody_narrows_a_small_count_down_in_a_hundred_countries() {
    let attacks = for_seeds(SEEDS, |seed| {
        let country = Country::draw(seed);
        let mut publication = publication(&country, &country::YEARS);
        publication.relate(&country.hierarchies()).unwrap();
        let plan = publication.protect(&Rules::default()).unwrap();
        assert_eq!(plan.exposed, [], "seed {seed}");
        let attacker = Attacker::new(seen(&country, &country::YEARS, &plan));
        attack(&country, &plan, &attacker)
    });
    let betrayed: Vec<_> = attacks.iter().flat_map(|attack| &attack.betrayed).collect();
    assert!(betrayed.is_empty(), "{betrayed:#?}");
    // The attack is one on many counts, and not everything is hidden from it.
    let sum = |of: fn(&Attack) -> usize| attacks.iter().map(of).sum::<usize>();
    let (counts, small) = (sum(|attack| attack.counts), sum(|attack| attack.protected));
    let complementary = sum(|attack| attack.complementary);
    println!("{counts} counts, {small} small, {complementary} hidden for their sake");
    assert!(small > 10 * SEEDS as usize, "{small}");
    assert!(2 * (small + complementary) < counts, "{complementary} hidden for {small} of {counts}");
}

#[test]
fn without_complementary_suppression_the_attacker_succeeds_in_every_country() {
    let attacks = for_seeds(SEEDS, |seed| {
        let country = Country::draw(seed);
        let mut publication = publication(&country, &country::YEARS);
        publication.relate(&country.hierarchies()).unwrap();
        let plan = publication.protect_primary_only(&Rules::default()).unwrap();
        let attacker = Attacker::new(seen(&country, &country::YEARS, &plan));
        attack(&country, &plan, &attacker)
    });
    assert!(attacks.iter().all(|attack| !attack.betrayed.is_empty()));
}

/// Last year's edition had one year, and hid what it had to hide then; this year's has both, with their total.
#[test]
fn a_reader_who_kept_the_edition_before_is_not_better_off() {
    let betrayed = for_seeds(20, |seed| {
        let country = Country::draw(seed);
        let first = [country::YEARS[0]];
        let mut before = publication(&country, &first);
        before.relate(&country.hierarchies()).unwrap();
        let before = before.protect(&Rules::default()).unwrap();
        let kept = seen(&country, &first, &before);

        let mut now = publication(&country, &country::YEARS);
        for (key, number) in &kept {
            if let Some(number) = number {
                now.earlier("patients", Class::Patients, id(key), *number);
            }
        }
        now.relate(&country.hierarchies()).unwrap();
        let plan = now.protect(&Rules::default()).unwrap();
        assert_eq!(plan.exposed, [], "seed {seed}");
        let attacker =
            Attacker::new(seen(&country, &country::YEARS, &plan).into_iter().chain(kept));
        attack(&country, &plan, &attacker).betrayed
    });
    assert!(betrayed.iter().all(Vec::is_empty), "{betrayed:#?}");
}

#[test]
fn the_same_counts_give_the_same_plan_in_whatever_order_they_come() {
    let country = Country::draw(7);
    let plan = |is_reversed: bool| {
        let mut keys: Vec<_> = country.counts.iter().collect();
        if is_reversed {
            keys.reverse();
        }
        let mut publication = Publication::new();
        for (key, number) in keys {
            let count = Count::Number(*number);
            publication.show("patients", Class::Patients, id(key), count).unwrap();
        }
        let mut hierarchies = country.hierarchies();
        if is_reversed {
            hierarchies.reverse();
        }
        publication.relate(&hierarchies).unwrap();
        publication.protect(&Rules::default()).unwrap()
    };
    assert_eq!(plan(false), plan(true));
}
