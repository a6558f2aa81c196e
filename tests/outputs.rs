//! What lies in the way: of outputs, of inputs that an edition names, and of other runs at the same time.
//!
//! One thing in the way costs one file; what was written before stays, and nothing is there in part.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::support::{Project, files, fixture};

/// Makes a pipe that nobody writes into.
fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Returns the names of what lies in a folder, hidden things too, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// Eleven tables and the rules of disclosure, all of them one pipe: each line of the edition that names it is told.
#[test]
fn a_pipe_is_told_at_each_place_of_the_edition_that_names_it() {
    let project = Project::small_with(None);
    pipe(&project.path("data/pipe"));
    let edition = project.path("data/editions/small.toml");
    let text = fs::read_to_string(&edition).unwrap();
    let tables = [
        "feasibility",
        "kpis",
        "networks",
        "money",
        "decisions",
        "congresses",
        "patients",
        "enrolment",
        "earlier_counts",
        "inventory",
    ];
    let lines: String = tables.map(|table| format!("{table} = \"data/pipe\"\n")).concat();
    let text = text.replace(
        "cutoff = 2024-12-31\n",
        &format!("cutoff = 2024-12-31\ndisclosure = \"data/pipe\"\n[tables]\n{lines}"),
    );
    fs::write(&edition, &text).unwrap();
    let run = project.run(&["check", "data/editions/small.toml"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("error: `data/pipe` is not a regular file"), "{}", run.stderr);
    let place = "data/editions/small.toml:";
    for (number, line) in text.lines().enumerate().filter(|(_, line)| line.contains("data/pipe")) {
        // The inventory is read when the edition is built.
        let number = number + 1;
        let is_told = run.stderr.contains(&format!("{place}{number}:"))
            || run.stderr.split("same fault: ").skip(1).any(|rest| {
                let rest = rest.lines().next().unwrap_or_default();
                rest.split([' ', ',']).any(|word| word == number.to_string())
            });
        assert!(is_told || line.starts_with("inventory"), "{line}: {}", run.stderr);
    }
    // Nothing waits for the pipe either when the edition is built.
    let run = project.run(&["build", "small"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains(place), "{}", run.stderr);
}

#[test]
fn a_pipe_in_the_place_of_the_inventory_is_told_where_it_is_named() {
    let project = Project::small_with(None);
    pipe(&project.path("data/pipe"));
    let edition = project.path("data/editions/small.toml");
    let text = fs::read_to_string(&edition).unwrap();
    let named = "cutoff = 2024-12-31\n[tables]\ninventory = \"data/pipe.csv\"\n";
    fs::rename(project.path("data/pipe"), project.path("data/pipe.csv")).unwrap();
    fs::write(&edition, text.replace("cutoff = 2024-12-31\n", named)).unwrap();
    for args in [&["build", "small"][..], &["check", "data/pipe.csv"]] {
        let said = project.run(args).failed();
        assert!(said.contains("`data/pipe.csv` is not a regular file"), "{said}");
    }
    let said = project.run(&["build", "small"]).failed();
    assert!(said.contains("data/editions/small.toml:11:13"), "{said}");
}

#[test]
fn what_lies_in_the_way_of_one_document_costs_that_document() {
    let project = Project::small_with(None);
    let out = project.path("out/small");
    fs::create_dir_all(out.join("note/gotland.sv.pdf")).unwrap();
    let kept = project.path("kept");
    fs::create_dir(&kept).unwrap();
    symlink(&kept, out.join("memo")).unwrap();
    let said =
        project.run(&["build", "small", "--out", project.path("out").to_str().unwrap()]).failed();
    assert!(said.contains("note/gotland.sv.pdf was not written:"), "{said}");
    assert!(said.contains("out/small/note/gotland.sv.pdf` is a folder"), "{said}");
    assert_eq!(said.matches("out/small/memo` is a symbolic link").count(), 2, "{said}");
    assert_eq!(project.pdfs("out/small"), ["note/gotland.en.pdf"]);
    assert!(names(&kept).is_empty());
}

/// A lock is a file of ours; behind a link it would be another's, which must not lose a byte.
#[test]
fn a_lock_that_is_something_else_stops_the_build_and_stays_as_it_is() {
    let project = Project::small_with(None);
    let out = project.path("output/small");
    fs::create_dir_all(&out).unwrap();
    fs::write(project.path("mine"), "kept").unwrap();
    symlink(project.path("mine"), out.join(".lock")).unwrap();
    let said = project.run(&["build", "small"]).failed();
    assert!(said.contains("/.lock` is a symbolic link"), "{said}");
    assert_eq!(fs::read_to_string(project.path("mine")).unwrap(), "kept");
    fs::remove_file(out.join(".lock")).unwrap();
    pipe(&out.join(".lock"));
    let said = project.run(&["build", "small"]).failed();
    assert!(said.contains("/.lock` is no regular file"), "{said}");
    fs::remove_dir_all(&out).unwrap();
    fs::write(&out, "a file").unwrap();
    let said = project.run(&["build", "small"]).failed();
    assert!(said.contains("cannot create `PROJECT/output/small`"), "{said}");
}

#[test]
fn of_two_builds_into_one_folder_the_second_gives_way() {
    let project = Project::small_with(None);
    project.run(&["build", "small"]).succeeded();
    let before = files(&project.path("output/small"));
    let lock = File::options().write(true).open(project.path("output/small/.lock")).unwrap();
    lock.try_lock().unwrap();
    let said = project.run(&["build", "small"]).failed();
    assert!(said.contains("another run is writing to `PROJECT/output/small`"), "{said}");
    assert!(said.contains("wait for it, or choose another folder"), "{said}");
    assert_eq!(files(&project.path("output/small")), before);
    drop(lock);
    project.run(&["build", "small"]).succeeded();
}

/// Three ingests put the same snapshot in its place while another run asks it again and again: each question finds a whole one.
#[test]
fn a_snapshot_is_whole_for_who_reads_it_while_others_replace_it() {
    let project = Project::small_with(None);
    let records = fixture("registry");
    let ingest = ["ingest", "ctgov", records.to_str().unwrap(), "--into", "small"];
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| project.run(&ingest))).collect();
        for _ in 0..6 {
            project.run(&["query", "trials-started", "--snapshot", "small"]).succeeded();
        }
        for run in runs {
            run.join().unwrap().succeeded();
        }
    });
    assert_eq!(names(&project.path("data/snapshots")), ["CURRENT", "small"]);
    project.run(&["check", "data/snapshots/small"]).succeeded();
}

#[test]
fn a_form_that_may_be_filled_in_is_not_written_over() {
    let project = Project::new();
    let form = ["inventory", "form", "--region", "gotland", "--out", "forms"];
    project.run(&form).succeeded();
    // The same form again is the same file.
    project.run(&form).succeeded();
    let path = project.path("forms/gotland-whole-region.sv.xlsx");
    fs::write(&path, "filled in").unwrap();
    let said = project.run(&form).failed();
    assert!(said.contains("is there already"), "{said}");
    assert_eq!(fs::read_to_string(path).unwrap(), "filled in");
}

/// Of several exports one that breaks off does not keep the others from being shown.
#[test]
fn an_export_that_breaks_off_leaves_the_others() {
    let project = Project::new();
    let case = |name: &str| {
        let path = crate::support::crate_root().join("tests/invalid/mapped-open-quote").join(name);
        path.to_str().unwrap().to_owned()
    };
    let whole = project.path("whole.csv");
    fs::write(&whole, "Id;Title;Disease;Phase;Country\n1;One;Asthma;phase-2;Sweden\n").unwrap();
    let (broken, mapping) = (case("export.csv"), case("export.toml"));
    let whole = whole.to_str().unwrap();
    let run =
        project.run(&["ingest", "mapped", &broken, whole, "--mapping", &mapping, "--dry-run"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("1 rows of trials can be read, 0 not"), "{}", run.stdout);
    assert!(run.stderr.contains("a quote is opened here and never closed"), "{}", run.stderr);
}
