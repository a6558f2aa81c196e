//! The board's tables: what the partnership's office keeps for its board packet.
//!
//! Each table has a file here that says what its columns are and reads it strictly: names that are not known, dates out of order, sums that do
//! not add up and gaps are faults with their places, all of a build's at once. Contact data of persons are refused; owners are roles. What
//! later documents need is computed by pure functions on what was read: [`funnel::funnel`], the lists of [`spells`],
//! [`kpi_values::standing`], [`patients::coverage`], [`enrolment::leg_days`]; [`people`] decides which counts of people are shown. Shares, intervals and sentences are not made here.
//! Cooperates with data/README.md, which describes the tables to those who fill them in.

pub mod calendar;
pub mod congresses;
pub mod decisions;
pub mod enrolment;
pub mod feasibility;
pub mod files;
pub mod funnel;
pub mod kpi_values;
pub mod kpis;
pub mod money;
pub mod networks;
pub mod patients;
pub mod people;
pub mod period;
pub mod spells;
pub mod table;
pub mod text;

use typst::diag::{SourceResult, error};

pub use congresses::{Congress, CongressesFile};
pub use decisions::{Decision, DecisionsFile};
pub use enrolment::Enrolment;
pub use feasibility::Request;
pub use files::{Named, Tables};
pub use kpi_values::KpiValue;
pub use kpis::{Kpi, KpisFile};
pub use money::MoneyLine;
pub use networks::{Network, NetworksFile};
pub use patients::Patients;
pub use people::{Earlier, People};

pub use crate::disclosure::{Mark, Reported};

use self::table::Read;
use crate::diag::{Fault, Files};
use crate::registry::Reference;

/// What the tables of an edition hold; a table that it does not name is `None`, which is not the same as empty.
#[derive(Debug, Default)]
pub struct Board {
    /// The feasibility log.
    pub feasibility: Option<Vec<Request>>,
    /// The key performance indicators, in the board's order.
    pub kpis: Option<Vec<Kpi>>,
    /// Their values, in the order of the definitions and of time.
    pub kpi_values: Option<Vec<KpiValue>>,
    /// The networks.
    pub networks: Option<Vec<Network>>,
    /// Plan, forecast and actual.
    pub money: Option<Vec<MoneyLine>>,
    /// The decision log, the oldest first.
    pub decisions: Option<Vec<Decision>>,
    /// The congresses.
    pub congresses: Option<Vec<Congress>>,
    /// Patients by region and disease.
    pub patients: Option<Vec<Patients>>,
    /// How trials go in each region.
    pub enrolment: Option<Vec<Enrolment>>,
    /// What of the counts of people an earlier edition has published.
    pub earlier: Option<Vec<Earlier>>,
    /// What someone should know although the tables could be read.
    pub notes: Vec<Fault>,
}

impl Board {
    /// Whether a table is there, by its name in the edition.
    pub fn has(&self, table: &str) -> bool {
        match table {
            "feasibility" => self.feasibility.is_some(),
            "kpis" => self.kpis.is_some(),
            "patients" => self.patients.is_some(),
            "enrolment" => self.enrolment.is_some(),
            _ => false,
        }
    }

    /// Reads the tables that an edition names, and returns the faults of all of them together.
    ///
    /// The inventory, which has a module of its own, is not read here: it only must be there.
    pub fn load(files: &Files, tables: &Tables, reference: &Reference) -> Result<Self, Vec<Fault>> {
        let mut desk = Desk { files, faults: Vec::new() };
        let kpis = desk.definitions(&tables.kpis, |named| kpis::read(files, named));
        let known = kpis.as_deref();
        let kpi_values = match (&tables.kpi_values, &tables.kpis) {
            (Some(named), None) => {
                desk.faults.extend(files.resolve(&[error!(
                    named.span, "values of indicators that are not defined";
                    hint: "name the definitions too: `kpis = \"…\"`"
                )]));
                None
            }
            // Definitions with faults of their own are not held against the values.
            (named, _) => known.and_then(|known| {
                desk.rows(named, |named| kpi_values::read(files, named, known, reference))
            }),
        };
        let board = Self {
            feasibility: desk
                .rows(&tables.feasibility, |named| feasibility::read(files, named, reference)),
            networks: desk
                .definitions(&tables.networks, |named| networks::read(files, named, reference)),
            money: desk.rows(&tables.money, |named| money::read(files, named)),
            decisions: desk.definitions(&tables.decisions, |named| decisions::read(files, named)),
            congresses: desk
                .definitions(&tables.congresses, |named| congresses::read(files, named, reference)),
            patients: desk.rows(&tables.patients, |named| patients::read(files, named, reference)),
            enrolment: desk
                .rows(&tables.enrolment, |named| enrolment::read(files, named, reference)),
            earlier: desk.rows(&tables.earlier_counts, |named| {
                people::read_earlier(files, named, reference)
            }),
            kpis,
            kpi_values,
            notes: Vec::new(),
        };
        if let Some(named) = &tables.inventory
            && let Err(errors) = files.locate(named.path.as_ref(), named.span)
        {
            desk.faults.extend(files.resolve(&errors));
        }
        let faults = desk.faults;
        if faults.iter().any(Fault::is_error) {
            Err(faults)
        } else {
            Ok(Self { notes: faults, ..board })
        }
    }
}

/// Tables being read, with the faults of those read so far.
struct Desk<'a> {
    files: &'a Files,
    faults: Vec<Fault>,
}

impl Desk<'_> {
    /// Reads a table of rows.
    fn rows<T>(
        &mut self,
        named: &Option<Named>,
        read: impl FnOnce(&Named) -> Result<Read<T>, Vec<Fault>>,
    ) -> Option<T> {
        match read(named.as_ref()?) {
            Ok(Read { value, notes }) => {
                self.faults.extend(notes);
                Some(value)
            }
            Err(faults) => {
                self.faults.extend(faults);
                None
            }
        }
    }

    /// Reads a file of definitions.
    fn definitions<T>(
        &mut self,
        named: &Option<Named>,
        read: impl FnOnce(&Named) -> SourceResult<T>,
    ) -> Option<T> {
        match read(named.as_ref()?) {
            Ok(value) => Some(value),
            Err(errors) => {
                self.faults.extend(self.files.resolve(&errors));
                None
            }
        }
    }
}
