//! Removes people's e-mail addresses and telephone numbers from free text.
//!
//! Registers have fields for contacts, which are never read. But sponsors also write
//! addresses and numbers into facilities, affiliations and reasons. What looks like
//! one is taken out, with the brackets that are left empty; a title that loses a
//! number by mistake is the lesser evil.

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

/// The area codes of free numbers in North America, before which a 1 may stand.
const FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// The fewest letters and digits that a free number has after its area code.
const VANITY: usize = 7;

/// The most: what goes beyond the seventh is dialled in vain, but advertised.
const LONGEST_VANITY: usize = 12;

/// Tells whether a text holds an e-mail address or a telephone number.
pub fn holds_contacts(text: &str) -> bool {
    matches!(without_contacts(text), Cow::Owned(_))
}

/// Returns a text without e-mail addresses and telephone numbers.
pub fn without_contacts(text: &str) -> Cow<'_, str> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let may_hold = text.contains('@')
        || digits >= FEWEST
        || (digits >= 3 && FREE.iter().any(|code| text.contains(code)));
    if !may_hold {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while !rest.is_empty() {
        let found =
            email(rest, &kept).or_else(|| vanity(rest, &kept)).or_else(|| telephone(rest, &kept));
        if let Some(length) = found {
            changed = true;
            rest = &rest[length..];
            continue;
        }
        let next = rest.chars().next().map_or(0, char::len_utf8);
        kept.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    if changed { Cow::Owned(without_emptied(&kept)) } else { Cow::Borrowed(text) }
}

/// Returns a text without brackets that hold nothing but signs and words for a
/// telephone: what stood in them was taken out.
fn without_emptied(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find(['(', '[']) {
        let (before, from) = rest.split_at(open);
        kept.push_str(before);
        let close = if from.starts_with('(') { ')' } else { ']' };
        let end = from[1..].find(['(', ')', '[', ']']).map(|end| end + 1);
        let end = end.filter(|end| from[*end..].starts_with(close) && is_emptied(&from[1..*end]));
        match end {
            Some(end) => {
                kept.truncate(kept.trim_end().len());
                rest = &from[end + 1..];
            }
            None => {
                kept.push_str(&from[..1]);
                rest = &from[1..];
            }
        }
    }
    kept + rest
}

/// Tells whether nothing is left in brackets but signs and words for a telephone.
fn is_emptied(inner: &str) -> bool {
    let words = inner.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).all(|word| WORDS.contains(&word.as_str()))
}

/// Returns the length of the free number in letters that a text begins with, such as
/// `1-877-CTLILLY` or `800-TRY-DRUG`; `before` is what stands before it.
fn vanity(text: &str, before: &str) -> Option<usize> {
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '-') {
        return None;
    }
    let code = text.strip_prefix("1-").or_else(|| text.strip_prefix("1 ")).unwrap_or(text);
    let word = FREE.iter().find_map(|area| code.strip_prefix(area))?.strip_prefix(['-', ' '])?;
    // Capitals, digits and hyphens only: `800-mg tablets` is a dose.
    let end = word.find(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-'));
    let word = &word[..end.unwrap_or(word.len())];
    let word = word.trim_end_matches('-');
    let signs = word.bytes().filter(|byte| *byte != b'-').count();
    let has_letters = word.bytes().any(|byte| byte.is_ascii_uppercase());
    let is_number = has_letters && (VANITY..=LONGEST_VANITY).contains(&signs);
    is_number.then_some(word.as_ptr() as usize - text.as_ptr() as usize + word.len())
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
    // A bracket that opens around the number is not the number's.
    if first == '(' && !run.contains(')') {
        return None;
    }
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
            ("contact 1-877-CTLILLY (1-877-555-0100, 1-317-555-0100) Mon", "contact Mon"),
            ("Use Central Contact 1-800-TRY-DRUG", "Use Central Contact "),
            ("Clinic (555-555-0100), Lund", "Clinic, Lund"),
            ("Clinic [a@example.org; b@example.org]", "Clinic"),
            ("Clinic (tel: 555-555-0100), Lund", "Clinic, Lund"),
        ] {
            assert_eq!(without_contacts(text), kept);
            assert!(holds_contacts(text));
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
            "ibuprofen 800-mg tablets, 1-800-DRUG () 12",
        ] {
            assert_eq!(without_contacts(text), text);
        }
    }
}
