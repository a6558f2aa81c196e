//! Dates as the classic website and older dumps of AACT write them.

use std::borrow::Cow;

/// The months, as they are written.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Returns `March 5, 2019` as `2019-03-05`, `March 2019` as `2019-03`, and every
/// other text as it is.
pub fn iso(text: &str) -> Cow<'_, str> {
    match parse(text) {
        Some((year, month, Some(day))) => Cow::Owned(format!("{year:04}-{month:02}-{day:02}")),
        Some((year, month, None)) => Cow::Owned(format!("{year:04}-{month:02}")),
        None => Cow::Borrowed(text),
    }
}

/// Parses a month with its year, and with a day or without.
fn parse(text: &str) -> Option<(u32, usize, Option<u32>)> {
    let mut words = text.split_ascii_whitespace();
    let name = words.next()?;
    let month = 1 + MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name))?;
    let second = words.next()?;
    let (day, year) = match second.strip_suffix(',') {
        Some(day) => (Some(day.parse().ok()?), words.next()?),
        None => (None, second),
    };
    let whole = words.next().is_none() && year.len() == 4;
    whole.then_some((year.parse().ok()?, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_in_words_keeps_its_precision() {
        for (text, expected) in [
            ("March 5, 2019", "2019-03-05"),
            ("December 2019", "2019-12"),
            ("2019-03", "2019-03"),
            ("March", "March"),
            ("March 5", "March 5"),
            ("Dec-15", "Dec-15"),
            ("March 5 2019", "March 5 2019"),
        ] {
            assert_eq!(iso(text), expected);
        }
    }
}
