//! The field's terms, each with its words in every language: who uses one must use it in the other language too.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;
use typst::diag::{SourceResult, eco_format};

use super::differences::{Difference, Part};
use super::telling::{Telling, texts_of};
use crate::diag::{Files, shaped_toml, unless_faulty};
use crate::locale::Lang;

/// Where a word of a narrow column may be broken.
const SOFT_HYPHEN: char = '\u{ad}';

/// Where the terms stand, under the project's root.
pub const FILE: &str = "report_templates/glossary.toml";

/// The terms of the field: `report_templates/glossary.toml`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Glossary")]
pub struct Glossary {
    /// The terms.
    #[serde(default)]
    term: Vec<Term>,
}

/// A term.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Term {
    /// By language, the forms that the term has in texts. `*` at the end of one stands for any ending.
    say: BTreeMap<Lang, Vec<String>>,
    /// By language, what must not be said instead.
    #[serde(default)]
    avoid: BTreeMap<Lang, Vec<String>>,
}

impl Glossary {
    /// Reads the terms of a project; none where it has no glossary.
    pub fn load(files: &Files) -> SourceResult<Self> {
        if !files.root().join(FILE).exists() {
            return Ok(Self::default());
        }
        let file = files.read(Path::new(FILE))?;
        let (glossary, faults) =
            shaped_toml::<Self>(&file).then(&file, |glossary, _| Some(glossary));
        unless_faulty(glossary, faults)
    }

    /// Returns where one language uses a term and the other does not, and where a term is avoided.
    pub(super) fn differences(&self, first: &Telling, second: &Telling) -> Vec<Difference> {
        let blocks = first.blocks.iter().filter_map(|(name, text)| {
            let other = second.blocks.get(name)?;
            Some((Part::Block(name.clone()), text.as_str(), other.as_str()))
        });
        let texts = texts_of(first, second).map(|(place, text, other)| {
            (place.id.map_or(Part::Report, |id| Part::Named(id.to_owned())), text, other)
        });
        let mut found = Vec::new();
        for (part, text, other) in blocks.chain(texts) {
            let (one, two) = (words(text), words(other));
            for term in &self.term {
                found.extend(term.one_sided(&part, (first.lang, &one), (second.lang, &two)));
                found.extend(term.avoided(&part, first.lang, &one));
                found.extend(term.avoided(&part, second.lang, &two));
            }
        }
        found
    }
}

impl Term {
    /// Says that only one of two languages uses the term.
    fn one_sided(
        &self,
        part: &Part,
        first: (Lang, &str),
        second: (Lang, &str),
    ) -> Option<Difference> {
        let forms = |lang| self.say.get(&lang);
        let (ours, theirs) = (forms(first.0)?, forms(second.0)?);
        let form =
            |forms: &[String], text: &str| forms.iter().find(|form| stands_in(form, text)).cloned();
        let (one, two) = (form(ours, first.1), form(theirs, second.1));
        let (used, lacking, wanted) = match (&one, &two) {
            (Some(form), None) => (form, second.0, theirs),
            (None, Some(form)) => (form, first.0, ours),
            _ => return None,
        };
        Some(Difference {
            part: part.clone(),
            what: eco_format!("{} uses the term `{used}` in one language only", told(part)),
            hint: eco_format!("`{lacking}` should say `{}`", wanted.join("`, `")),
        })
    }

    /// Says that a text has what should not be said instead of the term.
    fn avoided(&self, part: &Part, lang: Lang, text: &str) -> Option<Difference> {
        let form = self.avoid.get(&lang)?.iter().find(|form| stands_in(form, text))?;
        let wanted = self.say.get(&lang).map(|forms| forms.join("`, `")).unwrap_or_default();
        Some(Difference {
            part: part.clone(),
            what: eco_format!("{} says `{form}` in `{lang}`", told(part)),
            hint: eco_format!("the term is `{wanted}`"),
        })
    }
}

/// What a part is called in a message.
fn told(part: &Part) -> String {
    match part {
        Part::Block(name) => format!("the block `{name}`"),
        Part::Named(id) => format!("`{id}`"),
        Part::Report => "the report".to_owned(),
    }
}

/// Returns a text as small words with one space around each, so that a form is found as a part of it.
fn words(text: &str) -> String {
    let visible = text.chars().filter(|sign| *sign != SOFT_HYPHEN);
    let signs = visible.map(|sign| match sign {
        '-' => '-',
        sign if sign.is_alphanumeric() => sign,
        _ => ' ',
    });
    let text: String = signs.flat_map(char::to_lowercase).collect();
    let words: Vec<_> = text.split_whitespace().collect();
    format!(" {} ", words.join(" "))
}

/// Whether a form of a term stands in a text, which comes from [`words`].
fn stands_in(form: &str, text: &str) -> bool {
    match form.strip_suffix('*') {
        Some(start) => text.contains(&format!(" {start}")),
        None => text.contains(&format!(" {form} ")),
    }
}
