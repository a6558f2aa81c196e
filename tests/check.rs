//! `kapacitet check`: all faults of a project in one run, each with its place, and nothing written.
//!
//! The faults are those of `fixtures/check-20/faults.toml`. What the program says of them stands beside that file; with `BLESS=1` in the
//! environment it is written instead.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use serde::Deserialize;

use crate::support::{Project, copy, crate_root, files, fixture};

/// The planted faults.
#[derive(Deserialize)]
struct Faults {
    /// In the order in which they are planted.
    fault: Vec<Planted>,
}

/// One of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planted {
    /// The file, from the project's root.
    file: String,
    /// The text that is there once.
    replace: String,
    /// What takes its place.
    with: String,
    /// The part of it that is marked.
    marked: String,
    /// How the message begins.
    says: String,
}

/// Returns a copy of the project, as it is in version control.
fn project() -> Project {
    let project = Project::new();
    for folder in ["data/demo", "data/schemas"] {
        copy(&crate_root().join(folder), &project.path(folder));
    }
    // The small document types of other tests have no samples.
    for kind in ["note", "memo"] {
        fs::remove_dir_all(project.path(&format!("report_templates/documents/{kind}"))).unwrap();
    }
    for edition in ["small", "small-full"] {
        fs::remove_file(project.path(&format!("data/editions/{edition}.toml"))).unwrap();
    }
    project
}

impl Planted {
    /// Puts the fault into a project.
    fn plant(&self, project: &Project) {
        let path = project.path(&self.file);
        let text = fs::read_to_string(&path).unwrap();
        let times = text.matches(&self.replace).count();
        assert_eq!(times, 1, "`{}` stands {times} times in {}", self.replace, self.file);
        fs::write(path, text.replace(&self.replace, &self.with)).unwrap();
    }

    /// Returns the place of the marked text as `path:line:column`.
    fn place(&self, project: &Project) -> String {
        let text = fs::read_to_string(project.path(&self.file)).unwrap();
        let at = text.find(&self.with).unwrap() + self.with.find(&self.marked).unwrap();
        let line = text[..at].matches('\n').count() + 1;
        let column = text[..at].chars().rev().take_while(|c| *c != '\n').count() + 1;
        format!("{}:{line}:{column}", self.file)
    }
}

/// Returns every file and folder with its time and its content.
fn listing(folder: &Path) -> BTreeMap<String, (SystemTime, Vec<u8>)> {
    let state = |path: String| {
        let full = folder.join(&path);
        let changed = fs::metadata(&full).unwrap().modified().unwrap();
        (path, (changed, fs::read(full).unwrap()))
    };
    files(folder).into_iter().map(state).collect()
}

#[test]
fn twenty_planted_faults_are_told_in_one_run_with_their_places() {
    let project = project();
    let folder = fixture("check-20");
    let text = fs::read_to_string(folder.join("faults.toml")).unwrap();
    let planted = toml::from_str::<Faults>(&text).unwrap().fault;
    assert_eq!(planted.len(), 20);
    for fault in &planted {
        fault.plant(&project);
    }
    let before = listing(project.root());
    let run = project.run(&["check"]);
    assert!(listing(project.root()) == before, "something was written");
    assert_eq!(run.code, Some(1), "{}", run.stderr);

    let outcome = format!("{}\n{}", run.stderr, run.stdout);
    let beside = folder.join("faults.expected");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&beside, &outcome).unwrap();
    }
    for fault in &planted {
        let (says, place) = (&fault.says, fault.place(&project));
        let told = outcome.split("\n\n").any(|part| {
            part.trim_start().starts_with(&format!("error: {says}"))
                && part.lines().any(|line| line.trim_start() == format!("┌─ {place}"))
        });
        assert!(told, "`{says}` is not told at {place}:\n{outcome}");
    }
    let last = outcome.lines().last().unwrap();
    assert!(last.ends_with("files checked, 20 errors, 0 warnings"), "{last}");
    assert_eq!(outcome, fs::read_to_string(beside).unwrap());
}

#[test]
fn the_project_as_it_is_has_no_faults_and_nothing_is_written() {
    let project = project();
    let before = listing(project.root());
    let run = project.run(&["check"]).succeeded();
    assert!(listing(project.root()) == before, "something was written");
    assert_eq!(run.stderr, "");
    assert!(run.stdout.ends_with("files checked, 0 errors, 0 warnings\n"), "{}", run.stdout);
}

#[test]
fn a_path_is_checked_by_its_kind() {
    let project = project();
    let places = |args: &[&str]| {
        let run = project.run(args);
        let stderr = run.stderr.clone();
        let place = |line: &str| line.trim_start().strip_prefix("┌─ ").map(str::to_owned);
        (run.code, stderr.lines().filter_map(place).collect::<Vec<_>>(), run.stdout)
    };
    let brand = project.path("report_templates/brands/swetrial-demo/_brand.yml");
    let text =
        fs::read_to_string(&brand).unwrap().replace("min_width_mm: 32", "min_width_mm: wide");
    fs::write(&brand, text.replace("meta:\n", "mata:\n")).unwrap();
    let edition = project.path("data/editions/demo.toml");
    let text = fs::read_to_string(&edition).unwrap().replace("version", "verson");
    fs::write(&edition, text).unwrap();

    let (code, found, last) = places(&["check", "data/editions"]);
    assert_eq!((code, found.len()), (Some(1), 1));
    assert!(found[0].starts_with("data/editions/demo.toml:"), "{found:?}");
    assert_eq!(last, "3 files checked, 1 error, 0 warnings\n");
    // A name outside of our own part of a brand is not read, and may be another program's.
    let (code, found, last) =
        places(&["check", "report_templates/brands/swetrial-demo/_brand.yml"]);
    assert_eq!((code, found.len()), (Some(1), 2));
    assert_eq!(last, "1 file checked, 1 error, 1 warning\n");
    let (code, found, _) =
        places(&["check", "data/reference/areas.toml", "report_templates/locale"]);
    assert_eq!((code, found), (Some(0), vec![]));
    let (code, ..) = places(&["check", "output-of-nobody"]);
    assert_eq!(code, Some(1));
}
