//! How many investigators have been at it lately.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `active-investigators`.
pub const INDICATOR: Indicator = Indicator {
    id: "active-investigators",
    name: Words { sv: "Aktiva namngivna prövare", en: "Active named investigators" },
    definition: Words {
        sv: "Namngivna prövare vid svenska ställen, prövning startad inom 36 månader.",
        en: "Named investigators at Swedish sites, a trial started within 36 months.",
    },
    numerator: Words { sv: "olika namngivna prövare", en: "distinct named investigators" },
    denominator: None,
    formula: "distinct investigators",
    interval: Words {
        sv: "Logiska gränser: nedre är de namngivna, övre lägger till en prövare för varje \
            prövning vid ett ställe som inte namnger någon.",
        en: "Logical bounds: the lower is those named, the upper adds an investigator for \
            each trial at a site that names none.",
    },
    caveats: Words {
        sv: "Ett minsta antal: omkring 40 % av de svenska raderna är anonymiserade och få \
            namnger en prövare. En prövare räknas till ett ställe när dess angivna \
            anknytning är ett av prövningens ställen; samma namn utan titlar är samma \
            person.",
        en: "A lower bound: some 40 % of Swedish rows are anonymised and few name an \
            investigator. An investigator belongs to a site when the affiliation given is \
            one of the trial's sites; one name without titles is one person.",
    },
    references: &["Manski CF. Partial Identification of Probability Distributions. Springer 2003."],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::ActiveInvestigators,
};
