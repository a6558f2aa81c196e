//! `kapacitet coverage`: how complete the sources of a snapshot are.

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;
use typst::diag::{HintedStrResult, error};

use super::args::{CoverageArgs, Format};
use super::disagreements::formatted;
use super::query::{load_registry, warn_of_future};
use super::terminal::{aligned, say};
use super::{Done, Outcome};
use crate::finding::coverage::{SourceState, TRIALS, field_keys, source_states};
use crate::finding::dispute::disputes;
use crate::finding::{By, Finding, Query, evaluate, to_csv};
use crate::indicator;
use crate::locale::Lang;
use crate::registry::Registry;
use crate::registry::schema::Phase;
use crate::slice::{BaseFilter, Lens, Place, Slice, Window};

/// All that is told about coverage.
#[derive(Serialize)]
struct Coverage {
    /// Each source, over all of its records.
    sources: Vec<SourceState>,
    /// What each source has of the trials asked for.
    found: Vec<Finding>,
    /// The same, year by year; the window tells the year.
    by_year: Vec<Finding>,
    /// The same, phase by phase; the lens tells the phase.
    by_phase: Vec<Finding>,
    /// The fields given, of the trials asked for.
    fields: Vec<Finding>,
}

/// Runs the command.
pub fn run(root: &Path, args: &CoverageArgs) -> Outcome {
    let base = BaseFilter::parse(&args.filter)?;
    let window = args.window.as_deref().map(Window::parse).transpose()?;
    let registry = load_registry(root, args.snapshot.as_deref())?;
    let place = Place::parse(&args.place, &registry.reference)?;
    warn_of_future(window, registry.snapshot.data_date);
    if args.disagreements {
        let cutoff = registry.snapshot.data_date;
        let window = window.unwrap_or_else(|| Window::default_before(cutoff));
        let slice = Slice { place, lens: Lens::default(), window, base, cutoff };
        let about = format!("{}, {}, {}", slice.place.id, slice.window, slice.base.code());
        let disputes = disputes(&registry, &slice)?;
        say(formatted(&disputes, &registry.snapshot, &about, args.format).trim_end())?;
        return Ok(Done::All);
    }
    let coverage = gather(&registry, &place, base, window)?;
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(&coverage).expect("plain data"),
        Format::Csv => {
            let Coverage { found, by_year, by_phase, fields, .. } = &coverage;
            let all = found.iter().chain(by_year).chain(by_phase).chain(fields);
            String::from_utf8_lossy(&to_csv(all, Lang::En)?).into_owned()
        }
        Format::Table => table(&coverage, &registry),
    };
    say(text.trim_end())?;
    Ok(Done::All)
}

/// Asks everything.
fn gather(
    registry: &Registry,
    place: &Place,
    base: BaseFilter,
    window: Option<Window>,
) -> HintedStrResult<Coverage> {
    let cutoff = registry.snapshot.data_date;
    let window = window.unwrap_or_else(|| Window::default_before(cutoff));
    let ask = |id: &str, lens: Lens, window: Window| -> HintedStrResult<Vec<Finding>> {
        let query = Query {
            indicator: indicator::find(id)?,
            place: place.clone(),
            lens,
            window: Some(window),
            base,
            by: None,
            against: None,
            among: Vec::new(),
            outside: None,
        };
        evaluate(registry, &query, cutoff)
    };
    let mut by_year = Vec::new();
    for year in years(window, cutoff) {
        if let Some(window) = Window::years(year, year) {
            by_year.extend(ask("source-coverage", Lens::default(), window)?);
        }
    }
    let mut by_phase = Vec::new();
    for &phase in Phase::ALL {
        let lens = Lens { phases: vec![phase], ..Lens::default() };
        by_phase.extend(ask("source-coverage", lens, window)?);
    }
    Ok(Coverage {
        sources: source_states(registry)
            .map_err(|error| error!("{error}"; hint: "ingest the snapshot again"))?,
        found: ask("source-coverage", Lens::default(), window)?,
        by_year,
        by_phase,
        fields: ask("fields-given", Lens::default(), window)?,
    })
}

/// Returns the years of a window up to the cut-off; of an open one, none.
fn years(window: Window, cutoff: NaiveDate) -> std::ops::RangeInclusive<i32> {
    let last_day = Window { first: cutoff, last: cutoff }.span_of_years().1;
    match window.is_whole_years() {
        true => {
            let (first, last) = window.span_of_years();
            first..=last.min(last_day)
        }
        #[allow(clippy::reversed_empty_ranges)]
        false => 1..=0,
    }
}

/// Returns everything as aligned columns.
fn table(coverage: &Coverage, registry: &Registry) -> String {
    let mut parts = vec![states(&coverage.sources), missing(&coverage.sources)];
    let first = coverage.found.first();
    let about =
        first.map(|finding| format!("{}, {}, {}", finding.place, finding.window, finding.filter));
    parts.push(format!(
        "Trials found, {}\n{}",
        about.unwrap_or_default(),
        found(&coverage.found, |_| "all".into())
    ));
    if !coverage.by_year.is_empty() {
        parts.push(found(&coverage.by_year, |finding| finding.window.chars().take(4).collect()));
    }
    let phase = |finding: &Finding| finding.lens.clone().unwrap_or_default();
    let phases: Vec<_> =
        coverage.by_phase.iter().filter(|f| f.denominator > Some(0)).cloned().collect();
    parts.push(found(&phases, phase));
    parts.push(fields(&coverage.fields));
    parts.push(meaning(first));
    let snapshot = &registry.snapshot;
    parts.push(format!("{}, data of {}", snapshot.origin(), snapshot.data_date));
    let merged = registry.snapshot.trial_sources().count() > 1;
    if !merged {
        parts.push(
            "One source of trials: nothing to set it against. Add another with `kapacitet ingest … --onto`."
                .into(),
        );
    }
    parts.join("\n\n")
}

/// Returns what it means that a source finds a trial of the place.
fn meaning(finding: Option<&Finding>) -> String {
    match finding {
        Some(Finding { note: Some(note), .. }) => note.clone(),
        Some(finding) if finding.place == "world" => {
            "found: the source has a record of the trial".to_owned()
        }
        _ => "found: the source's own record has a Swedish site, or Sweden as a member state"
            .to_owned(),
    }
}

/// Returns the sources with their state.
fn states(sources: &[SourceState]) -> String {
    let head = [
        "source",
        "class",
        "gives",
        "data of",
        "days behind",
        "records",
        "rejected",
        "only here",
        "Swedish rows",
        "unplaced",
    ];
    let rows = sources.iter().map(|state| {
        let of_trials = |count: u64| match state.gives {
            TRIALS => count.to_string(),
            _ => "-".to_owned(),
        };
        vec![
            state.name.clone(),
            state.class.code().to_owned(),
            state.gives.to_owned(),
            state.data_date.clone(),
            state.days_behind.to_string(),
            state.records.to_string(),
            state.rejected.to_string(),
            of_trials(state.only_here),
            of_trials(state.swedish_site_rows),
            of_trials(state.unplaced_site_rows),
        ]
    });
    aligned(&head, rows.collect(), 4)
}

/// Returns the records without each field, by source.
fn missing(sources: &[SourceState]) -> String {
    let head: Vec<&str> = ["records without"].into_iter().chain(field_keys()).collect();
    let rows = sources.iter().filter(|state| state.gives == TRIALS).map(|state| {
        let counts = field_keys().map(|key| state.missing[key].to_string());
        [state.name.clone()].into_iter().chain(counts).collect()
    });
    aligned(&head, rows.collect(), 1)
}

/// Returns findings of `source-coverage`, a row for each slice.
fn found(findings: &[Finding], slice: impl Fn(&Finding) -> String) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for finding in findings {
        rows.push(vec![
            slice(finding),
            name(finding),
            count(finding.numerator),
            count(finding.denominator),
            share(finding.value),
        ]);
    }
    aligned(&["slice", By::Source.code(), "found", "in any", "share"], rows, 2)
}

/// Returns findings of `fields-given`.
fn fields(findings: &[Finding]) -> String {
    let rows = findings.iter().map(|finding| {
        vec![
            name(finding),
            count(finding.numerator),
            count(finding.denominator),
            share(finding.value),
        ]
    });
    aligned(&["field", "given", "trials", "share"], rows.collect(), 1)
}

/// Returns a finding's key in words.
fn name(finding: &Finding) -> String {
    let label = finding.label.as_ref().map(|label| label.en.clone());
    label.or_else(|| finding.key.clone()).unwrap_or_default()
}

/// Prints a count.
fn count(value: Option<u64>) -> String {
    value.map_or("-".into(), |value| value.to_string())
}

/// Prints a share.
fn share(value: Option<f64>) -> String {
    value.map_or("-".into(), |value| format!("{:.1}%", value * 100.0))
}
