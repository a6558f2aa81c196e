//! What a rule found, and how it is told.

use std::collections::HashSet;

use typst::diag::SourceDiagnostic;
use typst::syntax::Span;

use super::area::Area;
use super::layout::{Element, Item, Kind, Layout};

/// Points in a millimetre.
const PT_PER_MM: f64 = 72.0 / 25.4;

/// Something wrong at a place of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The page, from 0.
    pub page: usize,
    /// Where on it; none for the page as a whole.
    pub area: Option<Area>,
    /// The innermost element there.
    pub element: Option<usize>,
    /// Where in a template it is from.
    pub span: Span,
    /// What is wrong.
    pub said: String,
    /// What to do.
    pub hint: String,
}

impl Finding {
    /// Creates a finding about something that is painted.
    pub fn of(page: usize, item: &Item, said: String, hint: &str) -> Self {
        let Item { area, element, span, .. } = *item;
        Self { page, area: Some(area), element, span, said, hint: hint.to_owned() }
    }

    /// Returns it as a diagnostic: `page 2 (105.0 mm, 40.2 mm), in …: what`, at its place in a template.
    pub fn tell(&self, layout: &Layout) -> SourceDiagnostic {
        let Self { page, area, said, hint, .. } = self;
        let place = area.map(|area| format!(" ({}, {})", mm(area.left), mm(area.top)));
        let place = place.unwrap_or_default();
        let within = layout.name(self.element).map_or(String::new(), |name| format!(", {name}"));
        let message = format!("page {}{place}{within}: {said}", page + 1);
        SourceDiagnostic::error(self.source(layout), message).with_hint(hint.as_str())
    }

    /// Returns where in a template it is from: a text that the data brought has no place of its own, but its element has.
    fn source(&self, layout: &Layout) -> Span {
        let around = layout.around(self.element).map(|(_, element)| element.span);
        let mut spans = std::iter::once(self.span).chain(around);
        spans.find(|span| !span.is_detached()).unwrap_or(Span::detached())
    }
}

impl Layout {
    /// Says in what something stands: the nearest of those that a reader would name.
    fn name(&self, element: Option<usize>) -> Option<String> {
        let name = |element: &Element| {
            let what = match element.kind {
                Kind::Figure => "a figure",
                Kind::Heading => "a heading",
                Kind::Header => "the header",
                Kind::Footer => "the footer",
                Kind::Table { .. } => "a table",
                _ => return None,
            };
            let label = element.label.as_ref().map(|label| format!("`{label}`"));
            Some(format!("in {}", label.unwrap_or_else(|| what.to_owned())))
        };
        let named = self.around(element).filter_map(|(_, element)| Some((element, name(element)?)));
        let mut named = named.peekable();
        // A table that stands in a figure has the figure's name.
        let labelled = |(element, _): &(&Element, String)| element.label.is_some();
        let nearest = named.peek().map(|(_, name)| name.clone())?;
        Some(named.find(labelled).map_or(nearest, |(_, name)| name))
    }

    /// Returns the element that is told of as a whole: the outermost figure or table, or the heading or paragraph.
    pub fn block(&self, element: Option<usize>) -> Option<usize> {
        let large = |kind: Kind| matches!(kind, Kind::Figure | Kind::Table { .. });
        let outermost = self.around(element).filter(|(_, element)| large(element.kind)).last();
        let small = |kind: Kind| matches!(kind, Kind::Heading | Kind::Paragraph);
        outermost.map(|(at, _)| at).or_else(|| self.within(element, small))
    }
}

/// Returns a length in millimetres, to the tenth.
pub fn mm(points: f64) -> String {
    format!("{:.1} mm", points / PT_PER_MM)
}

/// Keeps one finding of each page and block: the first. What is in no block is told by its place in the template.
pub fn one_per_block(layout: &Layout, mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen = HashSet::new();
    findings.retain(|finding| {
        let block = layout.block(finding.element);
        let span = if block.is_none() { finding.span } else { Span::detached() };
        let is_known = block.is_some() || !span.is_detached();
        !is_known || seen.insert((finding.page, block, span))
    });
    findings
}
