//! `kapacitet fetch`: a register's records into a folder, and from there into a
//! snapshot.

use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::ProgressBar;

use super::args::{FetchArgs, Fetched};
use super::terminal::say;
use super::{Done, Outcome, ingest, progress, report};
use crate::diag::Fault;
use crate::fetch::{self, Download, Event, Manner, Order, Query};
use crate::registry::ingest::{Kind, Options, Spec};
use crate::registry::snapshot::check_name;

/// Where downloads lie, from the project's root.
const FOLDER: &str = "data/downloads";

/// Runs the command.
pub fn run(root: &Path, args: &FetchArgs) -> Outcome {
    if let Some(name) = &args.name {
        check_name(name)?;
    }
    let folder = match (&args.into, args.register) {
        (Some(folder), _) => folder.clone(),
        (None, Fetched::Ctgov) => root.join(FOLDER).join("ctgov"),
    };
    let bar = progress::records();
    let result = fetch::ctgov(&folder, &order(args), &mut |event| show(&bar, &event));
    bar.finish_and_clear();
    let download = result?;
    say(&summary(&folder, &download))?;
    if let Some(fault) = shortfall(&download) {
        report(vec![fault]);
        return Ok(Done::Partly);
    }
    match args.ingest {
        true => ingest_all(root, args, &download.sets),
        false => Ok(Done::All),
    }
}

/// Returns what the arguments order.
fn order(args: &FetchArgs) -> Order {
    Order {
        query: Query {
            term: args.query.clone(),
            condition: args.condition.clone(),
            country: args.country.clone(),
            advanced: args.advanced.clone(),
            since: args.since.map(|date| date.to_string()),
        },
        update: args.update,
        restart: args.restart,
        base_url: args.base_url.clone(),
        page_size: args.page_size,
        manner: Manner {
            pause: Duration::from_millis(args.pause),
            backoff: Duration::from_millis(args.backoff),
            attempts: args.attempts.get(),
            silence: Duration::from_secs(args.timeout.get()),
            ..Manner::default()
        },
    }
}

/// Shows what happens: steps on the bar, and what a reader should know in any case.
fn show(bar: &ProgressBar, event: &Event) {
    match event {
        Event::Saved { pages, records, total } => {
            bar.set_length(total.unwrap_or(*records).max(*records));
            bar.set_position(*records);
            bar.set_message(format!("page {pages}"));
        }
        Event::Waiting { why, wait } => {
            bar.set_message(format!("{why}; next attempt in {:.0} s", wait.as_secs_f64()));
        }
        Event::Damaged(page) => bar.suspend(|| {
            let fault = format!("page `{page}` is missing or was changed");
            report(vec![
                Fault::warning(fault).with_hint("it is fetched again, and those after it"),
            ]);
        }),
        Event::Restarted => bar.suspend(|| {
            let fault = "the server does not know any more where the download was interrupted";
            report(vec![Fault::warning(fault).with_hint("it begins anew, from the first page")]);
        }),
    }
}

/// Returns what came, in a few lines.
fn summary(folder: &Path, download: &Download) -> String {
    let Download { sets, pages, records, newest, .. } = download;
    let came = match pages {
        0 => "nothing new, the download was finished".into(),
        1 => "1 page fetched now".into(),
        _ => format!("{pages} pages fetched now"),
    };
    let what = if *records == 1 { "record" } else { "records" };
    let which = if sets.len() > 1 { " in the last update" } else { "" };
    let mut lines = vec![format!("ctgov: {records} {what}{which}, {came}")];
    if let Some(newest) = newest {
        lines.push(format!(
            "  last updated on {newest}; `--update` fetches what changes from then on"
        ));
    }
    lines.push(format!("  in {}", folder.display()));
    lines.join("\n")
}

/// Says that the server sent another number of records than it had announced.
fn shortfall(download: &Download) -> Option<Fault> {
    let total = download.total.filter(|&total| total != download.records)?;
    let fault = format!("the server announced {total} records and sent {}", download.records);
    Some(
        Fault::warning(fault)
            .with_hint("the register may have changed on the way: `--restart` fetches it anew")
            .with_hint("`kapacitet ingest ctgov` of the folder takes the records as they are"),
    )
}

/// Ingests the records of all sets.
fn ingest_all(root: &Path, args: &FetchArgs, sets: &[PathBuf]) -> Outcome {
    let options = Options { into: args.name.clone(), make_current: true, ..Options::default() };
    let spec = Spec { kind: Kind::Ctgov, paths: sets.to_vec() };
    ingest::show(root, &ingest::sources(root, &[spec], &options)?)
}
