//! The table of trials of a union: the first source wins, later ones fill gaps.

use std::collections::{HashMap, HashSet};

use polars::prelude::{
    BooleanChunked, ChunkCompareEq, DataFrame, IdxCa, IntoColumn, IntoSeries, NewChunkedArray,
    PolarsResult, StringChunked,
};

use crate::registry::schema::{
    InterventionType, Phase, SponsorClass, Status, StudyType, is_company_drug_trial,
};

/// Columns that are filled together, because they describe one thing. The first is
/// null as long as the thing is not given.
const GROUPS: [&[&str]; 6] = [
    &["start", "start_precision", "start_type"],
    &["completion", "completion_precision", "completion_type"],
    &["primary_completion", "primary_completion_precision", "primary_completion_type"],
    &["enrolment", "enrolment_type"],
    &["updated"],
    &["why_stopped"],
];

/// Fills the gaps of the trials that both have. `later` are the trials of the later
/// source, keyed as in the union.
pub fn fill(first: &DataFrame, later: &DataFrame) -> PolarsResult<DataFrame> {
    let aligned = aligned(first, later)?;
    let is_both = aligned.column("trial")?.is_not_null();
    let mut filled = first.clone();
    for group in GROUPS {
        let gap = &first.column(group[0])?.is_null() & &is_both;
        take(&mut filled, &aligned, group, &gap)?;
    }
    for (column, nothing) in [
        ("status", Status::Unknown.code()),
        ("study_type", StudyType::Unknown.code()),
        ("phase", Phase::NotGiven.code()),
        ("sponsor_class", SponsorClass::Unknown.code()),
    ] {
        let gap = &first.column(column)?.str()?.equal(nothing) & &is_both;
        take(&mut filled, &aligned, &[column], &gap)?;
    }
    let unnamed = &first.column("sponsor")?.str()?.equal("") & &is_both;
    take(&mut filled, &aligned, &["sponsor", "sponsor_class", "company", "sponsor_hq"], &unnamed)?;
    let (titles, ids) = (first.column("title")?.str()?, first.column("id")?.str()?);
    let untitled = &titles.equal(ids) & &is_both;
    take(&mut filled, &aligned, &["title"], &untitled)?;
    let sources = texts(first, "sources")?.zip(texts(&aligned, "sources")?);
    let sources = sources.map(|(own, other)| match (own, other) {
        (Some(own), Some(other)) => Some(format!("{own} {other}")),
        (own, _) => own.map(Into::into),
    });
    let sources = StringChunked::from_iter_options("sources".into(), sources);
    filled.replace("sources", sources.into_series().into_column())?;
    Ok(filled)
}

/// Returns the rows of the later source beside the rows of the first, null where it has
/// none.
fn aligned(first: &DataFrame, later: &DataFrame) -> PolarsResult<DataFrame> {
    let keys = later.column("trial")?.u32()?;
    let rows: HashMap<u32, u32> = keys.iter().flatten().zip(0_u32..).collect();
    let of = first.column("trial")?.u32()?.iter();
    let places = of.map(|key| rows.get(&key?).copied());
    later.take(&IdxCa::from_iter_options("".into(), places))
}

/// Takes columns over from the later source where the first has a gap.
fn take(
    filled: &mut DataFrame,
    later: &DataFrame,
    columns: &[&str],
    gap: &BooleanChunked,
) -> PolarsResult<()> {
    if !gap.any() {
        return Ok(());
    }
    for &column in columns {
        let column = later.column(column)?.zip_with(gap, filled.column(column)?)?;
        let name = column.name().clone();
        filled.replace(&name, column)?;
    }
    Ok(())
}

/// Returns the cells of a column of text.
fn texts<'a>(
    frame: &'a DataFrame,
    column: &str,
) -> PolarsResult<impl Iterator<Item = Option<&'a str>>> {
    Ok(frame.column(column)?.str()?.iter())
}

/// Tells again which of the merged trials are company drug trials: type, class and
/// interventions may come from different sources now.
pub fn judge(
    trials: &mut DataFrame,
    interventions: &DataFrame,
    merged: &HashSet<u32>,
) -> PolarsResult<()> {
    let mut kinds = HashMap::<u32, Vec<InterventionType>>::new();
    let keys = interventions.column("trial")?.u32()?.iter();
    for (key, kind) in keys.zip(texts(interventions, "type")?) {
        let Some(key) = key.filter(|key| merged.contains(key)) else { continue };
        kinds.entry(key).or_default().extend(kind.and_then(InterventionType::from_code));
    }
    let judged = {
        let before = trials.column("is_company_drug_trial")?.bool()?.iter();
        let rows = trials.column("trial")?.u32()?.iter().zip(before);
        let words = texts(trials, "study_type")?.zip(texts(trials, "sponsor_class")?);
        let judged = rows.zip(words).map(|((key, before), (study_type, class))| {
            let key = key.filter(|key| merged.contains(key))?;
            let study_type = study_type.and_then(StudyType::from_code)?;
            let class = class.and_then(SponsorClass::from_code)?;
            let kinds = kinds.get(&key).into_iter().flatten().copied();
            Some(is_company_drug_trial(study_type, class, kinds)).or(before)
        });
        let before = trials.column("is_company_drug_trial")?.bool()?.iter();
        let judged = judged.zip(before).map(|(judged, before)| judged.or(before));
        BooleanChunked::from_iter_options("is_company_drug_trial".into(), judged)
    };
    trials.replace("is_company_drug_trial", judged.into_series().into_column())?;
    Ok(())
}
