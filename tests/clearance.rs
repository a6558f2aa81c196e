//! The firewall: a value above an edition's clearance is caught in each of the places that it could reach.

use std::path::Path;

use kapacitet::assemble::{Answers, Materials, assemble};
use kapacitet::diag::{Fault, Files};
use kapacitet::edition::{Edition, Job};
use kapacitet::locale::Lang;
use kapacitet::registry::Registry;

use crate::support::{Project, crate_root};

/// Assembles the document of an edition with the answers to one question in another class.
fn planted(root: &Path, edition: &str, question: &str, class: &'static str) -> Result<(), Fault> {
    let files = Files::new(root);
    let faults = |errors: typst::diag::EcoVec<_>| files.resolve(&errors).remove(0);
    let edition = Edition::load(&files, edition).map_err(faults)?;
    let registry = Registry::load(root, &edition.snapshot).unwrap();
    let materials = Materials::gather(&files, edition, registry).unwrap();
    let job = Job { document: 0, subject: "gotland".to_owned(), lang: Lang::En };
    let kind = materials.edition.kind(&job);
    let mut answers = Answers::ask(&materials, kind, &job.subject).map_err(faults)?;
    let answer = answers.by_name.get_mut(question).unwrap();
    answer.findings.iter_mut().for_each(|finding| finding.class = class);
    assemble(&materials, &job, &answers).map(|_| ()).map_err(faults)
}

/// Returns the project with the document of the fixture.
fn project() -> Project {
    Project::small_with(Some(&crate_root().join("tests/fixtures/clearance")))
}

#[test]
fn a_licensed_value_in_a_public_edition_is_caught_in_each_of_the_five_places() {
    let project = project();
    for (question, places) in [
        (
            "in_text",
            "text of block `headline_1` (licensed), attachment of the claim sheet (licensed)",
        ),
        ("in_tile", "text of tile `starts` (licensed)"),
        (
            "in_alt",
            "alternative text of block `alt_starts_by_year` (licensed), attachment of the claim sheet (licensed)",
        ),
        (
            "in_metadata",
            "metadata of block `doc_description` (licensed), attachment of the claim sheet (licensed)",
        ),
        (
            "in_chart",
            "chart of figure `starts_by_year` (licensed), attachment of figure `starts_by_year` (licensed)",
        ),
    ] {
        let fault = planted(project.root(), "planted-public", question, "licensed").unwrap_err();
        assert_eq!(
            fault.message,
            format!(
                "`planted/gotland.en` would show values above the clearance `public`: {places}"
            )
        );
        let place = fault.place.unwrap();
        assert_eq!((place.path.as_str(), place.line), ("data/editions/planted-public.toml", 10));
    }
}

#[test]
fn what_is_asked_and_not_shown_is_no_leak_and_public_values_pass() {
    let project = project();
    planted(project.root(), "planted-public", "in_nothing", "licensed").unwrap();
    planted(project.root(), "planted-public", "in_text", "public").unwrap();
}

#[test]
fn a_partner_edition_whose_licences_permit_it_shows_both_and_not_the_boards() {
    let project = project();
    planted(project.root(), "planted-partner", "in_text", "licensed").unwrap();
    planted(project.root(), "planted-partner", "in_alt", "partner").unwrap();
    let fault = planted(project.root(), "planted-partner", "in_alt", "board").unwrap_err();
    let places = "alternative text of block `alt_starts_by_year` (board), attachment of the claim sheet (board)";
    assert!(fault.message.ends_with(places), "{}", fault.message);
}
