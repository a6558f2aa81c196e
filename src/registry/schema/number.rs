//! The numbers that registers give trials, and the keys made of them.
//!
//! A key is a `u32`, because joins on numbers are what makes large snapshots
//! quick. It is made of the trial's public number, so that the same trial has the
//! same key in every snapshot:
//!
//! | keys | trials |
//! |---|---|
//! | 1 to 99,999,999 | the digits of the NCT number |
//! | 1,000,000,000 to 1,099,999,999 | year since 2000 and serial of the EU number |
//! | from 2^31 | without either number, in the order in which they come |
//!
//! EU numbers of both registers are made alike (`2022-500244-37`: year, serial, two
//! check digits), but CTIS counts from 500,000, so the two never meet.

use std::collections::BTreeSet;

use super::IdentifierKind;

/// A number that a register gave a trial, in its canonical form.
#[derive(Debug, Clone, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct Number {
    /// Whose it is.
    pub kind: IdentifierKind,
    /// `NCT01234567`, `2022-500244-37`, `2015-001234-12` or `U1111-1234-5678`.
    pub value: String,
}

/// The first key of EU numbers.
const FIRST_EU: u32 = 1_000_000_000;

/// The first key of trials that have neither number.
pub const FIRST_OTHER: u32 = 1 << 31;

/// The first serial of CTIS.
const FIRST_CTIS: u32 = 500_000;

/// The years that an EU number can begin with.
const EU_YEARS: std::ops::RangeInclusive<u32> = 2000..=2099;

/// Parses an NCT number, `NCT` and eight digits, into its key.
pub fn nct_key(text: &str) -> Option<u32> {
    digits(text.strip_prefix("NCT")?, 8)
}

/// Parses an EU number, with or without the two digits of its resubmission, into
/// its key.
pub fn eu_key(text: &str) -> Option<u32> {
    let (year, serial, _) = eu_parts(text)?;
    Some(FIRST_EU + (year - EU_YEARS.start()) * 1_000_000 + serial)
}

/// Returns the numbers that a text holds, wherever they stand in it and whatever
/// stands around them: `EudraCT: 2015-001234-12`.
pub fn numbers_in(text: &str) -> BTreeSet<Number> {
    let apart = |c: char| !(c.is_ascii_alphanumeric() || c == '-');
    text.split(apart).filter_map(|word| number(word.trim_matches('-'))).collect()
}

/// Parses a word as one of the numbers.
fn number(word: &str) -> Option<Number> {
    let word = word.to_ascii_uppercase();
    if let Some(key) = nct_key(&word) {
        let value = format!("NCT{key:08}");
        return (key > 0).then_some(Number { kind: IdentifierKind::Nct, value });
    }
    if is_utn(&word) {
        return Some(Number { kind: IdentifierKind::Utn, value: word });
    }
    let (year, serial, check) = eu_parts(&word)?;
    let kind = match serial {
        0 => return None,
        serial if serial >= FIRST_CTIS => IdentifierKind::EuCt,
        _ => IdentifierKind::EudraCt,
    };
    Some(Number { kind, value: format!("{year}-{serial:06}-{check:02}") })
}

/// Whether a word is `U1111-` and twice four digits.
fn is_utn(word: &str) -> bool {
    let Some((first, second)) = word.strip_prefix("U1111-").and_then(|rest| rest.split_once('-'))
    else {
        return false;
    };
    digits(first, 4).is_some() && digits(second, 4).is_some()
}

/// Parses the year, serial and check digits of an EU number.
fn eu_parts(text: &str) -> Option<(u32, u32, u32)> {
    let parts: Vec<&str> = text.split('-').collect();
    let (main, rest) = parts.split_at_checked(3)?;
    let resubmission = rest.is_empty() || (rest.len() == 1 && digits(rest[0], 2).is_some());
    let year = digits(main[0], 4).filter(|year| EU_YEARS.contains(year))?;
    resubmission.then_some((year, digits(main[1], 6)?, digits(main[2], 2)?))
}

/// Parses exactly `count` decimal digits.
pub(super) fn digits(text: &str, count: usize) -> Option<u32> {
    let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the numbers of a text as words.
    fn found(text: &str) -> Vec<String> {
        numbers_in(text).iter().map(|n| format!("{} {}", n.kind.code(), n.value)).collect()
    }

    #[test]
    fn numbers_are_found_whatever_stands_around_them() {
        assert_eq!(found("EudraCT: 2015-001234-12"), ["eudract 2015-001234-12"]);
        assert_eq!(found("2022-500244-37-00"), ["eu-ct 2022-500244-37"]);
        assert_eq!(found("UTN U1111-1234-5678 (WHO)"), ["utn U1111-1234-5678"]);
        assert_eq!(
            found("nct01234567/2009-017905-15"),
            ["nct NCT01234567", "eudract 2009-017905-15"]
        );
    }

    #[test]
    fn what_only_looks_like_a_number_is_none() {
        for text in [
            "2015-001234",
            "NCT1234567",
            "2015-000000-00",
            "1999-001234-12",
            "U1111-123-5678",
            "12015-001234-12",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn keys_of_the_registers_lie_apart() {
        assert_eq!(nct_key("NCT00000001"), Some(1));
        assert_eq!(eu_key("2022-500244-37-00"), Some(1_022_500_244));
        assert_eq!(eu_key("2015-001234-12"), Some(1_015_001_234));
        assert!(eu_key("2099-999999-99") < Some(FIRST_OTHER));
    }
}
