//! Checking a document type without data: whether its questions can be asked, its parts drawn, and its narratives read.
//!
//! What depends on the records (a disease, a sponsor's name, a site, a value that is missing) is only seen when documents are made.

mod claims;

pub use self::claims::claims;

use std::ops::Range;

use typst::diag::{EcoVec, SourceDiagnostic, error};
use typst::syntax::DiagSpan;

use super::claims::rules;
use super::context;
use crate::chart;
use crate::diag::{InputFile, Located, hint_for};
use crate::document::{DocumentType, PickSpec, QuerySpec, RowsSpec, Subject, TableSpec};
use crate::finding::By;
use crate::indicator;
use crate::locale::Words;
use crate::narrative::check_alone;
use crate::registry::Reference;
use crate::slice::{Place, parse_area, parse_phase};

/// What a series may mean.
const ROLES: [&str; 5] = ["own", "comparator", "world", "muted", "reference"];

/// Returns all that is wrong with a document type, as far as it can be known without records.
///
/// The reference tables and the words are left out of account when they are wrong themselves.
pub fn check(
    kind: &DocumentType,
    reference: Option<&Reference>,
    words: Option<&Words>,
) -> EcoVec<SourceDiagnostic> {
    let mut faults = Faults { file: &kind.file, found: EcoVec::new() };
    if let Some(reference) = reference {
        questions(kind, reference, &mut faults);
        faults.found.extend(claims(kind, reference).err().unwrap_or_default());
    }
    figures(kind, &mut faults);
    if let Some(words) = words {
        heads(kind, words, &mut faults);
    }
    let sample = context::sample(kind);
    let (required, rules) = (required(kind), rules(kind));
    for (lang, file) in &kind.narratives {
        faults.found.extend(check_alone(file, &sample, lang.locale(), &required, &rules));
    }
    faults.found
}

/// The faults of a manifest.
struct Faults<'a> {
    /// The manifest.
    file: &'a InputFile,
    /// What was found.
    found: EcoVec<SourceDiagnostic>,
}

impl Faults<'_> {
    /// Returns the place of a text between quotation marks in a part of the file, or of the part.
    fn quoted(&self, part: Range<usize>, text: &str) -> DiagSpan {
        let wanted = format!("\"{text}\"");
        match self.file.text.get(part.clone()).and_then(|inner| inner.find(&wanted)) {
            Some(at) => self.file.span(part.start + at..part.start + at + wanted.len()),
            None => self.file.span(part),
        }
    }

    /// Keeps the fault of a result.
    fn keep<T>(&mut self, result: impl Located<T>, place: DiagSpan) {
        self.found.extend(result.located(place).err().unwrap_or_default());
    }
}

/// Checks that every question can be asked, of the first subject that there is.
fn questions(kind: &DocumentType, reference: &Reference, faults: &mut Faults) {
    let region = reference.places.regions.first();
    let (subject, healthcare) = match kind.spec.subject {
        Subject::Area | Subject::Lens => {
            (reference.areas.list.first().map(|area| area.id.as_str()), None)
        }
        Subject::Country => (Some("sweden"), None),
        Subject::Claims => (None, None),
        Subject::Region => (
            region.map(|region| region.id.as_str()),
            region.map(|region| region.healthcare_region.as_str()),
        ),
    };
    let filled = |text: &str| {
        let text = text.replace("{subject}", subject.unwrap_or_default());
        let text = text.replace("{healthcare}", healthcare.unwrap_or_default());
        // Which keys are picked is known with the records; any will do.
        let area = reference.areas.list.first().map_or("", |area| area.id.as_str());
        let picked = kind.spec.picks.iter().flat_map(|(name, pick)| {
            (1..=pick.get_ref().top).map(|number| PickSpec::placeholder(name, number))
        });
        picked.fold(text, |text, placeholder| text.replace(&placeholder, area))
    };
    let whole = 0..faults.file.text.len();
    let place = faults.quoted(whole, &kind.spec.place);
    if kind.spec.subject == Subject::Claims {
        return;
    }
    faults.keep(Place::parse(&filled(&kind.spec.place), reference), place);
    for spec in kind.spec.queries.values() {
        question(spec.get_ref(), spec.span(), reference, &filled, faults);
    }
}

/// Checks one question.
fn question(
    spec: &QuerySpec,
    part: Range<usize>,
    reference: &Reference,
    filled: &dyn Fn(&str) -> String,
    faults: &mut Faults,
) {
    let at = |faults: &Faults, text: &str| faults.quoted(part.clone(), text);
    let span = at(faults, &spec.indicator);
    faults.keep(indicator::find(&spec.indicator), span);
    for place in [&spec.place, &spec.outside, &spec.against].into_iter().flatten() {
        let span = at(faults, place);
        faults.keep(Place::parse(&filled(place), reference), span);
    }
    if let Some(area) = &spec.area {
        let span = at(faults, area);
        faults.keep(parse_area(&filled(area), &reference.areas), span);
    }
    if let Some(phase) = &spec.phase {
        let span = at(faults, phase);
        faults.keep(parse_phase(&filled(phase)), span);
    }
    if let Some(by) = &spec.by {
        let span = at(faults, by);
        faults.keep(By::parse(by), span);
    }
}

/// Checks that the figures name charts and roles that there are, and fit the grid.
fn figures(kind: &DocumentType, faults: &mut Faults) {
    let whole = 0..faults.file.text.len();
    let charts = || chart::CATALOGUE.iter().map(|kind| kind.id);
    for figure in kind.spec.all_figures() {
        if !charts().any(|id| id == figure.chart) {
            let span = faults.quoted(whole.clone(), &figure.chart);
            let hint = hint_for(&figure.chart, charts());
            faults.found.push(error!(span, "unknown chart `{}`", figure.chart; hint: "{hint}"));
        }
        for series in &figure.series {
            if !ROLES.contains(&series.role.as_str()) {
                let span = faults.quoted(whole.clone(), &series.role);
                let hint = hint_for(&series.role, ROLES);
                faults.found.push(error!(span, "unknown role `{}`", series.role; hint: "{hint}"));
            }
        }
    }
}

/// Checks that the words above the columns of tables are words of the layout.
fn heads(kind: &DocumentType, words: &Words, faults: &mut Faults) {
    let heads = |table: &TableSpec| {
        let named = table.columns.iter().filter(|column| column.each.is_none());
        let columns = named.map(|column| column.head.clone());
        std::iter::once(table.head.clone()).chain(columns).collect::<Vec<_>>()
    };
    for head in kind.spec.tables.iter().flat_map(heads) {
        // A place in braces stands for its name.
        if !head.contains('{') && words.get(&head).is_none() {
            let span = faults.quoted(0..faults.file.text.len(), &head);
            let hint = hint_for(&head, words.iter().map(|(key, _)| key));
            faults.found.push(error!(span, "unknown word `{head}`"; hint: "{hint}"));
        }
    }
}

/// Returns the blocks that a narrative must have, with what is wrong without them.
fn required(kind: &DocumentType) -> Vec<(String, String)> {
    let mut required = vec![
        ("doc_title".to_owned(), "the document has no title".to_owned()),
        ("doc_description".to_owned(), "the document has no description".to_owned()),
    ];
    for figure in &kind.spec.figures {
        let id = &figure.id;
        required.push((format!("title_{id}"), format!("figure `{id}` has no title")));
        required.push((format!("alt_{id}"), format!("figure `{id}` has no alternative text")));
    }
    for table in &kind.spec.tables {
        let id = &table.id;
        required.push((format!("title_{id}"), format!("table `{id}` has no title")));
        if let RowsSpec::Listed(rows) = &table.rows {
            let titles = rows.iter().filter_map(|row| row.title.clone());
            required.extend(titles.map(|title| (title, "a row has no name".to_owned())));
        }
    }
    required
}
