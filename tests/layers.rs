//! The order of the engine's modules, and which of them may name which crates.
//!
//! Cooperates with the table of layers in ARCHITECTURE.md.

use crate::architecture::{names_of, sources};

/// The modules in their order: each imports only from those before it.
/// `synthetic` stands beside the line.
const LINE: [&str; 26] = [
    "diag",
    "contact",
    "world",
    "locale",
    "statistics",
    "disclosure",
    "brand",
    "sheet",
    "registry",
    "clearance",
    "inventory",
    "board",
    "fetch",
    "slice",
    "indicator",
    "finding",
    "claim",
    "chart",
    "narrative",
    "document",
    "edition",
    "report",
    "assemble",
    "twin",
    "typeset",
    "cli",
];

/// Crates that only some modules may name.
const CRATES: [(&str, &[&str]); 21] = [
    ("polars", &["registry", "slice", "indicator", "finding"]),
    ("polars_io", &["registry"]),
    ("calamine", &["sheet"]),
    ("rust_xlsxwriter", &["sheet", "inventory"]),
    ("encoding_rs", &["sheet"]),
    ("computus", &["board"]),
    ("ureq", &["fetch"]),
    ("plotters", &["chart"]),
    ("plotters_backend", &["chart"]),
    ("ttf_parser", &["chart", "typeset"]),
    ("minijinja", &["narrative"]),
    ("clap", &["cli", "main"]),
    ("typst_pdf", &["typeset"]),
    ("typst_layout", &["typeset"]),
    ("usvg", &["typeset"]),
    // Example records are drawn, and so are ranks and prognoses: by a seed.
    ("rand", &["synthetic", "statistics"]),
    ("rand_chacha", &["synthetic", "statistics"]),
    ("statrs", &["statistics"]),
    ("microlp", &["disclosure"]),
    ("indicatif", &["cli"]),
    ("page_validation", &["cli"]),
];

/// Returns the modules that a module may import from.
fn below(module: &str) -> Vec<&'static str> {
    match module {
        "lib" => LINE.to_vec(),
        "main" => vec!["cli"],
        "synthetic" => vec!["diag"],
        "cli" => LINE.iter().copied().chain(["synthetic"]).collect(),
        _ => {
            let at = LINE.iter().position(|other| *other == module);
            let at = at.unwrap_or_else(|| panic!("`{module}` has no place in the line"));
            LINE[..at].to_vec()
        }
    }
}

#[test]
fn a_module_imports_only_from_modules_before_it_in_the_line() {
    let mut faults = Vec::new();
    for source in sources("src") {
        let below = below(&source.module);
        for name in names_of("crate", &source.code) {
            if LINE.contains(&name.as_str()) || name == "synthetic" {
                let is_own = name == source.module;
                if !is_own && !below.contains(&name.as_str()) {
                    faults.push(format!("{} imports from `{name}`", source.path));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_file_at_the_top_does_not_reach_around_by_super() {
    let tops = sources("src").into_iter().filter(|source| source.is_top);
    let around: Vec<_> = tops
        .filter(|source| source.code.lines().any(|line| line.starts_with("use super::")))
        .map(|source| source.path)
        .collect();
    assert!(around.is_empty(), "{around:#?} use `super` where they mean `crate`");
}

#[test]
fn a_crate_is_named_only_by_its_modules() {
    let mut faults = Vec::new();
    for source in sources("src") {
        for (name, modules) in CRATES {
            let named = !names_of(name, &source.code).is_empty();
            if named && !modules.contains(&source.module.as_str()) {
                faults.push(format!("{} names `{name}`", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_command_lines_words_are_in_one_place() {
    let others: Vec<_> = sources("src")
        .into_iter()
        .filter(|source| !names_of("clap", &source.code).is_empty())
        .map(|source| source.path)
        .filter(|path| !path.starts_with("src/cli/args/"))
        .collect();
    assert_eq!(others, ["src/cli/args.rs", "src/main.rs"]);
}

#[test]
fn names_are_found_in_every_form_of_import() {
    let code = "use crate::diag;\nuse crate::{brand, chart::{self, Mark}, slice::Place};\n\
                let x = crate::world::Fonts; mycrate::no; registry::crate_x";
    let names = names_of("crate", code);
    assert_eq!(names, ["brand", "chart", "diag", "slice", "world"]);
}
