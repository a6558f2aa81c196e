//! Words that announce a telephone number.

/// Words after which, near or far, a run of digits is a telephone number.
const CALLS: [&str; 6] = ["call", "calling", "contact", "phone", "telefon", "telephone"];

/// Words after which the number must follow at once, in the languages of the Nordic registers: Tel Aviv is a town.
/// "Cell" is none of them: it is a therapy, and `Cell 0314/05` a trial's number.
const LABELS: [&str; 8] = ["fax", "mobil", "mobile", "puh", "tel", "tfn", "tlf", "toll-free"];

/// Words that may stand between such a word and the number.
const FILLERS: [&str; 5] = ["is", "no", "nr", "number", "nummer"];

/// Words that may stand between two numbers, or before one.
const JOINTS: [&str; 5] = ["and", "cell", "eller", "och", "or"];

/// Labels that a form may have for something else: a call for proposals.
const AMBIGUOUS: [&str; 3] = ["call", "calling", "contact"];

/// Returns where the first word stands that announces a number of a register, at once or further on.
pub(super) fn first_announcement(text: &str) -> Option<usize> {
    words(text).find_map(|(at, word)| {
        let is_label = is_one_of(&LABELS, word) && is_followed(&text[at + word.len()..]);
        (is_one_of(&CALLS, word) || is_label).then_some(at)
    })
}

/// Tells whether the last word before a place in a form says that a telephone number follows.
pub(super) fn is_labelled(before: &str) -> bool {
    let mut last = words_backwards(before);
    let word = match last.next() {
        Some(filler) if is_one_of(&FILLERS, filler) => last.next(),
        other => other,
    };
    word.is_some_and(|word| {
        (is_one_of(&CALLS, word) || is_one_of(&LABELS, word)) && !is_one_of(&AMBIGUOUS, word)
    })
}

/// Tells whether a text says nothing but that a number stands there, which was taken out: `tel: or`.
pub(super) fn says_nothing_else(text: &str) -> bool {
    let lists: [&[&str]; 4] = [&CALLS, &LABELS, &FILLERS, &JOINTS];
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    let mut words = parts.map(|word| word.trim_matches('-')).filter(|word| !word.is_empty());
    words.all(|word| lists.iter().any(|list| is_one_of(list, word)))
}

/// Whether a word is one of a list, in small or capital letters.
fn is_one_of(list: &[&str], word: &str) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// Whether a character belongs to a word; `T-cell` is one.
fn is_of_word(c: char) -> bool {
    c.is_alphabetic() || c == '-'
}

/// Returns the words of a text with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c| !is_of_word(c)).filter_map(|word| {
        let place = word.as_ptr() as usize - text.as_ptr() as usize;
        let kept = word.trim_start_matches('-');
        let place = place + word.len() - kept.len();
        Some((place, kept.trim_end_matches('-'))).filter(|(_, word)| !word.is_empty())
    })
}

/// Returns the words of a text from the last, as long as nothing but signs stands behind them.
fn words_backwards(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.rsplit(|c: char| !(is_of_word(c) || c.is_ascii_digit()));
    parts.map(|word| word.trim_matches('-')).filter(|word| !word.is_empty())
}

/// Whether a number follows at once, with signs or a filler before it.
fn is_followed(after: &str) -> bool {
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let after = after.trim_start_matches(|c: char| !c.is_alphanumeric());
    let filler = after.find(|c| !is_of_word(c)).unwrap_or(after.len());
    let rest = after[filler..].trim_start_matches(|c: char| !c.is_alphanumeric());
    begins(after) || (is_one_of(&FILLERS, &after[..filler]) && begins(rest))
}
