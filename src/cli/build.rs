//! `kapacitet build`: an edition's documents, typeset in worker processes.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use indicatif::ProgressBar;
use typst::diag::{EcoVec, HintedStrResult, HintedString, SourceDiagnostic, bail};
use typst::syntax::DiagSpan;

use super::args::BuildArgs;
use super::explain::language;
use super::manifest::{Manifest, Output};
use super::terminal::{say, tell};
use super::twins::Twins;
use super::{Done, Outcome, Stop, ingest, output, progress, report};
use crate::assemble::{Assembled, Materials, resolve, subjects};
use crate::board::people::{EARLIER_COLUMNS, ENROLLED, is_of_patients};
use crate::brand;
use crate::claim::Entry;
use crate::diag::{Fault, Files, Located, and_list, hint_for};
use crate::edition::{Edition, EditionSource, Job};
use crate::finding::bridge::Previous;
use crate::locale::Lang;
use crate::registry::ingest::{Options, Spec};
use crate::registry::schema::SourceClass;
use crate::registry::store::Gate;
use crate::registry::{Reference, Registry, Snapshot};
use crate::twin::Glossary;
use crate::typeset::{Bundle, Limits, Pool};

/// Runs the command.
pub fn run(root: &Path, args: &BuildArgs) -> Outcome {
    let files = Files::new(root);
    let instead = Instead { snapshot: args.snapshot.as_deref(), brand: args.brand.as_deref() };
    let mut materials = materials(root, &files, &args.edition, instead)?;
    materials.draft = args.draft;
    let all = all_jobs(&files, &materials)?;
    let jobs = chosen(&materials, &all, args)?;
    let glossary = Glossary::load(&files).map_err(|errors| Stop::at(&files, &errors))?;
    let twins = Twins::new(&files, &materials, &glossary, &all);
    let out = args.out.clone().unwrap_or_else(|| root.join("output"));
    let folder = out.join(&materials.edition.id);
    output::create_folder(&folder)?;
    let _lock = output::lock(&folder)?;

    let mut manifest = Manifest::of(root, &materials)?;
    let build = Build { twins, materials: &materials, jobs: &jobs, folder: &folder };
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

/// What a command names in place of what an edition does.
#[derive(Debug, Clone, Copy, Default)]
pub struct Instead<'a> {
    /// The snapshot.
    pub snapshot: Option<&'a str>,
    /// The brand, with all of its partners.
    pub brand: Option<&'a str>,
}

/// Reads an edition and everything that its reports are made of, ingesting
/// its sources when the snapshot lacks them.
pub fn materials(
    root: &Path,
    files: &Files,
    edition: &str,
    instead: Instead,
) -> Result<Materials, Stop> {
    let known = crate::edition::list(root);
    if !known.iter().any(|id| id == edition) {
        let hint = hint_for(edition, known.iter().map(String::as_str));
        return Err(typst::diag::error!("unknown edition `{edition}`"; hint: "{hint}").into());
    }
    let mut edition = Edition::load(files, edition).map_err(|errors| Stop::at(files, &errors))?;
    if let Some(name) = instead.brand {
        let known = brand::list(root);
        if !known.iter().any(|brand| brand == name) {
            let hint = hint_for(name, known.iter().map(String::as_str));
            return Err(typst::diag::error!("unknown brand `{name}`"; hint: "{hint}").into());
        }
        edition.brand = name.to_owned();
        edition.partners = None;
    }
    if let Some(name) = instead.snapshot {
        edition.snapshot = name.to_owned();
        edition.sources.clear();
    }
    let reference = Arc::new(Reference::load(root)?);
    let Edition { snapshot, sources, example, .. } = &edition;
    prepare_snapshot(root, snapshot, sources, *example, &reference)
        .or_else(|fault| {
            let span = source_span(&edition, fault.message());
            Err::<(), _>(fault).located(span)
        })
        .map_err(|errors| Stop::at(files, &errors))?;
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

/// Returns where an edition names the source that a message is about; where it names its sources when the message does not tell.
fn source_span(edition: &Edition, message: &str) -> DiagSpan {
    let named = edition.sources.iter().find(|source| message.contains(&source.path));
    let text = named.map_or_else(|| "sources".to_owned(), |named| format!("\"{}\"", named.path));
    edition.file.find(&text)
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
    let at = |errors: EcoVec<SourceDiagnostic>| Stop::at(files, &errors);
    let place = named.places.snapshot;
    let read = || -> HintedStrResult<Registry> {
        prepare_snapshot(root, &named.snapshot, &named.sources, edition.example, &reference)?;
        Registry::load_with(root, &named.snapshot, Arc::clone(&reference))
    };
    let registry = read().located(place).map_err(at)?;
    let (data, earlier) = (later.snapshot.data_date, registry.snapshot.data_date);
    let faults = edition.date_faults(Some(data), Some(earlier));
    if !faults.is_empty() {
        return Err(at(faults.into()));
    }
    let base = named.base.unwrap_or(edition.base);
    let previous = Previous::new(registry, later, named.window, base, named.cutoff);
    previous.located(place).map(Some).map_err(at)
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
    let gate = Gate::with_readers(root);
    let fresh = match Snapshot::load(root, name) {
        Ok(snapshot) => {
            snapshot.reference_digest == reference.digest
                && crate::registry::store::is_whole(root, &snapshot)
                && snapshot.engine == env!("CARGO_PKG_VERSION")
                && crate::registry::ingest::is_made_of(&snapshot, &specs)?
        }
        Err(_) => false,
    };
    // What is ingested now passes the gate alone.
    drop(gate);
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

/// Returns all jobs of an edition.
fn all_jobs(files: &Files, materials: &Materials) -> Result<Vec<Job>, Stop> {
    let all = materials.edition.jobs(
        |subject| subjects(materials, subject),
        |subject, listed| resolve(materials, subject, listed),
    );
    all.map_err(|errors| Stop::at(files, &errors))
}

/// Returns the jobs that the command line asks for.
fn chosen<'a>(
    materials: &Materials,
    all: &'a [Job],
    args: &BuildArgs,
) -> Result<Vec<&'a Job>, Stop> {
    let edition = &materials.edition;
    let mut jobs: Vec<&Job> = all.iter().collect();
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
    check_subjects(all, &args.subjects)?;
    jobs.retain(|job| kept(&args.documents, &edition.kind(job).id));
    jobs.retain(|job| kept(&args.subjects, &job.subject));
    jobs.retain(|job| languages.is_empty() || languages.contains(&job.lang));
    if jobs.is_empty() {
        return Err(nothing_matches(edition, all, args).into());
    }
    Ok(jobs)
}

/// Says that an edition has each part of what is asked for, but no document with all of them, and what it has instead.
fn nothing_matches(edition: &Edition, all: &[Job], args: &BuildArgs) -> HintedString {
    let listed = |names: BTreeSet<&str>| {
        let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
        and_list(&names)
    };
    let kind = |job: &'_ Job| edition.kind(job).id.clone();
    let mut error: HintedString = typst::diag::error!(
        "no document of edition `{}` matches `--document`, `--subject` and `--lang` together",
        edition.id
    );
    for subject in &args.subjects {
        let kinds: BTreeSet<_> =
            all.iter().filter(|job| job.subject == *subject).map(kind).collect();
        let kinds = listed(kinds.iter().map(String::as_str).collect());
        error = error.with_hint(format!("about `{subject}` there is {kinds}"));
    }
    for document in &args.documents {
        let of_kind = all.iter().filter(|job| kind(job) == *document);
        let subjects = listed(of_kind.map(|job| job.subject.as_str()).collect());
        error = error.with_hint(format!("`{document}` is about {subjects}"));
    }
    if !args.languages.is_empty() {
        let languages = listed(edition.languages.iter().map(|lang| lang.code()).collect());
        error = error.with_hint(format!("it is built in {languages}"));
    }
    error
}

/// Checks that each subject asked for is one of the edition's.
fn check_subjects(jobs: &[Job], wanted: &[String]) -> HintedStrResult<()> {
    for name in wanted {
        if !jobs.iter().any(|job| job.subject == *name) {
            let known: BTreeSet<_> = jobs.iter().map(|job| job.subject.as_str()).collect();
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
    twins: Twins<'a>,
    materials: &'a Materials,
    jobs: &'a [&'a Job],
    folder: &'a Path,
}

impl Build<'_> {
    /// Makes and writes all documents; returns how many could not be made.
    fn run(&self, root: &Path, args: &BuildArgs, manifest: &mut Manifest) -> Result<usize, Stop> {
        let limits = Limits {
            jobs: args.jobs.map_or(Limits::default().jobs, std::num::NonZeroUsize::get),
            timeout: Duration::from_secs(args.timeout.get()),
            ..Limits::default()
        };
        let pool = Pool::new(root, limits)
            .map_err(|fault| typst::diag::eco_format!("cannot start workers: {fault}"))?;
        let prepared: Vec<OnceLock<Prepared>> = self.jobs.iter().map(|_| OnceLock::new()).collect();

        let bar = progress::documents(self.jobs.len());
        let mut failed = 0;
        pool.run(
            self.jobs.len(),
            |at| {
                let job = self.jobs[at];
                let assembled = self.twins.assembled(job)?;
                let bundle = self.bundle(job, &assembled);
                let figures = assembled.report.figures.keys().cloned().collect();
                let Assembled { warnings, claims, claim_sheet, by_hand, .. } = assembled;
                let made = Prepared { warnings, figures, claims, claim_sheet, by_hand };
                let _ = prepared[at].set(made);
                Ok(bundle)
            },
            |at, outcome| {
                let job = self.jobs[at];
                let path = self.path(job);
                bar.set_message(path.clone());
                let written = outcome.and_then(|typeset| {
                    let path = self.folder.join(&path);
                    let placeless = |fault| vec![super::placeless(&fault)];
                    let folder = path.parent().unwrap_or(self.folder);
                    output::check_folder(folder).map_err(placeless)?;
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
                let layout = written.as_ref().map_or(vec![], |made| made.warnings.clone());
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
                if !layout.is_empty() {
                    bar.suspend(|| report(layout));
                }
                if let Err(faults) = written {
                    failed += 1;
                    complain(&bar, &path, self.folder.join(&path).is_file(), faults);
                }
                manifest.outputs.insert(path, output);
                bar.inc(1);
            },
        );
        bar.finish_and_clear();
        Ok(failed)
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
            is_for_press: self.materials.edition.kind(job).spec.print.is_some(),
            draft: self.materials.draft,
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
