//! Telephone numbers.

use std::ops::Range;

use super::Source;
use super::announced::{first_announcement, is_labelled};
use super::grouping::{american, spelled};
use super::runs::{Run, ends, is_other_number, runs, with_bracket};

/// Digits that a number has at least after a word for it.
const FEWEST: usize = 6;

/// Digits that an international number of a register has at least: a country code and a subscriber. With fewer,
/// `+ 500/1000 mg` would be one.
const FEWEST_ABROAD: usize = 8;

/// Digits that a number of a form has at least which begins with a nought or a plus sign.
const FEWEST_IN_FORM: usize = 7;

/// The longest area code of Sweden, with its nought.
const LONGEST_AREA: usize = 4;

/// Returns where telephone numbers stand, in order and apart.
pub(super) fn numbers(text: &str, source: Source) -> Vec<Range<usize>> {
    // No number has fewer, and one in letters has four at least: `1-800-`.
    if text.bytes().filter(u8::is_ascii_digit).count() < 3 {
        return Vec::new();
    }
    let announced = match source {
        Source::Register => first_announcement(text),
        Source::Form => None,
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    for run in runs(text) {
        let is_announced = match source {
            Source::Register => announced.is_some_and(|at| at < run.range().start),
            Source::Form => is_labelled(&text[..run.range().start]),
        };
        let numbers = of_run(text, &run, source, is_announced);
        // A number in letters may have run over this one.
        let end = found.last().map_or(0, |last| last.end);
        found.extend(numbers.into_iter().filter(|number| number.start >= end));
    }
    found
}

/// Returns where the telephone numbers of a run stand.
fn of_run(text: &str, run: &Run, source: Source, is_announced: bool) -> Vec<Range<usize>> {
    let whole = || with_bracket(text, run.range());
    if let Some(number) = spelled(text, run) {
        return vec![number];
    }
    if let Some(number) = abroad(text, run, source) {
        return vec![number];
    }
    let is_other = is_other_number(text, &run.groups);
    // A letter makes it a code: `114675A`.
    let is_code = !ends(&text[run.range().end..]);
    if is_announced && run.digits() >= FEWEST && !is_other && !is_code {
        return vec![whole()];
    }
    if source == Source::Form && !is_other && is_domestic(text, run) {
        return vec![whole()];
    }
    american(text, run)
}

/// Returns where a number stands that a plus sign begins: `+46 8 123 45 67`, `+ 41 61 324 1111`, `+(46) 8 12 34 56`.
fn abroad(text: &str, run: &Run, source: Source) -> Option<Range<usize>> {
    let range = with_bracket(text, run.range());
    let before = &text[..range.start];
    let close = before.strip_suffix(' ').unwrap_or(before);
    let start = close.strip_suffix('+')?.len();
    // A sum or a code: `2+12345678`.
    if text[..start].ends_with(|c: char| c.is_alphanumeric() || "-/.,:".contains(c)) {
        return None;
    }
    let is_apart = close.len() < before.len();
    let fewest = match source {
        Source::Form if !is_apart => FEWEST_IN_FORM,
        _ => FEWEST_ABROAD,
    };
    // Doses are added up: `+ 1000/20000 IU`.
    let is_sum = is_apart && text[range.clone()].contains('/');
    (run.digits() >= fewest && !is_sum).then_some(start..range.end)
}

/// Tells whether a run of a form has a number that begins with a nought: `070-123 45 67`, `08/123 45 67`. Reference
/// numbers, dates and amounts begin otherwise.
fn is_domestic(text: &str, run: &Run) -> bool {
    let before = &text[..run.range().start];
    // A code's or a decimal's digits (`RS-0123456`, `1,0000001`), or those of a time.
    let is_inner = before.ends_with(['-', '/', '.', ','])
        || before
            .strip_suffix(':')
            .is_some_and(|time| time.ends_with(|c: char| c.is_ascii_digit()));
    (0..run.groups.len()).any(|at| {
        let begins = match at {
            0 => !is_inner,
            _ => {
                let between = &text[run.groups[at - 1].end..run.groups[at].start];
                between.ends_with(|c: char| c == '(' || c.is_whitespace())
                    && !is_amount(&run.groups[at - 1..])
            }
        };
        let groups = of_number(text, &run.groups[at..]);
        let digits = groups.iter().map(Range::len).sum::<usize>();
        begins
            && text[groups[0].start..].starts_with('0')
            && digits >= FEWEST_IN_FORM
            && !is_other_number(text, groups)
    })
}

/// Whether groups are thousands: `1 000 000 000`.
fn is_amount(groups: &[Range<usize>]) -> bool {
    groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3)
}

/// Returns the first of some groups that can be of one number: up to a point, or up to a stroke that is not after its
/// area code.
fn of_number<'a>(text: &str, groups: &'a [Range<usize>]) -> &'a [Range<usize>] {
    let is_end = |at: &usize| {
        let between = &text[groups[at - 1].end..groups[*at].start];
        let is_area = *at == 1 && groups[0].len() <= LONGEST_AREA;
        let is_date =
            groups.get(at + 1).is_some_and(|next| text[groups[*at].end..next.start] == *"/");
        between.contains('.') || (between.contains('/') && (!is_area || is_date))
    };
    &groups[..(1..groups.len()).find(is_end).unwrap_or(groups.len())]
}
