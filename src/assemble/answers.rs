//! Asking a document type's questions about one subject.
//!
//! First those that depend on nothing but the subject, then those about keys that are picked from the answers to the first ones.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use typst::diag::{HintedStrResult, SourceResult};

use super::claims::{self, Claims};
use super::each::{Key, keys, question_of};
use super::picks::Picks;
use super::subject::{About, about};
use super::{Materials, check};
use crate::claim::{Claim, Direction, Kind, Strength};
use crate::diag::Located;
use crate::document::{
    DocumentType, EachSpec, LensSpec, Order, QuerySpec, RowSpec, RowsSpec, Subject, WindowSpec,
};
use crate::finding::{
    self, By, Comparison, Finding, Query, TrialRow, Verdict, compare, design_effect, evaluate,
    pool, readjust,
};
use crate::indicator::{self, Measure};
use crate::registry::Registry;
use crate::registry::schema::SourceClass;
use crate::slice::{
    BaseFilter, Lens, Level, Place, Slice, Window, WrittenLens, last_full_year, similar,
};

/// The years of a time series: long enough for a trend, and the same in every
/// document, so that they can be laid side by side.
const SERIES_YEARS: i32 = 16;

/// The trials that a table lists when its manifest does not say.
const TRIALS_LISTED: usize = 10;

/// The answers to all questions of a document type about one subject.
pub struct Answers {
    /// The subject's id.
    pub subject: String,
    /// The subject.
    pub about: About,
    /// The document's place.
    pub place: Place,
    /// The window of its questions: the edition's, or five years pooled where that has too few trials.
    pub window: Window,
    /// The regions that are similar to a region; none for another subject.
    pub similar: Vec<Place>,
    /// The answers, by the names of the questions; of a question that is asked for keys one by one also those for each key.
    pub by_name: BTreeMap<String, Answer>,
    /// The keys of the questions that are asked for keys one by one.
    pub keys: BTreeMap<String, Vec<Key>>,
    /// The keys that were picked for other questions.
    pub picks: Picks,
    /// The latest trials of the slices that tables list, by question.
    pub trials: BTreeMap<String, Vec<TrialRow>>,
    /// What may be said of the answers.
    pub claims: Claims,
}

/// The answer to one question.
pub struct Answer {
    /// What was asked.
    pub query: Query,
    /// The findings: one, or one for each key.
    pub findings: Vec<Finding>,
    /// The places that were put together into the one finding, if any were.
    pub parts: Vec<Finding>,
    /// The trials in the slice, whatever was asked of them.
    pub trials: u64,
    /// Whether there is an answer that the edition may not show.
    pub is_closed: bool,
}

impl Answers {
    /// Asks the questions of a document type about one subject.
    pub fn ask(materials: &Materials, kind: &DocumentType, subject: &str) -> SourceResult<Self> {
        let about = about(materials, kind, subject)?;
        let similar = similar(&about.id, materials.cutoff.year(), &materials.registry.reference);
        let window = window(materials, kind, &about)?;
        let kind = kind.asked();
        check::claims(kind, &materials.registry.reference)?;
        let registry = &materials.registry;
        let nothing = Picks::default();
        let names = Names { registry, about: &about, window, similar: &similar, picks: &nothing };
        let place = names.place(&kind.spec.place).located(kind.file.find(&kind.spec.place))?;
        let mut asked = Asked { materials, kind, by_name: BTreeMap::new(), keys: BTreeMap::new() };
        asked.ask(&names, |query| !kind.spec.takes_picks(query))?;
        let picks = Picks::of(&kind.spec.picks, &asked.by_name);
        asked.ask(&Names { picks: &picks, ..names }, |query| kind.spec.takes_picks(query))?;
        let Asked { mut by_name, keys, .. } = asked;
        for (name, spec) in &kind.spec.queries {
            if let Some(family) = &spec.get_ref().family {
                adjust_within(&mut by_name, name, family);
            }
        }
        let mut trials = BTreeMap::new();
        for table in &kind.spec.tables {
            if let RowsSpec::Trials { trials: name } = &table.rows {
                let query = &by_name[name].query;
                let slice = slice_of(materials, query);
                let top = table.top.unwrap_or(TRIALS_LISTED);
                let rows = finding::latest_trials(&materials.registry, &slice, top);
                trials.insert(name.clone(), rows.located(kind.file.find(name))?);
            }
        }
        let (subject, claims) = (subject.to_owned(), Claims::new());
        let mut answers =
            Self { subject, about, place, window, similar, by_name, keys, picks, trials, claims };
        answers.judge(materials, kind);
        Ok(answers)
    }

    /// Returns the answer to a question, and those for each of its keys where it is asked for keys one by one.
    pub fn with_parts<'a>(&'a self, question: &'a str) -> impl Iterator<Item = &'a Answer> {
        let keys = self.keys.get(question).into_iter().flatten();
        let parts = keys.filter_map(move |key| self.by_name.get(&question_of(question, &key.id)));
        self.by_name.get(question).into_iter().chain(parts)
    }

    /// Returns how the first finding of a table's row compares with the places that the row
    /// sets it against.
    pub fn compared(&self, row: &RowSpec) -> Option<Comparison> {
        let own = self.by_name.get(&row.cells[0])?.findings.first()?;
        compare(own, &self.by_name.get(row.against.as_ref()?)?.parts)
    }

    /// Returns how firmly the claim may be said that compares the first finding of a table's row.
    pub fn compared_by_claim(&self, row: &RowSpec) -> Option<(Strength, Direction)> {
        let is_of_row =
            |claim: &&Claim| claim.question == row.cells[0] && claim.kind == Kind::Difference;
        let claim = self.claims.values().flatten().find(is_of_row)?;
        Some((claim.strength, claim.direction))
    }

    /// Judges the document type's claims on the answers.
    ///
    /// Charts and tables follow the claims: what may not be called a strength in a sentence is not marked as one either.
    pub fn judge(&mut self, materials: &Materials, kind: &DocumentType) {
        self.claims = claims::judged(materials, kind.asked(), self);
        self.follow_claims();
    }

    /// Writes back into the quotients what their claims may say of them.
    pub fn follow_claims(&mut self) {
        for claim in self.claims.values().flatten().filter(|claim| claim.kind == Kind::Quotient) {
            let Some(answer) = self.by_name.get_mut(&claim.question) else { continue };
            let Some(finding) = answer.findings.get_mut(claim.row) else { continue };
            let weakest = finding.verdict.map(|_| Verdict::NoClearDifference);
            finding.verdict = claim.strength.verdict(claim.direction).or(weakest);
        }
    }

    /// Returns the claims in the order of their importance; those that may not be said last.
    pub fn by_rank(&self) -> Vec<&Claim> {
        let mut claims: Vec<_> = self.claims.values().flatten().collect();
        claims.sort_by_key(|claim| (claim.rank.unwrap_or(usize::MAX), &claim.name, claim.row));
        claims
    }

    /// Returns the findings by question.
    pub fn findings(&self) -> BTreeMap<String, Vec<Finding>> {
        let answers = self.by_name.iter();
        answers.map(|(name, answer)| (name.clone(), answer.findings.clone())).collect()
    }
}

/// Questions being asked.
struct Asked<'a> {
    materials: &'a Materials,
    kind: &'a DocumentType,
    by_name: BTreeMap<String, Answer>,
    keys: BTreeMap<String, Vec<Key>>,
}

impl Asked<'_> {
    /// Asks some of the questions.
    fn ask(&mut self, names: &Names, is_wanted: impl Fn(&QuerySpec) -> bool) -> SourceResult<()> {
        let kind = self.kind;
        for (name, spec) in &kind.spec.queries {
            let (query, span) = (spec.get_ref(), kind.file.span(spec.span()));
            if is_wanted(query) {
                let answered = self.ask_one(names, name, query);
                answered.located(span)?;
            }
        }
        Ok(())
    }

    /// Asks a question, and once more for each of its keys.
    fn ask_one(&mut self, names: &Names, name: &str, spec: &QuerySpec) -> HintedStrResult<()> {
        let materials = self.materials;
        let query = query(names, spec, materials)?;
        let is_open = !names.is_unpicked(spec);
        let mut whole = answer(materials, names, spec, query.clone(), is_open)?;
        if let Some(each) = spec.each {
            // Its rows are those of the whole.
            let all = QuerySpec { order: None, top: None, at_least: 0, ..spec.clone() };
            let keys = keys(each, materials);
            for key in &keys {
                let part = answer(materials, names, &all, key.of(&query), is_open)?;
                // A figure has them as rows.
                if each == EachSpec::Region {
                    whole.parts.extend(part.findings.iter().cloned());
                }
                self.by_name.insert(question_of(name, &key.id), part);
            }
            self.keys.insert(name.to_owned(), keys);
        }
        self.by_name.insert(name.to_owned(), whole);
        Ok(())
    }
}

/// What the placeholders of a manifest stand for.
#[derive(Clone, Copy)]
struct Names<'a> {
    registry: &'a Registry,
    about: &'a About,
    /// The keys that were picked.
    picks: &'a Picks,
    /// The window of the document.
    window: Window,
    /// The regions that are similar to the subject.
    similar: &'a [Place],
}

/// A region with fewer trials than this in the edition's window has five years pooled.
///
/// As many as a quotient needs: with fewer, neither it nor a share is told.
const FEW: u64 = 10;

/// What stands for the regions that are similar to the subject, among the keys to keep.
const SIMILAR: &str = "{similar}";

impl Names<'_> {
    /// Returns a manifest's text with its placeholders filled.
    fn fill(&self, text: &str) -> String {
        let text = text.replace("{subject}", &self.about.id);
        self.picks.fill(&text.replace("{healthcare}", &self.about.healthcare))
    }

    /// Whether a question is about a key that was not picked, because there are too few of them.
    fn is_unpicked(&self, spec: &QuerySpec) -> bool {
        let texts = [&spec.place, &spec.area, &spec.disease, &spec.phase, &spec.sponsor];
        texts.into_iter().flatten().any(|text| self.picks.lacks(text))
    }

    /// Returns the keys that a question keeps; all when there are none.
    fn keys(&self, spec: &QuerySpec) -> Vec<String> {
        let keys = |text: &String| match text.as_str() {
            SIMILAR => self.similar.iter().map(|place| place.id.clone()).collect(),
            text => vec![self.fill(text)],
        };
        spec.among.iter().flat_map(keys).collect()
    }

    /// Returns the place that a manifest names.
    fn place(&self, text: &str) -> HintedStrResult<Place> {
        Place::parse(&self.fill(text), &self.registry.reference)
    }

    /// Returns the lens of a question: the subject's if it asks for it, and its own parts.
    fn lens(&self, spec: &QuerySpec) -> HintedStrResult<Lens> {
        let given = |text: &&String| !self.picks.lacks(text);
        let filled =
            |text: &Option<String>| text.iter().filter(given).map(|text| self.fill(text)).collect();
        let own = WrittenLens {
            areas: filled(&spec.area),
            diseases: filled(&spec.disease),
            phases: filled(&spec.phase),
            sponsors: filled(&spec.sponsor),
            sponsor_hq: filled(&spec.sponsor_hq),
        };
        let own = own.resolve(self.registry).map_err(|wrong| wrong.fault)?;
        let subject = match spec.lens {
            Some(LensSpec::Subject) => self.about.lens.clone(),
            None => Lens::default(),
        };
        let subject = spec.without.iter().fold(subject, |lens, part| lens.without(*part));
        Ok(subject.narrowed(own))
    }
}

/// Returns the window of a document's questions: the edition's, but at least five years for a small region.
fn window(materials: &Materials, kind: &DocumentType, about: &About) -> SourceResult<Window> {
    let Materials { registry, edition, cutoff, window, .. } = materials;
    let pooled = window.pooled();
    if kind.spec.subject != Subject::Region || pooled == *window {
        return Ok(*window);
    }
    let at = kind.file.find(&kind.spec.place);
    let query = Query {
        indicator: indicator::find("trials-started").located(at)?,
        place: Place::region(&about.id, &registry.reference).located(at)?,
        lens: Lens::default(),
        window: Some(*window),
        base: edition.base,
        by: None,
        against: None,
        among: Vec::new(),
        outside: None,
    };
    let findings = finding::answer(&materials.evidence(), &query, *cutoff).located(at)?;
    let trials = findings.first().and_then(|finding| finding.numerator).unwrap_or(0);
    Ok(if trials < FEW { pooled } else { *window })
}

/// Answers one question; with nothing where it is about a key that there is not.
fn answer(
    materials: &Materials,
    names: &Names,
    spec: &QuerySpec,
    query: Query,
    is_open: bool,
) -> HintedStrResult<Answer> {
    let Materials { registry, cutoff, .. } = materials;
    let nothing = |query, is_closed| {
        let (findings, parts) = (Vec::new(), Vec::new());
        Answer { query, findings, parts, trials: 0, is_closed }
    };
    if !is_open {
        return Ok(nothing(query, false));
    }
    // Without an inventory, a table of the office or a previous edition a document has the place for it, and it stays empty.
    let is_there = match query.indicator.measure {
        Measure::Board(measure) => materials.board.has(measure.table()),
        Measure::Bridge => materials.previous.is_some(),
        measure => !measure.is_of_inventory() || materials.inventory.is_some(),
    };
    let mut findings = match is_there {
        true => finding::answer(&materials.evidence(), &query, *cutoff)?,
        false => Vec::new(),
    };
    if spec.withhold && findings.iter().any(|finding| is_above(materials, finding)) {
        return Ok(nothing(query, true));
    }
    let mut parts = Vec::new();
    if spec.pooled {
        parts = findings;
        parts.retain(|part| is_among(part, &names.keys(spec)));
        if query.by == Some(By::Place) && query.place.level < Level::Country {
            finding::keep_ranked(&materials.evidence(), &query, *cutoff, &mut parts)?;
        }
        let effect = design_effect(registry, &query, &slice_of(materials, &query), &parts)?;
        findings = pool(&parts, &query.place, effect).into_iter().collect();
    } else {
        narrow(&mut findings, names, spec);
    }
    let trials = trials_in_slice(materials, &query)?;
    Ok(Answer { query, findings, parts, trials, is_closed: false })
}

/// Whether a finding is of a class that the edition may not show.
fn is_above(materials: &Materials, finding: &Finding) -> bool {
    let class = SourceClass::from_code(finding.class);
    !class.is_some_and(|class| materials.edition.clearance.admits(class))
}

/// Returns the trials that a question is about.
fn slice_of(materials: &Materials, query: &Query) -> Slice {
    Slice {
        place: query.place.clone(),
        lens: query.lens.clone(),
        window: query.window.unwrap_or(materials.window),
        base: query.base,
        cutoff: materials.cutoff,
    }
}

/// Returns the question that a manifest's entry asks about a subject.
fn query(names: &Names, spec: &QuerySpec, materials: &Materials) -> HintedStrResult<Query> {
    let indicator = indicator::find(&spec.indicator)?;
    let window = match spec.window {
        Some(WindowSpec::Series) => {
            let last = last_full_year(materials.cutoff);
            Window::years(last - SERIES_YEARS + 1, last)
        }
        // The measure of recent sites has its own months, and some are of a day.
        None if is_windowless(indicator.measure) => None,
        None => Some(names.window),
    };
    Ok(Query {
        indicator,
        place: names.place(spec.place.as_deref().unwrap_or("sweden"))?,
        outside: spec.outside.as_deref().map(|text| names.place(text)).transpose()?,
        lens: names.lens(spec)?,
        window,
        base: materials.edition.base,
        by: spec.by.as_deref().map(By::parse).transpose()?,
        against: spec.against.as_deref().map(|text| names.place(text)).transpose()?,
        // Of any other indicator the places are answered one by one, and chosen among.
        among: match indicator.measure.is_among() {
            true => {
                spec.among.iter().map(|key| names.place(key)).collect::<HintedStrResult<_>>()?
            }
            false => Vec::new(),
        },
    })
}

/// Whether a measure takes no window of an edition.
fn is_windowless(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::ActiveSites
            | Measure::ActiveInvestigators
            | Measure::TrialsPerInvestigator
            | Measure::ExperienceDepth
            | Measure::Ongoing
    ) || measure.is_of_inventory()
        || measure.is_of_board()
        || measure.is_of_prognosis()
}

/// Adjusts a question's findings for the comparisons of another one too: a subject that
/// was chosen is one of many that could have been.
fn adjust_within(by_name: &mut BTreeMap<String, Answer>, name: &str, family: &str) {
    let others = by_name.get(family).map(|answer| answer.findings.clone()).unwrap_or_default();
    let Some(own) = by_name.get_mut(name) else { return };
    let count = own.findings.len();
    own.findings.extend(others);
    readjust(&mut own.findings);
    own.findings.truncate(count);
}

/// Keeps, orders and cuts findings as a manifest asks.
///
/// Adjustment for many comparisons is over all that could have been shown:
/// the keys kept, whether or not they make the cut. Adjusting only the
/// largest ones would let the choice itself create significance.
fn narrow(findings: &mut Vec<Finding>, names: &Names, spec: &QuerySpec) {
    let among = names.keys(spec);
    let kept = |finding: &Finding| {
        (finding.key.is_none() || is_among(finding, &among)) && margin(finding) >= spec.at_least
    };
    let before = findings.len();
    findings.retain(kept);
    if findings.len() < before {
        readjust(findings);
    }
    if let Some(order) = spec.order {
        sort(findings, order);
    }
    findings.truncate(spec.top.unwrap_or(usize::MAX));
}

/// Puts findings into an order; equals stay in the dimension's own.
pub(super) fn sort(findings: &mut [Finding], order: Order) {
    let rank = |finding: &Finding| match order {
        Order::Value => finding.value.unwrap_or(-1.0),
        Order::Lower => finding.lower.unwrap_or(-1.0),
        Order::Upper => finding.upper.map_or(f64::MIN, |upper| -upper),
        Order::Trials => finding.numerator.unwrap_or(0) as f64,
    };
    findings.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
}

/// Returns the trials of a kind that a key rests on: those in the place, and
/// for a quotient those of the reference too. Choosing rows by this margin
/// leaves the comparison within them open; choosing by the place's own trials
/// would favour its strengths.
fn margin(finding: &Finding) -> u64 {
    let reference = finding.reference.as_ref().map_or(0, |reference| reference.numerator);
    finding.numerator.unwrap_or(0) + reference
}

/// Whether a finding's key is one of those to keep; all are, when none is named.
fn is_among(finding: &Finding, among: &[String]) -> bool {
    let key = finding.key.as_deref().unwrap_or_default();
    among.is_empty() || among.iter().any(|wanted| wanted == key)
}

/// Returns how many trials a question is about.
fn trials_in_slice(materials: &Materials, query: &Query) -> HintedStrResult<u64> {
    let indicator = indicator::find("trials-started")?;
    let started = Query {
        indicator,
        by: None,
        among: Vec::new(),
        base: materials.edition.base,
        ..query.clone()
    };
    let findings = finding::answer(&materials.evidence(), &started, materials.cutoff)?;
    Ok(findings.first().and_then(|finding| finding.numerator).unwrap_or(0))
}

/// Returns the therapy areas with at least one trial of the base population
/// in the place, in the reference table's order.
pub fn areas_with_trials(
    registry: &Registry,
    place: &Place,
    base: BaseFilter,
    cutoff: NaiveDate,
) -> HintedStrResult<Vec<String>> {
    let query = Query {
        indicator: indicator::find("trials-started")?,
        place: place.clone(),
        lens: Lens::default(),
        window: Some(Window::all_before(cutoff)),
        base,
        by: Some(By::Area),
        against: None,
        among: Vec::new(),
        outside: None,
    };
    let findings = evaluate(registry, &query, cutoff)?;
    let known = |finding: &Finding| {
        let key = finding.key.as_ref()?;
        let is_area = registry.reference.areas.get(key).is_some();
        (is_area && finding.numerator > Some(0)).then(|| key.clone())
    };
    Ok(findings.iter().filter_map(known).collect())
}
