//! Each character has a glyph, in a font of the brand.

use std::collections::BTreeSet;

use super::Terms;
use super::finding::{Finding, one_per_block};
use super::layout::Layout;
use super::walk::shortened;

/// Finds characters without a glyph.
pub fn missing(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (page, item, run) in layout.runs().filter(|(.., run)| !run.missing.is_empty()) {
        let chars: BTreeSet<char> = run.missing.iter().flat_map(|text| text.chars()).collect();
        let codes: Vec<_> = chars.iter().map(|c| format!("U+{:04X}", *c as u32)).collect();
        let (words, codes) = (shortened(&run.text), codes.join(", "));
        let said = format!("the font `{}` has no glyph for {codes} in `{words}`", run.family);
        let hint = "add a font that has it to the brand, or write it otherwise";
        findings.push(Finding::of(page, item, said, hint));
    }
    one_per_block(layout, findings)
}

/// Finds text in a font that is not the brand's.
pub fn foreign(layout: &Layout, terms: &Terms) -> Vec<Finding> {
    let mut findings = Vec::new();
    if terms.families.is_empty() {
        return findings;
    }
    let is_ours = |family: &str| terms.families.iter().any(|ours| ours == family);
    for (page, item, run) in layout.runs().filter(|(.., run)| !is_ours(&run.family)) {
        let words = shortened(&run.text);
        let said = format!("`{words}` is set in `{}`, which is no font of the brand", run.family);
        let ours: Vec<_> = terms.families.iter().map(|family| format!("`{family}`")).collect();
        let hint = format!("the brand's fonts are {}", crate::diag::and_list(&ours));
        findings.push(Finding::of(page, item, said, &hint));
    }
    one_per_block(layout, findings)
}
