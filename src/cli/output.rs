//! Writing files so that they are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use typst::diag::{HintedStrResult, bail, error};
use walkdir::WalkDir;

/// How the name of a draft begins; letters and digits follow.
const DRAFT: &str = ".kapacitet-";

/// How many follow.
const LETTERS: usize = 6;

/// Writes a file: into a temporary one beside it, which then takes its place.
///
/// A reader sees the old content or the new, never a part. A symbolic link is
/// refused: what it points to is not ours to replace.
pub fn write_whole(path: &Path, content: &[u8]) -> HintedStrResult<()> {
    // The parent of a bare file name is an empty path, which is no folder.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    create_folder(folder)?;
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        bail!(
            "`{}` is a symbolic link", path.display();
            hint: "remove it, or choose another folder with `--out`"
        );
    }
    replace(folder, path, content).map_err(|fault| {
        error!("cannot write `{}`: {fault}", path.display(); hint: "is the disk full, or the folder read-only?")
    })
}

/// Keeps other builds out of a folder for as long as the value lives.
///
/// The system lets go of the lock when the program ends, however it ends.
pub fn lock(folder: &Path) -> HintedStrResult<File> {
    let path = folder.join(".lock");
    let fault = |fault: io::Error| error!("cannot lock `{}`: {fault}", path.display(); hint: "is the folder read-only?");
    let file = File::create(&path).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => {
            sweep(folder);
            Ok(file)
        }
        Err(fs::TryLockError::WouldBlock) => bail!(
            "another run is writing to `{}`", folder.display();
            hint: "wait for it, or choose another folder"
        ),
        Err(fs::TryLockError::Error(error)) => Err(fault(error)),
    }
}

/// Removes the drafts that killed builds left at and below a folder, which must be locked: nobody writes there now.
///
/// What cannot be removed stays: it is in nobody's way.
fn sweep(folder: &Path) {
    for entry in WalkDir::new(folder).into_iter().flatten() {
        let name = entry.file_name().to_string_lossy();
        let end = name.strip_prefix(DRAFT);
        let is_draft = end.is_some_and(|end| {
            end.len() == LETTERS && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
        if is_draft && entry.file_type().is_file() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Creates a folder and those above it.
pub fn create_folder(folder: &Path) -> HintedStrResult<()> {
    fs::create_dir_all(folder).map_err(|fault| {
        error!("cannot create `{}`: {fault}", folder.display(); hint: "is it a file, or read-only?")
    })
}

/// Puts a finished temporary file in the place of `path`.
fn replace(folder: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    let mut draft =
        tempfile::Builder::new().prefix(DRAFT).rand_bytes(LETTERS).tempfile_in(folder)?;
    draft.write_all(content)?;
    make_readable(draft.as_file())?;
    draft.as_file().sync_all()?;
    draft.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

/// Lets others read the file: a temporary one is made private.
#[cfg(unix)]
fn make_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

/// Elsewhere a temporary file has the folder's permissions.
#[cfg(not(unix))]
fn make_readable(_: &File) -> io::Result<()> {
    Ok(())
}

/// Returns the SHA-256 of bytes in hexadecimal digits.
pub fn sha256(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_clears_away_drafts_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("memo")).unwrap();
        fs::create_dir(path(".kapacitet-folder")).unwrap();
        for name in
            [".kapacitet-aB3dE6", "memo/.kapacitet-123456", ".kapacitet-notes", "memo/a.pdf"]
        {
            fs::write(path(name), "x").unwrap();
        }
        let _lock = lock(folder.path()).unwrap();
        assert!(!path(".kapacitet-aB3dE6").exists() && !path("memo/.kapacitet-123456").exists());
        assert!(path(".kapacitet-notes").exists() && path("memo/a.pdf").exists());
        assert!(path(".kapacitet-folder").exists());
    }
}
