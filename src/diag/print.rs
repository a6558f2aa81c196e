//! Printing faults for people: the one function that does.
//!
//! typst-kit has one too, but counts columns from 0 and wants a whole `World`.

use std::borrow::Cow;
use std::fmt::Write;

use super::fault::{Fault, Level, Place};

/// The styles of the parts, as terminal sequences; all empty without colour.
struct Style {
    /// For the word `error`.
    error: &'static str,
    /// For the word `warning`.
    warning: &'static str,
    /// For the message.
    strong: &'static str,
    /// For frames and line numbers.
    frame: &'static str,
    /// Back to normal.
    reset: &'static str,
}

/// Without colour.
const PLAIN: Style = Style { error: "", warning: "", strong: "", frame: "", reset: "" };

/// With colour.
const COLOURED: Style = Style {
    error: "\x1b[1;31m",
    warning: "\x1b[1;33m",
    strong: "\x1b[1m",
    frame: "\x1b[34m",
    reset: "\x1b[0m",
};

/// Returns faults as text: message, place with an excerpt, hints and notes, each with an empty line after it.
///
/// Nothing in it can steer a terminal: control characters in messages are escaped, those in excerpts are pictures.
pub fn print(faults: &[Fault], colour: bool) -> String {
    let style = if colour { &COLOURED } else { &PLAIN };
    let mut out = String::new();
    for fault in faults {
        print_fault(&mut out, fault, style);
        out.push('\n');
    }
    out
}

/// Prints one fault.
fn print_fault(out: &mut String, fault: &Fault, style: &Style) {
    let Style { strong, frame, reset, .. } = style;
    let (colour, word) = match fault.severity {
        Level::Error => (style.error, "error"),
        Level::Warning => (style.warning, "warning"),
    };
    let _ = writeln!(out, "{colour}{word}{reset}{strong}: {}{reset}", escape(&fault.message));

    let lines = fault
        .place
        .iter()
        .chain(fault.related.iter().map(|(place, _)| place))
        .map(|place| place.line);
    let width = lines.max().unwrap_or(0).to_string().len();
    if let Some(place) = &fault.place {
        print_place(out, place, width, '^', colour, None, style);
    }
    for (place, what) in &fault.related {
        print_place(out, place, width, '-', style.frame, Some(what), style);
    }

    let labels = fault
        .hints
        .iter()
        .map(|hint| ("hint", hint))
        .chain(fault.notes.iter().map(|note| ("note", note)));
    for (label, text) in labels {
        let _ = writeln!(out, "{:width$} {frame}={reset} {label}: {}", "", escape(text));
    }
}

/// Prints a place: path, line and column, then the excerpt with its mark.
fn print_place(
    out: &mut String,
    place: &Place,
    width: usize,
    mark: char,
    colour: &str,
    what: Option<&str>,
    style: &Style,
) {
    let Style { frame, reset, .. } = style;
    let path = escape(&place.path);
    let has_mark = place.length > 0 || place.start > 0 || what.is_some();
    let at = match &place.cell {
        Some(cell) => format!("{path}, {}", escape(cell)),
        None if has_mark => format!("{path}:{}:{}", place.line, place.column),
        None => path,
    };
    let _ = writeln!(out, "{:width$} {frame}┌─{reset} {at}", "");
    if !has_mark {
        return;
    }
    let _ = writeln!(out, "{frame}{:>width$} │{reset} {}", place.line, escape(&place.excerpt));
    let marks = mark.to_string().repeat(place.length.max(1));
    let what = what.map(|what| format!(" {}", escape(what))).unwrap_or_default();
    let _ = writeln!(
        out,
        "{:width$} {frame}│{reset} {:indent$}{colour}{marks}{what}{reset}",
        "",
        "",
        indent = place.start
    );
}

/// Escapes what could steer a terminal or turn the reading direction, as `\u{1b}`.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() || is_unprintable(c) => {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

/// Escapes what could steer a terminal or turn the reading direction in lines of output, which stay lines.
///
/// The escape is `\\u001b`, which JSON and TOML read as the character that it stands for; so output that is written into a file is still
/// data.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_harmful =
        |c: char| (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || is_unprintable(c);
    // A carriage return alone lets a line be written over.
    let has_return = text.replace("\r\n", "\n").contains('\r');
    if !has_return && !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        let is_lone = c == '\r' && signs.peek() != Some(&'\n');
        if is_lone || is_harmful(c) {
            let _ = write!(out, "\\u{:04x}", c as u32);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether a character is invisible and changes how the text around it is shown.
pub(super) fn is_unprintable(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use typst::diag::error;

    use super::super::{Files, report};
    use super::*;

    #[test]
    fn lines_of_output_stay_lines_and_steer_nothing() {
        assert_eq!(printable("a\tb\r\nc"), "a\tb\r\nc");
        assert_eq!(printable("\u{1b}[2J\rok \u{202e}x"), "\\u001b[2J\\u000dok \\u202ex");
        let name = serde_json::to_string("\u{1b}[31m\u{202e}").unwrap();
        let read: String = serde_json::from_str(&printable(&name)).unwrap();
        assert_eq!(read, "\u{1b}[31m\u{202e}");
    }

    #[test]
    fn a_fault_is_shown_with_its_line_and_hints() {
        let files = Files::new(Path::new("/nowhere"));
        let file = files.add(
            "data/imports/trialtrove.csv",
            "id,site,start,end\n1,a,b,c\n301244,\"Uppsala, Academic\",2020-09-15,31/12/2022,\n",
        );
        let span = file.find("31/12/2022");
        let fault =
            error!(span, "invalid date in column `start_date`"; hint: "expected YYYY-MM-DD");
        assert_eq!(
            report(&files, &[fault], false),
            "error: invalid date in column `start_date`\n  ┌─ data/imports/trialtrove.csv:3:39\n3 │ \
             301244,\"Uppsala, Academic\",2020-09-15,31/12/2022,\n  │                                       ^^^^^^^^^^\n  = hint: expected YYYY-MM-DD\n\n"
        );
    }

    #[test]
    fn a_fault_of_a_whole_file_shows_no_excerpt() {
        let files = Files::new(Path::new("/nowhere"));
        let file = files.add("en.toml", "a = 1\n");
        assert_eq!(
            report(&files, &[error!(file.whole(), "missing key `b`")], false),
            "error: missing key `b`\n  ┌─ en.toml\n\n"
        );
    }

    #[test]
    fn a_fault_in_a_workbook_shows_the_address_and_what_stands_there() {
        let place = Place::in_workbook("form.xlsx", "Svar!D14", (14, 4), "hundra");
        let fault = Fault { place: Some(place), ..Fault::error("not a number") };
        assert_eq!(
            print(&[fault], false),
            "error: not a number\n   ┌─ form.xlsx, Svar!D14\n14 │ hundra\n   │ ^^^^^^\n\n"
        );
        let place = Place::in_workbook("form.xlsx", "Svar!D14", (14, 4), "");
        let fault = Fault { place: Some(place), ..Fault::error("no answer") };
        assert_eq!(print(&[fault], false), "error: no answer\n   ┌─ form.xlsx, Svar!D14\n\n");
    }

    #[test]
    fn data_cannot_steer_the_terminal() {
        let shown = print(&[Fault::error("unknown area `\x1b[2J\u{202e}x`")], false);
        assert_eq!(shown, "error: unknown area `\\u{1b}[2J\\u{202e}x`\n\n");
    }
}
