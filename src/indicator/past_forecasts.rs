//! Past forecasts beside what came.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `past-forecasts`.
pub const INDICATOR: Indicator = Indicator {
    id: "past-forecasts",
    name: Words { sv: "Tidigare prognoser", en: "Past forecasts" },
    definition: Words {
        sv: "För varje år som kan kontrolleras: de starter i fas 2 och 3 som väntades vid slutet av \
            året före, bredvid dem som kom.",
        en: "For each year that can be checked: the starts in phases 2 and 3 that were expected at the \
            end of the year before, beside those that came.",
    },
    numerator: Words {
        sv: "prövningar som startade under året",
        en: "trials that did start in the year",
    },
    denominator: None,
    formula: "as expected-starts, from what had started by the end of the year before",
    interval: Words {
        sv: "Som för väntade starter, av 1 000 dragningar.",
        en: "As for expected starts, of 1,000 draws.",
    },
    caveats: Words {
        sv: "Värdet är prognosen, täljaren utfallet. Prognosen görs alltid ur registret. Prövningar som \
            registrerades sent är kända för tidigt.",
        en: "The value is the forecast, the numerator the outcome. The forecast is always made from the \
            registry. Trials that were registered late are known too early.",
    },
    references: &["Gelman A et al. Bayesian Data Analysis, 3rd ed. CRC 2013, ch. 2.6."],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::PastForecasts,
};
