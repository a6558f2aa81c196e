//! North America's telephone numbers: known by their grouping, or spelled in letters.
//!
//! Source: North American Numbering Plan Administrator, "NPA and central office codes": neither begins with 0 or 1.

use std::ops::Range;

use super::runs::{Run, ends, with_bracket};

/// The area codes of free numbers.
const FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];

/// The fewest letters and digits that a spelled number has after its area code.
const SPELLED: usize = 7;

/// The most: what goes beyond the seventh is dialled in vain, but advertised.
const LONGEST_SPELLED: usize = 12;

/// Returns where a run has numbers grouped as in `1-877-285-4559`, `1877-285-4559` or `(317) 615-4559`.
pub(super) fn american(text: &str, run: &Run) -> Vec<Range<usize>> {
    let (mut found, mut from) = (Vec::new(), 0);
    while from < run.groups.len() {
        match american_at(text, &run.groups, from) {
            Some(groups) => {
                let range = run.groups[from].start..run.groups[from + groups - 1].end;
                found.push(with_bracket(text, range));
                from += groups;
            }
            None => from += 1,
        }
    }
    found
}

/// Returns how many groups from one on are a number.
fn american_at(text: &str, groups: &[Range<usize>], from: usize) -> Option<usize> {
    let digits = |at: usize| groups.get(at).map(|group| &text[group.clone()]);
    let sizes: Vec<usize> = groups[from..].iter().take(4).map(Range::len).collect();
    let (length, area, exchange) = match sizes.as_slice() {
        [1, 3, 3, 4] if digits(from) == Some("1") => (4, digits(from + 1)?, digits(from + 2)?),
        [4, 3, 4, ..] if digits(from)?.starts_with('1') => {
            (3, &digits(from)?[1..], digits(from + 1)?)
        }
        [3, 3, 4, ..] => (3, digits(from)?, digits(from + 1)?),
        _ => return None,
    };
    let is_code = |code: &str| !code.starts_with(['0', '1']);
    let between = |at: usize| &text[groups[at].end..groups[at + 1].start];
    let inner = (from..from + length - 1).map(between);
    // With points only it is a site's number: `205.235.0438`.
    let is_pointed = sizes[0] != 1 && inner.clone().all(|signs| signs == ".");
    let is_parted = inner.clone().all(|signs| !signs.contains('/'));
    // A longer code is no number: `12-317-615-4559`.
    let is_free =
        |signs: &str| signs.contains(['/', '(', ')']) || signs.contains(char::is_whitespace);
    let is_alone = (from == 0 || is_free(between(from - 1)))
        && match groups.get(from + length) {
            Some(_) => is_free(between(from + length - 1)),
            None => ends(&text[groups[from + length - 1].end..]),
        };
    // Hyphens and brackets say enough, and people mistype; `150 300 6000 mg` is written with spaces.
    let is_plain = inner.clone().any(|signs| signs.contains(['-', '(', ')']));
    let is_coded = is_plain || (is_code(area) && is_code(exchange));
    (is_coded && is_parted && !is_pointed && is_alone).then_some(length)
}

/// Returns where a run begins a free number in letters, such as `1-877-CTLILLY` or `800-TRY-DRUG`. With fewer than
/// seven signs it cannot be dialled, and `800-mg tablets` is a dose.
pub(super) fn spelled(text: &str, run: &Run) -> Option<Range<usize>> {
    let is_free = |group: &Range<usize>| FREE.contains(&&text[group.clone()]);
    let at = run.groups.iter().position(is_free)?;
    let one = at.checked_sub(1).map(|one| &run.groups[one]).filter(|one| {
        text[(*one).clone()] == *"1" && ["-", " "].contains(&&text[one.end..run.groups[at].start])
    });
    let start = one.unwrap_or(&run.groups[at]).start;
    let after = &text[run.groups[at].end..];
    let word = after.strip_prefix(['-', ' ']).filter(|_| !text[..start].ends_with('-'))?;
    // After `1-800-` small letters are the number's too: `1-877-CTLilly`.
    let is_advertised = text[start..].starts_with("1-") && after.starts_with('-');
    let is_letter = |c: char| c.is_ascii_uppercase() || (is_advertised && c.is_ascii_lowercase());
    let end = word.find(|c: char| !(is_letter(c) || c.is_ascii_digit() || c == '-'));
    let word = word[..end.unwrap_or(word.len())].trim_end_matches('-');
    let signs = word.bytes().filter(|byte| *byte != b'-').count();
    let has_letters = word.bytes().any(|byte| byte.is_ascii_uppercase());
    let is_number = has_letters && (SPELLED..=LONGEST_SPELLED).contains(&signs);
    is_number.then(|| start..run.groups[at].end + 1 + word.len())
}
