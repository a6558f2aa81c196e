//! Finding what must not be kept: e-mail addresses, telephone numbers, personal identity numbers.
//!
//! The inventory keeps roles, not persons. The search is for what is plainly one of these; a bare name looks like any
//! other word, and only the instructions can ask for a role.

/// The fewest digits of a telephone number.
const FEWEST_DIGITS: usize = 7;

/// Returns what in a text is contact data, as words for a message.
pub(super) fn contact(text: &str) -> Option<&'static str> {
    if has_address(text) {
        return Some("an e-mail address");
    }
    if has_identity_number(text) {
        return Some("a personal identity number");
    }
    has_telephone(text).then_some("a telephone number")
}

/// Whether a word has an at sign between letters or digits.
fn has_address(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        word.split_once('@').is_some_and(|(user, host)| {
            user.ends_with(char::is_alphanumeric) && host.starts_with(char::is_alphanumeric)
        })
    })
}

/// Whether a text has six or eight digits that are a day of birth, a hyphen or plus sign, and four digits.
fn has_identity_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit() && c != '-' && c != '+').any(|word| {
        let Some((birth, last)) = word.split_once(['-', '+']) else { return false };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !(digits(birth) && digits(last) && last.len() == 4 && [6, 8].contains(&birth.len())) {
            return false;
        }
        let number = |from: usize| birth[from..from + 2].parse::<u32>().unwrap_or(0);
        let (month, day) = (number(birth.len() - 4), number(birth.len() - 2));
        // A coordination number has sixty added to the day.
        (1..=12).contains(&month) && ((1..=31).contains(&day) || (61..=91).contains(&day))
    })
}

/// Whether a text has a run of digits that begins as a telephone number does: with a nought or a plus sign.
///
/// Reference numbers and dates begin with a year, so they are left alone.
fn has_telephone(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let begins = |at: usize| {
        let free = at == 0 || !(chars[at - 1].is_alphanumeric() || "-/.,:".contains(chars[at - 1]));
        free && (chars[at] == '0' || chars[at] == '+')
    };
    (0..chars.len()).filter(|at| begins(*at)).any(|at| {
        let run =
            chars[at + 1..].iter().take_while(|c| c.is_ascii_digit() || " -()\u{a0}".contains(**c));
        let digits = run.filter(|c| c.is_ascii_digit()).count() + usize::from(chars[at] == '0');
        digits >= FEWEST_DIGITS
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_of_persons_are_found() {
        assert_eq!(contact("FoU-chef, fou@example.org"), Some("an e-mail address"));
        assert_eq!(contact("sjuksköterska 046-17 00 00"), Some("a telephone number"));
        assert_eq!(contact("tfn +46 (0)46 170000"), Some("a telephone number"));
        assert_eq!(contact("19121212-1212"), Some("a personal identity number"));
    }

    #[test]
    fn roles_dates_and_reference_numbers_are_not() {
        for text in [
            "verksamhetschef",
            "Dnr 2025-00123",
            "RS/2025/0456-3",
            "uttag 2025-12-31",
            "0,5 tjänst",
            "4 200 patienter",
            "202513-1234",
            "@hjärta",
        ] {
            assert_eq!(contact(text), None, "{text}");
        }
    }
}
