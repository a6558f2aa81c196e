//! Widths of text in the document's own font.
//!
//! Labels are placed by measured widths, so the measure must be the one that
//! the page uses. Typst draws SVG text through usvg, which shapes with kerning
//! on; this file therefore adds the pair kerning of the font's GPOS table to
//! the advances. Contextual alternates are not followed: in Inter they move
//! hyphens and arrows up or down, and hardly change a width.

use std::sync::Arc;

use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId, Tag};
use typst::diag::{StrResult, bail};

/// A weight of the document's font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Running labels, CSS weight 400.
    Regular,
    /// Lightly stressed labels, CSS weight 500.
    Medium,
    /// Values and the own place, CSS weight 600.
    SemiBold,
    /// Large numbers, CSS weight 700.
    Bold,
}

impl Weight {
    /// Returns the CSS number of the weight as text.
    pub fn css(self) -> &'static str {
        match self {
            Self::Regular => "400",
            Self::Medium => "500",
            Self::SemiBold => "600",
            Self::Bold => "700",
        }
    }

    /// Reads a CSS number back; anything unknown is the regular weight.
    pub fn from_css(number: &str) -> Self {
        match number {
            "500" => Self::Medium,
            "600" => Self::SemiBold,
            "700" => Self::Bold,
            _ => Self::Regular,
        }
    }
}

/// One font file with the measures that a chart needs.
///
/// Heights are shares of the font size.
#[derive(Clone)]
pub struct Font {
    /// The file's bytes.
    bytes: Arc<[u8]>,
    /// Height of a capital letter and, in Inter, of a digit.
    pub cap_height: f64,
    /// Height above the baseline that text may reach.
    pub ascender: f64,
    /// Depth below the baseline that text may reach, positive downwards.
    pub descender: f64,
    /// Numbers of the lookups behind the feature `kern`.
    kerning: Vec<u16>,
}

impl Font {
    /// Reads a TrueType or OpenType file.
    pub fn new(bytes: Vec<u8>) -> StrResult<Self> {
        let face = match Face::parse(&bytes, 0) {
            Ok(face) => face,
            Err(fault) => bail!("cannot read the font: {}", fault),
        };
        let units = f64::from(face.units_per_em());
        let cap_height = f64::from(face.capital_height().unwrap_or(0)) / units;
        // Accented capitals are the tallest thing a label holds; the line
        // metrics of the file are often far more generous than that.
        let (ascender, descender) = (cap_height * 1.28, cap_height * 0.3);
        let kerning = kerning_lookups(&face);
        Ok(Self { cap_height, ascender, descender, kerning, bytes: bytes.into() })
    }

    /// Returns the width of a line of text in points.
    ///
    /// A character without a glyph counts as nothing; see [`Font::lacks`].
    pub fn width(&self, text: &str, size_pt: f64) -> f64 {
        let Ok(face) = Face::parse(&self.bytes, 0) else { return 0.0 };
        let glyphs: Vec<GlyphId> = text.chars().filter_map(|c| face.glyph_index(c)).collect();
        let advances: i32 =
            glyphs.iter().map(|&g| i32::from(face.glyph_hor_advance(g).unwrap_or(0))).sum();
        let kerns: i32 = glyphs.windows(2).map(|pair| self.kern(&face, pair[0], pair[1])).sum();
        f64::from(advances + kerns) / f64::from(face.units_per_em()) * size_pt
    }

    /// Returns the first character that the font has no glyph for.
    pub fn lacks(&self, text: &str) -> Option<char> {
        let face = Face::parse(&self.bytes, 0).ok()?;
        text.chars().find(|&c| face.glyph_index(c).is_none())
    }

    /// Returns the kerning between two glyphs in font units.
    fn kern(&self, face: &Face, left: GlyphId, right: GlyphId) -> i32 {
        let Some(table) = face.tables().gpos else { return 0 };
        let lookups = self.kerning.iter().filter_map(|&number| table.lookups.get(number));
        lookups
            .map(|lookup| {
                // Within a lookup the first subtable that covers the pair decides.
                let subtables = lookup.subtables.into_iter::<PositioningSubtable>();
                subtables
                    .filter_map(|subtable| pair_kern(subtable, left, right))
                    .next()
                    .unwrap_or(0)
            })
            .sum()
    }
}

/// Returns the numbers of all lookups that the feature `kern` names.
fn kerning_lookups(face: &Face) -> Vec<u16> {
    let mut numbers = Vec::new();
    if let Some(table) = face.tables().gpos {
        for feature in table.features {
            if feature.tag == Tag::from_bytes(b"kern") {
                numbers.extend(feature.lookup_indices);
            }
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Returns a subtable's kerning for a pair, `None` when it does not cover it.
fn pair_kern(subtable: PositioningSubtable, left: GlyphId, right: GlyphId) -> Option<i32> {
    let PositioningSubtable::Pair(pair) = subtable else { return None };
    let record = match pair {
        PairAdjustment::Format1 { coverage, sets } => sets.get(coverage.get(left)?)?.get(right)?.0,
        PairAdjustment::Format2 { coverage, classes, matrix } => {
            coverage.get(left)?;
            matrix.get((classes.0.get(left), classes.1.get(right)))?.0
        }
    };
    Some(i32::from(record.x_advance))
}

/// The document's font family in the four weights that charts use.
#[derive(Clone)]
pub struct Fonts {
    /// The family's name, as the page's own text names it.
    pub family: String,
    /// Weight 400.
    pub regular: Font,
    /// Weight 500.
    pub medium: Font,
    /// Weight 600.
    pub semibold: Font,
    /// Weight 700.
    pub bold: Font,
}

impl Fonts {
    /// Reads the four files, in the order regular, medium, semibold, bold.
    pub fn new(family: &str, files: [Vec<u8>; 4]) -> StrResult<Self> {
        let [regular, medium, semibold, bold] = files;
        Ok(Self {
            family: family.to_string(),
            regular: Font::new(regular)?,
            medium: Font::new(medium)?,
            semibold: Font::new(semibold)?,
            bold: Font::new(bold)?,
        })
    }

    /// Returns the font of a weight.
    pub fn of(&self, weight: Weight) -> &Font {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Medium => &self.medium,
            Weight::SemiBold => &self.semibold,
            Weight::Bold => &self.bold,
        }
    }
}

/// Returns text as it can stand on a page: one line, no invisible characters.
///
/// Control and zero-width characters are hard errors under PDF/UA, and white
/// space is collapsed as SVG collapses it. A no-break space stays.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() => {}
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => {}
            '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => {}
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end_matches(' ').len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::theme::tests::theme;

    #[test]
    fn a_width_is_the_sum_of_the_advances() {
        let theme = theme();
        let font = theme.fonts.of(Weight::Regular);
        let face = Face::parse(&font.bytes, 0).unwrap();
        let sum: f64 = "hundra"
            .chars()
            .map(|c| f64::from(face.glyph_hor_advance(face.glyph_index(c).unwrap()).unwrap()))
            .sum();
        let kerned = font.width("hundra", 8.0);
        assert!((kerned - sum / f64::from(face.units_per_em()) * 8.0).abs() < 0.1);
        assert!((font.width("hundra", 16.0) - 2.0 * kerned).abs() < 1e-9);
    }

    #[test]
    fn a_pair_with_kerning_is_narrower_than_its_letters() {
        let theme = theme();
        let font = theme.fonts.of(Weight::Regular);
        let apart = font.width("A", 8.0) + font.width("V", 8.0);
        assert!(font.width("AV", 8.0) < apart - 0.1);
    }

    #[test]
    fn control_and_zero_width_characters_are_dropped() {
        assert_eq!(clean(" a\u{0}b\u{200b}c \n d\u{a0}e "), "abc d\u{a0}e");
    }

    #[test]
    fn a_character_without_a_glyph_is_found() {
        let theme = theme();
        assert_eq!(theme.fonts.of(Weight::Regular).lacks("Å→汉"), Some('汉'));
    }
}
