//! Colours as readers see them who lack one kind of cone: whether those that mean different things still differ.
//!
//! Colour is never alone on a page (marks, labels and patterns say the same), so this is a warning, not an error.

use std::collections::BTreeMap;

use super::colour::Colour;

/// The colours that stand side by side in charts and mean different things.
const PAIRS: [(&str, &str); 3] =
    [("own", "comparator"), ("own", "accent"), ("accent", "comparator")];

/// The least difference in CIELAB (ΔE*ab). A just noticeable one is 2.3; marks of a few points need several times as much.
const LEAST: f64 = 15.0;

/// What light becomes without the cones for long, or for medium waves, in linear sRGB.
///
/// Source: Machado GM, Oliveira MM, Fernandes LAF, IEEE Trans Vis Comput Graph 2009;15:1291-1298, severity 1.0.
const WITHOUT: [(&str, [[f64; 3]; 3]); 2] = [
    (
        "red",
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    ),
    (
        "green",
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    ),
];

/// Returns what is alike to some readers, each as the two meanings and a message.
pub(super) fn alike(colours: &BTreeMap<String, Colour>) -> Vec<([&'static str; 2], String)> {
    let mut alike = Vec::new();
    for (first, second) in PAIRS {
        let (Some(one), Some(other)) = (colours.get(first), colours.get(second)) else { continue };
        for (cones, matrix) in WITHOUT {
            let seen = |colour: &Colour| lab(times(&matrix, colour.linear()));
            let difference = distance(seen(one), seen(other));
            if difference < LEAST {
                let message = format!(
                    "`{first}` and `{second}` are nearly alike to readers who do not see {cones} (a difference of {difference:.0}, {LEAST} is enough)"
                );
                alike.push(([first, second], message));
                break;
            }
        }
    }
    alike
}

/// Multiplies a matrix with a colour, within what light can be.
fn times(matrix: &[[f64; 3]; 3], colour: [f64; 3]) -> [f64; 3] {
    let row = |row: [f64; 3]| row.iter().zip(colour).map(|(a, b)| a * b).sum::<f64>();
    matrix.map(row).map(|channel| channel.clamp(0.0, 1.0))
}

/// Returns lightness, and the axes from green to red and from blue to yellow, of linear sRGB under D65.
///
/// Source: CIE 15:2004; the matrix is that of IEC 61966-2-1.
fn lab(colour: [f64; 3]) -> [f64; 3] {
    const TO_XYZ: [[f64; 3]; 3] = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ];
    const WHITE: [f64; 3] = [0.95047, 1.0, 1.08883];
    let xyz = TO_XYZ.map(|row| row.iter().zip(colour).map(|(a, b)| a * b).sum::<f64>());
    let share = |at: usize| {
        let t = xyz[at] / WHITE[at];
        if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 }
    };
    let (x, y, z) = (share(0), share(1), share(2));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// Returns the distance of two colours.
fn distance(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::colour::hex;
    use super::*;

    /// Returns what is alike of an own place, a comparator and an accent.
    fn of(own: &str, comparator: &str, accent: &str) -> Vec<[&'static str; 2]> {
        let named = [("own", own), ("comparator", comparator), ("accent", accent)];
        let colours = named.map(|(name, value)| (name.to_owned(), hex(value).unwrap())).into();
        alike(&colours).into_iter().map(|(pair, _)| pair).collect()
    }

    #[test]
    fn black_and_white_are_a_hundred_apart() {
        assert_eq!(distance(lab([0.0; 3]), lab([1.0; 3])).round(), 100.0);
    }

    #[test]
    fn green_and_olive_are_alike_to_some_and_teal_and_grey_to_none() {
        assert_eq!(of("#1f6b3a", "#7a6a3a", "#33408f"), [["own", "comparator"]]);
        assert!(of("#0b5560", "#66767a", "#b8481b").is_empty());
    }
}
