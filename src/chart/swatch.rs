//! Grounds of tiles and cells: a shade for a value, and patterns for what is no number.
//!
//! None at all is white, so that it is not taken for a few.

use typst::diag::StrResult;

use super::Colour;
use super::canvas::{Canvas, Point};
use super::theme::Theme;

/// What a tile or a cell is filled with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Swatch {
    /// None at all.
    Zero,
    /// A value, by its place on the ramp from `0.0` to `1.0`.
    Shade(f64),
    /// No data.
    Missing,
    /// A value that is not shown.
    Protected,
}

impl Swatch {
    /// Returns the swatch of a value that may be none, may be zero, and may be one that is not shown.
    pub fn of(value: Option<f64>, is_protected: bool, shade: impl FnOnce(f64) -> f64) -> Self {
        match value {
            Some(0.0) => Self::Zero,
            Some(value) => Self::Shade(shade(value)),
            None if is_protected => Self::Protected,
            None => Self::Missing,
        }
    }

    /// Returns a text colour that is legible on it.
    pub fn ink(self, theme: &Theme) -> Colour {
        match self {
            Self::Shade(share) => theme.ramp(share).1,
            _ => theme.colours.ink,
        }
    }

    /// Whether text on it needs a plate.
    pub fn is_pattern(self) -> bool {
        matches!(self, Self::Missing | Self::Protected)
    }

    /// Fills a rectangle.
    pub fn paint(self, canvas: &Canvas, theme: &Theme, from: Point, to: Point) -> StrResult<()> {
        let grey = theme.colours.comparator;
        match self {
            Self::Shade(share) => {
                let fill = theme.ramp(share).0;
                canvas.rect(from, to, fill)?;
                match fill.contrast(Colour::WHITE) < 1.3 {
                    true => canvas.frame(from, to, theme.colours.ramp_high.tint(0.3), 0.5),
                    false => Ok(()),
                }
            }
            Self::Zero => {
                canvas.rect(from, to, Colour::WHITE)?;
                canvas.frame(from, to, grey.tint(0.6), 0.6)
            }
            Self::Missing => {
                canvas.rect(from, to, Colour::WHITE)?;
                canvas.hatch(from, to, grey.tint(0.8), 4.0)?;
                canvas.frame(from, to, grey, 0.6)
            }
            Self::Protected => {
                canvas.rect(from, to, Colour::WHITE)?;
                canvas.cross_hatch(from, to, grey.tint(0.8), 3.0)?;
                canvas.frame(from, to, theme.colours.ink, 0.8)
            }
        }
    }
}
