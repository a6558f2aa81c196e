//! Runs of digits in a text, the groups that they are made of, and the numbers that are not telephones'.

use std::ops::Range;

/// The most signs between two groups of one number: `) -`.
const MOST_BETWEEN: usize = 3;

/// Whether a character can part the groups of a number.
fn is_between(c: char) -> bool {
    // Spaces and hyphens that do not break, and the dash, are written too.
    " ()-./\u{a0}\u{202f}\u{2010}\u{2011}\u{2013}".contains(c)
}

/// Digits that could be a number, with the signs between them.
#[derive(Debug)]
pub(super) struct Run {
    /// Its groups of digits in the text.
    pub groups: Vec<Range<usize>>,
}

impl Run {
    /// Returns where it stands, from the first digit to the last.
    pub fn range(&self) -> Range<usize> {
        self.groups[0].start..self.groups[self.groups.len() - 1].end
    }

    /// Returns the number of its digits.
    pub fn digits(&self) -> usize {
        self.groups.iter().map(Range::len).sum()
    }
}

/// Returns the longest runs of a text. Digits that a letter stands before are a code's: `NCT01234567`.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for group in groups(text) {
        let joined = runs.last_mut().filter(|last| {
            let between = &text[last.range().end..group.start];
            between.len() <= 4 * MOST_BETWEEN
                && between.chars().count() <= MOST_BETWEEN
                && between.chars().all(is_between)
        });
        match joined {
            Some(last) => last.groups.push(group),
            None => runs.push(Run { groups: vec![group] }),
        }
    }
    runs.retain(|run| !text[..run.range().start].ends_with(char::is_alphanumeric));
    runs
}

/// Returns where digits stand in a row.
fn groups(text: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices(|c: char| c.is_ascii_digit()) {
        match groups.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end = at + 1,
            None => groups.push(at..at + 1),
        }
    }
    groups
}

/// Returns a number's place with the bracket that opens before it, if it is closed in it: `(08) 123`.
pub(super) fn with_bracket(text: &str, range: Range<usize>) -> Range<usize> {
    let number = &text[range.clone()];
    let is_closed = number.contains(')') && !number.contains('(');
    let opens = is_closed && text[..range.start].ends_with('(');
    range.start - usize::from(opens)..range.end
}

/// Whether what follows the last digit ends a number; an extension does: `x12`.
pub(super) fn ends(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_alphanumeric() && c != 'x')
}

/// Tells whether groups of digits are plainly another number: a date, years, a trial's number in the EU
/// (`2022-500244-37-00`) or an American postal code (`27292-1764`).
pub(super) fn is_other_number(text: &str, groups: &[Range<usize>]) -> bool {
    let is_year = |group: &Range<usize>| {
        group.len() == 4 && ["19", "20"].contains(&&text[group.start..group.start + 2])
    };
    match groups.iter().map(Range::len).collect::<Vec<_>>().as_slice() {
        [4, 2] | [4, 2, 2] | [4, 6, 2] | [4, 6, 2, 2] => is_year(&groups[0]),
        [2, 4] | [2, 2, 4] => is_year(&groups[groups.len() - 1]),
        [5, 4] => true,
        _ => groups.iter().all(is_year),
    }
}
