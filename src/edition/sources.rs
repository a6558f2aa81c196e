//! The sources that an edition names: which registers and exports its snapshot is made of.

use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::{SourceResult, bail};
use typst::syntax::DiagSpan;

use crate::diag::{Files, InputFile, hint_for};
use crate::registry::ingest::Kind;
use crate::registry::ingest::mapped::Mapping;

/// A source as it is written: a path of ClinicalTrials.gov's records, or a table that
/// names the kind.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a path or `{ kind = \"ctis\", path = \"…\" }`")]
pub(super) enum SourceFile {
    /// A path of ClinicalTrials.gov's records, in any form.
    Path(String),
    /// A path with its kind.
    Table(SourceTable),
}

/// A source with its kind.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceTable {
    /// `ctgov`, `ctis`, or `mapped` for a licensed export.
    kind: String,
    /// A file or folder, from the project's folder.
    path: String,
    /// The mapping of a licensed export, from the project's folder.
    mapping: Option<String>,
}

/// Files to ingest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionSource {
    /// How they are read.
    pub kind: Kind,
    /// A file or folder, from the project's root.
    pub path: String,
    /// Where the edition names it.
    pub span: DiagSpan,
}

/// Returns the sources, checking their kinds.
pub(super) fn sources(
    files: &Files,
    file: &InputFile,
    raw: Vec<Spanned<SourceFile>>,
) -> SourceResult<Vec<EditionSource>> {
    let mut sources: Vec<EditionSource> = Vec::new();
    for source in raw {
        let span = file.span(source.span());
        let source = source_of(files, file, source)?;
        let before = sources.iter().rposition(|other| other.kind == source.kind);
        if before.is_some_and(|before| before + 1 < sources.len()) {
            bail!(
                span, "the source `{}` is named in two places", source.kind.id();
                hint: "put its paths one after the other: the order tells which source counts"
            );
        }
        sources.push(source);
    }
    Ok(sources)
}

/// Returns a source with its kind, and its mapping if it is an export.
fn source_of(
    files: &Files,
    file: &InputFile,
    source: Spanned<SourceFile>,
) -> SourceResult<EditionSource> {
    let span = file.span(source.span());
    let (kind, path, mapping) = match source.into_inner() {
        SourceFile::Path(path) => return Ok(EditionSource { kind: Kind::Ctgov, path, span }),
        SourceFile::Table(SourceTable { kind, path, mapping }) => (kind, path, mapping),
    };
    let kind = match (kind.as_str(), mapping) {
        ("mapped", Some(mapping)) => {
            let mapping = files.read_for(Path::new(&mapping), span)?;
            Kind::Mapped(Arc::new(Mapping::of(mapping)?))
        }
        ("mapped", None) => bail!(
            span, "the export has no mapping";
            hint: "name it: `mapping = \"data/mappings/NAME.toml\"`; `kapacitet sniff` proposes one"
        ),
        (_, Some(_)) => {
            bail!(span, "only an export has a mapping"; hint: "write `kind = \"mapped\"`")
        }
        (id, None) => match Kind::from_id(id) {
            Some(kind) => kind,
            None => {
                let hint = hint_for(id, Kind::ALL.iter().map(Kind::id).chain(["mapped"]));
                bail!(span, "unknown kind of source `{id}`"; hint: "{hint}");
            }
        },
    };
    Ok(EditionSource { kind, path, span })
}
