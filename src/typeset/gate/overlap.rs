//! No letter stands on another.
//!
//! Boxes of whole lines overlap often and harmlessly, so letters are compared with letters.

use super::Terms;
use super::area::Area;
use super::finding::{Finding, one_per_block};
use super::layout::{Item, Layer, Layout, Page, Run};
use super::walk::shortened;

/// How far two letters may reach into each other in both directions, in parts of the smaller size: italics lean, and a g touches an Å.
const TOLERANCE: f64 = 0.12;

/// Finds texts that overlap.
pub fn check(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let pages = layout.pages.iter().enumerate();
    let findings = pages.flat_map(|(number, page)| on_page(number, page)).collect();
    one_per_block(layout, findings)
}

/// Finds texts of a page that overlap.
fn on_page(number: usize, page: &Page) -> Vec<Finding> {
    let mut runs: Vec<_> = page.runs().filter(|(item, _)| item.layer != Layer::Watermark).collect();
    runs.sort_by(|(a, _), (b, _)| a.area.top.total_cmp(&b.area.top));
    let mut findings = Vec::new();
    for (at, (item, run)) in runs.iter().enumerate() {
        let near = runs[at + 1..].iter().take_while(|(other, _)| other.area.top < item.area.bottom);
        for (other_item, other) in near {
            if item.area.meets(&other_item.area) && collide((item, run), (other_item, other)) {
                let (first, second) = (shortened(&run.text), shortened(&other.text));
                let said = format!("`{first}` and `{second}` overlap");
                let hint = "move them apart, shorten one, or leave one out";
                findings.push(Finding::of(number, other_item, said, hint));
            }
        }
    }
    findings
}

/// Whether a letter of one text stands on a letter of another.
fn collide((item, run): (&Item, &Run), (other_item, other): (&Item, &Run)) -> bool {
    let least = TOLERANCE * run.size.min(other.size);
    let common = item.visible().common(other_item.visible());
    let near = |glyph: &&Area| glyph.meets(&common);
    run.glyphs.iter().filter(near).any(|glyph| {
        other.glyphs.iter().filter(near).any(|stood_on| {
            let shared = glyph.common(*stood_on).common(common);
            shared.width() > least && shared.height() > least
        })
    })
}
