//! Where a document's values would stand, for the firewall: each question's answers by figure, table, tile and block of the narrative.
//!
//! What a block uses is read off its text, in branches not taken too: rather a place too many than one too few.

use std::collections::BTreeSet;

use typst::diag::SourceResult;

use super::{Answers, Materials, backtest};
use crate::clearance::{Place, Placed};
use crate::diag::InputFile;
use crate::document::{DocumentType, FigureSpec, RowsSpec};
use crate::finding::{By, Finding};
use crate::narrative;
use crate::registry::schema::SourceClass;

/// Returns every place of a document in which values would stand, with the classes of the data behind them.
pub fn placed(
    materials: &Materials,
    kind: &DocumentType,
    narrative: &InputFile,
    answers: &Answers,
) -> SourceResult<Vec<Placed>> {
    let mut list = List { materials, answers, placed: Vec::new() };
    for figure in kind.spec.figures.iter().flat_map(both) {
        for series in &figure.series {
            list.add(Place::Chart, format!("figure `{}`", figure.id), &series.query);
            list.add(Place::Attachment, format!("figure `{}`", figure.id), &series.query);
        }
    }
    for tile in &kind.spec.tiles {
        list.add(Place::Text, format!("tile `{}`", tile.id), &tile.query);
    }
    for table in &kind.spec.tables {
        for question in table.questions() {
            list.add(Place::Text, format!("table `{}`", table.id), question);
            if table.attached {
                list.add(Place::Attachment, format!("table `{}`", table.id), question);
            }
        }
        if let RowsSpec::Claims { claims } = &table.rows {
            let question = kind.spec.claims[claims].get_ref().question(claims);
            list.add(Place::Text, format!("table `{}`", table.id), question);
        }
        if matches!(table.rows, RowsSpec::Trials { .. }) {
            list.add_all(Place::Text, &format!("table `{}`", table.id), list.of_trials());
        }
    }
    for (block, names) in narrative::names_used(narrative)? {
        // A claim states the answer to its question, and perhaps beside another.
        let claims = names.iter().filter_map(|name| {
            let spec = kind.spec.claims.get(name)?.get_ref();
            Some([Some(spec.question(name)), spec.against.as_deref()])
        });
        let questions = claims.flatten().flatten().chain(names.iter().map(String::as_str));
        for question in questions.collect::<BTreeSet<_>>() {
            list.add(place_of(&block), format!("block `{block}`"), question);
        }
    }
    // The claim sheet beside the document has every claim, said or not.
    for (name, claim) in &kind.spec.claims {
        let claim = claim.get_ref();
        for question in [Some(claim.question(name)), claim.against.as_deref()].into_iter().flatten()
        {
            list.add(Place::Attachment, "the claim sheet".to_owned(), question);
        }
    }
    for (name, _) in answers.by_name.iter().filter(|(_, answer)| backtest::is_told_of(answer)) {
        list.add(Place::Text, "the back-test".to_owned(), name);
    }
    // How complete the records are is counted from all of them, and stands in every document.
    list.add_all(Place::Text, "the coverage", list.of_trials());
    Ok(list.placed)
}

/// Returns a figure and the simpler one that may take its place.
fn both(figure: &FigureSpec) -> impl Iterator<Item = &FigureSpec> {
    std::iter::successors(Some(figure), |figure| figure.below.as_deref())
}

/// Returns where a block of the narrative goes to.
fn place_of(block: &str) -> Place {
    match block.split('_').next() {
        Some("alt") => Place::AltText,
        Some("doc") => Place::Metadata,
        _ => Place::Text,
    }
}

/// The places found so far.
struct List<'a> {
    /// Where the data are from.
    materials: &'a Materials,
    /// The answers.
    answers: &'a Answers,
    /// The places.
    placed: Vec<Placed>,
}

impl List<'_> {
    /// Adds the answers to a question.
    fn add(&mut self, place: Place, part: String, question: &str) {
        // What is asked for keys one by one is shown wherever the question is.
        let answers = self.answers.with_parts(question);
        let findings = answers.flat_map(|answer| &answer.findings);
        let classes = findings.flat_map(|finding| self.of_finding(finding)).collect();
        self.add_all(place, &part, classes);
    }

    /// Adds a place for each class.
    fn add_all(&mut self, place: Place, part: &str, classes: BTreeSet<SourceClass>) {
        let placed = |class| Placed { place, part: part.to_owned(), class };
        self.placed.extend(classes.into_iter().map(placed));
    }

    /// Returns the classes of the data behind a finding. Of several sources of trials it names the strictest; all of them count.
    fn of_finding(&self, finding: &Finding) -> BTreeSet<SourceClass> {
        if finding.by == Some(By::Part.code()) {
            return self.of_both();
        }
        let class = SourceClass::from_code(finding.class).unwrap_or(SourceClass::Licensed);
        // A forecast from a pipeline is made of trials too.
        if finding.grounds == Some("pipeline") {
            return self.of_trials().into_iter().chain([class]).collect();
        }
        match class == self.materials.registry.snapshot.class() {
            true => self.of_trials(),
            false => BTreeSet::from([class]),
        }
    }

    /// Returns the classes of the sources of trials, those of the previous edition too.
    fn of_both(&self) -> BTreeSet<SourceClass> {
        let previous = self.materials.previous.iter();
        let sources = previous.flat_map(|previous| previous.registry.snapshot.trial_sources());
        self.of_trials().into_iter().chain(sources.map(|source| source.class)).collect()
    }

    /// Returns the classes of the sources of trials.
    fn of_trials(&self) -> BTreeSet<SourceClass> {
        self.materials.registry.snapshot.trial_sources().map(|source| source.class).collect()
    }
}
