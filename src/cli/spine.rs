//! `kapacitet spine`: one region among all, by each indicator of its briefing.

use std::path::Path;

use typst::diag::{HintedStrResult, error};

use super::args::{Format, SpineArgs};
use super::query::{cutoff, load_registry, warn_of_future};
use super::terminal::{aligned, say};
use super::{Done, Outcome};
use crate::clearance::Clearance;
use crate::finding::spine::{Range, Spine, spines};
use crate::finding::{COLUMNS, Evidence, Query};
use crate::indicator;
use crate::locale::Lang;
use crate::slice::{BaseFilter, Lens, Place, Window, similar};

/// The columns that the table shows of the region's own finding; a CSV has all of a finding's.
const OWN: [&str; 7] = ["indicator", "lens", "numerator", "denominator", "value", "lower", "upper"];

/// The columns after them.
const AMONG: [&str; 12] = [
    "lowest",
    "lower_quartile",
    "median",
    "upper_quartile",
    "highest",
    "regions",
    "average",
    "similar",
    "funnel_lower",
    "funnel_upper",
    "beyond_chance",
    "standing",
];

/// Runs the command.
pub fn run(root: &Path, args: &SpineArgs) -> Outcome {
    let base = BaseFilter::parse(&args.filter)?;
    let window = args.window.as_deref().map(Window::parse).transpose()?;
    let registry = load_registry(root, args.snapshot.as_deref())?;
    let region = Place::region(&args.region, &registry.reference)?;
    let cutoff = cutoff(args.cutoff, registry.snapshot.data_date)?;
    warn_of_future(window, cutoff);
    let query = Query {
        indicator: indicator::find("trials-started")?,
        place: Place::sweden(),
        lens: Lens::default(),
        window: Some(window.unwrap_or_else(|| Window::default_before(cutoff))),
        base,
        by: None,
        against: None,
        among: Vec::new(),
        outside: None,
    };
    let evidence = Evidence {
        registry: &registry,
        cubes: None,
        inventory: None,
        office: None,
        previous: None,
        clearance: Clearance::default(),
    };
    let spines = spines(&evidence, &query, &region, cutoff)?;
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(&spines).expect("plain data"),
        Format::Csv => csv(&spines)?,
        Format::Table => {
            let rows = spines.iter().map(cells).collect();
            let head: Vec<_> = OWN.into_iter().chain(AMONG).collect();
            let near = similar(&region.id, chrono::Datelike::year(&cutoff), &registry.reference);
            let near: Vec<_> = near.into_iter().map(|place| place.id).collect();
            let first = &spines[0].own;
            format!(
                "{}\n\n{} in {}, {}; {}, data of {}\nsimilar regions: {}\n{RULE}",
                aligned(&head, rows, 2),
                region.id,
                first.window,
                first.filter,
                first.source,
                first.data_date,
                near.join(", "),
            )
        }
    };
    say(text.trim_end())?;
    Ok(Done::All)
}

/// How a table is read.
const RULE: &str = "range: of all regions, of shares those with 10 trials and more; funnel: exact 99.8% limits around \
                    the other regions,\nwidened where these differ by more than chance (beyond_chance is the standard \
                    deviation of their levels)";

/// Returns spines as CSV.
fn csv(spines: &[Spine]) -> HintedStrResult<String> {
    let fault = |fault: csv::Error| error!("{fault}"; hint: "this is a fault of the program");
    let exact = |value: f64, _: &str| value.to_string();
    let head = COLUMNS.iter().map(|column| column.name).chain(AMONG);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).map_err(fault)?;
    for spine in spines {
        let own = COLUMNS.iter().map(|column| (column.cell)(&spine.own, Lang::En));
        let cells: Vec<_> = own.chain(among(spine, &exact)).collect();
        writer.write_record(cells).map_err(fault)?;
    }
    let bytes = writer.into_inner().map_err(|fault| error!("{fault}"; hint: "try again"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns a number as the table shows it.
fn shown(value: f64, unit: &str) -> String {
    match unit {
        "share" => format!("{:.1}%", value * 100.0),
        "count" if value.fract() == 0.0 => format!("{value:.0}"),
        _ => format!("{value:.2}"),
    }
}

/// Returns the cells of a spine as the table shows them.
fn cells(spine: &Spine) -> Vec<String> {
    let own = &spine.own;
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| shown(value, own.unit));
    let count = |value: Option<u64>| value.map_or("-".to_owned(), |value| value.to_string());
    let cells: [String; OWN.len()] = [
        own.indicator.to_owned(),
        own.lens.clone().unwrap_or_default(),
        count(own.numerator),
        count(own.denominator),
        number(own.value),
        number(own.lower),
        number(own.upper),
    ];
    cells.into_iter().chain(among(spine, &shown)).collect()
}

/// Returns the cells about the other regions, the numbers written as asked.
fn among(spine: &Spine, written: &dyn Fn(f64, &str) -> String) -> [String; AMONG.len()] {
    let unit = spine.own.unit;
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| written(value, unit));
    let reach = |of: fn(&Range) -> f64| number(spine.range.as_ref().map(of));
    [
        reach(|range| range.lowest),
        reach(|range| range.lower_quartile),
        reach(|range| range.median),
        reach(|range| range.upper_quartile),
        reach(|range| range.highest),
        spine.range.map_or("-".to_owned(), |range| range.regions.to_string()),
        number(spine.average),
        number(spine.similar),
        number(spine.funnel_lower),
        number(spine.funnel_upper),
        number(spine.beyond_chance),
        spine.standing.code().to_owned(),
    ]
}
