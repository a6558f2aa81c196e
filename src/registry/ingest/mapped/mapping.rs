//! The mapping file: which column holds what, and how to read it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use toml::Spanned;
use typst::diag::{SourceDiagnostic, SourceResult, error};

use super::checks;
use super::field::{Field, Kind};
use crate::diag::{Fault, Files, InputFile, hint_for, toml};
use crate::registry::fold::fold;
use crate::registry::reference::hex;
use crate::registry::schema::SourceClass;
use crate::registry::snapshot::Input;
use crate::sheet;

/// Date formats that are tried when the mapping names none.
const DATES: [&str; 5] = ["%Y-%m-%d", "%Y-%m", "%d-%b-%Y", "%b-%Y", "%Y"];

/// A mapping of an export's columns.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Mapping of a licensed export")]
pub struct MappingFile {
    /// Where the rows come from, and under which terms.
    pub source: SourceSpec,
    /// How the file is written, where it does not say so itself.
    #[serde(default)]
    pub file: FileSpec,
    /// Which column holds each field.
    #[schemars(with = "BTreeMap<Field, ColumnSpec>")]
    pub columns: BTreeMap<Field, Spanned<ColumnSpec>>,
}

/// Where the rows come from, and under which terms.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceSpec {
    /// The id in the tables, in kebab case: `trialtrove`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The name on the pages.
    pub name: String,
    /// What the rows are about.
    pub kind: Kind,
    /// Under which terms the data may be used: public, partner, board or licensed.
    #[schemars(with = "String")]
    pub class: SourceClass,
    /// What the licence asks for, in a sentence; it is printed with the numbers.
    #[serde(default)]
    pub licence: String,
    /// Whether this mapping is an example whose columns must be adapted.
    #[serde(default)]
    pub example: bool,
}

/// How the file is written.
#[derive(Debug, Default, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FileSpec {
    /// Its encoding, such as `windows-1252`; found out when not given.
    #[schemars(with = "Option<String>")]
    pub encoding: Option<Spanned<String>>,
    /// What parts the cells, such as `;`; found out when not given.
    #[schemars(with = "Option<char>")]
    pub delimiter: Option<Spanned<String>>,
    /// The sheet of a workbook; the first when not given.
    pub sheet: Option<String>,
    /// Lines before the header.
    pub skip_rows: usize,
    /// What parts the entries of a list in a cell.
    pub separator: Option<String>,
    /// Formats of dates, as strftime writes them: `%d/%m/%Y`. One without a day is a
    /// date of that precision.
    #[schemars(with = "Vec<String>")]
    pub dates: Vec<Spanned<String>>,
}

/// Which column holds a field: its heading, or a table that says more.
#[derive(Debug, Default, Clone)]
pub struct ColumnSpec {
    /// The headings of the columns; the first that has something counts, and of a
    /// list all do.
    pub columns: Vec<String>,
    /// What parts the entries of a list.
    pub separator: Option<String>,
    /// Our code for each of the source's words.
    pub values: BTreeMap<String, String>,
    /// Formats of dates.
    pub dates: Vec<String>,
    /// What stands for an empty cell.
    pub default: Option<String>,
    /// Whether the table names its columns in two ways, of which one would be forgotten.
    pub is_named_twice: bool,
}

/// A column that needs more words than its heading.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct ColumnTable {
    /// The heading of the column.
    column: Option<String>,
    /// The headings of several columns.
    columns: Vec<String>,
    /// What parts the entries of a list in a cell.
    separator: Option<String>,
    /// Our code for each of the source's words: `"III" = "phase-3"`.
    values: BTreeMap<String, String>,
    /// Formats of dates, as strftime writes them.
    dates: Vec<String>,
    /// What stands for an empty cell.
    default: Option<String>,
}

impl JsonSchema for ColumnSpec {
    fn schema_name() -> Cow<'static, str> {
        "Column".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let heading = generator.subschema_for::<String>();
        let table = generator.subschema_for::<ColumnTable>();
        json_schema!({
            "description": "The heading of the column, or a table that says more.",
            "anyOf": [heading, table],
        })
    }
}

impl<'de> Deserialize<'de> for ColumnSpec {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        /// Reads a heading or a table, so that a fault in the table keeps its words.
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = ColumnSpec;
            fn expecting(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
                to.write_str("a column's heading, or a table with `column`")
            }
            fn visit_str<E: serde::de::Error>(self, heading: &str) -> Result<ColumnSpec, E> {
                Ok(ColumnSpec { columns: vec![heading.to_owned()], ..ColumnSpec::default() })
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<ColumnSpec, A::Error> {
                let from = serde::de::value::MapAccessDeserializer::new(map);
                let ColumnTable { column, columns, separator, values, dates, default } =
                    ColumnTable::deserialize(from)?;
                let is_named_twice = column.is_some() && !columns.is_empty();
                let columns = column.into_iter().chain(columns).collect();
                Ok(ColumnSpec { columns, separator, values, dates, default, is_named_twice })
            }
        }
        from.deserialize_any(Visitor)
    }
}

/// A checked mapping.
#[derive(Debug)]
pub struct Mapping {
    /// The file, for the places of faults.
    pub file: InputFile,
    /// Where the rows come from.
    pub source: SourceSpec,
    /// How the file is written.
    pub written: FileSpec,
    /// The columns by field.
    pub columns: BTreeMap<Field, Spanned<ColumnSpec>>,
}

impl Mapping {
    /// Reads a mapping and checks that its fields fit the kind of export.
    pub fn load(files: &Files, path: &Path) -> SourceResult<Self> {
        Self::of(files.read(path)?)
    }

    /// Reads a mapping from a file that has been read.
    pub fn of(file: InputFile) -> SourceResult<Self> {
        let MappingFile { source, file: written, columns } = toml(&file)?;
        let mapping = Self { file, source, written, columns };
        let faults = mapping.faults();
        if faults.is_empty() { Ok(mapping) } else { Err(faults.into_iter().collect()) }
    }

    /// Returns everything that is wrong with it.
    fn faults(&self) -> Vec<SourceDiagnostic> {
        let kind = self.source.kind;
        let mut faults = Vec::new();
        for (field, column) in &self.columns {
            let span = self.file.span(column.span());
            let spec = column.get_ref();
            if field.needed_by(kind).is_none() {
                let fields = Field::ALL.iter().filter(|field| field.needed_by(kind).is_some());
                let hint = hint_for(field.code(), fields.map(|field| field.code()));
                let kind = kind.code();
                faults.push(error!(span, "`{field}` is no field of {kind}"; hint: "{hint}"));
            }
            let is_named = spec.columns.iter().any(|heading| !fold(heading).is_empty());
            if !is_named && (spec.default.is_none() || !spec.columns.is_empty()) {
                faults.push(error!(
                    span, "`{field}` names no column";
                    hint: "write `{field} = \"HEADING\"`, or give a `default`"
                ));
            }
        }
        faults.extend(checks::faults(self));
        let needed = Field::ALL.iter().filter(|field| field.needed_by(kind) == Some(true));
        for field in needed.filter(|field| !self.columns.contains_key(field)) {
            faults.push(error!(
                self.file.find("[columns]"), "no column for `{field}`";
                hint: "{} need it; write `{field} = \"HEADING\"` under `[columns]`", kind.code()
            ));
        }
        faults
    }

    /// Returns the SHA-256 of its file's text.
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(self.file.text.as_bytes()))
    }

    /// Returns its file as an input of a snapshot: rows depend on it.
    pub fn input(&self) -> Input {
        Input {
            source: self.source.id.get_ref().clone(),
            path: self.file.path.clone(),
            sha256: self.sha256(),
            bytes: self.file.text.len() as u64,
            records: 0,
        }
    }

    /// Returns how to open the export.
    pub fn options(&self) -> sheet::Options {
        let FileSpec { encoding, delimiter, sheet, skip_rows, .. } = &self.written;
        sheet::Options {
            sheet: sheet.clone(),
            encoding: encoding.as_ref().map(|name| name.get_ref().clone()),
            // One sign of ASCII, as was checked.
            delimiter: delimiter.as_ref().and_then(|sign| sign.get_ref().bytes().next()),
            skip_rows: *skip_rows,
            ..sheet::Options::default()
        }
    }

    /// Returns what parts the entries of a field's lists.
    pub fn separator(&self, field: Field) -> &str {
        let own = self.columns.get(&field).and_then(|spec| spec.get_ref().separator.as_deref());
        own.or(self.written.separator.as_deref()).unwrap_or(";")
    }

    /// Returns the date formats of a field.
    pub fn dates(&self, field: Field) -> Vec<&str> {
        let own = self.columns.get(&field).map_or(&[][..], |spec| &spec.get_ref().dates);
        let general = self.written.dates.iter().map(|format| format.get_ref().as_str());
        let given: Vec<&str> = match own {
            [] => general.collect(),
            own => own.iter().map(String::as_str).collect(),
        };
        if given.is_empty() { DATES.to_vec() } else { given }
    }

    /// Finds each field's columns in a header; a heading that is not there is a fault
    /// at its place in the mapping.
    pub fn places(&self, header: &[String], files: &Files) -> Result<Places, Vec<Fault>> {
        let folded: Vec<String> = header.iter().map(|heading| fold(heading)).collect();
        let (mut places, mut faults) = (Places::new(), Vec::new());
        for (field, column) in &self.columns {
            let mut found = Vec::new();
            for heading in &column.get_ref().columns {
                let mut places = (0..folded.len()).filter(|at| folded[*at] == fold(heading));
                match (places.next(), places.next()) {
                    (Some(at), None) => found.push(at),
                    (Some(_), Some(_)) => faults.push(error!(
                        self.file.span(column.span()), "the export has two columns `{heading}`";
                        hint: "which is meant cannot be told; give one of them another heading in the export"
                    )),
                    (None, _) => {
                        let hint = hint_for(heading, header.iter().map(String::as_str));
                        faults.push(error!(
                            self.file.span(column.span()),
                            "the export has no column `{heading}`"; hint: "{hint}"
                        ));
                    }
                }
            }
            places.insert(*field, found);
        }
        if faults.is_empty() { Ok(places) } else { Err(files.resolve(&faults)) }
    }
}

/// The columns of each field, counted from 0.
pub type Places = BTreeMap<Field, Vec<usize>>;
