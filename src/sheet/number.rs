//! Numbers as people write them, in Swedish and in English.

use std::ops::RangeInclusive;

/// Whole numbers that a cell of a workbook holds exactly.
const EXACT: RangeInclusive<f64> = -9_007_199_254_740_992.0..=9_007_199_254_740_992.0;

/// Returns a number that may have a decimal comma or point, and groups of three digits: `1 234,5`, `1.234,5`, `1,234.5`, `1234.5`.
///
/// Of one comma or one point alone, it is the decimal sign: `1,234` is a little more than one. Groups are then set apart by spaces of any kind.
pub fn decimal(text: &str) -> Option<f64> {
    let text: String = text.trim().chars().map(plain).collect();
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    let (sign, digits) = match mantissa.strip_prefix(['-', '+']) {
        Some(rest) => (&mantissa[..1], rest),
        None => ("", mantissa),
    };
    let (point, group) = signs(digits)?;
    let (integer, fraction) = match point.and_then(|point| digits.rsplit_once(point)) {
        Some((integer, fraction)) => (integer, fraction),
        None => (digits, ""),
    };
    let integer = ungrouped(integer, group)?;
    if !fraction.bytes().all(|byte| byte.is_ascii_digit())
        || (integer.is_empty() && fraction.is_empty())
    {
        return None;
    }
    let number: f64 = format!("{sign}{integer}.{fraction}0{exponent}").parse().ok()?;
    number.is_finite().then_some(number)
}

/// Returns a whole number, which may have groups of three digits set apart by spaces.
pub fn whole(text: &str) -> Option<i64> {
    let number = decimal(text)?;
    // A comma would be taken for a decimal sign by some and for a group by others.
    (!text.contains([',', '.'])).then(|| exact(number))?
}

/// Returns a number that has no fraction as a whole number.
pub(super) fn exact(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && EXACT.contains(&number)).then_some(number as i64)
}

/// Returns a character as it is written in a program: spaces of all kinds are one, and a minus is a hyphen.
fn plain(c: char) -> char {
    match c {
        '\u{2212}' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// Returns the decimal sign and the sign between groups of a number; none when they contradict one another.
fn signs(digits: &str) -> Option<(Option<char>, Option<char>)> {
    let count = |sign| digits.matches(sign).count();
    let space = digits.contains(' ').then_some(' ');
    match (count(','), count('.')) {
        (0, 0) => Some((None, space)),
        (1, 0) => Some((Some(','), space)),
        (0, 1) => Some((Some('.'), space)),
        _ if space.is_some() => None,
        (_, 0) => Some((None, Some(','))),
        (0, _) => Some((None, Some('.'))),
        (commas, points) => match (digits.rfind(','), digits.rfind('.')) {
            (comma, point) if comma > point && commas == 1 => Some((Some(','), Some('.'))),
            (comma, point) if point > comma && points == 1 => Some((Some('.'), Some(','))),
            _ => None,
        },
    }
}

/// Returns the digits before the decimal sign without the signs between groups, which have three digits each but the first.
fn ungrouped(integer: &str, group: Option<char>) -> Option<String> {
    let mut parts = integer.split(|c| Some(c) == group);
    let first = parts.next().unwrap_or_default();
    let is_grouped = integer.len() > first.len();
    let mut digits = first.to_owned();
    for part in parts {
        if part.len() != 3 {
            return None;
        }
        digits.push_str(part);
    }
    let is_right = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (!is_grouped || (1..=3).contains(&first.len()));
    is_right.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_and_english_numbers_are_read() {
        for text in [
            "1234,5",
            "1234.5",
            "1 234,5",
            "1\u{a0}234,5",
            "1\u{202f}234.5",
            "1.234,5",
            "1,234.5",
            "12345e-1",
        ] {
            assert_eq!(decimal(text), Some(1234.5), "{text}");
        }
        assert_eq!(decimal("\u{2212}3,25"), Some(-3.25));
        assert_eq!(decimal("1,234"), Some(1.234));
        assert_eq!(decimal("1,234,567"), Some(1_234_567.0));
        assert_eq!(decimal(",5"), Some(0.5));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "-",
            "hundra",
            "12 %",
            "1 23",
            "1,23,456",
            "1.2.3,4,5",
            "inf",
            "NaN",
            "1e999",
            "12-3",
            ".",
        ] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    #[test]
    fn a_whole_number_has_no_decimal_sign() {
        assert_eq!(whole("12 345"), Some(12_345));
        assert_eq!(whole("-7"), Some(-7));
        assert_eq!(whole("1,234"), None);
        assert_eq!(whole("7.0"), None);
    }
}
