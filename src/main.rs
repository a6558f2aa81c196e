//! The `kapacitet` program: parses, runs, prints, returns the exit code.

use std::process::ExitCode;

use clap::Parser;
use kapacitet::cli;

fn main() -> ExitCode {
    cli::run(cli::Args::parse())
}
