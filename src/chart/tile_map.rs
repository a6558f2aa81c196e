//! A tile map: every region an equal tile near its place on the map.
//!
//! Equal tiles, because on a true map the north would be the whole picture.
//! Each tile carries its name and its number, so colour only helps to find;
//! darker is more. None at all is white, so that it is not taken for a few; a region
//! without data is hatched, and one whose number is protected hatched both ways. Where
//! names have no room there are letters, explained below the map.

use typst::diag::{StrResult, bail};

use super::canvas::{Align, Canvas, Type, width, wrap};
use super::font::Weight;
use super::swatch::Swatch;
use super::theme::LEAST_SIZE_PT;
use super::ticks::linear_ticks;
use super::tile_key::TileKey;
use super::{Colour, Drawn, Theme, Tick, check, check_value};

/// Space between tiles.
const GAP: f64 = 3.0;
/// Widest and highest that a tile becomes.
const MOST_TILE: (f64, f64) = (78.0, 34.0);
/// Space between a tile's edge and its text.
const PAD: f64 = 3.5;
/// Least space between the key and a tile.
const AIR: f64 = 4.0;
/// Space around the map for the outline of the own region.
const RIM: f64 = 1.5;
/// Most classes of values, apart from none.
const MOST_CLASSES: usize = 5;

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
    /// Whether there is a value that is not shown.
    pub is_protected: bool,
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
    /// Words for a tile whose value is not shown in the key: "skyddat antal"; may be empty.
    pub protected: String,
    /// Whether the values are counts, so that classes have whole limits.
    pub is_count: bool,
}

/// How one drawing is laid out.
pub struct Grid<'a> {
    /// The theme.
    pub theme: &'a Theme,
    /// Width and height of a tile.
    pub tile: (f64, f64),
    /// Size of the names.
    name_size: f64,
    /// Limits of the colour classes.
    pub limits: Vec<f64>,
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
        let tile = (across, (across * 0.62).clamp(27.0, MOST_TILE.1));
        let limits = linear_ticks(highest, MOST_CLASSES, self.is_count);
        let mut grid = Grid { limits, ..Grid::new(theme, tile) };
        let beside = width_pt - map_width - 2.0 * RIM;
        let key = if beside > 110.0 {
            grid.left = width_pt - map_width - RIM;
            TileKey::list(&grid, self, tick, beside - 20.0)
        } else {
            match TileKey::in_corner(&grid, self, tick, &|width| self.empty_height(&grid, width)) {
                Some(key) => key,
                None => {
                    let key = TileKey::flow(&grid, self, tick, width_pt);
                    grid.top += key.height + 6.0;
                    key
                }
            }
        };
        let names = grid.names(self);
        let letters = match names.iter().zip(&self.tiles).any(|(name, tile)| *name != tile.name) {
            true => self.letters(theme, width_pt),
            false => Vec::new(),
        };
        let foot = (grid.top + rows * (grid.tile.1 + GAP) - GAP + RIM).max(key.height);
        let depth = letters.len() as f64 * theme.small().leading();
        let below = if letters.is_empty() { 0.0 } else { 5.0 + depth };
        let canvas = Canvas::new(theme, width_pt, foot + below);
        key.draw(&canvas, &grid)?;
        for (tile, name) in self.tiles.iter().zip(&names) {
            grid.draw_tile(&canvas, tile, name)?;
        }
        canvas.lines((0.0, foot + 5.0 + depth / 2.0), Align::Left, theme.small(), &letters)?;
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

    /// Returns how high the empty corner at the upper left is where it has a width, in points.
    fn empty_height(&self, grid: &Grid, width: f64) -> f64 {
        let columns = ((width + AIR) / (grid.tile.0 + GAP)).ceil() as usize;
        let first =
            self.tiles.iter().filter(|tile| tile.column < columns).map(|tile| tile.row).min();
        first.unwrap_or(0) as f64 * (grid.tile.1 + GAP) - AIR
    }

    /// Returns what the letters mean, in lines.
    fn letters(&self, theme: &Theme, width_pt: f64) -> Vec<String> {
        // No line breaks between a letter and its name, nor within a name.
        let meaning = |tile: &Tile| format!("{} {}", tile.letter, tile.name).replace(' ', "\u{a0}");
        let mut meanings: Vec<String> = self.tiles.iter().map(meaning).collect();
        meanings.sort_by_key(|words| words.clone());
        wrap(theme, theme.small(), &meanings.join(", "), width_pt)
    }
}

impl<'a> Grid<'a> {
    /// Returns a grid of tiles of a size, without classes.
    pub fn new(theme: &'a Theme, tile: (f64, f64)) -> Self {
        let name_size = theme.sizes.small;
        Self { theme, tile, name_size, limits: vec![0.0, 1.0], left: RIM, top: RIM }
    }

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

    /// Returns the place of a class on the ramp.
    pub fn shade(&self, class: usize) -> f64 {
        let classes = (self.limits.len() - 1).max(1) as f64;
        (class as f64 / (classes - 1.0).max(1.0)).powf(0.9)
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
        let swatch = self.swatch(tile);
        swatch.paint(canvas, self.theme, from, to)?;
        let ink = swatch.ink(self.theme);
        if swatch.is_pattern() {
            let style = self.name_style();
            let words = width(self.theme, style, name).max(width(self.theme, style, &tile.text));
            let plate = ((x + 0.6, y + 0.6), (x + PAD + words + 3.0, to.1 - 0.6));
            canvas.rect(plate.0, (plate.1.0.min(to.0 - 0.6), plate.1.1), Colour::WHITE)?;
        }
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

    /// Returns what a tile is filled with.
    fn swatch(&self, tile: &Tile) -> Swatch {
        Swatch::of(tile.value, tile.is_protected, |value| self.shade(self.class(value)))
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
            is_protected: false,
            is_own: i == 20,
        };
        let missing = "underlag saknas eller är för litet".into();
        TileMap {
            tiles: tiles.map(tile).collect(),
            unit: "per miljon invånare och år, 2021–2025".into(),
            missing,
            protected: "skyddat antal".into(),
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

    /// Of 0, 1 and a protected number none looks like another: white, tinted, hatched both ways.
    #[test]
    fn none_a_few_and_a_protected_number_look_different() {
        let mut map = map("S", 20.0);
        for (at, (value, text)) in
            [(Some(0.0), "0"), (Some(1.0), "1"), (None, "■")].into_iter().enumerate()
        {
            map.tiles[at + 1] = Tile {
                value,
                text: text.into(),
                is_protected: value.is_none(),
                ..map.tiles[at + 1].clone()
            };
        }
        let grid = Grid { limits: linear_ticks(20.0, 5, true), ..Grid::new(theme(), (60.0, 30.0)) };
        let swatches: Vec<_> = map.tiles[..4].iter().map(|tile| grid.swatch(tile)).collect();
        assert_eq!(
            swatches,
            [Swatch::Missing, Swatch::Zero, Swatch::Shade(0.0), Swatch::Protected]
        );
        let drawn = map.draw(theme(), 480.0, &plain).unwrap();
        assert_eq!(faults(&drawn), [""; 0]);
        for words in ["skyddat antal", "underlag saknas eller är för litet"] {
            assert!(drawn.text_boxes.iter().any(|line| line.text == words), "{words}");
        }
    }

    #[test]
    fn letters_are_explained_and_names_are_not() {
        let lines = |name: &str, width: f64| {
            let drawn = map(name, 5.0).draw(theme(), width, &plain).unwrap();
            let explains = |text: &str| text.contains("AB\u{a0}");
            drawn.text_boxes.iter().filter(|line| explains(&line.text)).count()
        };
        assert!(lines("Västernorrland", 158.0) > 3);
        assert_eq!(lines("Skåne", 480.0), 0);
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
