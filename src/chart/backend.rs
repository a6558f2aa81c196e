//! A plotters backend that writes SVG in hundredths of a point.
//!
//! Plotters counts in whole pixels; a pixel here is 1/100 pt, so that a label
//! of 8 pt is 8 pt on paper. Text stays text, with real widths and weights.
//! The family slot of a plotters text style carries the CSS weight, for
//! plotters itself only knows normal and bold.
//!
//! Vertical anchors are typographic: `Top` is the top of a capital, `Center`
//! its middle, `Bottom` the baseline. Text is horizontal only.

use std::fmt::{self, Write};

use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};

use super::TextBox;
use super::font::{Fonts, Weight, clean};

/// Pixels of the backend in one point.
pub const PIXELS_PER_POINT: f64 = 100.0;

/// Converts points to the backend's whole pixels.
pub fn pixels(points: f64) -> i32 {
    (points * PIXELS_PER_POINT).round() as i32
}

/// What cannot be drawn, in words.
#[derive(Debug)]
pub struct DrawFault(pub String);

impl fmt::Display for DrawFault {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for DrawFault {}

/// What every drawing method returns.
type Drawing = Result<(), DrawingErrorKind<DrawFault>>;

/// An SVG picture in the making.
pub struct SvgBackend<'t> {
    /// Fonts that text is measured with.
    fonts: &'t Fonts,
    /// Width and height in pixels.
    size: (u32, u32),
    /// The elements so far.
    body: String,
    /// Where text stands.
    boxes: Vec<TextBox>,
}

impl<'t> SvgBackend<'t> {
    /// Starts an empty picture of a size in points.
    pub fn new(fonts: &'t Fonts, width_pt: f64, height_pt: f64) -> Self {
        let size = (pixels(width_pt) as u32, pixels(height_pt) as u32);
        Self { fonts, size, body: String::new(), boxes: Vec::new() }
    }

    /// Returns the finished picture and the boxes of its text.
    pub fn finish(&mut self) -> (String, Vec<TextBox>) {
        let (width, height) = (Pt(self.size.0 as i32), Pt(self.size.1 as i32));
        let family = escape(&self.fonts.family);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"'{family}'\">\n{}</svg>\n",
            self.body
        );
        (svg, std::mem::take(&mut self.boxes))
    }

    /// Writes one element; writing to a string cannot fail.
    fn element(&mut self, text: fmt::Arguments) -> Drawing {
        let _ = self.body.write_fmt(text);
        self.body.push('\n');
        Ok(())
    }
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = DrawFault;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawing {
        Ok(())
    }

    fn present(&mut self) -> Drawing {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawing {
        self.draw_rect(point, (point.0 + 1, point.1 + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawing {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawing {
        let (x0, x1) = ordered(upper_left.0, bottom_right.0);
        let (y0, y1) = ordered(upper_left.1, bottom_right.1);
        let paint = Paint::new(style, fill);
        self.element(format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{paint}/>",
            Pt(x0),
            Pt(y0),
            Pt(x1 - x0),
            Pt(y1 - y0)
        ))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawing {
        let paint = Paint::new(style, false);
        self.element(format_args!("<path d=\"{}\"{paint}/>", outline(path)))
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawing {
        let paint = Paint::new(style, fill);
        self.element(format_args!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{paint}/>",
            Pt(center.0),
            Pt(center.1),
            Pt(radius as i32)
        ))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vert: I,
        style: &S,
    ) -> Drawing {
        let paint = Paint::new(style, true);
        self.element(format_args!("<path d=\"{}Z\"{paint}/>", outline(vert)))
    }

    fn draw_text<TStyle: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &TStyle,
        pos: BackendCoord,
    ) -> Drawing {
        let text = clean(text);
        if text.is_empty() {
            return Ok(());
        }
        let weight = Weight::from_css(style.family().as_str());
        let font = self.fonts.of(weight);
        if let Some(c) = font.lacks(&text) {
            let code = c as u32;
            return Err(DrawingErrorKind::DrawingError(DrawFault(format!(
                "the font `{}` has no glyph for U+{code:04X} in `{text}`",
                self.fonts.family
            ))));
        }
        let size = style.size();
        let width = font.width(&text, size);
        let (x, y) = (f64::from(pos.0), f64::from(pos.1));
        let (left, anchor) = match style.anchor().h_pos {
            HPos::Left => (x, ""),
            HPos::Center => (x - width / 2.0, " text-anchor=\"middle\""),
            HPos::Right => (x - width, " text-anchor=\"end\""),
        };
        let baseline = match style.anchor().v_pos {
            VPos::Top => y + font.cap_height * size,
            VPos::Center => y + font.cap_height * size / 2.0,
            VPos::Bottom => y,
        };
        self.boxes.push(TextBox {
            text: text.clone(),
            left: left / PIXELS_PER_POINT,
            right: (left + width) / PIXELS_PER_POINT,
            top: (baseline - font.cap_height * size) / PIXELS_PER_POINT,
            bottom: (baseline + font.descender * size) / PIXELS_PER_POINT,
        });
        let (r, g, b) = style.color().rgb;
        let css = weight.css();
        let words = escape(&text);
        self.element(format_args!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" font-weight=\"{css}\"{anchor} \
             fill=\"#{r:02x}{g:02x}{b:02x}\">{words}</text>",
            Pt(pos.0),
            Pt(baseline.round() as i32),
            Pt(size.round() as i32)
        ))
    }

    fn estimate_text_size<TStyle: BackendTextStyle>(
        &self,
        text: &str,
        style: &TStyle,
    ) -> Result<(u32, u32), DrawingErrorKind<DrawFault>> {
        let font = self.fonts.of(Weight::from_css(style.family().as_str()));
        let height = (font.ascender + font.descender) * style.size();
        Ok((font.width(&clean(text), style.size()).ceil() as u32, height.ceil() as u32))
    }

    fn blit_bitmap(&mut self, _: BackendCoord, _: (u32, u32), _: &[u8]) -> Drawing {
        Err(DrawingErrorKind::DrawingError(DrawFault("a chart holds no bitmaps".into())))
    }
}

/// A length in pixels, printed in points without needless zeros.
struct Pt(i32);

impl fmt::Display for Pt {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match (part, part % 10) {
            (0, _) => write!(out, "{sign}{whole}"),
            (_, 0) => write!(out, "{sign}{whole}.{}", part / 10),
            _ => write!(out, "{sign}{whole}.{part:02}"),
        }
    }
}

/// The attributes that fill or stroke a shape.
struct Paint {
    /// The colour.
    color: BackendColor,
    /// The stroke's width in pixels; `None` fills.
    stroke: Option<u32>,
}

impl Paint {
    /// Takes the paint from a plotters style.
    fn new<S: BackendStyle>(style: &S, fill: bool) -> Self {
        Self { color: style.color(), stroke: (!fill).then(|| style.stroke_width()) }
    }
}

impl fmt::Display for Paint {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let (r, g, b) = self.color.rgb;
        match self.stroke {
            None => write!(out, " fill=\"#{r:02x}{g:02x}{b:02x}\""),
            Some(width) => write!(
                out,
                " fill=\"none\" stroke=\"#{r:02x}{g:02x}{b:02x}\" stroke-width=\"{}\"",
                Pt(width as i32)
            ),
        }
    }
}

/// Writes points as SVG path data.
fn outline(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut data = String::new();
    for (i, (x, y)) in points.into_iter().enumerate() {
        let _ = write!(data, "{}{} {}", if i == 0 { "M" } else { "L" }, Pt(x), Pt(y));
    }
    data
}

/// Returns two numbers, the smaller first.
fn ordered(a: i32, b: i32) -> (i32, i32) {
    (a.min(b), a.max(b))
}

/// Escapes text for XML content and attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_print_without_needless_zeros() {
        let printed = [0, 5, 50, 1200, -1205].map(|n| Pt(n).to_string());
        assert_eq!(printed, ["0", "0.05", "0.5", "12", "-12.05"]);
    }

    #[test]
    fn markup_in_text_is_escaped() {
        assert_eq!(escape("a<b & \"c\" 'd'>"), "a&lt;b &amp; &quot;c&quot; &#39;d&#39;&gt;");
    }
}
