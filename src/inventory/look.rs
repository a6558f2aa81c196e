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
        let locked = wrapped
            .clone()
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(RULE);
        let field = wrapped
            .clone()
            .set_unlocked()
            .set_background_color(FIELD)
            .set_border(FormatBorder::Thin)
            .set_border_color(FRAME);
        let number = field.clone().set_align(FormatAlign::Left);
        Self {
            title: text.clone().set_font_size(16).set_bold(),
            subtitle: text.clone().set_font_size(12).set_bold().set_font_color(QUIET),
            label: wrapped.clone().set_bold(),
            header: wrapped
                .clone()
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
