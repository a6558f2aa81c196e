//! What two languages of a document tell differently: parts, numbers, claims.

use std::collections::{BTreeMap, BTreeSet};

use typst::diag::{EcoString, eco_format};

use super::telling::{Place, Telling, texts_of};
use crate::claim::Entry;
use crate::locale::Lang;
use crate::report::{Report, Table};

/// One thing that two languages tell differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// Where.
    pub part: Part,
    /// What is different.
    pub what: EcoString,
    /// What each of them tells.
    pub hint: EcoString,
}

/// Where a difference is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// A block of the narratives.
    Block(String),
    /// A tile, a figure or a table.
    Named(String),
    /// The report.
    Report,
}

/// Returns what two languages tell differently.
pub(super) fn between(first: &Telling, second: &Telling) -> Vec<Difference> {
    let pair = Pair { first, second };
    let mut found = pair.parts();
    // What is not there in both cannot be compared further.
    if found.is_empty() {
        found.extend(pair.blocks());
        found.extend(pair.texts());
        found.extend(pair.tables());
        found.extend(pair.claims());
    }
    found
}

/// Two languages of a document.
struct Pair<'a> {
    first: &'a Telling,
    second: &'a Telling,
}

impl Pair<'_> {
    /// Compares what there is: the ids of parts, whether they have anything to show, and how large they are.
    fn parts(&self) -> Vec<Difference> {
        let of = |telling: &Telling| outline(&telling.report, telling.lang);
        let (first, second) = (of(self.first), of(self.second));
        let names: BTreeSet<_> = first.keys().chain(second.keys()).collect();
        let differs = names.into_iter().filter(|name| first.get(*name) != second.get(*name));
        let told = |outline: &BTreeMap<String, String>, name: &String| {
            outline.get(name).cloned().unwrap_or_else(|| "none".to_owned())
        };
        differs
            .map(|name| Difference {
                part: Part::Named(name.clone()),
                what: eco_format!("`{name}` is not the same part in {}", self.languages()),
                hint: self.each(&told(&first, name), &told(&second, name)),
            })
            .collect()
    }

    /// Compares the sentences: which there are, and their numbers.
    fn blocks(&self) -> Vec<Difference> {
        let (first, second) = (&self.first.blocks, &self.second.blocks);
        let mut found = Vec::new();
        for (name, text) in first {
            let Some(other) = second.get(name) else { continue };
            let part = || Part::Block(name.clone());
            if text.is_empty() != other.is_empty() {
                found.push(Difference {
                    part: part(),
                    what: eco_format!("the block `{name}` has a text in one language only"),
                    hint: self.each(text, other),
                });
            } else if let Some(hint) = self.numbers(text, other) {
                let what =
                    eco_format!("the block `{name}` has other numbers in {}", self.languages());
                found.push(Difference { part: part(), what, hint });
            }
        }
        found
    }

    /// Compares the numbers of the report's other texts.
    fn texts(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        for (place, text, other) in texts_of(self.first, self.second) {
            if let Some(hint) = self.numbers(text, other) {
                let Place { id, part } = place;
                let of = id.map(|id| eco_format!(" of `{id}`")).unwrap_or_default();
                found.push(Difference {
                    part: id.map_or(Part::Report, |id| Part::Named(id.to_owned())),
                    what: eco_format!("the {part}{of} has other numbers in {}", self.languages()),
                    hint,
                });
            }
        }
        found
    }

    /// Compares the numbers in tables, row by row. Names sort otherwise in another language, so the rows may stand in another order.
    fn tables(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        for (id, table) in &self.first.report.tables {
            let Some(other) = self.second.report.tables.get(id) else { continue };
            let mut rows = numbers_of_rows(table, self.first.lang);
            let mut others = numbers_of_rows(other, self.second.lang);
            rows.sort();
            others.sort();
            if let Some((row, other)) = rows.iter().zip(&others).find(|(row, other)| row != other) {
                found.push(Difference {
                    part: Part::Named(id.clone()),
                    what: eco_format!(
                        "a row of the table `{id}` has other numbers in {}",
                        self.languages()
                    ),
                    hint: self.each(&row.join(" "), &other.join(" ")),
                });
            }
        }
        found
    }

    /// Compares what became of the claims, and where they are said.
    fn claims(&self) -> Vec<Difference> {
        let (first, second) = (by_claim(&self.first.claims), by_claim(&self.second.claims));
        let names: BTreeSet<_> = first.keys().chain(second.keys()).collect();
        let mut found = Vec::new();
        for name in names {
            let (Some(one), Some(other)) = (first.get(name), second.get(name)) else {
                found.push(self.claim(name, "is made in one language only", ("", "")));
                continue;
            };
            if (one.strength, one.direction) != (other.strength, other.direction) {
                let told = |entry: &Entry| {
                    format!("{:?} {:?}", entry.strength, entry.direction).to_lowercase()
                };
                found.push(self.claim(
                    name,
                    "is not as firm in both languages",
                    (&told(one), &told(other)),
                ));
            } else if blocks_of(one) != blocks_of(other) {
                let told =
                    |entry: &Entry| blocks_of(entry).into_iter().collect::<Vec<_>>().join(", ");
                found.push(self.claim(name, "is said in other places", (&told(one), &told(other))));
            }
        }
        found
    }

    /// A difference about a claim, at the first block that only one language says it in.
    fn claim(&self, name: &str, what: &str, (first, second): (&str, &str)) -> Difference {
        let blocks = |text: &str| text.split(", ").map(str::to_owned).collect::<BTreeSet<_>>();
        let (one, other) = (blocks(first), blocks(second));
        let lone =
            one.symmetric_difference(&other).find(|block| self.second.blocks.contains_key(*block));
        Difference {
            part: lone.map_or(Part::Report, |block| Part::Block(block.clone())),
            what: eco_format!("the claim `{name}` {what}"),
            hint: self.each(first, second),
        }
    }

    /// Says how the numbers of two texts differ, if they do. Their order is the language's own.
    fn numbers(&self, text: &str, other: &str) -> Option<EcoString> {
        let sorted = |mut numbers: Vec<String>| {
            numbers.sort();
            numbers
        };
        let (one, two) = (self.first.lang.numbers(text), self.second.lang.numbers(other));
        (sorted(one.clone()) != sorted(two.clone()))
            .then(|| self.each(&one.join(" "), &two.join(" ")))
    }

    /// The two languages' codes.
    fn languages(&self) -> EcoString {
        eco_format!("`{}` and `{}`", self.first.lang, self.second.lang)
    }

    /// What each language tells.
    fn each(&self, first: &str, second: &str) -> EcoString {
        let told =
            |text: &str| if text.is_empty() { "nothing".to_owned() } else { shortened(text) };
        eco_format!(
            "`{}` has {}; `{}` has {}",
            self.first.lang,
            told(first),
            self.second.lang,
            told(second)
        )
    }
}

/// The longest part of a text that a hint shows, in characters.
const SHOWN: usize = 120;

/// Returns the beginning of a text.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns what each part of a report is, without its words and numbers.
fn outline(report: &Report, lang: Lang) -> BTreeMap<String, String> {
    let shown = |missing: &Option<String>| if missing.is_some() { "missing" } else { "shown" };
    // An id is "Figur 3" in one language and "Figure 3" in the other.
    let number = |id: &str| lang.numbers(id).concat();
    let tiles =
        report.tiles.iter().map(|(name, tile)| (name, format!("tile {}", shown(&tile.missing))));
    let figures = report.figures.iter().map(|(name, figure)| {
        let data = if figure.data.is_some() { "with data" } else { "without data" };
        (name, format!("figure {} {} {data}", number(&figure.id), shown(&figure.missing)))
    });
    let tables = report.tables.iter().map(|(name, table)| {
        let (columns, rows, own) = (table.columns.len(), table.rows.len(), table.own_rows.len());
        let (number, shown) = (number(&table.id), shown(&table.missing));
        (name, format!("table {number} {shown}, {columns} columns, {rows} rows, {own} of them the place's own"))
    });
    tiles.chain(figures).chain(tables).map(|(name, what)| (name.clone(), what)).collect()
}

/// Returns the numbers of each row.
fn numbers_of_rows(table: &Table, lang: Lang) -> Vec<Vec<String>> {
    let of_row = |row: &Vec<String>| row.iter().flat_map(|cell| lang.numbers(cell)).collect();
    table.rows.iter().map(of_row).collect()
}

/// Returns claims by name and key.
fn by_claim(claims: &[Entry]) -> BTreeMap<String, &Entry> {
    let name = |entry: &Entry| match &entry.key {
        Some(key) => format!("{} {key}", entry.claim),
        None => entry.claim.clone(),
    };
    claims.iter().map(|entry| (name(entry), entry)).collect()
}

/// Returns the blocks that say a claim.
fn blocks_of(entry: &Entry) -> BTreeSet<&str> {
    entry.blocks.iter().map(String::as_str).collect()
}
