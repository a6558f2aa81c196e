//! What a spreadsheet refuses while a form is filled in, with the reason.
//!
//! It is a help, not a wall: a value that is pasted passes. Reading checks everything again.
//! Cooperates with `row`, which has the same limits.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, XlsxError,
};

use super::answer::Grade;
use super::columns::Column;
use super::questions::{Kind, Question};
use super::row::most_characters;
use super::words::FormWords;
use crate::locale::Lang;

/// How many characters a list has at most when it stands in the cell's rule; a longer one stands on a sheet of its own.
const LIST: usize = 255;

/// The earliest date that a form takes.
const EARLIEST: &str = "=DATE(2000,1,1)";

/// The lists that are too long for a rule, in the order of the columns of their sheet.
#[derive(Default)]
pub(super) struct Lists(pub Vec<Vec<String>>);

/// The name of the sheet with long lists.
pub(super) const LISTS: &str = "lists";

/// Returns the rule of a cell.
pub(super) fn validation(
    column: Column,
    question: &Question,
    words: &FormWords,
    lang: Lang,
    lists: &mut Lists,
) -> Result<DataValidation, XlsxError> {
    let name = words.column(column).name.get(lang);
    let note = match column {
        Column::Answer => rule(question, words, lang),
        _ => words.column(column).note.get(lang),
    };
    let checks = DataValidation::new();
    let checks = match column {
        Column::Answer => answer(checks, question, words, lang, lists)?,
        Column::Date => checks.allow_date_formula(past()),
        Column::ValidUntil => {
            checks.allow_date_formula(DataValidationRule::GreaterThanOrEqualTo(EARLIEST.into()))
        }
        Column::Grade => checks.allow_list_strings(&Grade::ALL.map(Grade::letter))?,
        Column::Consent => checks.allow_list_strings(&yes_no(words, lang))?,
        other => checks.allow_text_length(DataValidationRule::LessThanOrEqualTo(most_characters(
            other,
        ) as u32)),
    };
    checks
        .set_input_title(name)?
        .set_input_message(note)?
        .set_error_title(words.words.wrong.get(lang))?
        .set_error_message(note)
        .map(|checks| checks.set_error_style(DataValidationErrorStyle::Stop))
}

/// Returns what a question's answer takes, in words.
pub(super) fn rule<'a>(question: &Question, words: &'a FormWords, lang: Lang) -> &'a str {
    let rules = &words.rules;
    let rule = match question.kind {
        Kind::WholeNumber { .. } => &rules.whole_number,
        Kind::Decimal { .. } => &rules.decimal,
        Kind::YesNo => &rules.yes_no,
        Kind::Choice(_) => &rules.choice,
        Kind::Text => &rules.text,
        Kind::Date => &rules.date,
        Kind::Share => &rules.share,
    };
    rule.get(lang)
}

/// Adds the rule of an answer.
fn answer(
    checks: DataValidation,
    question: &Question,
    words: &FormWords,
    lang: Lang,
    lists: &mut Lists,
) -> Result<DataValidation, XlsxError> {
    match &question.kind {
        Kind::WholeNumber { max } => {
            let max = i32::try_from(*max).unwrap_or(i32::MAX);
            Ok(checks.allow_whole_number(DataValidationRule::Between(0, max)))
        }
        Kind::Decimal { max } => {
            Ok(checks.allow_decimal_number(DataValidationRule::Between(0.0, *max)))
        }
        Kind::Share => Ok(checks.allow_decimal_number(DataValidationRule::Between(0.0, 1.0))),
        Kind::YesNo => checks.allow_list_strings(&yes_no(words, lang)),
        Kind::Choice(options) => {
            let words = options.iter().map(|option| option.get(lang).to_owned());
            list(checks, words.collect(), lists)
        }
        Kind::Date => Ok(checks.allow_date_formula(past())),
        Kind::Text => {
            Ok(checks
                .allow_text_length(DataValidationRule::LessThanOrEqualTo(most_characters(
                    Column::Answer,
                ) as u32)))
        }
    }
}

/// Adds a drop-down. In a rule commas part the options, so an option with a comma goes to the sheet of lists too.
fn list(
    checks: DataValidation,
    options: Vec<String>,
    lists: &mut Lists,
) -> Result<DataValidation, XlsxError> {
    let length: usize = options.iter().map(|option| option.encode_utf16().count() + 1).sum();
    if length <= LIST && !options.iter().any(|option| option.contains(',')) {
        return checks.allow_list_strings(&options);
    }
    let column = rust_xlsxwriter::utility::column_number_to_name(lists.0.len() as u16);
    let range = format!("={LISTS}!${column}$1:${column}${}", options.len());
    lists.0.push(options);
    Ok(checks.allow_list_formula(Formula::new(range)))
}

/// The days from the earliest to the one on which the form is filled in.
fn past() -> DataValidationRule<Formula> {
    DataValidationRule::Between(EARLIEST.into(), "=TODAY()".into())
}

/// The words for yes and no.
fn yes_no(words: &FormWords, lang: Lang) -> [String; 2] {
    [&words.words.yes, &words.words.no].map(|word| word.get(lang).to_owned())
}
