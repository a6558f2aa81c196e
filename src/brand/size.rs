//! Sizes of a brand: that those the pages need are there, and that they are sizes.
//!
//! Cooperates with report_templates/components, which uses sizes and pitches by these names.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::OURS;
use super::file::Ours;
use crate::diag::{InputFile, hint_for, yaml_key};

/// The sizes of text that the components use; a brand has each of them with its pitch, and may have more.
const NEEDED: [&str; 10] =
    ["note", "table", "small", "base", "lead", "part", "headline", "value", "title", "title_long"];

/// The sizes of chart lettering; what a brand leaves out has a size without it.
const CHART: [&str; 3] = ["label", "axis", "large"];

/// What lettering can be printed in, in points.
const LETTERING_PT: RangeInclusive<f64> = 5.0..=80.0;

/// How wide a logo can be asked to be, in mm; the page has 210.
const LOGO_WIDTH_MM: RangeInclusive<f64> = 5.0..=200.0;

/// How much space a logo can have around it, as a share of its height.
const CLEAR_SPACE: RangeInclusive<f64> = 0.0..=5.0;

/// Checks all sizes of a brand.
pub(super) fn check(file: &InputFile, ours: &Ours, errors: &mut EcoVec<SourceDiagnostic>) {
    for (group, sizes) in [("sizes", &ours.sizes), ("pitch", &ours.pitch)] {
        errors.extend(NEEDED.iter().filter_map(|name| missing(file, group, name, sizes)));
    }
    for name in ours.pitch.keys().filter(|name| !ours.sizes.contains_key(*name)) {
        if !NEEDED.contains(&name.as_str()) {
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
    let logo = &ours.logo;
    let width = outside(file, &["logo", "min_width_mm"], logo.min_width_mm, LOGO_WIDTH_MM, "mm");
    let space = "times the logo's height";
    let space = outside(file, &["logo", "clear_space"], logo.clear_space, CLEAR_SPACE, space);
    errors.extend(width.into_iter().chain(space));
}

/// Says that a size is needed and not there.
fn missing(
    file: &InputFile,
    group: &str,
    name: &str,
    sizes: &BTreeMap<String, f64>,
) -> Option<SourceDiagnostic> {
    if sizes.contains_key(name) {
        return None;
    }
    let extra = sizes.keys().map(String::as_str).filter(|name| !NEEDED.contains(name));
    let error = error!(key(file, &[group]), "the brand has no `{name}` in `{group}`"; hint: "expected a number of points");
    Some(match hint_for(name, extra) {
        near if near.starts_with("did you") => error.with_hint(near),
        _ => error,
    })
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

/// Returns the span of a key in our part of the file.
fn key(file: &InputFile, path: &[&str]) -> typst::syntax::DiagSpan {
    yaml_key(file, &[&OURS[..], path].concat())
}
