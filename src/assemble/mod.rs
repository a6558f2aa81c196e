//! Assembling: from an edition's job to a report and the files beside it.
//!
//! A job's document type says what to ask; the answers are computed once per
//! subject and shared by its languages ([`Answers`]). From them come tiles,
//! figures, tables and the narrative. No prose stands here: sentences come
//! from narratives, words from the locale, definitions from the catalogue.

mod about;
mod answers;
mod backtest;
mod charts;
mod check;
mod claim_sheet;
mod claims;
mod columns;
mod context;
mod each;
mod enclosed;
mod figures;
mod kpis;
mod listing;
mod log;
mod phrases;
mod picks;
mod placed;
mod subject;
mod tables;
mod tiles;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, StrResult, bail, error};

pub use self::answers::{Answer, Answers};
pub use self::check::check;
pub use self::phrases::Phrases;
pub use self::subject::{resolve, subjects};

use crate::board::{Board, People, Tables};
use crate::brand::{self, Brand};
use crate::chart::{self, Colour, Colours, Sizes, Theme};
use crate::claim::Entry;
use crate::clearance::gate;
use crate::diag::{Fault, Files, Located};
use crate::document::DocumentType;
use crate::edition::{Edition, Job};
use crate::finding::bridge::Previous;
use crate::finding::choices::Choices;
use crate::finding::{Cubes, Evidence, Finding, Office};
use crate::inventory::Survey;
use crate::locale::{self, Lang, Words};
use crate::narrative;
use crate::registry::{Reference, Registry};
use crate::report::{Date, Meta, Named, Report, SCHEMA};
use crate::slice::Window;

/// What every report of a build is made of.
pub struct Materials {
    /// The data.
    pub registry: Registry,
    /// What is counted of them already.
    pub cubes: Cubes,
    /// What is counted of them for other choices than the edition's.
    pub choices: Choices,
    /// What to build.
    pub edition: Edition,
    /// How it looks.
    pub brand: Brand,
    /// The visible words, by language.
    pub words: BTreeMap<Lang, Words>,
    /// The brand as charts see it.
    pub theme: Theme,
    /// The last day that counts.
    pub cutoff: NaiveDate,
    /// The window of the edition.
    pub window: Window,
    /// What the partnership's office keeps for the board.
    pub board: Board,
    /// What of its counts of people may be shown, anywhere in the build.
    pub people: People,
    /// The regions' own answers, where the edition names them.
    pub inventory: Option<Survey>,
    /// What the previous edition was made of, where the edition names it.
    pub previous: Option<Previous>,
    /// Whether the documents are drafts, which say so on every page.
    pub draft: bool,
}

impl Materials {
    /// Gathers what the reports of an edition are made of.
    ///
    /// The cut-off is the edition's or the date of the data, and the window the
    /// edition's or the default one before the cut-off.
    pub fn gather(files: &Files, edition: Edition, registry: Registry) -> Result<Self, Vec<Fault>> {
        let board = Board::load(files, &edition.tables, &registry.reference);
        let inventory = survey(files, &edition, &registry.reference);
        let gathered = Self::gather_with(files, edition, registry);
        // What is wrong with the tables is told beside what is wrong with the rest.
        let resolved = |errors: EcoVec<SourceDiagnostic>| files.resolve(&errors);
        match (gathered.map_err(resolved), board, inventory.map_err(resolved)) {
            (Ok(materials), Ok(board), Ok(inventory)) => {
                let Self { registry, edition, .. } = &materials;
                let people = people(&board, &registry.reference, edition).map_err(resolved)?;
                Ok(Self { board, people, inventory, ..materials })
            }
            (gathered, board, inventory) => {
                let faults = [gathered.err(), board.err(), inventory.err()];
                Err(faults.into_iter().flatten().flatten().collect())
            }
        }
    }

    /// Whether anything of it is invented, so that every page says so.
    pub fn is_example(&self) -> bool {
        let is_invented = |survey: &Survey| survey.history.example;
        let previous = self.previous.as_ref();
        self.registry.snapshot.example
            || previous.is_some_and(|previous| previous.registry.snapshot.example)
            || self.inventory.as_ref().is_some_and(is_invented)
    }

    /// Returns all that can be asked.
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            registry: &self.registry,
            cubes: Some(&self.cubes),
            inventory: self.inventory.as_ref(),
            previous: self.previous.as_ref(),
            office: Some(Office {
                board: &self.board,
                people: &self.people,
                patients_class: self.edition.tables.patients_class(),
                feasibility_class: self.edition.tables.feasibility_class(),
                kpis_class: self.edition.tables.kpis_class(),
                enrolment_class: self.edition.tables.enrolment_class(),
                is_example: self.edition.example,
            }),
            clearance: self.edition.clearance,
        }
    }

    /// Gathers everything but the board's tables and the inventory.
    fn gather_with(files: &Files, edition: Edition, registry: Registry) -> SourceResult<Self> {
        let folder = Path::new(brand::FOLDER).join(&edition.brand);
        let brand = Brand::load(files, &folder)?;
        let brand = match &edition.partners {
            Some((ids, span)) => brand.with_partners(ids).map_err(|(message, hint)| {
                EcoVec::from([error!(*span, "{message}"; hint: "{hint}")])
            })?,
            None => brand,
        };
        let theme = theme(&brand).located(edition.file.find(&edition.brand))?;
        let cutoff = edition.cutoff.unwrap_or(registry.snapshot.data_date);
        let data_date = registry.snapshot.data_date;
        if cutoff > data_date {
            bail!(
                edition.places.cutoff, "the cut-off {cutoff} is after the data of {data_date}";
                hint: "ingest newer data, or choose an earlier cut-off"
            );
        }
        let window = edition.window.unwrap_or_else(|| Window::default_before(cutoff));
        let words = Words::load(files, Path::new(locale::FOLDER))?;
        let (board, people) = (Board::default(), People::default());
        let (inventory, previous) = (None, None);
        let (cubes, choices) = (Cubes::default(), Choices::default());
        Ok(Self {
            registry,
            cubes,
            choices,
            edition,
            brand,
            words,
            theme,
            cutoff,
            window,
            board,
            people,
            inventory,
            previous,
            draft: false,
        })
    }
}

/// Decides which counts of people an edition may show; an error where some cannot be protected.
pub fn people(board: &Board, reference: &Reference, edition: &Edition) -> SourceResult<People> {
    let Tables { earlier_counts, patients, enrolment, kpi_values, .. } = &edition.tables;
    // What an earlier edition has told is the likeliest to make it impossible.
    let named = [earlier_counts, patients, enrolment, kpi_values].into_iter().flatten().next();
    let place = named.map_or(edition.file.whole(), |named| named.span);
    People::of(board, reference, &edition.disclosure).located(place)
}

/// Reads the inventory that an edition names. One that is not there is the board's tables' to tell.
fn survey(files: &Files, edition: &Edition, reference: &Reference) -> SourceResult<Option<Survey>> {
    let Some(named) = &edition.tables.inventory else { return Ok(None) };
    if files.locate(named.path.as_ref(), named.span).is_err() {
        return Ok(None);
    }
    Survey::load(files, named.path.as_ref(), named.span, reference).map(Some)
}

/// Returns a brand as charts see it.
fn theme(brand: &Brand) -> StrResult<Theme> {
    let colour = |meaning: &str| match brand.colour(meaning) {
        Some(hex) => Colour::hex(hex),
        None => bail!("the brand has no colour for `{meaning}`"),
    };
    let colours = Colours {
        own: colour("own")?,
        comparator: colour("comparator")?,
        world: colour("world")?,
        target: colour("target")?,
        accent: colour("accent")?,
        ink: colour("ink")?,
        muted: colour("muted")?,
        grid: colour("grid")?,
        surface: colour("surface")?,
        ramp_low: colour("ramp_low")?,
        ramp_high: colour("ramp_high")?,
    };
    let given = brand.chart_sizes();
    let size = |name: &str, default: f64| given.get(name).copied().unwrap_or(default);
    let default = Sizes::default();
    let sizes = Sizes {
        normal: size("label", default.normal),
        small: size("axis", default.small),
        large: size("large", default.large),
    };
    let mut files = Vec::new();
    for weight in CHART_WEIGHTS {
        match brand.fonts().find(brand.body_font(), weight, false) {
            Some(font) => files.push(font.data().to_vec()),
            None => bail!("the brand has no font `{}`", brand.body_font()),
        }
    }
    let files = files.try_into().expect("one file for each weight");
    Theme::new(colours, sizes, chart::Fonts::new(brand.body_font(), files)?)
}

/// The weights of the body font that charts use.
const CHART_WEIGHTS: [u16; 4] = [400, 500, 600, 700];

/// A report with the files that stand beside it in the bundle.
pub struct Assembled {
    /// The report.
    pub report: Report,
    /// The bundle's files, by their paths in it.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The findings behind its figures, tables and tiles, by question.
    pub findings: BTreeMap<String, Vec<Finding>>,
    /// What became of each of the document's claims, the most important first.
    pub claims: Vec<Entry>,
    /// The same in full, as CSV.
    pub claim_sheet: Vec<u8>,
    /// The blocks of the narrative as they are read, by name.
    pub blocks: BTreeMap<String, String>,
    /// The texts in it that were written by hand, whose numbers no claim carries.
    pub by_hand: Vec<String>,
    /// What someone should know although the report is right.
    pub warnings: Vec<String>,
}

/// Assembles one job from the answers about its subject, unless a value in it is above the edition's clearance.
pub fn assemble(materials: &Materials, job: &Job, answers: &Answers) -> SourceResult<Assembled> {
    let kind = materials.edition.kind(job);
    let asked = kind.asked();
    let narrative_file = &asked.narratives[&job.lang];
    let placed = placed::placed(materials, asked, narrative_file, answers)?;
    let name = format!("{}/{}.{}", kind.id, kind.slug(&answers.subject), job.lang.code());
    let edition = &materials.edition;
    gate(edition.clearance, &name, &placed).located(edition.clearance_span())?;

    let phrases = Phrases::new(materials, job.lang, answers.window);
    let mut context = context::of(&phrases, asked, answers)?;
    let rules = claims::rules(asked);
    let said = narrative::render(narrative_file, &context, job.lang.locale(), &rules)?;
    let log = log::of(answers, &said);
    // A document about the claims of another one has a narrative of its own.
    let written = match &kind.of {
        None => said.clone(),
        Some(of) => {
            log.tell(&mut context, of.name(job.lang));
            let (file, rules) = (&kind.narratives[&job.lang], claims::rules(kind));
            narrative::render(file, &context, job.lang.locale(), &rules)?
        }
    };
    let by_hand = edition.slots(job);
    let claim_sheet = log.to_csv(job.lang, &by_hand).located(kind.file.whole())?;
    let sheet = Sheet { materials, kind, answers, phrases: &phrases, plain: &written.plain };

    let texts = by_hand.iter().map(|(slot, text)| narrative::definition(slot, text));
    let module: String = std::iter::once(written.typst.clone()).chain(texts).collect();
    let mut files = BTreeMap::from([("narrative.typ".to_owned(), module.into_bytes())]);
    let figures = sheet.figures(&mut files)?;
    let tables = match kind.of.is_some() {
        true => sheet.claims(&log)?,
        false => sheet.tables(&mut files)?,
    };
    let mut report = Report {
        schema: SCHEMA,
        document: kind.id.clone(),
        lang: job.lang.code(),
        region: job.lang.region(),
        subject: Named { id: answers.subject.clone(), name: sheet.subject_name()? },
        meta: sheet.meta()?,
        trail: sheet.trail(),
        filter: phrases.filter(&answers.about.lens)?,
        selection: phrases.selection(&answers.about)?,
        tiles: sheet.tiles()?,
        slots: sheet.slots(&by_hand)?,
        attachments: enclosed::attachments(&figures, &tables, &files),
        figures,
        tables,
        method: sheet.method()?,
        backtest: sheet.backtest()?,
        sources: sheet.sources()?,
        coverage: sheet.coverage()?,
        marks: sheet.marks()?,
    };
    let warnings = listing::replace_unprintable(&mut report, materials.brand.fonts());
    files.insert("report.json".into(), json(&report));
    let mut brand = materials.brand.view(job.lang);
    if let Some(print) = materials.edition.kind(job).spec.print {
        brand["print"] = materials.brand.press(print.bleed_mm, print.marks);
    }
    files.insert("brand.json".into(), json(&brand));
    let claims = log.into_entries();
    let blocks = written.read.iter().chain(&written.plain);
    let blocks = blocks.map(|(name, text)| (name.clone(), text.clone())).collect();
    let by_hand = by_hand.keys().map(|slot| (*slot).to_owned()).collect();
    let findings = answers.findings();
    Ok(Assembled { report, files, findings, claims, claim_sheet, blocks, by_hand, warnings })
}

/// Returns a value as indented JSON with a final line break.
fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("plain data");
    bytes.push(b'\n');
    bytes
}

/// A report being assembled.
struct Sheet<'a> {
    materials: &'a Materials,
    kind: &'a DocumentType,
    answers: &'a Answers,
    phrases: &'a Phrases<'a>,
    /// The narrative's plain texts: titles, alternative texts, notes.
    plain: &'a BTreeMap<String, String>,
}

impl Sheet<'_> {
    /// The language.
    fn lang(&self) -> Lang {
        self.phrases.lang
    }

    /// The subject's name.
    fn subject_name(&self) -> SourceResult<String> {
        self.phrases.subject(&self.answers.about)
    }

    /// A plain text of the narrative that may be absent.
    fn text(&self, name: &str) -> Option<String> {
        self.plain.get(name).cloned()
    }

    /// A plain text of the narrative that must be there.
    fn required(&self, name: &str, what: &str) -> SourceResult<String> {
        match self.plain.get(name).filter(|text| !text.is_empty()) {
            Some(text) => Ok(text.clone()),
            None => {
                let file = &self.kind.narratives[&self.lang()];
                bail!(
                    file.whole(), "{what}";
                    hint: "add a block `{name}` to the narrative"
                )
            }
        }
    }

    /// The zoom chain.
    fn trail(&self) -> Vec<String> {
        let reference = &self.materials.registry.reference;
        let trail = self.answers.place.trail(reference);
        trail.iter().map(|place| self.phrases.place_in_trail(place)).collect()
    }

    /// What stands on cover, header and footer.
    fn meta(&self) -> SourceResult<Meta> {
        let Materials { edition, brand, cutoff, .. } = self.materials;
        let (lang, phrases) = (self.lang(), self.phrases);
        let subject = &self.answers.subject;
        let name = edition.name.get(&lang).unwrap_or(&edition.id).clone();
        let kind = self.kind.name(lang).to_owned();
        let title = self.required("doc_title", "the document has no title")?;
        let slug = self.kind.slug(subject);
        let id = format!("{}/{}/{slug}.{}", edition.id, self.kind.id, lang.code());
        let issuer = brand.organisation(lang).to_owned();
        let date = phrases.locale.date(*cutoff);
        let cite = phrases.fill(
            "report.cite",
            &[
                ("author", &issuer),
                ("kind", &kind),
                ("title", &title),
                ("edition", &name),
                ("version", &edition.version),
                ("date", &date),
                ("id", &id),
            ],
        )?;
        Ok(Meta {
            description: self.required("doc_description", "the document has no description")?,
            keywords: vec![kind.clone(), self.subject_name()?],
            status: phrases.word(edition.status.key())?,
            window: phrases.window(&self.answers.window),
            date: Date { year: cutoff.year(), month: cutoff.month(), day: cutoff.day() },
            contact: brand.contact(lang).to_owned(),
            example: match self.materials.is_example() {
                true => Some(phrases.word("report.example")?),
                false => None,
            },
            draft: match self.materials.draft {
                true => Some(phrases.word("report.draft")?),
                false => None,
            },
            version: edition.version.clone(),
            edition: name,
            author: issuer,
            cutoff: date,
            kind,
            title,
            cite,
            id,
        })
    }
}
