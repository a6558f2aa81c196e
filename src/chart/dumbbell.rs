//! Dumbbells: two groups beside each other in every row, such as a place and its reference.
//!
//! A bar joins the two values; the own one is filled, the other open, and the key says
//! which is which. Both numbers stand at the right.

use typst::diag::StrResult;

use super::axis::{Axis, Domain};
use super::canvas::Canvas;
use super::key::Key;
use super::rows::Rows;
use super::ticks::linear_that_fit;
use super::{Colour, Drawn, Mark, Printed, Theme, Tick, check, check_value};

/// Radius of a point.
const RADIUS: f64 = 3.6;
/// Width of a mark of the key.
const KEY_MARK: f64 = 8.0;

/// A row with its two values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pair {
    /// Name of the row.
    pub label: String,
    /// The own value; `None` is no data.
    pub own: Option<Printed>,
    /// The other one.
    pub other: Option<Printed>,
}

/// A chart of pairs of values on one even axis from zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DumbbellChart {
    /// The rows from the top.
    pub rows: Vec<Pair>,
    /// The names of the own and of the other group.
    pub names: [String; 2],
    /// What is printed for a value that is not there: "–".
    pub missing: String,
    /// Whether the values are counts, so that ticks are whole.
    pub is_count: bool,
}

impl DumbbellChart {
    /// Draws the chart at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("dumbbell", width_pt, self.rows.len())?;
        for row in &self.rows {
            check_value(&row.label, "own value", row.own.as_ref().map(|own| own.value))?;
            check_value(&row.label, "other value", row.other.as_ref().map(|other| other.value))?;
        }
        let marks: Vec<Mark> = self.rows.iter().map(|row| self.mark(row)).collect();
        let [own, other] = &self.names;
        let mut rows = Rows::new(theme, &marks, [own, other], width_pt)?;
        let key = Key::flow(theme, theme.small(), &[(KEY_MARK, own), (KEY_MARK, other)], width_pt);
        rows.lay_header(key.height() + 4.0, true);
        let values = self.rows.iter().flat_map(|row| [&row.own, &row.other]).flatten();
        let highest = values.map(|printed| printed.value).fold(0.0, f64::max);
        let axis = Axis {
            domain: Domain::Linear(0.0, if highest > 0.0 { highest * 1.01 } else { 1.0 }),
            from: rows.plot_from + RADIUS,
            to: rows.plot_to - RADIUS,
        };
        let ticks = linear_that_fit(theme, &axis, self.is_count, tick);
        let canvas = Canvas::new(theme, width_pt, rows.bottom() + rows.footer(None));
        key.draw(&canvas, (0.0, 0.0), &|at, (x, y)| {
            draw_end(&canvas, theme, (x + 4.0, y), at == 0)
        })?;
        rows.draw_ground(&canvas, &axis, &ticks, true)?;
        for (at, row) in self.rows.iter().enumerate() {
            let y = rows.middle(at);
            let place = |printed: &Option<Printed>| printed.as_ref().map(|p| axis.place(p.value));
            let (own, other) = (place(&row.own), place(&row.other));
            if let (Some(own), Some(other)) = (own, other) {
                canvas.path(&[(own, y), (other, y)], theme.colours.comparator.tint(0.55), 2.6)?;
            }
            for (x, is_own) in [(other, false), (own, true)] {
                if let Some(x) = x {
                    draw_end(&canvas, theme, (x, y), is_own)?;
                }
            }
            rows.draw_row(&canvas, at)?;
        }
        Ok(canvas.finish())
    }

    /// Returns a pair as a row of the table that charts share.
    fn mark(&self, row: &Pair) -> Mark {
        let text = |printed: &Option<Printed>| match printed {
            Some(printed) => printed.text.clone(),
            None => self.missing.clone(),
        };
        Mark {
            label: row.label.clone(),
            // Both numbers are printed, whatever there is to draw.
            value: Some(row.own.as_ref().map_or(0.0, |own| own.value)),
            text: text(&row.own),
            note: text(&row.other),
            certain: true,
            ..Mark::default()
        }
    }
}

/// Draws an end of a dumbbell: filled for the own value, open for the other.
fn draw_end(canvas: &Canvas, theme: &Theme, at: (f64, f64), is_own: bool) -> StrResult<()> {
    canvas.disc(at, RADIUS + 0.7, Colour::WHITE)?;
    match is_own {
        true => canvas.disc(at, RADIUS, theme.colours.own),
        false => canvas.ring(at, RADIUS, theme.colours.comparator, 1.4),
    }
}

#[cfg(test)]
pub mod tests {
    //! What holds for dumbbells.

    use super::*;
    use crate::chart::tests::{faults, plain};
    use crate::chart::theme::tests::theme;

    /// A chart of pairs of shares in per cent.
    pub fn chart(pairs: &[(Option<f64>, Option<f64>)]) -> DumbbellChart {
        let printed = |value: f64| Printed { value, text: format!("{value} %") };
        let row = |&(own, other): &(Option<f64>, Option<f64>)| Pair {
            label: "Företagsinitierad läkemedelsprövning i fas 2/3".into(),
            own: own.map(printed),
            other: other.map(printed),
        };
        DumbbellChart {
            rows: pairs.iter().map(row).collect(),
            names: ["Sverige".into(), "Samverkansregion Stockholm-Gotland".into()],
            missing: "–".into(),
            is_count: false,
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        let pairs = [(Some(0.0), Some(1e6)), (None, Some(3.0)), (Some(3.0), None), (None, None)];
        for width in [150.0, 158.0, 232.0, 329.0, 500.0] {
            let drawn = chart(&pairs).draw(theme(), width, &plain).unwrap();
            assert_eq!(faults(&drawn), [""; 0], "{width} pt");
        }
    }

    /// Two rows and the key have an own end each; only one row has both and so a bar.
    #[test]
    fn the_own_end_is_filled_and_a_bar_joins_two_values() {
        let svg = chart(&[(Some(20.0), Some(10.0)), (Some(5.0), None)])
            .draw(theme(), 329.0, &plain)
            .unwrap()
            .svg;
        let own = format!("fill=\"{}\"", theme().colours.own.css());
        let count = |is: &dyn Fn(&str) -> bool| svg.lines().filter(|line| is(line)).count();
        assert_eq!(count(&|line| line.starts_with("<circle") && line.contains(&own)), 3);
        assert_eq!(
            count(&|line| line.starts_with("<path") && line.contains("stroke-width=\"2.6\"")),
            1
        );
    }
}
