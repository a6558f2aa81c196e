//! E-mail addresses and telephone numbers in texts of a register, and how they are
//! taken out.
//!
//! A register has fields for the contacts of a trial, which are never kept. Sponsors
//! also write a hotline where a site's or an official's name belongs. Sites have long
//! numbers too ("1160.26.0240"), so a run of digits counts as a telephone number only
//! after a word such as "call", after a plus sign, or in North America's grouping.
//! A number that is written otherwise stays.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in the place of what was taken out.
pub const REMOVED: &str = "[contact removed]";

/// Words after which, near or far, a run of digits is a telephone number.
const CALLS: [&str; 6] = ["call", "calling", "contact", "phone", "telefon", "telephone"];

/// Words after which the number must follow at once: Tel Aviv is a town.
const LABELS: [&str; 4] = ["fax", "mobile", "tel", "toll-free"];

/// Digits that a telephone number has at least after such a word.
const FEWEST: usize = 6;

/// Digits that an international number has at least.
const FEWEST_ABROAD: usize = 8;

/// Returns the text without e-mail addresses.
pub fn without_mail(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    replaced(text, &mails(text))
}

/// Returns the text without e-mail addresses and telephone numbers.
pub fn without_contact(text: &str) -> Cow<'_, str> {
    let text = without_mail(text);
    let numbers = numbers(&text);
    match numbers.is_empty() {
        true => text,
        false => Cow::Owned(replaced(&text, &numbers).into_owned()),
    }
}

/// Returns the text with something else in the place of the ranges.
fn replaced<'a>(text: &'a str, ranges: &[Range<usize>]) -> Cow<'a, str> {
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        out.push_str(&text[from..range.start]);
        out.push_str(REMOVED);
        from = range.end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// Returns where e-mail addresses stand: a name, `@`, perhaps a slip of the space
/// bar, and a domain with a dot.
fn mails(text: &str) -> Vec<Range<usize>> {
    let is_local = |c: char| c.is_alphanumeric() || "._%+-'".contains(c);
    let is_domain = |c: char| c.is_alphanumeric() || c == '.' || c == '-';
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let local = text[..at].chars().rev().take_while(|&c| is_local(c));
        let start = at - local.map(char::len_utf8).sum::<usize>();
        let rest = &text[at + 1..];
        let slip = usize::from(rest.starts_with(' '));
        let domain = rest[slip..].chars().take_while(|&c| is_domain(c));
        let domain = &rest[slip..slip + domain.map(char::len_utf8).sum::<usize>()];
        let domain = domain.trim_end_matches(['.', '-']);
        let is_mail = domain.rsplit_once('.').is_some_and(|(name, top)| {
            !name.is_empty() && top.len() >= 2 && top.chars().all(char::is_alphabetic)
        });
        let begins = found.last().is_none_or(|last| last.end <= start);
        if start < at && is_mail && begins {
            found.push(start..at + 1 + slip + domain.len());
        }
    }
    found
}

/// Returns where telephone numbers stand.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let calls = first_call(text);
    let found = runs(text).into_iter().filter_map(|run| {
        let number = &text[run.clone()];
        let digits = number.chars().filter(char::is_ascii_digit).count();
        let is_called = calls.is_some_and(|call| call < run.start) && digits >= FEWEST;
        let is_abroad = number.starts_with('+') && digits >= FEWEST_ABROAD;
        let spelled = spelled(text, &run);
        let is_number = is_called || is_abroad || is_american(number);
        spelled.or_else(|| is_number.then_some(run))
    });
    found.collect()
}

/// Returns where the first word stands that announces a number.
fn first_call(text: &str) -> Option<usize> {
    let is_word = |c: char| c.is_alphabetic() || c == '-';
    let mut from = 0;
    for word in text.split(|c| !is_word(c)) {
        let is_one_of = |words: &[&str]| words.iter().any(|one| one.eq_ignore_ascii_case(word));
        let rest = text[from + word.len()..].trim_start_matches([' ', '.', ':']);
        if is_one_of(&CALLS) || (is_one_of(&LABELS) && rest.starts_with(is_number_start)) {
            return Some(from);
        }
        from += word.len() + text[from + word.len()..].chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// Tells whether a number can begin with a character.
fn is_number_start(c: char) -> bool {
    c.is_ascii_digit() || c == '+' || c == '('
}

/// Returns the longest stretches that could be numbers: digits with at most two
/// signs between them.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices(|c: char| c.is_ascii_digit()) {
        let joins = |last: &Range<usize>| {
            let between = &text[last.end..at];
            between.len() <= 2 && between.chars().all(|c| " ()-./".contains(c))
        };
        match runs.last_mut().filter(|last| joins(last)) {
            Some(last) => last.end = at + 1,
            None => runs.push(at..at + 1),
        }
    }
    // A plus sign belongs to its number, and a bracket that is closed in it.
    for run in &mut runs {
        let is_closed = text[run.clone()].contains(')') && !text[run.clone()].contains('(');
        let before = &text[..run.start];
        if before.ends_with('+') || (before.ends_with('(') && is_closed) {
            run.start -= 1;
        }
    }
    runs
}

/// Tells whether digits are grouped as in `1-877-285-4559` or `(317) 615-4559`.
fn is_american(number: &str) -> bool {
    let groups = number.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let groups: Vec<usize> = groups.map(str::len).collect();
    let separators = number.chars().filter(|c| !c.is_ascii_digit());
    let by_points = separators.clone().count() > 0 && separators.clone().all(|c| c == '.');
    let is_grouped = matches!(groups.as_slice(), [3, 3, 4] | [1, 3, 3, 4]);
    is_grouped && !by_points && (groups.len() == 3 || number.starts_with(['1', '+', '(']))
}

/// Returns where a number stands that letters end, as in `1-800-EXAMPLE`.
fn spelled(text: &str, run: &Range<usize>) -> Option<Range<usize>> {
    let digits: Vec<usize> = text[run.clone()].split('-').map(str::len).collect();
    let letters = text[run.end..].strip_prefix('-')?;
    let letters = letters.chars().take_while(char::is_ascii_uppercase).count();
    (digits == [1, 3] && letters >= 4).then(|| run.start..run.end + 1 + letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hotline_in_place_of_a_site_is_taken_out() {
        let text = "For additional information, contact 1-800-EXAMPLE (1-800-555-0100, 1-800-555-0199) Mon - Fri from 9 AM";
        let expected = "For additional information, contact [contact removed] ([contact removed], [contact removed]) Mon - Fri from 9 AM";
        assert_eq!(without_contact(text), expected);
        assert_eq!(without_contact("Call +46 8 555 010 00"), "Call [contact removed]");
        assert_eq!(without_contact("Tel. 08-555 010"), "Tel. [contact removed]");
        assert_eq!(without_contact("(555) 555-0100"), "[contact removed]");
    }

    #[test]
    fn numbers_of_sites_stay() {
        for text in [
            "1160.26.0240 Boehringer Ingelheim Investigational Site",
            "Investigational Site Number 2760012",
            "Research Site 840-0123456",
            "1326 Riverview Road Lexington, NC 27292-1764",
            "Site 101, Contact Lens Clinic",
            "Tel Aviv Sourasky Medical Center /ID# 200123",
        ] {
            assert_eq!(without_contact(text), text);
        }
    }

    #[test]
    fn an_address_goes_and_an_at_stays() {
        assert_eq!(without_mail("E-mail: trials@ example.org."), "E-mail: [contact removed].");
        assert_eq!(
            without_mail("a.b@example.org, c@example.se"),
            "[contact removed], [contact removed]"
        );
        for text in ["Center @ Christ Hospital", "IUD@CSD", "CO@ Versus"] {
            assert_eq!(without_mail(text), text);
        }
    }
}
