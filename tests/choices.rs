//! The reasonable choices of diseases and of shares, and the rest of Europe: compared with the tables themselves, and with counts by a program in
//! Python over the tables of the demonstration's snapshot.

use kapacitet::assemble::{Answers, Materials, resolve, subjects};
use kapacitet::claim::{Direction, Kind, Strength};
use kapacitet::diag::Files;
use kapacitet::edition::Edition;
use kapacitet::finding::choices::{
    Choice, Choices, Counting, Part, Starts, Ways, of_quotients, of_shares,
};
use kapacitet::finding::{
    By, Comparison, Finding, Query, compare, compare_with_rest, evaluate, readjust,
};
use kapacitet::indicator;
use kapacitet::registry::Registry;
use kapacitet::registry::schema::Phase;
use kapacitet::slice::{Lens, Place, Window};

use crate::build::demo;
use crate::claims::{demo_registry, ways};

/// Returns the lens of a therapy area.
fn area(id: &str) -> Lens {
    Lens { areas: vec![id.to_owned()], ..Lens::default() }
}

/// Returns a place.
fn place(id: &str) -> Place {
    Place::parse(id, &demo_registry().reference).unwrap()
}

/// Returns a question over a choice's window and base population.
fn question(indicator: &str, place: Place, choice: &Choice, ways: &Ways) -> Query {
    let last = ways.window.span_of_years().1;
    Query {
        indicator: indicator::find(indicator).unwrap(),
        place,
        outside: None,
        lens: Lens::default(),
        window: Window::years(last - choice.years + 1, last),
        base: choice.base(),
        by: None,
        against: None,
        among: Vec::new(),
    }
}

/// Returns the choices that are questions of the tables: of whole trials with all starts.
fn of_tables(choices: Vec<Choice>) -> Vec<Choice> {
    let is_of_tables = |one: &Choice| {
        one.counting == Counting::Whole && one.starts.is_none_or(|starts| starts == Starts::All)
    };
    choices.into_iter().filter(is_of_tables).collect()
}

/// Returns a way of counting.
fn choice(
    against: Option<&'static str>,
    years: i32,
    is_of_all: bool,
    counting: Counting,
) -> Choice {
    Choice { years, against, counting, is_of_all, starts: None }
}

/// The diseases of an area that rest on five trials, among the trials of the area, are those of its forest plot.
#[test]
fn choices_of_diseases_give_the_verdicts_of_the_tables() {
    let (registry, counted) = (demo_registry(), Choices::default());
    let ways = ways(registry, &counted);
    let (sweden, oncology) = (Place::sweden(), area("oncology"));
    let all = of_quotients(&sweden);
    let mut rows = 0;
    for choice in of_tables(all.clone()) {
        let at = all.iter().position(|one| *one == choice).unwrap();
        let query = Query {
            lens: oncology.clone(),
            by: Some(By::Disease),
            against: Some(place(choice.against.unwrap())),
            ..question("location-quotient", sweden.clone(), &choice, &ways)
        };
        let mut expected = evaluate(registry, &query, ways.cutoff).unwrap();
        expected
            .retain(|row| row.numerator.unwrap() + row.reference.as_ref().unwrap().numerator >= 5);
        readjust(&mut expected);
        for row in expected {
            let mesh = row.key.clone().unwrap();
            let found = ways.diseases(&sweden, &oncology, &mesh, &all, 5).unwrap()[at];
            assert_eq!(found, row.value.zip(row.verdict), "{choice:?} {mesh}");
            rows += 1;
        }
    }
    assert!(rows > 100, "{rows} rows");
}

/// A region's share beside the other regions' is that of its briefing, and Sweden's beside the rest that of its profile.
#[test]
fn choices_of_shares_give_the_comparisons_of_the_tables() {
    let (registry, counted) = (demo_registry(), Choices::default());
    let ways = ways(registry, &counted);
    let phase_1 = Lens { phases: vec![Phase::Phase1], ..Lens::default() };
    for (name, part, lens) in [
        ("phase-mix", Part::Phase(Phase::Phase1), phase_1),
        ("completion", Part::Completed, Lens::default()),
    ] {
        for region in ["stockholm", "orebro", "gotland"].map(place) {
            for choice in of_tables(of_shares(&region, part)) {
                let asked = Query {
                    lens: lens.clone(),
                    by: Some(By::Region),
                    ..question(name, Place::sweden(), &choice, &ways)
                };
                let all = evaluate(registry, &asked, ways.cutoff).unwrap();
                let own = all.iter().find(|one| one.place == region.id).unwrap();
                let one = std::slice::from_ref(&choice);
                let found = ways.shares(&region, &Lens::default(), part, one).unwrap()[0];
                let found = found.map(|(_, compared)| compared);
                let is_any = own.denominator > Some(0);
                let same = is_any.then_some(Comparison::Same);
                assert_eq!(found, compare(own, &all).or(same), "{choice:?} {}", region.id);
            }
        }
        for choice in of_tables(of_shares(&Place::sweden(), part)) {
            let ask = |place: Place, outside: Option<Place>| {
                let asked = question(name, place, &choice, &ways);
                let query = Query { lens: lens.clone(), outside, ..asked };
                evaluate(registry, &query, ways.cutoff).unwrap().remove(0)
            };
            let (own, around) = (ask(Place::sweden(), None), place(choice.against.unwrap()));
            let rest = ask(around, Some(Place::sweden()));
            let one = std::slice::from_ref(&choice);
            let found = ways.shares(&Place::sweden(), &Lens::default(), part, one).unwrap()[0];
            let (ratio, compared) = found.unwrap();
            let expected = compare_with_rest(&own, &rest).unwrap_or(Comparison::Same);
            assert_eq!(compared, expected, "{choice:?}");
            assert!((ratio - own.value.unwrap() / rest.value.unwrap()).abs() < 1e-12);
        }
    }
}

/// Prostatic, lung and breast cancer among the trials in oncology, in Sweden and in the reference without Sweden.
#[test]
fn choices_of_diseases_are_those_of_an_independent_count() {
    let (registry, counted) = (demo_registry(), Choices::default());
    let ways = ways(registry, &counted);
    let whole = |against, years, is_of_all, starts| Choice {
        starts: Some(starts),
        ..choice(Some(against), years, is_of_all, Counting::Whole)
    };
    let by_sites = Choice {
        starts: Some(Starts::Actual),
        ..choice(Some("world"), 10, false, Counting::Fractional)
    };
    for (mesh, choice, expected) in [
        ("D011471", whole("europe", 5, false, Starts::All), 1.412_280_701_754_386),
        ("D011471", whole("nordics", 3, true, Starts::Actual), 1.197_916_666_666_666_7),
        ("D011471", by_sites.clone(), 1.520_631_767_991_175),
        ("D002289", by_sites.clone(), 1.099_272_781_868_491_8),
        ("D001943", whole("nordics", 3, true, Starts::Actual), 2.875),
        ("D001943", by_sites, 1.390_561_772_374_237_2),
    ] {
        let one = std::slice::from_ref(&choice);
        let found = ways.diseases(&Place::sweden(), &area("oncology"), mesh, one, 0);
        let (quotient, _) = found.unwrap()[0].unwrap();
        assert!((quotient - expected).abs() < 1e-12, "{mesh} {choice:?}: {quotient}");
    }
}

#[test]
fn choices_of_shares_are_those_of_an_independent_count() {
    let (registry, counted) = (demo_registry(), Choices::default());
    let ways = Ways { cutoff: "2025-12-31".parse().unwrap(), ..ways(registry, &counted) };
    use Counting::{Fractional, Whole};
    for (of, choice, expected) in [
        ("oncology", choice(Some("europe"), 3, false, Fractional), 0.941_567_383_719_133_5),
        ("oncology", choice(Some("world"), 10, true, Whole), 0.941_689_373_297_002_8),
        ("neurology", choice(Some("nordics"), 5, true, Fractional), 1.036_794_433_406_927),
        ("respiratory", choice(Some("europe"), 3, false, Fractional), 0.777_122_610_242_150_1),
    ] {
        let one = std::slice::from_ref(&choice);
        let found = ways.shares(&Place::sweden(), &area(of), Part::Completed, one);
        let (ratio, _) = found.unwrap()[0].unwrap();
        assert!((ratio - expected).abs() < 1e-9, "{of} {choice:?}: {ratio}");
    }
    // Stockholm's 1 of 55 beside 2 of 205; by shares of sites as 4 of 24 beside 12 of 86.
    let by_sites = Choice { starts: Some(Starts::Actual), ..choice(None, 10, true, Fractional) };
    let whole = Choice { starts: Some(Starts::All), ..choice(None, 5, false, Whole) };
    for (choice, expected) in
        [(whole, (1.0 / 55.0) / (2.0 / 205.0)), (by_sites, (4.0 / 24.0) / (12.0 / 86.0))]
    {
        let one = std::slice::from_ref(&choice);
        let part = Part::Phase(Phase::Phase1);
        let found = ways.shares(&place("stockholm"), &Lens::default(), part, one);
        let (ratio, _) = found.unwrap()[0].unwrap();
        assert!((ratio - expected).abs() < 1e-12, "{choice:?}: {ratio}");
    }
}

/// Counted by the same program: trials with a site in Europe and none in Sweden.
#[test]
fn the_rest_of_europe_has_no_trial_with_a_swedish_site() {
    for (question, numerator, denominator) in [
        ("phase-mix --phase 3 --area oncology", 54, 207),
        ("phase-mix --phase 3 --area neurology", 27, 75),
        ("completion --area oncology", 164, 193),
        ("completion --area neurology", 61, 67),
    ] {
        let found = demo().ask(&format!(
            "{question} --place europe --outside sweden --window 2021..2025 --cutoff 2025-12-31 --snapshot demo"
        ));
        let counts = [&found[0]["numerator"], &found[0]["denominator"]];
        assert_eq!(counts.map(|count| count.as_u64().unwrap()), [numerator, denominator]);
        assert_eq!(found[0]["outside"], "sweden");
    }
    for (question, message) in [
        ("completion --place europe --outside world", "`world` is no part of `europe`"),
        (
            "trials-per-million --place europe --outside sweden",
            "cannot be asked outside of a place",
        ),
        (
            "completion --by place --place europe --outside sweden",
            "outside of a place cannot be split by place",
        ),
    ] {
        let mut args = vec!["query"];
        args.extend(question.split_whitespace());
        args.extend(["--snapshot", "demo"]);
        let refused = demo().run(&args).failed();
        assert!(refused.contains(message), "{refused}");
    }
}

/// 39 of Sweden's 54 trials in oncology are in phase 3 and 54 of 207 in the rest of Europe: by Fisher's exact test 8e-10. 15 of 23 beside 27 of 75
/// in neurology: 0.017, which is not below 0.002.
#[test]
fn a_share_beside_the_rest_differs_where_chance_seldom_sets_them_so_far_apart() {
    let share = |x: u64, n: u64, outside: Option<&str>| Finding {
        unit: "share",
        outside: outside.map(str::to_owned),
        numerator: Some(x),
        denominator: Some(n),
        ..blank()
    };
    let compared = |(x, n), (y, m)| {
        let (own, rest) = (share(x, n, None), share(y, m, Some("sweden")));
        compare_with_rest(&own, &rest).map(|compared| compared.code())
    };
    assert_eq!(compared((39, 54), (54, 207)), Some("above"));
    assert_eq!(compared((15, 54), (153, 207)), Some("below"));
    assert_eq!(compared((15, 23), (27, 75)), Some("same"));
    assert_eq!(compared((9, 9), (1, 207)), None);
    // Europe with Sweden in it is no rest.
    assert!(compare_with_rest(&share(39, 54, None), &share(93, 261, None)).is_none());
}

/// Returns a finding without numbers.
fn blank() -> Finding {
    let registry = demo_registry();
    let counted = Choices::default();
    let ways = ways(registry, &counted);
    let any = choice(None, 5, false, Counting::Whole);
    Finding::none_of(registry, &question("phase-mix", Place::sweden(), &any, &ways))
}

/// Each comparison that is declared strategic and may be said is tried again; of those stated half of the choices or more say the same.
#[test]
fn every_strategic_comparison_of_the_demonstration_is_tried_over_its_choices() {
    let files = Files::new(demo().root());
    let edition = Edition::load(&files, "demo").unwrap();
    let registry = Registry::load(demo().root(), &edition.snapshot).unwrap();
    let materials = Materials::gather(&files, edition, registry).unwrap();
    let jobs = materials.edition.jobs(
        |subject| subjects(&materials, subject),
        |subject, listed| resolve(&materials, subject, listed),
    );
    let mut tried = std::collections::BTreeMap::new();
    for job in jobs.unwrap() {
        let kind = materials.edition.kind(&job);
        let answers = Answers::ask(&materials, kind, &job.subject).unwrap();
        let strategic: Vec<_> = kind.asked().spec.claims.iter().collect();
        let strategic = strategic.into_iter().filter(|(_, spec)| spec.get_ref().strategic);
        for claim in strategic.flat_map(|(name, _)| &answers.claims[name]) {
            assert!(matches!(claim.kind, Kind::Quotient | Kind::Difference), "{}", claim.name);
            if !claim.may_be_said() {
                continue;
            }
            let held = claim.robustness.as_ref();
            let held = held.unwrap_or_else(|| panic!("{} of {}", claim.name, job.subject));
            let differs = matches!(claim.direction, Direction::Above | Direction::Below);
            if claim.strength == Strength::Stated && differs {
                assert!(2 * held.holds >= held.choices, "{} {held:?}", claim.name);
            }
            assert_eq!(held.holds as usize + held.breaks.len(), held.choices as usize);
            tried.insert(claim.name.clone(), held.choices);
        }
    }
    let expected = [
        ("areas", 72),
        ("completion", 12),
        ("diseases", 72),
        ("own_area", 72),
        ("per_million", 24),
        ("phase_1", 24),
        ("phase_3", 72),
        ("quotient", 72),
    ];
    for (name, choices) in expected {
        // The profile's completion has three references, the briefing's none.
        let of = if name == "completion" { vec![12, 36] } else { vec![choices] };
        assert!(of.contains(&tried[name]), "{name}: {tried:?}");
    }
    assert_eq!(tried.len(), expected.len(), "{tried:?}");
}
