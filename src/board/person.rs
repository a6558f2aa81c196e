//! Contact data of persons, which no table of the board holds.
//!
//! Owners are roles. An e-mail address, a telephone number or a personal identity number is recognised by its shape
//! and refused; a name cannot be told from a role and is not looked for.

/// Fewest digits of a telephone number.
const PHONE_DIGITS: usize = 7;

/// Returns what kind of contact data a text holds, if it holds any.
pub fn contact_in(text: &str) -> Option<&'static str> {
    if has_address(text) {
        return Some("an e-mail address");
    }
    for run in runs(text) {
        if is_identity_number(run) {
            return Some("a personal identity number");
        }
        let digits = run.chars().filter(char::is_ascii_digit).count();
        // A number from abroad or within Sweden; dates, years and amounts begin otherwise.
        if digits >= PHONE_DIGITS && run.trim_start_matches('(').starts_with(['+', '0']) {
            return Some("a telephone number");
        }
    }
    None
}

/// Returns the runs of digits and the signs that part them; one that ends a word, as in `NCT01234567`, is a code.
fn runs(text: &str) -> Vec<&str> {
    let in_run = |c: char| c.is_ascii_digit() || "+-() /".contains(c);
    let mut runs = Vec::new();
    let mut from = 0;
    for part in text.split_inclusive(|c| !in_run(c)) {
        let run = part.trim_end_matches(|c| !in_run(c));
        let ends_a_word = text[..from].ends_with(char::is_alphanumeric) && !run.starts_with(' ');
        if !ends_a_word {
            runs.push(run.trim());
        }
        from += part.len();
    }
    runs
}

/// Whether a word has the shape of `name@host.end`.
fn has_address(text: &str) -> bool {
    text.split_whitespace().filter_map(|word| word.split_once('@')).any(|(name, host)| {
        !name.is_empty() && host.trim_end_matches(['.', ',', ')', '>', ';']).contains('.')
    })
}

/// Whether a text has the shape of `YYMMDD-NNNN` or `YYYYMMDD-NNNN`, with 60 added to the day in some.
fn is_identity_number(text: &str) -> bool {
    let Some((birth, rest)) = text.split_once(['-', '+']) else { return false };
    let all_digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    if !matches!(birth.len(), 6 | 8) || rest.len() != 4 || !all_digits(birth) || !all_digits(rest) {
        return false;
    }
    let two = |from: usize| birth[from..from + 2].parse::<u32>().unwrap_or(0);
    let (month, day) = (two(birth.len() - 4), two(birth.len() - 2));
    (1..=12).contains(&month) && ((1..=31).contains(&day) || (61..=91).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_no_person() {
        for text in [
            "Verksamhetschef, kansliet",
            "Head of office",
            "beslut 2025-03-14, dnr 4.3.1-2025-012345",
            "NCT01234567",
            "1 250 000 SEK",
            "@ the office",
        ] {
            assert_eq!(contact_in(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_and_numbers_are_found() {
        assert_eq!(contact_in("Ask (head@example.org)."), Some("an e-mail address"));
        for text in ["070-123 45 67", "+46 70 123 45 67", "tel. 08-12 34 56 78", "(08) 123 456 78"]
        {
            assert_eq!(contact_in(text), Some("a telephone number"), "{text}");
        }
        assert_eq!(contact_in("19121212-1212"), Some("a personal identity number"));
    }
}
