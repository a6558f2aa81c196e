//! Tables: findings and trials as rows of text.

use std::collections::{BTreeMap, BTreeSet};

use typst::diag::{SourceResult, bail};

use super::columns::Shown;
use super::each::question_of;
use super::phrases::no_value;
use super::{Answer, Sheet};
use crate::claim::{Claim, Strength};
use crate::diag::Located;
use crate::disclosure::Mark;
use crate::document::{ColumnSpec, OnlySpec, RowName, RowSpec, RowsSpec, Show, TableSpec};
use crate::finding::{By, Finding, TrialRow, to_csv};
use crate::indicator::{LimitKind, Measure};
use crate::report::Table;
use crate::slice::Place;
use crate::statistics::wilson;

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
        let findings = self.answers_of(spec).flat_map(|answer| &answer.findings);
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
        if answer.is_closed {
            let missing = Some(phrases.word("missing.closed")?);
            return Ok(Table { missing, columns: Vec::new(), ..table });
        }
        if answer.trials < spec.min_trials {
            let (n, least) = (phrases.trials(answer.trials)?, phrases.count(spec.min_trials));
            let missing = phrases.fill("missing.few", &[("n", &n), ("least", &least)])?;
            return Ok(Table { missing: Some(missing), columns: Vec::new(), ..table });
        }
        let (rows, own_rows) = self.rows(spec)?;
        if rows.is_empty() && spec.only == Some(OnlySpec::Deviating) && !answer.findings.is_empty()
        {
            let missing = Some(phrases.word("missing.no_deviation")?);
            return Ok(Table { missing, columns: Vec::new(), ..table });
        }
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
        let findings = self.answers_of(spec).flat_map(|answer| &answer.findings);
        let marks = findings.filter_map(|finding| finding.marks);
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
            _ if answer.is_closed => "missing.closed",
            Measure::Bridge if self.materials.previous.is_none() => "missing.previous",
            measure if measure.is_of_board() => "figure.missing_board",
            _ => "missing.none",
        }
    }

    /// Returns the answer whose slice a table is about.
    fn answer_behind(&self, spec: &TableSpec) -> &Answer {
        let name = match &spec.rows {
            RowsSpec::Keys { keys } => keys,
            RowsSpec::Each { each } => each,
            RowsSpec::Trials { trials } => trials,
            RowsSpec::Claims { claims } => self.kind.spec.claims[claims].get_ref().question(claims),
            RowsSpec::Listed(rows) => &rows[0].cells[0],
        };
        &self.answers.by_name[name]
    }

    /// Returns the answers that a table shows as findings, each once.
    fn answers_of<'t>(&'t self, spec: &'t TableSpec) -> impl Iterator<Item = &'t Answer> {
        let asked: BTreeSet<_> = match &spec.rows {
            RowsSpec::Trials { .. } => BTreeSet::new(),
            RowsSpec::Listed(rows) => rows.iter().flat_map(|row| &row.cells).collect(),
            _ => spec.questions().collect(),
        };
        let named = asked.into_iter().filter(|name| !name.is_empty());
        named.flat_map(|name| self.answers.with_parts(name))
    }

    /// Returns the rows, and which of them are the document's own.
    fn rows(&self, spec: &TableSpec) -> SourceResult<(Vec<Vec<String>>, Vec<usize>)> {
        let mut own = Vec::new();
        let mut rows = Vec::new();
        match &spec.rows {
            RowsSpec::Keys { keys } => {
                let columns = self.shown_columns(spec)?;
                let answer = &self.answers.by_name[keys];
                let kept = answer.findings.iter().filter(|finding| is_kept(spec, finding));
                for finding in kept.take(spec.top.unwrap_or(usize::MAX)) {
                    rows.push(self.keyed_row(&columns, finding)?);
                }
            }
            RowsSpec::Each { each } => {
                let columns = self.shown_columns(spec)?;
                for key in self.answers.keys.get(each).into_iter().flatten() {
                    let mut cells = vec![self.key_name(&key.name)?];
                    for column in &columns {
                        let finding = self.cell_of(column, each, &key.id);
                        cells.push(self.cell(column.spec, finding, column.told)?);
                    }
                    rows.push(cells);
                }
            }
            RowsSpec::Claims { claims } => {
                let columns = self.shown_columns(spec)?;
                let mut claims: Vec<_> = self.answers.claims[claims].iter().collect();
                claims.retain(|claim| claim.robustness.is_some());
                claims.sort_by_key(|claim| claim.rank.unwrap_or(usize::MAX));
                for claim in claims.into_iter().take(spec.top.unwrap_or(usize::MAX)) {
                    rows.push(self.claim_cells(&columns, claim)?);
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
    fn keyed_row(&self, columns: &[Shown], key: &Finding) -> SourceResult<Vec<String>> {
        let mut cells = vec![shortened(&self.phrases.label(key)?)];
        for column in columns {
            let finding = match &column.question {
                None => Some(key.clone()),
                Some(name) => {
                    let mut findings = self.answers.by_name[name].findings.iter();
                    let found = findings.find(|finding| finding.key == key.key).cloned();
                    found.or_else(|| self.absent(name, key))
                }
            };
            cells.push(self.cell(column.spec, finding.as_ref(), column.told)?);
        }
        Ok(cells)
    }

    /// Returns what an answer says of a key that it has no finding for: none, of those that the row counts.
    ///
    /// Answers by disease, company and the like name what occurs. One that is cut to its first keys does not tell of the others.
    fn absent(&self, question: &str, row: &Finding) -> Option<Finding> {
        let answer = &self.answers.by_name[question];
        let asked = question.split('.').next().unwrap_or(question);
        let spec = self.kind.spec.queries.get(asked)?.get_ref();
        let is_part = asked != question;
        let is_whole =
            is_part || (spec.top.is_none() && spec.among.is_empty() && spec.at_least == 0);
        let names_what_occurs =
            matches!(answer.query.by, Some(By::Disease | By::Sponsor | By::Company | By::Site));
        if !is_whole || !names_what_occurs || answer.is_closed {
            return None;
        }
        let none = Finding { numerator: Some(0), denominator: None, ..row.clone() };
        match answer.query.indicator.measure {
            Measure::Started => {
                Some(Finding { value: Some(0.0), lower: None, upper: None, ..none })
            }
            // Of the row's own trials in Europe none is the place's.
            Measure::ShareOfEurope if row.place == Place::europe().id => {
                let of = row.numerator?;
                let limits = wilson(0, of)?;
                Some(Finding {
                    denominator: Some(of),
                    value: Some(0.0),
                    lower: Some(limits.lower),
                    upper: Some(limits.upper),
                    unit: "share",
                    ..none
                })
            }
            _ => None,
        }
    }

    /// Returns the row of a claim, as its finding was judged.
    fn claim_cells(&self, columns: &[Shown], claim: &Claim) -> SourceResult<Vec<String>> {
        let mut cells = vec![shortened(&self.phrases.label(&claim.finding)?)];
        for column in columns {
            cells.push(match (column.spec.show, &claim.robustness) {
                (Show::Holds, Some(robustness)) => {
                    let count = |n: u64| self.phrases.count(n);
                    let (n, of) = (count(robustness.holds), count(robustness.choices));
                    let same = count(robustness.same_way);
                    let about = [("n", n.as_str()), ("of", &of), ("same", &same)];
                    self.phrases.fill("claim.holds_same", &about)?
                }
                (Show::Verdict, _) => match claim.strength.verdict(claim.direction) {
                    Some(verdict) => self.phrases.word(&format!("verdict.{}", verdict.code()))?,
                    None => {
                        let strength = claim.strength.code();
                        self.phrases.word(&format!("claim.strength.{strength}"))?
                    }
                },
                _ => self.cell(column.spec, Some(&claim.finding), column.told)?,
            });
        }
        Ok(cells)
    }

    /// Returns what a column shows in the row of a key that questions are asked for by itself: of the answer for the key the column's own key
    /// or the only one, or of an answer by such keys the finding with it.
    fn cell_of(&self, column: &Shown, each: &str, key: &str) -> Option<&Finding> {
        let name = column.question.as_deref().unwrap_or(each);
        let has_key = |finding: &&Finding, key: &str| finding.key.as_deref() == Some(key);
        match (self.answers.by_name.get(&question_of(name, key)), &column.spec.key) {
            (Some(part), Some(own)) => part.findings.iter().find(|finding| has_key(finding, own)),
            (Some(part), None) => part.findings.first(),
            (None, _) => {
                let mut findings = self.answers.by_name.get(name)?.findings.iter();
                findings.find(|finding| has_key(finding, key))
            }
        }
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
            Show::Reference => {
                let counted = finding.reference.as_ref().map(|reference| reference.numerator);
                counted.map_or_else(no_value, |n| self.phrases.count(n))
            }
            Show::Demand => match finding.demand {
                Some(demand) => self.demand(finding, &demand)?,
                None => no_value(),
            },
            Show::Quadrant => match finding.demand {
                Some(demand) => {
                    self.phrases.word(&format!("quadrant.{}", demand.quadrant.code()))?
                }
                None => no_value(),
            },
            Show::Quartiles => self.quartiles(finding).unwrap_or_else(no_value),
            show if show.is_of_kpi() => self.of_kpi(show, finding)?,
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

/// Whether a table keeps the row of a finding.
fn is_kept(spec: &TableSpec, finding: &Finding) -> bool {
    match spec.only {
        None => true,
        Some(OnlySpec::Deviating) => {
            finding.flag.is_some_and(|flag| flag.state == "misses" || flag.movement == "worsening")
        }
        Some(OnlySpec::Counted) => finding.denominator.or(finding.numerator) > Some(0),
    }
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
