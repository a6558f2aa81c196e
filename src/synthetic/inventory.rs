//! The demonstration's inventory: invented answers of every region, with the gaps that real ones have.
//!
//! What both registers and regions know is drawn near what the records tell: mostly the same, now and then another number, for the
//! reasons that real ones differ for (a site that the register leaves nameless, a trial that goes on elsewhere only).
//!
//! It is written as the engine's history of answers, in the order in which forms would have been read. Questions are
//! taken from the engine's own reference table, so that a new one is answered too.
//! Cooperates with data/demo/generator/inventory.toml and with `inventory::Answer`, whose columns these are.

mod near;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use typst::diag::{EcoString, StrResult, bail, eco_format};

use self::near::{Follows, near};
use super::draws::{Draws, Part};
use super::told::Told;

/// What stands at the head of the table. The words "example data" tell the engine what it is.
const HEAD: &str = "\
# Synthetic example data: no region has given any of these answers.
# Made by `kapacitet synthesize` from data/demo/generator/inventory.toml; the same seed gives the same bytes.
";

/// The columns of the history.
const COLUMNS: &str = "region,area,question,value,unit,date,role,grade,source,valid_until,consent,comment,read_on,form_sha256";

/// What stands for an area where a question is about the whole region.
const WHOLE_REGION: &str = "whole-region";

/// How far back from the reading a fact lies at most, days.
const OLDEST_DAYS: i64 = 180;

/// The settings of the inventory.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// The days on which the forms were read.
    rounds: Vec<String>,
    /// The areas that every region is asked about.
    areas: Vec<String>,
    /// The regions that are asked about a further area.
    more: BTreeMap<String, Vec<String>>,
    /// The MeSH descriptors of the areas.
    mesh: BTreeMap<String, String>,
    /// The regions.
    region: Vec<Region>,
    /// Answers that go with what the records tell.
    follows: Vec<Follows>,
    /// The units.
    unit: Vec<Unit>,
    /// What stands in the other fields.
    words: FieldWords,
}

/// A region's habits.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Region {
    /// Its id.
    id: String,
    /// SCB's code, as in swedish-towns.csv.
    code: String,
    /// Its numbers in relation to the largest region's.
    size: f64,
    /// The share of questions that it answers.
    answers: f64,
    /// The share of its answers that may be published.
    consents: f64,
    /// The rounds in which it answers, from 1.
    rounds: Vec<usize>,
    /// A heading that it leaves empty.
    empty: Option<String>,
    /// Whether it takes back its consent in the second round.
    #[serde(default)]
    withdraws: bool,
}

/// The numbers of a unit in the largest region.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    /// Its id.
    id: String,
    /// The lowest number.
    low: i64,
    /// The highest number.
    high: i64,
    /// Whether it is a time, which does not grow with the region.
    #[serde(default)]
    is_time: bool,
}

/// What stands in the other fields.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldWords {
    /// Who answers.
    roles: Vec<String>,
    /// The sources of grade A.
    documents: Vec<String>,
    /// The sources of grade B.
    registers: Vec<String>,
    /// Comments.
    comments: Vec<String>,
    /// Answers in text.
    networks: Vec<String>,
}

/// What is needed of the engine's table of questions; the rest is its own affair.
#[derive(Debug, Deserialize)]
struct Questions {
    /// The questions.
    question: Vec<Question>,
}

/// A question.
#[derive(Debug, Deserialize)]
struct Question {
    /// Its id.
    id: String,
    /// Its heading.
    heading: String,
    /// `area` or `region`.
    scope: String,
    /// What kind of answer it takes.
    #[serde(rename = "type")]
    kind: String,
    /// Its unit.
    unit: Option<String>,
    /// The highest answer.
    max: Option<i64>,
    /// How many months an answer holds.
    expires_months: u32,
    /// What registers count too.
    mirrors: Option<String>,
    /// The options of a choice.
    #[serde(default)]
    options: Vec<Choice>,
}

/// An option.
#[derive(Debug, Deserialize)]
struct Choice {
    /// Its id.
    id: String,
}

/// The place of an answer in the plan, from which its random numbers follow.
#[derive(Clone, Copy)]
struct At<'a> {
    /// The seed of all draws.
    seed: u64,
    /// What the records tell.
    told: &'a Told,
    /// The region.
    region: &'a Region,
    /// The region's position.
    region_at: usize,
    /// The area.
    area: &'a str,
    /// The area's position.
    area_at: usize,
    /// The question's position.
    question_at: usize,
}

impl At<'_> {
    /// Opens the stream of what is the same in every round (0), or of one round.
    fn draws(&self, round: usize) -> Draws {
        let place = (self.region_at * 64 + self.area_at) * 256 + self.question_at;
        Draws::new(self.seed, (place * 8 + round) as u64, Part::Inventory)
    }
}

/// Returns the table of answers.
///
/// `folder` holds the generator's tables, `questions` is the engine's table, `told` what the records tell.
pub fn inventory(seed: u64, folder: &Path, questions: &Path, told: &Told) -> StrResult<String> {
    let plan: Plan = read(&folder.join("inventory.toml"))?;
    let questions: Questions = read(questions)?;
    let mut table = format!("{HEAD}{COLUMNS}\n");
    for (round, day) in (1..).zip(&plan.rounds) {
        let day: NaiveDate =
            day.parse().map_err(|_| eco_format!("invalid date `{day}`, expected YYYY-MM-DD"))?;
        let mut rows = Vec::new();
        for (region_at, region) in plan.region.iter().enumerate() {
            if !region.rounds.contains(&round) {
                continue;
            }
            for (area_at, area) in areas(&plan, region).into_iter().enumerate() {
                for (question_at, question) in questions.question.iter().enumerate() {
                    let at = At { seed, told, region, region_at, area, area_at, question_at };
                    rows.extend(row(&plan, &at, question, round, day)?);
                }
            }
        }
        rows.sort();
        for (.., row) in rows {
            table.push_str(&row);
        }
    }
    Ok(table)
}

/// Writes the table into a folder, whole or not at all. A table that is not ours is left alone.
pub fn write_inventory(table: &str, folder: &Path) -> StrResult<()> {
    let path = folder.join("answers.csv");
    let fault = |error: std::io::Error| eco_format!("cannot write `{}` ({error})", path.display());
    if let Ok(earlier) = std::fs::read_to_string(&path)
        && !earlier.starts_with(HEAD)
    {
        bail!("`{}` is not example data, choose another folder", path.display());
    }
    std::fs::create_dir_all(folder).map_err(fault)?;
    let mut file =
        tempfile::Builder::new().prefix(".answers-").tempfile_in(folder).map_err(fault)?;
    std::io::Write::write_all(&mut file, table.as_bytes()).map_err(fault)?;
    super::pages::readable(file.as_file()).map_err(fault)?;
    file.persist(&path).map_err(|error| fault(error.error))?;
    Ok(())
}

/// Reads a TOML file.
fn read<T: DeserializeOwned>(path: &Path) -> StrResult<T> {
    let shown = path.display();
    let fault = |error: &dyn std::fmt::Display| -> EcoString {
        eco_format!("cannot read `{shown}` ({error})")
    };
    let text = std::fs::read_to_string(path).map_err(|error| fault(&error))?;
    toml::from_str(&text).map_err(|error| fault(&error.message()))
}

/// Returns what a region is asked about: the whole region first.
fn areas<'a>(plan: &'a Plan, region: &Region) -> Vec<&'a str> {
    let more = plan.more.iter().filter(|(_, regions)| regions.contains(&region.id));
    let own = plan.areas.iter().chain(more.map(|(area, _)| area)).map(String::as_str);
    std::iter::once(WHOLE_REGION).chain(own).collect()
}

/// A row with what it is sorted by: region, area and question.
type Row = (String, String, String, String);

/// Returns a region's answer to a question, if it gives one in this round.
fn row(
    plan: &Plan,
    at: &At,
    question: &Question,
    round: usize,
    day: NaiveDate,
) -> StrResult<Option<Row>> {
    let is_about_region = at.area == WHOLE_REGION;
    let At { region, area, .. } = *at;
    let mut draws = at.draws(round);
    let is_answered = draws.happens(region.answers);
    let is_left_empty = region.empty.as_ref() == Some(&question.heading);
    if is_about_region != (question.scope == "region") || !is_answered || is_left_empty {
        return Ok(None);
    }
    let date = day - Days::new(draws.between(5, OLDEST_DAYS) as u64);
    let valid_until = date + Months::new(question.expires_months);
    let words = &plan.words;
    let (grade, source) = match draws.weighted([0.35, 0.45, 0.2].into_iter()) {
        0 => ("A", draws.word(&words.documents).to_owned()),
        1 => ("B", draws.word(&words.registers).to_owned()),
        _ => ("C", String::new()),
    };
    let role = draws.word(&words.roles).to_owned();
    let comment = match draws.happens(0.08) {
        true => draws.word(&words.comments).to_owned(),
        false => String::new(),
    };
    let is_withdrawn = region.withdraws && round == plan.rounds.len();
    let consent = match (draws.happens(region.consents), is_withdrawn) {
        (_, true) => "no",
        (true, false) => "yes",
        (false, false) => "",
    };
    let value = value(plan, at, question, round, date)?;
    let unit = match question.kind.as_str() {
        "share" => "share",
        _ => question.unit.as_deref().unwrap_or_default(),
    };
    let form = Sha256::digest(format!("example form {} {area} {day}", region.id));
    let form: String = form.iter().map(|byte| format!("{byte:02x}")).collect();
    let cells = [
        &region.id,
        area,
        &question.id,
        &value,
        unit,
        &date.to_string(),
        &role,
        grade,
        &source,
        &valid_until.to_string(),
        consent,
        &comment,
        &day.to_string(),
        &form,
    ];
    let text: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    let key = (region.id.clone(), area.to_owned(), question.id.clone());
    Ok(Some((key.0, key.1, key.2, text.join(",") + "\n")))
}

/// Returns an answer of the question's type. What a region is does not change between rounds, its numbers do a little.
fn value(
    plan: &Plan,
    at: &At,
    question: &Question,
    round: usize,
    date: NaiveDate,
) -> StrResult<String> {
    let mut steady = at.draws(0);
    let drift = 1.0 + (at.draws(round + plan.rounds.len()).share() - 0.45) * 0.2;
    let value = match question.kind.as_str() {
        "whole-number" | "decimal" => {
            let number = match near(plan, at, question, date, &mut steady)? {
                Some(number) => number,
                None => number(plan, at, question, &mut steady)? * drift,
            };
            let most = question.max.unwrap_or(i64::MAX) as f64;
            match question.kind.as_str() {
                "decimal" => (number.min(most) * 10.0).round() / 10.0,
                _ => number.min(most).round(),
            }
            .to_string()
        }
        "share" => {
            let share = (0.2 + steady.share() * 0.7) * drift;
            ((share.min(1.0) * 100.0).round() / 100.0).to_string()
        }
        "yes-no" => match steady.happens(0.4 + at.region.size * 0.55) {
            true => "yes".to_owned(),
            false => "no".to_owned(),
        },
        "choice" => {
            let last = question.options.len() as f64 - 1.0;
            let level = (at.region.size * 0.6 + steady.share() * 0.6).min(1.0) * last;
            match question.options.get(level.round() as usize) {
                Some(option) => option.id.clone(),
                None => bail!("the choice `{}` has no options", question.id),
            }
        }
        "date" => {
            let first = NaiveDate::from_ymd_opt(2021, 1, 1).unwrap_or_default();
            (first + Days::new(steady.between(0, 1200) as u64)).to_string()
        }
        "text" => steady.word(&plan.words.networks).to_owned(),
        other => bail!("cannot answer `{}`, of the unknown type `{other}`", question.id),
    };
    Ok(value)
}

/// Returns a number in the unit of a question, by the region's size.
fn number(plan: &Plan, at: &At, question: &Question, draws: &mut Draws) -> StrResult<f64> {
    let id = question.unit.as_deref().unwrap_or_default();
    let Some(unit) = plan.unit.iter().find(|unit| unit.id == id) else {
        bail!("the unit `{id}` of `{}` has no numbers in generator/inventory.toml", question.id);
    };
    let number = draws.between(unit.low, unit.high) as f64;
    Ok(if unit.is_time { number } else { number * at.region.size })
}

/// Returns a cell in quotes where it needs them.
fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests;
