//! How long a request of a company waits before it is sent on.

use super::{Basis, BoardMeasure, Direction, Indicator, Measure, Unit, Words};

/// The definition of `feasibility-forward`.
pub const INDICATOR: Indicator = Indicator {
    id: "feasibility-forward",
    name: Words { sv: "Från förfrågan till regionerna", en: "From request to the regions" },
    definition: Words {
        sv: "Mediantid i kontorstimmar från att en förfrågan kom in till att den skickades vidare \
            till regionerna, enligt Kaplan och Meier.",
        en: "Median time in office hours from receiving a request to sending it on to the \
            regions, by Kaplan and Meier.",
    },
    numerator: Words {
        sv: "förfrågningar som har skickats vidare",
        en: "requests that were sent on",
    },
    denominator: Some(Words {
        sv: "alla förfrågningar med klockslag",
        en: "all requests with a time of day",
    }),
    formula: "first t with S(t) <= 1/2",
    interval: Words {
        sv: "Medianens gränser enligt Brookmeyer och Crowley på skalan log(-log).",
        en: "Limits of the median by Brookmeyer and Crowley, on the scale of log(-log).",
    },
    caveats: Words {
        sv: "Kontorstimmar är 8–17 på svenska arbetsdagar; helgdagar, midsommarafton, julafton \
            och nyårsafton är lediga. En förfrågan som väntar är censurerad på sista dagen, inte \
            utelämnad. Rader med dag men utan klockslag kan inte mätas och räknas i noten.",
        en: "Office hours are 8-17 on Swedish working days; public holidays, Midsummer's, \
            Christmas and New Year's Eve are free. A request that waits is censored on the last \
            day, not left out. Rows with a day but no time cannot be measured, and are counted \
            in the note.",
    },
    references: &[
        "Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481.",
        "Brookmeyer R, Crowley J. Biometrics 1982;38:29-41.",
    ],
    unit: Unit::Hours,
    basis: Basis::Received,
    direction: Direction::Lower,
    measure: Measure::Board(BoardMeasure::Forward),
};
