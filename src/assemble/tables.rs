//! Tables: findings and trials as rows of text.

use std::collections::{BTreeMap, BTreeSet};

use typst::diag::{SourceResult, bail};

use super::phrases::no_value;
use super::{Answer, Sheet};
use crate::claim::Strength;
use crate::diag::Located;
use crate::disclosure::Mark;
use crate::document::{ColumnSpec, RowName, RowSpec, RowsSpec, Show, TableSpec};
use crate::finding::{Finding, TrialRow, to_csv};
use crate::indicator::{LimitKind, Measure};
use crate::report::{Column, Table};
use crate::slice::Place;

impl Sheet<'_> {
    /// Returns the tables of the manifest, and adds the files of those that are attached to the bundle.
    pub fn tables(
        &self,
        files: &mut BTreeMap<String, Vec<u8>>,
    ) -> SourceResult<BTreeMap<String, Table>> {
        let mut tables = BTreeMap::new();
        for (at, spec) in self.kind.spec.tables.iter().enumerate() {
            let mut table = self.table(at + 1, spec)?;
            if spec.attached && table.missing.is_none() {
                self.attach(at + 1, spec, &mut table, files)?;
            }
            tables.insert(spec.id.clone(), table);
        }
        Ok(tables)
    }

    /// Adds the findings of a table as CSV, to be attached.
    fn attach(
        &self,
        number: usize,
        spec: &TableSpec,
        table: &mut Table,
        files: &mut BTreeMap<String, Vec<u8>>,
    ) -> SourceResult<()> {
        let (id, path) = (&spec.id, format!("tables/{number:02}.csv"));
        let span = self.kind.file.find(&format!("\"{id}\""));
        let mut asked = questions(spec);
        asked.sort_unstable();
        asked.dedup();
        let findings = asked.into_iter().flat_map(|name| &self.answers.by_name[name].findings);
        files.insert(path.clone(), to_csv(findings, self.lang()).located(span)?);
        table.data = Some(path);
        table.data_name = format!("{}-{id}.{}.csv", self.answers.subject, self.lang().code());
        table.data_description =
            self.phrases.fill("figure.data", &[("id", &table.id), ("title", &table.title)])?;
        Ok(())
    }

    /// Returns one table.
    fn table(&self, number: usize, spec: &TableSpec) -> SourceResult<Table> {
        let (id, phrases) = (&spec.id, self.phrases);
        let no_title = format!("table `{id}` has no title");
        let table = Table {
            id: phrases.fill("table.number", &[("n", &number.to_string())])?,
            title: self.required(&format!("title_{id}"), &no_title)?,
            columns: self.columns(spec)?,
            ..Table::default()
        };
        let answer = self.answer_behind(spec);
        if answer.trials < spec.min_trials {
            let (n, least) = (phrases.trials(answer.trials)?, phrases.count(spec.min_trials));
            let missing = phrases.fill("missing.few", &[("n", &n), ("least", &least)])?;
            return Ok(Table { missing: Some(missing), columns: Vec::new(), ..table });
        }
        let (rows, own_rows) = self.rows(spec)?;
        let is_of_inventory = answer.query.indicator.measure.is_of_inventory();
        if is_of_inventory && answer.findings.iter().all(|finding| finding.denominator == Some(0)) {
            let missing = Some(phrases.word("missing.inventory")?);
            return Ok(Table { missing, columns: Vec::new(), ..table });
        }
        let is_of_prognosis = answer.query.indicator.measure.is_of_prognosis();
        if is_of_prognosis && answer.findings.iter().all(|finding| finding.value.is_none()) {
            let missing = Some(phrases.word("missing.prognosis")?);
            return Ok(Table { missing, columns: Vec::new(), ..table });
        }
        if answer.query.indicator.measure.is_of_board() && answer.findings.is_empty() {
            let missing = Some(phrases.word("figure.missing_board")?);
            return Ok(Table { missing, columns: Vec::new(), ..table });
        }
        if rows.is_empty() {
            let missing = Some(phrases.word(self.nothing(answer))?);
            return Ok(Table { missing, columns: Vec::new(), ..table });
        }
        let source = self.source_line(answer)?;
        let source = match self.legend(spec, &rows)? {
            Some(legend) => format!("{source} {legend}"),
            None => source,
        };
        Ok(Table { rows, own_rows, source, ..table })
    }

    /// Returns what the marks in a table mean, if there are any.
    fn legend(&self, spec: &TableSpec, rows: &[Vec<String>]) -> SourceResult<Option<String>> {
        let asked = questions(spec).into_iter().filter_map(|name| self.answers.by_name.get(name));
        let marks = asked.flat_map(|answer| &answer.findings).filter_map(|finding| finding.marks);
        let used: BTreeSet<_> =
            marks.flat_map(|marks| [marks.numerator, marks.denominator]).flatten().collect();
        let meaning = |mark: &Mark| {
            let word = |part: &str| self.phrases.word(&format!("marks.{}.{part}", mark.word()));
            let (sign, name, meaning) = (word("mark")?, word("name")?, word("meaning")?);
            let about = [("mark", sign.as_str()), ("name", &name), ("meaning", &meaning)];
            let is_suppressed = *mark == Mark::Suppressed;
            let key = if is_suppressed { "table.legend_suppressed" } else { "table.legend" };
            self.phrases.fill(key, &about)
        };
        let mut meanings = Vec::new();
        for mark in &used {
            let sign = self.sign(*mark)?;
            // A mark of a row that the table has no room for is only in the attached file, as a code.
            if rows.iter().flatten().any(|cell| *cell == sign) {
                meanings.push(meaning(mark)?);
            }
        }
        Ok((!meanings.is_empty()).then(|| meanings.join(" ")))
    }

    /// Returns a mark as it is printed.
    fn sign(&self, mark: Mark) -> SourceResult<String> {
        self.phrases.word(&format!("marks.{}.mark", mark.word()))
    }

    /// Returns the word for an answer without findings.
    pub fn nothing(&self, answer: &Answer) -> &'static str {
        match answer.query.indicator.measure {
            Measure::Bridge if self.materials.previous.is_none() => "missing.previous",
            _ => "missing.none",
        }
    }

    /// Returns the answer whose slice a table is about.
    fn answer_behind(&self, spec: &TableSpec) -> &Answer {
        let name = match &spec.rows {
            RowsSpec::Keys { keys } => keys,
            RowsSpec::Trials { trials } => trials,
            RowsSpec::Listed(rows) => &rows[0].cells[0],
        };
        &self.answers.by_name[name]
    }

    /// Returns the columns' headings.
    fn columns(&self, spec: &TableSpec) -> SourceResult<Vec<Column>> {
        let mut columns =
            vec![Column { label: self.phrases.word(&spec.head)?, align: "left", lang: None }];
        for column in &spec.columns {
            let is_words = matches!(
                column.show,
                Show::Verdict
                    | Show::Compared
                    | Show::Kind
                    | Show::Title
                    | Show::Phase
                    | Show::Sponsor
                    | Show::Start
            );
            let at = columns.len() - 1;
            let head = self.heading(&column.head)?;
            columns.push(Column {
                label: match self.limits_of(spec, at) {
                    None => head,
                    Some(kind) => {
                        let kind = self.phrases.word(&format!("limits.{}", kind.code()))?;
                        self.phrases.fill("table.limits", &[("head", &head), ("kind", &kind)])?
                    }
                },
                align: if is_words { "left" } else { "right" },
                lang: (column.show == Show::Title).then_some("en"),
            });
        }
        Ok(columns)
    }

    /// Returns what the limits in a column mean, of most of its rows; `None` where it shows none.
    fn limits_of(&self, spec: &TableSpec, at: usize) -> Option<LimitKind> {
        let column = spec.columns.get(at).filter(|column| column.show == Show::Interval)?;
        let names = match (&spec.rows, &column.query) {
            (_, Some(query)) => vec![query],
            (RowsSpec::Keys { keys }, None) => vec![keys],
            (RowsSpec::Trials { .. }, None) => Vec::new(),
            (RowsSpec::Listed(rows), None) => {
                rows.iter().filter_map(|row| row.cells.get(at)).collect()
            }
        };
        let answers = names.into_iter().filter_map(|name| self.answers.by_name.get(name));
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

    /// Returns the rows, and which of them are the document's own.
    fn rows(&self, spec: &TableSpec) -> SourceResult<(Vec<Vec<String>>, Vec<usize>)> {
        let mut own = Vec::new();
        let mut rows = Vec::new();
        match &spec.rows {
            RowsSpec::Keys { keys } => {
                let answer = &self.answers.by_name[keys];
                for finding in answer.findings.iter().take(spec.top.unwrap_or(usize::MAX)) {
                    rows.push(self.keyed_row(spec, finding)?);
                }
            }
            RowsSpec::Trials { trials } => {
                let mut lines = 0;
                for trial in &self.answers.trials[trials] {
                    // A page has room for so many lines; a title stays whole,
                    // and what does not fit is a trial less.
                    lines += trial.title.chars().count().div_ceil(TITLE_LINE);
                    if !rows.is_empty() && lines > spec.lines.unwrap_or(usize::MAX) {
                        break;
                    }
                    rows.push(self.trial_row(spec, trial)?);
                }
            }
            RowsSpec::Listed(listed) => {
                for (at, row) in listed.iter().enumerate() {
                    let (cells, is_own) = self.listed_row(spec, row)?;
                    rows.push(cells);
                    if is_own {
                        own.push(at);
                    }
                }
            }
        }
        Ok((rows, own))
    }

    /// Returns the row of one key: each column's finding with that key.
    fn keyed_row(&self, spec: &TableSpec, key: &Finding) -> SourceResult<Vec<String>> {
        let mut cells = vec![shortened(&self.phrases.label(key)?)];
        for column in &spec.columns {
            let told = self.limits_of(spec, cells.len() - 1);
            let finding = match &column.query {
                None => Some(key),
                Some(name) => {
                    let mut findings = self.answers.by_name[name].findings.iter();
                    findings.find(|finding| finding.key == key.key)
                }
            };
            cells.push(self.cell(column, finding, told)?);
        }
        Ok(cells)
    }

    /// Returns a listed row, and whether it is of the document's own place.
    fn listed_row(&self, spec: &TableSpec, row: &RowSpec) -> SourceResult<(Vec<String>, bool)> {
        let first = &self.answers.by_name[&row.cells[0]];
        let name = match (row.name, &row.title) {
            (RowName::Place, _) => self.phrases.place_of(&first.query)?,
            (RowName::Title, Some(title)) => self.required(title, "a row has no name")?,
            _ => first.query.indicator.name.get(self.lang()).to_owned(),
        };
        let is_own = row.name == RowName::Place
            && first.query.place == self.answers.place
            && first.query.outside.is_none();
        let mut cells = vec![name];
        for (at, column) in spec.columns.iter().enumerate() {
            let answer = row.cells.get(at).and_then(|name| self.answers.by_name.get(name));
            cells.push(match answer {
                _ if column.show == Show::Compared => self.compared(row)?,
                _ if column.show == Show::Kind => self.kind_of_row(spec, row)?,
                None => self.phrases.word("marks.not_applicable.mark")?,
                Some(answer) => {
                    self.cell(column, answer.findings.first(), self.limits_of(spec, at))?
                }
            });
        }
        Ok((cells, is_own))
    }

    /// Returns in words whether the other places of a row stand there as wholes or as the average of their parts.
    fn kind_of_row(&self, spec: &TableSpec, row: &RowSpec) -> SourceResult<String> {
        let others = row.cells.iter().skip(1).filter(|name| !name.is_empty());
        let pooled: BTreeSet<_> =
            others.map(|name| self.kind.spec.queries[name].get_ref().pooled).collect();
        match pooled.first() {
            Some(_) if pooled.len() > 1 => bail!(
                self.kind.file.find(&format!("\"{}\"", row.cells[0])),
                "a row of table `{}` mixes wholes with averages", spec.id;
                hint: "show questions with `pooled` in a row of their own, so that no reader takes one for the other"
            ),
            Some(true) => self.phrases.word("table.kind.average"),
            _ => self.phrases.word("table.kind.whole"),
        }
    }

    /// Returns how the first finding of a row compares with another.
    fn compared(&self, row: &RowSpec) -> SourceResult<String> {
        // What the claim may not say firmly, the table does not either.
        if let Some((Strength::Tendency, direction)) = self.answers.compared_by_claim(row) {
            return self.phrases.word(&format!("compared.tends-{}", direction.code()));
        }
        match self.answers.compared(row) {
            Some(comparison) => self.phrases.word(&format!("compared.{}", comparison.code())),
            None => self.phrases.word("marks.not_applicable.mark"),
        }
    }

    /// Returns what a column shows of a finding, whose head tells what its limits mean.
    fn cell(
        &self,
        column: &ColumnSpec,
        finding: Option<&Finding>,
        told: Option<LimitKind>,
    ) -> SourceResult<String> {
        let Some(finding) = finding else { return Ok(no_value()) };
        let base = finding.denominator.or(finding.numerator).unwrap_or(0);
        if base < column.min_trials {
            return Ok(no_value());
        }
        if let Some(marks) = finding.marks {
            let mark = match column.show {
                Show::Trials => marks.numerator,
                Show::Base => marks.denominator,
                Show::Value | Show::Interval => marks.of_value(),
                _ => None,
            };
            if let Some(mark) = mark {
                return self.sign(mark);
            }
        }
        Ok(match column.show {
            Show::Trials => finding.numerator.map_or_else(no_value, |n| self.phrases.count(n)),
            Show::Base => finding.denominator.map_or_else(no_value, |of| self.phrases.count(of)),
            Show::Interval if finding.value.is_some() => self.phrases.limited(finding, told)?,
            Show::Note => finding.note.clone().unwrap_or_else(no_value),
            Show::Verdict => match finding.verdict {
                Some(verdict) => self.phrases.word(&format!("verdict.{}", verdict.code()))?,
                None => no_value(),
            },
            _ => self.phrases.value(finding),
        })
    }

    /// Returns the row of a trial; its texts are data and stay as they are.
    fn trial_row(&self, spec: &TableSpec, trial: &TrialRow) -> SourceResult<Vec<String>> {
        let mut cells = vec![trial.id.clone()];
        for column in &spec.columns {
            cells.push(match column.show {
                Show::Title => trial.title.clone(),
                Show::Phase => self.phrases.word(&format!("phase_short.{}", trial.phase))?,
                Show::Sponsor => shortened(&trial.sponsor),
                _ => match trial.start {
                    Some((date, precision)) => self.phrases.date(date, precision),
                    None => no_value(),
                },
            });
        }
        Ok(cells)
    }
}

/// Returns the questions of a table whose answers are findings.
fn questions(spec: &TableSpec) -> Vec<&String> {
    let columns = spec.columns.iter().filter_map(|column| column.query.as_ref());
    let rows: Vec<_> = match &spec.rows {
        RowsSpec::Keys { keys } => vec![keys],
        RowsSpec::Trials { .. } => Vec::new(),
        RowsSpec::Listed(rows) => rows.iter().flat_map(|row| row.cells.iter()).collect(),
    };
    rows.into_iter().chain(columns).filter(|name| !name.is_empty()).collect()
}

/// Characters of a title in a line of a table of trials, on the cautious side.
const TITLE_LINE: usize = 52;

/// Characters of a name in a cell; the attached data have the whole name.
const NAME_LENGTH: usize = 60;

/// Returns a name from the data, cut at a word when it is longer than a cell.
fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_LENGTH {
        return name.to_owned();
    }
    let head: String = name.chars().take(NAME_LENGTH - 1).collect();
    let cut = head.rfind(' ').filter(|&at| at > head.len() / 2).unwrap_or(head.len());
    format!("{}…", head[..cut].trim_end_matches([',', ' ', '(', '-']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_at_a_word() {
        let name = "Johnson & Johnson Consumer Products Company Division of Johnson & Johnson";
        assert_eq!(shortened(name), "Johnson & Johnson Consumer Products Company Division of…");
        assert_eq!(shortened("Acme AB"), "Acme AB");
    }
}
