//! How many sites have done trials of an early phase.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `early-phase-sites`.
pub const INDICATOR: Indicator = Indicator {
    id: "early-phase-sites",
    name: Words { sv: "Ställen med prövningar i fas 1–2", en: "Sites with phase 1–2 trials" },
    definition: Words {
        sv: "Namngivna ställen med en prövning i fas 1, 1/2 eller 2.",
        en: "Named sites with a trial of phase 1, 1/2 or 2.",
    },
    numerator: Words { sv: "olika namngivna ställen", en: "distinct named sites" },
    denominator: None,
    formula: "distinct sites",
    interval: Words {
        sv: "Logiska gränser: nedre är de namngivna ställena, övre lägger till varje \
            anonymiserad rad som om den vore ett eget ställe.",
        en: "Logical bounds: the lower is the named sites, the upper adds each anonymised \
            row as if it were a site of its own.",
    },
    caveats: Words {
        sv: "Ett minsta antal: många rader är anonymiserade. Tidig fas 1 räknas hit. Fas 1/2 är en egen klass och \
            räknas hit, fas 2/3 inte.",
        en: "A lower bound: many rows are anonymised. Early phase 1 counts here. Phase 1/2 is a class of its own and \
            counts here, phase 2/3 does not.",
    },
    references: &["Manski CF. Partial Identification of Probability Distributions. Springer 2003."],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::EarlyPhaseSites,
};
