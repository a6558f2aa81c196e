//! What is left of a text when something is taken out of it.

use std::ops::Range;

use super::announced::says_nothing_else;

/// A bracket that was opened and not closed yet.
struct Open {
    /// Where it stands in what is kept.
    at: usize,
    /// The sign that closes it.
    close: char,
    /// Whether something was taken out of it.
    is_robbed: bool,
    /// Whether something in it is known to stay.
    is_filled: bool,
}

/// Returns a text without some ranges, which are in order and apart. Brackets that hold nothing but signs and words for
/// a telephone when something was taken out of them go too, of the spaces around a range one side's stay, and what led
/// to a range at the end (`, tel:`) loses its sign. A text that is only signs in the end is empty.
pub(super) fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut open: Vec<Open> = Vec::new();
    let mut from = 0;
    for range in ranges {
        keep(&mut kept, &mut open, &text[from..range.start]);
        if let Some(bracket) = open.last_mut() {
            bracket.is_robbed = true;
        }
        let rest = &text[range.end..];
        let is_parted = kept.is_empty() || kept.ends_with(char::is_whitespace);
        let rest = if is_parted { rest.trim_start() } else { rest };
        from = text.len() - rest.len();
    }
    let is_last = from == text.len();
    keep(&mut kept, &mut open, &text[from..]);
    let kept = if is_last { kept.trim_end_matches([' ', ',', ';', ':', '-']) } else { &kept };
    match kept.contains(char::is_alphanumeric) {
        true => kept.trim().to_owned(),
        false => String::new(),
    }
}

/// Adds a piece of the text, closing brackets.
fn keep(kept: &mut String, open: &mut Vec<Open>, piece: &str) {
    for c in piece.chars() {
        let close = match c {
            '(' => Some(')'),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(close) = close {
            open.push(Open { at: kept.len(), close, is_robbed: false, is_filled: false });
        }
        let closed = open.pop_if(|last| last.close == c);
        let Some(bracket) = closed else {
            kept.push(c);
            continue;
        };
        let is_emptied =
            bracket.is_robbed && !bracket.is_filled && says_nothing_else(&kept[bracket.at + 1..]);
        if is_emptied {
            kept.truncate(bracket.at);
            kept.truncate(kept.trim_end().len());
        } else {
            kept.push(c);
        }
        if let Some(around) = open.last_mut() {
            around.is_robbed |= bracket.is_robbed;
            around.is_filled |= !is_emptied;
        }
    }
}
