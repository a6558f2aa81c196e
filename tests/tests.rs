//! All integration tests: one binary, so that there is one link of the engine.
//!
//! The program itself is run on copies of the project's folders, never on the
//! project; nothing here needs a network, another tool, or data outside of the
//! repository. The tests of `shared_data`, `contacts` and `ingest::facts` read real
//! records where they lie beside the project, and are skipped elsewhere.

mod annual;
mod architecture;
mod board;
mod brands;
mod bridge;
mod briefing;
mod build;
mod check;
mod choices;
mod claims;
mod clearance;
mod combinations;
mod contacts;
mod coverage;
mod cube;
mod demo_data;
mod disclosure;
mod explain;
#[cfg(feature = "fetch")]
mod fetch;
mod flags;
mod gallery;
mod golden;
mod golden_places;
mod ingest;
mod invalid;
mod inventory;
mod layers;
mod layout;
mod mapped;
mod metrics;
mod mirror;
mod narrative;
mod odd_data;
mod office;
#[cfg(unix)]
mod outputs;
mod pages;
mod pdf;
mod prognosis;
mod query;
mod reference;
mod regions;
mod runaway;
mod sample;
mod schemas;
mod shared_data;
mod sheet;
mod support;
mod twin;
