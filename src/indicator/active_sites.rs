//! How many sites have been at it lately.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `active-sites`.
pub const INDICATOR: Indicator = Indicator {
    id: "active-sites",
    name: Words { sv: "Aktiva prövningsställen", en: "Active trial sites" },
    definition: Words {
        sv: "Namngivna ställen med minst en prövning som startat de 36 månaderna före brytdatum \
            (eller under den valda perioden).",
        en: "Named sites with at least one trial started in the 36 months before the cut-off (or in \
            the chosen window).",
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
        sv: "Ett minsta antal: många rader är anonymiserade (”Research Site”). Ställen slås \
            ihop efter förenklat namn och region; universitetssjukhusens kända \
            namnvarianter räknas som ett. Endast svenska ställen är namnsatta.",
        en: "A lower bound: many rows are anonymised (\"Research Site\"). Sites are merged by \
            simplified name and region; the known variants of the university hospitals \
            count as one. Only Swedish sites are resolved.",
    },
    references: &["Manski CF. Partial Identification of Probability Distributions. Springer 2003."],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::ActiveSites,
};
