//! `kapacitet query`: one question, its findings.

use std::path::Path;

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, bail, error};

use super::args::{Format, LensArgs, QueryArgs};
use super::terminal::say;
use super::{Done, Outcome, report, survey};
use crate::diag::{Fault, escape};
use crate::finding::{By, Evidence, Finding, Query, answer, to_csv};
use crate::indicator;
use crate::locale::Lang;
use crate::registry::{Registry, snapshot};
use crate::slice::{BaseFilter, Place, Window, WrittenLens, parse_phase};

/// Runs the command.
pub fn run(root: &Path, args: &QueryArgs) -> Outcome {
    // What can be refused without the data is refused before they are read.
    let indicator = indicator::find(&args.indicator)?;
    let base = BaseFilter::parse(&args.filter)?;
    let by = args.by.as_deref().map(By::parse).transpose()?;
    if indicator.measure.is_of_inventory() && base != BaseFilter::CompanyDrug {
        let error = error!(
            "`{}` cannot be asked of `{}` trials", indicator.id, base.code();
            hint: "regions are asked about company-initiated drug trials; leave out `--filter`"
        );
        return Err(error.into());
    }
    args.lens.phases.iter().try_for_each(|phase| parse_phase(phase).map(drop))?;

    let registry = Registry::load(root, &snapshot_name(root, args.snapshot.as_deref())?)?;
    if registry.is_stale() {
        let warning = "the reference tables have changed since the ingest";
        report(vec![Fault::warning(warning).with_hint("ingest the snapshot again")]);
    }
    let cutoff = cutoff(args.cutoff, registry.snapshot.data_date)?;
    let place = |text: &str| Place::parse(text, &registry.reference);
    let query = Query {
        indicator,
        place: place(&args.place)?,
        lens: written(&args.lens).resolve(&registry).map_err(|wrong| wrong.fault)?,
        window: args.window.as_deref().map(Window::parse).transpose()?,
        base,
        // Places that are named are what to split by.
        by: by.or_else(|| (!args.among.is_empty()).then_some(By::Place)),
        against: args.against.as_deref().map(place).transpose()?,
        among: args.among.iter().map(|name| place(name)).collect::<HintedStrResult<_>>()?,
    };
    let inventory = match (indicator.measure.is_of_inventory(), args.inventory.as_deref()) {
        (true, named) => survey::load(root, named, &registry.reference)?,
        (false, _) => None,
    };
    let evidence = Evidence { registry: &registry, cubes: None, inventory: inventory.as_ref() };
    let findings = answer(&evidence, &query, cutoff)?;
    say(formatted(&findings, &query.place.id, args.format)?.trim_end())?;
    Ok(Done::All)
}

/// Returns the lens that the command line asks for.
fn written(args: &LensArgs) -> WrittenLens {
    WrittenLens {
        areas: args.areas.clone(),
        diseases: args.diseases.clone(),
        phases: args.phases.clone(),
        sponsors: args.sponsors.clone(),
        sponsor_hq: args.sponsor_hq.clone(),
    }
}

/// Returns the snapshot to ask: the one named, the one ingested last, or the
/// only one.
pub fn snapshot_name(root: &Path, named: Option<&str>) -> HintedStrResult<String> {
    if let Some(name) = named {
        return Ok(name.to_owned());
    }
    if let Some(name) = snapshot::current(root) {
        return Ok(name);
    }
    match snapshot::list(root).as_slice() {
        [] => bail!(
            "there is no snapshot";
            hint: "make one with `kapacitet ingest ctgov PATH`, or `kapacitet build` for the example data"
        ),
        [only] => Ok(only.clone()),
        several => bail!(
            "there are several snapshots";
            hint: "name one with `--snapshot`: {}", several.join(", ")
        ),
    }
}

/// Returns the day on which to ask: the one named, else the day of the data, which it may not come after.
pub fn cutoff(named: Option<NaiveDate>, data_date: NaiveDate) -> HintedStrResult<NaiveDate> {
    let cutoff = named.unwrap_or(data_date);
    if cutoff > data_date {
        bail!(
            "the cut-off {cutoff} is after the data of {data_date}";
            hint: "ingest newer data, or choose an earlier cut-off"
        );
    }
    Ok(cutoff)
}

/// Returns findings in a format.
fn formatted(findings: &[Finding], place: &str, format: Format) -> HintedStrResult<String> {
    match format {
        Format::Json => {
            let json = serde_json::to_string_pretty(findings).expect("plain data");
            Ok(json + "\n")
        }
        Format::Csv => {
            let csv = to_csv(findings.iter(), Lang::En)?;
            Ok(String::from_utf8_lossy(&csv).into_owned())
        }
        Format::Table => Ok(table(findings, place)),
    }
}

/// Returns what may be said of a finding, by name.
fn said(finding: &Finding) -> &'static str {
    match (&finding.demand, finding.verdict) {
        (Some(demand), _) => demand.quadrant.code(),
        (None, verdict) => verdict.map_or("", |verdict| verdict.code()),
    }
}

/// Returns findings as aligned columns.
fn table(findings: &[Finding], place: &str) -> String {
    let number = |value: Option<f64>, unit: &str| match (value, unit) {
        (None, _) => "-".to_owned(),
        (Some(value), "count" | "rank") if value.fract() == 0.0 => format!("{value:.0}"),
        (Some(value), "share") => format!("{:.1}%", value * 100.0),
        (Some(value), _) => format!("{value:.2}"),
    };
    let count = |value: Option<u64>| value.map_or("-".to_owned(), |value| value.to_string());
    let heads = ["key", "numerator", "denominator", "value", "lower", "upper", "verdict"];
    let mut rows = vec![heads.map(str::to_owned)];
    for finding in findings {
        let label = finding.label.as_ref().map(|label| label.en.clone());
        let key = label.or_else(|| finding.key.clone()).unwrap_or_else(|| finding.place.clone());
        rows.push([
            escape(&key),
            count(finding.numerator),
            count(finding.denominator),
            number(finding.value, finding.unit),
            number(finding.lower, finding.unit),
            number(finding.upper, finding.unit),
            said(finding).to_owned(),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..heads.len()).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = format!("{:<1$}", row[0], widths[0]);
        for (cell, width) in row[1..6].iter().zip(&widths[1..]) {
            line.push_str(&format!("  {cell:>width$}"));
        }
        line.push_str(&format!("  {}", row[6]));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if let Some(first) = findings.first() {
        let lens = first.lens.as_ref().map(|lens| format!(", {lens}")).unwrap_or_default();
        text.push_str(&format!(
            "\n{} in {}{lens}, {}, {}; {}, data of {}\n",
            first.indicator, place, first.window, first.filter, first.source, first.data_date
        ));
        // Beside one value there is room for what was noted.
        if let ([only], None) = (findings, first.companies) {
            text.extend(only.note.iter().map(|note| format!("{note}\n")));
        }
        if let Some(known) = first.companies {
            text.push_str(&format!("{known}\n"));
        }
    }
    text
}
