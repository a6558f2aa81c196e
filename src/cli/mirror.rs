//! `kapacitet mirror`: the databases' picture of a region beside the region's own.

use std::path::Path;

use typst::diag::{HintedStrResult, bail, error};

use super::args::{Format, MirrorArgs};
use super::explain::language;
use super::output::write_new;
use super::query::{cutoff, load_registry};
use super::terminal::{aligned, say, tell};
use super::{Done, Outcome, report, survey};
use crate::board::files::class;
use crate::diag::Fault;
use crate::finding::correction::{corrections, result};
use crate::finding::mirror::{self, Field, mirror};
use crate::inventory::{Subject, Survey};
use crate::locale::Lang;
use crate::registry::Registry;
use crate::sheet::{Value, Written, to_csv, to_plain_csv, to_xlsx};
use crate::slice::Place;

/// How a correction list is written.
enum Kind {
    /// As a workbook.
    Xlsx,
    /// As comma-separated values.
    Csv,
}

/// Runs the command.
pub fn run(root: &Path, args: &MirrorArgs) -> Outcome {
    let lang = language(&args.lang)?;
    let out = args.out.as_ref().map(|path| kind(path).map(|kind| (path, kind))).transpose()?;
    if let Some((path, _)) = out.as_ref().filter(|(path, _)| path.symlink_metadata().is_ok()) {
        // It could be the history itself, or a list that somebody has written in.
        let hint = "choose another name, or remove it first";
        return Err(error!("`{}` is there already", path.display(); hint: "{hint}").into());
    }
    let registry = load_registry(root, args.snapshot.as_deref())?;
    let cutoff = cutoff(args.cutoff, registry.snapshot.data_date)?;
    let region = Place::region(&args.region, &registry.reference)?;
    let Some(survey) = survey::load(root, args.inventory.as_deref(), &registry.reference)? else {
        let hint =
            "read forms with `kapacitet inventory read`, or name a history with `--inventory`";
        return Err(
            error!("there is no inventory to set the databases against"; hint: "{hint}").into()
        );
    };
    let area = args.area.as_deref().map(|text| Subject::find(&registry.reference, text));
    let area = area.transpose()?.map(|subject| subject.id);
    let fields = mirror(&registry, &survey, &region.id, area.as_deref(), cutoff)?;
    if fields.is_empty() {
        let hint = "name an area or a disease with `--area`: its questions are then listed as not reported";
        return Err(error!("`{}` has answered about no area", region.id; hint: "{hint}").into());
    }
    tell_of_later_answers(&survey, &region.id, cutoff);
    let fields: Vec<Field> = match args.internal {
        true => fields,
        false => fields.into_iter().map(Field::shown).collect(),
    };
    let name = region.name(lang, &registry.reference);
    say(formatted(&fields, &registry, &survey, &name, cutoff, args.format, lang).trim_end())?;
    if let Some((path, kind)) = out {
        let list = corrections(&fields, &name, cutoff, lang);
        let bytes = match kind {
            Kind::Xlsx => to_xlsx(&list),
            Kind::Csv => to_csv(&list),
        };
        write_new(path, &bytes)?;
        tell(&format!("wrote {} corrections to {}", list.rows.len(), path.display()));
    }
    Ok(Done::All)
}

/// Returns how a list is written, by the ending of its file.
fn kind(path: &Path) -> HintedStrResult<Kind> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => Ok(Kind::Xlsx),
        Some("csv") => Ok(Kind::Csv),
        _ => bail!(
            "cannot tell how to write `{}`", path.display();
            hint: "expected a name that ends in `.xlsx` or `.csv`"
        ),
    }
}

/// Tells of answers that the data are too old for.
fn tell_of_later_answers(survey: &Survey, region: &str, cutoff: chrono::NaiveDate) {
    let own = survey.history.answers.iter().filter(|answer| answer.region == region);
    let mirrored = own.filter(|answer| {
        survey.questions.get(&answer.question).is_some_and(|question| question.mirrors.is_some())
    });
    let later = mirrored.filter(|answer| answer.date > cutoff).count();
    if later > 0 {
        let warning = format!("{later} answers are of a later day than {cutoff} and do not count");
        report(vec![Fault::warning(warning).with_hint("ingest newer data")]);
    }
}

/// Returns the fields in a format.
fn formatted(
    fields: &[Field],
    registry: &Registry,
    survey: &Survey,
    name: &str,
    cutoff: chrono::NaiveDate,
    format: Format,
    lang: Lang,
) -> String {
    match format {
        Format::Json => serde_json::to_string_pretty(fields).expect("plain data"),
        Format::Csv => {
            let rows = fields.iter().map(|field| cells(field, lang, false));
            let rows = rows.map(|row| row.into_iter().map(Value::Text).collect()).collect();
            let columns = HEAD.map(str::to_owned).to_vec();
            let table = Written { title: String::new(), lang: lang.code().into(), columns, rows };
            String::from_utf8_lossy(&to_plain_csv(&table)).into_owned()
        }
        Format::Table => {
            let rows = fields.iter().map(|field| cells(field, lang, true)).collect();
            let source = registry.snapshot.origin();
            let invented = if survey.history.example { ", synthetic example data" } else { "" };
            format!(
                "{name}, {cutoff}\n\n{}\n\n{}\ndatabase: {source}, data of {} ({}); validated: the region's own answers{invented} ({})",
                aligned(&HEAD, rows, 2),
                summary(fields),
                registry.snapshot.data_date,
                registry.snapshot.class().code(),
                class::PARTNER,
            )
        }
    }
}

/// The heads of the columns.
const HEAD: [&str; 10] = [
    "area",
    "field",
    "database",
    "at most",
    "validated",
    "difference",
    "window",
    "date",
    "grade",
    "result",
];

/// Returns a field's cells; `in_words` says the result in words of the language.
fn cells(field: &Field, lang: Lang, in_words: bool) -> Vec<String> {
    let number = |value: Option<f64>| value.map(|value| value.to_string());
    let said = field.validated.as_ref();
    let result = match in_words {
        true => result(field.outcome).get(lang),
        false => field.outcome.code(),
    };
    let missing = if in_words { "-" } else { "" };
    let or_missing = |text: Option<String>| text.unwrap_or_else(|| missing.to_owned());
    vec![
        field.area.clone(),
        field.question.clone(),
        or_missing(number(field.counted())),
        or_missing(number(field.bounds.map(|bounds| bounds.upper))),
        or_missing(number(said.map(|said| said.value))),
        or_missing(number(field.difference)),
        or_missing(field.database.as_ref().map(|finding| finding.window.clone())),
        or_missing(said.map(|said| said.date.to_string())),
        or_missing(said.map(|said| said.grade.to_owned())),
        result.to_owned(),
    ]
}

/// Returns how many fields have each outcome.
fn summary(fields: &[Field]) -> String {
    let mut counts = std::collections::BTreeMap::new();
    for field in fields {
        *counts.entry(field.outcome).or_insert(0) += 1;
    }
    let parts: Vec<_> = counts
        .iter()
        .map(|(outcome, count): (&mirror::Outcome, &u32)| format!("{count} {}", outcome.code()))
        .collect();
    format!("{} fields: {}", fields.len(), parts.join(", "))
}
