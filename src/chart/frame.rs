//! The plot of charts with an upright axis: its grid, its base, and the names of lines.
//!
//! A line carries its name at its right end. Names that would overlap are pushed apart, and
//! a thin line leads to those that were moved.

use typst::diag::StrResult;

use super::axis::{Axis, push_apart};
use super::canvas::{Align, Canvas, Point, Type, widest, wrap};
use super::font::Weight;
use super::theme::Theme;
use super::ticks::Ticks;
use super::{Colour, Role};

/// Space between the names of lines.
const NAME_GAP: f64 = 4.0;
/// Space between the plot and the names.
pub const NAME_INDENT: f64 = 8.0;
/// How far names may stand above and below the plot.
pub const BEYOND: (f64, f64) = (6.0, 12.0);

/// The two axes of a plot.
pub struct Frame<'t> {
    /// The theme.
    pub theme: &'t Theme,
    /// The axis to the right.
    pub x: Axis,
    /// The axis upwards: it begins at the base.
    pub y: Axis,
}

impl Frame<'_> {
    /// Returns the place of two values.
    pub fn at(&self, x: f64, y: f64) -> Point {
        (self.x.place(x), self.y.place(y))
    }

    /// Draws the level lines with their labels at the left.
    pub fn draw_levels(&self, canvas: &Canvas, ticks: &Ticks) -> StrResult<()> {
        let theme = self.theme;
        for (value, words) in ticks {
            let y = self.y.place(*value);
            canvas.path(&[(self.x.from, y), (self.x.to, y)], theme.colours.grid, 0.6)?;
            canvas.text((self.x.from - 5.0, y), Align::Right, theme.small(), words)?;
        }
        Ok(())
    }

    /// Draws the base line.
    pub fn draw_base(&self, canvas: &Canvas) -> StrResult<()> {
        let ends = [(self.x.from, self.y.from), (self.x.to, self.y.from)];
        canvas.path(&ends, self.theme.colours.ink, 0.8)
    }

    /// Draws the ticks of the base with their labels below.
    pub fn draw_base_ticks(&self, canvas: &Canvas, ticks: &Ticks) -> StrResult<()> {
        let small = self.theme.small();
        for (value, words) in ticks {
            let (x, y) = (self.x.place(*value), self.y.from);
            canvas.path(&[(x, y), (x, y + 2.5)], small.colour, 0.6)?;
            canvas.text((x, y + 9.0), Align::Centre, small, words)?;
        }
        Ok(())
    }

    /// Draws the names of lines at the right.
    pub fn draw_names(&self, canvas: &Canvas, names: &[EndName]) -> StrResult<()> {
        let limits = (self.y.to - BEYOND.0, self.y.from + BEYOND.1);
        let wished: Vec<(f64, f64)> = names.iter().map(|name| (name.at.1, name.height)).collect();
        let places = push_apart(&wished, limits.0, limits.1, NAME_GAP)
            .unwrap_or_else(|| wished.iter().map(|wish| wish.0).collect());
        for (name, y) in names.iter().zip(places) {
            name.draw(canvas, (self.x.to + NAME_INDENT, y), self.x.to)?;
        }
        Ok(())
    }
}

/// The name of a line, with its last value or a note.
pub struct EndName {
    /// Where the line ends.
    pub at: Point,
    /// Colour of the line, for the leader.
    pub colour: Colour,
    /// The lines of text with their styles.
    lines: Vec<(Type, String)>,
    /// Height of all lines.
    pub height: f64,
    /// Width of the widest line.
    pub width: f64,
}

impl EndName {
    /// Breaks a name and a note below it into lines of a width; the own name is bolder.
    pub fn new(theme: &Theme, role: Role, name: &str, note: &str, limit: f64) -> Self {
        let colour = if role == Role::Own { theme.colours.own } else { theme.colours.muted };
        let weight = if role == Role::Own { Weight::SemiBold } else { Weight::Medium };
        let bold = Type { weight, colour, ..theme.normal() };
        let of = |style: Type, words: &str| -> Vec<(Type, String)> {
            wrap(theme, style, words, limit).into_iter().map(|line| (style, line)).collect()
        };
        let lines = [of(bold, name), of(theme.small(), note)].concat();
        let height = lines.iter().map(|line| line.0.leading()).sum();
        let width = lines
            .iter()
            .map(|(style, line)| widest(theme, *style, [line.as_str()]))
            .fold(0.0, f64::max);
        Self { at: (0.0, 0.0), colour: theme.stroke(role), lines, height, width }
    }

    /// Draws the lines from their left edge, and a leader to them if they were moved.
    fn draw(&self, canvas: &Canvas, (x, y): Point, edge: f64) -> StrResult<()> {
        if (y - self.at.1).abs() > 5.0 || self.at.0 < edge - 1.0 {
            let leader = [
                (self.at.0 + 1.5, self.at.1),
                (edge.max(self.at.0 + 1.5), self.at.1),
                (x - 1.5, y),
            ];
            canvas.path(&leader, self.colour, 0.5)?;
        }
        let mut top = y - self.height / 2.0;
        for (style, line) in &self.lines {
            canvas.text((x, top + style.leading() / 2.0), Align::Left, *style, line)?;
            top += style.leading();
        }
        Ok(())
    }
}

/// Returns the least height of a plot beside which names have room.
pub fn height_for(names: &[EndName]) -> f64 {
    let stack: f64 = names.iter().map(|name| name.height + NAME_GAP).sum();
    stack - NAME_GAP - BEYOND.0 - BEYOND.1
}
