//! How unevenly trials are spread over sites.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `concentration-index`.
pub const INDICATOR: Indicator = Indicator {
    id: "concentration-index",
    name: Words { sv: "Koncentrationsindex (HHI)", en: "Concentration index (HHI)" },
    definition: Words {
        sv: "Summan av kvadraterna på de namngivna svenska ställenas andelar av \
            prövningarna (Herfindahl-Hirschman): 1 när ett ställe har alla, 1/n när n \
            ställen har lika många.",
        en: "The sum of the squares of the named Swedish sites' shares of the trials \
            (Herfindahl-Hirschman): 1 when one site has all, 1/n when n sites have equally \
            many.",
    },
    numerator: Words { sv: "prövningar vid namngivna ställen", en: "trials at named sites" },
    denominator: Some(Words { sv: "namngivna ställen", en: "named sites" }),
    formula: "HHI = sum of s^2",
    interval: Words {
        sv: "Logiska gränser: nedre när varje anonymiserad rad är ett eget ställe, övre när \
            alla är det största.",
        en: "Logical bounds: the lower when each anonymised row is a site of its own, the \
            upper when all are the largest.",
    },
    caveats: Words {
        sv: "Räknas bland namngivna ställen; många rader är anonymiserade. Ett sjukhus \
            under flera namn delas upp om namnen inte är kända.",
        en: "Counted among named sites; many rows are anonymised. A hospital under several \
            names is split up when the names are not known.",
    },
    references: &["Hirschman AO. Am Econ Rev 1964;54:761-762."],
    unit: Unit::Ratio,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::ConcentrationIndex,
};
