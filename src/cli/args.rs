//! The command line's words; clap and nothing else.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// Turns registry records into accessible capacity reports.
#[derive(Debug, Parser)]
#[command(name = "kapacitet", version, about, max_term_width = 100)]
pub struct Args {
    /// The project's folder [default: the nearest one from here upwards]
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads a register's files into a snapshot
    Ingest(IngestArgs),
    /// Asks an indicator of a slice of trials
    Query(QueryArgs),
    /// Prints an indicator's definition
    Explain(ExplainArgs),
    /// Lists what can be named
    List(ListArgs),
    /// Builds an edition's documents
    Build(BuildArgs),
    /// Checks every input of the project, or what is named, and writes nothing
    Check(CheckArgs),
    /// Prints the JSON Schema of a file that people write
    Schema(SchemaArgs),
    /// Makes example records
    Synthesize(SynthesizeArgs),
    /// Writes each document type's sample bundle, for previews without this program
    Sample(SampleArgs),
    /// Typesets bundles from standard input; used by `build`
    #[command(hide = true)]
    Worker,
}

/// Arguments of `ingest`.
#[derive(Debug, ClapArgs)]
pub struct IngestArgs {
    /// The register's layout
    #[arg(value_enum)]
    pub source: Source,
    /// Files and folders: JSON, NDJSON, and .gz and .zip of these
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The snapshot's name [default: the register and the date of the data]
    #[arg(long, value_name = "NAME")]
    pub into: Option<String>,
    /// Makes a broken record an error
    #[arg(long)]
    pub strict: bool,
    /// The date of the data [default: the newest that a record tells]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<NaiveDate>,
    /// Marks the records as example data, on every page
    #[arg(long)]
    pub example: bool,
}

/// The registers.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Source {
    /// ClinicalTrials.gov, API version 2
    Ctgov,
}

/// Arguments of `query`.
#[derive(Debug, ClapArgs)]
pub struct QueryArgs {
    /// The indicator; `list indicators` shows them
    pub indicator: String,
    /// The place; `list places` shows them
    #[arg(long, default_value = "sweden", value_name = "P")]
    pub place: String,
    /// A therapy area; `list areas` shows them
    #[arg(long, value_name = "A")]
    pub area: Option<String>,
    /// A disease: a MeSH number, its term, or the beginning of a word in the conditions
    #[arg(long, value_name = "D")]
    pub disease: Option<String>,
    /// A phase class, such as 1, 1/2, 3 or not-given
    #[arg(long, value_name = "F")]
    pub phase: Option<String>,
    /// A lead sponsor's name, or a class such as industry
    #[arg(long, value_name = "S")]
    pub sponsor: Option<String>,
    /// Years such as 2020..2024, or all [default: the five full years before the cut-off]
    #[arg(long, value_name = "YEARS")]
    pub window: Option<String>,
    /// The base population of trials
    #[arg(long, default_value = "company-drug", value_name = "all|company-drug")]
    pub filter: String,
    /// One finding for each: place, region, site, area, disease, phase, sponsor or year
    #[arg(long, value_name = "DIMENSION")]
    pub by: Option<String>,
    /// What a quotient compares with: europe, world, nordics or any place
    #[arg(long, value_name = "P")]
    pub against: Option<String>,
    /// The snapshot [default: the one ingested last]
    #[arg(long, value_name = "NAME")]
    pub snapshot: Option<String>,
    /// The last day that counts [default: the date of the data]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub cutoff: Option<NaiveDate>,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// How to print an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns of text
    Table,
    /// An array of objects
    Json,
    /// Comma-separated values
    Csv,
}

/// Arguments of `explain`.
#[derive(Debug, ClapArgs)]
pub struct ExplainArgs {
    /// The indicator
    pub indicator: String,
    /// The language: sv or en
    #[arg(long, default_value = "en", value_name = "LANG")]
    pub lang: String,
}

/// Arguments of `list`.
#[derive(Debug, ClapArgs)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    pub what: Listed,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[allow(missing_docs)]
pub enum Listed {
    Indicators,
    Areas,
    Regions,
    Places,
    Documents,
    Charts,
    Brands,
    Editions,
    Snapshots,
}

/// Arguments of `build`.
#[derive(Debug, ClapArgs)]
pub struct BuildArgs {
    /// The edition; `list editions` shows them
    #[arg(default_value = "demo")]
    pub edition: String,
    /// Only this document type; may be repeated
    #[arg(long = "document", value_name = "D")]
    pub documents: Vec<String>,
    /// Only this subject; may be repeated
    #[arg(long = "subject", value_name = "S")]
    pub subjects: Vec<String>,
    /// Only these languages
    #[arg(long = "lang", value_delimiter = ',', value_name = "sv,en")]
    pub languages: Vec<String>,
    /// The snapshot [default: the edition's]
    #[arg(long, value_name = "NAME")]
    pub snapshot: Option<String>,
    /// The folder that the edition's folder is made in [default: output in the project]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Documents typeset at a time [default: the number of cores]
    #[arg(long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,
    /// Seconds that one document may take
    #[arg(long, default_value = "60", value_name = "SECONDS")]
    pub timeout: std::num::NonZeroU64,
}

/// Arguments of `check`.
#[derive(Debug, ClapArgs)]
pub struct CheckArgs {
    /// Inputs of the project, folders of them, and PDFs (PDF/UA-1, PDF/A-3a, headers of tables)
    /// [default: all inputs]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// Arguments of `schema`.
#[derive(Debug, ClapArgs)]
pub struct SchemaArgs {
    /// The schema [default: lists them]
    pub name: Option<String>,
}

/// Arguments of `synthesize`.
#[derive(Debug, ClapArgs)]
pub struct SynthesizeArgs {
    /// How many trials [default: as the settings say]
    #[arg(long, value_name = "N")]
    pub trials: Option<u32>,
    /// The seed [default: as the settings say]
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// The folder for the pages [default: data/demo in the project]
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
}

/// Arguments of `sample`.
#[derive(Debug, ClapArgs)]
pub struct SampleArgs {
    /// The edition whose first subject of each type is the sample
    #[arg(default_value = "demo")]
    pub edition: String,
}
