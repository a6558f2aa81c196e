//! Plain data of any format, and the way to a part of them.

/// A value of TOML or YAML.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Datum {
    /// YAML's `null`, or nothing after a key.
    Nothing,
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Whole(i128),
    /// Any other number.
    Number(f64),
    /// A string.
    Text(String),
    /// A date or time of TOML, as it is written.
    Date(String),
    /// A list.
    List(Vec<Datum>),
    /// A table.
    Table(Vec<(String, Datum)>),
}

/// A step into plain data.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// To the value of a key.
    Key(String),
    /// To an entry of a list.
    Index(usize),
}

impl Datum {
    /// Returns the part at the end of a path.
    pub fn part(&self, path: &[Step]) -> Option<&Datum> {
        let Some((step, rest)) = path.split_first() else { return Some(self) };
        let inner = match (self, step) {
            (Self::Table(entries), Step::Key(key)) => {
                &entries.iter().find(|(name, _)| name == key)?.1
            }
            (Self::List(items), Step::Index(index)) => items.get(*index)?,
            _ => return None,
        };
        inner.part(rest)
    }

    /// Returns what it is, for people.
    pub fn words(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("the string {text:?}"),
            Self::Date(date) => format!("the date {date}"),
            Self::List(_) => "a list".to_owned(),
            Self::Table(_) => "a table".to_owned(),
        }
    }
}
