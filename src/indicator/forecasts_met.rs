//! How often past forecasts held.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `forecasts-met`.
pub const INDICATOR: Indicator = Indicator {
    id: "forecasts-met",
    name: Words { sv: "Prognoser som höll", en: "Forecasts met" },
    definition: Words {
        sv: "Prognoser för år som har gått, gjorda i slutet av vart och ett av högst tio år, vars \
            95-procentiga intervall rymde de starter som kom.",
        en: "Forecasts of years that have passed, made at the end of each of at most ten years, whose \
            95% interval held the starts that came.",
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
        sv: "Inget: prognoserna gäller delvis samma år och lär av samma år, så de är inte oberoende. \
            Noten säger hur många startår som inte delar något prognosår.",
        en: "None: the forecasts are partly of the same years and learn from the same ones, so they are \
            not independent. The note says how many origins share no year that is forecast.",
    },
    caveats: Words {
        sv: "Prognosen görs alltid ur registret, med det som hade startat före. När en post kom in i \
            registret sparas inte, så prövningar som registrerades sent är kända för tidigt. Runt 95 % \
            är väntat; klart mindre betyder att intervallen är för smala för området. Att de höll säger \
            inte att de var snäva: se forecast-error bredvid naive-error.",
        en: "The forecast is always made from the registry, with what had started before. When a record \
            came into the registry is not kept, so trials registered late are known too early. About \
            95% is to be expected; clearly less means that the intervals are too narrow for the area. \
            That they held does not say that they were narrow: see forecast-error beside naive-error.",
    },
    references: &[
        "Hyndman RJ, Athanasopoulos G. Forecasting: Principles and Practice, 3rd ed. OTexts 2021, ch. 5.10.",
    ],
    unit: Unit::Share,
    basis: Basis::Started,
    direction: Direction::Higher,
    measure: Measure::ForecastsMet,
};
