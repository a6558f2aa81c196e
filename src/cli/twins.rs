//! The languages of a build's documents, each assembled once and compared with its twins before it is typeset.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::assemble::{Answers, Assembled, Materials, assemble};
use crate::diag::{Fault, Files};
use crate::edition::Job;
use crate::twin::{self, Glossary, Telling};

/// All jobs of an edition, those too that are not built now: a document of one language is compared with the other one all the same.
pub struct Twins<'a> {
    files: &'a Files,
    materials: &'a Materials,
    glossary: &'a Glossary,
    /// The jobs by document and subject.
    subjects: BTreeMap<(usize, &'a str), Subject<'a>>,
}

/// The jobs about one subject, one for each language.
struct Subject<'a> {
    /// What all of them are made of.
    answers: OnceLock<Result<Answers, Vec<Fault>>>,
    languages: Vec<Slot<'a>>,
}

/// A job, and what is known of it.
struct Slot<'a> {
    job: &'a Job,
    /// What it tells.
    telling: OnceLock<Result<Telling, Vec<Fault>>>,
    /// The rest, until it is taken to be typeset.
    assembled: Mutex<Option<Assembled>>,
}

impl<'a> Twins<'a> {
    /// Prepares the jobs of an edition; nothing is computed yet.
    pub fn new(
        files: &'a Files,
        materials: &'a Materials,
        glossary: &'a Glossary,
        jobs: &'a [Job],
    ) -> Self {
        let mut subjects: BTreeMap<_, Subject> = BTreeMap::new();
        for job in jobs {
            let slot = Slot { job, telling: OnceLock::new(), assembled: Mutex::default() };
            subjects
                .entry((job.document, job.subject.as_str()))
                .or_insert_with(|| Subject { answers: OnceLock::new(), languages: Vec::new() })
                .languages
                .push(slot);
        }
        Self { files, materials, glossary, subjects }
    }

    /// Assembles a job and compares it with its twins.
    ///
    /// A twin that cannot be assembled is not compared: its fault is its own, and told there.
    pub fn assembled(&self, job: &Job) -> Result<Assembled, Vec<Fault>> {
        let subject = &self.subjects[&(job.document, job.subject.as_str())];
        let own = subject.languages.iter().find(|slot| slot.job.lang == job.lang);
        let own = own.expect("a job is one of the edition's");
        let telling = self.telling(subject, own).as_ref().map_err(Clone::clone)?;
        let twins = subject.languages.iter().filter(|slot| slot.job.lang != job.lang);
        let mut faults = Vec::new();
        for twin in twins {
            if let Ok(other) = self.telling(subject, twin) {
                // In one order, so that both languages say the same.
                let (first, second) =
                    if telling.lang < other.lang { (telling, other) } else { (other, telling) };
                let kind = self.materials.edition.kind(job);
                let compared = twin::check(kind, self.glossary, first, second);
                faults.extend(compared.err().iter().flat_map(|errors| self.files.resolve(errors)));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let kept = own.assembled.lock().unwrap_or_else(PoisonError::into_inner).take();
        match kept {
            Some(assembled) => Ok(assembled),
            // Asked for before: a worker died and the document is tried again.
            None => self.assemble(subject, own),
        }
    }

    /// Returns what a job tells, and keeps the rest for when it is its turn.
    fn telling<'s>(&self, subject: &Subject, slot: &'s Slot) -> &'s Result<Telling, Vec<Fault>> {
        slot.telling.get_or_init(|| {
            let assembled = self.assemble(subject, slot)?;
            let telling = Telling {
                lang: slot.job.lang,
                report: assembled.report.clone(),
                blocks: assembled.blocks.clone(),
                claims: assembled.claims.clone(),
            };
            *slot.assembled.lock().unwrap_or_else(PoisonError::into_inner) = Some(assembled);
            Ok(telling)
        })
    }

    /// Assembles a job from the answers about its subject, which its languages share.
    fn assemble(&self, subject: &Subject, slot: &Slot) -> Result<Assembled, Vec<Fault>> {
        let kind = self.materials.edition.kind(slot.job);
        let answers = subject.answers.get_or_init(|| {
            Answers::ask(self.materials, kind, &slot.job.subject)
                .map_err(|errors| self.files.resolve(&errors))
        });
        let answers = answers.as_ref().map_err(Clone::clone)?;
        assemble(self.materials, slot.job, answers).map_err(|errors| self.files.resolve(&errors))
    }
}
