//! What a region's answer is on a day.

use chrono::NaiveDate;
use serde::Serialize;

use super::answer::{Answer, Consent};
use super::history::Inventory;

/// How it stands with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// There is one, it holds, and it may be shown.
    Reported,
    /// There is none. That is not a no.
    NotReported,
    /// There is one that held until before the day.
    Expired,
    /// There is one, but the region has not consented to showing it. This goes before expiry.
    NotPublishable,
}

/// A region's answer to a question on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Current<'a> {
    /// How it stands with it.
    pub state: State,
    /// The answer, whether or not it may be shown.
    pub answer: Option<&'a Answer>,
    /// Whether it has expired.
    pub is_expired: bool,
    /// Whether the region consents to showing it.
    pub is_publishable: bool,
}

impl Inventory {
    /// Returns a region's answer about an area, or about [`super::WHOLE_REGION`], on a day.
    ///
    /// Answers whose fact is of a later day do not count yet. Of the others the one with the newest date counts, of
    /// equally new ones the one read last. A consent that was withdrawn in any form read after that one is withdrawn,
    /// whatever the day: what is not to be shown is not shown in older editions either.
    pub fn current(&self, region: &str, area: &str, question: &str, on: NaiveDate) -> Current<'_> {
        let own = self.history(region, area, question);
        // The last of equal ones is taken, and the history is in the order of reading.
        let newest = (0..own.len())
            .filter(|at| own[*at].date <= on)
            .max_by_key(|at| (own[*at].date, own[*at].read_on, *at));
        let Some(newest) = newest else {
            return Current {
                state: State::NotReported,
                answer: None,
                is_expired: false,
                is_publishable: false,
            };
        };
        let answer = own[newest];
        let is_later = |at: usize| (own[at].read_on, at) > (answer.read_on, newest);
        let is_withdrawn = (0..own.len()).any(|at| is_later(at) && own[at].consent == Consent::No);
        let is_publishable = answer.consent == Consent::Yes && !is_withdrawn;
        let is_expired = answer.is_expired(on);
        let state = match (is_publishable, is_expired) {
            (false, _) => State::NotPublishable,
            (true, true) => State::Expired,
            (true, false) => State::Reported,
        };
        Current { state, answer: Some(answer), is_expired, is_publishable }
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer::Grade;
    use super::*;

    /// Returns a day.
    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Returns an answer of Skåne, held true for a year.
    fn answer(value: &str, date: &str, read_on: &str, consent: Consent) -> Answer {
        Answer {
            region: "skane".into(),
            area: "oncology".into(),
            question: "infrastructure-active-sites".into(),
            value: value.into(),
            unit: "sites".into(),
            date: day(date),
            role: "FoU-chef".into(),
            grade: Grade::B,
            source: String::new(),
            valid_until: day(date) + chrono::Months::new(12),
            consent,
            comment: String::new(),
            read_on: day(read_on),
            form_sha256: "0".into(),
        }
    }

    /// Returns state and value of what holds on a day.
    fn state(answers: &[Answer], on: &str) -> (State, Option<String>) {
        let inventory = Inventory::new(answers.to_vec());
        let current =
            inventory.current("skane", "oncology", "infrastructure-active-sites", day(on));
        (current.state, current.answer.map(|answer| answer.value.clone()))
    }

    #[test]
    fn no_answer_is_not_reported_and_not_a_no() {
        assert_eq!(state(&[], "2025-01-01"), (State::NotReported, None));
    }

    #[test]
    fn the_newest_fact_counts_even_when_it_was_read_first() {
        let new = answer("8", "2025-03-01", "2025-04-01", Consent::Yes);
        let old = answer("7", "2024-03-01", "2025-05-01", Consent::Yes);
        let both = [new, old];
        assert_eq!(state(&both, "2025-06-01"), (State::Reported, Some("8".into())));
        assert_eq!(state(&both, "2024-06-01"), (State::Reported, Some("7".into())));
        assert_eq!(state(&both, "2024-01-01"), (State::NotReported, None));
    }

    #[test]
    fn of_two_answers_about_a_day_the_one_read_last_counts() {
        let wrong = answer("80", "2025-03-01", "2025-04-01", Consent::Yes);
        let right = answer("8", "2025-03-01", "2025-04-01", Consent::Yes);
        assert_eq!(state(&[wrong, right], "2025-06-01").1, Some("8".into()));
    }

    #[test]
    fn an_answer_holds_on_its_last_day_and_not_after_it() {
        let only = [answer("8", "2025-03-01", "2025-04-01", Consent::Yes)];
        assert_eq!(state(&only, "2026-03-01").0, State::Reported);
        assert_eq!(state(&only, "2026-03-02").0, State::Expired);
    }

    #[test]
    fn a_consent_withdrawn_with_an_older_fact_is_withdrawn() {
        let new = answer("8", "2025-03-01", "2025-04-01", Consent::Yes);
        let no = answer("7", "2024-03-01", "2025-05-01", Consent::No);
        assert_eq!(state(&[new.clone(), no], "2025-06-01").0, State::NotPublishable);
        let unsaid = answer("8", "2025-03-01", "2025-05-01", Consent::NotGiven);
        assert_eq!(state(&[new, unsaid], "2025-06-01").0, State::NotPublishable);
    }
}
