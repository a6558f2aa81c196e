//! How fast patients are enrolled.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `enrolment-rate`.
pub const INDICATOR: Indicator = Indicator {
    id: "enrolment-rate",
    name: Words { sv: "Inklusionstakt", en: "Enrolment rate" },
    definition: Words {
        sv: "Inkluderade patienter per prövningsställe och månad som stället var öppet.",
        en: "Patients enrolled per site and month that the site was open.",
    },
    numerator: Words { sv: "inkluderade patienter", en: "patients enrolled" },
    denominator: Some(Words { sv: "ställemånader öppna", en: "site-months open" }),
    formula: "sum of patients / sum of site-months",
    interval: Words {
        sv: "Exakt Poisson under 10 patienter, annars Byar.",
        en: "Exact Poisson below 10 patients, Byar from 10.",
    },
    caveats: Words {
        sv: "Summa genom summa, inte ett medelvärde av kvoter: ett litet ställe väger efter sin \
            tid. Små antal patienter skyddas, och takten visas bara där antalet visas.",
        en: "A sum over a sum, not a mean of ratios: a small site weighs by its time. Small \
            numbers of patients are protected, and the rate is shown only where the number is.",
    },
    references: &[
        "Breslow NE, Day NE. Statistical Methods in Cancer Research II. IARC 1987, section 2.3.",
    ],
    unit: Unit::SiteMonth,
    basis: Basis::Reported,
    direction: Direction::Higher,
    measure: Measure::Board(BoardMeasure::EnrolmentRate),
};
