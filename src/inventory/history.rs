//! The history: every answer that was ever read, as a CSV table that only grows.
//!
//! A row is never changed or taken away. What holds is found by [`super::current`]: the answer with the newest date of
//! the fact counts, of equally new ones that read last.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use ::csv::{Writer, WriterBuilder};
use typst::diag::{EcoVec, SourceDiagnostic, SourceResult, error};
use typst::syntax::DiagSpan;

use super::answer::{Answer, Given};
use super::questions::Questions;
use super::subject::{Subject, WHOLE_REGION};
use crate::diag::{Files, InputFile, csv, hint_for};
use crate::registry::Reference;

/// The history's file, in its folder.
pub const FILE: &str = "answers.csv";

/// What a comment at the head of a table of invented answers says.
const EXAMPLE: &str = "example data";

/// All answers, in the order in which they were read.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// The answers.
    pub answers: Vec<Answer>,
    /// Whether they are invented, so that every page must say so.
    pub example: bool,
    /// The table as it stands in the file; empty when there is none.
    pub text: String,
    /// Where in `answers` a question of a region and area is answered.
    places: HashMap<String, Vec<usize>>,
}

impl Inventory {
    /// Makes a history of answers that are in the order of reading.
    pub fn new(answers: Vec<Answer>) -> Self {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, Answer { region, area, question, .. }) in answers.iter().enumerate() {
            places.entry(place(region, area, question)).or_default().push(at);
        }
        Self { answers, places, ..Self::default() }
    }

    /// Returns every answer of a region about an area to a question, in the order of reading.
    pub fn history(&self, region: &str, area: &str, question: &str) -> Vec<&Answer> {
        let at = self.places.get(&place(region, area, question));
        at.into_iter().flatten().map(|at| &self.answers[*at]).collect()
    }

    /// Reads a history and checks it; all faults at once.
    pub fn load(
        files: &Files,
        path: &Path,
        questions: &Questions,
        reference: &Reference,
    ) -> SourceResult<Self> {
        Self::parse(&files.read(path)?, questions, reference)
    }

    /// Reads a history that is in memory.
    pub fn parse(
        file: &InputFile,
        questions: &Questions,
        reference: &Reference,
    ) -> SourceResult<Self> {
        let mut faults = EcoVec::new();
        let header = file.text.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
        if header != Answer::COLUMNS.join(",") {
            faults.push(error!(
                file.find(header), "the columns are not those of the inventory";
                hint: "expected `{}`", Answer::COLUMNS.join(",")
            ));
            return Err(faults);
        }
        let rows = csv::<Answer>(file)?;
        let mut areas = BTreeMap::new();
        for row in &rows {
            let area = &row.value.area;
            areas.entry(area.clone()).or_insert_with(|| is_subject(reference, area));
        }
        for row in &rows {
            check(&row.value, row.span, areas[&row.value.area], questions, reference, &mut faults);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let example = file
            .text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .any(|line| line.contains(EXAMPLE));
        let history = Self::new(rows.into_iter().map(|row| row.value).collect());
        Ok(Self { example, text: file.text.to_string(), ..history })
    }

    /// Returns the questions of answers that are asked no more, sorted.
    pub fn asked_no_more(&self, questions: &Questions) -> Vec<&str> {
        let ids = self.answers.iter().map(|answer| answer.question.as_str());
        let mut gone: Vec<_> = ids.filter(|id| questions.get(id).is_none()).collect();
        gone.sort_unstable();
        gone.dedup();
        gone
    }

    /// Returns the areas and diseases that a region has answered about, sorted; the whole region is none.
    pub fn areas_of(&self, region: &str) -> Vec<&str> {
        let own = self.answers.iter().filter(|answer| answer.region == region);
        let mut areas: Vec<_> =
            own.map(|answer| answer.area.as_str()).filter(|area| *area != WHOLE_REGION).collect();
        areas.sort_unstable();
        areas.dedup();
        areas
    }
}

/// Returns the key of a question of a region and area.
fn place(region: &str, area: &str, question: &str) -> String {
    format!("{region} {area} {question}")
}

/// Whether an id is that of an area, a disease or the whole region.
fn is_subject(reference: &Reference, id: &str) -> bool {
    id == WHOLE_REGION || Subject::find(reference, id).is_ok_and(|subject| subject.id == id)
}

/// Checks what the types of a row cannot.
fn check(
    answer: &Answer,
    span: DiagSpan,
    is_area: bool,
    questions: &Questions,
    reference: &Reference,
    faults: &mut EcoVec<SourceDiagnostic>,
) {
    let Answer { region, area, question, value, .. } = answer;
    if reference.places.region_by_id(region).is_none() {
        let known = reference.places.regions.iter().map(|known| known.id.as_str());
        faults.push(error!(span, "unknown region `{region}`"; hint: "{}", hint_for(region, known)));
    }
    if !is_area {
        faults.push(error!(span, "unknown therapy area or disease `{area}`"));
    }
    // An answer to a question that is asked no more is history, not a fault.
    if let Some(known) = questions.get(question)
        && Given::parse(known, value).is_none()
    {
        faults.push(error!(span, "`{value}` is no answer to `{question}`"));
    }
    if answer.valid_until < answer.date {
        faults.push(error!(span, "the answer ceases to hold before its date"));
    }
}

/// Returns a table with more answers at its end; what stands there already is not touched.
pub fn appended(text: &str, answers: &[Answer]) -> String {
    let mut table = text.to_owned();
    if !table.is_empty() && !table.ends_with('\n') {
        table.push('\n');
    }
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    if text.is_empty() {
        write(&mut writer, Answer::COLUMNS.map(str::to_owned));
    }
    for answer in answers {
        write(&mut writer, answer.cells());
    }
    let bytes = writer.into_inner().expect("memory takes every byte");
    table.push_str(&String::from_utf8(bytes).expect("made of text"));
    table
}

/// Writes a row into memory.
fn write(writer: &mut Writer<Vec<u8>>, cells: [String; 14]) {
    writer.write_record(cells).expect("memory takes every row");
}
