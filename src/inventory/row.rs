//! Reading one row of a form: an answer, or all that is wrong with it.
//!
//! Cooperates with `validation`, which asks the same of people while they fill in the form.

use chrono::NaiveDate;

use super::answer::{Answer, Consent, Given};
use super::cells::{Wrong, date, given, grade, shown, yes_no};
use super::columns::Column;
use super::key::FormKey;
use super::questions::{Kind, Question, Scope};
use super::subject::WHOLE_REGION;
use super::words::FormWords;
use crate::contact::contact_in;
use crate::diag::Fault;
use crate::registry::fold::clean;
use crate::sheet::{Row, Sheet, Value, WITHOUT_VALUE};

/// What reading a row needs to know beside the row.
pub(super) struct Context<'a> {
    /// The sheet, for the places of faults.
    pub sheet: &'a Sheet,
    /// Where each column stands.
    pub at: [usize; 15],
    /// The words of the form.
    pub words: &'a FormWords,
    /// Which form it is.
    pub key: &'a FormKey,
    /// The day of reading.
    pub today: NaiveDate,
    /// SHA-256 of the file.
    pub sha256: &'a str,
}

/// Returns the most characters that a text may have.
pub(super) fn most_characters(column: Column) -> usize {
    match column {
        Column::Role => 100,
        Column::Source => 300,
        Column::Comment => 1000,
        _ => 500,
    }
}

/// A row being read, with the faults found so far.
struct Reading<'a> {
    /// What it needs to know.
    context: &'a Context<'a>,
    /// The row.
    row: &'a Row,
    /// What is wrong with it.
    faults: Vec<Fault>,
}

/// Reads a row that has an answer in it; none when something is wrong with it. Warnings are among the faults.
pub(super) fn read(
    context: &Context,
    row: &Row,
    question: &Question,
) -> (Option<Answer>, Vec<Fault>) {
    let mut reading = Reading { context, row, faults: vec![] };
    if reading.has_formulas() {
        return (None, reading.faults);
    }
    if reading.value(Column::Answer).is_empty() {
        reading.warn_of_no_answer(question);
        return (None, reading.faults);
    }
    let answer = reading.answer(question);
    let has_errors = reading.faults.iter().any(Fault::is_error);
    (answer.filter(|_| !has_errors), reading.faults)
}

impl Reading<'_> {
    /// Tells of each formula that was never worked out: it is no blank, and what it would come to nobody knows.
    fn has_formulas(&mut self) -> bool {
        for column in Column::ALL {
            if matches!(self.value(column), Value::Error(error) if error == WITHOUT_VALUE) {
                let hint =
                    "open the form in a spreadsheet program and save it, or write the value itself";
                let wrong = Wrong::new("the cell holds a formula without a value", hint);
                self.or_fault::<()>(column, Err(wrong));
            }
        }
        !self.faults.is_empty()
    }

    /// Reads the row, going on after a fault.
    fn answer(&mut self, question: &Question) -> Option<Answer> {
        let Context { key, sha256, today, words, .. } = *self.context;
        let given = self.given(question);
        let date = self.past_date(Column::Date, "the date of the fact");
        let role = self.role();
        let grade = self.needed(Column::Grade, "the grade of the evidence", grade);
        let source = self.text(Column::Source);
        let comment = self.text(Column::Comment);
        let consent = match self.value(Column::Consent) {
            value if value.is_empty() => Some(Consent::NotGiven),
            value => {
                let said = yes_no(value, words);
                self.or_fault(Column::Consent, said).map(|yes| match yes {
                    true => Consent::Yes,
                    false => Consent::No,
                })
            }
        };
        let valid_until = self.valid_until(date, question);
        if let Some(valid_until) = valid_until
            && valid_until < today
        {
            self.warn_of_expiry(valid_until);
        }
        let area = match question.scope {
            Scope::Area => &key.area,
            Scope::Region => WHOLE_REGION,
        };
        Some(Answer {
            region: key.region.clone(),
            area: area.to_owned(),
            question: question.id.clone(),
            value: given?.stored(),
            unit: question.unit_id().to_owned(),
            date: date?,
            role: role?,
            grade: grade?,
            source: source?,
            valid_until: valid_until?,
            consent: consent?,
            comment: comment?,
            read_on: today,
            form_sha256: sha256.to_owned(),
        })
    }

    /// Reads the answer itself.
    fn given(&mut self, question: &Question) -> Option<Given> {
        match question.kind {
            Kind::Text => self.text(Column::Answer).map(Given::Text),
            Kind::Date => self.past_date(Column::Answer, "the answer").map(Given::Date),
            _ => {
                let found = given(self.value(Column::Answer), question, self.context.words);
                self.or_fault(Column::Answer, found)
            }
        }
    }

    /// Reads a date that is needed and cannot lie in the future.
    fn past_date(&mut self, column: Column, what: &str) -> Option<NaiveDate> {
        let found = self.needed(column, what, date)?;
        let today = self.context.today;
        if found > today {
            let message = format!("the date {found} lies in the future");
            let hint = format!("the form is read on {today}");
            return self.or_fault(column, Err(Wrong::new(message, hint)));
        }
        if found < NaiveDate::from_ymd_opt(1990, 1, 1)? {
            let message = format!("the date {found} is not believed");
            return self.or_fault(column, Err(Wrong::new(message, "expected one after 1990")));
        }
        Some(found)
    }

    /// Reads the role, which must be one.
    fn role(&mut self) -> Option<String> {
        self.needed(Column::Role, "the role of whoever answered", |_| Ok(()))?;
        let role = self.text(Column::Role)?;
        if !role.contains(char::is_alphabetic) {
            let hint = "expected a role such as `verksamhetschef`";
            return self
                .or_fault(Column::Role, Err(Wrong::new(format!("`{role}` is no role"), hint)));
        }
        Some(role)
    }

    /// Reads the last day on which the answer holds, or finds it by the question's rule.
    fn valid_until(&mut self, from: Option<NaiveDate>, question: &Question) -> Option<NaiveDate> {
        let value = self.value(Column::ValidUntil);
        if value.is_empty() {
            return question.holds_until(from?);
        }
        let until = date(value);
        let until = self.or_fault(Column::ValidUntil, until)?;
        if from.is_some_and(|from| until < from) {
            let message = format!("the answer ceases to hold on {until}, before its date");
            let hint = "leave it empty for the question's usual time";
            return self.or_fault(Column::ValidUntil, Err(Wrong::new(message, hint)));
        }
        Some(until)
    }

    /// Reads a text: without contact data, no longer than it may be, and none that a spreadsheet would take for a
    /// formula.
    fn text(&mut self, column: Column) -> Option<String> {
        let value = self.value(column);
        if let Value::Error(_) = value {
            let message = format!("the cell holds the error `{}`", shown(value));
            return self
                .or_fault(column, Err(Wrong::new(message, "what did its formula come to?")));
        }
        let mut text = clean(&value.text());
        if let Some(what) = contact_in(&text) {
            let wrong = Wrong::new(
                format!("the text holds {what}"),
                "write a role or a function; no contact data are kept",
            );
            return self.or_fault(column, Err(wrong));
        }
        // A list's hyphen would begin a formula in the history's table.
        if let Some(rest) = text.strip_prefix('-') {
            text = format!("–{rest}");
        }
        if text.starts_with(['=', '+', '@']) {
            let message = format!("`{}` looks like a formula", shown(value));
            return self.or_fault(column, Err(Wrong::new(message, "begin with a letter or digit")));
        }
        let most = most_characters(column);
        if text.chars().count() > most {
            let message = format!("the text is longer than {most} characters");
            return self.or_fault(column, Err(Wrong::new(message, "keep to what is needed")));
        }
        Some(text)
    }

    /// Reads a cell that an answer cannot do without.
    fn needed<T>(
        &mut self,
        column: Column,
        what: &str,
        read: impl Fn(&Value) -> Result<T, Wrong>,
    ) -> Option<T> {
        let value = self.value(column);
        let found = match value.is_empty() {
            true => Err(Wrong::new(
                format!("{what} is missing"),
                "every answer needs a date, a role and a grade",
            )),
            false => read(value),
        };
        self.or_fault(column, found)
    }

    /// Warns of fields that were filled in beside an empty answer.
    fn warn_of_no_answer(&mut self, question: &Question) {
        let others = [Column::Date, Column::Role, Column::Grade, Column::Source, Column::Consent];
        if others.iter().any(|column| !self.value(*column).is_empty()) {
            let message =
                format!("there is no answer to `{}`, only what belongs to one", question.id);
            let fault = self.fault(Column::Answer, message);
            let hint = "it is read as not reported; an earlier answer stays";
            self.faults.push(warning(fault).with_hint(hint));
        }
    }

    /// Warns of an answer that holds no more.
    fn warn_of_expiry(&mut self, valid_until: NaiveDate) {
        let column = match self.value(Column::ValidUntil).is_empty() {
            true => Column::Date,
            false => Column::ValidUntil,
        };
        let fault = self.fault(column, format!("the answer expired on {valid_until}"));
        self.faults.push(warning(fault).with_hint("it is kept, and counts as expired"));
    }

    /// Returns the cell of a column.
    fn value(&self, column: Column) -> &'_ Value {
        self.row.get(self.context.at[column.index()])
    }

    /// Makes a fault at a cell.
    fn fault(&self, column: Column, message: String) -> Fault {
        self.context.sheet.fault(self.row.number, self.context.at[column.index()], message)
    }

    /// Returns what was found, or notes what is wrong.
    fn or_fault<T>(&mut self, column: Column, found: Result<T, Wrong>) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(Wrong { message, hint }) => {
                let fault = self.fault(column, message).with_hint(hint);
                self.faults.push(fault);
                None
            }
        }
    }
}

/// Returns a fault as a warning.
pub(super) fn warning(fault: Fault) -> Fault {
    Fault { severity: crate::diag::Level::Warning, ..fault }
}
