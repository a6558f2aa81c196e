//! The columns of tables: what stands above each, and what the limits in it mean.

use std::collections::BTreeMap;

use typst::diag::SourceResult;

use super::Sheet;
use super::each::{Name, question_of};
use crate::document::{ColumnSpec, RowsSpec, Show, TableSpec};
use crate::finding::Finding;
use crate::indicator::LimitKind;
use crate::report::Column;
use crate::slice::Place;

/// A column as it is shown.
pub(super) struct Shown<'a> {
    /// The word above it.
    pub label: String,
    /// The question that answers its cells, if it is not that of the rows.
    pub question: Option<String>,
    /// What the limits in it mean, of most of its rows; `None` where it shows none.
    pub told: Option<LimitKind>,
    /// What the manifest says of it.
    pub spec: &'a ColumnSpec,
}

impl Sheet<'_> {
    /// Returns the columns after the first as they are shown: one for each key of a question that is asked for keys one by one.
    pub(super) fn shown_columns<'t>(&self, spec: &'t TableSpec) -> SourceResult<Vec<Shown<'t>>> {
        let mut columns = Vec::new();
        for (at, column) in spec.columns.iter().enumerate() {
            match &column.each {
                None => columns.push(Shown {
                    label: self.heading(&column.head)?,
                    question: column.query.clone(),
                    told: self.limits_of(spec, at),
                    spec: column,
                }),
                Some(each) => {
                    for key in self.answers.keys.get(each).into_iter().flatten() {
                        columns.push(Shown {
                            label: match &key.letter {
                                Some(letter) => letter.clone(),
                                None => self.key_name(&key.name)?,
                            },
                            told: self.limits_in([&question_of(each, &key.id)], column),
                            question: Some(question_of(each, &key.id)),
                            spec: column,
                        });
                    }
                }
            }
        }
        Ok(columns)
    }

    /// Returns what a key is called.
    pub(super) fn key_name(&self, name: &Name) -> SourceResult<String> {
        match name {
            Name::Label(label) => Ok(label.get(self.lang()).to_owned()),
            Name::Word(key) => self.phrases.word(key),
        }
    }

    /// Returns the columns' headings.
    pub(super) fn columns(&self, spec: &TableSpec) -> SourceResult<Vec<Column>> {
        let mut columns =
            vec![Column { label: self.phrases.word(&spec.head)?, align: "left", lang: None }];
        for Shown { label, told, spec: column, .. } in self.shown_columns(spec)? {
            columns.push(Column {
                label: match told {
                    None => label,
                    Some(kind) => {
                        let kind = self.phrases.word(&format!("limits.{}", kind.code()))?;
                        self.phrases.fill("table.limits", &[("head", &label), ("kind", &kind)])?
                    }
                },
                align: if column.show.is_words() { "left" } else { "right" },
                lang: (column.show == Show::Title).then_some("en"),
            });
        }
        Ok(columns)
    }

    /// Returns what the limits in a column mean, of most of its rows; `None` where it shows none.
    pub(super) fn limits_of(&self, spec: &TableSpec, at: usize) -> Option<LimitKind> {
        let column = spec.columns.get(at)?;
        match (&spec.rows, &column.query) {
            (RowsSpec::Each { each: name }, query) => {
                let keys = self.answers.keys.get(name).into_iter().flatten();
                let name = query.as_ref().unwrap_or(name);
                let parts: Vec<_> = keys.map(|key| question_of(name, &key.id)).collect();
                self.limits_in(parts.iter().chain([name]), column)
            }
            (_, Some(query)) => self.limits_in([query], column),
            (RowsSpec::Keys { keys }, None) => self.limits_in([keys], column),
            (RowsSpec::Trials { .. }, None) => None,
            (RowsSpec::Claims { claims }, None) => {
                let question = self.kind.spec.claims.get(claims)?.get_ref().question(claims);
                self.limits_in([&question.to_owned()], column)
            }
            (RowsSpec::Listed(rows), None) => {
                self.limits_in(rows.iter().filter_map(|row| row.cells.get(at)), column)
            }
        }
    }

    /// Returns what the limits in the answers to some questions mean, of most of their rows; `None` in a column that shows none.
    fn limits_in<'q>(
        &self,
        questions: impl IntoIterator<Item = &'q String>,
        column: &ColumnSpec,
    ) -> Option<LimitKind> {
        if column.show != Show::Interval {
            return None;
        }
        let names = questions.into_iter();
        let answers = names.filter_map(|name| self.answers.by_name.get(name));
        let findings = answers.flat_map(|answer| &answer.findings);
        let mut counted: BTreeMap<LimitKind, usize> = BTreeMap::new();
        for kind in findings.filter_map(Finding::limit_kind) {
            *counted.entry(kind).or_default() += 1;
        }
        // Of as many the first, which is that of chance.
        counted.into_iter().rev().max_by_key(|(_, rows)| *rows).map(|(kind, _)| kind)
    }

    /// Returns a heading: a word of the locale, or a place's name.
    fn heading(&self, head: &str) -> SourceResult<String> {
        let Some(name) = head.strip_prefix("place:") else { return self.phrases.word(head) };
        let trail = self.answers.place.trail(&self.materials.registry.reference);
        let healthcare = trail.iter().rev().nth(1).map(|place| place.id.clone());
        let id = name
            .replace("{subject}", &self.answers.subject)
            .replace("{healthcare}", &healthcare.unwrap_or_default());
        let place = Place::parse(&id, &self.materials.registry.reference);
        Ok(place.map_or(id, |place| self.phrases.place(&place)))
    }
}
