//! The form: a workbook that a region fills in.
//!
//! Two sheets are seen: the instructions, and the answers with a row for each question. Only the fields can be changed;
//! the protection has no password, because it guards against slips, not against people. The same form has the same
//! bytes: it bears no time of making.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{
    ConditionalFormatFormula, DocProperties, ExcelDateTime, Format, ProtectionOptions, Table,
    TableColumn, TableStyle, Workbook, Worksheet, XlsxError,
};
use typst::diag::{HintedStrResult, HintedString, eco_format};

use super::cells::cell;
use super::columns::Column;
use super::current::Current;
use super::history::Inventory;
use super::key::FormKey;
use super::look::{Look, height_pt};
use super::questions::{Kind, Question, Questions, Scope};
use super::subject::{Subject, WHOLE_REGION};
use super::validation::{LISTS, Lists, validation};
use crate::locale::Lang;
use crate::registry::Region;
use crate::sheet::Value;

/// The row of the title, and below it that of the header, from 0.
const HEADER: u32 = 1;

/// The widths of the two columns of the instructions.
const LABEL: f64 = 27.0;
/// The other.
const PARAGRAPH: f64 = 84.0;

/// The height of the row of the title, points.
const TITLE_PT: f64 = 26.0;

/// The height of the header, two lines of text, points.
const HEADER_PT: f64 = 32.0;

/// What stands in the fields of a form beforehand, by question.
pub type Filled = BTreeMap<String, Vec<(Column, Value)>>;

/// What a form is about.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// What is asked.
    pub questions: &'a Questions,
    /// The region.
    pub region: &'a Region,
    /// The area or disease; none for the questions about the whole region alone.
    pub subject: Option<&'a Subject>,
    /// The language.
    pub lang: Lang,
}

impl Form<'_> {
    /// Returns the key that stands on its rows.
    pub fn key(&self) -> FormKey {
        FormKey {
            version: self.questions.version,
            region: self.region.id.clone(),
            area: self.subject.map_or(WHOLE_REGION, |subject| &subject.id).to_owned(),
            lang: self.lang,
            digest: self.questions.digest.clone(),
        }
    }

    /// Returns the region and the area, for people.
    fn about(&self) -> String {
        let region = match self.lang {
            Lang::Sv => &self.region.name_sv,
            Lang::En => &self.region.name_en,
        };
        let area = match self.subject {
            Some(subject) => subject.name.get(self.lang),
            None => self.questions.form.whole_region.get(self.lang),
        };
        format!("{region} · {area}")
    }

    /// Returns the questions that it asks.
    fn asks(&self) -> impl Iterator<Item = &Question> {
        self.questions.of_form(self.subject.is_none())
    }

    /// Returns the newest answers of the history, to be filled in beforehand.
    pub fn last_answers(&self, inventory: &Inventory) -> Filled {
        let key = self.key();
        let mut filled = Filled::new();
        for question in self.asks() {
            let area = match question.scope {
                Scope::Area => &key.area,
                Scope::Region => WHOLE_REGION,
            };
            let Current { answer, .. } =
                inventory.current(&key.region, area, &question.id, chrono::NaiveDate::MAX);
            if let Some(answer) = answer {
                let cells = Column::FILLED.map(|column| {
                    (column, cell(column, question, answer, &self.questions.form, self.lang))
                });
                filled.insert(question.id.clone(), cells.into());
            }
        }
        filled
    }
}

/// Returns the workbook, with answers filled in beforehand.
pub fn write(form: &Form, filled: &Filled) -> HintedStrResult<Vec<u8>> {
    let fault = |fault: &dyn std::error::Error| {
        HintedString::new(eco_format!("cannot make the form: {fault}"))
    };
    let bytes = workbook(form, filled).map_err(|error| fault(&error))?;
    with_language(&bytes, form.lang).map_err(|error| fault(&error))
}

/// Makes the workbook.
fn workbook(form: &Form, filled: &Filled) -> Result<Vec<u8>, XlsxError> {
    let look = Look::new();
    let words = &form.questions.form;
    let title = format!("{} · {}", words.title.get(form.lang), form.about());
    let mut book = Workbook::new();
    // Any fixed day: a time of making would make two forms of one.
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(&title)
            .set_subject(words.title.get(form.lang))
            .set_creation_datetime(&made),
    );
    instructions(book.add_worksheet(), form, &look)?;
    let mut lists = Lists::default();
    answers(book.add_worksheet(), form, filled, &look, &mut lists)?;
    if !lists.0.is_empty() {
        let sheet = book.add_worksheet().set_name(LISTS)?.set_very_hidden(true);
        for (column, list) in lists.0.iter().enumerate() {
            for (row, option) in list.iter().enumerate() {
                sheet.write_string(row as u32, column as u16, option)?;
            }
        }
    }
    book.save_to_buffer()
}

/// Writes the sheet of instructions.
fn instructions(sheet: &mut Worksheet, form: &Form, look: &Look) -> Result<(), XlsxError> {
    let (words, lang) = (&form.questions.form, form.lang);
    sheet.set_name(words.sheets.readme.get(lang))?;
    sheet.set_column_width(0, LABEL)?.set_column_width(1, PARAGRAPH)?;
    sheet.set_row_height(0, TITLE_PT)?;
    sheet.write_string_with_format(0, 0, words.title.get(lang), &look.title)?;
    sheet.write_string_with_format(1, 0, form.about(), &look.subtitle)?;
    let version = format!("{}: {}", words.words.version.get(lang), form.questions.version);
    sheet.write_string_with_format(2, 0, version, &look.paragraph.clone().unset_text_wrap())?;
    let fields = Column::FILLED.map(|column| {
        let column = words.column(column);
        format!("{}: {}", column.name.get(lang), column.note.get(lang))
    });
    let sections = words.sections.iter();
    let mut parts: Vec<(&str, Vec<String>)> = sections
        .map(|section| {
            let lines = section.lines.iter().map(|line| line.get(lang).to_owned());
            (section.title.get(lang), lines.collect())
        })
        .collect();
    parts.push((words.words.fields.get(lang), fields.into()));
    let mut row = 4;
    for (title, lines) in parts {
        sheet.write_string_with_format(row, 0, title, &look.label)?;
        for line in lines {
            sheet.set_row_height(row, height_pt([(line.as_str(), PARAGRAPH), (title, LABEL)]))?;
            sheet.write_string_with_format(row, 1, line, &look.paragraph)?;
            row += 1;
        }
        row += 1;
    }
    protect(sheet);
    sheet.set_screen_gridlines(false).set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_active(true);
    Ok(())
}

/// Writes the sheet of answers.
fn answers(
    sheet: &mut Worksheet,
    form: &Form,
    filled: &Filled,
    look: &Look,
    lists: &mut Lists,
) -> Result<(), XlsxError> {
    let (words, lang) = (&form.questions.form, form.lang);
    sheet.set_name(words.sheets.answers.get(lang))?;
    let title = format!("{} · {}", words.title.get(lang), form.about());
    sheet.write_string_with_format(0, 0, &title, &look.title)?;
    sheet.set_row_height(0, TITLE_PT)?.set_row_height(HEADER, HEADER_PT)?;
    for column in Column::ALL {
        sheet.set_column_width(at(column), column.width())?;
        if column.is_hidden() {
            sheet.set_column_hidden(at(column))?;
        }
    }
    let questions: Vec<&Question> = form.asks().collect();
    let (first, last) = (HEADER + 1, HEADER + questions.len() as u32);
    let heads = Column::ALL.map(|column| {
        TableColumn::new()
            .set_header(words.column(column).name.get(lang))
            .set_header_format(&look.header)
    });
    let table = Table::new()
        .set_name("inventory")
        .set_columns(&heads)
        .set_autofilter(false)
        .set_banded_rows(false)
        .set_style(TableStyle::None);
    sheet.add_table(HEADER, 0, last, at(Column::Form), &table)?;

    let key = form.key().to_string();
    for (row, question) in (first..).zip(&questions) {
        fixed_cells(sheet, row, question, form, &key, look)?;
        let values = filled.get(&question.id).map(Vec::as_slice).unwrap_or_default();
        sheet.set_row_height(row, row_height_pt(question, values, form))?;
        for column in Column::FILLED {
            let format = format(column, question, look);
            let value = values.iter().find(|(other, _)| *other == column);
            write_value(sheet, (row, at(column)), value.map(|(_, value)| value), format, look)?;
            let checks = validation(column, question, words, lang, lists)?;
            sheet.add_data_validation(row, at(column), row, at(column), &checks)?;
        }
    }
    for column in Column::NEEDED {
        let (answer, own) = (Column::Answer.letter(), column.letter());
        let row = first + 1;
        let lacks = format!("=AND(LEN(TRIM(${answer}{row}))>0,LEN(TRIM({own}{row}))=0)");
        let rule =
            ConditionalFormatFormula::new().set_rule(lacks.as_str()).set_format(&look.missing);
        sheet.add_conditional_format(first, at(column), last, at(column), &rule)?;
    }
    protect(sheet);
    page(sheet, form, &title)?;
    let (row, column) = (first, at(Column::Answer));
    sheet.set_selection(row, column, row, column)?;
    Ok(())
}

/// Writes the cells that a region does not change.
fn fixed_cells(
    sheet: &mut Worksheet,
    row: u32,
    question: &Question,
    form: &Form,
    key: &str,
    look: &Look,
) -> Result<(), XlsxError> {
    let (words, lang) = (&form.questions.form, form.lang);
    let heading = form.questions.heading(&question.heading);
    let scope = match question.scope {
        Scope::Area => &words.words.scope_area,
        Scope::Region => &words.words.scope_region,
    };
    let unit = match (&question.unit, &question.kind) {
        (Some(unit), _) => unit.name.get(lang),
        (None, Kind::Share) => "%",
        (None, _) => "",
    };
    let cells = [
        (Column::Heading, heading.map_or("", |heading| heading.name.get(lang)), &look.quiet),
        (Column::Question, question.text.get(lang), &look.question),
        (Column::Help, question.help.get(lang), &look.quiet),
        (Column::Scope, scope.get(lang), &look.quiet),
        (Column::Unit, unit, &look.quiet),
        (Column::Id, &question.id, &look.quiet),
        (Column::Form, key, &look.quiet),
    ];
    for (column, text, format) in cells {
        sheet.write_string_with_format(row, at(column), text, format)?;
    }
    Ok(())
}

/// Returns the height of a question's row: what stands in it fits, and whichever option is chosen.
fn row_height_pt(question: &Question, values: &[(Column, Value)], form: &Form) -> f64 {
    let heading = form.questions.heading(&question.heading);
    let mut cells = vec![
        (Column::Heading, heading.map_or("", |heading| heading.name.get(form.lang)).to_owned()),
        (Column::Question, question.text.get(form.lang).to_owned()),
        (Column::Help, question.help.get(form.lang).to_owned()),
    ];
    if let Kind::Choice(options) = &question.kind {
        cells.extend(
            options.iter().map(|option| (Column::Answer, option.get(form.lang).to_owned())),
        );
    }
    cells.extend(values.iter().map(|(column, value)| (*column, value.text())));
    // A question is bold, and bold letters are wider.
    let width = |column: Column| match column {
        Column::Question => column.width() * 0.92,
        _ => column.width(),
    };
    height_pt(cells.iter().map(|(column, text)| (text.as_str(), width(*column))))
}

/// Sets how the sheet of answers is seen and printed.
fn page(sheet: &mut Worksheet, form: &Form, title: &str) -> Result<(), XlsxError> {
    let words = &form.questions.form.words;
    sheet.set_freeze_panes(HEADER + 1, at(Column::Help))?;
    sheet.set_screen_gridlines(false);
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, HEADER)?;
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    // An ampersand begins a code in a footer; two are one.
    let title = title.replace('&', "&&");
    let (page, of) = (words.page.get(form.lang), words.of.get(form.lang));
    sheet.set_footer(format!("&L&8{title}&R&8{page} &P {of} &N"));
    Ok(())
}

/// Keeps slips out of all that is not a field. Widths and heights may be changed, to read better.
fn protect(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::new()
    });
}

/// Returns a column's number as the writer wants it.
fn at(column: Column) -> u16 {
    column.index() as u16
}

/// Returns the format of a field.
fn format<'a>(column: Column, question: &Question, look: &'a Look) -> &'a Format {
    match (column, &question.kind) {
        (Column::Answer, Kind::WholeNumber { .. }) => &look.whole,
        (Column::Answer, Kind::Decimal { .. }) => &look.decimal,
        (Column::Answer, Kind::Share) => &look.share,
        (Column::Answer, Kind::Date) | (Column::Date | Column::ValidUntil, _) => &look.date,
        _ => &look.field,
    }
}

/// Writes a field, empty or with what is given. A date is shown as one wherever it stands, as office programs do it.
fn write_value(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: Option<&Value>,
    format: &Format,
    look: &Look,
) -> Result<(), XlsxError> {
    match value {
        None | Some(Value::Empty) => sheet.write_blank(row, column, format)?,
        Some(Value::Text(text)) if text.is_empty() => sheet.write_blank(row, column, format)?,
        Some(Value::Text(text) | Value::Error(text)) => {
            sheet.write_string_with_format(row, column, text, format)?
        }
        Some(Value::Number(number)) => {
            sheet.write_number_with_format(row, column, *number, format)?
        }
        Some(Value::Bool(yes)) => sheet.write_boolean_with_format(row, column, *yes, format)?,
        Some(Value::Date(date)) => {
            let date = ExcelDateTime::parse_from_str(&date.to_string())?;
            sheet.write_datetime_with_format(row, column, &date, &look.date)?
        }
    };
    Ok(())
}

/// Puts the language into the document's properties, which the writer has no place for.
fn with_language(book: &[u8], lang: Lang) -> zip::result::ZipResult<Vec<u8>> {
    let mut parts = zip::ZipArchive::new(Cursor::new(book))?;
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::with_capacity(book.len())));
    for index in 0..parts.len() {
        let mut part = parts.by_index(index)?;
        let name = part.name()?.into_owned();
        if name != "docProps/core.xml" {
            out.raw_copy_file(part)?;
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text)?;
        let language = format!("<dc:language>{}</dc:language></cp:coreProperties>", lang.tag());
        let text = text.replace("</cp:coreProperties>", &language);
        out.start_file(name, zip::write::SimpleFileOptions::default())?;
        out.write_all(text.as_bytes())?;
    }
    Ok(out.finish()?.into_inner())
}
