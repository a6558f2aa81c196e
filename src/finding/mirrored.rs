//! Findings about the mirror as a whole: how its fields compare, and how many are to be put right.
//!
//! What comes out are counts of fields, never an answer: a field that its region has not consented to showing counts as
//! withheld, however it compares. Nothing is a sample, so there are no limits of chance.

use std::collections::{BTreeMap, BTreeSet};

use typst::diag::HintedStrResult;

use super::inventory::{Asked, Counted};
use super::mirror::{Field, Outcome, mirror};
use super::{By, Finding};
use crate::slice::Place;

impl Asked<'_> {
    /// Fields by how the two sides compare, over all of them; every outcome, also one that no field has.
    pub(super) fn fields(&self) -> HintedStrResult<Vec<Finding>> {
        let place = &self.query.place;
        let fields = self.shown(place)?;
        let of = |outcome: Outcome| Counted {
            numerator: count(fields.iter().filter(|field| field.outcome == outcome)),
            denominator: count(fields.iter()),
            ..Counted::default()
        };
        let finding =
            |outcome: Outcome| self.finding(place, Some(outcome.code().to_owned()), &of(outcome));
        Ok(Outcome::ALL.into_iter().map(finding).collect())
    }

    /// Fields that differ or that the region has not answered, of all of them; with the grades of the region's values among them in the note.
    ///
    /// Split by heading, only the headings with a question that registers count too.
    pub(super) fn corrections(&self) -> HintedStrResult<Vec<Finding>> {
        let place = &self.query.place;
        match self.by {
            None => Ok(vec![self.to_correct(place, None, &self.shown(place)?)]),
            Some(By::Heading) => {
                let fields = self.shown(place)?;
                let questions = &self.survey.questions;
                let mirrored: BTreeSet<_> = questions
                    .list
                    .iter()
                    .filter(|question| question.mirrors.is_some())
                    .map(|question| question.heading.as_str())
                    .collect();
                let headings = questions.headings.iter().map(|heading| heading.id.as_str());
                let finding = |heading: &str| {
                    let own = fields.iter().filter(|field| field.heading == heading);
                    self.to_correct(place, Some(heading.to_owned()), own)
                };
                Ok(headings.filter(|heading| mirrored.contains(heading)).map(finding).collect())
            }
            Some(by) => {
                let places = self.places(by).into_iter();
                let finding = |place: Place| {
                    let fields = self.shown(&place)?;
                    Ok(self.to_correct(&place, Some(place.id.clone()), &fields))
                };
                places.map(finding).collect()
            }
        }
    }

    /// Returns the fields of a place's regions, without what may not be shown.
    fn shown(&self, place: &Place) -> HintedStrResult<Vec<Field>> {
        let mut all = Vec::new();
        for region in place.regions(&self.registry.reference) {
            let area = self.area.as_deref();
            let fields = mirror(self.registry, self.survey, &region.id, area, self.cutoff)?;
            all.extend(fields.into_iter().map(Field::shown));
        }
        Ok(all)
    }

    /// Returns how many of some fields are to be put right.
    fn to_correct<'a>(
        &self,
        place: &Place,
        key: Option<String>,
        fields: impl IntoIterator<Item = &'a Field>,
    ) -> Finding {
        let mut counted = Counted::default();
        let mut grades: BTreeMap<&str, u32> = BTreeMap::new();
        for field in fields {
            counted.denominator += 1;
            if field.outcome.is_listed() {
                counted.numerator += 1;
                if let Some(validated) = &field.validated {
                    *grades.entry(validated.grade).or_default() += 1;
                }
            }
        }
        let grades: Vec<_> =
            grades.into_iter().map(|(grade, count)| format!("{count} {grade}")).collect();
        let note = (!grades.is_empty()).then(|| grades.join(", "));
        Finding { note, ..self.finding(place, key, &counted) }
    }
}

/// Returns the number of fields.
fn count<'a>(fields: impl Iterator<Item = &'a Field>) -> u32 {
    fields.count().try_into().unwrap_or(u32::MAX)
}
