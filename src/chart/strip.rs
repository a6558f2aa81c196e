//! Strips: the stages of a process after one another, each as long as it takes.
//!
//! A stage begins where the one before ends, and a thin line leads on. Its length is its own
//! number, printed at the right with how far it varies. The ends are where stages of that
//! length would end, not the median of the whole: medians do not add up.

use typst::diag::StrResult;

use super::axis::{Axis, Domain};
use super::canvas::Canvas;
use super::rows::Rows;
use super::ticks::linear_that_fit;
use super::{Drawn, Mark, Role, Theme, Tick, check, check_value};

/// Half the height of a bar.
const HALF: f64 = 4.75;
/// Least width of a bar that is something.
const LEAST_BAR: f64 = 0.8;
/// Space between a stage's beginning and the words of one without a value.
const MISSING_GAP: f64 = 4.0;

/// A stage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stage {
    /// What it is.
    pub label: String,
    /// How long it takes; `None` is no data, and the next begins where this one does.
    pub length: Option<f64>,
    /// The length as printed, or why there is none.
    pub text: String,
    /// How far it varies, as printed; may be empty.
    pub interval: String,
    /// Last column, such as how many were measured; may be empty.
    pub note: String,
    /// Whether the stage is stressed.
    pub is_own: bool,
}

/// A chart of stages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StripChart {
    /// The stages in their order.
    pub stages: Vec<Stage>,
    /// Heading of the length; may be empty.
    pub value_heading: String,
    /// Heading of the note column; may be empty.
    pub note_heading: String,
}

impl StripChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("strip", width_pt, self.stages.len())?;
        for stage in &self.stages {
            check_value(&stage.label, "length", stage.length)?;
        }
        let marks: Vec<Mark> = self.stages.iter().map(Stage::mark).collect();
        let headings = [self.value_heading.as_str(), self.note_heading.as_str()];
        let rows = Rows::new(theme, &marks, headings, width_pt)?;
        let spans = self.spans();
        let end = spans.last().map_or(0.0, |span| span.1);
        let extent = if end > 0.0 { end * 1.01 } else { 1.0 };
        let axis =
            Axis { domain: Domain::Linear(0.0, extent), from: rows.plot_from, to: rows.plot_to };
        let ticks = linear_that_fit(theme, &axis, false, tick);
        let canvas = Canvas::new(theme, width_pt, rows.bottom() + rows.footer(None));
        rows.draw_ground(&canvas, &axis, &ticks, true)?;
        for (row, (stage, span)) in self.stages.iter().zip(&spans).enumerate() {
            let (from, to, y) = (axis.place(span.0), axis.place(span.1), rows.middle(row));
            // Above each row of a narrow picture stands its name, which a line would cross.
            if row + 1 < spans.len() && !rows.stacked {
                let next = rows.middle(row + 1) - HALF;
                canvas.path(&[(to, y + HALF), (to, next)], theme.colours.muted, 0.6)?;
            }
            if stage.length.is_some() {
                let role = if stage.is_own { Role::Own } else { Role::Comparator };
                let corner = (to.max(from + LEAST_BAR), y + HALF);
                canvas.rect((from, y - HALF), corner, theme.fill(role))?;
            } else {
                rows.draw_missing(&canvas, row, from + MISSING_GAP)?;
            }
            rows.draw_row(&canvas, row)?;
        }
        rows.draw_upright(&canvas, rows.plot_from, theme.colours.ink, 0.8)?;
        Ok(canvas.finish())
    }

    /// Returns where each stage begins and ends.
    fn spans(&self) -> Vec<(f64, f64)> {
        let mut at = 0.0;
        let span = |stage: &Stage| {
            let from = at;
            at += stage.length.unwrap_or(0.0);
            (from, at)
        };
        self.stages.iter().map(span).collect()
    }
}

impl Stage {
    /// Returns it as a row of the table that charts share.
    fn mark(&self) -> Mark {
        Mark {
            label: self.label.clone(),
            value: self.length,
            text: self.text.clone(),
            interval: self.interval.clone(),
            note: self.note.clone(),
            role: if self.is_own { Role::Own } else { Role::Comparator },
            certain: true,
            ..Mark::default()
        }
    }
}

#[cfg(test)]
pub mod tests {
    //! What holds for strips.

    use super::*;
    use crate::chart::tests::{faults, plain, rects};
    use crate::chart::theme::tests::theme;

    /// A chart of stages; one without a length has no data.
    pub fn chart(lengths: &[Option<f64>]) -> StripChart {
        let stage = |&length: &Option<f64>| Stage {
            label: "Från godkänd ansökan till första patienten".into(),
            length,
            text: length.map_or("underlag saknas".into(), |length| format!("{length}")),
            interval: if length.is_some() { "12–48".into() } else { String::new() },
            note: "31".into(),
            is_own: false,
        };
        StripChart {
            stages: lengths.iter().map(stage).collect(),
            value_heading: "Dagar, median (kvartiler)".into(),
            note_heading: "Mätta".into(),
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        for lengths in [vec![Some(30.0), None, Some(0.0), Some(1e6)], vec![None], vec![Some(0.0)]] {
            for width in [150.0, 232.0, 329.0, 500.0] {
                let drawn = chart(&lengths).draw(theme(), width, &plain).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }

    /// Of 30, nothing known and 10 days the third begins where the first ends, and is a third as long.
    #[test]
    fn a_stage_begins_where_the_one_before_ends() {
        let chart = chart(&[Some(30.0), None, Some(10.0)]);
        assert_eq!(chart.spans(), [(0.0, 30.0), (30.0, 30.0), (30.0, 40.0)]);
        let svg = chart.draw(theme(), 500.0, &plain).unwrap().svg;
        let bars = rects(&svg, &theme().fill(Role::Comparator).css());
        assert!((bars[1].0 - bars[0].0 - bars[0].1).abs() < 0.02);
        assert!((bars[0].1 - 3.0 * bars[1].1).abs() < 0.05);
    }
}
