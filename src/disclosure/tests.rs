//! Cases that a reader can count.

use super::*;

/// Returns a publication of patients of one disease by region.
fn row(numbers: &[(&str, u64)]) -> Publication {
    let mut publication = Publication::new();
    for (region, number) in numbers {
        let id = at(region);
        publication.show("patients", Class::Patients, id, Count::Number(*number)).unwrap();
    }
    publication
}

/// Returns the id of a region's count.
fn at(region: &str) -> CellId {
    CellId::new("cases").at("region", region)
}

/// Returns the nation with its regions.
fn nation<const N: usize>(regions: [&str; N]) -> Hierarchy {
    Hierarchy::new("region").total("nation", regions)
}

/// Returns what is printed for regions, the mark as an asterisk.
fn printed(plan: &Plan, regions: &[&str]) -> String {
    let text = |region: &&str| match plan.get(&at(region)).unwrap() {
        Reported::Value(number) => number.to_string(),
        Reported::Missing(Mark::Suppressed) => "*".to_owned(),
        Reported::Missing(other) => panic!("{other:?}"),
    };
    regions.iter().map(text).collect::<Vec<_>>().join(" ")
}

#[test]
fn of_three_and_their_total_the_smaller_other_one_goes_too() {
    let mut publication = row(&[("a", 3), ("b", 40), ("c", 9), ("nation", 52)]);
    publication.relate(&[nation(["a", "b", "c"])]).unwrap();
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "c", "nation"]), "* 40 * 52");
    assert_eq!(plan.exposed, []);
    let reasons: Vec<_> = plan.log.iter().map(|entry| entry.reason.code()).collect();
    assert_eq!(reasons, ["primary", "complementary"]);
    assert_eq!(plan.log[1].protects.as_deref(), Some("cases, region a"));
    assert_eq!(plan.log[1].through.as_deref(), Some("cases, region nation"));
    let [summary] = &plan.summary()[..] else { panic!() };
    assert_eq!((summary.counts, summary.suppressed), (4, 2));
    assert_eq!((summary.primary, summary.complementary), (1, 1));
}

/// 3 + 4 = 7: each of the two is 1 to 6, six values, which is 5 apart. 1 + 2 = 3: each is 1 or 2.
#[test]
fn two_small_ones_protect_each_other_only_when_their_sum_is_large_enough() {
    let mut enough = row(&[("a", 3), ("b", 4), ("c", 40), ("nation", 47)]);
    enough.relate(&[nation(["a", "b", "c"])]).unwrap();
    let plan = enough.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "c", "nation"]), "* * 40 47");
    let mut narrow = row(&[("a", 1), ("b", 2), ("c", 40), ("nation", 43)]);
    narrow.relate(&[nation(["a", "b", "c"])]).unwrap();
    let plan = narrow.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "c", "nation"]), "* * * 43");
}

#[test]
fn a_region_that_is_withheld_is_not_the_rest_of_the_nation() {
    let mut publication = row(&[("a", 30), ("b", 40), ("nation", 100)]);
    publication.withhold("patients", Class::Patients, at("c"), Count::Number(30)).unwrap();
    publication.relate(&[nation(["a", "b", "c"])]).unwrap();
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "nation"]), "* 40 100");
    assert!(plan.get(&at("c")).is_err());
}

#[test]
fn a_small_region_that_stands_nowhere_is_protected_too() {
    let mut publication = row(&[("a", 30), ("b", 40), ("nation", 72)]);
    publication.relate(&[nation(["a", "b", "c"])]).unwrap();
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "nation"]), "* 40 72");
}

#[test]
fn what_an_earlier_edition_has_printed_does_not_hide_anything() {
    let mut publication = row(&[("a", 3), ("b", 40), ("c", 9), ("nation", 52)]);
    publication.earlier("patients", Class::Patients, at("c"), 9);
    publication.relate(&[nation(["a", "b", "c"])]).unwrap();
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "c", "nation"]), "* * 9 52");
    publication.earlier("patients", Class::Patients, at("b"), 40);
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "c", "nation"]), "* 40 9 *");
    publication.earlier("patients", Class::Patients, at("nation"), 52);
    let plan = publication.protect(&Rules::default()).unwrap();
    let [exposed] = &plan.exposed[..] else { panic!("{:?}", plan.exposed) };
    assert_eq!(exposed.cell, "cases, region a");
}

#[test]
fn the_increase_of_a_running_total_is_a_small_count() {
    let (now, before) = (at("a").at("period", "2025"), at("a").at("period", "2024"));
    let mut publication = Publication::new();
    let show = Count::Number(43);
    publication.show("patients", Class::Patients, now.clone(), show).unwrap();
    publication.earlier("patients", Class::Patients, before.clone(), 40);
    publication.increment("patients", Class::Patients, (now.clone(), 43), (before, 40)).unwrap();
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(plan.get(&now).unwrap(), Reported::Missing(Mark::Suppressed));
}

#[test]
fn a_healthcare_region_of_one_region_is_that_region() {
    let mut publication = row(&[("a", 3), ("alone", 3), ("b", 20), ("c", 50), ("nation", 73)]);
    let parts = Hierarchy::new("region").total("alone", ["a"]).total("nation", ["alone", "b", "c"]);
    publication.relate(&[parts]).unwrap();
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "alone", "b", "c", "nation"]), "* * * 50 73");
}

#[test]
fn both_languages_print_one_count_and_must_agree() {
    let mut publication = row(&[("a", 3)]);
    assert!(publication.show("patienter", Class::Patients, at("a"), Count::Number(3)).is_ok());
    let fault = publication.show("patienter", Class::Patients, at("a"), Count::Number(4));
    let message = fault.unwrap_err().message().to_string();
    assert_eq!(message, "`cases, region a` is 3 in `patienter` and 4 in `patienter`");
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(plan.summary().iter().map(|table| table.counts).sum::<usize>(), 1);
}

#[test]
fn a_table_of_nothing_but_small_counts_is_suppressed_with_its_total() {
    let mut publication = row(&[("a", 1), ("b", 1), ("nation", 2)]);
    publication.relate(&[nation(["a", "b"])]).unwrap();
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "nation"]), "* * *");
    assert_eq!(plan.exposed, []);
}

#[test]
fn a_zero_is_shown_and_hides_nothing() {
    let mut publication = row(&[("a", 3), ("b", 0), ("nation", 3)]);
    publication.relate(&[nation(["a", "b"])]).unwrap();
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "nation"]), "* 0 *");
    let strict = Rule { zeros: Zeros::Protected, ..Rule::default() };
    let plan = publication.protect(&Rules { patients: strict, ..Rules::default() }).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "nation"]), "* * *");
}

#[test]
fn what_the_source_has_suppressed_is_protected_from_the_sources_own_total() {
    let mut publication = row(&[("b", 40), ("c", 9), ("nation", 52)]);
    publication.show("patients", Class::Patients, at("a"), Count::AtSource).unwrap();
    publication.relate(&[nation(["a", "b", "c"])]).unwrap();
    let plan = publication.protect(&Rules::default()).unwrap();
    assert_eq!(printed(&plan, &["a", "b", "c", "nation"]), "* 40 * 52");
}

#[test]
fn a_share_is_shown_when_its_counts_are() {
    let mut publication = row(&[("a", 3), ("b", 40), ("c", 9), ("nation", 52)]);
    publication.relate(&[nation(["a", "b", "c"])]).unwrap();
    let plan = publication.protect(&Rules::default()).unwrap();
    assert!(plan.covers([&at("b"), &at("nation")]).unwrap());
    assert!(!plan.covers([&at("c"), &at("nation")]).unwrap());
    assert!(plan.covers([&at("unheard-of")]).is_err());
}

#[test]
fn parts_that_count_somebody_twice_are_no_sum() {
    let mut publication = row(&[("a", 30), ("b", 40), ("nation", 60)]);
    let fault = publication.relate(&[nation(["a", "b"])]).unwrap_err();
    let message = fault.message().to_string();
    assert_eq!(message, "the parts of `cases, region nation` sum up to 70, and it is 60");
}
