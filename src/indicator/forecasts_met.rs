//! How often past forecasts held.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `forecasts-met`.
pub const INDICATOR: Indicator = Indicator {
    id: "forecasts-met",
    name: Words { sv: "Prognoser som höll", en: "Forecasts met" },
    definition: Words {
        sv: "Hur många prognoser för år som har gått, ett till tre år framåt från slutet av vart och \
            ett av högst tio år, vars 95-procentiga intervall rymde det antal prövningar som startade.",
        en: "How many forecasts of years that have passed, one to three years ahead from the end of \
            each of at most ten years, had the number of trials that did start in their 95% interval.",
    },
    numerator: Words {
        sv: "prognoser vars intervall rymde utfallet",
        en: "forecasts whose interval held the outcome",
    },
    denominator: Some(Words {
        sv: "prognoser som kan jämföras med ett utfall",
        en: "forecasts that can be set beside an outcome",
    }),
    formula: "p = met / forecasts",
    interval: Words {
        sv: "Wilson. Prognoser från närliggande år delar underlag, så det är snarast för smalt.",
        en: "Wilson. Forecasts from near years share their grounds, so it is too narrow if anything.",
    },
    caveats: Words {
        sv: "Prognosen görs alltid ur registret, med det som hade startat före. När en post kom in i \
            registret sparas inte, så prövningar som registrerades sent är kända för tidigt. Runt 95 % \
            är väntat; klart mindre betyder att intervallen är för smala för området. Prognoserna överlappar \
            varandra, och att de höll säger inte att de var snäva: för det närmaste året kan förra \
            årets antal ligga lika nära.",
        en: "The forecast is always made from the registry, with what had started before. When a record \
            came into the registry is not kept, so trials registered late are known too early. About \
            95% is to be expected; clearly less means that the intervals are too narrow for the area. The \
            forecasts overlap, and that they held does not say that they were narrow: for the next \
            year last year's number can be as near.",
    },
    references: &["Wilson EB. J Am Stat Assoc 1927;22:209-212."],
    unit: Unit::Share,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::ForecastsMet,
};
