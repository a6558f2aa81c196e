//! What a place would count more at another's rate.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `counterfactual-difference`.
pub const INDICATOR: Indicator = Indicator {
    id: "counterfactual-difference",
    name: Words {
        sv: "Fler prövningar med ett annat lands takt",
        en: "More trials at another country's rate",
    },
    definition: Words {
        sv: "Hur många fler (eller färre, med minustecken) prövningar platsen skulle ha \
            haft om dess antal per miljon invånare och år vore en annan plats.",
        en: "How many more (or fewer, with a minus sign) trials the place would have had if \
            its number per million inhabitants and year were another place's.",
    },
    numerator: Words {
        sv: "prövningar med start under perioden",
        en: "trials with a start in the window",
    },
    denominator: Some(Words {
        sv: "personår: landets folkmängd summerad över periodens år",
        en: "person-years: the population summed over the years of the window",
    }),
    formula: "x_other N / N_other - x",
    interval: Words {
        sv: "Båda antalens Poissongränser, lagda samman kvadratiskt (MOVER).",
        en: "The Poisson limits of both counts, put together by squares (MOVER).",
    },
    caveats: Words {
        sv: "När intervallet rymmer noll är skillnaden inte säker. Säger inte varför takten \
            skiljer sig.",
        en: "When the interval holds zero the difference is not certain. Does not say why \
            the rates differ.",
    },
    references: &["Zou GY, Donner A. Stat Med 2008;27:1693-1702."],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Neither,
    measure: Measure::CounterfactualDifference,
};
