//! Trials against the population that they could serve.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `trials-per-million`.
pub const INDICATOR: Indicator = Indicator {
    id: "trials-per-million",
    name: Words {
        sv: "Prövningar per miljon invånare och år",
        en: "Trials per million inhabitants and year",
    },
    definition: Words {
        sv: "Startade prövningar delat med summan av årens folkmängd under perioden, gånger \
            en miljon.",
        en: "Trials started, divided by the sum of the population over the years of the \
            window, times one million.",
    },
    numerator: Words {
        sv: "prövningar med start under perioden",
        en: "trials with a start in the window",
    },
    denominator: Some(Words {
        sv: "personår: folkmängden summerad över periodens år",
        en: "person-years: the population summed over the years of the window",
    }),
    formula: "10^6 x / N, N = sum of the population of each year",
    interval: Words {
        sv: "Poisson (exakt under 10, Byar från 10) delat med personåren.",
        en: "Poisson (exact below 10, Byar from 10), divided by the person-years.",
    },
    caveats: Words {
        sv: "Ett år utan befolkningstal får talet för närmaste år. Små befolkningar ger \
            höga tal av få prövningar: läs intervallet. En region skiljer sig först utanför \
            tratten av övriga: exakta gränser på 99,8 %, vidgade där regioner skiljer sig åt \
            utöver slumpen.",
        en: "A year without a population takes the nearest year's. A small population makes \
            a high rate of few trials: read the interval. A region differs only outside the \
            funnel of the others: exact 99.8% limits, widened where regions differ beyond \
            chance.",
    },
    references: &[
        "Breslow NE, Day NE. Statistical Methods in Cancer Research II. IARC 1987, p. 69.",
        "Spiegelhalter DJ. Stat Med 2005;24:1185-1202.",
    ],
    unit: Unit::Rate,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::PerMillion,
};
