//! What serde says about a value, in our words.
//!
//! All formats report through serde, so one translation serves TOML, YAML, JSON and CSV.

use super::suggest::hint_for;

/// A message with its hints, and the name it is about when there is one to be found in the text.
#[derive(Debug, PartialEq)]
pub(super) struct Said {
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub hint: Option<String>,
    /// The name in question, as it stands in the file.
    pub name: Option<String>,
}

/// Rewrites a message of serde's.
pub(super) fn rewrite(message: &str) -> Said {
    let message = message.trim();
    for (start, what) in
        [("unknown field `", "unknown field"), ("unknown variant `", "unknown value")]
    {
        if let Some((name, rest)) =
            message.strip_prefix(start).and_then(|rest| rest.split_once('`'))
        {
            let expected = rest.split('`').skip(1).step_by(2);
            return Said {
                message: format!("{what} `{name}`"),
                hint: Some(hint_for(name, expected)),
                name: Some(name.to_owned()),
            };
        }
    }
    for (start, what) in
        [("invalid type: ", "wrong kind of value"), ("invalid value: ", "invalid value")]
    {
        if let Some((found, expected)) =
            message.strip_prefix(start).and_then(|rest| rest.split_once(", expected "))
        {
            let hint =
                format!("expected {}, found {}", expected_words(expected), found_words(found));
            return Said { message: what.to_owned(), hint: Some(hint), name: None };
        }
    }
    Said { message: lower_first(message), hint: None, name: None }
}

/// Returns what was expected, without Rust's names.
fn expected_words(expected: &str) -> String {
    let expected = expected.trim();
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more".to_owned(),
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number".to_owned(),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a table of names and values".to_owned(),
        "string or map" => "a string or a table".to_owned(),
        other if other.starts_with("struct ") => "a table of names and values".to_owned(),
        other if other.starts_with("a sequence") => other.replace("a sequence", "a list"),
        other => other.to_owned(),
    }
}

/// Returns what was found, without serde's names.
fn found_words(found: &str) -> String {
    match found {
        "map" => "a table".to_owned(),
        "sequence" => "a list".to_owned(),
        "null" | "unit" | "unit value" | "Option value" => "nothing".to_owned(),
        other => match other.split_once(' ') {
            Some(("string", text)) => format!("the string {text}"),
            Some(("integer" | "boolean", value)) => value.to_owned(),
            Some(("floating", value)) => value.trim_start_matches("point ").to_owned(),
            _ => other.to_owned(),
        },
    }
}

/// Returns the text with its first letter small, unless it begins a word in capitals.
pub(super) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), text.chars().nth(1)) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_gets_a_suggestion() {
        let said =
            rewrite("unknown field `langauge`, expected one of `language`, `window`, `documents`");
        assert_eq!(said.message, "unknown field `langauge`");
        assert_eq!(said.hint.as_deref(), Some("did you mean `language`?"));
        assert_eq!(said.name.as_deref(), Some("langauge"));
    }

    #[test]
    fn a_wrong_type_is_told_without_names_of_rust() {
        let said = rewrite("invalid type: string \"five\", expected u32");
        assert_eq!(said.message, "wrong kind of value");
        assert_eq!(
            said.hint.as_deref(),
            Some("expected a whole number, 0 or more, found the string \"five\"")
        );
    }
}
