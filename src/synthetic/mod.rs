//! Demonstration data: synthetic trial records in the format of ClinicalTrials.gov's API, version 2.
//!
//! Nothing here describes a real trial. Sponsors, substances, sites and investigators are invented; countries, towns, postal codes
//! and MeSH terms are real, so that the engine has something to recognise. NCT numbers start at 90000001, far above the real ones.
//!
//! # Steps
//! 1. [`Settings`] and [`Tables`] are read from `data/demo/generator.toml` and `data/demo/generator/`.
//! 2. A `plan` is drawn for each trial: who, what, where, when. All that the parts of a record must agree on stands there.
//! 3. Each part of a record is written from the plan by a file of its own: `identification`, `status`, `sponsorship`,
//!    `conditions`, `design`, `interventions`, `locations`.
//! 4. `inventory` invents the regions' answers to the questions of the inventory, near what the records tell where both are about the
//!    same thing (`told`).
//! 5. [`ctis`] tells some of the trials again as a second register has them, and a few that it has alone.
//! 6. `pages` streams the records into pages, one page in memory at a time.
//!
//! Every part of every trial has its own stream of random numbers (`draws`). So trial n is the same whatever the number of trials,
//! and a change in one part leaves the others as they were. No logarithm, power or other function of the platform's mathematics library
//! is used: their last digits differ between platforms, and the bytes must not.

pub mod board;

mod conditions;
mod course;
pub mod ctis;
mod design;
mod draws;
mod example;
mod exports;
mod footprint;
mod identification;
mod interventions;
mod inventory;
mod locations;
mod moment;
mod pages;
mod plan;
mod record;
mod settings;
mod sponsorship;
mod status;
mod sweden;
mod tables;
#[cfg(test)]
mod tests;
mod told;
mod words;

pub use exports::{exports, write_exports};
pub use inventory::{inventory, write_inventory};
pub use pages::{Summary, generate, write};
pub use settings::Settings;
pub use tables::Tables;
pub use told::Told;
