//! E-mail addresses.

use std::ops::Range;

use super::Source;

/// Returns where e-mail addresses stand: a name, `@`, perhaps a slip of the space bar, and a domain.
///
/// A register's sponsors write `@` for "at" too (`Derm Research@888 Inc.`), so its domain has a dot and ends in letters.
/// In a form a word with `@` between letters or digits is enough.
pub(super) fn addresses(text: &str, source: Source) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let name = text[..at].chars().rev().take_while(|&c| is_of_name(c));
        let start = at - name.map(char::len_utf8).sum::<usize>();
        let Some(length) = domain(&text[at + 1..], source) else { continue };
        if start < at && found.last().is_none_or(|last| last.end <= start) {
            found.push(start..at + 1 + length);
        }
    }
    found
}

/// Whether a character can stand before the `@`.
fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || "._%+-'".contains(c)
}

/// Whether a character can stand in a domain.
fn is_of_domain(c: char) -> bool {
    c.is_alphanumeric() || c == '.' || c == '-'
}

/// Returns the length of the domain that a text begins with, the slip included.
fn domain(text: &str, source: Source) -> Option<usize> {
    let slip = usize::from(text.starts_with(' '));
    let length = text[slip..].find(|c| !is_of_domain(c)).unwrap_or(text.len() - slip);
    let domain = text[slip..slip + length].trim_end_matches(['.', '-']);
    let has_dot = domain.rsplit_once('.').is_some_and(|(name, top)| {
        !name.is_empty() && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic)
    });
    let is_word = source == Source::Form && slip == 0 && domain.starts_with(char::is_alphanumeric);
    (has_dot || is_word).then_some(slip + domain.len())
}
