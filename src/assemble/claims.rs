//! Judging a document type's claims on the answers about one subject.

use std::collections::BTreeMap;

use super::answers::Answer;
use super::{Answers, Materials};
use crate::claim::{
    Beside, Claim, Gate, Ground, Kind, Robustness, Tried, chosen, ground, judge, ranked, robustness,
};
use crate::document::{ChosenSpec, ClaimSpec, DocumentType, QuerySpec};
use crate::finding::choices::Ways;
use crate::finding::{Finding, Query, compare, compare_with_rest, p_beside_rest};
use crate::indicator::{self, Measure, Split};
use crate::narrative::Rules;

/// The claims of a document, by name, in the order of the answers that they state.
pub type Claims = BTreeMap<String, Vec<Claim>>;

/// What every document may say of the records themselves: the beginning of the names of these claims.
pub const OF_RECORDS: &str = "coverage";

/// Judges all claims, and puts them into their order.
pub fn judged(materials: &Materials, kind: &DocumentType, answers: &Answers) -> Claims {
    let mut claims = of_records(materials, answers);
    for (name, spec) in &kind.spec.claims {
        claims.extend(of_spec(materials, kind, answers, name, spec.get_ref()));
    }
    let mut by_name: Claims =
        kind.spec.claims.keys().map(|name| (name.clone(), Vec::new())).collect();
    for claim in ranked(claims) {
        by_name.entry(claim.name.clone()).or_default().push(claim);
    }
    for claims in by_name.values_mut() {
        claims.sort_by_key(|claim| claim.row);
    }
    by_name
}

/// Returns the claims of a manifest's choice: the most important of its candidates, with diversity.
pub fn chosen_among<'a>(answers: &'a Answers, spec: &ChosenSpec) -> Vec<&'a Claim> {
    let mut candidates = answers.by_rank();
    candidates.retain(|claim| spec.among.contains(&claim.name));
    chosen(&candidates, spec.most).into_iter().map(|at| candidates[at]).collect()
}

/// Returns the claims of one entry of the manifest: one for each finding that it states.
fn of_spec(
    materials: &Materials,
    kind: &DocumentType,
    answers: &Answers,
    name: &str,
    spec: &ClaimSpec,
) -> Vec<Claim> {
    let question = spec.question(name);
    let Some(answer) = answers.by_name.get(question) else { return Vec::new() };
    let asked = kind.spec.queries[question].get_ref();
    let says = match (spec.breadth, &spec.against, answer.query.indicator.measure) {
        (true, ..) => Kind::Breadth,
        (_, Some(_), _) => Kind::Difference,
        (_, _, Measure::Quotient) => Kind::Quotient,
        _ => Kind::Value,
    };
    let average = spec.against.as_ref().and_then(|name| answers.by_name.get(name));
    let findings = match says {
        Kind::Breadth => vec![(0, breadth(materials, answer))],
        _ => stated(materials, answers, spec, asked, answer),
    };
    let gate = Gate { at_least: spec.at_least };
    let family = asked.family.as_ref().and_then(|name| kind.spec.queries.get(name));
    let at_least = family.map_or(asked, |family| family.get_ref()).at_least;
    let mut claims = Vec::new();
    for (row, finding) in findings {
        let ground = ground(&materials.registry, &answer.query, &finding, materials.cutoff);
        let average = average.filter(|_| says == Kind::Difference);
        let (average, beside) = beside(&finding, average);
        let p = average.as_ref().and_then(|rest| p_beside_rest(&finding, rest));
        let finding = Finding { p: p.or(finding.p), ..finding };
        let mut claim = claim(name, question, says, finding, (average, beside), gate, ground);
        claim.row = row;
        claim.step = spec.step;
        let choices = spec.strategic.then(|| over_choices(materials, answer, &claim, at_least));
        if let Some(robustness) = choices.flatten() {
            claim.tried(robustness);
        }
        claims.push(claim);
    }
    claims
}

/// Returns the findings that a claim states, each with its position in the answer. A claim of one answer that there is not has none to state.
fn stated(
    materials: &Materials,
    answers: &Answers,
    spec: &ClaimSpec,
    asked: &QuerySpec,
    answer: &Answer,
) -> Vec<(usize, Finding)> {
    let key = spec.key.as_ref().map(|key| key.replace("{subject}", &answers.subject));
    let rows = answer.findings.iter().cloned().enumerate();
    let rows: Vec<_> = rows.filter(|(_, finding)| key.is_none() || finding.key == key).collect();
    match rows.is_empty() && is_single(spec, asked) {
        true => vec![(0, Finding::none_of(&materials.registry, &answer.query))],
        false => rows,
    }
}

/// Whether a claim is one, and not one for each key of an answer.
pub fn is_single(spec: &ClaimSpec, asked: &QuerySpec) -> bool {
    spec.breadth || spec.key.is_some() || is_one(asked)
}

/// Returns a claim with its judgement.
fn claim(
    name: &str,
    question: &str,
    kind: Kind,
    finding: Finding,
    (average, beside): (Option<Finding>, Beside),
    gate: Gate,
    ground: Ground,
) -> Claim {
    let (strength, direction, reasons) = judge(kind, &finding, beside, gate, &ground);
    Claim {
        name: name.to_owned(),
        question: question.to_owned(),
        kind,
        row: 0,
        step: 2,
        finding,
        average,
        ground,
        strength,
        direction,
        reasons,
        rank: None,
        robustness: None,
    }
}

/// Returns what a finding is compared with, and how it stands beside it: the places behind an average, as the tables do, or the rest of a larger
/// place.
fn beside(finding: &Finding, with: Option<&Answer>) -> (Option<Finding>, Beside) {
    let Some(with) = with else { return (None, Beside::Nothing) };
    let is_same = |other: &&Finding| other.key.is_none() || other.key == finding.key;
    let Some(other) = with.findings.iter().find(is_same) else { return (None, Beside::Nothing) };
    let compared = match (other.value, &other.outside) {
        (None, _) => return (Some(other.clone()), Beside::Nothing),
        (Some(_), Some(_)) => compare_with_rest(finding, other),
        (Some(_), None) => compare(finding, &with.parts),
    };
    (Some(other.clone()), compared.map_or(Beside::TooFew, Beside::Compared))
}

/// Returns how many keys of an answer have anything, as a finding.
fn breadth(materials: &Materials, answer: &Answer) -> Finding {
    let has_any = |finding: &&Finding| finding.numerator.is_some_and(|counted| counted > 0);
    let keys = answer.findings.iter().filter(has_any).count() as u64;
    Finding {
        numerator: Some(keys),
        denominator: Some(answer.findings.len() as u64),
        value: Some(keys as f64),
        unit: "count",
        ..Finding::none_of(&materials.registry, &answer.query)
    }
}

/// Returns how a claim holds over other choices than the edition's.
fn over_choices(
    materials: &Materials,
    answer: &Answer,
    claim: &Claim,
    at_least: u64,
) -> Option<Robustness> {
    let Query { place, lens, by, .. } = &answer.query;
    let ways = Ways {
        choices: &materials.choices,
        registry: &materials.registry,
        cutoff: materials.cutoff,
        window: materials.window,
    };
    robustness(claim, &Tried { place, lens, by: *by, at_least }, &ways)
}

/// Returns what may be said of the records: how many Swedish site rows are anonymised or of no region, how many trials of no area.
fn of_records(materials: &Materials, answers: &Answers) -> Vec<Claim> {
    let snapshot = &materials.registry.snapshot;
    let coverage = &snapshot.coverage;
    let Some(answer) = answers.by_name.values().next() else { return Vec::new() };
    let rows = coverage.swedish_site_rows;
    let counted = [
        ("anonymised", coverage.anonymised_swedish_rows, rows),
        ("region", coverage.swedish_rows_without_region, rows),
        ("area", coverage.trials_unclassified, snapshot.trials),
    ];
    let claims = counted.into_iter().map(|(name, part, of)| {
        let finding = Finding {
            indicator: OF_RECORDS,
            numerator: Some(part),
            denominator: Some(of),
            value: (of > 0).then(|| part as f64 / of as f64),
            unit: "share",
            lens: None,
            ..Finding::none_of(&materials.registry, &answer.query)
        };
        let name = format!("{OF_RECORDS}.{name}");
        let (gate, ground) = (Gate::default(), Ground::default());
        claim(&name, OF_RECORDS, Kind::Breadth, finding, (None, Beside::Nothing), gate, ground)
    });
    claims.collect()
}

/// Whether a question has one answer, and not one for each key: what splits by itself is known to the measure.
pub fn is_one(spec: &QuerySpec) -> bool {
    let parts = [&spec.area, &spec.disease, &spec.sponsor, &spec.sponsor_hq];
    let has_phase = spec.phase.is_some();
    let has_lens = has_phase || spec.lens.is_some() || parts.iter().any(|part| part.is_some());
    let splits = indicator::find(&spec.indicator).is_ok_and(|known| match known.measure.split() {
        Split::Never => false,
        Split::Always => true,
        Split::WithoutPhase => !has_phase,
        Split::WithoutLens => !has_lens,
    });
    spec.pooled || (spec.by.is_none() && !splits)
}

/// Returns whose numbers the narratives of a document type may print.
pub fn rules(kind: &DocumentType) -> Rules {
    let spec = &kind.spec;
    let mut rules = Rules {
        questions: spec.queries.keys().cloned().collect(),
        claims: spec.claims.keys().cloned().collect(),
        constants: spec.constants.keys().cloned().collect(),
        ..Rules::default()
    };
    for figure in spec.all_figures() {
        let own = rules.own.entry(format!("alt_{}", figure.id)).or_default();
        own.extend(figure.series.iter().map(|series| series.query.clone()));
    }
    for tile in &spec.tiles {
        rules.own.entry(format!("data_{}", tile.id)).or_default().insert(tile.query.clone());
    }
    rules
}
