//! Writing files so that they are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use typst::diag::{HintedStrResult, HintedString, bail, error};
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
    check_place(path)?;
    replace(folder, path, content, Put::Over).map_err(|fault| unwritten(path, &fault))
}

/// Writes a file whole where nothing lies yet.
pub fn write_new(path: &Path, content: &[u8]) -> HintedStrResult<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    create_folder(folder)?;
    replace(folder, path, content, Put::Beside).map_err(|fault| match fault.kind() {
        io::ErrorKind::AlreadyExists => error!(
            "`{}` is there already", path.display();
            hint: "choose another name, or remove it first"
        ),
        _ => unwritten(path, &fault),
    })
}

/// Says that a file was not written.
fn unwritten(path: &Path, fault: &io::Error) -> HintedString {
    error!("cannot write `{}`: {fault}", path.display(); hint: "is the disk full, or the folder read-only?")
}

/// Refuses a place of a file in which something else lies.
fn check_place(path: &Path) -> HintedStrResult<()> {
    let what = match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => "a symbolic link",
        Ok(found) if found.is_dir() => "a folder",
        Ok(found) if !found.is_file() => "no regular file",
        _ => return Ok(()),
    };
    bail!(
        "`{}` is {what}", path.display();
        hint: "remove it, or choose another folder with `--out`"
    )
}

/// Refuses a folder of an edition that is a link: what lies behind it has a lock of its own, or none.
pub fn check_folder(folder: &Path) -> HintedStrResult<()> {
    if fs::symlink_metadata(folder).is_ok_and(|found| found.is_symlink()) {
        bail!(
            "`{}` is a symbolic link", folder.display();
            hint: "remove it; the folder around it may be one"
        );
    }
    Ok(())
}

/// Keeps other builds out of a folder for as long as the value lives.
///
/// The system lets go of the lock when the program ends, however it ends.
pub fn lock(folder: &Path) -> HintedStrResult<File> {
    let path = folder.join(".lock");
    let fault = |fault: io::Error| error!("cannot lock `{}`: {fault}", path.display(); hint: "is the disk full, or the folder read-only?");
    // Through a link another file would be locked, and opening a pipe waits for ever. Nothing is ever cut off.
    check_place(&path)?;
    let file =
        File::options().create(true).truncate(false).write(true).open(&path).map_err(fault)?;
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
        error!("cannot create `{}`: {fault}", folder.display(); hint: "is a part of it a file, or read-only?")
    })
}

/// What becomes of a file that is there already.
#[derive(PartialEq, Eq)]
enum Put {
    /// The new one takes its place.
    Over,
    /// It stays.
    Beside,
}

/// Puts a finished temporary file in the place of `path`.
fn replace(folder: &Path, path: &Path, content: &[u8], put: Put) -> io::Result<()> {
    let mut draft =
        tempfile::Builder::new().prefix(DRAFT).rand_bytes(LETTERS).tempfile_in(folder)?;
    draft.write_all(content)?;
    make_readable(draft.as_file())?;
    draft.as_file().sync_all()?;
    match put {
        Put::Over => draft.persist(path),
        Put::Beside => draft.persist_noclobber(path),
    }
    .map_err(|error| error.error)?;
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

    #[cfg(unix)]
    #[test]
    fn what_lies_in_the_place_of_a_file_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("mine"), "kept").unwrap();
        fs::create_dir(path("a.pdf")).unwrap();
        for name in [".lock", "b.pdf"] {
            std::os::unix::fs::symlink(path("mine"), path(name)).unwrap();
        }
        let said = |result: HintedStrResult<()>| result.unwrap_err().message().to_string();
        assert!(said(lock(folder.path()).map(drop)).ends_with(".lock` is a symbolic link"));
        assert!(said(write_whole(&path("b.pdf"), b"x")).ends_with("b.pdf` is a symbolic link"));
        assert!(said(write_whole(&path("a.pdf"), b"x")).ends_with("a.pdf` is a folder"));
        assert_eq!(fs::read_to_string(path("mine")).unwrap(), "kept");
    }

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
