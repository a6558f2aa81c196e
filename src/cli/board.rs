//! `kapacitet board status`: where things stand in the tables of the partnership's office.
//!
//! Everything printed is a [`Fact`] in a section; the three formats are three ways of writing the same list. Here are counts;
//! only the shares among the key performance indicators have an interval, as no course of a few is judged without it.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use typst::diag::{HintedStrResult, bail};

use super::args::{BoardArgs, BoardCommand, BoardStatusArgs, Format};
use super::terminal::say;
use super::{Done, Outcome, Stop, report};
use crate::board::funnel::funnel;
use crate::board::kpis::{Kpi, Unit};
use crate::board::spells::{Spell, answer_days, forward_hours};
use crate::board::table::YEARS;
use crate::board::{Board, kpi_values, patients};
use crate::diag::{Files, escape, hint_for};
use crate::edition::{self, Edition};
use crate::locale::Lang;
use crate::registry::{Reference, Snapshot};
use crate::statistics::wilson;

/// A table of the status: a heading and rows under columns.
#[derive(Debug, Serialize)]
struct Section {
    /// What it is about, as a key.
    section: &'static str,
    /// What stands under each column.
    columns: Vec<&'static str>,
    /// The rows.
    rows: Vec<Vec<Fact>>,
    /// What was left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A cell of the status.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
enum Fact {
    /// A text.
    Text(String),
    /// A whole number.
    Count(i64),
    /// A number, written with as many decimals.
    Number(f64),
    /// Nothing to say.
    None,
}

/// Runs the command.
pub fn run(root: &Path, args: &BoardArgs) -> Outcome {
    let BoardCommand::Status(args) = &args.command;
    status(root, args)
}

/// Prints where things stand.
fn status(root: &Path, args: &BoardStatusArgs) -> Outcome {
    let known = edition::list(root);
    if !known.contains(&args.edition) {
        let hint = hint_for(&args.edition, known.iter().map(String::as_str));
        return Err(
            typst::diag::error!("unknown edition `{}`", args.edition; hint: "{hint}").into()
        );
    }
    let files = Files::new(root);
    let edition =
        Edition::load(&files, &args.edition).map_err(|errors| Stop::at(&files, &errors))?;
    let as_of = last_day(root, &edition, args.as_of)?;
    let reference = Reference::load(root)?;
    let board = Board::load(&files, &edition.tables, &reference).map_err(Stop::Faults)?;
    if !board.notes.is_empty() {
        report(board.notes.clone());
    }
    let sections = sections(&board, &reference, as_of);
    if sections.is_empty() {
        return Err(typst::diag::error!(
            "edition `{}` names no tables of the board", edition.id;
            hint: "add `[tables]` to `{}`, as data/README.md says", edition.file.path
        )
        .into());
    }
    say(formatted(&sections, &edition, as_of, args.format).trim_end())?;
    Ok(Done::All)
}

/// Returns the last day that counts.
fn last_day(
    root: &Path,
    edition: &Edition,
    given: Option<NaiveDate>,
) -> HintedStrResult<NaiveDate> {
    if let Some(day) = given.or(edition.cutoff) {
        if !YEARS.contains(&day.year()) {
            bail!("invalid last day {day}"; hint: "expected a day such as 2025-12-31");
        }
        return Ok(day);
    }
    match Snapshot::load(root, &edition.snapshot) {
        Ok(snapshot) => Ok(snapshot.data_date),
        Err(_) => bail!(
            "the edition `{}` has no cut-off, and there is no snapshot `{}`", edition.id, edition.snapshot;
            hint: "name the last day that counts: `--as-of 2025-12-31`"
        ),
    }
}

/// Returns what there is to say about each table that was read.
fn sections(board: &Board, reference: &Reference, as_of: NaiveDate) -> Vec<Section> {
    let all = [
        funnel_section(board, as_of),
        speed_section(board, as_of),
        kpi_section(board, as_of),
        network_section(board, as_of),
        money_section(board, as_of),
        decision_section(board, as_of),
        congress_section(board, as_of),
        patient_section(board, reference),
        enrolment_section(board, reference, as_of),
    ];
    all.into_iter().flatten().collect()
}

/// The feasibility funnel.
fn funnel_section(board: &Board, as_of: NaiveDate) -> Option<Section> {
    let counts = funnel(board.feasibility.as_ref()?, None, as_of).into_iter();
    Some(Section {
        section: "feasibility",
        columns: vec!["step", "reached", "of previous", "of requests", "still open"],
        rows: counts
            .map(|count| {
                let numbers = [count.reached, count.of_previous, count.of_requests, count.open];
                std::iter::once(text(count.step.code())).chain(numbers.map(whole)).collect()
            })
            .collect(),
        note: None,
    })
}

/// How many spells there are, how many of them ended, and how many within what is promised.
fn speed_section(board: &Board, as_of: NaiveDate) -> Option<Section> {
    let requests = board.feasibility.as_ref()?;
    let row = |name: &str, unit: &str, list: &[Spell], unmeasured: u64| {
        let ended = list.iter().filter(|spell| spell.event).count();
        vec![
            text(name),
            text(unit),
            whole(list.len() as u64),
            whole(ended as u64),
            whole(unmeasured),
        ]
    };
    let forward = forward_hours(requests, as_of);
    let answer = answer_days(requests, as_of);
    Some(Section {
        section: "speed",
        columns: vec!["from request to", "unit", "requests", "ended", "without time"],
        rows: vec![
            row("sent on", "office hours", &forward.list, forward.unmeasured),
            row("national answer", "working days", &answer, 0),
        ],
        note: None,
    })
}

/// The last value of each indicator beside what its trajectory asks.
fn kpi_section(board: &Board, as_of: NaiveDate) -> Option<Section> {
    let (kpis, values) = (board.kpis.as_ref()?, board.kpi_values.as_deref().unwrap_or_default());
    let row = |kpi: &Kpi| {
        let standing = kpi_values::standing(kpi, values, None, as_of);
        let number =
            |value: Option<f64>| value.map_or(Fact::None, |value| measured(value, kpi.unit));
        let value = standing.as_ref().and_then(|standing| standing.latest.value.value());
        let on_course = match standing.as_ref().and_then(|standing| standing.is_on_course) {
            Some(true) => text("on course"),
            Some(false) => text("off course"),
            None => Fact::None,
        };
        let latest = standing.as_ref().map(|standing| &standing.latest);
        let [x, n] = [latest.and_then(|own| own.numerator), latest.and_then(|own| own.denominator)];
        let limits = match kpi.unit {
            Unit::Share => x.zip(n).and_then(|(x, n)| wilson(x, n)),
            _ => None,
        };
        vec![
            text(&kpi.id),
            standing
                .as_ref()
                .map_or(Fact::None, |standing| text(&standing.latest.period.to_string())),
            number(value),
            x.map_or(Fact::None, whole),
            n.map_or(Fact::None, whole),
            number(limits.map(|limits| limits.lower)),
            number(limits.map(|limits| limits.upper)),
            number(standing.as_ref().and_then(|standing| standing.expected)),
            on_course,
            number(kpi.target.map(|target| target.value)),
            kpi.target.map_or(Fact::None, |target| text(&target.by.0.to_string())),
            text(kpi.unit.code()),
        ]
    };
    Some(Section {
        section: "kpis",
        columns: vec![
            "indicator",
            "period",
            "value",
            "numerator",
            "denominator",
            "lower 95%",
            "upper 95%",
            "trajectory",
            "course",
            "target",
            "by",
            "unit",
        ],
        rows: kpis.iter().map(row).collect(),
        note: None,
    })
}

/// What each network spent of what it was given.
fn network_section(board: &Board, as_of: NaiveDate) -> Option<Section> {
    let (mut rows, mut later) = (Vec::new(), 0);
    for network in board.networks.as_ref()? {
        let next = network.next_milestone(as_of);
        later += network.years.iter().filter(|year| year.year > as_of.year()).count();
        for year in network.years.iter().filter(|year| year.year <= as_of.year()) {
            rows.push(vec![
                text(&network.id),
                Fact::Count(year.year.into()),
                whole(network.members.len() as u64),
                year.trials.map_or(Fact::None, whole),
                year.spent_sek.map_or(Fact::None, whole),
                whole(year.planned_sek),
                next.map_or(Fact::None, |milestone| text(&milestone.date.to_string())),
            ]);
        }
    }
    Some(Section {
        section: "networks",
        columns: vec![
            "network",
            "year",
            "regions",
            "trials",
            "spent SEK",
            "planned SEK",
            "next evaluation",
        ],
        rows,
        note: left_out(later, as_of),
    })
}

/// Says that rows of years after a day are left out, if there are any.
fn left_out(rows: usize, as_of: NaiveDate) -> Option<String> {
    (rows > 0).then(|| format!("{rows} rows of years after {} are left out", as_of.year()))
}

/// The accounts that are part of no other.
///
/// Years after the day are left out. Of the day's own year the table tells no day, so its amounts are as last written.
fn money_section(board: &Board, as_of: NaiveDate) -> Option<Section> {
    let amount = |value: crate::board::Reported<i64>| value.value().map_or(Fact::None, Fact::Count);
    let top = board.money.as_ref()?.iter().filter(|line| line.parent.is_none());
    let (known, later): (Vec<_>, Vec<_>) = top.partition(|line| line.year <= as_of.year());
    let rows = known.into_iter().map(|line| {
        vec![
            Fact::Count(line.year.into()),
            text(&line.account),
            amount(line.plan_sek),
            amount(line.forecast_sek),
            amount(line.actual_sek),
        ]
    });
    Some(Section {
        section: "money",
        columns: vec!["year", "account", "plan SEK", "forecast SEK", "actual SEK"],
        rows: rows.collect(),
        note: left_out(later.len(), as_of),
    })
}

/// The decisions that are not carried out, the oldest first.
fn decision_section(board: &Board, as_of: NaiveDate) -> Option<Section> {
    let open = board.decisions.as_ref()?.iter().filter(|decision| decision.is_open(as_of));
    let rows = open.map(|decision| {
        let late = decision.days_late(as_of);
        vec![
            text(&decision.id),
            text(decision.title.get(Lang::En)),
            text(decision.owner.get(Lang::En)),
            text(decision.status.code()),
            decision.due.map_or(Fact::None, |due| text(&due.to_string())),
            if late > 0 { Fact::Count(late) } else { Fact::None },
        ]
    });
    Some(Section {
        section: "open-decisions",
        columns: vec!["decision", "title", "owner", "status", "due", "days late"],
        rows: rows.collect(),
        note: None,
    })
}

/// The next meeting of each congress.
fn congress_section(board: &Board, as_of: NaiveDate) -> Option<Section> {
    let rows = board.congresses.as_ref()?.iter().map(|congress| {
        let next = congress.next_meeting(as_of);
        let days = next.and_then(|meeting| meeting.days);
        let city = next.and_then(|meeting| meeting.city.as_deref());
        vec![
            text(&congress.short),
            next.map_or(Fact::None, |meeting| Fact::Count(meeting.year.into())),
            days.map_or(Fact::None, |(first, _)| text(&first.to_string())),
            days.map_or(Fact::None, |(_, last)| text(&last.to_string())),
            city.map_or(Fact::None, text),
            text(&congress.areas.join(" ")),
        ]
    });
    Some(Section {
        section: "congresses",
        columns: vec!["congress", "next", "first day", "last day", "city", "areas"],
        rows: rows.collect(),
        note: None,
    })
}

/// How many counts of patients are there, and why the others are not.
fn patient_section(board: &Board, reference: &Reference) -> Option<Section> {
    let coverage = patients::coverage(board.patients.as_ref()?, reference.places.regions.len());
    let rows = coverage.into_iter().map(|disease| {
        let name = reference.diseases.name(&disease.disease, "en").unwrap_or(&disease.disease);
        let marks = crate::board::Mark::ALL
            .map(|mark| whole(disease.marks.get(mark.key()).copied().unwrap_or(0)));
        let counts = [
            Fact::Count(disease.year.into()),
            whole(disease.regions),
            whole(disease.without_row),
            whole(disease.counts),
        ];
        std::iter::once(text(name)).chain(counts).chain(marks).collect()
    });
    Some(Section {
        section: "patients",
        columns: vec![
            "disease",
            "year",
            "regions",
            "without row",
            "counts",
            "suppressed",
            "not applicable",
            "not collected",
            "not reported",
        ],
        rows: rows.collect(),
        note: None,
    })
}

/// How trials go in each region that has one. Patients are not counted here: `query` tells of them what may be told.
fn enrolment_section(board: &Board, reference: &Reference, as_of: NaiveDate) -> Option<Section> {
    let all = board.enrolment.as_ref()?;
    let mut rows = Vec::new();
    for region in &reference.places.regions {
        let own: Vec<_> = all.iter().filter(|row| row.region == region.id).collect();
        if own.is_empty() {
            continue;
        }
        let closed = || own.iter().filter(|row| row.is_closed(as_of));
        rows.push(vec![
            text(&region.id),
            whole(own.len() as u64),
            whole(own.iter().map(|row| row.sites_activated).sum()),
            whole(own.iter().map(|row| row.sites_without_patient).sum()),
            Fact::Number(own.iter().map(|row| row.site_months).sum()),
            whole(closed().count() as u64),
            whole(closed().filter(|row| row.is_in_time()).count() as u64),
        ]);
    }
    let columns = vec![
        "region",
        "trials",
        "sites",
        "without patient",
        "site-months",
        "closed",
        "target in time",
    ];
    Some(Section { section: "enrolment", columns, rows, note: None })
}

/// A text.
fn text(text: &str) -> Fact {
    Fact::Text(text.to_owned())
}

/// A count.
fn whole(count: u64) -> Fact {
    i64::try_from(count).map_or(Fact::None, Fact::Count)
}

/// A value of an indicator.
fn measured(value: f64, unit: Unit) -> Fact {
    if unit.is_whole() && value.fract() == 0.0 {
        Fact::Count(value as i64)
    } else {
        Fact::Number(value)
    }
}

impl Fact {
    /// Returns it as a person reads it.
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => escape(text),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => format!("{number:.3}"),
            Self::None => "-".to_owned(),
        }
    }

    /// Returns it as a program reads it.
    fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Number(number) => number.to_string(),
            Self::None => String::new(),
        }
    }

    /// Whether it stands at the right of its column.
    fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Number(_) | Self::None)
    }
}

/// The status as JSON.
#[derive(Serialize)]
struct Status<'a> {
    /// The edition.
    edition: &'a str,
    /// The last day that counts.
    as_of: String,
    /// Whether the tables are example data, as the edition says of its sources.
    example: bool,
    /// What there is to say.
    sections: &'a [Section],
}

/// Returns the status in a format.
fn formatted(sections: &[Section], edition: &Edition, as_of: NaiveDate, format: Format) -> String {
    match format {
        Format::Json => {
            let (edition, example) = (edition.id.as_str(), edition.example);
            let status = Status { edition, as_of: as_of.to_string(), example, sections };
            serde_json::to_string_pretty(&status).expect("plain data")
        }
        Format::Csv => csv(sections),
        Format::Table => {
            let invented = if edition.example { "; synthetic example data" } else { "" };
            let head = format!("edition `{}`, as of {as_of}{invented}", edition.id);
            std::iter::once(head).chain(sections.iter().map(table)).collect::<Vec<_>>().join("\n\n")
        }
    }
}

/// Returns one line for each cell: section, row, column, value.
fn csv(sections: &[Section]) -> String {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let mut lines = vec![["section", "row", "column", "value"].map(str::to_owned)];
    for section in sections {
        for (at, row) in section.rows.iter().enumerate() {
            let cells = section.columns.iter().zip(row);
            lines.extend(cells.map(|(column, fact)| {
                [
                    section.section.to_owned(),
                    (at + 1).to_string(),
                    (*column).to_owned(),
                    fact.plain(),
                ]
            }));
        }
        let note = section.note.iter();
        lines.extend(note.map(|note| [section.section, "", "note", note].map(str::to_owned)));
    }
    for line in lines {
        writer.write_record(line).expect("memory can be written to");
    }
    String::from_utf8(writer.into_inner().expect("memory can be written to")).expect("texts")
}

/// Returns a section as aligned columns.
fn table(section: &Section) -> String {
    let heads = section.columns.iter().map(|column| (*column).to_owned()).collect();
    let rows = section.rows.iter().map(|row| row.iter().map(Fact::shown).collect());
    let lines: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let is_number =
        |at: usize| !section.rows.is_empty() && section.rows.iter().all(|row| row[at].is_number());
    let widths: Vec<_> = (0..section.columns.len()).map(|at| (width(at), is_number(at))).collect();
    let lines = lines.iter().map(|line| {
        let cells = line.iter().zip(&widths).map(|(cell, (width, is_number))| match is_number {
            true => format!("{cell:>width$}"),
            false => format!("{cell:<width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    let head = std::iter::once(section.section.to_owned());
    head.chain(lines).chain(section.note.clone()).collect::<Vec<_>>().join("\n")
}
