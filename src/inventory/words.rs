//! The words of the form, in both languages.
//!
//! They stand beside the questions, because the same people write them.
//! Cooperates with data/reference/inventory_questions.toml.

use schemars::JsonSchema;
use serde::Deserialize;

use super::columns::Column;
use crate::locale::Lang;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
}

impl Bilingual {
    /// Returns the text in a language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}

/// All words of the form that belong to no question.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormWords {
    /// What the form is called.
    pub title: Bilingual,
    /// What stands in the place of an area in a form about the whole region.
    pub whole_region: Bilingual,
    /// The names of the sheets.
    pub sheets: SheetNames,
    /// Single words.
    pub words: SingleWords,
    /// What each type of answer takes, 255 characters at most.
    pub rules: Rules,
    /// The columns of the answers.
    pub columns: Columns,
    /// The instructions.
    pub sections: Vec<Section>,
}

/// The names of the sheets that people see.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetNames {
    /// The instructions.
    pub readme: Bilingual,
    /// The answers.
    pub answers: Bilingual,
}

/// Single words of the form.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SingleWords {
    /// The answer yes.
    pub yes: Bilingual,
    /// The answer no.
    pub no: Bilingual,
    /// What a question about the area is about.
    pub scope_area: Bilingual,
    /// What a question about the whole region is about.
    pub scope_region: Bilingual,
    /// The title of the message about an answer of the wrong type, 32 characters at most.
    pub wrong: Bilingual,
    /// Stands before the form's version.
    pub version: Bilingual,
    /// The heading over what the fields are for.
    pub fields: Bilingual,
    /// Stands before a page's number.
    pub page: Bilingual,
    /// Stands between a page's number and how many there are.
    pub of: Bilingual,
}

/// What each type of answer takes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// A whole number.
    pub whole_number: Bilingual,
    /// A number.
    pub decimal: Bilingual,
    /// Yes or no.
    pub yes_no: Bilingual,
    /// One of several options.
    pub choice: Bilingual,
    /// Free text.
    pub text: Bilingual,
    /// A date.
    pub date: Bilingual,
    /// A share.
    pub share: Bilingual,
}

/// The words of the columns.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The question's id.
    id: ColumnWords,
    /// The heading.
    heading: ColumnWords,
    /// The question.
    question: ColumnWords,
    /// What it is about.
    scope: ColumnWords,
    /// How to count.
    help: ColumnWords,
    /// The answer.
    answer: ColumnWords,
    /// Its unit.
    unit: ColumnWords,
    /// The date of the fact.
    date: ColumnWords,
    /// The role of whoever answered.
    role: ColumnWords,
    /// The grade of the evidence.
    grade: ColumnWords,
    /// The source.
    source: ColumnWords,
    /// The last day on which it holds.
    valid_until: ColumnWords,
    /// The consent to publish.
    consent: ColumnWords,
    /// The comment.
    comment: ColumnWords,
    /// Which form the row belongs to.
    form: ColumnWords,
}

/// The words of a column.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColumnWords {
    /// What stands in the header, 32 characters at most.
    pub name: Bilingual,
    /// What to write in it, 255 characters at most.
    pub note: Bilingual,
}

/// A part of the instructions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its heading.
    pub title: Bilingual,
    /// Its paragraphs.
    pub lines: Vec<Bilingual>,
}

impl FormWords {
    /// Returns the words of a column.
    pub fn column(&self, column: Column) -> &ColumnWords {
        let columns = &self.columns;
        match column {
            Column::Id => &columns.id,
            Column::Heading => &columns.heading,
            Column::Question => &columns.question,
            Column::Scope => &columns.scope,
            Column::Help => &columns.help,
            Column::Answer => &columns.answer,
            Column::Unit => &columns.unit,
            Column::Date => &columns.date,
            Column::Role => &columns.role,
            Column::Grade => &columns.grade,
            Column::Source => &columns.source,
            Column::ValidUntil => &columns.valid_until,
            Column::Consent => &columns.consent,
            Column::Comment => &columns.comment,
            Column::Form => &columns.form,
        }
    }

    /// Returns the first text that is longer than a spreadsheet allows, with how many characters it may have.
    pub(super) fn too_long(&self) -> Option<(&str, usize)> {
        let names = Column::ALL.iter().map(|column| (&self.column(*column).name, 32));
        let notes = Column::ALL.iter().map(|column| (&self.column(*column).note, 255));
        let rules = &self.rules;
        let rules = [
            &rules.whole_number,
            &rules.decimal,
            &rules.yes_no,
            &rules.choice,
            &rules.text,
            &rules.date,
            &rules.share,
        ];
        let rules = rules.into_iter().map(|rule| (rule, 255));
        // A sheet's name may have 31 characters.
        let sheets = [(&self.sheets.readme, 31), (&self.sheets.answers, 31)];
        let all = names.chain(notes).chain(rules).chain(sheets).chain([(&self.words.wrong, 32)]);
        let mut texts = all.flat_map(|(text, most)| [(text.sv.as_str(), most), (&text.en, most)]);
        texts.find(|(text, most)| text.encode_utf16().count() > *most)
    }
}
