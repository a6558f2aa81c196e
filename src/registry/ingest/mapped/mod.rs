//! Licensed exports, read by a mapping.
//!
//! Vendors' exports differ by licence and year, so a mapping file says which column
//! holds what. Rows about trials become [`Study`](super::record::Study) records and
//! go the way of every register's; rows about the pipeline, sites and investigators
//! go into tables of their own. A broken row is left out and named, as a broken
//! record of a register is.
//!
//! Cooperates with data/mappings and data/schemas/mapping.json.

mod checks;
mod field;
mod mapping;
mod preview;
mod profiles;
mod read;
mod row;
mod sniff;
mod study;

pub use self::field::{Field, Kind};
pub use self::mapping::{Mapping, MappingFile};
pub use self::preview::{Preview, preview};
pub use self::row::Rows;
pub use self::sniff::{Guess, sniff};

pub(super) use self::read::{key_of, read};
