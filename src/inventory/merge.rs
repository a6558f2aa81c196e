//! Merging what was read into the history: what is new, and what someone should know.
//!
//! Nothing is taken away. An answer that says what the last one said is not written again, nor is a form whose very
//! file has been read before.

use std::collections::BTreeMap;

use super::answer::{Answer, Consent};
use super::history::Inventory;
use super::read::FilledForm;
use super::row::warning;
use super::subject::WHOLE_REGION;
use crate::diag::Fault;

/// What a reading adds to the history.
#[derive(Debug, Default)]
pub struct Merged {
    /// The answers to be added, in the order in which they are to be written.
    pub added: Vec<Answer>,
    /// For each form: how many of its answers are new, and how many say what is known.
    pub counts: Vec<Counts>,
    /// What someone should know.
    pub warnings: Vec<Fault>,
}

/// What a form brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Answers that the history did not have.
    pub new: usize,
    /// Answers that say what the history's last one says.
    pub same: usize,
}

/// Returns an error for each form that is about the same region and area as another one. Which of them counts, nobody
/// here can know.
pub fn twice(forms: &[FilledForm]) -> Vec<(usize, Fault)> {
    let mut faults = Vec::new();
    for (at, form) in forms.iter().enumerate() {
        let (region, area) = (&form.key.region, &form.key.area);
        let other = forms.iter().enumerate().find(|(other, form)| {
            *other != at && (&form.key.region, &form.key.area) == (region, area)
        });
        if let Some((_, other)) = other {
            let message = format!("there are two forms of `{region}` about `{area}`");
            let hint = format!("`{}` is the other; read the one that counts", other.sheet.path);
            faults.push((at, form.sheet.whole_fault(message).with_hint(hint)));
        }
    }
    faults
}

/// Returns what forms add to a history. The result does not depend on the order of the forms.
pub fn merge(inventory: &Inventory, forms: &[FilledForm]) -> Merged {
    let mut merged = Merged::default();
    // What was last read of each question: from the history, then from the forms before.
    let mut last: BTreeMap<(String, String, String), Answer> = BTreeMap::new();
    for answer in &inventory.answers {
        last.insert(place(answer), answer.clone());
    }
    let mut order: Vec<usize> = (0..forms.len()).collect();
    order.sort_by_key(|at| (&forms[*at].key.region, &forms[*at].key.area));
    merged.counts = vec![Counts::default(); forms.len()];
    let mut whole_region: BTreeMap<(String, String), (Answer, String)> = BTreeMap::new();
    for at in order {
        let form = &forms[at];
        let sha256 = form.answers.first().map(|(answer, _)| &answer.form_sha256);
        let earlier = inventory.answers.iter().find(|known| Some(&known.form_sha256) == sha256);
        if let Some(earlier) = earlier {
            let message = format!("this very file was read on {}", earlier.read_on);
            let hint = "nothing of it is read again";
            merged.warnings.push(warning(form.sheet.whole_fault(message)).with_hint(hint));
            merged.counts[at].same = form.answers.len();
            continue;
        }
        for (answer, row) in &form.answers {
            if answer.area == WHOLE_REGION {
                let key = (answer.region.clone(), answer.question.clone());
                let before = whole_region
                    .insert(key, (answer.clone(), form.sheet.path.clone()))
                    .filter(|(other, _)| other.value != answer.value && other.date == answer.date);
                if let Some((other, path)) = before {
                    merged.warnings.push(contradiction(form, *row, answer, &other, &path));
                }
            }
            let before = last.insert(place(answer), answer.clone());
            if before.as_ref().is_some_and(|before| before.says_the_same(answer)) {
                merged.counts[at].same += 1;
                continue;
            }
            merged.counts[at].new += 1;
            let was_given = before.is_some_and(|before| before.consent == Consent::Yes);
            if was_given && answer.consent != Consent::Yes {
                merged.warnings.push(withdrawn(form, *row, answer));
            }
            merged.added.push(answer.clone());
        }
    }
    merged.added.sort_by_key(place);
    merged
}

/// Returns what an answer is about.
fn place(answer: &Answer) -> (String, String, String) {
    (answer.region.clone(), answer.area.clone(), answer.question.clone())
}

/// Warns that two forms answer a question about the whole region differently.
fn contradiction(
    form: &FilledForm,
    row: u64,
    answer: &Answer,
    other: &Answer,
    path: &str,
) -> Fault {
    let message = format!(
        "`{}` is answered `{}` here and `{}` in `{path}`, of the same day",
        answer.question, answer.value, other.value
    );
    let hint = format!("the answer of `{}` counts", form.sheet.path);
    warning(form.sheet.fault(row, form.answer_at, message)).with_hint(hint)
}

/// Warns that an answer may not be shown any more.
fn withdrawn(form: &FilledForm, row: u64, answer: &Answer) -> Fault {
    let message = match answer.consent {
        Consent::No => format!("the consent to publish `{}` is withdrawn", answer.question),
        _ => format!("the consent to publish `{}` is not given any more", answer.question),
    };
    let hint = "the answer stays in the history, and is not shown from now on";
    warning(form.sheet.fault(row, form.consent_at, message)).with_hint(hint)
}
