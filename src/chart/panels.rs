//! Small multiples: a line over the years in a panel of its own, all on one scale.
//!
//! Each panel shows its own line in full and the others as a pale ground, so that a trend
//! is read by itself and its height against the rest. Scales are shared, so panels can be
//! compared; years that are not complete are dashed.

use typst::diag::{StrResult, bail};

use super::axis::{Axis, Domain};
use super::canvas::{Align, Canvas, Point, Type, widest, width, wrap};
use super::font::Weight;
use super::frame::Frame;
use super::step::StepPoint;
use super::ticks::{Ticks, even, linear_ticks};
use super::{Colour, Drawn, Role, Theme, Tick, check, check_value};

/// Height of a panel's plot.
const PLOT_HEIGHT: f64 = 62.0;
/// Least width of a panel.
const LEAST_PANEL: f64 = 96.0;
/// Space between panels, across and down.
const GAP: (f64, f64) = (14.0, 10.0);
/// Most panels.
const MOST_PANELS: usize = 7;
/// Room below a plot for its years.
const FOOT: f64 = 14.0;
/// Room between a panel's name and its plot, for the number at the line's end.
const HEAD: f64 = 6.0;

/// A panel.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panel {
    /// Its name: "Fas 3".
    pub name: String,
    /// Its meaning.
    pub role: Role,
    /// The years, in order; a year without a value breaks the line.
    pub points: Vec<StepPoint>,
}

/// A chart of panels.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PanelChart {
    /// One to seven panels, in lines from the left.
    pub panels: Vec<Panel>,
    /// First year whose value is not complete yet; from here lines are dashed.
    pub incomplete_from: Option<i32>,
    /// Whether the values are counts, so that ticks are whole.
    pub is_count: bool,
}

/// How the panels are laid out.
struct Grid {
    /// Panels in a line.
    columns: usize,
    /// Width of a panel with its axis.
    width: f64,
    /// Room for the labels of the axis, in every panel.
    left: f64,
    /// Height of a panel's name.
    title: f64,
}

impl PanelChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        let years = self.check(width_pt)?;
        let highest = self.values().fold(0.0, f64::max);
        let ticks = even(linear_ticks(highest, 2, self.is_count), tick);
        let grid = self.grid(theme, width_pt, &ticks);
        let lines = self.panels.len().div_ceil(grid.columns);
        let panel = grid.title + HEAD + PLOT_HEIGHT + FOOT;
        let height = lines as f64 * (panel + GAP.1) - GAP.1;
        let canvas = Canvas::new(theme, width_pt, height);
        for at in 0..self.panels.len() {
            let (column, line) = (at % grid.columns, at / grid.columns);
            let left = column as f64 * (grid.width + GAP.0);
            let top = line as f64 * (panel + GAP.1);
            let frame = Frame {
                theme,
                x: Axis {
                    domain: Domain::Linear(f64::from(years.0), f64::from(years.1)),
                    from: left + grid.left,
                    to: left + grid.width - 4.0,
                },
                y: Axis {
                    domain: Domain::Linear(0.0, ticks.last().map_or(1.0, |tick| tick.0)),
                    from: top + grid.title + HEAD + PLOT_HEIGHT,
                    to: top + grid.title + HEAD,
                },
            };
            frame.draw_levels(&canvas, &ticks)?;
            self.draw_panel(&canvas, &frame, at, (left, top))?;
        }
        Ok(canvas.finish())
    }

    /// Checks the input and returns the first and the last year.
    fn check(&self, width_pt: f64) -> StrResult<(i32, i32)> {
        check("lines", width_pt, self.panels.len())?;
        if self.panels.len() > MOST_PANELS {
            bail!("the chart has {} panels, at most {MOST_PANELS} are read", self.panels.len());
        }
        for panel in &self.panels {
            for point in &panel.points {
                check_value(&format!("{} {}", panel.name, point.year), "value", point.value)?;
            }
            if panel.points.windows(2).any(|pair| pair[0].year >= pair[1].year) {
                bail!("the years of `{}` are not in order", panel.name);
            }
        }
        let years = || self.panels.iter().flat_map(|panel| &panel.points).map(|point| point.year);
        match (years().min(), years().max()) {
            (Some(first), Some(last)) if first < last && self.values().next().is_some() => {
                Ok((first, last))
            }
            _ => bail!("the lines have no values of two years"),
        }
    }

    /// Returns all values.
    fn values(&self) -> impl Iterator<Item = f64> {
        self.panels.iter().flat_map(|panel| &panel.points).filter_map(|point| point.value)
    }

    /// Returns as many panels in a line as are wide enough.
    fn grid(&self, theme: &Theme, width_pt: f64, ticks: &Ticks) -> Grid {
        let most = ((width_pt + GAP.0) / (LEAST_PANEL + GAP.0)).floor().max(1.0) as usize;
        // As even lines as can be: six panels in two lines of three, not four and two.
        let columns = self.panels.len().div_ceil(self.panels.len().div_ceil(most));
        let width = (width_pt + GAP.0) / columns as f64 - GAP.0;
        let left = widest(theme, theme.small(), ticks.iter().map(|tick| tick.1.as_str())) + 6.0;
        let depth = self
            .panels
            .iter()
            .map(|panel| wrap(theme, title(theme, panel), &panel.name, width).len());
        Grid {
            columns,
            width,
            left,
            title: depth.max().unwrap_or(1) as f64 * theme.normal().leading() + 2.0,
        }
    }

    /// Draws a panel's name, the lines of all others, its own line and its last number.
    fn draw_panel(
        &self,
        canvas: &Canvas,
        frame: &Frame,
        at: usize,
        (left, top): Point,
    ) -> StrResult<()> {
        let (theme, panel) = (frame.theme, &self.panels[at]);
        let style = title(theme, panel);
        let names = wrap(theme, style, &panel.name, frame.x.to + 4.0 - left);
        let middle = top + names.len() as f64 * style.leading() / 2.0;
        canvas.lines((left, middle), Align::Left, style, &names)?;
        for other in
            self.panels.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, other)| other)
        {
            for run in self.runs(other) {
                canvas.path(&places(frame, &run.0), theme.colours.grid, 0.8)?;
            }
        }
        let colour = theme.stroke(panel.role);
        for (run, is_incomplete) in self.runs(panel) {
            match is_incomplete {
                true => canvas.dashed(&places(frame, &run), colour, 1.6, (2.2, 2.0))?,
                false => canvas.path(&places(frame, &run), colour, 1.6)?,
            }
        }
        frame.draw_base(canvas)?;
        self.draw_years(canvas, frame)?;
        self.draw_last(canvas, frame, panel)
    }

    /// Draws the last value as a point with its number.
    fn draw_last(&self, canvas: &Canvas, frame: &Frame, panel: &Panel) -> StrResult<()> {
        let known = panel.points.iter().rev().find_map(|point| Some((point, point.value?)));
        let Some((point, value)) = known else { return Ok(()) };
        let theme = frame.theme;
        let (x, y) = frame.at(f64::from(point.year), value);
        canvas.disc((x, y), 3.0, Colour::WHITE)?;
        canvas.disc((x, y), 2.3, theme.stroke(panel.role))?;
        let style = Type { weight: Weight::SemiBold, colour: theme.colours.ink, ..theme.small() };
        let size = width(theme, style, &point.text);
        // Above the point, or below it where the name of the panel is near.
        let above = y - 8.0;
        let y = if above < frame.y.to - HEAD + 4.0 { y + 8.5 } else { above };
        let right = (x + size / 2.0).min(frame.x.to + 4.0);
        canvas.rect((right - size - 1.0, y - 3.6), (right + 1.0, y + 3.6), Colour::WHITE)?;
        canvas.text((right, y), Align::Right, style, &point.text)
    }

    /// Draws the first and the last year below the base.
    fn draw_years(&self, canvas: &Canvas, frame: &Frame) -> StrResult<()> {
        let Domain::Linear(first, last) = frame.x.domain else { return Ok(()) };
        let (small, y) = (frame.theme.small(), frame.y.from + 9.0);
        let half = width(frame.theme, small, "2020") / 2.0;
        let ends = [
            (first, (frame.x.from + half, Align::Centre)),
            (last, (frame.x.to + 4.0, Align::Right)),
        ];
        for (year, (x, align)) in ends {
            canvas.text((x, y), align, small, &format!("{year}"))?;
        }
        Ok(())
    }

    /// Splits a panel's line at gaps and where incomplete years begin, which join the last complete one.
    fn runs(&self, panel: &Panel) -> Vec<(Vec<(i32, f64)>, bool)> {
        let mut runs: Vec<(Vec<(i32, f64)>, bool)> = Vec::new();
        for point in &panel.points {
            let Some(value) = point.value else { continue };
            let is_incomplete = self.incomplete_from.is_some_and(|year| point.year >= year);
            let before = runs.last().and_then(|run| run.0.last().copied());
            let follows = before.is_some_and(|(year, _)| year + 1 == point.year);
            match runs.last_mut() {
                Some(run) if follows && run.1 == is_incomplete => run.0.push((point.year, value)),
                _ => {
                    let joint = before.filter(|_| follows);
                    runs.push((
                        joint.into_iter().chain([(point.year, value)]).collect(),
                        is_incomplete,
                    ));
                }
            }
        }
        runs
    }
}

/// Returns the style of a panel's name.
fn title(theme: &Theme, panel: &Panel) -> Type {
    let weight = if panel.role == Role::Own { Weight::SemiBold } else { Weight::Medium };
    Type { weight, ..theme.normal() }
}

/// Returns the places of a run.
fn places(frame: &Frame, run: &[(i32, f64)]) -> Vec<Point> {
    run.iter().map(|&(year, value)| frame.at(f64::from(year), value)).collect()
}

#[cfg(test)]
pub mod tests {
    //! What holds for small multiples.

    use super::*;
    use crate::chart::tests::{faults, plain};
    use crate::chart::theme::tests::theme;

    /// A chart of panels from 2010; a negative value is a gap.
    pub fn chart(panels: &[&[f64]]) -> PanelChart {
        let point = |(year, &value): (i32, &f64)| StepPoint {
            year,
            value: (value >= 0.0).then_some(value),
            text: format!("{value}"),
        };
        let panel = |values: &&[f64]| Panel {
            name: "Företagsinitierad läkemedelsprövning".into(),
            role: Role::Own,
            points: (2010..).zip(*values).map(point).collect(),
        };
        PanelChart {
            panels: panels.iter().map(panel).collect(),
            incomplete_from: Some(2013),
            is_count: true,
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        let own = &[0.0, 1.0, -1.0, 1e6, 3.0][..];
        for panels in [vec![own], vec![own; 7], vec![&[0.0, 0.0][..], &[5.0, 5.0], own]] {
            for width in [150.0, 232.0, 329.0, 500.0] {
                let drawn = chart(&panels).draw(theme(), width, &plain).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }

    #[test]
    fn six_panels_stand_in_two_lines_of_three() {
        let six = chart(&[&[1.0, 2.0][..]; 6]);
        let grid = six.grid(theme(), 500.0, &Vec::new());
        assert_eq!(grid.columns, 3);
        assert_eq!(six.grid(theme(), 150.0, &Vec::new()).columns, 1);
    }

    /// A gap at the third year, and the last two incomplete: three runs, the last of two years.
    #[test]
    fn a_line_is_broken_by_a_gap_and_dashed_where_incomplete() {
        let chart = chart(&[&[1.0, 2.0, -1.0, 4.0, 5.0]]);
        let runs: Vec<_> =
            chart.runs(&chart.panels[0]).iter().map(|run| (run.0.len(), run.1)).collect();
        assert_eq!(runs, [(2, false), (2, true)]);
    }

    #[test]
    fn a_single_year_is_refused() {
        let fault = chart(&[&[1.0]]).draw(theme(), 300.0, &plain).unwrap_err();
        assert_eq!(fault, "the lines have no values of two years");
    }
}
