//! Cells of a form and what they mean: an answer as a cell, and a cell as an answer.

use chrono::NaiveDate;

use super::answer::{Answer, Consent, Given, Grade};
use super::columns::Column;
use super::questions::{Kind, Question};
use super::words::FormWords;
use crate::diag::hint_for;
use crate::locale::Lang;
use crate::registry::fold::{clean, fold};
use crate::sheet::{Value, decimal, whole_number};

/// Why a cell is no answer, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub hint: String,
}

impl Wrong {
    /// Says what is wrong, and what was expected.
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

/// Returns the cell of an answer in a column that a region fills in.
pub(super) fn cell(
    column: Column,
    question: &Question,
    answer: &Answer,
    words: &FormWords,
    lang: Lang,
) -> Value {
    let text = |text: &str| Value::Text(text.to_owned());
    match column {
        Column::Answer => match Given::parse(question, &answer.value) {
            Some(Given::Whole(number)) => Value::Number(number as f64),
            Some(Given::Decimal(number) | Given::Share(number)) => Value::Number(number),
            Some(Given::YesNo(true)) => text(words.words.yes.get(lang)),
            Some(Given::YesNo(false)) => text(words.words.no.get(lang)),
            Some(Given::Choice(id)) => text(option_words(question, &id, lang).unwrap_or(&id)),
            Some(Given::Text(own)) => Value::Text(own),
            Some(Given::Date(date)) => Value::Date(date),
            None => Value::Empty,
        },
        Column::Date => Value::Date(answer.date),
        Column::Role => text(&answer.role),
        Column::Grade => text(answer.grade.letter()),
        Column::Source => text(&answer.source),
        // What the question's rule gives is left to it: a newer date moves it on.
        Column::ValidUntil => match question.holds_until(answer.date) {
            Some(usual) if usual == answer.valid_until => Value::Empty,
            _ => Value::Date(answer.valid_until),
        },
        Column::Consent => match answer.consent {
            Consent::Yes => text(words.words.yes.get(lang)),
            Consent::No => text(words.words.no.get(lang)),
            Consent::NotGiven => Value::Empty,
        },
        Column::Comment => text(&answer.comment),
        _ => Value::Empty,
    }
}

/// Returns the words of an option.
fn option_words<'a>(question: &'a Question, id: &str, lang: Lang) -> Option<&'a str> {
    let Kind::Choice(options) = &question.kind else { return None };
    options.iter().find(|option| option.id == id).map(|option| option.get(lang))
}

/// Returns what a cell answers to a question.
pub(super) fn given(value: &Value, question: &Question, words: &FormWords) -> Result<Given, Wrong> {
    match &question.kind {
        Kind::WholeNumber { max } => whole(value, *max).map(Given::Whole),
        Kind::Decimal { max } => number(value, *max).map(Given::Decimal),
        Kind::Share => share(value).map(Given::Share),
        Kind::YesNo => yes_no(value, words).map(Given::YesNo),
        Kind::Date => date(value).map(Given::Date),
        Kind::Text => Ok(Given::Text(clean(&value.text()))),
        Kind::Choice(options) => {
            let text = value.text();
            let wanted = fold(&text);
            let is_it = |words: &str| fold(words) == wanted;
            let found = options
                .iter()
                .find(|option| is_it(&option.sv) || is_it(&option.en) || option.id == text.trim());
            found.map(|option| Given::Choice(option.id.clone())).ok_or_else(|| {
                let known = options.iter().flat_map(|option| [option.sv.as_str(), &option.en]);
                let hint = crate::diag::suggest(&text, known)
                    .map_or("choose one from the list of the cell".to_owned(), |near| {
                        format!("did you mean `{near}`?")
                    });
                Wrong::new(format!("`{}` is none of the options", shown(value)), hint)
            })
        }
    }
}

/// Returns a whole number between 0 and a limit.
fn whole(value: &Value, max: u64) -> Result<u64, Wrong> {
    let expected = || format!("expected a whole number from 0 to {max}, in digits only");
    let wrong = || Wrong::new(format!("{} is not a whole number", kind(value)), expected());
    let number = match value {
        Value::Number(number) => *number,
        Value::Text(text) => whole_number(text).ok_or_else(wrong)? as f64,
        _ => return Err(wrong()),
    };
    if number.fract() != 0.0 {
        return Err(wrong());
    }
    if !(0.0..=max as f64).contains(&number) {
        return Err(Wrong::new(format!("`{}` is out of range", shown(value)), expected()));
    }
    Ok(number as u64)
}

/// Returns a number between 0 and a limit.
fn number(value: &Value, max: f64) -> Result<f64, Wrong> {
    let expected = || format!("expected a number from 0 to {max}, in digits only");
    let number = match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => decimal(text),
        _ => None,
    };
    let number =
        number.ok_or_else(|| Wrong::new(format!("{} is not a number", kind(value)), expected()))?;
    if !(0.0..=max).contains(&number) {
        return Err(Wrong::new(format!("`{}` is out of range", shown(value)), expected()));
    }
    Ok(rounded(number))
}

/// Returns a share of 1: a number of a workbook as it is, a text with or without a sign in per cent.
///
/// A bare text of 1 or less may mean a share or a percentage, and is refused; so is a bare number above 1.
fn share(value: &Value) -> Result<f64, Wrong> {
    let hint = "expected a share between 0 and 100 %, written as `45 %`";
    let wrong = || Wrong::new(format!("{} is not a share", kind(value)), hint);
    let share = match value {
        Value::Number(number) => *number,
        Value::Text(text) => match text.trim().strip_suffix('%') {
            Some(percent) => decimal(percent).ok_or_else(wrong)? / 100.0,
            None => match decimal(text).ok_or_else(wrong)? {
                bare if bare > 0.0 && bare <= 1.0 => {
                    let message = format!("`{}` may mean a share or a percentage", shown(value));
                    return Err(Wrong::new(message, hint));
                }
                percent => percent / 100.0,
            },
        },
        _ => return Err(wrong()),
    };
    if !(0.0..=1.0).contains(&share) {
        return Err(Wrong::new(format!("`{}` is out of range", shown(value)), hint));
    }
    Ok(rounded(share))
}

/// Returns a number without the dust of calculation: six decimals.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// Returns a yes as true and a no as false, in either language.
pub(super) fn yes_no(value: &Value, words: &FormWords) -> Result<bool, Wrong> {
    if let Value::Bool(yes) = value {
        return Ok(*yes);
    }
    let text = fold(&value.text());
    let is = |word: &super::words::Bilingual| fold(&word.sv) == text || fold(&word.en) == text;
    match (is(&words.words.yes), is(&words.words.no)) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => {
            let (yes, no) = (&words.words.yes, &words.words.no);
            Err(Wrong::new(
                format!("{} is neither yes nor no", kind(value)),
                format!("expected `{}` or `{}`, or `{}` or `{}`", yes.sv, no.sv, yes.en, no.en),
            ))
        }
    }
}

/// Returns a date.
pub(super) fn date(value: &Value) -> Result<NaiveDate, Wrong> {
    let text = value.text();
    let text = text.trim();
    let found = match value {
        Value::Date(date) => Some(*date),
        // Fewer digits could mean anything.
        Value::Text(_) if text.len() == 10 => text.parse().ok(),
        _ => None,
    };
    found.ok_or_else(|| {
        Wrong::new(format!("{} is not a date", kind(value)), "expected a date such as `2026-01-31`")
    })
}

/// Returns a grade.
pub(super) fn grade(value: &Value) -> Result<Grade, Wrong> {
    let text = value.text();
    let found =
        Grade::ALL.into_iter().find(|grade| text.trim().eq_ignore_ascii_case(grade.letter()));
    found.ok_or_else(|| {
        let letters = Grade::ALL.map(Grade::letter);
        Wrong::new(format!("`{}` is no grade of evidence", shown(value)), hint_for(&text, letters))
    })
}

/// Returns what a cell holds, with its kind where that is what is wrong.
fn kind(value: &Value) -> String {
    match value {
        Value::Text(_) => format!("the text `{}`", shown(value)),
        Value::Date(_) => format!("the date `{}`", shown(value)),
        Value::Bool(_) => format!("the truth value `{}`", shown(value)),
        Value::Number(_) => format!("the number `{}`", shown(value)),
        Value::Empty | Value::Error(_) => format!("`{}`", shown(value)),
    }
}

/// Returns what a cell holds, cut where it would be no help.
pub(super) fn shown(value: &Value) -> String {
    let text = clean(&value.text());
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a text cell.
    fn text(text: &str) -> Value {
        Value::Text(text.into())
    }

    #[test]
    fn numbers_are_digits_and_nothing_else() {
        assert_eq!(whole(&Value::Number(12.0), 20), Ok(12));
        assert_eq!(whole(&text("1 200"), 2000), Ok(1200));
        let message = |value| whole(&value, 20).unwrap_err().message;
        assert_eq!(message(text("cirka 12")), "the text `cirka 12` is not a whole number");
        assert_eq!(message(Value::Number(2.5)), "the number `2.5` is not a whole number");
        assert_eq!(message(Value::Number(21.0)), "`21` is out of range");
        assert_eq!(message(Value::Number(-1.0)), "`-1` is out of range");
        assert_eq!(number(&text("2,5"), 20.0), Ok(2.5));
    }

    #[test]
    fn a_share_is_told_from_a_percentage() {
        assert_eq!(share(&Value::Number(0.45)), Ok(0.45));
        assert_eq!(share(&text("45 %")), Ok(0.45));
        assert_eq!(share(&text("33,3 %")), Ok(0.333));
        assert_eq!(share(&text("45")), Ok(0.45));
        assert_eq!(share(&text("0")), Ok(0.0));
        assert!(share(&text("0,45")).is_err());
        assert!(share(&Value::Number(45.0)).is_err());
        assert!(share(&text("101 %")).is_err());
    }

    #[test]
    fn a_date_is_a_date_or_written_as_one() {
        assert!(date(&text("2025-02-28")).is_ok());
        for wrong in [text("2025-02-30"), text("28/2 2025"), Value::Number(45_000.0)] {
            assert!(date(&wrong).is_err(), "{wrong:?}");
        }
    }
}
