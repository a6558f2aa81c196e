//! A laid-out document as the rules see it: what is painted on each page, in the order of painting, at its place on paper.

use std::cell::OnceCell;

use typst::layout::{Size, Transform};
use typst::syntax::Span;
use typst::visualize::{Curve, FillRule};

use super::area::{Area, on_page, point};
use super::paint::Tint;
use crate::chart::Colour;

/// All pages, and the elements that their content belongs to.
#[derive(Default)]
pub struct Layout {
    /// The pages.
    pub pages: Vec<Page>,
    /// The elements, in the order of the document.
    pub elements: Vec<Element>,
}

/// A page.
pub struct Page {
    /// The paper.
    pub area: Area,
    /// Its colour.
    pub ground: Colour,
    /// What is painted, from the bottom to the top.
    pub items: Vec<Item>,
    /// The pictures whose content is among the items.
    pub pictures: Vec<Picture>,
}

/// Something that is painted.
pub struct Item {
    /// What it is.
    pub ink: Ink,
    /// Where it is, clipped or not.
    pub area: Area,
    /// Where alone it is seen, if it is clipped.
    pub clip: Option<Area>,
    /// The box that it stands in.
    pub room: Room,
    /// The innermost element that it belongs to.
    pub element: Option<usize>,
    /// What part it has in the page.
    pub layer: Layer,
    /// Whether it is a part of a picture.
    pub is_in_picture: bool,
    /// Where in a template it is from.
    pub span: Span,
}

/// What is painted.
pub enum Ink {
    /// Letters.
    Text(Run),
    /// A shape or the pixels of a picture.
    Patch(Patch),
}

/// What part something has in its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// It is the document.
    Body,
    /// It is there on every page: header, footer, marks.
    Furniture,
    /// It lies behind or over the document on purpose.
    Watermark,
}

/// The box that something stands in: the blocks, boxes, cells and columns around it.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// The innermost of them.
    pub near: Area,
    /// The left edge that none of them crosses.
    pub left: f64,
    /// The right edge that none of them crosses.
    pub right: f64,
}

/// A run of text in one font.
pub struct Run {
    /// The text.
    pub text: String,
    /// Its size on paper, in points.
    pub size: f64,
    /// The font's family.
    pub family: String,
    /// The font's weight, from 100 to 900.
    pub weight: u16,
    /// What colour it may have.
    pub tints: Vec<Tint>,
    /// Its letters that leave ink.
    pub glyphs: Vec<Area>,
    /// The characters that the font has no glyph for.
    pub missing: Vec<String>,
    /// The height of its baseline on the page.
    pub baseline: f64,
}

/// A filled or stroked shape, or the pixels of a picture.
pub struct Patch {
    /// What its fill looks like.
    pub fill: Fill,
    /// Its outline, before the map.
    pub outline: Outline,
    /// From the outline to the page.
    pub map: Transform,
    /// The way back, found when it is first needed.
    pub back: OnceCell<Option<Transform>>,
}

/// The fill of a patch.
pub enum Fill {
    /// It is a line only.
    None,
    /// Any of some colours; with `true`, what is under it may be seen too.
    Tints(Vec<Tint>, bool),
    /// The pixels of a picture, four bytes each, in rows of a width.
    Pixels(Vec<u8>, u32),
}

/// The outline of a patch.
pub enum Outline {
    /// A rectangle at the origin.
    Rect(Size),
    /// Any other.
    Curve(Curve, FillRule),
}

/// A picture at its place.
pub struct Picture {
    /// Where it is.
    pub area: Area,
    /// How much wider than it should be it is for its height: 1 when it is not distorted.
    pub stretch: f64,
    /// The element.
    pub element: Option<usize>,
    /// Where in a template it is from.
    pub span: Span,
}

/// An element of the document.
pub struct Element {
    /// What it is.
    pub kind: Kind,
    /// Where in a template it is from.
    pub span: Span,
    /// The element around it.
    pub parent: Option<usize>,
    /// The first words of it, or of its caption.
    pub label: Option<String>,
}

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A heading.
    Heading,
    /// A figure, which a table can be too.
    Figure,
    /// The caption of a figure.
    Caption,
    /// A table, with or without a header.
    Table {
        /// Whether it has a header.
        has_header: bool,
    },
    /// A paragraph.
    Paragraph,
    /// Something that is placed wherever the template says.
    Placed,
    /// A raised or lowered figure.
    Script,
    /// A header.
    Header,
    /// A footer.
    Footer,
    /// Another part that is no content.
    Artefact,
    /// What lies behind or over the document on purpose.
    Watermark,
    /// Anything else.
    Other,
}

impl Layout {
    /// Returns an element and those around it, from the inside.
    pub fn around(&self, element: Option<usize>) -> impl Iterator<Item = (usize, &Element)> {
        let next = |at: &usize| self.elements[*at].parent;
        std::iter::successors(element, next).map(|at| (at, &self.elements[at]))
    }

    /// Returns the innermost element of a kind around something.
    pub fn within(&self, element: Option<usize>, is: impl Fn(Kind) -> bool) -> Option<usize> {
        self.around(element).find(|(_, element)| is(element.kind)).map(|(at, _)| at)
    }

    /// Returns all runs of text with the number of their page, from 0.
    pub fn runs(&self) -> impl Iterator<Item = (usize, &Item, &Run)> {
        let pages = self.pages.iter().enumerate();
        pages.flat_map(|(page, of)| of.runs().map(move |(item, run)| (page, item, run)))
    }
}

impl Page {
    /// Returns the runs of text.
    pub fn runs(&self) -> impl Iterator<Item = (&Item, &Run)> {
        self.items.iter().filter_map(|item| match &item.ink {
            Ink::Text(run) => Some((item, run)),
            Ink::Patch(_) => None,
        })
    }
}

impl Item {
    /// Returns what of it can be seen.
    pub fn visible(&self) -> Area {
        self.clip.map_or(self.area, |clip| self.area.common(clip))
    }
}

impl Patch {
    /// Returns the colours that it may have at a point of the page, and whether what is under it may be seen too; none where it is not.
    pub fn at(&self, place: (f64, f64)) -> Option<(Vec<Tint>, bool)> {
        let back = (*self.back.get_or_init(|| self.map.invert()))?;
        let (x, y) = on_page(point(place.0, place.1), back);
        let is_inside = match &self.outline {
            Outline::Rect(size) => Area::sized(size.x.to_pt(), size.y.to_pt()).holds((x, y)),
            Outline::Curve(curve, rule) => curve.contains(*rule, point(x, y)),
        };
        match &self.fill {
            _ if !is_inside => None,
            Fill::None => None,
            Fill::Tints(tints, is_open) => Some((tints.clone(), *is_open)),
            Fill::Pixels(pixels, width) => Some((vec![self.pixel(pixels, *width, (x, y))?], false)),
        }
    }

    /// Returns the pixel at a point of the outline.
    fn pixel(&self, pixels: &[u8], width: u32, (x, y): (f64, f64)) -> Option<Tint> {
        let Outline::Rect(size) = &self.outline else { return None };
        let width = width as usize;
        let height = pixels.len() / 4 / width.max(1);
        let along = |at: f64, length: f64, count: usize| {
            ((at / length * count as f64) as usize).min(count.saturating_sub(1))
        };
        let column = along(x, size.x.to_pt(), width);
        let row = along(y, size.y.to_pt(), height);
        let &[r, g, b, a] = pixels.get((row * width + column) * 4..)?.first_chunk()?;
        Some(Tint { colour: Colour(r, g, b), alpha: f64::from(a) / 255.0 })
    }
}
