//! What a narrative sees: the answers, and the names around them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use typst::diag::SourceResult;

use super::answers::Answer;
use super::{Answers, Phrases};
use crate::document::{DocumentType, RowsSpec};
use crate::finding::{Comparison, Finding, compare};
use crate::slice::Noun;

/// Returns the context of a narrative: each question's answer under its name,
/// and `subject`, `place`, `window`, `cutoff`, `filter`, `coverage`, `example`.
///
/// A question without a dimension, or with a pooled one, is one finding; any
/// other is a list of them.
pub fn of(phrases: &Phrases, kind: &DocumentType, answers: &Answers) -> SourceResult<Value> {
    let mut context = serde_json::Map::new();
    for (name, answer) in &answers.by_name {
        let mut findings = Vec::new();
        for finding in &answer.findings {
            findings.push(view(phrases, finding, answer)?);
        }
        let is_one = matches!(answer.findings.as_slice(), [only] if only.key.is_none());
        let value = if is_one { findings.remove(0) } else { Value::Array(findings) };
        context.insert(name.clone(), value);
    }
    let materials = phrases.materials;
    let coverage = &materials.registry.snapshot.coverage;
    let (first, last) = materials.window.span_of_years();
    let around = json!({
        "subject": subject(phrases, answers)?,
        "place": phrases.place_in_trail(&answers.place),
        "trail": parents(phrases, answers),
        "window": {
            "text": phrases.window(&materials.window),
            "first": first.to_string(),
            "last": last.to_string(),
        },
        "cutoff": phrases.locale.date(materials.cutoff),
        "filter": phrases.base()?,
        "source": phrases.source()?,
        "data_date": phrases.locale.date(materials.registry.snapshot.data_date),
        "coverage": serde_json::to_value(coverage).unwrap_or_default(),
        "compared": compared(kind, answers),
        "example": materials.registry.snapshot.example,
    });
    if let Value::Object(around) = around {
        context.extend(around);
    }
    Ok(Value::Object(context))
}

/// Returns the subject's names: `name` stands alone, as in a title; `trial`, `trials` and
/// `base` are nouns with all that is said of them ("phase 1 trials in Alzheimer's
/// disease"), of which `base` names the base population; `of` follows any noun.
fn subject(phrases: &Phrases, answers: &Answers) -> SourceResult<Value> {
    let about = &answers.about;
    let said = |noun| phrases.said_of(noun, &about.lens);
    let is_kind = about.lens.only_area().is_some() || about.lens.is_only_diseases();
    Ok(json!({
        "id": answers.subject,
        "name": phrases.subject(about)?,
        "short": phrases.place(&answers.place),
        "trial": said(Noun::Trial)?,
        "trials": said(Noun::Trials)?,
        "base": said(Noun::Base(phrases.materials.edition.base))?,
        "of": phrases.said_after(&about.lens)?,
        "is_area": about.lens.only_area().is_some(),
        "is_plural": about.name.is_empty() && !about.lens.is_empty() && !is_kind,
        "has_phases": !about.lens.phases.is_empty(),
    }))
}

/// Returns a context of the same shape as [`of`] makes, without any answers, for checking narratives.
///
/// Which fields a finding has is known, and which answers are lists; what is in a list is not.
pub fn sample(kind: &DocumentType) -> Value {
    let mut context = serde_json::Map::new();
    for (name, spec) in &kind.spec.queries {
        let spec = spec.get_ref();
        let parts = [&spec.area, &spec.disease, &spec.phase, &spec.sponsor, &spec.sponsor_hq];
        let has_lens = spec.lens.is_some() || parts.iter().any(|part| part.is_some());
        // These two split by themselves when they are not told what to split by.
        let splits = match spec.indicator.as_str() {
            "phase-mix" => spec.phase.is_none(),
            "location-quotient" => !has_lens,
            "mirror-fields" => true,
            _ => false,
        };
        let is_one = spec.pooled || (spec.by.is_none() && !splits);
        context.insert(name.clone(), if is_one { sample_finding() } else { json!([]) });
    }
    let text =
        |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), json!("text"))).collect();
    let table = |names: &[&str]| Value::Object(text(names));
    context.extend([
        ("subject".to_owned(), sample_subject()),
        (
            "trail".to_owned(),
            table(&["world", "europe", "nordics", "country", "healthcare", "region", "site"]),
        ),
        ("window".to_owned(), table(&["text", "first", "last"])),
        ("coverage".to_owned(), json!([])),
        ("compared".to_owned(), sample_compared(kind)),
        ("example".to_owned(), json!(false)),
    ]);
    context.extend(
        text(&["place", "cutoff", "filter", "source", "data_date"]) as serde_json::Map<_, _>
    );
    Value::Object(context)
}

/// Returns a subject with every field that [`subject`] gives one.
fn sample_subject() -> Value {
    json!({
        "id": "text", "name": "text", "short": "text", "trial": "text", "trials": "text", "base": "text",
        "of": "text", "is_area": true, "is_plural": true, "has_phases": true,
    })
}

/// Returns a finding with every field that [`view`] gives one.
fn sample_finding() -> Value {
    json!({
        "label": "text", "key": "text", "place": "text", "numerator": 12, "denominator": 34, "value": 5.6,
        "lower": 4.5, "upper": 6.7, "unit": "count", "grounds": "text", "q": 0.5, "verdict": "text", "trials": 12,
    })
}

/// Returns the questions that tables compare, as [`compared`] names them.
fn sample_compared(kind: &DocumentType) -> Value {
    let rows = kind.spec.tables.iter().flat_map(|table| match &table.rows {
        RowsSpec::Listed(rows) => rows.as_slice(),
        _ => &[],
    });
    let named = rows.filter(|row| row.against.is_some()).filter_map(|row| row.cells.first());
    Value::Object(named.map(|name| (name.clone(), json!("none"))).collect())
}

/// Returns the names of the zoom chain by level: `healthcare`, `country`.
fn parents(phrases: &Phrases, answers: &Answers) -> BTreeMap<&'static str, String> {
    use crate::slice::Level;
    let trail = answers.place.trail(&phrases.materials.registry.reference);
    let name = |level| match level {
        Level::World => "world",
        Level::Europe => "europe",
        Level::Nordics => "nordics",
        Level::Country => "country",
        Level::HealthcareRegion => "healthcare",
        Level::Region => "region",
        Level::Site => "site",
    };
    trail.iter().map(|place| (name(place.level), phrases.place(place))).collect()
}

/// Returns a finding as a narrative sees it.
fn view(phrases: &Phrases, finding: &Finding, answer: &Answer) -> SourceResult<Value> {
    Ok(json!({
        "label": phrases.label(finding)?,
        "key": finding.key,
        "place": finding.place,
        "numerator": finding.numerator,
        "denominator": finding.denominator,
        "value": finding.value,
        "lower": finding.lower,
        "upper": finding.upper,
        "unit": finding.unit,
        "grounds": finding.grounds,
        "q": finding.q,
        "verdict": finding.verdict.map(crate::finding::Verdict::code),
        "trials": answer.trials,
        "sponsor_hq": phrases.sponsor_hq(&answer.query.lens)?,
    }))
}

/// Returns how the findings that a table compares stand against each other,
/// by the name of the first one's question.
fn compared<'a>(kind: &'a DocumentType, answers: &Answers) -> BTreeMap<&'a str, &'static str> {
    let rows = kind.spec.tables.iter().flat_map(|table| match &table.rows {
        RowsSpec::Listed(rows) => rows.as_slice(),
        _ => &[],
    });
    let first = |name: &String| answers.by_name[name].findings.first();
    rows.filter_map(|row| {
        let (own, against) = (first(&row.cells[0])?, first(row.against.as_ref()?)?);
        let comparison = compare(own, against).map_or("none", Comparison::code);
        Some((row.cells[0].as_str(), comparison))
    })
    .collect()
}
