//! A drawing area in points: the few strokes that every chart is made of.
//!
//! A thin layer over plotters' elements. It keeps the conversion to pixels,
//! the text styles and the breaking of lines in one place.

use std::cell::RefCell;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, DashedPathElement, Drawable, PathElement, PointCollection};
use plotters::element::{Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBColor, ShapeStyle, TextStyle};
use plotters_backend::{BackendCoord, DrawingErrorKind};
use typst::diag::{StrResult, bail};

use super::Drawn;
use super::backend::{DrawFault, PIXELS_PER_POINT, SvgBackend, pixels};
use super::font::{Weight, clean};
use super::theme::{Colour, Theme};

/// A place on the canvas in points, from the upper left corner.
pub type Point = (f64, f64);

/// Line height of wrapped text, as a multiple of its size.
const LEADING: f64 = 1.25;

/// Size, weight and colour of text.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// Font size in points.
    pub size: f64,
    /// Font weight.
    pub weight: Weight,
    /// Text colour.
    pub colour: Colour,
}

impl Type {
    /// Returns the distance between two baselines in points.
    pub fn leading(self) -> f64 {
        (self.size * LEADING * 4.0).round() / 4.0
    }
}

/// Which end of a line of text stands at the given place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// The text begins there.
    Left,
    /// The text is centred there.
    Centre,
    /// The text ends there.
    Right,
}

/// A canvas of a fixed size.
pub struct Canvas<'t> {
    /// The plotters area that covers the whole picture.
    area: DrawingArea<SvgBackend<'t>, Shift>,
    /// The backend behind the area.
    backend: Rc<RefCell<SvgBackend<'t>>>,
    /// Width in points.
    width: f64,
    /// Height in points.
    height: f64,
}

impl<'t> Canvas<'t> {
    /// Opens an empty canvas.
    pub fn new(theme: &'t Theme, width: f64, height: f64) -> Self {
        let height = height.ceil();
        let backend = Rc::new(RefCell::new(SvgBackend::new(&theme.fonts, width, height)));
        Self { area: DrawingArea::from(&backend), backend, width, height }
    }

    /// Closes the canvas and returns the picture.
    pub fn finish(self) -> Drawn {
        let (svg, text_boxes) = self.backend.borrow_mut().finish();
        Drawn { svg, width_pt: self.width, height_pt: self.height, text_boxes }
    }

    /// Draws one plotters element.
    fn put<'a, E>(&self, element: &'a E) -> StrResult<()>
    where
        &'a E: PointCollection<'a, BackendCoord>,
        E: Drawable<SvgBackend<'t>>,
    {
        match self.area.draw(element) {
            Ok(()) => Ok(()),
            Err(DrawingAreaErrorKind::BackendError(DrawingErrorKind::DrawingError(DrawFault(
                words,
            )))) => bail!("{}", words),
            Err(fault) => bail!("cannot draw the chart: {}", fault),
        }
    }

    /// Fills a rectangle between two corners.
    pub fn rect(&self, from: Point, to: Point, fill: Colour) -> StrResult<()> {
        self.put(&Rectangle::new([at(from), at(to)], filled(fill)))
    }

    /// Outlines a rectangle; the line lies inside its edges.
    pub fn frame(&self, from: Point, to: Point, colour: Colour, width: f64) -> StrResult<()> {
        let half = width / 2.0;
        let corners = [at((from.0 + half, from.1 + half)), at((to.0 - half, to.1 - half))];
        self.put(&Rectangle::new(corners, stroked(colour, width)))
    }

    /// Draws a line through points.
    pub fn path(&self, points: &[Point], colour: Colour, width: f64) -> StrResult<()> {
        let points: Vec<_> = points.iter().map(|&p| at(p)).collect();
        self.put(&PathElement::new(points, stroked(colour, width)))
    }

    /// Draws a dashed line through points, `dash` and `gap` in points.
    pub fn dashed(
        &self,
        points: &[Point],
        colour: Colour,
        width: f64,
        (dash, gap): (f64, f64),
    ) -> StrResult<()> {
        let points: Vec<_> = points.iter().map(|&p| at(p)).collect();
        let style = stroked(colour, width);
        let element =
            DashedPathElement::new(points.iter().copied(), pixels(dash), pixels(gap), style);
        self.put(&element)
    }

    /// Fills a polygon.
    pub fn polygon(&self, points: &[Point], fill: Colour) -> StrResult<()> {
        let points: Vec<_> = points.iter().map(|&p| at(p)).collect();
        self.put(&Polygon::new(points, filled(fill)))
    }

    /// Fills a circle.
    pub fn disc(&self, centre: Point, radius: f64, fill: Colour) -> StrResult<()> {
        self.put(&Circle::new(at(centre), pixels(radius), filled(fill)))
    }

    /// Draws a ring whose outer edge has the radius.
    pub fn ring(&self, centre: Point, radius: f64, colour: Colour, width: f64) -> StrResult<()> {
        let style = stroked(colour, width);
        self.put(&Circle::new(at(centre), pixels(radius - width / 2.0), style))
    }

    /// Fills a rectangle with slanting hatch lines on white.
    pub fn hatch(&self, from: Point, to: Point, colour: Colour, step: f64) -> StrResult<()> {
        let (width, height) = (to.0 - from.0, to.1 - from.1);
        let mut offset = step / 2.0;
        while offset < width + height {
            // Each line runs down to the left and is cut at the rectangle's edges.
            let start = (from.0 + offset.min(width), from.1 + (offset - width).max(0.0));
            let end = (from.0 + (offset - height).max(0.0), from.1 + offset.min(height));
            self.path(&[start, end], colour, 0.5)?;
            offset += step;
        }
        Ok(())
    }

    /// Fills a rectangle with hatch lines that slant both ways.
    pub fn cross_hatch(&self, from: Point, to: Point, colour: Colour, step: f64) -> StrResult<()> {
        self.hatch(from, to, colour, step)?;
        let (width, height) = (to.0 - from.0, to.1 - from.1);
        let mut offset = step / 2.0;
        while offset < width + height {
            let start = (to.0 - offset.min(width), from.1 + (offset - width).max(0.0));
            let end = (to.0 - (offset - height).max(0.0), from.1 + offset.min(height));
            self.path(&[start, end], colour, 0.5)?;
            offset += step;
        }
        Ok(())
    }

    /// Sets a line of text, the middle of its capitals at the given height.
    pub fn text(&self, place: Point, align: Align, style: Type, words: &str) -> StrResult<()> {
        let h_pos = match align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        let size = style.size * PIXELS_PER_POINT;
        let family = FontFamily::Name(style.weight.css());
        let colour = rgb(style.colour);
        let text_style = TextStyle::from(FontDesc::new(family, size, FontStyle::Normal))
            .color(&colour)
            .pos(Pos::new(h_pos, VPos::Center));
        self.put(&Text::new(words, at(place), text_style))
    }

    /// Sets several lines, their middle at the given height.
    pub fn lines(
        &self,
        place: Point,
        align: Align,
        style: Type,
        lines: &[String],
    ) -> StrResult<()> {
        let leading = style.leading();
        let mut y = place.1 - leading * (lines.len() as f64 - 1.0) / 2.0;
        for line in lines {
            self.text((place.0, y), align, style, line)?;
            y += leading;
        }
        Ok(())
    }
}

/// Returns the width of a line of text in points.
pub fn width(theme: &Theme, style: Type, words: &str) -> f64 {
    theme.font(style.weight).width(&clean(words), style.size)
}

/// Returns the width of the widest line in points, 0 when there are none.
pub fn widest<'a>(theme: &Theme, style: Type, lines: impl IntoIterator<Item = &'a str>) -> f64 {
    lines.into_iter().map(|line| width(theme, style, line)).fold(0.0, f64::max)
}

/// Breaks text into lines no wider than `limit`, of about equal length.
///
/// Lines break at spaces and after hyphens and slashes; a single word that is
/// too long is cut with a hyphen. Empty text gives no line.
pub fn wrap(theme: &Theme, style: Type, words: &str, limit: f64) -> Vec<String> {
    let limit = limit.max(style.size);
    let words = clean(words);
    let lines = greedy(theme, style, &words, limit);
    if lines.len() < 2 {
        return lines;
    }
    // The narrowest measure with the same number of lines balances them, as
    // long as it cuts no word that was whole.
    let longest = widest(theme, style, words.split_inclusive([' ', '-', '/']).map(str::trim_end));
    let (mut low, mut high) = (longest.clamp(limit / 2.0, limit), limit);
    for _ in 0..6 {
        let middle = (low + high) / 2.0;
        if greedy(theme, style, &words, middle).len() > lines.len() {
            low = middle;
        } else {
            high = middle;
        }
    }
    greedy(theme, style, &words, high)
}

/// Fills each line of clean text as far as it goes.
fn greedy(theme: &Theme, style: Type, words: &str, limit: f64) -> Vec<String> {
    let fits = |line: &str| width(theme, style, line.trim_end()) <= limit;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in words.split_inclusive([' ', '-', '/']) {
        if fits(&format!("{line}{piece}")) {
            line.push_str(piece);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if fits(piece) {
            line.push_str(piece);
            continue;
        }
        for c in piece.chars() {
            if line.chars().count() > 1 && !fits(&format!("{line}{c}-")) {
                lines.push(format!("{}-", std::mem::take(&mut line)));
            }
            line.push(c);
        }
    }
    lines.push(line);
    lines.iter().map(|line| line.trim().to_string()).filter(|line| !line.is_empty()).collect()
}

/// Converts a point to pixels.
fn at(point: Point) -> BackendCoord {
    (pixels(point.0), pixels(point.1))
}

/// Converts a colour to plotters' type.
fn rgb(colour: Colour) -> RGBColor {
    RGBColor(colour.0, colour.1, colour.2)
}

/// A style that fills.
fn filled(colour: Colour) -> ShapeStyle {
    ShapeStyle::from(&rgb(colour)).filled()
}

/// A style that strokes with a width in points.
fn stroked(colour: Colour, width: f64) -> ShapeStyle {
    ShapeStyle::from(&rgb(colour)).stroke_width(pixels(width).max(1) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::theme::tests::theme;

    /// Body text of the theme.
    fn body(theme: &Theme) -> Type {
        Type { size: 8.0, weight: Weight::Regular, colour: theme.colours.ink }
    }

    #[test]
    fn wrapped_lines_fit_and_lose_no_word() {
        let theme = theme();
        let words = "Samverkansregion Stockholm-Gotland";
        let lines = wrap(theme, body(theme), words, 80.0);
        assert_eq!(lines, ["Samverkansregion", "Stockholm-Gotland"]);
        assert!(widest(theme, body(theme), lines.iter().map(String::as_str)) <= 80.0);
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut() {
        let theme = theme();
        let lines = wrap(theme, body(theme), "Läkemedelsprövningsenheten", 50.0);
        assert_eq!(lines.concat().replace('-', ""), "Läkemedelsprövningsenheten");
        assert!(lines.iter().all(|line| width(theme, body(theme), line) <= 50.0));
    }
}
