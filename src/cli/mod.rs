//! The command line: the only part that writes to disk or terminal.
//!
//! One file holds one command. A command returns whether all that it was
//! asked for was done; what went wrong is printed here, in one form.

mod args;
mod board;
mod bridge;
mod build;
mod check;
mod coverage;
mod disagreements;
mod explain;
#[cfg(feature = "fetch")]
mod fetch;
mod ingest;
mod inventory;
mod list;
mod manifest;
mod mirror;
mod output;
mod progress;
mod query;
mod sample;
mod schema;
mod sniff;
mod spine;
mod survey;
mod synthesize;
mod terminal;
mod twins;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use typst::diag::{EcoString, HintedStrResult, HintedString, SourceDiagnostic, bail};

pub use self::args::Args;
use self::args::Command;
use self::terminal::tell;
use crate::diag::{Fault, Faults, Files, merge, print};
use crate::typeset::worker;

/// Why a command stopped.
pub enum Stop {
    /// Faults in inputs, each with its place.
    Faults(Vec<Fault>),
    /// A fault without a place.
    Hinted(HintedString),
}

/// What a command did: all, or only a part of what it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// Everything.
    All,
    /// Not everything; what was not has been printed.
    Partly,
}

/// The result of a command.
pub type Outcome = Result<Done, Stop>;

impl Stop {
    /// Looks up where diagnostics stand in the files read.
    pub fn at(files: &Files, diagnostics: &[SourceDiagnostic]) -> Self {
        Self::Faults(files.resolve(diagnostics))
    }
}

impl From<HintedString> for Stop {
    fn from(error: HintedString) -> Self {
        Self::Hinted(error)
    }
}

impl From<Faults> for Stop {
    fn from(Faults(faults): Faults) -> Self {
        Self::Faults(faults)
    }
}

impl From<EcoString> for Stop {
    fn from(error: EcoString) -> Self {
        Self::Hinted(HintedString::new(error))
    }
}

/// Runs a command, prints what went wrong, and returns the exit code: 0 when
/// all was done, 1 when not.
pub fn run(args: Args) -> ExitCode {
    let outcome = match args.command {
        Command::Check(given) => check::run(args.root.as_deref(), &given),
        Command::Schema(args) => schema::run(&args),
        Command::Sniff(args) => sniff::run(&args),
        // A worker talks to its parent only; it has no root and prints
        // nothing.
        Command::Worker => match worker::serve(io::stdin(), io::stdout()) {
            Ok(()) => Ok(Done::All),
            Err(_) => Ok(Done::Partly),
        },
        command => root(args.root.as_deref()).map_err(Stop::from).and_then(|root| match command {
            Command::Ingest(args) => ingest::run(&root, &args),
            #[cfg(feature = "fetch")]
            Command::Fetch(args) => fetch::run(&root, &args),
            Command::Query(args) => query::run(&root, &args),
            Command::Bridge(args) => bridge::run(&root, &args),
            Command::Spine(args) => spine::run(&root, &args),
            Command::Coverage(args) => coverage::run(&root, &args),
            Command::Mirror(args) => mirror::run(&root, &args),
            Command::Explain(args) => explain::run(&args),
            Command::List(args) => list::run(&root, &args),
            Command::Build(args) => build::run(&root, &args),
            Command::Board(args) => board::run(&root, &args),
            Command::Synthesize(args) => synthesize::run(&root, &args),
            Command::Sample(args) => sample::run(&root, &args),
            Command::Inventory(command) => inventory::run(&root, &command),
            Command::Check(_) | Command::Schema(_) | Command::Sniff(_) | Command::Worker => {
                unreachable!("served above")
            }
        }),
    };
    match outcome {
        Ok(Done::All) => ExitCode::SUCCESS,
        Ok(Done::Partly) => ExitCode::FAILURE,
        Err(stop) => {
            complain(stop);
            ExitCode::FAILURE
        }
    }
}

/// Prints why a command stopped.
fn complain(stop: Stop) {
    let faults = match stop {
        Stop::Faults(faults) => faults,
        Stop::Hinted(error) => vec![placeless(&error)],
    };
    report(faults);
}

/// Prints faults to the standard error stream.
fn report(faults: Vec<Fault>) {
    let text = print(&merge(faults), io::stderr().is_terminal());
    tell(text.strip_suffix('\n').unwrap_or(&text));
}

/// Returns a fault that has no place.
fn placeless(error: &HintedString) -> Fault {
    let fault = Fault::error(error.message().as_str());
    error.hints().iter().fold(fault, |fault, hint| fault.with_hint(hint.as_str()))
}

/// Returns the project's root: the one given, or the nearest folder from here
/// upwards that holds the templates.
fn root(given: Option<&Path>) -> HintedStrResult<PathBuf> {
    let is_root =
        |path: &Path| path.join("report_templates").is_dir() && path.join("data").is_dir();
    if let Some(path) = given {
        if !is_root(path) {
            bail!(
                "`{}` is not a project", path.display();
                hint: "expected a folder with `report_templates` and `data`"
            );
        }
        return Ok(path.to_owned());
    }
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
    match here.ancestors().find(|path| is_root(path)) {
        Some(root) => Ok(root.to_owned()),
        None => bail!(
            "no project here";
            hint: "run it in a folder with `report_templates` and `data`, or name one with `--root`"
        ),
    }
}
