//! Reading a filled form: every fault at once, each with its cell.
//!
//! A form with an error gives nothing; its warnings do not stop it. What is read is not merged yet, see
//! [`super::merge`].

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::answer::Answer;
use super::columns::Column;
use super::key::FormKey;
use super::questions::{Question, Questions, Scope};
use super::row::{self, Context, warning};
use super::subject::{Subject, WHOLE_REGION};
use super::words::FormWords;
use crate::diag::{Fault, and_list, hint_for, suggest};
use crate::locale::Lang;
use crate::registry::Reference;
use crate::registry::fold::fold;
use crate::sheet::{Row, Sheet};

/// In how many rows the header is looked for.
const HEADER_ROWS: usize = 30;

/// How many columns must be right for a row to be the header.
const HEADER_COLUMNS: usize = 5;

/// How many missing questions a warning names.
const NAMED: usize = 5;

/// A form that has been read.
#[derive(Debug, Clone)]
pub struct FilledForm {
    /// Which form it is.
    pub key: FormKey,
    /// How many questions it asks.
    pub asked: usize,
    /// Its answers, each with the number of its row.
    pub answers: Vec<(Answer, u64)>,
    /// The sheet that it was read from.
    pub sheet: Sheet,
    /// Where the column of the consent stands, from 0.
    pub consent_at: usize,
    /// Where the column of the answer stands, from 0.
    pub answer_at: usize,
}

/// What forms are read against.
#[derive(Debug, Clone, Copy)]
pub struct Against<'a> {
    /// The questions of today.
    pub questions: &'a Questions,
    /// The regions, areas and diseases.
    pub reference: &'a Reference,
    /// The day of reading.
    pub today: NaiveDate,
}

/// Returns which of a workbook's sheets holds the answers; none of a text table.
pub fn sheet_of(names: &[String], questions: &Questions) -> Option<String> {
    let own = &questions.form.sheets.answers;
    names.iter().find(|name| **name == own.sv || **name == own.en).cloned()
}

/// Reads a form, whose file has this SHA-256; all faults at once, warnings among them.
pub fn read(sheet: &Sheet, sha256: &str, against: &Against) -> (Option<FilledForm>, Vec<Fault>) {
    let mut faults = sheet.notes.clone();
    let form = read_into(sheet, sha256, against, &mut faults);
    (form.filter(|_| !faults.iter().any(Fault::is_error)), faults)
}

/// Reads a form, noting its faults.
fn read_into(
    sheet: &Sheet,
    sha256: &str,
    against: &Against,
    faults: &mut Vec<Fault>,
) -> Option<FilledForm> {
    let words = &against.questions.form;
    let Some((header, lang)) = header(sheet, words) else {
        let names = [Column::Question, Column::Answer, Column::Date];
        let names = names.map(|column| format!("`{}`", words.column(column).name.sv));
        faults.push(sheet.whole_fault("this is no form of the inventory").with_hint(format!(
            "expected a header row with {}, as `kapacitet inventory form` makes it",
            and_list(&names)
        )));
        return None;
    };
    let at = columns(sheet, header, words, lang, faults);
    let rows: Vec<&Row> =
        sheet.rows.iter().filter(|row| row.number > header.number && !row.is_blank()).collect();
    let key = key(sheet, &rows, at[Column::Form.index()], faults)?;
    check_key(sheet, &rows, at[Column::Form.index()], &key, against, faults);
    let today = against.today;
    let context = Context { sheet, at, words, key: &key, today, sha256 };
    let is_whole_region = key.area == WHOLE_REGION;
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    let mut answers = Vec::new();
    for row in rows {
        let Some(question) = question(&context, row, against.questions, faults) else { continue };
        if let Some(first) = seen.insert(&question.id, row.number) {
            let fault = sheet.fault(
                row.number,
                at[Column::Id.index()],
                format!("the question `{}` stands here twice", question.id),
            );
            faults.push(fault.with_hint(format!("the first is in row {first}")));
            continue;
        }
        let (answer, found) = row::read(&context, row, question);
        faults.extend(found);
        answers.extend(answer.map(|answer| (answer, row.number)));
    }
    let asked: Vec<&Question> = against.questions.of_form(is_whole_region).collect();
    let missing: Vec<&str> =
        asked.iter().map(|q| q.id.as_str()).filter(|id| !seen.contains_key(id)).collect();
    if !missing.is_empty() {
        faults.push(missing_questions(sheet, &missing));
    }
    Some(FilledForm {
        asked: asked.len(),
        answers,
        sheet: sheet.clone(),
        consent_at: at[Column::Consent.index()],
        answer_at: at[Column::Answer.index()],
        key,
    })
}

/// Warns of questions that a form no longer has.
fn missing_questions(sheet: &Sheet, missing: &[&str]) -> Fault {
    let mut names: Vec<_> = missing.iter().take(NAMED).map(|id| format!("`{id}`")).collect();
    if missing.len() > NAMED {
        names.push(format!("{} more", missing.len() - NAMED));
    }
    let message = format!("the form lacks {}", and_list(&names));
    warning(sheet.whole_fault(message)).with_hint("they are read as not reported")
}

/// Returns the header row, and the language that it is written in: the row with the most columns of the form.
fn header<'a>(sheet: &'a Sheet, words: &FormWords) -> Option<(&'a Row, Lang)> {
    let rows = sheet.rows.iter().take(HEADER_ROWS);
    let rated = rows.flat_map(|row| {
        Lang::ALL.map(|lang| {
            let is_ours = |column: &&Column| {
                let name = fold(words.column(**column).name.get(lang));
                row.cells.iter().any(|cell| fold(&cell.text()) == name)
            };
            (Column::ALL.iter().filter(is_ours).count(), row, lang)
        })
    });
    // Of equal ones the first is taken.
    let best = rated.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.filter(|(count, ..)| *count >= HEADER_COLUMNS).map(|(_, row, lang)| (row, lang))
}

/// Returns where each column stands. A column that is not where it was is a fault, but is read where it is now.
fn columns(
    sheet: &Sheet,
    header: &Row,
    words: &FormWords,
    lang: Lang,
    faults: &mut Vec<Fault>,
) -> [usize; 15] {
    let found: Vec<String> = header.cells.iter().map(|cell| fold(&cell.text())).collect();
    let names = Column::ALL.map(|column| words.column(column).name.get(lang));
    let at = Column::ALL.map(|column| {
        let (own, name) = (column.index(), names[column.index()]);
        let folded = fold(name);
        if found.get(own) == Some(&folded) {
            return own;
        }
        let shown = header.get(own).text();
        let moved = found.iter().position(|other| *other == folded);
        let message = match shown.trim() {
            "" => format!("the header is empty, expected `{name}`"),
            other => format!("the header is `{other}`, expected `{name}`"),
        };
        let hint = match moved {
            Some(_) => "columns must not be moved; fill in the form as it was sent out",
            None => "headers must not be renamed; write back the expected one",
        };
        faults.push(sheet.fault(header.number, own, message).with_hint(hint));
        moved.unwrap_or(own)
    });
    for (column, cell) in header.cells.iter().enumerate().skip(Column::ALL.len()) {
        if !cell.is_empty() && !names.iter().any(|name| fold(name) == found[column]) {
            let message = format!("the column `{}` is not one of the form's", cell.text().trim());
            let fault = sheet.fault(header.number, column, message);
            faults.push(warning(fault).with_hint("it is not read"));
        }
    }
    at
}

/// Returns the key of the form, which the first row tells that has one.
fn key(sheet: &Sheet, rows: &[&Row], at: usize, faults: &mut Vec<Fault>) -> Option<FormKey> {
    let Some(first) = rows.first() else {
        faults.push(sheet.whole_fault("the form has no rows"));
        return None;
    };
    let told = rows.iter().find(|row| !row.get(at).is_empty());
    let Some(row) = told else {
        let fault = sheet.fault(first.number, at, "no row tells which form this is");
        let hint = "the hidden column at the end must stay as it was sent out";
        faults.push(fault.with_hint(hint));
        return None;
    };
    match FormKey::parse(&row.get(at).text()) {
        Ok(key) => Some(key),
        Err(error) => {
            let fault = sheet.fault(row.number, at, error.message().as_str());
            let hints = error.hints().iter();
            faults.push(hints.fold(fault, |fault, hint| fault.with_hint(hint.as_str())));
            None
        }
    }
}

/// Checks that a form is about something that we know, is of today's version, and of one piece.
fn check_key(
    sheet: &Sheet,
    rows: &[&Row],
    at: usize,
    key: &FormKey,
    against: &Against,
    faults: &mut Vec<Fault>,
) {
    let first = rows.first().map_or(1, |row| row.number);
    let Against { questions, reference, .. } = against;
    let fault = |message: String| sheet.fault(first, at, message);
    let FormKey { version, region, area, digest, .. } = key;
    if reference.places.region_by_id(region).is_none() {
        let known = reference.places.regions.iter().map(|known| known.id.as_str());
        let hint = hint_for(region, known);
        faults.push(fault(format!("unknown region `{region}`")).with_hint(hint));
    }
    let is_area = area == WHOLE_REGION
        || Subject::find(reference, area).is_ok_and(|subject| subject.id == *area);
    if !is_area {
        faults.push(fault(format!("unknown therapy area or disease `{area}`")));
    }
    if *version != questions.version {
        let message =
            format!("the form is of version {version}, the questions are of {}", questions.version);
        let hint = "a question means something else since; send out a new form, with `--prefill`";
        faults.push(fault(message).with_hint(hint));
    } else if *digest != questions.digest {
        let fault = fault("the questions have changed since the form was made".to_owned());
        faults.push(warning(fault).with_hint("what fits them is read"));
    }
    let text = key.to_string();
    for row in rows {
        let own = row.get(at).text();
        if own.trim() != text {
            let message = match own.trim() {
                "" => "the row does not tell which form it belongs to".to_owned(),
                other => format!("the row belongs to another form, `{other}`"),
            };
            let hint = format!("the form's other rows say `{text}`");
            faults.push(sheet.fault(row.number, at, message).with_hint(hint));
        }
    }
}

/// Returns the question of a row.
fn question<'a>(
    context: &Context,
    row: &Row,
    questions: &'a Questions,
    faults: &mut Vec<Fault>,
) -> Option<&'a Question> {
    let at = context.at[Column::Id.index()];
    let id = row.get(at).text();
    let id = id.trim();
    let fault = |message: String| context.sheet.fault(row.number, at, message);
    let Some(question) = questions.get(id) else {
        let message = match id {
            "" => "the row does not tell which question it answers".to_owned(),
            id => format!("unknown question `{id}`"),
        };
        let hint = match suggest(id, questions.list.iter().map(|known| known.id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the hidden column of ids must stay as it was sent out".to_owned(),
        };
        faults.push(fault(message).with_hint(hint));
        return None;
    };
    if context.key.area == WHOLE_REGION && question.scope == Scope::Area {
        let message = format!("`{id}` is asked of an area, not of the whole region");
        faults.push(fault(message));
        return None;
    }
    Some(question)
}
