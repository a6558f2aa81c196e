//! Kapacitet: a report engine for clinical-trial capacity.
//!
//! It runs the analyses behind Sweden's work for more clinical trials on
//! registry records, and fills Typst templates with what it found: capacity
//! profiles and briefings as accessible, archivable PDFs, in Swedish and
//! English.
//!
//! # Steps
//!
//! Data flow one way, from a noun to the next by a verb:
//!
//! 1. [`registry::ingest`] reads a register's files into a [`registry::Registry`].
//! 2. [`mod@slice`] selects the trials that a statement is about.
//! 3. [`finding::evaluate`] values an [`indicator`] for a slice.
//! 4. [`claim`] judges what may be said of findings, [`chart`] draws them,
//!    [`narrative`] writes about them.
//! 5. [`assemble`] puts both into a [`report`]: the waist. Before it there are
//!    numbers, after it there is only layout.
//! 6. [`twin`] compares the languages of a report.
//! 7. [`typeset`] compiles the report's [`document`] template into a PDF.
//! 8. [`cli`] writes the files of an [`edition`]; nothing else touches the
//!    disk or the terminal.
//!
//! ARCHITECTURE.md has the reasons, `tests/architecture.rs` the layers.

pub mod assemble;
pub mod board;
pub mod brand;
pub mod chart;
pub mod claim;
pub mod clearance;
pub mod cli;
pub mod contact;
pub mod diag;
pub mod disclosure;
pub mod document;
pub mod edition;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod finding;
pub mod indicator;
pub mod inventory;
pub mod locale;
pub mod narrative;
pub mod registry;
pub mod report;
pub mod sheet;
pub mod slice;
pub mod statistics;
pub mod synthetic;
pub mod twin;
pub mod typeset;
pub mod world;
