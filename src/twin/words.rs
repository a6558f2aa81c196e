//! Texts that were left in the other language.

use typst::diag::eco_format;

use super::differences::{Difference, Part};
use super::telling::{Telling, texts_of};

/// The words that a text must have to be a sentence and not a name: names of drugs, sponsors and places are the same in every language.
const SENTENCE: usize = 5;

/// Returns the sentences that read the same in both languages.
///
/// That a word which is no sentence was forgotten is seen in tests, where the layout is made in a language of invented letters.
pub(super) fn untranslated(first: &Telling, second: &Telling) -> Vec<Difference> {
    let same = |name: &str, text: &str| {
        is_sentence(text) && second.blocks.get(name).is_some_and(|other| other == text)
    };
    let blocks = first.blocks.iter().filter(|(name, text)| same(name, text)).map(|(name, text)| {
        Difference {
            part: Part::Block(name.clone()),
            what: eco_format!(
                "the block `{name}` reads the same in `{}` and `{}`",
                first.lang,
                second.lang
            ),
            hint: eco_format!("translate it: {text}"),
        }
    });
    let same =
        texts_of(first, second).filter(|(_, text, other)| is_sentence(text) && text == other);
    let texts = same.map(|(place, text, _)| Difference {
        part: place.id.map_or(Part::Report, |id| Part::Named(id.to_owned())),
        what: eco_format!(
            "the {} reads the same in `{}` and `{}`",
            place.part,
            first.lang,
            second.lang
        ),
        hint: eco_format!("translate it: {text}"),
    });
    blocks.chain(texts).collect()
}

/// Whether a text has so many words that it is more than a name.
fn is_sentence(text: &str) -> bool {
    let is_word = |word: &&str| word.chars().filter(|sign| sign.is_alphabetic()).count() > 1;
    text.split_whitespace().filter(is_word).count() >= SENTENCE
}
