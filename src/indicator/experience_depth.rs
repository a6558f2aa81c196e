//! How many investigators have several trials behind them.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `experience-depth`.
pub const INDICATOR: Indicator = Indicator {
    id: "experience-depth",
    name: Words {
        sv: "Prövare med minst tre prövningar",
        en: "Investigators with three trials or more",
    },
    definition: Words {
        sv: "Andel av de namngivna prövarna med minst tre startade prövningar, alla år före brytdatum.",
        en: "Share of the named investigators with three trials started or more, all years before the cut-off.",
    },
    numerator: Words {
        sv: "prövare med minst tre prövningar",
        en: "investigators with three trials or more",
    },
    denominator: Some(Words { sv: "olika namngivna prövare", en: "distinct named investigators" }),
    formula: "investigators with >= 3 trials / named investigators",
    interval: Words { sv: "Wilson.", en: "Wilson." },
    caveats: Words {
        sv: "Ett minsta antal: omkring 40 % av de svenska raderna är anonymiserade och få \
            namnger en prövare. Andelen är därför för låg. En prövare räknas till ett \
            ställe när dess angivna anknytning är ett av prövningens ställen; samma namn \
            utan titlar är samma person.",
        en: "A lower bound: some 40 % of Swedish rows are anonymised and few name an \
            investigator. So the share is too low. An investigator belongs to a site when \
            the affiliation given is one of the trial's sites; one name without titles is \
            one person.",
    },
    references: &["Wilson EB. J Am Stat Assoc 1927;22:209-212."],
    unit: Unit::Share,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::ExperienceDepth,
};
