//! The key of a spine chart: its marks as they are drawn, and only those that are.

use typst::diag::StrResult;

use super::canvas::{Canvas, Point};
use super::key::Key;
use super::spine::{Place, SpineChart, SpineRow, draw_arrow, draw_point};
use super::theme::Theme;

/// A mark of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    /// The point that does not differ, with its interval.
    Open,
    /// The point that differs, with its interval.
    Filled,
    /// The line over all regions.
    All,
    /// The line over their middle half.
    Middle,
    /// The tick.
    Average,
    /// The band.
    Limits,
    /// The arrow where an interval leaves the row.
    Beyond,
}

/// The key of one drawing.
pub struct SpineKeyPlan {
    /// The marks, in the order of the entries.
    symbols: Vec<Symbol>,
    /// Their places.
    key: Key,
}

impl SpineKeyPlan {
    /// Lays out the key of a chart.
    pub fn new(theme: &Theme, chart: &SpineChart, width_pt: f64) -> Self {
        let entries: Vec<_> = entries(chart);
        let sizes: Vec<_> =
            entries.iter().map(|&(symbol, words)| (symbol.width(), words)).collect();
        let key = Key::flow(theme, theme.small(), &sizes, width_pt);
        Self { symbols: entries.into_iter().map(|entry| entry.0).collect(), key }
    }

    /// Returns the height.
    pub fn height(&self) -> f64 {
        self.key.height()
    }

    /// Draws the key below the rows.
    pub fn draw(&self, canvas: &Canvas, theme: &Theme, top: f64) -> StrResult<()> {
        self.key.draw(canvas, (0.0, top), &|at, place| self.symbols[at].draw(canvas, theme, place))
    }
}

/// Returns the marks that the chart draws, with their words.
fn entries(chart: &SpineChart) -> Vec<(Symbol, &str)> {
    let any = |is: &dyn Fn(&SpineRow) -> bool| chart.rows.iter().any(is);
    let words = &chart.key;
    let open = any(&|row| row.own.is_some() && !row.differs);
    let filled = any(&|row| row.own.is_some() && row.differs);
    let all = [
        (Symbol::Open, open, words.own.as_str()),
        (Symbol::Filled, filled, if open { &words.differs } else { &words.own }),
        (Symbol::Beyond, any(&|row| Place::leaves(row).contains(&true)), &words.beyond),
        (Symbol::All, true, &words.all),
        (Symbol::Middle, true, &words.middle),
        (Symbol::Average, any(&|row| row.average.is_some()), &words.average),
        (Symbol::Limits, any(&|row| row.limits.is_some()), &words.limits),
    ];
    let is_used = |&(_, is_drawn, words): &(Symbol, bool, &str)| is_drawn && !words.is_empty();
    all.into_iter().filter(is_used).map(|(symbol, _, words)| (symbol, words)).collect()
}

impl Symbol {
    /// The width of its mark.
    fn width(self) -> f64 {
        match self {
            Self::Open | Self::Filled => 18.0,
            Self::Average => 2.0,
            Self::Beyond => 10.0,
            _ => 14.0,
        }
    }

    /// Draws the mark from the middle of its left edge.
    fn draw(self, canvas: &Canvas, theme: &Theme, (x, y): Point) -> StrResult<()> {
        let to = x + self.width();
        let place = Place { theme, span: (0.0, 1.0), ends: (x, to), y, half: 4.0 };
        match self {
            Self::Open | Self::Filled => {
                place.draw_interval(canvas, (0.0, 1.0))?;
                draw_point(canvas, theme, (x + 9.0, y), self == Self::Filled)
            }
            Self::Beyond => {
                canvas.path(&[(x, y), (to - 4.0, y)], theme.colours.own, 1.2)?;
                draw_arrow(canvas, theme, (to - 1.0, y), 1.0)
            }
            Self::All => place.draw_range(canvas, (x, to)),
            Self::Middle => place.draw_middle(canvas, (x, to)),
            Self::Average => place.draw_average(canvas, x + 1.0),
            Self::Limits => place.draw_band(canvas, (x, to)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::spine::tests::chart;

    /// The words of a chart's key.
    fn words(chart: &SpineChart) -> Vec<&str> {
        entries(chart).into_iter().map(|entry| entry.1).collect()
    }

    #[test]
    fn a_key_has_the_marks_that_are_drawn_and_no_other() {
        let mut chart = chart();
        assert!(words(&chart).contains(&"skiljer sig"));
        chart.rows[0].differs = false;
        assert!(!words(&chart).contains(&"skiljer sig"));
        chart.rows.iter_mut().for_each(|row| row.limits = None);
        assert!(!words(&chart).contains(&"ingen tydlig skillnad"));
    }
}
