//! Text is large enough to be read on paper, whatever enlarged or shrank it.

use super::Terms;
use super::finding::{Finding, one_per_block};
use super::layout::{Kind, Layer, Layout};
use super::walk::shortened;
use crate::chart::theme::LEAST_SIZE_PT;

/// How much smaller raised and lowered figures may be.
const SCRIPT_SHARE: f64 = 0.6;

/// Finds text that is too small.
pub fn check(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (page, item, run) in layout.runs() {
        let is_script = layout.within(item.element, |kind| kind == Kind::Script).is_some();
        let least = if is_script { LEAST_SIZE_PT * SCRIPT_SHARE } else { LEAST_SIZE_PT };
        if run.size < least - 0.01 && item.layer != Layer::Watermark {
            let words = shortened(&run.text);
            let said =
                format!("`{words}` is {:.1} pt high on paper, text needs {least} pt", run.size);
            let hint = "use a size of the brand, and do not scale what holds text";
            findings.push(Finding::of(page, item, said, hint));
        }
    }
    one_per_block(layout, findings)
}
