//! What the documents of an edition are about: everything, named things, or
//! combinations.
//!
//! What the words of a combination mean is looked up where there are data.

use std::collections::BTreeMap;
use std::ops::Range;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, bail, error};
use typst::syntax::DiagSpan;

use crate::diag::InputFile;
use crate::document::Subject;
use crate::locale::Lang;
use crate::slice::WrittenLens;

/// Subjects as they are written: `"all"`, or a list of ids and combinations.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum SubjectsFile {
    /// `"all"`: everything that the type can be about.
    All(String),
    /// The ids and combinations.
    Listed(Vec<SubjectFile>),
}

/// A subject as it is written: an id, or a combination.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum SubjectFile {
    /// The id of a therapy area or region.
    Named(String),
    /// A combination such as `{ disease = "alzheimer", phase = "1", sponsor-hq = "europe" }`.
    Combined(Box<CombinationFile>),
}

/// A combination: the trials that have one value of each part given, as in `kapacitet query`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct CombinationFile {
    /// A therapy area's id or name, or several.
    area: Option<Values>,
    /// A disease's name in Swedish or English, the beginning of one, or its MeSH number; or several.
    disease: Option<Values>,
    /// A phase such as `1` or `1/2`, or several.
    phase: Option<Values>,
    /// A lead sponsor's name or class, or several.
    sponsor: Option<Values>,
    /// Where the lead sponsor's company has its head office: a country, `europe`, `nordics` or `world`; or several.
    sponsor_hq: Option<Values>,
    /// What the documents are called instead of the combination in words, in each language.
    #[serde(default)]
    name: BTreeMap<Lang, String>,
}

/// A value or several.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Values {
    /// One.
    One(String),
    /// Several, of which a trial needs one.
    Several(Vec<String>),
}

/// What the documents of a type are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subjects {
    /// Everything that the type can be about.
    All,
    /// These.
    Listed(Vec<Listed>),
}

/// A subject that an edition lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What it is.
    pub about: About,
    /// The list that it stands in, in the edition's file.
    list: Range<usize>,
}

/// What a listed subject is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A region or therapy area, by a name that may mean none.
    Named(String),
    /// A combination.
    Combined(Combination),
}

/// A combination of parts, not yet looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combination {
    /// The words of its parts.
    pub lens: WrittenLens,
    /// What it is called, where the edition says so.
    pub name: BTreeMap<Lang, String>,
}

impl Listed {
    /// Returns the place of one of its words in the edition's file.
    pub fn span(&self, file: &InputFile, word: &str) -> DiagSpan {
        let wanted = format!("\"{word}\"");
        match file.text.get(self.list.clone()).and_then(|list| list.find(&wanted)) {
            Some(at) => file.span(self.list.start + at..self.list.start + at + wanted.len()),
            None => file.span(self.list.clone()),
        }
    }
}

impl CombinationFile {
    /// Returns the combination.
    fn combination(self) -> Combination {
        let values = |values: Option<Values>| match values {
            None => Vec::new(),
            Some(Values::One(one)) => vec![one],
            Some(Values::Several(several)) => several,
        };
        let lens = WrittenLens {
            areas: values(self.area),
            diseases: values(self.disease),
            phases: values(self.phase),
            sponsors: values(self.sponsor),
            sponsor_hq: values(self.sponsor_hq),
        };
        Combination { lens, name: self.name }
    }
}

/// Returns the subjects of an entry.
pub(super) fn subjects(file: &InputFile, raw: Spanned<SubjectsFile>) -> SourceResult<Subjects> {
    let range = raw.span();
    let span = file.span(range.clone());
    match raw.into_inner() {
        SubjectsFile::All(word) if word == "all" => Ok(Subjects::All),
        SubjectsFile::All(word) => bail!(
            span, "invalid subjects `{word}`";
            hint: "expected `\"all\"` or a list such as `[\"{word}\"]`"
        ),
        SubjectsFile::Listed(list) if list.is_empty() => bail!(
            span, "no subject to build";
            hint: "expected `\"all\"` or a list of ids"
        ),
        SubjectsFile::Listed(list) => {
            let listed = |subject| {
                let about = match subject {
                    SubjectFile::Named(name) => About::Named(name),
                    SubjectFile::Combined(file) => About::Combined(file.combination()),
                };
                Listed { about, list: range.clone() }
            };
            Ok(Subjects::Listed(list.into_iter().map(listed).collect()))
        }
    }
}

/// Returns what is wrong with the combinations of a document type, whatever the data are.
pub(super) fn check(
    file: &InputFile,
    kind: Subject,
    type_id: &str,
    languages: &[Lang],
    subjects: &Subjects,
) -> EcoVec<SourceDiagnostic> {
    let mut faults = EcoVec::new();
    let Subjects::Listed(list) = subjects else { return faults };
    for listed in list {
        let About::Combined(Combination { lens, name }) = &listed.about else { continue };
        let first = lens.words().next().map_or("", String::as_str);
        let span = listed.span(file, first);
        if lens.words().next().is_none() {
            faults.push(error!(
                span, "a subject has no part";
                hint: "name one, such as `{{ disease = \"alzheimer\", phase = \"1\" }}`"
            ));
        } else if kind != Subject::Lens {
            faults.push(error!(
                span, "`{type_id}` cannot be about a combination";
                hint: "types with `subject = \"lens\"` can, such as `capacity-profile`"
            ));
        }
        for lang in languages.iter().filter(|lang| !name.is_empty() && !name.contains_key(lang)) {
            faults.push(error!(
                span, "the subject has no name in `{lang}`";
                hint: "write `name = {{ sv = \"…\", en = \"…\" }}`, or leave it out for its parts in words"
            ));
        }
    }
    faults
}
