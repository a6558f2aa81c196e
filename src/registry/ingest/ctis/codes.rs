//! The portal's code lists, in ClinicalTrials.gov's words.
//!
//! The numbers are those of the portal's own lists; the words stand in records of the
//! older layout and in the rows of its search.
//!
//! | status of CTIS | here |
//! |---|---|
//! | under evaluation; authorised, recruitment pending | not yet recruiting |
//! | authorised, recruiting; ongoing, recruiting | recruiting |
//! | ongoing, recruitment ended | active, not recruiting |
//! | temporarily halted; suspended | suspended |
//! | ended | completed, or terminated when a member state tells of an early end |
//! | revoked | terminated, or withdrawn when it never started |
//! | not authorised; cancelled; withdrawn; expired; lapsed; not valid | withdrawn |
//!
//! Integrated phases I and II are phase 1/2, II and III phase 2/3. Integrated phases III
//! and IV, for which there is no class, count as phase 3: they confirm.

use crate::registry::schema::MemberStateStatus as S;

/// What is known of a trial's course beside its status.
#[derive(Debug, Copy, Clone, Default)]
pub struct Course {
    /// It has started.
    pub started: bool,
    /// Participants have been sought.
    pub recruited: bool,
    /// No more are sought.
    pub recruitment_ended: bool,
    /// It has ended.
    pub ended: bool,
    /// It has ended early.
    pub ended_early: bool,
}

/// Parses a status: its number in the portal's list, or words.
pub fn status(text: &str) -> Option<S> {
    Some(match text.trim() {
        "1" => S::UnderEvaluation,
        "2" => S::RecruitmentPending,
        "3" => S::AuthorisedRecruiting,
        "4" => S::Recruiting,
        "5" => S::RecruitmentEnded,
        "6" => S::Halted,
        "7" => S::Suspended,
        "8" => S::Ended,
        "9" => S::Expired,
        "10" => S::Revoked,
        "11" => S::NotAuthorised,
        "12" => S::Cancelled,
        "13" => S::Withdrawn,
        "14" => S::Lapsed,
        "15" => S::NotValid,
        "16" => S::Authorised,
        "17" => S::RecruitmentPending,
        "18" => S::Unknown,
        words => return S::parse(words),
    })
}

/// Returns a status made finer by what has happened: "authorised" alone says only
/// that the trial may go on.
pub fn refined(status: S, course: Course) -> S {
    match status {
        S::Authorised if course.ended => S::Ended,
        S::Authorised if course.recruitment_ended => S::RecruitmentEnded,
        S::Authorised if course.recruited && course.started => S::Recruiting,
        S::Authorised if course.recruited => S::AuthorisedRecruiting,
        S::Authorised if !course.started => S::RecruitmentPending,
        other => other,
    }
}

/// Returns a status in ClinicalTrials.gov's words; none for one that says nothing.
pub fn overall(status: S, course: Course) -> Option<&'static str> {
    Some(match status {
        S::UnderEvaluation | S::RecruitmentPending => "NOT_YET_RECRUITING",
        S::AuthorisedRecruiting | S::Recruiting => "RECRUITING",
        S::RecruitmentEnded | S::Authorised => "ACTIVE_NOT_RECRUITING",
        S::Halted | S::Suspended => "SUSPENDED",
        S::Ended if course.ended_early => "TERMINATED",
        S::Ended => "COMPLETED",
        S::Revoked if course.started => "TERMINATED",
        S::NotAuthorised
        | S::Cancelled
        | S::Withdrawn
        | S::Expired
        | S::Lapsed
        | S::NotValid
        | S::Revoked => "WITHDRAWN",
        S::Unknown => return None,
    })
}

/// Parses a phase, the number in the portal's list or words, into the list that
/// ClinicalTrials.gov writes.
pub fn phases(text: &str) -> Option<&'static [&'static str]> {
    Some(match text.trim() {
        "1" | "2" | "3" => &["PHASE1"],
        "4" => &["PHASE2"],
        "5" => &["PHASE3"],
        "6" => &["PHASE4"],
        "7" | "8" | "9" => &["PHASE1", "PHASE2"],
        "10" => &["PHASE2", "PHASE3"],
        "11" => &["PHASE3"],
        words => return phases_in(words),
    })
}

/// Finds the phases that words name: `Phase II and Phase III (Integrated)`.
fn phases_in(words: &str) -> Option<&'static [&'static str]> {
    let mut found = Vec::new();
    let mut after_phase = false;
    for word in words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if after_phase {
            found.extend(["I", "II", "III", "IV"].iter().position(|numeral| *numeral == word));
        }
        after_phase = word.eq_ignore_ascii_case("phase");
    }
    Some(match *found {
        [0] => &["PHASE1"],
        [1] => &["PHASE2"],
        [2] | [2, 3] => &["PHASE3"],
        [3] => &["PHASE4"],
        [0, 1] => &["PHASE1", "PHASE2"],
        [1, 2] => &["PHASE2", "PHASE3"],
        _ => return None,
    })
}

/// Takes a therapeutic area apart: `Diseases [C] - Nervous System Diseases [C10]` is
/// the branch `C10` of the MeSH tree and its heading.
pub fn branch(area: &str) -> Option<(&str, &str)> {
    let (rest, branch) = area.trim().strip_suffix(']')?.rsplit_once('[')?;
    let heading = rest.rsplit_once("- ").map_or(rest, |(_, heading)| heading).trim();
    let number = branch.strip_prefix(|c: char| c.is_ascii_uppercase())?;
    let is_branch = number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_branch && !heading.is_empty()).then_some((branch, heading))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_words_are_the_same_status() {
        for (number, words) in [
            ("2", "Authorised, recruitment pending"),
            ("2", "Authorised, not started"),
            ("4", "Ongoing, recruiting"),
            ("5", "Ongoing, recruitment ended"),
            ("6", "Halted"),
            ("8", "Ended"),
            ("11", "Not Authorised"),
        ] {
            assert_eq!(status(number), status(words), "{words}");
            assert!(status(words).is_some(), "{words}");
        }
        assert_eq!(status("19"), None);
    }

    #[test]
    fn ended_early_is_terminated() {
        let early = Course { started: true, ended: true, ended_early: true, ..Course::default() };
        assert_eq!(overall(S::Ended, early), Some("TERMINATED"));
        assert_eq!(overall(S::Ended, Course::default()), Some("COMPLETED"));
        assert_eq!(overall(S::Revoked, Course::default()), Some("WITHDRAWN"));
    }

    #[test]
    fn a_phase_is_a_number_or_words() {
        for (text, expected) in [
            ("2", ["PHASE1"].as_slice()),
            ("Human pharmacology (Phase I) - Bioequivalence Study", &["PHASE1"]),
            ("Therapeutic exploratory (Phase II)", &["PHASE2"]),
            ("Phase I and Phase II (Integrated)- Other", &["PHASE1", "PHASE2"]),
            ("10", &["PHASE2", "PHASE3"]),
            ("Therapeutic use (Phase IV)", &["PHASE4"]),
            ("Phase III and phase IV (Integrated)", &["PHASE3"]),
        ] {
            assert_eq!(phases(text), Some(expected), "{text}");
        }
        assert_eq!(phases("12"), None);
    }

    #[test]
    fn a_therapeutic_area_is_a_branch_of_the_tree() {
        let area = "Diseases [C] - Nervous System Diseases [C10]";
        assert_eq!(branch(area), Some(("C10", "Nervous System Diseases")));
        assert_eq!(branch("Not possible to specify"), None);
        assert_eq!(branch("Diseases [C]"), None);
    }
}
