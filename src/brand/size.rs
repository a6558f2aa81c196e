//! Sizes of a brand: that those the pages need are there, and that they are sizes.
//!
//! Cooperates with report_templates/components, which uses sizes and pitches by these names.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::file::Ours;
use super::key;
use crate::diag::{InputFile, hint_for, suggest};

/// The sizes of text that the components use, with the house's own size and pitch in points.
///
/// A brand gives those that it wants otherwise, and may have more.
const SCALE: [(&str, f64, f64); 10] = [
    ("note", 7.5, 10.0),
    ("table", 8.0, 11.0),
    ("small", 8.2, 11.0),
    ("base", 9.2, 13.0),
    ("lead", 10.4, 14.5),
    ("part", 10.6, 13.0),
    ("headline", 20.0, 25.0),
    ("value", 25.0, 27.0),
    ("title", 36.0, 41.0),
    ("title_long", 28.0, 33.0),
];

/// The names of the scale.
const NEEDED: [&str; SCALE.len()] = {
    let mut names = [""; SCALE.len()];
    let mut at = 0;
    while at < SCALE.len() {
        names[at] = SCALE[at].0;
        at += 1;
    }
    names
};

/// The least width of a logo in mm where a brand gives none, and the space around it as a share of its height.
pub(super) const LOGO: (f64, f64) = (20.0, 0.5);

/// The sizes of chart lettering; what a brand leaves out has a size without it.
const CHART: [&str; 3] = ["label", "axis", "large"];

/// What lettering can be printed in, in points.
const LETTERING_PT: RangeInclusive<f64> = 5.0..=80.0;

/// How wide a logo can be asked to be, in mm; the page has 210.
const LOGO_WIDTH_MM: RangeInclusive<f64> = 5.0..=200.0;

/// How much space a logo can have around it, as a share of its height.
const CLEAR_SPACE: RangeInclusive<f64> = 0.0..=5.0;

/// Gives a brand the sizes of the house where it has none, and checks all sizes.
pub(super) fn fill_and_check(
    file: &InputFile,
    ours: &mut Ours,
    errors: &mut EcoVec<SourceDiagnostic>,
) {
    for (group, sizes) in [("sizes", &ours.sizes), ("pitch", &ours.pitch)] {
        errors.extend(NEEDED.iter().filter_map(|name| misspelt(file, group, name, sizes)));
    }
    for (name, size, pitch) in SCALE {
        ours.sizes.entry(name.to_owned()).or_insert(size);
        ours.pitch.entry(name.to_owned()).or_insert(pitch);
    }
    check(file, ours, errors);
}

/// Checks all sizes of a brand.
fn check(file: &InputFile, ours: &Ours, errors: &mut EcoVec<SourceDiagnostic>) {
    for name in ours.pitch.keys().filter(|name| !ours.sizes.contains_key(*name)) {
        if suggest(name, NEEDED).is_none() {
            let hint = hint_for(name, ours.sizes.keys().map(String::as_str));
            errors.push(error!(key(file, &["pitch", name]), "`{name}` has a pitch and no size"; hint: "{hint}"));
        }
    }
    for name in ours.chart.keys().filter(|name| !CHART.contains(&name.as_str())) {
        errors.push(error!(key(file, &["chart", name]), "charts have no size `{name}`"; hint: "{}", hint_for(name, CHART)));
    }
    for (group, sizes) in [("sizes", &ours.sizes), ("pitch", &ours.pitch), ("chart", &ours.chart)] {
        for (name, size) in sizes {
            errors.extend(outside(file, &[group, name], *size, LETTERING_PT, "points"));
        }
    }
    let (min_width, clear_space) = (ours.logo.min_width_mm, ours.logo.clear_space);
    errors.extend(logo(file, &["logo"], min_width, clear_space));
}

/// Checks the least width of a logo and the space around it.
pub(super) fn logo(
    file: &InputFile,
    path: &[&str],
    min_width_mm: Option<f64>,
    clear_space: Option<f64>,
) -> impl Iterator<Item = SourceDiagnostic> {
    let check = |name, size: Option<f64>, bounds, unit| {
        size.and_then(|size| outside(file, &[path, &[name]].concat(), size, bounds, unit))
    };
    let width = check("min_width_mm", min_width_mm, LOGO_WIDTH_MM, "mm");
    let space = check("clear_space", clear_space, CLEAR_SPACE, "times the logo's height");
    width.into_iter().chain(space)
}

/// Says that a size is needed and not there, but one that is called nearly so.
fn misspelt(
    file: &InputFile,
    group: &str,
    name: &str,
    sizes: &BTreeMap<String, f64>,
) -> Option<SourceDiagnostic> {
    if sizes.contains_key(name) {
        return None;
    }
    let extra = sizes.keys().map(String::as_str).filter(|name| !NEEDED.contains(name));
    let near = suggest(name, extra)?;
    Some(
        error!(key(file, &[group, &near]), "no size in `{group}` is called `{near}`"; hint: "did you mean `{name}`?"),
    )
}

/// Says that a size lies outside of its bounds, or is no number.
fn outside(
    file: &InputFile,
    path: &[&str],
    size: f64,
    bounds: RangeInclusive<f64>,
    unit: &str,
) -> Option<SourceDiagnostic> {
    if bounds.contains(&size) {
        return None;
    }
    let (least, most) = bounds.into_inner();
    let name = path.join(".");
    Some(
        error!(key(file, path), "`{name}` cannot be {size}"; hint: "expected {least} to {most} {unit}"),
    )
}
