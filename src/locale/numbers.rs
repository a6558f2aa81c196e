//! The numbers of a text, read by the customs of its language: the way back from the formats.

use super::Lang;

/// No-break space, the sign between thousands in Swedish.
const NO_BREAK: char = '\u{a0}';

/// Keeps each number on one line with its sign of per cent: writers type a common space there, which a line's end would take.
pub fn bound(text: &str) -> String {
    let mut bound = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let follows_digit = bound.ends_with(|last: char| last.is_ascii_digit());
        let is_before = sign == ' ' && follows_digit && signs.peek() == Some(&'%');
        bound.push(if is_before { NO_BREAK } else { sign });
    }
    bound
}

impl Lang {
    /// Returns the numbers in a text in the order in which they stand, without what groups their digits and with a point for the decimals.
    ///
    /// A minus sign that belongs to a number stays. Units do not, not even that of per cent: "99,8-procentiga" is "99.8%". Digits inside of names count too: `NCT90000001` has 90000001. What
    /// is written by another language's customs becomes another number, or two: "1,5" is one and a half in Swedish only.
    pub fn numbers(self, text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let mut numbers = Vec::new();
        let mut at = 0;
        while at < chars.len() {
            if chars[at].is_ascii_digit() {
                let (number, end) = self.number(&chars, at);
                numbers.push(number);
                at = end;
            } else {
                at += 1;
            }
        }
        numbers
    }

    /// Returns the number that begins at a digit, and where it ends.
    fn number(self, chars: &[char], start: usize) -> (String, usize) {
        let (group, decimal) = match self {
            Self::Sv => (NO_BREAK, ','),
            Self::En => (',', '.'),
        };
        let mut number = String::from(if is_negative(chars, start) { "-" } else { "" });
        let mut at = digits(chars, start);
        number.extend(&chars[start..at]);
        if at - start <= 3 {
            while chars.get(at) == Some(&group) && digits(chars, at + 1) == at + 4 {
                number.extend(&chars[at + 1..at + 4]);
                at += 4;
            }
        }
        let end = digits(chars, at + 1);
        if chars.get(at) == Some(&decimal) && end > at + 1 {
            number.push('.');
            number.extend(&chars[at + 1..end]);
            at = end;
        }
        (number, at)
    }
}

/// Returns where the digits that begin at a place end; the place itself if there are none.
fn digits(chars: &[char], start: usize) -> usize {
    let after = chars.iter().skip(start).take_while(|sign| sign.is_ascii_digit());
    start + after.count()
}

/// Whether the minus sign before a place is a number's own, not one between two words or numbers.
fn is_negative(chars: &[char], start: usize) -> bool {
    let before = |back: usize| start.checked_sub(back).map(|at| chars[at]);
    before(1) == Some('\u{2212}') && !before(2).is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_numbers_are_read_from_both_languages() {
        for (sv, en) in [
            ("1\u{a0}234,5 prövningar", "1,234.5 trials"),
            ("41 av 212, 12,5\u{a0}% (9,0–17,1\u{a0}%)", "41 of 212, 12.5% (9.0–17.1%)"),
            ("1\u{a0}038\u{a0}412", "1,038,412"),
            ("−3\u{a0}–\u{a0}5", "−3\u{a0}–\u{a0}5"),
            ("99,8-procentiga gränser", "99.8% limits"),
            ("den 1 mars 2026, 2020–2024", "1 March 2026, 2020–2024"),
            ("plats 4:e av 31", "4th of 31"),
        ] {
            assert_eq!(Lang::Sv.numbers(sv), Lang::En.numbers(en), "{sv}");
        }
    }

    #[test]
    fn what_groups_and_what_divides_is_told_apart() {
        assert_eq!(Lang::Sv.numbers("1\u{a0}234,5"), ["1234.5"]);
        assert_eq!(Lang::En.numbers("1,234.5 and −2, not 3−4"), ["1234.5", "-2", "3", "4"]);
        // A year before a count is no group of three digits, nor is a list of years.
        assert_eq!(Lang::Sv.numbers("2024\u{a0}123"), ["2024", "123"]);
        assert_eq!(Lang::En.numbers("2020,2021,12"), ["2020", "2021", "12"]);
    }

    #[test]
    fn a_number_keeps_its_sign_of_per_cent() {
        assert_eq!(
            bound("12,5 % (95 % KI 9–17 %) av % 3"),
            "12,5\u{a0}% (95\u{a0}% KI 9–17\u{a0}%) av % 3"
        );
    }

    #[test]
    fn another_language_s_customs_make_another_number() {
        assert_eq!(Lang::Sv.numbers("12.5\u{a0}%"), ["12", "5"]);
        assert_eq!(Lang::En.numbers("12,5%"), ["12", "5"]);
        assert_eq!(Lang::En.numbers("1\u{a0}234"), ["1", "234"]);
    }
}
