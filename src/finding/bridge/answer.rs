//! The bridge as findings: one for each end and each part, in the order of a waterfall.

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, bail};

use super::{Bridge, Counted, Pairs, Part, Side, bridge, class};
use crate::finding::refused::check_place;
use crate::finding::{By, Finding, Label, Origin, Query};
use crate::indicator::{BRIDGE_PARTS, Measure, Unit};
use crate::registry::Registry;
use crate::slice::{BaseFilter, Window};

/// The key of the earlier count.
const EARLIER: &str = "earlier";

/// The key of the later count.
const LATER: &str = "later";

/// What a build compares itself with: an earlier snapshot, and how it was counted.
#[derive(Debug)]
pub struct Previous {
    /// The records.
    pub registry: Registry,
    /// The window in which trials started.
    pub window: Window,
    /// The base population of trials.
    pub base: BaseFilter,
    /// The last day that counted.
    pub cutoff: NaiveDate,
    /// Which trials of the two are one study.
    pairs: Pairs,
}

impl Previous {
    /// Makes an earlier snapshot ready to be compared with a later one.
    pub fn new(
        registry: Registry,
        later: &Registry,
        window: Option<Window>,
        base: BaseFilter,
        cutoff: Option<NaiveDate>,
    ) -> HintedStrResult<Self> {
        let (day, newest) = (registry.snapshot.data_date, later.snapshot.data_date);
        if day > newest {
            bail!(
                "the previous data of {day} are newer than those of {newest}";
                hint: "name an older snapshot"
            );
        }
        let cutoff = cutoff.unwrap_or(day);
        if cutoff > day {
            bail!(
                "the cut-off {cutoff} is after the data of {day}";
                hint: "choose an earlier cut-off"
            );
        }
        let window = window.unwrap_or_else(|| Window::default_before(cutoff));
        let pairs = Pairs::of(&registry, later)?;
        Ok(Self { registry, window, base, cutoff, pairs })
    }

    /// Returns it as a side of a bridge.
    fn side(&self) -> Side<'_> {
        let Self { registry, window, base, cutoff, .. } = self;
        Side { registry, window: *window, base: *base, cutoff: *cutoff }
    }
}

/// Answers a question about the bridge.
pub fn findings(
    previous: &Previous,
    registry: &Registry,
    query: &Query,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<Finding>> {
    if let Some(by) = query.by.filter(|by| *by != By::Part) {
        bail!(
            "`{}` cannot be split by {}", query.indicator.id, by.code();
            hint: "it is split by part already; ask for each place or kind by itself"
        );
    }
    check_place(registry, &query.place, Measure::Bridge, None)?;
    let window = query.window.unwrap_or_else(|| Window::default_before(cutoff));
    let later = Side { registry, window, base: query.base, cutoff };
    let earlier = previous.side();
    let counted = Counted { place: query.place.clone(), lens: query.lens.clone() };
    let bridge = bridge(&earlier, &later, &previous.pairs, &counted)?;
    Ok(rows(&bridge, &earlier, &later, query))
}

/// Returns the findings of a bridge in their order.
fn rows(bridge: &Bridge, earlier: &Side, later: &Side, query: &Query) -> Vec<Finding> {
    let end = |key: &str, count: u64| Finding {
        value: Some(count as f64),
        unit: Unit::Count.code(),
        ..blank(earlier, later, query, key)
    };
    let part = |part: Part| {
        let flow = bridge.part(part);
        Finding {
            numerator: Some(flow.entered),
            denominator: Some(flow.left),
            value: Some(flow.net() as f64),
            note: reasons(bridge, part),
            ..blank(earlier, later, query, part.code())
        }
    };
    let first = [end(EARLIER, bridge.earlier)].into_iter();
    first.chain(Part::ALL.map(part)).chain([end(LATER, bridge.later)]).collect()
}

/// Returns the reasons of a part with what came in and went out by each, in a few words.
fn reasons(bridge: &Bridge, part: Part) -> Option<String> {
    let reasons = bridge.reasons(part);
    let one = |(reason, flow): (&super::Reason, &super::Flow)| {
        format!("{} +{} \u{2212}{}", reason.code(), flow.entered, flow.left)
    };
    let list: Vec<_> = reasons.iter().map(one).collect();
    (!list.is_empty()).then(|| list.join(", "))
}

/// Returns a finding of a key without counts.
fn blank(earlier: &Side, later: &Side, query: &Query, key: &str) -> Finding {
    let origin = Origin {
        source: both(earlier.registry.snapshot.origin(), later.registry.snapshot.origin()),
        class: class(earlier, later).code(),
        data_date: both(
            earlier.registry.snapshot.data_date.to_string(),
            later.registry.snapshot.data_date.to_string(),
        ),
    };
    let window = both(earlier.window.to_string(), later.window.to_string());
    Finding {
        by: Some(By::Part.code()),
        label: label(key),
        ..Finding::blank(query, &query.place, Some(key.to_owned()), window, origin)
    }
}

/// Returns a key in words.
pub fn label(key: &str) -> Option<Label> {
    let (_, words) = BRIDGE_PARTS.iter().find(|(part, _)| *part == key)?;
    Some(Label { sv: words.sv.into(), en: words.en.into() })
}

/// Returns the earlier and the later of two texts, or the one that they both are.
fn both(earlier: String, later: String) -> String {
    if earlier == later { later } else { format!("{earlier} \u{2192} {later}") }
}
