//! What is in an SVG picture, at its place on the page: a chart's labels are text like any other, and its bars what they stand on.

use std::cell::OnceCell;
use std::collections::HashMap;

use typst::layout::{Abs, Ratio, Size, Transform};
use typst::visualize::{Curve, FillRule};
use usvg::tiny_skia_path::PathSegment;
use usvg::{Group, Node, Paint, Path, Text, Tree};

use super::area::{Area, on_page, point};
use super::layout::{Fill, Ink, Outline, Patch, Run};
use super::paint::Tint;
use super::walk::scale;
use crate::chart::Colour;

/// What is painted, with its area and where alone it is seen.
type Painted = (Ink, Area, Option<Area>);

/// Returns what is painted in a picture that is placed at a size.
pub fn items(tree: &Tree, size: Size, map: Transform) -> Vec<Painted> {
    let natural = tree.size();
    let across = Ratio::new(size.x.to_pt() / f64::from(natural.width()));
    let down = Ratio::new(size.y.to_pt() / f64::from(natural.height()));
    let map = map.pre_concat(Transform::scale(across, down));
    let mut reader = Reader { tree, map, boxes: HashMap::new(), painted: Vec::new() };
    reader.group(tree.root(), 1.0, None);
    reader.painted
}

/// The ink of a glyph in units of its font: left, lower, right and upper edge.
type InkBox = [f64; 4];

/// A picture that is being read.
struct Reader<'a> {
    /// The picture.
    tree: &'a Tree,
    /// From the picture to the page.
    map: Transform,
    /// The ink of glyphs, measured once.
    boxes: HashMap<(usvg::fontdb::ID, u16), Option<InkBox>>,
    /// What has been found.
    painted: Vec<Painted>,
}

impl Reader<'_> {
    /// Reads a group.
    fn group(&mut self, group: &Group, opacity: f64, clip: Option<Area>) {
        let opacity = opacity * f64::from(group.opacity().get());
        let own = group.clip_path().map(|path| self.area(path.root().abs_bounding_box()));
        let clip = match (clip, own) {
            (Some(outer), Some(own)) => Some(outer.common(own)),
            (outer, own) => outer.or(own),
        };
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group, opacity, clip),
                Node::Path(path) if path.is_visible() => self.path(path, opacity, clip),
                Node::Text(text) => self.text(text, opacity, clip),
                _ => {}
            }
        }
    }

    /// Returns a rectangle of the picture as one of the page.
    fn area(&self, rect: usvg::Rect) -> Area {
        let [left, top, right, bottom] =
            [rect.left(), rect.top(), rect.right(), rect.bottom()].map(f64::from);
        let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
        Area::around(corners.map(|(x, y)| on_page(point(x, y), self.map)))
    }

    /// Reads a shape.
    fn path(&mut self, path: &Path, opacity: f64, clip: Option<Area>) {
        let fill = match path.fill() {
            Some(fill) => {
                let (tints, is_open) =
                    tints(fill.paint(), opacity * f64::from(fill.opacity().get()));
                Fill::Tints(tints, is_open)
            }
            None => Fill::None,
        };
        let rule = match path.fill().map(usvg::Fill::rule) {
            Some(usvg::FillRule::EvenOdd) => FillRule::EvenOdd,
            _ => FillRule::NonZero,
        };
        let area = self.area(path.abs_stroke_bounding_box());
        let map = self.map.pre_concat(transform(path.abs_transform()));
        let outline = Outline::Curve(curve(path.data()), rule);
        self.painted.push((
            Ink::Patch(Patch { fill, outline, map, back: OnceCell::new() }),
            area,
            clip,
        ));
    }

    /// Reads a text: a run for each part that has a style of its own.
    fn text(&mut self, text: &Text, opacity: f64, clip: Option<Area>) {
        let map = self.map.pre_concat(transform(text.abs_transform()));
        for span in text.layouted().iter().filter(|span| span.visible) {
            let Some(first) = span.positioned_glyphs.first() else { continue };
            let mut run = Run {
                text: String::new(),
                size: f64::from(span.font_size.get()) * scale(map),
                family: String::new(),
                weight: 400,
                tints: match &span.fill {
                    Some(fill) => tints(fill.paint(), opacity * f64::from(fill.opacity().get())).0,
                    None => vec![],
                },
                glyphs: vec![],
                missing: vec![],
                baseline: on_page(
                    point(f64::from(first.transform().tx), f64::from(first.transform().ty)),
                    map,
                )
                .1,
            };
            if let Some(face) = self.tree.fontdb().face(first.font) {
                run.family = face.families.first().map_or(String::new(), |(name, _)| name.clone());
                run.weight = face.weight.0;
            }
            for glyph in &span.positioned_glyphs {
                run.text.push_str(&glyph.text);
                if glyph.id.0 == 0 {
                    run.missing.push(glyph.text.clone());
                }
                if let Some([left, lower, right, upper]) = self.ink(glyph.font, glyph.id.0) {
                    let map = map.pre_concat(transform(glyph.outline_transform()));
                    let corners = [(left, lower), (right, lower), (right, upper), (left, upper)];
                    run.glyphs.push(Area::around(corners.map(|(x, y)| on_page(point(x, y), map))));
                }
            }
            let area = run.glyphs.iter().copied().fold(Area::NOTHING, Area::union);
            if !area.is_empty() {
                self.painted.push((Ink::Text(run), area, clip));
            }
        }
    }

    /// Returns the ink of a glyph in units of its font, which point upwards.
    fn ink(&mut self, font: usvg::fontdb::ID, glyph: u16) -> Option<InkBox> {
        let tree = self.tree;
        *self.boxes.entry((font, glyph)).or_insert_with(|| {
            let measure = |data: &[u8], index| {
                let face = ttf_parser::Face::parse(data, index).ok()?;
                let ink = face.glyph_bounding_box(ttf_parser::GlyphId(glyph))?;
                Some([ink.x_min, ink.y_min, ink.x_max, ink.y_max].map(f64::from))
            };
            tree.fontdb().with_face_data(font, measure)?
        })
    }
}

/// Returns the colours of a fill, and whether what is under it may be seen between them.
fn tints(paint: &Paint, opacity: f64) -> (Vec<Tint>, bool) {
    let tint = |colour: usvg::Color, opacity: f64| Tint {
        colour: Colour(colour.red, colour.green, colour.blue),
        alpha: opacity,
    };
    let stops = |stops: &[usvg::Stop]| {
        let stops = stops.iter();
        stops.map(|stop| tint(stop.color(), opacity * f64::from(stop.opacity().get()))).collect()
    };
    match paint {
        Paint::Color(colour) => (vec![tint(*colour, opacity)], false),
        Paint::LinearGradient(gradient) => (stops(gradient.stops()), false),
        Paint::RadialGradient(gradient) => (stops(gradient.stops()), false),
        Paint::Pattern(pattern) => {
            let mut colours = Vec::new();
            for node in pattern.root().children() {
                if let Node::Path(path) = node {
                    let fill = path.fill().map(usvg::Fill::paint);
                    let stroke = path.stroke().map(usvg::Stroke::paint);
                    colours.extend(
                        fill.into_iter().chain(stroke).flat_map(|paint| tints(paint, opacity).0),
                    );
                }
            }
            (colours, true)
        }
    }
}

/// Returns a map of the picture's as one of Typst's.
fn transform(map: usvg::Transform) -> Transform {
    let ratio = |share: f32| Ratio::new(f64::from(share));
    Transform {
        sx: ratio(map.sx),
        ky: ratio(map.ky),
        kx: ratio(map.kx),
        sy: ratio(map.sy),
        tx: Abs::pt(f64::from(map.tx)),
        ty: Abs::pt(f64::from(map.ty)),
    }
}

/// Returns an outline of the picture's as one of Typst's.
fn curve(path: &usvg::tiny_skia_path::Path) -> Curve {
    let at = |p: usvg::tiny_skia_path::Point| point(f64::from(p.x), f64::from(p.y));
    let mut curve = Curve::new();
    let mut last = point(0.0, 0.0);
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                last = at(to);
                curve.move_(last);
            }
            PathSegment::LineTo(to) => {
                last = at(to);
                curve.line(last);
            }
            PathSegment::QuadTo(by, to) => {
                // A quadratic curve is a cubic one whose handles stand at two thirds of the way.
                let (by, to) = (at(by), at(to));
                curve.cubic(last + (by - last) * (2.0 / 3.0), to + (by - to) * (2.0 / 3.0), to);
                last = to;
            }
            PathSegment::CubicTo(first, second, to) => {
                last = at(to);
                curve.cubic(at(first), at(second), last);
            }
            PathSegment::Close => curve.close(),
        }
    }
    curve
}
