//! What can be known about a narrative without the answers that it is about: all of it, in branches not taken too.
//!
//! The context is a sample of the right shape. Whether a condition around a missing value holds is only seen when documents are made.

use std::collections::BTreeSet;

use minijinja::machinery::{Span, Token};
use minijinja::{Environment, ErrorKind, Value};
use serde::Serialize;
use typst::diag::{EcoVec, SourceDiagnostic, error};

use super::check::{blocks, range, tokens, variables};
use super::rules::Rules;
use super::{context, environment, prints};
use crate::diag::InputFile;
use crate::locale::Locale;

/// Checks a narrative by itself: blocks, those that must be there, variables, filters, and values without a format.
///
/// `required` names the blocks with what is wrong without them, `rules` whose numbers may be printed.
pub fn check_alone(
    file: &InputFile,
    sample: &impl Serialize,
    locale: &'static Locale,
    required: &[(String, String)],
    rules: &Rules,
) -> EcoVec<SourceDiagnostic> {
    let sample = context::context(sample);
    let mut faults = EcoVec::new();
    match blocks(file) {
        Ok(blocks) => {
            let lacks = |name: &str| blocks.iter().all(|block| block.name != name);
            for (name, what) in required.iter().filter(|(name, _)| lacks(name)) {
                faults.push(
                    error!(file.whole(), "{what}"; hint: "add a block `{name}` to the narrative"),
                );
            }
        }
        Err(errors) => faults.extend(errors),
    }
    let environment = environment::environment(&super::desk(locale, rules, BTreeSet::new()));
    match environment.template_from_named_str(&file.path, &file.text) {
        Ok(template) => {
            faults.extend(variables(file, &template, &sample).err().unwrap_or_default());
        }
        Err(error) => {
            let fault = environment::fault(file, &error);
            if faults.iter().all(|other| other.message != fault.message) {
                faults.push(fault);
            }
        }
    }
    let tokens = tokens(file);
    faults.extend(unknown_filters(file, &environment, &tokens));
    faults.extend(bare_values(file, &sample, &tokens));
    faults.extend(prints::unclaimed(file, rules));
    faults
}

/// Returns a fault for each filter that there is none of, where it is first used.
fn unknown_filters(
    file: &InputFile,
    environment: &Environment,
    tokens: &[(Token, Span)],
) -> Vec<SourceDiagnostic> {
    let mut told = BTreeSet::new();
    let mut faults = Vec::new();
    for pair in tokens.windows(2) {
        let [(Token::Pipe, _), (Token::Ident(name), span)] = pair else { continue };
        if !told.insert(*name) {
            continue;
        }
        // Which filters there are is asked by using one: the environment tells no list.
        let used = environment.compile_expression(&format!("x|{name}")).map(|used| used.eval(()));
        if let Ok(Err(error)) = used
            && error.kind() == ErrorKind::UnknownFilter
        {
            faults.push(environment::unknown_filter(file.span(range(*span)), name));
        }
    }
    faults
}

/// Returns a fault for each name that is printed as it is and is no text.
fn bare_values(
    file: &InputFile,
    sample: &Value,
    tokens: &[(Token, Span)],
) -> Vec<SourceDiagnostic> {
    let mut faults = Vec::new();
    for (at, (token, _)) in tokens.iter().enumerate() {
        if !matches!(token, Token::VariableStart) {
            continue;
        }
        let rest = &tokens[at + 1..];
        let length = rest.iter().position(|(token, _)| matches!(token, Token::VariableEnd));
        let Some(path) = length.map(|length| &rest[..length]) else { continue };
        if let Some(value) = named(sample, path)
            && let (Some(first), Some(last)) = (path.first(), path.last())
            && let Err(error) = environment::printable(&value)
        {
            let span = file.span(range(first.1).start..range(last.1).end);
            faults.push(environment::said(span, error.detail().unwrap_or_default()));
        }
    }
    faults
}

/// Returns the sample's value of a name such as `starts.value`, if it is one and nothing else.
fn named(sample: &Value, path: &[(Token, Span)]) -> Option<Value> {
    let mut value = sample.clone();
    for (at, (token, _)) in path.iter().enumerate() {
        match token {
            Token::Ident(name) if at % 2 == 0 => value = value.get_attr(name).ok()?,
            Token::Dot if at % 2 == 1 => {}
            _ => return None,
        }
    }
    (path.len() % 2 == 1 && !value.is_undefined()).then_some(value)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::diag::Files;
    use crate::locale::Lang;

    #[test]
    fn everything_is_told_at_once_in_branches_not_taken_too() {
        let files = Files::new(Path::new("/nowhere"));
        let text = "{% block a %}\n{{ starts.value }} {{ startss|show }}\n{% if false %}{{ starts|shwo }}{% endif %}\n\
                    {{ starts.valeu|date }} {{ regions }}\n{% endblock %}\n";
        let file = files.add("sv.jinja", text);
        let sample = json!({ "starts": { "value": 7.0, "unit": "count" }, "regions": [] });
        let required = [("alt_x".to_owned(), "figure `x` has no alternative text".to_owned())];
        let rules = Rules::default();
        let faults = check_alone(&file, &sample, Lang::Sv.locale(), &required, &rules);
        let faults = files.resolve(&faults);
        let mut said: Vec<_> = faults
            .iter()
            .map(|fault| {
                let place = fault.place.as_ref().unwrap();
                format!("{}:{} {}", place.line, place.column, fault.message)
            })
            .collect();
        said.sort();
        assert_eq!(
            said,
            [
                "1:1 figure `x` has no alternative text",
                "2:23 unknown variable `startss`",
                "2:4 number without a format",
                "3:25 unknown filter `shwo`",
                "4:11 `starts` has no field `valeu`",
                "4:28 a list is not a text",
            ]
        );
    }
}
