//! The minijinja environment of a narrative: how values become text, what is not allowed, and what went wrong where.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
};
use typst::diag::{SourceDiagnostic, error};
use typst::syntax::DiagSpan;

use super::filters::Desk;
use super::told::{is_mark, marks};
use super::{filters, is_plain};
use crate::diag::{InputFile, hint_for};

/// The work one narrative may do, about one unit for each operation; ours take some thousands.
const FUEL: u64 = 1_000_000;

/// The name under which the state remembers the block being rendered, in macros too.
const BLOCK: &str = "kapacitet-block";

/// The built-in filters that would carry a number or a marked text past the formatter.
const REMOVED: [&str; 19] = [
    "safe",
    "escape",
    "e",
    "tojson",
    "format",
    "string",
    "join",
    "trim",
    "replace",
    "title",
    "lower",
    "upper",
    "capitalize",
    "indent",
    "split",
    "lines",
    "urlencode",
    "pprint",
    "reverse",
];

/// The built-in functions that would carry a text past the filters: one into another block, one out of the whole context.
pub(super) const REMOVED_GLOBALS: [&str; 2] = ["debug", "namespace"];

/// Creates the environment for a language.
pub(super) fn environment(desk: &Desk) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(syntax());
    environment.set_fuel(Some(FUEL));
    environment.set_debug(false);
    // Text that a macro or a captured block made is marked safe then, and not escaped again.
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("typst".into()));
    let own = desk.clone();
    environment.set_formatter(move |out: &mut Output, state: &mut State, value: &Value| {
        write_value(&own, out, state, value)
    });
    for name in REMOVED {
        environment.remove_filter(name);
    }
    for name in REMOVED_GLOBALS {
        environment.remove_global(name);
    }
    filters::add(&mut environment, desk);
    environment
}

/// Returns the name of the block being rendered, in macros too.
pub(super) fn block_of(state: &State) -> String {
    let entered = state.get_temp(BLOCK);
    entered
        .as_ref()
        .and_then(Value::as_str)
        .or(state.current_block())
        .unwrap_or_default()
        .to_owned()
}

/// Returns the syntax: lines that hold a tag only leave nothing behind, as an empty line would begin a paragraph.
pub(super) fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("the delimiters are the usual ones")
}

/// Tells the state which block is rendered next.
pub(super) fn enter(state: &mut State, block: &str) {
    state.set_temp(BLOCK, Value::from(block));
}

/// Writes a value into a block: as a Typst string in markup, as itself in plain text; with signs around it where its numbers are not the author's.
fn write_value(
    desk: &Desk,
    out: &mut Output,
    state: &mut State,
    value: &Value,
) -> Result<(), Error> {
    let (text, origin) = desk.read(value)?;
    let written = if value.is_safe() {
        out.write_str(&text)
    } else {
        let text: String = text
            .chars()
            .map(|c| if is_mark(c) { char::REPLACEMENT_CHARACTER } else { c })
            .collect();
        let text = if is_plain(&block_of(state)) { text } else { typst_string(&text) };
        let (before, after) = marks(origin);
        out.write_str(&format!("{before}{text}{after}"))
    };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "the text cannot be written"))
}

/// Returns the text of a value, if it is one.
pub(super) fn printable(value: &Value) -> Result<&str, Error> {
    let wrong = |message: &str| Err(Error::new(ErrorKind::InvalidOperation, message.to_owned()));
    match value.kind() {
        ValueKind::String => Ok(value.as_str().unwrap_or_default()),
        ValueKind::Undefined => Ok(""),
        ValueKind::None => wrong(filters::MISSING),
        ValueKind::Number => wrong(
            "number without a format\nprint the claim with `|show`, `|ci`, `|numerator` or `|denominator`",
        ),
        ValueKind::Map => {
            wrong("a finding is not a text\nadd `|show` or `|ci`, or name a field of it")
        }
        ValueKind::Seq | ValueKind::Iterable => wrong("a list is not a text\nadd `|list`"),
        ValueKind::Bool => wrong("true or false is not a text\nwrite the words into `{% if … %}`"),
        kind => wrong(&format!("{kind} is not a text")),
    }
}

/// Returns a text as a Typst string in markup; the semicolon ends the expression whatever follows.
fn typst_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    out.push_str("#\"");
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                out.push_str(&format!("\\u{{{:x}}}", c as u32))
            }
            c => out.push(c),
        }
    }
    out.push_str("\";");
    out
}

/// Says that there is no filter of a name.
pub(super) fn unknown_filter(span: DiagSpan, name: &str) -> SourceDiagnostic {
    error!(span, "unknown filter `{name}`"; hint: "{}", hint_for(name, filters::NAMES))
}

/// Says what a detail of our own says, whose second line is a hint.
pub(super) fn said(span: DiagSpan, detail: &str) -> SourceDiagnostic {
    let (message, hint) = detail.split_once('\n').unwrap_or((detail, ""));
    let fault = error!(span, "{message}");
    if hint.is_empty() { fault } else { fault.with_hint(hint) }
}

/// Translates an error of minijinja's.
pub(super) fn fault(file: &InputFile, error: &Error) -> SourceDiagnostic {
    // What happens in a macro comes wrapped; the innermost error knows the place.
    let mut error = error;
    while let Some(inner) =
        std::error::Error::source(error).and_then(|source| source.downcast_ref::<Error>())
    {
        error = inner;
    }
    let span = match (error.range(), error.line()) {
        (Some(range), _) if range.end <= file.text.len() && !range.is_empty() => file.span(range),
        (_, Some(line)) => file.line(line),
        _ => file.whole(),
    };
    let detail = error.detail().unwrap_or_default();
    let (message, hint) = detail.split_once('\n').unwrap_or((detail, ""));
    let (message, hint) = match error.kind() {
        ErrorKind::UnknownFilter => {
            return unknown_filter(span, detail.split_whitespace().nth(1).unwrap_or_default());
        }
        ErrorKind::OutOfFuel => {
            ("the narrative does not come to an end".to_owned(), "a loop is too long".to_owned())
        }
        ErrorKind::UndefinedError => (
            "the value is not defined".to_owned(),
            "check the names and the conditions around it".to_owned(),
        ),
        ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => {
            (detail.to_owned(), "a narrative calls its own macros and nothing else".to_owned())
        }
        ErrorKind::InvalidOperation if !message.is_empty() && hint.is_empty() => (
            message.to_owned(),
            "print values whole, with filters such as `|show` for a claim and `|list` for texts"
                .to_owned(),
        ),
        kind if message.is_empty() => (kind.to_string(), String::new()),
        _ => (message.to_owned(), hint.to_owned()),
    };
    let fault = error!(span, "{message}");
    if hint.is_empty() { fault } else { fault.with_hint(hint) }
}
