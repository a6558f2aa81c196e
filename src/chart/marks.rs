//! Marks that several kinds share: how far an axis from zero reaches, intervals with their
//! ends, and points that are filled or open.

use typst::diag::{StrResult, bail};

use super::axis::Axis;
use super::canvas::{Canvas, Point};
use super::{Colour, Mark, Reference, check_value};

/// How far an interval may stretch an axis beyond the largest value.
const MOST_STRETCH: f64 = 1.6;

/// Checks the numbers of all rows.
pub fn check_marks(marks: &[Mark]) -> StrResult<()> {
    for mark in marks {
        check_value(&mark.label, "value", mark.value)?;
        check_value(&mark.label, "lower limit", mark.lower)?;
        check_value(&mark.label, "upper limit", mark.upper)?;
    }
    Ok(())
}

/// Returns the value at the right end of an axis from zero that holds rows and a reference.
///
/// An interval that is far wider than the largest value is cut, lest one uncertain row
/// flatten all others.
pub fn extent(marks: &[Mark], reference: Option<&Reference>) -> StrResult<f64> {
    let longest = marks.iter().filter_map(|mark| mark.value).fold(0.0, f64::max);
    let upper = marks.iter().filter_map(|mark| mark.upper).fold(0.0, f64::max);
    let mut extent = longest.max(upper.min(longest * MOST_STRETCH));
    if let Some(reference) = reference {
        if !reference.value.is_finite() || reference.value < 0.0 {
            bail!("the reference `{}` is not a number from zero", reference.label);
        }
        extent = extent.max(reference.value);
    }
    if extent > 0.0 {
        return Ok(extent * 1.01);
    }
    // All values are zero: the intervals alone say how large they could be.
    Ok(if upper > 0.0 { upper } else { 1.0 })
}

/// Draws an interval as a line at a height, its ends with ticks, those off the axis with arrows.
pub fn draw_interval(
    canvas: &Canvas,
    axis: &Axis,
    (lower, upper): (f64, f64),
    y: f64,
    (colour, thick): (Colour, f64),
) -> StrResult<()> {
    let (from, to) = (axis.place(lower), axis.place(upper));
    canvas.path(&[(from, y), (to, y)], colour, thick)?;
    let ends = [(from, -1.0, axis.is_below(lower)), (to, 1.0, axis.is_above(upper))];
    for (x, side, leaves) in ends {
        if leaves {
            let back = x - side * 2.0;
            canvas.polygon(&[(x + side * 3.0, y), (back, y - 2.6), (back, y + 2.6)], colour)?;
        } else {
            canvas.path(&[(x, y - 2.0), (x, y + 2.0)], colour, thick.min(1.1))?;
        }
    }
    Ok(())
}

/// Draws a point that is filled, for what holds, or open.
pub fn draw_point(
    canvas: &Canvas,
    at: Point,
    is_filled: bool,
    colour: Colour,
    ground: Colour,
) -> StrResult<()> {
    if is_filled {
        canvas.disc(at, 4.2, ground)?;
        return canvas.disc(at, 3.5, colour);
    }
    canvas.disc(at, 2.9, ground)?;
    canvas.ring(at, 3.0, colour, 1.1)
}
