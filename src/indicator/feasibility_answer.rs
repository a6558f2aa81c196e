//! How long a company waits for its national answer.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `feasibility-answer`.
pub const INDICATOR: Indicator = Indicator {
    id: "feasibility-answer",
    name: Words {
        sv: "Från förfrågan till nationellt svar",
        en: "From request to national answer",
    },
    definition: Words {
        sv: "Mediantid i arbetsdagar från att en förfrågan kom in till att företaget fick det \
            nationella svaret, enligt Kaplan och Meier.",
        en: "Median time in working days from receiving a request to the company having its \
            national answer, by Kaplan and Meier.",
    },
    numerator: Words { sv: "besvarade förfrågningar", en: "requests answered" },
    denominator: Some(Words { sv: "alla förfrågningar", en: "all requests" }),
    formula: "first t with S(t) <= 1/2",
    interval: Words {
        sv: "Medianens gränser enligt Brookmeyer och Crowley på skalan log(-log).",
        en: "Limits of the median by Brookmeyer and Crowley, on the scale of log(-log).",
    },
    caveats: Words {
        sv: "Dagen efter förfrågan är den första. Obesvarade är censurerade på sista dagen, \
            uppgivna den dag de gavs upp: att utelämna dem skulle få det långsamma att se snabbt \
            ut.",
        en: "The day after the request is the first. Unanswered ones are censored on the last \
            day, those given up on the day they were: leaving them out would make the slow look \
            fast.",
    },
    references: &[
        "Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481.",
        "Brookmeyer R, Crowley J. Biometrics 1982;38:29-41.",
    ],
    unit: Unit::WorkingDays,
    basis: Basis::Received,
    direction: Direction::Lower,
    measure: Measure::Board(BoardMeasure::Answer),
};
