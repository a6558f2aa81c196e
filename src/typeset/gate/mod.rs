//! The gate: what a laid-out document must be like before it becomes a file.
//!
//! The compiler is silent about a table that is wider than its page, a word that a box cuts off, or grey text on grey. So the frames of each
//! page are walked ([`walk`]) and become a list of what is painted where on paper ([`layout::Layout`]), the content of pictures with it; each
//! rule looks at that list and says what it finds. A finding has its page, its place in millimetres from the page's upper left corner, what it
//! stands in, and where in a template it is from.
//!
//! What a template marks as an artefact is judged as the rest, except that a watermark (`pdf.artifact(kind: "watermark")`, and all of the page's
//! background) may lie under or over text. Not judged: what is in a PDF that is placed as a picture.

mod area;
mod contrast;
mod edge;
mod finding;
mod flow;
mod glyph;
mod layout;
mod overlap;
mod paint;
mod picture;
mod size;
mod walk;

use typst::diag::SourceDiagnostic;
use typst_layout::PagedDocument;

use self::finding::Finding;
use self::layout::Layout;

/// How many findings of a rule are told of one document.
const MOST_TOLD: usize = 5;

/// What a document is measured against.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The families of the brand's fonts; any font may be used when there are none.
    pub families: Vec<String>,
}

/// Looks at all pages.
type Rule = fn(&Layout, &Terms) -> Vec<Finding>;

/// The rules, in the order in which they are told.
const RULES: [Rule; 12] = [
    flow::pages,
    edge::check,
    overlap::check,
    contrast::covered,
    contrast::check,
    size::check,
    glyph::missing,
    glyph::foreign,
    flow::headings,
    flow::lines,
    flow::tables,
    flow::pictures,
];

/// Returns all that is wrong with the pages of a document, as errors.
pub fn check(document: &PagedDocument, terms: &Terms) -> Vec<SourceDiagnostic> {
    let layout = walk::walk(document);
    RULES.iter().flat_map(|rule| told(&layout, rule(&layout, terms))).collect()
}

/// Tells the findings of a rule; when there are many, the first of them.
fn told(layout: &Layout, findings: Vec<Finding>) -> Vec<SourceDiagnostic> {
    let more = findings.len().saturating_sub(MOST_TOLD);
    let mut told: Vec<_> =
        findings.iter().take(MOST_TOLD).map(|finding| finding.tell(layout)).collect();
    if let Some(last) = told.last_mut()
        && more > 0
    {
        last.hint(format!("and {more} more of this kind in the document"));
    }
    told
}
