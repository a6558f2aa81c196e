//! Hierarchies: which coordinates of a dimension sum up to which.

use std::collections::{BTreeMap, BTreeSet};

/// A dimension's totals with their parts, such as the nation with its healthcare regions and each of those with its regions.
///
/// Only what really partitions belongs here: a patient can have two diseases, and then the diseases do not sum up to the area.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hierarchy {
    /// The dimension's name in [`CellId::at`](super::CellId::at).
    pub dimension: String,
    /// The parts by the coordinate of their total.
    pub parts: BTreeMap<String, BTreeSet<String>>,
}

impl Hierarchy {
    /// Returns the hierarchy of a dimension that has no totals yet.
    pub fn new(dimension: &str) -> Self {
        Self { dimension: dimension.to_owned(), parts: BTreeMap::new() }
    }

    /// Returns it with a total.
    pub fn total<'a>(mut self, total: &str, parts: impl IntoIterator<Item = &'a str>) -> Self {
        self.parts.insert(total.to_owned(), parts.into_iter().map(str::to_owned).collect());
        self
    }
}
