//! The command line's words; clap and nothing else.

mod bridge;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub use self::bridge::{BridgeArgs, LISTED_ALL};

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
    /// Proposes a mapping for a licensed export, and shows its first rows
    Sniff(SniffArgs),
    /// Downloads a register's records; goes on where it was interrupted
    #[cfg(feature = "fetch")]
    Fetch(FetchArgs),
    /// Asks an indicator of a slice of trials
    Query(QueryArgs),
    /// Tells why a number of trials started is another one than last time
    Bridge(BridgeArgs),
    /// Sets a region among all regions, by each indicator of its briefing
    Spine(SpineArgs),
    /// Tells how complete a snapshot's sources are
    Coverage(CoverageArgs),
    /// Sets the databases' picture of a region against the region's own answers
    Mirror(MirrorArgs),
    /// Prints an indicator's definition
    Explain(ExplainArgs),
    /// Lists what can be named
    List(ListArgs),
    /// Builds an edition's documents
    Build(BuildArgs),
    /// Asks the regions what they can do: forms, answers, how complete they are
    #[command(subcommand)]
    Inventory(InventoryCommand),
    /// Looks at the tables that the partnership's office keeps for its board
    Board(BoardArgs),
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
    /// Files and folders: records in any form of the register, or exports
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The snapshot's name [default: the register and the date of the data]
    #[arg(long, value_name = "NAME")]
    pub into: Option<String>,
    /// The snapshot to add the source to; the union is written beside it [default name: NAME-SOURCE]
    #[arg(long, value_name = "NAME")]
    pub onto: Option<String>,
    /// The mapping of an export; `sniff` proposes one
    #[arg(long, value_name = "FILE", required_if_eq("source", "mapped"))]
    pub mapping: Option<PathBuf>,
    /// Shows what an export would be read as, and writes nothing
    #[arg(long, requires = "mapping")]
    pub dry_run: bool,
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
    /// CTIS, the EU's register: record JSON of its public portal
    Ctis,
    /// A licensed export, CSV or XLSX, read by a mapping
    Mapped,
}

/// Arguments of `fetch`.
#[cfg(feature = "fetch")]
#[derive(Debug, ClapArgs)]
pub struct FetchArgs {
    /// The register
    #[arg(value_enum)]
    pub register: Fetched,
    /// The folder for the pages [default: data/downloads/ctgov in the project]
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    /// Words in any field, in the register's search language [default: all studies]
    #[arg(long, value_name = "TERM")]
    pub query: Option<String>,
    /// A condition or disease, in the register's search language
    #[arg(long, value_name = "TERM")]
    pub condition: Option<String>,
    /// A country with a site, by its English name
    #[arg(long, value_name = "NAME")]
    pub country: Option<String>,
    /// A filter in the register's search language
    #[arg(long, value_name = "EXPR", help = "A filter, such as AREA[StudyType]INTERVENTIONAL")]
    pub advanced: Option<String>,
    /// Only studies updated on this day or later
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: Option<NaiveDate>,
    /// Only what has changed since the download in the folder
    #[arg(long, conflicts_with_all = ["query", "condition", "country", "advanced", "since", "restart"])]
    pub update: bool,
    /// Throws away what is in the folder and begins anew
    #[arg(long)]
    pub restart: bool,
    /// The API's address; the register's own when none is given
    #[arg(
        long,
        value_name = "URL",
        help = "The API's address, such as a mirror's [default: https://clinicaltrials.gov/api/v2]"
    )]
    pub base_url: Option<String>,
    /// Studies in a page [default: 1000, the most]
    #[arg(long, value_name = "N")]
    pub page_size: Option<u32>,
    /// Milliseconds between pages
    #[arg(long, default_value = "1200", value_name = "MS")]
    pub pause: u64,
    /// Seconds after which a silent server is given up
    #[arg(long, default_value = "60", value_name = "SECONDS")]
    pub timeout: std::num::NonZeroU64,
    /// Ingests the records when all have come
    #[arg(long)]
    pub ingest: bool,
    /// The snapshot's name [default: the register and the date of the data]
    #[arg(long, requires = "ingest", value_name = "NAME")]
    pub name: Option<String>,
    /// Attempts for a page
    #[arg(long, default_value = "7", hide = true, value_name = "N")]
    pub attempts: std::num::NonZeroU32,
    /// Milliseconds after the first failed attempt; doubled after each
    #[arg(long, default_value = "2000", hide = true, value_name = "MS")]
    pub backoff: u64,
}

/// The registers that can be downloaded.
#[cfg(feature = "fetch")]
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Fetched {
    /// ClinicalTrials.gov, API version 2
    Ctgov,
}

/// Arguments of `sniff`.
#[derive(Debug, ClapArgs)]
pub struct SniffArgs {
    /// The export: CSV or XLSX
    pub file: PathBuf,
    /// Shows the rows as this mapping reads them, instead of proposing one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sheet", "skip_rows", "out"])]
    pub mapping: Option<PathBuf>,
    /// The sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Lines before the header
    #[arg(long, default_value = "0", value_name = "N")]
    pub skip_rows: usize,
    /// Writes the proposal to this file, which must not be there yet
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Arguments of `query`.
#[derive(Debug, ClapArgs)]
pub struct QueryArgs {
    /// The indicator; `list indicators` shows them
    pub indicator: String,
    /// The place [default: sweden]; `list places` shows them
    #[arg(long, value_name = "P")]
    pub place: Option<String>,
    #[command(flatten)]
    pub lens: LensArgs,
    /// Years such as 2020..2024, or all [default: the five full years before the cut-off]
    #[arg(long, value_name = "YEARS")]
    pub window: Option<String>,
    /// The base population of trials
    #[arg(long, default_value = "company-drug", value_name = "all|company-drug")]
    pub filter: String,
    /// One finding for each: place, region, site, area, disease, phase, sponsor, company,
    /// sponsor-hq, year, source, field, heading, outcome, step, leg, cases or kpi
    #[arg(long, value_name = "DIMENSION")]
    pub by: Option<String>,
    /// The part of the place whose trials are left out: `--place europe --outside sweden` is the rest of Europe
    #[arg(long, value_name = "P")]
    pub outside: Option<String>,
    /// What a quotient compares with, the countries of what are ranked, or whose rate a
    /// counterfactual takes: europe, world, nordics or any place
    #[arg(long, value_name = "P")]
    pub against: Option<String>,
    /// The places to set beside one another, one finding each: sweden,denmark,europe
    #[arg(long, value_delimiter = ',', value_name = "P")]
    pub among: Vec<String>,
    /// The snapshot [default: the one ingested last]
    #[arg(long, value_name = "NAME")]
    pub snapshot: Option<String>,
    /// The last day that counts [default: the date of the data]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub cutoff: Option<NaiveDate>,
    /// The regions' answers: a history, or its folder [default: data/inventory]
    #[arg(long, value_name = "FILE|DIR")]
    pub inventory: Option<PathBuf>,
    /// The edition whose office's tables are asked, with its cut-off, snapshot, answers and rules
    /// of disclosure where they are not named here; `list editions` shows them
    #[arg(long, value_name = "NAME")]
    pub edition: Option<String>,
    /// Forecasts from licensed exports too, as an edition with `licensed = true` does
    #[arg(long)]
    pub licensed: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// The parts of a lens. A trial needs one value of each part that is given.
#[derive(Debug, ClapArgs)]
pub struct LensArgs {
    /// A therapy area, or several: a,b; `list areas` shows them
    #[arg(long = "area", value_delimiter = ',', value_name = "A")]
    pub areas: Vec<String>,
    /// A disease: its name in Swedish or English, the beginning of one, a MeSH number, or
    /// text:WORD for any condition with that word; may be repeated
    #[arg(long = "disease", value_name = "D")]
    pub diseases: Vec<String>,
    /// A phase class, such as 1, 1/2, 3 or not-given, or several: 1,1/2
    #[arg(long = "phase", value_delimiter = ',', value_name = "F")]
    pub phases: Vec<String>,
    /// A lead sponsor's name, or a class such as industry; may be repeated
    #[arg(long = "sponsor", value_name = "S")]
    pub sponsors: Vec<String>,
    /// Where the lead sponsor's company has its head office: a country, europe, nordics, or
    /// world for all that are known; or several: sweden,denmark
    #[arg(long, value_delimiter = ',', value_name = "P")]
    pub sponsor_hq: Vec<String>,
}

/// Arguments of `spine`.
#[derive(Debug, ClapArgs)]
pub struct SpineArgs {
    /// The region; `list regions` shows them
    #[arg(long, value_name = "R")]
    pub region: String,
    /// Years such as 2020..2024 [default: the five full years before the cut-off]
    #[arg(long, value_name = "YEARS")]
    pub window: Option<String>,
    /// The base population of trials
    #[arg(long, default_value = "company-drug", value_name = "all|company-drug")]
    pub filter: String,
    /// The snapshot [default: the one ingested last]
    #[arg(long, value_name = "NAME")]
    pub snapshot: Option<String>,
    /// The last day that counts [default: the date of the data]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub cutoff: Option<NaiveDate>,
    /// How to print it
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// Arguments of `coverage`.
#[derive(Debug, ClapArgs)]
pub struct CoverageArgs {
    /// Lists instead what the sources tell differently of one trial: start, phase, status, sponsor's class
    #[arg(long)]
    pub disagreements: bool,
    /// The snapshot [default: the one ingested last]
    #[arg(long, value_name = "NAME")]
    pub snapshot: Option<String>,
    /// The place; `list places` shows them
    #[arg(long, default_value = "sweden", value_name = "P")]
    pub place: String,
    /// Years such as 2020..2024, or all [default: the five full years before the data's date]
    #[arg(long, value_name = "YEARS")]
    pub window: Option<String>,
    /// The base population of trials
    #[arg(long, default_value = "all", value_name = "all|company-drug")]
    pub filter: String,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// Arguments of `mirror`.
#[derive(Debug, ClapArgs)]
pub struct MirrorArgs {
    /// The region; `list regions` shows them
    #[arg(long, value_name = "R")]
    pub region: String,
    /// A therapy area or a disease [default: those that the region has answered about]
    #[arg(long, value_name = "A")]
    pub area: Option<String>,
    /// The snapshot [default: the one ingested last]
    #[arg(long, value_name = "NAME")]
    pub snapshot: Option<String>,
    /// The regions' answers: a history, or its folder [default: data/inventory]
    #[arg(long, value_name = "FILE|DIR")]
    pub inventory: Option<PathBuf>,
    /// The day on which it is judged what holds [default: the date of the data]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub cutoff: Option<NaiveDate>,
    /// Shows answers that the region has not consented to showing; for the region itself only
    #[arg(long)]
    pub internal: bool,
    /// Writes what differs or is missing to this file, as a correction list to send
    #[arg(long, value_name = "FILE.xlsx|FILE.csv")]
    pub out: Option<PathBuf>,
    /// How to print the answer
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// The language: sv or en
    #[arg(long, default_value = "sv", value_name = "LANG")]
    pub lang: String,
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
    /// The region whose similar ones are listed; for `similar` only
    #[arg(long, value_name = "R", required_if_eq("what", "similar"))]
    pub region: Option<String>,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[allow(missing_docs)]
pub enum Listed {
    Indicators,
    Areas,
    Regions,
    Similar,
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
    /// The brand, with all of its partners [default: the edition's]
    #[arg(long, value_name = "NAME")]
    pub brand: Option<String>,
    /// The folder that the edition's folder is made in [default: output in the project]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Writes documents with faults in their layout too, and tells these as warnings; every page is marked
    #[arg(long)]
    pub draft: bool,
    /// Documents typeset at a time [default: the number of cores]
    #[arg(long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,
    /// Seconds that one document may take
    #[arg(long, default_value = "60", value_name = "SECONDS")]
    pub timeout: std::num::NonZeroU64,
}

/// Arguments of `board`.
#[derive(Debug, ClapArgs)]
pub struct BoardArgs {
    /// What to look at.
    #[command(subcommand)]
    pub command: BoardCommand,
}

/// What can be looked at of the board's tables.
#[derive(Debug, Subcommand)]
pub enum BoardCommand {
    /// Prints where things stand: funnel, indicators, networks, decisions, patients
    Status(BoardStatusArgs),
}

/// Arguments of `board status`.
#[derive(Debug, ClapArgs)]
pub struct BoardStatusArgs {
    /// The edition whose tables are read; `list editions` shows them
    #[arg(long, default_value = "demo", value_name = "EDITION")]
    pub edition: String,
    /// The last day that counts [default: the edition's cut-off, or the date of its data]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<NaiveDate>,
    /// How to print it
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// The commands of `inventory`.
#[derive(Debug, Subcommand)]
pub enum InventoryCommand {
    /// Writes a form for a region to fill in
    Form(InventoryFormArgs),
    /// Reads filled forms into the history; a form with an error is left out
    Read(InventoryReadArgs),
    /// Tells how complete, how old and how sure the answers are
    Status(InventoryStatusArgs),
}

/// Arguments of `inventory form`.
#[derive(Debug, ClapArgs)]
pub struct InventoryFormArgs {
    /// The region; `list regions` shows them. All makes a form for each, in the folder `--out`
    #[arg(long, value_name = "R|all")]
    pub region: String,
    /// A therapy area or a disease; may be repeated [default: only what is asked of the whole region]
    #[arg(long = "area", value_name = "A")]
    pub areas: Vec<String>,
    /// The language: sv or en
    #[arg(long, default_value = "sv", value_name = "LANG")]
    pub lang: String,
    /// The form's file, or the folder of several [default: output/inventory in the project]
    #[arg(long, value_name = "FILE|DIR")]
    pub out: Option<PathBuf>,
    /// Fills in the last answers
    #[arg(long)]
    pub prefill: bool,
    /// The folder of the history
    #[arg(long, default_value = "data/inventory", value_name = "DIR")]
    pub from: PathBuf,
}

/// Arguments of `inventory read`.
#[derive(Debug, ClapArgs)]
pub struct InventoryReadArgs {
    /// Filled forms: XLSX, or their answers saved as CSV
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The day of reading, after which a date lies in the future
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: NaiveDate,
    /// The folder of the history
    #[arg(long, default_value = "data/inventory", value_name = "DIR")]
    pub into: PathBuf,
    /// Checks the forms and writes nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Arguments of `inventory status`.
#[derive(Debug, ClapArgs)]
pub struct InventoryStatusArgs {
    /// One region in detail [default: all in short]
    #[arg(long, value_name = "R")]
    pub region: Option<String>,
    /// An area or disease that was asked about; may be repeated [default: those that a region has answered]
    #[arg(long = "area", value_name = "A")]
    pub areas: Vec<String>,
    /// The day on which it is judged what holds [default: the last day of reading]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<NaiveDate>,
    /// The folder of the history
    #[arg(long, default_value = "data/inventory", value_name = "DIR")]
    pub from: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// Arguments of `check`.
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Inputs: reference tables, inventory questions, inventories, mappings, words, brands, templates,
document types, editions, tables of editions, generator settings, demonstration records.
By their path only: exports of editions, records of editions, snapshots.")]
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
    /// Only the first register's pages, as they stood on an earlier day, to compare with
    #[arg(long, value_name = "YYYY-MM-DD", requires = "into")]
    pub as_of: Option<NaiveDate>,
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
