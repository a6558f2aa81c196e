//! `kapacitet sample`: a bundle of each document type, for previews.
//!
//! A sample is what a template sees in a build, written into the document
//! type's folder, so that a designer can watch a page with nothing but Typst.

use std::path::Path;

use super::args::SampleArgs;
use super::{Done, Outcome, Stop, build, output};
use crate::assemble::{Answers, Materials, assemble, resolve, subjects};
use crate::diag::Files;
use crate::document::FOLDER;
use crate::edition::Job;

/// Runs the command.
pub fn run(root: &Path, args: &SampleArgs) -> Outcome {
    let files = Files::new(root);
    let materials = build::materials(root, &files, &args.edition, build::Instead::default())?;
    for (path, content) in samples(&files, &materials)? {
        output::write_whole(&root.join(path), &content)?;
    }
    Ok(Done::All)
}

/// Returns the files of all samples, by their paths in the project.
pub fn samples(files: &Files, materials: &Materials) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    let at = |errors: typst::diag::EcoVec<_>| Stop::at(files, &errors);
    let jobs = materials.edition.jobs(
        |subject| subjects(materials, subject),
        |subject, listed| resolve(materials, subject, listed),
    );
    let jobs = jobs.map_err(at)?;
    let mut written = Vec::new();
    for document in 0..materials.edition.documents.len() {
        let first = |job: &&Job| job.document == document;
        let Some(job) = jobs.iter().find(first) else { continue };
        let kind = materials.edition.kind(job);
        let answers = Answers::ask(materials, kind, &job.subject).map_err(at)?;
        let assembled = assemble(materials, job, &answers).map_err(at)?;
        written.extend(
            assembled
                .files
                .into_iter()
                .map(|(path, content)| (format!("{FOLDER}/{}/sample/{path}", kind.id), content)),
        );
    }
    Ok(written)
}
