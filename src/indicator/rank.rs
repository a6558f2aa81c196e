//! Where a country stands among others.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `rank`.
pub const INDICATOR: Indicator = Indicator {
    id: "rank",
    name: Words { sv: "Plats bland länder", en: "Rank among countries" },
    definition: Words {
        sv: "Platsen efter prövningar per miljon invånare bland Europas länder med någon prövning. \
            Snitt gäller samma länder.",
        en: "The position by trials per million inhabitants among Europe's countries with any trial. \
            Averages are of the same ones.",
    },
    numerator: Words {
        sv: "prövningar med start under perioden",
        en: "trials with a start in the window",
    },
    denominator: Some(Words { sv: "rangordnade länder", en: "countries ranked" }),
    formula: "1 + number of countries with a higher rate",
    interval: Words {
        sv: "Simulering med fast frö, 4 000 dragningar: varje lands tal dras ur den \
            gammafördelning som antalet ger (Jeffreys), och länderna rangordnas varje \
            gång; mittersta 95 % av platserna.",
        en: "Simulation with a fixed seed, 4,000 draws: each country's rate is drawn from \
            the gamma distribution that its count leaves (Jeffreys), and the countries are \
            ranked each time; the middle 95 % of the ranks.",
    },
    caveats: Words {
        sv: "Närliggande platser skiljs oftast inte åt av talen: läs intervallet. Länder \
            med liten befolkning kan hamna högt av få prövningar. Länder utan någon prövning alls rangordnas inte. Regioner rangordnas \
            aldrig. Länder utan befolkningstal har ingen plats.",
        en: "Neighbouring ranks are often not told apart by the numbers: read the interval. \
            Countries with a small population can rank high by few trials. Countries without any trial at all are not ranked. Regions are \
            never ranked. Countries without a population at hand have no rank.",
    },
    references: &[
        "Marshall EC, Spiegelhalter DJ. BMJ 1998;316:1701-1704.",
        "Goldstein H, Spiegelhalter DJ. J R Stat Soc A 1996;159:385-443.",
    ],
    unit: Unit::Rank,
    basis: Basis::Started,
    direction: Direction::Lower,
    measure: Measure::Rank,
};
