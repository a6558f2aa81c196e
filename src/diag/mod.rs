//! Diagnostics: one root, one currency.
//!
//! Every input (TOML, YAML, CSV, JSON, narrative, Typst) is a file with a path, and every fault in it is a
//! [`SourceDiagnostic`]: a severity, a byte range, a message and hints. Deep code says what is wrong, its caller
//! says where, and [`print()`] is the only function that writes a fault for people.
//!
//! A diagnostic is looked up once, by [`resolve`], and becomes a [`Fault`]: plain data that can cross a process boundary, be merged with its
//! likes and stand in a manifest. Nothing here reads Typst packages or knows what a file is about.

mod fault;
mod files;
mod located;
mod merge;
mod open;
mod parse;
mod print;
mod rows;
mod shape;
mod suggest;
mod words;
mod yaml;

pub use self::fault::{Fault, Faults, Level, Place, Sources, resolve};
pub use self::files::{Files, InputFile, unreadable};
pub use self::located::Located;
pub use self::merge::merge;
pub use self::open::{WHOLE_BYTES, open, read_text, read_whole, read_within};
pub use self::parse::{json, toml, toml_faults, toml_list};
pub use self::print::{escape, print, printable};
pub use self::rows::{Row, csv, csv_cell, csv_rows};
pub use self::shape::{Shaped, schema, shaped_toml, shaped_yaml, unless_faulty};
pub use self::suggest::{and_list, hint_for, suggest};
pub use self::yaml::{yaml, yaml_key};

use typst::diag::SourceDiagnostic;

/// Returns the diagnostics of `files` as text for a terminal.
pub fn report(files: &Files, diagnostics: &[SourceDiagnostic], colour: bool) -> String {
    print(&merge(files.resolve(diagnostics)), colour)
}
