//! Diseases: what people call them, and the descriptor that is meant.
//!
//! A name is looked for in the reference table first, because that is the same
//! whatever the records are; then among the records' own MeSH terms. A beginning of
//! words is enough where it leads to one disease; where it leads to several they are
//! listed, and nobody guesses.

use std::collections::BTreeMap;

use typst::diag::{HintedStrResult, HintedString, bail, error};

use super::lens::distinct;
use crate::diag::suggest;
use crate::registry::fold::{fold, has_word_start};
use crate::registry::schema::canonical_mesh;
use crate::registry::{Diseases, Registry};

/// What stands before words that are to be looked for in the conditions' own texts.
const TEXT: &str = "text:";

/// How many of the diseases that a name may mean are listed.
const LISTED: usize = 8;

/// A disease, by what the registry has of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disease {
    /// A MeSH descriptor, such as `D000544`; it holds the narrower ones too.
    Mesh(String),
    /// A text, as it was written, whose folded words the conditions must contain from
    /// a word's start.
    Text(String),
}

impl Disease {
    /// Returns the disease that a word means: a descriptor's number, its name in either
    /// language or its heading, the beginning of these if it leads to one disease,
    /// or else the text itself where a condition has it. `text:` before it asks for
    /// the text at once.
    pub fn parse(text: &str, registry: &Registry) -> HintedStrResult<Self> {
        let text = text.trim();
        if let Some(words) = text.strip_prefix(TEXT) {
            return match has_condition(registry, &fold(words)) {
                true => Ok(Self::Text(words.trim().to_owned())),
                false => Err(error!(
                    "no trial has a condition with a word that begins `{words}`";
                    hint: "without `{TEXT}` it is looked up as a disease"
                )),
            };
        }
        if let Some(mesh) = known(text, &registry.reference.diseases)? {
            return Ok(Self::Mesh(mesh));
        }
        if let Some(mesh) = number(text) {
            if distinct(&registry.conditions, "mesh").contains(&mesh) {
                return Ok(Self::Mesh(mesh));
            }
            bail!("no trial has the MeSH descriptor `{text}`"; hint: "a name works too: `--disease alzheimer`");
        }
        let wanted = fold(text);
        let headings = headings(registry);
        if let Some((mesh, _)) = headings.iter().find(|(_, term)| fold(term) == wanted) {
            return Ok(Self::Mesh(mesh.clone()));
        }
        let begins = |term: &str| has_word_start(&fold(term), &wanted);
        let named: Vec<_> = headings.iter().filter(|(_, term)| begins(term)).collect();
        match named.as_slice() {
            [(mesh, _)] => Ok(Self::Mesh((*mesh).clone())),
            [] if has_condition(registry, &wanted) => Ok(Self::Text(text.to_owned())),
            [] => Err(unknown(text, &registry.reference.diseases)),
            several => {
                let names = several.iter().map(|(_, term)| term.as_str()).collect();
                Err(ambiguous(text, names))
            }
        }
    }

    /// Returns what is wrong with a name whatever the records are: that it means several
    /// diseases, or none.
    pub fn check(text: &str, diseases: &Diseases) -> HintedStrResult<()> {
        match text.trim() {
            text if text.starts_with(TEXT) => Ok(()),
            text => known(text, diseases).map(drop),
        }
    }

    /// Returns the doubt about a name that the reference table lacks and that is nearly
    /// one of its own: records may have such a disease all the same.
    pub fn doubt(text: &str, diseases: &Diseases) -> Option<HintedString> {
        let text = text.trim();
        if text.starts_with(TEXT) || number(text).is_some() {
            return None;
        }
        match known(text, diseases) {
            Ok(None) => near(text, diseases).map(|near| {
                error!("the table of diseases has no `{text}`"; hint: "did you mean `{near}`?")
            }),
            _ => None,
        }
    }

    /// Returns the descriptor's number, or the text.
    pub fn code(&self) -> &str {
        match self {
            Self::Mesh(mesh) => mesh,
            Self::Text(text) => text,
        }
    }
}

/// Returns the descriptor that the reference table has under a number or a name, or
/// under the beginning of one name only.
fn known(text: &str, diseases: &Diseases) -> HintedStrResult<Option<String>> {
    if let Some(mesh) = number(text) {
        return Ok(diseases.get(&mesh).map(|disease| disease.mesh.clone()));
    }
    let wanted = fold(text);
    if wanted.is_empty() {
        bail!("a disease needs a name"; hint: "for example `alzheimer`");
    }
    if let Some(disease) = diseases.find(text) {
        return Ok(Some(disease.mesh.clone()));
    }
    let begins = |name: &String| has_word_start(&fold(name), &wanted);
    let named = diseases.list.iter().filter(|disease| {
        [&disease.name_en, &disease.name_sv, &disease.term].into_iter().any(begins)
    });
    let named: Vec<_> = named.collect();
    match named.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.mesh.clone())),
        several => {
            let name = |disease: &&crate::registry::Disease| {
                let swedish = begins(&disease.name_sv) && !begins(&disease.name_en);
                if swedish { disease.name_sv.clone() } else { disease.name_en.clone() }
            };
            let names: Vec<_> = several.iter().map(name).collect();
            Err(ambiguous(text, names.iter().map(String::as_str).collect()))
        }
    }
}

/// Returns the descriptor's id if a text is one.
fn number(text: &str) -> Option<String> {
    let digits = text.strip_prefix(['D', 'd'])?;
    let is_number = digits.len() > 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { canonical_mesh(&format!("D{digits}")) } else { None }
}

/// Returns the headings of the records' descriptors, by descriptor.
pub fn headings(registry: &Registry) -> BTreeMap<String, String> {
    let column = |name: &str| registry.conditions.column(name).ok()?.str().ok();
    let (Some(terms), Some(numbers)) = (column("term"), column("mesh")) else {
        return BTreeMap::new();
    };
    let rows = numbers.iter().zip(terms.iter());
    let named = rows.filter_map(|(mesh, term)| Some((mesh?, term?)));
    named.map(|(mesh, term)| (mesh.to_owned(), term.to_owned())).collect()
}

/// Whether a condition has a word with this beginning, which is folded.
fn has_condition(registry: &Registry, folded: &str) -> bool {
    let terms = distinct(&registry.conditions, "term");
    !folded.is_empty() && terms.iter().any(|term| has_word_start(&fold(term), folded))
}

/// Returns the error that a name means several diseases.
fn ambiguous(text: &str, mut names: Vec<&str>) -> HintedString {
    names.sort_by_key(|name| (name.chars().count(), *name));
    let mut listed: Vec<_> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let last = match names.len() {
        all if all > LISTED => format!("{} more", all - LISTED),
        _ => listed.pop().unwrap_or_default(),
    };
    error!(
        "`{text}` may mean {} diseases", names.len();
        hint: "did you mean {} or {last}?", listed.join(", ");
        hint: "`{TEXT}{text}` takes every condition with a word that begins so"
    )
}

/// Returns the error that a name means none.
fn unknown(text: &str, diseases: &Diseases) -> HintedString {
    let hint = match near(text, diseases) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "expected a MeSH number, its term, or the beginning of a word in it".into(),
    };
    error!("no trial has a disease `{text}`"; hint: "{hint}")
}

/// Returns the name of the table, or the word in one, that is nearest to a text.
fn near(text: &str, diseases: &Diseases) -> Option<String> {
    let names = diseases.list.iter().flat_map(|disease| {
        [disease.name_en.as_str(), disease.name_sv.as_str(), disease.term.as_str()]
    });
    let names: Vec<_> = names.collect();
    let whole = suggest(&fold(text), names.iter().copied());
    // Of a heading, the readable name is said.
    let readable = |name: String| match diseases.of_term(&name) {
        Some(disease) => disease.name_en.clone(),
        None => name,
    };
    whole.map(readable).or_else(|| {
        // A slip in `alzheimr` is far from the whole of the name, and near to a word in it.
        let words = |name: &str| fold(name).split(' ').next().map(str::to_owned);
        let first: Vec<_> = names.iter().filter_map(|name| Some((words(name)?, *name))).collect();
        let word = suggest(&fold(text), first.iter().map(|(word, _)| word.as_str()))?;
        first.iter().find(|(other, _)| *other == word).map(|(_, name)| (*name).to_owned())
    })
}
