//! A download that is killed ten times, and one that nobody disturbs.

use std::thread::sleep;
use std::time::Duration;

use super::register::Register;
use super::server::Server;
use super::{command, contents, run, serve, spawn, tables};
use crate::support::Project;

/// How often the program is killed.
const KILLS: u64 = 10;

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
fn killed(server: &Server, project: &Project, args: &[&str], pages: u64, moment: Duration) -> bool {
    let before = server.count();
    let mut child = spawn(command(project.root(), args));
    while server.count() < before + pages as usize && child.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(1));
    }
    sleep(moment);
    // On Unix this is SIGKILL, which no program hears coming.
    let runs = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    runs
}

#[test]
fn a_download_killed_ten_times_ends_with_the_same_snapshot() {
    let (register, _) = Register::real();
    let records = register.len();
    let size = (records / 30).to_string();
    let server = serve(register);
    let (undisturbed, disturbed) = (Project::new(), Project::new());
    let url = server.url();
    let args = ["--base-url", url.as_str(), "--page-size", &size];
    run(command(undisturbed.root(), &args)).succeeded();
    let pages = server.count();

    let mut lot = lots(20_260_313);
    let mut hits = 0;
    for _ in 0..KILLS {
        let (asked, moment) = (1 + lot(3), Duration::from_micros(lot(30_000)));
        hits += u64::from(killed(&server, &disturbed, &args, asked, moment));
    }
    let said = run(command(disturbed.root(), &args)).succeeded();
    assert_eq!(hits, KILLS, "of {KILLS} kills only {hits} met a running program");
    assert!(said.stdout.starts_with(&format!("ctgov: {records} records, ")), "{}", said.stdout);
    let again = server.count() - 2 * pages;
    assert!(again <= KILLS as usize, "{again} pages were fetched twice in {KILLS} kills");

    let folder = "data/downloads/ctgov";
    assert!(contents(&undisturbed.path(folder)) == contents(&disturbed.path(folder)));
    for project in [&undisturbed, &disturbed] {
        project.run(&["ingest", "ctgov", folder, "--into", "ctgov"]).succeeded();
    }
    let snapshot = "data/snapshots/ctgov";
    assert!(contents(&undisturbed.path(snapshot)) == contents(&disturbed.path(snapshot)));
}

/// 4,473 real records, through the network and as they lie there.
#[test]
fn real_records_come_through_the_network_as_they_are() {
    let (register, folder) = Register::real();
    let server = serve(register);
    let project = Project::new();
    let args = ["--base-url", &server.url(), "--ingest", "--name", "fetched"];
    run(command(project.root(), &args)).succeeded();
    project.run(&["ingest", "ctgov", folder.to_str().unwrap(), "--into", "whole"]).succeeded();
    let (fetched, whole) = (tables(&project, "fetched"), tables(&project, "whole"));
    // Hotlines stand among the names of sites and of officials, and are taken out.
    for name in fetched
        .keys()
        .filter(|name| !["sites.parquet", "investigators.parquet"].contains(&name.as_str()))
    {
        assert!(fetched[name] == whole[name], "{name}");
    }
}
