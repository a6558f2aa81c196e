//! Colours of a brand: names to values, and contrast between those that meet.

use std::collections::BTreeMap;

use super::file::Color;
use crate::diag::hint_for;

/// The contrast that text needs, and that graphics need.
///
/// Source: WCAG 2.2, criteria 1.4.3 and 1.4.11.
const TEXT: f64 = 4.5;
/// See [`TEXT`].
const GRAPHIC: f64 = 3.0;

/// The meanings that templates and charts use; a brand has a colour for each.
pub(super) const NEEDED: [&str; 18] = [
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
];

/// The colours that meet, front before ground, with the contrast they need.
///
/// Cooperates with report_templates/components, where no other pairs are used for text.
const PAIRS: [(&str, &str, f64); 19] = [
    ("ink", "paper", TEXT),
    ("ink", "surface", TEXT),
    ("ink", "tint", TEXT),
    ("ink", "ramp_low", TEXT),
    ("muted", "paper", TEXT),
    ("muted", "surface", TEXT),
    ("muted", "tint", TEXT),
    ("own", "paper", TEXT),
    ("accent", "paper", TEXT),
    ("accent", "surface", TEXT),
    ("accent", "tint", TEXT),
    ("on_deep", "deep", TEXT),
    ("on_deep", "own", TEXT),
    ("on_deep", "ramp_high", TEXT),
    ("on_deep_accent", "deep", TEXT),
    ("own", "tint", GRAPHIC),
    ("comparator", "paper", GRAPHIC),
    ("world", "paper", GRAPHIC),
    ("target", "paper", GRAPHIC),
];

/// A colour.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Colour {
    /// As `#rrggbb`.
    pub hex: String,
    /// How light it is to the eye, from 0 to 1.
    luminance: f64,
}

/// Two colours that meet without enough contrast.
#[derive(Debug)]
pub(super) struct ContrastFault<'a> {
    /// The meaning of the text or the mark.
    pub front: &'a str,
    /// The meaning of what is behind it.
    ground: &'a str,
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
        let what = if self.needed == TEXT { "text" } else { "graphics" };
        format!(
            "the colour `{}` on `{}` has a contrast of {ratio}:1, {what} needs {}:1",
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
            let ratio = contrast(first, second);
            if ratio < needed {
                faults.push(ContrastFault {
                    front,
                    ground,
                    ratio,
                    needed,
                    hex: [first.hex.clone(), second.hex.clone()],
                });
            }
        }
    }
    faults
}

/// Resolves a name of the palette or the theme, or a hex value; an error is a message with its hint.
pub(super) fn resolve(value: &str, color: &Color) -> Result<Colour, (String, String)> {
    let mut value = value;
    // A name may stand for another; more steps than that are a circle.
    for _ in 0..8 {
        if value.starts_with('#') {
            return hex(value).ok_or_else(|| {
                (
                    format!("`{value}` is not a colour"),
                    "expected six hex digits, as in `#0B5560`".to_owned(),
                )
            });
        }
        let theme = || color.theme.get(value).and_then(serde_yaml::Value::as_str);
        value = match color.palette.get(value).map(String::as_str).or_else(theme) {
            Some(next) => next,
            None => {
                let names = color.palette.keys().chain(color.theme.keys()).map(String::as_str);
                return Err((format!("unknown colour `{value}`"), hint_for(value, names)));
            }
        };
    }
    Err((
        format!("the colour `{value}` leads to itself"),
        "give one of its names a hex value".to_owned(),
    ))
}

/// Reads `#rgb` or `#rrggbb`.
fn hex(text: &str) -> Option<Colour> {
    let digits: Vec<_> =
        text.strip_prefix('#')?.chars().map(|c| c.to_digit(16)).collect::<Option<_>>()?;
    let channels = match digits[..] {
        [r, g, b] => [r * 17, g * 17, b * 17],
        [r1, r2, g1, g2, b1, b2] => [r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2],
        _ => return None,
    };
    let [r, g, b] = channels;
    Some(Colour { hex: format!("#{r:02x}{g:02x}{b:02x}"), luminance: luminance(channels) })
}

/// Returns the relative luminance of sRGB channels from 0 to 255.
///
/// Source: WCAG 2.2, definition of relative luminance.
fn luminance(channels: [u32; 3]) -> f64 {
    let [r, g, b] = channels.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Returns the contrast of two colours, from 1 to 21.
///
/// Source: WCAG 2.2, definition of contrast ratio.
fn contrast(first: &Colour, second: &Colour) -> f64 {
    let (light, dark) =
        (first.luminance.max(second.luminance), first.luminance.min(second.luminance));
    (light + 0.05) / (dark + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        let ratio = |a, b| (contrast(&hex(a).unwrap(), &hex(b).unwrap()) * 100.0).round() / 100.0;
        assert_eq!(ratio("#000", "#fff"), 21.0);
        // The two greys on either side of the border for text on white.
        assert_eq!(ratio("#767676", "#ffffff"), 4.54);
        assert_eq!(ratio("#777777", "#ffffff"), 4.48);
    }

    #[test]
    fn names_lead_to_values() {
        let color: Color = serde_yaml::from_str(
            "palette: {teal: '#0B5560', round: trip, trip: round}\nprimary: teal",
        )
        .unwrap();
        assert_eq!(resolve("primary", &color).unwrap().hex, "#0b5560");
        assert_eq!(resolve("#ABC", &color).unwrap().hex, "#aabbcc");
        assert_eq!(
            resolve("tael", &color).unwrap_err(),
            ("unknown colour `tael`".to_owned(), "did you mean `teal`?".to_owned())
        );
        assert_eq!(resolve("#12345", &color).unwrap_err().0, "`#12345` is not a colour");
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
