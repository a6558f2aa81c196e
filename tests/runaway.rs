//! Documents that never end or take all memory, and outputs that must not be
//! harmed: each costs itself and nothing else.

use std::fs;

use crate::support::Project;

/// Lays a template over the document type `note`.
fn with_note(main: &str) -> Project {
    let project = Project::small_with(None);
    fs::write(project.path("report_templates/documents/note/main.typ"), main).unwrap();
    project
}

/// Builds with a template that runs away, and returns what was said of `note`.
/// Both documents of `memo` must be there.
fn run_away(main: &str, timeout: &str) -> String {
    let project = with_note(main);
    let args = ["build", "small", "--timeout", timeout, "--jobs", "2", "--lang", "sv"];
    let fault = project.run(&args).failed();
    assert_eq!(project.pdfs("output/small"), ["memo/gotland.sv.pdf"]);
    let manifest = fs::read(project.path("output/small/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let entry = &manifest["outputs"]["note/gotland.sv.pdf"];
    assert!(entry["sha256"].is_null() && entry["errors"].is_array(), "{entry}");
    assert!(fault.starts_with("note/gotland.sv.pdf was not written:\n"), "{fault}");
    fault
}

#[test]
fn an_endless_document_is_stopped_and_the_others_are_written() {
    let fault = run_away("#for i in range(1000000) { for j in range(1000000) { } }", "2");
    assert!(fault.contains("error: the document was not done after 2 seconds"), "{fault}");
    assert!(fault.contains("= hint: a loop in its template may have no end"), "{fault}");
}

#[test]
fn a_document_that_takes_all_memory_is_stopped_and_the_others_are_written() {
    let fault = run_away("#let numbers = range(100000000)\n#numbers.len()", "60");
    assert!(fault.contains("error: the document needs more than"), "{fault}");
    assert!(fault.contains("MiB of memory"), "{fault}");
}

#[test]
fn a_document_that_calls_itself_is_stopped_and_the_others_are_written() {
    let fault = run_away("#let f(n) = f(n + 1)\n#f(0)", "60");
    assert!(fault.contains("maximum function call depth exceeded"), "{fault}");
}

/// Whatever an edition says, the program ends with 0 or 1: 101 is a bug of its own.
#[test]
fn no_edition_breaks_the_program() {
    let text = fs::read_to_string(Project::small().path("data/editions/small.toml")).unwrap();
    for line in
        ["window = \"all\"", "window = \"1900..2100\"", "window = \"1950\"", "filter = \"all\""]
    {
        let project = Project::small_with(None);
        let edition = text.replacen("[[documents]]", &format!("{line}\n[[documents]]"), 1);
        fs::write(project.path("data/editions/small.toml"), edition).unwrap();
        let run = project.run(&["build", "small", "--lang", "sv"]);
        assert!(matches!(run.code, Some(0 | 1)), "{line}: {:?}\n{}", run.code, run.stderr);
    }
}

#[test]
fn an_old_pdf_stays_whole_when_its_rebuild_fails() {
    let project = Project::small_with(None);
    project.run(&["build", "small"]).succeeded();
    let path = project.path("output/small/note/gotland.sv.pdf");
    let before = fs::read(&path).unwrap();
    fs::write(project.path("report_templates/documents/note/main.typ"), "#nothing").unwrap();
    project.run(&["build", "small"]).failed();
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(project.pdfs("output/small").len(), 4);
}

/// No half-written or temporary file is left beside the documents and their claims; the lock
/// stays, empty, for the next build.
#[test]
fn a_build_leaves_nothing_but_documents_and_a_manifest() {
    let project = Project::small_with(None);
    project.run(&["build", "small"]).succeeded();
    let mut names = crate::support::files(&project.path("output/small"));
    names.retain(|name| !name.ends_with(".pdf") && !name.ends_with(".claims.csv"));
    assert_eq!(names, [".lock", "manifest.json"]);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_pdf_is_refused_and_its_target_stays() {
    let project = Project::small_with(None);
    let target = project.path("precious.pdf");
    fs::write(&target, "precious").unwrap();
    let folder = project.path("output/small/note");
    fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(&target, folder.join("gotland.sv.pdf")).unwrap();
    let fault = project.run(&["build", "small"]).failed();
    assert!(fault.contains("note/gotland.sv.pdf` is a symbolic link\n"), "{fault}");
    assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
    let others = ["memo/gotland.en.pdf", "memo/gotland.sv.pdf", "note/gotland.en.pdf"];
    assert_eq!(project.pdfs("output/small"), others);
}
