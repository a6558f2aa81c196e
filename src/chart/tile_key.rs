//! The key of a tile map: its classes with their ranges, and what is no number.
//!
//! A list beside the map or in its empty corner; lines above it where neither has room.

use typst::diag::StrResult;

use super::canvas::{Align, Canvas, Point, widest, wrap};
use super::key::Key;
use super::swatch::Swatch;
use super::tile_map::{Grid, TileMap};
use super::{Theme, Tick};

/// Width and height of a swatch.
const SWATCH: (f64, f64) = (8.0, 7.0);
/// Space between a swatch and its words.
const GAP: f64 = 3.0;
/// Space between the unit and the swatches.
const UNIT_GAP: f64 = 2.0;

/// The key of one drawing.
pub struct TileKey {
    /// Lines of the unit.
    unit: Vec<String>,
    /// The swatches with their words.
    entries: Vec<(Swatch, String)>,
    /// The entries in lines, where they are no list.
    flow: Option<Key>,
    /// The height.
    pub height: f64,
}

impl TileKey {
    /// Lays the key out as a list of a width.
    pub fn list(grid: &Grid, map: &TileMap, tick: Tick, room: f64) -> Self {
        let mut key = Self::new(grid, map, tick, room);
        key.height += key.entries.len() as f64 * leading(grid.theme);
        key
    }

    /// Lays the key out as a list in an empty corner, if it fits there.
    ///
    /// `empty_height` tells how high the corner is where it has a width.
    pub fn in_corner(
        grid: &Grid,
        map: &TileMap,
        tick: Tick,
        empty_height: &dyn Fn(f64) -> f64,
    ) -> Option<Self> {
        let theme = grid.theme;
        let word = widest(theme, theme.small(), map.unit.split(' '));
        let rooms = [1.0, 1.5, 2.0, 3.0].map(|tiles| tiles * grid.tile.0);
        rooms.into_iter().filter(|&room| room >= word).find_map(|room| {
            let key = Self::list(grid, map, tick, room);
            let unit = widest(theme, theme.small(), key.unit.iter().map(String::as_str));
            let words =
                widest(theme, theme.small(), key.entries.iter().map(|entry| entry.1.as_str()));
            let head = key.unit.len() as f64 * leading(theme);
            let fits =
                empty_height(unit) >= head && empty_height(SWATCH.0 + GAP + words) >= key.height;
            fits.then_some(key)
        })
    }

    /// Lays the key out in lines of a width.
    pub fn flow(grid: &Grid, map: &TileMap, tick: Tick, width_pt: f64) -> Self {
        let mut key = Self::new(grid, map, tick, width_pt);
        let entries: Vec<_> =
            key.entries.iter().map(|entry| (SWATCH.0, entry.1.as_str())).collect();
        let flow = Key::flow(grid.theme, grid.theme.small(), &entries, width_pt);
        key.height += flow.height();
        key.flow = Some(flow);
        key
    }

    /// Returns the unit and the entries, not yet laid out.
    fn new(grid: &Grid, map: &TileMap, tick: Tick, room: f64) -> Self {
        let unit = wrap(grid.theme, grid.theme.small(), &map.unit, room);
        let height = unit.len() as f64 * leading(grid.theme) + UNIT_GAP;
        Self { unit, entries: entries(grid, map, tick), flow: None, height }
    }

    /// Draws the key from the upper left corner.
    pub fn draw(&self, canvas: &Canvas, grid: &Grid) -> StrResult<()> {
        let (style, leading) = (grid.theme.small(), leading(grid.theme));
        let head = self.unit.len() as f64 * leading;
        canvas.lines((0.0, head / 2.0), Align::Left, style, &self.unit)?;
        let paint = |at: usize, (x, y): Point| {
            let half = SWATCH.1 / 2.0;
            self.entries[at].0.paint(canvas, grid.theme, (x, y - half), (x + SWATCH.0, y + half))
        };
        if let Some(flow) = &self.flow {
            return flow.draw(canvas, (0.0, head + UNIT_GAP), &paint);
        }
        for (at, (_, words)) in self.entries.iter().enumerate() {
            let y = head + UNIT_GAP + (at as f64 + 0.5) * leading;
            paint(at, (0.0, y))?;
            canvas.text((SWATCH.0 + GAP, y), Align::Left, style, words)?;
        }
        Ok(())
    }
}

/// Returns the height of a line of the key.
fn leading(theme: &Theme) -> f64 {
    theme.small().leading()
}

/// Returns the swatches that a map needs with their words.
fn entries(grid: &Grid, map: &TileMap, tick: Tick) -> Vec<(Swatch, String)> {
    let limits = &grid.limits;
    let step = limits.get(1).map_or(1.0, |limit| limit - limits[0]);
    let mut entries = Vec::new();
    if map.tiles.iter().any(|tile| tile.value == Some(0.0)) {
        entries.push((Swatch::Zero, tick(0.0, step)));
    }
    for (class, pair) in limits.windows(2).enumerate() {
        // Of whole numbers the upper limit belongs to the class below.
        let from = if map.is_count { pair[0] + 1.0 } else { pair[0] };
        entries.push((
            Swatch::Shade(grid.shade(class)),
            range(&tick(from, step), &tick(pair[1], step)),
        ));
    }
    let has = |is_protected: bool| {
        map.tiles.iter().any(|tile| tile.value.is_none() && tile.is_protected == is_protected)
    };
    for (swatch, words, is_protected) in
        [(Swatch::Missing, &map.missing, false), (Swatch::Protected, &map.protected, true)]
    {
        if has(is_protected) && !words.is_empty() {
            entries.push((swatch, words.clone()));
        }
    }
    entries
}

/// Returns a range with one sign of per cent, and a single number as it is.
fn range(low: &str, high: &str) -> String {
    match low == high {
        true => high.to_owned(),
        false => format!("{}–{high}", low.trim_end_matches(['%', '\u{a0}'])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Tile;
    use crate::chart::tests::plain;
    use crate::chart::theme::tests::theme;

    #[test]
    fn classes_of_counts_share_no_number() {
        let tile = |value: f64| Tile { value: Some(value), ..Tile::default() };
        let map =
            TileMap { tiles: vec![tile(0.0), tile(9.0)], is_count: true, ..TileMap::default() };
        let words = |limits: &[f64], map: &TileMap| -> Vec<String> {
            let mut grid = Grid::new(theme(), (40.0, 28.0));
            grid.limits = limits.to_vec();
            entries(&grid, map, &plain).into_iter().map(|entry| entry.1).collect()
        };
        assert_eq!(words(&[0.0, 5.0, 10.0], &map), ["0", "1–5", "6–10"]);
        assert_eq!(words(&[0.0, 1.0, 2.0], &map), ["0", "1", "2"]);
        let rates = TileMap { tiles: vec![tile(9.0)], ..TileMap::default() };
        assert_eq!(words(&[0.0, 2.5, 5.0], &rates), ["0.0–2.5", "2.5–5.0"]);
    }

    #[test]
    fn a_range_of_shares_has_one_sign_of_per_cent() {
        assert_eq!(
            [range("10\u{a0}%", "20\u{a0}%"), range("10%", "20%")],
            ["10–20\u{a0}%", "10–20%"]
        );
    }
}
