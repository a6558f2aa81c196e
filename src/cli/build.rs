//! `kapacitet build`: an edition's documents, typeset in worker processes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use indicatif::ProgressBar;
use typst::diag::{HintedStrResult, bail};

use super::args::BuildArgs;
use super::explain::language;
use super::manifest::{Manifest, Output};
use super::terminal::{say, tell};
use super::{Done, Outcome, Stop, ingest, output, progress, report};
use crate::assemble::{Answers, Assembled, Materials, assemble, resolve, subjects};
use crate::board::people::{EARLIER_COLUMNS, ENROLLED, is_of_patients};
use crate::claim::Entry;
use crate::diag::{Fault, Files, Located, hint_for};
use crate::edition::{Edition, EditionSource, Job};
use crate::finding::bridge::Previous;
use crate::locale::Lang;
use crate::registry::ingest::{Options, Spec};
use crate::registry::schema::SourceClass;
use crate::registry::{Reference, Registry, Snapshot};
use crate::typeset::{Bundle, Limits, Pool};

/// Runs the command.
pub fn run(root: &Path, args: &BuildArgs) -> Outcome {
    let files = Files::new(root);
    let materials = materials(root, &files, &args.edition, args.snapshot.as_deref())?;
    let jobs = jobs(&files, &materials, args)?;
    let out = args.out.clone().unwrap_or_else(|| root.join("output"));
    let folder = out.join(&materials.edition.id);
    output::create_folder(&folder)?;
    let _lock = output::lock(&folder)?;

    let mut manifest = Manifest::of(root, &materials)?;
    let build = Build { files: &files, materials: &materials, jobs: &jobs, folder: &folder };
    let failed = build.run(root, args, &mut manifest)?;
    if let Some(counts) = published(&materials) {
        output::write_whole(&folder.join("counts.csv"), &counts)?;
    }
    manifest.keep_earlier(&folder);
    output::write_whole(&folder.join("manifest.json"), &manifest.to_json())?;

    let written = jobs.len() - failed;
    say(&format!("{written} of {} documents written to {}", jobs.len(), folder.display()))?;
    Ok(if failed == 0 { Done::All } else { Done::Partly })
}

/// Returns the counts of people that the edition may show, for the edition after it; none where it has none.
///
/// They are all that any of its documents could show, whichever of them were built now.
fn published(materials: &Materials) -> Option<Vec<u8>> {
    let Materials { people, edition, .. } = materials;
    let is_shown = |measure: &str| {
        let class = match measure {
            ENROLLED => edition.tables.enrolment_class(),
            measure if is_of_patients(measure) => edition.tables.patients_class(),
            // Counts behind an indicator of the board.
            _ => edition.tables.kpis_class(),
        };
        SourceClass::from_code(class).is_some_and(|class| edition.clearance.admits(class))
    };
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut lines = vec![EARLIER_COLUMNS.map(str::to_owned)];
    for (id, count) in people.published().filter(|(id, _)| is_shown(&id.measure)) {
        let at = |dimension: &str| id.at.get(dimension).cloned().unwrap_or_default();
        let (place, disease, year) = (at("region"), at("disease"), at("period"));
        lines.push([id.measure.clone(), place, disease, year, count.to_string()]);
    }
    if lines.len() == 1 {
        return None;
    }
    for line in lines {
        writer.write_record(line).expect("memory can be written to");
    }
    Some(writer.into_inner().expect("memory can be written to"))
}

/// Reads an edition and everything that its reports are made of, ingesting
/// its sources when the snapshot lacks them.
pub fn materials(
    root: &Path,
    files: &Files,
    edition: &str,
    snapshot: Option<&str>,
) -> Result<Materials, Stop> {
    let known = crate::edition::list(root);
    if !known.iter().any(|id| id == edition) {
        let hint = hint_for(edition, known.iter().map(String::as_str));
        return Err(typst::diag::error!("unknown edition `{edition}`"; hint: "{hint}").into());
    }
    let mut edition = Edition::load(files, edition).map_err(|errors| Stop::at(files, &errors))?;
    if let Some(name) = snapshot {
        edition.snapshot = name.to_owned();
        edition.sources.clear();
    }
    let reference = Arc::new(Reference::load(root)?);
    let Edition { snapshot, sources, example, .. } = &edition;
    prepare_snapshot(root, snapshot, sources, *example, &reference)?;
    let registry = Registry::load_with(root, snapshot, Arc::clone(&reference))?;
    let previous = previous(root, files, &edition, &registry, reference)?;
    if registry.is_stale() {
        let hint = "ingest the snapshot again";
        let warning = "the reference tables have changed since the ingest";
        report(vec![Fault::warning(warning).with_hint(hint)]);
    }
    let mut materials = Materials::gather(files, edition, registry).map_err(Stop::Faults)?;
    materials.previous = previous;
    if !materials.board.notes.is_empty() {
        report(materials.board.notes.clone());
    }
    Ok(materials)
}

/// Reads what the edition before was made of, where an edition names it.
fn previous(
    root: &Path,
    files: &Files,
    edition: &Edition,
    later: &Registry,
    reference: Arc<Reference>,
) -> Result<Option<Previous>, Stop> {
    let Some(named) = &edition.previous else { return Ok(None) };
    let read = || -> HintedStrResult<Previous> {
        prepare_snapshot(root, &named.snapshot, &named.sources, edition.example, &reference)?;
        let registry = Registry::load_with(root, &named.snapshot, reference)?;
        let base = named.base.unwrap_or(edition.base);
        Previous::new(registry, later, named.window, base, named.cutoff)
    };
    read().located(named.span).map(Some).map_err(|errors| Stop::at(files, &errors))
}

/// Ingests sources into a snapshot that is missing, unreadable or
/// made with other reference tables or by another engine.
pub fn prepare_snapshot(
    root: &Path,
    name: &str,
    sources: &[EditionSource],
    example: bool,
    reference: &Reference,
) -> HintedStrResult<()> {
    if sources.is_empty() {
        return Ok(());
    }
    let specs = specs(root, sources);
    let fresh = match Snapshot::load(root, name) {
        Ok(snapshot) => {
            snapshot.reference_digest == reference.digest
                && crate::registry::store::is_whole(root, &snapshot)
                && snapshot.engine == env!("CARGO_PKG_VERSION")
                && crate::registry::ingest::is_made_of(&snapshot, &specs)?
        }
        Err(_) => false,
    };
    if fresh {
        return Ok(());
    }
    let paths: Vec<&str> = sources.iter().map(|source| source.path.as_str()).collect();
    tell(&format!("ingesting {} into snapshot `{name}`", paths.join(", ")));
    let options = Options { into: Some(name.to_owned()), example, ..Options::default() };
    ingest::warn(&ingest::sources(root, &specs, &options)?);
    Ok(())
}

/// Returns an edition's sources as an ingest wants them: neighbours of one kind are one
/// source.
fn specs(root: &Path, sources: &[EditionSource]) -> Vec<Spec> {
    let mut specs: Vec<Spec> = Vec::new();
    for source in sources {
        let path = root.join(&source.path);
        match specs.last_mut() {
            Some(spec) if spec.kind == source.kind => spec.paths.push(path),
            _ => specs.push(Spec { kind: source.kind.clone(), paths: vec![path] }),
        }
    }
    specs
}

/// Returns the jobs that the command line asks for.
fn jobs(files: &Files, materials: &Materials, args: &BuildArgs) -> Result<Vec<Job>, Stop> {
    let edition = &materials.edition;
    let all = edition.jobs(
        |subject| subjects(materials, subject),
        |subject, listed| resolve(materials, subject, listed),
    );
    let mut jobs = all.map_err(|errors| Stop::at(files, &errors))?;

    let kinds = || edition.documents.iter().map(|documents| documents.kind.id.as_str());
    for name in &args.documents {
        if !kinds().any(|kind| kind == name) {
            let hint = hint_for(name, kinds());
            return Err(typst::diag::error!(
                "edition `{}` has no document `{name}`", edition.id;
                hint: "{hint}"
            )
            .into());
        }
    }
    let languages: Vec<Lang> =
        args.languages.iter().map(|code| language(code)).collect::<Result<_, _>>()?;
    let kept =
        |wanted: &[String], name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    check_subjects(&jobs, &args.subjects)?;
    jobs.retain(|job| kept(&args.documents, &edition.kind(job).id));
    jobs.retain(|job| kept(&args.subjects, &job.subject));
    jobs.retain(|job| languages.is_empty() || languages.contains(&job.lang));
    Ok(jobs)
}

/// Checks that each subject asked for is one of the edition's.
fn check_subjects(jobs: &[Job], wanted: &[String]) -> HintedStrResult<()> {
    for name in wanted {
        if !jobs.iter().any(|job| job.subject == *name) {
            let mut known: Vec<_> = jobs.iter().map(|job| job.subject.as_str()).collect();
            known.dedup();
            bail!("the edition has no subject `{name}`"; hint: "{}", hint_for(name, known));
        }
    }
    Ok(())
}

/// The end of the name of a document's claim sheet, in place of that of the PDF.
const CLAIM_SHEET: &str = "claims.csv";

/// The bundle of a job, with what the manifest wants to know of it.
struct Prepared {
    warnings: Vec<String>,
    figures: Vec<String>,
    claims: Vec<Entry>,
    claim_sheet: Vec<u8>,
    by_hand: Vec<String>,
}

/// A build under way.
struct Build<'a> {
    files: &'a Files,
    materials: &'a Materials,
    jobs: &'a [Job],
    folder: &'a Path,
}

impl Build<'_> {
    /// Makes and writes all documents; returns how many could not be made.
    ///
    /// The answers about a subject are computed once, by whichever job comes
    /// first, and shared by its languages.
    fn run(&self, root: &Path, args: &BuildArgs, manifest: &mut Manifest) -> Result<usize, Stop> {
        let limits = Limits {
            jobs: args.jobs.map_or(Limits::default().jobs, std::num::NonZeroUsize::get),
            timeout: Duration::from_secs(args.timeout.get()),
            ..Limits::default()
        };
        let pool = Pool::new(root, limits)
            .map_err(|fault| typst::diag::eco_format!("cannot start workers: {fault}"))?;
        let subjects: Vec<_> = self.jobs.iter().map(|job| (job.document, &job.subject)).collect();
        let answers: BTreeMap<_, OnceLock<Result<Answers, Vec<Fault>>>> =
            subjects.into_iter().map(|subject| (subject, OnceLock::new())).collect();
        let prepared: Vec<OnceLock<Prepared>> = self.jobs.iter().map(|_| OnceLock::new()).collect();

        let bar = progress::documents(self.jobs.len());
        let mut failed = 0;
        pool.run(
            self.jobs.len(),
            |at| {
                let job = &self.jobs[at];
                let answers = answers[&(job.document, &job.subject)].get_or_init(|| self.ask(job));
                let answers = answers.as_ref().map_err(Clone::clone)?;
                let assembled = assemble(self.materials, job, answers)
                    .map_err(|errors| self.files.resolve(&errors))?;
                let bundle = self.bundle(job, &assembled);
                let figures = assembled.report.figures.keys().cloned().collect();
                let Assembled { warnings, claims, claim_sheet, by_hand, .. } = assembled;
                let made = Prepared { warnings, figures, claims, claim_sheet, by_hand };
                let _ = prepared[at].set(made);
                Ok(bundle)
            },
            |at, outcome| {
                let job = &self.jobs[at];
                let path = self.path(job);
                bar.set_message(path.clone());
                let written = outcome.and_then(|typeset| {
                    let path = self.folder.join(&path);
                    let placeless = |fault| vec![super::placeless(&fault)];
                    output::write_whole(&path, &typeset.pdf).map_err(placeless)?;
                    // What was claimed stands beside what was printed.
                    if let Some(prepared) = prepared[at].get() {
                        let path = path.with_extension(CLAIM_SHEET);
                        output::write_whole(&path, &prepared.claim_sheet).map_err(placeless)?;
                    }
                    Ok(typeset)
                });
                let output = Output::of(self.materials, job, written.as_ref(), |made| {
                    if let Some(prepared) = prepared[at].get() {
                        made.warnings = prepared.warnings.clone();
                        made.figures = prepared.figures.clone();
                        made.claims = prepared.claims.clone();
                        made.by_hand = prepared.by_hand.clone();
                        made.claim_sheet = Some(output::sha256(&prepared.claim_sheet));
                    }
                });
                if !output.warnings.is_empty() {
                    let warnings = output.warnings.iter();
                    bar.suspend(|| {
                        report(
                            warnings
                                .map(|warning| Fault::warning(format!("{path}: {warning}")))
                                .collect(),
                        );
                    });
                }
                if let Err(faults) = written {
                    failed += 1;
                    complain(&bar, &path, self.folder.join(&path).exists(), faults);
                }
                manifest.outputs.insert(path, output);
                bar.inc(1);
            },
        );
        bar.finish_and_clear();
        Ok(failed)
    }

    /// Asks the questions about a job's subject.
    fn ask(&self, job: &Job) -> Result<Answers, Vec<Fault>> {
        let kind = self.materials.edition.kind(job);
        Answers::ask(self.materials, kind, &job.subject)
            .map_err(|errors| self.files.resolve(&errors))
    }

    /// Returns what a worker needs to typeset a report.
    fn bundle(&self, job: &Job, assembled: &Assembled) -> Bundle {
        Bundle {
            main: self.materials.edition.kind(job).main(),
            files: assembled.files.clone(),
            ident: assembled.report.meta.id.clone(),
            date: self.materials.cutoff,
            cutoff: self.materials.cutoff,
            fonts: self.materials.brand.font_files().to_vec(),
        }
    }

    /// Returns the path of a job's PDF in the edition's folder.
    fn path(&self, job: &Job) -> String {
        let kind = self.materials.edition.kind(job);
        format!("{}/{}.{}.pdf", kind.id, kind.slug(&job.subject), job.lang.code())
    }
}

/// Prints what is wrong with a document, above the progress bar.
fn complain(bar: &ProgressBar, path: &str, stands: bool, faults: Vec<Fault>) {
    bar.suspend(|| {
        tell(&format!(
            "{path} was not written{}:",
            if stands { "; the one of an earlier build still stands there" } else { "" }
        ));
        report(faults);
    });
}
