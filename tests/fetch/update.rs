//! What has changed since a download, fetched into a further set of pages.

use super::register::{Register, record};
use super::server::{Answer, Server};
use super::{Place, command, run, serve};
use crate::support::Project;

#[test]
fn an_update_asks_from_the_newest_record_on_and_the_newest_copy_wins() {
    let project = Project::new();
    let records = [record(1, "2025-01-02"), record(2, "2025-03-04"), record(3, "2025-02-03")];
    let server = serve(Register::new(records.to_vec()));
    run(command(project.root(), &["--base-url", &server.url()])).succeeded();

    // The first has changed since, the fourth is new.
    let records = [record(1, "2025-05-06"), record(2, "2025-03-04"), record(4, "2025-05-07")];
    let later = serve(Register::new(records.to_vec()));
    let args = ["--base-url", &later.url(), "--update", "--ingest", "--name", "now"];
    let said = run(command(project.root(), &args)).succeeded().stdout;
    assert!(
        said.starts_with("ctgov: 3 records in the last update, 1 page fetched now\n"),
        "{said}"
    );
    assert!(said.contains("\n  last updated on 2025-05-07; "), "{said}");
    assert!(said.contains("\nnow: 4 trials, "), "{said}");
    assert!(said.contains("\n  2 further copies of trials left out\n"), "{said}");
    let filter = &later.asked()[0].parameters["filter.advanced"];
    assert_eq!(filter, "AREA[LastUpdatePostDate]RANGE[2025-03-04,MAX]");
}

#[test]
fn an_interrupted_update_is_gone_on_with() {
    let register = || Register::new((1..=6).map(|n| record(n, "2025-03-04")).collect());
    let (place, server) = (Place::new(), serve(register()));
    place.fetch(&server, &["--page-size", "4"]).succeeded();
    let inner = register();
    let faulty = Server::start(move |asked| match asked.nth {
        2 => Answer::status(500, ""),
        _ => inner.answer(asked),
    });
    let args = ["--page-size", "4", "--update", "--attempts", "1"];
    let said = place.fetch(&faulty, &args).failed();
    assert!(said.contains("the first page is kept"), "{said}");
    place.fetch(&faulty, &args).succeeded();
    assert_eq!(faulty.asked()[2].parameters["pageToken"], "from-4");
    assert!(place.folder().join("set-001/page-000002.json.gz").is_file());
    assert!(!place.folder().join("set-002").exists());
}

#[test]
fn there_must_be_something_finished_to_update() {
    let (place, register) = (Place::new(), Register::of(4));
    let server = Server::start(move |asked| match asked.nth {
        2 => Answer::status(500, ""),
        _ => register.answer(asked),
    });
    let said = place.fetch(&server, &["--update"]).failed();
    let expected =
        "error: there is no download to update\n  = hint: fetch it first, without `--update`\n";
    assert_eq!(said, expected);
    place.fetch(&server, &["--page-size", "2", "--attempts", "1"]).failed();
    let said = place.fetch(&server, &["--update"]).failed();
    let expected =
        "error: the download is not finished\n  = hint: go on with it first, without `--update`\n";
    assert_eq!(said, expected);
}

#[test]
fn the_records_since_a_day_are_those_updated_on_it_or_later() {
    let days = ["2025-01-02", "2025-03-04", "2025-03-05"];
    let records = days.iter().enumerate().map(|(at, day)| record(at + 1, day)).collect();
    let (place, server) = (Place::new(), serve(Register::new(records)));
    let said = place.fetch(&server, &["--since", "2025-03-04"]).succeeded().stdout;
    assert!(said.starts_with("ctgov: 2 records, "), "{said}");
}
