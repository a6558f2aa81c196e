//! Swedish personal identity numbers.
//!
//! Source: Folkbokföringslagen (1991:481) § 18; Skatteverket, "Personnummer" and "Samordningsnummer".

/// Tells whether a text holds a personal identity number or a coordination number.
///
/// With its hyphen (a plus sign from the hundredth year on) a day of birth and four digits are enough: its writer may
/// have slipped in the last digit. Twelve digits in a row need a right check digit as well.
pub(super) fn has_identity_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit() && c != '-' && c != '+').any(|word| {
        match word.split_once(['-', '+']) {
            Some((birth, last)) => {
                is_digits(last) && last.len() == 4 && is_digits(birth) && is_day_of_birth(birth)
            }
            None => word.len() == 12 && is_day_of_birth(&word[..8]) && is_checked(&word[2..]),
        }
    })
}

/// Whether a text is digits only.
fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether six or eight digits are a day; a coordination number has sixty added to it.
fn is_day_of_birth(digits: &str) -> bool {
    if !matches!(digits.len(), 6 | 8) {
        return false;
    }
    let number = |from: usize| digits[from..from + 2].parse::<u32>().unwrap_or(0);
    let (month, day) = (number(digits.len() - 4), number(digits.len() - 2));
    let is_century = digits.len() == 6 || ["18", "19", "20"].contains(&&digits[..2]);
    is_century && (1..=12).contains(&month) && matches!(day, 1..=31 | 61..=91)
}

/// Whether the last of ten digits is the check digit of the others, by Luhn's method.
fn is_checked(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .enumerate()
        .map(|(at, byte)| u32::from(byte - b'0') * if at % 2 == 0 { 2 } else { 1 })
        .map(|product| product / 10 + product % 10)
        .sum();
    sum.is_multiple_of(10)
}
