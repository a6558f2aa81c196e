//! A count, by what it is of.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

use super::rules::Class;

/// What a count is of. However often and wherever it is printed, it is one count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId {
    /// What is counted, such as `incident-cases`.
    pub measure: String,
    /// Its coordinates by dimension: `region` is `skane`, `period` is `2024`.
    pub at: BTreeMap<String, String>,
}

impl CellId {
    /// Returns the count of a measure without coordinates.
    pub fn new(measure: &str) -> Self {
        Self { measure: measure.to_owned(), at: BTreeMap::new() }
    }

    /// Returns it with a coordinate.
    pub fn at(mut self, dimension: &str, coordinate: &str) -> Self {
        self.at.insert(dimension.to_owned(), coordinate.to_owned());
        self
    }
}

impl Display for CellId {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(&self.measure)?;
        for (dimension, coordinate) in &self.at {
            write!(f, ", {dimension} {coordinate}")?;
        }
        Ok(())
    }
}

/// What is known of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// The number.
    Number(u64),
    /// The source has suppressed it: it is there, it is small, and nobody here knows it.
    AtSource,
}

/// A count of a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The table that it stands in, for the log; of several the first.
    pub table: String,
    /// Which rule protects it.
    pub class: Class,
    /// What is known of it.
    pub count: Count,
    /// Whether it is to stand anywhere. What does not is protected when it is small, and when it is withheld.
    pub is_shown: bool,
    /// Whether it must not be worked out whatever its size, as where a region has not consented.
    pub is_withheld: bool,
    /// Whether a reader knows it from an earlier edition.
    pub is_known: bool,
}
