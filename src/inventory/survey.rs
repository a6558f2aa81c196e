//! What was asked together with what was answered.

use std::path::Path;

use typst::diag::SourceResult;
use typst::syntax::DiagSpan;

use super::history::{FILE, Inventory};
use super::questions::Questions;
use crate::diag::Files;
use crate::registry::Reference;

/// The questions and the history of the answers to them.
#[derive(Debug, Clone)]
pub struct Survey {
    /// What is asked.
    pub questions: Questions,
    /// What was answered.
    pub history: Inventory,
}

impl Survey {
    /// Reads the project's questions and a history: its file, or the folder that it lies in.
    ///
    /// A history that cannot be read is blamed on `span`, where it is named.
    pub fn load(
        files: &Files,
        path: &Path,
        span: impl Into<DiagSpan>,
        reference: &Reference,
    ) -> SourceResult<Self> {
        let questions = Questions::load(files)?;
        let is_file = path.extension().is_some_and(|extension| extension == "csv");
        let path = if is_file { path.to_owned() } else { path.join(FILE) };
        let history = Inventory::parse(&files.read_for(&path, span)?, &questions, reference)?;
        Ok(Self { questions, history })
    }
}
