//! A text that a filter made of what may be printed.
//!
//! It is an object of its own kind: it is printed whole or not at all, and no part of it can be cut out.

use std::fmt::{self, Formatter};
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

use super::numbers::{Origin, Piece};

/// A text with who wrote it.
#[derive(Debug)]
pub(super) struct Told {
    /// The text.
    pub text: String,
    /// Whose it is.
    pub origin: Origin,
}

impl Object for Told {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.text.is_empty()
    }

    fn render(self: &Arc<Self>, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Returns a text as narratives see it: what its author wrote as the plain text that it is.
pub(super) fn told(text: String, origin: Origin) -> Value {
    match origin {
        Origin::Hand => Value::from(text),
        origin => Value::from_object(Told { text, origin }),
    }
}

/// The signs around a piece that is not the author's, in a text that is looked at before it is printed. Unicode has them for nobody's text.
const CLAIM: char = '\u{fdd0}';
const DATA: char = '\u{fdd1}';
const END: char = '\u{fdd2}';

/// Whether a character is one of the signs around pieces.
pub(super) fn is_mark(c: char) -> bool {
    [CLAIM, DATA, END].contains(&c)
}

/// Returns a text without the signs around its pieces.
pub(super) fn unmarked(text: &str) -> String {
    text.chars().filter(|c| !is_mark(*c)).collect()
}

/// Returns the signs before and after a piece of a text.
pub(super) fn marks(origin: Origin) -> (&'static str, &'static str) {
    match origin {
        Origin::Hand => ("", ""),
        Origin::Data => ("\u{fdd1}", "\u{fdd2}"),
        Origin::Claim => ("\u{fdd0}", "\u{fdd2}"),
    }
}

/// Returns a text that has signs around its pieces as these pieces.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece::of(Origin::Hand, "")];
    for (at, c) in text.char_indices() {
        let origin = match c {
            CLAIM => Some(Origin::Claim),
            DATA => Some(Origin::Data),
            END => Some(Origin::Hand),
            _ => None,
        };
        match (origin, pieces.last_mut()) {
            (Some(origin), _) => pieces.push(Piece::of(origin, "")),
            (None, Some(piece)) => piece.characters.push((at, c)),
            (None, None) => {}
        }
    }
    pieces
}
