//! `kapacitet query`: one question, its findings.

mod flags;

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use typst::diag::{HintedStrResult, bail, error};

use super::args::{Format, LensArgs, QueryArgs};
use super::terminal::say;
use super::{Done, Outcome, Stop, report, survey};
use crate::board::{Board, People};
use crate::clearance::Clearance;
use crate::diag::{Fault, Files, escape, hint_for};
use crate::disclosure::Mark;
use crate::edition::{self, Edition};
use crate::finding::{
    By, Evidence, Finding, Office, Query, answer, beside, pipeline_sources, to_csv,
};
use crate::indicator;
use crate::locale::Lang;
use crate::registry::schema::{RECORD_YEARS, outside};
use crate::registry::{Reference, Registry, snapshot};
use crate::slice::{BaseFilter, Place, Window, WrittenLens, parse_phase};

/// Runs the command.
pub fn run(root: &Path, args: &QueryArgs) -> Outcome {
    // What can be refused without the data is refused before they are read.
    let indicator = indicator::find(&args.indicator)?;
    let base = BaseFilter::parse(&args.filter)?;
    let by = args.by.as_deref().map(By::parse).transpose()?;
    let is_closed = indicator.measure.is_of_inventory() || indicator.measure.is_of_board();
    if is_closed && base != BaseFilter::CompanyDrug {
        let error = error!(
            "`{}` cannot be asked of `{}` trials", indicator.id, base.code();
            hint: "regions and their office are asked about company-initiated drug trials; leave out `--filter`"
        );
        return Err(error.into());
    }
    flags::check(args, indicator)?;
    args.lens.phases.iter().try_for_each(|phase| parse_phase(phase).map(drop))?;

    let edition = args.edition.as_deref().map(|name| Named::load(root, name)).transpose()?;
    let edition = edition.as_ref();
    let of_edition = edition.map(|named| named.edition.snapshot.as_str());
    let registry = load_registry(root, args.snapshot.as_deref().or(of_edition))?;
    if registry.is_stale() {
        let warning = "the reference tables have changed since the ingest";
        report(vec![Fault::warning(warning).with_hint("ingest the snapshot again")]);
    }
    let of_edition = edition.and_then(|named| named.edition.cutoff);
    let cutoff = cutoff(args.cutoff.or(of_edition), registry.snapshot.data_date)?;
    let place = |text: &str| Place::parse(text, &registry.reference);
    let query = Query {
        indicator,
        place: args.place.as_deref().map_or_else(|| Ok(Place::sweden()), place)?,
        outside: args.outside.as_deref().map(place).transpose()?,
        lens: written(&args.lens).resolve(&registry).map_err(|wrong| wrong.fault)?,
        window: args.window.as_deref().map(Window::parse).transpose()?,
        base,
        // Places that are named are what to split by.
        by: by.or_else(|| (!args.among.is_empty()).then_some(By::Place)),
        against: args.against.as_deref().map(place).transpose()?,
        among: args.among.iter().map(|name| place(name)).collect::<HintedStrResult<_>>()?,
    };
    beside::check(&query)?;
    // A forecast is of what comes after the data.
    if !indicator.measure.is_of_prognosis() {
        warn_of_future(query.window, cutoff);
    }
    let inventory = match (indicator.measure.is_of_inventory(), args.inventory.as_deref()) {
        (true, named) => {
            let named = named.or(edition.and_then(Named::inventory));
            survey::load(root, named, &registry.reference)?
        }
        (false, _) => None,
    };
    let office = match edition {
        Some(named) if indicator.measure.is_of_board() => Some(named.read(&registry.reference)?),
        _ => None,
    };
    let office = office.as_ref().zip(edition).map(|((board, people), named)| Office {
        board,
        people,
        patients_class: named.edition.tables.patients_class(),
        feasibility_class: named.edition.tables.feasibility_class(),
        kpis_class: named.edition.tables.kpis_class(),
        enrolment_class: named.edition.tables.enrolment_class(),
        is_example: named.edition.example,
    });
    let inventory = inventory.as_ref();
    let evidence = Evidence {
        registry: &registry,
        cubes: None,
        inventory,
        office,
        previous: None,
        clearance: Clearance::new(args.licensed),
    };
    if args.licensed && pipeline_sources(&registry, evidence.clearance).is_empty() {
        let warning = "the snapshot holds no licensed drugs in development";
        let hint = "the forecast is made of the registry's trials, as without `--licensed`";
        report(vec![Fault::warning(warning).with_hint(hint)]);
    }
    let findings = answer(&evidence, &query, cutoff)?;
    let asked = asked(&query);
    if findings.is_empty() {
        let by = query.by.map_or("key", By::code);
        let warning = format!("there is nothing to show of `{asked}` by {by}");
        report(vec![Fault::warning(warning).with_hint(
            "only Sweden is known in parts and regions; a slice without trials has no keys",
        )]);
    }
    say(formatted(&findings, &asked, args.format)?.trim_end())?;
    Ok(Done::All)
}

/// Returns the ids of the places asked about.
fn asked(query: &Query) -> String {
    match query.among.as_slice() {
        among if among.is_empty() || query.indicator.measure.is_among() => query.place.id.clone(),
        among => among.iter().map(|place| place.id.as_str()).collect::<Vec<_>>().join(", "),
    }
}

/// Warns of a window that begins after the last day that counts.
pub fn warn_of_future(window: Option<Window>, cutoff: NaiveDate) {
    if let Some(window) = window.filter(|window| window.first > cutoff) {
        let warning =
            format!("the window begins on {}, after the data's cut-off {cutoff}", window.first);
        let hint =
            "what has not happened yet is not counted, and a rate or a share of it has no value";
        report(vec![Fault::warning(warning).with_hint(hint)]);
    }
}

/// The edition that a question names, for what its tables hold.
struct Named {
    files: Files,
    edition: Edition,
}

impl Named {
    /// Reads an edition.
    fn load(root: &Path, name: &str) -> Result<Self, Stop> {
        let known = edition::list(root);
        if !known.iter().any(|id| id == name) {
            let hint = hint_for(name, known.iter().map(String::as_str));
            return Err(error!("unknown edition `{name}`"; hint: "{hint}").into());
        }
        let files = Files::new(root);
        let edition = Edition::load(&files, name).map_err(|errors| Stop::at(&files, &errors))?;
        Ok(Self { files, edition })
    }

    /// Returns the regions' answers that it names.
    fn inventory(&self) -> Option<&Path> {
        self.edition.tables.inventory.as_ref().map(|named| Path::new(&named.path))
    }

    /// Reads its tables, and decides what of their counts of people may be told.
    fn read(&self, reference: &Reference) -> Result<(Board, People), Stop> {
        let board =
            Board::load(&self.files, &self.edition.tables, reference).map_err(Stop::Faults)?;
        if !board.notes.is_empty() {
            report(board.notes.clone());
        }
        let people = People::of(&board, reference, &self.edition.disclosure)?;
        Ok((board, people))
    }
}

/// Reads a snapshot. What is wrong with the reference tables is told with its places, all at once.
pub fn load_registry(root: &Path, named: Option<&str>) -> Result<Registry, Stop> {
    let reference = Arc::new(Reference::load(root)?);
    Ok(Registry::load_with(root, &snapshot_name(root, named)?, reference)?)
}

/// Returns the lens that the command line asks for.
pub fn written(args: &LensArgs) -> WrittenLens {
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
fn snapshot_name(root: &Path, named: Option<&str>) -> HintedStrResult<String> {
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
    if outside(cutoff, &RECORD_YEARS).is_some() {
        bail!(
            "no register has data of {cutoff}";
            hint: "expected the last day that counts, such as `{data_date}`"
        );
    }
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

/// Returns what is said of a finding in a word: its quadrant, its verdict, or its flag.
fn remark(finding: &Finding) -> String {
    if let Some(demand) = &finding.demand {
        return demand.quadrant.code().to_owned();
    }
    match (finding.verdict, finding.flag) {
        (Some(verdict), _) => verdict.code().to_owned(),
        (None, Some(flag)) => {
            let parts = [Some(flag.state), flag.certainty, Some(flag.movement)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        (None, None) => String::new(),
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
        let marks = finding.marks.unwrap_or_default();
        let marked = |value: Option<u64>, mark: Option<Mark>| match mark {
            Some(mark) if value.is_none() => mark.code().to_owned(),
            _ => count(value),
        };
        rows.push([
            escape(&key),
            marked(finding.numerator, marks.numerator),
            marked(finding.denominator, marks.denominator),
            number(finding.value, finding.unit),
            number(finding.lower, finding.unit),
            number(finding.upper, finding.unit),
            remark(finding),
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
