//! By how much past forecasts missed.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `forecast-error`.
pub const INDICATOR: Indicator = Indicator {
    id: "forecast-error",
    name: Words { sv: "Prognosfel", en: "Forecast error" },
    definition: Words {
        sv: "Roten ur medelkvadraten (RMSE) av det som prognoser för år som har gått skilde sig från de \
            starter som kom.",
        en: "The root mean square (RMSE) of what forecasts of years that have passed differed by from the \
            starts that came.",
    },
    numerator: Words {
        sv: "summan av kvadraterna av prognos minus utfall",
        en: "the sum of the squares of forecast less outcome",
    },
    denominator: Some(Words {
        sv: "prognoser som kan jämföras med ett utfall",
        en: "forecasts that can be set beside an outcome",
    }),
    formula: "sqrt(sum of (forecast - outcome)^2 / forecasts)",
    interval: Words {
        sv: "Inget: prognoserna överlappar varandra och är inte oberoende.",
        en: "None: the forecasts overlap and are not independent.",
    },
    caveats: Words {
        sv: "Prognosen görs alltid ur registret, med det som hade startat före, och modellen är bestämd utan de \
            år som den prövas på. Stora fel väger tyngst. Läses bredvid naive-error: är det mindre gjorde \
            förra årets antal bättre ifrån sig.",
        en: "The forecast is always made from the registry, with what had started before, and the model was settled \
            without the years on which it is tried. Large errors weigh most. To be read beside naive-error: where \
            that is smaller, last year's number did better.",
    },
    references: &[
        "Hyndman RJ, Athanasopoulos G. Forecasting: Principles and Practice, 3rd ed. OTexts 2021, ch. 5.8.",
    ],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Lower,
    measure: Measure::ForecastError,
};
