//! Funnel plots: the regions of an answer as points among the limits.
//!
//! The limits are those by which the document's own region is judged: around
//! the others, without it.

use typst::diag::{SourceResult, bail};

use crate::assemble::Sheet;
use crate::chart::{FunnelChart, FunnelLimits, FunnelPoint, Reference};
use crate::document::SeriesSpec;
use crate::finding::{Finding, TAIL, funnel_without, is_comparable};
use crate::statistics::Funnel;

/// The sizes at which the limits are computed between the smallest place and
/// the largest, so that their lines look smooth.
const STEPS: u32 = 48;

/// The probability beyond each of the inner limits.
const INNER_TAIL: f64 = 0.025;

/// How far the limits go on beyond the smallest and the largest place.
const BEYOND: f64 = 1.35;

/// In what a chart counts sizes and values.
struct Scale {
    /// A size on the axis per denominator: the events to be expected of a rate,
    /// the trials of a share.
    size: f64,
    /// A printed value per counted one.
    value: f64,
}

impl Sheet<'_> {
    /// Returns the regions as a funnel plot.
    pub(super) fn funnel(&self, series: &SeriesSpec) -> SourceResult<FunnelChart> {
        let answer = &self.answers.by_name[&series.query];
        let unit = answer.query.indicator.unit.code();
        let own = series.own.as_ref().map(|own| own.replace("{subject}", &self.answers.subject));
        let funnel = funnel_without(own.as_deref().unwrap_or_default(), unit, &answer.findings);
        let Some(funnel) = funnel else {
            bail!(
                self.kind.file.find(&format!("\"{}\"", series.query)),
                "a funnel cannot be drawn of `{}`", answer.query.indicator.id;
                hint: "ask a rate or a share by region"
            )
        };
        let scale = match unit {
            "rate" => Scale { size: funnel.target, value: 1e6 },
            _ => Scale { size: 1.0, value: 1.0 },
        };
        let points = self.funnel_points(&answer.findings, series, &scale);
        let phrases = self.phrases;
        let target =
            Finding { value: Some(funnel.target * scale.value), ..answer.findings[0].clone() };
        let key = if own.is_some() { "chart.others" } else { "chart.average" };
        let label = phrases.fill(key, &[("value", &phrases.value(&target))])?;
        let sizes: Vec<_> = answer.findings.iter().filter_map(|one| one.denominator).collect();
        Ok(FunnelChart {
            points,
            limits: limits(&funnel, &sizes, &scale),
            target: Reference { value: funnel.target * scale.value, label },
            names: (phrases.word("chart.limits_inner")?, phrases.word("chart.limits_outer")?),
            size_heading: phrases.word(&format!("chart.size_{unit}"))?,
        })
    }

    /// Returns the regions that can be compared as points.
    fn funnel_points(
        &self,
        findings: &[Finding],
        series: &SeriesSpec,
        scale: &Scale,
    ) -> Vec<FunnelPoint> {
        let places = &self.materials.registry.reference.places;
        let point = |finding: &Finding| {
            let region = places.region_by_id(finding.key.as_deref()?)?;
            Some(FunnelPoint {
                code: region.letter.clone(),
                name: region.short.clone(),
                size: finding.denominator? as f64 * scale.size,
                value: finding.value?,
                text: self.phrases.value(finding),
                is_own: self.is_own(finding, series),
            })
        };
        findings.iter().filter(|finding| is_comparable(finding)).filter_map(point).collect()
    }
}

/// Returns the limits from a little below the smallest size to a little above
/// the largest.
fn limits(funnel: &Funnel, sizes: &[u64], scale: &Scale) -> Vec<FunnelLimits> {
    let sizes = || sizes.iter().filter(|&&size| size > 0).map(|&size| size as f64);
    let (low, high) = sizes()
        .fold((f64::MAX, 0.0), |(low, high): (f64, f64), size| (low.min(size), high.max(size)));
    let (low, high) = (low / BEYOND, high * BEYOND);
    let at = |step: u32| {
        let size = low * (high / low).powf(f64::from(step) / f64::from(STEPS));
        let size = (size.round() as u64).max(1);
        let ends = |tail| {
            let limits = funnel.limits(size, tail)?.scaled(scale.value);
            Some((limits.lower, limits.upper))
        };
        let (inner, outer) = (ends(INNER_TAIL)?, ends(TAIL)?);
        Some(FunnelLimits { size: size as f64 * scale.size, inner, outer })
    };
    (0..=STEPS).filter_map(at).collect()
}
