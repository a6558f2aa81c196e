//! `kapacitet bridge`: why a number of trials started is another one than last time.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use typst::diag::{HintedStrResult, error};

use super::args::{BridgeArgs, Format, LISTED_ALL};
use super::build::prepare_snapshot;
use super::query::{cutoff, warn_of_future, written};
use super::terminal::{aligned, say};
use super::{Done, Outcome, Stop, report};
use crate::diag::{Fault, Files, hint_for};
use crate::edition::{self, Edition};
use crate::finding::bridge::{Bridge, Change, Counted, Flow, Pairs, Part, Reason, Side};
use crate::finding::bridge::{bridge, class};
use crate::registry::{Reference, Registry, Snapshot};
use crate::sheet::{Value, Written, to_plain_csv};
use crate::slice::{BaseFilter, Place, Window, parse_phase};

/// What stands before an edition's name in the place of a snapshot's.
const EDITION: &str = "edition:";

/// From so many trials on that one of the sides lacks it is asked whether both are of one selection.
const LEAST_DOUBT: u64 = 10;

/// And from one in so many on.
const DOUBTED_SHARE: u64 = 5;

/// Runs the command.
pub fn run(root: &Path, args: &BridgeArgs) -> Outcome {
    let list = args.list.as_deref().map(part).transpose()?;
    args.lens.phases.iter().try_for_each(|phase| parse_phase(phase).map(drop))?;
    let reference = Arc::new(Reference::load(root)?);
    let names = [&args.earlier, &args.later];
    let windows = [args.window_a.as_deref(), args.window_b.as_deref()];
    let filters = [args.filter_a.as_deref(), args.filter_b.as_deref()];
    let cutoffs = [args.cutoff_a, args.cutoff_b];
    let mut sides = Vec::new();
    for at in 0..names.len() {
        let given = Given { window: windows[at], filter: filters[at], cutoff: cutoffs[at] };
        sides.push(Ready::of(root, names[at], &given, &reference)?);
    }
    warn(&sides);

    let (earlier, later) = (sides[0].side(), sides[1].side());
    let counted = Counted {
        place: Place::parse(&args.place, &reference)?,
        lens: written(&args.lens).resolve(&sides[1].registry).map_err(|wrong| wrong.fault)?,
    };
    let pairs = Pairs::of(&sides[0].registry, &sides[1].registry)?;
    let bridge = bridge(&earlier, &later, &pairs, &counted)?;
    doubt(&bridge);
    let told = Told::of(&bridge, [&earlier, &later], &counted);
    say(match list {
        Some(wanted) => {
            let changes = bridge.changes.iter().filter(|one| wanted.is_none_or(|p| p == one.part));
            listed(changes.collect(), args.format)
        }
        None => formatted(&told, args.format),
    }
    .trim_end())?;
    Ok(Done::All)
}

/// Returns the part of a name; `None` for all of them.
fn part(name: &str) -> HintedStrResult<Option<Part>> {
    if name == LISTED_ALL {
        return Ok(None);
    }
    Part::ALL.into_iter().find(|part| part.code() == name).map(Some).ok_or_else(|| {
        let known = Part::ALL.map(Part::code).into_iter().chain([LISTED_ALL]);
        error!("unknown part `{name}`"; hint: "{}", hint_for(name, known))
    })
}

/// What the command line says of a side beside its name.
struct Given<'a> {
    /// The window.
    window: Option<&'a str>,
    /// The base filter.
    filter: Option<&'a str>,
    /// The last day that counts.
    cutoff: Option<NaiveDate>,
}

/// A side with its records.
struct Ready {
    /// The records.
    registry: Registry,
    /// The window.
    window: Window,
    /// The base population.
    base: BaseFilter,
    /// The last day that counts.
    cutoff: NaiveDate,
}

impl Ready {
    /// Reads a side: a snapshot, or what an edition is made of. What the command line says
    /// goes before what the edition does.
    fn of(
        root: &Path,
        name: &str,
        given: &Given,
        reference: &Arc<Reference>,
    ) -> Result<Self, Stop> {
        let window = given.window.map(Window::parse).transpose()?;
        let base = given.filter.map(BaseFilter::parse).transpose()?;
        let edition = match name.strip_prefix(EDITION) {
            Some(id) => Some(edition_of(root, id)?),
            None => None,
        };
        let edition = edition.as_ref();
        if let Some(edition) = edition {
            let Edition { snapshot, sources, example, .. } = edition;
            prepare_snapshot(root, snapshot, sources, *example, reference)?;
        }
        let snapshot = edition.map_or(name, |edition| edition.snapshot.as_str());
        let registry = Registry::load_with(root, snapshot, Arc::clone(reference))?;
        let named = given.cutoff.or(edition.and_then(|edition| edition.cutoff));
        let cutoff = cutoff(named, registry.snapshot.data_date)?;
        warn_of_future(window, cutoff);
        let window = window.or(edition.and_then(|edition| edition.window));
        Ok(Self {
            registry,
            window: window.unwrap_or_else(|| Window::default_before(cutoff)),
            base: base.or(edition.map(|edition| edition.base)).unwrap_or_default(),
            cutoff,
        })
    }

    /// Returns it as a side of a bridge.
    fn side(&self) -> Side<'_> {
        let Self { registry, window, base, cutoff } = self;
        Side { registry, window: *window, base: *base, cutoff: *cutoff }
    }
}

/// Reads an edition that is there.
fn edition_of(root: &Path, id: &str) -> Result<Edition, Stop> {
    let known = edition::list(root);
    if !known.iter().any(|other| other == id) {
        let hint = hint_for(id, known.iter().map(String::as_str));
        return Err(error!("unknown edition `{id}`"; hint: "{hint}").into());
    }
    let files = Files::new(root);
    Edition::load(&files, id).map_err(|errors| Stop::at(&files, &errors))
}

/// Says what makes the two sides differ beside the register, or that nothing does.
fn warn(sides: &[Ready]) {
    let mut warnings = Vec::new();
    let of =
        |side: &Ready| (side.registry.snapshot.name.clone(), side.window, side.base, side.cutoff);
    if of(&sides[0]) == of(&sides[1]) {
        let hint = "name another snapshot, window, cut-off or filter for one of them";
        warnings.push(Fault::warning("both sides are the same").with_hint(hint));
    }
    for side in sides.iter().filter(|side| side.registry.is_stale()) {
        let name = &side.registry.snapshot.name;
        let warning = format!("the reference tables have changed since the ingest of `{name}`");
        let hint = "regions, areas and companies are as they were found then; what changes by the \
                    tables alone is counted under definition";
        warnings.push(Fault::warning(warning).with_hint(hint));
    }
    let made = |side: &Ready| side.registry.snapshot.engine.clone();
    if made(&sides[0]) != made(&sides[1]) {
        let warning = format!(
            "the snapshots were made by versions {} and {} of the program",
            made(&sides[0]),
            made(&sides[1])
        );
        let hint = "what changes by the program alone is counted under definition";
        warnings.push(Fault::warning(warning).with_hint(hint));
    }
    if !warnings.is_empty() {
        report(warnings);
    }
}

/// Says when the two snapshots look like different selections of the register, which a bridge
/// would take for what the register did.
fn doubt(bridge: &Bridge) {
    let reasons = bridge.reasons(Part::LateRegistration);
    let of = |reason| reasons.get(&reason).copied().unwrap_or_default();
    let doubts = [
        (of(Reason::RecordGone).left, bridge.earlier, "earlier", "later"),
        (of(Reason::RegisteredLate).entered, bridge.later, "later", "earlier"),
    ];
    let is_much = |count: u64, of: u64| count >= LEAST_DOUBT && count * DOUBTED_SHARE > of;
    let warnings = doubts.into_iter().filter(|(count, of, ..)| is_much(*count, *of));
    let warnings: Vec<_> = warnings
        .map(|(count, of, own, other)| {
            let warning = format!(
                "the {other} snapshot lacks {count} of the {of} trials that the {own} one counts"
            );
            Fault::warning(warning)
                .with_hint("were both made of the same selection of the register?")
        })
        .collect();
    if !warnings.is_empty() {
        report(warnings);
    }
}

/// A bridge with all that a reader needs to check it.
#[derive(Serialize)]
struct Told {
    /// The place's id.
    place: String,
    /// The lens, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    lens: Option<String>,
    /// The earlier side.
    earlier: End,
    /// The later side.
    later: End,
    /// The later count less the earlier one.
    difference: i64,
    /// The parts, which add up to it.
    parts: Vec<Portion>,
    /// The strictest terms under which any of it may be used.
    class: &'static str,
}

/// A side of a bridge, in words.
#[derive(Serialize)]
struct End {
    /// The trials counted.
    trials: u64,
    /// The snapshot.
    snapshot: String,
    /// The date of its data.
    data_date: String,
    /// The last day that counts.
    cutoff: String,
    /// The window.
    window: String,
    /// The base filter.
    filter: &'static str,
    /// The sources.
    source: String,
    /// The strictest terms under which any of them may be used.
    class: &'static str,
}

/// A part of a bridge.
#[derive(Serialize)]
struct Portion {
    /// Which.
    part: Part,
    /// What came in and went out.
    #[serde(flatten)]
    flow: Flow,
    /// The one less the other.
    net: i64,
    /// The same by reason.
    reasons: Vec<Cause>,
}

/// A reason within a part.
#[derive(Serialize)]
struct Cause {
    /// Which.
    reason: Reason,
    /// What came in and went out.
    #[serde(flatten)]
    flow: Flow,
    /// The one less the other.
    net: i64,
}

impl Told {
    /// Describes a bridge.
    fn of(bridge: &Bridge, [earlier, later]: [&Side; 2], counted: &Counted) -> Self {
        let end = |side: &Side, trials: u64| {
            let snapshot: &Snapshot = &side.registry.snapshot;
            End {
                trials,
                snapshot: snapshot.name.clone(),
                data_date: snapshot.data_date.to_string(),
                cutoff: side.cutoff.to_string(),
                window: side.window.to_string(),
                filter: side.base.code(),
                source: snapshot.origin(),
                class: snapshot.class().code(),
            }
        };
        let cause = |(reason, flow): (Reason, Flow)| Cause { reason, flow, net: flow.net() };
        let portion = |part: Part| {
            let flow = bridge.part(part);
            let reasons = bridge.reasons(part).into_iter().map(cause).collect();
            Portion { part, flow, net: flow.net(), reasons }
        };
        Self {
            place: counted.place.id.clone(),
            lens: counted.lens.describe(),
            earlier: end(earlier, bridge.earlier),
            later: end(later, bridge.later),
            difference: bridge.difference(),
            parts: Part::ALL.into_iter().map(portion).collect(),
            class: class(earlier, later).code(),
        }
    }

    /// Returns the lines of a table: a name, what came in, what went out, and the rest.
    fn lines(&self, indent: &str) -> Vec<[String; 4]> {
        let line = |name: String, flow: Flow, net: String| {
            [name, flow.entered.to_string(), flow.left.to_string(), net]
        };
        let end = |name: &str, end: &End| {
            [name.to_owned(), String::new(), String::new(), end.trials.to_string()]
        };
        let mut lines = vec![end("earlier", &self.earlier)];
        for Portion { part, flow, net, reasons } in &self.parts {
            lines.push(line(part.code().to_owned(), *flow, net.to_string()));
            for Cause { reason, flow, net } in reasons {
                lines.push(line(format!("{indent}{}", reason.code()), *flow, net.to_string()));
            }
        }
        lines.push(end("later", &self.later));
        lines
    }
}

/// Returns a bridge in a format.
fn formatted(told: &Told, format: Format) -> String {
    match format {
        Format::Json => serde_json::to_string_pretty(told).expect("plain data"),
        Format::Csv => {
            let columns = ["part", "reason", "entered", "left", "trials"];
            let cells = told.lines("/").into_iter().scan(String::new(), |part, line| {
                let [name, entered, left, trials] = line;
                let reason = name.strip_prefix('/').map(str::to_owned);
                if reason.is_none() {
                    part.clone_from(&name);
                }
                Some([part.clone(), reason.unwrap_or_default(), entered, left, trials])
            });
            csv(&columns, cells.map(|row| row.to_vec()).collect())
        }
        Format::Table => {
            let rows = told.lines("  ").into_iter().map(Vec::from).collect();
            let table = aligned(&["part", "entered", "left", "trials"], rows, 1);
            format!("{table}\n\n{}", about(told))
        }
    }
}

/// Returns what a bridge is about, in lines.
fn about(told: &Told) -> String {
    let lens = told.lens.as_ref().map(|lens| format!(", {lens}")).unwrap_or_default();
    let end = |name: &str, end: &End| {
        format!(
            "{name} `{}`: {}, {}, cut-off {}; {}, data of {}",
            end.snapshot, end.window, end.filter, end.cutoff, end.source, end.data_date
        )
    };
    format!(
        "trials-started in {}{lens}; difference {:+}\n{}\n{}",
        told.place,
        told.difference,
        end("earlier", &told.earlier),
        end("later", &told.later),
    )
}

/// Returns trials in a format.
fn listed(changes: Vec<&Change>, format: Format) -> String {
    let columns = ["part", "reason", "way", "trial", "start_earlier", "start_later", "title"];
    let row = |change: &&Change, none: &str| {
        let day = |day: Option<NaiveDate>| day.map_or(none.to_owned(), |day| day.to_string());
        vec![
            change.part.code().to_owned(),
            change.reason.code().to_owned(),
            if change.entered { "entered" } else { "left" }.to_owned(),
            change.id.clone(),
            day(change.start_earlier),
            day(change.start_later),
            change.title.clone(),
        ]
    };
    match format {
        Format::Json => serde_json::to_string_pretty(&changes).expect("plain data"),
        Format::Csv => csv(&columns, changes.iter().map(|change| row(change, "")).collect()),
        Format::Table => {
            let rows = changes.iter().map(|change| row(change, "-")).collect();
            aligned(&columns, rows, columns.len())
        }
    }
}

/// Returns rows as CSV, safe for a spreadsheet.
fn csv(columns: &[&str], rows: Vec<Vec<String>>) -> String {
    let cells = |row: Vec<String>| row.into_iter().map(Value::Text).collect();
    let table = Written {
        title: String::new(),
        lang: "en".into(),
        columns: columns.iter().map(|&name| name.to_owned()).collect(),
        rows: rows.into_iter().map(cells).collect(),
    };
    String::from_utf8_lossy(&to_plain_csv(&table)).into_owned()
}
