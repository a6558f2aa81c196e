//! Folders that grow beside the snapshots under a hidden name, and what becomes of
//! those that a killed process left behind.
//!
//! A folder is locked for as long as a process works on it. The system lets go of
//! the lock when that process ends, however it ends, so a folder whose lock can be
//! taken has no owner. The lock lies on the folder itself: it moves with it, and
//! nothing has to be taken out of a finished snapshot. Where folders cannot be
//! locked nothing is ever taken for a leftover.

use std::fs::{self, DirEntry, File, TryLockError};
use std::io;
use std::path::Path;

use serde::Deserialize;
use tempfile::TempDir;

use super::for_all;
use crate::registry::snapshot::{self, check_name};

/// Begins the names of folders that become snapshots.
pub const DRAFT: &str = ".ingest-";

/// Begins the names of folders that hold a snapshot on its way out.
pub const ASIDE: &str = ".replaced-";

/// The name of the snapshot in such a folder.
pub const OLD: &str = "old";

/// Random letters and digits at the end of a hidden folder's name.
const LETTERS: usize = 6;

/// A hidden folder, which is removed when it is dropped.
pub struct Hidden {
    /// The folder; it comes first, so that it is gone before its lock is.
    folder: TempDir,
    /// Its lock, where the system has such.
    _lock: Option<File>,
}

impl Hidden {
    /// Creates a folder in `parent`; `start` is [`DRAFT`] or [`ASIDE`].
    pub fn new(parent: &Path, start: &str) -> io::Result<Self> {
        loop {
            let folder = for_all(0o777).prefix(start).rand_bytes(LETTERS).tempdir_in(parent)?;
            // Until it is locked, another process may take it for a leftover.
            let lock = File::open(folder.path());
            let lock = match lock.as_ref().map(File::try_lock) {
                Ok(Ok(())) => lock.ok(),
                Ok(Err(TryLockError::WouldBlock)) => continue,
                Ok(Err(TryLockError::Error(_))) | Err(_) => None,
            };
            if folder.path().is_dir() {
                return Ok(Self { folder, _lock: lock });
            }
        }
    }

    /// Returns the folder's path.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Gives the folder its final place, in which nothing lies.
    pub fn move_to(mut self, target: &Path) -> io::Result<()> {
        fs::rename(self.path(), target)?;
        self.keep();
        Ok(())
    }

    /// Leaves the folder where it is when it is dropped.
    pub fn keep(&mut self) {
        self.folder.disable_cleanup(true);
    }
}

/// Removes the hidden folders that have no owner, and puts back a snapshot whose
/// process ended between moving it out and moving the new one in.
///
/// What cannot be removed stays: it is in nobody's way.
pub fn sweep(parent: &Path) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for folder in entries.filter(is_hidden).map(|entry| entry.path()) {
        let Ok(lock) = File::open(&folder) else { continue };
        if lock.try_lock().is_ok() && put_back(parent, &folder.join(OLD)).is_ok() {
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

/// Tells whether an entry is a folder with a name that [`Hidden`] gives.
fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let name = name.to_string_lossy();
    let end = [DRAFT, ASIDE].iter().find_map(|start| name.strip_prefix(start));
    let is_name =
        |end: &str| end.len() == LETTERS && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
    end.is_some_and(is_name) && entry.file_type().is_ok_and(|kind| kind.is_dir())
}

/// Puts a replaced snapshot back, if there is one and its place is empty.
fn put_back(parent: &Path, old: &Path) -> io::Result<()> {
    /// The field that says where a snapshot belongs.
    #[derive(Deserialize)]
    struct Head {
        /// The snapshot's name.
        name: String,
    }
    let Ok(text) = fs::read_to_string(old.join(snapshot::FILE)) else { return Ok(()) };
    match toml::from_str(&text) {
        Ok(Head { name }) if check_name(&name).is_ok() => {
            let target = parent.join(name);
            if target.symlink_metadata().is_err() { fs::rename(old, target) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what lies in a folder, sorted.
    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn only_a_folder_without_an_owner_is_swept() {
        let parent = TempDir::new().unwrap();
        let owned = Hidden::new(parent.path(), DRAFT).unwrap();
        for name in [".ingest-abc123", ".replaced-abc123", ".ingest-notes", ".ingest-of-mine"] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        fs::write(parent.path().join(".ingest-abcdef"), "a file").unwrap();
        sweep(parent.path());

        let owned_name = owned.path().file_name().unwrap().to_str().unwrap().to_owned();
        let mut left =
            [".ingest-abcdef", ".ingest-notes", ".ingest-of-mine", &owned_name].map(String::from);
        left.sort();
        assert_eq!(names(parent.path()), left);
        drop(owned);
        assert_eq!(names(parent.path()).len(), 3);
    }

    #[test]
    fn a_snapshot_on_its_way_out_is_put_back_when_its_place_is_empty() {
        let parent = TempDir::new().unwrap();
        let old = parent.path().join(".replaced-abc123").join(OLD);
        fs::create_dir_all(&old).unwrap();
        fs::write(old.join(snapshot::FILE), "name = \"spring\"\n").unwrap();
        sweep(parent.path());
        assert_eq!(names(parent.path()), ["spring"]);
        assert_eq!(names(&parent.path().join("spring")), [snapshot::FILE]);
    }
}
