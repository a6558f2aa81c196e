//! How a step chart is laid out and painted: the second half of `step.rs`.

use typst::diag::StrResult;

use super::axis::Axis;
use super::canvas::{Align, Canvas, Point, Type, width};
use super::font::Weight;
use super::step::{Series, StepChart, StepPoint, Window};
use super::{Colour, Role, Theme};

/// Where everything stands on one drawing.
pub struct Plan<'a> {
    /// The theme.
    pub theme: &'a Theme,
    /// The years: values are their left edges.
    pub x: Axis,
    /// The values.
    pub y: Axis,
    /// First year and the one after the last.
    pub years: (i32, i32),
    /// Room between the plot and what stands above it.
    pub head: f64,
}

/// Returns the style of values above steps.
pub fn value_style(theme: &Theme) -> Type {
    Type { weight: Weight::Medium, colour: theme.colours.ink, ..theme.small() }
}

impl Plan<'_> {
    /// Returns the right edge that labels may reach.
    pub fn width(&self) -> f64 {
        self.x.to + 8.0
    }

    /// Returns the two upper corners of a year's step.
    fn step(&self, year: i32, value: f64) -> [Point; 2] {
        let y = self.y.place(value);
        [(self.x.place(year.into()), y), (self.x.place(f64::from(year) + 1.0), y)]
    }

    /// Draws one line; a single series gets its area filled.
    pub fn draw_series(
        &self,
        canvas: &Canvas,
        series: &Series,
        chart: &StepChart,
    ) -> StrResult<()> {
        let colour = self.theme.stroke(series.role);
        let thick = if series.role == Role::Own { 1.8 } else { 1.3 };
        for run in runs(&series.points, chart.incomplete_from) {
            let line: Vec<Point> =
                run.steps.iter().flat_map(|&(year, value)| self.step(year, value)).collect();
            if chart.series.len() == 1 {
                self.draw_area(canvas, &run, colour, chart)?;
            }
            if run.is_incomplete {
                canvas.dashed(&line, colour, thick, (2.2, 2.0))?;
            } else if series.role == Role::World {
                canvas.dashed(&line, colour, thick, (5.0, 2.0))?;
            } else {
                canvas.path(&line, colour, thick)?;
            }
        }
        Ok(())
    }

    /// Fills the area below a run, more strongly inside the window.
    ///
    /// Years of one tint make one polygon, for seams between them would show.
    fn draw_area(
        &self,
        canvas: &Canvas,
        run: &Run,
        colour: Colour,
        chart: &StepChart,
    ) -> StrResult<()> {
        let is_inside =
            |year: i32| chart.window.as_ref().is_none_or(|w| (w.from..=w.to).contains(&year));
        for years in run.steps.chunk_by(|a, b| is_inside(a.0) == is_inside(b.0)) {
            let share = match (run.is_incomplete, is_inside(years[0].0)) {
                (true, _) => 0.06,
                (false, true) => 0.24,
                (false, false) => 0.10,
            };
            let mut outline: Vec<Point> =
                years.iter().flat_map(|&(year, value)| self.step(year, value)).collect();
            let (first, last) = (outline[0].0, outline[outline.len() - 1].0);
            outline.extend([(last, self.y.from), (first, self.y.from)]);
            canvas.polygon(&outline, colour.tint(share))?;
        }
        Ok(())
    }

    /// Draws as many years below the axis as fit, each under the middle of its step.
    pub fn draw_years(&self, canvas: &Canvas) -> StrResult<()> {
        let style = self.theme.small();
        let pitch = (self.x.to - self.x.from) / f64::from(self.years.1 - self.years.0);
        let room = width(self.theme, style, "2020") + 5.0;
        let stride = [1, 2, 5, 10, 20, 50]
            .into_iter()
            .find(|&n| pitch * f64::from(n) >= room)
            .unwrap_or(100);
        for year in self.years.0..self.years.1 {
            let left = self.x.place(year.into());
            canvas.path(
                &[(left, self.y.from), (left, self.y.from + 2.5)],
                self.theme.colours.comparator,
                0.5,
            )?;
            if year % stride == 0 {
                let x = left + pitch / 2.0;
                canvas.text((x, self.y.from + 9.0), Align::Centre, style, &year.to_string())?;
            }
        }
        Ok(())
    }

    /// Draws the values above the steps, of noughts in a row only the first.
    pub fn draw_values(
        &self,
        canvas: &Canvas,
        series: &Series,
        window: Option<&Window>,
    ) -> StrResult<()> {
        let mut before = None;
        for point in &series.points {
            let is_repeated = before == Some(0.0) && point.value == before;
            before = point.value;
            if !is_repeated {
                self.draw_value(canvas, point, window)?;
            }
        }
        Ok(())
    }

    /// Draws a value above its step, the grid cleared behind it.
    pub fn draw_value(
        &self,
        canvas: &Canvas,
        point: &StepPoint,
        window: Option<&Window>,
    ) -> StrResult<()> {
        let Some(value) = point.value else { return Ok(()) };
        let style = value_style(self.theme);
        let [left, right] = self.step(point.year, value);
        let half = width(self.theme, style, &point.text) / 2.0;
        let most = (self.width() - half).max(half);
        let (x, y) = (((left.0 + right.0) / 2.0).clamp(half, most), left.1 - 6.0);
        let is_inside = window.is_some_and(|w| (w.from..=w.to).contains(&point.year));
        let ground = if is_inside { self.band() } else { Colour::WHITE };
        canvas.rect((x - half - 1.0, y - 3.6), (x + half + 1.0, y + 3.6), ground)?;
        canvas.text((x, y), Align::Centre, style, &point.text)
    }

    /// Returns the ground of the window.
    pub fn band(&self) -> Colour {
        self.theme.colours.surface.mix(self.theme.colours.grid, 0.15)
    }
}

/// Neighbouring years that are drawn with one stroke.
struct Run {
    /// Year and value of each step.
    steps: Vec<(i32, f64)>,
    /// Whether the years are incomplete.
    is_incomplete: bool,
}

/// Splits a series at gaps and where incomplete years begin.
fn runs(points: &[StepPoint], incomplete_from: Option<i32>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut before: Option<i32> = None;
    for point in points {
        let Some(value) = point.value else {
            before = None;
            continue;
        };
        let is_incomplete = incomplete_from.is_some_and(|year| point.year >= year);
        let follows = before.is_some_and(|year| year + 1 == point.year);
        match runs.last_mut() {
            Some(run) if follows && run.is_incomplete == is_incomplete => {
                run.steps.push((point.year, value));
            }
            _ => runs.push(Run { steps: vec![(point.year, value)], is_incomplete }),
        }
        before = Some(point.year);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_and_incomplete_years_split_a_line() {
        let values = [Some(1.0), Some(2.0), None, Some(4.0), Some(5.0), Some(6.0)];
        let point = |(year, value)| StepPoint { year, value, text: String::new() };
        let points: Vec<StepPoint> = (2010..).zip(values).map(point).collect();
        let runs = runs(&points, Some(2015));
        let years: Vec<usize> = runs.iter().map(|run| run.steps.len()).collect();
        assert_eq!(years, [2, 2, 1]);
        assert!(runs[2].is_incomplete && !runs[1].is_incomplete);
    }
}
