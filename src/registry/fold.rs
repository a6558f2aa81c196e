//! Folds text for comparison: the one notion of "the same spelling".
//!
//! Registries write Göteborg, Goteborg, GÖTEBORG and GÃ¶teborg. Everything that
//! compares names (towns, countries, facilities, conditions) does so on folded
//! text, and the tables under data/reference hold folded keys.
//! Cooperates with data/reference/places/cities.csv and facilities.csv.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// UTF-8 that was once read as Windows-1252 or Latin-1, some of it twice, and
/// what it was. The order matters: the first two steps of a double fault first.
const REPAIRS: [(&str, &str); 17] = [
    ("Ãƒ", "Ã"),
    ("Â¥", "¥"),
    ("Â¤", "¤"),
    ("Â¶", "¶"),
    ("Ã¥", "å"),
    ("Ã¤", "ä"),
    ("Ã¶", "ö"),
    ("Ã…", "Å"),
    ("Ã„", "Ä"),
    ("Ã–", "Ö"),
    ("Ã\u{85}", "Å"),
    ("Ã\u{84}", "Ä"),
    ("Ã\u{96}", "Ö"),
    ("Ã-", "Ö"),
    ("Ã©", "é"),
    ("Ã¸", "ø"),
    ("Ã¦", "æ"),
];

/// Returns lower-case ASCII words with single spaces between them.
///
/// Letters lose their marks, everything that is neither letter nor digit parts
/// words: `Västra Frölunda!` becomes `vastra frolunda`.
pub fn fold(text: &str) -> String {
    let repaired = repair(text);
    let mut folded = String::with_capacity(repaired.len());
    for c in repaired.to_lowercase().nfkd() {
        match c {
            _ if c.is_ascii_alphanumeric() => folded.push(c),
            'ø' => folded.push('o'),
            'æ' => folded.push('a'),
            _ if canonical_combining_class(c) != 0 => {}
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Returns the text with broken letters mended.
fn repair(text: &str) -> String {
    if !text.contains(['Ã', 'Â']) {
        return text.into();
    }
    REPAIRS.iter().fold(text.into(), |text, (wrong, right)| text.replace(wrong, right))
}

/// Tells whether `stem` begins a word of the folded `text`.
pub fn has_word_start(text: &str, stem: &str) -> bool {
    text.match_indices(stem).any(|(at, _)| at == 0 || text.as_bytes()[at - 1] == b' ')
}

/// Returns a kebab-case id made of a folded text.
pub fn slug(text: &str) -> String {
    fold(text).replace(' ', "-")
}

/// Returns text as the tables hold it: without control characters and byte order
/// marks, each run of white space one space, none at the ends.
///
/// A control character would stop the typesetting of a whole document.
pub fn clean(text: &str) -> String {
    // Nearly every text is clean already.
    let plain = |byte: &u8| (b' '..0x7f).contains(byte);
    if text.as_bytes().iter().all(plain) && !text.contains("  ") {
        return text.trim().into();
    }
    let mut cleaned = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{feff}' | '\u{200b}' => {}
            _ if c.is_control() || (c.is_whitespace() && c != '\u{a0}') => {
                if !cleaned.is_empty() && !cleaned.ends_with(' ') {
                    cleaned.push(' ');
                }
            }
            _ => cleaned.push(c),
        }
    }
    cleaned.truncate(cleaned.trim_end().len());
    cleaned
}
