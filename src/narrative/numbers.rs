//! The numbers in a text, and whose they are: a claim's, the data's, or the author's.
//!
//! A text is looked at as it is read, whatever pieces it was put together of. `5` beside `000` is 5000, whichever of them may stand alone, and a
//! claim's 7 before a definition's 100 is no 7. So a number of the author's must be a constant of the manifest as it is read, and a number of a
//! claim stands apart from any other.

use std::collections::BTreeSet;
use std::ops::Range;

/// Who wrote a piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The author of the narrative.
    Hand,
    /// The data: names, years, dates.
    Data,
    /// A filter that prints a claim's number.
    Claim,
}

/// A piece of a text: its characters with their positions in whatever it was read from.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Who wrote it.
    pub origin: Origin,
    /// Its characters.
    pub characters: Vec<(usize, char)>,
}

impl Piece {
    /// Returns a piece of a text.
    pub fn of(origin: Origin, text: &str) -> Self {
        Self { origin, characters: text.char_indices().collect() }
    }
}

/// A number that may not stand as it does.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The piece in which it begins, or the first that the author wrote.
    pub piece: usize,
    /// Its part in that piece.
    pub range: Range<usize>,
    /// What is wrong with it.
    pub what: Fault,
}

/// What is wrong with a number.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is no constant.
    ByHand(String),
    /// It is made of constants that stand side by side.
    Joined(String),
    /// It touches another that is not the author's.
    Touching,
}

impl Fault {
    /// Returns the message and its hint.
    pub fn words(&self) -> (String, &'static str) {
        match self {
            Self::ByHand(number) => (
                format!("the number `{number}` is written by hand"),
                "print a claim, or name the number under `[tool.kapacitet.constants]` in typst.toml if it is part of a definition",
            ),
            Self::Joined(number) => (
                format!("constants side by side read as the number `{number}`"),
                "put a word between them; print a claim for any number that is no part of a definition",
            ),
            Self::Touching => {
                ("numbers side by side read as one".to_owned(), "put a word or a sign between them")
            }
        }
    }
}

/// Characters that are not seen.
const UNSEEN: [char; 8] =
    ['\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{fe0e}', '\u{fe0f}'];

/// Spaces that set groups of digits apart.
const SPACES: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\n'];

/// Signs inside of a number.
const POINTS: [char; 5] = ['.', ',', '\'', '\u{2019}', '_'];

/// Signs that make one number of two.
const BETWEEN: [char; 5] = ['/', '^', 'e', 'E', '\u{2044}'];

/// The digits of a constant, with its point; more are no part of a definition.
const LONGEST: usize = 8;

/// Returns what is wrong with a number that is to be a constant, and what was expected.
pub fn constant_fault(text: &str) -> Option<(String, String)> {
    let expected = "expected digits, with a point before decimals, such as `95` or `0.05`";
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let message = if text.trim().is_empty() {
        "a constant without a number".to_owned()
    } else if text.chars().count() > LONGEST {
        let start: String = text.chars().take(LONGEST).collect();
        return Some((
            format!("the constant `{start}…` is too long"),
            format!(
                "a number that is part of a definition has at most {LONGEST} characters; any other is a claim"
            ),
        ));
    } else if !are_digits(whole) || !are_digits(decimals) {
        format!("the constant `{text}` is not a number")
    } else if whole.len() > 1 && whole.starts_with('0') {
        format!("the constant `{text}` begins with a zero")
    } else {
        return None;
    };
    Some((message, expected.to_owned()))
}

/// A character of a text in pieces.
#[derive(Clone, Copy)]
struct Seen {
    /// The character.
    c: char,
    /// The number of its piece.
    piece: usize,
    /// Its position there.
    at: usize,
    /// Who wrote it.
    origin: Origin,
}

/// Returns the numbers of a text in pieces that may not stand in it.
pub(super) fn wrong(pieces: &[Piece], constants: &BTreeSet<String>) -> Vec<Wrong> {
    let seen = |(piece, of): (usize, &Piece)| {
        let origin = of.origin;
        let characters = of.characters.iter().filter(|(_, c)| !UNSEEN.contains(c));
        characters.map(move |&(at, c)| Seen { c, piece, at, origin }).collect::<Vec<_>>()
    };
    let text: Vec<_> = pieces.iter().enumerate().flat_map(seen).collect();
    let mut found = Vec::new();
    let mut start = 0;
    while start < text.len() {
        if !text[start].c.is_numeric() {
            start += 1;
            continue;
        }
        let mut end = start + 1;
        while let Some(more) = next(&text, start, end) {
            end = more;
        }
        found.extend(fault(&text[start..end], constants));
        start = end;
    }
    found
}

/// Returns the end of a number with one more digit than it has so far; `None` when it ends.
fn next(text: &[Seen], start: usize, end: usize) -> Option<usize> {
    let sign = text.get(end)?;
    if sign.c.is_numeric() {
        return Some(end + 1);
    }
    let (before, after) = (text[end - 1], text.get(end + 1).filter(|after| after.c.is_numeric())?);
    let is_within = before.piece == after.piece && before.origin != Origin::Hand;
    let is_hand = [before, *after].iter().all(|one| one.origin == Origin::Hand);
    let has_data = [before, *after].iter().any(|one| one.origin == Origin::Data);
    let joins = match sign.c {
        c if POINTS.contains(&c) => {
            is_within || !(before.origin == Origin::Data && after.origin == Origin::Data)
        }
        c if SPACES.contains(&c) && is_hand => is_group(text, start, end),
        c if SPACES.contains(&c) => is_within || !has_data,
        c => is_hand && BETWEEN.contains(&c),
    };
    joins.then_some(end + 2)
}

/// Whether a space sets a group of three digits apart from at most three before it.
fn is_group(text: &[Seen], start: usize, space: usize) -> bool {
    let is_digit = |at: usize| text.get(at).is_some_and(|one| one.c.is_numeric());
    let before = (start..space).rev().take_while(|&at| is_digit(at)).count();
    let after = (space + 1..text.len()).take_while(|&at| is_digit(at)).count();
    before <= 3 && after == 3
}

/// Returns what is wrong with a number, given by its characters.
fn fault(number: &[Seen], constants: &BTreeSet<String>) -> Option<Wrong> {
    let first = number[0];
    if number.iter().all(|one| one.origin != Origin::Hand && one.piece == first.piece) {
        return None;
    }
    let own = number.iter().find(|one| one.origin == Origin::Hand).unwrap_or(&first);
    let last = number.iter().rfind(|one| one.piece == own.piece).unwrap_or(own);
    let range = own.at..last.at + last.c.len_utf8();
    let is_hand = number.iter().all(|one| one.origin == Origin::Hand);
    let what = if is_hand {
        let text: String = number.iter().map(|one| one.c).collect();
        if is_constant(&text, constants) {
            return None;
        }
        let parts = parts(number);
        match parts.len() > 1 && parts.iter().all(|part| is_constant(part, constants)) {
            true => Fault::Joined(text),
            false => Fault::ByHand(text),
        }
    } else {
        Fault::Touching
    };
    Some(Wrong { piece: own.piece, range, what })
}

/// Returns the parts of a number that is written in several.
fn parts(number: &[Seen]) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut piece = None;
    for one in number {
        let ends = SPACES.contains(&one.c) || BETWEEN.contains(&one.c);
        if ends || piece != Some(one.piece) {
            parts.push(String::new());
        }
        piece = Some(one.piece);
        if let (false, Some(part)) = (ends, parts.last_mut()) {
            part.push(one.c);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether a number is one that may be written by hand, in either language's way of writing it.
fn is_constant(number: &str, constants: &BTreeSet<String>) -> bool {
    let without =
        |signs: &[char]| -> String { number.chars().filter(|c| !signs.contains(c)).collect() };
    let plain = without(&SPACES).replace(',', ".");
    let grouped = without(&[' ', ',', '\u{a0}', '\u{202f}', '\u{2009}', '\n', '\'', '\u{2019}']);
    constants.contains(&plain) || constants.contains(&grouped)
}

#[cfg(test)]
mod tests {
    use super::Origin::{Claim, Data, Hand};
    use super::*;

    /// Returns what is wrong with a text in pieces, of whose constants 5, 95, 100, 0.05 and 000 are some.
    fn said(pieces: &[(Origin, &str)]) -> Vec<Fault> {
        let constants = ["5", "95", "100", "0.05", "1000"].map(str::to_owned).into();
        let pieces: Vec<_> = pieces.iter().map(|(origin, text)| Piece::of(*origin, text)).collect();
        wrong(&pieces, &constants).into_iter().map(|wrong| wrong.what).collect()
    }

    #[test]
    fn a_number_by_hand_is_a_constant_as_it_is_read() {
        assert_eq!(said(&[(Hand, "95 % KI, p < 0,05 i fas 5, 100 %; 1,000 and 1 000")]), []);
        assert_eq!(said(&[(Hand, "5 trials of 41")]), [Fault::ByHand("41".into())]);
        assert_eq!(said(&[(Hand, "½ of them, 5²")]).len(), 2);
        assert_eq!(said(&[(Hand, "5 100 trials")]), [Fault::Joined("5 100".into())]);
        assert_eq!(said(&[(Hand, "5"), (Hand, "100")]), [Fault::Joined("5100".into())]);
        assert_eq!(said(&[(Hand, "5/95")]), [Fault::Joined("5/95".into())]);
        assert_eq!(said(&[(Hand, "5\u{ad}95")]), [Fault::ByHand("595".into())]);
    }

    #[test]
    fn a_claims_number_stands_apart_from_others() {
        assert_eq!(said(&[(Claim, "1\u{a0}038"), (Hand, " of "), (Claim, "12,5 %")]), []);
        assert_eq!(said(&[(Claim, "7"), (Hand, "100")]), [Fault::Touching]);
        assert_eq!(said(&[(Hand, "5"), (Claim, "7")]), [Fault::Touching]);
        assert_eq!(said(&[(Claim, "7"), (Claim, "8")]), [Fault::Touching]);
        assert_eq!(said(&[(Claim, "7"), (Hand, " "), (Claim, "8")]), [Fault::Touching]);
        // Names may end in a digit: "type 2 123" is as the data have it.
        assert_eq!(said(&[(Data, "type 2"), (Hand, " "), (Claim, "123")]), []);
        assert_eq!(said(&[(Data, "2020"), (Hand, "–"), (Data, "2024")]), []);
    }

    #[test]
    fn a_constant_is_a_short_number_as_a_reader_writes_it() {
        for good in ["5", "95", "99.8", "0.05", "100"] {
            assert_eq!(constant_fault(good), None, "{good}");
        }
        for bad in
            ["", " ", "NaN", "inf", "-1", "1e3", "000", "007", "1.", ".5", "1,5", "٣", "123456789"]
        {
            assert!(constant_fault(bad).is_some(), "{bad}");
        }
    }
}
