//! The gate of the snapshots: one is put in its place while nobody reads one, and is read while none is put in its place.
//!
//! Without it a reader could find the description of the old snapshot beside the tables of the new one, or nothing for the moment between the
//! two. The lock lies on the folder of the snapshots. The system lets go of it when a process ends, however it ends. Where folders cannot be
//! locked the gate stands open.

use std::fs::File;
use std::path::Path;

use super::snapshot;

/// A passage through the gate, for as long as the value lives.
pub struct Gate {
    /// The locked folder.
    _folder: Option<File>,
}

impl Gate {
    /// Waits until no snapshot is being put in its place, and passes with all others who read.
    pub fn with_readers(root: &Path) -> Self {
        Self::pass(root, File::lock_shared)
    }

    /// Waits until nobody reads a snapshot, and passes alone. It is held for two moves of folders.
    pub fn alone(root: &Path) -> Self {
        Self::pass(root, File::lock)
    }

    /// Waits for a lock on the folder.
    fn pass(root: &Path, lock: fn(&File) -> std::io::Result<()>) -> Self {
        let folder = File::open(root.join(snapshot::FOLDER)).ok();
        Self { _folder: folder.filter(|folder| lock(folder).is_ok()) }
    }
}
