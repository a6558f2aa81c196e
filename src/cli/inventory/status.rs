//! `kapacitet inventory status`: how complete, how old, how sure.

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;
use typst::diag::{HintedStrResult, bail};

use super::Known;
use crate::cli::args::{Format, InventoryStatusArgs};
use crate::cli::terminal::say;
use crate::cli::{Done, Outcome, report};
use crate::diag::Fault;
use crate::inventory::{Completeness, FILE, Inventory, Questions, State, asked};
use crate::sheet::{Value, Written, to_plain_csv};

/// How complete a region is under a heading.
#[derive(Debug, Serialize)]
struct Line {
    /// The region's id.
    region: String,
    /// The heading's id, or `all`.
    heading: String,
    /// The areas that were asked about.
    areas: Vec<String>,
    /// How many questions have an answer that holds.
    answered: u32,
    /// How many questions were asked.
    asked: u32,
    /// How many have an answer that holds no more.
    expired: u32,
    /// How many have no answer.
    not_reported: u32,
    /// How many of the answered may not be shown.
    without_consent: u32,
    /// How old the answered are.
    median_age_days: Option<f64>,
    /// How many of the answered stand on a document.
    grade_a: u32,
    /// How many on a register.
    grade_b: u32,
    /// How many on a person's statement.
    grade_c: u32,
}

/// A question in a region that somebody should see to.
#[derive(Debug, Serialize)]
struct Item {
    /// The region's id.
    region: String,
    /// The area's id.
    area: String,
    /// The question's id.
    question: String,
    /// The last day on which the answer held or holds.
    valid_until: String,
}

/// All that is printed as JSON.
#[derive(Debug, Serialize)]
struct Whole {
    /// The day on which it is judged what holds.
    date: String,
    /// Whether the answers are invented.
    example: bool,
    /// Regions by headings.
    completeness: Vec<Line>,
    /// Answers that hold no more.
    expired: Vec<Item>,
    /// Answers that hold and may not be shown.
    without_consent: Vec<Item>,
}

/// Runs the command.
pub fn run(root: &Path, args: &InventoryStatusArgs) -> Outcome {
    let known = Known::load(root)?;
    let regions: Vec<&str> = match &args.region {
        Some(id) => vec![known.region(id)?.id.as_str()],
        None => known.reference.places.regions.iter().map(|region| region.id.as_str()).collect(),
    };
    let named: Vec<String> =
        known.subjects(&args.areas)?.into_iter().map(|subject| subject.id).collect();
    let history = known.history(root, &args.from)?;
    let Some(last) = history.answers.iter().map(|answer| answer.read_on).max() else {
        return Err(no_answers(&args.from.join(FILE)).unwrap_err().into());
    };
    let gone = history.asked_no_more(&known.questions);
    if !gone.is_empty() {
        let warning = format!("there are answers to questions asked no more: {}", gone.join(", "));
        report(vec![Fault::warning(warning).with_hint("they are kept, and count for nothing")]);
    }
    let on = args.date.unwrap_or(last);
    let whole = whole(&history, &known.questions, &regions, &named, on);
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(&whole).expect("plain data"),
        Format::Csv => csv(&whole),
        Format::Table => {
            let detailed = args.region.is_some();
            table(&whole, &known.questions, &regions, detailed)
        }
    };
    say(text.trim_end())?;
    Ok(Done::All)
}

/// Says that there is nothing to tell of.
fn no_answers(path: &Path) -> HintedStrResult<()> {
    bail!(
        "there are no answers in `{}`", path.display();
        hint: "read forms with `kapacitet inventory read`, or name another folder with `--from`"
    )
}

/// Returns the state of some regions.
fn whole(
    history: &Inventory,
    questions: &Questions,
    regions: &[&str],
    named: &[String],
    on: NaiveDate,
) -> Whole {
    let example = history.example;
    let mut whole = Whole {
        date: on.to_string(),
        example,
        completeness: vec![],
        expired: vec![],
        without_consent: vec![],
    };
    for region in regions {
        let areas: Vec<&str> = match named {
            [] => history.areas_of(region),
            named => named.iter().map(String::as_str).collect(),
        };
        let headings = questions.headings.iter().map(|heading| Some(heading.id.as_str()));
        for heading in headings.chain([None]) {
            let found = history.completeness(questions, region, &areas, heading, on);
            whole.completeness.push(line(region, heading, &areas, &found));
        }
        for (question, area) in asked(questions, &areas, None) {
            let current = history.current(region, area, &question.id, on);
            let Some(answer) = current.answer else { continue };
            let item = || Item {
                region: (*region).to_owned(),
                area: area.to_owned(),
                question: question.id.clone(),
                valid_until: answer.valid_until.to_string(),
            };
            if current.is_expired {
                whole.expired.push(item());
            } else if current.state == State::NotPublishable {
                whole.without_consent.push(item());
            }
        }
    }
    whole
}

/// Returns a line about a region and a heading.
fn line(region: &str, heading: Option<&str>, areas: &[&str], found: &Completeness) -> Line {
    let [grade_a, grade_b, grade_c] = found.grades;
    Line {
        region: region.to_owned(),
        heading: heading.unwrap_or("all").to_owned(),
        areas: areas.iter().map(|area| (*area).to_owned()).collect(),
        answered: found.answered,
        asked: found.asked,
        expired: found.expired,
        not_reported: found.not_reported(),
        without_consent: found.not_publishable,
        median_age_days: found.median_age_days(),
        grade_a,
        grade_b,
        grade_c,
    }
}

/// Returns the lines as CSV.
fn csv(whole: &Whole) -> String {
    let heads = [
        "date",
        "region",
        "heading",
        "areas",
        "answered",
        "asked",
        "expired",
        "not_reported",
        "without_consent",
        "median_age_days",
        "grade_a",
        "grade_b",
        "grade_c",
    ];
    let row = |line: &Line| {
        let text = |text: &str| Value::Text(text.to_owned());
        let number = |count: u32| Value::Number(count.into());
        vec![
            text(&whole.date),
            text(&line.region),
            text(&line.heading),
            text(&line.areas.join(" ")),
            number(line.answered),
            number(line.asked),
            number(line.expired),
            number(line.not_reported),
            number(line.without_consent),
            line.median_age_days.map_or(Value::Empty, Value::Number),
            number(line.grade_a),
            number(line.grade_b),
            number(line.grade_c),
        ]
    };
    let table = Written {
        columns: heads.map(str::to_owned).into(),
        rows: whole.completeness.iter().map(row).collect(),
        ..Written::default()
    };
    String::from_utf8_lossy(&to_plain_csv(&table)).into_owned()
}

/// Returns the lines as aligned columns: a row for each region, and of one region what is to be seen to.
fn table(whole: &Whole, questions: &Questions, regions: &[&str], is_detailed: bool) -> String {
    let mut heads: Vec<String> = vec!["region".into()];
    heads.extend(questions.headings.iter().map(|heading| heading.id.clone()));
    heads.extend(["all", "age", "A", "B", "C", "expired", "no consent"].map(str::to_owned));
    let mut rows = vec![heads];
    for region in regions {
        let lines: Vec<&Line> =
            whole.completeness.iter().filter(|line| line.region == *region).collect();
        let mut row = vec![(*region).to_owned()];
        row.extend(lines.iter().map(|line| format!("{}/{}", line.answered, line.asked)));
        if let Some(all) = lines.last() {
            let share = |count: u32| match all.answered {
                0 => "-".to_owned(),
                answered => format!("{:.0}%", 100.0 * f64::from(count) / f64::from(answered)),
            };
            row.push(all.median_age_days.map_or("-".to_owned(), |days| format!("{days:.0} d")));
            row.extend([all.grade_a, all.grade_b, all.grade_c].map(share));
            row.extend([all.expired, all.without_consent].map(|count| count.to_string()));
        }
        rows.push(row);
    }
    let mut text = aligned(&rows);
    if is_detailed {
        for (title, items) in [("expired", &whole.expired), ("no consent", &whole.without_consent)]
        {
            if !items.is_empty() {
                let lines = items.iter().map(|item| {
                    let Item { area, question, valid_until, .. } = item;
                    vec![
                        title.to_owned(),
                        area.clone(),
                        question.clone(),
                        format!("until {valid_until}"),
                    ]
                });
                text.push('\n');
                text.push_str(&aligned_left(&lines.collect::<Vec<_>>()));
            }
        }
    }
    let example = if whole.example { "; example data" } else { "" };
    let meaning = "answered of asked; age is the median; A document, B register, C statement";
    text.push_str(&format!("\n{meaning}; on {}{example}\n", whole.date));
    text
}

/// Returns rows as columns, the first to the left, the others to the right.
fn aligned(rows: &[Vec<String>]) -> String {
    let widths = widths(rows);
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| match at {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// Returns rows as columns, all to the left.
fn aligned_left(rows: &[Vec<String>]) -> String {
    let widths = widths(rows);
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// Returns the width of each column.
fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    (0..columns).map(width).collect()
}
