//! What the tests share: copies of the project, and running the program on them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

/// A copy of the project's folders that a test may write into.
pub struct Project(TempDir);

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

impl Project {
    /// Copies the templates, the reference tables, the editions, the mappings and
    /// the board's tables, and adds the small document types and editions of `fixtures/project`.
    pub fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        for folder in [
            "report_templates",
            "data/reference",
            "data/editions",
            "data/mappings",
            "data/demo/board",
            "data/demo/inventory",
        ] {
            copy(&crate_root().join(folder), &project.path(folder));
        }
        for file in ["data/congresses.toml", "data/disclosure.toml"] {
            fs::copy(crate_root().join(file), project.path(file)).unwrap();
        }
        copy(&fixture("project"), project.root());
        project
    }

    /// Returns the project in which the records of `fixtures/registry` are the
    /// snapshot `small`. It is made once; tests only read it.
    pub fn small() -> &'static Self {
        static SMALL: OnceLock<Project> = OnceLock::new();
        SMALL.get_or_init(|| {
            let project = Self::new();
            let records = fixture("registry");
            let records = records.to_str().unwrap();
            project.run(&["ingest", "ctgov", records, "--into", "small"]).succeeded();
            project
        })
    }

    /// Returns a copy of [`Project::small`] for one test, with other files laid
    /// over it.
    pub fn small_with(overlay: Option<&Path>) -> Self {
        let project = Self(TempDir::new().unwrap());
        copy(Self::small().root(), project.root());
        if let Some(overlay) = overlay {
            copy(overlay, project.root());
        }
        project
    }

    /// Returns the project's root.
    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// Returns a path in the project.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    /// Runs the program on the project.
    pub fn run(&self, args: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_kapacitet"))
            .current_dir(self.root())
            .arg("--root")
            .arg(self.root())
            .args(args)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr).replace(self.root().to_str().unwrap(), "PROJECT"),
        }
    }

    /// Asks a question and returns the findings.
    pub fn ask(&self, question: &str) -> Vec<Value> {
        let mut args = vec!["query", "--format", "json"];
        args.extend(question.split(' '));
        serde_json::from_str(&self.run(&args).succeeded().stdout).unwrap()
    }

    /// Returns the paths of the PDFs of an output folder, sorted.
    pub fn pdfs(&self, folder: &str) -> Vec<String> {
        files(&self.path(folder)).into_iter().filter(|path| path.ends_with(".pdf")).collect()
    }
}

impl Run {
    /// Asserts that all was done.
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self
    }

    /// Asserts that not all was done, and returns what was complained of.
    pub fn failed(self) -> String {
        assert_eq!(self.code, Some(1), "{}{}", self.stdout, self.stderr);
        self.stderr
    }
}

/// Returns the folder of the crate.
pub fn crate_root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns a fixture's path.
pub fn fixture(name: &str) -> PathBuf {
    crate_root().join("tests/fixtures").join(name)
}

/// Returns the path of real data beside the project, if they are there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = crate_root().join("../shared/data").join(name);
    if !path.exists() {
        println!("skipped: no {}", path.display());
        return None;
    }
    Some(path)
}

/// Copies the files of a folder over those of another.
pub fn copy(from: &Path, to: &Path) {
    for path in files(from) {
        let target = to.join(&path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(from.join(&path), target).unwrap();
    }
}

/// Returns the paths of all files below a folder, sorted.
pub fn files(folder: &Path) -> Vec<String> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned())
        .collect()
}

/// Returns the number in a field of a finding.
pub fn number(finding: &Value, field: &str) -> f64 {
    finding[field].as_f64().unwrap_or_else(|| panic!("no `{field}` in {finding}"))
}
