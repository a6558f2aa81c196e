//! What is read side by side in a narrative, before anything is printed: raw text, texts in expressions, and where claims' numbers will stand.

use std::collections::BTreeSet;
use std::ops::Range;

use minijinja::machinery::ast::Expr;
use typst::diag::{SourceDiagnostic, error};

use super::filters;
use super::numbers::{self, Origin, Piece, Wrong};
use crate::diag::InputFile;

/// Returns what is read of a printed expression, as far as it is known: a text, or that a claim's number stands there.
pub(super) fn written(expression: &Expr) -> (Origin, String) {
    match expression {
        Expr::Const(text) => (Origin::Hand, text.value.as_str().unwrap_or_default().to_owned()),
        Expr::Filter(filter) if filters::NUMBERS.contains(&filter.name) => {
            (Origin::Claim, "0".into())
        }
        _ => (Origin::Data, "…".to_owned()),
    }
}

/// Returns where code or a formula of Typst begins in raw text.
pub(super) fn code(raw: &str) -> Option<usize> {
    let mut is_escaped = false;
    raw.char_indices().find_map(|(at, c)| {
        let is_code = matches!(c, '#' | '$') && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_code.then_some(at)
    })
}

/// Returns the characters of raw text as they are read, with their positions. Signs of emphasis and what is not printed are left out.
pub(super) fn as_read(raw: &str, is_markup: bool) -> Vec<(usize, char)> {
    if !is_markup {
        return raw.char_indices().collect();
    }
    let mut read = Vec::new();
    let mut rest = raw.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let tail = &raw[at..];
        let skipped = match c {
            '*' | '_' => 1,
            '-' if tail.starts_with("-?") => 2,
            '/' if tail.starts_with("/*") => tail.find("*/").map_or(tail.len(), |end| end + 2),
            '~' => {
                read.push((at, '\u{a0}'));
                1
            }
            '\\' => {
                let code = tail.strip_prefix("\\u{").and_then(|code| code.split_once('}'));
                let escaped = code.and_then(|(code, _)| {
                    char::from_u32(u32::from_str_radix(code, 16).ok()?).map(|c| (c, code.len() + 4))
                });
                let (escaped, length) = escaped.unwrap_or((' ', 1));
                read.push((at, escaped));
                length
            }
            c => {
                read.push((at, c));
                c.len_utf8()
            }
        };
        while rest.peek().is_some_and(|(next, _)| *next < at + skipped) {
            rest.next();
        }
    }
    read
}

/// What stands side by side in a text, with the places of its pieces in the file.
#[derive(Clone, Default)]
pub(super) struct Beside {
    /// The pieces.
    pieces: Vec<Piece>,
    /// Their places.
    places: Vec<Range<usize>>,
}

impl Beside {
    /// Adds a piece.
    pub fn add(&mut self, origin: Origin, characters: Vec<(usize, char)>, place: Range<usize>) {
        self.pieces.push(Piece { origin, characters });
        self.places.push(place);
    }

    /// Returns the last piece by itself.
    pub fn end(&self) -> Self {
        let last = self.pieces.len().saturating_sub(1);
        Self { pieces: self.pieces[last..].to_vec(), places: self.places[last..].to_vec() }
    }

    /// Returns a fault for each number that may not stand in it.
    pub fn faults(self, file: &InputFile, constants: &BTreeSet<String>) -> Vec<SourceDiagnostic> {
        let fault = |wrong: Wrong| {
            let place = self.places[wrong.piece].clone();
            let source = &file.text[place.clone()];
            // A position in an expression's text is not one in the file, where it stands between quotation marks.
            let shift = usize::from(source.starts_with(['"', '\'']));
            let exact = wrong.range.start + shift..wrong.range.end + shift;
            let is_there =
                source.get(exact.clone()).is_some_and(|text| !text.contains(['"', '\\']));
            let span = match is_there {
                true => place.start + exact.start..place.start + exact.end,
                false => place,
            };
            let (message, hint) = wrong.what.words();
            error!(file.span(span), "{message}"; hint: "{hint}")
        };
        numbers::wrong(&self.pieces, constants).into_iter().map(fault).collect()
    }
}
