//! How the form looks: calm, without anyone's brand, dark on light throughout.
//!
//! Every pair of text and ground has a contrast of 7:1 or more. Fields to fill in differ from the others by their frame
//! as well as by their colour.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The text.
const INK: Color = Color::RGB(0x1F2933);
/// Text of less weight.
const QUIET: Color = Color::RGB(0x46525E);
/// The ground of the header.
const HEADER: Color = Color::RGB(0x243B53);
/// The ground of a field to fill in.
const FIELD: Color = Color::RGB(0xFFFBE6);
/// The ground of a field that an answer still lacks.
const MISSING: Color = Color::RGB(0xFBD9B5);
/// The frame of a field to fill in.
const FRAME: Color = Color::RGB(0x8A7A45);
/// The lines between rows.
const RULE: Color = Color::RGB(0xCBD2D9);
/// The typeface, which every office suite has or has the measures of.
const FACE: &str = "Arial";

/// How many characters of text fit into a column, for each of its units of width. Bold text needs more.
const CHARACTERS: f64 = 1.15;

/// The height of a line of text, points.
const LINE_PT: f64 = 13.0;

/// The space above and below the lines of a row, points.
const PADDING_PT: f64 = 5.0;

/// The formats of the form.
pub(super) struct Look {
    /// The title of a sheet.
    pub title: Format,
    /// What the form is about, below the title.
    pub subtitle: Format,
    /// The heading of a part of the instructions.
    pub label: Format,
    /// A paragraph of the instructions.
    pub paragraph: Format,
    /// A cell of the header.
    pub header: Format,
    /// A question.
    pub question: Format,
    /// What explains a question.
    pub quiet: Format,
    /// A field for text.
    pub field: Format,
    /// A field for a whole number.
    pub whole: Format,
    /// A field for a number.
    pub decimal: Format,
    /// A field for a share.
    pub share: Format,
    /// A field for a date.
    pub date: Format,
    /// What a field looks like while an answer lacks it.
    pub missing: Format,
}

impl Look {
    /// Makes the formats.
    pub(super) fn new() -> Self {
        let text = Format::new().set_font_name(FACE).set_font_size(10).set_font_color(INK);
        let wrapped = text.clone().set_text_wrap().set_align(FormatAlign::Top);
        // Without a side to begin from there is no indent.
        let cell = wrapped.clone().set_align(FormatAlign::Left).set_indent(1);
        let locked =
            cell.clone().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(RULE);
        let field = cell
            .clone()
            .set_unlocked()
            .set_background_color(FIELD)
            .set_border(FormatBorder::Thin)
            .set_border_color(FRAME);
        let number = field.clone();
        Self {
            title: text.clone().set_font_size(16).set_bold(),
            subtitle: text.clone().set_font_size(12).set_bold().set_font_color(QUIET),
            label: wrapped.clone().set_bold(),
            header: cell
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(HEADER)
                .set_border(FormatBorder::Thin)
                .set_border_color(HEADER),
            question: locked.clone().set_bold(),
            quiet: locked.set_font_color(QUIET),
            paragraph: wrapped,
            whole: number.clone().set_num_format("#,##0"),
            decimal: number.clone().set_num_format("#,##0.##"),
            share: number.clone().set_num_format("0.##%"),
            date: number.set_num_format("yyyy-mm-dd"),
            field,
            missing: Format::new().set_background_color(MISSING),
        }
    }
}

/// Returns the height in points that a row needs, whose cells have these texts and widths.
///
/// Excel finds heights by itself when it opens a workbook, other programs do not.
pub(super) fn height_pt<'a>(cells: impl IntoIterator<Item = (&'a str, f64)>) -> f64 {
    let lines = cells.into_iter().map(|(text, width)| lines(text, width * CHARACTERS)).max();
    lines.unwrap_or(1) as f64 * LINE_PT + PADDING_PT
}

/// Returns how many lines a text takes, broken between words.
fn lines(text: &str, width: f64) -> usize {
    let (mut lines, mut used) = (1, 0.0);
    for word in text.split_whitespace() {
        let length = word.chars().count() as f64;
        if used > 0.0 && used + 1.0 + length > width {
            lines += 1;
            used = 0.0;
        }
        used += if used > 0.0 { 1.0 + length } else { length };
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_high_as_its_longest_cell() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("tio tecken", 10.0), 1);
        assert_eq!(lines("elva tecken", 10.0), 2);
        assert_eq!(height_pt([("kort", 10.0), ("ett två tre fyra", 8.0)]), 31.0);
    }
}
