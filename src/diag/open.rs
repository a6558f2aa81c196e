//! Opening files that come from outside: the one place that decides what may be read at all, and how much of it.
//!
//! A path that someone gives may lead to anything: a pipe that nobody writes into, a device without end, a folder. Each would make the program
//! wait or take all memory, so only regular files are opened, and a text only up to a limit.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use typst::diag::HintedString;

use super::fault::Fault;
use super::files::unreadable;

/// The bytes of a file that is held in memory as a whole: 64 MiB. The largest that people write, a region's history of answers over ten years,
/// is below 10 MB; the largest font is about 20 MB.
pub const WHOLE_BYTES: u64 = 64 << 20;

/// Opens a regular file, which messages call `shown`; what is none is refused before it is opened, because opening alone may wait for ever.
pub fn open(path: &Path, shown: &str) -> Result<File, Fault> {
    let failed = |error: std::io::Error| unreadable(path, shown, error.kind());
    let metadata = path.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(unreadable(path, shown, ErrorKind::IsADirectory));
    }
    if !metadata.is_file() {
        return Err(Fault::error(format!("`{shown}` is not a regular file"))
            .with_hint("expected a file on the disk, no device, pipe or socket; save it first"));
    }
    File::open(path).map_err(failed)
}

/// Reads a regular file whole, within the limit of [`WHOLE_BYTES`].
pub fn read_whole(path: &Path, shown: &str) -> Result<Vec<u8>, Fault> {
    read_within(path, shown, WHOLE_BYTES)
}

/// Reads a regular file whole, within a limit of its kind; one that is longer is refused, never cut.
pub fn read_within(path: &Path, shown: &str, limit: u64) -> Result<Vec<u8>, Fault> {
    let file = open(path, shown)?;
    let mut bytes = Vec::new();
    // What grows while it is read has no length that could be asked for before.
    let read = file.take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(path, shown, error.kind()))?;
    if bytes.len() as u64 > limit {
        return Err(Fault::error(format!("file `{shown}` is larger than {} MiB", limit >> 20))
            .with_hint("no file of this kind is so large; is it the right one?"));
    }
    Ok(bytes)
}

/// Reads a regular text file in UTF-8 whole, within the limit of [`WHOLE_BYTES`].
pub fn read_text(path: &Path, shown: &str) -> Result<String, Fault> {
    utf8(read_whole(path, shown)?, shown)
}

/// Returns bytes as text, or says in which line they are none.
pub(super) fn utf8(bytes: Vec<u8>, shown: &str) -> Result<String, Fault> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count();
        Fault::error(format!("file `{shown}` is not UTF-8"))
            .with_hint(format!("the first byte that is not is in line {line}"))
            .with_hint("save the file as UTF-8")
    })
}

impl From<Fault> for HintedString {
    /// Where faults have no place, what is said of a file is all there is to say.
    fn from(Fault { message, hints, .. }: Fault) -> Self {
        Self::from(message).with_hints(hints.into_iter().map(Into::into))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the message of a fault.
    fn message<T: std::fmt::Debug>(result: Result<T, Fault>) -> String {
        result.unwrap_err().message
    }

    #[cfg(unix)]
    #[test]
    fn what_never_ends_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        for path in [Path::new("/dev/zero"), Path::new("/dev/null"), &socket] {
            assert_eq!(message(read_whole(path, "x")), "`x` is not a regular file");
        }
        assert_eq!(message(read_whole(folder.path(), "x")), "`x` is a folder, not a file");
    }

    #[test]
    fn a_file_is_read_to_its_limit_and_not_beyond() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(&path, vec![b'#'; 1 << 20]).unwrap();
        assert_eq!(read_within(&path, "a.toml", 1 << 20).unwrap().len(), 1 << 20);
        std::fs::write(&path, vec![b'#'; (1 << 20) + 1]).unwrap();
        let said = message(read_within(&path, "a.toml", 1 << 20));
        assert_eq!(said, "file `a.toml` is larger than 1 MiB");
    }
}
