//! The designer's folder: listed once, each file read when a document first asks for it, shared by all documents.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use typst::diag::{FileError, FileResult, SourceResult, bail, eco_format};
use typst::foundations::Bytes;
use typst::syntax::{FileId, Source, Span};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt};
use walkdir::WalkDir;

use super::{not_found, parse};
use crate::diag::read_whole;

/// The folder of the templates, from the project's root.
const FOLDER: &str = "report_templates";

/// The files under `report_templates`, and the library they are written for.
pub struct Templates {
    /// The folder, without symbolic links in its path.
    folder: PathBuf,
    /// The files by virtual path.
    files: BTreeMap<String, Template>,
    /// Typst's library, one for the process so that its caches hold.
    library: LazyHash<Library>,
}

/// One file, read when first used.
struct Template {
    /// Where it is.
    path: PathBuf,
    /// What is in it.
    bytes: OnceLock<FileResult<Bytes>>,
    /// Its syntax tree.
    source: OnceLock<FileResult<Source>>,
}

impl Templates {
    /// Lists the templates of the project in `root`.
    pub fn load(root: &Path) -> SourceResult<Self> {
        let folder = match root.join(FOLDER).canonicalize() {
            Ok(folder) if folder.is_dir() => folder,
            _ => {
                bail!(Span::detached(), "there is no folder `{FOLDER}` in `{}`", root.display(); hint: "run in the project's folder, or name it")
            }
        };
        let mut files = BTreeMap::new();
        // Links are listed but not followed; what a link to a file leads to is looked at when it is read.
        for entry in WalkDir::new(&folder) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => bail!(Span::detached(), "the templates cannot be listed: {error}"),
            };
            let Ok(relative) = entry.path().strip_prefix(&folder) else { continue };
            if !entry.file_type().is_dir() {
                let virtual_path =
                    format!("/{FOLDER}/{}", relative.to_string_lossy().replace('\\', "/"));
                files.insert(virtual_path, Template::new(entry.path()));
            }
        }
        // Header cells of tables are an extra of Typst's that is still behind a feature.
        let library =
            Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build();
        Ok(Self { folder, files, library: LazyHash::new(library) })
    }

    /// Whether a virtual path is a file of the templates.
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Returns the virtual paths of all files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Returns Typst's library.
    pub(super) fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    /// Returns the bytes of a file.
    pub(super) fn file(&self, path: &str) -> FileResult<Bytes> {
        let template = self.files.get(path).ok_or_else(|| not_found(path))?;
        template.bytes.get_or_init(|| self.read(&template.path)).clone()
    }

    /// Returns the syntax tree of a file.
    pub(super) fn source(&self, id: FileId, path: &str) -> FileResult<Source> {
        let template = self.files.get(path).ok_or_else(|| not_found(path))?;
        template.source.get_or_init(|| parse(id, &self.file(path)?)).clone()
    }

    /// Reads a file, unless it is a link to outside the folder.
    fn read(&self, path: &Path) -> FileResult<Bytes> {
        let error = |error| FileError::from_io(error, path);
        let target = path.canonicalize().map_err(error)?;
        if !target.starts_with(&self.folder) {
            return Err(FileError::Other(Some(eco_format!(
                "it is a link to a file outside {FOLDER}"
            ))));
        }
        let shown = path.strip_prefix(&self.folder).unwrap_or(path).display().to_string();
        let read = read_whole(&target, &shown);
        read.map(Bytes::new).map_err(|fault| FileError::Other(Some(fault.message.into())))
    }
}

impl Template {
    /// Creates a file that is not read yet.
    fn new(path: &Path) -> Self {
        Self { path: path.to_path_buf(), bytes: OnceLock::new(), source: OnceLock::new() }
    }
}
