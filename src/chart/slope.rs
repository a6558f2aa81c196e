//! Slopes: from the first to the last of two times, a line for each place.
//!
//! Only the two ends are drawn, each with its number, so that what changed is read at a
//! glance and what lies between is left to other charts. The axis begins at zero.

use typst::diag::{StrResult, bail};

use super::axis::{Axis, Domain, push_apart};
use super::canvas::{Align, Canvas, Type, widest};
use super::font::Weight;
use super::frame::{EndName, Frame, NAME_INDENT, height_for};
use super::{Colour, Drawn, Printed, Role, Theme, check, check_value};

/// Height of the plot in points.
const PLOT_HEIGHT: f64 = 150.0;
/// Most lines that can be told apart.
const MOST_LINES: usize = 7;
/// Room above the plot for the names of the two times.
const HEAD: f64 = 20.0;

/// A line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SlopeLine {
    /// Its name: "Sverige".
    pub name: String,
    /// Its meaning.
    pub role: Role,
    /// The first value.
    pub first: Printed,
    /// The last one.
    pub last: Printed,
}

/// A chart of changes between two times.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SlopeChart {
    /// One to seven lines; the own one is drawn on top.
    pub lines: Vec<SlopeLine>,
    /// The names of the two times: "2010", "2025".
    pub times: [String; 2],
}

impl SlopeChart {
    /// Draws the chart at a width in points; there is no axis to tick, because every end has its number.
    pub fn draw(&self, theme: &Theme, width_pt: f64) -> StrResult<Drawn> {
        check("slope", width_pt, self.lines.len())?;
        self.check_lines()?;
        let limit = width_pt * 0.42;
        let mut names: Vec<EndName> = self
            .lines
            .iter()
            .map(|line| {
                EndName::new(
                    theme,
                    line.role,
                    &format!("{} {}", line.last.text, line.name),
                    "",
                    limit,
                )
            })
            .collect();
        let left = widest(
            theme,
            value_style(theme),
            self.lines.iter().map(|line| line.first.text.as_str()),
        ) + 9.0;
        let right = names.iter().map(|name| name.width).fold(0.0, f64::max) + NAME_INDENT + 1.0;
        let plot = PLOT_HEIGHT.max(height_for(&names));
        let ends = self.lines.iter().flat_map(|line| [line.first.value, line.last.value]);
        let highest = ends.fold(0.0, f64::max);
        let frame = Frame {
            theme,
            x: Axis { domain: Domain::Linear(0.0, 1.0), from: left, to: width_pt - right },
            y: Axis {
                domain: Domain::Linear(0.0, if highest > 0.0 { highest } else { 1.0 }),
                from: HEAD + plot,
                to: HEAD,
            },
        };
        for (line, name) in self.lines.iter().zip(&mut names) {
            name.at = frame.at(1.0, line.last.value);
        }
        let canvas = Canvas::new(theme, width_pt, HEAD + plot + 14.0);
        self.draw_times(&canvas, &frame)?;
        frame.draw_base(&canvas)?;
        for is_own in [false, true] {
            for line in self.lines.iter().filter(|line| (line.role == Role::Own) == is_own) {
                draw_line(&canvas, &frame, line)?;
            }
        }
        self.draw_firsts(&canvas, &frame)?;
        frame.draw_names(&canvas, &names)?;
        Ok(canvas.finish())
    }

    /// Checks the number of lines and their values.
    fn check_lines(&self) -> StrResult<()> {
        if self.lines.len() > MOST_LINES {
            bail!(
                "the slope chart has {} lines, at most {} can be told apart",
                self.lines.len(),
                MOST_LINES
            );
        }
        for line in &self.lines {
            check_value(&line.name, "first value", Some(line.first.value))?;
            check_value(&line.name, "last value", Some(line.last.value))?;
        }
        Ok(())
    }

    /// Draws the two times: an upright line each, named above.
    fn draw_times(&self, canvas: &Canvas, frame: &Frame) -> StrResult<()> {
        let small = frame.theme.small();
        let style = Type { weight: Weight::Medium, ..small };
        let aligned = [(frame.x.from, Align::Left), (frame.x.to, Align::Right)];
        for ((x, align), name) in aligned.into_iter().zip(&self.times) {
            canvas.path(
                &[(x, frame.y.to - 3.0), (x, frame.y.from)],
                frame.theme.colours.grid,
                0.8,
            )?;
            canvas.text((x, 5.0), align, style, name)?;
        }
        Ok(())
    }

    /// Draws the first values at the left, pushed apart.
    fn draw_firsts(&self, canvas: &Canvas, frame: &Frame) -> StrResult<()> {
        let style = value_style(frame.theme);
        let place = |line: &SlopeLine| (frame.y.place(line.first.value), style.leading());
        // Equal numbers at one place are printed once.
        let mut firsts: Vec<&SlopeLine> = Vec::new();
        for line in &self.lines {
            let is_same = |other: &&&SlopeLine| other.first.text == line.first.text;
            if firsts.iter().find(is_same).is_none() {
                firsts.push(line);
            }
        }
        let wished: Vec<_> = firsts.iter().map(|line| place(line)).collect();
        let places =
            push_apart(&wished, frame.y.to - 6.0, frame.y.from + 12.0, 0.0).unwrap_or_default();
        for ((line, y), wish) in firsts.iter().zip(places).zip(&wished) {
            if (y - wish.0).abs() > 4.0 {
                let leader = [(frame.x.from - 2.5, wish.0), (frame.x.from - 6.5, y)];
                canvas.path(&leader, frame.theme.stroke(line.role), 0.5)?;
            }
            canvas.text((frame.x.from - 8.0, y), Align::Right, style, &line.first.text)?;
        }
        Ok(())
    }
}

/// Returns the style of the first values.
fn value_style(theme: &Theme) -> Type {
    Type { colour: theme.colours.ink, ..theme.small() }
}

/// Draws a line with its two ends: the own one thick, the world dashed.
fn draw_line(canvas: &Canvas, frame: &Frame, line: &SlopeLine) -> StrResult<()> {
    let colour = frame.theme.stroke(line.role);
    let ends = [frame.at(0.0, line.first.value), frame.at(1.0, line.last.value)];
    match line.role {
        Role::Own => canvas.path(&ends, colour, 2.0)?,
        Role::World => canvas.dashed(&ends, colour, 1.2, (5.0, 2.0))?,
        Role::Muted => canvas.dashed(&ends, colour, 0.9, (1.5, 1.5))?,
        Role::Comparator => canvas.path(&ends, colour.tint(0.75), 1.1)?,
    }
    let radius = if line.role == Role::Own { 3.2 } else { 2.3 };
    for at in ends {
        canvas.disc(at, radius + 0.6, Colour::WHITE)?;
        canvas.disc(at, radius, colour)?;
    }
    Ok(())
}

#[cfg(test)]
pub mod tests {
    //! What holds for slopes.

    use super::*;
    use crate::chart::tests::faults;
    use crate::chart::theme::tests::theme;

    /// A chart of lines with their first and last values, the first line the own one.
    pub fn chart(lines: &[(f64, f64)]) -> SlopeChart {
        let printed = |value: f64| Printed { value, text: format!("{value}") };
        let line = |(i, &(first, last)): (usize, &(f64, f64))| SlopeLine {
            name: if i == 0 { "Sverige".into() } else { "Nederländerna och Belgien".into() },
            role: if i == 0 { Role::Own } else { Role::Comparator },
            first: printed(first),
            last: printed(last),
        };
        let lines = lines.iter().enumerate().map(line).collect();
        SlopeChart { lines, times: ["2010".into(), "2025".into()] }
    }

    #[test]
    fn extremes_draw_without_collision() {
        let alike: Vec<(f64, f64)> = (0..7).map(|i| (1.0 + f64::from(i) * 0.01, 2.0)).collect();
        for lines in [alike, vec![(0.0, 0.0)], vec![(0.0, 1e6), (1e6, 0.0), (3.0, 3.0)]] {
            for width in [150.0, 158.0, 244.0, 329.0, 500.0] {
                let drawn = chart(&lines).draw(theme(), width).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }

    #[test]
    fn every_end_has_its_number_and_an_eighth_line_is_refused() {
        let drawn = chart(&[(3.0, 5.0), (4.0, 2.0)]).draw(theme(), 329.0).unwrap();
        for words in ["3", "4", "5 Sverige"] {
            assert!(drawn.text_boxes.iter().any(|line| line.text == words), "{words}");
        }
        let eight = chart(&[(1.0, 2.0); 8]).draw(theme(), 329.0).unwrap_err();
        assert_eq!(eight, "the slope chart has 8 lines, at most 7 can be told apart");
    }
}
