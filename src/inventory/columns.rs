//! The columns of the sheet of answers: what `form` writes and `read` expects.

/// A column of the sheet of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The heading.
    Heading,
    /// The question.
    Question,
    /// How to count.
    Help,
    /// Whether it is about the area or the whole region.
    Scope,
    /// The answer.
    Answer,
    /// Its unit.
    Unit,
    /// The date of the fact.
    Date,
    /// The role of whoever answered.
    Role,
    /// The grade of the evidence.
    Grade,
    /// The source.
    Source,
    /// The last day on which the answer holds.
    ValidUntil,
    /// The consent to publish.
    Consent,
    /// The comment.
    Comment,
    /// The question's id; hidden.
    Id,
    /// Which form the row belongs to; hidden.
    Form,
}

impl Column {
    /// All columns, as they stand in the sheet.
    pub const ALL: [Self; 15] = [
        Self::Heading,
        Self::Question,
        Self::Help,
        Self::Scope,
        Self::Answer,
        Self::Unit,
        Self::Date,
        Self::Role,
        Self::Grade,
        Self::Source,
        Self::ValidUntil,
        Self::Consent,
        Self::Comment,
        Self::Id,
        Self::Form,
    ];

    /// The columns that a region fills in.
    pub const FILLED: [Self; 8] = [
        Self::Answer,
        Self::Date,
        Self::Role,
        Self::Grade,
        Self::Source,
        Self::ValidUntil,
        Self::Consent,
        Self::Comment,
    ];

    /// The columns that every answer needs, besides the answer.
    pub const NEEDED: [Self; 3] = [Self::Date, Self::Role, Self::Grade];

    /// Returns its position, from 0.
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|column| *column == self).unwrap_or(0)
    }

    /// Returns its width in characters.
    pub(super) fn width(self) -> f64 {
        match self {
            Self::Heading => 14.0,
            Self::Question => 34.0,
            Self::Help => 34.0,
            Self::Answer => 20.0,
            Self::Unit => 14.0,
            Self::Role | Self::Source => 20.0,
            Self::Comment => 20.0,
            Self::Scope => 10.0,
            Self::Date | Self::Grade | Self::ValidUntil | Self::Consent => 12.5,
            Self::Id | Self::Form => 30.0,
        }
    }

    /// Whether people are not meant to see it.
    pub(super) fn is_hidden(self) -> bool {
        matches!(self, Self::Id | Self::Form)
    }

    /// Returns its letter in a spreadsheet.
    pub(super) fn letter(self) -> char {
        char::from(b'A' + self.index() as u8)
    }
}
