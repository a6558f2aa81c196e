//! The rules: from which number on a count is shown, by class of table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use typst::diag::{EcoVec, SourceDiagnostic, error};

use crate::diag::{InputFile, shaped_toml};

/// The smallest count, other than 0, that is shown when no rule says otherwise.
pub const THRESHOLD: u64 = 5;

/// The thresholds that can be meant: a threshold of 1 protects nothing.
const THRESHOLDS: std::ops::RangeInclusive<u64> = 2..=1000;

/// What a protected table counts. Trials are public, and have no class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Patients.
    Patients,
    /// What the regions answered.
    Inventory,
    /// People who work with trials.
    Staff,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Patients, Self::Inventory, Self::Staff];

    /// Returns its name in a file.
    pub fn code(self) -> &'static str {
        match self {
            Self::Patients => "patients",
            Self::Inventory => "inventory",
            Self::Staff => "staff",
        }
    }
}

/// What becomes of a zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Zeros {
    /// A zero is shown, always: it is about nobody.
    #[default]
    Shown,
    /// A zero is protected like the small counts: that nobody has something can tell of everybody.
    Protected,
}

/// The rule of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The smallest count that is shown.
    pub threshold: u64,
    /// What becomes of a zero.
    pub zeros: Zeros,
}

impl Default for Rule {
    fn default() -> Self {
        Self { threshold: THRESHOLD, zeros: Zeros::Shown }
    }
}

impl Rule {
    /// Whether a count is too small to be shown.
    pub fn protects(self, count: u64) -> bool {
        count < self.threshold && (count > 0 || self.zeros == Zeros::Protected)
    }

    /// Returns the smallest count that may stand behind a mark.
    pub fn floor(self) -> u64 {
        match self.zeros {
            Zeros::Shown => 1,
            Zeros::Protected => 0,
        }
    }
}

/// Disclosure control: from which number on counts are shown. An edition names the file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Disclosure control")]
pub struct RulesFile {
    /// Counts of patients.
    #[serde(default)]
    patients: RuleFile,
    /// What the regions answered.
    #[serde(default)]
    inventory: RuleFile,
    /// People who work with trials.
    #[serde(default)]
    staff: RuleFile,
}

/// The rule of a class of tables.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    /// The smallest count, other than 0, that is shown: 2 to 1000; 5 when not given.
    #[schemars(with = "Option<u64>")]
    threshold: Option<Spanned<u64>>,
    /// `shown`, or `protected` when a zero tells something too; `shown` when not given.
    #[serde(default)]
    zeros: Zeros,
}

/// The rules of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Rules {
    /// Counts of patients.
    pub patients: Rule,
    /// What the regions answered.
    pub inventory: Rule,
    /// People who work with trials.
    pub staff: Rule,
}

impl Rules {
    /// Returns the rule of a class.
    pub fn of(&self, class: Class) -> Rule {
        match class {
            Class::Patients => self.patients,
            Class::Inventory => self.inventory,
            Class::Staff => self.staff,
        }
    }

    /// Returns what a file says and all that is wrong with it.
    pub fn parse(file: &InputFile) -> (Option<Self>, EcoVec<SourceDiagnostic>) {
        shaped_toml::<RulesFile>(file).then(file, |raw, faults| {
            let mut rule = |raw: RuleFile| raw.check(file, faults);
            Some(Self {
                patients: rule(raw.patients),
                inventory: rule(raw.inventory),
                staff: rule(raw.staff),
            })
        })
    }
}

impl RuleFile {
    /// Returns the rule; a threshold that cannot be meant is added to `faults`.
    fn check(self, file: &InputFile, faults: &mut EcoVec<SourceDiagnostic>) -> Rule {
        let threshold = match self.threshold {
            None => THRESHOLD,
            Some(given) if THRESHOLDS.contains(given.get_ref()) => *given.get_ref(),
            Some(given) => {
                faults.push(error!(
                    file.span(given.span()), "invalid threshold `{}`", given.get_ref();
                    hint: "expected {} to {}: the smallest count, other than 0, that is shown",
                    THRESHOLDS.start(), THRESHOLDS.end()
                ));
                THRESHOLD
            }
        };
        Rule { threshold, zeros: self.zeros }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diag::Files;

    #[test]
    fn four_patients_are_protected_and_five_are_shown_and_a_zero_is_as_the_rule_says() {
        let rule = Rule::default();
        assert!(rule.protects(1) && rule.protects(4));
        assert!(!rule.protects(5) && !rule.protects(0));
        let strict = Rule { zeros: Zeros::Protected, ..rule };
        assert!(strict.protects(0) && strict.protects(4) && !strict.protects(5));
    }

    #[test]
    fn a_file_of_rules_changes_what_it_names() {
        let files = Files::new(Path::new("/nowhere"));
        let text = "[staff]\nthreshold = 3\nzeros = \"protected\"\n";
        let (rules, faults) = Rules::parse(&files.add("rules.toml", text));
        assert!(faults.is_empty());
        let rules = rules.unwrap();
        assert_eq!(rules.staff, Rule { threshold: 3, zeros: Zeros::Protected });
        assert_eq!(rules.patients, Rule::default());
    }

    #[test]
    fn a_threshold_that_protects_nothing_is_refused() {
        let files = Files::new(Path::new("/nowhere"));
        let (_, faults) = Rules::parse(&files.add("rules.toml", "[patients]\nthreshold = 1\n"));
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].message, "invalid threshold `1`");
    }
}
