//! Proposes a mapping for an export that nobody has mapped yet.
//!
//! Headings tell the fields, values tell formats and separators. It is a proposal:
//! a person reads it, corrects it and saves it beside the export.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use super::field::{Field, Kind};
use super::row::parse_date;
use crate::diag::Fault;
use crate::registry::fold::{clean, fold};
use crate::registry::schema::{Phase, PipelinePhase, SponsorClass, Status};
use crate::sheet::{self, Options, Row, Value};

/// Rows that are looked at.
const ROWS: usize = 500;

/// Distinct words of a coded column that are proposed a code.
const WORDS: usize = 40;

/// Date formats that exports use, the unambiguous first.
const DATES: [&str; 14] = [
    "%Y-%m-%d",
    "%d-%b-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y-%m",
    "%b-%Y",
    "%B %Y",
    "%m/%Y",
    "%Y",
];

/// What parts the entries of a list, in the order of trust.
const SEPARATORS: [&str; 4] = ["\n", "|", "; ", ";"];

/// A proposal.
#[derive(Debug)]
pub struct Guess {
    /// What the rows seem to be about.
    pub kind: Kind,
    /// The mapping, as the text of its file.
    pub toml: String,
    /// Headings that no field was found for.
    pub unused: Vec<String>,
    /// Fields that the kind needs and no column was found for.
    pub missing: Vec<Field>,
}

/// Looks at the first rows of an export and proposes a mapping.
pub fn sniff(path: &Path, shown: &str, options: &Options) -> Result<Guess, Vec<Fault>> {
    let mut reader = sheet::open(path, shown, options)?;
    if let (Some(sheet), None) = (&options.sheet, reader.name()) {
        let fault = Fault::error(format!("`{shown}` is no workbook and has no sheet `{sheet}`"));
        return Err(vec![fault.with_hint("leave out the sheet")]);
    }
    let header: Vec<String> =
        reader.header().cells.iter().map(|cell| clean(&cell.text())).collect();
    let mut rows = Vec::new();
    // Rows of a wrong width are the reader's business once the mapping is there.
    while rows.len() < ROWS {
        match reader.next_row() {
            Ok(Some(row)) => rows.push(row),
            Ok(None) => break,
            Err(_) if rows.len() < ROWS => match reader.next_row() {
                Ok(Some(row)) => rows.push(row),
                _ => break,
            },
            Err(_) => break,
        }
    }
    let kind = kind_of(&header);
    let columns = columns_of(kind, &header);
    let used: BTreeSet<usize> = columns.values().flatten().copied().collect();
    let unused = (0..header.len()).filter(|at| !used.contains(at) && !header[*at].is_empty());
    let missing = Field::ALL
        .iter()
        .copied()
        .filter(|field| field.needed_by(kind) == Some(true) && !columns.contains_key(field));
    let file = FileGuess { encoding: reader.encoding(), delimiter: reader.delimiter() };
    Ok(Guess {
        kind,
        toml: written(kind, path, &header, &columns, &rows, &file),
        unused: unused.map(|at| header[at].clone()).collect(),
        missing: missing.collect(),
    })
}

/// What was found out about the file.
struct FileGuess {
    /// Its encoding.
    encoding: Option<&'static str>,
    /// What parts its cells.
    delimiter: Option<u8>,
}

/// Returns the kind whose fields the headings name most of, needed ones counting
/// double.
fn kind_of(header: &[String]) -> Kind {
    let score = |kind: Kind| {
        let found = columns_of(kind, header);
        let weight = |field: &Field| if field.needed_by(kind) == Some(true) { 2 } else { 1 };
        found.keys().map(weight).sum::<i32>()
    };
    // Of equals the first counts.
    Kind::ALL.into_iter().rev().max_by_key(|&kind| score(kind)).unwrap_or(Kind::Trials)
}

/// Returns the columns of each field of a kind: the first heading known for it that
/// is there, each column once; of numbers in other registers all headings.
fn columns_of(kind: Kind, header: &[String]) -> BTreeMap<Field, Vec<usize>> {
    let folded: Vec<String> = header.iter().map(|heading| fold(heading)).collect();
    let mut columns = BTreeMap::new();
    let mut taken = BTreeSet::<usize>::new();
    let fields = || Field::ALL.iter().filter(|field| field.needed_by(kind).is_some());
    // What is needed chooses first.
    let needed = fields().filter(|field| field.needed_by(kind) == Some(true));
    let rest = fields().filter(|field| field.needed_by(kind) == Some(false));
    for field in needed.chain(rest) {
        let headings = field.headings().iter();
        let found = headings.filter_map(|heading| folded.iter().position(|other| other == heading));
        let most = if *field == Field::Numbers { usize::MAX } else { 1 };
        let found: Vec<usize> = found.filter(|at| !taken.contains(at)).take(most).collect();
        if !found.is_empty() {
            taken.extend(&found);
            columns.insert(*field, found);
        }
    }
    columns
}

/// Returns the proposal as the text of a mapping.
fn written(
    kind: Kind,
    path: &Path,
    header: &[String],
    columns: &BTreeMap<Field, Vec<usize>>,
    rows: &[Row],
    file: &FileGuess,
) -> String {
    let stem = path.file_stem().map(|stem| fold(&stem.to_string_lossy()).replace(' ', "-"));
    let id = stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| "export".into());
    let mut text = format!(
        "# Proposed by `kapacitet sniff`; read it through and correct it.\n\n\
         [source]\nid = {}\nname = {}\nkind = {}\nclass = \"licensed\"\n\
         licence = \"\" # what the licence asks for, printed with the numbers\n\n[file]\n",
        quoted(&id),
        quoted(&id),
        quoted(kind.code()),
    );
    if let Some(encoding) = file.encoding {
        let _ = writeln!(text, "encoding = {}", quoted(encoding));
    }
    if let Some(delimiter) = file.delimiter {
        let _ = writeln!(text, "delimiter = {}", quoted(&char::from(delimiter).to_string()));
    }
    let dates = formats(columns, rows);
    if !dates.is_empty() {
        let dates: Vec<_> = dates.iter().map(|format| quoted(format)).collect();
        let _ = writeln!(text, "dates = [{}]", dates.join(", "));
    }
    text.push_str("\n[columns]\n");
    for (field, at) in columns {
        let _ = writeln!(text, "{field} = {}", column(*field, kind, header, at, rows));
    }
    text
}

/// Returns a column's entry.
fn column(field: Field, kind: Kind, header: &[String], of: &[usize], rows: &[Row]) -> String {
    let (at, heading) = (of[0], &header[of[0]]);
    let headings: Vec<_> = of.iter().map(|&at| quoted(&header[at])).collect();
    let mut parts = vec![match headings.as_slice() {
        [one] => format!("column = {one}"),
        several => format!("columns = [{}]", several.join(", ")),
    }];
    if is_list(field)
        && let Some(separator) = separator(at, rows)
    {
        parts.push(format!("separator = {}", quoted(separator)));
    }
    let words = words(field, kind, at, rows);
    if !words.is_empty() {
        let pairs: Vec<_> = words
            .iter()
            .map(|(word, code)| format!("{} = {}", quoted(word), quoted(code)))
            .collect();
        parts.push(format!("values = {{ {} }}", pairs.join(", ")));
    }
    match parts.as_slice() {
        [_] if of.len() == 1 => quoted(heading),
        _ => format!("{{ {} }}", parts.join(", ")),
    }
}

/// Whether a field's cells hold lists.
fn is_list(field: Field) -> bool {
    matches!(
        field,
        Field::Conditions
            | Field::Countries
            | Field::Interventions
            | Field::Collaborators
            | Field::Investigators
            | Field::Numbers
            | Field::Mesh
            | Field::Disease
    )
}

/// Returns what parts the entries of a column's lists, if any cell holds several.
fn separator(at: usize, rows: &[Row]) -> Option<&'static str> {
    let holds = |separator: &&str| rows.iter().any(|row| row.get(at).text().contains(*separator));
    SEPARATORS.into_iter().find(|separator| holds(separator))
}

/// Returns the date formats that the columns of dates are written in.
fn formats(columns: &BTreeMap<Field, Vec<usize>>, rows: &[Row]) -> Vec<&'static str> {
    let dated =
        [Field::Start, Field::Completion, Field::PrimaryCompletion, Field::Updated, Field::Since];
    let texts: Vec<String> = dated
        .iter()
        .filter_map(|field| columns.get(field))
        .flat_map(|at| rows.iter().map(move |row| row.get(at[0])))
        .filter(|cell| matches!(cell, Value::Text(_)) && !cell.is_empty())
        .map(|cell| clean(&cell.text()))
        .collect();
    let fits = |format: &str, text: &String| parse_date(text, format).is_some();
    // Each text is read by the format that reads most of them.
    let mut order: Vec<&'static str> = DATES.to_vec();
    order.sort_by_key(|format| {
        std::cmp::Reverse(texts.iter().filter(|text| fits(format, text)).count())
    });
    let mut used = Vec::new();
    for text in &texts {
        if let Some(format) = order.iter().find(|format| fits(format, text))
            && !used.contains(format)
        {
            used.push(*format);
        }
    }
    order.retain(|format| used.contains(format));
    order
}

/// Returns the words of a coded column that are no codes themselves, with the code
/// that is meant, or `?` where a person must say.
fn words(field: Field, kind: Kind, at: usize, rows: &[Row]) -> Vec<(String, String)> {
    let distinct: BTreeSet<String> =
        rows.iter().map(|row| clean(&row.get(at).text())).filter(|word| !word.is_empty()).collect();
    let code = |word: &String| -> Option<&'static str> {
        match (field, kind) {
            (Field::Phase, Kind::Pipeline) => pipeline_phase(word),
            (Field::Phase, _) => phase(word),
            (Field::Status, _) => status(word),
            (Field::SponsorClass, _) => sponsor_class(word),
            _ => None,
        }
    };
    if !matches!(field, Field::Phase | Field::Status | Field::SponsorClass) {
        return Vec::new();
    }
    let needs = |word: &&String| !is_code(field, kind, word);
    let pairs = distinct.iter().filter(needs).take(WORDS);
    pairs.map(|word| (word.clone(), code(word).unwrap_or("?").to_owned())).collect()
}

/// Whether a word is understood without a mapping.
pub(super) fn is_code(field: Field, kind: Kind, word: &str) -> bool {
    match (field, kind) {
        (Field::Phase, Kind::Pipeline) => PipelinePhase::parse(word).is_some(),
        (Field::Phase, _) => Phase::parse(word).is_some(),
        (Field::Status, _) => Status::parse(word).is_some(),
        _ => SponsorClass::parse(word).is_some(),
    }
}

/// Returns the phase that a word means, whichever numerals it uses.
fn phase(word: &str) -> Option<&'static str> {
    let word = arabic(word);
    let phase = match word.as_str() {
        "1" => Phase::Phase1,
        "1 2" => Phase::Phase1And2,
        "2" => Phase::Phase2,
        "2 3" => Phase::Phase2And3,
        "3" => Phase::Phase3,
        "4" => Phase::Phase4,
        "0" => Phase::EarlyPhase1,
        _ => return None,
    };
    Some(phase.code())
}

/// Returns the phase of a drug that a word means.
fn pipeline_phase(word: &str) -> Option<&'static str> {
    let phase = match arabic(word).as_str() {
        "1" => PipelinePhase::Phase1,
        "2" | "1 2" => PipelinePhase::Phase2,
        "3" | "2 3" => PipelinePhase::Phase3,
        _ => return None,
    };
    Some(phase.code())
}

/// Returns a phase's numerals in Arabic, without the words around them.
fn arabic(word: &str) -> String {
    let fold = fold(word);
    let numerals = fold.split(' ').filter_map(|part| match part {
        "i" | "1" | "1a" | "1b" | "ia" | "ib" => Some("1"),
        "ii" | "2" | "2a" | "2b" | "iia" | "iib" => Some("2"),
        "iii" | "3" | "3a" | "3b" | "iiia" | "iiib" => Some("3"),
        "iv" | "4" => Some("4"),
        "0" => Some("0"),
        _ => None,
    });
    numerals.collect::<Vec<_>>().join(" ")
}

/// Returns the status that a word of a vendor means.
fn status(word: &str) -> Option<&'static str> {
    let status = match fold(word).as_str() {
        "planned" => Status::NotYetRecruiting,
        "open" | "ongoing recruiting" => Status::Recruiting,
        "closed" | "ongoing not recruiting" => Status::ActiveNotRecruiting,
        "temporarily closed" => Status::Suspended,
        "completed" => Status::Completed,
        "terminated" => Status::Terminated,
        _ => return None,
    };
    Some(status.code())
}

/// Returns the class of a sponsor that a word of a vendor means.
fn sponsor_class(word: &str) -> Option<&'static str> {
    let word = fold(word);
    let is = |part: &str| word.split(' ').any(|other| other == part);
    if is("industry") || is("pharma") || is("company") {
        Some(SponsorClass::Industry.code())
    } else if is("government") {
        Some(SponsorClass::OtherGov.code())
    } else if is("academic") || is("university") || is("hospital") {
        Some(SponsorClass::Other.code())
    } else {
        None
    }
}

/// Returns a text as TOML writes it.
fn quoted(text: &str) -> String {
    // JSON's escapes are TOML's too.
    serde_json::Value::from(text).to_string()
}
