//! Selecting a slice's rows from the registry.
//!
//! Each function takes rows of `schema::trials` and returns some of them,
//! unchanged; one trial is one row throughout, so heights are counts.

use chrono::NaiveDate;
use polars::prelude::*;

use super::lens::distinct;
use super::{BaseFilter, Disease, Lens, Level, Place, Slice, Sponsor, Window};
use crate::registry::Registry;
use crate::registry::fold::{fold, has_word_start};
use crate::registry::schema::epoch_day;

/// Returns the trials of a slice; `dated` is the date column that places a
/// trial in the window.
pub fn trials(registry: &Registry, slice: &Slice, dated: &str) -> PolarsResult<LazyFrame> {
    let frame = through(registry, &slice.lens, slice.base)?;
    let frame = within(frame, dated, &slice.window, slice.cutoff);
    Ok(in_place(frame, registry, &slice.place))
}

/// Returns the trials that the base filter and the lens let through.
pub fn through(registry: &Registry, lens: &Lens, base: BaseFilter) -> PolarsResult<LazyFrame> {
    let mut frame = registry.trials.clone().lazy();
    if base == BaseFilter::CompanyDrug {
        frame = frame.filter(col("is_company_drug_trial"));
    }
    let phases = lens.phases.iter().map(|phase| col("phase").eq(lit(phase.code())));
    if let Some(one) = phases.reduce(Expr::or) {
        frame = frame.filter(one);
    }
    let areas = lens.areas.iter().map(|area| col("area").eq(lit(area.as_str())));
    if let Some(one) = areas.reduce(Expr::or) {
        frame = keep(frame, registry.areas.clone().lazy().filter(one), "trial");
    }
    if let Some(rows) = together(lens.diseases.iter().map(|one| with_disease(registry, one)))? {
        frame = keep(frame, rows, "trial");
    }
    if let Some(rows) = together(lens.sponsor_hq.iter().map(|one| countries(registry, one)))? {
        frame = keep(frame, rows, "sponsor_hq");
    }
    // A class is a column of its own, so the names are turned into rows of trials.
    if let Some(rows) = together(lens.sponsors.iter().map(|one| of_sponsor(registry, one)))? {
        frame = keep(frame, rows, "trial");
    }
    Ok(frame)
}

/// Returns the rows of any of several frames, if there are any frames.
fn together(
    frames: impl Iterator<Item = PolarsResult<LazyFrame>>,
) -> PolarsResult<Option<LazyFrame>> {
    let frames = frames.collect::<PolarsResult<Vec<_>>>()?;
    match frames.len() {
        0 => Ok(None),
        _ => concat(frames, UnionArgs::default()).map(Some),
    }
}

/// Returns rows that name the trials of a sponsor in a column `trial`.
fn of_sponsor(registry: &Registry, sponsor: &Sponsor) -> PolarsResult<LazyFrame> {
    let trials = registry.trials.clone().lazy();
    let trials = match sponsor {
        Sponsor::Class(class) => trials.filter(col("sponsor_class").eq(lit(class.code()))),
        Sponsor::Name(text) => {
            keep(trials, holding(&registry.trials, "sponsor", &fold(text))?, "sponsor")
        }
    };
    Ok(trials.select([col("trial")]))
}

/// Returns the trials with the date of a column inside the window, and no
/// later than the cut-off: an estimated date counts once it has passed.
///
/// [`Window::EVER`] keeps all, dated or not.
pub fn within(frame: LazyFrame, column: &str, window: &Window, cutoff: NaiveDate) -> LazyFrame {
    if *window == Window::EVER {
        return frame;
    }
    let last = window.last.min(cutoff);
    frame.filter(
        col(column)
            .is_not_null()
            .and(col(column).gt_eq(date(window.first)))
            .and(col(column).lt_eq(date(last))),
    )
}

/// Returns the trials that belong to the place.
pub fn in_place(frame: LazyFrame, registry: &Registry, place: &Place) -> LazyFrame {
    match place.level {
        Level::World => frame,
        _ => keep(frame, rows_of(registry, place), "trial"),
    }
}

/// Returns the trials that do not belong to the place.
pub fn outside_place(frame: LazyFrame, registry: &Registry, place: &Place) -> LazyFrame {
    match place.level {
        Level::World => frame.limit(0),
        _ => frame.anti_join(rows_of(registry, place), col("trial"), col("trial")),
    }
}

/// Returns rows that name the trials of a place in a column `trial`.
fn rows_of(registry: &Registry, place: &Place) -> LazyFrame {
    match place.id.strip_prefix("site:") {
        Some(site) => registry.sites.clone().lazy().filter(col("entity").eq(lit(site))),
        None => registry.places.clone().lazy().filter(col("place").eq(lit(place.id.as_str()))),
    }
}

/// Returns the codes of a place's countries, as a frame with a column `sponsor_hq`.
fn countries(registry: &Registry, place: &Place) -> PolarsResult<LazyFrame> {
    let countries = place.countries(&registry.reference).into_iter();
    let codes: Vec<_> = countries.map(|country| country.alpha2.clone()).collect();
    let column = Column::new("sponsor_hq".into(), codes);
    Ok(DataFrame::new_infer_height(vec![column])?.lazy())
}

/// Returns rows that name the trials with a disease in a column `trial`.
fn with_disease(registry: &Registry, disease: &Disease) -> PolarsResult<LazyFrame> {
    let conditions = registry.conditions.clone().lazy();
    Ok(match disease {
        // The ancestors are in the table too, so a descriptor holds all that
        // lies below it in the tree.
        Disease::Mesh(mesh) => conditions.filter(col("mesh").eq(lit(mesh.as_str()))),
        Disease::Text(text) => {
            keep(conditions, holding(&registry.conditions, "term", &fold(text))?, "term")
        }
    }
    .select([col("trial")]))
}

/// Returns the distinct texts of a column that hold the folded words from a
/// word's start, as a frame with that column.
fn holding(frame: &DataFrame, column: &str, words: &str) -> PolarsResult<LazyFrame> {
    let texts = distinct(frame, column).into_iter();
    let found: Vec<_> = texts.filter(|text| has_word_start(&fold(text), words)).collect();
    Ok(DataFrame::new_infer_height(vec![Column::new(column.into(), found)])?.lazy())
}

/// Returns the rows whose key stands among `rows`.
fn keep(frame: LazyFrame, rows: LazyFrame, key: &str) -> LazyFrame {
    frame.semi_join(rows, col(key), col(key))
}

/// Returns a literal date.
fn date(day: NaiveDate) -> Expr {
    lit(epoch_day(day)).cast(DataType::Date)
}
