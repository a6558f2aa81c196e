//! A download that is killed ten times, and one that nobody disturbs.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::Duration;

use super::register::{Register, real};
use super::server::Server;
use super::{command, contents, run, serve, spawn, tables};
use crate::support::Project;

/// How often the program is killed.
const KILLS: usize = 10;

/// Where the pages lie, from the project's root.
const FOLDER: &str = "data/downloads/ctgov";

/// Returns numbers that look drawn by lot, the same ones in every run.
fn lots(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |below| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

/// Runs a download and kills it a moment after the server was asked some pages.
/// Returns whether it was still running.
fn killed(
    server: &Server,
    project: &Project,
    args: &[&str],
    pages: usize,
    moment: Duration,
) -> bool {
    let before = server.count();
    let mut child = spawn(command(project.root(), args));
    while server.count() < before + pages && child.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(1));
    }
    sleep(moment);
    // On Unix this is SIGKILL, which no program hears coming.
    let runs = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    runs
}

/// How long the server thinks about a page: on a fast machine, too, ten kills meet a
/// program that has not finished.
const THOUGHT: Duration = Duration::from_millis(10);

/// Pages of a download.
const PAGES: usize = 60;

/// Fetches all records in some sixty pages, undisturbed, and ingests them. Returns
/// the project and the number of pages.
fn undisturbed() -> &'static (Project, usize) {
    static DONE: OnceLock<(Project, usize)> = OnceLock::new();
    DONE.get_or_init(|| {
        let (server, project) = (serve(Register::real()), Project::new());
        let args = ["--base-url", &server.url(), "--page-size", &page_size()];
        run(command(project.root(), &args)).succeeded();
        ingest(&project);
        (project, server.count())
    })
}

/// Returns the size of a page.
fn page_size() -> String {
    Register::real().len().div_ceil(PAGES).to_string()
}

/// Ingests what was fetched.
fn ingest(project: &Project) {
    project.run(&["ingest", "ctgov", FOLDER, "--into", "ctgov"]).succeeded();
}

/// Returns the contents of a folder of a project. The address of the server is
/// another for each of them.
fn same(project: &Project, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = contents(&project.path(folder));
    if let Some(state) = files.get_mut("set-000/fetch.toml") {
        let text = String::from_utf8(std::mem::take(state)).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with("base_url = "));
        *state = lines.collect::<Vec<_>>().join("\n").into_bytes();
    }
    files
}

#[test]
fn a_download_killed_ten_times_ends_with_the_same_snapshot() {
    let (undisturbed, pages) = undisturbed();
    let register = Register::real();
    let server = Server::start(move |asked| {
        sleep(THOUGHT);
        register.answer(asked)
    });
    let (url, size, project) = (server.url(), page_size(), Project::new());
    let args = ["--base-url", url.as_str(), "--page-size", &size];

    let mut lot = lots(20_260_313);
    let mut hits = 0;
    for _ in 0..KILLS {
        let (asked, moment) = (1 + lot(3) as usize, Duration::from_micros(lot(20_000)));
        hits += usize::from(killed(&server, &project, &args, asked, moment));
    }
    assert_eq!(hits, KILLS, "of {KILLS} kills only {hits} met a running program");
    let said = run(command(project.root(), &args)).succeeded().stdout;
    assert!(said.starts_with(&format!("ctgov: {} records, ", Register::real().len())), "{said}");
    let twice = server.count() - pages;
    assert!(twice <= KILLS, "{twice} pages were fetched twice in {KILLS} kills");

    assert!(same(&project, FOLDER) == same(undisturbed, FOLDER));
    ingest(&project);
    let snapshot = "data/snapshots/ctgov";
    assert!(same(&project, snapshot) == same(undisturbed, snapshot));
}

/// 4,473 real records, through the network and as they lie there: the contacts in the names of
/// sites and officials are taken out of a page as they are taken out of a file.
#[test]
fn real_records_come_through_the_network_as_they_are() {
    let (fetched, _) = undisturbed();
    let whole = Project::new();
    let records = real();
    whole.run(&["ingest", "ctgov", records.to_str().unwrap(), "--into", "ctgov"]).succeeded();
    let (fetched, whole) = (tables(fetched, "ctgov"), tables(&whole, "ctgov"));
    for name in fetched.keys() {
        assert!(fetched[name] == whole[name], "{name}");
    }
}
