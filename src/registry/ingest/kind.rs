//! The kinds of sources: how each one's records are read, and how it wants to be named.
//!
//! To add a kind, add a variant; every question below then asks for its answer.

use std::path::PathBuf;
use std::sync::Arc;

use typst::diag::{HintedStrResult, error};

use super::cut::Cut;
use super::mapped::{self, Mapping};
use super::pass::Intake;
use super::source::Content;
use super::trial::{self, Fault, Trial, UnknownWords};
use super::{ctgov, ctis, json};
use crate::registry::schema::SourceClass;

/// A kind of source.
#[derive(Debug, Clone)]
pub enum Kind {
    /// ClinicalTrials.gov.
    Ctgov,
    /// The EU's Clinical Trials Information System.
    Ctis,
    /// A licensed export, read by a mapping.
    Mapped(Arc<Mapping>),
}

/// Two exports are of a kind when their mappings name the same source.
impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Kind {}

/// Files of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// How they are read.
    pub kind: Kind,
    /// Files and folders, in the order in which they are read.
    pub paths: Vec<PathBuf>,
}

impl Kind {
    /// Every kind that needs nothing but files.
    pub const ALL: &'static [Self] = &[Self::Ctgov, Self::Ctis];

    /// Returns the kind of this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().find(|kind| kind.id() == id).cloned()
    }

    /// Returns the id that stands in the tables.
    pub fn id(&self) -> &str {
        match self {
            Self::Ctgov => "ctgov",
            Self::Ctis => "ctis",
            Self::Mapped(mapping) => mapping.source.id.get_ref(),
        }
    }

    /// Returns the name, as the source wants to be named.
    pub fn name(&self) -> &str {
        match self {
            Self::Ctgov => "ClinicalTrials.gov",
            Self::Ctis => "CTIS",
            Self::Mapped(mapping) => &mapping.source.name,
        }
    }

    /// Returns under which terms its data may be used.
    pub fn class(&self) -> SourceClass {
        match self {
            Self::Ctgov | Self::Ctis => SourceClass::Public,
            Self::Mapped(mapping) => mapping.source.class,
        }
    }

    /// Returns what it asks of those who use its data, in a sentence.
    pub fn licence(&self) -> &str {
        match self {
            Self::Ctgov => {
                "Source: ClinicalTrials.gov, U.S. National Library of Medicine; name it with the \
                 date of the data and say what was changed; no endorsement is implied."
            }
            Self::Ctis => {
                "Source: Clinical Trials Information System (CTIS), European Medicines Agency; \
                 reuse is free when the source is named and the meaning is not distorted."
            }
            Self::Mapped(mapping) => &mapping.source.licence,
        }
    }

    /// Returns what its files are expected to hold.
    pub fn records(&self) -> &str {
        match self {
            Self::Ctgov => {
                "API v2 JSON (pages, records, lists or one record per line), \
                 the website's CSV with its header, or AACT's zip"
            }
            Self::Ctis => "records of the EU's public portal, as JSON: one, a list, or by number",
            Self::Mapped(_) => "rows as the mapping says",
        }
    }

    /// Returns whether its records are trials, so that without one nothing was read.
    pub fn holds_trials(&self) -> bool {
        match self {
            Self::Ctgov | Self::Ctis => true,
            Self::Mapped(mapping) => mapping.source.kind == mapped::Kind::Trials,
        }
    }

    /// Reads the records of what a file holds.
    pub(super) fn read(&self, content: Content, intake: &mut Intake) -> HintedStrResult<()> {
        match (self, content) {
            (Self::Ctgov, content) => ctgov::read(content, intake),
            (_, Content::Text { name, packing, input }) => {
                json::read(self, name, packing, input, intake)
            }
            (_, Content::Tables(archive)) => Err(error!(
                "`{}` is AACT's zip", archive.shown;
                hint: "AACT holds ClinicalTrials.gov: `kapacitet ingest ctgov`"
            )),
        }
    }

    /// Parses and checks a record in JSON.
    pub(super) fn check<'a>(
        &self,
        cut: &Cut<'a>,
        words: &mut UnknownWords,
    ) -> Result<Trial<'a>, Fault> {
        match self {
            Self::Ctis => ctis::check(cut, words),
            _ => trial::check(cut, words),
        }
    }
}
