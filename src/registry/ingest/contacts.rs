//! Removes people's e-mail addresses and telephone numbers from free text.
//!
//! Registers have fields for contacts, which are never read. But sponsors also write
//! addresses and numbers into facilities, affiliations and reasons. What looks like
//! one is taken out; a title that loses a number by mistake is the lesser evil.

use std::borrow::Cow;

/// The fewest digits of a telephone number that stands after a word for it or a `+`.
const FEWEST: usize = 6;

/// The most digits of a telephone number (ITU-T E.164).
const MOST: usize = 15;

/// Words before a telephone number, in the languages of the Nordic registers.
const WORDS: [&str; 12] = [
    "tel",
    "telephone",
    "phone",
    "fax",
    "mobile",
    "mobil",
    "cell",
    "call",
    "telefon",
    "tfn",
    "tlf",
    "puh",
];

/// Returns a text without e-mail addresses and telephone numbers.
pub fn without_contacts(text: &str) -> Cow<'_, str> {
    let may_hold = text.contains('@') || text.bytes().filter(u8::is_ascii_digit).count() >= FEWEST;
    if !may_hold {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while !rest.is_empty() {
        let found = email(rest, &kept).or_else(|| telephone(rest, &kept));
        if let Some(length) = found {
            changed = true;
            rest = &rest[length..];
            continue;
        }
        let next = rest.chars().next().map_or(0, char::len_utf8);
        kept.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    if changed { Cow::Owned(kept) } else { Cow::Borrowed(text) }
}

/// Returns the length of the e-mail address that a text begins with; `before` is
/// what stands before it.
fn email(text: &str, before: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
    if before.chars().next_back().is_some_and(part) {
        return None;
    }
    let name = text.find(|c: char| !part(c))?;
    let domain = text[name..].strip_prefix('@')?;
    let length = domain.find(|c: char| !(c.is_alphanumeric() || ".-".contains(c)));
    let domain = domain[..length.unwrap_or(domain.len())].trim_end_matches(['.', '-']);
    (name > 0 && domain.contains('.')).then_some(name + 1 + domain.len())
}

/// Returns the length of the telephone number that a text begins with.
///
/// A number is one after a `+`, or after a word such as `tel`, or in the American
/// form `(555) 555-0100` or `555-555-0100`.
fn telephone(text: &str, before: &str) -> Option<usize> {
    if before.ends_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let first = text.chars().next()?;
    if !(first.is_ascii_digit() || first == '+' || first == '(') {
        return None;
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || " +()-./\u{a0}".contains(c)));
    let run = text[..end.unwrap_or(text.len())].trim_end_matches(|c: char| !c.is_ascii_digit());
    let count = run.bytes().filter(u8::is_ascii_digit).count();
    let is_number =
        (FEWEST..=MOST).contains(&count) && (first == '+' || is_named(before) || is_american(run));
    is_number.then_some(run.len())
}

/// Whether the last word of a text announces a telephone number.
fn is_named(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    WORDS.contains(&word.to_lowercase().as_str())
}

/// Whether digits are grouped by three, three and four, the groups parted.
fn is_american(run: &str) -> bool {
    let groups: Vec<usize> = run
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .map(str::len)
        .collect();
    matches!(groups.as_slice(), [3, 3, 4] | [1, 3, 3, 4]) && run.contains(['-', '('])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_go() {
        for (text, kept) in [
            ("ask jane.doe@example.org for it", "ask  for it"),
            ("Site, tel: +46 8 123 45 67", "Site, tel: "),
            ("Clinic (555) 555-0100", "Clinic "),
            ("call 555-555-0100 now", "call  now"),
            ("Telefon 08-123 45 67", "Telefon "),
        ] {
            assert_eq!(without_contacts(text), kept);
        }
    }

    #[test]
    fn what_is_none_stays() {
        for text in [
            "Lutetium 177-PSMA-617, 2021-03-05",
            "NCT01234567 and 2022-500244-37-00",
            "aged 18-75, dose 150-300-600 mg",
            "Karolinska, 141 86 Stockholm",
            "5 @ home",
        ] {
            assert_eq!(without_contacts(text), text);
        }
    }
}
