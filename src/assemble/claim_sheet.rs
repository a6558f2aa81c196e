//! The tables of a claim sheet: each claim with its sentence, its evidence, how firmly it may be said and why, and over how many choices it holds.
//!
//! On the page stand the claims that a sentence uses and those that may not be said; the CSV beside it has all.
//!
//! A table that breaks over pages cannot be tagged with Typst as it is, so what is too long for a page is several tables, by an estimate of lines.

use std::collections::BTreeMap;

use typst::diag::SourceResult;

use super::Sheet;
use super::claims::OF_RECORDS;
use super::log::Log;
use super::phrases::no_value;
use crate::claim::{Claim, Direction, Entry, Reason, Standing, Strength};
use crate::indicator::{self, LimitKind};
use crate::report::{Column, Table};

/// The parts of choices that a row names.
const BREAKERS: usize = 3;

/// The columns after the first, with their sides.
const COLUMNS: [(&str, &str); 6] = [
    ("table.head.sentence", "left"),
    ("table.head.value_ci", "right"),
    ("table.head.cases", "right"),
    ("table.head.q", "right"),
    ("table.head.strength", "left"),
    ("table.head.holds", "left"),
];

impl Sheet<'_> {
    /// Returns the tables of each standing of claims, in the order of the pages.
    pub fn claims(&self, log: &Log) -> SourceResult<BTreeMap<String, Table>> {
        let mut pages = Pages { tables: Vec::new(), left: FIRST_PAGE };
        for standing in [Standing::Said, Standing::Weakened, Standing::NotSaid] {
            let name = standing.code().replace('-', "_");
            let no_title = format!("table `{name}` has no title");
            let title = self.required(&format!("title_{name}"), &no_title)?;
            let mut rows = Vec::new();
            for (claim, entry, sentences) in log.rows() {
                let is_of_page = match standing {
                    Standing::Said => !sentences.is_empty(),
                    Standing::Weakened => !entry.blocks.is_empty(),
                    Standing::NotSaid => true,
                };
                if entry.standing == standing && is_of_page {
                    rows.push(self.claim_row(claim, entry, &sentences)?);
                }
            }
            pages.add(&title, rows);
        }
        let mut columns = vec![column(self.phrases.word("table.head.claim")?, "left")];
        for (head, align) in COLUMNS {
            columns.push(column(self.phrases.word(head)?, align));
        }
        let mut tables = BTreeMap::new();
        for (at, (title, rows)) in pages.tables.into_iter().enumerate() {
            let number = (at + 1).to_string();
            let id = self.phrases.fill("table.number", &[("n", &number)])?;
            // Two digits, so that the order of the names is that of the pages.
            let name = format!("claims_{:02}", at + 1);
            tables.insert(
                name,
                Table { id, title, rows, columns: columns.clone(), ..Table::default() },
            );
        }
        Ok(tables)
    }

    /// Returns a claim as a row.
    fn claim_row(
        &self,
        claim: &Claim,
        entry: &Entry,
        sentences: &[&str],
    ) -> SourceResult<Vec<String>> {
        let (phrases, finding) = (self.phrases, &claim.finding);
        // The head says 95 % confidence; other limits are named.
        let value = phrases.limited(finding, Some(LimitKind::Confidence))?;
        let q = finding.q.map_or_else(no_value, |q| phrases.locale.decimal(q, 3));
        Ok(vec![
            self.claim_name(claim)?,
            match (sentences, entry.blocks.is_empty()) {
                ([], true) => no_value(),
                ([], false) => phrases.word("claim.in_figure")?,
                _ => sentences.join(" / "),
            },
            value,
            phrases.count(claim.cases()),
            q,
            self.firmness(claim)?,
            self.held(entry)?,
        ])
    }

    /// Returns what a claim is about: its indicator, and its key or its place.
    fn claim_name(&self, claim: &Claim) -> SourceResult<String> {
        let name = match claim.name.strip_prefix(OF_RECORDS) {
            Some(record) if claim.question == OF_RECORDS => {
                return self.phrases.word(&format!("claim.records{record}"));
            }
            _ => indicator::find(claim.finding.indicator).map(|known| known.name.get(self.lang())),
        };
        let finding = &claim.finding;
        let mut label = self.phrases.label(finding)?;
        if finding.key.is_some() && !matches!(finding.by, Some("place" | "region")) {
            label = format!("{label}, {}", self.phrases.place_in(finding)?);
        }
        let name = name.unwrap_or_default();
        self.phrases.fill("claim.name", &[("indicator", name), ("label", &label)])
    }

    /// Returns how firmly a claim may be said, and why not more firmly.
    fn firmness(&self, claim: &Claim) -> SourceResult<String> {
        let verdict = claim.strength.verdict(claim.direction).filter(|_| claim.verdict().is_some());
        let word = match (verdict, claim.strength, claim.direction) {
            (Some(verdict), ..) => format!("verdict.{}", verdict.code()),
            (None, Strength::Stated, Direction::Above) => "compared.above".to_owned(),
            (None, Strength::Stated, Direction::Below) => "compared.below".to_owned(),
            (None, strength, _) => format!("claim.strength.{}", strength.code()),
        };
        let word = self.phrases.word(&word)?;
        if claim.reasons.is_empty() {
            return Ok(word);
        }
        let mut reasons = Vec::new();
        for reason in &claim.reasons {
            reasons.push(self.phrases.word(&format!("claim.reason.{}", reason.code()))?);
        }
        let reasons = self.phrases.locale.list(&reasons);
        self.phrases.fill("claim.because", &[("strength", &word), ("reasons", &reasons)])
    }

    /// Returns over how many choices a claim holds, and what breaks it most.
    fn held(&self, entry: &Entry) -> SourceResult<String> {
        let Some(held) = &entry.robustness else { return Ok(no_value()) };
        let phrases = self.phrases;
        let (n, of) = (phrases.count(held.holds), phrases.count(held.choices));
        if held.breakers.is_empty() {
            return phrases.fill("claim.holds", &[("n", &n), ("of", &of)]);
        }
        let mut parts = Vec::new();
        for (part, times) in held.breakers.iter().take(BREAKERS) {
            let part = phrases.word(&format!("claim.choice.{part}"))?;
            let times = phrases.count(*times as u64);
            parts.push(phrases.fill("claim.breaker", &[("part", &part), ("n", &times)])?);
        }
        let (parts, same) = (parts.join(", "), phrases.count(held.same_way));
        let about = [("n", n.as_str()), ("of", &of), ("same", &same), ("parts", &parts)];
        // A tendency that would be stated but for its choices is counted as what it would be.
        let is_lost = entry.reasons.contains(&Reason::Choices);
        phrases.fill(if is_lost { "claim.stated_but" } else { "claim.holds_but" }, &about)
    }
}

/// The lines of the first page, whose upper half tells what the sheet is, and of the others.
const FIRST_PAGE: usize = 24;
/// The lines of every other page.
const OTHER_PAGES: usize = 66;

/// The lines of a table's title and head.
const HEAD: usize = 4;

/// The characters of a line in each column, on the cautious side.
const WIDTHS: [usize; 7] = [15, 35, 15, 6, 6, 18, 14];

/// Tables being laid out on pages.
struct Pages {
    /// The tables so far: title and rows.
    tables: Vec<(String, Vec<Vec<String>>)>,
    /// The lines left on the page.
    left: usize,
}

impl Pages {
    /// Adds rows under a title, as one table or, over pages, as several.
    fn add(&mut self, title: &str, rows: Vec<Vec<String>>) {
        let mut is_open = false;
        for row in rows {
            let lines = lines_of(&row);
            let needed = if is_open { lines } else { lines + HEAD };
            if needed > self.left {
                (self.left, is_open) = (OTHER_PAGES, false);
            }
            if !is_open {
                self.tables.push((title.to_owned(), Vec::new()));
                self.left = self.left.saturating_sub(HEAD);
                is_open = true;
            }
            self.left = self.left.saturating_sub(lines);
            if let Some((_, rows)) = self.tables.last_mut() {
                rows.push(row);
            }
        }
    }
}

/// Returns the lines that a row takes, with the space between it and the next.
fn lines_of(row: &[String]) -> usize {
    let lines = |(cell, width): (&String, usize)| cell.chars().count().div_ceil(width);
    row.iter().zip(WIDTHS).map(lines).max().unwrap_or(0) + 1
}

/// Returns a column.
fn column(label: String, align: &'static str) -> Column {
    Column { label, align, lang: None }
}
