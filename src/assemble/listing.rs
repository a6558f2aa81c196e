//! Texts from the data that the fonts cannot print.

use crate::report::Report;
use crate::world::Fonts;

/// What stands for a character that no font of the brand has.
const REPLACEMENT: char = '?';

/// Replaces characters that cannot be printed in texts from the data, and
/// returns one warning for each such text.
///
/// PDF/A refuses a character without a glyph, and one exotic letter in a
/// title must not cost the document; the warning names the place.
pub fn replace_unprintable(report: &mut Report, fonts: &Fonts) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut mend = |place: &str, text: &mut String| {
        let missing = fonts.missing_glyphs(text);
        if missing.is_empty() {
            return;
        }
        let codes: Vec<_> = missing.iter().map(|&c| format!("U+{:04X}", u32::from(c))).collect();
        warnings.push(format!("{place}: no font has {}", codes.join(", ")));
        *text = text.chars().map(|c| if missing.contains(&c) { REPLACEMENT } else { c }).collect();
    };
    for (name, table) in &mut report.tables {
        for (number, row) in table.rows.iter_mut().enumerate() {
            for cell in row {
                mend(&format!("table `{name}`, row {}", number + 1), cell);
            }
        }
    }
    for (name, figure) in &mut report.figures {
        mend(&format!("figure `{name}`, alternative text"), &mut figure.alt);
    }
    warnings
}
