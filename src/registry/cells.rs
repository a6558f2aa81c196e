//! What the cells of a reference table must be like, whatever the table is about: ids that can be names of files, texts that a page can show,
//! numbers that are within what can be. Each fault stands at its cell and says what was expected.

use std::collections::HashMap;
use std::fmt::{Debug, Display};
use std::ops::RangeInclusive;

use super::fold::{fold, slug};
use super::reference::Files;
use crate::diag::escape;

/// The longest id, in bytes: names of files are made of several.
const LONGEST: usize = 100;

/// Words that stand for something else wherever an id may stand.
const RESERVED: [&str; 1] = ["all"];

/// A row whose cells are being checked.
pub(super) struct Cells<'a, 'f> {
    /// The tables, which keep what is wrong.
    files: &'a mut Files<'f>,
    /// The row's table.
    table: &'a str,
    /// The row's line.
    line: u64,
}

impl<'a, 'f> Cells<'a, 'f> {
    /// Begins with a row of a table that was read.
    pub fn new(files: &'a mut Files<'f>, table: &'a str, line: u64) -> Self {
        Self { files, table, line }
    }

    /// Adds a fault of a cell.
    pub fn tell(&mut self, column: &str, message: &str, hint: &str) {
        self.files.cell_fault(self.table, self.line, column, message, hint);
    }

    /// Checks an id, of which names of files are made: words of small letters and digits with single hyphens between them.
    pub fn id(&mut self, column: &str, id: &str) -> &mut Self {
        if let Some(hint) = id_fault(id) {
            self.tell(column, &format!("invalid id `{id}`"), &hint);
        }
        self
    }

    /// Checks a text that stands on pages.
    pub fn text(&mut self, column: &str, text: &str) -> &mut Self {
        if let Some(message) = text_fault(text) {
            self.tell(
                column,
                &format!("column `{column}` {message}"),
                "expected a text as it is to stand on a page",
            );
        }
        self
    }

    /// Checks a text that is compared with folded ones.
    pub fn folded(&mut self, column: &str, text: &str) -> &mut Self {
        if text.is_empty() {
            self.tell(
                column,
                &format!("column `{column}` is empty"),
                "expected small letters a to z",
            );
        } else if fold(text) != text {
            let hint = format!("write `{}`", fold(text));
            self.tell(column, &format!("`{text}` is not folded"), &hint);
        }
        self
    }

    /// Checks a code by its signs.
    pub fn code(
        &mut self,
        column: &str,
        code: &str,
        lengths: RangeInclusive<usize>,
        is_sign: fn(&u8) -> bool,
        expected: &str,
    ) -> &mut Self {
        if !lengths.contains(&code.len()) || !code.as_bytes().iter().all(is_sign) {
            self.tell(
                column,
                &format!("invalid {column} `{code}`"),
                &format!("expected {expected}"),
            );
        }
        self
    }

    /// Checks that a number is within limits, which no number that is none is.
    pub fn number<T: PartialOrd + Debug + Display>(
        &mut self,
        column: &str,
        number: T,
        limits: RangeInclusive<T>,
        unit: &str,
    ) -> bool {
        let is_right = limits.contains(&number);
        if !is_right {
            let hint = format!("expected {} to {} {unit}", limits.start(), limits.end());
            // As short as it was written: `1e300`.
            let message = format!("impossible number `{number:?}` in column `{column}`");
            self.tell(column, &message, hint.trim_end());
        }
        is_right
    }

    /// Checks that a key stands in one row only; `seen` has those before it with their tables and lines.
    pub fn once(&mut self, column: &str, key: &str, what: &str, seen: &mut Seen) -> &mut Self {
        let own = (self.table.to_owned(), self.line);
        match seen.get(key).cloned() {
            None => drop(seen.insert(key.to_owned(), own)),
            Some((table, line)) => {
                let message = format!("two rows have the {what} `{key}`");
                let hint = format!("the other is line {line} of {table}");
                self.tell(column, &message, &hint);
            }
        }
        self
    }
}

/// Keys with the table and line of the row that has each.
pub(super) type Seen = HashMap<String, (String, u64)>;

/// Says what to do about a text that cannot be an id; nothing when it can.
pub(super) fn id_fault(id: &str) -> Option<String> {
    let made = slug(id);
    if RESERVED.contains(&id) {
        Some("the word is reserved; choose another".to_owned())
    } else if id.len() > LONGEST {
        Some(format!("use at most {LONGEST} letters"))
    } else if made == id && !id.is_empty() {
        None
    } else if made.is_empty() {
        Some("use small letters, digits and hyphens: files are named by it".to_owned())
    } else {
        Some(format!(
            "use small letters, digits and hyphens, such as `{made}`: files are named by it"
        ))
    }
}

/// Says why a text cannot stand on a page; nothing when it can.
pub(super) fn text_fault(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        Some("is empty".to_owned())
    } else if text.trim() != text {
        Some("has spaces around its text".to_owned())
    } else if escape(text) != text {
        Some(format!("holds a character that no page can show: `{}`", escape(text)))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_what_can_name_a_file_everywhere() {
        for id in ["skane", "healthcare-norra", "2seventy-bio"] {
            assert_eq!(id_fault(id), None, "{id}");
        }
        for id in
            ["", "../x", "a/b", "Skåne", "a b", "-a", "a-", "a--b", "all", ".", "å", "a\u{202e}"]
        {
            assert!(id_fault(id).is_some(), "{id}");
        }
        assert!(id_fault(&"a".repeat(101)).is_some());
    }

    #[test]
    fn a_text_is_what_a_page_can_show() {
        assert_eq!(text_fault("Region Skåne"), None);
        for text in ["", "  ", " Skåne", "Skåne ", "Sk\u{202e}ane", "a\u{7}b", "a\nb"] {
            assert!(text_fault(text).is_some(), "{text:?}");
        }
    }
}
