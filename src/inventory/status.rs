//! How complete an inventory is, how old, and on what evidence.

use chrono::NaiveDate;

use super::answer::{Consent, Grade};
use super::current::Current;
use super::history::Inventory;
use super::questions::{Question, Questions, Scope};
use super::subject::WHOLE_REGION;

/// How much of what was asked has been answered, on a day.
///
/// `asked = answered + expired + not_reported()`. Consent does not matter to completeness: the counts below are public,
/// the answers are not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completeness {
    /// How many questions were asked.
    pub asked: u32,
    /// How many have an answer that holds on the day.
    pub answered: u32,
    /// How many have an answer that holds no more.
    pub expired: u32,
    /// How many of the answered lack consent to be shown.
    pub not_publishable: u32,
    /// Of how many of these the region has said no, now or after an earlier yes.
    pub refused: u32,
    /// The grades of the answered: documents, registers, statements.
    pub grades: [u32; 3],
    /// The ages of the answered in days, sorted.
    pub ages_days: Vec<i64>,
}

impl Completeness {
    /// Returns how many questions have no answer.
    pub fn not_reported(&self) -> u32 {
        self.asked - self.answered - self.expired
    }

    /// Returns the median age of the answered in days; the mean of the two in the middle when they are even in number.
    pub fn median_age_days(&self) -> Option<f64> {
        let ages = &self.ages_days;
        let middle = ages.len() / 2;
        match ages.len() {
            0 => None,
            count if count % 2 == 1 => Some(ages[middle] as f64),
            _ => Some((ages[middle - 1] + ages[middle]) as f64 / 2.0),
        }
    }

    /// Returns how many of the answered have a grade.
    pub fn of_grade(&self, grade: Grade) -> u32 {
        self.grades[grade as usize]
    }

    /// Counts a question that was asked.
    fn count(&mut self, current: &Current, on: NaiveDate) {
        self.asked += 1;
        let Some(answer) = current.answer else { return };
        if current.is_expired {
            self.expired += 1;
            return;
        }
        self.answered += 1;
        self.not_publishable += u32::from(!current.is_publishable);
        let has_said_no = !current.is_publishable && answer.consent != Consent::NotGiven;
        self.refused += u32::from(has_said_no);
        self.grades[answer.grade as usize] += 1;
        let age = answer.age_days(on);
        let at = self.ages_days.partition_point(|other| *other < age);
        self.ages_days.insert(at, age);
    }
}

impl Inventory {
    /// Returns how complete a region's answers are on a day, under one heading or under all.
    ///
    /// Asked are the questions about an area once for each of the `areas`, and those about the whole region once.
    pub fn completeness(
        &self,
        questions: &Questions,
        region: &str,
        areas: &[&str],
        heading: Option<&str>,
        on: NaiveDate,
    ) -> Completeness {
        let mut completeness = Completeness::default();
        for (question, area) in asked(questions, areas, heading) {
            completeness.count(&self.current(region, area, &question.id, on), on);
        }
        completeness
    }
}

/// Returns what a region is asked: each question with the area that it is about.
pub fn asked<'a>(
    questions: &'a Questions,
    areas: &'a [&'a str],
    heading: Option<&'a str>,
) -> impl Iterator<Item = (&'a Question, &'a str)> {
    let list = questions.list.iter();
    let under = list.filter(move |question| heading.is_none_or(|id| question.heading == id));
    under.flat_map(move |question| {
        let about = match question.scope {
            Scope::Area => areas.to_vec(),
            Scope::Region => vec![WHOLE_REGION],
        };
        about.into_iter().map(move |area| (question, area))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        let of = |ages: &[i64]| {
            Completeness { ages_days: ages.to_vec(), ..Completeness::default() }.median_age_days()
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[10, 20, 400]), Some(20.0));
        assert_eq!(of(&[10, 20, 40, 400]), Some(30.0));
    }
}
