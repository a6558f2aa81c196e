//! Colours of a brand: names to values, and contrast between those that meet.

use std::collections::BTreeMap;

use super::named::named;
use super::published::Color;
use crate::diag::hint_for;

/// The contrast that text needs, and that graphics need.
///
/// Source: WCAG 2.2, criteria 1.4.3 and 1.4.11.
pub(super) const TEXT: f64 = 4.5;
/// See [`TEXT`].
pub(super) const GRAPHIC: f64 = 3.0;

/// The meanings that templates and charts use; a brand has a colour for each.
pub(super) const NEEDED: [&str; 20] = [
    "ink",
    "muted",
    "paper",
    "surface",
    "tint",
    "own",
    "comparator",
    "world",
    "target",
    "grid",
    "accent",
    "deep",
    "ring_1",
    "ring_2",
    "on_deep",
    "on_deep_accent",
    "ramp_low",
    "ramp_high",
    "heading",
    "link",
];

/// The colours that meet, front before ground, with the contrast they need.
///
/// Cooperates with report_templates/components, where no other pairs are used for text.
pub(super) const PAIRS: [(&str, &str, f64); 31] = [
    ("ink", "paper", TEXT),
    ("ink", "surface", TEXT),
    ("ink", "tint", TEXT),
    ("ink", "ramp_low", TEXT),
    ("heading", "paper", TEXT),
    ("heading", "surface", TEXT),
    ("muted", "paper", TEXT),
    ("muted", "surface", TEXT),
    ("muted", "tint", TEXT),
    ("own", "paper", TEXT),
    ("link", "paper", TEXT),
    ("link", "surface", TEXT),
    ("link", "tint", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "surface", TEXT),
    ("accent", "tint", TEXT),
    ("on_deep", "deep", TEXT),
    ("on_deep", "ring_1", TEXT),
    ("on_deep", "ring_2", TEXT),
    ("on_deep", "own", TEXT),
    ("on_deep", "ramp_high", TEXT),
    ("on_deep_accent", "deep", TEXT),
    ("on_deep_accent", "ring_1", TEXT),
    ("on_deep_accent", "ring_2", TEXT),
    ("own", "tint", GRAPHIC),
    ("own", "surface", GRAPHIC),
    ("comparator", "paper", GRAPHIC),
    ("comparator", "surface", GRAPHIC),
    ("world", "paper", GRAPHIC),
    ("target", "paper", GRAPHIC),
    ("target", "surface", GRAPHIC),
];

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Colour {
    /// Red, green and blue in sRGB.
    channels: [u8; 3],
    /// How light it is to the eye, from 0 to 1.
    pub luminance: f64,
}

impl Colour {
    /// Makes a colour of sRGB channels.
    pub fn new(channels: [u8; 3]) -> Self {
        Self { channels, luminance: luminance(channels) }
    }

    /// Returns the colour as `#rrggbb`.
    pub fn hex(self) -> String {
        let [r, g, b] = self.channels;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// Returns the colour with a share of another one in it, from 0 to 1.
    pub fn mix(self, other: Self, share: f64) -> Self {
        let channel = |at: usize| {
            let (own, other) = (f64::from(self.channels[at]), f64::from(other.channels[at]));
            (own + (other - own) * share).round() as u8
        };
        Self::new([channel(0), channel(1), channel(2)])
    }

    /// Returns red, green and blue as shares of light, from 0 to 1.
    pub fn linear(self) -> [f64; 3] {
        self.channels.map(linear)
    }

    /// Returns the contrast with another colour, from 1 to 21.
    ///
    /// Source: WCAG 2.2, definition of contrast ratio.
    pub fn contrast(self, other: Self) -> f64 {
        let (light, dark) =
            (self.luminance.max(other.luminance), self.luminance.min(other.luminance));
        (light + 0.05) / (dark + 0.05)
    }
}

/// Two colours that meet without enough contrast.
#[derive(Debug)]
pub(super) struct ContrastFault<'a> {
    /// The meaning of the text or the mark.
    pub front: &'a str,
    /// The meaning of what is behind it.
    pub ground: &'a str,
    /// The contrast, to 1.
    ratio: f64,
    /// The contrast it needs.
    needed: f64,
    /// The values of the two.
    hex: [String; 2],
}

impl ContrastFault<'_> {
    /// Says what is wrong.
    pub fn message(&self) -> String {
        // Rounded down: 4.49 is not 4.5.
        let ratio = (self.ratio * 100.0).floor() / 100.0;
        let what = if self.needed == TEXT { "text needs" } else { "graphics need" };
        format!(
            "the colour `{}` on `{}` has a contrast of {ratio}:1, {what} {}:1",
            self.front, self.ground, self.needed
        )
    }

    /// Says what to do.
    pub fn hint(&self) -> String {
        format!("make `{}` or its ground `{}` darker or lighter", self.hex[0], self.hex[1])
    }
}

/// Returns the pairs that meet without enough contrast.
pub(super) fn contrast_faults(colours: &BTreeMap<String, Colour>) -> Vec<ContrastFault<'static>> {
    let mut faults = Vec::new();
    for (front, ground, needed) in PAIRS {
        if let (Some(first), Some(second)) = (colours.get(front), colours.get(ground)) {
            let ratio = first.contrast(*second);
            if ratio < needed {
                let hex = [first.hex(), second.hex()];
                faults.push(ContrastFault { front, ground, ratio, needed, hex });
            }
        }
    }
    faults
}

/// Resolves a name of the palette or the theme, or a value of CSS; an error is a message with its hint.
pub(super) fn resolve(value: &str, color: &Color) -> Result<Colour, (String, String)> {
    let mut value = value.trim();
    // A name may stand for another; more steps than that are a circle.
    for _ in 0..8 {
        value = match color.get(value) {
            // A name of the palette may be that of a colour of CSS, and stand for itself.
            Some(next) if next != value => next.trim(),
            _ => return css(value).ok_or_else(|| unknown(value, color)),
        };
    }
    Err((
        format!("the colour `{value}` leads to itself"),
        "give one of its names a hex value".to_owned(),
    ))
}

/// Returns the names of the palette and the theme through which a value leads, itself first.
pub(super) fn chain<'a>(value: &'a str, color: &'a Color) -> Vec<&'a str> {
    let next = |value: &&'a str| color.get(value.trim());
    std::iter::successors(Some(value), next).take(8).collect()
}

/// Says that a value is no colour.
fn unknown(value: &str, color: &Color) -> (String, String) {
    let is_value = value.starts_with('#') || value.contains('(');
    match is_value {
        true => (
            format!("`{value}` is not a colour"),
            "expected six hex digits, as in `#0B5560`".to_owned(),
        ),
        false => (format!("unknown colour `{value}`"), hint_for(value, color.names())),
    }
}

/// Reads a value of CSS: `#rgb`, `#rrggbb`, `rgb(…)` or a name. What is transparent in it is drawn without.
fn css(text: &str) -> Option<Colour> {
    if text.starts_with('#') {
        hex(text)
    } else {
        rgb(text).or_else(|| named(text)).map(Colour::new)
    }
}

/// Reads `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`.
pub(super) fn hex(text: &str) -> Option<Colour> {
    let digits: Vec<u8> = text
        .strip_prefix('#')?
        .chars()
        .map(|c| c.to_digit(16).map(|digit| digit as u8))
        .collect::<Option<_>>()?;
    let channels = match digits[..] {
        [r, g, b] | [r, g, b, _] => [r * 17, g * 17, b * 17],
        [r1, r2, g1, g2, b1, b2] | [r1, r2, g1, g2, b1, b2, _, _] => {
            [r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2]
        }
        _ => return None,
    };
    Some(Colour::new(channels))
}

/// Reads `rgb(11, 85, 96)`, with commas or without.
fn rgb(text: &str) -> Option<[u8; 3]> {
    let (function, inner) = text.strip_suffix(')')?.split_once('(')?;
    if !matches!(function.trim(), "rgb" | "rgba") {
        return None;
    }
    let parts = inner.split([',', ' ', '/']).filter(|part| !part.is_empty());
    let mut channels = parts.map(str::parse::<u8>);
    Some([channels.next()?.ok()?, channels.next()?.ok()?, channels.next()?.ok()?])
}

/// Returns the relative luminance of sRGB channels.
///
/// Source: WCAG 2.2, definition of relative luminance.
fn luminance(channels: [u8; 3]) -> f64 {
    let [r, g, b] = channels.map(linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Returns a channel of sRGB as a share of light.
fn linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let ratio = |a, b| (hex(a).unwrap().contrast(hex(b).unwrap()) * 100.0).round() / 100.0;
        assert_eq!(ratio("#000", "#fff"), 21.0);
        // The two greys on either side of the border for text on white.
        assert_eq!(ratio("#767676", "#ffffff"), 4.54);
        assert_eq!(ratio("#777777", "#ffffff"), 4.48);
    }

    #[test]
    fn names_lead_to_values() {
        let color: Color = serde_yaml::from_str(
            "palette: {teal: '#0B5560', round: trip, trip: round, navy: navy}\nprimary: teal\nlink: {light: primary, dark: white}",
        )
        .unwrap();
        let value = |name| resolve(name, &color).unwrap().hex();
        assert_eq!(value("primary"), "#0b5560");
        // The palette's teal goes before that of CSS; other names of CSS are known too.
        assert_eq!(value("teal"), "#0b5560");
        assert_eq!((value("navy"), value("Tomato")), ("#000080".into(), "#ff6347".into()));
        assert_eq!(value("link"), "#0b5560");
        assert_eq!(value("#ABC"), "#aabbcc");
        assert_eq!(value("rgb(11, 85, 96)"), "#0b5560");
        assert_eq!(value("rgba(11 85 96 / 0.5)"), "#0b5560");
        assert_eq!(
            resolve("tael", &color).unwrap_err(),
            ("unknown colour `tael`".to_owned(), "did you mean `teal`?".to_owned())
        );
        for wrong in ["#12345", "rgb(1, 2)", "rgb(1, 2, 256)", "lab(1 2 3)"] {
            assert_eq!(resolve(wrong, &color).unwrap_err().0, format!("`{wrong}` is not a colour"));
        }
        assert!(resolve("round", &color).unwrap_err().0.ends_with("leads to itself"));
    }

    #[test]
    fn a_pale_text_is_told_with_its_ratio() {
        let colours = BTreeMap::from([
            ("muted".to_owned(), hex("#777777").unwrap()),
            ("paper".to_owned(), hex("#ffffff").unwrap()),
        ]);
        let faults = contrast_faults(&colours);
        assert_eq!(faults.len(), 1);
        assert_eq!(
            faults[0].message(),
            "the colour `muted` on `paper` has a contrast of 4.47:1, text needs 4.5:1"
        );
    }
}
