//! Document types: what a folder in `report_templates/documents` declares.
//!
//! A manifest (`typst.toml`, under `[tool.kapacitet]`) names the questions
//! that a document asks and the tiles, figures and tables that it shows the
//! answers in. The questions are those of `kapacitet query`, so every number
//! on a page can be asked for again by hand. A new document type is a new
//! folder; nothing here knows any of them by name.
//!
//! Cooperates with report_templates/documents/*/typst.toml.

mod chosen;
mod constants;
mod picks;
mod table;

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, error};

pub use self::chosen::ChosenSpec;
pub use self::picks::PickSpec;
use self::picks::pick_faults;
pub use self::table::{ColumnSpec, OnlySpec, RowName, RowSpec, RowsSpec, Show, TableSpec};
use crate::diag::{Files, InputFile, hint_for, shaped_toml, unless_faulty};
use crate::locale::Lang;
use crate::slice::LensPart;

/// Where document types live, under the project's root.
pub const FOLDER: &str = "report_templates/documents";

/// A document type.
#[derive(Debug)]
pub struct DocumentType {
    /// The folder's name.
    pub id: String,
    /// Its manifest, for the places of faults.
    pub file: InputFile,
    /// What the manifest declares.
    pub spec: Spec,
    /// The narratives, one in each language.
    pub narratives: BTreeMap<Lang, InputFile>,
    /// The type whose claims it lists, for a type about claims; the edition names it.
    pub of: Option<Box<DocumentType>>,
}

/// A document type: the `typst.toml` in its folder below `report_templates/documents`, of which `[tool.kapacitet]` is ours.
#[derive(Deserialize, JsonSchema)]
#[schemars(title = "Document type")]
pub struct Manifest {
    /// The tables of tools.
    tool: Tool,
}

/// The tables of tools; other tools may have theirs beside ours.
#[derive(Deserialize, JsonSchema)]
struct Tool {
    /// What the document type asks and shows.
    kapacitet: Spec,
}

/// What a document type declares.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// What one document is about.
    pub subject: Subject,
    /// What the type is called.
    pub name: BTreeMap<Lang, String>,
    /// The place at the end of the zoom chain.
    pub place: String,
    /// The questions, by the names under which narratives see the answers.
    #[schemars(with = "BTreeMap<String, QuerySpec>")]
    pub queries: BTreeMap<String, Spanned<QuerySpec>>,
    /// The claims, by the names under which narratives see them: what sentences may state of the answers. A narrative
    /// prints no number but a claim's.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, ClaimSpec>")]
    pub claims: BTreeMap<String, Spanned<ClaimSpec>>,
    /// The choices among claims, by the names under which narratives see the chosen ones, the most important first.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, ChosenSpec>")]
    pub chosen: BTreeMap<String, Spanned<ChosenSpec>>,
    /// Keys of answers that other questions are about: `{NAME.1}` is the first one of the pick `NAME`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, PickSpec>")]
    pub picks: BTreeMap<String, Spanned<PickSpec>>,
    /// The texts that people write by hand, such as a foreword, by name: what each is called. An edition names their files.
    #[serde(default)]
    pub slots: BTreeMap<String, BTreeMap<Lang, String>>,
    /// The numbers that narratives may write by hand because they are part of a definition, such as `95` of a
    /// confidence interval, each with what it is.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub constants: BTreeMap<String, Spanned<String>>,
    /// What the press needs, for a document that is printed.
    pub print: Option<PrintSpec>,
    /// The tiles.
    #[serde(default)]
    pub tiles: Vec<TileSpec>,
    /// The figures, in the order of their numbers.
    #[serde(default)]
    pub figures: Vec<FigureSpec>,
    /// The tables, in the order of their numbers.
    #[serde(default)]
    pub tables: Vec<TableSpec>,
}

/// What the press needs. The document has the inks of the brand's colours then, and is PDF/UA-1 but not PDF/A.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintSpec {
    /// How far grounds are drawn over the edges of the page, in mm.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub bleed_mm: f64,
    /// Whether crop marks stand outside of the bleed.
    #[serde(default)]
    pub marks: bool,
}

/// What one document of a type is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A therapy area.
    Area,
    /// A therapy area, or any combination of area, disease, phase, sponsor and the country of its head office.
    Lens,
    /// One of Sweden's regions.
    Region,
    /// The country: Sweden.
    Country,
    /// The claims of a document of another type, which the edition names with `of`.
    Claims,
}

/// A question, as in `kapacitet query`. In its texts `{subject}` stands for
/// the document's subject, and `{healthcare}` for a region's healthcare region;
/// among the keys to keep, `{similar}` for the regions that are similar to it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuerySpec {
    /// The indicator's id.
    pub indicator: String,
    /// The place; Sweden when not given.
    pub place: Option<String>,
    /// The part of the place whose trials are left out: `place = "europe", outside = "sweden"` is the rest of Europe.
    pub outside: Option<String>,
    /// `"{subject}"` for trials of the document's subject, whatever parts it has. Parts that stand beside it take
    /// the place of the subject's.
    pub lens: Option<LensSpec>,
    /// Parts of the subject's lens that the question leaves out.
    #[serde(default)]
    pub without: Vec<LensPart>,
    /// A therapy area.
    pub area: Option<String>,
    /// A disease.
    pub disease: Option<String>,
    /// A phase class.
    pub phase: Option<String>,
    /// A sponsor.
    pub sponsor: Option<String>,
    /// Where the lead sponsor's company has its head office: a country, `europe`,
    /// `nordics` or `world`.
    pub sponsor_hq: Option<String>,
    /// The dimension to split by.
    pub by: Option<String>,
    /// What a quotient compares with.
    pub against: Option<String>,
    /// The question among whose comparisons this one stands: its p-value is adjusted for all of them.
    pub family: Option<String>,
    /// `series` for the years of a time series instead of the edition's window.
    pub window: Option<WindowSpec>,
    /// A dimension for whose keys the question is asked once more, one by one, besides for all of them. The answer for a key is the question
    /// `NAME.KEY`; a table shows one column for each, and a figure has those of regions as rows.
    pub each: Option<EachSpec>,
    /// Whether an edition that may not show the answer leaves it out and says so in its place; else the answer stops the document.
    #[serde(default)]
    pub withhold: bool,
    /// Whether the regions asked for are put together into one finding: the
    /// average region, weighted by size.
    #[serde(default)]
    pub pooled: bool,
    /// The keys to keep; all when empty.
    #[serde(default)]
    pub among: Vec<String>,
    /// Leaves out keys with fewer trials.
    #[serde(default)]
    pub at_least: u64,
    /// The order of the answers; the dimension's own when not given.
    pub order: Option<Order>,
    /// How many answers to keep, after ordering.
    pub top: Option<usize>,
}

/// A dimension for whose keys a question is asked one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EachSpec {
    /// Phases, in the classes of a phase mix.
    Phase,
    /// Therapy areas, in the order of the reference table.
    Area,
    /// Sweden's regions, in the order of their codes.
    Region,
    /// Areas and diseases that any region has answered about in its inventory.
    Inventoried,
}

/// A lens that a question takes over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum LensSpec {
    /// That of the document's subject.
    #[serde(rename = "{subject}")]
    Subject,
}

/// A window that is not the edition's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WindowSpec {
    /// The sixteen full calendar years before the cut-off.
    Series,
}

/// An order of answers, largest first where not said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// By value.
    Value,
    /// By lower limit: the surest first.
    Lower,
    /// By upper limit, smallest first: the surest to be small first.
    Upper,
    /// By trials counted.
    Trials,
}

/// A claim: what a sentence states, and what its gate asks for.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimSpec {
    /// The question whose answer it states; the one of the claim's own name when not given.
    pub query: Option<String>,
    /// Which of the answer's keys it is about, such as `{subject}`; each of them is a claim when not given.
    pub key: Option<String>,
    /// The question whose answer is the average that it is compared with. The claim then says whether it differs.
    pub against: Option<String>,
    /// The cases that it must rest on to be said at all.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub at_least: u64,
    /// The step of the decision support that it belongs to; of the most important claims the first of each step goes
    /// before the second of any.
    #[serde(default = "second")]
    #[schemars(range(min = 1, max = 4))]
    pub step: u8,
    /// Whether it is tried again over other reasonable choices of window, reference, counting, filter and starts.
    #[serde(default)]
    pub strategic: bool,
    /// Whether it states how many of the answer's keys have anything, instead of their values.
    #[serde(default)]
    pub breadth: bool,
}

/// Returns the step of a claim that names none: what Sweden has delivered.
fn second() -> u8 {
    2
}

impl ClaimSpec {
    /// Returns the question whose answer a claim of this name states.
    pub fn question<'a>(&'a self, name: &'a str) -> &'a str {
        self.query.as_deref().unwrap_or(name)
    }
}

/// A tile: one number, large.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TileSpec {
    /// The name that the template uses.
    pub id: String,
    /// The question that answers it.
    pub query: String,
    /// Says nothing when the answer rests on fewer trials than this.
    #[serde(default)]
    pub min_trials: u64,
}

/// A figure.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureSpec {
    /// The name that the template uses.
    pub id: String,
    /// The chart kind.
    pub chart: String,
    /// The columns of the page's grid that it spans, of twelve.
    #[schemars(range(min = 1, max = 12))]
    pub columns: u32,
    /// The questions that it draws: one a series, or one whose answers are
    /// its rows.
    #[schemars(length(min = 1))]
    pub series: Vec<SeriesSpec>,
    /// The times that a step curve tells by upright lines, in the unit of its axis.
    #[serde(default)]
    pub times: Vec<f64>,
    /// The trials that the chart needs.
    #[serde(default)]
    pub min_trials: u64,
    /// What is drawn in the same place when there are fewer; nothing when not
    /// given.
    pub below: Option<Box<FigureSpec>>,
}

impl FigureSpec {
    /// Returns the figure's width in points.
    ///
    /// Cooperates with `span` in report_templates/components/system.typ:
    /// columns of 11 mm with gutters of 4 mm.
    pub fn width_pt(&self) -> f64 {
        let columns = f64::from(self.columns);
        (11.0 * columns + 4.0 * (columns - 1.0)) * 72.0 / 25.4
    }
}

/// A series of a figure.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesSpec {
    /// The question.
    pub query: String,
    /// What it means: own, comparator, world or muted; `reference` for the line that values are compared with.
    #[serde(default = "own")]
    pub role: String,
    /// The key that is the document's own among the answers.
    pub own: Option<String>,
}

/// Returns the role of a series that names none.
fn own() -> String {
    "own".to_owned()
}

impl DocumentType {
    /// Reads a document type: its manifest and its narratives.
    pub fn load(files: &Files, id: &str) -> SourceResult<Self> {
        let (kind, faults) = Self::read(files, id);
        unless_faulty(kind, faults)
    }

    /// Reads a document type, and returns all that is wrong with its manifest and with its narratives beside one another.
    pub fn read(files: &Files, id: &str) -> (Option<Self>, EcoVec<SourceDiagnostic>) {
        let folder = Path::new(FOLDER).join(id);
        let mut faults = EcoVec::new();
        let mut narratives = BTreeMap::new();
        for lang in Lang::ALL {
            let path = folder.join("narrative").join(format!("{}.jinja", lang.code()));
            match files.read(&path) {
                Ok(file) => drop(narratives.insert(lang, file)),
                Err(errors) => faults.extend(errors),
            }
        }
        if let (Some(sv), Some(en)) = (narratives.get(&Lang::Sv), narratives.get(&Lang::En)) {
            faults.extend(crate::narrative::check_pair(sv, en).err().unwrap_or_default());
        }
        let file = match files.read(&folder.join("typst.toml")) {
            Ok(file) => file,
            Err(mut errors) => {
                errors.extend(faults);
                return (None, errors);
            }
        };
        let (spec, mut all) = shaped_toml::<Manifest>(&file).then(&file, |raw, faults| {
            let spec = raw.tool.kapacitet;
            check(&file, &spec, faults);
            Some(spec)
        });
        all.extend(faults);
        let kind = spec.filter(|_| narratives.len() == Lang::ALL.len()).map(|spec| Self {
            id: id.to_owned(),
            file,
            spec,
            narratives,
            of: None,
        });
        (kind, all)
    }

    /// Returns the type whose questions are asked and whose claims are judged: the type itself, unless it lists another's claims.
    pub fn asked(&self) -> &Self {
        self.of.as_deref().unwrap_or(self)
    }

    /// Returns what one document is about.
    pub fn subject(&self) -> Subject {
        self.asked().spec.subject
    }

    /// Returns a subject's name in paths and ids: with the other type's, for a document about that type's claims.
    pub fn slug(&self, subject: &str) -> String {
        match &self.of {
            Some(of) => format!("{}-{subject}", of.id),
            None => subject.to_owned(),
        }
    }

    /// Returns the template's path in the designer's world.
    pub fn main(&self) -> String {
        format!("/{FOLDER}/{}/main.typ", self.id)
    }

    /// Returns what the type is called.
    pub fn name(&self, lang: Lang) -> &str {
        self.spec.name.get(&lang).map_or(self.id.as_str(), String::as_str)
    }
}

/// Returns the ids of all document types, sorted.
pub fn list(root: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root.join(FOLDER)) else { return Vec::new() };
    let folders = entries.flatten().filter(|entry| entry.path().join("typst.toml").is_file());
    let mut ids: Vec<_> =
        folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    ids.sort_unstable();
    ids
}

/// Checks that every question that is shown is asked.
fn check(file: &InputFile, spec: &Spec, faults: &mut EcoVec<SourceDiagnostic>) {
    let asked = |name: &str| spec.queries.contains_key(name);
    for name in spec.shown().filter(|name| !name.is_empty() && !asked(name)) {
        let hint = hint_for(name, spec.queries.keys().map(String::as_str));
        let span = file.find(&format!("\"{name}\""));
        faults.push(error!(span, "unknown query `{name}`"; hint: "{hint}"));
    }
    for (name, query) in &spec.queries {
        let asked = query.get_ref();
        let is_ranked = match spec.subject {
            Subject::Region | Subject::Country => asked.order.is_some() || asked.top.is_some(),
            _ => matches!(asked.order, Some(Order::Value | Order::Lower | Order::Upper)),
        };
        if asked.by.as_deref() == Some("region") && is_ranked {
            faults.push(error!(
                file.span(query.span()), "`{name}` would rank the regions";
                hint: "leave out `order` and `top`: regions stand in the order of their codes";
                hint: "a funnel shows which of them differ"
            ));
        }
    }
    for (name, claim) in &spec.claims {
        claim_faults(file, spec, name, claim, faults);
    }
    for (name, chosen) in &spec.chosen {
        chosen::check(file, spec, name, chosen, faults);
    }
    for table in &spec.tables {
        table::check(file, spec, table, faults);
    }
    for (name, pick) in &spec.picks {
        pick_faults(file, spec, name, pick, faults);
    }
    constants::check(file, &spec.constants, faults);
}

/// Checks that a claim states the answer to a question that is asked, under a name that means that question and no other.
fn claim_faults(
    file: &InputFile,
    spec: &Spec,
    name: &str,
    claim: &Spanned<ClaimSpec>,
    faults: &mut EcoVec<SourceDiagnostic>,
) {
    let known = || spec.queries.keys().map(String::as_str);
    let is_asked = |query: &str| spec.queries.contains_key(query);
    let ClaimSpec { query, against, .. } = claim.get_ref();
    let of = claim.get_ref().question(name);
    if !is_asked(of) {
        let span = file.span(claim.span());
        faults.push(match query {
            Some(query) => error!(
                span, "the claim `{name}` states the answer to `{query}`, which is not asked";
                hint: "{}", hint_for(query, known())
            ),
            None => error!(
                span, "the claim `{name}` has no query of its name";
                hint: "name one with `query`: {}", hint_for(name, known())
            ),
        });
    } else if of != name && is_asked(name) {
        faults.push(error!(
            file.span(claim.span()), "the claim `{name}` has the name of another query than `{of}`";
            hint: "give it a name of its own"
        ));
    }
    if let Some(against) = against.as_ref().filter(|query| !is_asked(query)) {
        faults.push(error!(
            file.span(claim.span()), "the claim `{name}` is compared with `{against}`, which is not asked";
            hint: "{}", hint_for(against, known())
        ));
    }
}

impl Spec {
    /// Whether a question is about keys that are picked from the answer to another one.
    pub fn takes_picks(&self, query: &QuerySpec) -> bool {
        let parts = [&query.place, &query.area, &query.disease, &query.phase, &query.sponsor];
        let texts = || parts.into_iter().flatten().chain(&query.sponsor_hq).chain(&query.against);
        self.picks.keys().any(|name| {
            let start = format!("{{{name}.");
            texts().any(|text| text.contains(&start))
        })
    }

    /// Returns the figures, and after each the one that may stand in its place.
    pub fn all_figures(&self) -> impl Iterator<Item = &FigureSpec> {
        let figures = self.figures.iter();
        figures.flat_map(|figure| std::iter::once(figure).chain(figure.below.as_deref()))
    }

    /// Returns the names of the questions whose answers are shown.
    fn shown(&self) -> impl Iterator<Item = &String> {
        let families = self.queries.values().filter_map(|query| query.get_ref().family.as_ref());
        let shown = families.chain(self.tiles.iter().map(|tile| &tile.query));
        let series = self.all_figures().flat_map(|figure| &figure.series);
        let shown = shown.chain(series.map(|series| &series.query));
        shown.chain(self.tables.iter().flat_map(|table| table.questions()))
    }
}
