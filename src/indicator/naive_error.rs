//! By how much last year's number missed.

use super::{Basis, Direction, Indicator, Measure, Unit, Words};

/// The definition of `naive-error`.
pub const INDICATOR: Indicator = Indicator {
    id: "naive-error",
    name: Words { sv: "Fel med förra årets antal", en: "Error of last year's number" },
    definition: Words {
        sv: "Detsamma för den enklaste prognosen: lika många som det sista hela året.",
        en: "The same of the simplest forecast: as many as in the last full year.",
    },
    numerator: Words {
        sv: "summan av kvadraterna av sista kända årets starter minus utfall",
        en: "the sum of the squares of the last known year's starts less outcome",
    },
    denominator: Some(Words {
        sv: "prognoser som kan jämföras med ett utfall",
        en: "forecasts that can be set beside an outcome",
    }),
    formula: "sqrt(sum of (last full year - outcome)^2 / forecasts)",
    interval: Words {
        sv: "Inget: prognoserna överlappar varandra och är inte oberoende.",
        en: "None: the forecasts overlap and are not independent.",
    },
    caveats: Words {
        sv: "Måttstocken för forecast-error, över samma år. En modell som inte slår den tillför inget för den \
            horisonten.",
        en: "The yardstick of forecast-error, over the same years. A model that does not beat it adds nothing for \
            that horizon.",
    },
    references: &[
        "Hyndman RJ, Athanasopoulos G. Forecasting: Principles and Practice, 3rd ed. OTexts 2021, ch. 5.8.",
    ],
    unit: Unit::Count,
    basis: Basis::Started,
    direction: Direction::Lower,
    measure: Measure::NaiveError,
};
