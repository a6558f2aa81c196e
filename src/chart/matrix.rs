//! Matrices of symbols: how complete each part of many is.
//!
//! A box is filled from its foot by the share that is there, beside its number. An empty box
//! is nothing yet, which is not the same as not asked for: that has no box but a mark.

use typst::diag::{StrResult, bail};

use super::canvas::{Align, Canvas, Point, Type, widest, width, wrap};
use super::font::Weight;
use super::key::Key;
use super::{Colour, Drawn, Role, Theme, check, check_value};

/// Height of a row.
const PITCH: f64 = 13.5;
/// Width and height of a box.
const BOX: f64 = 8.0;
/// Space between a box and its number.
const BOX_GAP: f64 = 4.0;
/// Space between the names and the columns, and between columns.
const GUTTER: f64 = 10.0;
/// Rows after which a line helps the eye.
const EVERY: usize = 5;
/// Most columns.
const MOST_COLUMNS: usize = 7;

/// A cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MatrixCell {
    /// The share that is there, in `0..=1`; `None` is not asked for.
    pub share: Option<f64>,
    /// The share as printed, or the mark for not asked.
    pub text: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MatrixRow {
    /// Its name.
    pub label: String,
    /// Its meaning; the own one stands on a band, in bold.
    pub role: Role,
    /// A cell for each column.
    pub cells: Vec<MatrixCell>,
}

/// The words of the key; an empty one is left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MatrixKey {
    /// The full box.
    pub full: String,
    /// The box that is filled in part.
    pub part: String,
    /// The empty box.
    pub empty: String,
}

/// A matrix of shares.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MatrixChart {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows from the top.
    pub rows: Vec<MatrixRow>,
    /// The key.
    pub key: MatrixKey,
}

impl MatrixChart {
    /// Draws the matrix at a width in points; there is no axis to tick.
    pub fn draw(&self, theme: &Theme, width_pt: f64) -> StrResult<Drawn> {
        check("matrix", width_pt, self.rows.len())?;
        self.check_cells()?;
        let bold = Type { weight: Weight::SemiBold, ..theme.normal() };
        let columns = self.columns.len() as f64;
        let least = self.least_column(theme);
        let limit = (width_pt - columns * (least + GUTTER)).clamp(width_pt * 0.2, width_pt * 0.45);
        let labels: Vec<Vec<String>> =
            self.rows.iter().map(|row| wrap(theme, bold, &row.label, limit)).collect();
        let left = widest(theme, bold, labels.iter().flatten().map(String::as_str)) + GUTTER;
        let pitch = (width_pt - left) / columns;
        if pitch < least + 2.0 {
            let needed = (left + columns * (least + 2.0)).ceil();
            bail!("the matrix needs a width of at least {needed} pt for its columns");
        }
        let heads: Vec<Vec<String>> =
            self.columns.iter().map(|name| wrap(theme, theme.small(), name, pitch - 2.5)).collect();
        let depth = heads.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let top = depth * theme.small().leading() + 4.0;
        let heights: Vec<f64> = labels
            .iter()
            .map(|lines| (lines.len() as f64 * bold.leading() + 2.0).max(PITCH))
            .collect();
        let bottom = top + heights.iter().sum::<f64>();
        let (symbols, key) = self.key(theme, width_pt);

        let canvas = Canvas::new(theme, width_pt, bottom + 6.0 + key.height());
        for (at, lines) in heads.iter().enumerate() {
            let middle = top - 4.0 - lines.len() as f64 * theme.small().leading() / 2.0;
            canvas.lines((left + at as f64 * pitch, middle), Align::Left, theme.small(), lines)?;
        }
        canvas.path(&[(0.0, top - 1.0), (width_pt, top - 1.0)], theme.colours.comparator, 0.6)?;
        let mut y = top;
        for (at, ((row, lines), height)) in self.rows.iter().zip(&labels).zip(&heights).enumerate()
        {
            if row.role == Role::Own {
                canvas.rect((0.0, y), (width_pt, y + height), theme.colours.surface)?;
            }
            if at > 0 && at.is_multiple_of(EVERY) {
                canvas.path(&[(0.0, y), (width_pt, y)], theme.colours.grid, 0.6)?;
            }
            let weight = if row.role == Role::Own { Weight::SemiBold } else { Weight::Regular };
            let style = Type { weight, ..theme.normal() };
            let middle = y + height / 2.0;
            canvas.lines((0.0, middle), Align::Left, style, lines)?;
            for (column, cell) in row.cells.iter().enumerate() {
                draw_cell(&canvas, theme, cell, (left + column as f64 * pitch, middle))?;
            }
            y += height;
        }
        key.draw(&canvas, (0.0, bottom + 5.0), &|at, place| {
            draw_box(&canvas, theme, symbols[at], place)
        })?;
        Ok(canvas.finish())
    }

    /// Checks columns, cells and shares.
    fn check_cells(&self) -> StrResult<()> {
        let columns = self.columns.len();
        if columns == 0 || columns > MOST_COLUMNS {
            bail!("the matrix has {columns} columns, from 1 to {MOST_COLUMNS} are read");
        }
        for row in &self.rows {
            if row.cells.len() != columns {
                bail!("`{}` has {} cells for {columns} columns", row.label, row.cells.len());
            }
            for (cell, column) in row.cells.iter().zip(&self.columns) {
                check_value(&row.label, &format!("share of `{column}`"), cell.share)?;
                if cell.share.is_some_and(|share| share > 1.0) {
                    bail!("the share of `{column}` of `{}` is more than the whole", row.label);
                }
            }
        }
        Ok(())
    }

    /// Returns the width that a box with the widest number needs.
    fn least_column(&self, theme: &Theme) -> f64 {
        let texts = self.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.as_str());
        BOX + BOX_GAP + widest(theme, theme.normal(), texts)
    }

    /// Returns the key of the boxes that are drawn, by their shares.
    fn key(&self, theme: &Theme, width_pt: f64) -> (Vec<f64>, Key) {
        let shares: Vec<f64> =
            self.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.share).collect();
        let has = |is: &dyn Fn(f64) -> bool| shares.iter().any(|&share| is(share));
        let all = [
            (1.0, &self.key.full, has(&|share| share == 1.0)),
            (0.5, &self.key.part, has(&|share| share > 0.0 && share < 1.0)),
            (0.0, &self.key.empty, has(&|share| share == 0.0)),
        ];
        let used: Vec<_> = all.into_iter().filter(|entry| entry.2 && !entry.1.is_empty()).collect();
        let entries: Vec<_> = used.iter().map(|entry| (BOX, entry.1.as_str())).collect();
        (
            used.iter().map(|entry| entry.0).collect(),
            Key::flow(theme, theme.small(), &entries, width_pt),
        )
    }
}

/// Draws a cell from the middle of its left edge.
fn draw_cell(canvas: &Canvas, theme: &Theme, cell: &MatrixCell, (x, y): Point) -> StrResult<()> {
    if let Some(share) = cell.share {
        draw_box(canvas, theme, share, (x, y))?;
    }
    let style = theme.normal();
    // A mark stands where the box would be, numbers below one another.
    let at = if cell.share.is_some() {
        x + BOX + BOX_GAP
    } else {
        x + (BOX - width(theme, style, &cell.text)) / 2.0
    };
    canvas.text((at.max(x), y), Align::Left, style, &cell.text)
}

/// Draws a box that is filled from its foot.
fn draw_box(canvas: &Canvas, theme: &Theme, share: f64, (x, y): Point) -> StrResult<()> {
    let (top, foot) = (y - BOX / 2.0, y + BOX / 2.0);
    canvas.rect((x, top), (x + BOX, foot), Colour::WHITE)?;
    if share > 0.0 {
        // What is begun is seen, and what lacks something is not full.
        let height = if share < 1.0 { (share * BOX).clamp(1.4, BOX - 1.4) } else { BOX };
        canvas.rect((x, foot - height), (x + BOX, foot), theme.colours.own)?;
    }
    canvas.frame((x, top), (x + BOX, foot), theme.colours.own, 0.8)
}

#[cfg(test)]
pub mod tests {
    //! What holds for matrices.

    use super::*;
    use crate::chart::tests::{faults, rects};
    use crate::chart::theme::tests::theme;

    /// A matrix of rows of shares; a negative one was not asked for.
    pub fn matrix(rows: &[&[f64]]) -> MatrixChart {
        let cell = |&share: &f64| MatrixCell {
            share: (share >= 0.0).then_some(share),
            text: if share >= 0.0 { format!("{:.0} %", share * 100.0) } else { "○".into() },
        };
        let row = |shares: &&[f64]| MatrixRow {
            label: "Jämtland Härjedalen".into(),
            cells: shares.iter().map(cell).collect(),
            ..MatrixRow::default()
        };
        let heads =
            ["Kompetens och resurser", "Patientunderlag", "Etablerade samarbeten", "Infrastruktur"];
        MatrixChart {
            columns: (0..rows[0].len()).map(|i| heads[i % 4].to_owned()).collect(),
            rows: rows.iter().map(row).collect(),
            key: MatrixKey {
                full: "allt besvarat".into(),
                part: "en del".into(),
                empty: "inget svar".into(),
            },
        }
    }

    #[test]
    fn extremes_draw_without_collision() {
        for rows in [vec![&[0.0, 0.004, 1.0, -1.0][..]; 21], vec![&[0.5][..]], vec![&[1.0; 7][..]]]
        {
            for width in [244.0, 329.0, 500.0].into_iter().skip(usize::from(rows[0].len() > 4)) {
                let drawn = matrix(&rows).draw(theme(), width).unwrap();
                assert_eq!(faults(&drawn), [""; 0], "{width} pt");
            }
        }
    }

    /// Of 99.9 % the box is not full, of 0.1 % not empty, of nothing it is, and what was not asked has none.
    #[test]
    fn a_box_is_full_only_of_all_and_empty_only_of_nothing() {
        let mut chart = matrix(&[&[0.001, 0.999, 0.0, -1.0]]);
        chart.key = MatrixKey::default();
        let svg = chart.draw(theme(), 500.0).unwrap().svg;
        let fills = rects(&svg, &format!("fill=\"{}\"", theme().colours.own.css()));
        assert_eq!(fills.len(), 2);
        assert!(svg.contains("height=\"1.4\"") && svg.contains("height=\"6.6\""));
        assert_eq!(rects(&svg, "fill=\"#ffffff\"").len(), 3);
    }

    #[test]
    fn columns_without_room_are_refused() {
        let fault = matrix(&[&[1.0; 7]]).draw(theme(), 150.0).unwrap_err();
        assert!(fault.starts_with("the matrix needs a width of at least"), "{fault}");
    }

    #[test]
    fn more_than_the_whole_is_refused() {
        let fault = matrix(&[&[1.1]]).draw(theme(), 300.0).unwrap_err();
        assert!(fault.contains("is more than the whole"), "{fault}");
    }
}
