//! Colours by meaning that a brand does not give: derived of its theme, and moved until they have contrast.
//!
//! A published `_brand.yml` says `primary` and `foreground`; a report needs twenty meanings. What a brand states itself is checked and never
//! changed; what stands here is made to pass ([`PAIRS`](super::colour::PAIRS)) whenever colours on white can.

use std::collections::BTreeMap;

use super::colour::{Colour, GRAPHIC, TEXT, resolve};
use super::published::{Color, Typography};

/// How far a colour is moved at a time, as a share of the way.
const STEP: f64 = 0.04;

/// Adds the colours that are not among those known.
pub(super) fn derive(known: &mut BTreeMap<String, Colour>, color: &Color, typography: &Typography) {
    let theme = |name: &str| color.theme(name).and_then(|value| resolve(value, color).ok());
    let style = |style: &Option<super::published::Style>| {
        let value = style.as_ref().and_then(|style| style.color());
        value.and_then(|value| resolve(value, color).ok())
    };
    let (black, white) = (Colour::new([0; 3]), Colour::new([255; 3]));
    let mut add = |name: &str, derived: Colour| *known.entry(name.to_owned()).or_insert(derived);

    // Documents are printed, so a dark page is a white one here.
    let paper = theme("background").filter(|paper| paper.luminance > 0.75).unwrap_or(white);
    let paper = add("paper", paper);
    let ink = add("ink", until(theme("foreground").unwrap_or(black), black, &[paper], 9.0));
    let own = theme("primary").unwrap_or(ink);
    let own = add("own", until(own, black, &[paper, white], TEXT));
    let surface = theme("light").filter(|light| light.luminance > 0.8);
    let surface = add("surface", surface.unwrap_or(paper.mix(ink, 0.04)));
    let tint = add("tint", paper.mix(own, 0.09));
    let grounds = [paper, surface, tint];

    let muted = theme("secondary").unwrap_or(ink.mix(paper, 0.3));
    add("muted", until(muted, ink, &grounds, TEXT));
    let accent = add("accent", until(theme("tertiary").unwrap_or(own), ink, &grounds, TEXT));
    add("comparator", until(ink.mix(paper, 0.4), ink, &grounds, GRAPHIC));
    add("world", until(ink.mix(paper, 0.5), ink, &grounds, GRAPHIC));
    add("target", ink);
    add("grid", paper.mix(ink, 0.15));
    add("heading", until(style(&typography.headings).unwrap_or(ink), ink, &grounds, TEXT));
    let link = style(&typography.link).or(theme("link")).unwrap_or(own);
    add("link", until(link, ink, &grounds, TEXT));

    let on_deep = add("on_deep", white);
    let deep = add("deep", until(own, black, &[on_deep], 11.0));
    let rings = [add("ring_1", deep.mix(own, 0.25)), add("ring_2", deep.mix(own, 0.55))];
    add("on_deep_accent", until(accent, white, &[deep, rings[0], rings[1]], TEXT));
    add("ramp_low", tint);
    add("ramp_high", own);
}

/// Moves a colour towards another until it has contrast with some grounds, or is the other.
fn until(from: Colour, towards: Colour, grounds: &[Colour], contrast: f64) -> Colour {
    let steps = (0..).map(|step| (f64::from(step) * STEP).min(1.0));
    let mut moved = steps.map(|share| (share, from.mix(towards, share)));
    let is_enough = |(share, colour): &(f64, Colour)| {
        *share >= 1.0 || grounds.iter().all(|ground| colour.contrast(*ground) >= contrast)
    };
    moved.find(is_enough).map_or(towards, |(_, colour)| colour)
}

#[cfg(test)]
mod tests {
    use super::super::colour::{NEEDED, contrast_faults, hex};
    use super::*;

    /// Returns the colours that are derived of a theme.
    fn of(theme: &str) -> BTreeMap<String, Colour> {
        let mut colours = BTreeMap::new();
        let color: Color = serde_yaml::from_str(theme).unwrap();
        derive(&mut colours, &color, &Typography::default());
        colours
    }

    #[test]
    fn any_primary_gives_a_palette_with_contrast() {
        for level in [0, 51, 102, 153, 204, 255] {
            for other in [0, 85, 170, 255] {
                for third in [0, 128, 255] {
                    let primary = Colour::new([level, other, third]).hex();
                    for rest in ["", "\nsecondary: '#eeeeee'\ntertiary: gold\nlight: '#fafafa'"] {
                        let colours = of(&format!("primary: '{primary}'{rest}"));
                        let faults = contrast_faults(&colours);
                        let said: Vec<_> = faults.iter().map(|fault| fault.message()).collect();
                        assert!(said.is_empty(), "{primary}: {said:?}");
                        assert!(NEEDED.iter().all(|meaning| colours.contains_key(*meaning)));
                    }
                }
            }
        }
    }

    #[test]
    fn a_dark_primary_stays_what_it_is_and_a_pale_one_is_darkened() {
        assert_eq!(of("primary: '#0B5560'")["own"].hex(), "#0b5560");
        let pale = of("primary: gold")["own"];
        assert_ne!(pale, hex("#ffd700").unwrap());
        assert!(pale.contrast(hex("#ffffff").unwrap()) >= TEXT);
    }

    #[test]
    fn a_page_for_dark_screens_is_printed_light() {
        let colours = of("background: '#111111'\nforeground: '#fafafa'\nprimary: teal");
        assert_eq!(colours["paper"].hex(), "#ffffff");
        assert!(colours["ink"].contrast(colours["paper"]) >= 9.0);
    }
}
