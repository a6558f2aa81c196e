//! The kinds of sources: how each one's records are read, and how it wants to be named.
//!
//! To add a kind, add a variant; every question below then asks for its answer.

use std::path::PathBuf;

use super::ctis;
use super::cut::Cut;
use super::trial::{self, Fault, Trial, UnknownWords};
use crate::registry::schema::SourceClass;

/// A kind of source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// ClinicalTrials.gov.
    Ctgov,
    /// The EU's Clinical Trials Information System.
    Ctis,
}

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
        }
    }

    /// Returns the name, as the source wants to be named.
    pub fn name(&self) -> &str {
        match self {
            Self::Ctgov => "ClinicalTrials.gov",
            Self::Ctis => "CTIS",
        }
    }

    /// Returns under which terms its data may be used.
    pub fn class(&self) -> SourceClass {
        match self {
            Self::Ctgov | Self::Ctis => SourceClass::Public,
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
        }
    }

    /// Returns what its files are expected to hold.
    pub fn records(&self) -> &str {
        match self {
            Self::Ctgov => "ClinicalTrials.gov API v2 records",
            Self::Ctis => "records of the EU's public portal (CTIS)",
        }
    }

    /// Parses and checks a record.
    pub(super) fn check<'a>(
        &self,
        cut: &Cut<'a>,
        words: &mut UnknownWords,
    ) -> Result<Trial<'a>, Fault> {
        match self {
            Self::Ctgov => trial::check(cut, words),
            Self::Ctis => ctis::check(cut, words),
        }
    }
}
