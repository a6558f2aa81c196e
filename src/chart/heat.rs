//! Heat tables: counts by two things at once, as a table whose cells are tinted.
//!
//! The number stands in every cell, so the tint only helps to find; darker is more. None at
//! all is white, what is missing hatched, what is protected hatched both ways.

use typst::diag::{StrResult, bail};

use super::canvas::{Align, Canvas, Type, widest, width, wrap};
use super::font::Weight;
use super::key::Key;
use super::swatch::Swatch;
use super::theme::LEAST_SIZE_PT;
use super::{Colour, Drawn, Role, Theme, check, check_value};

/// Height of a cell.
const CELL: f64 = 17.0;
/// Space between cells.
const GAP: f64 = 1.5;
/// Space between a row's name and its cells.
const GUTTER: f64 = 7.0;
/// Widest that a cell becomes.
const MOST_CELL: f64 = 64.0;
/// Most columns.
const MOST_COLUMNS: usize = 9;
/// Width of a mark of the key.
const KEY_MARK: f64 = 9.0;

/// A cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HeatCell {
    /// The value; `None` is no data.
    pub value: Option<f64>,
    /// The value as printed, or the mark for why there is none.
    pub text: String,
    /// Whether there is a value that is not shown.
    pub is_protected: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HeatRow {
    /// Its name.
    pub label: String,
    /// Its meaning; the own one is in bold.
    pub role: Role,
    /// A cell for each column.
    pub cells: Vec<HeatCell>,
}

/// A table of values by two things.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HeatTable {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows from the top.
    pub rows: Vec<HeatRow>,
    /// Words for a cell without data in the key; may be empty.
    pub missing: String,
    /// Words for a cell whose value is not shown in the key; may be empty.
    pub protected: String,
}

impl HeatTable {
    /// Draws the table at a width in points; there is no axis to tick.
    pub fn draw(&self, theme: &Theme, width_pt: f64) -> StrResult<Drawn> {
        check("heat", width_pt, self.rows.len())?;
        self.check_cells()?;
        let names: Vec<&str> = self.rows.iter().map(|row| row.label.as_str()).collect();
        let bold = Type { weight: Weight::SemiBold, ..theme.normal() };
        let columns = self.columns.len() as f64;
        // Names take what the cells leave, but no more than half.
        let least = self.least_cell(theme);
        let limit = (width_pt - columns * (least + GAP) - GUTTER)
            .clamp(width_pt * 0.2, width_pt * 0.5)
            .min(widest(theme, bold, names.iter().copied()) + 1.0);
        let labels: Vec<Vec<String>> =
            names.iter().map(|name| wrap(theme, bold, name, limit)).collect();
        let used = widest(theme, bold, labels.iter().flatten().map(String::as_str));
        let left = used + GUTTER;
        let cell = ((width_pt - left + GAP) / columns - GAP).min(MOST_CELL);
        let heads: Vec<Vec<String>> =
            self.columns.iter().map(|name| wrap(theme, theme.small(), name, cell)).collect();
        let depth = heads.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let top = depth * theme.small().leading() + 3.0;
        let heights: Vec<f64> = labels
            .iter()
            .map(|lines| (lines.len() as f64 * bold.leading() + 2.0).max(CELL))
            .collect();
        let bottom = top + heights.iter().map(|height| height + GAP).sum::<f64>() - GAP;
        let (key, swatches) = self.key(theme, width_pt);
        let below = if swatches.is_empty() { 0.0 } else { 6.0 + key.height() };

        let canvas = Canvas::new(theme, width_pt, bottom + 1.0 + below);
        let x = |column: usize| left + column as f64 * (cell + GAP);
        for (column, lines) in heads.iter().enumerate() {
            let middle = top - 3.0 - lines.len() as f64 * theme.small().leading() / 2.0;
            canvas.lines((x(column) + cell / 2.0, middle), Align::Centre, theme.small(), lines)?;
        }
        let highest = self.highest();
        let mut y = top;
        for ((row, lines), height) in self.rows.iter().zip(&labels).zip(&heights) {
            let weight = if row.role == Role::Own { Weight::SemiBold } else { Weight::Regular };
            let style = Type { weight, ..theme.normal() };
            canvas.lines((0.0, y + height / 2.0), Align::Left, style, lines)?;
            for (column, own) in row.cells.iter().enumerate() {
                let corners = ((x(column), y), (x(column) + cell, y + height));
                draw_cell(&canvas, theme, own, corners, highest)?;
            }
            y += height + GAP;
        }
        key.draw(&canvas, (0.0, bottom + 6.0), &|at, (x, y)| {
            swatches[at].paint(&canvas, theme, (x, y - 4.0), (x + KEY_MARK, y + 4.0))
        })?;
        Ok(canvas.finish())
    }

    /// Checks columns, cells and values.
    fn check_cells(&self) -> StrResult<()> {
        let columns = self.columns.len();
        if columns == 0 || columns > MOST_COLUMNS {
            bail!("the heat table has {columns} columns, from 1 to {MOST_COLUMNS} are read");
        }
        for row in &self.rows {
            if row.cells.len() != columns {
                bail!("`{}` has {} cells for {columns} columns", row.label, row.cells.len());
            }
            for (cell, column) in row.cells.iter().zip(&self.columns) {
                check_value(&row.label, &format!("value of `{column}`"), cell.value)?;
            }
        }
        Ok(())
    }

    /// Returns the width that the widest number needs.
    fn least_cell(&self, theme: &Theme) -> f64 {
        let texts = self.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.as_str());
        widest(theme, theme.normal(), texts) + 6.0
    }

    /// Returns the largest value.
    fn highest(&self) -> f64 {
        let values = self.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.value);
        values.fold(0.0, f64::max)
    }

    /// Returns the key of the patterns that are drawn.
    fn key(&self, theme: &Theme, width_pt: f64) -> (Key, Vec<Swatch>) {
        let has = |is_protected: bool| {
            let mut cells = self.rows.iter().flat_map(|row| &row.cells);
            cells.any(|cell| cell.value.is_none() && cell.is_protected == is_protected)
        };
        let all = [
            (Swatch::Missing, self.missing.as_str(), has(false)),
            (Swatch::Protected, self.protected.as_str(), has(true)),
        ];
        let used: Vec<_> =
            all.into_iter().filter(|(_, words, is)| *is && !words.is_empty()).collect();
        let entries: Vec<_> = used.iter().map(|(_, words, _)| (KEY_MARK, *words)).collect();
        let key = Key::flow(theme, theme.small(), &entries, width_pt);
        (key, used.into_iter().map(|entry| entry.0).collect())
    }
}

/// Draws a cell with its number.
fn draw_cell(
    canvas: &Canvas,
    theme: &Theme,
    cell: &HeatCell,
    (from, to): ((f64, f64), (f64, f64)),
    highest: f64,
) -> StrResult<()> {
    // By the root, so that the many small numbers differ from one another too.
    let shade = |value: f64| 0.85 * (value / highest.max(f64::MIN_POSITIVE)).sqrt();
    let swatch = Swatch::of(cell.value, cell.is_protected, shade);
    swatch.paint(canvas, theme, from, to)?;
    let mut style = Type { colour: swatch.ink(theme), ..theme.normal() };
    if width(theme, style, &cell.text) > to.0 - from.0 - 2.0 {
        style.size = LEAST_SIZE_PT;
    }
    let (x, y) = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
    if swatch.is_pattern() {
        let half = width(theme, style, &cell.text) / 2.0 + 1.5;
        canvas.rect((x - half, y - 4.5), (x + half, y + 4.5), Colour::WHITE)?;
    }
    canvas.text((x, y), Align::Centre, style, &cell.text)
}

#[cfg(test)]
pub mod tests {
    //! What holds for heat tables.

    use super::*;
    use crate::chart::tests::{faults, rects};
    use crate::chart::theme::tests::theme;

    /// A table of rows of counts; a negative one is missing.
    pub fn table(rows: &[&[f64]]) -> HeatTable {
        let cell = |&value: &f64| HeatCell {
            value: (value >= 0.0).then_some(value),
            text: if value >= 0.0 { format!("{value}") } else { "–".into() },
            is_protected: false,
        };
        let row = |cells: &&[f64]| HeatRow {
            label: "Sällsynta medfödda ämnesomsättningssjukdomar".into(),
            cells: cells.iter().map(cell).collect(),
            ..HeatRow::default()
        };
        HeatTable {
            columns: (1..=rows[0].len()).map(|i| format!("Fas {i}")).collect(),
            rows: rows.iter().map(row).collect(),
            missing: "underlag saknas".into(),
            protected: "skyddat antal".into(),
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        for rows in
            [vec![&[0.0, 1.0, -1.0, 12345.0][..]; 12], vec![&[0.0][..]], vec![&[-1.0; 5][..]]]
        {
            for width in [232.0, 329.0, 500.0] {
                let drawn = table(&rows).draw(theme(), width).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }

    #[test]
    fn more_is_darker_and_none_is_white() {
        let svg = table(&[&[0.0, 4.0, 16.0]]).draw(theme(), 300.0).unwrap().svg;
        let shade = |share: f64| theme().ramp(share).0;
        // The root of a quarter is a half.
        for fill in [Colour::WHITE, shade(0.425), shade(0.85)] {
            assert_eq!(rects(&svg, &format!("fill=\"{}\"", fill.css())).len(), 1, "{fill:?}");
        }
        assert!(shade(0.85).luminance() < shade(0.425).luminance());
    }

    #[test]
    fn a_row_without_a_cell_for_each_column_is_refused() {
        let mut table = table(&[&[1.0, 2.0]]);
        table.rows[0].cells.pop();
        let fault = table.draw(theme(), 300.0).unwrap_err();
        assert!(fault.ends_with("has 1 cells for 2 columns"), "{fault}");
    }
}
