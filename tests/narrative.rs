//! Sentences: no number reaches one that is not a claim's.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kapacitet::diag::{Fault, Files};
use kapacitet::locale::Lang;
use kapacitet::narrative::{Rules, check_alone, render};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::fixture;

/// The list of `fixtures/narrative/attacks.toml`.
#[derive(Deserialize)]
struct Attacks {
    /// Each way.
    attack: Vec<Attack>,
}

/// A way of bringing a number into a sentence.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attack {
    /// What it is.
    way: String,
    /// The text of the block `b`.
    block: Option<String>,
    /// The whole narrative instead.
    text: Option<String>,
    /// What is said of it.
    says: String,
    /// When: by `check`, or when the `page` is made.
    seen: Seen,
}

/// When something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Seen {
    /// Without any answers.
    Check,
    /// With them, before anything is written.
    Page,
}

/// Returns whose numbers may be printed.
fn rules() -> Rules {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Rules {
        questions: set(&["starts", "pace", "other", "rows"]),
        claims: set(&["starts", "pace"]),
        own: BTreeMap::from([("alt_x".to_owned(), set(&["other"]))]),
        constants: set(&["5", "16", "36", "95", "100"]),
    }
}

/// Returns the answers.
fn answers() -> Value {
    let finding = |question: &str, claim: Option<&str>, withheld: Option<&str>, value: u64| {
        json!({
            "$of": { "question": question, "claim": claim, "withheld": withheld },
            "value": value, "numerator": value, "denominator": 12, "lower": 3.5, "upper": 9.5,
            "unit": "count", "strength": "stated", "said": withheld.is_none(), "label": question,
        })
    };
    json!({
        "starts": finding("starts", Some("starts"), None, 7),
        "pace": finding("pace", Some("pace"), Some("too few"), 9),
        "other": finding("other", None, None, 41),
        "rows": [finding("rows", None, None, 3), finding("rows", None, None, 4)],
        "window": { "first": "2020", "last": "2024" },
        "disease": "Diabetes mellitus, type 2",
    })
}

/// Returns what `check` says of a narrative, and what is said when its page is made.
fn said(text: &str) -> [Vec<Fault>; 2] {
    let files = Files::new(Path::new("/nowhere"));
    let file = files.add("en.jinja", text);
    // Of lists only that they are some is known without answers.
    let mut sample = answers();
    sample["rows"] = json!([]);
    let locale = Lang::En.locale();
    let checked = check_alone(&file, &sample, locale, &[], &rules());
    let made = render(&file, &answers(), locale, &rules()).err().unwrap_or_default();
    [files.resolve(&checked), files.resolve(&made)]
}

#[test]
fn each_way_of_smuggling_a_number_into_a_sentence_is_refused() {
    let text = fs::read_to_string(fixture("narrative/attacks.toml")).unwrap();
    let mut wrong = Vec::new();
    for Attack { way, block, text, says, seen } in toml::from_str::<Attacks>(&text).unwrap().attack
    {
        let text = text.unwrap_or_else(|| {
            format!("{{% block b %}}{}{{% endblock %}}", block.unwrap_or_default())
        });
        let [checked, made] = said(&text);
        let told = |faults: &[Fault]| {
            let is_it = |fault: &&Fault| fault.message == says;
            faults
                .iter()
                .find(is_it)
                .is_some_and(|fault| fault.place.is_some() && !fault.hints.is_empty())
        };
        let is_right = match seen {
            Seen::Check => told(&checked) && !made.is_empty(),
            Seen::Page => checked.is_empty() && told(&made),
        };
        if !is_right {
            let list = |faults: &[Fault]| {
                let line = |fault: &Fault| format!("\n    {} ({:?})", fault.message, fault.hints);
                faults.iter().map(line).collect::<String>()
            };
            wrong.push(format!(
                "{way}: {text}\n  expected by {seen:?}: {says}\n  check:{}\n  page:{}",
                list(&checked),
                list(&made)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} ways:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is meant well passes: constants by themselves, claims with words between, and names and years of the data whatever digits they have.
#[test]
fn honest_sentences_pass() {
    for text in [
        "95 % KI; in the last 36 months, 5 and 16",
        "{{ starts | show }} of {{ starts | denominator }} ({{ starts | ci }})",
        "{{ starts | numerator }}/{{ starts | denominator }}",
        "{{ window.first }}–{{ window.last }}, {{ disease }} {{ starts | show }}",
        "{{ disease | lower_first }}: {{ [disease, window.first] | list }}, {{ starts | show }}",
        "{% set n = starts | show %}{% if n %}{{ n }} trials{% endif %}",
        "{% set n %}{{ starts | show }} trials{% endset %}{{ n }}; {{ n }}",
        "{{ starts | verb('is', 'tends to be', 'is not') }} {{ starts.value | plural('trial', 'trials') }}",
        "{% if window.first == '2020' %}long{% endif %} {{ {'a': 'above'}['a'] }}",
        "*{{ starts | show }}* trials~in _{{ disease }}_ \\# 5",
    ] {
        let text = format!("{{% block b %}}{text}{{% endblock %}}");
        let [checked, made] = said(&text);
        assert!(checked.is_empty() && made.is_empty(), "{text}: {checked:?} {made:?}");
    }
}
