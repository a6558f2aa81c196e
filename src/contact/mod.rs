//! E-mail addresses, telephone numbers and personal identity numbers in texts: taken out, or told.
//!
//! A text of a *register* is written by strangers and read by the hundred thousand. What is a contact in it is taken
//! out, once when a page is downloaded and again when a file is ingested, by the same function: so a page and a file of
//! the same study give the same snapshot. Sites and substances have long numbers too (`1160.26.0240`, `NNC0142-0002`), so
//! digits are a telephone number only when something says so: a plus sign, North America's grouping, or a word such as
//! "call" before them. A number that is written otherwise stays.
//!
//! A text of a *form* is written by hand, by someone who can be asked again. What is a contact in it is refused, and the
//! search is stricter: a nought is enough to begin a telephone number (`070-123 45 67`). Personal identity numbers are
//! looked for here only; in a register they would be trials' and patients' numbers of some other kind.
//!
//! A name is not looked for: it cannot be told from any other word.

mod announced;
mod email;
mod grouping;
mod identity;
mod removal;
mod runs;
mod telephone;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// A kind of contact data.
#[derive(Debug, Copy, Clone, Eq, PartialEq)]
pub enum Kind {
    /// `name@example.org`.
    EmailAddress,
    /// Of a Swedish inhabitant: a day of birth and four digits.
    IdentityNumber,
    /// In any form.
    TelephoneNumber,
}

/// In words for a message, with the article.
impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::EmailAddress => "an e-mail address",
            Self::IdentityNumber => "a personal identity number",
            Self::TelephoneNumber => "a telephone number",
        })
    }
}

/// Who wrote a text, which decides how much is needed for a contact.
#[derive(Debug, Copy, Clone, Eq, PartialEq)]
enum Source {
    /// A sponsor, into a field of a register.
    Register,
    /// Someone who filled in a form or a table for this program.
    Form,
}

/// Returns what a text of a form holds that it must not, if anything.
pub fn contact_in(text: &str) -> Option<Kind> {
    if !email::addresses(text, Source::Form).is_empty() {
        return Some(Kind::EmailAddress);
    }
    if identity::has_identity_number(text) {
        return Some(Kind::IdentityNumber);
    }
    (!telephone::numbers(text, Source::Form).is_empty()).then_some(Kind::TelephoneNumber)
}

/// Tells whether a text of a register holds an e-mail address or a telephone number.
pub fn holds_contacts(text: &str) -> bool {
    !contacts(text).is_empty()
}

/// Returns a text of a register without e-mail addresses and telephone numbers, and without the brackets that held
/// nothing else. It is empty when only signs are left.
pub fn without_contacts(text: &str) -> Cow<'_, str> {
    match contacts(text) {
        found if found.is_empty() => Cow::Borrowed(text),
        found => Cow::Owned(removal::without(text, &found)),
    }
}

/// Returns where the contacts of a register's text stand, in order and apart.
fn contacts(text: &str) -> Vec<Range<usize>> {
    let mut found = email::addresses(text, Source::Register);
    found.extend(telephone::numbers(text, Source::Register));
    found.sort_by_key(|range| range.start);
    // The digits of an address are no number of their own.
    let mut end = 0;
    found.retain(|range| {
        let is_apart = range.start >= end;
        end = end.max(range.end);
        is_apart
    });
    found
}
