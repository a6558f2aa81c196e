//! What a narrative sees: the answers, and the names around them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use typst::diag::SourceResult;

use super::answers::Answer;
use super::claims::{OF_RECORDS, chosen_among, is_one, is_single};
use super::log::LOG;
use super::{Answers, Phrases};
use crate::claim::Claim;
use crate::document::{DocumentType, RowsSpec, Subject};
use crate::finding::{Comparison, Finding};
use crate::indicator::LimitKind;
use crate::narrative::{OF, Of};
use crate::slice::Noun;

/// Returns the context of a narrative: each question's answer and each claim under its name,
/// the chosen ones as lists under the names of their choices, and `subject`, `place`, `similar`, `picked`, `window`, `cutoff`, `filter`, `coverage`, `example`.
///
/// A question without a dimension, or with a pooled one, is one finding; any
/// other is a list of them.
pub fn of(phrases: &Phrases, kind: &DocumentType, answers: &Answers) -> SourceResult<Value> {
    let mut context = serde_json::Map::new();
    // What is asked for keys one by one is for tables and charts.
    let whole = |name: &&String| kind.spec.queries.contains_key(*name);
    for (name, answer) in answers.by_name.iter().filter(|(name, _)| whole(name)) {
        let mut findings = Vec::new();
        for finding in &answer.findings {
            let of = Of { question: name.clone(), ..Of::default() };
            findings.push(view(phrases, finding, &of, answer, None)?);
        }
        let is_one = matches!(answer.findings.as_slice(), [only] if only.key.is_none());
        let value = if is_one { findings.remove(0) } else { Value::Array(findings) };
        context.insert(name.clone(), value);
    }
    // A claim of a question's name stands in the place of the bare answer.
    let mut records = serde_json::Map::new();
    for (name, claims) in &answers.claims {
        let mut views = Vec::new();
        for claim in claims {
            let Some(answer) = answered(answers, &claim.question) else { continue };
            views.push(view(phrases, &claim.finding, &of_claim(claim), answer, Some(claim))?);
        }
        let spec = kind.spec.claims.get(name).map(|spec| spec.get_ref());
        let asked = spec.and_then(|spec| kind.spec.queries.get(spec.question(name)));
        // What is said of the records is declared by no manifest, and is one.
        let is_one = spec.zip(asked).is_none_or(|(spec, asked)| is_single(spec, asked.get_ref()));
        let value = match is_one && views.len() == 1 {
            true => views.remove(0),
            false => Value::Array(views),
        };
        match name.strip_prefix(OF_RECORDS).and_then(|name| name.strip_prefix('.')) {
            Some(record) => drop(records.insert(record.to_owned(), value)),
            None => drop(context.insert(name.clone(), value)),
        }
    }
    for (name, spec) in &kind.spec.chosen {
        let views = chosen_among(answers, spec.get_ref()).into_iter().map(|claim| {
            let answer = &answers.by_name[&claim.question];
            view(phrases, &claim.finding, &of_claim(claim), answer, Some(claim))
        });
        context.insert(name.clone(), Value::Array(views.collect::<SourceResult<_>>()?));
    }
    let materials = phrases.materials;
    let (first, last) = answers.window.span_of_years();
    let is_pooled = answers.window != materials.window;
    let around = json!({
        "subject": subject(phrases, answers)?,
        "place": phrases.place_in_trail(&answers.place),
        "trail": parents(phrases, answers),
        "window": {
            "text": phrases.window(&answers.window),
            // The edition's own, where it has too few trials of a small region.
            "pooled": is_pooled.then(|| phrases.window(&materials.window)),
            "first": first.to_string(),
            "last": last.to_string(),
        },
        "cutoff": phrases.locale.date(materials.cutoff),
        "filter": phrases.base()?,
        "source": phrases.source()?,
        "data_date": phrases.locale.date(materials.registry.snapshot.data_date),
        "coverage": records,
        "compared": compared(kind, answers),
        "similar": similar(phrases, answers),
        "picked": picked(phrases, answers)?,
        "example": materials.registry.snapshot.example,
    });
    if let Value::Object(around) = around {
        context.extend(around);
    }
    Ok(Value::Object(context))
}

/// Returns whose number a claim's is.
fn of_claim(claim: &Claim) -> Of {
    let withheld = (!claim.may_be_said()).then(|| claim.why());
    Of { question: claim.question.clone(), claim: Some(claim.name.clone()), withheld }
}

/// Returns the answer that a claim states; any of them for what is said of the records.
fn answered<'a>(answers: &'a Answers, question: &str) -> Option<&'a Answer> {
    answers.by_name.get(question).or_else(|| answers.by_name.values().next())
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
        let value = if is_one(spec.get_ref()) { sample_finding(name) } else { json!([]) };
        context.insert(name.clone(), value);
    }
    for (name, spec) in &kind.spec.claims {
        let spec = spec.get_ref();
        let asked = kind.spec.queries.get(spec.question(name));
        let is_one = asked.is_some_and(|asked| is_single(spec, asked.get_ref()));
        context.insert(name.clone(), if is_one { sample_finding(name) } else { json!([]) });
    }
    context.extend(kind.spec.chosen.keys().map(|name| (name.clone(), json!([]))));
    context.extend(around(kind));
    Value::Object(context)
}

/// Returns what stands in a narrative's context beside questions and claims, as a sample: the names that neither may have.
pub fn around(kind: &DocumentType) -> serde_json::Map<String, Value> {
    let mut context = serde_json::Map::new();
    if kind.spec.subject == Subject::Claims {
        let counts = ["said", "weakened", "not_said"];
        let counts = counts.map(|name| (name.to_owned(), sample_finding(LOG)));
        context.insert(LOG.to_owned(), Value::Object(counts.into_iter().collect()));
        context.insert("document".to_owned(), json!("text"));
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
        ("window".to_owned(), table(&["text", "first", "last", "pooled"])),
        (
            OF_RECORDS.to_owned(),
            ["anonymised", "region", "area"]
                .map(|name| (name.to_owned(), sample_finding(OF_RECORDS)))
                .into_iter()
                .collect::<serde_json::Map<_, _>>()
                .into(),
        ),
        ("compared".to_owned(), sample_compared(kind)),
        ("similar".to_owned(), json!([])),
        (
            "picked".to_owned(),
            kind.spec
                .picks
                .keys()
                .map(|name| (name.clone(), json!([])))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        ),
        ("example".to_owned(), json!(false)),
    ]);
    context.extend(
        text(&["place", "cutoff", "filter", "source", "data_date"]) as serde_json::Map<_, _>
    );
    context
}

/// Returns the names of the regions that are similar to the subject, in the order of their codes.
fn similar(phrases: &Phrases, answers: &Answers) -> Vec<String> {
    answers.similar.iter().map(|place| phrases.place(place)).collect()
}

/// Returns the names of the keys that other questions are about, by pick, in their order.
fn picked(phrases: &Phrases, answers: &Answers) -> SourceResult<Value> {
    let mut picked = serde_json::Map::new();
    for (name, findings) in answers.picks.findings() {
        let labels = findings.iter().map(|finding| phrases.label(finding));
        picked.insert(name.to_owned(), json!(labels.collect::<SourceResult<Vec<_>>>()?));
    }
    Ok(Value::Object(picked))
}

/// Returns a subject with every field that [`subject`] gives one.
fn sample_subject() -> Value {
    json!({
        "id": "text", "name": "text", "short": "text", "trial": "text", "trials": "text", "base": "text",
        "of": "text", "is_area": true, "is_plural": true, "has_phases": true,
    })
}

/// Returns a finding with every field that [`view`] gives one.
fn sample_finding(name: &str) -> Value {
    json!({
        OF: Of { question: name.to_owned(), claim: Some(name.to_owned()), withheld: None },
        "label": "text", "key": "text", "place": "text", "numerator": 12, "denominator": 34, "value": 5.6,
        "lower": 4.5, "upper": 6.7, "unit": "count", "limits": "confidence", "grounds": "text", "q": 0.5,
        "quadrant": "text", "state": "text", "movement": "text", "verdict": "text", "trials": 12,
        "sponsor_hq": "text", "claim": name, "said": true, "strength": "text", "direction": "text", "why": [], "rank": 1,
        "holds": 3, "choices": 4, "same_way": 4,
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

/// Returns a finding as a narrative sees it: its numbers to ask about, and of a claim how firmly it may be said.
fn view(
    phrases: &Phrases,
    finding: &Finding,
    of: &Of,
    answer: &Answer,
    claim: Option<&Claim>,
) -> SourceResult<Value> {
    let robustness = claim.and_then(|claim| claim.robustness.as_ref());
    Ok(json!({
        OF: of,
        "label": phrases.label(finding)?,
        "key": finding.key,
        "place": finding.place,
        "numerator": finding.numerator,
        "denominator": finding.denominator,
        "value": finding.value,
        "lower": finding.lower,
        "upper": finding.upper,
        "unit": finding.unit,
        "limits": finding.limit_kind().map(LimitKind::code),
        "grounds": finding.grounds,
        "q": finding.q,
        "quadrant": finding.demand.map(|demand| demand.quadrant.code()),
        "state": finding.flag.map(|flag| flag.state),
        "movement": finding.flag.map(|flag| flag.movement),
        // What may be said of it depends on the claim's whole gate, so a bare answer has no verdict.
        "verdict": claim.and_then(Claim::verdict),
        "trials": answer.trials,
        "sponsor_hq": phrases.sponsor_hq(&answer.query.lens)?,
        "claim": claim.map(|claim| &claim.name),
        "said": claim.is_some_and(Claim::may_be_said),
        "strength": claim.map(|claim| claim.strength.code()),
        "direction": claim.map(|claim| claim.direction.code()),
        "why": claim.map(|claim| claim.reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>()),
        "rank": claim.and_then(|claim| claim.rank),
        "holds": robustness.map(|robustness| robustness.holds),
        "choices": robustness.map(|robustness| robustness.choices),
        "same_way": robustness.map(|robustness| robustness.same_way),
    }))
}

/// Returns how the findings that a table compares stand against each other,
/// by the name of the first one's question.
fn compared<'a>(kind: &'a DocumentType, answers: &Answers) -> BTreeMap<&'a str, &'static str> {
    let rows = kind.spec.tables.iter().flat_map(|table| match &table.rows {
        RowsSpec::Listed(rows) => rows.as_slice(),
        _ => &[],
    });
    let compared = rows.filter(|row| row.against.is_some()).map(|row| {
        let comparison = answers.compared(row).map_or("none", Comparison::code);
        (row.cells[0].as_str(), comparison)
    });
    compared.collect()
}
