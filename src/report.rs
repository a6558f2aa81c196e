//! The report: all that is on the pages of one PDF, resolved.
//!
//! This is the waist of the line. Every number is formatted, every sentence
//! written, every figure drawn with its alternative text and its data; a
//! template lays out and computes nothing. It is plain data, so it can cross
//! to a worker process, be stored as a sample, or be compared.
//!
//! Cooperates with report_templates/components/bundle.typ.

use std::collections::BTreeMap;

use serde::Serialize;

/// The version of the shape below; a template may refuse another.
pub const SCHEMA: u32 = 1;

/// All that is on the pages of one PDF. Becomes `report.json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The document type's id.
    pub document: String,
    /// The language's code.
    pub lang: &'static str,
    /// The region of the language.
    pub region: &'static str,
    /// What the document is about.
    pub subject: Named,
    /// What stands on cover, header and footer.
    pub meta: Meta,
    /// The zoom chain, outermost first.
    pub trail: Vec<String>,
    /// The filter in words.
    pub filter: String,
    /// The filter under the title: without what the title says.
    pub selection: String,
    /// Tiles, by the names of the manifest.
    pub tiles: BTreeMap<String, Tile>,
    /// Figures, by the names of the manifest.
    pub figures: BTreeMap<String, Figure>,
    /// Tables, by the names of the manifest.
    pub tables: BTreeMap<String, Table>,
    /// The texts that people write by hand, by the names of the manifest.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub slots: BTreeMap<String, Slot>,
    /// The files that are attached to the PDF.
    pub attachments: Vec<Attachment>,
    /// The definitions of the indicators used.
    pub method: Vec<Definition>,
    /// How past forecasts did, each place with its line; first what was tried, under no term.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub backtest: Vec<Definition>,
    /// Where the data are from.
    pub sources: Vec<String>,
    /// How complete they are.
    pub coverage: Vec<String>,
    /// The marks that stand for a missing number.
    pub marks: Vec<Mark>,
}

/// Something with a stable id and a name in the report's language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Named {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// What stands on cover, header and footer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meta {
    /// The document's id, unique within all editions.
    pub id: String,
    /// The document type's name.
    pub kind: String,
    /// The title.
    pub title: String,
    /// What the document is, in a sentence.
    pub description: String,
    /// Who issues it.
    pub author: String,
    /// Words to find it by.
    pub keywords: Vec<String>,
    /// The edition's name.
    pub edition: String,
    /// The edition's version.
    pub version: String,
    /// How far the text has come, in words.
    pub status: String,
    /// The last day that counts.
    pub cutoff: String,
    /// The window.
    pub window: String,
    /// The cut-off as numbers, which is the PDF's date.
    pub date: Date,
    /// Where questions go.
    pub contact: String,
    /// How to cite the document.
    pub cite: String,
    /// The mark of example data, which real data do not have.
    pub example: Option<String>,
    /// The mark of a draft, whose pages may have faults.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
}

/// A date as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// The month, from 1.
    pub month: u32,
    /// The day, from 1.
    pub day: u32,
}

/// One number, large.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Tile {
    /// The stable id.
    pub id: String,
    /// What the number is.
    pub label: String,
    /// The number.
    pub value: String,
    /// Its unit, where the label does not say it.
    pub unit: String,
    /// Its interval.
    pub interval: String,
    /// What to compare it with.
    pub note: String,
    /// Why there is none.
    pub missing: Option<String>,
}

/// A chart with its data.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Figure {
    /// The stable id: its number in the document.
    pub id: String,
    /// The SVG file, inside the bundle.
    pub path: String,
    /// What a reader who does not see it must know.
    pub alt: String,
    /// What, unit, window, place.
    pub title: String,
    /// Where the data are from.
    pub source: String,
    /// The CSV file, inside the bundle.
    pub data: Option<String>,
    /// The name under which it is attached to the PDF.
    pub data_name: String,
    /// What it holds.
    pub data_description: String,
    /// Why there is no chart.
    pub missing: Option<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Table {
    /// The stable id: its number in the document.
    pub id: String,
    /// What, unit, window, place.
    pub title: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, one text a cell.
    pub rows: Vec<Vec<String>>,
    /// The rows that are the document's own place, from 0.
    pub own_rows: Vec<usize>,
    /// Where the data are from.
    pub source: String,
    /// The CSV file, inside the bundle, of a table that is attached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// The name under which it is attached to the PDF.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub data_name: String,
    /// What it holds.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub data_description: String,
    /// Why there is no table.
    pub missing: Option<String>,
}

/// A text that people write by hand. The text itself is `slot_NAME` of the narrative.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slot {
    /// What it is called.
    pub name: String,
    /// Why there is none.
    pub missing: Option<String>,
}

/// A file that is attached to the PDF.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attachment {
    /// Its name there.
    pub name: String,
    /// The figure or table whose data it holds.
    pub of: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// The word above it.
    pub label: String,
    /// `left` or `right`.
    pub align: &'static str,
    /// The language of its texts where it is not the document's: the register
    /// writes titles in English.
    pub lang: Option<&'static str>,
}

/// The definition of a term.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Definition {
    /// The term.
    pub term: String,
    /// What it means.
    pub text: String,
}

/// A mark that stands for a missing number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    /// The mark.
    pub mark: String,
    /// Its name.
    pub name: String,
    /// What it says.
    pub meaning: String,
}
