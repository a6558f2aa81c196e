//! What a document tells in one language.

use std::collections::{BTreeMap, BTreeSet};

use crate::claim::Entry;
use crate::locale::Lang;
use crate::report::Report;

/// What a document tells in one language, as its twin is compared with it.
#[derive(Debug, Clone)]
pub struct Telling {
    /// The language.
    pub lang: Lang,
    /// All that is on its pages but the sentences.
    pub report: Report,
    /// The blocks of its narrative as they are read, by name.
    pub blocks: BTreeMap<String, String>,
    /// What became of its claims.
    pub claims: Vec<Entry>,
}

impl Telling {
    /// Returns every text of a part of the report, with what it is, in the order of the page.
    ///
    /// Cells of tables are not among them: rows may stand in another order in another language.
    fn texts(&self) -> Vec<(Place<'_>, &str)> {
        let Report { tiles, figures, tables, method, sources, coverage, marks, .. } = &self.report;
        let mut texts = vec![
            (Place::report("filter"), self.report.filter.as_str()),
            (Place::report("selection"), &self.report.selection),
            (Place::report("window"), &self.report.meta.window),
            (Place::report("cut-off"), &self.report.meta.cutoff),
        ];
        for (id, tile) in tiles {
            let parts = [
                ("label", &tile.label),
                ("value", &tile.value),
                ("unit", &tile.unit),
                ("interval", &tile.interval),
                ("note", &tile.note),
            ];
            texts.extend(parts.map(|(part, text)| (Place::named(id, part), text.as_str())));
            texts.extend(tile.missing.as_deref().map(|text| (Place::named(id, "mark"), text)));
        }
        for (id, figure) in figures {
            let parts = [
                ("title", &figure.title),
                ("alternative text", &figure.alt),
                ("source", &figure.source),
                ("description of the data", &figure.data_description),
            ];
            texts.extend(parts.map(|(part, text)| (Place::named(id, part), text.as_str())));
            texts.extend(figure.missing.as_deref().map(|text| (Place::named(id, "mark"), text)));
        }
        for (id, table) in tables {
            texts.push((Place::named(id, "title"), &table.title));
            texts.push((Place::named(id, "source"), &table.source));
            texts.extend(
                table
                    .columns
                    .iter()
                    .map(|column| (Place::named(id, "head"), column.label.as_str())),
            );
            texts.extend(table.missing.as_deref().map(|text| (Place::named(id, "mark"), text)));
        }
        texts.extend(method.iter().map(|item| (Place::report("method"), item.text.as_str())));
        texts.extend(sources.iter().map(|text| (Place::report("sources"), text.as_str())));
        texts.extend(coverage.iter().map(|text| (Place::report("coverage"), text.as_str())));
        texts.extend(marks.iter().map(|mark| (Place::report("marks"), mark.meaning.as_str())));
        texts
    }
}

/// Returns the texts of two languages beside one another, without those that a block of the narrative is the whole of: it is compared itself.
pub(super) fn texts_of<'a>(
    first: &'a Telling,
    second: &'a Telling,
) -> impl Iterator<Item = (Place<'a>, &'a str, &'a str)> {
    let written = |telling: &'a Telling| -> BTreeSet<&'a str> {
        telling.blocks.values().map(String::as_str).collect()
    };
    let (ours, theirs) = (written(first), written(second));
    let pairs = first.texts().into_iter().zip(second.texts());
    let pairs = pairs.map(|((place, text), (_, other))| (place, text, other));
    pairs.filter(move |(_, text, other)| !(ours.contains(text) && theirs.contains(other)))
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// The tile, figure or table; none for what belongs to the whole report.
    pub id: Option<&'a str>,
    /// Which text of it.
    pub part: &'static str,
}

impl<'a> Place<'a> {
    /// A text of the whole report.
    fn report(part: &'static str) -> Self {
        Self { id: None, part }
    }

    /// A text of a tile, figure or table.
    fn named(id: &'a str, part: &'static str) -> Self {
        Self { id: Some(id), part }
    }
}
