//! Text stands out from what is under it, letter by letter, and nothing lies over it.
//!
//! Source of the limits: WCAG 2.2, criterion 1.4.3.

use super::Terms;
use super::area::Area;
use super::finding::{Finding, one_per_block};
use super::layout::{Fill, Ink, Item, Layer, Layout, Outline, Page, Patch, Run};
use super::paint::Tint;
use super::walk::shortened;
use crate::chart::Colour;

/// The contrast that text needs, and that large text needs.
const LIMITS: (f64, f64) = (4.5, 3.0);

/// From these sizes on text is large: any, and bold.
const LARGE_PT: (f64, f64) = (18.0, 14.0);

/// The weight from which text is bold.
const BOLD: u16 = 700;

/// From this opacity on what lies over a text hides it.
const HIDES: f64 = 0.5;

/// Where in a letter its ground is looked at, from left to right.
const SAMPLES: [f64; 3] = [0.1, 0.5, 0.9];

/// Finds text that does not stand out.
pub fn check(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let mut findings = Vec::new();
    for_each_run(layout, |number, page, at, item, run| {
        let is_large = run.size >= LARGE_PT.0 || run.size >= LARGE_PT.1 && run.weight >= BOLD;
        let least = if is_large { LIMITS.1 } else { LIMITS.0 };
        let Some(worst) = worst(page, at, item, run) else { return };
        if worst < least {
            let words = shortened(&run.text);
            let said = format!(
                "`{words}` has a contrast of {worst:.2}:1 against what is under it, it needs {least}:1"
            );
            let hint = "take another colour for the text or for what is under it, or move it away";
            findings.push(Finding::of(number, item, said, hint));
        }
    });
    one_per_block(layout, findings)
}

/// Finds text that something lies over.
pub fn covered(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let mut findings = Vec::new();
    for_each_run(layout, |number, page, at, item, run| {
        let over = patches(&page.items[at + 1..], &item.area);
        let hides = |(over, patch): &(&Item, &Patch)| {
            over.layer != Layer::Watermark
                && run.glyphs.iter().any(|glyph| {
                    let middle = middle(glyph, 0.5);
                    over.visible().holds(middle)
                        && patch.at(middle).is_some_and(|(tints, is_open)| {
                            !is_open && tints.iter().all(|tint| tint.alpha > HIDES)
                        })
                })
        };
        if over.iter().any(hides) {
            let said = format!("`{}` is covered by a shape or a picture", shortened(&run.text));
            let hint = "what is drawn later lies above: draw it first, or move it away";
            findings.push(Finding::of(number, item, said, hint));
        }
    });
    one_per_block(layout, findings)
}

/// Calls a function for each text that is to be read: the page, what is on it, the text's position there.
fn for_each_run<'a>(
    layout: &'a Layout,
    mut look: impl FnMut(usize, &'a Page, usize, &'a Item, &'a Run),
) {
    for (number, page) in layout.pages.iter().enumerate() {
        for (at, item) in page.items.iter().enumerate() {
            if let Ink::Text(run) = &item.ink
                && item.layer != Layer::Watermark
            {
                look(number, page, at, item, run);
            }
        }
    }
}

/// Returns the filled patches among some items that meet an area.
fn patches<'a>(items: &'a [Item], area: &Area) -> Vec<(&'a Item, &'a Patch)> {
    let patch = |item: &'a Item| match &item.ink {
        Ink::Patch(patch) if !matches!(patch.fill, Fill::None) => Some((item, patch)),
        _ => None,
    };
    items.iter().filter_map(patch).filter(|(item, _)| item.visible().meets(area)).collect()
}

/// Returns the least contrast that a letter of a text has, from 1 to 21; none where it has no colour of its own.
fn worst(page: &Page, at: usize, item: &Item, run: &Run) -> Option<f64> {
    let mut under = patches(&page.items[..at], &item.area);
    // What lies under a patch that holds the whole text is not seen.
    let is_whole = |(below, patch): &(&Item, &Patch)| {
        let is_plain = matches!(&patch.fill, Fill::Tints(tints, false) if tints.iter().all(|tint| tint.is_opaque()));
        let is_square = matches!(patch.outline, Outline::Rect(_)) && patch.map.is_only_translate();
        is_plain && is_square && item.area.beyond(&below.visible()).iter().all(|over| *over <= 0.0)
    };
    if let Some(ground) = under.iter().rposition(is_whole) {
        under.drain(..ground);
    }
    let points = run.glyphs.iter().flat_map(|glyph| SAMPLES.map(|share| middle(glyph, share)));
    // On one ground all letters are alike.
    let points = points.take(if under.is_empty() { 1 } else { usize::MAX });
    let ratios = points.flat_map(|point| {
        let grounds = grounds(&under, page.ground, point);
        let seen = run.tints.iter().flat_map(move |tint| {
            let tint = *tint;
            grounds.clone().into_iter().map(move |ground| tint.over(ground).contrast(ground))
        });
        seen.collect::<Vec<_>>()
    });
    ratios.min_by(f64::total_cmp)
}

/// Returns the colours that may be seen at a point, when some patches lie on paper.
fn grounds(under: &[(&Item, &Patch)], paper: Colour, point: (f64, f64)) -> Vec<Colour> {
    let mut grounds = vec![paper];
    for (item, patch) in under {
        if !item.visible().holds(point) {
            continue;
        }
        let Some((tints, is_open)) = patch.at(point) else { continue };
        let mut seen: Vec<Colour> = if is_open { grounds.clone() } else { Vec::new() };
        for tint in tints {
            seen.extend(grounds.iter().map(|ground| Tint::over(tint, *ground)));
        }
        seen.sort_by_key(|colour| (colour.0, colour.1, colour.2));
        seen.dedup();
        grounds = seen;
    }
    grounds
}

/// Returns a point at half the height of a letter, a part of its width from the left.
fn middle(glyph: &Area, share: f64) -> (f64, f64) {
    (glyph.left + glyph.width() * share, glyph.top + glyph.height() / 2.0)
}
