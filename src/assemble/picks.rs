//! Keys that are picked from the answer to one question for others to be about: the three areas of the surest strengths, say.

use std::collections::BTreeMap;

use toml::Spanned;

use super::answers::{Answer, sort};
use crate::document::PickSpec;
use crate::finding::Finding;

/// The picked keys, by the names of the picks.
#[derive(Debug, Clone, Default)]
pub struct Picks(BTreeMap<String, Picked>);

/// The keys of one pick.
#[derive(Debug, Clone, Default)]
struct Picked {
    /// The findings that have them, the first one first.
    findings: Vec<Finding>,
    /// How many the manifest asks for.
    wanted: usize,
}

impl Picks {
    /// Picks keys from answers. What has no value is not picked, so there may be fewer than were asked for.
    pub(super) fn of(
        specs: &BTreeMap<String, Spanned<PickSpec>>,
        answers: &BTreeMap<String, Answer>,
    ) -> Self {
        let mut picks = BTreeMap::<String, Picked>::new();
        for (name, spec) in specs {
            let spec = spec.get_ref();
            let others = spec.without.as_ref().and_then(|other| picks.get(other));
            let others = others.map_or(&[][..], |other| &other.findings);
            let findings = answers.get(&spec.from).map(|answer| answer.findings.clone());
            let mut findings = findings.unwrap_or_default();
            findings.retain(|finding| {
                let is_taken = others.iter().any(|other| other.key == finding.key);
                finding.key.is_some() && finding.value.is_some() && !is_taken
            });
            sort(&mut findings, spec.order);
            findings.truncate(spec.top);
            picks.insert(name.clone(), Picked { findings, wanted: spec.top });
        }
        Self(picks)
    }

    /// Returns a text with its placeholders filled.
    pub fn fill(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (placeholder, finding) in self.placeholders() {
            if let Some(key) = finding.and_then(|finding| finding.key.as_deref()) {
                text = text.replace(&placeholder, key);
            }
        }
        text
    }

    /// Whether a text names a key that was not picked.
    pub fn lacks(&self, text: &str) -> bool {
        self.placeholders()
            .any(|(placeholder, finding)| finding.is_none() && text.contains(&placeholder))
    }

    /// Returns the findings of each pick, by its name.
    pub fn findings(&self) -> impl Iterator<Item = (&str, &[Finding])> {
        self.0.iter().map(|(name, picked)| (name.as_str(), picked.findings.as_slice()))
    }

    /// Returns each placeholder with the finding whose key it stands for, if there is one.
    fn placeholders(&self) -> impl Iterator<Item = (String, Option<&Finding>)> {
        self.0.iter().flat_map(|(name, picked)| {
            (0..picked.wanted)
                .map(move |at| (PickSpec::placeholder(name, at + 1), picked.findings.get(at)))
        })
    }
}
