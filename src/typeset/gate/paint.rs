//! What a fill can look like at a place: its colours, each with its opacity.
//!
//! A solid fill has one. A gradient has those of its stops, and a tiling all that it draws, since where in it a letter stands is nobody's
//! intention: the worst of them counts.

use typst::layout::{Frame, FrameItem};
use typst::visualize::{Color, Paint};

use crate::chart::Colour;

/// A colour with its opacity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tint {
    /// The colour.
    pub colour: Colour,
    /// How much of it is seen, from 0 to 1.
    pub alpha: f64,
}

impl Tint {
    /// Returns the colour that is seen when this lies over another.
    pub fn over(self, ground: Colour) -> Colour {
        let mix = |front: u8, back: u8| {
            (f64::from(front) * self.alpha + f64::from(back) * (1.0 - self.alpha)).round() as u8
        };
        let (front, back) = (self.colour, ground);
        Colour(mix(front.0, back.0), mix(front.1, back.1), mix(front.2, back.2))
    }

    /// Whether nothing under it is seen.
    pub fn is_opaque(self) -> bool {
        self.alpha > 0.99
    }
}

/// Returns the colours of a fill, and whether what is under it may be seen between them.
pub fn tints(paint: &Paint) -> (Vec<Tint>, bool) {
    match paint {
        Paint::Solid(colour) => (vec![tint(colour)], false),
        Paint::Gradient(gradient) => {
            (gradient.stops_ref().iter().map(|(colour, _)| tint(colour)).collect(), false)
        }
        Paint::Tiling(tiling) => (drawn(tiling.frame()), true),
    }
}

/// Returns a colour of Typst's as one of ours.
pub fn tint(colour: &Color) -> Tint {
    let rgb = colour.to_rgb();
    let byte = |share: f32| (share.clamp(0.0, 1.0) * 255.0).round() as u8;
    let colour = Colour(byte(rgb.red), byte(rgb.green), byte(rgb.blue));
    Tint { colour, alpha: f64::from(rgb.alpha) }
}

/// Returns the colours of all that a tile draws.
fn drawn(frame: &Frame) -> Vec<Tint> {
    let mut colours = Vec::new();
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => colours.extend(drawn(&group.frame)),
            FrameItem::Shape(shape, _) => {
                let stroke = shape.stroke.as_ref().map(|stroke| &stroke.paint);
                for paint in shape.fill.iter().chain(stroke) {
                    colours.extend(tints(paint).0);
                }
            }
            _ => {}
        }
    }
    colours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_black_over_white_is_a_middle_grey() {
        let half = Tint { colour: Colour(0, 0, 0), alpha: 0.5 };
        assert_eq!(half.over(Colour(255, 255, 255)), Colour(128, 128, 128));
        let whole = Tint { alpha: 1.0, ..half };
        assert_eq!(whole.over(Colour(255, 255, 255)), Colour(0, 0, 0));
    }
}
