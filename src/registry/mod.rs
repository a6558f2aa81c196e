//! The registry: one snapshot of trial records as typed tables, with what is
//! known about places, areas and diseases.
//!
//! [`ingest`] turns a register's files into a [`Snapshot`] on disk, and
//! [`Registry::load`] reads one back. In between lies Parquet: a snapshot is made
//! once and queried often. There is no trial object; a trial is a row, and
//! [`schema`] is the codebook.

pub mod areas;
pub mod companies;
pub mod development;
pub mod disagreement;
pub mod diseases;
pub mod fold;
pub mod ingest;
pub mod places;
pub mod population;
pub mod reference;
pub mod schema;
pub mod sites;
pub mod snapshot;
pub mod store;

mod cells;
mod place_rows;
mod region_rule;
mod rows;
mod union;

use std::path::Path;
use std::sync::Arc;

use polars::prelude::DataFrame;
use typst::diag::HintedStrResult;

pub use areas::{Area, Areas, Descriptor};
pub use companies::{Companies, Company};
pub use development::Development;
pub use disagreement::{Disagreement, disagreements};
pub use diseases::{Disease, Diseases};
pub use places::{Country, HealthcareRegion, Places, Region};
pub use population::{Population, PopulationValue};
pub use reference::Reference;
pub use snapshot::Snapshot;

/// A snapshot in memory.
#[derive(Debug)]
pub struct Registry {
    /// What the snapshot is made of.
    pub snapshot: Snapshot,
    /// What is known beside it.
    pub reference: Arc<Reference>,
    /// Rows of [`schema::TRIALS`].
    pub trials: DataFrame,
    /// Rows of [`schema::SITES`].
    pub sites: DataFrame,
    /// Rows of [`schema::CONDITIONS`].
    pub conditions: DataFrame,
    /// Rows of [`schema::AREAS`].
    pub areas: DataFrame,
    /// Rows of [`schema::INTERVENTIONS`].
    pub interventions: DataFrame,
    /// Rows of [`schema::SPONSORS`].
    pub sponsors: DataFrame,
    /// Rows of [`schema::INVESTIGATORS`].
    pub investigators: DataFrame,
    /// Rows of [`schema::RECORDS`].
    pub records: DataFrame,
    /// Rows of [`schema::IDENTIFIERS`].
    pub identifiers: DataFrame,
    /// Rows of [`schema::PIPELINE`].
    pub pipeline: DataFrame,
    /// Rows of [`schema::PIPELINE_AREAS`].
    pub pipeline_areas: DataFrame,
    /// Rows of [`schema::SITE_PROFILES`].
    pub site_profiles: DataFrame,
    /// Rows of [`schema::INVESTIGATOR_PROFILES`].
    pub investigator_profiles: DataFrame,
    /// Rows of [`schema::MEMBER_STATES`].
    pub member_states: DataFrame,
    /// Distinct pairs `trial: u32, place: str`: every place that has a site of the
    /// trial, from `world`, which has all trials, to the region. Sites are not
    /// places here.
    pub places: DataFrame,
}

impl Registry {
    /// Reads the snapshot `name` under the project's root.
    ///
    /// Each table's SHA-256 is compared before it is read, because a Parquet
    /// reader passes over many kinds of damage in silence.
    pub fn load(root: &Path, name: &str) -> HintedStrResult<Self> {
        let reference = Arc::new(Reference::load(root)?);
        Self::load_with(root, name, reference)
    }

    /// Reads the snapshot `name` with reference tables that are read already.
    pub fn load_with(root: &Path, name: &str, reference: Arc<Reference>) -> HintedStrResult<Self> {
        let _gate = store::Gate::with_readers(root);
        let snapshot = Snapshot::load(root, name)?;
        let read = |table| store::read_table(root, &snapshot, table);
        let (trials, sites) = (read(&schema::TRIALS)?, read(&schema::SITES)?);
        Ok(Self {
            places: place_rows::of(&trials, &sites, &reference.places)?,
            conditions: read(&schema::CONDITIONS)?,
            areas: read(&schema::AREAS)?,
            interventions: read(&schema::INTERVENTIONS)?,
            sponsors: read(&schema::SPONSORS)?,
            investigators: read(&schema::INVESTIGATORS)?,
            records: read(&schema::RECORDS)?,
            identifiers: read(&schema::IDENTIFIERS)?,
            pipeline: read(&schema::PIPELINE)?,
            pipeline_areas: read(&schema::PIPELINE_AREAS)?,
            site_profiles: read(&schema::SITE_PROFILES)?,
            investigator_profiles: read(&schema::INVESTIGATOR_PROFILES)?,
            member_states: read(&schema::MEMBER_STATES)?,
            trials,
            sites,
            snapshot,
            reference,
        })
    }

    /// Tells whether the reference tables have changed since the ingest, so that
    /// regions and areas would come out otherwise today.
    pub fn is_stale(&self) -> bool {
        self.snapshot.reference_digest != self.reference.digest
    }
}
