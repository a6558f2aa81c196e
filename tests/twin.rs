//! The languages of a document beside one another: no word of a page stands in a template. That they say the same is checked by the program
//! itself; the cases `tests/invalid/twin-*` are what it finds.

use std::collections::BTreeSet;
use std::fs;

use kapacitet::assemble::Assembled;
use serde_json::Value;

use crate::build::with_demo_data;
use crate::pages::Desk;

/// Fields of a report that no reader sees: they choose files, styles and languages.
const UNSEEN: [&str; 7] = ["path", "data", "data_name", "align", "lang", "region", "document"];

/// The fields of a brand that a reader sees.
const SEEN: [&str; 3] = ["name", "organisation", "contact"];

/// Returns a text in a language of one letter: whatever else stands on a page did not come through the report or the words.
fn invented(text: &str) -> String {
    let letter = |sign: char| match sign {
        sign if sign.is_uppercase() => 'Ι',
        sign if sign.is_alphabetic() => 'ι',
        sign => sign,
    };
    text.chars().map(letter).collect()
}

/// Writes a report in the invented language.
fn invent(value: &mut Value) {
    match value {
        Value::String(text) => *text = invented(text),
        Value::Array(items) => items.iter_mut().for_each(invent),
        Value::Object(fields) => {
            let seen = fields.iter_mut().filter(|(name, _)| !UNSEEN.contains(&name.as_str()));
            seen.for_each(|(_, value)| invent(value));
        }
        _ => {}
    }
}

/// Writes markup in the invented language; what it refers to stays.
fn invented_markup(text: &str) -> String {
    let is_target = |sign: char| sign.is_ascii_alphanumeric() || sign == '-' || sign == '_';
    let mut parts = text.split('@');
    let first = invented(parts.next().unwrap_or_default());
    let others = parts.map(|part| {
        let is_reference = part.starts_with("figures-") || part.starts_with("tables-");
        let end = part.find(|sign| !is_target(sign)).unwrap_or(part.len());
        let end = if is_reference { end } else { 0 };
        format!("@{}{}", &part[..end], invented(&part[end..]))
    });
    std::iter::once(first).chain(others).collect()
}

/// Writes the blocks of a narrative in the invented language; their names stay.
fn invent_blocks(module: &str) -> String {
    let line = |line: &str| match line.split_once(" = [") {
        Some((name, text)) => format!("{name} = [{}\n", invented_markup(text)),
        None => format!("{}\n", invented_markup(line)),
    };
    module.lines().map(line).collect()
}

/// Writes all that a template is given in the invented language.
fn invent_bundle(assembled: &mut Assembled) {
    let read = |name: &str| serde_json::from_slice(&assembled.files[name]).unwrap();
    let (mut report, mut brand): (Value, Value) = (read("report.json"), read("brand.json"));
    let subject = report["subject"]["id"].clone();
    invent(&mut report);
    report["subject"]["id"] = subject;
    SEEN.iter().for_each(|field| invent(&mut brand[*field]));
    let narrative = String::from_utf8(assembled.files["narrative.typ"].clone()).unwrap();
    let files = [
        ("report.json", report.to_string()),
        ("brand.json", brand.to_string()),
        ("narrative.typ", invent_blocks(&narrative)),
    ];
    assembled.files.extend(files.map(|(name, text)| (name.to_owned(), text.into_bytes())));
}

/// Returns the words of a page that have a letter which the invented language lacks.
fn foreign(page: &str) -> BTreeSet<String> {
    let is_foreign = |sign: char| sign.is_alphabetic() && sign != 'ι' && sign != 'Ι';
    page.split(|sign: char| !is_foreign(sign))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Everything that a reader sees comes through the report, the narrative or the words, so everything can be translated.
#[test]
fn no_template_has_a_word_of_its_own() {
    let project = with_demo_data();
    project.run(&["build", "demo", "--subject", "gotland", "--lang", "sv"]).succeeded();
    let path = project.path("report_templates/locale/en.toml");
    let mut words: toml::Table = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let desk = Desk::open(&project, "demo");
    // Templates are read when a document asks for them, so the engine still has the words that it checked.
    for (_, word) in words["layout"].as_table_mut().unwrap() {
        *word = invented(word.as_str().unwrap()).into();
    }
    fs::write(&path, words.to_string()).unwrap();

    let mut kinds = BTreeSet::new();
    let jobs = desk.jobs();
    for job in jobs.iter().filter(|job| job.lang.code() == "en") {
        if !kinds.insert(job.document) {
            continue;
        }
        let mut assembled = desk.assemble(job);
        invent_bundle(&mut assembled);
        for (number, page) in desk.pages(job, &assembled).iter().enumerate() {
            assert_eq!(foreign(page), BTreeSet::new(), "page {} of {job:?}", number + 1);
        }
    }
    assert!(kinds.len() >= 3, "{kinds:?}");
}
