//! What a document can see while it is typeset.
//!
//! Two folders, and nothing else: the templates under `/report_templates`, which are on disk and the same for every document, and the bundle
//! under `/bundle`, which is in memory and this document's own. There are no packages, no network, no system fonts, and today is the edition's
//! cut-off date. The virtual paths are the same for all documents, because every path that Typst once saw keeps one of its 65,535 file ids.

mod fonts;
mod templates;

pub use self::fonts::Fonts;
pub use self::templates::Templates;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use chrono::{Datelike, NaiveDate};
use typst::diag::{FileError, FileResult, PackageError, SourceDiagnostic, SourceResult, bail};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, Span, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use crate::diag::{Fault, Sources, hint_for, resolve};

/// Where a document finds its content.
const BUNDLE: &str = "/bundle/";

/// The surroundings of one document.
pub struct ReportWorld {
    /// What all documents share on disk.
    templates: Arc<Templates>,
    /// The brand's fonts.
    fonts: Arc<Fonts>,
    /// The document's template.
    main: FileId,
    /// The document's content, by full virtual path.
    bundle: BTreeMap<String, Content>,
    /// The cut-off date.
    today: Datetime,
}

/// One file of a bundle.
struct Content {
    /// Its bytes.
    bytes: Bytes,
    /// Its syntax tree, when it is Typst and was asked for.
    source: OnceLock<FileResult<Source>>,
}

impl ReportWorld {
    /// Creates the surroundings of one document.
    ///
    /// `main` is the path of its template from the project's root, as `/report_templates/documents/X/main.typ`; the keys of `bundle` are paths
    /// below `/bundle`, as `figures/01.svg`.
    pub fn new(
        templates: Arc<Templates>,
        fonts: Arc<Fonts>,
        main: &str,
        bundle: BTreeMap<String, Vec<u8>>,
        today: NaiveDate,
    ) -> SourceResult<Self> {
        let Ok(vpath) = VirtualPath::new(main) else {
            bail!(Span::detached(), "`{main}` is not a path below the project");
        };
        if !templates.contains(vpath.get_with_slash()) {
            let name = |path: &str| {
                path.strip_suffix("/main.typ")
                    .and_then(|path| path.rsplit('/').next().map(str::to_owned))
            };
            let known: Vec<_> = templates.paths().filter_map(name).collect();
            let hint = hint_for(&name(main).unwrap_or_default(), known.iter().map(String::as_str));
            bail!(Span::detached(), "there is no template `{main}`"; hint: "{hint}");
        }
        let Some(today) = date(today) else {
            bail!(Span::detached(), "the cut-off date {today} is outside the calendar");
        };
        let content = |bytes| Content { bytes: Bytes::new(bytes), source: OnceLock::new() };
        Ok(Self {
            main: RootedPath::new(VirtualRoot::Project, vpath).intern(),
            bundle: bundle
                .into_iter()
                .map(|(path, bytes)| (format!("{BUNDLE}{path}"), content(bytes)))
                .collect(),
            templates,
            fonts,
            today,
        })
    }

    /// Looks up the places of what the compiler said about this document.
    pub fn resolve(&self, diagnostics: &[SourceDiagnostic]) -> Vec<Fault> {
        resolve(self, diagnostics)
    }
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        self.templates.library()
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let path = project_path(id)?;
        match self.bundle.get(path) {
            Some(content) => content.source.get_or_init(|| parse(id, &content.bytes)).clone(),
            None => self.templates.source(id, path),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = project_path(id)?;
        match self.bundle.get(path) {
            Some(content) => Ok(content.bytes.clone()),
            None => self.templates.file(path),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        Some(self.today)
    }
}

impl Sources for ReportWorld {
    fn name(&self, id: FileId) -> String {
        let path = id.vpath();
        let bundled = self.bundle.contains_key(path.get_with_slash());
        if bundled { path.get_with_slash() } else { path.get_without_slash() }.to_owned()
    }

    fn text(&self, id: FileId) -> Option<Arc<str>> {
        let bytes = self.file(id).ok()?;
        bytes.as_str().ok().map(Arc::from)
    }
}

/// Returns the virtual path of a file of the project, and refuses packages.
fn project_path(id: FileId) -> FileResult<&'static str> {
    let path: &'static RootedPath = id.get();
    match path.root() {
        VirtualRoot::Project => Ok(path.vpath().get_with_slash()),
        VirtualRoot::Package(_) => Err(FileError::Package(PackageError::Other(Some(
            "packages are not available, put what you need into report_templates/components".into(),
        )))),
    }
}

/// Parses a Typst file.
fn parse(id: FileId, bytes: &Bytes) -> FileResult<Source> {
    let text = bytes.as_str().map_err(|_| FileError::InvalidUtf8)?;
    Ok(Source::new(id, text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()))
}

/// Returns the error for a path that is not served.
fn not_found(path: &str) -> FileError {
    FileError::NotFound(PathBuf::from(path))
}

/// Converts a date.
fn date(date: NaiveDate) -> Option<Datetime> {
    Datetime::from_ymd(date.year(), date.month().try_into().ok()?, date.day().try_into().ok()?)
}

#[cfg(test)]
mod tests {
    use typst::WorldExt;

    use super::*;

    /// A project with one template and a link that leads outside.
    pub(super) fn project() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("report_templates/documents/note");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("main.typ"), "#let x = 1\n#x").unwrap();
        std::fs::write(root.path().join("secret.txt"), "secret").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.path().join("secret.txt"), folder.join("link.txt"))
            .unwrap();
        root
    }

    /// A world for the template of `project`.
    fn world(root: &tempfile::TempDir, main: &str) -> SourceResult<ReportWorld> {
        let templates = Arc::new(Templates::load(root.path()).unwrap());
        let bundle = BTreeMap::from([("report.json".to_owned(), b"{}".to_vec())]);
        let today = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        ReportWorld::new(templates, Arc::new(Fonts::from_bytes(vec![])), main, bundle, today)
    }

    /// The id of a virtual path.
    fn id(path: &str) -> FileId {
        RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).unwrap()).intern()
    }

    #[test]
    fn a_document_sees_its_template_and_its_bundle_only() {
        let root = project();
        let world = world(&root, "/report_templates/documents/note/main.typ").unwrap();
        assert_eq!(world.source(world.main()).unwrap().text(), "#let x = 1\n#x");
        assert_eq!(world.file(id("/bundle/report.json")).unwrap().as_slice(), b"{}");
        assert!(matches!(world.file(id("/secret.txt")), Err(FileError::NotFound(_))));
        assert!(matches!(world.file(id("/bundle/other.json")), Err(FileError::NotFound(_))));
        assert!(matches!(
            world.file(id("/report_templates/documents/note")),
            Err(FileError::NotFound(_))
        ));
        assert_eq!(world.today(None), Datetime::from_ymd(2025, 12, 31));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_templates_is_refused() {
        let root = project();
        let world = world(&root, "/report_templates/documents/note/main.typ").unwrap();
        let error = world.file(id("/report_templates/documents/note/link.txt")).unwrap_err();
        assert!(error.to_string().contains("outside report_templates"), "{error}");
    }

    #[test]
    fn a_missing_template_is_met_with_the_ones_there_are() {
        let errors = world(&project(), "/report_templates/documents/nota/main.typ").err().unwrap();
        assert_eq!(
            errors[0].message,
            "there is no template `/report_templates/documents/nota/main.typ`"
        );
        assert_eq!(errors[0].hints[0].v, "did you mean `note`?");
    }

    #[test]
    fn a_fault_in_a_template_is_shown_with_its_line() {
        let root = project();
        let world = world(&root, "/report_templates/documents/note/main.typ").unwrap();
        let source = world.source(world.main()).unwrap();
        let span = source.root().children().last().unwrap().span();
        assert!(world.range(span).is_some());
        let place =
            world.resolve(&[SourceDiagnostic::error(span, "bad")])[0].place.clone().unwrap();
        assert_eq!(
            (place.path.as_str(), place.line),
            ("report_templates/documents/note/main.typ", 2)
        );
    }
}
