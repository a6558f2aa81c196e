//! What belongs together stays together: no heading without what it heads, no line of a paragraph alone, no page without content.

use std::collections::BTreeMap;

use super::Terms;
use super::finding::Finding;
use super::layout::{Ink, Item, Kind, Layer, Layout, Run};
use super::walk::shortened;

/// A line is another one when its baseline differs by more than this part of its size: raised figures do not.
const SAME_LINE: f64 = 0.5;

/// Finds headings that stand last in their column.
pub fn headings(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let body: Vec<_> = content(layout).collect();
    let heading = |item: &Item| layout.within(item.element, |kind| kind == Kind::Heading);
    let mut findings = Vec::new();
    for (at, (page, item)) in body.iter().enumerate() {
        let Some(own) = heading(item) else { continue };
        let next = body.get(at + 1);
        if next.is_some_and(|(_, next)| heading(next) == Some(own)) {
            continue;
        }
        let said = match next {
            None => "the heading has nothing under it",
            Some((other, _)) if other != page => "the heading stands alone at the foot of its page",
            Some((_, next)) if next.area.bottom < item.area.top => {
                "the heading stands alone at the foot of its column"
            }
            Some(_) => continue,
        };
        let hint = "keep it with what follows: `block(sticky: true)`, or break before it";
        findings.push(Finding::of(*page, item, said.to_owned(), hint));
    }
    findings
}

/// Finds lines of a paragraph that stand alone at the head or the foot of a column.
pub fn lines(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let mut paragraphs: BTreeMap<usize, Vec<Line>> = BTreeMap::new();
    for (page, item, run) in layout.runs().filter(|(_, item, _)| item.layer == Layer::Body) {
        if let Some(own) = layout.within(item.element, |kind| kind == Kind::Paragraph) {
            let lines = paragraphs.entry(own).or_default();
            if !lines.last().is_some_and(|last| last.goes_on(page, run)) {
                lines.push(Line { page, item, run });
            }
        }
    }
    paragraphs.into_values().flat_map(|lines| lonely(&lines)).collect()
}

/// A line of a paragraph, by its first run.
struct Line<'a> {
    /// The page.
    page: usize,
    /// The run, as it is painted.
    item: &'a Item,
    /// The run.
    run: &'a Run,
}

impl Line<'_> {
    /// Whether a run stands on this line.
    fn goes_on(&self, page: usize, run: &Run) -> bool {
        self.page == page && (self.run.baseline - run.baseline).abs() < SAME_LINE * self.run.size
    }

    /// Whether a line that comes later stands in another column.
    fn is_apart_from(&self, later: &Self) -> bool {
        self.page != later.page || later.run.baseline < self.run.baseline
    }
}

/// Finds the lines of a paragraph that are alone in their column.
fn lonely(lines: &[Line]) -> Vec<Finding> {
    let breaks: Vec<_> =
        (1..lines.len()).filter(|at| lines[at - 1].is_apart_from(&lines[*at])).collect();
    let (Some(first), Some(last)) = (breaks.first(), breaks.last()) else { return vec![] };
    let tell = |line: &Line, place: &str| {
        let words = shortened(&line.run.text);
        let said = format!("the line `{words}` of a paragraph stands alone at {place}");
        let hint = "keep paragraphs together with `block(breakable: false)`, or change the text";
        Finding::of(line.page, line.item, said, hint)
    };
    let foot = (*first == 1).then(|| tell(&lines[0], "the foot of its column"));
    let head = (lines.len() - last == 1).then(|| tell(&lines[*last], "the head of its column"));
    foot.into_iter().chain(head).collect()
}

/// Finds pages that hold no more than what stands on every page.
pub fn pages(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let is_full = |number: usize| content(layout).any(|(page, _)| page == number);
    let empty = (0..layout.pages.len()).filter(|number| !is_full(*number));
    let tell = |number: usize| Finding {
        page: number,
        area: None,
        element: None,
        span: typst::syntax::Span::detached(),
        said: "the page is empty".to_owned(),
        hint: "a page break too many, or a block that did not fit the page before".to_owned(),
    };
    empty.map(tell).collect()
}

/// Finds tables without a header.
pub fn tables(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (page, item, _) in layout.runs() {
        let headless = |kind| kind == Kind::Table { has_header: false };
        if let Some(table) = layout.within(item.element, headless)
            && seen.insert(table)
        {
            let said = format!("the table that begins with `{}` has no header", text_of(item));
            let hint = "put its first row into `table.header`, or use `grid` when it is no table";
            findings.push(Finding::of(page, item, said, hint));
        }
    }
    findings
}

/// Finds pictures that are wider or narrower than they were drawn.
pub fn pictures(layout: &Layout, _: &Terms) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (page, of) in layout.pages.iter().enumerate() {
        for picture in of.pictures.iter().filter(|picture| (picture.stretch - 1.0).abs() > 0.02) {
            let percent = (picture.stretch * 100.0).round();
            findings.push(Finding {
                page,
                area: Some(picture.area),
                element: picture.element,
                span: picture.span,
                said: format!(
                    "a picture is distorted: its width is {percent} % of what its height asks for"
                ),
                hint: "give its width or its height, not both".to_owned(),
            });
        }
    }
    findings
}

/// Returns the text of a run.
fn text_of(item: &Item) -> String {
    match &item.ink {
        Ink::Text(run) => shortened(&run.text),
        Ink::Patch(_) => String::new(),
    }
}

/// Returns what a reader came for, with the number of its page: text, and what is in pictures.
fn content(layout: &Layout) -> impl Iterator<Item = (usize, &Item)> {
    let pages = layout.pages.iter().enumerate();
    let items = pages.flat_map(|(page, of)| of.items.iter().map(move |item| (page, item)));
    items.filter(|(_, item)| {
        item.layer == Layer::Body && (item.is_in_picture || matches!(item.ink, Ink::Text(_)))
    })
}
