//! A tile map: every region an equal tile near its place on the map.
//!
//! Equal tiles, because on a true map the north would be the whole picture.
//! Each tile carries its name and its number, so colour only helps to find;
//! darker is more. A region without data is hatched and says so.

use typst::diag::{StrResult, bail};

use super::axis::{linear_ticks, push_apart};
use super::canvas::{Align, Canvas, Point, Type, width, wrap};
use super::font::Weight;
use super::theme::LEAST_SIZE_PT;
use super::{Colour, Drawn, Theme, Tick, check, check_value};

/// Space between tiles.
const GAP: f64 = 3.0;
/// Widest and highest that a tile becomes.
const MOST_TILE: (f64, f64) = (78.0, 34.0);
/// Space between a tile's edge and its text.
const PAD: f64 = 3.5;
/// Space around the map for the outline of the own region.
const RIM: f64 = 1.5;
/// Widest that the key becomes.
const MOST_KEY: f64 = 160.0;

/// One region.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tile {
    /// Column from the left, from 0.
    pub column: usize,
    /// Row from the top, from 0.
    pub row: usize,
    /// County letter, used when names do not fit: "AB".
    pub letter: String,
    /// Short name: "Stockholm", "V. Götaland".
    pub name: String,
    /// The value; `None` is no data.
    pub value: Option<f64>,
    /// The value as printed, or the mark for why there is none.
    pub text: String,
    /// Whether the page is about this region.
    pub is_own: bool,
}

/// A map of equal tiles.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TileMap {
    /// The regions.
    pub tiles: Vec<Tile>,
    /// What the numbers are, above the key: "per miljon invånare"; may be empty.
    pub unit: String,
    /// Words for a tile without data in the key: "underlag saknas"; may be empty.
    pub missing: String,
    /// Whether the values are counts, so that classes have whole limits.
    pub is_count: bool,
}

/// The key of one drawing.
struct Key {
    /// Lines of the unit.
    unit: Vec<String>,
    /// Lines that explain the hatch; none when every region has data.
    missing: Vec<String>,
    /// Width it may take.
    room: f64,
    /// Height it takes.
    height: f64,
}

/// How one drawing is laid out.
struct Grid<'a> {
    /// The theme.
    theme: &'a Theme,
    /// Width and height of a tile.
    tile: (f64, f64),
    /// Size of the names.
    name_size: f64,
    /// Limits of the colour classes.
    limits: Vec<f64>,
    /// Left edge of the first column.
    left: f64,
    /// Top edge of the first row.
    top: f64,
}

impl TileMap {
    /// Draws the map at a width in points.
    pub fn draw(&self, theme: &Theme, width_pt: f64, tick: Tick) -> StrResult<Drawn> {
        check("tile map", width_pt, self.tiles.len())?;
        self.check_tiles()?;
        let columns = self.tiles.iter().map(|tile| tile.column + 1).max().unwrap_or(1) as f64;
        let rows = self.tiles.iter().map(|tile| tile.row + 1).max().unwrap_or(1) as f64;
        let highest = self.tiles.iter().filter_map(|tile| tile.value).fold(0.0, f64::max);

        // The key stands beside a map that is narrower than the column, in the
        // empty corner of a map that fills it, or above.
        let across = ((width_pt - 2.0 * RIM - (columns - 1.0) * GAP) / columns).min(MOST_TILE.0);
        let map_width = across * columns + GAP * (columns - 1.0);
        let mut grid = Grid {
            theme,
            tile: (across, (across * 0.62).clamp(28.0, MOST_TILE.1)),
            name_size: theme.sizes.small,
            limits: linear_ticks(highest, 6, self.is_count),
            left: RIM,
            top: RIM,
        };
        let any_missing = self.tiles.iter().any(|tile| tile.value.is_none());
        let corner = self.empty_corner(&grid);
        let beside = width_pt - map_width - 2.0 * RIM;
        let key = if beside > 110.0 {
            grid.left = width_pt - map_width - RIM;
            grid.lay_key(self, (beside - 20.0).min(MOST_KEY), any_missing)
        } else {
            let key = grid.lay_key(self, corner.0.min(MOST_KEY), any_missing);
            if corner.0 >= 90.0 && key.height <= corner.1 {
                key
            } else {
                let key = grid.lay_key(self, (width_pt - 12.0).min(MOST_KEY), any_missing);
                grid.top += key.height;
                key
            }
        };
        let height = (grid.top + rows * (grid.tile.1 + GAP) - GAP + RIM).max(key.height);
        let canvas = Canvas::new(theme, width_pt, height);
        grid.draw_key(&canvas, &key, tick)?;
        let names = grid.names(self);
        for (tile, name) in self.tiles.iter().zip(&names) {
            grid.draw_tile(&canvas, tile, name)?;
        }
        Ok(canvas.finish())
    }

    /// Checks values and that no two regions share a tile.
    fn check_tiles(&self) -> StrResult<()> {
        for (i, tile) in self.tiles.iter().enumerate() {
            check_value(&tile.name, "value", tile.value)?;
            let same = |other: &&Tile| (other.column, other.row) == (tile.column, tile.row);
            if let Some(other) = self.tiles[..i].iter().find(same) {
                bail!("`{}` and `{}` stand on the same tile", other.name, tile.name);
            }
        }
        Ok(())
    }

    /// Returns the size of the empty corner at the upper left, in points.
    fn empty_corner(&self, grid: &Grid) -> (f64, f64) {
        let first = self.tiles.iter().filter(|tile| tile.row < 2).map(|tile| tile.column).min();
        let columns = first.unwrap_or(0) as f64;
        let width = columns * (grid.tile.0 + GAP) - GAP - 8.0;
        (width, 2.0 * (grid.tile.1 + GAP))
    }
}

impl Grid<'_> {
    /// Returns the style of a tile's name.
    fn name_style(&self) -> Type {
        Type { size: self.name_size, weight: Weight::Regular, colour: self.theme.colours.ink }
    }

    /// Chooses names that fit all tiles, or the letters for all.
    ///
    /// Names may be a little smaller than other notes, so that they stay names.
    fn names<'m>(&mut self, map: &'m TileMap) -> Vec<&'m str> {
        let room = self.tile.0 - PAD - RIM;
        for size in [self.theme.sizes.small, LEAST_SIZE_PT] {
            let style = Type { size, ..self.name_style() };
            if map.tiles.iter().all(|tile| width(self.theme, style, &tile.name) <= room) {
                self.name_size = size;
                return map.tiles.iter().map(|tile| tile.name.as_str()).collect();
            }
        }
        map.tiles.iter().map(|tile| tile.letter.as_str()).collect()
    }

    /// Returns the fill of a class and a text colour that is legible on it.
    fn class_colours(&self, class: usize) -> (Colour, Colour) {
        let classes = (self.limits.len() - 1).max(1) as f64;
        self.theme.ramp((class as f64 / (classes - 1.0).max(1.0)).powf(0.9))
    }

    /// Returns the class of a value: upper limits belong to the class below.
    fn class(&self, value: f64) -> usize {
        let above =
            self.limits.iter().skip(1).filter(|&&limit| value > limit * (1.0 + 1e-9)).count();
        above.min(self.limits.len().saturating_sub(2))
    }

    /// Draws one region.
    fn draw_tile(&self, canvas: &Canvas, tile: &Tile, name: &str) -> StrResult<()> {
        let x = self.left + tile.column as f64 * (self.tile.0 + GAP);
        let y = self.top + tile.row as f64 * (self.tile.1 + GAP);
        let (from, to) = ((x, y), (x + self.tile.0, y + self.tile.1));
        let ink = match tile.value {
            Some(value) => {
                let (fill, ink) = self.class_colours(self.class(value));
                canvas.rect(from, to, fill)?;
                if fill.contrast(Colour::WHITE) < 1.3 {
                    canvas.frame(from, to, self.theme.colours.ramp_high.tint(0.3), 0.5)?;
                }
                ink
            }
            None => {
                self.draw_hatched(canvas, from, to)?;
                let words = width(self.theme, self.name_style(), name).max(width(
                    self.theme,
                    self.name_style(),
                    &tile.text,
                ));
                let plate = ((x + 0.6, y + 0.6), (x + PAD + words + 3.0, to.1 - 0.6));
                canvas.rect(plate.0, (plate.1.0.min(to.0 - 0.6), plate.1.1), Colour::WHITE)?;
                self.theme.colours.ink
            }
        };
        if tile.is_own {
            // White inside ink: the ring shows on the darkest and the palest tile.
            canvas.frame(
                (from.0 - 1.4, from.1 - 1.4),
                (to.0 + 1.4, to.1 + 1.4),
                self.theme.colours.ink,
                1.8,
            )?;
            canvas.frame(
                (from.0 + 0.4, from.1 + 0.4),
                (to.0 - 0.4, to.1 - 0.4),
                Colour::WHITE,
                0.9,
            )?;
        }
        let weight = if tile.is_own { Weight::Medium } else { Weight::Regular };
        let label = Type { weight, colour: ink, ..self.name_style() };
        let number = Type { size: self.theme.sizes.large, weight: Weight::SemiBold, colour: ink };
        let lines = [
            (name, label, y + self.tile.1 * 0.29),
            (tile.text.as_str(), number, y + self.tile.1 * 0.69),
        ];
        for (words, mut style, middle) in lines {
            let fits = |style: Type| width(self.theme, style, words) <= self.tile.0 - 2.0 * PAD;
            if !fits(style) {
                style.size = LEAST_SIZE_PT;
            }
            canvas.text((x + PAD, middle), Align::Left, style, words)?;
        }
        Ok(())
    }

    /// Draws the ground of a tile without data.
    fn draw_hatched(&self, canvas: &Canvas, from: Point, to: Point) -> StrResult<()> {
        canvas.rect(from, to, Colour::WHITE)?;
        canvas.hatch(from, to, self.theme.colours.comparator.tint(0.8), 4.0)?;
        canvas.frame(from, to, self.theme.colours.comparator, 0.6)
    }

    /// Breaks the words of the key and adds up its height.
    fn lay_key(&self, map: &TileMap, room: f64, any_missing: bool) -> Key {
        let style = self.key_style();
        let unit = wrap(self.theme, style, &map.unit, room);
        let missing = if any_missing { map.missing.as_str() } else { "" };
        let missing = wrap(self.theme, style, missing, room - 18.0);
        let lines = unit.len() + missing.len();
        let gap = if missing.is_empty() { 26.0 } else { 32.0 };
        Key { height: lines as f64 * style.leading() + gap, room, unit, missing }
    }

    /// Returns the style of the words in the key.
    fn key_style(&self) -> Type {
        let size = self.theme.sizes.small;
        Type { size, colour: self.theme.colours.muted, ..self.name_style() }
    }

    /// Draws the key: the unit, the classes with their limits, the hatch.
    fn draw_key(&self, canvas: &Canvas, key: &Key, tick: Tick) -> StrResult<()> {
        let style = self.key_style();
        let classes = (self.limits.len() - 1).max(1);
        let step = (key.room / classes as f64).min(26.0);
        let mut y = RIM + key.unit.len() as f64 * style.leading();
        canvas.lines((0.0, (RIM + y) / 2.0), Align::Left, style, &key.unit)?;
        y += 3.0;
        for class in 0..classes {
            let x = class as f64 * step;
            canvas.rect((x, y), (x + step - 0.8, y + 7.0), self.class_colours(class).0)?;
        }
        y += 13.5;
        let labels: Vec<String> = self.limits.iter().map(|&limit| tick(limit)).collect();
        // Limits that are too long for their class are named at every second one, or only at the ends.
        for stride in [1, 2, classes] {
            let shown: Vec<usize> = (0..labels.len()).step_by(stride).collect();
            let size = |i: usize| width(self.theme, style, &labels[i]);
            let wished: Vec<(f64, f64)> =
                shown.iter().map(|&i| (i as f64 * step, size(i))).collect();
            let is_tight =
                wished.windows(2).any(|w| w[1].0 - w[0].0 < (w[0].1 + w[1].1) / 2.0 + 3.0);
            if is_tight && stride < classes {
                continue;
            }
            let places = push_apart(&wished, 0.0, key.room + 12.0, 3.0).unwrap_or_default();
            for (x, &i) in places.iter().zip(&shown) {
                canvas.text((*x, y), Align::Centre, style, &labels[i])?;
            }
            break;
        }
        if !key.missing.is_empty() {
            y += 8.0;
            let height = key.missing.len() as f64 * style.leading();
            self.draw_hatched(canvas, (0.0, y), (13.0, y + 8.0))?;
            let middle = y + 4.0 + (height - style.leading()) / 2.0;
            canvas.lines((18.0, middle), Align::Left, style, &key.missing)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::tests::{faults, plain};
    use crate::chart::theme::tests::theme;

    /// A map of the 21 regions, the north lacking data.
    fn map(name: &str, highest: f64) -> TileMap {
        let places = [(2, 0), (2, 1), (1, 2), (2, 2), (1, 3), (2, 3)].into_iter();
        let south = (4..8).flat_map(|row| (0..4).map(move |column| (column, row)));
        let tiles = places.chain(south.filter(|&place| place != (3, 7))).enumerate();
        let tile = |(i, (column, row)): (usize, (usize, usize))| Tile {
            column,
            row,
            letter: "AB".into(),
            name: format!("{name}{i}"),
            value: (i > 0).then_some(highest * i as f64 / 20.0),
            text: if i > 0 { format!("{:.1}", highest * i as f64 / 20.0) } else { "–".into() },
            is_own: i == 20,
        };
        let missing = "underlag saknas eller är för litet".into();
        TileMap {
            tiles: tiles.map(tile).collect(),
            unit: "per miljon invånare och år, 2021–2025".into(),
            missing,
            is_count: false,
        }
    }

    #[test]
    fn every_width_and_name_draws_without_collision() {
        for (name, highest) in [("S", 50.0), ("Västernorrland", 0.0), ("Stockholm", 123456.0)] {
            for width in [150.0, 200.0, 232.0, 300.0, 480.0] {
                let map = map(name, highest);
                assert_eq!(map.tiles.len(), 21);
                assert_eq!(
                    faults(&map.draw(theme(), width, &plain).unwrap()),
                    [""; 0],
                    "{name} {width} pt"
                );
            }
        }
    }

    #[test]
    fn two_regions_on_one_tile_are_refused() {
        let mut map = map("S", 1.0);
        map.tiles[1].row = 0;
        assert_eq!(
            map.draw(theme(), 300.0, &plain).unwrap_err(),
            "`S0` and `S1` stand on the same tile"
        );
    }
}
