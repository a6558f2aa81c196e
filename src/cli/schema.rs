//! `kapacitet schema`: the JSON Schemas of the files that people write.
//!
//! They are made of the types that the program reads the files as; `kapacitet check` compares with the same ones. Editors take them from
//! `data/schemas/NAME.json`, which a test keeps equal.

use serde_json::Value;
use typst::diag::error;

use super::args::SchemaArgs;
use super::terminal::say;
use super::{Done, Outcome};
use crate::board::{CongressesFile, DecisionsFile, KpisFile, NetworksFile};
use crate::brand::BrandFile;
use crate::diag::{hint_for, schema};
use crate::disclosure::RulesFile;
use crate::document::Manifest;
use crate::edition::EditionFile;
use crate::inventory::QuestionsFile;
use crate::locale::LocaleFile;
use crate::registry::areas::AreasFile;
use crate::registry::ingest::mapped::MappingFile;
use crate::synthetic::Settings;
use crate::twin::Glossary;

/// A schema.
struct Named {
    /// Its name.
    name: &'static str,
    /// The files that it is of.
    files: &'static str,
    /// Makes it.
    make: fn() -> Value,
}

/// Every schema, by name.
const SCHEMAS: [Named; 14] = [
    Named { name: "areas", files: "data/reference/areas.toml", make: schema::<AreasFile> },
    Named {
        name: "brand",
        files: "report_templates/brands/*/_brand.yml",
        make: schema::<BrandFile>,
    },
    Named { name: "congresses", files: "data/congresses.toml", make: schema::<CongressesFile> },
    Named { name: "decisions", files: "the table `decisions`", make: schema::<DecisionsFile> },
    Named {
        name: "disclosure",
        files: "the rules that an edition names",
        make: schema::<RulesFile>,
    },
    Named {
        name: "document",
        files: "report_templates/documents/*/typst.toml",
        make: schema::<Manifest>,
    },
    Named { name: "edition", files: "data/editions/*.toml", make: schema::<EditionFile> },
    Named { name: "generator", files: "data/demo/generator.toml", make: schema::<Settings> },
    Named { name: "glossary", files: "report_templates/glossary.toml", make: schema::<Glossary> },
    Named {
        name: "inventory-questions",
        files: "data/reference/inventory_questions.toml",
        make: schema::<QuestionsFile>,
    },
    Named { name: "kpis", files: "the table `kpis`", make: schema::<KpisFile> },
    Named { name: "locale", files: "report_templates/locale/*.toml", make: schema::<LocaleFile> },
    Named { name: "mapping", files: "data/mappings/*.toml", make: schema::<MappingFile> },
    Named { name: "networks", files: "the table `networks`", make: schema::<NetworksFile> },
];

/// Runs the command.
pub fn run(args: &SchemaArgs) -> Outcome {
    let Some(wanted) = &args.name else {
        let rows = SCHEMAS.iter().map(|schema| format!("{:<21}{}", schema.name, schema.files));
        say(&rows.collect::<Vec<_>>().join("\n"))?;
        return Ok(Done::All);
    };
    match SCHEMAS.iter().find(|schema| schema.name == wanted) {
        Some(schema) => say(&text(&(schema.make)()))?,
        None => {
            let names = SCHEMAS.iter().map(|schema| schema.name);
            let fault = error!("unknown schema `{wanted}`"; hint: "{}", hint_for(wanted, names));
            return Err(fault.into());
        }
    }
    Ok(Done::All)
}

/// Returns a schema as text.
fn text(schema: &Value) -> String {
    serde_json::to_string_pretty(schema).expect("plain data")
}
