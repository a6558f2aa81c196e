//! What a file of any shape is told.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;
use typst::diag::error;

use super::*;
use crate::diag::Files;

/// A menu, as TOML or YAML.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Menu {
    /// What it is called.
    name: String,
    /// How many eat.
    guests: u32,
    /// What there is.
    course: Vec<Course>,
    /// By the glass.
    #[serde(default)]
    drinks: BTreeMap<String, Drink>,
    /// How it is served.
    service: Option<Service>,
}

/// A course.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Course {
    /// The dish.
    dish: String,
    /// What it costs.
    price: f64,
}

/// A drink, by its name or with more.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[allow(dead_code)]
enum Drink {
    /// Its name.
    Name(String),
    /// Its name and its year.
    Full { name: String, year: i32 },
}

/// A way to serve.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Service {
    /// Brought.
    AtTable,
    /// Fetched.
    Buffet,
}

/// Returns what is wrong with a text as `line:column message (hint)`, and whether a value came out.
fn faults(name: &str, text: &str) -> (Vec<String>, bool) {
    let files = Files::new(Path::new("/nowhere"));
    let file = files.add(name, text);
    let shaped =
        if name.ends_with("toml") { shaped_toml::<Menu>(&file) } else { shaped_yaml(&file) };
    let said = files.resolve(&shaped.faults).into_iter().map(|fault| {
        let place = fault.place.unwrap();
        let marked: String = place.excerpt.chars().skip(place.start).take(place.length).collect();
        let hint = fault.hints.first().cloned().unwrap_or_default();
        format!("{}:{} [{marked}] {} ({hint})", place.line, place.column, fault.message)
    });
    (said.collect(), shaped.value.is_some())
}

#[test]
fn a_right_file_has_no_faults() {
    let toml = "name = \"a\"\nguests = 2\ncourse = [{ dish = \"soup\", price = 12 }]\n\
                service = \"at-table\"\n[drinks]\nred = { name = \"b\", year = 1999 }\nwhite = \"c\"\n";
    assert_eq!(faults("menu.toml", toml), (vec![], true));
    let yaml = "name: a\nguests: 2\ncourse:\n  - { dish: soup, price: 12 }\n\
                service: buffet\ndrinks:\n  red: { name: b, year: 1999 }\n  white: c\n";
    assert_eq!(faults("menu.yml", yaml), (vec![], true));
}

#[test]
fn all_faults_of_a_toml_file_are_told_with_their_places() {
    let toml = "naem = \"a\"\nguests = -1\nservice = \"bufet\"\nextra = 1\n\n[[course]]\ndish = 7\nprice = \"x\"\n\n\
                [[course]]\nprice = 12\n\n[drinks]\nred = { name = \"b\", yaer = 1999 }\nwhite = 5\n";
    let (said, has_value) = faults("menu.toml", toml);
    assert_eq!(
        said,
        [
            "1:1 [naem] unknown field `naem` (did you mean `name`?)",
            "2:10 [-1] invalid value in `guests` (expected a whole number, 0 or more, found -1)",
            "3:11 [\"bufet\"] unknown value `bufet` (did you mean `buffet`?)",
            "4:1 [extra] unknown field `extra` (expected one of `course`, `drinks`, `guests`, `name` or `service`)",
            "7:8 [7] wrong kind of value in `dish` (expected a string, found 7)",
            "8:9 [\"x\"] wrong kind of value in `price` (expected a number, found the string \"x\")",
            "10:1 [[[course]]] missing field `dish` ()",
            "14:7 [{ name = \"b\", yaer = 1999 }] missing field `year` ()",
            "15:9 [5] wrong kind of value in `white` (expected a string or a table of names and values, found 5)",
        ]
    );
    assert!(has_value);
}

#[test]
fn all_faults_of_a_yaml_file_are_told_with_their_places() {
    let yaml = "# menu\nnaem: a\nguests: \"two\"   # guests\nservice: bufet\ncourse:\n  - dish: 7\n    price: high\n  - price: 12\n\
                drinks:\n  red: { name: b, yaer: 1999 }\n  white: 5\n";
    let (said, has_value) = faults("menu.yml", yaml);
    assert_eq!(
        said,
        [
            "2:1 [naem] unknown field `naem` (did you mean `name`?)",
            "3:9 [\"two\"] wrong kind of value in `guests` (expected a whole number, 0 or more, found the string \"two\")",
            "4:10 [bufet] unknown value `bufet` (did you mean `buffet`?)",
            "6:11 [7] wrong kind of value in `dish` (expected a string, found 7)",
            "7:12 [high] wrong kind of value in `price` (expected a number, found the string \"high\")",
            "8:5 [price: 12] missing field `dish` ()",
            "10:3 [red] missing field `year` ()",
            "11:10 [5] wrong kind of value in `white` (expected a string or a table of names and values, found 5)",
        ]
    );
    assert!(has_value);
}

#[test]
fn faults_of_the_syntax_are_told_together_and_with_the_others() {
    let toml = "name = \"a\nguests = \nservice = \"bufet\"\n";
    let (said, _) = faults("menu.toml", toml);
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(said[0].starts_with("1:"), "{said:#?}");
    assert!(said[1].starts_with("2:"), "{said:#?}");
    assert_eq!(said[2], "3:11 [\"bufet\"] unknown value `bufet` (did you mean `buffet`?)");
}

#[test]
fn what_is_checked_afterwards_is_not_told_of_what_took_a_wrong_values_place() {
    /// A name that must be known.
    #[derive(Debug, Deserialize, JsonSchema)]
    struct Named {
        /// The name.
        #[schemars(with = "String")]
        name: Spanned<String>,
        /// Another.
        #[schemars(with = "String")]
        other: Spanned<String>,
    }
    let files = Files::new(Path::new("/nowhere"));
    let file = files.add("a.toml", "other = \"x\"\nname = 5\n");
    let (value, faults) = shaped_toml::<Named>(&file).then(&file, |named, faults| {
        for name in [&named.name, &named.other] {
            faults.push(error!(file.span(name.span()), "unknown name `{}`", name.get_ref()));
        }
        Some(())
    });
    let said: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        (value, said),
        (Some(()), vec!["wrong kind of value in `name`", "unknown name `x`"])
    );
}

/// A file can be cut off or broken anywhere; the program says so and goes on.
#[test]
fn no_slip_of_the_pen_makes_a_panic() {
    let toml = "name = \"å\"\nguests = 2\n[[course]]\ndish = 'soup'\nprice = 1.5\n[drinks]\nred = { name = \"b\", year = 1999 }\n";
    let yaml = "name: å\nguests: 2\ncourse:\n  - { dish: soup, price: 12 }\n  - dish: 'x'\n    price: 1\ndrinks:\n  red: &a { name: b }\n  white: *a\n";
    for (name, text) in [("menu.toml", toml), ("menu.yml", yaml)] {
        for (at, c) in text.char_indices() {
            faults(name, &text[..at]);
            for slip in ["", "{", "\"", "\n", "å"] {
                faults(name, &format!("{}{slip}{}", &text[..at], &text[at + c.len_utf8()..]));
            }
        }
    }
}

#[test]
fn a_bracket_that_is_not_closed_is_one_fault() {
    let (said, _) = faults(
        "menu.toml",
        "course = [\nname = \"a\"\nguests = 2\n# note\nservice = 1\n[drinks]\nred = 5\n",
    );
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].starts_with("2:1 "), "{said:#?}");
}
