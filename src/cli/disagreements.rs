//! `kapacitet coverage --disagreements`: where the sources tell different things of one trial.

use std::collections::BTreeMap;

use super::args::Format;
use super::terminal::aligned;
use crate::finding::dispute::Dispute;
use crate::registry::disagreement::FIELDS;
use crate::registry::snapshot::{Comparison, Snapshot, Source};
use crate::sheet::{Value, Written, to_plain_csv};

/// Returns disputes in a format; `about` says of which trials they are.
pub fn formatted(disputes: &[Dispute], snapshot: &Snapshot, about: &str, format: Format) -> String {
    let sources: Vec<&Source> = snapshot.trial_sources().collect();
    match format {
        Format::Json => serde_json::to_string_pretty(disputes).expect("plain data"),
        Format::Csv => {
            let columns = ["trial", "field"].map(str::to_owned).into_iter();
            let columns = columns.chain(sources.iter().map(|source| source.id.clone())).collect();
            let rows = disputes.iter().map(|dispute| cells(dispute, &sources, ""));
            let rows = rows.map(|row| row.into_iter().map(Value::Text).collect()).collect();
            let table = Written { title: String::new(), lang: "en".into(), columns, rows };
            String::from_utf8_lossy(&to_plain_csv(&table)).into_owned()
        }
        Format::Table => {
            let names = sources.iter().map(|source| source.name.as_str());
            let head: Vec<&str> = ["trial", "field"].into_iter().chain(names).collect();
            let rows = disputes.iter().map(|dispute| cells(dispute, &sources, "-")).collect();
            let table = aligned(&head, rows, head.len());
            let origin = format!("{}, data of {}", snapshot.origin(), snapshot.data_date);
            let summary = format!("{}\n{origin}", summary(disputes, snapshot));
            match disputes.is_empty() {
                true => format!("Disagreements, {about}\n\n{summary}"),
                false => format!("Disagreements, {about}\n\n{table}\n\n{summary}"),
            }
        }
    }
}

/// Returns the cells of a dispute: trial, field, and what each source tells.
fn cells(dispute: &Dispute, sources: &[&Source], silent: &str) -> Vec<String> {
    let told = |source: &&Source| {
        let values = dispute.values.get(&source.id);
        values.map_or_else(|| silent.to_owned(), |values| values.join("; "))
    };
    let values = sources.iter().map(told);
    [dispute.trial.clone(), dispute.field.to_owned()].into_iter().chain(values).collect()
}

/// Returns how many there are by field, beside those of the whole snapshot.
fn summary(disputes: &[Dispute], snapshot: &Snapshot) -> String {
    if snapshot.trial_sources().count() < 2 {
        return "One source of trials: nothing to set it against. Add another with `kapacitet ingest … --onto`."
            .to_owned();
    }
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for dispute in disputes {
        *counts.entry(dispute.field).or_default() += 1;
    }
    let parts: Vec<_> = FIELDS
        .iter()
        .map(|field| format!("{field} {}", counts.get(field).copied().unwrap_or_default()))
        .collect();
    let all = |count: fn(&Comparison) -> u64| snapshot.disagreements.iter().map(count).sum::<u64>();
    let (differ, compared) = (all(|pair| pair.differ), all(|pair| pair.compared));
    format!(
        "{} disagreements: {}\n\
         the whole snapshot: {differ} of {compared} comparisons of two sources; `--place world --window all` lists them\n\
         The first source counts. A disagreement does not tell who is right.",
        disputes.len(),
        parts.join(", "),
    )
}
