//! The fonts of a brand: loaded once, shared by documents and charts. There are no others.

use std::collections::BTreeSet;
use std::path::PathBuf;

use typst::diag::{SourceResult, bail};
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::syntax::Span;
use typst::text::{
    Font, FontBook, FontStretch, FontStyle, FontVariant, FontVariations, FontWeight,
};
use typst::utils::LazyHash;

use crate::diag::read_whole;

/// A set of fonts.
#[derive(Debug)]
pub struct Fonts {
    /// What Typst chooses from.
    book: LazyHash<FontBook>,
    /// The fonts, in the order of the files.
    fonts: Vec<Font>,
}

impl Fonts {
    /// Loads the fonts in some files.
    pub fn load(paths: &[PathBuf]) -> SourceResult<Self> {
        let mut fonts = Vec::new();
        for path in paths {
            let bytes = match read_whole(path, &path.display().to_string()) {
                Ok(bytes) => Bytes::new(bytes),
                Err(fault) => bail!(Span::detached(), "the font {}", fault.message),
            };
            let before = fonts.len();
            fonts.extend(Font::iter(bytes));
            if fonts.len() == before {
                bail!(Span::detached(), "`{}` is not a font", path.display(); hint: "expected an OpenType or TrueType file (.otf, .ttf)")
            }
        }
        Ok(Self::new(fonts))
    }

    /// Makes a set of fonts that are in memory; what is not a font is left out.
    pub fn from_bytes(files: Vec<Vec<u8>>) -> Self {
        Self::new(files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect())
    }

    /// Makes a set of fonts.
    fn new(fonts: Vec<Font>) -> Self {
        Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }

    /// Returns what Typst chooses from.
    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    /// Returns a font by its number in the book.
    pub(super) fn get(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// Returns the font of a family that is nearest in weight (100 to 900) and slant; `font.data()` are its bytes.
    pub fn find(&self, family: &str, weight: u16, italic: bool) -> Option<&Font> {
        let style = if italic { FontStyle::Italic } else { FontStyle::Normal };
        let variant = FontVariant::new(style, FontWeight::from_number(weight), FontStretch::NORMAL);
        self.fonts.get(self.book.select(&family.to_lowercase(), variant)?)
    }

    /// Returns the height of a family's capitals as a share of the size; none for a family that is not there.
    pub fn cap_height(&self, family: &str) -> Option<f64> {
        let regular = FontVariant::default();
        let font = self.find(family, 400, false)?.clone();
        let height = font.instantiate(regular, Abs::zero(), &FontVariations::default());
        let height = height.metrics().cap_height.get();
        // Metrics are single numbers with many digits that mean nothing.
        Some((height * 1e4).round() / 1e4)
    }

    /// Returns the names of the families, sorted.
    pub fn families(&self) -> Vec<String> {
        let names: BTreeSet<_> =
            self.fonts.iter().map(|font| font.info().family.as_str().to_owned()).collect();
        names.into_iter().collect()
    }

    /// Returns the characters of a text that cannot be printed: no font has them, or an archived PDF may not hold them.
    ///
    /// Sorted, each once. Checked before typesetting, so that the fault can name the field a character came from.
    pub fn missing_glyphs(&self, text: &str) -> Vec<char> {
        let missing: BTreeSet<_> = text.chars().filter(|c| !self.can_print(*c)).collect();
        missing.into_iter().collect()
    }

    /// Whether a character can be printed.
    fn can_print(&self, c: char) -> bool {
        match c {
            // Line breaks become spaces, and these have no glyph of their own.
            '\n' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe0e}' | '\u{fe0f}' => {
                true
            }
            // PDF/A forbids control characters, the byte order mark and private use.
            c if c.is_control() => false,
            '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => false,
            c => self.fonts.iter().any(|font| font.info().coverage.contains(c as u32)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_font_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.otf");
        std::fs::write(&path, "no font").unwrap();
        let errors = Fonts::load(&[path]).unwrap_err();
        assert!(errors[0].message.ends_with("a.otf` is not a font"), "{}", errors[0].message);
        let errors = Fonts::load(&[folder.path().join("b.otf")]).unwrap_err();
        assert!(errors[0].message.contains("b.otf` does not exist"), "{}", errors[0].message);
    }

    #[test]
    fn control_and_private_characters_are_never_printable() {
        let fonts = Fonts::from_bytes(vec![]);
        assert_eq!(
            fonts.missing_glyphs("\u{1b}\u{ad}\n\u{feff}\u{e000}"),
            ['\u{1b}', '\u{e000}', '\u{feff}']
        );
    }
}
