//! What stands on the pages. Documents are made in this process from the same
//! bundles, to the same bytes as those of the program, and their frames read.

use std::sync::Arc;

use kapacitet::assemble::{Answers, Assembled, Materials, assemble, resolve, subjects};
use kapacitet::diag::Files;
use kapacitet::edition::{Edition, Job};
use kapacitet::registry::Registry;
use kapacitet::report::Table;
use kapacitet::typeset::{Bundle, typeset};
use kapacitet::world::{ReportWorld, Templates};
use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

use crate::build::demo;
use crate::pdf::Pdf;
use crate::support::Project;

/// A title that would be code in any of the languages that it passes through.
const TITLE: &str = r#"Acme #1 *Nordic* @home $5 [x] {{7*7}} #read("/etc/passwd")"#;

/// An edition of a project, ready to be assembled.
pub struct Desk {
    /// What its reports are made of.
    materials: Materials,
    /// The designer's folder.
    templates: Arc<Templates>,
}

impl Desk {
    /// Opens an edition.
    pub fn open(project: &Project, edition: &str) -> Self {
        let files = Files::new(project.root());
        let told = |errors: typst::diag::EcoVec<SourceDiagnostic>| format!("{errors:?}");
        let edition = Edition::load(&files, edition).map_err(told).unwrap();
        let registry = Registry::load(project.root(), &edition.snapshot).unwrap();
        let materials = Materials::gather(&files, edition, registry)
            .unwrap_or_else(|faults| panic!("{faults:?}"));
        let templates = Arc::new(Templates::load(project.root()).unwrap());
        Self { materials, templates }
    }

    /// Returns the edition's jobs.
    pub fn jobs(&self) -> Vec<Job> {
        self.materials
            .edition
            .jobs(
                |subject| subjects(&self.materials, subject),
                |subject, listed| resolve(&self.materials, subject, listed),
            )
            .unwrap()
    }

    /// Assembles a job.
    pub fn assemble(&self, job: &Job) -> Assembled {
        let kind = self.materials.edition.kind(job);
        let answers = Answers::ask(&self.materials, kind, &job.subject).unwrap();
        assemble(&self.materials, job, &answers).unwrap()
    }

    /// Returns the texts of a job's pages.
    pub fn pages(&self, job: &Job, assembled: &Assembled) -> Vec<String> {
        let document = self.laid_out(job, assembled);
        document.pages().iter().map(|page| text(&page.frame)).collect()
    }

    /// Lays a job out.
    pub fn laid_out(&self, job: &Job, assembled: &Assembled) -> PagedDocument {
        let world = ReportWorld::new(
            self.templates.clone(),
            self.materials.brand.fonts().clone(),
            &self.materials.edition.kind(job).main(),
            assembled.files.clone(),
            self.materials.cutoff,
        );
        typst::compile::<PagedDocument>(&world.unwrap()).output.unwrap()
    }

    /// Returns a job's PDF.
    fn pdf(&self, job: &Job, assembled: &Assembled) -> Vec<u8> {
        let bundle = Bundle {
            main: self.materials.edition.kind(job).main(),
            files: assembled.files.clone(),
            ident: assembled.report.meta.id.clone(),
            date: self.materials.cutoff,
            cutoff: self.materials.cutoff,
            fonts: self.materials.brand.font_files().to_vec(),
            is_for_press: false,
            draft: false,
        };
        typeset(&self.templates, self.materials.brand.fonts(), bundle).unwrap().pdf
    }
}

/// Returns the text of a frame, without the spaces, which a line's end eats.
fn text(frame: &Frame) -> String {
    let mut out = String::new();
    for (_, item) in frame.items() {
        match item {
            FrameItem::Text(item) => out.push_str(&squeezed(&item.text)),
            FrameItem::Group(group) => out.push_str(&text(&group.frame)),
            _ => {}
        }
    }
    out
}

/// Returns a text without its spaces.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Returns how often a text stands in another.
fn times(pages: &[String], wanted: &str) -> usize {
    pages.iter().map(|page| page.matches(&squeezed(wanted)).count()).sum()
}

/// The mark stands in the tab of every page, and once more in the title band.
#[test]
fn every_page_of_the_demonstration_is_marked_as_an_example() {
    let desk = Desk::open(demo(), "demo");
    let jobs = desk.jobs();
    assert_eq!(jobs.len(), 18);
    for job in &jobs {
        let pages = desk.pages(job, &desk.assemble(job));
        let mark = if job.lang.code() == "sv" { "EXEMPELDATA" } else { "EXAMPLE DATA" };
        for (number, page) in pages.iter().enumerate() {
            assert!(page.contains(&squeezed(mark)), "page {} of {job:?}", number + 1);
        }
        assert!(times(&pages, mark) >= 5, "{job:?}");
    }
}

/// The frames that these tests read are those of the files that were built.
#[test]
fn this_process_makes_the_same_pdf_as_a_worker() {
    let desk = Desk::open(demo(), "demo");
    let job = desk.jobs().into_iter().find(|job| job.subject == "gotland").unwrap();
    let path = format!("output/demo/regional-briefing/gotland.{}.pdf", job.lang.code());
    let built = std::fs::read(demo().path(&path)).unwrap();
    assert!(desk.pdf(&job, &desk.assemble(&job)) == built, "{path} differs");
}

/// Real data carry no mark.
#[test]
fn a_page_of_real_data_is_not_marked_as_an_example() {
    let desk = Desk::open(Project::small(), "small-full");
    for job in desk.jobs() {
        let pages = desk.pages(&job, &desk.assemble(&job));
        assert_eq!(pages.len(), 4, "{job:?}");
        assert_eq!(times(&pages, "EXEMPELDATA") + times(&pages, "EXAMPLE DATA"), 0, "{job:?}");
    }
}

/// Where the register is there in part only, every page says so: the first in its band, the others in their header.
#[test]
fn every_page_of_a_selection_says_that_it_is_one() {
    let mut desk = Desk::open(Project::small(), "small-full");
    for (complete, expected) in [(false, 1), (true, 0)] {
        desk.materials.edition.complete = complete;
        for job in desk.jobs() {
            let says = match job.lang.code() {
                "sv" => "urval av registret, inte alla prövningar",
                _ => "a selection of the registry, not all trials",
            };
            for page in desk.pages(&job, &desk.assemble(&job)) {
                assert_eq!(times(&[page], says), expected, "{job:?}");
            }
        }
    }
}

/// A title is data, whatever it looks like.
#[test]
fn a_title_that_looks_like_code_is_printed_as_it_stands() {
    let desk = Desk::open(Project::small(), "small-full");
    let jobs = desk.jobs().into_iter().filter(|job| job.subject == "oncology");
    let mut languages = Vec::new();
    for job in jobs {
        let assembled = desk.assemble(&job);
        let report: Value = serde_json::from_slice(&assembled.files["report.json"]).unwrap();
        let rows = report["tables"]["trials"]["rows"].as_array().unwrap();
        let cells = rows.iter().flat_map(|row| row.as_array().unwrap());
        assert_eq!(cells.filter(|cell| *cell == TITLE).count(), 1, "{rows:?}");
        assert_eq!(times(&desk.pages(&job, &assembled), TITLE), 1, "{job:?}");
        languages.push(job.lang.code());
    }
    assert_eq!(languages, ["sv", "en"]);
}

/// The same in the finished files, as a program reads them.
#[test]
fn the_title_can_be_copied_out_of_the_pdf() {
    let project = Project::small_with(None);
    project.run(&["build", "small-full", "--subject", "oncology"]).succeeded();
    for lang in ["sv", "en"] {
        let path = format!("output/small-full/capacity-profile/oncology.{lang}.pdf");
        let pages: Vec<_> =
            Pdf::read(&project.path(&path)).pages().iter().map(|page| squeezed(page)).collect();
        assert_eq!(times(&pages, TITLE), 1, "{pages:?}");
    }
}

/// The pages agree with `kapacitet query`: Sweden has two oncology trials.
#[test]
fn a_tile_shows_the_number_that_the_query_gives() {
    let desk = Desk::open(Project::small(), "small-full");
    let asked = Project::small().ask("trials-started --area oncology");
    assert_eq!(asked[0]["numerator"], 2);
    for job in desk.jobs().into_iter().filter(|job| job.subject == "oncology") {
        let report = desk.assemble(&job).report;
        assert_eq!(report.tiles["starts"].value, "2", "{job:?}");
    }
}

/// Parts without anything to show are there, and say so.
#[test]
fn a_part_without_data_says_that_there_are_none() {
    let desk = Desk::open(demo(), "demo");
    for job in desk.jobs() {
        let pages = desk.pages(&job, &desk.assemble(&job));
        let says = match job.lang.code() {
            "sv" => "Inga validerade svar visas här",
            _ => "No validated answers are shown here",
        };
        // A profile is about an area, and answers are shown region by region: its four headings and the
        // registries say so. The briefing has all of its parts.
        let is_profile = desk.materials.edition.kind(&job).id == "capacity-profile";
        let missing = times(&pages[3..], says);
        assert_eq!(missing, if is_profile { 5 } else { 0 }, "{job:?}");
    }
}

/// Swedish writes 12,5 and 1 038 where English writes 12.5 and 1,038.
#[test]
fn each_language_writes_its_own_numbers() {
    let desk = Desk::open(demo(), "demo");
    // The claim sheet about oncology has no tiles.
    let jobs = desk.jobs().into_iter().filter(|job| job.document == 0 && job.subject == "oncology");
    for job in jobs {
        let report = desk.assemble(&job).report;
        let tile = &report.tiles["per_million"].value;
        let (own, other) = if job.lang.code() == "sv" { (',', '.') } else { ('.', ',') };
        assert!(tile.contains(own) && !tile.contains(other), "{tile}");
    }
}

/// A page says which companies a figure is about, and how many are known: of two
/// Swedish trials in five none.
#[test]
fn a_figure_of_head_offices_says_so_in_both_languages() {
    let project = Project::small_with(None);
    let path = project.path("report_templates/documents/memo/typst.toml");
    let manifest = std::fs::read_to_string(&path).unwrap();
    for (place, expected) in [
        (
            "europe",
            [
                "Från företag med huvudkontor i Europa. \
                 Företaget känt för 60,0\u{a0}% av industrins prövningar.",
                "From companies with their head office in Europe. \
                 Company known for 60.0% of the industry trials.",
            ],
        ),
        (
            "germany",
            [
                "Från företag med huvudkontor i Tyskland. \
                 Företaget känt för 60,0\u{a0}% av industrins prövningar.",
                "From companies with their head office in Germany. \
                 Company known for 60.0% of the industry trials.",
            ],
        ),
        (
            "world",
            [
                "Från företag med känt huvudkontor. \
                 Företaget känt för 60,0\u{a0}% av industrins prövningar.",
                "From companies whose head office is known. \
                 Company known for 60.0% of the industry trials.",
            ],
        ),
    ] {
        let from = format!("place = \"sweden\", sponsor_hq = \"{place}\", by = \"year\"");
        let to = "place = \"{subject}\", by = \"year\"";
        assert_eq!(manifest.matches(to).count(), 1);
        std::fs::write(&path, manifest.replace(to, &from)).unwrap();
        let desk = Desk::open(&project, "small");
        for job in
            desk.jobs().into_iter().filter(|job| desk.materials.edition.kind(job).id == "memo")
        {
            let report = desk.assemble(&job).report;
            let source = &report.figures["starts_by_year"].source;
            let [sv, en] = expected;
            let expected = if job.lang.code() == "sv" { sv } else { en };
            assert!(source.ends_with(expected), "{source}");
            assert!(
                report.coverage.iter().any(|line| line.contains("(40")),
                "{:?}",
                report.coverage
            );
        }
    }
}

/// A combination is said in words in its title, its filter line, its sentences and its
/// alternative texts, in both languages.
#[test]
fn a_combination_is_said_in_words_wherever_its_page_names_it() {
    let desk = Desk::open(demo(), "demo");
    for (lang, title, filter) in [
        (
            "sv",
            "Fas 3-prövningar inom Alzheimers sjukdom från företag med huvudkontor i Europa",
            "Företagsinitierade läkemedelsprövningar i fas 3 inom Alzheimers sjukdom från företag med huvudkontor i Europa",
        ),
        (
            "en",
            "Phase 3 trials in Alzheimer’s disease from companies with their head office in Europe",
            "Company-initiated phase 3 drug trials in Alzheimer’s disease from companies with their head office in Europe",
        ),
    ] {
        let jobs = desk.jobs();
        let wanted = |job: &&Job| {
            job.subject == "alzheimers-disease-phase-3-hq-europe" && job.lang.code() == lang
        };
        let job = jobs.iter().find(wanted).unwrap();
        let assembled = desk.assemble(job);
        let report = &assembled.report;
        assert_eq!(report.meta.title, title);
        assert!(report.filter.starts_with(filter), "{}", report.filter);
        let small = |text: &str| {
            let mut chars = text.chars();
            chars.next().into_iter().flat_map(char::to_lowercase).chain(chars).collect::<String>()
        };
        for figure in ["starts_by_year", "countries", "diseases", "regions"] {
            let alt = &report.figures[figure].alt;
            assert!(alt.contains(&small(title)), "{figure}: {alt}");
        }
        let pages = desk.pages(job, &assembled);
        assert!(pages[0].contains(&squeezed(title)), "{}", pages[0]);
        assert!(pages[0].contains(&squeezed(&small(filter))), "{}", pages[0]);
        assert!(pages[1].contains(&squeezed(filter)), "{}", pages[1]);
        assert_eq!(pages.len(), 4);
    }
}

/// What limits mean stands in the head of their column, and in the cell where it is another kind than the column's.
#[test]
fn limits_of_chance_of_a_forecast_and_of_what_is_hidden_are_told_apart() {
    let desk = Desk::open(demo(), "demo");
    let report = |subject: &str, lang: &str| {
        let mut jobs = desk.jobs().into_iter();
        let job = jobs.find(|job| job.subject == subject && job.lang.code() == lang);
        desk.assemble(&job.unwrap()).report
    };
    let head = |table: &Table, at: usize| table.columns[at].label.clone();
    let profile = report("oncology", "en");
    assert_eq!(head(&profile.tables["position"], 1), "Value (95% CI)");
    assert_eq!(head(&profile.tables["pipeline"], 1), "World (95% PI)");
    let people = &profile.tables["investigators"];
    assert_eq!(head(people, 1), "Value (min–max)");
    // The share of investigators with three trials is one of chance, all other rows are not.
    let of_chance: Vec<_> = people.rows.iter().map(|row| row[1].contains("95% CI")).collect();
    assert_eq!(of_chance, [false, false, false, false, true]);
    let briefing = report("stockholm", "sv");
    let indicators = &briefing.tables["indicators"];
    assert_eq!(head(indicators, 1), "Region (95\u{a0}% KI)");
    let bounded: Vec<_> = indicators.rows.iter().map(|row| row[1].contains("min–max")).collect();
    assert_eq!(bounded, [false, false, false, false, false, false, true]);
}
