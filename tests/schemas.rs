//! The JSON Schemas in `data/schemas` are those of the types that the program reads files as.

use std::fs;

use serde_json::Value;

use crate::support::{Project, crate_root, files};

/// With `BLESS=1` in the environment the files are written instead.
#[test]
fn the_schemas_in_the_project_are_what_kapacitet_schema_prints() {
    let project = Project::small();
    let list = project.run(&["schema"]).succeeded().stdout;
    let names: Vec<_> = list.lines().filter_map(|line| line.split(' ').next()).collect();
    let folder = crate_root().join("data/schemas");
    for name in &names {
        let schema = project.run(&["schema", name]).succeeded().stdout;
        let path = folder.join(format!("{name}.json"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &schema).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(schema == kept, "data/schemas/{name}.json is out of date: run with BLESS=1");
        let schema: Value = serde_json::from_str(&schema).unwrap();
        assert!(schema["description"].is_string(), "{name} does not say what it is of");
    }
    let kept: Vec<_> = names.iter().map(|name| format!("{name}.json")).collect();
    assert_eq!(files(&folder), kept);
}

/// An editor follows the first line of a file to its schema.
#[test]
fn the_files_name_schemas_that_are_there() {
    let mut named = 0;
    for folder in ["data", "report_templates"] {
        let folder = crate_root().join(folder);
        for file in
            files(&folder).iter().filter(|file| file.ends_with("toml") || file.ends_with("yml"))
        {
            let path = folder.join(file);
            let text = fs::read_to_string(&path).unwrap();
            let first = text.lines().next().unwrap_or_default();
            let schema = first.strip_prefix("#:schema ");
            let schema = schema.or(first.strip_prefix("# yaml-language-server: $schema="));
            if let Some(schema) = schema {
                let full = path.parent().unwrap().join(schema);
                assert!(full.is_file(), "{file} names {schema}, which is not there");
                named += 1;
            }
        }
    }
    assert!(named >= 8, "{named} files name their schema");
}
