//! What a table for programs holds of a finding: one list of columns for attached data, the log of claims and the command line.

use super::{Finding, Verdict};
use crate::disclosure::Mark;
use crate::locale::Lang;

/// A column: what it is called, and its cell of a finding.
pub struct Column {
    /// The name in the first row.
    pub name: &'static str,
    /// The cell; texts from the data are guarded by [`to_csv_text`].
    pub cell: fn(&Finding, Lang) -> String,
}

/// The columns, in their order.
pub const COLUMNS: [Column; 20] = [
    column("indicator", |finding, _| finding.indicator.to_owned()),
    column("place", |finding, _| finding.place_code()),
    column("by", |finding, _| finding.by.unwrap_or_default().to_owned()),
    column("key", |finding, _| to_csv_text(finding.key.as_deref().unwrap_or_default())),
    column("label", |finding, lang| {
        to_csv_text(finding.label.as_ref().map(|label| label.get(lang)).unwrap_or_default())
    }),
    column("window", |finding, _| finding.window.clone()),
    column("filter", |finding, _| finding.filter.to_owned()),
    column("lens", |finding, _| to_csv_text(finding.lens.as_deref().unwrap_or_default())),
    column("numerator", |finding, _| {
        marked(finding.numerator, finding.marks.and_then(|marks| marks.numerator))
    }),
    column("denominator", |finding, _| {
        marked(finding.denominator, finding.marks.and_then(|marks| marks.denominator))
    }),
    column("value", |finding, _| number(finding.value)),
    column("lower", |finding, _| number(finding.lower)),
    column("upper", |finding, _| number(finding.upper)),
    column("limits", |finding, _| {
        finding.limit_kind().map(|kind| kind.code()).unwrap_or_default().to_owned()
    }),
    column("unit", |finding, _| finding.unit.to_owned()),
    column("q", |finding, _| number(finding.q)),
    column("verdict", |finding, _| {
        finding.verdict.map(Verdict::code).unwrap_or_default().to_owned()
    }),
    column("source", |finding, _| finding.source.clone()),
    column("data_date", |finding, _| finding.data_date.clone()),
    column("class", |finding, _| finding.class.to_owned()),
];

/// Returns a column.
const fn column(name: &'static str, cell: fn(&Finding, Lang) -> String) -> Column {
    Column { name, cell }
}

/// Returns a text from the data as a cell of CSV: what a spreadsheet would read as a formula is marked as text with an apostrophe.
pub fn to_csv_text(value: &str) -> String {
    match value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{value}"),
        false => value.to_owned(),
    }
}

/// Returns a number with a decimal point; an empty text where there is none.
pub fn number(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Returns a count. One that is withheld is neither empty nor 0: its mark stands there.
fn marked(value: Option<u64>, mark: Option<Mark>) -> String {
    match (value, mark) {
        (Some(value), _) => value.to_string(),
        (None, Some(mark)) => mark.code().to_owned(),
        (None, None) => String::new(),
    }
}
