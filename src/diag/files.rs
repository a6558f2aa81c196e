//! The input files of a build, each with its path, its text and a [`FileId`].
//!
//! Ids come from Typst's global interner, which is sixteen bits wide and never gives one back: only files that are really read get one.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use typst::diag::{SourceDiagnostic, SourceResult, bail, error};
use typst::syntax::{DiagSpan, FileId, RootedPath, Span, VirtualPath, VirtualRoot};

use super::fault::{Fault, Sources, resolve};
use super::open::read_text;
use super::suggest::suggest;

/// All input files that were read so far; shared by reference between threads.
#[derive(Debug)]
pub struct Files {
    /// The folder that paths are shown relative to.
    root: PathBuf,
    /// The files by id and by the path that is shown.
    known: Mutex<Known>,
}

/// The two directions of the same table.
#[derive(Debug, Default)]
struct Known {
    /// What a diagnostic's id stands for.
    files: HashMap<FileId, InputFile>,
    /// The id that a path has got already.
    ids: HashMap<String, FileId>,
}

/// One text file that was read as an input.
#[derive(Debug, Clone)]
pub struct InputFile {
    /// The id that spans into this file carry.
    pub id: FileId,
    /// The path as shown to people: relative to the project's root, with forward slashes.
    pub path: String,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
}

impl Files {
    /// Creates an empty table for the project in `root`, which is kept without symbolic links in its path.
    pub fn new(root: &Path) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        Self { root, known: Mutex::default() }
    }

    /// Returns the project's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reads a text file; a relative path starts at the project's root.
    pub fn read(&self, path: &Path) -> SourceResult<InputFile> {
        self.read_for(path, Span::detached())
    }

    /// Reads a text file that is named at `span`, which is blamed when it cannot be read.
    ///
    /// A file whose real path lies outside the project's root is refused: a link in a project that was sent to someone shall not bring other
    /// files of theirs into a document.
    pub fn read_for(&self, path: &Path, span: impl Into<DiagSpan>) -> SourceResult<InputFile> {
        let span = span.into();
        let real = self.locate(path, span)?;
        let full = self.root.join(path);
        let shown = self.shown(&full);
        match read_text(&real, &shown) {
            Ok(text) => Ok(self.add(&shown, text)),
            Err(fault) => bail!(blamed(fault, span)),
        }
    }

    /// Returns the real path of a file or folder that is named at `span`, which is blamed when there is none or when it lies outside the
    /// project: for what is not read as text.
    pub fn locate(&self, path: &Path, span: impl Into<DiagSpan>) -> SourceResult<PathBuf> {
        let span = span.into();
        let full = self.root.join(path);
        let shown = self.shown(&full);
        match full.canonicalize() {
            Ok(real) if real.starts_with(&self.root) => Ok(real),
            Ok(_) => bail!(outside(&shown, span)),
            Err(error) => bail!(unreadable_at(&full, &shown, error.kind(), span)),
        }
    }

    /// Adds a text under a path, replacing what was known there.
    pub fn add(&self, path: &str, text: impl Into<String>) -> InputFile {
        let text = text.into();
        let text = Arc::from(text.strip_prefix('\u{feff}').unwrap_or(&text));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let id = *known.ids.entry(path.to_owned()).or_insert_with(|| intern(path));
        let file = InputFile { id, path: path.to_owned(), text };
        known.files.insert(id, file.clone());
        file
    }

    /// Returns the paths of all files that were read, as they are shown.
    pub fn paths(&self) -> Vec<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.ids.keys().cloned().collect()
    }

    /// Looks up the places of diagnostics in these files.
    pub fn resolve(&self, diagnostics: &[SourceDiagnostic]) -> Vec<Fault> {
        resolve(self, diagnostics)
    }

    /// Returns a path as people shall read it: relative to the root where it is inside.
    fn shown(&self, full: &Path) -> String {
        let path = full.strip_prefix(&self.root).unwrap_or(full);
        let parts = path.components().filter(|part| !matches!(part, Component::CurDir));
        parts.collect::<PathBuf>().to_string_lossy().replace('\\', "/")
    }
}

impl Sources for Files {
    fn name(&self, id: FileId) -> String {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .files
            .get(&id)
            .map_or_else(|| id.vpath().get_without_slash().to_owned(), |file| file.path.clone())
    }

    fn text(&self, id: FileId) -> Option<Arc<str>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.files.get(&id).map(|file| file.text.clone())
    }
}

impl InputFile {
    /// Returns the span of a byte range.
    pub fn span(&self, range: Range<usize>) -> DiagSpan {
        DiagSpan::from_range(self.id, range)
    }

    /// Returns the span of the file as such, which is shown at its first line.
    pub fn whole(&self) -> DiagSpan {
        self.span(0..0)
    }

    /// Returns the span of a line without its line break; lines count from 1.
    pub fn line(&self, number: usize) -> DiagSpan {
        let start = self.line_start(number);
        let length = self.text[start..].find(['\n', '\r']).unwrap_or(self.text.len() - start);
        self.span(start..start + length)
    }

    /// Returns the span of one character, given its line and its column in bytes, both counted from 1.
    pub fn at(&self, line: usize, column: usize) -> DiagSpan {
        let start = self.boundary(self.line_start(line) + column.saturating_sub(1));
        let length = self.text[start..].chars().next().map_or(0, char::len_utf8);
        self.span(start..start + length)
    }

    /// Returns the span of the first occurrence of a text, or of the whole file.
    pub fn find(&self, needle: &str) -> DiagSpan {
        self.text
            .find(needle)
            .map_or_else(|| self.whole(), |start| self.span(start..start + needle.len()))
    }

    /// Returns the byte at which a line starts, or the end of the text.
    pub(super) fn line_start(&self, number: usize) -> usize {
        let breaks = self.text.match_indices('\n').map(|(index, _)| index + 1);
        std::iter::once(0).chain(breaks).nth(number.saturating_sub(1)).unwrap_or(self.text.len())
    }

    /// Returns the byte of a character, given its line and its column in characters, both counted from 1.
    pub(super) fn byte(&self, line: usize, column: usize) -> usize {
        let start = self.line_start(line);
        let rest = self.text[start..].lines().next().unwrap_or_default();
        let before = rest.chars().take(column.saturating_sub(1));
        start + before.map(char::len_utf8).sum::<usize>()
    }

    /// Returns the nearest character boundary at or before a byte.
    fn boundary(&self, byte: usize) -> usize {
        (0..=byte.min(self.text.len()))
            .rev()
            .find(|byte| self.text.is_char_boundary(*byte))
            .unwrap_or(0)
    }
}

/// Whether a shown path leads into the project, as far as its letters tell.
fn is_inside(path: &str) -> bool {
    !Path::new(path).is_absolute() && !path.split('/').any(|part| part == "..")
}

/// Says that a file is none of the project's.
fn outside(shown: &str, span: DiagSpan) -> SourceDiagnostic {
    if is_inside(shown) {
        error!(span, "`{shown}` is a link to outside the project"; hint: "put the file itself there")
    } else {
        error!(span, "`{shown}` lies outside the project"; hint: "copy the file into the project")
    }
}

/// Interns a shown path, which may lead outside the project.
fn intern(path: &str) -> FileId {
    match VirtualPath::new(path) {
        Ok(vpath) if is_inside(path) => RootedPath::new(VirtualRoot::Project, vpath).intern(),
        // A path outside the root could collide with one inside, so it gets an id of its own.
        _ => {
            let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
            let vpath = VirtualPath::new(name).or_else(|_| VirtualPath::new("input"));
            FileId::unique(RootedPath::new(
                VirtualRoot::Project,
                vpath.expect("a plain name is a virtual path"),
            ))
        }
    }
}

/// Says why a file, which is shown under a path, could not be read.
pub fn unreadable(full: &Path, shown: &str, kind: ErrorKind) -> Fault {
    match kind {
        ErrorKind::IsADirectory => Fault::error(format!("`{shown}` is a folder, not a file")),
        ErrorKind::PermissionDenied => Fault::error(format!("file `{shown}` may not be read"))
            .with_hint("check the permissions of the file"),
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            let fault = Fault::error(format!("file `{shown}` does not exist"));
            missing_hint(full).into_iter().fold(fault, Fault::with_hint)
        }
        kind => Fault::error(format!("file `{shown}` cannot be read: {kind}")),
    }
}

/// Says at the place that names a file why it could not be read.
fn unreadable_at(full: &Path, shown: &str, kind: ErrorKind, span: DiagSpan) -> SourceDiagnostic {
    blamed(unreadable(full, shown, kind), span)
}

/// Gives a fault of a file to the place that names it.
fn blamed(fault: Fault, span: DiagSpan) -> SourceDiagnostic {
    let Fault { message, hints, .. } = fault;
    SourceDiagnostic::error(span, message).with_hints(hints.into_iter().map(Into::into))
}

/// Returns a hint about a missing file: its folder is missing too, or holds a similar name.
fn missing_hint(full: &Path) -> Option<String> {
    let folder = full.parent()?;
    let Ok(entries) = folder.read_dir() else {
        return Some(format!(
            "the folder `{}` does not exist either",
            folder.file_name()?.to_string_lossy()
        ));
    };
    let mut names: Vec<_> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let similar = suggest(&full.file_name()?.to_string_lossy(), names.iter().map(String::as_str))?;
    Some(format!("did you mean `{similar}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_become_byte_ranges() {
        let file = Files::new(Path::new("/nowhere")).add("a.toml", "å = 1\nb = 2\r\n");
        assert_eq!(file.line(1), file.span(0..6));
        assert_eq!(file.line(2), file.span(7..12));
        assert_eq!(file.at(2, 5), file.span(11..12));
        assert_eq!(file.line(9), file.span(14..14));
    }

    #[test]
    fn a_missing_file_is_met_with_a_similar_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("demo.toml"), "").unwrap();
        let files = Files::new(folder.path());
        let errors = files.read(Path::new("dema.toml")).unwrap_err();
        assert_eq!(errors[0].message, "file `dema.toml` does not exist");
        assert_eq!(errors[0].hints[0].v, "did you mean `demo.toml`?");
        let errors = files.read(Path::new("")).unwrap_err();
        assert!(errors[0].message.contains("is a folder"), "{}", errors[0].message);
    }

    /// A project with the file `inside.toml`, beside a file that is not the project's.
    fn project() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("project");
        std::fs::create_dir_all(root.join("data")).unwrap();
        std::fs::write(root.join("inside.toml"), "a = 1").unwrap();
        std::fs::write(folder.path().join("secret.toml"), "password = 1").unwrap();
        (folder, root)
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_project_is_refused() {
        use std::os::unix::fs::symlink;
        let (folder, root) = project();
        symlink("../../secret.toml", root.join("data/out.toml")).unwrap();
        symlink("../inside.toml", root.join("data/in.toml")).unwrap();
        symlink(folder.path(), root.join("data/folder")).unwrap();
        let files = Files::new(&root);
        assert_eq!(&*files.read(Path::new("data/in.toml")).unwrap().text, "a = 1");
        for path in ["data/out.toml", "data/folder/secret.toml"] {
            let errors = files.read(Path::new(path)).unwrap_err();
            assert_eq!(errors[0].message, format!("`{path}` is a link to outside the project"));
        }
    }

    #[test]
    fn a_path_out_of_the_project_is_refused() {
        let (folder, root) = project();
        let files = Files::new(&root);
        let secret = folder.path().join("secret.toml");
        for path in [Path::new("../secret.toml"), &secret] {
            let errors = files.read(path).unwrap_err();
            assert!(errors[0].message.ends_with("lies outside the project"), "{errors:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_project_may_itself_be_reached_by_a_link() {
        let (folder, root) = project();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(root, &link).unwrap();
        let file = Files::new(&link).read(Path::new("inside.toml")).unwrap();
        assert_eq!(file.path, "inside.toml");
    }

    #[test]
    fn a_file_that_is_not_utf8_names_the_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), b"ort\nG\xf6teborg\n").unwrap();
        let errors = Files::new(folder.path()).read(Path::new("a.csv")).unwrap_err();
        assert_eq!(errors[0].message, "file `a.csv` is not UTF-8");
        assert_eq!(errors[0].hints[0].v, "the first byte that is not is in line 2");
    }
}
