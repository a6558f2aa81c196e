//! The walk through the frames of a document, from which [`Layout`] comes.

use std::cell::OnceCell;
use std::collections::HashMap;

use typst::foundations::{Content, Smart, StyleChain};
use typst::introspection::{Location, Tag};
use typst::layout::{Abs, Frame, FrameItem, GroupItem, PlaceElem, Point, Rect, Size, Transform};
use typst::model::{
    FigureCaption, FigureElem, HeadingElem, ParElem, TableChild, TableElem, TableItem,
};
use typst::pdf::{ArtifactElem, ArtifactKind, TableCellKind};
use typst::syntax::Span;
use typst::text::{SubElem, SuperElem, TextItem};
use typst::visualize::{Geometry, Image, ImageKind, Shape};
use typst_layout::PagedDocument;

use super::area::{Area, on_page};
use super::layout::{
    Element, Fill, Ink, Item, Kind, Layer, Layout, Outline, Page, Patch, Picture, Room, Run,
};
use super::paint::{tint, tints};
use super::picture;
use crate::chart::Colour;

/// How many characters of a text stand for it.
const LABEL_CHARS: usize = 40;

/// Walks through a document.
pub fn walk(document: &PagedDocument) -> Layout {
    let mut walker = Walker::default();
    for page in document.pages() {
        let size = page.frame.size();
        let area = Area::sized(size.x.to_pt(), size.y.to_pt());
        let ground = page.fill_or_white().and_then(|paint| tints(&paint).0.first().copied());
        let ground = ground.map_or(Colour::WHITE, |tint| tint.over(Colour::WHITE));
        walker.layout.pages.push(Page { area, ground, items: vec![], pictures: vec![] });
        walker.rooms = vec![area];
        let scope = Scope { map: Transform::identity(), clip: None };
        walker.frame(&page.frame, &scope);
    }
    walker.layout
}

/// What holds for the items of a frame.
#[derive(Clone)]
struct Scope {
    /// From the frame to the page.
    map: Transform,
    /// Where alone they are seen.
    clip: Option<Area>,
}

/// Where the walk is.
#[derive(Default)]
struct Walker {
    /// What has been found.
    layout: Layout,
    /// The elements that have begun and not ended.
    open: Vec<usize>,
    /// All elements by their location.
    known: HashMap<Location, usize>,
    /// The boxes around the place, the page first.
    rooms: Vec<Area>,
    /// How many boxes were around each placed element where it began.
    placed: HashMap<usize, usize>,
    /// The ink of glyphs, measured once.
    boxes: HashMap<(usize, u16), Option<Rect>>,
}

impl Walker {
    /// Walks through a frame.
    fn frame(&mut self, frame: &Frame, scope: &Scope) {
        for (at, item) in frame.items() {
            let map = scope.map.pre_concat(Transform::translate(at.x, at.y));
            match item {
                FrameItem::Group(group) => self.group(group, map, scope.clip),
                FrameItem::Text(text) => self.text(text, map, scope.clip),
                FrameItem::Shape(shape, span) => self.shape(shape, *span, map, scope.clip),
                FrameItem::Image(image, size, span) => {
                    self.image(image, *size, *span, map, scope.clip)
                }
                FrameItem::Tag(Tag::Start(content, _)) => self.begin(content),
                FrameItem::Tag(Tag::End(location, ..)) => self.end(*location),
                FrameItem::Link(..) => {}
            }
        }
    }

    /// Walks through a frame in a frame.
    fn group(&mut self, group: &GroupItem, map: Transform, clip: Option<Area>) {
        let map = map.pre_concat(group.transform);
        let own = group.clip.as_ref().map(|curve| Area::mapped(curve.bbox(None), map));
        let clip = match (clip, own) {
            (Some(outer), Some(own)) => Some(outer.common(own)),
            (outer, own) => outer.or(own),
        };
        // What is a part of another element than the one around it, as the rest of a cell on the next page.
        let parent = group.parent.and_then(|parent| self.known.get(&parent.location).copied());
        let outer = parent.map(|parent| {
            let mut chain: Vec<_> = self.layout.around(Some(parent)).map(|(at, _)| at).collect();
            chain.reverse();
            std::mem::replace(&mut self.open, chain)
        });
        let is_room = group.frame.kind().is_hard();
        if is_room {
            let size = group.frame.size().to_point();
            self.rooms.push(Area::mapped(Rect::new(Point::zero(), size), map));
        }
        self.frame(&group.frame, &Scope { map, clip });
        if is_room {
            self.rooms.pop();
        }
        if let Some(outer) = outer {
            self.open = outer;
        }
    }

    /// Notes that an element begins.
    fn begin(&mut self, content: &Content) {
        let Some(location) = content.location() else { return };
        let at = self.layout.elements.len();
        let kind = kind(content);
        let parent = self.open.last().copied();
        let label = content.to_packed::<HeadingElem>().map(|heading| heading.body.plain_text());
        let label = label.map(|text| shortened(&text));
        self.layout.elements.push(Element { kind, span: content.span(), parent, label });
        self.known.insert(location, at);
        self.open.push(at);
        if kind == Kind::Placed {
            self.placed.insert(at, self.rooms.len());
        }
    }

    /// Notes that an element ends.
    fn end(&mut self, location: Location) {
        let Some(&at) = self.known.get(&location) else { return };
        if let Some(position) = self.open.iter().rposition(|open| *open == at) {
            self.open.remove(position);
        }
    }

    /// Returns the boxes around the place: of something placed, those that it brings along.
    fn room(&self) -> Room {
        let page = self.rooms[0];
        let around = self.layout.around(self.open.last().copied());
        let from = around.filter_map(|(at, _)| self.placed.get(&at)).max().copied().unwrap_or(0);
        let rooms = self.rooms.get(from..).unwrap_or_default();
        let across = rooms.iter().copied().reduce(Area::common).unwrap_or(page);
        let near = rooms.last().copied().unwrap_or(page);
        Room { near, left: across.left, right: across.right }
    }

    /// Returns what part in the page has what stands here.
    fn layer(&self) -> Layer {
        let kinds = self.layout.around(self.open.last().copied()).map(|(_, element)| element.kind);
        kinds.fold(Layer::Body, |layer, kind| match (layer, kind) {
            (_, Kind::Watermark) => Layer::Watermark,
            (Layer::Body, Kind::Header | Kind::Footer | Kind::Artefact) => Layer::Furniture,
            (layer, _) => layer,
        })
    }

    /// Notes something that is painted.
    fn paint(&mut self, ink: Ink, area: Area, clip: Option<Area>, span: Span) {
        self.add(ink, area, clip, span, false);
    }

    /// Notes something that is painted, on the page or in a picture.
    fn add(&mut self, ink: Ink, area: Area, clip: Option<Area>, span: Span, in_picture: bool) {
        let element = self.open.last().copied();
        let item = Item {
            ink,
            area,
            clip,
            room: self.room(),
            element,
            layer: self.layer(),
            is_in_picture: in_picture,
            span,
        };
        if let Some(page) = self.layout.pages.last_mut() {
            page.items.push(item);
        }
    }

    /// Notes a run of text.
    fn text(&mut self, text: &TextItem, map: Transform, clip: Option<Area>) {
        let mut glyphs = Vec::new();
        let mut missing = Vec::new();
        let mut cursor = Point::zero();
        for glyph in &text.glyphs {
            let offset = Point::new(glyph.x_offset.at(text.size), -glyph.y_offset.at(text.size));
            if glyph.id == 0 {
                missing.push(text.text[glyph.range()].to_owned());
            }
            if let Some(ink) = self.ink(text, glyph.id) {
                let at = cursor + offset;
                let moved =
                    Rect::new(ink.min * text.size.to_pt() + at, ink.max * text.size.to_pt() + at);
                glyphs.push(Area::mapped(moved, map));
            }
            cursor.x += glyph.x_advance.at(text.size);
            cursor.y -= glyph.y_advance.at(text.size);
        }
        let area = glyphs.iter().copied().fold(Area::NOTHING, Area::union);
        if area.is_empty() && missing.is_empty() {
            return;
        }
        self.name_figure(&text.text);
        let info = text.font.font().info();
        let run = Run {
            text: text.text.to_string(),
            size: text.size.to_pt() * scale(map),
            family: info.family.to_string(),
            weight: info.variant.weight.to_number(),
            tints: tints(&text.fill).0,
            glyphs,
            missing,
            baseline: on_page(Point::zero(), map).1,
        };
        let span = text.glyphs.first().map_or(Span::detached(), |glyph| glyph.span.0);
        let area = if area.is_empty() { at_point(map) } else { area };
        self.paint(Ink::Text(run), area, clip, span);
    }

    /// Returns the ink of a glyph at a size of one point, upper edge first.
    fn ink(&mut self, text: &TextItem, glyph: u16) -> Option<Rect> {
        let face = text.font.ttf();
        let key = (std::ptr::from_ref(face) as usize, glyph);
        *self.boxes.entry(key).or_insert_with(|| {
            let ink = face.glyph_bounding_box(ttf_parser::GlyphId(glyph))?;
            let em = |units: i16| Abs::pt(text.font.to_em(units).get());
            let min = Point::new(em(ink.x_min), -em(ink.y_max));
            Some(Rect::new(min, Point::new(em(ink.x_max), -em(ink.y_min))))
        })
    }

    /// Lets the first words of a caption name their figure.
    fn name_figure(&mut self, text: &str) {
        let open = self.open.last().copied();
        if self.layout.within(open, |kind| kind == Kind::Caption).is_none() {
            return;
        }
        if let Some(figure) = self.layout.within(open, |kind| kind == Kind::Figure) {
            self.layout.elements[figure].label.get_or_insert_with(|| shortened(text));
        }
    }

    /// Notes a shape.
    fn shape(&mut self, shape: &Shape, span: Span, map: Transform, clip: Option<Area>) {
        let area = Area::mapped(shape.bbox(true), map);
        let fill = match &shape.fill {
            Some(paint) => {
                let (tints, is_open) = tints(paint);
                Fill::Tints(tints, is_open)
            }
            None => Fill::None,
        };
        let outline = match &shape.geometry {
            Geometry::Rect(size) => Outline::Rect(*size),
            Geometry::Curve(curve) => Outline::Curve(curve.clone(), shape.fill_rule),
            Geometry::Line(_) => Outline::Rect(Size::zero()),
        };
        self.paint(
            Ink::Patch(Patch { fill, outline, map, back: OnceCell::new() }),
            area,
            clip,
            span,
        );
    }

    /// Notes a picture, and all that is in it when it is an SVG.
    fn image(&mut self, image: &Image, size: Size, span: Span, map: Transform, clip: Option<Area>) {
        let area = Area::mapped(Rect::new(Point::zero(), size.to_point()), map);
        let stretch = size.x.to_pt() / size.y.to_pt() * image.height() / image.width();
        let element = self.open.last().copied();
        if let Some(page) = self.layout.pages.last_mut() {
            page.pictures.push(Picture { area, stretch, element, span });
        }
        match image.kind() {
            ImageKind::Svg(svg) => {
                for (ink, own, inner) in picture::items(svg.tree(), size, map) {
                    let inner = inner.map_or(area, |inner| inner.common(area));
                    let clip = clip.map_or(inner, |clip| clip.common(inner));
                    self.add(ink, own, Some(clip), span, true);
                }
            }
            ImageKind::Raster(raster) => {
                let pixels = raster.dynamic().to_rgba8();
                let width = pixels.width();
                let fill = Fill::Pixels(pixels.into_raw(), width);
                let outline = Outline::Rect(size);
                let patch = Patch { fill, outline, map, back: OnceCell::new() };
                self.add(Ink::Patch(patch), area, clip, span, true);
            }
            // What is in a PDF is another's layout.
            ImageKind::Pdf(_) => {
                let fill = Fill::Tints(vec![tint(&typst::visualize::Color::WHITE)], false);
                let patch =
                    Patch { fill, outline: Outline::Rect(size), map, back: OnceCell::new() };
                self.add(Ink::Patch(patch), area, clip, span, true);
            }
        }
    }
}

/// Returns an area without size at the origin of a frame.
fn at_point(map: Transform) -> Area {
    Area::around([on_page(Point::zero(), map)])
}

/// Returns by how much a map enlarges, the lesser of the two directions.
pub fn scale(map: Transform) -> f64 {
    let across = map.sx.get().hypot(map.ky.get());
    let down = map.kx.get().hypot(map.sy.get());
    across.min(down)
}

/// Returns what an element is.
fn kind(content: &Content) -> Kind {
    if let Some(artefact) = content.to_packed::<ArtifactElem>() {
        return match artefact.kind.get(StyleChain::default()) {
            ArtifactKind::Header => Kind::Header,
            ArtifactKind::Footer => Kind::Footer,
            ArtifactKind::Watermark | ArtifactKind::Background => Kind::Watermark,
            _ => Kind::Artefact,
        };
    }
    if let Some(table) = content.to_packed::<TableElem>() {
        return Kind::Table { has_header: table.children.iter().any(is_header) };
    }
    match () {
        () if content.is::<HeadingElem>() => Kind::Heading,
        () if content.is::<FigureElem>() => Kind::Figure,
        () if content.is::<FigureCaption>() => Kind::Caption,
        () if content.is::<ParElem>() => Kind::Paragraph,
        () if content.is::<PlaceElem>() => Kind::Placed,
        () if content.is::<SuperElem>() || content.is::<SubElem>() => Kind::Script,
        () => Kind::Other,
    }
}

/// Whether a part of a table is a header: its header rows, or a cell that is one.
fn is_header(child: &TableChild) -> bool {
    match child {
        TableChild::Header(_) => true,
        TableChild::Item(TableItem::Cell(cell)) => {
            let kind = cell.kind.get(StyleChain::default());
            matches!(kind, Smart::Custom(TableCellKind::Header(..)))
        }
        _ => false,
    }
}

/// Returns the beginning of a text on one line.
pub fn shortened(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LABEL_CHARS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
