//! What a place would count at another's rate.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `counterfactual`.
pub const INDICATOR: Indicator = Indicator {
    id: "counterfactual",
    name: Words {
        sv: "Prövningar med ett annat lands takt",
        en: "Trials at another country's rate",
    },
    definition: Words {
        sv: "Prövningarna om takten per invånare vore den andra platsens.",
        en: "The trials if the rate per inhabitant were the other place's.",
    },
    numerator: Words {
        sv: "prövningar med start under perioden",
        en: "trials with a start in the window",
    },
    denominator: Some(Words {
        sv: "personår: landets folkmängd summerad över periodens år",
        en: "person-years: the population summed over the years of the window",
    }),
    formula: "x_other N / N_other",
    interval: Words {
        sv: "Poissongränser för den andra platsens antal (exakta under 10, Byar från 10) \
            gånger kvoten av personåren.",
        en: "Poisson limits of the other place's count (exact below 10, Byar from 10), \
            times the ratio of the person-years.",
    },
    caveats: Words {
        sv: "Säger inte varför takten skiljer sig, och inte att skillnaden går att hämta \
            in. En grupp av länder har lägre takt än länderna i den, eftersom en prövning \
            i flera av dem räknas en gång: jämför med ett land.",
        en: "Does not say why the rates differ, nor that the difference can be made up. A \
            group of countries has a lower rate than the countries in it, because a trial \
            in several of them counts once: compare with a country.",
    },
    references: &[
        "Breslow NE, Day NE. Statistical Methods in Cancer Research II. IARC 1987, p. 69.",
    ],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::Counterfactual,
};
