//! What a chart looks like: colours by meaning, text sizes, fonts.
//!
//! A chart names meanings (own place, comparator, world), never colours. The
//! theme is made from the brand; its contrast is checked once, when it is made.

use typst::diag::{StrResult, bail};

use super::canvas::Type;
use super::font::{Font, Fonts, Weight};
use super::{Role, TextBox};

/// Smallest text in points.
pub const LEAST_SIZE_PT: f64 = 7.0;

/// An opaque colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// White, the paper that charts are drawn on.
    pub const WHITE: Self = Self(255, 255, 255);

    /// Reads `#rrggbb`.
    pub fn hex(text: &str) -> StrResult<Self> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        let number = u32::from_str_radix(digits, 16);
        match number {
            Ok(n) if digits.len() == 6 && digits.is_ascii() => {
                Ok(Self((n >> 16) as u8, (n >> 8) as u8, n as u8))
            }
            _ => bail!("`{}` is not a colour like `#0b5d66`", text),
        }
    }

    /// Returns the colour as `#rrggbb`.
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Returns the colour mixed with white; `1.0` is the colour itself.
    pub fn tint(self, share: f64) -> Self {
        self.mix(Self::WHITE, 1.0 - share)
    }

    /// Returns the colour with the given share of another one in it.
    pub fn mix(self, other: Self, share: f64) -> Self {
        let channel = |a: u8, b: u8| {
            (f64::from(a) + (f64::from(b) - f64::from(a)) * share.clamp(0.0, 1.0)).round() as u8
        };
        Self(channel(self.0, other.0), channel(self.1, other.1), channel(self.2, other.2))
    }

    /// Returns the relative luminance as WCAG 2 defines it, `0.0..=1.0`.
    pub fn luminance(self) -> f64 {
        let linear = |c: u8| {
            let s = f64::from(c) / 255.0;
            if s <= 0.04045 { s / 12.92 } else { ((s + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Returns the contrast ratio of two colours, `1.0..=21.0`.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// The colours of a chart, named by meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    /// The place or area that the page is about.
    pub own: Colour,
    /// What it is compared with.
    pub comparator: Colour,
    /// The widest comparison; may be pale, for it is always outlined or dashed.
    pub world: Colour,
    /// Targets and reference lines.
    pub target: Colour,
    /// A rare second emphasis.
    pub accent: Colour,
    /// Text and whiskers.
    pub ink: Colour,
    /// Secondary text.
    pub muted: Colour,
    /// Grid lines and hairlines.
    pub grid: Colour,
    /// Bands behind a row or a window.
    pub surface: Colour,
    /// Pale end of the one-hue ramp of tiles and segments.
    pub ramp_low: Colour,
    /// Full end of the ramp.
    pub ramp_high: Colour,
}

/// Text sizes in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    /// Category names and values.
    pub normal: f64,
    /// Ticks, notes and intervals; never below 7 pt.
    pub small: f64,
    /// Numbers that are the picture, as in a tile.
    pub large: f64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { normal: 8.0, small: 7.0, large: 10.0 }
    }
}

/// Everything that decides how a chart looks.
#[derive(Clone)]
pub struct Theme {
    /// Colours by meaning.
    pub colours: Colours,
    /// Text sizes.
    pub sizes: Sizes,
    /// The font family and its measures.
    pub fonts: Fonts,
}

impl Theme {
    /// Checks colours and sizes and makes a theme.
    ///
    /// Text needs a contrast of 4.5 against white, meaningful graphics 3, and
    /// no text is smaller than 7 pt.
    pub fn new(colours: Colours, sizes: Sizes, fonts: Fonts) -> StrResult<Self> {
        if sizes.small < LEAST_SIZE_PT || sizes.normal < sizes.small || sizes.large < sizes.normal {
            bail!("chart text sizes must rise from at least {} pt", LEAST_SIZE_PT);
        }
        let needs = [
            ("ink", colours.ink, 4.5),
            ("muted", colours.muted, 4.5),
            ("own", colours.own, 4.5),
            ("target", colours.target, 3.0),
            ("comparator", colours.comparator, 3.0),
        ];
        for (name, colour, least) in needs {
            let contrast = colour.contrast(Colour::WHITE);
            if contrast < least {
                bail!(
                    "chart colour `{}` ({}) has a contrast of {:.2} against white, at least {:.1} is needed",
                    name,
                    colour.css(),
                    contrast,
                    least
                );
            }
        }
        Ok(Self { colours, sizes, fonts })
    }

    /// Returns the colour that fills a mark of the role.
    pub fn fill(&self, role: Role) -> Colour {
        match role {
            Role::Own => self.colours.own,
            // Many comparators must not outweigh the one that is meant.
            Role::Comparator => lighten(self.colours.comparator, 3.05),
            // Pale with an outline, so that it differs from the comparator in print too.
            Role::World => lighten(self.colours.world, 1.6),
            Role::Muted => self.colours.grid,
        }
    }

    /// Returns the colour of a line or an outline of the role, at least 3:1 on white.
    pub fn stroke(&self, role: Role) -> Colour {
        match role {
            Role::Own => self.colours.own,
            Role::World if self.colours.world.contrast(Colour::WHITE) >= 3.0 => self.colours.world,
            _ => self.colours.comparator,
        }
    }

    /// Returns a step of the ramp, from `0.0` at its pale end to `1.0`, and a legible text colour.
    pub fn ramp(&self, share: f64) -> (Colour, Colour) {
        self.legible(self.colours.ramp_low.mix(self.colours.ramp_high, share))
    }

    /// Returns the style of names and values.
    pub fn normal(&self) -> Type {
        let (size, colour) = (self.sizes.normal, self.colours.ink);
        Type { size, weight: Weight::Regular, colour }
    }

    /// Returns the style of ticks, intervals and notes.
    pub fn small(&self) -> Type {
        let (size, colour) = (self.sizes.small, self.colours.muted);
        Type { size, weight: Weight::Regular, colour }
    }

    /// Returns a font of the theme.
    pub fn font(&self, weight: Weight) -> &Font {
        self.fonts.of(weight)
    }

    /// Returns a fill near the wished one and a text colour that is legible on it.
    ///
    /// White and ink leave a gap of middle tones on which neither reaches 4.5;
    /// such a fill is moved towards white until ink does.
    pub fn legible(&self, fill: Colour) -> (Colour, Colour) {
        let mut fill = fill;
        loop {
            if fill.contrast(Colour::WHITE) >= 4.5 {
                return (fill, Colour::WHITE);
            }
            if fill.contrast(self.colours.ink) >= 4.5 {
                return (fill, self.colours.ink);
            }
            fill = fill.tint(0.96);
        }
    }
}

/// Returns the lightest tint of a colour that keeps a contrast against white.
fn lighten(colour: Colour, least: f64) -> Colour {
    let mut tints = (0..=100).map(|share| colour.tint(f64::from(share) / 100.0));
    tints.find(|tint| tint.contrast(Colour::WHITE) >= least).unwrap_or(colour)
}

/// Says which text boxes overlap or leave the canvas, for tests and checks.
///
/// A tolerance of 0.3 pt lets boxes touch, since their heights are generous.
pub fn text_faults(boxes: &[TextBox], width_pt: f64, height_pt: f64) -> Vec<String> {
    let mut faults = Vec::new();
    for (i, a) in boxes.iter().enumerate() {
        if a.left < -0.3 || a.top < -0.3 || a.right > width_pt + 0.3 || a.bottom > height_pt + 0.3 {
            faults.push(format!("`{}` leaves the canvas", a.text));
        }
        for b in &boxes[i + 1..] {
            let across = a.right.min(b.right) - a.left.max(b.left);
            let down = a.bottom.min(b.bottom) - a.top.max(b.top);
            if across > 0.3 && down > 0.3 {
                faults.push(format!("`{}` and `{}` overlap", a.text, b.text));
            }
        }
    }
    faults
}

#[cfg(test)]
pub mod tests {
    //! The theme that all chart tests draw with.

    use std::sync::LazyLock;

    use super::*;

    /// Returns the demonstration colours with the font of the repository.
    pub fn theme() -> &'static Theme {
        static THEME: LazyLock<Theme> =
            LazyLock::new(|| Theme::new(colours(), Sizes::default(), fonts()).unwrap());
        &THEME
    }

    /// Returns the colours of the demonstration brand, as its `_brand.yml` gives them.
    pub fn colours() -> Colours {
        let hex = |text| Colour::hex(text).unwrap();
        Colours {
            own: hex("#0B5560"),
            comparator: hex("#66767A"),
            world: hex("#7F8A8D"),
            target: hex("#12292D"),
            accent: hex("#B8481B"),
            ink: hex("#12292D"),
            muted: hex("#56666A"),
            grid: hex("#D9DFDE"),
            surface: hex("#F6F2EA"),
            ramp_low: hex("#E6F0EF"),
            ramp_high: hex("#0B5560"),
        }
    }

    /// Reads the family that the demonstration brand ships.
    fn fonts() -> Fonts {
        let folder =
            concat!(env!("CARGO_MANIFEST_DIR"), "/report_templates/brands/swetrial-demo/fonts");
        let read = |name| std::fs::read(format!("{folder}/Inter-{name}.otf")).unwrap();
        Fonts::new("Inter", ["Regular", "Medium", "SemiBold", "Bold"].map(read)).unwrap()
    }

    #[test]
    fn black_on_white_is_twenty_one() {
        assert!((Colour(0, 0, 0).contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        assert_eq!(Colour::hex("#14213D").unwrap().css(), "#14213d");
        assert!(Colour::hex("#14213").is_err());
    }

    #[test]
    fn comparator_bars_are_as_light_as_graphics_may_be() {
        let contrast = theme().fill(Role::Comparator).contrast(Colour::WHITE);
        assert!((3.05..3.2).contains(&contrast), "{contrast}");
        assert!(theme().fill(Role::World).contrast(Colour::WHITE) < 1.7);
    }

    #[test]
    fn a_pale_comparator_is_refused() {
        let pale = Colours { comparator: Colour::hex("#C9D0D6").unwrap(), ..colours() };
        let fault = Theme::new(pale, Sizes::default(), fonts()).err().unwrap();
        assert!(fault.contains("`comparator`"), "{fault}");
    }

    #[test]
    fn text_on_every_step_of_the_ramp_reaches_four_and_a_half() {
        let theme = theme();
        for step in 0..=100 {
            let (fill, text) = theme.ramp(f64::from(step) / 100.0);
            assert!(fill.contrast(text) >= 4.5);
        }
    }
}
